package priority_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/priority"
	"pgregory.net/rapid"
)

var factNames = []string{"a", "b", "c", "d"}

// anyPlain draws a few facts and parameters; many stay unstated.
func anyPlain() *rapid.Generator[plain] {
	return rapid.Custom(func(t *rapid.T) plain {
		p := plain{}
		for _, name := range []string{"a", "b", "c", "d", "$p", "$q"} {
			if v := drawPlain(t, name, true); v != nil {
				p[name] = v
			}
		}
		return p
	})
}

func drawPlain(t *rapid.T, name string, tables bool) any {
	words, times := []string{"x", "y", "3", "1h"}, []time.Duration{-time.Hour, 0, time.Hour, 2 * time.Hour, 24 * time.Hour}
	switch rapid.IntRange(0, 8).Draw(t, name) {
	case 0:
		return rapid.SampledFrom(words).Draw(t, name)
	case 1:
		return rapid.Bool().Draw(t, name)
	case 2:
		return rapid.IntRange(0, 4).Draw(t, name)
	case 3:
		return rapid.SampledFrom(times).Draw(t, name)
	case 4:
		return rapid.SliceOfN(rapid.SampledFrom(words), 0, 3).Draw(t, name)
	case 5:
		return rapid.SliceOfN(rapid.SampledFrom(times), 0, 5).Draw(t, name)
	case 6:
		if !tables {
			return nil
		}
		tab := map[string]any{}
		for _, row := range []string{"r", "s"} {
			if v := drawPlain(t, row, false); v != nil {
				tab[row] = v
			}
		}
		return tab
	}
	return nil
}

// anyCondition draws a condition as encoding/json would decode it.
func anyCondition(t *rapid.T, depth int) map[string]any {
	c := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "members") {
		switch kind := rapid.IntRange(0, 7).Draw(t, "kind"); {
		case kind == 0 && depth > 0:
			c["not"] = anyCondition(t, depth-1)
		case kind == 1 && depth > 0:
			list := []any{}
			for range rapid.IntRange(1, 3).Draw(t, "alternatives") {
				list = append(list, anyCondition(t, depth-1))
			}
			c["any"] = list
		case kind == 2:
			c[rapid.SampledFrom(factNames).Draw(t, "table")] = map[string]any{rapid.SampledFrom([]string{"r", "s"}).Draw(t, "row"): anyTests(t)}
		default:
			c[rapid.SampledFrom(append(factNames, "$p")).Draw(t, "fact")] = anyTests(t)
		}
	}
	return c
}

func anyTests(t *rapid.T) any {
	test := rapid.SampledFrom([]any{
		true, false, "x", "y", "3", "1h", "<3", "<=3", ">3", ">=3", "<1h", "<=1h", ">1h", ">=1h", ">=2 in 24h", "<2 in 1h", "$p", "<=$p", ">$q", ">=$q in 2h",
	})
	if rapid.Bool().Draw(t, "list") {
		return rapid.SliceOfN(test, 1, 3).Draw(t, "tests")
	}
	return test.Draw(t, "test")
}

func drawCondition(t *rapid.T) (map[string]any, priority.Condition) {
	wire := anyCondition(t, 3)
	data, err := json.Marshal(wire)
	if err != nil {
		t.Fatal(err)
	}
	c, err := priority.ParseCondition(string(data))
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return decodeAny(t, data), c
}

func decodeAny(t *rapid.T, data []byte) (out map[string]any) {
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var answers = map[priority.Outcome]string{priority.True: "yes", priority.False: "no", priority.Unknown: "?"}

// A condition comes out as a separate, naive evaluator has it; it is unknown exactly if
// it says what it lacked, and that is among what it tests.
func TestConditionIsNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wire, c := drawCondition(t)
		p := anyPlain().Draw(t, "facts")
		o, missing := c.Eval(p.facts())
		if want := naive(wire, p); answers[o] != want {
			t.Fatalf("%s is %v of %v, want %s", c, o, p, want)
		}
		if (o == priority.Unknown) != (len(missing) > 0) {
			t.Fatalf("%s is %v and lacks %v", c, o, missing)
		}
		if !slices.IsSortedFunc(missing, func(a, b priority.Missing) int { return strings.Compare(a.Fact+" "+a.Why, b.Fact+" "+b.Why) }) {
			t.Fatalf("%v is not sorted", missing)
		}
		for _, m := range missing {
			fact, _, _ := strings.Cut(m.Fact, ".")
			if _, stated := p[m.Fact]; !slices.Contains(c.Facts(), fact) || stated && m.Why == "not_stated" {
				t.Fatalf("%s lacks %v of %v", c, m, p)
			}
		}
	})
}

// To state a fact that was missing never turns true or false into anything else.
func TestConditionIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c := drawCondition(t)
		less, more := anyPlain().Draw(t, "less"), anyPlain().Draw(t, "more")
		maps.Copy(more, less)
		before, _ := c.Eval(less.facts())
		after, _ := c.Eval(more.facts())
		if before != priority.Unknown && after != before {
			t.Fatalf("%s is %v of %v and %v of %v", c, before, less, after, more)
		}
	})
}

// Written and read again, a condition is equal, has the same bytes and gives the same
// outcome.
func TestConditionRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c := drawCondition(t)
		back, data := roundTrip(t, c)
		f := anyPlain().Draw(t, "facts").facts()
		a, _ := c.Eval(f)
		if b, _ := back.Eval(f); !back.Equal(c) || a != b {
			t.Fatalf("%s is read as %s; of %v it is %v and %v", data, back, f, a, b)
		}
	})
}
