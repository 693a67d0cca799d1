package sla

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// An Outage is a stretch of time in which a service was down, from From up to but not
// including To. The zero To is one that has not ended.
type Outage struct {
	From, To time.Time
	Excluded bool // maintenance that was agreed: its time counts neither as up nor as down
}

// An Uptime is how long a service was up in a period, in the hours of a calendar.
type Uptime struct {
	Period       calendar.Period // cut off at the instant asked about
	Total        time.Duration   // service hours of the period, without what is excluded
	Down         time.Duration   // of these, covered by an outage
	Availability Percent         // (Total - Down) / Total, rounded down; 100 % if Total is nothing
}

// NewUptime returns the uptime of a period, as known at an instant: what lies after it is
// not counted. Outages may overlap, come in any order and reach beyond the period; where one
// is excluded, none counts. A service that is offered round the clock has [calendar.Always].
//
// The error is an [*Error] for a period or an outage that ends before it begins, and a
// [*calendar.DataError] where the calendar's data does not cover the period.
func NewUptime(service *calendar.Calendar, p calendar.Period, outages []Outage, at time.Time) (Uptime, error) {
	var fs strict.Faults
	if p.To.Before(p.From) {
		fs.Add("period", "bad_period", "ends before it begins")
	}
	for i, o := range outages {
		if !o.To.IsZero() && o.To.Before(o.From) {
			fs.Add(strict.At("outages", i), "bad_outage", "ends before it begins")
		}
	}
	if err := fs.Err("sla: uptime"); err != nil {
		return Uptime{}, err
	}
	if at.Before(p.To) {
		p.To = at
	}
	if p.To.Before(p.From) {
		p.To = p.From
	}
	if err := service.Covers(p.From, p.To); err != nil {
		return Uptime{}, err
	}
	excluded := open(service, p, outages, func(o Outage) bool { return o.Excluded })
	either := open(service, p, outages, func(Outage) bool { return true })
	u := Uptime{Period: p, Total: service.Between(p.From, p.To) - excluded, Down: either - excluded, Availability: Whole}
	if u.Total > 0 {
		u.Availability = ratio(int64(u.Total-u.Down), int64(u.Total))
	}
	return u, nil
}

// open returns the service hours of a period that some outages cover together.
func open(service *calendar.Calendar, p calendar.Period, outages []Outage, which func(Outage) bool) time.Duration {
	list := slices.Clone(outages)
	slices.SortFunc(list, func(a, b Outage) int { return a.From.Compare(b.From) })
	var sum time.Duration
	done := p.From // up to where it has been counted
	for _, o := range list {
		if !which(o) {
			continue
		}
		from, to := o.From, o.To
		if from.Before(done) {
			from = done
		}
		if to.IsZero() || to.After(p.To) {
			to = p.To
		}
		if from.Before(to) {
			sum += service.Between(from, to)
			done = to
		}
	}
	return sum
}
