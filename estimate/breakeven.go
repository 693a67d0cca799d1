package estimate

import (
	"fmt"
	"math/big"
	"time"

	"github.com/retainer-go/retainer/priority"
)

// A BreakEven is a demand from which on a mix of bundles costs no more than the one
// before it with ever more time per use.
type BreakEven struct {
	From time.Duration // the demand, in hours of the pool's level; rounded up to the nanosecond
	Mix  Mix           // the bundles to buy from there on, and what they cost; no time per use
}

// String returns the row in words: "from 9.00 h: 1 × 12-hour credit".
func (b BreakEven) String() string { return fmt.Sprintf("from %s h: %v", HoursText(b.From), b.Mix) }

// BreakEvens returns, for demands up to and including upTo, from how much on which bundles
// pay: the corners of the cheapest price. Each row's bundles are the cheapest until the
// next row begins, with time per use for what they do not cover. The level says which
// prices are meant where bundles serve their own level; where they share a pool, hours are
// those of the base level, and the level is not looked at. There are no rows where bundles
// never pay. An offer without a price per use, or where the table would be too large, is an error.
func (o *Offer) BreakEvens(level priority.Level, upTo time.Duration) ([]BreakEven, error) {
	i := o.poolOf(level)
	p := o.pools[i]
	switch {
	case o.cfg.Reading == ByLevel && p.level != level:
		return nil, fault("break-even", "unknown_level", "%v is not a level of the offer", level)
	case !p.perUse:
		return nil, fault("break-even", "per_use", "without a price per use there is nothing to break even with")
	case upTo < 0 || upTo > MaxTime:
		return nil, fault("break-even", "out_of_range", "%s h is not between 0 and %d", HoursText(upTo), MaxTime/time.Hour)
	case len(p.bundles) == 0 || p.rate == 0 || !p.bundlesPay():
		return nil, nil
	}
	s := p.newSums(1)
	var rows []BreakEven
	at := int64(0) // the sum of the bundles of the row before
	for {
		if err := s.extend(at + 2*largest(p.bundles)); err != nil {
			return nil, err
		}
		next, from, ok := p.corner(s, at)
		if !ok || from > upTo {
			return rows, nil
		}
		covers := make([]cover, len(o.pools))
		covers[i].combo = s.lists[next][0]
		rows, at = append(rows, BreakEven{from, o.mix(covers)}), next
	}
}

// corner returns the sum of bundles that takes over from the bundles of sum at: the one
// whose cost is reached first as time per use is put on top of those. The sum lies less
// than two of the largest bundles further on, because one more of any bundle that pays
// takes over within that bundle's time, and nothing that takes over by then could do
// without one of its own bundles.
func (p pool) corner(s *sums, at int64) (next int64, from time.Duration, ok bool) {
	have := s.lists[at][0].coins
	start := time.Duration(at) * p.grain
	for j := at + 1; j <= at+2*largest(p.bundles); j++ {
		if len(s.lists[j]) == 0 {
			continue
		}
		more := s.lists[j][0].coins - have
		f := start + p.perUseFor(more)
		if sum := time.Duration(j) * p.grain; f >= sum {
			continue // time per use costs less all the way
		}
		if !ok || s.lists[j][0].coins <= s.lists[next][0].coins {
			next, from, ok = j, f, true
		}
	}
	return next, from, ok
}

// perUseFor returns the time per use that costs as much as the coins, rounded up; none
// where they are below zero.
func (p pool) perUseFor(coins int64) time.Duration {
	if coins <= 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(coins), big.NewInt(int64(time.Hour)))
	n.Add(n, big.NewInt(p.rate-1)).Quo(n, big.NewInt(p.rate))
	if !n.IsInt64() {
		return MaxTime + 1
	}
	return time.Duration(n.Int64())
}
