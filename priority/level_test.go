package priority_test

import (
	"encoding"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
)

// What a Level promises to be, checked by the compiler.
var (
	_ encoding.TextAppender    = priority.Level(0)
	_ encoding.TextMarshaler   = priority.Level(0)
	_ encoding.TextUnmarshaler = new(priority.Level)
)

// ordered lists levels from most to least urgent, what is no level last. TestCompare
// takes every pair of it.
var ordered = []priority.Level{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255, 0}

func TestCompare(t *testing.T) {
	for i, a := range ordered {
		for j, b := range ordered {
			want := max(-1, min(1, i-j))
			if got := a.Compare(b); got != want {
				t.Errorf("%v.Compare(%v) = %d, want %d", a, b, got, want)
			}
			if got := a.Outranks(b); got != (i < j) {
				t.Errorf("%v.Outranks(%v) = %v", a, b, got)
			}
		}
		if got := a.IsValid(); got != (i < 9) {
			t.Errorf("%v.IsValid() = %v", a, got)
		}
	}
	if !slices.IsSortedFunc(ordered, priority.Level.Compare) {
		t.Error("ordered is not sorted by Level.Compare")
	}
	if !priority.P1.Outranks(priority.P4) {
		t.Error("URGENT does not outrank LOW (A23)")
	}
}

func TestLevelText(t *testing.T) {
	for _, l := range ordered {
		text, err := l.MarshalText()
		if l > 9 {
			if err == nil || !strings.HasPrefix(l.String(), "Level(") {
				t.Errorf("%v has the text %q, %v", l, text, err)
			}
			faults(t, err)
			continue
		}
		if err != nil || string(text) != l.String() || l == 0 && text == nil {
			t.Errorf("%v has the text %q, %v", l, text, err)
		}
		if appended, err := l.AppendText([]byte("x")); err != nil || string(appended) != "x"+string(text) {
			t.Errorf("AppendText: %q, %v", appended, err)
		}
		back := priority.Level(77)
		if err := back.UnmarshalText(text); err != nil || back != l {
			t.Errorf("%q reads as %v, %v; want %v", text, back, err, l)
		}
		if l != 0 {
			if got, err := priority.ParseLevel(l.String()); err != nil || got != l {
				t.Errorf("ParseLevel(%q) = %v, %v", l, got, err)
			}
		}
	}
	for _, s := range []string{"", "p1", "P0", "P10", "P", "1", " P1", "P1 ", "URGENT", "Р1", "P١", strings.Repeat("P1", 1000)} {
		l := priority.P3
		if got, err := priority.ParseLevel(s); err == nil || got != 0 || len(err.Error()) > 200 {
			t.Errorf("ParseLevel(%.20q) = %v, %v; want a short error", s, got, err)
		} else if diff := cmp.Diff([]string{"unknown_level"}, faults(t, err)); diff != "" {
			t.Error(diff)
		}
		if err := l.UnmarshalText([]byte(s)); s != "" && (err == nil || l != priority.P3) {
			t.Errorf("UnmarshalText(%.20q) = %v, %v", s, l, err)
		}
	}
	data, err := json.Marshal(map[priority.Level]int{priority.P2: 2, priority.P1: 1})
	if want := `{"P1":1,"P2":2}`; err != nil || string(data) != want {
		t.Errorf("as keys: %s, %v; want %s", data, err, want)
	}
}

func FuzzParseLevel(f *testing.F) {
	for _, s := range []string{"P1", "P9", "P0", "p1", "", "P10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := priority.ParseLevel(s); err == nil && (!l.IsValid() || l.String() != s) || err != nil && l != 0 {
			t.Fatalf("ParseLevel(%q) = %v, %v", s, l, err)
		}
	})
}
