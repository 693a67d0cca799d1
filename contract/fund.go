package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A grant is what an item brings into a pool, for a period or once.
type grant struct {
	id      string
	item    string
	pool    string // the account
	name    string // of the pool in the plan
	amount  ledger.Quantity
	time    time.Duration // the same, of a pool of time
	from    time.Time
	expires time.Time // zero: never
	def     Grant
	period  Period
	terms   *Terms
	order   bool
}

// fund posts what all items bring into the pools up to the end of the account, and finds
// when lots end.
func (a *Account) fund() error {
	var fs strict.Faults
	a.findAccounts()
	a.grants = nil
	s := scheduler{c: a.c, a: a, j: a.j, window: Period{a.c.cfg.Start, calendar.DateIn(a.until, a.c.zone())}, loc: a.c.zone(), skipped: a.skipped, fs: &fs}
	for i, stage := range a.c.stages {
		life := Period{stage.from, s.window.To}
		if i+1 < len(a.c.stages) && a.c.stages[i+1].from.Before(life.To) {
			life.To = a.c.stages[i+1].from
		}
		if e := a.c.end; !e.IsZero() && e.LastDay.AddDays(1).Before(life.To) {
			life.To = e.LastDay.AddDays(1)
		}
		for _, item := range stage.terms.plan.Items {
			for k, g := range item.Grants {
				if life.From.Before(life.To) {
					a.bring(&s, stage.terms, item, g, k, life)
				}
			}
		}
	}
	if err := fs.Err("contract: grants"); err != nil {
		return err
	}
	slices.SortFunc(a.grants, func(x, y grant) int { return cmp.Or(x.from.Compare(y.from), cmp.Compare(x.id, y.id)) })
	a.expiries = nil
	for _, g := range a.grants {
		if !g.expires.IsZero() {
			a.expiries = append(a.expiries, g.expires)
		}
	}
	slices.SortFunc(a.expiries, time.Time.Compare)
	a.expiries = slices.CompactFunc(a.expiries, time.Time.Equal)
	return a.openLedger()
}

// findAccounts finds the accounts of pools that have one for each asset or user.
func (a *Account) findAccounts() {
	found := map[string]map[string]bool{}
	note := func(pool, account string) {
		if found[pool] == nil {
			found[pool] = map[string]bool{}
		}
		found[pool][account] = true
	}
	for _, s := range a.c.stages {
		for name, pool := range s.terms.plan.Pools {
			if len(pool.Per) == 0 {
				note(name, name)
				continue
			}
			for _, w := range a.works {
				note(name, a.account(name, pool, &piece{work: w, from: w.entry.From, terms: s.terms}))
			}
			for _, o := range a.j.Orders {
				if o.For != "" {
					note(name, name+"/"+o.For)
				}
			}
		}
	}
	a.accounts = map[string][]string{}
	for name, set := range found {
		a.accounts[name] = slices.Sorted(maps.Keys(set))
	}
}

// account returns the account of a pool that a piece draws from.
func (a *Account) account(name string, pool Pool, p *piece) string {
	if len(pool.Per) == 0 {
		return name
	}
	var key strings.Builder
	for i, g := range pool.Per {
		part, _ := a.key(p, g)
		if i > 0 {
			key.WriteString("/")
		}
		key.WriteString(part)
	}
	return name + "/" + key.String()
}

// bring adds what a grant of an item brings while terms are in force: for each of its
// periods, or with each order.
func (a *Account) bring(s *scheduler, t *Terms, item Item, g Grant, k int, life Period) {
	every, comes := g.Every.Calendar()
	if !comes {
		every, comes = item.Every.Calendar()
	}
	if item.Of == "order" {
		for _, o := range a.j.Orders {
			if day := calendar.DateIn(o.At, s.loc); o.Item == item.ID && life.Holds(day) && !a.notSold[o.ID] {
				a.bringOrder(s, t, item, g, k, o, every, comes, life)
			}
		}
		return
	}
	if !comes {
		every = calendar.Every{N: 1, Unit: calendar.UnitDay}
	}
	for p := range a.c.spans(t, every, life.From) {
		if !p.From.Before(life.To) {
			return
		}
		if !comes {
			p = Period{life.From, life.From}
		} else if p.From.Before(life.From) {
			if s.has(t, item, life.From) {
				continue // what was granted by the terms before lives on
			}
			p.From = life.From
		}
		first := Period{p.From, p.From.AddDays(1)}
		s.j = *a.knownIn(p.From)
		facts := s.facts(t, item, p)
		if !comes {
			facts = s.facts(t, item, first)
		}
		if !s.holds(item, facts) {
			if !comes {
				return
			}
			continue
		}
		for _, account := range a.accounts[g.Pool] {
			id := fmt.Sprintf("%s/%v", item.ID, p.From)
			if k > 0 {
				id += fmt.Sprintf("/%d", k+1)
			}
			if account != g.Pool {
				id += "/" + account
			}
			units := one
			if t.plan.Facts[item.Of] == FactMeter {
				levels, ok := s.j.levels(item.Of, first, s.loc)
				if !ok {
					continue
				}
				units = levels[0].value
			}
			a.put(t, item, g, id, account, units, Amount{}, p, comes, false)
		}
		if !comes {
			return
		}
	}
}

