package sla

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
)

// An Attribution says which cycles belong to a period.
type Attribution string

// The attributions. The empty Attribution is ByOutcome.
const (
	ByOutcome Attribution = "outcome" // by when it was sure: a cycle that was met when it stopped, one that broke at its latest instant, or at the change that made it late
	ByStart   Attribution = "start"   // by when the cycle started
	ByStop    Attribution = "stop"    // by when it stopped; what still runs belongs to no period
)

// A Compliance says how far the promises of one metric were kept in a period. Cycles that
// were superseded are left out.
type Compliance struct {
	Metric      Metric
	Period      calendar.Period
	Attribution Attribution

	Tally // of the cycles of the period

	// Business and Real are the times of the cycles that were met or breached and have
	// stopped: those that counted, and those on the clock on the wall.
	Business, Real Spread

	// MetTickets and BreachedTickets are their IDs, sorted, each once.
	MetTickets, BreachedTickets []string
}

// A Spread is how some durations lie: their mean, rounded down, and their median and 90th
// percentile by nearest rank (the smallest that so many of them do not exceed).
type Spread struct {
	Count             int
	Mean, Median, P90 time.Duration
}

// NewCompliance returns, for each metric that some agreement promises, in the order of
// [Metrics], how far it was kept in a period, as known at an instant.
//
// The error is an [*Error] for a period that ends before it begins or an attribution that
// there is not, or a [*TicketError]: a share of tickets that leaves some out would be wrong.
func NewCompliance(clocks iter.Seq[Clock], p calendar.Period, by Attribution, at time.Time) ([]Compliance, error) {
	var fs strict.Faults
	if p.To.Before(p.From) {
		fs.Add("period", "bad_period", "ends before it begins")
	}
	checkWord(&fs, "attribution", by, ByOutcome, ByStart, ByStop)
	if err := fs.Err("sla: compliance"); err != nil {
		return nil, err
	}
	by = word(by, ByOutcome)
	var tallies [numMetrics + 1]tally
	for c := range clocks {
		for _, m := range c.agreement.promised {
			t := &tallies[m]
			t.seen = true
			w, cycles, err := c.explore(m, at)
			if err != nil {
				return nil, err
			}
			for i := range cycles {
				r := Result{Metric: m}
				if w.result(&r, &cycles[i], at); r.Superseded {
					continue
				}
				if when := w.belongs(&r, &cycles[i], by, at); !when.IsZero() && p.Holds(when) {
					t.add(&r, c.ticket.ID)
				}
			}
			if w.err != nil {
				return nil, c.fail(w.err)
			}
		}
	}
	var list []Compliance
	for _, m := range Metrics() {
		if t := &tallies[m]; t.seen {
			list = append(list, t.result(m, p, by))
		}
	}
	return list, nil
}

// belongs returns the instant by which a cycle belongs to a period, as known at another; the
// zero Time if to none yet.
func (w *walk) belongs(r *Result, c *cycle, by Attribution, at time.Time) time.Time {
	switch {
	case by == ByStart, by == ByOutcome && r.State != Breached && r.Stopped.IsZero(): // not sure yet
		return r.Started
	case by == ByOutcome && r.State == Breached:
		log := w.breaches(nil, c, at)
		return log[len(log)-1].At
	}
	return r.Stopped
}

// A tally gathers the cycles of one metric.
type tally struct {
	Compliance
	seen           bool
	business, real []time.Duration
}

func (t *tally) add(r *Result, ticket string) {
	t.count(r.State)
	switch r.State {
	case Met:
		t.MetTickets = append(t.MetTickets, ticket)
	case Breached:
		t.BreachedTickets = append(t.BreachedTickets, ticket)
	}
	if (r.State == Met || r.State == Breached) && !r.Stopped.IsZero() {
		t.business = append(t.business, r.Elapsed)
		t.real = append(t.real, r.Stopped.Sub(r.Started))
	}
}

func (t *tally) result(m Metric, p calendar.Period, by Attribution) Compliance {
	c := t.Compliance
	c.Metric, c.Period, c.Attribution = m, p, by
	c.Business, c.Real = NewSpread(t.business), NewSpread(t.real)
	c.MetTickets, c.BreachedTickets = distinct(c.MetTickets), distinct(c.BreachedTickets)
	return c
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// NewSpread returns how some durations, none less than zero, lie.
func NewSpread(list []time.Duration) Spread {
	n := len(list)
	if n == 0 {
		return Spread{}
	}
	list = slices.SortedFunc(slices.Values(list), cmp.Compare)
	s := Spread{Count: n, Median: list[rank(n, 50)], P90: list[rank(n, 90)]}
	var rest time.Duration // of the divisions, so that the sum cannot overflow
	for _, d := range list {
		s.Mean, rest = exact.Add(s.Mean, d/time.Duration(n)), rest+d%time.Duration(n)
	}
	s.Mean = exact.Add(s.Mean, rest/time.Duration(n))
	return s
}

// rank returns the place of a percentile in a sorted list of n by nearest rank.
func rank(n, percent int) int { return (n*percent+99)/100 - 1 }
