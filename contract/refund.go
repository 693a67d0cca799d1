package contract

import (
	"fmt"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

// part returns what is paid back of periods of an item that are not served to their end: as
// the term says, and where it says nothing the days not served of what is prorated.
func (t *Terms) part(item Item) PartPeriod {
	switch part := t.plan.Term.PartPeriod; {
	case part != "":
		return part
	case item.prorated():
		return PartProrate
	}
	return PartNone
}

// refund pays back what is not served of a period that ends early.
func (s *scheduler) refund(n int, item Item, p Period, after calendar.Date) {
	t := s.c.stages[n].terms
	switch t.part(item) {
	case PartFull:
		s.takeBack(t, item, p, after)
	case PartProrate:
		if !item.When.Holds(s.facts(t, item, p)) {
			return
		}
		level, _ := s.level(t, item, after.In(s.loc).Add(-1))
		if !item.prorated() {
			level = s.peak(item, p, after)
		}
		w, _, err := s.cost(n, item, p, level, s.priceOn(n, item, p))
		s.payBack(n, item, p, after, w, err)
	}
}

// peak returns the highest level of a period before a day, for which all of it was charged.
func (s *scheduler) peak(item Item, p Period, before calendar.Date) decimal.Decimal {
	peak := decimal.Zero
	levels, _ := s.j.levels(item.Of, p, s.loc)
	for _, l := range levels {
		if l.from.Before(before) && item.Prorate != ProrateNext || l.at.Equal(p.From.In(s.loc)) {
			peak = decimal.Max(peak, l.value)
		}
	}
	return peak
}

// payBack pays back the part of w that is left of a period from a day on.
func (s *scheduler) payBack(n int, item Item, p Period, after calendar.Date, w worth, err error) {
	t := s.c.stages[n].terms
	on := s.later(t, item, p, after)
	if err != nil {
		s.fail(on, p, item, err)
		return
	}
	s.giveBack(n, item, p, cut{after.In(s.loc), after, on, PartProrate}, "", w)
}

// giveBack pays back what a cut says of w: all of it, or the part that is left of a period.
func (s *scheduler) giveBack(n int, item Item, p Period, c cut, key string, w worth) {
	if c.part == PartNone || c.day.IsZero() {
		return
	}
	w = worth{}.over(w, "less %s for the period")
	if c.part == PartProrate {
		w = s.share(item, w, p, s.full(n, item, p), c.day, c.at)
	}
	if !w.money.IsZero() {
		s.add(s.c.stages[n].terms, item.ID, ChargeRefund, c.on, p, key+"refund/"+c.day.String(), "refund", w)
	}
}

// A cut is where a period of an order ends before its time, and what is paid back of it.
type cut struct {
	at   time.Time
	day  calendar.Date
	on   calendar.Date // on which that can be billed
	part PartPeriod
}

// cut returns where a period of an order ends early: with the contract, or, as far as it is
// prorated, when it is called off or terms come that no longer have its item, or in another rhythm.
// The zero cut is none.
func (s *scheduler) cut(n int, item Item, o Order, p Period) cut {
	t := s.c.stages[n].terms
	c := cut{at: s.end().In(s.loc), part: t.part(item)}
	before := func(at time.Time) {
		if item.prorated() && at.Before(c.at) {
			c.at, c.part = at, PartProrate
		}
	}
	for _, stage := range s.c.stages[n+1:] {
		if now, still := stage.terms.item(item.ID); !still || !now.comesAs(item) {
			before(stage.from.In(s.loc))
		}
	}
	for _, x := range s.j.Cancellations {
		if x.Order == o.ID {
			before(x.At)
		}
	}
	c.day = calendar.DateIn(c.at, s.loc)
	if _, comes := item.Every.Calendar(); !comes || !c.day.Before(p.To) {
		return cut{}
	}
	c.on = s.later(t, item, p, c.day)
	return c
}

// takeBack pays back all that was charged for a period.
func (s *scheduler) takeBack(t *Terms, item Item, p Period, after calendar.Date) {
	var w worth
	for _, c := range s.charges {
		if c.Rule == item.ID && c.Period == p {
			w.money, w.list = w.money.Sub(MoneyOf(c.Amount)), w.list.Sub(MoneyOf(c.List))
			w.steps = append(w.steps, Line{"less", "", c.Amount.Neg(), fmt.Sprintf("less %s of %v", c.Amount, c.On)})
		}
	}
	if !w.money.IsZero() {
		s.add(t, item.ID, ChargeRefund, s.later(t, item, p, after), p, "refund/"+after.String(), "refund", w)
	}
}

// unserved charges a period that was paid before the end of the contract, or terms without its
// item, but begins after it, and pays it back: where the contract ends, unless nothing is paid
// back of what is not served.
func (s *scheduler) unserved(n int, item Item, p Period) {
	t, until := s.c.stages[n].terms, s.until(n, item)
	if on, pay := s.billed(n, item, p); pay.Periods > 0 && on.Before(until) {
		s.charge(n, item, p)
		if until.Before(s.end()) || t.part(item) != PartNone {
			s.takeBack(t, item, p, until)
		}
	}
}
