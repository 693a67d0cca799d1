package sla_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/bare"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// The benchmarks ask all siblings the same: how the response and resolution clocks of a
// ticket with six events stand. There are so many tickets that each comes fresh, spread over
// two years, of four levels, of about a week each, and asked about within a week of the last event. Hours are Monday
// to Friday 09:00 to 18:00 in New York without US federal holidays.
const benchTickets = 1 << 14

var benchTargets = [5][2]time.Duration{{}, {time.Hour, 4 * time.Hour}, {2 * time.Hour, 9 * time.Hour}, {4 * time.Hour, 18 * time.Hour}, {9 * time.Hour, 45 * time.Hour}}

type bench struct {
	agreement *sla.Agreement
	bare      bare.Clock
	rickar    *cal.BusinessCalendar
	tickets   []sla.Ticket
	facts     [][]bare.Fact
	levels    []uint8
	at        []time.Time
	seconds   []int64
}

// benchAgreement returns an agreement by level.
func benchAgreement(b testing.TB, c *calendar.Calendar) *sla.Agreement {
	p := sla.Policy{Calendar: "office"}
	for level := priority.P1; level <= priority.P4; level++ {
		p.Targets = append(p.Targets, sla.Target{
			When:   priority.MustParseCondition(fmt.Sprintf(`{"level": "%v"}`, level)),
			Within: map[sla.Metric]sla.Within{sla.Response: sla.Time(benchTargets[level][0]), sla.Resolution: sla.Time(benchTargets[level][1])},
		})
	}
	a, err := sla.New(p, map[string]*calendar.Calendar{"office": c})
	if err != nil {
		b.Fatal(err)
	}
	return a
}

func benchCalendar(b testing.TB, open calendar.TimeOfDay) *calendar.Calendar {
	c, err := calendar.New(calendar.Office("America/New_York", calendar.Span{From: open, To: open + 9*3600}, "us-federal"), time.LoadLocation)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// benchTicket returns a ticket opened at a second, and the second to ask about.
func benchTicket(r *rand.Rand, i int, opened int64) (sla.Ticket, int64) {
	at := opened
	list := make([]sla.Event, 0, 6)
	add := func(e sla.Event, after int64) {
		at += 1 + r.Int64N(after)
		e.ID, e.At = strconv.Itoa(i)+"-"+strconv.Itoa(len(list)), time.Unix(at, 0).UTC()
		list = append(list, e)
	}
	add(sla.Event{Type: sla.Opened, Level: priority.Level(1 + r.IntN(4)), Channel: "email"}, 60)
	add(sla.Event{Type: sla.InternalNote}, 4*3600)
	add(sla.Event{Type: sla.AgentReply}, 86400)
	add(sla.Event{Type: sla.Paused, Reason: "customer"}, 3*86400)
	add(sla.Event{Type: sla.CustomerMessage}, 3*86400)
	add(sla.Event{Type: sla.Resumed, Reason: "customer"}, 86400)
	return sla.Ticket{ID: "T-" + strconv.Itoa(i), Events: list}, at + r.Int64N(7*86400)
}

func newBench(b testing.TB) *bench {
	x := &bench{agreement: benchAgreement(b, benchCalendar(b, 9*3600)), rickar: cal.NewBusinessCalendar()}
	x.rickar.SetWorkHours(9*time.Hour, 18*time.Hour)
	x.rickar.AddHoliday(us.Holidays...)
	x.rickar.Cacheable = true
	x.bare.Hours = bareHours(b)
	for l, t := range benchTargets {
		x.bare.Response[l], x.bare.Resolution[l] = int64(t[0]/time.Second), int64(t[1]/time.Second)
	}
	from := time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC).Unix()
	r := rand.New(rand.NewPCG(1, 2))
	kinds := map[sla.Type]bare.Kind{sla.Opened: bare.Opened, sla.AgentReply: bare.Replied, sla.Paused: bare.Paused, sla.Resumed: bare.Resumed}
	for i := range benchTickets {
		t, at := benchTicket(r, i, from+r.Int64N(2*365*86400))
		facts := make([]bare.Fact, len(t.Events))
		for i, e := range t.Events {
			facts[i] = bare.Fact{At: e.At.Unix(), Kind: kinds[e.Type]}
		}
		x.tickets, x.facts, x.levels = append(x.tickets, t), append(x.facts, facts), append(x.levels, uint8(t.Events[0].Level))
		x.at, x.seconds = append(x.at, time.Unix(at, 0).UTC()), append(x.seconds, at)
	}
	for i := range x.tickets {
		response, resolution := x.bare.Status(x.facts[i], x.levels[i], x.seconds[i])
		x.agree(b, i, sla.Response, response)
		x.agree(b, i, sla.Resolution, resolution)
	}
	return x
}

