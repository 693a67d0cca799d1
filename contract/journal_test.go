package contract_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// paths returns the paths and codes of the faults of an error.
func paths(err error) []string {
	var list []string
	if e, ok := errors.AsType[*contract.Error](err); ok {
		for _, f := range e.Faults {
			list = append(list, f.Path+" "+f.Code)
		}
	}
	return list
}

// Every fault of a journal is reported at once, each where it stands in the journal handed in.
func TestJournalFaults(t *testing.T) {
	r := planOf(t, `"facts": {"users": "meter"}, "items": [{"id": "fee", "every": "month", "price": "1.00"}, {"id": "pack", "of": "order", "each": ["10h", "20h"], "at_most": "3", "price": "1.00"}]`)
	c := mustContract(t, r, contract.Config{Plan: "p", Start: day("2026-10-01")})
	order := func(id, item, when, size string) contract.Order {
		o := contract.Order{ID: id, Item: item}
		if when != "" {
			o.At = at(when)
		}
		if size != "" {
			o.Size = contract.MustParseAmount(size)
		}
		return o
	}
	many := order("many", "pack", "2026-10-01T00:00:00Z", "10h")
	many.Quantity = whole(4)
	below := reading("below", "users", -1, "2026-10-01T00:00:00Z")
	j := contract.Journal{
		Orders: []contract.Order{
			order("good", "pack", "2026-12-01T00:00:00Z", "20h"), many, order("fee", "fee", "2026-11-01T00:00:00Z", ""), order("size", "pack", "2026-10-02T00:00:00Z", "15h"),
			order("open", "pack", "2026-10-02T00:00:00Z", ""), order("when", "pack", "", "10h"), order("", "pack", "2026-10-02T00:00:00Z", "10h"), order("good", "pack", "2026-12-01T00:00:00Z", "10h"),
		},
		Readings: []contract.Reading{reading("z", "users", 5, "2026-12-01T00:00:00Z"), below, reading("other", "seats", 1, "2026-10-01T00:00:00Z")},
		Payments: []contract.Payment{{ID: "p", On: day("2026-12-01"), Periods: 1}, {ID: "none", On: day("2026-10-01")}, {ID: "what", On: day("2026-10-01"), Periods: 2, Items: []string{"fee", "nothing"}}, {ID: "when", Periods: 1}},
	}
	_, err := c.Schedule(j, day("2026-10-01"), day("2026-11-01"))
	got := paths(err)
	want := []string{
		"orders[6].id empty", "orders[7].id conflict", "orders[1].quantity above_most", "orders[2].item unknown_item", "orders[3].size unknown_size", "orders[4].size unknown_size", "orders[5].at missing",
		"readings[1].value negative", "readings[2].meter unknown_meter", "payments[1].periods bad_periods", "payments[2].items[1] unknown_item", "payments[3].on missing",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Nothing ordered is not one ordered: a host that sends "0" for what somebody took out of a
// basket is told so, and not sold one. An order of which nobody said how many is of one.
func TestOrderOfNothing(t *testing.T) {
	c := mustContract(t, planOf(t, `"items": [{"id": "pack", "of": "order", "price": "10.00"}]`), contract.Config{Plan: "p", Start: day("2026-10-01")})
	for _, tt := range []struct{ quantity, want, total string }{
		{``, "", "10.00"},
		{`, "quantity": "1"`, "", "10.00"},
		{`, "quantity": "0"`, "orders[0].quantity zero", ""},
		{`, "quantity": "0.00"`, "orders[0].quantity zero", ""},
		{`, "quantity": "-1"`, "orders[0].quantity negative", ""},
	} {
		text := `{"version":1,"orders":[{"id":"o","item":"pack","at":"2026-10-05T09:00:00Z"` + tt.quantity + `}]}`
		var j contract.Journal
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		var again contract.Journal
		if err := json.Unmarshal(data, &again); err != nil {
			t.Fatal(err)
		}
		for _, j := range []contract.Journal{j, again} {
			s, err := c.Schedule(j, day("2026-10-01"), day("2026-11-01"))
			if got := strings.Join(paths(err), " "); got != tt.want || tt.total != "" && s.Total.StringFixed(2) != tt.total {
				t.Errorf("%q: %q %v, want %q %s", tt.quantity, got, s.Total, tt.want, tt.total)
			}
		}
	}
}

// A zone is the plan's, or the contract's where the plan leaves it open: not both.
func TestZoneOfPlanAndContract(t *testing.T) {
	without := registryOf(t, []byte(`{"version": 1, "id": "p", "currency": "EUR", `+fee+`}`))
	for _, tt := range []struct {
		why, zone string
		r         *contract.Registry
		want      string
	}{
		{"the plan's", "", planOf(t, fee), ""},
		{"the plan's, said again", "Europe/Berlin", planOf(t, fee), ""},
		{"another than the plan's", "Europe/Paris", planOf(t, fee), "zone fixed"},
		{"the contract's", "Europe/Paris", without, ""},
		{"none", "", without, "zone bad_zone"},
		{"no name of a zone", "EST", without, "zone bad_zone"},
	} {
		_, err := tt.r.Contract(contract.Config{ID: "c", Plan: "p", Zone: tt.zone, Start: day("2026-10-01")})
		if got := strings.Join(paths(err), " "); got != tt.want && !(tt.want == "zone bad_zone" && strings.HasPrefix(got, "zone ")) {
			t.Errorf("%s: %q %v, want %q", tt.why, got, err, tt.want)
		}
	}
}
