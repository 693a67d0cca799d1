package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
)

// history draws n facts over some years: enough of them that the ledger goes by its marks.
func history(r *rand.Rand, n int) []ledger.Entry {
	list := []ledger.Entry{
		ledger.Grant{
			ID: "plan", Pool: "hours", Kind: ledger.Allowance, Amount: ledger.Time(40), Effective: day0, Every: monthly,
			Roll: ledger.Rollover{Share: ledger.Percent(50), Lives: calendar.Every{N: 2, Unit: "month"}, Total: ledger.Percent(60)},
		},
	}
	at := func() time.Time { return day0.Add(time.Duration(r.IntN(2000)) * 12 * time.Hour) }
	var usages []string
	for i := len(list); i < n; i++ {
		id, when := fmt.Sprintf("%d", i), at()
		switch k := r.IntN(40); {
		case k < 2:
			g := ledger.Grant{ID: "g" + id, Pool: "hours", Amount: ledger.Time(time.Duration(r.IntN(30))), Effective: when}
			if r.IntN(2) == 0 {
				g.Expires = when.AddDate(0, 1+r.IntN(6), 0)
			}
			list = append(list, g)
		case k == 2:
			list = append(list, ledger.Adjustment{ID: "a" + id, Grant: "plan", At: when, Amount: ledger.Time(time.Duration(1 + r.IntN(9)))})
		case k == 3 && len(usages) > 0:
			list = append(list, ledger.Reversal{ID: "b" + id, Usage: usages[r.IntN(len(usages))], At: when})
		case k == 4 && i%7 == 0:
			list = append(list, ledger.Reset{ID: "r" + id, Pool: "hours", At: when, KeepOverage: r.IntN(2) == 0})
		default:
			list = append(list, ledger.Usage{ID: "u" + id, Pool: "hours", From: when, Time: time.Duration(r.IntN(6)), Ticket: id[:1]})
			usages = append(usages, "u"+id)
		}
	}
	return list
}

// Long histories, posted in order, out of order and one late fact after the other, give the
// same answers; and what is asked of the past is what a ledger says that ends there.
func TestLongHistories(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 4))
		list := history(r, 1200)
		pol := ledger.Policy{Mode: []ledger.Mode{"", ledger.ModeDebt, ledger.ModeHard}[seed%3]}
		want := replay(t, config(pol), list)
		got := want.Blank()
		mixed := slices.Clone(list)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		slices.SortStableFunc(mixed, func(a, b ledger.Entry) int { return names(a) - names(b) })
		for len(mixed) > 0 {
			n := min(len(mixed), 1+r.IntN(60))
			must(t, got.Post(mixed[:n]...))
			mixed = mixed[n:]
		}
		for range 40 {
			at := day0.Add(time.Duration(r.IntN(2100)) * 12 * time.Hour)
			short := replay(t, config(pol), until(list, at))
			for _, other := range []*ledger.Ledger{got, short} {
				a, err1 := want.Balance("hours", at)
				b, err2 := other.Balance("hours", at)
				if !a.Equal(b) || err1 != nil || err2 != nil {
					t.Fatalf("seed %d, balance at %v: %+v and %+v, %v %v", seed, at, a, b, err1, err2)
				}
				s, err1 := want.Statement("hours", at.AddDate(0, -3, 0), at.Add(1))
				u, err2 := other.Statement("hours", at.AddDate(0, -3, 0), at.Add(1))
				if diff := cmp.Diff(s, u); diff != "" || err1 != nil || err2 != nil {
					t.Fatalf("seed %d, statement to %v: %v %v\n%s", seed, at, err1, err2, diff)
				}
			}
		}
		if diff := cmp.Diff(want.Outcomes(), got.Outcomes()); diff != "" {
			t.Fatalf("seed %d, outcomes (-replayed +posted):\n%s", seed, diff)
		}
		explained(t, want, got, list[r.IntN(len(list)):])
	}
}

// explained checks that the first usages of list are explained alike.
func explained(t *testing.T, want, got *ledger.Ledger, list []ledger.Entry) {
	t.Helper()
	n := 0
	for _, e := range list {
		if u, ok := e.(ledger.Usage); ok && n < 20 {
			n++
			a, err1 := want.Explain(u.ID)
			b, err2 := got.Explain(u.ID)
			if a.String() != b.String() || err1 != nil || err2 != nil {
				t.Fatalf("%v\n%v\n%v %v", a, b, err1, err2)
			}
			p, err := want.Posting(u.ID, u.From)
			if err != nil || !p.Sum(ledger.Drawn).Equal(a.Posting.Sum(ledger.Drawn)) && p.Sum(ledger.TakenBack).IsZero() {
				t.Fatalf("%+v is explained as %+v, %v", p, a.Posting, err)
			}
		}
	}
}

