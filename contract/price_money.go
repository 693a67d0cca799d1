package contract

import (
	"math/big"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// Money is an exact sum of money that has not been rounded yet. It is a fraction, because
// twenty minutes at 40.00 an hour are 13⅓, and three times that are 40.00 again. The zero
// Money is nothing.
//
// A Money does not change. Compare by [Money.Equal].
type Money struct {
	num decimal.Decimal
	den decimal.Decimal // more than zero; the zero value stands for one
}

// MoneyOf returns d as Money. What is read by this package is never too large to reckon
// with; a decimal from elsewhere, such as 1e999999999, is, and [Price.Of] refuses it.
func MoneyOf(d decimal.Decimal) Money { return Money{num: d} }

// undivided reports whether m has the denominator one, as most sums have.
func (m Money) undivided() bool { return m.den.IsZero() }

func (m Money) denominator() decimal.Decimal {
	if m.undivided() {
		return decimal.New(1, 0)
	}
	return m.den
}

// Add returns m + n.
func (m Money) Add(n Money) Money {
	switch {
	case m.IsZero():
		return n
	case n.IsZero():
		return m
	case m.undivided() && n.undivided() || m.den.Equal(n.den):
		return Money{m.num.Add(n.num), m.den}
	}
	a, b := m.denominator(), n.denominator()
	return Money{m.num.Mul(b).Add(n.num.Mul(a)), a.Mul(b)}
}

// Sub returns m - n.
func (m Money) Sub(n Money) Money { return m.Add(n.Neg()) }

// Neg returns -m.
func (m Money) Neg() Money { return Money{m.num.Neg(), m.den} }

// Mul returns m × d.
func (m Money) Mul(d decimal.Decimal) Money { return Money{m.num.Mul(d), m.den} }

func (m Money) times(n Money) Money {
	if n.undivided() {
		return m.Mul(n.num)
	}
	return Money{m.num.Mul(n.num), m.denominator().Mul(n.den)}
}

// per returns m / d, for a d more than zero.
func (m Money) per(d decimal.Decimal) Money {
	if m.undivided() {
		return Money{m.num, d}
	}
	return Money{m.num, m.den.Mul(d)}
}

// Cmp returns -1, 0 or +1 as m is less than, equal to or more than n.
func (m Money) Cmp(n Money) int {
	if m.undivided() && n.undivided() {
		return m.num.Cmp(n.num)
	}
	if a, b, ok := m.small(); ok {
		if c, d, ok := n.small(); ok {
			return compare(a, d, c, b)
		}
	}
	return m.num.Mul(n.denominator()).Cmp(n.num.Mul(m.denominator()))
}

// Sign returns -1, 0 or +1 as m is less than, just or more than nothing.
func (m Money) Sign() int { return m.num.Sign() }

// IsZero reports whether m is nothing.
func (m Money) IsZero() bool { return m.Sign() == 0 }

// Equal reports whether m and n are the same sum.
func (m Money) Equal(n Money) bool { return m.Cmp(n) == 0 }

// Round returns m rounded, once, to so many decimal places, half away from zero, so that a
// credit cancels its charge.
func (m Money) Round(places int32) decimal.Decimal {
	if d, ok := m.smallRound(places); ok {
		return d
	}
	return m.num.DivRound(m.denominator(), places)
}

// RoundBy returns m rounded, once, as r says; the zero rounding leaves it as it is.
func (m Money) RoundBy(r priority.MoneyRounding) Money {
	if r.Mode == "" || r.Step.Sign() <= 0 {
		return m
	}
	den := m.denominator()
	scaled := priority.MoneyRounding{Mode: r.Mode, Step: r.Step.Mul(den)}
	return MoneyOf(scaled.Round(m.num).DivRound(den, max(0, -r.Step.Exponent()))) // steps: nothing is left over
}

// whole returns m without its fraction, or, if there is one and up is true, the next
// whole number. m is not less than nothing.
func (m Money) whole(up bool) Money {
	q, rest := m.num.QuoRem(m.denominator(), 0)
	if up && !rest.IsZero() {
		q = q.Add(decimal.New(1, 0))
	}
	return MoneyOf(q)
}

// Decimal returns m as a decimal, and false if it has no end, as 13⅓ has none.
func (m Money) Decimal() (decimal.Decimal, bool) {
	if d, ends, known := m.smallDecimal(); known {
		return d, ends
	}
	_, den := m.reduced()
	twos, fives := 0, 0
	two, five := big.NewInt(2), big.NewInt(5)
	for ; den.Bit(0) == 0; twos++ {
		den.Quo(den, two)
	}
	for rest := new(big.Int); ; fives++ {
		next, rest := new(big.Int).QuoRem(den, five, rest)
		if rest.Sign() != 0 {
			break
		}
		den = next
	}
	if !den.IsInt64() || den.Int64() != 1 {
		return decimal.Decimal{}, false
	}
	return m.Round(int32(max(twos, fives))), true
}

// reduced returns m as a fraction of whole numbers in lowest terms.
func (m Money) reduced() (num, den *big.Int) {
	d := m.denominator()
	num, den = m.num.Coefficient(), d.Coefficient()
	shift := int64(m.num.Exponent()) - int64(d.Exponent())
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(max(shift, -shift)), nil)
	if shift > 0 {
		num.Mul(num, scale)
	} else {
		den.Mul(den, scale)
	}
	if gcd := new(big.Int).GCD(nil, nil, new(big.Int).Abs(num), den); gcd.Sign() > 0 {
		num.Quo(num, gcd)
		den.Quo(den, gcd)
	}
	return num, den
}

// String returns m as a decimal, "13.5", or, if that has no end, as a fraction, "40/3".
func (m Money) String() string { return m.text(0) }

func (m Money) text(places int) string {
	if d, ok := m.Decimal(); ok {
		return exact.Text(d, places)
	}
	num, den := m.reduced()
	return num.String() + "/" + den.String()
}

// maxDigits is how many digits a sum, or its denominator, may have where it is priced:
// far more than any chain of real prices makes, and few enough to reckon with.
const maxDigits = 1000

// sane reports whether m can be reckoned with.
func (m Money) sane() bool {
	for _, d := range []decimal.Decimal{m.num, m.den} {
		if e := int(d.Exponent()); d.NumDigits() > maxDigits || e > maxDigits || e < -maxDigits {
			return false
		}
	}
	return true
}
