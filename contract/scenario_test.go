package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// mayConfig is the contract of scenario 1: Harbor Dental, on New York's clocks.
func mayConfig(t testing.TB, patch string) contract.Config {
	t.Helper()
	if patch == "" {
		patch = "{}"
	}
	base := `{"zone": "America/New_York", "calendars": {"office": {"week": "Mon-Fri 09:00-17:00", "holidays": ["us-federal"]}}`
	if rest := strings.TrimPrefix(patch, "{"); rest != "}" {
		base += ", " + rest
	} else {
		base += "}"
	}
	p, err := contract.ParsePatch(base)
	if err != nil {
		t.Fatal(err)
	}
	return contract.Config{
		ID: "harbor", Customer: "Harbor Dental", Plan: "saastech", Start: day("2026-05-01"), Patch: p,
		Has: []string{"managed-workplace"},
	}
}

// may is the journal of scenario 1.
func may() contract.Journal {
	entry := func(id, from, to, ticket string, facts contract.Facts) contract.Entry {
		return contract.Entry{ID: id, Ticket: ticket, From: at(from + ":00-04:00"), To: at(to + ":00-04:00"), Facts: facts}
	}
	return contract.Journal{
		Orders: []contract.Order{{ID: "G2", Item: "credit-12", At: at("2026-05-01T00:00:00-04:00")}},
		Tickets: []contract.Ticket{{ID: "T6", Events: []sla.Event{
			{ID: "o", At: at("2026-05-13T09:00:00-04:00"), Type: sla.Opened},
			{ID: "c1", At: at("2026-05-13T11:10:00-04:00"), Type: sla.CustomerMessage},
			{ID: "c2", At: at("2026-05-13T15:30:00-04:00"), Type: sla.CustomerMessage},
			{ID: "c3", At: at("2026-05-14T08:40:00-04:00"), Type: sla.CustomerMessage},
		}}},
		Entries: []contract.Entry{
			entry("E1", "2026-05-04T10:00", "2026-05-04T10:50", "", contract.Facts{"place": "remote", "planned": "true", "reported": "true"}),
			entry("E2", "2026-05-06T14:20", "2026-05-06T14:40", "", contract.Facts{"channel": "text", "reported": "false"}),
			entry("E3", "2026-05-08T09:10", "2026-05-08T09:45", "", contract.Facts{"kind": "travel", "planned": "true"}),
			entry("E4", "2026-05-08T09:45", "2026-05-08T11:25", "", contract.Facts{"place": "onsite", "planned": "true"}),
			entry("E5", "2026-05-12T09:30", "2026-05-12T11:35", "T5", contract.Facts{"kind": "website-changes", "planned": "true", "reported": "true"}),
			entry("E6", "2026-05-14T09:05", "2026-05-14T09:45", "T6", contract.Facts{"place": "remote", "planned": "true", "reported": "true"}),
			entry("E7", "2026-05-25T11:00", "2026-05-25T12:10", "T7", contract.Facts{"impact": "down", "needed": "1h", "planned": "false", "reported": "true"}),
			entry("E8", "2026-05-28T10:00", "2026-05-28T13:50", "T8", contract.Facts{"place": "bench", "planned": "true", "reported": "true"}),
		},
	}
}

