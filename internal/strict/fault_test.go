package strict_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/internal/strict"
)

func TestFaultList(t *testing.T) {
	var fs strict.Faults
	if !fs.None() || fs.Err("x") != nil {
		t.Fatal("the zero Faults is not empty")
	}
	fs.Join("x", "code", nil)
	if !fs.None() {
		t.Fatal("a nil error is a fault")
	}
	fs.Add("", "empty", "nothing in it")
	fs.Add("rates[2].per_hour", "negative", "is %d below zero", 5)
	fs.Join("cover", "invalid", errors.New("plain"))
	var inner strict.Faults
	inner.Add("", "whole", "of it")
	inner.Add("[3]", "element", "of it")
	inner.Add("name", "member", "of it")
	fs.Join("list", "unused", fmt.Errorf("wrapped: %w", inner.Err("inner")))
	err := fs.Err("plan")
	want := &strict.Error{What: "plan", Faults: []strict.Fault{
		{Path: "", Code: "empty", Text: "nothing in it"},
		{Path: "rates[2].per_hour", Code: "negative", Text: "is 5 below zero"},
		{Path: "cover", Code: "invalid", Text: "plain"},
		{Path: "list", Code: "whole", Text: "of it"},
		{Path: "list[3]", Code: "element", Text: "of it"},
		{Path: "list.name", Code: "member", Text: "of it"},
	}}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const text = "plan: nothing in it; rates[2].per_hour: is 5 below zero; cover: plain; list: of it; list[3]: of it; list.name: of it"
	if err.Error() != text {
		t.Errorf("Error() = %q, want %q", err.Error(), text)
	}
}

func TestMaxFaults(t *testing.T) {
	var inner, outer strict.Faults
	for range strict.MaxFaults {
		inner.Add("a", "code", "text")
	}
	outer.Join("x", "", inner.Err("inner"))
	if n := len(faults(t, outer.Err("outer"))); n != strict.MaxFaults {
		t.Fatalf("%d faults, want all %d", n, strict.MaxFaults)
	}
	for range 5 {
		outer.Join("x", "", inner.Err("inner"))
	}
	got := faults(t, outer.Err("outer"))
	if len(got) != strict.MaxFaults+1 || got[strict.MaxFaults] != "too_many_faults" || got[strict.MaxFaults-1] != "x.a code" {
		t.Errorf("%d faults, the last %q", len(got), got[len(got)-1])
	}
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{strict.Below("", ""), ""},
		{strict.Below("a", ""), "a"},
		{strict.Below("", "a"), "a"},
		{strict.Below("a", "b"), "a.b"},
		{strict.Below("a", "[1].b"), "a[1].b"},
		{strict.At("", 0), "[0]"},
		{strict.At("a.b", 12), "a.b[12]"},
		{strict.Key("", "a"), "a"},
		{strict.Key("a[1]", "per_hour"), "a[1].per_hour"},
		{strict.Key("", "срочно"), "срочно"},
		{strict.Key("a", ""), `a[""]`},
		{strict.Key("a", "b.c"), `a["b.c"]`},
		{strict.Key("", `"`), `["\""]`},
		{strict.Key("a", "\u202e"), `a["\u202e"]`},
		{strict.Key("a", strings.Repeat("x", 64)), "a." + strings.Repeat("x", 64)},
		{strict.Key("a", strings.Repeat("x", 65)), `a["` + strings.Repeat("x", 64) + `"...]`},
		{strict.Key("", "x"+strings.Repeat("ж", 40)), `["x` + strings.Repeat("ж", 31) + `"...]`},
	} {
		if tt.got != tt.want {
			t.Errorf("path %q, want %q", tt.got, tt.want)
		}
	}
}
