package ledger

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// A Ledger holds the entries of one account and answers what follows from them. It only ever
// grows, by [Ledger.Post].
//
// It is the one type of this library that changes, and has a single writer: no other
// method may run while Post does. Between posts any number of goroutines may ask. Make
// one with [New], [Replay] or [Ledger.Blank]; the zero Ledger has no pools.
type Ledger struct {
	cfg     Config
	pools   []*pool
	byID    map[string]int32 // pools, if there are several
	entries pages[Entry]     // in the order they were posted
	ids     map[string]int32 // by ID, the number of the entry and one
	grants  []*grant         // and transfers, in the order they were posted
	sums    []int64          // by pool: what the entries amount to, whatever their sign
	links   []link           // the transfers, in the order they take effect
	parcels map[int][]parcel // what they took, by the number of the entry
	locked  bool             // there is a close
	latest  int64            // no entry was recorded after it
	root    *root            // what it was resumed from, if it was
}

// New returns an empty ledger with the pools of cfg. It looks the zone up with zones,
// usually [time.LoadLocation]; see [calendar.ResolveZone]. The error is an [*Error] with every fault of cfg.
func New(cfg Config, zones func(name string) (*time.Location, error)) (*Ledger, error) {
	var fs strict.Faults
	loc, err := calendar.ResolveZone(cfg.Zone, zones)
	fs.Join("zone", "bad_zone", err)
	cfg.check(&fs)
	if err := fs.Err("ledger: config"); err != nil {
		return nil, err
	}
	cfg = cfg.clone()
	list := make([]*terms, len(cfg.Pools))
	for i, p := range cfg.Pools {
		list[i] = newTerms(p, loc)
	}
	return blank(cfg, list), nil
}

func (c Config) clone() Config {
	c.Pools = slices.Clone(c.Pools)
	for i := range c.Pools {
		p := &c.Pools[i].Policy
		p.Order, p.Alerts = slices.Clone(p.Order), slices.Clone(p.Alerts)
	}
	return c
}

// fewEntries is how many entries a ledger has room for from the start.
const fewEntries = 48

func blank(cfg Config, list []*terms) *Ledger {
	l := &Ledger{cfg: cfg, ids: make(map[string]int32, fewEntries), sums: make([]int64, len(list)), pools: make([]*pool, len(list))}
	pools := make([]pool, len(list))
	for i, t := range list {
		pools[i] = pool{t: t, book: l, st: t.blank(), bal: t.balance(new(sums))}
		l.pools[i] = &pools[i]
	}
	if len(list) > 4 {
		l.byID = map[string]int32{}
		for i, t := range list {
			l.byID[t.pool.ID] = int32(i)
		}
	}
	return l
}

