package calendar

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// The seconds of all instants a calendar speaks of, those of the years 1 to 9999 in UTC.
const (
	minSecond = (1 - epochDay) * daySecs
	maxSecond = (lastDay + 1 - epochDay) * daySecs
)

// A source says what is open: the rules of a Config, or an operation on two other sources.
type source interface {
	// open returns what is open from second lo up to second hi.
	open(lo, hi int64) []interval

	// reach returns bounds: before lo and from hi on nothing is ever open.
	reach() (lo, hi int64)

	// covered returns the seconds from which and until which the source's data speak.
	covered() (from, until int64)

	// explain says what begins on a date in the source's zone, and why.
	explain(d Date) Day
}

// A rules is a Config made ready: checked, copied, and in order.
type rules struct {
	loc          *time.Location
	week         Schedule
	sets         []holidayRules
	observe      Observance
	special      []special  // in order of day, one for a day
	closed       []interval // all closures
	closures     []Closure  // the same, with their names
	from, until  int64      // seconds from which and until which the data speak
	lowest, most int64      // seconds before which and from which on nothing is open
}

// A special is a day that the Config names by its date.
type special struct {
	day     int64    // counted from 1970-01-01
	rule    Rule     // RuleDate or RuleTable if the day has hours of its own, else empty
	name    string   // of the day in the table the hours are from
	hours   Hours    // of its own
	holiday bool     // a public holiday by some table
	names   []string // of the public holiday
}

// newRules makes a Config that was checked ready.
func newRules(cfg Config, loc *time.Location) *rules {
	r := &rules{loc: loc, observe: cfg.Observe, closures: slices.Clone(cfg.Closed)}
	for _, v := range cfg.Week {
		for i := range numParts {
			*v.Hours.part(i) = v.Hours.part(i).sorted()
		}
		r.week = append(r.week, v)
	}
	r.special = specialDays(cfg)
	for _, name := range cfg.Holidays {
		if _, own := cfg.Tables[name]; !own {
			set, _ := findSet(name)
			r.sets = append(r.sets, set)
		}
	}
	for _, c := range cfg.Closed {
		r.closed = append(r.closed, interval{c.From.instant(loc).Unix(), c.To.instant(loc).Unix()})
	}
	slices.SortFunc(r.closed, func(a, b interval) int { return cmp.Compare(a.from, b.from) })
	r.closed = clip(r.closed, minSecond, maxSecond)
	r.from, r.until = r.coverage(cfg)
	r.lowest, r.most = r.bounds()
	return r
}

// specialDays gathers the days that cfg names by date: overrides, and days of the tables
// that apply.
func specialDays(cfg Config) []special {
	days := map[int64]special{}
	for _, name := range cfg.Holidays {
		for _, h := range cfg.Tables[name].Days {
			day := h.Date.days()
			s := days[day]
			s.day = day
			switch {
			case len(h.Hours) == 0:
				s.holiday = true
				s.names = append(s.names, h.Name)
			case s.rule == "": // the first table counts
				s.rule, s.name, s.hours = RuleTable, h.Name, h.Hours.sorted()
			}
			days[day] = s
		}
	}
	for d, hours := range cfg.Dates {
		s := days[d.days()]
		s.day, s.rule, s.name, s.hours = d.days(), RuleDate, "", hours.sorted()
		days[s.day] = s
	}
	return slices.SortedFunc(maps.Values(days), func(a, b special) int { return cmp.Compare(a.day, b.day) })
}

// coverage returns the seconds from which and until which the overrides and tables that
// apply are all complete. A day that takes something from the day before or after it, a
// shift overnight or the hours of PH+1 and PH-1, needs that one to be covered too.
func (r *rules) coverage(cfg Config) (from, until int64) {
	first, through := cfg.DatesFrom, cfg.DatesThrough
	for _, name := range cfg.Holidays {
		t := cfg.Tables[name]
		if t.From.After(first) {
			first = t.From
		}
		if !t.Through.IsZero() && (through.IsZero() || t.Through.Before(through)) {
			through = t.Through
		}
	}
	before, after := r.neighbours()
	from, until = minSecond, maxSecond
	if !first.IsZero() {
		from = first.AddDays(before).In(r.loc).Unix()
	}
	if !through.IsZero() {
		until = through.AddDays(1 - after).In(r.loc).Unix()
	}
	return from, until
}

// neighbours returns 1 for the side on which a day takes something from the next, else 0.
func (r *rules) neighbours() (before, after int) {
	overnight := func(h Hours) bool { return slices.ContainsFunc(h, Span.Overnight) }
	for _, v := range r.week {
		for i := range numParts {
			if overnight(*v.Hours.part(i)) {
				before = 1
			}
		}
		before = max(before, min(1, len(v.Hours.Morrow)))
		after = max(after, min(1, len(v.Hours.Eve)))
	}
	if slices.ContainsFunc(r.special, func(s special) bool { return overnight(s.hours) }) {
		before = 1
	}
	return before, after
}

// bounds returns seconds before which and from which on nothing can be open: if no weekday
// ever has hours, only the days named by date have any.
func (r *rules) bounds() (lowest, most int64) {
	onHolidays := false
	for _, v := range r.week {
		ph := len(v.Hours.Holiday)+len(v.Hours.Eve)+len(v.Hours.Morrow) > 0
		weekly := slices.ContainsFunc(v.Hours.Days[:], func(h Hours) bool { return len(h) > 0 })
		if weekly || ph && len(r.sets) > 0 {
			return minSecond, maxSecond
		}
		onHolidays = onHolidays || ph
	}
	for _, s := range r.special {
		if len(s.hours) > 0 || onHolidays && s.holiday {
			if lowest == most {
				lowest = (s.day - margin) * daySecs
			}
			most = (s.day + margin) * daySecs
		}
	}
	return lowest, most
}

// margin is more days than lie between a day on the wall in any zone, with the days before
// and after it and a shift into the next, and the same day of UTC.
const margin = 4

func (r *rules) reach() (lo, hi int64)        { return r.lowest, r.most }
func (r *rules) covered() (from, until int64) { return r.from, r.until }

// open walks the days as dates, and goes to instants last.
func (r *rules) open(lo, hi int64) []interval {
	first, last := floorDay(lo)-margin, floorDay(hi)+margin
	p := r.plan(first, last)
	eras := erasOf(nil, r.loc, first*daySecs-farthest, last*daySecs+2*farthest)
	out := make([]interval, 0, last-first)
	for day := first; day <= last; day++ {
		midnight := day * daySecs
		for _, s := range p.hours(day) {
			from, i := wallSecond(eras, midnight+int64(s.From))
			to, _ := wallSecond(eras[i:], midnight+int64(s.end()))
			out = push(out, from, to)
		}
		_, i := wallSecond(eras, midnight)
		eras = eras[i:]
	}
	if len(r.closed) > 0 {
		out = combine(out, r.closed, subtract)
	}
	return clip(out, lo, hi)
}
