package ledger_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// What a void takes back is burned again in the same instant, the last one or not: the outcomes tell of it, as the posting does.
func TestOutcomesOfBurnedAgain(t *testing.T) {
	list := []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: day0},
		ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: 3 * time.Hour},
		ledger.Void{ID: "v", Grant: "g", At: day0.AddDate(0, 0, 1)},
	}
	later := append(slices.Clone(list), ledger.Usage{ID: "w", Pool: "hours", From: day0.AddDate(0, 0, 2)})
	for _, tt := range []struct {
		mode ledger.Mode
		as   ledger.Treatment
		want []string
	}{
		{ledger.ModeCap, ledger.Declined, []string{"u: 1h refused", "u: 1h refused"}},
		{ledger.ModeAsk, ledger.Awaiting, []string{"u: 2h pending"}},
	} {
		pol := ledger.Policy{Mode: tt.mode, Voided: ledger.Unwind, Borrow: ledger.Fixed(ledger.Time(time.Hour))}
		last := replay(t, config(pol), list)
		for cut, l := range map[string]*ledger.Ledger{
			"void last":  last,
			"usage last": replay(t, config(pol), later),
			"at once":    first(resumed(t, last, day0.AddDate(0, 0, 1).Add(1))),
			"later":      first(resumed(t, last, day0.AddDate(0, 1, 0))),
		} {
			check := func(what string, list []ledger.Outcome) {
				var got []string
				for _, o := range list {
					if o.Entry == "u" {
						got = append(got, o.String())
					}
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("%s, %s: %s are %q, want %q", tt.mode, cut, what, got, tt.want)
				}
			}
			check("outcomes", l.Outcomes())
			p, err := l.Posting("u", day0.AddDate(0, 1, 0))
			if err != nil || !p.Sum(tt.as).Equal(ledger.Time(2*time.Hour)) {
				t.Errorf("%s, %s: %+v, %v", tt.mode, cut, p, err)
			}
			list, err := l.Outcome("u")
			if err != nil {
				t.Fatal(err)
			}
			check("outcomes of one", list)
		}
	}
}

func first(l *ledger.Ledger, _ ledger.Snapshot) *ledger.Ledger { return l }

// A grant that stops after the last entry is told of once there is a later one, whether the ledger was resumed or not.
func TestOutcomesOfStoppedGrant(t *testing.T) {
	g := ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(math.MaxInt64 / 4), Effective: day0, Every: monthly}
	later := ledger.Usage{ID: "u", Pool: "hours", From: day0.AddDate(1, 0, 0)}
	for _, list := range [][]ledger.Entry{{g}, {g, ledger.Usage{ID: "v", Pool: "hours", From: day0}}} {
		want := replay(t, config(ledger.Policy{}), list)
		got := first(resumed(t, want, day0.AddDate(0, 6, 0)))
		twice, s := resumed(t, got, day0.AddDate(0, 7, 0))
		_, again := resumed(t, want, day0.AddDate(0, 7, 0))
		if !s.Equal(again) {
			t.Error("the snapshot of one that was resumed is another")
		}
		for n := range 2 {
			for name, l := range map[string]*ledger.Ledger{"replayed": want, "resumed": got, "resumed twice": twice} {
				if all := l.Outcomes(); len(all) != n || n > 0 && all[0].Code != ledger.OverflowStopped {
					t.Errorf("%d entries and %d, %s: %v", len(list), n, name, all)
				}
				if one, err := l.Outcome("g"); err != nil || len(one) != n {
					t.Errorf("%d entries and %d, %s: %v, %v", len(list), n, name, one, err)
				}
				must(t, l.Audit())
				must(t, l.Post(later))
			}
		}
	}
}
