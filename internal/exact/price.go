package exact

import (
	"math"
	"math/bits"
	"time"

	"github.com/shopspring/decimal"
)

// pow10 holds the powers of ten that fit where they are used.
var pow10 = [...]uint64{
	1, 10, 100, 1_000, 10_000,
	100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
	10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
	1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
}

var hour = decimal.New(int64(time.Hour), 0)

// Price returns perHour × t, rounded once to the given number of decimal places, half
// away from zero, so that a credit cancels its charge.
func Price(perHour decimal.Decimal, t time.Duration, places int32) decimal.Decimal {
	if minor, ok := Minor(perHour, t, places); ok {
		return decimal.New(minor, -places)
	}
	return perHour.Mul(decimal.New(int64(t), 0)).DivRound(hour, places)
}

// Minor returns [Price] as a whole number of units of the last place (cents), if it can
// be worked out in 128 bits: with any price and time of the real world. It allocates
// nothing, which is why prices are worked out here and not in decimal.
func Minor(perHour decimal.Decimal, t time.Duration, places int32) (int64, bool) {
	if places < 0 || places > 9 || perHour.NumDigits() > 18 {
		return 0, false
	}
	coef, exp := perHour.CoefficientInt64(), perHour.Exponent()
	neg := (coef < 0) != (t < 0)
	num, den := magnitude(coef), uint64(time.Hour)
	switch shift := exp + places; { // coef × 10^exp × 10^places
	case shift >= 0 && shift < 10:
		hi, lo := bits.Mul64(num, pow10[shift])
		if hi != 0 {
			return 0, false
		}
		num = lo
	case shift < 0 && shift >= -6:
		den *= pow10[-shift]
	default:
		return 0, false
	}
	q, ok := mulDivHalfUp(num, magnitude(int64(t)), den)
	if !ok {
		return 0, false
	}
	return signed(q, neg)
}

// Weigh returns t × weight, rounded half away from zero to the nanosecond where it is
// not whole, and whether it fits in a time.Duration.
func Weigh(t time.Duration, weight decimal.Decimal) (time.Duration, bool) {
	exp := weight.Exponent()
	if exp <= 0 && exp >= -18 && weight.NumDigits() <= 18 {
		coef := weight.CoefficientInt64()
		q, ok := mulDivHalfUp(magnitude(coef), magnitude(int64(t)), pow10[-exp])
		if !ok {
			return 0, false
		}
		d, ok := signed(q, (coef < 0) != (t < 0))
		return time.Duration(d), ok
	}
	size := scale(weight)
	switch {
	case t == 0 || weight.IsZero() || size < -maxScale:
		return 0, true
	case size > maxScale:
		return 0, false
	}
	return whole(weight.Mul(decimal.New(int64(t), 0)).Round(0))
}

// Unweigh returns the largest time that weighs no more than credit does: credit / weight,
// rounded down, and held at the range of time.Duration. Weight is more than zero, credit
// not less.
func Unweigh(credit time.Duration, weight decimal.Decimal) time.Duration {
	size := scale(weight)
	switch {
	case credit == 0 || size > maxScale:
		return 0
	case size < -maxScale:
		return math.MaxInt64
	}
	q, _ := decimal.New(int64(credit), 0).QuoRem(weight, 0)
	if d, ok := whole(q); ok {
		return d
	}
	return math.MaxInt64
}

// maxScale is the [scale] beyond which a factor takes any time out of its range, or, where
// it is as small, to nothing. It keeps exponents such as 1e999999999 from being multiplied out.
const maxScale = 20

// scale returns s such that d is less than 10^s and, unless it is zero, at least 10^(s-1).
func scale(d decimal.Decimal) int { return d.NumDigits() + int(d.Exponent()) }

// whole returns the whole number d as a time, if it fits.
func whole(d decimal.Decimal) (time.Duration, bool) {
	n := d.BigInt()
	return time.Duration(n.Int64()), n.IsInt64()
}

// signed returns the number of that magnitude and sign, if it fits.
func signed(magnitude uint64, neg bool) (int64, bool) {
	switch {
	case neg && magnitude <= 1<<63:
		return -int64(magnitude), true
	case !neg && magnitude <= math.MaxInt64:
		return int64(magnitude), true
	}
	return 0, false
}

// mulDivHalfUp returns a × b / c rounded half up, if it fits.
func mulDivHalfUp(a, b, c uint64) (uint64, bool) {
	hi, lo := bits.Mul64(a, b)
	var carry uint64
	lo, carry = bits.Add64(lo, c/2, 0)
	hi += carry
	if hi >= c {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, c) // c is even or one: c/2 added and cut off rounds half up
	return q, true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
