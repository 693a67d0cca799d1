package estimate

import (
	"cmp"
	"slices"
)

// A combo is a number of each bundle of a pool, in the pool's order, and what they cost.
type combo struct {
	coins  int64
	n      int64
	counts []int64
}

// plus is a combo with one more of a bundle, not yet made.
type plus struct {
	combo
	bundle int // -1: the combo as it is
}

// compare is a total order of combos of the same sum: by cost, number of bundles, and
// then whatever has more of the better bundles. Adding the same bundle to both keeps the
// order: everything below rests on that.
func (a plus) compare(b plus) int {
	if c := cmp.Or(cmp.Compare(a.coins, b.coins), cmp.Compare(a.n, b.n)); c != 0 {
		return c
	}
	for i := range a.counts {
		x, y := a.counts[i], b.counts[i]
		if i == a.bundle {
			x++
		}
		if i == b.bundle {
			y++
		}
		if x != y {
			return cmp.Compare(y, x)
		}
	}
	return 0
}

func (a plus) make() combo {
	a.counts = slices.Clone(a.counts)
	a.counts[a.bundle]++
	return a.combo
}

// sums holds, for every sum of grains from zero on, the k best combos that bring exactly
// that sum.
//
// A combo among the k best of a sum is, without any one of its bundles, among the k best of
// the smaller sum: otherwise k better ones could take that bundle instead. So each list
// follows from those before it. And where, over a stretch as long as the largest bundle,
// every list is the list one best bundle before with one more of it, that goes on for ever,
// because a list is made from no list further back than that: from there on the sums are
// periodic, and a demand of a million hours is no more work than one of a thousand.
type sums struct {
	bundles []size
	k       int
	lists   [][]combo
	scratch []plus

	run    int64 // how many lists up to the last were periodic
	period int64 // number of the first list of the periodic stretch; 0: not found yet
}

// maxNumbers is how many numbers are kept in memory for one question, and comboNumbers how
// many a combo takes, about, beside its counts.
const (
	maxNumbers   = 8 << 20
	comboNumbers = 14
)

func (p pool) newSums(k int) *sums {
	return &sums{bundles: p.bundles, k: k, lists: [][]combo{{{counts: make([]int64, len(p.bundles))}}}}
}

// extend makes the lists up to number j.
func (s *sums) extend(j int64) error {
	if limit := maxNumbers / (comboNumbers + len(s.bundles)); j*int64(s.k) > int64(limit) {
		return &TooLargeError{"combinations of bundles", limit}
	}
	for int64(len(s.lists)) <= j {
		s.lists = append(s.lists, s.next())
		s.watch()
	}
	return nil
}

// next makes the list that follows the last.
func (s *sums) next() []combo {
	j := int64(len(s.lists))
	s.scratch = s.scratch[:0]
	for i, b := range s.bundles {
		if b.grains > j {
			continue
		}
		for _, c := range s.lists[j-b.grains] {
			s.offer(plus{combo{c.coins + b.coins, c.n + 1, c.counts}, i})
		}
	}
	list := make([]combo, len(s.scratch))
	for i, c := range s.scratch {
		list[i] = c.make()
	}
	return list
}

// offer takes c in if it is among the k best so far and not there already.
func (s *sums) offer(c plus) {
	at, there := slices.BinarySearchFunc(s.scratch, c, plus.compare)
	if there || at == s.k {
		return
	}
	if len(s.scratch) == s.k {
		s.scratch = s.scratch[:s.k-1]
	}
	s.scratch = slices.Insert(s.scratch, at, c)
}

// watch notes whether the last list repeats the one a best bundle before, and whether
// enough have done so for all to follow to do the same.
func (s *sums) watch() {
	best, j := s.bundles[0], int64(len(s.lists)-1)
	if s.period != 0 {
		return
	}
	if j < best.grains || !slices.EqualFunc(s.lists[j], s.lists[j-best.grains], func(a, b combo) bool {
		return plus{a, -1}.compare(plus{combo{b.coins + best.coins, b.n + 1, b.counts}, 0}) == 0
	}) {
		s.run = 0
		return
	}
	if s.run++; s.run == largest(s.bundles) {
		s.period = j - s.run + 1
	}
}

// largest returns the grains of the largest bundle.
func largest(bundles []size) int64 {
	return slices.MaxFunc(bundles, func(a, b size) int { return cmp.Compare(a.grains, b.grains) }).grains
}
