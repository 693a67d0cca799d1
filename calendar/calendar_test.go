package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

// build returns the calendar of cfg.
func build(t testing.TB, cfg calendar.Config) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// weekly returns a Config of a zone and a week.
func weekly(zone, week string) calendar.Config {
	return calendar.Config{Zone: zone, Week: calendar.Weekly(calendar.MustParseWeek(week))}
}

// instant reads "2026-11-21T09:00:00Z".
func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Promises worked out by hand.
func TestDue(t *testing.T) {
	kit := calendar.Office("Europe/Moscow", calendar.Span{From: 9 * 3600, To: 19 * 3600})
	kit.Dates = map[calendar.Date]calendar.Hours{date("2026-11-04"): nil, date("2026-12-31"): nil}
	short := kit
	short.Dates = map[calendar.Date]calendar.Hours{date("2026-11-04"): nil, date("2026-11-03"): {{From: 9 * 3600, To: 18 * 3600}}}
	websan := calendar.Office("America/New_York", calendar.Span{From: 8 * 3600, To: 18 * 3600}, "us-federal")
	fixed := websan
	fixed.Zone = "UTC-05:00"
	bridge := websan
	bridge.Dates = map[calendar.Date]calendar.Hours{date("2026-11-27"): nil}
	noHolidays := calendar.Office("America/New_York", calendar.Span{From: 8 * 3600, To: 18 * 3600})
	actual := websan
	actual.Observe = calendar.ObserveActual
	round := weekly("America/New_York", "24/7")

	for _, tt := range []struct {
		why  string
		cfg  calendar.Config
		at   string
		d    time.Duration
		want string
	}{
		{"scenario 2, I1 reaction; E10", kit, "2026-10-30T17:20:00+03:00", 2 * time.Hour, "2026-11-02T09:20:00+03:00"},
		{"scenario 2, I1 start; E10", kit, "2026-10-30T17:20:00+03:00", 4 * time.Hour, "2026-11-02T11:20:00+03:00"},
		{"scenario 2, I2 reaction, over the holiday", kit, "2026-11-03T18:00:00+03:00", 2 * time.Hour, "2026-11-05T10:00:00+03:00"},
		{"scenario 2, I2 start", kit, "2026-11-03T18:00:00+03:00", 4 * time.Hour, "2026-11-05T12:00:00+03:00"},
		{"scenario 2, I2 reaction, from a short day", short, "2026-11-03T18:00:00+03:00", 2 * time.Hour, "2026-11-05T11:00:00+03:00"},
		{"scenario 2, I2 start, from a short day", short, "2026-11-03T18:00:00+03:00", 4 * time.Hour, "2026-11-05T13:00:00+03:00"},
		{"scenario 2, I3 on a Saturday", kit, "2026-12-12T14:00:00+03:00", 2 * time.Hour, "2026-12-14T11:00:00+03:00"},
		{"scenario 2, I3 start", kit, "2026-12-12T14:00:00+03:00", 4 * time.Hour, "2026-12-14T13:00:00+03:00"},
		{"scenario 3, T1, over the change of the clocks; AMB-1", websan, "2026-10-30T21:10:00Z", 2 * time.Hour, "2026-11-02T09:10:00-05:00"},
		{"scenario 3, T1 on Success", websan, "2026-10-30T21:10:00Z", 4 * time.Hour, "2026-11-02T11:10:00-05:00"},
		{"scenario 3, T1 on Base", websan, "2026-10-30T21:10:00Z", 8 * time.Hour, "2026-11-02T15:10:00-05:00"},
		{"scenario 3, T1, EST as UTC-5; AMB-1", fixed, "2026-10-30T21:10:00Z", 2 * time.Hour, "2026-11-02T08:10:00-05:00"},
		{"scenario 3, T2, over Thanksgiving", websan, "2026-11-25T17:30:00-05:00", 2 * time.Hour, "2026-11-27T09:30:00-05:00"},
		{"scenario 3, T2, UTC-5", fixed, "2026-11-25T17:30:00-05:00", 2 * time.Hour, "2026-11-27T09:30:00-05:00"},
		{"scenario 3, T2, Friday closed too", bridge, "2026-11-25T17:30:00-05:00", 2 * time.Hour, "2026-11-30T09:30:00-05:00"},
		{"scenario 3, T3, over the change forward", websan, "2026-03-06T17:30:00-05:00", 2 * time.Hour, "2026-03-09T09:30:00-04:00"},
		{"scenario 3, T3, UTC-5", fixed, "2026-03-06T17:30:00-05:00", 2 * time.Hour, "2026-03-09T09:30:00-05:00"},
		{"24x7, Sunday 01:30 EDT and an hour", round, "2026-11-01T01:30:00-04:00", time.Hour, "2026-11-01T01:30:00-05:00"},
		{"24x7, Sunday 00:30 EDT and two", round, "2026-11-01T00:30:00-04:00", 2 * time.Hour, "2026-11-01T01:30:00-05:00"},
		{"24x7, Sunday 01:30 EST and an hour", round, "2026-03-08T01:30:00-05:00", time.Hour, "2026-03-08T03:30:00-04:00"},
		{"AMB-2: Saturday evening", websan, "2026-11-07T22:15:00-05:00", 2 * time.Hour, "2026-11-09T10:00:00-05:00"},
		{"AMB-3: Columbus Day is a holiday", websan, "2026-10-09T17:00:00-04:00", 6 * time.Hour, "2026-10-13T13:00:00-04:00"},
		{"AMB-3: without holidays it is not", noHolidays, "2026-10-09T17:00:00-04:00", 6 * time.Hour, "2026-10-12T13:00:00-04:00"},
		{"AMB-4: 4 July observed on Friday", websan, "2026-07-02T17:00:00-04:00", 4 * time.Hour, "2026-07-06T11:00:00-04:00"},
		{"AMB-4: not moved", actual, "2026-07-02T17:00:00-04:00", 4 * time.Hour, "2026-07-03T11:00:00-04:00"},
		{"a budget that ends at closing time", websan, "2026-11-20T16:00:00-05:00", 2 * time.Hour, "2026-11-20T18:00:00-05:00"},
		{"and one that begins there, back", websan, "2026-11-23T09:00:00-05:00", -1 * time.Hour, "2026-11-23T08:00:00-05:00"},
		{"a nanosecond more", websan, "2026-11-20T16:00:00-05:00", 2*time.Hour + 1, "2026-11-23T08:00:00.000000001-05:00"},
		{"a nanosecond less than none", websan, "2026-11-23T08:00:00-05:00", -1, "2026-11-20T17:59:59.999999999-05:00"},
		{"over a hundred years", websan, "2026-11-23T08:00:00-05:00", 260000 * time.Hour, "2130-08-01T08:00:00-04:00"},
	} {
		c := build(t, tt.cfg)
		got, err := c.Add(instant(t, tt.at), tt.d)
		if tt.d > 1000*time.Hour { // counted, not worked out
			if err != nil || c.Between(instant(t, tt.at), got) != tt.d {
				t.Errorf("%s: %v, %v", tt.why, got, err)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339Nano) != tt.want {
			t.Errorf("%s: %v, %v, want %s", tt.why, got, err, tt.want)
		}
	}
}

// AMB-1, A27: whether an instant lies in office hours.
func TestIsOpen(t *testing.T) {
	saas := build(t, calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 17 * 3600}, "us-federal"))
	for at, want := range map[string]bool{
		"2026-05-25T11:00:00-04:00":     false, // Memorial Day
		"2026-05-26T11:00:00-04:00":     true,
		"2026-05-26T19:30:00-04:00":     false,
		"2026-05-26T09:00:00-04:00":     true, // half-open
		"2026-05-26T17:00:00-04:00":     false,
		"2026-05-26T08:59:59.999-04:00": false,
		"2026-05-26T16:59:59.999-04:00": true,
		"0001-01-01T00:00:00Z":          false,
		"9999-12-30T14:00:00-05:00":     true,
		"9999-12-31T23:59:59.999+00:00": false,
	} {
		if got := saas.IsOpen(instant(t, at)); got != want {
			t.Errorf("IsOpen(%s) = %v", at, got)
		}
	}
	if outside := time.Date(12000, 1, 3, 15, 0, 0, 0, time.UTC); saas.IsOpen(outside) || calendar.Always().IsOpen(outside) {
		t.Error("open in the year 12000")
	}
	if before := time.Date(-5, 1, 3, 15, 0, 0, 0, time.UTC); calendar.Always().IsOpen(before) {
		t.Error("open before the year 1")
	}
}

