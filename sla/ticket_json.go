package sla

import (
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type ticketJSON struct {
	Version int                 `json:"version"`
	ID      string              `json:"id"`
	Queue   int                 `json:"queue,omitempty"`
	Facts   map[string]factJSON `json:"facts,omitempty"`
	Events  []eventJSON         `json:"events"`
}

// MarshalJSON implements [encoding/json.Marshaler]. Facts are words as strings, flags, sets of words as
// lists, and {"time":"45m"} and {"number":"3"}; other facts are an error. It is version 1 of the format:
//
//	{"version":1,"id":"T-1","facts":{"class":"vip","planned":false},"events":[{"id":"e1","at":"2026-10-30T21:10:00Z","type":"opened"}]}
func (t Ticket) MarshalJSON() ([]byte, error) {
	j := ticketJSON{Version: 1, ID: t.ID, Queue: t.Queue, Facts: map[string]factJSON{}, Events: wires(t.Events)}
	for name, v := range t.Facts {
		if !v.Equal(priority.Value{}) {
			j.Facts[name] = factJSON{v}
		}
	}
	return strict.Marshal(j)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error].
func (t *Ticket) UnmarshalJSON(data []byte) error {
	const what = "sla: ticket"
	var j ticketJSON
	if err := strict.Unmarshal(data, &j, what); err != nil {
		return err
	}
	if err := checkVersion(j.Version, what); err != nil {
		return err
	}
	got := Ticket{ID: j.ID, Queue: j.Queue, Events: events(j.Events)}
	if len(j.Facts) > 0 {
		got.Facts = priority.Facts{}
	}
	for name, f := range j.Facts {
		got.Facts[name] = f.Value
	}
	*t = got
	return nil
}

// A factJSON is a fact in JSON.
type factJSON struct{ priority.Value }

type amountJSON struct {
	Time   *exact.Duration `json:"time,omitempty"`
	Number *exact.Decimal  `json:"number,omitempty"`
}

func (f factJSON) MarshalJSON() ([]byte, error) {
	text := f.String()
	if f.Equal(priority.Word(text)) {
		return strict.Marshal(text)
	}
	if f.Equal(priority.Flag(text == "true")) {
		return strict.Marshal(text == "true")
	}
	if d, err := exact.ParseDuration(text); err == nil && f.Equal(priority.Time(d)) {
		return strict.Marshal(amountJSON{Time: new(exact.Duration(d))})
	}
	if n, err := exact.ParseDecimal(text); err == nil && f.Equal(priority.Number(n)) {
		return strict.Marshal(amountJSON{Number: &exact.Decimal{D: n}})
	}
	words := []string{}
	if inner := strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}"); inner != "" {
		words = strings.Split(inner, ", ")
	}
	if f.Equal(priority.Set(words...)) {
		return strict.Marshal(words)
	}
	return nil, invalid("sla: fact", "unwritable", "%.40q is no word, flag, time, number or set of words", text)
}

func (f *factJSON) UnmarshalJSON(data []byte) error {
	const what = "sla: fact"
	switch data[0] {
	case '"':
		var s string
		err := strict.Unmarshal(data, &s, what)
		f.Value = priority.Word(s)
		return err
	case 't', 'f':
		f.Value = priority.Flag(data[0] == 't')
		return nil
	case '[':
		var words []string
		err := strict.Unmarshal(data, &words, what)
		f.Value = priority.Set(words...)
		return err
	}
	var a amountJSON
	if err := strict.Unmarshal(data, &a, what); err != nil {
		return err
	}
	switch {
	case a.Time != nil && a.Number == nil:
		f.Value = priority.Time(time.Duration(*a.Time))
	case a.Number != nil && a.Time == nil:
		f.Value = priority.Number(a.Number.D)
	default:
		return invalid(what, "bad_fact", `want a string, true, false, a list of words, {"time": "45m"} or {"number": "3"}`)
	}
	return nil
}
