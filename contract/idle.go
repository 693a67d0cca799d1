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
	since := map[string]time.Time{}
	var used map[string][]time.Time
	for _, g := range a.grants {
		if !g.untilIdle() || g.extra {
			continue
		}
		if used == nil {
			used = a.used()
		}
		key := g.series()
		if since[key].IsZero() {
			since[key] = g.from
		}
		for _, at := range used[g.pool] {
			if at.After(since[key]) && at.Before(g.expires) {
				since[key] = at
			}
		}
		end, err := g.def.Roll.Lives.Until.End(calendar.DateIn(since[key], a.c.zone()), a.edgesOf(g.terms))
		if err != nil || end.In(a.c.zone()).After(g.expires) {
			continue
		}
		if idle[key] == nil {
			idle[key] = map[time.Time]bool{}
		}
		idle[key][g.expires] = true
		since[key] = g.expires
	}
	same := maps.EqualFunc(idle, a.idle, func(x, y map[time.Time]bool) bool { return maps.Equal(x, y) })
	a.idle = idle
	return !same
}

// series returns what grants that go on with one another have in common.
func (g grant) series() string { return g.item + "\x00" + g.pool }

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
