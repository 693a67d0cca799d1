package exact_test

import (
	"encoding"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// What the types promise to be, checked by the compiler.
var (
	_ encoding.TextMarshaler   = exact.Decimal{}
	_ encoding.TextUnmarshaler = new(exact.Decimal)
	_ encoding.TextMarshaler   = exact.Duration(0)
	_ encoding.TextUnmarshaler = new(exact.Duration)
)

func TestParseDecimal(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string // as a fraction; empty: refused
	}{
		{"0", "0"}, {"-0", "0"}, {"0.00", "0"}, {"80", "80"}, {"-2.50", "-5/2"}, {"0080", "80"},
		{"999999999999999.999999999", "999999999999999999999999/1000000000"},
		{"-999999999999999.999999999", "-999999999999999999999999/1000000000"},
		{"0.000000001", "1/1000000000"},
		{in: ""}, {in: "-"}, {in: "--5"}, {in: "1.-5"}, {in: ".5"}, {in: "5."}, {in: "."}, {in: "-.5"},
		{in: "+5"}, {in: "1e3"}, {in: "1e999999999"}, {in: "0x10"}, {in: "1_000"}, {in: "1,5"}, {in: " 5"}, {in: "5 "},
		{in: "NaN"}, {in: "Inf"}, {in: "٣"}, {in: "1.2.3"},
		{in: "1000000000000000"}, {in: "0.0000000001"},
		{in: strings.Repeat("9", 1_000_000)}, {in: "0." + strings.Repeat("0", 1_000_000)},
	} {
		got, err := exact.ParseDecimal(tt.in)
		name := tt.in[:min(len(tt.in), 40)]
		if tt.want == "" {
			if err == nil || len(err.Error()) > 200 {
				t.Errorf("ParseDecimal(%q) = %v, error %v; want a short error", name, got, err)
			}
			continue
		}
		if want, _ := new(big.Rat).SetString(tt.want); err != nil || got.Rat().Cmp(want) != 0 {
			t.Errorf("ParseDecimal(%q) = %v, %v; want %s", name, got, err, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, tt := range []struct {
		coef   int64
		exp    int32
		places int
		want   string
	}{
		{0, 0, 0, "0"}, {0, 0, 2, "0.00"}, {0, 5, 0, "0"}, {0, -5, 0, "0"}, {0, -5, 2, "0.00"},
		{0, -1_000_000_000, 0, "0"}, {0, 1_000_000_000, 2, "0.00"},
		{5, 0, 0, "5"}, {5, 0, 2, "5.00"}, {5, 3, 0, "5000"}, {-5, 3, 1, "-5000.0"},
		{150, -2, 0, "1.5"}, {150, -2, 1, "1.5"}, {150, -2, 2, "1.50"}, {150, -2, 4, "1.5000"},
		{125, -3, 2, "0.125"}, {-125, -3, 2, "-0.125"}, {1, -9, 2, "0.000000001"}, {100, -2, 0, "1"},
		{-1, -1, 0, "-0.1"}, {1000, -1, 0, "100"},
	} {
		if got := exact.Text(decimal.New(tt.coef, tt.exp), tt.places); got != tt.want {
			t.Errorf("Text(%de%d, %d) = %q, want %q", tt.coef, tt.exp, tt.places, got, tt.want)
		}
	}
}

// Text is the one text of a value: it reads back to the value, and two decimals of one
// value have the same text, whatever their exponents.
func TestTextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coef := rapid.Int64Range(-1e15+1, 1e15-1).Draw(t, "coef")
		exp := rapid.Int32Range(-9, 0).Draw(t, "exp")
		places := rapid.IntRange(0, 9).Draw(t, "places")
		zeros := rapid.Int32Range(0, 3).Draw(t, "zeros")
		d := decimal.New(coef, exp)
		text := exact.Text(d, places)
		back, err := exact.ParseDecimal(text)
		if err != nil || !back.Equal(d) {
			t.Fatalf("%de%d reads %q and then %v, %v", coef, exp, text, back, err)
		}
		if _, frac, _ := strings.Cut(text, "."); len(frac) < places || len(frac) > places && strings.HasSuffix(frac, "0") {
			t.Fatalf("%de%d with %d places reads %q", coef, exp, places, text)
		}
		same := decimal.NewFromBigInt(new(big.Int).Mul(d.Coefficient(), pow(10, zeros)), exp-zeros)
		if got := exact.Text(same, places); got != text {
			t.Fatalf("%v reads %q and, with another exponent, %q", d, text, got)
		}
	})
}

