package sla

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// An Agreement is a [Policy] together with its calendars, ready to ask. It never changes,
// and any number of goroutines may use it at once; behind the scenes it keeps which targets
// it has looked up. Make one with [New].
type Agreement struct {
	policy    Policy
	calendars map[string]*hours
	names     []string             // of the calendars, sorted
	specs     [numMetrics + 1]spec // by metric
	promised  []Metric             // those that some target gives a time for
	warnings  [numMetrics + 1][]Warning
	plain     bool // conditions test nothing but level, plan and channel

	// recent is for each level the choice that was made last, and choices all that have been kept.
	recent  [maxLevel + 1]atomic.Pointer[choice]
	choices atomic.Pointer[map[class]*choice]
	mu      sync.Mutex // held while keeping another
}

// maxLevel is the lowest level there is.
const maxLevel = 9

// hours is a calendar with its name.
type hours struct {
	*calendar.Calendar
	name     string
	complete bool // its data speak for all instants that events can have
}

// A class is what tickets are classified by.
type class struct {
	level         priority.Level
	plan, channel string
}

// A choice is the targets of tickets of one class.
type choice struct {
	class
	by [numMetrics + 1]target // by metric
}

// A target is what is promised of one metric, and by which calendar its clock runs.
type target struct {
	within Within
	hours  *hours
	rule   string
}

// New returns the agreement of a policy. calendars holds the calendars it names, and may
// hold more: those that events name, and those that conditions test by "during". If the policy is at
// fault the error is an [*Error] that lists all faults with their paths. Later changes to what p
// refers to do not matter.
func New(p Policy, calendars map[string]*calendar.Calendar) (*Agreement, error) {
	var fs strict.Faults
	p = p.clone()
	p.check(&fs, calendars)
	if err := fs.Err("sla: policy"); err != nil {
		return nil, err
	}
	a := &Agreement{policy: p, calendars: map[string]*hours{}, names: slices.Sorted(maps.Keys(calendars)), plain: true}
	for name, c := range calendars {
		a.calendars[name] = &hours{c, name, c.Covers(time.Unix(minUnix, 0), time.Unix(maxUnix, 0)) == nil}
	}
	for _, m := range Metrics() {
		a.specs[m] = p.spec(m)
		for _, w := range p.Warn {
			if len(w.Metrics) == 0 || slices.Contains(w.Metrics, m) {
				a.warnings[m] = append(a.warnings[m], w)
			}
		}
		if slices.ContainsFunc(p.Targets, func(t Target) bool { return t.Within[m].promises() }) {
			a.promised = append(a.promised, m)
		}
	}
	for i := range p.Targets {
		for _, fact := range p.Targets[i].When.Facts() {
			a.plain = a.plain && (fact == "level" || fact == "plan" || fact == "channel")
		}
	}
	a.choices.Store(&map[class]*choice{})
	return a, nil
}

// Policy returns the policy of the agreement, which is the caller's to change.
func (a *Agreement) Policy() Policy { return a.policy.clone() }

// Promised returns the metrics that some target gives a time for.
func (a *Agreement) Promised() []Metric { return slices.Clone(a.promised) }

// maxChoices is how many choices are kept. More classes than that are looked up anew.
const maxChoices = 4096

// choose returns the targets of a ticket's class for clocks that start at an instant.
func (a *Agreement) choose(c *class, facts priority.Facts, at time.Time) *choice {
	if !a.plain {
		return a.look(c, a.facts(c, facts, at))
	}
	recent := &a.recent[c.level]
	if r := recent.Load(); r != nil && r.class == *c {
		return r
	}
	kept := *a.choices.Load()
	r := kept[*c]
	if r == nil {
		r = a.look(c, a.facts(c, nil, at))
		if len(kept) < maxChoices {
			a.keep(r)
		}
	}
	recent.Store(r)
	return r
}

// keep adds a choice to those that are kept.
func (a *Agreement) keep(r *choice) {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := maps.Clone(*a.choices.Load())
	kept[r.class] = r
	a.choices.Store(&kept)
}

// facts returns what conditions can test.
func (a *Agreement) facts(c *class, own priority.Facts, at time.Time) priority.Facts {
	f := priority.Facts{}
	for name, word := range map[string]string{"level": c.level.String(), "plan": c.plan, "channel": c.channel} {
		if word != "" {
			f[name] = priority.Word(word)
		}
	}
	if !a.plain {
		var open []string
		for _, name := range a.names {
			if a.calendars[name].IsOpen(at) {
				open = append(open, name)
			}
		}
		f["during"] = priority.Set(open...)
	}
	return priority.Nearest(f, own)
}

// look finds the first target for each metric whose condition holds.
func (a *Agreement) look(c *class, f priority.Facts) *choice {
	r := &choice{class: *c}
	standIn := a.policy.Calendar // the calendar of clocks without a target
	for i := range a.policy.Targets {
		t := &a.policy.Targets[i]
		if !t.When.Holds(f) {
			continue
		}
		name := t.calendar(&a.policy)
		if standIn == "" {
			standIn = name
		}
		for m, w := range t.Within {
			if r.by[m].within.kind == 0 {
				r.by[m] = target{w, a.calendars[name], a.policy.ruleID(i)}
			}
		}
	}
	if standIn == "" {
		standIn = a.policy.Targets[0].Calendar
	}
	for m := range r.by {
		if !r.by[m].within.promises() {
			r.by[m].within, r.by[m].hours = Within{}, a.calendars[standIn]
		}
	}
	return r
}

// unevaluated lists the targets for a metric whose condition is unknown.
func (a *Agreement) unevaluated(m Metric, c *class, own priority.Facts, at time.Time) []Unevaluated {
	var list []Unevaluated
	f := a.facts(c, own, at)
	for i := range a.policy.Targets {
		t := &a.policy.Targets[i]
		if _, ok := t.Within[m]; !ok {
			continue
		}
		if o, missing := t.When.Eval(f); o == priority.Unknown {
			list = append(list, Unevaluated{a.policy.ruleID(i), missing})
		}
	}
	return list
}
