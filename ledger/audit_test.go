package ledger_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

// Whatever the facts, the records obey all laws.
func TestAudit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		if err := replay(t, both(pol), list).Audit(); err != nil {
			t.Fatal(err)
		}
	})
}

// So do those of long books, of every mode, posted in any order.
func TestAuditLongBooks(t *testing.T) {
	modes := []ledger.Mode{"", ledger.ModeDebt, ledger.ModeAsk, ledger.ModeHard, ledger.ModeSoft, ledger.ModeCap}
	for seed := range uint64(12) {
		r := newRand(seed)
		list := books(r, 600)
		pol := ledger.Policy{
			Mode: modes[seed%6], Voided: []ledger.Voided{"", ledger.Unwind}[seed/6], Late: []ledger.Late{"", "", ledger.RefuseLate}[seed%3],
			Period: monthly, FairUse: ledger.Percent(5), Borrow: ledger.Fixed(ledger.Time(3)), Step: ledger.Time(time.Duration(seed % 2)),
		}
		l := replay(t, both(pol), nil)
		mixed := inOrder(list)
		for len(mixed) > 0 {
			n := min(len(mixed), 1+r.IntN(60))
			must(t, l.Post(mixed[:n]...))
			mixed = mixed[n:]
		}
		if err := l.Audit(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// An audit costs at most three times the replay of what it audits.
func BenchmarkLedger_Audit(b *testing.B) {
	const n = 1e6
	list := retainer(n)
	l := replay(b, config(ledger.Policy{}), list)
	b.Run("audit/own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			must(b, l.Audit())
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/entry")
	})
	b.Run("replay/own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			replay(b, config(ledger.Policy{}), list)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/entry")
	})
}