// has reports whether the terms before those of a day had the same item.
func (s *scheduler) has(t *Terms, item Item, from calendar.Date) bool {
	for i, stage := range s.c.stages {
		if stage.terms == t && stage.from.Equal(from) && i > 0 {
			_, was := s.c.stages[i-1].terms.item(item.ID)
			return was
		}
	}
	return false
}

// bringOrder adds what an order brings: once, or for each period from it on.
func (a *Account) bringOrder(s *scheduler, t *Terms, item Item, g Grant, k int, o Order, every calendar.Every, comes bool, life Period) {
	day := calendar.DateIn(o.At, s.loc)
	size, _ := item.size(o)
	account := g.Pool
	if len(t.plan.Pools[g.Pool].Per) > 0 {
		account += "/" + o.For
	}
	id := o.ID
	if k > 0 {
		id += fmt.Sprintf("/%d", k+1)
	}
	if !comes {
		if from, ok := a.since(o, o.At); ok {
			a.put(t, item, g, id, account, o.quantity(), size, Period{day, day}, false, true)
			a.starts(from)
		}
		return
	}
	for p := range a.c.spans(t, every, day) {
		if !p.From.Before(life.To) || a.knownIn(p.From).over(o, p.From.In(s.loc)) {
			return
		}
		if p.From.Before(day) {
			p.From = day
		}
		if from, ok := a.since(o, p.From.In(s.loc)); ok {
			a.put(t, item, g, fmt.Sprintf("%s/%v", id, p.From), account, o.quantity(), size, p, true, true)
			a.starts(from)
		}
	}
}

// since returns when an order, or a period of it, counts that begins at an instant: then, or, if
// the order became known after that period was closed, when the period begins that it is
// charged in; false if that is not there yet.
func (a *Account) since(o Order, from time.Time) (time.Time, bool) {
	known := o.Recorded
	if known.IsZero() {
		known = o.At
	}
	own := a.periodOf(from)
	if own < 0 {
		return from, true
	}
	n, late := a.open(own, known)
	switch {
	case n < 0:
		return from, false
	case late:
		from = a.periods[n].From.In(a.c.zone())
	}
	return from, true
}

// starts moves the beginning of the grant that was added last. One that has ended by then
// never was.
func (a *Account) starts(from time.Time) {
	g := &a.grants[len(a.grants)-1]
	g.from = from
	if !g.expires.IsZero() && !g.expires.After(from) {
		a.grants = a.grants[:len(a.grants)-1]
	}
}

// put adds a grant of so many units of an item.
func (a *Account) put(t *Terms, item Item, g Grant, id, account string, units decimal.Decimal, size Amount, p Period, comes, order bool) {
	pool := t.plan.Pools[g.Pool]
	if len(item.Each) > 0 && size.IsZero() {
		size = item.Each[0]
	}
	d := amountIn(pool, g.Amount, units, size)
	x := grant{id: id, item: item.ID, pool: account, name: g.Pool, from: p.From.In(a.c.zone()), def: g, period: p, terms: t, order: order}
	x.amount, x.time = quantityOf(pool, d)
	switch {
	case !g.Expires.IsZero():
		x.expires = a.expiry(t, g, id, p)
	case comes:
		x.expires = p.To.In(a.c.zone())
	}
	a.grants = append(a.grants, x)
}

// amountIn returns how much a grant brings, in hours or units of the pool: an amount per
// unit counted, or a percentage of the quantity, units times size.
func amountIn(pool Pool, amount Amount, units decimal.Decimal, size Amount) decimal.Decimal {
	inPool := func(a Amount) decimal.Decimal {
		switch {
		case a.Kind() == KindTime:
			return decimal.NewFromInt(int64(a.Time()))
		case pool.time():
			return a.Number().Mul(decimal.NewFromInt(int64(pool.unit())))
		}
		return a.Number()
	}
	if amount.Kind() != KindPercent {
		return inPool(amount).Mul(units)
	}
	whole := inPool(numberOf(one))
	if !size.IsZero() {
		whole = inPool(size)
	}
	return whole.Mul(units).Mul(amount.Percent()).Shift(-2)
}

