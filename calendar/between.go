package calendar

import "time"

// IsOpen reports whether t is open. A segment's first instant is, its end is not.
func (c *Calendar) IsOpen(t time.Time) bool {
	s := t.Unix()
	st := c.stretch(s)
	if st == nil {
		return false
	}
	o := uint32(s - st.lo)
	return st.segs[st.at(o)].open <= o
}

// Between returns how much of the time from a to b is open: elapsed time, whatever the
// clocks on the wall did meanwhile. It is negative if b is before a, it adds up, and it
// stops at the longest [time.Duration], some 292 years.
//
// Beyond the data it goes by the weekly hours; ask [Calendar.Covers] where that matters.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	x, y := a.Unix(), b.Unix()
	if st := c.stretch(x); st != nil && st.holds(y) {
		s, m := st.count(uint32(x-st.lo), int64(a.Nanosecond()))
		t, n := st.count(uint32(y-st.lo), int64(b.Nanosecond()))
		return time.Duration(t-s)*time.Second + time.Duration(n-m)
	}
	if b.Before(a) {
		return -c.sum(b, a)
	}
	return c.sum(a, b)
}

// sum adds up the open time from a to b, which is not before a, stretch by stretch.
func (c *Calendar) sum(a, b time.Time) time.Duration {
	s, m := a.Unix(), int64(a.Nanosecond())
	if s < minSecond {
		s, m = minSecond, 0
	}
	y, n := b.Unix(), int64(b.Nanosecond())
	var secs, nanos int64
	for s <= y && s < maxSecond { // at most numWindows turns: each takes all up to a window's end
		st := c.compile(s, y)
		before, part := st.count(uint32(s-st.lo), m)
		after, rest := int64(st.total()), int64(0)
		if st.holds(y) {
			after, rest = st.count(uint32(y-st.lo), n)
		}
		secs, nanos = secs+after-before, nanos+rest-part
		s, m = st.hi, 0
	}
	return time.Unix(secs, nanos).Sub(time.Unix(0, 0)) // which stops at the longest Duration
}
