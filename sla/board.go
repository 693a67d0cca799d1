package sla

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/retainer-go/retainer/priority"
)

// An Order is how a [Board] is sorted.
type Order string

// The orders; both have lower queue classes first, those without a due instant last, and end
// in the ticket's ID. The empty Order is ByLevel.
const (
	ByLevel Order = "level" // by level, then due
	ByDueAt Order = "due"   // by due alone
)

// A Row is a ticket on a board.
type Row struct {
	Ticket string
	Queue  int
	Level  priority.Level // in force
	Lead   Result         // of the clocks that have not stopped the one that is due first
}

// A Board is what is to be done at an instant: the tickets that have a clock which has not
// stopped, the most pressing first.
type Board struct {
	At     time.Time
	Rows   []Row
	Failed []error // the tickets that could not be judged, each a [*TicketError]
}

// A place is where a row stands on a board.
type place struct {
	queue  int
	due    int64 // second of the Unix epoch
	nano   int32
	level  priority.Level
	row    int32
	ticket string
}

// NewBoard returns the board of tickets at an instant. The clocks may be of any
// agreements; those of each are judged by the metrics it has promised. The error is an [*Error] for an
// order that there is not. A ticket that cannot be judged is listed in Failed and keeps no other
// from the board.
func NewBoard(clocks iter.Seq[Clock], order Order, at time.Time) (Board, error) {
	if order != "" && order != ByLevel && order != ByDueAt {
		return Board{}, invalid("sla: board", "unknown_word", "%.40q is no order", string(order))
	}
	b := Board{At: at}
	var rows []Row
	var places []place
	for c := range clocks {
		r := Row{Ticket: c.ticket.ID, Queue: c.ticket.Queue}
		switch open, err := c.lead(&r.Lead, at); {
		case err != nil:
			b.Failed = append(b.Failed, err)
			continue
		case !open:
			continue
		}
		r.Level = r.Lead.Level
		p := place{queue: r.Queue, due: math.MaxInt64, row: int32(len(rows)), ticket: r.Ticket}
		if order != ByDueAt {
			p.level = r.Level - 1 // so that no level comes last
		}
		if due := r.Lead.Due; !due.IsZero() {
			p.due, p.nano = due.Unix(), int32(due.Nanosecond())
		}
		rows, places = append(rows, r), append(places, p)
	}
	slices.SortFunc(places, func(x, y place) int {
		if x.due != y.due && x.queue == y.queue && x.level == y.level {
			return cmp.Compare(x.due, y.due)
		}
		return cmp.Or(cmp.Compare(x.queue, y.queue), cmp.Compare(x.level, y.level), cmp.Compare(x.due, y.due),
			cmp.Compare(x.nano, y.nano), cmp.Compare(x.ticket, y.ticket))
	})
	if len(rows) > 0 {
		b.Rows = make([]Row, len(rows))
	}
	for i := range places {
		b.Rows[i] = rows[places[i].row]
	}
	return b, nil
}

// lead finds the clock of a ticket that is due first, of those that have not stopped.
func (c *Clock) lead(lead *Result, at time.Time) (open bool, err error) {
	for _, m := range c.agreement.promised {
		r := Result{Metric: m}
		if err := c.judge(&r, at); err != nil {
			return false, err
		}
		if r.Cycle == 0 || !r.Stopped.IsZero() {
			continue
		}
		if !open || !r.Due.IsZero() && (lead.Due.IsZero() || r.Due.Before(lead.Due)) {
			*lead, open = r, true
		}
	}
	return open, nil
}
