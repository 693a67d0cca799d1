package contract

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
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

	rule   int      // its place in the list
	usages []string // in the ledger
	once   string   // of what was drawn once for a ticket or a visit: which
	at     time.Time
	taken  bool // back, in a later period
	rate   string
	money  worth
	before *worth // where a rate prices a group together: what the work of it before this came to
}

// A mark counts how much work of a group has reached a rule.
type mark struct {
	reached time.Duration
	tickets map[string]int // in the order they came, from 0
	used    time.Duration  // of an approved estimate
	crossed bool           // that a rule that decides about the whole of it was crossed
}

type markKey struct {
	rule  string
	group string
}

// run goes through all periods: work in the order it was done, down the waterfall.
func (a *Account) run() error {
	a.marks, a.visits, a.covered = map[markKey]*mark{}, map[string]time.Duration{}, map[string]bool{}
	a.waiting, a.taken, a.measured, a.wholes = nil, nil, map[string]measured{}, nil
	for _, t := range a.tickets {
		t.worked = 0
	}
	if err := a.fund(); err != nil {
		return err
	}
	byPeriod := make([][]*piece, len(a.periods)+1)
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
	return nil
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
		a.highest(p)
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
	begin, end := a.periods[n].From.In(a.c.zone()), a.periods[n].To.In(a.c.zone())
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

// highest gives all pieces of an entry the most urgent level among them, where the plan
// says so, and the facts of that piece.
func (a *Account) highest(p *piece) {
	if p.terms.plan.Split != SplitHighest || p.n > 0 {
		return
	}
	top := p
	for _, q := range p.work.pieces {
		if q.level.Outranks(top.level) {
			top = q
		}
	}
	for _, q := range p.work.pieces {
		q.takes(top.profile)
	}
}

// flow sends a piece down the waterfall in period n, from a rule on, at an instant.
func (a *Account) flow(p *piece, n int, c coming, fs *strict.Faults) {
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
		if a.try(facts, done, rule.ID, rule.When) {
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
		credit = exact.Share(f.credit, []time.Duration{billed, f.billed - billed})[0]
	}
	return f.addWeighed(c, billed, credit, part)
}

func (f *flowing) addWeighed(c *Cover, billed, credit time.Duration, part Part) *Part {
	part.Rule, part.Clause, part.As, part.Billed, part.Credit = c.ID, c.Clause, c.As, billed, credit
	part.rule, part.at = f.i, f.at
	f.billed -= billed
	f.credit -= credit
	f.p.parts = append(f.p.parts, part)
	return &f.p.parts[len(f.p.parts)-1]
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
	from := m.reached
	to := exact.Add(from, f.billed)
	m.reached = to
	lo, hi := time.Duration(0), time.Duration(math.MaxInt64)
	if !c.Beyond.IsZero() {
		lo = f.limitTime(c, c.Beyond)
	}
	if !c.UpTo.IsZero() {
		hi = f.limitTime(c, c.UpTo)
	}
	if c.Whole {
		all := f.a.matching(f.p, f.n, f.i, c)
		if !m.crossed && (all > lo && !c.Beyond.IsZero() || all > hi) {
			m.crossed = true
			f.reachBack(c)
		}
		if all <= lo && !c.Beyond.IsZero() || all > hi {
			return 0
		}
		return f.billed
	}
	return f.step(c, max(0, min(to, hi)-max(from, lo)))
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
		m.tickets = map[string]int{}
	}
	i, known := m.tickets[ticket]
	if !known {
		i = len(m.tickets)
		m.tickets[ticket] = i
	}
	rank := intOf(i + 1)
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
				if q.period <= n && q.facts != nil && q.again == 0 && !a.gone(q, n) && c.When.Holds(q.facts) {
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

// needs returns how much of a part is approved, how much waits, and whether it was declined.
// The latest word known before the period is closed counts.
func (f *flowing) needs(c *Cover, take time.Duration) (allowed, waits time.Duration, declined bool) {
	var word *Approval
	for i := range f.a.j.Approvals {
		ap := &f.a.j.Approvals[i]
		if cl := f.a.closed[f.n]; !cl.IsZero() && ap.At.After(cl) {
			continue
		}
		if ap.about(f.p, c) {
			word = ap
		}
	}
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
	return allowed, take - allowed, false
}

func (a *Account) markOf(rule, group string) *mark {
	key := markKey{rule, group}
	if a.marks[key] == nil {
		a.marks[key] = &mark{}
	}
	return a.marks[key]
}

// draw takes from the pools of a rule what they hold, up to a part.
func (f *flowing) draw(c *Cover, take time.Duration) {
	if c.Whole && f.held(c, take) < take {
		return
	}
	for _, name := range c.From {
		if take <= 0 {
			return
		}
		pool, ok := f.p.terms.plan.Pools[name]
		if !ok {
			continue
		}
		account := f.a.account(name, pool, f.p)
		if !pool.time() {
			if f.drawOnce(c, name, account, pool, take) {
				return
			}
			continue
		}
		billed, credit := f.fits(c, pool, account, take)
		if billed <= 0 {
			continue
		}
		f.post(c, pool, account, billed, credit)
		take -= billed
	}
}

// held returns how much of a part the pools of a rule hold together.
func (f *flowing) held(c *Cover, take time.Duration) time.Duration {
	var sum time.Duration
	for _, name := range c.From {
		if pool := f.p.terms.plan.Pools[name]; pool.time() {
			billed, _ := f.fits(c, pool, f.a.account(name, pool, f.p), take-sum)
			sum += billed
		}
	}
	return sum
}

// fits returns how much of a part a pool holds, in time billed and weighed.
func (f *flowing) fits(c *Cover, pool Pool, account string, take time.Duration) (billed, credit time.Duration) {
	left := f.a.balance(account, f.at)
	if left <= 0 {
		return 0, 0
	}
	need := f.credit
	if take < f.billed {
		need = exact.Share(f.credit, []time.Duration{take, f.billed - take})[0]
	}
	if !pool.weighs() {
		billed = min(take, left)
	} else if need <= left {
		billed = take
	} else {
		billed = exact.Share(take, []time.Duration{left, need - left})[0]
	}
	if s := c.Step.Time(); s > 0 {
		billed -= billed % s
	}
	switch {
	case billed == take:
		credit = need
	case c.Step.IsZero() && pool.weighs():
		credit = left
	default:
		credit = exact.Share(need, []time.Duration{billed, take - billed})[0]
	}
	return billed, credit
}

// post draws a part from an account.
func (f *flowing) post(c *Cover, pool Pool, account string, billed, credit time.Duration) {
	amount := credit
	if !pool.weighs() {
		amount = billed
	}
	id := f.usage(c, account)
	f.a.postUsage(f, ledger.Usage{
		ID: id, Pool: account, From: f.at, Recorded: f.at, Time: billed, Billed: billed, Amount: ledger.Time(amount),
		Level: f.p.level, Kind: f.p.fact("kind"), Ticket: f.p.entry.Ticket,
	})
	part := f.addWeighed(c, billed, credit, Part{})
	part.usages = append(part.usages, id)
}

// usage returns the ID of a draw.
func (f *flowing) usage(c *Cover, account string) string {
	var id strings.Builder
	id.WriteString(f.p.entry.ID)
	for _, n := range []int{f.p.n, f.p.again, f.n, len(f.p.parts)} {
		id.WriteString("/" + strconv.Itoa(n))
	}
	return id.String() + "/" + c.ID + "/" + account
}

func (a *Account) postUsage(f *flowing, u ledger.Usage) {
	if u.Amount.IsZero() {
		return
	}
	if err := a.ledger.Post(u); err != nil {
		f.fs.Join(strict.Key("entries", f.p.entry.ID), "ledger", err)
	}
}

// drawOnce takes what a ticket or a visit takes from a pool that counts those, once for all
// of its work, and reports whether it is covered.
func (f *flowing) drawOnce(c *Cover, name, account string, pool Pool, take time.Duration) bool {
	key, need := f.p.entry.Ticket, one
	switch pool.Of {
	case "visit":
		key = f.p.entry.Visit
	case "ticket":
	default:
		n, err := decimal.NewFromString(f.p.facts[pool.Of].String())
		if err != nil {
			f.a.skipped[c.ID] = []priority.Missing{{Fact: pool.Of, Why: "not_stated"}}
			return false
		}
		need = n
	}
	if key == "" {
		key = "\x00" + f.p.entry.ID
	}
	key = account + "\x00" + key
	if !f.a.covered[key] {
		b, err := f.a.ledger.Balance(account, f.at)
		q, errQ := ledger.Units(need)
		if err != nil || errQ != nil || b.Left.Compare(q) < 0 {
			return false
		}
		f.a.covered[key] = true
		id := f.usage(c, account)
		f.a.postUsage(f, ledger.Usage{
			ID: id, Pool: account, From: f.at, Recorded: f.at, Amount: q, Level: f.p.level, Kind: f.p.fact("kind"), Ticket: f.p.entry.Ticket,
		})
		part := f.add(c, take, Part{once: key})
		part.usages = append(part.usages, id)
		return true
	}
	f.add(c, take, Part{once: key})
	return true
}

// borrow takes a part from what the pool will be granted next: it is debt, repaid before the
// next lot can be drawn.
func (f *flowing) borrow(c *Cover, take time.Duration) {
	for _, name := range c.From {
		pool, ok := f.p.terms.plan.Pools[name]
		if !ok || !pool.time() {
			continue
		}
		credit := f.credit
		if take < f.billed {
			credit = exact.Share(f.credit, []time.Duration{take, f.billed - take})[0]
		}
		f.post(c, pool, f.a.account(name, pool, f.p), take, credit)
		return
	}
}

// balance returns the time that can be drawn from an account at an instant.
func (a *Account) balance(account string, at time.Time) time.Duration {
	b, err := a.ledger.Balance(account, at)
	if err != nil {
		return 0
	}
	return b.Left.Duration()
}

// leftTable returns what is left in each pool, by name: time, or units.
func (a *Account) leftTable(at time.Time) priority.Value {
	rows := map[string]priority.Value{}
	for name, accounts := range a.accounts {
		sum := ledger.Quantity{}
		pool := a.c.Terms(calendar.DateIn(at, a.c.zone())).plan.Pools[name]
		for _, account := range accounts {
			if b, err := a.ledger.Balance(account, at); err == nil {
				sum = sum.Add(b.Left)
			}
		}
		switch {
		case pool.time() && pool.Unit.IsZero():
			rows[name] = priority.Time(sum.Duration())
		case pool.time():
			rows[name] = priority.Number(decimal.NewFromInt(int64(sum.Duration())).DivRound(decimal.NewFromInt(int64(pool.unit())), 9))
		default:
			rows[name] = priority.Number(sum.Decimal())
		}
	}
	return priority.Table(rows)
}
