package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/sla"
)

// planned returns a contract from 1 March 2026 on a plan of these sections, in UTC and USD.
func planned(t testing.TB, sections string, cfg contract.Config) *contract.Contract {
	t.Helper()
	doc := `{"version": 1, "id": "p", "currency": "USD", "zone": "Etc/UTC", ` + sections + `}`
	r, err := contract.NewRegistry([][]byte{[]byte(doc)}, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Plan = "p"
	if cfg.Start.IsZero() {
		cfg.Start = day("2026-03-01")
	}
	return mustContract(t, r, cfg)
}

func accounted(t testing.TB, c *contract.Contract, j contract.Journal, until string) *contract.Account {
	t.Helper()
	a, err := c.Account(j, day(until))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// due returns what the invoice of the nth period comes to.
func due(t testing.TB, a *contract.Account, n int) string {
	t.Helper()
	closed, err := a.Close(a.Periods()[n])
	if err != nil {
		t.Fatal(err)
	}
	return closed.Total.StringFixed(2)
}

func left(t testing.TB, a *contract.Account, pool, when string) string {
	t.Helper()
	b, err := a.Balance(pool, at(when))
	if err != nil {
		t.Fatal(err)
	}
	return b.Left.String()
}

func worked(id, from string, d time.Duration, facts contract.Facts) contract.Entry {
	return contract.Entry{ID: id, Ticket: id, From: at(from), To: at(from).Add(d), Facts: facts}
}

// An order that comes round is charged, granted and in force until it is called off.
func TestOrderCalledOff(t *testing.T) {
	c := planned(t, `"pools": {"credits": {}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "vip", "when": {"has": "vip"}, "as": "included"}, {"id": "credits", "as": "draw", "from": ["credits"]}],
		"items": [{"id": "vip", "of": "order", "every": "month", "price": "10.00"},
			{"id": "credits", "of": "order", "every": "month", "price": "20.00", "grants": [{"pool": "credits", "amount": "2h"}]}]`, contract.Config{})
	j := contract.Journal{
		Orders: []contract.Order{{ID: "v", Item: "vip", At: at("2026-03-01T00:00:00Z")}, {ID: "c", Item: "credits", At: at("2026-03-01T00:00:00Z")}},
		Cancellations: []contract.Cancellation{
			{ID: "x", Order: "v", At: at("2026-04-15T00:00:00Z")}, {ID: "y", Order: "c", At: at("2026-04-20T00:00:00Z")}},
		Entries: []contract.Entry{
			worked("e1", "2026-04-10T10:00:00Z", time.Hour, nil),  // vip
			worked("e2", "2026-04-15T10:00:00Z", time.Hour, nil),  // of the credits
			worked("e3", "2026-05-10T10:00:00Z", time.Hour, nil)}, // there are none
	}
	a := accounted(t, c, j, "2026-06-01")
	for n, want := range []string{"30.00", "30.00", "60.00"} {
		if got := due(t, a, n); got != want {
			t.Errorf("period %d: %s, want %s", n, got, want)
		}
	}
	if got := left(t, a, "credits", "2026-04-30T00:00:00Z"); got != "1h" {
		t.Errorf("%s left in April, want 1h", got)
	}
	for _, bad := range []contract.Cancellation{
		{ID: "x", Order: "nobody's", At: at("2026-04-15T00:00:00Z")}, {ID: "x", At: at("2026-04-15T00:00:00Z")},
		{ID: "x", Order: "v"}, {ID: "x", Order: "v", At: at("2026-02-15T00:00:00Z")},
	} {
		j.Cancellations = []contract.Cancellation{bad}
		if _, err := c.Account(j, day("2026-06-01")); err == nil {
			t.Errorf("no error for %+v", bad)
		}
	}
}

// What is only sold on a condition is neither charged nor granted when it does not hold: that
// is an outcome, which may change as facts come, and no error.
func TestOrderNotSold(t *testing.T) {
	c := planned(t, `"pools": {"strips": {"unit": "15m"}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "strips", "as": "draw", "from": ["strips"]}],
		"items": [{"id": "card", "of": "order", "each": "1", "price": "15.00", "grants": [{"pool": "strips", "amount": "100%"}]},
			{"id": "more", "of": "order", "when": {"left": {"strips": ">=1"}}, "each": "1", "price": "15.00", "grants": [{"pool": "strips", "amount": "100%"}]}]`, contract.Config{})
	j := contract.Journal{
		Orders: []contract.Order{{ID: "a", Item: "card", At: at("2026-03-01T00:00:00Z")}, {ID: "b", Item: "more", At: at("2026-03-10T00:00:00Z")},
			{ID: "c", Item: "more", At: at("2026-03-11T00:00:00Z")}},
	}
	if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != "45.00" {
		t.Errorf("all are sold: %s, want 45.00", got)
	}
	j.Entries = []contract.Entry{worked("e", "2026-03-09T10:00:00Z", 15*time.Minute, nil)}
	a := accounted(t, c, j, "2026-04-01")
	if got := due(t, a, 0); got != "15.00" {
		t.Errorf("the card is empty: %s, want 15.00, as neither is sold", got)
	}
	if got := left(t, a, "strips", "2026-03-31T00:00:00Z"); got != "0s" {
		t.Errorf("%s left, want nothing", got)
	}
	if got := a.NotSold(); len(got) != 2 || got[0].ID != "b" || got[1].ID != "c" {
		t.Errorf("not sold: %v, want b and c", got)
	}
}

// Strips are sold to who has none. Whether one is sold says what the next finds, all the way.
func TestOrderAfterOrder(t *testing.T) {
	c := planned(t, `"pools": {"strips": {"unit": "15m"}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "strips", "as": "draw", "from": ["strips"]}],
		"items": [{"id": "strip", "of": "order", "when": {"not": {"left": {"strips": ">=1"}}}, "each": "1", "price": "15.00", "grants": [{"pool": "strips", "amount": "100%"}]}]`, contract.Config{})
	for _, n := range []int{1, 2, 3, 10, 80} {
		var j contract.Journal
		have, sold := 0, 0
		for i := range n {
			when := at("2026-03-01T00:00:00Z").Add(time.Duration(i) * 24 * time.Hour)
			j.Orders = append(j.Orders, contract.Order{ID: fmt.Sprint("o", i), Item: "strip", At: when})
			if have == 0 {
				have, sold = 1, sold+1
			}
			if i%2 == 1 {
				j.Entries = append(j.Entries, worked(fmt.Sprint("e", i), when.Add(time.Hour).Format(time.RFC3339), 15*time.Minute, nil))
				have = 0
			}
		}
		if got := n - len(accounted(t, c, j, "2026-07-01").NotSold()); got != sold {
			t.Errorf("%d orders: %d sold, want %d", n, got, sold)
		}
	}
}

// What only a customer can have who has it not is sold once, charged and granted; with and
// without an account.
func TestOrderOnce(t *testing.T) {
	const twice = `"pools": {"hours": {}}, "items": [
		{"id": "trial", "of": "order", "when": {"not": {"has": "trial"}}, "price": "15.00", "grants": [{"pool": "hours", "amount": "2h"}]},
		{"id": "lamp", "of": "order", "when": {"not": {"has": "lamp"}}, "price": "7.00"},
		{"id": "a", "of": "order", "when": {"not": {"has": "b"}}, "price": "100.00", "grants": [{"pool": "hours", "amount": "10h"}]},
		{"id": "b", "of": "order", "when": {"not": {"has": "a"}}, "price": "1000.00"},
		{"id": "more", "of": "order", "when": {"has": "b"}, "price": "10000.00"}]`
	c := planned(t, twice, contract.Config{})
	order := func(id, when string) contract.Order {
		item, _, _ := strings.Cut(id, "/")
		return contract.Order{ID: id, Item: item, At: at(when)}
	}
	const first, then = "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"
	for _, tt := range []struct {
		why        string
		orders     []contract.Order
		sold, left string
	}{
		{"the first is not kept out by itself", []contract.Order{order("trial", first), order("lamp", first)}, "22.00", "2h"},
		{"nor by the second", []contract.Order{order("trial/1", first), order("trial/2", then), order("lamp/1", first), order("lamp/2", then)}, "22.00", "2h"},
		{"of two at one instant the first by ID is sold", []contract.Order{order("lamp/2", first), order("lamp/1", first)}, "7.00", "0s"},
		{"of two that keep one another out the first", []contract.Order{order("a", first), order("b", then)}, "100.00", "10h"},
		{"and what was not sold lets nothing else through", []contract.Order{order("a", first), order("b", then), order("more", "2026-03-04T00:00:00Z")}, "100.00", "10h"},
		{"bought together they keep both out", []contract.Order{order("a", first), order("b", first)}, "0.00", "0s"},
		{"and let through what needs them", []contract.Order{order("b", first), order("more", first)}, "11000.00", "0s"},
	} {
		j := contract.Journal{Orders: tt.orders}
		a := accounted(t, c, j, "2026-04-01")
		if got := due(t, a, 0); got != tt.sold {
			t.Errorf("%s: the invoice says %s, want %s", tt.why, got, tt.sold)
		}
		if got := total(t, c, j, "2026-03-01", "2026-04-01"); got != tt.sold {
			t.Errorf("%s: the schedule says %s, want %s", tt.why, got, tt.sold)
		}
		if got := left(t, a, "hours", "2026-03-31T00:00:00Z"); got != tt.left {
			t.Errorf("%s: %s left, want %s", tt.why, got, tt.left)
		}
	}
}

// What is in force by an order counts for the prices of that day.
func TestOrderInForce(t *testing.T) {
	c := planned(t, `"items": [{"id": "block", "of": "order", "price": "100.00"}, {"id": "priority", "of": "order"}],
		"adjust": [{"id": "uplift", "when": {"has": "priority"}, "on": ["block"], "by": "10%"}]`, contract.Config{})
	j := contract.Journal{Orders: []contract.Order{
		{ID: "a", Item: "block", At: at("2026-03-01T00:00:00Z")}, {ID: "b", Item: "priority", At: at("2026-03-02T00:00:00Z")},
		{ID: "c", Item: "block", At: at("2026-03-02T00:00:00Z")}}}
	if got := total(t, c, j, "2026-03-01", "2026-04-01"); got != "210.00" {
		t.Errorf("%s, want 210.00", got)
	}
	if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != "210.00" {
		t.Errorf("the invoice says %s, want 210.00", got)
	}
}

// Appointments called off cost what the plan says, by how long before.
func TestAppointmentCalledOff(t *testing.T) {
	c := planned(t, `"items": [{"id": "no-show", "of": "cancellation", "when": {"ahead": "<2h"}, "price": "30.00"}]`, contract.Config{})
	for ahead, want := range map[time.Duration]string{90 * time.Minute: "30.00", 2 * time.Hour: "0.00", -time.Minute: "30.00"} {
		begin := at("2026-03-05T10:00:00Z")
		j := contract.Journal{Cancellations: []contract.Cancellation{{ID: "x", Appointment: begin, At: begin.Add(-ahead)}}}
		if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != want {
			t.Errorf("%v before: %s, want %s", ahead, got, want)
		}
	}
}

// What a meter shows on the first day is brought once.
func TestGrantOfMeter(t *testing.T) {
	c := planned(t, `"facts": {"used": "meter"}, "pools": {"hours": {}}, "cover": [{"id": "hours", "as": "draw", "from": ["hours"]}],
		"rates": [{"id": "hour", "price": "60.00"}],
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "10h"}]},
			{"id": "used", "of": "used", "grants": [{"pool": "hours", "amount": "-1h"}]}]`, contract.Config{})
	j := contract.Journal{Readings: []contract.Reading{reading("r", "used", 4, "2026-03-01T00:00:00Z")}}
	if got := left(t, accounted(t, c, j, "2026-04-01"), "hours", "2026-03-02T00:00:00Z"); got != "6h" {
		t.Errorf("%s left, want 6h", got)
	}
}

// Promises may depend on what was ordered: those of the largest block that is there.
func TestPromiseByOrder(t *testing.T) {
	c := planned(t, `"calendars": {"always": "24/7"}, "pools": {"hours": {}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "hours", "as": "draw", "from": ["hours"]}],
		"items": [{"id": "big", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "1h"}]}],
		"sla": {"targets": [{"when": {"has": "big"}, "clock": "always", "within": {"response": "1h"}},
			{"clock": "always", "within": {"response": "8h"}}]}`, contract.Config{})
	opened := func(id, when string) contract.Ticket {
		return contract.Ticket{ID: id, Events: []sla.Event{{ID: "o", Type: sla.Opened, At: at(when)}}}
	}
	before, during, after := opened("a", "2026-03-02T10:00:00Z"), opened("b", "2026-03-04T10:00:00Z"), opened("c", "2026-03-10T10:00:00Z")
	j := contract.Journal{
		Orders:  []contract.Order{{ID: "o", Item: "big", At: at("2026-03-03T00:00:00Z")}},
		Entries: []contract.Entry{worked("e", "2026-03-05T10:00:00Z", time.Hour, nil)}, // which spends it
		Tickets: []contract.Ticket{before, during, after},
	}
	a := accounted(t, c, j, "2026-04-01")
	for _, tt := range []struct {
		ticket contract.Ticket
		want   time.Duration
	}{{before, 8 * time.Hour}, {during, time.Hour}, {after, 8 * time.Hour}} {
		clock, err := a.Clock(tt.ticket)
		if err != nil {
			t.Fatal(err)
		}
		r, err := clock.Result(sla.Response, tt.ticket.Events[0].At)
		if err != nil || r.Target != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.ticket.ID, r.Target, err, tt.want)
		}
	}
	report, err := a.Ticket("b", at("2026-03-04T11:00:00Z"))
	if err != nil || len(report.Clocks) != 1 || report.Clocks[0].Target != time.Hour {
		t.Errorf("the report says %v, %v", report.Clocks, err)
	}
}

