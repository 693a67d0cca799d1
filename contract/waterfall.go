package contract

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A Part is what a rule of the waterfall took of a piece of work.
type Part struct {
	Rule   string
	Clause string
	As     As
	Waits  Needs         // whose word it waits for; it is not billed until then
	Billed time.Duration // of the time billed
	Credit time.Duration // the same, weighed
	Until  time.Time     // of what is deferred: when it comes back

	rule   int    // its place in the list
	usage  string // in the ledger; empty: nothing was drawn
	once   string // of what was drawn once for a ticket or a visit: which
	at     time.Time
	taken  bool // back, in a later period
	rate   string
	money  *worth // what it costs, shared by what costs the same; nil: it is not charged
	before *worth // where a rate prices a group together: what the work of it before this came to
}

// run goes through all periods: work in the order it was done, down the waterfall.
func (a *Account) run() error {
	a.marks, a.visits, a.covered = map[markKey]*mark{}, map[string]time.Duration{}, map[string]bool{}
	a.waiting, a.taken, a.measured, a.wholes = nil, nil, map[string]*measured{}, nil
	a.drawnAt = time.Time{}
	a.priced, a.costs = map[string]worth{}, map[costKey]*worth{}
	clear(a.skipped)
	for _, t := range a.tickets {
		t.worked = 0
	}
	if err := a.fund(); err != nil {
		return err
	}
	byPeriod := make([][]*piece, len(a.periods)+1)
	a.blocks = blocksFor(len(a.works))
	a.segment()
	for _, w := range a.works {
		for _, p := range w.pieces {
			if !a.undone(p) {
				byPeriod[p.period] = append(byPeriod[p.period], p)
			}
		}
	}
	var fs strict.Faults
	for n := range a.periods {
		a.giveBack(n, &fs)
		a.month(n, byPeriod[n], &fs)
		if err := fs.Err("contract: account"); err != nil {
			return err
		}
	}
	return a.repaid(a.until)
}

// undone reports whether a piece was taken back before the period it is charged in was
// closed: then it never was.
func (a *Account) undone(p *piece) bool {
	r := p.reversed
	if r == nil || p.period >= len(a.closed) {
		return r != nil
	}
	closed := a.closed[p.period]
	return closed.IsZero() || !r.At.After(closed)
}

// month works through the pieces of a period.
func (a *Account) month(n int, pieces []*piece, fs *strict.Faults) {
	inOrder(pieces)
	for _, p := range pieces {
		a.classify(p)
		if p.ticket != nil {
			p.ticket.worked += p.raw
		}
		if v := p.entry.Visit; v != "" {
			a.visits[v] += p.raw
		}
	}
	for _, p := range pieces {
		a.whole(p)
	}
	a.measure(pieces, fs)
	for _, p := range pieces {
		if p.weighed {
			continue
		}
		credit, ok := exact.Weigh(p.billed, p.weight)
		if !ok {
			fs.Add(strict.Key("entries", p.entry.ID), "too_long", "weighed it is longer than can be counted")
		}
		p.credit = credit
	}
	if !fs.None() {
		return
	}
	a.queue = pieces
	begin, end := a.begins[n], a.ends[n]
	for i := 0; ; {
		var next *piece
		if i < len(a.queue) {
			next = a.queue[i]
		}
		if len(a.waiting) > 0 && a.waiting[0].at.Before(end) && (next == nil || !a.waiting[0].at.After(a.effective(next, begin))) {
			c := a.waiting[0]
			a.waiting = a.waiting[1:]
			a.back(c, n, fs)
			continue
		}
		if next == nil {
			return
		}
		i++
		a.flow(next, n, coming{at: a.effective(next, begin)}, fs)
	}
}

// effective returns when the work of a piece counts in the pools: when it was done, or, if it
// comes late, when the period begins that it is charged in.
func (a *Account) effective(p *piece, begin time.Time) time.Time {
	if p.late || p.from.Before(begin) {
		return begin
	}
	return p.from
}

// whole looks at an entry as a whole, p being the first of its pieces in a period: at those of
// later periods, too, as far as is known in this one. Where the plan says so, they get the most
// urgent level among all, and the facts of that piece.
func (a *Account) whole(p *piece) {
	list := p.work.pieces
	if len(list) < 2 || p.n > 0 && list[p.n-1].period == p.period {
		return
	}
	top := p
	for _, q := range list {
		if q.period > p.period {
			then := *q
			then.period = p.period
			q.profile = a.profile(&then)
		}
		if q.level.Outranks(top.level) {
			top = q
		}
	}
	for _, q := range list {
		if p.terms.plan.Split == SplitHighest && q.period == p.period {
			q.profile = top.profile
		}
	}
}

// flow sends a piece down the waterfall in period n, from a rule on, at an instant.
func (a *Account) flow(p *piece, n int, c coming, fs *strict.Faults) {
	fs.Join("", "ledger", a.repaid(c.at))
	f := &flowing{a: a, p: p, n: n, at: c.at, billed: p.billed, credit: p.credit, fs: fs}
	rules := p.terms.plan.Cover
	for f.i = c.rule; f.i < len(rules) && f.billed > 0; f.i++ {
		rule := &rules[f.i]
		if c.taken && f.i == c.rule {
			f.take(rule, f.billed)
			continue
		}
		var own tried
		done, facts := &p.profile.cover[f.i], p.facts
		if p.terms.asks["left"] {
			done, facts = &own, priority.Nearest(priority.Facts{"left": a.leftTable(c.at)}, facts)
		}
		if a.try(facts, done, rule.ID, rule.When) && !a.declined(p, n, rule) {
			f.take(rule, f.share(rule))
		}
	}
	if f.billed > 0 {
		f.charge(&Cover{As: AsCharge}, f.billed)
	}
}

// A flowing is what is left of a piece on its way down.
type flowing struct {
	a              *Account
	p              *piece
	n              int
	i              int // the rule that it has come to
	at             time.Time
	billed, credit time.Duration
	fs             *strict.Faults
}

// take lets a rule take a part.
func (f *flowing) take(c *Cover, take time.Duration) {
	if take <= 0 {
		return
	}
	if c.Needs != "" {
		allowed, waits, declined := f.needs(c, take)
		switch {
		case declined:
			return
		case waits > 0:
			f.pending(c, waits)
		}
		if take = allowed; take <= 0 {
			return
		}
	}
	switch c.As {
	case AsDraw:
		f.draw(c, take)
	case AsBorrow:
		f.borrow(c, take)
	case AsCharge:
		f.charge(c, take)
	case AsDefer:
		f.wait(c, take)
	default:
		f.add(c, take, Part{})
	}
}

// add records a part of so much billed time, and takes it off what is left.
func (f *flowing) add(c *Cover, billed time.Duration, part Part) *Part {
	credit := f.credit
	if billed < f.billed {
		credit = exact.First(f.credit, billed, f.billed-billed)
	}
	return f.addWeighed(c, billed, credit, part)
}

func (f *flowing) addWeighed(c *Cover, billed, credit time.Duration, part Part) *Part {
	part.Rule, part.Clause, part.As, part.Billed, part.Credit = c.ID, c.Clause, c.As, billed, credit
	part.rule, part.at = f.i, f.at
	f.billed -= billed
	f.credit -= credit
	if f.p.parts == nil {
		f.p.parts = f.a.blocks.parts.take(1)[:0]
	}
	f.p.parts = append(f.p.parts, part)
	return &f.p.parts[len(f.p.parts)-1]
}
