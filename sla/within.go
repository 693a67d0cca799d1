package sla

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// A Within is the time that is promised: an amount of open time, or a day by which. As
// text it is one of
//
//	8h, 1h30m                   open time
//	3 days, 2 weeks, 1 month    the same time of day so much later, months clamped to their days
//	2 business days             the close of the second open day after that of the start; 0 is
//	                            the close of the current, else of the next, open day
//	2 business days same time   the same time of day on the second open day after it
//	none                        nothing, though a later target may give a time
//
// What is promised by a day is turned into the open time up to there when the clock starts
// (so a pause moves it like any other target), in the zone of the calendar. The zero Within
// is refused.
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

// Time returns the promise of an amount of open time, which is more than zero.
func Time(d time.Duration) Within { return Within{kind: openTime, time: d} }

// Days returns the promise of the close of the nth open day after that on which the clock starts.
func Days(n int) Within { return Within{kind: businessDays, days: int32(n)} }

// None returns the promise of nothing.
func None() Within { return Within{kind: nothing} }
