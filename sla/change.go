package sla

import (
	"errors"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// NextChange returns the first instant after at, at which the state or a flag of a clock with a
// target changes or a warning falls due if nothing happens until then; false if none ever does.
// A breach shows from the first instant after the last one in time. A host sets one timer for
// it and never polls.
func (c Clock) NextChange(at time.Time) (time.Time, bool, error) {
	var next time.Time
	propose := func(t time.Time) {
		if t.After(at) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, m := range c.agreement.promised {
		var w walk
		c.walk(&w, m, at)
		r := Result{Metric: m}
		w.result(&r, &w.cycle, at)
		if w.cycle.running && (r.Promised || !r.Agreed.IsZero()) {
			w.changes(&r, at, propose)
		}
		if w.err != nil {
			return time.Time{}, false, c.fail(w.err)
		}
	}
	return next, !next.IsZero(), nil
}

// changes proposes the instants at which something about a running cycle changes.
func (w *walk) changes(r *Result, at time.Time, propose func(time.Time)) {
	const instant = 1 // the shortest time there is
	switch {
	case r.State == Breached:
	case !r.Latest.IsZero():
		propose(r.Latest.Add(instant))
	}
	for i := range w.a.warnings[w.metric] {
		if t, _ := w.warns(&w.cycle, &w.a.warnings[w.metric][i], at); !t.IsZero() {
			propose(t)
		}
	}
	if r.Paused {
		return
	}
	flip, err := w.cycle.hours.NextClose(at)
	if r.Closed {
		flip, err = w.cycle.hours.NextOpen(at)
	}
	switch {
	case err == nil:
		propose(flip)
	case !errors.Is(err, calendar.ErrNeverOpen) && !errors.Is(err, calendar.ErrNeverCloses) && w.err == nil:
		w.err = err
	}
}
