package contract_test

import (
	"slices"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// What adjustments make of lines of work.
func TestWorkLines_adjusted(t *testing.T) {
	const (
		hour   = `"rates": [{"id": "hour", "price": "60.00"}], "calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}`
		ticket = hour + `, "measure": [{"id": "step", "per": "ticket", "round": "up 15m"}]`
		tiers  = `"rates": [{"id": "hour", "per": "ticket", "price": {"tiers": [{"to": "1h", "unit": "20.00"}, {"unit": "10.00"}]}}]`
		off    = `, "adjust": [{"id": "off", "on": ["hour"], "when": {"not": {"during": "office"}}, "by": "50%"}]`
		levels = `, "levels": {"P1": {}, "P3": {}}, "classify": {"default": "P3", "rules": [{"id": "off", "when": {"not": {"during": "office"}}, "level": "P1"}]}`
		urgent = levels + `, "adjust": [{"id": "urgent", "on": ["hour"], "when": {"level": "P1"}, "by": "50%"}]`
		call   = `, "adjust": [{"id": "call", "on": ["hour"], "by": {"flat": "5.00"}}]`
		least  = `, "adjust": [{"id": "least", "on": ["hour"], "min": "25.00"}]`
		fuel   = `, "adjust": [{"id": "fuel", "on": ["hour"], "of": "time", "by": "10.00"}]`
		both   = `, "adjust": [{"id": "fuel", "on": ["hour"], "of": "time", "by": "10.00"}, {"id": "off", "on": ["hour"], "when": {"not": {"during": "office"}}, "by": "50%"}]`
	)
	crosses := entries("A 2026-05-04T16:30 60m ticket=T")
	two := entries("A 2026-05-04T10:00 30m ticket=T", "B 2026-05-04T12:00 20m ticket=T")
	for _, tt := range []struct {
		why, plan string
		entries   []contract.Entry
		amended   string // from 5 May on
		want      string
	}{
		{"half an hour at 60.00, and half an hour after hours at 90.00", hour + off, crosses, "", "75.00"},
		{"the same the other way round: 08:30 to 09:30", hour + off, entries("A 2026-05-04T08:30 60m"), "", "75.00"},
		{"the same where the ticket is rounded", ticket + off, crosses, "", "75.00"},
		{"where the urgent part is a line of its own, it is the one that costs more", hour + urgent, crosses, "", "75.00"},
		{"a discount that is agreed from midnight on is of the second hour", hour, entries("A 2026-05-04T23:00 120m"), `{"adjust": [{"id": "new", "on": ["hour"], "by": "-50%"}]}`, "90.00"},
		{"a surcharge that ends at midnight was of the first hour", hour + call, entries("A 2026-05-04T23:00 120m"), `{"adjust": [{"id": "call", "drop": true}]}`, "125.00"},
		{"5.00 on each line", hour + call, two, "", "60.00"},
		{"and where the ticket is rounded: 60 min, and twice 5.00", ticket + call, two, "", "70.00"},
		{"and by tiers: 10.00 + 6.67, and twice 5.00", tiers + call, two, "", "26.67"},
		{"at least 25.00 a line: 30.00 and 25.00", hour + least, two, "", "55.00"},
		{"and where the ticket is rounded: 36.00 and 25.00", ticket + least, two, "", "61.00"},
		{"and by tiers: twice 25.00", tiers + least, two, "", "50.00"},
		{"10.00 for each hour", hour + fuel, two, "", "58.33"},
		{"and where the ticket is rounded: of 60 min", ticket + fuel, two, "", "70.00"},
		{"each half hour has its own 5.00: 35.00, and 35.00 and a half", hour + both, crosses, "", "87.50"},
	} {
		cfg := contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01")}
		if tt.amended != "" {
			cfg.Amendments = []contract.Amendment{amendment(t, "2026-05-05", tt.amended)}
		}
		c, err := trySmall(t, tt.plan, cfg, "")
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

// The index raises a price from the day on which it was agreed: one that an amendment names within a
// period is what it says.
func TestWorkLines_indexed(t *testing.T) {
	const plan = `"rates": [{"id": "hour", "price": "60.00"}], "term": {"index": {"every": "year", "by": "10%"}}`
	for _, tt := range []struct {
		why, patch string
		want       []string
	}{
		{"66.00 since January, and 80.00 from 15 May on; the anniversary raises it", `{"rates": [{"id": "hour", "price": "80.00"}]}`, []string{"66.00", "80.00", "80.00", "88.00"}},
		{"what names no price lets it go on rising", `{"name": "other"}`, []string{"66.00", "66.00", "66.00", "72.60"}},
	} {
		c, err := trySmall(t, plan, contract.Config{ID: "c", Plan: "x", Start: day("2025-01-01"), Amendments: []contract.Amendment{amendment(t, "2026-05-15", tt.patch)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		a := account(t, c, contract.Journal{Entries: entries("A 2026-05-14T23:00 60m", "B 2026-05-15T00:00 60m", "C 2026-06-15T00:00 60m", "D 2027-06-15T00:00 60m")}, "2027-07-01")
		for i, id := range []string{"A", "B", "C", "D"} {
			x, err := a.Explain(id)
			if err != nil || len(x.Lines) != 1 || x.Lines[0].Amount.StringFixed(2) != tt.want[i] {
				t.Errorf("%s: %v, %v, want %s: %s", id, x.Lines, err, tt.want[i], tt.why)
			}
		}
	}
}
