package contract_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
)

func ExampleUntil_End() {
	given := calendar.MustParseDate("2026-11-10")
	for _, text := range []string{"30 days", "30 days inclusive", "1 month to month-end", "to 01-01"} {
		end, err := contract.MustParseUntil(text).End(given, contract.Edges{})
		fmt.Printf("%s: the last day is %s (%v)\n", text, end.AddDays(-1), err)
	}
	// Output:
	// 30 days: the last day is 2026-12-09 (<nil>)
	// 30 days inclusive: the last day is 2026-12-10 (<nil>)
	// 1 month to month-end: the last day is 2026-12-31 (<nil>)
	// to 01-01: the last day is 2026-12-31 (<nil>)
}

func TestParseUntil(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		n          int
		from       contract.Event
		to         contract.Edge
		inclusive  bool
		why        string
	}{
		{"month", "month", 1, "", "", false, "a period"},
		{"12 months", "12 months", 12, "", "", false, "several"},
		{"1 year from first-use to month-end", "1 year from first-use to month-end", 1, contract.EventFirstUse, contract.EdgeMonth, false, "all but inclusive"},
		{"to 01-01", "to 01-01", 0, "", "01-01", false, "an edge alone"},
		{"to period-end", "to period-end", 0, "", contract.EdgePeriod, false, "an edge of the contract"},
		{"14 days to month-end inclusive", "14 days to month-end inclusive", 14, "", contract.EdgeMonth, true, "notice"},
		{"0 days to period-end", "0 days to period-end", 0, "", contract.EdgePeriod, false, "at any time"},
		{"30 days inclusive", "30 days inclusive", 30, "", "", true, "notice"},
		{"3 years from last-use", "3 years from last-use", 3, contract.EventLastUse, "", false, "moves on as it is used"},
		{"5 business days to period-end", "5 business days to period-end", 5, "", contract.EdgePeriod, false, "two words"},
		{"1 months to month-end", "1 month to month-end", 1, "", contract.EdgeMonth, false, "$n months, where n is 1"},
		{"1 year from invoice", "1 year from invoice", 1, contract.EventInvoice, "", false, "as written"},
		{"$term", "$term", 0, "", "", false, "a parameter"},
		{"$notice from order to month-end inclusive", "$notice from order to month-end inclusive", 0, contract.EventOrder, contract.EdgeMonth, true, "a parameter for the count"},
		{"$n days to 12-31", "$n days to 12-31", 0, "", "12-31", false, "and for its number"},
	} {
		u, err := contract.ParseUntil(tt.text)
		n, _ := u.Count()
		if err != nil || u.String() != tt.want || n != tt.n || u.From() != tt.from || u.To() != tt.to || u.Inclusive() != tt.inclusive {
			t.Errorf("ParseUntil(%q) = %q, %v; want %q: %s", tt.text, u, err, tt.want, tt.why)
		}
		if (u.Param() != "") != (tt.text[0] == '$') {
			t.Errorf("%q has parameter %q", tt.text, u.Param())
		}
	}
}

func TestParseUntilRefuses(t *testing.T) {
	for _, tt := range []struct{ text, why string }{
		{"", "none is left out"}, {"ever", "never ends: left out"}, {"30", "of what?"}, {"30 day", "plural of many"}, {"030 days", "zero first"}, {"-1 day", "backwards"},
		{"to", "where?"}, {"to ", "where?"}, {"to month", "an end"}, {"to month-end to year-end", "one edge"}, {"month to month-end to year-end", "one edge"},
		{"month from", "which event?"}, {"month from ", "which event?"}, {"month to ", "which edge?"}, {"month from noon", "no event"}, {"month from grant from order", "one event"},
		{"month to month-end from grant", "out of order"}, {"inclusive", "of what?"}, {" inclusive", "of what?"}, {"month inclusive inclusive", "once"},
		{"to month-end inclusive", "the end of a month is the end of its last day"}, {"to 12-31 inclusive", "to 01-01"}, {"from grant", "how long?"},
		{"month  to month-end", "two spaces"}, {"to 1-1", "two digits each"}, {"to 13-01", "no month"}, {"to 04-31", "no day"}, {"to 00-10", "no month"},
		{"to 2026-01-01", "every year"}, {"10000 days", "too many"}, {"hour", "hours are times"}, {"to $edge", "no parameter there"}, {"3h", "a time"},
	} {
		checkRefused(t, tt.text, tt.why, contract.ParseUntil)
	}
	for _, text := range []string{"to 02-29", "3 months to 02-29"} {
		_, err := contract.ParseUntil(text)
		checkCode(t, text, err, "no_such_day")
	}
}

