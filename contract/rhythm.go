package contract

import (
	"iter"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// A lineage is what an item of a stage has from the stages before.
type lineage struct {
	origin calendar.Date // from which its periods are counted
	agreed calendar.Date // from which its price stands
}

// lineage returns the day on which the periods of an item of a stage begin to be counted: the
// start of the contract, or the day from which it comes round in another rhythm than
// before; and the day from which its price stands: an amendment that names a price names it
// as it is then, and one that does not lets it go on rising.
func (s *scheduler) lineage(n int, item Item) lineage {
	start := s.c.cfg.Start
	if n == 0 {
		return lineage{start, start}
	}
	key := stageItem{n, item.ID}
	if l, ok := s.lines[key]; ok {
		return l
	}
	from := s.c.stages[n].from
	l := lineage{start, from}
	if old, was := s.before(n, item.ID); was {
		l = s.lineage(n-1, old)
		if old.Every != item.Every {
			l.origin = from
		}
		if !old.Price.Equal(item.Price) {
			l.agreed = from
		}
	}
	if s.lines == nil {
		s.lines = map[stageItem]lineage{}
	}
	s.lines[key] = l
	return l
}

// periodsOf returns the periods of an item of a stage, from the one that holds a day on. The
// item comes round.
func (s *scheduler) periodsOf(n int, item Item, from calendar.Date) iter.Seq[Period] {
	every, _ := item.Every.Calendar()
	return s.rounds(n, item, every, from)
}

// rounds returns the periods of a length that an item of a stage, or a grant of it, has. As
// those of the contract they tile: one that began under the terms before goes on to its end.
// Whoever asks stops in time: that there are no more is a fault.
func (s *scheduler) rounds(n int, item Item, every calendar.Every, from calendar.Date) iter.Seq[Period] {
	origin := s.lineage(n, item).origin
	var turns []turn
	for _, stage := range s.c.stages[s.c.stageOn(origin) : n+1] {
		turns = append(turns, turn{stage.from, stage.terms.cycle(every, origin)})
	}
	return func(yield func(Period) bool) {
		for p := range tiles(turns, origin, from) {
			if !yield(p) {
				return
			}
		}
		s.fs.Add(strict.Key("items", item.ID), "too_far", "it comes round more than %d times", maxPeriods)
	}
}

// full returns the period of an item that p is, with the days before its first one where
// that is short: where the item began, or the anchor changed, between two dates of the cycle.
func (s *scheduler) full(n int, item Item, p Period) Period {
	t := s.c.stages[min(n, s.c.stageOn(p.From))].terms
	every, comes := item.Every.Calendar()
	if !comes {
		return p
	}
	origin := s.lineage(n, item).origin
	cycle := t.cycle(every, origin)
	a, _ := parseAnchor(t.plan.Invoice.Anchor)
	if on, err := cycle.from(p.From, "period"); err != nil || on == p.From || p.From == origin && !a.calendar && a.day == 0 {
		return p
	}
	every.N = -every.N
	return Period{step(p.To, every, cycle.Day), p.To}
}
