package sla

import (
	"iter"
	"time"

	"github.com/retainer-go/retainer/priority"
)

// An Order is how a [Board] is sorted.
type Order string

// The orders; both have lower queue classes first, and end in the ticket's ID. The empty
// Order is ByLevel.
const (
	ByLevel Order = "level" // by level, then due
	ByDueAt Order = "due"   // by due alone
)

// A Row is a ticket on a board.
type Row struct {
	Ticket string
	Queue  int
	Level  priority.Level // in force
	Lead   Result         // of the clocks that are not stopped the one that is due first
}

// A Board is what is to be done at an instant: the tickets that have a clock which has not
// stopped, the most pressing first.
type Board struct {
	At     time.Time
	Rows   []Row
	Failed []error // the tickets that could not be judged, each a [*TicketError]
}

// NewBoard returns the board of tickets at an instant. The clocks may be of any agreements.
func NewBoard(clocks iter.Seq[Clock], order Order, at time.Time) (Board, error) { return Board{}, nil }
