package contract

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

// rolls reports whether the rest is carried over: the lot ends, and the plan and its parameters
// let it.
func (g *grant) rolls() bool {
	r := g.def.Roll
	return r != nil && g.amount.Sign() > 0 && !g.expires.IsZero() && (r.When.IsZero() || r.When.Holds(g.terms.facts)) &&
		(r.Share.IsZero() || r.Share.Sign() > 0)
}

// carries finds how the rest of each grant is carried over, and until when. What an item brings
// into one account by one of its rules goes on with one another, through new terms, seats and
// orders: all that is carried of it has its total together, a percentage of what ends at the time.
func (a *Account) carries() {
	type end struct {
		series string
		at     int64
	}
	sums := map[end]ledger.Quantity{}
	for i := range a.grants {
		if g := &a.grants[i]; g.rolls() {
			at := end{g.series, g.expires.Unix()}
			sums[at] = sums[at].Add(g.amount)
		}
	}
	for i := range a.grants {
		g := &a.grants[i]
		if !g.rolls() {
			continue
		}
		r := g.def.Roll
		g.roll = ledger.Rollover{Share: ledger.Percent(100), Cap: g.part(r.Cap, g.amount), Series: g.series, Until: a.carriedUntil(g)}
		g.roll.Total = g.part(r.Total, sums[end{g.series, g.expires.Unix()}])
		if !r.Share.IsZero() {
			g.roll.Share = g.part(r.Share, g.amount)
		}
	}
}

// part returns an amount as a part of a lot, a percentage of some quantity.
func (g *grant) part(a Amount, of ledger.Quantity) ledger.Part {
	pool := g.terms.plan.Pools[g.name]
	switch a.Kind() {
	case KindPercent:
		if of.Equal(g.amount) {
			p, _ := ledger.ParsePart(exact.Text(a.Percent(), 0) + "%")
			return p
		}
		n := of.Decimal()
		if pool.time() {
			n = decimal.NewFromInt(int64(of.Duration()))
		}
		q, _ := quantityOf(pool, n.Mul(a.Percent()).Shift(-2).Truncate(9))
		return ledger.Fixed(q)
	case KindTime, KindNumber:
		q, _ := quantityOf(pool, amountIn(pool, a, one, Amount{}))
		return ledger.Fixed(q)
	}
	return ledger.Part{}
}

// carriedUntil returns when what is carried of a grant ends: zero is never.
func (a *Account) carriedUntil(g *grant) time.Time {
	lives, from := g.def.Roll.Lives, calendar.DateIn(g.expires, a.c.zone())
	every, ok := lives.Until.Every()
	length, counted := every.Calendar()
	until := lives.Until
	switch {
	case lives.Ever:
		return time.Time{}
	case g.untilIdle():
		return a.idleAfter(g)
	case lives.IsZero() && !g.every.IsZero():
		return g.after(from, g.every).In(a.c.zone())
	case ok && counted:
		return g.after(from, length).In(a.c.zone())
	case lives.IsZero():
		until = g.def.Expires
	case until.From() == EventGrant || until.From() == EventOrder:
		from = calendar.DateIn(g.from, a.c.zone())
	}
	end, err := until.End(from, a.edgesOf(g.terms))
	if err != nil {
		return time.Time{}
	}
	return end.In(a.c.zone())
}

// after returns the day so long after a day; from a boundary of the grant on as these are
// counted: from the 28th of February to the 31st of March.
func (g *grant) after(d calendar.Date, every calendar.Every) calendar.Date {
	if g.day > 0 && monthly(every.Unit) && d == calendar.AddMonths(d, 0, g.day) {
		return step(d, every, g.day)
	}
	return step(d, every, 0)
}

// idleAfter returns when the pool of a grant has not been used for so long that what is carried
// of it lapses.
func (a *Account) idleAfter(g *grant) (first time.Time) {
	for end := range a.idle[g.series] {
		if !end.Before(g.expires) && (first.IsZero() || end.Before(first)) {
			first = end
		}
	}
	return first
}
