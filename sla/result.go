package sla

import (
	"fmt"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
)

// A State is how a clock stands. The zero State is Idle.
type State uint8

// The states. Breached is any clock with less than nothing remaining, whether it runs, waits or
// has stopped; Result.Paused and Result.Stopped tell.
const (
	Idle     State = iota // it has not started, or there is nothing to wait for
	Running               // it has time left
	Waiting               // it has time left and is paused
	Met                   // it stopped in time
	Breached              // it has run longer than its target
	Void                  // the ticket was cancelled or merged while it ran
	NoTarget              // it runs or ran, and nothing was promised
)

var stateNames = [...]string{"idle", "running", "paused", "met", "breached", "void", "no_target"}

// String returns the name of s: "idle", "running", "paused", "met", "breached", "void",
// "no_target".
func (s State) String() string { return name(stateNames[:], int(s), "State") }

// MarshalText implements [encoding.TextMarshaler] with what String returns.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Open reports whether the clock has an end to reach: it has started and not stopped, and
// has a target or an instant agreed.
func (r Result) Open() bool {
	return r.Cycle > 0 && r.Stopped.IsZero() && (r.Promised || !r.Agreed.IsZero())
}

// String returns how the clock stands in a few words: "running, 10m left, out of hours";
// "breached, over by 2h"; "met with 5m to spare".
func (r Result) String() string {
	s := words(r.State)
	switch {
	case r.Cycle == 0 || r.State == Void || r.State == NoTarget:
		return s
	case r.Remaining < 0:
		s += ", over by " + exact.DurationText(-r.Remaining)
	case r.State == Met:
		s += " with " + exact.DurationText(r.Remaining) + " to spare"
	default:
		s += ", " + exact.DurationText(r.Remaining) + " left"
	}
	switch {
	case r.Paused && r.State != Waiting:
		s += ", paused"
	case r.NeverOpen:
		s += ", never open"
	case r.Closed:
		s += ", out of hours"
	}
	if !r.Agreed.IsZero() {
		s += ", agreed"
	}
	return s
}

// words returns a name of this package in words.
func words[S ~string | State | Metric | Type](name S) string {
	return strings.ReplaceAll(fmt.Sprint(name), "_", " ")
}

// Equal reports whether both results say the same.
func (r Result) Equal(s Result) bool {
	for _, t := range [][2]*time.Time{{&r.Started, &s.Started}, {&r.Stopped, &s.Stopped}, {&r.Agreed, &s.Agreed},
		{&r.Due, &s.Due}, {&r.Latest, &s.Latest}, {&r.IfResumed, &s.IfResumed}} {
		if !t[0].Equal(*t[1]) {
			return false
		}
		*t[0], *t[1] = time.Time{}, time.Time{}
	}
	return r == s
}

// A Result is how the clock of one metric stands at an instant, in one of its cycles.
// Instants are in the zone of the calendar in force.
type Result struct {
	Metric Metric
	State  State
	Level  priority.Level // in force, or when the clock stopped
	Cycle  int            // 1 is the first; 0 if the clock has not started

	Paused     bool // waiting, whatever the state
	Closed     bool // running, outside of hours
	Implied    bool // stopped because the ticket was resolved, not by what the metric is about
	Superseded bool // kept for the record: the cycle was reset, or went on after it was reopened
	NeverOpen  bool // running by a calendar that will not open for long enough: there is no due instant
	Promised   bool // there is a target

	Started time.Time // when the cycle began
	Stopped time.Time // when it ended; zero while it runs
	Agreed  time.Time // the instant agreed by scheduled; zero if none was

	// Elapsed is the time that counted. Target is the target in force, and Remaining what is left
	// of it: Elapsed + Remaining = Target. Where an instant was agreed, Remaining is the time
	// up to there, Target is zero, and no such sum holds.
	Elapsed, Remaining, Target time.Duration

	// Due is the earliest instant at which the time elapsed is the target, Latest the last one
	// at which a stop is in time: the next opening, if Due is a closing. Both are zero while
	// the clock is paused, unless they came before, and where nothing was promised. IfResumed is what
	// Due would be if the pause ended now.
	Due, Latest, IfResumed time.Time

	Rule     string // the target that was chosen, by ID; empty if none
	Calendar string // the calendar in force, by name
}
