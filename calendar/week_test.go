package calendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/gen"
)

func TestTimeOfDay(t *testing.T) {
	for text, want := range map[string]calendar.TimeOfDay{
		"00:00": 0, "09:00": 32400, "09:00:30": 32430, "23:59:59": 86399, "24:00": calendar.Midnight,
	} {
		got, err := calendar.ParseTimeOfDay(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "9:00", "09:60", "25:00", "24:01", "24:00:01", "09-00", "09:00:60", "09:00:3", "09:00:300", "0900", "ab:cd", "-1:00"} {
		if got, err := calendar.ParseTimeOfDay(bad); !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v", bad, got, err)
		}
	}
	if _, err := calendar.NewTimeOfDay(9, -1, 0); err == nil {
		t.Error("NewTimeOfDay took -1 minutes")
	}
	type doc struct{ At calendar.TimeOfDay }
	var got doc
	if b, err := json.Marshal(doc{34200}); err != nil || string(b) != `{"At":"09:30"}` || json.Unmarshal(b, &got) != nil || got.At != 34200 {
		t.Errorf("%s, %v, %v", b, err, got)
	}
	if err := json.Unmarshal([]byte(`{"At":"9"}`), &got); err == nil {
		t.Error("took 9 as a time of day")
	}
}

// Week texts, and what they are written as.
func TestParseWeek(t *testing.T) {
	for text, want := range map[string]string{
		"Mon-Fri 08:00-18:00; Sat 10:00-14:00": "",
		"Mo-Fr 08:00-18:00;Sa   10:00-14:00":   "Mon-Fri 08:00-18:00; Sat 10:00-14:00",
		"24/7":                                 "",
		" 24/7 ":                               "24/7",
		"Mon-Sun 00:00-24:00":                  "",
		"Mon-Sun,PH 00:00-24:00":               "24/7",
		"closed":                               "",
		"off":                                  "closed",
		"Mon-Fri closed":                       "closed",
		"Mon-Fri 09:00-17:00; PH off":          "Mon-Fri 09:00-17:00",
		"Mon,Wed,Fri 09:00-17:00":              "Mon 09:00-17:00; Wed 09:00-17:00; Fri 09:00-17:00",
		"Sat-Mon 10:00-12:00":                  "Mon 10:00-12:00; Sat-Sun 10:00-12:00",
		"Mon-Fri 14:00-18:00, 09:00-13:00":     "Mon-Fri 09:00-13:00,14:00-18:00",
		"Mon-Sun 19:00-06:00; Sat-Sun 00:00-24:00; PH 00:00-24:00": "Mon-Fri 19:00-06:00; Sat-Sun 00:00-24:00,19:00-06:00; PH 00:00-24:00",
		"PH-1 21:00-24:00; PH 00:00-24:00; PH+1 00:00-08:00":       "PH 00:00-24:00; PH-1 21:00-24:00; PH+1 00:00-08:00",
		"Fri 17:00-24:00; Sat-Sun 00:00-24:00; Mon 00:00-08:00":    "Mon 00:00-08:00; Fri 17:00-24:00; Sat-Sun 00:00-24:00",
		"Mon 09:00:30-17:00":                                        "",
		"Tue 09:00-10:00; Tue 09:00-10:00":                          "Tue 09:00-10:00",
		"Mon-Wed 09:00-17:00; Thu-Fri 09:00-17:00; Sun 09:00-17:00": "Mon-Fri 09:00-17:00; Sun 09:00-17:00",
		"Mon-Sun 09:00-17:00; PH 09:00-17:00; PH-1 17:00-18:00":     "",
	} {
		if want == "" {
			want = text
		}
		w, err := calendar.ParseWeek(text)
		if err != nil || w.String() != want {
			t.Errorf("ParseWeek(%q) = %v, %v, want %s", text, w, err, want)
		}
	}
}

