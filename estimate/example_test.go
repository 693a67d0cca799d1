package estimate_test

import (
	"fmt"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

func ExampleShipped() {
	for _, id := range estimate.ShippedIDs() {
		c, err := estimate.Shipped(id)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %v, %s h\n", c.ID(), c, estimate.HoursText(c.Total()))
	}
	// Output:
	// saastech-web: Web Site Hour Estimates (78 items), 356.21 h
	// saastech-help-desk: Help Desk / Troubleshooting Hour Estimates (26 items), 37.90 h
}

// Names are forgiving about case and punctuation, but never guessed.
func ExampleCatalogue_Lookup() {
	c, _ := estimate.Shipped("saastech-help-desk")
	item, err := c.Lookup("re-installation os")
	fmt.Println(item.Name, item.Time, err)
	_, err = c.Lookup("Pasword Reset")
	fmt.Println(err)
	// Output:
	// Re-installation: OS 4h0m0s <nil>
	// estimate: no item "Pasword Reset"; nearest: "Password Reset", "Other Research", "Research:Logs"
}

func ExampleParseTable() {
	items, err := estimate.ParseTable(`
		Task | Hours |
		Standard page | 1.88 |
		Programming | |
		Secure login | 2.00 |
		Database design | 0.00 |
		Newsletter | two |`)
	for _, it := range items {
		fmt.Printf("%q %q %v %v\n", it.Section, it.Name, it.Time, it.NotEstimated)
	}
	fmt.Println(err)
	// Output:
	// "" "Standard page" 1h52m48s false
	// "Programming" "Secure login" 2h0m0s false
	// "Programming" "Database design" 0s true
	// estimate: table: line 7: "two" is not a number in plain digits, such as 80 or 2.50
}

// Three changes of two hours each, first on a test copy, in quarter hours.
func ExampleNew() {
	change := estimate.Item{Name: "Change of the order form", Time: 110 * time.Minute}
	e, err := estimate.New(estimate.Config{
		Lines: []estimate.Line{{Item: change, Quantity: 3, High: 3 * time.Hour}},
		Surcharges: []estimate.Surcharge{{
			Name: "synchronise the test copy", Fixed: 30 * time.Minute, Share: decimal.RequireFromString("0.10"),
		}},
		Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute},
	})
	fmt.Println(e, err)
	// Output:
	// 6.55 h, billed 6.75 h (6.75 to 10.50 h) <nil>
}

func ExampleConfig_Warnings() {
	web, _ := estimate.Shipped("saastech-web")
	var c estimate.Config
	for _, name := range []string{"ECommerce 1", "DBMS Design", "ECommerce 3"} {
		item, _ := web.Lookup(name)
		c.Lines = append(c.Lines, estimate.Line{Item: item, Quantity: 1})
	}
	for _, w := range c.Warnings() {
		fmt.Printf("line %d: %s: %v\n", w.Line, w.Code, w)
	}
	// Output:
	// line 1: not_estimated: "DBMS Design" is not estimated and counts as nothing: give a figure
	// line 2: alternatives: "ECommerce 1" and "ECommerce 3" are alternatives: a job takes one of them
}

// The same need costs differently as "12 hours" is read.
func ExampleOffer_Quote() {
	need := estimate.Need{priority.P4: 12 * time.Hour, priority.P3: 12 * time.Hour}
	for _, reading := range []estimate.Reading{estimate.Pooled, estimate.ByLevel, estimate.Any} {
		offer, err := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), reading)
		if err != nil {
			fmt.Println(err)
			return
		}
		quote, err := offer.Quote(need)
		fmt.Println(reading, quote, err)
	}
	// Output:
	// pooled USD 1920.00: 2 × 12-hour credit + 6.00 h per use <nil>
	// level USD 1800.00: 1 × 12-hour credit LOW + 1 × 12-hour credit MEDIUM <nil>
	// any USD 1800.00: 1 × 12-hour credit URGENT <nil>
}

