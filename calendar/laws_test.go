package calendar_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

// A scene is a calendar, an instant around which it was drawn, and the model of some days
// before and after it.
type scene struct {
	*calendar.Calendar
	loc   *time.Location
	near  time.Time
	model *model
}

const sceneDays = 16

func drawScene(t *rapid.T) scene { return drawSceneOf(t, func(*calendar.Config) {}) }

// drawOpenScene draws a scene that is open on Mondays at least, as a rule, so that there is
// always more open time to come.
func drawOpenScene(t *rapid.T) scene {
	return drawSceneOf(t, func(cfg *calendar.Config) {
		for i := range cfg.Week {
			if monday := &cfg.Week[i].Hours.Days[time.Monday]; len(*monday) == 0 {
				*monday = calendar.Hours{{From: 9 * 3600, To: 17 * 3600}}
			}
		}
	})
}

func drawSceneOf(t *rapid.T, change func(*calendar.Config)) scene {
	zone := gen.Zone().Draw(t, "zone")
	loc := gen.Location(zone)
	near := gen.Instant(loc).Draw(t, "near")
	cfg := gen.Config(zone, near).Draw(t, "config")
	change(&cfg)
	c, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	start := near.Add(-sceneDays * 24 * time.Hour)
	return scene{c, loc, near, newModel(cfg, loc, start, 2*sceneDays*24*60)}
}

// instant draws an instant in the middle of the model, now and then with a fraction of a
// second, and in one zone or another.
func (s scene) instant(t *rapid.T, label string) time.Time {
	at := s.near.Add(time.Duration(rapid.IntRange(-8*24*60, 8*24*60).Draw(t, label)) * time.Minute)
	if rapid.IntRange(0, 3).Draw(t, "fraction") == 0 {
		at = at.Add(time.Duration(rapid.Int64Range(-int64(time.Minute), int64(time.Minute)).Draw(t, "ns")))
	}
	if rapid.Bool().Draw(t, "elsewhere") {
		return at.In(time.UTC)
	}
	return at
}

// The open minutes are the model's, one by one.
func TestOpenAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		for i, want := range s.model.open {
			at := s.model.start.Add(time.Duration(i) * time.Minute)
			if got := s.IsOpen(at); got != want {
				t.Fatalf("IsOpen(%v) = %v, want %v", at, got, want)
			}
			if s.IsOpen(at.Add(time.Minute-1)) != want {
				t.Fatalf("IsOpen changes within the minute from %v", at)
			}
		}
	})
}

// Between counts as the model does, adds up, and turns its sign with its arguments.
func TestBetweenAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		a, b, c := s.instant(t, "a"), s.instant(t, "b"), s.instant(t, "c")
		if got, want := s.Between(a, b), s.model.between(a, b); got != want {
			t.Fatalf("Between(%v, %v) = %v, want %v", a, b, got, want)
		}
		if s.Between(a, b)+s.Between(b, c) != s.Between(a, c) {
			t.Fatalf("Between does not add up over %v, %v, %v", a, b, c)
		}
		if s.Between(b, a) != -s.Between(a, b) {
			t.Fatalf("Between(b, a) is not -Between(a, b) for %v, %v", a, b)
		}
		if far := s.near.AddDate(150, 0, 0); s.Between(a, b)+s.Between(b, far) != s.Between(a, far) {
			t.Fatalf("Between does not add up over %v, %v, %v", a, b, far)
		}
	})
}

// Add answers with the earliest instant, and back with the latest, that Between agrees with.
func TestAddAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		at := s.instant(t, "at")
		d := time.Duration(rapid.Int64Range(-int64(60*time.Hour), int64(60*time.Hour)).Draw(t, "d"))
		switch rapid.IntRange(0, 2).Draw(t, "round") {
		case 0:
			d = d.Truncate(15 * time.Minute)
		case 1: // just enough to reach an edge
			d = s.Between(at, s.instant(t, "to").Truncate(15*time.Minute))
		}
		u, err := s.Add(at, d)
		if errors.Is(err, calendar.ErrNeverOpen) {
			if n := s.Between(s.near.AddDate(-30, 0, 0), s.near.AddDate(30, 0, 0)); n > 1000*time.Hour {
				t.Fatalf("Add(%v, %v): %v, with %v open", at, d, err, n)
			}
			return
		}
		if err != nil {
			t.Fatalf("Add(%v, %v): %v", at, d, err)
		}
		if got := s.Between(at, u); got != d {
			t.Fatalf("Between(t, Add(t, d)) = %v, want %v (t %v, u %v)", got, d, at, u)
		}
		step := time.Nanosecond * time.Duration(compare(d, 0))
		if d != 0 && s.Between(at, u.Add(-step)) == d {
			t.Fatalf("Add(%v, %v) = %v, but nearer by a nanosecond would do", at, d, u)
		}
		if d == 0 && !u.Equal(at) {
			t.Fatalf("Add(%v, 0) = %v", at, u)
		}
		if u.Location().String() != s.Zone().String() {
			t.Fatalf("Add answers in %v", u.Location())
		}
	})
}

