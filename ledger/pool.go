package ledger

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

// A pool is what a ledger keeps of one pool: the facts in order, and what follows from them.
//
// All that follows is an append-only list (the log, the lots, the outcomes) or part of
// the state, of which there is a copy every so many facts. A fact that comes late takes the pool
// back to the last copy before it.
type pool struct {
	t      *terms
	book   *Ledger
	rows   []row    // the facts, in order, but for grants
	grants []*grant // in order
	keeps  []*grant // of these, those that a reset fills up
	locks  []lock   // in order
	gifts  []gift   // the pools it has given to
	packed int      // so many rows, if they are transfers, take what they took before

	log      pages[move]
	lots     []lot
	outcomes []outcome
	more     map[int][]uint32 // moves of an entry that came after its own, by their numbers
	kept     map[int]*fold    // what the usages before the snapshot came to
	folds    map[int]*fold    // what the usages that were corrected came to so far
	marks    []mark
	ends     []end // of the marks, side by side for the search
	st       state
	bal      Balance // now

	past *pool // of which this one is a fork: its lists go on where base says
	base mark

	// shared is how many lots there were when the fork was made: base.lots of them are not copied.
	shared int
	own    map[*grant][]int32 // by grant, the lots that the fork added
}

// A row is a fact at its place in the order.
type row struct {
	at    int64
	ref   uint32 // phase and number of the entry
	first uint32 // number of its first move
}

func (r *row) phase() phase { return phase(r.ref >> factBits) }
func (r *row) fact() int    { return int(r.ref & maxFacts) }

// A grant is a [Grant] as the engine needs it, and its place in the order.
type grant struct {
	fact                         int
	id                           string
	effective, recorded, expires int64
	amount                       int64
	priority                     int
	kind                         GrantKind
	cost                         decimal.Decimal
	category                     string
	scope                        []string
	owing                        bool
	barred                       bool  // it came for a closed period, and is refused
	last                         int32 // number of its last lot, and one
	*course
}

// root is the grant that all lots of an entry share.
func (g *grant) root() *grant {
	if g.head != nil {
		return g.head
	}
	return g
}

// A course is what becomes of a grant in time, or where its lot comes from; most have none, and share the one for these.
type course struct {
	every  calendar.Every
	anchor time.Time
	roll   Rollover
	keep   Clamp

	head *grant // of a lot that a transfer brought: the grant that stands for the transfer
	from string // and the lot it comes from
}

var noCourse = &course{}

// A lot is what does not change of a lot, but for its end.
type lot struct {
	grant    *grant
	from, to int64 // its life
	amount   int64 // that it began with
	end      int64 // the end that it came with; an extension changes to
	parent   int32 // the lot it is carried from
	n        int32 // number of the period of the grant it comes from, or of the part of the transfer
	gen      int32 // 0: fresh, 1: carried
	prev     int32 // number of the lot of the same grant before it, and one
}

// key puts the facts of a pool in order.
type key struct {
	at       int64
	phase    phase
	recorded int64
	id       string
}

func (k key) compare(l key) int {
	return cmp.Or(cmp.Compare(k.at, l.at), cmp.Compare(k.phase, l.phase),
		cmp.Compare(k.recorded, l.recorded), strings.Compare(k.id, l.id))
}

func (g *grant) key() key { return key{g.effective, phaseGrant, g.recorded, g.id} }

func (l *Ledger) key(r row) key {
	h := l.entry(r.fact()).Head()
	recorded, _ := instant(h.Recorded)
	return key{r.at, r.phase(), recorded, h.ID}
}

// compareRows is l.key(a).compare(l.key(b)), without looking at what need not be.
func (l *Ledger) compareRows(a, b row) int {
	if c := cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.phase(), b.phase())); c != 0 {
		return c
	}
	return l.key(a).compare(l.key(b))
}

// place returns how many rows come before k.
func (p *pool) place(k key) int {
	n, _ := slices.BinarySearchFunc(p.rows, k, func(r row, k key) int {
		if c := cmp.Or(cmp.Compare(r.at, k.at), cmp.Compare(r.phase(), k.phase)); c != 0 {
			return c
		}
		return p.book.key(r).compare(k)
	})
	return n
}

