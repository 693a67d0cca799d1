package calendar_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// Questions within what is compiled do not allocate.
func TestNoAllocations(t *testing.T) {
	c := build(t, calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 18 * 3600}, "us-federal"))
	from := instant(t, "2026-11-21T09:30:00.25Z")
	to := from.Add(3652 * 24 * time.Hour)
	c.Between(from.Add(-1000*time.Hour), to.Add(1000*time.Hour))
	for name, f := range map[string]func(){
		"IsOpen":       func() { c.IsOpen(from) },
		"Between":      func() { c.Between(from, to) },
		"Add":          func() { _, _ = c.Add(from, 20000*time.Hour) },
		"Add back":     func() { _, _ = c.Add(to, -20000*time.Hour) },
		"RollForward":  func() { _, _ = c.RollForward(from) },
		"RollBackward": func() { _, _ = c.RollBackward(from) },
		"NextOpen":     func() { _, _ = c.NextOpen(from) },
		"NextClose":    func() { _, _ = c.NextClose(from) },
		"PrevOpen":     func() { _, _ = c.PrevOpen(from) },
		"PrevClose":    func() { _, _ = c.PrevClose(from) },
		"Covers":       func() { _ = c.Covers(from, to) },
		"never":        func() { _, _ = calendarNever.Add(from, 1) },
		"Segments": func() {
			for range c.Segments(from, to) {
			}
		},
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times, want 0", name, n)
		}
	}
}

var calendarNever = calendar.Never()
