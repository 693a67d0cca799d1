package calendar

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Calendar says at which instants one is open.
//
// A Calendar never changes, and any number of goroutines may use it at once; behind the
// scenes it keeps what it has worked out. Every instant is either open or closed, by the
// second; outside the years 1 to 9999 all are closed. The zone of a [time.Time] handed in
// never changes an answer; what is returned is in the calendar's zone.
//
// Make one with [New], [Always], [Never] or from others with [Calendar.Union],
// [Calendar.Intersect] and [Calendar.Subtract]. The zero Calendar is not usable.
type Calendar struct {
	src         source
	loc         *time.Location
	from, until int64 // seconds from which and until which the data speak
	lo, hi      int64 // seconds before which and from which on nothing is open

	// windows holds what has been compiled: of each window of time, one stretch at most.
	windows [numWindows]atomic.Pointer[stretch]
	mu      sync.Mutex // held while compiling
	kept    int        // windows that hold a stretch
}

// New returns the calendar that cfg describes. Zones are looked up by name with zones,
// usually [time.LoadLocation], which may be nil if cfg needs none; see [ResolveZone].
// If cfg is at fault the error is an [*Error] that lists all faults with their paths. Later
// changes to what cfg refers to do not matter.
func New(cfg Config, zones func(name string) (*time.Location, error)) (*Calendar, error) {
	var fs strict.Faults
	loc, err := ResolveZone(cfg.Zone, zones)
	fs.Join("zone", "invalid", err)
	cfg.check(&fs)
	for i, c := range cfg.Closed[:min(len(cfg.Closed), MaxClosures)] {
		c.check(&fs, strict.At("closed", i), loc)
	}
	if err := fs.Err("calendar: config"); err != nil {
		return nil, err
	}
	return newCalendar(newRules(cfg, loc), loc), nil
}

// newCalendar returns the calendar of a source.
func newCalendar(src source, loc *time.Location) *Calendar {
	c := &Calendar{src: src, loc: loc}
	c.from, c.until = src.covered()
	c.lo, c.hi = src.reach()
	return c
}

// Always returns a calendar that is open at every instant, in UTC. For one in another zone
// give [New] a Config with the week 24/7.
func Always() *Calendar {
	return newCalendar(newRules(Config{Week: Weekly(MustParseWeek(always))}, time.UTC), time.UTC)
}

// Never returns a calendar that is open at no instant, in UTC.
func Never() *Calendar { return newCalendar(newRules(Config{}, time.UTC), time.UTC) }

// Zone returns the zone the calendar's dates are read in and its answers are given in.
func (c *Calendar) Zone() *time.Location { return c.loc }

// Time is compiled in windows of 2^31 seconds, 68 years: one from 2000 to 2068, and others
// before and after it.
const (
	windowBits = 31
	windowZero = 946684800 - windowsBefore<<windowBits // the second the first window begins at

	windowsBefore = 30  // windows before the year 2000, back to before the year 1
	numWindows    = 148 // windows up to after the year 9999
)

// MaxWindows is how many windows of 68 years a calendar keeps compiled. A question about
// one more makes it forget the others; the answers stay the same.
const MaxWindows = 4

// ahead and behind are how many seconds around a question are compiled at first.
const (
	ahead  = 366 * daySecs
	behind = 31 * daySecs
)

// stretch returns a compiled stretch that holds second s, or nil if s lies outside the years
// 1 to 9999.
func (c *Calendar) stretch(s int64) *stretch {
	if w := uint64(s-windowZero) >> windowBits; w < numWindows {
		if st := c.windows[w].Load(); st != nil && st.holds(s) {
			return st
		}
	}
	return c.compile(s, s)
}

// compile returns a stretch that holds second s and, as far as its window goes, all up to
// second until. It returns nil if s lies outside the years 1 to 9999.
func (c *Calendar) compile(s, until int64) *stretch {
	if s < minSecond || s >= maxSecond {
		return nil
	}
	w := (s - windowZero) >> windowBits
	begin := windowZero + w<<windowBits
	begin, end := max(begin, minSecond), min(begin+1<<windowBits, maxSecond)
	until = min(until, end-1)

	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.windows[w].Load()
	if old != nil && old.holds(s) && old.holds(until) {
		return old
	}
	lo, hi := floorDay(s)*daySecs-behind, floorDay(until)*daySecs+ahead
	if old != nil { // at least twice as much as there was, so that growing step by step is cheap
		size := old.hi - old.lo
		if s < old.lo {
			lo, hi = min(lo, old.lo-size), max(hi, old.hi)
		} else {
			lo, hi = min(lo, old.lo), max(hi, old.hi+size)
		}
	}
	st := newStretch(c.src, max(lo, begin), min(hi, end))
	if old == nil {
		if c.kept == MaxWindows {
			c.forget()
		}
		c.kept++
	}
	c.windows[w].Store(st)
	return st
}

// forget drops all that has been compiled.
func (c *Calendar) forget() {
	for i := range c.windows {
		c.windows[i].Store(nil)
	}
	c.kept = 0
}

// time returns the instant n nanoseconds after second s in the calendar's zone.
func (c *Calendar) time(s, n int64) time.Time { return time.Unix(s, n).In(c.loc) }
