package sla_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// A model is a policy done by walking minute by minute, and nothing else. It shares no code
// with the package; of calendars it knows only which minutes are open, and which days. It is right where
// every instant is a whole minute, and targets are chosen by level, and by what is open, alone.
type model struct {
	policy    sla.Policy
	calendars map[string]*calendar.Calendar
	start     time.Time
	open      map[string][]bool   // by minute from start
	wall      map[string][]string // what the clock shows then; filled in when it is asked for
}

const modelMinutes = 24 * 24 * 60

func newModel(p sla.Policy, calendars map[string]*calendar.Calendar, start time.Time) *model {
	m := &model{p, calendars, start, map[string][]bool{}, map[string][]string{}}
	for name, c := range calendars {
		list := make([]bool, modelMinutes)
		for i := range list {
			list[i] = c.IsOpen(start.Add(time.Duration(i) * time.Minute))
		}
		m.open[name] = list
	}
	return m
}

// A reading is what the model says of a clock; due and latest are missing where they lie
// beyond the minutes it knows.
type reading struct {
	state                     string
	cycle                     int
	level                     priority.Level
	started, stopped, agreed  time.Time
	due, latest, by           time.Time // by: the instant that is meant, where the promise is of a day
	beyond                    bool      // due or latest may lie beyond the model
	elapsed, target           time.Duration
	promised, paused, implied bool
	superseded                int // cycles that were reset so far
	calendar                  string
}

// A hand is the model's clock of one metric while it walks.
type hand struct {
	reading
	running, resolved, void bool
	counted                 []time.Time // the minutes that did
	nextAgreed              time.Time
	within                  sla.Within // what the table of targets said
}

func (h *hand) count() time.Duration { return time.Duration(len(h.counted)) * time.Minute }

