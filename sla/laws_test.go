package sla_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	for i, zone := range []string{zone, gen.Zone().Draw(t, "zone of b")} {
		name := string('a' + rune(i))
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
	for _, level := range []string{"P1", "P2", "any@a", "any@not b", "any"} {
		target := sla.Target{ID: level, Within: map[sla.Metric]sla.Within{}}
		switch name, during, timed := strings.Cut(level, "@"); {
		case timed && rapid.Bool().Draw(t, "any hour"):
			continue
		case strings.HasPrefix(during, "not "):
			target.When = priority.MustParseCondition(fmt.Sprintf(`{"not": {"during": %q}}`, during[4:]))
		case timed:
			target.When = priority.MustParseCondition(fmt.Sprintf(`{"during": %q}`, during))
		case name != "any":
			target.When = priority.MustParseCondition(fmt.Sprintf(`{"level": %q}`, level))
		}
		target.Calendar = rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "calendar")
		for _, m := range sla.Metrics() {
			switch rapid.IntRange(0, 5).Draw(t, "within") {
			case 0:
			case 1:
				target.Within[m] = sla.None()
			case 2:
				target.Within[m] = mustWithin(rapid.SampledFrom([]string{"0 business days", "1 business day", "3 business days", "1 business day same time", "2 business days same time", "1 day", "3 days", "1 week"}).Draw(t, "days"))
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

func mustWithin(s string) sla.Within {
	w, err := sla.ParseWithin(s)
	if err != nil {
		panic(err)
	}
	return w
}

// Every clock is the model's.
func TestClockAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		m := newModel(s.policy, s.calendars, s.near.Add(-5*24*time.Hour))
		c := s.clock(t, s.events)
		for _, metric := range sla.Metrics() {
			asked := []time.Time{s.at, s.near.Add(7 * 24 * time.Hour)}
			for _, e := range s.events[:min(len(s.events), 6)] { // which are in no order
				asked = append(asked, e.At)
			}
			for _, at := range asked {
				if at.Before(opened(s.events).At) {
					continue
				}
				want := m.read(s.events, metric, at)
				got, err := c.Result(metric, at)
				if err != nil {
					t.Fatal(err)
				}
				if diff := want.compare(got); diff != "" {
					t.Fatalf("%v at %v: %s\n got %+v, due %v, latest %v, target %v\nwant %s due %v latest %v by %v of %+v", metric, at, diff, got, got.Due, got.Latest, got.Target, want.state, want.due, want.latest, want.by, want)
				}
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

// results returns all that a clock says at an instant.
func results(t *rapid.T, c sla.Clock, at time.Time) []sla.Result {
	var list []sla.Result
	for _, m := range sla.Metrics() {
		r, err := c.Result(m, at)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func sameResults(t *rapid.T, why string, got, want []sla.Result) {
	for i := range want {
		if !got[i].Equal(want[i]) {
			t.Fatalf("%s:\n got %+v\nwant %+v", why, got[i], want[i])
		}
	}
}

// Events are a set: order and repetition do not matter, nor does what comes later, nor what
// is listed as ignored; and what is added later is as if it had been there.
func TestEventsAreASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		want := results(t, s.clock(t, s.events), s.at)
		again := append(slices.Clone(s.events), rapid.SliceOf(rapid.SampledFrom(s.events)).Draw(t, "repeated")...)
		sameResults(t, "permuted and repeated", results(t, s.clock(t, rapid.Permutation(again).Draw(t, "permuted")), s.at), want)

		if s.at.Before(opened(s.events).At) {
			return
		}
		known := slices.DeleteFunc(slices.Clone(s.events), func(e sla.Event) bool { return e.At.After(s.at) })
		c := s.clock(t, known)
		sameResults(t, "without what came later", results(t, c, s.at), want)

		cut := rapid.IntRange(0, len(known)).Draw(t, "cut")
		first := append([]sla.Event{opened(known)}, known[:cut]...)
		half := s.clock(t, first)
		results(t, half, s.at)
		whole, err := half.With(known[cut:]...)
		if err != nil {
			t.Fatal(err)
		}
		sameResults(t, "in two parts", results(t, whole, s.at), want)

		ignored := c.Ignored(s.at)
		rest := slices.DeleteFunc(slices.Clone(known), func(e sla.Event) bool {
			return slices.ContainsFunc(ignored, func(i sla.Ignored) bool { return i.Event.ID == e.ID })
		})
		sameResults(t, fmt.Sprint("without ", ignored), results(t, s.clock(t, rest), s.at), want)
	})
}

// Over periods that tile the life of a ticket, each asked about at its end, no broken promise is
// left out, whenever and by whatever change it came to be broken, and none is counted that the log
// of breaches does not know.
func TestNoBreachIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		c := s.clock(t, s.events)
		from, to := opened(s.events).At, s.near.Add(7*24*time.Hour)
		cuts := []time.Time{from, to}
		for range rapid.IntRange(0, 4).Draw(t, "cuts") {
			cut := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from)/time.Minute)).Draw(t, "cut")) * time.Minute)
			if rapid.Bool().Draw(t, "at an event") {
				cut = rapid.SampledFrom(s.events).Draw(t, "event").At
			}
			cuts = append(cuts, cut)
		}
		slices.SortFunc(cuts, time.Time.Compare)
		counted := map[sla.Metric]int{}
		for i := range cuts[1:] {
			list, err := sla.NewCompliance(slices.Values([]sla.Clock{c}), calendar.Period{From: cuts[i], To: cuts[i+1]}, "", cuts[i+1])
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				counted[m.Metric] += m.Breached
			}
		}
		log, err := c.Breaches(to)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range s.agreement.Promised() {
			cycles, err := c.Cycles(m, to)
			if err != nil {
				t.Fatal(err)
			}
			broken, logged := 0, 0
			for _, r := range cycles {
				if r.State == sla.Breached && !r.Superseded {
					broken++
				}
			}
			for _, b := range log {
				if b.Metric == m {
					logged++
				}
			}
			if n := counted[m]; n < broken || n > logged {
				t.Fatalf("%v: %d counted in %v, %d broken, in the log %+v", m, n, cuts, broken, log)
			}
		}
	})
}

