package calendar_test

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
	_ "time/tzdata" // for machines without zone data

	"github.com/retainer-go/retainer/calendar"
)

// Support from 8 to 18 in New York: a request of Friday afternoon with two hours to answer it
// is due on Monday, after the clocks went back.
func Example() {
	cfg := calendar.Config{
		Zone:     "America/New_York",
		Week:     calendar.Weekly(calendar.MustParseWeek("Mon-Fri 08:00-18:00")),
		Holidays: []string{"us-federal"},
	}
	desk, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, time.October, 30, 21, 10, 0, 0, time.UTC)
	due, err := desk.Add(opened, 2*time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("due", due)
	fmt.Println("open until then:", desk.Between(opened, due))
	for s := range desk.Segments(opened, due) {
		fmt.Println(s.From.Format("Mon 15:04"), "to", s.To.Format("Mon 15:04"))
	}
	// Output:
	// due 2026-11-02 09:10:00 -0500 EST
	// open until then: 2h0m0s
	// Fri 17:10 to Fri 18:00
	// Mon 08:00 to Mon 09:10
}

// The Russian production calendar is data of each year: days off that the government moved,
// working Saturdays, and days before holidays that are an hour shorter.
func ExampleConfig_productionCalendar() {
	office := calendar.Office("Europe/Moscow", calendar.Span{From: 9 * 3600, To: 19 * 3600}, "ru-production")
	office.Tables = map[string]calendar.Table{"ru-production": {
		From: calendar.MustParseDate("2025-10-01"), Through: calendar.MustParseDate("2025-12-31"),
		Days: []calendar.Holiday{
			{Date: calendar.MustParseDate("2025-11-01"), Name: "рабочая суббота", Hours: hours("09:00-18:00")},
			{Date: calendar.MustParseDate("2025-11-03"), Name: "перенос выходного дня"},
			{Date: calendar.MustParseDate("2025-11-04"), Name: "День народного единства"},
			{Date: calendar.MustParseDate("2025-12-31"), Name: "перенос выходного дня"},
		},
	}}
	c, err := calendar.New(office, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := calendar.MustParseDate("2025-10-31"); d.Before(calendar.MustParseDate("2025-11-06")); d = d.AddDays(1) {
		fmt.Println(c.Day(d))
	}
	friday := calendar.MustParseDate("2025-10-31").At(17*3600, c.Zone())
	due, err := c.Add(friday, 12*time.Hour)
	fmt.Println("due", due.Format("Mon 2 Jan 15:04"), err)
	_, err = c.Add(friday, 1000*time.Hour)
	fmt.Println(err)
	// Output:
	// 2025-10-31 Fri 09:00-19:00 (week)
	// 2025-11-01 Sat 09:00-18:00 (table рабочая суббота)
	// 2025-11-02 Sun closed (week)
	// 2025-11-03 Mon closed (holiday перенос выходного дня)
	// 2025-11-04 Tue closed (holiday День народного единства)
	// 2025-11-05 Wed 09:00-19:00 (week)
	// due Wed 5 Nov 10:00 <nil>
	// calendar: beyond the data: 2026-01-01T00:00:00+03:00 is not within 2025-10-01T00:00:00+03:00 to 2026-01-01T00:00:00+03:00
}

func hours(s string) calendar.Hours {
	h, err := calendar.ParseHours(s)
	if err != nil {
		panic(err)
	}
	return h
}

func ExampleNew_faults() {
	_, err := calendar.New(calendar.Config{Zone: "EST", Holidays: []string{"us"}}, time.LoadLocation)
	fmt.Println(err)
	// Output:
	// calendar: config: zone: which is meant by EST: America/New_York, the clock on the wall, or UTC-05:00 all year?; holidays[0]: no holidays are named "us"
}

func ExampleConfig_json() {
	const text = `{
		"zone": "Europe/Berlin",
		"week": [
			{"hours": "Mon-Fri 09:00-17:00"},
			{"from": "07-01", "hours": "Mon-Fri 08:00-14:00; PH 10:00-12:00"},
			{"from": "09-01", "hours": "Mon-Fri 09:00-17:00"}
		],
		"holidays": ["de-by"],
		"dates": {"2026-12-24": "09:00-12:00"},
		"closed": ["2026-12-31"]
	}`
	var cfg calendar.Config
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		fmt.Println(err)
		return
	}
	enc := json.NewEncoder(os.Stdout)
	if err := enc.Encode(cfg); err != nil {
		fmt.Println(err)
	}
	err := json.Unmarshal([]byte(`{"zone": "UTC", "week": "Mon-Fri 9-17", "holiday": []}`), &cfg)
	fmt.Println(err)
	// Output:
	// {"version":1,"zone":"Europe/Berlin","week":[{"hours":"Mon-Fri 09:00-17:00"},{"from":"07-01","hours":"Mon-Fri 08:00-14:00; PH 10:00-12:00"},{"from":"09-01","hours":"Mon-Fri 09:00-17:00"}],"holidays":["de-by"],"dates":{"2026-12-24":"09:00-12:00"},"closed":["2026-12-31"]}
	// calendar: config: week: "9" is not a time such as 09:00; holiday: unknown field
}

