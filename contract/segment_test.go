package contract_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// An entry is one whole over the end of a month, too: for the most urgent level of its parts, and
// for the rule that measures it. May is the same whether June was asked for or not.
func TestSegment_overThePeriod(t *testing.T) {
	const (
		plan = `"calendars": {"sunday": {"week": "Sun 00:00-24:00"}, "monday": {"week": "Mon 00:00-24:00"}}, "levels": {"P1": {"weight": "2"}, "P3": {}}, "rates": [{"id": "hour", "price": "60.00"}], `
		off  = plan + `"classify": {"default": "P3", "rules": [{"id": "off", "when": {"during": "sunday"}, "level": "P1"}]}`
		on   = plan + `"classify": {"default": "P3", "rules": [{"id": "on", "when": {"during": "monday"}, "level": "P1"}]}`
		top  = `, "split": "highest"`
		by   = `, "measure": [{"id": "urgent", "per": "entry", "when": {"level": "P1"}, "round": "up 1h"}, {"id": "other", "per": "entry", "round": "up 1m"}]`
		open = plan + `"measure": [{"id": "monday", "per": "entry", "when": {"during": "monday"}, "round": "up 1h"}, {"id": "other", "per": "entry", "round": "up 1m"}]`
	)
	over := entries("A 2026-05-31T23:40 80m") // a Sunday: 20 min of May, an hour of June
	late := entries("A 2026-05-31T23:40 80m recorded=2026-06-10T00:00")
	long := entries("A 2026-05-30T23:40 25h") // 20 min of Saturday, Sunday, 40 min of Monday
	for _, tt := range []struct {
		why, plan string
		entries   []contract.Entry
		want      []string
	}{
		{"each part for itself: 20 min twice, and 60", off, over, []string{"40.00", "60.00"}},
		{"as the first part, in either month", off + top, over, []string{"40.00", "120.00"}},
		{"as the last part, in either month", on + top, over, []string{"40.00", "120.00"}},
		{"late: both parts are June's", on + top, late, []string{"0.00", "160.00"}},
		{"three parts, the first two in May", off + top, long, []string{"2920.00", "80.00"}},
		{"three parts, the last in June", on + top, long, []string{"2920.00", "80.00"}},
		{"the urgent part says how it is measured: an hour of either month", off + by, over, []string{"120.00", "60.00"}},
		{"the urgent part in June", on + by, over, []string{"60.00", "120.00"}},
		{"and both", on + by + top, over, []string{"120.00", "120.00"}},
		{"the calendar that is open in June alone", open, over, []string{"60.00", "60.00"}},
	} {
		j := contract.Journal{Entries: tt.entries, Closings: []contract.Closing{mayClosed}}
		a := account(t, small(t, tt.plan, ""), j, "2026-07-01")
		if got := totals(t, a); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
			dump(t, a)
		}
		if got := totals(t, account(t, small(t, tt.plan, ""), j, "2026-06-01")); !slices.Equal(got, tt.want[:1]) {
			t.Errorf("%v, want %v if May alone is asked for: %s", got, tt.want[:1], tt.why)
		}
	}
}

// What an amendment measures otherwise is measured for itself from then on; what it leaves as it
// was goes on, with the work before it.
func TestMeasure_amended(t *testing.T) {
	step := func(round string) string {
		return fmt.Sprintf(`"measure": [{"id": "step", "per": "ticket", "round": %q}], "rates": [{"id": "hour", "price": "60.00"}]`, round)
	}
	two := entries("A 2026-05-14T10:00 5m ticket=T", "B 2026-05-16T10:00 5m ticket=T")
	over := entries("A 2026-05-14T23:50 20m ticket=T", "B 2026-05-14T23:55 20m ticket=U") // worked at once, by two
	for _, tt := range []struct {
		why, plan, patch string
		entries          []contract.Entry
		want             string
	}{
		{"half an hour, and five minutes", step("up 30m"), `{"measure": [{"id": "step", "round": "up 5m"}]}`, two, "35.00"},
		{"five minutes, and half an hour", step("up 5m"), `{"measure": [{"id": "step", "round": "up 30m"}]}`, two, "35.00"},
		{"half an hour for both: the step is what it was", step("up 30m"), `{"rates": [{"id": "other", "when": {"kind": "x"}, "price": "1.00"}]}`, two, "30.00"},
		{"an entry has the step of its beginning: half an hour each", step("up 30m"), `{"measure": [{"id": "step", "round": "up 1h"}]}`, over, "60.00"},
	} {
		c, err := trySmall(t, tt.plan, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Amendments: []contract.Amendment{amendment(t, "2026-05-15", tt.patch)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		a := account(t, c, contract.Journal{Entries: tt.entries}, "2026-06-01")
		if got := totals(t, a); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%v, want %s: %s", got, tt.want, tt.why)
			dump(t, a)
		}
	}
}

// A quota per term is there again with each term; one per contract is not.
func TestCover_perTerm(t *testing.T) {
	plan := func(per, term string) string {
		return `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "free", "as": "included", "upto": "1h", "per": "` + per + `"}]` + term
	}
	const renews = `, "term": {"renews": "2 months"}`
	list := entries("A 2026-05-04T10:00 60m", "B 2026-06-30T23:00 120m", "C 2026-07-02T10:00 30m", "D 2026-08-31T23:30 30m", "E 2026-09-01T00:00 60m")
	for _, tt := range []struct {
		why, plan string
		want      []string
	}{
		{"May and June, July and August, September", plan("term", renews), []string{"0.00", "60.00", "30.00", "30.00", "0.00"}},
		{"one for ever", plan("contract", renews), []string{"0.00", "60.00", "90.00", "30.00", "60.00"}},
		{"a contract that does not renew has one term", plan("term", ""), []string{"0.00", "60.00", "90.00", "30.00", "60.00"}},
	} {
		a := account(t, small(t, tt.plan, ""), contract.Journal{Entries: list}, "2026-10-01")
		if got := totals(t, a); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
			dump(t, a)
		}
	}
}

