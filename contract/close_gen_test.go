package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawPlan draws a document that puts many rules together: what is measured together, what
// weighs, what is covered how, what lots live how long.
func drawPlan(t *rapid.T) string {
	pick := func(name string, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, name) }
	var cover []string
	for i := range rapid.IntRange(0, 4).Draw(t, "rules") {
		when := pick("when", "", "", `"when": {"kind": "a"}, `, `"when": {"not": {"kind": "a"}}, `, `"when": {"during": "office"}, `)
		rule := pick("as", `"as": "draw", "from": ["hours"]`, `"as": "draw", "from": ["hours"]`, `"as": "draw", "from": ["credits", "hours"]`,
			`"as": "draw", "from": ["hours"], "step": "15m"`, `"as": "draw", "from": ["hours"], "upto": "90m", "per": "ticket"`,
			`"as": "included", "upto": "1h", "per": "ticket"`, `"as": "included", "upto": "1h", "per": "ticket", "whole": true`,
			`"as": "included", "upto": "2 tickets", "per": "month"`, `"as": "refuse", "beyond": "3h", "per": "ticket", "whole": true`,
			`"as": "charge", "beyond": "100m", "per": "month"`, `"as": "charge", "needs": "approval"`, `"as": "charge", "needs": "estimate", "tolerance": "10%"`,
			`"as": "included", "needs": "decision"`, `"as": "defer", "upto": "1h", "per": "period"`, `"as": "borrow", "from": ["hours"], "upto": "30m", "per": "month"`,
			`"as": "draw", "from": ["tickets"]`)
		cover = append(cover, fmt.Sprintf(`{"id": "rule-%d", %s%s}`, i, when, rule))
	}
	grant := pick("allowance", `{"pool": "hours", "amount": "2h"}`, `{"pool": "hours", "amount": "2h", "roll": {"lives": "month"}}`,
		`{"pool": "hours", "amount": "3h", "roll": {"share": "50%", "cap": "1h", "lives": "ever"}}`, `{"pool": "tickets", "amount": "1"}`)
	return strings.Join([]string{
		`"zone": "` + pick("zone", "UTC", "America/New_York", "Pacific/Auckland") + `"`,
		`"split": "` + pick("split", "boundary", "boundary", "start", "highest") + `"`,
		`"facts": {"miles": "number", "seats": "meter"}`,
		`"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}`,
		`"levels": {"P1": {"weight": "2"}, "P3": {"weight": "1.5"}, "P4": {"weight": "1"}}`,
		`"classify": {"pick": "highest", "default": "P4", "rules": [{"id": "off", "when": {"not": {"during": "office"}}, "level": "P1"}, {"id": "b", "when": {"kind": "b"}, "level": "P3"}]}`,
		`"measure": [` + pick("measure", "", `{"id": "m", "per": "entry", "round": "up 15m"}`, `{"id": "m", "per": "ticket", "round": "half-up 10m"}`,
			`{"id": "m", "per": "day", "round": "up 15m", "free": "5m"}`, `{"id": "m", "per": ["entry", "during"], "round": "up 15m"}`,
			`{"id": "m", "per": "entry", "round": "up 15m", "after_weight": true}`,
			`{"id": "m", "per": "entry", "round": "up 15m"}, {"id": "n", "pass": 2, "per": "period", "round": "up 1h"}`) + `]`,
		`"pools": {"hours": {"of": "time"}, "credits": {"of": "time", "unit": "15m", "weights": false}, "tickets": {"of": "ticket"}}`,
		`"cover": [` + strings.Join(cover, ", ") + `]`,
		`"items": [{"id": "fee", "every": "month", "price": "50.00", "grants": [` + grant + `]},
			{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "3h"` + pick("pack", "", `, "expires": "20 days"`, `, "expires": "month from first-use"`, `, "expires": "10 days from last-use"`, `, "expires": "to month-end"`) + `}]},
			{"id": "bank", "of": "order", "price": "90.00", "grants": [{"pool": "hours", "amount": "2h"}]},
			{"id": "club", "of": "order", "every": "month", "price": "20.00", "prorate": "` + pick("club", "none", "day") + `"` + pick("club hours", "", `, "grants": [{"pool": "hours", "amount": "1h"}]`) + `},
			{"id": "late", "of": "overdue", "price": {"flat": "2.00", "unit": "0.30"}}, {"id": "no-show", "of": "cancellation", "when": {"not": {"kind": "b"}}, "price": "30.00"},
			{"id": "credit", "of": "order", "price": "10.00", "grants": [{"pool": "credits", "amount": "4"}]},
			{"id": "seat", "of": "seats", "every": "month", "price": "7.00", "prorate": "` + pick("prorate", "none", "day") + `"` + pick("seat hours", "", `, "grants": [{"pool": "hours", "amount": "30m"}]`) + `}` +
			pick("use", "", `, {"id": "visit", "of": "visit", "price": "25.00"}`, `, {"id": "miles", "of": "miles", "per": "day", "price": {"tiers": [{"to": "10", "unit": "0.00"}, {"unit": "1.15"}]}}`,
				`, {"id": "small", "of": "entry", "when": {"kind": "a"}, "price": "1.00"}`) + `]`,
		`"rates": [{"id": "night", "when": {"level": "P1"}, "price": "` + pick("night", "70.00", "33.33") + `"}, {"id": "hour", "price": ` +
			pick("hour", `"60.00"`, `"47.11"`, `"47.11", "per": "ticket"`, `"47.11", "every": "2 months"`, `{"tiers": [{"to": "1h", "unit": "90.00"}, {"unit": "41.00"}]}, "per": ["ticket", "month"]`) + `}]`,
		`"adjust": [` + pick("adjust", "", `{"id": "off", "on": ["hour"], "by": "-7%"}`,
			`{"id": "way", "on": ["all"], "when": {"not": {"during": "office"}}, "by": {"flat": "3.00"}}, {"id": "small", "on": ["hour"], "min": "10.00"}`, `{"id": "least", "on": ["invoice"], "min": "60.00"}`) + `]`,
		`"invoice": {"every": "month", "due": "14 days", "anchor": "` + pick("anchor", "calendar", "start", "day 31") + `"}`,
	}, ", ")
}

