package estimate

import (
	"math/bits"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A pool is one covering problem: a demand of hours of one level, bundles that bring such
// hours, and a price for those that no bundle brings. All sizes are whole multiples of a
// grain, and all prices whole multiples of a small coin, so that everything is integers.
type pool struct {
	level   priority.Level
	bundles []size // best price per hour first, then larger, then as offered
	grain   time.Duration
	perUse  bool
	rate    int64           // of an hour per use, in coins
	perHour decimal.Decimal // the same as it was given
}

// A size is a bundle as its pool sees it.
type size struct {
	grains int64
	coins  int64
	bundle int // its number in the offer
	months int
}

// maxCoins is the highest price that is compared exactly, in coins: with cents for coins, 43 thousand millions.
const maxCoins = 1 << 42

// makePools turns the offer into its covering problems.
func (o *Offer) makePools(fs *strict.Faults) {
	c := o.cfg
	levels := []priority.Level{c.Scheme.Base()}
	if c.Reading == ByLevel {
		levels = nil
		for d := range c.Scheme.Levels() {
			levels = append(levels, d.Level)
		}
	}
	digits := int32(0)
	for _, b := range c.Bundles {
		digits = max(digits, -b.Price.Exponent())
	}
	for _, p := range c.PerUse {
		digits = max(digits, -p.Exponent())
	}
	coins := func(path string, d decimal.Decimal) int64 {
		if d = d.Shift(digits); d.Cmp(decimal.New(maxCoins, 0)) > 0 {
			fs.Add(path, "out_of_range", "prices have too many digits to be compared exactly")
		}
		return d.IntPart()
	}
	for _, level := range levels {
		p := pool{level: level}
		if price, ok := c.PerUse[level]; ok {
			p.perUse, p.rate, p.perHour = true, coins("per_use."+level.String(), price), price
		}
		for i, b := range c.Bundles {
			if c.Reading == ByLevel && b.Level != level {
				continue
			}
			path, t := strict.At("bundles", i), b.Time
			if c.Reading == Any {
				weight, _ := c.Scheme.Weight(b.Level)
				t = addWeighed(0, t, weight, Any)
			}
			if t > MaxTime || t == 0 {
				fs.Add(path+".time", "out_of_range", "weighs nothing, or more than %d hours", MaxTime/time.Hour)
				continue
			}
			p.bundles = append(p.bundles, size{int64(t), coins(path+".price", b.Price), i, b.Months})
			p.grain = gcd(p.grain, t)
		}
		for i := range p.bundles {
			p.bundles[i].grains /= int64(p.grain)
		}
		slices.SortStableFunc(p.bundles, size.compare)
		o.pools = append(o.pools, p)
	}
}

// compare puts the cheaper per hour first, then the larger.
func (a size) compare(b size) int {
	hiA, loA := bits.Mul64(uint64(a.coins), uint64(b.grains))
	hiB, loB := bits.Mul64(uint64(b.coins), uint64(a.grains))
	if c := (money{hiA, loA}).compare(money{hiB, loB}); c != 0 {
		return c
	}
	return int(min(1, max(-1, b.grains-a.grains)))
}

// poolOf returns the number of the pool that covers work of a level.
func (o *Offer) poolOf(l priority.Level) int {
	return max(0, slices.IndexFunc(o.pools, func(p pool) bool { return p.level == l }))
}

// addWeighed returns sum + t, weighed into base hours where the reading pools levels, and
// held at the range of time.Duration.
func addWeighed(sum, t time.Duration, weight decimal.Decimal, r Reading) time.Duration {
	if r != ByLevel {
		var ok bool
		if t, ok = exact.Weigh(t, weight); !ok {
			t = MaxTime + 1
		}
	}
	return exact.Add(sum, t)
}

// A money is an exact amount in coins × nanoseconds per hour: what a bundle costs is a
// whole number of coins, and what a nanosecond per use costs is the rate.
type money struct{ hi, lo uint64 }

func (m money) compare(n money) int {
	switch {
	case m == n:
		return 0
	case m.hi < n.hi || m.hi == n.hi && m.lo < n.lo:
		return -1
	}
	return 1
}

func (m money) add(n money) money {
	lo, carry := bits.Add64(m.lo, n.lo, 0)
	hi, _ := bits.Add64(m.hi, n.hi, carry)
	return money{hi, lo}
}

// worth returns what coins and a time per use come to.
func (p pool) worth(coins int64, perUse time.Duration) money {
	hi, lo := bits.Mul64(uint64(coins), uint64(time.Hour))
	m := money{hi, lo}
	hi, lo = bits.Mul64(uint64(p.rate), uint64(perUse))
	return m.add(money{hi, lo})
}

// bundlesPay reports whether the best bundle, used up, costs less than the same time per use.
func (p pool) bundlesPay() bool {
	if !p.perUse {
		return true
	}
	best := p.bundles[0]
	return p.worth(best.coins, 0).compare(p.worth(0, time.Duration(best.grains)*p.grain)) < 0
}

func gcd(a, b time.Duration) time.Duration {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
