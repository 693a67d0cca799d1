package contract_test

import (
	"fmt"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// What is paid back of a period that ends early, and what an early end costs.
func TestRefunds(t *testing.T) {
	const seats = `"facts": {"users": "meter"}, "items": [{"id": "fee", "of": "users", "every": "month", "price": "30.00", "prorate": "%s"}]`
	ten := contract.Journal{Readings: []contract.Reading{reading("a", "users", 10, "2026-01-01T00:00:00+01:00")}}
	twenty := contract.Journal{Readings: append(ten.Readings, reading("b", "users", 20, "2026-11-16T00:00:00+01:00"))}
	fewer := contract.Journal{Readings: append(ten.Readings, reading("b", "users", 5, "2026-11-06T00:00:00+01:00"))}
	for _, tt := range []struct {
		why, prorate, part string
		j                  contract.Journal
		want               string
	}{
		{"C26: no refunds of part months", "none", "none", ten, "300.00"},
		{"the default is none", "none", "", ten, "300.00"},
		{"by days: 10 of 30 are not served", "none", "prorate", ten, "200.00"},
		{"all of it", "none", "full", ten, "0.00"},
		{"what is prorated is paid back by days", "day", "", ten, "200.00"},
		{"unless it is said that nothing is", "day", "none", ten, "300.00"},
		{"10 more for 15 days, and 10 days of 20 back", "day", "", twenty, "250.00"}, // 300 + 150 - 200
		{"all of it, the added seats too", "day", "full", twenty, "0.00"},
		{"all of it, the added seats too, which cost a full month", "none", "full", twenty, "0.00"},
		{"10 of 30 days of what was paid", "none", "prorate", twenty, "400.00"},
		{"of what was paid, though fewer are left", "none", "prorate", fewer, "200.00"},
		{"5 fewer for 25 days, and 10 days of 5 back", "day", "", fewer, "125.00"}, // 300 - 125 - 50
	} {
		term := ""
		if tt.part != "" {
			term = fmt.Sprintf(`, "term": {"part_period": %q}`, tt.part)
		}
		r := planOf(t, fmt.Sprintf(seats, tt.prorate)+term)
		c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-10-01"), Notices: []contract.Notice{
			{ID: "n", By: contract.Customer, Given: day("2026-11-20")},
		}})
		if end := c.End(); end.LastDay != day("2026-11-20") {
			t.Fatalf("it ends on %v", end.LastDay)
		}
		if got := total(t, c, tt.j, "2026-11-01", "2027-11-01"); got != tt.want {
			s, _ := c.Schedule(tt.j, day("2026-11-01"), day("2027-11-01"))
			t.Errorf("%s: %s, want %s\n%v", tt.why, got, tt.want, s.Charges)
		}
	}
}

