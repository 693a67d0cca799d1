package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// What would be charged beyond the last period that is counted is an error, and not forgotten.
func TestTooFar(t *testing.T) {
	daily := `"items": [{"id": "fee", "every": "day", "price": "1.00"}, {"id": "rest", "of": "remaining", "price": {"unit": "100%"}}], "term": {"minimum": "MINIMUM"}`
	start := day("1700-01-01")
	c := planned(t, strings.Replace(daily, "MINIMUM", "1 month", 1), contract.Config{Start: start})
	last := start.AddDays(99_000)
	s, err := c.Schedule(contract.Journal{}, last.AddDays(-10), last)
	if err != nil || s.Total.StringFixed(2) != "10.00" {
		t.Errorf("the last ten days are %v, %v", s.Total, err)
	}
	if _, err := c.Schedule(contract.Journal{}, last.AddDays(1990), last.AddDays(2000)); !slices.Equal(paths(err), []string{"items.fee too_far"}) {
		t.Errorf("beyond: %v", err)
	}
	if p := c.PeriodOn(day("9990-01-01")); p != (contract.Period{From: day("9990-01-01"), To: day("9990-02-01")}) {
		t.Errorf("months go on for longer than years are counted: %v", p)
	}
	pay := contract.Journal{Payments: []contract.Payment{{ID: "p", On: start, From: start.AddDays(100_000), Periods: 1}}}
	if _, err := c.Schedule(pay, start, start.AddDays(1)); !slices.Equal(paths(err), []string{"items.fee too_far"}) {
		t.Errorf("paid for a day in three hundred years: %v", err)
	}
	leaves := []contract.Notice{{ID: "n", By: contract.Customer, Given: start, Early: true, Wanted: start.AddDays(9)}}
	for minimum, want := range map[string]string{"30 days": "30.00", "9999 days": "9999.00", "400 years": "items.fee too_far"} {
		c := planned(t, strings.Replace(daily, "MINIMUM", minimum, 1), contract.Config{Start: start, Notices: leaves})
		s, err := c.Schedule(contract.Journal{}, start, start.AddDays(20))
		got := s.Total.StringFixed(2)
		if err != nil {
			got = paths(err)[0]
		}
		if got != want {
			t.Errorf("a minimum of %s: %s, %v, want %s", minimum, got, err, want)
		}
	}
}
