package contract

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// one is the number 1.
var one = decimal.NewFromInt(1)

// A ladder is a price by volume, or a discount by volume on a price per unit.
type ladder struct {
	path  string
	price Price
	cost  func(n decimal.Decimal) (Money, error) // of so much, in all
	step  decimal.Decimal                        // the least by which the quantity differs
	text  func(m Money) string
	what  string // is counted, by the one
}

// ladders returns the prices by volume that have no parameters.
func (l *linter) ladders() []ladder {
	var list []ladder
	money := func(m Money) string { return m.String() + " " + l.plan.Currency.Code() }
	fees := func(m Money) string { return m.String() + " of a fee" }
	cent := decimal.New(1, -int32(l.plan.Currency.Digits()))
	volume := func(p Price) bool { return p.Mode == Volume && len(p.Tiers) > 1 && len(p.Params()) == 0 }
	own := func(path string, p Price) {
		if volume(p) {
			of, step, what := countedBy(p, cent)
			cost := func(n decimal.Decimal) (Money, error) { return p.Of(of(n)) }
			list = append(list, ladder{path, p, cost, step, money, what})
		}
	}
	for i, item := range l.plan.Items {
		own(rulePath("items", i, item.ID)+".price", item.Price)
	}
	for i, r := range l.plan.Rates {
		own(rulePath("rates", i, r.ID)+".price", r.Price)
	}
	for i, a := range l.plan.Adjust {
		p, path := a.By, rulePath("adjust", i, a.ID)+".by"
		switch {
		case !volume(p) || !percents(p):
		case a.Of == "":
			list = append(list, ladder{path, p, func(n decimal.Decimal) (Money, error) {
				by, err := p.Of(QuantityOfMoney(MoneyOf(n)))
				return MoneyOf(n).Add(by), err
			}, cent, money, "of money"})
		case l.perFee(a):
			list = append(list, ladder{path, p, func(n decimal.Decimal) (Money, error) {
				by, err := p.Of(QuantityOf(n).Against(MoneyOf(n)))
				return MoneyOf(n).Add(by), err
			}, one, fees, a.Of})
		}
	}
	return list
}

// countedBy returns what a price by volume counts: hours, money or units; and the least by
// which that differs.
func countedBy(p Price, cent decimal.Decimal) (of func(decimal.Decimal) Quantity, step decimal.Decimal, what string) {
	end, _ := p.Tiers[0].bound()
	switch {
	case end.Kind() == KindTime:
		return func(n decimal.Decimal) Quantity { return QuantityOfTime(time.Duration(n.Mul(hour).IntPart())) }, decimal.New(1, -2), "hours"
	case percents(p):
		return func(n decimal.Decimal) Quantity { return QuantityOfMoney(MoneyOf(n)) }, cent, "of money"
	}
	return QuantityOf, one, "units"
}

// hour is one, in nanoseconds.
var hour = decimal.NewFromInt(int64(time.Hour))

// percents reports whether a price has percentages.
func percents(p Price) bool {
	return slices.ContainsFunc(append(slices.Clone(p.Tiers), p.own()), func(t Tier) bool {
		return t.Flat.Kind() == KindPercent || t.Unit.Kind() == KindPercent
	})
}

// perFee reports whether the money that is adjusted is in proportion to what the
// adjustment counts: fees to the periods paid ahead, seats to their number.
func (l *linter) perFee(a Adjust) bool {
	if a.Of == "prepaid" {
		return true
	}
	return len(a.On) > 0 && !slices.ContainsFunc(a.On, func(id string) bool {
		return !slices.ContainsFunc(l.plan.Items, func(item Item) bool {
			return item.ID == id && item.Of == a.Of && item.Of != "" && item.Price.perUnit()
		})
	})
}

// A jump is a place at which a ladder goes from one tier to the next.
type jump struct {
	last, first  decimal.Decimal // the most of the tier before, the least of the next
	before, then Money           // what these cost
	next         Money           // what one more than first adds; negative if it is in another tier
}

// jumps yields the places at which a ladder goes from one tier to the next.
func (g ladder) jumps(yield func(jump)) {
	for _, t := range g.price.Tiers[:len(g.price.Tiers)-1] {
		end, inside := t.bound()
		j := jump{last: end.Number(), next: MoneyOf(one.Neg())}
		if end.Kind() == KindTime {
			j.last = decimal.NewFromInt(int64(end.Time())).DivRound(hour, 9)
		}
		if !inside {
			j.last = j.last.Sub(g.step)
		}
		j.first = j.last.Add(g.step)
		var errLast, errFirst error
		j.before, errLast = g.cost(j.last)
		j.then, errFirst = g.cost(j.first)
		if errLast != nil || errFirst != nil {
			continue // the price has no such quantity
		}
		if more, err := g.cost(j.first.Add(g.step)); err == nil {
			j.next = more.Sub(j.then)
		}
		yield(j)
	}
}

// priceCliff finds places at which one more costs less than any other one does: a reason
// to buy one more just for that.
func (l *linter) priceCliff(say sayFunc) {
	for _, g := range l.ladders() {
		g.jumps(func(j jump) {
			if adds := j.then.Sub(j.before); adds.Sign() >= 0 && adds.Cmp(j.next) < 0 {
				say(g.path, "number %v %s adds %s, and the one after it %s: %v cost %s, %v cost %s",
					j.first, g.what, g.text(adds), j.next, j.last, j.before, j.first, j.then)
			}
		})
	}
}

// moreCostsLess finds places at which more costs less, in all.
func (l *linter) moreCostsLess(say sayFunc) {
	for _, g := range l.ladders() {
		g.jumps(func(j jump) {
			if less := j.before.Sub(j.then); less.Sign() > 0 {
				say(g.path, "%v %s cost %s, and %v cost %s: more costs %s less", j.last, g.what, j.before, j.first, j.then, g.text(less))
			}
		})
	}
}
