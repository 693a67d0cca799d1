package contract_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

// An asker asks a contract on one of the shipped plans what the requirements ask.
type asker struct {
	t testing.TB
	r *contract.Registry
	c *contract.Contract
	contract.Plan
}

// open are texts for the parameters that the sources leave open, by plan; the figures are
// those of the scenarios.
var open = map[string]map[string]string{
	"saastech": {}, "ongoing": {"fee": "500.00", "phone_week": "Mon-Fri 09:00-17:00"},
	"websan-base": {"tm_rate": "150.00"}, "websan-success": {"tm_rate": "150.00"}, "websan-winning": {"tm_rate": "150.00"},
	"abonent-econom":  {"hours": "15h", "readiness": "10500.00", "work": "30000.00"},
	"abonent-premium": {"hours": "15h", "readiness": "10500.00", "work": "30000.00"},
	"kit-1-minimal":   {"rate": "3000.00"}, "kit-1-basic": {"rate": "3000.00"}, "kit-1-optimal": {"rate": "3000.00"}, "kit-1-extended": {"rate": "3000.00"},
	"kit-2-standard": {"rate": "3000.00", "fee": "100000.00"},
	"kit-3-minimal":  {"rate": "3000.00"}, "kit-3-basic": {"rate": "3000.00"}, "kit-3-optimal": {"rate": "3000.00"}, "kit-3-maximum": {"rate": "3000.00"},
}

// agree returns an asker of a contract, and the error if there can be no such contract. What
// the configuration does not say is filled in.
func agree(t testing.TB, r *contract.Registry, cfg contract.Config, patch string) (asker, error) {
	t.Helper()
	if cfg.ID == "" {
		cfg.ID = "c"
	}
	if cfg.Start.IsZero() {
		cfg.Start = day("2026-10-01")
	}
	if strings.HasPrefix(cfg.Plan, "abonent") && cfg.Class == "" {
		cfg.Class = "subscriber"
	}
	params := map[string]string{}
	maps.Copy(params, open[cfg.Plan])
	maps.Copy(params, cfg.Params)
	cfg.Params = params
	if patch != "" {
		var err error
		if cfg.Patch, err = contract.ParsePatch(patch); err != nil {
			return asker{}, err
		}
	}
	c, err := r.Contract(cfg)
	if err != nil {
		return asker{}, err
	}
	return asker{t, r, c, c.Terms(cfg.Start).Plan()}, nil
}

// facts reads "kind=tweak planned=false during=office,always needed=45m".
func facts(text string) priority.Facts {
	f := priority.Facts{}
	for pair := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(pair, "=")
		time, err := time.ParseDuration(value)
		switch {
		case name == "during" && value == "none":
			f[name] = priority.Set()
		case name == "during" || name == "has":
			f[name] = priority.Set(strings.Split(value, ",")...)
		case value == "true" || value == "false":
			f[name] = priority.Flag(value == "true")
		case err == nil:
			f[name] = priority.Time(time)
		default:
			f[name] = priority.Word(value)
		}
	}
	return f
}

// covered returns what the first rule of the waterfall that holds makes of work, and whose
// word it waits for.
func (a asker) covered(text string) string {
	f := priority.Nearest(facts(text), a.c.Facts(day("2026-10-01")))
	for _, c := range a.Cover {
		if c.When.Holds(f) {
			return strings.TrimSpace(fmt.Sprintf("%s: %s %s", c.ID, c.As, c.Needs))
		}
	}
	return "charge"
}

// clause returns the words of the source that decided.
func (a asker) clause(text string) string {
	f := facts(text)
	i := slices.IndexFunc(a.Cover, func(c contract.Cover) bool { return c.When.Holds(f) })
	return a.Cover[i].Clause
}

// level returns the level that the plan gives work, and why.
func (a asker) level(text string) string {
	c := a.Classify.Classify(facts(text))
	return fmt.Sprintf("%v %s", c.Level, c.Rule)
}

// rate returns what so much charged work costs at a level.
func (a asker) rate(worked string, l priority.Level) string {
	d, err := time.ParseDuration(worked)
	if err != nil {
		a.t.Fatal(err)
	}
	m, err := a.Rates[0].Price.Of(contract.QuantityOfTime(d))
	if err != nil {
		a.t.Fatal(err)
	}
	if weight, err := a.Levels.Weight(l); err == nil {
		m = m.Mul(weight)
	}
	return m.Round(2).StringFixed(2)
}

// billed returns what is billed for entries of so many minutes on one ticket and day.
func (a asker) billed(minutes ...int) time.Duration {
	if len(a.Measure) == 0 {
		var sum int
		for _, m := range minutes {
			sum += m
		}
		return time.Duration(sum) * time.Minute
	}
	m := a.Measure[0]
	in := priority.Increment{
		Per: m.Per, Round: m.Round, Grace: m.Grace.Time(), First: m.First.Time(), Min: m.Min.Time(),
		Free: m.Free.Time(), Fixed: m.Fixed.Time(), AfterWeight: m.AfterWeight,
	}
	var pieces []priority.Piece
	for i, n := range minutes {
		pieces = append(pieces, priority.Piece{Time: time.Duration(n) * time.Minute, Keys: map[priority.Group]string{
			priority.PerEntry: fmt.Sprint(i), priority.PerTicket: "T", priority.PerDay: "D",
		}})
	}
	measured, err := in.Measure(pieces)
	if err != nil {
		a.t.Fatal(err)
	}
	var sum time.Duration
	for _, m := range measured {
		sum += m.Billed
	}
	return sum
}

