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
		n := 0
		for _, w := range b.a.works {
			for _, p := range w.pieces {
				if p.period == b.n {
					n += len(p.parts)
				}
			}
		}
		b.lines = slices.Grow(b.lines, n+64) // the items come after
		to := batch{alike: map[likeKey]int{}, steps: block[Line]{next: n}}
		for _, w := range b.a.works {
			b.lines = b.a.appendLines(b.lines, w, b.n, b.fs, b.skip, &to)
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

// appendID appends the ID of the line to b: of one entry no two in a period have the same.
func (k lineKey) appendID(b []byte, contract, entry string, period calendar.Date) []byte {
	b = append(append(b, contract...), '/')
	b, _ = period.AppendText(b)
	b = append(append(b, '/'), entry...)
	for _, part := range [...]string{cmp.Or(k.rule, string(k.as)), k.level.String(), k.rate, string(k.waits)} {
		if part != "" {
			b = append(append(b, '/'), part...)
		}
	}
	return b
}

// A batch is what lines that are worked out one after the other share.
type batch struct {
	alike map[likeKey]int // the place of the first of those that cost the same; nil: each is priced
	steps block[Line]
	id    []byte // room to put IDs together in
	keys  []lineKey
	times []time.Duration
}

// linesOf returns the lines of an entry in a period.
func (a *Account) linesOf(w *work, n int, fs *strict.Faults, skip func(string, []priority.Missing)) []Charge {
	return a.appendLines(nil, w, n, fs, skip, &batch{})
}

// appendLines adds the lines of an entry in a period to a list.
func (a *Account) appendLines(lines []Charge, w *work, n int, fs *strict.Faults, skip func(string, []priority.Missing), to *batch) []Charge {
	first := len(lines)
	keys := to.keys[:0]
	for _, p := range w.pieces {
		if p.period != n || len(p.parts) == 0 {
			continue
		}
		to.times = p.workedParts(to.times[:0])
		for i := range p.parts {
			part := &p.parts[i]
			k := p.lineKey(part)
			at := slices.Index(keys, k)
			if at < 0 {
				at = len(keys)
				keys = append(keys, k)
				to.id = k.appendID(to.id[:0], a.c.cfg.ID, w.entry.ID, a.periods[n].From)
				lines = append(lines, Charge{
					ID: string(to.id), Code: ChargeWork, On: calendar.DateIn(p.from, a.c.zone()), Period: a.periods[n],
					Rule: part.Rule, Entry: w.entry.ID, Ticket: w.entry.Ticket, Level: p.level, As: part.As, Waits: part.Waits, Rate: part.rate, Note: part.Clause,
				})
				if p.late {
					lines[first+at].Code = ChargeLate
				}
			}
			c := &lines[first+at]
			c.Worked += to.times[i]
			c.Billed += part.Billed
			c.Credit += part.Credit
		}
	}
	to.keys = keys
	for i, k := range keys {
		if k.as != AsCharge || k.waits != "" {
			continue
		}
		c := &lines[first+i]
		key, shares := w.like(c)
		if at, known := to.alike[key]; shares && known {
			old := &lines[at]
			c.Amount, c.List, c.Quantity, c.Steps = old.Amount, old.List, old.Quantity, to.steps.take(len(old.Steps))
			copy(c.Steps, old.Steps)
			continue
		}
		a.price(w, c, n, k, fs, skip)
		if shares && to.alike != nil {
			to.alike[key] = first + i
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
// work together, so that the lines of the group come to its money rounded once. Parts that are
// adjusted otherwise than others, as on the other side of closing time, are adjusted for themselves.
func (a *Account) price(w *work, c *Charge, n int, k lineKey, fs *strict.Faults, skip func(string, []priority.Missing)) {
	t := a.c.Terms(c.On)
	adjusted := func(s *partSet, m worth) worth {
		m, err := s.terms.adjusted(m, c.Rate, s.facts, func(of string) (Quantity, bool) {
			if of == "time" {
				return QuantityOfTime(s.time), true
			}
			return a.counts(s.terms, of, c.On, s.facts)
		}, skip)
		if err != nil {
			fs.Join(strict.Key("entries", w.entry.ID), "no_price", err)
		}
		return m
	}
	var all worth
	var room [2]partSet
	sets := w.partsOf(room[:0], n, k, c.Rate)
	for i := range sets {
		m := adjusted(&sets[i], sets[i].worth)
		all = worth{all.money.Add(m.money), all.list.Add(m.list), append(all.steps, m.steps...)}
	}
	c.Amount, c.List = t.rounded(all.money), t.rounded(all.list)
	if s := &sets[0]; len(sets) == 1 && s.grouped {
		var sum Money
		var amount, list decimal.Decimal
		for _, part := range w.partsOn(n, k) {
			was, now := adjusted(s, *part.before), adjusted(s, part.before.with(*part.money))
			sum = sum.Add(now.money).Sub(was.money)
			amount = amount.Add(t.rounded(now.money)).Sub(t.rounded(was.money))
			list = list.Add(t.rounded(now.list)).Sub(t.rounded(was.list))
		}
		if c.List = list; sum.Equal(all.money) { // else a flat or a bound is of this line alone
			c.Amount = amount
		}
	}
	c.Quantity = exact.DurationText(c.Billed)
	if !all.money.Equal(MoneyOf(c.Amount)) {
		all.note("round", "", MoneyOf(c.Amount).Sub(all.money), "rounded to "+c.Amount.String())
	}
	c.Steps = all.steps
}

// A partSet is parts of an entry that are adjusted alike, with what they cost together.
type partSet struct {
	*piece
	grouped bool          // all were priced together with others
	time    time.Duration // billed
	worth   worth
}

// partsOf adds to a list the parts of an entry that are on a line of a period, by how they are
// adjusted. Most lines are of one part, which costs nothing more here.
func (w *work) partsOf(sets []partSet, n int, k lineKey, rate string) []partSet {
	for p, part := range w.partsOn(n, k) {
		at := slices.IndexFunc(sets, func(s partSet) bool { return s.adjustedAs(p, rate) })
		if at < 0 {
			sets = append(sets, partSet{p, part.before != nil, part.Billed, worth{part.money.money, part.money.list, slices.Clip(part.money.steps)}})
			continue
		}
		s, m := &sets[at], part.money
		s.grouped, s.time = s.grouped && part.before != nil, s.time+part.Billed
		s.worth = worth{s.worth.money.Add(m.money), s.worth.list.Add(m.list), append(s.worth.steps, m.steps...)}
	}
	return sets
}

// partsOn returns the parts of an entry that are on a line of a period, with their pieces.
func (w *work) partsOn(n int, k lineKey) iter.Seq2[*piece, *Part] {
	return func(yield func(*piece, *Part) bool) {
		for _, p := range w.pieces {
			if p.period != n {
				continue
			}
			for i := range p.parts {
				if part := &p.parts[i]; p.lineKey(part) == k && !yield(p, part) {
					return
				}
			}
		}
	}
}

// adjustedAs reports whether the same adjustments of a rate hold for two pieces.
func (p *piece) adjustedAs(q *piece, rate string) bool {
	return p.profile == q.profile || p.terms == q.terms && !slices.ContainsFunc(p.terms.plan.Adjust, func(a Adjust) bool {
		return (slices.Contains(a.On, rate) || slices.Contains(a.On, "all")) && a.When.Holds(p.facts) != a.When.Holds(q.facts)
	})
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
