package contract_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/contract"
)

// mergeBase has something in each kind of section: lists that are tried from the top and
// lists of which all count, objects by name, conditions and prices that are replaced whole.
const mergeBase = `{"version": 1, "id": "base", "name": "Base", "currency": "EUR", "zone": "Europe/Berlin",
	"facts": {"users": "meter"},
	"calendars": {"office": {"week": "Mon-Fri 09:00-17:00", "holidays": ["pl"]}},
	"measure": [{"id": "a", "per": "entry", "round": "up 15m"}],
	"cover": [{"id": "a", "when": {"kind": "x"}, "as": "refuse"}, {"id": "b", "as": "draw", "from": ["hours"]}, {"as": "charge"}],
	"pools": {"hours": {"of": "time"}},
	"items": [{"id": "a", "every": "month", "price": "300.00"}, {"id": "b", "of": "users", "every": "month", "price": {"unit": "2.00", "min": "9.00"}}],
	"rates": [{"id": "a", "price": "80.00"}],
	"adjust": [{"id": "a", "on": ["a"], "by": "-10%"}],
	"sla": {"targets": [{"id": "a", "clock": "office", "within": {"response": "1h"}}]},
	"term": {"minimum": "3 months", "notice": {"customer": "30 days", "provider": "0 days"}},
	"invoice": {"every": "month"},
	"includes": [{"kind": "benefit", "name": "portal"}]}`

type object = map[string]any

// changes draws a part of a plan document that says something otherwise, or adds, or takes
// out; mostly it is sound.
func changes() *rapid.Generator[object] {
	return rapid.Custom(func(t *rapid.T) object {
		p := object{}
		maybe := func(key string, values ...any) {
			if rapid.IntRange(0, 3).Draw(t, key) == 0 {
				p[key] = rapid.SampledFrom(values).Draw(t, key+" value")
			}
		}
		rules := func(key string, fresh object, edits ...object) {
			if rapid.IntRange(0, 2).Draw(t, key) > 0 {
				return
			}
			list := []any{}
			for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3, rapid.ID).Draw(t, key+" ids") {
				rule := maps.Clone(fresh)
				switch rapid.IntRange(0, 5).Draw(t, key+" how") {
				case 0:
					rule = object{"drop": true}
				case 1, 2:
					rule = maps.Clone(rapid.SampledFrom(edits).Draw(t, key+" edit"))
				}
				rule["id"] = id
				list = append(list, rule)
			}
			p[key] = list
		}
		rules("cover", object{"as": "charge", "clause": "fresh"}, object{"clause": "said"}, object{"when": object{"kind": "y"}}, object{"when": nil, "clause": nil}, object{"as": "included", "from": nil})
		rules("items", object{"every": "month", "price": "7.00"}, object{"price": "8.00"}, object{"price": object{"flat": "9.00"}}, object{"prorate": "day"}, object{"prorate": nil, "every": "year"})
		rules("rates", object{"price": "60.00"}, object{"price": "70.00"}, object{"when": object{"place": "onsite"}})
		rules("adjust", object{"by": "-5%", "on": []any{"all"}}, object{"by": "-20%"}, object{"base": "list"})
		rules("measure", object{"per": "ticket"}, object{"round": "up 30m"}, object{"round": nil}, object{"min": "1h"})
		maybe("pools", nil, object{"more": object{"of": "time"}}, object{"hours": nil}, object{"hours": object{"of": "ticket"}})
		maybe("term", nil, object{"minimum": nil}, object{"notice": object{"customer": "60 days"}}, object{"notice": nil, "renews": "month"}, object{"notice": object{"provider": nil}})
		maybe("calendars", object{"office": object{"holidays": nil}}, object{"office": "24/7"}, object{"more": "Sat 10:00-12:00"}, object{"office": object{"week": "Mon 10:00-12:00"}})
		maybe("sla", nil, object{"targets": []any{object{"id": "a", "within": object{"response": "2h", "resolution": "8h"}}}}, object{"warn": []any{"75%"}})
		maybe("cover", nil)
		maybe("includes", nil, []any{object{"kind": "benefit", "name": "more"}})
		maybe("invoice", object{"every": "quarter"}, object{"anchor": "calendar", "every": nil})
		maybe("facts", object{"flag": "flag"})
		return p
	})
}

