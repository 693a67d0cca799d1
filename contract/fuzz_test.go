package contract_test

import (
	"errors"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/strict"
)

// held holds what is read from bytes to its JSON, and what is not to an error of faults.
func held[T any](t *testing.T, data []byte, read func([]byte) (T, error)) (v T, ok bool) {
	t.Helper()
	v, err := read(data)
	if err != nil {
		if e, faults := errors.AsType[*contract.Error](err); !faults || len(e.Faults) == 0 || !errors.Is(err, contract.ErrInvalid) {
			t.Fatalf("%q: %v", data, err)
		}
		return v, false
	}
	first, err := strict.Marshal(v)
	if err != nil {
		t.Fatalf("%q cannot be written: %v", data, err)
	}
	again, err := read(first)
	if err != nil {
		t.Fatalf("%q is written as %s: %v", data, first, err)
	}
	if second, err := strict.Marshal(again); err != nil || string(second) != string(first) {
		t.Fatalf("%s is written again as %s, %v", first, second, err)
	}
	return v, true
}

func unmarshal[T any](data []byte) (v T, err error) {
	err = strict.Unmarshal(data, &v, "value")
	return v, err
}

func FuzzPlan(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { held(t, data, unmarshal[contract.Plan]) })
}

func FuzzConfig(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { held(t, data, unmarshal[contract.Config]) })
}

// A patch that is read can be put upon a plan, which then is sound or has faults; and what it
// changes is listed.
func FuzzParsePatch(f *testing.F) {
	base, err := tryRegistry(f, mergeBase)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := held(t, []byte(text), func(data []byte) (contract.Patch, error) { return contract.ParsePatch(string(data)) })
		if !ok {
			return
		}
		terms, err := base.Bind("base", "", nil, p, "")
		if err != nil {
			if !errors.Is(err, contract.ErrInvalid) {
				t.Fatalf("%s: %v", text, err)
			}
			return
		}
		plain, err := base.Bind("base", "", nil, contract.Patch{}, "")
		if err != nil {
			t.Fatal(err)
		}
		if plan := terms.Plan(); len(terms.Differences()) == 0 && !plan.Equal(plain.Plan()) {
			t.Fatalf("%s changes the plan, and lists no differences", text)
		}
	})
}

// Documents make a registry or have faults; what makes one can be written out and makes it
// again, and with the parameters it leaves open a contract that has a schedule or faults.
func FuzzNewRegistry(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := contract.NewRegistry([][]byte{data}, nil, zones)
		if err != nil {
			if !errors.Is(err, contract.ErrInvalid) {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		var docs [][]byte
		for p := range r.Plans() {
			doc, err := p.MarshalJSON()
			if err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			docs = append(docs, doc)
			c, err := r.Contract(contract.Config{ID: "c", Plan: p.ID, Edition: p.Edition, Zone: zoneOf(p), Start: day("2026-01-31")})
			if err != nil {
				continue
			}
			if _, err := c.Schedule(contract.Journal{}, day("2026-01-31"), day("2026-12-31")); err != nil && !errors.Is(err, contract.ErrInvalid) {
				t.Fatalf("%s: %v", doc, err)
			}
			if _, err := c.EarliestEnd(contract.Customer, day("2026-03-01")); err != nil && err.Error() == "" {
				t.Fatal("an error without words")
			}
		}
		again, err := contract.NewRegistry(docs, nil, zones)
		if err != nil {
			t.Fatalf("%q written out: %v", data, err)
		}
		for p := range r.Plans() {
			if q, err := again.Plan(p.ID, p.Edition); err != nil || !q.Equal(p) {
				t.Fatalf("%s written out is another: %v", p.ID, err)
			}
		}
	})
}

// zones knows a few zones, without asking anybody.
func zones(name string) (*time.Location, error) {
	if name == "UTC" || name == "Europe/Berlin" || name == "America/New_York" {
		return time.LoadLocation(name)
	}
	return nil, errors.New("no such zone")
}

func zoneOf(p contract.Plan) string {
	if p.Zone == "" {
		return "UTC"
	}
	return p.Zone
}
