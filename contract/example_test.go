package contract_test

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// desk is a small plan: five hours a month, and what is beyond them at a rate.
const desk = `{
	"version": 1, "id": "desk", "name": "Desk", "currency": "EUR", "zone": "Europe/Berlin",
	"params": {"rate": {"type": "money"}},
	"levels": {"P1": {"name": "URGENT", "weight": "2"}, "P3": {"name": "NORMAL"}},
	"classify": {"default": "P3", "rules": [
		{"id": "down", "level": "P1", "when": {"impact": "down"}, "clause": "nobody can work"}
	]},
	"measure": [{"id": "quarters", "per": "entry", "round": "up 15m"}],
	"pools": {"hours": {"of": "time"}},
	"cover": [{"id": "included", "as": "draw", "from": ["hours"]}, {"id": "beyond", "as": "charge"}],
	"items": [{"id": "fee", "every": "month", "price": "390.00", "grants": [{"pool": "hours", "amount": "5h"}]}],
	"rates": [{"id": "hour", "price": "$rate"}],
	"term": {"minimum": "3 months", "notice": {"customer": "30 days"}}
}`

// bakery is a contract on it.
func bakery() *contract.Contract {
	registry, err := contract.NewRegistry([][]byte{[]byte(desk)}, nil, time.LoadLocation)
	if err != nil {
		log.Fatal(err)
	}
	c, err := registry.Contract(contract.Config{
		ID: "K-17", Customer: "Bakery", Plan: "desk", Start: calendar.MustParseDate("2026-05-01"),
		Params: map[string]string{"rate": "96.00"},
	})
	if err != nil {
		log.Fatal(err)
	}
	return c
}

// bakeryWork is what was done in May: 5 h 20 min at two levels.
func bakeryWork() contract.Journal {
	at := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	return contract.Journal{Entries: []contract.Entry{
		{ID: "e1", Ticket: "T-1", From: at("2026-05-04T09:00:00+02:00"), To: at("2026-05-04T13:00:00+02:00")},
		{
			ID: "e2", Ticket: "T-2", From: at("2026-05-11T10:00:00+02:00"), To: at("2026-05-11T11:20:00+02:00"),
			Facts: contract.Facts{"impact": "down"},
		},
	}}
}

var may2026 = contract.Period{From: calendar.MustParseDate("2026-05-01"), To: calendar.MustParseDate("2026-06-01")}

func ExampleNewRegistry() {
	registry, err := contract.NewRegistry([][]byte{[]byte(desk)}, nil, time.LoadLocation)
	if err != nil {
		log.Fatal(err)
	}
	for p := range registry.Plans() {
		fmt.Println(p.ID, p.Currency, len(p.Items), "item")
	}
	_, err = contract.NewRegistry([][]byte{[]byte(`{"version": 1, "id": "odd", "currency": "EUR", "extends": "desk"}`)}, nil, nil)
	fmt.Println(err)
	// Output:
	// desk EUR 1 item
	// contract: registry: odd.extends: there is no plan "desk"
}

