package contract

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// classify finds the level of a piece: that of the entry if it was agreed, else what the
// rules make of the facts.
func (a *Account) classify(p *piece) {
	p.profile = a.profile(p)
}

// facts returns what is known of a piece: what was stated of the entry, else of the ticket,
// else of the contract, and what follows from other facts, as far as rules ask for it.
func (a *Account) facts(p *piece) priority.Facts {
	uses := p.terms.asks
	const more = 4 // that follow from others
	f := make(priority.Facts, len(p.terms.facts)+len(p.work.known.values())+more)
	maps.Copy(f, p.terms.facts)
	a.ownFacts(f, p)
	if p.ticket != nil {
		maps.Copy(f, a.told(p).known.values())
	}
	maps.Copy(f, p.work.known.values())
	e := p.entry
	if e.Level != 0 {
		f["level"] = priority.Word(e.Level.String())
	}
	if p.timed && uses["during"] {
		f["during"] = priority.Set(p.during...)
	}
	if uses["contacts"] && p.ticket != nil {
		if v, ok := a.told(p).contacts(p.from); ok {
			f["contacts"] = v
		}
	}
	if uses["size"] && p.ticket != nil {
		f["size"] = priority.Time(p.ticket.worked + p.raw)
	}
	if uses["visit_time"] && e.Visit != "" {
		f["visit_time"] = priority.Time(a.visits[e.Visit])
	}
	if uses["breached"] {
		if v, ok := a.breached(p); ok {
			f["breached"] = v
		}
	}
	if uses["open"] {
		f["open"] = priority.Number(intOf(a.openTickets(e.Ticket, p)))
	}
	return f
}

// ownFacts adds what the contract states of itself on the day of a piece.
func (a *Account) ownFacts(f priority.Facts, p *piece) {
	c := a.c
	if c.cfg.Class != "" {
		f["class"] = priority.Word(c.cfg.Class)
	}
	uses := p.terms.asks
	if uses["has"] {
		f["has"] = priority.Set(a.has(p.from)...)
	}
	if uses["pays"] && !c.cfg.Pays.IsZero() {
		f["pays"] = c.pays()
	}
	if uses["age"] {
		f["age"] = priority.Time(time.Duration(calendar.DateIn(p.from, c.zone()).DaysSince(c.cfg.Start)) * 24 * time.Hour)
	}
	for name, kind := range p.terms.plan.Facts {
		if kind == FactMeter && uses[name] {
			day := calendar.DateIn(p.from, c.zone())
			if levels, ok := a.knownTo(p.period).levels(name, Period{day, day.AddDays(1)}, c.zone()); ok {
				f[name] = priority.Number(levels[0].value)
			}
		}
	}
	if uses["left"] {
		f["left"] = a.leftTable(p.from)
	}
}

// contacts returns the customer's messages since the report or the last change of level,
// up to an instant.
func (t *told) contacts(at time.Time) (priority.Value, bool) {
	var start time.Time
	var list []time.Time
	var level priority.Level
	for _, ev := range t.Events {
		switch {
		case ev.At.After(at):
		case ev.Type == sla.Opened || ev.Type == sla.Reclassified && ev.Level != 0 && ev.Level != level:
			start, list, level = ev.At, nil, ev.Level
		case ev.Type == sla.CustomerMessage:
			list = append(list, ev.At)
		}
	}
	return priority.Events(start, list...), !start.IsZero()
}

// openTickets returns how many other tickets are open at an instant.
func (a *Account) openTickets(but string, p *piece) int {
	n := 0
	for id, t := range a.tickets {
		if id == but {
			continue
		}
		if open, _ := t.at(a.closing(p.period)).course(p.from); open {
			n++
		}
	}
	return n
}

// measure finds the time billed for the pieces of a period: by the first rule that matches
// the entry each is of, summed by its groups and rounded once.
func (a *Account) measure(pieces []*piece, fs *strict.Faults) {
	for _, p := range pieces {
		p.billed = p.raw
	}
	for pass := 1; pass <= 2; pass++ {
		var groups map[string][]*piece
		var order []string
		for i := 0; i < len(pieces); {
			p := pieces[i]
			rule, n := a.measureRule(p, pass)
			if n >= 0 && len(p.work.pieces) == 1 && rule.perEntry() {
				p.measured = rule.ID
				a.alone = measured{}
				rule.measure(pieces[i:i+1], &a.alone, pass, fs)
				i++
				continue
			}
			for ; i < len(pieces) && pieces[i].work == p.work; i++ {
				q := pieces[i]
				if n < 0 {
					continue
				}
				q.measured = rule.ID
				key := fmt.Sprintf("%d/%d/%s/%s", pass, q.own, cmp.Or(rule.ID, strconv.Itoa(n)), a.groupKey(q, rule.Per))
				if len(a.c.stages) > 1 { // what an amendment measures otherwise is not measured with what was before
					key += fmt.Sprint("/", rule.increment(), rule.Basis)
				}
				if groups == nil {
					groups = map[string][]*piece{}
				}
				if groups[key] == nil {
					order = append(order, key)
				}
				groups[key] = append(groups[key], q)
			}
		}
		for _, key := range order {
			rule, _ := a.measureRule(groups[key][0], pass)
			if !slices.Contains(rule.Per, priority.PerEntry) { // a line of one entry is rounded for itself
				for _, q := range groups[key] {
					q.together = key
				}
			}
			if a.measured[key] == nil {
				a.measured[key] = &measured{}
			}
			rule.measure(groups[key], a.measured[key], pass, fs)
		}
	}
}

