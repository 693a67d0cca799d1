package priority_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// tb is what helpers need of a *testing.T or a *rapid.T.
type tb interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// dec reads a decimal of a test.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// minutes returns n minutes.
func minutes(n float64) time.Duration { return time.Duration(n * float64(time.Minute)) }

// because refuses a row of an accounting rule that does not say why.
func because(t *testing.T, why string) {
	t.Helper()
	if strings.TrimSpace(why) == "" {
		t.Fatal("a row without a why")
	}
}

// faults renders the faults of an error as "path code".
func faults(t tb, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*priority.Error](err)
	if !ok || !errors.Is(err, priority.ErrInvalid) {
		t.Fatalf("error %v is no *priority.Error", err)
	}
	var got []string
	for _, f := range e.Faults {
		if f.Text == "" {
			t.Errorf("fault %s %s has no text", f.Path, f.Code)
		}
		got = append(got, strings.TrimSpace(f.Path+" "+f.Code))
	}
	return got
}

// notFound checks that err says what was not found.
func notFound(t tb, err error, what, name string) {
	t.Helper()
	e, ok := errors.AsType[*priority.NotFoundError](err)
	if !ok || !errors.Is(err, priority.ErrNotFound) || e.What != what || e.Name != name || !strings.Contains(e.Error(), what) {
		t.Errorf("error %v; want that there is no %s %q", err, what, name)
	}
}

// roundTrip writes v, reads it into a new value and writes that again; it returns the
// value read and the bytes, which must be the same twice.
func roundTrip[T any](t tb, v T) (T, string) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	var back T
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("Unmarshal of %s: %v", data, err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(data) {
		t.Fatalf("written %s, and again %s, %v", data, again, err)
	}
	return back, string(data)
}

// marshaled returns what v's own MarshalJSON writes.
func marshaled(t tb, v json.Marshaler) string {
	t.Helper()
	data, err := v.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// anyTime draws times of every size, half of them near an edge.
func anyTime() *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return time.Duration(rapid.Int64().Draw(t, "any"))
		case 1:
			near := rapid.SampledFrom([]time.Duration{0, math.MaxInt64, math.MinInt64, time.Hour}).Draw(t, "near")
			return near + time.Duration(rapid.Int64Range(-3, 3).Draw(t, "off"))
		}
		return time.Duration(rapid.Int64Range(-600, 600).Draw(t, "halves")) * 30 * time.Second
	})
}

// anyStep draws steps: mostly those of contracts.
func anyStep() *rapid.Generator[time.Duration] {
	return rapid.OneOf(
		rapid.SampledFrom([]time.Duration{1, 2, 3, time.Second, 36 * time.Second, time.Minute, 6 * time.Minute, 15 * time.Minute, time.Hour, 8 * time.Hour}),
		rapid.Map(rapid.Int64Range(1, math.MaxInt64), func(n int64) time.Duration { return time.Duration(n) }),
	)
}

var modes = []priority.Mode{priority.Up, priority.Down, priority.HalfUp, priority.HalfDown, priority.HalfEven}
