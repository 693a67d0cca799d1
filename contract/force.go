package contract

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// has returns the ids of the items in force at an instant and of the other plans of the customer.
func (a *Account) has(at time.Time) []string {
	list := slices.Clone(a.c.cfg.Has)
	lots := map[string]map[string]bool{}
	for _, item := range a.c.Terms(calendar.DateIn(at, a.c.zone())).plan.Items {
		if item.Of != "order" || a.ordered(item, at, lots) {
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
func (a *Account) ordered(item Item, at time.Time, lots map[string]map[string]bool) bool {
	for _, o := range a.j.Orders {
		if o.Item != item.ID {
			continue
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
	if s.a != nil {
		return s.a.has(at)
	}
	list := slices.Clone(s.c.cfg.Has)
	for _, item := range t.plan.Items {
		if item.Of != "order" || slices.ContainsFunc(s.j.Orders, func(o Order) bool { return o.Item == item.ID && !o.At.After(at) && s.goesOn(t, item, o, at) }) {
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

// learnSold finds which orders their conditions do not let through, by what was there just
// before them, and reports whether that is other than was known.
func (a *Account) learnSold() bool {
	notSold := map[string]bool{}
	var fs strict.Faults // noted where it is charged
	s := scheduler{c: a.c, a: a, j: a.j, loc: a.c.zone(), fs: &fs}
	for _, o := range a.j.Orders {
		day := calendar.DateIn(o.At, a.c.zone())
		t := a.c.Terms(day)
		item, ok := t.item(o.Item)
		if !ok || item.When.IsZero() || !o.At.Before(a.until) {
			continue
		}
		facts := s.facts(t, item, Period{day, day.AddDays(1)})
		if t.uses["has"] {
			facts["has"] = priority.Set(a.has(o.At)...)
		}
		if t.uses["left"] {
			facts["left"] = a.leftTable(o.At.Add(-1))
		}
		outcome, missing := item.When.Eval(facts)
		if outcome == priority.Unknown {
			a.skipped[item.ID] = missing
		}
		if outcome != priority.True {
			notSold[o.ID] = true
		}
	}
	same := maps.Equal(notSold, a.notSold)
	a.notSold = notSold
	return !same
}

// NotSold returns the orders that a condition of their item did not let through when they
// were made: a top-up of a card that was empty, a price for another class of customer. They
// are neither charged nor granted. Facts that come later can change it.
func (a *Account) NotSold() []Order {
	return slices.DeleteFunc(slices.Clone(a.j.Orders), func(o Order) bool { return !a.notSold[o.ID] })
}