func TestUntilLaws(t *testing.T) {
	// A quantity of one may be spelt in the plural wherever it stands; that is the one second spelling.
	parse := func(s string) (contract.Until, error) {
		u, err := contract.ParseUntil(s)
		if n, unit := u.Count(); err == nil && n == 1 && len(s) > len(u.String()) {
			return contract.Until{}, fmt.Errorf("1 %ss", unit)
		}
		return u, err
	}
	checkNotation(t, gen.UntilText(), parse)
}

func TestUntilEvery(t *testing.T) {
	for text, want := range map[string]string{"month": "month", "1 month": "1 month", "$term": "$term", "0 days": "", "to 01-01": "", "month from grant": "", "month inclusive": "", "month to year-end": ""} {
		if e, ok := contract.MustParseUntil(text).Every(); ok != (want != "") || ok && e.String() != want {
			t.Errorf("%s is %q, %v as a period, want %q", text, e, ok, want)
		}
	}
}

// office is open on weekdays, not on holidays.
func office(t *testing.T) *calendar.Calendar {
	c, err := calendar.New(calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 17 * 3600}, "us-federal"), time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUntilEnd(t *testing.T) {
	monthly := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	edges := contract.Edges{
		Period:   contract.Cycle{First: date("2026-02-28"), Every: monthly, Day: 31},
		Term:     contract.Cycle{First: date("2027-01-31"), Every: calendar.Every{N: 6, Unit: calendar.UnitMonth}},
		Business: office(t),
	}
	for _, tt := range []struct{ text, event, want, why string }{
		{"30 days", "2026-11-10", "2026-12-10", "service through 9 December"},
		{"30 days inclusive", "2026-11-10", "2026-12-11", "service through 10 December"},
		{"0 days", "2026-11-10", "2026-11-10", "at once: due on receipt"},
		{"1 day", "2026-11-10", "2026-11-11", "the day itself"},
		{"2 weeks", "2026-11-10", "2026-11-24", "fourteen days"},
		{"month", "2026-01-31", "2026-02-28", "clamped, not 3 March"},
		{"month", "2028-01-31", "2028-02-29", "clamped in a leap year"},
		{"2 months", "2026-01-31", "2026-03-31", "from the event, not from 28 February"},
		{"quarter", "2026-11-30", "2027-02-28", "three months, clamped"},
		{"1 year", "2028-02-29", "2029-02-28", "a leap day, clamped"},
		{"18 months", "2026-01-31", "2027-07-31", "WebSan's largest block"},
		{"90 days", "2026-11-10", "2027-02-08", "poralix"},

		{"1 month to month-end", "2026-03-10", "2026-05-01", "pat15: ends on 30 April"},
		{"1 month to month-end", "2026-03-01", "2026-04-01", "the month is over as March is"},
		{"1 month to month-end inclusive", "2026-03-01", "2026-05-01", "the day itself does not count: the end of the next month"},
		{"1 month to month-end inclusive", "2026-03-31", "2026-05-01", "clamped to 30 April, and a day: the end of the next month"},
		{"14 days to month-end inclusive", "2026-06-16", "2026-07-01", "zfutura: the last day to end with June"},
		{"14 days to month-end inclusive", "2026-06-17", "2026-08-01", "a day late"},
		{"14 days to month-end", "2026-06-17", "2026-07-01", "exclusive, it is not"},
		{"1 year from first-use to month-end", "2026-03-10", "2027-04-01", "the month it ends in is given"},
		{"month to quarter-end", "2026-03-10", "2026-07-01", "10 April lies in the second quarter"},
		{"month to year-end", "2026-12-10", "2028-01-01", "10 January lies in the next year"},

		{"to 01-01", "2026-11-10", "2027-01-01", "through 31 December"},
		{"to 01-01", "2026-01-01", "2027-01-01", "not over before it began"},
		{"to 01-01", "2026-12-31", "2027-01-01", "a day"},
		{"0 days to 01-01", "2026-01-01", "2027-01-01", "the same"},
		{"to 07-15", "2026-07-14", "2026-07-15", "this year's"},
		{"to 07-15", "2026-07-15", "2027-07-15", "next year's"},
		{"2 months to 07-15", "2026-05-15", "2026-07-15", "just reached"},
		{"2 months to 07-15", "2026-05-16", "2027-07-15", "just missed"},
		{"to month-end", "2026-11-01", "2026-12-01", "the month begins"},
		{"to month-end", "2026-11-30", "2026-12-01", "the month ends"},
		{"to quarter-end", "2026-12-31", "2027-01-01", "of the calendar"},
		{"to year-end", "2026-01-01", "2027-01-01", "the year begins"},

		{"to period-end", "2026-01-05", "2026-02-28", "the first end there is"},
		{"to period-end", "2026-02-27", "2026-02-28", "the day before"},
		{"to period-end", "2026-02-28", "2026-03-31", "a period begins; its day is kept"},
		{"0 days to period-end", "2026-03-31", "2026-04-30", "notice on the first day"},
		{"to period-end", "2026-04-29", "2026-04-30", "clamped"},
		{"1 month to period-end", "2026-03-30", "2026-04-30", "30 April is an end"},
		{"5 business days to period-end", "2026-04-23", "2026-04-30", "Thursday to Thursday"},
		{"5 business days to period-end", "2026-04-24", "2026-05-31", "Friday to Friday, 1 May"},
		{"to term-end", "2026-04-24", "2027-01-31", "the minimum term"},
		{"3 months to term-end", "2026-11-01", "2027-07-31", "renewed for six months"},
		{"to term-end", "2099-02-01", "2099-07-31", "far on"},

		{"1 business day", "2026-11-20", "2026-11-23", "Friday to Monday"},
		{"1 business day", "2026-11-21", "2026-11-23", "Saturday to Monday"},
		{"3 business days", "2026-11-24", "2026-11-30", "over Thanksgiving and a weekend: 25, 27, 30"},
		{"0 business days", "2026-11-21", "2026-11-21", "none"},
		{"2 business days inclusive", "2026-11-20", "2026-11-25", "Tuesday belongs to it"},
		{"5 days", "9999-12-26", "9999-12-31", "the last day there is"},
	} {
		got, err := contract.MustParseUntil(tt.text).End(date(tt.event), edges)
		if err != nil || got != date(tt.want) {
			t.Errorf("%s from %s ends on %s, %v; want %s: %s", tt.text, tt.event, got, err, tt.want, tt.why)
		}
	}
}

