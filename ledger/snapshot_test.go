package ledger_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

// fataler is a test of either kind.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// resumed returns what a ledger is after a restart from a snapshot that was written and read.
func resumed(t fataler, l *ledger.Ledger, at time.Time) (*ledger.Ledger, ledger.Snapshot) {
	t.Helper()
	s, err := l.Snapshot(at)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var read ledger.Snapshot
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	again, err := json.Marshal(read)
	if err != nil || string(again) != string(text) || !read.Equal(s) {
		t.Fatalf("%v: written as\n%s\nand then as\n%s", err, text, again)
	}
	got, err := ledger.Resume(l.Config(), time.LoadLocation, read)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return got, s
}

// answers are all that a ledger of two pools says of an instant, and of the time from another on.
type answers struct {
	Asked     []asked
	Forecasts []ledger.Forecast
	Crossings [][]ledger.Crossing
	Postings  []ledger.Posting
	Outcomes  []ledger.Outcome
}

// answersOf asks a ledger of the time from an instant on, of the entries that are held.
func answersOf(t fataler, l *ledger.Ledger, from, at time.Time, held []ledger.Entry) answers {
	t.Helper()
	var out answers
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	for _, pool := range bothPools {
		b, err1 := l.Balance(pool, at)
		lots, err2 := l.Lots(pool, at)
		s, err3 := l.Statement(pool, from, at.Add(1))
		f, err4 := l.Forecast(pool, at, at.AddDate(0, 6, 0), at.Sub(from))
		c, err5 := l.Alerts(pool, from, at.AddDate(0, 1, 0))
		check(errors.Join(err1, err2, err3, err4, err5))
		out.Asked = append(out.Asked, asked{b, lots, s})
		out.Forecasts = append(out.Forecasts, f)
		out.Crossings = append(out.Crossings, c)
	}
	there := map[string]bool{}
	for _, e := range held {
		id := e.Head().ID
		there[id] = true
		if _, ok := e.(ledger.Usage); ok {
			p, err := l.Posting(id, at)
			check(err)
			out.Postings = append(out.Postings, p)
		}
		o, err := l.Outcome(id)
		check(err)
		out.Outcomes = append(out.Outcomes, o...)
	}
	for _, o := range l.Outcomes() {
		if there[o.Entry] {
			out.Outcomes = append(out.Outcomes, o)
		}
	}
	return out
}

// sameWhy checks that a ledger that was resumed tells what every so many entries drew and moved, and what was known
// when they were recorded, as one of all entries does, or says that it is before the snapshot.
func sameWhy(t fataler, want, got *ledger.Ledger, cut time.Time, every int) {
	t.Helper()
	before := func(err error) bool {
		if err != nil && !errors.Is(err, ledger.ErrBefore) {
			t.Fatal(err)
		}
		return err != nil
	}
	for i, e := range got.Entries() {
		if i%every != 0 {
			continue
		}
		id := e.Head().ID
		if m, err := got.Moved(id); !before(err) {
			all, err := want.Moved(id)
			if err != nil || !m.Equal(all) {
				t.Fatalf("%v; replayed %v\nresumed %v", err, all, m)
			}
		}
		if known, err := got.AsKnown(e.Head().Recorded); !before(err) {
			all, err := want.AsKnown(e.Head().Recorded)
			if err != nil {
				t.Fatal(err)
			}
			for _, pool := range bothPools {
				a, err1 := all.Statement(pool, cut, cut.AddDate(1, 0, 0))
				b, err2 := known.Statement(pool, cut, cut.AddDate(1, 0, 0))
				if diff := cmp.Diff(a, b); diff != "" || err1 != nil || err2 != nil {
					t.Fatalf("as known at %v: %v %v (-replayed +resumed):\n%s", e.Head().Recorded, err1, err2, diff)
				}
			}
		}
		if e.Head().Type != ledger.TypeUsage {
			continue
		}
		if x, err := got.Explain(id); !before(err) {
			all, err := want.Explain(id)
			if err != nil || x.String() != all.String() {
				t.Fatalf("%v; replayed %v\nresumed %v", err, all, x)
			}
		}
	}
}

// sameFrom checks that a ledger that was resumed says what one of all entries says, from the cut on.
func sameFrom(t fataler, want, got *ledger.Ledger, cut, at time.Time) {
	t.Helper()
	if at.Before(cut) {
		at = cut
	}
	held := got.Entries()
	a, b := answersOf(t, want, cut, at, held), answersOf(t, got, cut, at, held)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Fatalf("from %v, at %v (-replayed +resumed):\n%s", cut, at, diff)
	}
	if err := got.Audit(); err != nil {
		t.Fatal(err)
	}
	asJSON := func(l *ledger.Ledger) string {
		s, err := l.Snapshot(at)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if x, y := asJSON(want), asJSON(got); x != y {
		t.Fatalf("from %v, the snapshot at %v (-replayed +resumed):\n%s", cut, at, cmp.Diff(strings.SplitAfter(x, ","), strings.SplitAfter(y, ",")))
	}
}

