package contract_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// figure returns which figure a key wants, without its side, and false if it is of a side
// that the trial is not.
func (z *trial) figure(key string) (string, bool) {
	for word, m := range z.words.Words {
		if !m.Side || !ofSide(key, word) {
			continue
		}
		for _, v := range z.given {
			if fmt.Sprint(v) == word {
				return strings.TrimPrefix(strings.TrimPrefix(key, word), "_"), true
			}
		}
		return "", false
	}
	return key, true
}

// answer returns a figure of the trial: by its name in the cases, else what the item of that
// name costs.
func (z *trial) answer(figure string, listed bool) (got any, err error) {
	defer func() {
		if r := recover(); r != nil {
			fault, ok := r.(error)
			if !ok {
				panic(r)
			}
			err = fault
		}
	}()
	z.listed = listed
	if f, ok := figures[figure]; ok {
		return f(z), nil
	}
	for _, c := range z.items() {
		if c.Rule == figure {
			return c.Amount.StringFixed(2), nil
		}
	}
	return nil, fmt.Errorf("nobody knows what it is")
}

// must ends the answer with an error.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// figures are what the cases want.
var figures = map[string]func(z *trial) any{
	// Work: measured, weighed, covered.
	"billed_min":              func(z *trial) any { return z.byWork(func(c contract.Charge) any { return z.measured(c) }) },
	"debit_min":               func(z *trial) any { return z.byWork(func(c contract.Charge) any { return drawn(c) }) },
	"entry_min":               (*trial).firstPass,
	"credits":                 (*trial).units,
	"tickets":                 (*trial).units,
	"total_min":               func(z *trial) any { return minutesOf(sumOf(z.lines(), owing)) },
	"invoice_min":             func(z *trial) any { return minutesOf(sumOf(z.lines(), owing)) },
	"june_invoice_min":        func(z *trial) any { return minutesOf(sumOf(z.closed(0).Lines, owing)) },
	"next_min":                func(z *trial) any { return minutesOf(sumOf(z.closed(1).Lines, owing)) },
	"per_entry_would_be":      (*trial).perEntry,
	"weighted_min":            (*trial).weighted,
	"covered_min":             func(z *trial) any { return minutesOf(sumOf(z.lines(), drawn)) },
	"overage_min":             func(z *trial) any { return z.byWork(func(c contract.Charge) any { return charged(c) }) },
	"billed_overage_min":      func(z *trial) any { return minutesOf(sumOf(z.lines(), charged)) },
	"done_min":                func(z *trial) any { return z.inWeek(contract.AsDraw) },
	"deferred_min":            func(z *trial) any { return z.inWeek(contract.AsDefer) },
	"excessive":               (*trial).excessive,
	"multiply_then_round_min": func(z *trial) any { return z.rounded(true) },
	"round_then_multiply_min": func(z *trial) any { return z.rounded(false) },
	"utilisation_percent":     (*trial).utilisation,

	// Money.
	"":                (*trial).amount,
	"amount":          (*trial).amount,
	"amounts":         (*trial).amount,
	"annual":          (*trial).amount,
	"first_charge":    (*trial).amount,
	"pay":             (*trial).amount,
	"prepaid":         func(z *trial) any { return moneyText(totalOf(z.items())) },
	"overage":         func(z *trial) any { return moneyText(totalOf(z.lines())) },
	"overage_amount":  func(z *trial) any { return moneyText(totalOf(z.lines())) },
	"quarter_amount":  func(z *trial) any { return moneyText(totalOf(ofWork(z.closed(2).Lines))) },
	"surcharge":       func(z *trial) any { return moneyText(totalOf(ofCode(z.lines(), contract.ChargeUse))) },
	"fee":             func(z *trial) any { return moneyText(totalOf(z.extras())) },
	"refund":          func(z *trial) any { return moneyText(totalOf(z.extras()).Neg()) },
	"gross":           func(z *trial) any { return moneyText(z.closed(0).Tax.Gross) },
	"net":             func(z *trial) any { return moneyText(z.closed(0).Tax.Gross.Sub(z.closed(0).Tax.Amount)) },
	"totals":          (*trial).totals,
	"fees":            (*trial).late,
	"rates":           (*trial).hourly,
	"rate":            (*trial).raised,
	"saving":          (*trial).saving,
	"urgent_rate_40h": (*trial).packRate,
	"currency":        func(z *trial) any { return z.closed(0).Currency.String() },

	// Pools.
	"balance":          func(z *trial) any { return z.count(z.balance(z.boundary(z.months() - 1).Add(-1))) },
	"balance_min":      func(z *trial) any { return minutesOf(z.kept(z.settled())) },
	"balance_after":    func(z *trial) any { return z.count(z.kept(z.end())) },
	"hours_left":       func(z *trial) any { return z.count(z.balance(z.end())) },
	"carry_min":        func(z *trial) any { return z.byMonth(z.carried) },
	"next_carry_min":   func(z *trial) any { return z.byMonth(z.carried) },
	"lost_min":         func(z *trial) any { return z.byMonth(z.lost) },
	"available_min":    func(z *trial) any { return z.byMonth(z.available) },
	"lot_balances_min": (*trial).lots,
	"expired_min":      (*trial).expired,
	"reminder_on":      (*trial).reminder,
	"expires":          func(z *trial) any { return z.expiries(z.end())[0].String() },
	"use_by":           func(z *trial) any { return z.expiries(z.end())[0].String() },
	"base_expiry":      func(z *trial) any { return z.moving()[0].String() },
	"then":             func(z *trial) any { return texts(z.moving()[1:]) },
	"final":            func(z *trial) any { return z.moving()[len(z.moving())-1].String() },
	"valid_through":    (*trial).validThrough,
	"allowed":          (*trial).allowed,
	"else_min":         (*trial).least,

	// Dates and clocks.
	"ends": func(z *trial) any {
		return must(z.made.EarliestEnd(contract.Customer, z.dayOf(noticed))).LastDay.String()
	},
	"latest":      (*trial).latest,
	"renewal":     func(z *trial) any { return z.closed(0).Issued.String() },
	"due":         func(z *trial) any { return z.due(givenText(z.given["metric"])) },
	"respond":     func(z *trial) any { return z.due("respond") },
	"start":       func(z *trial) any { return z.due("start") },
	"resolve":     func(z *trial) any { return z.due("resolve") },
	"working_min": (*trial).working,
}

