package sla_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// A scene is a policy over two calendars, a ticket, and an instant to ask about.
type scene struct {
	policy    sla.Policy
	calendars map[string]*calendar.Calendar
	near      time.Time
	agreement *sla.Agreement
	events    []sla.Event
	at        time.Time
}

func drawScene(t *rapid.T) scene {
	zone := gen.Zone().Draw(t, "zone")
	near := gen.Instant(gen.Location(zone)).Draw(t, "near")
	s := scene{near: near, calendars: map[string]*calendar.Calendar{}}
	for name, zone := range map[string]string{"a": zone, "b": gen.Zone().Draw(t, "zone of b")} {
		c, err := calendar.New(gen.Config(zone, near).Draw(t, name), time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		s.calendars[name] = c
	}
	s.calendars["always"] = calendar.Always()
	s.policy = drawPolicy(t)
	s.agreement = s.agree(t, s.policy)
	s.events = gen.Events(near).Draw(t, "events")
	s.at = near.Add(time.Duration(rapid.IntRange(-4*24*60, 7*24*60).Draw(t, "at")) * time.Minute)
	if rapid.Bool().Draw(t, "at an event") {
		s.at = rapid.SampledFrom(s.events).Draw(t, "event").At
	}
	return s
}

func (s scene) agree(t *rapid.T, p sla.Policy) *sla.Agreement {
	a, err := sla.New(p, s.calendars)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (s scene) clock(t *rapid.T, events []sla.Event) sla.Clock {
	c, err := s.agreement.Clock(sla.Ticket{ID: "T", Events: events})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func drawPolicy(t *rapid.T) sla.Policy {
	p := sla.Policy{
		Calendar:     rapid.SampledFrom([]string{"a", "b", "always"}).Draw(t, "calendar"),
		Reclassified: rapid.SampledFrom([]sla.Reclass{"", sla.Keep, sla.Forward, sla.Reset, sla.Prorate}).Draw(t, "reclassified"),
		Reopened:     rapid.SampledFrom([]sla.Reopen{"", sla.Continue, sla.Restart, sla.Final}).Draw(t, "reopened"),
		Judge:        rapid.SampledFrom([]sla.Judge{"", "", sla.ByDue}).Draw(t, "judge"),
		Metrics:      map[sla.Metric]sla.Rules{},
	}
	if rapid.IntRange(0, 3).Draw(t, "window") == 0 {
		p.Window = time.Duration(rapid.IntRange(1, 2000).Draw(t, "minutes")) * time.Minute
	}
	for _, level := range []string{"P1", "P2", "any"} {
		target := sla.Target{ID: level, Within: map[sla.Metric]sla.Within{}}
		if level != "any" {
			target.When = priority.MustParseCondition(fmt.Sprintf(`{"level": %q}`, level))
		}
		target.Calendar = rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "calendar")
		for _, m := range sla.Metrics() {
			switch rapid.IntRange(0, 5).Draw(t, "within") {
			case 0:
			case 1:
				target.Within[m] = sla.None()
			default:
				target.Within[m] = sla.Time(time.Duration(rapid.SampledFrom([]int{1, 15, 30, 60, 240, 480, 1440}).Draw(t, "target")) * time.Minute)
			}
		}
		if len(target.Within) > 0 {
			p.Targets = append(p.Targets, target)
		}
	}
	for _, m := range sla.Metrics() {
		if rapid.IntRange(0, 2).Draw(t, "special") > 0 {
			continue
		}
		r := sla.Rules{Opening: m == sla.NextReply && rapid.Bool().Draw(t, "opening"), Unresolved: rapid.Bool().Draw(t, "unresolved")}
		if rapid.Bool().Draw(t, "from") {
			r.From = rapid.SampledFrom([][]sla.Trigger{{{Type: sla.Marked, Name: "a"}}, {{Type: sla.CustomerMessage}}, {{Type: sla.WorkStarted}, {Type: sla.Marked, Name: "b"}}}).Draw(t, "triggers")
		}
		if rapid.Bool().Draw(t, "by") {
			r.By = rapid.SampledFrom([][]sla.Trigger{{{Type: sla.Marked, Name: "b"}}, {{Type: sla.AgentReply}, {Type: sla.AutoReply}}, {{Type: sla.Resolved}}}).Draw(t, "triggers")
		}
		r.Reclassified = rapid.SampledFrom([]sla.Reclass{"", sla.Forward, sla.Reset}).Draw(t, "reclassified")
		r.Reopened = rapid.SampledFrom([]sla.Reopen{"", sla.Restart, sla.Final}).Draw(t, "reopened")
		p.Metrics[m] = r
	}
	if rapid.Bool().Draw(t, "pause") {
		p.Pause = map[string][]sla.Metric{}
		for _, reason := range []string{sla.AnyReason, "customer", "vendor"} {
			if rapid.Bool().Draw(t, "named") {
				p.Pause[reason] = rapid.SliceOfNDistinct(rapid.SampledFrom(sla.Metrics()), 0, 5, rapid.ID[sla.Metric]).Draw(t, reason)
			}
		}
	}
	return p
}

// Every clock is the model's.
func TestClockAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		m := newModel(s.policy, s.calendars, s.near.Add(-5*24*time.Hour))
		c := s.clock(t, s.events)
		for _, metric := range sla.Metrics() {
			want := m.read(s.events, metric, s.at)
			got, err := c.Result(metric, s.at)
			if err != nil {
				t.Fatal(err)
			}
			if diff := want.compare(got); diff != "" && !s.at.Before(opened(s.events).At) {
				t.Fatalf("%v at %v: %s\n got %+v\nwant %+v", metric, s.at, diff, got, want)
			}
		}
	})
}

func opened(list []sla.Event) sla.Event {
	for _, e := range list {
		if e.Type == sla.Opened {
			return e
		}
	}
	return sla.Event{}
}

// compare returns what differs between the model's reading and a result.
func (r reading) compare(got sla.Result) string {
	same := func(a, b time.Time) bool { return a.Equal(b) }
	switch {
	case r.state != got.State.String():
		return "state"
	case r.level != got.Level:
		return "level"
	case r.cycle != got.Cycle:
		return "cycle"
	case !same(r.started, got.Started):
		return "started"
	case !same(r.stopped, got.Stopped):
		return "stopped"
	case !same(r.agreed, got.Agreed):
		return "agreed"
	case r.elapsed != got.Elapsed:
		return "elapsed"
	case r.promised != got.Promised:
		return "promised"
	case r.paused != got.Paused:
		return "paused"
	case r.implied != got.Implied:
		return "implied"
	case r.calendar != got.Calendar:
		return "calendar"
	case r.agreed.IsZero() && r.promised && (r.target != got.Target || got.Elapsed+got.Remaining != r.target):
		return "target"
	case !r.beyond && (!same(r.due, got.Due) || !same(r.latest, got.Latest)):
		return "due or latest"
	case !r.due.IsZero() && !same(r.due, got.Due):
		return "due"
	}
	return ""
}
