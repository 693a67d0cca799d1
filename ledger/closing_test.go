package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
)

func hours(n float64) ledger.Quantity { return ledger.Time(time.Duration(n * float64(time.Hour))) }

// quarter is ten hours a month, with six used in January and closed in February.
func quarter(pol ledger.Policy, more ...ledger.Entry) *ledger.Ledger {
	return book(pol, append([]ledger.Entry{
		ledger.Grant{ID: "plan", Pool: "hours", Kind: ledger.Allowance, Amount: hours(10), Effective: day(1, 1), Every: calendar.Every{N: 1, Unit: calendar.UnitMonth}},
		ledger.Usage{ID: "jan", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
		ledger.Close{ID: "january", Pool: "hours", Until: day(2, 1), Recorded: day(2, 3)},
	}, more...)...)
}

// A table of what becomes of entries that come for a closed January.
func TestLateIntoClosed(t *testing.T) {
	feb5 := day(2, 5)
	use := ledger.Usage{ID: "late", Pool: "hours", From: day(1, 25), Recorded: feb5, Time: 7 * time.Hour}
	grant := ledger.Grant{ID: "late", Pool: "hours", Amount: hours(5), Effective: day(1, 10), Recorded: feb5}
	with := func(e ledger.Entry, more ...ledger.Entry) []ledger.Entry { return append(more, e) }
	for _, tt := range []struct {
		name, why string
		pol       ledger.Policy
		list      []ledger.Entry
		jan, feb  string // drawn, overage and left at the end
		outcomes  string
	}{
		{"on time", "recorded before the close", ledger.Policy{}, with(ledger.Usage{ID: "x", Pool: "hours", From: day(1, 25), Recorded: day(2, 2), Time: 7 * time.Hour}), "10h 3h 0s", "0s 0s 10h", ""},
		{"at the instant of the close", "DESIGN 6: a close sorts last in its recorded instant", ledger.Policy{}, with(ledger.Usage{ID: "x", Pool: "hours", From: day(1, 25), Recorded: day(2, 3), Time: 7 * time.Hour}), "10h 3h 0s", "0s 0s 10h", ""},
		{"late", "AMB-62: in the open period, where February's hours cover it", ledger.Policy{}, with(use), "6h 0s 4h", "7h 0s 3h", ""},
		{"late, refused", "by policy", ledger.Policy{Late: ledger.RefuseLate}, with(use), "6h 0s 4h", "0s 0s 10h", "late: the period is closed"},
		{"late grant", "begins with the open period", ledger.Policy{}, with(grant), "6h 0s 4h", "0s 0s 15h", ""},
		{"late grant that has ended", "nothing is left of it to draw", ledger.Policy{}, with(ledger.Grant{ID: "late", Pool: "hours", Amount: hours(5), Effective: day(1, 10), Expires: day(2, 1), Recorded: feb5}), "6h 0s 4h", "0s 0s 10h", "late: the grant has no lot any more"},
		{"late grant, refused", "and what is drawn of it", ledger.Policy{Late: ledger.RefuseLate}, with(ledger.Adjustment{ID: "more", Grant: "late", At: feb5, Amount: hours(1)}, grant), "6h 0s 4h", "0s 0s 10h", "late: the period is closed; more: the grant has no lot any more"},
		{"late reversal", "of a usage of January: it lapsed with the month", ledger.Policy{}, with(ledger.Reversal{ID: "r", Usage: "jan", At: day(1, 21), Recorded: feb5}), "6h 0s 4h", "-6h 0s 10h", ""},
		{"late adjustment", "takes from February's lot", ledger.Policy{}, with(ledger.Adjustment{ID: "a", Grant: "plan", At: day(1, 21), Recorded: feb5, Amount: hours(-1)}), "6h 0s 4h", "0s 0s 9h", ""},
		{"late void", "ends the plan with January", ledger.Policy{}, with(ledger.Void{ID: "v", Grant: "plan", At: day(1, 21), Recorded: feb5}), "6h 0s 4h", "0s 0s 0s", ""},
		{"late reset", "at the boundary there is nothing to clamp", ledger.Policy{}, with(ledger.Reset{ID: "r", Pool: "hours", At: day(1, 21), Recorded: feb5}), "6h 0s 4h", "0s 0s 10h", ""},
		{"reopened", "and recorded after that", ledger.Policy{}, with(use, ledger.Reopen{ID: "o", Pool: "hours", From: day(1, 15), Recorded: day(2, 4)}), "10h 3h 0s", "0s 0s 10h", ""},
		{"reopened at that instant", "what is recorded then comes after the reopening", ledger.Policy{}, with(use, ledger.Reopen{ID: "o", From: day(1, 15), Recorded: feb5}), "10h 3h 0s", "0s 0s 10h", ""},
		{"reopened in part", "from the 28th on: posted to that", ledger.Policy{}, with(use, ledger.Reopen{ID: "o", From: day(1, 28), Recorded: day(2, 4)}), "10h 3h 0s", "0s 0s 10h", ""},
		{"reopened too late", "what is posted stays posted", ledger.Policy{}, with(use, ledger.Reopen{ID: "o", From: day(1, 1), Recorded: day(2, 6)}), "6h 0s 4h", "7h 0s 3h", ""},
		{"reopened twice, closed again", "closes are idempotent, and so is opening", ledger.Policy{}, with(use, ledger.Reopen{ID: "o", From: day(1, 1), Recorded: day(2, 4)}, ledger.Reopen{ID: "p", From: day(1, 1), Recorded: day(2, 4)},
			ledger.Close{ID: "c", Until: day(2, 1), Recorded: day(2, 4).Add(time.Hour)}, ledger.Close{ID: "d", Until: day(1, 20), Recorded: day(2, 4).Add(time.Hour)}), "6h 0s 4h", "7h 0s 3h", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := quarter(tt.pol, tt.list...)
			for m, want := range map[time.Month]string{1: tt.jan, 2: tt.feb} {
				s, err := l.Statement("hours", day(m, 1), day(m+1, 1))
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join([]string{s.Drawn.String(), s.Overage.String(), s.Closing.String()}, " "); got != want {
					t.Errorf("%s: month %d is %s, want %s", tt.why, m, got, want)
				}
			}
			var text []string
			for _, o := range l.Outcomes() {
				text = append(text, o.String())
			}
			if got := strings.Join(text, "; "); got != tt.outcomes {
				t.Errorf("%s: outcomes are %q, want %q", tt.why, got, tt.outcomes)
			}
		})
	}
}

