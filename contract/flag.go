package contract

import (
	"slices"

	"github.com/retainer-go/retainer/internal/exact"
)

// A Flag is something odd about an entry that does not keep it from being charged.
type Flag struct {
	Code FlagCode
	With string // the other entry, the contact
	Text string
}

// A FlagCode says what is odd. It is stable.
type FlagCode string

// The codes.
const (
	FlagOverlap FlagCode = "overlap" // the worker has another entry at the same time
	FlagContact FlagCode = "contact" // who asked is not among the contacts of the contract
	FlagLate    FlagCode = "late"    // it became known after its period was closed
	FlagLong    FlagCode = "long"    // more time was worked than lies between its beginning and end
	FlagEnd     FlagCode = "end"     // it runs on after the contract has ended; all of it is of the terms it began with
)

// flagEntries flags entries of one worker that lie over one another, each with the one before,
// those that somebody asked for who is not among the contacts, those that are longer than the
// clock, and those that outlast the contract.
func (a *Account) flagEntries() {
	last := map[string]*work{}
	for _, w := range a.works {
		e := w.entry
		if len(a.c.cfg.Contacts) > 0 {
			if user := w.fact("user"); user != "" && !a.c.Knows(user) {
				w.flags = append(w.flags, Flag{FlagContact, user, user + " is not among the contacts"})
			}
		}
		if end := a.c.end; !end.IsZero() && e.To.After(end.At) {
			w.flags = append(w.flags, Flag{FlagEnd, end.Notice, "runs on after the contract has ended, on " + end.LastDay.String()})
		}
		if span := e.To.Sub(e.From); !e.To.IsZero() && e.worked() > span {
			w.flags = append(w.flags, Flag{FlagLong, "", exact.DurationText(e.worked()) + " worked within " + exact.DurationText(span)})
		}
		if e.Worker == "" || e.To.IsZero() {
			continue
		}
		before := last[e.Worker]
		if before != nil && e.From.Before(before.entry.To) {
			w.flags = append(w.flags, Flag{FlagOverlap, before.entry.ID, "overlaps with " + before.entry.ID + " of " + e.Worker})
		}
		if before == nil || before.entry.To.Before(e.To) {
			last[e.Worker] = w
		}
	}
}

// fact returns the text of a fact of the entry, else of its ticket.
func (w *work) fact(name string) string {
	if text, ok := w.entry.Facts[name]; ok {
		return text
	}
	if w.ticket != nil {
		return w.ticket.Facts[name]
	}
	return ""
}

// Flags returns what is odd about an entry. It is a [*NotFoundError] if there is no such entry.
func (a *Account) Flags(entry string) ([]Flag, error) {
	w, ok := a.work(entry)
	if !ok {
		return nil, &NotFoundError{"entry", entry}
	}
	return slices.Clone(w.flags), nil
}
