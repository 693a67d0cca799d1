package estimate

import (
	"fmt"
	"maps"
	"math"
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
	// percent), cut off towards zero and held at the range of int64: 2000 is 20 % over, -500
	// is 5 % under. It is zero where nothing was estimated.
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
	for i, t := range actual {
		if t < 0 || t > MaxTime {
			fs.Add(strict.At("actual", i), "out_of_range", "is not between 0 and %d hours", MaxTime/time.Hour)
		}
	}
	if err := fs.Err("estimate: variance"); err != nil {
		return Variance{}, err
	}
	v := Variance{
		Estimated: estimated, N: len(actual), Mean: mean(actual, 1), Low: slices.Min(actual), High: slices.Max(actual),
	}
	if estimated > 0 { // (sum - n × estimated) / (n × estimated), in ten-thousandths
		whole := decimal.New(int64(len(actual)), 0).Mul(decimal.New(int64(estimated), 0))
		over, _ := sum(actual).Sub(whole).Mul(decimal.New(10_000, 0)).QuoRem(whole, 0)
		v.Over = decimal.Min(over, decimal.New(math.MaxInt64, 0)).IntPart()
	}
	return v, nil
}

func sum(times []time.Duration) (sum decimal.Decimal) {
	for _, t := range times {
		sum = sum.Add(decimal.New(int64(t), 0))
	}
	return sum
}

// mean returns the average of the times, rounded once, half up to a multiple of step.
func mean(times []time.Duration, step time.Duration) time.Duration {
	n := decimal.New(int64(len(times)), 0).Mul(decimal.New(int64(step), 0))
	return time.Duration(sum(times).DivRound(n, 0).IntPart()) * step
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
// estimates, rounded once, half up to a hundredth of an hour as catalogues have it, and what
// changed, in the order of the catalogue. History goes by name of item (as [Catalogue.Lookup]
// reads it); items with fewer than atLeast times keep their figure. A name that no item
// has, or a time that [Compare] refuses, is an error, and nothing is changed.
func (c *Catalogue) Rederive(history map[string][]time.Duration, atLeast int) (*Catalogue, []Change, error) {
	var fs strict.Faults
	times := map[int][]time.Duration{}
	for _, name := range slices.Sorted(maps.Keys(history)) {
		i, ok := c.byName[fold(name)]
		if !ok {
			fs.Join(strict.Key("", name), "not_found", &NotFoundError{Name: name, Near: Nearest(name, 3, c)})
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
		fs.Join(strict.Key("", it.Name), "invalid", err)
		if figure := mean(times[i], time.Hour/100); figure != it.Time || it.NotEstimated {
			d.items[i].Time, d.items[i].NotEstimated = figure, false
			changes = append(changes, Change{it, v})
		}
	}
	if err := fs.Err("estimate: history"); err != nil {
		return nil, nil, err
	}
	return &d, changes, nil
}
