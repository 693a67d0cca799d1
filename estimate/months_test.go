package estimate_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// lapsing is an offer of one level: 12 hours for 720 and 40 for 2000, 80 an hour per use.
func lapsing(t testing.TB, months int) *estimate.Offer {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Currency: priority.MustParseCurrency("USD"), Scheme: one(t),
		PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("80")},
		Bundles: []estimate.Bundle{
			{ID: "12", Name: "12-hour credit", Time: 12 * hour, Price: dec("720"), Months: months},
			{ID: "40", Name: "40-hour credit", Time: 40 * hour, Price: dec("2000"), Months: months},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestMonths(t *testing.T) {
	ten := []estimate.Need{low("10"), low("10"), low("10"), low("10")}
	tests := []struct {
		months int
		needs  []estimate.Need
		cost   string
		lapsed string
		left   string
		why    string
	}{
		{0, ten, "2000", "0.00", "0.00", "never lapsing: 40 h once"},
		{4, ten, "2000", "0.00", "0.00", "four months are just enough"},
		{1, ten, "2880", "8.00", "0.00", "a bundle each month, two hours of it lost: 720 against 800 per use"},
		{2, ten, "2480", "0.00", "0.00", "each rest is used up a month later: 12 three times, and 4 h per use"},
		{3, []estimate.Need{low("5"), nil, low("5"), low("11")}, "1440", "0.00", "0.00", "two bundles cost the same, but would leave hours unused"},
		{1, []estimate.Need{low("11"), low("39")}, "2720", "2.00", "0.00", "what lapses at the end of the last month has lapsed"},
		{2, []estimate.Need{low("11"), low("39")}, "2720", "0.00", "2.00", "what still lives after the last month is left: the first credit's hour is drawn first"},
		{1, []estimate.Need{nil, nil}, "0", "0.00", "0.00", "no need, nothing bought"},
	}
	for _, tt := range tests {
		s, err := lapsing(t, tt.months).Months(tt.needs)
		if err != nil || tt.why == "" {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		if !s.Cost.Equal(dec(tt.cost)) || estimate.HoursText(s.Lapsed.Total()) != tt.lapsed || estimate.HoursText(s.Left.Total()) != tt.left {
			t.Errorf("%s: want %s, %s lapsed, %s left; got\n%v", tt.why, tt.cost, tt.lapsed, tt.left, s)
		}
	}
}

func TestMonthsString(t *testing.T) {
	s, err := lapsing(t, 1).Months([]estimate.Need{low("10"), low("3")})
	want := "month 1: 1 × 12-hour credit, 720.00\nmonth 2: 3.00 h per use, 240.00\nUSD 960.00, 2.00 h lapsed, 0.00 h left"
	if err != nil || s.String() != want {
		t.Errorf("got\n%v\nwant\n%s\n%v", s, want, err)
	}
}

func TestMonthsByLevel(t *testing.T) {
	need := estimate.Need{priority.P4: 12 * hour, priority.P3: 12 * hour}
	s, err := offer(t, estimate.ByLevel).Months([]estimate.Need{need, need})
	if err != nil || !s.Cost.Equal(dec("3600")) || len(s.Months[0].Bundles) != 2 {
		t.Errorf("two levels, each by itself: %v, %v", s, err)
	}
}

func TestMonthsFaults(t *testing.T) {
	o := lapsing(t, 1)
	_, err := o.Months(nil)
	wantFaults(t, err, "months out_of_range")
	_, err = o.Months(make([]estimate.Need, estimate.MaxMonths+1))
	wantFaults(t, err, "months out_of_range")
	_, err = o.Months([]estimate.Need{nil, {priority.P1: hour, priority.P4: -1}})
	wantFaults(t, err, "months[1].need.P1 unknown_level", "months[1].need.P4 out_of_range")
}

// A buyer is the oracle of Months: it tries every purchase of up to three of each bundle in
// each month, needed or not, with what lapses soonest used first.
type buyer struct {
	bundles []estimate.Bundle
	perUse  int64
	demand  []int64
	known   map[string]int64
}

// ever is the month in which what never lapses does.
const ever = 20

// cost returns what the months from one on cost at least, where stock says how much lapses
// at the beginning of which month.
func (b buyer) cost(stock [ever + 1]int64, month int) int64 {
	if month == len(b.demand) {
		return 0
	}
	key := fmt.Sprint(month, stock)
	if known, ok := b.known[key]; ok {
		return known
	}
	best := int64(-1)
	counts := make([]int64, len(b.bundles))
	for {
		have, cost := stock, int64(0)
		for i, n := range counts {
			ends := month + b.bundles[i].Months
			if b.bundles[i].Months == 0 {
				ends = ever
			}
			have[ends] += n * int64(b.bundles[i].Time/hour)
			cost += n * b.bundles[i].Price.IntPart()
		}
		rest := b.demand[month]
		for ends := range have {
			drawn := min(have[ends], rest)
			have[ends], rest = have[ends]-drawn, rest-drawn
		}
		have[month+1] = 0
		if cost += rest*b.perUse + b.cost(have, month+1); best < 0 || cost < best {
			best = cost
		}
		i := 0
		for ; i < len(counts); i++ {
			if counts[i]++; counts[i] <= 3 {
				break
			}
			counts[i] = 0
		}
		if i == len(counts) {
			b.known[key] = best
			return best
		}
	}
}

func TestMonthsAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := estimate.OfferConfig{Scheme: one(new(testing.T)), PerUse: map[priority.Level]decimal.Decimal{}}
		c.PerUse[priority.P4] = decimal.New(rapid.Int64Range(1, 20).Draw(t, "rate"), 0)
		for i := range rapid.IntRange(1, 2).Draw(t, "bundles") {
			c.Bundles = append(c.Bundles, estimate.Bundle{
				ID: fmt.Sprint(i), Time: time.Duration(rapid.IntRange(4, 12).Draw(t, "size")) * hour,
				Price: decimal.New(rapid.Int64Range(1, 150).Draw(t, "price"), 0), Months: rapid.IntRange(0, 3).Draw(t, "months"),
			})
		}
		o, err := estimate.NewOffer(c)
		if err != nil {
			t.Fatal(err)
		}
		var needs []estimate.Need
		var demand []int64
		for range rapid.IntRange(1, 6).Draw(t, "length") {
			d := rapid.SampledFrom([]int64{0, 1, 1, 2, 5, 9, 10, 12}).Draw(t, "demand")
			demand = append(demand, d)
			needs = append(needs, estimate.Need{priority.P4: time.Duration(d) * hour})
		}
		s, err := o.Months(needs)
		if err != nil {
			t.Fatal(err)
		}
		b := buyer{c.Bundles, c.PerUse[priority.P4].IntPart(), demand, map[string]int64{}}
		if want := b.cost([ever + 1]int64{}, 0); s.Cost.Cmp(decimal.New(want, 0)) != 0 {
			t.Fatalf("costs %v, want %v\n%v", s.Cost, want, s)
		}
		checkSchedule(t, s, demand)
	})
}

