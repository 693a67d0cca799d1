package estimate

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"time"
)

// maxPurchases is how many purchases [Offer.Months] tries in all.
const maxPurchases = 8 << 20

// A stock is what is left at the start of a month and how it came about. The grains
// left[i] lapse at the end of the (i+1)-th month from then; the last of left never lapse.
type stock struct {
	left   []int64
	cost   money
	lapsed int64
	n      int64 // bundles bought
	from   *stock
	step   step
}

// A step is what one month takes.
type step struct {
	counts               []int64 // bundles bought, in the order of the pool
	perUse, lapsed, left time.Duration
}

// compare puts the better way first: by cost, time wasted (lapsed or left), time lapsed,
// and bundles.
func (a *stock) compare(b *stock) int {
	return cmp.Or(a.cost.compare(b.cost), cmp.Compare(a.lapsed+total(a.left), b.lapsed+total(b.left)),
		cmp.Compare(a.lapsed, b.lapsed), cmp.Compare(a.n, b.n))
}

// A purchase is a combo that may be bought in one month, and what it adds to a stock.
type purchase struct {
	combo
	adds []int64
}

// purchaseNumbers is about how many numbers a purchase takes beside its counts and adds.
const purchaseNumbers = 10

// plan finds the cheapest steps through the months: from every stock that a month can
// begin with, every purchase is tried, and of the ways to the same stock the best is kept.
func (p pool) plan(demands []time.Duration) ([]step, error) {
	if slices.Max(demands) == 0 {
		return make([]step, len(demands)), nil
	}
	p = p.regrained(demands)
	buys, err := p.purchases(demands)
	if err != nil {
		return nil, err
	}
	width := len(buys[0].adds)
	now := map[string]*stock{"": {left: make([]int64, width)}}
	to, key := &stock{left: make([]int64, width)}, []byte(nil)
	tried, kept := 0, 0
	for _, d := range demands {
		next := map[string]*stock{}
		for _, k := range slices.Sorted(maps.Keys(now)) {
			if tried += len(buys); tried > maxPurchases {
				return nil, &TooLargeError{"purchases to be tried", maxPurchases}
			}
			for i := range buys {
				if !p.month(now[k], int64(d/p.grain), &buys[i], to) {
					continue
				}
				key = to.appendKey(key[:0])
				if old := next[string(key)]; old == nil || to.compare(old) < 0 {
					next[string(key)] = to.clone()
				}
			}
			if limit := maxNumbers / (width + stockNumbers); kept+len(next) > limit {
				return nil, &TooLargeError{"stocks of hours", limit}
			}
			now[k].left = nil // only the way to it is still of use
		}
		kept += len(next)
		now = next
	}
	return trace(now, len(demands)), nil
}

// regrained returns the pool with the largest grain that sizes and demands are multiples of.
func (p pool) regrained(demands []time.Duration) pool {
	old := p.grain
	for _, d := range demands {
		p.grain = gcd(p.grain, d)
	}
	p.bundles = slices.Clone(p.bundles)
	for i := range p.bundles {
		p.bundles[i].grains *= int64(old / p.grain)
	}
	return p
}

// purchases returns what may be bought at once, nothing first: for each length of life
// every sum that the demand of so many months can use, made of the cheapest bundles, and
// all combinations of these.
func (p pool) purchases(demands []time.Duration) ([]purchase, error) {
	lives := map[int][]int{} // months, or 0 for ever -> numbers of bundles
	width := 1
	for i, b := range p.bundles {
		life := b.months
		if life > len(demands) {
			life = 0 // it outlives the schedule
		}
		lives[life], width = append(lives[life], i), max(width, life+1)
	}
	// Each is tried in every month, from one stock at least.
	limit := min(maxPurchases/len(demands), maxNumbers/(width+len(p.bundles)+purchaseNumbers))
	buys := []purchase{{combo{counts: make([]int64, len(p.bundles))}, make([]int64, width)}}
	for _, life := range slices.Sorted(maps.Keys(lives)) {
		sums, most, err := p.sumsOf(lives[life], life, demands)
		if err != nil {
			return nil, err
		}
		slot := cmp.Or(life, width) - 1
		for _, b := range buys { // those before this life
			for j := int64(1); j <= most; j++ {
				for _, c := range sums.lists[j] {
					buys = append(buys, b.with(c, lives[life], slot, j))
				}
				if len(buys) > limit {
					return nil, &TooLargeError{"purchases in one month", limit}
				}
			}
		}
	}
	return buys, nil
}

