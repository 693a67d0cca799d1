package sla

import (
	"cmp"
	"errors"
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
	Lead   Result         // of the clocks with an end to reach the one that is due first
	Clock  Clock          // to ask for more
}

// A Board is what is to be done at an instant: the tickets that have a clock with a target, or
// an instant agreed, which has not stopped, the most pressing first.
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
	var rows rows
	var places []place
	for c := range clocks {
		r := Row{Ticket: c.ticket.ID, Queue: c.ticket.Queue, Clock: c}
		switch open, err := c.lead(&r.Lead, at); {
		case err != nil:
			b.Failed = append(b.Failed, err)
			continue
		case !open:
			continue
		}
		r.Level = r.Lead.Level
		p := place{queue: r.Queue, due: math.MaxInt64, row: int32(len(places)), ticket: r.Ticket}
		if order != ByDueAt {
			p.level = r.Level - 1 // so that no level comes last
		}
		if due := r.Lead.Due; !due.IsZero() {
			p.due, p.nano = due.Unix(), int32(due.Nanosecond())
		}
		rows.add(r)
		places = append(places, p)
	}
	slices.SortFunc(places, func(x, y place) int {
		if x.due != y.due && x.queue == y.queue && x.level == y.level {
			return cmp.Compare(x.due, y.due)
		}
		return cmp.Or(cmp.Compare(x.queue, y.queue), cmp.Compare(x.level, y.level), cmp.Compare(x.due, y.due),
			cmp.Compare(x.nano, y.nano), cmp.Compare(x.ticket, y.ticket))
	})
	if len(places) > 0 {
		b.Rows = make([]Row, len(places))
	}
	for i := range places {
		b.Rows[i] = *rows.at(int(places[i].row))
	}
	return b, nil
}

// rows are rows in blocks: a list of a million that grows would be copied, and thrown away,
// several times over.
type rows [][]Row

const rowsOfBlock = 1 << 10

func (l *rows) add(r Row) {
	last := len(*l) - 1
	switch {
	case last < 0:
		*l, last = append(*l, nil), 0
	case len((*l)[last]) == rowsOfBlock:
		*l, last = append(*l, make([]Row, 0, rowsOfBlock)), last+1
	}
	(*l)[last] = append((*l)[last], r)
}

func (l rows) at(i int) *Row { return &l[i/rowsOfBlock][i%rowsOfBlock] }

// Next returns when anything on the board changes first if nothing happens until then, and
// on which row, as [Clock.NextChange] has it; the zero Time if nothing ever does. A row that cannot
// tell is left out, and its [*TicketError] is in the error.
func (b Board) Next() (next time.Time, row int, err error) {
	var failed []error
	for i := range b.Rows {
		t, changes, err := b.Rows[i].Clock.NextChange(b.At)
		switch {
		case err != nil:
			failed = append(failed, err)
		case changes && (next.IsZero() || t.Before(next)):
			next, row = t, i
		}
	}
	return next, row, errors.Join(failed...)
}

// lead finds the clock of a ticket that is due first, of those with an end to reach.
func (c *Clock) lead(lead *Result, at time.Time) (open bool, err error) {
	for _, m := range c.agreement.promised {
		r := Result{Metric: m}
		if err := c.judge(&r, at); err != nil {
			return false, err
		}
		if !r.Open() {
			continue
		}
		if !open || !r.Due.IsZero() && (lead.Due.IsZero() || r.Due.Before(lead.Due)) {
			*lead, open = r, true
		}
	}
	return open, nil
}
