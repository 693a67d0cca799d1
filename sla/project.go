package sla

import (
	"slices"
	"time"
)

// With returns the clocks as if some events more had happened. What is wrong with them is
// reported as in [Agreement.Clock], at their places behind those of the ticket.
func (c Clock) With(events ...Event) (Clock, error) {
	t := c.ticket
	t.Events = append(slices.Clone(t.Events), events...)
	return c.agreement.Clock(t)
}

// A Projection is how the clocks of a ticket stand, and how they would.
type Projection struct {
	Ticket        string
	At            time.Time
	Before, After []Result  // of the same metrics
	Ignored       []Ignored // of the events supposed those that would change nothing, or come after At
	Next          time.Time // when the next change would come; zero: never
}

// Project returns how the clocks stand at an instant, and how they would if some events
// more had happened: answered, resumed, raised. Events without an ID get one, and those without an
// instant happen at at.
func (c Clock) Project(at time.Time, events ...Event) (Projection, error) {
	events = slices.Clone(events)
	for i := range events {
		if e := &events[i]; e.ID == "" {
			e.ID = "what-if-" + itoa(int64(i+1))
		}
		if events[i].At.IsZero() {
			events[i].At = at
		}
	}
	p := Projection{Ticket: c.ticket.ID, At: at}
	var err error
	if p.Before, err = c.Results(at); err != nil {
		return Projection{}, err
	}
	after, err := c.With(events...)
	if err != nil {
		return Projection{}, err
	}
	if p.After, err = after.Results(at); err != nil {
		return Projection{}, err
	}
	ignored := after.Ignored(at)
	for _, e := range events {
		if e.At.After(at) {
			p.Ignored = append(p.Ignored, Ignored{e, IgnoredLater})
		} else if i := slices.IndexFunc(ignored, func(i Ignored) bool { return i.Event.ID == e.ID }); i >= 0 {
			p.Ignored = append(p.Ignored, ignored[i])
		}
	}
	p.Next, _, err = after.NextChange(at)
	return p, err
}
