package contract_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
)

// dates draws a day of some years, often one at which months and years go wrong.
func dates() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		odd := []string{"2024-01-31", "2024-02-29", "2024-03-31", "2024-10-27", "2024-12-31", "2025-01-30", "2025-02-28", "2025-03-30"}
		d := day(rapid.SampledFrom(odd).Draw(t, "day"))
		return d.AddDays(rapid.SampledFrom([]int{0, 0, 1, -1, 14, 30, 100, 365}).Draw(t, "days"))
	})
}

var berlin = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return loc
}()

// instants draws an instant of such a day, often its first.
func instants() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return dates().Draw(t, "day").In(berlin).Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 3600, 86399, 50000}).Draw(t, "second")) * time.Second)
	})
}

// A story is a contract and what happened in it.
type story struct {
	plan string
	cfg  contract.Config
	j    contract.Journal
}

// stories draws contracts with everything at once: anchors, seats and packs, months and
// quarters, discounts, payments ahead, amendments, an index, notices.
func stories() *rapid.Generator[story] {
	return rapid.Custom(func(t *rapid.T) story {
		one := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
		prorate := one("prorate", "none", "day", "exact", "next")
		plan := fmt.Sprintf(`"facts": {"users": "meter"}, "items": [
			{"id": "set-up", "price": "99.99"},
			{"id": "seats", "of": "users", "every": %q, "prorate": %q, "price": %s},
			{"id": "fee", "every": %q, "prorate": %q, "bill": %q, "price": "100.01"},
			{"id": "more", "of": "order", "every": "month", "prorate": %q, "price": "7.77"},
			{"id": "pack", "of": "order", "price": "10.00"},
			{"id": "exit", "of": %q, "price": {"unit": "10%%", "flat": "1.00"}}],
			"adjust": [{"id": "prepay", "on": ["seats", "fee"], "of": "prepaid", "by": {"mode": "volume", "tiers": [{"to": "2", "flat": "0%%"}, {"flat": "-3%%"}]}}],
			"invoice": {"anchor": %q}, "term": {"part_period": %q, "index": {"every": "year", "by": "2.5%%", "round": "half-up 0.01"}}`,
			one("every", "month", "quarter", "2 weeks"), prorate, one("price", `"30.00"`, `{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}]}`, `{"unit": "1.23", "min": "50.00"}`),
			one("fee every", "month", "year", "10 days"), one("fee prorate", "none", "day"), one("bill", "advance", "arrears"), prorate, one("exit", "paid", "remaining", "elapsed", "discounted"),
			one("anchor", "start", "calendar", "start drifting", "day 31", "day 15"), one("part", "none", "prorate", "full"))
		s := story{plan: plan, cfg: contract.Config{ID: "c", Plan: "p", Start: dates().Draw(t, "start")}}
		for i := range rapid.IntRange(0, 2).Draw(t, "amendments") {
			a := contract.Amendment{ID: fmt.Sprint("a", i), By: "customer", Agreed: true, From: s.cfg.Start.AddDays(rapid.IntRange(1, 300).Draw(t, "after") + i*300)}
			text := one("patch", `{"items": [{"id": "fee", "price": "110.00"}]}`, `{"items": [{"id": "seats", "price": "41.00"}, {"id": "fee", "prorate": "day"}]}`,
				`{"items": [{"id": "fee", "drop": true}, {"id": "new", "every": "month", "prorate": "day", "price": "5.00"}], "adjust": [{"id": "prepay", "on": ["seats"]}]}`, `{"items": [{"id": "seats", "every": "year", "prorate": "day"}]}`, `{"term": {"minimum": "1 month"}}`,
				`{"items": [{"id": "seats", "prorate": "none"}, {"id": "more", "bill": "arrears"}], "term": {"index": {"by": "5%"}}}`)
			if s.has(text) {
				continue
			}
			a.Patch = parsePatch(t, text)
			s.cfg.Amendments = append(s.cfg.Amendments, a)
		}
		if rapid.Bool().Draw(t, "ends") {
			s.cfg.Notices = []contract.Notice{{ID: "n", By: "customer", Given: s.cfg.Start.AddDays(rapid.IntRange(0, 500).Draw(t, "served"))}}
		}
		s.j.Readings = []contract.Reading{{ID: "r", Meter: "users", At: at("2020-01-01T00:00:00Z"), Value: whole(rapid.IntRange(1, 9).Draw(t, "users"))}}
		for i := range rapid.IntRange(0, 4).Draw(t, "readings") {
			when := instants().Draw(t, "at")
			if n := len(s.cfg.Amendments); n > 0 && rapid.Bool().Draw(t, "with new terms") {
				when = s.cfg.Amendments[i%n].From.In(berlin)
			}
			s.j.Readings = append(s.j.Readings, contract.Reading{ID: fmt.Sprint("r", i), Meter: "users", At: when, Value: whole(rapid.IntRange(1, 9).Draw(t, "users"))})
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
			o := contract.Order{ID: fmt.Sprint("o", i), Item: one("item", "pack", "more"), At: instants().Draw(t, "at"), Quantity: whole(rapid.IntRange(1, 3).Draw(t, "n"))}
			if len(s.cfg.Notices) == 0 || !calendar.DateIn(o.At, berlin).After(later(s.cfg.Notices[0].Given, s.cfg.Start.AddDays(-1))) {
				s.j.Orders = append(s.j.Orders, o)
			}
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "payments") {
			p := contract.Payment{ID: fmt.Sprint("p", i), On: dates().Draw(t, "on"), Periods: rapid.SampledFrom([]int{1, 2, 3, 12, 60}).Draw(t, "periods")}
			if rapid.Bool().Draw(t, "one item") {
				p.Items = []string{"fee"}
			}
			s.j.Payments = append(s.j.Payments, p)
		}
		return s
	})
}

