package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

const granting = `"params": {"tier": {"type": "word", "one_of": ["silver", "gold"], "default": "silver"}}, "facts": {"users": "meter"},
	"pools": {"set-up": {}, "fee": {}, "seats": {}, "more": {}, "pack": {}, "new": {}, "gold": {}, "once": {}},
	"cover": [{"id": "all", "as": "draw", "from": ["set-up", "fee", "seats", "more", "pack", "new", "gold", "once"]}],
	"items": [
		{"id": "set-up", "price": "1000.00", "grants": [{"pool": "set-up", "amount": "1h"}]},
		{"id": "fee", "every": "EVERY", "prorate": "PRORATE", "price": "1000.00", "grants": [{"pool": "fee", "amount": "1h"}]},
		{"id": "seats", "of": "users", "every": "month", "prorate": "PRORATE", "price": "1000.00", "grants": [{"pool": "seats", "amount": "1h"}]},
		{"id": "gold", "every": "month", "prorate": "PRORATE", "price": "1000.00", "when": {"$tier": "gold"}, "grants": [{"pool": "gold", "amount": "1h"}]},
		{"id": "once", "price": "1000.00", "when": {"$tier": "gold"}, "grants": [{"pool": "once", "amount": "1h"}]},
		{"id": "more", "of": "order", "every": "month", "prorate": "PRORATE", "price": "1000.00", "grants": [{"pool": "more", "amount": "1h"}]},
		{"id": "pack", "of": "order", "price": "1000.00", "grants": [{"pool": "pack", "amount": "1h"}]}],
	"invoice": {"anchor": "ANCHOR"}`

// Hours follow the money, whatever amendments, orders and meters do: whenever an item is
// charged, the hours that it brings are there from that day on, and as many of them; and
// there are no others.
func TestLaw_grantsFollowMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
		prorate := one("prorate", "none", "none", "next", "day", "exact")
		r := planOf(t, strings.NewReplacer("EVERY", one("every", "month", "quarter", "2 weeks", "year"), "PRORATE", prorate, "ANCHOR", one("anchor", "start", "calendar", "day 31", "start drifting")).Replace(granting))
		cfg := contract.Config{ID: "c", Plan: "p", Start: dates().Draw(t, "start"), Params: map[string]string{"tier": one("tier", "silver", "gold")}}
		from, until := cfg.Start, cfg.Start.AddDays(400)
		patches := []string{
			`{"items": [{"id": "fee", "every": "year"}]}`, `{"items": [{"id": "fee", "every": "1 month"}, {"id": "more", "every": "quarter"}]}`, `{"name": "Other"}`,
			`{"items": [{"id": "new", "every": "month", "prorate": "` + prorate + `", "price": "1000.00", "grants": [{"pool": "new", "amount": "1h"}]}]}`,
			`{"invoice": {"anchor": "calendar"}}`, `{"invoice": {"anchor": "day 10"}}`, `{"term": {"renews": "month"}}`,
		}
		parts := prorate == "day" || prorate == "exact" // of the money; hours come all the same
		tiers := []string{"gold", "silver"}
		if parts {
			tiers = tiers[:1] // paid for in part, given up and taken again within a period: its hours came once
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "amendments") {
			from = from.AddDays(rapid.SampledFrom([]int{1, 5, 20, 31, 60, 100}).Draw(t, "after"))
			cfg.Amendments = append(cfg.Amendments, contract.Amendment{
				ID: fmt.Sprint("a", i), By: contract.Customer, Agreed: true, From: from,
				Patch: parsePatch(t, one("patch", patches...)), Params: map[string]string{"tier": one("tier then", tiers...)},
			})
		}
		if rapid.Bool().Draw(t, "ends") {
			cfg.Notices = []contract.Notice{{ID: "n", By: contract.Customer, Given: cfg.Start.AddDays(rapid.IntRange(150, 400).Draw(t, "served"))}}
		}
		c := mustContract(t, r, cfg)
		instant := func() time.Time {
			return cfg.Start.AddDays(rapid.IntRange(-20, 140).Draw(t, "day")).In(berlin).Add(time.Duration(rapid.SampledFrom([]int{0, 9}).Draw(t, "hour")) * time.Hour)
		}
		j := contract.Journal{Readings: []contract.Reading{reading("r", "users", 2, "2020-01-01T00:00:00Z")}}
		for i := range rapid.IntRange(0, 3).Draw(t, "readings") {
			j.Readings = append(j.Readings, contract.Reading{ID: fmt.Sprint("r", i), Meter: "users", At: instant(), Value: whole(rapid.IntRange(0, 4).Draw(t, "users"))})
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
			o := contract.Order{ID: fmt.Sprint("o", i), Item: one("item", "pack", "more"), At: instant(), Quantity: whole(rapid.IntRange(1, 3).Draw(t, "n"))}
			j.Orders = append(j.Orders, o)
			if o.Item == "more" && rapid.IntRange(0, 2).Draw(t, "called off") == 0 {
				j.Cancellations = append(j.Cancellations, contract.Cancellation{ID: "x" + o.ID, Order: o.ID, At: o.At.AddDate(0, 0, rapid.IntRange(0, 80).Draw(t, "days"))})
			}
		}
		a, err := c.Account(j, until)
		if err != nil {
			t.Fatal(err)
		}
		charged, days := map[string]int{}, map[calendar.Date]bool{}
		for _, x := range scheduled(t, c, j, cfg.Start.AddDays(-30), until).Charges {
			if x.Code == contract.ChargeRefund || x.Amount.Sign() <= 0 || x.Rule == "seats" && parts {
				continue // what is paid back, or counted in parts
			}
			on := later(x.On, cfg.Start)
			n := int(x.Amount.IntPart() / 1000)
			if parts && x.Code == contract.ChargeOrder {
				n = int(j.Orders[slices.IndexFunc(j.Orders, func(o contract.Order) bool { return strings.HasSuffix(x.ID, o.ID) })].Quantity.D.IntPart())
			} else if parts {
				n = 1
			}
			charged[fmt.Sprint(x.Rule, " ", on)] += n
			charged[x.Rule] += n
			days[on] = true
		}
		granted := map[string]int{}
		hours := func(q ledger.Quantity) int { return int(q.Duration() / time.Hour) }
		for d := range days {
			for _, pool := range a.Pools() {
				list, err := a.Lots(pool, d.AddDays(1).In(berlin).Add(-1))
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range list {
					if calendar.DateIn(l.From, berlin) == d && (pool != "seats" || !parts) {
						granted[fmt.Sprint(pool, " ", d)] += hours(l.Amount)
					}
				}
			}
		}
		for _, p := range a.Periods() {
			got, err := a.Close(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range got.Statements {
				if n := hours(s.Granted); n != 0 && (s.Pool != "seats" || !parts) {
					granted[s.Pool] += n
				}
			}
		}
		maps.DeleteFunc(granted, func(_ string, n int) bool { return n == 0 })
		if diff := cmp.Diff(charged, granted); diff != "" {
			t.Fatalf("charged, and granted:\n%s", diff)
		}
	})
}
