package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// stated are the facts that the host states, on the entry, else the ticket, else the
// contract; a plan may declare more.
var stated = map[string]FactKind{
	"kind": FactWord, "channel": FactWord, "place": FactWord, "role": FactWord, "class": FactWord,
	"impact": FactWord, "urgency": FactWord, "asset": FactWord, "user": FactWord,
	"reported": FactFlag, "planned": FactFlag, "needed": FactTime, "ahead": FactTime,
}

// derived are the facts that follow from others: the level, the calendars open, the
// ticket's time, the time in a visit, contacts, open tickets, items in force, periods paid
// ahead, the payment cycle, the age of the contract, what was bought since a lot began,
// what is left in pools, the time since the contract ended, metrics breached, attainment,
// and how the contract ends.
var derived = []string{
	"level", "during", "size", "visit_time", "contacts", "open", "has", "prepaid", "pays", "age", "bought",
	"left", "away", "breached", "attainment", "ending",
}

// A rule is what is common to the rules of all lists, for checking.
type rule struct {
	path string
	id   string
	when priority.Condition
}

// rules returns all rules of p but those of its classification, list by list.
func (p *Plan) rules() [][]rule {
	lists := [][]rule{nil, nil, nil, nil, nil, nil, nil}
	at := func(n int, list string, i int, id string, when priority.Condition) {
		lists[n] = append(lists[n], rule{strict.At(list, i), id, when})
	}
	for i, r := range p.Measure {
		at(0, "measure", i, r.ID, r.When)
	}
	for i, r := range p.Weights {
		at(1, "weights", i, r.ID, r.When)
	}
	for i, r := range p.Cover {
		at(2, "cover", i, r.ID, r.When)
	}
	for i, r := range p.Items {
		at(3, "items", i, r.ID, r.When)
	}
	for i, r := range p.Rates {
		at(4, "rates", i, r.ID, r.When)
	}
	for i, r := range p.Adjust {
		at(5, "adjust", i, r.ID, r.When)
	}
	for i, r := range p.SLA.Targets {
		at(6, "sla.targets", i, r.ID, r.When)
	}
	return lists
}

// conditions returns every condition of p with its path.
func (p *Plan) conditions() []rule {
	var all []rule
	for _, list := range p.rules() {
		for _, r := range list {
			all = append(all, rule{r.path + ".when", "", r.when})
		}
	}
	i := 0
	for r := range p.Classify.All() {
		all = append(all, rule{strict.At("classify.rules", i) + ".when", "", r.When})
		i++
	}
	for i, item := range p.Items {
		for j, g := range item.Grants {
			path := strict.At(strict.At("items", i)+".grants", j)
			all = append(all, rule{path + ".extend.when", "", g.Extend.When})
			if g.Roll != nil {
				all = append(all, rule{path + ".roll.when", "", g.Roll.When})
			}
		}
	}
	return append(all, rule{"term.eligible", "", p.Term.Eligible})
}

// checkConditions notes facts that nobody states, and words in them that name nothing.
func (p *Plan) checkConditions(fs *strict.Faults) {
	for _, c := range p.conditions() {
		for _, name := range c.when.Facts() {
			name, _, _ = strings.Cut(name, ".")
			if param, ok := strings.CutPrefix(name, "$"); ok {
				if _, known := p.Params[param]; !known {
					fs.Add(c.path, "unknown_param", "the plan has no parameter %.80q", name)
				}
			} else if !p.knows(name) {
				fs.Add(c.path, "unknown_fact", "nobody states a fact %.80q: declare it in facts", name)
			}
		}
		for _, name := range words(c.when, "during") {
			if _, ok := p.Calendars[name]; !ok {
				fs.Add(c.path, "unknown_calendar", "no calendar is named %.80q", name)
			}
		}
		for _, name := range words(c.when, "level") {
			if _, err := priority.ParseLevel(name); err != nil {
				fs.Add(c.path, "unknown_level", "%.80q is not a level, P1 to P9", name)
			}
		}
		for _, name := range words(c.when, "left") {
			if _, ok := p.Pools[name]; !ok {
				fs.Add(c.path, "unknown_pool", "no pool is named %.80q", name)
			}
		}
	}
}

// knows reports whether anybody states the fact.
func (p *Plan) knows(name string) bool {
	_, usual := stated[name]
	_, own := p.Facts[name]
	return usual || own || slices.Contains(derived, name)
}

// words returns the words, or the rows, that a condition tests a fact for, sorted.
func words(c priority.Condition, fact string) []string {
	if !slices.ContainsFunc(c.Facts(), func(f string) bool { f, _, _ = strings.Cut(f, "."); return f == fact }) {
		return nil
	}
	data, err := c.MarshalJSON()
	if err != nil {
		return nil
	}
	var v any
	if strict.Unmarshal(data, &v, "condition") != nil {
		return nil
	}
	found := map[string]bool{}
	collect(v, fact, found)
	return slices.Sorted(maps.Keys(found))
}

func collect(v any, fact string, found map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, part := range v {
			collect(part, fact, found)
		}
	case tree:
		for key, test := range v {
			switch test := test.(type) {
			case string:
				if key == fact {
					found[test] = true
				}
			case []any:
				for _, word := range test {
					if s, ok := word.(string); ok && key == fact {
						found[s] = true
					}
				}
				collect(test, fact, found)
			case tree:
				for row := range test {
					if key == fact {
						found[row] = true
					}
				}
				collect(test, fact, found)
			}
		}
	}
}
