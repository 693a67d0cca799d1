package calendar

import (
	"errors"
	"time"
)

// ResolveZone returns the zone that name names: "UTC", an offset that never changes such as
// "UTC-05:00", or an IANA name such as "America/New_York", which is looked up with zones,
// usually [time.LoadLocation]; zones may be nil if no IANA name is used.
//
// It returns an [*Error] for a name that zones does not know, and for "", "Local", "EST",
// "MST" and "HST": of these it cannot be told which clock is meant. People who write EST
// mean what the clocks on the wall in New York show, and not UTC-05:00 in July.
func ResolveZone(name string, zones func(name string) (*time.Location, error)) (*time.Location, error) {
	const what = "calendar: zone"
	switch name {
	case "UTC":
		return time.UTC, nil
	case "":
		return nil, invalid(what, "no_zone", "no zone given: name one, such as America/New_York or UTC")
	case "Local":
		return nil, invalid(what, "ambiguous_zone", "Local is another zone on every machine: name one, such as America/New_York or UTC")
	case "EST":
		return nil, ambiguous(name, "America/New_York", "UTC-05:00")
	case "MST":
		return nil, ambiguous(name, "America/Denver", "UTC-07:00")
	case "HST":
		return nil, ambiguous(name, "Pacific/Honolulu", "UTC-10:00")
	}
	if offset, ok := parseOffset(name); ok {
		return time.FixedZone(name, offset), nil
	}
	if zones == nil {
		return nil, invalid(what, "unknown_zone", "no way was given to look up the zone %.80q", name)
	}
	loc, err := zones(name)
	if err == nil && loc == nil {
		err = errors.New("nothing found")
	}
	if err != nil {
		return nil, invalid(what, "unknown_zone", "unknown zone %.80q: %v", name, err)
	}
	return loc, nil
}

func ambiguous(name, wall, fixed string) error {
	return invalid("calendar: zone", "ambiguous_zone",
		"which is meant by %s: %s, the clock on the wall, or %s all year?", name, wall, fixed)
}

// parseOffset reads "UTC-05:00" as seconds east of UTC, up to a day either way.
func parseOffset(name string) (int, bool) {
	if len(name) != 9 || name[:3] != "UTC" || name[3] != '+' && name[3] != '-' {
		return 0, false
	}
	t, err := ParseTimeOfDay(name[4:])
	if err != nil || t == Midnight {
		return 0, false
	}
	if name[3] == '-' {
		t = -t
	}
	return int(t), true
}

// An era is a stretch of time, from start up to end, in which a zone keeps one offset.
type era struct {
	start, end int64 // seconds since 1970-01-01 UTC
	offset     int64 // seconds east of UTC
}

// wallSecond returns the second at which the clock on the wall first shows what it would show w
// seconds after midnight of 1970-01-01 if nothing ever moved it, or anything later. Where
// the clocks go forward past that reading it is the change itself; where they go back and
// show it twice, the first of the two. So it never falls as w rises.
//
// eras are in order and without gaps, and reach more than a day past w at both ends. The
// index returned is that of the era, from which on the search for a later w may start.
func wallSecond(eras []era, w int64) (second int64, index int) {
	for i, e := range eras[:len(eras)-1] {
		if s := w - e.offset; s < e.end {
			return max(s, e.start), i
		}
	}
	last := eras[len(eras)-1]
	return max(w-last.offset, last.start), len(eras) - 1
}

// erasOf returns the eras of loc that lie, wholly or in part, between the seconds lo and hi.
//
// Each turn of its loop gets on by a second at least, and by a whole era for all zones
// there are. In Go 1.26 [time.Time.ZoneBounds] names an end that has already passed on the
// last day of leap years beyond a zone's table; the rules of such years change nothing
// before the next midnight of UTC, so the search goes on from there.
//
// They are appended to eras, which may be room on the stack: most stretches have one or two.
func erasOf(eras []era, loc *time.Location, lo, hi int64) []era {
	for s := lo; s < hi; {
		t := time.Unix(s, 0).In(loc)
		_, offset := t.Zone()
		end := hi
		if _, change := t.ZoneBounds(); !change.IsZero() {
			if end = change.Unix(); end <= s {
				end = (floorDay(s) + 1) * daySecs
			}
		}
		if n := len(eras); n > 0 && eras[n-1].offset == int64(offset) {
			eras[n-1].end = end
		} else {
			eras = append(eras, era{s, end, int64(offset)})
		}
		s = end
	}
	return eras
}

// farthest is more than any zone's clock has ever been from UTC, in seconds.
const farthest = 2 * daySecs

// At returns the instant at which a clock on the wall in loc first shows t on the day d, or
// anything later. Where the clocks go forward past that time it is the instant of the
// change; where they go back and show it twice, it is the first of the two. So it never
// gets earlier as d and t get later, which cannot be said of [time.Date]. A day that a zone
// skipped has no length: all its times are the instant of the change.
//
// 24:00 is 00:00 of the next day. Of the zero Date it is the zero [time.Time].
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	w := d.days()*daySecs + int64(t)
	var few [4]era
	s, _ := wallSecond(erasOf(few[:0], loc, w-farthest, w+farthest), w)
	return time.Unix(s, 0).In(loc)
}

// In returns the instant at which the day d begins in loc, which is not always 00:00:
// where the clocks go forward at midnight it is 01:00.
func (d Date) In(loc *time.Location) time.Time { return d.At(0, loc) }
