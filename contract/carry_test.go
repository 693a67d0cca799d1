package contract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// What is carried is carried through whatever becomes of the item that brings it, and its total
// bounds all of it together.
func TestCarried(t *testing.T) {
	const fee, seats, pack, more = `{"id": "x", "every": "month", "grants": [GRANT]}`, `{"id": "x", "of": "users", "every": "month", "grants": [GRANT]}`,
		`{"id": "x", "of": "order", "grants": [GRANT]}`, `{"id": "x", "of": "order", "every": "month", "grants": [GRANT]}`
	read := func(values ...string) (j contract.Journal) {
		for i, text := range values {
			when, n, _ := strings.Cut(text, " ")
			j.Readings = append(j.Readings, reading(string(rune('a'+i)), "users", int(n[0]-'0'), when+"T00:00:00Z"))
		}
		return j
	}
	ordered := func(days ...string) (j contract.Journal) {
		for i, when := range days {
			j.Orders = append(j.Orders, order(string(rune('a'+i)), "x", when+"T00:00"))
		}
		return j
	}
	for _, tt := range []struct {
		why, item, grant, start, then, patch string // from a day on
		journal                              contract.Journal
		want                                 string // left on days
	}{
		{
			"an upgrade takes along what was saved", fee, `{"pool": "hours", "amount": "10h", "roll": {"total": "300%", "lives": "ever"}}`, "2026-01-01",
			"2026-04-01", `{"items": [{"id": "x", "grants": [{"pool": "hours", "amount": "20h", "roll": {"total": "300%", "lives": "ever"}}]}]}`, contract.Journal{},
			"03-31 30h, 04-01 50h, 05-01 70h, 06-01 80h, 07-01 80h",
		},
		{
			"a downgrade keeps it within the new total, once it is carried on", fee, `{"pool": "hours", "amount": "20h", "roll": {"total": "300%", "lives": "ever"}}`, "2026-01-01",
			"2026-05-01", `{"items": [{"id": "x", "grants": [{"pool": "hours", "amount": "10h", "roll": {"total": "300%", "lives": "ever"}}]}]}`, contract.Journal{},
			"04-30 80h, 05-01 70h, 06-01 40h",
		},
		{
			"a new total of the same hours counts", fee, `{"pool": "hours", "amount": "10h", "roll": {"total": "30h", "lives": "ever"}}`, "2026-01-01",
			"2026-04-01", `{"items": [{"id": "x", "grants": [{"pool": "hours", "amount": "10h", "roll": {"total": "10h", "lives": "ever"}}]}]}`, contract.Journal{},
			"04-01 40h, 05-01 20h, 06-01 20h",
		},
		{
			"what was saved outlives the item as without a total", fee, `{"pool": "hours", "amount": "10h", "roll": {"total": "30h", "lives": "2 months"}}`, "2026-01-01",
			"2026-04-01", `{"items": [{"id": "x", "drop": true}]}`, contract.Journal{}, "03-31 30h, 04-01 20h, 05-01 10h, 06-01 0s",
		},
		{
			"so it does where it lives until it is not used", fee, `{"pool": "hours", "amount": "10h", "roll": {"total": "30h", "lives": "5 months from last-use"}}`, "2026-01-01",
			"2026-04-01", `{"items": [{"id": "x", "drop": true}]}`, contract.Journal{Entries: []contract.Entry{worked("e", "2026-04-10T10:00:00Z", time.Hour, nil)}}, "03-31 30h, 04-01 30h, 05-01 29h, 09-09 29h, 09-10 0s",
		},
		{
			"seats that come have their total with those there are", seats, `{"pool": "hours", "amount": "1h", "roll": {"total": "5h", "lives": "ever"}}`, "2026-01-01", "", "",
			read("2026-01-01 2", "2026-04-01 3", "2026-06-10 4"), "03-31 6h, 04-01 8h, 05-01 8h, 06-10 9h, 07-01 9h",
		},
		{
			"and a percentage of it is of all of them", seats, `{"pool": "hours", "amount": "1h", "roll": {"total": "200%", "lives": "ever"}}`, "2026-01-01", "", "",
			read("2026-01-01 2", "2026-03-10 3"), "03-01 6h, 03-10 7h, 04-01 9h, 05-01 9h",
		},
		{
			"two grants of an item are two rows", fee, `{"pool": "hours", "amount": "1h", "roll": {"total": "300%", "lives": "ever"}}, {"pool": "hours", "amount": "1h", "priority": 2, "roll": {"total": "1h", "lives": "ever"}}`, "2026-01-01", "", "",
			contract.Journal{}, "01-31 2h, 02-01 4h, 03-01 5h, 04-01 6h, 05-01 6h",
		},
		{
			"a pack bought when another ends is one more", pack, `{"pool": "hours", "amount": "2h", "expires": "3 months", "roll": {"cap": "1h", "total": "300%", "lives": "ever"}}`, "2026-01-01", "", "",
			ordered("2026-01-10", "2026-04-10"), "01-10 2h, 04-10 3h, 07-10 2h",
		},
		{
			"orders that come round side by side", more, `{"pool": "hours", "amount": "2h", "roll": {"total": "300%", "lives": "ever"}}`, "2026-01-01", "", "",
			ordered("2026-01-10", "2026-01-15"), "01-31 4h, 02-01 8h, 03-01 12h, 04-01 16h, 05-01 16h",
		},
		{
			"a month from the last day of February is that of the next period", fee, `{"pool": "hours", "amount": "1h", "roll": {}}`, "2026-01-31", "", "", contract.Journal{},
			"02-28 2h, 03-30 2h, 03-31 2h, 04-29 2h, 04-30 2h, 05-30 2h",
		},
		{
			"it lives to an edge", fee, `{"pool": "hours", "amount": "1h", "roll": {"lives": "to 07-01"}}`, "2026-01-01", "", "", contract.Journal{}, "02-01 2h, 03-01 3h, 06-30 6h, 07-01 2h",
		},
		{
			"or some months from the grant", fee, `{"pool": "hours", "amount": "1h", "roll": {"lives": "3 months from grant"}}`, "2026-01-01", "", "", contract.Journal{}, "02-01 2h, 03-01 3h, 04-01 3h, 05-01 3h",
		},
		{
			"a pack is carried for as long as it lived", pack, `{"pool": "hours", "amount": "2h", "expires": "2 months", "roll": {}}`, "2026-01-01", "", "", ordered("2026-01-10"), "03-10 2h, 05-09 2h, 05-10 0s",
		},
		{"a share of nothing carries nothing", fee, `{"pool": "hours", "amount": "1h", "roll": {"share": "0%"}}`, "2026-01-01", "", "", contract.Journal{}, "02-01 1h, 03-01 1h"},
		{
			"work over the end of what is carried is cut there", pack, `{"pool": "hours", "amount": "2h", "expires": "month", "roll": {"lives": "10 days"}}`, "2026-01-01", "", "",
			contract.Journal{Orders: ordered("2026-01-10", "2026-02-11").Orders, Entries: []contract.Entry{worked("e", "2026-02-19T23:30:00Z", 2*time.Hour, nil)}}, "02-19 4h, 02-20 30m, 02-21 30m",
		},
	} {
		plan := `"facts": {"users": "meter"}, "pools": {"hours": {}}, "cover": [{"id": "hours", "as": "draw", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}],
			"items": [` + strings.Replace(tt.item, "GRANT", tt.grant, 1) + `]`
		cfg := contract.Config{Start: day(tt.start)}
		if tt.then != "" {
			cfg.Amendments = []contract.Amendment{amendment(t, tt.then, tt.patch)}
		}
		a := accounted(t, planned(t, plan, cfg), tt.journal, "2026-10-01")
		for want := range strings.SplitSeq(tt.want, ", ") {
			on, hours, _ := strings.Cut(want, " ")
			if got := left(t, a, "hours", "2026-"+on+"T12:00:00Z"); got != hours {
				t.Errorf("%s: %s left on %s, want %s", tt.why, got, on, hours)
			}
		}
	}
}