// accounted returns the account up to a day.
func (z *trial) accounted(until calendar.Date) *contract.Account {
	return must(z.made.Account(z.j, until))
}

// all returns the account up to the last day that anything is asked of.
func (z *trial) all() *contract.Account {
	if z.account == nil {
		z.account = z.accounted(z.last)
	}
	return z.account
}

func (z *trial) closed(n int) contract.Closed { return must(z.all().Close(z.all().Periods()[n])) }

// lines returns all lines of work.
func (z *trial) lines() (list []contract.Charge) {
	for n := range z.all().Periods() {
		list = append(list, ofWork(z.closed(n).Lines)...)
	}
	return list
}

func ofWork(lines []contract.Charge) []contract.Charge {
	return slices.DeleteFunc(slices.Clone(lines), func(c contract.Charge) bool { return c.Entry == "" })
}

func ofCode(lines []contract.Charge, codes ...contract.ChargeCode) []contract.Charge {
	return slices.DeleteFunc(slices.Clone(lines), func(c contract.Charge) bool { return !slices.Contains(codes, c.Code) })
}

// items returns what the items of the first period cost.
func (z *trial) items() []contract.Charge {
	to := z.made.PeriodOn(z.cfg.Start).To.AddDays(1)
	list := must(z.made.Schedule(z.j, z.cfg.Start, to)).Charges
	return slices.DeleteFunc(list, func(c contract.Charge) bool { return !c.Period.IsZero() && c.Period.From != z.cfg.Start })
}

func totalOf(lines []contract.Charge) (sum decimal.Decimal) {
	for _, c := range lines {
		sum = sum.Add(c.Amount)
	}
	return sum
}

func moneyText(d decimal.Decimal) string { return d.StringFixed(2) }

func sumOf(lines []contract.Charge, of func(contract.Charge) time.Duration) (d time.Duration) {
	for _, c := range lines {
		d += of(c)
	}
	return d
}

// owing is the time that is drawn, charged, or will be.
func owing(c contract.Charge) time.Duration {
	if c.As == contract.AsIncluded || c.As == contract.AsRefuse {
		return 0
	}
	return c.Billed
}

