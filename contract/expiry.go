package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
)

// expiry returns when a lot ends that says so: an until from its grant, its order or its
// use, moved on while the plan says so. Zero is never, or not yet known.
func (a *Account) expiry(t *Terms, g Grant, id string, p Period) time.Time {
	if g.Expires.From() == EventFirstUse || g.Expires.From() == EventLastUse {
		return a.learned[id]
	}
	end, err := g.Expires.End(p.From, a.edgesOf(t))
	if err != nil {
		return time.Time{}
	}
	last := calendar.DateIn(a.until, a.c.zone())
	for range maxPeriods {
		if g.Extend.To.IsZero() || end.After(last) {
			break
		}
		f := priority.Facts{"has": priority.Set(a.has(end.In(a.c.zone()))...)}
		maps.Copy(f, t.facts)
		if !g.Extend.When.Holds(f) {
			break
		}
		next, err := g.Extend.To.End(end, a.edgesOf(t))
		if err != nil || !next.After(end) {
			break
		}
		end = next
	}
	return end.In(a.c.zone())
}

func (a *Account) edgesOf(t *Terms) Edges {
	e, err := a.c.edgesIn(a.c.stageBy(t, a.c.cfg.Start))
	if err != nil {
		return Edges{Period: a.c.periods(t)}
	}
	return e
}

// learn finds from the draws when lots end that end by their use, and reports whether that
// is other than was known.
func (a *Account) learn() bool {
	learned := map[string]time.Time{}
	var uses map[string][]time.Time // found once there is a grant that it matters to
	for _, g := range a.grants {
		from := g.def.Expires.From()
		if from != EventFirstUse && from != EventLastUse {
			continue
		}
		if uses == nil {
			uses = a.uses()
		}
		var end time.Time
		for _, at := range uses[g.id] {
			if at.Before(g.from) {
				at = g.from // it repays what was borrowed before it was there
			}
			if !end.IsZero() && (from == EventFirstUse || !at.Before(end)) {
				break
			}
			if d, err := g.def.Expires.End(calendar.DateIn(at, a.c.zone()), a.edgesOf(g.terms)); err == nil {
				end = d.In(a.c.zone())
			}
		}
		if !end.IsZero() {
			learned[g.id] = end
		}
	}
	same := maps.EqualFunc(learned, a.learned, time.Time.Equal)
	a.learned = learned
	sold, idle := a.learnSold(), a.learnIdle()
	return sold || idle || !same
}

// uses returns when each grant was drawn from, in order.
func (a *Account) uses() map[string][]time.Time {
	uses := map[string][]time.Time{}
	for _, w := range a.works {
		for _, p := range w.pieces {
			for _, part := range p.parts {
				for _, d := range a.draws(part) {
					uses[d.Grant] = append(uses[d.Grant], part.at)
				}
			}
		}
	}
	for _, list := range uses {
		slices.SortFunc(list, time.Time.Compare)
	}
	return uses
}