func ExampleCalendar_Add() {
	c := example("Mon-Fri 09:00-17:00")
	friday := calendar.MustParseDate("2026-11-20").At(15*3600, time.UTC)
	for _, d := range []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour, -7 * time.Hour} {
		due, _ := c.Add(friday, d)
		fmt.Println(d, due.Format("Mon 15:04"))
	}
	// Output:
	// 1h0m0s Fri 16:00
	// 2h0m0s Fri 17:00
	// 3h0m0s Mon 10:00
	// -7h0m0s Thu 16:00
}

// A reply promised within two hours is due at closing time, and still in time at the next opening.
func ExampleCalendar_Reach() {
	c := example("Mon-Fri 09:00-17:00")
	friday := calendar.MustParseDate("2026-11-20").At(15*3600, time.UTC)
	for _, d := range []time.Duration{time.Hour, 2 * time.Hour} {
		first, last, _ := c.Reach(friday, d)
		fmt.Println(first.Format("Mon 15:04"), last.Format("Mon 15:04"))
	}
	// Output:
	// Fri 16:00 Fri 16:00
	// Fri 17:00 Mon 09:00
}

// example returns a calendar in UTC.
func example(week string) *calendar.Calendar {
	c, err := calendar.New(calendar.Config{Zone: "UTC", Week: calendar.Weekly(calendar.MustParseWeek(week))}, nil)
	if err != nil {
		panic(err)
	}
	return c
}

func ExampleCalendar_RollForward() {
	c := example("Mon-Fri 09:00-17:00")
	closing := calendar.MustParseDate("2026-11-20").At(17*3600, time.UTC)
	latest, _ := c.RollForward(closing)
	earliest, _ := c.RollBackward(latest)
	fmt.Println(latest.Format("Mon 15:04"), earliest.Format("Mon 15:04"))
	// Output: Mon 09:00 Fri 17:00
}

func ExampleCalendar_NextClose() {
	c := example("Mon-Fri 09:00-12:00,13:00-17:00")
	at := calendar.MustParseDate("2026-11-20").At(10*3600, time.UTC)
	for _, ask := range []func(time.Time) (time.Time, error){c.NextOpen, c.NextClose, c.PrevOpen, c.PrevClose} {
		t, err := ask(at)
		fmt.Println(t.Format("Mon 15:04"), err)
	}
	// Output:
	// Fri 13:00 <nil>
	// Fri 12:00 <nil>
	// Fri 09:00 <nil>
	// Thu 17:00 <nil>
}

func ExampleCalendar_Subtract() {
	office, lunch := example("Mon-Fri 09:00-17:00"), example("Mon-Sun 12:00-13:00")
	from := calendar.MustParseDate("2026-11-20").In(time.UTC)
	for s := range office.Subtract(lunch).Segments(from, from.Add(24*time.Hour)) {
		fmt.Println(s.From.Format("15:04"), "to", s.To.Format("15:04"))
	}
	// Output:
	// 09:00 to 12:00
	// 13:00 to 17:00
}

