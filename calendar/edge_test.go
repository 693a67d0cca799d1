package calendar_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// The edge of what the data cover.
func TestBeyondData(t *testing.T) {
	cfg := readConfig(t, "testdata/ru-production.json")
	c := build(t, cfg)
	moscow := c.Zone()
	from, until := date("2024-01-01").In(moscow), date("2027-01-01").In(moscow)
	last := instant(t, "2026-12-30T19:00:00+03:00") // the last closing
	first := instant(t, "2024-01-09T09:00:00+03:00")

	if err := c.Covers(from, until); err != nil {
		t.Error(err)
	}
	for _, err := range []error{c.Covers(from.Add(-1), until), c.Covers(from, until.Add(1))} {
		e, ok := errors.AsType[*calendar.DataError](err)
		if !ok || !errors.Is(err, calendar.ErrBeyondData) || !e.From.Equal(from) || !e.Until.Equal(until) {
			t.Error(err)
		}
	}
	if got := c.Covers(until, until.Add(time.Hour)).Error(); got != "calendar: beyond the data: 2027-01-01T01:00:00+03:00 is not within 2024-01-01T00:00:00+03:00 to 2027-01-01T00:00:00+03:00" {
		t.Error(got)
	}
	// What the weekly hours say goes on.
	if !c.IsOpen(instant(t, "2027-01-04T10:00:00+03:00")) || c.Between(until, until.Add(7*24*time.Hour)) != 50*time.Hour {
		t.Error("beyond the data it is not the weekly hours that count")
	}
	if got, err := c.Add(last.Add(-time.Hour), time.Hour); err != nil || !got.Equal(last) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := c.Add(first.Add(time.Hour), -time.Hour); err != nil || !got.Equal(first) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := c.Add(until.Add(time.Hour), 0); err != nil || !got.Equal(until.Add(time.Hour)) {
		t.Errorf("%v, %v", got, err)
	}
	add := func(d time.Duration) func(time.Time) (time.Time, error) {
		return func(t time.Time) (time.Time, error) { return c.Add(t, d) }
	}
	days := func(n int) func(time.Time) (time.Time, error) {
		return func(t time.Time) (time.Time, error) {
			d, err := c.AddDays(calendar.DateIn(t, moscow), n, calendar.Unadjusted)
			return d.In(moscow), err
		}
	}
	for name, ask := range map[string]struct {
		f  func(time.Time) (time.Time, error)
		at []time.Time
	}{
		"Add":          {add(1), []time.Time{last, until, until.Add(1), from.Add(-1), from.Add(-100 * 24 * time.Hour)}},
		"Add an hour":  {add(11 * time.Hour), []time.Time{last.Add(-10 * time.Hour)}},
		"Add back":     {add(-1), []time.Time{first, from, from.Add(-1), until.Add(1), until.Add(100 * 24 * time.Hour)}},
		"Add far":      {add(1e6 * time.Hour), []time.Time{from}},
		"Add far back": {add(-1e6 * time.Hour), []time.Time{last}},
		"RollForward":  {c.RollForward, []time.Time{last, until, until.Add(100 * time.Hour), from.Add(-1)}},
		"RollBackward": {c.RollBackward, []time.Time{first, from, until.Add(1), until.Add(100 * time.Hour)}},
		"NextOpen":     {c.NextOpen, []time.Time{last.Add(-1), last}},
		"NextClose":    {c.NextClose, []time.Time{last}},
		"PrevOpen":     {c.PrevOpen, []time.Time{first}},
		"PrevClose":    {c.PrevClose, []time.Time{first.Add(1)}},
		"AddDays":      {days(1), []time.Time{last, until, from.Add(-1000 * time.Hour)}},
		"AddDays back": {days(-1), []time.Time{first, from, until.Add(240 * time.Hour)}},
	} {
		for _, at := range ask.at {
			if got, err := ask.f(at); !errors.Is(err, calendar.ErrBeyondData) || !got.IsZero() {
				t.Errorf("%s(%v) = %v, %v", name, at, got, err)
			}
		}
	}
}

