package contract_test

import (
	"testing"

	"github.com/retainer-go/retainer/contract"
)

var (
	phoneDesk = map[string]string{"fee": "500.00", "phone_week": "Mon-Fri 09:00-17:00"}
	basicRate = map[string]string{"rate": "3000.00", "discount": "-10%"}
	material  = map[string]string{"tm_rate": "150.00"}
)

// approved is a journal with a yes to a ticket.
func approved(j contract.Journal, ticket, upto string) contract.Journal {
	y := contract.Approval{ID: "y", Ticket: ticket, At: at("2026-05-01T00:00:00Z")}
	if upto != "" {
		y.Estimate = estimate(upto)
	}
	j.Approvals = append(j.Approvals, y)
	return j
}

func newYork(texts ...string) contract.Journal { return contract.Journal{Entries: local(-4, texts...)} }

func moscow(texts ...string) contract.Journal { return contract.Journal{Entries: local(3, texts...)} }

func seated(j contract.Journal, n int) contract.Journal {
	j.Readings = append(j.Readings, seats(n, "2026-05-01T00:00:00Z"))
	return j
}

// Ongoing Support: ten hours on the phone, all else at the desk.
func TestBilling_ongoing(t *testing.T) {
	calls := []string{"A 2026-05-04T10:00 5h ticket=T channel=phone", "B 2026-05-05T10:00 5h ticket=T channel=phone", "C 2026-05-06T10:00 40m ticket=T channel=phone"}
	runBilling(t, []billingRow{
		{why: "B1, B2: mail costs nothing and no hours", plan: "ongoing", params: phoneDesk, journal: newYork("A 2026-05-04T03:00 12h channel=email"), want: "500.00"},
		{why: "B2: up to ten hours on the phone", plan: "ongoing", params: phoneDesk, journal: newYork(calls[:2]...), want: "500.00"},
		{why: "B3, AMB-39: over ten hours nothing is charged without a yes, or it is charged at once", plan: "ongoing", params: phoneDesk, journal: newYork(calls...), want: "500.00",
			patch: `{"cover": [{"id": "phone-over", "needs": null}]}`, other: "556.67"},
		{why: "AMB-39: 40 min with a yes are 56.67; or are not done", plan: "ongoing", params: phoneDesk, journal: approved(newYork(calls...), "T", ""), want: "556.67",
			patch: `{"cover": [{"id": "phone-over", "as": "refuse", "needs": null}]}`, other: "500.00"},
		{why: "AMB-40: calls to the second, or in quarters: 7 min", plan: "ongoing", params: phoneDesk, want: "509.92",
			journal: approved(newYork(calls[0], calls[1], "C 2026-05-06T10:00 7m ticket=T channel=phone"), "T", ""),
			patch:   `{"measure": [{"id": "calls", "per": "entry", "round": "up 15m"}]}`, other: "521.25"},
		{why: "AMB-40: to the second: 7 min 13 s are 10.22 and a third; or in minutes", plan: "ongoing", params: phoneDesk, want: "510.22",
			journal: approved(newYork(calls[0], calls[1], "C 2026-05-06T10:00 7m13s ticket=T channel=phone"), "T", ""),
			patch:   `{"measure": [{"id": "calls", "per": "entry", "round": "up 1m"}]}`, other: "511.33"},
		{why: "B4: monitoring draws nothing", plan: "ongoing", params: phoneDesk, journal: newYork("A 2026-05-04T10:00 30m channel=alert"), want: "500.00"},
		{why: "B6: 90 min out of scope", plan: "ongoing", params: phoneDesk, journal: approved(newYork("A 2026-05-04T10:00 90m ticket=W in_scope=false"), "W", "2h"), want: "627.50"},
		{why: "B26: nothing out of scope is billed before a yes", plan: "ongoing", params: phoneDesk, journal: newYork("A 2026-05-04T10:00 90m ticket=W in_scope=false"), want: "500.00"},
		{why: "B25, AMB-42: 7 h 15 on an estimate of 6 h 30: the estimate; with 10 % tolerance 7 h 09", plan: "ongoing", params: phoneDesk,
			journal: approved(newYork("A 2026-05-04T10:00 7h15m ticket=W in_scope=false"), "W", "6h30m"), want: "1052.50",
			patch: `{"cover": [{"id": "additional", "tolerance": "10%"}]}`, other: "1107.75"},
		{why: "B29, AMB-42: 11.5 % over is within 12 %", plan: "ongoing", params: phoneDesk,
			journal: approved(newYork("A 2026-05-04T10:00 7h15m ticket=W in_scope=false"), "W", "6h30m"), want: "1052.50",
			patch: `{"cover": [{"id": "additional", "tolerance": "12%"}]}`, other: "1116.25"},
	})
}

