package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/retainer-go/retainer/contract"
)

func arrear(id, invoice, on, amount string) contract.Arrear {
	return contract.Arrear{ID: id, Invoice: day(invoice), On: day(on), Amount: contract.Number{D: decimal.RequireFromString(amount)}}
}

// linesOfRule returns the lines of an item, "month code amount" of each.
func linesOfRule(t *testing.T, a *contract.Account, rule string) string {
	t.Helper()
	var list []string
	for _, p := range a.Periods() {
		closed, err := a.Close(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range closed.Lines {
			if l.Rule == rule {
				list = append(list, p.From.String()[5:7]+" "+string(l.Code)+" "+l.Amount.StringFixed(2))
			}
		}
	}
	return strings.Join(list, ", ")
}

// Late fees go by the days since an invoice was due, and are charged once.
func TestArrears(t *testing.T) {
	const steps = `{"tiers": [{"below": "15", "flat": "0.00"}, {"below": "30", "flat": "50.00"}, {"flat": "50.00"}]}`
	for _, tt := range []struct {
		why   string
		price string
		list  []contract.Arrear
		want  string
	}{
		{"due on 31 March, 14 days: nothing yet", steps, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-14", "100")}, ""},
		{"the day on which it is due is no day late", `"1.00"`, []contract.Arrear{arrear("a", "2026-03-01", "2026-03-31", "100")}, ""},
		{"the fifteenth day costs", steps, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-15", "100")}, "04 use 50.00"},
		{"seen again it costs what is more", steps, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-15", "100"), arrear("b", "2026-03-01", "2026-04-16", "100"), arrear("c", "2026-03-01", "2026-05-01", "100")},
			"04 use 50.00, 05 use 50.00"},
		{"two invoices are two", steps, []contract.Arrear{arrear("a", "2026-03-01", "2026-05-20", "100"), arrear("b", "2026-04-01", "2026-05-20", "100")}, "05 use 100.00, 05 use 50.00"},
		{"a percentage is of what was overdue", `{"flat": "1.5%"}`, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-30", "123.00")}, "04 use 1.85"},
		{"and for each day where it is a unit", `"0.1%"`, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-10", "123.00")}, "04 use 1.23"},
		{"what was paid in between gives nothing back", `"0.1%"`, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-10", "1000.00"), arrear("b", "2026-03-01", "2026-04-11", "10.00")}, "04 use 10.00"},
		{"a fact that stands twice counts once", steps, []contract.Arrear{arrear("a", "2026-03-01", "2026-04-15", "100"), arrear("a", "2026-03-01", "2026-04-15", "100.00")}, "04 use 50.00"},
	} {
		c := planned(t, `"items": [{"id": "fee", "every": "month", "price": "100.00"}, {"id": "late", "of": "overdue", "price": `+tt.price+`}],
			"invoice": {"every": "month", "bill": "advance", "due": "30 days"}`, contract.Config{})
		back := slices.Clone(tt.list)
		slices.Reverse(back)
		for _, list := range [][]contract.Arrear{tt.list, back} {
			if got := linesOfRule(t, accounted(t, c, contract.Journal{Arrears: list}, "2026-06-01"), "late"); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.why, got, tt.want)
			}
		}
	}
}

// An arrear that becomes known after its month was closed is charged in the next, as is what one
// that came before it leaves of those that were charged.
func TestArrearsLate(t *testing.T) {
	c := planned(t, `"items": [{"id": "late", "of": "overdue", "price": "1.00"}], "invoice": {"every": "month", "bill": "advance", "due": "30 days"}`, contract.Config{})
	late := arrear("a", "2026-03-01", "2026-04-10", "100")
	late.Recorded = at("2026-05-10T00:00:00Z")
	j := contract.Journal{
		Arrears:  []contract.Arrear{late, arrear("b", "2026-03-01", "2026-04-20", "100")},
		Closings: []contract.Closing{{ID: "c", Period: contract.Period{From: day("2026-04-01"), To: day("2026-05-01")}, At: at("2026-05-02T00:00:00Z")}},
	}
	if got, want := linesOfRule(t, accounted(t, c, j, "2026-06-01"), "late"), "04 use 20.00, 05 late 10.00, 05 late 10.00, 05 credit -20.00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestArrearsRefused(t *testing.T) {
	const items = `"items": [{"id": "fee", "every": "month", "price": "100.00"}], "invoice": {"every": "month"`
	due := planned(t, items+`, "due": "30 days"}`, contract.Config{})
	for _, tt := range []struct {
		bad  contract.Arrear
		c    *contract.Contract
		want string
	}{
		{arrear("a", "2026-03-02", "2026-04-20", "1"), due, "arrears[0].invoice unknown_invoice"},
		{arrear("a", "2026-02-01", "2026-04-20", "1"), due, "arrears[0].invoice unknown_invoice"},
		{arrear("a", "2026-04-01", "2026-03-20", "1"), due, "arrears[0].on too_early"},
		{arrear("a", "2026-03-01", "2026-04-20", "0"), due, "arrears[0].amount not_positive"},
		{contract.Arrear{ID: "a", Invoice: day("2026-03-01")}, due, "arrears[0].on missing"},
		{arrear("", "2026-03-01", "2026-04-20", "1"), due, "arrears[0].id empty"},
		{arrear("a", "2026-03-01", "2026-04-20", "1"), planned(t, items+`}`, contract.Config{}), "arrears[0].invoice never_due"},
		{arrear("a", "2026-03-01", "2026-05-20", "1"), planned(t, items+`, "due": "30 days"}`, contract.Config{Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-03-02"), Wanted: day("2026-03-31")}}}), "arrears[0].on after_end"},
	} {
		_, err := tt.c.Account(contract.Journal{Arrears: []contract.Arrear{tt.bad}}, day("2026-06-01"))
		if got := strings.Join(paths(err), ", "); got != tt.want || !errors.Is(err, contract.ErrInvalid) {
			t.Errorf("%+v: %s, want %s", tt.bad, got, tt.want)
		}
	}
}

// A3: work is due on completion: 45 minutes of low priority on 4 May cost $60.00, due on 4 May. What
// comes round is due with the invoice.
func TestDueOnCompletion(t *testing.T) {
	c := mustContract(t, shipped(t), mayConfig(t, ""))
	j := may()
	j.Orders = nil
	a, err := c.Account(j, day("2026-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	invoice, err := a.Close(a.Periods()[0])
	if err != nil || invoice.Due != day("2026-06-01") {
		t.Fatalf("the invoice is due on %v, %v", invoice.Due, err)
	}
	work := 0
	for _, line := range invoice.Lines {
		want := invoice.Due
		if line.Entry != "" {
			want, work = line.On, work+1
		}
		if got := a.DueOn(invoice, line); got != want {
			t.Errorf("%s is due on %v, want %v", line.ID, got, want)
		}
	}
	if work == 0 {
		t.Error("no line of work")
	}
	late := planned(t, `"rates": [{"id": "hour", "price": "60.00"}], "cover": [{"id": "all", "as": "charge"}], "invoice": {"due": "14 days"}`, contract.Config{})
	b := accounted(t, late, contract.Journal{Entries: []contract.Entry{worked("a", "2026-03-02T10:00:00Z", time.Hour, nil)}}, "2026-04-01")
	monthly, err := b.Close(b.Periods()[0])
	if got := b.DueOn(monthly, monthly.Lines[0]); err != nil || got != day("2026-04-15") {
		t.Errorf("billed by the month it is due on %v, %v, want 14 days from 1 April", got, err)
	}
}
