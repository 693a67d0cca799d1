package priority_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A call that nobody reported: how urgent it is, what is billed of it, what it costs, and
// what it burns of prepaid time.
func Example() {
	facts := priority.Facts{
		"channel":  priority.Word("text"),
		"reported": priority.Flag(false),
		"planned":  priority.Flag(false),
		"during":   priority.Set("office"),
	}
	level := priority.SaaSTechRules().Classify(facts)
	fmt.Println(level)

	weight, err := priority.SaaSTechScheme().Weight(level.Level)
	if err != nil {
		fmt.Println(err)
		return
	}
	quarters := priority.Increment{Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute}}
	measured, err := quarters.Measure([]priority.Piece{{Time: 20 * time.Minute, Weight: weight}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(measured[0].Worked, "worked,", measured[0].Billed, "billed,", measured[0].Credit, "of credit")

	rates := priority.SaaSTechRates()
	hour, err := rates.PerHour(priority.Work{Level: level.Level}, "per-use")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rates.Currency().Text(rates.Currency().Price(hour, measured[0].Billed)), rates.Currency())
	// Output:
	// P3 by rule "unreported": taken straight to the manager by phone, text or in person, with neither a ticket nor an appointment
	// 20m0s worked, 30m0s billed, 45m0s of credit
	// 60.00 USD
}

func ExampleParseLevel() {
	l, err := priority.ParseLevel("P2")
	fmt.Println(l, err, l.Outranks(priority.P3))
	_, err = priority.ParseLevel("URGENT")
	fmt.Println(err)
	// Output:
	// P2 <nil> true
	// priority: level: "URGENT" is not a level; want P1 to P9
}

