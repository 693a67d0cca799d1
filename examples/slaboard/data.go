package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/retainer-go/retainer/sla"
)

// Instants are written as in RFC 3339, in the zone of the calendar, and times as "1h30m", exactly.
// What is not there is left out.

type boardJSON struct {
	At        string       `json:"at"`
	Tickets   []ticketJSON `json:"tickets"` // in the order of the board
	Done      int          `json:"done"`
	NotOpened int          `json:"not_opened"`
	Failed    []string     `json:"failed"`
	Next      string       `json:"next,omitempty"` // when to look again
	For       string       `json:"for,omitempty"`  // the ticket that changes then
}

type ticketJSON struct {
	Ticket   string      `json:"ticket"`
	Queue    int         `json:"queue,omitempty"`
	Level    string      `json:"level,omitempty"`
	Clocks   []clockJSON `json:"clocks"`
	Warnings []alertJSON `json:"warnings"` // that have come
}

type clockJSON struct {
	Metric     sla.Metric `json:"metric"`
	State      sla.State  `json:"state"`
	Cycle      int        `json:"cycle"`
	Level      string     `json:"level,omitempty"`
	Paused     bool       `json:"paused,omitempty"`
	Closed     bool       `json:"closed,omitempty"`
	Implied    bool       `json:"implied,omitempty"`
	NeverOpen  bool       `json:"never_open,omitempty"`
	Started    string     `json:"started,omitempty"`
	Stopped    string     `json:"stopped,omitempty"`
	Elapsed    string     `json:"elapsed"`
	Target     string     `json:"target,omitempty"`
	Remaining  string     `json:"remaining,omitempty"`
	Agreed     string     `json:"agreed,omitempty"`
	Due        string     `json:"due,omitempty"`
	Latest     string     `json:"latest,omitempty"`
	IfResumed  string     `json:"if_resumed,omitempty"`
	TargetRule string     `json:"rule,omitempty"`
	Calendar   string     `json:"calendar,omitempty"`
}

type alertJSON struct {
	Metric  sla.Metric `json:"metric"`
	Cycle   int        `json:"cycle"`
	At      string     `json:"at"`
	Warning string     `json:"warning"`
}

type explanationJSON struct {
	Clock    clockJSON     `json:"clock"`
	Segments []segmentJSON `json:"segments"`
	Ignored  []ignoredJSON `json:"ignored"`
	Passed   []string      `json:"passed_over,omitempty"` // targets, for lack of facts
}

type segmentJSON struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Counted  bool    `json:"counted"`
	Why      sla.Why `json:"why"`
	Detail   string  `json:"detail,omitempty"`
	Cycle    int     `json:"cycle,omitempty"`
	Level    string  `json:"level,omitempty"`
	Calendar string  `json:"calendar,omitempty"`
	Target   string  `json:"target,omitempty"`
	Agreed   string  `json:"agreed,omitempty"`
	Rule     string  `json:"rule,omitempty"`
}

type ignoredJSON struct {
	Event string `json:"event"`
	Code  string `json:"code"`
}

type projectionJSON struct {
	Ticket  string        `json:"ticket"`
	Before  []clockJSON   `json:"before"`
	After   []clockJSON   `json:"after"`
	Ignored []ignoredJSON `json:"ignored"` // of what was supposed
	Next    string        `json:"next,omitempty"`
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func clockOf(r sla.Result) clockJSON {
	c := clockJSON{
		Metric: r.Metric, State: r.State, Cycle: r.Cycle, Level: r.Level.String(), Paused: r.Paused, Closed: r.Closed,
		Implied: r.Implied, NeverOpen: r.NeverOpen, Started: stamp(r.Started), Stopped: stamp(r.Stopped), Elapsed: tidy(r.Elapsed),
		Agreed: stamp(r.Agreed), Due: stamp(r.Due), Latest: stamp(r.Latest), IfResumed: stamp(r.IfResumed),
		TargetRule: r.Rule, Calendar: r.Calendar,
	}
	agreed := !r.Agreed.IsZero()
	if r.Promised || agreed {
		c.Remaining = tidy(r.Remaining)
	}
	if r.Promised && !agreed {
		c.Target = tidy(r.Target)
	}
	return c
}

// each returns f of each element; an empty list, not null, of none.
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

func ignoredOf(i sla.Ignored) ignoredJSON { return ignoredJSON{i.Event.ID, i.Code} }

func (v boardView) json(w io.Writer) error {
	return encode(w, boardJSON{
		At: stamp(v.At), Done: v.done, NotOpened: v.notOpened, Next: stamp(v.next), For: v.nextTicket,
		Failed: each(v.Failed, error.Error),
		Tickets: each(v.rows, func(r row) ticketJSON {
			return ticketJSON{r.Ticket, r.Queue, r.Level.String(), each(r.clocks, clockOf), each(r.alerts, func(a sla.Alert) alertJSON {
				return alertJSON{a.Metric, a.Cycle, stamp(a.At), warning(a.Warning)}
			})}
		}),
	})
}

func (v explainView) json(w io.Writer) error {
	return encode(w, struct {
		Ticket       string            `json:"ticket"`
		At           string            `json:"at"`
		Explanations []explanationJSON `json:"explanations"`
	}{v.ticket, stamp(v.at), each(v.explanations, explanationOf)})
}

func explanationOf(e sla.Explanation) explanationJSON {
	j := explanationJSON{Clock: clockOf(e.Result), Ignored: each(e.Ignored, ignoredOf)}
	for _, u := range e.Unevaluated {
		j.Passed = append(j.Passed, u.Rule)
	}
	j.Segments = each(e.Segments, func(s sla.Segment) segmentJSON {
		g := segmentJSON{stamp(s.From), stamp(s.To), s.Counted, s.Why, s.Detail, s.Cycle, s.Level.String(), s.Calendar, "", stamp(s.Agreed), s.Rule}
		if s.Target > 0 {
			g.Target = tidy(s.Target)
		}
		return g
	})
	return j
}

func (v whatIfView) json(w io.Writer) error {
	return encode(w, struct {
		At      string           `json:"at"`
		Tickets []projectionJSON `json:"tickets"`
	}{stamp(v.at), each(v.tickets, func(p *projected) projectionJSON {
		return projectionJSON{p.clock.Ticket(), each(p.Before, clockOf), each(p.After, clockOf), each(p.ignored, ignoredOf), stamp(p.Next)}
	})})
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
