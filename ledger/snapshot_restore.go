package ledger

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// restore makes a blank ledger what a snapshot says.
func (l *Ledger) restore(s *snapshot) error {
	var fs strict.Faults
	if s.Config != l.cfg.hash() {
		fs.Add("config", "other_config", "the snapshot is of a ledger with another configuration")
		return fs.Err("ledger: snapshot")
	}
	ids, ok := unpackIDs(s.IDs)
	if facts, err := hex.DecodeString(s.Facts); err != nil || !ok || len(facts) > 32 || len(s.Pools) != len(l.pools) || s.Count < len(s.Held) {
		fs.Add("", "unsound", "cannot be")
		return fs.Err("ledger: snapshot")
	}
	at, _ := instant(time.Time(s.At))
	l.root = &root{state: s, at: time.Time(s.At), mark: at - 1, known: s.Known, watches: map[string]watch{}}
	r := &restorer{Ledger: l, snapshot: s}
	if !r.entries() || !r.pools() {
		fs.Add("", "unsound", "does not hang together")
		return fs.Err("ledger: snapshot")
	}
	l.root.ids = ids
	return nil
}

// A restorer makes a ledger of a snapshot.
type restorer struct {
	*Ledger
	*snapshot
}

// entries takes the entries that are held, and says whether they are sound.
func (r *restorer) entries() bool {
	l := r.Ledger
	for _, list := range [][]anyEntry{r.Held, r.Closes} {
		for _, e := range list {
			if l.take(e.Entry) != nil {
				return false
			}
		}
	}
	n := l.entries.len()
	if n != len(r.Held)+len(r.Closes) {
		return false
	}
	for fact := range n {
		if e := l.entry(fact); l.refer(e) != nil && !slices.ContainsFunc(r.Next, func(n anyEntry) bool {
			_, ok := n.Entry.(Grant) // a transfer may be before the grant that it names
			return ok && n.Head().ID == named(e)
		}) {
			return false
		}
	}
	l.root.held = n
	l.latest = r.Known
	for fact := range n {
		e := l.entry(fact)
		switch e.(type) {
		case Close, Reopen:
			if fact < len(r.Held) {
				return false
			}
		case Grant, Usage, Transfer:
		default:
			if fact >= len(r.Held) {
				return false
			}
		}
		l.latest = max(l.latest, number(e.Head().Recorded, nil))
	}
	l.lockFrom(len(r.Held), nil)
	return true
}

// pools restores the pools, and says whether they are sound.
func (r *restorer) pools() bool {
	l := r.Ledger
	for i := range l.pools {
		l.sums[i] = r.Pools[i].Amounts
		for _, g := range r.Pools[i].Gifts {
			if len(g) != 2 || g[0] < 0 || int(g[0]) >= len(l.pools) {
				return false
			}
			l.pools[i].gifts = append(l.pools[i].gifts, gift{l.pools[g[0]], g[1]})
		}
	}
	for fact := range r.Held {
		switch e := l.entry(fact).(type) {
		case Grant:
			p, g := l.newGrant(&e, fact)
			l.grants = append(l.grants, g)
			p.grants = append(p.grants, g)
			if g.keep.Least.n > 0 {
				p.keeps = append(p.keeps, g)
			}
			if g.effective > l.root.mark {
				return false
			}
		case Transfer:
			l.grants = append(l.grants, standFor(&e, fact))
			if l.parcels == nil {
				l.parcels = map[int][]parcel{}
			}
		}
	}
	for i, p := range l.pools {
		slices.SortFunc(p.grants, func(g, h *grant) int { return g.key().compare(h.key()) })
		if s := &r.Pools[i]; !r.lots(p, s) || !r.state(p, s) || !r.usages(p, s) {
			return false
		}
		p.marks = []mark{{st: p.st.clone(), lots: len(p.lots), outcomes: len(p.outcomes)}}
		p.ends = []end{{at: p.st.now}}
		p.bal = p.t.balance(&p.st.sums)
		p.wake()
		p.marks[0].st.due = p.st.due
	}
	return true
}

// only returns the snapshot without the closes, and the entries that are not before it, which keep leaves out.
func (s *snapshot) only(keep func(Entry) bool) *snapshot {
	c := *s
	c.Closes = slices.DeleteFunc(slices.Clone(s.Closes), func(e anyEntry) bool { return !keep(e.Entry) })
	c.Next = nil
	places := map[int]int{} // of those that stay
	for i, e := range s.Next {
		if keep(e.Entry) {
			places[-1-i] = -1 - len(c.Next)
			c.Next = append(c.Next, e)
		}
	}
	c.Pools = slices.Clone(s.Pools)
	for i := range c.Pools {
		for _, list := range []*[]int{&c.Pools[i].Paid, &c.Pools[i].Dead} {
			var out []int
			for _, n := range *list {
				if place, ok := places[n]; ok {
					n = place
				} else if n < 0 {
					continue
				}
				out = append(out, n)
			}
			*list = out
		}
	}
	return &c
}

// held reports whether there is an entry of that number before the closes.
func (r *restorer) held(fact int) bool { return fact >= 0 && fact < len(r.Held) }

