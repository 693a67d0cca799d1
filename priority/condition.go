package priority

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Condition is the "when" of a rule: what must hold for the rule to apply. The zero
// Condition always holds. Make others with [ParseCondition]; they do not change.
//
// It is written as a JSON object from fact to test, all of which must hold:
//
//	{"place": "onsite"}                            the fact is this word, or its set has it
//	{"kind": ["travel", "coding"]}                 any of these
//	{"planned": false}                             a flag
//	{"needed": "<=1h"}, {"seats": ">10"}           a comparison: < <= > >= with a time or number
//	{"age": ">14 days"}                            days and weeks count 24 hours a day
//	{"contacts": ">=3 in 24h"}                     this many events within that time of the start
//	{"left": {"hours": ">=1h"}}                    a row of a table
//	{"needed": "<=$limit"}, {"$hours": ">40h"}     a parameter, stated as the fact "$limit"
//	{"not": {"during": "office"}}                  the opposite of another condition
//	{"any": [{"express": true}, {"place": "bench"}]}  at least one of several
//
// A fact that nobody stated makes the condition unknown, never true, also under "not":
// see [Condition.Eval].
type Condition struct {
	terms []term // sorted by fact, then row
}

// A term is one member of the object: the tests of a fact (any of which will do), or one
// of the two words not and any.
type term struct {
	fact  string
	row   string // of a table
	tests []test
	list  bool        // the tests were written as a list
	conds []Condition // of not (one) and any
}

const (
	notWord = "not"
	anyWord = "any"
)

// An Outcome is what became of a [Condition]. The zero Outcome is False.
type Outcome uint8

// The three outcomes. Unknown means that a fact it would take was not stated.
const (
	False Outcome = iota
	Unknown
	True
)

// String returns "false", "unknown" or "true".
func (o Outcome) String() string { return [...]string{"false", "unknown", "true"}[min(o, True)] }

// A Missing is a fact that was needed and not there, or of no use.
type Missing struct {
	Fact string // its name: "during", "$limit", "left.hours"
	Why  string // code: "not_stated", or "wrong_kind" where a word was given for a time
}

// String returns the fact and what is wrong with it.
func (m Missing) String() string {
	if m.Why == notStated {
		return m.Fact + " was not stated"
	}
	return m.Fact + " is of the wrong kind"
}

const (
	notStated = "not_stated"
	wrongKind = "wrong_kind"
)

// Holds reports whether the condition is true of the facts. Unknown is not true.
func (c Condition) Holds(f Facts) bool {
	o, _ := c.Eval(f)
	return o == True
}

// Eval returns whether the condition is true of the facts, false, or unknown because of
// the facts listed, sorted by name. The logic is Kleene's: a conjunction with a false
// part is false whatever else is unknown, an alternative with a true part is true, and
// the opposite of unknown is unknown.
func (c Condition) Eval(f Facts) (Outcome, []Missing) {
	o, missing := c.eval(f)
	slices.SortFunc(missing, func(a, b Missing) int { return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Why, b.Why)) })
	return o, slices.Compact(missing)
}

func (c Condition) eval(f Facts) (Outcome, []Missing) {
	out, missing := True, []Missing(nil)
	for _, t := range c.terms {
		o, m := t.eval(f)
		if o == False {
			return False, nil
		}
		out, missing = min(out, o), together(missing, m)
	}
	return out, missing
}

// together returns what both lack. Mostly one of them lacks nothing, and the other is the answer.
func together(a, b []Missing) []Missing {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

func (t term) eval(f Facts) (Outcome, []Missing) {
	switch t.fact {
	case notWord:
		o, missing := t.conds[0].eval(f)
		return True - o, missing
	case anyWord:
		return anyOf(t.conds, func(c Condition) (Outcome, []Missing) { return c.eval(f) })
	}
	v, name := f[t.fact], t.fact
	if t.row != "" {
		name += "." + t.row
		if v.kind != table && v.kind != none {
			return Unknown, []Missing{{name, wrongKind}}
		}
		v = v.table[t.row]
	}
	if v.kind == none {
		return Unknown, []Missing{{name, notStated}}
	}
	return anyOf(t.tests, func(x test) (Outcome, []Missing) { return x.eval(name, v, f) })
}

// anyOf returns the outcome of "at least one of".
func anyOf[T any](list []T, eval func(T) (Outcome, []Missing)) (Outcome, []Missing) {
	out, missing := False, []Missing(nil)
	for _, x := range list {
		o, m := eval(x)
		if o == True {
			return True, nil
		}
		out, missing = max(out, o), together(missing, m)
	}
	return out, missing
}

// Facts returns the names of the facts and parameters that the condition tests, sorted.
func (c Condition) Facts() []string {
	var names []string
	for _, t := range c.terms {
		for _, sub := range t.conds {
			names = append(names, sub.Facts()...)
		}
		if t.conds == nil {
			names = append(names, t.fact)
		}
		for _, x := range t.tests {
			if x.param != "" {
				names = append(names, x.param)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// IsZero reports whether the condition tests nothing and so always holds.
func (c Condition) IsZero() bool { return len(c.terms) == 0 }

// Equal reports whether c and d are written the same.
func (c Condition) Equal(d Condition) bool {
	return slices.EqualFunc(c.terms, d.terms, func(a, b term) bool {
		return a.fact == b.fact && a.row == b.row && a.list == b.list &&
			slices.EqualFunc(a.tests, b.tests, test.equal) && slices.EqualFunc(a.conds, b.conds, Condition.Equal)
	})
}

// String returns the condition in words: "place is onsite and planned is false".
func (c Condition) String() string {
	if c.IsZero() {
		return "always"
	}
	var parts []string
	for _, t := range c.terms {
		parts = append(parts, t.String())
	}
	return strings.Join(parts, " and ")
}

func (t term) String() string {
	switch t.fact {
	case notWord:
		return "not (" + t.conds[0].String() + ")"
	case anyWord:
		var parts []string
		for _, c := range t.conds {
			parts = append(parts, c.String())
		}
		return "(" + strings.Join(parts, " or ") + ")"
	}
	var alternatives []string
	for _, x := range t.tests {
		alternatives = append(alternatives, x.String())
	}
	name := t.fact
	if t.row != "" {
		name += " of " + t.row
	}
	return fmt.Sprintf("%s is %s", name, strings.Join(alternatives, " or "))
}
