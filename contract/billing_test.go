package contract_test

import (
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/sla"
)

// A row of what a month comes to under a shipped plan, as it is and as an option has it.
type billingRow struct {
	why    string
	plan   string
	patch  string // of the option; none: there is none
	start  string // none: 1 May 2026
	params map[string]string
	has    []string

	journal     contract.Journal
	want, other string // the first month: the invoice
}

func (r billingRow) total(t *testing.T, patch string) string {
	t.Helper()
	cfg := contract.Config{ID: "c", Plan: r.plan, Start: day("2026-05-01"), Params: r.params, Has: r.has, Class: "subscriber"}
	if r.start != "" {
		cfg.Start = day(r.start)
	}
	if patch != "" {
		var err error
		if cfg.Patch, err = contract.ParsePatch(patch); err != nil {
			t.Fatal(err)
		}
	}
	a := account(t, mustContract(t, shipped(t), cfg), r.journal, "2026-12-01")
	return invoice(t, a, 0).Total.StringFixed(2)
}

func runBilling(t *testing.T, rows []billingRow) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.why, func(t *testing.T) {
			if got := r.total(t, ""); got != r.want {
				t.Errorf("%s, want %s", got, r.want)
			}
			if r.patch == "" {
				return
			}
			if got := r.total(t, r.patch); got != r.other {
				t.Errorf("the option %s, want %s", got, r.other)
			}
		})
	}
}

// regina are entries on the clocks of SaaSTech's plan.
func regina(texts ...string) contract.Journal { return contract.Journal{Entries: local(-6, texts...)} }

const booked = " place=remote planned=true reported=true"

// persistent is a ticket with three messages in a day, and work after the third.
func persistent() contract.Journal {
	j := regina("E 2026-05-14T09:05 40m ticket=T" + booked)
	j.Tickets = []contract.Ticket{{ID: "T", Events: []sla.Event{
		{ID: "o", At: at("2026-05-13T09:00:00-06:00"), Type: sla.Opened}, {ID: "1", At: at("2026-05-13T11:10:00-06:00"), Type: sla.CustomerMessage},
		{ID: "2", At: at("2026-05-13T15:30:00-06:00"), Type: sla.CustomerMessage}, {ID: "3", At: at("2026-05-14T08:40:00-06:00"), Type: sla.CustomerMessage},
	}}}
	return j
}

// before is a journal with more work.
func before(j contract.Journal, texts ...string) contract.Journal {
	j.Entries = append(regina(texts...).Entries, j.Entries...)
	return j
}

