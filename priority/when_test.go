package priority_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// The canonical form: members sorted, times and numbers of comparisons in their one
// text, words and lists as they were written.
func TestConditionJSON(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{` {} `, `{}`},
		{`{"planned": false, "place" : [ "onsite" ]}`, `{"place":["onsite"],"planned":false}`},
		{`{"needed": "<=090m"}`, `{"needed":"<=1h30m"}`},
		{`{"needed": "90m", "age": ">14 days"}`, `{"age":">14 days","needed":"90m"}`},
		{`{"seats": [">010.50", "1.0", true]}`, `{"seats":[">10.5","1.0",true]}`},
		{`{"contacts": ">=3 in 1 day"}`, `{"contacts":">=3 in 24h"}`},
		{`{"left": {"b": "<1", "a": [">$x"]}, "a&b": "<5"}`, `{"a&b":"<5","left":{"a":[">$x"],"b":"<1"}}`},
		{`{"not": {"any": [{"b": "x", "a": "y"}, {}]}}`, `{"not":{"any":[{"a":"y","b":"x"},{}]}}`},
		{`{"pl\u0061ce": "\u043f"}`, `{"place":"п"}`},
	} {
		c := priority.MustParseCondition(tt.in)
		if got := marshaled(t, c); got != tt.want {
			t.Errorf("%s is written %s, want %s", tt.in, got, tt.want)
		}
		if back := priority.MustParseCondition(tt.want); !back.Equal(c) {
			t.Errorf("%s is not equal to itself read again", tt.want)
		}
	}
	var rule struct {
		When priority.Condition `json:"when,omitzero"`
	}
	if err := json.Unmarshal([]byte(`{"when": {"a": ">1"}}`), &rule); err != nil || !rule.When.Equal(priority.MustParseCondition(`{"a": ">1"}`)) {
		t.Errorf("in a rule: %v, %v", rule, err)
	}
	if err := json.Unmarshal([]byte(`{"when": {"a": 1}}`), &rule); err == nil || rule.When.IsZero() {
		t.Errorf("a bad one: %v, %v", rule, err)
	}
}

func TestConditionEqual(t *testing.T) {
	distinct := []string{
		`{}`, `{"a": "x"}`, `{"b": "x"}`, `{"a": ["x"]}`, `{"a": ["x", "y"]}`, `{"a": ["y", "x"]}`, `{"a": true}`, `{"a": "true"}`, `{"a": false}`,
		`{"a": ">1"}`, `{"a": ">=1"}`, `{"a": ">1 in 24h"}`, `{"a": ">1 in 25h"}`, `{"a": ">$1"}`, `{"a": {"x": "x"}}`, `{"a": {"y": "x"}}`,
		`{"not": {"a": "x"}}`, `{"not": {"a": "y"}}`, `{"any": [{"a": "x"}]}`, `{"any": [{"a": "x"}, {}]}`, `{"a": "x", "b": "x"}`,
	}
	for i, a := range distinct {
		for j, b := range distinct {
			if got := priority.MustParseCondition(a).Equal(priority.MustParseCondition(b)); got != (i == j) {
				t.Errorf("%s equal to %s: %v", a, b, got)
			}
		}
	}
}

