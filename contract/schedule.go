package contract

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// MaxSchedule is how far a [Contract.Schedule] may reach, in days: two hundred years.
const MaxSchedule = 200 * 366

// Schedule returns what is charged from a day up to but not including another, by the
// facts known: fees, seats, orders, what changes of seats and terms add, refunds and what the
// end of the contract costs. Work is not in it.
//
// An item is charged by the terms in force when each of its periods begins. What changes
// within a period is charged in part if the item is prorated: by days, or by the second.
// Otherwise more of something counts for all of the period and less of it from the
// next on; with [ProrateNext] both do. Each charge is rounded once.
//
// The error is an [*Error] with every fault of the journal, of a meter that nobody read,
// or of a price that has no tier for a quantity.
func (c *Contract) Schedule(j Journal, from, to calendar.Date) (Schedule, error) {
	return c.schedule(j, from, to, nil)
}

// schedule returns the schedule; with an account, what was sold and is in force as work has
// left it.
func (c *Contract) schedule(j Journal, from, to calendar.Date, a *Account) (Schedule, error) {
	var fs strict.Faults
	j = j.sorted(c, &fs)
	if to.DaysSince(from) > MaxSchedule || !from.Before(to) {
		fs.Add("to", "bad_period", "from %v to %v is not a stretch of up to %d days", from, to, MaxSchedule)
	}
	if err := fs.Err("contract: schedule"); err != nil {
		return Schedule{}, err
	}
	s := scheduler{c: c, a: a, j: j, window: Period{from, to}, loc: c.zone(), skipped: map[string][]priority.Missing{}, fs: &fs}
	for i, stage := range c.stages {
		life := Period{stage.from, calendar.MustParseDate("9999-01-01")}
		if i+1 < len(c.stages) {
			life.To = c.stages[i+1].from
		}
		if e := c.end; !e.IsZero() {
			life = life.and(Period{c.cfg.Start, e.LastDay.AddDays(1)})
		}
		if !life.IsZero() {
			s.stage(i, stage.terms, life)
		}
	}
	s.ending()
	if err := fs.Err("contract: schedule"); err != nil {
		return Schedule{}, err
	}
	return s.schedule(), nil
}

// A scheduler works out a schedule.
type scheduler struct {
	c       *Contract
	a       *Account // nil: of a schedule without work
	j       Journal
	window  Period
	loc     *time.Location
	charges []Charge
	skipped map[string][]priority.Missing
	fs      *strict.Faults
}

func (s *scheduler) schedule() Schedule {
	slices.SortFunc(s.charges, func(a, b Charge) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Rule, b.Rule), a.Period.From.Compare(b.Period.From), cmp.Compare(a.ID, b.ID))
	})
	out := Schedule{Charges: s.charges, Currency: s.c.stages[0].terms.plan.Currency}
	for _, c := range s.charges {
		out.Total = out.Total.Add(c.Amount)
	}
	for rule, missing := range s.skipped {
		out.NotEvaluated = append(out.NotEvaluated, Skipped{rule, missing})
	}
	slices.SortFunc(out.NotEvaluated, func(a, b Skipped) int { return cmp.Compare(a.Rule, b.Rule) })
	return out
}

func (s *scheduler) skip(rule string, missing []priority.Missing) { s.skipped[rule] = missing }

// holds reports whether a rule applies, and notes facts that it lacks.
func (s *scheduler) holds(item Item, facts priority.Facts) bool {
	outcome, missing := item.When.Eval(facts)
	if outcome == priority.Unknown {
		s.skip(item.ID, missing)
	}
	return outcome == priority.True
}

// stage charges the items of terms for the days on which they are in force.
func (s *scheduler) stage(n int, t *Terms, life Period) {
	for _, item := range t.plan.Items {
		every, comes := item.Every.Calendar()
		switch {
		case item.Of == "order":
			s.orders(t, item, life)
		case !s.schedulable(t, item):
		case !comes:
			if old, was := s.before(n, item.ID); !was || !old.Every.IsZero() {
				s.charge(t, item, Period{life.From, life.From.AddDays(1)}, life.From, ChargeItem, true)
			}
		default:
			for p := range s.c.spans(t, every, life.From) {
				if !p.From.Before(life.To) || p.From.After(s.window.To.AddDays(MaxPrepaid)) {
					break
				}
				s.period(n, t, item, p, life)
			}
		}
	}
	if n > 0 {
		s.dropped(n, t, life)
	}
}

// schedulable reports whether an item is one that is charged without work or an end.
func (s *scheduler) schedulable(t *Terms, item Item) bool {
	return item.Of == "" || item.Of == "contract" || t.plan.Facts[item.Of] == FactMeter
}

