package contract

import (
	"slices"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

// agreed returns the day from which the price of an item of a stage stands: an amendment that
// names a price names it as it is then, and one that does not lets it go on rising.
func (c *Contract) agreed(n int, item Item) calendar.Date {
	for n > 0 {
		if old, was := c.stages[n-1].terms.item(item.ID); !was || !old.Price.Equal(item.Price) {
			return c.stages[n].from
		}
		n--
	}
	return c.cfg.Start
}

// agreedRate returns the day from which a rate has had the price it has on a day.
func (c *Contract) agreedRate(on calendar.Date, r Rate) calendar.Date {
	n := c.stageOn(on)
	for ; n > 0; n-- {
		same := func(old Rate) bool { return old.ID == r.ID && old.Price.Equal(r.Price) }
		if !slices.ContainsFunc(c.stages[n-1].terms.plan.Rates, same) {
			return c.stages[n].from
		}
	}
	return c.cfg.Start
}

// indexed returns a price agreed on a day as the index has raised it by another: each amount
// of money by the percentage of the terms of the time, compounded and rounded once each time.
// Years are those of the contract, from its start on. Prices that are locked are not raised until
// the lock is over.
func (c *Contract) indexed(p Price, agreed, on calendar.Date) Price {
	for n := c.stageOn(agreed); n < len(c.stages) && !c.stages[n].from.After(on); n++ {
		t, to := c.stages[n].terms, on
		if n+1 < len(c.stages) {
			to = earlier(on, c.stages[n+1].from.AddDays(-1))
		}
		times := t.raises(c.cfg.Start, to)
		if since := later(agreed, c.stages[n].from.AddDays(-1)); times > 0 && since.After(c.cfg.Start) {
			times -= t.raises(c.cfg.Start, since)
		}
		p = t.raised(p, times)
	}
	return p
}

// raised returns a price as it is when the index has raised it so often.
func (t *Terms) raised(p Price, n int) Price {
	if n <= 0 {
		return p
	}
	raise := func(a Amount) Amount {
		if a.Kind() != KindNumber {
			return a
		}
		factor := t.plan.Term.Index.By.Percent().Add(hundred).Shift(-2)
		d := a.Number()
		for range n {
			d = t.plan.Term.Index.Round.Round(d.Mul(factor))
		}
		return numberOf(d)
	}
	p.Flat, p.Unit, p.Min, p.Max = raise(p.Flat), raise(p.Unit), raise(p.Min), raise(p.Max)
	tiers := make([]Tier, len(p.Tiers))
	for i, tier := range p.Tiers {
		tier.Flat, tier.Unit = raise(tier.Flat), raise(tier.Unit)
		tiers[i] = tier
	}
	if len(tiers) > 0 {
		p.Tiers = tiers
	}
	return p
}

// numberOf returns a number as an amount.
func numberOf(d decimal.Decimal) Amount { return Amount{kind: KindNumber, number: d} }

// maxRaises bounds how often prices are raised: twice a year for a century.
const maxRaises = 200

// raises returns how often the index would have raised prices by a day, had the terms been in force from the start.
func (t *Terms) raises(start, on calendar.Date) int {
	index := t.plan.Term.Index
	every, ok := index.Every.Calendar()
	if !ok {
		return 0
	}
	first, day := start, start.Day()
	if index.On != "" && index.On != "anniversary" {
		d, err := Until{to: Edge(index.On)}.End(start, Edges{})
		if err != nil {
			return 0
		}
		first, day = d, d.Day()
	} else {
		first = step(start, every, day)
	}
	free := start
	if lock := t.plan.Term.PriceLock; !lock.IsZero() {
		if end, err := lock.End(start, Edges{}); err == nil {
			free = end
		}
	}
	n := 0
	for range maxRaises {
		if first.After(on) {
			break
		}
		if !first.Before(free) {
			n++
		}
		first = step(first, every, day)
	}
	return n
}
