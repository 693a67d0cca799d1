package contract

import (
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A profile is what follows from the facts of a piece alone. Pieces of the same facts, and a
// month has many, share one, so that each rule is tried on it once.
type profile struct {
	facts  priority.Facts
	class  priority.Classification
	level  priority.Level
	weight decimal.Decimal

	measure, cover, rates []tried // by place of the rule
}

// tried is what came of a rule: an outcome and one, nothing if it was not tried yet.
type tried uint8

// A profileKey is all that the facts of a piece come from, where they come from nothing that
// is of the piece alone.
type profileKey struct {
	terms         *Terms
	entry, ticket *known
	level         priority.Level
	during        uint64
	timed         bool
}

// known are facts that were stated, read once for all entries that state the same.
type known struct{ facts priority.Facts }

// ofItsOwn are facts that each piece has for itself.
var ofItsOwn = []string{"contacts", "size", "visit_time", "open", "breached", "has", "left", "age"}

// shares reports whether pieces under the terms may share a profile: no rule asks for what
// each has for itself.
func (t *Terms) shares() bool {
	for _, name := range ofItsOwn {
		if t.asks[name] && name != "contacts" {
			return false
		}
	}
	for name, kind := range t.plan.Facts {
		if kind == FactMeter && t.asks[name] {
			return false
		}
	}
	return len(t.watched) <= 64
}

// profile returns what follows from the facts of a piece.
func (a *Account) profile(p *piece) *profile {
	key := profileKey{p.terms, p.work.known, nil, p.entry.Level, p.open, p.timed}
	shared := p.terms.shared
	if p.ticket != nil {
		told := a.told(p)
		key.ticket = told.known
		shared = shared && len(told.Events) == 0
	}
	if shared {
		if old, ok := a.profiles[key]; ok {
			return old
		}
	}
	x := &profile{facts: a.facts(p)}
	plan := &p.terms.plan
	x.class = plan.Classify.Classify(x.facts)
	x.level = x.class.Level
	if x.level != 0 {
		x.facts["level"] = priority.Word(x.level.String())
	}
	x.measure, x.cover, x.rates = make([]tried, len(plan.Measure)), make([]tried, len(plan.Cover)), make([]tried, len(plan.Rates))
	x.weight = a.weight(p.terms, x)
	if shared {
		if a.profiles == nil {
			a.profiles = map[profileKey]*profile{}
		}
		a.profiles[key] = x
	}
	return x
}

// try tries a rule on a profile, once, and notes facts that it lacks.
func (a *Account) try(facts priority.Facts, done *tried, id string, when priority.Condition) bool {
	if *done == 0 {
		outcome, missing := when.Eval(facts)
		if outcome == priority.Unknown {
			a.skipped[id] = missing
		}
		*done = tried(outcome) + 1
	}
	return *done == tried(priority.True)+1
}

// state reads facts that were stated, those that are the same once.
func (a *Account) state(f Facts, p *Plan, fs *strict.Faults, path func() string) *known {
	if len(f) == 0 {
		return nil
	}
	names := make([]string, 0, 8)
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	key := append(make([]byte, 0, 200), p.ID...)
	for _, name := range names {
		key = append(append(append(append(key, 0), name...), 1), f[name]...)
	}
	if k, ok := a.stated[string(key)]; ok {
		return k
	}
	var own strict.Faults
	k := &known{f.values(p, "", &own)}
	if !own.None() {
		f.values(p, path()+".facts", fs)
		return k
	}
	if a.stated == nil {
		a.stated = map[string]*known{}
	}
	a.stated[string(key)] = k
	return k
}

// values returns the facts; of nothing that was stated none.
func (k *known) values() priority.Facts {
	if k == nil {
		return nil
	}
	return k.facts
}
