package main

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/sla"
)

// sample is the file that is shown when none is named.
//
//go:embed desk.json
var sample []byte

// A deskJSON is the file. Its parts are read by the packages that they belong to.
type deskJSON struct {
	Version   int                        `json:"version"`
	About     string                     `json:"about"`
	At        instant                    `json:"at"`
	Calendars map[string]calendar.Config `json:"calendars"`
	Policy    sla.Policy                 `json:"policy"`
	Tickets   []sla.Ticket               `json:"tickets"`
}

// An instant is a time as people type it: RFC 3339, or that without seconds.
type instant time.Time

func (i instant) MarshalText() ([]byte, error) {
	t := time.Time(i)
	if t.IsZero() {
		return nil, nil
	}
	return []byte(t.Format(time.RFC3339Nano)), nil
}

func (i *instant) UnmarshalText(text []byte) error {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			*i = instant(t)
			return nil
		}
	}
	return fmt.Errorf("%.40q is not an instant such as 2026-11-02T09:00-05:00 or 2026-11-02T14:00Z", text)
}

// A desk is the file, ready to ask at an instant.
type desk struct {
	at        time.Time
	agreement *sla.Agreement
	clocks    []sla.Clock // in the order of the file
	byTicket  map[string]sla.Clock
}

// desk reads the file, or the sample.
func (o options) desk(now time.Time) (*desk, error) {
	name, data := "desk.json", sample
	if len(o.files) > 0 {
		var err error
		name = o.files[0]
		if data, err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	d, err := newDesk(data)
	if err != nil {
		return nil, fmt.Errorf("%s is not used:\n%w", name, err)
	}
	for _, at := range []time.Time{now, d.at, time.Time(o.at)} {
		if !at.IsZero() {
			d.at = at
		}
	}
	return d, nil
}

// newDesk reads a file. The error has a line for each thing that is wrong.
func newDesk(data []byte) (*desk, error) {
	var file deskJSON
	if err := strict.Unmarshal(data, &file, "desk"); err != nil {
		return nil, lines("", err)
	}
	if file.Version != 1 {
		return nil, fmt.Errorf("version: version %d is not known, 1 is", file.Version)
	}
	var faults []error
	calendars := map[string]*calendar.Calendar{}
	for _, name := range slices.Sorted(maps.Keys(file.Calendars)) {
		c, err := calendar.New(file.Calendars[name], time.LoadLocation)
		faults = append(faults, lines(strict.Key("calendars", name), err))
		calendars[name] = c
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err // the policy would be blamed for them
	}
	agreement, err := sla.New(file.Policy, calendars)
	if err != nil {
		return nil, lines("policy", err)
	}
	d := &desk{at: time.Time(file.At), agreement: agreement, byTicket: map[string]sla.Clock{}}
	for i, t := range file.Tickets {
		path := strict.At("tickets", i)
		clock, err := agreement.Clock(t)
		_, twice := d.byTicket[t.ID]
		switch {
		case t.ID == "":
			err = errors.Join(errors.New("id: a ticket needs an id"), err)
		case twice:
			err = errors.Join(fmt.Errorf("id: another ticket is %q", t.ID), err)
		}
		faults = append(faults, lines(path, err))
		d.clocks = append(d.clocks, clock)
		d.byTicket[t.ID] = clock
	}
	return d, errors.Join(faults...)
}

// lines returns an error with a line for each fault, below a path.
func lines(path string, err error) error {
	var list []error
	switch e := err.(type) {
	case nil:
	case *sla.Error:
		for _, f := range e.Faults {
			f.Path = strict.Below(path, f.Path)
			list = append(list, errors.New(f.String()))
		}
	case *sla.TicketError:
		return lines(path, e.Err)
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			list = append(list, lines(path, err))
		}
	default:
		if e, ok := errors.AsType[*sla.Error](err); ok {
			return lines(path, e)
		}
		list = append(list, fmt.Errorf("%s: %w", path, err))
	}
	return errors.Join(list...)
}

// ticket returns the clocks of a ticket.
func (d *desk) ticket(id string) (sla.Clock, error) {
	c, known := d.byTicket[id]
	if !known {
		return c, fmt.Errorf("no ticket is %q", id)
	}
	return c, nil
}
