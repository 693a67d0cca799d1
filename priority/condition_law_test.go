package priority_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A plain fact is one as the naive evaluator knows it: a string, a bool, an int (also of
// a parameter), a time.Duration, a []string (set), a []time.Duration (events since the
// start) or a map[string]any (table).
type plain map[string]any

func (p plain) facts() priority.Facts {
	f := priority.Facts{}
	for name, v := range p {
		f[name] = plainValue(v)
	}
	return f
}

func plainValue(v any) priority.Value {
	switch v := v.(type) {
	case string:
		return priority.Word(v)
	case bool:
		return priority.Flag(v)
	case int:
		return priority.Number(decimal.New(int64(v), 0))
	case time.Duration:
		return priority.Time(v)
	case []string:
		return priority.Set(v...)
	case []time.Duration:
		var at []time.Time
		for _, d := range v {
			at = append(at, start.Add(d))
		}
		return priority.Events(start, at...)
	}
	rows := map[string]priority.Value{}
	for name, row := range v.(map[string]any) {
		rows[name] = plainValue(row)
	}
	return priority.Table(rows)
}

// naive evaluates a condition as decoded by encoding/json: "yes", "no" or "?".
func naive(cond map[string]any, p plain) string {
	all := "yes"
	for fact, tests := range cond {
		all = naiveAnd(all, naiveTerm(fact, tests, p))
	}
	return all
}

func naiveAnd(a, b string) string {
	switch {
	case a == "no" || b == "no":
		return "no"
	case a == "?" || b == "?":
		return "?"
	}
	return "yes"
}

func naiveNot(a string) string { return map[string]string{"yes": "no", "no": "yes", "?": "?"}[a] }

func naiveOr(a, b string) string { return naiveNot(naiveAnd(naiveNot(a), naiveNot(b))) }

func naiveTerm(fact string, tests any, p plain) string {
	switch {
	case fact == "not":
		return naiveNot(naive(tests.(map[string]any), p))
	case fact == "any":
		some := "no"
		for _, c := range tests.([]any) {
			some = naiveOr(some, naive(c.(map[string]any), p))
		}
		return some
	}
	if rows, ok := tests.(map[string]any); ok {
		all := "yes"
		for row, ts := range rows {
			var v any
			if tab, ok := p[fact].(map[string]any); ok {
				v = tab[row]
			}
			all = naiveAnd(all, naiveTests(v, ts, p))
		}
		return all
	}
	return naiveTests(p[fact], tests, p)
}

func naiveTests(v, tests any, p plain) string {
	list, ok := tests.([]any)
	if !ok {
		list = []any{tests}
	}
	some := "no"
	for _, t := range list {
		some = naiveOr(some, naiveTest(v, t, p))
	}
	return some
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func naiveTest(v, t any, p plain) string {
	if v == nil {
		return "?"
	}
	if want, ok := t.(bool); ok {
		if v, ok := v.(bool); ok {
			return yes(v == want)
		}
		return "?"
	}
	operand := strings.TrimLeft(t.(string), "<>=")
	op := strings.TrimSuffix(t.(string), operand)
	operand, window, windowed := strings.Cut(operand, " in ")
	var want any = operand
	written := operand // empty for a parameter: what it says is not read again
	if strings.HasPrefix(operand, "$") {
		want, written = p[operand], ""
	}
	if events, ok := v.([]time.Duration); ok {
		within, _ := time.ParseDuration(window)
		n := 0
		for _, d := range events {
			if d >= 0 && (!windowed || d < within) {
				n++
			}
		}
		v = n
	} else if windowed {
		return "?"
	}
	order := func(a, b int64) string {
		return yes(map[string]bool{"": a == b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op])
	}
	switch v := v.(type) {
	case string:
		if set, ok := want.([]string); ok && op == "" {
			return yes(slices.Contains(set, v))
		}
		if w, ok := want.(string); ok && op == "" {
			return yes(v == w)
		}
	case []string:
		if w, ok := want.(string); ok && op == "" {
			return yes(slices.Contains(v, w))
		}
	case int:
		if w, ok := want.(int); ok {
			return order(int64(v), int64(w))
		}
		if w, err := strconv.ParseInt(written, 10, 64); err == nil {
			return order(int64(v), w)
		}
	case time.Duration:
		if w, ok := want.(time.Duration); ok {
			return order(int64(v), int64(w))
		}
		if w, err := time.ParseDuration(written); err == nil {
			return order(int64(v), int64(w))
		}
	}
	return "?"
}

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
