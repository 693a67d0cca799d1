package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

// A grant is what an item brings into a pool, for a period or once.
type grant struct {
	id      string
	item    string
	pool    string // the account
	name    string // of the pool in the plan
	amount  ledger.Quantity
	time    time.Duration // the same, of a pool of time
	from    time.Time
	expires time.Time // zero: never
	def     Grant
	period  Period
	terms   *Terms
	order   string // that brings it; empty: none
	extra   bool   // beside what comes round: of a change within a period, or late

	every  calendar.Every // how often it comes round, if it does
	day    int            // of the month, by which that is counted
	series string         // what it goes on with
	roll   ledger.Rollover
}

// put adds a grant of so many units of an item.
func (a *Account) put(t *Terms, item Item, g Grant, id, account string, units decimal.Decimal, size Amount, p Period, comes bool, order string) {
	pool := t.plan.Pools[g.Pool]
	if len(item.Each) > 0 && size.IsZero() {
		size = item.Each[0]
	}
	d := amountIn(pool, g.Amount, units, size)
	x := grant{id: id, item: item.ID, pool: account, name: g.Pool, from: p.From.In(a.c.zone()), def: g, period: p, terms: t, order: order}
	x.amount, x.time = quantityOf(pool, d)
	switch {
	case !g.Expires.IsZero():
		x.expires = a.expiry(t, g, id, p)
	case comes:
		x.expires = p.To.In(a.c.zone())
	}
	a.grants = append(a.grants, x)
}

// amountIn returns how much a grant brings, in hours or units of the pool: an amount per
// unit counted, or a percentage of the quantity, units times size.
func amountIn(pool Pool, amount Amount, units decimal.Decimal, size Amount) decimal.Decimal {
	inPool := func(a Amount) decimal.Decimal {
		switch {
		case a.Kind() == KindTime:
			return decimal.NewFromInt(int64(a.Time()))
		case pool.time():
			return a.Number().Mul(decimal.NewFromInt(int64(pool.unit())))
		}
		return a.Number()
	}
	if amount.Kind() != KindPercent {
		return inPool(amount).Mul(units)
	}
	whole := inPool(numberOf(one))
	if !size.IsZero() {
		whole = inPool(size)
	}
	return whole.Mul(units).Mul(amount.Percent()).Shift(-2)
}

// time reports whether a pool holds time.
func (p Pool) time() bool { return p.Of == "" || p.Of == "time" }

// unit returns the time that one unit of a pool is.
func (p Pool) unit() time.Duration {
	if p.Unit.Time() > 0 {
		return p.Unit.Time()
	}
	return time.Hour
}

// weighs reports whether time is weighed in a pool.
func (p Pool) weighs() bool { return p.Weights == nil || *p.Weights }

// quantityOf returns nanoseconds of a pool of time, or units of another, as the ledger
// counts them. What it cannot hold is cut to the most that it can.
func quantityOf(pool Pool, d decimal.Decimal) (ledger.Quantity, time.Duration) {
	if pool.time() {
		n := d.Round(0)
		if !n.BigInt().IsInt64() {
			n = decimal.NewFromInt(1 << 61)
		}
		return ledger.Time(time.Duration(n.IntPart())), time.Duration(n.IntPart())
	}
	q, err := ledger.Units(d.Truncate(9))
	if err != nil {
		q, _ = ledger.Units(decimal.NewFromInt(1 << 31))
	}
	return q, 0
}

// openLedger makes the ledger of the pools and posts what was granted.
func (a *Account) openLedger() error {
	cfg := ledger.Config{Zone: a.c.stages[0].terms.plan.Zone}
	seen := map[string]bool{}
	for _, s := range a.c.stages {
		for _, name := range slices.Sorted(maps.Keys(s.terms.plan.Pools)) {
			pool := s.terms.plan.Pools[name]
			for _, account := range a.accounts[name] {
				if !seen[account] {
					seen[account] = true
					lp := pool.ledger(account)
					lp.Policy.Alerts = a.lowAlerts(name)
					cfg.Pools = append(cfg.Pools, lp)
				}
			}
		}
	}
	if len(cfg.Pools) == 0 {
		return nil
	}
	l, err := ledger.New(cfg, a.c.zones())
	if err != nil {
		return err
	}
	a.ledger = l
	return l.Post(append(a.grantEntries(), a.unused()...)...)
}

// grantEntries returns the grants as entries of the ledger.
func (a *Account) grantEntries() []ledger.Entry {
	entries := make([]ledger.Entry, 0, len(a.grants))
	for _, g := range a.grants {
		entries = append(entries, g.entry())
	}
	return entries
}

// ledger returns the pool as the ledger keeps it. What no lot covers the waterfall does not
// draw; debts are what is borrowed, or taken off by grants below nothing.
func (p Pool) ledger(account string) ledger.Pool {
	lp := ledger.Pool{ID: account, Policy: ledger.Policy{Mode: ledger.ModeDebt, Order: p.Order}}
	switch {
	case p.time():
	case p.Of == "money":
		lp.Unit = "money"
	default:
		lp.Unit = "units"
	}
	return lp
}

// entry returns the grant as an entry of the ledger; what takes off is a usage.
func (g grant) entry() ledger.Entry {
	if g.amount.Sign() < 0 {
		return ledger.Usage{ID: g.id, Pool: g.pool, From: g.from, Recorded: g.from, Amount: ledger.Quantity{}.Sub(g.amount)}
	}
	e := ledger.Grant{
		ID: g.id, Pool: g.pool, Kind: ledger.Allowance, Amount: g.amount, Effective: g.from, Expires: g.expires,
		Recorded: g.from, Priority: g.def.Priority, Roll: g.roll,
	}
	if g.byUse() && g.expires.IsZero() {
		e.Expires = g.from.Add(1) // see unused
	}
	if g.order != "" {
		e.Kind = ledger.Bundle
	}
	return e
}
