package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
	"github.com/retainer-go/retainer/internal/strict"
)

func ExampleParseAmount() {
	for _, text := range []string{"90m", "85.00", "-5%", "6 tickets", "$rate", "1.5e3"} {
		a, err := contract.ParseAmount(text)
		fmt.Println(a.Kind(), a, err)
	}
	// Output:
	// time 1h30m <nil>
	// number 85.00 <nil>
	// percent -5% <nil>
	// count 6 tickets <nil>
	// parameter $rate <nil>
	// nothing  contract: amount: "1.5e3" is not an amount such as 1h30m, 85.00, 40%, 6 tickets or $rate
}

func TestParseAmount(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		kind       contract.Kind
		value      string // of the accessor of the kind
		why        string
	}{
		{"1h30m", "1h30m", contract.KindTime, "1h30m0s", "time"},
		{"90m", "1h30m", contract.KindTime, "1h30m0s", "the value is kept, not the spelling"},
		{"100h", "100h", contract.KindTime, "100h0m0s", "hours are not days"},
		{"-1h", "-1h", contract.KindTime, "-1h0m0s", "a fee paid in hours"},
		{"0h", "0s", contract.KindTime, "0s", "nothing is an amount"},
		{"0.5s", "0.5s", contract.KindTime, "500ms", "seconds may be divided"},
		{"85.00", "85.00", contract.KindNumber, "85", "money keeps its places"},
		{"85", "85", contract.KindNumber, "85", "and gets none"},
		{"85.0", "85.0", contract.KindNumber, "85", "as written"},
		{"-2.50", "-2.50", contract.KindNumber, "-2.5", "a debit"},
		{"0.00", "0.00", contract.KindNumber, "0", "free"},
		{"0.000000001", "0.000000001", contract.KindNumber, "0.000000001", "nine places"},
		{"999999999999999", "999999999999999", contract.KindNumber, "999999999999999", "fifteen digits"},
		{"40%", "40%", contract.KindPercent, "40", "a share"},
		{"-5%", "-5%", contract.KindPercent, "-5", "a discount"},
		{"12.50%", "12.50%", contract.KindPercent, "12.5", "places of a share"},
		{"300%", "300%", contract.KindPercent, "300", "roll.total"},
		{"6 tickets", "6 tickets", contract.KindCount, "6", "a count"},
		{"1 ticket", "1 ticket", contract.KindCount, "1", "singular"},
		{"1 tickets", "1 ticket", contract.KindCount, "1", "$quota tickets, where quota is 1"},
		{"0 tickets", "0 tickets", contract.KindCount, "0", "none are covered"},
		{"$rate", "$rate", contract.KindParam, "rate", "a parameter"},
		{"$tm_rate-2.x", "$tm_rate-2.x", contract.KindParam, "tm_rate-2.x", "letters, digits, _ - and ."},
		{"$incidents tickets", "$incidents tickets", contract.KindCount, "incidents", "a count by parameter"},
	} {
		a, err := contract.ParseAmount(tt.text)
		if err != nil || a.String() != tt.want || a.Kind() != tt.kind || a.IsZero() {
			t.Errorf("ParseAmount(%q) = %s %q, %v; want %s %q: %s", tt.text, a.Kind(), a, err, tt.kind, tt.want, tt.why)
		}
		values := map[contract.Kind]string{
			contract.KindTime: a.Time().String(), contract.KindNumber: a.Number().String(), contract.KindPercent: a.Percent().String(),
			contract.KindCount: a.Number().String(), contract.KindParam: a.Param(),
		}
		if got := values[tt.kind]; got != tt.value && a.Param() != tt.value {
			t.Errorf("%q holds %s, want %s: %s", tt.text, got, tt.value, tt.why)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, tt := range []struct{ text, why string }{
		{"", "no text is the zero Amount in a document, and nothing to parse"},
		{" 1h", "space before"}, {"1h ", "space after"}, {"1 h", "space within"}, {"40 %", "space within"},
		{"6  tickets", "two spaces"}, {"6tickets", "no space"}, {"6 ticket", "singular of many"}, {"1.5 tickets", "half a ticket"},
		{"-1 tickets", "fewer than none"}, {"6 visits", "only tickets are counted by word"},
		{"+5", "plus"}, {"1e3", "exponent"}, {"1E3", "exponent"}, {"1e999999999", "an exponent that eats memory"},
		{"0x10", "hex"}, {"1_000", "underscore"}, {"1,50", "comma"}, {"٣", "other digits"}, {"NaN", "no number"}, {"Inf", "no number"},
		{".5", "no digit before the point"}, {"5.", "none after it"}, {"085.00", "zero first"}, {"00", "zero first"}, {"-0", "minus nothing"},
		{"-0.00", "minus nothing"}, {"-0h", "minus nothing"}, {"1h05m", "zero first"}, {"1.50s", "zero last, of a fraction of a second"},
		{"1000000000000000", "sixteen digits"}, {"0.0000000001", "ten places"}, {"30m1h", "out of order"}, {"1.5h", "a fraction of hours"},
		{"3000000h", "longer than time.Duration holds"}, {"1d", "days are not times"}, {"%", "no number"}, {"h", "no number"},
		{"$", "no name"}, {"$a b", "a name with a space"}, {"$a ticket", "a parameter is of the plural"}, {"$€", "not a name"}, {"-$a", "no arithmetic"},
		{"$a%", "a percentage is a parameter whole"}, {"$" + strings.Repeat("a", 65), "too long a name"}, {"85.00 USD", "the plan says the currency"},
	} {
		checkRefused(t, tt.text, tt.why, contract.ParseAmount)
	}
}

// checkRefused checks that parse refuses text with a typed error, and returns the zero value.
func checkRefused[T interface{ IsZero() bool }](t *testing.T, text, why string, parse func(string) (T, error)) {
	t.Helper()
	got, err := parse(text)
	e, ok := errors.AsType[*contract.Error](err)
	if !ok || !errors.Is(err, contract.ErrInvalid) || len(e.Faults) == 0 || e.Faults[0].Code == "" || !got.IsZero() {
		t.Errorf("%q was read as %v, %v: %s", text, got, err, why)
	}
}

// A notation is a small language of the plan document.
type notation[T any] interface {
	Equal(T) bool
	fmt.Stringer
	IsZero() bool
	MarshalText() ([]byte, error)
}

// checkNotation holds a notation to the laws of all of them, on texts that it may draw.
func checkNotation[T notation[T]](t *testing.T, texts *rapid.Generator[string], parse func(string) (T, error), same ...string) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		v, err := parse(text)
		if err != nil {
			t.Fatalf("%q is refused: %v", text, err)
		}
		checkText(t, v, parse)
		mutant := gen.Mutated(v.String()).Draw(t, "mutant")
		if w, err := parse(mutant); err == nil && mutant != v.String() && w.Equal(v) && !slices.Contains(same, mutant) {
			t.Fatalf("%q was changed to %q and still means %v", v, mutant, w)
		}
	})
}

