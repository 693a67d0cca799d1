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

// indexed returns a price agreed on a day as indexes have raised it by another: each amount of
// money by a percentage, compounded and rounded once each time.
func (c *Contract) indexed(p Price, agreed, on calendar.Date) Price {
	raises := c.raises(agreed, on)
	if len(raises) == 0 {
		return p
	}
	raise := func(a Amount) Amount {
		if a.Kind() != KindNumber {
			return a
		}
		d := a.Number()
		for _, r := range raises {
			d = r.Round.Round(d.Mul(r.By.Percent().Add(hundred).Shift(-2)))
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

// raises returns the indexes that have raised prices since a day, up to another: on each of its
// dates that of the terms in force then, unless they lock prices. Years are those of the contract,
// from its start on.
func (c *Contract) raises(since, on calendar.Date) []Index {
	var list []Index
	for n, s := range c.stages {
		index := s.terms.plan.Term.Index
		every, ok := index.Every.Calendar()
		if !ok || s.from.After(on) {
			continue
		}
		d, day := step(c.cfg.Start, every, c.cfg.Start.Day()), c.cfg.Start.Day()
		if index.On != "" && index.On != "anniversary" {
			var err error
			if d, err = (Until{to: Edge(index.On)}).End(c.cfg.Start, Edges{}); err != nil {
				continue
			}
			day = d.Day()
		}
		free, err := c.unlocked(n)
		for range maxRaises {
			if err != nil || d.After(on) || n+1 < len(c.stages) && !d.Before(c.stages[n+1].from) {
				break
			}
			if d.After(since) && !d.Before(s.from) && !d.Before(free) {
				list = append(list, index)
			}
			d = step(d, every, day)
		}
	}
	return list
}

// unlocked returns the first day on which prices are free again by the terms of a stage: those that
// lock them count from the first of the stages that have the same lock without another between.
func (c *Contract) unlocked(n int) (calendar.Date, error) {
	lock := func(t *Terms) Until { return t.plan.Term.PriceLock }
	if lock(c.stages[n].terms).IsZero() {
		return c.cfg.Start, nil
	}
	edges, err := c.edgesIn(n)
	if err != nil {
		return calendar.Date{}, err
	}
	return lock(c.stages[n].terms).End(c.since(n, lock), edges)
}