// A bundle that lapses soon can be worth buying though the stock would do: used first, it
// saves the stock for the months to come.
func TestMonthsOfSeveralLives(t *testing.T) {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("10")},
		Bundles: []estimate.Bundle{
			{ID: "ever", Time: 11 * hour, Price: dec("50")},
			{ID: "soon", Time: 10 * hour, Price: dec("20"), Months: 1},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	needs := []estimate.Need{low("1"), low("10")}
	for range 10 {
		needs = append(needs, low("1"))
	}
	s, err := o.Months(needs)
	if err != nil || !s.Cost.Equal(dec("70")) || len(s.Months[1].Bundles) != 1 || s.Months[1].Bundles[0].Bundle.ID != "soon" {
		t.Errorf("want both bundles, 70 in all; got\n%v, %v", s, err)
	}
}

// Where the ways are too many, that is said soon, and without filling the memory.
func TestMonthsTooLarge(t *testing.T) {
	bundle := func(id string, h time.Duration, months int) estimate.Bundle {
		return estimate.Bundle{ID: id, Time: h * hour, Price: decimal.New(int64(50*h), 0), Months: months}
	}
	for why, tt := range map[string]struct {
		bundles []estimate.Bundle
		need    string
		months  int
	}{
		"many lives":     {[]estimate.Bundle{bundle("a", 1, 1), bundle("b", 2, 60), bundle("c", 3, 120), bundle("d", 5, 0)}, "20", 120},
		"many purchases": {[]estimate.Bundle{bundle("a", 1, 1), bundle("b", 1, 0)}, "4500", 1},
		"many tries":     {[]estimate.Bundle{bundle("a", 3, 100), bundle("b", 4, 110)}, "1", 120},
		"many sums":      {[]estimate.Bundle{bundle("a", 1, 0)}, "600000", 1},
	} {
		c := estimate.OfferConfig{Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("60")}, Bundles: tt.bundles}
		o, err := estimate.NewOffer(c)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = o.Months(slices.Repeat([]estimate.Need{low(tt.need)}, tt.months))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, estimate.ErrTooLarge) || after.TotalAlloc-before.TotalAlloc > 1<<30 {
			t.Errorf("%s: %v, %d MB", why, err, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
	}
}

// checkSchedule checks that what is bought and billed is what was needed, lapsed or left.
func checkSchedule(t *rapid.T, s estimate.Schedule, demand []int64) {
	sum := -s.Lapsed.Total() - s.Left.Total()
	var cost decimal.Decimal
	for m, month := range s.Months {
		for _, b := range month.Bundles {
			sum += time.Duration(b.N) * b.Bundle.Time
		}
		for _, u := range month.PerUse {
			sum += u.Time
		}
		sum -= time.Duration(demand[m]) * hour
		cost = cost.Add(month.Cost)
	}
	if sum != 0 || !cost.Equal(s.Cost) {
		t.Fatalf("%v too much, months cost %v\n%v", sum, cost, s)
	}
}

// Where nothing lapses, the months together are one quote; where everything lapses at the
// end of its month, each month is a quote of its own.
func TestMonthsAndQuotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var needs []estimate.Need
		all := estimate.Need{}
		var single decimal.Decimal
		for range rapid.IntRange(1, 6).Draw(t, "months") {
			n := time.Duration(rapid.IntRange(0, 200).Draw(t, "quarters")) * quarter
			needs = append(needs, estimate.Need{priority.P4: n})
			all[priority.P4] += n
			q, err := lapsing(new(testing.T), 1).Quote(estimate.Need{priority.P4: n})
			if err != nil {
				t.Fatal(err)
			}
			single = single.Add(q.Cost)
		}
		q, err := lapsing(new(testing.T), 0).Quote(all)
		if err != nil {
			t.Fatal(err)
		}
		for months, want := range map[int]decimal.Decimal{0: q.Cost, 1: single} {
			s, err := lapsing(new(testing.T), months).Months(needs)
			if err != nil || !s.Cost.Equal(want) {
				t.Fatalf("lapsing after %d months: %v, %v, want %v", months, s, err, want)
			}
		}
	})
}
