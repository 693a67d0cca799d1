package calendar

// Tests of what is kept behind the scenes, which no answer shows.

import (
	"runtime"
	"testing"
	"time"
)

// How many windows are kept is bounded, and what was forgotten is worked out again.
func TestMaxWindows(t *testing.T) {
	c := Always()
	at := func(window int64) time.Time { return time.Unix(windowZero+window<<windowBits+1000, 0) }
	for w := range int64(2 * MaxWindows) {
		if !c.IsOpen(at(40 + w)) {
			t.Fatal("closed")
		}
		n := 0
		for i := range c.windows {
			if c.windows[i].Load() != nil {
				n++
			}
		}
		if want := int(w)%MaxWindows + 1; n != want || c.kept != want {
			t.Errorf("after %d windows %d are kept, and %d counted, want %d", w+1, n, c.kept, want)
		}
	}
	if !c.IsOpen(at(40)) {
		t.Error("closed where it was forgotten")
	}
}

// All instants from the year 1 to 9999 have a window.
func TestWindows(t *testing.T) {
	first, last := (minSecond-windowZero)>>windowBits, (maxSecond-1-windowZero)>>windowBits
	if minSecond < windowZero || first != 0 || last != numWindows-1 {
		t.Errorf("the windows of the first and last second are %d and %d of %d", first, last, numWindows)
	}
	if got := time.Unix(minSecond, 0).UTC().Format(time.RFC3339); got != "0001-01-01T00:00:00Z" {
		t.Error(got)
	}
	if got := time.Unix(maxSecond-1, 0).UTC().Format(time.RFC3339); got != "9999-12-31T23:59:59Z" {
		t.Error(got)
	}
}

// Where it is provable that nothing opens, nothing is compiled to find out.
func TestProvablyNever(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	week := Weekly(MustParseWeek("PH 09:00-17:00"))
	d := MustParseDate("2026-11-20")
	for name, cfg := range map[string]Config{
		"no hours":    {Zone: "UTC"},
		"no holidays": {Zone: "UTC", Week: week},
		"past dates":  {Zone: "UTC", Dates: map[Date]Hours{MustParseDate("2010-01-01"): {{0, 60}}}},
		"past table":  {Zone: "UTC", Week: week, Holidays: []string{"x"}, Tables: map[string]Table{"x": {Days: []Holiday{{Date: MustParseDate("2010-01-01")}}}}},
	} {
		c, err := New(cfg, nil)
		if err != nil {
			t.Fatal(err)
		}
		add := func(t time.Time) (time.Time, error) { return c.Add(t, 1) }
		for op, ask := range map[string]func(time.Time) (time.Time, error){"NextOpen": c.NextOpen, "NextClose": c.NextClose, "RollForward": c.RollForward, "Add": add} {
			if _, err := ask(at); err != ErrNeverOpen {
				t.Errorf("%s: %s: %v", name, op, err)
			}
		}
		if _, err := c.AddDays(d, 1, Following); err != ErrNeverOpen {
			t.Errorf("%s: AddDays: %v", name, err)
		}
		if c.kept != 0 {
			t.Errorf("%s: %d stretches were compiled", name, c.kept)
		}
	}
}

// Ten years of office hours take no more than 200 KiB.
func TestBytesRetained(t *testing.T) {
	cfg := Office("America/New_York", Span{9 * 3600, 18 * 3600}, "us-federal")
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const n = 20
	list := make([]*Calendar, n)
	time.LoadLocation(cfg.Zone)
	before := heap()
	for i := range list {
		c, err := New(cfg, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		c.Between(from, to)
		list[i] = c
	}
	each := (heap() - before) / n
	runtime.KeepAlive(list)
	t.Logf("%d bytes retained", each)
	if each > 200<<10 {
		t.Errorf("ten years retain %d bytes, want at most %d", each, 200<<10)
	}
}

// A run of closed days too long to search, in the middle of a stretch, is not passed however
// much is compiled already.
func TestGapWithinStretch(t *testing.T) {
	a, b := MustParseDate("2005-01-03"), MustParseDate("2065-01-05")
	cfg := Config{Zone: "UTC", Dates: map[Date]Hours{a: {{0, 3600}}, b: {{0, 3600}}}}
	from, to := a.In(time.UTC), b.In(time.UTC).Add(time.Hour)
	for _, warm := range []bool{false, true} {
		c, err := New(cfg, nil)
		if err != nil {
			t.Fatal(err)
		}
		if warm {
			c.Between(from, to)
		}
		if got := c.Between(from, to); got != 2*time.Hour {
			t.Errorf("Between = %v", got)
		}
		for _, ask := range []func() (time.Time, error){
			func() (time.Time, error) { return c.Add(from, time.Hour+1) },
			func() (time.Time, error) { return c.Add(from, 3*time.Hour) },
			func() (time.Time, error) { return c.Add(from.Add(time.Hour), 1) },
			func() (time.Time, error) { return c.Add(to, -time.Hour-1) },
			func() (time.Time, error) { return c.Add(to, -3*time.Hour) },
			func() (time.Time, error) { return c.Add(to.Add(-time.Hour), -1) },
			func() (time.Time, error) { return c.NextOpen(from) },
			func() (time.Time, error) { return c.PrevClose(to) },
		} {
			if u, err := ask(); err != ErrNeverOpen {
				t.Errorf("warm %v: %v, %v", warm, u, err)
			}
		}
		if u, err := c.Add(from, time.Hour); err != nil || !u.Equal(from.Add(time.Hour)) {
			t.Errorf("warm %v: %v, %v", warm, u, err)
		}
		if u, err := c.Add(to, -time.Hour); err != nil || !u.Equal(to.Add(-time.Hour)) {
			t.Errorf("warm %v: %v, %v", warm, u, err)
		}
		if u, err := c.Add(to.Add(-time.Hour), 1); err != nil || !u.Equal(to.Add(1-time.Hour)) {
			t.Errorf("warm %v: %v, %v", warm, u, err)
		}
	}
}