// read walks over the events up to an instant.
func (m *model) read(list []sla.Event, metric sla.Metric, at time.Time) reading {
	var known []sla.Event
	ids := map[string]bool{}
	for _, e := range list {
		if !e.At.After(at) && !ids[e.ID] {
			ids[e.ID] = true
			known = append(known, e)
		}
	}
	order := []string{"opened", "cancelled merged", "reclassified", "scheduled", "reopened", "resumed", "customer_message",
		"marked", "work_started", "responded", "agent_reply", "auto_reply", "internal_note", "paused", "resolved", "closed"}
	place := func(e sla.Event) int {
		return slices.IndexFunc(order, func(s string) bool {
			return s == e.Type.String() || s == "cancelled merged" && (e.Type == sla.Cancelled || e.Type == sla.Merged)
		})
	}
	before := func(a, b sla.Event) bool {
		switch {
		case !a.At.Equal(b.At):
			return a.At.Before(b.At)
		case a.Seq != b.Seq:
			return a.Seq < b.Seq
		case place(a) != place(b):
			return place(a) < place(b)
		}
		return a.ID < b.ID
	}
	for i := range known { // the simplest sort there is
		for j := i + 1; j < len(known); j++ {
			if before(known[j], known[i]) {
				known[i], known[j] = known[j], known[i]
			}
		}
	}

	var h hand
	var level priority.Level
	fixed := ""
	reasons := map[string]bool{}
	done, dead := false, false
	var doneAt time.Time
	rules := m.policy.Metrics[metric]
	reclass, reopen := m.policy.Reclassified, m.policy.Reopened
	if rules.Reclassified != "" {
		reclass = rules.Reclassified
	}
	if rules.Reopened != "" {
		reopen = rules.Reopened
	}
	many := metric == sla.NextReply || metric == sla.Update

	waits := func() bool {
		for r := range reasons {
			list, ok := m.policy.Pause[r]
			if !ok || r == "*" {
				list, ok = m.policy.Pause["*"]
			}
			if !ok || slices.Contains(list, metric) {
				return true
			}
		}
		return false
	}
	look := func(started time.Time) (within sla.Within, cal string) {
		cal, within = m.policy.Calendar, sla.None()
		for _, t := range m.policy.Targets {
			name, during, timed := strings.Cut(t.ID, "@")
			closed, not := strings.CutPrefix(during, "not ")
			if name != "any" && name != level.String() || timed && m.isOpen(closed, started) == not {
				continue
			}
			w, ok := t.Within[metric]
			if !ok {
				continue
			}
			if within = w; w != sla.None() && t.Calendar != "" {
				cal = t.Calendar
			}
			break
		}
		if fixed != "" {
			cal = fixed
		}
		return within, cal
	}
	promise := func(from time.Time) {
		h.promised, h.target, h.by = h.within != sla.None(), 0, time.Time{}
		if d, err := time.ParseDuration(h.within.String()); err == nil {
			h.target = d
		} else if h.promised {
			h.by = m.deadline(h.within.String(), h.calendar, from)
			for i := m.minute(from); i < m.minute(h.by) && i < modelMinutes; i++ {
				if m.open[h.calendar][i] {
					h.target += time.Minute
				}
			}
		}
	}
	start := func(t time.Time) {
		h.reading = reading{cycle: h.cycle + 1, started: t, superseded: h.superseded, level: level, agreed: h.nextAgreed}
		h.nextAgreed = time.Time{}
		h.running, h.resolved, h.void, h.counted = true, false, false, nil
		h.within, h.calendar = look(t)
		promise(t)
	}
	stop := func(t time.Time) { h.running, h.stopped = false, t }
	retarget := func(t time.Time) {
		elapsed := h.count()
		hadPromise, hadTarget := h.promised, h.target
		h.level = level
		within, cal := look(h.started)
		if within == h.within && cal == h.calendar {
			return
		}
		h.within, h.calendar = within, cal
		switch reclass {
		case sla.Forward:
			promise(t)
			h.target += elapsed
		case sla.Reset:
			agreed := h.agreed
			h.superseded++
			h.nextAgreed = agreed
			start(t)
		case sla.Prorate:
			promise(h.started)
			h.by = time.Time{}
			if hadPromise && hadTarget > 0 {
				h.target = share(h.target, hadTarget-elapsed, hadTarget)
			}
			h.target += elapsed
		default:
			promise(h.started)
		}
		if !h.promised {
			h.target = 0
		}
	}
	is := func(e sla.Event, list []sla.Trigger, standard ...sla.Type) bool {
		for _, t := range list {
			if t.Type == e.Type && t.Name == e.Name {
				return true
			}
		}
		return len(list) == 0 && slices.Contains(standard, e.Type)
	}
	ends := func(e sla.Event) bool {
		switch metric {
		case sla.Response:
			return is(e, rules.By, sla.AgentReply, sla.Responded)
		case sla.Start:
			return is(e, rules.By, sla.WorkStarted)
		case sla.Resolution:
			return is(e, rules.By, sla.Resolved, sla.Closed)
		}
		return is(e, rules.By, sla.AgentReply, sla.Resolved, sla.Closed)
	}
	begins := func(e sla.Event) bool {
		if metric == sla.NextReply {
			return is(e, rules.From, sla.CustomerMessage) || rules.Opening && e.Type == sla.Opened
		}
		return is(e, rules.From, sla.Opened)
	}
	happen := func(e sla.Event) {
		if dead {
			return
		}
		switch e.Type {
		case sla.Opened:
			level, fixed = e.Level, e.Calendar
		case sla.Cancelled, sla.Merged:
			dead = true
			if h.running {
				stop(e.At)
				h.void = true
			}
			return
		case sla.Reclassified:
			if e.Level != 0 {
				level = e.Level
			}
			if e.Calendar != "" {
				fixed = e.Calendar
			}
			if h.running {
				retarget(e.At)
			}
		case sla.Scheduled:
			switch {
			case e.Metric != metric:
			case h.running:
				h.agreed = e.Until
			case h.cycle == 0 || many:
				h.nextAgreed = e.Until
			}
		case sla.Reopened:
			if !done || m.policy.Window > 0 && e.At.Sub(doneAt) > m.policy.Window {
				break
			}
			done = false
			if h.running || h.cycle == 0 || metric != sla.Resolution && metric != sla.Update {
				break
			}
			if reopen == sla.Restart && h.resolved {
				start(e.At)
			} else if reopen != sla.Final && h.resolved {
				h.running, h.stopped, h.resolved, h.implied = true, time.Time{}, false, false
				retarget(e.At)
			}
		case sla.Paused:
			if !done {
				reasons[e.Reason] = true
			}
		case sla.Resumed:
			if e.Reason == "" {
				clear(reasons)
			}
			delete(reasons, e.Reason)
		case sla.Resolved, sla.Closed:
			clear(reasons)
			if !done {
				done, doneAt = true, e.At
			}
			if h.running && (!rules.Unresolved || ends(e)) {
				stop(e.At)
				h.resolved, h.implied = true, !ends(e)
			}
			return
		}
		if h.running && ends(e) {
			stop(e.At)
			if metric == sla.Update && !done {
				start(e.At)
				return
			}
		}
		if !h.running && !done && begins(e) && (many || h.cycle == 0) {
			start(e.At)
		}
	}

	next := 0
	i := 0
	for ; ; i++ {
		t := m.start.Add(time.Duration(i) * time.Minute)
		for next < len(known) && known[next].At.Equal(t) {
			happen(known[next])
			next++
		}
		if !t.Before(at) {
			break
		}
		if h.running && !waits() && m.open[h.calendar][i] {
			h.counted = append(h.counted, t)
		}
	}
	if h.cycle == 0 {
		return reading{state: "idle", level: level}
	}
	return h.finish(m, at, waits())
}

