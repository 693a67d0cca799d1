package ledger_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/retainer-go/retainer/internal/bare"
	"github.com/retainer-go/retainer/ledger"
)

var benchStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// retainer returns n entries of a customer who gets 12 hours each month that live for a
// year, and uses half of them, half a minute each hour: there are always 12 open lots.
func retainer(n int) []ledger.Entry {
	list := make([]ledger.Entry, 0, n)
	grant := func(month int) {
		from := benchStart.AddDate(0, month, 0)
		list = append(list, ledger.Grant{
			ID: "g" + strconv.Itoa(month), Pool: "hours", Amount: ledger.Time(12 * time.Hour), Effective: from, Expires: from.AddDate(1, 0, 0),
		})
	}
	for month := -11; month < 0; month++ {
		grant(month)
	}
	month := 0
	for at := benchStart; len(list) < n; at = at.Add(time.Hour) {
		if !at.Before(benchStart.AddDate(0, month, 0)) {
			grant(month)
			month++
		}
		list = append(list, ledger.Usage{ID: "usage-" + strconv.Itoa(len(list)), Pool: "hours", From: at, Time: 30 * time.Second, Level: 2, Ticket: "T-1"})
	}
	return list[:n]
}

func must(b interface {
	Helper()
	Fatal(...any)
}, err error) {
	if err != nil {
		b.Helper()
		b.Fatal(err)
	}
}

func newBook(b testing.TB) *ledger.Ledger {
	l, err := ledger.New(config(ledger.Policy{}), time.LoadLocation)
	must(b, err)
	return l
}

// A fact is an entry as the bare ledger takes it.
type fact struct {
	id         string
	at, amount int64
	until      int64 // of a grant
}

func facts(list []ledger.Entry) []fact {
	out := make([]fact, len(list))
	for i, e := range list {
		switch x := e.(type) {
		case ledger.Grant:
			out[i] = fact{x.ID, x.Effective.UnixNano(), int64(x.Amount.Duration()), x.Expires.UnixNano()}
		case ledger.Usage:
			out[i] = fact{x.ID, x.From.UnixNano(), int64(x.Time), 0}
		}
	}
	return out
}

func postBare(list []fact) *bare.Ledger {
	l := bare.NewLedger()
	for i := range list {
		if f := &list[i]; f.until != 0 {
			l.Grant(f.id, f.amount, f.until)
		} else {
			l.Use(f.id, f.at, f.amount)
		}
	}
	return l
}

// Posting in order, one entry at a time. The budget is 3 times bare.
func BenchmarkLedger_Post(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		list := retainer(n)
		plain := facts(list)
		b.Run(fmt.Sprintf("entries=%d/own", n), func(b *testing.B) {
			blank := newBook(b)
			b.ReportAllocs()
			for b.Loop() {
				l := blank.Blank()
				for _, e := range list {
					must(b, l.Post(e))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/entry")
		})
		b.Run(fmt.Sprintf("entries=%d/bare", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				postBare(plain)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/entry")
		})
	}
}

// Many small ledgers of one plan: a hundred thousand of a hundred entries each, all kept.
// One pass goes before the clock starts, so that neither side is charged with the memory
// that the process takes from the system when it first needs so much.
func BenchmarkLedger_Many(b *testing.B) {
	const ledgers, n = 1e5, 100
	list := retainer(n)
	plain := facts(list)
	perEntry := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/ledgers/n, "ns/entry")
	}
	b.Run("own", func(b *testing.B) {
		blank := newBook(b)
		pass := func() {
			all := make([]*ledger.Ledger, ledgers)
			for i := range all {
				all[i] = blank.Blank()
				for _, e := range list {
					must(b, all[i].Post(e))
				}
			}
			runtime.KeepAlive(all)
		}
		pass()
		for b.Loop() {
			pass()
		}
		perEntry(b)
	})
	b.Run("bare", func(b *testing.B) {
		pass := func() {
			all := make([]*bare.Ledger, ledgers)
			for i := range all {
				all[i] = postBare(plain)
			}
			runtime.KeepAlive(all)
		}
		pass()
		for b.Loop() {
			pass()
		}
		perEntry(b)
	})
}

// The balance now, and at instants of the past. The budget is 4 times bare now, and the
// logarithm of the entries for the past.
func BenchmarkLedger_Balance(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		list := retainer(n)
		l, plain := newBook(b), postBare(facts(list))
		for _, e := range list {
			must(b, l.Post(e))
		}
		now := list[n-1].Head().At.Add(time.Minute)
		b.Run(fmt.Sprintf("entries=%d/now/own", n), func(b *testing.B) {
			for b.Loop() {
				_, err := l.Balance("hours", now)
				must(b, err)
			}
		})
		b.Run(fmt.Sprintf("entries=%d/now/bare", n), func(b *testing.B) {
			at := now.UnixNano()
			for b.Loop() {
				plain.Left(at)
			}
		})
		b.Run(fmt.Sprintf("entries=%d/past/own", n), func(b *testing.B) {
			span := now.Sub(benchStart)
			i := int64(0)
			for b.Loop() {
				i = (i*6364136223846793005 + 1442695040888963407) & (1<<62 - 1)
				_, err := l.Balance("hours", benchStart.Add(time.Duration(i%int64(span))))
				must(b, err)
			}
		})
	}
}
