package priority_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func decs(list ...string) (out []decimal.Decimal) {
	for _, s := range list {
		out = append(out, dec(s))
	}
	return out
}

func TestSaaSTechRates(t *testing.T) {
	c := priority.SaaSTechRates()
	for _, tt := range []struct {
		level         priority.Level
		commitment    string
		perHour, unit string
	}{
		{4, "per-use", "80.00", "20.00"}, {4, "credit-12", "60.00", "15.00"}, {4, "credit-40", "50.00", "12.50"},
		{3, "per-use", "120.00", "30.00"}, {3, "credit-12", "90.00", "22.50"}, {3, "credit-40", "75.00", "18.75"},
		{2, "per-use", "160.00", "40.00"}, {2, "credit-12", "120.00", "30.00"}, {2, "credit-40", "100.00", "25.00"},
		{1, "per-use", "200.00", "50.00"}, {1, "credit-12", "150.00", "37.50"}, {1, "credit-40", "125.00", "31.25"},
	} {
		w := priority.Work{Level: tt.level}
		hour, err := c.PerHour(w, tt.commitment)
		unit, err2 := c.PerUnit(w, tt.commitment)
		if err != nil || err2 != nil || c.Currency().Text(hour) != tt.perHour || c.Currency().Text(unit) != tt.unit {
			t.Errorf("%v, %s: %v an hour, %v a quarter, %v, %v; want %s and %s (A28, A29)", tt.level, tt.commitment, hour, unit, err, err2, tt.perHour, tt.unit)
		}
	}
	if diff := cmp.Diff([]priority.Gap{{Level: 3, Commitment: "credit-12", Derived: dec("22.50")}}, c.Gaps()); diff != "" {
		t.Errorf("gaps (AMB-11) (-want +got):\n%s", diff)
	}
	ratios, err := c.Proportional()
	want := []priority.Ratio{{Level: 4, Weight: dec("1")}, {Level: 3, Weight: dec("1.5")}, {Level: 2, Weight: dec("2")}, {Level: 1, Weight: dec("2.5")}}
	if diff := cmp.Diff(want, ratios); err != nil || diff != "" {
		t.Errorf("%v, ratios (-want +got):\n%s", err, diff)
	}
	for _, r := range ratios {
		if w, err := priority.SaaSTechScheme().Weight(r.Level); err != nil || !w.Equal(r.Weight) {
			t.Errorf("%v weighs %v, and its price is %v times the base", r.Level, w, r.Weight)
		}
	}
	_, err = c.PerHour(priority.Work{Level: 4}, "credit-80")
	notFound(t, err, "commitment", "credit-80")
	_, err = c.PerUnit(priority.Work{Level: 5, Class: "gold"}, "per-use")
	notFound(t, err, "rate", "P5 gold")
	_, err = c.PerHour(priority.Work{}, "per-use")
	notFound(t, err, "rate", "")
}

