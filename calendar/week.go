package calendar

import (
	"slices"
	"strings"
	"time"
)

// A Week says on which days and at which hours one is open. The zero Week is closed.
//
// As text it is written "Mon-Fri 08:00-18:00; Sat 10:00-14:00"; see [ParseWeek].
type Week struct {
	// Days holds the hours of each weekday, by [time.Weekday], Sunday first.
	Days [7]Hours

	// Holiday holds the hours of a public holiday (PH), which stand in place of the
	// weekday's: with none, holidays are closed.
	Holiday Hours

	// Eve and Morrow hold hours of the day before a public holiday (PH-1) and of the day
	// after one (PH+1), in addition to whatever hours that day has.
	Eve, Morrow Hours
}

// dayNames are how weekdays are written. OpenStreetMap's first two letters are read too.
var dayNames = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

const always = "24/7"

// parts are the days a week speaks of: its weekdays 0 to 6, then these.
const (
	partHoliday = 7 + iota
	partEve
	partMorrow
	numParts
)

// part returns the hours of one of the parts of w.
func (w *Week) part(i int) *Hours {
	switch i {
	case partHoliday:
		return &w.Holiday
	case partEve:
		return &w.Eve
	case partMorrow:
		return &w.Morrow
	}
	return &w.Days[i]
}

// MaxWeekText is the longest text that [ParseWeek] reads, in bytes.
const MaxWeekText = 16 << 10

// ParseWeek reads the hours of a week: rules separated by semicolons, each of days and the
// hours of each of them.
//
//	Mon-Fri 08:00-18:00; Sat 10:00-14:00
//	Mo-Fr 09:00-13:00,14:00-18:00; PH 10:00-12:00
//	Fri 17:00-24:00; Sat-Sun 00:00-24:00; Mon 00:00-08:00; PH-1 21:00-24:00
//	24/7
//	closed
//
// Days are Mon or Mo, Tue or Tu ..., ranges of them, which may run over Sunday, or PH (a
// public holiday), PH-1 and PH+1 (the day before and after one), separated by commas.
// Rules for the same day add up. "closed" or "off" in place of hours adds none. 24/7 is
// open on public holidays too, all other texts only where they say PH.
func ParseWeek(s string) (Week, error) {
	var w Week
	text := strings.TrimSpace(s)
	switch {
	case len(s) > MaxWeekText:
		return Week{}, invalid("calendar: week", "too_long", "%d bytes, more than %d", len(s), MaxWeekText)
	case text == closed || text == "off":
		return Week{}, nil
	case text == always:
		for i := range partEve {
			*w.part(i) = Hours{{0, Midnight}}
		}
		return w, nil
	}
	for rule := range strings.SplitSeq(text, ";") {
		if err := w.add(strings.TrimSpace(rule)); err != nil {
			return Week{}, err
		}
	}
	return w, nil
}

// MustParseWeek is like [ParseWeek] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParseWeek(s string) Week {
	w, err := ParseWeek(s)
	if err != nil {
		panic(err)
	}
	return w
}

// add reads one rule into w.
func (w *Week) add(rule string) error {
	days, text, ok := strings.Cut(rule, " ")
	if !ok {
		return invalid("calendar: week", "bad_week", "%.40q is not days and hours such as Mon-Fri 09:00-17:00", rule)
	}
	hours, err := ParseHours(strings.TrimSpace(text))
	if err != nil {
		return err
	}
	for item := range strings.SplitSeq(days, ",") {
		parts, ok := parseDays(item)
		if !ok {
			return invalid("calendar: week", "bad_day", "%.40q is not a day such as Mon, Mon-Fri, PH or PH-1", item)
		}
		for _, i := range parts {
			p := w.part(i)
			if *p = append(*p, hours...).sorted(); len(*p) > MaxSpans {
				return invalid("calendar: week", "too_many_spans", "more than %d spans in a day", MaxSpans)
			}
		}
	}
	return nil
}

// parseDays returns the parts of a week that item names.
func parseDays(item string) ([]int, bool) {
	switch item {
	case "PH":
		return []int{partHoliday}, true
	case "PH-1":
		return []int{partEve}, true
	case "PH+1":
		return []int{partMorrow}, true
	}
	first, last, ranged := strings.Cut(item, "-")
	if !ranged {
		last = first
	}
	i, j := parseDay(first), parseDay(last)
	if i < 0 || j < 0 || ranged && i == j {
		return nil, false
	}
	days := []int{i}
	for ; i != j; days = append(days, i) {
		i = (i + 1) % 7
	}
	return days, true
}

// parseDay returns the weekday that s names, or -1.
func parseDay(s string) int {
	return slices.IndexFunc(dayNames[:], func(name string) bool { return s == name || s == name[:2] })
}

// Equal reports whether w and v have the same hours on the same days.
func (w Week) Equal(v Week) bool {
	for i := range numParts {
		if !w.part(i).Equal(*v.part(i)) {
			return false
		}
	}
	return true
}

// check returns the first thing wrong with w.
func (w Week) check() error {
	for i := range numParts {
		if err := w.part(i).check(); err != nil {
			return err
		}
	}
	return nil
}

// opens reports whether any day of w has hours.
func (w Week) opens() bool {
	for i := range numParts {
		if len(*w.part(i)) > 0 {
			return true
		}
	}
	return false
}

// String returns w as [ParseWeek] reads it, the same text for equal weeks: days with the
// same hours together from Monday on, then public holidays.
func (w Week) String() string {
	all := Week{Holiday: Hours{{0, Midnight}}}
	for i := range all.Days {
		all.Days[i] = all.Holiday
	}
	switch {
	case w.Equal(all):
		return always
	case !w.opens():
		return closed
	}
	var rules []string
	for i := 1; i <= 7; {
		hours := w.Days[i%7]
		j := i
		for j < 7 && w.Days[(j+1)%7].Equal(hours) {
			j++
		}
		if len(hours) > 0 {
			rules = append(rules, daysText(time.Weekday(i%7), time.Weekday(j%7))+" "+hours.String())
		}
		i = j + 1
	}
	for i, name := range []string{"PH", "PH-1", "PH+1"} {
		if hours := *w.part(partHoliday + i); len(hours) > 0 {
			rules = append(rules, name+" "+hours.String())
		}
	}
	return strings.Join(rules, "; ")
}

func daysText(first, last time.Weekday) string {
	if first == last {
		return dayNames[first]
	}
	return dayNames[first] + "-" + dayNames[last]
}

// MarshalText implements [encoding.TextMarshaler] with what [Week.String] returns.
func (w Week) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes what [ParseWeek] takes.
func (w *Week) UnmarshalText(text []byte) error {
	got, err := ParseWeek(string(text))
	if err == nil {
		*w = got
	}
	return err
}