// What begins on a day and why.
func TestDay(t *testing.T) {
	cfg := weekly("America/New_York", "Mon-Fri 09:00-17:00; Fri 20:00-02:00; PH 10:00-12:00; PH-1 17:00-18:00; PH+1 08:00-09:00")
	cfg.Holidays = []string{"us-federal", "own"}
	cfg.Tables = map[string]calendar.Table{"own": {Days: []calendar.Holiday{
		{Date: date("2026-10-01"), Name: "Founders' Day"},
		{Date: date("2026-08-01"), Name: "Stocktaking", Hours: calendar.Hours{{From: 8 * 3600, To: 12 * 3600}}},
	}}}
	cfg.Dates = map[calendar.Date]calendar.Hours{date("2026-12-25"): {{From: 9 * 3600, To: 10 * 3600}}, date("2026-12-28"): nil}
	cfg.Closed = []calendar.Closure{
		{From: calendar.Edge{At: instant(t, "2026-11-20T15:00:00Z")}, To: calendar.Edge{At: instant(t, "2026-11-20T16:00:00Z")}, Name: "fire drill"},
		calendar.CloseDay(date("2026-11-19"), ""),
	}
	cfg.Week[0].From = calendar.Since{Year: 2020, Month: time.January, Day: 1}
	c := build(t, cfg)
	for d, want := range map[string]string{
		"2026-11-18": "2026-11-18 Wed 09:00-17:00 (week)",
		"2026-11-19": "2026-11-19 Thu 09:00-17:00 (week, closure)",
		"2026-11-20": "2026-11-20 Fri 09:00-17:00,20:00-02:00 (week, closure fire drill)",
		"2026-11-21": "2026-11-21 Sat closed (week)",
		"2026-11-25": "2026-11-25 Wed 09:00-17:00,17:00-18:00 (week)",
		"2026-11-26": "2026-11-26 Thu 10:00-12:00 (holiday Thanksgiving Day)",
		"2026-11-27": "2026-11-27 Fri 08:00-09:00,09:00-17:00,20:00-02:00 (week)",
		"2026-10-01": "2026-10-01 Thu 10:00-12:00 (holiday Founders' Day)",
		"2026-08-01": "2026-08-01 Sat 08:00-12:00 (table Stocktaking)",
		"2026-12-25": "2026-12-25 Fri 09:00-10:00 (date)",
		"2026-12-28": "2026-12-28 Mon closed (date)",
		"2019-12-30": "2019-12-30 Mon closed (none)",
		"2020-01-02": "2020-01-02 Thu 08:00-09:00,09:00-17:00 (week)",
	} {
		if got := c.Day(date(d)).String(); got != want {
			t.Errorf("%s\n got %s\nwant %s", d, got, want)
		}
	}
	if day := c.Day(date("2026-12-25")); len(day.Holidays) != 1 || day.Holidays[0] != "Christmas Day" {
		t.Errorf("the holidays on Christmas are %v", day.Holidays)
	}
	saturday := c.Day(date("2026-11-21"))
	want := []calendar.Segment{{From: instant(t, "2026-11-21T00:00:00-05:00"), To: instant(t, "2026-11-21T02:00:00-05:00")}}
	if diff := cmp.Diff(want, saturday.Open); diff != "" || !c.IsOpenDay(date("2026-11-21")) {
		t.Errorf("what is left of Friday's shift (-want +got):\n%s", diff)
	}
	if day := c.Day(calendar.Date{}); len(day.Open) > 0 || c.IsOpenDay(calendar.Date{}) {
		t.Errorf("the zero Date is open: %v", day)
	}

	sum := c.Union(build(t, weekly("Europe/Berlin", "Mon 07:00-08:00"))).Subtract(build(t, weekly("UTC", "24/7")))
	day := sum.Day(date("2026-11-23"))
	var rules []string
	for _, p := range day.Parts {
		rules = append(rules, p.String())
	}
	if day.Rule != calendar.RuleCombined || len(rules) != 3 || rules[1] != "2026-11-23 Mon 07:00-08:00 (week)" {
		t.Errorf("%v: %q", day, rules)
	}
	if got := day.String(); got != "2026-11-23 Mon open [] (combined)" {
		t.Error(got)
	}
	if got := c.Union(calendar.Never()).Day(date("2026-11-18")).String(); got != "2026-11-18 Wed open [2026-11-18T09:00:00-05:00/2026-11-18T17:00:00-05:00] (combined)" {
		t.Error(got)
	}
}

