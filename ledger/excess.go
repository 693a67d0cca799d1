package ledger

import (
	"math"

	"github.com/retainer-go/retainer/internal/strict"
)

// An Excess is the rule by which use beyond what a plan gives is regular, so that another
// plan should be talked about: more than Over beyond the allowance, in at least K of the last N periods.
//
// The zero Excess is the default: more than 10 % in 2 of the last 3.
type Excess struct {
	Over Part // a percentage of the allowance, or an amount; none: 10%
	K, N int  // 0 and 0: 2 of 3
}

// A Load is what was given and what was used in a period: [Statement] has both, as Granted
// and as the sum of the Used of its Levels.
type Load struct {
	Given, Used Quantity
}

// MaxPeriods is how many periods an [Excess] may look back.
const MaxPeriods = 1000

// Regular reports whether the last periods, the latest last, show a regular excess. With
// fewer than N periods, those there are count. The error is an [*Error] with every fault of the rule.
func (e Excess) Regular(periods []Load) (bool, error) {
	over, k, n := e.Over, e.K, e.N
	if over.IsZero() {
		over = Percent(10)
	}
	if k == 0 && n == 0 {
		k, n = 2, 3
	}
	var fs strict.Faults
	if k < 1 || k > n || n > MaxPeriods {
		fs.Add("k", "out_of_range", "%d of %d periods", k, n)
	}
	if over.q.n < 0 {
		fs.Add("over", "negative", "is below zero")
	}
	if err := fs.Err("ledger: excess"); err != nil {
		return false, err
	}
	for _, p := range periods[max(0, len(periods)-n):] {
		given := max(0, p.Given.n)
		if allowed := over.of(given, 0); given <= math.MaxInt64-allowed && p.Used.n > given+allowed {
			k--
		}
	}
	return k <= 0, nil
}
