package contract

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Charge is a line of what is owed: an item for a period, or part of one.
type Charge struct {
	ID     string        // made of the contract, the rule and the period: the same whoever works it out
	Rule   string        // of the item
	Code   ChargeCode    // what it is
	On     calendar.Date // the first day on which it can be billed
	Period Period        // that it is for; zero if for none

	// Of work: the entry and what is known of it, and what of it the line is about.
	Entry, Ticket string
	Worked        time.Duration // on the clock
	Billed        time.Duration // as measured
	Credit        time.Duration // weighed
	Level         priority.Level
	As            As     // what became of it
	Waits         Needs  // whose word it waits for
	Rate          string // that priced it
	Tax           string // the class that its item or rate says, for the host's tax; none: as everything
	Credits       string // the ID of the line that it takes back
	Note          string // in words: the clause that decided, why it is late

	Quantity string          // what was priced: "7", "15h"
	List     decimal.Decimal // before adjustments
	Amount   decimal.Decimal // rounded once; below zero it is a credit
	Steps    []Line          // how it came about
}

// A ChargeCode says what a [Charge] is. It is stable.
type ChargeCode string

// The codes.
const (
	ChargeItem   ChargeCode = "item"   // an item for a period, or once
	ChargeOrder  ChargeCode = "order"  // an item that was ordered
	ChargeChange ChargeCode = "change" // what a change within a period adds or takes off
	ChargeRefund ChargeCode = "refund" // what is paid back of a period that was not served
	ChargeEnd    ChargeCode = "end"    // what the end of the contract costs or brings
	ChargeWork   ChargeCode = "work"   // work, charged or shown for information
	ChargeUse    ChargeCode = "use"    // an item that work brings with it: visits, miles
	ChargeCredit ChargeCode = "credit" // what is taken back of a line of a period that was closed
	ChargeLate   ChargeCode = "late"   // what became known after its period was closed
	ChargeAdjust ChargeCode = "adjust" // an adjustment of the invoice as a whole
	ChargePaid   ChargeCode = "paid"   // what a pool of money pays
)

// A Line is a step from a quantity to an amount.
type Line struct {
	Code   string          // stable: "unit", "flat", "min", "max", "share", "adjust", "round"
	Rule   string          // of an adjustment
	Amount decimal.Decimal // that it adds, rounded to nine digits for people
	Text   string
}

// String returns the charge in words, a line for each step.
func (c Charge) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %s", c.On, c.Rule)
	if !c.Period.IsZero() {
		fmt.Fprintf(&b, " %v", c.Period)
	}
	fmt.Fprintf(&b, ": %s", amountText(c.Amount))
	for _, s := range c.Steps {
		fmt.Fprintf(&b, "\n  %s", s.Text)
	}
	return b.String()
}

// Equal reports whether c and d are the same line.
func (c Charge) Equal(d Charge) bool {
	return c.ID == d.ID && c.Rule == d.Rule && c.Code == d.Code && c.On == d.On && c.Period == d.Period &&
		c.Entry == d.Entry && c.Ticket == d.Ticket && c.Worked == d.Worked && c.Billed == d.Billed && c.Credit == d.Credit &&
		c.Level == d.Level && c.As == d.As && c.Waits == d.Waits && c.Rate == d.Rate && c.Tax == d.Tax && c.Credits == d.Credits && c.Note == d.Note &&
		c.Quantity == d.Quantity && c.List.Equal(d.List) && c.Amount.Equal(d.Amount) &&
		slices.EqualFunc(c.Steps, d.Steps, func(a, b Line) bool {
			return a.Code == b.Code && a.Rule == b.Rule && a.Text == b.Text && a.Amount.Equal(b.Amount)
		})
}

// A Schedule is what is charged in a stretch of time.
type Schedule struct {
	Charges      []Charge // by day, item and period
	Total        decimal.Decimal
	Currency     priority.Currency
	NotEvaluated []Skipped // rules that wanted a fact nobody stated
}

// Skipped is a rule that could not be evaluated, and the facts it lacked.
type Skipped struct {
	Rule    string
	Missing []priority.Missing
}

// worth is a price on its way to a charge: exact, with its steps.
type worth struct {
	money Money
	list  Money
	steps []Line
}

func (w *worth) note(code, rule string, by Money, text string) {
	w.steps = append(w.steps, Line{code, rule, by.Round(9), text})
}

