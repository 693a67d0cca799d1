package estimate_test

import (
	stdcmp "cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A pack is a bundle of whole hours at a price in whole units, and a sack some of them.
type pack struct{ hours, price int }

type sack struct{ cost, unused, n int }

func (a sack) compare(b sack) int {
	return stdcmp.Or(a.cost-b.cost, a.unused-b.unused, a.n-b.n)
}

// sacks is an oracle for demands far out: the k best covers, with no period and none left
// out. It fills one table for each time left over, of the packs larger than that alone: so
// none could be left out.
func sacks(packs []pack, demand, perUse, k int) []sack {
	var all []sack
	largest := 0
	for _, p := range packs {
		largest = max(largest, p.hours)
	}
	for over := range max(1, largest) {
		table := make([][]sack, demand+over+1) // the k best of each sum
		table[0] = []sack{{}}
		for _, p := range packs {
			for j := p.hours; j < len(table) && p.hours > over; j++ {
				for _, s := range table[j-p.hours] {
					table[j] = append(table[j], sack{s.cost + p.price, 0, s.n + 1})
				}
				slices.SortFunc(table[j], sack.compare)
				table[j] = table[j][:min(k, len(table[j]))]
			}
		}
		if over > 0 {
			for _, s := range table[demand+over] {
				all = append(all, sack{s.cost, over, s.n})
			}
			continue
		}
		for sum, list := range table {
			if sum == demand || perUse >= 0 {
				for _, s := range list {
					all = append(all, sack{s.cost + (demand-sum)*perUse, 0, s.n})
				}
			}
		}
	}
	slices.SortFunc(all, sack.compare)
	return all[:min(k, len(all))]
}

// Where the periodic form takes over, and far beyond, the mixes are those that a table of
// all sums gives.
func TestMixesFarOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := estimate.OfferConfig{Scheme: one(new(testing.T)), PerUse: map[priority.Level]decimal.Decimal{}}
		perUse := rapid.IntRange(-1, 12).Draw(t, "per use")
		if perUse >= 0 {
			c.PerUse[priority.P4] = decimal.New(int64(perUse), 0)
		}
		var packs []pack
		for i := range rapid.IntRange(1, 3).Draw(t, "bundles") {
			hours := rapid.IntRange(1, 11).Draw(t, "hours")
			p := pack{hours, hours*rapid.IntRange(1, 10).Draw(t, "an hour") + rapid.IntRange(0, 5).Draw(t, "more")}
			packs = append(packs, p)
			c.Bundles = append(c.Bundles, estimate.Bundle{ID: fmt.Sprint(i), Time: time.Duration(p.hours) * hour, Price: decimal.New(int64(p.price), 0)})
		}
		o, err := estimate.NewOffer(c)
		if err != nil {
			t.Fatal(err)
		}
		k, first := rapid.IntRange(1, 6).Draw(t, "mixes"), rapid.IntRange(0, 150).Draw(t, "demand")
		for demand := first; demand < first+12; demand++ {
			mixes, err := o.Alternatives(estimate.Need{priority.P4: time.Duration(demand) * hour}, k)
			if errors.Is(err, estimate.ErrTooLarge) {
				continue // too many with a bundle to spare
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []sack
			for _, m := range mixes {
				s := sack{int(m.Cost.IntPart()), int(m.Unused.Total() / hour), 0}
				for _, b := range m.Bundles {
					s.n += int(b.N)
				}
				got = append(got, s)
			}
			want := sacks(packs, demand, perUse, k)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(sack{})); diff != "" {
				t.Fatalf("%d mixes for %d h at %d an hour of %v (-want +got):\n%s", k, demand, perUse, packs, diff)
			}
		}
	})
}
