package retainer_test

import (
	"os"
	"testing"

	"github.com/retainer-go/retainer/internal/layout"
)

const (
	decimal = "github.com/shopspring/decimal"
	cal     = "github.com/rickar/cal/v2"
)

// table is the structure of the module. The arrows go down only; who adds one adds it
// here, and says why. What no room may do, whatever it imports, stands in internal/layout.
var table = layout.Table{
	Module: "github.com/retainer-go/retainer",
	Rooms: map[string][]string{
		".":               {},
		"internal/strict": {},
		"internal/exact":  {decimal},
		"calendar":        {"internal/strict", cal},
		"priority":        {"internal/strict", "internal/exact", decimal},
		"sla":             {"internal/strict", "internal/exact", "calendar", "priority"},
		"ledger":          {"internal/strict", "internal/exact", "calendar", "priority", decimal},
		"estimate":        {"internal/strict", "internal/exact", "priority", decimal},
		"contract":        {"internal/strict", "internal/exact", "calendar", "priority", "sla", "ledger", "estimate", decimal},
		"contract/plans":  {"internal/strict", "internal/exact", "calendar", "priority", "sla", "ledger", "estimate", "contract", decimal},
		"contract/report": {"internal/strict", "internal/exact", "calendar", "priority", "sla", "ledger", "estimate", "contract", decimal},
	},
	Workshops: []string{
		"examples", "internal/bare", "internal/bench", "internal/gen", "internal/layout", "internal/schema", "internal/vectors",
	},
	Doors:   map[string]string{cal: "calendar/holidays.go"},
	Require: []string{"github.com/google/go-cmp", cal, decimal, "pgregory.net/rapid"},
	TopLevel: []string{
		"calendar", "priority", "sla", "ledger", "estimate", "contract", "internal", "examples",
		"go.mod", "go.sum", "doc.go", "README.md", "LICENSE", "CHANGELOG.md", "example_test.go", "layout_test.go",
	},
}

// TestLayout holds the tree to the table, and the rooms to the house rules of purity.
func TestLayout(t *testing.T) {
	for _, finding := range table.Check(os.DirFS(".")) {
		t.Error(finding)
	}
}