var started = at("2026-05-11T00:00:00Z")

// drawInstant draws an instant of about three months, often near the end of a month or of
// office hours.
func drawInstant(t *rapid.T, name string) time.Time {
	base := started.Add(24 * time.Hour)
	switch rapid.IntRange(0, 2).Draw(t, name+"-kind") {
	case 0:
		edge := rapid.SampledFrom([]string{"2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z", "2026-06-11T00:00:00Z", "2026-05-31T00:00:00Z", "2026-06-01T04:00:00Z"}).Draw(t, name+"-edge")
		return at(edge).Add(time.Duration(rapid.IntRange(-100, 100).Draw(t, name+"-minute")) * time.Minute)
	case 1:
		day := base.AddDate(0, 0, rapid.IntRange(0, 80).Draw(t, name+"-day"))
		return day.Add(time.Duration(rapid.SampledFrom([]int{9, 17, 13, 21}).Draw(t, name+"-hour"))*time.Hour + time.Duration(rapid.IntRange(-60, 60).Draw(t, name+"-minute"))*time.Minute)
	}
	return base.Add(time.Duration(rapid.IntRange(0, 80*24*60).Draw(t, name)) * time.Minute)
}

func drawEntry(t *rapid.T, id string) contract.Entry {
	e := contract.Entry{ID: id, From: drawInstant(t, "from")}
	d := time.Duration(rapid.SampledFrom([]int{5, 10, 15, 22, 30, 45, 60, 95, 240}).Draw(t, "minutes")) * time.Minute
	e.To = e.From.Add(d)
	switch rapid.IntRange(0, 9).Draw(t, "clock") {
	case 0:
		e.To, e.Time = time.Time{}, exact.Duration(d)
	case 1:
		e.Time = exact.Duration(d / 2) // with a break
	}
	e.Ticket = rapid.SampledFrom([]string{"", "T1", "T1", "T2", "T3"}).Draw(t, "ticket")
	e.Visit = rapid.SampledFrom([]string{"", "", "V1", "V2"}).Draw(t, "visit")
	e.Facts = contract.Facts{"kind": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "kind"), "miles": rapid.SampledFrom([]string{"0", "12", "7.5"}).Draw(t, "miles")}
	if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
		e.Recorded = e.From.Add(d).AddDate(0, 0, rapid.IntRange(0, 50).Draw(t, "days late"))
	}
	return e
}

