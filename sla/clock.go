package sla

import "time"

// A Clock is a ticket under an agreement: all its clocks, one for each [Metric], at
// whatever instant one asks. It is a small value that never changes. Make one with
// [Agreement.Clock].
//
// Every answer is a function of the events up to the instant asked about: what happened
// later is not seen, and what happens if nothing happens is what the answer promises.
type Clock struct {
	agreement *Agreement
	ticket    Ticket
}

// Ticket returns the ID of the ticket.
func (c Clock) Ticket() string { return c.ticket.ID }

// Result returns how the clock of a metric stands at an instant: its latest cycle, if it
// has several; the zero Result before it was opened. It does not allocate.
//
// The error is a [*TicketError] with a [*calendar.DataError] where the answer depends on days that
// the calendar's data does not cover.
func (c Clock) Result(m Metric, at time.Time) (Result, error) { return Result{}, nil }

// Results returns how all clocks that the policy knows a target for stand.
func (c Clock) Results(at time.Time) ([]Result, error) { return nil, nil }

// Cycles returns all cycles of a metric up to an instant, in the order in which they began,
// with those that were superseded.
func (c Clock) Cycles(m Metric, at time.Time) ([]Result, error) { return nil, nil }

// Breaches returns when promises were broken up to an instant. What was once a breach
// stays in this log, also if a later change gave the ticket more time.
func (c Clock) Breaches(at time.Time) ([]Breach, error) { return nil, nil }

// Warnings returns the warnings of all cycles that run at an instant or have stopped,
// with when each was due, in order of time.
func (c Clock) Warnings(at time.Time) ([]Alert, error) { return nil, nil }

// Ignored returns the events up to an instant that changed nothing, and why.
func (c Clock) Ignored(at time.Time) []Ignored { return nil }

// Explain returns why the clock of a metric stands where it does: every stretch of time from opened
// on, with whether it counted and why.
func (c Clock) Explain(m Metric, at time.Time) (Explanation, error) { return Explanation{}, nil }

// NextChange returns the first instant after at, at which the state or a flag of a clock changes or a
// warning falls due if nothing happens until then; false if none ever does. A host
// sets one timer for it and never polls.
func (c Clock) NextChange(at time.Time) (time.Time, bool, error) { return time.Time{}, false, nil }

// With returns the clocks as if some events more had happened.
func (c Clock) With(events ...Event) (Clock, error) { return c, nil }

// Project returns how the clocks stand at an instant, and how they would if some events
// more had happened: answered, resumed, raised. Events without an ID get one, and without an
// instant happen at at.
func (c Clock) Project(at time.Time, events ...Event) (Projection, error) { return Projection{}, nil }

// A Projection is how clocks stand, and how they would.
type Projection struct {
	At            time.Time
	Before, After []Result  // of the same metrics
	Next          time.Time // when the next change would come; zero: never
}
