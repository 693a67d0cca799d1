package ledger_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

// A machine is a host that posts facts as they become known, late ones among them, closes periods and
// keeps what it told of them.
type machine struct {
	pol    ledger.Policy
	l      *ledger.Ledger
	list   []ledger.Entry
	now    time.Time // at which the next fact is recorded
	told   []told
	issued int

	resumed *ledger.Ledger // from a snapshot at cut, to which all is posted as well until something is before it
	cut     time.Time
}

// told is a statement that was sent.
type told struct {
	at       time.Time
	pool     string
	from, to time.Time
	ledger.Statement
	reopened bool
}

func (m *machine) id() string {
	m.issued++
	return fmt.Sprintf("%03d", m.issued)
}

// post records an entry now.
func (m *machine) post(t *rapid.T, e ledger.Entry) {
	t.Helper()
	switch x := e.(type) {
	case ledger.Close:
		x.Recorded = m.now
		e = x
	case ledger.Reopen:
		x.Recorded = m.now
		e = x
	default:
		e = with(e, "", m.now)
	}
	if err := m.l.Post(e); err != nil {
		t.Fatalf("%+v: %v", e, err)
	}
	m.list = append(m.list, e)
	if m.resumed != nil {
		if err := m.resumed.Post(e); errors.Is(err, ledger.ErrBefore) {
			m.resumed = nil
		} else if err != nil {
			t.Fatalf("%+v after the snapshot: %v", e, err)
		}
	}
	m.now = m.now.Add(time.Duration(rapid.IntRange(1, 12).Draw(t, "goes by")) * 12 * time.Hour)
}

func (m *machine) pool(t *rapid.T) string { return rapid.SampledFrom(bothPools).Draw(t, "pool") }

// tell closes a pool and keeps the statement that is sent of the last months.
func (m *machine) tell(t *rapid.T) {
	c := ledger.Close{ID: m.id(), Pool: m.pool(t), Until: m.now.Add(-time.Duration(rapid.IntRange(0, 60).Draw(t, "ago")) * 12 * time.Hour)}
	at := m.now
	m.post(t, c)
	to, err := m.l.OpenFrom(c.Pool, m.now)
	if err != nil || to.Before(c.Until) {
		t.Fatalf("closed to %v, but open from %v: %v", c.Until, to, err)
	}
	from := to.AddDate(0, -1, 0)
	m.told = append(m.told, told{at, c.Pool, from, to, statementOf(t, m.l, c.Pool, from, to), false})
}

