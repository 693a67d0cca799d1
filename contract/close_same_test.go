package contract_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawEven draws a plan in which it does not matter to the sum which of two entries comes
// first: nothing lapses, all work weighs and costs the same, and what is rounded by groups
// is rounded to whole minutes and cents.
func drawEven(t *rapid.T, measures ...string) string {
	pick := func(name string, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, name) }
	// What a group adds when it grows falls on other entries of it: rules make no difference
	// between them, then.
	measure := pick("measure", measures...)
	grouped := measure != "" && !strings.HasSuffix(measure, `"per": "entry", "round": "up 15m"}`)
	var cover []string
	for i := range rapid.IntRange(0, 3).Draw(t, "rules") {
		if grouped {
			cover = append(cover, fmt.Sprintf(`{"id": "rule-%d", "as": %s}`, i, pick("as", `"draw", "from": ["hours"]`, `"draw", "from": ["clock", "hours"]`, `"included", "upto": "90m", "per": "contract"`)))
			continue
		}
		when := pick("when", "", "", `"when": {"kind": "a"}, `, `"when": {"not": {"kind": "a"}}, `)
		rule := pick("as", `"as": "draw", "from": ["hours"]`, `"as": "draw", "from": ["clock", "hours"]`,
			`"as": "included", "upto": "1h", "per": "ticket"`, `"as": "included", "upto": "1h", "per": "ticket", "whole": true`,
			`"as": "refuse", "beyond": "3h", "per": "ticket", "whole": true`, `"as": "included", "upto": "45m", "per": "day"`,
			`"as": "charge", "beyond": "100m", "per": "contract"`)
		if when != "" && strings.Contains(rule, "whole") {
			when = ""
		}
		cover = append(cover, fmt.Sprintf(`{"id": "rule-%d", %s%s}`, i, when, rule))
	}
	// One rule counts, before the draws: after them, or after another, it would count what that
	// leaves, and in another order that is of other tickets and days.
	draws := func(rule string) bool { return strings.Contains(rule, `"draw"`) }
	slices.SortStableFunc(cover, func(a, b string) int {
		return cmp.Compare(strings.Count(a, `"draw"`), strings.Count(b, `"draw"`))
	})
	for len(cover) > 1 && !draws(cover[1]) {
		cover = cover[1:]
	}
	// What a limit that reaches back gives back to a pool is for the work from then on: what was
	// charged while the pool was empty, in a period closed since, stays charged.
	if slices.ContainsFunc(cover, func(rule string) bool { return strings.Contains(rule, "refuse") }) {
		cover = slices.DeleteFunc(cover, draws)
	}
	if len(cover) > 0 && !draws(cover[0]) { // nor may the kinds differ then, that it counts together
		for i := range cover {
			cover[i] = strings.NewReplacer(`"when": {"kind": "a"}, `, "", `"when": {"not": {"kind": "a"}}, `, "").Replace(cover[i])
		}
	}
	prices := []string{`"60.00", "per": "contract"`}
	if !strings.Contains(strings.Join(cover, ""), "refuse") { // what is taken back is taken back at the price it was charged at
		prices = append(prices, `{"tiers": [{"to": "2h", "unit": "90.00"}, {"unit": "42.00"}]}, "per": "contract"`)
	}
	return strings.Join([]string{
		`"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}`,
		`"levels": {"P1": {"weight": "` + pick("weight", "1", "1.5", "2") + `"}}, "classify": {"default": "P1", "rules": [{"id": "off", "level": "P1", "when": {"not": {"during": "office"}}}]}`,
		`"measure": [` + measure + `]`,
		`"pools": {"hours": {"of": "time"}, "clock": {"of": "time", "weights": false}}`,
		`"cover": [` + strings.Join(cover, ", ") + `]`,
		`"items": [{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "3h"}]},
			{"id": "clock", "of": "order", "price": "10.00", "grants": [{"pool": "clock", "amount": "1h"}]}` +
			pick("use", "", `, {"id": "visit", "of": "visit", "price": "25.00"}`, `, {"id": "small", "of": "ticket", "price": "1.00"}`) + `]`,
		`"rates": [{"id": "hour", "price": ` + pick("hour", prices...) + `}]`,
	}, ", ")
}

// drawOrders draws what was bought on the first day.
func drawOrders(t *rapid.T) (list []contract.Order) {
	for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
		item := rapid.SampledFrom([]string{"pack", "clock"}).Draw(t, "item")
		list = append(list, order(fmt.Sprint("o", i), item, "2026-05-11T00:00"))
	}
	return list
}

func lawTotal(t *rapid.T, a *contract.Account) decimal.Decimal {
	sum := decimal.Zero
	for _, got := range all(t, a) {
		sum = sum.Add(got.Total)
	}
	return sum
}

func dumpLaw(t *rapid.T, a *contract.Account) {
	for _, got := range all(t, a) {
		for _, l := range got.Lines {
			t.Logf("%v %s code=%s as=%s worked=%v billed=%v credit=%v amount=%v", got.Period, l.ID, l.Code, l.As, l.Worked, l.Billed, l.Credit, l.Amount)
		}
	}
}

