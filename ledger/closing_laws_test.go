package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

var bothPools = []string{"hours", "other"}

// both is a ledger of two pools with the same rules.
func both(pol ledger.Policy) ledger.Config {
	return ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours", Policy: pol}, {ID: "other", Policy: pol}}}
}

// with returns an entry of another pool, or recorded at another instant; an empty pool and the zero Time
// leave it as it is.
func with(e ledger.Entry, pool string, recorded time.Time) ledger.Entry {
	set := func(to *string, at *time.Time) {
		if pool != "" && to != nil {
			*to = pool
		}
		if !recorded.IsZero() {
			*at = recorded
		}
	}
	switch x := e.(type) {
	case ledger.Grant:
		set(&x.Pool, &x.Recorded)
		return x
	case ledger.Usage:
		set(&x.Pool, &x.Recorded)
		return x
	case ledger.Reset:
		set(&x.Pool, &x.Recorded)
		return x
	case ledger.Payment:
		set(nil, &x.Recorded)
		return x
	case ledger.Adjustment:
		set(nil, &x.Recorded)
		return x
	case ledger.Void:
		set(nil, &x.Recorded)
		return x
	case ledger.Reversal:
		set(nil, &x.Recorded)
		return x
	case ledger.Extend:
		set(nil, &x.Recorded)
		return x
	case ledger.Approval:
		set(nil, &x.Recorded)
		return x
	case ledger.Transfer:
		set(nil, &x.Recorded)
		return x
	}
	return e
}

// drawNaming draws an entry that names one of those there are, or a close.
func drawNaming(t *rapid.T, id string, list []ledger.Entry) ledger.Entry {
	var grants, usages []string
	pools := map[string]string{}
	for _, e := range list {
		switch x := e.(type) {
		case ledger.Grant:
			grants, pools[x.ID] = append(grants, x.ID), x.Pool
		case ledger.Transfer:
			grants = append(grants, x.ID)
		case ledger.Usage:
			usages = append(usages, x.ID)
		}
	}
	at := drawInstant(t, "at")
	amount := ledger.Time(time.Duration(rapid.IntRange(0, 6).Draw(t, "quantity")))
	grant, usage := "", ""
	if len(grants) > 0 {
		grant = rapid.SampledFrom(grants).Draw(t, "grant")
	}
	if len(usages) > 0 {
		usage = rapid.SampledFrom(usages).Draw(t, "usage")
	}
	switch k := rapid.IntRange(0, 9).Draw(t, "entry"); {
	case k < 2:
		x := ledger.Transfer{ID: id, Pool: "hours", To: "other", Amount: amount, At: at}
		if rapid.Bool().Draw(t, "back") {
			x.Pool, x.To = x.To, x.Pool
		}
		if grant != "" && rapid.Bool().Draw(t, "of a grant") && pools[grant] == x.Pool {
			x.Grant = grant
		}
		return x
	case k < 4 && grant != "":
		x := ledger.Extend{ID: id, Grant: grant, At: at, Expires: drawInstant(t, "expires"), While: "renewed"}
		if rapid.IntRange(0, 3).Draw(t, "while") == 0 {
			x.Expires = time.Time{}
		}
		return x
	case k < 6 && usage != "":
		return ledger.Approval{ID: id, Usage: usage, At: at, Amount: amount, Decline: rapid.Bool().Draw(t, "decline")}
	case k == 6 && grant != "":
		return ledger.Void{ID: id, Grant: grant, At: at}
	case k == 7 && grant != "":
		return ledger.Adjustment{ID: id, Grant: grant, At: at, Amount: ledger.Time(time.Duration(rapid.SampledFrom([]int{-5, -1, 2, 7}).Draw(t, "by")))}
	case k == 8:
		return ledger.Reopen{ID: id, Pool: rapid.SampledFrom([]string{"", "hours", "other"}).Draw(t, "pool"), From: at, Recorded: drawInstant(t, "reopened")}
	}
	c := ledger.Close{ID: id, Pool: rapid.SampledFrom([]string{"", "hours", "other"}).Draw(t, "pool"), Until: at}
	if rapid.Bool().Draw(t, "later") {
		c.Recorded = drawInstant(t, "closed")
	}
	return c
}

