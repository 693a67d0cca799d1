// Package gen draws values for property tests, aimed at trouble: instants near changes of
// the clocks, hours that run overnight, overlap or touch, days that are short or skipped.
//
// It draws plain data, so that what rapid prints of a failure can be read and typed in.
package gen

import (
	"fmt"
	"time"
	_ "time/tzdata" // for zones where the machine has none

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
)

// zones are those in which calendars have gone wrong: two changes a year at any hour, at
// midnight, by half an hour, in the other half of the year; a day skipped, changes given
// up or given by decree, offsets that are not whole hours, and none at all.
var zones = []string{
	"America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia",
	"Asia/Tehran", "Europe/Berlin", "Africa/Casablanca", "Asia/Kathmandu",
	"America/Santiago", "America/Havana", "UTC", "UTC-05:00",
}

// trouble are days around which a zone did something odd.
var trouble = []string{
	"2011-12-30T10:00:00Z", // Apia skips 30 December
	"2018-11-04T03:00:00Z", // São Paulo skips midnight
	"2018-02-18T02:00:00Z", // São Paulo shows 23:00 twice
	"2022-09-21T19:30:00Z", // Tehran's last change
	"2040-12-31T12:00:00Z", // where time.ZoneBounds stops
	"2044-12-31T23:00:00Z",
}

// Zone draws the name of a zone.
func Zone() *rapid.Generator[string] { return rapid.SampledFrom(zones) }

// Location returns the zone of a name that [Zone] drew.
func Location(name string) *time.Location {
	loc, err := calendar.ResolveZone(name, time.LoadLocation)
	if err != nil {
		panic(err)
	}
	return loc
}

// Instant draws a whole minute from 2000 to 2060, half of the time within two days of a
// change of the clocks in loc, if there is one, or of other trouble.
func Instant(loc *time.Location) *rapid.Generator[time.Time] {
	lo := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 60
	hi := time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 60
	return rapid.Custom(func(t *rapid.T) time.Time {
		at := time.Unix(rapid.Int64Range(lo, hi).Draw(t, "minute")*60, 0)
		switch rapid.IntRange(0, 9).Draw(t, "near") {
		case 0, 1, 2, 3:
			at = nearChange(at, loc).Truncate(time.Minute) // some tables end in the middle of one
		case 4:
			at, _ = time.Parse(time.RFC3339, rapid.SampledFrom(trouble).Draw(t, "trouble"))
		default:
			return at.In(loc)
		}
		return at.Add(time.Duration(rapid.IntRange(-96, 96).Draw(t, "half hours")) * 30 * time.Minute).In(loc)
	})
}

// nearChange returns the next change of the clocks in loc, else the one before, else at.
func nearChange(at time.Time, loc *time.Location) time.Time {
	begin, end := at.In(loc).ZoneBounds()
	switch {
	case !end.IsZero() && end.Year() < 2060:
		return end
	case !begin.IsZero() && begin.Year() > 2000:
		return begin
	}
	return at
}

// Hours draws the hours of a day: none, the whole of it, or up to three spans on quarters of
// an hour, which may run overnight, touch and overlap.
func Hours() *rapid.Generator[calendar.Hours] {
	return rapid.Custom(func(t *rapid.T) calendar.Hours {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			return calendar.Hours{}
		case 1:
			return calendar.Hours{{From: 0, To: calendar.Midnight}}
		}
		var h calendar.Hours
		for range rapid.IntRange(1, 3).Draw(t, "spans") {
			from := rapid.IntRange(0, 95).Draw(t, "from")
			to := rapid.IntRange(0, 96).Draw(t, "to")
			if to == from {
				to++
			}
			h = append(h, calendar.Span{From: calendar.TimeOfDay(from * 900), To: calendar.TimeOfDay(to * 900)})
		}
		return h
	})
}

// Week draws a week, mostly with some hours on most days.
func Week() *rapid.Generator[calendar.Week] {
	return rapid.Custom(func(t *rapid.T) calendar.Week {
		var w calendar.Week
		for i := range w.Days {
			w.Days[i] = Hours().Draw(t, "hours")
		}
		if rapid.Bool().Draw(t, "holidays") {
			w.Holiday = Hours().Draw(t, "PH")
			w.Eve = Hours().Draw(t, "PH-1")
			w.Morrow = Hours().Draw(t, "PH+1")
		}
		return w
	})
}

// Config draws the Config of a calendar in a zone, with overrides, a holiday table named
// "own", closures and another version of the week within some days of an instant.
func Config(zone string, near time.Time) *rapid.Generator[calendar.Config] {
	loc := Location(zone)
	return rapid.Custom(func(t *rapid.T) calendar.Config {
		cfg := calendar.Config{Zone: zone, Week: calendar.Weekly(Week().Draw(t, "week"))}
		day := func(label string) calendar.Date {
			return calendar.DateIn(near, loc).AddDays(rapid.IntRange(-12, 12).Draw(t, label))
		}
		if rapid.Bool().Draw(t, "plain") {
			return cfg
		}
		if rapid.Bool().Draw(t, "version") {
			y, m, n := day("since").Civil()
			if m == time.February && n == 29 {
				n = 28
			}
			if rapid.Bool().Draw(t, "every year") {
				y = 0
			}
			cfg.Week = append(cfg.Week, calendar.Version{From: calendar.Since{Year: y, Month: m, Day: n}, Hours: Week().Draw(t, "week")})
		}
		cfg.Dates = map[calendar.Date]calendar.Hours{}
		for range rapid.IntRange(0, 4).Draw(t, "overrides") {
			cfg.Dates[day("date")] = Hours().Draw(t, "hours")
		}
		table := map[calendar.Date]calendar.Holiday{}
		for i := range rapid.IntRange(0, 4).Draw(t, "table") {
			h := calendar.Holiday{Date: day("holiday"), Name: fmt.Sprint("holiday ", i)}
			if rapid.Bool().Draw(t, "with hours") {
				h.Hours = Hours().Draw(t, "hours")
			}
			table[h.Date] = h
		}
		own := calendar.Table{}
		for _, h := range table {
			own.Days = append(own.Days, h)
		}
		cfg.Tables, cfg.Holidays = map[string]calendar.Table{"own": own}, []string{"own"}
		for range rapid.IntRange(0, 2).Draw(t, "closures") {
			cfg.Closed = append(cfg.Closed, closure(t, near, day))
		}
		return cfg
	})
}

// closure draws a closure of some days or of some minutes.
func closure(t *rapid.T, near time.Time, day func(string) calendar.Date) calendar.Closure {
	if rapid.Bool().Draw(t, "days") {
		d := day("closed")
		return calendar.Closure{From: calendar.On(d), To: calendar.On(d.AddDays(rapid.IntRange(2, 4).Draw(t, "long")))}
	}
	from := near.Add(time.Duration(rapid.IntRange(-10000, 10000).Draw(t, "minutes from")) * time.Minute)
	return calendar.Closure{
		From: calendar.Edge{At: from},
		To:   calendar.Edge{At: from.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "minutes")) * time.Minute)},
		Name: "closed",
	}
}
