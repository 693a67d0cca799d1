package contract

import (
	"fmt"
	"slices"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Lines are in order whatever part of them was before, those that are alike as they came, and
// sum to what they sum to one by one.
func TestLaw_sortLines(t *testing.T) {
	start := calendar.MustParseDate("2026-05-01")
	rapid.Check(t, func(t *rapid.T) {
		var lines []Charge
		for i := range rapid.IntRange(0, 40).Draw(t, "lines") {
			lines = append(lines, Charge{
				On: start.AddDays(rapid.IntRange(0, 3).Draw(t, "day")), Entry: fmt.Sprint("e", rapid.IntRange(0, 5).Draw(t, "entry")),
				Rule: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "rule"), ID: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "id"), Quantity: fmt.Sprint(i),
				Amount: decimal.New(rapid.OneOf(rapid.Int64Range(-200, 200), rapid.Int64()).Draw(t, "amount"), rapid.SampledFrom([]int32{-2, -2, -2, 0, 3}).Draw(t, "exponent")),
			})
		}
		run := rapid.IntRange(0, len(lines)).Draw(t, "run")
		byAll := func(a, b Charge) int { return a.compare(&b) }
		slices.SortStableFunc(lines[:run], byAll)
		want, sum := slices.Clone(lines), decimal.Zero
		slices.SortStableFunc(want, byAll)
		for _, l := range lines {
			sum = sum.Add(l.Amount)
		}
		sortLines(lines)
		if !slices.EqualFunc(lines, want, func(a, b Charge) bool { return a.Equal(b) }) {
			t.Fatalf("got  %v\nwant %v", lines, want)
		}
		if got := totalOf(lines); !got.Equal(sum) {
			t.Fatalf("they sum to %v, not %v", got, sum)
		}
	})
}

// Values that are taken from a block have no room in common.
func TestBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := block[int]{next: rapid.IntRange(0, 9).Draw(t, "expected")}
		var taken [][]int
		for i := range rapid.IntRange(0, 30).Draw(t, "times") {
			n := rapid.IntRange(0, 12).Draw(t, "values")
			list := b.take(n)
			if len(list) != n || slices.ContainsFunc(list, func(v int) bool { return v != 0 }) {
				t.Fatalf("asked for %d, got %v", n, list)
			}
			for k := range list {
				list[k] = i + 1
			}
			taken = append(taken, append(list, -1)[:n]) // what is added is not in the next
		}
		for i, list := range taken {
			if slices.ContainsFunc(list, func(v int) bool { return v != i+1 }) {
				t.Fatalf("values %v were taken as number %d", list, i+1)
			}
		}
	})
}
