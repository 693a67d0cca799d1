package ledger

import (
	"cmp"
	"slices"
)

// A part is what became of a part of a usage: drawn from a lot, or not covered.
type part struct {
	kind kind // moveDraw, or one of those that no lot covers
	lot  int32
	at   int64
	qty  int64
}

// parts returns what became of a usage, net of what was given back, in order.
func (p *pool) parts(fact int) []part {
	var list []part
	p.each(fact, func(i int, m *move) {
		k := m.kind()
		switch k {
		case moveOverage:
			if i < p.st.forgave {
				k = moveForgiveOverage
			}
		case moveRepay:
			list = cut(list, moveDebt, noLot, m.qty)
			k = moveDraw
		case moveForgiveDebt:
			list = cut(list, moveDebt, noLot, m.qty)
		case moveReturn:
			list = cut(list, moveDraw, m.lot, m.qty)
			return
		case moveUndoOverage, moveUndoDebt, moveUndoSoft, moveUndoPending:
			list = cut(list, undone(k), noLot, m.qty)
			return
		}
		list = append(list, part{k, m.lot, m.at, m.qty})
	})
	return slices.DeleteFunc(list, func(p part) bool { return p.qty == 0 })
}

func undone(k kind) kind {
	return map[kind]kind{
		moveUndoOverage: moveOverage, moveUndoDebt: moveDebt, moveUndoSoft: moveSoft, moveUndoPending: movePending,
		moveOverage: moveUndoOverage, moveDebt: moveUndoDebt, moveSoft: moveUndoSoft, movePending: moveUndoPending,
	}[k]
}

// cut takes qty off the last parts of that kind and lot.
func cut(list []part, k kind, lot int32, qty int64) []part {
	for i := len(list) - 1; i >= 0 && qty > 0; i-- {
		if list[i].kind == k && list[i].lot == lot {
			take := min(qty, list[i].qty)
			list[i].qty -= take
			qty -= take
		}
	}
	return list
}

// each calls do with the moves of a usage, its own and those that came later.
func (p *pool) each(fact int, do func(i int, m *move)) {
	later := p.more[fact]
	if p.past != nil {
		n, _ := slices.BinarySearch(p.past.more[fact], uint32(p.base.log))
		later = slices.Concat(p.past.more[fact][:n], later)
	}
	end := p.logLen()
	if len(later) > 0 {
		end = int(later[0])
	}
	for i := int(p.rows[p.row(fact)].first); i < end && p.move(i).fact() == fact; i++ {
		do(i, p.move(i))
	}
	for _, i := range later {
		do(int(i), p.move(int(i)))
	}
}

// row returns the place of a fact that is no grant.
func (p *pool) row(fact int) int {
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
		list = p.parts(id)
	}
	rank := func(k kind) int {
		return map[kind]int{moveOverage: 1, movePending: 2, moveDebt: 3, moveSoft: 4}[k] // what nobody covered first
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b part) int {
		x, y := rank(a.kind), rank(b.kind)
		if x == 0 || y == 0 {
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	})
	want := r.Amount.n
	if want == 0 {
		want = never
	}
	done := int64(0)
	for _, part := range list {
		take := min(part.qty, want-done)
		if take == 0 || part.kind != moveDraw && rank(part.kind) == 0 {
			continue // refused, or forgiven
		}
		done += take
		p.later(id, p.logLen())
		if part.kind == moveDraw {
			p.giveBack(part.lot, id, take)
		} else {
			p.note(undone(part.kind), noLot, id, take)
			if part.kind == moveDebt {
				p.unowe(id, take)
			}
		}
	}
	if want != never && done < want || done == 0 {
		p.outcome(fact, ReversedLess, done)
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
