package ledger

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// An Alert is a threshold: of the share used ("80%" of what there was for the period) or
// of what is left ("3h").
type Alert struct {
	ID string // by which the host knows it; none: its text

	// Used is reached when usage in the period of the pool, covered or not, is at least
	// this percentage of what the period began with and was granted since. It may be more than 100%.
	Used Part

	// Left is reached when no more than this is left; "0h" when all is used.
	Left Part
}

// Equal reports whether a and b are the same threshold.
func (a Alert) Equal(b Alert) bool {
	return a.ID == b.ID && a.Used.Equal(b.Used) && a.Left.Equal(b.Left)
}

// String returns the threshold as "80% used" or "3h left".
func (a Alert) String() string {
	if a.Used.IsZero() {
		return a.Left.String() + " left"
	}
	return a.Used.String() + " used"
}

func (a Alert) check(fs *strict.Faults, path string, clock bool) {
	switch {
	case a.Used.IsZero() == a.Left.IsZero():
		fs.Add(path, "one_of", "an alert has either used or left")
	case !a.Used.IsZero() && (a.Used.kind != partPercent || a.Used.q.n <= 0):
		fs.Add(path+".used", "not_percent", "what is used is a percentage above zero")
	case !a.Left.IsZero() && a.Left.kind != partFixed:
		fs.Add(path+".left", "not_amount", "what is left is an amount")
	}
	checkPart(fs, path+".left", a.Left, clock)
}

// A Crossing says that a threshold was reached.
type Crossing struct {
	At    time.Time
	Alert Alert
	Entry string // the entry that did it; empty if a lot lapsed
	Left  Quantity
}

// Alerts returns the thresholds of the pool that were reached in the period from up to but not
// including to, in order. Each is reported once until it is lifted: by more hours, a
// reversal, a new period. A pool that never held anything is not low.
func (l *Ledger) Alerts(pool string, from, to time.Time) ([]Crossing, error) {
	p, err := l.find(pool)
	if err != nil {
		return nil, err
	}
	if err := l.since("alerts", from); err != nil {
		return nil, err
	}
	p = p.at(max(ask(to)-1, l.begins()))
	var out []Crossing
	p.watch(func(w *watch, m *move, k int) {
		if m.at >= ask(from) && m.at < ask(to) {
			out = append(out, Crossing{p.t.time(m.at), p.t.alerts[k], l.id(m.fact()), p.t.q(w.sums.left())})
		}
	})
	return slices.Clip(out), nil
}

// watch goes through the records, and calls reach when a threshold is reached.
func (p *pool) watch(reach func(w *watch, m *move, alert int)) watch {
	w := watch{t: p.t, reached: make([]bool, len(p.t.alerts))}
	w.per.to = minUnix * nano
	if r := p.book.root; r != nil && len(p.t.alerts) > 0 {
		w = r.watches[p.t.pool.ID].clone()
	}
	for i := range p.logLen() {
		m := p.move(i)
		w.count(m)
		if i+1 < p.logLen() && p.move(i+1).at == m.at && p.move(i+1).fact() == m.fact() {
			continue // the entry is not over
		}
		for k, a := range p.t.alerts {
			was := w.reached[k]
			w.reached[k] = w.holds(a)
			if w.reached[k] && !was {
				reach(&w, m, k)
			}
		}
	}
	return w
}

func (w watch) clone() watch {
	w.reached = slices.Clone(w.reached)
	return w
}

// A watch follows the figures that alerts are about.
type watch struct {
	t       *terms
	sums    sums
	per     period
	base    int64 // what the period began with and was granted since
	used    int64
	reached []bool
}

func (w *watch) count(m *move) {
	if m.at >= w.per.to {
		w.per = w.t.periodAt(m.at)
		w.base, w.used = w.sums.left(), 0
	}
	before, usedBefore := w.sums.left(), w.sums.used()
	w.sums[m.kind()] += m.qty
	change := w.sums.used() - usedBefore
	w.used += change
	if grown := w.sums.left() - before; grown > 0 && change == 0 {
		w.base += grown
	}
	switch m.kind() {
	case moveCarryOut, moveTransferOut:
		w.base -= m.qty
	case moveAdjust:
		w.base += min(0, m.qty)
	case moveLapse:
		if m.at == w.per.from {
			w.base -= m.qty
		}
	}
}

func (w *watch) holds(a Alert) bool {
	if w.base <= 0 && w.used <= 0 {
		return false
	}
	if a.Used.IsZero() {
		return w.sums.left() <= a.Left.q.n
	}
	return w.used >= a.Used.of(w.base, never) && w.used > 0
}
