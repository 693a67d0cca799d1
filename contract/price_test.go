package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
)

func ExamplePrice_Of() {
	seats := contract.MustParsePrice(`{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}]}`)
	steps, err := seats.Steps(contract.QuantityOf(decimal.RequireFromString("5")))
	for _, s := range steps {
		fmt.Println(s)
	}
	total, _ := seats.Of(contract.QuantityOf(decimal.RequireFromString("5")))
	fmt.Println(total.Round(2), err)
	// Output:
	// tier 1: flat 225.00 = 225.00
	// tier 2: 4 at 60.00 = 240.00
	// 465 <nil>
}

func ExampleMoney() {
	hour := contract.MustParsePrice("40.00")
	third, _ := hour.Of(contract.QuantityOfTime(20 * time.Minute))
	fmt.Println(third, third.Round(2), third.Add(third).Add(third))
	// Output:
	// 40/3 13.33 40
}

// The documents of the zoo, as far as they are prices.
const (
	websan    = `{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}]}`
	winning   = `{"tiers": [{"to": "1", "flat": "1164.00"}, {"unit": "60.00"}]}`
	developer = `{"unit": "3%", "min": "29.00"}`
	business  = `{"min": "100.00", "tiers": [{"to": "10000", "unit": "10%"}, {"to": "80000", "unit": "7%"}, {"to": "250000", "unit": "5%"}, {"unit": "3%"}]}`
	large     = `{"min": "15000.00", "tiers": [{"to": "150000", "unit": "10%"}, {"to": "500000", "unit": "7%"}, {"to": "1000000", "unit": "5%"}, {"unit": "3%"}]}`
	mantis    = `{"tiers": [{"to": "10", "unit": "0.00"}, {"to": "20", "unit": "5.00"}, {"to": "30", "unit": "4.00"}, {"to": "40", "unit": "3.00"}, {"to": "50", "unit": "2.00"}, {"unit": "1.00"}]}`
	remote    = `{"tiers": [{"to": "30m", "flat": "95.00"}, {"to": "1h", "flat": "25.00"}, {"unit": "100.00", "whole": "started"}]}`
	onsite    = `{"tiers": [{"to": "4h", "flat": "400.00"}, {"flat": "200.00"}]}`
	cogneedo  = `{"mode": "volume", "tiers": [{"to": "10h", "flat": "875.00"}, {"to": "20h", "flat": "1500.00"}, {"to": "30h", "flat": "1875.00"}, {"to": "40h", "flat": "2000.00"}]}`
	overdue   = `{"tiers": [{"below": "45", "flat": "0.00"}, {"below": "60", "flat": "50.00"}, {"below": "75", "flat": "50.00"}, {"below": "90", "flat": "50.00"}, {"flat": "50.00"}]}`
	radix     = `{"mode": "volume", "tiers": [{"to": "3", "flat": "125.00"}, {"to": "6", "flat": "200.00"}, {"to": "15", "flat": "275.00"}, {"to": "30", "flat": "350.00"}, {"to": "50", "flat": "500.00"}]}`
	ufanet    = `{"mode": "volume", "tiers": [{"to": "5", "flat": "2950.00"}, {"to": "10", "flat": "5450.00"}, {"to": "15", "flat": "7950.00"}, {"to": "20", "flat": "10450.00"}, {"unit": "600.00"}]}`
	dotsee    = `{"tiers": [{"to": "5", "unit": "-50.00"}, {"unit": "0.00"}]}`
	prepaid   = `{"mode": "volume", "tiers": [{"to": "6", "flat": "0%"}, {"to": "12", "flat": "-5%"}, {"flat": "-10%"}]}`
	variant2  = `{"mode": "volume", "tiers": [{"below": "3", "flat": "0%"}, {"flat": "-10%"}]}`
	pat15     = `{"unit": "2.00", "min": "50.00"}`
)

