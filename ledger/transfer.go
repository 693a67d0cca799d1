package ledger

import (
	"math"
	"slices"
	"time"
)

// A Transfer moves a quantity from one pool to another of the same unit: when a customer
// changes the contract, or hours become those of another department. It takes from the lots of
// the one in the order in which they would be drawn, and makes a lot of each part in the other
// that ends when the lot does which it comes from, and has its priority, scope, cost and category. More than
// is left cannot be moved: the outcome says how much was.
//
// What came with a transfer can be voided, adjusted or extended by the ID of the transfer, as with
// that of a grant. A grant that is voided later does not take back what was moved before.
type Transfer struct {
	ID       string
	Pool     string   // it is taken from
	To       string   // the pool it goes to
	Grant    string   // only lots of this grant are moved; none: all of them
	Amount   Quantity // zero: all that is left
	At       time.Time
	Recorded time.Time // zero: at At
	Note     string    // for people
}

// Head implements [Entry].
func (t Transfer) Head() Head { return Head{TypeTransfer, t.ID, t.At, since(t.Recorded, t.At)} }

func (t Transfer) same(e Entry) bool {
	u, ok := e.(Transfer)
	return ok && sameHead(t, u) && t.Pool == u.Pool && t.To == u.To && t.Grant == u.Grant && t.Amount.Equal(u.Amount)
}

// ends returns the two pools of a transfer.
func (l *Ledger) ends(t Transfer) (out, in *pool) {
	return l.pools[l.index(t.Pool)], l.pools[l.index(t.To)]
}

// A link is a transfer at its place in the order that its two pools share.
type link struct {
	key
	fact    int
	out, in *pool
}

// A parcel is a part of a transfer: what one lot gave.
type parcel struct {
	lot   int32 // it is taken from
	grant *grant
	name  string // of that lot
	to    int64  // the end of that lot
	qty   int64
}

// relink puts the transfers in order.
func (l *Ledger) relink() {
	for i := range l.links {
		k := &l.links[i]
		t := l.entry(k.fact).(Transfer)
		k.out, k.in = l.ends(t)
		recorded, _ := instant(t.Head().Recorded)
		ph, at := k.out.placed(t)
		k.key = key{at, ph, recorded, t.ID}
	}
	slices.SortFunc(l.links, func(a, b link) int { return a.compare(b.key) })
}

// catchUp does all rows of all pools that are to be done. Pools with a transfer between them
// take turns: the one that gives is done up to it first.
func (l *Ledger) catchUp() {
	if len(l.links) > 0 {
		l.takeTurns()
	}
	for _, p := range l.pools {
		p.catchUp()
	}
}

func (l *Ledger) takeTurns() {
	first := len(l.links)
	for _, p := range l.pools {
		if p.st.done < len(p.rows) {
			n, _ := slices.BinarySearchFunc(l.links, p.book.key(p.rows[p.st.done]), func(a link, k key) int { return a.compare(k) })
			first = min(first, n)
		}
	}
	for _, t := range l.links[first:] {
		out, in := t.out.place(t.key), t.in.place(t.key)
		if out >= t.out.packed {
			t.in.back(in) // it may get another quantity now
		}
		t.in.run(in)
		t.out.run(out + 1)
		t.in.run(in + 1)
	}
}

// send takes from the open lots what a transfer moves.
func (p *pool) send(t Transfer, fact int) {
	if p.past == nil && p.st.done > p.packed {
		p.book.parcels[fact] = p.pack(t)
		p.packed = p.st.done
	}
	list := p.book.parcels[fact]
	sum := int64(0)
	for _, x := range list {
		p.note(moveTransferOut, x.lot, fact, x.qty)
		p.take(x.lot, x.qty)
		sum += x.qty
	}
	if sum == 0 || sum < t.Amount.n {
		p.outcome(fact, TransferredLess, sum)
	}
}

// pack returns what a transfer would take now, lot by lot.
func (p *pool) pack(t Transfer) []parcel {
	_, in := p.book.ends(t)
	in.advance(p.st.now, phaseCorrect)
	want := t.Amount.n
	if want == 0 {
		want = never
	}
	want = min(want, math.MaxInt64-in.st.sums.left()) // what the other pool can count
	only := noFact
	if t.Grant != "" {
		only = p.book.fact(t.Grant)
	}
	list := []parcel{}
	for _, o := range p.st.open {
		if want == 0 {
			break
		}
		if l := p.lot(o.lot); only == noFact || l.grant.fact == only {
			take := min(want, o.left)
			list = append(list, parcel{o.lot, l.grant, p.lotID(o.lot), l.to, take})
			want -= take
		}
	}
	return list
}

// receive makes the lots that a transfer brings.
func (p *pool) receive(t Transfer, fact int) {
	head := p.book.granted(fact)
	for i, x := range p.book.parcels[fact] {
		g := *x.grant
		g.fact, g.id, g.course, g.owing, g.expires = fact, t.ID, &course{head: head, from: x.name}, false, x.to
		id := p.addLot(lot{grant: &g, parent: noLot, from: p.st.now, to: x.to, amount: x.qty, n: int32(i)})
		p.note(moveTransferIn, id, fact, x.qty)
		if p.st.dead.has(fact) { // voided before it came
			p.note(moveVoid, id, noFact, x.qty)
			continue
		}
		p.open(id, x.qty)
		p.schedule(x.to, phaseExpiry, id)
	}
}
