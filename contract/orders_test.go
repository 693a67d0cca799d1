package contract_test

import (
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/sla"
)

// A row of the table of orders that matter: a plan in the default order, the patch that says
// it the other way, and the figure of each.
type orderRow struct {
	question    string
	why         string
	plan        string
	patch       string // how else
	journal     contract.Journal
	until       string // none: 1 June
	figure      func(t *testing.T, a *contract.Account) string
	want, other string
}

func total0(t *testing.T, a *contract.Account) string { return invoice(t, a, 0).Total.StringFixed(2) }

func pieces(ids ...string) func(*testing.T, *contract.Account) string {
	return func(t *testing.T, a *contract.Account) string { b, _ := billed(t, a, ids...); return b }
}

func credits(ids ...string) func(*testing.T, *contract.Account) string {
	return func(t *testing.T, a *contract.Account) string { _, c := billed(t, a, ids...); return c }
}

const (
	officeWeights = `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}, "weights": [{"when": {"not": {"during": "office"}}, "times": "1"}]`
	rate60        = `"rates": [{"id": "hour", "price": "60.00"}]`
	quarter       = `"measure": [{"id": "quarter", "per": "entry", "round": "up 15m"}]`
)

var measureOrders = []orderRow{
	{
		"split, then round?", "AMB-22: cut at closing, the entry is rounded once and shared by raw time",
		officeWeights + "," + rate60 + "," + quarter, `{"measure": [{"id": "quarter", "per": ["entry", "during"]}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T16:55 15m")}, "", pieces("E"), "5m 10m", "15m 15m",
	},
	{
		"whose minimum, over a band edge?", "one rule per entry: the evening's hour is shared 20 + 40",
		officeWeights + "," + rate60 + `, "measure": [{"id": "evening", "when": {"not": {"during": "office"}}, "per": "entry", "min": "1h"}, {"id": "edge", "when": {"during": "office"}, "per": "entry", "round": "up 15m", "min": "1h"}]`,
		`{"measure": [{"id": "edge", "per": ["entry", "during"]}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T16:55 15m")}, "", pieces("E"), "20m 40m", "1h 1h",
	},
	{
		"sum, then round?", "by per, none is assumed: 2 + 2 min in a cycle of a ticket are 5, each for itself 10",
		rate60 + `, "measure": [{"id": "five", "per": "cycle", "round": "up 5m"}]`, `{"measure": [{"id": "five", "per": "entry"}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 2m ticket=T", "B 2026-05-04T11:00 2m ticket=T")}, "", pieces("A", "B"), "2m30s 2m30s", "5m 5m",
	},
	{
		"two roundings", "one rule per entry unless a second pass says so: three of 16 min are 90, then 120 in whole hours",
		rate60 + `, "measure": [{"id": "entry", "per": "entry", "round": "up 15m"}, {"id": "hours", "pass": 2, "per": "period", "round": "up 1h"}]`,
		`{"measure": [{"id": "entry", "drop": true}, {"id": "hours", "pass": 1}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 16m", "B 2026-05-05T10:00 16m", "C 2026-05-06T10:00 16m")}, "", pieces("A", "B", "C"), "40m 40m 40m", "20m 20m 20m",
	},
	{
		"two roundings of a visit", "two on-site entries of 65 min in one visit, half hours per visit: 150, not 180",
		rate60 + `, "measure": [{"id": "visit", "per": "visit", "round": "up 30m"}]`, `{"measure": [{"id": "visit", "per": "entry"}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 65m visit=V", "B 2026-05-04T12:00 65m visit=V")}, "", pieces("A", "B"), "1h15m 1h15m", "1h30m 1h30m",
	},
	{
		"step, then minimum", "step first: 10 min, step 15, min 20 are 20; the minimum first, 30",
		rate60 + `, "measure": [{"id": "m", "per": "entry", "round": "up 15m", "min": "20m"}]`,
		`{"measure": [{"id": "m", "round": null}, {"id": "then", "pass": 2, "per": "entry", "round": "up 15m"}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T10:00 10m")}, "", pieces("E"), "20m", "30m",
	},
	{
		"grace", "before the step, and at least one step: 40, 41 and 5 min are 30, 60 and 30",
		rate60 + `, "measure": [{"id": "m", "per": "entry", "round": "up 30m", "grace": "10m"}]`, `{"measure": [{"id": "m", "grace": null}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 40m", "B 2026-05-04T12:00 41m", "C 2026-05-04T14:00 5m")}, "", pieces("A", "B", "C"), "30m 1h 30m", "1h 1h 30m",
	},
	{
		"round, then weigh", "round first: 40 min × 1.5, step 30, are 90 of credit; weighed first, 60",
		rate60 + `, "weights": [{"times": "1.5"}], "measure": [{"id": "m", "per": "entry", "round": "up 30m"}]`, `{"measure": [{"id": "m", "after_weight": true}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T10:00 40m")}, "", credits("E"), "1h30m", "1h",
	},
	{
		"weights together", "groups multiply, in one the largest counts: urgent 1.5 and off hours 2 on 60 min",
		rate60 + `, "weights": [{"id": "urgent", "when": {"urgency": "high"}, "times": "1.5"}, {"id": "off", "when": {"planned": false}, "times": "2"}]`,
		`{"weights": [{"id": "urgent", "group": "g"}, {"id": "off", "group": "g"}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T10:00 60m urgency=high planned=false")}, "", credits("E"), "3h", "2h",
	},
}

const feeAndPacks = `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "rest", "as": "charge"}],
	"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "6h"}]},
	{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "1h"}]},
	{"id": "short", "of": "order", "grants": [{"pool": "hours", "amount": "3h", "expires": "to month-end"}]},
	{"id": "long", "of": "order", "grants": [{"pool": "hours", "amount": "12h"}]}]`

const packsOnly = `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "rest", "as": "charge"}],
	"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "1h"}]},
	{"id": "short", "of": "order", "grants": [{"pool": "hours", "amount": "3h", "expires": "to month-end"}]},
	{"id": "long", "of": "order", "grants": [{"pool": "hours", "amount": "12h"}]}]`

func rolling(amount, roll string) string {
	return `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "rest", "as": "charge"}],
	"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "` + amount + `", "roll": ` + roll + `}]}], ` + rate60
}

