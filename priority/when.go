package priority

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// maxNesting is how deep "not" and "any" may stand in one another.
const maxNesting = 16

// ParseCondition reads a condition from its JSON text; see [Condition]. The error is an
// [*Error] with every fault.
func ParseCondition(text string) (Condition, error) {
	var fs strict.Faults
	c := parseCondition([]byte(text), "", 0, &fs)
	if err := fs.Err("priority: condition"); err != nil {
		return Condition{}, err
	}
	return c, nil
}

// MustParseCondition is like [ParseCondition] but panics on error. It is meant for tests
// and for variables set from constant strings.
func MustParseCondition(text string) Condition {
	c, err := ParseCondition(text)
	if err != nil {
		panic(err)
	}
	return c
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (c *Condition) UnmarshalJSON(data []byte) error {
	got, err := ParseCondition(string(data))
	if err == nil {
		*c = got
	}
	return err
}

func parseCondition(data []byte, path string, depth int, fs *strict.Faults) Condition {
	members := map[string]json.RawMessage{}
	if depth > maxNesting {
		fs.Add(path, "too_deep", "not and any nested more than %d deep", maxNesting)
		return Condition{}
	}
	if err := strict.Unmarshal(data, &members, "priority: condition"); err != nil {
		fs.Join(path, "not_json", err)
		return Condition{}
	}
	var c Condition
	for _, fact := range slices.Sorted(maps.Keys(members)) {
		raw, at := members[fact], strict.Key(path, fact)
		switch {
		case fact == "":
			fs.Add(path, "empty", "a fact has a name")
		case fact == notWord:
			c.terms = append(c.terms, term{fact: fact, conds: []Condition{parseCondition(raw, at, depth+1, fs)}})
		case fact == anyWord:
			c.terms = append(c.terms, term{fact: fact, conds: parseAny(raw, at, depth, fs)})
		case raw[0] == '{':
			c.terms = append(c.terms, parseRows(raw, fact, at, fs)...)
		default:
			c.terms = append(c.terms, parseTests(raw, fact, at, fs))
		}
	}
	return c
}

func parseAny(raw []byte, path string, depth int, fs *strict.Faults) []Condition {
	var list []json.RawMessage
	if err := strict.Unmarshal(raw, &list, ""); err != nil {
		fs.Join(path, "not_json", err)
		return nil
	}
	if len(list) == 0 {
		fs.Add(path, "empty", "any of nothing never holds")
	}
	conds := make([]Condition, len(list))
	for i := range list {
		conds[i] = parseCondition(list[i], strict.At(path, i), depth+1, fs)
	}
	return conds
}

// parseRows reads the tests of a table's rows.
func parseRows(raw []byte, fact, path string, fs *strict.Faults) []term {
	rows := map[string]json.RawMessage{}
	fs.Join(path, "not_json", strict.Unmarshal(raw, &rows, ""))
	if len(rows) == 0 {
		fs.Add(path, "empty", "names no row")
	}
	var terms []term
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		if row == "" {
			fs.Add(path, "empty", "a row has a name")
		}
		t := parseTests(rows[row], fact, strict.Key(path, row), fs)
		t.row = row
		terms = append(terms, t)
	}
	return terms
}

// parseTests reads one test or a list of them.
func parseTests(raw []byte, fact, path string, fs *strict.Faults) term {
	t := term{fact: fact, list: raw[0] == '['}
	list := []json.RawMessage{raw}
	if t.list {
		list = nil
		fs.Join(path, "not_json", strict.Unmarshal(raw, &list, ""))
		if len(list) == 0 {
			fs.Add(path, "empty", "any of nothing never holds")
		}
	}
	for i, one := range list {
		at := path
		if t.list {
			at = strict.At(path, i)
		}
		t.tests = append(t.tests, readTest(one, at, fs))
	}
	return t
}

func readTest(raw []byte, path string, fs *strict.Faults) test {
	switch {
	case bytes.Equal(raw, []byte("true")), bytes.Equal(raw, []byte("false")):
		return test{flag: true, want: raw[0] == 't'}
	case raw[0] == '"':
		var s string
		fs.Join(path, "not_json", strict.Unmarshal(raw, &s, ""))
		x, err := parseTest(s)
		fs.Join(path, "bad_test", err)
		return x
	}
	fs.Add(path, "wrong_type", "want a string, true, false or a list of them; numbers and times are strings, such as \"<=1h\"")
	return test{}
}

// MarshalJSON implements [json.Marshaler]: equal conditions give the same bytes.
func (c Condition) MarshalJSON() ([]byte, error) {
	out := map[string]any{}
	for _, t := range c.terms {
		switch {
		case t.fact == notWord:
			out[t.fact] = t.conds[0]
		case t.fact == anyWord:
			out[t.fact] = t.conds
		case t.row != "":
			rows, _ := out[t.fact].(map[string]any)
			if rows == nil {
				rows = map[string]any{}
				out[t.fact] = rows
			}
			rows[t.row] = t.wire()
		default:
			out[t.fact] = t.wire()
		}
	}
	return marshal(out)
}

// wire returns the tests as they are written.
func (t term) wire() any {
	var list []any
	for _, x := range t.tests {
		if x.flag {
			list = append(list, x.want)
		} else {
			list = append(list, x.String())
		}
	}
	if t.list {
		return list
	}
	return list[0]
}