func ExampleCalendar_AddDays() {
	c := example("Mon-Fri 09:00-17:00")
	saturday := calendar.MustParseDate("2026-10-31")
	for _, roll := range []calendar.Roll{calendar.Unadjusted, calendar.Following, calendar.ModifiedFollowing} {
		d, _ := c.AddDays(saturday, 0, roll)
		next, _ := c.AddDays(saturday, 1, roll)
		fmt.Printf("%v %v %q\n", d, next, roll)
	}
	fmt.Println(c.DaysBetween(saturday, saturday.AddDays(7)))
	// Output:
	// 2026-10-31 2026-11-02 ""
	// 2026-11-02 2026-11-03 "following"
	// 2026-10-30 2026-11-02 "modified-following"
	// 5
}

func ExampleCalendar_Covers() {
	cfg := calendar.Config{
		Zone:         "UTC",
		Week:         calendar.Weekly(calendar.MustParseWeek("Mon-Fri 09:00-17:00")),
		Dates:        map[calendar.Date]calendar.Hours{calendar.MustParseDate("2026-12-24"): nil},
		DatesThrough: calendar.MustParseDate("2026-12-31"),
	}
	c, err := calendar.New(cfg, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	from := calendar.MustParseDate("2026-12-01").In(time.UTC)
	fmt.Println(c.Covers(from, calendar.MustParseDate("2027-01-01").In(time.UTC)))
	fmt.Println(c.Covers(from, calendar.MustParseDate("2027-02-01").In(time.UTC)))
	// Output:
	// <nil>
	// calendar: beyond the data: 2027-02-01T00:00:00Z is not within 0001-01-01T00:00:00Z to 2027-01-01T00:00:00Z
}

func ExampleParseWeek() {
	w, err := calendar.ParseWeek("Mo-Fr 09:00-13:00,14:00-18:00; Sa 10:00-14:00; PH 10:00-12:00")
	fmt.Println(w, err)
	_, err = calendar.ParseWeek("Mon-Fri 9-5")
	fmt.Println(err)
	// Output:
	// Mon-Fri 09:00-13:00,14:00-18:00; Sat 10:00-14:00; PH 10:00-12:00 <nil>
	// calendar: time of day: "9" is not a time such as 09:00
}

func ExampleHolidays() {
	list, err := calendar.Holidays("us-federal", 2026, calendar.ObserveMoved)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range list[5:7] {
		fmt.Println(h.Date, h.Date.Weekday(), h.Name)
	}
	// Output:
	// 2026-07-03 Friday Independence Day
	// 2026-09-07 Monday Labor Day
}

func ExampleDate_At() {
	loc, err := calendar.ResolveZone("America/New_York", time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	forward, back := calendar.MustParseDate("2026-03-08"), calendar.MustParseDate("2026-11-01")
	fmt.Println(forward.At(2*3600+1800, loc)) // skipped: the change
	fmt.Println(back.At(1*3600+1800, loc))    // shown twice: the first
	// Output:
	// 2026-03-08 03:00:00 -0400 EDT
	// 2026-11-01 01:30:00 -0400 EDT
}

func ExampleAddMonths() {
	start := calendar.MustParseDate("2026-01-31")
	for n := range 4 {
		fmt.Println(calendar.AddMonths(start, n, 0))
	}
	// Output:
	// 2026-01-31
	// 2026-02-28
	// 2026-03-31
	// 2026-04-30
}

func ExamplePeriodAt() {
	anchor := calendar.MustParseDate("2026-01-31").In(time.UTC)
	month := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	p, err := calendar.PeriodAt(anchor, month, calendar.MustParseDate("2026-03-15").In(time.UTC), time.UTC)
	fmt.Println(p, err)
	// Output: 2026-02-28T00:00:00Z/2026-03-31T00:00:00Z <nil>
}