// TestCycleMovesOn: a contract that began in the middle of a month, billed on the last day of each.
func TestCycleMovesOn(t *testing.T) {
	edges := contract.Edges{Period: contract.Cycle{First: date("2026-01-15"), Every: calendar.Every{N: 1, Unit: calendar.UnitMonth}, Day: 31}}
	for event, want := range map[string]string{"2026-01-14": "2026-01-15", "2026-01-15": "2026-02-28", "2026-01-31": "2026-02-28", "2026-02-28": "2026-03-31"} {
		if got, err := contract.MustParseUntil("to period-end").End(date(event), edges); err != nil || got != date(want) {
			t.Errorf("the period of %s ends on %s, %v; want %s", event, got, err, want)
		}
	}
}

func TestUntilEndRefuses(t *testing.T) {
	hours := contract.Cycle{First: date("2026-01-01"), Every: calendar.Every{N: 1, Unit: calendar.UnitHour}}
	huge := contract.Cycle{First: date("2026-01-01"), Every: calendar.Every{N: math.MaxInt, Unit: calendar.UnitYear}}
	once := contract.Cycle{First: date("2026-12-31")}
	for _, tt := range []struct {
		text, event string
		edges       contract.Edges
		code        string
	}{
		{"6 days", "9999-12-26", contract.Edges{}, "out_of_range"},
		{"5 days inclusive", "9999-12-26", contract.Edges{}, "out_of_range"},
		{"9999 years", "2026-11-10", contract.Edges{}, "out_of_range"},
		{"1 month", "9999-12-01", contract.Edges{}, "out_of_range"},
		{"to month-end", "9999-12-01", contract.Edges{}, "out_of_range"},
		{"to year-end", "9999-12-31", contract.Edges{}, "out_of_range"},
		{"to 01-01", "9999-05-01", contract.Edges{}, "out_of_range"},
		{"to period-end", "9999-12-30", contract.Edges{Period: contract.Cycle{First: date("2026-01-30"), Every: calendar.Every{N: 1, Unit: calendar.UnitMonth}}}, "out_of_range"},
		{"30 days", "", contract.Edges{}, "no_date"},
		{"to month-end", "", contract.Edges{}, "no_date"},
		{"$n days", "2026-11-10", contract.Edges{}, "unbound"},
		{"$term to month-end", "2026-11-10", contract.Edges{}, "unbound"},
		{"to period-end", "2026-11-10", contract.Edges{}, "no_edge"},
		{"to term-end", "2026-11-10", contract.Edges{Period: once}, "no_edge"},
		{"to term-end", "2026-12-31", contract.Edges{Term: once}, "no_edge"},
		{"to term-end", "2026-11-10", contract.Edges{Term: hours}, "bad_cycle"},
		{"to term-end", "2026-11-10", contract.Edges{Term: huge}, "bad_cycle"},
		{"2 business days", "2026-11-10", contract.Edges{}, "no_calendar"},
	} {
		got, err := contract.MustParseUntil(tt.text).End(date(tt.event), tt.edges)
		checkCode(t, tt.text+" from "+tt.event, err, tt.code)
		if !got.IsZero() {
			t.Errorf("%s from %s is an error and %s", tt.text, tt.event, got)
		}
	}
	_, err := contract.Until{}.End(date("2026-11-10"), contract.Edges{})
	checkCode(t, "none", err, "none")
}