// measured is the time owing as its rule measures it: before it is weighed, or after.
func (z *trial) measured(c contract.Charge) time.Duration {
	rule := must(z.all().Explain(c.Entry)).Pieces[0].Measured
	for _, m := range z.made.Terms(z.cfg.Start).Plan().Measure {
		if m.ID == rule && m.AfterWeight && owing(c) > 0 {
			return c.Credit
		}
	}
	return owing(c)
}

// drawn is what is taken from a pool.
func drawn(c contract.Charge) time.Duration {
	if c.As != contract.AsDraw {
		return 0
	}
	return c.Credit
}

func charged(c contract.Charge) time.Duration {
	if c.As != contract.AsCharge {
		return 0
	}
	return c.Billed
}

// minutesOf returns a time in minutes, if it is whole ones.
func minutesOf(d time.Duration) any {
	if d%time.Minute != 0 {
		return d.String()
	}
	return int64(d / time.Minute)
}

// byWork returns a figure of the lines of each piece of work that is given, or of all where
// one is wanted.
func (z *trial) byWork(of func(c contract.Charge) any) any {
	lines := z.lines()
	add := func(entries []string) any {
		var d time.Duration
		var m decimal.Decimal
		isMoney := false
		for _, c := range lines {
			if entries != nil && !slices.Contains(entries, c.Entry) {
				continue
			}
			switch v := of(c).(type) {
			case time.Duration:
				d += v
			case decimal.Decimal:
				m, isMoney = m.Add(v), true
			}
		}
		if isMoney {
			return moneyText(m)
		}
		return minutesOf(d)
	}
	if !z.listed {
		return add(nil)
	}
	list := []any{}
	for _, entries := range z.work {
		list = append(list, add(append([]string{}, entries...)))
	}
	return list
}

// amount returns what work costs, and what comes with it; without work, what items cost.
func (z *trial) amount() any {
	if len(z.j.Entries) > 0 {
		return z.byWork(func(c contract.Charge) any { return c.Amount })
	}
	return moneyText(totalOf(z.items()))
}

// with returns the trial under a contract that says something otherwise.
func (z *trial) with(section string, v any) *trial {
	y := *z
	y.patch = map[string]any{section: v}
	for key, old := range z.patch {
		if key != section {
			y.patch[key] = old
		}
	}
	y.account = nil
	y.make()
	y.last = z.last
	return &y
}

// eachMeasure returns what to say of each rule that measures.
func (z *trial) eachMeasure(say func(m contract.Measure) map[string]any) []any {
	var list []any
	for _, m := range z.made.Terms(z.cfg.Start).Plan().Measure {
		if rule := say(m); rule != nil {
			rule["id"] = m.ID
			list = append(list, rule)
		}
	}
	return list
}

// firstPass returns what each piece of work is measured as before a second pass.
func (z *trial) firstPass() any {
	y := z.with("measure", z.eachMeasure(func(m contract.Measure) map[string]any {
		if m.Pass != 2 {
			return nil
		}
		return map[string]any{"drop": true}
	}))
	y.listed = true
	return y.byWork(func(c contract.Charge) any { return owing(c) })
}

// perEntry returns what it would be if each entry were measured by itself.
func (z *trial) perEntry() any {
	y := z.with("measure", z.eachMeasure(func(contract.Measure) map[string]any { return map[string]any{"per": "entry"} }))
	return minutesOf(sumOf(y.lines(), owing))
}

// rounded returns what work weighs if it is rounded after it is weighed, or before.
func (z *trial) rounded(after bool) any {
	y := z.with("measure", z.eachMeasure(func(contract.Measure) map[string]any { return map[string]any{"after_weight": after} }))
	return minutesOf(sumOf(y.lines(), func(c contract.Charge) time.Duration { return c.Credit }))
}

func (z *trial) weighted() any {
	d := sumOf(z.lines(), func(c contract.Charge) time.Duration { return c.Credit })
	return decimal.NewFromInt(int64(d)).DivRound(decimal.NewFromInt(int64(time.Minute)), 9).StringFixed(2)
}

// units returns what work takes in units of the pool, whether there are so many or not.
func (z *trial) units() any {
	unit := time.Hour
	for _, p := range z.made.Terms(z.cfg.Start).Plan().Pools {
		unit = p.Unit.Time()
	}
	got := z.byWork(func(c contract.Charge) any { return c.Credit })
	inUnits := func(v any) any { return v.(int64) / int64(unit/time.Minute) }
	list, many := got.([]any)
	if !many {
		return inUnits(got)
	}
	for i, v := range list {
		list[i] = inUnits(v)
	}
	return list
}