// SaaSTech: what is worked becomes a level, steps of a quarter of an hour, and money.
func TestBilling_saastech(t *testing.T) {
	runBilling(t, []billingRow{
		{why: "A3: 45 min LOW per use", plan: "saastech", journal: regina("E 2026-05-04T10:00 45m" + booked), want: "60.00"},
		{why: "A8, A16: ten minutes of an unreported call are a quarter of MEDIUM", plan: "saastech", journal: regina("E 2026-05-04T10:00 10m channel=phone reported=false planned=true"), want: "30.00"},
		{why: "A13, A24: scheduled and remote is LOW", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m kind=consultation" + booked), want: "80.00"},
		{why: "A14: partly broken is MEDIUM", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m impact=partial reported=true planned=true"), want: "120.00"},
		{why: "A15: on the bench is MEDIUM", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m place=bench planned=true reported=true"), want: "120.00"},
		{why: "A17: severely impaired is HIGH", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m impact=severe reported=true planned=true"), want: "160.00"},
		{why: "A19: travel is HIGH for itself: 45 min of it and an hour of LOW", plan: "saastech", journal: regina("A 2026-05-04T10:00 35m ticket=T kind=travel planned=true", "B 2026-05-04T10:35 60m ticket=T"+booked), want: "200.00"},
		{why: "A22: down, and wanted in 45 min, is URGENT", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m impact=down needed=45m reported=true planned=true"), want: "200.00"},
		{why: "A25: an unscheduled connection is MEDIUM", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m place=remote planned=false reported=true"), want: "120.00"},
		{why: "A27: Memorial Day, unplanned", plan: "saastech", journal: regina("E 2026-05-25T11:00 60m place=remote planned=false reported=true"), want: "200.00"},
		{why: "A27: off hours, booked before", plan: "saastech", journal: regina("E 2026-05-26T19:30 60m" + booked), want: "80.00"},
		{why: "AMB-12: three calls of five minutes are a quarter each; per ticket and day, one", plan: "saastech",
			journal: regina("A 2026-05-04T10:00 5m ticket=T"+booked, "B 2026-05-04T11:00 5m ticket=T"+booked, "C 2026-05-04T12:00 5m ticket=T"+booked), want: "60.00",
			patch: `{"measure": [{"id": "quarter", "per": ["ticket", "day"]}]}`, other: "20.00"},
		{why: "AMB-12: up, or to the nearest", plan: "saastech", journal: regina("E 2026-05-04T10:00 20m" + booked), want: "40.00",
			patch: `{"measure": [{"id": "quarter", "round": "half-up 15m"}]}`, other: "20.00"},
		{why: "AMB-12: no grace, or five minutes", plan: "saastech", journal: regina("E 2026-05-04T10:00 19m" + booked), want: "40.00",
			patch: `{"measure": [{"id": "quarter", "grace": "5m"}]}`, other: "20.00"},
		{why: "AMB-12: three calls of five minutes are a quarter each; per ticket, whatever the day, one", plan: "saastech",
			journal: regina("A 2026-05-04T10:00 5m ticket=T"+booked, "B 2026-05-05T11:00 5m ticket=T"+booked, "C 2026-05-06T12:00 5m ticket=T"+booked), want: "60.00",
			patch: `{"measure": [{"id": "quarter", "per": "ticket"}]}`, other: "20.00"},
		{why: "AMB-12: three calls of six minutes are a quarter each; per invoice, 18 minutes are two", plan: "saastech",
			journal: regina("A 2026-05-04T10:00 6m ticket=T"+booked, "B 2026-05-05T11:00 6m ticket=U"+booked, "C 2026-05-06T12:00 6m"+booked), want: "60.00",
			patch: `{"measure": [{"id": "quarter", "per": "period"}]}`, other: "40.00"},
		{why: "AMB-12: up, or down", plan: "saastech", journal: regina("E 2026-05-04T10:00 29m59s" + booked), want: "40.00",
			patch: `{"measure": [{"id": "quarter", "round": "down 15m"}]}`, other: "20.00"},
		{why: "AMB-12: a minute is a quarter at least; nothing is nothing", plan: "saastech", journal: regina("E 2026-05-04T10:00 1m"+booked, "N 2026-05-05T10:00 0m"+booked), want: "20.00"},
		{why: "AMB-10: beyond the credit work is charged, or the credit owes it: 3 h of 3 h and 12 h", plan: "saastech", has: []string{"managed-workplace"},
			journal: regina("E 2026-05-04T09:00 4h" + booked), want: "80.00",
			patch: `{"cover": [{"id": "credit", "drop": true}, {"id": "now", "as": "draw", "from": ["credit"]}, {"id": "debt", "as": "borrow", "from": ["credit"]}]}`, other: "0.00"},
		{why: "AMB-16: booked holiday work keeps its level, or holidays are URGENT", plan: "saastech", journal: regina("E 2026-05-25T11:00 60m" + booked), want: "80.00",
			patch: `{"classify": {"rules": [{"id": "holiday", "when": {"during": "holiday"}}]}}`, other: "200.00"},
		{why: "AMB-17: the third contact is persistent, or the fourth", plan: "saastech", journal: persistent(), want: "150.00",
			patch: `{"classify": {"rules": [{"id": "persistent", "when": {"contacts": ">=4 in 24h"}}]}}`, other: "60.00"},
		{why: "AMB-17: within a day of the report, or within half a day", plan: "saastech", journal: persistent(), want: "150.00",
			patch: `{"classify": {"rules": [{"id": "persistent", "when": {"contacts": ">=3 in 12h"}}]}}`, other: "60.00"},
		{why: "AMB-17: from the third contact on: what was done before keeps its level", plan: "saastech", journal: before(persistent(), "B 2026-05-14T08:00 30m ticket=T"+booked), want: "190.00"},
		{why: "AMB-18, A20: within the hour and in conflict, or either", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m needed=45m conflict=false" + booked), want: "80.00",
			patch: `{"classify": {"rules": [{"id": "at-once", "when": {"needed": "<=1h"}}]}}`, other: "200.00"},
		{why: "AMB-18, A20: 61 minutes are not within the hour", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m needed=61m conflict=true" + booked), want: "80.00"},
		{why: "AMB-19: planned changes of content are LOW", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m kind=website-planning" + booked), want: "80.00"},
		{why: "AMB-19: code is HIGH", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m kind=coding production=false" + booked), want: "160.00"},
		{why: "AMB-20: an unscheduled visit is HIGH", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m place=onsite planned=false reported=true"), want: "160.00"},
		{why: "AMB-20: and URGENT off hours, if another rule says so", plan: "saastech", journal: regina("E 2026-05-04T19:00 60m place=onsite planned=false reported=true"), want: "200.00"},
		{why: "AMB-21: over closing each part for itself, or as it began", plan: "saastech", journal: regina("E 2026-05-04T16:30 60m place=remote planned=false reported=true"), want: "160.00",
			patch: `{"split": "start"}`, other: "120.00"},
		{why: "AMB-21: over closing each part for itself, or all as the most urgent", plan: "saastech", journal: regina("E 2026-05-04T16:30 60m place=remote planned=false reported=true"), want: "160.00",
			patch: `{"split": "highest"}`, other: "200.00"},
		{why: "AMB-22: 5 and 10 min about closing are rounded once: 10.00 and 33.33; or each", plan: "saastech", journal: regina("E 2026-05-04T16:55 15m place=remote planned=false reported=true"), want: "43.33",
			patch: `{"measure": [{"id": "quarter", "per": ["entry", "during"]}]}`, other: "80.00"},
		{why: "AMB-13, A12: three included hours weigh: 72 min of URGENT, 108 are charged; or count the clock", plan: "saastech", has: []string{"managed-workplace"},
			journal: regina("E 2026-05-04T10:00 3h impact=unusable"), want: "360.00", patch: `{"pools": {"credit": {"weights": false}}}`, other: "0.00"},
		{why: "AMB-64: half an hour over the end of the month is half of May's, with 3 h of either month", plan: "saastech", has: []string{"managed-workplace"},
			journal: regina("A 2026-05-30T10:00 165m"+booked, "B 2026-05-31T23:45 30m"+booked), want: "0.00", patch: `{"split": "start"}`, other: "20.00"},
		{why: "A9: a plan without exclusions covers any kind", plan: "saastech", journal: regina("E 2026-05-04T10:00 60m kind=anything" + booked), want: "80.00"},
	})
}
