package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/contract"
)

// useTerms sell packs that end by their use, and banks that never end.
func useTerms(t *testing.T, expires, anchor string) *contract.Contract {
	t.Helper()
	plan := `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}], "invoice": {"anchor": "` + anchor + `"},
		"items": [{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "3h", "expires": "` + expires + `"}]},
			{"id": "bank", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "2h"}]}]`
	c, err := trySmall(t, plan, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01")}, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What lapsed in a period that is closed stays, whatever becomes of the uses that say when the
// lots end.
func TestClosedStatement_byUse(t *testing.T) {
	const first, last = "month from first-use", "month from last-use"
	a := "A 2026-06-05T10:00 60m"
	lateA := a + " recorded=2026-07-21T00:30"
	for _, tt := range []struct {
		name, why string
		expires   string
		orders    string // of the second of May on, one a day
		entries   string
		reversed  string // A
		lapsed    string // from May on
	}{
		{"first use", "from June 5", first, "pack", a, "", "0s 0s 2h 0s 0s"},
		{"taken back before June is closed", "never used", first, "pack", a, "2026-06-20T00:00:00Z", "0s 0s 0s 0s 0s"},
		{"taken back in July", "June is closed, and with it how long the hours live: what comes back lapses with the rest", first, "pack", a, "2026-07-03T00:00:00Z", "0s 0s 3h 0s 0s"},
		{"taken back after they lapsed", "what comes back lapses at once", first, "pack", a, "2026-08-20T00:00:00Z", "0s 0s 2h 1h 0s"},
		{"late", "it counts on July 1", first, "pack", lateA, "", "0s 0s 0s 2h 0s"},
		{"late, taken back before July is closed", "never used", first, "pack", lateA, "2026-07-25T00:00:00Z", "0s 0s 0s 0s 0s"},
		{"late, taken back after July was closed", "what comes back in August lapses with the rest", first, "pack", lateA, "2026-08-02T00:30:00Z", "0s 0s 0s 3h 0s"},
		{"two packs", "each from its own use", first, "pack pack", a + ", B 2026-07-01T10:00 150m", "", "0s 0s 0s 2h30m 0s"},
		{"two packs, taken back", "the second was used in July all the same", first, "pack pack", a + ", B 2026-07-01T10:00 150m", "2026-08-10T00:00:00Z", "0s 0s 0s 3h30m 0s"},
		{"two late uses", "each is one, whatever their IDs: the second pack is used on July 1, too", first, "pack pack", "B 2026-06-05T10:00 180m recorded=2026-07-21T00:30, A 2026-06-06T10:00 60m recorded=2026-07-21T00:30", "", "0s 0s 0s 2h 0s"},
		{"another use of the day", "that stays", first, "pack", a + ", B 2026-06-05T12:00 60m", "2026-07-03T00:00:00Z", "0s 0s 2h 0s 0s"},
		{"last use", "from June 25", last, "pack", a + ", B 2026-06-25T10:00 60m", "", "0s 0s 1h 0s 0s"},
		{"not the last use, taken back", "nothing but the hour", last, "pack", a + ", B 2026-06-25T10:00 60m", "2026-07-10T00:00:00Z", "0s 0s 2h 0s 0s"},
		{"last use, taken back", "June is closed", last, "pack", "B 2026-06-01T10:00 60m, A 2026-06-25T10:00 60m", "2026-07-10T00:00:00Z", "0s 0s 2h 0s 0s"},
		{"last use, taken back before June is closed", "from June 1", last, "pack", "B 2026-06-01T10:00 60m, A 2026-06-25T10:00 60m", "2026-06-30T00:00:00Z", "0s 0s 2h 0s 0s"},
		{"a bank before", "June draws from what was bought first, as nobody knows of the use in July", first, "bank pack", a + ", B 2026-07-15T10:00 120m", "", "0s 0s 0s 2h 0s"},
		{"a bank before, last use", "as well", last, "bank pack", a + ", B 2026-07-15T10:00 120m", "", "0s 0s 0s 2h 0s"},
		{"a bank after", "what ends is drawn first once it is known to", first, "pack bank", a + ", B 2026-06-15T10:00 60m", "", "0s 0s 1h 0s 0s"},
	} {
		for _, anchor := range []string{"calendar", "day 31", "day 15"} {
			t.Run(tt.name+"/"+anchor, func(t *testing.T) {
				c := useTerms(t, tt.expires, anchor)
				j := contract.Journal{Entries: entries(strings.Split(tt.entries, ", ")...)}
				for i, item := range strings.Fields(tt.orders) {
					j.Orders = append(j.Orders, order(fmt.Sprint("o", i), item, fmt.Sprintf("2026-05-%02dT00:00", i+2)))
				}
				if tt.reversed != "" {
					j.Reversals = []contract.Reversal{{ID: "r", Entry: "A", At: at(tt.reversed)}}
				}
				for i, p := range account(t, c, j, "2026-10-01").Periods()[:4] {
					j.Closings = append(j.Closings, closing(fmt.Sprint("c", i), p.From.String(), p.To.String(), p.To.String()+"T12:00"))
				}
				all := account(t, c, j, "2026-10-01")
				var lapsed []string
				for n := range all.Periods() {
					now := invoice(t, all, n)
					lapsed = append(lapsed, now.Statements[0].Lapsed.String())
					if n >= len(j.Closings) {
						continue
					}
					then := invoice(t, account(t, c, asKnown(j, j.Closings[n].At, time.UTC), "2026-10-01"), n)
					if diff := cmp.Diff(then, now, sameMoney); diff != "" {
						t.Errorf("%v, as it was closed (-) and is (+):\n%s", now.Period, diff)
					}
				}
				if got := strings.Join(lapsed, " "); anchor == "calendar" && got != tt.lapsed {
					t.Errorf("lapsed %s, want %s: %s", got, tt.lapsed, tt.why)
				}
			})
		}
	}
}

// What was borrowed is a use of the lot that repays it, as that begins.
func TestClosedStatement_repaid(t *testing.T) {
	plan := `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "borrow", "as": "borrow", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}],
		"items": [{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "3h", "expires": "month from first-use"}]}]`
	c := small(t, plan, "")
	for _, tt := range []struct{ why, reversed, lapsed string }{
		{"from June 10", "", "0s 0s 2h 0s"},
		{"repaid, and taken back: it was used", "2026-06-20T00:00:00Z", "0s 0s 3h 0s"},
		{"nothing was left to repay", "2026-06-05T00:00:00Z", "0s 0s 0s 0s"},
	} {
		j := contract.Journal{
			Orders: []contract.Order{order("o", "pack", "2026-06-10T00:00")}, Entries: entries("A 2026-05-20T10:00 60m"),
			Closings: []contract.Closing{closing("c", "2026-05-01", "2026-06-01", "2026-06-01T12:00")},
		}
		if tt.reversed != "" {
			j.Reversals = []contract.Reversal{{ID: "r", Entry: "A", At: at(tt.reversed)}}
		}
		a := account(t, c, j, "2026-09-01")
		var lapsed []string
		for n := range a.Periods() {
			lapsed = append(lapsed, invoice(t, a, n).Statements[0].Lapsed.String())
		}
		if got := strings.Join(lapsed, " "); got != tt.lapsed {
			t.Errorf("lapsed %s, want %s: %s", got, tt.lapsed, tt.why)
		}
	}
}

// Money that ends by its use ends by what it pays.
func TestClosedStatement_money(t *testing.T) {
	plan := `"pools": {"credit": {"of": "money"}}, "items": [{"id": "fee", "every": "month", "price": "30.00"},
		{"id": "gift", "of": "order", "price": "0.00", "grants": [{"pool": "credit", "amount": "100", "expires": "month from first-use"}]}]`
	a := account(t, small(t, plan, ""), contract.Journal{Orders: []contract.Order{order("o", "gift", "2026-05-10T00:00")}}, "2026-08-01")
	// Paid from at the end of May, so that it lives to the last day of June.
	if got := totals(t, a); strings.Join(got, " ") != "0.00 30.00 30.00" {
		t.Errorf("%v", got)
	}
	if s := invoice(t, a, 1).Statements[0]; s.Lapsed.String() != "70" {
		t.Errorf("June: %v lapsed", s.Lapsed)
	}
}

// The end of a lot is near from when it is known, not before.
func TestAlerts_byUse(t *testing.T) {
	for _, tt := range []struct{ why, expires, entries, want string }{
		{"five days before the end", "10 days from first-use", "A 2026-05-04T10:00 60m", "2026-05-09T00:00:00Z 2h"},
		{"when it is first used, that is sooner", "3 days from first-use", "A 2026-05-04T10:00 60m", "2026-05-04T10:00:00Z 2h"},
		{"never used", "10 days from first-use", "", ""},
		{"near, and used once more", "10 days from last-use", "A 2026-05-04T10:00 60m, B 2026-05-12T10:00 60m", "2026-05-09T00:00:00Z 2h, 2026-05-17T00:00:00Z 1h"},
		{"used before it is near", "10 days from last-use", "A 2026-05-04T10:00 60m, B 2026-05-08T10:00 60m", "2026-05-13T00:00:00Z 1h"},
	} {
		plan := `"pools": {"hours": {"of": "time", "alerts": [{"at": "5 days to expiry"}]}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
			"rates": [{"id": "hour", "price": "60.00"}],
			"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "3h", "expires": "` + tt.expires + `"}]}]`
		j := contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-05-02T00:00")}}
		if tt.entries != "" {
			j.Entries = entries(strings.Split(tt.entries, ", ")...)
		}
		list, err := account(t, small(t, plan, ""), j, "2026-07-01").Alerts(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range list {
			got = append(got, r.At.Format("2006-01-02T15:04:05.999999999Z07:00")+" "+r.Left.String())
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.why, got, tt.want)
		}
	}
}

// What is told of a ticket after a period was closed is not told of the work in it.
func TestClosedStatement_kinds(t *testing.T) {
	plan := `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}],
		"items": [{"id": "fee", "every": "month", "price": "50.00", "grants": [{"pool": "hours", "amount": "2h"}]}]`
	for known, want := range map[string]string{"2026-06-01T12:00:00Z": "a", "2026-07-01T00:00:00Z": ""} {
		j := contract.Journal{
			Entries:  entries("A 2026-05-30T10:00 60m ticket=T"),
			Tickets:  []contract.Ticket{{ID: "T", Facts: contract.Facts{"kind": "a"}, Recorded: at(known)}},
			Closings: []contract.Closing{closing("c", "2026-05-01", "2026-06-01", "2026-06-02T00:00")},
		}
		s := invoice(t, account(t, small(t, plan, ""), j, "2026-08-01"), 0).Statements[0]
		if len(s.Kinds) != 1 || s.Kinds[0].Name != want {
			t.Errorf("told on %s: %v, want kind %q", known, s.Kinds, want)
		}
	}
}

// With a roll, what is left at the end that the use gives is carried.
func TestClosedStatement_carried(t *testing.T) {
	plan := `"pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}], "rates": [{"id": "hour", "price": "60.00"}],
		"items": [{"id": "pack", "of": "order", "grants": [{"pool": "hours", "amount": "3h", "expires": "month from first-use", "roll": {"cap": "30m", "lives": "ever"}}]}]`
	j := contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-05-02T00:00")}, Entries: entries("A 2026-05-04T10:00 60m")}
	s := invoice(t, account(t, small(t, plan, ""), j, "2026-08-01"), 1).Statements[0]
	if got := s.Lapsed.String() + " " + s.CarriedIn.String() + " " + s.Closing.String(); got != "1h30m 30m 30m" {
		t.Errorf("June lapsed, carried and closed with %s", got)
	}
}