func TestParseConditionFaults(t *testing.T) {
	deep := func(n int) string {
		return strings.Repeat(`{"not": `, n) + `{"a": "x"}` + strings.Repeat(`}`, n)
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{``, []string{"not_json"}},
		{`null`, []string{"wrong_type"}},
		{`"onsite"`, []string{"wrong_type"}},
		{`[{}]`, []string{"wrong_type"}},
		{`{"a": "x"} {}`, []string{"not_json"}},
		{`{"a": "x"}x`, []string{"not_json"}},
		{`{"a": "x",}`, []string{"not_json"}},
		{"{\"a\": \"\xff\"}", []string{"not_utf8"}},
		{`{"a": "x", "a": "y"}`, []string{"a duplicate_key"}},
		{`{"": "x"}`, []string{"empty"}},
		{`{"a": null}`, []string{"a wrong_type"}},
		{`{"a": 1, "b": 1.5, "c": -1, "d": 1e999999999}`, []string{"a wrong_type", "b wrong_type", "c wrong_type", "d wrong_type"}},
		{`{"a": [], "b": {}, "any": []}`, []string{"a empty", "any empty", "b empty"}},
		{`{"a": [["x"]], "b": [{}], "c": [null]}`, []string{"a[0] wrong_type", "b[0] wrong_type", "c[0] wrong_type"}},
		{`{"a": {"": "x"}, "b": {"r": {"s": "x"}}, "c": {"r": []}}`, []string{"a empty", "b.r wrong_type", "c.r empty"}},
		{`{"a": {"r": "x", "r": "y"}}`, []string{"a.r duplicate_key"}},
		{`{"a": "", "b": " x", "c": "x ", "d": "<", "e": ">= 1", "f": "$", "g": "<=$"}`, []string{
			"a bad_test", "b bad_test", "c bad_test", "d bad_test", "e bad_test", "f bad_test", "g bad_test",
		}},
		{`{"a": "<soon", "b": ">=1.5h", "c": "<1e999999999", "d": ">--5", "e": ">1.-5", "f": "<=.5", "g": ">5.", "h": ">==1", "i": "<>1"}`, []string{
			"a bad_test", "b bad_test", "c bad_test", "d bad_test", "e bad_test", "f bad_test", "g bad_test", "h bad_test", "i bad_test",
		}},
		{`{"a": ">1.5 days", "b": ">-1 days", "c": ">10000 days", "d": ">1 month", "e": ">1  day", "f": "> day", "g": ">99999999999999999999h"}`, []string{
			"a bad_test", "b bad_test", "c bad_test", "d bad_test", "e bad_test", "f bad_test", "g bad_test",
		}},
		{`{"a": ">=3 in", "b": ">=3 in ", "c": ">=3 in soon", "d": ">=3 in 0s", "e": ">=3 in -1h", "f": ">1h in 24h", "g": ">=3 in 24h in 24h", "h": "> in 24h"}`, []string{
			"a bad_test", "b bad_test", "c bad_test", "d bad_test", "e bad_test", "f bad_test", "g bad_test", "h bad_test",
		}},
		{`{"a": ["x", "<y", true, 1]}`, []string{"a[1] bad_test", "a[3] wrong_type"}},
		{`{"not": "x"}`, []string{"not wrong_type"}},
		{`{"not": [{}]}`, []string{"not wrong_type"}},
		{`{"any": {"a": "x"}}`, []string{"any wrong_type"}},
		{`{"any": [{"a": ""}, "x", {"not": {"b": [""]}}]}`, []string{"any[0].a bad_test", "any[1] wrong_type", "any[2].not.b[0] bad_test"}},
		{`{"a.b": "", "c": {"d[0]": ""}}`, []string{`["a.b"] bad_test`, `c["d[0]"] bad_test`}},
		{deep(17), []string{strings.Repeat("not.", 16) + "not too_deep"}},
		{strings.Repeat(`{"a": `, 100_000), []string{"not_json"}},
		{`{"a": ` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`, []string{"a[0] wrong_type"}},
	} {
		c, err := priority.ParseCondition(tt.in)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" || !c.IsZero() {
			t.Errorf("%.60s: %v (-want +got):\n%s", tt.in, c, diff)
		}
	}
	if _, err := priority.ParseCondition(deep(16)); err != nil {
		t.Errorf("sixteen deep: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseCondition does not panic")
		}
	}()
	priority.MustParseCondition(`{"a": 1}`)
}

// Hostile conditions are read or refused in bounded time, with bounded errors.
func TestHostileConditions(t *testing.T) {
	long, key := strings.Repeat(`"x", `, 100_000), strings.Repeat("k", 1_000_000)
	for _, tt := range []struct {
		in     string
		faults int
	}{
		{`{"a": [` + long + `"x"]}`, 0},
		{`{"any": [` + strings.Repeat(`{"a": "x"}, `, 100_000) + `{}]}`, 0},
		{`{"a": [` + strings.Repeat(`"", `, 100_000) + `""]}`, strict.MaxFaults + 1},
		{`{"` + key + `": [` + strings.Repeat(`"", `, 2000) + `""]}`, strict.MaxFaults + 1},
		{`{"a": {"` + key + `": "` + key + ` "}}`, 1},
		{`{"a": "<` + strings.Repeat("9", 1_000_000) + `"}`, 1},
		{`{"a": "x"` + strings.Repeat(`, "a": "x"`, 100_000) + `}`, strict.MaxFaults + 1},
		{`{"a": "` + strings.Repeat("x", strict.MaxBytes) + `"}`, 1},
	} {
		c, err := priority.ParseCondition(tt.in)
		if got := len(faults(t, err)); got != tt.faults {
			t.Errorf("%.40s: %d faults, want %d", tt.in, got, tt.faults)
		}
		if err != nil && len(err.Error()) > 500_000 {
			t.Errorf("%.40s: an error of %d bytes", tt.in, len(err.Error()))
		}
		c.Eval(evalFacts)
	}
}

// What parses prints, and what is printed reads to an equal condition of the same bytes.
func FuzzParseCondition(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"place": "onsite"}`, `{"kind": ["travel", "coding"]}`, `{"planned": false}`, `{"needed": "<=1h"}`, `{"seats": ">10"}`,
		`{"age": ">14 days"}`, `{"contacts": ">=3 in 24h"}`, `{"left": {"hours": ">=1h"}}`, `{"needed": "<=$limit"}`, `{"$hours": ">40h"}`,
		`{"not": {"during": "office"}}`, `{"any": [{"express": true}, {"place": "bench"}]}`, `{"a": "<1e9"}`, `{"a": ">=3 in 1 day"}`, `{"a": ">007.10"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := priority.ParseCondition(s)
		if err != nil {
			if faults(t, err) == nil || !c.IsZero() {
				t.Fatalf("%q: %v, %v", s, c, err)
			}
			return
		}
		data := marshaled(t, c)
		back, err := priority.ParseCondition(data)
		if err != nil || !back.Equal(c) || marshaled(t, back) != data || back.String() != c.String() {
			t.Fatalf("%q is written %s, read as %v, %v and written %s", s, data, back, err, marshaled(t, back))
		}
		o, missing := c.Eval(evalFacts)
		if again, _ := back.Eval(evalFacts); again != o || (o == priority.Unknown) != (len(missing) > 0) {
			t.Fatalf("%q is %v (%v), and read again %v", s, o, missing, again)
		}
	})
}
