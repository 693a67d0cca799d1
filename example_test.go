package retainer_test

import (
	"fmt"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

// A customer asks for a small shop. Which bundle of hours should he buy?
func Example() {
	catalogue, err := estimate.Shipped("saastech-web")
	if err != nil {
		fmt.Println(err)
		return
	}
	var lines []estimate.Line
	for _, task := range []struct {
		name     string
		quantity int
	}{{"Standard Pages", 5}, {"Minor Pages", 3}, {"ECommerce 2", 1}, {"ECommerce product pages", 20}, {"Secure Login", 1}, {"Testing Site", 1}} {
		item, err := catalogue.Lookup(task.name)
		if err != nil {
			fmt.Println(err)
			return
		}
		lines = append(lines, estimate.Line{Item: item, Quantity: task.quantity})
	}
	work, err := estimate.New(estimate.Config{
		Lines: lines,
		Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	offer, err := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), estimate.Pooled)
	if err != nil {
		fmt.Println(err)
		return
	}
	quote, err := offer.Quote(work.Need)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(work)
	fmt.Println(quote)
	// Output:
	// 30.73 h, billed 30.75 h
	// USD 1980.00: 2 × 12-hour credit + 6.75 h per use
}