func drawJournal(t *rapid.T) contract.Journal {
	j := contract.Journal{Readings: []contract.Reading{reading("s0", "seats", 2, "2026-05-01T00:00:00Z")}}
	for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
		j.Entries = append(j.Entries, drawEntry(t, fmt.Sprint("e", i)))
	}
	known := func(at time.Time) (recorded time.Time) {
		if rapid.IntRange(0, 2).Draw(t, "late") == 0 {
			recorded = at.AddDate(0, 0, rapid.IntRange(0, 50).Draw(t, "days late"))
		}
		return recorded
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
		o := contract.Order{ID: fmt.Sprint("o", i), Item: rapid.SampledFrom([]string{"pack", "pack", "bank", "credit"}).Draw(t, "item"), At: drawInstant(t, "order")}
		o.Recorded = known(o.At)
		j.Orders = append(j.Orders, o)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "readings") {
		r := reading(fmt.Sprint("s", i+1), "seats", rapid.IntRange(0, 5).Draw(t, "seats"), "2026-05-01T00:00:00Z")
		r.At = drawInstant(t, "reading")
		r.Recorded = known(r.At)
		j.Readings = append(j.Readings, r)
	}
	for i, e := range j.Entries {
		when := func() time.Time { return knownAt(e).AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days after")) }
		switch rapid.IntRange(0, 7).Draw(t, "then") {
		case 0:
			j.Reversals = append(j.Reversals, contract.Reversal{ID: fmt.Sprint("r", i), Entry: e.ID, At: when()})
		case 1, 2, 3:
			j.Approvals = append(j.Approvals, contract.Approval{
				ID: fmt.Sprint("y", i), Entry: e.ID, At: when(), Declined: rapid.IntRange(0, 3).Draw(t, "declined") == 0,
				Estimate: estimate(rapid.SampledFrom([]string{"10m", "1h", "4h"}).Draw(t, "estimate")),
			})
		}
	}
	return j
}

// drawMore adds facts that few journals have: of tickets, what was called off, paid ahead and overdue.
func drawMore(t *rapid.T, j *contract.Journal, periods []contract.Period) {
	recorded := func(from time.Time) (when time.Time) {
		if rapid.IntRange(0, 1).Draw(t, "late") == 0 {
			when = from.AddDate(0, 0, rapid.IntRange(0, 50).Draw(t, "days late"))
		}
		return when
	}
	if rapid.Bool().Draw(t, "tickets") {
		for i, e := range j.Entries {
			if e.Ticket != "" && rapid.Bool().Draw(t, "of the ticket") {
				j.Entries[i].Facts = contract.Facts{"miles": e.Facts["miles"]}
			}
		}
		for i := range 3 {
			for n := range rapid.IntRange(0, 2).Draw(t, "records") {
				x := contract.Ticket{ID: fmt.Sprint("T", i+1), Facts: contract.Facts{"kind": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "kind")}}
				if n > 0 || rapid.Bool().Draw(t, "known later") {
					x.Recorded = drawInstant(t, "recorded").Add(time.Duration(n)) // no two at once
				}
				j.Tickets = append(j.Tickets, x)
			}
		}
	}
	if rapid.Bool().Draw(t, "clubs") {
		for i := range rapid.IntRange(1, 2).Draw(t, "orders") {
			o := contract.Order{ID: fmt.Sprint("club", i), Item: "club", At: drawInstant(t, "order")}
			o.Recorded = recorded(o.At)
			j.Orders = append(j.Orders, o)
			if rapid.Bool().Draw(t, "called off") {
				x := contract.Cancellation{ID: fmt.Sprint("x", i), Order: o.ID, At: o.At.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "days after"))}
				x.Recorded = recorded(x.At)
				j.Cancellations = append(j.Cancellations, x)
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "no-show") == 0 {
		x := contract.Cancellation{ID: "n", At: drawInstant(t, "called off"), Ticket: "T1", Facts: contract.Facts{"kind": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "kind")}}
		x.Appointment, x.Recorded = x.At.Add(time.Hour), recorded(x.At)
		if rapid.Bool().Draw(t, "kind of the ticket") {
			x.Facts = nil
		}
		j.Cancellations = append(j.Cancellations, x)
	}
	if rapid.IntRange(0, 2).Draw(t, "payment") == 0 {
		on := drawInstant(t, "paid")
		x := contract.Payment{ID: "p", On: calendar.DateIn(on, time.UTC), Periods: rapid.IntRange(1, 3).Draw(t, "periods")}
		if rapid.Bool().Draw(t, "from another day") {
			x.From = calendar.DateIn(drawInstant(t, "from"), time.UTC)
		}
		if rapid.Bool().Draw(t, "the fee alone") {
			x.Items = []string{"fee"}
		}
		x.Recorded = recorded(x.On.In(time.UTC))
		j.Payments = append(j.Payments, x)
	}
	for i := range max(0, rapid.IntRange(-2, 3).Draw(t, "arrears")) {
		invoice := rapid.SampledFrom(periods[:min(3, len(periods))]).Draw(t, "invoice").From
		x := contract.Arrear{ID: fmt.Sprint("a", i), Invoice: invoice, On: invoice.AddDays(rapid.IntRange(0, 90).Draw(t, "days")), Amount: contract.Number{D: decimal.NewFromInt(50)}}
		x.Recorded = recorded(x.On.In(time.UTC))
		j.Arrears = append(j.Arrears, x)
	}
}