// until returns the entries at an instant or before, and the usages that these name.
func until(list []ledger.Entry, at time.Time) []ledger.Entry {
	keep := map[string]bool{}
	for _, e := range list {
		if r, ok := e.(ledger.Reversal); ok && !r.At.After(at) {
			keep[r.Usage] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(e ledger.Entry) bool {
		return e.Head().At.After(at) && !keep[e.Head().ID]
	})
}

// A long history against the model.
func TestLongModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	list := history(r, 500)
	pol := ledger.Policy{Mode: ledger.ModeDebt}
	l := replay(t, config(pol), list)
	for range 3 {
		at := day0.Add(time.Duration(r.IntN(2000)) * 12 * time.Hour)
		m := play(pol, list, at).figures("hours")
		b, err := l.Balance("hours", at)
		if err != nil || b.Left.Duration().Nanoseconds() != m["left"] || b.Debt.Duration().Nanoseconds() != m["debt"] {
			t.Errorf("at %v: %+v, %v, the model has %v", at, b, err, m)
		}
	}
}

// What is carried lives as long as the boundaries are apart, counted from their anchor.
func TestCarryLivesFromAnchor(t *testing.T) {
	jan31 := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		every, lives calendar.Every
		want         string // the carry made at the first boundary lives to
	}{
		{monthly, monthly, "2026-03-31"},
		{monthly, calendar.Every{N: 2, Unit: "month"}, "2026-04-30"},
		{monthly, calendar.Every{N: 1, Unit: "quarter"}, "2026-05-31"},
		{monthly, calendar.Every{N: 1, Unit: "week"}, "2026-03-07"},
		{calendar.Every{N: 1, Unit: "week"}, calendar.Every{N: 3, Unit: "day"}, "2026-02-10"},
		{monthly, calendar.Every{}, "0001-01-01"},
	} {
		l := replay(t, config(ledger.Policy{}), []ledger.Entry{ledger.Grant{
			ID: "g", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: jan31, Every: tt.every,
			Roll: ledger.Rollover{Share: ledger.Percent(100), Lives: tt.lives},
		}})
		lots, err := l.Lots("hours", time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC).AddDate(0, 0, map[bool]int{true: -21}[tt.every.Unit == "week"]))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(lots, func(l ledger.Lot) bool { return l.ID == "g@carry" })
		if i < 0 || lots[i].To.Format(time.DateOnly) != tt.want || lots[i].Parent != "g" {
			t.Errorf("every %v, lives %v: %+v, want to %s", tt.every, tt.lives, lots, tt.want)
		}
	}
}