// Adjustments of the invoice as a whole, and what calling off costs, may depend on orders, too.
func TestInvoiceByOrder(t *testing.T) {
	c := planned(t, `"items": [{"id": "fee", "every": "month", "price": "100.00"}, {"id": "club", "of": "order", "price": "5.00"},
			{"id": "no-show", "of": "cancellation", "when": {"not": {"has": "club"}}, "price": "30.00"}],
		"adjust": [{"id": "members", "when": {"has": "club"}, "on": ["invoice"], "by": "-10%"}]`, contract.Config{})
	off := []contract.Cancellation{{ID: "x", Appointment: at("2026-03-05T10:00:00Z"), At: at("2026-03-05T10:00:00Z")}}
	j := contract.Journal{Cancellations: off}
	if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != "130.00" {
		t.Errorf("%s, want 130.00", got)
	}
	j.Orders = []contract.Order{{ID: "o", Item: "club", At: at("2026-03-01T00:00:00Z")}}
	if got := due(t, accounted(t, c, j, "2026-04-01"), 0); got != "94.50" {
		t.Errorf("%s, want 94.50: 105.00 less a tenth, and no charge for the no-show", got)
	}
}

// Two rules may put off parts of one piece of work until the same day: each part draws for itself.
func TestPutOffTwice(t *testing.T) {
	c := planned(t, `"pools": {"hours": {"of": "time"}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "one", "as": "defer", "upto": "1h", "per": "period"}, {"id": "two", "as": "defer", "upto": "1h", "per": "period"}],
		"items": [{"id": "fee", "every": "month", "price": "100.00", "grants": [{"pool": "hours", "amount": "2h"}]}]`, contract.Config{})
	a := accounted(t, c, contract.Journal{Entries: []contract.Entry{worked("a", "2026-03-10T10:00:00Z", 4*time.Hour, nil)}}, "2026-05-01")
	for when, want := range map[string]string{"2026-03-31T00:00:00Z": "0s", "2026-04-30T00:00:00Z": "0s"} {
		if got := left(t, a, "hours", when); got != want {
			t.Errorf("%s left on %s, want %s: 2h are worked in March, and one and one put off to April", got, when, want)
		}
	}
}

