package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Shift is a usage that draws otherwise because of an entry.
type Shift struct {
	Usage         string
	Before, After []Draw // what became of it, but for what was taken back
}

// Moved says which draws an entry moved when it came.
type Moved struct {
	Entry  string
	Shifts []Shift // in the order of the usage
}

// Moved returns which draws an entry moved, late usage above all: it compares what was known
// when the entry was (see [Ledger.AsKnown]) with the same without the entry, and all that names
// it, both as they stand at the last of their entries. What was recorded later has no part in it, so that the answer
// stays the same. The entry itself is not among the shifts; see its [Ledger.Posting].
//
// It is a [*NotFoundError] if there is no such entry, and of a ledger that was resumed a [*BeforeError] if the
// entry is before the snapshot, or moved what is. It costs two replays.
func (l *Ledger) Moved(entry string) (Moved, error) {
	e, err := l.Entry(entry)
	if err != nil {
		return Moved{}, err
	}
	for fact := 0; l.root != nil && fact < l.root.held; fact++ {
		if l.depends(l.entry(fact), entry) { // it cannot be taken out
			return Moved{}, &BeforeError{What: "moved", Name: entry, Snapshot: l.root.at}
		}
	}
	now := l.known(e)
	if err := l.knew(time.Unix(0, now)); err != nil {
		return Moved{}, err
	}
	after, err := l.only(func(e Entry) bool { return l.known(e) <= now })
	if err != nil {
		return Moved{}, err
	}
	before, err := l.only(func(e Entry) bool { return l.known(e) <= now && !l.depends(e, entry) })
	if err != nil {
		return Moved{}, err
	}
	out, end := Moved{Entry: entry}, after.end()
	for i := range before.pools {
		p, q := before.pools[i].at(end), after.pools[i].at(end)
		forgiven := q.st.sums.forgiven() - p.st.sums.forgiven()
		for _, fact := range p.used() {
			u := before.entry(fact).(Usage)
			s := Shift{u.ID, p.draws(&u, fact), q.draws(&u, after.fact(u.ID))}
			if !slices.EqualFunc(s.Before, s.After, Draw.Equal) {
				out.Shifts = append(out.Shifts, s)
			}
			forgiven -= (Posting{Draws: s.After}).Sum(Forgiven).n - (Posting{Draws: s.Before}).Sum(Forgiven).n
		}
		if u, ok := e.(Usage); ok && after.poolOf(u) == after.pools[i] {
			forgiven -= (Posting{Draws: q.draws(&u, after.fact(u.ID))}).Sum(Forgiven).n
		}
		if forgiven != 0 && l.root != nil { // overage of usage before the snapshot
			return Moved{}, &BeforeError{What: "moved", Name: entry, Snapshot: l.root.at}
		}
	}
	return out, nil
}

// end returns the instant of the last entry.
func (l *Ledger) end() int64 {
	at := int64(allOpen)
	for _, p := range l.pools {
		if n := len(p.rows); n > 0 {
			at = max(at, p.rows[n-1].at)
		}
		if n := len(p.grants); n > 0 {
			at = max(at, p.grants[n-1].effective)
		}
	}
	return at
}

// used returns the usages of a pool, in order.
func (p *pool) used() []int {
	list := slices.Sorted(maps.Keys(p.kept))
	for _, r := range p.rows {
		if _, ok := p.book.entry(r.fact()).(Usage); ok {
			list = append(list, r.fact())
		}
	}
	return list
}

// depends reports whether an entry is the one of that ID, or names it.
func (l *Ledger) depends(e Entry, id string) bool {
	for name := e.Head().ID; name != ""; name = named(l.entry(l.fact(name))) {
		if name == id {
			return true
		}
	}
	return false
}

// draws returns what became of a usage in the end.
func (p *pool) draws(u *Usage, fact int) []Draw {
	out := p.blankPosting(u)
	p.fillIn(&out, fact)
	return slices.DeleteFunc(out.Draws, func(d Draw) bool { return d.As == TakenBack })
}

// Equal reports whether a and b are the same.
func (a Shift) Equal(b Shift) bool {
	return a.Usage == b.Usage && slices.EqualFunc(a.Before, b.Before, Draw.Equal) && slices.EqualFunc(a.After, b.After, Draw.Equal)
}

// Equal reports whether a and b say the same.
func (a Moved) Equal(b Moved) bool {
	return a.Entry == b.Entry && slices.EqualFunc(a.Shifts, b.Shifts, Shift.Equal)
}

// String returns the shift in words: "T-2: 2h of spring → 1h of spring, 1h overage".
func (s Shift) String() string {
	return fmt.Sprintf("%s: %s → %s", s.Usage, drawsText(s.Before), drawsText(s.After))
}

// String returns what moved in words, a line for each usage.
func (m Moved) String() string {
	if len(m.Shifts) == 0 {
		return m.Entry + " moved nothing"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s moved %d", m.Entry, len(m.Shifts))
	for _, s := range m.Shifts {
		fmt.Fprintf(&b, "\n  %v", s)
	}
	return b.String()
}

func drawsText(list []Draw) string {
	if len(list) == 0 {
		return "nothing"
	}
	text := make([]string, len(list))
	for i, d := range list {
		if text[i] = fmt.Sprintf("%v %s", d.Quantity, d.As); d.Lot != "" {
			text[i] = fmt.Sprintf("%v of %s", d.Quantity, d.Lot)
		}
	}
	return strings.Join(text, ", ")
}
