package priority

import (
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// A Piece is a stretch of work that was cut nowhere: all of it at one level, inside one
// period, on one side of closing time.
type Piece struct {
	Time   time.Duration   // worked, as on the clock; not negative
	Weight decimal.Decimal // of its level and whatever else weighs it; the zero Decimal is 1

	// Keys say to which entry, ticket, day ... the piece belongs; an empty key is none. A
	// piece without the key of a group that is asked for is grouped with the pieces of its
	// entry; without that too, it stands alone.
	Keys map[Group]string
}

// Measured is what an [Increment] made of a [Piece].
type Measured struct {
	Worked time.Duration // the raw time, unchanged
	Billed time.Duration // its share of the time billed for its group
	Credit time.Duration // what it burns of prepaid time: billed × weight
}

// Measure returns what is billed for each piece. Pieces are put into groups as Per says;
// each group is summed and rounded once, and the result shared over its pieces in the
// order given, in proportion to the time worked, by cumulative floors: the shares sum to
// the whole to the nanosecond.
//
// With AfterWeight it is the weighted time that is summed, rounded and shared, as Credit;
// Billed is then what weighs that much, rounded down to the nanosecond.
//
// The error is an [*Error] if the increment is at fault, or a piece with its number: a
// negative time, a weight below zero, a sum or a weighted time beyond the range of time.Duration.
func (in Increment) Measure(pieces []Piece) ([]Measured, error) {
	var fs strict.Faults
	fs.Join("increment", "invalid", in.Check())
	out := make([]Measured, len(pieces))
	basis := make([]time.Duration, len(pieces)) // what is summed and shared
	weights := make([]decimal.Decimal, len(pieces))
	for i, p := range pieces {
		path := strict.At("pieces", i)
		if weights[i] = p.Weight; p.Weight.IsZero() {
			weights[i] = one
		}
		if p.Time < 0 {
			fs.Add(path+".time", "negative", "is below zero")
		}
		if p.Weight.IsNegative() {
			fs.Add(path+".weight", "not_positive", "a weight is more than zero")
		}
		out[i].Worked, basis[i] = p.Time, p.Time
		if in.AfterWeight && p.Time >= 0 && !p.Weight.IsNegative() {
			basis[i] = weigh(p.Time, weights[i], path, &fs)
		}
	}
	if fs.None() {
		for _, group := range in.groups(pieces) {
			in.share(group, basis, weights, out, &fs)
		}
	}
	if err := fs.Err("priority: measure"); err != nil {
		return nil, err
	}
	return out, nil
}

// share rounds the sum of one group and shares it over its pieces.
func (in Increment) share(group []int, basis []time.Duration, weights []decimal.Decimal, out []Measured, fs *strict.Faults) {
	var sum time.Duration
	parts := make([]time.Duration, len(group))
	for k, i := range group {
		parts[k] = basis[i]
		if sum += basis[i]; sum < 0 {
			fs.Add(strict.At("pieces", i), "too_long", "the sum of its group is longer than 292 years")
			return
		}
	}
	for k, part := range exact.Share(in.Billed(sum), parts) {
		i := group[k]
		if in.AfterWeight {
			out[i].Credit, out[i].Billed = part, exact.Unweigh(part, weights[i])
		} else {
			out[i].Billed, out[i].Credit = part, weigh(part, weights[i], strict.At("pieces", i), fs)
		}
	}
}

func weigh(t time.Duration, weight decimal.Decimal, path string, fs *strict.Faults) time.Duration {
	credit, ok := exact.Weigh(t, weight)
	if !ok {
		fs.Add(path, "too_long", "weighs more than 292 years")
	}
	return credit
}

// groups returns the numbers of the pieces of each group, groups in order of their first piece.
func (in Increment) groups(pieces []Piece) [][]int {
	per := in.Per
	if len(per) == 0 {
		per = Per{PerEntry}
	}
	var groups [][]int
	index := map[string]int{}
	for i, p := range pieces {
		key, ok := p.key(per)
		g, seen := index[key]
		if !ok || !seen {
			g = len(groups)
			groups = append(groups, nil)
			if ok {
				index[key] = g
			}
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// key returns what the pieces of one group have in common, if the piece belongs to one.
func (p Piece) key(per Per) (string, bool) {
	var b strings.Builder
	for _, g := range per {
		k := p.Keys[g]
		if k == "" {
			entry := p.Keys[PerEntry]
			return "entry " + entry, entry != ""
		}
		b.WriteString(strconv.Itoa(len(k)) + ":" + k) // the length keeps "a","bc" and "ab","c" apart
	}
	return b.String(), true
}
