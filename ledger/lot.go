package ledger

import (
	"strconv"
	"time"
)

// A Lot is a quantity with a life of its own: what a grant gave for one period, or what was
// carried over from one.
type Lot struct {
	// ID is that of the grant, then "#2" for its second period, then "@carry" where it is carried. The
	// lots that a transfer brings are named after the transfer: its ID, then "#2" for the second of them.
	ID     string
	Grant  string // or transfer
	Parent string // the lot it was carried from, or the lot of the other pool that it was transferred from; empty for a fresh one
	Period int    // of the grant it comes from, counted from 1

	// Generation is 0 for a fresh lot, 1 for a carried one.
	Generation int

	From, To time.Time // its life; To zero: for ever
	Amount   Quantity  // that it began with
	Left     Quantity  // that can be drawn
}

// Equal reports whether a and b are the same lot with the same left.
func (a Lot) Equal(b Lot) bool {
	return a.ID == b.ID && a.Grant == b.Grant && a.Parent == b.Parent && a.Period == b.Period && a.Generation == b.Generation &&
		a.From.Equal(b.From) && a.To.Equal(b.To) && a.Amount.Equal(b.Amount) && a.Left.Equal(b.Left)
}

// Lots returns the lots of a pool that live at an instant, in the order they would be drawn,
// spent ones last. What has ended, or is voided, is not among them; nor is a grant not yet
// effective, or not paid.
func (l *Ledger) Lots(pool string, at time.Time) ([]Lot, error) {
	p, err := l.find(pool)
	if err != nil {
		return nil, err
	}
	if err := l.since("lots", at); err != nil {
		return nil, err
	}
	now := ask(at)
	p = p.at(now)
	var out []Lot
	shown := make(map[int32]bool, len(p.st.open))
	for _, o := range p.st.open {
		out = append(out, p.view(o.lot, o.left))
		shown[o.lot] = true
	}
	for i := range p.base.lots + len(p.lots) {
		id := int32(i)
		if l := p.lot(id); l.from <= now && now < l.to && !shown[id] && p.alive(l) {
			out = append(out, p.view(id, 0))
		}
	}
	return out, nil
}

// alive reports whether what returns to the lot can be drawn again.
func (p *pool) alive(l *lot) bool {
	return p.st.now < l.to && !p.st.dead.has(l.grant.fact)
}

func (p *pool) view(id int32, left int64) Lot {
	l := p.lot(id)
	v := Lot{
		ID: p.lotID(id), Grant: l.grant.id, Period: int(p.ordinal(l)), Generation: int(l.gen),
		From: p.t.time(l.from), Amount: p.t.q(l.amount), Left: p.t.q(left),
	}
	if v.Parent = l.grant.from; l.gen > 0 {
		v.Parent = p.lotID(l.parent)
	}
	if l.to < never {
		v.To = p.t.time(l.to)
	}
	return v
}

// ordinal counts the periods of a grant from 1, whatever its anchor.
func (p *pool) ordinal(l *lot) int32 { return l.n + 1 }

func (p *pool) lotID(id int32) string {
	if id == noLot {
		return ""
	}
	l := p.lot(id)
	name := l.grant.id
	if l.n > 0 {
		name += "#" + strconv.Itoa(int(p.ordinal(l)))
	}
	if l.gen > 0 {
		name += "@carry"
	}
	return name
}

// begin starts a grant that becomes effective now, if it may.
func (p *pool) begin(g *grant) {
	if code := g.fate(); code != "" {
		p.outcome(g.fact, code, 0)
		p.st.dead.add(g.fact)
		return
	}
	dead := p.st.dead.has(g.fact)
	if g.owing && !p.st.paid.has(g.fact) && !dead {
		p.st.waiting.add(g.fact)
		return
	}
	p.start(g)
	if dead { // its end came before its beginning
		id := int32(p.base.lots + len(p.lots) - 1)
		if left := p.close(id); left > 0 {
			p.note(moveVoid, id, noFact, left)
		}
	}
}

// start makes the first lot of a grant.
func (p *pool) start(g *grant) {
	if g.kind == Bundle && g.every.IsZero() {
		p.st.topped = p.st.now
	}
	l := lot{grant: g, parent: noLot, from: p.st.now, to: g.expires, amount: g.amount}
	if !g.every.IsZero() {
		from, to := p.t.firstPeriod(g, p.st.now)
		if l.to = min(to, g.expires); p.t.prorate && from < p.st.now && to < never {
			l.amount = mulDiv(g.amount, to-p.st.now, to-from)
		}
	}
	p.fresh(l)
}

// fresh adds a lot of a grant, and what will be its end.
func (p *pool) fresh(l lot) {
	g := l.grant
	if len(p.t.limits) > 0 {
		p.touch()
		p.st.per.granted += l.amount
	}
	id := p.addLot(l)
	p.note(moveGrant, id, g.fact, l.amount)
	p.open(id, l.amount)
	if l.to < g.expires {
		p.schedule(l.to, phaseBoundary, id)
	} else {
		p.schedule(l.to, phaseExpiry, id)
	}
}

// close takes all that is left of a lot.
func (p *pool) close(id int32) int64 {
	left := p.left(id)
	p.take(id, left)
	return left
}

// happen lets an item of the agenda happen.
func (p *pool) happen(it item) {
	l := *p.lot(it.lot)
	if p.st.dead.has(l.grant.fact) {
		return
	}
	switch it.phase {
	case phaseExpiry:
		if it.at != l.to {
			return // it was extended
		}
		if left := p.close(it.lot); left > 0 && (l.gen > 0 || !l.grant.every.IsZero()) {
			p.note(moveLapse, it.lot, noFact, left)
		} else if left > 0 {
			p.roll(it.lot, left, false)
		}
	case phaseBoundary:
		if it.at == l.to {
			if left := p.close(it.lot); left > 0 {
				p.roll(it.lot, left, true)
			}
		}
		p.schedule(it.at, phaseGrant, it.lot)
	case phaseGrant:
		g := l.grant
		if p.st.sums[moveGrant] > never-g.amount {
			p.outcome(g.fact, OverflowStopped, g.amount)
			return
		}
		to := min(p.t.boundary(g, it.at), g.expires)
		p.fresh(lot{grant: g, parent: noLot, n: l.n + 1, from: it.at, to: to, amount: g.amount})
	}
}