// priced returns what a quantity costs by a price.
func priced(p Price, q Quantity) (worth, error) {
	var w worth
	if p.IsZero() {
		return w, nil
	}
	steps, err := p.Steps(q)
	if err != nil {
		return w, err
	}
	for _, s := range steps {
		w.money = w.money.Add(s.Amount)
		w.note(string(s.Code), "", s.Amount, s.String())
	}
	w.list = w.money
	return w, nil
}

// less returns what w costs more than v.
func (w worth) less(v worth) worth {
	return worth{w.money.Sub(v.money), w.list.Sub(v.list), w.steps}
}

// with returns the sum of both, without steps.
func (w worth) with(v worth) worth {
	return worth{w.money.Add(v.money), w.list.Add(v.list), nil}
}

// part returns the share of w that a part of a whole is.
func (w worth) part(n, of int64, text string) worth {
	if n == of {
		return w
	}
	money := w.money.share(n, of)
	w.steps = slices.Clone(w.steps)
	w.note("share", "", money.Sub(w.money), text)
	return worth{money, w.list.share(n, of), w.steps}
}

// share returns m × n / of.
func (m Money) share(n, of int64) Money {
	return m.Mul(decimal.NewFromInt(n)).per(decimal.NewFromInt(of))
}

// adjusted returns w after the adjustments of the terms on an item or a rate, in the order
// written. Those of a group are tried each for itself, and the one best for the customer counts.
func (t *Terms) adjusted(w worth, id string, facts priority.Facts, quantity func(of string) (Quantity, bool), skip func(rule string, m []priority.Missing)) (worth, error) {
	groups := map[string]bool{}
	for i, a := range t.plan.Adjust {
		if !slices.Contains(a.On, id) && !slices.Contains(a.On, "all") || groups[a.Group] {
			continue
		}
		if a.Group == "" {
			next, err := t.adjust(w, Money{}, a, facts, quantity, skip)
			if err != nil {
				return w, err
			}
			w = next
			continue
		}
		groups[a.Group] = true
		best := w
		for _, b := range t.plan.Adjust[i:] {
			if b.Group != a.Group || !slices.Contains(b.On, id) && !slices.Contains(b.On, "all") {
				continue
			}
			next, err := t.adjust(w, Money{}, b, facts, quantity, skip)
			if err != nil {
				return w, err
			}
			if next.money.Cmp(best.money) < 0 {
				best = next
			}
		}
		w = best
	}
	return w, nil
}

// adjust returns w after one adjustment. Its bounds are of w without what stands apart.
func (t *Terms) adjust(w worth, apart Money, a Adjust, facts priority.Facts, quantity func(of string) (Quantity, bool), skip func(rule string, m []priority.Missing)) (worth, error) {
	switch outcome, missing := a.When.Eval(facts); outcome {
	case priority.Unknown:
		skip(a.ID, missing)
		return w, nil
	case priority.False:
		return w, nil
	}
	base := w.money
	if a.Base == BaseList {
		base = w.list
	}
	was := w.money
	if !a.By.IsZero() {
		q := QuantityOfMoney(base)
		if a.Of != "" {
			counted, ok := quantity(a.Of)
			if !ok {
				skip(a.ID, []priority.Missing{{Fact: a.Of, Why: "not_stated"}})
				return w, nil
			}
			q = counted.Against(base)
		}
		by, err := a.By.Of(q)
		if err != nil {
			return w, fmt.Errorf("adjust %s: %w", a.ID, err)
		}
		w.money = w.money.Add(by)
	}
	if least := MoneyOf(a.Min.Number()).Add(apart); !a.Min.IsZero() && w.money.Cmp(least) < 0 {
		w.money = least
	}
	if most := MoneyOf(a.Max.Number()).Add(apart); !a.Max.IsZero() && w.money.Cmp(most) > 0 {
		w.money = most
	}
	if change := w.money.Sub(was); !change.IsZero() {
		w.steps = slices.Clone(w.steps)
		w.note("adjust", a.ID, change, fmt.Sprintf("%s: %s", a.ID, signed(change.Round(9))))
	}
	return w, nil
}

func signed(d decimal.Decimal) string {
	if d.IsNegative() {
		return d.String()
	}
	return "+" + d.String()
}

// rounded returns w rounded as the invoice says.
func (t *Terms) rounded(m Money) decimal.Decimal {
	places := int32(t.plan.Currency.Digits())
	d := m.Round(places)
	if r := t.plan.Invoice.Round; !r.IsZero() {
		d, _ = m.RoundBy(r).Decimal()
	}
	if d.Exponent() > -places {
		d = d.Add(decimal.New(0, -places)) // 400.00, and not 400
	}
	return d
}

// amountText returns an amount with all its digits: "400.00".
func amountText(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }
