package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/sla"
)

// A told is a ticket as it was known from an instant on: Recorded, or ever.
type told struct {
	Ticket
	known *known // of its facts
}

// and returns a ticket with what was told of it later: more events, and facts that stand in the
// place of those before.
func (t Ticket) and(u Ticket) Ticket {
	u.Events = append(slices.Clone(t.Events), u.Events...)
	facts := maps.Clone(t.Facts)
	if facts == nil {
		facts = Facts{}
	}
	maps.Copy(facts, u.Facts)
	u.Facts = facts
	return u
}

// course returns whether a ticket is open at an instant, and how often it was reopened until then. As
// for its clocks, one that is open cannot be reopened, nor one that was cancelled or merged.
func (t *told) course(at time.Time) (open bool, reopened int) {
	for _, ev := range t.Events {
		if ev.At.After(at) {
			break
		}
		switch ev.Type {
		case sla.Opened:
			open = true
		case sla.Reopened:
			if !open {
				open, reopened = true, reopened+1
			}
		case sla.Resolved, sla.Closed:
			open = false
		case sla.Cancelled, sla.Merged:
			return false, reopened
		}
	}
	return open, reopened
}

// at returns a ticket as it was known at an instant; at the zero instant with all.
func (t *ticket) at(known time.Time) *told {
	if known.IsZero() || len(t.all) == 0 || !t.Recorded.After(known) {
		return &t.told
	}
	for i := len(t.all) - 2; i >= 0; i-- {
		if !t.all[i].Recorded.After(known) {
			return &t.all[i]
		}
	}
	return &told{Ticket: Ticket{ID: t.ID}}
}

// told returns the ticket of a piece as it was known when the period was closed in which the
// piece is charged: what is told later changes nothing in it.
func (a *Account) told(p *piece) *told {
	return p.ticket.at(a.closing(p.period))
}

// closing returns when a period was closed; the zero Time if it is open.
func (a *Account) closing(n int) time.Time {
	if n >= len(a.closed) {
		return time.Time{}
	}
	return a.closed[n]
}

// tickets returns each ticket as it was known at an instant; at the zero instant with all.
func (j *Journal) tickets(known time.Time) []Ticket {
	if !slices.ContainsFunc(j.Tickets, func(t Ticket) bool { return !t.Recorded.IsZero() }) {
		return j.Tickets
	}
	var list []Ticket
	place := map[string]int{}
	for _, t := range slices.SortedStableFunc(slices.Values(j.Tickets), func(a, b Ticket) int { return a.Recorded.Compare(b.Recorded) }) {
		if !known.IsZero() && t.Recorded.After(known) {
			continue
		}
		if i, ok := place[t.ID]; ok {
			list[i] = list[i].and(t)
			continue
		}
		place[t.ID] = len(list)
		list = append(list, t)
	}
	return list
}
