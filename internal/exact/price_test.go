package exact_test

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// factor draws rates and weights: mostly of the real world, else at the edges of what is
// worked out in 128 bits, and beyond.
func factor() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return decimal.New(rapid.Int64Range(-100_000, 100_000).Draw(t, "cents"), -2)
		case 1:
			return decimal.New(rapid.Int64().Draw(t, "coef"), rapid.Int32Range(-20, 20).Draw(t, "exp"))
		case 2:
			edge := rapid.SampledFrom([]int64{1, 999_999_999_999_999_999, 1_000_000_000_000_000_000, math.MaxInt64, math.MinInt64}).Draw(t, "edge")
			return decimal.New(edge, rapid.SampledFrom([]int32{-19, -18, -17, -9, -8, -6, -2, 0, 1, 7, 8, 9}).Draw(t, "exp"))
		}
		big := rapid.StringMatching(`-?[1-9][0-9]{18,40}`).Draw(t, "big")
		return decimal.RequireFromString(big).Shift(rapid.Int32Range(-45, 3).Draw(t, "shift"))
	})
}

var hour = decimal.New(3600e9, 0)

// A price is what decimal makes of rate × time / hour, whatever the rate and the time.
func TestPriceIsDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate, d := factor().Draw(t, "rate"), anyTime().Draw(t, "time")
		places := rapid.SampledFrom([]int32{0, 2, 3, 4, 9, 10, -2}).Draw(t, "places")
		want := rate.Mul(decimal.New(int64(d), 0)).DivRound(hour, places)
		if got := exact.Price(rate, d, places); !got.Equal(want) {
			t.Fatalf("Price(%v, %d ns, %d) = %v, want %v", rate, d, places, got, want)
		}
		if minor, ok := exact.Minor(rate, d, places); ok && !decimal.New(minor, -places).Equal(want) {
			t.Fatalf("Minor(%v, %d ns, %d) = %d, want %v", rate, d, places, minor, want)
		}
	})
}

func TestMinor(t *testing.T) {
	for _, tt := range []struct {
		rate   string
		time   time.Duration
		places int32
		want   int64
		ok     bool
		why    string
	}{
		{"120", 200 * time.Minute, 2, 400_00, true, "scenario 1, E8: 200 minutes MEDIUM"},
		{"120", -200 * time.Minute, 2, -400_00, true, "a credit cancels its charge"},
		{"-120", -200 * time.Minute, 2, 400_00, true, "and once more"},
		{"0", math.MaxInt64, 2, 0, true, "free of charge"},
		{"80", 0, 2, 0, true, "no time"},
		{"0.02", 15 * time.Minute, 2, 1, true, "half a cent goes up"},
		{"-0.02", 15 * time.Minute, 2, -1, true, "half a cent goes away from zero"},
		{"0.02", 15*time.Minute - 1, 2, 0, true, "less than half does not"},
		{"100000", 20 * time.Minute, 0, 33333, true, "a currency without cents"},
		{"0.333333333333333", time.Hour, 9, 333333333, true, "more places than the result has"},
		{"12.5", time.Hour, 9, 12_500_000_000, true, "nine places are the most"},
		{"80", time.Hour, 10, 0, false, "more than nine places"},
		{"80", time.Hour, -1, 0, false, "tens"},
		{"999999999999999999", time.Hour, 0, 999999999999999999, true, "eighteen digits"},
		{"1000000000000000000", time.Hour, 0, 0, false, "nineteen"},
		{"999999999999999999", time.Hour, 2, 0, false, "cents beyond 64 bits"},
		{"999999999999999999", 1 << 62, 0, 0, false, "the quotient is beyond 64 bits"},
		{"14400000000000", 1 << 62, 0, 0, false, "the quotient is just beyond 64 bits"},
		{"92233720368547758.07", time.Hour, 2, 0, false, "nineteen digits, though the result would fit"},
		{"7200000000", math.MaxInt64, 3, 0, false, "beyond the range of the result"},
		{"3600000000000", math.MaxInt64, 0, math.MaxInt64, true, "the largest there is"},
		{"3600000000000", math.MinInt64, 0, math.MinInt64, true, "the smallest there is"},
		{"-3600000000000", math.MinInt64, 0, 0, false, "one more than the largest"},
		{"0.00000001", time.Hour, 2, 0, true, "six places more than the result"},
		{"0.000000001", time.Hour, 2, 0, false, "seven are left to decimal"},
	} {
		if tt.why == "" {
			t.Fatal("a row without a why")
		}
		got, ok := exact.Minor(decimal.RequireFromString(tt.rate), tt.time, tt.places)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("Minor(%s, %v, %d) = %d, %v; want %d, %v (%s)", tt.rate, tt.time, tt.places, got, ok, tt.want, tt.ok, tt.why)
		}
	}
}

// Real prices need no memory.
func TestMinorAllocates(t *testing.T) {
	rate := decimal.RequireFromString("87.50")
	if n := testing.AllocsPerRun(100, func() { exact.Minor(rate, 100*time.Minute, 2) }); n != 0 {
		t.Errorf("Minor allocates %v times", n)
	}
}

