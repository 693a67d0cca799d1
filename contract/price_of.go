package contract

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Of returns what q costs, exactly: nothing is rounded. A quantity of nothing lies in the
// first tier: its flat is due.
//
// Where Min and Max cross, because one of them is a percentage, Max holds. Money less
// than nothing costs what its opposite does with the other sign, so that a credit cancels
// its charge.
//
// It returns a [*BeyondError] if q lies beyond the last tier, and an [*Error] if p is
// none, has faults or parameters, or does not price q: a time or number less than nothing,
// a number where the price is by time or the reverse, a percentage where it is not said of
// what.
func (p Price) Of(q Quantity) (Money, error) {
	return p.walk(q, func(Step) {})
}

// Steps returns how the price of q comes about. The amounts of the steps sum to what
// [Price.Of] returns, and the errors are the same.
func (p Price) Steps(q Quantity) ([]Step, error) {
	var steps []Step
	if _, err := p.walk(q, func(s Step) { steps = append(steps, s) }); err != nil {
		return nil, err
	}
	return steps, nil
}

// walk returns the price of q, and yields the steps to it.
func (p Price) walk(q Quantity, yield func(Step)) (Money, error) {
	if err := p.usable(q); err != nil {
		return Money{}, err
	}
	credit := q.n.Sign() < 0
	if credit {
		q = q.with(q.n.Neg())
	}
	if q.kind == ofMoney && !q.set {
		q = q.Against(q.n) // in every tier: a flat is not about a part
	}
	var sum Money
	add := func(s Step) {
		if credit {
			s = s.neg()
		}
		sum = sum.Add(s.Amount)
		yield(s)
	}
	if err := p.parts(q, add); err != nil {
		return Money{}, err
	}
	due := sum
	if credit {
		due = sum.Neg()
	}
	if least := q.money(p.Min); !p.Min.IsZero() && due.Cmp(least) < 0 {
		add(Step{Code: StepMin, Quantity: q, Price: p.Min, Amount: least.Sub(due)})
		due = least
	}
	if most := q.money(p.Max); !p.Max.IsZero() && due.Cmp(most) > 0 {
		add(Step{Code: StepMax, Quantity: q, Price: p.Max, Amount: most.Sub(due)})
	}
	return sum, nil
}

// parts yields the steps of each tier that q enters, or of the price without tiers.
func (p Price) parts(q Quantity, yield func(Step)) error {
	if len(p.Tiers) == 0 {
		p.own().price(q, 0, yield)
		return nil
	}
	if last := p.Tiers[len(p.Tiers)-1]; !last.reaches(q) {
		bound, inside := last.bound()
		return &BeyondError{Bound: bound, Below: !inside, Quantity: q}
	}
	var from Money
	for i, t := range p.Tiers {
		switch reached := t.reaches(q); {
		case p.Mode == Volume && reached:
			t.price(q, i+1, yield)
			return nil
		case p.Mode == Graduated && reached:
			t.price(q.with(q.n.Sub(from)), i+1, yield)
			return nil
		case p.Mode == Graduated:
			end, _ := t.bound()
			to := MoneyOf(sizeOf(end))
			t.price(q.with(to.Sub(from)), i+1, yield)
			from = to
		}
	}
	return nil
}

// reaches reports whether q ends in t or before it.
func (t Tier) reaches(q Quantity) bool {
	end, inside := t.bound()
	if end.IsZero() {
		return true
	}
	c := q.n.Cmp(MoneyOf(sizeOf(end)))
	return c < 0 || c == 0 && inside
}

// price yields what t makes of q, its part.
func (t Tier) price(q Quantity, place int, yield func(Step)) {
	if !t.Flat.IsZero() {
		yield(Step{Code: StepFlat, Tier: place, Quantity: q, Price: t.Flat, Amount: q.money(t.Flat)})
	}
	if t.Unit.IsZero() {
		return
	}
	per := t.Per
	if per.IsZero() {
		per = q.unit()
	}
	units := q.n.per(sizeOf(per))
	if t.Whole != WholeNone {
		units = units.whole(t.Whole == WholeStarted)
	}
	yield(Step{
		Code: StepUnit, Tier: place, Quantity: q, Price: t.Unit,
		Per: per, Whole: t.Whole, Units: Quantity{n: units}, Amount: units.times(q.each(t.Unit)),
	})
}

// unit returns what a price per unit is for, unless it says: an hour, or one.
func (q Quantity) unit() Amount {
	if q.kind == ofTime {
		return Amount{kind: KindTime, time: time.Hour}
	}
	return Amount{kind: KindNumber, number: decimal.New(1, 0)}
}

// money returns an amount that is due as it is: money, or a percentage of the base.
func (q Quantity) money(a Amount) Money {
	if a.kind != KindPercent {
		return MoneyOf(a.number)
	}
	base, _ := q.base()
	return base.Mul(a.number.Shift(-2))
}

// each returns what is due for each unit.
func (q Quantity) each(a Amount) Money {
	switch {
	case a.kind != KindPercent:
		return MoneyOf(a.number)
	case q.set && q.kind != ofMoney:
		return q.against.Mul(a.number.Shift(-2))
	}
	return MoneyOf(a.number.Shift(-2)) // of the money counted
}

