package contract_test

import (
	"testing"
	"time"

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
