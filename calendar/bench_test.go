package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/bare"
)

// The benchmarks ask all siblings the same: Monday to Friday 09:00 to 18:00 in New York
// without US federal holidays, on whole seconds drawn from eight years. There are so many of
// them because with few the branch predictor learns their cycle.
const benchInstants = 1 << 17

var benchSpans = []struct {
	name string
	open time.Duration // to add
	wall time.Duration // to count over
}{
	{"4h", 4 * time.Hour, 4 * time.Hour},
	{"3d", 3 * 9 * time.Hour, 3 * 24 * time.Hour},
	{"1mo", 21 * 9 * time.Hour, 30 * 24 * time.Hour},
	{"1y", 250 * 9 * time.Hour, 365 * 24 * time.Hour},
	{"10y", 2500 * 9 * time.Hour, 3652 * 24 * time.Hour},
}

type bench struct {
	instants []time.Time
	seconds  []int64
	own      *calendar.Calendar
	bare     *bare.Hours
	rickar   map[string]*cal.BusinessCalendar
}

func benchConfig() calendar.Config {
	return calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 18 * 3600}, "us-federal")
}

// newBench makes the siblings and checks that they agree.
func newBench(b testing.TB) *bench {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	own, err := calendar.New(benchConfig(), time.LoadLocation)
	if err != nil {
		b.Fatal(err)
	}
	x := &bench{own: own, bare: newBare(b), rickar: map[string]*cal.BusinessCalendar{}}
	for name, cacheable := range map[string]bool{"rickar": true, "rickar-plain": false} {
		c := cal.NewBusinessCalendar()
		c.SetWorkHours(9*time.Hour, 18*time.Hour)
		c.AddHoliday(us.Holidays...)
		c.Cacheable = cacheable
		x.rickar[name] = c
	}
	from := time.Date(2021, 1, 1, 0, 0, 0, 0, loc).Unix()
	r := rand.New(rand.NewPCG(1, 2))
	for range benchInstants {
		s := from + r.Int64N(8*365*86400)
		x.seconds = append(x.seconds, s)
		x.instants = append(x.instants, time.Unix(s, 0).In(loc))
	}
	for i, t := range x.instants[:1000] {
		s := x.seconds[i]
		for _, span := range benchSpans {
			u, err := own.Add(t, span.open)
			if err != nil || u.Unix() != x.bare.Add(s, int64(span.open/time.Second)) {
				b.Fatalf("Add(%v, %v) = %v, %v, bare %v", t, span.open, u, err, x.bare.Add(s, int64(span.open/time.Second)))
			}
			v := t.Add(span.wall)
			if own.Between(t, v) != time.Duration(x.bare.Between(s, v.Unix()))*time.Second || own.IsOpen(t) != x.bare.IsOpen(s) {
				b.Fatalf("own and bare disagree about %v, %v", t, v)
			}
		}
	}
	return x
}

// newBare builds the floor, from what it has to be told: the holidays and the changes of the
// clocks.
func newBare(b testing.TB) *bare.Hours {
	first, last, holidays, changes := bareInput(b, 2020, 2040)
	return bare.NewHours(first, last, 9*3600, 18*3600, holidays, changes)
}

func bareInput(b testing.TB, from, to int) (first, last int64, holidays []int64, changes []bare.Change) {
	day := func(d calendar.Date) int64 { return int64(d.DaysSince(calendar.MustParseDate("1970-01-01"))) }
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	for year := from; year < to; year++ {
		list, err := calendar.Holidays("us-federal", year, calendar.ObserveMoved)
		if err != nil {
			b.Fatal(err)
		}
		for _, h := range list {
			holidays = append(holidays, day(h.Date))
		}
	}
	for t := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < min(to, 2040); { // in 2040 ZoneBounds stops
		_, offset := t.In(loc).Zone()
		changes = append(changes, bare.Change{At: t.Unix(), Offset: int64(offset)})
		_, t = t.In(loc).ZoneBounds()
		t = t.UTC()
	}
	jan1 := func(year int) int64 { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400 }
	return jan1(from), jan1(to) - 1, holidays, changes
}

func BenchmarkAdd(b *testing.B) {
	x := newBench(b)
	for _, span := range benchSpans {
		b.Run(span.name, func(b *testing.B) {
			b.Run("own", func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					if _, err := x.own.Add(x.instants[i%benchInstants], span.open); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
			b.Run("bare", func(b *testing.B) {
				b.ReportAllocs()
				i, d := 0, int64(span.open/time.Second)
				for b.Loop() {
					x.bare.Add(x.seconds[i%benchInstants], d)
					i++
				}
			})
			for name, c := range x.rickar {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					i := 0
					for b.Loop() {
						c.AddWorkHours(x.instants[i%benchInstants], span.open)
						i++
					}
				})
			}
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	x := newBench(b)
	type times struct{ from, to time.Time }
	type seconds struct{ from, to int64 }
	for _, span := range benchSpans {
		pairs, ints := make([]times, benchInstants), make([]seconds, benchInstants)
		for i, t := range x.instants {
			pairs[i] = times{t, t.Add(span.wall)}
			ints[i] = seconds{t.Unix(), t.Add(span.wall).Unix()}
		}
		b.Run(span.name, func(b *testing.B) {
			b.Run("own", func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					p := &pairs[i%benchInstants]
					x.own.Between(p.from, p.to)
					i++
				}
			})
			b.Run("bare", func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					p := &ints[i%benchInstants]
					x.bare.Between(p.from, p.to)
					i++
				}
			})
			for name, c := range x.rickar {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					i := 0
					for b.Loop() {
						p := &pairs[i%benchInstants]
						c.WorkHoursInRange(p.from, p.to)
						i++
					}
				})
			}
		})
	}
}

func BenchmarkIsOpen(b *testing.B) {
	x := newBench(b)
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			x.own.IsOpen(x.instants[i%benchInstants])
			i++
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			x.bare.IsOpen(x.seconds[i%benchInstants])
			i++
		}
	})
	for name, c := range x.rickar {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.IsWorkTime(x.instants[i%benchInstants])
				i++
			}
		})
	}
}

// BenchmarkBuild makes a calendar and asks the first question about ten years of it.
func BenchmarkBuild(b *testing.B) {
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	b.Run("10y/own", func(b *testing.B) {
		b.ReportAllocs()
		cfg := benchConfig()
		loc, err := time.LoadLocation(cfg.Zone)
		if err != nil {
			b.Fatal(err)
		}
		zones := func(string) (*time.Location, error) { return loc, nil }
		for b.Loop() {
			c, err := calendar.New(cfg, zones)
			if err != nil {
				b.Fatal(err)
			}
			c.Between(from, to)
		}
	})
	b.Run("10y/bare", func(b *testing.B) {
		b.ReportAllocs()
		first, last, holidays, changes := bareInput(b, 2026, 2036)
		for b.Loop() {
			bare.NewHours(first, last, 9*3600, 18*3600, holidays, changes)
		}
	})
}

// BenchmarkNeverOpen asks calendars that can be seen never to open: the answer takes far
// less than a microsecond, because nothing is compiled or searched.
func BenchmarkNeverOpen(b *testing.B) {
	at := time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		c    *calendar.Calendar
	}{{"never", calendar.Never()}, {"nothing-left", calendar.Always().Intersect(calendar.Never())}} {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tt.c.Add(at, time.Hour); err == nil {
					b.Fatal("it opens")
				}
			}
		})
	}
}
