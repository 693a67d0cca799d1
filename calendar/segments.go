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
		pending := interval{} // may go on in the next stretch
		for s := max(from.Unix(), c.lo); s < end; {
			st := c.stretch(s)
			for i := st.at(uint32(s - st.lo)); i < len(st.segs)-1 && st.lo+int64(st.segs[i].open) < end; i++ {
				v := interval{st.lo + int64(st.segs[i].open), st.lo + int64(st.segs[i].close)}
				if v.from == pending.to {
					v.from = pending.from
				} else if !c.yield(pending, from, to, yield) {
					return
				}
				pending = v
				if v.to < st.hi {
					if !c.yield(v, from, to, yield) {
						return
					}
					pending = interval{}
				}
			}
			s = st.hi
		}
		c.yield(pending, from, to, yield)
	}
}

// SegmentsBackward yields what [Calendar.Segments] does, the last first.
func (c *Calendar) SegmentsBackward(from, to time.Time) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		begin := max(from.Unix(), c.lo)
		pending := interval{} // may have begun in the stretch before
		for s := min(ceilUnix(to), c.hi); s > begin; {
			st := c.stretch(s - 1)
			for i := min(st.at(uint32(s-1-st.lo)), len(st.segs)-2); i >= 0 && st.lo+int64(st.segs[i].close) > begin; i-- {
				v := interval{st.lo + int64(st.segs[i].open), st.lo + int64(st.segs[i].close)}
				if v.to == pending.from {
					v.to = pending.to
				} else if !c.yield(pending, from, to, yield) {
					return
				}
				pending = v
				if v.from > st.lo {
					if !c.yield(v, from, to, yield) {
						return
					}
					pending = interval{}
				}
			}
			s = st.lo
		}
		c.yield(pending, from, to, yield)
	}
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