// Two tables name a day: hours count before a mere holiday, the first table's before others.
func TestTablesInOrder(t *testing.T) {
	cfg := weekly("UTC", "Mon-Fri 09:00-17:00")
	d := date("2026-11-23")
	day := func(from int) calendar.Table {
		h := calendar.Holiday{Date: d, Name: fmt.Sprint(from)}
		if from > 0 {
			h.Hours = calendar.Hours{{From: calendar.TimeOfDay(from * 3600), To: calendar.Midnight}}
		}
		return calendar.Table{Days: []calendar.Holiday{h}}
	}
	cfg.Tables = map[string]calendar.Table{"none": day(0), "ten": day(10), "twelve": day(12), "us-federal": {}}
	for names, want := range map[string]string{
		"none":            "2026-11-23 Mon closed (holiday 0)",
		"none ten twelve": "2026-11-23 Mon 10:00-24:00 (table 10)",
		"twelve ten":      "2026-11-23 Mon 12:00-24:00 (table 12)",
	} {
		cfg.Holidays = strings.Fields(names)
		if got := build(t, cfg).Day(d).String(); got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
	cfg.Holidays = []string{"us-federal"} // the host's table, which is empty, goes before the built-in one
	if !build(t, cfg).IsOpenDay(date("2026-11-26")) {
		t.Error("a table does not go before the built-in set of its name")
	}
}

// Versions of the week: that holds which started last.
func TestVersions(t *testing.T) {
	version := func(since, week string) calendar.Version {
		from, err := calendar.ParseSince(since)
		if err != nil {
			t.Fatal(err)
		}
		return calendar.Version{From: from, Hours: calendar.MustParseWeek(week)}
	}
	c := build(t, calendar.Config{Zone: "UTC", Week: calendar.Schedule{
		version("2025-01-01", "Mon-Sun 01:00-02:00"),
		version("06-01", "Mon-Sun 06:00-07:00"),
		version("09-01", "Mon-Sun 09:00-10:00"),
		version("2026-06-01", "Mon-Sun 11:00-12:00"),
		version("2026-07-01", "closed"),
	}})
	for d, want := range map[string]string{
		"2024-12-31": "09:00-10:00", "2025-01-01": "01:00-02:00", "2025-05-31": "01:00-02:00", "2025-06-01": "06:00-07:00",
		"2025-09-01": "09:00-10:00", "2026-01-01": "09:00-10:00", "2026-06-01": "11:00-12:00", "2026-07-01": "closed",
		"2026-09-01": "09:00-10:00", "2027-06-30": "06:00-07:00", "0001-01-01": "09:00-10:00",
	} {
		if got := c.Day(date(d)).Hours.String(); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
	for _, bad := range []string{"02-29", "13-01", "2026-1-1", "x", "2026-02-30", "     "} {
		if got, err := calendar.ParseSince(bad); err == nil {
			t.Errorf("ParseSince(%q) = %v", bad, got)
		}
	}
}

// The edge of what the data cover.
func TestBeyondData(t *testing.T) {
	cfg := readConfig(t, "testdata/ru-production.json")
	c := build(t, cfg)
	moscow := c.Zone()
	from, until := date("2024-01-01").In(moscow), date("2027-01-01").In(moscow)
	last := instant(t, "2026-12-30T19:00:00+03:00") // the last closing
	first := instant(t, "2024-01-09T09:00:00+03:00")

	if err := c.Covers(from, until); err != nil {
		t.Error(err)
	}
	for _, err := range []error{c.Covers(from.Add(-1), until), c.Covers(from, until.Add(1))} {
		e, ok := errors.AsType[*calendar.DataError](err)
		if !ok || !errors.Is(err, calendar.ErrBeyondData) || !e.From.Equal(from) || !e.Until.Equal(until) {
			t.Error(err)
		}
	}
	if got := c.Covers(until, until.Add(time.Hour)).Error(); got != "calendar: beyond the data: 2027-01-01T01:00:00+03:00 is not within 2024-01-01T00:00:00+03:00 to 2027-01-01T00:00:00+03:00" {
		t.Error(got)
	}
	// What the weekly hours say goes on.
	if !c.IsOpen(instant(t, "2027-01-04T10:00:00+03:00")) || c.Between(until, until.Add(7*24*time.Hour)) != 50*time.Hour {
		t.Error("beyond the data it is not the weekly hours that count")
	}
	if got, err := c.Add(last.Add(-time.Hour), time.Hour); err != nil || !got.Equal(last) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := c.Add(first.Add(time.Hour), -time.Hour); err != nil || !got.Equal(first) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := c.Add(until.Add(time.Hour), 0); err != nil || !got.Equal(until.Add(time.Hour)) {
		t.Errorf("%v, %v", got, err)
	}
	add := func(d time.Duration) func(time.Time) (time.Time, error) {
		return func(t time.Time) (time.Time, error) { return c.Add(t, d) }
	}
	days := func(n int) func(time.Time) (time.Time, error) {
		return func(t time.Time) (time.Time, error) {
			d, err := c.AddDays(calendar.DateIn(t, moscow), n, calendar.Unadjusted)
			return d.In(moscow), err
		}
	}
	for name, ask := range map[string]struct {
		f  func(time.Time) (time.Time, error)
		at []time.Time
	}{
		"Add":          {add(1), []time.Time{last, until, until.Add(1), from.Add(-1), from.Add(-100 * 24 * time.Hour)}},
		"Add an hour":  {add(11 * time.Hour), []time.Time{last.Add(-10 * time.Hour)}},
		"Add back":     {add(-1), []time.Time{first, from, from.Add(-1), until.Add(1), until.Add(100 * 24 * time.Hour)}},
		"Add far":      {add(1e6 * time.Hour), []time.Time{from}},
		"Add far back": {add(-1e6 * time.Hour), []time.Time{last}},
		"RollForward":  {c.RollForward, []time.Time{last, until, until.Add(100 * time.Hour), from.Add(-1)}},
		"RollBackward": {c.RollBackward, []time.Time{first, from, until.Add(1), until.Add(100 * time.Hour)}},
		"NextOpen":     {c.NextOpen, []time.Time{last.Add(-1), last}},
		"NextClose":    {c.NextClose, []time.Time{last}},
		"PrevOpen":     {c.PrevOpen, []time.Time{first}},
		"PrevClose":    {c.PrevClose, []time.Time{first.Add(1)}},
		"AddDays":      {days(1), []time.Time{last, until, from.Add(-1000 * time.Hour)}},
		"AddDays back": {days(-1), []time.Time{first, from, until.Add(240 * time.Hour)}},
	} {
		for _, at := range ask.at {
			if got, err := ask.f(at); !errors.Is(err, calendar.ErrBeyondData) || !got.IsZero() {
				t.Errorf("%s(%v) = %v, %v", name, at, got, err)
			}
		}
	}
}

// A day that takes something from its neighbour is covered only with it.
func TestCoversNeighbours(t *testing.T) {
	for _, tt := range []struct{ week, hours, from, until string }{
		{"Mon-Fri 09:00-17:00; PH 10:00-12:00", "closed", "2026-01-01", "2027-01-01"},
		{"Mon-Fri 22:00-06:00", "closed", "2026-01-02", "2027-01-01"},
		{"PH 22:00-06:00", "closed", "2026-01-02", "2027-01-01"},
		{"PH-1 09:00-17:00", "closed", "2026-01-01", "2026-12-31"},
		{"PH+1 09:00-17:00", "closed", "2026-01-02", "2027-01-01"},
		{"Mon 09:00-17:00", "22:00-06:00", "2026-01-02", "2027-01-01"},
	} {
		cfg := weekly("UTC", tt.week)
		hours, err := calendar.ParseHours(tt.hours)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Holidays = []string{"own"}
		cfg.Tables = map[string]calendar.Table{"own": {From: date("2025-06-01"), Through: date("2027-06-01")}}
		cfg.Dates = map[calendar.Date]calendar.Hours{date("2026-07-01"): hours}
		cfg.DatesFrom, cfg.DatesThrough = date("2026-01-01"), date("2026-12-31")
		c := build(t, cfg)
		from, until := date(tt.from).In(time.UTC), date(tt.until).In(time.UTC)
		if c.Covers(from, until) != nil || c.Covers(from.Add(-1), until) == nil || c.Covers(from, until.Add(1)) == nil {
			t.Errorf("%s: %v", tt.week, c.Covers(time.Time{}, until))
		}
		both := c.Union(calendar.Always())
		if both.Covers(from, until) != nil || both.Covers(from, until.Add(1)) == nil {
			t.Error("a union covers more than its parts")
		}
	}
	tables := weekly("UTC", "24/7")
	tables.Holidays = []string{"a", "b"}
	tables.Tables = map[string]calendar.Table{"a": {From: date("2026-01-01"), Through: date("2026-12-31")}, "b": {From: date("2025-01-01"), Through: date("2026-06-30")}}
	c := build(t, tables)
	if c.Covers(date("2026-01-01").In(time.UTC), date("2026-07-01").In(time.UTC)) != nil || c.Covers(date("2026-01-01").In(time.UTC), date("2026-07-02").In(time.UTC)) == nil {
		t.Error("several tables cover what all of them do")
	}
}

// Calendars that never open, in ways that can be proved and not, and that never close.
func TestNever(t *testing.T) {
	at := instant(t, "2026-11-21T09:00:00Z")
	monday, tuesday := build(t, weekly("UTC", "Mon 09:00-17:00")), build(t, weekly("UTC", "Tue 09:00-17:00"))
	once := calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date("2026-11-23"): {{From: 0, To: 3600}}}}
	past := calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date("2016-11-23"): {{From: 0, To: 3600}}}}
	for name, c := range map[string]*calendar.Calendar{
		"never":           calendar.Never(),
		"no hours":        build(t, weekly("America/Santiago", "closed")),
		"holidays only":   build(t, weekly("UTC", "PH 09:00-17:00")),
		"Mon and Tue":     monday.Intersect(tuesday),
		"all but all":     monday.Subtract(calendar.Always()),
		"never and never": calendar.Never().Union(calendar.Never()),
	} {
		for op, ask := range map[string]func(time.Time) (time.Time, error){
			"Add":          func(t time.Time) (time.Time, error) { return c.Add(t, time.Hour) },
			"Add back":     func(t time.Time) (time.Time, error) { return c.Add(t, -time.Hour) },
			"RollForward":  c.RollForward,
			"RollBackward": c.RollBackward,
			"NextOpen":     c.NextOpen,
			"NextClose":    c.NextClose,
			"PrevOpen":     c.PrevOpen,
			"PrevClose":    c.PrevClose,
			"AddDays": func(t time.Time) (time.Time, error) {
				d, err := c.AddDays(calendar.DateIn(t, time.UTC), 1, calendar.Following)
				return d.In(time.UTC), err
			},
		} {
			if got, err := ask(at); !errors.Is(err, calendar.ErrNeverOpen) || !got.IsZero() {
				t.Errorf("%s: %s = %v, %v", name, op, got, err)
			}
		}
		if c.Between(at, at.Add(1000*time.Hour)) != 0 || c.IsOpen(at) || len(slices.Collect(c.Segments(at, at.Add(1000*time.Hour)))) > 0 {
			t.Errorf("%s is open", name)
		}
	}
	if u, err := build(t, once).Add(at, time.Hour); err != nil || !u.Equal(instant(t, "2026-11-23T01:00:00Z")) {
		t.Errorf("%v, %v", u, err)
	}
	if _, err := build(t, once).Add(at, time.Hour+1); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if _, err := build(t, once).PrevOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if _, err := build(t, past).NextOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if u, err := build(t, past).PrevClose(at); err != nil || !u.Equal(instant(t, "2016-11-23T01:00:00Z")) {
		t.Errorf("%v, %v", u, err)
	}
	for op, ask := range map[string]func(time.Time) (time.Time, error){
		"NextOpen": calendar.Always().NextOpen, "NextClose": calendar.Always().NextClose,
		"PrevOpen": calendar.Always().PrevOpen, "PrevClose": calendar.Always().PrevClose,
	} {
		if got, err := ask(at); !errors.Is(err, calendar.ErrNeverCloses) || !got.IsZero() {
			t.Errorf("always: %s = %v, %v", op, got, err)
		}
	}
	if got, err := calendar.Always().RollForward(at); err != nil || !got.Equal(at) {
		t.Errorf("%v, %v", got, err)
	}
}

