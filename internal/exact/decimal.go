// Package exact holds the arithmetic that money and time need and that no room should
// write twice: decimals and durations as text, a price from a rate and a time, a weight
// put on a time, and shares that sum to the whole.
//
// Nothing here rounds unless its name or its comment says so, and nothing uses a float.
// It imports decimal alone and knows no words of the field.
package exact

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// MaxInteger and MaxPlaces bound a decimal that is read: digits before and after the
// point. Real prices, weights and shares are far inside; what is outside is a mistake
// or an attack (shopspring reads 1e999999999 and then eats memory).
const (
	MaxInteger = 15
	MaxPlaces  = 9
)

// ParseDecimal reads a number written in plain digits: "80", "-2.50". It takes no
// exponent, no plus sign, no bare point, and no more digits than [MaxInteger] and [MaxPlaces].
func ParseDecimal(s string) (decimal.Decimal, error) {
	digits, neg := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	switch {
	case !allDigits(whole) || point && !allDigits(frac):
		return decimal.Decimal{}, fmt.Errorf("%q is not a number in plain digits, such as 80 or 2.50", clip(s))
	case len(whole) > MaxInteger || len(frac) > MaxPlaces:
		return decimal.Decimal{}, fmt.Errorf("%q has more than %d digits before or %d after the point", clip(s), MaxInteger, MaxPlaces)
	}
	n := new(big.Int)
	n.SetString(whole+frac, 10)
	if neg {
		n.Neg(n)
	}
	return decimal.NewFromBigInt(n, -int32(len(frac))), nil
}

// Fits reports whether d, once written by [Text], can be read again by [ParseDecimal]:
// whether it has no more digits before and after the point, zeros at its end aside. What
// does not fit must not be written, and its exponent may be too large to compute with.
func Fits(d decimal.Decimal) bool {
	places := -int(d.Exponent())
	switch {
	case d.IsZero():
		return true
	case scale(d) > MaxInteger || places-MaxPlaces >= d.NumDigits():
		return false
	case places <= MaxPlaces:
		return true
	}
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places-MaxPlaces)), nil)
	return ten.Rem(d.Coefficient(), ten).Sign() == 0
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// clip shortens s for an error message.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}

// Text returns d in plain digits with as many decimal places as it needs, but no fewer
// than places: the one text of its value, whatever its exponent and decimal's switches.
func Text(d decimal.Decimal, places int) string {
	exp, sign, digits := int(d.Exponent()), "", ""
	if d.NumDigits() <= 18 { // as nearly all have: no large number is needed
		digits = strconv.FormatInt(d.CoefficientInt64(), 10)
	} else {
		digits = d.Coefficient().String()
	}
	if d.IsZero() {
		exp = 0 // whatever it was
	}
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if exp > 0 {
		digits += strings.Repeat("0", exp)
		exp = 0
	}
	if pad := -exp + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, frac := digits[:len(digits)+exp], digits[len(digits)+exp:]
	for len(frac) > places && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if pad := places - len(frac); pad > 0 {
		frac += strings.Repeat("0", pad)
	}
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}

// A Decimal is a number that reads itself from JSON strings by [ParseDecimal] and writes
// itself by [Text]. It keeps decimal's own JSON, which takes bare numbers and exponents
// and heeds a global switch, out of the formats of this library.
type Decimal struct {
	D      decimal.Decimal
	Places int // that are written at least; reading leaves it alone
}

// IsZero reports whether d is zero, for omitzero.
func (d Decimal) IsZero() bool { return d.D.IsZero() }

// MarshalText implements [encoding.TextMarshaler].
func (d Decimal) MarshalText() ([]byte, error) { return []byte(Text(d.D, d.Places)), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Decimal) UnmarshalText(b []byte) error {
	got, err := ParseDecimal(string(b))
	if err == nil {
		d.D = got
	}
	return err
}
