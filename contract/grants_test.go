package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// brought is what comes into the hours of an account: for each period what is granted, and
// what is owed.
func brought(t testing.TB, a *contract.Account) (hours, money []string) {
	t.Helper()
	for n := range a.Periods() {
		hours = append(hours, statement(t, a, n, "hours").Granted.String())
		money = append(money, invoice(t, a, n).Total.StringFixed(2))
	}
	return hours, money
}

const sold = `"facts": {"users": "meter"}, "pools": {"hours": {}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
	"items": [{"id": "fee", "every": "month", "price": "10.00", "grants": [{"pool": "hours", "amount": "1h"}]},
	{"id": "more", "of": "order", "every": "month", "price": "20.00", "grants": [{"pool": "hours", "amount": "2h"}]},
	{"id": "pack", "of": "order", "price": "30.00", "grants": [{"pool": "hours", "amount": "3h"}]},
	{"id": "plan", "of": "order", "price": "60.00", "grants": [{"pool": "hours", "amount": "5h", "every": "month"}]}]`

// What is sold brings its hours, when it is charged and as long as it is, through amendments
// and from before the contract begins.
func TestGrantsOfAmendedContracts(t *testing.T) {
	for _, tt := range []struct {
		why, from, patch string
		orders           []contract.Order
		hours, money     string
	}{
		{"from months to years at the end of a month", "2026-07-01", `{"items": [{"id": "fee", "every": "year", "price": "100.00", "grants": [{"pool": "hours", "amount": "12h"}]}]}`, nil,
			"1h 1h 12h 0s", "10.00 10.00 100.00 0.00"},
		{"and in the middle of one", "2026-06-16", `{"items": [{"id": "fee", "every": "year", "price": "100.00", "grants": [{"pool": "hours", "amount": "12h"}]}]}`, nil,
			"1h 13h 0s 0s", "10.00 110.00 0.00 0.00"},
		{"the same rhythm in other words is none", "2026-06-16", `{"items": [{"id": "fee", "every": "1 month"}]}`, nil, "1h 1h 1h 1h", "10.00 10.00 10.00 10.00"},
		{"an order that comes round goes on under new terms", "2026-06-16", `{"name": "Other"}`, []contract.Order{order("o", "more", "2026-05-10T00:00")},
			"3h 3h 3h 3h", "30.00 30.00 30.00 30.00"},
		{"by the new terms, from the next period on", "2026-06-16", `{"items": [{"id": "more", "price": "25.00", "grants": [{"pool": "hours", "amount": "4h"}]}]}`, []contract.Order{order("o", "more", "2026-05-10T00:00")},
			"3h 3h 5h 5h", "30.00 30.00 35.00 35.00"},
		{"until it is no longer sold", "2026-06-16", `{"items": [{"id": "more", "drop": true}]}`, []contract.Order{order("o", "more", "2026-05-10T00:00")},
			"3h 3h 1h 1h", "30.00 30.00 10.00 10.00"},
		{"what was bought once, to come each month, comes as it was bought", "2026-06-16", `{"items": [{"id": "plan", "drop": true}]}`, []contract.Order{order("o", "plan", "2026-05-10T00:00")},
			"6h 6h 6h 6h", "70.00 10.00 10.00 10.00"},
		{"ordered on signing, before the contract begins", "2026-06-16", `{"name": "Other"}`, []contract.Order{order("o", "pack", "2026-04-20T00:00"), order("p", "more", "2026-04-20T00:00")},
			"6h 3h 3h 3h", "60.00 30.00 30.00 30.00"},
		{"a new item is charged for all of the period within which it comes, and brings all of its hours", "2026-06-16",
			`{"items": [{"id": "new", "every": "month", "price": "5.00", "grants": [{"pool": "hours", "amount": "10h"}]}]}`, nil, "1h 11h 11h 11h", "10.00 15.00 15.00 15.00"},
		{"by days, for a part of it: 15 of 30", "2026-06-16",
			`{"items": [{"id": "new", "every": "month", "prorate": "day", "price": "5.00", "grants": [{"pool": "hours", "amount": "10h"}]}]}`, nil, "1h 11h 11h 11h", "10.00 12.50 15.00 15.00"},
		{"or from the next on, both", "2026-06-16",
			`{"items": [{"id": "new", "every": "month", "prorate": "next", "price": "5.00", "grants": [{"pool": "hours", "amount": "10h"}]}]}`, nil, "1h 1h 11h 11h", "10.00 10.00 15.00 15.00"},
		{"once", "2026-06-16", `{"items": [{"id": "new", "price": "5.00", "grants": [{"pool": "hours", "amount": "10h"}]}]}`, nil, "1h 11h 1h 1h", "10.00 15.00 10.00 10.00"},
	} {
		cfg := contract.Config{Start: day("2026-05-01"), Amendments: []contract.Amendment{amendment(t, tt.from, tt.patch), amendment(t, "2026-08-10", `{"name": "Third"}`)}}
		a := account(t, planned(t, sold, cfg), contract.Journal{Orders: tt.orders}, "2026-09-01")
		hours, money := brought(t, a)
		if got := strings.Join(hours[:4], " "); got != tt.hours {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.hours)
		}
		if got := strings.Join(money[:4], " "); got != tt.money {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.money)
		}
	}
}

