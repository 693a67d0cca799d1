// Command month closes a month of support work: from time entries to an invoice, with the
// reason for each step.
//
//	month                                        a documented sample: Harbor Dental, May 2026
//	month -json                                  the same for programs
//	month -csv                                   its invoice lines as CSV
//	month -why E8                                what became of one entry, and why
//	month -policy overage=bundle                 the same month, the plan read otherwise
//	month -contract c.json -entries e.csv        a contract and entries of your own
//
// It shows each entry with its level and the rule that decided it, the time billed and
// weighed, the lots it was drawn from, the statement of the pools, and the invoice.
//
// The sample stands in three files beside this one, each in a format of package contract:
// contract.json is the contract, with what was agreed otherwise than in the plan;
// journal.json holds the hours that were ordered and what happened on tickets; entries.csv
// holds the work, a row for each entry, facts in columns by their names. The plan is
// "saastech", one of those that package contract/plans ships. Files of your own take their
// place:
//
//	-plan FILE       plan documents (.json, one or a list), put beside the shipped ones or in
//	                 place of those with the same id; a contract names its plan
//	-contract FILE   a contract (.json)
//	-entries FILE    entries (.csv), or a whole journal (.json); give it twice for both
//	-on DATE         the billing period that holds a day; else that of the last entry
//
// The orders and tickets of the sample stay while the contract is still "harbor" and no
// journal takes their place. A policy is one reading of what the plan leaves to interpretation:
//
//	overage=per-use    hours beyond the credit cost what hours cost without one (as the plan says)
//	overage=bundle     they cost what an hour of the 12-hour credit costs
//	units=exact        a draw may end inside a quarter of an hour (as the plan says)
//	units=whole        only whole quarters are drawn
//	credit=weighted    an hour of URGENT takes two and a half of the credit (as the plan says)
//	credit=clock       an hour takes an hour, whatever its level
//	credit=low-only    the credit is for LOW work alone, in clock hours
//
// Bad input is a message and exit status 1; a bad flag is exit status 2. Nothing is closed in part.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

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
	plan, contract, on string
	why                *string // an entry; nil: none
	entries            []string
	policies           []policy
	json, csv          bool
}

func run(args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("month", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.plan, "plan", "", "read plan documents from `FILE`")
	flags.StringVar(&o.contract, "contract", "", "read the contract from `FILE`")
	flags.Func("entries", "read entries (.csv) or a journal (.json) from `FILE`", func(s string) error {
		o.entries = append(o.entries, s)
		return nil
	})
	flags.StringVar(&o.on, "on", "", "close the billing period that holds this `DATE`")
	flags.Func("why", "explain one `ENTRY`", func(s string) error {
		o.why = &s
		return nil
	})
	flags.Func("policy", "read the plan by `NAME=READING`: "+strings.Join(policyNames(), ", "), func(s string) error {
		for name := range strings.SplitSeq(s, ",") {
			p, err := parsePolicy(name)
			if err != nil {
				return err
			}
			o.policies = append(o.policies, p)
		}
		return nil
	})
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVar(&o.csv, "csv", false, "print the invoice lines as CSV")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: month [flags]")
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return ok
	case err != nil:
		return badUsage
	}
	if msg := o.misused(flags.Args()); msg != "" {
		fmt.Fprintln(stderr, "month:", msg)
		flags.Usage()
		return badUsage
	}
	if err := o.print(stdout); err != nil {
		fmt.Fprintln(stderr, "month:", err)
		return badInput
	}
	return ok
}

// misused says what is wrong with the flags, if anything.
func (o options) misused(rest []string) string {
	named := map[string]string{}
	for _, p := range o.policies {
		if was, twice := named[p.name]; twice && was != p.reading {
			return fmt.Sprintf("-policy %s: it is %s or %s, not both", p.name, was, p.reading)
		}
		named[p.name] = p.reading
	}
	switch {
	case len(rest) > 0:
		return fmt.Sprintf("%q is no flag; files go with -plan, -contract and -entries", rest[0])
	case o.json && o.csv:
		return "-json and -csv exclude each other"
	case o.csv && o.why != nil:
		return "-why is printed as text or JSON"
	}
	return ""
}

// print works everything out first, so that an error leaves nothing half printed.
func (o options) print(w io.Writer) error {
	in, err := o.read()
	if err != nil {
		return err
	}
	m, err := in.month(o)
	if err != nil {
		return err
	}
	switch {
	case o.why != nil:
		return m.explain(w, o)
	case o.json:
		return m.json(w)
	case o.csv:
		return m.csv(w)
	}
	return m.text(w)
}
