package calendar_test

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// A model is a calendar done by walking minute by minute over some days, and nothing else.
// It shares no code with the package, and is right where every change of the clocks and
// every time of day is on a whole minute.
type model struct {
	start time.Time // a whole minute
	open  []bool    // by minute from there
}

// newModel walks from start for some minutes. It follows a clock on the wall that is stopped
// while the real one, having gone back, shows what it has shown before: by such a clock every
// time of day comes once, and when it jumps forward it jumps over some.
func newModel(cfg calendar.Config, loc *time.Location, start time.Time, minutes int) *model {
	m := &model{start: start}
	var shown time.Time // the latest reading so far, as an instant of UTC
	var today, yesterday calendar.Hours
	day, off := "", false
	for i := -4 * 24 * 60; i < minutes; i++ {
		at := start.Add(time.Duration(i) * time.Minute)
		l := at.In(loc)
		reading := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
		if reading.After(shown) {
			shown = reading
		}
		if i < 0 {
			continue
		}
		if shown.Format(time.DateOnly) != day { // all that is the same for the whole day
			day = shown.Format(time.DateOnly)
			today, yesterday = modelHours(cfg, shown), modelHours(cfg, shown.Add(-24*time.Hour))
			off = modelClosed(cfg, day)
		}
		open := !off && modelOpen(today, yesterday, shown.Hour()*3600+shown.Minute()*60)
		for _, c := range cfg.Closed {
			if !c.From.At.IsZero() && !at.Before(c.From.At) && at.Before(c.To.At) {
				open = false
			}
		}
		m.open = append(m.open, open)
	}
	return m
}

// modelClosed says whether a closure by dates holds on a day.
func modelClosed(cfg calendar.Config, day string) bool {
	for _, c := range cfg.Closed {
		if c.From.At.IsZero() && day >= c.From.Date.String() && day < c.To.Date.String() {
			return true
		}
	}
	return false
}

// modelOpen says whether the second of a day is open by its hours and those of the day before.
func modelOpen(today, yesterday calendar.Hours, second int) bool {
	for _, s := range today {
		if s.To > s.From && second >= int(s.From) && second < int(s.To) || s.To < s.From && second >= int(s.From) {
			return true
		}
	}
	for _, s := range yesterday {
		if s.To < s.From && second < int(s.To) {
			return true
		}
	}
	return false
}

// modelHours returns the hours that begin on the day of a reading.
func modelHours(cfg calendar.Config, day time.Time) calendar.Hours {
	text := day.Format(time.DateOnly)
	for d, hours := range cfg.Dates {
		if d.String() == text {
			return hours
		}
	}
	holiday := func(day time.Time) (bool, calendar.Hours) {
		for _, h := range cfg.Tables["own"].Days {
			if h.Date.String() == day.Format(time.DateOnly) {
				return len(h.Hours) == 0, h.Hours
			}
		}
		return false, nil
	}
	ph, hours := holiday(day)
	if len(hours) > 0 {
		return hours
	}
	var since string
	var week *calendar.Week
	for i, v := range cfg.Week {
		began := v.From.String()
		switch {
		case began == "":
			began = "0000"
		case len(began) == 5:
			began = day.Format("2006-") + began
			if began > text {
				began = day.AddDate(-1, 0, -day.YearDay()+1).Format("2006-") + v.From.String()
			}
		}
		if began <= text && (week == nil || began >= since) {
			since, week = began, &cfg.Week[i].Hours
		}
	}
	if week == nil {
		return nil
	}
	if hours = week.Days[day.Weekday()]; ph {
		hours = week.Holiday
	}
	all := append(calendar.Hours{}, hours...)
	if next, _ := holiday(day.Add(24 * time.Hour)); next {
		all = append(all, week.Eve...)
	}
	if last, _ := holiday(day.Add(-24 * time.Hour)); last {
		all = append(all, week.Morrow...)
	}
	return all
}

// minute returns the index of the minute that t lies in.
func (m *model) minute(t time.Time) int { return int(t.Sub(m.start) / time.Minute) }

// between counts open time from a to b, both within the model.
func (m *model) between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -m.between(b, a)
	}
	var sum time.Duration
	for t := a; t.Before(b); {
		next := m.start.Add(time.Duration(m.minute(t)+1) * time.Minute)
		if next.After(b) {
			next = b
		}
		if m.open[m.minute(t)] {
			sum += next.Sub(t)
		}
		t = next
	}
	return sum
}

// edges returns the instants at which it opens or closes, without those of the model itself.
func (m *model) edges() (opens, closes []time.Time) {
	for i := 1; i < len(m.open); i++ {
		at := m.start.Add(time.Duration(i) * time.Minute)
		switch {
		case m.open[i] && !m.open[i-1]:
			opens = append(opens, at)
		case !m.open[i] && m.open[i-1]:
			closes = append(closes, at)
		}
	}
	return opens, closes
}