// WebSan: what is covered by which plan, and what becomes a project.
func TestBilling_websan(t *testing.T) {
	work := func(text, upto string) contract.Journal {
		return approved(seated(newYork("A 2026-05-04T10:00 "+text+" ticket=W"), 5), "W", upto)
	}
	runBilling(t, []billingRow{
		{why: "C1: five seats of Base", plan: "websan-base", params: material, journal: seated(contract.Journal{}, 5), want: "465.00"},
		{why: "C3: five seats of Winning", plan: "websan-winning", params: material, journal: seated(contract.Journal{}, 5), want: "1404.00"},
		{why: "C5: 14 h of break-fix are free, and counted", plan: "websan-base", params: material, journal: work("14h kind=break-fix", "14h"), want: "465.00"},
		{why: "C6: how-to on Base is charged", plan: "websan-base", params: material, journal: work("60m kind=how-to", "1h"), want: "615.00"},
		{why: "C6: how-to on Success is free", plan: "websan-success", params: material, journal: work("60m kind=how-to", "1h"), want: "1014.00"},
		{why: "C10, AMB-32: a tweak of 60 min is covered", plan: "websan-winning", params: material, journal: work("60m kind=tweak", "2h"), want: "1404.00"},
		{why: "C11, AMB-32, AMB-33: one of 61 is a project, or its last minute is", plan: "websan-winning", params: material, journal: work("61m kind=tweak", "2h"), want: "1556.50",
			patch: `{"cover": [{"id": "tweak", "whole": false}]}`, other: "1406.50"},
		{why: "AMB-32: 61 minutes of a tweak planned for 60: a project, of which an hour is approved; by the plan it is covered", plan: "websan-winning", params: material, journal: work("61m kind=tweak estimate=60m", "1h"), want: "1554.00",
			patch: `{"measure": [{"id": "planned", "when": {"kind": "tweak"}, "per": "ticket", "basis": "estimate"}]}`, other: "1404.00"},
		{why: "C10: 40 min at 17:40: 20 are within business hours", plan: "websan-winning", params: material,
			journal: approved(seated(newYork("A 2026-05-04T17:40 40m ticket=W kind=tweak"), 5), "W", "2h"), want: "1454.00"},
		{why: "C12: phase 2 is charged", plan: "websan-winning", params: material, journal: work("60m kind=phase-2", "1h"), want: "1554.00"},
		{why: "C15: hardware is not done", plan: "websan-winning", params: material, journal: work("60m kind=hardware", "1h"), want: "1404.00"},
		{why: "C16: nor plug-ins", plan: "websan-winning", params: material, journal: work("60m kind=plug-in", "1h"), want: "1404.00"},
		{why: "C18: nor visits", plan: "websan-winning", params: material, journal: work("60m kind=break-fix place=onsite", "1h"), want: "1404.00"},
	})
}

