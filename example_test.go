package retainer_test

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/contract/plans"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

// A customer bought twelve hours of credit. What does May cost, and why?
func Example() {
	registry, err := plans.Registry(nil, time.LoadLocation)
	if err != nil {
		log.Fatal(err)
	}
	agreed, err := registry.Contract(contract.Config{ID: "harbor", Plan: "saastech", Start: calendar.MustParseDate("2026-05-01")})
	if err != nil {
		log.Fatal(err) // with everything that is wrong, each with its path
	}
	entries, err := contract.ParseEntriesCSV(`id,from,to,place,planned,reported
visit,2026-05-08T09:00:00-06:00,2026-05-08T10:55:00-06:00,onsite,true,
bench,2026-05-28T09:00:00-06:00,2026-05-28T15:00:00-06:00,bench,true,true
`)
	if err != nil {
		log.Fatal(err) // with the line of every row that could not be taken
	}
	bought := time.Date(2026, time.May, 1, 6, 0, 0, 0, time.UTC)
	facts := contract.Journal{
		Orders:  []contract.Order{{ID: "G1", Item: "credit-12", At: bought}},
		Entries: entries,
	}
	account, err := agreed.Account(facts, calendar.MustParseDate("2026-06-01"))
	if err != nil {
		log.Fatal(err)
	}
	may, err := account.Close(account.Periods()[0])
	if err != nil {
		log.Fatal(err)
	}
	why, err := account.Explain("bench")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("May:", may.Currency, may.Currency.Text(may.Total))
	fmt.Print(why)
	// Output:
	// May: USD 800.00
	// bench: 6h worked
	//   Thu 2026-05-28 09:00, 6h: P3 by rule "bench": Work that is done at our offices
	//     also ticket: Ticket Item
	//     billed 6h by quarter
	//     × 1.5 = 9h
	//     credit: 5h20m drawn (Time purchased and bundles of hours)
	//       8h from G1 of credit
	//     per-use: 40m charged by hour (Invoices as Per Use Due on completion of Support Services)
	//   line harbor/2026-05-01/bench/per-use/P3/hour: 80.00
	//     1h at 80.00 per 1h = 80.00
}

// A customer asks for a small shop. Which bundle of hours should he buy?
func Example_quote() {
	catalogue, err := estimate.Shipped("saastech-web")
	if err != nil {
		log.Fatal(err)
	}
	var lines []estimate.Line
	for name, quantity := range map[string]int{
		"Standard Pages": 5, "Minor Pages": 3, "ECommerce 2": 1,
		"ECommerce product pages": 20, "Secure Login": 1, "Testing Site": 1,
	} {
		item, err := catalogue.Lookup(name)
		if err != nil {
			log.Fatal(err) // with the three nearest names
		}
		lines = append(lines, estimate.Line{Item: item, Quantity: quantity})
	}
	quarters := priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute}
	work, err := estimate.New(estimate.Config{Lines: lines, Round: quarters})
	if err != nil {
		log.Fatal(err)
	}
	offer, err := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), estimate.Pooled)
	if err != nil {
		log.Fatal(err)
	}
	quote, err := offer.Quote(work.Need)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(work)
	fmt.Println(quote)
	// Output:
	// 30.73 h, billed 30.75 h
	// USD 1980.00: 2 × 12-hour credit + 6.75 h per use
}

// The program in the README is the body of Example.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```go\n")
	program, _, found := strings.Cut(rest, "```")
	if !found || !strings.Contains(strings.ReplaceAll(string(source), "\n\t", "\n"), program) {
		t.Errorf("not the body of Example:\n%s", program)
	}
}
