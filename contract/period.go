package contract

import (
	"iter"

	"github.com/retainer-go/retainer/calendar"
)

// A Period is a stretch of days, from From up to but not including To.
type Period struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

// Holds reports whether a day lies in the period.
func (p Period) Holds(d calendar.Date) bool { return !d.Before(p.From) && d.Before(p.To) }

// Days returns how many days the period has.
func (p Period) Days() int { return p.To.DaysSince(p.From) }

// IsZero reports whether p is the zero Period.
func (p Period) IsZero() bool { return p == Period{} }

// String returns the period as "2026-05-01/2026-06-01".
func (p Period) String() string { return p.From.String() + "/" + p.To.String() }

// maxPeriods bounds how many periods a contract can have: a day each for 270 years. What
// would be charged beyond is an error, and not forgotten.
const maxPeriods = 100_000

// every returns how often the terms bill: each month, if they say nothing.
func (t *Terms) every() calendar.Every {
	if e, ok := t.plan.Invoice.Every.Calendar(); ok {
		return e
	}
	return calendar.Every{N: 1, Unit: calendar.UnitMonth}
}

// periods returns when the billing periods of the contract end, by terms: First is the end
// of the first one, which is short where the anchor is not the start.
func (c *Contract) periods(t *Terms) Cycle { return c.cycle(t, t.every()) }

// cycle returns when periods of a length end that follow the anchor of the invoice.
func (c *Contract) cycle(t *Terms, every calendar.Every) Cycle { return t.cycle(every, c.cfg.Start) }

// cycle returns when periods of a length end that follow the anchor of the invoice, the first
// of which begins on start.
func (t *Terms) cycle(every calendar.Every, start calendar.Date) Cycle {
	a, _ := parseAnchor(t.plan.Invoice.Anchor)
	first, day := start, start.Day()
	switch {
	case a.calendar:
		first, day = start.StartOf(every.Unit), 1
	case a.day > 0 && monthly(every.Unit):
		first, day = calendar.AddMonths(start.StartOf(calendar.UnitMonth), 0, a.day), a.day
	}
	for range maxPeriods {
		if first.After(start) {
			break
		}
		first = step(first, every, day)
	}
	return Cycle{First: first, Every: every, Day: day, Drifts: a.drifting}
}

func monthly(u calendar.Unit) bool {
	return u == calendar.UnitMonth || u == calendar.UnitQuarter || u == calendar.UnitYear
}

// step returns the boundary after d: months keep a day of the month, clamped, or, if day is
// 0, that of d itself.
func step(d calendar.Date, e calendar.Every, day int) calendar.Date {
	if day == 0 {
		day = d.Day()
	}
	switch e.Unit {
	case calendar.UnitDay:
		return d.AddDays(e.N)
	case calendar.UnitWeek:
		return d.AddDays(7 * e.N)
	case calendar.UnitQuarter:
		return calendar.AddMonths(d, 3*e.N, day)
	case calendar.UnitYear:
		return calendar.AddMonths(d, 12*e.N, day)
	}
	return calendar.AddMonths(d, e.N, day)
}

// A turn is a day from which periods end by a cycle.
type turn struct {
	from  calendar.Date
	cycle Cycle
}

// tiles returns the periods that follow one another from start on, each up to the next date
// of the cycle in force when it begins; of these, from the one that holds a day on, in order
// and without end but for [maxPeriods].
func tiles(turns []turn, start, from calendar.Date) iter.Seq[Period] {
	return func(yield func(Period) bool) {
		at, turned := 0, true
		begin := start
		for range maxPeriods {
			for at+1 < len(turns) && !turns[at+1].from.After(begin) {
				at, turned = at+1, true
			}
			end, err := turns[at].cycle.after(begin, turned)
			turned = false
			if err != nil || !end.After(begin) || end.After(from) && !yield(Period{begin, end}) {
				return
			}
			begin = end
		}
	}
}

// after returns the first date of c after d, which is one of them unless it turned.
func (c Cycle) after(d calendar.Date, turned bool) (calendar.Date, error) {
	switch {
	case turned:
		return c.from(d.AddDays(1), "period")
	case c.Drifts:
		return step(d, c.Every, 0), nil
	}
	return step(d, c.Every, c.Day), nil
}

// spans returns the periods of a length that follow the anchor of the terms, from the one
// that holds a day on. The first of all begins with the contract.
func (c *Contract) spans(t *Terms, every calendar.Every, from calendar.Date) iter.Seq[Period] {
	return tiles([]turn{{c.cfg.Start, c.cycle(t, every)}}, c.cfg.Start, from)
}

// billing returns the billing periods of the contract, from the one that holds a day on. They
// tile its life: a period that has begun goes on to its end, and the next follows the anchor
// of the terms that are in force by then.
func (c *Contract) billing(from calendar.Date) iter.Seq[Period] {
	turns := make([]turn, len(c.stages))
	for i, s := range c.stages {
		turns[i] = turn{s.from, c.periods(s.terms)}
	}
	return tiles(turns, c.cfg.Start, from)
}

// PeriodOn returns the billing period that a day lies in. Before the contract starts it is
// the first one, and the zero Period after the hundred thousandth, which is no less than 270 years.
func (c *Contract) PeriodOn(d calendar.Date) Period {
	for p := range c.billing(d) {
		return p
	}
	return Period{}
}