// drawBooks draws facts of two pools, some of which come late, and what closes periods between.
func drawBooks(t *rapid.T) []ledger.Entry {
	list := drawEntries(t)
	for i, e := range list {
		pool, recorded := "", time.Time{}
		if rapid.IntRange(0, 2).Draw(t, "elsewhere") == 0 {
			pool = "other"
		}
		if rapid.Bool().Draw(t, "recorded") {
			recorded = drawInstant(t, "when")
		}
		list[i] = with(e, pool, recorded)
	}
	for i := range rapid.IntRange(0, 10).Draw(t, "more") {
		e := drawNaming(t, fmt.Sprintf("n%d", i), list)
		if rapid.Bool().Draw(t, "recorded") {
			e = with(e, "", drawInstant(t, "when"))
		}
		list = append(list, e)
	}
	return list
}

func drawRules(t *rapid.T) ledger.Policy {
	pol := drawPolicy(t)
	pol.Late = rapid.SampledFrom([]ledger.Late{"", ledger.NextOpen, ledger.RefuseLate}).Draw(t, "late")
	return pol
}

// Whatever is closed, late, moved or extended, the ledger and the model agree.
func TestClosingModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		l := replay(t, both(pol), list)
		for range 3 {
			asModel(t, pol, list, l, drawInstant(t, "asked").Add(rapid.SampledFrom([]time.Duration{0, 0, -1, 30 * 24 * time.Hour}).Draw(t, "off")))
		}
	})
}

// In whatever order the facts are posted, closes and transfers among them, the answers are the same.
func TestClosingOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		want := replay(t, both(pol), list)
		got := want.Blank()
		mixed := inOrder(rapid.Permutation(list).Draw(t, "mixed"))
		mixed = append(mixed, mixed[:len(mixed)/2]...) // some of them twice
		for len(mixed) > 0 {
			n := rapid.IntRange(1, min(3, len(mixed))).Draw(t, "at once")
			if err := got.Post(mixed[:n]...); err != nil {
				t.Fatal(err)
			}
			mixed = mixed[n:]
		}
		if diff := cmp.Diff(want.Entries(), got.Entries()); diff != "" {
			t.Fatalf("entries (-want +got):\n%s", diff)
		}
		for range 3 {
			sameBooks(t, want, got, drawInstant(t, "asked"))
		}
	})
}

// inOrder puts entries after those that they name, and leaves them as they are otherwise.
func inOrder(list []ledger.Entry) []ledger.Entry {
	var out []ledger.Entry
	there := map[string]bool{"": true}
	for len(out) < len(list) {
		for _, e := range list {
			if id := e.Head().ID; !there[id] && there[namedBy(e)] {
				there[id] = true
				out = append(out, e)
			}
		}
	}
	return out
}

// namedBy returns the ID that an entry names.
func namedBy(e ledger.Entry) string {
	switch x := e.(type) {
	case ledger.Payment:
		return x.Grant
	case ledger.Adjustment:
		return x.Grant
	case ledger.Void:
		return x.Grant
	case ledger.Extend:
		return x.Grant
	case ledger.Transfer:
		return x.Grant
	case ledger.Reversal:
		return x.Usage
	case ledger.Approval:
		return x.Usage
	}
	return ""
}

// sameBooks checks that two ledgers of two pools give the same answers.
func sameBooks(t *rapid.T, want, got *ledger.Ledger, at time.Time) {
	t.Helper()
	for _, pool := range bothPools {
		a, err1 := want.Statement(pool, at.AddDate(0, -1, 0), at)
		b, err2 := got.Statement(pool, at.AddDate(0, -1, 0), at)
		if diff := cmp.Diff(a, b); diff != "" || err1 != nil || err2 != nil {
			t.Fatalf("statement of %s to %v: %v %v (-want +got):\n%s", pool, at, err1, err2, diff)
		}
	}
	same(t, want, got, at)
}