func TestParseWeekRefuses(t *testing.T) {
	for text, code := range map[string]string{
		"":                          "bad_week",
		"Mon-Fri":                   "bad_week",
		"Mon-Fri 09:00-17:00;":      "bad_week",
		"Mon-Fri 9-17":              "bad_time",
		"Mon-Fri 09:00":             "bad_span",
		"Mon-Fri 09:00-17:00-18:00": "bad_time",
		"Mon-Fri 24:00-08:00":       "bad_span",
		"Mon-Fri 09:00-09:00":       "empty_span",
		"Mon-Mon 09:00-17:00":       "bad_day",
		"mon 09:00-17:00":           "bad_day",
		"Mond 09:00-17:00":          "bad_day",
		"Mon-Fri-Sat 09:00-17:00":   "bad_day",
		"PH-2 09:00-17:00":          "bad_day",
		"PH-Mon 09:00-17:00":        "bad_day",
		", 09:00-17:00":             "bad_day",
		"Mon-Fri 09:00-17:00 or so": "bad_time",
		"Mon-Fri xx:00-17:00":       "bad_time",
		"Mon 09:00-25:00":           "bad_time",
		"24/7; Mon 09:00-17:00":     "bad_week",
		strings.Repeat("x", calendar.MaxWeekText+1): "too_long",
	} {
		_, err := calendar.ParseWeek(text)
		e, ok := errors.AsType[*calendar.Error](err)
		if !ok || len(e.Faults) != 1 || e.Faults[0].Code != code || !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("ParseWeek(%.40q): %v, want code %s", text, err, code)
		}
	}
}

// A day may have MaxSpans spans and no more, in one rule or in several.
func TestMaxSpans(t *testing.T) {
	var spans []string
	for i := range calendar.MaxSpans + 1 {
		spans = append(spans, fmt.Sprintf("%02d:%02d-%02d:%02d", i/4, i%4*15, i/4, i%4*15+5))
	}
	fit := strings.Join(spans[:calendar.MaxSpans], ",")
	if _, err := calendar.ParseWeek("Mon " + fit); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"Mon " + strings.Join(spans, ","), "Mon " + fit + "; Mon " + spans[calendar.MaxSpans]} {
		if _, err := calendar.ParseWeek(text); err == nil || !strings.Contains(err.Error(), "more than 48") {
			t.Errorf("ParseWeek took %d spans: %v", calendar.MaxSpans+1, err)
		}
	}
	var h calendar.Hours
	for range calendar.MaxSpans + 1 {
		h = append(h, calendar.Span{From: 0, To: 60})
	}
	if _, err := calendar.New(calendar.Config{Zone: "UTC", Dates: map[calendar.Date]calendar.Hours{date("2026-01-01"): h}}, nil); err == nil {
		t.Error("New took too many spans")
	}
}

// What is written reads back as the same week.
func TestWeekRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := gen.Week().Draw(t, "week")
		got, err := calendar.ParseWeek(want.String())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || got.String() != want.String() {
			t.Fatalf("%s (-want +got):\n%s", want, diff)
		}
	})
}

func TestHoursText(t *testing.T) {
	type doc struct {
		H calendar.Hours
		W calendar.Week
	}
	want := doc{calendar.Hours{{From: 50400, To: 64800}, {From: 32400, To: 46800}}, calendar.MustParseWeek("Mon 09:00-17:00")}
	b, err := json.Marshal(want)
	if err != nil || string(b) != `{"H":"09:00-13:00,14:00-18:00","W":"Mon 09:00-17:00"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var got doc
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if json.Unmarshal([]byte(`{"H":"x"}`), &got) == nil || json.Unmarshal([]byte(`{"W":"x"}`), &got) == nil {
		t.Error("took hours that are none")
	}
	if h, err := calendar.ParseHours("closed"); err != nil || len(h) != 0 || h.String() != "closed" {
		t.Errorf("closed is %v, %v", h, err)
	}
}
