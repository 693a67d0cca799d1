package sla

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// An Outage is a stretch of time in which a service was down, from From up to but not
// including To. The zero To is one that has not ended.
type Outage struct {
	From, To time.Time
	Excluded bool // maintenance that was announced: not counted, neither as up nor as down
}

// An Uptime is how long a service was up in a period, in the hours of a calendar.
type Uptime struct {
	Period       calendar.Period
	Total        time.Duration // service hours of the period, without what is excluded
	Down         time.Duration // of these, covered by an outage
	Availability Percent       // 1 - Down / Total, rounded down; 100 % if Total is nothing
}

// NewUptime returns the uptime of a period. Outages may overlap and reach beyond it.
func NewUptime(service *calendar.Calendar, p calendar.Period, outages []Outage, at time.Time) (Uptime, error) {
	return Uptime{}, nil
}