// Everything that is missing is said at once, with its path.
func ExampleRegistry_Contract() {
	registry, err := contract.NewRegistry([][]byte{[]byte(desk)}, nil, time.LoadLocation)
	if err != nil {
		log.Fatal(err)
	}
	_, err = registry.Contract(contract.Config{ID: "K-17"})
	fmt.Println(err)
	patch, err := contract.ParsePatch(`{"items": [{"id": "fee", "price": "350.00"}]}`)
	if err != nil {
		log.Fatal(err)
	}
	c, err := registry.Contract(contract.Config{
		ID: "K-17", Plan: "desk", Start: calendar.MustParseDate("2026-05-01"), Params: map[string]string{"rate": "96.00"}, Patch: patch,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range c.Differences(c.Config().Start) {
		fmt.Println(d)
	}
	// Output:
	// contract: contract "K-17": plan: a contract needs a plan; start: a contract needs a first day
	// items[fee].price: "390.00" becomes "350.00"
}

func ExampleContract_Schedule() {
	s, err := bakery().Schedule(contract.Journal{}, may2026.From, calendar.MustParseDate("2026-08-01"))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range s.Charges {
		fmt.Println(c.On, c.Rule, c.Period, c.Amount)
	}
	fmt.Println(s.Currency, s.Total)
	// Output:
	// 2026-05-01 fee 2026-05-01/2026-06-01 390
	// 2026-06-01 fee 2026-06-01/2026-07-01 390
	// 2026-07-01 fee 2026-07-01/2026-08-01 390
	// EUR 1170
}

func ExampleContract_EarliestEnd() {
	c := bakery()
	for _, day := range []string{"2026-05-05", "2026-09-30", "2026-10-01"} {
		end, err := c.EarliestEnd(contract.Customer, calendar.MustParseDate(day))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("notice on", day, "ends it after", end.LastDay, "by", end.Why)
	}
	// Output:
	// notice on 2026-05-05 ends it after 2026-07-31 by minimum
	// notice on 2026-09-30 ends it after 2026-10-29 by notice
	// notice on 2026-10-01 ends it after 2026-10-30 by notice
}

func ExampleContract_Account() {
	account, err := bakery().Account(bakeryWork(), may2026.To)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Periods())
	early := bakeryWork()
	early.Entries[0].From = early.Entries[0].From.AddDate(0, -1, 0)
	_, err = bakery().Account(early, may2026.To)
	fmt.Println(err)
	// Output:
	// [2026-05-01/2026-06-01]
	// contract: journal: entries[0].from: it is before the contract starts, on 2026-05-01
}

// Four hours and 1 h 30 at twice the weight are seven; five are there.
func ExampleAccount_Close() {
	account, err := bakery().Account(bakeryWork(), may2026.To)
	if err != nil {
		log.Fatal(err)
	}
	closed, err := account.Close(may2026)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range closed.Lines {
		fmt.Println(l.On, l.Rule, l.Entry, l.Billed, closed.Currency.Text(l.Amount))
	}
	fmt.Println(closed.Currency, closed.Currency.Text(closed.Total))
	// Output:
	// 2026-05-01 fee  0s 390.00
	// 2026-05-04 included e1 4h0m0s 0.00
	// 2026-05-11 beyond e2 1h0m0s 192.00
	// 2026-05-11 included e2 30m0s 0.00
	// EUR 582.00
}

func ExampleAccount_Explain() {
	account, err := bakery().Account(bakeryWork(), may2026.To)
	if err != nil {
		log.Fatal(err)
	}
	x, err := account.Explain("e2")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(x)
	// Output:
	// e2: 1h20m worked on T-2
	//   Mon 2026-05-11 10:00, 1h20m: P1 by rule "down": nobody can work
	//     billed 1h30m by quarters
	//     × 2 = 3h
	//     included: 30m drawn
	//       1h from fee/2026-05-01 of hours
	//     beyond: 1h charged by hour
	//   line K-17/2026-05-01/e2/beyond/P1/hour: 192.00
	//     2h at 96.00 per 1h = 192.00
}

func ExampleContract_Assess() {
	at, err := time.Parse(time.RFC3339, "2026-05-20T09:00:00+02:00")
	if err != nil {
		log.Fatal(err)
	}
	v, err := bakery().Assess(bakeryWork(), contract.Request{At: at, Estimate: 30 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.Word(), v.Cost)
	// Output:
	// chargeable 48
}

func ExampleParseEntriesCSV() {
	const table = `id,ticket,from,to,impact
e1,T-1,2026-05-04T09:00:00+02:00,2026-05-04T13:00:00+02:00,
e2,T-2,2026-05-11T10:00:00+02:00,2026-05-11T11:20:00+02:00,down
e3,T-2,yesterday,,
`
	entries, err := contract.ParseEntriesCSV(table)
	fmt.Println(len(entries), "entries;", err)
	text, err := json.Marshal(entries[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	// Output:
	// 2 entries; contract: csv: line 4: from: "yesterday" is not an instant such as 2026-11-21T09:30:00Z
	// {"id":"e2","ticket":"T-2","from":"2026-05-11T08:00:00Z","to":"2026-05-11T09:20:00Z","facts":{"impact":"down"}}
}

func ExampleAppendLinesCSV() {
	account, err := bakery().Account(bakeryWork(), may2026.To)
	if err != nil {
		log.Fatal(err)
	}
	closed, err := account.Close(may2026)
	if err != nil {
		log.Fatal(err)
	}
	closed.Lines = closed.Lines[:1]
	text, err := contract.AppendLinesCSV(nil, closed)
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(text)
	// Output:
	// invoice,line,code,on,from,to,rule,entry,ticket,level,as,waits,worked,billed,credit,quantity,rate,list,amount,currency,tax,credits,note
	// K-17/2026-05-01,K-17/fee/2026-05-01,item,2026-05-01,2026-05-01,2026-06-01,fee,,,,,,,,,1,,390.00,390.00,EUR,,,
}