func compare(a, b time.Duration) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Reach is Add, and that rolled forward; whatever lies between them is closed.
func TestReachLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		at := s.instant(t, "at")
		d := max(0, s.Between(at, s.instant(t, "to").Truncate(15*time.Minute))) // just enough to reach an edge
		if rapid.Bool().Draw(t, "any") {
			d = time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "d"))
		}
		first, last, err := s.Reach(at, d)
		want, wantErr := s.Add(at, d)
		if wantErr != nil {
			if !errors.Is(err, calendar.ErrNeverOpen) || !first.IsZero() || !last.IsZero() {
				t.Fatalf("Reach(%v, %v) = %v, %v, %v where Add says %v", at, d, first, last, err, wantErr)
			}
			return
		}
		rolled, wantErr := s.RollForward(want)
		if errors.Is(wantErr, calendar.ErrNeverOpen) {
			wantErr = nil
		}
		if err != nil || wantErr != nil || !first.Equal(want) || !last.Equal(rolled) {
			t.Fatalf("Reach(%v, %v) = %v, %v, %v, want %v, %v, %v", at, d, first, last, err, want, rolled, wantErr)
		}
		if !last.IsZero() && s.Between(first, last) != 0 {
			t.Fatalf("%v of open time between %v and %v", s.Between(first, last), first, last)
		}
	})
}

// The laws of Add: it adds up, undoes itself up to a roll, and is monotone in both arguments.
func TestAddLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawOpenScene(t)
		at, other := s.instant(t, "at"), s.instant(t, "other")
		a := time.Duration(rapid.Int64Range(1, int64(60*time.Hour)).Draw(t, "a"))
		b := time.Duration(rapid.Int64Range(1, int64(60*time.Hour)).Draw(t, "b"))
		if rapid.Bool().Draw(t, "round") {
			a, b = a.Truncate(15*time.Minute)+15*time.Minute, b.Truncate(15*time.Minute)+15*time.Minute
		}
		add := func(t0 time.Time, d time.Duration) time.Time {
			u, err := s.Add(t0, d)
			if err != nil {
				t.Fatalf("Add(%v, %v): %v", t0, d, err)
			}
			return u
		}
		for _, sign := range []time.Duration{1, -1} {
			if got, want := add(add(at, sign*a), sign*b), add(at, sign*(a+b)); !got.Equal(want) {
				t.Fatalf("Add(Add(t, %v), %v) = %v, want %v (t %v)", sign*a, sign*b, got, want, at)
			}
			if x, y := add(at, sign*a), add(at, sign*(a+b)); y.Sub(x)*sign <= 0 {
				t.Fatalf("Add is not monotone in d: %v, %v", x, y)
			}
			if x, y := add(at, sign*a), add(other, sign*a); at.Before(other) && y.Before(x) {
				t.Fatalf("Add is not monotone in t: %v, %v", x, y)
			}
		}
		there, err := s.RollForward(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := add(add(at, a), -a); !got.Equal(there) {
			t.Fatalf("Add(Add(t, d), -d) = %v, want RollForward(t) = %v (t %v, d %v)", got, there, at, a)
		}
		back, err := s.RollBackward(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := add(add(at, -a), a); !got.Equal(back) {
			t.Fatalf("Add(Add(t, -d), d) = %v, want RollBackward(t) = %v (t %v, d %v)", got, back, at, a)
		}
		elsewhere := gen.Location(gen.Zone().Draw(t, "zone"))
		if !add(at.In(elsewhere), a).Equal(add(at, a)) || s.IsOpen(at) != s.IsOpen(at.In(elsewhere)) {
			t.Fatalf("the zone of %v changes the answer", at)
		}
	})
}