// usable returns an error unless q can be priced by p.
func (p Price) usable(q Quantity) error {
	bad := func(code, format string, args ...any) error { return fault("price", code, format, args...) }
	if p.IsZero() {
		return bad("none", "there is no price")
	}
	if err := p.Check(); err != nil {
		return err
	}
	if open := p.Params(); len(open) > 0 {
		return bad("unbound", "parameters without a value: $%s", strings.Join(open, ", $"))
	}
	if !q.n.sane() || !q.against.sane() {
		return bad("too_large", "the quantity has more than %d digits", maxDigits)
	}
	if q.n.Sign() < 0 && q.kind != ofMoney {
		return bad("negative", "%s is less than nothing", q)
	}
	for _, a := range []Amount{p.Min, p.Max} {
		if err := q.due(a); err != nil {
			return err
		}
	}
	if err := q.charged(p.own()); err != nil {
		return err
	}
	for _, t := range p.Tiers {
		if err := q.charged(t); err != nil {
			return err
		}
	}
	return nil
}

// charged returns an error unless t can charge for q.
func (q Quantity) charged(t Tier) error {
	end, _ := t.bound()
	for _, size := range []Amount{t.Per, end} {
		if !size.IsZero() && size.kind != q.kindOf() {
			return fault("price", "wrong_kind", "the price is by %s, and %s is a %s", size.kind, q, q.kindOf())
		}
	}
	if t.Unit.kind == KindPercent && q.kind == ofTime && !q.set {
		return fault("price", "percent_of_what", "%s of a time: it is not said of what money", t.Unit)
	}
	return q.due(t.Flat)
}

// due returns an error if a is a percentage of nobody knows what.
func (q Quantity) due(a Amount) error {
	if _, ok := q.base(); !ok && a.kind == KindPercent {
		return fault("price", "percent_of_what", "%s: it is not said of what money", a)
	}
	return nil
}

// A Step is a part of what something costs.
type Step struct {
	Code     StepCode
	Tier     int      // its place, from 1; 0 where there are no tiers, and of bounds
	Quantity Quantity // that was priced: the tier's part
	Price    Amount   // the flat, the price per unit, or the bound
	Per      Amount   // of a price per unit: how much a unit is
	Whole    Whole    // of a price per unit
	Units    Quantity // of a price per unit: how many were charged
	Amount   Money    // what the step adds
}

// A StepCode says what a [Step] is.
type StepCode string

// The codes.
const (
	StepFlat StepCode = "flat" // a sum due as it is
	StepUnit StepCode = "unit" // a price per unit
	StepMin  StepCode = "min"  // what was missing to the minimum
	StepMax  StepCode = "max"  // what was above the maximum, as less than nothing
)

func (s Step) neg() Step {
	s.Quantity.n, s.Units.n, s.Amount = s.Quantity.n.Neg(), s.Units.n.Neg(), s.Amount.Neg()
	s.Quantity.against = s.Quantity.against.Neg()
	return s
}

// String returns the step in words: "tier 3: 40m at 100.00 per 1h, 1 started = 100.00".
func (s Step) String() string {
	text := ""
	if s.Tier > 0 {
		text = fmt.Sprintf("tier %d: ", s.Tier)
	}
	places := 0
	if s.Price.kind == KindNumber {
		places = -int(s.Price.number.Exponent())
	}
	sum := s.Amount.text(places)
	switch s.Code {
	case StepFlat:
		text += "flat " + s.Price.String()
		if base, ok := s.Quantity.base(); ok && s.Price.kind == KindPercent {
			text += " of " + base.String()
		}
	case StepUnit:
		text += s.Quantity.String() + " at " + s.Price.String()
		if s.Price.kind == KindPercent && s.Quantity.set && s.Quantity.kind != ofMoney {
			text += " of " + s.Quantity.against.String()
		}
		if s.Per.kind != KindNumber || !s.Per.number.Equal(one) {
			text += " per " + s.Per.String()
		}
		if s.Whole != WholeNone {
			text += ", " + s.Units.String() + " " + s.Whole.String()
		}
	case StepMin:
		text += "at least " + s.Price.String()
	case StepMax:
		text += "at most " + s.Price.String()
	}
	return text + " = " + sum
}

// ErrBeyond is what a [*BeyondError] unwraps to: more than the last tier of a price takes.
var ErrBeyond = errors.New("contract: beyond the last tier")

// A BeyondError reports a quantity that a price has no tier for.
type BeyondError struct {
	Bound    Amount   // of the last tier
	Below    bool     // the bound itself is not priced either
	Quantity Quantity // that was asked for
}

// Error says what was asked for, and how far the price goes.
func (e *BeyondError) Error() string {
	word := "to"
	if e.Below {
		word = "below"
	}
	return fmt.Sprintf("contract: no price for %s: the last tier is %s %s", e.Quantity, word, e.Bound)
}

// Unwrap returns [ErrBeyond].
func (e *BeyondError) Unwrap() error { return ErrBeyond }
