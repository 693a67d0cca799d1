// Command slaboard shows which tickets need an answer first, and why.
//
//	slaboard                                     a documented sample, as of the instant it names
//	slaboard desk.json                           a file of your own
//	slaboard -at 2026-11-25T17:45-05:00          as of another instant
//	slaboard -explain T1                         why each clock of a ticket stands where it does
//	slaboard -what-if 'T1 answered 2026-11-02T09:05-05:00'
//	slaboard -what-if 'S-1038 resumed' -what-if 'S-1038 raised P1'
//
// The board has the time left of each clock with an end to reach, the ticket's level, when
// the clock is due, and its state; tickets of higher level first, and of these what is due
// first (-order due: due first whatever the level). A due instant in parentheses is that of
// a paused clock if it went on now. Below it stand the warnings that have come, how
// many tickets are not on it and why, and when to look again. Times of day are those of the calendar the clock runs by; seconds are shown
// where there are any, and fractions of a second are cut off, so that nobody is promised
// more time than is left. -json prints the same for programs, exactly. Colours appear on a
// terminal, unless NO_COLOR is set.
//
// A -what-if says what would happen: a ticket, then
//
//	answered, called, started, resolved, closed, reopened, cancelled, wrote (the customer),
//	paused [REASON], resumed [REASON], raised LEVEL, lowered LEVEL, marked NAME,
//	agreed METRIC INSTANT, or any type of event of package sla
//
// and last an instant, without which it happens at the instant of the board. Several are taken
// together. The clocks are shown as they are and as they would be, at the last of these instants.
//
// # The file
//
// The file is a JSON object; desk.json in this directory is one.
//
//	version    1
//	about      a remark, optional
//	at         the instant of the board where -at is not given; without both, now
//	calendars  the calendars by name, each a document of calendar.Config
//	policy     what is promised, a document of sla.Policy; it names the calendars
//	tickets    what happened, each a document of sla.Ticket
//
// Instants are written as in RFC 3339, in -at and "at" also without seconds. All that is wrong
// with a file is reported with its place, and then nothing else is printed: exit status 1. A bad flag
// is exit status 2. A ticket that cannot be judged, because a calendar's data ends too early, is
// named below the board of the others, and the exit status is 1.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // the zones, on machines without them too

	"github.com/retainer-go/retainer/sla"
)

func main() {
	os.Exit(run(os.Args[1:], console{os.Stdout, os.Stderr, time.Now(), colours(os.Stdout)}))
}

// A console is what the program is run on.
type console struct {
	out, err io.Writer
	now      time.Time
	colour   bool
}

// colours reports whether f shows colours, and they are wanted.
func colours(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// Exit statuses.
const (
	ok       = 0
	badInput = 1
	badUsage = 2
)

// options are the flags.
type options struct {
	at      instant
	order   sla.Order
	explain *string // a ticket; nil: none
	whatIf  []string
	json    bool
	files   []string
}

func run(args []string, con console) int {
	var o options
	flags := flag.NewFlagSet("slaboard", flag.ContinueOnError)
	flags.SetOutput(con.err)
	flags.TextVar(&o.at, "at", instant{}, "the `instant` asked about, such as 2026-11-02T09:00-05:00")
	flags.StringVar((*string)(&o.order), "order", string(sla.ByLevel), "`what` comes first: level or due")
	flags.Func("explain", "explain the clocks of this `ticket`", func(s string) error {
		o.explain = &s
		return nil
	})
	flags.Func("what-if", "show what an `event` would change: 'TICKET answered [INSTANT]'; may be given several times", func(s string) error {
		o.whatIf = append(o.whatIf, s)
		return nil
	})
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.Usage = func() {
		fmt.Fprintln(con.err, "usage: slaboard [flags] [FILE]")
		flags.PrintDefaults()
	}
	for len(args) > 0 { // flags may stand before and after the file; after "--" there are files alone
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return ok
		case err != nil:
			return badUsage
		}
		rest := flags.Args() // begins with a file, or after "--", or is empty
		plain := len(rest) < len(args) && args[len(args)-len(rest)-1] == "--"
		for args = rest; len(args) > 0 && (plain || !strings.HasPrefix(args[0], "-")); args = args[1:] {
			o.files = append(o.files, args[0])
		}
	}
	if msg := o.misused(); msg != "" {
		fmt.Fprintln(con.err, "slaboard:", msg)
		flags.Usage()
		return badUsage
	}
	if err := o.print(con); err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(con.err, "slaboard:", clean(strings.TrimSuffix(line, "\n")))
		}
		return badInput
	}
	return ok
}

// misused says what is wrong with the flags, if anything.
func (o options) misused() string {
	switch {
	case len(o.files) > 1:
		return "one file at a time"
	case o.explain != nil && len(o.whatIf) > 0:
		return "-explain and -what-if exclude each other"
	case o.order != sla.ByLevel && o.order != sla.ByDueAt:
		return fmt.Sprintf("-order %s: want level or due", o.order)
	}
	return ""
}

// print works everything out first, so that an error leaves nothing half printed.
func (o options) print(con console) error {
	d, err := o.desk(con.now)
	if err != nil {
		return err
	}
	var v view
	switch {
	case o.explain != nil:
		v, err = d.explain(*o.explain)
	case len(o.whatIf) > 0:
		v, err = d.whatIf(o.whatIf)
	default:
		v, err = d.board(o.order)
	}
	switch {
	case err != nil:
		return err
	case o.json:
		err = v.json(con.out)
	default:
		_, err = io.WriteString(con.out, v.text(con.colour))
	}
	return errors.Join(err, v.failed())
}

// A view is one of the things that are shown.
type view interface {
	text(colour bool) string
	json(w io.Writer) error
	failed() error // what could not be shown
}
