package contract

import (
	"fmt"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/shopspring/decimal"
)

// A bringer adds what a grant of an item brings by the terms of a stage. Hours follow the
// money: they come whenever the item is charged, as much of them as of it, and where the plan
// gives them a rhythm of their own, as often as that comes round while the item does.
type bringer struct {
	a    *Account
	s    *scheduler
	n    int // the stage
	t    *Terms
	item Item
	def  Grant
	k    int // among those of the item
	life Period

	until calendar.Date // to which grants are worked out
}

// every returns how often the grant comes round, and false if it comes once.
func (b *bringer) every() (calendar.Every, bool) {
	if every, comes := b.def.Every.Calendar(); comes {
		return every, true
	}
	return b.item.Every.Calendar()
}

// bring adds the grants of the item for as long as the stage lasts.
func (b *bringer) bring() {
	if b.item.Of == "order" {
		for _, o := range b.a.j.Orders {
			if o.Item == b.item.ID && !b.a.notSold[o.ID] {
				b.order(o)
			}
		}
		return
	}
	every, comes := b.every()
	if !comes {
		b.s.knows(b.a.knownIn(b.life.From))
		if p := (Period{b.life.From, b.life.From.AddDays(1)}); !b.s.ran(b.n, b.item, b.a.c.cfg.Start, p) {
			b.period(p)
		}
		return
	}
	for p := range b.s.rounds(b.n, b.item, every, b.life.From) {
		if !p.From.Before(b.life.To) {
			return
		}
		b.s.knows(b.a.knownIn(later(p.From, b.life.From)))
		if begun, ok := b.s.begins(b.n, b.item, p, b.life); ok {
			b.period(begun)
		}
	}
}

// period adds what comes with a period of the item, by what was known when the billing
// period was closed in which it begins; and where that is other than what became known
// later, the difference, in the first that was open.
func (b *bringer) period(p Period) {
	a := b.a
	own := a.periodOf(p.From.In(b.s.loc))
	was := decimal.Zero
	for _, c := range b.counted(own, p) {
		b.put(Period{c.on, p.To}, c.key, c.units, calendar.Date{})
		was = was.Add(c.units)
	}
	if own < 0 {
		return
	}
	known := a.closed[own]
	for n := own + 1; n < len(a.periods) && !known.IsZero(); n++ {
		if at := a.closed[n]; !at.IsZero() && !at.After(known) {
			continue
		}
		known = a.closed[n]
		now := decimal.Zero
		for _, c := range b.counted(n, p) {
			now = now.Add(c.units)
		}
		if !now.Equal(was) {
			b.put(p, "late/"+a.periods[n].From.String(), now.Sub(was), a.periods[n].From)
		}
		was = now
	}
}

// A count is so many units more of an item, from a day on.
type count struct {
	on    calendar.Date
	key   string
	units decimal.Decimal
}

// counted returns of how many units an item is in a period, by what was known when the nth
// billing period was closed: at first, and what a meter shows more within, as that is charged.
func (b *bringer) counted(n int, p Period) []count {
	b.s.knows(b.a.knownTo(n))
	if !b.s.holds(b.item, b.s.facts(b.t, b.item, p)) {
		return nil
	}
	if b.t.plan.Facts[b.item.Of] != FactMeter {
		return []count{{p.From, "", one}}
	}
	levels, ok := b.levels(p)
	if !ok {
		return nil
	}
	list := []count{{p.From, "", levels[0].value}}
	if _, comes := b.every(); !comes {
		return list
	}
	last, peak := b.s.lasts(b.n, b.item, p), levels[0].value
	for _, l := range levels[1:] {
		if b.item.Prorate == ProrateNext || !l.from.Before(last) || !l.value.GreaterThan(peak) {
			continue
		}
		list = append(list, count{l.from, "at/" + l.id, l.value.Sub(peak)})
		peak = l.value
	}
	return list
}

