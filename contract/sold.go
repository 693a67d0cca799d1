package contract

import (
	"slices"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
)

// NotSold returns the orders that a condition of their item did not let through when they
// were made: a top-up of a card that was empty, a price for another class of customer, a first
// purchase that is the second. They are neither charged nor granted, nor in force. Facts that
// come later can change it.
//
// For such a condition there is what was ordered before, and what other items are ordered at
// the same instant, sold or not. Of one item the order of IDs is that in which they are made.
func (a *Account) NotSold() []Order {
	return slices.DeleteFunc(slices.Clone(a.j.Orders), func(o Order) bool { return !a.notSold[o.ID] })
}

// finds reports whether another order counts for the condition of this one; for the zero Order
// all that are sold do.
func (o Order) finds(x Order, notSold map[string]bool) bool {
	if o.with(x) {
		return true
	}
	before := x.Item != o.Item || byTime(x.At, x.ID, o.At, o.ID) < 0
	return before && !notSold[x.ID]
}

// with reports whether another item was ordered at the same instant.
func (o Order) with(x Order) bool { return o.ID != "" && x.Item != o.Item && x.At.Equal(o.At) }

// unsold reports whether an order was not let through.
func (s *scheduler) unsold(o Order) bool {
	if s.a != nil {
		return s.a.notSold[o.ID]
	}
	if s.notSold == nil {
		s.refuse()
	}
	return s.notSold[o.ID]
}

// refuse finds which orders their conditions do not let through, each by those before it.
func (s *scheduler) refuse() {
	s.notSold = map[string]bool{}
	if s.a != nil {
		s.a.notSold = s.notSold
	}
	had := s.had
	s.had = nil // it changes from order to order
	for _, o := range s.j.Orders {
		day := calendar.DateIn(o.At, s.loc)
		t := s.c.Terms(day)
		item, ok := t.item(o.Item)
		if !ok || item.When.IsZero() || s.a != nil && !o.At.Before(s.a.until) {
			continue
		}
		outcome, missing := item.When.Eval(s.factsFor(o, t, item, day))
		if outcome == priority.Unknown && (s.a != nil || s.wanted(day)) {
			s.skip(item.ID, missing)
		}
		if outcome != priority.True {
			s.notSold[o.ID] = true
		}
	}
	s.had = had
}

// factsFor returns what the condition of an order can test.
func (s *scheduler) factsFor(o Order, t *Terms, item Item, day calendar.Date) priority.Facts {
	if s.a != nil {
		s.knows(s.a.knownIn(day))
	}
	facts := s.facts(t, item, Period{day, day.AddDays(1)})
	if t.uses["has"] {
		facts["has"] = priority.Set(s.hasFor(o, t, o.At)...)
	}
	if t.uses["left"] && s.a != nil {
		facts["left"] = s.a.leftTable(o.At.Add(-1))
	}
	return facts
}