func (m *machine) actions() map[string]func(*rapid.T) {
	naming := func(kind string) func(*rapid.T) {
		return func(t *rapid.T) {
			for range 8 {
				e := drawNaming(t, "x", m.list)
				if string(e.Head().Type) == kind {
					m.issued++
					m.post(t, renamed(e, fmt.Sprintf("%03d", m.issued)))
					return
				}
			}
			t.Skip("none came")
		}
	}
	return map[string]func(*rapid.T){
		"grant": func(t *rapid.T) {
			g := drawGrant(t, m.id())
			g.Pool = m.pool(t)
			m.post(t, g)
		},
		"usage": func(t *rapid.T) {
			m.post(t, ledger.Usage{ID: m.id(), Pool: m.pool(t), From: m.now, Time: time.Duration(rapid.IntRange(0, 9).Draw(t, "time"))})
		},
		"late usage": func(t *rapid.T) {
			u := ledger.Usage{ID: m.id(), Pool: m.pool(t), From: drawInstant(t, "from"), Time: time.Duration(rapid.IntRange(0, 9).Draw(t, "time"))}
			u.Scope = rapid.SampledFrom([]string{"", "a"}).Draw(t, "scope")
			m.post(t, u)
		},
		"reversal": func(t *rapid.T) {
			for _, e := range m.list {
				if e.Head().Type == ledger.TypeUsage && rapid.Bool().Draw(t, "this") {
					m.post(t, ledger.Reversal{ID: m.id(), Usage: e.Head().ID, At: drawInstant(t, "at"), Amount: ledger.Time(time.Duration(rapid.IntRange(0, 7).Draw(t, "back")))})
					return
				}
			}
			t.Skip("no usage")
		},
		"reset": func(t *rapid.T) {
			m.post(t, ledger.Reset{ID: m.id(), Pool: m.pool(t), At: drawInstant(t, "at"), KeepOverage: rapid.Bool().Draw(t, "keep")})
		},
		"void": naming("void"), "adjustment": naming("adjustment"), "transfer": naming("transfer"),
		"extend": naming("extend"), "approval": naming("approval"),
		"close": m.tell,
		"reopen": func(t *rapid.T) {
			r := ledger.Reopen{ID: m.id(), Pool: m.pool(t), From: drawInstant(t, "from")}
			for i := range m.told {
				m.told[i].reopened = m.told[i].reopened || r.From.Before(m.told[i].to)
			}
			m.post(t, r)
		},
		"twice": func(t *rapid.T) {
			if len(m.list) > 0 {
				must(t, m.l.Post(rapid.SampledFrom(m.list).Draw(t, "again")))
			}
		},
		"restart": func(t *rapid.T) {
			m.l = replay(t, both(m.pol), rapid.Permutation(m.list).Draw(t, "read back"))
		},
		"snapshot": func(t *rapid.T) {
			cut := drawInstant(t, "cut")
			got, _ := resumed(t, m.l, cut)
			sameFrom(t, m.l, got, cut, drawInstant(t, "asked"))
			if len(m.list) > 0 { // the tail, posted again, changes nothing
				n := got.Len()
				if err := got.Post(rapid.SampledFrom(m.list).Draw(t, "again")); got.Len() != n || err != nil && !errors.Is(err, ledger.ErrBefore) {
					t.Fatal(err)
				}
			}
			m.resumed, m.cut = got, cut
		},
		"": m.check,
	}
}

// check compares the ledger with the model, now and as known before, and with all that was told.
func (m *machine) check(t *rapid.T) {
	at := drawInstant(t, "asked")
	asModel(t, m.pol, m.list, m.l, at)
	then := drawInstant(t, "as known at")
	asModel(t, m.pol, knownAt(m.list, then), asKnown(t, m.l, then), at)
	if m.resumed != nil {
		sameFrom(t, m.l, m.resumed, m.cut, at)
	}
	for i, s := range m.told {
		if diff := cmp.Diff(s.Statement, statementOf(t, asKnown(t, m.l, s.at), s.pool, s.from, s.to)); diff != "" {
			t.Fatalf("%d, told at %v, as known then:\n%s", i, s.at, diff)
		}
		if s.reopened {
			continue
		}
		if diff := cmp.Diff(s.Statement, statementOf(t, m.l, s.pool, s.from, s.to)); diff != "" {
			t.Fatalf("%d, told at %v, is now:\n%s", i, s.at, diff)
		}
		if next := statementOf(t, m.l, s.pool, s.to, s.to.AddDate(0, 1, 0)); !next.Opening.Equal(s.Closing) {
			t.Fatalf("%d closes with %v, the next opens with %v", i, s.Closing, next.Opening)
		}
	}
}

// renamed returns an entry under another ID.
func renamed(e ledger.Entry, id string) ledger.Entry {
	switch x := e.(type) {
	case ledger.Void:
		x.ID = id
		return x
	case ledger.Adjustment:
		x.ID = id
		return x
	case ledger.Transfer:
		x.ID = id
		return x
	case ledger.Extend:
		x.ID = id
		return x
	case ledger.Approval:
		x.ID = id
		return x
	}
	return e
}

// Whatever a host does, fact by fact, the ledger is what the model says, now and as it was known
// at any time; and no statement that was sent is ever another.
func TestMachine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{pol: drawRules(t), now: day0}
		m.l = replay(t, both(m.pol), nil)
		t.Repeat(m.actions())
	})
}
