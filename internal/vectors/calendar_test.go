package vectors

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

func TestCalendar(t *testing.T) { runFiles(t, "calendar", readCalendar) }

// A calendarForm is a calendar as the files have it.
type calendarForm struct {
	Zone  string                 `json:"tz"`
	Week  map[string][][2]string `json:"week"`
	Dates map[string][][2]string `json:"dates"`
}

// A calendarCase is a case as the files have it.
type calendarCase struct {
	ID       string
	Calendar string
	Op       string
	Args     struct {
		At, From, To time.Time
		Seconds      json.Number
	}
	Want        json.RawMessage
	Convention  bool
	Why         string
	Recommended json.RawMessage `json:"want_recommended"`
}

func readCalendar(data []byte) ([]vector, error) {
	var file struct {
		Calendars map[string]calendarForm
		Cases     []calendarCase
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	made := map[string]*calendar.Calendar{}
	var vectors []vector
	for _, c := range file.Cases {
		vectors = append(vectors, vector{c.ID, func() error {
			cal := made[c.Calendar]
			if cal == nil {
				form, ok := file.Calendars[c.Calendar]
				if !ok {
					return fmt.Errorf("no calendar is named %q", c.Calendar)
				}
				var err error
				if cal, err = form.make(); err != nil {
					return err
				}
				made[c.Calendar] = cal
			}
			return c.check(cal)
		}})
	}
	return vectors, nil
}

// check asks the calendar and compares. Of a case that is a peer's convention the
// recommended answer is wanted, and besides it the peer's own where that is ours rolled.
func (c calendarCase) check(cal *calendar.Calendar) error {
	got, err := c.ask(cal)
	if err != nil {
		return err
	}
	want := c.Want
	if c.Recommended != nil {
		want = c.Recommended
	}
	if err := equal(got, want); err != nil || c.Recommended == nil {
		return err
	}
	switch at, _ := got.(time.Time); c.Why {
	case "boundary_next", "add_zero":
		got, err = cal.RollForward(at)
	case "roll":
		got, err = cal.RollForward(c.Args.At)
	case "sub_zero":
		got, err = cal.RollBackward(at)
	case "sign_abs":
		got = got.(time.Duration).Abs()
	case "sign_zero":
		got = max(0, got.(time.Duration))
	default:
		return nil
	}
	if err == nil {
		err = equal(got, c.Want)
	}
	if err != nil {
		return fmt.Errorf("the peer's own answer: %w", err)
	}
	return nil
}

// ask puts the question of c.
func (c calendarCase) ask(cal *calendar.Calendar) (any, error) {
	switch c.Op {
	case "is_open":
		return cal.IsOpen(c.Args.At), nil
	case "add", "sub":
		d, err := nanoseconds(c.Args.Seconds.String(), time.Second)
		if err != nil {
			return nil, err
		}
		if c.Op == "sub" {
			d = -d
		}
		return cal.Add(c.Args.At, d)
	case "between":
		return cal.Between(c.Args.From, c.Args.To), nil
	case "next_open":
		return cal.NextOpen(c.Args.At)
	case "next_close":
		return cal.NextClose(c.Args.At)
	case "prev_open":
		return cal.PrevOpen(c.Args.At)
	case "prev_close":
		return cal.PrevClose(c.Args.At)
	case "segments":
		return slices.Collect(cal.Segments(c.Args.From, c.Args.To)), nil
	}
	return nil, skip("no operation is named %q", c.Op)
}

// equal compares an answer with what is wanted.
func equal(got any, want json.RawMessage) error {
	same := false
	var err error
	switch got := got.(type) {
	case bool:
		var w bool
		err = json.Unmarshal(want, &w)
		same = got == w
	case time.Time:
		var w time.Time
		err = json.Unmarshal(want, &w)
		same = got.Equal(w)
	case time.Duration:
		var w time.Duration
		w, err = nanoseconds(string(want), time.Second)
		same = got == w
	case []calendar.Segment:
		var w [][2]time.Time
		err = json.Unmarshal(want, &w)
		same = slices.EqualFunc(got, w, func(s calendar.Segment, w [2]time.Time) bool {
			return s.From.Equal(w[0]) && s.To.Equal(w[1])
		})
	}
	if err != nil {
		return fmt.Errorf("cannot read what is wanted: %w", err)
	}
	if !same {
		return fmt.Errorf("got %v, want %s", got, want)
	}
	return nil
}

// make returns the calendar. A span that ends when it starts is a whole day long in these
// files, and refused by the library: it is said as the rest of its day and, in a second
// calendar that is joined to the first, the beginning of the next.
func (f calendarForm) make() (*calendar.Calendar, error) {
	today := calendar.Config{Zone: f.Zone, Dates: map[calendar.Date]calendar.Hours{}}
	next := calendar.Config{Zone: f.Zone, Dates: map[calendar.Date]calendar.Hours{}}
	var week, nextWeek calendar.Week
	for name, spans := range f.Week {
		i := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, name)
		if i < 0 {
			return nil, fmt.Errorf("no weekday is named %q", name)
		}
		var err error
		if week.Days[i], nextWeek.Days[(i+1)%7], err = hours(spans); err != nil {
			return nil, err
		}
	}
	for text, spans := range f.Dates {
		d, err := calendar.ParseDate(text)
		if err != nil {
			return nil, err
		}
		if today.Dates[d], next.Dates[d.AddDays(1)], err = hours(spans); err != nil {
			return nil, err
		}
	}
	today.Week, next.Week = calendar.Weekly(week), calendar.Weekly(nextWeek)
	cal, err := calendar.New(today, time.LoadLocation)
	if err != nil {
		return nil, err
	}
	rest, err := calendar.New(next, time.LoadLocation)
	if err != nil {
		return nil, err
	}
	return cal.Union(rest), nil
}

// hours returns the spans that begin on a day, and what those that end when they start
// leave for the next.
func hours(spans [][2]string) (day, next calendar.Hours, err error) {
	for _, s := range spans {
		from, err := calendar.ParseTimeOfDay(s[0])
		if err != nil {
			return nil, nil, err
		}
		to, err := calendar.ParseTimeOfDay(s[1])
		if err != nil {
			return nil, nil, err
		}
		if from != to {
			day = append(day, calendar.Span{From: from, To: to})
			continue
		}
		day = append(day, calendar.Span{From: from, To: calendar.Midnight})
		if from > 0 {
			next = append(next, calendar.Span{From: 0, To: to})
		}
	}
	return day, next, nil
}