var coverOrders = []orderRow{
	{
		"a draw that ends inside a step", "AMB-10: exact, the rest is not rounded again: 200 min, $400.00; in whole steps 210, $420.00",
		`"rates": [{"id": "hour", "price": "80.00"}], "weights": [{"times": "1.5"}], ` + packsOnly + "," + quarter, `{"cover": [{"id": "draw", "step": "15m"}]}`,
		contract.Journal{Entries: entries("E 2026-05-28T10:00 230m"), Orders: []contract.Order{order("o", "pack", "2026-05-01T00:00")}}, "", total0, "400.00", "420.00",
	},
	{
		"lots", "soonest expiry first: 60 min of 3 h that end with May and 12 h: 2 h lapse, 12 h stay",
		packsOnly + "," + rate60, `{"pools": {"hours": {"order": ["effective"]}}}`,
		contract.Journal{
			Orders:  []contract.Order{order("b", "short", "2026-05-02T00:00"), order("a", "long", "2026-05-01T00:00")},
			Entries: entries("E 2026-05-04T10:00 60m"),
		}, "2026-07-01", func(t *testing.T, a *contract.Account) string {
			s := statement(t, a, 1, "hours")
			return s.Lapsed.String() + " " + s.Closing.String()
		}, "2h 12h", "3h 11h",
	},
	{
		"carry or fresh first", "expiry, then carry: in month 2 the 90 min come off what was carried: 180 carried, 240 lost",
		rolling("6h", `{"share": "50%", "lives": "month"}`), `{"pools": {"hours": {"order": ["fresh"]}}}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 60m", "B 2026-06-04T10:00 90m")}, "2026-08-01", func(t *testing.T, a *contract.Account) string {
			s := statement(t, a, 2, "hours")
			return s.CarriedIn.String() + " " + s.Lapsed.String()
		}, "3h 4h", "2h15m 4h45m",
	},
	{
		"percent of what", "a cap is of the lot, a share of the rest: 60 h, 30 h unused, 40 %: 24 h or 12 h",
		rolling("60h", `{"cap": "40%"}`), `{"items": [{"id": "fee", "grants": [{"pool": "hours", "amount": "60h", "roll": {"share": "40%"}}]}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 10h", "B 2026-05-05T00:00 20h")}, "2026-07-01", func(t *testing.T, a *contract.Account) string {
			return statement(t, a, 1, "hours").CarriedIn.String()
		}, "24h", "12h",
	},
	{
		"share, then cap", "5 h unused, half of them, at most 2 h: 2 h; 1 h if the half were of the cap",
		rolling("6h", `{"share": "50%", "cap": "2h"}`), `{"items": [{"id": "fee", "grants": [{"pool": "hours", "amount": "6h", "roll": {"share": "50%", "cap": "1h"}}]}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 60m")}, "2026-07-01", func(t *testing.T, a *contract.Account) string {
			return statement(t, a, 1, "hours").CarriedIn.String()
		}, "2h", "1h",
	},
	{
		"beyond before or after draw", "as listed: the 7th incident is extra though hours are left",
		`"rates": [{"id": "hour", "price": "50.00"}], "pools": {"hours": {"of": "time"}},
		"cover": [{"id": "extra", "as": "charge", "beyond": "6 tickets", "per": "period"}, {"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "rest", "as": "charge"}],
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "3h"}]}]`,
		`{"cover": [{"id": "extra", "drop": true}, {"id": "rest", "drop": true}, {"id": "draw"}, {"id": "rest2", "as": "charge", "when": {"kind": "never"}}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 22m ticket=A", "B 2026-05-05T10:00 22m ticket=B", "C 2026-05-06T10:00 22m ticket=C",
			"D 2026-05-07T10:00 22m ticket=D", "E 2026-05-08T10:00 22m ticket=E", "F 2026-05-11T10:00 22m ticket=F", "G 2026-05-12T10:00 30m ticket=G")}, "2026-07-01",
		func(t *testing.T, a *contract.Account) string {
			return total0(t, a) + " " + statement(t, a, 1, "hours").Lapsed.String()
		}, "25.00 48m", "0.00 18m",
	},
	{
		"whole or excess", "AMB-33: a tweak of 95 min at 150.00",
		`"rates": [{"id": "hour", "price": "150.00"}], "cover": [{"id": "tweak", "as": "included", "upto": "1h", "per": "ticket", "whole": true}]`,
		`{"cover": [{"id": "tweak", "whole": false}]}`,
		contract.Journal{Entries: entries("E 2026-05-04T10:00 95m ticket=T")}, "", total0, "237.50", "87.50",
	},
	{
		"charged month by month, settled by quarter", "no netting: 90, 30 and 120 min of 60 each are 30 + 60 over; of 180 in the quarter 60",
		`"rates": [{"id": "hour", "price": "100.00"}], "pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "1h"}]}]`,
		`{"items": [{"id": "fee", "every": "quarter", "grants": [{"pool": "hours", "amount": "3h"}]}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 90m", "B 2026-06-04T10:00 30m", "C 2026-07-06T10:00 120m")}, "2026-08-01", func(t *testing.T, a *contract.Account) string { return owed(t, a) }, "150.00", "100.00",
	},
	{
		"borrowed hours", "repaid before the new grant can be spent: of 6 h the next month starts with 320 min",
		`"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "ahead", "as": "borrow", "from": ["hours"]}],
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "6h"}]}], ` + rate60,
		`{"cover": [{"id": "ahead", "as": "charge", "from": null}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 400m")}, "2026-08-01", func(t *testing.T, a *contract.Account) string {
			return statement(t, a, 2, "hours").Lapsed.String()
		}, "5h20m", "6h",
	},
	{
		"boundary instant", "expire, roll, grant, repay, then usage: work at 1 June 00:00:00 draws June's lot",
		feeAndPacks + "," + rate60, "",
		contract.Journal{Entries: entries("A 2026-06-01T00:00 60m")}, "2026-08-01", func(t *testing.T, a *contract.Account) string {
			return statement(t, a, 0, "hours").Drawn.String() + " " + statement(t, a, 1, "hours").Drawn.String()
		}, "0s 1h", "",
	},
	{
		"across an expiry", "AMB-64: cut there, 15 min of the old lot; the start decides, 30",
		feeAndPacks + "," + rate60, `{"split": "start"}`,
		contract.Journal{Entries: entries("A 2026-05-31T23:45 30m")}, "2026-08-01", func(t *testing.T, a *contract.Account) string {
			return statement(t, a, 0, "hours").Drawn.String() + " " + statement(t, a, 1, "hours").Drawn.String()
		}, "15m 15m", "30m 0s",
	},
}