// inWeek returns the time that became this in the week in which the work was wanted.
func (z *trial) inWeek(as contract.As) any {
	x := must(z.all().Explain(z.j.Entries[0].ID))
	week := calendar.DateIn(z.j.Entries[0].From, z.zone()).StartOf(calendar.UnitWeek)
	var d time.Duration
	for _, p := range x.Pieces {
		if calendar.DateIn(p.From, z.zone()).StartOf(calendar.UnitWeek) != week {
			continue
		}
		for _, part := range p.Parts {
			if part.As == as {
				d += part.Billed
			}
		}
	}
	return minutesOf(d)
}

// excessive reports whether anything waits for the provider to decide.
func (z *trial) excessive() any {
	return slices.ContainsFunc(z.lines(), func(c contract.Charge) bool { return c.Waits == contract.NeedsDecision })
}

// utilisation returns how much of what each month brought was used.
func (z *trial) utilisation() any {
	list := []any{}
	for n := range z.months() {
		c := z.closed(n)
		used := sumOf(c.Lines, func(c contract.Charge) time.Duration { return c.Billed })
		granted := c.Statements[0].Granted.Duration()
		share := decimal.NewFromInt(int64(used)).Shift(2).DivRound(decimal.NewFromInt(int64(granted)), 2)
		list = append(list, share.StringFixed(2))
	}
	return list
}

// extras returns what the end of the contract costs, and appointments called off.
func (z *trial) extras() []contract.Charge {
	y := *z
	for key, v := range z.given {
		if m := z.meaning(key); m.Notice && m.Early {
			at := dateOf(v)
			end := z.made.PeriodOn(at).To.AddDays(-1)
			y.cfg.Notices = []contract.Notice{{ID: "n", By: contract.Customer, Given: at, Early: true, Wanted: end}}
			y.make()
			s := must(y.made.Schedule(z.j, z.cfg.Start, end.AddDays(10)))
			return ofCode(s.Charges, contract.ChargeEnd)
		}
	}
	return ofCode(z.closed(0).Lines, contract.ChargeUse)
}

// totals returns what the periods paid ahead cost together.
func (z *trial) totals() any {
	return moneyText(must(z.made.Schedule(z.j, z.cfg.Start, z.last)).Total)
}

// late returns what it costs to pay the first invoice so many days after it was issued.
func (z *trial) late() any {
	for key, v := range z.given {
		if !z.meaning(key).Overdue {
			continue
		}
		first := z.closed(0)
		y := *z
		y.j.Arrears = []contract.Arrear{{ID: "late", Invoice: first.Period.From, On: first.Issued.AddDays(int(numeral(v).IntPart())), Amount: contract.Number{D: first.Total}}}
		a := y.accounted(y.j.Arrears[0].On.AddDays(1))
		sum := decimal.Zero
		for _, p := range a.Periods() {
			for _, line := range must(a.Close(p)).Lines {
				if strings.HasSuffix(line.ID, "/late") {
					sum = sum.Add(line.Amount)
				}
			}
		}
		return sum.StringFixed(2)
	}
	return nil
}

// hourly returns what an hour costs, of those that the fee brings.
func (z *trial) hourly() any {
	brought := decimal.NewFromInt(int64(z.balance(z.cfg.Start.In(z.zone()))))
	return totalOf(z.items()).Mul(decimal.NewFromInt(int64(time.Hour))).DivRound(brought, 9).StringFixed(2)
}

// raised returns what an hour on site costs after a year.
func (z *trial) raised() any {
	y := *z
	y.clock = z.usual(calendar.AddMonths(z.cfg.Start, 12, z.cfg.Start.Day()).AddDays(2))
	y.facts["place"] = "onsite"
	y.enter(time.Hour, y.facts, "", "")
	return moneyText(totalOf(ofCode(y.lines(), contract.ChargeWork)))
}

// saving returns what the hours of a pack cost less than one by one.
func (z *trial) saving() any {
	lot := must(z.all().Lots(z.pool(), z.cfg.Start.In(z.zone())))[0]
	rate := z.made.Terms(z.cfg.Start).Plan().Rates[0].Price
	single := must(rate.Of(contract.QuantityOfTime(lot.Amount.Duration())))
	return single.Sub(contract.MoneyOf(totalOf(z.items()))).Round(2).StringFixed(2)
}

