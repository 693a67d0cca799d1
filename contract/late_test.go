package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// totals are the totals of the invoices of an account, in order.
func totals(t testing.TB, a *contract.Account) (list []string) {
	t.Helper()
	for n := range a.Periods() {
		list = append(list, invoice(t, a, n).Total.StringFixed(2))
	}
	return list
}

var mayClosed = closing("c1", "2026-05-01", "2026-06-01", "2026-06-03T00:00")

// corrected are entries of May, of which the first was wrong: it is taken back in June, and entered
// again as the second.
func corrected(wrong, right string, others ...string) contract.Journal {
	j := contract.Journal{Entries: entries(append(others, wrong, right+" recorded=2026-06-10T00:00")...), Closings: []contract.Closing{mayClosed}}
	id, _, _ := strings.Cut(wrong, " ")
	j.Reversals = []contract.Reversal{{ID: "r", Entry: id, At: at("2026-06-10T00:00:00Z")}}
	return j
}

func with(j contract.Journal, approvals ...contract.Approval) contract.Journal {
	j.Approvals = append(j.Approvals, approvals...)
	return j
}

// What comes after a period was closed counts in the first that is open.
func TestLate(t *testing.T) {
	pack := `"rates": [{"id": "hour", "price": "60.00"}], "pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "rest", "as": "charge"}],
		"items": [{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "2h"}]}]`
	lateOrder := func(id, when, recorded string) contract.Order {
		o := order(id, "pack", when)
		o.Recorded = at(recorded + ":00Z")
		return o
	}
	for _, tt := range []struct {
		name, why, plan string
		journal         contract.Journal
		until           string
		want            []string
	}{
		{
			"an entry", "AMB-62: a line of June, at the rate of May", pack,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 60m", "B 2026-05-05T10:00 30m recorded=2026-06-10T00:00"), Closings: []contract.Closing{mayClosed}},
			"2026-07-01", []string{"60.00", "30.00"},
		},
		{
			"an order", "May was charged without its hours, and stays; the price and the hours are June's", pack,
			contract.Journal{
				Orders:  []contract.Order{lateOrder("o", "2026-05-02T00:00", "2026-06-10T00:00")},
				Entries: entries("A 2026-05-04T10:00 60m", "B 2026-06-15T10:00 150m"), Closings: []contract.Closing{mayClosed},
			},
			"2026-07-01", []string{"60.00", "130.00"},
		},
		{
			"an order and two open periods", "it is charged once, in June, and not again in July", pack,
			contract.Journal{Orders: []contract.Order{lateOrder("o", "2026-05-02T00:00", "2026-06-10T00:00")}, Closings: []contract.Closing{mayClosed}},
			"2026-09-01", []string{"0.00", "100.00", "0.00", "0.00"},
		},
		{
			"a reversal", "the money comes back", pack,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 60m"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"60.00", "-60.00"},
		},
		{
			"a reversal of what was drawn", "the hours come back: from 10 June two are there again", pack,
			contract.Journal{
				Orders:  []contract.Order{order("o", "pack", "2026-05-02T00:00")},
				Entries: entries("A 2026-05-04T10:00 120m", "B 2026-06-09T10:00 60m", "C 2026-06-11T10:00 120m"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"100.00", "60.00"},
		},
		{
			"an approval", "AMB-39: what waited in May is charged in June", `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "charge", "needs": "approval"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 40m"), Closings: []contract.Closing{mayClosed},
				Approvals: []contract.Approval{{ID: "y", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"0.00", "40.00"},
		},
		{
			"an approval after two closings", "it is charged when it is known", `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "charge", "needs": "approval"}]`,
			contract.Journal{
				Entries:   entries("A 2026-05-04T10:00 40m"),
				Closings:  []contract.Closing{mayClosed, closing("c2", "2026-06-01", "2026-07-01", "2026-07-03T00:00")},
				Approvals: []contract.Approval{{ID: "y", Entry: "A", At: at("2026-07-10T00:00:00Z")}},
			},
			"2026-08-01", []string{"0.00", "0.00", "40.00"},
		},
		{
			"a refusal", "what was declined falls on, when that is known", `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "included", "needs": "decision"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 40m"), Closings: []contract.Closing{mayClosed},
				Approvals: []contract.Approval{{ID: "n", Declined: true, Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"0.00", "40.00"},
		},
		{
			"an estimate approved in part", "what is beyond it waits on", `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "charge", "needs": "estimate"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 40m ticket=T"), Closings: []contract.Closing{mayClosed},
				Approvals: []contract.Approval{{ID: "y", Ticket: "T", Estimate: estimate("30m"), At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"0.00", "30.00"},
		},
		{
			"work put off", "it is charged in the period it comes back in", `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "cap", "as": "included", "upto": "1h", "per": "month"}, {"id": "later", "as": "defer"}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 90m", "B 2026-06-04T10:00 30m")},
			"2026-08-01", []string{"0.00", "0.00", "0.00"},
		},
		{
			"work put off, up to a limit", "90 min in May; 10 of the 30 that June has no hours for, 20 are charged", `"rates": [{"id": "hour", "price": "60.00"}], "pools": {"hours": {"of": "time"}},
				"cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "later", "as": "defer", "upto": "100m", "per": "entry"}],
				"items": [{"id": "fee", "every": "month", "price": "10.00", "grants": [{"pool": "hours", "amount": "1h"}]}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 150m")},
			"2026-08-01", []string{"10.00", "30.00", "10.00"},
		},
		{
			"a group rounded together", "PLAN-MODEL 7.5: two calls of 5 min of one day are a quarter; the second came late, and adds nothing",
			`"rates": [{"id": "hour", "price": "60.00"}], "measure": [{"id": "day", "per": "day", "round": "up 15m"}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 5m", "B 2026-05-04T11:00 5m recorded=2026-06-10T00:00"), Closings: []contract.Closing{mayClosed}},
			"2026-07-01", []string{"15.00", "0.00"},
		},
		{
			"a group rounded together, over the step", "the difference is posted",
			`"rates": [{"id": "hour", "price": "60.00"}], "measure": [{"id": "day", "per": "day", "round": "up 15m"}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 5m", "B 2026-05-04T11:00 12m recorded=2026-06-10T00:00"), Closings: []contract.Closing{mayClosed}},
			"2026-07-01", []string{"15.00", "15.00"},
		},
		{
			"a wrong entry of a group rounded together", "10 min instead of 5: with B a quarter, as it was",
			`"rates": [{"id": "hour", "price": "60.00"}], "measure": [{"id": "day", "per": "day", "round": "up 15m"}]`,
			corrected("A 2026-05-04T10:00 5m", "A2 2026-05-04T10:00 10m", "B 2026-05-04T11:00 5m"), "2026-07-01", []string{"15.00", "0.00"},
		},
		{
			"a wrong entry of a tweak", "the hour of the ticket is there again: 45 min of it are used, and 15 were B's",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "tweak", "as": "included", "upto": "1h", "per": "ticket"}]`,
			corrected("A 2026-05-04T10:00 45m ticket=T", "A2 2026-05-04T10:00 40m ticket=T", "B 2026-05-04T11:00 20m ticket=T"), "2026-07-01", []string{"5.00", "0.00"},
		},
		{
			"a wrong ticket", "U is the first of two that are free, and T was none",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "free", "as": "included", "upto": "2 tickets", "per": "contract"}]`,
			corrected("A 2026-05-04T10:00 60m ticket=T", "A2 2026-05-04T10:00 60m ticket=U", "B 2026-05-04T11:00 60m ticket=V"), "2026-07-01", []string{"0.00", "0.00"},
		},
		{
			"a wrong entry in tiers", "half an hour at 90.00 instead of one; the half hour of B stands at 40.00",
			`"rates": [{"id": "hour", "per": "ticket", "price": {"tiers": [{"to": "1h", "unit": "90.00"}, {"unit": "40.00"}]}}]`,
			corrected("A 2026-05-04T10:00 60m ticket=T", "A2 2026-05-04T10:00 30m ticket=T", "B 2026-05-04T11:30 30m ticket=T"), "2026-07-01", []string{"110.00", "-45.00"},
		},
		{
			"a wrong entry of an estimate", "an hour is approved, and half of it used",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "ask", "as": "charge", "needs": "estimate"}]`,
			with(corrected("A 2026-05-04T10:00 60m ticket=T", "A2 2026-05-04T10:00 30m ticket=T"), contract.Approval{ID: "y", Ticket: "T", Estimate: estimate("1h"), At: at("2026-05-03T00:00:00Z")}),
			"2026-07-01", []string{"60.00", "-30.00"},
		},
		{
			"a wrong entry of a small ticket", "up to half an hour it is free, and it was; 40 min were not",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "small", "as": "included", "when": {"size": "<=30m"}}]`,
			corrected("A 2026-05-04T10:00 40m ticket=T", "A2 2026-05-04T10:00 30m ticket=T"), "2026-07-01", []string{"40.00", "-40.00"},
		},
		{
			"a reversal, and a floor", "the floor is of June, 60.00, and does not take the 90.00 back",
			`"rates": [{"id": "hour", "price": "60.00"}], "items": [{"id": "fee", "every": "month", "price": "50.00"}], "adjust": [{"id": "least", "on": ["invoice"], "min": "60.00"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 90m"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-08-01", []string{"140.00", "-30.00", "60.00"},
		},
		{
			"a reversal, and a cap", "the cap is of June, and does not hide the 30.00",
			`"rates": [{"id": "hour", "price": "60.00"}], "adjust": [{"id": "most", "on": ["invoice"], "max": "100.00"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 30m", "B 2026-06-04T10:00 180m"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"30.00", "70.00"},
		},
		{
			"late work, and a floor", "it counts: June comes to 80.00",
			`"rates": [{"id": "hour", "price": "60.00"}], "items": [{"id": "fee", "every": "month", "price": "50.00"}], "adjust": [{"id": "least", "on": ["invoice"], "min": "60.00"}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 30m recorded=2026-06-10T00:00"), Closings: []contract.Closing{mayClosed}},
			"2026-07-01", []string{"60.00", "80.00"},
		},
		{
			"a reversal of work settled later, and a floor", "what is charged and taken back at once is nothing, and the fee alone is below the floor",
			`"rates": [{"id": "hour", "price": "60.00", "every": "2 months"}], "items": [{"id": "fee", "every": "month", "price": "50.00"}], "adjust": [{"id": "least", "on": ["invoice"], "min": "60.00"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 90m"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"60.00", "60.00"},
		},
		{
			"a visit taken back", "so is what it cost to come", `"rates": [{"id": "hour", "price": "60.00"}], "items": [{"id": "call-out", "of": "visit", "price": "25.00"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 60m visit=V"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"85.00", "-85.00"},
		},
		{
			"one of two entries of a visit taken back", "the visit was made", `"rates": [{"id": "hour", "price": "60.00"}], "items": [{"id": "call-out", "of": "visit", "price": "25.00"}]`,
			contract.Journal{
				Entries: entries("A 2026-05-04T10:00 60m visit=V", "B 2026-05-04T11:00 60m visit=V"), Closings: []contract.Closing{mayClosed},
				Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-06-10T00:00:00Z")}},
			},
			"2026-07-01", []string{"145.00", "-60.00"},
		},
		{
			"a tweak that grows over the limit", "PLAN-MODEL 7.1: 40 min in May and 30 in June: May keeps its line, June has both",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "tweak", "as": "included", "upto": "1h", "per": "ticket", "whole": true}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 40m ticket=T", "B 2026-06-04T10:00 30m ticket=T", "C 2026-06-05T10:00 5m ticket=T")},
			"2026-08-01", []string{"0.00", "75.00", "0.00"},
		},
		{
			"development that grows over the cap", "what was charged in May is taken back when all of it is refused",
			`"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "cap", "as": "refuse", "beyond": "1h", "per": "ticket", "whole": true}, {"id": "t-and-m", "as": "charge"}]`,
			contract.Journal{Entries: entries("A 2026-05-04T10:00 40m ticket=T", "B 2026-06-04T10:00 30m ticket=T")},
			"2026-08-01", []string{"40.00", "-40.00", "0.00"},
		},
		{
			"drawn work that grows over the limit", "its hours come back, and it is charged",
			`"rates": [{"id": "hour", "price": "60.00"}], "pools": {"hours": {"of": "time"}},
			"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "10h"}]}],
			"cover": [{"id": "small", "when": {"kind": "small"}, "as": "draw", "from": ["hours"], "upto": "1h", "per": "ticket", "whole": true}, {"id": "other", "as": "charge"}]`,
			contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-05-01T00:00")}, Entries: entries("A 2026-05-04T10:00 40m ticket=T kind=small", "B 2026-06-04T10:00 30m ticket=T kind=small")},
			"2026-08-01", []string{"0.00", "70.00", "0.00"},
		},
		{
			"hours that live from their first use", "a late entry uses them in June, so that they live to July", `"rates": [{"id": "hour", "price": "60.00"}], "pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
			"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "2h", "expires": "month from first-use"}]}]`,
			contract.Journal{
				Orders:  []contract.Order{order("o", "pack", "2026-05-01T00:00")},
				Entries: entries("A 2026-05-04T10:00 60m recorded=2026-06-10T00:00", "B 2026-06-20T10:00 60m"), Closings: []contract.Closing{mayClosed},
			},
			"2026-08-01", []string{"0.00", "0.00", "0.00"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := account(t, small(t, tt.plan, ""), tt.journal, tt.until)
			if got := totals(t, a); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
				dump(t, a)
			}
		})
	}
}