var moneyOrders = []orderRow{
	{
		"discounts", "AMB-47: successive, 45,000 less 10 and 5 %; from the list they add up, in a group the best counts",
		`"items": [{"id": "fee", "every": "month", "price": "45000.00"}], "adjust": [{"id": "a", "on": ["fee"], "by": "-10%"}, {"id": "b", "on": ["fee"], "by": "-5%"}]`,
		`{"adjust": [{"id": "b", "base": "list"}]}`, contract.Journal{}, "", total0, "38475.00", "38250.00",
	},
	{
		"discounts of a group", "the best for the customer",
		`"items": [{"id": "fee", "every": "month", "price": "45000.00"}], "adjust": [{"id": "a", "on": ["fee"], "by": "-10%"}, {"id": "b", "on": ["fee"], "by": "-5%"}]`,
		`{"adjust": [{"id": "a", "group": "g"}, {"id": "b", "group": "g"}]}`, contract.Journal{}, "", total0, "38475.00", "40500.00",
	},
	{
		"floor and discount", "the least of a price comes before, that of an adjustment after",
		`"items": [{"id": "fee", "every": "month", "price": {"flat": "50.00", "min": "100.00"}}], "adjust": [{"id": "off", "on": ["fee"], "by": "-10%"}]`,
		`{"adjust": [{"id": "floor", "on": ["fee"], "min": "100.00"}]}`, contract.Journal{}, "", total0, "90.00", "100.00",
	},
	{
		"tiers", "graduated: 15 users, 10 of them free, are 5 at 5.00; by volume 15",
		`"facts": {"users": "meter"}, "items": [{"id": "users", "of": "users", "every": "month", "price": {"tiers": [{"to": "10", "unit": "0.00"}, {"unit": "5.00"}]}}]`,
		`{"items": [{"id": "users", "price": {"mode": "volume", "tiers": [{"to": "10", "unit": "0.00"}, {"unit": "5.00"}]}}]}`,
		contract.Journal{Readings: []contract.Reading{seats(15, "2026-05-01T00:00:00Z")}}, "", total0, "25.00", "75.00",
	},
	{
		"money rounding of a line", "per line, and what is priced together is rounded together: two quarter hours at 27.50 are 13.75, each for itself 13.76",
		`"rates": [{"id": "hour", "price": "27.50", "per": "period"}]`, `{"rates": [{"id": "hour", "per": null}]}`,
		contract.Journal{Entries: entries("A 2026-05-04T10:00 15m", "B 2026-05-05T10:00 15m")}, "", total0, "13.75", "13.76",
	},
	{
		"money rounding of an entry", "an entry is one line, though it was cut: half an hour across closing",
		`"rates": [{"id": "hour", "price": "27.50"}], ` + officeWeights, "",
		contract.Journal{Entries: entries("A 2026-05-04T16:45 30m")}, "", total0, "13.75", "",
	},
}

