package calendar_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/calendar"
)

// golden compares got with a file in testdata. To renew the file, delete it and run the test.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("wrote %s; look at it and run again", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestHolidays(t *testing.T) {
	for _, tt := range []struct {
		set     string
		year    int
		observe calendar.Observance
		want    string
		why     string
	}{
		{"us-federal", 2026, calendar.ObserveMoved, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25", "AMB-4: 4 July is a Saturday, observed on the 3rd"},
		{"us-federal", 2026, calendar.ObserveActual, "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25", "as if nothing were moved"},
		{"us-federal", 2026, calendar.ObserveBoth, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25", "both days"},
		{"us-federal", 2021, calendar.ObserveMoved, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31", "New Year 2022 is observed in 2021"},
		{"us-federal", 2022, calendar.ObserveMoved, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26", "and so not in 2022"},
		{"ca-sk", 2026, calendar.ObserveMoved, "01-01 02-16 04-03 05-18 07-01 08-03 09-07 10-12 11-11 12-25", "Family Day, no Boxing Day"},
		{"ca-on", 2026, calendar.ObserveMoved, "01-01 02-16 04-03 05-18 07-01 09-07 10-12 12-25 12-28", "Boxing Day, on a Saturday"},
		{"de", 2026, calendar.ObserveMoved, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26", "the days of all states"},
		{"de-by", 2026, calendar.ObserveMoved, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26", "Bavaria has more"},
		{"pl", 2026, calendar.ObserveMoved, "01-01 01-06 04-06 05-01 05-03 06-04 08-15 11-01 11-11 12-24 12-25 12-26", "Christmas Eve since 2025"},
		{"fr", 2026, calendar.ObserveMoved, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25", ""},
		{"gb", 2022, calendar.ObserveMoved, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 12-26 12-27", "the jubilee, and Christmas on a Sunday"},
	} {
		list, err := calendar.Holidays(tt.set, tt.year, tt.observe)
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, h := range list {
			if h.Name == "" || h.Date.Year() != tt.year {
				t.Errorf("%v", h)
			}
			days = append(days, h.Date.String()[5:])
		}
		if got := strings.Join(slices.Compact(days), " "); got != tt.want {
			t.Errorf("%s %d %q:\n got %s\nwant %s (%s)", tt.set, tt.year, tt.observe, got, tt.want, tt.why)
		}
	}
}

// Every set that is built in, with its days of some years: a new version of the rules shows
// here. It must come out the same whatever the zone of the process is.
func TestHolidaySets(t *testing.T) {
	var b strings.Builder
	sets := calendar.HolidaySets()
	if !slices.IsSortedFunc(sets, func(a, b calendar.HolidaySet) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the sets are not in order of name")
	}
	for _, s := range sets {
		fmt.Fprintf(&b, "%s: %s", s.Name, s.Of)
		if s.Note != "" {
			fmt.Fprintf(&b, " (%s)", s.Note)
		}
		b.WriteByte('\n')
		for _, year := range []int{2018, 2026, 2027} {
			list, err := calendar.Holidays(s.Name, year, calendar.ObserveBoth)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range list {
				fmt.Fprintf(&b, "\t%v %s\n", h.Date, h.Name)
			}
		}
		for _, year := range []int{1, 9999} {
			if _, err := calendar.Holidays(s.Name, year, calendar.ObserveMoved); err != nil {
				t.Error(err)
			}
		}
	}
	golden(t, "holidays.txt", b.String())
}

func TestHolidaysRefuses(t *testing.T) {
	for code, ask := range map[string]func() ([]calendar.Holiday, error){
		"unknown_holidays": func() ([]calendar.Holiday, error) { return calendar.Holidays("atlantis", 2026, "") },
		"bad_observance":   func() ([]calendar.Holiday, error) { return calendar.Holidays("de", 2026, "never") },
		"bad_date":         func() ([]calendar.Holiday, error) { return calendar.Holidays("de", 0, "") },
	} {
		_, err := ask()
		if e, ok := errors.AsType[*calendar.Error](err); !ok || e.Faults[0].Code != code {
			t.Errorf("%v, want code %s", err, code)
		}
	}
}

// The Russian production calendar differs from the general rule: the set ru would close on 24
// February and 10 March 2025, which were working days, and know no working Saturday.
func TestProductionCalendar(t *testing.T) {
	cfg := readConfig(t, "testdata/ru-production.json")
	c, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ year, days, short int }{{2024, 248, 5}, {2025, 247, 4}, {2026, 247, 4}} {
		first, last := date(fmt.Sprint(tt.year, "-01-01")), date(fmt.Sprint(tt.year+1, "-01-01"))
		if got := c.DaysBetween(first, last); got != tt.days {
			t.Errorf("%d has %d working days, want %d", tt.year, got, tt.days)
		}
		want := time.Duration(10*tt.days-tt.short) * time.Hour
		if got := c.Between(first.In(c.Zone()), last.In(c.Zone())); got != want {
			t.Errorf("%d has %v, want %v: %d days are an hour shorter", tt.year, got, want, tt.short)
		}
	}
	for d, want := range map[string]bool{
		"2025-02-24": true, "2025-03-10": true, "2025-11-01": true, "2025-12-31": false, "2026-01-09": false,
		"2024-04-27": true, "2024-04-29": false, "2026-11-04": false, "2026-12-31": false,
	} {
		if c.IsOpenDay(date(d)) != want {
			t.Errorf("%s: %v", d, c.Day(date(d)))
		}
	}
}
