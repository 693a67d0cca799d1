package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// canonical returns what some shipped plans say, and contracts on them, as bytes.
func canonical(t *testing.T) map[string][]byte {
	t.Helper()
	r := shipped(t)
	docs := map[string][]byte{}
	for _, id := range []string{"websan-winning", "kit-1-basic", "kit-2-standard", "saastech", "ongoing", "abonent-econom"} {
		p, err := r.Plan(id, "")
		if err != nil {
			t.Fatal(err)
		}
		if docs[id], err = p.MarshalJSON(); err != nil {
			t.Fatal(err)
		}
	}
	return docs
}

// read returns what a document is read as, written again, or an error.
func read(data []byte) (string, error) {
	var p contract.Plan
	if err := p.UnmarshalJSON(data); err != nil {
		return "", err
	}
	again, err := p.MarshalJSON()
	return string(again), err
}

// Each byte of a document says something: left out, twice or another it says something else,
// or nothing.
func TestEveryByteCounts(t *testing.T) {
	for id, data := range canonical(t) {
		want, err := read(data)
		if err != nil || want != string(data) {
			t.Fatalf("%s is read as another: %v", id, err)
		}
		step := max(1, len(data)/250)
		for i := len(id) % step; i < len(data); i += step {
			if inWeek(data, i) {
				continue // hours may be written in several ways
			}
			for how, mutant := range map[string][]byte{
				"left out":          slices.Delete(slices.Clone(data), i, i+1),
				"twice":             slices.Insert(slices.Clone(data), i, data[i]),
				"another":           slices.Concat(data[:i], []byte{data[i] ^ 1}, data[i+1:]),
				"in the other case": slices.Concat(data[:i], []byte{data[i] ^ 0x20}, data[i+1:]),
			} {
				if got, err := read(mutant); err == nil && got == want {
					t.Errorf("%s: byte %d %s changes nothing: %s", id, i, how, mutant[max(0, i-20):min(len(mutant), i+20)])
				}
			}
		}
	}
}

// inWeek reports whether a byte is one of a text that says weekly hours.
func inWeek(data []byte, i int) bool {
	from, to := bytes.LastIndexByte(data[:i], '"')+1, bytes.IndexByte(data[i:], '"')+i
	if to < from {
		return false
	}
	_, err := calendar.ParseWeek(string(data[from:to]))
	return err == nil
}

// mutants yields v with one thing changed somewhere in it: a member left out, twice, or
// called otherwise; an element left out, twice, or before another; a leaf of another kind.
func mutants(v any, path string, yield func(what string, v any)) {
	switch v := v.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			at := path + "." + key
			without := maps.Clone(v)
			delete(without, key)
			yield(at+" left out", without)
			for _, other := range []string{key + "s", "x" + key, string(key[0]^0x20) + key[1:]} {
				if _, taken := v[other]; !taken {
					renamed := maps.Clone(without)
					renamed[other] = v[key]
					yield(at+" called "+other, renamed)
				}
			}
			mutants(v[key], at, func(what string, inner any) {
				changed := maps.Clone(v)
				changed[key] = inner
				yield(what, changed)
			})
		}
	case []any:
		for i := range v {
			at := fmt.Sprintf("%s[%d]", path, i)
			yield(at+" left out", slices.Delete(slices.Clone(v), i, i+1))
			yield(at+" twice", slices.Insert(slices.Clone(v), i, v[i]))
			if i > 0 {
				swapped := slices.Clone(v)
				swapped[i], swapped[i-1] = v[i-1], v[i]
				yield(at+" before the one before", swapped)
			}
			mutants(v[i], at, func(what string, inner any) {
				changed := slices.Clone(v)
				changed[i] = inner
				yield(what, changed)
			})
		}
	}
	for name, other := range map[string]any{
		"null": nil, "true": true, "false": false, "a number": json.Number("7"), "a huge number": json.Number("1e999999999"),
		"a word": "mutant", "nothing": "", "a list": []any{}, "an object": object{},
	} {
		yield(path+" is "+name, other)
	}
}

// Each leaf, member and element of a document counts.
func TestEveryPartCounts(t *testing.T) {
	docs := canonical(t)
	maps.DeleteFunc(docs, func(id string, _ []byte) bool { return id != "websan-winning" && id != "kit-1-basic" }) // the others are of the same parts
	for id, data := range docs {
		var v object
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		n, before := 0, []byte(text(t, v))
		mutants(v, "", func(what string, mutant any) {
			n++
			changed := []byte(text(t, mutant))
			if bytes.Equal(changed, before) {
				return // it was so
			}
			if got, err := read(changed); err == nil && got == string(data) {
				t.Errorf("%s:%s, and nothing changes", id, what)
			}
		})
		if n < 1000 {
			t.Errorf("%s: only %d mutants", id, n)
		}
	}
}

// Members that are there twice are refused, however deep and however alike.
func TestNothingStandsTwice(t *testing.T) {
	for _, doc := range []string{
		`{"version": 1, "id": "p", "id": "p"}`,
		`{"version": 1, "id": "p", "term": {"minimum": "1 month", "minimum": "1 month"}}`,
		`{"version": 1, "id": "p", "items": [{"id": "a", "price": {"unit": "1.00", "unit": "1.00"}}]}`,
		`{"version": 1, "id": "p", "cover": [{"id": "a", "as": "charge", "when": {"kind": "a", "kind": "a"}}]}`,
		`{"version": 1, "id": "p", "calendars": {"a": "24/7", "a": "24/7"}}`,
		`{"version": 1, "id": "p", "ID": "p"}`,
		`{"version": 1, "id": "p"} {}`, `{"version": 1, "id": "p"} x`, `{"version": 2, "id": "p"}`, `{"version": "1", "id": "p"}`, `{"version": 1.0, "id": "p"}`, `{"version": 1e0, "id": "p"}`,
		`{"id": "p"}`, `{"version": 1, "id": null}`, "{\"version\": 1, \"id\": \"\xff\"}", "\ufeff{\"version\": 1, \"id\": \"p\"}",
	} {
		if got, err := read([]byte(doc)); err == nil {
			t.Errorf("%s is read as %s", doc, got)
		}
		if _, err := tryRegistry(t, doc); err == nil {
			t.Errorf("%s makes a registry", doc)
		}
	}
}
