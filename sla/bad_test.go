package sla_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/sla"
)

func mustAs[E error](t testing.TB, err error) E {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("%v is no %T", err, e)
	}
	return e
}

// faults returns path and code of each fault.
func faults(t testing.TB, err error) (list []string) {
	t.Helper()
	for _, f := range mustAs[*sla.Error](t, err).Faults {
		list = append(list, f.Path+" "+f.Code)
	}
	return list
}

// New reports every fault at once, with its path.
func TestBadPolicy(t *testing.T) {
	for _, tt := range []struct {
		why    string
		policy sla.Policy
		want   []string
	}{
		{"no calendar", sla.Policy{}, []string{"calendar no_calendar"}},
		{"a target without a calendar", sla.Policy{Targets: []sla.Target{{Within: within(sla.Response, sla.Time(1))}}}, []string{"targets[0].calendar no_calendar"}},
		{"all at once", sla.Policy{
			Calendar: "nowhere", Reclassified: "x", Reopened: "y", Judge: "z", Window: -1,
			Targets: []sla.Target{
				{ID: "a", Calendar: "elsewhere", Within: within(sla.Response, sla.Time(0), sla.Start, sla.Time(-time.Hour), sla.Update, sla.Within{}, sla.Metric(9), sla.Time(1))},
				{ID: "a"},
				{Within: within(sla.Response, sla.Days(-1), sla.Start, sla.DaysSameTime(0), sla.Update, sla.Civil(calendar.Every{}))},
			},
			Metrics: map[sla.Metric]sla.Rules{
				sla.Response: {From: []sla.Trigger{{Type: sla.Resolved}, {Type: sla.Paused}, {Type: sla.Marked}}, Opening: true, Reclassified: "x", Reopened: "y"},
				0:            {},
			},
			Pause: map[string][]sla.Metric{"x": {7}},
			Warn:  []sla.Warning{{Share: 1, Offset: 1}, {Share: -1, Metrics: []sla.Metric{8}}},
		}, []string{
			"calendar unknown_calendar", "targets[0].calendar unknown_calendar", "targets[0].within.response bad_target",
			"targets[0].within.start bad_target", "targets[0].within.update bad_target", "targets[0].within.Metric(9) unknown_metric",
			"targets[1].id duplicate_id", "targets[1].within empty", "targets[2].within.response bad_target", "targets[2].within.start bad_target",
			"targets[2].within.update bad_target", `metrics[""] unknown_metric`,
			"metrics.response.from[0] bad_trigger", "metrics.response.from[1] bad_trigger", "metrics.response.from[2] bad_trigger",
			"metrics.response.opening misplaced", "metrics.response.reclassified unknown_word", "metrics.response.reopened unknown_word",
			"pause.x[0] unknown_metric", "reclassified unknown_word", "reopened unknown_word", "met unknown_word", "window negative",
			"warn[0] two_points", "warn[1].at bad_share", "warn[1].metrics[0] unknown_metric",
		}},
	} {
		_, err := sla.New(tt.policy, allCalendars(t))
		if !errors.Is(err, sla.ErrInvalid) {
			t.Fatalf("%s: %v", tt.why, err)
		}
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" {
			t.Errorf("%s: %s", tt.why, diff)
		}
	}
}

// Clock names the event that is at fault.
func TestBadEvents(t *testing.T) {
	a := agree(t, hourly(nil), allCalendars(t))
	open := sla.Event{ID: "o", At: moment(t, "10:00"), Type: sla.Opened}
	later := moment(t, "11:00")
	for _, tt := range []struct {
		why    string
		events []sla.Event
		want   []string
	}{
		{"none at all", nil, []string{"events no_opened"}},
		{"never opened", []sla.Event{{ID: "x", At: later, Type: sla.Resolved}}, []string{"events no_opened"}},
		{"before opened", []sla.Event{open, {ID: "x", At: moment(t, "09:00"), Type: sla.AgentReply}}, []string{"events[1] before_opened"}},
		{"before opened in its instant", []sla.Event{{ID: "x", At: open.At, Seq: -1, Type: sla.AgentReply}, open}, []string{"events[0] before_opened"}},
		{"opened twice", []sla.Event{open, {ID: "x", At: later, Type: sla.Opened}}, []string{"events[1] second_opened"}},
		{"unknown type, level, metric, calendar", []sla.Event{open, {ID: "a", At: later, Type: 99}, {ID: "b", At: later}, {ID: "c", At: later, Type: sla.Reclassified, Level: 77},
			{ID: "d", At: later, Type: sla.Scheduled, Metric: 9, Until: later}, {ID: "e", At: later, Type: sla.Reclassified, Calendar: "nowhere"}},
			[]string{"events[1].type unknown_type", "events[2].type unknown_type", "events[3].level unknown_level", "events[4].metric unknown_metric", "events[5].calendar unknown_calendar"}},
		{"what is missing, and misplaced", []sla.Event{open, {At: later, Type: sla.Closed}, {ID: "a", At: later, Type: sla.Marked}, {ID: "b", At: later, Type: sla.Scheduled},
			{ID: "c", Type: sla.Closed}, {ID: "d", At: later, Type: sla.Resolved, Reason: "x", Level: 1}, {ID: "e", At: later, Type: sla.Scheduled, Metric: sla.Response, Until: time.Unix(1<<50, 0)}},
			[]string{"events[1].id empty", "events[2].name missing", "events[3].metric missing", "events[3].until missing", "events[4].at out_of_range", "events[4] before_opened",
				"events[5].level misplaced", "events[5].reason misplaced", "events[6].until out_of_range"}},
		{"in the order of the events", []sla.Event{{ID: "a", At: open.At.Add(-1), Type: sla.Closed}, {ID: "b", At: later, Type: sla.Marked}, open, {ID: "b", At: later, Type: sla.Closed},
			{ID: "c", At: later, Type: sla.Opened}}, []string{"events[0] before_opened", "events[1].name missing", "events[3] conflict", "events[4] second_opened"}},
	} {
		_, err := a.Clock(sla.Ticket{ID: "T-7", Events: tt.events})
		if mustAs[*sla.TicketError](t, err).Ticket != "T-7" {
			t.Errorf("%s: %v", tt.why, err)
		}
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" {
			t.Errorf("%s: %s", tt.why, diff)
		}
	}
	note := sla.Event{ID: "n", At: later, Type: sla.InternalNote, Note: "as it was"}
	redacted, other := note, note
	redacted.Note, other.At = "", later.Add(1)
	if _, err := a.Clock(sla.Ticket{Events: []sla.Event{open, note, redacted}}); err != nil {
		t.Error("a note is no part of an event's identity:", err)
	}
	if _, err := a.Clock(sla.Ticket{Events: []sla.Event{open, note, other}}); !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), `"n"`) {
		t.Error(err)
	}
	if _, err := a.Clock(sla.Ticket{Events: []sla.Event{open, {ID: "s", At: later, Type: sla.Scheduled, Metric: sla.Response}}}); errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), "scheduled needs an until") {
		t.Error(err)
	}
	c := clock(t, a, open)
	if _, err := c.Result(0, later); !errors.Is(err, sla.ErrInvalid) {
		t.Error(err)
	}
}