// Late work says when it was worked: in its posting, in the statement it is on, in its explanation.
func TestLateIsSaid(t *testing.T) {
	late := ledger.Usage{ID: "late", Pool: "hours", From: day(1, 25), Recorded: day(2, 5), Time: 7 * time.Hour, Ticket: "T-9"}
	l := quarter(ledger.Policy{}, late)
	p, err := l.Posting("late", day(3, 1))
	if err != nil || !p.Late() || !p.From.Equal(day(1, 25)) || !p.In.Equal(day(2, 1)) || !p.Sum(ledger.Drawn).Equal(hours(7)) {
		t.Errorf("%+v, %v", p, err)
	}
	s, err := l.Statement("hours", day(2, 1), day(3, 1))
	want := []ledger.LateLine{{Entry: "late", Type: ledger.TypeUsage, At: day(1, 25), In: day(2, 1)}}
	if diff := cmp.Diff(want, s.Late); diff != "" || err != nil || len(s.Tickets) != 1 || s.Tickets[0].Time != 7*time.Hour {
		t.Errorf("%v %+v (-want +got):\n%s", err, s.Tickets, diff)
	}
	e, err := l.Explain("late")
	const step = "of 2026-01-25, counts on 2026-02-01: the time before it was closed"
	if err != nil || len(e.Steps) != 2 || e.Steps[1] != (ledger.Step{Code: "late", Text: step}) {
		t.Errorf("%+v, %v", e.Steps, err)
	}
	told, err := l.AsKnown(day(2, 4))
	if err != nil || told.Len() != l.Len()-1 {
		t.Fatal(err)
	}
	for m := time.Month(1); m < 3; m++ {
		a, err1 := told.Statement("hours", day(m, 1), day(m+1, 1))
		b, err2 := l.Statement("hours", day(m, 1), day(m+1, 1))
		if err1 != nil || err2 != nil || cmp.Equal(a, b) != (m == 1) {
			t.Errorf("month %d as told: %+v; now %+v; %v %v", m, a.Figures, b.Figures, err1, err2)
		}
	}
}

// A transfer out of a closed pool comes late to the other, which is closed to nothing.
func TestLateTransferIsSaid(t *testing.T) {
	move := ledger.Transfer{ID: "move", Pool: "hours", To: "other", Amount: hours(2), At: day(1, 25), Recorded: day(2, 5)}
	l := replay(t, both(ledger.Policy{}), append(quarter(ledger.Policy{}).Entries(), move))
	want := []ledger.LateLine{{Entry: "move", Type: ledger.TypeTransfer, At: day(1, 25), In: day(2, 1)}}
	for _, pool := range bothPools {
		s, err := l.Statement(pool, day(2, 1), day(3, 1))
		if diff := cmp.Diff(want, s.Late); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", pool, err, diff)
		}
	}
}

