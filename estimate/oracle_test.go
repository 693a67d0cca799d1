package estimate_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The oracle tries every number of every bundle, in rational numbers, and shares no code
// with the package.

// A way is what the oracle makes of one choice of bundles.
type way struct {
	cost   *big.Rat
	unused *big.Rat
	n      int
}

func (a way) compare(b way) int {
	return cmp.Or(a.cost.Cmp(b.cost), a.unused.Cmp(b.unused), cmp.Compare(a.n, b.n))
}

func (a way) String() string {
	return fmt.Sprintf("%s, %s h unused, %d bundles", a.cost.FloatString(6), a.unused.FloatString(6), a.n)
}

type block struct {
	hours, price *big.Rat
}

func rat(t time.Duration) *big.Rat { return big.NewRat(int64(t), int64(time.Hour)) }

// ways returns every way to cover d hours without a bundle to spare, best first.
func ways(blocks []block, d, perUse *big.Rat) []way {
	var all []way
	var try func(rest []block, sum, cost, least *big.Rat, n int)
	try = func(rest []block, sum, cost, least *big.Rat, n int) {
		if len(rest) > 0 {
			b := rest[0]
			for count := 0; ; count++ {
				try(rest[1:], sum, cost, least, n+count)
				if sum.Cmp(d) >= 0 { // one more could be left out, whichever they are
					return
				}
				sum, cost = new(big.Rat).Add(sum, b.hours), new(big.Rat).Add(cost, b.price)
				if least == nil || b.hours.Cmp(least) < 0 {
					least = b.hours
				}
			}
		}
		over := new(big.Rat).Sub(sum, d)
		switch {
		case over.Sign() < 0 && perUse == nil:
			return
		case over.Sign() < 0:
			cost = new(big.Rat).Sub(cost, new(big.Rat).Mul(over, perUse))
			over = new(big.Rat)
		case least != nil && over.Cmp(least) >= 0:
			return // the smallest could be left out
		}
		all = append(all, way{cost, over, n})
	}
	try(blocks, new(big.Rat), new(big.Rat), nil, 0)
	slices.SortFunc(all, way.compare)
	return all
}

// A market is a random offer together with the oracle's view of it.
type market struct {
	cfg     estimate.OfferConfig
	weights map[priority.Level]*big.Rat
}

var weightTexts = []string{"1", "1.5", "2", "2.5", "1.333", "3"}

// drawMarket draws few bundles with sizes that share awkward factors, prices that tie,
// and tails that cost more, less or nothing.
func drawMarket(t *rapid.T, reading estimate.Reading, least, most int) market {
	m := market{weights: map[priority.Level]*big.Rat{}}
	m.cfg.Reading = reading
	m.cfg.Currency = priority.MustParseCurrency("USD")
	var defs []priority.Definition
	levels := rapid.IntRange(1, 3).Draw(t, "levels")
	for l := range levels {
		text := "1"
		if l < levels-1 {
			text = rapid.SampledFrom(weightTexts).Draw(t, "weight")
		}
		level := priority.Level(l + 1)
		defs = append(defs, priority.Definition{Level: level, Weight: dec(text)})
		m.weights[level], _ = new(big.Rat).SetString(text)
	}
	var err error
	if m.cfg.Scheme, err = priority.NewScheme(defs); err != nil {
		t.Fatal(err)
	}
	base := m.cfg.Scheme.Base()
	size := rapid.SampledFrom([]int64{1, 2, 3, 4, 6, 9, 10, 12, 20, 40})
	for i := range rapid.IntRange(least, most).Draw(t, "bundles") {
		b := estimate.Bundle{ID: fmt.Sprint("b", i), Level: base}
		b.Time = time.Duration(size.Draw(t, "size")) * rapid.SampledFrom([]time.Duration{hour, hour, hour / 4}).Draw(t, "unit")
		if reading != estimate.Pooled {
			b.Level = priority.Level(rapid.IntRange(1, levels).Draw(t, "level"))
		}
		b.Price = decimal.New(rapid.Int64Range(0, 60).Draw(t, "price")*rapid.SampledFrom([]int64{1, 100, 1050}).Draw(t, "coin"), -2)
		m.cfg.Bundles = append(m.cfg.Bundles, b)
	}
	m.cfg.PerUse = map[priority.Level]decimal.Decimal{}
	for l := range levels {
		level := priority.Level(l + 1)
		sold := slices.ContainsFunc(m.cfg.Bundles, func(b estimate.Bundle) bool { return reading != estimate.ByLevel || b.Level == level })
		if !sold || rapid.IntRange(0, 4).Draw(t, "per use") > 0 {
			m.cfg.PerUse[level] = decimal.New(rapid.Int64Range(0, 12000).Draw(t, "rate"), -2)
		}
	}
	return m
}

