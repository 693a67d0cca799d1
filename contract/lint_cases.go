package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// maxCases is how many combinations of facts are tried.
const maxCases = 20_000

// setFacts are facts that hold several words at once.
var setFacts = []string{"during", "has", "breached"}

// A dimension is a fact, or a row of a table, with its tests, and a value for each way in
// which these can come out.
type dimension struct {
	fact, row string
	tests     []any // bool or string
	values    []priority.Value
}

// cases are all combinations of facts that a few conditions can tell apart.
type cases []dimension

// cases returns the cases of the conditions, and false if there are too many, or a test
// compares with a parameter. Facts that are not among those wanted are left out; with none
// wanted there are all.
func (l *linter) cases(wanted []string, when ...priority.Condition) (cases, bool) {
	var c cases
	for _, w := range when {
		if !l.spend(20) || comparesParam(w) {
			return nil, false
		}
		c.collect(w)
	}
	if wanted != nil {
		c = slices.DeleteFunc(c, func(d dimension) bool { return !slices.Contains(wanted, d.fact) })
	}
	slices.SortFunc(c, func(a, b dimension) int { return strings.Compare(a.fact+"."+a.row, b.fact+"."+b.row) })
	n := 1
	for i := range c {
		var ok bool
		if c[i].values, ok = l.values(c[i]); !ok {
			return nil, false
		}
		if n *= len(c[i].values) + 1; n > maxCases {
			return nil, false
		}
	}
	return c, l.spend(n * len(when))
}

// comparesParam reports whether a test of w takes a parameter for what it compares with.
func comparesParam(w priority.Condition) bool {
	var c cases
	c.collect(w)
	return slices.ContainsFunc(c, func(d dimension) bool {
		return slices.ContainsFunc(d.tests, func(test any) bool {
			text, _ := test.(string)
			_, operand := cutOp(text)
			return strings.HasPrefix(operand, "$")
		})
	})
}

// collect adds the tests of a condition, each to its dimension.
func (c *cases) collect(w priority.Condition) {
	data, err := w.MarshalJSON()
	var t tree
	if err == nil && strict.Unmarshal(data, &t, "condition") == nil {
		c.collectTree(t)
	}
}

func (c *cases) collectTree(t tree) {
	for fact, test := range t {
		switch test := test.(type) {
		case tree:
			if fact == "not" {
				c.collectTree(test)
				continue
			}
			for row, of := range test {
				c.add(fact, row, of)
			}
		case []any:
			if fact != "any" {
				c.add(fact, "", test)
				continue
			}
			for _, one := range test {
				if sub, ok := one.(tree); ok {
					c.collectTree(sub)
				}
			}
		default:
			c.add(fact, "", test)
		}
	}
}

func (c *cases) add(fact, row string, test any) {
	list, ok := test.([]any)
	if !ok {
		list = []any{test}
	}
	i := slices.IndexFunc(*c, func(d dimension) bool { return d.fact == fact && d.row == row })
	if i < 0 {
		i, *c = len(*c), append(*c, dimension{fact: fact, row: row})
	}
	(*c)[i].tests = append((*c)[i].tests, list...)
}

// all yields every combination of values; with unstated, also those in which facts are
// stated by nobody.
func (c cases) all(unstated bool, yield func(priority.Facts) bool) {
	choice := make([]int, len(c)) // len(values) is unstated
	for {
		if !yield(c.facts(choice)) {
			return
		}
		i := 0
		for ; i < len(c); i++ {
			last := len(c[i].values) - 1
			if unstated {
				last++
			}
			if choice[i]++; choice[i] <= last {
				break
			}
			choice[i] = 0
		}
		if i == len(c) {
			return
		}
	}
}

func (c cases) facts(choice []int) priority.Facts {
	facts := priority.Facts{}
	tables := map[string]map[string]priority.Value{}
	for i, d := range c {
		if choice[i] >= len(d.values) {
			continue
		}
		if v := d.values[choice[i]]; d.row == "" {
			facts[d.fact] = v
		} else {
			if tables[d.fact] == nil {
				tables[d.fact] = map[string]priority.Value{}
			}
			tables[d.fact][d.row] = v
		}
	}
	for fact, rows := range tables {
		facts[fact] = priority.Table(rows)
	}
	return facts
}

// possible returns a case in which the condition holds and none of the others, and false
// if there is none. It goes by all facts in question, and everybody has stated them.
func (l *linter) possible(when []priority.Condition, none []priority.Condition) (priority.Facts, bool, bool) {
	if !l.spend(len(none)) {
		return nil, false, false
	}
	c, decided := l.cases(nil, append(slices.Clone(when), none...)...)
	if !decided {
		return nil, false, false
	}
	var found priority.Facts
	c.all(false, func(f priority.Facts) bool {
		holds := func(w priority.Condition) bool { return w.Holds(f) }
		if !slices.ContainsFunc(when, func(w priority.Condition) bool { return !w.Holds(f) }) && !slices.ContainsFunc(none, holds) {
			found = f
		}
		return found == nil
	})
	return found, found != nil, true
}

// reachable reports whether there may be work for which a rule holds and none of those
// before it. A fact that a rule before it asks for may be stated by nobody, and then that
// one does not hold: so only the rule's own facts matter.
func (l *linter) reachable(when priority.Condition, before []priority.Condition) bool {
	if !l.spend(len(before)) || comparesParam(when) {
		return true
	}
	facts := append([]string{}, when.Facts()...)
	before = slices.DeleteFunc(slices.Clone(before), func(w priority.Condition) bool {
		shared := func(fact string) bool { return slices.Contains(facts, fact) }
		return !w.IsZero() && (!slices.ContainsFunc(w.Facts(), shared) || comparesParam(w))
	})
	c, decided := l.cases(facts, append(before, when)...)
	if !decided {
		return true
	}
	reached := false
	c.all(true, func(f priority.Facts) bool {
		reached = when.Holds(f) && !slices.ContainsFunc(before, func(w priority.Condition) bool { return w.Holds(f) })
		return !reached
	})
	return reached
}

// caseText returns the facts in words, sorted.
func caseText(f priority.Facts) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		parts = append(parts, name+" is "+f[name].String())
	}
	return strings.Join(parts, " and ")
}
