package contract_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/retainer-go/retainer/contract"
)

// A hundred thousand contracts on one plan share its terms: each takes no more than 1 KiB
// beyond its own data.
func TestContractsShareTheirPlan(t *testing.T) {
	r := shipped(t)
	const n = 100_000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	params := map[string]string{"tm_rate": "150.00"}
	contracts := make([]*contract.Contract, n)
	first := mustContract(t, r, contract.Config{ID: "first", Plan: "websan-winning", Start: day("2026-11-01"), Params: params})
	before := heap()
	for i := range contracts {
		contracts[i] = mustContract(t, r, contract.Config{ID: fmt.Sprint("c", i), Plan: "websan-winning", Start: day("2026-11-01"), Params: params})
	}
	each := (heap() - before) / n
	t.Logf("%d bytes each", each)
	if each > 1024 {
		t.Errorf("a contract takes %d bytes, more than 1 KiB", each)
	}
	if contracts[n-1].Terms(day("2026-11-01")) != first.Terms(day("2026-11-01")) {
		t.Error("contracts that agreed on the same do not share their terms")
	}
	runtime.KeepAlive(contracts)
}
