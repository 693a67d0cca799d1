package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// itemLines adds what items cost in the period, and what facts that became known since
// change in the periods closed before it.
func (b *biller) itemLines() {
	b.lines = append(b.lines, b.sold(b.n, b.a.closed[b.n])...)
	for m := range b.n {
		b.correct(m)
	}
}

// sold returns what items cost in period n, by what was known at an instant; at the zero
// instant by all.
func (b *biller) sold(n int, known time.Time) []Charge {
	return append(b.items(n, known), b.uses(n, known)...)
}

// correct adds what became known in this period about another, closed before: lines that
// changed are taken back, and charged as they are now.
func (b *biller) correct(m int) {
	a := b.a
	known := a.closed[m]
	if known.IsZero() {
		return
	}
	var standing map[string]Charge
	for n := m + 1; n <= b.n; n++ {
		until := a.closed[n]
		if !until.IsZero() && !until.After(known) {
			continue
		}
		if a.j.news(known, until, a.c.zone()) {
			if standing == nil {
				standing = byID(b.sold(m, a.closed[m]))
			}
			b.change(standing, b.sold(m, until), n)
		}
		if until.IsZero() {
			return // what comes later counts in this one
		}
		known = until
	}
}

// change puts lines in the place of those that stand, by the ID that they have by themselves,
// and adds what that takes if it is in this period.
func (b *biller) change(standing map[string]Charge, now []Charge, n int) {
	by := fmt.Sprint(b.a.periods[n].From)
	add := func(c Charge) {
		if n == b.n {
			b.lines = append(b.lines, c)
		}
	}
	fresh := byID(now)
	for _, id := range slices.Sorted(maps.Keys(standing)) {
		old := standing[id]
		if c, there := fresh[id]; !there || !c.Amount.Equal(old.Amount) {
			add(old.takenBack("taken/" + by))
			delete(standing, id)
		}
	}
	for _, c := range now {
		if _, there := standing[c.ID]; !there {
			id := c.ID
			c.Code, c.ID = ChargeLate, c.ID+"/late/"+by
			standing[id] = c
			add(c)
		}
	}
}

func byID(list []Charge) map[string]Charge {
	m := make(map[string]Charge, len(list))
	for _, c := range list {
		m[c.ID] = c
	}
	return m
}

// news reports whether anything about items became known after an instant, up to another;
// the zero instant is never.
func (j *Journal) news(after, until time.Time, loc *time.Location) bool {
	in := func(recorded, otherwise time.Time) bool {
		if recorded.IsZero() {
			recorded = otherwise
		}
		return recorded.After(after) && (until.IsZero() || !recorded.After(until))
	}
	return slices.ContainsFunc(j.Cancellations, func(x Cancellation) bool { return in(x.known(), x.At) }) ||
		slices.ContainsFunc(j.Tickets, func(t Ticket) bool { return !t.Recorded.IsZero() && in(t.Recorded, t.Recorded) }) ||
		slices.ContainsFunc(j.Orders, func(o Order) bool { return in(o.Recorded, o.At) }) ||
		slices.ContainsFunc(j.Readings, func(r Reading) bool { return in(r.Recorded, r.At) }) ||
		slices.ContainsFunc(j.Payments, func(p Payment) bool { return in(p.Recorded, p.On.In(loc)) }) ||
		slices.ContainsFunc(j.Arrears, func(x Arrear) bool { return in(x.Recorded, x.On.In(loc)) }) ||
		slices.ContainsFunc(j.Entries, func(e Entry) bool { return in(e.known(), e.From) }) ||
		slices.ContainsFunc(j.Reversals, func(r Reversal) bool { return in(r.At, r.At) })
}

// plainKey returns the key of a group as part of an ID.
func plainKey(key string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' {
			return '/'
		}
		return r
	}, key), "/")
}
