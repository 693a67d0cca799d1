package contract

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// fund posts what all items bring into the pools up to the end of the account, and finds
// when lots end.
func (a *Account) fund() error {
	var fs strict.Faults
	a.findAccounts()
	a.grants = make([]grant, 0, len(a.grants)+len(a.j.Orders)) // those before are looked at still
	s := scheduler{c: a.c, a: a, j: a.j, window: Period{a.c.cfg.Start, calendar.DateIn(a.until, a.c.zone())}, loc: a.c.zone(), skipped: a.skipped, fs: &fs}
	until := s.window.To
	if s.end().Before(until) {
		until = s.end()
	}
	for i, stage := range a.c.stages {
		life := Period{stage.from, until}
		if i+1 < len(a.c.stages) && a.c.stages[i+1].from.Before(life.To) {
			life.To = a.c.stages[i+1].from
		}
		for _, item := range stage.terms.plan.Items {
			for k, g := range item.Grants {
				if life.From.Before(life.To) {
					b := bringer{a: a, s: &s, n: i, t: stage.terms, item: item, def: g, k: k, life: life, until: until}
					b.bring()
				}
			}
		}
	}
	if err := fs.Err("contract: grants"); err != nil {
		return err
	}
	slices.SortFunc(a.grants, func(x, y grant) int { return cmp.Or(x.from.Compare(y.from), cmp.Compare(x.id, y.id)) })
	a.carries()
	a.expiries = nil
	for _, g := range a.grants {
		for _, end := range [...]time.Time{g.expires, g.roll.Until} {
			if !end.IsZero() && g.amount.Sign() > 0 {
				a.expiries = append(a.expiries, end)
			}
		}
	}
	a.expiries = slices.AppendSeq(a.expiries, maps.Values(a.learned))
	slices.SortFunc(a.expiries, time.Time.Compare)
	a.expiries = slices.CompactFunc(a.expiries, time.Time.Equal)
	return a.openLedger()
}

// findAccounts finds the accounts of pools that have one for each asset or user.
func (a *Account) findAccounts() {
	found := map[string]map[string]bool{}
	note := func(pool, account string) {
		if found[pool] == nil {
			found[pool] = map[string]bool{}
		}
		found[pool][account] = true
	}
	for _, s := range a.c.stages {
		for name, pool := range s.terms.plan.Pools {
			if len(pool.Per) == 0 {
				note(name, name)
				continue
			}
			for _, w := range a.works {
				note(name, a.account(name, pool, &piece{work: w, from: w.entry.From, terms: s.terms}))
			}
			for _, o := range a.j.Orders {
				if o.For != "" {
					note(name, name+"/"+o.For)
				}
			}
		}
	}
	a.accounts = map[string][]string{}
	for name, set := range found {
		a.accounts[name] = slices.Sorted(maps.Keys(set))
	}
}

// account returns the account of a pool that a piece draws from.
func (a *Account) account(name string, pool Pool, p *piece) string {
	if len(pool.Per) == 0 {
		return name
	}
	var key strings.Builder
	for i, g := range pool.Per {
		part, _ := a.key(p, g)
		if i > 0 {
			key.WriteString("/")
		}
		key.WriteString(part)
	}
	return name + "/" + key.String()
}

// since returns when an order, or a period of it, counts that begins at an instant: then, or, if
// the order became known after that period was closed, when the period begins that it is
// charged in; false if that is not there yet.
func (a *Account) since(o Order, from time.Time) (time.Time, bool) {
	known := o.Recorded
	if known.IsZero() {
		known = o.At
	}
	own := a.periodOf(from)
	if own < 0 {
		return from, true
	}
	n, late := a.open(own, known)
	switch {
	case n < 0:
		return from, false
	case late:
		from = a.begins[n]
	}
	return from, true
}
