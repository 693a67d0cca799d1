package ledger

import (
	"fmt"
	"slices"
)

// An audit goes through the records of one pool.
type audit struct {
	*pool
	sent    map[int]*sent
	sums    sums
	base    Balance // of usage that a snapshot no longer holds
	forgave int64   // before it
	lots    []tally // by number
	taken   []taken // by the number of the entry
	at      int     // the number of the move that is tested
	marks   int     // passed
	total   map[series][]int32
	due     *grant // whose carried lots are to be within their total after the lapses that follow
}

// A tally is what the records say of a lot.
type tally struct {
	left, last  int64 // now, and what a carry took last
	begun, void bool
}

// taken is what the records say of a usage.
type taken struct {
	drawn, over, debt, soft, pending, refused, forgiven int64
}

func (t *taken) sum() int64 {
	return t.drawn + t.over + t.debt + t.soft + t.pending + t.refused + t.forgiven
}

func (t *taken) least() int64 {
	return min(t.drawn, t.over, t.debt, t.soft, t.pending, t.refused, t.forgiven)
}

func newAudit(p *pool, all map[int]*sent) *audit {
	a := &audit{pool: p, sent: all, lots: make([]tally, len(p.lots)), taken: make([]taken, p.book.entries.len()), total: map[series][]int32{}}
	if p.book.root != nil {
		a.resume(&p.marks[0])
	}
	return a
}

// resume begins with what there was at the snapshot.
func (a *audit) resume(m *mark) {
	a.sums = m.st.sums
	a.forgave = a.sums[moveForgiveOverage]
	a.base = a.t.balance(&a.sums)
	for id := range m.lots {
		a.lots[id].begun = true
		if l := a.lot(int32(id)); l.gen > 0 && l.grant.totals() {
			a.total[l.grant.series()] = append(a.total[l.grant.series()], int32(id))
		}
	}
	for _, o := range m.st.open {
		a.lots[o.lot].left = o.left
	}
	for fact, f := range a.kept {
		x := &a.taken[fact]
		for _, part := range f.list {
			switch part.kind {
			case moveDraw:
				x.drawn += part.qty
			case moveOverage:
				x.over += part.qty
			case moveDebt:
				x.debt += part.qty
			case moveSoft:
				x.soft += part.qty
			case movePending:
				x.pending += part.qty
			case moveRefused:
				x.refused += part.qty
			case moveForgiveDebt:
				x.forgiven += part.qty
			}
		}
		a.base.Overage.n -= x.over
		a.base.Debt.n -= x.debt
		a.base.Pending.n -= x.pending
	}
}

// wrong returns an error about a move.
func (a *audit) wrong(law Law, m *move, format string, args ...any) error {
	e := &AuditError{Law: law, Pool: a.t.pool.ID, At: a.t.time(m.at), Text: fmt.Sprintf(format, args...)}
	if fact := m.fact(); fact < a.book.entries.len() {
		e.Entries = append(e.Entries, a.book.id(fact))
	}
	if m.lot >= 0 && int(m.lot) < len(a.lots) {
		e.Lot = a.lotID(m.lot)
		if id := a.lot(m.lot).grant.id; !slices.Contains(e.Entries, id) {
			e.Entries = append(e.Entries, id)
		}
	}
	return e
}

// ofLot reports whether moves of that kind are of a lot.
func (k kind) ofLot() bool { return k <= moveReturn || k >= moveTransferOut }

// enters says with which sign a move of that kind changes what a lot holds.
func (k kind) enters() int64 {
	switch k {
	case moveGrant, moveCarryIn, moveAdjust, moveReturn, moveTransferIn:
		return 1
	}
	return -1
}

// walk goes through the records, move by move.
func (a *audit) walk() error {
	now := int64(minUnix * nano)
	for i := range a.log.len() {
		if err := a.mark(i); err != nil {
			return err
		}
		a.at = i
		m := a.log.at(i)
		k := m.kind()
		switch {
		case m.at < now:
			return a.wrong(LawRecords, m, "record %d is before the one before it", i)
		case k >= numKinds, k.ofLot() != (m.lot != noLot) && k != moveForgiveDebt, m.lot < noLot || int(m.lot) >= len(a.lots),
			m.fact() != noFact && m.fact() >= a.book.entries.len(), m.qty < 0 && k != moveAdjust:
			return a.wrong(LawRecords, m, "record %d cannot be", i)
		}
		now = m.at
		a.sums[k] += m.qty
		if a.due != nil && k != moveLapse {
			if err := a.within(m); err != nil {
				return err
			}
		}
		if m.lot != noLot {
			if err := a.ofLot(m, k); err != nil {
				return err
			}
		}
		if k.ofUsage() && m.fact() != noFact {
			if err := a.ofUsage(m, k); err != nil {
				return err
			}
		}
	}
	if a.due != nil {
		if err := a.within(a.log.at(a.log.len() - 1)); err != nil {
			return err
		}
	}
	return a.mark(a.log.len())
}