// drawClosings closes some of the periods of a contract, days after they end.
func drawClosings(t *rapid.T, periods []contract.Period) (list []contract.Closing) {
	when := time.Time{}
	for i, p := range periods[:rapid.IntRange(0, len(periods)-1).Draw(t, "closed")] {
		end := p.To.In(time.UTC).Add(time.Duration(rapid.IntRange(24, 24*40).Draw(t, "closed after")) * time.Hour)
		if end.Before(when) {
			end = when // mostly one after the other
		}
		when = end
		list = append(list, contract.Closing{ID: fmt.Sprint("c", i), Period: p, At: end})
	}
	return list
}

// knownAt is when an entry became known.
func knownAt(e contract.Entry) time.Time {
	switch {
	case !e.Recorded.IsZero():
		return e.Recorded
	case !e.To.IsZero():
		return e.To
	}
	return e.From
}

// asKnown is the journal as it was at an instant, the days of a zone.
func asKnown(j contract.Journal, then time.Time, loc *time.Location) contract.Journal {
	later := func(recorded, at time.Time) bool {
		if recorded.IsZero() {
			recorded = at
		}
		return recorded.After(then)
	}
	j.Entries = slices.DeleteFunc(slices.Clone(j.Entries), func(e contract.Entry) bool { return knownAt(e).After(then) })
	j.Orders = slices.DeleteFunc(slices.Clone(j.Orders), func(o contract.Order) bool { return later(o.Recorded, o.At) })
	j.Readings = slices.DeleteFunc(slices.Clone(j.Readings), func(r contract.Reading) bool { return later(r.Recorded, r.At) })
	j.Approvals = slices.DeleteFunc(slices.Clone(j.Approvals), func(a contract.Approval) bool { return a.At.After(then) })
	j.Reversals = slices.DeleteFunc(slices.Clone(j.Reversals), func(r contract.Reversal) bool { return r.At.After(then) })
	j.Tickets = slices.DeleteFunc(slices.Clone(j.Tickets), func(x contract.Ticket) bool { return x.Recorded.After(then) })
	j.Payments = slices.DeleteFunc(slices.Clone(j.Payments), func(p contract.Payment) bool { return later(p.Recorded, p.On.In(loc)) })
	j.Arrears = slices.DeleteFunc(slices.Clone(j.Arrears), func(x contract.Arrear) bool { return later(x.Recorded, x.On.In(loc)) })
	j.Cancellations = slices.DeleteFunc(slices.Clone(j.Cancellations), func(x contract.Cancellation) bool {
		there := x.Order == "" || slices.ContainsFunc(j.Orders, func(o contract.Order) bool { return o.ID == x.Order })
		return later(x.Recorded, x.At) || !there
	})
	j.Closings = slices.DeleteFunc(slices.Clone(j.Closings), func(c contract.Closing) bool { return c.At.After(then) })
	return j
}
