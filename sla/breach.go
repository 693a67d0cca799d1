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
	for i := range c.spans {
		s := &c.spans[i]
		if s.why == WasSolved {
			continue
		}
		at, over := w.broke(c, s)
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

// broke returns whether the promise in force in a span is broken when it ends, and the last
// instant of the span at which it was not.
func (w *walk) broke(c *cycle, s *span) (time.Time, bool) {
	var last time.Time
	switch {
	case !s.agreed.IsZero():
		last = s.agreed
	case !s.promised:
		return last, false
	default:
		r := Result{}
		seen := cycle{terms: s.terms, started: c.started, elapsed: s.before, spans: c.upTo(s)}
		if s.why == Counted {
			seen.elapsed += s.hours.Between(s.from, s.to)
		}
		if seen.elapsed < s.limit || seen.elapsed == s.limit && w.a.policy.Judge != ByDue {
			return last, false
		}
		w.due(&r, &seen, s.to)
		if last = r.Latest; w.a.policy.Judge == ByDue {
			last = r.Due
		}
	}
	if last.Before(s.from) {
		last = s.from
	}
	return last, s.to.After(last)
}

// upTo returns the spans of a cycle up to one of them.
func (c *cycle) upTo(s *span) []span {
	for i := range c.spans {
		if &c.spans[i] == s {
			return c.spans[:i+1]
		}
	}
	return nil
}
