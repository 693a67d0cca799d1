package calendar

import "time"

// MaxRun is the longest run of closed time that is searched for an opening, and of open time
// for a closing: more than the 40 years that can lie between two Sundays on 29 February.
const MaxRun = 50 * 366 * 24 * time.Hour

// RollForward returns t if it is open, else the next opening.
//
// It returns [ErrNeverOpen] if there is none, and a [*DataError] if t or the answer lies
// beyond the data.
func (c *Calendar) RollForward(t time.Time) (time.Time, error) {
	u, err := c.seek(t.Unix(), true)
	if err != nil || u == t.Unix() {
		return c.same(t, err)
	}
	return c.time(u, 0), nil
}

// RollBackward is the mirror image of [Calendar.RollForward]: it returns t if it lies inside
// a segment or at its end, else the previous closing. An opening instant rolls back to the
// closing before it.
func (c *Calendar) RollBackward(t time.Time) (time.Time, error) {
	u, err := c.seekBack(ceilUnix(t), true)
	if err != nil || u == ceilUnix(t) {
		return c.same(t, err)
	}
	return c.time(u, 0), nil
}

// NextOpen returns the first opening after t, never t itself.
//
// It and its three siblings return [ErrNeverOpen] or [ErrNeverCloses] if there is no such
// instant, and a [*DataError] if t or the answer lies beyond the data.
func (c *Calendar) NextOpen(t time.Time) (time.Time, error) {
	u, err := c.seek(t.Unix(), false)
	if err == nil {
		u, err = c.seek(u, true)
	}
	return c.found(u, err)
}

// NextClose returns the first closing after t, never t itself.
func (c *Calendar) NextClose(t time.Time) (time.Time, error) {
	u, err := c.seek(t.Unix(), true)
	if err == nil {
		u, err = c.seek(u, false)
	}
	return c.found(u, err)
}

// PrevOpen returns the last opening before t, never t itself.
func (c *Calendar) PrevOpen(t time.Time) (time.Time, error) {
	u, err := c.seekBack(ceilUnix(t), true)
	if err == nil {
		u, err = c.seekBack(u, false)
	}
	return c.found(u, err)
}

// PrevClose returns the last closing before t, never t itself.
func (c *Calendar) PrevClose(t time.Time) (time.Time, error) {
	u, err := c.seekBack(ceilUnix(t), false)
	if err == nil {
		u, err = c.seekBack(u, true)
	}
	return c.found(u, err)
}

// same returns t in the calendar's zone, or the error.
func (c *Calendar) same(t time.Time, err error) (time.Time, error) {
	if err != nil {
		return time.Time{}, err
	}
	return t.In(c.loc), nil
}

// found returns second s, or the error.
func (c *Calendar) found(s int64, err error) (time.Time, error) {
	return c.same(time.Unix(s, 0), err)
}

// ceilUnix returns the first whole second not before t.
func ceilUnix(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// seek returns the first second from s on that is open, or closed, as asked.
func (c *Calendar) seek(s int64, open bool) (int64, error) {
	for since := s; ; {
		if err := c.giveUp(s, since, true, open); err != nil {
			return 0, err
		}
		if s < c.from {
			return 0, c.beyond(s)
		}
		st := c.stretch(s)
		if u, ok := st.next(s, open); ok {
			if u >= c.until {
				return 0, c.beyond(u)
			}
			return u, nil
		}
		s = st.hi
	}
}

// seekBack returns the end of the last second before s that is open, or closed, as asked.
func (c *Calendar) seekBack(s int64, open bool) (int64, error) {
	for since := s; ; {
		if err := c.giveUp(s, since, false, open); err != nil {
			return 0, err
		}
		if s > c.until {
			return 0, c.beyond(s)
		}
		st := c.stretch(s - 1)
		if u, ok := st.last(s-1, open); ok {
			if u <= c.from {
				return 0, c.beyond(u)
			}
			return u, nil
		}
		s = st.lo
	}
}

// giveUp returns why a search for open time, or for closed, that has come to second s
// without finding any since another second should not go on, if so.
func (c *Calendar) giveUp(s, since int64, forward, open bool) error {
	out, past, limited := s >= c.until, s >= c.hi, c.until < maxSecond
	if !forward {
		out, past, limited = s <= c.from, s <= c.lo, c.from > minSecond
	}
	long := max(s-since, since-s) > int64(MaxRun/time.Second)
	switch {
	case open && c.lo >= c.hi:
		return ErrNeverOpen
	case out || open && past && limited:
		return c.beyond(s)
	case open && (past || long):
		return ErrNeverOpen
	case long:
		return ErrNeverCloses
	}
	return nil
}

// beyond returns the error that second s lies, or was searched, beyond the data.
func (c *Calendar) beyond(s int64) error {
	return &DataError{At: c.time(s, 0), From: c.time(c.from, 0), Until: c.time(c.until, 0)}
}

// Covers returns a [*DataError] unless the calendar's holiday tables and overrides are
// complete for the time from from up to but not including to. Rules speak for the years 1
// to 9999.
func (c *Calendar) Covers(from, to time.Time) error {
	switch {
	case from.Unix() < c.from:
		return c.beyond(from.Unix())
	case ceilUnix(to) > c.until:
		return c.beyond(ceilUnix(to))
	}
	return nil
}
