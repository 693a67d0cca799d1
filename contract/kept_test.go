package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

func event(id string, kind sla.Type, when string) sla.Event {
	return sla.Event{ID: id, Type: kind, At: at(when)}
}

// What is priced by how long an answer took goes by the time that the clock counted, in the
// month in which it stopped.
func TestItemOfMetric(t *testing.T) {
	c := planned(t, `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}, "facts": {"vip": "flag"},
		"items": [{"id": "quick", "of": "response", "when": {"not": {"vip": true}}, "price": {"tiers": [{"to": "1h", "flat": "20.00"}, {"to": "4h", "flat": "-15.00"}, {"flat": "-5.00"}]}}],
		"sla": {"targets": [{"clock": "office", "within": {"response": "8h"}}]}`, contract.Config{})
	j := contract.Journal{Tickets: []contract.Ticket{
		// Friday 13 March 16:30, answered on Monday 09:15: 45 minutes
		{ID: "T1", Facts: contract.Facts{"vip": "false"}, Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z"), event("b", sla.AgentReply, "2026-03-16T09:15:00Z")}},
		// opened in March, answered in April after an hour and a half
		{ID: "T2", Facts: contract.Facts{"vip": "false"}, Events: []sla.Event{event("a", sla.Opened, "2026-03-31T16:00:00Z"), event("b", sla.AgentReply, "2026-04-01T09:30:00Z")}},
		{ID: "T3", Facts: contract.Facts{"vip": "true"}, Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z"), event("b", sla.AgentReply, "2026-03-16T09:15:00Z")}},
		{ID: "T4", Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z")}},
		{ID: "T5"},
	}}
	a := accounted(t, c, j, "2026-05-01")
	if got, want := linesOfRule(t, a, "quick"), "03 use 20.00, 04 use 5.00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	closed, err := a.Close(a.Periods()[0])
	if err != nil || closed.Lines[0].Ticket != "T1" || closed.Lines[0].Quantity != "45m" {
		t.Errorf("%+v, %v", closed.Lines, err)
	}
}

// A ticket whose events make no sense is refused, and not left out of what was promised.
func TestTicketRefused(t *testing.T) {
	c := planned(t, `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}},
		"items": [{"id": "broken", "of": "breaches", "price": "-10.00"}],
		"sla": {"targets": [{"clock": "office", "within": {"response": "8h"}}]}`, contract.Config{})
	opened := event("a", sla.Opened, "2026-03-13T16:30:00Z")
	for _, tt := range []struct {
		events []sla.Event
		want   string
	}{
		{[]sla.Event{opened, event("b", sla.Opened, "2026-03-14T16:30:00Z")}, "tickets[1].events[1] second_opened"},
		{[]sla.Event{event("b", sla.AgentReply, "2026-03-12T16:30:00Z"), opened}, "tickets[1].events[0] before_opened"},
		{[]sla.Event{opened, event("a", sla.Resolved, "2026-03-14T16:30:00Z")}, "tickets[1].events[1] conflict"},
	} {
		j := contract.Journal{Tickets: []contract.Ticket{{ID: "first"}, {ID: "T", Events: tt.events}}}
		_, err := c.Account(j, day("2026-04-01"))
		if got := strings.Join(paths(err), ", "); got != tt.want {
			t.Errorf("%v: %s (%v), want %s", tt.events, got, err, tt.want)
		}
	}
	reply := event("b", sla.AgentReply, "2026-03-18T16:30:00Z")
	for _, events := range [][]sla.Event{{opened, reply}, {reply, opened, reply}} {
		if got := due(t, accounted(t, c, contract.Journal{Tickets: []contract.Ticket{{ID: "T", Events: slices.Clone(events)}}}, "2026-04-01"), 0); got != "-10.00" {
			t.Errorf("%v: %s, want -10.00", events, got)
		}
	}
}

// What is told of a ticket after a period was closed leaves that as it is: what promises and items
// come to is put right in the next, and work stays as it was classified.
func TestTicketToldLate(t *testing.T) {
	c := planned(t, `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}, "facts": {"miles": "number"},
		"levels": {"P1": {}, "P4": {}}, "classify": {"default": "P4", "rules": [{"id": "down", "when": {"impact": "down"}, "level": "P1"}]},
		"rates": [{"id": "urgent", "when": {"level": "P1"}, "price": "100.00"}, {"id": "hour", "price": "60.00"}], "cover": [{"id": "all", "as": "charge"}],
		"items": [{"id": "broken", "of": "breaches", "price": "-10.00"}, {"id": "miles", "of": "miles", "price": "1.00"}],
		"sla": {"targets": [{"clock": "office", "within": {"response": "8h"}}]}`, contract.Config{})
	opened := event("a", sla.Opened, "2026-03-13T16:30:00Z")
	march := contract.Period{From: day("2026-03-01"), To: day("2026-04-01")}
	j := contract.Journal{
		Entries: []contract.Entry{{ID: "e", Ticket: "T", From: at("2026-03-16T10:00:00Z"), To: at("2026-03-16T11:00:00Z")}},
		Tickets: []contract.Ticket{
			{ID: "T", Events: []sla.Event{opened}},
			{ID: "T", Events: []sla.Event{opened, event("b", sla.AgentReply, "2026-03-16T09:00:00Z")}, Facts: contract.Facts{"impact": "down", "miles": "7"}, Recorded: at("2026-04-05T00:00:00Z")},
		},
	}
	rules := func(j contract.Journal) string {
		a := accounted(t, c, j, "2026-05-01")
		var list []string
		for _, rule := range []string{"all", "broken", "miles"} {
			list = append(list, linesOfRule(t, a, rule))
		}
		return strings.Join(list, "; ")
	}
	if got, want := rules(j), "03 work 100.00; ; 03 use 7.00"; got != want {
		t.Errorf("open: %s, want %s", got, want)
	}
	j.Closings = []contract.Closing{{ID: "c", Period: march, At: at("2026-04-01T00:00:00Z")}}
	if got, want := rules(j), "03 work 60.00; 03 use -10.00, 04 credit 10.00; 04 late 7.00"; got != want {
		t.Errorf("closed: %s, want %s", got, want)
	}
	slices.Reverse(j.Tickets)
	if got, want := rules(j), "03 work 60.00; 03 use -10.00, 04 credit 10.00; 04 late 7.00"; got != want {
		t.Errorf("in another order: %s, want %s", got, want)
	}
	j.Tickets = append(j.Tickets, contract.Ticket{ID: "T", Facts: contract.Facts{"impact": "up"}})
	if _, err := c.Account(j, day("2026-05-01")); err == nil || strings.Join(paths(err), ", ") != "tickets[2].id conflict" {
		t.Errorf("told at the same time, and otherwise: %v", err)
	}
}

// Five hours within one are taken, as two may have worked, and flagged.
func TestFlagLong(t *testing.T) {
	c := planned(t, `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "all", "as": "charge"}]`, contract.Config{})
	long, exactly := worked("a", "2026-03-02T10:00:00Z", time.Hour, nil), worked("b", "2026-03-03T10:00:00Z", time.Hour, nil)
	long.Time, exactly.Time = contract.Duration(5*time.Hour), contract.Duration(time.Hour)
	a := accounted(t, c, contract.Journal{Entries: []contract.Entry{long, exactly}}, "2026-04-01")
	for id, want := range map[string]string{"a": "[{long  5h worked within 1h}]", "b": "[]"} {
		if flags, err := a.Flags(id); err != nil || fmt.Sprint(flags) != want {
			t.Errorf("%s: %v, %v, want %s", id, flags, err, want)
		}
	}
	if got := due(t, a, 0); got != "360.00" {
		t.Errorf("%s, want 360.00", got)
	}
}

// What is promised by level is promised by the level that the rules make of a ticket, where
// nobody stated one.
func TestPromiseByRules(t *testing.T) {
	c := planned(t, `"calendars": {"office": "Mon-Fri 08:00-18:00", "always": "24/7"},
		"classify": {"default": "P3", "rules": [{"id": "down", "when": {"impact": "high", "channel": "phone"}, "level": "P1"}, {"id": "late", "when": {"during": "office"}, "level": "P2"}]},
		"sla": {"targets": [{"when": {"level": "P1"}, "clock": "always", "within": {"response": "15m"}}, {"when": {"level": "P2"}, "clock": "always", "within": {"response": "2h"}},
			{"clock": "always", "within": {"response": "8h"}}]}`, contract.Config{})
	const open, closed = "2026-03-02T10:00:00Z", "2026-03-02T20:00:00Z"
	for _, tt := range []struct {
		why, impact, at string
		level           priority.Level
		channel         string
		want            time.Duration
	}{
		{"impact and channel say P1", "high", closed, 0, "phone", 15 * time.Minute},
		{"in the office's hours", "low", open, 0, "phone", 2 * time.Hour},
		{"nothing matches: the default", "low", closed, 0, "mail", 8 * time.Hour},
		{"what was stated stands", "high", closed, priority.P2, "phone", 2 * time.Hour},
	} {
		opened := sla.Event{ID: "o", Type: sla.Opened, At: at(tt.at), Level: tt.level, Channel: tt.channel}
		ticket := contract.Ticket{ID: "T", Facts: contract.Facts{"impact": tt.impact}, Events: []sla.Event{opened, opened}}
		clock, err := c.Clock(ticket)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := clock.Result(sla.Response, opened.At); err != nil || r.Target != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.why, r.Target, err, tt.want)
		}
		if ticket.Events[0].Level != tt.level {
			t.Errorf("%s: the events handed in were changed", tt.why)
		}
	}
}

// A promise that an amendment brings is for tickets opened from then on: those before it, to which
// nothing was promised, keep nobody from counting what is broken of it.
func TestPromiseByAmendment(t *testing.T) {
	cfg := contract.Config{Amendments: []contract.Amendment{amendment(t, "2026-04-01", `{"sla": {"targets": [{"clock": "always", "within": {"response": "1h"}}]}}`)}}
	c := planned(t, `"calendars": {"always": "24/7"}, "items": [{"id": "broken", "of": "breaches", "price": "-10.00"}, {"id": "fee", "every": "month", "price": "100.00"}],
		"adjust": [{"id": "credit", "on": ["fee"], "of": "breaches", "by": {"unit": "-10%"}}], "invoice": {"bill": "arrears"}`, cfg)
	a := accounted(t, c, contract.Journal{Tickets: []contract.Ticket{
		{ID: "before", Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z")}},
		{ID: "after", Events: []sla.Event{event("a", sla.Opened, "2026-04-13T16:30:00Z")}},
	}}, "2026-06-01")
	for rule, want := range map[string]string{"broken": "04 use -10.00", "fee": "03 item 100.00, 04 item 90.00, 05 item 100.00"} {
		if got := linesOfRule(t, a, rule); got != want {
			t.Errorf("%s: %s, want %s", rule, got, want)
		}
	}
}

// What broken promises bring is for who ordered it, and adjusted, as any other item is.
func TestItemOfBreaches(t *testing.T) {
	c := planned(t, `"calendars": {"always": "24/7"}, "items": [{"id": "plus", "of": "order", "price": "5.00"}, {"id": "broken", "of": "breaches", "when": {"has": "plus"}, "price": "-10.00"}],
		"adjust": [{"id": "half", "on": ["broken"], "by": "-50%"}], "sla": {"targets": [{"clock": "always", "within": {"response": "1h"}}]}`, contract.Config{})
	j := contract.Journal{Tickets: []contract.Ticket{
		{ID: "T1", Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z")}},
		{ID: "T2", Events: []sla.Event{event("a", sla.Opened, "2026-03-13T16:30:00Z")}},
	}}
	if got := linesOfRule(t, accounted(t, c, j, "2026-04-01"), "broken"); got != "" {
		t.Errorf("not ordered: %s", got)
	}
	j.Orders = []contract.Order{{ID: "o", Item: "plus", At: at("2026-03-01T00:00:00Z"), Quantity: whole(1)}}
	if got := linesOfRule(t, accounted(t, c, j, "2026-04-01"), "broken"); got != "03 use -10.00" {
		t.Errorf("ordered: %s, want half of twice 10.00", got)
	}
}

// The share of promises kept is a fact of the period, for items and adjustments; nothing that decides
// which promise held can ask for it.
func TestAttainmentAsFact(t *testing.T) {
	c := planned(t, `"calendars": {"always": "24/7"}, "items": [{"id": "fee", "every": "month", "price": "100.00"}, {"id": "sorry", "every": "month", "when": {"attainment": "<60"}, "price": "-3.00"},
			{"id": "plus", "of": "order", "when": {"not": {"attainment": "<60"}}, "price": "0.00"}],
		"adjust": [{"id": "credit", "on": ["fee"], "when": {"attainment": "<95"}, "by": "-10%"}, {"id": "bonus", "on": ["invoice"], "when": {"attainment": ">=95"}, "by": "5%"}], "invoice": {"bill": "arrears"},
		"sla": {"targets": [{"when": {"has": "plus"}, "clock": "always", "within": {"response": "30m"}}, {"clock": "always", "within": {"response": "1h"}}]}`, contract.Config{})
	ticket := func(id, opened, answered string) contract.Ticket {
		return contract.Ticket{ID: id, Events: []sla.Event{event("a", sla.Opened, opened), event("b", sla.AgentReply, answered)}}
	}
	a := accounted(t, c, contract.Journal{Orders: []contract.Order{{ID: "o", Item: "plus", At: at("2026-04-02T00:00:00Z"), Quantity: whole(1)}}, Tickets: []contract.Ticket{
		ticket("T1", "2026-03-13T16:30:00Z", "2026-03-13T17:00:00Z"), ticket("T2", "2026-03-13T16:30:00Z", "2026-03-13T18:00:00Z"),
		ticket("T3", "2026-04-13T16:30:00Z", "2026-04-13T17:00:00Z"),
	}}, "2026-05-01")
	for n, want := range []string{"87.00", "105.00"} { // one of two: 90.00 less 3.00; all: 5 % more
		if got := due(t, a, n); got != want {
			t.Errorf("period %d: %s, want %s", n, got, want)
		}
	}
}

// A ticket that is reopened in the month after is charged what its clock counted in all, once.
func TestItemOfMetricReopened(t *testing.T) {
	c := planned(t, `"calendars": {"always": "24/7"}, "items": [{"id": "slow", "of": "resolution", "price": "10.00"}],
		"sla": {"targets": [{"clock": "always", "within": {"resolution": "8h"}}]}`, contract.Config{})
	a := accounted(t, c, contract.Journal{Tickets: []contract.Ticket{{ID: "T", Events: []sla.Event{
		event("a", sla.Opened, "2026-03-13T10:00:00Z"), event("b", sla.Resolved, "2026-03-13T11:00:00Z"),
		event("c", sla.Reopened, "2026-03-20T10:00:00Z"), event("d", sla.Resolved, "2026-03-20T11:00:00Z"),
		event("e", sla.Reopened, "2026-04-20T10:00:00Z"), event("f", sla.Resolved, "2026-04-20T13:00:00Z"),
	}}}}, "2026-06-01")
	if got, want := linesOfRule(t, a, "slow"), "03 use 20.00, 04 use 30.00"; got != want {
		t.Errorf("%s, want %s: five hours in all", got, want)
	}
	ids := map[string]bool{}
	for n := range a.Periods() {
		for _, l := range invoice(t, a, n).Lines {
			if ids[l.ID] {
				t.Errorf("%s stands on two invoices", l.ID)
			}
			ids[l.ID] = true
		}
	}
}
