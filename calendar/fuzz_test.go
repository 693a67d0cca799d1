package calendar_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2026-02-29", "0001-01-01", "9999-12-31", "2026-1-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Fatalf("ParseDate(%q) = %v along with error %v", s, d, err)
			}
			return
		}
		if d.String() != s {
			t.Fatalf("ParseDate(%q).String() = %q", s, d)
		}
	})
}

// What is read as a week is written so that it reads back as the same week, and makes a
// calendar.
func FuzzParseWeek(f *testing.F) {
	for _, s := range []string{
		"Mon-Fri 08:00-18:00; Sat 10:00-14:00", "24/7", "closed", "Mo-Fr 09:00-13:00,14:00-18:00; PH off",
		"PH-1 21:00-24:00; PH 00:00-24:00; PH+1 00:00-08:00", "Sat-Mon 22:00-06:00", "Mon-Sun,PH 00:00-24:00",
		"Mon 09:00:30-17:00;", "Mon  09:00-17:00", "Mon-Mon 09:00-17:00", "Mon 09:00-09:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := calendar.ParseWeek(s)
		if err != nil {
			if _, ok := errors.AsType[*calendar.Error](err); !ok || !w.Equal(calendar.Week{}) {
				t.Fatalf("ParseWeek(%q) = %v, %v", s, w, err)
			}
			return
		}
		again, err := calendar.ParseWeek(w.String())
		if err != nil || !again.Equal(w) || again.String() != w.String() {
			t.Fatalf("ParseWeek(%q) = %v, which reads back as %v, %v", s, w, again, err)
		}
		c, err := calendar.New(calendar.Config{Zone: "UTC", Week: calendar.Weekly(w)}, nil)
		if err != nil {
			t.Fatalf("New(%q): %v", s, err)
		}
		monday := date("2026-11-23").In(time.UTC)
		var open time.Duration
		for seg := range c.Segments(monday, monday.Add(7*24*time.Hour)) {
			open += seg.Duration()
		}
		if got := c.Between(monday, monday.Add(7*24*time.Hour)); got != open {
			t.Fatalf("%q: segments of %v, %v between", s, open, got)
		}
	})
}

// What is read as a Config is written as JSON that reads back as the same Config, with the
// same bytes, and New takes it or says what is wrong.
func FuzzConfigJSON(f *testing.F) {
	full, err := json.Marshal(full())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		string(full), `{}`, `{"zone":"UTC","week":"24/7"}`, `{"version":2}`, `{"week":[{"from":"06-01","hours":"Mon 09:00-17:00"}]}`,
		`{"zone":"UTC","zone":"UTC"}`, `{"closed":["2026-12-24",{"from":"2026-12-24T15:00:00Z","to":"2026-12-25"}]}`,
		`{"zone":"UTC-05:00","tables":{"x":{"through":"2026-12-31","days":[{"date":"2026-01-01"}]}},"holidays":["x"]}`,
		`{"closed":[{"from":"0001-01-01","to":"9999-12-31","name":"x"}]}`, `{"dates":{"2026-01-01":"closed"}} `,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var cfg calendar.Config
		if err := json.Unmarshal(data, &cfg); err != nil {
			return
		}
		b, err := json.Marshal(cfg)
		if err != nil {
			t.Fatalf("cannot write what was read from %s: %v", data, err)
		}
		var again calendar.Config
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatalf("%s reads back as %v", b, err)
		}
		if c, err := json.Marshal(again); err != nil || string(c) != string(b) || !again.Equal(cfg) {
			t.Fatalf("%s\nreads back as\n%s, %v", b, c, err)
		}
		c, err := calendar.New(cfg, time.LoadLocation)
		if err != nil {
			if !errors.Is(err, calendar.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		checkLaws(t, c, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), 100*time.Hour)
	})
}

// The laws of Add and Between on a calendar made of arbitrary numbers.
func FuzzAddBetween(f *testing.F) {
	f.Add(uint8(0), int64(1541300400), int64(36000), []byte{9, 17, 9, 17, 9, 17, 9, 17, 9, 17})
	f.Add(uint8(3), int64(1325203200), int64(-36000), []byte{0, 24, 22, 6, 10, 12})
	f.Add(uint8(1), int64(1541300400), int64(1), []byte{0, 24, 0, 24, 0, 24, 0, 24, 0, 24, 0, 24, 0, 24})
	f.Add(uint8(9), int64(2240524800), int64(1<<40), []byte{23, 1})
	zones := []string{
		"America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran",
		"Europe/Berlin", "Africa/Casablanca", "Asia/Kathmandu", "America/Santiago", "America/Havana", "UTC",
	}
	f.Fuzz(func(t *testing.T, zone uint8, unix, nanos int64, hours []byte) {
		cfg := calendar.Config{Zone: zones[int(zone)%len(zones)], Dates: map[calendar.Date]calendar.Hours{}}
		near := time.Unix(unix%(1<<32), nanos%1000000000)
		first := calendar.DateIn(near, gen.Location(cfg.Zone)).AddDays(-4)
		var w calendar.Week
		for i := 0; i+1 < len(hours) && i < 28; i += 2 {
			s := calendar.Span{From: calendar.TimeOfDay(int(hours[i]) % 24 * 3600), To: calendar.TimeOfDay(int(hours[i+1]) % 25 * 3600)}
			switch {
			case s.From == s.To:
			case i < 14:
				w.Days[i/2] = append(w.Days[i/2], s)
			default:
				cfg.Dates[first.AddDays(i/2-7)] = calendar.Hours{s}
			}
		}
		cfg.Week = calendar.Weekly(w)
		c, err := calendar.New(cfg, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		checkLaws(t, c, near, time.Duration(nanos%int64(1000*time.Hour)))
	})
}

// checkLaws checks the laws of Add and Between for an instant and a duration.
func checkLaws(t *testing.T, c *calendar.Calendar, at time.Time, d time.Duration) {
	t.Helper()
	u, err := c.Add(at, d)
	switch {
	case errors.Is(err, calendar.ErrNeverOpen), errors.Is(err, calendar.ErrBeyondData):
		return
	case err != nil:
		t.Fatalf("Add(%v, %v): %v", at, d, err)
	}
	if got := c.Between(at, u); got != d {
		t.Fatalf("Between(t, Add(t, %v)) = %v (t %v, u %v)", d, got, at, u)
	}
	mid := at.Add(u.Sub(at) / 3)
	if c.Between(at, mid)+c.Between(mid, u) != d {
		t.Fatalf("Between does not add up over %v, %v, %v", at, mid, u)
	}
	there, err := c.Add(at, d/2)
	if err != nil {
		t.Fatalf("Add(%v, %v): %v, though %v is possible", at, d/2, err, d)
	}
	if got, err := c.Add(there, d-d/2); err != nil || !got.Equal(u) {
		t.Fatalf("Add(Add(t, a), b) = %v, %v, want %v", got, err, u)
	}
	back, err := c.Add(u, -d)
	if err != nil {
		return // the roll back leads beyond the data
	}
	var rolled time.Time
	switch {
	case d > 0:
		rolled, err = c.RollForward(at)
	case d < 0:
		rolled, err = c.RollBackward(at)
	default:
		rolled = at
	}
	if err != nil || !back.Equal(rolled) {
		t.Fatalf("Add(Add(t, d), -d) = %v, want %v, %v", back, rolled, err)
	}
}
