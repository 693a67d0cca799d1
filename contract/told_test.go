package contract_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// What happens to a ticket after a period was closed changes nothing in it: neither what its work
// was measured, classified and charged by, nor which promises were broken.
func TestEventsAfterClosing(t *testing.T) {
	c := small(t, `"calendars": {"always": "24/7"}, "levels": {"P1": {"weight": "2"}, "P4": {}},
		"classify": {"pick": "highest", "default": "P4", "rules": [{"id": "again", "when": {"contacts": ">=2 in 24h"}, "level": "P1"}, {"id": "broken", "when": {"breached": "response"}, "level": "P1"}]},
		"measure": [{"id": "cycle", "per": "cycle", "round": "up 15m"}], "rates": [{"id": "hour", "price": "60.00"}],
		"sla": {"targets": [{"clock": "always", "within": {"response": "1h", "resolution": "72h"}}]},
		"items": [{"id": "fee", "every": "month", "price": "100.00", "bill": "arrears"}], "adjust": [{"id": "credit", "on": ["invoice"], "of": "breaches", "by": {"unit": "-10%"}}]`, "")
	event := func(id, when string, kind sla.Type) sla.Event {
		return sla.Event{ID: id, At: at(when + ":00Z"), Type: kind}
	}
	known := []sla.Event{event("o", "2026-05-30T09:00", sla.Opened), event("a", "2026-05-30T12:00", sla.AgentReply), event("m", "2026-05-30T13:00", sla.CustomerMessage)}
	after := []sla.Event{
		event("r", "2026-06-04T09:00", sla.Resolved), event("n", "2026-06-05T09:00", sla.Reopened), event("m2", "2026-06-05T09:10", sla.CustomerMessage), event("m3", "2026-06-05T09:20", sla.CustomerMessage),
		{ID: "p1", At: at("2026-06-06T09:00:00Z"), Type: sla.Reclassified, Level: 1}, event("r2", "2026-06-08T09:00", sla.Resolved),
	}
	closed := func(events []sla.Event) contract.Closed {
		j := contract.Journal{Entries: entries("E 2026-05-30T10:00 20m ticket=T", "F 2026-05-31T10:00 20m ticket=T"), Tickets: []contract.Ticket{{ID: "T", Events: events}}, Closings: []contract.Closing{mayClosed}}
		return invoice(t, account(t, c, j, "2026-07-01"), 0)
	}
	was, now := closed(known), closed(slices.Concat(known, after))
	if diff := cmp.Diff(was, now); diff != "" {
		t.Errorf("was, and is:\n%s", diff)
	}
	if got := was.Total.StringFixed(2); got != "150.75" {
		t.Errorf("%s, want 22.50 and twice 22.50 of work and the fee, less 10 %% for the answer that came late", got)
	}
}

// What happened to a ticket means the same to its work as to its clocks: what is open cannot be reopened,
// nor what was merged, and the level that it had is no change.
func TestCourseOfTicket(t *testing.T) {
	event := func(id, when string, kind sla.Type) sla.Event {
		return sla.Event{ID: id, At: at(when + ":00Z"), Type: kind}
	}
	opened, wrote, again := event("o", "2026-05-04T09:00", sla.Opened), event("m", "2026-05-04T09:10", sla.CustomerMessage), event("m2", "2026-05-04T09:20", sla.CustomerMessage)
	opened.Level = 4
	level := func(l priority.Level) sla.Event {
		return sla.Event{ID: "l", At: at("2026-05-04T09:15:00Z"), Type: sla.Reclassified, Level: l}
	}
	for _, tt := range []struct {
		why  string
		own  []sla.Event
		want string
	}{
		{"one cycle", nil, "15.00"},
		{"reopened while it was open: no other", []sla.Event{event("r", "2026-05-04T11:00", sla.Reopened)}, "15.00"},
		{"reopened after it was resolved: another", []sla.Event{event("s", "2026-05-04T10:30", sla.Resolved), event("r", "2026-05-04T11:00", sla.Reopened)}, "30.00"},
		{"reopened at the end of the first work, and resolved with it: none", []sla.Event{event("s", "2026-05-04T10:02", sla.Resolved), event("r", "2026-05-04T10:02", sla.Reopened)}, "15.00"},
		{"the second message, twice as much", []sla.Event{wrote, again}, "30.00"},
		{"the level that it had", []sla.Event{wrote, level(4), again}, "30.00"},
		{"another: the first since then", []sla.Event{wrote, level(3), again}, "15.00"},
	} {
		c := small(t, `"levels": {"P1": {"weight": "2"}, "P4": {}}, "classify": {"default": "P4", "rules": [{"id": "again", "when": {"contacts": ">=2 in 24h"}, "level": "P1"}]},
			"measure": [{"id": "cycle", "per": "cycle", "round": "up 15m"}], "rates": [{"id": "hour", "price": "60.00"}]`, "")
		j := contract.Journal{Entries: entries("E 2026-05-04T10:00 2m ticket=T", "F 2026-05-04T12:00 2m ticket=T"), Tickets: []contract.Ticket{{ID: "T", Events: append([]sla.Event{opened}, tt.own...)}}}
		if got := invoice(t, account(t, c, j, "2026-06-01"), 0).Total.StringFixed(2); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.want)
		}
	}
	c := small(t, `"rates": [{"id": "busy", "when": {"open": ">=1"}, "price": "120.00"}, {"id": "hour", "price": "60.00"}]`, "")
	merged := []sla.Event{opened, event("x", "2026-05-04T09:10", sla.Merged), event("r", "2026-05-04T09:20", sla.Reopened)}
	j := contract.Journal{Entries: entries("E 2026-05-04T10:00 1h ticket=T"), Tickets: []contract.Ticket{{ID: "T", Events: merged[:1]}, {ID: "U", Events: merged}}}
	if got := invoice(t, account(t, c, j, "2026-06-01"), 0).Total.StringFixed(2); got != "60.00" {
		t.Errorf("another ticket was merged: %s, want 60.00", got)
	}
}