func TestPriceOf(t *testing.T) {
	for _, tt := range []struct{ price, of, want, why string }{
		{websan, "1", "225", "the first user"},
		{websan, "5", "465", "225 + 4 x 60"},
		{winning, "7", "1524", "1164 + 6 x 60"},
		{developer, "$2000", "60", "3% of the month's spend"},
		{developer, "$500", "29", "the minimum"},
		{business, "$85000", "6150", "1,000 + 4,900 + 250, the page's own example"},
		{business, "$500", "100", "the minimum"},
		{business, "$0", "100", "the minimum of nothing too"},
		{business, "85000", "6150", "a meter of spend is a number"},
		{large, "$1200000", "70500", "15,000 + 24,500 + 25,000 + 6,000"},
		{mantis, "10", "0", "ten are free"},
		{mantis, "15", "25", "5 x 5"},
		{mantis, "45", "130", "50 + 40 + 30 + 10"},
		{mantis, "60", "150", "50 + 40 + 30 + 20 + 10"},
		{remote, "25m", "95", "up to half an hour"},
		{remote, "30m", "95", "to is inclusive"},
		{remote, "30m0.000000001s", "120", "the next tier is entered at once"},
		{remote, "45m", "120", "up to an hour"},
		{remote, "1h", "120", "to is inclusive"},
		{remote, "1h40m", "220", "an hour started"},
		{remote, "2h", "220", "an hour"},
		{remote, "2h1m", "320", "two hours started"},
		{onsite, "4h", "400", "half a day"},
		{onsite, "4h1m", "600", "a whole one"},
		{cogneedo, "10h", "875", "the first band"},
		{cogneedo, "20h", "1500", "one band prices all"},
		{cogneedo, "40h", "2000", "the last band's end"},
		{overdue, "40", "0", "nothing yet"},
		{overdue, "45", "50", "below is exclusive: the 45th day is late"},
		{overdue, "80", "150", "three fees"},
		{overdue, "95", "200", "four"},
		{radix, "3", "125", "a flat band"}, {radix, "4", "200", "a flat band"}, {radix, "12", "275", "a flat band"}, {radix, "50", "500", "the last"},
		{ufanet, "5", "2950", "a flat band"}, {ufanet, "8", "5450", "a flat band"}, {ufanet, "20", "10450", "the last flat band"}, {ufanet, "21", "12600", "every unit x 600"},
		{dotsee, "3", "-150", "hours credited"}, {dotsee, "7", "-250", "no more than five"},
		{prepaid, "6 of 300000", "0", "6 months: more than 6 is strict"},
		{prepaid, "7 of 350000", "-17500", "332,500 for 7"},
		{prepaid, "12 of 600000", "-30000", "570,000 for 12"},
		{prepaid, "13 of 650000", "-65000", "585,000 for 13"},
		{variant2, "2 of 100000", "0", "from 3 on"},
		{variant2, "3 of 150000", "-15000", "3 is inclusive"},
		{pat15, "12", "50", "at least 50"}, {pat15, "30", "60", "30 km"},
		{`{"flat": "120.00"}`, "1", "120", "leftbrain: each incident"},
		{"85.00", "1h30m", "127.5", "time is priced by the hour"},
		{"80.00", "3h20m", "800/3", "a third of a cent is not lost"},
		{`{"unit": "27.50", "per": "15m"}`, "30m", "55", "superb: by the quarter"},
		{`{"unit": "27.50", "per": "15m", "whole": "full"}`, "44m", "55", "only quarters completed"},
		{`{"unit": "27.50", "per": "15m", "whole": "started"}`, "46m", "110", "quarters begun"},
		{`{"unit": "2.00", "per": "3"}`, "7", "14/3", "two for three"},
		{"50%", "$600", "300", "shinybot: half of what remains"},
		{`{"unit": "-100%"}`, "$200", "-200", "shinybot: all of it back"},
		{"100%", "$875", "875", "cogneedo: a month's fee"},
		{"10%", "$-85.50", "-8.55", "what is less than nothing costs less than nothing"},
		{business, "$-500", "-100", "a credit cancels its charge, minimum and all"},
		{`{"unit": "-5%", "max": "0.00", "min": "-50%"}`, "3 of 200", "-30", "a credit for each breach"},
		{`{"unit": "-5%", "max": "0.00", "min": "-50%"}`, "11 of 200", "-100", "but no more than half"},
		{`{"flat": "10%", "max": "15.00"}`, "$200", "15", "a flat share of money counted, at most"},
		{`{"min": "60.00", "max": "10%", "unit": "1.00"}`, "2 of 200", "20", "bounds that cross: the most holds"},
		{`{"tiers": [{"to": "100", "flat": "1%"}, {"unit": "5%"}]}`, "$300", "13", "a flat share is of all the money, a unit's of its part"},
		{"0.00", "7", "0", "free"},
		{websan, "0", "225", "nothing lies in the first tier"},
		{`{"flat": "50.00", "unit": "10.00"}`, "0", "50", "a basic fee"},
	} {
		p := contract.MustParsePrice(tt.price)
		got, err := p.Of(quantity(tt.of))
		if err != nil || got.String() != tt.want {
			t.Errorf("%s of %s is %s, %v; want %s: %s", p, tt.of, got, err, tt.want, tt.why)
		}
		checkSteps(t, p, quantity(tt.of), got)
	}
}

