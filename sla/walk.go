package sla

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
)

// A span is a stretch of a cycle's time in which nothing changed that matters.
type span struct {
	from          time.Time
	before, after time.Duration // had elapsed when it began, and when it ended
	hours         *hours
	*detail       // of full walks; of others all spans are counted
}

// A detail is what explanations need to know of a span.
type detail struct {
	to     time.Time
	terms  terms
	why    Why // Counted, whatever the calendar said, OnPause or WasSolved
	reason string
}

// counted reports whether the clock ran.
func (s *span) counted() bool { return s.detail == nil || s.why == Counted }

// terms are what holds for a cycle for the time being.
type terms struct {
	target   *target
	hours    *hours        // by which it is counted: the target's, or the one an event named
	limit    time.Duration // the target in force, where promised
	by       time.Time     // the instant that the promise named, where it named a day
	agreed   time.Time     // the instant agreed, which stands in place of the target
	level    priority.Level
	promised bool
}

// A cycle is one run of a clock, from what started it to what stopped it.
type cycle struct {
	run
	spans list[span]
}

// A run is what there is to know of a cycle besides its spans.
type run struct {
	terms
	n                int
	started, stopped time.Time
	elapsed          time.Duration
	running, implied bool
	resolved         bool // what stopped it was that the ticket was resolved
	superseded, void bool
}

// A walk goes over the events of a ticket once, for one metric.
type walk struct {
	*spec
	a     *Agreement
	facts priority.Facts
	class class
	fixed *hours // the calendar an event named, in place of the targets'

	opened    time.Time
	reasons   list[string] // of the pauses in force
	waiting   bool         // whether one of them stops this clock
	done      bool         // resolved or closed
	doneAt    time.Time
	cancelled bool
	agreed    time.Time // an instant agreed for a cycle that has not begun

	cycle  cycle
	since  time.Time // up to where the cycle's time has been counted
	goesOn bool      // whether the last span ends there, and may grow
	full   bool      // whether to keep all spans and cycles, to explain with
	past   []cycle   // if so, those before cycle
	err    error

	effect bool // set where an event changes anything
}

// walk goes over the events up to an instant.
func (c *Clock) walk(w *walk, m Metric, at time.Time) {
	w.spec, w.a, w.facts = &c.agreement.specs[m], c.agreement, c.ticket.Facts
	seen := c.ticket.Events
	for len(seen) > 0 && seen[len(seen)-1].At.After(at) {
		seen = seen[:len(seen)-1]
	}
	for i := range seen {
		if e := &seen[i]; w.matters>>e.Type&1 != 0 {
			if w.event(e); w.over() {
				break
			}
		}
	}
	w.count(at)
}

// over reports whether nothing that may follow can change the answer.
func (w *walk) over() bool {
	return w.cancelled || w.err != nil || !w.full && w.once && !w.cycle.running && w.cycle.n > 0
}

// event takes one event.
func (w *walk) event(e *Event) {
	switch e.Type {
	case Opened:
		w.opened, w.effect = e.At, true
		w.class.level, w.class.plan, w.class.channel = e.Level, e.Plan, e.Channel
		w.fix(e.Calendar)
	case Cancelled, Merged:
		w.cancelled, w.effect = true, true
		if w.cycle.running {
			w.stop(e.At)
			w.cycle.void = true
		}
		return
	case Reclassified:
		w.reclassify(e)
	case Scheduled:
		w.schedule(e)
	case Reopened:
		w.reopen(e.At)
	case Paused:
		if !w.done && w.paused(e.Reason) < 0 {
			w.count(e.At)
			*w.reasons.next() = e.Reason
			w.effect = w.effect || w.waits(e.Reason)
			w.pause()
		}
	case Resumed:
		w.resume(e)
	case Resolved, Closed:
		w.resolve(e)
		return
	}
	if w.cycle.running && w.ends(e) {
		w.stop(e.At)
		if w.again && !w.done {
			w.start(e.At)
		}
	}
	if !w.cycle.running && !w.done && (w.many || w.cycle.n == 0) && w.begins(e) {
		w.start(e.At)
	}
}

