// Command plans reads plan documents: it lists the shipped ones, puts them into plain
// words, says what is suspicious in documents, and what a contract costs month by month.
//
//	plans list                                       the shipped plans
//	plans show websan-winning                        one of them in plain words
//	plans show my-plan my-plans.json                 one of your own
//	plans lint my-plans.json …                       what is legal and suspicious in documents
//	plans price websan-base -seats 7 -months 12 -param tm_rate=150.00
//	plans price kit-1-basic -param rate=3000.00 -prepaid 13
//	plans price saastech -order credit-12=2
//
// Files hold one document or an array of a family's documents; those of one call may
// extend one another. -json prints the same for programs. A plan that does not exist, a
// document that does not load, or any other bad input is a message and exit status 1; a
// wrong command or flag is exit status 2. Findings of lint are no errors.
package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/contract/plans"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, calendar.DateIn(time.Now(), time.Local)))
}

// Exit statuses.
const (
	ok       = 0
	badInput = 1
	badUsage = 2
)

// A usageError is a command that nobody understands.
type usageError string

func (e usageError) Error() string { return string(e) }

// A command works out all it prints before it prints any of it.
type command struct {
	name, args string
	flags      func(fs *flag.FlagSet, o *options)
	print      func(w io.Writer, o options) error
}

// options are the flags, and what stands besides them.
type options struct {
	json     bool
	holidays string // a file
	args     []string
	today    calendar.Date
	sale     sale
}

var commands = []command{
	{"list", "", nil, list},
	{"show", "ID [FILE…]", nil, show},
	{"lint", "FILE…", nil, lint},
	{"price", "ID [FILE…]", priceFlags, price},
}

func run(args []string, stdout, stderr io.Writer, today calendar.Date) int {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help") {
		usage(stderr)
		return ok
	}
	for _, c := range commands {
		if len(args) > 0 && args[0] == c.name {
			return c.run(args[1:], stdout, stderr, today)
		}
	}
	if len(args) > 0 {
		fmt.Fprintf(stderr, "plans: there is no command %q\n", args[0])
	}
	usage(stderr)
	return badUsage
}

func usage(w io.Writer) {
	for _, c := range commands {
		fmt.Fprintln(w, strings.TrimSpace("usage: plans "+c.name+" [flags] "+c.args))
	}
}

func (c command) run(args []string, stdout, stderr io.Writer, today calendar.Date) int {
	o := options{today: today}
	flags := flag.NewFlagSet("plans "+c.name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.StringVar(&o.holidays, "holidays", "", "JSON `file` of holiday tables by name, besides ru-production")
	if c.flags != nil {
		c.flags(flags, &o)
	}
	flags.Usage = func() {
		fmt.Fprintln(stderr, strings.TrimSpace("usage: plans "+c.name+" [flags] "+c.args))
		flags.PrintDefaults()
	}
	for len(args) > 0 { // flags may stand before, between and after names
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return ok
		case err != nil:
			return badUsage
		}
		for args = flags.Args(); len(args) > 0 && !strings.HasPrefix(args[0], "-"); args = args[1:] {
			o.args = append(o.args, args[0])
		}
	}
	var out strings.Builder
	err := c.print(&out, o)
	if e, wrong := errors.AsType[usageError](err); wrong {
		fmt.Fprintln(stderr, "plans:", e)
		flags.Usage()
		return badUsage
	}
	if err != nil {
		report(stderr, err)
		return badInput
	}
	if _, err := io.WriteString(stdout, out.String()); err != nil {
		fmt.Fprintln(stderr, "plans:", err)
		return badInput
	}
	return ok
}

// report prints an error, a line for each fault.
func report(w io.Writer, err error) {
	e, faults := errors.AsType[*contract.Error](err)
	if !faults {
		fmt.Fprintln(w, "plans:", err)
		return
	}
	for _, f := range e.Faults {
		fmt.Fprintln(w, "plans:", f)
	}
}

// holidays are tables that are not built in: the Russian production calendar of a few years.
//
//go:embed data/holidays.json
var holidays string

// tables returns the holiday tables of the program, and those of a file besides.
func tables(file string) (map[string]calendar.Table, error) {
	list := map[string]calendar.Table{}
	if err := json.Unmarshal([]byte(holidays), &list); err != nil || file == "" {
		return list, err
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("-holidays %s: %v", file, err)
	}
	return list, nil
}

// load returns the registry of files, or of the shipped plans if there are none.
func load(files []string, o options) (*contract.Registry, error) {
	tables, err := tables(o.holidays)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return plans.Registry(tables, time.LoadLocation)
	}
	var documents [][]byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		documents = append(documents, data)
	}
	r, err := contract.NewRegistry(documents, tables, time.LoadLocation)
	return r, inFiles(err, files)
}

// inFiles names the files in the paths of faults.
func inFiles(err error, files []string) error {
	e, faults := errors.AsType[*contract.Error](err)
	if !faults {
		return err
	}
	named := &contract.Error{What: e.What}
	for _, f := range e.Faults {
		for i, file := range files {
			if rest, found := strings.CutPrefix(f.Path, fmt.Sprintf("documents[%d]", i)); found {
				f.Path = file + rest
			}
		}
		if len(files) == 1 {
			f.Path = strings.TrimSuffix(files[0]+": "+f.Path, ": ")
		}
		named.Faults = append(named.Faults, f)
	}
	return named
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