// knownAt returns the entries recorded by then that name none that was recorded later.
func knownAt(list []ledger.Entry, at time.Time) []ledger.Entry {
	known := map[string]bool{"": true}
	var out []ledger.Entry
	for _, e := range inOrder(list) {
		if !e.Head().Recorded.After(at) && known[namedBy(e)] {
			known[e.Head().ID] = true
			out = append(out, e)
		}
	}
	return out
}

func asKnown(t *rapid.T, l *ledger.Ledger, at time.Time) *ledger.Ledger {
	t.Helper()
	k, err := l.AsKnown(at)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// What a ledger says as of an instant is what the entries recorded by then say, at each
// instant at which one was.
func TestAsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		l := replay(t, both(pol), list)
		asked := drawInstant(t, "asked")
		for _, e := range list {
			at := e.Head().Recorded
			want, got := replay(t, both(pol), knownAt(list, at)), asKnown(t, l, at)
			if want.Len() != got.Len() {
				t.Fatalf("%d entries known at %v, want %d", got.Len(), at, want.Len())
			}
			sameBooks(t, want, got, asked)
		}
		sameBooks(t, l, asKnown(t, l, day0.AddDate(100, 0, 0)), asked)
	})
}

// A statement of a closed period is told the same ever after, until it is opened again; and as known
// when it was told even then. Each closes with what the next one opens with.
func TestToldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		l := replay(t, both(pol), list)
		told := drawInstant(t, "told")
		then := asKnown(t, l, told)
		for _, pool := range bothPools {
			to, err := l.OpenFrom(pool, told.Add(1))
			if err != nil {
				t.Fatal(err)
			}
			if to.IsZero() {
				continue
			}
			from := to.AddDate(0, -rapid.IntRange(1, 3).Draw(t, "months"), 0)
			was := statementOf(t, then, pool, from, to)
			for _, e := range list {
				now := e.Head().Recorded
				if !now.After(told) || lowered(list, told, now, to) {
					continue
				}
				if open, err := l.OpenFrom(pool, now); err != nil || open.Before(to) {
					t.Fatalf("%s is open from %v to what is recorded at %v, though nobody opened it: %v", pool, open, now, err)
				}
				if diff := cmp.Diff(was, statementOf(t, asKnown(t, l, now), pool, from, to)); diff != "" {
					t.Fatalf("%s from %v to %v as told at %v, and at %v:\n%s", pool, from, to, told, now, diff)
				}
			}
			if diff := cmp.Diff(was, statementOf(t, asKnown(t, l, told), pool, from, to)); diff != "" {
				t.Fatalf("as known at %v:\n%s", told, diff)
			}
			if next := statementOf(t, l, pool, to, to.AddDate(0, 1, 0)); !next.Opening.Equal(statementOf(t, l, pool, from, to).Closing) {
				t.Fatalf("opens with %v", next.Opening)
			}
		}
	})
}

// lowered reports whether a reopening between two instants opened anything before an instant.
func lowered(list []ledger.Entry, after, until, to time.Time) bool {
	return slices.ContainsFunc(list, func(e ledger.Entry) bool {
		r, ok := e.(ledger.Reopen)
		return ok && r.Recorded.After(after) && !r.Recorded.After(until) && r.From.Before(to)
	})
}

