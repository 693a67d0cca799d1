package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/ledger"
)

// books draws a long history of two pools with late facts, closes, transfers, extensions and approvals: enough of
// them that the ledger goes by its marks.
func books(r *rand.Rand, n int) []ledger.Entry {
	var list []ledger.Entry
	var grants, usages []string
	began := map[string]time.Time{}
	for _, e := range history(r, n) {
		at, pool, recorded := e.Head().At, "", time.Time{}
		if r.IntN(3) == 0 {
			pool = "other"
		}
		if r.IntN(3) == 0 {
			recorded = at.Add(time.Duration(r.IntN(120)) * 12 * time.Hour)
		}
		list = append(list, with(e, pool, recorded))
		switch e.Head().Type {
		case ledger.TypeGrant:
			grants = append(grants, e.Head().ID)
			began[e.Head().ID] = at
		case ledger.TypeUsage:
			usages = append(usages, e.Head().ID)
		}
		id := fmt.Sprint("n", len(list))
		switch k := r.IntN(40); {
		case k < 3:
			x := ledger.Transfer{ID: id, Pool: "hours", To: "other", At: at, Recorded: recorded, Amount: ledger.Time(time.Duration(r.IntN(20)))}
			if r.IntN(2) == 0 {
				x.Pool, x.To = x.To, x.Pool
			}
			list, grants, began[id] = append(list, x), append(grants, id), at
		case k < 6:
			grant := grants[r.IntN(len(grants))]
			at := began[grant].AddDate(0, 0, r.IntN(60)) // as it lives
			list = append(list, ledger.Extend{ID: id, Grant: grant, At: at, Expires: at.AddDate(0, 3+r.IntN(9), 0)})
		case k == 6 && len(usages) > 0:
			list = append(list, ledger.Approval{ID: id, Usage: usages[r.IntN(len(usages))], At: at, Recorded: recorded, Decline: r.IntN(2) == 0})
		case k == 7:
			list = append(list, ledger.Close{ID: id, Pool: []string{"", "hours", "other"}[r.IntN(3)], Until: at, Recorded: at.AddDate(0, 0, r.IntN(20))})
		case k == 8:
			list = append(list, ledger.Reopen{ID: id, From: at.AddDate(0, -1, 0), Recorded: at})
		case k == 9:
			list = append(list, ledger.Void{ID: id, Grant: grants[r.IntN(len(grants))], At: at, Recorded: recorded})
		}
	}
	return list
}

// asked are the answers of a ledger of two pools about an instant.
type asked struct {
	Balance   ledger.Balance
	Lots      []ledger.Lot
	Statement ledger.Statement
}

func ask(t *testing.T, l *ledger.Ledger, at time.Time) []asked {
	t.Helper()
	var out []asked
	for _, pool := range bothPools {
		b, err1 := l.Balance(pool, at)
		lots, err2 := l.Lots(pool, at)
		s, err3 := l.Statement(pool, at.AddDate(0, -3, 0), at.Add(1))
		for _, err := range []error{err1, err2, err3} {
			must(t, err)
		}
		out = append(out, asked{b, lots, s})
	}
	return out
}

