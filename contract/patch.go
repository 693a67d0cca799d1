package contract

import (
	"fmt"
	"maps"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Patch is what a contract says otherwise than its plan: parts of a plan document that
// are merged into it, one upon the other, as a document is into the one it extends
// (RFC 7396, rules by their id). The zero Patch changes nothing. Make others with
// [ParsePatch] and [Patch.With].
type Patch struct {
	trees []tree
}

// ParsePatch reads a patch from its JSON text: an object, or a list of objects that are
// merged in order. Whether the plan is sound with it is for [Registry.Bind] to say.
func ParsePatch(text string) (Patch, error) {
	var p Patch
	err := p.UnmarshalJSON([]byte(text))
	return p, err
}

// IsZero reports whether the patch changes nothing.
func (p Patch) IsZero() bool { return len(p.trees) == 0 }

// With returns the patch that does what p does, and then what q does. The two cannot be made
// one object: that takes out a section and puts in another.
func (p Patch) With(q Patch) Patch { return Patch{slices.Concat(p.trees, q.trees)} }

// MarshalJSON implements [json.Marshaler]. Members stand in alphabetical order.
func (p Patch) MarshalJSON() ([]byte, error) {
	switch len(p.trees) {
	case 0:
		return []byte("{}"), nil
	case 1:
		return strict.Marshal(p.trees[0])
	}
	return strict.Marshal(p.trees)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (p *Patch) UnmarshalJSON(data []byte) error {
	const what = "contract: patch"
	var fs strict.Faults
	v, err := parseAny(data, what)
	if err != nil {
		return err
	}
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	var got Patch
	for i, v := range list {
		path := ""
		if many {
			path = strict.At("", i)
		}
		t, ok := v.(tree)
		if !ok {
			fs.Add(path, "wrong_type", "want an object")
			continue
		}
		for _, own := range []string{"version", "id", "edition", "from", "extends", "abstract", "set"} {
			if _, ok := t[own]; ok {
				fs.Add(strict.Below(path, own), "not_for_patches", "a patch cannot change it")
			}
		}
		var own strict.Faults
		checkTree(t, "", &own)
		fs.Join(path, "invalid", own.Err(what))
		if len(t) > 0 {
			got.trees = append(got.trees, t)
		}
	}
	if err := fs.Err(what); err != nil {
		return err
	}
	*p = got
	return nil
}

// Equal reports whether p and q are written the same.
func (p Patch) Equal(q Patch) bool {
	return slices.EqualFunc(p.trees, q.trees, func(a, b tree) bool { return len(compareTrees(a, b, "")) == 0 })
}

// parseAny reads a JSON value whose shape is not known yet.
func parseAny(data []byte, what string) (any, error) {
	if len(data) > MaxDocument {
		var fs strict.Faults
		fs.Add("", "too_long", "%d bytes, more than %d", len(data), MaxDocument)
		return nil, fs.Err(what)
	}
	var v any
	err := strict.Unmarshal(data, &v, what)
	return v, err
}

// parseTree reads a JSON object whose shape is not known yet.
func parseTree(data []byte, what string) (tree, error) {
	v, err := parseAny(data, what)
	if err != nil {
		return nil, err
	}
	t, ok := v.(tree)
	if !ok {
		var fs strict.Faults
		fs.Add("", "wrong_type", "want an object")
		return nil, fs.Err(what)
	}
	return t, nil
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
