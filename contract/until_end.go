package contract

import (
	"github.com/retainer-go/retainer/calendar"
)

// Edges is what a contract knows of its own dates, and an [Until] may need.
type Edges struct {
	Period   Cycle              // the ends of its billing periods
	Term     Cycle              // the ends of its term: of the first, and of those it is renewed for
	Business *calendar.Calendar // its business days are those on which this one opens

	changed *Contract // whose billing periods follow one cycle and then another; else nil
}

// A Cycle is a row of dates that come round: First, and those a whole number of periods
// after it. Months are counted from First on the day of the month that Day says, 1 to 31,
// clamped where a month is too short; 0 is the day of First. Where Every is none there is
// First alone. The zero Cycle has no dates.
type Cycle struct {
	First  calendar.Date
	Every  calendar.Every // of days or more, not of hours
	Day    int
	Drifts bool // months are counted each from the date before: 31 January, 28 February, 28 March
}

// End returns the first day on which u no longer holds, counted from the day of the event:
//
//  1. The units are counted from that day on. Months keep its day, clamped to the month
//     (31 January and a month is 28 February); business days are those of edges.Business.
//  2. "inclusive" adds a day.
//  3. With an edge it is the first such edge on that day or after it, but after the day of
//     the event in any case: "to 01-01", and "0 days to 01-01", from 1 January is a year.
//
// The end of a month is reached on the first day of the next, and 01-01 on that day.
//
// It returns an [*Error] if u is none or has a parameter, event is no day, edges have not
// what u needs, or the end lies beyond the year 9999; and what [calendar.Calendar.AddDays]
// returns.
func (u Until) End(event calendar.Date, edges Edges) (calendar.Date, error) {
	end, err := event, error(nil)
	switch {
	case u.IsZero():
		return calendar.Date{}, fault("until", "none", "there is no until to reach")
	case event.IsZero():
		return calendar.Date{}, fault("until", "no_date", "no day to count %s from", quote(u.String()))
	case u.span != span{}:
		end, err = u.span.from(event, 1, edges.Business)
	}
	if err == nil && u.inclusive {
		end, err = plusDays(end, 1)
	}
	if err == nil && u.to != "" && !end.After(event) {
		end, err = plusDays(event, 1)
	}
	if err != nil || u.to == "" {
		return end, err
	}
	return u.to.from(end, edges)
}

// from returns the day that is the span after d, or before it if sign is -1.
func (s span) from(d calendar.Date, sign int, business *calendar.Calendar) (calendar.Date, error) {
	n := sign * s.n
	switch {
	case s.param != "":
		return calendar.Date{}, fault("until", "unbound", "the parameter $%s has no value", s.param)
	case d.IsZero():
		return calendar.Date{}, fault("until", "no_date", "no day to count %s from", s)
	case s.unit == UnitBusinessDay && business == nil:
		return calendar.Date{}, fault("until", "no_calendar", "no calendar tells which days are business days")
	case s.unit == UnitBusinessDay:
		return business.AddDays(d, n, calendar.Unadjusted)
	}
	return plus(d, n, s.unit, d.Day())
}

// from returns the first edge on d or after it.
func (e Edge) from(d calendar.Date, edges Edges) (calendar.Date, error) {
	switch e {
	case EdgeMonth:
		return endOf(d, calendar.UnitMonth)
	case EdgeQuarter:
		return endOf(d, calendar.UnitQuarter)
	case EdgeYear:
		return endOf(d, calendar.UnitYear)
	case EdgePeriod:
		if c := edges.changed; c != nil {
			for p := range c.billing(d.AddDays(-1)) {
				return p.To, nil
			}
			return calendar.Date{}, outOfRange()
		}
		return edges.Period.from(d, "period")
	case EdgeTerm:
		return edges.Term.from(d, "term")
	}
	day, err := e.day(d.Year())
	if err == nil && day.Before(d) {
		return plus(day, 1, calendar.UnitYear, day.Day())
	}
	return day, err
}

// endOf returns the first end of a unit of the calendar on d or after it.
func endOf(d calendar.Date, u calendar.Unit) (calendar.Date, error) {
	start := d.StartOf(u)
	if start == d {
		return d, nil
	}
	return plus(start, 1, u, 1)
}

// from returns the first date of c on d or after it.
func (c Cycle) from(d calendar.Date, what string) (calendar.Date, error) {
	switch {
	case c.First.IsZero():
		return calendar.Date{}, fault("until", "no_edge", "the contract has no end of a %s", what)
	case !d.After(c.First):
		return c.First, nil
	case c.Every.IsZero():
		return calendar.Date{}, fault("until", "no_edge", "the last end of a %s is %s", what, c.First)
	}
	// Count the periods gone by d, one too few at most where a month was clamped or is not over.
	n, size := d.DaysSince(c.First), 0
	if days, ok := daysOf(c.Every.Unit); ok {
		size = days * c.Every.N
	} else if months, ok := monthsOf(c.Every.Unit); ok {
		n, size = (d.Year()-c.First.Year())*12+int(d.Month()-c.First.Month()), months*c.Every.N
	}
	if size <= 0 || c.Every.N > calendar.MaxEvery {
		return calendar.Date{}, fault("until", "bad_cycle", "%s is no cycle of dates", quote(c.Every.String()))
	}
	if c.Drifts {
		return c.drift(d)
	}
	day := c.Day
	if day == 0 {
		day = c.First.Day()
	}
	k := max(1, n/size)
	end, err := plus(c.First, k*c.Every.N, c.Every.Unit, day)
	if err == nil && end.Before(d) {
		return plus(c.First, (k+1)*c.Every.N, c.Every.Unit, day)
	}
	return end, err
}

// drift returns the first date of a cycle that drifts on d or after it.
func (c Cycle) drift(d calendar.Date) (calendar.Date, error) {
	end, err := c.First, error(nil)
	for err == nil && end.Before(d) {
		end, err = plus(end, c.Every.N, c.Every.Unit, end.Day())
	}
	return end, err
}

// plus returns the day n units after d, months on the given day of the month.
func plus(d calendar.Date, n int, u calendar.Unit, day int) (calendar.Date, error) {
	if days, ok := daysOf(u); ok {
		return plusDays(d, n*days)
	}
	months, _ := monthsOf(u)
	if total := d.Year()*12 + int(d.Month()) - 1 + n*months; total < 1*12 || total >= 10000*12 {
		return calendar.Date{}, outOfRange()
	}
	return calendar.AddMonths(d, n*months, day), nil
}

func plusDays(d calendar.Date, n int) (calendar.Date, error) {
	end := d.AddDays(n) // stops at the last day there is
	if end.DaysSince(d) != n {
		return calendar.Date{}, outOfRange()
	}
	return end, nil
}

func outOfRange() error {
	return fault("until", "out_of_range", "the day lies outside the years 1 to 9999")
}

func daysOf(u calendar.Unit) (int, bool) {
	switch u {
	case calendar.UnitDay:
		return 1, true
	case calendar.UnitWeek:
		return 7, true
	}
	return 0, false
}

func monthsOf(u calendar.Unit) (int, bool) {
	switch u {
	case calendar.UnitMonth:
		return 1, true
	case calendar.UnitQuarter:
		return 3, true
	case calendar.UnitYear:
		return 12, true
	}
	return 0, false
}