// Long books, posted in order and out of order, say the same of every instant; and what they knew at one is
// what those say that were recorded by then.
func TestLongBooks(t *testing.T) {
	for seed := range uint64(8) {
		r := newRand(seed)
		list := books(r, 450)
		pol := ledger.Policy{
			Mode: []ledger.Mode{"", ledger.ModeDebt, ledger.ModeAsk, ledger.ModeHard}[seed%4], Voided: []ledger.Voided{"", ledger.Unwind}[seed/4],
			Late: []ledger.Late{"", "", ledger.RefuseLate}[seed%3],
		}
		want := replay(t, both(pol), list)
		got := want.Blank()
		mixed := slices.Clone(list)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		mixed = inOrder(mixed)
		for len(mixed) > 0 {
			n := min(len(mixed), 1+r.IntN(40))
			must(t, got.Post(mixed[:n]...))
			mixed = mixed[n:]
		}
		m := model{entries: list, ats: map[string]time.Time{}}
		for _, e := range list {
			m.at(e)
		}
		for range 30 {
			at := day0.Add(time.Duration(r.IntN(2100)) * 12 * time.Hour)
			if diff := cmp.Diff(ask(t, want, at), ask(t, got, at)); diff != "" {
				t.Fatalf("seed %d at %v (-replayed +posted):\n%s", seed, at, diff)
			}
			if short := replay(t, both(pol), sofar(list, m.ats, at)); !cmp.Equal(ask(t, short, at), ask(t, got, at)) {
				t.Fatalf("seed %d at %v (-ends there +goes on):\n%s", seed, at, cmp.Diff(ask(t, short, at), ask(t, got, at)))
			}
		}
		if diff := cmp.Diff(want.Outcomes(), got.Outcomes()); diff != "" {
			t.Fatalf("seed %d, outcomes (-replayed +posted):\n%s", seed, diff)
		}
		for range 4 {
			known, at := day0.Add(time.Duration(r.IntN(2100))*12*time.Hour), day0.Add(time.Duration(r.IntN(2100))*12*time.Hour)
			k, err := got.AsKnown(known)
			must(t, err)
			if diff := cmp.Diff(ask(t, replay(t, both(pol), knownAt(list, known)), at), ask(t, k, at)); diff != "" {
				t.Fatalf("seed %d at %v as known at %v (-replayed +known):\n%s", seed, at, known, diff)
			}
		}
	}
}

// sofar returns the entries that take effect at an instant or before, those that they name, all
// closes, and all transfers, as these say how far a pool is closed.
func sofar(list []ledger.Entry, places map[string]time.Time, at time.Time) []ledger.Entry {
	keep := map[string]bool{}
	for _, e := range list {
		switch e.(type) {
		case ledger.Close, ledger.Reopen, ledger.Transfer:
			keep[e.Head().ID] = true
		default:
			keep[e.Head().ID] = !places[e.Head().ID].After(at)
		}
	}
	for range 3 {
		for _, e := range list {
			if keep[e.Head().ID] {
				keep[namedBy(e)] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(e ledger.Entry) bool { return !keep[e.Head().ID] })
}

// A fact that is late by a few takes back what was extended, reversed and moved after it, and no more.
func TestLateByAFewCorrections(t *testing.T) {
	list := []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(4000), Effective: day0, Expires: day0.Add(400 * time.Hour)},
		ledger.Extend{ID: "x", Grant: "g", At: day0.Add(300 * time.Hour), Expires: day0.Add(900 * time.Hour)},
		ledger.Transfer{ID: "t", Pool: "hours", To: "other", At: day0.Add(310 * time.Hour), Amount: ledger.Time(100)},
		ledger.Transfer{ID: "b", Pool: "other", To: "hours", At: day0.Add(320 * time.Hour)},
	}
	for i := range 600 {
		at := day0.Add(time.Duration(i) * time.Hour)
		list = append(list, ledger.Usage{ID: fmt.Sprintf("u%03d", i), Pool: bothPools[i/7%2], From: at, Time: 7})
		if i%5 == 4 {
			list = append(list, ledger.Reversal{ID: fmt.Sprintf("r%03d", i), Usage: fmt.Sprintf("u%03d", i-i%50), At: at, Amount: ledger.Time(2)})
		}
	}
	for k := 270; k < 330; k += 3 {
		late := ledger.Usage{ID: "late", Pool: bothPools[k/3%2], From: day0.Add(time.Duration(k)*time.Hour + 1), Time: 11}
		want := replay(t, both(ledger.Policy{}), append([]ledger.Entry{late}, list...))
		got := replay(t, both(ledger.Policy{}), list)
		must(t, got.Post(late))
		for _, at := range []int{265, k, 305, 315, 350, 500, 950} {
			at := day0.Add(time.Duration(at) * time.Hour)
			if diff := cmp.Diff(ask(t, want, at), ask(t, got, at)); diff != "" {
				t.Fatalf("late at %d, asked of %v (-replayed +posted):\n%s", k, at, diff)
			}
		}
		if diff := cmp.Diff(want.Outcomes(), got.Outcomes()); diff != "" {
			t.Fatalf("late at %d, outcomes (-replayed +posted):\n%s", k, diff)
		}
	}
}
