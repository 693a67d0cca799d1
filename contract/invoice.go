package contract

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Closed is the invoice of a billing period with the statements of its pools.
type Closed struct {
	ID       string // of the invoice: the contract and the period
	Contract string
	Customer string
	Period   Period
	Issued   calendar.Date // the first day on which it can be issued
	Due      calendar.Date // the first day on which it is overdue; zero: the terms do not say
	Currency priority.Currency

	Lines []Charge // by day, entry, rule; covered work among them, at nothing
	Total decimal.Decimal
	Tax   TaxAmount

	Statements   []ledger.Statement // of each account
	NotEvaluated []Skipped
}

// A TaxAmount is the tax of an invoice: on top of its total, or inside it.
type TaxAmount struct {
	Rate   Amount
	Inside bool
	Amount decimal.Decimal
	Gross  decimal.Decimal // what is to be paid
}

// Periods returns the billing periods of the account, in order.
func (a *Account) Periods() []Period { return slices.Clone(a.periods) }

// Close returns the invoice of a billing period: what was charged if it has been closed
// ([Closing]), and what is so far if not. It is the same however often it is asked for;
// facts that came after a period was closed are in the first that was open when they became
// known. It is a [*NotFoundError] if the contract has no such period.
func (a *Account) Close(p Period) (Closed, error) {
	n := slices.Index(a.periods, p)
	if n < 0 {
		return Closed{}, &NotFoundError{"period", p.String()}
	}
	c := Closed{
		ID: a.c.cfg.ID + "/" + p.From.String(), Contract: a.c.cfg.ID, Customer: a.c.cfg.Customer,
		Period: p, Currency: a.c.stages[0].terms.plan.Currency,
	}
	var fs strict.Faults
	b := biller{a: a, n: n, fs: &fs, skipped: map[string][]priority.Missing{}}
	b.all()
	b.lines = append(b.lines, a.paid[n]...)
	if err := fs.Err("contract: invoice " + c.ID); err != nil {
		return Closed{}, err
	}
	c.Lines = b.lines
	slices.SortStableFunc(c.Lines, func(x, y Charge) int {
		return cmp.Or(x.On.Compare(y.On), cmp.Compare(x.Entry, y.Entry), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.ID, y.ID))
	})
	for _, l := range c.Lines {
		c.Total = c.Total.Add(l.Amount)
	}
	t := a.c.Terms(p.From)
	c.Issued, c.Due = a.dates(t, p)
	c.Tax = t.tax(c.Total)
	for _, pool := range a.pools() {
		s, err := a.ledger.Statement(pool, p.From.In(a.c.zone()), p.To.In(a.c.zone()))
		if err != nil {
			return Closed{}, err
		}
		c.Statements = append(c.Statements, s)
	}
	maps.Copy(b.skipped, a.skipped)
	for rule, missing := range b.skipped {
		c.NotEvaluated = append(c.NotEvaluated, Skipped{rule, missing})
	}
	slices.SortFunc(c.NotEvaluated, func(x, y Skipped) int { return cmp.Compare(x.Rule, y.Rule) })
	return c, nil
}

// pools returns the accounts of all pools, in order.
func (a *Account) pools() []string {
	if a.ledger == nil {
		return nil
	}
	var list []string
	for _, p := range a.ledger.Config().Pools {
		list = append(list, p.ID)
	}
	slices.Sort(list)
	return list
}

// dates returns when the invoice of a period can be issued and when it is overdue. Where
// anything of it is billed in arrears or by work, it is issued at the end of the period.
func (a *Account) dates(t *Terms, p Period) (issued, due calendar.Date) {
	issued = p.To
	if v := t.plan.Invoice; v.Bill == BillAdvance && len(t.plan.Rates) == 0 {
		issued = p.From
	}
	if early := t.plan.Invoice.Early; !early.IsZero() {
		if n, unit := early.Count(); unit == calendar.UnitDay {
			issued = issued.AddDays(-n)
		}
	}
	if u := t.plan.Invoice.Due; !u.IsZero() {
		due, _ = u.End(issued, a.edgesOf(t))
	}
	return issued, due
}

