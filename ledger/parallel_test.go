package ledger_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// Between posts any number of goroutines may ask; the race detector watches.
func TestParallelQuestions(t *testing.T) {
	list := history(rand.New(rand.NewPCG(9, 9)), 600)
	l := replay(t, config(ledger.Policy{Mode: ledger.ModeDebt}), list)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 30 {
				at := day0.Add(time.Duration(i*17+g) * 40 * time.Hour)
				_, err1 := l.Balance("hours", at)
				_, err2 := l.Lots("hours", at)
				_, err3 := l.Statement("hours", at, at.AddDate(0, 1, 0))
				_, err4 := l.Forecast("hours", at, at.AddDate(0, 1, 0), time.Hour)
				for _, err := range []error{err1, err2, err3, err4} {
					if err != nil {
						t.Error(err)
					}
				}
				if u, ok := list[(i*g)%len(list)].(ledger.Usage); ok {
					if _, err := l.Explain(u.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}
