package contract

import (
	"iter"
	"maps"

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
		if !old.comesAs(item) {
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
	turns := s.turnsOf(n, origin, every)
	return func(yield func(Period) bool) {
		for p := range tiles(turns, origin, from) {
			if !yield(p) {
				return
			}
		}
		s.fs.Add(strict.Key("items", item.ID), "too_far", "it comes round more than %d times", maxPeriods)
	}
}

// turnsOf returns the cycles by which what is counted from a day comes round up to a stage:
// one, mostly, as few amendments change the anchor.
func (s *scheduler) turnsOf(n int, origin calendar.Date, every calendar.Every) []turn {
	key := turnsKey{n, origin, every}
	if turns, ok := s.turns[key]; ok {
		return turns
	}
	var turns []turn
	for _, stage := range s.c.stages[s.c.stageOn(origin) : n+1] {
		cycle := stage.terms.cycle(every, origin)
		if len(turns) == 0 || turns[len(turns)-1].cycle != cycle {
			turns = append(turns, turn{stage.from, cycle})
		}
	}
	if s.turns == nil {
		s.turns = map[turnsKey][]turn{}
	}
	s.turns[key] = turns
	return turns
}

type turnsKey struct {
	stage  int
	origin calendar.Date
	every  calendar.Every
}

// comesAs reports whether an item comes round as another does, however that is written.
func (i Item) comesAs(other Item) bool {
	every, comes := i.Every.Calendar()
	others, come := other.Every.Calendar()
	return comes == come && every == others
}

// begins returns the period of an item that begins by the terms of a stage, p being one of
// its periods: p itself; the rest of it if the stage brings the item within it. It reports
// false if the item went on from the terms before, or is to begin with the next period.
func (s *scheduler) begins(n int, item Item, p, life Period) (Period, bool) {
	if !p.From.Before(life.From) {
		return p, true
	}
	rest := Period{life.From, p.To}
	return rest, item.Prorate != ProrateNext && !s.ran(n, item, p.From, rest)
}

// ran reports whether an item was there by terms before those of a stage, from a day on. One
// whose condition did not hold was not there, unless by those terms it would hold for the
// rest, too.
func (s *scheduler) ran(n int, item Item, begun calendar.Date, rest Period) bool {
	for m := n - 1; m >= 0 && s.c.stages[m+1].from.After(begun); m-- {
		old, was := s.c.stages[m].terms.item(item.ID)
		if was && old.comesAs(item) && (s.held(m, old, Period{later(begun, s.c.stages[m].from), rest.To}) || s.held(m, old, rest)) {
			return true
		}
	}
	return false
}

// held reports whether the condition of an item holds by the terms of a stage, whenever that is.
func (s *scheduler) held(n int, item Item, at Period) bool {
	if item.When.IsZero() {
		return true
	}
	facts := s.facts(s.c.stages[n].terms, item, at)
	maps.Copy(facts, s.c.stages[n].terms.facts)
	return item.When.Holds(facts)
}

// lasts returns the day on which a period of an item, begun by the terms of a stage, is no
// longer counted by them: the end of the contract, or the day of terms by which the item comes
// round in another rhythm, or is prorated where it was not.
func (s *scheduler) lasts(n int, item Item, p Period) calendar.Date {
	for _, stage := range s.c.stages[n+1:] {
		if !stage.from.Before(p.To) {
			break
		}
		if now, still := stage.terms.item(item.ID); still && (now.prorated() && !item.prorated() || !now.comesAs(item)) && stage.from.Before(s.end()) {
			return stage.from
		}
	}
	return s.end()
}

// reaches returns the day on which a period of an item, begun by the terms of a stage, is no
// longer charged by them: where it lasts no longer, or terms come that prorate what is left.
func (s *scheduler) reaches(n int, item Item, p Period) calendar.Date {
	last := s.lasts(n, item, p)
	for _, stage := range s.c.stages[n+1:] {
		if now, still := stage.terms.item(item.ID); stage.from.Before(last) && (still && now.prorated() || !still && item.prorated()) {
			return stage.from
		}
	}
	return last
}

// ruling returns the stage by whose terms a period of an item is charged up to the beginning of
// another stage, and the item as it is there: one that is not prorated goes on even if terms
// between do not have it. It reports false if the period is not charged by then, or paid back.
func (s *scheduler) ruling(n int, item Item, p Period) (int, Item, bool) {
	dropped := false
	for m := n - 1; m >= 0 && s.c.stages[m+1].from.After(p.From); m-- {
		old, was := s.c.stages[m].terms.item(item.ID)
		switch {
		case !was:
			dropped = true
			continue
		case !old.comesAs(item):
			return 0, Item{}, false
		case old.prorated():
			return m, old, !dropped
		}
		if _, begun := s.begins(m, old, p, Period{s.c.stages[m].from, p.To}); begun {
			return m, old, true
		}
	}
	return 0, Item{}, false
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