// perEntry reports whether each entry is measured for itself.
func (m *Measure) perEntry() bool {
	return len(m.Per) == 0 || len(m.Per) == 1 && m.Per[0] == priority.PerEntry
}

// measureRule returns the first rule of a pass that matches the entry of a piece, as the first of
// its pieces in the period has it, and its place, -1 if none does.
func (a *Account) measureRule(p *piece, pass int) (*Measure, int) {
	p = p.work.pieces[slices.IndexFunc(p.work.pieces, func(q *piece) bool { return q.period == p.period })]
	for n := range p.terms.plan.Measure {
		m := &p.terms.plan.Measure[n]
		if max(m.Pass, 1) != pass {
			continue
		}
		if m.When.IsZero() {
			return m, n
		}
		var own tried
		done, facts := &p.profile.measure[n], p.facts
		if len(p.work.pieces) > 1 {
			done, facts = &own, p.entryFacts()
		}
		if a.try(facts, done, m.ID, m.When) {
			return m, n
		}
	}
	return nil, -1
}

// entryFacts returns the facts of the whole entry that a piece is of: open in any part,
// the level of its most urgent part.
func (p *piece) entryFacts() priority.Facts {
	if len(p.work.pieces) < 2 {
		return p.facts
	}
	f := maps.Clone(p.facts)
	var during []string
	level := p.level
	for _, q := range p.work.pieces {
		during = append(during, q.during...)
		if q.level.Outranks(level) {
			level = q.level
		}
	}
	if p.timed && p.terms.asks["during"] {
		f["during"] = priority.Set(during...)
	}
	if level != 0 {
		f["level"] = priority.Word(level.String())
	}
	return f
}

// measure rounds a group of pieces once and shares the result over them by what each took.
// Of a group some of which was measured before, for a period that is closed, the pieces
// get what they add.
func (m *Measure) measure(group []*piece, all *measured, pass int, fs *strict.Faults) {
	in := m.increment()
	var few [8]time.Duration // most groups are small, of one entry
	shares := few[:0]
	var sum time.Duration
	for _, p := range group {
		part := p.billed
		if pass == 1 {
			part = m.basis(p)
		}
		if m.AfterWeight {
			part, _ = exact.Weigh(part, p.weight)
		}
		if sum > math.MaxInt64-part {
			fs.Add(strict.Key("entries", p.entry.ID), "too_long", "the work of its group is longer than can be counted")
			return
		}
		sum += part
		shares = append(shares, part)
		if p.reversed != nil {
			p.undo = append(p.undo, func() { all.sum -= part })
		}
	}
	was := all.billed
	all.sum = exact.Add(all.sum, sum)
	all.billed = max(was, in.Billed(all.sum)) // no less, if work was taken back that was free with this
	exact.Divide(all.billed-was, shares)
	for i, share := range shares {
		p := group[i]
		if m.AfterWeight {
			p.credit, p.billed = share, unweigh(share, p.weight)
		} else {
			p.billed = share
		}
		p.weighed = m.AfterWeight
		if p.reversed != nil {
			p.undo = append(p.undo, func() { all.billed -= share })
		}
	}
}

// basis returns the time of a piece that is measured: worked, or its share of the norm or
// the estimate of its entry.
func (m *Measure) basis(p *piece) time.Duration {
	if m.Basis == "" {
		return p.raw
	}
	whole := p.entry.worked()
	of := time.Duration(0)
	switch m.Basis {
	case BasisNorm:
		of = time.Duration(p.entry.Norm)
	case BasisEstimate:
		of = time.Duration(p.entry.Estimate)
	}
	if of == 0 || whole == 0 {
		return p.raw
	}
	before := time.Duration(0)
	for _, q := range p.work.pieces {
		if q.n < p.n {
			before += q.raw
		}
	}
	return exact.Share(of, []time.Duration{before, p.raw, whole - before - p.raw})[1]
}

// unweigh returns the time that weighs so much, all of it if it weighs nothing.
func unweigh(credit time.Duration, weight decimal.Decimal) time.Duration {
	if weight.Sign() <= 0 {
		return 0
	}
	return exact.Unweigh(credit, weight)
}

// weight returns what pieces of a profile weigh: in each group the largest of the weights that
// match, the groups multiplied.
func (a *Account) weight(t *Terms, x *profile) decimal.Decimal {
	weight := one
	if w, err := t.plan.Levels.Weight(x.level); err == nil && x.level != 0 {
		weight = w
	}
	if len(t.plan.Weights) == 0 {
		return weight
	}
	groups := map[string]decimal.Decimal{"level": weight}
	for i, r := range t.plan.Weights {
		var done tried
		if !a.try(x.facts, &done, r.ID, r.When) {
			continue
		}
		group := r.Group
		if group == "" {
			group = string(rune(i + 1))
		}
		if was, ok := groups[group]; !ok || r.Times.Number().GreaterThan(was) {
			groups[group] = r.Times.Number()
		}
	}
	weight = one
	for _, w := range groups {
		weight = weight.Mul(w)
	}
	return weight
}
