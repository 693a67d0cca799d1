package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
)

// Snapshot returns what the ledger has come to by an instant: what takes effect before it, and nothing at it. What it
// costs grows with the entries; make one where a period ends, as at a [Close]. The error is an [*Error] if the instant is not
// within the years 1678 to 2261, and a [*BeforeError] if it is before the one that the ledger was resumed from.
func (l *Ledger) Snapshot(at time.Time) (Snapshot, error) {
	if n, ok := instant(at); !ok || n == allOpen {
		return Snapshot{}, fault("snapshot", "out_of_range", "%s is not within the years 1678 to 2261", at.UTC().Format(time.RFC3339))
	}
	if err := l.since("snapshot", at); err != nil {
		return Snapshot{}, err
	}
	t := &taker{Ledger: l, mark: ask(at) - 1, before: make([]bool, l.entries.len()), keep: make([]bool, l.entries.len())}
	t.sort()
	for _, fact := range t.next {
		t.name(named(l.entry(fact)))
	}
	for i := range t.pools {
		t.live(&t.pools[i])
	}
	s := &snapshot{Version: 1, At: utc(at), Config: l.cfg.hash()}
	t.entries(s)
	if err := t.facts(s); err != nil {
		return Snapshot{}, err
	}
	for i := range t.pools {
		s.Pools = append(s.Pools, t.state(&t.pools[i]))
	}
	var err error
	s.Sum, err = s.checksum()
	return Snapshot{s}, err
}

// A taker takes a snapshot.
type taker struct {
	*Ledger
	mark   int64  // the last instant before
	before []bool // by entry: it takes effect before
	keep   []bool // by entry: it stays
	fresh  []int  // those before, but not of the snapshot before, in order
	next   []int  // those that are not before, in order
	pools  []taking
	places map[int]int // of those that stay
}

// taking is a pool of which a snapshot is taken.
type taking struct {
	*pool
	of     *pool  // of which it may be a fork
	keep   []bool // lots, by number
	places []int32
	agenda agenda // what of it will do something
	folds  map[int]*fold
}

// sort tells the entries before from the others.
func (t *taker) sort() {
	held := 0
	if t.root != nil {
		held = t.root.held
	}
	var fresh, next [][]row
	for _, p := range t.Ledger.pools {
		f := p.at(t.mark)
		t.pools = append(t.pools, taking{pool: f, of: p, keep: make([]bool, f.base.lots+len(f.lots)), folds: map[int]*fold{}})
		var begun, coming []row
		for i, g := range p.grants {
			switch r := (row{at: g.effective, ref: uint32(phaseGrant)<<factBits | uint32(g.fact)}); {
			case g.fact < held:
			case i < f.st.started:
				begun = append(begun, r)
			default:
				coming = append(coming, r)
			}
		}
		fresh, next = append(fresh, p.rows[:f.st.done], begun), append(next, p.rows[f.st.done:], coming)
	}
	t.fresh, t.next = t.inOrder(fresh), t.inOrder(next)
	for fact := range held {
		t.before[fact] = true
	}
	for _, fact := range t.fresh {
		t.before[fact] = true
	}
}

// inOrder returns the entries of lists that are in order each, in the order of them all.
func (t *taker) inOrder(lists [][]row) []int {
	for len(lists) > 1 {
		lists = append(lists[2:], t.merge(lists[0], lists[1]))
	}
	facts := []int{}
	for _, list := range lists {
		for _, r := range list {
			facts = append(facts, r.fact())
		}
	}
	return facts
}