// checkText checks that v comes back from its text, and from JSON, as the same bytes.
func checkText[T notation[T]](t rapid.TB, v T, parse func(string) (T, error)) {
	t.Helper()
	w, err := parse(v.String())
	if err != nil || !w.Equal(v) || w.String() != v.String() || w.IsZero() {
		t.Fatalf("%q is read back as %q, %v", v, w, err)
	}
	type document struct {
		V T `json:"v,omitzero"`
	}
	data, err := json.Marshal(document{v})
	if err != nil {
		t.Fatal(err)
	}
	var back document
	if err := strict.Unmarshal(data, &back, "test"); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if again, _ := json.Marshal(back); string(again) != string(data) || !back.V.Equal(v) {
		t.Fatalf("%s comes back as %s", data, again)
	}
	if data, err := json.Marshal(document{}); err != nil || string(data) != "{}" {
		t.Fatalf("the zero value is written %s, %v", data, err)
	}
}

func TestAmountLaws(t *testing.T) {
	checkNotation(t, gen.AmountText(), contract.ParseAmount, "0h", "0m", "1 tickets")
}

func TestAmountSign(t *testing.T) {
	for text, want := range map[string]int{"1h": 1, "-1s": -1, "0m": 0, "-0.01": -1, "0.00": 0, "3": 1, "-5%": -1, "1 ticket": 1, "$x": 0} {
		if got := contract.MustParseAmount(text).Sign(); got != want {
			t.Errorf("%s has sign %d, want %d", text, got, want)
		}
	}
}

func TestAmountOtherKind(t *testing.T) {
	for _, text := range []string{"1h", "85.00", "40%", "6 tickets", "$x"} {
		a := contract.MustParseAmount(text)
		if a.Kind() != contract.KindTime && a.Time() != time.Duration(0) || a.Kind() != contract.KindPercent && !a.Percent().IsZero() ||
			a.Kind() == contract.KindPercent && !a.Number().IsZero() {
			t.Errorf("%s answers for another kind", text)
		}
	}
	if zero := (contract.Amount{}); !zero.IsZero() || zero.String() != "" || zero.Equal(contract.MustParseAmount("0")) {
		t.Error("the zero Amount is none, not nothing")
	}
}

func FuzzAmount(f *testing.F)    { fuzzNotation(f, contract.ParseAmount) }
func FuzzEvery(f *testing.F)     { fuzzNotation(f, contract.ParseEvery) }
func FuzzUntil(f *testing.F)     { fuzzNotation(f, contract.ParseUntil) }
func FuzzThreshold(f *testing.F) { fuzzNotation(f, contract.ParseThreshold) }

// fuzzNotation checks that any text is refused with a typed error, or comes back from what
// it is written as. Seeds are committed under testdata/fuzz.
func fuzzNotation[T notation[T]](f *testing.F, parse func(string) (T, error)) {
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parse(text)
		if err != nil {
			checkRefused(t, text, "refused", parse)
			return
		}
		checkText(t, v, parse)
		if len(v.String()) > len(text)+10 {
			t.Errorf("%q is written %q", text, v)
		}
	})
}

func TestMustParse(t *testing.T) {
	for name, parse := range map[string]func(){
		"amount":    func() { contract.MustParseAmount("x") },
		"every":     func() { contract.MustParseEvery("x") },
		"until":     func() { contract.MustParseUntil("x") },
		"threshold": func() { contract.MustParseThreshold("x") },
		"price":     func() { contract.MustParsePrice("x") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if _, ok := recover().(*contract.Error); !ok {
					t.Error("no panic with an *Error")
				}
			}()
			parse()
		})
	}
}