// TestUntilEndModel holds End to a day-by-day reading of its rules that counts on time.Time,
// in UTC, where no clock ever changes.
func TestUntilEndModel(t *testing.T) {
	business := office(t)
	rapid.Check(t, func(t *rapid.T) {
		text := gen.UntilText().Filter(func(s string) bool { return s[0] != '$' }).Draw(t, "until")
		u := contract.MustParseUntil(text)
		n, unit := u.Count()
		if n > 60 {
			t.Skip("the model is slow")
		}
		event := date("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "day"))
		first := event.AddDays(rapid.IntRange(-800, 300).Draw(t, "first"))
		every := calendar.Every{N: rapid.IntRange(1, 14).Draw(t, "n"), Unit: rapid.SampledFrom([]calendar.Unit{"day", "week", "month", "quarter", "year"}).Draw(t, "unit")}
		cycle := contract.Cycle{First: first, Every: every}
		if rapid.Bool().Draw(t, "clamped") && first.Day() == calendar.DaysIn(first.Year(), first.Month()) {
			cycle.Day = rapid.IntRange(first.Day(), 31).Draw(t, "anchor")
		}
		got, err := u.End(event, contract.Edges{Period: cycle, Term: cycle, Business: business})
		want := naiveEnd(event, n, unit, u, cycle, business)
		if err != nil || got != want {
			t.Fatalf("%s from %s over %+v: %s, %v; want %s", text, event, cycle, got, err, want)
		}
		if later, err := u.End(event.AddDays(1), contract.Edges{Period: cycle, Term: cycle, Business: business}); err != nil || later.Before(got) {
			t.Fatalf("%s ends on %s, and a day later on %s, %v", text, got, later, err)
		}
	})
}

func naiveEnd(event calendar.Date, n int, unit calendar.Unit, u contract.Until, cycle contract.Cycle, business *calendar.Calendar) calendar.Date {
	end := event
	switch unit {
	case contract.UnitBusinessDay:
		for ; n > 0; n-- {
			for end = end.AddDays(1); !business.IsOpenDay(end); end = end.AddDays(1) {
			}
		}
	case calendar.UnitDay:
		end = end.AddDays(n)
	case calendar.UnitWeek:
		end = end.AddDays(7 * n)
	case calendar.UnitMonth, calendar.UnitQuarter, calendar.UnitYear:
		end = naiveMonths(event, n*map[calendar.Unit]int{"month": 1, "quarter": 3, "year": 12}[unit], event.Day())
	}
	if u.Inclusive() {
		end = end.AddDays(1)
	}
	if u.To() == "" {
		return end
	}
	for d := event.AddDays(1); ; d = d.AddDays(1) {
		if !d.Before(end) && naiveEdge(d, u.To(), cycle) {
			return d
		}
	}
}

// naiveMonths steps over months one by one on the clock of time.Time.
func naiveMonths(d calendar.Date, n, day int) calendar.Date {
	first := time.Date(d.Year(), d.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	t := first
	for next := t.AddDate(0, 0, 1); next.Day() <= day && next.Month() == first.Month(); next = next.AddDate(0, 0, 1) {
		t = next
	}
	return calendar.DateIn(t, time.UTC)
}

func naiveEdge(d calendar.Date, e contract.Edge, cycle contract.Cycle) bool {
	_, m, day := d.Civil()
	switch e {
	case contract.EdgeMonth:
		return day == 1
	case contract.EdgeQuarter:
		return day == 1 && (m == 1 || m == 4 || m == 7 || m == 10)
	case contract.EdgeYear:
		return day == 1 && m == 1
	case contract.EdgePeriod, contract.EdgeTerm:
		anchor := max(cycle.Day, cycle.First.Day())
		for k := 0; ; k++ {
			at := cycle.First
			switch size := k * cycle.Every.N; cycle.Every.Unit {
			case calendar.UnitDay:
				at = at.AddDays(size)
			case calendar.UnitWeek:
				at = at.AddDays(7 * size)
			default:
				at = naiveMonths(at, size*map[calendar.Unit]int{"month": 1, "quarter": 3, "year": 12}[cycle.Every.Unit], anchor)
			}
			if !at.Before(d) {
				return at == d
			}
		}
	}
	return d.String()[5:] == string(e)
}
