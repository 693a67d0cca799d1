package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// untilIdle reports whether what is carried lives until the pool was not used for some time.
func (g grant) untilIdle() bool {
	return g.def.Roll != nil && g.def.Roll.Lives.Until.From() == EventLastUse
}

// learnIdle finds when pools had not been used for so long that what was carried lapses: at
// the end of the period in which that time is over. It reports whether that is other than
// was known.
func (a *Account) learnIdle() bool {
	idle := map[string]map[time.Time]bool{}
	since, last := map[string]time.Time{}, map[string]*grant{}
	var used map[string][]time.Time
	for i := range a.grants {
		g := &a.grants[i]
		if !g.untilIdle() || g.extra {
			continue
		}
		if used == nil {
			used = a.used()
		}
		key := g.series
		if since[key].IsZero() {
			since[key] = g.from
		}
		for _, at := range used[g.pool] {
			if at.After(since[key]) && at.Before(g.expires) {
				since[key] = at
			}
		}
		if idle[key] == nil {
			idle[key] = map[time.Time]bool{}
		}
		last[key] = g
		if end, ok := a.idleFrom(g, since[key]); ok && !end.After(g.expires) {
			idle[key][g.expires] = true
			since[key] = g.expires
		}
	}
	for key, g := range last { // nothing comes any more: it lapses as the time is over
		end, ok := a.idleFrom(g, since[key])
		for _, at := range used[g.pool] {
			if at.After(since[key]) && at.Before(end) {
				end, ok = a.idleFrom(g, at)
			}
		}
		if ok && end.After(g.expires) {
			idle[key][end] = true
		}
	}
	same := maps.EqualFunc(idle, a.idle, func(x, y map[time.Time]bool) bool { return maps.Equal(x, y) })
	a.idle = idle
	return !same
}

// idleFrom returns when what is carried of a grant lapses if the pool is not used after an instant.
func (a *Account) idleFrom(g *grant, at time.Time) (time.Time, bool) {
	end, err := g.def.Roll.Lives.Until.End(calendar.DateIn(at, a.c.zone()), a.edgesOf(g.terms))
	return end.In(a.c.zone()), err == nil
}

// used returns when each pool was drawn from, in order.
func (a *Account) used() map[string][]time.Time {
	used := map[string][]time.Time{}
	for _, w := range a.works {
		for _, p := range w.pieces {
			for _, part := range p.parts {
				for _, d := range a.draws(part) {
					used[d.Pool] = append(used[d.Pool], part.at)
				}
			}
		}
	}
	for _, list := range used {
		slices.SortFunc(list, time.Time.Compare)
	}
	return used
}