// levels returns what a meter shows in a period, and of how many units the item is as it begins:
// where the hours of a year come by the month, those that the year is charged for.
func (b *bringer) levels(p Period) ([]level, bool) {
	levels, ok := b.s.j.levels(b.item.Of, p, b.s.loc)
	_, comes := b.item.Every.Calendar()
	if _, own := b.def.Every.Calendar(); !ok || !own || !comes || b.item.prorated() {
		return levels, ok
	}
	for whole := range b.s.periodsOf(b.n, b.item, p.From) {
		if begun, ok := b.s.begins(b.n, b.item, whole, b.life); ok {
			whole = begun
		}
		before, ok := b.s.j.levels(b.item.Of, Period{whole.From, p.From.AddDays(1)}, b.s.loc)
		if !ok || !whole.From.Before(p.From) {
			break
		}
		paid := before[0].value
		for _, l := range before[1:] {
			if b.item.Prorate != ProrateNext && !l.at.After(levels[0].at) {
				paid = decimal.Max(paid, l.value)
			}
		}
		levels[0].value = paid
		break
	}
	return levels, ok
}

// put adds a grant of so many units to each account of the pool; one that is late on the day
// on which it lands.
func (b *bringer) put(p Period, key string, units decimal.Decimal, late calendar.Date) {
	for _, account := range b.a.accounts[b.def.Pool] {
		id := b.id(fmt.Sprintf("%s/%v", b.item.ID, p.From))
		if account != b.def.Pool {
			id += "/" + account
		}
		if key != "" {
			id += "/" + key
		}
		b.add(id, account, units, Amount{}, p, "")
		b.last().extra = key != ""
		if !late.IsZero() {
			b.lands(late.In(b.s.loc))
		}
	}
}

// add adds a grant.
func (b *bringer) add(id, account string, units decimal.Decimal, size Amount, p Period, order string) {
	every, comes := b.every()
	b.a.put(b.t, b.item, b.def, id, account, units, size, p, comes, order)
	g := b.last()
	g.series = b.id(b.item.ID + "/" + account)
	if comes {
		g.every, g.day = every, b.t.cycle(every, b.s.lineage(b.n, b.item).origin).Day
	}
}

// id returns the ID of the grant, of several that the item brings.
func (b *bringer) id(id string) string {
	if b.k > 0 {
		id += fmt.Sprintf("/%d", b.k+1)
	}
	return id
}

// order adds what an order brings: once, or for each period from it on. What was bought once
// and comes round is as it was bought, whatever the terms are since.
func (b *bringer) order(o Order) {
	day, start := calendar.DateIn(o.At, b.s.loc), b.a.c.cfg.Start
	size, sold := b.item.size(o)
	account := b.def.Pool
	if len(b.t.plan.Pools[account].Per) > 0 {
		account += "/" + o.For
	}
	every, comes := b.every()
	life := b.life
	if _, round := b.item.Every.Calendar(); !round {
		sold = sold && day.Before(life.To) && (b.n == 0 || !day.Before(life.From))
		life.To = b.until
	}
	if !sold || !day.Before(life.To) {
		return
	}
	put := func(id string, p Period, at time.Time) {
		if begin := start.In(b.s.loc); at.Before(begin) {
			at = begin // it was ordered before the contract began
		}
		if from, ok := b.a.since(o, at); ok {
			b.add(id, account, o.quantity(), size, p, o.ID)
			b.lands(from)
		}
	}
	id := b.id(strings.ReplaceAll(o.ID, "/", "//")) // "4/2" is not the second grant of "4"
	if !comes {
		put(id, Period{day, day}, o.At)
		return
	}
	for p := range b.s.comings(b.n, b.item, every, o, life) {
		p.From = later(p.From, day)
		if b.a.knownIn(p.From).over(o, o.from(p, b.s.loc)) {
			return
		}
		put(fmt.Sprintf("%s/%v", id, p.From), p, p.From.In(b.s.loc))
	}
}

// last returns the grant that was added last.
func (b *bringer) last() *grant { return &b.a.grants[len(b.a.grants)-1] }

// lands moves the beginning of the grant that was added last. One that would have ended by
// then lasts as long as if it were of that day, for it is charged; and of what has ended
// nothing is taken off.
func (b *bringer) lands(from time.Time) {
	g := b.last()
	g.from = from
	if g.expires.IsZero() || g.expires.After(from) {
		return
	}
	if g.amount.Sign() < 0 {
		b.a.grants = b.a.grants[:len(b.a.grants)-1]
		return
	}
	day := calendar.DateIn(from, b.s.loc)
	if !b.def.Expires.IsZero() {
		g.expires = b.a.expiry(b.t, b.def, g.id, Period{day, day})
		return
	}
	every, _ := b.every()
	for p := range b.s.rounds(b.n, b.item, every, day) {
		g.expires = p.To.In(b.s.loc)
		return
	}
}
