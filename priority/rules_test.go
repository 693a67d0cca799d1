package priority_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"pgregory.net/rapid"
)

func rule(id string, l priority.Level, when string) priority.Rule {
	return priority.Rule{ID: id, Level: l, When: priority.MustParseCondition(when)}
}

func newRules(t tb, c priority.RulesConfig) priority.Rules {
	t.Helper()
	r, err := priority.NewRules(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestClassify(t *testing.T) {
	list := []priority.Rule{
		{ID: "low", Level: 4, Clause: "anything on site", When: priority.MustParseCondition(`{"place": "onsite"}`)},
		rule("high", 2, `{"kind": "travel"}`), rule("high-too", 2, `{"place": ["onsite", "bench"]}`), rule("top", 1, `{"during": "night"}`),
	}
	facts := priority.Facts{"place": word("onsite"), "kind": word("travel")}
	stated := priority.Nearest(priority.Facts{"level": word("P3")}, facts)
	for _, tt := range []struct {
		name    string
		cfg     priority.RulesConfig
		facts   priority.Facts
		level   priority.Level
		basis   priority.Basis
		rule    string
		matches int
		certain bool
		text    string
	}{
		{"first", priority.RulesConfig{Rules: list}, facts, 4, priority.ByRule, "low", 3, true, `P4 by rule "low": anything on site`},
		{"highest, the first of equals", priority.RulesConfig{Pick: priority.Highest, Rules: list}, facts, 2, priority.ByRule, "high", 3, false, `P2 by rule "high"`},
		{"the default is not in the running", priority.RulesConfig{Pick: priority.Highest, Default: 1, Rules: list[:1]}, facts, 4, priority.ByRule, "low", 1, true, `P4 by rule "low": anything on site`},
		{"first, the one not evaluated stands before", priority.RulesConfig{Rules: []priority.Rule{list[3], list[0]}}, facts, 4, priority.ByRule, "low", 1, false, `P4 by rule "low": anything on site`},
		{"first, it would say the same", priority.RulesConfig{Rules: []priority.Rule{rule("x", 4, `{"x": "x"}`), list[0]}}, facts, 4, priority.ByRule, "low", 1, true, `P4 by rule "low": anything on site`},
		{"highest, a lower one not evaluated", priority.RulesConfig{Pick: priority.Highest, Rules: []priority.Rule{rule("x", 3, `{"x": "x"}`), list[1]}}, facts, 2, priority.ByRule, "high", 1, true, `P2 by rule "high"`},
		{"default", priority.RulesConfig{Default: 3, Rules: list[1:2]}, priority.Facts{"kind": word("coding")}, 3, priority.ByDefault, "", 0, true, "P3 by default: no rule matched"},
		{"default, not certain", priority.RulesConfig{Default: 1, Rules: list[1:2]}, nil, 1, priority.ByDefault, "", 0, false, "P1 by default: no rule matched"},
		{"default, certain", priority.RulesConfig{Default: 2, Rules: list[1:2]}, nil, 2, priority.ByDefault, "", 0, true, "P2 by default: no rule matched"},
		{"undecided", priority.RulesConfig{Rules: list[1:2]}, priority.Facts{"kind": word("coding")}, 0, priority.Undecided, "", 0, true, "no level: no rule matched"},
		{"undecided, not certain", priority.RulesConfig{Rules: list[1:2]}, nil, 0, priority.Undecided, "", 0, false, "no level: no rule matched"},
		{"stated", priority.RulesConfig{Rules: list}, stated, 3, priority.Stated, "", 3, true, "P3 as stated"},
		{"stated, but no level", priority.RulesConfig{Rules: list}, priority.Nearest(priority.Facts{"level": word("HIGH")}, facts), 4, priority.ByRule, "low", 3, false, `P4 by rule "low": anything on site`},
		{"stated, but of the wrong kind", priority.RulesConfig{Rules: list}, priority.Nearest(priority.Facts{"level": on}, facts), 4, priority.ByRule, "low", 3, false, `P4 by rule "low": anything on site`},
		{"no rules", priority.RulesConfig{}, facts, 0, priority.Undecided, "", 0, true, "no level: no rule matched"},
	} {
		got := newRules(t, tt.cfg).Classify(tt.facts)
		if got.Level != tt.level || got.Basis != tt.basis || got.Rule != tt.rule || len(got.Matches) != tt.matches || got.Certain() != tt.certain || got.String() != tt.text {
			t.Errorf("%s: %q, %v %q, %d matches, certain: %v", tt.name, got, got.Basis, got.Rule, len(got.Matches), got.Certain())
		}
	}
}

func TestOverride(t *testing.T) {
	c := priority.SaaSTechRules().Classify(without(priority.Facts{"planned": off}, "during"))
	at := time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)
	got, err := c.With(priority.Override{Level: 2, Actor: "manager", Reason: "agreed by phone", At: at})
	if err != nil {
		t.Fatal(err)
	}
	want := c
	want.Level, want.Basis = 2, priority.Overridden
	want.Override = &priority.Override{Level: 2, Was: 3, Actor: "manager", Reason: "agreed by phone", At: at}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !got.Certain() || got.String() != "P2 set by manager, was P3: agreed by phone" || c.Override != nil {
		t.Errorf("%q, certain: %v", got, got.Certain())
	}
	first, err := priority.Classification{}.With(priority.Override{Level: 1, Was: 7, Actor: "a", Reason: "b"})
	if err != nil || first.String() != "P1 set by a, was no level: b" {
		t.Errorf("%q, %v", first, err)
	}
	for _, tt := range []struct {
		in   priority.Override
		want []string
	}{
		{priority.Override{}, []string{"level unknown_level", "actor empty", "reason empty"}},
		{priority.Override{Level: 10, Actor: "a"}, []string{"level unknown_level", "reason empty"}},
		{priority.Override{Level: 1, Reason: "b"}, []string{"actor empty"}},
	} {
		got, err := c.With(tt.in)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" || got.Level != c.Level || got.Override != nil {
			t.Errorf("%+v: %v (-want +got):\n%s", tt.in, got, diff)
		}
	}
}