// Segments tile the time from opened to the end, and those that counted sum to what elapsed.
func TestSegmentsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		c := s.clock(t, s.events)
		from := opened(s.events).At
		for _, m := range sla.Metrics() {
			e, err := c.Explain(m, s.at)
			if err != nil {
				t.Fatal(err)
			}
			cycles, err := c.Cycles(m, s.at)
			if err != nil {
				t.Fatal(err)
			}
			if r, _ := c.Result(m, s.at); !r.Equal(e.Result) || len(cycles) > 0 && !r.Equal(cycles[len(cycles)-1]) {
				t.Fatalf("Result, Explain and Cycles differ:\n%+v\n%+v\n%+v", r, e.Result, cycles)
			}
			if s.at.Before(from) {
				continue
			}
			end := s.at
			if !e.Result.Stopped.IsZero() {
				end = e.Result.Stopped
			}
			cursor, sums := from, map[int]time.Duration{}
			for _, g := range e.Segments {
				if !g.From.Equal(cursor) || !g.From.Before(g.To) || g.Counted != (g.Why == sla.Counted) {
					t.Fatalf("%v after %v", g, cursor)
				}
				if cursor = g.To; g.Counted {
					sums[g.Cycle] += g.To.Sub(g.From)
				}
			}
			if !cursor.Equal(end) {
				t.Fatalf("%v: segments end at %v, want %v", m, cursor, end)
			}
			for i, r := range cycles {
				if goesOn := i+1 < len(cycles) && cycles[i+1].Cycle == r.Cycle; !goesOn && sums[r.Cycle] != r.Elapsed {
					t.Fatalf("%v: cycle %d counted %v, elapsed %v", m, r.Cycle, sums[r.Cycle], r.Elapsed)
				}
			}
			if !e.First.IsZero() && e.Result.Elapsed > 0 {
				if i := slices.IndexFunc(e.Segments, func(g sla.Segment) bool { return g.Counted && g.Cycle == e.Result.Cycle }); !e.Segments[i].From.Equal(e.First) {
					t.Fatalf("first %v, segments %v", e.First, e.Segments)
				}
			}
			if text := e.String(); !strings.Contains(text, m.String()[:4]) {
				t.Fatal(text)
			}
		}
	})
}

// flags is what NextChange watches.
type flags struct {
	state                             sla.State
	paused, closed, implied, promised bool
	cycle, fired                      int
	breaches                          int
}

func watch(t *rapid.T, c sla.Clock, metrics []sla.Metric, at time.Time) (list []flags) {
	alerts, err := c.Warnings(at)
	if err != nil {
		t.Fatal(err)
	}
	breaches, err := c.Breaches(at)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range metrics {
		r, err := c.Result(m, at)
		if err != nil {
			t.Fatal(err)
		}
		f := flags{state: r.State, paused: r.Paused, closed: r.Closed, implied: r.Implied, promised: r.Promised, cycle: r.Cycle}
		for _, a := range alerts {
			if a.Metric == m && a.Fired {
				f.fired++
			}
		}
		for _, b := range breaches {
			if b.Metric == m {
				f.breaches++
			}
		}
		if r.State == sla.Breached && f.breaches == 0 {
			t.Fatalf("%v is breached at %v, and not in the log", m, at)
		}
		list = append(list, f)
	}
	return list
}

