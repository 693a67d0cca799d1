package contract_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"pgregory.net/rapid"
)

// zoo returns a registry of plans of other vendors, by file.
func zoo(t testing.TB, files ...string) *contract.Registry {
	t.Helper()
	var docs [][]byte
	for _, f := range files {
		data, err := os.ReadFile("testdata/zoo/" + f + ".json")
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, data)
	}
	return registryOf(t, docs...)
}

// registryOf returns a registry of documents.
func registryOf(t rapid.TB, docs ...[]byte) *contract.Registry {
	t.Helper()
	r, err := contract.NewRegistry(docs, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// planOf returns a registry of a plan with these sections: a fee of 300.00 a month unless
// they say otherwise.
func planOf(t rapid.TB, sections string) *contract.Registry {
	t.Helper()
	return registryOf(t, fmt.Appendf(nil, `{"version": 1, "id": "p", "currency": "EUR", "zone": "Europe/Berlin", %s}`, sections))
}

const fee = `"items": [{"id": "fee", "every": "month", "price": "300.00"}]`

func parsePatch(t rapid.TB, text string) contract.Patch {
	t.Helper()
	p, err := contract.ParsePatch(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Notice and the end that comes of it.
func TestNotice(t *testing.T) {
	for _, tt := range []struct {
		why, term string
		start     string
		by        contract.Side
		given     string
		last      string
		reason    contract.EndReason
	}{
		{"C25: 30 days from 10 November, inclusive", `"notice": {"customer": "30 days inclusive"}`, "2026-01-01", "customer", "2026-11-10", "2026-12-10", "notice"},
		{"the vocabulary's default is exclusive", `"notice": {"customer": "30 days"}`, "2026-01-01", "customer", "2026-11-10", "2026-12-09", "notice"},
		{"C24: the provider at any time", `"notice": {"provider": "0 days"}`, "2026-01-01", "provider", "2026-11-10", "2026-11-10", "notice"},
		{"pat15: 1 month to the end of the month", `"notice": {"customer": "1 month to month-end"}`, "2026-01-01", "customer", "2026-03-10", "2026-04-30", "notice"},
		{"1 month to the end of the month, from its last day", `"notice": {"customer": "1 month to month-end"}`, "2026-01-01", "customer", "2026-03-31", "2026-04-30", "notice"},
		{"zfutura: 14 days to the end of the month, inclusive", `"notice": {"customer": "14 days to month-end inclusive"}`, "2026-01-01", "customer", "2026-11-16", "2026-11-30", "notice"},
		{"a day later is a month later", `"notice": {"customer": "14 days to month-end inclusive"}`, "2026-01-01", "customer", "2026-11-17", "2026-12-31", "notice"},
		{"E7: the minimum term", `"minimum": "3 months", "renews": "month"`, "2026-10-01", "customer", "2026-10-05", "2026-12-31", "minimum"},
		{"the minimum term is served by its last day", `"minimum": "3 months", "renews": "month"`, "2026-10-01", "customer", "2026-12-31", "2026-12-31", "minimum"},
		{"then from month to month", `"minimum": "3 months", "renews": "month"`, "2026-10-01", "customer", "2027-01-01", "2027-01-31", "term"},
		{"from month to month, the day of the start kept", `"minimum": "3 months", "renews": "month"`, "2026-01-31", "customer", "2026-04-30", "2026-05-30", "term"},
		{"a minimum to the end of a month is renewed from there, not from the day of the start", `"minimum": "3 months to month-end", "renews": "month"`, "2026-01-15", "customer", "2026-05-01", "2026-05-31", "term"},
		{"so is one to a day of the year", `"minimum": "to 01-01", "renews": "year"`, "2026-01-31", "customer", "2027-01-01", "2027-12-31", "term"},
		{"and one in days: May, not May and June", `"minimum": "90 days", "renews": "month"`, "2026-01-31", "customer", "2026-05-01", "2026-05-31", "term"},
		{"and one whose last day belongs to it", `"minimum": "3 months inclusive", "renews": "month"`, "2026-01-31", "customer", "2026-05-01", "2026-05-31", "term"},
		{"a minimum to the end of a billing period goes on with them: 28 February, 31 March", `"minimum": "20 days to period-end", "renews": "month"`, "2026-01-31", "customer", "2026-02-28", "2026-03-30", "term"},
		{"the term is renewed: to its end", `"renews": "year"`, "2026-10-15", "customer", "2026-11-10", "2027-10-14", "term"},
		{"on its last day", `"renews": "year"`, "2026-10-15", "customer", "2027-10-14", "2027-10-14", "term"},
		{"the day after, a year more", `"renews": "year"`, "2026-10-15", "customer", "2027-10-15", "2028-10-14", "term"},
		{"to the end of the billing period", `"notice": {"customer": "0 days to period-end"}`, "2026-01-31", "customer", "2026-02-10", "2026-02-27", "notice"},
		{"to the end of the billing period, the anchor kept", `"notice": {"customer": "0 days to period-end"}`, "2026-01-31", "customer", "2026-03-01", "2026-03-30", "notice"},
		{"a minimum that ends on a leap day", `"minimum": "12 months"`, "2027-02-28", "customer", "2027-03-01", "2028-02-27", "minimum"},
		{"a minimum from a leap day", `"minimum": "12 months"`, "2028-02-29", "customer", "2028-03-01", "2029-02-27", "minimum"},
		{"notice before the start", `"notice": {"customer": "30 days inclusive"}`, "2026-12-01", "customer", "2026-11-20", "2026-12-20", "notice"},
		{"no notice agreed, no term: the day of the notice is served", `"part_period": "none"`, "2026-01-01", "customer", "2026-11-10", "2026-11-10", "notice"},
	} {
		r := planOf(t, fee+`, "term": {`+tt.term+`}`)
		c := mustContract(t, r, contract.Config{Plan: "p", Start: day(tt.start)})
		end, err := c.EarliestEnd(tt.by, day(tt.given))
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		if end.LastDay != day(tt.last) || end.Why != tt.reason || !end.At.Equal(end.LastDay.AddDays(1).In(location(t, "Europe/Berlin"))) {
			t.Errorf("%s: %+v, want the last day %s by %s", tt.why, end, tt.last, tt.reason)
		}
	}
}

func location(t rapid.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// Business days in a notice are those of the first target's clock, else of the first calendar.
func TestNoticeOfBusinessDays(t *testing.T) {
	for _, tt := range []struct{ why, sections, last string }{
		{"the first target's clock", `"calendars": {"a": "24/7", "office": "Mon-Fri 09:00-17:00"}, "sla": {"targets": [{"clock": "office", "within": {"response": "1h"}}]}`, "2026-11-24"},
		{"the first calendar by name", `"calendars": {"office": "Mon-Fri 09:00-17:00", "sunday": "Sun 09:00-17:00"}`, "2026-11-24"},
	} {
		r := planOf(t, fee+`, "term": {"notice": {"customer": "5 business days"}}, `+tt.sections)
		c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-01-01")})
		end, err := c.EarliestEnd(contract.Customer, day("2026-11-18")) // Wednesday
		if err != nil || end.LastDay != day(tt.last) {
			t.Errorf("%s: %v, %v, want %s", tt.why, end.LastDay, err, tt.last)
		}
	}
}

// A year paid at once is the fact "year", however it is written.
func TestPays(t *testing.T) {
	r := planOf(t, `"items": [{"id": "gift", "every": "month", "price": "-10.00", "when": {"pays": "year"}}]`)
	for pays, want := range map[string]string{"year": "-10.00", "1 year": "-10.00", "month": "0.00", "12 months": "0.00"} {
		c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-01-01"), Pays: contract.MustParseEvery(pays)})
		if got := total(t, c, contract.Journal{}, "2026-01-01", "2026-02-01"); got != want {
			t.Errorf("pays %q: %s, want %s", pays, got, want)
		}
	} // The same is true of work, which another rule may cover.
	r = planOf(t, `"rates": [{"id": "monthly", "when": {"pays": "month"}, "price": "90.00"}, {"id": "hour", "price": "60.00"}]`)
	for pays, want := range map[string]string{"month": "90.00", "1 month": "90.00", "3 months": "60.00", "": "60.00"} {
		cfg := contract.Config{Plan: "p", Start: day("2026-01-01")}
		if pays != "" {
			cfg.Pays = contract.MustParseEvery(pays)
		}
		a := accounted(t, mustContract(t, r, cfg), contract.Journal{Entries: entries("E 2026-01-04T10:00 1h")}, "2026-02-01")
		if got := due(t, a, 0); got != want {
			t.Errorf("work where %q is paid: %s, want %s", pays, got, want)
		}
	}
}

// A minimum term that an amendment brings, changes or takes away counts: from its first day,
// and for a notice given before it, too, if the contract is still in force by then. One that it leaves
// as it is goes on.
func TestMinimumByAmendment(t *testing.T) {
	monthly := `"term": {"renews": "month", "notice": {"customer": "14 days"}}`
	quarter := `"term": {"minimum": "3 months", "renews": "month", "notice": {"customer": "14 days"}}`
	for _, tt := range []struct{ why, plan, from, patch, given, last, minimum string }{
		{"none was agreed, and then a year", monthly, "2026-06-01", `{"term": {"minimum": "1 year"}}`, "2026-06-10", "2027-05-31", "2027-06-01"},
		{"noticed before, but too late to be gone by then", monthly, "2026-06-01", `{"term": {"minimum": "1 year"}}`, "2026-05-25", "2027-05-31", "2027-06-01"},
		{"gone by then", monthly, "2026-06-01", `{"term": {"minimum": "1 year"}}`, "2026-05-10", "2026-05-23", "2027-06-01"},
		{"a longer one is counted anew", quarter, "2026-06-01", `{"term": {"minimum": "1 year"}}`, "2026-06-10", "2027-05-31", "2027-06-01"},
		{"one that stays goes on", quarter, "2026-06-01", `{"name": "Other"}`, "2026-06-10", "2026-06-23", "2026-06-01"},
		{"one that is taken away", quarter, "2026-04-01", `{"term": {"minimum": null}}`, "2026-04-10", "2026-04-23", "2026-03-01"},
		{"it was served", monthly, "2026-06-01", `{"term": {"minimum": "1 month"}}`, "2026-08-01", "2026-08-14", "2026-07-01"},
	} {
		cfg := contract.Config{Start: day("2026-03-01"), Amendments: []contract.Amendment{amendment(t, tt.from, tt.patch)}}
		c := planned(t, tt.plan, cfg)
		end, err := c.EarliestEnd(contract.Customer, day(tt.given))
		if err != nil || end.LastDay != day(tt.last) {
			t.Errorf("%s: given %s the last day is %v, %v, want %s", tt.why, tt.given, end.LastDay, err, tt.last)
		}
		if at, err := c.MinimumEnd(); err != nil || !at.Equal(day(tt.minimum).In(time.UTC)) {
			t.Errorf("%s: the minimum is over at %v, %v, want %s", tt.why, at, err, tt.minimum)
		}
	}
	// What is left of the term, and costs its fees, is that of the new one.
	cfg := contract.Config{
		Start: day("2026-03-01"), Amendments: []contract.Amendment{amendment(t, "2026-06-01", `{"term": {"minimum": "6 months"}}`)},
		Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-07-01"), Early: true, Wanted: day("2026-07-31")}},
	}
	c := planned(t, `"items": [{"id": "fee", "every": "month", "price": "100.00"}, {"id": "rest", "of": "remaining", "price": {"unit": "100%"}}], "term": {"renews": "month"}`, cfg)
	if got := total(t, c, contract.Journal{}, "2026-08-01", "2026-08-02"); got != "400.00" {
		t.Errorf("four months are left of six: %s", got)
	}
}