// time reports whether a pool holds time.
func (p Pool) time() bool { return p.Of == "" || p.Of == "time" }

// unit returns the time that one unit of a pool is.
func (p Pool) unit() time.Duration {
	if p.Unit.Time() > 0 {
		return p.Unit.Time()
	}
	return time.Hour
}

// weighs reports whether time is weighed in a pool.
func (p Pool) weighs() bool { return p.Weights == nil || *p.Weights }

// quantityOf returns nanoseconds of a pool of time, or units of another, as the ledger
// counts them. What it cannot hold is cut to the most that it can.
func quantityOf(pool Pool, d decimal.Decimal) (ledger.Quantity, time.Duration) {
	if pool.time() {
		n := d.Round(0)
		if !n.BigInt().IsInt64() {
			n = decimal.NewFromInt(1 << 61)
		}
		return ledger.Time(time.Duration(n.IntPart())), time.Duration(n.IntPart())
	}
	q, err := ledger.Units(d.Truncate(9))
	if err != nil {
		q, _ = ledger.Units(decimal.NewFromInt(1 << 31))
	}
	return q, 0
}

// expiry returns when a lot ends that says so: an until from its grant, its order or its
// use, moved on while the plan says so. Zero is never, or not yet known.
func (a *Account) expiry(t *Terms, g Grant, id string, p Period) time.Time {
	if g.Expires.From() == EventFirstUse || g.Expires.From() == EventLastUse {
		return a.learned[id]
	}
	end, err := g.Expires.End(p.From, a.edgesOf(t))
	if err != nil {
		return time.Time{}
	}
	last := calendar.DateIn(a.until, a.c.zone())
	for range maxPeriods {
		if g.Extend.To.IsZero() || end.After(last) {
			break
		}
		f := priority.Facts{"has": priority.Set(a.has(end.In(a.c.zone()))...)}
		maps.Copy(f, t.facts)
		if !g.Extend.When.Holds(f) {
			break
		}
		next, err := g.Extend.To.End(end, a.edgesOf(t))
		if err != nil || !next.After(end) {
			break
		}
		end = next
	}
	return end.In(a.c.zone())
}

func (a *Account) edgesOf(t *Terms) Edges {
	e, err := a.c.edges(a.c.cfg.Start)
	if err != nil {
		return Edges{Period: a.c.periods(t)}
	}
	return e
}

// learn finds from the draws when lots end that end by their use, and reports whether that
// is other than was known.
func (a *Account) learn() bool {
	learned := map[string]time.Time{}
	for _, g := range a.grants {
		from := g.def.Expires.From()
		if from != EventFirstUse && from != EventLastUse {
			continue
		}
		var end time.Time
		for _, at := range a.uses(g) {
			if !end.IsZero() && (from == EventFirstUse || !at.Before(end)) {
				break
			}
			if d, err := g.def.Expires.End(calendar.DateIn(at, a.c.zone()), a.edgesOf(g.terms)); err == nil {
				end = d.In(a.c.zone())
			}
		}
		if !end.IsZero() {
			learned[g.id] = end
		}
	}
	same := maps.EqualFunc(learned, a.learned, time.Time.Equal)
	a.learned = learned
	sold, idle := a.learnSold(), a.learnIdle()
	return sold || idle || !same
}

