package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// audited is a ledger in which every kind of record stands: each law has something to be broken by.
func audited(t *testing.T, mode Mode) *Ledger {
	t.Helper()
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	pol := Policy{Mode: mode}
	l, err := Replay(Config{Zone: "UTC", Pools: []Pool{{ID: "a", Policy: pol}, {ID: "b", Policy: pol}}}, nil, []Entry{
		Grant{ID: "g", Pool: "a", Amount: Time(10), Effective: day(1), Expires: day(120), Every: calendar.Every{N: 1, Unit: "month"}, Roll: Rollover{Share: Percent(50), Total: Fixed(Time(4)), Lives: calendar.Every{N: 2, Unit: "month"}}},
		Grant{ID: "s", Pool: "a", Amount: Time(6), Effective: day(1), Expires: day(20), Scope: []string{"x"}},
		Grant{ID: "k", Pool: "a", Amount: Time(5), Effective: day(1), Keep: Clamp{Least: Time(3), Most: Time(4)}, Priority: 9},
		Grant{ID: "v", Pool: "a", Amount: Time(9), Effective: day(2), Priority: 8},
		Usage{ID: "u1", Pool: "a", From: day(3), Time: 4},
		Usage{ID: "u2", Pool: "a", From: day(4), Time: 3, Scope: "x"},
		Reversal{ID: "r1", Usage: "u1", At: day(5), Amount: Time(1)},
		Adjustment{ID: "j", Grant: "k", At: day(6), Amount: Time(-1)},
		Void{ID: "end", Grant: "v", At: day(7)},
		Transfer{ID: "t", Pool: "a", To: "b", Grant: "k", Amount: Time(2), At: day(8)},
		Usage{ID: "u3", Pool: "b", From: day(9), Time: 7},
		Reversal{ID: "r3", Usage: "u3", At: day(10), Amount: Time(1)},
		Reset{ID: "z", Pool: "b", At: day(11)},
		Usage{ID: "u4", Pool: "b", From: day(12), Time: 7},
		Approval{ID: "ok", Usage: "u4", At: day(13), Amount: Time(2)},
		Grant{ID: "late", Pool: "b", Amount: Time(3), Effective: day(14)},
		Usage{ID: "u6", Pool: "b", From: day(15), Time: 1},
		Usage{ID: "u5", Pool: "a", From: day(80), Time: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Audit(); err != nil {
		t.Fatalf("mode %s: %v", mode, err)
	}
	return l
}

// Every kind of record, were it another, breaks a law before the replay shows it: its quantity, its instant,
// its lot, its kind, its entry.
func TestCorruptRecords(t *testing.T) {
	seen := map[kind]bool{}
	found := map[Law]int{}
	for _, mode := range []Mode{ModeOverage, ModeDebt, ModeSoft, ModeAsk, ModeCap} {
		l := audited(t, mode)
		for i, p := range l.pools {
			for n := range p.log.len() {
				seen[p.log.at(n).kind()] = true
				for name, corrupt := range map[string]func(m *move){
					"quantity": func(m *move) { m.qty++ },
					"negative": func(m *move) { m.qty = -m.qty - 1 },
					"instant":  func(m *move) { m.at = minUnix*nano + 1 },
					"lot":      func(m *move) { m.lot = 99 },
					"kind":     func(m *move) { m.ref = m.ref&maxFacts | uint32(numKinds-1-m.kind())<<factBits },
					"entry":    func(m *move) { m.ref = m.ref&^maxFacts | 1000 },
				} {
					m := p.log.at(n)
					was := *m
					corrupt(m)
					if *m == was || name == "instant" && n == 0 {
						*m = was
						continue
					}
					var e *AuditError
					if err := l.Audit(); !errors.As(err, &e) || !errors.Is(err, ErrAudit) || e.Law == LawReplay || e.Pool != l.pools[i].t.pool.ID && e.Law != LawTransfer {
						t.Errorf("mode %s, pool %d, record %d of kind %d with another %s: %v", mode, i, n, was.kind(), name, err)
					} else {
						found[e.Law]++
					}
					*m = was
				}
			}
		}
	}
	for k := range numKinds {
		if !seen[k] {
			t.Errorf("no record of kind %d was tried", k)
		}
	}
	t.Log(found)
}

// Each law is named when it is the one that is broken, with what breaks it.
func TestLawsAreNamed(t *testing.T) {
	find := func(p *pool, k kind, of string) *move {
		for i := range p.log.len() {
			if m := p.log.at(i); m.kind() == k && (of == "" || p.book.id(m.fact()) == of || p.lotID(m.lot) == of) {
				return m
			}
		}
		t.Fatalf("no record of kind %d of %s", k, of)
		return nil
	}
	lotOf := func(p *pool, id string) *lot {
		for i := range p.lots {
			if p.lotID(int32(i)) == id {
				return &p.lots[i]
			}
		}
		t.Fatalf("no lot %s", id)
		return nil
	}
	// shift moves a quantity from one record to another, so that the sums stay what they are.
	shift := func(from, to *move, qty int64) { from.qty -= qty; to.qty += qty }
	for _, tt := range []struct {
		name    string
		mode    Mode
		law     Law
		entry   string // one of those involved
		corrupt func(a, b *pool)
	}{
		{"out of order", "", LawRecords, "u2", func(a, b *pool) { find(a, moveDraw, "u2").at -= int64(40 * 24 * time.Hour) }},
		{"begins with another amount", "", LawLot, "g", func(a, b *pool) { lotOf(a, "g").amount = 11 }},
		{"another rest", "", LawLot, "g", func(a, b *pool) { a.st.open[0].left-- }},
		{"a lot is overdrawn", "", LawBelow, "t", func(a, b *pool) { find(b, moveDraw, "u3").qty += 5 }},
		{"drawn after its end", "", LawLife, "g", func(a, b *pool) {
			l := lotOf(a, "g")
			l.to, l.end = find(a, moveDraw, "u1").at, find(a, moveDraw, "u1").at
		}},
		{"drawn before it begins", "", LawLot, "s", func(a, b *pool) { lotOf(a, "s").from++ }},
		{"a lot that holds on", "", LawLife, "k", func(a, b *pool) { l := lotOf(a, "k"); l.to, l.end = a.st.now, a.st.now }},
		{"drawn when void", "", LawLife, "v", func(a, b *pool) {
			m := find(a, moveDraw, "u5")
			m.lot = find(a, moveVoid, "").lot
			find(a, moveVoid, "").qty--
		}},
		{"another scope", "", LawScope, "u1", func(a, b *pool) { lotOf(a, "g").grant.scope = []string{"y"} }},
		{"grants more than it says", "", LawStated, "s", func(a, b *pool) {
			find(a, moveGrant, "s").qty++
			lotOf(a, "s").amount++
		}},
		{"adjusts more than it says", "", LawStated, "j", func(a, b *pool) { find(a, moveAdjust, "j").qty-- }},
		{"transfers more than it says", "", LawStated, "t", func(a, b *pool) { find(a, moveTransferOut, "t").qty++ }},
		{"carries more than its share", "", LawCarry, "g", func(a, b *pool) { shift(find(a, moveLapse, "g"), find(a, moveCarryOut, "g"), 1) }},
		{"carries more than it got", "", LawCarry, "g", func(a, b *pool) { find(a, moveCarryIn, "g@carry").qty++; lotOf(a, "g@carry").amount++ }},
		{"carries more together than it may", "", LawCarry, "g", func(a, b *pool) { find(a, moveLapse, "g@carry").qty = 0 }},
		{"a usage that is not all there", "", LawUsage, "u3", func(a, b *pool) { find(b, moveOverage, "u3").qty-- }},
		{"a usage that is too much", "", LawUsage, "u3", func(a, b *pool) { find(b, moveOverage, "u3").qty += 3 }},
		{"more taken back than was there", "", LawUsage, "u3", func(a, b *pool) { find(b, moveUndoOverage, "u3").qty += 20 }},
		{"more taken back than was said", "", LawUsage, "r3", func(a, b *pool) { find(b, moveUndoOverage, "u3").qty++ }},
		{"owes something else", ModeDebt, LawUsage, "u4", func(a, b *pool) { b.st.owed[0].qty++ }},
		{"pending is something else", ModeAsk, LawUsage, "u4", func(a, b *pool) { find(b, movePending, "u4").qty++ }},
		{"the sums are others", "", LawPool, "", func(a, b *pool) { b.st.sums[moveOverage]++ }},
		{"the balance is another", "", LawPool, "", func(a, b *pool) { b.bal.Overage.n++ }},
		{"what was sent did not come", "", LawTransfer, "t", func(a, b *pool) {
			l := lotOf(b, "t")
			find(b, moveTransferIn, "t").qty--
			l.amount--
			find(b, moveDraw, "u3").qty--
			find(b, moveOverage, "u3").qty++
			b.st.sums[moveTransferIn]--
			b.st.sums[moveDraw]--
			b.st.sums[moveOverage]++
			b.bal = b.t.balance(&b.st.sums)
		}},
		{"an outcome is another", "", LawReplay, "", func(a, b *pool) { a.outcomes = append(a.outcomes, outcome{fact: 1, code: Refused, qty: 1}) }},
		{"an entry is another", "", LawReplay, "u1", func(a, b *pool) {
			k := a.book.fact("k")
			e := a.book.entry(k).(Grant)
			e.Priority = -1
			*a.book.entries.at(k) = e
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := audited(t, tt.mode)
			tt.corrupt(l.pools[0], l.pools[1])
			var e *AuditError
			if err := l.Audit(); !errors.As(err, &e) || e.Law != tt.law || tt.entry != "" && !slices.Contains(e.Entries, tt.entry) {
				t.Errorf("got %v, want law %q about %s", err, tt.law, tt.entry)
			}
		})
	}
}

// A copy of the state that is not what the records were then breaks the law of the pool, and the statements that start from it
// are found not to follow from those before.
func TestCorruptMarks(t *testing.T) {
	day0 := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	list := []Entry{Grant{ID: "g", Pool: "a", Amount: Time(100000), Effective: day0}}
	for i := range 2000 {
		list = append(list, Usage{ID: fmt.Sprint("u", i), Pool: "a", From: day0.Add(time.Duration(i) * time.Hour), Time: 3})
	}
	for _, tt := range []struct {
		law     Law
		audit   func(l *Ledger) error
		corrupt func(m *mark)
	}{
		{LawPool, (*Ledger).Audit, func(m *mark) { m.st.sums[moveDraw]++ }},
		{LawLot, (*Ledger).Audit, func(m *mark) { m.st.open[0].left++ }},
		{LawPool, (*Ledger).Audit, func(m *mark) { m.log++ }},
		{LawStatement, func(l *Ledger) error { return l.pools[0].auditStatements() }, func(m *mark) { m.st.sums[moveDraw]++ }},
		{LawStatement, func(l *Ledger) error { return l.pools[0].auditStatements() }, func(m *mark) { m.st.open[0].left++ }},
	} {
		named := 0
		for k := range 15 {
			l, err := Replay(Config{Zone: "UTC", Pools: []Pool{{ID: "a"}}}, nil, list)
			if err != nil {
				t.Fatal(err)
			}
			tt.corrupt(&l.pools[0].marks[k])
			var e *AuditError
			if err := tt.audit(l); errors.As(err, &e) && e.Law == tt.law {
				named++
			} else if tt.law != LawStatement || err != nil {
				t.Errorf("mark %d: %v, want law %q", k, err, tt.law)
			}
		}
		if named < 3 {
			t.Errorf("law %q was named for %d marks of 15", tt.law, named)
		}
	}
}