// tax returns the tax on a total, rounded once.
func (t *Terms) tax(total decimal.Decimal) TaxAmount {
	v := t.plan.Invoice.Tax
	if v.Rate.IsZero() {
		return TaxAmount{Gross: total}
	}
	x := TaxAmount{Rate: v.Rate, Inside: v.Prices == TaxIncluded, Gross: total}
	m := MoneyOf(total).Mul(v.Rate.Percent())
	if x.Inside {
		x.Amount = t.rounded(m.per(v.Rate.Percent().Add(hundred)))
	} else {
		x.Amount = t.rounded(m.per(hundred))
		x.Gross = total.Add(x.Amount)
	}
	return x
}

// A biller makes the lines of an invoice.
type biller struct {
	a       *Account
	n       int
	lines   []Charge
	fs      *strict.Faults
	skipped map[string][]priority.Missing
}

// all adds all lines but those that pools of money pay.
func (b *biller) all() {
	b.workLines()
	b.takenLines()
	b.reversals()
	b.itemLines()
	b.breaches()
	b.invoiceAdjusts()
}

func (b *biller) skip(rule string, m []priority.Missing) { b.skipped[rule] = m }

// workLines adds a line for what each rule took of each entry, at each level.
func (b *biller) workLines() {
	if !b.a.settles() {
		b.lines = slices.Grow(b.lines, len(b.a.works))
		for _, w := range b.a.works {
			b.lines = b.a.appendLines(b.lines, w, b.n, b.fs, b.skip)
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
	return a.appendLines(nil, w, n, fs, skip)
}

// appendLines adds the lines of an entry in a period to a list.
func (a *Account) appendLines(lines []Charge, w *work, n int, fs *strict.Faults, skip func(string, []priority.Missing)) []Charge {
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
			a.price(w, &lines[first+i], n, k, fs, skip)
		}
	}
	return lines
}

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

// reversals takes back the lines of entries that were taken back after their period was
// closed: in the first period that was open then.
func (b *biller) reversals() {
	for _, w := range b.a.works {
		r := w.reversed
		if r == nil {
			continue
		}
		done := map[int]bool{}
		for _, p := range w.pieces {
			if done[p.period] || b.a.undone(p) {
				continue
			}
			done[p.period] = true
			if b.a.landing(p) != b.n {
				continue
			}
			for _, c := range b.a.linesOf(w, p.period, b.fs, b.skip) {
				if b.a.isTaken(w, p.period, c) {
					continue
				}
				c = c.takenBack(r.ID)
				c.On, c.Note = calendar.DateIn(r.At, b.a.c.zone()), r.Reason
				b.lines = append(b.lines, c)
			}
		}
	}
}

// items returns what items cost in a period, by what was known at an instant.
func (b *biller) items(n int, known time.Time) []Charge {
	p := b.a.periods[n]
	s, err := b.a.c.schedule(b.a.j.asKnown(known, b.a.c.zone()).withoutWork(), p.From, p.To.AddDays(1), b.a)
	if err != nil {
		b.fs.Join("", "schedule", err)
		return nil
	}
	for _, skipped := range s.NotEvaluated {
		b.skip(skipped.Rule, skipped.Missing)
	}
	return slices.DeleteFunc(s.Charges, func(c Charge) bool {
		on := c.On
		if c.On == c.Period.To {
			on = on.AddDays(-1) // billed in arrears
		}
		return !p.Holds(on)
	})
}

// withoutWork returns the facts that a schedule is made of.
func (j Journal) withoutWork() Journal {
	return Journal{Orders: j.Orders, Readings: j.Readings, Payments: j.Payments, Tickets: j.Tickets, Cancellations: j.Cancellations}
}

