package priority

import (
	"cmp"
	"fmt"
	"strconv"
)

// A Level is a priority tier, P1 to P9. P1 is the most urgent and outranks P2.
//
// The zero Level is no level at all: work that nobody has triaged yet, or a rule that
// leaves the level open. Its text is empty. What a level means, and what it is called,
// stands in the [Scheme] of a plan.
type Level uint8

// The levels of the usual four-step scheme, most urgent first.
const (
	P1 Level = iota + 1 // service unusable
	P2                  // severely impaired
	P3                  // partially impaired
	P4                  // fully usable, planned work
)

// lowest is the least urgent level there is.
const lowest Level = 9

// ParseLevel returns the level written "P1" to "P9". It takes no other form: names such
// as "URGENT" belong to a plan and are read by [Scheme.Parse]. Any other text is an [*Error].
func ParseLevel(s string) (Level, error) {
	if len(s) != 2 || s[0] != 'P' || s[1] < '1' || s[1] > '9' {
		return 0, fault("level", "unknown_level", "%s is not a level; want P1 to P9", quote(s))
	}
	return Level(s[1] - '0'), nil
}

// IsValid reports whether l is one of P1 to P9.
func (l Level) IsValid() bool { return l >= P1 && l <= lowest }

// Outranks reports whether l is more urgent than m. Every valid level outranks the zero.
func (l Level) Outranks(m Level) bool { return l.Compare(m) < 0 }

// Compare orders levels by urgency: -1 if l is more urgent than m, +1 if it is less
// urgent, 0 if they are the same. What is no valid level is less urgent than any that is.
func (l Level) Compare(m Level) int { return cmp.Compare(l-1, m-1) } // the zero wraps round to the end

// String returns "P1" to "P9", and the empty text for the zero Level.
func (l Level) String() string {
	switch {
	case l == 0:
		return ""
	case !l.IsValid():
		return "Level(" + strconv.Itoa(int(l)) + ")"
	}
	return "P1P2P3P4P5P6P7P8P9"[2*l-2 : 2*l] // of one constant: nothing is put together
}

// AppendText implements [encoding.TextAppender]. A level beyond P9 is an error.
func (l Level) AppendText(b []byte) ([]byte, error) {
	if l > lowest {
		return b, fault("level", "unknown_level", "%v is not a level", l)
	}
	return append(b, l.String()...), nil
}

// MarshalText implements [encoding.TextMarshaler]; see [Level.AppendText].
func (l Level) MarshalText() ([]byte, error) { return l.AppendText([]byte{}) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseLevel] takes,
// and the empty text for the zero Level.
func (l *Level) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = 0
		return nil
	}
	got, err := ParseLevel(string(text))
	if err == nil {
		*l = got
	}
	return err
}

// quote quotes text of a caller for an error message, shortened.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
