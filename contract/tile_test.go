package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"pgregory.net/rapid"
)

// anchored draws a contract with an anchor and a rhythm of its own, and amendments that
// change them, mostly in the middle of a period.
func anchored(t *rapid.T) contract.Config {
	invoice := func(name string) string {
		return fmt.Sprintf(`{"every": %q, "anchor": %q}`, rapid.SampledFrom([]string{"month", "month", "2 weeks", "quarter", "10 days"}).Draw(t, name+" every"),
			rapid.SampledFrom([]string{"start", "start drifting", "calendar", "day 31", "day 15"}).Draw(t, name+" anchor"))
	}
	cfg := contract.Config{ID: "c", Plan: "p", Start: dates().Draw(t, "start"), Patch: parsePatch(t, `{"invoice": `+invoice("first")+`}`)}
	from := cfg.Start
	for i := range rapid.IntRange(0, 3).Draw(t, "amendments") {
		from = from.AddDays(rapid.IntRange(1, 120).Draw(t, "after"))
		cfg.Amendments = append(cfg.Amendments, contract.Amendment{
			ID: fmt.Sprint("a", i), By: contract.Customer, Agreed: true, From: from,
			Patch: parsePatch(t, `{"invoice": `+invoice("then")+`}`),
		})
	}
	return cfg
}

// The billing periods of a contract tile its life, whatever anchor and rhythm amendments
// bring: each day lies in one, each begins where the one before ends, none is longer than
// the terms say. Periods, those of an account, and "to period-end" are the same.
func TestPeriodsTile(t *testing.T) {
	r := planOf(t, `"term": {"notice": {"customer": "0 days to period-end"}}`)
	rapid.Check(t, func(t *rapid.T) {
		cfg := anchored(t)
		c := mustContract(t, r, cfg)
		a, err := c.Account(contract.Journal{}, cfg.Start.AddDays(500))
		if err != nil {
			t.Fatal(err)
		}
		begin := cfg.Start
		for _, p := range a.Periods() {
			if p.From != begin || !p.To.After(p.From) {
				t.Fatalf("%v comes after a period that ends on %v", p, begin)
			}
			begin = p.To
			terms := c.Terms(p.From).Plan().Invoice
			every, _ := terms.Every.Calendar()
			most := map[calendar.Unit]int{calendar.UnitMonth: 31, calendar.UnitWeek: 14, calendar.UnitQuarter: 92, calendar.UnitDay: 10}[every.Unit]
			if p.Days() > most {
				t.Fatalf("%v has %d days, and the terms bill each %s", p, p.Days(), terms.Every)
			}
			for _, d := range []calendar.Date{p.From, p.From.AddDays(rapid.IntRange(0, p.Days()-1).Draw(t, "day")), p.To.AddDays(-1)} {
				if got := c.PeriodOn(d); got != p {
					t.Fatalf("%v is in %v, and not in %v", d, p, got)
				}
				if end, err := c.EarliestEnd(contract.Customer, d); err != nil || end.LastDay.AddDays(1) != p.To {
					t.Fatalf("the period of %v ends on %v, and not after %v: %v", d, p.To, end.LastDay, err)
				}
			}
		}
		if begin.Before(cfg.Start.AddDays(500)) {
			t.Fatalf("no period after %v", begin)
		}
	})
}

// So do the periods of a fee: none is charged twice, and none is forgotten.
func TestFeesTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prorate := rapid.SampledFrom([]string{"none", "day", "exact", "next"}).Draw(t, "prorate")
		r := planOf(t, `"items": [{"id": "fee", "every": "month", "price": "30.00", "prorate": "`+prorate+`"}]`)
		cfg := anchored(t)
		c := mustContract(t, r, cfg)
		begin := cfg.Start
		for _, x := range scheduled(t, c, contract.Journal{}, cfg.Start, cfg.Start.AddDays(500)).Charges {
			if x.Code != contract.ChargeItem || x.Period.From != begin || x.On != begin || x.Period.Days() > 31 {
				t.Fatalf("%v after %v", x, begin)
			}
			begin = x.Period.To
			if x.Amount.StringFixed(2) != "30.00" && (prorate == "none" || prorate == "next") {
				t.Fatalf("%v is not prorated", x)
			}
		}
		if begin.Before(cfg.Start.AddDays(500)) {
			t.Fatalf("nothing is charged after %v", begin)
		}
	})
}