// A day that takes something from its neighbour is covered only with it.
func TestCoversNeighbours(t *testing.T) {
	for _, tt := range []struct{ week, hours, from, until string }{
		{"Mon-Fri 09:00-17:00; PH 10:00-12:00", "closed", "2026-01-01", "2027-01-01"},
		{"Mon-Fri 22:00-06:00", "closed", "2026-01-02", "2027-01-01"},
		{"PH 22:00-06:00", "closed", "2026-01-02", "2027-01-01"},
		{"PH-1 09:00-17:00", "closed", "2026-01-01", "2026-12-31"},
		{"PH+1 09:00-17:00", "closed", "2026-01-02", "2027-01-01"},
		{"Mon 09:00-17:00", "22:00-06:00", "2026-01-02", "2027-01-01"},
	} {
		cfg := weekly("UTC", tt.week)
		hours, err := calendar.ParseHours(tt.hours)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Holidays = []string{"own"}
		cfg.Tables = map[string]calendar.Table{"own": {From: date("2025-06-01"), Through: date("2027-06-01")}}
		cfg.Dates = map[calendar.Date]calendar.Hours{date("2026-07-01"): hours}
		cfg.DatesFrom, cfg.DatesThrough = date("2026-01-01"), date("2026-12-31")
		c := build(t, cfg)
		from, until := date(tt.from).In(time.UTC), date(tt.until).In(time.UTC)
		if c.Covers(from, until) != nil || c.Covers(from.Add(-1), until) == nil || c.Covers(from, until.Add(1)) == nil {
			t.Errorf("%s: %v", tt.week, c.Covers(time.Time{}, until))
		}
		both := c.Union(calendar.Always())
		if both.Covers(from, until) != nil || both.Covers(from, until.Add(1)) == nil || both.Covers(from.Add(-1), until) == nil {
			t.Error("a union covers more than its parts")
		}
	}
	tables := weekly("UTC", "24/7")
	tables.Holidays = []string{"a", "b"}
	tables.Tables = map[string]calendar.Table{"a": {From: date("2026-01-01"), Through: date("2026-12-31")}, "b": {From: date("2025-01-01"), Through: date("2026-06-30")}}
	c := build(t, tables)
	if c.Covers(date("2026-01-01").In(time.UTC), date("2026-07-01").In(time.UTC)) != nil || c.Covers(date("2026-01-01").In(time.UTC), date("2026-07-02").In(time.UTC)) == nil {
		t.Error("several tables cover what all of them do")
	}
}

// Calendars that never open, in ways that can be proved and not, and that never close.
func TestNever(t *testing.T) {
	at := instant(t, "2026-11-21T09:00:00Z")
	monday, tuesday := build(t, weekly("UTC", "Mon 09:00-17:00")), build(t, weekly("UTC", "Tue 09:00-17:00"))
	once := calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date("2026-11-23"): {{From: 0, To: 3600}}}}
	past := calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date("2016-11-23"): {{From: 0, To: 3600}}}}
	for name, c := range map[string]*calendar.Calendar{
		"never":           calendar.Never(),
		"no hours":        build(t, weekly("America/Santiago", "closed")),
		"holidays only":   build(t, weekly("UTC", "PH 09:00-17:00")),
		"Mon and Tue":     monday.Intersect(tuesday),
		"all but all":     monday.Subtract(calendar.Always()),
		"never and never": calendar.Never().Union(calendar.Never()),
	} {
		for op, ask := range map[string]func(time.Time) (time.Time, error){
			"Add":          func(t time.Time) (time.Time, error) { return c.Add(t, time.Hour) },
			"Add back":     func(t time.Time) (time.Time, error) { return c.Add(t, -time.Hour) },
			"RollForward":  c.RollForward,
			"RollBackward": c.RollBackward,
			"NextOpen":     c.NextOpen,
			"NextClose":    c.NextClose,
			"PrevOpen":     c.PrevOpen,
			"PrevClose":    c.PrevClose,
			"AddDays": func(t time.Time) (time.Time, error) {
				d, err := c.AddDays(calendar.DateIn(t, time.UTC), 1, calendar.Following)
				return d.In(time.UTC), err
			},
		} {
			if got, err := ask(at); !errors.Is(err, calendar.ErrNeverOpen) || !got.IsZero() {
				t.Errorf("%s: %s = %v, %v", name, op, got, err)
			}
		}
		if c.Between(at, at.Add(1000*time.Hour)) != 0 || c.IsOpen(at) || len(slices.Collect(c.Segments(at, at.Add(1000*time.Hour)))) > 0 {
			t.Errorf("%s is open", name)
		}
	}
	if u, err := build(t, once).Add(at, time.Hour); err != nil || !u.Equal(instant(t, "2026-11-23T01:00:00Z")) {
		t.Errorf("%v, %v", u, err)
	}
	if _, err := build(t, once).Add(at, time.Hour+1); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if _, err := build(t, once).PrevOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if _, err := build(t, past).NextOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Error(err)
	}
	if u, err := build(t, past).PrevClose(at); err != nil || !u.Equal(instant(t, "2016-11-23T01:00:00Z")) {
		t.Errorf("%v, %v", u, err)
	}
	for op, ask := range map[string]func(time.Time) (time.Time, error){
		"NextOpen": calendar.Always().NextOpen, "NextClose": calendar.Always().NextClose,
		"PrevOpen": calendar.Always().PrevOpen, "PrevClose": calendar.Always().PrevClose,
	} {
		if got, err := ask(at); !errors.Is(err, calendar.ErrNeverCloses) || !got.IsZero() {
			t.Errorf("always: %s = %v, %v", op, got, err)
		}
	}
	if got, err := calendar.Always().RollForward(at); err != nil || !got.Equal(at) {
		t.Errorf("%v, %v", got, err)
	}
}