func text(t rapid.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// child returns a document that extends another and says something otherwise.
func child(id, parent string, says object) object {
	doc := maps.Clone(says)
	doc["version"], doc["id"], doc["extends"] = 1, id, parent
	return doc
}

// tryRegistry returns a registry of documents, or an error.
func tryRegistry(t rapid.TB, docs ...any) (*contract.Registry, error) {
	var all [][]byte
	for _, d := range docs {
		if s, ok := d.(string); ok {
			all = append(all, []byte(s))
		} else {
			all = append(all, []byte(text(t, d)))
		}
	}
	return contract.NewRegistry(all, nil, time.LoadLocation)
}

// body returns what a plan says, without what it is called.
func body(p contract.Plan) string {
	p.ID, p.Name = "p", ""
	data, err := p.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// A patch upon a patch does what a document does that extends a document that extends the
// plan, whatever they say: a rule dropped again, a section taken out and another put in.
func TestPatchUponPatch(t *testing.T) {
	sound := 0
	rapid.Check(t, func(t *rapid.T) {
		first, second := changes().Draw(t, "first"), changes().Draw(t, "second")
		byDocuments := ""
		r, errA := tryRegistry(t, mergeBase, child("one", "base", first), child("two", "one", second))
		if errA == nil {
			p, _ := r.Plan("two", "")
			byDocuments = body(p)
		}
		base, err := tryRegistry(t, mergeBase)
		if err != nil {
			t.Fatal(err)
		}
		one, two := parsePatch(t, text(t, first)), parsePatch(t, text(t, second))
		c, errB := base.Contract(contract.Config{ID: "c", Plan: "base", Start: day("2026-01-01"), Patch: one, Amendments: []contract.Amendment{
			{ID: "a", By: contract.Customer, Announced: day("2026-01-01"), From: day("2026-02-01"), Patch: two, Agreed: true},
		}})
		if (errA == nil) != (errB == nil) {
			t.Fatalf("documents: %v\npatches: %v", errA, errB)
		}
		if errB == nil {
			sound++
			if diff := cmp.Diff(byDocuments, body(c.Terms(day("2026-02-01")).Plan())); diff != "" {
				t.Fatalf("documents and patches differ:\n%s", diff)
			}
		}
	})
	if sound < 10 {
		t.Errorf("only %d of the patches were sound", sound)
	}
}

// Whatever stands at the end of a chain of documents, it is the same if any part of the
// chain is written out as one document first; and a document that says nothing changes nothing.
func TestExtendsIsAssociative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second := changes().Draw(t, "first"), changes().Draw(t, "second")
		r, err := tryRegistry(t, mergeBase, child("one", "base", first), child("nothing", "one", object{}), child("two", "nothing", second))
		if err != nil {
			t.Skip("not sound")
		}
		one, _ := r.Plan("one", "")
		two, _ := r.Plan("two", "")
		nothing, _ := r.Plan("nothing", "")
		if diff := cmp.Diff(body(one), body(nothing)); diff != "" {
			t.Fatalf("a document that says nothing changes:\n%s", diff)
		}
		written, err := tryRegistry(t, text(t, one), child("two", "one", second))
		if err != nil {
			t.Fatalf("%v\n%s", err, text(t, one))
		}
		again, _ := written.Plan("two", "")
		if diff := cmp.Diff(body(two), body(again)); diff != "" {
			t.Fatalf("written out first it is another:\n%s", diff)
		}
	})
}