func ratOf(d decimal.Decimal) *big.Rat { return d.Rat() }

// problem returns what the oracle must cover for a need, for each pool.
func (m market) problem(need estimate.Need) (blocks [][]block, demand []*big.Rat, perUse []*big.Rat) {
	levels := []priority.Level{m.cfg.Scheme.Base()}
	if m.cfg.Reading == estimate.ByLevel {
		levels = nil
		for d := range m.cfg.Scheme.Levels() {
			levels = append(levels, d.Level)
		}
	}
	for _, pool := range levels {
		var bs []block
		for _, b := range m.cfg.Bundles {
			size := rat(b.Time)
			if m.cfg.Reading == estimate.Any {
				size.Mul(size, m.weights[b.Level])
			}
			if m.cfg.Reading != estimate.ByLevel || b.Level == pool {
				bs = append(bs, block{size, ratOf(b.Price)})
			}
		}
		d := new(big.Rat)
		for l, t := range need {
			switch {
			case m.cfg.Reading != estimate.ByLevel:
				d.Add(d, new(big.Rat).Mul(rat(t), m.weights[l]))
			case l == pool:
				d.Add(d, rat(t))
			}
		}
		var price *big.Rat
		if p, ok := m.cfg.PerUse[pool]; ok {
			price = ratOf(p)
		}
		blocks, demand, perUse = append(blocks, bs), append(demand, d), append(perUse, price)
	}
	return blocks, demand, perUse
}

func (m market) drawNeed(t *rapid.T, most int) estimate.Need {
	need := estimate.Need{}
	for d := range m.cfg.Scheme.Levels() {
		need[d.Level] = time.Duration(rapid.IntRange(0, most*4).Draw(t, "need")) * quarter
	}
	return need
}

// wayOf reads a mix of the package as the oracle would.
func wayOf(m estimate.Mix) way {
	w := way{cost: new(big.Rat), unused: rat(m.Unused.Total())}
	for _, c := range m.Bundles {
		w.n += int(c.N)
		w.cost.Add(w.cost, new(big.Rat).Mul(big.NewRat(c.N, 1), ratOf(c.Bundle.Price)))
	}
	for _, u := range m.PerUse {
		w.cost.Add(w.cost, new(big.Rat).Mul(rat(u.Time), ratOf(u.PerHour)))
	}
	return w
}

// The mixes are the cheapest there are, in order, in all three readings.
func TestMixesAgainstBruteForce(t *testing.T) {
	for _, reading := range []estimate.Reading{estimate.Pooled, estimate.ByLevel, estimate.Any} {
		t.Run(string(reading), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				m := drawMarket(t, reading, 0, 3)
				o, err := estimate.NewOffer(m.cfg)
				if err != nil {
					t.Fatal(err)
				}
				need := m.drawNeed(t, 8)
				blocks, demand, perUse := m.problem(need)
				want := []way{{new(big.Rat), new(big.Rat), 0}}
				for i := range blocks {
					var next []way
					here := ways(blocks[i], demand[i], perUse[i])
					for _, a := range want {
						for _, b := range here[:min(5, len(here))] {
							next = append(next, way{new(big.Rat).Add(a.cost, b.cost), new(big.Rat).Add(a.unused, b.unused), a.n + b.n})
						}
					}
					slices.SortFunc(next, way.compare)
					want = next[:min(5, len(next))]
				}
				q, err := o.Quote(need)
				if err != nil || wayOf(q.Mix).compare(want[0]) != 0 {
					t.Fatalf("the quote is %v, %v; want %v", q, err, want[0])
				}
				got, err := o.Alternatives(need, 5)
				if errors.Is(err, estimate.ErrTooLarge) {
					return // sizes of a weight such as 1.333 have only seconds in common; free bundles have no end
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != len(want) {
					t.Fatalf("%d mixes, want %d: %v, %v", len(got), len(want), got, want)
				}
				for i := range got {
					if w := wayOf(got[i]); w.compare(want[i]) != 0 {
						t.Fatalf("mix %d is %v: %v, want %v", i, got[i], w, want[i])
					}
				}
			})
		})
	}
}

