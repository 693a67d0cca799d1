package calendar

import "time"

// AddMonths returns the date n months after d, before it if n is negative, on the anchor's
// day of the month, 1 to 31: the last day of the month if that has no such day. With 0 the
// anchor's day is d's own.
//
// Billing dates are counted from their anchor, so that a short month does not move those
// after it: 31 January, 28 February, 31 March. Count n from the anchor, or, going on from a
// date that was clamped, name the anchor's day. [time.Time.AddDate] does neither: it makes
// 3 March of 31 January and a month.
//
// The result stops at 0001-01-01 and 9999-12-31. The zero Date stays the zero Date.
func AddMonths(d Date, n int, anchorDay int) Date {
	if d.IsZero() {
		return d
	}
	if anchorDay == 0 {
		anchorDay = d.Day()
	}
	const most = 12 * 10000
	day := addMonths(d, int64(max(-most, min(most, n))), anchorDay)
	return dateOf(max(1-epochDay, min(lastDay-epochDay, day)))
}

// addMonths counts the day n months after d from 1970-01-01.
func addMonths(d Date, n int64, anchorDay int) int64 {
	y, m, _ := d.Civil()
	months := int64(y)*12 + int64(m) - 1 + n
	switch { // the years before 1 and after 9999 are all one here
	case months < 12:
		return -epochDay
	case months >= 10000*12:
		return lastDay + 1 - epochDay
	}
	year, month := int(months/12), time.Month(months%12+1)
	return civilDay(year, month, max(1, min(anchorDay, DaysIn(year, month))))
}

// StartOf returns the first day of the week, month, quarter or year that d lies in, and d
// itself for other units. It stops at 0001-01-01.
func (d Date) StartOf(u Unit) Date {
	if d.IsZero() {
		return d
	}
	if u == UnitWeek {
		return d.AddDays(-((int(d.Weekday()) + 6) % 7))
	}
	size := u.months()
	if size == 0 {
		return d
	}
	_, m, _ := d.Civil()
	return AddMonths(d, -((int(m) - 1) % size), 1)
}

// EndOf returns the first day after the week, month, quarter or year that d lies in, and the
// day after d for other units. It stops at 9999-12-31.
func (d Date) EndOf(u Unit) Date {
	if size := u.months(); size > 0 {
		return AddMonths(d.StartOf(u), size, 1)
	}
	return d.StartOf(u).AddDays(max(1, u.days()))
}

// DateOfISOWeek returns the given day of an ISO 8601 week, and an [*Error] if the year has
// no such week; see [Date.ISOWeek].
func DateOfISOWeek(year, week int, weekday time.Weekday) (Date, error) {
	d, err := NewDate(year, time.January, 4)
	if err != nil {
		return Date{}, err
	}
	monday := d.StartOf(UnitWeek).AddDays(7 * (week - 1))
	if y, w := monday.ISOWeek(); week < 1 || week > 53 || y != year || w != week || weekday < 0 || weekday > 6 {
		return Date{}, invalid("calendar: date", "bad_week", "there is no day %d of week %d of %d", int(weekday), week, year)
	}
	return monday.AddDays((int(weekday) + 6) % 7), nil
}

// DaysIn returns how many days a month has, and 0 if there is no such month.
func DaysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	if month < time.January || month > time.December {
		return 0
	}
	return 31
}
