package priority

import (
	"math"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A Mode says which way an amount between two steps is rounded. Every mode works on the
// magnitude, so that an amount and its reversal round to the same.
type Mode string

// The rounding modes. The empty Mode is none: nothing is rounded.
const (
	Up       Mode = "up"        // to the next step away from zero, the usual way to bill time
	Down     Mode = "down"      // to the step towards zero
	HalfUp   Mode = "half-up"   // to the nearest step, halves away from zero
	HalfDown Mode = "half-down" // to the nearest step, halves towards zero
	HalfEven Mode = "half-even" // to the nearest step, halves to the even one
)

func (m Mode) valid() bool {
	switch m {
	case Up, Down, HalfUp, HalfDown, HalfEven:
		return true
	}
	return false
}

// up reports whether a rest is rounded away from zero, where cmpHalf tells how the rest
// stands to half a step (-1, 0, +1) and odd whether the whole steps are odd in number.
func (m Mode) up(hasRest bool, cmpHalf int, odd bool) bool {
	switch m {
	case Up:
		return hasRest
	case HalfUp:
		return cmpHalf >= 0
	case HalfDown:
		return cmpHalf > 0
	case HalfEven:
		return cmpHalf > 0 || cmpHalf == 0 && odd
	}
	return false
}

// A Rounding says to which step time is rounded, and which way: "up 15m". The zero
// Rounding leaves time as it is.
type Rounding struct {
	Mode Mode
	Step time.Duration // more than zero where Mode is set
}

// ParseRounding reads a mode and a step, such as "up 15m" or "half-even 6m".
func ParseRounding(s string) (Rounding, error) {
	mode, step, ok := strings.Cut(s, " ")
	d, err := exact.ParseDuration(step)
	if !ok || err != nil || !Mode(mode).valid() || d <= 0 {
		return Rounding{}, fault("rounding", "bad_rounding", "%s is not a rounding such as \"up 15m\" (up, down, half-up, half-down or half-even)", quote(s))
	}
	return Rounding{Mode(mode), d}, nil
}

// Round returns d rounded to a multiple of the step; a multiple stays what it is. Where
// the next step is beyond the range of time.Duration, the result is the end of the range.
func (r Rounding) Round(d time.Duration) time.Duration {
	if r.Mode == "" || r.Step <= 0 {
		return d
	}
	if d == math.MinInt64 {
		d++ // its magnitude is one more than fits
	}
	if d < 0 {
		return -r.Round(-d)
	}
	quo, rest := d/r.Step, d%r.Step
	half := 0
	switch toNext := r.Step - rest; {
	case rest < toNext:
		half = -1
	case rest > toNext:
		half = 1
	}
	if d -= rest; r.Mode.up(rest > 0, half, quo%2 == 1) {
		d = exact.Add(d, r.Step)
	}
	return d
}

// IsZero reports whether r leaves time as it is.
func (r Rounding) IsZero() bool { return r == Rounding{} }

// Equal reports whether r and s are the same rounding.
func (r Rounding) Equal(s Rounding) bool { return r == s }

// String returns the rounding as [ParseRounding] reads it; the zero Rounding is empty.
func (r Rounding) String() string {
	if r.IsZero() {
		return ""
	}
	return string(r.Mode) + " " + exact.DurationText(r.Step)
}

// MarshalText implements [encoding.TextMarshaler].
func (r Rounding) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseRounding]
// takes, and the empty text for the zero Rounding.
func (r *Rounding) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Rounding{}
		return nil
	}
	got, err := ParseRounding(string(text))
	if err == nil {
		*r = got
	}
	return err
}

// A MoneyRounding says to which step money is rounded, and which way: "half-up 0.01". The
// zero MoneyRounding leaves money as it is. Compare by [MoneyRounding.Equal].
type MoneyRounding struct {
	Mode Mode
	Step decimal.Decimal // more than zero where Mode is set
}

// ParseMoneyRounding reads a mode and a step, such as "half-up 0.05".
func ParseMoneyRounding(s string) (MoneyRounding, error) {
	mode, step, ok := strings.Cut(s, " ")
	d, err := exact.ParseDecimal(step)
	if !ok || err != nil || !Mode(mode).valid() || d.Sign() <= 0 {
		return MoneyRounding{}, fault("rounding", "bad_rounding", "%s is not a rounding such as \"half-up 0.01\" (up, down, half-up, half-down or half-even)", quote(s))
	}
	return MoneyRounding{Mode(mode), d}, nil
}

// Round returns d rounded to a multiple of the step; a multiple stays what it is.
func (r MoneyRounding) Round(d decimal.Decimal) decimal.Decimal {
	if r.Mode == "" || r.Step.Sign() <= 0 {
		return d
	}
	if d.IsNegative() {
		return r.Round(d.Neg()).Neg()
	}
	quo, rest := d.QuoRem(r.Step, 0)
	if d = d.Sub(rest); r.Mode.up(rest.Sign() > 0, rest.Add(rest).Cmp(r.Step), quo.Coefficient().Bit(0) == 1) {
		d = d.Add(r.Step)
	}
	return d
}

// IsZero reports whether r leaves money as it is.
func (r MoneyRounding) IsZero() bool { return r.Mode == "" && r.Step.IsZero() }

// Equal reports whether r and s are the same rounding.
func (r MoneyRounding) Equal(s MoneyRounding) bool { return r.Mode == s.Mode && r.Step.Equal(s.Step) }

// String returns the rounding as [ParseMoneyRounding] reads it; the zero is empty.
func (r MoneyRounding) String() string {
	if r.IsZero() {
		return ""
	}
	return string(r.Mode) + " " + exact.Text(r.Step, 0)
}

// MarshalText implements [encoding.TextMarshaler].
func (r MoneyRounding) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseMoneyRounding]
// takes, and the empty text for the zero MoneyRounding.
func (r *MoneyRounding) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = MoneyRounding{}
		return nil
	}
	got, err := ParseMoneyRounding(string(text))
	if err == nil {
		*r = got
	}
	return err
}
