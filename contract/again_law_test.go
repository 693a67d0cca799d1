package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawGrouped draws a plan in which work counts together with other work: measured in groups,
// below marks, in tiers. It has one rate and no pools, and no rule asks for all work to date.
func drawGrouped(t *rapid.T) string {
	pick := func(name string, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, name) }
	per := func(name string) string {
		return pick(name, `"ticket"`, `"day"`, `"visit"`, `"week"`, `"period"`, `["ticket", "day"]`, `["ticket", "during"]`, `"entry"`)
	}
	var cover []string
	for i := range rapid.IntRange(0, 3).Draw(t, "rules") {
		rule := pick("as", `"as": "included", "upto": "1h"`, `"as": "included", "upto": "2 tickets"`,
			`"as": "refuse", "beyond": "90m"`, `"as": "included", "beyond": "20m", "upto": "1h"`, `"as": "refuse", "beyond": "1 tickets"`)
		group := pick("per", `"ticket"`, `"month"`, `"contract"`, `"day"`)
		if strings.Contains(rule, "tickets") {
			group = pick("of", `"month"`, `"contract"`)
		}
		cover = append(cover, fmt.Sprintf(`{"id": "rule-%d", %s"per": %s, %s}`, i, pick("when", "", "", `"when": {"during": "office"}, `), group, rule))
	}
	return strings.Join([]string{
		`"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}`,
		`"measure": [` + pick("measure", "", `{"id": "m", "round": "up 15m", "per": `+per("group")+`}`, `{"id": "m", "round": "half-up 10m", "free": "5m", "per": `+per("group")+`}`,
			`{"id": "m", "first": "30m", "round": "up 7m", "grace": "2m", "per": `+per("group")+`}`, `{"id": "m", "fixed": "40m", "per": `+per("group")+`}`,
			`{"id": "m", "round": "up 15m", "per": "entry"}, {"id": "n", "pass": 2, "min": "1h", "per": `+per("group")+`}`) + `]`,
		`"cover": [` + strings.Join(cover, ", ") + `]`,
		`"rates": [{"id": "hour", "price": ` + pick("price", `"60.00"`, `{"tiers": [{"to": "1h", "unit": "90.00"}, {"unit": "41.00"}]}, "per": `+pick("rated", `"ticket"`, `"month"`, `"contract"`)) + `}]`,
	}, ", ")
}

// What is taken back after its period was closed and entered again as it was costs what it did: it
// finds the place that it left, in what is measured together, below marks and in tiers.
func TestLaw_enteredAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := lawContract(t, drawGrouped(t))
		var j contract.Journal
		for i := range rapid.IntRange(1, 5).Draw(t, "entries") {
			e := drawEntry(t, fmt.Sprint("e", i))
			e.Facts, e.Recorded = nil, time.Time{}
			j.Entries = append(j.Entries, e)
		}
		periods := lawAccount(t, c, j).Periods()
		for i, p := range periods[:3] {
			j.Closings = append(j.Closings, contract.Closing{ID: fmt.Sprint("c", i), Period: p, At: p.To.AddDays(2).In(time.UTC)})
		}
		want := totalsOf(all(t, lawAccount(t, c, j)))
		e := rapid.SampledFrom(j.Entries).Draw(t, "again")
		when := j.Closings[2].At.Add(time.Hour)
		if knownAt(e).After(when) {
			t.Skip("worked later")
		}
		j.Reversals = []contract.Reversal{{ID: "r", Entry: e.ID, At: when}}
		e.ID, e.Recorded = "again", when
		j.Entries = append(slices.Clone(j.Entries), e)
		a := lawAccount(t, c, j)
		got := totalsOf(all(t, a))
		if got.Sub(want).Abs().GreaterThan(decimal.New(2, -2)) { // each line is rounded
			dumpLaw(t, a)
			t.Fatalf("%v, was %v", got, want)
		}
	})
}

// totalsOf is what invoices come to together.
func totalsOf(list []contract.Closed) (sum decimal.Decimal) {
	for _, c := range list {
		sum = sum.Add(c.Total)
	}
	return sum
}
