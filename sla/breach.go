package sla

import (
	"time"

	"github.com/retainer-go/retainer/priority"
)

// A Breach is an entry of the breach log: a promise that was broken.
type Breach struct {
	Metric Metric
	Cycle  int
	At     time.Time      // the last instant at which it was not broken yet
	Level  priority.Level // in force then
	Target time.Duration  // in force then; zero if an instant was agreed
	Agreed time.Time      // the instant agreed, if one was
	Rule   string         // in force then
}

// Breaches returns when promises were broken up to an instant, by metric and in order of time.
// What was once a breach stays in this log, also if a later change gave the ticket more time.
func (c Clock) Breaches(at time.Time) ([]Breach, error) {
	var list []Breach
	for _, m := range c.agreement.promised {
		w, cycles, err := c.explore(m, at)
		if err != nil {
			return nil, err
		}
		for i := range cycles {
			if !goesOn(cycles, i) {
				list = w.breaches(list, &cycles[i], at)
			}
		}
		if w.err != nil {
			return nil, c.fail(w.err)
		}
	}
	return list, nil
}

// breaches appends when the promise of a cycle was broken: once each time it came to be.
func (w *walk) breaches(list []Breach, c *cycle, at time.Time) []Breach {
	broken := false
	add := func(t *terms, at time.Time) {
		b := Breach{w.metric, c.n, at.In(t.hours.Zone()), t.level, t.limit, t.agreed, t.target.rule}
		if !t.agreed.IsZero() {
			b.Agreed, b.Target = t.agreed.In(t.hours.Zone()), 0
		}
		list = append(list, b)
	}
	for i := range c.spans.n {
		s := c.spans.at(i)
		if s.why == WasSolved {
			continue
		}
		at, over := w.broke(c, i)
		if at.Before(s.from) {
			at = s.from
		} else {
			broken = false // what began with the span had made it good
		}
		if over && !broken {
			add(&s.terms, at)
		}
		broken = over
	}
	r := Result{Metric: w.metric}
	if w.result(&r, c, at); r.State == Breached && !broken { // by a change at the last moment
		if !c.running {
			at = c.stopped
		}
		add(&c.terms, at)
	}
	return list
}

// broke returns whether the promise in force in the i-th span is broken when it ends, and
// the last instant at which, by that promise, it was not.
func (w *walk) broke(c *cycle, i int) (time.Time, bool) {
	var last time.Time
	s := c.spans.at(i)
	switch {
	case !s.terms.agreed.IsZero():
		last = s.terms.agreed
	case !s.terms.promised:
		return last, false
	default:
		r := Result{}
		seen := cycle{run: run{terms: s.terms, started: c.started, elapsed: s.after}, spans: c.spans}
		seen.spans.n = i + 1
		if s.after < seen.limit || s.after == seen.limit && w.a.policy.Judge != ByDue {
			return last, false
		}
		w.due(&r, &seen, s.to)
		if last = r.Latest; w.a.policy.Judge == ByDue {
			last = r.Due
		}
	}
	return last, s.to.After(last)
}