// minute returns the place of an instant among the minutes, and isOpen whether a calendar is then.
func (m *model) minute(t time.Time) int { return int(t.Sub(m.start) / time.Minute) }

func (m *model) isOpen(cal string, t time.Time) bool { return m.open[cal][m.minute(t)] }

// opens reports whether any minute from one instant up to another is open.
func (m *model) opens(cal string, from, to time.Time) bool {
	return slices.Contains(m.open[cal][min(m.minute(from), modelMinutes):min(m.minute(to), modelMinutes)], true)
}

// deadline returns the day that a text promises a clock that starts at an instant: it goes from minute
// to minute on the wall clock. Beyond the minutes it knows it is the last of them.
func (m *model) deadline(text, cal string, from time.Time) time.Time {
	c := m.calendars[cal]
	if m.wall[cal] == nil {
		for i := range modelMinutes {
			m.wall[cal] = append(m.wall[cal], m.start.Add(time.Duration(i)*time.Minute).In(c.Zone()).Format("2006-01-02 15:04"))
		}
	}
	wall := m.wall[cal]
	at := func(i int) time.Time { return m.start.Add(time.Duration(i) * time.Minute) }
	first := func(text string) int { // the first minute at which the clock shows that, or more
		i := m.minute(from)
		for i < modelMinutes && wall[i] < text {
			i++
		}
		return i
	}
	var n int
	var unit string
	fmt.Sscanf(text, "%d %s", &n, &unit)
	now := wall[m.minute(from)]
	day := calendar.MustParseDate(now[:10])
	closing := func() (time.Time, bool) { // of the day
		for i := first(day.AddDays(1).String()) - 1; i >= 0; i-- {
			if m.open[cal][i] {
				return at(i + 1), at(i + 1).After(from)
			}
		}
		return at(0), false
	}
	next := func() {
		for range 30 {
			if day = day.AddDays(1); c.IsOpenDay(day) {
				return
			}
		}
	}
	switch {
	case unit == "day" || unit == "days":
		return at(first(day.AddDays(n).String() + now[10:]))
	case unit == "week" || unit == "weeks":
		return at(first(day.AddDays(7*n).String() + now[10:]))
	case n == 0:
		if end, after := closing(); after && c.IsOpenDay(day) {
			return end
		}
		n = 1
	}
	for range n {
		next()
	}
	if strings.HasSuffix(text, "same time") {
		return at(first(day.String() + now[10:]))
	}
	end, _ := closing()
	return end
}

// share returns part/whole of d, rounded down, and nothing if the part is less than that.
func share(d, part, whole time.Duration) time.Duration {
	if part <= 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(d)), big.NewInt(int64(part)))
	return time.Duration(n.Div(n, big.NewInt(int64(whole))).Int64())
}

// finish returns the reading of a hand at an instant.
func (h hand) finish(m *model, at time.Time, waiting bool) reading {
	r := h.reading
	r.elapsed = h.count()
	end := at
	if !h.running {
		end = h.stopped
	}
	r.paused = h.running && waiting
	counted := h.counted
	if !r.paused { // as it goes on if nothing happens
		for i := int(end.Sub(m.start) / time.Minute); i < modelMinutes; i++ {
			if m.open[h.calendar][i] {
				counted = append(counted, m.start.Add(time.Duration(i)*time.Minute))
			}
		}
	}
	late := false
	if h.promised {
		whole, rest := int(h.target/time.Minute), h.target%time.Minute
		switch {
		case h.target == 0:
			r.due = h.started
		case rest == 0 && whole <= len(counted):
			r.due = counted[whole-1].Add(time.Minute)
		case rest > 0 && whole < len(counted):
			r.due = counted[whole].Add(rest)
		default:
			r.beyond = !r.paused
		}
		switch {
		case rest > 0:
			r.latest = r.due
		case whole < len(counted):
			r.latest = counted[whole]
		default:
			r.beyond = r.beyond || !r.paused
		}
		if by := h.by; !r.due.IsZero() && by.After(r.due) && (r.latest.IsZero() && !m.opens(h.calendar, r.due, by) || !by.After(r.latest)) {
			r.due = by
		}
		if m.policy.Judge == sla.ByDue {
			r.latest, r.beyond = r.due, r.due.IsZero() && !r.paused
		}
		late = r.elapsed > h.target
		if m.policy.Judge == sla.ByDue {
			late = !r.due.IsZero() && end.After(r.due)
		}
	}
	if !h.agreed.IsZero() {
		r.due, r.latest, late, r.beyond = h.agreed, h.agreed, end.After(h.agreed), false
	}
	switch {
	case h.void:
		r.state = "void"
	case !h.promised && h.agreed.IsZero():
		r.state = "no_target"
	case late:
		r.state = "breached"
	case !h.running:
		r.state = "met"
	case waiting:
		r.state = "paused"
	default:
		r.state = "running"
	}
	return r
}