// A run of closed days of MaxRun is searched across, a longer one is not; nor is a longer
// run of open ones.
func TestMaxRun(t *testing.T) {
	open := date("2026-01-01")
	days := int(calendar.MaxRun / (24 * time.Hour))
	for gap, want := range map[int]bool{days: true, days + 1: false} {
		cfg := weekly("UTC", "24/7")
		later := open.AddDays(gap)
		cfg.Closed = []calendar.Closure{{From: calendar.On(open), To: calendar.On(later)}}
		c := build(t, cfg)
		got, err := c.NextOpen(open.In(time.UTC))
		if want != (err == nil && got.Equal(later.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("closed for %d days: %v, %v", gap, got, err)
		}
		got, err = c.PrevClose(later.In(time.UTC))
		if want != (err == nil && got.Equal(open.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("closed for %d days, back: %v, %v", gap, got, err)
		}
		if _, err := c.Add(open.In(time.UTC), 1); want != (err == nil) {
			t.Errorf("closed for %d days: Add: %v", gap, err)
		}
		if _, err := c.Add(later.In(time.UTC), -1); want != (err == nil) {
			t.Errorf("closed for %d days: Add back: %v", gap, err)
		}
		if _, err := c.AddDays(open.AddDays(-1), 1, calendar.Unadjusted); want != (err == nil) {
			t.Errorf("closed for %d days: AddDays: %v", gap, err)
		}
		only := calendar.Always().Intersect(build(t, func() calendar.Config {
			cfg := calendar.Config{Zone: "UTC", Week: calendar.Schedule{{From: calendar.Since{Year: 2026, Month: 1, Day: 1}, Hours: calendar.MustParseWeek("24/7")}}}
			cfg.Closed = []calendar.Closure{{From: calendar.On(later), To: calendar.On(later.AddDays(1))}}
			return cfg
		}()))
		got, err = only.NextClose(open.In(time.UTC))
		if want != (err == nil && got.Equal(later.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverCloses) {
			t.Errorf("open for %d days: %v, %v", gap, got, err)
		}
		got, err = only.PrevOpen(later.In(time.UTC))
		if want != (err == nil && got.Equal(open.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverCloses) {
			t.Errorf("open for %d days, back: %v, %v", gap, got, err)
		}
	}
}

// Questions over centuries, whose stretches are not all kept, and to the ends of time.
func TestFar(t *testing.T) {
	c := build(t, weekly("America/New_York", "Mon-Fri 09:00-17:00"))
	var sum time.Duration
	for year := 1900; year < 2400; year += 10 {
		sum += c.Between(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+10, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	a, b := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Between(a, b); got != sum {
		t.Errorf("500 years have %v, their tens %v", got, sum)
	}
	if got := c.Between(b, a); got != -sum {
		t.Errorf("500 years back have %v", got)
	}
	for _, d := range []time.Duration{sum, -sum} {
		from := map[bool]time.Time{true: a, false: b}[d > 0]
		u, err := c.Add(from, d)
		if err != nil || c.Between(from, u) != d {
			t.Errorf("Add(%v, %v) = %v, %v", from, d, u, err)
		}
	}
	begin, end := time.Date(-10, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(10010, 1, 1, 0, 0, 0, 1, time.UTC)
	if got := calendar.Always().Between(begin, end); got != 1<<63-1 {
		t.Errorf("ten thousand years are %v", got)
	}
	if got := calendar.Always().Between(end, begin); got != -(1<<63 - 1) {
		t.Errorf("ten thousand years back are %v", got)
	}
	if got := calendar.Always().Between(end, end.Add(time.Hour)) + calendar.Always().Between(begin, begin.Add(time.Hour)); got != 0 {
		t.Errorf("outside all years %v are open", got)
	}
	for _, ask := range []func() (time.Time, error){
		func() (time.Time, error) { return calendar.Always().Add(end, 1) },
		func() (time.Time, error) { return calendar.Always().Add(begin, 1) },
		func() (time.Time, error) { return calendar.Always().Add(end, -1) },
		func() (time.Time, error) { return calendar.Always().Add(begin, -1) },
		func() (time.Time, error) { return c.Add(a, 1<<63-1) },
		func() (time.Time, error) { return c.Add(time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC), 1e6*time.Hour) },
		func() (time.Time, error) { return c.NextOpen(time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)) },
		func() (time.Time, error) { return c.PrevOpen(time.Date(1, 1, 1, 5, 0, 0, 0, time.UTC)) },
		func() (time.Time, error) { return c.RollForward(begin) },
		func() (time.Time, error) { return c.RollBackward(end) },
	} {
		if _, err := ask(); err != nil && !errors.Is(err, calendar.ErrBeyondData) {
			t.Error(err)
		}
	}
	if d, err := c.AddDays(date("9999-12-31"), 1, calendar.Unadjusted); !errors.Is(err, calendar.ErrBeyondData) {
		t.Errorf("%v, %v", d, err)
	}
	east := build(t, weekly("Asia/Tehran", "24/7"))
	if d, err := east.AddDays(date("9999-12-31"), 1, calendar.Unadjusted); !errors.Is(err, calendar.ErrBeyondData) {
		t.Errorf("%v, %v", d, err)
	}
}

// Sequences are worked out as they are asked for, and stop when told.
func TestSegmentsLazy(t *testing.T) {
	c := build(t, weekly("UTC", "Mon-Fri 09:00-17:00"))
	from, to := date("2026-01-01").In(time.UTC), date("9999-01-01").In(time.UTC)
	for _, seq := range []func(func(calendar.Segment) bool){c.Segments(from, to), c.SegmentsBackward(from, to)} {
		n := 0
		for s := range seq {
			if n++; n == 3 || s.Duration() != 8*time.Hour {
				break
			}
		}
		if n != 3 {
			t.Errorf("stopped after %d segments", n)
		}
	}
	for range calendar.Always().Segments(from, from.Add(time.Hour)) {
		break
	}
	for s := range calendar.Always().SegmentsBackward(from, from.Add(time.Hour)) {
		if s.Duration() != time.Hour {
			t.Error(s)
		}
		break
	}
	if s := slices.Collect(calendar.Always().Segments(from, date("2400-01-01").In(time.UTC))); len(s) != 1 || !s[0].To.Equal(date("2400-01-01").In(time.UTC)) {
		t.Errorf("374 open years are %v", s)
	}
	if s := slices.Collect(calendar.Always().SegmentsBackward(from, date("2400-01-01").In(time.UTC))); len(s) != 1 || !s[0].From.Equal(from) {
		t.Errorf("374 open years are %v", s)
	}
	if s := slices.Collect(c.Segments(to, from)); len(s) > 0 {
		t.Errorf("backwards there are %v", s)
	}
	day := slices.Collect(c.Segments(from.Add(9*time.Hour+1), from.Add(17*time.Hour-1)))
	if len(day) != 1 || day[0].String() != "2026-01-01T09:00:00.000000001Z/2026-01-01T16:59:59.999999999Z" {
		t.Errorf("cut to nanoseconds: %v", day)
	}
}

// Many goroutines ask one calendar at once, in windows that push each other out.
func TestConcurrentReaders(t *testing.T) {
	c := build(t, calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 18 * 3600}, "us-federal"))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 60 {
				year := 1800 + (i*61+g*97)%500
				from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
				a, b := from.AddDate(0, 3, 0), from.AddDate(2, 0, 0)
				if c.Between(from, a)+c.Between(a, b) != c.Between(from, b) {
					t.Errorf("does not add up in %d", year)
				}
				if u, err := c.Add(from, 1000*time.Hour); err != nil || c.Between(from, u) != 1000*time.Hour {
					t.Errorf("%v, %v in %d", u, err, year)
				}
			}
		})
	}
	wg.Wait()
}

