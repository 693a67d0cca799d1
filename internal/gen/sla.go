package gen

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// Events draws what happened to a ticket within four days of an instant, in no order: one
// opened, and up to twelve others after it that are redundant, contradict each other and
// happen at once. Instants are whole minutes.
func Events(near time.Time) *rapid.Generator[[]sla.Event] {
	return rapid.Custom(func(t *rapid.T) []sla.Event {
		opened := near.Add(time.Duration(rapid.IntRange(-4*24*60, 0).Draw(t, "opened")) * time.Minute)
		n := rapid.IntRange(0, 12).Draw(t, "events")
		at := []time.Time{opened}
		for range rapid.IntRange(1, 8).Draw(t, "instants") {
			at = append(at, opened.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(t, "after"))*time.Minute))
		}
		ids := rapid.Permutation(ids(n+1)).Draw(t, "ids")
		list := []sla.Event{{ID: ids[n], At: opened, Type: sla.Opened, Level: level(t), Calendar: calendarName(t)}}
		if rapid.Bool().Draw(t, "first") {
			list[0].Seq = -1
		}
		for i := range n {
			list = append(list, event(t, ids[i], rapid.SampledFrom(at).Draw(t, "at"), opened))
		}
		return rapid.Permutation(list).Draw(t, "order")
	})
}

func ids(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("e%02d", i)
	}
	return list
}

func level(t *rapid.T) priority.Level { return priority.Level(rapid.IntRange(0, 3).Draw(t, "level")) }

func calendarName(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", "", "a", "b"}).Draw(t, "calendar")
}

// usual are the types of events, those that matter most more often.
var usual = []sla.Type{
	sla.Cancelled, sla.Merged, sla.Reclassified, sla.Reclassified, sla.Scheduled, sla.Reopened, sla.Reopened, sla.Resumed, sla.Resumed,
	sla.CustomerMessage, sla.CustomerMessage, sla.Marked, sla.WorkStarted, sla.Responded, sla.AgentReply, sla.AgentReply, sla.AutoReply,
	sla.InternalNote, sla.Paused, sla.Paused, sla.Paused, sla.Resolved, sla.Resolved, sla.Closed,
}

// event draws an event other than opened.
func event(t *rapid.T, id string, at, opened time.Time) sla.Event {
	e := sla.Event{ID: id, At: at, Type: rapid.SampledFrom(usual).Draw(t, "type")}
	if at.After(opened) && rapid.IntRange(0, 4).Draw(t, "sequenced") == 0 {
		e.Seq = rapid.Int32Range(-1, 2).Draw(t, "seq")
	}
	switch e.Type {
	case sla.Reclassified:
		e.Level, e.Calendar = level(t), calendarName(t)
	case sla.Scheduled:
		e.Metric = rapid.SampledFrom(sla.Metrics()).Draw(t, "metric")
		e.Until = at.Add(time.Duration(rapid.IntRange(-600, 3000).Draw(t, "agreed")) * time.Minute)
	case sla.Paused, sla.Resumed:
		e.Reason = rapid.SampledFrom([]string{"", "customer", "vendor"}).Draw(t, "reason")
	case sla.Marked:
		e.Name = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name")
	}
	return e
}