// uses returns when a grant was drawn from, in order.
func (a *Account) uses(g grant) []time.Time {
	var list []time.Time
	for _, w := range a.works {
		for _, p := range w.pieces {
			for _, part := range p.parts {
				for _, d := range a.draws(part) {
					if d.Grant == g.id {
						list = append(list, part.at)
					}
				}
			}
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// openLedger makes the ledger of the pools and posts what was granted.
func (a *Account) openLedger() error {
	cfg := ledger.Config{Zone: a.c.stages[0].terms.plan.Zone}
	seen := map[string]bool{}
	for _, s := range a.c.stages {
		for _, name := range slices.Sorted(maps.Keys(s.terms.plan.Pools)) {
			pool := s.terms.plan.Pools[name]
			for _, account := range a.accounts[name] {
				if !seen[account] {
					seen[account] = true
					cfg.Pools = append(cfg.Pools, pool.ledger(account))
				}
			}
		}
	}
	if len(cfg.Pools) == 0 {
		return nil
	}
	l, err := ledger.New(cfg, a.c.zones())
	if err != nil {
		return err
	}
	a.ledger = l
	return l.Post(a.grantEntries()...)
}

// grantEntries returns the grants as entries of the ledger, each by itself; but where what is
// carried is bounded in total, the periods of one item as one grant that comes round.
func (a *Account) grantEntries() []ledger.Entry {
	entries := make([]ledger.Entry, 0, len(a.grants))
	row := map[string]int{} // place of the entry that a grant may go on with
	for _, g := range a.grants {
		e := g.entry(a.c.zone())
		x, isGrant := e.(ledger.Grant)
		if !isGrant || x.Roll.Total.IsZero() && !g.untilIdle() {
			entries = append(entries, e)
			continue
		}
		key := g.series()
		if i, ok := row[key]; ok {
			if before := entries[i].(ledger.Grant); before.Amount.Equal(x.Amount) && before.Expires.Equal(x.Effective) && !a.idle[key][x.Effective] {
				before.Expires = x.Expires
				entries[i] = before
				continue
			}
		}
		x.Every, _ = g.def.Every.Calendar()
		if item, ok := g.terms.item(g.item); ok && x.Every.IsZero() {
			x.Every, _ = item.Every.Calendar()
		}
		row[key] = len(entries)
		entries = append(entries, x)
	}
	for _, i := range row { // what goes on does not end here
		g := entries[i].(ledger.Grant)
		if a.c.end.IsZero() && !g.Expires.Before(a.until) {
			g.Expires = time.Time{}
			entries[i] = g
		}
	}
	return entries
}

// ledger returns the pool as the ledger keeps it. What no lot covers the waterfall does not
// draw; debts are what is borrowed, or taken off by grants below nothing.
func (p Pool) ledger(account string) ledger.Pool {
	lp := ledger.Pool{ID: account, Policy: ledger.Policy{Mode: ledger.ModeDebt, Order: p.Order}}
	switch {
	case p.time():
	case p.Of == "money":
		lp.Unit = "money"
	default:
		lp.Unit = "units"
	}
	return lp
}

// entry returns the grant as an entry of the ledger; what takes off is a usage.
func (g grant) entry(loc *time.Location) ledger.Entry {
	if g.amount.Sign() < 0 {
		return ledger.Usage{ID: g.id, Pool: g.pool, From: g.from, Recorded: g.from, Amount: ledger.Quantity{}.Sub(g.amount)}
	}
	e := ledger.Grant{
		ID: g.id, Pool: g.pool, Kind: ledger.Allowance, Amount: g.amount, Effective: g.from, Expires: g.expires,
		Recorded: g.from, Priority: g.def.Priority,
	}
	if g.order {
		e.Kind = ledger.Bundle
	}
	if r := g.def.Roll; r != nil && !g.expires.IsZero() && g.rolls() {
		e.Roll = r.ledger(g)
	}
	return e
}

// rolls reports whether the rest is carried over, by the parameters.
func (g grant) rolls() bool {
	return g.def.Roll.When.IsZero() || g.def.Roll.When.Holds(g.terms.facts)
}

// ledger returns the rollover as the ledger has it.
func (r Roll) ledger(g grant) ledger.Rollover {
	out := ledger.Rollover{Share: ledger.Percent(100), Cap: partOf(r.Cap, g), Total: partOf(r.Total, g)}
	if !r.Share.IsZero() {
		out.Share = partOf(r.Share, g)
	}
	switch every, ok := r.Lives.Until.Every(); {
	case r.Lives.Ever, g.untilIdle(): // see learnIdle
	case ok:
		out.Lives, _ = every.Calendar()
	default:
		out.Lives, _ = g.def.Every.Calendar()
		if item, ok := g.terms.item(g.item); ok && out.Lives.IsZero() {
			out.Lives, _ = item.Every.Calendar()
		}
	}
	return out
}

// partOf returns an amount as a part of a lot.
func partOf(a Amount, g grant) ledger.Part {
	switch a.Kind() {
	case KindPercent:
		p, _ := ledger.ParsePart(exact.Text(a.Percent(), 0) + "%")
		return p
	case KindTime, KindNumber:
		pool := g.terms.plan.Pools[g.name]
		q, _ := quantityOf(pool, amountIn(pool, a, one, Amount{}))
		return ledger.Fixed(q)
	}
	return ledger.Part{}
}
