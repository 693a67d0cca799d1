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
// instant, at the zero instant by all.
func (b *biller) uses(n int, known time.Time) []Charge {
	of := biller{a: b.a, n: n, fs: b.fs, skipped: b.skipped}
	t := b.a.c.Terms(b.a.periods[n].From)
	for _, item := range t.plan.Items {
		switch {
		case item.ofWork(&t.plan):
			of.use(t, item, known)
		case item.Of == "cancellation":
			of.calledOff(t, item, known)
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

// use adds the lines of one item: for each group of it, what it comes to.
func (b *biller) use(t *Terms, item Item, known time.Time) {
	type group struct {
		key   string
		count decimal.Decimal
		first *piece
	}
	var groups []*group
	byKey := map[string]*group{}
	seen := map[string]bool{}
	for _, w := range b.a.works {
		if !known.IsZero() && (w.entry.known().After(known) || w.reversed != nil && !w.reversed.At.After(known)) || known.IsZero() && w.reversed != nil {
			continue
		}
		for _, p := range w.pieces {
			if p.again > 0 || p.facts == nil || p.own != b.n {
				continue
			}
			if !b.holds(item, p.facts) {
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
			if g == nil {
				g = &group{key: key, first: p}
				byKey[key] = g
				groups = append(groups, g)
			}
			g.count = g.count.Add(n)
		}
	}
	for _, g := range groups {
		b.useLine(t, item, g.first, g.key, g.count)
	}
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
func (b *biller) useLine(t *Terms, item Item, p *piece, key string, n decimal.Decimal) {
	q := QuantityOf(n)
	switch {
	case item.Of == "time":
		q = QuantityOfTime(time.Duration(n.IntPart()))
	case t.plan.Facts[item.Of] == FactMoney:
		q = QuantityOfMoney(MoneyOf(n))
	}
	begin := b.a.periods[b.n].From
	w, err := priced(b.a.c.indexed(item.Price, b.a.c.agreed(b.a.c.stageOn(begin), item), begin), q)
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
