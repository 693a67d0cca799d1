package contract_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
)

// busyMay is a month of n entries under the plan of scenario 1: tickets, travel, the bench, at
// all hours; enough credit that about half of it is drawn.
func busyMay(n int) contract.Journal {
	var j contract.Journal
	for i := range max(1, n/20) {
		o := order(fmt.Sprint("o", i), "credit-12", "2026-05-01T04:00")
		j.Orders = append(j.Orders, o)
	}
	begin := at("2026-05-01T06:00:00-04:00")
	step := 30 * 24 * time.Hour / time.Duration(n)
	facts := []contract.Facts{
		{"place": "remote", "planned": "true", "reported": "true"}, {"channel": "text", "reported": "false", "planned": "true"},
		{"kind": "travel", "planned": "true"}, {"place": "bench", "planned": "true"}, {"impact": "partial", "reported": "true", "planned": "false"},
	}
	for i := range n {
		e := contract.Entry{ID: fmt.Sprintf("E%06d", i), Ticket: fmt.Sprint("T", i/4), From: begin.Add(time.Duration(i) * step), Facts: facts[i%len(facts)]}
		e.To = e.From.Add(time.Duration(10+i%50) * time.Minute)
		j.Entries = append(j.Entries, e)
	}
	return j
}

// plainMay is the same work under a plan of hours: 40 a month, the rest charged.
func plainMay(n int) contract.Journal {
	j := busyMay(n)
	j.Orders = nil
	for i := range j.Entries {
		j.Entries[i].Facts = contract.Facts{"channel": "email"}
	}
	return j
}

var mayPeriod = contract.Period{From: day("2026-05-01"), To: day("2026-06-01")}

func closeMay(b testing.TB, c *contract.Contract, j contract.Journal) contract.Closed {
	a, err := c.Account(j, day("2026-06-01"))
	if err != nil {
		b.Fatal(err)
	}
	got, err := a.Close(mayPeriod)
	if err != nil {
		b.Fatal(err)
	}
	return got
}

// usages is a month of entries as the ledger has them, measured and weighed already.
func usages(j contract.Journal) []ledger.Entry {
	var list []ledger.Entry
	for _, o := range j.Orders {
		list = append(list, ledger.Grant{ID: o.ID, Pool: "credit", Kind: ledger.Bundle, Amount: ledger.Time(12 * time.Hour), Effective: o.At})
	}
	if len(j.Orders) == 0 {
		list = append(list, ledger.Grant{ID: "o", Pool: "credit", Kind: ledger.Allowance, Amount: ledger.Time(40 * time.Hour), Effective: at("2026-05-01T00:00:00-04:00"), Expires: at("2026-06-01T00:00:00-04:00")})
	}
	for _, e := range j.Entries {
		d := e.To.Sub(e.From)
		list = append(list, ledger.Usage{ID: e.ID, Pool: "credit", From: e.From, Recorded: e.From, Time: d, Billed: d, Amount: ledger.Time(d), Ticket: e.Ticket})
	}
	return list
}

func kitMay(t testing.TB) contract.Config {
	return contract.Config{ID: "k", Plan: "kit-1-extended", Start: day("2026-05-01"), Params: map[string]string{"rate": "3000.00"}}
}

// Closing a month of 1,000 entries: from entries to the invoice with its statements. The
// budget is 12 times the ledger's replay of its usages alone.
func BenchmarkAccount_Close(b *testing.B) {
	cfg := ledger.Config{Zone: "America/New_York", Pools: []ledger.Pool{{ID: "credit"}}}
	for _, bench := range []struct {
		name    string
		config  contract.Config
		journal contract.Journal
	}{{"saastech", mayConfig(b, ""), busyMay(1000)}, {"kit", kitMay(b), plainMay(1000)}} {
		c := mustContract(b, shipped(b), bench.config)
		list := usages(bench.journal)
		b.Run(bench.name+"/own", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				closeMay(b, c, bench.journal)
			}
		})
		b.Run(bench.name+"/replay", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ledger.Replay(cfg, time.LoadLocation, list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Many contracts of one plan, closed one after the other, 100 entries each. The budget of
// 100,000 is 1.3 times the time per contract of 100, and the heap after is no larger.
func BenchmarkAccount_Many(b *testing.B) {
	r := shipped(b)
	j := busyMay(100)
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("contracts=%d", n), func(b *testing.B) {
			pass := func() {
				for i := range n {
					cfg := mayConfig(b, "")
					cfg.ID = fmt.Sprint("c", i)
					closeMay(b, mustContract(b, r, cfg), j)
				}
			}
			for b.Loop() {
				pass()
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/contract")
			b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB-heap")
		})
	}
}