// A month closed, a late entry and its adjustment come to what the month would have with
// all facts known. So do an entry, and its reversal once the month is closed, come to
// nothing at all.
func TestLaw_lateIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := lawContract(t, drawEven(t, "", `{"id": "m", "per": "entry", "round": "up 15m"}`, `{"id": "m", "per": "ticket", "round": "up 10m"}`,
			`{"id": "m", "per": "day", "round": "half-up 15m", "min": "15m"}`, `{"id": "m", "per": "ticket", "first": "1h", "round": "up 30m"}`,
			`{"id": "m", "per": "entry", "round": "up 15m"}, {"id": "n", "pass": 2, "per": "period", "round": "up 1h"}`))
		j := contract.Journal{Orders: drawOrders(t)}
		for i := range rapid.IntRange(0, 10).Draw(t, "entries") {
			e := drawEntry(t, fmt.Sprint("e", i))
			e.Facts = contract.Facts{"kind": e.Facts["kind"]}
			j.Entries = append(j.Entries, e)
		}
		known := lawAccount(t, c, j)
		k := j
		k.Closings = drawClosings(t, known.Periods())
		late := lawAccount(t, c, k)
		if was, now := lawTotal(t, known), lawTotal(t, late); !was.Equal(now) {
			dumpLaw(t, known)
			t.Log("closed:")
			dumpLaw(t, late)
			t.Fatalf("closed in between it comes to %v, with all known to %v", now, was)
		}
	})
}

// An entry that was cut anywhere, its pieces handed over as entries, comes to the same, where
// no rounding is per entry. Entries do not overlap here: a piece that is worked after another
// entry would be covered after it.
func TestLaw_cut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawEven(t, "", `{"id": "m", "per": "ticket", "round": "up 10m"}`, `{"id": "m", "per": "day", "round": "half-up 15m", "min": "15m"}`,
			`{"id": "m", "per": "period", "round": "up 1h"}`)
		c := lawContract(t, plan)
		whole := contract.Journal{Orders: drawOrders(t)}
		cut := whole
		when := started.Add(8 * time.Hour)
		for i := range rapid.IntRange(1, 8).Draw(t, "entries") {
			e := drawEntry(t, fmt.Sprint("e", i))
			d := e.To.Sub(e.From)
			if e.To.IsZero() || e.Time != 0 {
				d = 95 * time.Minute
			}
			if e.Ticket == "" {
				e.Ticket = e.ID // what is in no group is a group of its own
			}
			when = when.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "after")) * time.Minute)
			if midnight := when.Truncate(24 * time.Hour).Add(24 * time.Hour); when.Add(d).After(midnight) {
				when = midnight // an entry is of the day on which it began
			}
			e.From, e.To, e.Time, e.Recorded = when, when.Add(d), 0, time.Time{}
			e.Facts = contract.Facts{"kind": e.Facts["kind"]}
			when = e.To
			whole.Entries = append(whole.Entries, e)
			rest := e
			for n := range rapid.IntRange(0, 2).Draw(t, "cuts") {
				m := int(rest.To.Sub(rest.From) / time.Minute)
				if m < 2 {
					break
				}
				piece := rest
				piece.ID += fmt.Sprint("-", n)
				piece.To = piece.From.Add(time.Duration(rapid.IntRange(1, m-1).Draw(t, "cut")) * time.Minute)
				rest.From = piece.To
				cut.Entries = append(cut.Entries, piece)
			}
			rest.ID += "-rest"
			cut.Entries = append(cut.Entries, rest)
		}
		one, many := lawAccount(t, c, whole), lawAccount(t, c, cut)
		if was, now := lawTotal(t, one), lawTotal(t, many); !was.Equal(now) {
			dumpLaw(t, one)
			t.Log("cut:")
			dumpLaw(t, many)
			t.Fatalf("cut it comes to %v, whole to %v", now, was)
		}
		for i, got := range all(t, one) {
			other := all(t, many)[i]
			for k, s := range got.Statements {
				// What is shared and then weighed is cut to the nanosecond in each piece.
				if d := s.Closing.Sub(other.Statements[k].Closing).Duration().Abs(); d > 100 {
					t.Fatalf("%v: %s ends with %v, whole with %v", got.Period, s.Pool, other.Statements[k].Closing, s.Closing)
				}
			}
		}
	})
}

// Work that was taken back before its period is closed never was; after, all of its money
// comes back, and the hours that live.
func TestLaw_reversal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := lawContract(t, drawPlan(t))
		j := drawJournal(t)
		j.Reversals = nil
		j.Closings = drawClosings(t, lawAccount(t, c, contract.Journal{Readings: j.Readings[:1]}).Periods())
		if len(j.Entries) == 0 {
			return
		}
		e := rapid.SampledFrom(j.Entries).Draw(t, "taken back")
		k := j
		k.Reversals = []contract.Reversal{{ID: "r", Entry: e.ID, At: knownAt(e)}}
		if !slices.ContainsFunc(j.Closings, func(c contract.Closing) bool { return knownAt(e).After(c.At) }) {
			// Reversed at once, it was never there.
			without := j
			without.Entries = slices.DeleteFunc(slices.Clone(j.Entries), func(x contract.Entry) bool { return x.ID == e.ID })
			without.Approvals = slices.DeleteFunc(slices.Clone(j.Approvals), func(x contract.Approval) bool { return x.Entry == e.ID })
			sameInvoices(t, all(t, lawAccount(t, c, without)), all(t, lawAccount(t, c, k)))
			return
		}
		k.Reversals[0].At = at("2026-10-20T00:00:00Z")
		a := lawAccount(t, c, k)
		checkLines(t, a)
		var left decimal.Decimal
		for _, got := range all(t, a) {
			for _, l := range got.Lines {
				if l.Entry == e.ID && l.As != "" { // a visit may have been for other work, too
					left = left.Add(l.Amount)
				}
			}
		}
		if !left.IsZero() {
			dumpLaw(t, a)
			t.Fatalf("%s was taken back and %v is left of it", e.ID, left)
		}
	})
}
