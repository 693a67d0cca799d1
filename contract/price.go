package contract

import (
	"errors"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Price is what something counted costs. It is a price per unit, "60.00" or "10%", or
//
//	{"flat": "50.00", "unit": "2.00", "per": "15m", "whole": "started", "min": "50.00"}
//	{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}]}
//
// flat + unit × quantity / per, or, in tiers, the sum of what each tier makes of its part
// of the quantity; in either case at least Min and at most Max. Any amount in it may be a
// parameter. A Price is plain data; [Price.Check] tells whether it makes sense, and
// reading one from text or JSON checks it. The zero Price is none.
//
// A percentage is of the money counted. Where it is not money that is counted, it is of
// the money that the price is set against: see [Quantity.Against].
type Price struct {
	Flat  Amount // money or a percentage
	Unit  Amount // money or a percentage
	Per   Amount // how much Unit is for, more than nothing; none: 1h of time, 1 of all else
	Whole Whole

	Tiers []Tier // instead of the four above
	Mode  Mode

	Min, Max Amount // bounds of the whole
}

// A Tier prices a part of the quantity: in a graduated price what lies between the bound
// of the tier before and its own, in a price by volume all of it, if the quantity does.
// Only the last tier may have no bound; if it has one, more is refused.
type Tier struct {
	To    Amount // its end, which belongs to it
	Below Amount // its end, which belongs to the next tier; instead of To

	Flat  Amount // in a graduated price it falls due once the tier is entered
	Unit  Amount
	Per   Amount
	Whole Whole
}

// A Whole says whether parts of units count.
type Whole uint8

// The choices. "100.00 per started hour" is WholeStarted.
const (
	WholeNone    Whole = iota // "none": units may be divided; not written
	WholeStarted              // "started": a unit begun counts in full
	WholeFull                 // "full": only units completed count
)

// A Mode says how tiers work together.
type Mode uint8

// The modes.
const (
	Graduated Mode = iota // "graduated": each tier prices its part; not written
	Volume                // "volume": the tier that the quantity lies in prices all of it
)

// ParsePrice reads a price per unit, such as "60.00", "10%" or "$rate", or the JSON of a
// price that is an object. It reports all faults, each with its path.
func ParsePrice(s string) (Price, error) { return Price{}, nil }

// MustParsePrice is like [ParsePrice] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParsePrice(s string) Price { return must(ParsePrice(s)) }

// Check returns an [*Error] with all that is wrong with p: amounts of the wrong kind;
// nothing that costs; a Per that is not above zero; Min above Max; tiers beside a price of
// their own, whose bounds are not above zero, of one kind and ascending, a tier with both
// or, unless it is the last, no bounds. What a parameter hides is not checked. The zero
// Price has no faults.
func (p Price) Check() error { return nil }

// Params returns the names, without the $, of the parameters in p, sorted, each once.
func (p Price) Params() []string { return nil }

// IsZero reports whether p is the zero Price, which is none.
func (p Price) IsZero() bool { return false }

// Equal reports whether p and q are written the same.
func (p Price) Equal(q Price) bool { return p.String() == q.String() }

// String returns p as [ParsePrice] reads it; the zero Price is empty.
func (p Price) String() string { return "" }

// MarshalJSON implements [json.Marshaler]. The same Price gives the same bytes: a string
// if it is a price per unit and nothing else.
func (p Price) MarshalJSON() ([]byte, error) { return nil, nil }

// UnmarshalJSON implements [json.Unmarshaler]. It is strict, and reports all faults; the
// empty string is the zero Price.
func (p *Price) UnmarshalJSON(data []byte) error { return nil }

// A Quantity is what a [Price] is asked of: a time, a number, or money.
type Quantity struct {
	amount  Money // hours... see below
	kind    quantityKind
	against *Money
}

type quantityKind uint8

// QuantityOfTime returns t as a quantity.
func QuantityOfTime(t time.Duration) Quantity { return Quantity{} }

// QuantityOf returns a number as a quantity: seats, visits, kilometres.
func QuantityOf(n decimal.Decimal) Quantity { return Quantity{} }

// QuantityOfMoney returns money as a quantity. Percentages are of it.
func QuantityOfMoney(m Money) Quantity { return Quantity{} }

// Against returns q with the money that percentages in the price are of: a discount of 5%
// from the seventh month on counts months, and is of the fee. A flat percentage, and one
// that is a bound, is of that money as it is; a percentage per unit is of it for each.
func (q Quantity) Against(m Money) Quantity { return q }

// String returns q as people read it: "1h30m", "7", "85.00".
func (q Quantity) String() string { return "" }

// Of returns what q costs, exactly: nothing is rounded.
//
// It returns a [*BeyondError] if q lies beyond the last tier, and an [*Error] if p is
// none, has faults or parameters, q is less than nothing (money aside, which costs as much
// as its opposite does, with the other sign), or q is of a kind that p does not price.
func (p Price) Of(q Quantity) (Money, error) { return Money{}, nil }

// Steps returns how the price of q comes about; the amounts of the steps sum to what
// [Price.Of] returns, and the errors are the same.
func (p Price) Steps(q Quantity) ([]Step, error) { return nil, nil }

// A Step is a part of what something costs.
type Step struct {
	Code     StepCode
	Tier     int      // the tier's place, from 1; 0 where there are none, and for bounds
	Quantity Quantity // what was priced
	Units    Money    // of StepUnit: how many times Price was charged, after Whole
	Price    Amount   // of the flat, the unit, or the bound
	Per      Amount   // of StepUnit: how much a unit is
	Amount   Money    // what it adds
}

// A StepCode says what a [Step] is.
type StepCode string

// The codes.
const (
	StepFlat StepCode = "flat"
	StepUnit StepCode = "unit"
	StepMin  StepCode = "min" // what was missing to the minimum
	StepMax  StepCode = "max" // what was above the maximum; less than nothing
)

// String returns the step in words: "tier 2: 4 × 60.00 = 240.00".
func (s Step) String() string { return "" }

// ErrBeyond is what a [*BeyondError] unwraps to: more than the last tier of a price takes.
var ErrBeyond = errors.New("contract: beyond the last tier")

// A BeyondError reports a quantity that a price has no tier for.
type BeyondError struct {
	Bound    Amount   // of the last tier
	Below    bool     // the bound itself is not priced either
	Quantity Quantity // that was asked for
}

// Error says what was asked for, and how far the price goes.
func (e *BeyondError) Error() string { return "" }

// Unwrap returns [ErrBeyond].
func (e *BeyondError) Unwrap() error { return ErrBeyond }

// Money is an exact sum of money that has not been rounded yet: a fraction, because
// twenty minutes at 40.00 an hour are 13⅓. The zero Money is nothing.
type Money struct {
	num, den decimal.Decimal // den is more than zero; the zero value of both is nothing
}

// MoneyOf returns d as Money.
func MoneyOf(d decimal.Decimal) Money { return Money{} }

// Add returns m + n, Sub m - n, Neg -m, and Mul m × d.
func (m Money) Add(n Money) Money           { return m }
func (m Money) Sub(n Money) Money           { return m }
func (m Money) Neg() Money                  { return m }
func (m Money) Mul(d decimal.Decimal) Money { return m }

// Cmp returns -1, 0 or +1 as m is less than, equal to or more than n.
func (m Money) Cmp(n Money) int { return 0 }

// Sign returns -1, 0 or +1 as m is less than, just or more than nothing.
func (m Money) Sign() int { return 0 }

// Equal reports whether m and n are the same sum.
func (m Money) Equal(n Money) bool { return m.Cmp(n) == 0 }

// IsZero reports whether m is nothing.
func (m Money) IsZero() bool { return m.Sign() == 0 }

// Round returns m rounded once to so many decimal places, half away from zero.
func (m Money) Round(places int32) decimal.Decimal { return decimal.Decimal{} }

// RoundBy returns m rounded once, as r says; the zero rounding leaves it as it is.
func (m Money) RoundBy(r priority.MoneyRounding) Money { return m }

// Decimal returns m as a decimal, and false if it has no end, as 13⅓ has none.
func (m Money) Decimal() (decimal.Decimal, bool) { return decimal.Decimal{}, false }

// String returns m as a decimal, "13.5", or else as a fraction, "40/3".
func (m Money) String() string { return "" }
