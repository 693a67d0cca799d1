package sla_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// A board of some thousands, whatever comes first: each ticket once, with its own clock, by due.
func TestBoardOfMany(t *testing.T) {
	p := sla.Policy{Calendar: "always", Targets: []sla.Target{{Within: within(sla.Resolution, sla.Time(time.Hour))}}}
	a := agree(t, p, allCalendars(t))
	const n = 5000
	clocks := make([]sla.Clock, n)
	for i := range clocks {
		k := i * 1237 % n // the minute it was opened in
		c, err := a.Clock(sla.Ticket{ID: fmt.Sprintf("%04d", k), Events: []sla.Event{{ID: "o", At: moment(t, "08:00").Add(time.Duration(k) * time.Second), Type: sla.Opened}}})
		if err != nil {
			t.Fatal(err)
		}
		clocks[i] = c
	}
	board, err := sla.NewBoard(slices.Values(clocks), sla.ByDueAt, moment(t, "08:00").Add(n*time.Second))
	if err != nil || len(board.Rows) != n {
		t.Fatalf("%d rows, %v", len(board.Rows), err)
	}
	for k, r := range board.Rows {
		if id := fmt.Sprintf("%04d", k); r.Ticket != id || r.Clock.Ticket() != id || !r.Lead.Due.Equal(moment(t, "09:00").Add(time.Duration(k)*time.Second)) {
			t.Fatalf("row %d: %s, clock of %s, due %v", k, r.Ticket, r.Clock.Ticket(), r.Lead.Due)
		}
	}
}

