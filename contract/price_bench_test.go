package contract_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

func BenchmarkPriceOf(b *testing.B) {
	for _, bb := range []struct{ name, price, of string }{
		{"unit", "85.00", "1h30m"},
		{"seats", websan, "5"},
		{"tiers", business, "$85000"},
		{"volume", ufanet, "12"},
	} {
		p, q := contract.MustParsePrice(bb.price), quantity(bb.of)
		b.Run(bb.name+"/own", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Of(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("unit/bare", func(b *testing.B) { // 85.00 an hour in cents, rounded half up
		b.ReportAllocs()
		worked, cents := 90*time.Minute, int64(0)
		for b.Loop() {
			cents = (8500*int64(worked) + int64(time.Hour)/2) / int64(time.Hour)
		}
		if cents != 12750 {
			b.Fatal(cents)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for name, parse := range map[string]func() error{
		"amount/own": func() error { _, err := contract.ParseAmount("85.00"); return err },
		"until/own":  func() error { _, err := contract.ParseUntil("14 days to month-end inclusive"); return err },
		"price/own":  func() error { _, err := contract.ParsePrice(websan); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := parse(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUntilEnd(b *testing.B) {
	u, event := contract.MustParseUntil("1 month to month-end"), date("2026-11-10")
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := u.End(event, contract.Edges{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
