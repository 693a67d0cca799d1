package calendar_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

// Sequences are worked out as they are asked for, and stop when told.
func TestSegmentsLazy(t *testing.T) {
	c := build(t, weekly("UTC", "Mon-Fri 09:00-17:00"))
	from, to := date("2026-01-01").In(time.UTC), date("9999-01-01").In(time.UTC)
	for _, seq := range []func(func(calendar.Segment) bool){c.Segments(from, to), c.SegmentsBackward(from, to)} {
		n := 0
		for s := range seq {
			if n++; n == 3 || s.Duration() != 8*time.Hour {
				break
			}
		}
		if n != 3 {
			t.Errorf("stopped after %d segments", n)
		}
	}
	for range calendar.Always().Segments(from, from.Add(time.Hour)) {
		break
	}
	for s := range calendar.Always().SegmentsBackward(from, from.Add(time.Hour)) {
		if s.Duration() != time.Hour {
			t.Error(s)
		}
		break
	}
	if s := slices.Collect(calendar.Always().Segments(from, date("2400-01-01").In(time.UTC))); len(s) != 1 || !s[0].To.Equal(date("2400-01-01").In(time.UTC)) {
		t.Errorf("374 open years are %v", s)
	}
	if s := slices.Collect(calendar.Always().SegmentsBackward(from, date("2400-01-01").In(time.UTC))); len(s) != 1 || !s[0].From.Equal(from) {
		t.Errorf("374 open years are %v", s)
	}
	if s := slices.Collect(c.Segments(to, from)); len(s) > 0 {
		t.Errorf("backwards there are %v", s)
	}
	day := slices.Collect(c.Segments(from.Add(9*time.Hour+1), from.Add(17*time.Hour-1)))
	if len(day) != 1 || day[0].String() != "2026-01-01T09:00:00.000000001Z/2026-01-01T16:59:59.999999999Z" {
		t.Errorf("cut to nanoseconds: %v", day)
	}
}

// Many goroutines ask one calendar at once, in windows that push each other out.
func TestConcurrentReaders(t *testing.T) {
	c := build(t, calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 18 * 3600}, "us-federal"))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 60 {
				year := 1800 + (i*61+g*97)%500
				from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
				a, b := from.AddDate(0, 3, 0), from.AddDate(2, 0, 0)
				if c.Between(from, a)+c.Between(a, b) != c.Between(from, b) {
					t.Errorf("does not add up in %d", year)
				}
				if u, err := c.Add(from, 1000*time.Hour); err != nil || c.Between(from, u) != 1000*time.Hour {
					t.Errorf("%v, %v in %d", u, err, year)
				}
			}
		})
	}
	wg.Wait()
}

// Two zones around the world leave each other a few hours.
func TestFollowTheSun(t *testing.T) {
	berlin, tokyo := build(t, weekly("Europe/Berlin", "Mon-Fri 08:00-18:00")), build(t, weekly("Asia/Tokyo", "Mon-Fri 09:00-18:00"))
	both, either, only := berlin.Intersect(tokyo), berlin.Union(tokyo), berlin.Subtract(tokyo)
	from, to := instant(t, "2026-11-23T00:00:00Z"), instant(t, "2026-11-24T00:00:00Z")
	for name, tt := range map[string]struct {
		c    *calendar.Calendar
		want time.Duration
	}{"both": {both, 2 * time.Hour}, "either": {either, 17 * time.Hour}, "only": {only, 8 * time.Hour}} {
		if got := tt.c.Between(from, to); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		if tt.c.Zone().String() != "Europe/Berlin" {
			t.Errorf("%s is in %v", name, tt.c.Zone())
		}
		if got := tt.c.String(); got != "calendar in Europe/Berlin" {
			t.Error(got)
		}
	}
	if got := berlin.Union().Between(from, to); got != 10*time.Hour {
		t.Errorf("alone: %v", got)
	}
}

// A combination is asked no further than its parts can reach.
func TestCombinedReach(t *testing.T) {
	at := instant(t, "2026-11-21T09:00:00Z")
	on := func(d string) *calendar.Calendar {
		return build(t, calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date(d): {{From: 0, To: 3600}}}})
	}
	near, far := on("2026-11-23"), on("2026-11-25")
	for name, tt := range map[string]struct {
		c    *calendar.Calendar
		want string // the last closing
	}{
		"either":      {near.Union(far), "2026-11-25T01:00:00Z"},
		"with none":   {near.Union(calendar.Never()), "2026-11-23T01:00:00Z"},
		"none with":   {calendar.Never().Union(near), "2026-11-23T01:00:00Z"},
		"less":        {near.Subtract(far), "2026-11-23T01:00:00Z"},
		"with always": {near.Intersect(calendar.Always()), "2026-11-23T01:00:00Z"},
	} {
		got, err := tt.c.PrevClose(at.AddDate(1, 0, 0))
		if err != nil || !got.Equal(instant(t, tt.want)) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if got, err := tt.c.NextOpen(got); !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := near.Intersect(far).NextOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("%v, %v", got, err)
	}
}

// The zone of an argument never matters, nor does a second asking.
func TestZoneOfArguments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		at := s.instant(t, "at")
		other := at.In(gen.Location(gen.Zone().Draw(t, "other")))
		d := calendar.DateIn(at, s.loc)
		for _, ask := range []func(time.Time) (time.Time, error){s.RollForward, s.RollBackward, s.NextOpen, s.NextClose, s.PrevOpen, s.PrevClose} {
			u, err := ask(at)
			v, again := ask(other)
			if !u.Equal(v) || !errors.Is(again, err) {
				t.Fatalf("%v, %v and %v, %v", u, err, v, again)
			}
		}
		if calendar.DateIn(other, s.loc) != d {
			t.Fatal("DateIn depends on the zone of its argument")
		}
	})
}
