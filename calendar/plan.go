package calendar

import (
	"cmp"
	"slices"
)

// A plan says which hours begin on each day from a first to a last.
type plan struct {
	*rules
	first  int64   // the day before the first
	marks  []uint8 // what the days from there to the day after the last are
	starts []start // versions of the week that are still to begin
	week   *Week   // the one in force, nil if none is yet
}

// What a day can be marked as.
const (
	markHoliday = 1 << iota // a public holiday
	markSpecial             // a day with hours of its own
)

// plan makes the plan of the days from first to last.
func (r *rules) plan(first, last int64) *plan {
	p := &plan{rules: r, first: first - 1, marks: make([]uint8, last-first+3), starts: r.week.starts(first, last)}
	i, _ := slices.BinarySearchFunc(r.special, p.first, special.compare)
	for ; i < len(r.special) && r.special[i].day <= last+1; i++ {
		s := &r.special[i]
		if s.holiday {
			p.marks[s.day-p.first] |= markHoliday
		}
		if s.rule != "" {
			p.marks[s.day-p.first] |= markSpecial
		}
	}
	for _, set := range r.sets {
		for day := range set.between(first-1, last+1, r.observe) {
			p.marks[day-p.first] |= markHoliday
		}
	}
	return p
}

// compare orders a special by its day.
func (s special) compare(day int64) int { return cmp.Compare(s.day, day) }

// find returns the special of a day, if there is one.
func (r *rules) find(day int64) (special, bool) {
	i, ok := slices.BinarySearchFunc(r.special, day, special.compare)
	if !ok {
		return special{}, false
	}
	return r.special[i], true
}

// hours returns the hours that begin on a day. Days are asked for in order.
func (p *plan) hours(day int64) Hours {
	for len(p.starts) > 0 && p.starts[0].day <= day {
		p.week, p.starts = p.starts[0].week, p.starts[1:]
	}
	i := day - p.first
	switch {
	case p.marks[i]&markSpecial != 0:
		s, _ := p.find(day)
		return s.hours
	case p.week == nil:
		return nil
	}
	hours := p.week.Days[weekdayOf(day)]
	if p.marks[i]&markHoliday != 0 {
		hours = p.week.Holiday
	}
	if p.marks[i+1]&markHoliday != 0 && len(p.week.Eve) > 0 {
		hours = append(slices.Clip(hours), p.week.Eve...).sorted()
	}
	if p.marks[i-1]&markHoliday != 0 && len(p.week.Morrow) > 0 {
		hours = append(slices.Clip(hours), p.week.Morrow...).sorted()
	}
	return hours
}
