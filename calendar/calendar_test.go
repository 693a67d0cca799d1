package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/calendar"
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
