package ledger

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Law is one that the records of every ledger obey. Its code is stable.
type Law string

// The laws, in the order in which an audit tests them.
const (
	// LawRecords: what is recorded happens in order of time, to a lot and by an entry that there are; nothing is
	// recorded of less than nothing.
	LawRecords Law = "records"

	// LawLot: what came into a lot (granted, carried in, adjusted, transferred in) is what left it (drawn, lapsed, voided,
	// carried out, transferred out) and what can be drawn of it now.
	LawLot Law = "lot"

	// LawBelow: no lot ever holds less than nothing.
	LawBelow Law = "below_zero"

	// LawLife: a lot is drawn from its beginning up to but not including its end, and never once it was voided.
	LawLife Law = "life"

	// LawScope: a lot with a scope is drawn by usage of that scope alone.
	LawScope Law = "scope"

	// LawStated: a grant, an adjustment or a transfer gives or takes no more than it says.
	LawStated Law = "stated"

	// LawCarry: what is carried is what the lot before gave up, and no more than its share and caps allow.
	LawCarry Law = "carry"

	// LawUsage: what a usage takes is what became of it: drawn, overage, debt, soft, pending, refused, taken back. No
	// part of that is less than nothing, and no more is taken back than reversals say.
	LawUsage Law = "usage"

	// LawPool: the figures of a pool are those of its lots and usages together.
	LawPool Law = "pool"

	// LawTransfer: what one pool gives in a transfer comes to the other.
	LawTransfer Law = "transfer"

	// LawStatement: a statement adds up, as a whole and lot by lot, and opens with what the one before
	// closed with.
	LawStatement Law = "statement"

	// LawReplay: the same entries make the same records again.
	LawReplay Law = "replay"
)

// ErrAudit is what an [*AuditError] unwraps to.
var ErrAudit = errors.New("ledger: the records break a law")

// An AuditError says which law is broken first, and by what.
type AuditError struct {
	Law     Law
	Pool    string
	Lot     string    // empty if it is not about one lot
	At      time.Time // when; zero if it is not about one instant
	Entries []string  // the entries involved, the first at fault before others
	Text    string    // in words
}

// Error says which law is broken, and how.
func (e *AuditError) Error() string {
	text := fmt.Sprintf("ledger: audit: %s: pool %.80q", e.Law, e.Pool)
	if e.Lot != "" {
		text += fmt.Sprintf(", lot %.80q", e.Lot)
	}
	if len(e.Entries) > 0 {
		text += fmt.Sprintf(", entries %.80q", e.Entries)
	}
	return text + ": " + e.Text
}

// Unwrap returns [ErrAudit].
func (e *AuditError) Unwrap() error { return ErrAudit }

// Audit tests that the records of the ledger obey every [Law], and returns the first that they break as
// an [*AuditError]. It goes through the records themselves, move by move, and adds them up anew; only then
// are all entries replayed and what comes of them compared. A sound ledger gives nil: whatever the facts, and in whatever
// order they came. An error is a fault of this library or of the memory it ran in, and no fault of the entries.
//
// It costs up to three times what [Replay] of the entries does. Of a ledger that was resumed it
// tests what came since the [Snapshot].
func (l *Ledger) Audit() error {
	sent := map[int]*sent{}
	for _, p := range l.pools {
		a := newAudit(p, sent)
		if err := a.walk(); err != nil {
			return err
		}
		if err := a.usages(); err != nil {
			return err
		}
		if err := a.figures(); err != nil {
			return err
		}
	}
	if err := l.auditTransfers(sent); err != nil {
		return err
	}
	for _, p := range l.pools {
		if err := p.auditStatements(); err != nil {
			return err
		}
	}
	return l.auditReplay()
}

// sent is what a transfer took and brought.
type sent struct{ out, in int64 }

func (l *Ledger) auditTransfers(all map[int]*sent) error {
	facts := make([]int, 0, len(all))
	for fact := range all {
		facts = append(facts, fact)
	}
	slices.Sort(facts)
	for _, fact := range facts {
		t, s := l.entry(fact).(Transfer), all[fact]
		if s.out != s.in {
			q := l.pools[l.index(t.Pool)].t.q
			return &AuditError{Law: LawTransfer, Pool: t.Pool, At: t.At, Entries: []string{t.ID}, Text: fmt.Sprintf("%v went, %v came to %.80q", q(s.out), q(s.in), t.To)}
		}
	}
	return nil
}

// auditPeriods is into how many statements an audit cuts the records of a pool.
const auditPeriods = 8

