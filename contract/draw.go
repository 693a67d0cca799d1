package contract

import (
	"strconv"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// draw takes from the pools of a rule what they hold, up to a part.
func (f *flowing) draw(c *Cover, take time.Duration) {
	if c.Whole && f.held(c, take) < take {
		return
	}
	for _, name := range c.From {
		if take <= 0 {
			return
		}
		pool, ok := f.p.terms.plan.Pools[name]
		if !ok {
			continue
		}
		account := f.a.account(name, pool, f.p)
		if !pool.time() {
			if f.drawOnce(c, name, account, pool, take) {
				return
			}
			continue
		}
		billed, credit := f.fits(c, pool, account, take)
		if billed <= 0 {
			continue
		}
		f.post(c, pool, account, billed, credit)
		take -= billed
	}
}

// held returns how much of a part the pools of a rule hold together.
func (f *flowing) held(c *Cover, take time.Duration) time.Duration {
	var sum time.Duration
	for _, name := range c.From {
		if pool := f.p.terms.plan.Pools[name]; pool.time() {
			billed, _ := f.fits(c, pool, f.a.account(name, pool, f.p), take-sum)
			sum += billed
		}
	}
	return sum
}

// fits returns how much of a part a pool holds, in time billed and weighed.
func (f *flowing) fits(c *Cover, pool Pool, account string, take time.Duration) (billed, credit time.Duration) {
	left := f.a.balance(account, f.at)
	if left <= 0 {
		return 0, 0
	}
	need := f.credit
	if take < f.billed {
		need = exact.First(f.credit, take, f.billed-take)
	}
	if !pool.weighs() {
		billed = min(take, left)
	} else if need <= left {
		billed = take
	} else {
		billed = exact.First(take, left, need-left)
	}
	if s := c.Step.Time(); s > 0 {
		billed -= billed % s
	}
	switch {
	case billed == take:
		credit = need
	case c.Step.IsZero() && pool.weighs():
		credit = left
	default:
		credit = exact.First(need, billed, take-billed)
	}
	return billed, credit
}

// post draws a part from an account.
func (f *flowing) post(c *Cover, pool Pool, account string, billed, credit time.Duration) {
	amount := credit
	if !pool.weighs() {
		amount = billed
	}
	id := f.usage(c, account)
	f.a.postUsage(f, ledger.Usage{
		ID: id, Pool: account, From: f.at, Recorded: f.a.inTurn(f.at), Time: billed, Billed: billed, Amount: ledger.Time(amount),
		Level: f.p.level, Kind: f.p.facts["kind"].String(), Ticket: f.p.entry.Ticket,
	})
	part := f.addWeighed(c, billed, credit, Part{})
	part.usage = id
}

// inTurn returns the instant at which a draw of some instant is recorded: those of one instant, as
// of all that comes late in a period, are made in the order in which they are recorded.
func (a *Account) inTurn(at time.Time) time.Time {
	if !at.Equal(a.drawnAt) {
		a.drawnAt, a.turn = at, 0
	}
	a.turn++
	return at.Add(a.turn)
}

// usage returns the ID of a draw.
func (f *flowing) usage(c *Cover, account string) string {
	id := append(f.a.text[:0], f.p.entry.ID...)
	for _, n := range [...]int{f.p.run, f.n, len(f.p.parts)} {
		id = strconv.AppendInt(append(id, '/'), int64(n), 10)
	}
	id = append(append(append(append(id, '/'), c.ID...), '/'), account...)
	f.a.text = id // its room is used again
	return string(id)
}

func (a *Account) postUsage(f *flowing, u ledger.Usage) {
	if u.Amount.IsZero() {
		return
	}
	if err := a.postUse(u); err != nil {
		f.fs.Join(strict.Key("entries", f.p.entry.ID), "ledger", err)
	}
}

// drawOnce takes what a ticket or a visit takes from a pool that counts those, once for all
// of its work, and reports whether it is covered.
func (f *flowing) drawOnce(c *Cover, name, account string, pool Pool, take time.Duration) bool {
	key, need := f.p.entry.Ticket, one
	switch pool.Of {
	case "visit":
		key = f.p.entry.Visit
	case "ticket":
	default:
		n, err := decimal.NewFromString(f.p.facts[pool.Of].String())
		if err != nil {
			f.a.skipped[c.ID] = []priority.Missing{{Fact: pool.Of, Why: "not_stated"}}
			return false
		}
		need = n
	}
	if key == "" {
		key = "\x00" + f.p.entry.ID
	}
	key = account + "\x00" + key
	if !f.a.covered[key] {
		b, err := f.a.ledger.Balance(account, f.at)
		q, errQ := ledger.Units(need)
		if err != nil || errQ != nil || b.Left.Compare(q) < 0 {
			return false
		}
		f.a.covered[key] = true
		id := f.usage(c, account)
		f.a.postUsage(f, ledger.Usage{
			ID: id, Pool: account, From: f.at, Recorded: f.a.inTurn(f.at), Amount: q, Level: f.p.level, Kind: f.p.facts["kind"].String(), Ticket: f.p.entry.Ticket,
		})
		part := f.add(c, take, Part{once: key})
		part.usage = id
		return true
	}
	f.add(c, take, Part{once: key})
	return true
}

// borrow takes a part from what the pool will be granted next: it is debt, repaid before the
// next lot can be drawn.
func (f *flowing) borrow(c *Cover, take time.Duration) {
	for _, name := range c.From {
		pool, ok := f.p.terms.plan.Pools[name]
		if !ok || !pool.time() {
			continue
		}
		credit := f.credit
		if take < f.billed {
			credit = exact.First(f.credit, take, f.billed-take)
		}
		f.post(c, pool, f.a.account(name, pool, f.p), take, credit)
		return
	}
}

// balance returns the time that can be drawn from an account at an instant.
func (a *Account) balance(account string, at time.Time) time.Duration {
	b, err := a.ledger.Balance(account, at)
	if err != nil {
		return 0
	}
	return b.Left.Duration()
}

// leftTable returns what is left in each pool, by name: time, or units.
func (a *Account) leftTable(at time.Time) priority.Value {
	rows := map[string]priority.Value{}
	for name, accounts := range a.accounts {
		sum := ledger.Quantity{}
		pool := a.c.Terms(calendar.DateIn(at, a.c.zone())).plan.Pools[name]
		for _, account := range accounts {
			if b, err := a.ledger.Balance(account, at); err == nil {
				sum = sum.Add(b.Left)
			}
		}
		switch {
		case pool.time() && pool.Unit.IsZero():
			rows[name] = priority.Time(sum.Duration())
		case pool.time():
			rows[name] = priority.Number(decimal.NewFromInt(int64(sum.Duration())).DivRound(decimal.NewFromInt(int64(pool.unit())), 9))
		default:
			rows[name] = priority.Number(sum.Decimal())
		}
	}
	return priority.Table(rows)
}
