package contract

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Nearly all sums are small: what hours cost in cents fits into machine words many times
// over. The same answers come out of whole numbers, without decimals between.

// small returns m as a fraction of two whole numbers, the lower more than zero, if they are
// small enough.
func (m Money) small() (num, den int64, ok bool) {
	num, ok = coefficient(m.num)
	den = 1
	shift := m.num.Exponent()
	if !m.undivided() {
		var okDen bool
		den, okDen = coefficient(m.den)
		ok = ok && okDen && den > 0
		shift -= m.den.Exponent()
	}
	if !ok || shift > 18 || shift < -18 {
		return 0, 1, false
	}
	for ; shift > 0; shift-- {
		num, ok = tenfold(num, ok)
	}
	for ; shift < 0; shift++ {
		den, ok = tenfold(den, ok)
	}
	return num, den, ok
}

// coefficient returns the coefficient of a decimal, if it has up to 18 digits.
func coefficient(d decimal.Decimal) (int64, bool) {
	if d.NumDigits() > 18 {
		return 0, false
	}
	return d.Shift(-d.Exponent()).IntPart(), true
}

func tenfold(n int64, ok bool) (int64, bool) {
	if n > math.MaxInt64/10 || n < math.MinInt64/10 {
		return 0, false
	}
	return n * 10, ok
}

// smallRound returns m rounded to so many places, half away from zero, if it is small.
func (m Money) smallRound(places int32) (decimal.Decimal, bool) {
	num, den, ok := m.small()
	if !ok || places < 0 || places > 18 {
		return decimal.Decimal{}, false
	}
	n := uint64(max(num, -num))
	scale := uint64(1)
	for range places {
		scale *= 10
	}
	hi, lo := bits.Mul64(n, scale)
	if hi >= uint64(den) {
		return decimal.Decimal{}, false
	}
	q, rest := bits.Div64(hi, lo, uint64(den))
	if rest >= uint64(den)-rest {
		q++
	}
	if q > math.MaxInt64 {
		return decimal.Decimal{}, false
	}
	if num < 0 {
		return decimal.New(-int64(q), -places), true
	}
	return decimal.New(int64(q), -places), true
}

// smallDecimal returns m as a decimal, if it is small and has an end; else known is false.
func (m Money) smallDecimal() (d decimal.Decimal, ends, known bool) {
	num, den, ok := m.small()
	if !ok {
		return d, false, false
	}
	a, b := max(num, -num), den
	for b != 0 {
		a, b = b, a%b
	}
	num, den = num/a, den/a
	twos, fives := int32(0), int32(0)
	for ; den%2 == 0; twos++ {
		den /= 2
	}
	for ; den%5 == 0; fives++ {
		den /= 5
	}
	if den != 1 {
		return d, false, true
	}
	for i := fives; i < twos; i++ {
		if num > math.MaxInt64/5 || num < math.MinInt64/5 {
			return d, false, false
		}
		num *= 5
	}
	for i := twos; i < fives; i++ {
		if num > math.MaxInt64/2 || num < math.MinInt64/2 {
			return d, false, false
		}
		num *= 2
	}
	return decimal.New(num, -max(twos, fives)), true, true
}

// compare compares a × b with c × d, where b and d are more than zero.
func compare(a, b, c, d int64) int {
	if s := cmp.Compare(sign(a), sign(c)); s != 0 || a == 0 {
		return s
	}
	hi1, lo1 := bits.Mul64(uint64(max(a, -a)), uint64(b))
	hi2, lo2 := bits.Mul64(uint64(max(c, -c)), uint64(d))
	return sign(a) * cmp.Or(cmp.Compare(hi1, hi2), cmp.Compare(lo1, lo2))
}

func sign(n int64) int { return cmp.Compare(n, 0) }
