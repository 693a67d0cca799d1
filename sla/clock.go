package sla

import (
	"errors"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// A Clock is a ticket under an agreement: all its clocks, one for each [Metric], at
// whatever instant one asks. It is a small value that never changes. Make one with
// [Agreement.Clock].
//
// Every answer is a function of the events up to the instant asked about: what happened
// later is not seen. What lies ahead is told as it comes if nothing happens.
type Clock struct {
	agreement *Agreement
	ticket    Ticket
}

// Ticket returns the ID of the ticket.
func (c Clock) Ticket() string { return c.ticket.ID }

// Agreement returns what the ticket is judged by.
func (c Clock) Agreement() *Agreement { return c.agreement }

// fail returns an error about the ticket, or nil.
func (c *Clock) fail(err error) error {
	if err == nil {
		return nil
	}
	return &TicketError{c.ticket.ID, err}
}

// Result returns how the clock of a metric stands at an instant: its latest cycle, if it
// has several; an idle one before it was opened. It does not allocate, as long as the conditions of
// targets test nothing but level, plan and channel, and the ticket has not many pauses.
//
// The error is a [*TicketError], with a [*calendar.DataError] where the answer depends on days that
// the calendar's data does not cover.
func (c Clock) Result(m Metric, at time.Time) (r Result, err error) {
	r.Metric = m
	err = c.judge(&r, at)
	return r, err
}

// judge fills in the result of a metric.
func (c *Clock) judge(r *Result, at time.Time) error {
	if !r.Metric.IsValid() {
		return c.fail(invalid("sla: metric", "unknown_metric", "%v is no metric", r.Metric))
	}
	var w walk
	c.walk(&w, r.Metric, at)
	if w.err == nil {
		w.result(r, &w.cycle, at)
	}
	return c.fail(w.err)
}

// Results returns how the clocks stand for which the policy has any target.
func (c Clock) Results(at time.Time) ([]Result, error) {
	list := make([]Result, len(c.agreement.promised))
	for i, m := range c.agreement.promised {
		list[i].Metric = m
		if err := c.judge(&list[i], at); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// explore walks over the events and keeps everything.
func (c *Clock) explore(m Metric, at time.Time) (*walk, []cycle, error) {
	if !m.IsValid() {
		return nil, nil, c.fail(invalid("sla: metric", "unknown_metric", "%v is no metric", m))
	}
	w := &walk{full: true}
	c.walk(w, m, at)
	if w.cycle.n == 0 {
		return w, nil, c.fail(w.err)
	}
	return w, append(w.past, w.cycle), c.fail(w.err)
}

// Cycles returns all cycles of a metric up to an instant, in the order in which they ended,
// with those that were superseded; the last one is what [Clock.Result] returns.
func (c Clock) Cycles(m Metric, at time.Time) ([]Result, error) {
	w, cycles, err := c.explore(m, at)
	if err != nil {
		return nil, err
	}
	list := make([]Result, len(cycles))
	for i := range cycles {
		list[i].Metric = m
		w.result(&list[i], &cycles[i], at)
	}
	return list, c.fail(w.err)
}

// result fills in how a cycle stands at an instant.
func (w *walk) result(r *Result, c *cycle, at time.Time) {
	r.Level = w.class.level
	if c.n == 0 {
		return
	}
	end := at
	if !c.running {
		end = c.stopped
		r.Stopped = c.stopped.In(c.hours.Zone())
	}
	r.Started, r.Cycle, r.Level, r.Elapsed, r.Promised = c.started.In(c.hours.Zone()), c.n, c.level, c.elapsed, c.promised
	r.Implied, r.Superseded, r.Calendar, r.Rule = c.implied, c.superseded, c.hours.name, c.target.rule
	r.Paused = c.running && w.waiting
	late := false
	switch {
	case !c.agreed.IsZero():
		r.Agreed = c.agreed.In(c.hours.Zone())
		r.Due, r.Latest, r.Remaining = r.Agreed, r.Agreed, r.Agreed.Sub(end)
		late = r.Remaining < 0
	case c.promised:
		r.Target, r.Remaining = c.limit, c.limit-c.elapsed
		w.due(r, c, end)
		late = r.Remaining < 0
		if w.a.policy.Judge == ByDue {
			r.Latest = r.Due
			late = !r.Due.IsZero() && end.After(r.Due)
		}
	}
	r.Closed = c.running && !w.waiting && (c.promised || !c.agreed.IsZero()) && !c.hours.IsOpen(at)
	switch {
	case c.void:
		r.State = Void
	case !c.promised && c.agreed.IsZero():
		r.State = NoTarget
	case late:
		r.State = Breached
	case !c.running:
		r.State = Met
	case w.waiting:
		r.State = Waiting
	default:
		r.State = Running
	}
}

// due fills in when the cycle is due, as seen from its end or the instant asked about.
func (w *walk) due(r *Result, c *cycle, end time.Time) {
	var err error
	passed := false // whether more than the target has elapsed, so that latest has come
	if c.elapsed >= c.limit {
		r.Due, r.Latest, passed, err = c.reached()
		if !passed && err == nil && !r.Paused {
			r.Latest, err = roll(c.hours, end)
		}
		r.Due = c.meant(r.Due, r.Latest)
	} else {
		var due, latest time.Time
		due, latest, err = c.hours.Reach(end, c.limit-c.elapsed)
		switch {
		case err != nil:
			if errors.Is(err, calendar.ErrNeverOpen) {
				r.NeverOpen, err = c.running, nil
			}
		case r.Paused:
			r.IfResumed = c.meant(due, latest)
		default:
			r.Due, r.Latest = c.meant(due, latest), latest
		}
	}
	if err != nil && w.err == nil {
		w.err = err
	}
}

// meant returns when a cycle is due whose target has elapsed at an instant: at the one that was
// promised by name, if the clock stands from the one to the other.
func (c *cycle) meant(due, latest time.Time) time.Time {
	if c.by.After(due) && (!c.by.After(latest) || latest.IsZero() && c.hours.Between(due, c.by) == 0) {
		return c.by.In(c.hours.Zone())
	}
	return due
}

// reached returns when a cycle reached its target, and when its last instant in time was,
// if that has passed.
func (c *cycle) reached() (due, latest time.Time, passed bool, err error) {
	due = c.started.In(c.hours.Zone()) // if the target is nothing
	for i := range c.spans.n {
		s := c.spans.at(i)
		switch {
		case !s.counted() || s.after < c.limit:
			continue
		case s.before < c.limit:
			due, latest, err = s.hours.Reach(s.from, c.limit-s.before) // due lies in the span
		case s.after > c.limit:
			latest, err = roll(s.hours, s.from)
		}
		if s.after > c.limit {
			return due, latest, true, err
		}
	}
	return due, time.Time{}, false, nil
}

// at returns the earliest instant at which so much had elapsed in the cycle, more than
// nothing; the zero Time if it has not.
func (c *cycle) at(elapsed time.Duration) time.Time {
	for i := range c.spans.n {
		if s := c.spans.at(i); s.after >= elapsed && s.before < elapsed {
			t, _ := s.hours.Add(s.from, elapsed-s.before) // which lies in the span
			return t
		}
	}
	return time.Time{}
}

// roll returns the last instant up to which no more time counts than up to t: t, or the
// next opening; the zero Time if there is none.
func roll(h *hours, t time.Time) (time.Time, error) {
	if h.complete && h.IsOpen(t) {
		return t.In(h.Zone()), nil
	}
	u, err := h.RollForward(t)
	if err != nil && errors.Is(err, calendar.ErrNeverOpen) {
		return time.Time{}, nil
	}
	return u, err
}
