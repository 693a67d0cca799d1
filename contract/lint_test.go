package contract_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

// document returns a plan document of the given members, with what every plan needs.
func document(t *testing.T, members string) string {
	t.Helper()
	d := map[string]any{"version": 1, "id": "p", "currency": "USD", "zone": "America/New_York"}
	if err := json.Unmarshal([]byte("{"+members+"}"), &d); err != nil {
		t.Fatalf("%s: %v", members, err)
	}
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lintTables are holidays that the host of these tests has.
var lintTables = map[string]calendar.Table{
	"ends": {Through: calendar.MustParseDate("2026-12-31")}, "endless": {},
}

func lintRegistry(t *testing.T, documents ...string) *contract.Registry {
	t.Helper()
	var data [][]byte
	for _, d := range documents {
		data = append(data, []byte(d))
	}
	r, err := contract.NewRegistry(data, lintTables, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codes returns the findings of one code in plan p.
func lintOf(t *testing.T, code, members string) []contract.Finding {
	t.Helper()
	list, err := lintRegistry(t, document(t, members)).Lint("p", "")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(f contract.Finding) bool { return f.Code != code })
}

const (
	pool     = `"pools": {"h": {}}, `
	draw     = `"cover": [{"id": "d", "as": "draw", "from": ["h"]}], `
	grant    = `"items": [{"id": "fee", "every": "month", "price": "9.00", "grants": [{"pool": "h", "amount": "3h"}]}], `
	rate     = `"rates": [{"id": "hour", "price": "80.00"}], `
	evenings = `"calendars": {"evening": "Mon-Fri 17:00-22:00", "night": "Mon-Fri 21:00-08:00", "sunday": "Sun 00:00-24:00"}`
	bands    = `"calendars": {"office": "Mon-Fri 08:00-17:00", "evening": "Mon-Fri 17:00-21:00", "night": "Mon-Fri 21:00-08:00", "weekend": "Sat-Sun 00:00-24:00", "monday": "Mon 00:00-08:00"}`
)

// weights returns weights of the bands named, each in a group of its own or all in one.
func weights(group string, bands ...string) string {
	var list []string
	for _, b := range bands {
		list = append(list, `{"id": "`+b+`", "when": {"during": "`+b+`"}, "times": "2", "group": "`+group+`"}`)
	}
	return `, "weights": [` + strings.Join(list, ", ") + `]`
}

// TestLint has for each kind of finding a plan with it, and one that differs in that alone.
func TestLint(t *testing.T) {
	for _, tt := range []struct {
		code, with, without string
		path, text          string // of the first finding
		why                 string
	}{
		{"no_rate", `"cover": [{"id": "x", "as": "charge"}]`, `"cover": [{"id": "x", "as": "charge"}], "rates": [{"price": "80.00"}]`,
			"cover[x]", "what it charges has no rate: the plan cannot price it", "charged, and no rate at all"},
		{"no_rate", pool + draw + grant + `"name": "N"`, pool + draw + grant + `"name": "N", "rates": [{"price": "80.00"}]`,
			"cover", "what falls through all rules is charged, and has no rate: the plan cannot price it", "the implied last rule charges"},
		{"no_rate", `"cover": [{"id": "no", "when": {"kind": "x"}, "as": "refuse"}]`, `"cover": [{"id": "no", "as": "refuse"}]`,
			"cover", "has no rate", "a refusal of some work lets the rest through"},
		{"no_rate", `"cover": [{"id": "all", "as": "included", "needs": "approval"}]`, `"cover": [{"id": "all", "as": "included"}]`,
			"cover", "has no rate", "what is not approved falls through"},
		{"no_rate", `"cover": [{"id": "all", "as": "included", "upto": "1h", "per": "ticket"}]`, `"cover": [{"id": "all", "as": "included"}]`,
			"cover", "has no rate", "what is above the mark falls through"},
		{"no_rate", `"rates": [{"when": {"place": "onsite"}, "price": "2.00"}, {"when": {"place": "remote"}, "price": "1.00"}]`,
			`"rates": [{"when": {"place": "onsite"}, "price": "2.00"}, {"when": {"not": {"place": "onsite"}}, "price": "1.00"}]`,
			"cover", "has no rate where place is something else", "work at the bench"},
		{"no_rate", `"rates": [{"when": {"level": ["P1", "P2"]}, "price": "2.00"}], "levels": {"P1": {}, "P2": {}, "P3": {}}`,
			`"rates": [{"when": {"level": ["P1", "P2"]}, "price": "2.00"}], "levels": {"P1": {}, "P2": {}}`,
			"cover", "where level is P3", "the levels are those of the plan"},
		{"no_rate", `"rates": [{"when": {"size": "<=1h"}, "price": "2.00"}, {"when": {"size": ">2h"}, "price": "1.00"}]`,
			`"rates": [{"when": {"size": "<=1h"}, "price": "2.00"}, {"when": {"size": ">1h"}, "price": "1.00"}]`,
			"cover", "where size is", "between one hour and two"},
		{"no_rate", `"calendars": {"a": "Mon-Fri 09:00-17:00", "b": "Sat-Sun 00:00-24:00"}, "rates": [{"when": {"during": ["a", "b"]}, "price": "2.00"}]`,
			`"calendars": {"a": "Mon-Fri 00:00-24:00; PH 00:00-24:00", "b": "Sat-Sun 00:00-24:00"}, "rates": [{"when": {"during": ["a", "b"]}, "price": "2.00"}]`,
			"cover", "where during is {}", "at night neither is open"},

		{"no_rate", `"rates": [{"when": {"needed": "<=1h"}, "price": "2.00"}]`,
			`"rates": [{"when": {"needed": "<=$t"}, "price": "2.00"}, {"when": {"needed": ">$t"}, "price": "1.00"}], "params": {"t": {"type": "time"}}`,
			"cover", "has no rate where needed is", "what a parameter decides is not decided here"},

		{"never", `"cover": [{"id": "x", "when": {"kind": "a", "not": {"kind": ["a", "b"]}}, "as": "included"}]`,
			`"cover": [{"id": "x", "when": {"kind": "a", "not": {"kind": ["b"]}}, "as": "included"}]`,
			"cover[x].when", "it never holds: kind is a and not (kind is a or b)", "nothing is a and not a"},
		{"never", `"calendars": {"a": "Mon 09:00-17:00", "b": "Tue 09:00-17:00"}, "items": [{"id": "x", "of": "visit", "price": "1.00", "when": {"during": "a", "any": [{"during": "b"}]}}]`,
			`"calendars": {"a": "Mon 09:00-17:00", "b": "Mon 16:00-17:00"}, "items": [{"id": "x", "of": "visit", "price": "1.00", "when": {"during": "a", "any": [{"during": "b"}]}}]`,
			"items[x].when", "it never holds", "two calendars that are never open together"},
		{"never", `"cover": [{"id": "x", "when": {"$v": "c"}, "as": "included"}], "params": {"v": {"type": "word", "one_of": ["a", "b"]}}`,
			`"cover": [{"id": "x", "when": {"$v": "b"}, "as": "included"}], "params": {"v": {"type": "word", "one_of": ["a", "b"]}}`,
			"cover[x].when", "it never holds", "a choice that the parameter does not have"},
		{"never", `"classify": {"rules": [{"id": "x", "level": "P1", "when": {"contacts": ">=3 in 24h", "not": {"contacts": ">=2 in 24h"}}}]}`,
			`"classify": {"rules": [{"id": "x", "level": "P1", "when": {"contacts": ">=3 in 24h", "not": {"contacts": ">=2 in 1h"}}}]}`,
			"classify.rules[x].when", "it never holds", "events within a time"},
		{"never", `"cover": [{"id": "x", "when": {"left": {"h": ">=1h"}, "not": {"left": {"h": ">0h"}}}, "as": "included"}], ` + pool + grant + `"name": "N"`,
			`"cover": [{"id": "x", "when": {"left": {"h": ">=1h"}, "not": {"left": {"h": ">=2h"}}}, "as": "included"}], ` + pool + grant + `"name": "N"`,
			"cover[x].when", "it never holds", "a row of a table"},

		{"unreachable", `"cover": [{"id": "a", "as": "included"}, {"id": "b", "as": "refuse"}]`, `"cover": [{"id": "a", "as": "included", "upto": "1h", "per": "ticket"}, {"id": "b", "as": "refuse"}]`,
			"cover[b]", "no work reaches it: the rules before it have taken it all", "after one without a condition"},
		{"unreachable", `"cover": [{"id": "a", "when": {"kind": ["x", "y"]}, "as": "included"}, {"id": "b", "when": {"kind": "x", "place": "onsite"}, "as": "refuse"}]`,
			`"cover": [{"id": "a", "when": {"kind": ["x", "y"], "planned": true}, "as": "included"}, {"id": "b", "when": {"kind": "x", "place": "onsite"}, "as": "refuse"}]`,
			"cover[b]", "no work reaches it", "after one with a weaker condition"},
		{"unreachable", `"rates": [{"id": "a", "when": {"size": "<2h"}, "price": "1.00"}, {"id": "b", "when": {"size": "<=1h"}, "price": "2.00"}]`,
			`"rates": [{"id": "a", "when": {"size": "<1h"}, "price": "1.00"}, {"id": "b", "when": {"size": "<=1h"}, "price": "2.00"}]`,
			"rates[b]", "no work reaches it", "comparisons are compared"},
		{"unreachable", `"measure": [{"id": "a", "per": "entry", "round": "up 15m"}, {"id": "b", "per": "day", "round": "up 1h"}]`,
			`"measure": [{"id": "a", "per": "entry", "round": "up 15m"}, {"id": "b", "pass": 2, "per": "day", "round": "up 1h"}]`,
			"measure[b]", "no work reaches it", "the second pass is a list of its own"},
		{"unreachable", `"classify": {"rules": [{"id": "a", "level": "P2", "when": {"kind": "x"}}, {"id": "b", "level": "P1", "when": {"kind": "x"}}]}`,
			`"classify": {"pick": "highest", "rules": [{"id": "a", "level": "P2", "when": {"kind": "x"}}, {"id": "b", "level": "P1", "when": {"kind": "x"}}]}`,
			"classify.rules[b]", "no work reaches it", "with the highest level all rules count"},
		{"unreachable", `"calendars": {"o": "24/7"}, "sla": {"targets": [{"id": "a", "clock": "o", "within": {"response": "1h"}}, {"id": "b", "clock": "o", "within": {"response": "2h", "start": "4h"}}]}`,
			`"calendars": {"o": "24/7"}, "sla": {"targets": [{"id": "a", "clock": "o", "within": {"response": "1h"}}, {"id": "b", "clock": "o", "within": {"start": "4h"}}]}`,
			"sla.targets[b].within.response", "no work reaches it", "each metric of its own"},
		{"unreachable", `"cover": [{"id": "a", "when": {"planned": true}, "as": "included"}, {"id": "b", "when": {"not": {"planned": false}}, "as": "refuse"}]`,
			`"cover": [{"id": "a", "when": {"planned": true}, "as": "included"}, {"id": "b", "as": "refuse"}]`,
			"cover[b]", "no work reaches it", "a flag that nobody states makes neither hold, and b of the neighbour takes that"},
		{"unreachable", `"cover": [{"id": "a", "when": {"needed": "<=1h"}, "as": "included"}, {"id": "b", "when": {"needed": "<=30m"}, "as": "refuse"}]`,
			`"cover": [{"id": "a", "when": {"needed": "<=$t"}, "as": "included"}, {"id": "b", "when": {"needed": "<=30m"}, "as": "refuse"}], "params": {"t": {"type": "time"}}`,
			"cover[b]", "no work reaches it", "what a parameter decides is not decided here"},

		{"unreachable", `"cover": [{"id": "a", "when": {"planned": true}, "as": "included"}, {"id": "b", "when": {"planned": false}, "as": "included"}, {"id": "c", "when": {"planned": [true, false]}, "as": "refuse"}]`,
			`"cover": [{"id": "a", "when": {"planned": true}, "as": "included"}, {"id": "b", "when": {"planned": false}, "as": "included"}, {"id": "c", "when": {"any": [{"planned": true}, {"kind": "x"}]}, "as": "refuse"}]`,
			"cover[c]", "no work reaches it", "work of which nobody says whether it was planned reaches the neighbour"},

		{"never_granted", pool + draw + `"name": "N"`, pool + draw + grant + `"name": "N"`, "pools.h", "no item grants anything to it", "an empty pool"},
		{"never_granted", pool + draw + `"name": "N"`, pool + draw + `"abstract": true`, "pools.h", "no item grants", "those that extend it may"},
		{"never_drawn", pool + grant + `"name": "N"`, pool + draw + grant + `"name": "N"`, "pools.h", "what is granted to it is never drawn", "hours that nobody can use"},
		{"never_drawn", pool + grant + `"name": "N"`, `"pools": {"h": {"of": "money"}}, "items": [{"id": "x", "of": "order", "price": "1.00", "grants": [{"pool": "h", "amount": "9.00"}]}]`,
			"pools.h", "never drawn", "money pays lines without being drawn"},
		{"never_drawn", `"cover": [{"id": "d", "as": "defer", "from": ["h"], "beyond": "25%", "per": "week"}], ` + pool + grant + `"name": "N"`,
			`"cover": [{"id": "d", "as": "borrow", "from": ["h"], "upto": "25%", "per": "week"}], ` + pool + grant + `"name": "N"`,
			"pools.h", "never drawn", "to count by a pool is not to draw from it"},

		{"bands_overlap", evenings + weights("", "evening", "night"), evenings + weights("band", "evening", "night"), "weights[night]",
			"it holds together with weights[evening], as on Wednesday 2020-01-01 at 21:00, and multiplies with it, being of another group: 2 × 2", "within a group the largest counts"},
		{"bands_overlap", evenings + weights("", "evening", "night"), evenings + weights("", "evening", "sunday"), "weights[night]", "it holds together with", "never open together"},
		{"bands_overlap", evenings + weights("", "evening", "night"), evenings + `, "weights": [{"when": {"during": "evening"}, "times": "2"}, {"when": {"kind": "x"}, "times": "2"}]`,
			"weights[night]", "it holds together with", "what has nothing to do with the time of day is meant to multiply"},
		{"bands_overlap", evenings + weights("", "evening", "night"), `"params": {"w": {"type": "week"}}, "calendars": {"evening": {"week": "$w"}, "night": "Mon-Fri 21:00-08:00"}` + weights("", "evening", "night"),
			"weights[night]", "it holds together with", "hours that are open are not looked at"},
		{"bands_gap", strings.Replace(bands, `"office": "Mon-Fri 08:00-17:00", `, "", 1) + weights("b", "evening", "night", "weekend"), bands + weights("b", "evening", "night", "weekend", "monday"), "weights",
			"Monday 00:00-17:00 is in none of the bands weights[evening], weights[night], weights[weekend], unlike the hours around 08:00-17:00 of other days", "Sunday night is not of Monday"},
		{"bands_gap", `"calendars": {"a": "Mon-Sun 18:00-22:00", "b": "Mon-Sun 23:00-08:00"}` + weights("b", "a", "b"), `"calendars": {"a": "Mon-Sun 18:00-22:00", "b": "Mon-Sun 22:00-08:00"}` + weights("b", "a", "b"), "weights",
			"Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday 22:00-23:00 is in none", "an hour between two bands"},
		{"bands_gap", `"calendars": {"a": "Mon-Fri 18:00-08:00", "b": "Sun 00:00-24:00; Mon 00:00-08:00"}` + weights("b", "a", "b"),
			`"calendars": {"a": "Mon-Fri 18:00-08:00", "b": "Sun 00:00-24:00; Mon 00:00-08:00", "saturday": "Sat 08:00-24:00"}` + weights("b", "a", "b"), "weights",
			"Saturday 08:00-24:00 is in none", "a calendar of its own says that it is meant"},

		{"holidays_missing", `"calendars": {"o": {"week": "Mon 09:00-17:00", "holidays": ["mars"]}}`, `"calendars": {"o": {"week": "Mon 09:00-17:00", "holidays": ["us-federal", "ends"]}}`,
			"calendars.o.holidays[0]", `the holidays "mars" are not built in: the host has to supply a table`, "a table that is not there"},
		{"holidays_end", `"calendars": {"o": {"week": "Mon 09:00-17:00", "holidays": ["us-federal", "ends"]}}`, `"calendars": {"o": {"week": "Mon 09:00-17:00", "holidays": ["us-federal", "endless"]}}`,
			"calendars.o.holidays[1]", `the holidays "ends" are known through 2026-12-31: promises beyond it are refused`, "a production calendar"},

		{"discount_zero", `"params": {"d": {"type": "percent", "min": "-15%", "max": "0%", "default": "0%"}}, "adjust": [{"id": "a", "on": ["all"], "by": "$d"}]`,
			`"params": {"d": {"type": "percent", "min": "-15%", "max": "0%"}}, "adjust": [{"id": "a", "on": ["all"], "by": "$d"}]`,
			"adjust[a].by", "the discount $d is left at 0%: up to 15% are allowed, none are given", "AMB-46: without a default the contract has to say"},
		{"discount_zero", `"params": {"d": {"type": "percent", "default": "0%"}}, "adjust": [{"id": "a", "on": ["all"], "by": "$d"}]`,
			`"params": {"d": {"type": "percent", "default": "0%"}}, "set": {"d": "-3%"}, "adjust": [{"id": "a", "on": ["all"], "by": "$d"}]`,
			"adjust[a].by", "the discount $d is left at 0%", "AMB-46: a tariff that says its figure"},
		{"price_zero", `"params": {"d": {"type": "money", "default": "0.00"}}, "rates": [{"id": "r", "price": "$d"}]`, `"params": {"d": {"type": "money", "default": "0.01"}}, "rates": [{"id": "r", "price": "$d"}]`,
			"rates[r].price", "the price $d is left at 0.00", "work for nothing"},
		{"price_zero", `"params": {"d": {"type": "money", "default": "0"}}, "items": [{"id": "i", "price": {"flat": "$d"}}]`, `"params": {"d": {"type": "money"}}, "items": [{"id": "i", "price": {"flat": "$d"}}]`,
			"items[i].price", "the price $d is left at 0", "a fee of nothing"},
		{"no_price", `"items": [{"id": "i", "of": "order"}]`, `"items": [{"id": "i", "of": "order", "price": "0.00"}]`, "items[i].price", "counted by order, and free", "a source may leave out a price"},
		{"no_price", `"items": [{"id": "i", "every": "month"}]`, pool + `"items": [{"id": "i", "every": "month", "grants": [{"pool": "h", "amount": "1h"}]}]`,
			"items[i].price", "it has neither a price nor a grant", "hours included have no price of their own"},

		{"price_cliff", `"items": [{"id": "f", "price": "1.00"}], "adjust": [{"id": "p", "of": "prepaid", "on": ["f"], "by": {"mode": "volume", "tiers": [{"to": "12", "flat": "-5%"}, {"flat": "-10%"}]}}]`,
			`"items": [{"id": "f", "price": "1.00"}], "adjust": [{"id": "p", "of": "prepaid", "on": ["f"], "by": {"mode": "graduated", "tiers": [{"to": "12", "unit": "-5%"}, {"unit": "-10%"}]}}]`,
			"adjust[p].by", "number 13 prepaid adds 0.3 of a fee, and the one after it 0.9: 12 cost 11.4, 13 cost 11.7", "the thirteenth month of KIT"},
		{"price_cliff", `"items": [{"id": "f", "price": "1.00"}], "adjust": [{"id": "p", "of": "prepaid", "on": ["f"], "by": {"mode": "volume", "tiers": [{"below": "3", "flat": "0%"}, {"flat": "-10%"}]}}]`,
			`"items": [{"id": "f", "price": "1.00"}], "adjust": [{"id": "p", "of": "prepaid", "on": ["f"], "by": {"mode": "volume", "tiers": [{"below": "3", "flat": "-10%"}, {"flat": "-10%"}]}}]`,
			"adjust[p].by", "number 3 prepaid adds 0.7 of a fee, and the one after it 0.9: 2 cost 2, 3 cost 2.7", "a threshold that belongs to the next tier"},
		{"price_cliff", `"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": {"mode": "volume", "tiers": [{"to": "10", "unit": "10.00"}, {"unit": "9.50"}]}}]`,
			`"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": {"tiers": [{"to": "10", "unit": "10.00"}, {"unit": "9.50"}]}}]`,
			"items[s].price", "number 11 units adds 4.5 USD, and the one after it 9.5: 10 cost 100, 11 cost 104.5", "graduated tiers have no cliffs"},
		{"price_cliff", `"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": "10.00"}], "adjust": [{"id": "p", "of": "seats", "on": ["s"], "by": {"mode": "volume", "tiers": [{"to": "9", "flat": "0%"}, {"flat": "-5%"}]}}]`,
			`"facts": {"seats": "meter"}, "items": [{"id": "s", "price": "10.00"}], "adjust": [{"id": "p", "of": "seats", "on": ["s"], "by": {"mode": "volume", "tiers": [{"to": "9", "flat": "0%"}, {"flat": "-5%"}]}}]`,
			"adjust[p].by", "number 10 seats adds 0.5 of a fee", "a discount by seats on what is not paid by the seat has none"},
		{"more_costs_less", `"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": {"mode": "volume", "tiers": [{"to": "10", "unit": "10.00"}, {"unit": "8.00"}]}}]`,
			`"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": {"mode": "volume", "tiers": [{"to": "10", "unit": "10.00"}, {"unit": "9.50"}]}}]`,
			"items[s].price", "10 units cost 100, and 11 cost 88: more costs 12 USD less", "the whole of it falls"},
		{"more_costs_less", `"items": [{"id": "s", "of": "order", "each": ["1h", "9h"], "price": {"mode": "volume", "tiers": [{"to": "1h30m", "unit": "10.00"}, {"flat": "12.00"}]}}]`,
			`"items": [{"id": "s", "of": "order", "each": ["1h", "9h"], "price": {"mode": "volume", "tiers": [{"to": "1h30m", "unit": "10.00"}, {"flat": "15.00"}]}}]`,
			"items[s].price", "1.5 hours cost 15, and 1.51 cost 12: more costs 3 USD less", "hours"},
		{"more_costs_less", `"rates": [{"id": "r", "per": "ticket", "price": {"mode": "volume", "tiers": [{"below": "2h", "unit": "10.00"}, {"unit": "9.00"}]}}]`,
			`"rates": [{"id": "r", "per": "ticket", "price": {"mode": "volume", "tiers": [{"below": "2h", "unit": "10.00"}, {"unit": "10.00"}]}}]`,
			"rates[r].price", "1.99 hours cost 19.9, and 2 cost 18: more costs 1.9 USD less", "a rate"},
		{"more_costs_less", `"adjust": [{"id": "v", "on": ["invoice"], "by": {"mode": "volume", "tiers": [{"below": "1000", "flat": "0%"}, {"flat": "-10%"}]}}]`,
			`"adjust": [{"id": "v", "on": ["invoice"], "by": {"tiers": [{"to": "1000", "unit": "0%"}, {"unit": "-10%"}]}}]`,
			"adjust[v].by", "999.99 of money cost 999.99, and 1000 cost 900: more costs 99.99 USD less", "a discount by the sum"},
		{"more_costs_less", `"facts": {"spend": "meter"}, "items": [{"id": "s", "of": "spend", "price": {"mode": "volume", "tiers": [{"to": "100", "unit": "10%"}, {"unit": "5%"}]}}]`,
			`"facts": {"spend": "meter"}, "items": [{"id": "s", "of": "spend", "price": {"tiers": [{"to": "100", "unit": "10%"}, {"unit": "5%"}]}}]`,
			"items[s].price", "100 of money cost 10, and 100.01 cost 5.0005: more costs 4.9995 USD less", "a share of what is spent"},

		{"not_proportional", `"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "200.00", "weights": false}, {"id": "b", "when": {"level": "P2"}, "price": "80.00", "weights": false}], ` + pool + draw + grant + `"name": "N"`,
			`"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "160.00", "weights": false}, {"id": "b", "when": {"level": "P2"}, "price": "80.00"}], ` + pool + draw + grant + `"name": "N"`,
			"rates[a]", "an hour of P1 costs 200 and draws 2 hours, one of P2 costs 80 and draws 1: not in proportion", "hours and money do not come to the same"},
		{"not_proportional", `"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "160.00"}, {"id": "b", "when": {"level": "P2"}, "price": "80.00"}], ` + pool + draw + grant + `"name": "N"`,
			`"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "80.00"}, {"id": "b", "when": {"level": "P2"}, "price": "80.00"}], ` + pool + draw + grant + `"name": "N"`,
			"rates[a]", "an hour of P1 costs 320 and draws 2 hours, one of P2 costs 80 and draws 1: not in proportion", "the weight raises the price"},
		{"weighed_twice", `"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "160.00"}, {"id": "b", "price": "80.00"}]`,
			`"levels": {"P1": {"weight": "2"}, "P2": {}}, "rates": [{"id": "a", "when": {"level": "P1"}, "price": "160.00", "weights": false}, {"id": "b", "price": "80.00"}]`,
			"rates[a]", "it is the price of P1, whose weight of 2 raises it again", "a price of the level, and its weight"},

		{"lives_short", pool + draw + `"items": [{"id": "f", "every": "month", "price": "1.00", "grants": [{"pool": "h", "amount": "1h", "roll": {"lives": "30 days"}}]}]`,
			pool + draw + `"items": [{"id": "f", "every": "month", "price": "1.00", "grants": [{"pool": "h", "amount": "1h", "roll": {"lives": "31 days"}}]}]`,
			"items[f].grants[0].roll.lives", "what is carried lives for 30 days and the period is month", "in January they are a day short"},
		{"lives_short", pool + draw + `"items": [{"id": "f", "every": "year", "price": "1.00", "grants": [{"pool": "h", "amount": "1h", "roll": {"lives": "month"}}]}]`,
			pool + draw + `"items": [{"id": "f", "every": "year", "price": "1.00", "grants": [{"pool": "h", "amount": "1h", "every": "month", "roll": {"lives": "month"}}]}]`,
			"items[f].grants[0].roll.lives", "what is carried lives for month and the period is year", "the grant's own period counts"},
		{"anchor_clamped", `"invoice": {"anchor": "day 29"}`, `"invoice": {"anchor": "day 28"}`, "invoice.anchor", "not every month has a day 29", "February"},
		{"name_clash", `"items": [{"id": "x", "price": "1.00"}], "rates": [{"id": "x", "price": "1.00"}]`, `"items": [{"id": "x", "price": "1.00"}], "rates": [{"id": "y", "price": "1.00"}]`,
			"items[x]", "a rate has this id too", "adjust on x is on both"},
		{"unused", `"calendars": {"o": "24/7"}`, `"calendars": {"o": "24/7"}, "weights": [{"when": {"not": {"during": "o"}}, "times": "2"}]`, "calendars.o", "nothing in the plan looks at it", "a calendar"},
		{"unused", `"calendars": {"o": "24/7"}`, `"calendars": {"o": "24/7"}, "sla": {"targets": [{"clock": "o", "within": {"response": "1h"}}]}`, "calendars.o", "nothing in the plan looks at it", "a clock"},
		{"unused", `"calendars": {"o": "24/7"}, "term": {"notice": {"customer": "5 days"}}`, `"calendars": {"o": "24/7"}, "term": {"notice": {"customer": "5 business days"}}`, "calendars.o", "nothing in the plan looks at it", "business days"},
		{"unused", `"calendars": {"n": "24/7", "o": "24/7"}, "term": {"notice": {"customer": "5 business days"}}, "sla": {"targets": [{"clock": "n", "within": {"response": "1h"}}]}`, `"calendars": {"o": "24/7"}, "term": {"notice": {"customer": "5 business days"}}`, "calendars.o", "nothing in the plan looks at it", "business days are those of the first target"},
		{"unused", `"facts": {"seats": "meter"}`, `"facts": {"seats": "meter"}, "items": [{"id": "s", "of": "seats", "price": "1.00"}]`, "facts.seats", "nothing", "a meter"},
		{"unused", `"params": {"rate": {"type": "money"}}`, `"params": {"rate": {"type": "money"}}, "rates": [{"price": {"unit": "$rate", "per": "15m"}}]`, "params.rate", "nothing", "a parameter"},
		{"unused", `"params": {"v": {"type": "time"}}`, `"params": {"v": {"type": "time"}}, "cover": [{"when": {"needed": "<=$v"}, "as": "included"}]`, "params.v", "nothing", "a parameter in a condition"},
		{"unknown_catalogue", `"includes": [{"kind": "catalogue", "name": "x"}]`, `"includes": [{"kind": "catalogue", "name": "saastech-web"}]`, "includes[0]", `the catalogue "x" is not built in`, "the host brings it"},
		{"not_estimated", `"includes": [{"kind": "catalogue", "name": "saastech-web"}]`, `"includes": [{"kind": "benefit", "name": "saastech-web"}]`, "includes[0]",
			`of the 78 tasks of saastech-web, nobody has estimated 16, such as "Colored/Texture Background"`, "blank cells of the source"},
	} {
		with, without := lintOf(t, tt.code, tt.with), lintOf(t, tt.code, tt.without)
		if tt.why == "" || len(with) == 0 || with[0].Path != tt.path || !strings.Contains(with[0].Text, tt.text) {
			t.Errorf("%s: %s: found %v, want %s: %s", tt.code, tt.why, with, tt.path, tt.text)
		}
		if len(without) > 0 {
			t.Errorf("%s: %s: the neighbour has %v", tt.code, tt.why, without)
		}
	}
}

// A refusal is a guard, and a document that extends another may step over it unawares.
func TestLintOvertakes(t *testing.T) {
	parent := document(t, `"id": "parent", "cover": [{"id": "guard", "when": {"kind": ["hardware", "platform"]}, "as": "refuse"},
		{"id": "how-to", "when": {"kind": "how-to"}, "as": "charge"}, {"id": "end", "as": "refuse"}], "rates": [{"price": "1.00"}]`)
	for _, tt := range []struct{ cover, want, why string }{
		{`{"id": "new", "when": {"place": "remote"}, "as": "included"}`,
			"cover[new]: it stands before the refusal cover[guard] of parent, and takes work refused there, where kind is hardware and place is remote", "remote work on hardware"},
		{`{"id": "new", "as": "included", "upto": "1h", "per": "month"}`, "cover[new]: it stands before the refusal cover[guard] of parent, and takes work refused there, where kind is hardware", "the first hour of anything"},
		{`{"id": "new", "when": {"kind": "tweak"}, "as": "included"}`, "", "other work; that the end refuses it is why there is a rule"},
		{`{"id": "new", "when": {"place": "remote"}, "as": "refuse"}`, "", "it refuses as well"},
		{`{"id": "guard", "clause": "no hardware"}`, "", "what is only explained stays the parent's"},
		{`{"id": "guard", "when": {"kind": "hardware"}}, {"id": "new", "when": {"kind": "hardware"}, "as": "included"}`, "", "who changes the guard knows it"},
		{`{"id": "how-to", "as": "included"}`, "", "it keeps its place behind the guard"},
	} {
		r := lintRegistry(t, parent, `{"version": 1, "id": "child", "extends": "parent", "cover": [`+tt.cover+`]}`)
		list, err := r.Lint("child", "")
		if err != nil {
			t.Fatal(err)
		}
		list = slices.DeleteFunc(list, func(f contract.Finding) bool { return f.Code != "overtakes_refusal" })
		if tt.want == "" && len(list) > 0 || tt.want != "" && (len(list) != 1 || list[0].String() != tt.want) {
			t.Errorf("%s: %v, want %s", tt.why, list, tt.want)
		}
	}
}

func TestLintBetween(t *testing.T) {
	plan := func(members string) string { return document(t, members) }
	for _, tt := range []struct {
		documents []string
		want, why string
	}{
		{[]string{plan(`"id": "a", "name": "Optimal"`), plan(`"id": "b", "name": " optimal"`)}, `b.name: " optimal" is the name of a too`, "AMB-65: one name, two tariffs"},
		{[]string{plan(`"id": "a", "name": "Optimal"`), plan(`"id": "b", "name": "Maximal"`)}, "", "two names"},
		{[]string{plan(`"id": "a"`), plan(`"id": "b"`)}, "", "no names"},
		{[]string{plan(`"id": "a", "name": "Optimal", "edition": "1", "from": "2026-01-01"`), plan(`"id": "a", "name": "Optimal", "edition": "2", "from": "2027-01-01"`)}, "", "editions of one plan"},
		{[]string{plan(`"id": "a", "edition": "1", "from": "2026-01-01"`), plan(`"id": "a", "edition": "2", "from": "2026-01-01"`)}, `a 2.from: edition "1" begins on the same day`, "which one holds?"},
		{[]string{plan(`"id": "a", "name": "x", "abstract": true`), `{"version": 1, "id": "b", "name": "x", "extends": "a"}`}, "", "what is not sold has no customers to confuse"},
		{[]string{plan(`"id": "a", "abstract": true`)}, "a.abstract: no plan extends it, and it cannot be sold itself", "for nobody"},
	} {
		list := lintRegistry(t, tt.documents...).LintBetween()
		if tt.want == "" && len(list) > 0 || tt.want != "" && (len(list) != 1 || list[0].String() != tt.want) {
			t.Errorf("%s: %v, want %s", tt.why, list, tt.want)
		}
	}
}

func TestLintFacts(t *testing.T) {
	r := lintRegistry(t, document(t, `"facts": {"express": "flag", "km": "number", "seats": "meter"}, "params": {"n": {"type": "number"}},
		"cover": [{"id": "a", "when": {"kind": "x", "express": true, "$n": ">3", "level": "P1"}, "as": "included"}],
		"items": [{"id": "travel", "of": "km", "price": "1.00"}, {"id": "seats", "of": "seats", "price": "1.00"}]`))
	sample := []priority.Facts{{"kind": priority.Word("x")}, {"place": priority.Word("y")}}
	list, err := r.LintFacts("p", "", slices.Values(sample))
	want := []contract.Finding{
		{Path: "cover[a].when", Code: "not_stated", Text: "nothing in the sample states express"},
		{Path: "items[travel].of", Code: "not_stated", Text: "nothing in the sample states km"},
	}
	if err != nil || !slices.Equal(list, want) {
		t.Errorf("LintFacts: %v, %v, want %v", list, err, want)
	}
	if _, err := r.LintFacts("q", "", slices.Values(sample)); err == nil {
		t.Error("there is no plan q")
	}
}

func TestLintErrors(t *testing.T) {
	if _, err := lintRegistry(t).Lint("p", ""); err == nil {
		t.Error("there is no plan p")
	}
}

// Conditions of many facts are too many cases: nothing is found, and soon.
func TestLintBounded(t *testing.T) {
	var facts, tests []string
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		facts = append(facts, `"f`+string(c)+`": "flag"`)
		tests = append(tests, `"f`+string(c)+`": true`)
	}
	when := strings.Join(tests, ", ")
	members := `"facts": {` + strings.Join(facts, ", ") + `}, "cover": [{"id": "a", "when": {` + when + `}, "as": "included"}, {"id": "b", "when": {` + when + `}, "as": "refuse"}], "rates": [{"when": {` + when + `}, "price": "1.00"}]`
	list, err := lintRegistry(t, document(t, members)).Lint("p", "")
	if err != nil || len(list) > 0 {
		t.Errorf("26 flags: %v, %v", list, err)
	}
}

// Documents of plans that are sold can be linted, again with the same result, and each
// finding says where and what.
func TestLintReal(t *testing.T) {
	for name, r := range realRegistries(t) {
		for p := range r.Plans() {
			first, err := r.Lint(p.ID, p.Edition)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			second, _ := r.Lint(p.ID, p.Edition)
			if !slices.EqualFunc(first, second, contract.Finding.Equal) {
				t.Errorf("%s: %v and then %v", p.ID, first, second)
			}
			for _, f := range first {
				if f.Path == "" || f.Code == "" || f.Text == "" || strings.Contains(f.Text, "%!") {
					t.Errorf("%s: %#v", p.ID, f)
				}
			}
		}
	}
}

// realRegistries returns the registries of the documents in the repository, by file.
func realRegistries(t *testing.T) map[string]*contract.Registry {
	t.Helper()
	list := map[string]*contract.Registry{}
	for _, pattern := range []string{"plans/documents/*.json", "testdata/zoo/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if list[file], err = contract.NewRegistry([][]byte{data}, nil, time.LoadLocation); err != nil {
				t.Errorf("%s: %v", file, err)
				delete(list, file)
			}
		}
	}
	return list
}

