package contract_test

import (
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// A first period that is shorter than those that follow costs its part, if the item is
// prorated; what changes or ends within it is a part of the whole period, too.
func TestShortFirstPeriod(t *testing.T) {
	for _, tt := range []struct{ prorate, anchor, first, second, why string }{
		{"day", "calendar", "50.00", "100.00", "16 to 30 April: 15 of 30 days"},
		{"exact", "calendar", "50.00", "100.00", "the same to the second"},
		{"none", "calendar", "100.00", "100.00", "all of it"},
		{"day", "start", "100.00", "100.00", "the first period is whole"},
		{"day", "day 20", "12.90", "100.00", "16 to 19 April: 4 of the 31 days from 20 March"},
	} {
		c := planned(t, `"items": [{"id": "fee", "every": "month", "price": "100.00", "prorate": "`+tt.prorate+`"}],
			"invoice": {"every": "month", "anchor": "`+tt.anchor+`"}`, contract.Config{Start: day("2026-04-16")})
		a := accounted(t, c, contract.Journal{}, "2026-07-01")
		if got := due(t, a, 0); got != tt.first {
			t.Errorf("%s, %s: %s first, want %s: %s", tt.prorate, tt.anchor, got, tt.first, tt.why)
		}
		if got := due(t, a, 1); got != tt.second {
			t.Errorf("%s, %s: %s then, want %s: %s", tt.prorate, tt.anchor, got, tt.second, tt.why)
		}
	}
	c := planned(t, `"facts": {"users": "meter"}, "items": [{"id": "seats", "of": "users", "every": "month", "price": "30.00", "prorate": "day"}],
		"invoice": {"every": "month", "anchor": "calendar"}`, contract.Config{Start: day("2026-04-16")})
	j := contract.Journal{Readings: []contract.Reading{reading("a", "users", 2, "2026-04-16T00:00:00Z"), reading("b", "users", 3, "2026-04-21T00:00:00Z")}}
	if got := due(t, accounted(t, c, j, "2026-05-01"), 0); got != "40.00" {
		t.Errorf("%s, want 40.00: 2 × 15 days and one more for 10, of 30", got)
	}
}

// Rules of the end count the age of the contract when notice is given: a window to withdraw.
func TestAgeAtNotice(t *testing.T) {
	for given, want := range map[string]string{"2026-03-10": "-100.00", "2026-03-20": "0.00"} {
		c := planned(t, `"items": [{"id": "fee", "every": "month", "price": "100.00"},
			{"id": "back", "of": "paid", "when": {"ending": "early", "age": "<=14 days"}, "price": {"unit": "-100%"}}],
			"term": {"minimum": "6 months", "renews": "month"}`,
			contract.Config{Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day(given), Early: true, Wanted: day("2026-03-31")}}})
		if got := total(t, c, contract.Journal{}, "2026-04-01", "2026-04-02"); got != want {
			t.Errorf("given %s: %s, want %s", given, got, want)
		}
	}
}

// Business days are those of the promises, else of the first calendar.
func TestBusinessDays(t *testing.T) {
	for _, calendars := range []string{
		`"calendars": {"office": {"week": "Mon-Fri 09:00-17:00", "holidays": ["us-federal"]}}`,
		`"calendars": {"a": "24/7", "office": "Mon-Fri 09:00-17:00"}, "sla": {"targets": [{"clock": "office", "within": {"response": "1h"}}]}`,
	} {
		c := planned(t, calendars+`, "term": {"notice": {"customer": "5 business days"}}`, contract.Config{})
		end, err := c.EarliestEnd(contract.Customer, day("2026-09-24"))
		if err != nil || end.LastDay != day("2026-09-30") {
			t.Errorf("%v, %v, want 2026-09-30: Friday to Thursday are five, and the fifth is the first without", end.LastDay, err)
		}
	}
}