// merge returns two lists in order as one; of a transfer, which stands in both, once.
func (l *Ledger) merge(a, b []row) []row {
	if len(b) == 0 {
		return a
	}
	out := make([]row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		c := l.compareRows(a[0], b[0])
		if c <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out = append(out, b[0])
		}
		if c >= 0 {
			b = b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// name keeps the entry of an ID, if it is before, and what that names.
func (t *taker) name(id string) {
	if fact := t.fact(id); fact >= 0 && t.before[fact] && !t.keep[fact] {
		t.keep[fact] = true
		t.name(named(t.entry(fact)))
	}
}

// lot keeps a lot, what it was carried from, and its grant.
func (t *taker) lot(p *taking, id int32) {
	if id == noLot || p.keep[id] {
		return
	}
	p.keep[id] = true
	l := p.pool.lot(id)
	t.name(t.id(l.grant.fact))
	t.lot(p, l.parent)
}

// live keeps what can still be named of a pool.
func (t *taker) live(p *taking) {
	alive := make([]bool, len(p.keep))
	for i := range alive {
		if l := p.pool.lot(int32(i)); l.from <= t.mark && p.alive(l) {
			alive[i] = true
			t.lot(p, int32(i))
		}
	}
	p.agenda = slices.DeleteFunc(slices.Clone(p.st.agenda), func(it item) bool { return p.st.dead.has(p.pool.lot(it.lot).grant.fact) })
	for _, it := range p.agenda {
		t.lot(p, it.lot)
	}
	for _, g := range p.grants[:p.st.started] {
		if g.expires > t.mark {
			t.name(g.id)
		}
	}
	for fact := range p.kept {
		p.folds[fact] = nil
	}
	for i := range p.logLen() {
		m := p.move(i)
		if k := m.kind(); m.fact() == noFact || !k.ofUsage() {
			continue
		} else if m.lot != noLot && alive[m.lot] || k >= moveOverage && k <= movePending || t.keep[m.fact()] {
			p.folds[m.fact()] = nil
		}
	}
	closed := int64(allOpen)
	for _, k := range p.locks {
		if k.closes {
			closed = max(closed, k.until)
		}
	}
	for fact := range p.folds {
		f := p.blankFold(fact)
		p.fold(f, fact)
		u := t.entry(fact)
		_, at := p.placed(u)
		if !t.keep[fact] && !slices.ContainsFunc(f.list, func(x part) bool {
			open := x.kind == moveOverage && !p.forgiven(&x) || x.kind == moveSoft
			return x.qty > 0 && (x.kind == moveDraw && alive[x.lot] || x.kind == moveDebt || x.kind == movePending || open && at >= closed)
		}) {
			delete(p.folds, fact)
			continue
		}
		f.list = slices.DeleteFunc(f.list, func(x part) bool { return x.qty == 0 && (x.lot == noLot || !alive[x.lot]) })
		p.folds[fact] = f
		t.name(t.id(fact))
		for _, x := range f.list {
			t.lot(p, x.lot)
		}
	}
}

// entries writes those that stay, in order.
func (t *taker) entries(s *snapshot) {
	t.places = map[int]int{}
	add := func(list *[]anyEntry, fact int) { *list = append(*list, anyEntry{bare(t.entry(fact))}) }
	s.Held, s.Closes, s.Next = []anyEntry{}, []anyEntry{}, []anyEntry{}
	var closes []int
	for fact := range t.Ledger.entries.len() {
		switch t.entry(fact).(type) {
		case Close, Reopen:
			closes = append(closes, fact)
		default:
			if t.root != nil && fact < t.root.held && t.keep[fact] {
				t.places[fact] = len(s.Held)
				add(&s.Held, fact)
			}
		}
	}
	for _, fact := range t.fresh {
		if t.keep[fact] {
			t.places[fact] = len(s.Held)
			add(&s.Held, fact)
		}
	}
	slices.SortFunc(closes, func(a, b int) int {
		x, y := t.entry(a).Head(), t.entry(b).Head()
		return key{number(x.Recorded, nil), 0, number(x.At, nil), x.ID}.compare(key{number(y.Recorded, nil), 0, number(y.At, nil), y.ID})
	})
	for _, fact := range closes {
		add(&s.Closes, fact)
	}
	for i, fact := range t.next {
		t.places[fact] = -1 - i
		add(&s.Next, fact)
	}
}

// facts writes what the snapshot stands for.
func (t *taker) facts(s *snapshot) error {
	var ids []uint64
	var sum, text []byte
	var err error
	s.Known = allOpen
	if r := t.root; r != nil {
		ids, s.Known, s.Count = slices.Clone(r.ids), r.known, r.state.Count
		sum, _ = hex.DecodeString(r.state.Facts)
	}
	h := sha256.New()
	for _, fact := range t.fresh {
		e := t.entry(fact)
		if text, err = appendBare(text[:0], e); err != nil {
			return err
		}
		h.Reset()
		h.Write(sum)
		h.Write(text)
		sum = h.Sum(sum[:0])
		s.Count++
		s.Known = max(s.Known, t.known(e))
		ids = append(ids, fingerprint(e.Head().ID))
	}
	slices.Sort(ids)
	s.Facts, s.IDs = hex.EncodeToString(sum), packIDs(slices.Compact(ids))
	return nil
}

// placesOf returns the places of the entries of a list that stay: those in Next count down from -1.
func (t *taker) placesOf(list []int) []int {
	out := []int{}
	for _, fact := range list {
		if t.keep[fact] || !t.before[fact] {
			out = append(out, t.places[fact])
		}
	}
	slices.Sort(out)
	return out
}

// neverForgave is the number of the move up to which overage was forgiven, of a pool that forgave none.
const neverForgave = -1 << 31

// state writes a pool.
func (t *taker) state(p *taking) poolState {
	st := &p.st
	s := poolState{
		Sums: st.sums[:], Topped: st.topped, Forgave: st.forgave - p.logLen(), Period: []int64{st.per.from, st.per.to, st.per.granted, st.per.soft, st.per.over},
		Lots: []lotState{}, Open: [][]int64{}, Agenda: [][]int64{}, Owed: [][]int64{}, Usages: []usageState{}, Outcomes: []saidState{}, Gifts: [][]int64{},
		Waiting: t.placesOf(st.waiting), Paid: t.placesOf(st.paid), Dead: t.placesOf(st.dead),
	}
	s.Sums = slices.Clone(s.Sums)
	if t.root == nil && st.forgave == 0 || st.forgave == neverForgave {
		s.Forgave = neverForgave
	}
	s.Amounts = t.amounts(p.of)
	p.places = make([]int32, len(p.keep))
	for id := range p.keep {
		if p.places[id] = noLot; p.keep[id] {
			p.places[id] = int32(len(s.Lots))
			s.Lots = append(s.Lots, t.lotState(p, p.pool.lot(int32(id))))
		}
	}
	place := func(id int32) int64 {
		if id == noLot {
			return noLot
		}
		return int64(p.places[id])
	}
	for _, o := range st.open {
		s.Open = append(s.Open, []int64{place(o.lot), o.left})
	}
	for _, it := range p.agenda {
		s.Agenda = append(s.Agenda, []int64{it.at, int64(it.phase), place(it.lot)})
	}
	slices.SortFunc(s.Agenda, slices.Compare)
	for _, o := range st.owed {
		s.Owed = append(s.Owed, []int64{int64(t.places[o.fact]), o.qty})
	}
	for fact, f := range p.folds {
		u := usageState{t.places[fact], f.back, [][]int64{}}
		for _, x := range f.list {
			u.Parts = append(u.Parts, []int64{int64(x.kind), place(x.lot), int64(x.move - p.logLen()), x.at, x.qty})
		}
		s.Usages = append(s.Usages, u)
	}
	slices.SortFunc(s.Usages, func(a, b usageState) int { return a.Usage - b.Usage })
	for i, o := range p.said() {
		if t.keep[o.fact] {
			s.Outcomes = append(s.Outcomes, saidState{t.places[o.fact], o.code, o.qty, o.code == OverflowStopped && p.ahead(i, o)})
		}
	}
	for _, g := range p.gifts {
		s.Gifts = append(s.Gifts, []int64{int64(slices.Index(t.Ledger.pools, g.to)), g.since})
	}
	slices.SortFunc(s.Gifts, slices.Compare)
	if len(p.t.alerts) > 0 {
		w := p.watch(func(*watch, *move, int) {})
		s.Watch = []watchState{{slices.Clone(w.sums[:]), []int64{w.per.from, w.per.to}, w.base, w.used, w.reached}}
	}
	return s
}

// ahead reports whether an outcome, by its number, came after the last entry.
func (p *taking) ahead(i int, o outcome) bool {
	switch {
	case p.st.done > 0:
		return i >= len(p.of.at(p.rows[p.st.done-1].at).said())
	case p.book.root != nil:
		return o.ahead || i >= p.of.marks[0].outcomes
	}
	return true
}

func (t *taker) lotState(p *taking, l *lot) lotState {
	s := lotState{Grant: t.places[l.grant.fact], Life: []int64{l.from, l.to, l.end}, Amount: l.amount, Parent: noLot, N: l.n, Gen: l.gen}
	if l.parent != noLot {
		s.Parent = p.places[l.parent] // an older lot has the smaller number
	}
	if g := l.grant; g.head != nil {
		s.Came = []grantState{{g.from, g.effective, g.recorded, g.expires, g.amount, g.priority, g.kind, exact.Decimal{D: g.cost}, g.category, slices.Clone(g.scope)}}
	}
	return s
}

// amounts returns what the entries before amount to in a pool.
func (t *taker) amounts(p *pool) int64 {
	i := slices.Index(t.Ledger.pools, p)
	sum := t.sums[i]
	for _, fact := range t.next {
		switch e := t.entry(fact).(type) {
		case Usage:
			if t.index(e.Pool) == i {
				qty, _, _, _ := p.t.measure(&e)
				sum -= qty
			}
		case Grant:
			if t.index(e.Pool) == i {
				sum -= e.Amount.n
			}
		case Adjustment:
			if t.giver(e.Grant) == p {
				sum -= max(e.Amount.n, -e.Amount.n)
			}
		}
	}
	return sum
}
