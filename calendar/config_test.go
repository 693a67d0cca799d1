package calendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

func readConfig(t testing.TB, path string) calendar.Config {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cfg calendar.Config
	if err := json.Unmarshal(data, &cfg); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// full has something in every field.
func full() calendar.Config {
	at := time.Date(2026, 12, 24, 15, 0, 0, 0, time.UTC)
	return calendar.Config{
		Zone: "America/New_York",
		Week: calendar.Schedule{
			{From: calendar.Since{Month: time.June, Day: 1}, Hours: calendar.MustParseWeek("Mon-Fri 08:00-14:00")},
			{Hours: calendar.MustParseWeek("Mon-Fri 09:00-17:00; PH 10:00-12:00")},
			{From: calendar.Since{Month: time.September, Day: 1}, Hours: calendar.MustParseWeek("Mon-Fri 09:00-17:00")},
			{From: calendar.Since{Year: 2030, Month: time.January, Day: 1}, Hours: calendar.MustParseWeek("24/7")},
		},
		Holidays: []string{"us-federal", "own"},
		Observe:  calendar.ObserveBoth,
		Tables: map[string]calendar.Table{"own": {From: date("2026-01-01"), Through: date("2027-12-31"), Days: []calendar.Holiday{
			{Date: date("2026-10-01"), Name: "Founders' Day"},
			{Date: date("2026-08-01"), Name: "Stocktaking", Hours: calendar.Hours{{From: 8 * 3600, To: 12 * 3600}}},
		}}},
		Dates: map[calendar.Date]calendar.Hours{
			date("2026-11-27"): {{From: 9 * 3600, To: 13 * 3600}},
			date("2026-11-30"): {},
		},
		DatesFrom: date("2026-01-01"), DatesThrough: date("2026-12-31"),
		Closed: []calendar.Closure{
			calendar.CloseDay(date("2026-12-31"), ""),
			calendar.CloseDay(date("2026-12-30"), "Stocktaking"),
			{From: calendar.Edge{At: at}, To: calendar.On(date("2026-12-27")), Name: "Christmas"},
		},
	}
}

func TestConfigJSON(t *testing.T) {
	b, err := json.MarshalIndent(full(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "config.json", string(b)+"\n")
	got := readConfig(t, "testdata/config.json")
	if diff := cmp.Diff(full(), got); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
	again, err := json.MarshalIndent(got, "", "  ")
	if err != nil || string(again) != string(b) {
		t.Errorf("not the same bytes again: %s, %v", again, err)
	}
	if _, err := calendar.New(got, time.LoadLocation); err != nil {
		t.Error(err)
	}
	var empty calendar.Config
	b, err = json.Marshal(empty)
	if err != nil || string(b) != `{"version":1,"zone":"","week":[]}` {
		t.Errorf("the zero Config is %s, %v", b, err)
	}
	var back calendar.Config
	if err := json.Unmarshal(b, &back); err != nil || !back.Equal(empty) {
		t.Errorf("%v, %v", back, err)
	}
	table, err := json.Marshal(calendar.Table{})
	if err != nil || string(table) != `{"days":[]}` {
		t.Errorf("the zero Table is %s, %v", table, err)
	}
}

// Configs that are equal are written the same, and read back equal.
func TestConfigRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := gen.Zone().Draw(t, "zone")
		near := gen.Instant(gen.Location(zone)).Draw(t, "near")
		want := gen.Config(zone, near).Draw(t, "config")
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got calendar.Config
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		again, err := json.Marshal(got)
		if err != nil || string(again) != string(b) {
			t.Fatalf("%s\n%s, %v", b, again, err)
		}
	})
}

