package contract

import (
	"bytes"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// money returns an amount as JSON has it: with the digits of the currency, more if it needs them.
func money(d decimal.Decimal, c priority.Currency) exact.Decimal {
	return exact.Decimal{D: d, Places: c.Digits()}
}

type closedJSON struct {
	Version      int               `json:"version"`
	ID           string            `json:"id"`
	Contract     string            `json:"contract"`
	Customer     string            `json:"customer,omitempty"`
	Period       Period            `json:"period"`
	Issued       calendar.Date     `json:"issued"`
	Due          calendar.Date     `json:"due,omitzero"`
	Currency     priority.Currency `json:"currency"`
	Total        exact.Decimal     `json:"total"`
	Tax          taxAmountJSON     `json:"tax"`
	Lines        []chargeJSON      `json:"lines"`
	Statements   []statementJSON   `json:"statements,omitempty"`
	NotEvaluated []skippedJSON     `json:"not_evaluated,omitempty"`
}

type taxAmountJSON struct {
	Rate   Amount        `json:"rate,omitzero"`
	Inside bool          `json:"inside,omitempty"`
	Amount exact.Decimal `json:"amount"`
	Gross  exact.Decimal `json:"gross"`
}

type skippedJSON struct {
	Rule    string        `json:"rule"`
	Missing []missingJSON `json:"missing"`
}

type missingJSON struct {
	Fact string `json:"fact"`
	Why  string `json:"why"`
}

// MarshalJSON implements [json.Marshaler]: version 1 of the format of an invoice, with its
// lines, how each came about, and the statements of its pools. Money stands as strings with
// the digits of the currency, times as "1h30m". The same invoice gives the same bytes: a host
// that stores them has all there is to print, and to compare with when it asks again.
func (c Closed) MarshalJSON() ([]byte, error) {
	out := closedJSON{
		Version: 1, ID: c.ID, Contract: c.Contract, Customer: c.Customer, Period: c.Period, Issued: c.Issued, Due: c.Due,
		Currency: c.Currency, Total: money(c.Total, c.Currency),
		Tax:   taxAmountJSON{c.Tax.Rate, c.Tax.Inside, money(c.Tax.Amount, c.Currency), money(c.Tax.Gross, c.Currency)},
		Lines: make([]chargeJSON, len(c.Lines)), Statements: make([]statementJSON, len(c.Statements)),
		NotEvaluated: make([]skippedJSON, len(c.NotEvaluated)),
	}
	for i, l := range c.Lines {
		out.Lines[i] = l.wire(c.Currency)
	}
	for i, s := range c.Statements {
		out.Statements[i] = wireStatement(s)
	}
	for i, s := range c.NotEvaluated {
		out.NotEvaluated[i] = skippedJSON{Rule: s.Rule, Missing: make([]missingJSON, len(s.Missing))}
		for k, m := range s.Missing {
			out.NotEvaluated[i].Missing[k] = missingJSON(m)
		}
	}
	return strict.Marshal(out)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error] with
// every fault. It reads what was written, and works nothing out: whether the lines add up
// is for who wrote them to know.
func (c *Closed) UnmarshalJSON(data []byte) error {
	var in closedJSON
	if err := strict.Unmarshal(data, &in, "contract: invoice"); err != nil {
		return err
	}
	if err := checkVersion(in.Version, "invoice"); err != nil {
		return err
	}
	*c = Closed{
		ID: in.ID, Contract: in.Contract, Customer: in.Customer, Period: in.Period, Issued: in.Issued, Due: in.Due,
		Currency: in.Currency, Total: in.Total.D, Tax: TaxAmount{in.Tax.Rate, in.Tax.Inside, in.Tax.Amount.D, in.Tax.Gross.D},
	}
	for _, l := range in.Lines {
		c.Lines = append(c.Lines, l.charge())
	}
	for _, s := range in.Statements {
		c.Statements = append(c.Statements, s.statement())
	}
	for _, s := range in.NotEvaluated {
		skipped := Skipped{Rule: s.Rule}
		for _, m := range s.Missing {
			skipped.Missing = append(skipped.Missing, priority.Missing(m))
		}
		c.NotEvaluated = append(c.NotEvaluated, skipped)
	}
	return nil
}

type chargeJSON struct {
	ID       string         `json:"id"`
	Rule     string         `json:"rule,omitempty"`
	Code     ChargeCode     `json:"code"`
	On       calendar.Date  `json:"on"`
	Period   Period         `json:"period,omitzero"`
	Entry    string         `json:"entry,omitempty"`
	Ticket   string         `json:"ticket,omitempty"`
	Worked   exact.Duration `json:"worked,omitzero"`
	Billed   exact.Duration `json:"billed,omitzero"`
	Credit   exact.Duration `json:"credit,omitzero"`
	Level    priority.Level `json:"level,omitzero"`
	As       As             `json:"as,omitempty"`
	Waits    Needs          `json:"waits,omitempty"`
	Rate     string         `json:"rate,omitempty"`
	Tax      string         `json:"tax,omitempty"`
	Credits  string         `json:"credits,omitempty"`
	Note     string         `json:"note,omitempty"`
	Quantity string         `json:"quantity,omitempty"`
	List     exact.Decimal  `json:"list"`
	Amount   exact.Decimal  `json:"amount"`
	Steps    []lineJSON     `json:"steps,omitempty"`
}

type lineJSON struct {
	Code   string        `json:"code"`
	Rule   string        `json:"rule,omitempty"`
	Amount exact.Decimal `json:"amount"`
	Text   string        `json:"text"`
}

func (c Charge) wire(cur priority.Currency) chargeJSON {
	w := chargeJSON{
		c.ID, c.Rule, c.Code, c.On, c.Period, c.Entry, c.Ticket, exact.Duration(c.Worked), exact.Duration(c.Billed),
		exact.Duration(c.Credit), c.Level, c.As, c.Waits, c.Rate, c.Tax, c.Credits, c.Note, c.Quantity, money(c.List, cur), money(c.Amount, cur), nil,
	}
	for _, s := range c.Steps {
		w.Steps = append(w.Steps, lineJSON{s.Code, s.Rule, money(s.Amount, cur), s.Text})
	}
	return w
}

func (w chargeJSON) charge() Charge {
	c := Charge{
		w.ID, w.Rule, w.Code, w.On, w.Period, w.Entry, w.Ticket, time.Duration(w.Worked), time.Duration(w.Billed),
		time.Duration(w.Credit), w.Level, w.As, w.Waits, w.Rate, w.Tax, w.Credits, w.Note, w.Quantity, w.List.D, w.Amount.D, nil,
	}
	for _, s := range w.Steps {
		c.Steps = append(c.Steps, Line{s.Code, s.Rule, s.Amount.D, s.Text})
	}
	return c
}

// MarshalJSON implements [json.Marshaler]: one line as an object, for hosts that keep a row
// for each. A line does not know its currency, so that money has at least two digits after
// the point; in a [Closed] it has those of the currency.
func (c Charge) MarshalJSON() ([]byte, error) { return strict.Marshal(c.wire(priority.Currency{})) }

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (c *Charge) UnmarshalJSON(data []byte) error {
	var w chargeJSON
	if err := strict.Unmarshal(data, &w, "contract: line"); err != nil {
		return err
	}
	*c = w.charge()
	return nil
}

// Equal reports whether c and d are the same invoice.
func (c Closed) Equal(d Closed) bool {
	a, errA := c.MarshalJSON()
	b, errB := d.MarshalJSON()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
