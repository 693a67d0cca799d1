package estimate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Count is how many of a bundle a mix has.
type Count struct {
	Bundle Bundle
	N      int64
	Cost   decimal.Decimal // of all N, rounded once to the digits of the currency, half away from zero
}

// A PerUse is time of a mix that is billed as it comes.
type PerUse struct {
	Level   priority.Level  // the base level where bundles share a pool
	Time    time.Duration   // in hours of that level
	PerHour decimal.Decimal // in the currency of the offer
	Cost    decimal.Decimal // rounded once to the digits of the currency, half away from zero
}

// A Mix is one way to cover a need: bundles, time as it comes, and what is left over.
type Mix struct {
	Bundles []Count         // in the order of the offer, none of them zero
	PerUse  []PerUse        // most urgent level first, none of them zero
	Unused  Need            // of the bundles, in hours of the pool's level
	Cost    decimal.Decimal // the sum of those of Bundles and PerUse
}

// String returns the mix in words: "2 × 12-hour credit + 6.75 h per use".
func (m Mix) String() string {
	var parts []string
	for _, c := range m.Bundles {
		name := c.Bundle.Name
		if name == "" {
			name = c.Bundle.ID
		}
		parts = append(parts, fmt.Sprintf("%d × %s", c.N, name))
	}
	for _, u := range m.PerUse {
		s := HoursText(u.Time) + " h per use"
		if len(m.PerUse) > 1 {
			s += " at " + u.Level.String()
		}
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, " + ")
}

// A Quote is the cheapest way to cover a need.
type Quote struct {
	Currency priority.Currency
	Reading  Reading
	Need     Need // as it was asked for
	Demand   Need // as it must be covered: by level, or weighed into hours of the base level, each level rounded half up to the nanosecond
	Mix
}

// String returns the quote in one line: "USD 1980.00: 2 × 12-hour credit + 6.75 h per use".
func (q Quote) String() string {
	s := fmt.Sprintf("%v %s: %v", q.Currency, q.Currency.Text(q.Cost), q.Mix)
	if left := q.Unused.Total(); left > 0 {
		s += fmt.Sprintf(" (%s h unused)", HoursText(left))
	}
	return s
}

// Quote returns the cheapest mix for the need, exactly: no other costs less, none that
// costs the same leaves less unused, and none of those has fewer bundles. Faults: a time
// below zero or above [MaxTime], or above it once weighed, a level that the scheme lacks, and
// one with a need for which nothing is sold. A question that is too large is a [*TooLargeError].
func (o *Offer) Quote(need Need) (Quote, error) {
	demand, err := o.demand(need)
	if err != nil {
		return Quote{}, err
	}
	mixes, err := o.mixes(demand, 1)
	if err != nil {
		return Quote{}, err
	}
	return Quote{o.cfg.Currency, o.cfg.Reading, maps.Clone(need), o.byLevel(demand), mixes[0].Mix}, nil
}

// Alternatives returns the n cheapest mixes for the need, that of [Offer.Quote] first,
// ordered by cost, time unused and number of bundles. A mix with a bundle that could be
// left out is none. There may be fewer than n. Errors are those of [Offer.Quote], and an n
// that is not between 1 and [MaxMixes].
func (o *Offer) Alternatives(need Need, n int) ([]Mix, error) {
	if n < 1 || n > MaxMixes {
		return nil, fault("alternatives", "out_of_range", "%d is not between 1 and %d", n, MaxMixes)
	}
	demand, err := o.demand(need)
	if err != nil {
		return nil, err
	}
	ranked, err := o.mixes(demand, n)
	if err != nil {
		return nil, err
	}
	mixes := make([]Mix, len(ranked))
	for i, r := range ranked {
		mixes[i] = r.Mix
	}
	return mixes, nil
}

// Ties returns every mix for the need that costs exactly as little as that of
// [Offer.Quote], which stands first, in the order of [Offer.Alternatives]; more than [MaxMixes]
// of them are a [*TooLargeError].
func (o *Offer) Ties(need Need) ([]Mix, error) {
	demand, err := o.demand(need)
	if err != nil {
		return nil, err
	}
	for n := 4; ; n = min(2*n, MaxMixes+1) {
		ranked, err := o.mixes(demand, n)
		if err != nil {
			return nil, err
		}
		tied := slices.IndexFunc(ranked, func(r rankedMix) bool { return r.exact != ranked[0].exact })
		if tied < 0 && len(ranked) == n {
			if n > MaxMixes {
				return nil, &TooLargeError{"mixes of the same cost", MaxMixes}
			}
			continue
		}
		if tied < 0 {
			tied = len(ranked)
		}
		mixes := make([]Mix, tied)
		for i := range mixes {
			mixes[i] = ranked[i].Mix
		}
		return mixes, nil
	}
}

// demand returns what each pool must cover.
func (o *Offer) demand(need Need) ([]time.Duration, error) {
	var fs strict.Faults
	demand := make([]time.Duration, len(o.pools))
	for _, d := range slices.SortedFunc(maps.Keys(need), priority.Level.Compare) {
		t := need[d]
		weight, err := o.cfg.Scheme.Weight(d)
		if err != nil {
			fs.Join("need."+d.String(), "unknown_level", err)
			continue
		}
		if t < 0 || t > MaxTime {
			fs.Add("need."+d.String(), "out_of_range", "is not between 0 and %d hours", MaxTime/time.Hour)
			continue
		}
		i := o.poolOf(d)
		demand[i] = addWeighed(demand[i], t, weight, o.cfg.Reading)
		if demand[i] > MaxTime {
			fs.Add("need", "out_of_range", "weighs more than %d hours", MaxTime/time.Hour)
			demand[i] = 0
		}
		if p := o.pools[i]; demand[i] > 0 && !p.perUse && len(p.bundles) == 0 {
			fs.Add("need."+d.String(), "not_offered", "nothing is sold for %v", d)
		}
	}
	return demand, fs.Err("estimate: quote")
}

// byLevel names the demands of the pools by their level.
func (o *Offer) byLevel(demand []time.Duration) Need {
	n := Need{}
	for i, t := range demand {
		if t > 0 {
			n[o.pools[i].level] = t
		}
	}
	return n
}