// What fits can be written and read again; what does not cannot.
func TestFits(t *testing.T) {
	for _, tt := range []struct {
		coef string
		exp  int32
		want bool
	}{
		{"0", 0, true}, {"0", 2_000_000_000, true}, {"0", -2_000_000_000, true},
		{"1", 14, true}, {"1", 15, false}, {"1", 2_000_000_000, false}, {"-1", 15, false},
		{"1", -9, true}, {"1", -10, false}, {"10", -10, true}, {"-100", -11, true}, {"1", -2_000_000_000, false},
		{"999999999999999999999999", -9, true}, {"1000000000000000000000000", -9, false},
		{"9999999999999999999999990", -10, true}, {"9999999999999999999999999", -10, false},
		{"333333333333333333", -18, false},
	} {
		n, _ := new(big.Int).SetString(tt.coef, 10)
		if got := exact.Fits(decimal.NewFromBigInt(n, tt.exp)); got != tt.want {
			t.Errorf("Fits(%se%d) = %v, want %v", tt.coef, tt.exp, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "coef"), rapid.Int32Range(-25, 25).Draw(t, "exp"))
		if _, err := exact.ParseDecimal(exact.Text(d, 0)); exact.Fits(d) != (err == nil) {
			t.Fatalf("Fits(%v) = %v, and reading it back gives %v", d, exact.Fits(d), err)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"80", "-2.50", "0", "-0.0", "1e9", "--5", "1.-5", ".5", "5.", "999999999999999.999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := exact.ParseDecimal(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || d.Rat().Cmp(want) != 0 {
			t.Fatalf("%q is read as %v", s, d)
		}
		text := exact.Text(d, 0)
		if back, err := exact.ParseDecimal(text); err != nil || !back.Equal(d) || exact.Text(back, 0) != text {
			t.Fatalf("%q is written %q and read again as %v, %v", s, text, back, err)
		}
	})
}

func TestJSON(t *testing.T) {
	type wire struct {
		Price exact.Decimal  `json:"price,omitzero"`
		Time  exact.Duration `json:"time,omitzero"`
	}
	in := wire{exact.Decimal{D: decimal.New(125, -1), Places: 2}, exact.Duration(90 * time.Minute)}
	data, err := json.Marshal(in)
	if want := `{"price":"12.50","time":"1h30m"}`; err != nil || string(data) != want {
		t.Fatalf("Marshal: %s, %v; want %s", data, err, want)
	}
	var back wire
	if err := json.Unmarshal(data, &back); err != nil || !back.Price.D.Equal(in.Price.D) || back.Time != in.Time {
		t.Fatalf("Unmarshal: %+v, %v", back, err)
	}
	if data, err := json.Marshal(wire{}); err != nil || string(data) != `{}` {
		t.Fatalf("Marshal of nothing: %s, %v", data, err)
	}
	for _, bad := range []string{`{"price": 12.5}`, `{"price": "1e2"}`, `{"time": 3600}`, `{"time": "1.5h"}`} {
		got := in
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("Unmarshal(%s): no error", bad)
		}
		if !got.Price.D.Equal(in.Price.D) || got.Time != in.Time {
			t.Errorf("Unmarshal(%s) changed the value to %+v", bad, got)
		}
	}
}

func pow(base int64, n int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(n)), nil)
}
