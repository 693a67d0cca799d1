package estimate

import (
	"fmt"
	"math/bits"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
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
// never pay. A level that the offer lacks, an offer without a price per use, a demand below
// zero or above [MaxTime], and a table that would be too large are errors.
func (o *Offer) BreakEvens(level priority.Level, upTo time.Duration) ([]BreakEven, error) {
	i := slices.IndexFunc(o.pools, func(p pool) bool { return o.cfg.Reading != ByLevel || p.level == level })
	switch {
	case i < 0:
		return nil, fault("break-even", "unknown_level", "%v is not a level of the offer", level)
	case !o.pools[i].perUse:
		return nil, fault("break-even", "per_use", "without a price per use there is nothing to break even with")
	case upTo < 0 || upTo > MaxTime:
		return nil, fault("break-even", "out_of_range", "%s h is not between 0 and %d", HoursText(upTo), MaxTime/time.Hour)
	}
	corners, err := o.pools[i].corners(upTo)
	if err != nil {
		return nil, err
	}
	var rows []BreakEven
	for _, c := range corners {
		covers := make([]cover, len(o.pools))
		covers[i].combo = c.combo
		rows = append(rows, BreakEven{c.from, o.mix(covers)})
	}
	return rows, nil
}

// A corner is where a combo takes over.
type corner struct {
	combo
	from time.Duration
}

// corners returns the combos that take over one from the other up to a demand.
//
// A combo can only be among them if every larger one costs more, and it takes over where
// time per use on top of the one before has come to its price, if that is before its own
// sum. No sum lies further beyond that point than the largest bundle: one could be left out.
func (p pool) corners(upTo time.Duration) ([]corner, error) {
	if len(p.bundles) == 0 || !p.bundlesPay() {
		return nil, nil
	}
	s := p.newSums(1)
	last := int64(upTo/p.grain) + largest(p.bundles)
	if err := s.extend(last); err != nil {
		return nil, err
	}
	var cheap []int64 // sums of which every larger one costs more, largest first
	for j := last; j > 0; j-- {
		if len(s.lists[j]) > 0 && (len(cheap) == 0 || s.lists[j][0].coins < s.lists[cheap[len(cheap)-1]][0].coins) {
			cheap = append(cheap, j)
		}
	}
	var found []corner
	at, have := time.Duration(0), int64(0)
	for _, j := range slices.Backward(cheap) {
		c, sum := s.lists[j][0], time.Duration(j)*p.grain
		from := exact.Add(at, p.perUseFor(c.coins-have))
		if from > upTo {
			break
		}
		if from < sum {
			found, at, have = append(found, corner{c, from}), sum, c.coins
		}
	}
	return found, nil
}

// perUseFor returns the time per use that costs as much as the coins, rounded up.
func (p pool) perUseFor(coins int64) time.Duration {
	hi, lo := bits.Mul64(uint64(coins), uint64(time.Hour))
	lo, carry := bits.Add64(lo, uint64(p.rate-1), 0)
	if hi += carry; hi >= uint64(p.rate) {
		return MaxTime + 1 // and more
	}
	t, _ := bits.Div64(hi, lo, uint64(p.rate))
	return time.Duration(min(t, uint64(MaxTime)+1))
}
