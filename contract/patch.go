package contract

import (
	"fmt"
	"maps"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Patch is what a contract says otherwise than its plan: a part of a plan document that
// is merged into it as a document is into the one it extends (RFC 7396, rules by their
// id). The zero Patch changes nothing. Make others with [ParsePatch].
type Patch struct {
	tree tree
}

// ParsePatch reads a patch from its JSON text, an object. Whether the plan is sound with
// it is for [Registry.Bind] to say.
func ParsePatch(text string) (Patch, error) {
	var p Patch
	err := p.UnmarshalJSON([]byte(text))
	return p, err
}

// IsZero reports whether the patch changes nothing.
func (p Patch) IsZero() bool { return len(p.tree) == 0 }

// MarshalJSON implements [json.Marshaler]. Members stand in alphabetical order.
func (p Patch) MarshalJSON() ([]byte, error) {
	if p.IsZero() {
		return []byte("{}"), nil
	}
	return strict.Marshal(p.tree)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (p *Patch) UnmarshalJSON(data []byte) error {
	t, err := parseTree(data, "contract: patch")
	if err != nil {
		return err
	}
	var fs strict.Faults
	for _, own := range []string{"version", "id", "edition", "from", "extends", "abstract", "set"} {
		if _, ok := t[own]; ok {
			fs.Add(own, "not_for_patches", "a patch cannot change it")
		}
	}
	checkTree(t, "", &fs)
	if err := fs.Err("contract: patch"); err != nil {
		return err
	}
	*p = Patch{t}
	return nil
}

// With returns the patch that does what p does, and then q.
func (p Patch) With(q Patch) Patch { return Patch{mergePatches(p.tree, q.tree, "")} }

// Equal reports whether p and q say the same.
func (p Patch) Equal(q Patch) bool { return len(compareTrees(p.tree, q.tree, "")) == 0 }

// parseTree reads a JSON object whose shape is not known yet.
func parseTree(data []byte, what string) (tree, error) {
	var fs strict.Faults
	if len(data) > MaxDocument {
		fs.Add("", "too_long", "%d bytes, more than %d", len(data), MaxDocument)
		return nil, fs.Err(what)
	}
	var v any
	if err := strict.Unmarshal(data, &v, what); err != nil {
		return nil, err
	}
	t, ok := v.(tree)
	if !ok {
		fs.Add("", "wrong_type", "want an object")
	}
	return t, fs.Err(what)
}

// checkTree notes rules of one list that share an id: merging them would lose one.
func checkTree(t tree, path string, fs *strict.Faults) {
	for _, key := range slices.Sorted(maps.Keys(t)) {
		at := strict.Below(path, key)
		switch v := t[key].(type) {
		case tree:
			if path == "" {
				checkTree(v, at, fs)
			}
		case []any:
			if _, rules := ruleLists[at]; !rules {
				continue
			}
			seen := map[string]bool{}
			for i, rule := range v {
				object, _ := rule.(tree)
				id, named := object["id"].(string)
				if named && seen[id] {
					fs.Add(strict.At(at, i)+".id", "duplicate_id", "%.80q stands twice", id)
				}
				seen[id] = true
			}
		}
	}
}

// A Difference is a place at which a contract differs from its plan.
type Difference struct {
	Path string // "rates[hour].price": rules by their id, else by their place
	Was  string // as JSON; empty if there was nothing
	Is   string // as JSON; empty if it was taken out
}

// String returns the difference in words.
func (d Difference) String() string {
	switch {
	case d.Was == "":
		return d.Path + ": " + d.Is + " is added"
	case d.Is == "":
		return d.Path + ": " + d.Was + " is taken out"
	}
	return d.Path + ": " + d.Was + " becomes " + d.Is
}

// compareTrees returns where two JSON values differ, rules of one id compared with one another.
func compareTrees(was, is any, path string) []Difference {
	a, isA := was.(tree)
	b, isB := is.(tree)
	if isA && isB {
		return compareObjects(a, b, path)
	}
	x, isX := was.([]any)
	y, isY := is.([]any)
	if isX && isY {
		if a, b := byName(x), byName(y); a != nil && b != nil {
			return compareObjects(a, b, path)
		}
	}
	before, after := jsonText(was), jsonText(is)
	if before == after {
		return nil
	}
	return []Difference{{path, before, after}}
}

func compareObjects(a, b tree, path string) []Difference {
	var list []Difference
	keys := slices.Collect(maps.Keys(a))
	for key := range b {
		if _, ok := a[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		at := strict.Key(path, key)
		if key[:min(1, len(key))] == "[" {
			at = path + key
		}
		list = append(list, compareTrees(a[key], b[key], at)...)
	}
	return list
}

// byName returns a list of rules as an object by "[id]", or nil if it is not one.
func byName(list []any) tree {
	t := tree{}
	for _, rule := range list {
		object, _ := rule.(tree)
		id, named := object["id"].(string)
		if key := "[" + id + "]"; !named || t[key] != nil {
			return nil
		} else {
			t[key] = rule
		}
	}
	return t
}

func jsonText(v any) string {
	if v == nil {
		return ""
	}
	b, err := strict.Marshal(v)
	if err != nil {
		return fmt.Sprint(v) // what came from JSON can be written as JSON
	}
	return string(b)
}