// What was declined is not matched by the rule, and does not count below its marks.
func TestCover_declined(t *testing.T) {
	const hour = `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "included", "per": "month", "needs": "decision", `
	j := contract.Journal{Entries: entries("A 2026-05-04T10:00 60m", "B 2026-05-05T10:00 60m"), Approvals: []contract.Approval{
		{ID: "n", Entry: "A", Declined: true, At: at("2026-05-06T00:00:00Z")}, {ID: "y", Entry: "B", At: at("2026-05-06T00:00:00Z")}}}
	for _, tt := range []struct{ why, plan, want string }{
		{"the hour is B's", hour + `"upto": "1h"}]`, "60.00"},
		{"and is not gone over", hour + `"upto": "1h", "whole": true}]`, "60.00"},
		{"B is the first entry", hour + `"upto": "1 tickets"}]`, "60.00"},
		{"and is not beyond it", hour + `"beyond": "1h"}]`, "120.00"},
	} {
		if got := totals(t, account(t, small(t, tt.plan, ""), j, "2026-06-01")); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%v, want %s: %s", got, tt.want, tt.why)
		}
	}
}

// Work brings with it the items of its own terms, whenever in a period these change.
func TestUses_amended(t *testing.T) {
	const rest = `"rates": [{"id": "hour", "price": "0.00"}], "facts": {"miles": "number"}, "items": [{"id": "call", "of": "visit", "price": "25.00"},
		{"id": "miles", "of": "miles", "per": "period", "price": {"tiers": [{"to": "10", "unit": "0.00"}, {"unit": "1.00"}]}}]`
	list := entries("A 2026-05-14T10:00 5m visit=V miles=8", "B 2026-05-15T00:00 5m visit=W miles=12", "C 2026-05-16T10:00 5m visit=V")
	for _, tt := range []struct{ why, patch, want string }{
		{"two visits, and ten of 20 miles", `{"name": "other"}`, "60.00"},
		{"a visit of 15 May is dearer; that of V began before", `{"items": [{"id": "call", "price": "40.00"}]}`, "75.00"},
		{"nothing for coming any more", `{"items": [{"id": "call", "drop": true}]}`, "35.00"},
		{"something new: two entries", `{"items": [{"id": "small", "of": "entry", "price": "1.00"}]}`, "62.00"},
		{"12 miles from the first on, and eight that are free", `{"items": [{"id": "miles", "price": "0.50"}]}`, "56.00"},
		{"another condition counts on: ten of 20 miles", `{"items": [{"id": "miles", "when": {"miles": ">=1"}}]}`, "60.00"},
	} {
		c, err := trySmall(t, rest, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Amendments: []contract.Amendment{amendment(t, "2026-05-15", tt.patch)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		a := account(t, c, contract.Journal{Entries: list}, "2026-06-01")
		if got := totals(t, a); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%v, want %s: %s", got, tt.want, tt.why)
			dump(t, a)
		}
		checkLines(t, a)
	}
}

// What is called off costs what the terms of that day say.
func TestCalledOff_amended(t *testing.T) {
	c, err := trySmall(t, `"items": [{"id": "no-show", "of": "cancellation", "price": "30.00"}]`, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Amendments: []contract.Amendment{
		amendment(t, "2026-05-15", `{"facts": {"vip": "flag"}, "items": [{"id": "no-show", "when": {"vip": false}, "price": "50.00"}]}`),
	}}, "")
	if err != nil {
		t.Fatal(err)
	}
	off := func(id, when, vip string) contract.Cancellation {
		x := contract.Cancellation{ID: id, At: at(when), Appointment: at(when).Add(time.Hour)}
		if vip != "" {
			x.Facts = contract.Facts{"vip": vip}
		}
		return x
	}
	a := account(t, c, contract.Journal{Cancellations: []contract.Cancellation{
		off("x", "2026-05-14T23:59:59Z", ""), off("y", "2026-05-15T00:00:00Z", "false"), off("z", "2026-05-15T00:00:00Z", "true"),
	}}, "2026-06-01")
	if got := totals(t, a); !slices.Equal(got, []string{"80.00"}) {
		t.Errorf("%v, want 30.00 and 50.00", got)
		dump(t, a)
	}
}

// An entry is cut at the edges of the calendars of its terms, also of those that begin within it.
func TestSegment_amendedCalendar(t *testing.T) {
	const plan = `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}, "levels": {"P1": {"weight": "2"}, "P3": {}}, "rates": [{"id": "hour", "price": "60.00"}]`
	c, err := trySmall(t, plan, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Amendments: []contract.Amendment{
		amendment(t, "2026-05-15", `{"calendars": {"office": {"week": "Mon-Fri 06:00-17:00"}}, "classify": {"default": "P3", "rules": [{"id": "off", "when": {"not": {"during": "office"}}, "level": "P1"}]}}`),
	}}, "")
	if err != nil {
		t.Fatal(err)
	}
	// An hour of no level, six of the night that weigh twice, two of the day.
	a := account(t, c, contract.Journal{Entries: entries("A 2026-05-14T23:00 9h")}, "2026-06-01")
	if got := totals(t, a); !slices.Equal(got, []string{"900.00"}) {
		t.Errorf("%v, want 900.00", got)
		dump(t, a)
	}
}
