package ledger

import "slices"

// A part is what became of a part of a usage: drawn from a lot, or not covered.
type part struct {
	kind kind // moveDraw, or one of those that no lot covers
	lot  int32
	move int // by its number
	at   int64
	qty  int64
}

// A fold is what the first moves of a usage came to.
type fold struct {
	list  []part
	begun bool  // its own moves are in
	later int   // and so many of those that came later
	back  int64 // when something was last given back
}

// parts returns what became of a usage, net of what was given back, in order.
func (p *pool) parts(fact int) []part { return p.whole(fact).list }

// whole returns what became of a usage, its parts as [pool.parts] does.
func (p *pool) whole(fact int) *fold {
	f := p.blankFold(fact)
	p.fold(f, fact)
	for i := range f.list {
		if p.forgiven(&f.list[i]) {
			f.list[i].kind = moveForgiveOverage
		}
	}
	f.list = slices.DeleteFunc(f.list, func(p part) bool { return p.qty == 0 })
	return f
}

// blankFold is where the fold of a usage begins: with nothing, or what it had come to by the snapshot.
func (p *pool) blankFold(fact int) *fold {
	f := &fold{begun: p.book != nil && p.book.root != nil && fact < p.book.root.held}
	if k := p.kept[fact]; k != nil {
		*f = fold{list: slices.Clone(k.list), begun: true, back: k.back}
	}
	return f
}

// forgiven reports whether a part is overage that a reset forgave.
func (p *pool) forgiven(x *part) bool { return x.kind == moveOverage && x.move < p.st.forgave }

// folded returns what became of a usage so far, to go on from when the next correction asks.
func (p *pool) folded(fact int) []part {
	f := p.folds[fact]
	if f == nil {
		if p.folds == nil {
			p.folds = map[int]*fold{}
		}
		f = p.blankFold(fact)
		p.folds[fact] = f
	}
	p.fold(f, fact)
	for n := len(f.list); n > 0 && f.list[n-1].qty == 0; n-- {
		f.list = f.list[:n-1]
	}
	return f.list
}

// fold adds the moves of a usage that have come since.
func (p *pool) fold(f *fold, fact int) {
	p.each(fact, f, func(i int, m *move) {
		k := m.kind()
		switch k {
		case moveRepay:
			f.cut(moveDebt, noLot, m.qty)
			k = moveDraw
		case moveForgiveDebt:
			f.cut(moveDebt, noLot, m.qty)
		case moveReturn:
			f.cut(moveDraw, m.lot, m.qty)
			f.back = m.at
			return
		case moveUndoOverage, moveUndoDebt, moveUndoSoft, moveUndoPending:
			f.cut(undone(k), noLot, m.qty)
			f.back = m.at
			return
		}
		f.list = append(f.list, part{k, m.lot, i, m.at, m.qty})
	})
}

// undone returns the kind of move that undoes a kind, and the other way round.
func undone(k kind) kind {
	const undo = moveUndoOverage - moveOverage // they stand in the same order
	if k < moveUndoOverage {
		return k + undo
	}
	return k - undo
}

// cut takes qty off the last parts of that kind and lot.
func (f *fold) cut(k kind, lot int32, qty int64) {
	for i := len(f.list) - 1; i >= 0 && qty > 0; i-- {
		if x := &f.list[i]; x.kind == k && x.lot == lot {
			take := min(qty, x.qty)
			x.qty -= take
			qty -= take
		}
	}
}

// each calls do with the moves of a usage, its own and those that came later, that are not in f.
func (p *pool) each(fact int, f *fold, do func(i int, m *move)) {
	later := p.more[fact]
	if p.past != nil {
		n, _ := slices.BinarySearch(p.past.more[fact], uint32(p.base.log))
		later = slices.Concat(p.past.more[fact][:n], later)
	}
	end := p.logLen()
	if len(later) > 0 {
		end = int(later[0])
	}
	if !f.begun {
		for i := int(p.rows[p.row(fact)].first); i < end && p.move(i).fact() == fact; i++ {
			do(i, p.move(i))
		}
	}
	for _, i := range later[f.later:] {
		do(int(i), p.move(int(i)))
	}
	f.begun, f.later = true, len(later)
}

// row returns the place of a fact that is no grant, -1 if it was before the snapshot.
func (p *pool) row(fact int) int {
	if p.book.root != nil && fact < p.book.root.held {
		return -1
	}
	ph, at := p.placed(p.book.entry(fact))
	h := p.book.entry(fact).Head()
	recorded, _ := instant(h.Recorded)
	return p.place(key{at, ph, recorded, h.ID})
}

// reverse takes back a usage.
func (p *pool) reverse(r Reversal, fact int) {
	id := p.book.fact(r.Usage)
	var list []part
	if n := p.row(id); n < p.st.done { // else it has yet to be worked
		list = p.folded(id)
	}
	want := r.Amount.n
	if want == 0 {
		want = never
	}
	done := int64(0)
	for _, k := range [...]kind{moveOverage, movePending, moveDebt, moveSoft, moveDraw} { // what nobody covered first
		for i := len(list) - 1; i >= 0 && done < want; i-- {
			if x := list[i]; x.kind == k && x.qty > 0 && !p.forgiven(&x) {
				take := min(x.qty, want-done)
				done += take
				p.takeBack(id, x, take)
			}
		}
	}
	if want != never && done < want || done == 0 {
		p.outcome(fact, ReversedLess, done)
	}
}

// takeBack reverses a part of a usage.
func (p *pool) takeBack(usage int, x part, qty int64) {
	p.later(usage, p.logLen())
	if x.kind == moveDraw {
		p.giveBack(x.lot, usage, qty)
		return
	}
	p.note(undone(x.kind), noLot, usage, qty)
	if x.kind == moveDebt {
		p.unowe(usage, qty)
	}
}

// giveBack returns to a lot what a usage drew; if the lot has ended it lapses at once.
func (p *pool) giveBack(lot int32, usage int, qty int64) {
	p.note(moveReturn, lot, usage, qty)
	if p.alive(p.lot(lot)) {
		p.insert(lot, qty)
		return
	}
	p.note(moveLapse, lot, noFact, qty)
}

// unowe takes off the debt of a usage.
func (p *pool) unowe(fact int, qty int64) {
	for i := len(p.st.owed) - 1; i >= 0; i-- {
		if o := &p.st.owed[i]; o.fact == fact {
			take := min(qty, o.qty)
			o.qty -= take
			qty -= take
		}
	}
	p.st.owed = slices.DeleteFunc(p.st.owed, func(o owed) bool { return o.qty == 0 })
}