func (r *restorer) lots(p *pool, s *poolState) bool {
	for i, x := range s.Lots {
		if !r.held(x.Grant) || len(x.Life) != 3 || x.Parent < noLot || int(x.Parent) >= i || x.Gen > 0 && x.Parent == noLot || x.N < 0 || x.Life[0] > r.root.mark {
			return false
		}
		var g *grant
		switch e := r.entry(x.Grant).(type) {
		case Grant:
			if g = r.granted(x.Grant); len(x.Came) > 0 || r.Ledger.pools[r.index(e.Pool)] != p {
				return false
			}
		case Transfer:
			if len(x.Came) != 1 || r.Ledger.pools[r.index(e.To)] != p {
				return false
			}
			c := &x.Came[0]
			g = &grant{
				fact: x.Grant, id: e.ID, effective: c.Effective, recorded: c.Recorded, expires: c.Expires, amount: c.Amount, priority: c.Priority,
				kind: c.Kind, cost: c.Cost.D, category: c.Category, scope: slices.Clone(c.Scope), course: &course{head: r.granted(x.Grant), from: c.From},
			}
		default:
			return false
		}
		id := p.addLot(lot{grant: g, from: x.Life[0], to: x.Life[1], amount: x.Amount, parent: x.Parent, n: x.N, gen: x.Gen})
		p.lots[id].end = x.Life[2]
	}
	return true
}

func (r *restorer) state(p *pool, s *poolState) bool {
	if len(s.Sums) > int(numKinds) || len(s.Period) != 5 {
		return false
	}
	st := &p.st
	st.now, st.started, st.topped, st.forgave = r.root.mark, len(p.grants), s.Topped, s.Forgave
	copy(st.sums[:], s.Sums)
	st.per = period{s.Period[0], s.Period[1], s.Period[2], s.Period[3], s.Period[4]}
	isLot := func(n int64) bool { return n >= 0 && n < int64(len(p.lots)) }
	for _, o := range s.Open {
		if len(o) != 2 || !isLot(o[0]) || o[1] <= 0 || st.find(int32(o[0])) >= 0 {
			return false
		}
		st.open = append(st.open, open{o[1], int32(o[0]), len(p.lots[o[0]].grant.scope) > 0})
	}
	for _, it := range s.Agenda {
		if len(it) != 3 || it[0] <= r.root.mark || it[1] < 0 || phase(it[1]) != phaseExpiry && phase(it[1]) != phaseBoundary || it[1] > int64(phaseEnd) || !isLot(it[2]) {
			return false
		}
		st.agenda.push(item{it[0], int32(it[2]), phase(it[1])})
	}
	for _, o := range s.Owed {
		if len(o) != 2 || !r.held(int(o[0])) || !r.isUsage(int(o[0]), p) {
			return false
		}
		st.owed = append(st.owed, owed{int(o[0]), o[1]})
	}
	for _, x := range []struct {
		to   *set
		list []int
	}{{&st.waiting, s.Waiting}, {&st.paid, s.Paid}, {&st.dead, s.Dead}} {
		for _, fact := range x.list {
			if fact < 0 && fact >= -len(r.Next) {
				fact = r.root.held - 1 - fact
			} else if !r.held(fact) {
				return false
			}
			x.to.add(fact)
		}
	}
	return true
}

func (r *restorer) isUsage(fact int, p *pool) bool {
	u, ok := r.entry(fact).(Usage)
	return ok && r.Ledger.pools[r.index(u.Pool)] == p
}

func (r *restorer) usages(p *pool, s *poolState) bool {
	for _, u := range s.Usages {
		if !r.held(u.Usage) || !r.isUsage(u.Usage, p) {
			return false
		}
		f := &fold{back: u.Back, begun: true}
		for _, x := range u.Parts {
			if len(x) != 5 || x[0] < 0 || x[0] >= int64(numKinds) || x[1] < noLot || x[1] >= int64(len(p.lots)) || (x[1] == noLot) == (kind(x[0]) == moveDraw) {
				return false
			}
			f.list = append(f.list, part{kind(x[0]), int32(x[1]), int(x[2]), x[3], x[4]})
		}
		if p.kept == nil {
			p.kept = map[int]*fold{}
		}
		p.kept[u.Usage] = f
	}
	for _, o := range s.Outcomes {
		if !r.held(o.Entry) || o.Ahead && o.Code != OverflowStopped {
			return false
		}
		p.outcomes = append(p.outcomes, outcome{o.Entry, o.Code, o.Quantity, o.Ahead})
	}
	if n := len(p.t.alerts); n > 0 {
		if len(s.Watch) != 1 {
			return false
		}
		w := s.Watch[0]
		if len(w.Sums) > int(numKinds) || len(w.Period) != 2 || len(w.Reached) != n {
			return false
		}
		out := watch{t: p.t, base: w.Base, used: w.Used, reached: slices.Clone(w.Reached), per: period{from: w.Period[0], to: w.Period[1]}}
		copy(out.sums[:], w.Sums)
		r.root.watches[p.t.pool.ID] = out
	}
	return true
}

// keptPart is what a usage before the snapshot drew of a lot.
type keptPart struct {
	fact, move int
	qty        int64
}

// keptOf returns what usages before the snapshot drew of a lot, in order.
func (p *pool) keptOf(id int32) []keptPart {
	var list []keptPart
	for fact, f := range p.kept {
		for _, x := range f.list {
			if x.kind == moveDraw && x.lot == id {
				list = append(list, keptPart{fact, x.move, x.qty})
			}
		}
	}
	slices.SortFunc(list, func(a, b keptPart) int { return a.move - b.move })
	return list
}
