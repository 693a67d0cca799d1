package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule says what decided which hours begin on a day. Its text is stable.
type Rule string

// The rules, the first that speaks for a day first.
const (
	RuleDate     Rule = "date"     // an override, in Config.Dates
	RuleTable    Rule = "table"    // a day with hours in a holiday table
	RuleHoliday  Rule = "holiday"  // a public holiday
	RuleWeek     Rule = "week"     // the weekly hours
	RuleNone     Rule = "none"     // no version of the weekly hours has begun yet
	RuleCombined Rule = "combined" // an operation on other calendars; see Day.Parts
)

// A Day says what is open on a date and why.
type Day struct {
	Date Date
	Rule Rule   // what decided the hours
	Name string // of the day, where the rule has one: "Thanksgiving Day"

	// Hours are what begins on the day by that rule, by the clock on the wall and before
	// closures. On the day before and after a public holiday they have those of PH-1 and PH+1.
	Hours Hours

	Holidays []string  // the names of all public holidays on the day, whatever decided
	Closures []Closure // the closures that overlap the day

	// Open is what is open from the start of the day up to the start of the next, in
	// instants: with what is left of a shift of the day before, and without closures.
	Open []Segment

	// Parts are the days of the calendars that this one combines, each by its own zone and
	// without Open; Rule is RuleCombined.
	Parts []Day
}

// Day returns what is open on a date in the calendar's zone, and why.
func (c *Calendar) Day(d Date) Day {
	day := c.src.explain(d)
	day.Open = slices.Collect(c.Segments(d.In(c.loc), d.AddDays(1).In(c.loc)))
	return day
}

// explain says what begins on a date by the rules.
func (r *rules) explain(d Date) Day {
	p := r.plan(d.days(), d.days())
	day := Day{Date: d, Rule: RuleNone, Hours: p.hours(d.days())}
	s, _ := r.find(d.days())
	day.Holidays = slices.Clone(s.names)
	for _, set := range r.sets {
		for _, name := range set.between(d.days(), d.days(), r.observe) {
			day.Holidays = append(day.Holidays, name)
		}
	}
	switch {
	case s.rule != "":
		day.Rule, day.Name = s.rule, s.name
	case p.week == nil:
	case len(day.Holidays) > 0:
		day.Rule, day.Name = RuleHoliday, day.Holidays[0]
	default:
		day.Rule = RuleWeek
	}
	from, to := d.In(r.loc), d.AddDays(1).In(r.loc)
	for _, c := range r.closures {
		if c.From.instant(r.loc).Before(to) && c.To.instant(r.loc).After(from) {
			day.Closures = append(day.Closures, c)
		}
	}
	return day
}

// String returns d for people: "2026-11-26 Thu closed (holiday Thanksgiving Day)".
func (d Day) String() string {
	if d.Rule == RuleCombined {
		var open []string
		for _, s := range d.Open {
			open = append(open, s.String())
		}
		return fmt.Sprintf("%v %s open %v (combined)", d.Date, dayNames[d.Date.Weekday()], open)
	}
	why := string(d.Rule)
	if d.Name != "" {
		why += " " + d.Name
	}
	for _, c := range d.Closures {
		why += strings.TrimRight(", closure "+c.Name, " ")
	}
	return fmt.Sprintf("%v %s %v (%s)", d.Date, dayNames[d.Date.Weekday()], d.Hours, why)
}
