package sla

import (
	"cmp"
	"time"

	"github.com/retainer-go/retainer/priority"
)

// A Type says what happened. The zero Type is none.
type Type uint8

// The types of events, in the order in which those of one instant happen.
const (
	Opened          Type = iota + 1 // the ticket came in: with Level, Plan, Channel and Calendar
	Cancelled                       // withdrawn: running clocks are void
	Merged                          // into another ticket: running clocks are void
	Reclassified                    // Level, Plan or Calendar changed; what is empty stays as it was
	Scheduled                       // an instant was agreed for a Metric: Until
	Reopened                        // work goes on after resolved or closed
	Resumed                         // a pause ended: that with the same Reason, or all if it has none
	CustomerMessage                 // the customer wrote
	Marked                          // a milestone was reached: Name
	WorkStarted                     // somebody began to work on it
	Responded                       // somebody answered by other means than a reply, such as a call
	AgentReply                      // a human being answered in public
	AutoReply                       // a machine answered; stops no clock
	InternalNote                    // written for colleagues; stops no clock
	Paused                          // the clocks wait, by Reason
	Resolved                        // solved
	Closed                          // closed for good, confirmed by the customer
)

var typeNames = [...]string{"", "opened", "cancelled", "merged", "reclassified", "scheduled", "reopened", "resumed",
	"customer_message", "marked", "work_started", "responded", "agent_reply", "auto_reply", "internal_note", "paused",
	"resolved", "closed"}

// Types returns all types, in the order in which events of one instant happen.
func Types() []Type {
	list := make([]Type, Closed)
	for i := range list {
		list[i] = Type(i + 1)
	}
	return list
}

// IsValid reports whether t is one of the types.
func (t Type) IsValid() bool { return t >= Opened && t <= Closed }

// String returns the name of t as it stands in documents: "agent_reply"; empty for none.
func (t Type) String() string { return name(typeNames[:], int(t), "Type") }

// ParseType returns the type of that name.
func ParseType(s string) (Type, error) {
	i, err := parseName(typeNames[:], s, "type")
	return Type(i), err
}

// MarshalText implements [encoding.TextMarshaler].
func (t Type) MarshalText() ([]byte, error) { return text(typeNames[:], int(t), "type") }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseType] takes.
func (t *Type) UnmarshalText(text []byte) error {
	got, err := ParseType(string(text))
	if err == nil {
		*t = got
	}
	return err
}

// rank orders events of one instant. A ticket that is cancelled and merged at once is void
// either way.
func (t Type) rank() Type {
	if t == Merged {
		return Cancelled
	}
	return t
}

// An Event is a fact about a ticket: something happened, at an instant. Events are a set.
// They are sorted by At, then Seq, then the order of the types, then ID, and what comes in
// twice with the same content counts once.
type Event struct {
	ID   string    // unique in its ticket
	At   time.Time // when it happened
	Seq  int32     // order among the events of one instant, where the host knows it; else 0
	Type Type

	Level    priority.Level // of opened and reclassified
	Metric   Metric         // of scheduled: whose target the agreed instant replaces
	Plan     string         // of opened and reclassified: the fact "plan" for the rules of targets
	Channel  string         // of opened: the fact "channel"; it stays what it was at opening
	Calendar string         // of opened and reclassified: used in place of the targets' calendars
	Reason   string         // of paused and resumed: which pause; empty is a reason like others
	Name     string         // of marked: the milestone
	Until    time.Time      // of scheduled: the agreed instant

	Note string // for people; no part of the event's identity, and may be taken out
}

// Equal reports whether e and f are the same fact. Notes are not compared.
func (e Event) Equal(f Event) bool { return same(&e, &f) }

func same(e, f *Event) bool {
	return e.ID == f.ID && e.At.Equal(f.At) && e.Seq == f.Seq && e.Type == f.Type && e.Level == f.Level &&
		e.Metric == f.Metric && e.Plan == f.Plan && e.Channel == f.Channel && e.Calendar == f.Calendar &&
		e.Reason == f.Reason && e.Name == f.Name && e.Until.Equal(f.Until)
}

// Compare orders events as they count: -1 if e comes before f, +1 if after, 0 if nothing
// but their content can differ.
func (e Event) Compare(f Event) int { return compare(&e, &f) }

func compare(e, f *Event) int {
	if c := e.At.Compare(f.At); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(e.Seq, f.Seq), cmp.Compare(e.Type.rank(), f.Type.rank()), cmp.Compare(e.ID, f.ID))
}

// A Ticket is what the host knows of one request.
type Ticket struct {
	ID    string
	Queue int // class of the queue: what is lower comes first on a [Board], one-off customers last

	// Facts are further facts that rules of targets may test, such as "class" or "impact". The
	// facts "level", "plan" and "channel" come from the events, and "during", the calendars
	// that are open, from the instant at which a clock starts.
	Facts priority.Facts

	// Events are what happened, in any order: one opened, and nothing before it.
	Events []Event
}