// Nothing changes before NextChange if nothing happens, and then something does.
func TestNextChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		s.policy.Warn = []sla.Warning{{Share: 75_00}, {Offset: -30 * time.Minute}, {Offset: 10 * time.Minute, Metrics: []sla.Metric{sla.Resolution}}, {}}
		s.agreement = s.agree(t, s.policy)
		at := s.at
		known := slices.DeleteFunc(slices.Clone(s.events), func(e sla.Event) bool { return e.At.After(at) })
		if len(known) == 0 || at.Before(opened(s.events).At) {
			return
		}
		c := s.clock(t, known)
		metrics := s.agreement.Promised()
		for range 4 {
			now := watch(t, c, metrics, at)
			next, ok, err := c.NextChange(at)
			if err != nil {
				t.Fatal(err)
			}
			until := next
			if !ok {
				until = at.Add(100 * 24 * time.Hour)
			}
			if ok && !next.After(at) {
				t.Fatalf("NextChange(%v) = %v", at, next)
			}
			within := at.Add(time.Duration(rapid.Int64Range(1, max(1, int64(until.Sub(at))-1)).Draw(t, "within")))
			for _, u := range []time.Time{within, until.Add(-1)} {
				if u.After(at) && u.Before(until) && !slices.Equal(watch(t, c, metrics, u), now) {
					t.Fatalf("between %v and %v, at %v:\n%+v\n%+v", at, until, u, now, watch(t, c, metrics, u))
				}
			}
			if !ok {
				return
			}
			if slices.Equal(watch(t, c, metrics, next), now) {
				t.Fatalf("nothing changes at %v, after %v: %+v", next, at, now)
			}
			at = next
		}
	})
}

// Splitting a pause changes nothing.
func TestPauseSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		known := slices.DeleteFunc(slices.Clone(s.events), func(e sla.Event) bool { return e.Type == sla.Paused || e.Type == sla.Resumed })
		start := opened(known).At
		a := start.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "a")) * time.Minute)
		b := a.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "b")) * time.Minute)
		m := a.Add(time.Duration(rapid.Int64Range(1, int64(b.Sub(a))-1).Draw(t, "m")))
		if slices.ContainsFunc(known, func(e sla.Event) bool { return !e.At.Before(a) && !e.At.After(b) }) {
			return // what happens meanwhile is another story
		}
		at := b.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Minute)
		pause := []sla.Event{{ID: "p1", At: a, Type: sla.Paused}, {ID: "p2", At: b, Type: sla.Resumed}}
		split := append(slices.Clone(pause), sla.Event{ID: "p3", At: m, Type: sla.Resumed}, sla.Event{ID: "p4", At: m, Type: sla.Paused})
		once := results(t, s.clock(t, append(slices.Clone(known), pause...)), at)
		sameResults(t, "split", results(t, s.clock(t, append(slices.Clone(known), split...)), at), once)
	})
}

// Asked after it ended, a pause wholly in closed time changed nothing.
func TestPauseAtNight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := gen.Zone().Draw(t, "zone")
		near := gen.Instant(gen.Location(zone)).Draw(t, "near")
		c, err := calendar.New(gen.Config(zone, near).Draw(t, "calendar"), time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		closes, err1 := c.NextClose(near)
		opens, err2 := c.NextOpen(closes)
		if err1 != nil || err2 != nil || opens.Sub(near) > 100*24*time.Hour {
			return
		}
		a, err := sla.New(sla.Policy{Calendar: "c", Targets: []sla.Target{{Within: map[sla.Metric]sla.Within{sla.Resolution: sla.Time(8 * time.Hour)}}}},
			map[string]*calendar.Calendar{"c": c})
		if err != nil {
			t.Fatal(err)
		}
		from := closes.Add(time.Duration(rapid.Int64Range(0, int64(opens.Sub(closes))).Draw(t, "from")))
		to := from.Add(time.Duration(rapid.Int64Range(0, int64(opens.Sub(from))).Draw(t, "to")))
		at := to.Add(time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "later")))
		clock, err := a.Clock(sla.Ticket{Events: []sla.Event{{ID: "o", At: near, Type: sla.Opened}}})
		if err != nil {
			t.Fatal(err)
		}
		paused, err := clock.With(sla.Event{ID: "p", At: from, Type: sla.Paused}, sla.Event{ID: "r", At: to, Type: sla.Resumed})
		if err != nil {
			t.Fatal(err)
		}
		if from.Before(to) {
			sameResults(t, "paused at night", results(t, paused, at), results(t, clock, at))
		}
	})
}