func TestWeigh(t *testing.T) {
	for _, tt := range []struct {
		time   time.Duration
		weight decimal.Decimal
		want   time.Duration
		ok     bool
		why    string
	}{
		{45 * time.Minute, decimal.RequireFromString("2.5"), 112*time.Minute + 30*time.Second, true, "scenario 1, E6"},
		{1, decimal.New(5, -1), 1, true, "half a nanosecond goes away from zero"},
		{-1, decimal.New(5, -1), -1, true, "on both sides"},
		{1, decimal.New(4999, -4), 0, true, "less than half does not"},
		{math.MaxInt64, decimal.New(1, 0), math.MaxInt64, true, "as long as there is"},
		{math.MinInt64, decimal.New(1, 0), math.MinInt64, true, "as short as there is"},
		{math.MinInt64, decimal.New(-1, 0), 0, false, "one more than fits"},
		{math.MaxInt64, decimal.RequireFromString("1.000000001"), 0, false, "just beyond the range"},
		{5e18, decimal.RequireFromString("1.0000000000000000001"), 5e18 + 1, true, "nineteen places, rounded half up"},
		{5e17, decimal.New(1, 1), 5e18, true, "a weight written 1e1, and a result of nineteen digits"},
		{1, decimal.New(1, 18), 1e18, true, "a large weight, and a result that fits"},
		{1e9, decimal.RequireFromString("9.999999999999999999"), 1e10, true, "a coefficient beyond 64 bits"},
		{1, decimal.New(1, 19), 0, false, "beyond the range, by little"},
		{1, decimal.New(1, 2_000_000_000), 0, false, "beyond the range, by far"},
		{0, decimal.New(1, 2_000_000_000), 0, true, "zero stays zero"},
		{time.Hour, decimal.New(1, -2_000_000_000), 0, true, "next to nothing"},
		{time.Hour, decimal.New(0, 2_000_000_000), 0, true, "nothing"},
	} {
		if tt.why == "" {
			t.Fatal("a row without a why")
		}
		if got, ok := exact.Weigh(tt.time, tt.weight); ok != tt.ok || ok && got != tt.want {
			t.Errorf("Weigh(%d, %de%d) = %d, %v; want %d, %v (%s)", tt.time, tt.weight.Coefficient(), tt.weight.Exponent(), got, ok, tt.want, tt.ok, tt.why)
		}
	}
}

// Weighing is exact multiplication, rounded half away from zero.
func TestWeighLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, weight := anyTime().Draw(t, "time"), factor().Draw(t, "weight")
		want := halfAway(new(big.Rat).Mul(weight.Rat(), new(big.Rat).SetInt64(int64(d))))
		got, ok := exact.Weigh(d, weight)
		if ok != want.IsInt64() || ok && int64(got) != want.Int64() {
			t.Fatalf("Weigh(%d, %v) = %d, %v; want %v", d, weight, got, ok, want)
		}
	})
}

// Unweighing gives the largest time that weighs no more than the credit, and so undoes
// weighing wherever the weight is a whole number.
func TestUnweighLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		credit := positive().Draw(t, "credit")
		weight := factor().Filter(func(d decimal.Decimal) bool { return d.IsPositive() }).Draw(t, "weight")
		q := new(big.Rat).Quo(new(big.Rat).SetInt64(int64(credit)), weight.Rat())
		want := new(big.Int).Quo(q.Num(), q.Denom())
		if !want.IsInt64() {
			want.SetInt64(math.MaxInt64)
		}
		if got := exact.Unweigh(credit, weight); int64(got) != want.Int64() {
			t.Fatalf("Unweigh(%d, %v) = %d, want %v", credit, weight, got, want)
		}
	})
	for _, tt := range []struct {
		weight decimal.Decimal
		want   time.Duration
	}{
		{decimal.New(1, 2_000_000_000), 0},
		{decimal.New(1, -2_000_000_000), math.MaxInt64},
		{decimal.New(15, -1), 40 * time.Minute},
	} {
		if got := exact.Unweigh(time.Hour, tt.weight); got != tt.want {
			t.Errorf("Unweigh(1h, 1e%d) = %v, want %v", tt.weight.Exponent(), got, tt.want)
		}
	}
}

// halfAway rounds half away from zero.
func halfAway(r *big.Rat) *big.Int {
	num := new(big.Int).Lsh(new(big.Int).Abs(r.Num()), 1)
	num.Add(num, r.Denom())
	num.Quo(num, new(big.Int).Lsh(r.Denom(), 1))
	if r.Sign() < 0 {
		num.Neg(num)
	}
	return num
}

// Rates and times as they come: 1024 of each, of different sizes.
func inputs() (rates []decimal.Decimal, times []time.Duration) {
	for i := range int64(1024) {
		rates = append(rates, decimal.New(2000+i*37%18_000, -2))
		times = append(times, time.Duration(1+i*i%1_000)*36*time.Second)
	}
	return rates, times
}

func BenchmarkPrice(b *testing.B) {
	rates, times := inputs()
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			exact.Price(rates[i%1024], times[i%1024], 2)
		}
	})
	b.Run("minor", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			exact.Minor(rates[i%1024], times[i%1024], 2)
		}
	})
	b.Run("decimal", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			rates[i%1024].Mul(decimal.New(int64(times[i%1024]), 0)).DivRound(hour, 2)
		}
	})
}