// before returns the item of an ID in the terms before stage n.
func (s *scheduler) before(n int, id string) (Item, bool) {
	if n == 0 {
		return Item{}, false
	}
	return s.c.stages[n-1].terms.item(id)
}

// billed returns the day on which an item can be billed for a period.
func (s *scheduler) billed(t *Terms, item Item, p Period) calendar.Date {
	bill := item.Bill
	if bill == "" {
		bill = t.plan.Invoice.Bill
	}
	if bill == BillArrears {
		return p.To
	}
	if _, by := s.j.prepaid(item, p, s.ahead(t, item)); by.Periods > 0 && by.On.Before(p.From) {
		return by.On
	}
	return p.From
}

// ahead returns the periods of an item from a day on, as many as can be paid at once.
func (s *scheduler) ahead(t *Terms, item Item) func(from calendar.Date) []Period {
	return func(from calendar.Date) []Period {
		var list []Period
		every, _ := item.Every.Calendar()
		for p := range s.c.spans(t, every, from) {
			if list = append(list, p); len(list) == MaxPrepaid {
				break
			}
		}
		return list
	}
}

// facts returns what conditions of items can test on a day.
func (s *scheduler) facts(t *Terms, item Item, p Period) priority.Facts {
	f := s.c.Facts(p.From)
	n, _ := s.j.prepaid(item, p, s.ahead(t, item))
	f["prepaid"] = priority.Number(intOf(n))
	if t.uses["has"] {
		f["has"] = priority.Set(s.inForce(t, p.From.In(s.loc))...)
	}
	for name, kind := range t.plan.Facts {
		if kind == FactMeter {
			if levels, ok := s.j.levels(name, p, s.loc); ok {
				f[name] = priority.Number(levels[0].value)
			}
		}
	}
	return f
}

// price returns what an item costs for a period if a meter stands at a level, with its
// adjustments. For items that count no meter the level is nothing.
func (s *scheduler) price(t *Terms, item Item, p Period, n decimal.Decimal, facts priority.Facts) (worth, string, bool) {
	q := QuantityOf(intOf(1))
	switch {
	case t.plan.Facts[item.Of] == FactMeter:
		if !item.AtLeast.IsZero() && n.LessThan(item.AtLeast.Number()) || !item.AtMost.IsZero() && n.GreaterThan(item.AtMost.Number()) {
			s.fs.Add(strict.Key("items", item.ID), "out_of_range", "%s is %v on %v, which the plan does not sell", item.Of, n, p.From)
			return worth{}, "", false
		}
		q = QuantityOf(n)
	case len(item.Each) > 0:
		q = sized(item.Each[0], intOf(1))
	}
	return s.worth(t, item, q, p, facts)
}

// sized returns so many units of a size as a quantity.
func sized(size Amount, units decimal.Decimal) Quantity {
	switch size.Kind() {
	case KindTime:
		return QuantityOfTime(time.Duration(decimal.NewFromInt(int64(size.Time())).Mul(units).IntPart()))
	case KindNumber:
		return QuantityOf(size.Number().Mul(units))
	}
	return QuantityOf(units)
}

// worth prices a quantity of an item and adjusts it.
func (s *scheduler) worth(t *Terms, item Item, q Quantity, p Period, facts priority.Facts) (worth, string, bool) {
	w, err := priced(t.indexed(item.Price, s.c.cfg.Start, p.From), q)
	if err == nil {
		w, err = t.adjusted(w, item.ID, facts, func(of string) (Quantity, bool) { return s.counts(t, of, p, facts) }, s.skip)
	}
	if err != nil {
		s.fs.Join(strict.Key("items", item.ID), "no_price", err)
		return worth{}, "", false
	}
	return w, q.String(), true
}

// counts returns how much there is of what an adjustment counts.
func (s *scheduler) counts(t *Terms, of string, p Period, facts priority.Facts) (Quantity, bool) {
	if of == "prepaid" {
		n, err := decimal.NewFromString(facts["prepaid"].String())
		return QuantityOf(n), err == nil
	}
	if of == "breaches" || of == "attainment" {
		breaches, attainment, ok := s.c.kept(s.j, p)
		if of == "attainment" {
			breaches = attainment
		}
		return QuantityOf(breaches), ok
	}
	if t.plan.Facts[of] == FactMeter {
		levels, ok := s.j.levels(of, p, s.loc)
		if ok {
			return QuantityOf(levels[0].value), true
		}
	}
	return Quantity{}, false
}