// An order that came late, and was then known twice over: each correction takes back the
// line that stands.
func TestLate_twice(t *testing.T) {
	plan := `"facts": {"seats": "meter"}, "items": [{"id": "seat", "of": "seats", "every": "month", "price": "10.00"}]`
	read := func(id string, n int, recorded string) contract.Reading {
		r := reading(id, "seats", n, "2026-05-01T00:00:00Z")
		r.Recorded = at(recorded + ":00Z")
		return r
	}
	j := contract.Journal{
		Readings: []contract.Reading{read("a", 1, "2026-05-01T00:00"), read("b", 3, "2026-06-10T00:00"), read("c", 2, "2026-07-10T00:00")},
		Closings: []contract.Closing{mayClosed, closing("c2", "2026-06-01", "2026-07-01", "2026-07-03T00:00")},
	}
	a := account(t, small(t, plan, ""), j, "2026-08-01")
	// May 1 seat; June 3 and 2 more for May; July 2, one less for May and one less for June.
	if got, want := totals(t, a), []string{"10.00", "50.00", "0.00"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
		dump(t, a)
	}
	checkLines(t, a)
}

// checkLines checks that no two lines of an account have one ID, that what takes a line
// back takes back all of it, and no line is taken back twice.
func checkLines(t rapidT, a *contract.Account) {
	lines := map[string]contract.Charge{}
	taken := map[string]string{}
	for _, p := range a.Periods() {
		c, err := a.Close(p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, l := range c.Lines {
			if _, twice := lines[l.ID]; twice {
				t.Fatalf("two lines are %s", l.ID)
			}
			lines[l.ID] = l
			if l.Credits == "" {
				continue
			}
			if other := taken[l.Credits]; other != "" {
				t.Fatalf("%s takes back %s as %s did", l.ID, l.Credits, other)
			}
			taken[l.Credits] = l.ID
		}
	}
	for was, by := range taken {
		l, ok := lines[was]
		if !ok {
			t.Fatalf("%s takes back %s, which is no line", by, was)
		}
		if !l.Amount.Add(lines[by].Amount).IsZero() {
			t.Fatalf("%s is %v and takes back %v of %s", by, lines[by].Amount, l.Amount, was)
		}
	}
}

// A rapidT is a test, of tables or of laws.
type rapidT interface {
	Helper()
	Fatalf(format string, args ...any)
}

// An empty list is a list: a document may say that it has no rules.
func TestRegistry_emptyLists(t *testing.T) {
	small(t, `"cover": [], "measure": [], "items": [], "adjust": []`, `{"rates": []}`)
}