// quantity reads "7", "1h30m", "$85.00" or "7 of 200", which is set against money.
func quantity(s string) contract.Quantity {
	s, base, against := strings.Cut(s, " of ")
	var q contract.Quantity
	if sum, ok := strings.CutPrefix(s, "$"); ok {
		q = contract.QuantityOfMoney(contract.MoneyOf(decimal.RequireFromString(sum)))
	} else if a := contract.MustParseAmount(s); a.Kind() == contract.KindTime {
		q = contract.QuantityOfTime(a.Time())
	} else {
		q = contract.QuantityOf(a.Number())
	}
	if against {
		q = q.Against(contract.MoneyOf(decimal.RequireFromString(base)))
	}
	return q
}

// checkSteps checks that the steps sum to the whole and each says something.
func checkSteps(t rapid.TB, p contract.Price, q contract.Quantity, whole contract.Money) {
	t.Helper()
	steps, err := p.Steps(q)
	var sum contract.Money
	for _, s := range steps {
		sum = sum.Add(s.Amount)
		if s.Code == "" || s.Price.IsZero() || !strings.HasSuffix(s.String(), " = "+s.Amount.String()) && !strings.Contains(s.String(), ".") {
			t.Fatalf("%s of %s has a step %+v: %s", p, q, s, s)
		}
	}
	if err != nil || !sum.Equal(whole) {
		t.Fatalf("the steps of %s of %s sum to %s, %v, not to %s: %v", p, q, sum, err, whole, steps)
	}
}

func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		price, of string
		want      []string
	}{
		{remote, "1h40m", []string{"tier 1: flat 95.00 = 95.00", "tier 2: flat 25.00 = 25.00", "tier 3: 40m at 100.00 per 1h, 1 started = 100.00"}},
		{ufanet, "21", []string{"tier 5: 21 at 600.00 = 12600.00"}},
		{business, "$20000", []string{"tier 1: 10000 at 10% = 1000", "tier 2: 10000 at 7% = 700"}},
		{business, "$-500", []string{"tier 1: -500 at 10% = -50", "at least 100.00 = -50.00"}},
		{`{"flat": "200.00", "max": "150.00"}`, "1", []string{"flat 200.00 = 200.00", "at most 150.00 = -50.00"}},
		{pat15, "25", []string{"25 at 2.00 = 50.00"}},                              // just the minimum
		{`{"unit": "2.00", "max": "50.00"}`, "25", []string{"25 at 2.00 = 50.00"}}, // just the maximum
		{prepaid, "13 of 585", []string{"tier 3: flat -10% of 585 = -58.5"}},
		{`{"unit": "-5%"}`, "3 of 200", []string{"3 at -5% of 200 = -30"}},
		{"80.00", "20m", []string{"20m at 80.00 per 1h = 80/3"}},
		{`{"unit": "2.00", "per": "12", "whole": "full"}`, "30", []string{"30 at 2.00 per 12, 2 full = 4.00"}},
	} {
		steps, err := contract.MustParsePrice(tt.price).Steps(quantity(tt.of))
		var got []string
		for _, s := range steps {
			got = append(got, s.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s of %s: %v\n%s", tt.price, tt.of, err, diff)
		}
	}
}

