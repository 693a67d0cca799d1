package priority

import (
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// MatrixConfig describes a [Matrix]: the classic table of impact and urgency.
type MatrixConfig struct {
	Impacts   []string  `json:"impacts"`   // worst first: "high", "medium", "low"
	Urgencies []string  `json:"urgencies"` // most pressing first
	Levels    [][]Level `json:"levels"`    // a row for each impact, a column for each urgency

	// AnyOrder allows a table in which a worse impact or a more pressing urgency gives
	// a less urgent level. Such a table is nearly always a slip, so it must be said.
	AnyOrder bool `json:"any_order,omitempty"`
}

// A Matrix gives a level for each impact and urgency. It does not change once made.
type Matrix struct {
	cfg MatrixConfig
}

// NewMatrix returns the matrix that c describes. It is total: faults are a missing row
// or cell, a cell without a level, a word that is empty or stands twice, and, unless c
// says AnyOrder, a cell that is more urgent than its neighbour of worse impact or urgency;
// and two cells whose rules would have the same ID ("a/b" with "c", and "a" with "b/c").
func NewMatrix(c MatrixConfig) (Matrix, error) {
	var fs strict.Faults
	axis("impacts", c.Impacts, &fs)
	axis("urgencies", c.Urgencies, &fs)
	if len(c.Levels) != len(c.Impacts) {
		fs.Add("levels", "not_total", "%d rows for %d impacts", len(c.Levels), len(c.Impacts))
	}
	levels := make([][]Level, len(c.Levels))
	for i, row := range c.Levels {
		path := strict.At("levels", i)
		levels[i] = slices.Clone(row)
		if len(row) != len(c.Urgencies) {
			fs.Add(path, "not_total", "%d cells for %d urgencies", len(row), len(c.Urgencies))
		}
		for j, l := range row {
			at := strict.At(path, j)
			switch {
			case !l.IsValid():
				fs.Add(at, "not_total", "a cell needs a level, P1 to P9")
			case c.AnyOrder:
			case j > 0 && l.Outranks(row[j-1]):
				fs.Add(at, "not_monotone", "%v outranks %v of a more pressing urgency", l, row[j-1])
			case i > 0 && j < len(c.Levels[i-1]) && l.Outranks(c.Levels[i-1][j]):
				fs.Add(at, "not_monotone", "%v outranks %v of a worse impact", l, c.Levels[i-1][j])
			}
		}
	}
	if fs.None() {
		c.checkIDs(&fs)
	}
	if err := fs.Err("priority: matrix"); err != nil {
		return Matrix{}, err
	}
	c.Impacts, c.Urgencies, c.Levels = slices.Clone(c.Impacts), slices.Clone(c.Urgencies), levels
	return Matrix{c}, nil
}

// checkIDs notes each cell whose rule would have the ID of another.
func (c MatrixConfig) checkIDs(fs *strict.Faults) {
	seen := map[string]bool{}
	for i, impact := range c.Impacts {
		for j, urgency := range c.Urgencies {
			id := cellID(impact, urgency)
			if seen[id] {
				fs.Add(strict.At(strict.At("levels", i), j), "duplicate_id", "another cell is also called %s", quote(id))
			}
			seen[id] = true
		}
	}
}

// cellID returns the ID of the rule that a cell prints as.
func cellID(impact, urgency string) string { return impact + "/" + urgency }

func axis(path string, words []string, fs *strict.Faults) {
	if len(words) == 0 {
		fs.Add(path, "empty", "needs at least one word")
	}
	for i, w := range words {
		switch {
		case w == "":
			fs.Add(strict.At(path, i), "empty", "is empty")
		case slices.Contains(words[:i], w):
			fs.Add(strict.At(path, i), "duplicate_name", "%s stands twice", quote(w))
		case !plainWord(w):
			fs.Add(strict.At(path, i), "not_a_word", "%s would be read as a comparison or a parameter", quote(w))
		}
	}
}

// plainWord reports whether w, as a test, asks for just that word.
func plainWord(w string) bool {
	x, err := parseTest(w)
	return err == nil && x.op == "" && x.param == ""
}

// Level returns the level for an impact and an urgency, or a [*NotFoundError].
func (m Matrix) Level(impact, urgency string) (Level, error) {
	i := slices.Index(m.cfg.Impacts, impact)
	if i < 0 {
		return 0, &NotFoundError{"impact", impact}
	}
	j := slices.Index(m.cfg.Urgencies, urgency)
	if j < 0 {
		return 0, &NotFoundError{"urgency", urgency}
	}
	return m.cfg.Levels[i][j], nil
}

// Rules returns the matrix as rules over the facts "impact" and "urgency", one for each
// cell, as a plan document has it.
func (m Matrix) Rules() []Rule {
	var rules []Rule
	for i, impact := range m.cfg.Impacts {
		for j, urgency := range m.cfg.Urgencies {
			rules = append(rules, Rule{
				ID:    cellID(impact, urgency),
				Level: m.cfg.Levels[i][j],
				When: Condition{[]term{
					{fact: "impact", tests: []test{{text: impact}}},
					{fact: "urgency", tests: []test{{text: urgency}}},
				}},
			})
		}
	}
	return rules
}

// Equal reports whether both matrices are the same.
func (m Matrix) Equal(n Matrix) bool {
	return slices.Equal(m.cfg.Impacts, n.cfg.Impacts) && slices.Equal(m.cfg.Urgencies, n.cfg.Urgencies) &&
		slices.EqualFunc(m.cfg.Levels, n.cfg.Levels, slices.Equal) && m.cfg.AnyOrder == n.cfg.AnyOrder
}

// MarshalJSON implements [json.Marshaler].
func (m Matrix) MarshalJSON() ([]byte, error) { return marshal(m.cfg) }

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (m *Matrix) UnmarshalJSON(data []byte) error {
	var c MatrixConfig
	if err := strict.Unmarshal(data, &c, "priority: matrix"); err != nil {
		return err
	}
	got, err := NewMatrix(c)
	if err == nil {
		*m = got
	}
	return err
}
