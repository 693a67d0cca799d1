package contract

import (
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// An Arrear says how an invoice stood on a day: so much of it was not paid yet, or came in
// only then. Items of "overdue" (late fees, interest) charge by it. A host reports an invoice
// once, when it is paid at last, or on every day on which a fee falls due: what one was
// charged before is taken off the next.
type Arrear struct {
	ID      string        `json:"id"`
	Invoice calendar.Date `json:"invoice"` // the first day of the billing period
	On      calendar.Date `json:"on"`
	Amount  Number        `json:"amount"` // that was overdue; percentages are of it

	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: on On
}

type arrearJSON struct {
	ID       string        `json:"id"`
	Invoice  calendar.Date `json:"invoice"`
	On       calendar.Date `json:"on"`
	Amount   exact.Decimal `json:"amount"`
	Recorded stamp         `json:"recorded,omitzero"`
}

func (w arrearJSON) fact() Arrear {
	return Arrear{w.ID, w.Invoice, w.On, w.Amount, time.Time(w.Recorded)}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (x Arrear) MarshalJSON() ([]byte, error) {
	return strict.Marshal(arrearJSON{x.ID, x.Invoice, x.On, x.Amount, utc(x.Recorded)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (x *Arrear) UnmarshalJSON(data []byte) error { return readFact[arrearJSON](data, "arrear", x) }

func (x Arrear) key() (time.Time, string) { return x.On.In(time.UTC), x.ID }

func (x Arrear) equal(y Arrear) bool {
	return x.ID == y.ID && x.Invoice == y.Invoice && x.On == y.On && x.Amount.D.Equal(y.Amount.D) && x.Recorded.Equal(y.Recorded)
}

// known returns when the arrear became known.
func (x Arrear) known(loc *time.Location) time.Time {
	if x.Recorded.IsZero() {
		return x.On.In(loc)
	}
	return x.Recorded
}

// checkArrears notes what is wrong with arrears.
func (j *Journal) checkArrears(c *Contract, fs *strict.Faults) {
	for i, x := range j.Arrears {
		path := strict.At("arrears", i)
		switch {
		case x.On.IsZero():
			fs.Add(path+".on", "missing", "it needs a day")
		case x.Invoice.Before(c.cfg.Start) || c.PeriodOn(x.Invoice).From != x.Invoice:
			fs.Add(path+".invoice", "unknown_invoice", "no billing period begins on %v", x.Invoice)
		case c.Terms(x.Invoice).plan.Invoice.Due.IsZero():
			fs.Add(path+".invoice", "never_due", "the terms do not say when an invoice is due")
		case x.On.Before(x.Invoice):
			fs.Add(path+".on", "too_early", "it is before the period that was billed")
		case !c.end.IsZero() && !x.On.Before(c.end.LastDay.AddDays(1)):
			fs.Add(path+".on", "after_end", "the contract has ended by then, on %v, and bills no more", c.end.LastDay)
		case x.Amount.D.Sign() <= 0:
			fs.Add(path+".amount", "not_positive", "what is overdue is more than nothing")
		}
	}
}

// overdue adds the lines of an item for arrears of the period: what each comes to by its days
// and amount, less what those before it of the same invoice came to.
func (b *biller) overdue(item Item, known time.Time) {
	c := b.a.c
	charged := map[calendar.Date]decimal.Decimal{}
	for _, x := range b.a.j.Arrears {
		if !known.IsZero() && x.known(c.zone()).After(known) {
			continue
		}
		w, q, t, ok := b.fee(item.ID, x)
		before := charged[x.Invoice]
		if !ok || t.rounded(w.money).LessThanOrEqual(before) {
			continue
		}
		charged[x.Invoice] = t.rounded(w.money)
		if !b.a.periods[b.n].Holds(x.On) {
			continue
		}
		if !before.IsZero() {
			w.note("less", "", MoneyOf(before.Neg()), fmt.Sprintf("%v charged before", before))
		}
		b.lines = append(b.lines, Charge{
			ID: fmt.Sprintf("%s/%s/%s", c.cfg.ID, item.ID, x.ID), Rule: item.ID, Code: ChargeUse, On: x.On, Period: b.a.periods[b.n],
			Quantity: q.String(), List: t.rounded(w.list).Sub(before), Amount: t.rounded(w.money).Sub(before), Steps: w.steps, Note: item.Clause,
		})
	}
}

// fee returns what an item asks for an arrear, by the terms in force on its day: of the days
// since the invoice was due, and a percentage of the amount.
func (b *biller) fee(id string, x Arrear) (w worth, q Quantity, t *Terms, ok bool) {
	c := b.a.c
	t = c.Terms(x.On)
	n := slices.IndexFunc(t.plan.Items, func(i Item) bool { return i.ID == id && i.Of == "overdue" })
	_, due := b.a.dates(c.Terms(x.Invoice), c.PeriodOn(x.Invoice))
	days := x.On.DaysSince(due)
	if n < 0 || days <= 0 {
		return w, q, t, false
	}
	item, facts := t.plan.Items[n], b.a.factsOn(t, x.On.In(c.zone()))
	if !b.holds(item, facts) {
		return w, q, t, false
	}
	q = QuantityOf(decimal.NewFromInt(int64(days))).Against(MoneyOf(x.Amount.D))
	w, err := b.asked(t, item, q, x.On, facts)
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "no_price", err)
		return w, q, t, false
	}
	return w, q, t, true
}
