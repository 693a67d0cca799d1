package main

import (
	"errors"
	"slices"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// A boardView is the board.
type boardView struct {
	at         time.Time
	rows       []row
	done       int
	unpromised int // open, but nothing is promised, or no more
	notOpened  int
	fails      []error
	next       time.Time // when to look again; zero: not until something happens
	nextTicket string
}

// A row is a ticket on the board with its clocks that have an end to reach.
type row struct {
	Ticket string         `json:"ticket"`
	Queue  int            `json:"queue,omitempty"`
	Level  priority.Level `json:"level,omitzero"`
	Clocks []sla.Result   `json:"clocks"`
	Alerts []sla.Alert    `json:"warnings"` // that have come
}

func (d *desk) board(order sla.Order) (view, error) {
	board, err := sla.NewBoard(slices.Values(d.clocks), order, d.at)
	if err != nil {
		return nil, err
	}
	v := boardView{at: d.at, fails: board.Failed}
	shown := map[string]bool{}
	for _, r := range board.Rows {
		shown[r.Ticket] = true
		if err := v.add(r); err != nil {
			v.fails = append(v.fails, err)
		}
	}
	for _, err := range board.Failed {
		if e, ok := errors.AsType[*sla.TicketError](err); ok {
			shown[e.Ticket] = true
		}
	}
	for _, c := range d.clocks {
		if shown[c.Ticket()] {
			continue
		}
		results, err := c.Results(d.at)
		started := func(r sla.Result) bool { return r.Cycle > 0 }
		switch {
		case err != nil:
			v.fails = append(v.fails, err)
		case slices.ContainsFunc(results, func(r sla.Result) bool { return started(r) && r.Stopped.IsZero() }):
			v.unpromised++
		case slices.ContainsFunc(results, started):
			v.done++
		default:
			v.notOpened++
		}
	}
	next, i, err := board.Next()
	if err != nil {
		v.fails = append(v.fails, err)
	}
	if v.next = next; !next.IsZero() {
		v.nextTicket = board.Rows[i].Ticket
	}
	return v, nil
}

// add adds a ticket.
func (v *boardView) add(r sla.Row) error {
	clocks, err := r.Clock.Results(v.at)
	if err != nil {
		return err
	}
	alerts, err := r.Clock.Warnings(v.at)
	if err != nil {
		return err
	}
	clocks = slices.DeleteFunc(clocks, func(r sla.Result) bool { return !r.Open() })
	slices.SortStableFunc(clocks, func(a, b sla.Result) int { return late(a).Compare(late(b)) })
	fired := []sla.Alert{}
	for _, a := range alerts {
		if a.Fired && slices.ContainsFunc(clocks, func(r sla.Result) bool { return r.Metric == a.Metric && r.Cycle == a.Cycle }) {
			fired = append(fired, a)
		}
	}
	v.rows = append(v.rows, row{r.Ticket, r.Queue, r.Level, clocks, fired})
	return nil
}

// late returns when a clock is due, the end of time if it is not.
func late(r sla.Result) time.Time {
	if r.Due.IsZero() {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return r.Due
}

func (v boardView) failed() error { return errors.Join(v.fails...) }

// An explainView is why the clocks of a ticket stand where they do.
type explainView struct {
	ticket       string
	at           time.Time
	explanations []sla.Explanation
}

// explain explains the clocks that have started and have a target, or might have one.
func (d *desk) explain(id string) (view, error) {
	c, err := d.ticket(id)
	if err != nil {
		return nil, err
	}
	v := explainView{ticket: id, at: d.at, explanations: []sla.Explanation{}}
	for _, m := range d.agreement.Promised() {
		e, err := c.Explain(m, d.at)
		if err != nil {
			return nil, err
		}
		if e.Result.Cycle > 0 && (e.Result.State != sla.NoTarget || len(e.Unevaluated) > 0) {
			v.explanations = append(v.explanations, e)
		}
	}
	return v, nil
}

func (explainView) failed() error { return nil }
