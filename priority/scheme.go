package priority

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// A Definition says what one level of a plan is.
type Definition struct {
	Level       Level
	Name        string   // "URGENT"; empty where the plan has only codes
	Aliases     []string // other names, in any language: "критический"
	Description string   // in words a customer could read

	// Weight is how much prepaid time an hour at this level burns, in hours of the base
	// level: 2.5 for "time and a half twice over". It is exact and more than zero; the
	// zero Decimal stands for 1.
	Weight decimal.Decimal
}

// A Scheme holds the levels of a plan with their names and weights. It does not change
// once made. The zero Scheme has no levels; make one with [NewScheme] or from JSON.
//
// In JSON it is an object from level to definition, weights as strings, as the "levels"
// section of a plan document has it:
//
//	{"P1": {"name": "URGENT", "weight": "2.5"}, "P4": {"name": "LOW"}}
type Scheme struct {
	defs []Definition // most urgent first
}

// NewScheme returns the scheme with the given levels, in any order. Faults: no levels at
// all; a level that is not P1 to P9 or stands twice; a weight below zero, or of more
// than 15 digits before the point or 9 after it; a name or alias that two levels share
// (compared as [Scheme.Parse] compares them), or that is the code of another level.
func NewScheme(defs []Definition) (Scheme, error) {
	var fs strict.Faults
	if len(defs) == 0 {
		fs.Add("", "empty", "a scheme needs at least one level")
	}
	s := Scheme{slices.Clone(defs)}
	levels := map[Level]bool{}
	names := map[string]Level{}
	for i := range s.defs {
		d := &s.defs[i]
		d.Aliases = slices.Clone(d.Aliases)
		if d.Weight.IsZero() {
			d.Weight = one
		}
		path := d.Level.String()
		switch {
		case !d.Level.IsValid():
			path = strict.At("", i)
			fs.Add(path, "unknown_level", "%s is not a level; want P1 to P9", quote(d.Level.String()))
		case levels[d.Level]:
			fs.Add(path, "duplicate_level", "stands twice")
		}
		levels[d.Level] = true
		switch {
		case d.Weight.IsNegative():
			fs.Add(strict.Below(path, "weight"), "not_positive", "a weight is more than zero")
		case !exact.Fits(d.Weight):
			fs.Add(strict.Below(path, "weight"), "out_of_range", "%s", outOfRange)
		}
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			key := fold(name)
			if other, taken := names[key]; key != "" && taken && other != d.Level {
				fs.Add(path, "duplicate_name", "%s is also a name of %v", quote(name), other)
			}
			if code, err := ParseLevel(strings.ToUpper(key)); err == nil && code != d.Level {
				fs.Add(path, "duplicate_name", "%s is the code of another level", quote(name))
			}
			names[key] = d.Level
		}
	}
	slices.SortFunc(s.defs, func(a, b Definition) int { return a.Level.Compare(b.Level) })
	if err := fs.Err("priority: scheme"); err != nil {
		return Scheme{}, err
	}
	return s, nil
}

var one = decimal.New(1, 0)

// Levels returns the definitions, most urgent first.
func (s Scheme) Levels() iter.Seq[Definition] {
	return func(yield func(Definition) bool) {
		for _, d := range s.defs {
			d.Aliases = slices.Clone(d.Aliases)
			if !yield(d) {
				return
			}
		}
	}
}

// Base returns the least urgent level of the scheme: the one that planned work has and
// that bundles of hours are named after.
func (s Scheme) Base() Level {
	if len(s.defs) == 0 {
		return 0
	}
	return s.defs[len(s.defs)-1].Level
}

// Definition returns what the scheme says of l, or a [*NotFoundError].
func (s Scheme) Definition(l Level) (Definition, error) {
	for _, d := range s.defs {
		if d.Level == l {
			d.Aliases = slices.Clone(d.Aliases)
			return d, nil
		}
	}
	return Definition{}, &NotFoundError{"level", l.String()}
}

// Weight returns the weight of l, or a [*NotFoundError] where the scheme does not have l:
// an unknown level is never silently weighed as 1.
func (s Scheme) Weight(l Level) (decimal.Decimal, error) {
	for i := range s.defs {
		if s.defs[i].Level == l {
			return s.defs[i].Weight, nil
		}
	}
	return decimal.Decimal{}, &NotFoundError{"level", l.String()}
}

// Name returns the name of l, or its code where it has none.
func (s Scheme) Name(l Level) string {
	if d, err := s.Definition(l); err == nil && d.Name != "" {
		return d.Name
	}
	return l.String()
}

// Parse returns the level that text names: its code ("P2"), its name or an alias, without
// regard to case, to space around it and to how much there is between its words. Other
// text is a [*NotFoundError].
func (s Scheme) Parse(text string) (Level, error) {
	key := fold(text)
	for _, d := range s.defs {
		if key == fold(d.Level.String()) || key == fold(d.Name) && key != "" ||
			slices.ContainsFunc(d.Aliases, func(a string) bool { return key == fold(a) && key != "" }) {
			return d.Level, nil
		}
	}
	return 0, &NotFoundError{"level", text}
}

// fold brings names that people take for the same to one form.
func fold(s string) string {
	s = strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
	return strings.ToLower(strings.ToUpper(s)) // by way of the capital: some have two small letters
}

// Equal reports whether s and t define the same levels with equal names and weights.
func (s Scheme) Equal(t Scheme) bool {
	return slices.EqualFunc(s.defs, t.defs, func(a, b Definition) bool {
		return a.Level == b.Level && a.Name == b.Name && slices.Equal(a.Aliases, b.Aliases) &&
			a.Description == b.Description && a.Weight.Equal(b.Weight)
	})
}

// definitionJSON is a [Definition] as it is written.
type definitionJSON struct {
	Name        string         `json:"name,omitempty"`
	Aliases     []string       `json:"aliases,omitempty"`
	Description string         `json:"description,omitempty"`
	Weight      *exact.Decimal `json:"weight,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. A weight of 1 is left out.
func (s Scheme) MarshalJSON() ([]byte, error) {
	out := map[Level]definitionJSON{}
	for _, d := range s.defs {
		j := definitionJSON{Name: d.Name, Aliases: d.Aliases, Description: d.Description}
		if !d.Weight.Equal(one) {
			j.Weight = &exact.Decimal{D: d.Weight}
		}
		out[d.Level] = j
	}
	return marshal(out)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (s *Scheme) UnmarshalJSON(data []byte) error {
	in := map[Level]definitionJSON{}
	if err := strict.Unmarshal(data, &in, "priority: scheme"); err != nil {
		return err
	}
	var fs strict.Faults
	var defs []Definition
	for _, l := range slices.Sorted(maps.Keys(in)) {
		j := in[l]
		if l == 0 {
			fs.Add(strict.Key("", ""), "unknown_level", "the empty text is not a level; want P1 to P9")
			continue
		}
		d := Definition{Level: l, Name: j.Name, Aliases: j.Aliases, Description: j.Description}
		if j.Weight != nil {
			if d.Weight = j.Weight.D; d.Weight.IsZero() {
				fs.Add(strict.Below(l.String(), "weight"), "not_positive", "a weight is more than zero")
			}
		}
		defs = append(defs, d)
	}
	got, err := NewScheme(defs)
	if len(defs) > 0 || fs.None() {
		fs.Join("", "invalid", err)
	}
	if fs.None() {
		*s = got
	}
	return fs.Err("priority: scheme")
}
