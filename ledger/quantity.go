package ledger

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A Quantity is an exact amount of what a pool holds: a whole number of billionths of the
// pool's unit. The unit of time is the second, so that a Quantity of time is exactly a
// [time.Duration]; of other pools it is one credit, one incident, one euro.
//
// The zero Quantity is nothing, of any unit. Quantities reach from -2^63 to 2^63-1
// billionths, which are 292 years or nine thousand million units; what does not fit is an
// error where it comes in. Compare with [Quantity.Equal].
//
// Its text, also in JSON, is "12h30m" for time and "2.5" for anything else.
type Quantity struct {
	n     int64
	clock bool // of time
}

// nano is how many billionths a unit has.
const nano = 1_000_000_000

// Time returns d as a quantity.
func Time(d time.Duration) Quantity { return Quantity{int64(d), true} }

// Units returns a number of units that are not time, such as credits. It is an [*Error] if d has
// more than nine decimals or is out of range.
func Units(d decimal.Decimal) (Quantity, error) {
	if !exact.Fits(d) {
		return Quantity{}, fault("quantity", "out_of_range", "has more than nine decimals or is out of range")
	}
	n := d.Shift(9).BigInt()
	if !n.IsInt64() {
		return Quantity{}, fault("quantity", "out_of_range", "%s units are out of range", exact.Text(d, 0))
	}
	return Quantity{n.Int64(), false}, nil
}

// ParseQuantity reads a time such as "1h30m" or "0s", or a number of other units such as
// "2.5". Other text is an [*Error].
func ParseQuantity(s string) (Quantity, error) {
	if strings.TrimRight(s, "hms") != s {
		d, err := exact.ParseDuration(s)
		if err != nil {
			return Quantity{}, fault("quantity", "bad_quantity", "%v", err)
		}
		return Time(d), nil
	}
	d, err := exact.ParseDecimal(s)
	if err != nil {
		return Quantity{}, fault("quantity", "bad_quantity", "%v", err)
	}
	return Units(d)
}

// MustQuantity is [ParseQuantity] for constants in code; it panics where that returns an error.
func MustQuantity(s string) Quantity {
	q, err := ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// Duration returns a quantity of time. Of any other it returns as many seconds as it has units.
func (q Quantity) Duration() time.Duration { return time.Duration(q.n) }

// Decimal returns how many units q has: seconds, if it is time.
func (q Quantity) Decimal() decimal.Decimal { return decimal.New(q.n, -9) }

// IsTime reports whether q is a quantity of time.
func (q Quantity) IsTime() bool { return q.clock }

// IsZero reports whether q is nothing.
func (q Quantity) IsZero() bool { return q.n == 0 }

// Sign returns -1, 0 or +1 as q is below, equal to or above nothing.
func (q Quantity) Sign() int { return cmp.Compare(q.n, 0) }

// Compare returns -1, 0 or +1 as q is less than, equal to or more than r, which are of one pool.
func (q Quantity) Compare(r Quantity) int { return cmp.Compare(q.n, r.n) }

// Equal reports whether q and r are the same quantity. Nothing is the same of any unit.
func (q Quantity) Equal(r Quantity) bool { return q.n == r.n && (q.clock == r.clock || q.n == 0) }

// Add returns q + r, which are of one pool, held at the range of a Quantity.
func (q Quantity) Add(r Quantity) Quantity {
	return Quantity{int64(exact.Add(time.Duration(q.n), time.Duration(r.n))), q.clock || r.clock}
}

// Sub returns q - r, which are of one pool, held at the range of a Quantity.
func (q Quantity) Sub(r Quantity) Quantity {
	if r.n == math.MinInt64 {
		return q.Add(Quantity{math.MaxInt64, r.clock}).Add(Quantity{1, r.clock})
	}
	return q.Add(Quantity{-r.n, r.clock})
}

// String returns q as [ParseQuantity] reads it.
func (q Quantity) String() string {
	if q.clock {
		return exact.DurationText(time.Duration(q.n))
	}
	return exact.Text(q.Decimal(), 0)
}

// MarshalText implements [encoding.TextMarshaler].
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseQuantity] takes.
func (q *Quantity) UnmarshalText(text []byte) error {
	got, err := ParseQuantity(string(text))
	if err == nil {
		*q = got
	}
	return err
}

// A Part is a bound or a share: a percentage of something ("40%") or a fixed quantity
// ("20h"). What a percentage is of is said where a Part is used. The zero Part is none:
// no bound, which differs from [Fixed] of nothing. Compare with [Part.Equal].
type Part struct {
	kind partKind
	q    Quantity // fixed; or billionths of a percent, for which clock is false
}

type partKind uint8

const (
	partNone partKind = iota
	partFixed
	partPercent
)

// Fixed returns the part that is q, of whatever.
func Fixed(q Quantity) Part { return Part{partFixed, q} }

// Percent returns the part that is p hundredths of something.
func Percent(p int) Part {
	n := max(math.MinInt64/nano, min(math.MaxInt64/nano, int64(p)))
	return Part{partPercent, Quantity{n * nano, false}}
}

// ParsePart reads "40%", "12.5%" or what [ParseQuantity] reads. Other text, and anything
// below zero, is an [*Error].
func ParsePart(s string) (Part, error) {
	number, percent := strings.CutSuffix(s, "%")
	p := Part{kind: partFixed}
	var err error
	if percent {
		p.kind = partPercent
		var d decimal.Decimal
		if d, err = exact.ParseDecimal(number); err == nil {
			p.q, err = Units(d)
		}
	} else {
		p.q, err = ParseQuantity(s)
	}
	if err != nil || p.q.n < 0 {
		return Part{}, fault("part", "bad_part", "%.40q is not a part such as 40%%, 20h or 12.5", s)
	}
	return p, nil
}

// MustPart is [ParsePart] for constants in code; it panics where that returns an error.
func MustPart(s string) Part {
	p, err := ParsePart(s)
	if err != nil {
		panic(err)
	}
	return p
}

// IsZero reports whether p is none.
func (p Part) IsZero() bool { return p.kind == partNone }

// Equal reports whether p and r are the same part.
func (p Part) Equal(r Part) bool { return p.kind == r.kind && p.q.Equal(r.q) }

// String returns p as [ParsePart] reads it, and nothing for none.
func (p Part) String() string {
	switch p.kind {
	case partNone:
		return ""
	case partPercent:
		return p.q.String() + "%"
	}
	return p.q.String()
}

// MarshalText implements [encoding.TextMarshaler].
func (p Part) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParsePart] takes,
// and the empty text for none.
func (p *Part) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Part{}
		return nil
	}
	got, err := ParsePart(string(text))
	if err == nil {
		*p = got
	}
	return err
}

// of returns the part of n >= 0, rounded down to a billionth, and none for no part at all.
func (p Part) of(n, none int64) int64 {
	switch p.kind {
	case partFixed:
		return p.q.n
	case partPercent:
		return mulDiv(n, p.q.n, 100*nano)
	}
	return none
}

// fault returns an [*Error] with one fault and no path.
func fault(what, code, format string, args ...any) error {
	return &Error{What: "ledger: " + what, Faults: []Fault{{Code: code, Text: fmt.Sprintf(format, args...)}}}
}
