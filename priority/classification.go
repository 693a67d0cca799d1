package priority

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Basis is a code for what a level rests on.
type Basis string

// What a level can rest on.
const (
	ByRule     Basis = "rule"      // a rule matched
	ByDefault  Basis = "default"   // no rule matched
	Stated     Basis = "stated"    // it was a fact
	Overridden Basis = "override"  // somebody set it by hand
	Undecided  Basis = "undecided" // nothing of these: the level is zero
)

// A Classification is the level of a piece of work and the whole reason for it.
type Classification struct {
	Level        Level
	Basis        Basis
	Rule         string         // ID of the rule that decided, if one did
	Matches      []Rule         // every rule that matched, in order
	NotEvaluated []NotEvaluated // every rule that could not be evaluated, in order
	Override     *Override      // set by hand; what the rules said is kept above in Matches
	Pick         Pick           // how the rules pick among several matches
}

// NotEvaluated is a rule that could not be evaluated, and the facts it lacked.
type NotEvaluated struct {
	Rule    Rule
	Missing []Missing
}

// An Override is a level set by hand, kept beside what the rules said.
type Override struct {
	Level  Level     // the level set
	Was    Level     // the level before
	Actor  string    // who set it
	Reason string    // why
	At     time.Time // when
}

// With returns the classification with its level set by hand. An override needs a valid
// level, an actor and a reason; what lacks one is an [*Error].
func (c Classification) With(o Override) (Classification, error) {
	switch {
	case !o.Level.IsValid():
		return c, fault("override", "unknown_level", "%v is not a level", o.Level)
	case o.Actor == "" || o.Reason == "":
		return c, fault("override", "empty", "an override needs an actor and a reason")
	}
	o.Was = c.Level
	c.Level, c.Basis, c.Override = o.Level, Overridden, &o
	return c, nil
}

// Certain reports whether the level would be the same whatever the facts that nobody
// stated turned out to be.
func (c Classification) Certain() bool {
	if c.Basis == Stated || c.Basis == Overridden {
		return true
	}
	return !slices.ContainsFunc(c.NotEvaluated, func(n NotEvaluated) bool { return c.couldMove(n.Rule) })
}

// couldMove reports whether a match of the rule, which was not evaluated, would give another level.
func (c Classification) couldMove(r Rule) bool {
	switch {
	case r.Level == c.Level:
		return false
	case c.Basis != ByRule:
		return true
	case c.Pick == Highest:
		return r.Level.Outranks(c.Level)
	}
	return true
}

// String returns the level and why: `P2 by rule "travel": time on the road`.
func (c Classification) String() string {
	var b strings.Builder
	switch c.Basis {
	case ByRule:
		fmt.Fprintf(&b, "%v by rule %q", c.Level, c.Rule)
		for _, r := range c.Matches {
			if r.ID == c.Rule && r.Clause != "" {
				b.WriteString(": " + r.Clause)
			}
		}
	case ByDefault:
		fmt.Fprintf(&b, "%v by default: no rule matched", c.Level)
	case Stated:
		fmt.Fprintf(&b, "%v as stated", c.Level)
	case Overridden:
		fmt.Fprintf(&b, "%v set by %s, was %v: %s", c.Level, c.Override.Actor, c.Override.Was, c.Override.Reason)
	default:
		b.WriteString("no level: no rule matched")
	}
	return b.String()
}
