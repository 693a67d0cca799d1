package sla

import "time"

// An Ignored is an event that changed nothing: without it every answer would be the same.
type Ignored struct {
	Event Event
	Code  string // why, one of those below
}

// The reasons for which events are ignored.
const (
	IgnoredVoid       = "void"             // the ticket was cancelled or merged before
	IgnoredAutomatic  = "automatic"        // a machine's reply stops no clock
	IgnoredInternal   = "internal"         // an internal note stops no clock
	IgnoredNoChange   = "no_change"        // level, plan and calendar were those already
	IgnoredNoClock    = "no_clock"         // no clock that runs, or is to start, goes by it or waits for it
	IgnoredOpen       = "not_resolved"     // reopened while it was open
	IgnoredTooLate    = "too_late"         // reopened after the window for it
	IgnoredNotPaused  = "not_paused"       // resumed, though nothing waited for that reason
	IgnoredPaused     = "already_paused"   // for that reason
	IgnoredResolved   = "resolved"         // the ticket was resolved by then
	IgnoredWaiting    = "already_waiting"  // an older message of the customer's has not been answered
	IgnoredAgain      = "already_done"     // the clocks that go by it had stopped
	IgnoredDoneBefore = "already_resolved" // resolved or closed again
	IgnoredLater      = "later"            // of a projection: supposed later than the instant asked about
)

var ignoredTexts = map[string]string{
	IgnoredVoid: "the ticket was cancelled or merged before", IgnoredAutomatic: "a machine's reply stops no clock",
	IgnoredInternal: "an internal note stops no clock", IgnoredNoChange: "level, plan and calendar were those already",
	IgnoredNoClock: "no clock goes by it", IgnoredOpen: "the ticket was open", IgnoredTooLate: "it was too late to reopen",
	IgnoredNotPaused: "nothing waited for that", IgnoredPaused: "it waited for that already",
	IgnoredResolved: "the ticket was resolved by then", IgnoredWaiting: "an older message had not been answered",
	IgnoredAgain: "the clocks that go by it had stopped", IgnoredDoneBefore: "the ticket was resolved already",
	IgnoredLater: "it comes after the instant asked about",
}

// String returns the event and the reason in words: "auto reply (e2): a machine's reply stops no clock".
func (i Ignored) String() string {
	return words(i.Event.Type) + " (" + i.Event.ID + "): " + ignoredTexts[i.Code]
}

// Ignored returns the events up to an instant that changed nothing, and why.
func (c Clock) Ignored(at time.Time) []Ignored {
	codes := make([]string, len(c.ticket.Events))
	for _, m := range Metrics() {
		w := walk{spec: &c.agreement.specs[m], a: c.agreement, facts: c.ticket.Facts}
		for i := range codes {
			e := &c.ticket.Events[i]
			code := w.whyIgnored(e)
			if w.effect = false; !w.cancelled {
				w.event(e)
			}
			if w.effect {
				code = ""
			}
			if m == Response || code == "" {
				codes[i] = code
			}
		}
	}
	var list []Ignored
	for i, code := range codes {
		if e := c.ticket.Events[i]; code != "" && !e.At.After(at) {
			list = append(list, Ignored{e, code})
		}
	}
	return list
}

// whyIgnored returns why an event that changes nothing does not, as things stand before it.
func (w *walk) whyIgnored(e *Event) string {
	switch {
	case w.cancelled:
		return IgnoredVoid
	case e.Type == Reopened && !w.done:
		return IgnoredOpen
	case e.Type == Reopened:
		return IgnoredTooLate
	case e.Type == Resolved, e.Type == Closed:
		return IgnoredDoneBefore
	case e.Type == Reclassified:
		return IgnoredNoChange
	case e.Type == AutoReply:
		return IgnoredAutomatic
	case e.Type == InternalNote:
		return IgnoredInternal
	case e.Type == Resumed && w.paused(e.Reason) < 0 && (e.Reason != "" || w.reasons.n == 0):
		return IgnoredNotPaused
	case e.Type == Scheduled, e.Type == Marked, e.Type == Resumed:
		return IgnoredNoClock
	case w.done:
		return IgnoredResolved
	case e.Type == Paused && w.paused(e.Reason) < 0:
		return IgnoredNoClock
	case e.Type == Paused:
		return IgnoredPaused
	case e.Type == CustomerMessage:
		return IgnoredWaiting
	}
	return IgnoredAgain
}