// Replay returns the ledger that entries make, in whatever order they are given. It is
// [New] and [Ledger.Post] of all of them at once.
func Replay(cfg Config, zones func(name string) (*time.Location, error), entries []Entry) (*Ledger, error) {
	l, err := New(cfg, zones)
	if err == nil {
		err = l.Post(entries...)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Blank returns an empty ledger with the pools of l. It costs less than [New], and is how
// a host makes many ledgers of one plan.
func (l *Ledger) Blank() *Ledger {
	list := make([]*terms, len(l.pools))
	for i, p := range l.pools {
		list[i] = p.t
	}
	return blank(l.cfg, list)
}

// Config returns what the ledger was made of.
func (l *Ledger) Config() Config { return l.cfg.clone() }

// Len returns how many entries the ledger has.
func (l *Ledger) Len() int { return l.entries.len() }

// Entries returns all entries, by the instants they take effect at (for one that comes late, the
// first that was open; for a [Close], its Until), then by what comes first within
// an instant, when they were recorded, and ID: an order that does not depend on the one in which they were posted.
func (l *Ledger) Entries() []Entry {
	type placed struct {
		key
		Entry
	}
	list := make([]placed, l.Len())
	for fact := range list {
		e := l.entry(fact)
		h := e.Head()
		recorded, _ := instant(h.Recorded)
		k := key{number(h.At, nil), phaseEnd, recorded, h.ID}
		if p := l.poolOf(e); p != nil {
			k.phase, k.at = p.placed(e)
		}
		list[fact] = placed{k, e}
	}
	slices.SortFunc(list, func(a, b placed) int { return a.compare(b.key) })
	out := make([]Entry, len(list))
	for i := range list {
		out[i] = list[i].Entry
	}
	return out
}

// Entry returns an entry by its ID, or a [*NotFoundError].
func (l *Ledger) Entry(id string) (Entry, error) {
	i := l.fact(id)
	if i < 0 {
		return nil, l.missing("entry", id)
	}
	return l.entry(i), nil
}

func (l *Ledger) entry(fact int) Entry { return *l.entries.at(fact) }

// granted returns the grant that is entry number fact.
func (l *Ledger) granted(fact int) *grant {
	i, _ := slices.BinarySearchFunc(l.grants, fact, func(g *grant, fact int) int { return g.fact - fact })
	return l.grants[i]
}

// fact returns the number of an entry, or -1.
func (l *Ledger) fact(id string) int { return int(l.ids[id]) - 1 }

// id returns the ID of an entry, empty for none.
func (l *Ledger) id(fact int) string {
	if fact == noFact {
		return ""
	}
	return l.entry(fact).Head().ID
}

// index returns the number of a pool, or -1.
func (l *Ledger) index(id string) int {
	if l.byID != nil {
		if i, ok := l.byID[id]; ok {
			return int(i)
		}
		return -1
	}
	for i, p := range l.pools {
		if p.t.pool.ID == id {
			return i
		}
	}
	return -1
}

func (l *Ledger) find(id string) (*pool, error) {
	if i := l.index(id); i >= 0 {
		return l.pools[i], nil
	}
	return nil, &NotFoundError{What: "pool", Name: id}
}

// poolOf returns the pool of an entry whose references are there: of a transfer the one that
// gives, and none of a close or reopening.
func (l *Ledger) poolOf(e Entry) *pool {
	for {
		switch x := e.(type) {
		case Grant:
			return l.pools[l.index(x.Pool)]
		case Usage:
			return l.pools[l.index(x.Pool)]
		case Reset:
			return l.pools[l.index(x.Pool)]
		case Transfer:
			return l.pools[l.index(x.Pool)]
		case Payment:
			return l.giver(x.Grant)
		case Adjustment:
			return l.giver(x.Grant)
		case Void:
			return l.giver(x.Grant)
		case Extend:
			return l.giver(x.Grant)
		case Reversal:
			e = l.entry(l.fact(x.Usage))
		case Approval:
			e = l.entry(l.fact(x.Usage))
		default:
			return nil
		}
	}
}

// giver returns the pool of a grant, or the pool that a transfer brings lots to.
func (l *Ledger) giver(id string) *pool { return l.pools[l.index(poolName(l.entry(l.fact(id))))] }

// placed returns where in the order of its pool an entry would stand if nothing were closed, but
// for what settles ties.
func (t *terms) placed(e Entry) (phase, int64) {
	switch x := e.(type) {
	case Usage:
		return phaseUse, number(x.sequenced(t), nil)
	case Grant:
		return phaseGrant, number(x.Effective, nil)
	case Payment:
		return phaseGrant, number(x.At, nil)
	case Reset:
		return phaseBoundary, number(x.At, nil)
	case Void:
		if x.Ends {
			return phaseVoid, number(x.At, nil)
		}
		return phaseCorrect, number(x.At, nil)
	case Extend:
		return phaseExtend, number(x.At, nil)
	case Adjustment, Transfer:
		return phaseCorrect, number(e.Head().At, nil)
	}
	return phaseReverse, number(e.Head().At, nil)
}

// step does the next row.
func (p *pool) step() {
	r := &p.rows[p.st.done]
	p.advance(r.at, r.phase())
	if n := uint32(p.logLen()); r.first != n {
		r.first = n
	}
	p.st.done++
	fact := r.fact()
	e := p.book.entry(fact)
	if u, ok := e.(Usage); ok {
		credit, _, _, _ := p.t.measure(&u) // as when it was posted
		if p.barred(e) {
			p.note(moveRefused, noLot, fact, credit)
			p.outcome(fact, PeriodClosed, credit)
			return
		}
		p.use(fact, &u, credit)
		return
	}
	p.correct(fact)
}
