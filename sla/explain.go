package sla

import (
	"time"

	"github.com/retainer-go/retainer/priority"
)

// A Why says why a stretch of time counted or did not. Its text is stable.
type Why string

// The reasons.
const (
	Counted    Why = "counted"     // the clock ran in open time
	OutOfHours Why = "closed"      // the clock ran, the calendar was closed
	OnPause    Why = "paused"      // the clock waited
	NotRunning Why = "not_running" // the clock had not started, or there was nothing to wait for
	WasSolved  Why = "resolved"    // the ticket was resolved, and reopened later
)

// A Segment is a stretch of time in the life of a clock, from From up to but not including To.
type Segment struct {
	From, To time.Time
	Counted  bool
	Why      Why
	Detail   string         // the reason of a pause; what closed the calendar, such as the name of a holiday
	Cycle    int            // which it belongs to; 0 if none
	Level    priority.Level // in force
	Calendar string         // in force, by name
	Target   time.Duration  // in force; zero if nothing was promised or an instant was agreed
	Rule     string         // the target that was chosen, by ID
}

// An Explanation is the whole reason for a [Result].
type Explanation struct {
	Ticket   string
	At       time.Time // the instant asked about
	Result   Result
	Segments []Segment // from opened to the end, or to At, without gaps
	First    time.Time // the first instant that counted or will count; zero if there is none
	Ignored  []Ignored

	// NotEvaluated lists the facts that nobody stated, and without which some target's
	// condition could not be evaluated, by target.
	NotEvaluated []Unevaluated
}

// An Unevaluated is a target that was passed over because its condition is unknown.
type Unevaluated struct {
	Rule    string
	Missing []priority.Missing
}

// String returns the explanation for people, to be pasted into a mail.
func (e Explanation) String() string { return "" }
