package retainer_test

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

// A customer asks for a small shop. Which bundle of hours should he buy?
func Example() {
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
