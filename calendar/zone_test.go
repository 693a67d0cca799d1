package calendar_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

func TestResolveZone(t *testing.T) {
	nothing := func(string) (*time.Location, error) { return nil, nil }
	for _, tt := range []struct {
		name  string
		zones func(string) (*time.Location, error)
		code  string // of the fault, empty if there is none
	}{
		{"UTC", nil, ""},
		{"UTC-05:00", nil, ""},
		{"UTC+05:45", nil, ""},
		{"America/New_York", time.LoadLocation, ""},
		{"", time.LoadLocation, "no_zone"},
		{"Local", time.LoadLocation, "ambiguous_zone"},
		{"EST", time.LoadLocation, "ambiguous_zone"},
		{"MST", time.LoadLocation, "ambiguous_zone"},
		{"HST", time.LoadLocation, "ambiguous_zone"},
		{"America/New_York", nil, "unknown_zone"},
		{"America/New_York", nothing, "unknown_zone"},
		{"America/Nowhere", time.LoadLocation, "unknown_zone"},
		{"UTC-5", time.LoadLocation, "unknown_zone"},
		{"UTC+24:00", time.LoadLocation, "unknown_zone"},
		{"UTC+05:61", time.LoadLocation, "unknown_zone"},
		{"GMT+05:00", time.LoadLocation, "unknown_zone"},
	} {
		loc, err := calendar.ResolveZone(tt.name, tt.zones)
		if tt.code == "" {
			if err != nil || loc.String() != tt.name {
				t.Errorf("ResolveZone(%q) = %v, %v", tt.name, loc, err)
			}
			continue
		}
		if e, ok := errors.AsType[*calendar.Error](err); !ok || e.Faults[0].Code != tt.code {
			t.Errorf("ResolveZone(%q): %v, want code %s", tt.name, err, tt.code)
		}
	}
	loc, _ := calendar.ResolveZone("UTC-05:00", nil)
	if _, offset := time.Unix(0, 0).In(loc).Zone(); offset != -5*3600 {
		t.Errorf("UTC-05:00 is %d s east", offset)
	}
}

// Readings of the clock on the wall, and the instants they mean.
func TestDateAt(t *testing.T) {
	for _, tt := range []struct{ zone, date, time, want, why string }{
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z", "skipped: the change"},
		{"America/New_York", "2026-03-08", "02:00", "2026-03-08T07:00:00Z", "the first reading skipped"},
		{"America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00:00Z", "the first shown again"},
		{"America/New_York", "2026-03-08", "09:00", "2026-03-08T13:00:00Z", "not nine hours after midnight"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z", "shown twice: the first"},
		{"America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00:00Z", "after both"},
		{"America/New_York", "2026-11-01", "24:00", "2026-11-02T05:00:00Z", "a day of 25 hours"},
		{"America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z", "midnight skipped"},
		{"America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-18T01:30:00Z", "the last hour shown twice"},
		{"America/Sao_Paulo", "2018-02-18", "00:00", "2018-02-18T03:00:00Z", "midnight after both"},
		{"America/Havana", "2026-03-08", "00:30", "2026-03-08T05:00:00Z", "midnight skipped"},
		{"America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00:00Z", "midnight skipped"},
		{"Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00:00Z", "the day that was not"},
		{"Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00:00Z", "the day after it"},
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z", "half an hour skipped"},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z", "half an hour shown twice"},
		{"Asia/Kathmandu", "2026-01-01", "00:00", "2025-12-31T18:15:00Z", "an odd offset"},
		{"Europe/Berlin", "2040-12-31", "12:00", "2040-12-31T11:00:00Z", "where ZoneBounds stops"},
		{"Europe/Berlin", "2400-12-31", "24:00", "2400-12-31T23:00:00Z", "and far beyond"},
	} {
		var tod calendar.TimeOfDay
		if err := tod.UnmarshalText([]byte(tt.time)); err != nil {
			t.Fatal(err)
		}
		got := date(tt.date).At(tod, gen.Location(tt.zone))
		if got.UTC().Format(time.RFC3339) != tt.want {
			t.Errorf("%s %s in %s is %v, want %s (%s)", tt.date, tt.time, tt.zone, got, tt.want, tt.why)
		}
	}
}

// Later readings never mean earlier instants, and a reading that is shown means one that
// shows it, the first.
func TestDateAtIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := gen.Location(gen.Zone().Draw(t, "zone"))
		near := gen.Instant(loc).Draw(t, "near")
		d := calendar.DateIn(near, loc)
		var last time.Time
		for tod := calendar.TimeOfDay(0); tod <= calendar.Midnight; tod += 900 {
			at := d.At(tod, loc)
			if at.Before(last) {
				t.Fatalf("%v %v is %v, before %v", d, tod, at, last)
			}
			last = at
		}
		if begin := d.In(loc); near.Before(begin) || !near.Before(d.AddDays(1).In(loc)) {
			// Where the clocks go back over midnight, an instant may show the day before.
			if _, a := near.Zone(); true {
				_, b := near.Add(-26 * time.Hour).In(loc).Zone()
				_, c := near.Add(26 * time.Hour).In(loc).Zone()
				if a == b && a == c {
					t.Fatalf("%v is not in its day, from %v", near, begin)
				}
			}
		}
	})
}