// charge adds what an item costs for a period at its beginning.
func (s *scheduler) charge(t *Terms, item Item, p Period, on calendar.Date, code ChargeCode, once bool) (worth, decimal.Decimal, bool) {
	facts := s.facts(t, item, p)
	if !s.holds(item, facts) {
		return worth{}, decimal.Zero, false
	}
	n := decimal.Zero
	if t.plan.Facts[item.Of] == FactMeter {
		levels, ok := s.j.levels(item.Of, p, s.loc)
		if !ok {
			if p.and(s.window).IsZero() && !s.window.Holds(on) {
				return worth{}, n, false
			}
			s.fs.Add(strict.Key("items", item.ID), "no_reading", "nobody read %s by %v", item.Of, p.From)
			return worth{}, n, false
		}
		n = levels[0].value
	}
	w, text, ok := s.price(t, item, p, n, facts)
	if !ok {
		return worth{}, n, false
	}
	shown := p
	if once {
		shown = Period{}
	} else if item.Prorate == ProrateDay || item.Prorate == ProrateExact {
		w = s.rest(t, item, w, p, p.From, p.From.In(s.loc))
	}
	s.add(t, item.ID, code, on, shown, "", text, w)
	return w, n, true
}

// add adds a charge, if it falls in the window and is of money.
func (s *scheduler) add(t *Terms, rule string, code ChargeCode, on calendar.Date, p Period, key, quantity string, w worth) {
	if !s.window.Holds(on) {
		return
	}
	id := fmt.Sprintf("%s/%s/%v", s.c.cfg.ID, rule, p.From)
	if p.IsZero() {
		id = fmt.Sprintf("%s/%s/%v", s.c.cfg.ID, rule, on)
	}
	if key != "" {
		id += "/" + key
	}
	amount := t.rounded(w.money)
	w.steps = slices.Clone(w.steps)
	if rest := MoneyOf(amount).Sub(w.money); !rest.IsZero() {
		w.note("round", "", rest, "rounded to "+amount.String())
	}
	s.charges = append(s.charges, Charge{
		ID: id, Rule: rule, Code: code, On: on, Period: p, Quantity: quantity, List: t.rounded(w.list), Amount: amount, Steps: w.steps,
	})
}

// period charges an item for one of its periods, and what changes within.
func (s *scheduler) period(n int, t *Terms, item Item, p, life Period) {
	began := p
	if p.From.Before(life.From) { // the terms change within
		if item.Prorate != ProrateDay && item.Prorate != ProrateExact {
			return
		}
		s.amended(n, t, item, p, life)
	} else {
		s.charge(t, item, p, s.billed(t, item, p), ChargeItem, false)
	}
	if t.plan.Facts[item.Of] == FactMeter {
		s.changes(t, item, began, life)
	}
	if e := s.c.end; !e.IsZero() && p.Holds(e.LastDay) && p.To.After(e.LastDay.AddDays(1)) {
		s.refund(t, item, p, e.LastDay.AddDays(1))
	}
}

// changes charges what the changes of a meter within a period add or take off.
func (s *scheduler) changes(t *Terms, item Item, p, life Period) {
	facts := s.facts(t, item, p)
	levels, ok := s.j.levels(item.Of, p, s.loc)
	if !ok || item.Prorate == ProrateNext || !item.When.Holds(facts) {
		return
	}
	was := levels[0].value
	peak := was
	for i, l := range levels[1:] {
		if !life.Holds(l.from) || l.value.Equal(was) {
			was = l.value
			continue
		}
		prorated := item.Prorate == ProrateDay || item.Prorate == ProrateExact
		base := was
		if !prorated {
			base = peak
		}
		was = l.value
		if !prorated && !l.value.GreaterThan(peak) {
			continue
		}
		peak = decimal.Max(peak, l.value)
		now, text, ok := s.price(t, item, p, l.value, facts)
		before, _, okBefore := s.price(t, item, p, base, facts)
		if !ok || !okBefore {
			return
		}
		w := now.less(before)
		w.steps = append(slices.Clone(now.steps), Line{"less", "", before.money.Neg().Round(9), fmt.Sprintf("less %s for %s", before.money.Round(9), base)})
		if prorated {
			w = s.rest(t, item, w, p, l.from, l.at)
		}
		s.add(t, item.ID, ChargeChange, s.later(t, item, p, l.from), p, fmt.Sprint(l.from, "/", i+1), text, w)
	}
}

// later returns the day on which what happens on a day within a period can be billed.
func (s *scheduler) later(t *Terms, item Item, p Period, day calendar.Date) calendar.Date {
	if item.Bill == BillArrears || item.Bill == "" && t.plan.Invoice.Bill == BillArrears {
		return p.To
	}
	return day
}

// rest returns the part of w that is left of a period from an instant on: by days, that of
// the instant among them, or by the second.
func (s *scheduler) rest(t *Terms, item Item, w worth, p Period, day calendar.Date, at time.Time) worth {
	p = s.c.whole(t, item, p)
	if item.Prorate == ProrateExact {
		end, begin := p.To.In(s.loc), p.From.In(s.loc)
		return w.part(int64(end.Sub(at)), int64(end.Sub(begin)), fmt.Sprintf("for %v of %v", end.Sub(at), end.Sub(begin)))
	}
	left := p.To.DaysSince(day)
	return w.part(int64(left), int64(p.Days()), fmt.Sprintf("for %d of %d days", left, p.Days()))
}

