package calendar_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

func TestAddDays(t *testing.T) {
	c := build(t, calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 17 * 3600}, "us-federal"))
	for _, tt := range []struct {
		date string
		n    int
		roll calendar.Roll
		want string
		why  string
	}{
		{"2026-11-20", 0, calendar.Following, "2026-11-20", "an open day stays"},
		{"2026-11-21", 0, calendar.Unadjusted, "2026-11-21", "left as it is"},
		{"2026-11-21", 0, calendar.Following, "2026-11-23", "Saturday to Monday"},
		{"2026-11-21", 0, calendar.Preceding, "2026-11-20", "Saturday to Friday"},
		{"2026-10-31", 0, calendar.ModifiedFollowing, "2026-10-30", "Monday is in another month"},
		{"2026-10-17", 0, calendar.ModifiedFollowing, "2026-10-19", "Monday is in the same"},
		{"2026-11-01", 0, calendar.ModifiedPreceding, "2026-11-02", "Friday is in another month"},
		{"2026-11-22", 0, calendar.ModifiedPreceding, "2026-11-20", "Friday is in the same"},
		{"2026-11-21", 1, calendar.Unadjusted, "2026-11-23", "the first open day after Saturday"},
		{"2026-11-21", 1, calendar.Following, "2026-11-24", "the first after Monday"},
		{"2026-11-21", -1, calendar.Unadjusted, "2026-11-20", "the first before Saturday"},
		{"2026-11-21", -1, calendar.Preceding, "2026-11-19", "the first before Friday"},
		{"2026-11-25", 1, calendar.Unadjusted, "2026-11-27", "over Thanksgiving"},
		{"2026-01-01", 250, calendar.Unadjusted, "2026-12-31", "the working days of 2026, without the 1st"},
	} {
		got, err := c.AddDays(date(tt.date), tt.n, tt.roll)
		if err != nil || got != date(tt.want) {
			t.Errorf("AddDays(%s, %d, %q) = %v, %v, want %s (%s)", tt.date, tt.n, tt.roll, got, err, tt.want, tt.why)
		}
	}
	if got, err := c.AddDays(calendar.Date{}, 1, calendar.Following); !errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := c.AddDays(date("2026-11-21"), 1, "nearest"); !errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("%v, %v", got, err)
	}
	for _, tt := range []struct {
		a, b string
		want int
	}{{"2026-11-21", "2026-11-28", 4}, {"2026-11-28", "2026-11-21", -4}, {"2026-01-01", "2027-01-01", 250}, {"2026-11-23", "2026-11-23", 0}} {
		if got := c.DaysBetween(date(tt.a), date(tt.b)); got != tt.want {
			t.Errorf("DaysBetween(%s, %s) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
	if c.DaysBetween(calendar.Date{}, date("2026-01-01")) != 0 || c.DaysBetween(date("2026-01-01"), calendar.Date{}) != 0 {
		t.Error("days are counted from the zero Date")
	}
	if calendar.Always().DaysBetween(date("9999-12-30"), date("9999-12-31")) != 1 || !calendar.Always().IsOpenDay(date("9999-12-31")) {
		t.Error("the last days")
	}
	west := build(t, weekly("UTC-10:00", "Mon-Sun 14:00-24:00")) // 10:00 and later of the last day lie in the year 10000 of UTC
	if west.IsOpenDay(date("9999-12-31")) {
		t.Error("open in the year 10000")
	}
}

// A day on which the clocks change, or that is skipped, is a day like others, or none.
func TestOddDays(t *testing.T) {
	apia := build(t, weekly("Pacific/Apia", "24/7"))
	if apia.IsOpenDay(date("2011-12-30")) || !apia.IsOpenDay(date("2011-12-31")) {
		t.Error("30 December 2011 was no day in Apia")
	}
	if got := apia.DaysBetween(date("2011-12-29"), date("2012-01-01")); got != 2 {
		t.Errorf("%d days", got)
	}
	for zone, tt := range map[string]struct {
		date string
		want time.Duration
	}{
		"America/New_York":    {"2026-03-08", 23 * time.Hour},
		"America/Sao_Paulo":   {"2018-11-04", 23 * time.Hour},
		"Europe/Berlin":       {"2026-10-25", 25 * time.Hour},
		"Australia/Lord_Howe": {"2026-04-05", 24*time.Hour + 30*time.Minute},
		"Pacific/Apia":        {"2011-12-30", 0},
		"Asia/Kathmandu":      {"2026-03-08", 24 * time.Hour},
	} {
		c := build(t, weekly(zone, "24/7"))
		d := date(tt.date)
		if got := c.Between(d.In(c.Zone()), d.AddDays(1).In(c.Zone())); got != tt.want {
			t.Errorf("%s in %s lasts %v, want %v", tt.date, zone, got, tt.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, tt := range []struct {
		date   string
		n, day int
		want   string
	}{
		{"2026-01-31", 1, 0, "2026-02-28"},
		{"2026-02-28", 1, 31, "2026-03-31"},
		{"2026-02-28", 1, 0, "2026-03-28"},
		{"2024-01-31", 1, 31, "2024-02-29"},
		{"2026-01-31", -2, 0, "2025-11-30"},
		{"2026-01-15", 0, 31, "2026-01-31"},
		{"2026-01-15", 0, -5, "2026-01-01"},
		{"9999-12-15", 1, 0, "9999-12-31"},
		{"0001-01-15", -1, 0, "0001-01-01"},
		{"2026-01-15", 1 << 30, 0, "9999-12-31"},
		{"2026-01-15", -1 << 30, 0, "0001-01-01"},
	} {
		if got := calendar.AddMonths(date(tt.date), tt.n, tt.day); got != date(tt.want) {
			t.Errorf("AddMonths(%s, %d, %d) = %v, want %s", tt.date, tt.n, tt.day, got, tt.want)
		}
	}
	if !calendar.AddMonths(calendar.Date{}, 1, 1).IsZero() {
		t.Error("a month after the zero Date")
	}
}

// The lists of periods and months in the ledger's conformance file.
func TestPeriodVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/periods.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Periods []struct {
			ID     string
			Anchor time.Time
			Every  calendar.Every
			At     time.Time
			Want   struct{ Start, End time.Time }
			Why    string
		}
		AddMonths []struct {
			ID           string
			Anchor, Want calendar.Date
			Months       int
			Why          string
		} `json:"add_months"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Periods {
		got, err := calendar.PeriodAt(c.Anchor, c.Every, c.At, time.UTC)
		if want := (calendar.Period{From: c.Want.Start, To: c.Want.End}); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v, want %v (%s)", c.ID, got, err, want, c.Why)
		}
	}
	for _, c := range file.AddMonths {
		if got := calendar.AddMonths(c.Anchor, c.Months, 0); got != c.Want {
			t.Errorf("%s: %v, want %v (%s)", c.ID, got, c.Want, c.Why)
		}
	}
	if len(file.Periods) == 0 || len(file.AddMonths) == 0 {
		t.Error("no cases")
	}
}

func TestPeriodAt(t *testing.T) {
	newYork, apia, johns := gen.Location("America/New_York"), gen.Location("Pacific/Apia"), gen.Location("America/St_Johns")
	for _, tt := range []struct {
		anchor, every, at string
		loc               *time.Location
		want              string
	}{
		{"2026-01-31T00:00:00-05:00", "month", "2026-03-01T12:00:00-05:00", newYork, "2026-02-28T00:00:00-05:00/2026-03-31T00:00:00-04:00"},
		{"2026-01-31T00:00:00-05:00", "month", "2025-12-31T00:00:00-05:00", newYork, "2025-12-31T00:00:00-05:00/2026-01-31T00:00:00-05:00"},
		{"2026-01-31T00:00:00-05:00", "month", "2025-12-30T23:59:59.999999999-05:00", newYork, "2025-11-30T00:00:00-05:00/2025-12-31T00:00:00-05:00"},
		{"2026-02-15T09:00:00-05:00", "2 weeks", "2026-03-15T08:59:59-04:00", newYork, "2026-03-01T09:00:00-05:00/2026-03-15T09:00:00-04:00"},
		{"2026-11-01T00:00:00-04:00", "day", "2026-11-01T23:30:00-05:00", newYork, "2026-11-01T00:00:00-04:00/2026-11-02T00:00:00-05:00"},
		{"2026-11-01T00:30:00-04:00", "5hours", "2026-11-01T05:00:00-05:00", newYork, "2026-11-01T04:30:00-05:00/2026-11-01T09:30:00-05:00"},
		{"2026-11-01T00:30:00-04:00", "5 hours", "2026-10-31T23:00:00-04:00", newYork, "2026-10-31T19:30:00-04:00/2026-11-01T00:30:00-04:00"},
		{"2026-11-01T01:30:00-05:00", "day", "2026-11-01T01:30:00-05:00", newYork, "2026-11-01T01:30:00-05:00/2026-11-02T01:30:00-05:00"},
		{"2024-02-29T00:00:00Z", "year", "2025-03-01T00:00:00Z", time.UTC, "2025-02-28T00:00:00Z/2026-02-28T00:00:00Z"},
		{"2025-11-30T00:00:00Z", "quarter", "2026-03-01T00:00:00Z", time.UTC, "2026-02-28T00:00:00Z/2026-05-30T00:00:00Z"},
		{"2011-12-29T00:00:00-10:00", "day", "2011-12-30T10:00:00Z", apia, "2011-12-31T00:00:00+14:00/2012-01-01T00:00:00+14:00"},
		// Clocks in St. John's went back from 00:01 to 23:01: it is Saturday again, but Sunday's period has begun.
		{"2010-11-01T00:00:00-02:30", "day", "2010-11-07T02:45:00Z", johns, "2010-11-07T00:00:00-02:30/2010-11-08T00:00:00-03:30"},
		{"2026-01-01T12:00:00.5Z", "month", "2026-02-01T12:00:00.4Z", time.UTC, "2026-01-01T12:00:00.5Z/2026-02-01T12:00:00.5Z"},
	} {
		var every calendar.Every
		if err := every.UnmarshalText([]byte(tt.every)); err != nil {
			t.Fatal(err)
		}
		at := instant(t, tt.at)
		got, err := calendar.PeriodAt(instant(t, tt.anchor), every, at, tt.loc)
		if err != nil || got.String() != tt.want || !got.Holds(at) {
			t.Errorf("PeriodAt(%s, %s, %s) = %v, %v, want %s", tt.anchor, tt.every, tt.at, got, err, tt.want)
		}
	}
}

// Periods of any kind tile the time from an anchor, each holding what it is asked for.
func TestPeriodsTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := gen.Location(gen.Zone().Draw(t, "zone"))
		anchor, at := gen.Instant(loc).Draw(t, "anchor"), gen.Instant(loc).Draw(t, "at")
		units := []calendar.Unit{calendar.UnitHour, calendar.UnitDay, calendar.UnitWeek, calendar.UnitMonth, calendar.UnitQuarter, calendar.UnitYear}
		every := calendar.Every{N: rapid.IntRange(1, 40).Draw(t, "n"), Unit: rapid.SampledFrom(units).Draw(t, "unit")}
		p, err := calendar.PeriodAt(anchor, every, at, loc)
		if err != nil || !p.Holds(at) {
			t.Fatalf("PeriodAt(%v, %v, %v) = %v, %v", anchor, every, at, p, err)
		}
		next, err := calendar.PeriodAt(anchor, every, p.To, loc)
		if err != nil || !next.From.Equal(p.To) {
			t.Fatalf("after %v comes %v, %v", p, next, err)
		}
		if back, err := calendar.PeriodAt(anchor, every, p.From, loc); err != nil || !back.Equal(p) {
			t.Fatalf("%v begins with %v, %v", p, back, err)
		}
		if first, err := calendar.PeriodAt(anchor, every, anchor, loc); err != nil || !first.From.Equal(anchor) {
			t.Fatalf("the first of %v from %v is %v, %v", every, anchor, first, err)
		}
	})
}

func TestEvery(t *testing.T) {
	for text, want := range map[string]string{
		"month": "month", "1 month": "month", "12 months": "12 months", "2weeks": "2 weeks", "5hours": "5 hours",
		"quarters": "quarter", "9999 days": "9999 days", "1years": "year",
	} {
		e, err := calendar.ParseEvery(text)
		if err != nil || e.String() != want || e.IsZero() {
			t.Errorf("ParseEvery(%q) = %v, %v", text, e, err)
		}
		if again, err := calendar.ParseEvery(e.String()); err != nil || again != e {
			t.Errorf("%v reads back as %v, %v", e, again, err)
		}
	}
	for _, bad := range []string{"", "s", "0 days", "10000 days", "99999999999999999999 days", "-1 days", "2  weeks", "fortnight", "month 2", "business day", "1.5 days"} {
		if e, err := calendar.ParseEvery(bad); !errors.Is(err, calendar.ErrInvalid) || !e.IsZero() {
			t.Errorf("ParseEvery(%q) = %v, %v", bad, e, err)
		}
	}
	type doc struct {
		Every calendar.Every `json:"every,omitzero"`
		Also  calendar.Every `json:"also"`
	}
	b, err := json.Marshal(doc{Also: calendar.Every{N: 2, Unit: calendar.UnitWeek}})
	if err != nil || string(b) != `{"also":"2 weeks"}` {
		t.Errorf("%s, %v", b, err)
	}
	var got doc
	if err := json.Unmarshal([]byte(`{"every":"","also":"2weeks"}`), &got); err != nil || got.Also.N != 2 || (calendar.Every{}).String() != "" {
		t.Errorf("%v, %v", got, err)
	}
	if json.Unmarshal([]byte(`{"also":"now"}`), &got) == nil {
		t.Error("took now as a period")
	}
}

func TestPeriodRefuses(t *testing.T) {
	month := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	at := instant(t, "2026-11-21T00:00:00Z")
	outside := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	last, first := instant(t, "9999-12-31T12:00:00Z"), instant(t, "0001-01-01T00:00:00Z")
	for name, ask := range map[string]func() (calendar.Period, error){
		"no period":       func() (calendar.Period, error) { return calendar.PeriodAt(at, calendar.Every{}, at, time.UTC) },
		"no zone":         func() (calendar.Period, error) { return calendar.PeriodAt(at, month, at, nil) },
		"anchor outside":  func() (calendar.Period, error) { return calendar.PeriodAt(outside, month, at, time.UTC) },
		"instant outside": func() (calendar.Period, error) { return calendar.PeriodAt(at, month, outside, time.UTC) },
		"end outside":     func() (calendar.Period, error) { return calendar.PeriodAt(at, month, last, time.UTC) },
		"start outside":   func() (calendar.Period, error) { return calendar.PeriodAt(at, month, first, time.UTC) },
		"hours end outside": func() (calendar.Period, error) {
			return calendar.PeriodAt(at, calendar.Every{N: 9999, Unit: calendar.UnitHour}, last, time.UTC)
		},
		"days end outside": func() (calendar.Period, error) {
			return calendar.PeriodAt(at, calendar.Every{N: 1, Unit: calendar.UnitDay}, last, time.UTC)
		},
	} {
		if p, err := ask(); !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	const most = int(^uint(0) >> 1)
	for _, n := range []int{most, -most, 1 << 30} {
		for _, unit := range []calendar.Unit{calendar.UnitHour, calendar.UnitDay, calendar.UnitMonth} {
			if b, err := (calendar.Every{N: 9999, Unit: unit}).Boundary(at, n, time.UTC); !errors.Is(err, calendar.ErrInvalid) {
				t.Errorf("%d × 9999 %ss: %v, %v", n, unit, b, err)
			}
		}
	}
	if _, err := (calendar.Every{}).Boundary(at, 1, time.UTC); !errors.Is(err, calendar.ErrInvalid) {
		t.Error(err)
	}
}
