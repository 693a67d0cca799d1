package contract

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// payments lets pools of money pay the lines of each period, in order: what each holds at
// the end of the period, up to what the lines come to that it pays. A credit gives back
// only by what it takes off the others.
func (a *Account) payments() error {
	a.paid = make([][]Charge, len(a.periods))
	for n, p := range a.periods {
		t := a.c.Terms(p.From)
		var fs strict.Faults
		var lines []Charge
		for _, name := range slices.Sorted(maps.Keys(t.plan.Pools)) {
			pool := t.plan.Pools[name]
			if pool.Of != "money" {
				continue
			}
			if lines == nil {
				b := biller{a: a, n: n, fs: &fs, skipped: map[string][]priority.Missing{}}
				b.all()
				lines = b.lines
			}
			for _, account := range a.accounts[name] {
				c, err := a.pay(n, account, pool, lines)
				if err != nil {
					return err
				}
				if c != nil {
					a.paid[n] = append(a.paid[n], *c)
					lines = append(lines, *c)
				}
			}
		}
		if err := fs.Err("contract: payments"); err != nil {
			return err
		}
	}
	return nil
}

// pay takes what a pool pays of the lines of a period, and returns the line for it.
func (a *Account) pay(n int, account string, pool Pool, lines []Charge) (*Charge, error) {
	p := a.periods[n]
	owed := decimal.Zero
	for _, l := range lines {
		bought := l.Code == ChargeOrder && a.funds(l.Rule, account)
		if !bought && (len(pool.Pays) == 0 || slices.Contains(pool.Pays, "all") || slices.Contains(pool.Pays, l.Rule) ||
			slices.Contains(pool.Pays, l.Rate) || l.Code == ChargePaid) {
			owed = owed.Add(l.Amount)
		}
	}
	at := p.To.In(a.c.zone()).Add(-time.Nanosecond) // while the lots of the period live
	b, err := a.ledger.Balance(account, at)
	if err != nil {
		return nil, err
	}
	amount := decimal.Min(owed, a.c.Terms(p.From).floor(b.Left.Decimal()))
	if !amount.IsPositive() {
		return nil, nil
	}
	q, err := ledger.Units(amount)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("%s/%s/%v", a.c.cfg.ID, account, p.From)
	u := ledger.Usage{ID: "paid/" + id, Pool: account, From: at, Recorded: at, Amount: q}
	if err := a.postUse(u); err != nil {
		return nil, err
	}
	return &Charge{
		ID: id, Rule: account, Code: ChargePaid, On: p.To.AddDays(-1), Period: p,
		List: amount.Neg(), Amount: amount.Neg(), Note: "paid from " + account,
	}, nil
}

// funds reports whether an item brings money into an account: it cannot be paid from what
// it brings.
func (a *Account) funds(item, account string) bool {
	return slices.ContainsFunc(a.grants, func(g grant) bool { return g.item == item && g.pool == account })
}

// floor returns money cut to the digits of the currency: what is left beyond them stays.
func (t *Terms) floor(d decimal.Decimal) decimal.Decimal {
	return d.Truncate(int32(t.plan.Currency.Digits()))
}
