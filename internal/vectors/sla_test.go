package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

func TestSLA(t *testing.T) { runFiles(t, "sla", readSLA) }

// A slaCase is a case as the files have it.
type slaCase struct {
	ID         string
	Calendar   string
	Targets    map[string]json.Number // in seconds; empty for null
	Events     []slaEvent
	Now        time.Time
	Options    map[string]json.RawMessage
	Warn       map[string][]json.Number `json:"warn_before_s"`
	Convention bool
	Oracle     string
	Reason     string
	Want       map[string]slaWant
	Default    map[string]slaWant `json:"want_default"`
}

type slaEvent struct {
	At       time.Time
	Type     string
	Targets  map[string]json.Number
	Calendar string
	Reason   string
	Name     string
	Metric   string
	Until    time.Time
}

// A slaWant is what is wanted of one metric, by field.
type slaWant map[string]json.RawMessage

func readSLA(data []byte) ([]vector, error) {
	var file struct {
		Calendars map[string]calendarForm
		Cases     []slaCase
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	calendars := map[string]*calendar.Calendar{}
	for name, form := range file.Calendars {
		c, err := form.make()
		if err != nil {
			return nil, fmt.Errorf("calendar %q: %w", name, err)
		}
		calendars[name] = c
	}
	var vectors []vector
	for _, c := range file.Cases {
		vectors = append(vectors, vector{c.ID, func() error { return c.run(calendars) }})
	}
	return vectors, nil
}

// run asserts what is wanted under the options, and what is wanted under the defaults.
func (c slaCase) run(calendars map[string]*calendar.Calendar) error {
	want := c.Want
	switch {
	case len(c.Options) > 0:
		err := c.check(calendars, c.Options, want)
		if c.Default != nil && err == nil {
			if err = c.check(calendars, nil, c.Default); err != nil {
				err = fmt.Errorf("under the defaults: %w", err)
			}
		}
		return err
	case c.Default != nil:
		want = c.Default
	case c.Convention && c.Oracle != "agrees":
		return skip("%s", c.Reason)
	}
	return c.check(calendars, nil, want)
}

func (c slaCase) check(calendars map[string]*calendar.Calendar, options map[string]json.RawMessage, want map[string]slaWant) error {
	policy := sla.Policy{Calendar: c.Calendar, Metrics: map[sla.Metric]sla.Rules{}}
	events := make([]sla.Event, len(c.Events))
	targets := map[string]json.Number{}
	plan := func(more map[string]json.Number) (string, error) {
		maps.Copy(targets, more)
		id := "plan " + strconv.Itoa(len(policy.Targets))
		t := sla.Target{ID: id, When: priority.MustParseCondition(fmt.Sprintf(`{"plan": %q}`, id)), Within: map[sla.Metric]sla.Within{}}
		for name, s := range targets {
			m, err := metric(name)
			if err != nil {
				return "", err
			}
			if t.Within[m] = sla.None(); s != "" {
				d, err := nanoseconds(s.String(), time.Second)
				if err != nil {
					return "", err
				}
				t.Within[m] = sla.Time(d)
			}
		}
		policy.Targets = append(policy.Targets, t)
		return id, nil
	}
	slices.SortStableFunc(c.Events, func(a, b slaEvent) int { return a.At.Compare(b.At) }) // for what later targets replace
	for i, e := range c.Events {
		events[i] = sla.Event{ID: fmt.Sprintf("%06d", i), At: e.At, Reason: e.Reason, Name: e.Name, Until: e.Until, Calendar: e.Calendar}
		x := &events[i]
		var err error
		switch e.Type {
		case "priority_changed", "plan_changed", "calendar_changed", "reclassified":
			if x.Type = sla.Reclassified; e.Targets != nil {
				x.Plan, err = plan(e.Targets)
			}
		case "opened":
			x.Type = sla.Opened
			x.Plan, err = plan(c.Targets)
		default:
			if x.Type, err = sla.ParseType(e.Type); err != nil {
				return skip("no event is named %q", e.Type)
			}
			if e.Metric != "" {
				x.Metric, err = metric(e.Metric)
			}
		}
		if err != nil {
			return err
		}
	}
	if err := c.options(&policy, options); err != nil {
		return err
	}
	agreement, err := sla.New(policy, calendars)
	if err != nil {
		return err
	}
	clock, err := agreement.Clock(sla.Ticket{ID: c.ID, Events: events})
	if err != nil {
		return err
	}
	var faults []error
	for name, w := range want {
		m, err := metric(name)
		if err == nil {
			err = w.check(clock, m, c.Now)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	return joined(faults)
}

// joined returns all faults as one: what failed, and only if nothing did what was skipped.
func joined(faults []error) error {
	failed := slices.DeleteFunc(slices.Clone(faults), func(err error) bool { return errors.Is(err, errSkip) })
	if len(failed) > 0 {
		faults = failed
	}
	return errors.Join(faults...)
}

func metric(name string) (sla.Metric, error) {
	switch name {
	case "periodic_update":
		return sla.Update, nil
	case "start_of_work":
		return sla.Start, nil
	}
	m, err := sla.ParseMetric(name)
	if err != nil {
		return 0, skip("no metric is named %q", name)
	}
	return m, nil
}

// options applies a case's options and warnings to a policy.
func (c slaCase) options(p *sla.Policy, options map[string]json.RawMessage) error {
	for m, list := range c.Warn {
		m, err := metric(m)
		if err != nil {
			return err
		}
		for _, s := range list {
			d, err := nanoseconds(s.String(), time.Second)
			if err != nil {
				return err
			}
			p.Warn = append(p.Warn, sla.Warning{Name: s.String(), Offset: -d, Metrics: []sla.Metric{m}})
		}
	}
	for name, raw := range options {
		var err error
		switch name {
		case "reprioritise":
			err = json.Unmarshal(raw, &p.Reclassified)
		case "reopen":
			err = json.Unmarshal(raw, &p.Reopened)
		case "resolve_implies_response":
			var implies bool
			err = json.Unmarshal(raw, &implies)
			p.Metrics[sla.Response] = sla.Rules{Unresolved: !implies}
		case "pause_applies", "pause_reasons":
			err = pauses(p, name, raw)
		default:
			return skip("no option is named %q", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pauses reads which metrics a pause stops, or by which reasons.
func pauses(p *sla.Policy, name string, raw json.RawMessage) error {
	var applies []string
	reasons := map[string][]string{}
	if name == "pause_applies" {
		if err := json.Unmarshal(raw, &applies); err != nil {
			return err
		}
	} else if err := json.Unmarshal(raw, &reasons); err != nil {
		return err
	} else {
		for _, m := range sla.Metrics() {
			applies = append(applies, m.String())
		}
	}
	other, named := []sla.Metric{}, map[string][]sla.Metric{}
	for _, name := range applies {
		m, err := metric(name)
		if err != nil {
			return err
		}
		if _, limited := reasons[name]; !limited && !(m == sla.Update && reasons["periodic_update"] != nil) {
			other = append(other, m)
		}
	}
	for name, list := range reasons {
		m, err := metric(name)
		if err != nil {
			return err
		}
		for _, r := range list {
			named[r] = append(named[r], m)
		}
	}
	p.Pause = map[string][]sla.Metric{sla.AnyReason: other}
	for r, list := range named {
		p.Pause[r] = append(list, other...)
	}
	return nil
}

// check compares what is wanted with the clock of a metric.
func (w slaWant) check(clock sla.Clock, m sla.Metric, now time.Time) error {
	r, err := clock.Result(m, now)
	if err != nil {
		return err
	}
	why, err := clock.Explain(m, now)
	if err != nil {
		return err
	}
	var remaining any = r.Remaining
	if !r.Promised {
		remaining = nil
	}
	answers := map[string]any{
		"due": r.Due, "latest": r.Latest, "stopped_at": r.Stopped, "first_counted_at": why.First,
		"elapsed_s": r.Elapsed, "remaining_s": remaining, "state": r.State.String(), "paused": r.Paused,
	}
	var faults []error
	for field, want := range w {
		got, known := answers[field]
		switch {
		case field == "warn_at":
			err = warnings(clock, m, now, want)
		case !known:
			err = skip("no field is named %q", field)
		default:
			err = sameAnswer(got, want)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", field, err))
		}
	}
	return joined(faults)
}

// sameAnswer compares an answer, of which zero and nil are null.
func sameAnswer(got any, want json.RawMessage) error {
	null := got == nil
	if t, ok := got.(time.Time); ok {
		null = t.IsZero()
	}
	if null || string(want) == "null" {
		if !null || string(want) != "null" {
			return fmt.Errorf("got %v, want %s", got, want)
		}
		return nil
	}
	if s, ok := got.(string); ok {
		if strconv.Quote(s) != string(want) {
			return fmt.Errorf("got %q, want %s", s, want)
		}
		return nil
	}
	return equal(got, want)
}

// warnings compares when the warnings of a metric fall due.
func warnings(clock sla.Clock, m sla.Metric, now time.Time, raw json.RawMessage) error {
	var want map[string]json.RawMessage
	if err := json.Unmarshal(raw, &want); err != nil {
		return err
	}
	alerts, err := clock.Warnings(now)
	if err != nil {
		return err
	}
	got := map[string]time.Time{}
	for _, a := range alerts {
		if a.Metric == m {
			got[a.Warning.Name] = a.At
		}
	}
	for name, at := range want {
		if err := sameAnswer(got[name], at); err != nil {
			return fmt.Errorf("%s s before: %w", name, err)
		}
	}
	return nil
}
