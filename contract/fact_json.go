package contract

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// A wire is a fact as it stands in JSON.
type wire[F any] interface{ fact() F }

// readFact reads a fact, strictly.
func readFact[W wire[F], F any](data []byte, what string, to *F) error {
	var w W
	if err := strict.Unmarshal(data, &w, "contract: "+what); err != nil {
		return err
	}
	*to = w.fact()
	return nil
}

type orderJSON struct {
	ID       string         `json:"id"`
	Item     string         `json:"item"`
	At       stamp          `json:"at"`
	Quantity *exact.Decimal `json:"quantity,omitempty"`
	Size     Amount         `json:"size,omitzero"`
	For      string         `json:"for,omitempty"`
	Recorded stamp          `json:"recorded,omitzero"`
}

func (w orderJSON) fact() Order {
	o := Order{w.ID, w.Item, time.Time(w.At), Number{}, w.Size, w.For, time.Time(w.Recorded)}
	if w.Quantity != nil {
		o.Quantity = *w.Quantity
	}
	return o
}

// MarshalJSON implements [json.Marshaler]: one fact as an object, for hosts that keep a
// row for each. Instants are in UTC. So do all facts; a [Journal] is a document with a version.
func (o Order) MarshalJSON() ([]byte, error) {
	w := orderJSON{o.ID, o.Item, utc(o.At), nil, o.Size, o.For, utc(o.Recorded)}
	if o.Quantity != (Number{}) {
		w.Quantity = &o.Quantity
	}
	return strict.Marshal(w)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error]. So do all facts.
func (o *Order) UnmarshalJSON(data []byte) error { return readFact[orderJSON](data, "order", o) }

type readingJSON struct {
	ID       string        `json:"id"`
	Meter    string        `json:"meter"`
	At       stamp         `json:"at"`
	Value    exact.Decimal `json:"value"`
	Recorded stamp         `json:"recorded,omitzero"`
}

func (w readingJSON) fact() Reading {
	return Reading{w.ID, w.Meter, time.Time(w.At), w.Value, time.Time(w.Recorded)}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (r Reading) MarshalJSON() ([]byte, error) {
	return strict.Marshal(readingJSON{r.ID, r.Meter, utc(r.At), r.Value, utc(r.Recorded)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (r *Reading) UnmarshalJSON(data []byte) error { return readFact[readingJSON](data, "reading", r) }

type paymentJSON struct {
	ID       string        `json:"id"`
	On       calendar.Date `json:"on"`
	From     calendar.Date `json:"from,omitzero"`
	Items    []string      `json:"items,omitempty"`
	Periods  int           `json:"periods"`
	Recorded stamp         `json:"recorded,omitzero"`
}

func (w paymentJSON) fact() Payment {
	return Payment{w.ID, w.On, w.From, w.Items, w.Periods, time.Time(w.Recorded)}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (p Payment) MarshalJSON() ([]byte, error) {
	return strict.Marshal(paymentJSON{p.ID, p.On, p.From, p.Items, p.Periods, utc(p.Recorded)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (p *Payment) UnmarshalJSON(data []byte) error { return readFact[paymentJSON](data, "payment", p) }

type entryJSON struct {
	ID          string         `json:"id"`
	Ticket      string         `json:"ticket,omitempty"`
	Worker      string         `json:"worker,omitempty"`
	From        stamp          `json:"from"`
	To          stamp          `json:"to,omitzero"`
	Time        exact.Duration `json:"time,omitzero"`
	Recorded    stamp          `json:"recorded,omitzero"`
	Norm        exact.Duration `json:"norm,omitzero"`
	Estimate    exact.Duration `json:"estimate,omitzero"`
	Level       priority.Level `json:"level,omitzero"`
	Facts       Facts          `json:"facts,omitempty"`
	Visit       string         `json:"visit,omitempty"`
	Interaction string         `json:"interaction,omitempty"`
	Note        string         `json:"note,omitempty"`
}

func (w entryJSON) fact() Entry {
	return Entry{
		w.ID, w.Ticket, w.Worker, time.Time(w.From), time.Time(w.To), w.Time, time.Time(w.Recorded), w.Norm, w.Estimate,
		w.Level, w.Facts, w.Visit, w.Interaction, w.Note,
	}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (e Entry) MarshalJSON() ([]byte, error) {
	return strict.Marshal(entryJSON{
		e.ID, e.Ticket, e.Worker, utc(e.From), utc(e.To), e.Time, utc(e.Recorded), e.Norm, e.Estimate,
		e.Level, e.Facts, e.Visit, e.Interaction, e.Note,
	})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (e *Entry) UnmarshalJSON(data []byte) error { return readFact[entryJSON](data, "entry", e) }

type ticketJSON struct {
	ID     string      `json:"id"`
	Facts  Facts       `json:"facts,omitempty"`
	Events []sla.Event `json:"events,omitempty"`

	Recorded stamp `json:"recorded,omitzero"`
}

func (w ticketJSON) fact() Ticket { return Ticket{w.ID, w.Facts, w.Events, time.Time(w.Recorded)} }

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON]. Events stand in the
// order in which they count.
func (t Ticket) MarshalJSON() ([]byte, error) {
	t.Events = slices.SortedStableFunc(slices.Values(t.Events), sla.Event.Compare)
	return strict.Marshal(ticketJSON{t.ID, t.Facts, t.Events, utc(t.Recorded)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (t *Ticket) UnmarshalJSON(data []byte) error { return readFact[ticketJSON](data, "ticket", t) }

type approvalJSON struct {
	ID       string         `json:"id"`
	Entry    string         `json:"entry,omitempty"`
	Ticket   string         `json:"ticket,omitempty"`
	Rule     string         `json:"rule,omitempty"`
	Declined bool           `json:"declined,omitempty"`
	Estimate exact.Duration `json:"estimate,omitzero"`
	By       string         `json:"by,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	At       stamp          `json:"at"`
}

func (w approvalJSON) fact() Approval {
	return Approval{w.ID, w.Entry, w.Ticket, w.Rule, w.Declined, w.Estimate, w.By, w.Reason, time.Time(w.At)}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (a Approval) MarshalJSON() ([]byte, error) {
	return strict.Marshal(approvalJSON{a.ID, a.Entry, a.Ticket, a.Rule, a.Declined, a.Estimate, a.By, a.Reason, utc(a.At)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (a *Approval) UnmarshalJSON(data []byte) error {
	return readFact[approvalJSON](data, "approval", a)
}

type reversalJSON struct {
	ID     string `json:"id"`
	Entry  string `json:"entry"`
	At     stamp  `json:"at"`
	Reason string `json:"reason,omitempty"`
}

func (w reversalJSON) fact() Reversal { return Reversal{w.ID, w.Entry, time.Time(w.At), w.Reason} }

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (r Reversal) MarshalJSON() ([]byte, error) {
	return strict.Marshal(reversalJSON{r.ID, r.Entry, utc(r.At), r.Reason})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (r *Reversal) UnmarshalJSON(data []byte) error {
	return readFact[reversalJSON](data, "reversal", r)
}

type closingJSON struct {
	ID     string `json:"id"`
	Period Period `json:"period"`
	At     stamp  `json:"at"`
}

func (w closingJSON) fact() Closing { return Closing{w.ID, w.Period, time.Time(w.At)} }

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (c Closing) MarshalJSON() ([]byte, error) {
	return strict.Marshal(closingJSON{c.ID, c.Period, utc(c.At)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (c *Closing) UnmarshalJSON(data []byte) error { return readFact[closingJSON](data, "closing", c) }
