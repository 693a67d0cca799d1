package priority_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestSaaSTechScheme(t *testing.T) {
	s := priority.SaaSTechScheme()
	for _, tt := range []struct{ code, name, weight string }{
		{"P1", "URGENT", "2.5"}, {"P2", "HIGH", "2"}, {"P3", "MEDIUM", "1.5"}, {"P4", "LOW", "1"},
	} {
		for _, text := range []string{tt.code, tt.name, " " + tt.name + "\t", "p" + tt.code[1:]} {
			l, err := s.Parse(text)
			if err != nil || l.String() != tt.code || s.Name(l) != tt.name {
				t.Errorf("Parse(%q) = %v, %v; want %s (A23)", text, l, err, tt.code)
			}
			if w, err := s.Weight(l); err != nil || !w.Equal(dec(tt.weight)) {
				t.Errorf("Weight(%v) = %v, %v; want %s", l, w, err, tt.weight)
			}
			if d, err := s.Definition(l); err != nil || d.Description == "" || d.Name != tt.name {
				t.Errorf("Definition(%v) = %+v, %v", l, d, err)
			}
		}
	}
	if s.Base() != priority.P4 {
		t.Errorf("Base() = %v, want P4", s.Base())
	}
	for _, text := range []string{"", " ", "P5", "URG", "P1P1"} {
		_, err := s.Parse(text)
		notFound(t, err, "level", text)
	}
	_, err := s.Weight(priority.Level(5))
	notFound(t, err, "level", "P5")
	_, err = s.Definition(0)
	notFound(t, err, "level", "")
	if got := s.Name(5); got != "P5" {
		t.Errorf("Name(P5) = %q", got)
	}
	var levels []priority.Level
	for d := range s.Levels() {
		levels = append(levels, d.Level)
		if len(levels) == 3 {
			break
		}
	}
	if diff := cmp.Diff([]priority.Level{1, 2, 3}, levels); diff != "" {
		t.Errorf("Levels:\n%s", diff)
	}
}