func TestLintKIT(t *testing.T) {
	r := realRegistries(t)["plans/documents/kit.json"]
	list, err := r.Lint("kit-1-optimal", "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range list {
		got = append(got, f.Code)
	}
	want := []string{"discount_zero", "price_cliff", "price_cliff", "holidays_missing"}
	if !slices.Equal(got, want) {
		t.Errorf("kit-1-optimal: %v, want %v", got, want)
	}
	names := map[string]bool{}
	for _, f := range r.LintBetween() {
		names[f.Path+" "+f.Code] = true
	}
	if want := []string{"kit-3-basic.name same_name", "kit-3-minimal.name same_name", "kit-3-optimal.name same_name"}; !slices.Equal(slices.Sorted(maps.Keys(names)), want) {
		t.Errorf("between the tariffs: %v", names)
	}
}

// A document of thousands of rules does not keep Lint or Show busy.
func TestLintHostile(t *testing.T) {
	for _, rule := range []string{
		`{"id": "r%", "when": {"kind": "k%", "place": "p%"}, "as": "included"}`,
		`{"id": "r%", "when": {"not": {"kind": "k%"}}, "as": "refuse"}`,
		`{"when": {"any": [{"kind": ["a", "b", "c%"]}, {"size": ">%h"}]}, "as": "charge"}`,
	} {
		var rules []string
		for i := range 2000 {
			rules = append(rules, strings.ReplaceAll(rule, "%", strconv.Itoa(i)))
		}
		r := lintRegistry(t, document(t, `"abstract": true, "id": "parent", "cover": [`+strings.Join(rules, ",")+`], "rates": [{"when": {"kind": "x"}, "price": "1.00"}]`),
			`{"version": 1, "id": "p", "extends": "parent", "cover": [{"id": "new", "when": {"place": "remote"}, "as": "included"}]}`)
		start := time.Now()
		if _, err := r.Lint("p", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Show("p", ""); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %v", rule, took)
		}
	}
}