// ofLot tests a move of a lot.
func (a *audit) ofLot(m *move, k kind) error {
	l, x := a.lot(m.lot), &a.lots[m.lot]
	if begins := k == moveGrant || k == moveCarryIn || k == moveTransferIn; begins && !x.begun {
		x.begun = true
		if m.qty != l.amount || m.at != l.from {
			return a.wrong(LawLot, m, "begins with %v, not with its %v", a.t.q(m.qty), a.t.q(l.amount))
		}
	} else if !x.begun {
		return a.wrong(LawLot, m, "moves before it begins")
	}
	x.left += k.enters() * m.qty
	if x.left < 0 {
		return a.wrong(LawBelow, m, "%v less than nothing", a.t.q(-x.left))
	}
	switch k {
	case moveGrant, moveAdjust, moveTransferIn, moveTransferOut:
		return a.stated(m, k, l)
	case moveCarryOut:
		x.last = m.qty
		if most := a.mayCarry(l, x.left+m.qty, m); m.qty > most {
			return a.wrong(LawCarry, m, "%v is carried, its terms allow %v", a.t.q(m.qty), a.t.q(most))
		}
	case moveCarryIn:
		return a.carried(m, l)
	case moveVoid:
		x.void = true
	case moveDraw, moveRepay:
		if x.void || m.at < l.from || m.at > l.to || m.at == l.to && l.to == l.end {
			return a.wrong(LawLife, m, "drawn outside its life, %s to %s", a.t.day(l.from), a.t.day(l.to))
		}
		if scope := l.grant.scope; len(scope) > 0 && m.fact() != noFact {
			if u, ok := a.book.entry(m.fact()).(Usage); !ok || !slices.Contains(scope, u.Scope) {
				return a.wrong(LawScope, m, "drawn by scope %.40q, it is for %.40q", u.Scope, scope)
			}
		}
	}
	return nil
}

// stated tests a move against the entry that it follows from.
func (a *audit) stated(m *move, k kind, l *lot) error {
	if m.fact() == noFact {
		return a.wrong(LawRecords, m, "follows from no entry")
	}
	ok := false
	switch e := a.book.entry(m.fact()).(type) {
	case Grant:
		ok = k == moveGrant && l.grant.fact == m.fact() && (m.qty == e.Amount.n || a.t.prorate && l.n == 0 && m.qty < e.Amount.n)
	case Reset:
		g, _ := a.book.entry(l.grant.fact).(Grant)
		ok = k == moveGrant && a.lots[m.lot].left <= g.Keep.Least.n
	case Adjustment:
		ok = k == moveAdjust && a.book.entry(l.grant.fact).Head().ID == e.Grant && (m.qty == e.Amount.n || e.Amount.n < m.qty && m.qty < 0)
	case Transfer:
		s := a.sent[m.fact()]
		if s == nil {
			s = new(sent)
			a.sent[m.fact()] = s
		}
		pool := e.To
		if k == moveTransferOut {
			s.out += m.qty
			pool = e.Pool
		} else {
			s.in += m.qty
		}
		ok = k != moveGrant && k != moveAdjust && pool == a.t.pool.ID && (e.Amount.n == 0 || max(s.in, s.out) <= e.Amount.n)
	}
	if !ok {
		return a.wrong(LawStated, m, "%v is not what the entry says", a.t.q(m.qty))
	}
	return nil
}

// mayCarry returns how much of a lot that ends with left may be carried over, by the words of its grant.
func (a *audit) mayCarry(l *lot, left int64, m *move) int64 {
	g, ok := a.book.entry(l.grant.fact).(Grant)
	r := g.Roll
	if !ok || l.gen > 0 || r.Share.IsZero() || !r.MoreThan.IsZero() && l.amount <= r.MoreThan.n {
		return 0
	}
	before := left
	if x := a.before(); x.kind() == moveLapse && x.lot == m.lot && x.at == m.at { // what is not carried is noted first
		before += x.qty
	}
	most := r.Share.of(before, 0)
	if r.Of == OfOriginal {
		most = r.Share.of(l.amount, 0)
	}
	return min(most, before, r.Cap.of(l.amount, never))
}

// carried tests a lot that begins with what another gave up.
func (a *audit) carried(m *move, l *lot) error {
	x := a.before()
	if l.gen == 0 || l.parent < 0 || x.kind() != moveCarryOut || x.lot != l.parent || x.qty != m.qty || x.at != m.at {
		return a.wrong(LawCarry, m, "no lot gave up what is carried")
	}
	if l.grant.totals() {
		a.total[l.grant.series()] = append(a.total[l.grant.series()], m.lot)
		a.due = l.grant
	}
	return nil
}

// totals reports whether what is carried of a grant counts for a total.
func (g *grant) totals() bool { return !g.roll.Total.IsZero() || g.roll.Series != "" }

// within tests that what is carried of a grant or its series is within its total.
func (a *audit) within(m *move) error {
	g := a.due
	a.due = nil
	sum, of := int64(0), g.series()
	a.total[of] = slices.DeleteFunc(a.total[of], func(id int32) bool {
		sum += a.lots[id].left
		return a.lots[id].left == 0 && a.lot(id).to <= m.at
	})
	if e, ok := a.book.entry(g.fact).(Grant); ok && sum > e.Roll.Total.of(e.Amount.n, never) {
		e := a.wrong(LawCarry, m, "%v is carried together, more than %v", a.t.q(sum), e.Roll.Total).(*AuditError)
		e.Entries, e.Lot = []string{g.id}, ""
		return e
	}
	return nil
}
