package ledger

import "fmt"

// ofUsage counts what became of a usage.
func (a *audit) ofUsage(m *move, k kind) error {
	x := &a.taken[m.fact()]
	switch k {
	case moveDraw:
		x.drawn += m.qty
	case moveRepay:
		x.drawn += m.qty
		x.debt -= m.qty
	case moveReturn:
		x.drawn -= m.qty
	case moveOverage:
		x.over += m.qty
	case moveUndoOverage:
		x.over -= m.qty
	case moveDebt:
		x.debt += m.qty
	case moveUndoDebt:
		x.debt -= m.qty
	case moveForgiveDebt:
		x.debt -= m.qty
		x.forgiven += m.qty
	case moveSoft:
		x.soft += m.qty
	case moveUndoSoft:
		x.soft -= m.qty
	case movePending:
		x.pending += m.qty
	case moveUndoPending:
		x.pending -= m.qty
	case moveRefused:
		x.refused += m.qty
	}
	if x.least() < 0 {
		return a.wrong(LawUsage, m, "a part of it is less than nothing")
	}
	return nil
}

// usages tests that what each usage takes is what became of it.
func (a *audit) usages() error {
	back := map[int][]int{} // the reversals, by usage
	for i := range a.rows {
		if r, ok := (*a.book.entries.at(a.rows[i].fact())).(Reversal); ok {
			fact := a.book.fact(r.Usage)
			back[fact] = append(back[fact], a.rows[i].fact())
		}
	}
	for i := range a.rows {
		fact := a.rows[i].fact()
		u, ok := (*a.book.entries.at(fact)).(Usage)
		if !ok {
			continue
		}
		credit, _, _, _ := a.t.measure(&u)
		if err := a.settled(fact, credit, back[fact]); err != nil {
			return err
		}
	}
	return nil
}

// settled tests one usage.
func (a *audit) settled(fact int, credit int64, reversals []int) error {
	gone := credit - a.taken[fact].sum()
	for _, o := range a.st.again { // given back by a lot that is void, and drawn again before anything else happens
		if o.fact == fact {
			gone -= o.qty
		}
	}
	if gone == 0 {
		return nil
	}
	most := int64(0)
	for _, r := range reversals {
		if n := a.book.entry(r).(Reversal).Amount.n; n == 0 || n > credit-most {
			most = credit
		} else {
			most += n
		}
	}
	if gone > 0 && gone <= most {
		return nil
	}
	e := &AuditError{Law: LawUsage, Pool: a.t.pool.ID, At: a.book.entry(fact).Head().At, Entries: []string{a.book.id(fact)}}
	for _, r := range reversals {
		e.Entries = append(e.Entries, a.book.id(r))
	}
	e.Text = fmt.Sprintf("takes %v, of which %v is not accounted for", a.t.q(credit), a.t.q(gone))
	return e
}

// mark tests the copies of the state that were made when so many moves were recorded.
func (a *audit) mark(moves int) error {
	for ; a.marks < len(a.pool.marks) && a.pool.marks[a.marks].log <= moves; a.marks++ {
		if m := &a.pool.marks[a.marks]; m.log != moves || m.st.sums != a.sums {
			return a.asks(LawPool, fmt.Sprintf("the figures after record %d are others", m.log))
		} else if err := a.open(&m.st); err != nil {
			return err
		}
	}
	return nil
}

func (a *audit) asks(law Law, text string) error {
	return &AuditError{Law: law, Pool: a.t.pool.ID, Text: text}
}

// open tests the open lots of a state against the records so far.
func (a *audit) open(st *state) error {
	sum := int64(0)
	for _, o := range st.open {
		if int(o.lot) >= len(a.lots) || a.lots[o.lot].left != o.left {
			return a.wrong(LawLot, &move{at: st.now, lot: o.lot, ref: noFact}, "%v is left, by the records %v", a.t.q(o.left), a.t.q(a.lots[min(int(o.lot), len(a.lots)-1)].left))
		}
		sum += o.left
	}
	if left := a.sums.left(); sum != left {
		return a.asks(LawPool, fmt.Sprintf("%v is left, but %v in its lots", a.t.q(left), a.t.q(sum)))
	}
	return nil
}

// figures tests that the figures of the pool are those of its lots and usages.
func (a *audit) figures() error {
	st := &a.st
	for k := range a.sums {
		if a.sums[k] != st.sums[k] {
			return a.asks(LawPool, fmt.Sprintf("the figures of moves of kind %d are %v, by the records %v", k, a.t.q(st.sums[k]), a.t.q(a.sums[k])))
		}
	}
	if err := a.open(st); err != nil {
		return err
	}
	for id := range a.lots {
		if l := a.lot(int32(id)); l.to <= st.now && a.lots[id].left > 0 && st.due > st.now {
			return a.wrong(LawLife, &move{at: st.now, lot: int32(id), ref: noFact}, "holds %v after its end", a.t.q(a.lots[id].left))
		}
	}
	var all taken
	for i := range a.taken {
		x := &a.taken[i]
		all.over, all.debt, all.pending = all.over+x.over, all.debt+x.debt, all.pending+x.pending
	}
	all.over += a.base.Overage.n - (a.sums[moveForgiveOverage] - a.forgave)
	all.debt += a.base.Debt.n
	all.pending += a.base.Pending.n
	owed, by := int64(0), map[int]int64{}
	for _, o := range st.owed {
		owed += o.qty
		by[o.fact] += o.qty
	}
	for _, o := range st.owed {
		if x := a.taken[o.fact].debt; x != by[o.fact] {
			return &AuditError{Law: LawUsage, Pool: a.t.pool.ID, Entries: []string{a.book.id(o.fact)}, Text: fmt.Sprintf("owes %v, by the records %v", a.t.q(by[o.fact]), a.t.q(x))}
		}
	}
	if owed != all.debt {
		return a.asks(LawPool, fmt.Sprintf("%v is owed, by the records %v", a.t.q(owed), a.t.q(all.debt)))
	}
	want := Balance{a.t.q(a.sums.left()), a.t.q(all.over), a.t.q(all.debt), a.t.q(all.pending)}
	if a.bal != want {
		return a.asks(LawPool, fmt.Sprintf("the balance is %+v, by the records %+v", a.bal, want))
	}
	return nil
}

// before returns the move before the one that is tested.
func (a *audit) before() *move {
	if a.at == 0 {
		return &move{lot: noLot}
	}
	return a.log.at(a.at - 1)
}
