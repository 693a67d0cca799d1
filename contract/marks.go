package contract

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A mark counts how much work of a group has reached a rule.
type mark struct {
	reached time.Duration
	gaps    []extent // that work left which was taken back, in order
	tickets map[string]*seat
	free    []int         // ranks of tickets all of whose work was taken back, in order
	used    time.Duration // of an approved estimate
	crossed bool          // that a rule that decides about the whole of it was crossed
}

// An extent is a part of the scale that a mark counts on.
type extent struct{ from, to time.Duration }

// A seat is the place of a ticket in the order they came, from 0, and how many pieces are of it.
type seat struct{ rank, pieces int }

// next returns where on the scale so much work of a piece lies: in the gaps, then after all that
// was there. The list is good until the next call.
func (a *Account) next(p *piece, m *mark, t time.Duration) []extent {
	list := a.extents[:0]
	for len(m.gaps) > 0 && t > 0 {
		g := &m.gaps[0]
		s := extent{g.from, min(g.to, exact.Add(g.from, t))}
		list, t, g.from = append(list, s), t-(s.to-s.from), s.to
		if g.from == g.to {
			m.gaps = m.gaps[1:]
		}
	}
	if t > 0 || len(list) == 0 {
		end := exact.Add(m.reached, t)
		list = append(list, extent{m.reached, end})
		m.reached = end
	}
	a.extents = list // its room is used again
	if p.reversed != nil {
		kept := slices.Clone(list)
		p.undo = append(p.undo, func() {
			m.gaps = append(m.gaps, kept...)
			slices.SortFunc(m.gaps, func(x, y extent) int { return cmp.Compare(x.from, y.from) })
		})
	}
	return list
}

type markKey struct {
	rule  string
	group string
}

// share returns how much of what is left lies between the marks of a rule.
func (f *flowing) share(c *Cover) time.Duration {
	if c.UpTo.IsZero() && c.Beyond.IsZero() {
		return f.step(c, f.billed)
	}
	m := f.a.markOf(cmp.Or(c.ID, strconv.Itoa(f.i)), f.a.groupKey(f.p, c.Per))
	if c.UpTo.Kind() == KindCount || c.Beyond.Kind() == KindCount || f.ofTickets(c) {
		return f.byTicket(c, m)
	}
	places := f.a.next(f.p, m, f.billed)
	lo, hi := time.Duration(0), time.Duration(math.MaxInt64)
	if !c.Beyond.IsZero() {
		lo = f.limitTime(c, c.Beyond)
	}
	if !c.UpTo.IsZero() {
		hi = f.limitTime(c, c.UpTo)
	}
	if c.Whole {
		all := f.a.matching(f.p, f.n, f.i, c)
		was := m.crossed
		if m.crossed = all > lo && !c.Beyond.IsZero() || all > hi; m.crossed && !was {
			f.reachBack(c)
		}
		if all <= lo && !c.Beyond.IsZero() || all > hi {
			return 0
		}
		return f.billed
	}
	var between time.Duration
	for _, s := range places {
		between += max(0, min(s.to, hi)-max(s.from, lo))
	}
	return f.step(c, between)
}

// step returns how many whole steps there are in a time, where the rule takes only those.
func (f *flowing) step(c *Cover, t time.Duration) time.Duration {
	if s := c.Step.Time(); s > 0 && c.As != AsDraw {
		return t - t%s
	}
	return t
}

// byTicket returns all of a piece if its ticket lies between the marks, counted as tickets came.
func (f *flowing) byTicket(c *Cover, m *mark) time.Duration {
	ticket := f.p.entry.Ticket
	if ticket == "" {
		ticket = "\x00" + f.p.entry.ID
	}
	if m.tickets == nil {
		m.tickets = map[string]*seat{}
	}
	s := m.tickets[ticket]
	if s == nil {
		s = &seat{rank: len(m.tickets)}
		if len(m.free) > 0 {
			s.rank, m.free = m.free[0], m.free[1:]
		}
		m.tickets[ticket] = s
	}
	s.pieces++
	if f.p.reversed != nil {
		f.p.undo = append(f.p.undo, func() {
			if s.pieces--; s.pieces == 0 {
				delete(m.tickets, ticket)
				m.free = append(m.free, s.rank)
				slices.Sort(m.free)
			}
		})
	}
	rank := intOf(s.rank + 1)
	if !c.Beyond.IsZero() && !rank.GreaterThan(f.limit(c, c.Beyond)) || !c.UpTo.IsZero() && rank.GreaterThan(f.limit(c, c.UpTo)) {
		return 0
	}
	return f.billed
}