func ExampleNewScheme() {
	s, err := priority.NewScheme([]priority.Definition{
		{Level: priority.P1, Name: "URGENT", Aliases: []string{"критический"}, Weight: decimal.RequireFromString("2.5")},
		{Level: priority.P2, Name: "LOW"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := s.Parse("Критический")
	fmt.Println(l, s.Name(l), err)
	w, err := s.Weight(l)
	fmt.Println("an hour burns", w, err)
	_, err = s.Weight(priority.P3)
	fmt.Println(err)
	// Output:
	// P1 URGENT <nil>
	// an hour burns 2.5 <nil>
	// priority: no level "P3"
}

// All that is wrong is said at once.
func ExampleNewScheme_faults() {
	_, err := priority.NewScheme([]priority.Definition{
		{Level: priority.P1, Name: "Urgent", Weight: decimal.RequireFromString("-2")},
		{Level: priority.P2, Name: "URGENT"},
	})
	fmt.Println(err)
	// Output:
	// priority: scheme: P1.weight: a weight is more than zero; P2: "URGENT" is also a name of P1
}

func ExampleScheme_Levels() {
	for d := range priority.SaaSTechScheme().Levels() {
		fmt.Println(d.Level, d.Name, d.Weight)
	}
	// Output:
	// P1 URGENT 2.5
	// P2 HIGH 2
	// P3 MEDIUM 1.5
	// P4 LOW 1
}

func ExampleCondition_Eval() {
	c := priority.MustParseCondition(`{"planned": false, "not": {"during": "office"}}`)
	fmt.Println(c)

	facts := priority.Facts{"planned": priority.Flag(false)}
	fmt.Println(c.Eval(facts)) // nobody said when the work was done

	facts["during"] = priority.Set() // no calendar was open
	fmt.Println(c.Eval(facts))

	facts["during"] = priority.Set("office")
	fmt.Println(c.Eval(facts))
	// Output:
	// not (during is office) and planned is false
	// unknown [during was not stated]
	// true []
	// false []
}

func ExampleParseCondition() {
	_, err := priority.ParseCondition(`{"needed": "<=1.5h", "planned": "<", "seats": 10}`)
	fmt.Println(err)
	// Output:
	// priority: condition: needed: "<=1.5h" compares with neither a time, a number nor a $parameter; planned: "<" is not a test: it is empty or has spaces around its value; seats: want a string, true, false or a list of them; numbers and times are strings, such as "<=1h"
}

// The contacts of a customer, counted from the report: three within 24 hours are persistent.
func ExampleEvents() {
	c := priority.MustParseCondition(`{"contacts": ">=3 in 24h"}`)
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.May, day, hour, minute, 0, 0, time.UTC)
	}
	report := at(13, 9, 0)
	fmt.Println(c.Holds(priority.Facts{"contacts": priority.Events(report, at(13, 11, 10), at(13, 15, 30), at(14, 8, 40))}))
	fmt.Println(c.Holds(priority.Facts{"contacts": priority.Events(report, at(13, 11, 10), at(13, 15, 30), at(14, 9, 1))}))
	// Output:
	// true
	// false
}

func ExampleNearest() {
	entry := priority.Facts{"kind": priority.Word("travel")}
	ticket := priority.Facts{"kind": priority.Word("setup"), "reported": priority.Flag(true)}
	f := priority.Nearest(entry, ticket)
	fmt.Println(f["kind"], f["reported"])
	// Output: travel true
}

func ExampleRules_Classify() {
	rules, err := priority.NewRules(priority.RulesConfig{
		Pick:    priority.Highest,
		Default: priority.P4,
		Rules: []priority.Rule{
			{ID: "bench", Level: priority.P3, Clause: "work at our offices", When: priority.MustParseCondition(`{"place": "bench"}`)},
			{ID: "down", Level: priority.P1, Clause: "nothing works", When: priority.MustParseCondition(`{"impact": "down"}`)},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := rules.Classify(priority.Facts{"place": priority.Word("bench")})
	fmt.Println(c)
	for _, n := range c.NotEvaluated {
		fmt.Println(n.Rule.ID, "was not evaluated:", n.Missing)
	}
	fmt.Println("certain:", c.Certain())

	c, err = c.With(priority.Override{Level: priority.P2, Actor: "the manager", Reason: "agreed by phone"})
	fmt.Println(c, err)
	// Output:
	// P3 by rule "bench": work at our offices
	// down was not evaluated: [impact was not stated]
	// certain: false
	// P2 set by the manager, was P3: agreed by phone <nil>
}

func ExampleMatrix_Rules() {
	m, err := priority.NewMatrix(priority.MatrixConfig{
		Impacts:   []string{"high", "low"},
		Urgencies: []string{"high", "low"},
		Levels:    [][]priority.Level{{priority.P1, priority.P2}, {priority.P2, priority.P3}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Level("high", "low"))
	for _, r := range m.Rules() {
		fmt.Println(r.ID, r.Level, "when", r.When)
	}
	// Output:
	// P2 <nil>
	// high/high P1 when impact is high and urgency is high
	// high/low P2 when impact is high and urgency is low
	// low/high P2 when impact is low and urgency is high
	// low/low P3 when impact is low and urgency is low
}

func ExampleIncrement_Billed() {
	in := priority.Increment{
		Round: priority.Rounding{Mode: priority.Up, Step: 30 * time.Minute},
		Grace: 10 * time.Minute,
		Min:   time.Hour,
	}
	for _, m := range []time.Duration{0, 5, 70, 71} {
		fmt.Println(m*time.Minute, "->", in.Billed(m*time.Minute))
	}
	// Output:
	// 0s -> 0s
	// 5m0s -> 1h0m0s
	// 1h10m0s -> 1h0m0s
	// 1h11m0s -> 1h30m0s
}

// Five minutes before closing time and ten after it are one entry: rounded once, and the
// quarter hour shared.
func ExampleIncrement_Measure() {
	in := priority.Increment{
		Per:   priority.Per{priority.PerEntry},
		Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute},
	}
	entry := map[priority.Group]string{priority.PerEntry: "E9"}
	measured, err := in.Measure([]priority.Piece{
		{Time: 4 * time.Minute, Weight: decimal.RequireFromString("1.5"), Keys: entry},
		{Time: 8 * time.Minute, Weight: decimal.RequireFromString("2.5"), Keys: entry},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range measured {
		fmt.Println(m.Worked, "worked,", m.Billed, "billed,", m.Credit, "of credit")
	}
	// Output:
	// 4m0s worked, 5m0s billed, 7m30s of credit
	// 8m0s worked, 10m0s billed, 25m0s of credit
}

func ExampleIncrement_UnmarshalJSON() {
	var in priority.Increment
	err := json.Unmarshal([]byte(`{"per": ["ticket", "day"], "round": "up 15m", "min": "30m"}`), &in)
	fmt.Println(in.Per, in.Round, in.Min, err)
	err = json.Unmarshal([]byte(`{"per": "tickets", "round": "15m", "minimum": "30m"}`), &in)
	fmt.Println(err)
	// Output:
	// [ticket day] up 15m 30m0s <nil>
	// priority: increment: per: "tickets" is not a group such as entry, ticket or day; round: "15m" is not a rounding such as "up 15m" (up, down, half-up, half-down or half-even); minimum: unknown field
}

func ExampleMoneyRounding() {
	r, err := priority.ParseMoneyRounding("half-even 0.05")
	fmt.Println(r.Round(decimal.RequireFromString("12.325")), err)
	// Output: 12.3 <nil>
}

func ExampleRateCard() {
	c := priority.SaaSTechRates()
	usd := c.Currency()
	hour, err := c.PerHour(priority.Work{Level: priority.P3}, "credit-12")
	fmt.Println(usd.Text(hour), "an hour", err)

	for _, g := range c.Gaps() {
		fmt.Println(g.Level, g.Commitment, "is not stated by the unit; it is", usd.Text(g.Derived))
	}
	ratios, err := c.Proportional()
	for _, r := range ratios {
		fmt.Print(r.Level, " ", r.Weight, " ")
	}
	fmt.Println(err)
	// Output:
	// 90.00 an hour <nil>
	// P3 credit-12 is not stated by the unit; it is 22.50
	// P4 1 P3 1.5 P2 2 P1 2.5 <nil>
}

func ExampleCurrency_Price() {
	usd := priority.MustParseCurrency("USD")
	fmt.Println(usd.Text(usd.Price(decimal.RequireFromString("120.00"), 200*time.Minute)))
	yen := priority.MustParseCurrency("JPY")
	fmt.Println(yen.Text(yen.Price(decimal.RequireFromString("5000"), 20*time.Minute)))
	// Output:
	// 400.00
	// 1667
}
