package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

const simple = `"levels": {"P1": {}, "P4": {}}, "facts": {"seats": "meter"}, "rates": [{"id": "hour", "price": "60.00"}], "pools": {"hours": {"of": "time"}}, "cover": [{"id": "draw", "as": "draw", "from": ["hours"]}],
	"items": [{"id": "pack", "of": "order", "price": "100.00", "at_least": "2", "grants": [{"pool": "hours", "amount": "2h"}]}, {"id": "seat", "of": "seats", "at_least": "1", "every": "month", "price": "10.00"}]`

// levelled returns an entry of a level.
func levelled(text string, level priority.Level) []contract.Entry {
	list := entries(text)
	list[0].Level = level
	return list
}

// faults are the paths and codes of an error.
func faults(err error) (list []string) {
	var e *contract.Error
	if errors.As(err, &e) {
		for _, f := range e.Faults {
			list = append(list, f.Path+" "+f.Code)
		}
	}
	return list
}

// What is wrong with a journal is said all at once, and nothing is done by half.
func TestAccount_badInput(t *testing.T) {
	seat := reading("s", "seats", 1, "2026-05-01T00:00:00Z")
	for _, tt := range []struct {
		name    string
		journal contract.Journal
		want    []string
	}{
		{"before the start", contract.Journal{Entries: entries("A 2026-04-30T23:59 5m")}, []string{"entries[0].from before_start"}},
		{"after the end", contract.Journal{Entries: entries("A 2026-12-31T00:00 5m")}, []string{"entries[0].from after_end"}},
		{"below zero", contract.Journal{Entries: []contract.Entry{{ID: "A", From: at("2026-05-02T10:00:00Z"), To: at("2026-05-02T09:00:00Z")}}}, []string{"entries[0].time negative"}},
		{"time below zero", contract.Journal{Entries: []contract.Entry{{ID: "A", From: at("2026-05-02T10:00:00Z"), Time: -1}}}, []string{"entries[0].time negative"}},
		{"norm below zero", contract.Journal{Entries: []contract.Entry{{ID: "A", From: at("2026-05-02T10:00:00Z"), Time: 1, Norm: -1}}}, []string{"entries[0].norm negative"}},
		{"neither end nor time", contract.Journal{Entries: []contract.Entry{{ID: "A", From: at("2026-05-02T10:00:00Z")}}}, []string{"entries[0].to missing"}},
		{"no beginning", contract.Journal{Entries: []contract.Entry{{ID: "A", Time: 1}}}, []string{"entries[0].from missing"}},
		{"no id", contract.Journal{Entries: []contract.Entry{{From: at("2026-05-02T10:00:00Z"), Time: 1}}}, []string{"entries[0].id empty"}},
		{"one ID for two", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m", "A 2026-05-04T10:00 6m")}, []string{"entries[1].id conflict"}},
		{"unknown fact", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m colour=red")}, []string{"entries[0].facts.colour unknown_fact"}},
		{"fact of another kind", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m planned=maybe")}, []string{"entries[0].facts.planned wrong_kind"}},
		{"unknown fact of two entries", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m colour=red", "B 2026-05-04T11:00 5m colour=red")}, []string{"entries[0].facts.colour unknown_fact", "entries[1].facts.colour unknown_fact"}},
		{"a fault later in the list", contract.Journal{Entries: entries("B 2026-05-04T11:00 5m", "A 2026-04-30T10:00 5m")}, []string{"entries[1].from before_start"}},
		{"reversal of nothing", contract.Journal{Reversals: []contract.Reversal{{ID: "r", Entry: "X", At: at("2026-05-02T10:00:00Z")}}}, []string{"reversals[0].entry unknown_entry"}},
		{"reversal too early", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m"), Reversals: []contract.Reversal{{ID: "r", Entry: "A", At: at("2026-05-02T10:00:00Z")}}}, []string{"reversals[0].at too_early"}},
		{"closing of no period", contract.Journal{Closings: []contract.Closing{closing("c", "2026-05-02", "2026-06-01", "2026-06-02T00:00")}}, []string{"closings[0].period no_period"}},
		{"closing too early", contract.Journal{Closings: []contract.Closing{closing("c", "2026-05-01", "2026-06-01", "2026-05-31T23:59")}}, []string{"closings[0].at too_early"}},
		{"order of nothing", contract.Journal{Orders: []contract.Order{order("o", "gold", "2026-05-01T00:00")}}, []string{"orders[0].item unknown_item"}},
		{"order of too few", contract.Journal{Orders: []contract.Order{order("o", "pack", "2026-05-01T00:00")}}, []string{"orders[0].quantity below_least"}},
		{"unknown meter", contract.Journal{Readings: []contract.Reading{reading("r", "desks", 1, "2026-05-01T00:00:00Z")}}, []string{"readings[0].meter unknown_meter"}},
		{"a meter below nothing", contract.Journal{Readings: []contract.Reading{reading("r", "seats", -1, "2026-05-01T00:00:00Z")}}, []string{"readings[0].value negative"}},
		{"a payment of nothing", contract.Journal{Payments: []contract.Payment{{ID: "p", On: day("2026-05-01")}}}, []string{"payments[0].periods bad_periods"}},
		{"an approval of nothing", contract.Journal{Approvals: []contract.Approval{{ID: "y"}}}, []string{"approvals[0] unclear", "approvals[0].at missing"}},
		{"an approved estimate below zero", contract.Journal{Approvals: []contract.Approval{{ID: "y", Ticket: "T", At: at("2026-05-02T10:00:00Z"), Estimate: -1}}}, []string{"approvals[0].estimate negative"}},
		{"a reversal without an instant", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m"), Reversals: []contract.Reversal{{ID: "r", Entry: "A"}}}, []string{"reversals[0].at too_early"}},
		{"two of one ticket", contract.Journal{Tickets: []contract.Ticket{{ID: "T"}, {ID: "T", Facts: contract.Facts{"kind": "a"}}}}, []string{"tickets[1].id conflict"}},
		{"an approval of no entry", contract.Journal{Approvals: []contract.Approval{{ID: "y", Entry: "X", At: at("2026-05-02T10:00:00Z")}}}, []string{"approvals[0].entry unknown_entry"}},
		{"an approval of no rule", contract.Journal{Approvals: []contract.Approval{{ID: "y", Ticket: "T", Rule: "gold", At: at("2026-05-02T10:00:00Z")}}}, []string{"approvals[0].rule unknown_rule"}},
		{"a conflict hides no other fault", contract.Journal{Entries: entries("A 2026-05-04T10:00 5m", "A 2026-05-04T10:00 6m", "B 2026-04-30T10:00 5m")}, []string{"entries[1].id conflict", "entries[2].from before_start"}},
		{"a level that the plan has not", contract.Journal{Entries: levelled("A 2026-05-04T10:00 5m", priority.Level(9))}, []string{"entries[0].level unknown_level"}},
		{"all at once", contract.Journal{
			Entries:   entries("A 2026-04-30T23:59 5m"),
			Closings:  []contract.Closing{closing("c", "2026-05-02", "2026-06-01", "2026-06-02T00:00")},
			Reversals: []contract.Reversal{{ID: "r", Entry: "X", At: at("2026-05-02T10:00:00Z")}},
		}, []string{"closings[0].period no_period", "entries[0].from before_start", "reversals[0].entry unknown_entry"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-12-01"), Wanted: day("2026-12-30")}}}
			c, err := trySmall(t, simple, cfg, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(tt.journal.Readings) == 0 {
				tt.journal.Readings = []contract.Reading{seat}
			}
			a, err := c.Account(tt.journal, day("2026-07-01"))
			if a != nil || err == nil {
				t.Fatal("an account was made")
			}
			got := faults(err)
			slices.Sort(got)
			if !slices.Equal(got, tt.want) || !errors.Is(err, contract.ErrInvalid) {
				t.Errorf("%v, want %v\n%v", got, tt.want, err)
			}
		})
	}
}

// What only a period shows is an error of its invoice: a meter nobody read, a number that is
// not sold, work without a rate.
func TestAccount_badPeriod(t *testing.T) {
	c := small(t, simple, "")
	a := account(t, c, contract.Journal{}, "2026-06-01")
	if _, err := a.Close(a.Periods()[0]); !slices.Equal(faults(err), []string{"items.seat no_reading"}) {
		t.Errorf("a meter nobody read: %v", err)
	}
	a = account(t, c, contract.Journal{Readings: []contract.Reading{reading("r", "seats", 0, "2026-05-01T00:00:00Z")}}, "2026-06-01")
	if _, err := a.Close(a.Periods()[0]); len(faults(err)) != 1 {
		t.Errorf("seats 0: %v", err)
	}
	var missing *contract.NotFoundError
	if _, err := a.Close(contract.Period{From: day("2026-05-02"), To: day("2026-06-01")}); !errors.As(err, &missing) || missing.What != "period" {
		t.Errorf("no such period: %v", err)
	}
	if _, err := a.Explain("nothing"); !errors.As(err, &missing) || !errors.Is(err, contract.ErrNotFound) {
		t.Errorf("no such entry: %v", err)
	}
	if _, err := a.Flags("nothing"); !errors.As(err, &missing) {
		t.Errorf("no such entry: %v", err)
	}
	for _, until := range []string{"2026-05-01", "2026-04-01", "2400-01-01"} {
		if _, err := c.Account(contract.Journal{}, day(until)); !slices.Equal(faults(err), []string{"until bad_period"}) {
			t.Errorf("until %s: %v", until, err)
		}
	}
	if _, err := c.Account(contract.Journal{}, calendar.Date{}); err == nil {
		t.Error("until no day is an error")
	}
	priceless := small(t, `"cover": [{"id": "all", "as": "charge"}]`, "")
	if _, err := priceless.Account(contract.Journal{Entries: entries("A 2026-05-04T10:00 5m")}, day("2026-06-01")); !slices.Equal(faults(err), []string{"entries.A no_rate"}) {
		t.Errorf("work without a rate: %v", err)
	}
}

// What is odd is a flag, and is charged.
func TestAccount_flags(t *testing.T) {
	j := contract.Journal{
		Readings: []contract.Reading{reading("s", "seats", 1, "2026-05-01T00:00:00Z")},
		Entries: entries("A 2026-05-04T10:00 60m worker=ann", "B 2026-05-04T10:30 60m worker=ann", "C 2026-05-04T10:30 60m worker=bob", "D 2026-05-04T11:30 5m worker=ann",
			"E 2026-05-05T10:00 5m user=eve", "F 2026-05-05T11:00 5m untimed user=eve worker=cid", "G 2026-05-05T12:00 5m user=joe"),
	}
	cfg := contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01"), Contacts: []string{"joe"}}
	c, err := trySmall(t, simple, cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	a := account(t, c, j, "2026-06-01")
	for id, want := range map[string]string{"A": "", "B": "overlap A", "C": "", "D": "", "E": "contact eve", "F": "contact eve", "G": ""} {
		flags, err := a.Flags(id)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, f := range flags {
			got.WriteString(string(f.Code) + " " + f.With)
		}
		if got.String() != want {
			t.Errorf("%s: %q, want %q", id, got.String(), want)
		}
	}
	if got := invoice(t, a, 0).Total.StringFixed(2); got != "210.00" {
		t.Errorf("the month is %s, want 210.00: what is odd is charged all the same", got)
	}
}

// A contract in two currencies, on no plan, with a gap, is none.
func TestContract_badInput(t *testing.T) {
	docs := [][]byte{
		[]byte(`{"version": 1, "id": "usd", "currency": "USD", "zone": "UTC"}`),
		[]byte(`{"version": 1, "id": "rub", "currency": "RUB", "zone": "UTC", "from": "2026-07-01"}`),
	}
	r, err := contract.NewRegistry(docs, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	amend := contract.Amendment{ID: "a", By: contract.Customer, Agreed: true, From: day("2026-08-01"), Plan: "rub"}
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "usd", Start: day("2026-05-01"), Amendments: []contract.Amendment{amend}}); !slices.Equal(faults(err), []string{"amendments[0].plan other_currency"}) {
		t.Errorf("mixed currencies: %v", err)
	}
	var missing *contract.NotFoundError
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "eur", Start: day("2026-05-01")}); !errors.As(err, &missing) {
		t.Errorf("unknown plan: %v", err)
	}
	if missing.What != "plan" || missing.Name != "eur" {
		t.Errorf("unknown plan: it is %s %q that is not found", missing.What, missing.Name)
	}
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "rub", Start: day("2026-05-01")}); !errors.As(err, &missing) || !strings.Contains(err.Error(), `no edition of 2026-05-01 or before of plan "rub"`) {
		t.Errorf("a plan that cannot be agreed on yet: %v", err)
	}
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "usd", Edition: "second", Start: day("2026-05-01")}); !errors.As(err, &missing) || !strings.Contains(err.Error(), `no edition "second" of plan "usd"`) {
		t.Errorf("an edition that nobody wrote: %v", err)
	}
	if _, err := r.Contract(contract.Config{}); len(faults(err)) != 3 {
		t.Errorf("a contract of nothing: %v", err)
	}
}
