package sla

// A Percent is a share in hundredths of a per cent, basis points: 9990 is 99.90 %. As text
// it is "99.9%".
type Percent int32

// Whole is 100 %.
const Whole Percent = 100_00
