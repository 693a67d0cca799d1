package contract_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/sla"
)

// Where no terms are in force, between a contract and the one that renews it, nothing is done
// by the terms of either: what is told of that time is an error of its own, an assessment says
// so, nothing was promised. Work that outlasts its contract is charged by it, and flagged.
func TestGapInTerms(t *testing.T) {
	plan := `"calendars": {"always": "24/7"}, "sla": {"targets": [{"clock": "always", "within": {"response": "1h"}}]},
		"rates": [{"id": "hour", "price": "60.00"}], "items": [{"id": "pack", "of": "order", "price": "10.00"}]`
	ends := contract.Config{Start: day("2026-05-01"), Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-05-20"), Wanted: day("2026-05-31")}}}
	old, renewed := planned(t, plan, ends), planned(t, plan, contract.Config{Start: day("2026-06-15")})
	within := contract.Journal{Entries: entries("G 2026-06-05T10:00 30m")}
	opened := contract.Ticket{ID: "T", Events: []sla.Event{{ID: "o", At: at("2026-06-05T10:00:00Z"), Type: sla.Opened}}}
	for _, tt := range []struct {
		name        string
		c           *contract.Contract
		work, order []string
	}{
		{"the one that ended", old, []string{"entries[0].from after_end"}, []string{"orders[0].at after_end"}},
		{"the one that renews it", renewed, []string{"entries[0].from before_start"}, nil},
	} {
		if _, err := tt.c.Account(within, day("2026-07-01")); !slices.Equal(paths(err), tt.work) {
			t.Errorf("%s: work between is %v", tt.name, err)
		}
		if _, err := tt.c.Account(contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-06-05T10:00")}}, day("2026-07-01")); !slices.Equal(paths(err), tt.order) {
			t.Errorf("%s: an order between is %v", tt.name, err)
		}
		v, err := tt.c.Assess(contract.Journal{}, contract.Request{At: at("2026-06-05T10:00:00Z"), Estimate: 1})
		if err != nil || v.Word() != contract.NotEntitled {
			t.Errorf("%s: asked for between it is %v, %v", tt.name, v.Word(), err)
		}
	}
	var missing *contract.NotFoundError
	if _, err := old.Clock(opened); !errors.As(err, &missing) {
		t.Errorf("a ticket opened between: %v", err)
	}
	j := contract.Journal{Tickets: []contract.Ticket{opened}, Entries: entries("E 2026-05-31T23:30 60m", "F 2026-05-31T10:00 60m")}
	a := account(t, old, j, "2026-07-01")
	for id, want := range map[string]int{"E": 1, "F": 0} {
		flags, err := a.Flags(id)
		if err != nil || len(flags) != want || want == 1 && flags[0].Code != contract.FlagEnd {
			t.Errorf("%s: %v, %v", id, flags, err)
		}
	}
	if got := owed(t, a); got != "120.00" {
		t.Errorf("both are charged: %s", got)
	}
	kept, err := old.Compliance(j, contract.Period{From: day("2026-06-01"), To: day("2026-07-01")})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range kept {
		if m.Met+m.Breached != 0 {
			t.Errorf("nothing was promised after the end: %v", m)
		}
	}
}

// A plan that can be agreed on only later is not found, at the start and for an amendment.
func TestGapInEditions(t *testing.T) {
	r := registryOf(t, []byte(`{"version": 1, "id": "p", "currency": "EUR", "zone": "Europe/Berlin"}`),
		[]byte(`{"version": 1, "id": "q", "edition": "2027", "from": "2027-01-01", "currency": "EUR", "zone": "Europe/Berlin"}`))
	var missing *contract.NotFoundError
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "q", Start: day("2026-10-01")}); !errors.As(err, &missing) {
		t.Errorf("at the start: %v", err)
	}
	a := contract.Amendment{ID: "a", By: contract.Customer, Agreed: true, From: day("2026-12-31"), Plan: "q"}
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "p", Start: day("2026-10-01"), Amendments: []contract.Amendment{a}}); !errors.As(err, &missing) {
		t.Errorf("a day too early: %v", err)
	}
	a.From = day("2027-01-01")
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "p", Start: day("2026-10-01"), Amendments: []contract.Amendment{a}}); err != nil {
		t.Error(err)
	}
}
