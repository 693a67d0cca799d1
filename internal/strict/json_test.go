package strict_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/internal/strict"
	"pgregory.net/rapid"
)

// document has one field of each kind that is read.
type document struct {
	Name   string         `json:"name"`
	Flag   bool           `json:"flag"`
	Count  int8           `json:"count"`
	Rates  []rate         `json:"rates,omitempty"`
	By     map[string]int `json:"by"`
	Cells  map[code]rate  `json:"cells"`
	Maybe  *string        `json:"maybe"`
	MayBe  *code          `json:"may_be"`
	MayInt *int64         `json:"may_int"`
	Code   code           `json:"code"`
	Own    own            `json:"own"`
	Kids   []document     `json:"kids"`
	Hidden string         `json:"-"`
	Plain  string
}

type rate struct {
	PerHour string `json:"per_hour"`
	Level   code   `json:"level"`
}

// code reads itself from text: a capital and a digit.
type code string

func (c *code) UnmarshalText(b []byte) error {
	if len(b) != 2 || b[0] < 'A' || b[0] > 'Z' || b[1] < '0' || b[1] > '9' {
		return errors.New("want a capital and a digit")
	}
	*c = code(b)
	return nil
}

// own reads itself from JSON, strictly.
type own struct{ List []code }

func (o *own) UnmarshalJSON(data []byte) error { return strict.Unmarshal(data, &o.List, "own") }

