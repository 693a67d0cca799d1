package priority_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"pgregory.net/rapid"
)

// classic is the table of impact and urgency as ITIL prints it.
func classic() priority.MatrixConfig {
	return priority.MatrixConfig{
		Impacts: []string{"high", "medium", "low"}, Urgencies: []string{"high", "medium", "low"},
		Levels: [][]priority.Level{{1, 2, 3}, {2, 3, 4}, {3, 4, 5}},
	}
}

func TestMatrix(t *testing.T) {
	m, err := priority.NewMatrix(classic())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		impact, urgency string
		want            priority.Level
	}{{"high", "high", 1}, {"high", "low", 3}, {"low", "high", 3}, {"medium", "low", 4}, {"low", "low", 5}} {
		if got, err := m.Level(tt.impact, tt.urgency); err != nil || got != tt.want {
			t.Errorf("Level(%s, %s) = %v, %v; want %v", tt.impact, tt.urgency, got, err, tt.want)
		}
	}
	_, err = m.Level("huge", "high")
	notFound(t, err, "impact", "huge")
	_, err = m.Level("high", "")
	notFound(t, err, "urgency", "")
	if got := newRules(t, priority.RulesConfig{Rules: m.Rules()}).Classify(priority.Facts{"impact": word("medium"), "urgency": word("high")}); got.Rule != "medium/high" || got.Level != 2 {
		t.Errorf("as rules: %v", got)
	}
	const golden = `{"impacts":["high","medium","low"],"urgencies":["high","medium","low"],"levels":[["P1","P2","P3"],["P2","P3","P4"],["P3","P4","P5"]]}`
	if back, data := roundTrip(t, m); data != golden || !back.Equal(m) {
		t.Errorf("written %s, want %s", data, golden)
	}
}

func TestMatrixFaults(t *testing.T) {
	edit := func(f func(*priority.MatrixConfig)) priority.MatrixConfig {
		c := classic()
		f(&c)
		return c
	}
	for _, tt := range []struct {
		name string
		cfg  priority.MatrixConfig
		want []string
	}{
		{"nothing", priority.MatrixConfig{}, []string{"impacts empty", "urgencies empty"}},
		{"a row too few", edit(func(c *priority.MatrixConfig) { c.Levels = c.Levels[:2] }), []string{"levels not_total"}},
		{"a cell too few", edit(func(c *priority.MatrixConfig) { c.Levels[1] = c.Levels[1][:2] }), []string{"levels[1] not_total"}},
		{"a cell too many", edit(func(c *priority.MatrixConfig) { c.Levels[2] = append(c.Levels[2], 6) }), []string{"levels[2] not_total"}},
		{"no level", edit(func(c *priority.MatrixConfig) { c.Levels[1][1], c.Levels[2][2] = 0, 10 }), []string{
			"levels[1][1] not_total", "levels[2][2] not_total",
		}},
		{"less urgent for more urgency", edit(func(c *priority.MatrixConfig) { c.Levels[0] = []priority.Level{2, 1, 3} }), []string{"levels[0][1] not_monotone"}},
		{"less urgent for a worse impact", edit(func(c *priority.MatrixConfig) { c.Levels[0][2] = 5 }), []string{"levels[1][2] not_monotone"}},
		{"words", edit(func(c *priority.MatrixConfig) {
			c.Impacts = []string{"", "a", "a"}
			c.Urgencies = []string{"<1", "$x", " b"}
		}), []string{
			"impacts[0] empty", "impacts[2] duplicate_name", "urgencies[0] not_a_word", "urgencies[1] not_a_word", "urgencies[2] not_a_word",
		}},
		{"rules of one name", edit(func(c *priority.MatrixConfig) {
			c.Impacts[0], c.Impacts[1] = "a/b", "a"
			c.Urgencies[0], c.Urgencies[1] = "c", "b/c"
		}), []string{"levels[1][1] duplicate_id"}},
	} {
		got, err := priority.NewMatrix(tt.cfg)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" || !got.Equal(priority.Matrix{}) {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	wild := classic()
	wild.Levels[0] = []priority.Level{9, 1, 4}
	wild.AnyOrder = true
	m, err := priority.NewMatrix(wild)
	if err != nil {
		t.Fatalf("any order: %v", err)
	}
	if back, data := roundTrip(t, m); !back.Equal(m) {
		t.Errorf("%s is not equal", data)
	}
	wild.Impacts[0], wild.Levels[0][0] = "x", 1
	if l, err := m.Level("high", "high"); err != nil || l != 9 {
		t.Errorf("the matrix has changed: %v, %v", l, err)
	}
	got := m
	if diff := cmp.Diff([]string{"impacts wrong_type", "levels[0][0] unknown_level"}, faults(t, json.Unmarshal([]byte(`{"impacts": "high", "levels": [["p1"]]}`), &got))); diff != "" || !got.Equal(m) {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"impacts": [], "urgencies": [], "levels": []}`), &got); len(faults(t, err)) != 2 || !got.Equal(m) {
		t.Errorf("an empty one: %v", err)
	}
}

// A matrix is total, and printed as rules it classifies every cell as Level does, in
// any order of the rules; without an impact or urgency it leaves them open.
func TestMatrixIsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"high", "low", "1h", "3", "true", "высокий", "not", "any", "a in b", "a/b", "x"}), 1, 4, rapid.ID[string])
		c := priority.MatrixConfig{Impacts: words.Draw(t, "impacts"), Urgencies: words.Draw(t, "urgencies"), AnyOrder: rapid.Bool().Draw(t, "any order")}
		for i := range c.Impacts {
			var row []priority.Level
			for j := range c.Urgencies {
				l := priority.Level(1 + i + j)
				if c.AnyOrder {
					l = priority.Level(rapid.Uint8Range(1, 9).Draw(t, "level "+strconv.Itoa(j)))
				}
				row = append(row, l)
			}
			c.Levels = append(c.Levels, row)
		}
		m, err := priority.NewMatrix(c)
		if err != nil {
			t.Fatal(err)
		}
		printed, _ := roundTrip(t, newRules(t, priority.RulesConfig{Rules: rapid.Permutation(m.Rules()).Draw(t, "order")}))
		for i, impact := range c.Impacts {
			for j, urgency := range c.Urgencies {
				f := priority.Facts{"impact": word(impact), "urgency": word(urgency)}
				l, err := m.Level(impact, urgency)
				if got := printed.Classify(f); err != nil || l != c.Levels[i][j] || got.Level != l || len(got.Matches) != 1 || !got.Certain() {
					t.Fatalf("%s, %s: %v, %v, and by rules %v", impact, urgency, l, err, got)
				}
				delete(f, "urgency")
				if got := printed.Classify(f); got.Level != 0 || len(got.NotEvaluated) != len(c.Urgencies) {
					t.Fatalf("%s alone: %v", impact, got)
				}
			}
		}
	})
}

// What a matrix returns is a copy.
func TestMatrixConfig(t *testing.T) {
	m, err := priority.NewMatrix(priority.MatrixConfig{
		Impacts: []string{"high", "low"}, Urgencies: []string{"high"}, Levels: [][]priority.Level{{priority.P1}, {priority.P2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := m.Config()
	c.Levels[0][0], c.Impacts[0] = priority.P4, "none"
	if l, err := m.Level("high", "high"); err != nil || l != priority.P1 {
		t.Errorf("changed through its Config: %v, %v", l, err)
	}
}