// The Russian plans: hours that lapse, that are statistics, that last.
func TestBilling_hours(t *testing.T) {
	over := moscow("A 2026-05-12T10:00 15h ticket=T channel=email", "B 2026-05-14T10:00 140m ticket=T channel=email")
	hours := map[string]string{"hours": "15h", "readiness": "10500.00", "work": "30000.00"}
	packs := func(j contract.Journal) contract.Journal {
		j.Orders = append(j.Orders, contract.Order{ID: "p", Item: "pack", At: at("2026-05-01T00:00:00+03:00")})
		return j
	}
	long := func(d string) contract.Journal {
		return moscow("A 2026-05-12T10:00 " + d + " untimed ticket=D kind=development channel=email")
	}
	runBilling(t, []billingRow{
		{why: "E8: within the hours the fee is all", plan: "kit-1-basic", params: basicRate, journal: moscow("A 2026-05-12T10:00 11h30m channel=email"), want: "40500.00"},
		{why: "AMB-48: 140 min over at the plan's discounted rate, or the base rate", plan: "kit-1-basic", params: basicRate, journal: over, want: "46800.00",
			patch: `{"adjust": [{"id": "plan-rate", "on": ["fee"]}]}`, other: "47500.00"},
		{why: "E16: 40 h of development are in: 15 drawn, 25 charged", plan: "kit-1-basic", params: basicRate, journal: long("40h"), want: "108000.00"},
		{why: "E16, AMB-49: 40 h 15 are out; as excess a quarter is", plan: "kit-1-basic", params: basicRate, journal: long("40h15m"), want: "40500.00",
			patch: `{"cover": [{"id": "development-cap", "whole": false}]}`, other: "108000.00"},
		{why: "E20: without a cap 120 h are charged, if estimated", plan: "kit-2-standard", params: map[string]string{"rate": "3000.00", "fee": "100000.00"}, journal: approved(long("120h"), "D", "120h"), want: "460000.00"},
		{why: "E17: hours are not limited", plan: "kit-2-standard", params: map[string]string{"rate": "3000.00", "fee": "100000.00"}, journal: over, want: "100000.00"},
		{why: "E25: 45 h of development from a pack of 50", plan: "kit-3-maximum", params: map[string]string{"rate": "3000.00"}, journal: packs(long("45h")), want: "150000.00"},
		{why: "E25: of 55 h, 5 are short, and not done", plan: "kit-3-maximum", params: map[string]string{"rate": "3000.00"}, journal: packs(long("55h")), want: "150000.00"},
		{why: "D12: 17 h 20 of 15 are statistics", plan: "abonent-econom", params: hours, journal: over, want: "40500.00"},
	})
}

// AMB-62: a late entry is a line of the open period at the rate of its day, though the rate
// was raised since.
func TestBilling_lateRate(t *testing.T) {
	raise, err := contract.ParsePatch(`{"rates": [{"id": "hour", "price": "100.00"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	cfg := contract.Config{
		ID: "c", Plan: "saastech", Start: day("2026-05-01"),
		Amendments: []contract.Amendment{{ID: "a", By: contract.Provider, Agreed: true, From: day("2026-06-01"), Patch: raise}},
	}
	j := regina("A 2026-05-04T10:00 60m recorded=2026-06-10T00:00"+booked, "B 2026-06-12T10:00 60m"+booked)
	j.Closings = []contract.Closing{closing("c1", "2026-05-01", "2026-06-01", "2026-06-03T00:00")}
	a := account(t, mustContract(t, shipped(t), cfg), j, "2026-07-01")
	if got := totals(t, a); got[0] != "0.00" || got[1] != "180.00" {
		t.Errorf("%v, want 0.00 and 80.00 + 100.00", got)
	}
	l := invoice(t, a, 1).Lines[0]
	if l.Code != contract.ChargeLate || l.On != day("2026-05-04") || l.Amount.StringFixed(2) != "80.00" {
		t.Errorf("the late line is %s of %v: %v", l.Code, l.On, l.Amount)
	}
	if flags, err := a.Flags("A"); err != nil || len(flags) != 1 || flags[0].Code != contract.FlagLate {
		t.Errorf("flags %v, %v", flags, err)
	}
}
