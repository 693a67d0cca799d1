package calendar

import "time"

// Add returns the instant with d of open time between it and t.
//
// For d more than zero that is the earliest such instant, after t: a budget that runs out
// at closing time is due at the closing instant. For d less than zero it is the latest,
// before t: the opening instant. Add(t, 0) is t. So Between(t, u) is d for every u returned.
//
// It returns [ErrNeverOpen] if the calendar has not so much open time, and a [*DataError]
// if t or the answer lies beyond the data.
func (c *Calendar) Add(t time.Time, d time.Duration) (time.Time, error) {
	s, n := t.Unix(), int64(t.Nanosecond())
	secs, nanos := int64(d/time.Second), int64(d%time.Second)
	if st := c.stretch(s); st != nil && s >= c.from && s < c.until {
		have, part := st.count(uint32(s-st.lo), n)
		have, part = carry(have+secs, part+nanos)
		if d > 0 {
			if u, m, ok := st.earliest(have, part); ok && u < c.until {
				return c.time(u, m), nil
			}
		} else if d < 0 {
			if u, m, ok := st.latest(have, part); ok && u >= c.from {
				return c.time(u, m), nil
			}
		}
	}
	switch {
	case d > 0:
		return c.forward(s, n, secs, nanos)
	case d < 0:
		return c.backward(s, n, secs, nanos)
	}
	return t.In(c.loc), nil
}

// carry brings nanos, less than two seconds either way, into the range of one second.
func carry(secs, nanos int64) (int64, int64) {
	const second = int64(time.Second)
	switch {
	case nanos < 0:
		return secs - 1, nanos + second
	case nanos >= second:
		return secs + 1, nanos - second
	}
	return secs, nanos
}

// forward adds open time, more than none, to n nanoseconds after second s, stretch by stretch.
func (c *Calendar) forward(s, n, secs, nanos int64) (time.Time, error) {
	if s < c.from && c.lo < c.hi {
		return time.Time{}, c.beyond(s)
	}
	for since := s; ; { // where the last open time seen ended
		if err := c.giveUp(s, since, true, true); err != nil {
			return time.Time{}, err
		}
		st := c.stretch(s)
		have, part := st.count(uint32(s-st.lo), n)
		secs, nanos = carry(secs+have, nanos+part)
		if u, m, ok := st.earliest(secs, nanos); ok {
			if u > c.until || u == c.until && m > 0 {
				return time.Time{}, c.beyond(u)
			}
			return c.time(u, m), nil
		}
		if end, ok := st.last(st.hi-1, true); ok {
			since = max(since, end)
		}
		secs -= int64(st.total())
		s, n = st.hi, 0
	}
}

// backward adds open time, less than none, to n nanoseconds after second s.
func (c *Calendar) backward(s, n, secs, nanos int64) (time.Time, error) {
	if (s > c.until || s == c.until && n > 0) && c.lo < c.hi {
		return time.Time{}, c.beyond(s)
	}
	for since := s; ; { // where the last open time seen began
		if err := c.giveUp(s, since, false, true); err != nil {
			return time.Time{}, err
		}
		st := c.stretch(s - 1)
		have, part := int64(st.total()), int64(0)
		if n > 0 {
			st = c.stretch(s)
		}
		if st.holds(s) {
			have, part = st.count(uint32(s-st.lo), n)
		}
		secs, nanos = carry(secs+have, nanos+part)
		if u, m, ok := st.latest(secs, nanos); ok {
			if u < c.from {
				return time.Time{}, c.beyond(u)
			}
			return c.time(u, m), nil
		}
		if begin, ok := st.next(st.lo, true); ok {
			since = min(since, begin)
		}
		s, n = st.lo, 0
	}
}