func TestOrders(t *testing.T) {
	for _, list := range [][]orderRow{measureOrders, coverOrders, moneyOrders} {
		for _, r := range list {
			t.Run(r.question, func(t *testing.T) {
				until := r.until
				if until == "" {
					until = "2026-06-01"
				}
				a := account(t, small(t, r.plan, ""), r.journal, until)
				if got := r.figure(t, a); got != r.want {
					t.Errorf("%s, want %s: %s", got, r.want, r.why)
					dump(t, a)
				}
				if r.patch == "" {
					return
				}
				a = account(t, small(t, r.plan, r.patch), r.journal, until)
				if got := r.figure(t, a); got != r.other {
					t.Errorf("the other way %s, want %s: %s", got, r.other, r.why)
					dump(t, a)
				}
			})
		}
	}
}

// Weights in the pool: the pool weighs, or counts clock hours.
func TestOrders_weightsInPool(t *testing.T) {
	for patch, want := range map[string]string{"": "1120.00", `{"pools": {"credit": {"weights": false}}}`: "720.00"} {
		if got := closed(t, mayConfig(t, patch), may(), "2026-05-01", "2026-06-01").Total.StringFixed(2); got != want {
			t.Errorf("May 2026 with %q is %s, want %s", patch, got, want)
		}
	}
}

// A notice day is exclusive unless it says so.
func TestOrders_noticeDay(t *testing.T) {
	for notice, last := range map[string]string{"30 days": "2026-12-09", "30 days inclusive": "2026-12-10"} {
		c := small(t, `"term": {"notice": {"customer": "`+notice+`"}}`, "")
		end, err := c.EarliestEnd(contract.Customer, day("2026-11-10"))
		if err != nil || end.LastDay != day(last) {
			t.Errorf("%s from 10 November: the last day is %v, %v, want %s", notice, end.LastDay, err, last)
		}
	}
}

// Business days end with the close of the nth open day after that of opening, or at the
// same time of day.
func TestOrders_businessDays(t *testing.T) {
	for within, want := range map[string]string{"1 business day": "2026-05-11T18:00:00Z", "1 business day same time": "2026-05-11T10:00:00Z"} {
		c := small(t, `"calendars": {"office": {"week": "Mon-Fri 09:00-18:00"}}, "sla": {"targets": [{"id": "r", "clock": "office", "within": {"response": "`+within+`"}}]}`, "")
		k, err := c.Clock(contract.Ticket{ID: "T", Events: []sla.Event{{ID: "o", At: at("2026-05-08T10:00:00Z"), Type: sla.Opened}}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := k.Result(sla.Response, at("2026-05-08T10:00:00Z"))
		if err != nil || !r.Due.Equal(at(want)) {
			t.Errorf("Friday 10:00 and %s: due %v, %v, want %s", within, r.Due, err, want)
		}
	}
}
