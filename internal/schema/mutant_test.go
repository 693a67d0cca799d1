package schema_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A mutation makes one value of a document into another.
type mutation struct {
	op  string
	why string
	of  func(v any) (any, bool) // false: not for this value
}

// mutations are done to every value, whatever it stands for.
var mutations = []mutation{
	{"null", "nothing at all", func(v any) (any, bool) { return nil, v != nil }},
	{"number", "a number where text is due", func(v any) (any, bool) { _, ok := v.(string); return json.Number("1"), ok }},
	{"true", "a flag where none is due", func(v any) (any, bool) { _, ok := v.(bool); return true, !ok }},
	{"text", "text where none is due", func(v any) (any, bool) { _, ok := v.(string); return "text", !ok }},
	{"list", "a list of it", func(v any) (any, bool) { _, ok := v.([]any); return []any{v}, !ok }},
	{"object", "an object in its place", func(v any) (any, bool) { _, ok := v.(map[string]any); return map[string]any{}, !ok }},
	{"empty", "nothing in it", func(v any) (any, bool) {
		switch v.(type) {
		case string:
			return "", true
		case []any:
			return []any{}, true
		}
		return nil, false
	}},
	{"malformed", "a stray character before it", text(func(s string) string { return "?" + s })},
	{"misspelt", "a letter too many", text(func(s string) string { return s + "x" })},
	{"spaced", "a space before it", text(func(s string) string { return " " + s })},
	{"stranger", "one more element, of another kind", func(v any) (any, bool) {
		list, ok := v.([]any)
		return append(slices.Clone(list), json.Number("1")), ok
	}},
	{"unknown", "a field that there is not", func(v any) (any, bool) {
		object, ok := v.(map[string]any)
		object = maps.Clone(object)
		if ok {
			object["unknown"] = json.Number("1")
		}
		return object, ok
	}},
}

func text(edit func(s string) string) func(v any) (any, bool) {
	return func(v any) (any, bool) {
		s, ok := v.(string)
		return edit(s), ok
	}
}

// A mutant is a document with one thing wrong, and where.
type mutant struct {
	op, path string
	value    any            // that was mutated
	in       map[string]any // the nearest object that it stands in
	plan     any
}

// mutants calls yield with each mutant of a document. Nothing in the schema looks from one
// section to another, or from one rule to the next; so each mutant has only the part that
// is wrong, and the head of the document.
func mutants(plan map[string]any, yield func(m mutant)) {
	head := map[string]any{}
	for key, v := range plan {
		if !section(v) {
			head[key] = v
		}
	}
	grow(head, "", nil, func(v any) any { return v }, yield)
	for key, v := range plan {
		if section(v) {
			misspelt := maps.Clone(head)
			misspelt[key+"x"] = v
			yield(mutant{"misspell", key, v, head, misspelt})
			for _, part := range parts(v) {
				grow(part, key, nil, func(v any) any {
					doc := maps.Clone(head)
					doc[key] = v
					return doc
				}, yield)
			}
		}
	}
}

func section(v any) bool {
	_, list := v.([]any)
	_, object := v.(map[string]any)
	return list || object
}

// parts returns a section as sections of one rule each, or of one field.
func parts(v any) []any {
	var list []any
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			list = append(list, []any{x})
		}
	case map[string]any:
		rest := maps.Clone(v)
		for _, key := range []string{"rules", "targets"} {
			for _, rule := range parts(v[key]) {
				rest[key] = rule
				list = append(list, map[string]any{key: rule})
			}
		}
		list = append(list, rest)
	}
	return list
}

// grow calls yield with each mutant of the value v at a path; put returns the document
// with another value in its place.
func grow(v any, path string, in map[string]any, put func(v any) any, yield func(m mutant)) {
	for _, mutation := range mutations {
		if w, ok := mutation.of(v); ok {
			yield(mutant{mutation.op, path, v, in, put(w)})
		}
	}
	switch v := v.(type) {
	case []any:
		at := path + "[]"
		for i, x := range v {
			grow(x, at, in, func(y any) any {
				list := slices.Clone(v)
				list[i] = y
				return put(list)
			}, yield)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			at := member(path, key)
			with := func(other string, x any) any {
				object := maps.Clone(v)
				delete(object, key)
				if other != "" {
					object[other] = x
				}
				return put(object)
			}
			yield(mutant{"drop", at, v[key], v, with("", nil)})
			yield(mutant{"misspell", at, v[key], v, with(key+"x", v[key])})
			grow(v[key], at, v, func(y any) any { return with(key, y) }, yield)
		}
	}
}

// named are objects whose members have names of the document's own.
var named = regexp.MustCompile(`^(params|set|facts|calendars|levels|pools|calendars\.\*\.dates|sla\.pause|when\.left)$`)

// usual are the facts that documents need not declare.
var usual = strings.Fields(`level kind channel place role class impact urgency asset user during has pays breached ending reported planned not any
	needed ahead size visit_time age away open prepaid bought attainment contacts left`)

// member returns the path of a member of an object. Names of the document's own are
// written *, and what stands in a condition goes by when, wherever that stands.
func member(path, key string) string {
	switch {
	case condition.MatchString(path):
		path = "when"
		switch {
		case key[0] == '$':
			key = "$"
		case !slices.Contains(usual, key):
			key = "*"
		}
	case named.MatchString(path):
		key = "*"
	}
	return strings.TrimPrefix(path+"."+key, ".")
}

var condition = regexp.MustCompile(`^(.*\.when|when|when\.not|when\.any\[\]|term\.eligible)$`)

// TestMutants holds that every document with one thing wrong is refused, but for those of
// the exceptions, each of which is accepted.
func TestMutants(t *testing.T) {
	s := compile(t, "")
	for i := range exceptions {
		exceptions[i].re = regexp.MustCompile("^(" + exceptions[i].path + ")$")
	}
	used := make([]bool, len(exceptions))
	refused, accepted := 0, 0
	wrong := map[string]int{}
	for _, d := range documents(t) {
		_, patch := d.plan["extends"]
		mutants(d.plan, func(m mutant) {
			ok := s.Validate(m.plan) == nil
			valid := false
			for i, e := range exceptions {
				if slices.Contains(strings.Fields(e.ops), m.op) && (patch || !e.patch) && e.re.MatchString(m.path) && (e.when == nil || e.when(m.value, m.in)) {
					valid, used[i] = true, true
				}
			}
			if ok {
				accepted++
			} else {
				refused++
			}
			if ok != valid {
				verdict := "refused"
				if ok {
					verdict = "accepted"
				}
				wrong[verdict+" "+m.op+" "+m.path+" patch="+strconv.FormatBool(patch)]++
			}
		})
	}
	for _, w := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s (%d)", w, wrong[w])
	}
	for i, e := range exceptions {
		if !used[i] {
			t.Errorf("no mutant is one of the exceptions %q of %q", e.ops, e.path)
		}
	}
	t.Logf("%d mutants refused, %d accepted by nature", refused, accepted)
}
