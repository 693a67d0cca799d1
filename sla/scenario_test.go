package sla_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	u, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func office(t testing.TB, zone, week string, change func(*calendar.Config)) *calendar.Calendar {
	t.Helper()
	cfg := calendar.Config{Zone: zone, Week: calendar.Weekly(calendar.MustParseWeek(week))}
	if change != nil {
		change(&cfg)
	}
	c, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func agree(t testing.TB, p sla.Policy, calendars map[string]*calendar.Calendar) *sla.Agreement {
	t.Helper()
	a, err := sla.New(p, calendars)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func clock(t testing.TB, a *sla.Agreement, list ...sla.Event) sla.Clock {
	t.Helper()
	for i := range list {
		if list[i].ID == "" {
			list[i].ID = string('a' + rune(i))
		}
	}
	c, err := a.Clock(sla.Ticket{ID: "T", Events: list})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func result(t testing.TB, c sla.Clock, m sla.Metric, u time.Time) sla.Result {
	t.Helper()
	r, err := c.Result(m, u)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func within(pairs ...any) map[sla.Metric]sla.Within {
	w := map[sla.Metric]sla.Within{}
	for i := 0; i < len(pairs); i += 2 {
		w[pairs[i].(sla.Metric)] = pairs[i+1].(sla.Within)
	}
	return w
}

// The clocks of scenarios 2 and 3: when a ticket is due that was opened then.
func TestScenarioDues(t *testing.T) {
	moscow := func(short string) *calendar.Calendar {
		return office(t, "Europe/Moscow", "Mon-Fri 09:00-19:00", func(c *calendar.Config) {
			c.Dates = map[calendar.Date]calendar.Hours{calendar.MustParseDate("2026-11-04"): {}, calendar.MustParseDate("2026-12-31"): {}}
			if short != "" {
				c.Dates[calendar.MustParseDate(short)] = calendar.Hours{{From: 9 * 3600, To: 18 * 3600}}
			}
		})
	}
	websan := func(zone string, closed string) *calendar.Calendar {
		return office(t, zone, "Mon-Fri 08:00-18:00", func(c *calendar.Config) {
			c.Holidays = []string{"us-federal"}
			if closed != "" {
				c.Closed = []calendar.Closure{calendar.CloseDay(calendar.MustParseDate(closed), "bridge day")}
			}
		})
	}
	always := office(t, "America/New_York", "24/7", nil)
	for _, tt := range []struct {
		why      string
		calendar *calendar.Calendar
		opened   string
		within   time.Duration
		want     string
	}{
		{"I1 reaction", moscow(""), "2026-10-30T17:20:00+03:00", 2 * time.Hour, "2026-11-02T09:20:00+03:00"},
		{"I1 start", moscow(""), "2026-10-30T17:20:00+03:00", 4 * time.Hour, "2026-11-02T11:20:00+03:00"},
		{"I2 reaction, holiday on the 4th", moscow(""), "2026-11-03T18:00:00+03:00", 2 * time.Hour, "2026-11-05T10:00:00+03:00"},
		{"I2 start", moscow(""), "2026-11-03T18:00:00+03:00", 4 * time.Hour, "2026-11-05T12:00:00+03:00"},
		{"I2 reaction, 3 November short (AMB-52)", moscow("2026-11-03"), "2026-11-03T18:00:00+03:00", 2 * time.Hour, "2026-11-05T11:00:00+03:00"},
		{"I2 start, 3 November short", moscow("2026-11-03"), "2026-11-03T18:00:00+03:00", 4 * time.Hour, "2026-11-05T13:00:00+03:00"},
		{"I3 reaction, by messenger on a Saturday", moscow(""), "2026-12-12T14:00:00+03:00", 2 * time.Hour, "2026-12-14T11:00:00+03:00"},
		{"I3 start", moscow(""), "2026-12-12T14:00:00+03:00", 4 * time.Hour, "2026-12-14T13:00:00+03:00"},
		{"E18 reaction", moscow(""), "2026-10-26T18:30:00+03:00", time.Hour, "2026-10-27T09:30:00+03:00"},
		{"E18 start", moscow(""), "2026-10-26T18:30:00+03:00", 3 * time.Hour, "2026-10-27T11:30:00+03:00"},
		{"E22 start", moscow(""), "2026-10-26T17:00:00+03:00", 6 * time.Hour, "2026-10-27T13:00:00+03:00"},
		{"C7: 8 h from Friday 15:00", websan("America/New_York", ""), "2026-06-05T15:00:00-04:00", 8 * time.Hour, "2026-06-08T13:00:00-04:00"},
		{"T1 Winning, over the clock change", websan("America/New_York", ""), "2026-10-30T17:10:00-04:00", 2 * time.Hour, "2026-11-02T09:10:00-05:00"},
		{"T1 if EST is UTC-5", websan("UTC-05:00", ""), "2026-10-30T17:10:00-04:00", 2 * time.Hour, "2026-11-02T08:10:00-05:00"},
		{"T1 Success", websan("America/New_York", ""), "2026-10-30T17:10:00-04:00", 4 * time.Hour, "2026-11-02T11:10:00-05:00"},
		{"T1 Base", websan("America/New_York", ""), "2026-10-30T17:10:00-04:00", 8 * time.Hour, "2026-11-02T15:10:00-05:00"},
		{"T2, Thanksgiving", websan("America/New_York", ""), "2026-11-25T17:30:00-05:00", 2 * time.Hour, "2026-11-27T09:30:00-05:00"},
		{"T2, the Friday closed too", websan("America/New_York", "2026-11-27"), "2026-11-25T17:30:00-05:00", 2 * time.Hour, "2026-11-30T09:30:00-05:00"},
		{"T3, clocks forward", websan("America/New_York", ""), "2026-03-06T17:30:00-05:00", 2 * time.Hour, "2026-03-09T09:30:00-04:00"},
		{"T3 if EST is UTC-5", websan("UTC-05:00", ""), "2026-03-06T17:30:00-05:00", 2 * time.Hour, "2026-03-09T09:30:00-05:00"},
		{"24/7: 01:30 EDT + 1 h is 01:30 EST", always, "2026-11-01T01:30:00-04:00", time.Hour, "2026-11-01T01:30:00-05:00"},
		{"24/7: 00:30 EDT + 2 h is 01:30 EST", always, "2026-11-01T00:30:00-04:00", 2 * time.Hour, "2026-11-01T01:30:00-05:00"},
		{"24/7: 01:30 EST + 1 h is 03:30 EDT", always, "2026-03-08T01:30:00-05:00", time.Hour, "2026-03-08T03:30:00-04:00"},
		{"B1: Sunday 03:00 on 24/7", always, "2026-06-07T03:00:00-04:00", time.Hour, "2026-06-07T04:00:00-04:00"},
	} {
		a := agree(t, sla.Policy{Calendar: "c", Targets: []sla.Target{{Within: within(sla.Response, sla.Time(tt.within))}}}, map[string]*calendar.Calendar{"c": tt.calendar})
		opened := at(t, tt.opened)
		r := result(t, clock(t, a, sla.Event{At: opened, Type: sla.Opened}), sla.Response, opened)
		if !r.Due.Equal(at(t, tt.want)) || r.State != sla.Running {
			t.Errorf("%s: %v, due %v, want %v", tt.why, r.State, r.Due, tt.want)
		}
	}
}

// T1's answer came after 115 minutes of business time: met by the wall clock of New York,
// broken by a fixed offset.
func TestScenarioT1(t *testing.T) {
	for _, tt := range []struct {
		zone    string
		elapsed time.Duration
		state   sla.State
		left    time.Duration
	}{
		{"America/New_York", 115 * time.Minute, sla.Met, 5 * time.Minute},
		{"UTC-05:00", 175 * time.Minute, sla.Breached, -55 * time.Minute},
	} {
		a := agree(t, sla.Policy{Calendar: "c", Targets: []sla.Target{{Within: within(sla.Response, sla.Time(2*time.Hour))}}},
			map[string]*calendar.Calendar{"c": office(t, tt.zone, "Mon-Fri 08:00-18:00", nil)})
		c := clock(t, a, sla.Event{At: at(t, "2026-10-30T17:10:00-04:00"), Type: sla.Opened}, sla.Event{At: at(t, "2026-11-02T09:05:00-05:00"), Type: sla.AgentReply})
		r := result(t, c, sla.Response, at(t, "2026-11-03T00:00:00Z"))
		if r.Elapsed != tt.elapsed || r.State != tt.state || r.Remaining != tt.left {
			t.Errorf("%s: %v after %v, %v left; want %v after %v, %v left", tt.zone, r.State, r.Elapsed, r.Remaining, tt.state, tt.elapsed, tt.left)
		}
	}
}

const day = "2026-06-01T" // a Monday

// hourly is a policy of resolution targets by level around the clock.
func hourly(change func(*sla.Policy)) sla.Policy {
	p := sla.Policy{Calendar: "always", Targets: []sla.Target{
		{ID: "urgent", When: priority.MustParseCondition(`{"level": "P1"}`), Within: within(sla.Resolution, sla.Time(4*time.Hour))},
		{ID: "other", When: priority.MustParseCondition(`{"level": ["P2", "P3"]}`), Within: within(sla.Resolution, sla.Time(24*time.Hour), sla.Response, sla.Time(time.Hour),
			sla.NextReply, sla.Time(time.Hour), sla.Update, sla.Time(2*time.Hour), sla.Start, sla.Time(time.Hour))},
	}}
	if change != nil {
		change(&p)
	}
	return p
}

var allCalendars = func(t testing.TB) map[string]*calendar.Calendar {
	return map[string]*calendar.Calendar{"always": calendar.Always(), "office": office(t, "UTC", "Mon-Fri 09:00-17:00", nil), "never": calendar.Never()}
}

// What events do, one rule a row. Events are written "HH:MM type[:detail]" on Monday 1 June
// 2026 in UTC; a result as "state elapsed due" and what else is worth it.
func TestRules(t *testing.T) {
	reclass := func(r sla.Reclass) func(*sla.Policy) { return func(p *sla.Policy) { p.Reclassified = r } }
	reopen := func(r sla.Reopen) func(*sla.Policy) { return func(p *sla.Policy) { p.Reopened = r } }
	in := func(c string) func(*sla.Policy) { return func(p *sla.Policy) { p.Calendar = c } }
	rules := func(m sla.Metric, r sla.Rules) func(*sla.Policy) {
		return func(p *sla.Policy) { p.Metrics = map[sla.Metric]sla.Rules{m: r} }
	}
	for _, tt := range []struct {
		why    string
		policy func(*sla.Policy)
		metric sla.Metric
		events string
		at     string
		want   string
	}{
		{"keep: 4 h from opening (AMB-31)", nil, sla.Resolution, "00:00 opened:P3, 03:00 reclassified:P1", "03:00", "running 3h due 04:00"},
		{"forward", reclass(sla.Forward), sla.Resolution, "00:00 opened:P3, 03:00 reclassified:P1", "03:00", "running 3h due 07:00"},
		{"reset", reclass(sla.Reset), sla.Resolution, "00:00 opened:P3, 03:00 reclassified:P1", "03:00", "running 0s due 07:00 cycle 2"},
		{"prorate", reclass(sla.Prorate), sla.Resolution, "00:00 opened:P3, 03:00 reclassified:P1", "03:00", "running 3h due 06:30"},
		{"prorate of what is overdue: nothing is left", reclass(sla.Prorate), sla.Resolution, "00:00 opened:P1, 05:00 reclassified:P3", "05:00", "running 5h due 05:00"},
		{"a level with the same target is not a change of target", reclass(sla.Reset), sla.Resolution, "00:00 opened:P2, 03:00 reclassified:P3", "03:00", "running 3h due 00:00+1"},
		{"a downgrade gives more time", nil, sla.Resolution, "00:00 opened:P1, 05:00 reclassified:P3", "05:00", "running 5h due 00:00+1"},
		{"a stopped clock is not rewritten", nil, sla.Resolution, "00:00 opened:P3, 05:00 resolved, 06:00 reclassified:P1", "07:00", "met 5h due 00:00+1"},
		{"no target is not target zero (A32)", nil, sla.Response, "00:00 opened:P1", "09:00", "no_target 9h"},
		{"exactly the target is met", nil, sla.Resolution, "00:00 opened:P1, 04:00 resolved", "05:00", "met 4h due 04:00"},
		{"a machine's reply stops no clock (B14)", nil, sla.Response, "10:00 opened:P2, 10:00 auto_reply, 11:10 agent_reply", "12:00", "breached 1h10m due 11:00"},
		{"an internal note stops none", nil, sla.Response, "10:00 opened:P2, 10:10 internal_note", "10:30", "running 30m due 11:00"},
		{"any may, if the policy says so (AMB-54)", rules(sla.Response, sla.Rules{By: []sla.Trigger{{Type: sla.AgentReply}, {Type: sla.AutoReply}}}), sla.Response,
			"10:00 opened:P2, 10:01 auto_reply", "12:00", "met 1m due 11:00"},
		{"resolved implies a response", nil, sla.Response, "10:00 opened:P2, 10:30 resolved", "12:00", "met 30m due 11:00 implied"},
		{"unless it does not", rules(sla.Response, sla.Rules{Unresolved: true}), sla.Response, "10:00 opened:P2, 10:30 resolved", "12:00", "breached 2h due 11:00"},
		{"which a pause before it does not change", rules(sla.Response, sla.Rules{Unresolved: true}), sla.Response, "10:00 opened:P2, 10:10 paused, 10:30 resolved", "10:40", "running 20m due 11:20"},
		{"closed without resolved counts as resolved", nil, sla.Resolution, "00:00 opened:P1, 01:00 closed", "05:00", "met 1h due 04:00"},
		{"refused: the clock goes on from what had elapsed (C33)", nil, sla.Resolution, "10:00 opened:P1, 14:00 resolved, 16:00 reopened", "16:00", "running 4h due 14:00 latest 16:00"},
		{"a fresh target", reopen(sla.Restart), sla.Resolution, "10:00 opened:P1, 14:00 resolved, 16:00 reopened", "16:00", "running 0s due 20:00 cycle 2"},
		{"final", reopen(sla.Final), sla.Resolution, "10:00 opened:P1, 14:00 resolved, 16:00 reopened", "18:00", "met 4h due 14:00"},
		{"at the end of the window it can be reopened", func(p *sla.Policy) { p.Window = 2 * time.Hour }, sla.Resolution, "10:00 opened:P1, 11:00 resolved, 13:00 reopened", "14:00", "running 2h due 16:00"},
		{"and later not", func(p *sla.Policy) { p.Window = 2*time.Hour - 1 }, sla.Resolution, "10:00 opened:P1, 11:00 resolved, 13:00 reopened", "14:00", "met 1h due 14:00"},
		{"what a milestone stopped, reopening does not start", rules(sla.Resolution, sla.Rules{By: []sla.Trigger{{Type: sla.Marked, Name: "workaround"}}}), sla.Resolution,
			"10:00 opened:P1, 11:00 marked:workaround, 12:00 resolved, 13:00 reopened", "14:00", "met 1h due 14:00"},
		{"nor start anew", func(p *sla.Policy) {
			p.Reopened, p.Metrics = sla.Restart, map[sla.Metric]sla.Rules{sla.Resolution: {By: []sla.Trigger{{Type: sla.Marked, Name: "workaround"}}}}
		}, sla.Resolution, "10:00 opened:P1, 11:00 marked:workaround, 12:00 resolved, 13:00 reopened", "14:00", "met 1h due 14:00"},
		{"from a milestone (handed over)", rules(sla.Response, sla.Rules{From: []sla.Trigger{{Type: sla.Marked, Name: "handed-over"}}}), sla.Response,
			"10:00 opened:P2, 10:30 agent_reply, 11:00 marked:other, 11:30 marked:handed-over", "12:00", "running 30m due 12:30"},
		{"paused: no due, but what it would be", nil, sla.Resolution, "10:00 opened:P1, 11:00 paused:customer", "13:00", "paused 1h if 16:00"},
		{"a due that was reached stays while paused", nil, sla.Resolution, "10:00 opened:P1, 15:00 paused:customer", "16:00", "breached 5h due 14:00 paused"},
		{"paused with nothing left is not broken", nil, sla.Resolution, "10:00 opened:P1, 14:00 paused:customer", "16:00", "paused 4h due 14:00 nolatest"},
		{"two reasons, one resumed", nil, sla.Resolution, "10:00 opened:P1, 11:00 paused:customer, 11:30 paused:vendor, 12:00 resumed:customer", "13:00", "paused 1h if 16:00"},
		{"resumed without a reason ends all", nil, sla.Resolution, "10:00 opened:P1, 11:00 paused:customer, 11:30 paused:vendor, 12:00 resumed", "13:00", "running 2h due 15:00"},
		{"five reasons, and back", nil, sla.Resolution,
			"10:00 opened:P1, 11:00 paused:a, 11:00 paused:b, 11:00 paused:c, 11:00 paused:d, 11:00 paused:e, 12:00 resumed:b, 12:00 resumed:e, 12:00 resumed:a, 12:00 resumed:c, 12:00 resumed:d", "13:00", "running 2h due 15:00"},
		{"a due that came after a pause", nil, sla.Resolution, "10:00 opened:P1, 11:00 paused:customer, 13:00 resumed:customer", "20:00", "breached 8h due 16:00"},
		{"and after it was reopened", nil, sla.Resolution, "10:00 opened:P1, 11:00 resolved, 13:00 reopened", "20:00", "breached 8h due 16:00"},
		{"resolved clears pauses", nil, sla.Resolution, "10:00 opened:P1, 11:00 paused:customer, 12:00 resolved, 13:00 reopened", "14:00", "running 2h due 16:00"},
		{"cancelled", nil, sla.Resolution, "10:00 opened:P1, 11:00 cancelled, 12:00 reopened", "14:00", "void 1h due 14:00"},
		{"merged after it was resolved changes nothing", nil, sla.Resolution, "10:00 opened:P1, 11:00 resolved, 12:00 merged", "14:00", "met 1h due 14:00"},
		{"an agreed instant is the target (C20)", nil, sla.Resolution, "10:00 opened:P1, 11:00 scheduled:resolution 20:00", "12:00", "running 2h due 20:00 agreed"},
		{"in a pause too", nil, sla.Resolution, "10:00 opened:P1, 11:00 scheduled:resolution 20:00, 12:00 paused", "21:00", "breached 2h due 20:00 agreed paused"},
		{"before the clock starts, for its next cycle", nil, sla.NextReply, "10:00 opened:P2, 10:10 scheduled:next_reply 18:00, 11:00 customer_message", "12:00", "running 1h due 18:00 agreed"},
		{"and for that alone", nil, sla.NextReply, "10:00 opened:P2, 10:10 scheduled:next_reply 18:00, 11:00 customer_message, 12:00 agent_reply, 13:00 customer_message", "13:00", "running 0s due 14:00 cycle 2"},
		{"the oldest message counts", nil, sla.NextReply, "10:00 opened:P2, 10:00 agent_reply, 11:00 customer_message, 11:30 customer_message", "11:30", "running 30m due 12:00"},
		{"the opening is no message", nil, sla.NextReply, "10:00 opened:P2", "11:30", "idle 0s"},
		{"unless the policy makes it one", rules(sla.NextReply, sla.Rules{Opening: true}), sla.NextReply, "10:00 opened:P2", "10:30", "running 30m due 11:00"},
		{"updates run from each reply", nil, sla.Update, "10:00 opened:P2, 11:00 agent_reply", "12:00", "running 1h due 13:00 cycle 2"},
		{"and end when it is resolved", nil, sla.Update, "10:00 opened:P2, 11:00 agent_reply, 12:00 resolved", "19:00", "met 1h due 13:00 cycle 2"},
		{"start of work, both from opening (AMB-53)", nil, sla.Start, "10:00 opened:P2, 10:20 agent_reply, 10:50 work_started, 10:55 work_started", "12:00", "met 50m due 11:00"},
		{"due at closing, in time until it opens", in("office"), sla.Resolution, "13:00 opened:P1, 09:00+1 resolved", "09:00+1", "met 4h due 17:00 latest 09:00+1"},
		{"no breach begins while closed", in("office"), sla.Resolution, "13:00 opened:P1", "20:00", "running 4h due 17:00 latest 09:00+1 closed"},
		{"unless judged by the due instant", func(p *sla.Policy) { p.Calendar, p.Judge = "office", sla.ByDue }, sla.Resolution, "13:00 opened:P1, 20:00 resolved", "21:00", "breached 4h due 17:00"},
		{"which itself is in time", func(p *sla.Policy) { p.Calendar, p.Judge = "office", sla.ByDue }, sla.Resolution, "13:00 opened:P1, 17:00 resolved", "21:00", "met 4h due 17:00"},
		{"never open", in("never"), sla.Resolution, "13:00 opened:P1", "20:00", "running 0s closed never"},
		{"each stretch by the calendar in force", nil, sla.Resolution, "06:00 opened:P1, 08:00 reclassified@office", "12:00", "breached 5h due 11:00"},
	} {
		c := clock(t, agree(t, hourly(tt.policy), allCalendars(t)), script(t, tt.events)...)
		if got := brief(result(t, c, tt.metric, moment(t, tt.at))); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.why, got, tt.want)
		}
	}
}

// moment reads "15:04" of the day, or "15:04+1" of the day after.
func moment(t testing.TB, s string) time.Time {
	clock, next := strings.CutSuffix(s, "+1")
	u := at(t, day+clock+":00Z")
	if next {
		u = u.Add(24 * time.Hour)
	}
	return u
}

func script(t testing.TB, text string) []sla.Event {
	var list []sla.Event
	for line := range strings.SplitSeq(text, ", ") {
		words := strings.Fields(line)
		kind, cal, _ := strings.Cut(words[1], "@")
		kind, detail, _ := strings.Cut(kind, ":")
		e := sla.Event{At: moment(t, words[0]), Calendar: cal}
		var err error
		if e.Type, err = sla.ParseType(kind); err != nil {
			t.Fatal(err)
		}
		switch e.Type {
		case sla.Opened, sla.Reclassified:
			err = e.Level.UnmarshalText([]byte(detail))
		case sla.Paused, sla.Resumed:
			e.Reason = detail
		case sla.Marked:
			e.Name = detail
		case sla.Scheduled:
			e.Until = moment(t, words[2])
			e.Metric, err = sla.ParseMetric(detail)
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func brief(r sla.Result) string {
	short := func(u time.Time) string {
		if u.UTC().Day() > 1 {
			return u.UTC().Format("15:04") + "+1"
		}
		return u.UTC().Format("15:04")
	}
	words := []string{r.State.String(), strings.TrimSuffix(strings.TrimSuffix(r.Elapsed.String(), "0s"), "0m")}
	if r.Elapsed == 0 {
		words[1] = "0s"
	} else if m := r.Elapsed.String(); strings.HasSuffix(m, "m0s") && r.Elapsed%time.Hour != 0 {
		words[1] = strings.TrimSuffix(m, "0s")
	}
	add := func(ok bool, s ...string) {
		if ok {
			words = append(words, s...)
		}
	}
	add(!r.Due.IsZero(), "due", short(r.Due))
	add(!r.Due.IsZero() && r.Latest.IsZero(), "nolatest")
	add(r.Latest.After(r.Due), "latest", short(r.Latest))
	add(!r.IfResumed.IsZero(), "if", short(r.IfResumed))
	add(r.Cycle > 1, "cycle", string('0'+rune(r.Cycle)))
	add(r.Implied, "implied")
	add(!r.Agreed.IsZero(), "agreed")
	add(r.Closed, "closed")
	add(r.Paused && r.State != sla.Waiting, "paused")
	add(r.NeverOpen, "never")
	return strings.Join(words, " ")
}

// Targets in days.
func TestDays(t *testing.T) {
	for _, tt := range []struct{ why, within, calendar, opened, due, latest string }{
		{"close of the next open day", "1 business day", "office", "2026-06-01T10:00:00Z", "2026-06-02T17:00:00Z", "2026-06-03T09:00:00Z"},
		{"over the weekend", "3 business days", "office", "2026-06-04T10:00:00Z", "2026-06-09T17:00:00Z", "2026-06-10T09:00:00Z"},
		{"from a Saturday", "1 business day", "office", "2026-06-06T10:00:00Z", "2026-06-08T17:00:00Z", "2026-06-09T09:00:00Z"},
		{"the current day", "0 business days", "office", "2026-06-01T10:00:00Z", "2026-06-01T17:00:00Z", "2026-06-02T09:00:00Z"},
		{"the next, if the current has closed", "0 business days", "office", "2026-06-01T18:00:00Z", "2026-06-02T17:00:00Z", "2026-06-03T09:00:00Z"},
		{"the next, on a closed day", "0 business days", "office", "2026-06-06T10:00:00Z", "2026-06-08T17:00:00Z", "2026-06-09T09:00:00Z"},
		{"the same time of day", "2 business days same time", "office", "2026-06-04T10:30:00Z", "2026-06-08T10:30:00Z", "2026-06-08T10:30:00Z"},
		{"a time of day that is closed", "1 business day same time", "office", "2026-06-01T20:00:00Z", "2026-06-02T20:00:00Z", "2026-06-03T09:00:00Z"},
		{"days around the clock", "3 days", "always", "2026-06-04T10:30:00Z", "2026-06-07T10:30:00Z", "2026-06-07T10:30:00Z"},
		{"days that end on a Sunday", "3 days", "office", "2026-06-04T10:30:00Z", "2026-06-07T10:30:00Z", "2026-06-08T09:00:00Z"},
		{"a month, clamped", "1 month", "always", "2026-01-31T10:30:00Z", "2026-02-28T10:30:00Z", "2026-02-28T10:30:00Z"},
		{"a day without open time", "1 day", "office", "2026-06-05T20:00:00Z", "2026-06-06T20:00:00Z", "2026-06-08T09:00:00Z"},
		{"a day of a calendar that never opens", "1 day", "never", "2026-06-05T20:00:00Z", "2026-06-06T20:00:00Z", "0001-01-01T00:00:00Z"},
		{"midnight, around the clock", "1 business day", "always", "2026-06-01T10:00:00Z", "2026-06-03T00:00:00Z", "2026-06-03T00:00:00Z"},
	} {
		w, err := sla.ParseWithin(tt.within)
		if err != nil {
			t.Fatal(err)
		}
		a := agree(t, sla.Policy{Calendar: tt.calendar, Warn: []sla.Warning{{}, {Share: sla.Whole}},
			Targets: []sla.Target{{Within: within(sla.Resolution, w)}}}, allCalendars(t))
		opened := at(t, tt.opened)
		c := clock(t, a, sla.Event{At: opened, Type: sla.Opened})
		r := result(t, c, sla.Resolution, opened)
		if !r.Due.Equal(at(t, tt.due)) || !r.Latest.Equal(at(t, tt.latest)) || r.Elapsed+r.Remaining != r.Target {
			t.Errorf("%s: due %v, latest %v, want %s, %s", tt.why, r.Due, r.Latest, tt.due, tt.latest)
		}
		alerts, err := c.Warnings(opened)
		for _, w := range alerts {
			if err != nil || !w.At.Equal(r.Due) || w.Fired {
				t.Errorf("%s: the end warns at %v, due %v, %v", tt.why, w.At, r.Due, err)
			}
		}
		p := a.Policy()
		p.Reclassified, p.Targets = sla.Forward, []sla.Target{
			{When: priority.MustParseCondition(`{"level": "P1"}`), Within: within(sla.Resolution, sla.Time(time.Hour))}, p.Targets[0]}
		first := sla.Event{At: opened.Add(-48 * time.Hour), Type: sla.Opened, Level: priority.P1}
		c = clock(t, agree(t, p, allCalendars(t)), first, sla.Event{At: opened, Type: sla.Reclassified, Level: priority.P2})
		if f := result(t, c, sla.Resolution, opened); !f.Due.Equal(r.Due) || !f.Latest.Equal(r.Latest) {
			t.Errorf("%s, forward: due %v, latest %v, want %v, %v", tt.why, f.Due, f.Latest, r.Due, r.Latest)
		}
	}
}

// A pause in closed time moves no day that was promised: it is due then while it lasts, and if it
// were to end, and not at the closing before, by which promises judged by due would break.
func TestDaysPaused(t *testing.T) {
	w, err := sla.ParseWithin("3 days")
	if err != nil {
		t.Fatal(err)
	}
	a := agree(t, sla.Policy{Calendar: "office", Judge: sla.ByDue, Targets: []sla.Target{{Within: within(sla.Resolution, w)}}}, allCalendars(t))
	opened, sunday := sla.Event{At: at(t, "2026-06-04T10:30:00Z"), Type: sla.Opened}, at(t, "2026-06-07T10:30:00Z")
	c := clock(t, a, opened, sla.Event{At: at(t, "2026-06-05T18:00:00Z"), Type: sla.Paused})
	if r := result(t, c, sla.Resolution, at(t, "2026-06-06T12:00:00Z")); r.State != sla.Waiting || !r.Due.Equal(sunday) {
		t.Errorf("all open time gone by: %v, due %v, want %v", r, r.Due, sunday)
	}
	c = clock(t, a, opened, sla.Event{At: at(t, "2026-06-04T18:00:00Z"), Type: sla.Paused})
	if r := result(t, c, sla.Resolution, at(t, "2026-06-04T22:00:00Z")); !r.Due.IsZero() || !r.IfResumed.Equal(sunday) {
		t.Errorf("some left: due %v, if resumed %v, want %v", r.Due, r.IfResumed, sunday)
	}
}

// Channel, plan and hours choose targets; a fact that nobody stated chooses none, and is
// reported.
func TestTargets(t *testing.T) {
	p := sla.Policy{Calendar: "always", Targets: []sla.Target{
		{ID: "phone", When: priority.MustParseCondition(`{"channel": ["phone", "voicemail"]}`), Calendar: "office", Within: within(sla.Response, sla.Time(time.Hour))},
		{ID: "vip", When: priority.MustParseCondition(`{"class": "vip"}`), Within: within(sla.Response, sla.Time(2*time.Hour))},
		{ID: "hours", When: priority.MustParseCondition(`{"during": "office", "plan": "base"}`), Within: within(sla.Response, sla.Time(3*time.Hour))},
		{ID: "rest", Within: within(sla.Response, sla.None(), sla.Resolution, sla.Time(9*time.Hour))},
	}}
	a := agree(t, p, allCalendars(t))
	night, noon := at(t, "2026-06-01T22:10:00Z"), at(t, "2026-06-01T12:00:00Z")
	for _, tt := range []struct {
		why   string
		event sla.Event
		facts priority.Facts
		rule  string
		due   string
	}{
		{"B10: voicemail at night goes by the phone's hours", sla.Event{At: night, Channel: "voicemail"}, nil, "phone", "2026-06-02T10:00:00Z"},
		{"a fact of the ticket", sla.Event{At: night, Channel: "email"}, priority.Facts{"class": priority.Word("vip")}, "vip", "2026-06-02T00:10:00Z"},
		{"AMB-6: within hours", sla.Event{At: noon, Plan: "base", Channel: "email"}, priority.Facts{"class": priority.Word("x")}, "hours", "2026-06-01T15:00:00Z"},
		{"AMB-6: out of hours nothing is promised", sla.Event{At: night, Plan: "base", Channel: "email"}, nil, "rest", ""},
	} {
		tt.event.ID, tt.event.Type = "o", sla.Opened
		c, err := a.Clock(sla.Ticket{ID: "T", Facts: tt.facts, Events: []sla.Event{tt.event}})
		if err != nil {
			t.Fatal(err)
		}
		r := result(t, c, sla.Response, tt.event.At)
		if tt.due == "" && (r.State != sla.NoTarget || !r.Due.IsZero()) || tt.due != "" && (r.Rule != tt.rule || !r.Due.Equal(at(t, tt.due))) {
			t.Errorf("%s: %+v", tt.why, r)
		}
		why, err := c.Explain(sla.Response, tt.event.At)
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, u := range why.Unevaluated {
			missing = append(missing, u.Rule)
		}
		if want := tt.facts == nil; slices.Contains(missing, "vip") != want {
			t.Errorf("%s: passed over %v", tt.why, missing)
		}
	}
}

// Escalations at shares and offsets, in business time.
// C29: what the plan promises is an upper bound on what the tiers do. That is the order of the
// targets: tiers that promise more come before the plan's, those that promise less after it.
func TestPlanBoundsTiers(t *testing.T) {
	tier := func(level priority.Level, hours int) sla.Target {
		return sla.Target{ID: level.String(), When: priority.MustParseCondition(fmt.Sprintf(`{"level": "%v"}`, level)), Within: within(sla.Response, sla.Time(time.Duration(hours)*time.Hour))}
	}
	a := agree(t, sla.Policy{Calendar: "always", Targets: []sla.Target{
		tier(priority.P1, 2),
		{ID: "plan", When: priority.MustParseCondition(`{"plan": "support"}`), Within: within(sla.Response, sla.Time(4*time.Hour))},
		tier(priority.P3, 6),
	}}, allCalendars(t))
	for _, tt := range []struct {
		level priority.Level
		plan  string
		want  time.Duration
		why   string
	}{
		{priority.P3, "support", 4 * time.Hour, "the tier says 6 h, the plan 4 h: 4 h"},
		{priority.P1, "support", 2 * time.Hour, "the tier says 2 h: the plan makes that no longer"},
		{priority.P3, "none", 6 * time.Hour, "without a plan the tier counts"},
	} {
		c := clock(t, a, sla.Event{ID: "o", Type: sla.Opened, At: moment(t, "09:00"), Level: tt.level, Plan: tt.plan})
		if r := result(t, c, sla.Response, moment(t, "09:00")); r.Target != tt.want {
			t.Errorf("%s: %v", tt.why, r.Target)
		}
	}
}

func TestWarnings(t *testing.T) {
	p := hourly(func(p *sla.Policy) {
		p.Calendar = "office"
		p.Warn = []sla.Warning{{Name: "3/4", Share: 75_00}, {Name: "early", Offset: -time.Hour}, {Name: "late", Offset: 2 * time.Hour}, {Name: "due"}}
	})
	c := clock(t, agree(t, p, allCalendars(t)), script(t, "09:00 opened:P1")...)
	list, err := c.Warnings(moment(t, "12:00"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range list {
		got = append(got, a.Warning.Name+" "+a.At.Format("15:04")+map[bool]string{true: " fired"}[a.Fired])
	}
	want := []string{"3/4 12:00 fired", "early 12:00 fired", "due 13:00", "late 15:00"} // B12: 75 % of 4 h from 09:00
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	stopped := clock(t, agree(t, p, allCalendars(t)), script(t, "09:00 opened:P1, 12:00 resolved")...)
	if list, err = stopped.Warnings(moment(t, "16:00")); err != nil || len(list) != 2 || !list[0].Fired || !list[1].Fired {
		t.Errorf("stopped at the instant of two warnings: %+v, %v", list, err)
	}
	agreed := clock(t, agree(t, p, allCalendars(t)), script(t, "09:00 opened:P1, 09:00 scheduled:resolution 09:30")...)
	if list, err = agreed.Warnings(moment(t, "09:00")); err != nil || !list[0].At.Equal(moment(t, "09:00")) || !list[0].Fired {
		t.Errorf("an hour before an instant agreed half an hour ahead is no earlier than the start: %+v, %v", list, err)
	}
	next, ok, err := c.NextChange(moment(t, "12:30"))
	if err != nil || !ok || !next.Equal(moment(t, "13:00")) {
		t.Errorf("next %v, %v, %v", next, ok, err)
	}
}

// What a clock had that lost its target is no target, also where elapsed time is carried over.
func TestSegmentsWithoutTarget(t *testing.T) {
	for _, mode := range []sla.Reclass{sla.Keep, sla.Forward, sla.Prorate, sla.Reset} {
		a := agree(t, hourly(func(p *sla.Policy) { p.Reclassified = mode }), allCalendars(t))
		c := clock(t, a, script(t, "00:00 opened:P1, 01:00 reclassified:P4, 02:00 resolved")...)
		e, err := c.Explain(sla.Resolution, moment(t, "03:00"))
		if last := e.Segments[len(e.Segments)-1]; err != nil || last.Target != 0 || e.Result.Target != 0 {
			t.Errorf("%s: %v, %v, %v", mode, last.Target, e.Result.Target, err)
		}
	}
}

// A pause by a reason that no clock waits for changes nothing, nor does its end.
func TestIgnoredPause(t *testing.T) {
	a := agree(t, hourly(func(p *sla.Policy) { p.Pause = map[string][]sla.Metric{"internal": {}} }), allCalendars(t))
	c := clock(t, a, script(t, "10:00 opened:P2, 10:10 paused:internal, 10:20 paused:customer, 10:30 resumed:internal, 10:40 resumed:customer, 10:50 resumed:customer")...)
	var got []string
	for _, i := range c.Ignored(moment(t, "12:00")) {
		got = append(got, i.Event.At.Format("15:04 ")+i.Code)
	}
	if diff := cmp.Diff([]string{"10:10 no_clock", "10:30 no_clock", "10:50 not_paused"}, got); diff != "" {
		t.Error(diff)
	}
}

// A cycle that was reset is kept as it was: with the level, the target and the hours that it had.
func TestResetIsKept(t *testing.T) {
	a := agree(t, hourly(func(p *sla.Policy) { p.Reclassified, p.Targets[0].Calendar = sla.Reset, "office" }), allCalendars(t))
	list, err := clock(t, a, script(t, "10:00 opened:P3, 11:00 reclassified:P1")...).Cycles(sla.Resolution, moment(t, "12:00"))
	var got []string
	for _, r := range list {
		got = append(got, fmt.Sprintf("%v %s %s %v %s", r.Level, r.Rule, r.Calendar, r.Target, r.Due.Format("02 15:04")))
	}
	if diff := cmp.Diff([]string{"P3 other always 24h0m0s 02 10:00", "P1 urgent office 4h0m0s 01 15:00"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// What was once a breach stays in the log when a downgrade gives more time.
func TestBreachLog(t *testing.T) {
	c := clock(t, agree(t, hourly(nil), allCalendars(t)), script(t, "00:00 opened:P1, 05:00 reclassified:P3, 06:00 reclassified:P1, 06:00 resolved")...)
	now := moment(t, "05:30")
	if r := result(t, c, sla.Resolution, now); r.State != sla.Running {
		t.Fatal(r)
	}
	for _, tt := range []struct {
		at   string
		want []string
	}{{"04:00", nil}, {"05:30", []string{"04:00"}}, {"07:00", []string{"04:00", "06:00"}}} {
		list, err := c.Breaches(moment(t, tt.at))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range list {
			if b.Metric == sla.Resolution {
				got = append(got, b.At.Format("15:04"))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("at %s: %s", tt.at, diff)
		}
	}
}

// What a new target made good and time broke again is in the log twice.
func TestBreachLogForgiven(t *testing.T) {
	a := agree(t, hourly(func(p *sla.Policy) { p.Reclassified = sla.Forward }), allCalendars(t))
	list, err := clock(t, a, script(t, "00:00 opened:P1, 05:00 reclassified:P3")...).Breaches(moment(t, "12:00+1").AddDate(0, 0, 1))
	var got []string
	for _, b := range list {
		if b.Metric == sla.Resolution {
			got = append(got, b.At.Format("02 15:04 ")+b.Target.String())
		}
	}
	if diff := cmp.Diff([]string{"01 04:00 4h0m0s", "02 05:00 29h0m0s"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// An answer that depends on days the data does not cover is an error.
func TestBeyondData(t *testing.T) {
	c := office(t, "UTC", "Mon-Fri 09:00-17:00", func(c *calendar.Config) { c.DatesThrough = calendar.MustParseDate("2026-06-02") })
	a := agree(t, sla.Policy{Calendar: "c", Targets: []sla.Target{{Within: within(sla.Response, sla.Time(24*time.Hour))}}}, map[string]*calendar.Calendar{"c": c})
	k := clock(t, a, sla.Event{At: moment(t, "10:00"), Type: sla.Opened})
	_, err := k.Result(sla.Response, moment(t, "10:00"))
	if e := mustAs[*sla.TicketError](t, err); e.Ticket != "T" {
		t.Error(e)
	}
	mustAs[*calendar.DataError](t, err)
	board, err := sla.NewBoard(slices.Values([]sla.Clock{k}), "", moment(t, "10:00"))
	if err != nil || len(board.Failed) != 1 {
		t.Error(board, err)
	}
}