func TestBeyond(t *testing.T) {
	for _, tt := range []struct{ price, of, bound, text string }{
		{radix, "51", "50", "contract: no price for 51: the last tier is to 50"},
		{cogneedo, "40h0.000000001s", "40h", "contract: no price for 40h0.000000001s: the last tier is to 40h"},
		{`{"tiers": [{"to": "1", "unit": "1.00"}, {"below": "3", "unit": "2.00"}]}`, "3", "3", "contract: no price for 3: the last tier is below 3"},
		{`{"min": "10.00", "tiers": [{"to": "1", "unit": "1.00"}]}`, "1.5", "1", "contract: no price for 1.5: the last tier is to 1"},
	} {
		got, err := contract.MustParsePrice(tt.price).Of(quantity(tt.of))
		e, ok := errors.AsType[*contract.BeyondError](err)
		if !ok || !errors.Is(err, contract.ErrBeyond) || e.Bound.String() != tt.bound || err.Error() != tt.text || !got.IsZero() {
			t.Errorf("%s of %s: %s, %v; want %s", tt.price, tt.of, got, err, tt.text)
		}
		if _, err := contract.MustParsePrice(tt.price).Steps(quantity(tt.of)); !errors.Is(err, contract.ErrBeyond) {
			t.Errorf("the steps of %s of %s: %v", tt.price, tt.of, err)
		}
	}
}

func TestPriceOfRefuses(t *testing.T) {
	huge := decimal.New(1, 999_999_999)
	for _, tt := range []struct {
		price string
		q     contract.Quantity
		code  string
		why   string
	}{
		{"", quantity("1"), "none", "the zero Price"},
		{"$rate", quantity("1h"), "unbound", "a parameter"},
		{`{"tiers": [{"to": "$n", "flat": "1.00"}, {"unit": "2.00"}]}`, quantity("1"), "unbound", "a parameter deep inside"},
		{"60.00", quantity("-1"), "negative", "fewer seats than none"},
		{"60.00", quantity("-1h"), "negative", "less time than none"},
		{remote, quantity("3"), "wrong_kind", "a number where tiers are of time"},
		{websan, quantity("3h"), "wrong_kind", "time where tiers are of numbers"},
		{`{"unit": "1.00", "per": "15m"}`, quantity("3"), "wrong_kind", "a number by the quarter of an hour"},
		{`{"unit": "1.00", "per": "3"}`, quantity("3h"), "wrong_kind", "time by number"},
		{"10%", quantity("3h"), "percent_of_what", "a share of an hour"},
		{`{"flat": "10%"}`, quantity("3"), "percent_of_what", "a flat share of a number"},
		{prepaid, quantity("13"), "percent_of_what", "a discount on nothing"},
		{`{"unit": "1.00", "max": "10%"}`, quantity("3"), "percent_of_what", "a bound of nothing"},
		{"60.00", contract.QuantityOf(huge), "too_large", "an exponent that eats memory"},
		{"60.00", contract.QuantityOfMoney(contract.MoneyOf(huge.Neg())), "too_large", "as money"},
		{"60.00", quantity("1").Against(contract.MoneyOf(huge)), "too_large", "to be set against"},
	} {
		var p contract.Price
		if tt.price != "" {
			p = contract.MustParsePrice(tt.price)
		}
		got, err := p.Of(tt.q)
		checkCode(t, tt.why, err, tt.code)
		if !got.IsZero() {
			t.Errorf("an error and %s: %s", got, tt.why)
		}
	}
	broken := contract.Price{Tiers: []contract.Tier{{Unit: contract.MustParseAmount("1")}, {Unit: contract.MustParseAmount("1")}}}
	_, err := broken.Of(quantity("1"))
	checkCode(t, "faults are found on use too", err, "no_bound")
}

