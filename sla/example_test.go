package sla_test

import (
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// business returns the hours of a support desk, and must what it is given without an error.
func business() map[string]*calendar.Calendar {
	return map[string]*calendar.Calendar{"business": must(calendar.New(calendar.Config{
		Zone:     "America/New_York",
		Week:     calendar.Weekly(calendar.MustParseWeek("Mon-Fri 08:00-18:00")),
		Holidays: []string{"us-federal"},
	}, time.LoadLocation))}
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func instant(s string) time.Time { return must(time.Parse(time.RFC3339, s)) }

func winning() *sla.Agreement {
	return must(sla.New(sla.Policy{
		Calendar: "business",
		Targets: []sla.Target{
			{ID: "winning", Within: map[sla.Metric]sla.Within{sla.Response: sla.Time(2 * time.Hour), sla.Resolution: sla.Days(3)}},
		},
		Warn: []sla.Warning{{Name: "call the manager", Share: 75_00}},
	}, business()))
}

func overTheWeekend() sla.Ticket {
	return sla.Ticket{ID: "T1", Events: []sla.Event{
		{ID: "e1", At: instant("2026-10-30T17:10:00-04:00"), Type: sla.Opened, Level: priority.P2},
		{ID: "e2", At: instant("2026-10-30T17:10:05-04:00"), Type: sla.AutoReply},
		{ID: "e3", At: instant("2026-11-02T09:05:00-05:00"), Type: sla.AgentReply},
	}}
}

// What is promised, and how the clocks of a ticket stand: opened on a Friday evening,
// answered on Monday, with a change of the clocks in between.
func Example() {
	clock, err := winning().Clock(overTheWeekend())
	if err != nil {
		log.Fatal(err)
	}
	for _, at := range []string{"2026-10-30T17:30:00-04:00", "2026-11-02T09:30:00-05:00"} {
		r, err := clock.Result(sla.Response, instant(at))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(r.State, "elapsed", r.Elapsed, "left", r.Remaining, "due", r.Due)
	}
	// Output:
	// running elapsed 20m0s left 1h40m0s due 2026-11-02 09:10:00 -0500 EST
	// met elapsed 1h55m0s left 5m0s due 2026-11-02 09:10:00 -0500 EST
}

func ExampleClock_Explain() {
	clock := must(winning().Clock(overTheWeekend()))
	fmt.Print(must(clock.Explain(sla.Response, instant("2026-11-02T09:30:00-05:00"))))
	// Output:
	// Ticket T1, response: met with 5m to spare
	//   started  Fri 30 Oct 2026 17:10 EDT
	//   stopped  Mon 2 Nov 2026 09:05 EST
	//   due      Mon 2 Nov 2026 09:10 EST
	//   as of    Mon 2 Nov 2026 09:30 EST
	// Cycle 1, calendar business, level P2, target 2h by winning
	//   Fri 30 Oct 2026 17:10 EDT to Fri 30 Oct 2026 18:00 EDT  counted 50m
	//   Fri 30 Oct 2026 18:00 EDT to Mon 2 Nov 2026 08:00 EST  closed
	//   Mon 2 Nov 2026 08:00 EST to Mon 2 Nov 2026 09:05 EST  counted 1h5m
	// Counted 1h55m of 2h.
	// Without effect: auto reply of Fri 30 Oct 2026 17:10:05 EDT (e2), since a machine's reply stops no clock
}

func ExampleNew() {
	_, err := sla.New(sla.Policy{Targets: []sla.Target{{Within: map[sla.Metric]sla.Within{sla.Response: sla.Time(-time.Hour)}}}}, nil)
	fmt.Println(err)
	// Output:
	// sla: policy: targets[0].calendar: neither the target nor the policy names a calendar; targets[0].within.response: a target is more than zero; nothing promised is "none"
}

func ExampleClock_NextChange() {
	clock := must(winning().Clock(sla.Ticket{ID: "T1", Events: overTheWeekend().Events[:1]}))
	at := instant("2026-11-02T08:00:00-05:00")
	for range 3 {
		next, ok, err := clock.NextChange(at)
		if err != nil || !ok {
			log.Fatal(err)
		}
		fmt.Println(next)
		at = next
	}
	// Output:
	// 2026-11-02 08:40:00 -0500 EST
	// 2026-11-02 09:10:00.000000001 -0500 EST
	// 2026-11-02 18:00:00 -0500 EST
}

func ExampleClock_Warnings() {
	clock := must(winning().Clock(overTheWeekend()))
	for _, a := range must(clock.Warnings(instant("2026-11-03T08:00:00-05:00"))) {
		fmt.Println(a.Metric, a.Warning.Name, a.At, a.Fired)
	}
	// Output:
	// response call the manager 2026-11-02 08:40:00 -0500 EST true
	// resolution call the manager 2026-11-04 10:17:30 -0500 EST false
}

func ExampleClock_Project() {
	clock := must(winning().Clock(sla.Ticket{ID: "T1", Events: overTheWeekend().Events[:1]}))
	p := must(clock.Project(instant("2026-11-02T09:05:00-05:00"), sla.Event{Type: sla.AgentReply}))
	fmt.Println(p.Before[0].Metric, p.Before[0].State, "->", p.After[0].State)
	// Output:
	// response running -> met
}

func ExampleNewBoard() {
	agreement := winning()
	var clocks []sla.Clock
	for i, level := range []priority.Level{priority.P4, priority.P1} {
		clocks = append(clocks, must(agreement.Clock(sla.Ticket{ID: fmt.Sprint("T", i+1), Events: []sla.Event{
			{ID: "e1", At: instant("2026-11-02T09:00:00-05:00").Add(time.Duration(i) * time.Hour), Type: sla.Opened, Level: level},
		}})))
	}
	board := must(sla.NewBoard(slices.Values(clocks), sla.ByLevel, instant("2026-11-02T10:30:00-05:00")))
	for _, row := range board.Rows {
		fmt.Println(row.Ticket, row.Level, row.Lead.Metric, row.Lead)
	}
	next, row, err := board.Next()
	fmt.Println("look again", next, "for", board.Rows[row].Ticket, err)
	// Output:
	// T2 P1 response running, 1h30m left
	// T1 P4 response running, 30m left
	// look again 2026-11-02 11:00:00.000000001 -0500 EST for T1 <nil>
}

func ExampleNewCompliance() {
	clock := must(winning().Clock(overTheWeekend()))
	november := calendar.Period{From: instant("2026-11-01T00:00:00-04:00"), To: instant("2026-12-01T00:00:00-05:00")}
	for _, c := range must(sla.NewCompliance(slices.Values([]sla.Clock{clock}), november, sla.ByOutcome, november.To)) {
		fmt.Println(c.Metric, c.Attainment(), "met", c.Met, "breached", c.Breached, "median", c.Business.Median)
	}
	// Output:
	// response 100% met 1 breached 0 median 1h55m0s
	// resolution 0% met 0 breached 1 median 0s
}

func ExampleNewUptime() {
	june := calendar.Period{From: instant("2026-06-01T00:00:00Z"), To: instant("2026-07-01T00:00:00Z")}
	down := instant("2026-06-10T10:00:00Z")
	u := must(sla.NewUptime(calendar.Always(), june, []sla.Outage{{From: down, To: down.Add(43*time.Minute + 12*time.Second)}}, june.To))
	credits := sla.Credits{{Below: 99_95, Share: 10_00}, {Below: 99_00, Share: 25_00}}
	fmt.Println(u.Availability, "gives back", credits.For(u.Availability))
	// Output:
	// 99.9% gives back 10%
}

func ExampleSimulate() {
	tighter := must(sla.New(sla.Policy{Calendar: "business", Targets: []sla.Target{
		{Within: map[sla.Metric]sla.Within{sla.Response: sla.Time(time.Hour)}},
	}}, business()))
	s := must(sla.Simulate(winning(), tighter, slices.Values([]sla.Ticket{overTheWeekend()}), instant("2026-11-03T00:00:00Z")))
	for _, c := range s.Comparisons {
		if c.Changed() {
			fmt.Println(c.Ticket, c.Metric, c.Old.State, "->", c.New.State)
		}
	}
	// Output:
	// T1 response met -> breached
	// T1 resolution running -> no_target
}

func ExamplePolicy_UnmarshalJSON() {
	var p sla.Policy
	err := json.Unmarshal([]byte(`{
		"version": 1,
		"calendar": "business",
		"targets": [
			{"when": {"level": "P1"}, "within": {"response": "1h", "resolution": "4h"}},
			{"within": {"response": "8h", "resolution": "3 business days"}}
		],
		"pause": {"*": ["resolution"]},
		"warn": [{"at": "75%"}, {"at": "-30m"}]
	}`), &p)
	fmt.Println(p.Targets[1].Within[sla.Resolution], err)
	// Output: 3 business days <nil>
}

func ExampleClock_Breaches() {
	clock := must(winning().Clock(sla.Ticket{ID: "T1", Events: overTheWeekend().Events[:1]}))
	for _, b := range must(clock.Breaches(instant("2026-11-02T12:00:00-05:00"))) {
		fmt.Println(b.Metric, "was in time until", b.At)
	}
	// Output: response was in time until 2026-11-02 09:10:00 -0500 EST
}
