package contract

import (
	"slices"

	"github.com/retainer-go/retainer/calendar"
)

// settles reports whether any rate of the contract is settled otherwise than each period.
func (a *Account) settles() bool {
	return slices.ContainsFunc(a.c.stages, func(s stage) bool {
		return slices.ContainsFunc(s.terms.plan.Rates, func(r Rate) bool { return !r.Every.IsZero() })
	})
}

// settled returns the last day of the time over which a line of work is settled, and the
// place of the period in which it is billed: its own, n, or a later one, -1 if that is not
// there yet. The end of the contract ends it.
func (a *Account) settled(c Charge, n int) (calendar.Date, int) {
	t := a.c.Terms(c.On)
	i := slices.IndexFunc(t.plan.Rates, func(r Rate) bool { return r.ID == c.Rate })
	if c.Rate == "" || i < 0 {
		return c.On, n
	}
	every, ok := t.plan.Rates[i].Every.Calendar()
	if !ok {
		return c.On, n
	}
	last := c.On
	for p := range a.c.spans(t, every, c.On) {
		last = p.To.AddDays(-1)
		break
	}
	if e := a.c.end; !e.IsZero() && e.LastDay.Before(last) {
		last = e.LastDay
	}
	if m := a.periodOf(last.In(a.c.zone())); m < 0 || m > n {
		return last, m
	}
	return last, n
}

// creditedIn returns the period in which a line of work of period n is taken back, -1 if that is
// not there yet: the one in which that is known, but not before the line is billed.
func (a *Account) creditedIn(c Charge, n, known int) int {
	_, billed := a.settled(c, n)
	if billed < 0 {
		return billed
	}
	return max(billed, known)
}
