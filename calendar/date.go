package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// A Date is a day of the Gregorian calendar in the years 1 to 9999, such as a public
// holiday or the first day of a contract term. It has no time of day and no zone: which
// instants it covers depends on the zone it is read in; see [Date.In].
//
// Dates are comparable with ==, and may be keys of a map, also in JSON. The zero Date is
// no day at all; where a field may be left open it says so.
type Date struct {
	n int32 // days since 31 December of the year 0, so that 1 is 0001-01-01 and 0 is no day
}

const (
	epochDay = 719163  // the n of 1970-01-01
	lastDay  = 3652059 // the n of 9999-12-31
	daySecs  = 86400   // seconds in a day by the clock on the wall when nothing moves it
)

// NewDate returns the given day. Unlike [time.Date] it does not carry February 30 over into
// March: it returns an [*Error] if there is no such day, or none in the years 1 to 9999.
func NewDate(year int, month time.Month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return Date{}, invalid("calendar: date", "bad_date", "there is no day %04d-%02d-%02d", year, int(month), day)
	}
	return Date{int32(civilDay(year, month, day) + epochDay)}, nil
}

// ParseDate reads a date written as "2026-11-21", in that form only.
func ParseDate(s string) (Date, error) {
	var year, month, day int
	if len(s) == 10 && s[4] == '-' && s[7] == '-' &&
		digits(s[:4], &year) && digits(s[5:7], &month) && digits(s[8:], &day) {
		return NewDate(year, time.Month(month), day)
	}
	return Date{}, invalid("calendar: date", "bad_date", "%.40q is not a date such as 2026-11-21", s)
}

// MustParseDate is like [ParseDate] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParseDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateIn returns the date on the calendar on the wall in loc at the instant t, and the zero
// Date outside the years 1 to 9999.
func DateIn(t time.Time, loc *time.Location) Date {
	_, offset := t.In(loc).Zone()
	return dateOf(floorDay(t.Unix() + int64(offset)))
}

// digits reads s, which has to be all ASCII digits and short enough not to overflow.
func digits(s string, n *int) bool {
	v := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		v = v*10 + int(s[i]-'0')
	}
	*n = v
	return s != ""
}

// dateOf returns the date of a day counted from 1970-01-01.
func dateOf(day int64) Date {
	if day += epochDay; day < 1 || day > lastDay {
		return Date{}
	}
	return Date{int32(day)}
}

// days counts d from 1970-01-01.
func (d Date) days() int64 { return int64(d.n) - epochDay }

// floorDay returns the day, counted from 1970-01-01, that the second s of UTC lies in.
func floorDay(s int64) int64 {
	if s < 0 {
		s -= daySecs - 1
	}
	return s / daySecs
}

// civilDay counts the day from 1970-01-01. Years begin in March, so that the leap day is
// the last of its year; 146,097 days make 400 years.
func civilDay(year int, month time.Month, day int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y, m = y-1, m+12
	}
	return y*365 + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + int64(day) - 1 - 719468
}

// Civil returns the year, month and day of d, all zero for the zero Date.
func (d Date) Civil() (year int, month time.Month, day int) {
	if d.n == 0 {
		return 0, 0, 0
	}
	z := int64(d.n) + 305 // days since 1 March of the year 0
	era, doe := z/146097, z%146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	y, m := era*400+yoe, mp+3
	if m > 12 {
		y, m = y+1, m-12
	}
	return int(y), time.Month(m), int(doy - (153*mp+2)/5 + 1)
}

// Year returns the year of d, 1 to 9999, or 0 for the zero Date.
func (d Date) Year() int { y, _, _ := d.Civil(); return y }

// Month returns the month of d, or 0 for the zero Date.
func (d Date) Month() time.Month { _, m, _ := d.Civil(); return m }

// Day returns the day of the month of d, 1 to 31, or 0 for the zero Date.
func (d Date) Day() int { _, _, n := d.Civil(); return n }

// Weekday returns the day of the week of d.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) }

// ISOWeek returns the ISO 8601 week of d and the year it is counted in: weeks begin on
// Monday, and week 1 is the one with 4 January in it.
func (d Date) ISOWeek() (year, week int) {
	thursday := d.AddDays(3 - (int(d.n)+6)%7)
	y, _, _ := thursday.Civil()
	first, _ := NewDate(y, time.January, 1)
	return y, int(thursday.n-first.n)/7 + 1
}

// IsZero reports whether d is the zero Date, which is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Equal reports whether d and e are the same day, as d == e does.
func (d Date) Equal(e Date) bool { return d == e }

// Compare returns -1 if d is before e, +1 if it is after, and 0 if they are the same day.
// The zero Date is before all others.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Before reports whether d is before e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is after e.
func (d Date) After(e Date) bool { return d.n > e.n }

// AddDays returns the day n days after d, before it if n is negative. It stops at the first
// and the last day there are, 0001-01-01 and 9999-12-31. The zero Date stays the zero Date.
func (d Date) AddDays(n int) Date {
	if d.n == 0 {
		return d
	}
	n = max(-lastDay, min(lastDay, n))
	return Date{max(1, min(lastDay, d.n+int32(n)))}
}

// DaysSince returns how many days after e the day d is, negative if it is before.
func (d Date) DaysSince(e Date) int { return int(d.n - e.n) }

// String returns d as "2026-11-21", and the empty string for the zero Date.
func (d Date) String() string {
	b, _ := d.AppendText(make([]byte, 0, len("2026-11-21")))
	return string(b)
}

// GoString returns d as Go code, for reports of failed tests.
func (d Date) GoString() string {
	if d.n == 0 {
		return "calendar.Date{}"
	}
	return fmt.Sprintf("calendar.MustParseDate(%q)", d.String())
}

// AppendText implements [encoding.TextAppender]; it appends what [Date.String] returns.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.n == 0 {
		return b, nil
	}
	y, m, n := d.Civil()
	digit := func(n int) byte { return byte('0' + n%10) }
	return append(b, digit(y/1000), digit(y/100), digit(y/10), digit(y), '-', digit(int(m)/10), digit(int(m)), '-', digit(n/10), digit(n)), nil
}

// MarshalText implements [encoding.TextMarshaler]; the zero Date is the empty text.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText([]byte{}) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseDate] takes,
// and the empty text for the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	got, err := ParseDate(string(text))
	if err == nil {
		*d = got
	}
	return err
}
