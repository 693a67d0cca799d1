package ledger

import (
	"cmp"
	"slices"
)

// correct applies a fact that is neither grant nor usage.
func (p *pool) correct(fact int) {
	e := p.book.entry(fact)
	if p.barred(e) {
		if t, ok := e.(Transfer); !ok || t.Pool == p.t.pool.ID {
			p.outcome(fact, PeriodClosed, 0)
		}
		return
	}
	switch e := e.(type) {
	case Payment:
		p.pay(p.book.granted(p.book.fact(e.Grant)), fact)
	case Reset:
		p.reset(e, fact)
	case Adjustment:
		p.adjust(e, fact)
	case Void:
		p.void(p.book.granted(p.book.fact(e.Grant)), fact)
	case Reversal:
		p.reverse(e, fact)
	case Extend:
		p.extend(e, p.book.granted(p.book.fact(e.Grant)), fact)
	case Approval:
		p.approve(e, fact)
	case Transfer:
		if t := e; t.Pool == p.t.pool.ID {
			p.send(t, fact)
		} else {
			p.receive(t, fact)
		}
	}
}

// pay begins a grant that waits for it.
func (p *pool) pay(g *grant, fact int) {
	switch waits := p.st.waiting.remove(g.fact); {
	case p.st.paid.has(g.fact), !waits && (!g.owing || g.effective < p.st.now):
		p.outcome(fact, NothingOwing, 0)
		return
	case waits && (p.st.dead.has(g.fact) || g.expires <= p.st.now):
		p.outcome(fact, LotEnded, 0)
	case waits:
		p.start(g)
	}
	p.st.paid.add(g.fact)
}

// reset clamps all lots, and forgives what is outstanding. The older are carried first, as
// where one ended before the other: of what is carried beyond a total the oldest is trimmed.
func (p *pool) reset(r Reset, fact int) {
	lots := slices.Clone(p.st.open)
	slices.SortFunc(lots, func(a, b open) int { return cmp.Compare(a.lot, b.lot) })
	for _, o := range lots {
		l := p.lot(o.lot)
		if o.left = p.left(o.lot); o.left == 0 || !p.alive(l) {
			continue // trimmed by what another lot left, or its boundary comes next
		}
		keep := l.grant.keep
		switch most, least := keep.Most.n, keep.Least.n; {
		case keep.IsZero():
			p.take(o.lot, o.left)
			p.roll(o.lot, o.left, true)
		case o.left > most:
			p.note(moveLapse, o.lot, fact, o.left-most)
			p.take(o.lot, o.left-most)
		case o.left < least:
			p.note(moveGrant, o.lot, fact, least-o.left)
			p.insert(o.lot, least-o.left)
		}
	}
	p.fill(fact)
	if r.KeepOverage {
		return
	}
	if n := p.st.sums.overage(); n > 0 {
		p.note(moveForgiveOverage, noLot, fact, n)
		p.st.forgave = p.logLen()
	}
	for _, o := range p.st.owed {
		p.later(o.fact, p.logLen())
		p.note(moveForgiveDebt, noLot, o.fact, o.qty)
	}
	p.st.owed = nil
}

// fill fills lots that are spent up to what a reset leaves at least.
func (p *pool) fill(fact int) {
	for _, g := range p.keeps {
		for _, id := range p.lotsOf(g) {
			if p.alive(p.lot(id)) && p.st.find(id) < 0 {
				p.note(moveGrant, id, fact, g.keep.Least.n)
				p.insert(id, g.keep.Least.n)
			}
		}
	}
}

// current returns the lot of a grant that lives now, fresh before carried, and noLot if there is none.
func (p *pool) current(g *grant) int32 {
	found := int32(noLot)
	for _, id := range p.lotsOf(g) {
		if l := p.lot(id); p.alive(l) && (found == noLot || l.gen <= p.lot(found).gen) {
			found = id
		}
	}
	return found
}

// adjust adds to the lot of a grant or takes from it.
func (p *pool) adjust(a Adjustment, fact int) {
	id := p.current(p.book.granted(p.book.fact(a.Grant)))
	qty := a.Amount.n
	if id == noLot {
		p.outcome(fact, LotEnded, 0)
		return
	}
	if qty < 0 {
		if taken := min(-qty, p.left(id)); taken < -qty {
			p.outcome(fact, AdjustedLess, taken)
			qty = -taken
		}
	}
	if qty == 0 {
		return
	}
	p.note(moveAdjust, id, fact, qty)
	if qty > 0 {
		p.insert(id, qty)
	} else {
		p.take(id, -qty)
	}
}

// void ends a grant.
func (p *pool) void(g *grant, fact int) {
	if p.st.dead.has(g.fact) {
		p.outcome(fact, NothingToVoid, 0)
		return
	}
	done := int64(0)
	for _, id := range p.lotsOf(g) {
		l := p.lot(id)
		if !p.alive(l) && p.left(id) == 0 { // its boundary may be due
			continue
		}
		if p.t.unwind {
			p.unburn(id, l)
		}
		if left := p.close(id); left > 0 {
			p.note(moveVoid, id, fact, left)
			done += left
		}
	}
	future := g.effective > p.st.now || g.effective == p.st.now && p.current(g) == noLot ||
		!g.every.IsZero() && g.expires > p.st.now || p.st.waiting.has(g.fact)
	p.st.dead.add(g.fact)
	if done == 0 && !future {
		p.outcome(fact, NothingToVoid, 0)
	}
}

// unburn gives back all that was drawn of a lot, to be drawn again on others.
func (p *pool) unburn(id int32, l *lot) {
	var facts []int
	net := map[int]int64{}
	for _, x := range p.keptOf(id) {
		if _, ok := net[x.fact]; !ok {
			facts = append(facts, x.fact)
		}
		net[x.fact] += x.qty
	}
	for i := p.firstAfter(l.from - 1); i < p.logLen(); i++ {
		m := p.move(i)
		if m.lot != id {
			continue
		}
		switch m.kind() {
		case moveDraw, moveRepay:
			if _, ok := net[m.fact()]; !ok {
				facts = append(facts, m.fact())
			}
			net[m.fact()] += m.qty
		case moveReturn:
			net[m.fact()] -= m.qty
		}
	}
	for _, fact := range facts {
		if qty := net[fact]; qty > 0 {
			p.later(fact, p.logLen())
			p.note(moveReturn, id, fact, qty)
			p.insert(id, qty)
			p.st.again = append(p.st.again, owed{fact, qty})
			p.st.raised, p.st.due = true, p.st.now
		}
	}
}