// count counts the time of the cycle up to an instant, by the terms in force.
func (w *walk) count(to time.Time) {
	c := &w.cycle
	if !c.running || !to.After(w.since) {
		return
	}
	from, before := w.since, c.elapsed
	w.since = to
	if !w.waiting {
		if !c.hours.complete {
			if err := c.hours.Covers(from, to); err != nil && w.err == nil {
				w.err = err
			}
		}
		c.elapsed = exact.Add(before, c.hours.Between(from, to))
	}
	switch {
	case w.full && w.waiting:
		c.explain(from, to, before, OnPause, w.pausedBy())
	case w.full:
		c.explain(from, to, before, Counted, "")
	case w.waiting:
		w.goesOn = false
	case w.goesOn && c.spans.at(c.spans.n-1).hours == c.hours:
		c.spans.at(c.spans.n - 1).after = c.elapsed
	default:
		s := c.spans.next()
		s.from, s.before, s.after, s.hours, s.detail = from, before, c.elapsed, c.hours, nil
		w.goesOn = true
	}
}

// explain keeps a span with all there is to know of it.
func (c *cycle) explain(from, to time.Time, before time.Duration, why Why, reason string) {
	*c.spans.next() = span{from, before, c.elapsed, c.hours, &detail{to, c.terms, why, reason}}
}

// start begins a new cycle.
func (w *walk) start(at time.Time) {
	if w.full && w.cycle.n > 0 {
		w.past = append(w.past, w.cycle)
	}
	w.effect = true
	if w.cycle.n > 0 {
		w.cycle.run = run{n: w.cycle.n}
		w.cycle.spans.clear()
	}
	w.cycle.n++
	w.cycle.started, w.cycle.running = at, true
	w.cycle.agreed, w.agreed = w.agreed, time.Time{}
	w.since, w.goesOn = at, false
	w.choose(at)
	w.promise(at)
}

// stop ends the cycle.
func (w *walk) stop(at time.Time) {
	w.count(at)
	w.cycle.stopped, w.cycle.running, w.effect = at, false, true
}

// choose sets the target of a cycle that started at an instant by the class of the ticket.
func (w *walk) choose(started time.Time) {
	t := &w.a.choose(&w.class, w.facts, started).by[w.metric]
	w.cycle.level, w.cycle.target, w.cycle.hours = w.class.level, t, t.hours
	if w.fixed != nil {
		w.cycle.hours = w.fixed
	}
}

// promise sets what the cycle's target promises a clock that starts at an instant.
func (w *walk) promise(from time.Time) {
	t := &w.cycle.terms
	t.promised, t.limit, t.by = true, 0, time.Time{}
	switch within := &t.target.within; within.kind {
	case openTime:
		t.limit = within.time
	case 0, nothing:
		t.promised = false
	default:
		limit, by, err := within.from(t.hours.Calendar, from)
		if err != nil && w.err == nil {
			w.err = err
		}
		t.limit, t.by = limit, by
	}
}

// fix notes the calendar that an event named.
func (w *walk) fix(name string) {
	if name != "" {
		w.fixed = w.a.calendars[name]
	}
}

// reclassify changes the class of the ticket.
func (w *walk) reclassify(e *Event) {
	class, fixed := w.class, w.fixed
	if e.Level != 0 {
		w.class.level = e.Level
	}
	if e.Plan != "" {
		w.class.plan = e.Plan
	}
	w.fix(e.Calendar)
	if w.class == class && w.fixed == fixed {
		return
	}
	w.effect = true
	if w.cycle.running {
		w.retarget(e.At)
	}
}

