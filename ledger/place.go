package ledger

import "slices"

// place puts the entries from the given one on where they belong, and does what follows.
func (l *Ledger) place(posted int) {
	l.lockAll(posted) // first, as that says where the others belong
	fresh := make([][]row, len(l.pools))
	add := func(e Entry, i, fact int) {
		p := l.pools[i]
		ph, at := p.placed(e)
		fresh[i] = append(fresh[i], row{at: at, ref: uint32(ph)<<factBits | uint32(fact)})
		recorded, _ := instant(e.Head().Recorded)
		l.latest = max(l.latest, recorded)
	}
	links := len(l.links)
	for fact := posted; fact < l.entries.len(); fact++ {
		switch e := l.entry(fact).(type) {
		case Close, Reopen:
		case Grant:
			l.grant(&e, fact)
		case Transfer:
			if l.parcels == nil {
				l.parcels = map[int][]parcel{}
			}
			l.links = append(l.links, link{fact: fact})
			l.grants = append(l.grants, standFor(&e, fact))
			add(e, l.index(e.Pool), fact)
			add(e, l.index(e.To), fact)
		default:
			add(e, slices.Index(l.pools, l.poolOf(e)), fact)
		}
	}
	if len(l.links) > links {
		l.relink()
	}
	for i, p := range l.pools {
		p.addAll(fresh[i])
	}
	l.catchUp()
}

// lockAll closes and opens what the entries from the given one on say.
func (l *Ledger) lockAll(posted int) {
	if !l.lockFrom(posted, nil) {
		return
	}
	for _, p := range l.pools {
		p.relock()
	}
	l.relink()
}

// lockFrom notes what the entries from the given one on close and open, and which pools give. It
// reports whether that changes what is open to an entry that is there already, and tells see of each that changes
// anything, and from which recorded instant on.
func (l *Ledger) lockFrom(posted int, see func(fact int, k lock)) bool {
	changed := false
	for fact := posted; fact < l.entries.len(); fact++ {
		var k lock
		pool := ""
		switch e := l.entry(fact).(type) {
		case Close:
			pool, k = e.Pool, lock{closes: true}
		case Reopen:
			pool = e.Pool
		case Transfer:
			out, in := l.ends(e)
			k.recorded = l.known(e)
			if out.give(in, k.recorded) && l.locked {
				changed = true
				if see != nil {
					see(fact, k)
				}
			}
			continue
		default:
			continue
		}
		h := l.entry(fact).Head()
		k.until, k.recorded = number(h.At, nil), number(h.Recorded, nil)
		l.locked = l.locked || k.closes
		for _, p := range l.pools {
			if pool == "" || p.t.pool.ID == pool {
				if p.lock(k) {
					changed = changed || k.reaches(l.latest)
					if see != nil {
						see(fact, k)
					}
				}
			}
		}
	}
	return changed
}

// standFor returns the grant that stands for a transfer.
func standFor(t *Transfer, fact int) *grant {
	return &grant{fact: fact, id: t.ID, effective: number(t.At, nil), expires: never, course: noCourse}
}

// grant puts a grant where it belongs.
func (l *Ledger) grant(e *Grant, fact int) {
	p, g := l.newGrant(e, fact)
	l.latest = max(l.latest, g.recorded)
	l.grants = append(l.grants, g)
	p.addGrant(g)
}

// newGrant returns a grant as the engine needs it, and its pool.
func (l *Ledger) newGrant(e *Grant, fact int) (*pool, *grant) {
	p := l.pools[l.index(e.Pool)]
	g := &grant{
		fact: fact, id: e.ID, expires: never, amount: e.Amount.n, priority: e.Priority, kind: e.Kind,
		cost: e.Cost, category: e.Category, scope: slices.Clone(e.Scope), owing: e.Owing, course: noCourse,
	}
	if !e.Every.IsZero() || !e.Roll.IsZero() || !e.Keep.IsZero() {
		g.course = &course{every: e.Every, anchor: since(e.Anchor, e.Effective), roll: e.Roll, keep: e.Keep}
	}
	g.effective, _ = instant(e.Effective)
	g.recorded, _ = instant(since(e.Recorded, e.Effective))
	if !e.Expires.IsZero() {
		g.expires, _ = instant(e.Expires)
	}
	if g.kind == "" {
		g.kind = Bundle
	}
	p.settleGrant(g)
	return p, g
}

// addAll puts rows where they belong.
func (p *pool) addAll(rows []row) {
	if len(rows) == 0 {
		return
	}
	if len(rows) == 1 {
		p.add(rows[0])
		return
	}
	n := len(p.rows)
	if !slices.IsSortedFunc(rows, p.book.compareRows) {
		slices.SortFunc(rows, p.book.compareRows)
	}
	p.rows = append(p.rows, rows...)
	if n > 0 && p.book.compareRows(p.rows[n-1], rows[0]) > 0 {
		sorted := p.rows[:n:n]
		first, _ := slices.BinarySearchFunc(sorted, rows[0], p.book.compareRows)
		p.back(first)
		slices.SortFunc(p.rows[first:], p.book.compareRows)
	}
}