func TestConfigEqual(t *testing.T) {
	change := map[string]func(*calendar.Config){
		"zone":    func(c *calendar.Config) { c.Zone = "UTC" },
		"week":    func(c *calendar.Config) { c.Week = nil },
		"hours":   func(c *calendar.Config) { c.Week = calendar.Weekly(calendar.MustParseWeek("24/7")) },
		"names":   func(c *calendar.Config) { c.Holidays = nil },
		"observe": func(c *calendar.Config) { c.Observe = "" },
		"tables":  func(c *calendar.Config) { c.Tables = nil },
		"table":   func(c *calendar.Config) { c.Tables = map[string]calendar.Table{"own": {}} },
		"dates":   func(c *calendar.Config) { c.Dates = nil },
		"from":    func(c *calendar.Config) { c.DatesFrom = calendar.Date{} },
		"through": func(c *calendar.Config) { c.DatesThrough = calendar.Date{} },
		"closed":  func(c *calendar.Config) { c.Closed[0].Name = "x" },
	}
	if !full().Equal(full()) {
		t.Error("a Config is not equal to itself")
	}
	for name, f := range change {
		c := full()
		f(&c)
		if c.Equal(full()) {
			t.Errorf("with another %s it is equal", name)
		}
	}
}

// Every fault of a document is reported, with its path.
func TestConfigJSONRefuses(t *testing.T) {
	const doc = `{
		"version": 1, "zone": 5, "zone": "UTC", "Week": "24/7",
		"week": [{"from": "02-29", "hours": "Mon 09:00-17:00"}, {"from": "2026-01-01", "hours": "Mon 9-17"}, {"form": ""}],
		"holidays": null,
		"tables": {"own": {"days": [{"date": "2026-02-30"}, {"date": "2026-02-01", "hours": "09:00-09:00"}]}},
		"dates": {"2026-13-01": "closed", "2026-12-01": "open"},
		"dates_from": "yesterday",
		"closed": ["2026-12-32", {"from": "2026-12-24", "to": "25 December"}, {"from": "2026-12-24T15:00"}, 5]
	}`
	var cfg calendar.Config
	err := json.Unmarshal([]byte(doc), &cfg)
	e, ok := errors.AsType[*calendar.Error](err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"zone wrong_type", "zone duplicate_key", "Week unknown_field",
		"week[0].from bad_since", "week[1].hours bad_time", "week[2].form unknown_field",
		"holidays wrong_type",
		"tables.own.days[0].date bad_date", "tables.own.days[1].hours empty_span",
		"dates.2026-13-01 bad_date", "dates.2026-12-01 bad_span",
		"dates_from bad_date",
		"closed[0] bad_date", "closed[1].to bad_edge", "closed[2].from bad_edge", "closed[3] wrong_type",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if !cfg.Equal(calendar.Config{}) {
		t.Error("a document at fault was taken in part")
	}
	for _, bad := range []string{`{"version":2,"zone":"UTC"}`, `{"version":null}`, `{"week":null}`, `{"week":7}`, `[]`, `{"closed":[null]}`, `{"closed":[{"from":"9999-12-31T23:00:00-05:00","to":"2026-01-01"}]}`} {
		if err := json.Unmarshal([]byte(bad), &cfg); !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// New reports all faults at once.
func TestNewRefuses(t *testing.T) {
	const hour = 3600
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	cfg := calendar.Config{
		Zone: "EST",
		Week: calendar.Schedule{
			{From: calendar.Since{Year: 2026, Month: 2, Day: 30}},
			{From: calendar.Since{Month: 2, Day: 29}},
			{Hours: calendar.Week{Holiday: calendar.Hours{{From: 9 * hour, To: 9 * hour}}}},
			{Hours: calendar.Week{}},
		},
		Holidays: []string{"atlantis", "own", "own"},
		Observe:  "sometimes",
		Tables: map[string]calendar.Table{"own": {From: date("2026-02-01"), Through: date("2026-01-01"), Days: []calendar.Holiday{
			{}, {Date: date("2026-02-02")}, {Date: date("2027-02-02"), Hours: calendar.Hours{{From: -1, To: 5}}}, {Date: date("2027-02-02")},
		}}},
		Dates:     map[calendar.Date]calendar.Hours{{}: {}, date("2026-01-01"): {{From: 0, To: 25 * hour}}},
		DatesFrom: date("2026-02-01"), DatesThrough: date("2026-01-01"),
		Closed: []calendar.Closure{
			{},
			{From: calendar.On(date("2026-01-01"))},
			{From: calendar.Edge{Date: date("2026-01-01"), At: at}, To: calendar.On(date("2026-01-02"))},
			{From: calendar.Edge{At: at.Add(1)}, To: calendar.On(date("2026-01-02"))},
		},
	}
	_, err := calendar.New(cfg, time.LoadLocation)
	e, ok := errors.AsType[*calendar.Error](err)
	if !ok || !errors.Is(err, calendar.ErrInvalid) {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"zone ambiguous_zone",
		"week[0].from bad_since", "week[1].from bad_since", "week[2].hours empty_span", "week[3].from duplicate_version",
		"holidays[0] unknown_holidays", "holidays[2] duplicate_holidays", "observe bad_observance",
		"tables.own.through bad_range", "tables.own.days[0].date no_date", "tables.own.days[1].date outside_table",
		"tables.own.days[2].date outside_table", "tables.own.days[2].hours bad_span", "tables.own.days[3].date duplicate_date",
		"dates no_date", "dates.2026-01-01 bad_span", "dates_through bad_range",
		"closed[0].from no_edge", "closed[1].to no_edge", "closed[2].from two_edges", "closed[3].from bad_edge",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	_, err = calendar.New(calendar.Config{Zone: "UTC", Closed: []calendar.Closure{
		{From: calendar.On(date("2026-01-02")), To: calendar.Edge{At: at}},
	}}, nil)
	if e, ok := errors.AsType[*calendar.Error](err); !ok || e.Faults[0].String() != "closed[0]: ends before it begins, or at once" {
		t.Error(err)
	}
}

// Each limit on a Config: so much is taken, one more is not.
func TestConfigLimits(t *testing.T) {
	first := date("2000-01-01")
	for name, tt := range map[string]struct {
		most int
		make func(n int) calendar.Config
	}{
		"versions": {calendar.MaxVersions, func(n int) calendar.Config {
			var s calendar.Schedule
			for i := range n {
				y, m, d := first.AddDays(i).Civil()
				s = append(s, calendar.Version{From: calendar.Since{Year: y, Month: m, Day: d}})
			}
			return calendar.Config{Week: s}
		}},
		"holidays": {calendar.MaxHolidays, func(n int) calendar.Config {
			cfg := calendar.Config{Tables: map[string]calendar.Table{}}
			for i := range n {
				cfg.Holidays = append(cfg.Holidays, fmt.Sprint(i))
				cfg.Tables[fmt.Sprint(i)] = calendar.Table{}
			}
			return cfg
		}},
		"dates": {calendar.MaxDates, func(n int) calendar.Config {
			cfg := calendar.Config{Dates: map[calendar.Date]calendar.Hours{}}
			for i := range n {
				cfg.Dates[first.AddDays(i)] = nil
			}
			return cfg
		}},
		"closures": {calendar.MaxClosures, func(n int) calendar.Config {
			var cfg calendar.Config
			for i := range n {
				cfg.Closed = append(cfg.Closed, calendar.CloseDay(first.AddDays(i), ""))
			}
			return cfg
		}},
	} {
		for n, want := range map[int]bool{tt.most: true, tt.most + 1: false} {
			cfg := tt.make(n)
			cfg.Zone = "UTC"
			if _, err := calendar.New(cfg, nil); (err == nil) != want {
				t.Errorf("%d %s: %.200v", n, name, err)
			} else if err != nil && !strings.Contains(err.Error(), "more than") {
				t.Errorf("%d %s: %.200v", n, name, err)
			}
		}
	}
}

// What New was given may be changed afterwards.
func TestNewCopies(t *testing.T) {
	cfg := full()
	c, err := calendar.New(cfg, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	before := c.Day(date("2026-11-27")).String()
	hours := cfg.Dates[date("2026-11-27")]
	hours[0].To = 20 * 3600
	cfg.Week[1].Hours.Days[1][0].From = 0
	cfg.Closed[0].Name = "x"
	cfg.Tables["own"].Days[0].Name = "x"
	if got := c.Day(date("2026-11-27")).String(); got != before {
		t.Errorf("%s became %s", before, got)
	}
}

func TestPresets(t *testing.T) {
	for name, cfg := range calendar.Presets() {
		c, err := calendar.New(cfg, time.LoadLocation)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		monday := date("2026-11-23")
		want := 10 * time.Hour
		if name == "24x7" {
			want = 24 * time.Hour
		}
		if got := c.Between(monday.In(c.Zone()), monday.AddDays(1).In(c.Zone())); got != want {
			t.Errorf("%s is open for %v on a Monday", name, got)
		}
	}
}