// A pack that lives a month from its first use, and repays on its first day what was borrowed
// before there was any, is used from that day on.
func TestFirstUseOfBorrowed(t *testing.T) {
	c := planned(t, `"pools": {"hours": {"of": "time"}}, "rates": [{"id": "hour", "price": "60.00"}],
		"cover": [{"id": "draw", "as": "draw", "from": ["hours"]}, {"id": "borrow", "as": "borrow", "from": ["hours"], "upto": "1h", "per": "month"}],
		"items": [{"id": "pack", "of": "order", "price": "100.00", "grants": [{"pool": "hours", "amount": "3h", "expires": "month from first-use"}]}]`, contract.Config{})
	a := accounted(t, c, contract.Journal{
		Entries: []contract.Entry{worked("a", "2026-03-10T10:00:00Z", time.Hour, nil)},
		Orders:  []contract.Order{{ID: "o", Item: "pack", At: at("2026-04-20T00:00:00Z")}},
	}, "2026-07-01")
	for when, want := range map[string]string{"2026-04-20T00:00:00Z": "2h", "2026-05-19T00:00:00Z": "2h", "2026-05-20T00:00:00Z": "0s"} {
		if got := left(t, a, "hours", when); got != want {
			t.Errorf("%s left at %s, want %s", got, when, want)
		}
	}
}