func TestPriceText(t *testing.T) {
	for _, tt := range []struct{ text, want, why string }{
		{"60.00", "60.00", "per unit"},
		{`{"unit": "60.00"}`, "60.00", "the same"},
		{`{"unit": "10%"}`, "10%", "c360"},
		{`{"unit": "10%", "whole": "none"}`, "10%", "none is the default"},
		{`{"mode": "graduated", "tiers": [{"unit": "1"}]}`, `{"tiers":[{"unit":"1"}]}`, "graduated is the default"},
		{"$rate", "$rate", "a parameter"},
		{`{"unit": "$casual", "per": "15m"}`, `{"unit":"$casual","per":"15m"}`, "superb"},
		{websan, `{"tiers":[{"to":"1","flat":"225.00"},{"unit":"60.00"}]}`, "places are kept"},
		{`{"tiers": [{"unit": "60.00", "to": "90m"}, {"flat": "1"}], "min": "5"}`, `{"min":"5","tiers":[{"to":"1h30m","unit":"60.00"},{"flat":"1"}]}`, "fields in order"},
		{prepaid, `{"mode":"volume","tiers":[{"to":"6","flat":"0%"},{"to":"12","flat":"-5%"},{"flat":"-10%"}]}`, "kit"},
		{`{"tiers": [{"below": "3", "flat": "1"}, {"to": "3", "flat": "2"}, {"flat": "3"}]}`, `{"tiers":[{"below":"3","flat":"1"},{"to":"3","flat":"2"},{"flat":"3"}]}`, "just 3 has a tier of its own"},
		{`{"tiers": [{"to": "$a", "flat": "1"}, {"to": "2", "flat": "2"}, {"to": "$b", "flat": "3"}]}`, `{"tiers":[{"to":"$a","flat":"1"},{"to":"2","flat":"2"},{"to":"$b","flat":"3"}]}`, "what is not known is not compared"},
	} {
		p, err := contract.ParsePrice(tt.text)
		if err != nil || p.String() != tt.want {
			t.Errorf("ParsePrice(%s) = %s, %v; want %s: %s", tt.text, p, err, tt.want, tt.why)
		}
		checkPriceText(t, p)
	}
}

// checkPriceText checks that p comes back from its text and its JSON as the same bytes.
func checkPriceText(t rapid.TB, p contract.Price) {
	t.Helper()
	q, err := contract.ParsePrice(p.String())
	if err != nil || !q.Equal(p) || q.IsZero() {
		t.Fatalf("%s is read back as %s, %v", p, q, err)
	}
	data, err := json.Marshal(p)
	var back contract.Price
	if err := errors.Join(err, json.Unmarshal(data, &back)); err != nil || !back.Equal(p) {
		t.Fatalf("%s comes back as %s, %v", data, back, err)
	}
	if again, _ := json.Marshal(back); string(again) != string(data) {
		t.Fatalf("%s is written again as %s", data, again)
	}
}

func TestPriceZero(t *testing.T) {
	type rate struct {
		Price contract.Price `json:"price,omitzero"`
	}
	if data, err := json.Marshal(rate{}); string(data) != "{}" || err != nil {
		t.Errorf("no price is written %s, %v", data, err)
	}
	data, err := json.Marshal(contract.Price{})
	got := contract.MustParsePrice("1")
	if err := errors.Join(err, json.Unmarshal(data, &got)); err != nil || !got.IsZero() || string(data) != `""` {
		t.Errorf("the zero Price is written %s and read %s, %v", data, got, err)
	}
	if err := (contract.Price{}).Check(); err != nil {
		t.Errorf("the zero Price has faults: %v", err)
	}
}