// agree checks that own and bare say the same of a ticket.
func (x *bench) agree(b testing.TB, i int, m sla.Metric, want bare.Status) {
	c, err := x.agreement.Clock(x.tickets[i])
	if err != nil {
		b.Fatal(err)
	}
	r, err := c.Result(m, x.at[i])
	if err != nil {
		b.Fatal(err)
	}
	unix := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.Unix()
	}
	got := bare.Status{Elapsed: int64(r.Elapsed / time.Second), Remaining: int64(r.Remaining / time.Second), Due: unix(r.Due),
		Latest: unix(r.Latest), Paused: r.Paused, Stopped: !r.Stopped.IsZero()}
	if r.Remaining <= 0 {
		want.Latest = got.Latest // bare does not look whether it was paused then
	}
	if got != want {
		b.Fatalf("%s %v at %v: own %+v, bare %+v", x.tickets[i].ID, m, x.at[i], got, want)
	}
}

func bareHours(b testing.TB) *bare.Hours {
	day := func(d calendar.Date) int64 { return int64(d.DaysSince(calendar.MustParseDate("1970-01-01"))) }
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	var holidays []int64
	var changes []bare.Change
	for year := 2024; year < 2030; year++ {
		list, err := calendar.Holidays("us-federal", year, calendar.ObserveMoved)
		if err != nil {
			b.Fatal(err)
		}
		for _, h := range list {
			holidays = append(holidays, day(h.Date))
		}
	}
	for t := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < 2030; {
		_, offset := t.In(loc).Zone()
		changes = append(changes, bare.Change{At: t.Unix(), Offset: int64(offset)})
		_, t = t.In(loc).ZoneBounds()
		t = t.UTC()
	}
	return bare.NewHours(day(calendar.MustParseDate("2024-01-01")), day(calendar.MustParseDate("2029-12-31")), 9*3600, 18*3600, holidays, changes)
}

func (x *bench) own(b testing.TB, i int) {
	c, err := x.agreement.Clock(x.tickets[i])
	if err != nil {
		b.Fatal(err)
	}
	if _, err := c.Result(sla.Response, x.at[i]); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Result(sla.Resolution, x.at[i]); err != nil {
		b.Fatal(err)
	}
}

// pairwise asks rickar/cal what the others are asked: it counts from each event to the next
// while the clock runs, and works out when it was or will be due and the last instant in time.
func (x *bench) pairwise(i int) (elapsed [2]time.Duration, due, latest [2]time.Time) {
	at := x.at[i].In(newYork)
	for k, stop := range []sla.Type{sla.AgentReply, sla.Resolved} {
		target := benchTargets[x.levels[i]][k]
		var since time.Time
		paused, stopped := false, false
		count := func(to time.Time) {
			if paused || stopped || since.IsZero() {
				return
			}
			n := elapsed[k] + x.rickar.WorkHoursInRange(since, to)
			if elapsed[k] < target && n >= target {
				due[k] = x.rickar.AddWorkHours(since, target-elapsed[k])
			}
			elapsed[k] = n
		}
		for j := range x.tickets[i].Events {
			e := &x.tickets[i].Events[j]
			if e.At.After(at) {
				break
			}
			to := e.At.In(newYork)
			count(to)
			since = to
			stopped = stopped || e.Type == stop
			paused = e.Type == sla.Paused || paused && e.Type != sla.Resumed
		}
		count(at)
		if due[k].IsZero() && !paused {
			if !stopped {
				since = at
			}
			due[k] = x.rickar.AddWorkHours(since, target-elapsed[k])
		}
		if latest[k] = due[k]; !due[k].IsZero() && !x.rickar.IsWorkTime(due[k]) {
			latest[k] = x.rickar.NextWorkdayStart(due[k])
		}
	}
	return elapsed, due, latest
}