// Where one price is changed, the error names its cell, whichever it is.
func TestOnePriceOutOfProportion(t *testing.T) {
	for i := range 4 {
		for j := range 3 {
			cfg := priority.SaaSTechRates().Config()
			for k := range cfg.Rates {
				cfg.Rates[k].PerUnit = nil
			}
			cfg.Rates[i].PerHour[j] = cfg.Rates[i].PerHour[j].Add(dec("0.01"))
			c, err := priority.NewRateCard(cfg)
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Proportional()
			want := []string{cfg.Rates[i].Level.String() + "." + cfg.Commitments[j].ID + " not_proportional"}
			if diff := cmp.Diff(want, faults(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	}
	odd := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR"), Commitments: []priority.Commitment{{ID: "a"}, {ID: "b"}}, Rates: []priority.Rate{
		{Level: 2, PerHour: decs("10", "5")}, {Level: 1, PerHour: decs("20", "11")}, {Level: 3, PerHour: decs("3", "1.5")},
	}})
	_, err := odd.Proportional()
	if want := "priority: rate card: P1.b: 11.00 : 1.50 is not 20.00 : 3.00"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	zero := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR"), Commitments: []priority.Commitment{{ID: "a"}, {ID: "b"}}, Rates: []priority.Rate{
		{Level: 1, PerHour: decs("0", "0")}, {Level: 2, PerHour: decs("0", "7")}, {Level: 3, PerHour: decs("1", "0")}, {Level: 4, PerHour: decs("0", "0")},
	}})
	_, err = zero.Proportional()
	if diff := cmp.Diff([]string{"P4.a zero", "P4.b zero"}, faults(t, err)); diff != "" {
		t.Errorf("nothing is in proportion to zero (-want +got):\n%s", diff)
	}
	free := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR"), Commitments: []priority.Commitment{{ID: "a"}, {ID: "b"}}, Rates: []priority.Rate{
		{Level: 1, PerHour: decs("30", "10")}, {Level: 2, PerHour: decs("0", "0")}, {Level: 3, PerHour: decs("90", "30")}, {Role: "lead", PerHour: decs("1", "7")},
	}})
	if gaps := free.Gaps(); gaps != nil {
		t.Errorf("a card that states no unit prices has gaps: %v", gaps)
	}
	none := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR"), Unit: time.Hour, Commitments: []priority.Commitment{{ID: "a"}}, Rates: []priority.Rate{{PerHour: decs("0"), PerUnit: decs("0")}}})
	if gaps := none.Gaps(); gaps != nil {
		t.Errorf("what is free of charge has gaps: %v", gaps)
	}
	ratios, err := free.Proportional()
	want := []priority.Ratio{{Level: 3, Weight: dec("1")}, {Level: 2}, {Level: 1, Weight: dec("0.333333333")}}
	if diff := cmp.Diff(want, ratios); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	roles := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR"), Commitments: []priority.Commitment{{ID: "a"}}, Rates: []priority.Rate{{Role: "lead", PerHour: decs("1")}}})
	_, err = roles.Proportional()
	if diff := cmp.Diff([]string{"empty"}, faults(t, err)); diff != "" {
		t.Errorf("no levels (-want +got):\n%s", diff)
	}
}

