package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/retainer-go/retainer/sla"
)

// What package sla answers has a JSON form of its own; what is not there is left out.

type boardJSON struct {
	At         time.Time `json:"at"`
	Tickets    []row     `json:"tickets"` // in the order of the board
	Done       int       `json:"done"`
	Unpromised int       `json:"unpromised"`
	NotOpened  int       `json:"not_opened"`
	Failed     []string  `json:"failed,omitempty"`
	Next       time.Time `json:"next,omitzero"` // when to look again
	For        string    `json:"for,omitempty"` // the ticket that changes then
}

func (v boardView) json(w io.Writer) error {
	return encode(w, boardJSON{v.at, each(v.rows, func(r row) row { return r }), v.done, v.unpromised, v.notOpened,
		each(v.fails, error.Error), v.next, v.nextTicket})
}

func (v explainView) json(w io.Writer) error {
	return encode(w, struct {
		Ticket       string            `json:"ticket"`
		At           time.Time         `json:"at"`
		Explanations []sla.Explanation `json:"explanations"`
	}{v.ticket, v.at, v.explanations})
}

func (v whatIfView) json(w io.Writer) error {
	return encode(w, struct {
		At      time.Time        `json:"at"`
		Tickets []sla.Projection `json:"tickets"`
	}{v.at, each(v.tickets, func(p *projected) sla.Projection { return p.projection })})
}

// each returns f of each element; an empty list, not null, of none.
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