// retarget brings a running cycle under the targets of the ticket's class.
func (w *walk) retarget(at time.Time) {
	w.count(at)
	c := &w.cycle
	old, left := c.terms, max(0, c.limit-c.elapsed)
	w.choose(c.started)
	if c.target.within == old.target.within && c.hours == old.hours {
		return
	}
	switch w.reclass {
	case Keep:
		w.promise(c.started)
	case Forward:
		w.promise(at)
		c.limit = exact.Add(c.limit, c.elapsed)
	case Prorate:
		w.promise(c.started)
		if old.promised && old.limit > 0 {
			c.limit = time.Duration(mulDiv(int64(c.limit), int64(left), int64(old.limit)))
		}
		c.limit, c.by = exact.Add(c.limit, c.elapsed), time.Time{}
	case Reset:
		c.terms = old // by which the cycle ends
		w.agreed = c.agreed
		w.stop(at)
		c.superseded = true
		w.start(at)
	}
}

// schedule notes an agreed instant.
func (w *walk) schedule(e *Event) {
	agreed := &w.agreed
	switch {
	case e.Metric != w.metric || !w.cycle.running && w.cycle.n > 0 && !w.many:
		return
	case w.cycle.running:
		w.count(e.At)
		agreed = &w.cycle.agreed
	}
	w.effect = w.effect || !agreed.Equal(e.Until)
	*agreed = e.Until
}

// paused returns the place of a reason among those of the pauses in force, -1 if it is none.
func (w *walk) paused(reason string) int {
	for i := range w.reasons.n {
		if *w.reasons.at(i) == reason {
			return i
		}
	}
	return -1
}

// pause takes account of the pauses in force, which have changed.
func (w *walk) pause() {
	w.waiting = false
	for i := range w.reasons.n {
		w.waiting = w.waiting || w.waits(*w.reasons.at(i))
	}
}

// resume ends a pause, or all.
func (w *walk) resume(e *Event) {
	i := w.paused(e.Reason)
	switch {
	case e.Reason == "" && w.reasons.n > 0:
		w.count(e.At)
		w.effect = w.effect || w.waiting
		w.reasons.clear()
		w.pause()
	case i >= 0:
		w.count(e.At)
		w.effect = w.effect || w.waits(e.Reason)
		w.reasons.remove(i)
		w.pause()
	}
}

// pausedBy returns the reason of the first pause that stops the clock.
func (w *walk) pausedBy() string {
	for i := range w.reasons.n {
		if r := *w.reasons.at(i); w.waits(r) {
			return r
		}
	}
	return ""
}

// resolve takes resolved and closed.
func (w *walk) resolve(e *Event) {
	if w.cycle.running && (!w.unresolved || w.ends(e)) {
		w.stop(e.At)
		w.cycle.implied, w.cycle.resolved = !w.ends(e), true
	}
	if w.reasons.n > 0 {
		w.count(e.At)
		w.reasons.clear()
		w.pause()
	}
	if !w.done {
		w.done, w.doneAt, w.effect = true, e.At, true
	}
}

// late reports whether it is too late to reopen a ticket.
func (p *Policy) late(resolved, at time.Time) bool {
	return p.Window > 0 && at.Sub(resolved) > p.Window
}

// reopen opens the ticket again.
func (w *walk) reopen(at time.Time) {
	if !w.done || w.a.policy.late(w.doneAt, at) {
		return
	}
	w.done, w.effect = false, true
	c := &w.cycle
	if c.running || c.n == 0 || w.metric != Resolution && w.metric != Update {
		return
	}
	switch {
	case !c.resolved:
	case w.reopening == Restart:
		w.start(at)
	case w.reopening == Continue:
		if w.full {
			first := *c
			first.superseded = true
			w.past = append(w.past, first)
			c.explain(c.stopped, at, c.elapsed, WasSolved, "")
		}
		c.running, c.stopped, c.resolved, c.implied = true, time.Time{}, false, false
		w.since, w.goesOn = at, false
		w.retarget(at)
	}
}
