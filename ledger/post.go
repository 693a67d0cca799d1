package ledger

import (
	"errors"
	"slices"
	"time"
)

// Post adds entries, all of them or, if there is an error, none. Their order does not
// matter, neither within one call nor from call to call, but that an entry which names another
// (a [Reversal] its usage, a [Void] its grant) comes with it or after it. Entries that are
// there already, with the same content, are ignored.
//
// Entries that come in the order of their instants cost the least. One that comes late
// costs as much as all that are later together; post what comes late in one call.
//
// The error is an [*EntryError] about the first entry at fault: an [*Error] inside lists
// all that is wrong with it, a [*NotFoundError] says which pool, grant or usage there is none of,
// [ErrConflict] that its ID is taken, [ErrOverflow] that it is too much. What only depends on
// other entries, such as a usage that a pool does not cover, is no error but an [Outcome].
func (l *Ledger) Post(entries ...Entry) error {
	if len(entries) == 1 && l.root == nil {
		return l.postOne(entries[0])
	}
	posted := l.entries.len()
	sums := slices.Clone(l.sums)
	for i, e := range entries {
		if err := l.take(e); err != nil {
			l.untake(posted, sums)
			return l.refuse(i, e, err)
		}
	}
	for i := posted; i < l.entries.len(); i++ {
		e := l.entry(i)
		if err := l.refer(e); err != nil {
			l.untake(posted, sums)
			id := e.Head().ID
			return l.refuse(slices.IndexFunc(entries, func(e Entry) bool { return e.Head().ID == id }), e, err)
		}
	}
	if i, err := l.newer(posted); err != nil {
		e := l.entry(i)
		id := e.Head().ID
		l.untake(posted, sums)
		return l.refuse(slices.IndexFunc(entries, func(e Entry) bool { return e.Head().ID == id }), e, err)
	}
	l.place(posted)
	return nil
}

// postOne is Post of a single entry.
func (l *Ledger) postOne(e Entry) error {
	if u, ok := e.(Usage); ok { // as nearly all of them are
		return l.postUsage(&u, e)
	}
	if g, ok := e.(Grant); ok {
		return l.postGrant(&g, e)
	}
	posted := l.entries.len()
	if err := l.take(e); err != nil {
		return l.refuse(0, e, err)
	}
	if l.entries.len() == posted {
		return nil
	}
	if err := l.refer(e); err != nil {
		sum := l.sums
		l.untake(posted, sum)
		return l.refuse(0, e, err)
	}
	l.place(posted)
	return nil
}

// postGrant is Post of a single grant.
func (l *Ledger) postGrant(g *Grant, e Entry) error {
	k, err := l.inspectGrant(g)
	if err == nil {
		err = l.keep(g.ID, k, g.Amount.n, e)
	}
	if err == errKnown {
		return nil
	}
	if err != nil {
		return l.refuse(0, e, err)
	}
	l.grant(g, l.entries.len()-1)
	l.catchUp()
	return nil
}

// postUsage is Post of a single usage.
func (l *Ledger) postUsage(u *Usage, e Entry) error {
	id, k, qty, err := l.inspectUsage(u)
	if err == nil {
		err = l.keep(id, k, qty, e)
	}
	if err == errKnown {
		return nil
	}
	if err != nil {
		return l.refuse(0, e, err)
	}
	fact, p := l.entries.len()-1, l.pools[k]
	at, _ := instant(u.sequenced(p.t))
	if at > l.latest {
		l.latest = at
	}
	if !u.Recorded.IsZero() {
		l.latest = max(l.latest, u.Recorded.UnixNano())
	}
	if !p.unlocked() {
		_, at = p.placed(e)
	}
	r := row{at: at, ref: uint32(phaseUse)<<factBits | uint32(fact)}
	if n := len(p.rows); n > 0 && l.compareRows(p.rows[n-1], r) >= 0 {
		p.add(r)
		l.catchUp()
		return nil
	}
	if p.t.refuseLate && !p.unlocked() {
		p.rows = append(p.spare(), r)
		p.catchUp()
		return nil
	}
	p.advance(at, phaseUse)
	r.first = uint32(p.log.len())
	p.rows = append(p.spare(), r)
	p.st.done++
	p.use(fact, u, qty)
	p.mark()
	return nil
}

// spare returns the rows with room for another: they double, to be copied seldom.
func (p *pool) spare() []row {
	if n := len(p.rows); n == cap(p.rows) {
		return slices.Grow(p.rows, max(32, min(3*n, 1024), n))
	}
	return p.rows
}

// sequenced returns the instant by which a usage is put in order.
func (u *Usage) sequenced(t *terms) time.Time {
	if t.byEntry && !u.Recorded.IsZero() {
		return u.Recorded
	}
	return u.From
}

func (l *Ledger) refuse(i int, e Entry, err error) error {
	id := ""
	if e != nil {
		id = e.Head().ID
	}
	return &EntryError{i, id, err}
}

// errKnown is no error: the entry is there already.
var errKnown = errors.New("ledger: known")

// take adds an entry to the list, if it is sound in itself and new.
func (l *Ledger) take(e Entry) error {
	id, pool, qty, err := l.inspect(e)
	if err == nil {
		err = l.keep(id, pool, qty, e)
	}
	if err == errKnown {
		return nil
	}
	return err
}

// keep adds an entry to the list, unless it is known.
func (l *Ledger) keep(id string, pool int, qty int64, e Entry) error {
	const most = 1 << 62 // the other half of the range is for what recurring grants give
	fact := l.entries.len()
	if fact >= maxFacts || pool >= 0 && (qty < 0 || qty > most-l.sums[pool]) {
		if err := l.duplicate(id, e); err != nil {
			return err
		}
		return ErrOverflow
	}
	n := len(l.ids)
	l.ids[id] ^= int32(fact) + 1 // finds the ID and adds it in one step
	if len(l.ids) == n {
		l.ids[id] ^= int32(fact) + 1
		return l.duplicate(id, e)
	}
	if l.root != nil && l.root.knows(id) {
		delete(l.ids, id)
		return &BeforeError{What: "entry", Name: id, Snapshot: l.root.at}
	}
	if pool >= 0 {
		l.sums[pool] += qty
	}
	l.entries.add(e)
	return nil
}

// untake takes back what take did.
func (l *Ledger) untake(posted int, sums []int64) {
	for i := posted; i < l.entries.len(); i++ {
		delete(l.ids, l.entry(i).Head().ID)
	}
	l.entries.cut(posted)
	l.sums = sums
}

// duplicate returns errKnown if the entry is there, ErrConflict if another has its ID.
func (l *Ledger) duplicate(id string, e Entry) error {
	i := l.fact(id)
	switch {
	case i < 0:
		return nil
	case l.entry(i).same(e):
		return errKnown
	}
	return ErrConflict
}
