package ledger

import (
	"cmp"
	"slices"
	"time"
)

// A Close locks a pool up to an instant: a statement of the time before it that was told once
// is told the same ever after. Whatever is recorded after the close and would take effect
// in that time (usage, grants, reversals, voids: any entry) takes effect at the first instant that is open,
// or is refused, by [Policy.Late].
//
// Whether a period was closed when an entry came is judged by when each was recorded (and all that
// the entry names), and not by the order in which they are posted. What was recorded at the very instant of the close came
// before it. Closing what is closed changes nothing, and of several closes the farthest counts.
//
// A host that closes periods says of every entry when it was Recorded: one that leaves it open is
// recorded when it takes effect, and so never comes late.
//
// As what a pool gives by a [Transfer] is in the statement of another, a pool that has given is
// closed as far as the one it gave to.
type Close struct {
	ID       string
	Pool     string    // the pool it locks; none: all of them
	Until    time.Time // the first instant that stays open: "March" is closed until 1 April, 00:00
	Recorded time.Time // when it was closed; zero: at Until
	Note     string    // for people
}

// A Reopen opens a pool again from an instant on, to entries recorded from then on. What was
// recorded while the period was closed stays where it was posted to. Opening what is open changes
// nothing.
type Reopen struct {
	ID       string
	Pool     string    // none: all of them
	From     time.Time // the first instant that is open again
	Recorded time.Time // when it was opened again; what is recorded at that very instant comes after
	Note     string    // for people
}

// A Late is what becomes of an entry that comes for a period that is closed.
type Late string

// The choices. The zero Late is NextOpen.
const (
	NextOpen   Late = "next"   // it takes effect at the first open instant; [Statement.Late] and [Posting.Late] say so
	RefuseLate Late = "refuse" // it takes no effect; the outcome is [PeriodClosed]
)

// A LateLine is an entry of a statement that belongs to a period that was closed when it was recorded.
type LateLine struct {
	Entry string
	Type  Type
	At    time.Time // when it would have taken effect: the start of the work
	In    time.Time // when it does
}

// Head implements [Entry]. At is Until.
func (c Close) Head() Head { return Head{TypeClose, c.ID, c.Until, since(c.Recorded, c.Until)} }

// Head implements [Entry]. At is From.
func (r Reopen) Head() Head { return Head{TypeReopen, r.ID, r.From, r.Recorded} }

func (c Close) same(e Entry) bool {
	d, ok := e.(Close)
	return ok && sameHead(c, d) && c.Pool == d.Pool
}

func (r Reopen) same(e Entry) bool {
	s, ok := e.(Reopen)
	return ok && sameHead(r, s) && r.Pool == s.Pool
}

// Equal reports whether a and b are the same line.
func (a LateLine) Equal(b LateLine) bool {
	return a.Entry == b.Entry && a.Type == b.Type && a.At.Equal(b.At) && a.In.Equal(b.In)
}

// OpenFrom returns the first instant of a pool that is open to what is recorded at an
// instant: what takes effect before it comes late. The zero Time says that nothing is closed. It
// is a [*NotFoundError] if there is no such pool.
func (l *Ledger) OpenFrom(pool string, recorded time.Time) (time.Time, error) {
	p, err := l.find(pool)
	if err != nil {
		return time.Time{}, err
	}
	if line := p.line(ask(recorded)); line > allOpen {
		return p.t.time(line), nil
	}
	return time.Time{}, nil
}

const allOpen = minUnix * nano

// A lock is a close or a reopening, and where the open time begins from then on.
type lock struct {
	recorded int64
	closes   bool // else it opens
	until    int64
	line     int64
}

// before puts locks in order: what is recorded at the instant of a close came before it, and after
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

// lock adds a close or a reopening, and reports whether it changes what is open to an entry
// that is there already.
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
	latest := p.book.latest
	return p.locks[n].line != was && (k.recorded < latest || k.recorded == latest && !k.closes)
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
	for i := range p.rows {
		_, at := p.placed(p.book.entry(p.rows[i].fact()))
		if at != p.rows[i].at {
			see(p.key(p.rows[i]), at)
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
	for i := range p.rows[n:] {
		r := &p.rows[n+i]
		_, r.at = p.placed(p.book.entry(r.fact()))
	}
	slices.SortFunc(p.rows[n:], p.compareRows)
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

// lateLines returns the entries from the instant lo to hi that come late.
func (p *pool) lateLines(lo, hi int64) []LateLine {
	if p.unlocked() {
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
