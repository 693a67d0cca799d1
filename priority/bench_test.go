package priority_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// BenchmarkPrice prices 1024 different rates and times: by the currency, and by the same
// expression in decimal.
func BenchmarkPrice(b *testing.B) {
	usd, hour := priority.MustParseCurrency("USD"), decimal.New(3600, 0)
	var rates []decimal.Decimal
	var times []time.Duration
	for i := range int64(1024) {
		rates = append(rates, decimal.New(2000+i*37%18_000, -2))
		times = append(times, time.Duration(1+i*i%1_000)*36*time.Second)
	}
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			usd.Price(rates[i%1024], times[i%1024])
		}
	})
	b.Run("decimal", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			seconds := decimal.New(int64(times[i%1024]/time.Second), 0)
			rates[i%1024].Mul(seconds).DivRound(hour, 2)
		}
	})
}

func BenchmarkCondition(b *testing.B) {
	c := priority.MustParseCondition(`{"place": ["bench", "onsite"], "needed": "<=1h", "not": {"during": "night"}, "contacts": ">=3 in 24h"}`)
	f := with(priority.Facts{"place": word("onsite"), "needed": within(30), "contacts": persisted})
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Eval(f)
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	rules := priority.SaaSTechRules()
	f := with(priority.Facts{"place": word("bench")})
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			rules.Classify(f)
		}
	})
}
