package calendar

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Config describes a [Calendar]. It is pure data: it may be stored, compared, printed and
// written as JSON, and [New] checks it.
//
// What is open on a day is said by the first of these that speaks for it: Dates, a day with
// hours in one of the tables named in Holidays, a public holiday, the week. Closures cut
// into whatever is left open. A shift that runs overnight belongs to the day it starts on.
type Config struct {
	// Zone is the zone in which dates and times of day are read; see [ResolveZone].
	Zone string

	// Week holds the weekly hours, in one or more versions. None are closed.
	Week Schedule

	// Holidays names the holiday sets that apply: those of Tables, else the built-in ones of
	// [HolidaySets]. Where two tables give hours for a day, the one named first counts.
	Holidays []string

	// Observe says which day counts where a built-in set moves a holiday off a weekend.
	Observe Observance

	// Tables are holiday sets of the host's own, by name.
	Tables map[string]Table

	// Dates are overrides: the hours of single days, whatever else would apply. Short days,
	// working Saturdays, days off.
	Dates map[Date]Hours

	// DatesFrom and DatesThrough are the first and the last day for which Dates is complete,
	// the zero Date if it is for ever that way; compare [Table].
	DatesFrom, DatesThrough Date

	// Closed are stretches of time that are closed whatever else is said.
	Closed []Closure
}

// Limits on a Config, beyond which it is refused.
const (
	MaxVersions = 1000   // versions of the week
	MaxHolidays = 100    // holiday sets named
	MaxDates    = 100000 // overrides, and days of all tables together
	MaxClosures = 10000  // closures
)

// configJSON is a Config as JSON has it.
type configJSON struct {
	Version      *int             `json:"version,omitempty"`
	Zone         string           `json:"zone"`
	Week         Schedule         `json:"week"`
	Holidays     []string         `json:"holidays,omitempty"`
	Observe      Observance       `json:"observe,omitempty"`
	Tables       map[string]Table `json:"tables,omitempty"`
	Dates        map[Date]Hours   `json:"dates,omitempty"`
	DatesFrom    Date             `json:"dates_from,omitzero"`
	DatesThrough Date             `json:"dates_through,omitzero"`
	Closed       []Closure        `json:"closed,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. The same Config gives the same bytes. It is
// version 1 of the format:
//
//	{"version": 1, "zone": "America/New_York", "week": "Mon-Fri 08:00-18:00",
//	 "holidays": ["us-federal"], "dates": {"2026-11-27": "08:00-13:00"}, "closed": ["2026-12-24"]}
func (c Config) MarshalJSON() ([]byte, error) {
	return json.Marshal(configJSON{
		new(1), c.Zone, c.Week, c.Holidays, c.Observe, c.Tables, c.Dates, c.DatesFrom, c.DatesThrough, c.Closed,
	})
}

// UnmarshalJSON implements [json.Unmarshaler]. A document without a version is of version 1.
//
// It is strict: unknown fields, keys given twice or in another case, other versions, null,
// and malformed texts are faults, all of them reported in one [*Error] with their paths.
// Whether the values fit together is for [New] to say.
func (c *Config) UnmarshalJSON(data []byte) error {
	const what = "calendar: config"
	var got configJSON
	if err := strict.Unmarshal(data, &got, what); err != nil {
		return err
	}
	if got.Version != nil && *got.Version != 1 {
		var fs strict.Faults
		fs.Add("version", "unknown_version", "version %d is not known, 1 is", *got.Version)
		return fs.Err(what)
	}
	*c = Config{
		got.Zone, got.Week, got.Holidays, got.Observe, got.Tables, got.Dates, got.DatesFrom, got.DatesThrough, got.Closed,
	}
	return nil
}

// Equal reports whether c and d say the same, field by field. The order of names and of
// closures counts; that of versions, spans and days of a table does not.
func (c Config) Equal(d Config) bool {
	return c.Zone == d.Zone && c.Week.Equal(d.Week) && slices.Equal(c.Holidays, d.Holidays) && c.Observe == d.Observe &&
		maps.EqualFunc(c.Tables, d.Tables, Table.Equal) && maps.EqualFunc(c.Dates, d.Dates, Hours.Equal) &&
		c.DatesFrom == d.DatesFrom && c.DatesThrough == d.DatesThrough && slices.EqualFunc(c.Closed, d.Closed, Closure.Equal)
}

// check notes all that is wrong with c, except its zone.
func (c Config) check(fs *strict.Faults) {
	if limit(fs, "week", len(c.Week), MaxVersions) {
		c.Week.check(fs, "week")
	}
	limit(fs, "holidays", len(c.Holidays), MaxHolidays)
	for i, name := range c.Holidays[:min(len(c.Holidays), MaxHolidays)] {
		_, own := c.Tables[name]
		if _, ok := findSet(name); !ok && !own {
			fs.Add(strict.At("holidays", i), "unknown_holidays", "no holidays are named %.80q", name)
		}
		if slices.Contains(c.Holidays[:i], name) {
			fs.Add(strict.At("holidays", i), "duplicate_holidays", "%.80q is named twice", name)
		}
	}
	fs.Join("observe", "invalid", c.Observe.check())
	n := len(c.Dates)
	for _, name := range slices.Sorted(maps.Keys(c.Tables)) {
		c.Tables[name].check(fs, strict.Below("tables", name))
		n += len(c.Tables[name].Days)
	}
	limit(fs, "dates", n, MaxDates)
	for _, d := range slices.SortedFunc(maps.Keys(c.Dates), Date.Compare) {
		if d.IsZero() {
			fs.Add("dates", "no_date", "an override needs a date")
		}
		fs.Join(strict.Below("dates", d.String()), "invalid", c.Dates[d].check())
	}
	checkRange(fs, "", "dates_from", "dates_through", c.DatesFrom, c.DatesThrough)
	limit(fs, "closed", len(c.Closed), MaxClosures)
}

// limit notes a list that is longer than it may be, and reports whether it is not.
func limit(fs *strict.Faults, path string, n, most int) bool {
	if n > most {
		fs.Add(path, "too_many", "%d of them, more than %d", n, most)
	}
	return n <= most
}
