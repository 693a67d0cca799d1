package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A TimeOfDay is a reading of the clock on the wall, in seconds after midnight: 0 is 00:00
// and 86400 is 24:00, which is only ever the end of a [Span]. It is a reading, not an
// amount: on a day when the clocks change, 09:00 is not nine hours after midnight.
type TimeOfDay int32

// Midnight is 24:00, the end of a day.
const Midnight TimeOfDay = daySecs

// NewTimeOfDay returns the reading hour:min:sec, and an [*Error] if clocks do not show it;
// 24:00:00 is taken.
func NewTimeOfDay(hour, min, sec int) (TimeOfDay, error) {
	if hour < 0 || hour > 24 || min < 0 || min > 59 || sec < 0 || sec > 59 || hour == 24 && min+sec > 0 {
		return 0, invalid("calendar: time of day", "bad_time", "clocks do not show %02d:%02d:%02d", hour, min, sec)
	}
	return TimeOfDay(hour*3600 + min*60 + sec), nil
}

// ParseTimeOfDay reads "09:00" or "09:00:30", hours with two digits, up to "24:00".
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	var h, m, sec int
	ok := len(s) == 5 || len(s) == 8 && s[5] == ':' && digits(s[6:], &sec)
	if !ok || s[2] != ':' || !digits(s[:2], &h) || !digits(s[3:5], &m) {
		return 0, invalid("calendar: time of day", "bad_time", "%.20q is not a time such as 09:00", s)
	}
	return NewTimeOfDay(h, m, sec)
}

// String returns t as "09:00", with seconds, "09:00:30", only if there are any.
func (t TimeOfDay) String() string {
	if t%60 != 0 {
		return fmt.Sprintf("%02d:%02d:%02d", t/3600, t/60%60, t%60)
	}
	return fmt.Sprintf("%02d:%02d", t/3600, t/60%60)
}

// MarshalText implements [encoding.TextMarshaler] with what [TimeOfDay.String] returns.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes what [ParseTimeOfDay] takes.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	got, err := ParseTimeOfDay(string(text))
	if err == nil {
		*t = got
	}
	return err
}

// A Span is a stretch of a day by the clock on the wall, from From up to but not including
// To. If To is earlier than From the span runs overnight: it ends on the next day, and
// belongs to the day it starts on. To may be 24:00, From may not. To equal to From is
// refused, since some mean nothing by it and some the whole day.
type Span struct {
	From, To TimeOfDay
}

// ParseSpan reads a span written as "09:00-18:00".
func ParseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return Span{}, invalid("calendar: span", "bad_span", "%.40q is not a span such as 09:00-18:00", s)
	}
	var sp Span
	var err error
	if sp.From, err = ParseTimeOfDay(from); err != nil {
		return Span{}, err
	}
	if sp.To, err = ParseTimeOfDay(to); err != nil {
		return Span{}, err
	}
	return sp, sp.check()
}

// check returns an error unless s is a span by the rules of [Span].
func (s Span) check() error {
	switch {
	case s.From < 0 || s.From >= Midnight || s.To < 0 || s.To > Midnight:
		return invalid("calendar: span", "bad_span", "%v lies outside the day", s)
	case s.From == s.To:
		return invalid("calendar: span", "empty_span", "%v ends when it starts; the whole day is 00:00-24:00", s)
	}
	return nil
}

// Overnight reports whether s ends on the day after the one it starts on. A span to 24:00
// does not: it ends with its day.
func (s Span) Overnight() bool { return s.To < s.From }

// String returns s as "09:00-18:00".
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// compare orders spans by From, then by where they end.
func (s Span) compare(t Span) int {
	return cmp.Or(cmp.Compare(s.From, t.From), cmp.Compare(s.end(), t.end()))
}

// end returns the second after the midnight before s starts at which s ends, by the clock
// on the wall.
func (s Span) end() TimeOfDay {
	if s.Overnight() {
		return s.To + Midnight
	}
	return s.To
}

// Hours are the spans that start on one day. No spans are a closed day. Spans may overlap
// or touch: the day is open when any of them is.
type Hours []Span

// MaxSpans is how many spans one day may have.
const MaxSpans = 48

// closed is how a day without spans is written; "off" is read as well.
const closed = "closed"

// ParseHours reads spans separated by commas, "09:00-13:00,14:00-18:00", or "closed".
func ParseHours(s string) (Hours, error) {
	if s == closed || s == "off" {
		return Hours{}, nil
	}
	var h Hours
	for part := range strings.SplitSeq(s, ",") {
		sp, err := ParseSpan(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if h = append(h, sp); len(h) > MaxSpans {
			return nil, invalid("calendar: hours", "too_many_spans", "more than %d spans in a day", MaxSpans)
		}
	}
	return h.sorted(), nil
}

// sorted returns the spans of h in order, each once.
func (h Hours) sorted() Hours {
	h = slices.Clone(h)
	slices.SortFunc(h, Span.compare)
	return slices.Compact(h)
}

// check returns the first thing wrong with h.
func (h Hours) check() error {
	if len(h) > MaxSpans {
		return invalid("calendar: hours", "too_many_spans", "more than %d spans in a day", MaxSpans)
	}
	for _, s := range h {
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

// Equal reports whether h and g have the same spans, in whatever order.
func (h Hours) Equal(g Hours) bool { return slices.Equal(h.sorted(), g.sorted()) }

// String returns h as [ParseHours] reads it, in order of time.
func (h Hours) String() string {
	if len(h) == 0 {
		return closed
	}
	var b strings.Builder
	for i, s := range h.sorted() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

// MarshalText implements [encoding.TextMarshaler] with what [Hours.String] returns.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes what [ParseHours] takes.
func (h *Hours) UnmarshalText(text []byte) error {
	got, err := ParseHours(string(text))
	if err == nil {
		*h = got
	}
	return err
}
