package ledger_test

import (
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
