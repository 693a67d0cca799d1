package sla

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A stamp is an instant in JSON: RFC 3339, in UTC, so that one instant has one text.
type stamp time.Time

func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

func (s stamp) MarshalText() ([]byte, error) {
	if t := time.Time(s); !inRange(t) {
		return nil, invalid("sla: instant", "out_of_range", "%v is not within the years 1678 to 2261", t)
	}
	return time.Time(s).UTC().AppendFormat(nil, time.RFC3339Nano), nil
}

func (s *stamp) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return invalid("sla: instant", "bad_instant", "%.40q is not an instant such as 2026-11-21T09:30:00Z", text)
	}
	*s = stamp(t.UTC())
	return nil
}

type eventJSON struct {
	ID       string         `json:"id"`
	At       stamp          `json:"at"`
	Seq      int32          `json:"seq,omitempty"`
	Type     Type           `json:"type"`
	Level    priority.Level `json:"level,omitzero"`
	Metric   Metric         `json:"metric,omitzero"`
	Plan     string         `json:"plan,omitempty"`
	Channel  string         `json:"channel,omitempty"`
	Calendar string         `json:"calendar,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Name     string         `json:"name,omitempty"`
	Until    stamp          `json:"until,omitzero"`
	Note     string         `json:"note,omitempty"`
}

func (e Event) wire() eventJSON {
	j := eventJSON{e.ID, stamp(e.At), e.Seq, e.Type, e.Level, e.Metric, e.Plan, e.Channel, e.Calendar, e.Reason, e.Name, stamp{}, e.Note}
	if !e.Until.IsZero() {
		j.Until = stamp(e.Until)
	}
	return j
}

func (j eventJSON) event() Event {
	return Event{j.ID, time.Time(j.At), j.Seq, j.Type, j.Level, j.Metric, j.Plan, j.Channel, j.Calendar, j.Reason, j.Name,
		time.Time(j.Until), j.Note}
}

// MarshalJSON implements [encoding/json.Marshaler]: one event as an object, for hosts that keep
// a row for each. [Events] and [Ticket] are documents with a version.
//
//	{"id":"e1","at":"2026-10-30T21:10:00Z","type":"opened","level":"P2","channel":"phone"}
func (e Event) MarshalJSON() ([]byte, error) { return strict.Marshal(e.wire()) }

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error]. Whether
// the event has what its type needs is for [Agreement.Clock] to say.
func (e *Event) UnmarshalJSON(data []byte) error {
	var j eventJSON
	if err := strict.Unmarshal(data, &j, "sla: event"); err != nil {
		return err
	}
	*e = j.event()
	return nil
}

// Events are the events of a ticket as a document.
type Events []Event

type eventsJSON struct {
	Version int         `json:"version"`
	Events  []eventJSON `json:"events"`
}

// MarshalJSON implements [encoding/json.Marshaler]. Events are written in the order in which they
// count, so that the same set gives the same bytes. It is version 1 of the format:
//
//	{"version":1,"events":[{"id":"e1","at":"2026-10-30T21:10:00Z","type":"opened"}]}
func (e Events) MarshalJSON() ([]byte, error) { return strict.Marshal(eventsJSON{1, wires(e)}) }

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error].
func (e *Events) UnmarshalJSON(data []byte) error {
	const what = "sla: events"
	var j eventsJSON
	if err := strict.Unmarshal(data, &j, what); err != nil {
		return err
	}
	if err := checkVersion(j.Version, what); err != nil {
		return err
	}
	*e = events(j.Events)
	return nil
}

func wires(list []Event) []eventJSON {
	out := make([]eventJSON, len(list))
	for i, e := range slices.SortedStableFunc(slices.Values(list), Event.Compare) {
		out[i] = e.wire()
	}
	return out
}

func events(list []eventJSON) []Event {
	out := make([]Event, len(list))
	for i, j := range list {
		out[i] = j.event()
	}
	return out
}
