package contract

import (
	"maps"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// maxPasses bounds how often a journal is gone through.
const maxPasses = 1000

// goThrough goes through the journal until nothing new is learned: what was sold says what is
// drawn, and that what more is sold; lots end by their use, and their ends say which uses there
// are. All of it follows from what was before, so that each pass settles at least the first in
// time that was not. The error is an [*Error] of code "unsettled".
func (a *Account) goThrough() error {
	for n := 0; ; n++ {
		a.had = map[int64][]string{}
		err := a.run()
		had := a.had
		a.had = nil
		if err != nil {
			return err
		}
		if learned := a.learn(); !a.learnHad(had) && !learned {
			return nil
		}
		if most := min(len(a.j.Orders)+len(a.grants)+len(a.works)+2, maxPasses); n >= most {
			return fault("journal", "unsettled", "what is sold and carried on a condition changes it still after %d times through all orders and work", most)
		}
	}
}

// learn finds when lots end that end by their use, where work is cut, and reports whether that
// is other than was known.
func (a *Account) learn() bool {
	learned := map[string]time.Time{}
	for id, l := range a.lifetimes {
		if n := len(l.lives); n > 0 {
			learned[id] = l.lives[n-1].end
		}
	}
	same := maps.EqualFunc(learned, a.learned, time.Time.Equal)
	a.learned = learned
	sold, idle := a.learnSold(), a.learnIdle()
	return sold || idle || !same
}

// learnSold finds which orders are not sold as the ledger stands, and reports whether that is
// other than was known.
func (a *Account) learnSold() bool {
	var fs strict.Faults // noted where it is charged
	was := a.notSold
	s := scheduler{c: a.c, a: a, j: a.j, loc: a.c.zone(), skipped: a.skipped, fs: &fs}
	s.refuse()
	return !maps.Equal(was, a.notSold)
}
