package contract

import (
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// holds reports whether an item applies, and notes facts that it lacks.
func (b *biller) holds(item Item, facts priority.Facts) bool {
	outcome, missing := item.When.Eval(facts)
	if outcome == priority.Unknown {
		b.skip(item.ID, missing)
	}
	return outcome == priority.True
}

// asked returns what an item asks for a quantity, with prices as they are on a day, adjusted.
func (b *biller) asked(t *Terms, item Item, q Quantity, on calendar.Date, facts priority.Facts) (worth, error) {
	c := b.a.c
	w, err := priced(c.indexed(item.Price, c.agreed(c.stageOn(on), item), on), q)
	if err != nil {
		return w, err
	}
	return t.adjusted(w, item.ID, facts, func(of string) (Quantity, bool) { return b.a.counts(t, of, on, facts) }, b.skip)
}

// uses returns the lines of the items that work of a period brings with it: for its time, its
// tickets, visits and entries, and the numbers that are stated on it; by what was known at an
// instant, at the zero instant by all. Work brings the items of its own
// terms, and what is called off those of that day.
func (b *biller) uses(n int, known time.Time) []Charge {
	of := biller{a: b.a, n: n, fs: b.fs, skipped: b.skipped}
	p, c := b.a.periods[n], b.a.c
	done := map[string]bool{}
	for s := c.stageOn(p.From); s < len(c.stages) && c.stages[s].from.Before(p.To); s++ {
		for _, item := range c.stages[s].terms.plan.Items {
			switch {
			case done[item.ID]:
				continue
			case item.ofWork(&c.stages[s].terms.plan):
				of.use(item.ID, known)
			case item.Of == "cancellation":
				of.calledOff(item.ID, known)
			default:
				continue
			}
			done[item.ID] = true
		}
	}
	t := c.Terms(p.From)
	for _, item := range t.plan.Items {
		switch {
		case item.Of == "overdue":
			of.overdue(item, known)
		case item.Of == "breaches":
			of.breach(t, item, known)
		case slices.Contains(metrics, item.Of):
			of.clocked(item, known)
		}
	}
	return of.lines
}

// use adds the lines of one item: for each group of it, what it comes to. What an amendment counts
// or prices otherwise is not put together with what was before.
func (b *biller) use(id string, known time.Time) {
	type group struct {
		key   string
		count decimal.Decimal
		first *piece
		item  Item
	}
	var groups []*group
	byKey := map[string]*group{}
	seen := map[string]bool{}
	var t *Terms
	var item Item
	there := false
	for _, w := range b.a.works {
		if !known.IsZero() && (w.entry.known().After(known) || w.reversed != nil && !w.reversed.At.After(known)) || known.IsZero() && w.reversed != nil {
			continue
		}
		for _, p := range w.pieces {
			if p.again > 0 || p.facts == nil || p.own != b.n {
				continue
			}
			if p.terms != t {
				t = p.terms
				item, there = t.item(id)
				there = there && item.ofWork(&t.plan)
			}
			if !there || !b.holds(item, p.facts) {
				continue
			}
			n, key, ok := b.counted(item, p, seen, known)
			if !ok {
				continue
			}
			if len(item.Per) > 0 {
				key = b.a.groupKey(p, item.Per)
			}
			g := byKey[key]
			if g != nil && !g.item.countsAs(item) {
				key += "/" + b.a.c.stages[b.a.c.stageOn(calendar.DateIn(p.from, b.a.c.zone()))].from.String()
				g = byKey[key]
			}
			if g == nil {
				g = &group{key: key, first: p, item: item}
				byKey[key] = g
				groups = append(groups, g)
			}
			g.count = g.count.Add(n)
		}
	}
	for _, g := range groups {
		b.useLine(g.item, g.first, g.key, g.count)
	}
}

// countsAs reports whether two items count and price work alike.
func (i Item) countsAs(other Item) bool {
	return i.Of == other.Of && slices.Equal(i.Per, other.Per) && i.Price.Equal(other.Price)
}

// counted returns how much of what an item counts a piece brings, and what puts it together
// by default: each thing is counted once.
func (b *biller) counted(item Item, p *piece, seen map[string]bool, known time.Time) (decimal.Decimal, string, bool) {
	e := p.entry
	key, n := e.ID, one
	switch item.Of {
	case "time":
		return decimal.NewFromInt(int64(p.billed)), e.ID, p.billed > 0
	case "ticket":
		key = e.Ticket
	case "visit":
		key = e.Visit
	case "entry":
	default:
		text, stated := e.Facts[item.Of]
		if stated {
			d, err := exact.ParseDecimal(text)
			if err != nil {
				return n, "", false
			}
			n = d
			break
		}
		if p.ticket == nil || p.ticket.at(known).Facts[item.Of] == "" {
			return n, "", false
		}
		d, err := exact.ParseDecimal(p.ticket.at(known).Facts[item.Of])
		if err != nil {
			return n, "", false
		}
		key, n = "\x00"+e.Ticket, d
	}
	began := item.Of == "ticket" || item.Of == "visit" || b.a.periodOf(e.From) == b.n
	if key == "" || seen[key] || !began {
		return n, "", false
	}
	seen[key] = true
	return n, key, true
}

// useLine adds the line of an item for so much of what it counts.
func (b *biller) useLine(item Item, p *piece, key string, n decimal.Decimal) {
	t, q := p.terms, QuantityOf(n)
	switch {
	case item.Of == "time":
		q = QuantityOfTime(time.Duration(n.IntPart()))
	case t.plan.Facts[item.Of] == FactMoney:
		q = QuantityOfMoney(MoneyOf(n))
	}
	stage := b.a.c.stageOn(calendar.DateIn(p.from, b.a.c.zone()))
	begin := later(b.a.periods[b.n].From, b.a.c.stages[stage].from)
	w, err := priced(b.a.c.indexed(item.Price, b.a.c.agreed(stage, item), begin), q)
	if err == nil {
		w, err = t.adjusted(w, item.ID, p.facts, func(of string) (Quantity, bool) {
			return b.a.counts(t, of, calendar.DateIn(p.from, b.a.c.zone()), p.facts)
		}, b.skip)
	}
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "no_price", err)
		return
	}
	amount := t.rounded(w.money)
	b.lines = append(b.lines, Charge{
		ID: fmt.Sprintf("%s/%s/%v/%s", b.a.c.cfg.ID, item.ID, b.a.periods[b.n].From, plainKey(key)), Rule: item.ID, Code: ChargeUse, On: calendar.DateIn(p.from, b.a.c.zone()),
		Period: b.a.periods[b.n], Entry: p.entry.ID, Ticket: p.entry.Ticket, Quantity: q.String(), List: t.rounded(w.list), Amount: amount,
		Steps: w.steps, Note: item.Clause,
	})
}