// A run of closed days of MaxRun is searched across, a longer one is not; nor is a longer
// run of open ones.
func TestMaxRun(t *testing.T) {
	open := date("2026-01-01")
	days := int(calendar.MaxRun / (24 * time.Hour))
	for gap, want := range map[int]bool{days: true, days + 1: false} {
		cfg := weekly("UTC", "24/7")
		later := open.AddDays(gap)
		cfg.Closed = []calendar.Closure{{From: calendar.On(open), To: calendar.On(later)}}
		c := build(t, cfg)
		got, err := c.NextOpen(open.In(time.UTC))
		if want != (err == nil && got.Equal(later.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("closed for %d days: %v, %v", gap, got, err)
		}
		got, err = c.PrevClose(later.In(time.UTC))
		if want != (err == nil && got.Equal(open.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("closed for %d days, back: %v, %v", gap, got, err)
		}
		if _, err := c.Add(open.In(time.UTC), 1); want != (err == nil) {
			t.Errorf("closed for %d days: Add: %v", gap, err)
		}
		if _, err := c.Add(later.In(time.UTC), -1); want != (err == nil) {
			t.Errorf("closed for %d days: Add back: %v", gap, err)
		}
		if _, err := c.AddDays(open.AddDays(-1), 1, calendar.Unadjusted); want != (err == nil) {
			t.Errorf("closed for %d days: AddDays: %v", gap, err)
		}
		only := calendar.Always().Intersect(build(t, func() calendar.Config {
			cfg := calendar.Config{Zone: "UTC", Week: calendar.Schedule{{From: calendar.Since{Year: 2026, Month: 1, Day: 1}, Hours: calendar.MustParseWeek("24/7")}}}
			cfg.Closed = []calendar.Closure{{From: calendar.On(later), To: calendar.On(later.AddDays(1))}}
			return cfg
		}()))
		got, err = only.NextClose(open.In(time.UTC))
		if want != (err == nil && got.Equal(later.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverCloses) {
			t.Errorf("open for %d days: %v, %v", gap, got, err)
		}
		got, err = only.PrevOpen(later.In(time.UTC))
		if want != (err == nil && got.Equal(open.In(time.UTC))) || !want && !errors.Is(err, calendar.ErrNeverCloses) {
			t.Errorf("open for %d days, back: %v, %v", gap, got, err)
		}
	}
}

// Questions over centuries, whose stretches are not all kept, and to the ends of time.
func TestFar(t *testing.T) {
	c := build(t, weekly("America/New_York", "Mon-Fri 09:00-17:00"))
	var sum time.Duration
	for year := 1900; year < 2400; year += 10 {
		sum += c.Between(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+10, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	a, b := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Between(a, b); got != sum {
		t.Errorf("500 years have %v, their tens %v", got, sum)
	}
	if got := c.Between(b, a); got != -sum {
		t.Errorf("500 years back have %v", got)
	}
	for _, d := range []time.Duration{sum, -sum} {
		from := map[bool]time.Time{true: a, false: b}[d > 0]
		u, err := c.Add(from, d)
		if err != nil || c.Between(from, u) != d {
			t.Errorf("Add(%v, %v) = %v, %v", from, d, u, err)
		}
	}
	begin, end := time.Date(-10, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(10010, 1, 1, 0, 0, 0, 1, time.UTC)
	if got := calendar.Always().Between(begin, end); got != 1<<63-1 {
		t.Errorf("ten thousand years are %v", got)
	}
	if got := calendar.Always().Between(end, begin); got != -(1<<63 - 1) {
		t.Errorf("ten thousand years back are %v", got)
	}
	if got := calendar.Always().Between(end, end.Add(time.Hour)) + calendar.Always().Between(begin, begin.Add(time.Hour)); got != 0 {
		t.Errorf("outside all years %v are open", got)
	}
	for _, ask := range []func() (time.Time, error){
		func() (time.Time, error) { return calendar.Always().Add(end, 1) },
		func() (time.Time, error) { return calendar.Always().Add(begin, 1) },
		func() (time.Time, error) { return calendar.Always().Add(end, -1) },
		func() (time.Time, error) { return calendar.Always().Add(begin, -1) },
		func() (time.Time, error) { return c.Add(a, 1<<63-1) },
		func() (time.Time, error) { return c.Add(time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC), 1e6*time.Hour) },
		func() (time.Time, error) { return c.NextOpen(time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)) },
		func() (time.Time, error) { return c.PrevOpen(time.Date(1, 1, 1, 5, 0, 0, 0, time.UTC)) },
		func() (time.Time, error) { return c.RollForward(begin) },
		func() (time.Time, error) { return c.RollBackward(end) },
	} {
		if _, err := ask(); err != nil && !errors.Is(err, calendar.ErrBeyondData) {
			t.Error(err)
		}
	}
	if d, err := c.AddDays(date("9999-12-31"), 1, calendar.Unadjusted); !errors.Is(err, calendar.ErrBeyondData) {
		t.Errorf("%v, %v", d, err)
	}
	east := build(t, weekly("Asia/Tehran", "24/7"))
	if d, err := east.AddDays(date("9999-12-31"), 1, calendar.Unadjusted); !errors.Is(err, calendar.ErrBeyondData) {
		t.Errorf("%v, %v", d, err)
	}
}

// The bounds of the data themselves: time may be counted up to them and not past them, and
// an edge that coincides with one is not known.
func TestDataEdge(t *testing.T) {
	make := func(week string) *calendar.Calendar {
		cfg := weekly("UTC", week)
		cfg.DatesFrom, cfg.DatesThrough = date("2026-11-16"), date("2026-11-22") // Monday to Sunday
		return build(t, cfg)
	}
	from, until := date("2026-11-16").In(time.UTC), date("2026-11-23").In(time.UTC)
	always, monday, saturday := make("24/7"), make("Mon 00:00-24:00"), make("Mon-Sun 00:00-24:00")
	for _, tt := range []struct {
		name string
		ask  func() (time.Time, error)
		want time.Time // zero: beyond the data
	}{
		{"to the end", func() (time.Time, error) { return always.Add(until.Add(-time.Hour), time.Hour) }, until},
		{"past the end", func() (time.Time, error) { return always.Add(until.Add(-time.Hour), time.Hour+1) }, time.Time{}},
		{"a second past the end", func() (time.Time, error) { return always.Add(until.Add(-time.Hour), time.Hour+time.Second) }, time.Time{}},
		{"to the start", func() (time.Time, error) { return always.Add(from.Add(time.Hour), -time.Hour) }, from},
		{"before the start", func() (time.Time, error) { return always.Add(from.Add(time.Hour), -time.Hour-1) }, time.Time{}},
		{"before the start by a second", func() (time.Time, error) { return always.Add(from.Add(time.Hour), -time.Hour-time.Second) }, time.Time{}},
		{"back from the end", func() (time.Time, error) { return always.Add(until, -time.Hour) }, until.Add(-time.Hour)},
		{"back from past the end", func() (time.Time, error) { return always.Add(until.Add(1), -time.Hour) }, time.Time{}},
		{"from before the start", func() (time.Time, error) { return always.Add(from.Add(-1), time.Hour) }, time.Time{}},
		{"an opening at the end", func() (time.Time, error) { return monday.NextOpen(until.Add(-time.Hour)) }, time.Time{}},
		{"a roll to the end", func() (time.Time, error) { return monday.RollForward(until.Add(-time.Hour)) }, time.Time{}},
		{"a roll from the end", func() (time.Time, error) { return saturday.RollBackward(until) }, until},
		{"a closing at the end", func() (time.Time, error) { return saturday.NextClose(until.Add(-time.Hour)) }, time.Time{}},
		{"an opening at the start", func() (time.Time, error) { return monday.PrevOpen(from.Add(time.Hour)) }, time.Time{}},
		{"a roll back to the start", func() (time.Time, error) { return monday.RollBackward(from) }, time.Time{}},
		{"a closing within", func() (time.Time, error) { return monday.PrevClose(until) }, from.Add(24 * time.Hour)},
	} {
		got, err := tt.ask()
		if !got.Equal(tt.want) || tt.want.IsZero() != errors.Is(err, calendar.ErrBeyondData) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}
