package sla

import (
	"cmp"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Credit is a row of a table of SLA credits: for an attainment, or an availability, less
// than Below, the customer gets back Share of the fee.
type Credit struct {
	Below Percent `json:"below"`
	Share Percent `json:"share"`
}

// Credits is a table of SLA credits. The row with the lowest Below that the attainment is
// less than decides, in whatever order they stand. Money is for package contract: a share is
// all that follows from a clock.
type Credits []Credit

// Check returns an [*Error] with every fault of the table: a bound that is not more than 0
// or that stands twice, a share beyond 0 to 100 %, or one that gets less as the attainment does.
func (c Credits) Check() error {
	var fs strict.Faults
	sorted := slices.SortedFunc(slices.Values(c), func(a, b Credit) int { return cmp.Compare(b.Below, a.Below) })
	for i, row := range c {
		path := strict.At("credits", i)
		if row.Below <= 0 || row.Below > Whole {
			fs.Add(path+".below", "bad_share", "%v is not more than 0%% and at most 100%%", row.Below)
		}
		if row.Share < 0 || row.Share > Whole {
			fs.Add(path+".share", "bad_share", "%v is not within 0%% and 100%%", row.Share)
		}
	}
	for i := 1; i < len(sorted); i++ {
		switch a, b := sorted[i-1], sorted[i]; {
		case a.Below == b.Below:
			fs.Add("credits", "duplicate_bound", "below %v stands twice", a.Below)
		case b.Share < a.Share:
			fs.Add("credits", "not_monotone", "below %v gives back less than below %v", b.Below, a.Below)
		}
	}
	return fs.Err("sla: credits")
}

// For returns the share of the fee that is given back for an attainment, 0 if none is.
func (c Credits) For(attainment Percent) Percent {
	var best Credit
	for _, row := range c {
		if attainment < row.Below && (best.Below == 0 || row.Below < best.Below) {
			best = row
		}
	}
	return best.Share
}