func closed(t testing.TB, cfg contract.Config, j contract.Journal, from, to string) contract.Closed {
	t.Helper()
	c := mustContract(t, shipped(t), cfg)
	a, err := c.Account(j, day(to))
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Close(contract.Period{From: day(from), To: day(to)})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestScenario1(t *testing.T) {
	got := closed(t, mayConfig(t, ""), may(), "2026-05-01", "2026-06-01")
	if got.Total.StringFixed(2) != "1120.00" {
		for _, l := range got.Lines {
			t.Logf("%v %s %v as=%s worked=%v billed=%v credit=%v", l.On, l.Entry, l.Level, l.As, l.Worked, l.Billed, l.Credit)
			t.Log(l)
		}
		t.Errorf("total %v, want 1120.00; not evaluated %v", got.Total, got.NotEvaluated)
	}
}

// The tables of scenario 1: what each entry is, what it takes of either grant, what is left
// of them then, and what is not covered.
func TestScenario1Tables(t *testing.T) {
	a := account(t, mustContract(t, shipped(t), mayConfig(t, "")), may(), "2026-06-01")
	var act, bill, eq time.Duration
	for _, tt := range []struct{ id, level, rule, measured, drawn, left, beyond string }{
		{"E1", "P4", "ticket", "50m 1h 1h", "1h 0s", "2h 12h", "0s"},
		{"E2", "P3", "unreported", "20m 30m 45m", "45m 0s", "1h15m 12h", "0s"},
		{"E3", "P2", "travel", "35m 45m 1h30m", "1h15m 15m", "0s 11h45m", "0s"},
		{"E4", "P2", "on-site", "1h40m 1h45m 3h30m", "0s 3h30m", "0s 8h15m", "0s"},
		{"E5", "P4", "ticket", "2h5m 2h15m 2h15m", "0s 2h15m", "0s 6h", "0s"},
		{"E6", "P1", "persistent", "40m 45m 1h52m30s", "0s 1h52m30s", "0s 4h7m30s", "0s"},
		{"E7", "P1", "down-now", "1h10m 1h15m 3h7m30s", "0s 3h7m30s", "0s 1h", "0s"},
		{"E8", "P3", "bench", "3h50m 4h 6h", "0s 1h", "0s 0s", "3h20m"},
	} {
		x, err := a.Explain(tt.id)
		if err != nil || len(x.Pieces) != 1 {
			t.Fatalf("%s: %v, %v", tt.id, x, err)
		}
		p := x.Pieces[0]
		act, bill, eq = act+p.Worked, bill+p.Billed, eq+p.Credit
		drawn := map[string]ledger.Quantity{"G2": ledger.Time(0), "included/2026-05-01": ledger.Time(0)}
		var beyond time.Duration
		for _, part := range p.Parts {
			if part.As == contract.AsCharge {
				beyond += part.Billed
			}
			for _, d := range part.Draws {
				drawn[d.Lot] = drawn[d.Lot].Add(d.Quantity)
			}
		}
		lots, err := a.Lots("credit", x.Entry.To.Add(-1)) // before the next begins
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]ledger.Quantity{}
		for _, l := range lots {
			left[l.ID] = l.Left
		}
		pair := func(m map[string]ledger.Quantity) string {
			return m["included/2026-05-01"].String() + " " + m["G2"].String()
		}
		measured := fmt.Sprint(ledger.Time(p.Worked), " ", ledger.Time(p.Billed), " ", ledger.Time(p.Credit))
		got := []string{p.Class.Level.String(), p.Class.Rule, measured, pair(drawn), pair(left), ledger.Time(beyond).String()}
		if want := []string{tt.level, tt.rule, tt.measured, tt.drawn, tt.left, tt.beyond}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tt.id, got, want)
		}
	}
	if act != 670*time.Minute || bill != 735*time.Minute || eq != 1200*time.Minute {
		t.Errorf("in all %v, %v, %v, want 670, 735 and 1,200 minutes", act, bill, eq)
	}
}

