package sla

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// MaxEvents is how many events a ticket may have.
const MaxEvents = 100_000

// The fields that only some types of events have.
const (
	hasLevel = 1 << iota
	hasMetric
	hasPlan
	hasChannel
	hasCalendar
	hasReason
	hasName
	hasUntil
)

var fieldNames = [...]string{"level", "metric", "plan", "channel", "calendar", "reason", "name", "until"}

// fields returns which of them an event has.
func (e *Event) fields() (has uint8) {
	if e.Level != 0 {
		has |= hasLevel
	}
	if e.Metric != 0 {
		has |= hasMetric
	}
	if e.Plan != "" {
		has |= hasPlan
	}
	if e.Channel != "" {
		has |= hasChannel
	}
	if e.Calendar != "" {
		has |= hasCalendar
	}
	if e.Reason != "" {
		has |= hasReason
	}
	if e.Name != "" {
		has |= hasName
	}
	if !e.Until.IsZero() {
		has |= hasUntil
	}
	return has
}

// allowed and needed say by type which of them an event may have, and which it must.
var (
	allowed = [Closed + 1]uint8{
		Opened: hasLevel | hasPlan | hasChannel | hasCalendar, Reclassified: hasLevel | hasPlan | hasCalendar,
		Scheduled: hasMetric | hasUntil, Paused: hasReason, Resumed: hasReason, Marked: hasName,
	}
	needed = [Closed + 1]uint8{Scheduled: hasMetric | hasUntil, Marked: hasName}
)

// Instants lie in the years 1678 to 2261.
const (
	minUnix = -9214560000 // 1678-01-01
	maxUnix = 9214646400  // 2262-01-01
)

func inRange(t time.Time) bool { s := t.Unix(); return s >= minUnix && s < maxUnix }

// sound reports whether an event can be used as it is; check says why not.
func (a *Agreement) sound(e *Event) bool {
	if !e.Type.IsValid() || e.ID == "" || !inRange(e.At) {
		return false
	}
	if len(e.Plan)|len(e.Channel)|len(e.Calendar)|len(e.Reason)|len(e.Name)|int(e.Level)|int(e.Metric) == 0 && e.Until.IsZero() {
		return needed[e.Type] == 0
	}
	has := e.fields()
	return has&^allowed[e.Type] == 0 && has&needed[e.Type] == needed[e.Type] &&
		(e.Level == 0 || e.Level.IsValid()) && (e.Metric == 0 || e.Metric.IsValid()) &&
		(e.Calendar == "" || a.calendars[e.Calendar] != nil) && (e.Until.IsZero() || inRange(e.Until))
}

// check notes what is wrong with an event.
func (a *Agreement) check(fs *strict.Faults, path string, e *Event) {
	at := func(field string) string { return strict.Below(path, field) }
	if e.ID == "" {
		fs.Add(at("id"), "empty", "an event needs an id")
	}
	if !inRange(e.At) {
		fs.Add(at("at"), "out_of_range", "event %.40q: %v is not within the years 1678 to 2261", e.ID, e.At)
	}
	if !e.Type.IsValid() {
		fs.Add(at("type"), "unknown_type", "event %.40q: %v is no type of event", e.ID, e.Type)
		return
	}
	has := e.fields()
	for i, field := range fieldNames {
		switch bit := uint8(1) << i; {
		case has&bit != 0 && allowed[e.Type]&bit == 0:
			fs.Add(at(field), "misplaced", "event %.40q: %v has no %s", e.ID, e.Type, field)
		case has&bit == 0 && needed[e.Type]&bit != 0:
			fs.Add(at(field), "missing", "event %.40q: %v needs %s", e.ID, e.Type, article(field))
		}
	}
	if e.Level != 0 && !e.Level.IsValid() {
		fs.Add(at("level"), "unknown_level", "event %.40q: %v is not a level", e.ID, e.Level)
	}
	if e.Metric != 0 && !e.Metric.IsValid() {
		fs.Add(at("metric"), "unknown_metric", "event %.40q: %v is no metric", e.ID, e.Metric)
	}
	if e.Calendar != "" && a.calendars[e.Calendar] == nil {
		fs.Add(at("calendar"), "unknown_calendar", "event %.40q: no calendar is named %.40q", e.ID, e.Calendar)
	}
	if !e.Until.IsZero() && !inRange(e.Until) {
		fs.Add(at("until"), "out_of_range", "event %.40q: %v is not within the years 1678 to 2261", e.ID, e.Until)
	}
}

