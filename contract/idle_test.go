package contract_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// What is carried may live until the pool has not been used for a while.
func TestCarriedUntilLastUse(t *testing.T) {
	for _, total := range []string{"", `, "total": "1000%"`} {
		c := planned(t, `"pools": {"hours": {}}, "cover": [{"id": "hours", "as": "draw", "from": ["hours"]}],
			"rates": [{"id": "hour", "price": "60.00"}],
			"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "1h",
				"roll": {"lives": "2 months from last-use"`+total+`}}]}]`, contract.Config{Start: day("2026-01-01")})
		j := contract.Journal{Entries: []contract.Entry{worked("e1", "2026-01-10T10:00:00Z", 30*time.Minute, nil)}}
		for when, want := range map[string]string{
			"2026-03-31T00:00:00Z": "2h30m", // the rest of January, February, March
			"2026-04-01T00:00:00Z": "1h",    // not used since 10 January
			"2026-05-31T00:00:00Z": "2h",
			"2026-06-02T00:00:00Z": "1h", // nor since
		} {
			if got := left(t, accounted(t, c, j, "2026-07-01"), "hours", when); got != want {
				t.Errorf("total %q, %s: %s left, want %s", total, when, got, want)
			}
		}
		j.Entries = append(j.Entries, worked("e2", "2026-03-05T10:00:00Z", 30*time.Minute, nil))
		for when, want := range map[string]string{"2026-05-31T00:00:00Z": "4h", "2026-06-02T00:00:00Z": "1h"} {
			if got := left(t, accounted(t, c, j, "2026-07-01"), "hours", when); got != want {
				t.Errorf("total %q, used again, %s: %s left, want %s", total, when, got, want)
			}
		}
	}
}

// A percentage of a pool of tickets is a number of tickets.
func TestPercentOfTickets(t *testing.T) {
	c := planned(t, `"pools": {"fair": {"of": "ticket"}}, "rates": [{"id": "extra", "price": "60.00"}],
		"cover": [{"id": "fair-use", "as": "charge", "from": ["fair"], "beyond": "150%", "per": "month"}, {"id": "rest", "as": "included"}],
		"items": [{"id": "fair", "every": "month", "grants": [{"pool": "fair", "amount": "2"}]}]`, contract.Config{})
	var j contract.Journal
	for i, id := range []string{"a", "b", "c", "d"} {
		j.Entries = append(j.Entries, worked(id, "2026-03-05T10:00:00Z", time.Duration(i+1)*time.Hour, nil))
	}
	if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != "240.00" {
		t.Errorf("%s, want 240.00: the fourth ticket of three", got)
	}
}