// However large the demand, the periodic form gives what adding one best bundle after the
// other gives: far out, a best bundle more costs its price more.
func TestPeriodicForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMarket(t, estimate.Pooled, 1, 4)
		o, err := estimate.NewOffer(m.cfg)
		if err != nil {
			t.Fatal(err)
		}
		base := m.cfg.Scheme.Base()
		// The oracle: the shortest path by single grains of a quarter hour, for one demand far out.
		d := rapid.IntRange(1000, 4000).Draw(t, "quarters")
		quote := func(d int) *big.Rat {
			q, err := o.Quote(estimate.Need{base: time.Duration(d) * quarter})
			if err != nil {
				t.Fatal(err)
			}
			return wayOf(q.Mix).cost
		}
		f := make([]*big.Rat, d+1)
		for j := range f {
			f[j] = new(big.Rat)
			for k := range m.cfg.Bundles {
				b := m.cfg.Bundles[k]
				c := new(big.Rat).Add(ratOf(b.Price), f[max(0, j-int(b.Time/quarter))])
				if j > 0 && (k == 0 || c.Cmp(f[j]) < 0) {
					f[j] = c
				}
			}
			if p, ok := m.cfg.PerUse[base]; ok && j > 0 {
				if c := new(big.Rat).Add(new(big.Rat).Quo(ratOf(p), big.NewRat(4, 1)), f[j-1]); c.Cmp(f[j]) < 0 {
					f[j] = c
				}
			}
		}
		if got := quote(d); got.Cmp(f[d]) != 0 {
			t.Fatalf("%d quarters cost %v, want %v", d, got, f[d])
		}
	})
}

// Between two break-evens the bundles are those of the row, and a row's cost is the
// cheapest where it begins.
func TestBreakEvenLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMarket(t, estimate.Pooled, 0, 3)
		base := m.cfg.Scheme.Base()
		if _, ok := m.cfg.PerUse[base]; !ok {
			m.cfg.PerUse[base] = decimal.New(6000, -2)
		}
		o, err := estimate.NewOffer(m.cfg)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := o.BreakEvens(base, 60*hour)
		if err != nil {
			t.Fatal(err)
		}
		cost := func(d time.Duration) *big.Rat {
			q, err := o.Quote(estimate.Need{base: d})
			if err != nil {
				t.Fatal(err)
			}
			return wayOf(q.Mix).cost
		}
		rows = append([]estimate.BreakEven{{}}, rows...)
		for i, r := range rows {
			end := 60 * hour
			if i+1 < len(rows) {
				end = rows[i+1].From
			}
			if end < r.From {
				t.Fatalf("row %d begins after the next", i)
			}
			bundles := wayOf(r.Mix).cost
			sum := new(big.Rat)
			for _, c := range r.Mix.Bundles {
				sum.Add(sum, new(big.Rat).Mul(big.NewRat(c.N, 1), rat(c.Bundle.Time)))
			}
			for _, at := range []time.Duration{r.From, r.From + (end-r.From)/2, end} {
				want := new(big.Rat).Set(bundles)
				if tail := new(big.Rat).Sub(rat(at), sum); tail.Sign() > 0 {
					want.Add(want, tail.Mul(tail, ratOf(m.cfg.PerUse[base])))
				}
				got := cost(at)
				// A break-even is rounded up to the nanosecond: at most that much per use.
				slack := new(big.Rat).Mul(rat(1), ratOf(m.cfg.PerUse[base]))
				if diff := new(big.Rat).Sub(want, got); diff.Sign() < 0 || diff.Cmp(slack) > 0 {
					t.Fatalf("row %d, %v: %v costs %v at %v, the cheapest is %v", i, rows, r.Mix, want, at, got)
				}
			}
		}
	})
}