// The same month under other policies, each a patch of the plan.
func TestScenario1Policies(t *testing.T) {
	order := func(item string, n string) func(*contract.Journal) {
		return func(j *contract.Journal) {
			j.Orders = []contract.Order{{ID: "G2", Item: item, At: at("2026-05-01T00:00:00-04:00")}}
			if err := j.Orders[0].Quantity.UnmarshalText([]byte(n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name, patch string
		change      func(*contract.Journal)
		total, left string
		why         string
	}{
		{"overage at the bundle's column", `{"rates": [{"id": "hour", "price": "60.00"}]}`, nil, "1020.00", "0s", "AMB-9: 200 min at $90/h"},
		{"whole units", `{"cover": [{"id": "credit", "step": "15m"}]}`, nil, "1140.00", "15m", "AMB-10: two units covered, 14 charged"},
		{"clock hours", `{"pools": {"credit": {"weights": false}}}`, nil, "720.00", "2h45m", "AMB-7: 735 of 900 min"},
		{"low only", `{"cover": [{"id": "credit", "when": {"level": "P4"}}], "pools": {"credit": {"weights": false}}}`, nil, "2060.00", "11h45m", "AMB-7: hours of one tier"},
		{"per use", ``, func(j *contract.Journal) { j.Orders = nil }, "1360.00", "0s", "1,600.00 less the 3 hours included"},
		{"40 hours", ``, order("credit-40", "1"), "2000.00", "23h", "1,020 drawn of 2,400"},
		{"2 x 12 hours", ``, order("credit-12", "2"), "1440.00", "7h", "1,020 drawn of 1,440"},
	} {
		j := may()
		if tt.change != nil {
			tt.change(&j)
		}
		got := closed(t, mayConfig(t, tt.patch), j, "2026-05-01", "2026-06-01")
		if got.Total.StringFixed(2) != tt.total {
			t.Errorf("%s: total %v, want %s: %s", tt.name, got.Total, tt.total, tt.why)
		}
		s := got.Statements[0]
		if s.Closing.String() != tt.left {
			t.Errorf("%s: %v left, want %s: %s", tt.name, s.Closing, tt.left, tt.why)
		}
	}
}

// kit is the journal of scenario 2: the minutes of October, November and December 2026.
func kit(oct, nov, dec int) contract.Journal {
	var j contract.Journal
	for i, month := range []struct {
		day     string
		minutes int
	}{{"2026-10-12", oct}, {"2026-11-12", nov}, {"2026-12-14", dec}} {
		// Ten pieces, one a day, so that a piece falls on the edge of the allowance.
		for k := range 10 {
			part := month.minutes / 10
			if k == 9 {
				part = month.minutes - 9*part
			}
			e := contract.Entry{
				ID: string(rune('a'+i)) + string(rune('0'+k)), Ticket: "T", Facts: contract.Facts{"channel": "email"},
				From: at(month.day+"T09:00:00+03:00").AddDate(0, 0, k),
			}
			if err := e.Time.UnmarshalText([]byte(minutes(part))); err != nil {
				panic(err)
			}
			j.Entries = append(j.Entries, e)
		}
	}
	return j
}

func minutes(n int) string { return (time.Duration(n) * time.Minute).String() }

func TestScenario2(t *testing.T) {
	params := map[string]string{"rate": "3000.00", "discount": "-10%"}
	roll := func(r string) string {
		return `{"items": [{"id": "fee", "grants": [{"pool": "hours", "amount": "$hours", "roll": ` + r + `}]}]}`
	}
	packs := func(j *contract.Journal) {
		for _, id := range []string{"p1", "p2", "p3"} {
			j.Orders = append(j.Orders, contract.Order{ID: id, Item: "pack", At: at("2026-10-01T00:00:00+03:00")})
		}
	}
	none := [3]string{"0s", "0s", "0s"}
	for _, tt := range []struct {
		name, plan, patch string
		change            func(*contract.Journal)
		months            [3]string // what each is invoiced at
		quarter           string
		left, lapsed      [3]string // at the end of each month: carried on, and not
		why               string
	}{
		{"A lapse", "kit-1-basic", "", nil, [3]string{"40500.00", "46800.00", "40500.00"}, "127800.00", none, [3]string{"3h30m", "0s", "2h20m"}, "E8: 210 and 140 lapse, 140 over at 45 a minute"},
		{"B carry", "kit-1-basic", roll(`{"lives": "ever"}`), nil, [3]string{"40500.00", "40500.00", "40500.00"}, "121500.00", [3]string{"3h30m", "1h10m", "3h30m"}, none, "D14: 210, 70, 210 carried"},
		{"C cap 2 h, a month", "kit-1-basic", roll(`{"cap": "2h", "lives": "month"}`), nil, [3]string{"40500.00", "41400.00", "40500.00"}, "122400.00", [3]string{"2h", "0s", "2h"}, [3]string{"1h30m", "0s", "20m"}, "20 over in November"},
		{"D levelling", "kit-1-basic", "", func(j *contract.Journal) { *j = kit(690, 900, 900) }, [3]string{"40500.00", "40500.00", "40500.00"}, "121500.00", none, [3]string{"3h30m", "0s", "0s"}, "D17: 140 of November done in December"},
		{"E statistics", "kit-1-basic", `{"cover": [{"id": "over", "as": "included"}]}`, nil, [3]string{"40500.00", "40500.00", "40500.00"}, "121500.00", none, [3]string{"3h30m", "0s", "2h20m"}, "D12: shown, not billed"},
		{"F variant 3", "kit-3-basic", "", packs, [3]string{"121500.00", "0.00", "0.00"}, "121500.00", [3]string{"33h30m", "16h10m", "3h30m"}, none, "E21: 2,700 - 2,490 = 210 still owned"},
	} {
		cfg := contract.Config{ID: "k", Plan: tt.plan, Start: day("2026-10-01"), Params: params}
		if tt.patch != "" {
			var err error
			if cfg.Patch, err = contract.ParsePatch(tt.patch); err != nil {
				t.Fatal(err)
			}
		}
		j := kit(690, 1040, 760)
		if tt.change != nil {
			tt.change(&j)
		}
		c := mustContract(t, shipped(t), cfg)
		a, err := c.Account(j, day("2027-02-01"))
		if err != nil {
			t.Fatal(err)
		}
		sum := decimal.Zero
		for i, p := range a.Periods()[:3] {
			closed, err := a.Close(p)
			if err != nil {
				t.Fatal(err)
			}
			sum = sum.Add(closed.Total)
			next, err := a.Close(a.Periods()[i+1])
			if err != nil {
				t.Fatal(err)
			}
			carried, lapsed := ledger.Time(0), ledger.Time(0)
			for _, l := range next.Statements[0].Lots {
				if strings.Contains(l.Lot, "@carry") || tt.plan == "kit-3-basic" {
					carried = carried.Add(l.Opening).Add(l.CarriedIn)
				}
				if !l.Lapsed.IsZero() && strings.Contains(l.Lot, p.From.String()) {
					lapsed = lapsed.Add(l.Lapsed)
				}
			}
			if got := closed.Total.StringFixed(2); got != tt.months[i] || carried.String() != tt.left[i] || lapsed.String() != tt.lapsed[i] {
				t.Errorf("%s: %v is %s, %v carried, %v lapsed, want %s, %s, %s: %s", tt.name, p, got, carried, lapsed, tt.months[i], tt.left[i], tt.lapsed[i], tt.why)
			}
		}
		if got := sum.StringFixed(2); got != tt.quarter {
			t.Errorf("%s: the quarter costs %s, want %s: %s", tt.name, got, tt.quarter, tt.why)
		}
	}
}

// The same quarter under the other tariffs, at discounts of 5 and 12 %: the smallest and what
// is over costs least.
func TestScenario2Tariffs(t *testing.T) {
	for _, tt := range []struct{ plan, discount, quarter, why string }{
		{"kit-1-minimal", "-5%", "118275.00", "28,500 a month, 690 min over at 47.50"},
		{"kit-1-basic", "-10%", "127800.00", "40,500 a month, 140 min over at 45.00"},
		{"kit-1-optimal", "-12%", "198000.00", "66,000 a month, none over"},
	} {
		c := mustContract(t, shipped(t), contract.Config{Plan: tt.plan, Start: day("2026-10-01"), Params: map[string]string{"rate": "3000.00", "discount": tt.discount}})
		sum := decimal.Zero
		for _, month := range totals(t, account(t, c, kit(690, 1040, 760), "2027-01-01")) {
			sum = sum.Add(number(month))
		}
		if got := sum.StringFixed(2); got != tt.quarter {
			t.Errorf("%s: %s, want %s: %s", tt.plan, got, tt.quarter, tt.why)
		}
	}
}

// D, where the plan says so: a task of November that can wait is put off, and drawn from
// December's hours.
func TestScenario2Levelling(t *testing.T) {
	c := mustContract(t, shipped(t), contract.Config{Plan: "abonent-econom", Start: day("2026-10-01"), Class: "subscriber",
		Params: map[string]string{"hours": "15h", "readiness": "10500.00", "work": "30000.00", "excess": "level"}})
	j := kit(690, 900, 760)
	j.Entries = append(j.Entries, contract.Entry{ID: "later", Ticket: "N", From: at("2026-11-27T10:00:00+03:00"), To: at("2026-11-27T12:20:00+03:00"), Facts: contract.Facts{"urgent": "false"}})
	j.Approvals = []contract.Approval{{ID: "y", Ticket: "N", At: at("2026-11-27T09:00:00+03:00")}}
	a := account(t, c, j, "2027-01-01")
	for i, drawn := range []string{"11h30m", "15h", "15h"} {
		got := invoice(t, a, i)
		if s := got.Statements[0]; got.Total.StringFixed(2) != "40500.00" || s.Drawn.String() != drawn {
			t.Errorf("%v: %s, %v drawn, want 40500.00 and %s", got.Period, got.Total.StringFixed(2), s.Drawn, drawn)
		}
	}
}

// Scenario 3: WebSan's tweaks of November 2026, at 150.00 an hour.
func TestScenario3Tweaks(t *testing.T) {
	tweak := func(id, from string, m int) contract.Entry {
		start := at(from + ":00-05:00")
		return contract.Entry{ID: id, Ticket: id, From: start, To: start.Add(time.Duration(m) * time.Minute), Facts: contract.Facts{"kind": "tweak", "place": "remote"}}
	}
	j := contract.Journal{
		Readings:  []contract.Reading{seats(5, "2026-10-01T00:00:00Z")},
		Entries:   []contract.Entry{tweak("C1", "2026-11-03T10:00", 45), tweak("C2", "2026-11-05T14:00", 60), tweak("C3", "2026-11-09T09:00", 95)},
		Approvals: []contract.Approval{{ID: "ok", Ticket: "C3", Estimate: estimate("2h"), At: at("2026-11-09T09:00:00-05:00")}},
	}
	for _, tt := range []struct{ patch, want, why string }{
		{`{}`, "237.50", "AMB-33: over an hour the whole change is charged"},
		{`{"cover": [{"id": "tweak", "whole": false}]}`, "87.50", "AMB-33, option: the excess alone"},
	} {
		p, err := contract.ParsePatch(tt.patch)
		if err != nil {
			t.Fatal(err)
		}
		got := closed(t, contract.Config{ID: "w", Plan: "websan-winning", Start: day("2026-11-01"), Patch: p, Params: map[string]string{"tm_rate": "150.00"}}, j, "2026-11-01", "2026-12-01")
		if want := decimal.RequireFromString("1404.00").Add(decimal.RequireFromString(tt.want)); !got.Total.Equal(want) {
			t.Errorf("%s: %v, want %v", tt.why, got.Total, want)
			for _, l := range got.Lines {
				t.Log(l, l.As, l.Waits)
			}
		}
	}
}

func estimate(s string) exact.Duration {
	var d exact.Duration
	if err := d.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return d
}

// A pool of money pays what work costs, but not what filled it.
func TestMoneyPool(t *testing.T) {
	r, err := contract.NewRegistry([][]byte{[]byte(`{"version": 1, "id": "wallet", "name": "Wallet", "currency": "USD", "zone": "UTC",
		"cover": [{"id": "all", "as": "charge"}], "rates": [{"id": "hour", "price": "100.00"}],
		"pools": {"wallet": {"of": "money"}},
		"items": [{"id": "top-up", "of": "order", "price": "500.00", "grants": [{"pool": "wallet", "amount": "600.00"}]}],
		"invoice": {"every": "month"}}`)}, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	c := mustContract(t, r, contract.Config{Plan: "wallet", Start: day("2026-01-01")})
	j := contract.Journal{
		Orders: []contract.Order{{ID: "o", Item: "top-up", At: at("2026-01-05T00:00:00Z")}},
		Entries: []contract.Entry{
			{ID: "e1", From: at("2026-01-10T09:00:00Z"), To: at("2026-01-10T13:00:00Z")},
			{ID: "e2", From: at("2026-02-10T09:00:00Z"), To: at("2026-02-10T13:00:00Z")},
		},
	}
	a, err := c.Account(j, day("2026-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"500.00", "200.00"} { // 400 of 600 in January, the other 200 in February
		got, err := a.Close(a.Periods()[i])
		if err != nil || got.Total.StringFixed(2) != want {
			t.Errorf("%v: %v, want %s (%v)\n%v", a.Periods()[i], got.Total, want, err, got.Lines)
		}
	}
}

// Hours and clocks of one ticket in one place.
func TestTicketReport(t *testing.T) {
	c := mustContract(t, shipped(t), mayConfig(t, ""))
	a, err := c.Account(may(), day("2026-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Ticket("T6", at("2026-05-13T10:00:00-04:00"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Worked != 40*time.Minute || got.Billed != 45*time.Minute || got.Credit != 112*time.Minute+30*time.Second || !got.Charged.IsZero() {
		t.Errorf("%+v, want E6's 40, 45 and 112.5 minutes, covered", got)
	}
	if len(got.Clocks) == 0 {
		t.Error("no clocks")
	}
	if _, err := a.Ticket("T99", at("2026-05-13T10:00:00-04:00")); err == nil {
		t.Error("a ticket that nobody knows is reported")
	}
}
