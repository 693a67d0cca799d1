package ledger_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
)

// day returns midnight of a day of 2026 in UTC.
func day(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }

// book returns a ledger of one pool of hours.
func book(pol ledger.Policy, entries ...ledger.Entry) *ledger.Ledger {
	l, err := ledger.Replay(ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours", Policy: pol}}}, nil, entries)
	if err != nil {
		panic(err)
	}
	return l
}

// Three hours that lapse in June are drawn before twelve that never do.
func Example() {
	cfg := ledger.Config{Zone: "America/New_York", Pools: []ledger.Pool{{ID: "hours"}}}
	l, err := ledger.New(cfg, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		fmt.Println(err)
		return
	}
	may := time.Date(2026, time.May, 1, 0, 0, 0, 0, ny)
	err = l.Post(
		ledger.Grant{ID: "included", Pool: "hours", Kind: ledger.Included, Amount: ledger.Time(3 * time.Hour), Effective: may, Expires: may.AddDate(0, 1, 0)},
		ledger.Grant{ID: "12 hours", Pool: "hours", Amount: ledger.Time(12 * time.Hour), Effective: may},
		ledger.Usage{ID: "T-1", Pool: "hours", From: may.AddDate(0, 0, 3), Time: 4 * time.Hour},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := l.Balance("hours", may.AddDate(0, 0, 4))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.Left, "left")
	why, err := l.Explain("T-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why)
	// Output:
	// 11h left
	// T-1 takes 4h
	//   4h worked
	//   included: 3h of 3h: drawn first
	//   12 hours: 1h of 12h: expires never, after 2026-06-01
}

// What is not covered is billed; half of what is left carries over for a month.
func ExampleLedger_Statement() {
	month := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	l := book(ledger.Policy{},
		ledger.Grant{
			ID: "plan", Pool: "hours", Kind: ledger.Allowance, Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1),
			Every: month, Roll: ledger.Rollover{Share: ledger.Percent(50), Lives: month},
		},
		ledger.Usage{ID: "jan", Pool: "hours", From: day(1, 20), Time: 4 * time.Hour, Ticket: "T-1"},
		ledger.Usage{ID: "feb", Pool: "hours", From: day(2, 20), Time: 14 * time.Hour, Ticket: "T-2"},
	)
	for _, m := range []time.Month{1, 2} {
		s, err := l.Statement("hours", day(m, 1), day(m+1, 1))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("opening %v, granted %v, carried in %v, drawn %v, lapsed %v, closing %v, overage %v\n",
			s.Opening, s.Granted, s.CarriedIn, s.Drawn, s.Lapsed, s.Closing, s.Overage)
		for _, line := range s.Lots {
			fmt.Printf("  %s: drawn %v, lapsed %v, carried out %v\n", line.Lot, line.Drawn, line.Lapsed, line.CarriedOut)
		}
	}
	// Output:
	// opening 0s, granted 10h, carried in 0s, drawn 4h, lapsed 0s, closing 6h, overage 0s
	//   plan: drawn 4h, lapsed 0s, carried out 0s
	// opening 6h, granted 10h, carried in 3h, drawn 13h, lapsed 3h, closing 0s, overage 1h
	//   plan: drawn 0s, lapsed 3h, carried out 3h
	//   plan@carry: drawn 3h, lapsed 0s, carried out 0s
	//   plan#2: drawn 10h, lapsed 0s, carried out 0s
}

func ExampleLedger_Post() {
	l := book(ledger.Policy{Mode: ledger.ModeHard},
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1)})

	fmt.Println(l.Post(ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 5), Time: 12 * time.Hour}))
	fmt.Println(l.Outcomes()) // refused by the terms: not an error, as a grant that comes late can change it

	fmt.Println(l.Post(ledger.Usage{ID: "T-2", Pool: "days", From: day(1, 5), Time: -time.Hour}))
	// Output:
	// <nil>
	// [T-1: 12h refused]
	// entry "T-2": pool: no pool "days"
}

