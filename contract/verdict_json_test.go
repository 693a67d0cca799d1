package contract_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// Types without the methods of theirs, so that all fields are compared and not what Equal looks at.
type (
	plainVerdict contract.Verdict
	plainReached contract.Reached
)

var sameVerdict = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b ledger.Quantity) bool { return a.Equal(b) }),
	cmp.Transformer("verdict", func(v contract.Verdict) plainVerdict { return plainVerdict(v) }),
	cmp.Transformer("reached", func(r contract.Reached) plainReached { return plainReached(r) }), cmpopts.EquateEmpty(),
}

// roundTrip writes a value, reads it back, and writes the same bytes again.
func roundTrip[V json.Marshaler, P interface {
	*V
	json.Unmarshaler
}](t *testing.T, v V) V {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got V
	if err := json.Unmarshal(data, P(&got)); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if again, err := json.Marshal(got); err != nil || string(again) != string(data) {
		t.Errorf("%s, read and written %s (%v)", data, again, err)
	}
	return got
}

// A verdict is kept with what decided it, and with what was set by hand (B24, C22).
func TestVerdictJSON(t *testing.T) {
	c := mustContract(t, shipped(t), contract.Config{Plan: "saastech", Start: day("2026-05-01")})
	v, err := c.Assess(contract.Journal{}, contract.Request{At: at("2026-05-04T16:30:00-06:00"), Estimate: time.Hour, Facts: contract.Facts{"place": "remote", "planned": "false"}})
	if err != nil {
		t.Fatal(err)
	}
	v.NotEvaluated = append(v.NotEvaluated, contract.Skipped{Rule: "night", Missing: []priority.Missing{{Fact: "during", Why: "not_stated"}}})
	if v, err = v.With(contract.Override{Verdict: contract.Covered, Actor: "ann", Reason: "a good customer", At: at("2026-05-04T17:00:00-06:00")}); err != nil {
		t.Fatal(err)
	}
	if v.Class, err = v.Class.With(priority.Override{Level: priority.P4, Was: v.Class.Level, Actor: "ann", Reason: "it can wait", At: at("2026-05-04T17:00:00-06:00")}); err != nil {
		t.Fatal(err)
	}
	if len(v.Parts) < 2 || len(v.Class.Matches) == 0 || len(v.Class.NotEvaluated) == 0 {
		t.Fatalf("too little to be read back: %+v", v)
	}
	for _, want := range []contract.Verdict{v, {}, {Parts: []contract.VerdictPart{{Verdict: contract.NotEntitled, Clause: "no contract is in force", Time: time.Hour}}}} {
		got := roundTrip(t, want)
		if diff := cmp.Diff(want, got, sameVerdict); diff != "" || !got.Equal(want) {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
	if v.Equal(contract.Verdict{}) {
		t.Error("any two verdicts are equal")
	}
	for _, bad := range []string{
		`{"version":2,"verdict":"covered","parts":[],"cost":"0.00"}`, `{"version":1,"verdict":"excluded","parts":[],"cost":"0.00"}`,
		`{"version":1,"verdict":"covered","parts":[{"verdict":"covered","time":5}],"cost":"0.00"}`, `{"version":1,"verdict":"covered","parts":[],"cost":"0.00","word":"x"}`, `null`,
	} {
		var got contract.Verdict
		if err := got.UnmarshalJSON([]byte(bad)); !errors.Is(err, contract.ErrInvalid) || got.Parts != nil {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// What was told is remembered.
func TestReachedJSON(t *testing.T) {
	used := contract.Reached{
		Pool: "hours", Alert: contract.Alert{At: contract.MustParseThreshold("110%"), In: "2 of 3", Buy: "block"}, At: at("2026-05-04T12:00:00-04:00"), Entry: "E1",
		Left: ledger.Time(0), Used: ledger.Time(11 * time.Hour), Given: ledger.Time(10 * time.Hour),
	}
	ends := contract.Reached{Pool: "visits/web1", Alert: contract.Alert{At: contract.MustParseThreshold("30 days to expiry")}, At: at("2026-05-04T00:00:00Z"), Lot: "o1", Left: ledger.MustQuantity("2.5")}
	for _, want := range []contract.Reached{used, ends} {
		got := roundTrip(t, want)
		if diff := cmp.Diff(want, got, sameVerdict); diff != "" || !got.Equal(want) {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
	if used.Equal(ends) {
		t.Error("any two are equal")
	}
	data, _ := json.Marshal(used)
	if want := `{"pool":"hours","alert":{"at":"110%","in":"2 of 3","buy":"block"},"at":"2026-05-04T16:00:00Z","entry":"E1","left":"0s","used":"11h","given":"10h"}`; string(data) != want {
		t.Errorf("%s, want %s", data, want)
	}
	for _, bad := range []string{`{"pool":"hours","alert":{"at":"11"},"at":"2026-05-04T16:00:00Z","left":"0s"}`, `{"Pool":"hours"}`, `null`} {
		var got contract.Reached
		if err := got.UnmarshalJSON([]byte(bad)); !errors.Is(err, contract.ErrInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzVerdict(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { held(t, data, unmarshal[contract.Verdict]) })
}

func FuzzReached(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { held(t, data, unmarshal[contract.Reached]) })
}
