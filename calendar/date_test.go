package calendar_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
)

// What a Date promises to be, checked by the compiler.
var (
	_ encoding.TextAppender    = calendar.Date{}
	_ encoding.TextMarshaler   = calendar.Date{}
	_ encoding.TextUnmarshaler = new(calendar.Date)
)

var date = calendar.MustParseDate

// dates stand in order. TestDateCompare takes every pair.
var dates = []calendar.Date{
	{}, date("0001-01-01"), date("1969-12-31"), date("1970-01-01"), date("2024-02-29"), date("2024-03-01"),
	date("2026-11-21"), date("9999-12-31"),
}

func TestDateCompare(t *testing.T) {
	for i, d := range dates {
		for j, e := range dates {
			want := max(-1, min(1, i-j))
			if got := d.Compare(e); got != want {
				t.Errorf("%v.Compare(%v) = %d, want %d", d, e, got, want)
			}
			if d.Before(e) != (want < 0) || d.After(e) != (want > 0) || d.Equal(e) != (want == 0) {
				t.Errorf("Before, After or Equal of %v and %v disagree with Compare", d, e)
			}
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, bad := range []string{
		"", "2026-1-1", "2026-13-01", "2026-00-10", "2025-02-29", "1900-02-29", "2026-04-31", "0000-01-01",
		"10000-01-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "2026-01-0x", "20-06-01-01",
	} {
		if d, err := calendar.ParseDate(bad); !errors.Is(err, calendar.ErrInvalid) || !d.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", bad, d, err)
		}
	}
	for _, d := range dates[1:] {
		if got, err := calendar.ParseDate(d.String()); err != nil || got != d {
			t.Errorf("ParseDate(%q) = %v, %v", d, got, err)
		}
	}
	if _, err := calendar.NewDate(2026, 0, 1); err == nil {
		t.Error("NewDate took month 0")
	}
}

func TestMustPanics(t *testing.T) {
	for name, f := range map[string]func(){
		"MustParseDate": func() { calendar.MustParseDate("x") },
		"MustParseWeek": func() { calendar.MustParseWeek("x") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

// Dates agree with package time on every day drawn, and on all days of two odd years.
func TestDateAsTime(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, at time.Time) {
		y, m, n := at.Date()
		d, err := calendar.NewDate(y, m, n)
		if err != nil {
			t.Fatalf("%v: %v", at, err)
		}
		gy, gm, gn := d.Civil()
		wy, ww := at.ISOWeek()
		iy, iw := d.ISOWeek()
		if gy != y || gm != m || gn != n || d.Year() != y || d.Month() != m || d.Day() != n ||
			d.Weekday() != at.Weekday() || iy != wy || iw != ww {
			t.Fatalf("%v: %v, %v, week %d of %d", at, d, d.Weekday(), iw, iy)
		}
		if back, err := calendar.DateOfISOWeek(iy, iw, d.Weekday()); iy > 0 && iy < 10000 && (err != nil || back != d) {
			t.Fatalf("DateOfISOWeek(%d, %d, %v) = %v, %v, want %v", iy, iw, d.Weekday(), back, err, d)
		}
		if calendar.DateIn(at, time.UTC) != d || !d.In(time.UTC).Equal(at) {
			t.Fatalf("%v is %v in UTC, and %v", at, calendar.DateIn(at, time.UTC), d.In(time.UTC))
		}
	}
	for _, year := range []int{1, 1900, 2000, 2024, 9999} {
		for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == year; at = at.AddDate(0, 0, 1) {
			check(t, at)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day"), 0, 0, 0, 0, time.UTC))
	})
}

func TestDateOutside(t *testing.T) {
	for _, at := range []time.Time{{}, time.Date(0, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		want := calendar.Date{}
		if at.IsZero() {
			want = date("0001-01-01")
		}
		if got := calendar.DateIn(at, time.UTC); got != want {
			t.Errorf("DateIn(%v) = %v, want %v", at, got, want)
		}
	}
	zero := calendar.Date{}
	if y, m, d := zero.Civil(); y != 0 || m != 0 || d != 0 || zero.String() != "" || !zero.In(time.UTC).IsZero() {
		t.Errorf("the zero Date is %d-%d-%d, %q", y, m, d, zero)
	}
	if a, b := fmt.Sprintf("%#v", zero), fmt.Sprintf("%#v", date("2026-11-21")); a != "calendar.Date{}" || b != `calendar.MustParseDate("2026-11-21")` {
		t.Errorf("%s, %s", a, b)
	}
	for _, year := range []int{0, 10000} {
		if _, err := calendar.DateOfISOWeek(year, 1, time.Monday); err == nil {
			t.Errorf("DateOfISOWeek took the year %d", year)
		}
	}
	for _, week := range []int{0, 53, 54, 1 << 30} {
		if d, err := calendar.DateOfISOWeek(2025, week, time.Monday); err == nil {
			t.Errorf("2025 has week %d, from %v", week, d)
		}
	}
}

func TestDateAddDays(t *testing.T) {
	const most = int(^uint(0) >> 1)
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2024-02-28", 1, "2024-02-29"},
		{"2024-03-01", -1, "2024-02-29"},
		{"2026-11-21", 0, "2026-11-21"},
		{"9999-12-30", 5, "9999-12-31"},
		{"0001-01-02", -5, "0001-01-01"},
		{"2026-11-21", most, "9999-12-31"},
		{"2026-11-21", -most, "0001-01-01"},
		{"", 5, ""},
	} {
		var from, want calendar.Date
		if err := errors.Join(from.UnmarshalText([]byte(tt.from)), want.UnmarshalText([]byte(tt.want))); err != nil {
			t.Fatal(err)
		}
		if got := from.AddDays(tt.n); got != want {
			t.Errorf("%v.AddDays(%d) = %v, want %v", from, tt.n, got, want)
		}
	}
	if n := date("2025-03-01").DaysSince(date("2024-03-01")); n != 365 {
		t.Errorf("DaysSince = %d, want 365", n)
	}
}

func TestDateJSON(t *testing.T) {
	type doc struct {
		On   calendar.Date          `json:"on"`
		Open calendar.Date          `json:"open,omitzero"`
		By   map[calendar.Date]bool `json:"by"`
	}
	want := doc{On: date("2026-11-21"), By: map[calendar.Date]bool{date("2026-12-24"): true, date("2026-01-01"): false}}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const text = `{"on":"2026-11-21","by":{"2026-01-01":false,"2026-12-24":true}}`
	if string(b) != text {
		t.Errorf("Marshal = %s\nwant      %s", b, text)
	}
	var got doc
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"on":"2026-02-30"}`), &got); err == nil {
		t.Error("Unmarshal took 30 February")
	}
}

func TestStartOf(t *testing.T) {
	for _, tt := range []struct {
		unit             calendar.Unit
		date, start, end string
	}{
		{calendar.UnitDay, "2026-11-21", "2026-11-21", "2026-11-22"},
		{calendar.UnitWeek, "2026-11-21", "2026-11-16", "2026-11-23"},
		{calendar.UnitWeek, "2026-11-16", "2026-11-16", "2026-11-23"},
		{calendar.UnitWeek, "2026-11-22", "2026-11-16", "2026-11-23"},
		{calendar.UnitMonth, "2026-11-21", "2026-11-01", "2026-12-01"},
		{calendar.UnitQuarter, "2026-11-21", "2026-10-01", "2027-01-01"},
		{calendar.UnitQuarter, "2024-03-31", "2024-01-01", "2024-04-01"},
		{calendar.UnitYear, "2026-11-21", "2026-01-01", "2027-01-01"},
		{calendar.UnitHour, "2026-11-21", "2026-11-21", "2026-11-22"},
		{calendar.UnitYear, "9999-11-21", "9999-01-01", "9999-12-31"},
	} {
		d := date(tt.date)
		if got := d.StartOf(tt.unit); got != date(tt.start) {
			t.Errorf("%v.StartOf(%s) = %v, want %s", d, tt.unit, got, tt.start)
		}
		if got := d.EndOf(tt.unit); got != date(tt.end) {
			t.Errorf("%v.EndOf(%s) = %v, want %s", d, tt.unit, got, tt.end)
		}
	}
	zero := calendar.Date{}
	if !zero.StartOf(calendar.UnitYear).IsZero() || !zero.EndOf(calendar.UnitYear).IsZero() {
		t.Error("the zero Date has a year")
	}
	if got := slices.IsSortedFunc(dates, calendar.Date.Compare); !got {
		t.Error("dates are not in order")
	}
	if calendar.DaysIn(2026, 13) != 0 || calendar.DaysIn(2000, time.February) != 29 || calendar.DaysIn(2026, time.June) != 30 {
		t.Error("DaysIn")
	}
}