func TestExtend(t *testing.T) {
	spring := ledger.Grant{ID: "spring", Pool: "hours", Amount: hours(10), Effective: day(1, 1), Expires: day(3, 1)}
	plan := ledger.Grant{ID: "plan", Pool: "hours", Amount: hours(10), Effective: day(1, 1), Every: monthly, Roll: ledger.Rollover{Share: ledger.Percent(100), Lives: monthly}}
	bounded := plan
	bounded.Roll.Total = ledger.Percent(100)
	to := func(id, grant string, at, expires time.Time) ledger.Extend {
		return ledger.Extend{ID: id, Grant: grant, At: at, Expires: expires, While: "the plan runs"}
	}
	for _, tt := range []struct {
		name     string
		list     []ledger.Entry
		at       time.Time
		lots     string
		outcomes string
	}{
		{"once", []ledger.Entry{spring, to("x", "spring", day(2, 1), day(5, 1))}, day(4, 1), "spring 10h to 2026-05-01", ""},
		{"and then it lapses", []ledger.Entry{spring, to("x", "spring", day(2, 1), day(5, 1))}, day(5, 1), "", ""},
		{"before it", []ledger.Entry{spring, to("x", "spring", day(2, 1), day(5, 1))}, day(1, 15), "spring 10h to 2026-03-01", ""},
		{"while", []ledger.Entry{spring, to("x", "spring", day(2, 1), time.Time{})}, day(12, 1), "spring 10h", ""},
		{"while, and no longer", []ledger.Entry{spring, to("x", "spring", day(2, 1), time.Time{}), to("y", "spring", day(6, 1), day(6, 1))}, day(6, 1), "", ""},
		{"no longer, but never before its own end", []ledger.Entry{spring, to("x", "spring", day(1, 5), time.Time{}), to("y", "spring", day(2, 1), day(2, 1))}, day(2, 10), "spring 10h to 2026-03-01", ""},
		{"too late", []ledger.Entry{spring, to("x", "spring", day(3, 1), day(5, 1))}, day(3, 1), "", "x: the grant has no lot any more"},
		{"for nothing", []ledger.Entry{spring, to("x", "spring", day(2, 1), day(2, 15))}, day(2, 10), "spring 10h to 2026-03-01", "x: nothing to extend"},
		{"a period", []ledger.Entry{plan, to("x", "plan", day(1, 10), day(2, 15))}, day(2, 1), "plan 10h to 2026-02-15, plan#2 10h to 2026-03-01", ""},
		{"a period, and nothing of it rolls over", []ledger.Entry{plan, to("x", "plan", day(1, 10), day(2, 15))}, day(2, 20), "plan#2 10h to 2026-03-01", ""},
		{"a period, and no longer: it rolls over again", []ledger.Entry{plan, to("x", "plan", day(1, 10), time.Time{}), to("y", "plan", day(1, 20), day(1, 20))}, day(2, 1), "plan@carry 10h to 2026-03-01, plan#2 10h to 2026-03-01", ""},
		{"the carried too", []ledger.Entry{plan, to("x", "plan", day(2, 10), day(3, 15))}, day(3, 1), "plan@carry 10h to 2026-03-15, plan#2 10h to 2026-03-15, plan#3 10h to 2026-04-01", ""},
		{"a period, and both are carried by a reset, 10h together: the older is trimmed, though it would have lived on", []ledger.Entry{bounded, to("x", "plan", day(1, 10), time.Time{}), ledger.Reset{ID: "r", Pool: "hours", At: day(2, 5)}}, day(2, 5), "plan#2@carry 10h to 2026-03-05, plan 0s, plan#2 0s to 2026-03-01, plan@carry 0s to 2026-03-05", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := book(ledger.Policy{}, tt.list...)
			if got := lotsText(t, l, "hours", tt.at); got != tt.lots {
				t.Errorf("lots are %q, want %q", got, tt.lots)
			}
			var text strings.Builder
			for _, o := range l.Outcomes() {
				text.WriteString(o.String())
			}
			if text.String() != tt.outcomes {
				t.Errorf("outcomes are %q, want %q", text.String(), tt.outcomes)
			}
		})
	}
}

