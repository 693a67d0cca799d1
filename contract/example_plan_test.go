package contract_test

import (
	"fmt"
	"log"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// written returns a contract on a plan as it was written down.
func written(plan string, cfg contract.Config) *contract.Contract {
	registry, err := contract.NewRegistry([][]byte{[]byte(plan)}, nil, time.LoadLocation)
	if err != nil {
		log.Fatal(err) // every fault of the document, with its path
	}
	findings, err := registry.Lint(cfg.Plan, "")
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range findings {
		fmt.Println("odd:", finding)
	}
	c, err := registry.Contract(cfg)
	if err != nil {
		log.Fatal(err)
	}
	return c
}

// instant reads an instant.
func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		log.Fatal(err)
	}
	return t
}

// "Save with prepaid support! Ten hours for $900, twenty for $1,700, good for a year. Time is
// booked in quarter hours, on-site visits at least two hours. Out of hours? We carry on at $110."
func Example_blockOfHours() {
	c := written(`{
		"version": 1, "id": "prepaid", "name": "Prepaid support", "currency": "USD", "zone": "America/Chicago",
		"items": [
			{"id": "ten", "of": "order", "price": "900.00",
			 "grants": [{"pool": "hours", "amount": "10h", "expires": "1 year"}]},
			{"id": "twenty", "of": "order", "price": "1700.00",
			 "grants": [{"pool": "hours", "amount": "20h", "expires": "1 year"}]}],
		"pools": {"hours": {"of": "time", "alerts": [{"at": "80%"}, {"at": "30 days to expiry"}]}},
		"measure": [
			{"id": "onsite", "when": {"place": "onsite"}, "per": "visit", "round": "up 15m", "min": "2h",
			 "clause": "on-site visits at least two hours"},
			{"id": "remote", "per": "entry", "round": "up 15m", "clause": "booked in quarter hours"}],
		"cover": [
			{"id": "block", "as": "draw", "from": ["hours"]},
			{"id": "beyond", "as": "charge", "clause": "we carry on at $110"}],
		"rates": [{"id": "hour", "price": "110.00"}]
	}`, contract.Config{ID: "C-1", Plan: "prepaid", Start: calendar.MustParseDate("2026-03-01")})

	account, err := c.Account(contract.Journal{
		Orders: []contract.Order{{ID: "O-1", Item: "ten", At: instant("2026-03-01T09:00:00-06:00")}},
		Entries: []contract.Entry{
			{ID: "E-1", From: instant("2026-03-03T10:00:00-06:00"), To: instant("2026-03-03T17:40:00-06:00")},
			{ID: "E-2", Visit: "V-1", From: instant("2026-03-05T10:00:00-06:00"), To: instant("2026-03-05T10:50:00-06:00"),
				Facts: contract.Facts{"place": "onsite"}},
			{ID: "E-3", From: instant("2026-03-06T10:00:00-06:00"), To: instant("2026-03-06T11:05:00-06:00")},
		},
	}, calendar.MustParseDate("2026-04-01"))
	if err != nil {
		log.Fatal(err)
	}
	invoice, err := account.Close(account.Periods()[0])
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range invoice.Lines {
		fmt.Println(line.On, line.Entry, line.Rule, exact.DurationText(line.Billed), line.Amount)
	}
	fmt.Println("total", invoice.Total)
	// Output:
	// 2026-03-01  ten 0s 900
	// 2026-03-03 E-1 block 7h45m 0
	// 2026-03-05 E-2 block 2h 0
	// 2026-03-06 E-3 beyond 1h 110
	// 2026-03-06 E-3 block 15m 0
	// total 1010
}

