package sla

import (
	"errors"
	"fmt"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Fault is one thing wrong with a value handed in. Its Path says where, from the top of
// the value ("targets[1].within.response"; for events the list and the place in it as handed
// in, "events[2].at"), its Code what kind of fault, the same in every version
// ("unknown_metric"), and its Text the same in words.
type Fault = strict.Fault

// An Error lists every fault of one value, in Faults, and says in What the value was. It
// unwraps to [ErrInvalid].
type Error = strict.Error

var (
	// ErrInvalid is what an [*Error] unwraps to: something handed in cannot be used as it is.
	ErrInvalid = strict.ErrInvalid

	// ErrConflict says that two events of a ticket have one ID and different content. The
	// same content under the same ID is no error: it is taken once. It comes with an [*Error] whose
	// faults name the events.
	ErrConflict = errors.New("sla: two events with one ID and different content")
)

// A conflict is an [*Error] of which some faults are conflicts.
type conflict struct{ err *Error }

func (c conflict) Error() string        { return c.err.Error() }
func (c conflict) Unwrap() error        { return c.err }
func (c conflict) Is(target error) bool { return target == ErrConflict }

// A TicketError says what is wrong with which ticket.
type TicketError struct {
	Ticket string // its ID
	Err    error  // an [*Error], which may be an [ErrConflict] too; or what a calendar said, such as [calendar.ErrBeyondData]
}

// Error says which ticket is at fault, and why.
func (e *TicketError) Error() string { return fmt.Sprintf("ticket %.80q: %v", e.Ticket, e.Err) }

// Unwrap returns the reason.
func (e *TicketError) Unwrap() error { return e.Err }