// statementOf returns a statement whose figures add up.
func statementOf(t *rapid.T, l *ledger.Ledger, pool string, from, to time.Time) ledger.Statement {
	t.Helper()
	s, err := l.Statement(pool, from, to)
	if err != nil {
		t.Fatal(err)
	}
	var opening, closing ledger.Quantity
	for _, f := range append([]ledger.LotLine{{Figures: s.Figures}}, s.Lots...) {
		in := f.Opening.Add(f.Granted).Add(f.CarriedIn).Add(f.Adjusted).Add(f.TransferredIn)
		if !in.Equal(f.Drawn.Add(f.Lapsed).Add(f.CarriedOut).Add(f.Voided).Add(f.TransferredOut).Add(f.Closing)) || f.Closing.Sign() < 0 {
			t.Fatalf("%s %s does not add up: %+v", pool, f.Lot, f.Figures)
		}
		if f.Lot != "" {
			opening, closing = opening.Add(f.Opening), closing.Add(f.Closing)
		}
	}
	if !opening.Equal(s.Opening) || !closing.Equal(s.Closing) {
		t.Fatalf("%s: the lots do not add up: %+v", pool, s)
	}
	return s
}

// What one pool gives the other gets, and each usage is accounted for to the billionth.
func TestClosingAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		l, at := replay(t, both(pol), list), drawInstant(t, "asked")
		var out, in ledger.Quantity
		for _, pool := range bothPools {
			s := statementOf(t, l, pool, day0.AddDate(-1, 0, 0), at)
			out, in = out.Add(s.TransferredOut), in.Add(s.TransferredIn)
		}
		if !out.Equal(in) {
			t.Fatalf("%v left one pool, %v came to another", out, in)
		}
		for _, e := range list {
			if u, ok := e.(ledger.Usage); ok {
				p, err := l.Posting(u.ID, at)
				if err != nil {
					t.Fatal(err)
				}
				var sum ledger.Quantity
				for _, d := range p.Draws {
					sum = sum.Add(d.Quantity)
				}
				if worked := !p.In.After(at); worked && !sum.Equal(p.Credit) || !worked && len(p.Draws) > 0 {
					t.Fatalf("%+v at %v", p, at)
				}
			}
		}
	})
}

// What an entry moved is the difference between what was known with it and without it, and all that names it.
func TestMovedIsTheDifference(t *testing.T) {
	shifts := 0
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawRules(t), drawBooks(t)
		l := replay(t, both(pol), list)
		for _, e := range list {
			id, now := e.Head().ID, e.Head().Recorded
			for name := namedBy(e); name != ""; {
				named, err := l.Entry(name)
				must(t, err)
				if r := named.Head().Recorded; r.After(now) {
					now = r
				}
				name = namedBy(named)
			}
			with := knownAt(list, now)
			out := map[string]bool{id: true}
			without := slices.DeleteFunc(inOrder(with), func(e ledger.Entry) bool {
				out[e.Head().ID] = out[e.Head().ID] || out[namedBy(e)]
				return out[e.Head().ID]
			})
			before, after := replay(t, both(pol), without), replay(t, both(pol), with)
			m, end := model{entries: with, ats: map[string]time.Time{}}, day0
			for _, e := range with {
				if typ := e.Head().Type; typ != ledger.TypeClose && typ != ledger.TypeReopen && m.at(e).After(end) {
					end = m.at(e)
				}
			}
			want := map[string]bool{}
			for _, u := range without {
				if u.Head().Type == ledger.TypeUsage {
					a, err1 := before.Posting(u.Head().ID, end)
					b, err2 := after.Posting(u.Head().ID, end)
					must(t, errors.Join(err1, err2))
					back := func(d ledger.Draw) bool { return d.As == ledger.TakenBack }
					if !slices.EqualFunc(slices.DeleteFunc(a.Draws, back), slices.DeleteFunc(b.Draws, back), ledger.Draw.Equal) {
						want[u.Head().ID] = true
					}
				}
			}
			moved, err := l.Moved(id)
			must(t, err)
			got := map[string]bool{}
			for _, s := range moved.Shifts {
				got[s.Usage] = true
				shifts++
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%+v (-want +got):\n%s", e, diff)
			}
		}
	})
	if shifts == 0 {
		t.Error("nothing was ever moved")
	}
}
