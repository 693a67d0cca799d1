package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
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
	Due      calendar.Date // the first day on which it is overdue ([Account.DueOn] of a line); zero: the terms do not say
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
	sortLines(b.lines)
	a.c.taxClasses(b.lines)
	c.Lines = b.lines
	c.Total = totalOf(c.Lines)
	t := a.c.Terms(p.From)
	c.Issued, c.Due = a.dates(t, p)
	c.Tax = t.tax(c.Total)
	for _, pool := range a.pools() {
		s, err := a.ledger.Statement(pool, a.begins[n], a.ends[n])
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

// totalOf returns the sum of lines. Many come to nothing, and the others to amounts of the same
// digits, which are summed as whole numbers.
func totalOf(lines []Charge) decimal.Decimal {
	var sum int64
	var digits int32
	var rest decimal.Decimal
	for i := range lines {
		amount := lines[i].Amount
		if amount.IsZero() {
			continue
		}
		if sum == 0 {
			digits = amount.Exponent()
		}
		n, ok := coefficient(amount)
		if next := sum + n; ok && digits == amount.Exponent() && max(next, -next) < 1<<60 {
			sum = next
		} else {
			rest = rest.Add(amount)
		}
	}
	if sum == 0 {
		return rest
	}
	return decimal.New(sum, digits).Add(rest)
}

// sortLines puts lines in order. Those of work come first, and mostly are in order: only what
// comes after them is sorted, and merged with them from the end.
func sortLines(lines []Charge) {
	run := min(1, len(lines))
	for run < len(lines) && lines[run-1].compare(&lines[run]) <= 0 {
		run++
	}
	rest := lines[run:]
	places := make([]int, len(rest)) // lines are large: their places are sorted, and they are moved once
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(i, j int) int { return cmp.Or(rest[i].compare(&rest[j]), cmp.Compare(i, j)) })
	sorted := make([]Charge, len(rest))
	for to, from := range places {
		sorted[to] = rest[from]
	}
	for to, i, j := len(lines)-1, run-1, len(sorted)-1; j >= 0; to-- {
		if i >= 0 && lines[i].compare(&sorted[j]) > 0 {
			lines[to], i = lines[i], i-1
		} else {
			lines[to], j = sorted[j], j-1
		}
	}
}

// compare orders lines by day, entry, rule and ID.
func (c *Charge) compare(d *Charge) int {
	if by := cmp.Or(c.On.Compare(d.On), cmp.Compare(c.Entry, d.Entry)); by != 0 {
		return by
	}
	return cmp.Or(cmp.Compare(c.Rule, d.Rule), cmp.Compare(c.ID, d.ID))
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

// DueOn returns the first day on which a line of an invoice is overdue: work that is billed on
// completion can be billed from its own day on, and is due by that; all else is due with the
// invoice. It is the zero Date if the terms do not say.
func (a *Account) DueOn(invoice Closed, line Charge) calendar.Date {
	t := a.c.Terms(line.On)
	u := t.plan.Invoice.Due
	if line.Entry == "" || t.plan.Invoice.Bill != BillCompletion || u.IsZero() {
		return invoice.Due
	}
	due, _ := u.End(line.On, a.edgesOf(t))
	return due
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
	b.invoiceAdjusts()
}

func (b *biller) skip(rule string, m []priority.Missing) { b.skipped[rule] = m }

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
			in := b.a.landing(p)
			if in < 0 || in > b.n || in < b.n && !b.a.settles() {
				continue
			}
			for _, c := range b.a.linesOf(w, p.period, b.fs, b.skip) {
				if b.a.creditedIn(c, p.period, in) != b.n || b.a.isTaken(w, p.period, c) {
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
	from := p.From
	if n == 0 {
		from = b.a.first()
	}
	s, err := b.a.c.schedule(b.a.j.asKnown(known, b.a.c.zone()).withoutWork(), from, p.To.AddDays(1), b.a)
	if err != nil {
		b.fs.Join("", "schedule", err)
		return nil
	}
	for _, skipped := range s.NotEvaluated {
		b.skip(skipped.Rule, skipped.Missing)
	}
	ends := p.To.In(b.a.c.zone()).Equal(b.a.c.end.At)
	return slices.DeleteFunc(s.Charges, func(c Charge) bool {
		on := c.On
		if c.On == c.Period.To || ends && c.On == p.To {
			on = on.AddDays(-1) // billed in arrears, or at the end of the contract
		}
		return on.Before(from) || !on.Before(p.To)
	})
}

// first returns the first day on which anything can be billed: that of the contract, or of what
// was ordered or paid before.
func (a *Account) first() calendar.Date {
	first := a.c.cfg.Start
	if len(a.j.Orders) > 0 {
		first = earlier(first, calendar.DateIn(a.j.Orders[0].At, a.c.zone()))
	}
	if len(a.j.Payments) > 0 {
		first = earlier(first, a.j.Payments[0].On)
	}
	return first
}

// withoutWork returns the facts that a schedule is made of.
func (j Journal) withoutWork() Journal {
	return Journal{Orders: j.Orders, Readings: j.Readings, Payments: j.Payments, Tickets: j.Tickets, Cancellations: j.Cancellations}
}

// invoiceAdjusts adds a line for each adjustment of the invoice as a whole.
func (b *biller) invoiceAdjusts() {
	p := b.a.periods[b.n]
	t := b.a.c.Terms(p.From)
	if !slices.ContainsFunc(t.plan.Adjust, func(a Adjust) bool { return slices.Contains(a.On, "invoice") }) {
		return
	}
	facts := b.a.factsOn(t, p.From.In(b.a.c.zone()))
	if t.uses["attainment"] {
		if _, attainment, err := b.a.c.kept(b.a.j.asKnown(b.a.closing(b.n), b.a.c.zone()), p); err == nil {
			facts["attainment"] = priority.Number(attainment)
		}
	}
	apart := MoneyOf(b.owedBack())
	for _, adj := range t.plan.Adjust {
		if !slices.Contains(adj.On, "invoice") {
			continue
		}
		sum := decimal.Zero
		for _, l := range b.lines {
			sum = sum.Add(l.Amount)
		}
		w := worth{money: MoneyOf(sum), list: MoneyOf(sum)}
		next, err := t.adjust(w, apart, adj, facts, func(of string) (Quantity, bool) {
			if of != "breaches" && of != "attainment" {
				return b.a.counts(t, of, p.From, facts)
			}
			return b.a.c.keptAs(of, b.a.j.asKnown(b.a.closing(b.n), b.a.c.zone()), p)
		}, b.skip)
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

// owedBack returns what the customer gets back for periods before, as less than nothing: no bound of
// an invoice takes it from him.
func (b *biller) owedBack() (sum decimal.Decimal) {
	settles := b.a.settles() // only then a line may be charged and taken back at once
	for _, l := range b.lines {
		if l.Code == ChargeLate || l.Code == ChargeCredit && !(settles && slices.ContainsFunc(b.lines, func(c Charge) bool { return c.ID == l.Credits })) {
			sum = sum.Add(l.Amount)
		}
	}
	return decimal.Min(sum, decimal.Zero)
}