// Any difference but in a note is other content.
func TestContent(t *testing.T) {
	cfg := ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours"}, {ID: "other"}}}
	h := ledger.Time(2 * time.Hour)
	changes := map[string]func(e ledger.Entry) []ledger.Entry{
		"g": func(e ledger.Entry) (out []ledger.Entry) {
			for _, change := range []func(g *ledger.Grant){
				func(g *ledger.Grant) { g.Pool = "other" }, func(g *ledger.Grant) { g.Kind = ledger.Promo }, func(g *ledger.Grant) { g.Amount = h },
				func(g *ledger.Grant) { g.Effective = day0.Add(1) }, func(g *ledger.Grant) { g.Expires = time.Time{} }, func(g *ledger.Grant) { g.Recorded = day0.Add(1) },
				func(g *ledger.Grant) { g.Priority++ }, func(g *ledger.Grant) { g.Scope = nil }, func(g *ledger.Grant) { g.Cost = g.Cost.Add(g.Cost) },
				func(g *ledger.Grant) { g.Category = "" }, func(g *ledger.Grant) { g.Every.N++ }, func(g *ledger.Grant) { g.Anchor = day0 },
				func(g *ledger.Grant) { g.Roll.If = "" }, func(g *ledger.Grant) { g.Keep = ledger.Clamp{} }, func(g *ledger.Grant) { g.Owing = false },
			} {
				g := e.(ledger.Grant)
				change(&g)
				out = append(out, g)
			}
			return out
		},
		"u": func(e ledger.Entry) (out []ledger.Entry) {
			for _, change := range []func(u *ledger.Usage){
				func(u *ledger.Usage) { u.Pool = "other" }, func(u *ledger.Usage) { u.From = day0.Add(1) }, func(u *ledger.Usage) { u.Recorded = day0 },
				func(u *ledger.Usage) { u.Time++ }, func(u *ledger.Usage) { u.Norm++ }, func(u *ledger.Usage) { u.Billed++ },
				func(u *ledger.Usage) { u.Weight = u.Weight.Add(u.Weight) }, func(u *ledger.Usage) { u.Amount = h }, func(u *ledger.Usage) { u.Level++ },
				func(u *ledger.Usage) { u.Kind = "" }, func(u *ledger.Usage) { u.Ticket = "" }, func(u *ledger.Usage) { u.Scope = "" },
				func(u *ledger.Usage) { u.Approved = false },
			} {
				u := e.(ledger.Usage)
				change(&u)
				out = append(out, u)
			}
			return out
		},
		"p": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{ledger.Payment{ID: "p", Grant: "g", At: day0.Add(1), Recorded: day0}}
		},
		"r": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{ledger.Reset{ID: "r", Pool: "hours", At: day0, Recorded: day0}, ledger.Reset{ID: "r", Pool: "other", At: day0, Recorded: day0, KeepOverage: true}}
		},
		"a": func(e ledger.Entry) []ledger.Entry {
			a := e.(ledger.Adjustment)
			b := a
			a.Amount, b.Reason = h, ""
			return []ledger.Entry{a, b}
		},
		"v": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{ledger.Void{ID: "v", Grant: "g", At: day0, Recorded: day0}}
		},
		"b": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{ledger.Reversal{ID: "b", Usage: "u", At: day0, Recorded: day0}}
		},
		"x": func(e ledger.Entry) []ledger.Entry {
			x := e.(ledger.Extend)
			y := x
			x.While, y.Expires = "", day0.AddDate(3, 0, 0)
			return []ledger.Entry{x, y}
		},
		"t": func(e ledger.Entry) []ledger.Entry {
			x := e.(ledger.Transfer)
			y, z := x, x
			x.Amount, y.Grant, z.To, z.Pool = h, "", "hours", "other"
			return []ledger.Entry{x, y, z}
		},
		"ok": func(e ledger.Entry) []ledger.Entry {
			x := e.(ledger.Approval)
			y := x
			x.Amount, y.Decline = h, false
			return []ledger.Entry{x, y}
		},
		"c": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{
				ledger.Close{ID: "c", Until: day0, Recorded: day0.Add(1)}, ledger.Close{ID: "c", Pool: "hours", Until: day0, Recorded: day0.Add(2)},
				ledger.Close{ID: "c", Pool: "hours", Until: day0.Add(1), Recorded: day0.Add(1)},
			}
		},
		"o": func(e ledger.Entry) []ledger.Entry {
			return []ledger.Entry{ledger.Reopen{ID: "o", From: day0, Recorded: day0.Add(2)}, ledger.Close{ID: "o", Pool: "hours", Until: day0, Recorded: day0.Add(2)}}
		},
	}
	l := replay(t, cfg, everything())
	for _, e := range everything() {
		must(t, l.Post(e))
		for i, other := range changes[e.Head().ID](e) {
			if err := l.Post(other); err == nil || l.Len() != len(everything()) {
				t.Errorf("%s, change %d was taken for the same: %v", e.Head().ID, i, err)
			}
		}
	}
}

// A fact that is late by a few others is put where it belongs, wherever the copies of the state are.
func TestLateByAFew(t *testing.T) {
	list := []ledger.Entry{ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(400), Effective: day0}}
	for i := range 300 {
		list = append(list, ledger.Usage{ID: fmt.Sprintf("u%03d", i), Pool: "hours", From: day0.Add(time.Duration(i) * time.Hour), Time: time.Duration(1 + i%5)})
	}
	want := replay(t, config(ledger.Policy{}), list)
	for k := 120; k < 136; k++ {
		for _, at := range []int{k, 2 * k} {
			got := want.Blank()
			for i, e := range list {
				if i != at {
					must(t, got.Post(e))
				}
			}
			must(t, got.Post(list[at]))
			for i := range list {
				now := list[i].Head().At
				a, err1 := want.Balance("hours", now)
				b, err2 := got.Balance("hours", now)
				if !a.Equal(b) || err1 != nil || err2 != nil {
					t.Fatalf("entry %d late: after %d %+v, want %+v (%v %v)", at, i, b, a, err1, err2)
				}
			}
		}
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }
