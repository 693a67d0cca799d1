package estimate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// hundred is an estimate of 100 lines out of the shipped catalogues.
func hundred(b testing.TB) []estimate.Line {
	var ls []estimate.Line
	for _, id := range estimate.ShippedIDs() {
		for it := range shipped(b, id).Items() {
			if len(ls) < 100 {
				ls = append(ls, estimate.Line{Item: it, Quantity: 1 + len(ls)%7})
			}
		}
	}
	return ls
}

// BenchmarkTotal adds up 100 lines and prices them, against the same in decimal: hours
// times quantity, summed by level, rounded up to the quarter hour, priced and rounded.
func BenchmarkTotal(b *testing.B) {
	ls, card := hundred(b), priority.SaaSTechRates()
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			e, err := estimate.New(estimate.Config{Lines: ls, Round: up15})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := e.Cost(card, "per-use"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decimal", func(b *testing.B) {
		hours := make([]decimal.Decimal, len(ls))
		for i, l := range ls {
			hours[i] = dec(estimate.HoursText(l.Item.Time))
		}
		rates := map[priority.Level]decimal.Decimal{priority.P4: dec("80.00"), priority.P2: dec("160.00")}
		b.ReportAllocs()
		for b.Loop() {
			decimalTotal(ls, hours, rates)
		}
	})
}

var four = decimal.New(4, 0)

func decimalTotal(ls []estimate.Line, hours []decimal.Decimal, rates map[priority.Level]decimal.Decimal) decimal.Decimal {
	sums := map[priority.Level]decimal.Decimal{}
	for i, l := range ls {
		level := l.Item.Level
		if level == 0 {
			level = priority.P4
		}
		sums[level] = sums[level].Add(hours[i].Mul(decimal.New(int64(l.Quantity), 0)))
	}
	var total decimal.Decimal
	for level, h := range sums {
		total = total.Add(h.Mul(four).Ceil().Mul(rates[level]).DivRound(four, 2))
	}
	return total
}

// The two ways to the total agree, so that the benchmark compares like with like.
func TestTotalAgainstDecimal(t *testing.T) {
	ls := hundred(t)
	e, err := estimate.New(estimate.Config{Lines: ls, Round: up15})
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Cost(priority.SaaSTechRates(), "per-use")
	hours := make([]decimal.Decimal, len(ls))
	for i, l := range ls {
		hours[i] = dec(estimate.HoursText(l.Item.Time))
	}
	want := decimalTotal(ls, hours, map[priority.Level]decimal.Decimal{priority.P4: dec("80.00"), priority.P2: dec("160.00")})
	if err != nil || !got.Equal(want) {
		t.Errorf("%v, %v; in decimal %v", got, err, want)
	}
}

// BenchmarkQuote finds the cheapest mix: a million hours cost no more than twice a thousand.
func BenchmarkQuote(b *testing.B) {
	for _, r := range []estimate.Reading{estimate.Pooled, estimate.ByLevel, estimate.Any} {
		o := offer(b, r)
		for _, h := range []time.Duration{1000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", r, h), func(b *testing.B) {
				b.ReportAllocs()
				need := estimate.Need{priority.P4: h*hour - quarter}
				for b.Loop() {
					if _, err := o.Quote(need); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	c := shipped(b, "saastech-web")
	b.Run("found", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Lookup("secure login"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("nearest", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Lookup("Secrue Logon"); err == nil {
				b.Fatal("found")
			}
		}
	})
}
