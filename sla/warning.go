package sla

import (
	"errors"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
)

// A Warning is a point of a clock's target at which somebody is told: a share of it, or an
// offset from its end, in the time of the clock; where neither is given, the end itself. Where an
// instant was agreed it is a share of the time up to there, or an offset from it, in real time.
type Warning struct {
	Name    string        // for the host: "escalate to level 2"
	Share   Percent       // of the target: 75 %, also 100 % and more
	Offset  time.Duration // from the end, before it if negative
	Metrics []Metric      // none: all
}

// String returns the name, or the point in words: "75% of the target", "30m before the end".
func (w Warning) String() string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Share != 0:
		return w.Share.String() + " of the target"
	case w.Offset < 0:
		return exact.DurationText(-w.Offset) + " before the end"
	case w.Offset > 0:
		return exact.DurationText(w.Offset) + " after the end"
	}
	return "the end"
}

// An Alert is a [Warning] of one cycle of a clock.
type Alert struct {
	Metric  Metric
	Cycle   int
	Warning Warning
	At      time.Time // when it falls due, if nothing happens; zero while the clock is paused before it
	Fired   bool      // whether that has come, at the instant asked about
}

// Warnings returns the warnings of all clocks, for each cycle up to an instant, sorted by when
// they fall due, those without an instant last. What a cycle had not come to when it
// stopped is left out.
func (c Clock) Warnings(at time.Time) ([]Alert, error) {
	var list []Alert
	for _, m := range c.agreement.promised {
		w, cycles, err := c.explore(m, at)
		if err != nil {
			return nil, err
		}
		for i := range cycles {
			if !goesOn(cycles, i) {
				list = w.alerts(list, &cycles[i], at)
			}
		}
		if w.err != nil {
			return nil, c.fail(w.err)
		}
	}
	slices.SortStableFunc(list, func(a, b Alert) int {
		switch {
		case a.At.IsZero() == b.At.IsZero():
			return a.At.Compare(b.At)
		case a.At.IsZero():
			return 1
		}
		return -1
	})
	return list, nil
}

// goesOn reports whether a cycle is the first result of one that went on when the ticket was reopened.
func goesOn(cycles []cycle, i int) bool { return i+1 < len(cycles) && cycles[i+1].n == cycles[i].n }

// alerts appends the warnings of a cycle.
func (w *walk) alerts(list []Alert, c *cycle, at time.Time) []Alert {
	for _, warning := range w.a.warnings[w.metric] {
		t, ok := w.warns(c, &warning, at)
		if ok {
			list = append(list, Alert{w.metric, c.n, warning, t, !t.IsZero() && !t.After(at)})
		}
	}
	return list
}

// warns returns when a warning falls due, the zero Time if that cannot be told yet; false if
// it never will.
func (w *walk) warns(c *cycle, warning *Warning, at time.Time) (time.Time, bool) {
	if !c.agreed.IsZero() {
		t := c.agreed.Add(warning.Offset)
		if t.Before(c.started) {
			t = c.started
		}
		if warning.Share > 0 {
			t = c.started.Add(time.Duration(warning.Share.of(int64(max(0, c.agreed.Sub(c.started))))))
		}
		return t.In(c.hours.Zone()), c.running || !t.After(c.stopped)
	}
	if !c.promised {
		return time.Time{}, false
	}
	point := max(0, exact.Add(c.limit, warning.Offset))
	if warning.Share > 0 {
		point = time.Duration(warning.Share.of(int64(c.limit)))
	}
	switch {
	case point == c.limit:
		r, end := Result{Paused: c.running && w.waiting}, at
		if !c.running {
			end = c.stopped
		}
		w.due(&r, c, end)
		return r.Due, c.running || !r.Due.IsZero() && !r.Due.After(c.stopped)
	case point == 0:
		return c.started.In(c.hours.Zone()), true
	case point <= c.elapsed:
		return c.at(point), true
	case !c.running:
		return time.Time{}, false
	case w.waiting:
		return time.Time{}, true
	}
	t, err := c.hours.Add(at, point-c.elapsed)
	if errors.Is(err, calendar.ErrNeverOpen) {
		return time.Time{}, true
	}
	if err != nil && w.err == nil {
		w.err = err
	}
	return t, true
}
