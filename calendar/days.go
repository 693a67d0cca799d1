package calendar

// A Roll says what to do about a date that is not an open day.
type Roll string

// The ways to roll a date, as conventions for payment dates have them.
const (
	// Unadjusted leaves the date as it is; counting goes on from it.
	Unadjusted Roll = ""

	// Following moves it to the next open day, Preceding to the one before.
	Following Roll = "following"
	Preceding Roll = "preceding"

	// ModifiedFollowing and ModifiedPreceding do the same, but go the other way if that lies
	// in another month.
	ModifiedFollowing Roll = "modified-following"
	ModifiedPreceding Roll = "modified-preceding"
)

// IsOpenDay reports whether anything is open between the start of d and the start of the
// next day, in the calendar's zone. What is left of a shift of the night before counts.
func (c *Calendar) IsOpenDay(d Date) bool {
	w := walk{Calendar: c}
	return !d.IsZero() && w.open(d.days())
}

// AddDays rolls d and goes on from there by n open days, back if n is negative: 1 is the
// first open day after it. So from a Saturday, one day on is Monday if d is Unadjusted, and
// Tuesday if it is rolled Following, to Monday, first.
//
// It returns an [*Error] for the zero Date and for an unknown roll, [ErrNeverOpen] if there
// are not so many open days, and a [*DataError] if the way there leads beyond the data.
func (c *Calendar) AddDays(d Date, n int, roll Roll) (Date, error) {
	if d.IsZero() {
		return Date{}, invalid("calendar: days", "no_date", "no date to count from")
	}
	w := walk{Calendar: c}
	d, err := w.roll(d, roll)
	step := int64(1)
	if n < 0 {
		step = -1
	}
	for ; err == nil && n != 0; n -= int(step) {
		d, err = w.next(d.days()+step, step)
	}
	return d, err
}

// DaysBetween counts the open days from a up to but not including b, and, with a negative
// sign, from b up to but not including a if b is before a. The zero Date is not counted from:
// the answer is 0. Beyond the data it goes by the weekly hours.
func (c *Calendar) DaysBetween(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if b.Before(a) {
		return -c.DaysBetween(b, a)
	}
	w := walk{Calendar: c}
	n := 0
	for day := a.days(); day < b.days(); day++ {
		if w.open(day) {
			n++
		}
	}
	return n
}

// A walk goes over days, and keeps the eras of the calendar's zone around the last one.
type walk struct {
	*Calendar
	eras        []era
	first, last int64 // the days for which eras is good
}

// bounds returns the seconds at which a day begins and ends.
func (w *walk) bounds(day int64) (begin, end int64) {
	const chunk = 32
	if w.eras == nil || day < w.first || day > w.last {
		w.first, w.last = day-chunk, day+chunk
		w.eras = erasOf(nil, w.loc, w.first*daySecs-farthest, (w.last+1)*daySecs+farthest)
	}
	begin, _ = wallSecond(w.eras, day*daySecs)
	end, _ = wallSecond(w.eras, (day+1)*daySecs)
	return begin, end
}

// open reports whether anything is open on a day. The turns of its loop are stretches, and a
// day lies in two at most.
func (w *walk) open(day int64) bool {
	s, end := w.bounds(day)
	for s < end {
		st := w.stretch(s)
		if st == nil {
			return false
		}
		if u, ok := st.next(s, true); ok {
			return u < end
		}
		s = st.hi
	}
	return false
}

// next returns the first open day from the given one on, in steps of a day either way.
func (w *walk) next(day, step int64) (Date, error) {
	if w.lo >= w.hi {
		return Date{}, ErrNeverOpen
	}
	first, last := w.bounds(day)
	for ; ; day += step {
		begin, end := w.bounds(day)
		err := w.giveUp(begin, first, true)
		if step < 0 {
			err = w.giveUpBack(end, last, true)
		}
		switch {
		case err != nil:
			return Date{}, err
		case begin < w.from:
			return Date{}, w.beyond(w.from)
		case end > w.until:
			return Date{}, w.beyond(w.until)
		case w.open(day):
			return dateOf(day), nil
		}
	}
}

// roll returns the open day that d is rolled to.
func (w *walk) roll(d Date, roll Roll) (Date, error) {
	step, modified := int64(1), false
	switch roll {
	case Unadjusted:
		return d, nil
	case Following:
	case Preceding:
		step = -1
	case ModifiedFollowing:
		modified = true
	case ModifiedPreceding:
		step, modified = -1, true
	default:
		return Date{}, invalid("calendar: days", "bad_roll", "%.40q is not a way to roll a date", string(roll))
	}
	to, err := w.next(d.days(), step)
	if modified && err == nil && to.StartOf(UnitMonth) != d.StartOf(UnitMonth) {
		return w.next(d.days(), -step)
	}
	return to, err
}
