package schema_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const published = "../../contract/plan.schema.json"

// sources are where plan documents lie: those that are shipped, those of the zoo, and two
// that between them use every field and every way to take one away.
var sources = []string{"../../contract/plans/documents", "../../contract/testdata/zoo", "testdata"}

// compile returns the published schema, or one of its definitions ("#/$defs/until").
func compile(t *testing.T, fragment string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	s, err := c.Compile(published + fragment)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A document is one plan, and where it was read.
type document struct {
	name string // "zoo/aws-support.json 2"
	plan map[string]any
}

// documents returns every plan document there is.
func documents(t *testing.T) []document {
	t.Helper()
	var list []document
	for _, name := range files(t) {
		v := read(t, name)
		family, many := v.([]any)
		if !many {
			family = []any{v}
		}
		for i, plan := range family {
			list = append(list, document{fmt.Sprintf("%s/%s %d", filepath.Base(filepath.Dir(name)), filepath.Base(name), i), plan.(map[string]any)})
		}
	}
	return list
}

func files(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, dir := range sources {
		found, err := filepath.Glob(filepath.Join(dir, "*.json"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d documents, %v", dir, len(found), err)
		}
		names = append(names, found...)
	}
	return names
}

// read reads JSON as the validator wants it: numbers as [json.Number].
func read(t *testing.T, name string) any {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	v, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func parse(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// TestAcceptsFiles holds that every file of plans is one by the schema, and each plan in it.
func TestAcceptsFiles(t *testing.T) {
	s := compile(t, "")
	for _, name := range files(t) {
		if err := s.Validate(read(t, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, d := range documents(t) {
		if err := s.Validate(d.plan); err != nil {
			t.Errorf("%s: %v", d.name, err)
		}
	}
}

// TestIsASchema holds the published schema to the draft that it names.
func TestIsASchema(t *testing.T) {
	v := read(t, published).(map[string]any)
	if v["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
		t.Errorf("of draft %v", v["$schema"])
	}
	s, err := jsonschema.NewCompiler().Compile(v["$schema"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Error(err)
	}
}

// TestEveryFieldIsUsed holds that no field of the schema goes untested: one of the
// documents, which the mutants are made of, has it.
func TestEveryFieldIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, d := range documents(t) {
		walk(d.plan, func(key string) { used[key] = true })
	}
	unused := map[string]bool{}
	defs := read(t, published).(map[string]any)["$defs"].(map[string]any)
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				collect(x)
			}
		case map[string]any:
			for key, x := range v {
				if fields, ok := x.(map[string]any); ok && key == "properties" {
					for field, sub := range fields {
						unused[field] = unused[field] || !used[field]
						collect(sub)
					}
					continue
				}
				collect(x)
			}
		}
	}
	for name, def := range defs {
		if name != "condition" { // whose properties are facts: TestConditions
			collect(def)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(unused)) {
		if unused[field] {
			t.Errorf("no document has a field %q", field)
		}
	}
}

// TestEveryDefinitionIsUsed holds that nothing in the schema is dead.
func TestEveryDefinitionIsUsed(t *testing.T) {
	data, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	defs := read(t, published).(map[string]any)["$defs"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		if !strings.Contains(string(data), fmt.Sprintf(`"$ref": "#/$defs/%s"`, name)) {
			t.Errorf("nothing refers to %q", name)
		}
	}
}

func walk(v any, visit func(key string)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			walk(x, visit)
		}
	case map[string]any:
		for key, x := range v {
			visit(key)
			walk(x, visit)
		}
	}
}

// TestDocuments holds what a document may not be as a whole, or what its fields may not
// say together. The base document is sound.
func TestDocuments(t *testing.T) {
	s := compile(t, "")
	base := `{"version": 1, "id": "a", "name": "A", "currency": "EUR"`
	child := `{"version": 1, "id": "b", "name": "B", "extends": "a"`
	for _, tt := range []struct {
		why  string
		text string
		ok   bool
	}{
		{"the least that can be sold", base + `}`, true},
		{"a family", `[` + base + `}, ` + child + `}]`, true},
		{"no family", `[]`, false},
		{"a family with a stranger in it", `[` + base + `}, {}]`, false},
		{"a text", `"a"`, false},
		{"a base may leave the currency to its children", `{"version": 1, "id": "a", "name": "A", "abstract": true}`, true},
		{"what is sold may not", `{"version": 1, "id": "a", "name": "A", "abstract": false}`, false},
		{"another version", `{"version": 2, "id": "a", "name": "A", "currency": "EUR"}`, false},
		{"a document without parent removes nothing", base + `, "zone": null}`, false},
		{"nor a rule", base + `, "cover": [{"id": "x", "as": "charge", "drop": true}]}`, false},
		{"a patch does", child + `, "zone": null, "cover": [{"id": "x", "drop": true}, {"id": "y", "needs": null}]}`, true},
		{"a patch of a rule says which", child + `, "cover": [{"as": "charge"}]}`, false},
		{"drop is true or not there", child + `, "cover": [{"id": "x", "drop": false}]}`, false},
		{"a rule that goes says nothing more", child + `, "cover": [{"id": "x", "drop": true, "as": "charge"}]}`, false},
		{"a target without an id is whole, in a patch too", child + `, "sla": {"targets": [{"within": {"response": "1h"}}]}}`, false},
		{"and cannot be dropped", child + `, "sla": {"targets": [{"clock": "x", "within": {"response": "1h"}, "drop": true}]}}`, false},
		{"no null in a condition, which is replaced whole", child + `, "cover": [{"id": "x", "when": {"place": null}}]}`, false},
		{"nor in a price", child + `, "rates": [{"id": "x", "price": {"unit": "1.00", "per": null}}]}`, false},
		{"nor in a list", child + `, "cover": [{"id": "x", "from": [null]}]}`, false},
		{"a rate without a price", base + `, "rates": [{"id": "x"}]}`, false},
		{"a draw without a pool", base + `, "cover": [{"id": "x", "as": "draw"}]}`, false},
		{"borrowing without a pool", base + `, "cover": [{"id": "x", "as": "borrow"}]}`, false},
		{"up to so much, of what", base + `, "cover": [{"id": "x", "as": "included", "upto": "1h"}]}`, false},
		{"beyond so much, of what", base + `, "cover": [{"id": "x", "as": "charge", "beyond": "1h"}]}`, false},
		{"a share of the grants of no pool", base + `, "cover": [{"id": "x", "as": "defer", "beyond": "25%", "per": "week"}]}`, false},
		{"tolerance of no estimate", base + `, "cover": [{"id": "x", "as": "charge", "tolerance": "10%"}]}`, false},
		{"a pool of hours pays nothing", base + `, "pools": {"x": {"of": "time", "pays": ["fee"]}}}`, false},
		{"a calendar of nothing", base + `, "calendars": {"x": {"holidays": ["pl"]}}}`, false},
		{"of other calendars alone", base + `, "calendars": {"x": {"union": ["y", "z"]}}}`, true},
		{"a default of another type", base + `, "params": {"x": {"type": "time", "default": "85.00"}}}`, false},
		{"a choice of another type", base + `, "params": {"x": {"type": "money", "one_of": ["1h"]}}}`, false},
		{"a bound of another type", base + `, "params": {"x": {"type": "percent", "min": "5"}}}`, false},
		{"words have no bounds", base + `, "params": {"x": {"type": "word", "min": "a"}}}`, false},
		{"a parameter is not another", base + `, "params": {"x": {"type": "time", "default": "$y"}}}`, false},
		{"nor is it set to one", base + `, "params": {"x": {"type": "time"}}, "set": {"x": "$y"}}`, false},
		{"a parameter in place of a word of the format", base + `, "cover": [{"id": "x", "as": "$as"}]}`, false},
		{"a parameter in a rounding", base + `, "measure": [{"id": "x", "per": "entry", "round": "up $step"}]}`, false},
	} {
		if err := s.Validate(parse(t, tt.text)); (err == nil) != tt.ok {
			t.Errorf("%s: %s\naccepted: %v, want %v; %v", tt.why, tt.text, err == nil, tt.ok, err)
		}
	}
}

// TestNotations holds each small language of the format to its grammar.
func TestNotations(t *testing.T) {
	for name, tt := range map[string]struct{ takes, refuses []string }{
		"time": {
			[]string{"1h", "1h30m", "90m", "36s", "0.5s", "1h0m1s", "-15m", "0s", "1000h", "36.000000001s"},
			[]string{"", "h", "1", "1 h", "1d", "1.5h", "01h", "30m1h", "1h 30m", "1H", "1.50s", "--1h", "1h-30m", "PT1H", "$h"}},
		"number": {
			[]string{"0", "85.00", "-2.50", "10000", "0.000000001"},
			[]string{"", "-", "+1", "1.", ".5", "01", "1e3", "1,000.00", "1_000", "85.00 ", "1h", "NaN", "1.0000000001", "1000000000000000"}},
		"percent": {
			[]string{"40%", "-5%", "2.5%", "100%", "0%"},
			[]string{"", "%", "40", "40 %", "40%%", "0x4%", "1h%"}},
		"count": {
			[]string{"6 tickets", "1 ticket", "1 tickets", "0 tickets", "$quota tickets"},
			[]string{"6", "6 ticket", "six tickets", "6tickets", "-1 tickets", "1.5 tickets", "6 visits", "$quota ticket"}},
		"parameter": {
			[]string{"$rate", "$phone_week", "$a-1.b"},
			[]string{"rate", "$", "$$rate", "$60.00", "$ra te", "${rate}", "$rate!", "$ставка"}},
		"money": {
			[]string{"60.00", "-100%", "$rate", "5"},
			[]string{"$60.00", "60.00 EUR", "1h", "6 tickets"}},
		"mark": {
			[]string{"1h", "25%", "6 tickets", "$lump"},
			[]string{"5", "85.00", "1 day"}},
		"every": {
			[]string{"month", "12 months", "2 weeks", "1 quarter", "1 months", "year", "2 business days", "$term", "$n months"},
			[]string{"", "0 months", "months", "2 month", "monthly", "1h", "hour", "02 weeks", "2  weeks", "month ", "$n month", "decade"}},
		"span": {
			[]string{"0 days", "10 days", "$n weeks"},
			[]string{"00 days", "0 day", "-1 days"}},
		"until": {
			[]string{"month", "12 months", "90 days", "0 days", "1 year from first-use to month-end", "to 01-01", "14 days to month-end inclusive",
				"3 years from last-use", "5 business days to period-end", "30 days inclusive", "0 days to period-end", "$notice to month-end",
				"$n days", "to term-end", "1 week", "day from order", "90 days to 12-31"},
			[]string{"", "to", "until month-end", "month-end", "1 year to month-end from first-use", "30 days including", "inclusive",
				"to 13-01", "to 1-1", "1 year from purchase", "30 days inclusive to month-end", "to month-end inclusive", "ever", "30days"}},
		"due": {
			[]string{"1h", "3 days", "2 weeks", "1 month", "1 business day", "0 business days", "2 business days same time", "$p1", "$n business days same time"},
			[]string{"", "3", "1 business day same time later", "3 days same time", "asap", "1 day same time"}},
		"rounding": {
			[]string{"up 15m", "down 1h", "half-up 6m", "half-down 36s", "half-even 1h30m"},
			[]string{"", "up", "15m", "up15m", "up 15", "nearest 15m", "up 0.01", "up -15m", "Up 15m"}},
		"money_rounding": {
			[]string{"half-up 0.01", "up 1", "half-even 0.05"},
			[]string{"half-up", "half-up 15m", "half-up -0.01", "0.01"}},
		"threshold": {
			[]string{"80%", "110%", "3h left", "5 left", "30 days to expiry", "1 month to expiry", "$warn", "$h left", "$n days to expiry"},
			[]string{"", "80", "80% left", "left", "3h", "30 days", "30 days left to expiry", "h left"}},
		"week": {
			[]string{"Mon-Fri 08:00-18:00", "Mon-Fri 08:00-18:00; Sat 10:00-14:00", "24/7", "closed", "Mo-Fr 09:00-13:00,14:00-18:00",
				"PH-1 21:00-24:00; PH 00:00-24:00; PH+1 00:00-08:00", "Mon,Wed 09:00-17:00", "Fri-Mon 22:00-06:00", "Sat-Sun closed", "$office_week"},
			[]string{"", "Mon-Fri", "Mon-Fri 8:00-18:00", "Mon-Fri 08:00", "Mon-Fri 08:00-25:00", "Mon-Fri 24:00-08:00", "Mon - Fri 08:00-18:00",
				"Mon-Fri 08:00-18:00;", "Monday 08:00-18:00", "Mon-Fri 08:00-18:60", "24/5", "PH+2 08:00-12:00", "8-18"}},
		"zone": {
			[]string{"Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/UTC", "UTC", "UTC-05:00", "Etc/GMT+5", "America/Port-au-Prince"},
			[]string{"", "Local", "EST", "MST", "HST", "Europe Berlin", "/Berlin", "Europe/", "-05:00", "UTC-5"}},
		"date": {
			[]string{"2026-11-22", "2028-02-29"},
			[]string{"", "2026-13-01", "2026-1-1", "22.11.2026", "2026-11-32", "26-11-22"}},
		"day_of_year": {
			[]string{"01-01", "12-31"}, []string{"", "02-29", "1-1", "13-01", "2026-01-01"}},
		"instant": {
			[]string{"2026-08-03", "2026-08-03T12:00:00Z", "2026-08-03T12:00:00+02:00"},
			[]string{"", "2026-08-03 12:00", "2026-08-03T12:00:00", "noon"}},
		"hours": {
			[]string{"09:00-18:00", "09:00-13:00,14:00-18:00", "22:00-06:00", "00:00-24:00", "closed"},
			[]string{"", "9-18", "09:00-18:00;", "Mon 09:00-18:00", "24:00-06:00"}},
		"level":  {[]string{"P1", "P9"}, []string{"", "P0", "P10", "p1", "URGENT"}},
		"word":   {[]string{"onsite", "first time", "срочно", "$class"}, []string{"", " ", " onsite", "onsite ", "<=1h", "what?"}},
		"size":   {[]string{"<=1h", ">14 days", ">=1", ">=3 in 24h", "<=$limit", "1h", "<0.5", "$limit"}, []string{"", "<=", "=<1h", "<= 1h", ">=3 in", ">14 moons"}},
		"event":  {[]string{"resolved", "marked:handed-over", "agent_reply"}, []string{"", "answered", "marked:", "marked"}},
		"metric": {[]string{"response", "resolution", "next_reply"}, []string{"", "reaction", "marked:x"}},
		"group":  {[]string{"entry", "visit", "period"}, []string{"", "invoice", "tickets"}},
		"name":   {[]string{"fee", "428designs", "tm_rate", "a.b-c"}, []string{"", "-x", "a b", "$a", "цена", strings.Repeat("x", 65)}},
	} {
		s := compile(t, "#/$defs/"+name)
		for _, text := range tt.takes {
			if err := s.Validate(text); err != nil {
				t.Errorf("%s does not take %q: %v", name, text, err)
			}
		}
		for _, text := range tt.refuses {
			if s.Validate(text) == nil {
				t.Errorf("%s takes %q", name, text)
			}
		}
		for _, other := range []any{json.Number("1"), true, []any{}, map[string]any{}} {
			if s.Validate(other) == nil {
				t.Errorf("%s takes %v", name, other)
			}
		}
	}
}

// TestPrices holds prices to their form.
func TestPrices(t *testing.T) {
	check(t, "price",
		[]string{`"60.00"`, `"10%"`, `"$rate"`, `null`, `{"flat": "5.00"}`, `{"unit": "2.00", "per": "15m", "whole": "started", "min": "50.00"}`,
			`{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}], "mode": "volume", "max": "$most"}`},
		[]string{`60.00`, `60`, `"60.00/h"`, `{}`, `{"min": "50.00"}`, `{"unit": "1h"}`, `{"unit": "1.00", "per": "hour"}`, `{"unit": "1.00", "whole": "all"}`,
			`{"tiers": []}`, `{"unit": "1.00", "tiers": [{"unit": "1.00"}]}`, `{"unit": "1.00", "mode": "volume"}`, `{"flat": "1.00", "per": "15m"}`,
			`{"tiers": [{"to": "1", "below": "2", "flat": "1.00"}]}`, `{"tiers": [{"to": "1"}]}`, `{"tiers": [{"to": 1, "flat": "1.00"}]}`, `{"units": "1.00"}`})
}

// TestConditions holds the usual facts to their kind.
func TestConditions(t *testing.T) {
	check(t, "condition",
		[]string{`{}`, `{"place": "onsite"}`, `{"kind": ["travel", "coding"]}`, `{"planned": false}`, `{"needed": "<=1h"}`, `{"contacts": ">=3 in 24h"}`,
			`{"not": {"during": "office"}}`, `{"any": [{"express": true}, {"not": {"any": [{"place": "bench"}]}}]}`, `{"$hours": ">40h"}`, `{"$class": "a"}`,
			`{"left": {"strips": ">=1"}}`, `{"level": ["P1", "P2"]}`, `{"ending": "early", "age": ">14 days"}`, `{"seats": ">=$least"}`, `{"size": ["1h", ">3h"]}`,
			`{"channel": "phone", "role": "senior", "class": "client", "impact": "down", "urgency": "high", "asset": "a1", "user": "u1"}`,
			`{"has": "block", "pays": "year", "breached": "response", "reported": true}`,
			`{"ahead": "<2h", "visit_time": ">1h", "away": "<30 days", "open": ">=1", "prepaid": ">6", "bought": ">=10h", "attainment": "<95"}`},
		[]string{`[]`, `"onsite"`, `{"place": true}`, `{"place": []}`, `{"place": 1}`, `{"planned": "false"}`, `{"reported": [true]}`, `{"needed": "soon"}`,
			`{"needed": true}`, `{"not": [{"during": "office"}]}`, `{"not": true}`, `{"any": {"express": true}}`, `{"any": []}`, `{"any": ["express"]}`,
			`{"left": ">=1"}`, `{"left": {}}`, `{"level": "URGENT"}`, `{"level": []}`, `{"ending": "late"}`, `{"seats": 5}`, `{"seats": "=>5"}`,
			`{"": true}`, `{"a b": true}`, `{"needed": null}`, `{"during": ">1h"}`})
}

// check holds a definition of the schema to what it takes and refuses, as JSON.
func check(t *testing.T, name string, takes, refuses []string) {
	t.Helper()
	s := compile(t, "#/$defs/"+name)
	for _, text := range takes {
		if err := s.Validate(parse(t, text)); err != nil {
			t.Errorf("%s does not take %s: %v", name, text, err)
		}
	}
	for _, text := range refuses {
		if s.Validate(parse(t, text)) == nil {
			t.Errorf("%s takes %s", name, text)
		}
	}
}
