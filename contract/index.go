package contract

import (
	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

// indexed returns a price agreed on a day as the index has raised it by another: each amount
// of money by the percentage of the terms, compounded and rounded once each time. Years are
// those of the contract, from its start on. Prices that are locked are not raised until the
// lock is over.
func (t *Terms) indexed(p Price, start, agreed, on calendar.Date) Price {
	n := t.raises(start, on)
	if n > 0 && agreed.After(start) {
		n -= t.raises(start, agreed)
	}
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

// raises returns how often the index has raised prices by a day.
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
