package contract

import (
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

func (i Item) prorated() bool { return i.Prorate == ProrateDay || i.Prorate == ProrateExact }

// period charges an item for one of its periods, and what changes within. It goes on by the
// terms with which it began, to the end of the period or until terms come by which it is
// prorated, or by which it comes round in another rhythm. What new terms bring within
// a period is charged for all of it, too, or from the next on.
func (s *scheduler) period(n int, t *Terms, item Item, p, life Period) {
	if s.c.end.IsZero() && p.To.Before(s.window.From) {
		return // all of it is billed by then
	}
	reach := Period{life.From, s.reaches(n, item, p)}
	switch begun, ok := s.begins(n, item, p, life); {
	case ok && (begun == p || !item.prorated()):
		p = begun
		s.charge(n, item, p)
	case item.prorated():
		s.amended(n, item, p, life)
	default:
		return
	}
	if t.plan.Facts[item.Of] == FactMeter {
		s.changes(n, item, p, reach)
	}
	if after := s.end(); reach.Holds(after.AddDays(-1)) && p.Holds(after.AddDays(-1)) && p.To.After(after) {
		s.refund(n, item, p, after)
	}
}

// charge adds what an item costs for a period, from its beginning on; for one that was paid
// before it began, by the terms, prices and meters of that day, and what differs since.
func (s *scheduler) charge(n int, item Item, p Period) {
	t := s.c.stages[n].terms
	on, pay := s.billed(n, item, p)
	until := s.until(n, item)
	if !s.wanted(on) && !s.wanted(p.From) && !s.wanted(until) || !s.holds(item, s.facts(t, item, p)) {
		return
	}
	level, read := s.level(t, item, p.From.In(s.loc))
	if !read {
		s.fail(on, p, item, fault("item", "no_reading", "nobody read %s by %v", item.Of, p.From))
		return
	}
	shown := p
	if item.Every.IsZero() {
		shown = Period{}
	}
	now, text, err := s.cost(n, item, p, level, s.priceOn(n, item, p))
	if err == nil && pay.Periods > 0 {
		var then worth
		var was string
		if then, was, err = s.paidFor(n, item, p, level, pay); err == nil {
			s.add(t, item.ID, ChargeItem, on, shown, s.run(n, item), was, s.rest(n, item, then, p, p.From, p.From.In(s.loc)))
			if w := now.over(then, "less %s paid on "+on.String()); !w.money.IsZero() && p.From.Before(until) {
				s.add(t, item.ID, ChargeChange, p.From, p, "since", text, s.rest(n, item, w, p, p.From, p.From.In(s.loc)))
			}
			return
		}
	}
	if err != nil {
		s.fail(on, p, item, err)
		return
	}
	s.add(t, item.ID, ChargeItem, on, shown, s.run(n, item), text, s.rest(n, item, now, p, p.From, p.From.In(s.loc)))
}

// paidFor returns what an item cost for a period that was paid before it began, by what was
// agreed and read on that day; the level of the period counts where nothing was read yet.
func (s *scheduler) paidFor(n int, item Item, p Period, level decimal.Decimal, pay Payment) (worth, string, error) {
	m := s.c.stageOn(pay.On)
	t := s.c.stages[m].terms
	if old, was := t.item(item.ID); m < n && was && old.comesAs(item) {
		n, item = m, old
	}
	if before, read := s.level(t, item, pay.On.AddDays(1).In(s.loc).Add(-1)); read {
		level = before
	}
	return s.cost(n, item, p, level, pay.On)
}

// level returns what the meter of an item shows at an instant, and false if nobody read it
// by then. For items that count no meter it is nothing.
func (s *scheduler) level(t *Terms, item Item, at time.Time) (decimal.Decimal, bool) {
	if t.plan.Facts[item.Of] != FactMeter {
		return decimal.Zero, true
	}
	for i := s.j.before(at.Add(1)) - 1; i >= 0; i-- { // by that instant, it among them
		if r := s.j.Readings[i]; r.Meter == item.Of {
			return r.Value.D, true
		}
	}
	return decimal.Zero, false
}

// changes charges what the changes of a meter within a period add or take off by the terms of
// a stage. The level with which the stage begins is in what its terms add.
func (s *scheduler) changes(n int, item Item, p, life Period) {
	t, at := s.c.stages[n].terms, Period{later(p.From, life.From), p.To}
	levels, ok := s.j.levels(item.Of, at, s.loc)
	if !ok || item.Prorate == ProrateNext || !item.When.Holds(s.facts(t, item, at)) {
		return
	}
	priceOn := s.priceOn(n, item, p)
	was, peak := levels[0].value, levels[0].value
	for _, l := range levels[1:] {
		base := was
		if !item.prorated() {
			base = peak
		}
		was = l.value
		if !life.Holds(l.from) || l.value.Equal(base) || !item.prorated() && l.value.LessThan(peak) {
			continue
		}
		peak = l.value
		on := s.later(t, item, p, l.from)
		if !s.wanted(on) {
			continue
		}
		now, text, err := s.cost(n, item, at, l.value, priceOn)
		var before worth
		if err == nil {
			before, _, err = s.cost(n, item, at, base, priceOn)
		}
		if err != nil {
			s.fail(on, p, item, err)
			return
		}
		w := now.over(before, "less %s for "+base.String())
		if item.prorated() {
			w = s.rest(n, item, w, p, l.from, l.at)
		}
		s.add(t, item.ID, ChargeChange, on, p, l.from.String()+"/"+l.id, text, w)
	}
}

// over returns what w costs more than v, which a text names.
func (w worth) over(v worth, text string) worth {
	steps := append(slices.Clone(w.steps), Line{"less", "", v.money.Neg().Round(9), fmt.Sprintf(text, v.money.Round(9))})
	return worth{w.money.Sub(v.money), w.list.Sub(v.list), steps}
}

// later returns the day on which what happens on a day within a period can be billed. The end of
// the contract ends the period of what is billed in arrears.
func (s *scheduler) later(t *Terms, item Item, p Period, day calendar.Date) calendar.Date {
	if t.arrears(item) {
		return earlier(p.To, s.end())
	}
	return day
}

// arrears reports whether an item is billed when its periods are over.
func (t *Terms) arrears(item Item) bool {
	return item.Bill == BillArrears || item.Bill == "" && t.plan.Invoice.Bill == BillArrears
}

// rest returns the part of w, the price of a full period, that is left of it from an instant
// on: by days, that of the instant among them, or by the second. What is not prorated is
// left whole.
func (s *scheduler) rest(n int, item Item, w worth, p Period, day calendar.Date, at time.Time) worth {
	if !item.prorated() {
		return w
	}
	return s.share(item, w, p, s.full(n, item, p), day, at)
}

// share returns the part of w that is left of a period from an instant on, by the second if
// the item says so, else by days.
func (s *scheduler) share(item Item, w worth, p, full Period, day calendar.Date, at time.Time) worth {
	if item.Prorate == ProrateExact {
		end, begin := p.To.In(s.loc), full.From.In(s.loc)
		return w.part(int64(end.Sub(at)), int64(end.Sub(begin)), fmt.Sprintf("for %v of %v", end.Sub(at), end.Sub(begin)))
	}
	left := p.To.DaysSince(day)
	return w.part(int64(left), int64(full.Days()), fmt.Sprintf("for %d of %d days", left, full.Days()))
}

// amended charges what new terms add to or take off an item within a period.
func (s *scheduler) amended(n int, item Item, p, life Period) {
	t, at := s.c.stages[n].terms, Period{life.From, p.To}
	on := s.later(t, item, p, life.From)
	w, text, err := worth{}, "", error(nil)
	if !s.wanted(on) {
		return
	}
	if s.holds(item, s.facts(t, item, at)) {
		level, _ := s.level(t, item, life.From.In(s.loc))
		w, text, err = s.cost(n, item, at, level, s.priceOn(n, item, p))
	}
	if m, old, was := s.ruling(n, item, p); err == nil && was {
		var before worth
		if before, err = s.formerly(m, old, p, at); err == nil {
			w = w.over(before, "less %s by the terms before")
		}
	}
	switch {
	case err != nil:
		s.fail(on, p, item, err)
	case !w.money.IsZero():
		s.add(t, item.ID, ChargeChange, on, p, life.From.String(), text, s.rest(n, item, w, p, life.From, life.From.In(s.loc)))
	}
}

// formerly returns what an item cost by the terms of a stage that ends within its period, for
// what was charged by then: a change at the instant of the end is of the terms that follow.
// It is nothing if the item did not apply.
func (s *scheduler) formerly(n int, item Item, p, rest Period) (worth, error) {
	t := s.c.stages[n].terms
	if !s.held(n, item, rest) {
		return worth{}, nil
	}
	level, _ := s.level(t, item, rest.From.In(s.loc).Add(-1))
	if !item.prorated() {
		level = s.peak(item, Period{later(p.From, s.c.stages[n].from), p.To}, rest.From)
	}
	w, _, err := s.cost(n, item, rest, level, s.priceOn(n, item, p))
	return w, err
}

// dropped pays back the rest of the period of items that the terms of stage n no longer have.
func (s *scheduler) dropped(n int, life Period) {
	old := s.c.stages[n-1].terms
	for _, item := range old.plan.Items {
		_, comes := item.Every.Calendar()
		now, still := s.c.stages[n].terms.item(item.ID)
		if still && now.comesAs(item) || !comes || !s.schedulable(old, item) {
			continue
		}
		for p := range s.periodsOf(n-1, item, life.From) {
			if m, item, was := s.ruling(n, item, p); was && item.prorated() {
				w, err := s.formerly(m, item, p, Period{life.From, p.To})
				s.payBack(m, item, p, life.From, w, err)
			}
			break
		}
	}
}
