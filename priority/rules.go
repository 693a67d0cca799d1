package priority

import (
	"cmp"
	"iter"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Rule gives work a level if its condition holds.
type Rule struct {
	ID     string    `json:"id"`               // unique in its list; explanations name it
	When   Condition `json:"when,omitzero"`    // none: always
	Level  Level     `json:"level"`            // what the work then is
	Clause string    `json:"clause,omitempty"` // what the rule says, in words a customer could read
}

// A Pick says which of several matching rules decides.
type Pick string

// The ways to pick. The empty Pick is First.
const (
	First   Pick = "first"   // the first that matches, in the order written
	Highest Pick = "highest" // the most urgent level of all that match; the first of those
)

// RulesConfig describes [Rules]. In JSON it is the "classify" section of a plan document.
type RulesConfig struct {
	Pick    Pick   `json:"pick,omitempty"`   // which match decides; First
	Default Level  `json:"default,omitzero"` // where no rule matches; the zero Level leaves it open
	Rules   []Rule `json:"rules"`
}

// Rules classify work: facts in, level out, with the reason. They do not change once
// made; the zero Rules match nothing.
type Rules struct {
	cfg RulesConfig
}

// NewRules returns the rules that c describes. Faults: a rule without an ID, an ID that
// stands twice, a level that is not P1 to P9, a Pick that does not exist.
func NewRules(c RulesConfig) (Rules, error) {
	var fs strict.Faults
	c.Rules = slices.Clone(c.Rules)
	switch c.Pick {
	case "":
		c.Pick = First
	case First, Highest:
	default:
		fs.Add("pick", "unknown_word", "%s is neither first nor highest", quote(string(c.Pick)))
	}
	if c.Default > lowest {
		fs.Add("default", "unknown_level", "%v is not a level", c.Default)
	}
	seen := map[string]bool{}
	for i, r := range c.Rules {
		path := strict.At("rules", i)
		switch {
		case r.ID == "":
			fs.Add(path+".id", "empty", "a rule needs an id")
		case seen[r.ID]:
			fs.Add(path+".id", "duplicate_id", "%s stands twice", quote(r.ID))
		}
		seen[r.ID] = true
		if !r.Level.IsValid() {
			fs.Add(path+".level", "unknown_level", "a rule needs a level, P1 to P9")
		}
	}
	if err := fs.Err("priority: rules"); err != nil {
		return Rules{}, err
	}
	return Rules{c}, nil
}

// Config returns the rules as they were described.
func (r Rules) Config() RulesConfig {
	c := r.cfg
	c.Rules = slices.Clone(c.Rules)
	return c
}

// All returns the rules in order.
func (r Rules) All() iter.Seq[Rule] { return slices.Values(r.cfg.Rules) }

// Classify returns the level of the work that the facts describe. A fact "level" that is
// stated and is a level decides: what is already agreed is kept. Otherwise the rules
// decide as the Pick says, and the Default where none matches. All rules are tried in
// any case, so that the answer lists every match and every rule that could not be
// evaluated. A level stated by anything but its code is listed among these, as a rule "level"
// with a fact of the wrong kind: names are read by [Scheme.Parse] first.
func (r Rules) Classify(f Facts) Classification {
	c := Classification{Level: r.cfg.Default, Basis: ByDefault}
	if c.Level == 0 {
		c.Basis = Undecided
	}
	for _, rule := range r.cfg.Rules {
		switch o, missing := rule.When.Eval(f); o {
		case Unknown:
			if c.NotEvaluated == nil {
				c.NotEvaluated = make([]NotEvaluated, 0, len(r.cfg.Rules)) // where facts are few, many rules lack some
			}
			c.NotEvaluated = append(c.NotEvaluated, NotEvaluated{rule, missing, len(c.Matches) > 0})
		case True:
			c.Matches = append(c.Matches, rule)
			if c.Basis != ByRule || r.cfg.Pick == Highest && rule.Level.Outranks(c.Level) {
				c.Level, c.Rule, c.Basis = rule.Level, rule.ID, ByRule
			}
		}
	}
	if v := f["level"]; v.kind != none {
		if l, err := ParseLevel(v.String()); err == nil && v.kind == word {
			c.Level, c.Rule, c.Basis = l, "", Stated
		} else {
			c.NotEvaluated = append(c.NotEvaluated, NotEvaluated{Rule: Rule{ID: "level"}, Missing: []Missing{{"level", wrongKind}}})
		}
	}
	c.Pick = r.cfg.Pick
	return c
}

// Equal reports whether both hold the same rules in the same order.
func (r Rules) Equal(s Rules) bool {
	return cmp.Or(r.cfg.Pick, First) == cmp.Or(s.cfg.Pick, First) && r.cfg.Default == s.cfg.Default && slices.EqualFunc(r.cfg.Rules, s.cfg.Rules, Rule.Equal)
}

// Equal reports whether both rules say the same.
func (r Rule) Equal(s Rule) bool {
	return r.ID == s.ID && r.Level == s.Level && r.Clause == s.Clause && r.When.Equal(s.When)
}

// MarshalJSON implements [json.Marshaler].
func (r Rules) MarshalJSON() ([]byte, error) {
	c := r.cfg
	if c.Pick == First {
		c.Pick = ""
	}
	if c.Rules == nil {
		c.Rules = []Rule{}
	}
	return strict.Marshal(c)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (r *Rules) UnmarshalJSON(data []byte) error {
	var c RulesConfig
	if err := strict.Unmarshal(data, &c, "priority: rules"); err != nil {
		return err
	}
	got, err := NewRules(c)
	if err == nil {
		*r = got
	}
	return err
}