// item returns an item of the plan.
func (a asker) item(id string) contract.Item {
	i := slices.IndexFunc(a.Items, func(x contract.Item) bool { return x.ID == id })
	if i < 0 {
		a.t.Fatalf("no item %s", id)
	}
	return a.Items[i]
}

// target returns what the first target for those facts promises, and by which clock.
func (a asker) target(text, metric string) string {
	f := facts(text)
	for _, t := range a.SLA.Targets {
		if within, ok := t.Within[metric]; ok && t.When.Holds(f) {
			return within + " " + t.Clock
		}
	}
	return "none"
}

// opens returns the hours of a calendar on a day.
func (a asker) opens(name, on string) string {
	cal, err := a.c.Terms(day(on)).Calendar(name)
	if err != nil {
		a.t.Fatal(err)
	}
	d := day(on)
	var list []string
	for s := range cal.Segments(d.In(cal.Zone()), d.AddDays(1).In(cal.Zone())) {
		list = append(list, s.From.Format("15:04")+"-"+s.To.Format("15:04"))
	}
	return strings.Join(list, " ")
}

// names returns what the plan includes of a kind.
func (a asker) names(kind string) string {
	var list []string
	for _, x := range a.Includes {
		if x.Kind == kind {
			list = append(list, x.Name)
		}
	}
	return strings.Join(list, " ")
}

// total returns what is charged for that, from a day up to but not including another.
func (a asker) total(j contract.Journal, from, to string) string {
	a.t.Helper()
	return total(a.t, a.c, j, from, to)
}

// ends returns the last day if a side gives notice.
func (a asker) ends(by contract.Side, given string) string {
	end, err := a.c.EarliestEnd(by, day(given))
	if err != nil {
		return err.Error()
	}
	return end.LastDay.String()
}

// users returns a journal of so many seats, from before the contract on.
func users(n int) contract.Journal {
	return contract.Journal{Readings: []contract.Reading{seats(n, "2020-01-01T00:00:00Z")}}
}

// prepays returns a journal of a payment for so many periods on a day.
func prepays(n int, on string) contract.Journal {
	return contract.Journal{Payments: []contract.Payment{{ID: "p", On: day(on), Periods: n}}}
}

func after(n int) calendar.Date { return calendar.AddMonths(day("2026-10-01"), n, 1) }

// hours returns how much work an amount of credit is at a level.
func (a asker) hours(credit string, l priority.Level) string {
	d, err := time.ParseDuration(credit)
	if err != nil {
		a.t.Fatal(err)
	}
	weight, err := a.Levels.Weight(l)
	if err != nil {
		a.t.Fatal(err)
	}
	return time.Duration(decimal.NewFromInt(int64(d)).DivRound(weight, 0).IntPart()).Round(time.Second).String()
}

// cover returns the place of a rule in the waterfall.
func (a asker) cover(id string) int {
	i := slices.IndexFunc(a.Cover, func(c contract.Cover) bool { return c.ID == id })
	if i < 0 {
		a.t.Fatalf("no cover %s", id)
	}
	return i
}

// seats returns what a month of so many seats costs.
func (a asker) seats(n int) string {
	s, err := a.c.Schedule(users(n), day("2026-10-01"), day("2026-11-01"))
	if err != nil {
		return "error"
	}
	return s.Total.StringFixed(2)
}

// changed returns whether the provider may announce new terms on a day from another on.
func (a asker) changed(announced, from string) string {
	_, err := agree(a.t, a.r, contract.Config{Plan: a.ID, Amendments: []contract.Amendment{
		{ID: "a", By: contract.Provider, Announced: day(announced), From: day(from), Params: map[string]string{"tm_rate": "160.00"}},
	}}, "")
	if e, ok := errors.AsType[*contract.NoticeError](err); ok && errors.Is(err, contract.ErrNotice) {
		return "too short a notice, not before " + e.Earliest.String()
	}
	if err != nil {
		return err.Error()
	}
	return "ok"
}

// code returns the codes of the faults of an error.
func code(err error) string {
	e, ok := errors.AsType[*contract.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	var list []string
	for _, f := range e.Faults {
		list = append(list, f.Code)
	}
	return strings.Join(list, " ")
}

// carries reports whether what is left of the hours is carried over.
func (a asker) carries() string {
	roll := a.item("work").Grants[0].Roll
	return fmt.Sprint(roll != nil && roll.When.Holds(a.c.Facts(day("2026-10-01"))))
}

// discounts returns what is taken off the fee, in percent, if so many months are paid at once.
func (a asker) discounts(months ...int) string {
	var list []string
	for _, n := range months {
		s, err := a.c.Schedule(prepays(n, "2026-10-01"), day("2026-10-01"), after(n))
		if err != nil {
			return err.Error()
		}
		var sum decimal.Decimal
		for _, c := range s.Charges {
			sum = sum.Add(c.List)
		}
		list = append(list, sum.Sub(s.Total).Mul(number("100")).DivRound(sum, 2).String())
	}
	return strings.Join(list, " ")
}

// discount returns what a discount on the hour comes to, or why it is not taken.
func (a asker) discount(text string) string {
	b, err := agree(a.t, a.r, contract.Config{Plan: a.ID, Params: map[string]string{"discount": text}}, "")
	if err != nil {
		return code(err)
	}
	money, err := b.Adjust[0].By.Of(contract.QuantityOfMoney(contract.MoneyOf(number("100"))))
	if err != nil {
		return err.Error()
	}
	return money.Neg().String() + "%"
}
