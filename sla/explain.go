package sla

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
)

// A Why says why a stretch of time counted or did not. Its text is stable.
type Why string

// The reasons.
const (
	Counted    Why = "counted"     // the clock ran in open time
	OutOfHours Why = "closed"      // the clock ran, the calendar was closed
	OnPause    Why = "paused"      // the clock waited
	NotRunning Why = "not_running" // the clock had not started, or there was nothing to wait for
	WasSolved  Why = "resolved"    // the ticket was resolved, and reopened later
)

// A Segment is a stretch of time in the life of a clock, from From up to but not including
// To. What stands below Cycle is of the cycle it belongs to, and empty where it belongs to none.
type Segment struct {
	From, To time.Time
	Counted  bool
	Why      Why
	Detail   string         // the reason of a pause; what closed the calendar, such as the name of a holiday
	Cycle    int            // which it belongs to; 0 if none
	Level    priority.Level // in force
	Calendar string         // in force, by name
	Target   time.Duration  // in force; zero if nothing was promised or an instant was agreed
	Agreed   time.Time      // the instant agreed, if one was
	Rule     string         // the target that was chosen, by ID
}

// An Explanation is the whole reason for a [Result].
type Explanation struct {
	Ticket   string
	At       time.Time // the instant asked about
	Result   Result
	Segments []Segment // from opened to the end, or to At, without gaps
	First    time.Time // the first instant of the cycle that counted, or will; zero if none did
	Ignored  []Ignored

	// Unevaluated lists the targets that were passed over because a fact was missing.
	Unevaluated []Unevaluated
}

// An Unevaluated is a target whose condition is unknown, for lack of facts that nobody
// stated or that are of the wrong kind.
type Unevaluated struct {
	Rule    string
	Missing []priority.Missing
}

// Explain returns why the clock of a metric stands where it does: every stretch of time
// from opened on, with whether it counted and why, and what was ignored.
func (c Clock) Explain(m Metric, at time.Time) (Explanation, error) {
	w, cycles, err := c.explore(m, at)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Ticket: c.ticket.ID, At: at, Result: Result{Metric: m}}
	if w.opened.IsZero() {
		return e, nil
	}
	w.result(&e.Result, &w.cycle, at)
	e.Ignored = c.Ignored(at)
	started := w.opened
	if w.cycle.n > 0 {
		started = w.cycle.started
		e.At = at.In(w.cycle.hours.Zone())
		e.First = w.cycle.first(w.waiting, at)
	}
	e.Unevaluated = c.agreement.unevaluated(m, &w.class, c.ticket.Facts, started)
	e.Segments = segments(w.opened, cycles, at)
	return e, c.fail(w.err)
}

// first returns the first instant of a cycle that counted, or will.
func (c *cycle) first(waiting bool, at time.Time) time.Time {
	if t := c.at(1); !t.IsZero() {
		return t.Add(-1)
	}
	if c.running && !waiting {
		if t, err := c.hours.RollForward(at); err == nil {
			return t
		}
	}
	return time.Time{}
}

// segments tiles the time from opened to the end of the last cycle.
func segments(opened time.Time, cycles []cycle, at time.Time) []Segment {
	var list []Segment
	add := func(s Segment) {
		if n := len(list); n > 0 && list[n-1].continues(&s) {
			list[n-1].To = s.To
		} else if s.From.Before(s.To) {
			list = append(list, s)
		}
	}
	cursor := opened
	for i := range cycles {
		if goesOn(cycles, i) {
			continue
		}
		c := &cycles[i]
		zone := c.hours.Zone()
		add(Segment{From: cursor.In(zone), To: c.started.In(zone), Why: NotRunning})
		for j := range c.spans.n {
			c.spans.at(j).split(c.n, add)
		}
		if cursor = c.stopped; c.running {
			cursor = at
		}
	}
	if len(cycles) == 0 {
		add(Segment{From: opened, To: at, Why: NotRunning})
	}
	return list
}

// continues reports whether t goes on where s ends, and is alike.
func (s *Segment) continues(t *Segment) bool {
	u := *t
	u.From, u.To = s.From, s.To
	return s.To.Equal(t.From) && u == *s
}

// split adds the segments of a span.
func (s *span) split(n int, add func(Segment)) {
	zone := s.hours.Zone()
	g := Segment{From: s.from.In(zone), To: s.to.In(zone), Why: s.why, Detail: s.reason, Cycle: n, Level: s.terms.level,
		Calendar: s.hours.name, Rule: s.terms.target.rule}
	switch {
	case !s.terms.agreed.IsZero():
		g.Agreed = s.terms.agreed.In(zone)
	case s.terms.promised:
		g.Target = s.terms.limit
	}
	if s.why != Counted {
		add(g)
		return
	}
	shut := func(from, to time.Time) {
		if from.Before(to) {
			closed := g
			closed.From, closed.To, closed.Why, closed.Detail = from, to, OutOfHours, s.hours.closedBy(from, to)
			add(closed)
		}
	}
	cursor := g.From
	for open := range s.hours.Segments(g.From, g.To) {
		shut(cursor, open.From)
		counted := g
		counted.From, counted.To, counted.Counted = open.From, open.To, true
		add(counted)
		cursor = open.To
	}
	shut(cursor, g.To)
}

