package calendar

import (
	"strconv"
	"strings"
	"time"
)

// A Unit is a unit of the civil calendar, or an hour.
type Unit string

// The units. Weeks are those of ISO 8601 and begin on Monday; quarters begin in January,
// April, July and October.
const (
	UnitHour    Unit = "hour"
	UnitDay     Unit = "day"
	UnitWeek    Unit = "week"
	UnitMonth   Unit = "month"
	UnitQuarter Unit = "quarter"
	UnitYear    Unit = "year"
)

// months returns how many months a unit has, 0 if it is not made of months.
func (u Unit) months() int {
	switch u {
	case UnitMonth:
		return 1
	case UnitQuarter:
		return 3
	case UnitYear:
		return 12
	}
	return 0
}

// days returns how many days a unit has, 0 if it is not made of days.
func (u Unit) days() int {
	switch u {
	case UnitDay:
		return 1
	case UnitWeek:
		return 7
	}
	return 0
}

// An Every is how often something comes round: every N units. The zero Every is never.
type Every struct {
	N    int // 1 to MaxEvery
	Unit Unit
}

// MaxEvery is the largest N of an [Every].
const MaxEvery = 9999

// ParseEvery reads "month", "12 months", "2 weeks" or "5hours": a number, if it is not one,
// and a unit, with an s if one likes.
func ParseEvery(s string) (Every, error) {
	text := strings.TrimLeft(s, "0123456789")
	e := Every{N: 1}
	if number := s[:len(s)-len(text)]; number != "" {
		n, err := strconv.Atoi(number)
		if err != nil {
			n = 0
		}
		e.N = n
		text = strings.TrimPrefix(text, " ")
	}
	e.Unit = Unit(strings.TrimSuffix(text, "s"))
	if err := e.check(); err != nil {
		return Every{}, invalid("calendar: every", "bad_every", "%.40q is not a period such as month or 2 weeks", s)
	}
	return e, nil
}

func (e Every) check() error {
	if e.N < 1 || e.N > MaxEvery || e.Unit != UnitHour && e.Unit.days()+e.Unit.months() == 0 {
		return invalid("calendar: every", "bad_every", "%d %s is not a period", e.N, e.Unit)
	}
	return nil
}

// IsZero reports whether e is the zero Every, which is never.
func (e Every) IsZero() bool { return e == Every{} }

// String returns e as [ParseEvery] reads it: "month", "2 weeks"; empty for the zero Every.
func (e Every) String() string {
	switch {
	case e.IsZero():
		return ""
	case e.N == 1:
		return string(e.Unit)
	}
	return strconv.Itoa(e.N) + " " + string(e.Unit) + "s"
}

// MarshalText implements [encoding.TextMarshaler] with what [Every.String] returns.
func (e Every) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseEvery] takes,
// and the empty text for the zero Every.
func (e *Every) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*e = Every{}
		return nil
	}
	got, err := ParseEvery(string(text))
	if err == nil {
		*e = got
	}
	return err
}

// A Period is a stretch of civil time, from From up to but not including To.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Holds reports whether t lies in the period.
func (p Period) Holds(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Equal reports whether p and q begin and end at the same instants.
func (p Period) Equal(q Period) bool { return p.From.Equal(q.From) && p.To.Equal(q.To) }

// String returns p as "2026-01-31T00:00:00Z/2026-02-28T00:00:00Z", an interval of ISO 8601.
func (p Period) String() string { return Segment(p).String() }

// PeriodAt returns the period that the instant at lies in, of those that come round from
// anchor on and, counted back, before it. Months are counted from the anchor with its day
// kept and clamped (see [AddMonths]), and all but hours keep its time of day in loc; see
// [Every.Boundary].
//
// It returns an [*Error] if every is none, loc is nil, or the period is not wholly in the
// years 1 to 9999.
func PeriodAt(anchor time.Time, every Every, at time.Time, loc *time.Location) (Period, error) {
	n, err := every.estimate(anchor, at, loc)
	if err != nil {
		return Period{}, err
	}
	// The estimate is off by one at most where clocks change, and by one where a day was
	// clamped: each turn comes nearer, and the third is never needed.
	const maxTurns = 4
	for range maxTurns {
		var p Period
		if p.From, err = every.Boundary(anchor, n, loc); err != nil {
			return Period{}, err
		}
		if p.To, err = every.Boundary(anchor, n+1, loc); err != nil {
			return Period{}, err
		}
		switch {
		case at.Before(p.From):
			n--
		case !at.Before(p.To):
			n++
		default:
			return p, nil
		}
	}
	return Period{}, outOfRange() // not reached
}

// Boundary returns the instant at which the period numbered n begins, 0 being the one that
// begins at anchor. Hours are elapsed time; of all other units the boundary is on the date
// so many units from the anchor's in loc, at its time of day, by the rule of [Date.At].
func (e Every) Boundary(anchor time.Time, n int, loc *time.Location) (time.Time, error) {
	if err := e.usable(anchor, loc); err != nil {
		return time.Time{}, err
	}
	if n == 0 {
		return anchor.In(loc), nil
	}
	const most = 1 << 32 // more hours than there are in the years 1 to 9999
	if int64(n) < -most || int64(n) > most {
		return time.Time{}, outOfRange()
	}
	k := int64(n) * int64(e.N)
	if e.Unit == UnitHour {
		t := time.Unix(anchor.Unix()+k*3600, int64(anchor.Nanosecond())).In(loc)
		if DateIn(t, loc).IsZero() {
			return time.Time{}, outOfRange()
		}
		return t, nil
	}
	date := DateIn(anchor, loc)
	var day int64
	if m := e.Unit.months(); m > 0 {
		day = addMonths(date, k*int64(m), date.Day())
	} else {
		day = date.days() + k*int64(e.Unit.days())
	}
	if date = dateOf(day); date.IsZero() {
		return time.Time{}, outOfRange()
	}
	h, m, s := anchor.In(loc).Clock()
	t := date.At(TimeOfDay(h*3600+m*60+s), loc)
	return t.Add(time.Duration(anchor.Nanosecond())), nil
}

// usable returns an error unless periods can be counted from anchor in loc.
func (e Every) usable(anchor time.Time, loc *time.Location) error {
	if err := e.check(); err != nil {
		return err
	}
	if loc == nil {
		return invalid("calendar: period", "no_zone", "no zone given for the dates of the periods")
	}
	if DateIn(anchor, loc).IsZero() {
		return outOfRange()
	}
	return nil
}

// estimate returns the number of the period that at lies in, give or take one.
func (e Every) estimate(anchor, at time.Time, loc *time.Location) (int, error) {
	if err := e.usable(anchor, loc); err != nil {
		return 0, err
	}
	a, b := DateIn(anchor, loc), DateIn(at, loc)
	if b.IsZero() {
		return 0, outOfRange()
	}
	var gone, size int64 // in hours, days or months
	switch {
	case e.Unit == UnitHour:
		gone, size = (at.Unix()-anchor.Unix())/3600, 1
	case e.Unit.months() > 0:
		ya, ma, _ := a.Civil()
		yb, mb, _ := b.Civil()
		gone, size = int64(yb-ya)*12+int64(mb-ma), int64(e.Unit.months())
	default:
		gone, size = int64(b.DaysSince(a)), int64(e.Unit.days())
	}
	return int(gone / (size * int64(e.N))), nil
}

func outOfRange() error {
	return invalid("calendar: period", "out_of_range", "a period lies outside the years 1 to 9999")
}