// add puts a row where it belongs, and takes the pool back if that is in its past.
func (p *pool) add(r row) {
	n := len(p.rows)
	if n == 0 || p.book.compareRows(p.rows[n-1], r) < 0 {
		p.rows = append(p.rows, r)
		return
	}
	n = p.place(p.book.key(r))
	p.back(n)
	p.rows = slices.Insert(p.rows, n, r)
}

// addGrant does the same with a grant.
func (p *pool) addGrant(g *grant) {
	k := g.key()
	p.back(p.place(k))
	n, _ := slices.BinarySearchFunc(p.grants, k, func(g *grant, k key) int { return g.key().compare(k) })
	p.grants = slices.Insert(p.grants, n, g)
	if g.keep.Least.n > 0 {
		p.keeps = append(p.keeps, g)
	}
	p.wake()
}

// run does rows until so many are done.
func (p *pool) run(done int) {
	for p.st.done < done {
		p.step()
		p.mark()
	}
}

// catchUp does all rows that are to be done.
func (p *pool) catchUp() {
	p.run(len(p.rows))
	p.bal = p.t.balance(&p.st.sums)
}

// lot returns a lot by its number.
func (p *pool) lot(id int32) *lot {
	if int(id) < p.base.lots {
		return &p.past.lots[id]
	}
	return &p.lots[int(id)-p.base.lots]
}

func (p *pool) addLot(l lot) int32 {
	if p.lots == nil {
		p.lots = make([]lot, 0, 8)
	}
	l.end = l.to
	id := int32(p.base.lots + len(p.lots))
	switch root := l.grant.root(); {
	case p.past == nil:
		l.prev, root.last = root.last, id+1
	case p.own == nil:
		p.own = map[*grant][]int32{root: {id}}
	default:
		p.own[root] = append(p.own[root], id)
	}
	p.lots = append(p.lots, l)
	return id
}

// lotsOf returns the lots of a grant so far, by number.
func (p *pool) lotsOf(g *grant) []int32 {
	var list []int32
	of := p
	if p.past != nil {
		of = p.past
	}
	for next := g.last; next > 0; next = of.lots[next-1].prev {
		if p.past == nil || int(next) <= p.shared {
			list = append(list, next-1)
		}
	}
	slices.Reverse(list)
	return append(list, p.own[g]...)
}

// find returns the place of a lot among the open ones, or -1.
func (s *state) find(id int32) int {
	return slices.IndexFunc(s.open, func(o open) bool { return o.lot == id })
}

// left returns what is left of a lot.
func (p *pool) left(id int32) int64 {
	if i := p.st.find(id); i >= 0 {
		return p.st.open[i].left
	}
	return 0
}

// insert gives a lot that much more, and opens it where it was not.
func (p *pool) insert(id int32, qty int64) {
	if qty <= 0 {
		return
	}
	if len(p.st.owed)+len(p.st.again) > 0 {
		p.st.raised, p.st.due = true, p.st.now
	}
	if i := p.st.find(id); i >= 0 {
		p.st.open[i].left += qty
		return
	}
	p.open(id, qty)
}

// open opens a lot that is not open.
func (p *pool) open(id int32, qty int64) {
	if qty <= 0 {
		return
	}
	if len(p.st.owed)+len(p.st.again) > 0 {
		p.st.raised, p.st.due = true, p.st.now
	}
	l := p.lot(id)
	i, _ := slices.BinarySearchFunc(p.st.open, l, func(o open, l *lot) int {
		c, _ := p.t.compare(p.lot(o.lot), l)
		return c
	})
	p.st.open = slices.Insert(p.st.open, i, open{qty, id, len(l.grant.scope) > 0})
}

// take takes from an open lot, and closes it if nothing is left.
func (p *pool) take(id int32, qty int64) {
	if i := p.st.find(id); i >= 0 {
		p.st.open[i].left -= qty
		if p.st.open[i].left == 0 && i == 0 {
			p.st.open = p.st.open[1:] // as most are that end
		} else if p.st.open[i].left == 0 {
			p.st.open = slices.Delete(p.st.open, i, i+1)
		}
	}
}
