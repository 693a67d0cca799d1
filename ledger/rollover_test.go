package ledger_test

import (
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// What is carried over at the end of a month with 30 hours unused, rule by rule.
func TestRollover(t *testing.T) {
	h := func(n int) ledger.Quantity { return ledger.Time(time.Duration(n) * time.Hour) }
	all := ledger.Rollover{Share: ledger.Percent(100)}
	with := func(change func(r *ledger.Rollover)) ledger.Rollover { r := all; change(&r); return r }
	topUp := ledger.Grant{ID: "top-up", Pool: "hours", Amount: h(0), Effective: day0.AddDate(0, 0, 5)}
	before := topUp
	before.Effective = day0.AddDate(0, 0, -5)
	for _, tt := range []struct {
		name, why string
		size      int // hours a month, of which all but 30 are used
		roll      ledger.Rollover
		more      []ledger.Entry
		want      int
	}{
		{"none", "E8: lapses", 60, ledger.Rollover{}, nil, 0},
		{"all", "D14", 60, all, nil, 30},
		{"half of the rest", "W21", 60, ledger.Rollover{Share: ledger.Percent(50)}, nil, 15},
		{"half of the original", "W21: no more than there is", 50, ledger.Rollover{Share: ledger.Percent(50), Of: ledger.OfOriginal}, nil, 25},
		{"cap in percent of the lot", "aqltech: 60 h, 30 h unused, 40 %", 60, with(func(r *ledger.Rollover) { r.Cap = ledger.Percent(40) }), nil, 24},
		{"share, then cap", "PLAN-MODEL 5", 60, with(func(r *ledger.Rollover) { r.Share, r.Cap = ledger.Percent(50), ledger.MustPart("2h") }), nil, 2},
		{"plans of more than 40 h", "aqltech: a 40-hour plan carries nothing", 40, with(func(r *ledger.Rollover) { r.MoreThan = h(40) }), nil, 0},
		{"plans of more than 40 h, with 41", "aqltech", 41, with(func(r *ledger.Rollover) { r.MoreThan = h(40) }), nil, 30},
		{"if topped up, and not", "contauro", 60, with(func(r *ledger.Rollover) { r.If = ledger.IfToppedUp }), nil, 0},
		{"if topped up", "contauro", 60, with(func(r *ledger.Rollover) { r.If = ledger.IfToppedUp }), []ledger.Entry{topUp}, 30},
		{"if topped up before", "contauro: in the life of the lot", 60, with(func(r *ledger.Rollover) { r.If = ledger.IfToppedUp }), []ledger.Entry{before}, 0},
		{"if renewed", "the allowance goes on", 60, with(func(r *ledger.Rollover) { r.If = ledger.IfRenewed }), nil, 30},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := replay(t, config(ledger.Policy{}), append(tt.more,
				ledger.Grant{ID: "g", Pool: "hours", Kind: ledger.Allowance, Amount: h(tt.size), Effective: day0, Every: monthly, Roll: tt.roll},
				ledger.Usage{ID: "u", Pool: "hours", From: day0.AddDate(0, 0, 1), Time: h(tt.size - 30).Duration()},
			))
			b, err := l.Balance("hours", day0.AddDate(0, 1, 5))
			if err != nil || !b.Left.Equal(h(tt.size+tt.want)) {
				t.Errorf("%s: %v left, %v, want %d h fresh and %d h carried", tt.why, b.Left, err, tt.size, tt.want)
			}
		})
	}
}

// A pack that ends rolls over into the next only if there is a next of its kind.
func TestPackRenewed(t *testing.T) {
	end := day0.AddDate(0, 6, 0)
	pack := ledger.Grant{
		ID: "first", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day0, Expires: end,
		Roll: ledger.Rollover{Share: ledger.Percent(100), If: ledger.IfRenewed},
	}
	next := ledger.Grant{ID: "second", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: end}
	for _, tt := range []struct {
		list []ledger.Entry
		want string
	}{{[]ledger.Entry{pack}, "0s"}, {[]ledger.Entry{pack, next}, "20h"}} {
		if b, err := replay(t, config(ledger.Policy{}), tt.list).Balance("hours", end); err != nil || b.Left.String() != tt.want {
			t.Errorf("%d packs: %v, %v, want %s", len(tt.list), b.Left, err, tt.want)
		}
	}
}

// By entry, what is recorded first draws first, also of work done later.
func TestSequence(t *testing.T) {
	list := []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day0},
		ledger.Usage{ID: "late", Pool: "hours", From: day0.AddDate(0, 0, 1), Recorded: day0.AddDate(0, 0, 9), Time: 8 * time.Hour},
		ledger.Usage{ID: "soon", Pool: "hours", From: day0.AddDate(0, 0, 2), Recorded: day0.AddDate(0, 0, 3), Time: 5 * time.Hour},
	}
	for seq, want := range map[ledger.Sequence]string{"": "0s", ledger.ByWork: "0s", ledger.ByEntry: "3h"} {
		p, err := replay(t, config(ledger.Policy{Sequence: seq}), list).Posting("late", day0.AddDate(0, 0, 20))
		if err != nil || p.Sum(ledger.Billed).String() != want {
			t.Errorf("%q: %v of overage for the late entry, %v, want %s", seq, p.Sum(ledger.Billed), err, want)
		}
	}
}
