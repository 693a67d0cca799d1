package contract

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
)

// holdings are what is there by a pass through the journal: what was granted, and what is left of it.
type holdings struct {
	grants []grant
	ledger *ledger.Ledger
}

// has returns the ids of the items in force at an instant and of the other plans of the customer:
// while the journal is gone through, as the pass before left them.
func (a *Account) has(at time.Time) []string {
	if a.had == nil {
		return a.hasFor(Order{}, at)
	}
	list, ok := a.had[at.UnixNano()]
	if !ok {
		list = a.inForce(a.before, Order{}, at)
		a.had[at.UnixNano()] = list
	}
	return list
}

// learnHad reports whether other items are in force than a pass went by.
func (a *Account) learnHad(had map[int64][]string) bool {
	a.before = holdings{a.grants, a.ledger}
	for at, list := range had {
		if !slices.Equal(list, a.hasFor(Order{}, time.Unix(0, at))) {
			return true
		}
	}
	return false
}

// hasFor returns what is there for an order.
func (a *Account) hasFor(o Order, at time.Time) []string {
	return a.inForce(holdings{a.grants, a.ledger}, o, at)
}

// inForce returns what is there for an order. What no condition asks for is left out.
func (a *Account) inForce(h holdings, o Order, at time.Time) []string {
	list := slices.Clone(a.c.cfg.Has)
	lots := map[string]map[string]bool{}
	for _, item := range a.c.Terms(calendar.DateIn(at, a.c.zone())).plan.Items {
		asked := slices.ContainsFunc(a.c.stages, func(s stage) bool { return slices.Contains(s.terms.has, item.ID) })
		if asked && (item.Of != "order" || a.ordered(h, item, at, o, lots)) {
			list = append(list, item.ID)
		}
	}
	return list
}

// factsOn returns what the contract states of itself at an instant, with what is in force.
func (a *Account) factsOn(t *Terms, at time.Time) priority.Facts {
	facts := a.c.Facts(calendar.DateIn(at, a.c.zone()))
	if t.uses["has"] {
		facts["has"] = priority.Set(a.has(at)...)
	}
	return facts
}

// ordered reports whether an item that was ordered is in force: what comes round until it is
// called off, else until the last lot it brought has ended or is spent; without lots for good.
func (a *Account) ordered(h holdings, item Item, at time.Time, asks Order, lots map[string]map[string]bool) bool {
	counts := func(o Order) bool { return o.Item == item.ID && asks.finds(o, a.notSold) }
	comes := item.goesOn()
	for _, o := range a.j.Orders {
		if !counts(o) {
			continue
		}
		if asks.with(o) {
			return true
		}
		if from, ok := a.since(o, o.At); ok && !from.After(at) && (comes || len(item.Grants) == 0) && !(comes && a.j.over(o, at)) {
			return true
		}
	}
	if comes {
		return false
	}
	for i := range h.grants {
		g := &h.grants[i]
		if g.from.After(at) {
			return false
		}
		if g.item == item.ID && h.lives(g, at, lots) && slices.ContainsFunc(a.j.Orders, func(o Order) bool { return o.ID == g.order && counts(o) }) {
			return true
		}
	}
	return false
}

// goesOn reports whether the item or its hours come round, with no last of them.
func (i Item) goesOn() bool {
	_, comes := i.Every.Calendar()
	return comes || slices.ContainsFunc(i.Grants, func(g Grant) bool { _, comes := g.Every.Calendar(); return comes })
}

// lives reports whether anything is left of a grant, or carried of it, at an instant, before any use
// at that. Lots says of which grants there is, by pool, as far as pools were asked for.
func (h holdings) lives(g *grant, at time.Time, lots map[string]map[string]bool) bool {
	if g.from.After(at) || h.ledger == nil {
		return false
	}
	left, ok := lots[g.pool]
	if !ok {
		left = map[string]bool{}
		for _, when := range [...]time.Time{at.Add(-1), at} {
			list, err := h.ledger.Lots(g.pool, when)
			if err != nil {
				return true
			}
			for _, l := range list {
				begins, stays := l.From.Equal(at) && l.Amount.Sign() > 0, when.Before(at) && l.Left.Sign() > 0 && (l.To.IsZero() || l.To.After(at))
				left[l.Grant] = left[l.Grant] || begins || stays
			}
		}
		lots[g.pool] = left
	}
	return left[g.id]
}

// inForce returns the fact "has" at an instant: by the account, or, without one, by the days
// on which what was ordered ends. A schedule asks for the same many times over.
func (s *scheduler) inForce(t *Terms, at time.Time) []string {
	if s.had == nil {
		return s.findForce(t, at)
	}
	key := hadKey{t, at.UnixNano()}
	list, known := s.had[key]
	if !known {
		list = s.findForce(t, at)
		s.had[key] = list
	}
	return list
}

// A hadKey says by which terms something was in force, and when.
type hadKey struct {
	terms *Terms
	at    int64
}

func (s *scheduler) findForce(t *Terms, at time.Time) []string {
	if s.a != nil {
		return s.a.has(at)
	}
	if s.notSold == nil {
		s.refuse()
	}
	return s.hasFor(Order{}, t, at)
}

// hasFor returns what is there for an order.
func (s *scheduler) hasFor(asks Order, t *Terms, at time.Time) []string {
	if s.a != nil {
		return s.a.hasFor(asks, at)
	}
	list := slices.Clone(s.c.cfg.Has)
	for _, item := range t.plan.Items {
		there := func(o Order) bool {
			return o.Item == item.ID && !o.At.After(at) && asks.finds(o, s.notSold) && s.goesOn(t, item, o, at)
		}
		if item.Of != "order" || slices.ContainsFunc(s.j.Orders, there) {
			list = append(list, item.ID)
		}
	}
	return list
}

// goesOn reports whether what was ordered lasts until an instant, if none of it is spent.
func (s *scheduler) goesOn(t *Terms, item Item, o Order, at time.Time) bool {
	if comes := item.goesOn(); comes || len(item.Grants) == 0 {
		return !comes || !s.j.over(o, at)
	}
	edges, err := s.c.edges(calendar.DateIn(o.At, s.loc))
	return err != nil || slices.ContainsFunc(item.Grants, func(g Grant) bool {
		end, err := g.Expires.End(calendar.DateIn(o.At, s.loc), edges)
		return err != nil || at.Before(end.In(s.loc))
	})
}