// has reports whether a patch with the same text may not come twice: a rule dropped before
// cannot be dropped again or changed.
func (s story) has(text string) bool {
	for _, a := range s.cfg.Amendments {
		if data, _ := a.Patch.MarshalJSON(); strings.Contains(string(data), `"drop"`) && strings.Contains(text, "fee") {
			return true
		}
	}
	return false
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// whole returns a whole number as facts hold it.
func whole(n int) (d exact.Decimal) {
	d.D = decimal.NewFromInt(int64(n))
	return d
}

func (s story) contract(t rapid.TB) *contract.Contract {
	t.Helper()
	return mustContract(t, planOf(t, s.plan), s.cfg)
}

func scheduled(t rapid.TB, c *contract.Contract, j contract.Journal, from, to calendar.Date) contract.Schedule {
	t.Helper()
	s, err := c.Schedule(j, from, to)
	if err != nil {
		t.Fatalf("%v to %v: %v", from, to, err)
	}
	return s
}

// A schedule is the sum of its charges, each with an ID of its own, and that of two stretches
// is the one and then the other.
func TestScheduleAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		c := s.contract(t)
		from := dates().Draw(t, "from")
		mid := from.AddDays(rapid.IntRange(1, 400).Draw(t, "mid"))
		to := mid.AddDays(rapid.IntRange(1, 400).Draw(t, "to"))
		all, first, second := scheduled(t, c, s.j, from, to), scheduled(t, c, s.j, from, mid), scheduled(t, c, s.j, mid, to)
		if diff := cmp.Diff(all.Charges, slices.Concat(first.Charges, second.Charges), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%v to %v to %v:\n%s", from, mid, to, diff)
		}
		sum, seen := decimal.Zero, map[string]bool{}
		for _, x := range all.Charges {
			sum = sum.Add(x.Amount)
			if seen[x.ID] {
				t.Fatalf("two charges have the ID %s", x.ID)
			}
			seen[x.ID] = true
			if x.On.Before(from) || !x.On.Before(to) {
				t.Fatalf("%v is not from %v to %v", x, from, to)
			}
		}
		if !sum.Equal(all.Total) || !all.Total.Equal(first.Total.Add(second.Total)) {
			t.Fatalf("%v is not %v, nor %v and %v", all.Total, sum, first.Total, second.Total)
		}
	})
}

