package priority

import (
	"math"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
)

// An Increment says how time worked becomes time billed: in steps, with a minimum, with
// minutes of grace. Raw time is never replaced; the billed time stands beside it.
//
// For a group of pieces with the sum T, in this order: Fixed replaces everything, also
// no time at all; zero stays zero; T up to Free is zero; T up to First is First, and
// only what lies beyond First is rounded; rounding takes off the Grace first, and Up bills
// at least one step; the result is at least Min. The zero Increment bills the time
// worked, entry by entry, to the nanosecond.
//
// In JSON it is part of a "measure" rule of a plan document:
//
//	{"per": "ticket", "round": "up 15m", "grace": "5m", "min": "30m"}
type Increment struct {
	Per   Per           // what is summed before it is rounded; none: each entry
	Round Rounding      // mode and step; none: exact
	Grace time.Duration // taken off before the step
	First time.Duration // the first block, billed whole
	Min   time.Duration // the least that is billed for anything at all
	Free  time.Duration // up to and including this, nothing is billed; beyond it, everything
	Fixed time.Duration // billed whatever was worked

	// AfterWeight rounds the weighted time. The default is to round first and weigh then:
	// 40 minutes at weight 1.5 and half-hour steps are 90 minutes of credit, not 60.
	AfterWeight bool
}

// Check returns an [*Error] with every fault: a negative time, a mode without a step, a
// grace without a rounding, a fixed time beside anything that it would replace.
func (in Increment) Check() error {
	var fs strict.Faults
	fs.Join("per", "invalid", in.Per.Check())
	for _, f := range []struct {
		path string
		d    time.Duration
	}{
		{"round", in.Round.Step}, {"grace", in.Grace}, {"first", in.First},
		{"min", in.Min}, {"free", in.Free}, {"fixed", in.Fixed},
	} {
		if f.d < 0 {
			fs.Add(f.path, "negative", "is below zero")
		}
	}
	switch {
	case in.Round.Mode != "" && !in.Round.Mode.valid():
		fs.Add("round", "bad_rounding", "%s is not a rounding mode", quote(string(in.Round.Mode)))
	case (in.Round.Mode == "") != (in.Round.Step == 0):
		fs.Add("round", "bad_rounding", "a rounding has both a mode and a step")
	case in.Grace > 0 && in.Round.IsZero():
		fs.Add("grace", "no_rounding", "is taken off before rounding, and there is none")
	}
	if in.Fixed > 0 && (in.Free > 0 || in.First > 0 || in.Min > 0 || !in.Round.IsZero()) {
		fs.Add("fixed", "replaces_all", "leaves nothing for round, first, min or free to do")
	}
	return fs.Err("priority: increment")
}

// Billed returns the time billed for one group in which t was worked. A negative t is
// the mirror image of a positive one.
func (in Increment) Billed(t time.Duration) time.Duration {
	switch {
	case t == math.MinInt64:
		return in.Billed(t + 1) // its magnitude is one more than fits
	case t < 0:
		return -in.Billed(-t)
	case in.Fixed > 0:
		return in.Fixed
	case t == 0 || t <= in.Free:
		return 0
	}
	var billed time.Duration
	switch {
	case in.First == 0:
		billed = in.blocks(t)
	case t <= in.First:
		billed = in.First
	default:
		billed = exact.Add(in.First, in.blocks(t-in.First))
	}
	return max(billed, in.Min)
}

// blocks returns t > 0 without the grace and rounded.
func (in Increment) blocks(t time.Duration) time.Duration {
	rounded := in.Round.Round(max(0, t-in.Grace))
	if in.Round.Mode == Up {
		return max(rounded, in.Round.Step)
	}
	return rounded
}

// IsZero reports whether the increment bills time as it was worked.
func (in Increment) IsZero() bool {
	return len(in.Per) == 0 && in.Round.IsZero() && in.Grace == 0 && in.First == 0 &&
		in.Min == 0 && in.Free == 0 && in.Fixed == 0 && !in.AfterWeight
}

type incrementJSON struct {
	Per         Per            `json:"per,omitempty"`
	Round       Rounding       `json:"round,omitzero"`
	Grace       exact.Duration `json:"grace,omitzero"`
	First       exact.Duration `json:"first,omitzero"`
	Min         exact.Duration `json:"min,omitzero"`
	Free        exact.Duration `json:"free,omitzero"`
	Fixed       exact.Duration `json:"fixed,omitzero"`
	AfterWeight bool           `json:"after_weight,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (in Increment) MarshalJSON() ([]byte, error) {
	return marshal(incrementJSON{
		in.Per, in.Round, exact.Duration(in.Grace), exact.Duration(in.First),
		exact.Duration(in.Min), exact.Duration(in.Free), exact.Duration(in.Fixed), in.AfterWeight,
	})
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (in *Increment) UnmarshalJSON(data []byte) error {
	var j incrementJSON
	if err := strict.Unmarshal(data, &j, "priority: increment"); err != nil {
		return err
	}
	got := Increment{
		j.Per, j.Round, time.Duration(j.Grace), time.Duration(j.First),
		time.Duration(j.Min), time.Duration(j.Free), time.Duration(j.Fixed), j.AfterWeight,
	}
	if err := got.Check(); err != nil {
		return err
	}
	*in = got
	return nil
}
