package contract

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A Cancellation calls something off: an order of what comes round, which then comes round
// no more (subscriptions within a plan: credits a month, an add-on), and if it is prorated the
// rest of its period is paid back; or an appointment (work by visits: a no-show, a call-out at
// short notice), for which items of "cancellation" may charge.
type Cancellation struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`              // when it was called off; an order from then on
	Order string    `json:"order,omitempty"` // the order's ID, or

	Appointment time.Time `json:"appointment,omitzero"` // when the work was to begin: the fact "ahead" is how long before that At is
	Ticket      string    `json:"ticket,omitempty"`
	Facts       Facts     `json:"facts,omitempty"` // of the appointment

	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: at At
}

type cancellationJSON struct {
	ID          string `json:"id"`
	At          stamp  `json:"at"`
	Order       string `json:"order,omitempty"`
	Appointment stamp  `json:"appointment,omitzero"`
	Ticket      string `json:"ticket,omitempty"`
	Facts       Facts  `json:"facts,omitempty"`
	Recorded    stamp  `json:"recorded,omitzero"`
}

func (w cancellationJSON) fact() Cancellation {
	return Cancellation{w.ID, time.Time(w.At), w.Order, time.Time(w.Appointment), w.Ticket, w.Facts, time.Time(w.Recorded)}
}

// MarshalJSON implements [json.Marshaler]; see [Order.MarshalJSON].
func (x Cancellation) MarshalJSON() ([]byte, error) {
	return strict.Marshal(cancellationJSON{x.ID, utc(x.At), x.Order, utc(x.Appointment), x.Ticket, x.Facts, utc(x.Recorded)})
}

// UnmarshalJSON implements [json.Unmarshaler]; see [Order.UnmarshalJSON].
func (x *Cancellation) UnmarshalJSON(data []byte) error {
	return readFact[cancellationJSON](data, "cancellation", x)
}

func (x Cancellation) key() (time.Time, string) { return x.At, x.ID }

func (x Cancellation) equal(y Cancellation) bool {
	return x.ID == y.ID && x.At.Equal(y.At) && x.Order == y.Order && x.Appointment.Equal(y.Appointment) && x.Ticket == y.Ticket &&
		maps.Equal(x.Facts, y.Facts) && x.Recorded.Equal(y.Recorded)
}

// over reports whether an order that comes round had been called off by an instant.
func (j *Journal) over(o Order, at time.Time) bool {
	return slices.ContainsFunc(j.Cancellations, func(x Cancellation) bool { return x.Order == o.ID && !x.At.After(at) })
}

// checkCancellations notes what is wrong with cancellations.
func (j *Journal) checkCancellations(c *Contract, fs *strict.Faults) {
	for i, x := range j.Cancellations {
		path := strict.At("cancellations", i)
		k := slices.IndexFunc(j.Orders, func(o Order) bool { return o.ID == x.Order })
		switch {
		case x.At.IsZero():
			fs.Add(path+".at", "missing", "it needs an instant")
		case (x.Order == "") == x.Appointment.IsZero():
			fs.Add(path, "unclear", "it calls off an order or an appointment")
		case x.Order == "":
			x.Facts.values(&c.Terms(calendar.DateIn(x.At, c.zone())).plan, path+".facts", fs)
		case k < 0:
			fs.Add(path+".order", "unknown_order", "there is no order %.80q", x.Order)
		case x.At.Before(j.Orders[k].At):
			fs.Add(path+".at", "too_early", "it had not been ordered by then")
		}
	}
}

// calledOff adds the lines of an item for appointments called off in the period, by the terms of that day.
func (b *biller) calledOff(id string, known time.Time) {
	c := b.a.c
	for _, x := range b.a.j.Cancellations {
		day := calendar.DateIn(x.At, c.zone())
		if x.Appointment.IsZero() || !b.a.periods[b.n].Holds(day) || !known.IsZero() && x.known().After(known) {
			continue
		}
		t := c.Terms(day)
		item, there := t.item(id)
		if !there || item.Of != "cancellation" {
			continue
		}
		facts := b.a.factsOn(t, x.At)
		if ticket := b.a.tickets[x.Ticket]; ticket != nil {
			maps.Copy(facts, ticket.at(known).known.values())
		}
		facts["ahead"] = priority.Time(max(0, x.Appointment.Sub(x.At)))
		var fs strict.Faults // noted already
		maps.Copy(facts, x.Facts.values(&t.plan, "", &fs))
		if !b.holds(item, facts) {
			continue
		}
		w, err := b.asked(t, item, QuantityOf(one), day, facts)
		if err != nil {
			b.fs.Join(strict.Key("items", item.ID), "no_price", err)
			continue
		}
		b.lines = append(b.lines, Charge{
			ID: fmt.Sprintf("%s/%s/%s", c.cfg.ID, item.ID, x.ID), Rule: item.ID, Code: ChargeUse, On: day, Period: b.a.periods[b.n],
			Ticket: x.Ticket, Quantity: "1", List: t.rounded(w.list), Amount: t.rounded(w.money), Steps: w.steps, Note: item.Clause,
		})
	}
}

// known returns when the cancellation became known.
func (x Cancellation) known() time.Time {
	if x.Recorded.IsZero() {
		return x.At
	}
	return x.Recorded
}