// The order of facts, and facts told twice, change nothing; one ID for two facts is refused.
func TestScheduleOfFactsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		c := s.contract(t)
		from, to := day("2023-06-01"), day("2027-06-01")
		want := scheduled(t, c, s.j, from, to)
		j := contract.Journal{
			Orders:   rapid.Permutation(slices.Concat(s.j.Orders, s.j.Orders)).Draw(t, "orders"),
			Readings: rapid.Permutation(slices.Concat(s.j.Readings, s.j.Readings)).Draw(t, "readings"),
			Payments: rapid.Permutation(slices.Concat(s.j.Payments, s.j.Payments)).Draw(t, "payments"),
		}
		if diff := cmp.Diff(want, scheduled(t, c, j, from, to)); diff != "" {
			t.Fatal(diff)
		}
		other := j.Readings[0]
		other.At = other.At.Add(time.Second)
		j.Readings = append(j.Readings, other)
		if _, err := c.Schedule(j, from, to); code(err) != "conflict" {
			t.Fatalf("%s stands for two readings: %v", other.ID, err)
		}
	})
}

// What happens and is agreed later changes nothing that could be billed before.
func TestScheduleKnowsNoFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		now := dates().Draw(t, "now")
		c, then := s.contract(t), s
		then.cfg.Amendments = slices.DeleteFunc(slices.Clone(s.cfg.Amendments), func(a contract.Amendment) bool { return !a.From.Before(now) })
		known := contract.Journal{
			Orders:   slices.DeleteFunc(slices.Clone(s.j.Orders), func(o contract.Order) bool { return !o.At.Before(now.In(berlin)) }),
			Readings: slices.DeleteFunc(slices.Clone(s.j.Readings), func(r contract.Reading) bool { return !r.At.Before(now.In(berlin)) }),
			Payments: s.j.Payments, // one may come after its periods began, and what it takes off is theirs
		}
		from := day("2023-01-01")
		before, after := scheduled(t, then.contract(t), known, from, now), scheduled(t, c, s.j, from, now)
		if diff := cmp.Diff(before.Charges, after.Charges, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("by %v:\n%s", now, diff)
		}
	})
}

// More seats never cost less where a price rises with them.
func TestMoreSeatsCostNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		s.cfg.Notices = nil
		c := s.contract(t)
		from, to := day("2023-06-01"), day("2027-06-01")
		before := scheduled(t, c, s.j, from, to)
		j := s.j
		j.Readings = slices.Clone(j.Readings)
		i := rapid.IntRange(0, len(j.Readings)-1).Draw(t, "reading")
		j.Readings[i].Value.D = j.Readings[i].Value.D.Add(number("1"))
		after := scheduled(t, c, j, from, to)
		cents := decimal.New(int64(len(before.Charges)+len(after.Charges)), -2) // each was rounded
		if after.Total.Add(cents).LessThan(before.Total) {
			t.Fatalf("one more in %v: %v, was %v", j.Readings[i], after.Total, before.Total)
		}
	})
}

