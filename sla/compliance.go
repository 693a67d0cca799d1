package sla

import (
	"iter"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// An Attribution says which cycles belong to a period.
type Attribution string

// The attributions. The empty Attribution is ByOutcome.
const (
	ByOutcome Attribution = "outcome" // by when it was sure: when it stopped in time, or broke
	ByStart   Attribution = "start"   // by when the cycle started
	ByStop    Attribution = "stop"    // by when it stopped; what still runs belongs to none
)

// A Compliance says how far the promises of one metric were kept in a period.
type Compliance struct {
	Metric      Metric
	Period      calendar.Period
	Attribution Attribution
	Met         int
	Breached    int
	Attainment  Percent // Met of Met + Breached, rounded down
	Judged      bool    // there was anything to judge; otherwise Attainment is 100 %

	Running, Void, Unpromised int // cycles of the period that were not judged

	// Median and 90th percentile (nearest rank) of the cycles judged that have stopped, in the
	// time of the clock and in real time. Mean is rounded down.
	Business, Real Spread

	MetTickets, BreachedTickets []string // IDs, sorted, each once
}

// A Spread is how a number of durations lie.
type Spread struct {
	Count             int
	Mean, Median, P90 time.Duration
}

// NewCompliance returns how far the promises of each metric were kept, as known at an instant.
func NewCompliance(clocks iter.Seq[Clock], p calendar.Period, by Attribution, at time.Time) ([]Compliance, error) {
	return nil, nil
}
