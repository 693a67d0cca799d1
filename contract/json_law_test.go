package contract_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/gen"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// notations are texts, or JSON, of the types that read themselves: whatever holds one of
// them, however deep, gets one of these.
var notations = map[reflect.Type]*rapid.Generator[string]{
	reflect.TypeFor[contract.Amount]():        orNone(gen.AmountText()),
	reflect.TypeFor[contract.Until]():         orNone(gen.UntilText()),
	reflect.TypeFor[contract.Every]():         orNone(gen.SpanText(1)),
	reflect.TypeFor[contract.Threshold]():     orNone(gen.ThresholdText()),
	reflect.TypeFor[contract.Price]():         rapid.Custom(priceJSON),
	reflect.TypeFor[contract.Lives]():         orNone(rapid.OneOf(rapid.Just("ever"), gen.UntilText())),
	reflect.TypeFor[contract.Week]():          rapid.SampledFrom([]string{`"24/7"`, `"$week"`, `"Mon-Fri 09:00-17:00; PH-1 21:00-24:00"`, `[{"hours": "24/7"}, {"from": "06-01", "hours": "closed"}, {"from": "2026-09-01", "hours": "Sat-Mon 22:00-06:00"}]`}),
	reflect.TypeFor[calendar.Hours]():         rapid.Custom(func(t *rapid.T) string { return gen.Hours().Draw(t, "hours").String() }),
	reflect.TypeFor[calendar.Closure]():       rapid.SampledFrom([]string{`"2026-12-24"`, `{"from": "2026-12-24", "to": "2027-01-02", "name": "<&> \u2028"}`, `{"from": "2026-12-24T12:00:00Z", "to": "2026-12-24T18:00:00+01:00"}`}),
	reflect.TypeFor[calendar.Date]():          rapid.SampledFrom([]string{"0001-01-01", "2024-02-29", "2026-11-22", "9999-12-31"}),
	reflect.TypeFor[priority.Condition]():     rapid.SampledFrom([]string{`{}`, `{"place": "onsite"}`, `{"kind": ["a", "b"], "planned": false}`, `{"needed": "<=1h30m"}`, `{"$hours": ">40h"}`, `{"left": {"hours": ">=1h"}}`, `{"any": [{"not": {"during": "office"}}, {"contacts": ">=3 in 24h"}]}`, `{"age": ">14 days"}`}),
	reflect.TypeFor[priority.Rules]():         rapid.SampledFrom([]string{`{"pick": "highest", "default": "P4", "rules": [{"id": "a", "level": "P1", "when": {"impact": "down"}, "clause": "c"}]}`, `{"rules": [{"id": "a", "level": "P2"}]}`}),
	reflect.TypeFor[priority.Scheme]():        rapid.SampledFrom([]string{`{"P1": {"name": "URGENT", "weight": "2.5"}, "P4": {"name": "LOW", "aliases": ["low", "p4!"]}}`, `{"P9": {"name": "$x"}}`}),
	reflect.TypeFor[priority.Currency]():      rapid.SampledFrom([]string{"USD", "RUB", "JPY", "KWD"}),
	reflect.TypeFor[priority.Rounding]():      rapid.SampledFrom([]string{"up 15m", "half-even 36s", "down 1h"}),
	reflect.TypeFor[priority.MoneyRounding](): rapid.SampledFrom([]string{"half-up 0.01", "up 1", "half-down 0.05"}),
	reflect.TypeFor[priority.Per]():           rapid.SampledFrom([]string{`"entry"`, `["ticket", "day"]`, `"period"`}),
	reflect.TypeFor[priority.Level]():         rapid.SampledFrom([]string{"P1", "P9"}),
	reflect.TypeFor[exact.Decimal]():          gen.Number(),
	reflect.TypeFor[exact.Duration]():         gen.TimeText(),
	reflect.TypeFor[time.Time]():              rapid.SampledFrom([]string{"2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000001+05:30", "1678-01-01T00:00:00Z", "2261-12-31T11:59:59-12:00"}),
	reflect.TypeFor[contract.Patch]():         rapid.SampledFrom([]string{`{}`, `{"rates": [{"id": "hour", "price": "2500.00"}], "sla": null, "name": "<>"}`, `{"pools": {"a.b": {"of": "$x"}}}`}),
	reflect.TypeFor[json.RawMessage]():        rapid.Just(`{}`),
}

