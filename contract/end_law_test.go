package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"pgregory.net/rapid"
)

// A calendarOfTerms knows of each day whether a billing period or a term ends on it.
type calendarOfTerms struct {
	start  calendar.Date
	anchor int // the day of the month on which billing periods end
	terms  map[calendar.Date]bool
}

var monthsOfUnit = map[calendar.Unit]int{"month": 1, "quarter": 3, "year": 12}

// until walks from day to day to the end of an until.
func (x calendarOfTerms) until(u contract.Until, from calendar.Date) calendar.Date {
	end := x.after(u, from)
	if u.Inclusive() {
		end = end.AddDays(1)
	}
	for d := from.AddDays(1); u.To() != ""; d = d.AddDays(1) {
		edge := false
		switch u.To() {
		case contract.EdgePeriod:
			edge = d.After(x.start) && d == naiveMonths(d.StartOf(calendar.UnitMonth), 0, x.anchor)
		case contract.EdgeTerm:
			edge = x.terms[d]
		default:
			edge = naiveEdge(d, u.To(), contract.Cycle{})
		}
		if edge && !d.Before(end) {
			return d
		}
	}
	return end
}

// after returns the day that the units of an until lie after another.
func (x calendarOfTerms) after(u contract.Until, from calendar.Date) calendar.Date {
	switch n, unit := u.Count(); unit {
	case calendar.UnitDay:
		return from.AddDays(n)
	case calendar.UnitWeek:
		return from.AddDays(7 * n)
	default:
		return naiveMonths(from, n*monthsOfUnit[unit], from.Day())
	}
}

// renewed notes the ends of the terms: where the minimum has been served, or else at the start, and
// each so much after that, the day of the month kept from which months are counted.
func (x calendarOfTerms) renewed(minimum, renews contract.Until, served calendar.Date) {
	day, months := served.Day(), 0
	least, unit := minimum.Count()
	switch _, bare := minimum.Every(); {
	case bare && monthsOfUnit[unit] > 0:
		served, day, months = x.start, x.start.Day(), least*monthsOfUnit[unit]
	case minimum.To() == contract.EdgePeriod:
		day = x.anchor
	}
	for k := range 40 {
		n, unit := renews.Count()
		if size := monthsOfUnit[unit]; size > 0 {
			x.terms[naiveMonths(served, months+k*n*size, day)] = true
			continue
		}
		first := naiveMonths(served, months, day)
		x.terms[first.AddDays(k*n*map[calendar.Unit]int{"day": 1, "week": 7}[unit])] = true
	}
}

// A contract ends as a walk from day to day says: when the notice is up, the term is over and the
// minimum served.
func TestEndAsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := func(name string, of ...string) (u contract.Until) {
			if text := rapid.SampledFrom(of).Draw(t, name); text != "" {
				u = contract.MustParseUntil(text)
			}
			return u
		}
		start := dates().Draw(t, "start")
		anchors := map[string]int{"start": start.Day(), "calendar": 1, "day 31": 31, "day 15": 15}
		anchor := rapid.SampledFrom([]string{"start", "calendar", "day 31", "day 15"}).Draw(t, "anchor")
		minimum := one("minimum", "", "1 month", "3 months", "year", "90 days", "3 months to month-end", "1 year to 01-01", "2 months inclusive", "20 days to period-end", "to quarter-end")
		renews := one("renews", "month", "3 months", "year", "4 weeks", "60 days")
		notice := one("notice", "", "0 days", "30 days inclusive", "1 month", "1 month to month-end", "14 days to month-end inclusive", "3 months to term-end", "0 days to term-end", "6 weeks to quarter-end", "0 days to period-end", "1 month to period-end inclusive")
		given := start.AddDays(rapid.IntRange(-20, 500).Draw(t, "given"))

		x := calendarOfTerms{start, anchors[anchor], map[calendar.Date]bool{}}
		served := start
		if !minimum.IsZero() {
			served = x.until(minimum, start)
		}
		x.renewed(minimum, renews, served)
		want, why := given, contract.EndByNotice
		if notice.IsZero() {
			for want = given.AddDays(1); !x.terms[want]; want = want.AddDays(1) {
			}
			why = contract.EndByTerm
		} else {
			want = later(x.until(notice, given), given.AddDays(1))
		}
		if served != start && !want.After(served) {
			want, why = served, contract.EndByMinimum
		}

		terms := []string{fmt.Sprintf(`"renews": %q`, renews)}
		if !minimum.IsZero() {
			terms = append(terms, fmt.Sprintf(`"minimum": %q`, minimum))
		}
		if !notice.IsZero() {
			terms = append(terms, fmt.Sprintf(`"notice": {"customer": %q}`, notice))
		}
		plan := fmt.Sprintf(`%s, "invoice": {"anchor": %q}, "term": {%s}`, fee, anchor, strings.Join(terms, ", "))
		got, err := mustContract(t, planOf(t, plan), contract.Config{Plan: "p", Start: start}).EarliestEnd(contract.Customer, given)
		if err != nil || got.LastDay != want.AddDays(-1) || got.Why != why {
			t.Fatalf("from %v, noticed on %v: %+v, %v, want the day before %v by %s\n%s", start, given, got, err, want, why, plan)
		}
	})
}