// packRate returns what an hour of the level costs out of a pack.
func (z *trial) packRate() any {
	y := *z
	y.enter(time.Hour, y.facts, "", "")
	credit := sumOf(y.lines(), drawn)
	lot := must(y.all().Lots(y.pool(), y.cfg.Start.In(y.zone())))[0]
	cost := totalOf(z.items()).Mul(decimal.NewFromInt(int64(credit)))
	return cost.DivRound(decimal.NewFromInt(int64(lot.Amount.Duration())), 9).StringFixed(2)
}

func (z *trial) end() time.Time { return z.last.In(z.zone()) }

// settled returns the end of the last month of which work is given, else of all.
func (z *trial) settled() time.Time {
	for key := range z.given {
		if z.meaning(key).Work == "month" {
			return z.boundary(z.months() - 1)
		}
	}
	return z.end()
}

// months returns for how many months work is given.
func (z *trial) months() int { return max(1, len(z.work)) }

// boundary returns the end of the month of some piece of work.
func (z *trial) boundary(n int) time.Time { return z.all().Periods()[z.saved+n].To.In(z.zone()) }

// pool returns the account that everything is about: the one that holds anything.
func (z *trial) pool() string {
	pools := z.all().Pools()
	for _, name := range pools {
		for _, o := range z.j.Orders {
			if o.Item == strings.Split(name, "/")[0] {
				return name
			}
		}
	}
	return pools[len(pools)-1]
}

func (z *trial) balance(at time.Time) time.Duration {
	return must(z.all().Balance(z.pool(), at)).Left.Duration()
}

// count returns a time in units of the pool.
func (z *trial) count(d time.Duration) any {
	p := z.made.Terms(z.cfg.Start).Plan().Pools[strings.Split(z.pool(), "/")[0]]
	unit := max(p.Unit.Time(), time.Minute)
	if p.Unit.IsZero() {
		unit = time.Hour
	}
	return json.Number(decimal.NewFromInt(int64(d)).DivRound(decimal.NewFromInt(int64(unit)), 9).String())
}

// kept returns what is left at an instant of what was there before.
func (z *trial) kept(at time.Time) time.Duration {
	return z.left(at, func(l ledger.Lot) bool { return l.From.Before(at) || l.Generation > 0 })
}

func (z *trial) left(at time.Time, of func(l ledger.Lot) bool) (d time.Duration) {
	for _, l := range must(z.all().Lots(z.pool(), at)) {
		if of(l) {
			d += l.Left.Duration()
		}
	}
	return d
}

// byMonth returns a figure of each month, or of the last where one is wanted.
func (z *trial) byMonth(of func(n int) time.Duration) any {
	if !z.listed {
		return minutesOf(of(z.months() - 1))
	}
	list := []any{}
	for n := range z.months() {
		list = append(list, minutesOf(of(n)))
	}
	return list
}

func (z *trial) carried(n int) time.Duration { return z.kept(z.boundary(n)) }

func (z *trial) lost(n int) time.Duration { return z.balance(z.boundary(n).Add(-1)) - z.carried(n) }

func (z *trial) available(n int) time.Duration {
	return z.balance(z.all().Periods()[z.saved+n].From.In(z.zone()))
}

// lots returns what is left of each order.
func (z *trial) lots() any {
	list := []any{}
	for _, o := range z.j.Orders {
		list = append(list, minutesOf(z.left(z.end(), func(l ledger.Lot) bool { return l.Grant == o.ID })))
	}
	return list
}

func (z *trial) expired() any {
	var d time.Duration
	for n := range z.all().Periods() {
		d += z.closed(n).Statements[0].Lapsed.Duration()
	}
	return minutesOf(d)
}

// reminder returns when the customer is told that the first lot will end.
func (z *trial) reminder() any {
	end := z.expiries(z.j.Orders[0].At)[0]
	for _, a := range z.made.Terms(z.cfg.Start).Plan().Pools[z.pool()].Alerts {
		return must(a.At.Before(end, nil)).String()
	}
	return nil
}

// expiries returns when the lots that live at an instant end.
func (z *trial) expiries(at time.Time) []calendar.Date {
	var list []calendar.Date
	for _, l := range must(z.all().Lots(z.pool(), at)) {
		list = append(list, calendar.DateIn(l.To, z.zone()))
	}
	return list
}