// auditStatements tests a series of statements over all records.
func (p *pool) auditStatements() error {
	var cuts []time.Time
	for k := range auditPeriods {
		if n := p.log.len(); n > 0 {
			if at := p.t.time(p.log.at(k * n / auditPeriods).at); len(cuts) == 0 || at.After(cuts[len(cuts)-1]) {
				cuts = append(cuts, at)
			}
		}
	}
	if len(cuts) == 0 {
		return nil
	}
	cuts = append(cuts, p.t.time(p.log.at(p.log.len()-1).at+1))
	left := map[string]int64{}
	total := int64(0)
	for k, from := range cuts[:len(cuts)-1] {
		s, err := p.book.Statement(p.t.pool.ID, from, cuts[k+1])
		if err != nil {
			return err
		}
		wrong := func(lot, text string) error {
			return &AuditError{Law: LawStatement, Pool: s.Pool, Lot: lot, At: from, Text: text}
		}
		if !s.Figures.add() {
			return wrong("", fmt.Sprintf("does not add up: %+v", s.Figures))
		}
		if k > 0 && s.Opening.n != total {
			return wrong("", fmt.Sprintf("opens with %v, the one before closes with %v", s.Opening, p.t.q(total)))
		}
		for _, line := range s.Lots {
			if !line.Figures.add() {
				return wrong(line.Lot, fmt.Sprintf("does not add up: %+v", line.Figures))
			}
			if k > 0 && line.Opening.n != left[line.Lot] {
				return wrong(line.Lot, fmt.Sprintf("opens with %v, the one before closes with %v", line.Opening, p.t.q(left[line.Lot])))
			}
			left[line.Lot] = line.Closing.n
		}
		sum := int64(0)
		for lot, n := range left {
			if sum += n; n == 0 {
				delete(left, lot)
			}
		}
		if total = s.Closing.n; sum != total {
			return wrong("", fmt.Sprintf("closes with %v, its lots with %v", s.Closing, p.t.q(sum)))
		}
	}
	return nil
}

// add reports whether the figures add up.
func (f Figures) add() bool {
	return f.Opening.n+f.Granted.n+f.CarriedIn.n+f.Adjusted.n+f.TransferredIn.n ==
		f.Drawn.n+f.Lapsed.n+f.CarriedOut.n+f.Voided.n+f.TransferredOut.n+f.Closing.n
}

// auditReplay replays the entries and compares the records.
func (l *Ledger) auditReplay() error {
	again, err := l.only(func(Entry) bool { return true })
	if err != nil {
		return &AuditError{Law: LawReplay, Text: fmt.Sprintf("the entries cannot be replayed: %v", err)}
	}
	for i, p := range l.pools {
		if err := p.differs(again.pools[i]); err != nil {
			return err
		}
	}
	return nil
}

// differs compares the records of a pool with those of its replay.
func (p *pool) differs(q *pool) error {
	wrong := func(text string, m ...*move) error {
		e := &AuditError{Law: LawReplay, Pool: p.t.pool.ID, Text: text}
		for _, m := range m {
			if id := p.book.id(m.fact()); id != "" && !slices.Contains(e.Entries, id) {
				e.Entries = append(e.Entries, id)
			}
			e.At = p.t.time(m.at)
		}
		return e
	}
	for i := range min(p.log.len(), q.log.len()) {
		if a, b := p.log.at(i), q.log.at(i); *a != *b {
			return wrong(fmt.Sprintf("record %d is another", i), a, b)
		}
	}
	if n, m := p.log.len(), q.log.len(); n > m {
		return wrong(fmt.Sprintf("%d records, and %d when replayed", n, m), p.log.at(m))
	} else if n < m {
		return wrong(fmt.Sprintf("%d records, and %d when replayed", n, m), q.log.at(n))
	}
	if !slices.EqualFunc(p.lots, q.lots, func(a, b lot) bool {
		return a.grant.fact == b.grant.fact && a.from == b.from && a.to == b.to && a.amount == b.amount && a.parent == b.parent && a.n == b.n && a.gen == b.gen
	}) {
		return wrong("the lots are others")
	}
	if !slices.EqualFunc(p.rows, q.rows, func(a, b row) bool { return a.at == b.at && a.ref == b.ref }) {
		return wrong("the entries stand in another order")
	}
	if !slices.Equal(p.outcomes, q.outcomes) {
		return wrong("the outcomes are others")
	}
	if a, b := p.st, q.st; a.now != b.now || a.per != b.per || a.topped != b.topped || a.started != b.started || a.forgave != b.forgave ||
		!slices.Equal(a.open, b.open) || !slices.Equal(a.owed, b.owed) || !slices.Equal(a.again, b.again) || !slices.Equal(a.waiting, b.waiting) || !slices.Equal(a.paid, b.paid) || !slices.Equal(a.dead, b.dead) {
		return wrong("what is open is something else")
	}
	return nil
}
