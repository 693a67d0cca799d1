package contract

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A Quantity is what a [Price] is asked of: a time, a number, or money. The zero Quantity
// is the number 0.
type Quantity struct {
	kind    quantityKind
	n       Money // the number, the money, or the nanoseconds
	set     bool  // against is
	against Money
}

type quantityKind uint8

const (
	ofNumber quantityKind = iota
	ofTime
	ofMoney
)

// QuantityOf returns a number as a quantity: seats, visits, kilometres.
func QuantityOf(n decimal.Decimal) Quantity { return Quantity{n: MoneyOf(n)} }

// QuantityOfTime returns t as a quantity.
func QuantityOfTime(t time.Duration) Quantity {
	return Quantity{kind: ofTime, n: MoneyOf(decimal.New(int64(t), 0))}
}

// QuantityOfMoney returns money as a quantity.
func QuantityOfMoney(m Money) Quantity { return Quantity{kind: ofMoney, n: m} }

// Against returns q with the money that percentages are of where it is not the money
// counted: a discount of 5% from the seventh month on counts months, and is of the fee.
//
// A percentage that is a flat or a bound is of that money as it is, one that is a unit is
// of it for each unit: -5% for each breach. Money that is counted keeps its units: 10% of
// 200.00 is 20.00 whatever it is set against.
func (q Quantity) Against(m Money) Quantity {
	q.set, q.against = true, m
	return q
}

// String returns q as people read it: "1h30m", "7", "85".
func (q Quantity) String() string {
	if t, ok := q.time(); ok {
		return exact.DurationText(t)
	}
	return q.n.String()
}

// time returns the whole nanoseconds that q is.
func (q Quantity) time() (time.Duration, bool) {
	if n, den, ok := q.n.small(); ok && den == 1 {
		return time.Duration(n), q.kind == ofTime
	}
	d, ok := q.n.Decimal()
	n := d.BigInt()
	return time.Duration(n.Int64()), q.kind == ofTime && ok && n.IsInt64()
}

// with returns q with another number.
func (q Quantity) with(n Money) Quantity {
	q.n = n
	return q
}

// base returns the money that a flat percentage is of.
func (q Quantity) base() (Money, bool) {
	if q.set {
		return q.against, true
	}
	return q.n, q.kind == ofMoney
}

// kindOf returns the kind of amount that measures q.
func (q Quantity) kindOf() Kind {
	if q.kind == ofTime {
		return KindTime
	}
	return KindNumber
}

// sizeOf returns a bound or a size in the measure of q.
func sizeOf(a Amount) decimal.Decimal {
	if a.kind == KindTime {
		return decimal.New(int64(a.time), 0)
	}
	return a.number
}
