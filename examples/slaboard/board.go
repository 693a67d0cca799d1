package main

import (
	"errors"
	"slices"
	"time"

	"github.com/retainer-go/retainer/sla"
)

// A boardView is the board.
type boardView struct {
	sla.Board
	rows       []row
	notOpened  int
	done       int
	next       time.Time // when to look again; zero: not until something happens
	nextTicket string
}

// A row is a ticket on the board with its clocks that have not stopped.
type row struct {
	sla.Row
	clocks []sla.Result
	alerts []sla.Alert // that have fired
}

// promised reports whether a clock that has not stopped has an end to reach.
func promised(r sla.Result) bool {
	return r.Cycle > 0 && r.Stopped.IsZero() && (r.Promised || !r.Agreed.IsZero())
}

func (d *desk) board(order sla.Order) (view, error) {
	board, err := sla.NewBoard(slices.Values(d.clocks), order, d.at)
	if err != nil {
		return nil, err
	}
	v := boardView{Board: board}
	open := map[string]bool{}
	for _, r := range board.Rows {
		open[r.Ticket] = true
		if err := v.add(r, d.byTicket[r.Ticket]); err != nil {
			v.Failed = append(v.Failed, err)
		}
	}
	for _, err := range board.Failed {
		if e, ok := errors.AsType[*sla.TicketError](err); ok {
			open[e.Ticket] = true
		}
	}
	for _, c := range d.clocks {
		if open[c.Ticket()] {
			continue
		}
		results, err := c.Results(d.at)
		switch {
		case err != nil:
			v.Failed = append(v.Failed, err)
		case slices.ContainsFunc(results, func(r sla.Result) bool { return r.Cycle > 0 }):
			v.done++
		default:
			v.notOpened++
		}
	}
	return v, nil
}

// add adds a ticket.
func (v *boardView) add(r sla.Row, c sla.Clock) error {
	results, err := c.Results(v.At)
	if err != nil {
		return err
	}
	alerts, err := c.Warnings(v.At)
	if err != nil {
		return err
	}
	next, changes, err := c.NextChange(v.At)
	if err != nil {
		return err
	}
	clocks := slices.DeleteFunc(results, func(r sla.Result) bool { return !promised(r) })
	if len(clocks) == 0 {
		clocks = []sla.Result{r.Lead}
	}
	slices.SortStableFunc(clocks, func(a, b sla.Result) int { return late(a).Compare(late(b)) })
	alerts = slices.DeleteFunc(alerts, func(a sla.Alert) bool {
		return !a.Fired || !slices.ContainsFunc(clocks, func(r sla.Result) bool { return r.Metric == a.Metric && r.Cycle == a.Cycle })
	})
	v.rows = append(v.rows, row{r, clocks, alerts})
	if changes && (v.next.IsZero() || next.Before(v.next)) {
		v.next, v.nextTicket = next, r.Ticket
	}
	return nil
}

// late returns when a clock is due, the end of time if it is not.
func late(r sla.Result) time.Time {
	if r.Due.IsZero() {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return r.Due
}

func (v boardView) failed() error { return errors.Join(v.Failed...) }

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
	v := explainView{ticket: id, at: d.at}
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
