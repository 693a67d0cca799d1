package contract

import (
	"cmp"
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
// An item is charged by the terms in force when each of its periods begins. A first period
// that is short, and what changes within one, is charged in part if the item is prorated: by
// days, or by the second. Otherwise more of something counts for all of the period and
// less of it from the next on; with [ProrateNext] both do. So it is with an item that new terms
// bring within a period. A period that has begun goes on to its end, and the next follows the
// anchor of the terms in force by then. Each charge is rounded once. What is ordered and comes
// round keeps the price with which its period began; prorated, it counts until it is called off
// or no longer sold.
//
// A period that was paid before it began is charged on the day of the payment, by the
// terms, prices and meters of that day; what differs when it begins is charged then. It
// stays charged if the contract ends before it, unless something is paid back of what
// is not served: see [Term]. Where terms come that do not have its item, or in another
// rhythm, it is paid back on their first day.
//
// The error is an [*Error] with every fault of the journal, and, of what can be billed
// within these days, of a meter that nobody read, a price that has no tier for a quantity, or
// a period that comes after 100,000 others.
func (c *Contract) Schedule(j Journal, from, to calendar.Date) (Schedule, error) {
	return c.schedule(j, from, to, nil)
}

// schedule returns the schedule; with an account, what was sold and is in force as work has
// left it.
func (c *Contract) schedule(j Journal, from, to calendar.Date, a *Account) (Schedule, error) {
	var fs strict.Faults
	j, _ = j.sorted(c, &fs)
	if from.IsZero() || to.DaysSince(from) > MaxSchedule || !from.Before(to) {
		fs.Add("to", "bad_period", "from %v to %v is not a stretch of up to %d days", from, to, MaxSchedule)
	}
	if err := fs.Err("contract: schedule"); err != nil {
		return Schedule{}, err
	}
	s := scheduler{c: c, a: a, j: j, window: Period{from, to}, loc: c.zone(), skipped: map[string][]priority.Missing{}, had: map[hadKey][]string{}, fs: &fs}
	for i, stage := range c.stages {
		life := Period{stage.from, s.end()}
		if i+1 < len(c.stages) && c.stages[i+1].from.Before(life.To) {
			life.To = c.stages[i+1].from
		}
		if life.From.Before(life.To) {
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
	charges []Charge // of all times, in the order worked out
	known   *Journal // the same as j, where that changes
	paid    map[stageItem]map[calendar.Date]Payment
	lines   map[stageItem]lineage
	had     map[hadKey][]string // what was in force; nil: it may change yet, and is found anew each time
	turns   map[turnsKey][]turn
	notSold map[string]bool // orders, by ID; nil: not asked yet
	judges  bool            // whether promises were kept, so that nothing can ask for that
	skipped map[string][]priority.Missing
	fs      *strict.Faults
}

// knows makes a journal the one that is worked with.
func (s *scheduler) knows(j *Journal) {
	if s.known != j {
		s.known, s.j, s.paid = j, *j, nil
	}
}

func (s *scheduler) schedule() Schedule {
	s.charges = slices.DeleteFunc(s.charges, func(c Charge) bool { return !s.window.Holds(c.On) })
	slices.SortFunc(s.charges, func(a, b Charge) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Rule, b.Rule), a.Period.From.Compare(b.Period.From), cmp.Compare(a.ID, b.ID))
	})
	s.c.taxClasses(s.charges)
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
		_, comes := item.Every.Calendar()
		switch {
		case item.Of == "order":
			s.orders(n, item, life)
		case !s.schedulable(t, item):
		case !comes:
			if p := (Period{life.From, life.From.AddDays(1)}); !s.ran(n, item, s.c.cfg.Start, p) {
				s.charge(n, item, p)
			}
		default:
			last, paid := s.horizon(n, item), s.payments(n, item)
			if s.c.end.IsZero() && life.From.After(last) {
				continue
			}
			for p := range s.periodsOf(n, item, life.From) {
				if p.From.After(last) || !p.From.Before(life.To) && life.To.Before(s.until(n, item)) {
					break
				}
				if p.From.Before(life.To) {
					s.period(n, t, item, p, life)
				} else if pay, ok := paid[p.To]; ok && pay.On.Before(life.To) {
					s.unserved(n, item, p)
				}
			}
		}
	}
	if n > 0 {
		s.dropped(n, life)
	}
}

// end returns the first day on which the contract is no longer in force, far away if it
// does not end.
func (s *scheduler) end() calendar.Date {
	if e := s.c.end; !e.IsZero() {
		return e.LastDay.AddDays(1)
	}
	return calendar.MustParseDate("9999-01-01")
}

