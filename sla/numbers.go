package sla

import (
	"math"
	"math/bits"
	"strconv"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// mulDiv returns the floor of a × b / c for a, b >= 0 and c > 0, held at the range.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}