func TestParsePriceRefuses(t *testing.T) {
	tiers := func(s string) string { return `{"tiers": [` + s + `]}` }
	for _, tt := range []struct{ text, fault, why string }{
		{"", " bad_price", "nothing"}, {"1e3", " bad_price", "an exponent"}, {"cheap", " bad_price", "a word"}, {" 1", " bad_price", "a space"},
		{"1h", " bad_price", "time is no money"}, {"3 tickets", " bad_price", "nor are tickets"},
		{"{", " not_json", "cut off"}, {"{} {}", " no_price|not_json", "two"}, {"{}", " none", "says nothing"},
		{`{"min": "5.00"}`, " no_price", "of what?"}, {`{"mode": "volume"}`, "mode no_tiers", "of what?"},
		{`{"unit": "5", "mode": "volume"}`, "mode no_tiers", "no tiers"}, {`{"unit": 5}`, "unit wrong_type", "money is text"}, {`{"unit": "5", "Unit": "6"}`, "Unit unknown_field", "case"},
		{`{"unit": "5", "unit": "6"}`, "unit duplicate_key", "twice"}, {`{"unit": null}`, "unit wrong_type", "null"}, {`{"unit": "5", "whole": "half"}`, "whole bad_word", "no such choice"},
		{`{"unit": "5", "whole": "Started"}`, "whole bad_word", "capital"}, {`{"mode": "slab", "tiers": [{"unit": "1"}]}`, "mode bad_word", "no such mode"},
		{`{"unit": "1h"}`, "unit wrong_kind", "time"}, {`{"flat": "1 ticket"}`, "flat wrong_kind", "tickets"}, {`{"unit": "1", "min": "1h"}`, "min wrong_kind", "time"},
		{`{"unit": "1", "max": "1h"}`, "max wrong_kind", "time"}, {`{"unit": "1", "per": "5%"}`, "per wrong_kind", "a share"}, {`{"unit": "1", "per": "0"}`, "per not_positive", "for none"},
		{`{"unit": "1", "per": "-15m"}`, "per not_positive", "for less than none"}, {`{"unit": "1", "min": "5.01", "max": "5"}`, "min above_max", "crossed"},
		{`{"unit": "1", "min": "9%", "max": "5%"}`, "min above_max", "crossed shares"}, {`{"flat": "1", "per": "2"}`, " no_unit", "per what?"}, {`{"flat": "1", "whole": "full"}`, " no_unit", "whole what?"},
		{`{"tiers": []}`, " none", "no tiers"}, {`{"min": "1", "tiers": []}`, " no_price", "no tiers"}, {`{"unit": "1", "tiers": [{"unit": "2"}]}`, " both", "which?"},
		{`{"whole": "full", "tiers": [{"unit": "2"}]}`, " both", "in each tier"},
		{tiers(`{"to": "5"}`), "tiers[0] no_price", "free must be said"}, {tiers(`{"unit": "1"}, {"unit": "2"}`), "tiers[0] no_bound", "where does it end?"},
		{tiers(`{"to": "5", "below": "6", "unit": "1"}`), "tiers[0] both", "which?"}, {tiers(`{"to": "5", "unit": "1"}, {"to": "5", "unit": "1"}`), "tiers[1] not_ascending", "no wider"},
		{tiers(`{"to": "5", "unit": "1"}, {"to": "4", "unit": "1"}`), "tiers[1] not_ascending", "narrower"}, {tiers(`{"to": "1h", "unit": "1"}, {"to": "30m", "unit": "1"}`), "tiers[1] not_ascending", "narrower"},
		{tiers(`{"to": "5", "unit": "1"}, {"below": "5", "unit": "1"}`), "tiers[1] not_ascending", "below 5 ends before to 5"}, {tiers(`{"below": "5", "unit": "1"}, {"below": "5", "unit": "1"}`), "tiers[1] not_ascending", "no wider"},
		{tiers(`{"to": "5", "unit": "1"}, {"to": "1h", "unit": "1"}`), "tiers[1].to wrong_kind", "two measures"}, {tiers(`{"to": "5", "unit": "1", "per": "1h"}`), "tiers[0].per wrong_kind", "two measures"},
		{tiers(`{"to": "0", "unit": "1"}`), "tiers[0].to not_positive", "nothing in it"}, {tiers(`{"below": "-1", "unit": "1"}`), "tiers[0].below not_positive", "nothing in it"},
		{tiers(`{"to": "50%", "unit": "1"}`), "tiers[0].to wrong_kind", "of what?"}, {tiers(`{"to": "5 tickets", "unit": "1"}`), "tiers[0].to wrong_kind", "of what is counted"},
		{tiers(strings.Repeat(`{"to": "$x", "unit": "1"}, `, 100) + `{"unit": "1"}`), "tiers too_many_tiers", "a hostile document"},
	} {
		_, err := contract.ParsePrice(tt.text)
		e, ok := errors.AsType[*contract.Error](err)
		if !ok || !errors.Is(err, contract.ErrInvalid) {
			t.Errorf("%.60s: %v: %s", tt.text, err, tt.why)
			continue
		}
		found := slices.ContainsFunc(e.Faults, func(f contract.Fault) bool {
			path, codes, _ := strings.Cut(tt.fault, " ")
			return f.Path == path && slices.Contains(strings.Split(codes, "|"), f.Code)
		})
		if !found {
			t.Errorf("%.60s: %v (%s), want %s: %s", tt.text, err, e.Faults[0].Code, tt.fault, tt.why)
		}
	}
	for _, text := range []string{`null`, `5`, `true`, `[]`, `"{\"unit\":\"5\"}"`, `"5" `} {
		var p contract.Price
		if err := p.UnmarshalJSON([]byte(text)); (err == nil) != (text == `"5" `) {
			t.Errorf("%s was read as %s, %v", text, p, err)
		}
	}
}

