package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
)

// has returns the ids of the items in force at an instant and of the other plans of the customer.
func (a *Account) has(at time.Time) []string { return a.hasFor(Order{}, at) }

// hasFor returns what is there for an order.
func (a *Account) hasFor(o Order, at time.Time) []string {
	list := slices.Clone(a.c.cfg.Has)
	lots := map[string]map[string]bool{}
	for _, item := range a.c.Terms(calendar.DateIn(at, a.c.zone())).plan.Items {
		if item.Of != "order" || a.ordered(item, at, o, lots) {
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
func (a *Account) ordered(item Item, at time.Time, asks Order, lots map[string]map[string]bool) bool {
	for _, o := range a.j.Orders {
		if o.Item != item.ID || !asks.finds(o, a.notSold) {
			continue
		}
		if asks.with(o) {
			return true
		}
		if from, ok := a.since(o, o.At); !ok || from.After(at) {
			continue
		}
		if _, comes := item.Every.Calendar(); comes || len(item.Grants) == 0 {
			if !comes || !a.j.over(o, at) {
				return true
			}
			continue
		}
		for i := range a.grants {
			g := &a.grants[i]
			if rest, of := strings.CutPrefix(g.id, o.ID); g.item == item.ID && of && (rest == "" || rest[0] == '/') && !g.from.After(at) && (g.expires.IsZero() || at.Before(g.expires)) && a.lives(g, at, lots) {
				return true
			}
		}
	}
	return false
}

// lives reports whether anything is left of a grant at an instant. Lots says of which grants
// there is at that instant, by pool, as far as pools were asked for.
func (a *Account) lives(g *grant, at time.Time, lots map[string]map[string]bool) bool {
	if a.ledger == nil {
		return true
	}
	left, ok := lots[g.pool]
	if !ok {
		list, err := a.ledger.Lots(g.pool, at)
		if err != nil {
			return true
		}
		left = make(map[string]bool, len(list))
		for _, l := range list {
			left[l.Grant] = left[l.Grant] || l.Left.Sign() > 0
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
	if s.a == nil && s.notSold == nil {
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
	if _, comes := item.Every.Calendar(); comes || len(item.Grants) == 0 {
		return !comes || !s.j.over(o, at)
	}
	edges, err := s.c.edges(calendar.DateIn(o.At, s.loc))
	return err != nil || slices.ContainsFunc(item.Grants, func(g Grant) bool {
		end, err := g.Expires.End(calendar.DateIn(o.At, s.loc), edges)
		return err != nil || at.Before(end.In(s.loc))
	})
}
