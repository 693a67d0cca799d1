package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/retainer-go/retainer/sla"
)

// columns is how wide a page is.
const columns = 80

// clean returns a text of the file as it can be shown: on one line, with nothing that a terminal obeys.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, s)
}

// pad returns s, at least width wide.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// wrap returns a text on as many lines of a page as it needs.
func wrap(s string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Split(s, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > columns:
			b.WriteString("\n    ")
			width = 4
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	return b.String() + "\n"
}

// moment returns an instant for people, with the zone it is in.
func moment(t time.Time) string {
	clock := "Mon 2006-01-02 15:04"
	if t.Second() != 0 {
		clock = "2006-01-02 15:04:05"
	}
	name, _ := t.Zone()
	if offset, fixed := strings.CutPrefix(name, "UTC"); fixed && offset != "" {
		name = offset
	}
	return t.Format(clock) + " " + cmp.Or(name, t.Format("-07:00"))
}

// asked returns the instant asked about, with the offset it was given with.
func asked(t time.Time) string { return moment(t.In(time.FixedZone(t.Format("-07:00"), offset(t)))) }

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}

// whole returns a time in whole seconds, rounded down, so that nobody is promised more than is left.
func whole(d time.Duration) time.Duration {
	if rest := d % time.Second; rest < 0 {
		return d - time.Second - rest
	} else {
		return d - rest
	}
}

// tidy returns a time without the parts that are nothing.
func tidy(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// word returns a name of package sla in words.
func word(s fmt.Stringer) string { return strings.ReplaceAll(s.String(), "_", " ") }

// state returns how a clock stands.
func state(r sla.Result) string {
	s := word(r.State)
	switch {
	case r.Paused && r.State != sla.Waiting:
		return s + ", paused"
	case r.Closed:
		return s + ", closed"
	case !r.Agreed.IsZero() && r.State != sla.Waiting:
		return s + ", agreed"
	}
	return s
}

// due returns when a clock is due.
func due(r sla.Result) string {
	switch {
	case !r.Due.IsZero():
		return moment(r.Due)
	case !r.IfResumed.IsZero():
		return "(" + moment(r.IfResumed) + ")"
	case r.NeverOpen:
		return "never open"
	}
	return "-"
}

// left returns the time left.
func left(r sla.Result) string {
	if !r.Promised && r.Agreed.IsZero() {
		return "-"
	}
	return tidy(whole(r.Remaining))
}

// cell returns how a clock stands, on up to three lines.
func cell(r sla.Result) (lines [3]string) {
	if r.Cycle == 0 {
		return [3]string{"-"}
	}
	open := r.Promised || !r.Agreed.IsZero()
	r.Remaining = whole(r.Remaining)
	if lines[0] = r.String(); open {
		lines[1] = "due " + due(r)
	}
	if open && r.Cycle > 1 {
		lines[2] = fmt.Sprintf("cycle %d", r.Cycle)
	}
	return lines
}
