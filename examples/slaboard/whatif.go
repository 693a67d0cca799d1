package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// verbs are the types of events as people say them; the names of the types are known too.
var verbs = map[string]sla.Type{
	"answered": sla.AgentReply, "called": sla.Responded, "wrote": sla.CustomerMessage, "started": sla.WorkStarted,
	"raised": sla.Reclassified, "lowered": sla.Reclassified, "agreed": sla.Scheduled,
}

// A whatIfView is how clocks stand, and how they would.
type whatIfView struct {
	at      time.Time
	tickets []*projected // in the order in which they were first named
}

// A projected is one ticket of it.
type projected struct {
	clock      sla.Clock
	said       []string // the events as they were typed
	events     []sla.Event
	projection sla.Projection
}

// whatIf projects tickets as of the last of the instants.
func (d *desk) whatIf(said []string) (view, error) {
	v := whatIfView{at: d.at}
	byTicket := map[string]*projected{}
	for i, s := range said {
		clock, e, err := d.event(s)
		if err != nil {
			return nil, fmt.Errorf("-what-if %q: %w", s, err)
		}
		e.ID = fmt.Sprintf("what-if-%d", i+1)
		p := byTicket[clock.Ticket()]
		if p == nil {
			p = &projected{clock: clock}
			byTicket[clock.Ticket()] = p
			v.tickets = append(v.tickets, p)
		}
		p.said, p.events = append(p.said, s), append(p.events, e)
		if e.At.After(v.at) {
			v.at = e.At
		}
	}
	for _, p := range v.tickets {
		var err error
		if p.projection, err = p.clock.Project(v.at, p.events...); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// event reads "TICKET answered 2026-11-02T09:05-05:00".
func (d *desk) event(s string) (sla.Clock, sla.Event, error) {
	id, rest, found := "", "", false
	for _, c := range d.clocks { // the longest, for tickets with a space in their name
		if after, ok := strings.CutPrefix(s+" ", c.Ticket()+" "); ok && (!found || len(c.Ticket()) > len(id)) {
			id, rest, found = c.Ticket(), after, true
		}
	}
	if !found {
		first, _, _ := strings.Cut(s, " ")
		return sla.Clock{}, sla.Event{}, fmt.Errorf("no ticket is %q; want a ticket, what happens to it, and when", first)
	}
	e, err := parseEvent(strings.Fields(rest), d.at)
	return d.byTicket[id], e, err
}

// parseEvent reads what happens, and when.
func parseEvent(words []string, at time.Time) (sla.Event, error) {
	e := sla.Event{At: at}
	if len(words) == 0 {
		return e, fmt.Errorf("what happens? answered, started, resumed, raised, resolved or another event")
	}
	verb, known := words[0], false
	if e.Type, known = verbs[verb]; !known {
		var err error
		if e.Type, err = sla.ParseType(verb); err != nil {
			return e, fmt.Errorf("%q is nothing that happens to a ticket; want answered, called, started, resolved, closed, reopened, cancelled, wrote, paused, resumed, raised, lowered, marked, agreed or a type of event", verb)
		}
	}
	words = words[1:]
	next := func() string { // the word at hand
		if len(words) == 0 {
			return ""
		}
		word := words[0]
		words = words[1:]
		return word
	}
	var err error
	switch e.Type {
	case sla.Reclassified:
		if e.Level, err = priority.ParseLevel(next()); err != nil {
			return e, fmt.Errorf("%s needs a level such as P1", verb)
		}
	case sla.Scheduled:
		var until instant
		if e.Metric, err = sla.ParseMetric(next()); err == nil {
			err = until.UnmarshalText([]byte(next()))
		}
		if e.Until = time.Time(until); err != nil {
			return e, fmt.Errorf("%s needs a metric and an instant, such as: resolution 2026-11-04T12:00-05:00", verb)
		}
	case sla.Marked:
		if e.Name = next(); e.Name == "" {
			return e, fmt.Errorf("%s needs the name of a milestone", verb)
		}
	case sla.Paused, sla.Resumed:
		if len(words) > 0 && !isInstant(words[0]) {
			e.Reason = next()
		}
	}
	if len(words) > 0 {
		var when instant
		if err := when.UnmarshalText([]byte(next())); err != nil {
			return e, err
		}
		e.At = time.Time(when)
	}
	if len(words) > 0 {
		return e, fmt.Errorf("%q is too much", strings.Join(words, " "))
	}
	return e, nil
}

func isInstant(word string) bool { return new(instant).UnmarshalText([]byte(word)) == nil }

func (whatIfView) failed() error { return nil }
