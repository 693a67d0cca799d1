package exact

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads a length of time such as "1h30m", "90m", "36s" or "0.5s": hours,
// minutes and seconds, each at most once and in that order, only the seconds with a
// fraction (of up to nine digits). Unlike [time.ParseDuration] it takes one form of each.
func ParseDuration(s string) (time.Duration, error) {
	bad := fmt.Errorf("%q is not a time such as 1h30m, 15m or 36s", clip(s))
	rest, neg := strings.CutPrefix(s, "-")
	var sum uint64
	units := []struct {
		name byte
		unit time.Duration
	}{{'h', time.Hour}, {'m', time.Minute}, {'s', time.Second}}
	for rest != "" {
		end := strings.IndexAny(rest, "hms")
		for len(units) > 0 && end > 0 && units[0].name != rest[end] {
			units = units[1:]
		}
		if end <= 0 || len(units) == 0 {
			return 0, bad
		}
		n, ok := nanoseconds(rest[:end], units[0].unit)
		if !ok {
			return 0, bad
		}
		var carry uint64
		if sum, carry = bits.Add64(sum, n, 0); carry != 0 {
			sum = math.MaxUint64
		}
		rest, units = rest[end+1:], units[1:]
	}
	if s == "" || s == "-" {
		return 0, bad
	}
	d, ok := signed(sum, neg)
	if !ok {
		return 0, fmt.Errorf("%q is longer than 292 years", clip(s))
	}
	return time.Duration(d), nil
}

// nanoseconds reads a count of units; only seconds may have a fraction. What is too much
// for 64 bits is held at their end.
func nanoseconds(s string, unit time.Duration) (uint64, bool) {
	whole, frac, point := strings.Cut(s, ".")
	if !allDigits(whole) || point && (unit != time.Second || !allDigits(frac) || len(frac) > 9) {
		return 0, false
	}
	n, _ := strconv.ParseUint(whole, 10, 64) // all digits: at worst too many, and then n is the most there is
	hi, lo := bits.Mul64(n, uint64(unit))
	var carry uint64
	if point {
		f, _ := strconv.ParseUint(frac+strings.Repeat("0", 9-len(frac)), 10, 64) // nine digits
		lo, carry = bits.Add64(lo, f, 0)
	}
	if hi != 0 || carry != 0 {
		return math.MaxUint64, true
	}
	return lo, true
}

// nano is how many nanoseconds a second has.
const nano = uint64(time.Second)

// DurationText returns d as [ParseDuration] reads it, in its one canonical form: "1h30m",
// "36s", "0s".
func DurationText(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	b := make([]byte, 0, 32)
	n := uint64(d)
	if d < 0 {
		b = append(b, '-')
		n = -n
	}
	if q := n / uint64(time.Hour); q > 0 {
		b = append(strconv.AppendUint(b, q, 10), 'h')
		n %= uint64(time.Hour)
	}
	if q := n / uint64(time.Minute); q > 0 {
		b = append(strconv.AppendUint(b, q, 10), 'm')
		n %= uint64(time.Minute)
	}
	if n > 0 {
		b = strconv.AppendUint(b, n/nano, 10)
		if frac := n % nano; frac > 0 {
			digits := strconv.FormatUint(nano+frac, 10) // a one, then nine digits
			b = append(append(b, '.'), strings.TrimRight(digits[1:], "0")...)
		}
		b = append(b, 's')
	}
	return string(b)
}

// A Duration reads and writes itself as text by [ParseDuration] and [DurationText].
type Duration time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(DurationText(time.Duration(d))), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Duration) UnmarshalText(b []byte) error {
	got, err := ParseDuration(string(b))
	if err == nil {
		*d = Duration(got)
	}
	return err
}

// Add returns a + b, held at the range of time.Duration.
func Add(a, b time.Duration) time.Duration {
	switch sum := a + b; {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	default:
		return sum
	}
}

// Share divides total over the parts in proportion to them, by cumulative floors: the
// first k shares are together the floor of their exact sum, so that all of them sum to
// the total and none depends on what comes after. Total and parts are not negative; where
// all parts are zero, the first gets everything.
func Share(total time.Duration, parts []time.Duration) []time.Duration {
	shares := slices.Clone(parts)
	Divide(total, shares)
	return shares
}

// Divide puts in the place of each part its share of total, as [Share] does.
func Divide(total time.Duration, parts []time.Duration) {
	var sum, before, given uint64
	for _, p := range parts {
		sum += uint64(p)
	}
	if sum == 0 {
		if len(parts) > 0 {
			parts[0] = total
		}
		return
	}
	for i, p := range parts {
		before += uint64(p)
		hi, lo := bits.Mul64(uint64(total), before)
		upTo, _ := bits.Div64(hi, lo, sum)
		parts[i] = time.Duration(upTo - given)
		given = upTo
	}
}

// First returns the first share of [Share] over two parts.
func First(total, part, rest time.Duration) time.Duration {
	parts := [...]time.Duration{part, rest}
	Divide(total, parts[:])
	return parts[0]
}