// What is ordered and comes round is billed and paid back as a fee of the plan is; what is called
// off counts no more from then on if it is prorated.
func TestRefundsOfOrders(t *testing.T) {
	for _, tt := range []struct {
		why, prorate, part, off string
		want                    string
	}{
		{"nothing is paid back of what is not prorated", "none", "", "", "30.00"},
		{"by days: 20 of 30 are not served", "day", "", "", "10.00"},
		{"unless it is said that nothing is", "day", "none", "", "30.00"},
		{"or that they are of all", "none", "prorate", "", "10.00"},
		{"all of it", "none", "full", "", "0.00"},
		{"called off: the month goes on", "none", "", "2026-04-07T12:00:00Z", "30.00"},
		{"called off: 24 of 30 are left, that day among them", "day", "", "2026-04-07T12:00:00Z", "6.00"},
		{"called off: half a day more, by the second", "exact", "", "2026-04-07T12:00:00Z", "6.50"},
		{"what is called off is not what the end of the contract cuts", "day", "none", "2026-04-07T12:00:00Z", "6.00"},
		{"called off after the end", "day", "", "2026-04-20T00:00:00Z", "10.00"},
		{"called off as the month begins", "day", "full", "2026-04-01T00:00:00Z", "0.00"},
	} {
		for bill, first := range map[string]string{"advance": "2026-04-01", "arrears": "2026-04-02"} {
			c := planned(t, fmt.Sprintf(`"items": [{"id": "more", "of": "order", "every": "month", "price": "30.00", "prorate": %q, "bill": %q}], "term": {"part_period": %q}`, tt.prorate, bill, tt.part),
				contract.Config{Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-04-10")}}})
			j := contract.Journal{Orders: []contract.Order{{ID: "o", Item: "more", At: at("2026-03-01T00:00:00Z")}}}
			if tt.off != "" {
				j.Cancellations = []contract.Cancellation{{ID: "x", Order: "o", At: at(tt.off)}}
			}
			if got := total(t, c, j, first, "2026-06-01"); got != tt.want {
				t.Errorf("%s, in %s: %s, want %s", tt.why, bill, got, tt.want)
			}
		}
	}
}

// The vendors' own figures for leaving early.
func TestEarlyExit(t *testing.T) {
	r := zoo(t, "shinybot", "cogneedo")
	early := func(given, last string) []contract.Notice {
		return []contract.Notice{{ID: "n", By: contract.Customer, Given: day(given), Early: true, Wanted: day(last)}}
	}
	for _, tt := range []struct {
		why       string
		cfg       contract.Config
		j         contract.Journal
		from, to  string
		want, sum string // what the end moves, and all
	}{
		{"shinybot: half of the three months that remain", contract.Config{Plan: "shinybot", Params: map[string]string{"fee": "200.00"}, Start: day("2026-01-01"), Notices: early("2026-03-16", "2026-03-31")},
			contract.Journal{}, "2026-01-01", "2027-01-01", "300.00", "900.00"},
		{"shinybot: within 14 days all is paid back", contract.Config{Plan: "shinybot", Params: map[string]string{"fee": "200.00"}, Start: day("2026-01-01"), Notices: early("2026-01-10", "2026-01-10")},
			contract.Journal{}, "2026-01-01", "2027-01-01", "-200.00", "0.00"},
		{"shinybot: within 14 days all is paid back, months ahead too", contract.Config{Plan: "shinybot", Params: map[string]string{"fee": "200.00"}, Start: day("2026-01-01"), Notices: early("2026-01-10", "2026-01-10")},
			prepays(12, "2026-01-01"), "2026-01-01", "2028-01-01", "-2400.00", "0.00"},
		{"shinybot: what is paid ahead does not remain", contract.Config{Plan: "shinybot", Params: map[string]string{"fee": "200.00"}, Start: day("2026-01-01"), Notices: early("2026-03-16", "2026-03-31")},
			prepays(5, "2026-01-01"), "2026-01-01", "2027-01-01", "100.00", "1100.00"},
		{"shinybot: at the end of the term it costs nothing", contract.Config{Plan: "shinybot", Params: map[string]string{"fee": "200.00"}, Start: day("2026-01-01"), Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-06-10")}}},
			contract.Journal{}, "2026-01-01", "2027-01-01", "0.00", "1200.00"},
		{"cogneedo: a month's fee", contract.Config{Plan: "cogneedo", Params: map[string]string{"hours": "20h"}, Start: day("2026-01-01"), Notices: early("2026-01-20", "2026-01-31")},
			contract.Journal{}, "2026-01-01", "2027-01-01", "1500.00", "3000.00"},
		{"cogneedo: none once the term is served", contract.Config{Plan: "cogneedo", Params: map[string]string{"hours": "20h"}, Start: day("2026-01-01"), Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-03-20")}}},
			contract.Journal{}, "2026-01-01", "2027-01-01", "0.00", "4500.00"},
	} {
		c := mustContract(t, r, tt.cfg)
		s, err := c.Schedule(tt.j, day(tt.from), day(tt.to))
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		sum := number("0")
		for _, x := range s.Charges {
			if x.Code == contract.ChargeEnd {
				sum = sum.Add(x.Amount)
			}
		}
		if sum.StringFixed(2) != tt.want || s.Total.StringFixed(2) != tt.sum {
			t.Errorf("%s: %s of %s, want %s of %s\n%v", tt.why, sum.StringFixed(2), s.Total.StringFixed(2), tt.want, tt.sum, s.Charges)
		}
	}
}

// What the end costs, and what is billed in arrears of a period that it cuts, is in the last
// invoice: no other comes after it.
func TestLastInvoice(t *testing.T) {
	const sections = `"items": [{"id": "fee", "every": "%s", "bill": "%s", "price": "100.00", "prorate": "day"}, {"id": "exit", "of": "%s", "price": {"unit": "50%%"}}], "term": {"minimum": "6 months", "part_period": "%s"}`
	for _, tt := range []struct{ why, every, bill, of, part, last, want string }{
		{"half of three months, on the last day of one", "month", "advance", "remaining", "none", "2026-05-31", "250.00"},
		{"or on the day before", "month", "advance", "remaining", "none", "2026-05-30", "250.00"},
		{"half of what was paid, but for April, which is billed in May", "month", "arrears", "paid", "none", "2026-04-30", "150.00"},
		{"nor is what April was not served taken off that", "month", "arrears", "paid", "prorate", "2026-04-15", "100.00"},
		{"a year billed in arrears, cut in the middle of a month: 46 of 365 days", "year", "arrears", "paid", "prorate", "2026-04-15", "12.60"},
		{"cut at the end of a month", "year", "arrears", "paid", "none", "2026-04-30", "100.00"},
	} {
		c := planned(t, fmt.Sprintf(sections, tt.every, tt.bill, tt.of, tt.part), contract.Config{Notices: []contract.Notice{
			{ID: "n", By: contract.Customer, Given: day("2026-04-01"), Early: true, Wanted: day(tt.last)},
		}})
		a := accounted(t, c, contract.Journal{}, "2027-01-01")
		if got := due(t, a, len(a.Periods())-1); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.want)
		}
	}
}
