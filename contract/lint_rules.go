package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// takesAll reports whether the rule leaves nothing of the work that it matches: it has no
// bound, waits for nobody's word, and is not limited by what a pool holds.
func (c Cover) takesAll() bool {
	return c.As != AsDraw && c.UpTo.IsZero() && c.Beyond.IsZero() && c.Step.IsZero() && c.Needs == ""
}

// noRate finds work that is charged and that no rate matches: the plan cannot price it.
func (l *linter) noRate(say sayFunc) {
	var rates, taken []priority.Condition
	for _, r := range l.plan.Rates {
		rates = append(rates, r.When)
	}
	if slices.ContainsFunc(rates, priority.Condition.IsZero) {
		return
	}
	last := Cover{As: AsCharge} // what stands after the last rule
	for i, c := range append(slices.Clone(l.plan.Cover), last) {
		if c.As == AsCharge {
			path := rulePath("cover", i, c.ID)
			what := "what it charges"
			if i == len(l.plan.Cover) {
				path, what = "cover", "what falls through all rules is charged, and"
			}
			found, ok, decided := l.possible([]priority.Condition{c.When}, append(slices.Clone(taken), rates...))
			switch {
			case len(rates) == 0 && (ok || !decided):
				say(path, "%s has no rate: the plan cannot price it", what)
			case ok:
				say(path, "%s has no rate where %s: the plan cannot price it", what, caseText(found))
			}
		}
		if c.takesAll() {
			taken = append(taken, c.When)
		}
	}
}

// never finds conditions that contradict themselves.
func (l *linter) never(say sayFunc) {
	for _, c := range l.plan.allConditions() {
		if !l.reachable(c.when, nil) {
			say(c.path, "it never holds: %s", c.when)
		}
	}
}

// unreachable finds rules that come after others which take all of their work.
func (l *linter) unreachable(say sayFunc) {
	look := func(paths []string, when []priority.Condition, takes func(i int) bool) {
		for i := range when {
			if l.budget < 0 {
				return
			}
			var before []priority.Condition
			for j := range i {
				if takes(j) {
					before = append(before, when[j])
				}
			}
			if l.reachable(when[i], nil) && !l.reachable(when[i], before) {
				say(paths[i], "no work reaches it: the rules before it have taken it all")
			}
		}
	}
	all := func(int) bool { return true }
	rules := l.plan.rules()
	lists := func(list []rule) (paths []string, when []priority.Condition) {
		for _, r := range list {
			paths, when = append(paths, r.named()), append(when, r.when)
		}
		return paths, when
	}
	for pass := 1; pass <= 2; pass++ {
		var list []rule
		for i, m := range l.plan.Measure {
			if max(m.Pass, 1) == pass {
				list = append(list, rules[0][i])
			}
		}
		paths, when := lists(list)
		look(paths, when, all)
	}
	paths, when := lists(rules[2])
	look(paths, when, func(i int) bool { return l.plan.Cover[i].takesAll() })
	paths, when = lists(rules[4])
	look(paths, when, all)
	for _, metric := range metrics {
		var list []rule
		for i, target := range l.plan.SLA.Targets {
			if _, ok := target.Within[metric]; ok {
				list = append(list, rule{rules[6][i].named() + ".within." + metric, "", target.When})
			}
		}
		paths, when := lists(list)
		look(paths, when, all)
	}
	if l.plan.Classify.Config().Pick != priority.Highest {
		paths, when = nil, nil
		for r := range l.plan.Classify.All() {
			paths, when = append(paths, rulePath("classify.rules", 0, r.ID)), append(when, r.When)
		}
		look(paths, when, all)
	}
}

// overtakes finds rules that a plan puts before a refusal of one that it extends, and
// that take some of the work refused there. A refusal of all that is left guards nothing.
func (l *linter) overtakes(say sayFunc) {
	origins, chain := l.reg.origins(l.doc, "cover"), l.reg.chain(l.doc)
	for j, guard := range l.plan.Cover {
		if guard.As != AsRefuse || guard.When.IsZero() && guard.Beyond.IsZero() {
			continue
		}
		for i, c := range l.plan.Cover[:j] {
			if origins[i] >= origins[j] || c.As == AsRefuse || c.As == AsDefer {
				continue
			}
			if f, ok, _ := l.possible([]priority.Condition{c.When, guard.When}, nil); ok {
				name := chain[origins[j]].id
				say(rulePath("cover", i, c.ID), "it stands before the refusal %s of %s, and takes work refused there%s",
					rulePath("cover", j, guard.ID), name, where(f))
			}
		}
	}
}

