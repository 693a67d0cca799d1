package ledger

import (
	"cmp"
	"slices"
)

// A mark is a copy of the state, and how long the lists were.
type mark struct {
	st                  state
	log, lots, outcomes int
}

// An end is where a mark was set.
type end struct {
	at  int64
	log int
}

func (s *state) size() int {
	return len(s.open) + len(s.agenda) + len(s.owed) + len(s.again) + len(s.waiting) + len(s.paid) + len(s.dead) + len(s.extended)
}

func (s *state) clone() state {
	c := *s
	c.open, c.agenda = clone(s.open), clone(s.agenda)
	c.owed, c.again = clone(s.owed), clone(s.again)
	c.waiting, c.paid, c.dead = clone(s.waiting), clone(s.paid), clone(s.dead)
	c.extended = clone(s.extended)
	return c
}

// clone copies a list, and of an empty one makes nothing.
func clone[S ~[]E, E any](s S) S {
	if len(s) == 0 {
		return nil
	}
	return append(make(S, 0, len(s)), s...)
}

const markEvery = 128 // facts

// mark keeps a copy of the state if enough has come since the last. A large state is
// copied less often, so that all copies together stay in proportion to the facts.
func (p *pool) mark() {
	last := 0
	if n := len(p.marks); n > 0 {
		last = p.marks[n-1].st.done
	}
	if since := p.st.done - last; since < markEvery || since < p.st.size() {
		return
	}
	p.marks = append(p.marks, mark{p.st.clone(), p.log.len(), len(p.lots), len(p.outcomes)})
	p.ends = append(p.ends, end{p.st.now, p.log.len()})
}

// back takes the pool to the last mark with at most so many rows done, as those that follow
// change.
func (p *pool) back(done int) {
	p.packed = min(p.packed, done)
	if done >= p.st.done {
		return
	}
	n, _ := slices.BinarySearchFunc(p.marks, done+1, func(m mark, done int) int { return cmp.Compare(m.st.done, done) })
	clear(p.marks[n:])
	p.marks, p.ends = p.marks[:n], p.ends[:n]
	m := mark{st: p.t.blank()}
	if n > 0 {
		m = p.marks[n-1]
		m.st = m.st.clone()
	}
	p.folds = nil
	if len(p.more) > 0 {
		for i := m.log; i < p.log.len(); i++ {
			fact := p.log.at(i).fact()
			if k, _ := slices.BinarySearch(p.more[fact], uint32(m.log)); k == 0 {
				delete(p.more, fact)
			} else {
				p.more[fact] = p.more[fact][:k]
			}
		}
	}
	unextend(p.lots, p.st.extended, len(m.st.extended))
	for i := len(p.lots) - 1; i >= m.lots; i-- {
		p.lots[i].grant.root().last = p.lots[i].prev
	}
	clear(p.lots[m.lots:])
	p.log.cut(m.log)
	p.lots, p.outcomes, p.st = p.lots[:m.lots], p.outcomes[:m.outcomes], m.st
	p.wake() // grants may have come since
}

// fork returns a pool that begins as p was when at most so many rows were done, and that
// changes nothing of p.
func (p *pool) fork(done int) *pool {
	f := &pool{t: p.t, book: p.book, rows: p.rows, grants: p.grants, keeps: p.keeps, locks: p.locks, gifts: p.gifts, kept: p.kept, past: p}
	n, _ := slices.BinarySearchFunc(p.marks, done+1, func(m mark, done int) int { return cmp.Compare(m.st.done, done) })
	f.marks, f.ends = slices.Clip(p.marks[:n]), slices.Clip(p.ends[:n])
	switch {
	case done >= p.st.done:
		f.base = mark{p.st.clone(), p.log.len(), len(p.lots), len(p.outcomes)}
	case n > 0:
		f.base = p.marks[n-1]
		f.base.st = f.base.st.clone()
	default:
		f.base = mark{st: p.t.blank()}
	}
	f.st, f.base.st = f.base.st, state{}
	if f.shared = f.base.lots; len(p.st.extended) > 0 { // lots whose ends change are copied
		f.lots, f.base.lots = slices.Clone(p.lots[:f.shared]), 0
		unextend(f.lots, p.st.extended, len(f.st.extended))
	}
	f.wake()
	return f
}

// at returns the pool as it is at an instant: a fork, unless it is as it stands.
func (p *pool) at(at int64) *pool {
	if at >= p.st.now && at < p.st.due {
		return p
	}
	n, _ := slices.BinarySearchFunc(p.rows, at, func(r row, at int64) int {
		if r.at <= at {
			return -1
		}
		return 1
	})
	f := p.fork(n)
	for f.st.done < n {
		f.step()
	}
	f.advance(at, phaseEnd)
	return f
}
