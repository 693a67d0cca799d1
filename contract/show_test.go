package contract_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// Show says of each part of a plan what it means.
func TestShow(t *testing.T) {
	const parent = `"id": "base", "name": "Base", "params": {"hours": {"type": "time"}, "rate": {"type": "money", "default": "80.00"}}, "pools": {"h": {}},
		"cover": [{"id": "away", "when": {"place": "onsite"}, "as": "refuse", "clause": "remote only"}, {"id": "d", "as": "draw", "from": ["h"]}, {"id": "over", "as": "charge"}],
		"items": [{"id": "fee", "every": "month", "each": "$hours", "price": "$rate", "grants": [{"pool": "h", "amount": "$hours"}]}], "rates": [{"id": "hour", "price": "$rate"}]`
	child := `{"version": 1, "id": "small", "name": "Small", "extends": "base", "set": {"hours": "1h30m"}, "rates": [{"id": "hour", "price": "90.00"}], "cover": [{"id": "over", "clause": "at the rate"}]}`
	r := lintRegistry(t, document(t, parent), child)
	d, err := r.Show("small", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ section, path, want, why string }{
		{"cost", "items[fee]", "Fee: the agreed rate an hour, for 1 hour 30 minutes, every month. [base]", "what the plan sets is put in, a default may be agreed otherwise"},
		{"cost", "rates[hour]", "Charged work costs 90.00 USD an hour.", "what a plan changes is its own"},
		{"included", "items[fee]", "Fee brings 1 hour 30 minutes (h), every month. [base]", "a grant"},
		{"cover", "cover[away]", "If place is onsite: not done. “remote only” [base]", "condition, outcome, clause, document"},
		{"cover", "cover[over]", "Charged. “at the rate” [base]", "a clause of its own does not make the rule its own"},
		{"carry", "items[fee].grants[0]", "What is left then lapses.", "no roll"},
		{"open", "params.rate", "The contract may say the rate: a sum; else it is 80.00.", "what is left open"},
	} {
		said := slices.ContainsFunc(d.Sentences, func(s contract.Sentence) bool {
			return string(s.Section) == tt.section && s.Path == tt.path && s.String() == tt.want
		})
		if !said {
			t.Errorf("%s: nobody says %q in\n%s", tt.why, tt.want, d)
		}
	}
	if slices.ContainsFunc(d.Sentences, func(s contract.Sentence) bool { return s.Path == "params.hours" }) {
		t.Error("what the plan sets is not open")
	}
	base, err := r.Show("base", "")
	if err != nil || strings.Contains(base.String(), "[base]") {
		t.Errorf("what is its own needs no document: %v\n%s", err, base)
	}
	if _, err := r.Show("large", ""); !errors.Is(err, contract.ErrNotFound) {
		t.Errorf("there is no large plan: %v", err)
	}
}

// Every plan in the repository can be shown: each sentence has all its parts, sections come
// in order, and the same plan is shown the same way.
func TestShowReal(t *testing.T) {
	for file, r := range realRegistries(t) {
		for p := range r.Plans() {
			d, err := r.Show(p.ID, p.Edition)
			again, _ := r.Show(p.ID, p.Edition)
			if err != nil || len(d.Sentences) == 0 || d.String() != again.String() {
				t.Errorf("%s %s: %v", file, p.ID, err)
			}
			var done []contract.Section
			for _, s := range d.Sentences {
				if s.Code == "" || s.Path == "" || strings.ContainsAny(s.Text, "{}⟦") {
					t.Errorf("%s: %+v", p.ID, s)
				}
				if n := len(done); n == 0 || done[n-1] != s.Section {
					if slices.Contains(done, s.Section) {
						t.Errorf("%s: section %s stands twice", p.ID, s.Section)
					}
					done = append(done, s.Section)
				}
			}
			for _, rule := range p.Cover {
				if !slices.ContainsFunc(d.Sentences, func(s contract.Sentence) bool { return s.Section == contract.SectionCover && s.Clause == rule.Clause }) {
					t.Errorf("%s: nothing is said of %q", p.ID, rule.ID)
				}
			}
		}
	}
}

const supportHours = `{"version": 1, "id": "hours", "name": "Support hours", "currency": "EUR", "zone": "Europe/Berlin",
  "params": {"discount": {"type": "percent", "min": "-15%", "max": "0%", "default": "0%"}},
  "measure": [{"per": "ticket", "round": "up 15m"}],
  "cover": [{"as": "draw", "from": ["hours"]}, {"as": "refuse", "clause": "Work stops when the hours are used up."}],
  "pools": {"hours": {}},
  "items": [{"id": "pack", "of": "order", "price": "900.00", "grants": [{"pool": "hours", "amount": "10h", "expires": "1 year"}]}],
  "adjust": [{"id": "class", "on": ["pack"], "by": "$discount"}]}`

func ExampleRegistry_Show() {
	r, err := contract.NewRegistry([][]byte{[]byte(supportHours)}, nil, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	description, err := r.Show("hours", "")
	fmt.Println(description, err)
	// Output:
	// Support hours (hours)
	//
	// What it costs
	// - Pack: 900.00 EUR each, when ordered.
	// - Class: the agreed discount on pack.
	//
	// What is included
	// - Pack brings 10 hours (hours), each time.
	//
	// What becomes of work
	// - Taken from hours.
	// - Not done. “Work stops when the hours are used up.”
	//
	// How long it lasts
	// - What pack brings to hours lasts 1 year.
	// - What is left then lapses.
	//
	// How time is counted
	// - Time is added up per ticket, rounded up to the next 15 minutes.
	//
	// Invoices
	// - All sums are in EUR.
	//
	// What has to be said besides
	// - The contract may say the discount: a percentage, from -15% to 0%; else it is 0%.
	// - Days and hours are those of Europe/Berlin.
	//  <nil>
}

func ExampleRegistry_Lint() {
	r, err := contract.NewRegistry([][]byte{[]byte(supportHours)}, nil, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	findings, err := r.Lint("hours", "")
	for _, f := range findings {
		fmt.Println(f)
	}
	fmt.Println(err)
	// Output:
	// adjust[class].by: the discount $discount is left at 0%: up to 15% are allowed, none are given
	// <nil>
}
