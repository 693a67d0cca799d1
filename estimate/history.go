package estimate

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// A Variance holds an estimate against what the work took.
type Variance struct {
	Estimated time.Duration
	N         int           // how many times the work was done
	Mean      time.Duration // rounded half up to the nanosecond
	Low, High time.Duration // the shortest and the longest time it took

	// Over is how far the mean lies above the estimate, in basis points (1/100 of a
	// percent), cut off towards zero: 2000 is 20 % over. It is zero where nothing was estimated.
	Over int64
}

// Compare holds an estimate against the actual times. Faults: no times at all, a time or
// an estimate below zero or above [MaxTime].
func Compare(estimated time.Duration, actual []time.Duration) (Variance, error) {
	var fs strict.Faults
	if len(actual) == 0 {
		fs.Add("actual", "empty", "needs at least one time")
	}
	if estimated < 0 || estimated > MaxTime {
		fs.Add("estimated", "out_of_range", "is not between 0 and %d hours", MaxTime/time.Hour)
	}
	var sum decimal.Decimal
	for i, t := range actual {
		if t < 0 || t > MaxTime {
			fs.Add(strict.At("actual", i), "out_of_range", "is not between 0 and %d hours", MaxTime/time.Hour)
		}
		sum = sum.Add(decimal.New(int64(t), 0))
	}
	if err := fs.Err("estimate: variance"); err != nil {
		return Variance{}, err
	}
	n := decimal.New(int64(len(actual)), 0)
	v := Variance{
		Estimated: estimated, N: len(actual), Mean: time.Duration(sum.DivRound(n, 0).IntPart()),
		Low: slices.Min(actual), High: slices.Max(actual),
	}
	if estimated > 0 { // (sum - n × estimated) / (n × estimated), in ten-thousandths
		whole := n.Mul(decimal.New(int64(estimated), 0))
		over, _ := sum.Sub(whole).Mul(decimal.New(10_000, 0)).QuoRem(whole, 0)
		v.Over = over.IntPart()
	}
	return v, nil
}

// String returns the comparison in one line: "estimated 1.00 h, took 1.20 h on average of 3 (0.75 to 1.60 h), 20.00 % over".
func (v Variance) String() string {
	word, over := "over", v.Over
	if over < 0 {
		word, over = "under", -over
	}
	return fmt.Sprintf("estimated %s h, took %s h on average of %d (%s to %s h), %s %% %s", HoursText(v.Estimated),
		HoursText(v.Mean), v.N, HoursText(v.Low), HoursText(v.High), exact.Text(decimal.New(over, -2), 2), word)
}

// A Change is a figure of a catalogue that history replaced.
type Change struct {
	Item     Item // as it was
	Variance Variance
}

// Rederive returns the catalogue with the averages of what the work took in place of the
// estimates, rounded half up to a hundredth of an hour as catalogues have it, and what
// changed, in the order of the catalogue. History goes by name of item (as [Catalogue.Lookup]
// reads it); items with fewer than atLeast times keep their figure. A name that no item
// has, or a time that [Compare] refuses, is an error, and nothing is changed.
func (c *Catalogue) Rederive(history map[string][]time.Duration, atLeast int) (*Catalogue, []Change, error) {
	var fs strict.Faults
	times := map[int][]time.Duration{}
	for _, name := range slices.Sorted(maps.Keys(history)) {
		i, ok := c.byName[fold(name)]
		if !ok {
			fs.Join(name, "not_found", &NotFoundError{name, Nearest(name, 3, c)})
			continue
		}
		times[i] = append(times[i], history[name]...)
	}
	d := *c
	d.items = slices.Clone(c.items)
	var changes []Change
	for i, it := range c.items {
		if len(times[i]) == 0 || len(times[i]) < atLeast {
			continue
		}
		v, err := Compare(it.Time, times[i])
		fs.Join(it.Name, "invalid", err)
		hundredth := time.Hour / 100
		if mean := (v.Mean + hundredth/2) / hundredth * hundredth; mean != it.Time || it.NotEstimated {
			d.items[i].Time, d.items[i].NotEstimated = mean, false
			changes = append(changes, Change{it, v})
		}
	}
	if err := fs.Err("estimate: history"); err != nil {
		return nil, nil, err
	}
	return &d, changes, nil
}
