package contract

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

type slaEvent = sla.Event

// watched returns the calendars that rules of the terms look at, by name: those that a
// condition tests by "during".
func (p *Plan) watched() []string {
	found := map[string]bool{}
	for _, c := range p.conditions() {
		for _, name := range words(c.when, "during") {
			found[name] = true
		}
	}
	var list []string
	for name := range p.Calendars {
		if found[name] {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// uses returns the facts that conditions of the plan test.
func (p *Plan) uses() map[string]bool { return factsOf(p.conditions()) }

// asks returns the facts that conditions on work test: all but those on what is sold, on
// what is promised and on the term.
func (p *Plan) asks() map[string]bool {
	return factsOf(slices.DeleteFunc(p.conditions(), func(c rule) bool {
		if strings.HasPrefix(c.path, "items[") {
			i, _ := strconv.Atoi(c.path[len("items["):strings.IndexByte(c.path, ']')])
			return !p.Items[i].ofWork(p) || strings.Contains(c.path, ".grants[")
		}
		return strings.HasPrefix(c.path, "sla.") || strings.HasPrefix(c.path, "term.")
	}))
}

// ofWork reports whether the item counts what work brings with it.
func (i Item) ofWork(p *Plan) bool {
	kind := p.Facts[i.Of]
	return slices.Contains([]string{"time", "ticket", "visit", "entry"}, i.Of) || kind == FactNumber || kind == FactMoney
}

// ofWork reports whether the adjustment may be one of charged work.
func (a Adjust) ofWork(p *Plan) bool {
	return slices.Contains(a.On, "all") || slices.ContainsFunc(p.Rates, func(r Rate) bool { return slices.Contains(a.On, r.ID) })
}

func factsOf(conditions []rule) map[string]bool {
	uses := map[string]bool{}
	for _, c := range conditions {
		for _, name := range c.when.Facts() {
			name, _, _ = strings.Cut(name, ".")
			uses[name] = true
		}
	}
	return uses
}

// segment cuts all entries into pieces and says in which period each is charged.
func (a *Account) segment() {
	cuts, times := make([]time.Time, 0, 8), make([]time.Duration, 0, 8)
	for _, w := range a.works {
		own := a.periodOf(w.entry.From)
		cuts = a.cuts(cuts[:0], w.entry, own)
		times = w.shares(times[:0], cuts)
		w.pieces = a.blocks.lists.take(len(times))[:0]
		for i, from := range cuts[:len(cuts)-1] {
			p := a.blocks.pieces.one()
			p.work, p.profile, p.n, p.run, p.from, p.raw, p.terms = w, &a.unknown, i, i, from, times[i], a.c.termsAt(from)
			if i > 0 {
				own = a.periodOf(from)
			}
			p.own, p.period = own, len(a.periods) // beyond what was asked for
			if own >= 0 {
				p.period, p.late = a.open(own, w.entry.known())
			}
			if p.period < 0 {
				p.period = len(a.periods) // all are closed: it waits for the next
			}
			p.hours()
			w.pieces = append(w.pieces, p)
		}
		if len(w.pieces) > 0 && w.pieces[0].late && !slices.ContainsFunc(w.flags, func(f Flag) bool { return f.Code == FlagLate }) {
			w.flags = append(w.flags, Flag{FlagLate, "", "became known after its period was closed"})
		}
	}
}

// cuts adds to a list where an entry that begins in a period is cut, its beginning and end among
// them. An entry without clock times stays whole, and where the plan splits by the start each
// does. What outlasts the contract is of its last instant.
func (a *Account) cuts(cuts []time.Time, e *Entry, period int) []time.Time {
	cuts = append(cuts, e.From, e.To)
	if e.To.IsZero() || !e.To.After(e.From) {
		cuts[1] = e.From
		return cuts
	}
	t := a.c.termsAt(e.From)
	if t.plan.Split == SplitStart {
		return cuts
	}
	within := func(t time.Time) {
		if t.After(e.From) && t.Before(e.To) && !a.c.over(t) {
			cuts = append(cuts, t)
		}
	}
	if n := period; n >= 0 {
		for ; n < len(a.periods) && a.begins[n].Before(e.To); n++ {
			within(a.begins[n])
			within(a.ends[n])
		}
	}
	for _, s := range a.c.stages[1:] {
		within(s.from.In(a.c.zone()))
	}
	next, _ := slices.BinarySearchFunc(a.expiries, e.From, time.Time.Compare)
	for ; next < len(a.expiries) && a.expiries[next].Before(e.To); next++ {
		within(a.expiries[next])
	}
	for from, n := e.From, a.c.stageOn(calendar.DateIn(e.From, a.c.zone())); n < len(a.c.stages) && from.Before(e.To); n++ {
		to := e.To
		if n+1 < len(a.c.stages) {
			if next := a.c.stages[n+1].from.In(a.c.zone()); next.Before(to) {
				to = next
			}
		}
		t := a.c.stages[n].terms
		for _, name := range t.watched {
			c := t.calendars[name]
			if open := c.Between(from, to); open == 0 || open == to.Sub(from) {
				continue
			}
			for s := range c.Segments(from, to) {
				within(s.From)
				within(s.To)
			}
		}
		from = to
	}
	if len(cuts) > 2 {
		slices.SortFunc(cuts, time.Time.Compare)
		cuts = slices.CompactFunc(cuts, time.Time.Equal)
	}
	return cuts
}

// shares adds to a list the time worked in each piece: all of it in proportion, where what was
// worked is not the time between beginning and end.
func (w *work) shares(list []time.Duration, cuts []time.Time) []time.Duration {
	if len(cuts) == 2 {
		return append(list, w.entry.worked())
	}
	for i, from := range cuts[:len(cuts)-1] {
		list = append(list, cuts[i+1].Sub(from))
	}
	exact.Divide(w.entry.worked(), list)
	return list
}

// hours finds which of the calendars that rules look at are open in a piece.
func (p *piece) hours() {
	p.timed = !p.entry.To.IsZero()
	if !p.timed {
		return
	}
	for i, name := range p.terms.watched {
		if p.terms.calendars[name].IsOpen(p.from) {
			p.during = append(p.during, name)
			p.open |= 1 << i
		}
	}
}

// key returns what puts a piece together with others of a group, and false if it has no
// such key.
func (a *Account) key(p *piece, g priority.Group) (string, bool) {
	e := p.entry
	text := ""
	switch g {
	case priority.PerEntry:
		text = e.ID
	case priority.PerDuring:
		if p.timed {
			text = "d"
			for _, name := range p.during {
				text += "\x00" + name
			}
		}
	case priority.PerInteraction:
		text = e.Interaction
	case priority.PerVisit:
		text = e.Visit
	case priority.PerTicket:
		text = e.Ticket
	case priority.PerCycle:
		if e.Ticket != "" {
			text = e.Ticket + "\x00" + strconv.Itoa(a.cycle(p))
		}
	case priority.PerAsset, priority.PerUser, priority.PerRole:
		text = p.fact(string(g))
	case priority.PerDay:
		text = calendar.DateIn(p.from, a.c.zone()).String()
	case priority.PerWeek:
		text = calendar.DateIn(p.from, a.c.zone()).StartOf(calendar.UnitWeek).String()
	case priority.PerMonth:
		text = calendar.DateIn(p.from, a.c.zone()).StartOf(calendar.UnitMonth).String()
	case priority.PerPeriod:
		text = strconv.Itoa(p.own)
	case priority.PerTerm:
		return a.c.termOf(calendar.DateIn(p.from, a.c.zone())), true
	case priority.PerContract:
		return "all", true
	}
	return text, text != ""
}

// termOf returns what tells the term that a day lies in from others: a contract that does not renew
// has one.
func (c *Contract) termOf(day calendar.Date) string {
	if edges, err := c.edges(day); err == nil && !edges.Term.Every.IsZero() {
		if end, err := edges.Term.from(day.AddDays(1), "term"); err == nil {
			return end.String()
		}
	}
	return "all"
}

// cycle returns how often the ticket had been reopened when the work began.
func (a *Account) cycle(p *piece) int {
	if p.ticket == nil {
		return 0
	}
	_, n := a.told(p).course(p.from)
	return n
}

// groupKey returns the key of a piece in a list of groups. A piece without the key of one
// of them is grouped with the pieces of its entry.
func (a *Account) groupKey(p *piece, per priority.Per) string {
	if len(per) == 0 || len(per) == 1 && per[0] == priority.PerEntry {
		return p.entry.ID
	}
	var key strings.Builder
	for _, g := range per {
		part, ok := a.key(p, g)
		if !ok {
			return "\x01" + p.entry.ID
		}
		key.WriteString(part + "\x02")
	}
	return key.String()
}

// inOrder sorts pieces as they were worked, those that come late first.
func inOrder(list []*piece) {
	slices.SortFunc(list, func(x, y *piece) int {
		switch {
		case x.late && !y.late:
			return -1
		case y.late && !x.late:
			return 1
		}
		return cmp.Or(byTime(x.from, x.entry.ID, y.from, y.entry.ID), cmp.Compare(x.n, y.n), cmp.Compare(x.again, y.again), cmp.Compare(x.run, y.run))
	})
}
