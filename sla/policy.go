package sla

import (
	"time"

	"github.com/retainer-go/retainer/priority"
)

// A Policy says what is promised, and by which rules its clocks run. It is pure data: it may
// be stored, compared, printed and written as JSON, and [New] checks it. The zero value of each
// rule is its default.
type Policy struct {
	// Calendar names the calendar of targets that name none and of clocks without a target.
	// Where it is empty, every target names one, and clocks without a target go by that of the
	// first target that matches, else of the first.
	Calendar string

	// Targets are what is promised. For each metric the first counts whose condition holds
	// and which gives a time for it.
	Targets []Target

	// Metrics holds what is special about single metrics.
	Metrics map[Metric]Rules

	// Pause says for each reason which metrics wait: all where it does not say. [AnyReason]
	// stands for the reasons that are not named. So {"*": {Resolution}} never pauses another
	// metric, and {"*": {}, "pending": {Resolution}} pauses that for one reason alone.
	Pause map[string][]Metric

	Reclassified Reclass       // what a change of target does to a running clock; keep
	Reopened     Reopen        // what reopening does to the clocks that resolved has stopped; go on
	Window       time.Duration // how long after it was resolved a ticket can be reopened; zero: for ever
	Judge        Judge         // what is compared with the target; elapsed time

	// Warn are the points of each clock's target at which somebody is told.
	Warn []Warning
}

// AnyReason is the key of [Policy.Pause] for reasons that are not named.
const AnyReason = "*"

// A Target is a row of the table of promises.
type Target struct {
	ID       string             // for explanations; empty: its place in the list, "targets[0]"
	When     priority.Condition // tests "level", "plan", "channel", "during" and the ticket's facts; none: always
	Calendar string             // the calendar its clocks run by; empty: the policy's
	Within   map[Metric]Within  // what is promised; a metric that is not there is left to later targets
}

// Rules are what is special about one metric. The zero Rules are the defaults.
type Rules struct {
	From []Trigger // what starts the clock; none: see the [Metric]
	By   []Trigger // what stops it; none: see the [Metric]

	// Opening makes a customer message of the opening one ([NextReply] only). By default that
	// is what [Response] is for.
	Opening bool

	// Unresolved lets the clock run on when the ticket is resolved. By default that
	// stops every clock: it implies a response, and what it implies is flagged.
	Unresolved bool

	Reclassified Reclass // in place of the policy's
	Reopened     Reopen  // in place of the policy's
}

// A Reclass says what becomes of a running clock when its target or calendar changes
// because the ticket was reclassified. Where both stay what they were, nothing does. Stopped
// clocks are never rewritten, and each stretch of time keeps the calendar it was counted by.
//
// A ticket of 24 h that becomes one of 4 h after 3 h is due at 4, 7, 7 and 6:30 h.
type Reclass string

// The modes. The empty Reclass is Keep.
const (
	Keep    Reclass = "keep"    // all that has elapsed counts against the new target
	Forward Reclass = "forward" // the new target begins at the change: what has elapsed is added to it
	Reset   Reclass = "reset"   // a new cycle begins at the change; the old one is kept as superseded
	Prorate Reclass = "prorate" // of the new target there is the share left that was left of the old one
)

// A Reopen says what becomes of [Resolution] and [Update] clocks that resolved has stopped
// when the ticket is reopened. The other clocks stay stopped.
type Reopen string

// The modes. The empty Reopen is Continue.
const (
	Continue Reopen = "continue" // the clock goes on, without the time in between; the first result is kept
	Restart  Reopen = "restart"  // a new cycle begins
	Final    Reopen = "final"    // the clock stays stopped
)

// A Judge says what decides whether a promise was kept.
type Judge string

// The ways. The empty Judge is ByElapsed.
const (
	// ByElapsed: kept if no more time has elapsed than the target, so that what is due at
	// closing time may be done until the next opening, and no breach begins while the clock stands.
	ByElapsed Judge = "elapsed"

	// ByDue: kept if stopped no later than the due instant.
	ByDue Judge = "due"
)
