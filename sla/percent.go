package sla

import (
	"strings"

	"github.com/retainer-go/retainer/internal/exact"
)

// A Percent is a share in hundredths of a per cent, basis points: 9990 is 99.90 %. As text
// it is "99.9%".
type Percent int32

// Whole is 100 %.
const Whole Percent = 100_00

// maxPercent is the largest share that is taken: ten thousand times the whole.
const maxPercent = 10_000 * Whole

// ParsePercent reads "75%" or "99.95%": plain digits, at most two of them after the point.
func ParsePercent(s string) (Percent, error) {
	number, ok := strings.CutSuffix(s, "%")
	d, err := exact.ParseDecimal(number)
	if d = d.Shift(2); !ok || err != nil || !d.IsInteger() || d.Abs().IntPart() > int64(maxPercent) {
		return 0, invalid("sla: percent", "bad_percent", "%.40q is no share such as 75%% or 99.95%%", s)
	}
	return Percent(d.IntPart()), nil
}

// String returns p as [ParsePercent] reads it.
func (p Percent) String() string {
	n, sign := int64(p), ""
	if n < 0 {
		n, sign = -n, "-"
	}
	digits := []byte{byte('0' + n/10%10), byte('0' + n%10)}
	s := strings.TrimRight(string(digits), "0")
	if s != "" {
		s = "." + s
	}
	return sign + itoa(n/100) + s + "%"
}

// MarshalText implements [encoding.TextMarshaler].
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParsePercent] takes.
func (p *Percent) UnmarshalText(text []byte) error {
	got, err := ParsePercent(string(text))
	if err == nil {
		*p = got
	}
	return err
}

// of returns the share p of d, rounded down; d is not negative, nor is p.
func (p Percent) of(d int64) int64 { return mulDiv(d, int64(p), int64(Whole)) }

// ratio returns part of total as a share, rounded down; total is more than zero.
func ratio(part, total int64) Percent { return Percent(mulDiv(part, int64(Whole), total)) }