// "Care plan: five hours a month for a fee we agree on. Unused hours? Half of them roll into the next
// month. Night and weekend work counts one and a half. Extra hours at your rate, less 10 %."
func Example_monthlyRetainer() {
	c := written(`{
		"version": 1, "id": "care", "name": "Care plan", "currency": "EUR", "zone": "Europe/Vienna",
		"params": {
			"fee": {"type": "money"},
			"rate": {"type": "money"}},
		"calendars": {"office": {"week": "Mon-Fri 08:00-18:00", "holidays": ["de-by"]}},
		"items": [
			{"id": "fee", "every": "month", "price": "$fee",
			 "grants": [{"pool": "hours", "amount": "5h", "roll": {"share": "50%", "lives": "month"}}]}],
		"pools": {"hours": {"of": "time"}},
		"measure": [{"id": "tenths", "per": "ticket", "round": "up 6m"}],
		"weights": [{"id": "off-hours", "when": {"not": {"during": "office"}}, "times": "1.5"}],
		"cover": [
			{"id": "hours", "as": "draw", "from": ["hours"]},
			{"id": "extra", "as": "charge"}],
		"rates": [{"id": "hour", "price": "$rate"}],
		"adjust": [{"id": "loyal", "on": ["hour"], "by": "-10%"}],
		"term": {"minimum": "3 months", "renews": "month", "notice": {"customer": "1 month to month-end"}}
	}`, contract.Config{
		ID: "C-2", Plan: "care", Start: calendar.MustParseDate("2026-03-01"),
		Params: map[string]string{"fee": "400.00", "rate": "90.00"},
	})

	account, err := c.Account(contract.Journal{Entries: []contract.Entry{
		{ID: "E-1", Ticket: "T-1", From: instant("2026-03-10T09:00:00+01:00"), To: instant("2026-03-10T12:00:00+01:00")},
		// Two hours to closing time and two beyond it: 2 + 2 × 1.5.
		{ID: "E-2", Ticket: "T-2", From: instant("2026-04-09T16:00:00+02:00"), To: instant("2026-04-09T20:00:00+02:00")},
		{ID: "E-3", Ticket: "T-3", From: instant("2026-04-10T09:00:00+02:00"), To: instant("2026-04-10T11:00:00+02:00")},
	}}, calendar.MustParseDate("2026-05-01"))
	if err != nil {
		log.Fatal(err)
	}
	carried, err := account.Balance("hours", instant("2026-04-01T00:00:00+02:00"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("to begin April with:", carried.Left)
	invoice, err := account.Close(account.Periods()[1])
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range invoice.Lines {
		fmt.Println(line.On, line.Entry, line.Rule, exact.DurationText(line.Credit), line.Amount)
	}
	end, err := c.EarliestEnd(contract.Customer, calendar.MustParseDate("2026-05-12"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("notice of 12 May ends it on", end.LastDay, "by", end.Why)
	// Output:
	// to begin April with: 6h
	// 2026-04-01  fee 0s 400
	// 2026-04-09 E-2 hours 5h 0
	// 2026-04-10 E-3 extra 1h 81
	// 2026-04-10 E-3 hours 1h 0
	// notice of 12 May ends it on 2026-06-30 by notice
}

// "Managed desk: €30 per user, €25 from the 21st. Unlimited remote support. Critical issues are
// answered within an hour, around the clock; all else within 8 business hours. If we miss more than
// one in a month, 5 % of the fee is yours."
func Example_perSeat() {
	c := written(`{
		"version": 1, "id": "managed", "name": "Managed desk", "currency": "EUR", "zone": "Europe/Paris",
		"facts": {"users": "meter"},
		"calendars": {"always": "24/7", "business": {"week": "Mon-Fri 09:00-17:00", "holidays": ["fr"]}},
		"levels": {"P1": {"name": "critical"}, "P3": {"name": "normal"}},
		"items": [
			{"id": "seats", "of": "users", "every": "month", "prorate": "day",
			 "price": {"tiers": [{"to": "20", "unit": "30.00"}, {"unit": "25.00"}]}}],
		"cover": [
			{"id": "remote-only", "when": {"place": "onsite"}, "as": "refuse", "clause": "remote support"},
			{"id": "unlimited", "as": "included"}],
		"sla": {"targets": [
			{"id": "critical", "when": {"level": "P1"}, "clock": "always", "within": {"response": "1h"}},
			{"id": "normal", "clock": "business", "within": {"response": "8h"}}]},
		"adjust": [
			{"id": "missed", "on": ["seats"], "of": "breaches",
			 "by": {"mode": "volume", "tiers": [{"to": "1", "flat": "0%"}, {"flat": "-5%"}]}}]
	}`, contract.Config{ID: "C-3", Plan: "managed", Start: calendar.MustParseDate("2026-03-01")})

	users := func(id, at string, n int64) contract.Reading {
		r := contract.Reading{ID: id, Meter: "users", At: instant(at)}
		r.Value.D = decimal.NewFromInt(n)
		return r
	}
	journal := contract.Journal{Readings: []contract.Reading{
		users("R-1", "2026-03-01T00:00:00+01:00", 24), users("R-2", "2026-04-16T00:00:00+02:00", 26),
	}}
	months, err := c.Schedule(journal, calendar.MustParseDate("2026-03-01"), calendar.MustParseDate("2026-05-01"))
	if err != nil {
		log.Fatal(err)
	}
	for _, charge := range months.Charges {
		fmt.Println(charge.On, charge.Rule, charge.Quantity, charge.Amount)
	}
	clock, err := c.Clock(contract.Ticket{ID: "T-1", Events: []sla.Event{
		{ID: "o", Type: sla.Opened, At: instant("2026-03-06T15:00:00+01:00"), Level: 3},
	}})
	if err != nil {
		log.Fatal(err)
	}
	response, err := clock.Result(sla.Response, instant("2026-03-06T15:00:00+01:00"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("asked on Friday at 15:00, answered by", response.Due.Format("Monday 15:04"))
	// Output:
	// 2026-03-01 seats 24 700
	// 2026-04-01 seats 24 700
	// 2026-04-16 seats 26 25
	// asked on Friday at 15:00, answered by Monday 15:00
}