// sumsOf returns the cheapest combos of some bundles of one life for every sum up to the
// largest that is of use: the demand of any so many months in a row, and a bundle more.
func (p pool) sumsOf(numbers []int, life int, demands []time.Duration) (*sums, int64, error) {
	q := pool{grain: p.grain}
	for _, i := range numbers {
		q.bundles = append(q.bundles, p.bundles[i])
	}
	var most int64
	window := cmp.Or(life, len(demands))
	for m := range demands {
		var sum int64
		for _, d := range demands[m:min(m+window, len(demands))] {
			sum += int64(d / p.grain)
		}
		most = max(most, sum)
	}
	most += largest(q.bundles) - 1
	s := q.newSums(1)
	return s, most, s.extend(most)
}

// with returns the purchase with a combo of some more bundles.
func (b purchase) with(c combo, numbers []int, slot int, grains int64) purchase {
	b.counts, b.adds = slices.Clone(b.counts), slices.Clone(b.adds)
	for k, i := range numbers {
		b.counts[i] = c.counts[k]
	}
	b.coins, b.n = b.coins+c.coins, b.n+c.n
	b.adds[slot] += grains
	return b
}

// month makes to the stock that follows from one if b is bought and the demand drawn, what
// lapses soonest first, and reports whether that is a way: what is lacking can only be billed
// if there is a price for it, and a life is bought only if something of it is drawn at once.
//
// The latter loses nothing: a bundle that nothing is drawn from this month can be bought the
// next and then lapses later. A stock that meets the demand is no reason to buy nothing,
// though: a bundle that lapses before it is drawn first, and saves it for the months to come.
func (p pool) month(from *stock, demand int64, b *purchase, to *stock) bool {
	for i, have := range from.left {
		if b.adds[i] > 0 && demand <= have {
			return false
		}
		have += b.adds[i]
		drawn := min(have, demand)
		to.left[i], demand = have-drawn, demand-drawn
	}
	if demand > 0 && !p.perUse {
		return false
	}
	var lapsed int64
	if last := len(to.left) - 1; last > 0 {
		lapsed = to.left[0]
		copy(to.left, to.left[1:last])
		to.left[last-1] = 0
	}
	perUse := time.Duration(demand) * p.grain
	to.cost, to.lapsed, to.n, to.from = from.cost.add(p.worth(b.coins, perUse)), from.lapsed+lapsed, from.n+b.n, from
	to.step = step{b.counts, perUse, time.Duration(lapsed) * p.grain, time.Duration(total(to.left)) * p.grain}
	return true
}

// stockNumbers is about how many numbers a stock takes beside those left.
const stockNumbers = 24

func (a *stock) clone() *stock {
	b := *a
	b.left = slices.Clone(a.left)
	return &b
}

func total(grains []int64) (sum int64) {
	for _, g := range grains {
		sum += g
	}
	return sum
}

// appendKey appends what two stocks of the same hours have in common.
func (a *stock) appendKey(b []byte) []byte {
	for _, g := range a.left {
		b = binary.AppendVarint(b, g)
	}
	return b
}

// trace returns the steps to the best of the last stocks.
func trace(stocks map[string]*stock, months int) []step {
	var best *stock
	for _, key := range slices.Sorted(maps.Keys(stocks)) {
		if s := stocks[key]; best == nil || s.compare(best) < 0 {
			best = s
		}
	}
	steps := make([]step, months)
	for m := months - 1; m >= 0; m-- {
		steps[m], best = best.step, best.from
	}
	return steps
}
