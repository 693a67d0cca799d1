package calendar

import (
	"errors"
	"time"
)

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
	if st := c.recent.Load(); st.holds(s) && s >= c.from && s < c.until && st.gap.from == st.gap.to {
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

// Reach returns the first and the last instant with d of open time, not less than zero, between it and t:
// what [Calendar.Add] returns, and that rolled forward as [Calendar.RollForward] does, which is another
// instant only if the first is closed, and the zero Time if the calendar never opens again.
// A promise of d is due at the first, and kept up to the last.
//
// The errors are those of Add, and a [*DataError] if last lies beyond the data.
func (c *Calendar) Reach(t time.Time, d time.Duration) (first, last time.Time, err error) {
	s, n := t.Unix(), int64(t.Nanosecond())
	if st := c.recent.Load(); d > 0 && st.holds(s) && s >= c.from && s < c.until && st.gap.from == st.gap.to {
		have, part := st.count(uint32(s-st.lo), n) // looked up once for both
		have, part = carry(have+int64(d/time.Second), part+int64(d%time.Second))
		if have < int64(st.total()) {
			i := st.with(have + min(part, 1)) // a second that has begun counts whole
			u := st.second(i, have)
			if u < c.until && have < int64(st.segs[i+1].before) {
				first = c.time(u, part)
				return first, first, nil
			}
			if v := st.second(i+1, have); v < c.until { // u is a closing, v the next opening
				return c.time(u, part), c.time(v, part), nil
			}
		}
	}
	if first, err = c.Add(t, d); err != nil {
		return time.Time{}, time.Time{}, err
	}
	last, err = c.RollForward(first)
	if errors.Is(err, ErrNeverOpen) {
		err = nil
	}
	return first, last, err
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
	switch {
	case c.lo >= c.hi:
		return time.Time{}, ErrNeverOpen
	case s < c.from || s >= c.until:
		return time.Time{}, c.beyond(s)
	}
	for since := s; ; { // where the last open time seen ended
		if err := c.giveUp(s, since, true); err != nil {
			return time.Time{}, err
		}
		st := c.stretch(s)
		have, part := st.count(uint32(s-st.lo), n)
		secs, nanos = carry(secs+have, nanos+part)
		u, m, found := st.earliest(secs, nanos)
		if !found {
			u = st.hi
		}
		first, ok := st.next(s, true)
		switch {
		case ok && first-since > maxRun, st.gapWithin(s, u):
			return time.Time{}, ErrNeverOpen
		case found && (u > c.until || u == c.until && m > 0):
			return time.Time{}, c.beyond(c.until)
		case found:
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
	switch {
	case c.lo >= c.hi:
		return time.Time{}, ErrNeverOpen
	case s < c.from || s == c.from && n == 0 || s > c.until || s == c.until && n > 0:
		return time.Time{}, c.beyond(s)
	}
	if n > 0 { // from the end of a second that has begun
		if s++; c.IsOpen(c.time(s-1, 0)) {
			nanos += n - int64(time.Second)
		}
		secs, nanos = carry(secs, nanos)
		secs, nanos = carry(secs, nanos)
	}
	for since := s; ; { // where the last open time seen began
		if err := c.giveUpBack(s, since, true); err != nil {
			return time.Time{}, err
		}
		st := c.stretch(s - 1)
		have := int64(st.total())
		if st.holds(s) {
			have, _ = st.count(uint32(s-st.lo), 0)
		}
		secs, nanos = carry(secs+have, nanos)
		u, m, found := st.latest(secs, nanos)
		if !found {
			u = st.lo
		}
		last, ok := st.last(s-1, true)
		switch {
		case ok && since-last > maxRun, st.gapWithin(u, s):
			return time.Time{}, ErrNeverOpen
		case found && u < c.from:
			return time.Time{}, c.beyond(c.from)
		case found:
			return c.time(u, m), nil
		}
		if begin, ok := st.next(st.lo, true); ok {
			since = min(since, begin)
		}
		s = st.lo
	}
}