// An anchor that an amendment changes holds once the period is over that has begun. Work
// between lies in a period, and is charged.
func TestChangedAnchor(t *testing.T) {
	const plan = `"items": [{"id": "fee", "every": "month", "price": "31.00", "prorate": "PRORATE"}], "rates": [{"id": "hour", "price": "60.00"}], "invoice": {"every": "month", "anchor": "start"}`
	for _, tt := range []struct{ why, prorate, from, patch, want string }{
		{"from the 5th to the 1st: 5 to 31 May are 27 of 31 days", "day", "2026-04-20", `{"invoice": {"anchor": "calendar"}}`,
			"2026-04-05/2026-05-05 31.00; 2026-05-05/2026-06-01 27.00; 2026-06-01/2026-07-01 31.00"},
		{"what is not prorated costs all of it", "none", "2026-04-20", `{"invoice": {"anchor": "calendar"}}`,
			"2026-04-05/2026-05-05 31.00; 2026-05-05/2026-06-01 31.00; 2026-06-01/2026-07-01 31.00"},
		{"it begins after the 1st: no month is left out", "day", "2026-05-03", `{"invoice": {"anchor": "calendar"}}`,
			"2026-04-05/2026-05-05 31.00; 2026-05-05/2026-06-01 27.00; 2026-06-01/2026-07-01 31.00"},
		{"on the day on which a period begins", "day", "2026-05-05", `{"invoice": {"anchor": "day 20"}}`,
			"2026-04-05/2026-05-05 31.00; 2026-05-05/2026-05-20 15.50; 2026-05-20/2026-06-20 31.00"},
	} {
		cfg := contract.Config{Start: day("2026-04-05"), Amendments: []contract.Amendment{amendment(t, tt.from, tt.patch)}}
		c := planned(t, strings.Replace(plan, "PRORATE", tt.prorate, 1), cfg)
		a := account(t, c, contract.Journal{Entries: entries("E 2026-05-15T10:00 60m")}, "2026-07-01")
		var got []string
		work := 0
		for n, p := range a.Periods() {
			for _, l := range invoice(t, a, n).Lines {
				if l.Code == contract.ChargeWork {
					work++
				} else {
					got = append(got, fmt.Sprint(p, " ", l.Amount.StringFixed(2)))
				}
			}
		}
		if text := strings.Join(got[:3], "; "); text != tt.want || work != 1 {
			t.Errorf("%s:\n%s, want\n%s; %d lines of work", tt.why, text, tt.want, work)
		}
	}
}

// A period that drifts ends on the same day whoever asks: 31 January, 28 February, 28 March.
func TestCycle_drifts(t *testing.T) {
	c := planned(t, `"invoice": {"anchor": "start drifting"}, "term": {"notice": {"customer": "0 days to period-end"}}`, contract.Config{Start: day("2025-12-31")})
	for on, want := range map[string]string{"2025-12-31": "2026-01-31", "2026-02-01": "2026-02-28", "2026-03-30": "2026-04-28", "2026-05-27": "2026-05-28"} {
		end, err := c.EarliestEnd(contract.Customer, day(on))
		if p := c.PeriodOn(day(on)); err != nil || p.To != day(want) || end.LastDay.AddDays(1) != day(want) {
			t.Errorf("the period of %s is %v, the contract ends with %v, %v; want the end %s", on, p, end.LastDay, err, want)
		}
	}
	drifts := contract.Cycle{First: day("2026-01-31"), Every: calendar.Every{N: 1, Unit: calendar.UnitMonth}, Drifts: true}
	end, err := contract.MustParseUntil("to period-end").End(day("2026-03-20"), contract.Edges{Period: drifts})
	if err != nil || end != day("2026-03-28") {
		t.Errorf("%v, %v, want 28 March", end, err)
	}
}