// moving returns when the first lot is to end, as it looks when it is bought and whenever
// that day has come.
func (z *trial) moving() []calendar.Date {
	var list []calendar.Date
	for until := z.cfg.Start.AddDays(1); ; {
		lots := must(z.accounted(until).Lots(z.pool(), z.cfg.Start.In(z.zone())))
		end := calendar.DateIn(lots[0].To, z.zone())
		if n := len(list); n > 0 && list[n-1] == end {
			return list
		}
		list = append(list, end)
		until = end.AddDays(1)
	}
}

func texts(list []calendar.Date) []any {
	var out []any
	for _, d := range list {
		out = append(out, d.String())
	}
	return out
}

// validThrough returns the last day on which what a month left can be used.
func (z *trial) validThrough() any {
	next := z.made.PeriodOn(z.cfg.Start).To
	for _, l := range must(z.accounted(next.AddDays(1)).Lots(z.pool(), next.In(z.zone()))) {
		if l.Generation > 0 {
			return calendar.DateIn(l.To, z.zone()).AddDays(-1).String()
		}
	}
	return nil
}

// allowed reports whether the last order was taken, or, without one, whether work beyond what
// there is may be borrowed.
func (z *trial) allowed() any {
	if n := len(z.j.Orders); n > 0 {
		for _, c := range z.closed(0).Lines {
			if strings.HasSuffix(c.ID, "/"+z.j.Orders[n-1].ID) {
				return true
			}
		}
		return false
	}
	v := must(z.made.Assess(z.j, contract.Request{At: z.clock, Estimate: z.balance(z.clock) + time.Hour, Facts: z.facts}))
	return slices.ContainsFunc(v.Parts, func(p contract.VerdictPart) bool { return p.Rule == "borrow" })
}

// least returns the time of the fewest units that can be ordered of what was ordered first.
func (z *trial) least() any {
	o := z.j.Orders[0]
	for n := 1; n < 1000; n++ {
		o.Quantity.D = intD(n)
		if _, err := z.made.Account(contract.Journal{Orders: []contract.Order{o}}, z.last); err == nil {
			return n
		}
	}
	return nil
}

func noticed(m meaning) bool { return m.Notice }

// dayOf returns the day given of a meaning.
func (z *trial) dayOf(of func(m meaning) bool) calendar.Date {
	for key, v := range z.given {
		if of(z.meaning(key)) {
			return dateOf(v)
		}
	}
	return calendar.Date{}
}

// latest returns the last day on which notice can be given: of the end, or of new terms.
func (z *trial) latest() any {
	if end := z.dayOf(func(m meaning) bool { return m.Ends }); !end.IsZero() {
		for d := end; ; d = d.AddDays(-1) {
			if !must(z.made.EarliestEnd(contract.Customer, d)).LastDay.After(end) {
				return d.String()
			}
		}
	}
	from := z.dayOf(func(m meaning) bool { return m.Changes })
	for d := from; d.After(z.cfg.Start); d = d.AddDays(-1) {
		cfg := z.cfg
		cfg.Amendments = []contract.Amendment{{ID: "a", By: contract.Provider, Announced: d, From: from}}
		if _, err := z.plans.Contract(cfg); err == nil {
			return d.String()
		}
	}
	return nil
}

// due returns when something is due.
func (z *trial) due(metric string) any {
	m := map[string]sla.Metric{"": sla.Response, "respond": sla.Response, "start": sla.Start, "resolve": sla.Resolution}[metric]
	clock := must(z.made.Clock(z.ticket))
	last := slices.MaxFunc(z.ticket.Events, sla.Event.Compare)
	r := must(clock.Result(m, last.At))
	if target, ok := z.given["target_min"]; ok && !numeral(target).Equal(decimal.NewFromInt(int64(r.Target/time.Minute))) {
		panic(fmt.Errorf("the target is %v", r.Target))
	}
	return r.Due.In(z.zone()).Format("2006-01-02T15:04-07:00")
}

// working returns how long the hours of the promises are open between two times.
func (z *trial) working() any {
	terms := z.made.Terms(z.cfg.Start)
	c := must(terms.Calendar(terms.Plan().SLA.Targets[0].Clock))
	return minutesOf(c.Between(z.local(z.given["start"].(string)), z.local(z.given["end"].(string))))
}
