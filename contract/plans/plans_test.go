package plans_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/contract/plans"
)

// The ids are those of the registry, without those that are only there to be extended.
func TestIDs(t *testing.T) {
	r, err := plans.Registry(nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for p := range r.Plans() {
		if !p.Abstract {
			want = append(want, p.ID)
		}
	}
	if got := plans.IDs(); !slices.Equal(got, want) || len(got) < 15 {
		t.Errorf("IDs are %v, want %v", got, want)
	}
}

func TestLoad(t *testing.T) {
	for _, id := range plans.IDs() {
		if p, err := plans.Load(id, time.LoadLocation); err != nil || p.ID != id {
			t.Errorf("%s: %s, %v", id, p.ID, err)
		}
	}
	if _, err := plans.Load("kit-4", time.LoadLocation); !errors.Is(err, contract.ErrNotFound) {
		t.Errorf("there is no fourth variant: %v", err)
	}
	if _, err := plans.Load("kit-1-basic", nil); err == nil {
		t.Error("a plan of a zone that nobody can look up")
	}
}

// Nobody can spoil the documents for others.
func TestDocumentsAreCopies(t *testing.T) {
	clear(plans.Documents()[0])
	if plans.Documents()[0][0] == 0 {
		t.Error("the second caller sees what the first one did")
	}
}

// What a source leaves open has to be said.
func TestOpenParameters(t *testing.T) {
	r, err := plans.Registry(nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Bind("websan-base", "", nil, contract.Patch{}, "")
	if e, ok := errors.AsType[*contract.Error](err); !ok || e.Faults[0].Path != "params.tm_rate" || e.Faults[0].Code != "missing_param" {
		t.Errorf("without a rate: %v", err)
	}
	if _, err = r.Bind("websan-base", "", map[string]string{"tm_rate": "150.00"}, contract.Patch{}, ""); err != nil {
		t.Error(err)
	}
}

func ExampleIDs() {
	for _, id := range plans.IDs()[:3] {
		plan, err := plans.Load(id, time.LoadLocation)
		fmt.Println(plan.ID, plan.Name, err)
	}
	// Output:
	// abonent-econom Эконом <nil>
	// abonent-individual Индивидуальный тариф <nil>
	// abonent-premium Премиум <nil>
}
