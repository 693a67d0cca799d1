package sla

import (
	"github.com/retainer-go/retainer/calendar"
)

// An Agreement is a [Policy] together with its calendars, ready to ask. It never changes,
// and any number of goroutines may use it at once; behind the scenes it keeps which targets
// it has looked up. Make one with [New].
type Agreement struct {
	policy Policy
}

// New returns the agreement of a policy. calendars holds the calendars it names, and may
// hold more: those that events name, and those that conditions test by "during". If the policy is at
// fault the error is an [*Error] that lists all faults with their paths.
func New(p Policy, calendars map[string]*calendar.Calendar) (*Agreement, error) {
	return &Agreement{policy: p}, nil
}

// Policy returns the policy of the agreement.
func (a *Agreement) Policy() Policy { return a.policy }

// Clock returns the clocks of a ticket. The events are checked, sorted if they are not, and
// counted once; t.Events must not be changed while the clock is in use.
//
// The error is a [*TicketError]: an [*Error] for a ticket without opened or with two, an
// event before it, an unknown type, level, metric or calendar, an event without an ID or what its
// type needs; [ErrConflict] for two events with one ID.
func (a *Agreement) Clock(t Ticket) (Clock, error) {
	return Clock{agreement: a, ticket: t}, nil
}
