package contract

import (
	"strings"

	"github.com/retainer-go/retainer/calendar"
)

// A ThresholdKind says what a [Threshold] looks at. The zero kind is that of the zero Threshold.
type ThresholdKind uint8

// The kinds.
const (
	ThresholdUsed   ThresholdKind = iota + 1 // "80%": of what there was, used
	ThresholdLeft                            // "3h left", "5 left": no more than that
	ThresholdExpiry                          // "30 days to expiry": of the lot that ends
	ThresholdParam                           // "$warn": of a kind that is known once the parameter is
)

// A Threshold is what an alert of a pool waits for:
//
//	"80%"                 so much of what there was for the period is used; more than 100% is overage
//	"3h left", "5 left"   no more than that is left
//	"30 days to expiry"   a lot ends so soon
//	"$warn", "$h left", "$n days to expiry", "$notice to expiry"
//
// A Threshold does not change. The zero Threshold is none.
type Threshold struct {
	kind   ThresholdKind
	amount Amount
	span   span
}

// ParseThreshold reads a threshold in one of the forms above: a percentage above zero, a
// time or number not below zero, or a count of units as in [ParseUntil].
func ParseThreshold(s string) (Threshold, error) {
	if text, ok := strings.CutSuffix(s, " to expiry"); ok {
		if sp, ok := parseSpan(text); ok {
			return Threshold{kind: ThresholdExpiry, span: sp}, nil
		}
		return Threshold{}, badThreshold(s)
	}
	text, left := strings.CutSuffix(s, " left")
	a, err := parseAmount(text)
	t := Threshold{amount: a}
	switch k := a.Kind(); {
	case err != nil:
		return Threshold{}, badThreshold(s)
	case left && k == KindParam, left && (k == KindTime || k == KindNumber) && a.Sign() >= 0:
		t.kind = ThresholdLeft
	case !left && k == KindParam:
		t.kind = ThresholdParam
	case !left && k == KindPercent && a.Sign() > 0:
		t.kind = ThresholdUsed
	default:
		return Threshold{}, badThreshold(s)
	}
	return t, nil
}

func badThreshold(s string) error {
	return fault("threshold", "bad_threshold", "%s is not a threshold such as 80%%, 3h left or 30 days to expiry", quote(s))
}

// MustParseThreshold is like [ParseThreshold] but panics on error. It is meant for tests
// and for variables set from constant strings.
func MustParseThreshold(s string) Threshold { return must(ParseThreshold(s)) }

// Kind returns what t looks at.
func (t Threshold) Kind() ThresholdKind { return t.kind }

// Amount returns the percentage that is used, or the time or number that is left; the zero
// Amount if t is about an expiry.
func (t Threshold) Amount() Amount { return t.amount }

// Param returns the name, without the $, of the parameter in t, or the empty string.
func (t Threshold) Param() string {
	if t.kind == ThresholdExpiry {
		return t.span.param
	}
	return t.amount.param
}

// Before returns the first day on which a lot is so near its end, where end is the first
// day on which the lot is no more (see [Until.End]): units are counted back as they are
// counted on there. business is only needed for business days.
//
// It returns an [*Error] if t is not about an expiry or has a parameter, end is no day, or
// the day lies before the year 1; and what [calendar.Calendar.AddDays] returns.
func (t Threshold) Before(end calendar.Date, business *calendar.Calendar) (calendar.Date, error) {
	if t.kind != ThresholdExpiry {
		return calendar.Date{}, fault("threshold", "no_expiry", "%s is not about an expiry", quote(t.String()))
	}
	return t.span.from(end, -1, business)
}

// IsZero reports whether t is the zero Threshold, which is none.
func (t Threshold) IsZero() bool { return t.kind == 0 }

// Equal reports whether t and u are written the same.
func (t Threshold) Equal(u Threshold) bool { return t.String() == u.String() }

// String returns t as [ParseThreshold] reads it; the zero Threshold is empty.
func (t Threshold) String() string {
	switch t.kind {
	case ThresholdExpiry:
		return t.span.String() + " to expiry"
	case ThresholdLeft:
		return t.amount.String() + " left"
	}
	return t.amount.String()
}

// MarshalText implements [encoding.TextMarshaler] with what [Threshold.String] returns.
func (t Threshold) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseThreshold]
// takes, and the empty text for the zero Threshold.
func (t *Threshold) UnmarshalText(text []byte) error { return unmarshal(t, text, ParseThreshold) }
