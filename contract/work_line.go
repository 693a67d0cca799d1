package contract

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// workLines adds a line for what each rule took of each entry, at each level.
func (b *biller) workLines() {
	if !b.a.settles() {
		b.lines = slices.Grow(b.lines, len(b.a.works)*5/4+64) // some have two, and the items come after
		alike := map[likeKey]*Charge{}
		for _, w := range b.a.works {
			b.lines = b.a.appendLines(b.lines, w, b.n, b.fs, b.skip, alike)
		}
		return
	}
	for _, w := range b.a.works {
		for n := range b.n + 1 {
			for _, c := range b.a.linesOf(w, n, b.fs, b.skip) {
				if on, m := b.a.settled(c, n); m == b.n {
					c.On = on
					b.lines = append(b.lines, c)
				}
			}
		}
	}
}

// lineKey says which parts of an entry are one line.
type lineKey struct {
	level priority.Level
	rule  string
	as    As
	waits Needs
	rate  string
}

// id returns the ID of the line: of one entry no two in a period have the same.
func (k lineKey) id(contract, entry, period string) string {
	id := contract + "/" + period + "/" + entry + "/" + cmp.Or(k.rule, string(k.as))
	if k.level != 0 {
		id += "/" + k.level.String()
	}
	if k.rate != "" {
		id += "/" + k.rate
	}
	if k.waits != "" {
		id += "/" + string(k.waits)
	}
	return id
}

// linesOf returns the lines of an entry in a period.
func (a *Account) linesOf(w *work, n int, fs *strict.Faults, skip func(string, []priority.Missing)) []Charge {
	return a.appendLines(nil, w, n, fs, skip, nil)
}

// appendLines adds the lines of an entry in a period to a list.
func (a *Account) appendLines(lines []Charge, w *work, n int, fs *strict.Faults, skip func(string, []priority.Missing), alike map[likeKey]*Charge) []Charge {
	first := len(lines)
	var keys []lineKey
	period := ""
	for _, p := range w.pieces {
		if p.period != n || len(p.parts) == 0 {
			continue
		}
		worked := p.workedParts()
		for i := range p.parts {
			part := &p.parts[i]
			k := p.lineKey(part)
			at := slices.Index(keys, k)
			if at < 0 {
				at = len(keys)
				keys = append(keys, k)
				if period == "" {
					period = a.periods[n].From.String()
				}
				lines = append(lines, Charge{
					ID: k.id(a.c.cfg.ID, w.entry.ID, period), Code: ChargeWork, On: calendar.DateIn(p.from, a.c.zone()), Period: a.periods[n],
					Rule: part.Rule, Entry: w.entry.ID, Ticket: w.entry.Ticket, Level: p.level, As: part.As, Waits: part.Waits, Rate: part.rate, Note: part.Clause,
				})
				if p.late {
					lines[first+at].Code = ChargeLate
				}
			}
			c := &lines[first+at]
			c.Worked += worked[i]
			c.Billed += part.Billed
			c.Credit += part.Credit
		}
	}
	for i, k := range keys {
		if k.as == AsCharge && k.waits == "" {
			c := &lines[first+i]
			key, shares := w.like(c)
			if old := alike[key]; shares && old != nil {
				c.Amount, c.List, c.Quantity, c.Steps = old.Amount, old.List, old.Quantity, slices.Clone(old.Steps)
				continue
			}
			a.price(w, c, n, k, fs, skip)
			if shares && alike != nil {
				priced := *c
				alike[key] = &priced
			}
		}
	}
	return lines
}

// A likeKey says which lines of a period cost the same: so much time by a rate, of the same facts.
type likeKey struct {
	profile        *profile
	rate           string
	own            int // the period of the work
	billed, credit time.Duration
}

// like returns what a line has in common with others, and false if it is of parts that were
// priced together with others or is adjusted by what others need not have.
func (w *work) like(c *Charge) (likeKey, bool) {
	p := w.pieces[0]
	if len(w.pieces) > 1 || p.facts == nil || !p.terms.plain || p.together != "" || len(p.parts) > 8 {
		return likeKey{}, false
	}
	for i := range p.parts {
		if part := &p.parts[i]; part.before != nil || p.rated(part) && part.Billed != c.Billed {
			return likeKey{}, false
		}
	}
	return likeKey{p.profile, c.Rate, p.own, c.Billed, c.Credit}, true
}

// rated reports whether a part was priced.
func (p *piece) rated(part *Part) bool { return part.As == AsCharge && part.Waits == "" }

// price adjusts and rounds the money of a line: once, or, where a rate prices a group of
// work together, so that the lines of the group come to its money rounded once.
func (a *Account) price(w *work, c *Charge, n int, k lineKey, fs *strict.Faults, skip func(string, []priority.Missing)) {
	t := a.c.Terms(c.On)
	i := slices.IndexFunc(w.pieces, func(p *piece) bool { return p.facts != nil })
	facts := w.pieces[i].facts
	adjusted := func(m worth) worth {
		m, err := t.adjusted(m, c.Rate, facts, func(of string) (Quantity, bool) {
			if of == "time" {
				return QuantityOfTime(c.Billed), true
			}
			return a.counts(t, of, c.On, facts)
		}, skip)
		fs.Join(strict.Key("entries", w.entry.ID), "no_price", err)
		return m
	}
	var all worth
	grouped := false
	for part := range w.partsOf(n, k) {
		m := part.money
		all = worth{all.money.Add(m.money), all.list.Add(m.list), append(all.steps, m.steps...)}
		if part.before != nil {
			grouped = true
			was, now := adjusted(*part.before), adjusted(part.before.with(m))
			c.Amount = c.Amount.Add(t.rounded(now.money)).Sub(t.rounded(was.money))
			c.List = c.List.Add(t.rounded(now.list)).Sub(t.rounded(was.list))
		}
	}
	all = adjusted(all)
	if !grouped {
		c.Amount, c.List = t.rounded(all.money), t.rounded(all.list)
	}
	c.Quantity = exact.DurationText(c.Billed)
	if !all.money.Equal(MoneyOf(c.Amount)) {
		all.note("round", "", MoneyOf(c.Amount).Sub(all.money), "rounded to "+c.Amount.String())
	}
	c.Steps = all.steps
}

// partsOf returns the parts of an entry that are on a line of a period.
func (w *work) partsOf(n int, k lineKey) iter.Seq[*Part] {
	return func(yield func(*Part) bool) {
		for _, p := range w.pieces {
			if p.period != n {
				continue
			}
			for i := range p.parts {
				if part := &p.parts[i]; p.lineKey(part) == k && !yield(part) {
					return
				}
			}
		}
	}
}

// counts returns how much there is of what an adjustment of work counts.
func (a *Account) counts(t *Terms, of string, on calendar.Date, facts priority.Facts) (Quantity, bool) {
	if t.plan.Facts[of] == FactMeter {
		if levels, ok := a.knownIn(on).levels(of, Period{on, on.AddDays(1)}, a.c.zone()); ok {
			return QuantityOf(levels[0].value), true
		}
	}
	if v, ok := facts[of]; ok {
		if n, err := decimal.NewFromString(v.String()); err == nil {
			return QuantityOf(n), true
		}
	}
	return Quantity{}, false
}
