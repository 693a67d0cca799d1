package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// An entry that comes late by so many others, against replaying as many from nothing: /own is the late
// post, /replay the posting of what is later, in order, in one call. The budget is what the
// replay costs, and the way from the last mark before.
func BenchmarkLedger_Late(b *testing.B) {
	const n = 100_000
	list := retainer(n)
	for _, by := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprintf("by=%d/own", by), func(b *testing.B) {
			l := newBook(b)
			must(b, l.Post(list...))
			at := list[n-by].Head().At.Add(-time.Minute)
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++ // each before the same entry and after the one before
				must(b, l.Post(ledger.Usage{ID: fmt.Sprint("late", i), Pool: "hours", From: at, Recorded: at.Add(time.Duration(i)), Time: time.Nanosecond}))
			}
		})
		b.Run(fmt.Sprintf("by=%d/replay", by), func(b *testing.B) {
			blank := newBook(b)
			later := list[n-by:]
			grants := []ledger.Entry{}
			for _, e := range list[:n-by] {
				if g, ok := e.(ledger.Grant); ok && g.Expires.After(later[0].Head().At) {
					grants = append(grants, g)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				l := blank.Blank()
				must(b, l.Post(grants...))
				must(b, l.Post(later...))
			}
		})
	}
}

// A late entry into a closed period is posted to the open one, and costs what any other does there.
func BenchmarkLedger_Closed(b *testing.B) {
	const n = 100_000
	list := retainer(n)
	l := newBook(b)
	must(b, l.Post(list...))
	end := list[n-1].Head().At
	must(b, l.Post(ledger.Close{ID: "all", Until: end, Recorded: end}))
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		must(b, l.Post(ledger.Usage{ID: fmt.Sprint("late", i), Pool: "hours", From: benchStart, Recorded: end.Add(time.Duration(i)), Time: time.Nanosecond}))
	}
}

// What was known at the half, of so many entries.
func BenchmarkLedger_AsKnown(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		list := retainer(n)
		l := newBook(b)
		must(b, l.Post(list...))
		b.Run(fmt.Sprintf("entries=%d/own", n), func(b *testing.B) {
			at := list[n/2].Head().At
			for b.Loop() {
				_, err := l.AsKnown(at)
				must(b, err)
			}
		})
	}
}

// A snapshot of a million entries, at or under 3 times what replaying them costs.
func BenchmarkLedger_Snapshot(b *testing.B) {
	const n = 1_000_000
	list := retainer(n)
	l := replay(b, config(ledger.Policy{}), list)
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := l.Snapshot(list[n-1].Head().At)
			must(b, err)
		}
	})
	b.Run("replay", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			replay(b, config(ledger.Policy{}), list)
		}
	})
}