func TestRulesFaults(t *testing.T) {
	_, err := priority.NewRules(priority.RulesConfig{Pick: "lowest", Default: 10, Rules: []priority.Rule{
		{ID: "a", Level: 1}, {Level: 2}, {ID: "a", Level: 0}, {ID: "b", Level: 10},
	}})
	want := []string{"pick unknown_word", "default unknown_level", "rules[1].id empty", "rules[2].id duplicate_id", "rules[2].level unknown_level", "rules[3].level unknown_level"}
	if diff := cmp.Diff(want, faults(t, err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{"rules": [{"id": "a", "level": "P1", "when": {"a": 1, "b": ["<"]}}, {"id": "b", "Level": "P1"}], "pick": 1}`, []string{
			"rules[0].when.a wrong_type", "rules[0].when.b[0] bad_test", "rules[1].Level unknown_field", "pick wrong_type",
		}},
		{`{"rules": [{"id": "a", "level": ""}], "default": "P0"}`, []string{"default unknown_level"}},
		{`{"rules": [{"id": "a", "level": ""}], "default": ""}`, []string{"rules[0].level unknown_level"}},
		{`{"rules": null}`, []string{"rules wrong_type"}},
		{`{"rules": [{"id": "a", "level": "P1", "when": null}]}`, []string{"rules[0].when wrong_type"}},
	} {
		got := priority.SaaSTechRules()
		if diff := cmp.Diff(tt.want, faults(t, json.Unmarshal([]byte(tt.in), &got))); diff != "" || !got.Equal(priority.SaaSTechRules()) {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestRulesJSON(t *testing.T) {
	r := newRules(t, priority.RulesConfig{Pick: priority.Highest, Default: 4, Rules: []priority.Rule{
		{ID: "a", Level: 1, Clause: "R&D", When: priority.MustParseCondition(`{"needed": "<=1h"}`)}, {ID: "b", Level: 2},
	}})
	const golden = `{"pick":"highest","default":"P4","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P1","clause":"R&D"},{"id":"b","level":"P2"}]}`
	if got := marshaled(t, r); got != golden {
		t.Errorf("written %s, want %s", got, golden)
	}
	for _, r := range []priority.Rules{r, priority.SaaSTechRules(), {}, newRules(t, priority.RulesConfig{Rules: []priority.Rule{}})} {
		if back, data := roundTrip(t, r); !back.Equal(r) || !r.Equal(back) {
			t.Errorf("%s is not equal", data)
		}
	}
	if got := marshaled(t, priority.Rules{}); got != `{"rules":[]}` {
		t.Errorf("no rules are written %s", got)
	}
	for _, other := range []string{
		`{"default":"P4","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P1","clause":"R&D"},{"id":"b","level":"P2"}]}`,
		`{"pick":"highest","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P1","clause":"R&D"},{"id":"b","level":"P2"}]}`,
		`{"pick":"highest","default":"P4","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P1","clause":"R&D"}]}`,
		`{"pick":"highest","default":"P4","rules":[{"id":"a","when":{"needed":"<1h"},"level":"P1","clause":"R&D"},{"id":"b","level":"P2"}]}`,
		`{"pick":"highest","default":"P4","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P2","clause":"R&D"},{"id":"b","level":"P2"}]}`,
		`{"pick":"highest","default":"P4","rules":[{"id":"a","when":{"needed":"<=1h"},"level":"P1"},{"id":"b","level":"P2"}]}`,
		`{"pick":"highest","default":"P4","rules":[{"id":"c","when":{"needed":"<=1h"},"level":"P1","clause":"R&D"},{"id":"b","level":"P2"}]}`,
	} {
		var s priority.Rules
		if err := json.Unmarshal([]byte(other), &s); err != nil || s.Equal(r) {
			t.Errorf("%s: %v, equal: %v", other, err, s.Equal(r))
		}
	}
}

func TestRulesDoNotChange(t *testing.T) {
	cfg := priority.RulesConfig{Rules: []priority.Rule{rule("a", 1, `{}`)}}
	r := newRules(t, cfg)
	cfg.Rules[0].ID = "x"
	c := r.Config()
	c.Rules[0].ID = "y"
	if got := slices.Collect(r.All()); len(got) != 1 || got[0].ID != "a" || c.Pick != priority.First {
		t.Errorf("the rules are now %v, pick %q", got, c.Pick)
	}
}

func drawRules(t *rapid.T) []priority.Rule {
	var rules []priority.Rule
	for i := range rapid.IntRange(0, 6).Draw(t, "rules") {
		_, c := drawCondition(t)
		rules = append(rules, priority.Rule{ID: string(rune('a' + i)), When: c, Level: priority.Level(rapid.Uint8Range(1, 9).Draw(t, "level"))})
	}
	return rules
}

// With the Pick Highest, the order of the rules settles ties and nothing else.
func TestPermutedRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, f := drawRules(t), anyPlain().Draw(t, "facts").facts()
		a := newRules(t, priority.RulesConfig{Pick: priority.Highest, Rules: rules}).Classify(f)
		b := newRules(t, priority.RulesConfig{Pick: priority.Highest, Rules: rapid.Permutation(rules).Draw(t, "permuted")}).Classify(f)
		if a.Level != b.Level || a.Basis != b.Basis || len(a.Matches) != len(b.Matches) || len(a.NotEvaluated) != len(b.NotEvaluated) || a.Certain() != b.Certain() {
			t.Fatalf("%v, and in another order %v", a, b)
		}
	})
}

// A rule that does not match changes nothing, wherever it stands.
func TestRuleThatDoesNotMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, f := drawRules(t), anyPlain().Draw(t, "facts").facts()
		_, never := drawCondition(t)
		if o, _ := never.Eval(f); o != priority.False {
			t.Skip("it might")
		}
		at := rapid.IntRange(0, len(rules)).Draw(t, "at")
		more := slices.Insert(slices.Clone(rules), at, priority.Rule{ID: "never", Level: 1, When: never})
		for _, pick := range []priority.Pick{priority.First, priority.Highest} {
			a := newRules(t, priority.RulesConfig{Pick: pick, Default: 5, Rules: rules}).Classify(f)
			b := newRules(t, priority.RulesConfig{Pick: pick, Default: 5, Rules: more}).Classify(f)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("(-without +with):\n%s", diff)
			}
		}
	})
}

// A certain level stays what it is whatever else is stated, apart from a level.
func TestCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := drawRules(t)
		less, more := anyPlain().Draw(t, "less"), anyPlain().Draw(t, "more")
		maps.Copy(more, less)
		pick := rapid.SampledFrom([]priority.Pick{priority.First, priority.Highest}).Draw(t, "pick")
		r := newRules(t, priority.RulesConfig{Pick: pick, Default: priority.Level(rapid.Uint8Range(0, 9).Draw(t, "default")), Rules: rules})
		a, b := r.Classify(less.facts()), r.Classify(more.facts())
		if a.Certain() && (a.Level != b.Level || !b.Certain()) {
			t.Fatalf("%v is certain, and then it is %v", a, b)
		}
	})
}

// A level stated by its name is no level here: it is reported, not passed over.
func TestStatedLevelThatIsNone(t *testing.T) {
	c := priority.SaaSTechRules().Classify(priority.Facts{"level": priority.Word("URGENT"), "kind": priority.Word("travel")})
	last := c.NotEvaluated[len(c.NotEvaluated)-1]
	if c.Level != priority.P2 || last.Rule.ID != "level" || last.Missing[0].Fact != "level" || c.Certain() {
		t.Errorf("%v, certain %v, last not evaluated %+v", c, c.Certain(), last)
	}
}
