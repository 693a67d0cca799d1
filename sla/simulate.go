package sla

import (
	"iter"
	"slices"
	"time"
)

// A Comparison is one cycle of a ticket's clock under two agreements.
type Comparison struct {
	Ticket   string
	Metric   Metric
	Cycle    int
	Old, New Result // with Cycle 0 where there is no such cycle
}

// Changed reports whether the two agreements come to another state.
func (c Comparison) Changed() bool { return c.Old.State != c.New.State }

// A Simulation is past tickets under two agreements, side by side.
type Simulation struct {
	At          time.Time
	Comparisons []Comparison // in the order of the tickets, by metric and cycle
	Old, New    map[Metric]Tally
}

// A Tally counts cycles by what became of them.
type Tally struct {
	Met        int `json:"met"`
	Breached   int `json:"breached"`   // whether it has stopped or still runs
	Open       int `json:"open"`       // has not stopped, and may yet be met
	Void       int `json:"void"`       // was cancelled
	Unpromised int `json:"unpromised"` // has no target
}

// count counts a cycle.
func (t *Tally) count(s State) {
	switch s {
	case Met:
		t.Met++
	case Breached:
		t.Breached++
	case Void:
		t.Void++
	case NoTarget:
		t.Unpromised++
	default:
		t.Open++
	}
}

// Attainment returns Met of Met + Breached, rounded down; 100 % if there are none.
func (t Tally) Attainment() Percent {
	if t.Met+t.Breached == 0 {
		return Whole
	}
	return ratio(int64(t.Met), int64(t.Met+t.Breached))
}

// Simulate judges tickets by two agreements, each as known at an instant: what a change of
// policy would have meant. Metrics are those that either promises; superseded cycles are left out.
//
// The error is a [*TicketError] for the first ticket that one of them cannot judge.
func Simulate(before, after *Agreement, tickets iter.Seq[Ticket], at time.Time) (Simulation, error) {
	s := Simulation{At: at, Old: map[Metric]Tally{}, New: map[Metric]Tally{}}
	for t := range tickets {
		old, err := before.Clock(t)
		if err != nil {
			return Simulation{}, err
		}
		new, err := after.Clock(t)
		if err != nil {
			return Simulation{}, err
		}
		for _, m := range Metrics() {
			if !before.promises(m) && !after.promises(m) {
				continue
			}
			a, err := old.final(m, at, s.Old)
			if err != nil {
				return Simulation{}, err
			}
			b, err := new.final(m, at, s.New)
			if err != nil {
				return Simulation{}, err
			}
			for i := range max(len(a), len(b)) {
				c := Comparison{Ticket: t.ID, Metric: m, Cycle: i + 1, Old: Result{Metric: m}, New: Result{Metric: m}}
				if i < len(a) {
					c.Old = a[i]
				}
				if i < len(b) {
					c.New = b[i]
				}
				s.Comparisons = append(s.Comparisons, c)
			}
		}
	}
	return s, nil
}

func (a *Agreement) promises(m Metric) bool {
	return slices.Contains(a.promised, m)
}

// final returns the cycles of a metric that were not superseded, and counts them.
func (c Clock) final(m Metric, at time.Time, tallies map[Metric]Tally) ([]Result, error) {
	cycles, err := c.Cycles(m, at)
	if err != nil {
		return nil, err
	}
	kept := cycles[:0]
	t := tallies[m]
	for i := range cycles {
		r := &cycles[i]
		if r.Superseded {
			continue
		}
		kept = append(kept, *r)
		t.count(r.State)
	}
	tallies[m] = t
	return kept, nil
}
