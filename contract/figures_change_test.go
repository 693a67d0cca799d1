package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

func amendment(t testing.TB, from, patch string) contract.Amendment {
	t.Helper()
	return contract.Amendment{ID: "a" + from, By: contract.Customer, Announced: day(from), From: day(from), Patch: parsePatch(t, patch), Agreed: true}
}

// What a schedule says of contracts that begin and change within a period. The fee is 300.00
// a month unless it is said otherwise.
func TestChanges(t *testing.T) {
	const (
		byDay  = `"items": [{"id": "fee", "every": "month", "price": "300.00", "prorate": "day"}]`
		addOn  = `"items": [{"id": "fee", "every": "month", "price": "300.00"}, {"id": "more", "of": "order", "every": "month", "price": "10.00", "prorate": "%s"}]`
		users  = `"facts": {"users": "meter"}, "items": [{"id": "fee", "of": "users", "every": "month", "price": "30.00", "prorate": "%s"}]`
		dearer = `{"items": [{"id": "fee", "price": "360.00"}]}`
		index  = fee + `, "term": {"index": {"every": "year", "by": "10%", "round": "half-up 0.01"}}`
	)
	order := contract.Journal{Orders: []contract.Order{{ID: "o", Item: "more", At: at("2026-11-16T12:00:00Z")}}}
	grows := contract.Journal{Readings: []contract.Reading{reading("a", "users", 10, "2026-01-01T00:00:00Z"), reading("b", "users", 20, "2026-11-16T00:00:00+01:00")}}
	shrinks := contract.Journal{Readings: []contract.Reading{reading("a", "users", 20, "2026-01-01T00:00:00Z"), reading("b", "users", 10, "2026-11-10T00:00:00+01:00")}}
	for _, tt := range []struct {
		why, plan string
		start     string
		changes   []contract.Amendment
		j         contract.Journal
		from, to  string
		want      string
	}{
		{"a first short month in full", fee + `, "invoice": {"anchor": "calendar"}`, "2026-04-16", nil, contract.Journal{}, "2026-04-01", "2026-05-01", "300.00"},
		{"or by days: 15 of 30", byDay + `, "invoice": {"anchor": "calendar"}`, "2026-04-16", nil, contract.Journal{}, "2026-04-01", "2026-05-01", "150.00"},
		{"by days to the 10th: 24 of 30", byDay + `, "invoice": {"anchor": "day 10"}`, "2026-04-16", nil, contract.Journal{}, "2026-04-01", "2026-05-10", "240.00"},
		{"by days to the 31st: 14 of 30, from 31 March on", byDay + `, "invoice": {"anchor": "day 31"}`, "2026-04-16", nil, contract.Journal{}, "2026-04-01", "2026-04-30", "140.00"},
		{"by the second, in a month with an hour less", strings.Replace(byDay, `"day"`, `"exact"`, 1) + `, "invoice": {"anchor": "calendar"}`, "2026-03-16", nil, contract.Journal{}, "2026-03-01", "2026-04-01", "154.64"}, // 383 of 743 hours
		{"aligned with the start there is nothing short", byDay, "2026-04-16", nil, contract.Journal{}, "2026-04-01", "2026-05-01", "300.00"},

		{"new terms within a month: from the next on", fee, "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", dearer)}, contract.Journal{}, "2026-11-01", "2027-01-01", "660.00"},
		{"or by days: 22 of 30 of 60.00", byDay, "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", dearer)}, contract.Journal{}, "2026-11-01", "2026-12-01", "344.00"},
		{"seats added after new terms within the month are not forgotten", fmt.Sprintf(users, "none"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", `{"term": {"renews": "month"}}`)}, grows, "2026-11-01", "2026-12-01", "600.00"},
		{"by days: 15 of 30 of 10 seats, once", fmt.Sprintf(users, "day"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", `{"term": {"renews": "month"}}`)}, grows, "2026-11-01", "2026-12-01", "450.00"},
		{"seats added the moment the price doubles: 15 of 30 of 20 at 60.00, less 10 at 30.00", fmt.Sprintf(users, "day"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-16", `{"items": [{"id": "fee", "price": "60.00"}]}`)}, grows, "2026-11-01", "2026-12-01", "750.00"},
		{"seats added the moment they are no longer sold: 15 of 30 of the 10 there were", fmt.Sprintf(users, "day"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-16", `{"items": [{"id": "fee", "drop": true}]}`)}, grows, "2026-11-01", "2027-01-01", "150.00"},
		{"seats given up, then charged by days: what of the month is left costs what there is of them", fmt.Sprintf(users, "none"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-16", `{"items": [{"id": "fee", "prorate": "day"}]}`)}, shrinks, "2026-11-01", "2026-12-01", "450.00"}, // 600 - 15 of 30 of 10 at 30.00
		{"seats added in a month that began by days go by days, whatever is agreed since", fmt.Sprintf(users, "day"), "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", `{"items": [{"id": "fee", "prorate": "none"}]}`)}, grows, "2026-11-01", "2026-12-01", "450.00"},
		{"a price of the next month, and then by days: 15 of 30 of what it is more than was charged", fee, "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", dearer), amendment(t, "2026-11-16", `{"items": [{"id": "fee", "prorate": "day"}]}`)},
			contract.Journal{}, "2026-11-01", "2026-12-01", "330.00"},
		{"by days, then not, then no longer sold: 15 of 30 days back", byDay, "2026-10-01", []contract.Amendment{amendment(t, "2026-11-09", `{"items": [{"id": "fee", "prorate": "none"}]}`), amendment(t, "2026-11-16", `{"items": [{"id": "fee", "drop": true}]}`)},
			contract.Journal{}, "2026-11-01", "2026-12-01", "150.00"},
		{"from months to years within a month: 21 of 30 days back, and a year from then on", byDay, "2026-10-01", []contract.Amendment{amendment(t, "2026-11-10", `{"items": [{"id": "fee", "every": "year", "price": "3650.00"}]}`)},
			contract.Journal{}, "2026-11-01", "2027-11-10", "3740.00"}, // 300 - 210 + 3650
		{"from months to years at the end of a month: a year from then on", fee, "2026-10-01", []contract.Amendment{amendment(t, "2026-12-01", `{"items": [{"id": "fee", "every": "year", "price": "3000.00"}]}`)},
			contract.Journal{}, "2026-11-01", "2028-01-01", "6300.00"},

		{"what is ordered each month goes on under new terms", fmt.Sprintf(addOn, "none"), "2026-10-01", []contract.Amendment{amendment(t, "2026-12-05", `{"term": {"renews": "month"}}`)}, order, "2026-11-01", "2027-03-01", "1240.00"},
		{"by days from the order on: 15 of 30", fmt.Sprintf(addOn, "day"), "2026-10-01", nil, order, "2026-11-01", "2027-01-01", "615.00"},
		{"or from the next month on", fmt.Sprintf(addOn, "next"), "2026-10-01", nil, order, "2026-11-01", "2027-01-01", "610.00"},

		{"five years paid at once", fee, "2026-10-01", nil, prepays(60, "2026-10-01"), "2026-10-01", "2026-10-02", "18000.00"},
		{"what was paid ahead was paid; new terms add their difference when they come", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", dearer)}, prepays(6, "2026-10-01"), "2026-10-01", "2026-10-02", "1800.00"},
		{"60.00 more in January", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", dearer)}, prepays(6, "2026-10-01"), "2027-01-01", "2027-02-01", "60.00"},
		{"what was paid ahead was paid, though it is dropped later", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "fee", "drop": true}]}`)}, prepays(6, "2026-10-01"), "2026-10-01", "2026-10-02", "1800.00"},
		{"three of six months are paid back then", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "fee", "drop": true}]}`)}, prepays(6, "2026-10-01"), "2026-10-02", "2028-01-01", "-900.00"},
		{"by days, to the day: 16 of 31 as well", byDay, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-16", `{"items": [{"id": "fee", "drop": true}]}`)}, prepays(6, "2026-10-01"), "2026-10-02", "2028-01-01", "-754.84"},
		{"a year's fee in its place is not paid by what paid months", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "fee", "every": "year", "price": "3000.00"}]}`)}, prepays(6, "2026-10-01"), "2026-10-01", "2026-10-02", "1800.00"},
		{"but charged when it comes, less three months", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "fee", "every": "year", "price": "3000.00"}]}`)}, prepays(6, "2026-10-01"), "2026-10-02", "2027-12-01", "2100.00"},
		{"nor is what is new", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "extra", "every": "month", "price": "10.00"}]}`)}, prepays(6, "2026-10-01"), "2026-10-01", "2026-10-02", "1800.00"},
		{"it comes with its month", fee, "2026-10-01", []contract.Amendment{amendment(t, "2027-01-01", `{"items": [{"id": "extra", "every": "month", "price": "10.00"}]}`)}, prepays(6, "2026-10-01"), "2026-10-02", "2027-02-01", "10.00"},
		{"seats paid ahead, and those added since", fmt.Sprintf(users, "none"), "2026-10-01", nil,
			contract.Journal{Readings: grows.Readings, Payments: prepays(3, "2026-10-01").Payments}, "2026-10-01", "2027-01-01", "1500.00"}, // 900 + 300 + 300

		{"an index of 10 % each year", index, "2024-01-01", nil, contract.Journal{}, "2026-01-01", "2026-02-01", "363.00"},
		{"pat15: 3.6 % of 250.00", strings.Replace(strings.Replace(index, "10%", "3.6%", 1), "300.00", "250.00", 1), "2025-03-01", nil, contract.Journal{}, "2026-03-01", "2026-04-01", "259.00"},
		{"not before its day", index, "2024-01-01", nil, contract.Journal{}, "2024-12-01", "2025-01-01", "300.00"},
		{"a year billed in arrears is of its own prices to the last month", strings.Replace(index, `"price"`, `"bill": "arrears", "price"`, 1), "2024-01-01", nil, contract.Journal{}, "2025-01-01", "2025-01-02", "300.00"},
		{"what has nothing to do with a price does not raise it within a month", strings.Replace(byDay, "]", `], "invoice": {"anchor": "calendar"}`+index[len(fee):], 1), "2024-01-16", []contract.Amendment{amendment(t, "2026-01-20", `{"term": {"renews": "month"}}`)}, contract.Journal{}, "2026-01-01", "2026-02-01", "330.00"},
		{"on a day of the year", strings.Replace(index, `"every": "year", "by"`, `"every": "year", "on": "07-01", "by"`, 1), "2024-01-01", nil, contract.Journal{}, "2024-07-01", "2024-08-01", "330.00"},
		{"prices that are locked do not rise, then and later", strings.Replace(index, `"term": {`, `"term": {"price_lock": "2 years", `, 1), "2024-01-01", nil, contract.Journal{}, "2025-06-01", "2025-07-01", "300.00"},
		{"until the lock is over", strings.Replace(index, `"term": {`, `"term": {"price_lock": "2 years", `, 1), "2024-01-01", nil, contract.Journal{}, "2026-01-01", "2026-02-01", "330.00"},
		{"a lock to the end of the term lasts as long as that", strings.Replace(index, `"term": {`, `"term": {"price_lock": "to term-end", "minimum": "2 years", "renews": "year", `, 1), "2024-01-01", nil, contract.Journal{}, "2025-06-01", "2025-07-01", "300.00"},
		{"and no longer", strings.Replace(index, `"term": {`, `"term": {"price_lock": "to term-end", "minimum": "2 years", "renews": "year", `, 1), "2024-01-01", nil, contract.Journal{}, "2026-01-01", "2026-02-01", "330.00"},
		{"a lock that is agreed later counts from then on", index, "2024-01-01", []contract.Amendment{amendment(t, "2025-06-01", `{"term": {"price_lock": "2 years"}}`)}, contract.Journal{}, "2027-01-01", "2027-02-01", "330.00"},
		{"until it is over", index, "2024-01-01", []contract.Amendment{amendment(t, "2025-06-01", `{"term": {"price_lock": "2 years"}}`)}, contract.Journal{}, "2028-01-01", "2028-02-01", "363.00"},
		{"one that is given up does not raise prices after the event", strings.Replace(index, `"term": {`, `"term": {"price_lock": "5 years", `, 1), "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"price_lock": null}}`)}, contract.Journal{}, "2027-01-01", "2027-02-01", "330.00"},
		{"pat15: each year has its own index, 10 % and then 5 % of 330.00", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-01-01", `{"term": {"index": {"by": "5%"}}}`)}, contract.Journal{}, "2026-01-01", "2026-02-01", "346.50"},
		{"an index that is agreed later raises nothing before", fee, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": {"every": "year", "by": "10%"}}}`)}, contract.Journal{}, "2026-06-01", "2026-07-01", "300.00"},
		{"and from the next anniversary on", fee, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": {"every": "year", "by": "10%"}}}`)}, contract.Journal{}, "2027-01-01", "2027-02-01", "330.00"},
		{"one that is given up leaves prices where they are", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": null}}`)}, contract.Journal{}, "2027-01-01", "2027-02-01", "363.00"},
		{"a price that is agreed anew is the price of that day", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-01-01", dearer)}, contract.Journal{}, "2026-01-01", "2026-02-01", "360.00"},
		{"and rises from then on", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-01-01", dearer)}, contract.Journal{}, "2027-01-01", "2027-02-01", "396.00"},
		{"an index that is agreed later raises nothing for the years before", fee, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": {"every": "year", "by": "10%", "round": "half-up 0.01"}}}`)}, contract.Journal{}, "2026-12-01", "2027-02-01", "630.00"},
		{"one that is agreed on its day raises on it", fee, "2024-01-01", []contract.Amendment{amendment(t, "2026-01-01", `{"term": {"index": {"every": "year", "by": "10%", "round": "half-up 0.01"}}}`)}, contract.Journal{}, "2025-12-01", "2026-02-01", "630.00"},
		{"one that is agreed away takes nothing back: 363.00 and 363.00", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": null}}`)}, contract.Journal{}, "2026-12-01", "2027-02-01", "726.00"},
		{"a lower one is of what the one before made of the price: 363.00 and 381.15", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"index": {"by": "5%"}}}`)}, contract.Journal{}, "2026-12-01", "2027-02-01", "744.15"},
		{"prices that are locked later stay as they are: 330.00 and 330.00", index, "2024-01-01", []contract.Amendment{amendment(t, "2025-06-01", `{"term": {"price_lock": "30 months"}}`)}, contract.Journal{}, "2025-12-01", "2026-02-01", "660.00"},
		{"other terms let prices rise on", index, "2024-01-01", []contract.Amendment{amendment(t, "2026-01-01", `{"term": {"renews": "month"}}`)}, contract.Journal{}, "2026-01-01", "2026-02-01", "363.00"},
	} {
		c := mustContract(t, planOf(t, tt.plan), contract.Config{Plan: "p", Start: day(tt.start), Amendments: tt.changes})
		s, err := c.Schedule(tt.j, day(tt.from), day(tt.to))
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
		} else if got := s.Total.StringFixed(2); got != tt.want {
			t.Errorf("%s: %s, want %s\n%v", tt.why, got, tt.want, s.Charges)
		}
	}
}

// dot-see: up to five hours paid before the switch are taken off the first month.
func TestSwitchCredit(t *testing.T) {
	r := zoo(t, "dot-see")
	for hours, want := range map[int]string{0: "300.00", 3: "150.00", 5: "50.00", 7: "50.00"} {
		c := mustContract(t, r, contract.Config{Plan: "dot-see-full", Start: day("2026-10-01")})
		j := contract.Journal{Readings: []contract.Reading{reading("r", "payg", hours, "2026-09-30T00:00:00Z")}}
		if got := total(t, c, j, "2026-10-01", "2026-11-01"); got != want {
			t.Errorf("%d hours before: %s, want %s", hours, got, want)
		}
		if got := total(t, c, j, "2026-11-01", "2026-12-01"); got != "300.00" {
			t.Errorf("%d hours before: November %s, want 300.00", hours, got)
		}
	}
}

// AWS: the rest of the month in which it begins, by days.
func TestFirstShortPeriodInArrears(t *testing.T) {
	c := mustContract(t, zoo(t, "aws-support"), contract.Config{Plan: "aws-business", Start: day("2026-04-16")})
	j := contract.Journal{Readings: []contract.Reading{reading("r", "spend", 500, "2026-04-01T00:00:00Z")}}
	if got := total(t, c, j, "2026-04-01", "2026-05-02"); got != "50.00" {
		t.Errorf("15 of 30 days of the least of 100.00: %s", got)
	}
}

// Orders are charged or refused, and never forgotten.
func TestOrdersAreNotForgotten(t *testing.T) {
	r := planOf(t, `"items": [{"id": "pack", "of": "order", "price": "10.00"}, {"id": "hours", "of": "order", "each": "10h", "price": "1.00"}]`)
	c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-10-01"), Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-11-10")}}})
	buy := func(item, when, n string) contract.Journal {
		o := contract.Order{ID: "o", Item: item, At: at(when)}
		o.Quantity.D = number(n)
		return contract.Journal{Orders: []contract.Order{o}}
	}
	if got := total(t, c, buy("pack", "2026-09-20T09:00:00Z", "1"), "2026-09-01", "2026-10-01"); got != "10.00" {
		t.Errorf("ordered on signing, before the start: %s", got)
	}
	if _, err := c.Schedule(buy("pack", "2026-11-11T09:00:00Z", "1"), day("2026-10-01"), day("2026-12-01")); code(err) != "after_end" {
		t.Errorf("ordered after the end: %v", err)
	}
	if got := total(t, c, buy("hours", "2026-10-20T09:00:00Z", "1000000000000000"), "2026-10-01", "2026-11-01"); got != "10000000000000000.00" {
		t.Errorf("10^15 units of 10 hours: %s", got)
	}
}

// What cannot be priced in another month keeps nobody from the prices of this one.
func TestFaultsOfOtherTimes(t *testing.T) {
	r := planOf(t, `"facts": {"users": "meter"}, "items": [{"id": "fee", "of": "users", "every": "month", "at_most": "10", "price": "30.00"}]`)
	c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-10-01")})
	j := contract.Journal{Readings: []contract.Reading{reading("b", "users", 11, "2026-10-01T00:00:00+02:00"), reading("c", "users", 5, "2026-10-20T00:00:00+02:00"), reading("d", "users", 12, "2026-12-20T00:00:00+01:00")}}
	if got := total(t, c, j, "2026-11-01", "2026-12-01"); got != "150.00" {
		t.Errorf("November: %s", got)
	}
	for _, month := range []string{"2026-10-01", "2026-12-20", "2027-01-01"} {
		if _, err := c.Schedule(j, day(month), day(month).AddDays(1)); code(err) != "out_of_range" {
			t.Errorf("%s: %v", month, err)
		}
	}
}