var newYork = func() *time.Location {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return loc
}()

// The status of a ticket with six events and two metrics. The budget is 8 times bare
// without allocating, and a fifteenth of rickar; ratio measures all of them by turns
// and compares the best of each.
func BenchmarkStatus(b *testing.B) {
	x := newBench(b)
	ways := []struct {
		name string
		do   func(i int)
	}{
		{"own", func(i int) { x.own(b, i) }},
		{"bare", func(i int) { x.bare.Status(x.facts[i], x.levels[i], x.seconds[i]) }},
		{"rickar", func(i int) { x.pairwise(i) }},
	}
	for _, way := range ways {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				way.do(i % benchTickets)
				i++
			}
		})
	}
	b.Run("ratio", func(b *testing.B) {
		best := [3]time.Duration{time.Hour, time.Hour, time.Hour} // for 1000 tickets, however busy the machine is
		n := 0
		for b.Loop() {
			n += 1000
			for k, way := range ways {
				start := time.Now()
				for i := range 1000 {
					way.do((n + i) % benchTickets)
				}
				best[k] = min(best[k], time.Since(start))
			}
		}
		b.ReportMetric(float64(best[0])/float64(best[1]), "own/bare")
		b.ReportMetric(float64(best[2])/float64(best[0]), "rickar/own")
	})
}

// A board over 100 calendars. The budget is that a ticket of a million costs at most 5
// times what one of a thousand does.
func BenchmarkBoard(b *testing.B) {
	var agreements []*sla.Agreement
	for i := range 100 {
		agreements = append(agreements, benchAgreement(b, benchCalendar(b, calendar.TimeOfDay(6*3600+i*60))))
	}
	at := time.Date(2026, 6, 1, 15, 0, 0, 0, time.UTC)
	var each [2]float64
	for k, n := range []int{1e3, 1e6} {
		r := rand.New(rand.NewPCG(1, 2))
		tickets := make([]sla.Ticket, n)
		for i := range tickets {
			tickets[i], _ = benchTicket(r, i, at.Unix()-r.Int64N(10*86400))
		}
		clocks := func(yield func(sla.Clock) bool) {
			for i := range tickets {
				c, err := agreements[i%100].Clock(tickets[i])
				if err != nil {
					b.Fatal(err)
				}
				if !yield(c) {
					return
				}
			}
		}
		b.Run(fmt.Sprintf("tickets=%d", n), func(b *testing.B) {
			runtime.GC()
			b.ReportAllocs()
			for b.Loop() {
				board, err := sla.NewBoard(clocks, sla.ByLevel, at)
				if err != nil || len(board.Rows) < n/2 {
					b.Fatal(len(board.Rows), err)
				}
			}
			each[k] = float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(n)
			b.ReportMetric(each[k], "ns/ticket")
			if each[0] > 0 && k == 1 {
				b.ReportMetric(each[1]/each[0], "of-a-thousand")
			}
		})
	}
}

// Status does not allocate.
func TestNoAllocations(t *testing.T) {
	x := newBench(t)
	i := 0
	if n := testing.AllocsPerRun(1000, func() { x.own(t, i%benchTickets); i++ }); n != 0 {
		t.Errorf("status allocates %v times, want 0", n)
	}
	c, err := x.agreement.Clock(x.tickets[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _, _, _ = c.NextChange(x.at[0]) }); n > 2 {
		t.Errorf("NextChange allocates %v times", n)
	}
}
