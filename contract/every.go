package contract

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/retainer-go/retainer/calendar"
)

// UnitBusinessDay is a day on which the calendar of the contract's business days opens: the
// one that the first target of the plan runs by, or, if the plan promises nothing, its first
// calendar by name. The units of this package are those of package calendar, hours aside,
// and this one.
const UnitBusinessDay calendar.Unit = "business day"

// businessDays returns the name of that calendar; empty if the plan has none.
func (p *Plan) businessDays() string {
	if len(p.SLA.Targets) > 0 {
		return p.SLA.Targets[0].Clock
	}
	if len(p.Calendars) == 0 {
		return ""
	}
	return slices.Min(slices.Collect(maps.Keys(p.Calendars)))
}

// units are the units that a plan counts in.
var units = []calendar.Unit{
	calendar.UnitDay, UnitBusinessDay, calendar.UnitWeek, calendar.UnitMonth, calendar.UnitQuarter, calendar.UnitYear,
}

// A span is a number of units: "month", "12 months", "0 days"; or a parameter, of the
// number alone, "$n months", or of all of it, "$term". The zero span is none.
type span struct {
	n        int
	unit     calendar.Unit // empty if the whole span is a parameter
	param    string
	numbered bool // a single unit was written "1 month" rather than "month"
}

// parseSpan reads a span. It is written with one space, no zero before the first digit,
// and the plural for all but one, where the plural may be left from a parameter.
func parseSpan(s string) (span, bool) {
	word, rest, two := strings.Cut(s, " ")
	if name, ok := strings.CutPrefix(word, "$"); ok {
		unit, plural := unitOf(rest)
		ok = isParam(name) && (!two || unit != "" && plural)
		return span{param: name, unit: unit}, ok
	}
	if n, err := strconv.Atoi(word); err == nil {
		unit, plural := unitOf(rest)
		ok := strconv.Itoa(n) == word && n >= 0 && n <= calendar.MaxEvery && unit != "" && (plural || n == 1)
		return span{n: n, unit: unit, numbered: n == 1}, ok
	}
	unit, plural := unitOf(s)
	return span{n: 1, unit: unit}, unit != "" && !plural
}

// unitOf returns the unit that a word is of, and whether it is its plural.
func unitOf(word string) (unit calendar.Unit, plural bool) {
	one, plural := strings.CutSuffix(word, "s")
	for _, u := range units {
		if string(u) == one {
			return u, plural
		}
	}
	return "", false
}

// String returns s as parseSpan reads it.
func (s span) String() string {
	switch {
	case s == span{}:
		return ""
	case s.param != "" && s.unit == "":
		return "$" + s.param
	case s.param != "":
		return "$" + s.param + " " + string(s.unit) + "s"
	case s.n != 1:
		return strconv.Itoa(s.n) + " " + string(s.unit) + "s"
	case s.numbered:
		return "1 " + string(s.unit)
	}
	return string(s.unit)
}

// An Every is how often something comes round: "month", "12 months", "2 business days",
// or a parameter, "$term", "$n months". The units are day, business day, week, month,
// quarter and year. The zero Every is once.
//
// An Every does not change, and may be compared with ==. It keeps whether it was written
// "month" or "1 month".
type Every struct {
	span span
}

// ParseEvery reads a unit, or a number from 1 to [calendar.MaxEvery] and a unit, with a
// single space between them and the plural where it belongs. "1 months" is read too: it
// is what a parameter of 1 makes of "$n months".
func ParseEvery(s string) (Every, error) {
	if sp, ok := parseSpan(s); ok && (sp.n > 0 || sp.param != "") {
		return Every{sp}, nil
	}
	return Every{}, fault("every", "bad_every", "%s is not a period such as month, 2 weeks or $term", quote(s))
}

// MustParseEvery is like [ParseEvery] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParseEvery(s string) Every { return must(ParseEvery(s)) }

// N returns of how many units e is, and 0 if that is a parameter or e is once.
func (e Every) N() int { return e.span.n }

// Unit returns the unit of e, empty if a parameter says it or e is once.
func (e Every) Unit() calendar.Unit { return e.span.unit }

// Param returns the name, without the $, of the parameter in e, or the empty string.
func (e Every) Param() string { return e.span.param }

// Calendar returns e for counting periods of the civil calendar, and false if that cannot
// be: if e is once, has a parameter, or is of business days.
func (e Every) Calendar() (calendar.Every, bool) {
	if e.span.n == 0 || e.span.unit == UnitBusinessDay {
		return calendar.Every{}, false
	}
	return calendar.Every{N: e.span.n, Unit: e.span.unit}, true
}

// IsZero reports whether e is the zero Every, which is once.
func (e Every) IsZero() bool { return e == Every{} }

// Equal reports whether e and f are written the same. "month" and "1 month" are not.
func (e Every) Equal(f Every) bool { return e == f }

// String returns e as [ParseEvery] reads it; the zero Every is empty.
func (e Every) String() string { return e.span.String() }

// MarshalText implements [encoding.TextMarshaler] with what [Every.String] returns.
func (e Every) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseEvery] takes,
// and the empty text for the zero Every.
func (e *Every) UnmarshalText(text []byte) error { return unmarshal(e, text, ParseEvery) }