// What was paid before the contract begins is on its first invoice.
func TestPaidBeforeTheStart(t *testing.T) {
	j := prepays(2, "2026-04-20")
	a := account(t, planned(t, sold, contract.Config{Start: day("2026-05-01")}), j, "2026-08-01")
	if _, money := brought(t, a); !slices.Equal(money, []string{"20.00", "0.00", "10.00"}) {
		t.Errorf("%v of two months paid at once", money)
	}
	j.Payments[0].On = day("1990-01-01")
	j.Orders = []contract.Order{order("o", "pack", "1990-01-01T00:00")}
	if _, err := planned(t, sold, contract.Config{Start: day("2026-05-01")}).Account(j, day("2026-08-01")); !slices.Equal(paths(err), []string{"orders[0].at too_early", "payments[0].on too_early"}) {
		t.Errorf("long before the contract: %v", err)
	}
}

// A meter that is read late corrects the hours as it corrects the money: in the first period
// that is open, to live as long as those of that period. Nothing is taken back of hours that
// have ended; what was not used of them lapsed.
func TestLateReadingsCorrectHours(t *testing.T) {
	plan := func(more string) string {
		return `"facts": {"users": "meter"}, "pools": {"hours": {}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
			"items": [{"id": "seats", "of": "users", "every": "month", "price": "10.00", "grants": [{"pool": "hours", "amount": "1h"` + more + `}]}]`
	}
	read := func(id string, n int, when, recorded string) contract.Reading {
		r := reading(id, "users", n, when+"T00:00:00Z")
		r.Recorded = at(recorded + "T00:00:00Z")
		return r
	}
	juneClosed := closing("c2", "2026-06-01", "2026-07-01", "2026-07-03T00:00")
	for _, tt := range []struct {
		why, more    string
		readings     []contract.Reading
		closings     []contract.Closing
		hours, money string
		closing      string // of the last period
	}{
		{"one more than was known in May", "", []contract.Reading{read("a", 2, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-01", "2026-06-10")},
			[]contract.Closing{mayClosed}, "2h 4h 3h", "20.00 40.00 30.00", "3h"},
		{"one more within May", "", []contract.Reading{read("a", 2, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-20", "2026-06-10")},
			[]contract.Closing{mayClosed}, "2h 4h 3h", "20.00 40.00 30.00", "3h"},
		{"one more within May, known in time", "", []contract.Reading{read("a", 2, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-20", "2026-05-21")},
			[]contract.Closing{mayClosed}, "3h 3h 3h", "30.00 30.00 30.00", "3h"},
		{"one less: the hours of May have ended", "", []contract.Reading{read("a", 3, "2026-05-01", "2026-05-01"), read("b", 2, "2026-05-01", "2026-06-10")},
			[]contract.Closing{mayClosed}, "3h 2h 2h", "30.00 10.00 20.00", "2h"},
		{"one less: those that live are taken back", `, "expires": "1 year"`, []contract.Reading{read("a", 3, "2026-05-01", "2026-05-01"), read("b", 2, "2026-05-01", "2026-06-10")},
			[]contract.Closing{mayClosed}, "3h 2h 2h", "30.00 10.00 20.00", "6h"},
		{"more, then less: each in the period in which it was known", `, "expires": "1 year"`,
			[]contract.Reading{read("a", 1, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-01", "2026-06-10"), read("c", 2, "2026-05-01", "2026-07-10")},
			[]contract.Closing{mayClosed, juneClosed}, "1h 5h 2h", "10.00 50.00 0.00", "6h"},
		{"known before May was closed", "", []contract.Reading{read("a", 2, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-01", "2026-06-02")},
			[]contract.Closing{mayClosed}, "3h 3h 3h", "30.00 30.00 30.00", "3h"},
		{"nobody had read it", "", []contract.Reading{read("a", 0, "2026-05-01", "2026-05-01"), read("b", 3, "2026-05-01", "2026-06-10")},
			[]contract.Closing{mayClosed}, "0s 6h 3h", "0.00 60.00 30.00", "3h"},
	} {
		a := account(t, small(t, plan(tt.more), ""), contract.Journal{Readings: tt.readings, Closings: tt.closings}, "2026-08-01")
		hours, money := brought(t, a)
		if got := strings.Join(hours, " "); got != tt.hours {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.hours)
		}
		if got := strings.Join(money, " "); got != tt.money {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.money)
		}
		last := statement(t, a, 2, "hours")
		if got := fmt.Sprint(last.Closing); got != tt.closing {
			t.Errorf("%s: %s are left, want %s", tt.why, got, tt.closing)
		}
		taken := "0s"
		if tt.closing == "6h" { // where hours live on, of each period that was closed
			taken = fmt.Sprint(len(tt.closings), "h")
		}
		if june, july := statement(t, a, 1, "hours").Drawn, last.Drawn; fmt.Sprint(june.Add(july)) != taken {
			t.Errorf("%s: %s are taken back, want %s", tt.why, june.Add(july), taken)
		}
	}
}

// An amendment that has nothing to do with an item does not bring it: what a condition lets in
// from the next period on comes then.
func TestAmendmentBringsNothingElse(t *testing.T) {
	plan := `"facts": {"users": "meter"}, "items": [{"id": "fee", "every": "month", "price": "10.00", "when": {"users": ">=3"}}]`
	j := contract.Journal{Readings: []contract.Reading{reading("a", "users", 2, "2026-05-01T00:00:00Z"), reading("b", "users", 3, "2026-06-10T00:00:00Z")}}
	for patch, want := range map[string]string{`{"name": "Other"}`: "0.00 0.00 10.00", `{"items": [{"id": "fee", "when": {"users": ">=1"}}]}`: "0.00 0.00 10.00", `{"items": [{"id": "fee", "when": {"users": "<=9"}}]}`: "0.00 0.00 10.00"} {
		a := account(t, planned(t, plan, contract.Config{Start: day("2026-05-01"), Amendments: []contract.Amendment{amendment(t, "2026-06-16", patch)}}), j, "2026-08-01")
		if got := strings.Join(totals(t, a), " "); got != want {
			t.Errorf("%s: %s, want %s", patch, got, want)
		}
	}
}

// An order that became known late brings its hours with its price: those of a period that is over
// live as long as those of the period in which they are charged.
func TestLateOrdersBringHours(t *testing.T) {
	o := order("o", "more", "2026-05-02T00:00")
	o.Recorded = at("2026-06-10T00:00:00Z")
	a := account(t, small(t, sold, ""), contract.Journal{Orders: []contract.Order{o}, Closings: []contract.Closing{mayClosed}}, "2026-08-01")
	hours, money := brought(t, a)
	if !slices.Equal(hours, []string{"1h", "5h", "3h"}) || !slices.Equal(money, []string{"10.00", "50.00", "30.00"}) {
		t.Errorf("%v for %v", hours, money)
	}
}

// IDs and names are the host's: whatever is in them, each order brings its hours, and these end.
func TestGrantsOfAnyNames(t *testing.T) {
	plan := `"pools": {"hours": {"per": "user"}, "more": {"per": "user"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}],
		"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "2h", "expires": "month from first-use"}, {"pool": "more", "amount": "1h", "every": "month"}]}]`
	for _, names := range [][3]string{{"4", "4/2", "anna@example.com"}, {"4#1", "4#2", "#2"}, {"a", "a/2026-06-01", "x/y"}, {"a@carry", "a", "a"}, {"1/", "1", "/"}} {
		j := contract.Journal{Entries: entries("A 2026-05-04T10:00 60m user=" + names[2])}
		for _, id := range names[:2] {
			o := order(id, "pack", "2026-05-02T00:00")
			o.For = names[2]
			j.Orders = append(j.Orders, o)
		}
		a := account(t, small(t, plan, ""), j, "2026-08-01")
		for when, want := range map[string]string{"2026-05-04T12:00:00Z": "3h", "2026-06-05T00:00:00Z": "2h"} {
			if got := left(t, a, "hours/"+names[2], when); got != want {
				t.Errorf("%q: %s left on %s, want %s", names, got, when, want)
			}
		}
		if got := left(t, a, "more/"+names[2], "2026-07-10T00:00:00Z"); got != "2h" {
			t.Errorf("%q: %s of the hours of each month, want 2h", names, got)
		}
	}
}

// Seats are charged by the year and bring hours by the month: of those that the year was charged for.
func TestMonthlyHoursOfYearlySeats(t *testing.T) {
	for _, tt := range []struct{ why, prorate, readings, hours, money string }{
		{"given up within the year, that is paid", "none", "2026-01-01 3, 2026-03-10 1", "3h 3h 3h 3h", "30.00 0.00 0.00 0.00"},
		{"one more within the year", "none", "2026-01-01 3, 2026-03-10 4", "3h 3h 4h 4h", "30.00 0.00 10.00 0.00"},
		{"given up and taken again", "none", "2026-01-01 3, 2026-02-10 1, 2026-03-10 3", "3h 3h 3h 3h", "30.00 0.00 0.00 0.00"},
		{"one more, from the next year on", "next", "2026-01-01 3, 2026-03-10 4", "3h 3h 3h 3h", "30.00 0.00 0.00 0.00"},
		{"by days the year is paid as it is used", "day", "2026-01-01 3, 2026-03-01 1", "3h 3h 1h 1h", "30.00 0.00 -16.77 0.00"},
	} {
		c := planned(t, `"facts": {"users": "meter"}, "pools": {"hours": {}}, "items": [{"id": "seats", "of": "users", "every": "year", "prorate": "`+tt.prorate+`", "price": "10.00",
			"grants": [{"pool": "hours", "amount": "1h", "every": "month"}]}], "invoice": {"anchor": "calendar"}`, contract.Config{Start: day("2026-01-01")})
		var j contract.Journal
		for i, text := range strings.Split(tt.readings, ", ") {
			when, n, _ := strings.Cut(text, " ")
			j.Readings = append(j.Readings, reading(fmt.Sprint(i), "users", int(n[0]-'0'), when+"T00:00:00Z"))
		}
		hours, money := brought(t, accounted(t, c, j, "2026-05-01"))
		if got := strings.Join(hours, " "); got != tt.hours {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.hours)
		}
		if got := strings.Join(money, " "); got != tt.money {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.money)
		}
	}
}
