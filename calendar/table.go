package calendar

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// An Observance says which day counts where the rules of a holiday set move a holiday that
// falls on a weekend to another day. In JSON it is its text; the zero Observance is left out.
type Observance string

// The observances. US Independence Day 2026 is a Saturday, observed on Friday the 3rd.
const (
	ObserveMoved  Observance = ""       // the day it is moved to, Friday alone: the default
	ObserveActual Observance = "actual" // the day itself, Saturday alone, as if nothing were moved
	ObserveBoth   Observance = "both"   // both days
)

func (o Observance) check() error {
	if o != ObserveMoved && o != ObserveActual && o != ObserveBoth {
		return invalid("calendar: observance", "bad_observance", `%.20q is not "", "actual" or "both"`, string(o))
	}
	return nil
}

// A Holiday is a day that is not like others of its weekday.
//
// Without Hours it is a public holiday: the week says what is open then (PH), on the day
// before (PH-1) and on the day after (PH+1). With Hours, a short day or a working Saturday,
// it has these and is not a public holiday.
type Holiday struct {
	Date  Date   `json:"date"`
	Name  string `json:"name,omitempty"`
	Hours Hours  `json:"hours,omitempty"`
}

// compare orders holidays by date, then name.
func (h Holiday) compare(g Holiday) int {
	return cmp.Or(h.Date.Compare(g.Date), cmp.Compare(h.Name, g.Name))
}

// A Table is a set of holidays given day by day, such as a production calendar that a
// government publishes for a year.
type Table struct {
	// From and Through are the first and the last day for which the table is complete, the
	// zero Date if it is complete for ever that way. Beyond them the weekly hours stand in,
	// and [ErrBeyondData] is returned where an answer must be right; see [Calendar.Covers].
	From    Date `json:"from,omitzero"`
	Through Date `json:"through,omitzero"`

	// Days are the holidays, at most one on a date, in any order.
	Days []Holiday `json:"days"`
}

// check notes what is wrong with t, below path.
func (t Table) check(fs *strict.Faults, path string) {
	checkRange(fs, path, "from", "through", t.From, t.Through)
	seen := map[Date]bool{}
	for i, h := range t.Days {
		at := strict.At(strict.Below(path, "days"), i)
		switch {
		case h.Date.IsZero():
			fs.Add(strict.Below(at, "date"), "no_date", "a holiday needs a date")
		case seen[h.Date]:
			fs.Add(strict.Below(at, "date"), "duplicate_date", "%v stands in the table twice", h.Date)
		case h.Date.Before(t.From) || !t.Through.IsZero() && h.Date.After(t.Through):
			fs.Add(strict.Below(at, "date"), "outside_table", "%v is not among the days the table is complete for", h.Date)
		}
		seen[h.Date] = true
		fs.Join(strict.Below(at, "hours"), "invalid", h.Hours.check())
	}
}

// checkRange notes a range of dates that ends before it begins.
func checkRange(fs *strict.Faults, path, fromField, throughField string, from, through Date) {
	if !through.IsZero() && through.Before(from) {
		fs.Add(strict.Below(path, throughField), "bad_range", "%v is before %s, %v", through, fromField, from)
	}
}

// Equal reports whether t and u are complete for the same days and have the same holidays.
func (t Table) Equal(u Table) bool {
	return t.From == u.From && t.Through == u.Through && slices.EqualFunc(t.sorted(), u.sorted(), func(a, b Holiday) bool {
		return a.compare(b) == 0 && a.Hours.Equal(b.Hours)
	})
}

// sorted returns the days of t in order of date.
func (t Table) sorted() []Holiday { return slices.SortedFunc(slices.Values(t.Days), Holiday.compare) }

// MarshalJSON implements [json.Marshaler]: the days stand in order of date, so that equal
// tables give the same bytes.
func (t Table) MarshalJSON() ([]byte, error) {
	type plain Table
	t.Days = t.sorted()
	if t.Days == nil {
		t.Days = []Holiday{}
	}
	return json.Marshal(plain(t))
}
