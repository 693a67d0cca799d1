package sla

import (
	"iter"
	"time"
)

// A Comparison is one cycle under two agreements.
type Comparison struct {
	Ticket   string
	Metric   Metric
	Cycle    int
	Old, New Result // the zero Result where one has no such cycle
}

// A Simulation is past tickets under two agreements, side by side.
type Simulation struct {
	At          time.Time
	Comparisons []Comparison // by ticket, metric and cycle
	Changed     int          // of these have another state
	Old, New    map[Metric]Tally
}

// A Tally counts cycles by what became of them.
type Tally struct{ Met, Breached, Open, Void, Unpromised int }

// Simulate judges tickets by two agreements, each as known at an instant.
func Simulate(old, new *Agreement, tickets iter.Seq[Ticket], at time.Time) (Simulation, error) {
	return Simulation{}, nil
}