// Rolls, openings and closings are the model's where that reaches.
func TestRollsAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		at := s.instant(t, "at")
		opens, closes := s.model.edges()
		after := func(list []time.Time) (time.Time, bool) {
			i := slices.IndexFunc(list, func(e time.Time) bool { return e.After(at) })
			if i < 0 {
				return time.Time{}, false
			}
			return list[i], true
		}
		before := func(list []time.Time) (last time.Time, ok bool) {
			for _, e := range list {
				if e.Before(at) {
					last, ok = e, true
				}
			}
			return last, ok
		}
		for _, q := range []struct {
			name string
			ask  func(time.Time) (time.Time, error)
			find func([]time.Time) (time.Time, bool)
			list []time.Time
			back bool
		}{
			{"NextOpen", s.NextOpen, after, opens, false},
			{"NextClose", s.NextClose, after, closes, false},
			{"PrevOpen", s.PrevOpen, before, opens, true},
			{"PrevClose", s.PrevClose, before, closes, true},
		} {
			got, err := q.ask(at)
			want, ok := q.find(q.list)
			switch {
			case ok && (err != nil || !got.Equal(want)):
				t.Fatalf("%s(%v) = %v, %v, want %v", q.name, at, got, err, want)
			case !ok && err == nil && s.model.start.Before(got) && s.model.minute(got) < len(s.model.open):
				t.Fatalf("%s(%v) = %v, which the model does not have", q.name, at, got)
			}
		}
		forward, err := s.RollForward(at)
		want, ok := after(opens)
		if s.IsOpen(at) {
			want, ok = at, true
		}
		if ok && (err != nil || !forward.Equal(want)) {
			t.Fatalf("RollForward(%v) = %v, %v, want %v", at, forward, err, want)
		}
		back, err := s.RollBackward(at)
		want, ok = before(closes)
		if s.IsOpen(at.Add(-1)) {
			want, ok = at, true
		}
		if ok && (err != nil || !back.Equal(want)) {
			t.Fatalf("RollBackward(%v) = %v, %v, want %v", at, back, err, want)
		}
	})
}

// Segments tile the open time of the model, are maximal, and come the same both ways.
func TestSegmentsAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		from, to := s.instant(t, "from"), s.instant(t, "to")
		list := slices.Collect(s.Segments(from, to))
		back := slices.Collect(s.SegmentsBackward(from, to))
		slices.Reverse(back)
		if !slices.EqualFunc(list, back, calendar.Segment.Equal) {
			t.Fatalf("forward %v\nbackward %v", list, back)
		}
		var sum time.Duration
		for i, g := range list {
			sum += g.Duration()
			if !g.From.Before(g.To) || i > 0 && !list[i-1].To.Before(g.From) {
				t.Fatalf("not in order, not maximal or empty: %v", list)
			}
			if g.Duration() != s.model.between(g.From, g.To) {
				t.Fatalf("%v is not all open", g)
			}
		}
		if want := max(0, s.model.between(from, to)); sum != want {
			t.Fatalf("segments sum to %v, want %v", sum, want)
		}
	})
}

// What two calendars have open together and apart.
func TestAlgebraLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawScene(t)
		zone := gen.Zone().Draw(t, "zone of b")
		cfg := gen.Config(zone, a.near).Draw(t, "b")
		b, err := calendar.New(cfg, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		from, to := a.instant(t, "from"), a.instant(t, "to")
		or, and, but := a.Union(b), a.Intersect(b), a.Subtract(b)
		if a.Between(from, to)+b.Between(from, to) != or.Between(from, to)+and.Between(from, to) {
			t.Fatal("|A| + |B| is not |A or B| + |A and B|")
		}
		if a.Between(from, to) != and.Between(from, to)+but.Between(from, to) {
			t.Fatal("|A| is not |A and B| + |A but not B|")
		}
		for at := from; at.Before(from.Add(24 * time.Hour)); at = at.Add(7 * time.Minute) {
			x, y := a.IsOpen(at), b.IsOpen(at)
			if or.IsOpen(at) != (x || y) || and.IsOpen(at) != (x && y) || but.IsOpen(at) != (x && !y) {
				t.Fatalf("at %v: a %v, b %v, or %v, and %v, but %v", at, x, y, or.IsOpen(at), and.IsOpen(at), but.IsOpen(at))
			}
		}
	})
}

// Days are open when the model has an open minute in them, and counting them agrees with
// going on by them.
func TestDaysAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawOpenScene(t)
		d := calendar.DateIn(s.near, s.loc).AddDays(rapid.IntRange(-8, 8).Draw(t, "day"))
		want := s.model.between(d.In(s.loc), d.AddDays(1).In(s.loc)) > 0
		if got := s.IsOpenDay(d); got != want {
			t.Fatalf("IsOpenDay(%v) = %v, want %v", d, got, want)
		}
		n := rapid.IntRange(1, 8).Draw(t, "n")
		e, err := s.AddDays(d, n, calendar.Unadjusted)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.DaysBetween(d.AddDays(1), e.AddDays(1)); got != n || !s.IsOpenDay(e) {
			t.Fatalf("AddDays(%v, %d) = %v, with %d open days from the next day on", d, n, e, got)
		}
		e, err = s.AddDays(d, -n, calendar.Unadjusted)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.DaysBetween(d, e); got != -n || !s.IsOpenDay(e) {
			t.Fatalf("AddDays(%v, %d) = %v, with %d open days between", d, -n, e, got)
		}
	})
}