// until returns the first day on which an item of a stage no longer comes as it does: the day
// of the next terms if they do not have it, or in another rhythm, and at the latest the end.
func (s *scheduler) until(n int, item Item) calendar.Date {
	if n+1 < len(s.c.stages) {
		next := s.c.stages[n+1]
		if now, still := next.terms.item(item.ID); !still || !now.comesAs(item) {
			return earlier(next.from, s.end())
		}
	}
	return s.end()
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

// facts returns what conditions of items can test on a day.
func (s *scheduler) facts(t *Terms, item Item, p Period) priority.Facts {
	f := s.c.Facts(p.From)
	f["prepaid"] = priority.Number(intOf(max(1, s.payments(s.c.stageBy(t, p.From), item)[p.To].Periods)))
	if t.uses["has"] && (!item.When.IsZero() || len(t.plan.Adjust) > 0) {
		f["has"] = priority.Set(s.inForce(t, p.From.In(s.loc))...)
	}
	if t.uses["attainment"] && !s.judges {
		if _, attainment, err := s.c.kept(s.j, p); err == nil {
			f["attainment"] = priority.Number(attainment)
		}
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

// cost returns what an item costs for a period by the terms of a stage if a meter stands at
// a level, with its adjustments, and prices as they are on a day. For items that count no
// meter the level is nothing.
func (s *scheduler) cost(n int, item Item, p Period, level decimal.Decimal, on calendar.Date) (worth, string, error) {
	q := QuantityOf(intOf(1))
	switch {
	case s.c.stages[n].terms.plan.Facts[item.Of] == FactMeter:
		if !item.AtLeast.IsZero() && level.LessThan(item.AtLeast.Number()) || !item.AtMost.IsZero() && level.GreaterThan(item.AtMost.Number()) {
			return worth{}, "", fault("item", "out_of_range", "%s is %v on %v, which the plan does not sell", item.Of, level, p.From)
		}
		q = QuantityOf(level)
	case len(item.Each) > 0:
		q = sized(item.Each[0], intOf(1))
	}
	return s.worth(n, item, q, p, on)
}

// sized returns so many units of a size as a quantity.
func sized(size Amount, units decimal.Decimal) Quantity {
	switch size.Kind() {
	case KindTime:
		q := QuantityOfTime(size.Time())
		q.n = q.n.Mul(units)
		return q
	case KindNumber:
		return QuantityOf(size.Number().Mul(units))
	}
	return QuantityOf(units)
}

// worth prices a quantity of an item by the terms of a stage, with prices as they are on a
// day, and adjusts it.
func (s *scheduler) worth(n int, item Item, q Quantity, p Period, on calendar.Date) (worth, string, error) {
	return s.worthBy(n, item, q, p, on, s.facts(s.c.stages[n].terms, item, p))
}

func (s *scheduler) worthBy(n int, item Item, q Quantity, p Period, on calendar.Date, facts priority.Facts) (worth, string, error) {
	t := s.c.stages[n].terms
	w, err := priced(s.c.indexed(item.Price, s.lineage(n, item).agreed, on), q)
	if err == nil {
		w, err = t.adjusted(w, item.ID, facts, func(of string) (Quantity, bool) { return s.counts(t, of, p, facts) }, s.skip)
	}
	return w, q.String(), err
}

// counts returns how much there is of what an adjustment counts.
func (s *scheduler) counts(t *Terms, of string, p Period, facts priority.Facts) (Quantity, bool) {
	if of == "prepaid" {
		n, err := decimal.NewFromString(facts["prepaid"].String())
		return QuantityOf(n), err == nil
	}
	if of == "breaches" || of == "attainment" {
		return s.c.keptAs(of, s.j, p)
	}
	if t.plan.Facts[of] == FactMeter {
		levels, ok := s.j.levels(of, p, s.loc)
		if ok {
			return QuantityOf(levels[0].value), true
		}
	}
	return Quantity{}, false
}

// wanted reports whether what is billed on a day is to be worked out: in the window, and all
// of a contract that ends, as what the end costs may depend on it.
func (s *scheduler) wanted(on calendar.Date) bool {
	return s.window.Holds(on) || !s.c.end.IsZero()
}

// fail notes what keeps an item from being priced for a period, if it was to be billed in the
// window. For an account the last day of the window is that on which the period after begins:
// of it only what is billed in arrears counts.
func (s *scheduler) fail(on calendar.Date, p Period, item Item, err error) {
	next := s.a != nil && on == s.window.To.AddDays(-1) && p.To != on && on != s.end()
	if s.window.Holds(on) && !next {
		s.fs.Join(strict.Key("items", item.ID), "no_price", err)
	}
}

// add adds a charge.
func (s *scheduler) add(t *Terms, rule string, code ChargeCode, on calendar.Date, p Period, key, quantity string, w worth) {
	day := p.From
	if p.IsZero() {
		day = on
	}
	id := s.c.cfg.ID + "/" + rule + "/" + day.String()
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