func lotsText(t *testing.T, l *ledger.Ledger, pool string, at time.Time) string {
	t.Helper()
	lots, err := l.Lots(pool, at)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, lot := range lots {
		s := lot.ID + " " + lot.Left.String()
		if !lot.To.IsZero() {
			s += " to " + lot.To.Format(time.DateOnly)
		}
		text = append(text, s)
	}
	return strings.Join(text, ", ")
}

// A customer moves to another contract: the rest of the hours goes along, with its expiry and scope.
func TestTransfer(t *testing.T) {
	l := replay(t, both(ledger.Policy{}), []ledger.Entry{
		ledger.Grant{ID: "spring", Pool: "hours", Amount: hours(5), Effective: day(1, 1), Expires: day(4, 1), Scope: []string{"phone"}},
		ledger.Grant{ID: "block", Pool: "hours", Amount: hours(10), Effective: day(1, 1)},
		ledger.Usage{ID: "u", Pool: "hours", From: day(1, 20), Time: 2 * time.Hour},
		ledger.Transfer{ID: "some", Pool: "hours", To: "other", At: day(2, 1), Amount: hours(6)},
		ledger.Transfer{ID: "block only", Pool: "hours", To: "other", At: day(2, 2), Grant: "block", Amount: hours(9)},
		ledger.Usage{ID: "v", Pool: "other", From: day(2, 5), Time: 2 * time.Hour},
		ledger.Usage{ID: "w", Pool: "other", From: day(2, 6), Time: time.Hour, Scope: "phone"},
		ledger.Adjustment{ID: "a", Grant: "some", At: day(2, 7), Amount: hours(0.5)},
		ledger.Void{ID: "back", Grant: "block only", At: day(2, 8)},
	})
	for _, tt := range []struct {
		pool string
		at   time.Time
		want string
	}{
		{"hours", day(2, 1), "block 7h, spring 0s to 2026-04-01"},
		{"other", day(2, 1), "some 5h to 2026-04-01, some#2 1h"},
		{"other", day(2, 2), "some 5h to 2026-04-01, block only 7h, some#2 1h"}, // both never expire, and came of one grant: by the ID
		{"other", day(4, 1), "some#2 1h30m"},
	} {
		if got := lotsText(t, l, tt.pool, tt.at); got != tt.want {
			t.Errorf("%s at %v: %s, want %s", tt.pool, tt.at, got, tt.want)
		}
	}
	lots, err := l.Lots("other", day(2, 1))
	if err != nil || lots[0].Parent != "spring" || lots[1].Parent != "block" || lots[0].Grant != "some" {
		t.Errorf("%+v, %v", lots, err)
	}
	out, err1 := l.Statement("hours", day(1, 1), day(3, 1))
	in, err2 := l.Statement("other", day(1, 1), day(3, 1))
	if err1 != nil || err2 != nil || !out.TransferredOut.Equal(hours(13)) || !in.TransferredIn.Equal(hours(13)) || !out.Closing.IsZero() {
		t.Errorf("%+v and %+v, %v %v", out.Figures, in.Figures, err1, err2)
	}
	if o := l.Outcomes(); len(o) != 1 || o[0].String() != "block only: only 7h was left to transfer" {
		t.Errorf("outcomes are %v", o)
	}
}

// What waits for approval is billed where it is approved, whole or in part, and refused where not.
func TestApproval(t *testing.T) {
	l := book(ledger.Policy{Mode: ledger.ModeAsk},
		ledger.Grant{ID: "g", Pool: "hours", Amount: hours(1), Effective: day(1, 1)},
		ledger.Usage{ID: "u", Pool: "hours", From: day(1, 20), Time: 6 * time.Hour},
		ledger.Approval{ID: "early", Usage: "u", At: day(1, 10)},
		ledger.Approval{ID: "two", Usage: "u", At: day(2, 10), Amount: hours(2)},
		ledger.Approval{ID: "not one", Usage: "u", At: day(2, 11), Amount: hours(1), Decline: true},
		ledger.Reversal{ID: "r", Usage: "u", At: day(3, 1), Amount: hours(1)},
		ledger.Approval{ID: "rest", Usage: "u", At: day(3, 5), Amount: hours(4)},
	)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{day(1, 20), "1h drawn, 5h pending"},
		{day(2, 10), "1h drawn, 3h pending, 2h overage"},
		{day(2, 11), "1h drawn, 2h pending, 2h overage, 1h refused"},
		{day(3, 1), "1h drawn, 2h pending, 1h overage, 1h refused, 1h taken_back"},
		{day(3, 5), "1h drawn, 1h overage, 1h refused, 2h overage, 1h taken_back"},
	} {
		p, err := l.Posting("u", tt.at)
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, d := range p.Draws {
			text = append(text, d.Quantity.String()+" "+string(d.As))
		}
		if got := strings.Join(text, ", "); got != tt.want {
			t.Errorf("at %v: %s, want %s", tt.at, got, tt.want)
		}
	}
	var text []string
	for _, o := range l.Outcomes() {
		text = append(text, o.String())
	}
	want := []string{"early: only 0s waited for approval", "u: 1h refused", "rest: only 2h waited for approval"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	s, err := l.Statement("hours", day(2, 1), day(3, 1))
	if err != nil || !s.Overage.Equal(hours(2)) || !s.Pending.Equal(hours(-3)) || !s.Refused.Equal(hours(1)) {
		t.Errorf("February bills what was approved in it: %+v, %v", s, err)
	}
}

