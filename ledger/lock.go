package ledger

import (
	"cmp"
	"slices"
)

// allOpen is where the open time begins if nothing is closed.
const allOpen = minUnix * nano

// A lock is a close or a reopening, and where the open time begins from then on.
type lock struct {
	recorded int64
	closes   bool // else it opens
	until    int64
	line     int64
}

// compare puts locks in order: what is recorded at the instant of a close came before it, and after
// a reopening. Within a group the order does not matter.
func (k lock) compare(l lock) int {
	c := cmp.Compare(k.recorded, l.recorded)
	if c == 0 && k.closes != l.closes {
		if c = 1; l.closes {
			c = -1
		}
	}
	return c
}

// A gift says that a pool has given to another, in transfers recorded from an instant on.
type gift struct {
	to    *pool
	since int64
}

// give notes a transfer, and reports whether it is the first that was recorded.
func (p *pool) give(to *pool, recorded int64) bool {
	for i := range p.gifts {
		if g := &p.gifts[i]; g.to == to {
			if recorded >= g.since {
				return false
			}
			g.since = recorded
			return true
		}
	}
	p.gifts = append(p.gifts, gift{to, recorded})
	return true
}

// unlocked reports whether nothing is ever closed.
func (p *pool) unlocked() bool { return len(p.locks) == 0 && (len(p.gifts) == 0 || !p.book.locked) }

// line returns the first instant that is open to what is recorded at an instant.
func (p *pool) line(recorded int64) int64 {
	line := p.ownLine(recorded)
	if len(p.gifts) == 0 || !p.book.locked {
		return line
	}
	reached := []*pool{p}
	for i := 0; i < len(reached); i++ {
		for _, g := range reached[i].gifts {
			if g.since < recorded && !slices.Contains(reached, g.to) {
				reached = append(reached, g.to)
				line = max(line, g.to.ownLine(recorded))
			}
		}
	}
	return line
}

// ownLine is line, but for the pools that were given to.
func (p *pool) ownLine(recorded int64) int64 {
	n, _ := slices.BinarySearchFunc(p.locks, lock{recorded: recorded, closes: true}, lock.compare)
	if n == 0 {
		return allOpen
	}
	return p.locks[n-1].line
}

// lock adds a close or a reopening, and reports whether it changes what is open to what is recorded later.
func (p *pool) lock(k lock) bool {
	n, _ := slices.BinarySearchFunc(p.locks, k, func(a, b lock) int { return cmp.Or(a.compare(b), -1) })
	p.locks = slices.Insert(p.locks, n, k)
	line, was := int64(allOpen), int64(allOpen)
	if n > 0 {
		line = p.locks[n-1].line
		was = line
	}
	for i := n; i < len(p.locks); i++ {
		k := &p.locks[i]
		if k.closes {
			line = max(line, k.until)
		} else {
			line = min(line, k.until)
		}
		if i > n && k.line == line {
			break
		}
		k.line = line
	}
	return p.locks[n].line != was
}

// reaches reports whether it counts for anything recorded by an instant.
func (k lock) reaches(latest int64) bool {
	return k.recorded < latest || k.recorded == latest && !k.closes
}

// placed returns where in the order of its pool an entry stands, but for what settles ties.
func (p *pool) placed(e Entry) (phase, int64) {
	ph, at := p.t.placed(e)
	if t, ok := e.(Transfer); ok {
		out, in := p.book.ends(t)
		if p.book.locked {
			known := p.book.known(t)
			at = max(at, out.line(known), in.line(known))
		}
		return ph, at
	}
	if !p.unlocked() {
		at = max(at, p.line(p.book.known(e)))
	}
	return ph, at
}

// late reports whether an entry comes for a closed period.
func (p *pool) late(e Entry) bool {
	if p.unlocked() {
		return false
	}
	_, at := p.t.placed(e)
	return at < p.line(p.book.known(e))
}

// barred reports whether an entry is refused because it comes late.
func (p *pool) barred(e Entry) bool {
	if t, ok := e.(Transfer); ok {
		out, in := p.book.ends(t)
		return out.t.refuseLate && out.late(e) || in.t.refuseLate && in.late(e)
	}
	return p.t.refuseLate && p.late(e)
}

// relock puts what a change of the locks moves where it now belongs.
func (p *pool) relock() {
	const none = never
	first := key{at: none}
	see := func(k key, at int64) {
		if k.at == at {
			return
		}
		for range 2 {
			if first.at == none || k.compare(first) < 0 {
				first = k
			}
			k.at = at
		}
	}
	ats := make([]int64, len(p.rows))
	for i, r := range p.rows {
		if _, ats[i] = p.placed(p.book.entry(r.fact())); ats[i] != r.at {
			see(p.book.key(r), ats[i])
		}
	}
	for _, g := range p.grants {
		_, at := p.placed(p.book.entry(g.fact))
		see(g.key(), at)
	}
	if first.at == none {
		return
	}
	n := p.place(first)
	p.back(n)
	for i := n; i < len(p.rows); i++ {
		p.rows[i].at = ats[i]
	}
	slices.SortFunc(p.rows[n:], p.book.compareRows)
	for _, g := range p.grants {
		p.settleGrant(g)
	}
	slices.SortFunc(p.grants, func(g, h *grant) int { return g.key().compare(h.key()) })
	p.wake()
}

// settleGrant sets when a grant becomes effective, by the locks there are.
func (p *pool) settleGrant(g *grant) {
	if p.unlocked() {
		return
	}
	e := p.book.entry(g.fact)
	_, g.effective = p.placed(e)
	g.barred = p.barred(e)
}

// lateLines returns the entries from the instant lo to hi that come late: a transfer also where
// only the other pool is closed.
func (p *pool) lateLines(lo, hi int64) []LateLine {
	if !p.book.locked {
		return nil
	}
	var out []LateLine
	add := func(fact int, in int64) {
		e := p.book.entry(fact)
		if _, at := p.t.placed(e); at < in {
			out = append(out, LateLine{e.Head().ID, e.Head().Type, p.t.time(at), p.t.time(in)})
		}
	}
	first, _ := slices.BinarySearchFunc(p.grants, lo, func(g *grant, lo int64) int { return cmp.Or(cmp.Compare(g.effective, lo), 1) })
	for _, g := range p.grants[first:] {
		if g.effective > hi {
			break
		}
		add(g.fact, g.effective)
	}
	for i := p.place(key{at: lo}); i < len(p.rows) && p.rows[i].at <= hi; i++ {
		add(p.rows[i].fact(), p.rows[i].at)
	}
	return out
}