func ExampleLedger_Posting() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "1 hour", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: day(1, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 5), Time: 4 * time.Hour, Amount: ledger.MustQuantity("6h")}) // weighs 1.5
	p, err := l.Posting("T-1", day(1, 6))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range p.Draws {
		fmt.Printf("%s %s: %v of credit, %v of work\n", d.As, d.Lot, d.Quantity, d.Work)
	}
	// Output:
	// drawn 1 hour: 1h of credit, 40m0s of work
	// overage : 5h of credit, 3h20m0s of work
}

func ExampleLedger_Lots() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "spring", Pool: "hours", Amount: ledger.Time(5 * time.Hour), Effective: day(1, 1), Expires: day(6, 1)},
		ledger.Grant{ID: "winter", Pool: "hours", Amount: ledger.Time(5 * time.Hour), Effective: day(1, 1), Expires: day(3, 1)})
	lots, err := l.Lots("hours", day(1, 15))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, lot := range lots {
		fmt.Println(lot.ID, lot.Left, "until", lot.To.Format(time.DateOnly))
	}
	// Output:
	// winter 5h until 2026-03-01
	// spring 5h until 2026-06-01
}

func ExampleLedger_Forecast() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1), Expires: day(4, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 5), Time: 3 * time.Hour})
	f, err := l.Forecast("hours", day(1, 11), day(7, 1), 10*24*time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, lapse := range f.Lapses {
		fmt.Println(lapse.Quantity, "lapse on", lapse.At.Format(time.DateOnly), "if nothing more is used")
	}
	fmt.Println("at", f.Pace, "a day it lasts to", f.RunsOut.Format(time.DateOnly))
	// Output:
	// 7h lapse on 2026-04-01 if nothing more is used
	// at 18m a day it lasts to 2026-02-03
}

func ExampleLedger_Alerts() {
	l := book(ledger.Policy{Alerts: []ledger.Alert{{Used: ledger.Percent(80)}, {Left: ledger.MustPart("0h")}}},
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 5), Time: 8 * time.Hour},
		ledger.Usage{ID: "T-2", Pool: "hours", From: day(1, 6), Time: time.Hour})
	list, err := l.Alerts("hours", day(1, 1), day(2, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range list {
		fmt.Println(c.Alert, "by", c.Entry)
	}
	// Output:
	// 80% used by T-1
}

// January is closed and told; work of January that is entered after that counts in February.
func ExampleClose() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
		ledger.Close{ID: "january", Until: day(2, 1), Recorded: day(2, 3)},
		ledger.Usage{ID: "T-2", Pool: "hours", From: day(1, 25), Recorded: day(2, 5), Time: time.Hour})
	for _, m := range []time.Month{1, 2} {
		s, err := l.Statement("hours", day(m, 1), day(m+1, 1))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("opening %v, drawn %v, closing %v\n", s.Opening, s.Drawn, s.Closing)
		for _, line := range s.Late {
			fmt.Println("  of an earlier period:", line.Entry, line.At.Format(time.DateOnly))
		}
	}
	// Output:
	// opening 0s, drawn 6h, closing 4h
	// opening 4h, drawn 1h, closing 3h
	//   of an earlier period: T-2 2026-01-25
}

