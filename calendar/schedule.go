package calendar

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Since says from which day on a [Version] of the week holds: from the start of one
// date ("2026-03-01"), or of one month and day every year, when Year is 0 ("03-01"). The
// zero Since is from always.
type Since struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseSince reads "2026-03-01", "03-01", or the empty text for the zero Since. 29 February
// of every year is refused.
func ParseSince(s string) (Since, error) {
	if s == "" {
		return Since{}, nil
	}
	text := s
	if len(s) == 5 { // 2001, not a leap year, stands for every year
		text = "2001-" + s
	}
	d, err := ParseDate(text)
	if err != nil {
		return Since{}, invalid("calendar: since", "bad_since", "%.40q is not a date such as 2026-03-01 or 03-01", s)
	}
	y, m, n := d.Civil()
	if len(s) == 5 {
		y = 0
	}
	return Since{y, m, n}, nil
}

// String returns s as [ParseSince] reads it.
func (s Since) String() string {
	switch {
	case s == Since{}:
		return ""
	case s.Year == 0:
		return fmt.Sprintf("%02d-%02d", int(s.Month), s.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", s.Year, int(s.Month), s.Day)
}

// MarshalText implements [encoding.TextMarshaler] with what [Since.String] returns.
func (s Since) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes what [ParseSince] takes.
func (s *Since) UnmarshalText(text []byte) error {
	got, err := ParseSince(string(text))
	if err == nil {
		*s = got
	}
	return err
}

// A Version is a week and the day from which on it holds.
type Version struct {
	From  Since `json:"from,omitzero"`
	Hours Week  `json:"hours"`
}

// A Schedule is the week in all its versions. On any day that version holds which started
// last, whether on a date or by the month and day of every year; of two that start on the
// same day it is the one with a date. Before the first of them one is closed.
//
// In JSON it is the text of the week, if there is one version from always, and otherwise a
// list: [{"hours": "Mon-Fri 09:00-17:00"}, {"from": "06-01", "hours": "Mon-Fri 08:00-14:00"},
// {"from": "09-01", "hours": "Mon-Fri 09:00-17:00"}].
type Schedule []Version

// Weekly returns the schedule of one week from always.
func Weekly(w Week) Schedule { return Schedule{{Hours: w}} }

// sorted returns the versions in order of text of their start, each once.
func (s Schedule) sorted() Schedule {
	s = slices.Clone(s)
	slices.SortStableFunc(s, func(a, b Version) int { return cmp.Compare(a.From.String(), b.From.String()) })
	return s
}

// Equal reports whether s and t have the same versions, in whatever order.
func (s Schedule) Equal(t Schedule) bool {
	return slices.EqualFunc(s.sorted(), t.sorted(), func(a, b Version) bool {
		return a.From == b.From && a.Hours.Equal(b.Hours)
	})
}

// MarshalJSON implements [json.Marshaler].
func (s Schedule) MarshalJSON() ([]byte, error) {
	if len(s) == 1 && s[0].From == (Since{}) {
		return json.Marshal(s[0].Hours)
	}
	if len(s) == 0 {
		return json.Marshal(Week{})
	}
	return json.Marshal([]Version(s.sorted()))
}

// UnmarshalJSON implements [json.Unmarshaler]. It is strict; see [Config.UnmarshalJSON].
func (s *Schedule) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '[' {
		var w Week
		if err := strict.Unmarshal(data, &w, "calendar: schedule"); err != nil {
			return err
		}
		*s = Weekly(w)
		return nil
	}
	var list []Version
	if err := strict.Unmarshal(data, &list, "calendar: schedule"); err != nil {
		return err
	}
	*s = list
	return nil
}

// check notes what is wrong with s, below path.
func (s Schedule) check(fs *strict.Faults, path string) {
	seen := map[Since]bool{}
	for i, v := range s {
		at := strict.At(path, i)
		text := v.From.String()
		if got, err := ParseSince(text); err != nil || got != v.From {
			fs.Add(strict.Below(at, "from"), "bad_since", "there is no day %s", text)
		}
		if seen[v.From] {
			fs.Add(strict.Below(at, "from"), "duplicate_version", "two versions start on the same day")
		}
		seen[v.From] = true
		fs.Join(strict.Below(at, "hours"), "invalid", v.Hours.check())
	}
}

// A start is a day on which a version of the week begins to hold.
type start struct {
	day  int64 // counted from 1970-01-01
	week *Week
}

// starts returns, in order, the starts of versions that matter from day first to day last:
// the last one before first, and all up to last.
func (s Schedule) starts(first, last int64) []start {
	var all []start
	yearly := []start{}
	for i := range s {
		v := &s[i]
		switch {
		case v.From == Since{}:
			all = append(all, start{-1 << 40, &v.Hours})
		case v.From.Year != 0:
			all = append(all, start{civilDay(v.From.Year, v.From.Month, v.From.Day), &v.Hours})
		default:
			for y := yearOf(first) - 1; y <= yearOf(last); y++ {
				yearly = append(yearly, start{civilDay(y, v.From.Month, v.From.Day), &v.Hours})
			}
		}
	}
	all = append(yearly, all...) // the one with a date after the other of the same day: it wins
	slices.SortStableFunc(all, func(a, b start) int { return cmp.Compare(a.day, b.day) })
	return all
}

// yearOf returns the year of a day counted from 1970-01-01, kept within 0 to 10000.
func yearOf(day int64) int {
	switch {
	case day < -epochDay+1:
		return 0
	case day > lastDay-epochDay:
		return 10000
	}
	return dateOf(day).Year()
}