func TestUnmarshal(t *testing.T) {
	const data = ` {"name": "Плата \u0416", "flag": true, "count": -128, "rates": [{"per_hour": "80.00", "level": "P4"}, {}],
		"by": {"a": 1, "b": -0}, "cells": {"P1": {"per_hour": "x"}}, "maybe": "", "may_be": "Q1", "may_int": 9223372036854775807,
		"code": "A1", "own": ["B2", "C3"], "kids": [{"flag": false}]} ` + "\n"
	var got document
	if err := strict.Unmarshal([]byte(data), &got, "test"); err != nil {
		t.Fatal(err)
	}
	want := document{
		Name: "Плата Ж", Flag: true, Count: -128, Rates: []rate{{"80.00", "P4"}, {}}, By: map[string]int{"a": 1, "b": 0},
		Cells: map[code]rate{"P1": {PerHour: "x"}}, Maybe: new(""), MayBe: new(code("Q1")), MayInt: new(int64(1<<63 - 1)),
		Code: "A1", Own: own{[]code{"B2", "C3"}}, Kids: []document{{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// faults renders the faults of an error as "path code".
func faults(t *testing.T, err error) []string {
	t.Helper()
	e, ok := errors.AsType[*strict.Error](err)
	if !ok {
		t.Fatalf("error %v is no *strict.Error", err)
	}
	if !errors.Is(err, strict.ErrInvalid) {
		t.Error("it does not unwrap to ErrInvalid")
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, strings.TrimSpace(f.Path+" "+f.Code))
	}
	return got
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"unknown field", `{"nam": "x"}`, []string{"nam unknown_field"}},
		{"case", `{"Name": "x"}`, []string{"Name unknown_field"}},
		{"no tag", `{"Plain": "x"}`, []string{"Plain unknown_field"}},
		{"hidden", `{"Hidden": "x", "-": "y"}`, []string{"Hidden unknown_field", "- unknown_field"}},
		{"unknown and large", `{"x": {"y": [1, {"z": null}]}, "flag": 0}`, []string{"x unknown_field", "flag wrong_type"}},
		{"twice", `{"name": "a", "name": "b"}`, []string{"name duplicate_key"}},
		{"twice, by an escape", `{"name": "a", "n\u0061me": "b"}`, []string{"name duplicate_key"}},
		{"twice in a map", `{"by": {"a": 1, "a": "x"}}`, []string{"by.a duplicate_key"}},
		{"twice below", `{"rates": [{}, {"level": "P1", "level": {}}]}`, []string{"rates[1].level duplicate_key"}},
		{"twice and unknown", `{"x": 1, "x": 2}`, []string{"x unknown_field", "x duplicate_key"}},
		{"null", `{"name": null, "flag": null, "count": null, "rates": null, "by": null, "cells": null, "maybe": null, "may_be": null, "may_int": null, "code": null, "own": null}`, []string{
			"name wrong_type", "flag wrong_type", "count wrong_type", "rates wrong_type", "by wrong_type", "cells wrong_type",
			"maybe wrong_type", "may_be wrong_type", "may_int wrong_type", "code wrong_type", "own wrong_type",
		}},
		{"wrong types", `{"name": 1, "flag": "true", "count": "1", "rates": {}, "by": [], "cells": "x", "maybe": true, "may_be": [1, {"a": 2}], "code": {"a": [1], "b": 2}, "own": {}}`, []string{
			"name wrong_type", "flag wrong_type", "count wrong_type", "rates wrong_type", "by wrong_type", "cells wrong_type",
			"maybe wrong_type", "may_be wrong_type", "code wrong_type", "own wrong_type",
		}},
		{"numbers", `{"count": 128, "by": {"a": 1.5, "b": 1e2, "c": 9223372036854775808, "d": 1e999999999}}`, []string{
			"count wrong_type", "by.a wrong_type", "by.b wrong_type", "by.c wrong_type", "by.d wrong_type",
		}},
		{"the walk goes on", `{"rates": [1, {"per_hour": [[[]]], "level": "P1"}, {"level": "p1"}], "cells": {"P1": {"x": 1}, "p": {}}, "own": ["A1", "a", 3], "kids": [{}, {"kids": [{"flag": 1}]}]}`, []string{
			"rates[0] wrong_type", "rates[1].per_hour wrong_type", "rates[2].level invalid", "cells.P1.x unknown_field", "cells.p invalid",
			"own[1] invalid", "own[2] wrong_type", "kids[1].kids[0].flag wrong_type",
		}},
		{"not an object", `[]`, []string{"wrong_type"}},
		{"after a fault, no JSON", `{"x": 1, "name": "a" "b"}`, []string{"x unknown_field", "not_json"}},
		{"odd names", `{"": 1, "a.b": 1, "a[0]": 1, "a\nb": 1, "a\u0000": 1, "слово": 1, "a b": 1}`, []string{
			`[""] unknown_field`, `["a.b"] unknown_field`, `["a[0]"] unknown_field`, `["a\nb"] unknown_field`, `["a\x00"] unknown_field`,
			"слово unknown_field", "a b unknown_field",
		}},
		{"odd names below", `{"by": {"a.b": "x"}}`, []string{`by["a.b"] wrong_type`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, faults(t, strict.Unmarshal([]byte(tt.in), new(document), "test"))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNotJSON(t *testing.T) {
	deep := func(open, shut string, n int) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", "not_json"},
		{"space", " \n", "not_json"},
		{"cut", `{"name": "a"`, "not_json"},
		{"cut in a string", `{"name": "a`, "not_json"},
		{"cut in a list", `{"rates": [`, "not_json"},
		{"cut in a list of strings", `{"rates": [{"level": "A1"},`, "not_json"},
		{"cut in what is skipped", `{"x": [1, `, "not_json"},
		{"cut in a duplicate", `{"flag": true, "flag": `, "not_json"},
		{"cut in a wrong type", `{"name": {"a": 1, `, "not_json"},
		{"cut in a wrong type's value", `{"name": {"a": `, "not_json"},
		{"cut in an own type", `{"own": ["A1"`, "not_json"},
		{"cut in a map", `{"by": {"a": `, "not_json"},
		{"trailing comma", `{"name": "a",}`, "not_json"},
		{"trailing comma in a list", `{"rates": [{},]}`, "not_json"},
		{"crossed brackets", `{"rates": [}]`, "not_json"},
		{"a key that is a number", `{1: 2}`, "not_json"},
		{"no colon", `{"name" "a"}`, "not_json"},
		{"single quotes", `{'name': 'a'}`, "not_json"},
		{"comment", `{} // x`, "not_json"},
		{"a second value", `{} {}`, "not_json"},
		{"rubbish", `{}]`, "not_json"},
		{"NUL", "{}\x00", "not_json"},
		{"byte order mark", "\ufeff{}", "not_json"},
		{"a control character in a string", "{\"name\": \"a\nb\"}", "not_json"},
		{"leading zero", `{"count": 01}`, "not_json"},
		{"plus", `{"count": +1}`, "not_json"},
		{"not UTF-8", "{\"name\": \"\xff\"}", "not_utf8"},
		{"half a rune", "{\"name\": \"\xd0\"}", "not_utf8"},
		{"half an escaped character", `{"name": "a\ud800b"}`, "not_utf8"},
		{"the other half", `{"name": "\udc00"}`, "not_utf8"},
		{"halves the wrong way round", `{"name": "\uDC00\uD83D"}`, "not_utf8"},
		{"half a character in a key", `{"\ud83d": 1}`, "not_utf8"},
		{"two halves in two strings", `{"rates": [{"per_hour": "\ud83d"}, {"per_hour": "\ude00"}]}`, "not_utf8"},
		{"too long", `{"name": "` + strings.Repeat("x", strict.MaxBytes) + `"}`, "too_long"},
		{"too deep", deep(`{"kids": [`, `]}`, 33), "too_deep"},
		{"unknown and far too deep", `{"x": ` + deep("[", "]", 100_000) + `}`, "not_json"},
		{"wrong and far too deep", `{"name": ` + deep("[", "]", 100_000) + `}`, "not_json"},
		{"unknown, at the bottom", strings.Repeat(`{"kids": [`, 32) + `{"x": 1}` + strings.Repeat(`]}`, 32), "too_deep"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := faults(t, strict.Unmarshal([]byte(tt.in), new(document), "test"))
			if last := got[len(got)-1]; last != tt.want {
				t.Errorf("%v, want %q at the end", got, tt.want)
			}
		})
	}
	if err := strict.Unmarshal([]byte(deep(`{"kids": [`, `]}`, 32)), new(document), "test"); err != nil {
		t.Errorf("64 deep: %v", err)
	}
	if err := strict.Unmarshal([]byte(`"`+strings.Repeat("x", strict.MaxBytes-2)+`"`), new(string), "test"); err != nil {
		t.Errorf("as long as may be: %v", err)
	}
}

// A hostile document has bounded faults with bounded paths, in bounded time.
func TestHostile(t *testing.T) {
	key := strings.Repeat("ж", 500_000)
	for _, in := range []string{
		`{"x": 1` + strings.Repeat(`, "x": 1`, 100_000) + `}`,
		`{"rates": [1` + strings.Repeat(`, 1`, 100_000) + `]}`,
		`{"cells": {"` + key + `": {"x": 1` + strings.Repeat(`, "y": 1`, 5000) + `}}}`,
		`{"` + key + `": 1, "by": {"` + key + `": "` + key + `"}}`,
		`{"count": ` + strings.Repeat("1", 1_000_000) + `}`,
	} {
		err := strict.Unmarshal([]byte(in), new(document), "test")
		got := faults(t, err)
		if len(got) > strict.MaxFaults+1 || len(got) > strict.MaxFaults && got[strict.MaxFaults] != "too_many_faults" {
			t.Errorf("%.40s: %d faults", in, len(got))
		}
		if n := len(err.Error()); n > 500_000 {
			t.Errorf("%.40s: an error of %d bytes", in, n)
		}
	}
}

// A type that cannot be read is a mistake of this library, not of the data.
func TestUnreadableType(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a float is read")
		}
	}()
	strict.Unmarshal([]byte(`1.5`), new(float64), "test")
}

// What strict takes, encoding/json takes, and both read the same.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range []string{
		`{"name": "x", "flag": true, "count": -1}`, `{"rates": [{"per_hour": "80", "level": "A1"}]}`, `{"by": {"a": 1}, "cells": {"A1": {}}}`,
		`{"maybe": "x", "may_be": "A1", "may_int": 3}`, `{"code": "A1", "own": ["B2"], "kids": [{"kids": []}]}`, `{"Name": 1}`, `{"name": null}`,
		`{"name": "\ud800"}`, `{"name": "a", "name": "b"}`, `{} {}`, `{"kids": [{"x": [1, {"a": null}]}]}`, `{"count": 1e2}`, `{"by": {"\ud800": 1, "\ud801": 2}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got document
		if err := strict.Unmarshal(data, &got, "fuzz"); err != nil {
			e := err.(*strict.Error)
			if len(e.Faults) == 0 || len(e.Faults) > strict.MaxFaults+1 || e.Error() == "" {
				t.Fatalf("%d faults", len(e.Faults))
			}
			return
		}
		var want document
		dec := json.NewDecoder(strings.NewReader(string(data)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&want); err != nil {
			t.Fatalf("encoding/json: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-encoding/json +strict):\n%s", diff)
		}
	})
}

func ExampleUnmarshal() {
	var r struct {
		Name    string   `json:"name"`
		PerHour []string `json:"per_hour"`
	}
	err := strict.Unmarshal([]byte(`{"Name": "LOW", "per_hour": ["80.00", 60]}`), &r, "rate")
	fmt.Println(err)
	// Output: rate: Name: unknown field; did you mean "name"?; per_hour[1]: want a string, not a number
}

// A document whose shape is not known yet is read with the same distrust.
func TestUnmarshalAnything(t *testing.T) {
	var got any
	err := strict.Unmarshal([]byte(`{"a": [1e5, null, {"b": "x"}], "c": true, "d": {}, "e": []}`), &got, "tree")
	want := map[string]any{
		"a": []any{json.Number("1e5"), nil, map[string]any{"b": "x"}},
		"c": true, "d": map[string]any{}, "e": []any{},
	}
	if diff := cmp.Diff(any(want), got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for text, path := range map[string]string{
		`{"a": {"b": 1, "b": 2}}`:   "a.b duplicate_key",
		`[[{"x": 1, "x": 2}]]`:      "[0][0].x duplicate_key",
		strings.Repeat("[", 70):     "too_deep",
		strings.Repeat(`{"a":`, 70): "too_deep",
		`{"a": 1} {}`:               "not_json",
		`{"a": tru}`:                "not_json",
	} {
		var v any
		if fs := faults(t, strict.Unmarshal([]byte(text), &v, "tree")); len(fs) != 1 || fs[0] != path {
			t.Errorf("%.30s: %q, want %q", text, fs, path)
		}
	}
}

// A pointer tells an object that is empty from one that is not there.
func TestUnmarshalPointerToStruct(t *testing.T) {
	type inner struct {
		N int `json:"n"`
	}
	var v struct {
		A *inner `json:"a"`
		B *inner `json:"b"`
	}
	if err := strict.Unmarshal([]byte(`{"a": {}}`), &v, "x"); err != nil || v.A == nil || v.B != nil {
		t.Errorf("%v: %v, %v", err, v.A, v.B)
	}
	if fs := faults(t, strict.Unmarshal([]byte(`{"a": {"m": 1}, "b": "x"}`), &v, "x")); len(fs) != 2 || fs[0] != "a.m unknown_field" || fs[1] != "b wrong_type" {
		t.Errorf("%q", fs)
	}
}

// An escape is read as what it means or refused: never as the character that stands for
// what could not be read.
func TestUnmarshal_escapes(t *testing.T) {
	parts := rapid.SampledFrom([]string{`\ud83d`, `\uDE00`, `\ud83d\ude00`, `\\`, `\"`, `\n`, `\ufffd`, `\u0416`, `u`, `ud800`, `d800`, `Ж`, `a`})
	rapid.Check(t, func(t *rapid.T) {
		text := `"` + strings.Join(rapid.SliceOf(parts).Draw(t, "parts"), "") + `"`
		var want, got string
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		replaced := strings.Count(want, "\ufffd") != strings.Count(strings.ReplaceAll(text, `\\`, ""), `\ufffd`)
		err := strict.Unmarshal([]byte(text), &got, "test")
		if replaced != (err != nil) || err == nil && got != want {
			t.Fatalf("%s is %q, %v; encoding/json replaces: %v", text, got, err, replaced)
		}
	})
}
