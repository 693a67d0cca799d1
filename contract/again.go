package contract

import (
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
)

// A coming is a part of a piece that runs down the waterfall again, later: what was put off,
// what waited for a word until its period was closed, what a rule gives back.
type coming struct {
	p     *piece // the part, as a piece of the entry
	at    time.Time
	rule  int  // at which it comes in
	taken bool // by that rule, whatever its marks say
}

// again makes a piece of what was last taken of a piece, to run down the waterfall once more.
func (f *flowing) again(part *Part) *piece {
	p := *f.p
	before := time.Duration(0)
	for _, q := range f.p.parts[:len(f.p.parts)-1] {
		before += q.Billed
	}
	p.raw = exact.Share(f.p.raw, []time.Duration{before, part.Billed, f.billed})[1]
	p.billed, p.credit, p.parts, p.undo, p.again = part.Billed, part.Credit, nil, nil, f.p.again+1
	return &p
}

// comes enters a part that runs down the waterfall again.
func (a *Account) comes(c coming) {
	a.waiting = append(a.waiting, c)
	slices.SortStableFunc(a.waiting, func(x, y coming) int { return x.at.Compare(y.at) })
}

// back lets a part run down the waterfall again, in period n.
func (a *Account) back(c coming, n int, fs *strict.Faults) {
	c.p.period = n
	if !c.p.late {
		c.p.own = n // it is work of this period now
	}
	if a.undone(c.p) {
		return
	}
	c.p.run = len(c.p.work.pieces)
	c.p.work.pieces = append(c.p.work.pieces, c.p)
	a.flow(c.p, n, c, fs)
}

// wait puts a part off to the next boundary of the group that the rule counts by, else of
// the billing period, where it runs down the waterfall again.
func (f *flowing) wait(c *Cover, take time.Duration) {
	day := calendar.DateIn(f.at, f.a.c.zone())
	until := f.a.periods[f.n].To
	for _, g := range c.Per {
		switch g {
		case priority.PerDay:
			until = day.AddDays(1)
		case priority.PerWeek:
			until = day.StartOf(calendar.UnitWeek).AddDays(7)
		case priority.PerMonth:
			until = calendar.AddMonths(day.StartOf(calendar.UnitMonth), 1, 1)
		}
	}
	part := f.add(c, take, Part{Until: until.In(f.a.c.zone())})
	p := f.again(part)
	p.from, p.late = part.Until, false
	f.a.comes(coming{p: p, at: part.Until})
}

// pending records a part that waits for a word. If its period is closed before there is one,
// the part comes back in the period in which the word is known.
func (f *flowing) pending(c *Cover, take time.Duration) {
	part := f.add(c, take, Part{Waits: c.Needs})
	closed := f.a.closed[f.n]
	if closed.IsZero() {
		return
	}
	for i := range f.a.j.Approvals {
		word := &f.a.j.Approvals[i]
		if !word.At.After(closed) || !word.about(f.p, c) {
			continue
		}
		n, _ := f.a.open(f.n, word.At)
		if n < 0 {
			return
		}
		p := f.again(part)
		p.late = true
		f.a.comes(coming{p: p, at: f.a.begins[n], rule: f.i, taken: true})
		return
	}
}

// about reports whether an approval is about what a rule makes wait of a piece.
func (ap *Approval) about(p *piece, c *Cover) bool {
	same := ap.Entry != "" && ap.Entry == p.entry.ID || ap.Entry == "" && ap.Ticket != "" && ap.Ticket == p.entry.Ticket
	return same && (ap.Rule == "" || ap.Rule == c.ID)
}

// A takenBack says that in a later period a line of an entry was taken back.
type takenBack struct {
	in   int // the period
	from int // of the line
	w    *work
	key  lineKey
}

// reachBack is what a rule does that decides about a group as a whole, when the group
// crosses its mark: what it took of the group in periods before, or no longer leaves to the
// rules after it, is taken back, and runs down the waterfall again. The periods before keep
// their lines.
func (f *flowing) reachBack(c *Cover) {
	key := f.a.groupKey(f.p, c.Per)
	for _, w := range f.a.works {
		for _, q := range slices.Clone(w.pieces) {
			if q.period >= f.n || q.terms != f.p.terms || q.parts == nil || f.a.gone(q, f.n) || f.a.groupKey(q, c.Per) != key || !c.When.Holds(q.facts) {
				continue
			}
			f.takeBack(c, q)
		}
	}
}

func (f *flowing) takeBack(c *Cover, q *piece) {
	p := *q
	p.raw, p.billed, p.credit, p.parts, p.undo, p.late, p.again = 0, 0, 0, nil, nil, true, q.again+1
	worked := q.workedParts(nil)
	for i := range q.parts {
		part := &q.parts[i]
		of := part.rule == f.i // that it took, up to its mark
		if !c.Beyond.IsZero() {
			of = part.rule > f.i
		}
		if !of || part.taken || part.Waits != "" || part.As == AsDefer {
			continue
		}
		part.taken = true
		p.raw += worked[i]
		p.billed += part.Billed
		p.credit += part.Credit
		f.a.returned(part, f.at, f.fs)
		b := takenBack{f.n, q.period, q.work, q.lineKey(part)}
		if !slices.Contains(f.a.taken, b) {
			f.a.taken = append(f.a.taken, b)
		}
	}
	if p.billed > 0 {
		f.a.back(coming{p: &p, at: f.at, rule: f.i + 1, taken: false}.or(!c.Beyond.IsZero(), f.i), f.n, f.fs)
	}
}

