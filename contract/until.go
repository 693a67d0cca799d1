package contract

import (
	"strings"

	"github.com/retainer-go/retainer/calendar"
)

// An Event is what an [Until] is counted from.
type Event string

// The events. Where an Until names none, its place says which is meant: a lot's expiry is
// counted from its grant, a notice from the day it is given, payment from the invoice.
const (
	EventGrant    Event = "grant"
	EventOrder    Event = "order"
	EventInvoice  Event = "invoice"
	EventFirstUse Event = "first-use"
	EventLastUse  Event = "last-use"
)

// An Edge is where an [Until] is moved on to: the end of a stretch of civil time, of a
// billing period or of the term, or a day of the year, written "01-01".
type Edge string

// The edges, days of the year aside. Months, quarters and years are those of the calendar.
const (
	EdgeMonth   Edge = "month-end"
	EdgeQuarter Edge = "quarter-end"
	EdgeYear    Edge = "year-end"
	EdgePeriod  Edge = "period-end"
	EdgeTerm    Edge = "term-end"
)

// An Until says how long something lasts: until so many days, weeks, months, quarters or
// years after an event, or until the end of a month, a period, a year that comes then.
//
//	"90 days"                            from the event that its place implies
//	"1 year from first-use to month-end" from an event named, and on to an edge
//	"to 01-01"                           to the next 1 January
//	"14 days to month-end inclusive"     a day more, before going on to the edge
//	"$notice to month-end", "$n days"    with a parameter
//
// An Until is exclusive: it names the first day on which it no longer holds, and is
// reached at the beginning of that day. "30 days" from 10 November is reached on 10
// December, so that 9 December is the last day. With "inclusive" the day reached belongs
// to it, and the day after is the first that does not.
//
// An Until does not change, and may be compared with ==. The zero Until is none.
type Until struct {
	span      span // the zero span if there is an edge alone
	from      Event
	to        Edge
	inclusive bool
}

// ParseUntil reads "[n] unit [from EVENT] [to EDGE] [inclusive]" or "to EDGE", with single
// spaces: see [Until], [Event] and [Edge]. Units are those of [Every], n is 0 to
// [calendar.MaxEvery], and a single unit may be written "month" or "1 month".
// "02-29" is no edge: it does not come every year.
func ParseUntil(s string) (Until, error) {
	u, ok := parseUntil(s)
	switch {
	case u.to == "02-29":
		return Until{}, fault("until", "no_such_day", "%s: 29 February does not come every year", quote(s))
	case !ok:
		return Until{}, fault("until", "bad_until", "%s is not an until such as 30 days, 1 year from first-use to month-end or to 01-01", quote(s))
	}
	return u, nil
}

func parseUntil(s string) (u Until, ok bool) {
	if to, ok := strings.CutPrefix(s, "to "); ok {
		u.to = Edge(to)
		return u, u.to.valid()
	}
	s, u.inclusive = strings.CutSuffix(s, " inclusive")
	s, to, moved := cutLast(s, " to ")
	s, from, named := cutLast(s, " from ")
	u.to, u.from = Edge(to), Event(from)
	u.span, ok = parseSpan(s)
	return u, ok && (!moved || u.to.valid()) && (!named || u.from.valid())
}

// MustParseUntil is like [ParseUntil] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParseUntil(s string) Until { return must(ParseUntil(s)) }

// cutLast cuts s at the last sep, if it has one.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (e Event) valid() bool {
	switch e {
	case EventGrant, EventOrder, EventInvoice, EventFirstUse, EventLastUse:
		return true
	}
	return false
}

func (e Edge) valid() bool {
	switch e {
	case EdgeMonth, EdgeQuarter, EdgeYear, EdgePeriod, EdgeTerm:
		return true
	}
	_, err := e.day(2001)
	return err == nil
}

// day returns the day of the year that e is, in that year.
func (e Edge) day(year int) (calendar.Date, error) {
	d, err := calendar.ParseDate("2001-" + string(e))
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.NewDate(year, d.Month(), d.Day())
}

// Count returns how many units are counted, and which; with a parameter as far as known.
// An Until that is an edge alone counts none: its unit is empty.
func (u Until) Count() (n int, unit calendar.Unit) { return u.span.n, u.span.unit }

// From returns the event that u names, or the empty one.
func (u Until) From() Event { return u.from }

// To returns the edge that u is moved on to, or the empty one.
func (u Until) To() Edge { return u.to }

// Inclusive reports whether the day that is reached still belongs to u.
func (u Until) Inclusive() bool { return u.inclusive }

// Param returns the name, without the $, of the parameter in u, or the empty string.
func (u Until) Param() string { return u.span.param }

// Every returns u as a period that comes round, and false if it is more than a count of
// one or more units.
func (u Until) Every() (Every, bool) {
	bare := u == Until{span: u.span}
	return Every{u.span}, bare && (u.span.n > 0 || u.span.param != "")
}

// IsZero reports whether u is the zero Until, which is none.
func (u Until) IsZero() bool { return u == Until{} }

// Equal reports whether u and v are written the same. "month" and "1 month" are not.
func (u Until) Equal(v Until) bool { return u == v }

// String returns u as [ParseUntil] reads it; the zero Until is empty.
func (u Until) String() string {
	text := u.span.String()
	if text == "" && u.to != "" {
		return "to " + string(u.to)
	}
	if u.from != "" {
		text += " from " + string(u.from)
	}
	if u.to != "" {
		text += " to " + string(u.to)
	}
	if u.inclusive {
		text += " inclusive"
	}
	return text
}

// MarshalText implements [encoding.TextMarshaler] with what [Until.String] returns.
func (u Until) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseUntil] takes,
// and the empty text for the zero Until.
func (u *Until) UnmarshalText(text []byte) error { return unmarshal(u, text, ParseUntil) }