// amended charges what new terms add to or take off an item within a period.
func (s *scheduler) amended(n int, t *Terms, item Item, p, life Period) {
	at := Period{life.From, p.To}
	facts := s.facts(t, item, at)
	if !s.holds(item, facts) {
		return
	}
	level := decimal.Zero
	if levels, ok := s.j.levels(item.Of, at, s.loc); ok {
		level = levels[0].value
	}
	w, text, ok := s.price(t, item, at, level, facts)
	if !ok {
		return
	}
	if old, was := s.before(n, item.ID); was && n > 0 {
		before, _, ok := s.price(s.c.stages[n-1].terms, old, at, level, facts)
		if !ok {
			return
		}
		w = worth{w.money.Sub(before.money), w.list.Sub(before.list), append(slices.Clone(w.steps),
			Line{"less", "", before.money.Neg().Round(9), fmt.Sprintf("less %s by the terms before", before.money.Round(9))})}
	}
	w = s.rest(t, item, w, p, life.From, life.From.In(s.loc))
	s.add(t, item.ID, ChargeChange, s.later(t, item, p, life.From), p, life.From.String(), text, w)
}

// dropped pays back the rest of the period of items that the terms of stage n no longer have.
func (s *scheduler) dropped(n int, t *Terms, life Period) {
	old := s.c.stages[n-1].terms
	for _, item := range old.plan.Items {
		every, comes := item.Every.Calendar()
		if _, still := t.item(item.ID); still || !comes || item.Prorate != ProrateDay && item.Prorate != ProrateExact || !s.schedulable(old, item) {
			continue
		}
		for p := range s.c.spans(old, every, life.From) {
			if p.From.Before(life.From) {
				s.refund(old, item, p, life.From)
			}
			break
		}
	}
}

// refund pays back what is not served of a period that ends early: the days left if the
// item or the term says so, or all of it.
func (s *scheduler) refund(t *Terms, item Item, p Period, after calendar.Date) {
	part := t.plan.Term.PartPeriod
	prorated := item.Prorate == ProrateDay || item.Prorate == ProrateExact || part == PartProrate
	if !prorated && part != PartFull {
		return
	}
	facts := s.facts(t, item, p)
	if !item.When.Holds(facts) {
		return
	}
	level := decimal.Zero
	if levels, ok := s.j.levels(item.Of, p, s.loc); ok {
		level = levels[len(levels)-1].value
		if part == PartFull {
			level = levels[0].value
		}
	}
	w, text, ok := s.price(t, item, p, level, facts)
	if !ok {
		return
	}
	w.money, w.list = w.money.Neg(), w.list.Neg()
	if part != PartFull {
		w = s.rest(t, item, w, p, after, after.In(s.loc))
	}
	s.add(t, item.ID, ChargeRefund, s.later(t, item, p, after), p, "refund", text, w)
}

// orders charges what was ordered: once, or for each period from the order on.
func (s *scheduler) orders(t *Terms, item Item, life Period) {
	for _, o := range s.j.Orders {
		day := calendar.DateIn(o.At, s.loc)
		if o.Item != item.ID || !life.Holds(day) {
			continue
		}
		size, _ := item.size(o)
		q := sized(size, o.quantity())
		every, comes := item.Every.Calendar()
		if !comes {
			s.ordered(t, item, o, q, Period{day, day.AddDays(1)}, true)
			continue
		}
		for p := range s.c.spans(t, every, day) {
			if !p.From.Before(life.To) || p.From.After(s.window.To) || o.over(p.From.In(s.loc)) {
				break
			}
			s.ordered(t, item, o, q, p, false)
		}
	}
}

func (s *scheduler) ordered(t *Terms, item Item, o Order, q Quantity, p Period, once bool) {
	facts := s.facts(t, item, p)
	if t.uses["has"] && o.At.After(p.From.In(s.loc)) {
		facts["has"] = priority.Set(s.inForce(t, o.At)...)
	}
	if s.a != nil && s.a.notSold[o.ID] || s.a == nil && !s.holds(item, facts) {
		return
	}
	w, text, ok := s.worth(t, item, q, p, facts)
	if !ok {
		return
	}
	on, shown := p.From, p
	if day := calendar.DateIn(o.At, s.loc); on.Before(day) {
		on = day
	}
	if once {
		shown = Period{}
	}
	s.add(t, item.ID, ChargeOrder, on, shown, o.ID, text, w)
}
