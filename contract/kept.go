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
	case n.IsZero() || !b.holds(item, b.a.c.Facts(p.From)):
		return
	}
	w, err := priced(b.a.c.indexed(item.Price, b.a.c.agreed(b.a.c.stageOn(p.From), item), p.From), QuantityOf(n))
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
// time that each had counted.
func (b *biller) clocked(t *Terms, item Item, known time.Time) {
	p := b.a.periods[b.n]
	end := p.To.In(b.a.c.zone())
	m, err := sla.ParseMetric(item.Of)
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "unknown_metric", err)
		return
	}
	for _, ticket := range b.a.j.tickets(known) {
		if !ticket.opened() {
			continue
		}
		cycles, err := b.a.cycles(ticket, m, end)
		if err != nil {
			b.fs.Join(strict.Key("items", item.ID), "unknown_time", err)
			continue
		}
		for _, r := range cycles {
			on := calendar.DateIn(r.Stopped, b.a.c.zone())
			if r.Stopped.IsZero() || r.Superseded || r.State == sla.Void || !p.Holds(on) {
				continue
			}
			facts := b.a.factsOn(t, r.Stopped)
			maps.Copy(facts, b.a.tickets[ticket.ID].at(known).known.values())
			if !b.holds(item, facts) {
				continue
			}
			q := QuantityOfTime(r.Elapsed)
			w, err := b.asked(t, item, q, on, facts)
			if err != nil {
				b.fs.Join(strict.Key("items", item.ID), "no_price", err)
				continue
			}
			b.lines = append(b.lines, Charge{
				ID: fmt.Sprintf("%s/%s/%s/%d", b.a.c.cfg.ID, item.ID, ticket.ID, r.Cycle), Rule: item.ID, Code: ChargeUse, On: on, Period: p,
				Ticket: ticket.ID, Level: r.Level, Quantity: q.String(), List: t.rounded(w.list), Amount: t.rounded(w.money), Steps: w.steps, Note: item.Clause,
			})
		}
	}
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