// invoiceAdjusts adds a line for each adjustment of the invoice as a whole.
func (b *biller) invoiceAdjusts() {
	p := b.a.periods[b.n]
	t := b.a.c.Terms(p.From)
	facts := b.a.factsOn(t, p.From.In(b.a.c.zone()))
	for _, adj := range t.plan.Adjust {
		if !slices.Contains(adj.On, "invoice") {
			continue
		}
		sum := decimal.Zero
		for _, l := range b.lines {
			sum = sum.Add(l.Amount)
		}
		w := worth{money: MoneyOf(sum), list: MoneyOf(sum)}
		next, err := t.adjust(w, adj, facts, func(of string) (Quantity, bool) { return b.a.counts(t, of, p.From, facts) }, b.skip)
		if err != nil {
			b.fs.Join(strict.Key("adjust", adj.ID), "no_price", err)
			continue
		}
		if change := t.rounded(next.money.Sub(w.money)); !change.IsZero() {
			b.lines = append(b.lines, Charge{
				ID: fmt.Sprintf("%s/%s/%v", b.a.c.cfg.ID, adj.ID, p.From), Rule: adj.ID, Code: ChargeAdjust, On: p.To.AddDays(-1),
				Period: p, Amount: change, List: change, Steps: next.steps, Note: adj.Clause,
			})
		}
	}
}

// uses returns the lines of the items that work of a period brings with it: for its time, its
// tickets, visits and entries, and the numbers that are stated on it; by what was known at an
// instant, at the zero instant by all.
func (b *biller) uses(n int, known time.Time) []Charge {
	of := biller{a: b.a, n: n, fs: b.fs, skipped: b.skipped}
	t := b.a.c.Terms(b.a.periods[n].From)
	for _, item := range t.plan.Items {
		if item.ofWork(&t.plan) {
			of.use(t, item, known)
		} else if item.Of == "cancellation" {
			of.calledOff(t, item, known)
		}
	}
	return of.lines
}

// breaches adds the lines of items that count the promises broken in the period.
func (b *biller) breaches() {
	t := b.a.c.Terms(b.a.periods[b.n].From)
	for _, item := range t.plan.Items {
		if item.Of == "breaches" {
			b.breach(t, item)
		}
	}
}

func (b *biller) breach(t *Terms, item Item) {
	p := b.a.periods[b.n]
	n, _, ok := b.a.c.kept(b.a.j, p)
	if !ok || n.IsZero() || !item.When.Holds(b.a.c.Facts(p.From)) {
		return
	}
	w, err := priced(t.indexed(item.Price, b.a.c.cfg.Start, b.a.c.agreed(b.a.c.stageOn(p.From), item), p.From), QuantityOf(n))
	if err != nil {
		b.fs.Join(strict.Key("items", item.ID), "no_price", err)
		return
	}
	b.lines = append(b.lines, Charge{
		ID: fmt.Sprintf("%s/%s/%v", b.a.c.cfg.ID, item.ID, p.From), Rule: item.ID, Code: ChargeUse, On: p.To.AddDays(-1), Period: p,
		Quantity: n.String(), List: t.rounded(w.list), Amount: t.rounded(w.money), Steps: w.steps, Note: item.Clause,
	})
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
			outcome, missing := item.When.Eval(p.facts)
			if outcome == priority.Unknown {
				b.skip(item.ID, missing)
			}
			if outcome != priority.True {
				continue
			}
			n, key, ok := b.counted(t, item, p, seen)
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
func (b *biller) counted(t *Terms, item Item, p *piece, seen map[string]bool) (decimal.Decimal, string, bool) {
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
		if p.ticket == nil || p.ticket.Ticket.Facts[item.Of] == "" {
			return n, "", false
		}
		d, err := exact.ParseDecimal(p.ticket.Ticket.Facts[item.Of])
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
	w, err := priced(t.indexed(item.Price, b.a.c.cfg.Start, b.a.c.agreed(b.a.c.stageOn(begin), item), begin), q)
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
