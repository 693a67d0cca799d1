package contract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// What was ordered is in force while anything is left of it, by the minute, for work and for items,
// in whatever order the plan lists them.
func TestInForce(t *testing.T) {
	const pack, round = `{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "1h"MORE}]}`, `{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "1h", "every": "month"MORE}]}`
	const vip = `{"id": "vip", "when": {"has": "pack"}, "as": "included"}`
	const bonus = `{"id": "bonus", "every": "month", "price": "5.00", "when": {"has": "pack"}, "grants": [{"pool": "bonus", "amount": "30m"}]}`
	const longer = `{"id": "other", "of": "order", "grants": [{"pool": "bonus", "amount": "1h", "expires": "month", "extend": {"when": {"has": "pack"}, "to": "month"}}]}`
	draws := func(when string) contract.Entry {
		return worked("d"+when, "2026-"+when+":00Z", time.Hour, contract.Facts{"kind": "a"})
	}
	works := func(when string) contract.Entry { return worked("w"+when, "2026-"+when+":00Z", time.Hour, nil) }
	for _, tt := range []struct {
		why, item, more, other string
		entries                []contract.Entry
		money, bonus           string // of the months; granted
	}{
		{"never used", pack, "", bonus, []contract.Entry{works("03-12T10:00")}, "5.00 5.00 5.00", "30m 30m 30m"},
		{"spent: what comes after in the month is charged", pack, "", bonus, []contract.Entry{works("01-12T09:00"), draws("01-12T10:00"), works("01-12T11:00"), works("02-12T10:00")}, "65.00 60.00 0.00", "30m 0s 0s"},
		{"the work that spends it is done while it is there", pack, "", `{"id": "other"}`, []contract.Entry{draws("01-12T10:00"), works("01-12T10:00")}, "0.00 0.00 0.00", "0s 0s 0s"},
		{"spent at the very instant of a new month", pack, "", bonus, []contract.Entry{draws("02-01T00:00")}, "5.00 5.00 0.00", "30m 30m 0s"},
		{"ended as the month begins", pack, `, "expires": "to month-end"`, bonus, []contract.Entry{works("01-31T22:00"), works("02-01T00:00")}, "5.00 60.00 0.00", "30m 0s 0s"},
		{"carried", pack, `, "expires": "to month-end", "roll": {"lives": "month"}`, bonus, []contract.Entry{works("02-01T00:00"), works("03-01T00:00")}, "5.00 5.00 60.00", "30m 30m 0s"},
		{"bought once, its hours come each month", round, "", bonus, []contract.Entry{draws("01-12T10:00"), works("01-12T11:00"), works("02-12T11:00")}, "5.00 5.00 5.00", "30m 30m 30m"},
		{"and are carried within a total", round, `, "roll": {"total": "300%"}`, bonus, []contract.Entry{works("01-12T11:00"), works("02-12T11:00")}, "5.00 5.00 5.00", "30m 30m 30m"},
		{"what is extended while it is there", pack, "", longer, []contract.Entry{draws("02-12T10:00")}, "0.00 0.00 0.00", "1h 0s 0s"},
	} {
		for _, items := range []string{tt.item + ", " + tt.other, tt.other + ", " + tt.item} {
			c := planned(t, `"pools": {"hours": {}, "bonus": {}}, "cover": [{"id": "draw", "when": {"kind": "a"}, "as": "draw", "from": ["hours"]}, `+vip+`],
				"rates": [{"id": "hour", "price": "60.00"}], "items": [`+strings.Replace(items, "MORE", tt.more, 1)+`]`, contract.Config{Start: day("2026-01-01")})
			j := contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-01-01T00:00")}, Entries: tt.entries}
			if tt.other == longer {
				j.Orders = append(j.Orders, order("p", "other", "2026-01-10T00:00"))
			}
			a := accounted(t, c, j, "2026-04-01")
			if got := strings.Join(totals(t, a), " "); got != tt.money {
				t.Errorf("%s: %s, want %s", tt.why, got, tt.money)
			}
			var hours []string
			for n := range a.Periods() {
				hours = append(hours, statement(t, a, n, "bonus").Granted.String())
			}
			if got := strings.Join(hours, " "); got != tt.bonus {
				t.Errorf("%s: %s granted, want %s", tt.why, got, tt.bonus)
			}
			if tt.other == longer {
				if got := left(t, a, "bonus", "2026-03-09T12:00:00Z") + left(t, a, "bonus", "2026-03-10T12:00:00Z"); got != "1h0s" {
					t.Errorf("%s: %s left on the last day and the next", tt.why, got)
				}
			}
		}
	}
}
