package contract_test

import (
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// Charged work is billed where the time over which its rate is settled ends: each period for
// itself, nothing set off. When the contract ends, so does that time.
func TestRateSettled(t *testing.T) {
	plan := `"pools": {"hours": {}}, "cover": [{"id": "hours", "as": "draw", "from": ["hours"]}],
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "1h"}]}],
		"rates": [{"id": "hour", "price": "100.00", "every": "`
	j := contract.Journal{Entries: []contract.Entry{
		worked("e1", "2026-01-10T10:00:00Z", 90*time.Minute, nil), worked("e2", "2026-02-10T10:00:00Z", 30*time.Minute, nil),
		worked("e3", "2026-03-30T10:00:00Z", 2*time.Hour, nil), worked("e4", "2026-04-10T10:00:00Z", 2*time.Hour, nil),
	}}
	for every, want := range map[string][]string{
		"month":   {"50.00", "0.00", "100.00", "100.00"},
		"quarter": {"0.00", "0.00", "150.00", "0.00"},
		"week":    {"50.00", "0.00", "0.00", "200.00"}, // of 26 March to 1 April
	} {
		c := planned(t, plan+every+`"}]`, contract.Config{Start: day("2026-01-01")})
		a := accounted(t, c, j, "2026-05-01")
		for n, w := range want {
			if got := due(t, a, n); got != w {
				t.Errorf("every %s, period %d: %s, want %s", every, n, got, w)
			}
		}
	}
	c := planned(t, plan+`quarter"}]`, contract.Config{Start: day("2026-01-01"),
		Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-04-12")}}})
	a := accounted(t, c, j, "2026-05-01")
	if got := due(t, a, 3); got != "100.00" {
		t.Errorf("the contract ends on %v: %s, want 100.00", c.End().LastDay, got)
	}
}

// What is taken back is credited when it is known, but not before it is billed: no credit note
// stands against an invoice that was never written.
func TestRateSettled_takenBack(t *testing.T) {
	quarterly := `"rates": [{"id": "hour", "price": "60.00", "every": "quarter"}]`
	j := contract.Journal{Entries: entries("A 2026-04-06T10:00 60m ticket=T", "B 2026-05-07T10:00 30m ticket=T")}
	for n := range 4 {
		from, to := calendar.AddMonths(day("2026-04-01"), n, 1), calendar.AddMonths(day("2026-04-01"), n+1, 1)
		j.Closings = append(j.Closings, contract.Closing{ID: from.String(), Period: contract.Period{From: from, To: to}, At: to.AddDays(2).In(time.UTC)})
	}
	taken := func(when string) []contract.Reversal {
		return []contract.Reversal{{ID: "r", Entry: "A", At: at(when)}}
	}
	for _, tt := range []struct {
		why, plan string
		reversals []contract.Reversal
		want      []string
	}{
		{"90 min in June", quarterly, nil, []string{"0.00", "0.00", "90.00", "0.00", "0.00"}},
		{"taken back in April: it never was", quarterly, taken("2026-04-07T00:00:00Z"), []string{"0.00", "0.00", "30.00", "0.00", "0.00"}},
		{"April is closed, and nothing of it is billed: A and its credit are June's", quarterly, taken("2026-05-20T00:00:00Z"), []string{"0.00", "0.00", "30.00", "0.00", "0.00"}},
		{"June is closed: July's", quarterly, taken("2026-07-20T00:00:00Z"), []string{"0.00", "0.00", "90.00", "-60.00", "0.00"}},
		{"all of it is refused when May goes over the cap: A and its credit are June's",
			quarterly + `, "cover": [{"id": "cap", "as": "refuse", "beyond": "1h", "per": "ticket", "whole": true}]`, nil, []string{"0.00", "0.00", "0.00", "0.00", "0.00"}},
	} {
		c := planned(t, tt.plan, contract.Config{Start: day("2026-04-01")})
		j.Reversals = tt.reversals
		a := accounted(t, c, j, "2026-09-01")
		if got := totals(t, a); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
			dump(t, a)
		}
		checkLines(t, a)
	}
}
