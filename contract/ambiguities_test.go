package contract_test

import (
	"fmt"
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

// An ambiguity is a place at which a source can be read in two ways: the plan as it is
// shipped says one, a patch or a parameter the other.
type ambiguity struct {
	why    string
	plan   string
	patch  string            // that says the other
	params map[string]string // or these do
	asked  func(a asker) string

	byDefault, option string
}

// Those of other rooms: AMB-6 (the clock's part), AMB-30, AMB-31, AMB-43, AMB-53, AMB-54 (sla
// and priority), AMB-23, AMB-24, AMB-26 to AMB-28, AMB-59 (estimate), AMB-41 (report), AMB-60
// (nothing is assumed). For the close of the month: AMB-62, and the draws of AMB-7 to AMB-10,
// AMB-29, AMB-63 and AMB-64, whose terms are asked here. Without an option: AMB-11, AMB-19,
// AMB-20, AMB-34, AMB-50, AMB-51, AMB-65.
var ambiguities = []ambiguity{
	{why: "AMB-1: 8 am to 6 pm EST: the wall clock, or UTC-5 all year", plan: "websan-winning", patch: `{"zone": "UTC-05:00"}`,
		asked:     func(a asker) string { return a.due("business", "2026-10-30T21:10:00Z", "2h") },
		byDefault: "2026-11-02T14:10Z", option: "2026-11-02T13:10Z"},
	{why: "AMB-2: weekdays: Mon-Fri, or any set", plan: "websan-winning", patch: `{"calendars": {"business": {"week": "Mon-Sun 08:00-18:00"}}}`,
		asked:     func(a asker) string { return a.due("business", "2026-11-08T03:15:00Z", "2h") },
		byDefault: "2026-11-09T15:00Z", option: "2026-11-08T15:00Z"},
	{why: "AMB-3: holidays: none, or a set: Columbus Day", plan: "websan-base", patch: `{"calendars": {"business": {"holidays": ["us-federal"]}}}`,
		asked:     func(a asker) string { return a.due("business", "2026-10-09T19:00:00Z", "8h") },
		byDefault: "2026-10-12T17:00Z", option: "2026-10-13T17:00Z"},
	{why: "AMB-4: a holiday on a Saturday: observed on Friday, or not", plan: "websan-success",
		patch: `{"calendars": {"business": {"holidays": ["us-federal"], "dates": {"2026-07-03": "08:00-18:00"}}}}`,
		asked: func(a asker) string {
			if a.Calendars["business"].Dates == nil {
				a = a.with(`{"calendars": {"business": {"holidays": ["us-federal"]}}}`)
			}
			return a.due("business", "2026-07-02T21:00:00Z", "4h")
		},
		byDefault: "2026-07-06T15:00Z", option: "2026-07-03T15:00Z"},
	{why: "AMB-5: the plan's time for every level, or for critical alone", plan: "websan-winning",
		patch: `{"sla": {"targets": [{"id": "critical", "when": {"level": "P1"}, "clock": "business", "within": {"response": "2h"}},
			{"id": "response", "within": {"response": "8h"}}]}}`,
		asked: func(a asker) string {
			return a.target("level=P3", "response") + ", " + a.target("level=P1", "response")
		},
		byDefault: "2h business, 2h business", option: "8h business, 2h business"},
	{why: "AMB-6: outside hours the clock stands, or nothing is promised", plan: "websan-winning", patch: `{"sla": {"targets": [{"id": "response", "when": {"during": "business"}}]}}`,
		asked:     func(a asker) string { return a.target("during=none", "response") },
		byDefault: "2h business", option: "none"},
	{why: "AMB-7: a credit weighs, or counts the clock", plan: "saastech", patch: `{"pools": {"credit": {"weights": false}}}`,
		asked: func(a asker) string { return a.buys("credit", "12h", priority.P3) }, byDefault: "8h0m0s", option: "12h0m0s"},
	{why: "AMB-8: weighted hours, or a wallet", plan: "saastech",
		patch: `{"pools": {"credit": {"of": "money"}}, "cover": [{"id": "credit", "drop": true}], "items": [
			{"id": "credit-12", "grants": [{"pool": "credit", "amount": "720.00"}]}, {"id": "credit-40", "grants": [{"pool": "credit", "amount": "2000.00"}]},
			{"id": "included", "drop": true}]}`,
		asked: func(a asker) string {
			return fmt.Sprint(a.item("credit-12").Grants[0].Amount, " ", a.covered("kind=support"))
		},
		byDefault: "12h credit: draw", option: "720.00 per-use: charge"},
	{why: "AMB-9: beyond the credit PER USE, or the bundle's column", plan: "saastech", patch: `{"rates": [{"id": "hour", "price": "60.00"}]}`,
		asked: func(a asker) string { return a.rate("200m", priority.P3) }, byDefault: "400.00", option: "300.00"},
	{why: "AMB-10: a credit ends inside a unit: to the second, or whole units", plan: "saastech", patch: `{"cover": [{"id": "credit", "step": "15m"}]}`,
		asked:     func(a asker) string { return "step " + a.Cover[a.cover("credit")].Step.String() },
		byDefault: "step ", option: "step 15m"},
	{why: "AMB-12: three calls of five minutes: per entry, or per ticket and day", plan: "saastech", patch: `{"measure": [{"id": "quarter", "per": ["ticket", "day"]}]}`,
		asked: func(a asker) string { return a.billed(5, 5, 5).String() }, byDefault: "45m0s", option: "15m0s"},
	{why: "AMB-12: up, or to the nearest", plan: "saastech", patch: `{"measure": [{"id": "quarter", "round": "half-up 15m"}]}`,
		asked: func(a asker) string { return a.billed(20).String() }, byDefault: "30m0s", option: "15m0s"},
	{why: "AMB-12: no grace, or some minutes", plan: "saastech", patch: `{"measure": [{"id": "quarter", "grace": "5m"}]}`,
		asked: func(a asker) string { return a.billed(20).String() }, byDefault: "30m0s", option: "15m0s"},
	{why: "AMB-13: the included hours weigh, or count the clock", plan: "saastech",
		patch: `{"pools": {"included": {"of": "time", "weights": false}}, "cover": [{"id": "included", "as": "draw", "from": ["included"]}],
			"items": [{"id": "included", "grants": [{"pool": "included", "amount": "3h"}]}]}`,
		asked:     func(a asker) string { return a.buys(a.item("included").Grants[0].Pool, "3h", priority.P1) },
		byDefault: "1h12m0s", option: "3h0m0s"},
	{why: "AMB-14: paid by the year, 3 h a term, or a month", plan: "saastech", params: map[string]string{"term": "year"},
		patch: `{"items": [{"id": "included", "grants": [{"pool": "credit", "amount": "3h", "every": "month"}]}]}`,
		asked: func(a asker) string { return a.granted("included") + " h a year" }, byDefault: "3 h a year", option: "36 h a year"},
	{why: "AMB-15: purchased credits last, or n months", plan: "saastech",
		patch: `{"items": [{"id": "credit-12", "grants": [{"pool": "credit", "amount": "12h", "expires": "12 months"}]}]}`,
		asked: func(a asker) string { return a.expires("credit-12", "2026-05-01") }, byDefault: "never", option: "2027-05-01"},
	{why: "AMB-16: holidays unplanned, or all", plan: "saastech", patch: `{"classify": {"rules": [{"id": "holiday", "when": {"during": "holiday"}}]}}`,
		asked:     func(a asker) string { return a.level("planned=true during=holiday impact=none")[:2] },
		byDefault: "P4", option: "P1"},
	{why: "AMB-17: persistent is the third contact, or the nth", plan: "saastech", patch: `{"classify": {"rules": [{"id": "persistent", "when": {"contacts": ">=4 in 24h"}}]}}`,
		asked:     func(a asker) string { return a.persistent("2026-05-14T08:40:00Z") + " " },
		byDefault: "P1 persistent ", option: "P4 usable "},
	{why: "AMB-18: within the hour and in conflict, or either", plan: "saastech",
		patch: `{"classify": {"rules": [{"id": "at-once", "when": {"any": [{"needed": "<=1h"}, {"conflict": true}]}}]}}`,
		asked: func(a asker) string { return a.level("needed=1h conflict=false impact=none")[:2] }, byDefault: "P4", option: "P1"},
	{why: "AMB-21, AMB-64: across an edge work is split, or its start decides", plan: "saastech", patch: `{"split": "start"}`,
		asked: func(a asker) string { return "split " + string(a.Split) }, byDefault: "split ", option: "split start"},
	{why: "AMB-22: 5 and 10 minutes either side of closing: rounded once, or each", plan: "saastech", patch: `{"measure": [{"id": "quarter", "per": ["entry", "during"]}]}`,
		asked: func(a asker) string { return a.across(5, 10) }, byDefault: "15m0s", option: "30m0s"},
	{why: "AMB-25: the vendor's figures, or no targets", plan: "saastech", patch: `{"sla": null}`,
		asked: func(a asker) string { return a.target("level=P4", "response") }, byDefault: "24h office", option: "none"},
	{why: "AMB-29: soonest expiry first, or the caller's order", plan: "saastech", patch: `{"pools": {"credit": {"order": ["recorded", "id"]}}}`,
		asked: func(a asker) string { return fmt.Sprint(a.Pools["credit"].Order) }, byDefault: "[]", option: "[recorded id]"},
	{why: "AMB-32: actual time, or the planned estimate", plan: "websan-winning", patch: `{"measure": [{"id": "planned", "when": {"kind": "tweak"}, "per": "ticket", "basis": "estimate"}]}`,
		asked: func(a asker) string { return a.basis("kind=tweak") }, byDefault: "worked", option: "estimate"},
	{why: "AMB-33: over 1 hour all of it, or the excess", plan: "websan-winning", patch: `{"cover": [{"id": "tweak", "whole": false}]}`,
		asked: func(a asker) string {
			if a.Cover[a.cover("tweak")].Whole {
				return a.rate("95m", 0)
			}
			return a.rate("35m", 0)
		}, byDefault: "237.50", option: "87.50"},
	{why: "AMB-35: a seat of 16 Nov: a full month, or by day", plan: "websan-base", patch: `{"items": [{"id": "seats", "prorate": "day"}]}`,
		asked: func(a asker) string { return a.seatAdded() }, byDefault: "60", option: "30"},
	{why: "AMB-35: a seat of 16 Nov: a full month, or from the next", plan: "websan-base", patch: `{"items": [{"id": "seats", "prorate": "next"}]}`,
		asked: func(a asker) string { return a.seatAdded() }, byDefault: "60", option: "0"},
	{why: "AMB-36: to the end of day 30, or of the billing month", plan: "websan-base", patch: `{"term": {"notice": {"customer": "30 days to month-end inclusive"}}}`,
		asked: func(a asker) string { return a.ends(contract.Customer, "2026-11-10") }, byDefault: "2026-12-10", option: "2026-12-31"},
	{why: "AMB-36: the vocabulary's own 30 days are exclusive", plan: "websan-base", patch: `{"term": {"notice": {"customer": "30 days"}}}`,
		asked: func(a asker) string { return a.ends(contract.Customer, "2026-11-10") }, byDefault: "2026-12-10", option: "2026-12-09"},
	{why: "AMB-37: a new price from the next invoice, or after the week", plan: "websan-base", patch: `{"items": [{"id": "seats", "prorate": "day"}]}`,
		asked:     func(a asker) string { return a.repriced() },
		byDefault: "225.00 300.00", option: "280.00 300.00"}, // 22 of 30 days of 75.00 more
	{why: "AMB-38: phone hours lapse, or carry", plan: "ongoing", patch: `{"items": [{"id": "fee", "grants": [{"pool": "phone", "amount": "10h", "roll": {"lives": "month"}}]}]}`,
		asked: func(a asker) string { return fmt.Sprint(a.item("fee").Grants[0].Roll != nil) }, byDefault: "false", option: "true"},
	{why: "AMB-39: over 10 h with a word, or without", plan: "ongoing", patch: `{"cover": [{"id": "phone-over", "needs": null}]}`,
		asked: func(a asker) string { return a.over() + " " + a.rate("40m", 0) }, byDefault: "charge approval 56.67", option: "charge  56.67"},
	{why: "AMB-39: over 10 h charged, or not done", plan: "ongoing", patch: `{"cover": [{"id": "phone-over", "as": "refuse", "needs": null}]}`,
		asked: func(a asker) string { return a.over() }, byDefault: "charge approval", option: "refuse "},
	{why: "AMB-40: calls to the second, or in steps", plan: "ongoing", patch: `{"measure": [{"id": "calls", "per": "entry", "round": "up 6m"}]}`,
		asked: func(a asker) string { return a.billed(7).String() }, byDefault: "7m0s", option: "12m0s"},
	{why: "AMB-42: an estimate binds, or with a tolerance", plan: "ongoing", patch: `{"cover": [{"id": "additional", "tolerance": "10%"}]}`,
		asked: func(a asker) string { return a.Cover[0].Tolerance.String() }, byDefault: "0%", option: "10%"},
	{why: "AMB-44: more than 6 months is 7, or 6 count", plan: "kit-1-basic", params: discounted, patch: inclusive,
		asked: func(a asker) string { return a.total(prepays(6, "2026-10-01"), "2026-10-01", "2027-04-01") }, byDefault: "243000.00", option: "230850.00"},
	{why: "AMB-45: 3 months and more counts 3, or not", plan: "kit-2-standard", patch: `{"adjust": [{"id": "prepay", "by": {"mode": "volume", "tiers": [{"to": "3", "flat": "0%"}, {"flat": "-10%"}]}}]}`,
		asked: func(a asker) string { return a.discounts(3) }, byDefault: "10", option: "0"},
	{why: "AMB-46: up to 15 % is a cap, none stated is none", plan: "kit-1-basic", params: map[string]string{"discount": "-15%"},
		asked: func(a asker) string { return a.total(contract.Journal{}, "2026-10-01", "2026-11-01") }, byDefault: "45000.00", option: "38250.00"},
	{why: "AMB-47: discounts one after the other, or added up", plan: "kit-1-basic", params: discounted, patch: `{"adjust": [{"id": "plan-rate", "base": "list"}, {"id": "prepay", "base": "list"}]}`,
		asked: func(a asker) string { return a.month(7) }, byDefault: "38475", option: "38250"},
	{why: "AMB-47: discounts one after the other, or the best", plan: "kit-1-basic", params: discounted, patch: `{"adjust": [{"id": "plan-rate", "group": "d"}, {"id": "prepay", "group": "d"}]}`,
		asked: func(a asker) string { return a.month(7) }, byDefault: "38475", option: "40500"},
	{why: "AMB-48: 140 min over at the discounted rate, or the base rate", plan: "kit-1-basic", params: discounted, patch: `{"adjust": [{"id": "plan-rate", "on": ["fee"]}]}`,
		asked: func(a asker) string { return a.adjusted("hour", "140m") }, byDefault: "6300.00", option: "7000.00"},
	{why: "AMB-49: 40 h of development a request, or a month", plan: "kit-1-basic", patch: `{"cover": [{"id": "development-cap", "per": "month"}]}`,
		asked: func(a asker) string { return string(a.Cover[a.cover("development-cap")].Per[0]) }, byDefault: "ticket", option: "month"},
	{why: "AMB-52: the official calendar with its short days, or plain Mon-Fri", plan: "kit-1-basic", patch: `{"calendars": {"office": {"holidays": null}}}`,
		asked:     func(a asker) string { return a.due("office", "2026-11-03T15:00:00Z", "2h") },
		byDefault: "2026-11-05T08:00Z", option: "2026-11-04T07:00Z"},
	{why: "AMB-55: hours lapse, or carry as a rule", plan: "abonent-econom", params: map[string]string{"unused": "carry"},
		asked: func(a asker) string { return a.carries() }, byDefault: "false", option: "true"},
	{why: "AMB-56: 10 % over in 2 of 3, or any k of n", plan: "abonent-econom", patch: `{"pools": {"hours": {"alerts": [{"at": "120%", "in": "3 of 6"}]}}}`,
		asked: func(a asker) string {
			return fmt.Sprint(a.Pools["hours"].Alerts[0].At, " ", a.Pools["hours"].Alerts[0].In)
		}, byDefault: "110% 2 of 3", option: "120% 3 of 6"},
	{why: "AMB-57: the clock, or norm-hours", plan: "abonent-econom", params: map[string]string{"basis": "norm"},
		asked: func(a asker) string { return a.basis("") }, byDefault: "worked", option: "norm"},
	{why: "AMB-58: no levelling, or into the next month", plan: "abonent-econom", params: map[string]string{"excess": "level"},
		asked: func(a asker) string { return a.late("urgent=false") }, byDefault: "included", option: "defer"},
	{why: "AMB-61: the anchor day kept, or drifting", plan: "kit-2-standard", patch: `{"invoice": {"anchor": "start drifting"}}`,
		asked: func(a asker) string { return a.third("2026-01-31") }, byDefault: "2026-03-31", option: "2026-03-28"},
	{why: "AMB-66: packs once, or each month without lapse", plan: "kit-3-basic",
		patch: `{"items": [{"id": "pack", "of": null, "every": "month", "grants": [{"pool": "hours", "amount": "15h", "roll": {"lives": "ever"}}]}]}`,
		asked: func(a asker) string {
			j := contract.Journal{}
			if a.item("pack").Of == "order" {
				j.Orders = []contract.Order{{ID: "o", Item: "pack", At: at("2026-10-01T09:00:00Z")}}
			}
			s, err := a.c.Schedule(j, day("2026-10-01"), day("2027-01-01"))
			return fmt.Sprint(len(s.Charges)*15, " h a quarter ", err)
		}, byDefault: "15 h a quarter <nil>", option: "45 h a quarter <nil>"},
}

var discounted = map[string]string{"discount": "-10%"}

// TestAmbiguities asks each place that can be read in two ways of both.
func TestAmbiguities(t *testing.T) {
	r := shipped(t)
	for _, row := range ambiguities {
		if row.byDefault == row.option {
			t.Errorf("%s: the readings do not differ", row.why)
		}
		defaults := row.params
		if row.patch == "" {
			defaults = nil
		}
		a, err := agree(t, r, contract.Config{Plan: row.plan, Params: defaults}, "")
		if err != nil {
			t.Fatalf("%s: %v", row.why, err)
		}
		b, err := agree(t, r, contract.Config{Plan: row.plan, Params: row.params}, row.patch)
		if err != nil {
			t.Errorf("%s: %v", row.why, err)
			continue
		}
		if got := row.asked(a); got != row.byDefault {
			t.Errorf("%s: by default %q, want %q", row.why, got, row.byDefault)
		}
		if got := row.asked(b); got != row.option {
			t.Errorf("%s: as an option %q, want %q", row.why, got, row.option)
		}
	}
}

// Readings without an option.
func TestUnambiguous(t *testing.T) {
	r := shipped(t)
	saastech, err := agree(t, r, contract.Config{Plan: "saastech"}, "")
	if err != nil {
		t.Fatal(err)
	}
	kit3, err := agree(t, r, contract.Config{Plan: "kit-3-basic"}, "")
	if err != nil {
		t.Fatal(err)
	}
	_, without := r.Contract(contract.Config{ID: "c", Plan: "websan-base", Start: day("2026-10-01")})
	kit1, _ := r.Plan("kit-1-optimal", "")
	kit3Optimal, _ := r.Plan("kit-3-optimal", "")
	for _, tt := range []struct{ why, got, want string }{
		{"AMB-11: $22.50 follows from $90/h", saastech.column("credit-12", 15, priority.P3), "22.50"},
		{"AMB-19: planned changes are LOW", saastech.level("kind=change planned=true")[:2], "P4"},
		{"AMB-19: planned coding is HIGH", saastech.level("kind=coding planned=true production=false")[:2], "P2"},
		{"AMB-20: an unscheduled visit is HIGH", saastech.level("place=onsite planned=false during=office reported=true")[:2], "P2"},
		{"AMB-34: a time and material rate must be said", code(without), "missing_param"},
		{"AMB-50: no cap while the balance lasts", kit3.Cover[kit3.cover("hours")].UpTo.String(), ""},
		{"AMB-65: 25 h and 30 h under one name", kit1.Set["hours"] + " " + kit3Optimal.Set["hours"] + " " + kit1.Name, "25h 30h " + kit3Optimal.Name},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.why, tt.got, tt.want)
		}
	}
	kit2, err := agree(t, r, contract.Config{Plan: "kit-2-standard", Params: map[string]string{"discount": "-50%"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := kit2.total(contract.Journal{}, "2026-10-01", "2026-11-01"); got != "100000.00" {
		t.Errorf("AMB-51: the fee with half off the hour is %s, want 100000.00", got)
	}
	if got := kit2.adjusted("hour", "1h"); got != "1500.00" {
		t.Errorf("AMB-51: an hour with half off is %s, want 1500.00", got)
	}
}
