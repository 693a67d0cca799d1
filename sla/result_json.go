package sla

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// local is an instant of an answer in JSON: RFC 3339, in its zone.
func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// A span of time in JSON, of which nothing is left out and less than nothing has a sign.
type signed time.Duration

func (d signed) MarshalText() ([]byte, error) {
	if d < 0 {
		return []byte("-" + exact.DurationText(-time.Duration(d))), nil
	}
	return []byte(exact.DurationText(time.Duration(d))), nil
}

// MarshalJSON implements [encoding/json.Marshaler]: what is empty is left out, and remaining and
// target where nothing was promised. Answers are written and not read: they are derived again.
func (r Result) MarshalJSON() ([]byte, error) {
	j := struct {
		Metric     Metric         `json:"metric"`
		State      State          `json:"state"`
		Level      priority.Level `json:"level,omitzero"`
		Cycle      int            `json:"cycle,omitempty"`
		Paused     bool           `json:"paused,omitempty"`
		Closed     bool           `json:"closed,omitempty"`
		Implied    bool           `json:"implied,omitempty"`
		Superseded bool           `json:"superseded,omitempty"`
		NeverOpen  bool           `json:"never_open,omitempty"`
		Started    string         `json:"started,omitempty"`
		Stopped    string         `json:"stopped,omitempty"`
		Agreed     string         `json:"agreed,omitempty"`
		Elapsed    signed         `json:"elapsed"`
		Remaining  *signed        `json:"remaining,omitempty"`
		Target     *signed        `json:"target,omitempty"`
		Due        string         `json:"due,omitempty"`
		Latest     string         `json:"latest,omitempty"`
		IfResumed  string         `json:"if_resumed,omitempty"`
		Rule       string         `json:"rule,omitempty"`
		Calendar   string         `json:"calendar,omitempty"`
	}{
		r.Metric, r.State, r.Level, r.Cycle, r.Paused, r.Closed, r.Implied, r.Superseded, r.NeverOpen, local(r.Started), local(r.Stopped),
		local(r.Agreed), signed(r.Elapsed), nil, nil, local(r.Due), local(r.Latest), local(r.IfResumed), r.Rule, r.Calendar,
	}
	if r.Promised || !r.Agreed.IsZero() {
		j.Remaining = new(signed(r.Remaining))
	}
	if r.Promised && r.Agreed.IsZero() {
		j.Target = new(signed(r.Target))
	}
	return strict.Marshal(j)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (g Segment) MarshalJSON() ([]byte, error) {
	j := struct {
		From     string         `json:"from"`
		To       string         `json:"to"`
		Counted  bool           `json:"counted"`
		Why      Why            `json:"why"`
		Detail   string         `json:"detail,omitempty"`
		Cycle    int            `json:"cycle,omitempty"`
		Level    priority.Level `json:"level,omitzero"`
		Calendar string         `json:"calendar,omitempty"`
		Target   exact.Duration `json:"target,omitzero"`
		Agreed   string         `json:"agreed,omitempty"`
		Rule     string         `json:"rule,omitempty"`
	}{local(g.From), local(g.To), g.Counted, g.Why, g.Detail, g.Cycle, g.Level, g.Calendar, exact.Duration(g.Target), local(g.Agreed), g.Rule}
	return strict.Marshal(j)
}

// MarshalJSON implements [encoding/json.Marshaler]: the ID and the type of the event, and the code.
func (i Ignored) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Event string `json:"event"`
		Type  Type   `json:"type"`
		Code  string `json:"code"`
	}{i.Event.ID, i.Event.Type, i.Code})
}

// MarshalJSON implements [encoding/json.Marshaler]: the target, and the facts that are missing.
func (u Unevaluated) MarshalJSON() ([]byte, error) {
	missing := []string{}
	for _, m := range u.Missing {
		missing = append(missing, m.Fact)
	}
	return strict.Marshal(struct {
		Rule    string   `json:"rule"`
		Missing []string `json:"missing"`
	}{u.Rule, missing})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (e Explanation) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version     int           `json:"version"`
		Ticket      string        `json:"ticket"`
		At          string        `json:"at"`
		Result      Result        `json:"result"`
		First       string        `json:"first_counted,omitempty"`
		Segments    []Segment     `json:"segments"`
		Ignored     []Ignored     `json:"ignored,omitempty"`
		Unevaluated []Unevaluated `json:"unevaluated,omitempty"`
	}{1, e.Ticket, local(e.At), e.Result, local(e.First), filled(e.Segments), e.Ignored, e.Unevaluated})
}

// filled returns a list that is written as [] where it is empty.
func filled[T any](list []T) []T { return append([]T{}, list...) }
