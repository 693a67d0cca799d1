// Command quote prices work: it adds up catalogue items (or takes a number of hours) and
// finds the cheapest mix of hour bundles and per-use time for them.
//
//	quote                                        a documented sample
//	quote 'Standard Pages=5' 'ECommerce 2'       items, each with a quantity
//	quote 'DBMS Design@6'                        an item nobody estimated, at 6 hours
//	quote -hours 37.2 -level LOW                 hours instead of items
//	quote -list                                  the catalogues
//
// It shows the items, the hours as they are and as they are billed, the cheapest mix with
// what it leaves unused, the next best mixes, and from how many hours on each bundle pays.
// -json and -csv print the same for programs. An unknown item, or any other bad input, is
// a message and exit status 1; a bad flag is exit status 2. Nothing is quoted in part.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

// sample is what is quoted when nothing is asked for: a small shop, as in the
// documentation of the catalogue.
var sample = []string{
	"Standard Pages=5", "Minor Pages=3", "ECommerce 2", "ECommerce product pages=20", "Secure Login", "Testing Site",
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// Exit statuses.
const (
	ok       = 0
	badInput = 1
	badUsage = 2
)

// options are the flags.
type options struct {
	hours, level, round, read string
	hasHours, list, json, csv bool
	items                     []string
}

func run(args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("quote", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Func("hours", "quote this many `hours` instead of items", func(s string) error {
		o.hours, o.hasHours = s, true
		return nil
	})
	flags.StringVar(&o.level, "level", "", "`level` of the hours or items: LOW, MEDIUM, HIGH, URGENT or P4 to P1")
	flags.StringVar(&o.round, "round", "total", "round to the quarter hour `what`: total, line or unit")
	flags.StringVar(&o.read, "read", "pooled", "`how` a bundle serves other levels: pooled, level or any")
	flags.BoolVar(&o.list, "list", false, "print the catalogues")
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVar(&o.csv, "csv", false, "print CSV")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: quote [flags] ['ITEM[=QUANTITY][@HOURS]' ...]")
		flags.PrintDefaults()
	}
	for len(args) > 0 { // flags may stand before, between and after items; after "--" there are items alone
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return ok
		case err != nil:
			return badUsage
		}
		rest := flags.Args() // begins with an item, or after "--", or is empty
		plain := len(rest) < len(args) && args[len(args)-len(rest)-1] == "--"
		for args = rest; len(args) > 0 && (plain || args[0] == "-" || !strings.HasPrefix(args[0], "-")); args = args[1:] {
			o.items = append(o.items, args[0])
		}
	}
	if msg := o.misused(); msg != "" {
		fmt.Fprintln(stderr, "quote:", msg)
		flags.Usage()
		return badUsage
	}
	if err := o.print(stdout); err != nil {
		fmt.Fprintln(stderr, "quote:", err)
		return badInput
	}
	return ok
}

// misused says what is wrong with the flags, if anything.
func (o options) misused() string {
	switch {
	case o.json && o.csv:
		return "-json and -csv exclude each other"
	case o.hasHours && len(o.items) > 0:
		return "-hours is instead of items"
	case o.list && (o.hasHours || len(o.items) > 0):
		return "-list takes no items or hours"
	case o.round != "total" && o.round != "line" && o.round != "unit":
		return fmt.Sprintf("-round %s: want total, line or unit", o.round)
	case o.read != "pooled" && o.read != "level" && o.read != "any":
		return fmt.Sprintf("-read %s: want pooled, level or any", o.read)
	}
	return ""
}

// print works everything out first, so that an error leaves nothing half printed.
func (o options) print(w io.Writer) error {
	catalogues, err := shipped()
	if err != nil {
		return err
	}
	if o.list {
		return list(w, o, catalogues)
	}
	q, err := quote(o, catalogues)
	if err != nil {
		return err
	}
	switch {
	case o.json:
		return q.json(w)
	case o.csv:
		return q.csv(w)
	}
	return q.text(w)
}

func shipped() ([]*estimate.Catalogue, error) {
	var all []*estimate.Catalogue
	for _, id := range estimate.ShippedIDs() {
		c, err := estimate.Shipped(id)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// scheme and rates are the plan that is quoted.
func scheme() priority.Scheme   { return priority.SaaSTechScheme() }
func rates() *priority.RateCard { return priority.SaaSTechRates() }
