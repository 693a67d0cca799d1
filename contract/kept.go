package contract

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// kept returns how many promises were broken in a period, and the share of those kept, in
// per cent rounded down to the hundredth. It is a [*NotFoundError] if nothing is promised.
func (c *Contract) kept(j Journal, p Period) (breaches, attainment decimal.Decimal, err error) {
	if t := c.Terms(p.From); t.agreement == nil {
		return breaches, attainment, &NotFoundError{"promise in plan", t.plan.ID}
	}
	list, err := c.Compliance(j, p)
	if err != nil {
		return breaches, attainment, err
	}
	met, broken := 0, 0
	for _, m := range list {
		met += m.Met
		broken += m.Breached
	}
	share := 10000
	if met+broken > 0 {
		share = 10000 * met / (met + broken)
	}
	return intOf(broken), intOf(share).Shift(-2), nil
}

// keptAs returns the "breaches" or the "attainment" of a period; false if nothing is promised, or
// nobody can tell.
func (c *Contract) keptAs(of string, j Journal, p Period) (Quantity, bool) {
	n, attainment, err := c.kept(j, p)
	if of == "attainment" {
		n = attainment
	}
	return QuantityOf(n), err == nil
}

// breach adds the line of an item that counts the promises broken in the period.
func (b *biller) breach(t *Terms, item Item, known time.Time) {
	p := b.a.periods[b.n]
	n, _, err := b.a.c.kept(b.a.j.asKnown(known, b.a.c.zone()), p)
	switch {
	case errors.Is(err, ErrNotFound):
		return
	case err != nil:
		b.fs.Join(strict.Key("items", item.ID), "unknown_breaches", err)
		return
	}
	facts := b.a.factsOn(t, p.From.In(b.a.c.zone()))
	if n.IsZero() || !b.holds(item, facts) {
		return
	}
	w, err := b.asked(t, item, QuantityOf(n), p.From, facts)
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "no_price", err)
		return
	}
	b.lines = append(b.lines, Charge{
		ID: fmt.Sprintf("%s/%s/%v", b.a.c.cfg.ID, item.ID, p.From), Rule: item.ID, Code: ChargeUse, On: p.To.AddDays(-1), Period: p,
		Quantity: n.String(), List: t.rounded(w.list), Amount: t.rounded(w.money), Steps: w.steps, Note: item.Clause,
	})
}

// clocked adds the lines of an item for clocks of a metric that stopped in the period: of the
// time that each had counted, less what was asked when it had stopped in a period before, and went
// on as the ticket was reopened.
func (b *biller) clocked(item Item, known time.Time) {
	p, c := b.a.periods[b.n], b.a.c
	m, err := sla.ParseMetric(item.Of)
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "unknown_metric", err)
		return
	}
	for _, ticket := range b.a.j.tickets(known) {
		if !ticket.opened() {
			continue
		}
		cycles, err := b.a.cycles(ticket, m, p.To.In(c.zone()))
		if err != nil {
			b.fs.Join(strict.Key("items", item.ID), "unknown_time", err)
			continue
		}
		for i, r := range cycles {
			on := calendar.DateIn(r.Stopped, c.zone())
			if r.Stopped.IsZero() || r.Superseded || r.State == sla.Void || !p.Holds(on) {
				continue
			}
			w, t, ok := b.stopped(item, r, ticket.ID, known)
			if !ok {
				continue
			}
			id, list, amount := fmt.Sprintf("%s/%s/%s/%d", c.cfg.ID, item.ID, ticket.ID, r.Cycle), t.rounded(w.list), t.rounded(w.money)
			for _, first := range slices.Backward(cycles[:i]) {
				if first.Cycle != r.Cycle || !calendar.DateIn(first.Stopped, c.zone()).Before(p.From) {
					continue
				}
				if v, t, ok := b.stopped(item, first, ticket.ID, known); ok {
					before := t.rounded(v.money)
					w.note("less", "", MoneyOf(before.Neg()), fmt.Sprintf("%v charged before", before))
					id, list, amount = id+"/"+on.String(), list.Sub(t.rounded(v.list)), amount.Sub(before)
				}
				break
			}
			b.lines = append(b.lines, Charge{
				ID: id, Rule: item.ID, Code: ChargeUse, On: on, Period: p, Ticket: ticket.ID, Level: r.Level,
				Quantity: QuantityOfTime(r.Elapsed).String(), List: list, Amount: amount, Steps: w.steps, Note: item.Clause,
			})
		}
	}
}

// stopped returns what an item asks for a clock that stopped, by the terms of the period in which
// it did.
func (b *biller) stopped(of Item, r sla.Result, ticket string, known time.Time) (w worth, t *Terms, ok bool) {
	on := calendar.DateIn(r.Stopped, b.a.c.zone())
	t = b.a.c.Terms(b.a.c.PeriodOn(on).From)
	item, ok := t.item(of.ID)
	if !ok || item.Of != of.Of {
		return w, t, false
	}
	facts := b.a.factsOn(t, r.Stopped)
	maps.Copy(facts, b.a.tickets[ticket].at(known).known.values())
	if !b.holds(item, facts) {
		return w, t, false
	}
	w, err := b.asked(t, item, QuantityOfTime(r.Elapsed), on, facts)
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "no_price", err)
	}
	return w, t, err == nil
}

// cycles returns how the clocks of a metric of a ticket stood at an instant; none where
// nothing was promised.
func (a *Account) cycles(t Ticket, m sla.Metric, at time.Time) ([]sla.Result, error) {
	clock, err := a.Clock(t)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return clock.Cycles(m, at)
}

// opened reports whether it is known when a ticket was opened, so that it has clocks.
func (t *Ticket) opened() bool {
	return slices.ContainsFunc(t.Events, func(e slaEvent) bool { return e.Type == sla.Opened })
}
