package priority_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// codes returns every code that is one, found by trying all there could be.
func codes() (found []string) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for _, a := range letters {
		for _, b := range letters {
			for _, c := range letters {
				if code := string([]rune{a, b, c}); currencyOK(code) {
					found = append(found, code)
				}
			}
		}
	}
	return found
}

func currencyOK(code string) bool {
	_, err := priority.ParseCurrency(code)
	return err == nil
}

func TestCurrencies(t *testing.T) {
	all := codes()
	if len(all) < 150 || len(all) > 165 {
		t.Errorf("%d currencies", len(all))
	}
	digits := map[int][]string{}
	for _, code := range all {
		c := priority.MustParseCurrency(code)
		if c.Code() != code || c.String() != code || c != priority.MustParseCurrency(code) || !c.Equal(c) || c.Equal(priority.Currency{}) {
			t.Errorf("%s is %v", code, c)
		}
		digits[c.Digits()] = append(digits[c.Digits()], code)
	}
	if len(digits) != 3 || !slices.Equal(digits[3], strings.Fields("BHD IQD JOD KWD LYD OMR TND")) ||
		!slices.Equal(digits[0], strings.Fields("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")) {
		t.Errorf("not of two digits: %v, %v", digits[0], digits[3])
	}
	for code := range strings.FieldsSeq("USD EUR GBP CHF RUB CAD AUD CNY INR BRL UAH KZT PLN CZK HUF TRY") {
		if !slices.Contains(digits[2], code) {
			t.Errorf("%s is not among those of two digits", code)
		}
	}
	for _, code := range []string{"", "usd", "US", "USDT", "USD ", " US", "D E", "AED AFN", "DEM", "XXX", "XAU", "ZZZ", "$", "€"} {
		_, err := priority.ParseCurrency(code)
		if diff := cmp.Diff([]string{"unknown_currency"}, faults(t, err)); diff != "" {
			t.Errorf("%q: %v", code, err)
		}
	}
	if zero := (priority.Currency{}); zero.Digits() != 2 || zero.Code() != "" {
		t.Errorf("the zero Currency has %d digits", zero.Digits())
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseCurrency does not panic")
		}
	}()
	priority.MustParseCurrency("usd")
}

func TestMoney(t *testing.T) {
	for _, tt := range []struct{ code, amount, rounded, text string }{
		{"USD", "1980", "1980", "1980.00"}, {"USD", "0.125", "0.13", "0.125"}, {"USD", "-0.125", "-0.13", "-0.125"}, {"USD", "13.755", "13.76", "13.755"},
		{"USD", "0.004999", "0", "0.004999"}, {"USD", "1.500", "1.5", "1.50"}, {"USD", "-0.004", "0", "-0.004"},
		{"JPY", "0.5", "1", "0.5"}, {"JPY", "-0.5", "-1", "-0.5"}, {"JPY", "1200", "1200", "1200"}, {"JPY", "1.0", "1", "1"},
		{"KWD", "1.23450", "1.235", "1.2345"}, {"KWD", "1", "1", "1.000"},
		{"", "2.345", "2.35", "2.345"}, {"", "2", "2", "2.00"},
	} {
		var c priority.Currency
		if err := c.UnmarshalText([]byte(tt.code)); err != nil {
			t.Fatal(err)
		}
		if got := c.Round(dec(tt.amount)); !got.Equal(dec(tt.rounded)) {
			t.Errorf("%s %s is rounded to %v, want %s", tt.code, tt.amount, got, tt.rounded)
		}
		if got := c.Text(dec(tt.amount)); got != tt.text {
			t.Errorf("%s %s is written %q, want %q", tt.code, tt.amount, got, tt.text)
		}
	}
	for _, tt := range []struct {
		code, rate string
		time       time.Duration
		want, why  string
	}{
		{"USD", "120.00", 200 * time.Minute, "400.00", "scenario 1: overage of E8"},
		{"USD", "90", 15 * time.Minute, "22.50", "AMB-11: the missing cell"},
		{"USD", "27.50", 30 * time.Minute, "13.75", "two quarter hours in one line"},
		{"USD", "27.50", 15 * time.Minute, "6.88", "one quarter hour in a line of its own, half a cent up"},
		{"USD", "-27.50", 15 * time.Minute, "-6.88", "and its credit"},
		{"USD", "27.50", -15 * time.Minute, "-6.88", "and its reversal"},
		{"USD", "15.00", 12480 * time.Second, "52.00", "3 h 28 min, not 3.47 h"},
		{"USD", "13.125", 8 * time.Hour, "105.00", "the rate is not rounded"},
		{"JPY", "5000", 20 * time.Minute, "1667", "no cents"},
		{"KWD", "10", 20 * time.Minute, "3.333", "three digits"},
		{"USD", "0", time.Hour, "0.00", "free of charge"},
	} {
		because(t, tt.why)
		c := priority.MustParseCurrency(tt.code)
		if got := c.Text(c.Price(dec(tt.rate), tt.time)); got != tt.want {
			t.Errorf("%v at %s %s: %s, want %s (%s)", tt.time, tt.rate, tt.code, got, tt.want, tt.why)
		}
	}
}

// A price is the exact product, rounded once, in the currency's digits.
func TestPriceLaws(t *testing.T) {
	all := codes()
	rapid.Check(t, func(t *rapid.T) {
		c := priority.MustParseCurrency(rapid.SampledFrom(all).Draw(t, "currency"))
		rate := decimal.New(rapid.Int64Range(-1e9, 1e9).Draw(t, "rate"), rapid.Int32Range(-6, 0).Draw(t, "exp"))
		d := anyTime().Filter(func(d time.Duration) bool { return d != -d || d == 0 }).Draw(t, "time")
		got := c.Price(rate, d)
		if want := rate.Mul(decimal.New(int64(d), 0)).DivRound(decimal.New(3600e9, 0), int32(c.Digits())); !got.Equal(want) {
			t.Fatalf("%v at %v %v: %v, want %v", d, rate, c, got, want)
		}
		if !c.Round(got).Equal(got) || !c.Price(rate, -d).Equal(got.Neg()) {
			t.Fatalf("%v at %v %v: %v, rounded %v, reversed %v", d, rate, c, got, c.Round(got), c.Price(rate, -d))
		}
	})
}

func TestCurrencyJSON(t *testing.T) {
	usd := priority.MustParseCurrency("USD")
	type wire struct {
		A, B priority.Currency
	}
	if back, data := roundTrip(t, wire{A: usd}); data != `{"A":"USD","B":""}` || back.A != usd || back.B != (priority.Currency{}) || back.A.Digits() != 2 {
		t.Errorf("%s is read as %v", data, back)
	}
	got := usd
	if err := json.Unmarshal([]byte(`"usd"`), &got); err == nil || got != usd {
		t.Errorf("usd is read as %v, %v", got, err)
	}
}