// maxNamedDays is over how many days the names of holidays are gathered.
const maxNamedDays = 62

// closedBy returns the names of the holidays and closures in a stretch of closed time.
func (h *hours) closedBy(from, to time.Time) string {
	var names []string
	day := calendar.DateIn(from, h.Zone())
	for range maxNamedDays {
		if !day.In(h.Zone()).Before(to) {
			break
		}
		names = named(names, h.Day(day), from, to)
		day = day.AddDays(1)
	}
	return strings.Join(names, ", ")
}

// named appends what a day is called, and the closures of the time from from to to.
func named(names []string, d calendar.Day, from, to time.Time) []string {
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(d.Name)
	for _, name := range d.Holidays {
		add(name)
	}
	for _, c := range d.Closures {
		add(c.Name)
	}
	for _, part := range d.Parts {
		names = named(names, part, from, to)
	}
	return names
}

const (
	minuteLayout = "Mon 2 Jan 2006 15:04 MST"
	exactLayout  = "Mon 2 Jan 2006 15:04:05.999999999 MST"
)

// moment returns an instant for people.
func moment(t time.Time) string {
	if t.Second() == 0 && t.Nanosecond() == 0 {
		return t.Format(minuteLayout)
	}
	return t.Format(exactLayout)
}

// String returns the explanation for people, to be pasted into a mail.
func (e Explanation) String() string {
	var b strings.Builder
	r := &e.Result
	fmt.Fprintf(&b, "Ticket %s, %s: %s\n", e.Ticket, words(r.Metric), r)
	if r.Cycle == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, "  started  %s\n", moment(r.Started))
	if !r.Stopped.IsZero() {
		fmt.Fprintf(&b, "  stopped  %s%s\n", moment(r.Stopped), map[bool]string{true: ", since the ticket was resolved"}[r.Implied])
	}
	switch {
	case !r.Agreed.IsZero():
		fmt.Fprintf(&b, "  agreed   %s\n", moment(r.Agreed))
	case !r.Due.IsZero():
		fmt.Fprintf(&b, "  due      %s", moment(r.Due))
		if r.Latest.After(r.Due) {
			fmt.Fprintf(&b, "; until %s nothing more counts", moment(r.Latest))
		}
		b.WriteByte('\n')
	case !r.IfResumed.IsZero():
		fmt.Fprintf(&b, "  due      %s if it resumed now\n", moment(r.IfResumed))
	}
	fmt.Fprintf(&b, "  as of    %s\n", moment(e.At))
	var sum time.Duration
	for i := range e.Segments {
		g := &e.Segments[i]
		if g.Cycle == r.Cycle && g.Counted {
			sum += g.To.Sub(g.From)
		}
		if i == 0 || e.Segments[i-1].terms() != g.terms() {
			fmt.Fprintf(&b, "%s\n", g.terms())
		}
		fmt.Fprintf(&b, "  %s to %s  %s\n", moment(g.From), moment(g.To), g.what())
	}
	fmt.Fprintf(&b, "Counted %s%s.\n", exact.DurationText(sum), r.measure())
	for _, i := range e.Ignored {
		fmt.Fprintf(&b, "Without effect: %s of %s (%s), since %s\n", words(i.Event.Type), moment(i.Event.At.In(e.At.Location())), i.Event.ID, ignoredTexts[i.Code])
	}
	for _, u := range e.Unevaluated {
		fmt.Fprintf(&b, "Passed over: target %s", u.Rule)
		for _, m := range u.Missing {
			fmt.Fprintf(&b, ", %s", m)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// measure returns what the time counted is held against.
func (r *Result) measure() string {
	switch {
	case r.State == Void && !r.Agreed.IsZero():
		return ""
	case !r.Agreed.IsZero() && r.Remaining < 0:
		return "; the instant agreed was passed by " + exact.DurationText(-r.Remaining) + " of real time"
	case !r.Agreed.IsZero() && r.State == Met:
		return "; it stopped " + exact.DurationText(r.Remaining) + " of real time before the instant agreed"
	case !r.Agreed.IsZero():
		return "; up to the instant agreed there are " + exact.DurationText(r.Remaining) + " of real time"
	case r.Promised:
		return " of " + exact.DurationText(r.Target)
	}
	return ""
}

// terms returns what holds in a segment in words.
func (g *Segment) terms() string {
	if g.Cycle == 0 {
		return "Before it runs"
	}
	s := fmt.Sprintf("Cycle %d, calendar %s", g.Cycle, g.Calendar)
	if g.Level != 0 {
		s += ", level " + g.Level.String()
	}
	switch {
	case !g.Agreed.IsZero():
		s += ", agreed for " + moment(g.Agreed)
	case g.Target > 0:
		s += ", target " + exact.DurationText(g.Target)
	}
	if g.Rule != "" {
		s += " by " + g.Rule
	}
	return s
}

// what returns whether a segment counted, and why, in words.
func (g *Segment) what() string {
	switch {
	case g.Counted:
		return "counted " + exact.DurationText(g.To.Sub(g.From))
	case g.Detail != "":
		return words(g.Why) + " (" + g.Detail + ")"
	}
	return words(g.Why)
}
