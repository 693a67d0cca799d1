package contract

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
)

// charge prices a part by the first rate that matches.
func (f *flowing) charge(c *Cover, take time.Duration) {
	part := f.add(c, take, Part{})
	if part.As == "" {
		part.As = AsCharge
	}
	for i := range f.p.terms.plan.Rates {
		r := &f.p.terms.plan.Rates[i]
		if !f.a.try(f.p.facts, &f.p.profile.rates[i], r.ID, r.When) {
			continue
		}
		t := part.Credit
		if r.Weights != nil && !*r.Weights {
			t = part.Billed
		}
		w, before, err := f.priceOf(r, cmp.Or(r.ID, strconv.Itoa(i)), t)
		if err != nil {
			f.fs.Join(strict.Key("rates", r.ID), "no_price", err)
			return
		}
		part.rate, part.money, part.before = r.ID, w, before
		return
	}
	f.fs.Add(strict.Key("entries", f.p.entry.ID), "no_rate", "it is charged, and no rate of the plan matches it")
}

// A costKey says what costs the same: so much time by a rate of terms, as it is in a period.
type costKey struct {
	terms  *Terms
	rate   string
	period int
	time   time.Duration
}

// priceOf returns what time costs by a rate: by itself, or what it adds to its group, with
// what the group came to before.
func (f *flowing) priceOf(r *Rate, name string, t time.Duration) (w, before *worth, err error) {
	if len(r.Per) == 0 {
		w, err = f.cost(r, name, t)
		if err != nil || f.p.together == "" {
			return w, nil, err
		}
		key := name + "\x00" + f.p.together // what is measured together is rounded together
		sum := f.a.priced[key]
		f.a.priced[key] = sum.with(*w)
		return w, &sum, nil
	}
	before = &worth{}
	m := f.a.markOf("\x00rate\x00"+name, f.a.groupKey(f.p, r.Per))
	if m.reached > 0 {
		if before, err = f.cost(r, name, m.reached); err != nil {
			return w, nil, err
		}
	}
	m.reached = exact.Add(m.reached, t)
	now, err := f.cost(r, name, m.reached)
	if err != nil {
		return w, nil, err
	}
	added := now.less(*before)
	if !before.money.IsZero() {
		added.steps = append(slices.Clone(added.steps), Line{"less", "", before.money.Neg().Round(9), "less " + before.money.Round(9).String() + " for the work before"})
	}
	return &added, before, nil
}

// cost returns what time costs by a rate by itself, as the rate was on the day of the work.
func (f *flowing) cost(r *Rate, name string, t time.Duration) (*worth, error) {
	key := costKey{f.p.terms, name, f.p.own, t}
	if w, ok := f.a.costs[key]; ok {
		return w, nil
	}
	begin := f.a.periods[f.p.own].From
	w, err := priced(f.a.c.indexed(r.Price, f.a.c.agreedRate(begin, *r), begin), QuantityOfTime(t))
	if err == nil {
		f.a.costs[key] = &w
	}
	return &w, err
}

// A Drawn is what a part of work took from a lot.
type Drawn struct {
	Pool     string // the account
	Lot      string
	Grant    string
	Quantity ledger.Quantity
	Borrowed bool // from what the pool will be granted next
}

// draws returns what a part drew, lot by lot.
func (a *Account) draws(part Part) []Drawn {
	if part.usage == "" {
		return nil
	}
	e, err := a.ledger.Entry(part.usage)
	u, ok := e.(ledger.Usage)
	if err != nil || !ok {
		return nil
	}
	posting, err := a.ledger.Posting(part.usage, farAway)
	if err != nil {
		return nil
	}
	var list []Drawn
	for _, d := range posting.Draws {
		list = append(list, Drawn{u.Pool, d.Lot, grantOf(d.Lot), d.Quantity, d.Lot == ""})
	}
	return list
}

// farAway is after all that can be asked about.
var farAway = time.Date(2261, 1, 1, 0, 0, 0, 0, time.UTC)

// grantOf returns the grant that a lot is of: its ID up to the period or the carry.
func grantOf(lot string) string {
	for i := range len(lot) {
		if lot[i] == '#' || lot[i] == '@' {
			return lot[:i]
		}
	}
	return lot
}
