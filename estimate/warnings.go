package estimate

import (
	"fmt"
	"time"
)

// A Warning is what an estimate may be wrong about.
type Warning struct {
	Code string // what kind, the same in every version: "not_estimated", "alternatives", "looks_like_minutes"
	Line int    // number of the line it is about, from 0
	Text string // in words
}

// String returns the warning in words.
func (w Warning) String() string { return w.Text }

// Warnings returns what the estimate that c describes may be wrong about, in the order of
// its lines: an item that nobody estimated, and no figure given; two alternatives together;
// a time that looks like minutes typed as hours.
func (c Config) Warnings() []Warning {
	var all []Warning
	first := map[string]int{}
	for i := range c.Lines {
		l := &c.Lines[i]
		warn := func(code, format string, args ...any) {
			all = append(all, Warning{code, i, fmt.Sprintf(format, args...)})
		}
		if l.unknown() {
			warn("not_estimated", "%q is not estimated and counts as nothing: give a figure", l.Item.Name)
		}
		if group := l.Item.Alternatives; group != "" {
			if j, taken := first[group]; taken && c.Lines[j].Item.Name != l.Item.Name {
				warn("alternatives", "%q and %q are alternatives: a job takes one of them", c.Lines[j].Item.Name, l.Item.Name)
			} else if !taken {
				first[group] = i
			}
		}
		if m, ok := typedMinutes(l.Item.Time, c.Round.Step); ok && l.Each == 0 {
			warn("looks_like_minutes", "%q takes %s h: %d minutes typed as hours?", l.Item.Name, HoursText(l.Item.Time), m)
		}
	}
	return all
}

// typedMinutes reports whether t looks like minutes that somebody typed as hours: 0.15 h
// against a step of 15 minutes. It is shorter than an hour and no multiple of the step,
// while its digits, taken for minutes, are one.
func typedMinutes(t, step time.Duration) (minutes int64, ok bool) {
	const hundredth = time.Hour / 100
	if step == 0 || t == 0 || t%hundredth != 0 || t%step == 0 {
		return 0, false
	}
	m := t / hundredth
	return int64(m), m < 60 && m*time.Minute%step == 0
}
