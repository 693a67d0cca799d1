package ledger

// A kind says what a move does.
type kind uint8

// The kinds of moves: of a lot, to moveReturn and from moveTransferOut on, or of what no lot covers.
const (
	moveGrant    kind = iota // a lot begins, or is filled up
	moveCarryIn              // a carried lot begins
	moveCarryOut             // what another lot takes over
	moveLapse                // by expiry, boundary, reset or cap
	moveVoid                 // taken back
	moveAdjust               // signed
	moveDraw                 // by a usage
	moveRepay                // by the debt of a usage
	moveReturn               // what a usage drew or repaid, given back
	moveOverage
	moveDebt
	moveSoft
	movePending
	moveRefused
	moveUndoOverage // reversed; in the order of what they undo
	moveUndoDebt
	moveUndoSoft
	moveUndoPending
	moveForgiveOverage
	moveForgiveDebt
	moveTransferOut // of a lot, to another pool
	moveTransferIn  // a lot begins that comes from another pool
	numKinds
)

// A move is one step of one lot, or of what no lot covers: the log of a pool is a list of
// them, in time order, from which all balances and statements follow.
type move struct {
	at  int64
	qty int64
	lot int32  // its number, noLot if it is of no lot
	ref uint32 // kind and number of the entry
}

const (
	factBits = 27
	maxFacts = 1<<factBits - 1 // entries of one ledger
	noFact   = maxFacts        // nothing but time did it
	noLot    = -1
)

func (m *move) kind() kind { return kind(m.ref >> factBits) }
func (m *move) fact() int  { return int(m.ref & maxFacts) }

// sums are what the moves of each kind amount to.
type sums [numKinds]int64

// left is what can be drawn.
func (s *sums) left() int64 {
	return s[moveGrant] + s[moveCarryIn] - s[moveCarryOut] - s[moveLapse] - s[moveVoid] + s[moveAdjust] -
		s[moveDraw] - s[moveRepay] + s[moveReturn] - s[moveTransferOut] + s[moveTransferIn]
}

func (s *sums) drawn() int64   { return s[moveDraw] + s[moveRepay] - s[moveReturn] }
func (s *sums) overage() int64 { return s[moveOverage] - s[moveUndoOverage] - s[moveForgiveOverage] }
func (s *sums) debt() int64 {
	return s[moveDebt] - s[moveRepay] - s[moveUndoDebt] - s[moveForgiveDebt]
}
func (s *sums) soft() int64     { return s[moveSoft] - s[moveUndoSoft] }
func (s *sums) pending() int64  { return s[movePending] - s[moveUndoPending] }
func (s *sums) forgiven() int64 { return s[moveForgiveOverage] + s[moveForgiveDebt] }

// used is what usage came to, covered or not, reversals taken off.
func (s *sums) used() int64 {
	return s[moveDraw] - s[moveReturn] + s[moveOverage] - s[moveUndoOverage] + s[moveDebt] - s[moveUndoDebt] +
		s.soft() + s.pending()
}

// note adds a move that happens now.
func (p *pool) note(k kind, lot int32, fact int, qty int64) {
	p.log.add(move{p.st.now, qty, lot, uint32(k)<<factBits | uint32(fact)})
	p.st.sums[k] += qty
	if k == moveDraw {
		p.bal.Left.n -= qty
	} else {
		p.bal = p.t.balance(&p.st.sums)
	}
}

// later notes that a move of the entry comes after its own.
func (p *pool) later(fact, i int) {
	if p.more == nil {
		p.more = map[int][]uint32{}
	}
	p.more[fact] = append(p.more[fact], uint32(i))
}

func (p *pool) logLen() int { return p.base.log + p.log.len() }

// move returns a move by its number.
func (p *pool) move(i int) *move {
	if i < p.base.log {
		return p.past.log.at(i)
	}
	return p.log.at(i - p.base.log)
}

// firstAfter returns the number of the first move after the instant at.
func (p *pool) firstAfter(at int64) int {
	lo, hi := 0, p.logLen()
	if k := p.marked(at); k < len(p.marks) { // the moves before a mark are not after its instant
		hi = p.marks[k].log
		if k > 0 {
			lo = p.marks[k-1].log
		}
	} else if k > 0 {
		lo = p.marks[k-1].log
	}
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); p.move(mid).at <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// sumsUntil returns the sums of the moves at an instant or before, in one go from the last
// mark before it.
func (p *pool) sumsUntil(at int64) sums {
	var s sums
	i := 0
	if k := p.marked(at); k > 0 {
		s, i = p.marks[k-1].st.sums, p.ends[k-1].log
	}
	for n := p.logLen(); i < n; i++ {
		m := p.move(i)
		if m.at > at {
			break
		}
		s[m.kind()] += m.qty
	}
	return s
}

// marked returns how many marks were set at the instant at or before.
func (p *pool) marked(at int64) int {
	lo, hi := 0, len(p.ends)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); p.ends[mid].at <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// sumsAt returns the sums of the first n moves: those of the last mark before them, and
// what has come since.
func (p *pool) sumsAt(n int) sums {
	if n == p.logLen() {
		return p.st.sums
	}
	var s sums
	from := 0
	k := min(1, len(p.marks)) // of a pool that was resumed the first mark is before all moves
	if n > 0 {
		k = p.marked(p.move(n - 1).at)
	}
	if k > 0 {
		for ; k > 0 && p.marks[k-1].log > n; k-- { // several in one instant
		}
		if k > 0 {
			s, from = p.marks[k-1].st.sums, p.marks[k-1].log
		}
	}
	for i := from; i < n; i++ {
		m := p.move(i)
		s[m.kind()] += m.qty
	}
	return s
}