// Two zones around the world leave each other a few hours.
func TestFollowTheSun(t *testing.T) {
	berlin, tokyo := build(t, weekly("Europe/Berlin", "Mon-Fri 08:00-18:00")), build(t, weekly("Asia/Tokyo", "Mon-Fri 09:00-18:00"))
	both, either, only := berlin.Intersect(tokyo), berlin.Union(tokyo), berlin.Subtract(tokyo)
	from, to := instant(t, "2026-11-23T00:00:00Z"), instant(t, "2026-11-24T00:00:00Z")
	for name, tt := range map[string]struct {
		c    *calendar.Calendar
		want time.Duration
	}{"both": {both, 2 * time.Hour}, "either": {either, 17 * time.Hour}, "only": {only, 8 * time.Hour}} {
		if got := tt.c.Between(from, to); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		if tt.c.Zone().String() != "Europe/Berlin" {
			t.Errorf("%s is in %v", name, tt.c.Zone())
		}
	}
	if got := berlin.Union().Between(from, to); got != 10*time.Hour {
		t.Errorf("alone: %v", got)
	}
}

// A combination is asked no further than its parts can reach.
func TestCombinedReach(t *testing.T) {
	at := instant(t, "2026-11-21T09:00:00Z")
	on := func(d string) *calendar.Calendar {
		return build(t, calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date(d): {{From: 0, To: 3600}}}})
	}
	near, far := on("2026-11-23"), on("2026-11-25")
	for name, tt := range map[string]struct {
		c    *calendar.Calendar
		want string // the last closing
	}{
		"either":      {near.Union(far), "2026-11-25T01:00:00Z"},
		"with none":   {near.Union(calendar.Never()), "2026-11-23T01:00:00Z"},
		"none with":   {calendar.Never().Union(near), "2026-11-23T01:00:00Z"},
		"less":        {near.Subtract(far), "2026-11-23T01:00:00Z"},
		"with always": {near.Intersect(calendar.Always()), "2026-11-23T01:00:00Z"},
	} {
		got, err := tt.c.PrevClose(at.AddDate(1, 0, 0))
		if err != nil || !got.Equal(instant(t, tt.want)) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if got, err := tt.c.NextOpen(got); !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := near.Intersect(far).NextOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("%v, %v", got, err)
	}
}

// The zone of an argument never matters, nor does a second asking.
func TestZoneOfArguments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		at := s.instant(t, "at")
		other := at.In(gen.Location(gen.Zone().Draw(t, "other")))
		d := calendar.DateIn(at, s.loc)
		for _, ask := range []func(time.Time) (time.Time, error){s.RollForward, s.RollBackward, s.NextOpen, s.NextClose, s.PrevOpen, s.PrevClose} {
			u, err := ask(at)
			v, again := ask(other)
			if !u.Equal(v) || !errors.Is(again, err) {
				t.Fatalf("%v, %v and %v, %v", u, err, v, again)
			}
		}
		if calendar.DateIn(other, s.loc) != d {
			t.Fatal("DateIn depends on the zone of its argument")
		}
	})
}
