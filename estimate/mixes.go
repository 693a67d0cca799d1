package estimate

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// MaxMixes is how many mixes are listed at most.
const MaxMixes = 100

// A cover is a combo of one pool that covers its demand, together with time per use.
type cover struct {
	combo
	exact  money // without the bundles that all covers of the question have
	perUse time.Duration
	unused time.Duration
}

// compare puts the better cover first: by cost, time unused and number of bundles, and then
// as combos go. The number comes before their coins: of two covers that cost the same, one may
// have fewer bundles and the other less of the cost in bundles.
func (a cover) compare(b cover) int {
	return cmp.Or(a.exact.compare(b.exact), cmp.Compare(a.unused, b.unused), cmp.Compare(a.n, b.n),
		plus{a.combo, -1}.compare(plus{b.combo, -1}))
}

// covers returns the k cheapest ways to cover a demand from the pool: there may be fewer.
// Where a bundle could be left out, it is no way.
func (p pool) covers(demand time.Duration, k int) ([]cover, error) {
	if len(p.bundles) == 0 || demand == 0 { // then any bundle could be left out
		return []cover{{exact: p.worth(0, demand), perUse: demand}}, nil
	}
	for ask := k; ; ask *= 2 {
		all, skipped, err := p.ranked(demand, ask)
		if err != nil {
			return nil, err
		}
		full := len(all) >= ask
		all = slices.DeleteFunc(all[:min(ask, len(all))], func(c cover) bool { return p.wasteful(c) })
		if full && len(all) < k && ask > 4*MaxMixes {
			return nil, &TooLargeError{"mixes with a bundle to spare, before the next without", 4 * MaxMixes}
		}
		if len(all) >= k || !full {
			all = all[:min(k, len(all))]
			for i := range all {
				all[i].counts[0] += skipped
				all[i].n += skipped
			}
			return all, nil
		}
	}
}

// wasteful reports whether a bundle could be left out.
func (p pool) wasteful(c cover) bool {
	for i, n := range c.counts {
		if n > 0 && time.Duration(p.bundles[i].grains)*p.grain <= c.unused {
			return true
		}
	}
	return false
}

// ranked returns the k best covers, and maybe some that are not among them, in order. A
// number of best bundles that all of the k best have is left out and returned.
//
// Which sums can be among the k best: not those that leave k best bundles' worth of time per
// use or more (each such bundle bought would be cheaper, and that gives k better ones), and
// not those beyond the demand by the largest bundle or more (one could be left out). Where
// no bundle pays, not those of k bundles or more.
func (p pool) ranked(demand time.Duration, k int) ([]cover, int64, error) {
	s := p.newSums(k)
	best, most, grain := p.bundles[0].grains, largest(p.bundles), int64(p.grain)
	from, to := int64(0), int64(demand)/grain+most
	if !p.bundlesPay() {
		to = min(to, int64(k-1)*most)
		if err := s.extend(to); err != nil {
			return nil, 0, err
		}
		return p.window(s, demand, from, to), 0, nil
	}
	for int64(len(s.lists)) <= to && s.period == 0 {
		if err := s.extend(int64(len(s.lists))); err != nil {
			return nil, 0, err
		}
	}
	// Leave out as many best bundles as keep the whole window on periodic ground.
	skipped := int64(0)
	if s.period != 0 {
		low := int64(demand)/grain - int64(k)*best - 1 // the lowest sum of the window
		skipped = max(0, (low-s.period+best)/best)
		demand -= time.Duration(skipped*best) * p.grain
		to = int64(demand)/grain + most
		if err := s.extend(to); err != nil {
			return nil, 0, err
		}
	}
	from = max(0, int64(demand)/grain-int64(k)*best-1)
	return p.window(s, demand, from, to), skipped, nil
}

// window returns the covers with sums from grains up to and including to, in order.
func (p pool) window(s *sums, demand time.Duration, from, to int64) []cover {
	var all []cover
	for j := from; j <= to; j++ {
		sum := time.Duration(j) * p.grain
		rest, unused := max(0, demand-sum), max(0, sum-demand)
		if rest > 0 && !p.perUse {
			continue
		}
		for _, c := range s.lists[j] {
			all = append(all, cover{c, p.worth(c.coins, rest), rest, unused})
		}
	}
	slices.SortFunc(all, cover.compare)
	for i := range all { // counts are changed later
		all[i].counts = slices.Clone(all[i].counts)
	}
	return all
}

// A rankedMix is a mix with what decides its place.
type rankedMix struct {
	Mix
	exact  money
	unused time.Duration
	n      int64
	covers []cover // one for each pool
}

func (a rankedMix) compare(b rankedMix) int {
	c := cmp.Or(a.exact.compare(b.exact), cmp.Compare(a.unused, b.unused), cmp.Compare(a.n, b.n))
	for i := 0; c == 0 && i < len(a.covers); i++ {
		c = a.covers[i].compare(b.covers[i])
	}
	return c
}

// mixes returns the k cheapest mixes over all pools, in order.
func (o *Offer) mixes(demand []time.Duration, k int) ([]rankedMix, error) {
	ranked := []rankedMix{{}}
	for i, p := range o.pools {
		covers, err := p.covers(demand[i], k)
		if err != nil {
			return nil, err
		}
		var next []rankedMix
		for _, r := range ranked {
			for _, c := range covers {
				next = append(next, rankedMix{
					Mix{}, r.exact.add(c.exact), r.unused + c.unused, r.n + c.n, append(slices.Clip(r.covers), c),
				})
			}
		}
		slices.SortFunc(next, rankedMix.compare)
		ranked = next[:min(k, len(next))]
	}
	for i := range ranked {
		ranked[i].Mix = o.mix(ranked[i].covers)
	}
	return ranked, nil
}

// mix writes out the covers of all pools.
func (o *Offer) mix(covers []cover) Mix {
	m := Mix{Unused: Need{}}
	counts := make([]int64, len(o.cfg.Bundles))
	for i, c := range covers {
		p := o.pools[i]
		for j, n := range c.counts {
			counts[p.bundles[j].bundle] = n
		}
		if c.unused > 0 {
			m.Unused[p.level] = c.unused
		}
		if c.perUse > 0 {
			u := PerUse{p.level, c.perUse, p.perHour, o.cfg.Currency.Price(p.perHour, c.perUse)}
			m.PerUse, m.Cost = append(m.PerUse, u), m.Cost.Add(u.Cost)
		}
	}
	for i, n := range counts {
		if b := o.cfg.Bundles[i]; n > 0 {
			c := Count{b, n, o.cfg.Currency.Round(b.Price.Mul(decimal.New(n, 0)))}
			m.Bundles, m.Cost = append(m.Bundles, c), m.Cost.Add(c.Cost)
		}
	}
	return m
}