// What documents are refused for.
func TestBadJSON(t *testing.T) {
	for _, tt := range []struct {
		into any
		text string
		want string
	}{
		{new(sla.Policy), `{}`, "version unknown_version"},
		{new(sla.Policy), `{"version":2}`, "version unknown_version"},
		{new(sla.Policy), `{"version":1,"Calendar":"x"}`, "Calendar unknown_field"},
		{new(sla.Policy), `{"version":1,"calendar":"x","calendar":"y"}`, "calendar duplicate_key"},
		{new(sla.Policy), `{"version":1,"targets":[{"within":{"respond":"1h"}}]}`, "targets[0].within.respond unknown_metric"},
		{new(sla.Policy), `{"version":1,"targets":[{"within":{"response":"0s"}}]}`, "targets[0].within.response bad_target"},
		{new(sla.Policy), `{"version":1,"targets":[{"within":{"response":"-1h"}}]}`, "targets[0].within.response bad_target"},
		{new(sla.Policy), `{"version":1,"targets":[{"within":{"response":"02 business days"}}]}`, "targets[0].within.response bad_target"},
		{new(sla.Policy), `{"version":1,"targets":[{"within":{"response":"2 days same time"}}]}`, "targets[0].within.response bad_target"},
		{new(sla.Policy), `{"version":1,"metrics":{"response":{"from":["marked"]}}}`, "metrics.response.from[0] bad_trigger"},
		{new(sla.Policy), `{"version":1,"warn":[{"at":"30m"}]}`, "warn[0].at bad_point"},
		{new(sla.Policy), `{"version":1,"warn":[{"at":"-+30m"}]}`, "warn[0].at bad_point"},
		{new(sla.Policy), `{"version":1,"warn":[{"at":"0%"}]}`, "warn[0].at bad_share"},
		{new(sla.Policy), `{"version":1} x`, " not_json"},
		{new(sla.Event), `{"id":"e","at":"yesterday","type":"opened"}`, "at bad_instant"},
		{new(sla.Event), `{"id":"e","at":"2026-06-01T10:00:00Z","type":"reply"}`, "type unknown_type"},
		{new(sla.Warning), `{"at":"75%","share":"75%"}`, "share unknown_field"},
		{new(sla.Outage), `{"from":"2026-06-01"}`, "from bad_instant"},
		{new(sla.Credits), `[{"below":"99%","share":"5"}]`, "[0].share bad_percent"},
		{new(sla.Credits), `[{"below":"99%","shares":"5%"}]`, "[0].shares unknown_field"},
		{new(sla.Compliance), `{"version":2}`, "version unknown_version"},
		{new(sla.Compliance), `{"version":1,"metric":"response","attribution":"outcome","cycles":{"met":2,"breached":1},"attainment":"66.67%"}`, "attainment wrong_attainment"},
		{new(sla.Compliance), `{"version":1,"metric":"response","attribution":"outcome","cycles":{"met":-2},"attainment":"100%"}`, "cycles negative"},
		{new(sla.Compliance), `{"version":1,"metric":"response","attribution":"luck","cycles":{},"attainment":"100%"}`, "attribution unknown_word"},
		{new(sla.Compliance), `{"version":1,"metric":"response","from":"June","attribution":"stop","cycles":{},"attainment":"100%"}`, "from bad_instant"},
		{new(sla.Events), `{"events":[]}`, "version unknown_version"},
		{new(sla.Ticket), `{"version":1,"id":"T","facts":{"x":{"time":"1h","number":"3"}},"events":[]}`, "facts.x bad_fact"},
		{new(sla.Ticket), `{"version":1,"id":"T","facts":{"x":7},"events":[]}`, "facts.x wrong_type"},
	} {
		err := tt.into.(json.Unmarshaler).UnmarshalJSON([]byte(tt.text))
		if got := faults(t, err); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
