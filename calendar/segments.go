package calendar

import (
	"iter"
	"time"
)

// A Segment is a stretch of open time, from From up to but not including To.
type Segment struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Duration returns how long the segment lasts.
func (s Segment) Duration() time.Duration { return s.To.Sub(s.From) }

// Equal reports whether s and t begin and end at the same instants.
func (s Segment) Equal(t Segment) bool { return s.From.Equal(t.From) && s.To.Equal(t.To) }

// String returns s as "2026-11-20T09:00:00-05:00/2026-11-20T17:00:00-05:00", an interval of
// ISO 8601.
func (s Segment) String() string {
	return s.From.Format(time.RFC3339Nano) + "/" + s.To.Format(time.RFC3339Nano)
}

// Segments yields the open time between from and to, in order: the maximal segments, cut to
// those bounds, from from up to but not including to. They are worked out as they are asked
// for. Beyond the data it goes by the weekly hours.
func (c *Calendar) Segments(from, to time.Time) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		end := min(ceilUnix(to), c.hi)
		for s := max(from.Unix(), c.lo); s < end; {
			st := c.stretch(s)
			opens, ok := st.next(s, true)
			if !ok {
				s = st.hi
				continue
			}
			s = c.closing(opens, end)
			if !c.yield(interval{opens, s}, from, to, yield) {
				return
			}
		}
	}
}

// closing returns the end of the open run that holds second s, or some second beyond end.
func (c *Calendar) closing(s, end int64) int64 {
	for s < end {
		st := c.stretch(s)
		closes, ok := st.next(s, false)
		if ok {
			return closes
		}
		s = st.hi
	}
	return s
}

// SegmentsBackward yields what [Calendar.Segments] does, the last first.
func (c *Calendar) SegmentsBackward(from, to time.Time) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		begin := max(from.Unix(), c.lo)
		for s := min(ceilUnix(to), c.hi); s > begin; {
			st := c.stretch(s - 1)
			closes, ok := st.last(s-1, true)
			if !ok {
				s = st.lo
				continue
			}
			s = c.opening(closes, begin)
			if !c.yield(interval{s, closes}, from, to, yield) {
				return
			}
		}
	}
}

// opening returns the beginning of the open run that ends at second s, or some second
// before begin.
func (c *Calendar) opening(s, begin int64) int64 {
	for s > begin {
		st := c.stretch(s - 1)
		opens, ok := st.last(s-1, false)
		if ok {
			return opens
		}
		s = st.lo
	}
	return s
}

// yield hands on what of v lies between from and to, if anything does.
func (c *Calendar) yield(v interval, from, to time.Time, yield func(Segment) bool) bool {
	s := Segment{c.time(v.from, 0), c.time(v.to, 0)}
	if s.From.Before(from) {
		s.From = from.In(c.loc)
	}
	if s.To.After(to) {
		s.To = to.In(c.loc)
	}
	return !s.From.Before(s.To) || yield(s)
}
