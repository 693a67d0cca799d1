package contract

import (
	"errors"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// A TicketReport is what is known of one request: its hours, what they cost, and how its
// clocks stand.
type TicketReport struct {
	Ticket  string
	Entries []string // in the order they were worked
	Worked  time.Duration
	Billed  time.Duration
	Credit  time.Duration
	Charged decimal.Decimal // for its work, in all periods of the account
	Pending time.Duration   // of the time billed, that waits for somebody's word
	Clocks  []sla.Result    // none if the terms promise nothing, or nobody said when it was opened
}

// Ticket returns the hours of a ticket and how its clocks stand at an instant. It is a
// [*NotFoundError] if neither an entry nor the journal knows the ticket.
func (a *Account) Ticket(id string, at time.Time) (TicketReport, error) {
	t, ok := a.tickets[id]
	if !ok {
		return TicketReport{}, &NotFoundError{"ticket", id}
	}
	r := TicketReport{Ticket: id}
	var fs strict.Faults
	for _, w := range a.works {
		if w.ticket != t {
			continue
		}
		r.Entries = append(r.Entries, w.entry.ID)
		for n := range a.periods {
			for _, l := range a.linesOf(w, n, &fs, func(string, []priority.Missing) {}) {
				r.Worked, r.Billed, r.Credit = exact.Add(r.Worked, l.Worked), exact.Add(r.Billed, l.Billed), exact.Add(r.Credit, l.Credit)
				r.Charged = r.Charged.Add(l.Amount)
				if l.Waits != "" {
					r.Pending = exact.Add(r.Pending, l.Billed)
				}
			}
		}
	}
	if err := fs.Err("contract: ticket " + quote(id)); err != nil {
		return TicketReport{}, err
	}
	clock, err := a.Clock(t.Ticket)
	if err != nil {
		if errors.Is(err, ErrNotFound) || len(t.Events) == 0 {
			return r, nil
		}
		return TicketReport{}, err
	}
	r.Clocks, err = clock.Results(at)
	return r, err
}
