package contract_test

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// scramble overwrites whatever can be reached from v through maps, slices and pointers.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			inner := reflect.New(v.Type().Elem()).Elem()
			inner.Set(v.MapIndex(key))
			scramble(inner)
			v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Elem().CanSet() && v.Elem().Kind() != reflect.Struct || v.Type() == reflect.TypeFor[*contract.Roll]() && !v.IsNil() {
			scramble(v.Elem())
			v.Elem().SetZero()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scramble(v.Field(i))
			}
		}
	}
}

// Who scrambles what was handed out, or handed in, changes nothing inside.
func TestNothingIsShared(t *testing.T) {
	r := shipped(t)
	const patch = `{"items": [{"id": "seats", "prorate": "day"}]}`
	cfg := contract.Config{
		ID: "c", Plan: "websan-winning", Start: day("2026-10-01"), Params: map[string]string{"tm_rate": "150.00"}, Has: []string{"x"}, Contacts: []string{"ann"},
		Amendments: []contract.Amendment{{ID: "a", By: contract.Provider, Announced: day("2026-11-02"), From: day("2026-12-01"), Params: map[string]string{"tm_rate": "160.00"}}},
		Notices:    []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2027-11-02")}},
		Patch:      parsePatch(t, patch),
	}
	c := mustContract(t, r, cfg)
	asked := func() string {
		plan, err := r.Plan("websan-winning", "")
		if err != nil {
			t.Fatal(err)
		}
		on, _ := r.PlanOn("kit-1-basic", day("2026-10-01"))
		var first strings.Builder
		for p := range r.Plans() {
			first.WriteString(text(t, p))
		}
		return first.String() + text(t, plan) + text(t, on) + text(t, c.Config()) + text(t, c.Terms(day("2026-10-01")).Plan()) + text(t, c.Terms(day("2026-10-01")).Params()) + text(t, c.Differences(day("2026-10-01"))) +
			text(t, c.PeriodOn(day("2026-10-05")))
	}
	before := asked()
	harm := func(v any) {
		p := reflect.New(reflect.TypeOf(v))
		p.Elem().Set(reflect.ValueOf(v))
		scramble(p.Elem())
	}
	harm(cfg)
	harm(c.Config())
	harm(c.Terms(day("2026-10-01")).Plan())
	harm(c.Terms(day("2026-10-01")).Params())
	harm(c.Differences(day("2026-10-01")))
	for p := range r.Plans() {
		harm(p)
	}
	for _, id := range []string{"websan-winning", "kit-1-basic", "saastech", "ongoing"} {
		p, _ := r.Plan(id, "")
		harm(p)
		q, _ := r.PlanOn(id, day("2026-10-01"))
		harm(q)
	}
	if asked() != before {
		t.Error("what was handed out can be changed from outside")
	}
}

// A registry and a contract serve any number of goroutines.
func TestConcurrent(t *testing.T) {
	r := shipped(t)
	c := mustContract(t, r, contract.Config{Plan: "websan-base", Start: day("2026-10-01"), Params: open["websan-base"]})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 20 {
				b, err := r.Contract(contract.Config{ID: "c", Plan: "kit-1-basic", Start: day("2026-10-01").AddDays(k), Params: map[string]string{"rate": number("100").String() + "0"[:i%2] + ".00"}})
				if err != nil {
					t.Error(err)
					return
				}
				for _, d := range []calendar.Date{day("2026-11-01"), day("2027-01-01")} {
					if _, err := b.Schedule(contract.Journal{}, d, d.AddDays(40)); err != nil {
						t.Error(err)
					}
					if _, err := c.Schedule(users(5), d, d.AddDays(40)); err != nil {
						t.Error(err)
					}
					c.Terms(d).Plan()
				}
			}
		})
	}
	wg.Wait()
}
