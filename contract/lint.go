package contract

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A Finding is something in a plan that is legal and that nobody would want, as far as
// can be told: a rule that no work can reach, a discount left at 0%, hours granted and
// never drawn. Its Path says where, rules by their id ("cover[over].upto"), its Code what
// kind of finding, the same in every version, and its Text the same in words.
type Finding struct {
	Path string `json:"path"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// String returns the finding as "path: text".
func (f Finding) String() string { return f.Path + ": " + f.Text }

// Equal reports whether f and g are the same finding.
func (f Finding) Equal(g Finding) bool { return f == g }

// A lint looks for one kind of finding, and says where it is and what.
type lint struct {
	code  string
	whole bool // it looks for what is missing, which those that extend an abstract plan may add
	find  func(l *linter, say sayFunc)
}

type sayFunc func(path, format string, args ...any)

// lints are all kinds of findings in a plan.
func lints() []lint {
	return []lint{
		{"no_rate", true, (*linter).noRate},
		{"never", false, (*linter).never},
		{"unreachable", false, (*linter).unreachable},
		{"overtakes_refusal", false, (*linter).overtakes},
		{"never_granted", true, (*linter).neverGranted},
		{"never_drawn", true, (*linter).neverDrawn},
		{"bands_overlap", false, (*linter).bandsOverlap},
		{"bands_gap", true, (*linter).bandsGap},
		{"holidays_missing", false, (*linter).holidaysMissing},
		{"holidays_end", false, (*linter).holidaysEnd},
		{"discount_zero", true, (*linter).discountZero},
		{"price_zero", true, (*linter).priceZero},
		{"no_price", true, (*linter).noPrice},
		{"price_cliff", false, (*linter).priceCliff},
		{"more_costs_less", false, (*linter).moreCostsLess},
		{"not_proportional", true, (*linter).notProportional},
		{"weighed_twice", false, (*linter).weighedTwice},
		{"lives_short", false, (*linter).livesShort},
		{"anchor_clamped", false, (*linter).anchorClamped},
		{"name_clash", false, (*linter).nameClash},
		{"unused", true, (*linter).unused},
		{"unknown_catalogue", false, (*linter).unknownCatalogue},
		{"not_estimated", false, (*linter).notEstimated},
	}
}

// Lint returns what is legal in a plan and suspicious, sorted by path. With no edition it
// looks at the latest. A plan that is only there to be extended is not blamed for what
// others may add. The error is a [*NotFoundError].
//
// Conditions are compared by trying every combination of facts that they can tell apart;
// where these are too many, or a parameter decides, nothing is found; a document cannot
// keep it busy for long. Hours are looked at as they are from 2020 to 2039.
//
// The codes, by what they are about:
//
//	rules      never, unreachable, overtakes_refusal
//	money      no_rate, no_price, price_zero, discount_zero, price_cliff, more_costs_less,
//	           weighed_twice, not_proportional
//	pools      never_granted, never_drawn, lives_short
//	hours      bands_overlap, bands_gap, holidays_missing, holidays_end
//	names      name_clash, unused
//	the rest   anchor_clamped, unknown_catalogue, not_estimated
func (r *Registry) Lint(id, edition string) ([]Finding, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return nil, err
	}
	var fs strict.Faults
	l := &linter{reg: r, doc: d, plan: d.plan, bound: r.compile(d.tree, d.plan, nil, true, &fs), budget: maxTries}
	if err := fs.Err("contract: plan"); err != nil {
		return nil, err // a registry holds none of these
	}
	var list []Finding
	for _, lint := range lints() {
		if lint.whole && d.plan.Abstract {
			continue
		}
		lint.find(l, func(path, format string, args ...any) {
			list = append(list, Finding{path, lint.code, fmt.Sprintf(format, args...)})
		})
	}
	return sortFindings(list), nil
}

func sortFindings(list []Finding) []Finding {
	slices.SortFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(list)
}

// LintBetween returns what is suspicious between the documents of the registry, by path,
// which begins with a document's id. The codes:
//
//	same_name    two plans that can be sold have one name: a customer who asks for "Optimal" may mean either
//	same_from    two editions of a plan begin on one day
//	unextended   a plan that is only there to be extended, and is not
func (r *Registry) LintBetween() []Finding {
	var list []Finding
	named, begun := map[string]*document{}, map[string]*document{}
	extended := map[string]bool{}
	for _, d := range r.docs {
		for _, id := range d.chain {
			extended[id] = true
		}
	}
	for _, d := range r.docs {
		if name := plainName(d.plan.Name); name != "" && !d.plan.Abstract {
			if e, taken := named[name]; !taken {
				named[name] = d
			} else if e.id != d.id {
				list = append(list, Finding{d.name() + ".name", "same_name", fmt.Sprintf("%q is the name of %s too", d.plan.Name, e.name())})
			}
		}
		edition := d.id + " " + d.from.String()
		if e, taken := begun[edition]; taken {
			list = append(list, Finding{d.name() + ".from", "same_from", fmt.Sprintf("edition %q begins on the same day", e.edition)})
		}
		begun[edition] = d
		if d.plan.Abstract && !extended[d.id] {
			list = append(list, Finding{d.name() + ".abstract", "unextended", "no plan extends it, and it cannot be sold itself"})
		}
	}
	return sortFindings(list)
}

// plainName returns a name without what people do not see in it: case, and how much space.
func plainName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// LintFacts returns the facts that a plan tests, counts or draws, that the host has to state,
// and that none of the sample states: rules that test them never apply. The code is
// not_stated, the path that of a rule with the fact. The error is a [*NotFoundError].
func (r *Registry) LintFacts(id, edition string, sample iter.Seq[priority.Facts]) ([]Finding, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return nil, err
	}
	unseen := map[string]string{} // to the first path
	note := func(path, fact string) {
		fact, _, _ = strings.Cut(fact, ".")
		if _, seen := unseen[fact]; !seen && !strings.HasPrefix(fact, "$") && !slices.Contains(derived, fact) {
			unseen[fact] = path
		}
	}
	for _, c := range d.plan.allConditions() {
		for _, fact := range c.when.Facts() {
			note(c.path, fact)
		}
	}
	for fact, kind := range d.plan.Facts {
		if path := d.plan.counts(fact); kind != FactMeter && path != "" {
			note(path, fact)
		}
	}
	for facts := range sample {
		for fact := range facts {
			delete(unseen, fact)
		}
	}
	var list []Finding
	for fact, path := range unseen {
		list = append(list, Finding{path, "not_stated", fmt.Sprintf("nothing in the sample states %s", fact)})
	}
	return sortFindings(list), nil
}

// A linter looks at one plan: as it is, with its parameters open, and bound with samples
// of those that are.
type linter struct {
	reg   *Registry
	doc   *document
	plan  Plan
	bound *Terms

	budget int // of conditions that may yet be tried; see spend

	opened   bool // see openings
	known    bool
	openings []opening
	openSets [][]string // of calendars that are open together, each once
}

// maxTries is how often conditions are tried in one plan, in all: about a second.
const maxTries = 1_000_000

// spend takes n tries off the budget, and reports whether there were so many left. Once it
// is used up, nothing is decided any more: what cannot be told is not found.
func (l *linter) spend(n int) bool {
	l.budget -= min(n, l.budget+1)
	return l.budget >= 0
}

// rulePath returns the path of a rule by its id, or by its place if it has none.
func rulePath(list string, i int, id string) string {
	if id == "" {
		return strict.At(list, i)
	}
	return list + "[" + id + "]"
}

// named returns r with its path by its id.
func (r rule) named() string {
	if i := strings.LastIndexByte(r.path, '['); r.id != "" && i >= 0 {
		return rulePath(r.path[:i], 0, r.id)
	}
	return r.path
}

// allConditions returns every condition of p, with its path by ids.
func (p *Plan) allConditions() []rule {
	var all []rule
	for _, list := range p.rules() {
		for _, r := range list {
			all = append(all, rule{r.named() + ".when", r.id, r.when})
		}
	}
	for r := range p.Classify.All() {
		all = append(all, rule{rulePath("classify.rules", 0, r.ID) + ".when", r.ID, r.When})
	}
	for i, item := range p.Items {
		for j, g := range item.Grants {
			path := strict.At(rulePath("items", i, item.ID)+".grants", j)
			all = append(all, rule{path + ".extend.when", "", g.Extend.When})
			if g.Roll != nil {
				all = append(all, rule{path + ".roll.when", "", g.Roll.When})
			}
		}
	}
	return append(all, rule{"term.eligible", "", p.Term.Eligible})
}

// counts returns the path of something that counts a fact, or the empty path.
func (p *Plan) counts(fact string) string {
	for i, item := range p.Items {
		if item.Of == fact {
			return rulePath("items", i, item.ID) + ".of"
		}
	}
	for i, a := range p.Adjust {
		if a.Of == fact {
			return rulePath("adjust", i, a.ID) + ".of"
		}
	}
	for name, pool := range p.Pools {
		if pool.Of == fact {
			return strict.Key("pools", name) + ".of"
		}
	}
	return ""
}
