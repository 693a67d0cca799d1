package contract

import (
	"cmp"
	"fmt"
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
	a.grants = slices.Grow(a.grants[:0], len(a.j.Orders))
	s := scheduler{c: a.c, a: a, j: a.j, window: Period{a.c.cfg.Start, calendar.DateIn(a.until, a.c.zone())}, loc: a.c.zone(), skipped: a.skipped, fs: &fs}
	for i, stage := range a.c.stages {
		life := Period{stage.from, s.window.To}
		if i+1 < len(a.c.stages) && a.c.stages[i+1].from.Before(life.To) {
			life.To = a.c.stages[i+1].from
		}
		if e := a.c.end; !e.IsZero() && e.LastDay.AddDays(1).Before(life.To) {
			life.To = e.LastDay.AddDays(1)
		}
		for _, item := range stage.terms.plan.Items {
			for k, g := range item.Grants {
				if life.From.Before(life.To) {
					a.bring(&s, stage.terms, item, g, k, life)
				}
			}
		}
	}
	if err := fs.Err("contract: grants"); err != nil {
		return err
	}
	slices.SortFunc(a.grants, func(x, y grant) int { return cmp.Or(x.from.Compare(y.from), cmp.Compare(x.id, y.id)) })
	a.expiries = nil
	for _, g := range a.grants {
		if !g.expires.IsZero() {
			a.expiries = append(a.expiries, g.expires)
		}
	}
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

// bring adds what a grant of an item brings while terms are in force: for each of its
// periods, or with each order.
func (a *Account) bring(s *scheduler, t *Terms, item Item, g Grant, k int, life Period) {
	every, comes := g.Every.Calendar()
	if !comes {
		every, comes = item.Every.Calendar()
	}
	if item.Of == "order" {
		for _, o := range a.j.Orders {
			if day := calendar.DateIn(o.At, s.loc); o.Item == item.ID && life.Holds(day) && !a.notSold[o.ID] {
				a.bringOrder(s, t, item, g, k, o, every, comes, life)
			}
		}
		return
	}
	if !comes {
		every = calendar.Every{N: 1, Unit: calendar.UnitDay}
	}
	for p := range a.c.spans(t, every, life.From) {
		if !p.From.Before(life.To) {
			return
		}
		if !comes {
			p = Period{life.From, life.From}
		} else if p.From.Before(life.From) {
			if s.has(t, item, life.From) {
				continue // what was granted by the terms before lives on
			}
			p.From = life.From
		}
		first := Period{p.From, p.From.AddDays(1)}
		s.j = *a.knownIn(p.From)
		facts := s.facts(t, item, p)
		if !comes {
			facts = s.facts(t, item, first)
		}
		if !s.holds(item, facts) {
			if !comes {
				return
			}
			continue
		}
		for _, account := range a.accounts[g.Pool] {
			id := fmt.Sprintf("%s/%v", item.ID, p.From)
			if k > 0 {
				id += fmt.Sprintf("/%d", k+1)
			}
			if account != g.Pool {
				id += "/" + account
			}
			units := one
			if t.plan.Facts[item.Of] == FactMeter {
				levels, ok := s.j.levels(item.Of, first, s.loc)
				if !ok {
					continue
				}
				units = levels[0].value
			}
			a.put(t, item, g, id, account, units, Amount{}, p, comes, false)
		}
		if !comes {
			return
		}
	}
}

// has reports whether the terms before those of a day had the same item.
func (s *scheduler) has(t *Terms, item Item, from calendar.Date) bool {
	for i, stage := range s.c.stages {
		if stage.terms == t && stage.from.Equal(from) && i > 0 {
			_, was := s.c.stages[i-1].terms.item(item.ID)
			return was
		}
	}
	return false
}

// bringOrder adds what an order brings: once, or for each period from it on.
func (a *Account) bringOrder(s *scheduler, t *Terms, item Item, g Grant, k int, o Order, every calendar.Every, comes bool, life Period) {
	day := calendar.DateIn(o.At, s.loc)
	size, _ := item.size(o)
	account := g.Pool
	if len(t.plan.Pools[g.Pool].Per) > 0 {
		account += "/" + o.For
	}
	id := o.ID
	if k > 0 {
		id += fmt.Sprintf("/%d", k+1)
	}
	if !comes {
		if from, ok := a.since(o, o.At); ok {
			a.put(t, item, g, id, account, o.quantity(), size, Period{day, day}, false, true)
			a.starts(from)
		}
		return
	}
	for p := range a.c.spans(t, every, day) {
		if !p.From.Before(life.To) || a.knownIn(p.From).over(o, p.From.In(s.loc)) {
			return
		}
		if p.From.Before(day) {
			p.From = day
		}
		if from, ok := a.since(o, p.From.In(s.loc)); ok {
			a.put(t, item, g, fmt.Sprintf("%s/%v", id, p.From), account, o.quantity(), size, p, true, true)
			a.starts(from)
		}
	}
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

// starts moves the beginning of the grant that was added last. One that has ended by then
// never was.
func (a *Account) starts(from time.Time) {
	g := &a.grants[len(a.grants)-1]
	g.from = from
	if !g.expires.IsZero() && !g.expires.After(from) {
		a.grants = a.grants[:len(a.grants)-1]
	}
}