func where(f priority.Facts) string {
	if len(f) == 0 {
		return ""
	}
	return ", where " + caseText(f)
}

// chain returns d and what it extends, the nearest first.
func (r *Registry) chain(d *document) []*document {
	list := []*document{d}
	for _, id := range d.chain {
		if e, err := r.find(id, ""); err == nil {
			list = append(list, e)
		}
	}
	return list
}

// origins returns for each rule of a list of the merged document which document of the
// chain of d, 0 for d itself, is the nearest that says something of it, besides how it is
// explained.
func (r *Registry) origins(d *document, list string) []int {
	nearest := map[string]int{} // by id, or by the whole rule if it has none
	key := func(rule any) string {
		if o, ok := rule.(tree); ok && o["id"] != nil {
			return jsonText(o["id"])
		}
		return jsonText(rule)
	}
	chain := r.chain(d)
	for n, e := range chain {
		for _, own := range rulesAt(e.own, list) {
			o, _ := own.(tree)
			_, clause := o["clause"]
			explains := o["id"] != nil && len(o) == 2 && clause
			if _, taken := nearest[key(own)]; !taken && !explains {
				nearest[key(own)] = n
			}
		}
	}
	var origins []int
	for _, rule := range rulesAt(d.tree, list) {
		n, known := nearest[key(rule)]
		if !known {
			n = len(chain) - 1
		}
		origins = append(origins, n)
	}
	return origins
}

// rulesAt returns the rules of a list of a document: "cover", "sla.targets".
func rulesAt(t tree, list string) []any {
	if section, rest, ok := strings.Cut(list, "."); ok {
		sub, _ := t[section].(tree)
		return rulesAt(sub, rest)
	}
	rules, _ := t[list].([]any)
	return rules
}

// nameClash finds an item and a rate of one id: what is said of one is said of the other.
func (l *linter) nameClash(say sayFunc) {
	for i, item := range l.plan.Items {
		if slices.ContainsFunc(l.plan.Rates, func(r Rate) bool { return r.ID == item.ID }) {
			say(rulePath("items", i, item.ID), "a rate has this id too: what is said of one is said of both")
		}
	}
}

// unused finds what the plan defines and nothing in it names.
func (l *linter) unused(say sayFunc) {
	used := map[string]bool{}
	mark := func(kind string, names ...string) {
		for _, n := range names {
			used[kind+" "+n] = true
		}
	}
	for _, c := range l.plan.allConditions() {
		mark("calendar", words(c.when, "during")...)
		for _, fact := range c.when.Facts() {
			mark("fact", fact)
			mark("param", fact)
		}
	}
	for _, t := range l.plan.SLA.Targets {
		mark("calendar", t.Clock)
	}
	for _, c := range l.plan.Calendars {
		mark("calendar", append(slices.Clone(c.Union), c.Except...)...)
	}
	texts(l.doc.tree, func(s string) {
		if name, _, _ := strings.Cut(s, " "); strings.HasPrefix(name, "$") {
			mark("param", name)
		}
		if strings.Contains(s, string(UnitBusinessDay)) {
			mark("calendar", l.plan.businessDays())
		}
	})
	find := func(section, kind, prefix string, names []string) {
		for _, name := range names {
			if !used[kind+" "+prefix+name] && (kind != "fact" || l.plan.counts(name) == "") {
				say(strict.Key(section, name), "nothing in the plan looks at it")
			}
		}
	}
	find("calendars", "calendar", "", sortedKeys(l.plan.Calendars))
	find("facts", "fact", "", sortedKeys(l.plan.Facts))
	find("params", "param", "$", sortedKeys(l.plan.Params))
}

// texts visits what stands in a document as a value, texts for people aside.
func texts(v any, visit func(s string)) {
	switch v := v.(type) {
	case tree:
		for key, value := range v {
			if !slices.Contains(free, key) {
				texts(value, visit)
			}
		}
	case []any:
		for _, value := range v {
			texts(value, visit)
		}
	case string:
		visit(v)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