// The statement of January was sent on 3 February, before the late hour was entered.
func ExampleLedger_AsKnown() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
		ledger.Usage{ID: "T-2", Pool: "hours", From: day(1, 25), Recorded: day(2, 5), Time: time.Hour})
	then, err := l.AsKnown(day(2, 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range []*ledger.Ledger{then, l} {
		s, err := l.Statement("hours", day(1, 1), day(2, 1))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("drawn", s.Drawn)
	}
	// Output:
	// drawn 6h
	// drawn 7h
}

// Work that was entered late takes what later work had drawn.
func ExampleLedger_Moved() {
	l := book(ledger.Policy{},
		ledger.Grant{ID: "winter", Pool: "hours", Amount: ledger.Time(3 * time.Hour), Effective: day(1, 1), Expires: day(3, 1)},
		ledger.Grant{ID: "block", Pool: "hours", Amount: ledger.Time(5 * time.Hour), Effective: day(1, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 20), Time: 2 * time.Hour},
		ledger.Usage{ID: "T-2", Pool: "hours", From: day(1, 10), Recorded: day(1, 25), Time: 2 * time.Hour})
	moved, err := l.Moved("T-2")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(moved)
	// Output:
	// T-2 moved 1
	//   T-1: 2h of winter → 1h of winter, 1h of block
}

// A customer changes the contract: what is left goes along, and ends when it would have.
func ExampleTransfer() {
	l, err := ledger.Replay(ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "old"}, {ID: "new"}}}, nil, []ledger.Entry{
		ledger.Grant{ID: "10 hours", Pool: "old", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1), Expires: day(7, 1)},
		ledger.Usage{ID: "T-1", Pool: "old", From: day(1, 20), Time: 6 * time.Hour},
		ledger.Transfer{ID: "change", Pool: "old", To: "new", At: day(2, 1)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	lots, err := l.Lots("new", day(2, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, lot := range lots {
		fmt.Println(lot.ID, lot.Left, "of", lot.Parent, "until", lot.To.Format(time.DateOnly))
	}
	// Output:
	// change 4h of 10 hours until 2026-07-01
}

// The records of a ledger are tested against the laws that they obey.
func ExampleLedger_Audit() {
	l, err := ledger.Replay(ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours"}}}, nil, []ledger.Entry{
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1), Expires: day(7, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var broken *ledger.AuditError
	if err := l.Audit(); errors.As(err, &broken) {
		fmt.Println("law", broken.Law, "is broken by", broken.Entries)
		return
	}
	fmt.Println("all laws hold")
	// Output:
	// all laws hold
}

// A host keeps a snapshot where a period ends, and goes on from there when it starts again.
func ExampleResume() {
	cfg := ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours"}}}
	l, err := ledger.Replay(cfg, nil, []ledger.Entry{
		ledger.Grant{ID: "10 hours", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day(1, 1), Expires: day(7, 1)},
		ledger.Usage{ID: "T-1", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	kept, err := l.Snapshot(day(2, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err = ledger.Resume(cfg, nil, kept)
	if err != nil {
		fmt.Println(err) // and replay
		return
	}
	if err := l.Post(ledger.Usage{ID: "T-2", Pool: "hours", From: day(2, 3), Time: time.Hour}); err != nil {
		fmt.Println(err)
		return
	}
	b, err := l.Balance("hours", day(2, 4))
	fmt.Println(b.Left, err)
	_, err = l.Balance("hours", day(1, 10))
	fmt.Println(err)
	// Output:
	// 3h <nil>
	// ledger: balance of 2026-01-10T00:00:00Z is before the snapshot of 2026-02-01T00:00:00Z: replay from a snapshot not after that
}

func ExampleParseEntry() {
	e, err := ledger.ParseEntry([]byte(`{"type":"usage","id":"T-1","pool":"hours","from":"2026-05-04T10:00:00-04:00","time":"50m"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(e)
	fmt.Println(string(text), err)
	_, err = ledger.ParseEntry([]byte(`{"type":"usage","id":"T-1","hours":1.5,"time":"1.5h"}`))
	fmt.Println(err)
	// Output:
	// {"type":"usage","id":"T-1","pool":"hours","from":"2026-05-04T14:00:00Z","time":"50m"} <nil>
	// ledger: entry: hours: unknown field; time: "1.5h" is not a time such as 1h30m, 15m or 36s
}

func ExampleParseQuantity() {
	for _, s := range []string{"90m", "2.50", "1d"} {
		q, err := ledger.ParseQuantity(s)
		fmt.Println(q, q.IsTime(), err)
	}
	// Output:
	// 1h30m true <nil>
	// 2.5 false <nil>
	// 0 false ledger: quantity: "1d" is not a number in plain digits, such as 80 or 2.50
}