func TestPriceReportsAllFaults(t *testing.T) {
	_, err := contract.ParsePrice(`{"flat": "1h", "min": "5", "max": "4", "tiers": [{"unit": "1 ticket", "per": "0"}, {"to": "3", "below": "4"}, {"to": "2", "unit": "1"}]}`)
	e, _ := errors.AsType[*contract.Error](err)
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"min above_max", " both", "tiers[0].unit wrong_kind", "tiers[0].per not_positive", "tiers[0] no_bound",
		"tiers[1] no_price", "tiers[1] both", "tiers[2] not_ascending",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPriceParams(t *testing.T) {
	p := contract.MustParsePrice(`{"min": "$b", "tiers": [{"to": "$n", "flat": "$a"}, {"unit": "$a", "per": "$h"}]}`)
	if diff := cmp.Diff([]string{"a", "b", "h", "n"}, p.Params()); diff != "" {
		t.Error(diff)
	}
	if got := contract.MustParsePrice(websan).Params(); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func FuzzPrice(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		p, err := contract.ParsePrice(text)
		if err != nil {
			checkRefused(t, text, "refused", contract.ParsePrice)
			return
		}
		checkPriceText(t, p)
		for _, q := range []string{"0", "7", "1h", "$-3 of 50", "2h of -8"} {
			if sum, err := p.Of(quantity(q)); err == nil {
				checkSteps(t, p, quantity(q), sum)
			}
		}
	})
}

func TestPriceLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := gen.PriceText(gen.Prices{ByTime: rapid.Bool().Draw(t, "by time"), Signed: true, Percents: true, Params: true}).Draw(t, "price")
		p, err := contract.ParsePrice(text)
		if err != nil || p.String() != text {
			t.Fatalf("%s is read as %s, %v", text, p, err)
		}
		checkPriceText(t, p)
		mutant := gen.Mutated(text).Draw(t, "mutant")
		if q, err := contract.ParsePrice(mutant); err == nil && mutant != text && q.Equal(p) && !sameJSON(mutant, text) {
			t.Fatalf("%s was changed to %s and still means the same", text, mutant)
		}
	})
}

// sameJSON reports whether two JSON texts differ in nothing but the space between tokens.
func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && cmp.Equal(x, y)
}
