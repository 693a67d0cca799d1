package contract

import (
	"maps"
	"slices"
	"strings"
)

// A tree is a JSON object as strict reads it when its shape is not known.
type tree = map[string]any

// ruleLists are the lists whose elements are known by their id, and whether a rule that a
// document adds to those of the one it extends stands before them: it does where the
// first that matches decides.
var ruleLists = map[string]bool{
	"classify.rules": true, "measure": true, "weights": true, "cover": true, "rates": true,
	"sla.targets": true, "items": false, "adjust": false, "includes": false,
}

// unmerged are members of rules, and one beside, that are replaced and never merged: half a
// condition or half a price of each would be neither's.
var unmerged = []string{"when", "price", "by", "term.eligible"}

// extend returns parent with what child says: the JSON merge of RFC 7396 (objects merge,
// null removes, anything else replaces), and in lists of rules element by element.
// What a document is called and whether it is abstract is its own.
func extend(parent, child tree) tree {
	parent = maps.Clone(parent)
	for _, own := range []string{"id", "name", "edition", "from", "abstract", "extends"} {
		delete(parent, own)
	}
	return mergeObject(parent, child, "")
}

func mergeObject(parent, child tree, path string) tree {
	merged := maps.Clone(parent)
	if merged == nil {
		merged = tree{}
	}
	for key, value := range child {
		at := strings.TrimPrefix(path+"."+key, ".")
		list, isList := value.([]any)
		object, isObject := value.(tree)
		before, rules := ruleLists[at]
		switch {
		case value == nil:
			delete(merged, key)
		case rules && isList:
			old, _ := merged[key].([]any)
			merged[key] = mergeRules(old, list, before)
		case isObject && !slices.Contains(unmerged, at):
			old, _ := merged[key].(tree)
			if week, short := merged[key].(string); short && path == "calendars" {
				old = tree{"week": week} // a calendar of nothing but a week, written as that
			}
			merged[key] = mergeObject(old, object, at)
		default:
			merged[key] = value
		}
	}
	return merged
}

// mergeRules merges each rule of child with that of parent of the same id, in its place,
// and adds the others. A rule that says "drop" is taken out.
func mergeRules(parent, child []any, before bool) []any {
	merged, added := append([]any{}, parent...), []any{} // an empty list is one, not null
	for _, rule := range child {
		object, ok := rule.(tree)
		i := -1
		if id, named := object["id"].(string); named {
			i = slices.IndexFunc(merged, func(old any) bool { o, _ := old.(tree); return o["id"] == id })
		}
		switch {
		case !ok:
			added = append(added, rule)
		case i >= 0 && object["drop"] == true:
			merged = slices.Delete(merged, i, i+1)
		case i >= 0:
			merged[i] = mergeObject(merged[i].(tree), object, "")
		default:
			added = append(added, mergeObject(nil, object, ""))
		}
	}
	if before {
		return append(added, merged...)
	}
	return append(merged, added...)
}

// free are members whose strings are words of people or names, and conditions, in which
// a parameter is a fact. A $ in them is a $.
var free = []string{
	"id", "name", "clause", "aliases", "description", "when", "eligible", "params", "set", "facts", "includes",
}

// named are members whose own members are named by the document: a calendar may be called
// "when", and a pool "name".
var named = []string{"calendars", "pools", "within", "metrics", "pause", "notice"}

// bind returns v, the member of that key, with the parameters that stand in it put in:
// "$hours", "$incidents tickets".
func bind(v any, key string, values map[string]string) any {
	switch v := v.(type) {
	case tree:
		bound := make(tree, len(v))
		for name, value := range v {
			if slices.Contains(named, key) {
				value = bind(value, "", values)
			} else if !slices.Contains(free, name) {
				value = bind(value, name, values)
			}
			bound[name] = value
		}
		return bound
	case []any:
		bound := make([]any, len(v))
		for i, value := range v {
			bound[i] = bind(value, "", values)
		}
		return bound
	case string:
		if name, rest, _ := strings.Cut(v, " "); strings.HasPrefix(name, "$") {
			if value, ok := values[name[1:]]; ok {
				return strings.TrimSuffix(value+" "+rest, " ")
			}
		}
	}
	return v
}