// article returns a word with its article.
func article(word string) string {
	if strings.IndexByte("aeiou", word[0]) >= 0 {
		return "an " + word
	}
	return "a " + word
}

// Clock returns the clocks of a ticket. The events are checked, sorted if they are not, and
// counted once; t.Events must not be changed while the clock is in use.
//
// The error is a [*TicketError]: an [*Error] for a ticket without opened or with two, an
// event before it, an unknown type, level, metric or calendar, an event without an ID or what its
// type needs; [ErrConflict] for two events with one ID and different content.
func (a *Agreement) Clock(t Ticket) (Clock, error) {
	if !a.ready(t.Events) {
		events, err := a.prepare(t.Events)
		if err != nil {
			return Clock{}, &TicketError{t.ID, err}
		}
		t.Events = events
	}
	return Clock{a, t}, nil
}

// few is up to how many events are compared each with each.
const few = 32

// ready reports whether events are sound, sorted, and each there once.
func (a *Agreement) ready(list []Event) bool {
	if len(list) == 0 || len(list) > few || list[0].Type != Opened {
		return false
	}
	seen := uint64(0)        // the last characters of the IDs so far, of which most differ
	second := int64(minUnix) // of the event before
	for i := range list {
		e := &list[i]
		if !a.sound(e) {
			return false
		}
		last := uint64(1) << (e.ID[len(e.ID)-1] & 63)
		if seen&last != 0 && slices.ContainsFunc(list[:i], func(f Event) bool { return f.ID == e.ID }) {
			return false
		}
		before := second
		if second = e.At.Unix(); i > 0 && (e.Type == Opened || second <= before && compare(&list[i-1], e) > 0) {
			return false
		}
		seen |= last
	}
	return true
}

// prepare returns events checked and in order, each once.
func (a *Agreement) prepare(list []Event) ([]Event, error) {
	const what = "sla: events"
	var fs strict.Faults
	if len(list) > MaxEvents {
		fs.Add("events", "too_many", "%d events, more than %d", len(list), MaxEvents)
		return nil, fs.Err(what)
	}
	place := make(map[string]int, len(list))
	events := make([]Event, 0, len(list))
	opened := slices.IndexFunc(list, func(e Event) bool { return e.Type == Opened })
	if opened < 0 {
		fs.Add("events", "no_opened", "no event says when the ticket was opened")
	}
	conflicts := false
	for i := range list {
		e := &list[i]
		path := strict.At("events", i)
		if !a.sound(e) {
			a.check(&fs, path, e)
		}
		if j, twice := place[e.ID]; twice && e.ID != "" {
			if !same(e, &list[j]) {
				fs.Add(path, "conflict", "event %.40q: events[%d] has the same id and other content", e.ID, j)
				conflicts = true
			}
			continue
		}
		place[e.ID] = i
		switch {
		case opened < 0:
		case e.Type == Opened && i > opened:
			fs.Add(path, "second_opened", "event %.40q: the ticket was opened by %.40q already", e.ID, list[opened].ID)
		case compare(e, &list[opened]) < 0:
			fs.Add(path, "before_opened", "event %.40q: %v before the ticket was opened", e.ID, e.Type)
		}
		events = append(events, *e)
	}
	if err, bad := errors.AsType[*Error](fs.Err(what)); bad && conflicts {
		return nil, conflict{err}
	} else if bad {
		return nil, err
	}
	slices.SortFunc(events, Event.Compare)
	return events, nil
}