func ExampleOffer_Alternatives() {
	offer, _ := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), estimate.Pooled)
	mixes, err := offer.Alternatives(estimate.Need{priority.P4: 72 * time.Hour}, 3)
	for _, m := range mixes {
		fmt.Printf("%s: %v\n", m.Cost.StringFixed(2), m)
	}
	fmt.Println(err)
	// Output:
	// 4000.00: 2 × 40-hour credit
	// 4080.00: 2 × 12-hour credit + 1 × 40-hour credit + 8.00 h per use
	// 4160.00: 3 × 12-hour credit + 1 × 40-hour credit
	// <nil>
}

func ExampleOffer_Ties() {
	offer, _ := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), estimate.Pooled)
	mixes, err := offer.Ties(estimate.Need{priority.P4: 31 * time.Hour})
	for _, m := range mixes {
		fmt.Printf("%s: %v, %s h unused\n", m.Cost.StringFixed(2), m, estimate.HoursText(m.Unused.Total()))
	}
	fmt.Println(err)
	// Output:
	// 2000.00: 2 × 12-hour credit + 7.00 h per use, 0.00 h unused
	// 2000.00: 1 × 40-hour credit, 9.00 h unused
	// <nil>
}

func ExampleOffer_BreakEvens() {
	offer, _ := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), estimate.Pooled)
	rows, err := offer.BreakEvens(priority.P4, 72*time.Hour)
	for _, r := range rows {
		fmt.Println(r)
	}
	fmt.Println(err)
	// Output:
	// from 9.00 h: 1 × 12-hour credit
	// from 21.00 h: 2 × 12-hour credit
	// from 31.00 h: 1 × 40-hour credit
	// from 49.00 h: 1 × 12-hour credit + 1 × 40-hour credit
	// from 61.00 h: 2 × 12-hour credit + 1 × 40-hour credit
	// from 71.00 h: 2 × 40-hour credit
	// <nil>
}

// Ten hours a month, and bundles that live for two months.
func ExampleOffer_Months() {
	scheme, _ := priority.NewScheme([]priority.Definition{{Level: priority.P4, Name: "normal"}})
	offer, err := estimate.NewOffer(estimate.OfferConfig{
		Currency: priority.MustParseCurrency("USD"),
		Scheme:   scheme,
		PerUse:   map[priority.Level]decimal.Decimal{priority.P4: decimal.RequireFromString("80")},
		Bundles: []estimate.Bundle{
			{ID: "12", Name: "12-hour credit", Time: 12 * time.Hour, Price: decimal.RequireFromString("720"), Months: 2},
			{ID: "40", Name: "40-hour credit", Time: 40 * time.Hour, Price: decimal.RequireFromString("2000"), Months: 2},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ten := estimate.Need{priority.P4: 10 * time.Hour}
	schedule, err := offer.Months([]estimate.Need{ten, ten, ten, ten})
	fmt.Println(schedule, err)
	// Output:
	// month 1: 1 × 12-hour credit, 720.00
	// month 2: 1 × 12-hour credit, 720.00
	// month 3: 1 × 12-hour credit, 720.00
	// month 4: 4.00 h per use, 320.00
	// USD 2480.00, 0.00 h lapsed, 0.00 h left <nil>
}

func ExampleCompare() {
	v, err := estimate.Compare(time.Hour, []time.Duration{45 * time.Minute, 75 * time.Minute, 96 * time.Minute})
	fmt.Println(v, err)
	// Output:
	// estimated 1.00 h, took 1.20 h on average of 3 (0.75 to 1.60 h), 20.00 % over <nil>
}

func ExampleCatalogue_Rederive() {
	c, _ := estimate.Shipped("saastech-web")
	_, changes, err := c.Rederive(map[string][]time.Duration{
		"Secure Login": {140 * time.Minute, 135 * time.Minute, 142 * time.Minute},
	}, 3)
	for _, change := range changes {
		fmt.Printf("%s: %v\n", change.Item.Name, change.Variance)
	}
	fmt.Println(err)
	// Output:
	// Secure Login: estimated 2.00 h, took 2.316666667 h on average of 3 (2.25 to 2.366666667 h), 15.83 % over
	// <nil>
}