// or returns the part as taken by a rule, if it is.
func (c coming) or(taken bool, rule int) coming {
	if taken {
		c.rule, c.taken = rule, true
	}
	return c
}

// workedParts adds the time worked of each part of a piece to a list.
func (p *piece) workedParts(list []time.Duration) []time.Duration {
	if len(p.parts) == 1 {
		return append(list, p.raw)
	}
	for i := range p.parts {
		list = append(list, p.parts[i].Billed)
	}
	exact.Divide(p.raw, list)
	return list
}

// lineKey returns the line that a part of a piece is on.
func (p *piece) lineKey(part *Part) lineKey {
	return lineKey{p.level, part.Rule, part.As, part.Waits, part.rate}
}

// returned gives back to the pools what a part drew, at an instant.
func (a *Account) returned(part *Part, at time.Time, fs *strict.Faults) {
	if part.usage == "" {
		return
	}
	if err := a.ledger.Post(ledger.Reversal{ID: "back/" + part.usage, Usage: part.usage, At: at, Recorded: at}); err != nil {
		fs.Join("", "ledger", err)
	}
}

// landing returns the period in which a piece is taken back that was charged: the first
// that was open when the entry was taken back; -1 if none.
func (a *Account) landing(p *piece) int {
	if p.reversed == nil || p.period >= len(a.periods) || a.undone(p) {
		return -1
	}
	n, _ := a.open(p.period, p.reversed.At)
	return n
}

// gone reports whether a piece was taken back by the end of period n.
func (a *Account) gone(p *piece, n int) bool {
	in := a.landing(p)
	return a.undone(p) || in >= 0 && in <= n
}

// giveBack returns to the pools what pieces drew that are taken back in period n, from the
// instant on at which they were, and their place to the work that comes: in the groups that are
// measured or priced together, and below the marks of rules. What a ticket or a visit drew stays while other work of it does.
func (a *Account) giveBack(n int, fs *strict.Faults) {
	last := a.ends[n].Add(-time.Nanosecond)
	for _, w := range a.works {
		if w.reversed == nil {
			continue
		}
		for _, p := range w.pieces {
			if p.period >= n || a.landing(p) != n {
				continue
			}
			a.forget(p)
			at := w.reversed.At.Add(1) // after the usage of that instant
			if at.After(last) {
				at = last
			}
			for i := range p.parts {
				part := &p.parts[i]
				if part.taken || part.once != "" && a.stillDrawn(part.once, n) {
					continue
				}
				delete(a.covered, part.once)
				a.returned(part, at, fs)
			}
		}
	}
}

// forget makes it as if a piece had never been, for the work that comes later.
func (a *Account) forget(p *piece) {
	if p.again == 0 && p.ticket != nil {
		p.ticket.worked -= p.raw
	}
	if p.again == 0 && p.entry.Visit != "" {
		a.visits[p.entry.Visit] -= p.raw
	}
	for _, undo := range p.undo {
		undo()
	}
}

// stillDrawn reports whether work that was not taken back is covered by what was drawn once.
func (a *Account) stillDrawn(once string, n int) bool {
	return slices.ContainsFunc(a.works, func(w *work) bool {
		return slices.ContainsFunc(w.pieces, func(p *piece) bool {
			return !a.gone(p, n) && slices.ContainsFunc(p.parts, func(part Part) bool { return part.once == once })
		})
	})
}

// takenLines returns the lines that take back what a rule that decides about a whole group
// took, or left, in periods before.
func (b *biller) takenLines() {
	for _, t := range b.a.taken {
		if t.in > b.n || t.in < b.n && !b.a.settles() {
			continue
		}
		for _, c := range b.a.linesOf(t.w, t.from, b.fs, b.skip) {
			if t.key == (lineKey{c.Level, c.Rule, c.As, c.Waits, c.Rate}) && b.a.creditedIn(c, t.from, t.in) == b.n {
				b.lines = append(b.lines, c.takenBack(fmt.Sprintf("taken/%v", b.a.periods[b.n].From)))
			}
		}
	}
}

// takenBack returns the line that takes back another.
func (c Charge) takenBack(by string) Charge {
	c.Credits, c.Code, c.ID = c.ID, ChargeCredit, c.ID+"/"+by
	c.Amount, c.List = c.Amount.Neg(), c.List.Neg()
	c.Worked, c.Billed, c.Credit = -c.Worked, -c.Billed, -c.Credit
	c.Steps = nil
	return c
}

// isTaken reports whether a line was taken back by a rule.
func (a *Account) isTaken(w *work, from int, c Charge) bool {
	return slices.ContainsFunc(a.taken, func(t takenBack) bool {
		return t.w == w && t.from == from && t.key == (lineKey{c.Level, c.Rule, c.As, c.Waits, c.Rate})
	})
}
