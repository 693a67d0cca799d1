package sla

// A Credit is a row of a table of SLA credits: who attains less than Below gets back Share of
// the fee.
type Credit struct {
	Below Percent
	Share Percent
}

// Credits is a table of SLA credits, in any order. The row with the lowest Below that
// the attainment is less than decides.
type Credits []Credit

// For returns the share of the fee that is given back for an attainment, 0 if none.
func (c Credits) For(attainment Percent) Percent { return 0 }
