package sla

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
)

// A Within is the time that is promised: an amount of open time, or a day by which. As
// text it is one of
//
//	8h, 1h30m                   open time
//	3 days, 2 weeks, 1 month    the same time of day so much later, months clamped to their days
//	2 business days             the close of the second open day after that of the start; 0 is
//	                            the close of the current, else of the next, open day
//	2 business days same time   the same time of day on the second open day after it
//	none                        nothing, also where a later target gives a time
//
// What is promised by a day is turned into the open time up to there when the clock starts,
// so that a pause moves it like any other target. Days are those of the calendar's zone; a day closes
// when its open time ends, at midnight if that goes on. Where the time of day lies in closed time
// the clock is due then, and not at the closing before it, unless a pause has moved it.
// The zero Within is refused.
type Within struct {
	kind  withinKind
	time  time.Duration
	every calendar.Every
	days  int32
}

type withinKind uint8

const (
	openTime withinKind = iota + 1
	civil
	businessDays
	sameTime
	nothing
)

// MaxDays is the largest number of business days that can be promised.
const MaxDays = 9999

const (
	businessDay = "business day"
	sameText    = " same time"
	noneText    = "none"
)

// Time returns the promise of an amount of open time, which is more than zero.
func Time(d time.Duration) Within { return Within{kind: openTime, time: d} }

// Days returns the promise of the close of the nth open day after that on which the clock starts.
func Days(n int) Within { return Within{kind: businessDays, days: clamp32(n)} }

// DaysSameTime returns the promise of the same time of day on the nth open day after that on
// which the clock starts.
func DaysSameTime(n int) Within { return Within{kind: sameTime, days: clamp32(n)} }

func clamp32(n int) int32 { return int32(max(min(n, math.MaxInt32), math.MinInt32)) }

// Civil returns the promise of the same time of day so many days, weeks or months later.
func Civil(e calendar.Every) Within { return Within{kind: civil, every: e} }

// None returns the promise of nothing.
func None() Within { return Within{kind: nothing} }

// ParseWithin reads a promise; see [Within].
func ParseWithin(s string) (Within, error) {
	bad := func() (Within, error) {
		return Within{}, invalid("sla: within", "bad_target", "%.40q is no time such as 8h, 3 days or 2 business days, more than nothing", s)
	}
	var w Within
	rest, same := strings.CutSuffix(s, sameText)
	number, unit, _ := strings.Cut(rest, " ")
	switch {
	case s == noneText:
		return None(), nil
	case unit == businessDay || unit == businessDay+"s":
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil || number != strconv.FormatUint(n, 10) {
			return bad()
		}
		w = Days(int(n))
		if same {
			w = DaysSameTime(int(n))
		}
	case same:
		return bad()
	default:
		if d, err := exact.ParseDuration(s); err == nil {
			w = Time(d)
		} else if e, err := calendar.ParseEvery(s); err == nil {
			w = Civil(e)
		}
	}
	if w.fault() != "" {
		return bad()
	}
	return w, nil
}

// fault says what is wrong with w, if anything is.
func (w Within) fault() string {
	switch w.kind {
	case openTime:
		if w.time <= 0 {
			return "a target is more than zero; nothing promised is \"none\""
		}
	case civil:
		if w.every.N < 1 || w.every.N > calendar.MaxEvery || w.every.Unit == calendar.UnitHour || w.every.Unit == "" {
			return "a target in days, weeks or months needs a number of them, more than zero"
		}
	case businessDays, sameTime:
		if w.days < 0 || w.days > MaxDays || w.days == 0 && w.kind == sameTime {
			return "a target in business days needs a number of them, not less than zero, at most " + strconv.Itoa(MaxDays)
		}
	case nothing:
	default:
		return "no target is given"
	}
	return ""
}

// String returns w as [ParseWithin] reads it.
func (w Within) String() string {
	switch w.kind {
	case openTime:
		return exact.DurationText(w.time)
	case civil:
		if w.every.N == 1 {
			return "1 " + w.every.String()
		}
		return w.every.String()
	case businessDays, sameTime:
		s := strconv.Itoa(int(w.days)) + " " + businessDay
		if w.days != 1 {
			s += "s"
		}
		if w.kind == sameTime {
			s += sameText
		}
		return s
	case nothing:
		return noneText
	}
	return ""
}

// MarshalText implements [encoding.TextMarshaler]. The zero Within is an error.
func (w Within) MarshalText() ([]byte, error) {
	if f := w.fault(); f != "" {
		return nil, invalid("sla: within", "bad_target", "%s", f)
	}
	return []byte(w.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseWithin] takes.
func (w *Within) UnmarshalText(text []byte) error {
	got, err := ParseWithin(string(text))
	if err == nil {
		*w = got
	}
	return err
}

// promises reports whether w promises anything.
func (w Within) promises() bool { return w.kind != 0 && w.kind != nothing }

// from returns the open time that w promises a clock that starts at an instant, and the
// instant that is meant where w says a day. A day that never comes is the longest time.
func (w Within) from(c *calendar.Calendar, at time.Time) (time.Duration, time.Time, error) {
	if w.kind == openTime {
		return w.time, time.Time{}, nil
	}
	by, err := w.deadline(c, at)
	switch {
	case errors.Is(err, calendar.ErrNeverOpen):
		return math.MaxInt64, time.Time{}, nil
	case err == nil:
		err = c.Covers(at, by)
	}
	if err != nil {
		return 0, time.Time{}, err
	}
	return c.Between(at, by), by, nil
}

// deadline returns the instant by which w promises a clock that starts at an instant.
func (w Within) deadline(c *calendar.Calendar, at time.Time) (time.Time, error) {
	local := at.In(c.Zone())
	if w.kind == civil {
		return w.every.Boundary(at, 1, c.Zone())
	}
	today := calendar.DateIn(at, c.Zone())
	day, err := c.AddDays(today, int(w.days), calendar.Unadjusted)
	if err != nil {
		return time.Time{}, err
	}
	if w.kind == sameTime {
		second, err := calendar.NewTimeOfDay(local.Clock())
		return day.At(second, c.Zone()).Add(time.Duration(local.Nanosecond())), err
	}
	if by, err := closing(c, day); w.days > 0 || err == nil && by.After(at) && c.IsOpenDay(today) {
		return by, err
	}
	if day, err = c.AddDays(today, 1, calendar.Unadjusted); err != nil {
		return time.Time{}, err
	}
	return closing(c, day)
}

// closing returns when the open time of a day ends.
func closing(c *calendar.Calendar, d calendar.Date) (time.Time, error) {
	return c.RollBackward(d.AddDays(1).In(c.Zone()))
}
