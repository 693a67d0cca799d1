package priority

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
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
	Later   bool // it stands after a rule that matched, so with the Pick First it decides nothing
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
// level, an actor and a reason; the error is an [*Error] with all that it lacks.
func (c Classification) With(o Override) (Classification, error) {
	var fs strict.Faults
	if !o.Level.IsValid() {
		fs.Add("level", "unknown_level", "%s is not a level; want P1 to P9", quote(o.Level.String()))
	}
	if o.Actor == "" {
		fs.Add("actor", "empty", "an override needs somebody who made it")
	}
	if o.Reason == "" {
		fs.Add("reason", "empty", "an override needs a reason")
	}
	if err := fs.Err("priority: override"); err != nil {
		return c, err
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
	return !slices.ContainsFunc(c.NotEvaluated, c.couldMove)
}

// couldMove reports whether a match of the rule, which was not evaluated, would give another level.
func (c Classification) couldMove(n NotEvaluated) bool {
	switch {
	case n.Rule.Level == c.Level:
		return false
	case c.Basis != ByRule:
		return true
	case c.Pick == Highest:
		return n.Rule.Level.Outranks(c.Level)
	}
	return !n.Later
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
		was := cmp.Or(c.Override.Was.String(), "no level")
		fmt.Fprintf(&b, "%v set by %s, was %s: %s", c.Level, c.Override.Actor, was, c.Override.Reason)
	default:
		b.WriteString("no level: no rule matched")
	}
	return b.String()
}
