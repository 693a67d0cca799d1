package priority

import (
	_ "embed" // the data below
	"encoding/json"
)

// The levels, rules and rates of SaaSTech's Client Success Service Plans, as published:
// the one plan of the five this library was built on that has all three. The weights are
// those of the vendor's own help page; the rate table states unit prices, of which one is
// missing (see [RateCard.Gaps]).
var (
	//go:embed data/saastech-levels.json
	saastechLevels []byte
	//go:embed data/saastech-rules.json
	saastechRules []byte
	//go:embed data/saastech-rates.json
	saastechRates []byte
)

// SaaSTechScheme returns the four levels LOW (P4), MEDIUM (P3), HIGH (P2) and URGENT (P1)
// with the weights 1, 1.5, 2 and 2.5.
func SaaSTechScheme() Scheme { return shipped[Scheme](saastechLevels) }

// SaaSTechRules returns a rule for each phrase by which the source describes the four
// levels; the most urgent that matches decides, and LOW where none does. A booked
// appointment counts as reported: state it so.
func SaaSTechRules() Rules { return shipped[Rules](saastechRules) }

// SaaSTechRates returns the rate table in US dollars: per use, 12-hour credit and 40-hour
// credit, by level.
func SaaSTechRates() *RateCard {
	c := shipped[RateCard](saastechRates)
	return &c
}

// shipped reads data that is compiled in and tested.
func shipped[T any](data []byte) T {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	return v
}
