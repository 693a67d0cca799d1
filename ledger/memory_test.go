package ledger_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// heap returns the bytes that are held.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// An entry costs at most 160 bytes beyond itself, and 0.1 allocations beyond the map's growth.
func TestMemory(t *testing.T) {
	for _, n := range []int{100_000, 150_000} {
		list := retainer(n)
		l := newBook(t)
		before := heap()
		for _, e := range list {
			must(t, l.Post(e))
		}
		if per := float64(heap()-before) / float64(n); per > 160 {
			t.Errorf("%d entries hold %.1f bytes each, more than 160", n, per)
		} else {
			t.Logf("%d entries hold %.1f bytes each", n, per)
		}
		runtime.KeepAlive(list)
		runtime.KeepAlive(l)
	}
}

func TestAllocations(t *testing.T) {
	const n = 20_000
	list := retainer(n)
	blank := newBook(t)
	own := testing.AllocsPerRun(3, func() {
		l := blank.Blank()
		for _, e := range list {
			must(t, l.Post(e))
		}
	})
	growth := testing.AllocsPerRun(3, func() {
		m := map[string]int32{}
		for i, e := range list {
			m[e.Head().ID] = int32(i)
		}
	})
	if per := (own - growth) / n; per > 0.1 {
		t.Errorf("posting allocates %.3f times an entry beyond the map's growth, more than 0.1", per)
	} else {
		t.Logf("%.4f allocations an entry", per)
	}
	l := replay(t, config(ledger.Policy{}), list)
	end := list[n-1].Head().At
	for _, at := range []time.Time{end, end.Add(time.Hour), benchStart.AddDate(0, 3, 3)} {
		if got := testing.AllocsPerRun(100, func() {
			if _, err := l.Balance("hours", at); err != nil {
				t.Fatal(err)
			}
		}); got != 0 {
			t.Errorf("Balance at %v allocates %v times", at, got)
		}
	}
}