// The differences of terms from their plan are what changed and no more: put into the plan
// they give the terms, and what stood there before is what they say.
func TestDifferencesAreWhatChanged(t *testing.T) {
	base, err := tryRegistry(t, mergeBase)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := base.Bind("base", "", nil, contract.Patch{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if d := plain.Differences(); len(d) > 0 {
		t.Errorf("nothing was changed: %v", d)
	}
	rapid.Check(t, func(t *rapid.T) {
		terms, err := base.Bind("base", "", nil, parsePatch(t, text(t, changes().Draw(t, "patch"))), "")
		if err != nil {
			t.Skip("not sound")
		}
		was, is := named(t, plain.Plan()), named(t, terms.Plan())
		for _, d := range terms.Differences() {
			if d.Was == d.Is {
				t.Fatalf("%v is no difference", d)
			}
			put(t, was, d)
		}
		if diff := cmp.Diff(prune(is), prune(was)); diff != "" {
			t.Fatalf("%v\n%s", terms.Differences(), diff)
		}
	})
}

// named returns a plan as a tree in which lists of rules are objects by "[id]".
func named(t rapid.TB, p contract.Plan) object {
	t.Helper()
	var v object
	if err := json.Unmarshal([]byte(text(t, p)), &v); err != nil {
		t.Fatal(err)
	}
	return byID(v).(object)
}

func byID(v any) any {
	switch v := v.(type) {
	case object:
		for key := range v {
			v[key] = byID(v[key])
		}
	case []any:
		rules := object{}
		for _, x := range v {
			if o, _ := x.(object); o["id"] != nil {
				rules["["+o["id"].(string)+"]"] = byID(x)
			}
		}
		if len(rules) == len(v) {
			return rules
		}
	}
	return v
}

// put puts a difference into a tree in which what stood there stands.
func put(t rapid.TB, tree object, d contract.Difference) {
	t.Helper()
	keys := strings.Split(strings.ReplaceAll(d.Path, "[", ".["), ".")
	for _, key := range keys[:len(keys)-1] {
		next, ok := tree[key].(object)
		if !ok {
			next = object{}
			tree[key] = next
		}
		tree = next
	}
	key := keys[len(keys)-1]
	var is any
	if d.Is != "" {
		if err := json.Unmarshal([]byte(d.Is), &is); err != nil {
			t.Fatal(err)
		}
	}
	if is == nil {
		delete(tree, key)
	} else {
		tree[key] = byID(is)
	}
}

// prune takes out objects with nothing in them, and writes calendars in one way.
func prune(v object) object {
	calendars, _ := v["calendars"].(object)
	for name, week := range calendars {
		if text, short := week.(string); short {
			calendars[name] = object{"week": text}
		}
	}
	for key, x := range v {
		if o, ok := x.(object); ok && len(prune(o)) == 0 {
			delete(v, key)
		}
	}
	return v
}

// What a document adds stands where it can act: first among rules that are tried from the
// top, last among those that all count.
func TestWhereRulesStand(t *testing.T) {
	r, err := tryRegistry(t, mergeBase, `{"version": 1, "id": "two", "extends": "base",
		"cover": [{"id": "z", "as": "included"}, {"id": "b", "clause": "same place"}, {"id": "y", "as": "refuse"}, {"id": "a", "drop": true}],
		"items": [{"id": "z", "every": "month", "price": "1.00"}, {"id": "a", "price": "2.00"}],
		"adjust": [{"id": "z", "on": ["all"], "by": "-1%"}], "rates": [{"id": "z", "price": "1.00"}],
		"includes": [{"kind": "team", "name": "coach"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Plan("two", "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range p.Cover {
		got = append(got, c.ID)
	}
	for _, x := range p.Items {
		got = append(got, x.ID)
	}
	for _, x := range p.Adjust {
		got = append(got, x.ID)
	}
	for _, x := range p.Rates {
		got = append(got, x.ID)
	}
	for _, x := range p.Includes {
		got = append(got, x.Name)
	}
	if want := strings.Split("z y b  a b z a z z a portal coach", " "); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := tryRegistry(t, mergeBase, `{"version": 1, "id": "two", "extends": "base", "cover": [{"id": "nobody", "drop": true}]}`); err == nil || !strings.Contains(err.Error(), "drop") {
		t.Errorf("a rule that is not there was dropped: %v", err)
	}
}

// What a document calls its parameters, calendars and pools has no meaning beyond that, even
// if members of rules are called so.
func TestNamesAreNames(t *testing.T) {
	r, err := tryRegistry(t, `{"version": 1, "id": "base", "currency": "EUR", "zone": "Europe/Berlin",
		"params": {"price": {"type": "money", "default": "5.00"}, "hours": {"type": "week", "default": "Mon 09:00-10:00"}, "unit": {"type": "time", "default": "20m"}},
		"calendars": {"name": {"week": "$hours"}}, "pools": {"when": {"of": "time", "unit": "$unit"}},
		"cover": [{"id": "a", "as": "draw", "from": ["when"]}],
		"sla": {"targets": [{"clock": "name", "within": {"response": "1h"}}]},
		"items": [{"id": "a", "every": "month", "price": "$price"}]}`,
		`{"version": 1, "id": "two", "extends": "base", "params": {"price": {"max": "10.00"}}, "pools": {"when": {"per": "asset"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := r.Bind("two", "", nil, contract.Patch{}, "")
	if err != nil {
		t.Fatal(err)
	}
	p := terms.Plan()
	if got := p.Params["price"]; got.Type != contract.ParamMoney || got.Max != "10.00" {
		t.Errorf("the parameter called price is %+v", got)
	}
	if got := p.Pools["when"]; got.Of != "time" || got.Unit.String() != "20m" || len(got.Per) != 1 {
		t.Errorf("the pool called when is %+v", got)
	}
	c, err := terms.Calendar("name")
	if err != nil || !c.IsOpen(at("2026-11-23T08:30:00Z")) {
		t.Errorf("the calendar called name is not open on Monday: %v", err)
	}
}