// What a reversal took off before a reset forgave the rest is not forgiven as well.
func TestForgivenAfterReversal(t *testing.T) {
	l := book(ledger.Policy{},
		ledger.Usage{ID: "u", Pool: "hours", From: day(1, 20), Time: 5 * time.Hour},
		ledger.Reversal{ID: "r", Usage: "u", At: day(1, 21), Amount: hours(2)},
		ledger.Reset{ID: "reset", Pool: "hours", At: day(2, 1)})
	p, err := l.Posting("u", day(3, 1))
	if err != nil || !p.Sum(ledger.Forgiven).Equal(hours(3)) || !p.Sum(ledger.TakenBack).Equal(hours(2)) {
		t.Errorf("%+v, %v", p, err)
	}
}

// A late usage takes the hours that later ones drew.
func TestMoved(t *testing.T) {
	list := []ledger.Entry{
		ledger.Grant{ID: "a", Pool: "hours", Amount: hours(4), Effective: day(1, 1), Expires: day(3, 1)},
		ledger.Grant{ID: "b", Pool: "hours", Amount: hours(3), Effective: day(1, 1)},
		ledger.Usage{ID: "1", Pool: "hours", From: day(1, 10), Time: 2 * time.Hour},
		ledger.Usage{ID: "2", Pool: "hours", From: day(1, 20), Time: 2 * time.Hour},
		ledger.Usage{ID: "3", Pool: "hours", From: day(1, 25), Time: 2 * time.Hour},
		ledger.Usage{ID: "late", Pool: "hours", From: day(1, 15), Recorded: day(2, 1), Time: 3 * time.Hour},
	}
	const want = `late moved 2
  2: 2h of a → 2h of b
  3: 2h of b → 2h overage`
	l := book(ledger.Policy{}, list...)
	got, err := l.Moved("late")
	if err != nil || got.String() != want {
		t.Errorf("%v, %v", got, err)
	}
	must(t, l.Post(
		ledger.Usage{ID: "later", Pool: "hours", From: day(1, 2), Recorded: day(2, 9), Time: time.Hour},
		ledger.Reversal{ID: "r", Usage: "late", At: day(2, 10)}))
	if again, err := l.Moved("late"); err != nil || !cmp.Equal(got, again) {
		t.Errorf("what came later has a part in it: %v, %v", again, err)
	}
	if none, err := quarter(ledger.Policy{}, ledger.Usage{ID: "late", Pool: "hours", From: day(1, 2), Recorded: day(2, 9), Time: time.Hour}).Moved("late"); err != nil || len(none.Shifts) != 0 || none.String() != "late moved nothing" {
		t.Errorf("in a closed period nothing moves: %v, %v", none, err)
	}
	lent := book(ledger.Policy{Mode: ledger.ModeDebt},
		ledger.Usage{ID: "1", Pool: "hours", From: day(1, 10), Time: 2 * time.Hour},
		ledger.Grant{ID: "a", Pool: "hours", Amount: hours(4), Effective: day(1, 20)},
		ledger.Extend{ID: "x", Grant: "a", At: day(1, 25), Expires: day(3, 1)})
	if x, err := lent.Moved("x"); err != nil || x.String() != "x moved nothing" {
		t.Errorf("the grant repaid the debt, and not what came after: %v, %v", x, err)
	}
	if a, err := lent.Moved("a"); err != nil || a.String() != "a moved 1\n  1: 2h debt → 2h of a" {
		t.Errorf("%v, %v", a, err)
	}
	if _, err := l.Moved("x"); err == nil {
		t.Error("no such entry")
	}
}