func orNone(g *rapid.Generator[string]) *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), g, g)
}

func priceJSON(t *rapid.T) string {
	of := gen.Prices{ByTime: rapid.Bool().Draw(t, "by time"), Signed: true, Percents: rapid.Bool().Draw(t, "percents"), Params: rapid.Bool().Draw(t, "params")}
	text := gen.PriceText(of).Draw(t, "price")
	if text[0] != '{' {
		text = `"` + text + `"`
	}
	return text
}

// words are what names, clauses and choices are drawn from: nothing, other notations, and
// whatever JSON writes in more than one way.
var words = []string{"", "a", "b", "hours", "$rate", "$", "a.b", `say "no"`, "<&>", "\u2028 line", "не сгорает", "back\\slash", "\t", "\x00", "🎟", "null", "1e999999999", "every"}

// fillRandom draws all that can be reached of v.
func fillRandom(t *rapid.T, v reflect.Value, path string) {
	if g, ok := notations[v.Type()]; ok {
		if rapid.IntRange(0, 2).Draw(t, path+"?") == 0 {
			return
		}
		text := g.Draw(t, path)
		if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && (len(text) == 0 || text[0] != '{' && text[0] != '"') {
			if err := u.UnmarshalText([]byte(text)); err != nil {
				t.Fatalf("%s: %q: %v", path, text, err)
			}
		} else if err := json.Unmarshal([]byte(text), v.Addr().Interface()); err != nil {
			t.Fatalf("%s: %s: %v", path, text, err)
		}
		return
	}
	few := func() int { return rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2}).Draw(t, path+" n") }
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom(words).Draw(t, path))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, path))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(-3, 3).Draw(t, path)))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillRandom(t, v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, path+"?") {
			v.Set(reflect.New(v.Type().Elem()))
			fillRandom(t, v.Elem(), path)
		}
	case reflect.Slice:
		n := few()
		if v.Type() == reflect.TypeFor[[]sla.Event]() {
			v.Set(reflect.ValueOf(gen.Events(at("2026-11-22T10:00:00Z")).Draw(t, path)))
			return
		}
		if v.Type() == reflect.TypeFor[contract.Sizes]() {
			for range n {
				v.Set(reflect.Append(v, reflect.ValueOf(contract.MustParseAmount(gen.TimeText().Draw(t, path)))))
			}
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fillRandom(t, v.Index(i), path+"[]")
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range few() {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fillRandom(t, key, path+" key")
			fillRandom(t, value, path+" value")
			if !key.IsZero() || key.Kind() == reflect.String {
				v.SetMapIndex(key, value)
			}
		}
	default:
		t.Fatalf("%s: nothing draws a %v", path, v.Type())
	}
}

// drawn draws a value of any shape.
func drawnFrom[T any](t *rapid.T) (v T) {
	fillRandom(t, reflect.ValueOf(&v).Elem(), reflect.TypeFor[T]().Name())
	return v
}