// timesOnly takes out of a policy what is promised by a day, and what depends on what is open.
func timesOnly(p *sla.Policy) {
	p.Targets = slices.DeleteFunc(p.Targets, func(t sla.Target) bool { return strings.Contains(t.ID, "@") })
	for _, target := range p.Targets {
		for m, w := range target.Within {
			if strings.Contains(w.String(), " ") {
				target.Within[m] = sla.Time(8 * time.Hour)
			}
		}
	}
}

// More closed time never makes a clock due earlier, and a higher target never turns met
// into breached.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		timesOnly(&s.policy)
		s.policy.Reclassified = sla.Keep
		for m, r := range s.policy.Metrics {
			r.Reclassified = ""
			s.policy.Metrics[m] = r
		}
		s.agreement = s.agree(t, s.policy)
		before := results(t, s.clock(t, s.events), s.at)

		more := s
		more.policy.Targets = slices.Clone(s.policy.Targets)
		extra := time.Duration(rapid.IntRange(1, 1000).Draw(t, "extra")) * time.Minute
		for i, target := range more.policy.Targets {
			within := map[sla.Metric]sla.Within{}
			for m, w := range target.Within {
				if within[m] = w; w != sla.None() {
					d, err := time.ParseDuration(w.String())
					if err != nil {
						t.Fatal(err)
					}
					within[m] = sla.Time(d + extra)
				}
			}
			more.policy.Targets[i].Within = within
		}
		more.agreement = s.agree(t, more.policy)
		for i, r := range results(t, more.clock(t, s.events), s.at) {
			if before[i].State == sla.Met && r.State != sla.Met || before[i].State != sla.Breached && r.State == sla.Breached {
				t.Fatalf("with %v more:\n%+v\n%+v", extra, before[i], r)
			}
		}

		less := s
		less.calendars = map[string]*calendar.Calendar{}
		shut, err := calendar.New(calendar.Config{Zone: "UTC", Week: calendar.Weekly(calendar.MustParseWeek("closed")),
			Dates: map[calendar.Date]calendar.Hours{
				calendar.DateIn(s.near, time.UTC).AddDays(rapid.IntRange(-3, 9).Draw(t, "shut")): {{From: 0, To: calendar.Midnight}},
			}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range s.calendars {
			less.calendars[name] = c.Subtract(shut)
		}
		less.agreement = less.agree(t, s.policy)
		for i, r := range results(t, less.clock(t, s.events), s.at) {
			if r.Cycle == before[i].Cycle && !r.Due.IsZero() && !before[i].Due.IsZero() && r.Due.Before(before[i].Due) {
				t.Fatalf("with a day less:\n%+v\n%+v", before[i], r)
			}
		}
	})
}

// Policies, events and tickets come back from JSON as they were, and the same value gives
// the same bytes.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		s.policy.Warn = []sla.Warning{{Share: 75_00, Name: "x"}, {Offset: -90 * time.Minute}, {Offset: time.Second, Metrics: []sla.Metric{sla.Update}}, {}}
		var p sla.Policy
		roundTrip(t, s.policy, &p)
		if !p.Equal(s.policy) {
			t.Fatalf("got %+v, want %+v", p, s.policy)
		}
		ticket := sla.Ticket{ID: "T-1", Queue: 2, Events: s.events, Facts: priority.Facts{"class": priority.Word("a, {b}"), "planned": priority.Flag(true),
			"needed": priority.Time(45 * time.Minute), "has": priority.Set("a", "b"), "none": priority.Set()}}
		var back sla.Ticket
		roundTrip(t, ticket, &back)
		slices.SortFunc(s.events, sla.Event.Compare)
		if !slices.EqualFunc(back.Events, s.events, sla.Event.Equal) || len(back.Facts) != len(ticket.Facts) {
			t.Fatalf("got %+v, want %+v", back, ticket)
		}
		for name, v := range ticket.Facts {
			if !back.Facts[name].Equal(v) {
				t.Fatalf("%s: got %v, want %v", name, back.Facts[name], v)
			}
		}
		var events sla.Events
		roundTrip(t, sla.Events(rapid.Permutation(s.events).Draw(t, "permuted")), &events)
		if !slices.EqualFunc(events, s.events, sla.Event.Equal) {
			t.Fatalf("got %+v, want %+v", events, s.events)
		}
	})
}

func roundTrip[T any](t *rapid.T, v T, back *T) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, back)
	}
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	again, err := json.Marshal(*back)
	if err != nil || string(again) != string(data) {
		t.Fatalf("%s\nis written again as\n%s, %v", data, again, err)
	}
}
