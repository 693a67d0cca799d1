package contract_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

// with returns an asker of the same contract with another patch.
func (a asker) with(patch string) asker {
	b, err := agree(a.t, a.r, contract.Config{Plan: a.ID}, patch)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// buys returns how much work at a level a pool pays with so much in it.
func (a asker) buys(pool, amount string, l priority.Level) string {
	if w := a.Pools[pool].Weights; w != nil && !*w {
		l = priority.P4
	}
	return a.hours(amount, l)
}

// granted returns how many hours an item brings in a year.
func (a asker) granted(item string) string {
	x := a.item(item)
	every := x.Grants[0].Every
	if every.IsZero() {
		every = x.Every
	}
	n := 0
	for d := day("2026-10-01"); d.Before(day("2027-10-01")); n++ {
		switch every.String() {
		case "month":
			d = calendar.AddMonths(d, 1, 1)
		case "year":
			d = calendar.AddMonths(d, 12, 1)
		default:
			a.t.Fatalf("granted every %s", every)
		}
	}
	return fmt.Sprint(n * int(x.Grants[0].Amount.Time().Hours()))
}

// across returns what is billed for an entry with so many minutes before closing and after.
func (a asker) across(before, after int) string {
	m := a.Measure[0]
	measured, err := priority.Increment{Per: m.Per, Round: m.Round}.Measure([]priority.Piece{
		{Time: time.Duration(before) * time.Minute, Keys: map[priority.Group]string{priority.PerEntry: "e", priority.PerDuring: "office"}},
		{Time: time.Duration(after) * time.Minute, Keys: map[priority.Group]string{priority.PerEntry: "e", priority.PerDuring: "none"}},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return (measured[0].Billed + measured[1].Billed).String()
}

// basis returns which time of work is measured.
func (a asker) basis(text string) string {
	f := priority.Nearest(facts(text), a.c.Facts(day("2026-10-01")))
	for _, m := range a.Measure {
		if m.When.Holds(f) && m.Basis != "" {
			return string(m.Basis)
		}
	}
	return "worked"
}

// over returns what becomes of phone calls beyond the hours.
func (a asker) over() string {
	c := a.Cover[a.cover("phone-over")]
	return fmt.Sprintf("%s %s", c.As, c.Needs)
}

// late returns what becomes of work beyond the pool.
func (a asker) late(text string) string {
	f := priority.Nearest(facts(text), a.c.Facts(day("2026-10-01")))
	for _, c := range a.Cover {
		if c.As != contract.AsDraw && c.When.Holds(f) {
			return string(c.As)
		}
	}
	return "charge"
}

// seatAdded returns what a sixth seat from 16 November on adds to November.
func (a asker) seatAdded() string {
	j := users(5)
	without, _ := a.c.Schedule(j, day("2026-11-01"), day("2026-12-01"))
	j.Readings = append(j.Readings, seats(6, "2026-11-16T05:00:00Z"))
	with, err := a.c.Schedule(j, day("2026-11-01"), day("2026-12-01"))
	if err != nil {
		return err.Error()
	}
	return with.Total.Sub(without.Total).String()
}

// repriced returns what one seat costs in November and in December if it is raised from
// 225.00 to 300.00, announced on 2 November and from the 9th.
func (a asker) repriced() string {
	cfg := a.c.Config()
	p, err := contract.ParsePatch(`{"items": [{"id": "seats", "price": {"tiers": [{"to": "1", "flat": "300.00"}, {"unit": "60.00"}]}}]}`)
	if err != nil {
		a.t.Fatal(err)
	}
	cfg.Amendments = []contract.Amendment{{ID: "a", By: contract.Provider, Announced: day("2026-11-02"), From: day("2026-11-09"), Patch: p}}
	c := mustContract(a.t, a.r, cfg)
	return total(a.t, c, users(1), "2026-11-01", "2026-12-01") + " " + total(a.t, c, users(1), "2026-12-01", "2027-01-01")
}

// month returns what each of so many months paid at once costs.
func (a asker) month(n int) string {
	s, err := a.c.Schedule(prepays(n, "2026-10-01"), day("2026-10-01"), after(n))
	if err != nil {
		return err.Error()
	}
	return s.Charges[n-1].Amount.String()
}

// adjusted returns what so much charged work costs after the adjustments on its rate.
func (a asker) adjusted(rate, worked string) string {
	m := number(a.rate(worked, 0))
	for _, x := range a.Adjust {
		if slices.Contains(x.On, "all") || slices.Contains(x.On, rate) {
			by, err := x.By.Of(contract.QuantityOfMoney(contract.MoneyOf(m)))
			if err != nil {
				a.t.Fatal(err)
			}
			m = contract.MoneyOf(m).Add(by).Round(2)
		}
	}
	return m.StringFixed(2)
}

// due returns an instant so much open time after another.
func (a asker) due(name, from, open string) string {
	cal, err := a.c.Terms(day("2026-10-01")).Calendar(name)
	if err != nil {
		a.t.Fatal(err)
	}
	d, err := time.ParseDuration(open)
	if err != nil {
		a.t.Fatal(err)
	}
	due, err := cal.Add(at(from), d)
	if err != nil {
		return err.Error()
	}
	return due.UTC().Format("2006-01-02T15:04Z")
}

// third returns the end of the second billing period of a contract of that day.
func (a asker) third(start string) string {
	cfg := a.c.Config()
	cfg.Start = day(start)
	c := mustContract(a.t, a.r, cfg)
	return c.PeriodOn(c.PeriodOn(cfg.Start).To).To.String()
}

// expires returns the first day on which a lot of an item granted that day is no more.
func (a asker) expires(item, granted string) string {
	u := a.item(item).Grants[0].Expires
	if u.IsZero() {
		return "never"
	}
	end, err := u.End(calendar.MustParseDate(granted), contract.Edges{})
	if err != nil {
		return err.Error()
	}
	return end.String()
}