// same holds a value to its JSON: written, read and written again it is the same bytes.
func same[T any](t *rapid.T, v T) (data []byte, again T) {
	data, err := strict.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := strict.Unmarshal(data, &again, "value"); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	twice, err := strict.Marshal(again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(twice)); diff != "" {
		t.Fatalf("written again it is another:\n%s", diff)
	}
	is, was := reflect.ValueOf(again), reflect.ValueOf(v)
	for i := range is.NumField() { // a value may say itself what makes it equal, and then by its JSON
		if f := is.Type().Field(i); f.IsExported() {
			if diff := cmp.Diff(was.Field(i).Interface(), is.Field(i).Interface(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("read again its %s is another:\n%s", f.Name, diff)
			}
		}
	}
	return data, again
}

// A section in which an empty list or map stands is left out, one that says anything is not.
func TestEmptySections(t *testing.T) {
	for _, p := range []contract.Plan{
		{Version: 1, SLA: contract.SLA{Targets: []contract.Target{}, Metrics: map[string]contract.Metric{}, Pause: map[string][]string{}, Warn: []string{}}},
		{Version: 1, Term: contract.Term{Notice: map[contract.Side]contract.Until{}}},
	} {
		if data, err := p.MarshalJSON(); err != nil || string(data) != `{"version":1,"id":""}` {
			t.Errorf("%s, %v", data, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var sla contract.SLA
		var term contract.Term
		for _, v := range []reflect.Value{reflect.ValueOf(&sla).Elem(), reflect.ValueOf(&term).Elem()} {
			f := v.Field(rapid.IntRange(0, v.NumField()-1).Draw(t, "field"))
			fillRandom(t, f, v.Type().Name())
			says := !f.IsZero() && (f.Kind() != reflect.Map && f.Kind() != reflect.Slice || f.Len() > 0)
			if v.Interface().(interface{ IsZero() bool }).IsZero() == says {
				t.Fatalf("is zero: %+v", v)
			}
		}
	})
}

func TestPlanJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawnFrom[contract.Plan](t)
		p.Version = 1
		data, again := same(t, p)
		if !p.Equal(again) {
			t.Fatalf("read again it is another: %s", data)
		}
		whole, err := json.Marshal(p) // as a host does
		var q contract.Plan
		if err == nil {
			err = json.Unmarshal(whole, &q)
		}
		if err != nil || !q.Equal(p) {
			t.Fatalf("encoding/json makes it another: %v\n%s", err, whole)
		}
		if !p.Copy().Equal(p) {
			t.Fatalf("a copy is another")
		}
	})
}

func TestConfigJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { same(t, drawnFrom[contract.Config](t)) })
}

// A journal is a set of facts: whatever they are, read and written again they are the same
// bytes, and so they are in another order and handed in twice.
func TestRandomJournalJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := drawnFrom[contract.Journal](t)
		data, err := strict.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		var again contract.Journal
		if err := strict.Unmarshal(data, &again, "journal"); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		mixed := reflect.New(reflect.TypeFor[contract.Journal]()).Elem() // each list backwards, and once more
		for i := range mixed.NumField() {
			list := reflect.ValueOf(j).Field(i)
			for _, from := range []reflect.Value{list, list} {
				for k := from.Len() - 1; k >= 0; k-- {
					mixed.Field(i).Set(reflect.Append(mixed.Field(i), from.Index(k)))
				}
			}
		}
		for what, other := range map[string]contract.Journal{"read again": again, "mixed": mixed.Interface().(contract.Journal)} {
			if twice, err := strict.Marshal(other); err != nil || !bytes.Equal(data, twice) {
				t.Fatalf("%s: %v\n%s", what, err, cmp.Diff(string(data), string(twice)))
			}
		}
	})
}

func TestPatchJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := parsePatch(t, text(t, changes().Draw(t, "patch")))
		_, again := same(t, p)
		if !p.Equal(again) {
			t.Fatal("read again it is another")
		}
	})
}

// Money stands as a text whatever decimal is told to do with JSON.
func TestJSONHeedsNoSwitch(t *testing.T) {
	p := contract.Plan{Version: 1, ID: "p", Rates: []contract.Rate{{Price: contract.MustParsePrice("85.00")}}}
	before := text(t, p)
	decimal.MarshalJSONWithoutQuotes = true
	defer func() { decimal.MarshalJSONWithoutQuotes = false }()
	if after := text(t, p); after != before {
		t.Errorf("%s becomes %s", before, after)
	}
}