func drawAlerts(t *rapid.T, pol ledger.Policy) ledger.Policy {
	if rapid.Bool().Draw(t, "alerts") {
		pol.Alerts = []ledger.Alert{{Used: ledger.Percent(50)}, {Left: ledger.Fixed(ledger.Time(3))}}
	}
	if rapid.Bool().Draw(t, "periods") {
		pol.Period, pol.FairUse, pol.Borrow = monthly, ledger.Percent(10), ledger.Fixed(ledger.Time(2))
		pol.Ceiling = ledger.Percent(40)
	}
	return pol
}

// accepted counts how often the entries after a snapshot are taken.
var accepted, refused int

// Whatever the facts and wherever they are cut: a snapshot and what follows is all of them replayed, or a typed error.
func TestSnapshotIsReplay(t *testing.T) {
	accepted, refused = 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawAlerts(t, drawRules(t)), inOrder(drawBooks(t))
		want := replay(t, both(pol), list)
		cut, at := drawInstant(t, "cut"), drawInstant(t, "asked")
		n := len(list)
		if rapid.IntRange(0, 2).Draw(t, "whole") > 0 {
			n = rapid.IntRange(0, n).Draw(t, "posted")
		}
		got, s := resumed(t, replay(t, both(pol), list[:n]), cut)
		if !s.At().Equal(cut) {
			t.Fatalf("the snapshot is of %v", s.At())
		}
		for _, e := range list[n:] {
			before := got.Len()
			err := got.Post(e)
			if err == nil {
				accepted++
				continue
			}
			refused++
			var b *ledger.BeforeError
			if !errors.As(err, &b) || !b.Snapshot.Equal(cut) || !errors.Is(err, ledger.ErrBefore) || got.Len() != before {
				t.Fatalf("%+v: %v", e, err)
			}
			if !b.At.IsZero() && !b.At.Before(cut) {
				t.Fatalf("%+v is refused, and can be replayed from %v, after the cut: %v", e, b.At, err)
			}
			t.Logf("refused %+v: %v", e, err)
			sameFrom(t, replay(t, both(pol), known(list[:n], got)), got, cut, at)
			return
		}
		sameFrom(t, want, got, cut, at)
		sameWhy(t, want, got, cut, 1)
		for _, e := range list { // all that there was, again
			before := got.Len()
			if err := got.Post(e); got.Len() != before || err != nil && !errors.Is(err, ledger.ErrBefore) {
				t.Fatalf("%+v again: %v", e, err)
			}
		}
		sameFrom(t, want, got, cut, at)
		if cut2 := drawInstant(t, "second cut"); !cut2.Before(cut) {
			twice, _ := resumed(t, got, cut2)
			sameFrom(t, want, twice, cut2, at)
		}
	})
	t.Logf("%d entries taken after a snapshot, %d refused", accepted, refused)
	if accepted < refused/4 {
		t.Errorf("only %d entries taken after a snapshot, %d refused", accepted, refused)
	}
}

// known returns the entries of a list and those that a ledger has beyond.
func known(list []ledger.Entry, l *ledger.Ledger) []ledger.Entry {
	out := slices.Clone(list)
	there := map[string]bool{}
	for _, e := range list {
		there[e.Head().ID] = true
	}
	for _, e := range l.Entries() {
		if !there[e.Head().ID] {
			out = append(out, e)
		}
	}
	return out
}

// Long books, snapshot by snapshot, say the same as when they are replayed.
func TestSnapshotLongBooks(t *testing.T) {
	modes := []ledger.Mode{"", ledger.ModeDebt, ledger.ModeAsk, ledger.ModeHard, ledger.ModeSoft, ledger.ModeCap}
	for seed := range uint64(12) {
		r := newRand(seed)
		list := books(r, 450)
		pol := ledger.Policy{
			Mode: modes[seed%6], Voided: []ledger.Voided{"", ledger.Unwind}[seed/6], Late: []ledger.Late{"", "", ledger.RefuseLate}[seed%3],
			Alerts: []ledger.Alert{{Used: ledger.Percent(50)}, {Left: ledger.Fixed(ledger.Time(3))}}, Period: monthly,
		}
		want := replay(t, both(pol), list)
		got, cut := want, day0
		for range 8 {
			cut = cut.Add(time.Duration(1+r.IntN(250)) * 12 * time.Hour)
			got, _ = resumed(t, got, cut)
			sameFrom(t, want, got, cut, cut.Add(time.Duration(r.IntN(400))*12*time.Hour))
			sameWhy(t, want, got, cut, 97)
		}
	}
}