// Seats prorated by days are the sum over the days of what is read on each, at the price of the
// day, worked out apart; whenever prices and seats change, and whenever it is billed.
func TestProratedSeatsAreAnIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		s.j.Orders, s.j.Payments = nil, nil
		bill := rapid.SampledFrom([]string{"advance", "arrears"}).Draw(t, "bill")
		s.plan = fmt.Sprintf(`"facts": {"users": "meter"}, "items": [{"id": "seats", "of": "users", "every": "month", "prorate": "day", "price": "30.00"}],
			"invoice": {"anchor": "calendar", "bill": %q, "round": "half-even 0.000000001"}`, bill)
		prices := make([]int64, len(s.cfg.Amendments))
		for i := range prices {
			prices[i] = rapid.Int64Range(20, 50).Draw(t, "price")
			s.cfg.Amendments[i].Patch = parsePatch(t, fmt.Sprintf(`{"items": [{"id": "seats", "price": "%d.00"}]}`, prices[i]))
		}
		c := s.contract(t)
		want := new(big.Rat)
		last := day("2026-12-31")
		if end := c.End(); !end.IsZero() && end.LastDay.Before(last) {
			last = end.LastDay
		}
		for d := s.cfg.Start; !d.After(last); d = d.AddDays(1) {
			level, when := int64(0), time.Time{}
			for _, r := range s.j.Readings {
				if r.At.Before(d.AddDays(1).In(berlin)) && (r.At.After(when) || r.At.Equal(when)) {
					level, when = r.Value.D.IntPart(), r.At
				}
			}
			days := time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
			price := int64(30)
			for i, a := range s.cfg.Amendments {
				if !a.From.After(d) {
					price = prices[i]
				}
			}
			want.Add(want, big.NewRat(price*level, int64(days)))
		}
		to := last.StartOf(calendar.UnitMonth).AddDays(31).StartOf(calendar.UnitMonth)
		if bill == "arrears" {
			to = to.AddDays(1) // the last month is billed on the day after
		}
		got := scheduled(t, c, s.j, day("2023-01-01"), to)
		off := new(big.Rat).Sub(got.Total.Rat(), want)
		if off.Abs(off).Cmp(big.NewRat(int64(len(got.Charges)), 1_000_000_000)) > 0 {
			t.Fatalf("%v, want %s", got.Total, want.FloatString(9))
		}
	})
}

// The invoices of a contract without work come to its schedule, whenever periods are closed and
// facts become known, and however it ends.
func TestInvoicesAddUpToTheSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories().Draw(t, "story")
		for i, o := range s.j.Orders {
			if rapid.Bool().Draw(t, "called off") {
				x := contract.Cancellation{ID: fmt.Sprint("x", i), Order: o.ID, At: o.At.AddDate(0, 0, rapid.IntRange(0, 100).Draw(t, "days after"))}
				s.j.Cancellations = append(s.j.Cancellations, x)
			}
		}
		c := s.contract(t)
		until := s.cfg.Start.AddDays(400)
		if end := c.End(); !end.IsZero() {
			until = later(until, end.LastDay.AddDays(1))
		}
		a, err := c.Account(s.j, until)
		if err != nil {
			t.Fatal(err)
		}
		periods := a.Periods()
		last := periods[len(periods)-1].To
		want := decimal.Zero
		for _, x := range scheduled(t, c, s.j, day("2015-01-01"), day("2030-01-01")).Charges {
			if x.On.Before(last) || x.On == last && (x.Period.To == last || !c.End().IsZero()) {
				want = want.Add(x.Amount)
			}
		}
		known := func(from time.Time) (recorded time.Time) {
			if rapid.IntRange(0, 2).Draw(t, "late") == 0 {
				recorded = from.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "days late"))
			}
			return recorded
		}
		for i, o := range s.j.Orders {
			s.j.Orders[i].Recorded = known(o.At)
		}
		for i, r := range s.j.Readings[1:] {
			s.j.Readings[i+1].Recorded = known(r.At)
		}
		for i, p := range s.j.Payments {
			s.j.Payments[i].Recorded = known(p.On.In(berlin))
		}
		for i, x := range s.j.Cancellations {
			s.j.Cancellations[i].Recorded = known(x.At)
		}
		for i, p := range periods[:len(periods)-1] {
			if rapid.IntRange(0, 3).Draw(t, "closed") > 0 {
				when := p.To.In(berlin).AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days after"))
				s.j.Closings = append(s.j.Closings, contract.Closing{ID: fmt.Sprint("c", i), Period: p, At: when})
			}
		}
		if a, err = c.Account(s.j, until); err != nil {
			t.Fatal(err)
		}
		got := decimal.Zero
		for _, p := range periods {
			closed, err := a.Close(p)
			if err != nil {
				t.Fatal(err)
			}
			got = got.Add(closed.Total)
		}
		if !got.Equal(want) {
			t.Fatalf("the invoices come to %v, the schedule to %v", got, want)
		}
	})
}