// Names in any language, in the case people happen to type.
func TestSchemeLanguages(t *testing.T) {
	s, err := priority.NewScheme([]priority.Definition{
		{Level: 9, Name: "Обычный приоритет", Aliases: []string{"низкий", "ΧΑΜΗΛΌΣ"}},
		{Level: 1, Name: "Критический", Aliases: []string{"срочно", "緊急", "DRINGLICHKEITSSTUFE ÄUẞERST"}, Weight: dec("3")},
		{Level: 2, Aliases: []string{"tres élevée", "p2"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]priority.Level{
		"КРИТИЧЕСКИЙ": 1, "критический": 1, " Срочно": 1, "緊急": 1, "Dringlichkeitsstufe äußerst": 1, "dringlichkeitsstufe äuẞerst": 1,
		"обычный  ПРИОРИТЕТ": 9, "обычный\u00a0приоритет": 9, "обычныйприоритет": 0, "χαμηλός": 9, "χαμηλόσ": 9, "Tres Élevée": 2, "P9": 9, "p2": 2,
	} {
		got, err := s.Parse(text)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("Parse(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	if s.Name(2) != "P2" || s.Base() != 9 {
		t.Errorf("Name(P2) = %q, Base() = %v", s.Name(2), s.Base())
	}
}

func TestNewSchemeFaults(t *testing.T) {
	for _, tt := range []struct {
		name string
		defs []priority.Definition
		want []string
	}{
		{"none", nil, []string{"empty"}},
		{"no level", []priority.Definition{{Level: 1}, {Name: "LOW", Weight: dec("-1")}}, []string{"[1] unknown_level", "[1].weight not_positive"}},
		{"beyond P9", []priority.Definition{{Level: 10}}, []string{"[0] unknown_level"}},
		{"twice", []priority.Definition{{Level: 1}, {Level: 2}, {Level: 1}}, []string{"P1 duplicate_level"}},
		{"weights", []priority.Definition{
			{Level: 1, Weight: dec("-0.5")}, {Level: 2, Weight: dec("0.3333333333")}, {Level: 3, Weight: decimal.New(1, 2_000_000_000)},
			{Level: 4, Weight: decimal.New(-1, -2_000_000_000)}, {Level: 5, Weight: decimal.New(0, -2_000_000_000)},
		}, []string{"P1.weight not_positive", "P2.weight out_of_range", "P3.weight out_of_range", "P4.weight not_positive"}},
		{"names", []priority.Definition{{Level: 1, Name: "High"}, {Level: 2, Name: "HIGH "}}, []string{"P2 duplicate_name"}},
		{"name and alias", []priority.Definition{{Level: 1, Aliases: []string{"срочно"}}, {Level: 2, Name: "СРОЧНО"}}, []string{"P2 duplicate_name"}},
		{"another's code", []priority.Definition{{Level: 1, Name: "P2"}, {Level: 2}}, []string{"P1 duplicate_name"}},
		{"the code of none", []priority.Definition{{Level: 1, Aliases: []string{" p7"}}}, []string{"P1 duplicate_name"}},
		{"everything", []priority.Definition{{Level: 0}, {Level: 3, Weight: dec("-1")}, {Level: 3, Name: "x"}, {Level: 4, Name: "X"}}, []string{
			"[0] unknown_level", "P3.weight not_positive", "P3 duplicate_level", "P4 duplicate_name",
		}},
	} {
		got, err := priority.NewScheme(tt.defs)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" || !got.Equal(priority.Scheme{}) {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, got, diff)
		}
	}
	ok := []priority.Definition{{Level: 1, Name: "x", Aliases: []string{"X", "p1", ""}}, {Level: 2, Aliases: []string{""}}}
	if _, err := priority.NewScheme(ok); err != nil {
		t.Errorf("names of one level, its own code, and none: %v", err)
	}
}

func TestSchemeJSON(t *testing.T) {
	s, data := roundTrip(t, priority.SaaSTechScheme())
	if !s.Equal(priority.SaaSTechScheme()) {
		t.Error("it is not equal")
	}
	const golden = `{"P1":{"name":"URGENT","description":"critical impact: service unusable, code in production, or unplanned work on a holiday or off hours","weight":"2.5"},` +
		`"P2":{"name":"HIGH","description":"high impact: service severely impaired, work on site, planned coding, travel","weight":"2"},` +
		`"P3":{"name":"MEDIUM","description":"medium impact: service partially impaired, no ticket, unscheduled remote work, bench","weight":"1.5"},` +
		`"P4":{"name":"LOW","description":"low impact: service fully usable, by ticket or appointment, remote"}}`
	if diff := cmp.Diff(golden, data); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{}`, []string{"empty"}},
		{`[]`, []string{"wrong_type"}},
		{`{"P1": {"weight": "0"}, "P2": {"weight": "0.00"}, "P3": {"weight": "-1"}}`, []string{"P1.weight not_positive", "P2.weight not_positive", "P3.weight not_positive"}},
		{`{"P1": {"weight": 2}}`, []string{"P1.weight wrong_type"}},
		{`{"P1": {"weight": "1e3"}, "P0": {}, "p2": {}}`, []string{"P1.weight invalid", "P0 unknown_level", "p2 unknown_level"}},
		{`{"": {}}`, []string{`[""] unknown_level`}},
		{`{"": {}, "P1": {"weight": "-1"}}`, []string{`[""] unknown_level`, "P1.weight not_positive"}},
		{`{"P1": {"Name": "x"}, "P1": {}}`, []string{"P1.Name unknown_field", "P1 duplicate_key"}},
		{`{"P1": {"name": "x"}, "P2": {"name": "X"}}`, []string{"P2 duplicate_name"}},
		{`{"P1": null}`, []string{"P1 wrong_type"}},
		{`null`, []string{"wrong_type"}},
	} {
		got := priority.SaaSTechScheme()
		err := json.Unmarshal([]byte(tt.in), &got)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if !got.Equal(priority.SaaSTechScheme()) {
			t.Errorf("%s changed the scheme", tt.in)
		}
	}
}

// A scheme that can be made can be written and read again.
func TestSchemeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var defs []priority.Definition
		for _, l := range rapid.SliceOfNDistinct(rapid.Uint8Range(1, 9), 1, 9, rapid.ID).Draw(t, "levels") {
			defs = append(defs, priority.Definition{
				Level: priority.Level(l), Name: rapid.String().Draw(t, "name"), Aliases: rapid.SliceOf(rapid.String()).Draw(t, "aliases"),
				Weight: decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "weight"), rapid.Int32Range(-12, 4).Draw(t, "exp")),
			})
		}
		s, err := priority.NewScheme(defs)
		if err != nil {
			if !errors.Is(err, priority.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if back, data := roundTrip(t, s); !back.Equal(s) {
			t.Fatalf("%s is not equal", data)
		}
		for _, d := range defs {
			if got, err := s.Parse(d.Level.String()); err != nil || got != d.Level {
				t.Fatalf("Parse(%v) = %v, %v", d.Level, got, err)
			}
		}
	})
}

// Nothing that goes in or comes out can be used to change a scheme.
func TestSchemeDoesNotChange(t *testing.T) {
	defs := []priority.Definition{{Level: 2, Aliases: []string{"a"}}, {Level: 1, Aliases: []string{"b"}}}
	s, err := priority.NewScheme(defs)
	if err != nil {
		t.Fatal(err)
	}
	same, _ := roundTrip(t, s)
	if defs[0].Level != 2 {
		t.Error("NewScheme sorts the caller's list")
	}
	defs[0].Aliases[0], defs[1].Level = "x", 5
	for d := range s.Levels() {
		d.Aliases[0] = "y"
	}
	d, _ := s.Definition(1)
	d.Aliases[0] = "z"
	if !s.Equal(same) {
		t.Errorf("the scheme is now %+v", slices.Collect(s.Levels()))
	}
	if zero := (priority.Scheme{}); zero.Base() != 0 || zero.Equal(s) || zero.Name(1) != "P1" {
		t.Error("the zero Scheme has levels")
	}
}