// ofTickets reports whether the pools that percentages of a rule are of count tickets.
func (f *flowing) ofTickets(c *Cover) bool {
	return slices.ContainsFunc(c.From, func(name string) bool { return f.p.terms.plan.Pools[name].Of == "ticket" }) && c.As != AsDraw
}

// limit returns a mark as tickets, or as nanoseconds: a percentage is of what the pools were
// granted for the period.
func (f *flowing) limit(c *Cover, a Amount) decimal.Decimal {
	switch a.Kind() {
	case KindTime:
		return decimal.NewFromInt(int64(a.Time()))
	case KindCount:
		return a.Number()
	}
	sum := decimal.Zero
	for _, g := range f.a.grants {
		if slices.Contains(c.From, g.name) && f.a.periods[f.n].Holds(calendar.DateIn(g.from, f.a.c.zone())) && g.amount.Sign() > 0 {
			if g.terms.plan.Pools[g.name].time() {
				sum = sum.Add(decimal.NewFromInt(int64(g.time)))
			} else {
				sum = sum.Add(g.amount.Decimal())
			}
		}
	}
	return sum.Mul(a.Percent()).Shift(-2)
}

func (f *flowing) limitTime(c *Cover, a Amount) time.Duration {
	n := f.limit(c, a).Truncate(0)
	if !n.BigInt().IsInt64() {
		return math.MaxInt64
	}
	return time.Duration(n.IntPart())
}

// matching returns all work of the group of a piece that a rule matches, to the end of the
// period.
func (a *Account) matching(p *piece, n, rule int, c *Cover) time.Duration {
	by := wholeKey{p.terms, rule, n}
	sums, ok := a.wholes[by]
	if !ok {
		sums = map[string]time.Duration{}
		for _, w := range a.works {
			for _, q := range w.pieces {
				if q.period <= n && q.facts != nil && q.again == 0 && !a.gone(q, n) && c.When.Holds(q.facts) && !a.declined(q, n, c) {
					key := a.groupKey(q, c.Per)
					sums[key] = exact.Add(sums[key], q.billed)
				}
			}
		}
		if a.wholes == nil {
			a.wholes = map[wholeKey]map[string]time.Duration{}
		}
		a.wholes[by] = sums
	}
	return sums[a.groupKey(p, c.Per)]
}

// A wholeKey says whose groups were summed, and up to which period.
type wholeKey struct {
	terms *Terms
	rule  int
	n     int
}

// word returns the latest word about what a rule makes wait of a piece that is known before period
// n is closed; nil if there is none.
func (a *Account) word(p *piece, n int, c *Cover) (word *Approval) {
	if c.Needs == "" {
		return nil
	}
	for i := range a.j.Approvals {
		ap := &a.j.Approvals[i]
		if cl := a.closed[n]; !cl.IsZero() && ap.At.After(cl) {
			continue
		}
		if ap.about(p, c) {
			word = ap
		}
	}
	return word
}

// declined reports whether a rule does not match a piece, as its word was no.
func (a *Account) declined(p *piece, n int, c *Cover) bool {
	word := a.word(p, n, c)
	return word != nil && word.Declined
}

// needs returns how much of a part is approved, how much waits, and whether it was declined.
func (f *flowing) needs(c *Cover, take time.Duration) (allowed, waits time.Duration, declined bool) {
	word := f.a.word(f.p, f.n, c)
	switch {
	case word == nil:
		return 0, take, false
	case word.Declined:
		return 0, 0, true
	case c.Needs != NeedsEstimate:
		return take, 0, false
	}
	m := f.a.markOf("\x00"+word.ID, cmp.Or(word.Entry, word.Ticket))
	most := decimal.NewFromInt(int64(word.Estimate)).Mul(c.Tolerance.Percent().Add(hundred)).Shift(-2).IntPart()
	allowed = max(0, min(take, time.Duration(most)-m.used))
	m.used += allowed
	if f.p.reversed != nil {
		f.p.undo = append(f.p.undo, func() { m.used -= allowed })
	}
	return allowed, take - allowed, false
}

func (a *Account) markOf(rule, group string) *mark {
	key := markKey{rule, group}
	if a.marks[key] == nil {
		a.marks[key] = &mark{}
	}
	return a.marks[key]
}