// What is ordered by the month and prorated by days is the sum over the days on which it is in
// force, worked out apart: from the order to when it is called off, no longer sold, or the end.
func TestProratedOrdersAreAnIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := day("2024-01-31")
		days := func(name string) calendar.Date {
			return start.AddDays(rapid.OneOf(rapid.IntRange(0, 200), rapid.SampledFrom([]int{1, 30, 60, 61})).Draw(t, name))
		}
		instant := func(name string) time.Time {
			return days(name).In(berlin).Add(time.Duration(rapid.SampledFrom([]int{0, 1, 50000, 82799}).Draw(t, "second")) * time.Second)
		}
		end, dropped := days("last").AddDays(1), days("dropped").AddDays(1)
		cfg := contract.Config{Plan: "p", Start: start, Notices: []contract.Notice{{ID: "n", By: "customer", Given: start, Early: true, Wanted: end.AddDays(-1)}}}
		over := end
		if rapid.Bool().Draw(t, "no longer sold") {
			patch := rapid.SampledFrom([]string{`{"items": [{"id": "more", "drop": true}]}`, `{"items": [{"id": "more", "every": "year", "price": "0.00"}]}`}).Draw(t, "patch")
			cfg.Amendments = []contract.Amendment{{ID: "a", By: "customer", Agreed: true, From: dropped, Patch: parsePatch(t, patch)}}
			over = earlier(end, dropped)
		}
		c := mustContract(t, planOf(t, fmt.Sprintf(`"items": [{"id": "more", "of": "order", "every": "month", "prorate": "day", "price": "30.00"}],
			"invoice": {"anchor": "calendar", "bill": %q, "round": "half-even 0.000000001"}`, rapid.SampledFrom([]string{"advance", "arrears"}).Draw(t, "bill"))), cfg)
		var j contract.Journal
		want := new(big.Rat)
		for i := range rapid.IntRange(1, 3).Draw(t, "orders") {
			o := contract.Order{ID: fmt.Sprint("o", i), Item: "more", At: instant("ordered"), Quantity: whole(rapid.IntRange(1, 3).Draw(t, "quantity"))}
			first, last := calendar.DateIn(o.At, berlin), over
			if !first.Before(over) {
				continue
			}
			j.Orders = append(j.Orders, o)
			if x := (contract.Cancellation{ID: fmt.Sprint("x", i), Order: o.ID, At: instant("called off")}); !x.At.Before(o.At) {
				j.Cancellations = append(j.Cancellations, x)
				last = earlier(last, calendar.DateIn(x.At, berlin))
			}
			for d := first; d.Before(last); d = d.AddDays(1) {
				month := d.StartOf(calendar.UnitMonth)
				want.Add(want, big.NewRat(30*o.Quantity.D.IntPart(), int64(calendar.AddMonths(month, 1, 1).DaysSince(month))))
			}
		}
		got := scheduled(t, c, j, day("2023-01-01"), day("2026-01-01"))
		off := new(big.Rat).Sub(got.Total.Rat(), want)
		if off.Abs(off).Cmp(big.NewRat(int64(len(got.Charges)), 1_000_000_000)) > 0 {
			t.Fatalf("%v, want %s", got.Total, want.FloatString(9))
		}
	})
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}