func card(t tb, c priority.RateCardConfig) *priority.RateCard {
	t.Helper()
	card, err := priority.NewRateCard(c)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// The rate that says most decides: role over class over level (E11).
func TestPerHour(t *testing.T) {
	c := card(t, priority.RateCardConfig{Currency: priority.MustParseCurrency("RUB"), Commitments: []priority.Commitment{{ID: "x"}}, Rates: []priority.Rate{
		{Level: 4, PerHour: decs("1")}, {Level: 1, PerHour: decs("2")}, {Class: "gold", PerHour: decs("3")}, {Level: 1, Class: "gold", PerHour: decs("4")}, {Class: "silver", PerHour: decs("9")},
		{Role: "lead", PerHour: decs("5")}, {Level: 1, Role: "lead", PerHour: decs("6")}, {Role: "lead", Class: "gold", PerHour: decs("7")}, {PerHour: decs("8.126")},
	}})
	for _, tt := range []struct {
		work priority.Work
		want string
		why  string
	}{
		{priority.Work{Level: 4}, "1", "by level"},
		{priority.Work{Level: 1}, "2", "by level"},
		{priority.Work{Level: 4, Class: "gold"}, "3", "class over level"},
		{priority.Work{Level: 1, Class: "gold"}, "4", "both over one"},
		{priority.Work{Level: 4, Role: "lead"}, "5", "E11: the role's rate overrides the level's"},
		{priority.Work{Level: 1, Role: "lead"}, "6", "E11: unless there is one for both"},
		{priority.Work{Level: 1, Role: "lead", Class: "gold"}, "7", "E11: role and class over role and level"},
		{priority.Work{Level: 4, Role: "lead", Class: "silver"}, "5", "E11: role over class"},
		{priority.Work{Level: 4, Role: "analyst", Class: "bronze"}, "1", "a role and a class without a rate"},
		{priority.Work{Level: 5}, "8.126", "any work at all"},
		{priority.Work{}, "8.126", "not even a level"},
	} {
		because(t, tt.why)
		if got, err := c.PerHour(tt.work, "x"); err != nil || !got.Equal(dec(tt.want)) {
			t.Errorf("%+v: %v, %v; want %s (%s)", tt.work, got, err, tt.want, tt.why)
		}
		if got, err := c.PerUnit(tt.work, "x"); err != nil || !got.Equal(dec(tt.want)) {
			t.Errorf("%+v, without a unit: %v, %v; want the hour's %s", tt.work, got, err, tt.want)
		}
	}
}

func TestRateCardFaults(t *testing.T) {
	_, err := priority.NewRateCard(priority.RateCardConfig{})
	if diff := cmp.Diff([]string{"currency empty", "empty"}, faults(t, err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = priority.NewRateCard(priority.RateCardConfig{
		Currency: priority.MustParseCurrency("USD"), Unit: 15 * time.Minute,
		Commitments: []priority.Commitment{{ID: "a", Time: -1}, {}, {ID: "a"}},
		Rates: []priority.Rate{
			{Level: 1, PerHour: decs("80", "60")},
			{Level: 10, PerHour: decs("80", "-60", "0.0000000001")},
			{Level: 1, PerHour: []decimal.Decimal{dec("80"), dec("60"), decimal.New(1, 2_000_000_000)}, PerUnit: decs("20", "16", "1")},
			{Level: 2, PerHour: decs("80", "60", "0"), PerUnit: []decimal.Decimal{decimal.New(2, 1), decimal.New(1, 2_000_000_000), dec("0")}},
			{Level: 3, PerHour: decs("80", "60", "1"), PerUnit: decs("20")},
		},
	})
	want := []string{
		"commitments[0].time negative", "commitments[1].id empty", "commitments[2].id duplicate_id",
		"rates[0].per_hour not_total", "rates[1].level unknown_level", "rates[1].per_hour[1] negative", "rates[1].per_hour[2] out_of_range",
		"rates[2] duplicate_rate", "rates[2].per_unit[1] contradiction", "rates[2].per_hour[2] out_of_range",
		"rates[3].per_unit[1] contradiction", "rates[4].per_unit not_total",
	}
	if diff := cmp.Diff(want, faults(t, err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = priority.NewRateCard(priority.RateCardConfig{
		Currency: priority.MustParseCurrency("USD"), Unit: -1, Commitments: []priority.Commitment{{ID: "a"}}, Rates: []priority.Rate{{PerHour: decs("80")}},
	})
	if diff := cmp.Diff([]string{"unit negative"}, faults(t, err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = priority.NewRateCard(priority.RateCardConfig{
		Currency: priority.MustParseCurrency("USD"), Commitments: []priority.Commitment{{ID: "a"}}, Rates: []priority.Rate{{PerHour: decs("80"), PerUnit: decs("20")}},
	})
	if diff := cmp.Diff([]string{"rates[0].per_unit not_total"}, faults(t, err)); diff != "" {
		t.Errorf("a unit price without a unit (-want +got):\n%s", diff)
	}
}

func TestRateCardJSON(t *testing.T) {
	c := card(t, priority.RateCardConfig{
		Currency: priority.MustParseCurrency("USD"), Unit: 15 * time.Minute,
		Commitments: []priority.Commitment{{ID: "per-use"}, {ID: "credit-12", Name: "12 h & more", Time: 12 * time.Hour}},
		Rates: []priority.Rate{
			{Level: 3, PerHour: decs("120", "90.000"), PerUnit: decs("30", "0")}, {Role: "lead", Class: "gold", PerHour: decs("0.125", "0")},
		},
	})
	const golden = `{"version":1,"currency":"USD","unit":"15m","commitments":[{"id":"per-use"},{"id":"credit-12","name":"12 h & more","time":"12h"}],` +
		`"rates":[{"level":"P3","per_hour":["120.00","90.00"],"per_unit":["30.00",""]},{"role":"lead","class":"gold","per_hour":["0.125","0.00"]}]}`
	if got := marshaled(t, c); got != golden {
		t.Errorf("written %s, want %s", got, golden)
	}
	for _, c := range []*priority.RateCard{c, priority.SaaSTechRates()} {
		back, data := roundTrip(t, c)
		if diff := cmp.Diff(c.Config(), back.Config()); diff != "" {
			t.Errorf("%s is read (-want +got):\n%s", data, diff)
		}
		if byValue, err := json.Marshal(struct{ Card priority.RateCard }{*c}); err != nil || string(byValue) != `{"Card":`+data+`}` {
			t.Errorf("by value it is written %s, %v", byValue, err)
		}
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{"version": 2, "currency": "USD", "commitments": [], "rates": []}`, []string{"version wrong_version"}},
		{`{"currency": "USD"}`, []string{"version wrong_version"}},
		{`{"version": 1, "currency": "", "commitments": [{"id": "a"}], "rates": [{"per_hour": ["-1"]}]}`, []string{"currency empty", "rates[0].per_hour[0] negative"}},
		{`{"version": 1, "currency": "usd", "unit": 15, "commitments": [{"id": 1}], "rates": [{"level": "LOW", "per_hour": [80, "8e1", ""], "per_unit": ["", "x"]}], "Rates": []}`, []string{
			"currency unknown_currency", "unit wrong_type", "commitments[0].id wrong_type", "rates[0].level unknown_level",
			"rates[0].per_hour[0] wrong_type", "rates[0].per_hour[1] invalid", "rates[0].per_hour[2] invalid", "rates[0].per_unit[1] invalid", "Rates unknown_field",
		}},
	} {
		got := *c
		if diff := cmp.Diff(tt.want, faults(t, json.Unmarshal([]byte(tt.in), &got))); diff != "" || marshaled(t, got) != golden {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestRateCardDoesNotChange(t *testing.T) {
	cfg := priority.SaaSTechRates().Config()
	c := card(t, cfg)
	cfg.Commitments[0].ID, cfg.Rates[0].PerHour[0], cfg.Rates[0].PerUnit[0] = "x", dec("1"), dec("1")
	other := c.Config()
	other.Commitments[0].ID, other.Rates[0].PerHour[0] = "y", dec("2")
	if diff := cmp.Diff(priority.SaaSTechRates().Config(), c.Config()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A card whose prices are weights times a price by commitment is in proportion, and one
// that is in proportion has such weights.
func TestProportionalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := priority.RateCardConfig{Currency: priority.MustParseCurrency("EUR")}
		var base []decimal.Decimal
		for j := range rapid.IntRange(1, 3).Draw(t, "commitments") {
			cfg.Commitments = append(cfg.Commitments, priority.Commitment{ID: string(rune('a' + j))})
			base = append(base, decimal.New(rapid.Int64Range(1, 500).Draw(t, "base"), -1))
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "levels") {
			weight := decimal.New(rapid.Int64Range(1, 40).Draw(t, "weight"), -1)
			r := priority.Rate{Level: priority.Level(i + 1)}
			for _, p := range base {
				if rapid.IntRange(0, 19).Draw(t, "odd") == 0 {
					p = p.Add(dec("0.1"))
				}
				r.PerHour = append(r.PerHour, p.Mul(weight))
			}
			cfg.Rates = append(cfg.Rates, r)
		}
		ratios, err := card(t, cfg).Proportional()
		if err == nil {
			for _, r := range ratios {
				for j := range cfg.Commitments {
					low, this := cfg.Rates[len(cfg.Rates)-1].PerHour[j].Rat(), cfg.Rates[r.Level-1].PerHour[j].Rat()
					off := new(big.Rat).Sub(r.Weight.Rat(), new(big.Rat).Quo(this, low))
					if off.Abs(off).Cmp(big.NewRat(1, 2e9)) > 0 {
						t.Fatalf("%v of %v", r, cfg.Rates)
					}
				}
			}
			return
		}
		e, _ := errors.AsType[*priority.Error](err)
		if len(e.Faults) > len(cfg.Rates)*len(cfg.Commitments)-1 {
			t.Fatalf("%v", err)
		}
	})
}

// Cards are compared by their prices, not by how these are written.
func TestRateCardEqual(t *testing.T) {
	c := priority.SaaSTechRates().Config()
	c.Rates[0].PerHour[0] = decimal.RequireFromString("80")
	same, err := priority.NewRateCard(c)
	if err != nil || !same.Equal(priority.SaaSTechRates()) {
		t.Errorf("80 is not 80.00: %v", err)
	}
	c.Rates[0].PerHour[2], c.Rates[0].PerUnit = decimal.RequireFromString("49"), nil
	other, err := priority.NewRateCard(c)
	if err != nil || other.Equal(same) || other.Equal(nil) || !(*priority.RateCard)(nil).Equal(nil) {
		t.Errorf("49 is 50, or nil is a card: %v", err)
	}
}