// B9 and D9: level before due, lower queue classes first, the ID last of all.
func TestBoardOrder(t *testing.T) {
	p := sla.Policy{Calendar: "always", Targets: []sla.Target{{Within: within(sla.Resolution, sla.Time(time.Hour))}}}
	a := agree(t, p, allCalendars(t))
	var clocks []sla.Clock
	add := func(id string, queue int, level priority.Level, opened string, more ...sla.Event) {
		events := append([]sla.Event{{ID: "o", At: moment(t, opened), Type: sla.Opened, Level: level}}, more...)
		c, err := a.Clock(sla.Ticket{ID: id, Queue: queue, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		clocks = append(clocks, c)
	}
	add("one-off", 1, priority.P1, "08:00")
	add("low", 0, priority.P4, "08:30")
	add("urgent b", 0, priority.P1, "09:00")
	add("urgent a", 0, priority.P1, "09:00")
	add("untriaged", 0, 0, "08:00")
	add("waits", 0, priority.P1, "08:30", sla.Event{ID: "p", At: moment(t, "08:31"), Type: sla.Paused})
	add("done", 0, priority.P1, "08:00", sla.Event{ID: "r", At: moment(t, "08:31"), Type: sla.Resolved})
	for order, want := range map[sla.Order][]string{
		sla.ByLevel: {"urgent a", "urgent b", "waits", "low", "untriaged", "one-off"},
		sla.ByDueAt: {"untriaged", "low", "urgent a", "urgent b", "waits", "one-off"},
	} {
		for range 3 {
			board, err := sla.NewBoard(slices.Values(clocks), order, moment(t, "09:10"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range board.Rows {
				got = append(got, r.Ticket)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", order, diff)
			}
			slices.Reverse(clocks)
		}
	}
	if _, err := sla.NewBoard(slices.Values(clocks), "x", moment(t, "09:10")); err == nil {
		t.Error("took an order that there is not")
	}
}

// What is promised to other plans alone keeps no ticket on the board, and leads none.
func TestBoardOfPromises(t *testing.T) {
	a := agree(t, hourly(nil), allCalendars(t))
	var clocks []sla.Clock
	for id, text := range map[string]string{
		"answered": "10:00 opened:P2, 10:30 agent_reply, 10:40 work_started, 11:00 reclassified:P4", // which has no targets
		"no level": "10:00 opened", "leads": "10:00 opened:P1", "agreed": "10:00 opened:P4, 10:00 scheduled:resolution 12:00",
		"later": "14:00 opened:P1", "done": "10:00 opened:P1, 10:30 resolved",
	} {
		events := script(t, text)
		for i := range events {
			events[i].ID = fmt.Sprint(i)
		}
		c, err := a.Clock(sla.Ticket{ID: id, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		clocks = append(clocks, c)
	}
	board, err := sla.NewBoard(slices.Values(clocks), sla.ByDueAt, moment(t, "11:30"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range board.Rows {
		got = append(got, r.Ticket+": "+r.Lead.Metric.String()+" "+r.Lead.String())
		if r.Clock.Ticket() != r.Ticket {
			t.Errorf("%s has the clock of %s", r.Ticket, r.Clock.Ticket())
		}
	}
	if diff := cmp.Diff([]string{"agreed: resolution running, 30m left, agreed", "leads: resolution running, 2h30m left"}, got); diff != "" {
		t.Error(diff)
	}
	next, row, err := board.Next()
	if want := moment(t, "12:00").Add(1); err != nil || !next.Equal(want) || row != 0 {
		t.Errorf("next %v of row %d, %v; want %v", next, row, err, want)
	}
	if next, _, err := (sla.Board{}).Next(); err != nil || !next.IsZero() {
		t.Error(next, err)
	}
}

// B20: responses after 20, 40 and 180 minutes; 2 of 3 within the hour.
func TestCompliance(t *testing.T) {
	p := sla.Policy{Calendar: "always", Targets: []sla.Target{{Within: within(sla.Response, sla.Time(time.Hour))}}}
	a := agree(t, p, allCalendars(t))
	var clocks []sla.Clock
	add := func(id string, opened string, minutes int, end sla.Type) {
		events := []sla.Event{{ID: "o", At: moment(t, opened), Type: sla.Opened}}
		if end != 0 {
			events = append(events, sla.Event{ID: "e", At: moment(t, opened).Add(time.Duration(minutes) * time.Minute), Type: end})
		}
		c, err := a.Clock(sla.Ticket{ID: id, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		clocks = append(clocks, c)
	}
	add("a", "08:00", 20, sla.AgentReply)
	add("b", "09:00", 40, sla.AgentReply)
	add("c", "10:00", 180, sla.AgentReply)
	add("void", "10:00", 10, sla.Merged)
	add("open", "13:30", 0, 0)
	add("late", "23:30", 90, sla.AgentReply) // broken at 00:30 of the next day
	period := calendar.Period{From: moment(t, "00:00"), To: moment(t, "00:00+1")}
	list, err := sla.NewCompliance(slices.Values(clocks), period, "", moment(t, "14:00"))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	three := sla.Spread{Count: 3, Mean: 80 * time.Minute, Median: 40 * time.Minute, P90: 180 * time.Minute}
	want := sla.Compliance{Metric: sla.Response, Period: period, Attribution: sla.ByOutcome, Tally: sla.Tally{Met: 2, Breached: 1, Open: 1, Void: 1},
		Business: three, Real: three, MetTickets: []string{"a", "b"}, BreachedTickets: []string{"c"}}
	if diff := cmp.Diff(want, list[0]); diff != "" {
		t.Error(diff)
	}
	if got := list[0].Attainment(); got != 66_66 {
		t.Error(got)
	}
	for by, want := range map[sla.Attribution]int{sla.ByOutcome: 0, sla.ByStop: 1, sla.ByStart: 0} {
		next := calendar.Period{From: period.To, To: period.To.Add(24 * time.Hour)}
		list, err := sla.NewCompliance(slices.Values(clocks[5:]), next, by, moment(t, "09:00+1"))
		if err != nil {
			t.Fatal(err)
		}
		if by == sla.ByOutcome {
			want = 1
		}
		if list[0].Breached != want {
			t.Errorf("%s: %+v, want %d", by, list[0], want)
		}
	}
	if _, err := sla.NewCompliance(slices.Values(clocks), calendar.Period{From: period.To, To: period.From}, "x", period.To); err == nil || len(faults(t, err)) != 2 {
		t.Error(err)
	}
}

// A ticket of May that is raised in June, when it is late by the new target already, breaks its promise
// in June: in May, as known at its end, it was in time.
func TestComplianceOfRaised(t *testing.T) {
	c := clock(t, agree(t, hourly(nil), allCalendars(t)), script(t, "18:00 opened:P3, 06:00+1 reclassified:P1, 07:00+1 resolved")...)
	day := func(n int) time.Time { return moment(t, "00:00").AddDate(0, 0, n) }
	for n, want := range []sla.Tally{{Open: 1}, {Breached: 1}, {}} {
		list, err := sla.NewCompliance(slices.Values([]sla.Clock{c}), calendar.Period{From: day(n), To: day(n + 1)}, "", day(n+1))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if m.Metric == sla.Resolution && m.Tally != want {
				t.Errorf("day %d: %+v, want %+v", n, m.Tally, want)
			}
		}
	}
}

// Median and 90th percentile are by nearest rank, and a mean of long times does not overflow.
func TestSpread(t *testing.T) {
	var list []time.Duration
	for i := range 10 {
		list = append(list, time.Duration(10-i))
	}
	if got, want := sla.NewSpread(list), (sla.Spread{Count: 10, Mean: 5, Median: 5, P90: 9}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	long := time.Duration(1<<63 - 1)
	if got := sla.NewSpread([]time.Duration{long, long, long}); got.Mean != long {
		t.Error(got.Mean)
	}
}

// B18: 43 min 12 s of a month of 30 days.
func TestUptime(t *testing.T) {
	june := calendar.Period{From: at(t, "2026-06-01T00:00:00Z"), To: at(t, "2026-07-01T00:00:00Z")}
	from := at(t, "2026-06-10T10:00:00Z")
	minute := func(n int) time.Time { return from.Add(time.Duration(n) * time.Minute) }
	for _, tt := range []struct {
		why     string
		outages []sla.Outage
		at      time.Time
		total   time.Duration
		down    time.Duration
		want    sla.Percent
	}{
		{"none", nil, june.To, 720 * time.Hour, 0, sla.Whole},
		{"43 min 12 s", []sla.Outage{{From: from, To: from.Add(43*time.Minute + 12*time.Second)}}, june.To, 720 * time.Hour, 43*time.Minute + 12*time.Second, 99_90},
		{"a nanosecond more is rounded down", []sla.Outage{{From: from, To: from.Add(43*time.Minute + 12*time.Second + 1)}}, june.To, 720 * time.Hour, 43*time.Minute + 12*time.Second + 1, 99_89},
		{"overlaps count once", []sla.Outage{{From: minute(10), To: minute(30)}, {From: minute(0), To: minute(20)}, {From: minute(5), To: minute(6)}}, june.To, 720 * time.Hour, 30 * time.Minute, 99_93},
		{"agreed maintenance is neither", []sla.Outage{{From: minute(0), To: minute(60)}, {From: minute(0), To: minute(60), Excluded: true}}, june.To, 719 * time.Hour, 0, sla.Whole},
		{"it has not ended, and began before", []sla.Outage{{From: june.From.Add(-time.Hour)}}, june.From.Add(36 * time.Hour), 36 * time.Hour, 36 * time.Hour, 0},
	} {
		u, err := sla.NewUptime(calendar.Always(), june, tt.outages, tt.at)
		if err != nil || u.Total != tt.total || u.Down != tt.down || u.Availability != tt.want {
			t.Errorf("%s: %+v, %v", tt.why, u, err)
		}
	}
	if _, err := sla.NewUptime(calendar.Always(), calendar.Period{From: june.To, To: june.From}, []sla.Outage{{From: june.To, To: june.From}}, june.To); len(faults(t, err)) != 2 {
		t.Error(err)
	}
}

func TestCredits(t *testing.T) {
	table := sla.Credits{{Below: 99_90, Share: 10_00}, {Below: 95_00, Share: 100_00}, {Below: 99_00, Share: 25_00}}
	for attainment, want := range map[sla.Percent]sla.Percent{sla.Whole: 0, 99_90: 0, 99_89: 10_00, 99_00: 10_00, 98_99: 25_00, 95_00: 25_00, 94_99: 100_00, 0: 100_00} {
		if got := table.For(attainment); got != want {
			t.Errorf("For(%v) = %v, want %v", attainment, got, want)
		}
	}
	if err := table.Check(); err != nil {
		t.Error(err)
	}
	bad := sla.Credits{{Below: 0, Share: 10_00}, {Below: 99_00, Share: 101_00}, {Below: 99_00, Share: 5_00}, {Below: 90_00, Share: 1_00}}
	want := []string{"credits[0].below bad_share", "credits[1].share bad_share", "credits duplicate_bound", "credits not_monotone"}
	if diff := cmp.Diff(want, faults(t, bad.Check())); diff != "" {
		t.Error(diff)
	}
}

// What a change of policy would have meant for past tickets.
func TestSimulate(t *testing.T) {
	tighter := hourly(func(p *sla.Policy) { p.Targets[0].Within = within(sla.Resolution, sla.Time(2*time.Hour)) })
	ticket := sla.Ticket{ID: "T", Events: script(t, "10:00 opened:P1, 13:00 resolved")}
	for i := range ticket.Events {
		ticket.Events[i].ID = fmt.Sprint(i)
	}
	s, err := sla.Simulate(agree(t, hourly(nil), allCalendars(t)), agree(t, tighter, allCalendars(t)), slices.Values([]sla.Ticket{ticket}), moment(t, "20:00"))
	if err != nil {
		t.Fatal(err)
	}
	var changed []sla.Comparison
	for _, c := range s.Comparisons {
		if c.Changed() {
			changed = append(changed, c)
		}
	}
	if len(changed) != 1 || changed[0].Old.State != sla.Met || changed[0].New.State != sla.Breached || s.Old[sla.Resolution].Attainment() != sla.Whole || s.New[sla.Resolution].Attainment() != 0 {
		t.Errorf("%+v", s)
	}
}

// A cycle that only has another number comes to nothing else.
func TestSimulateReset(t *testing.T) {
	by := func(r sla.Reclass) *sla.Agreement {
		return agree(t, hourly(func(p *sla.Policy) { p.Reclassified = r }), allCalendars(t))
	}
	ticket := sla.Ticket{ID: "T", Events: script(t, "10:00 opened:P3, 11:00 reclassified:P1, 12:00 resolved")}
	for i := range ticket.Events {
		ticket.Events[i].ID = fmt.Sprint(i)
	}
	s, err := sla.Simulate(by(sla.Keep), by(sla.Reset), slices.Values([]sla.Ticket{ticket}), moment(t, "20:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Comparisons {
		if c.Metric == sla.Resolution && (c.Changed() || c.Old.State != sla.Met || c.New.Cycle != 2) {
			t.Errorf("%+v", c)
		}
	}
}

// The JSON of a policy, a ticket and answers, byte for byte.
func TestGolden(t *testing.T) {
	p := hourly(func(p *sla.Policy) {
		p.Targets[0].Within[sla.Response] = sla.Days(2)
		p.Targets[1].Within[sla.Update] = sla.None()
		p.Targets[1].Calendar = "office"
		p.Metrics = map[sla.Metric]sla.Rules{sla.Response: {From: []sla.Trigger{{Type: sla.Marked, Name: "handed-over"}}, Reclassified: sla.Forward}}
		p.Pause = map[string][]sla.Metric{sla.AnyReason: {}, "customer": {sla.Resolution, sla.Update}}
		p.Reclassified, p.Reopened, p.Judge, p.Window = sla.Prorate, sla.Continue, sla.ByDue, 72*time.Hour
		p.Warn = []sla.Warning{{Name: "level 2", Share: 75_00}, {Offset: -30 * time.Minute, Metrics: []sla.Metric{sla.Resolution}}}
	})
	ticket := sla.Ticket{ID: "T-1", Queue: 1, Facts: priority.Facts{"class": priority.Word("vip"), "needed": priority.Time(time.Hour)},
		Events: script(t, "10:00 opened:P2, 10:30 scheduled:resolution 18:00, 11:00 paused:customer, 12:00 resumed:customer, 12:30 marked:handed-over")}
	for i := range ticket.Events {
		ticket.Events[i].ID = fmt.Sprint("e", i)
	}
	ticket.Events[0].Channel, ticket.Events[2].Note = "phone", "no answer <yet>"
	c, err := agree(t, p, allCalendars(t)).Clock(ticket)
	if err != nil {
		t.Fatal(err)
	}
	why, err := c.Explain(sla.Resolution, moment(t, "13:00"))
	if err != nil {
		t.Fatal(err)
	}
	now := moment(t, "13:00")
	alerts, err := c.Warnings(now)
	if err != nil {
		t.Fatal(err)
	}
	breaches, err := c.Breaches(moment(t, "12:00+1"))
	if err != nil {
		t.Fatal(err)
	}
	what, err := c.Project(now, sla.Event{Type: sla.Resolved}, sla.Event{Type: sla.AutoReply}, sla.Event{Type: sla.Closed, At: now.Add(1)})
	if err != nil {
		t.Fatal(err)
	}
	board, err := sla.NewBoard(slices.Values([]sla.Clock{c}), "", now)
	if err != nil {
		t.Fatal(err)
	}
	board.Failed = []error{errors.New("of another <ticket>")}
	june := calendar.Period{From: at(t, "2026-06-01T00:00:00-04:00"), To: at(t, "2026-07-01T00:00:00-04:00")}
	kept, err := sla.NewCompliance(slices.Values([]sla.Clock{c}), june, "", june.To)
	if err != nil {
		t.Fatal(err)
	}
	simulated, err := sla.Simulate(c.Agreement(), agree(t, hourly(nil), allCalendars(t)), slices.Values([]sla.Ticket{ticket}), moment(t, "20:00"))
	if err != nil {
		t.Fatal(err)
	}
	outages := []sla.Outage{{From: now, To: now.Add(43*time.Minute + 12*time.Second)}, {From: june.From, To: now, Excluded: true}, {From: june.To}}
	up, err := sla.NewUptime(calendar.Always(), june, outages, june.To)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{
		"policy": p, "ticket": ticket, "explanation": why, "alerts": alerts, "breaches": breaches, "projection": what, "board": board,
		"compliance": kept, "simulation": simulated, "outages": outages, "uptime": up, "credits": sla.Credits{{Below: 99_95, Share: 10_00}},
	} {
		got, err := json.MarshalIndent(v, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil || string(got)+"\n" != string(want) {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(string(want), string(got)+"\n"))
			if os.Getenv("UPDATE_GOLDEN") != "" {
				_ = os.WriteFile(filepath.Join("testdata", name+".json"), append(got, '\n'), 0o644)
			}
		}
	}
}

// What a host keeps is read as it was written, and written again as it was.
func TestAnswersRead(t *testing.T) {
	for name, into := range map[string]any{"compliance": new([]sla.Compliance), "outages": new([]sla.Outage), "credits": new(sla.Credits), "policy": new(sla.Policy)} {
		want, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(want, into); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := json.MarshalIndent(into, "", "\t"); err != nil || string(got)+"\n" != string(want) {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(string(want), string(got)+"\n"))
		}
	}
}
