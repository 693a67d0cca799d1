package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// within fails a test that takes longer than it may, by far.
func within(t *testing.T, d time.Duration, what string, do func()) {
	t.Helper()
	start := time.Now()
	do()
	if took := time.Since(start); took > d {
		t.Errorf("%s takes %v, more than %v", what, took, d)
	} else {
		t.Logf("%s takes %v", what, took)
	}
}

// A million reversals of one usage take back what there is, and no more; the others say so.
func TestMillionReversals(t *testing.T) {
	const n, used = 1_000_000, 600_000
	list := []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(used / 2), Effective: day0},
		ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: used},
	}
	for i := range n {
		list = append(list, ledger.Reversal{ID: fmt.Sprint("r", i), Usage: "u", At: day0.Add(time.Duration(i/100) * time.Second), Amount: ledger.Time(1)})
	}
	within(t, 20*time.Second, "posting", func() {
		l := replay(t, config(ledger.Policy{}), list)
		end := day0.AddDate(1, 0, 0)
		b, err := l.Balance("hours", end)
		if err != nil || !b.Left.Equal(ledger.Time(used/2)) || !b.Overage.IsZero() || len(l.Outcomes()) != n-used {
			t.Errorf("%+v, %v, and %d of %d did nothing", b, err, len(l.Outcomes()), n)
		}
		p, err := l.Posting("u", end)
		if err != nil || !p.Sum(ledger.TakenBack).Equal(ledger.Time(used)) {
			t.Errorf("%+v, %v", p, err)
		}
		must(t, l.Post(ledger.Usage{ID: "late", Pool: "hours", From: day0.Add(time.Hour), Time: 7}))
		if b, err = l.Balance("hours", end); err != nil || !b.Left.Equal(ledger.Time(used/2-7)) {
			t.Errorf("%+v, %v, after late usage", b, err)
		}
	})
}

// A thousand closes at one instant, of one pool or all, one after the other and before what
// was posted already, come to the farthest of them.
func TestThousandCloses(t *testing.T) {
	list := history(newRand(1), 5000)
	for i := range list {
		list[i] = with(list[i], "", list[i].Head().At.Add(time.Hour))
	}
	l := replay(t, both(ledger.Policy{}), list)
	closed := day0.AddDate(0, 6, 0)
	within(t, 20*time.Second, "closing", func() {
		for i := range 1000 {
			must(t, l.Post(ledger.Close{ID: fmt.Sprint("c", i), Pool: []string{"", "hours", "other"}[i%3], Until: closed.Add(time.Duration(i-999) * time.Hour), Recorded: closed}))
		}
	})
	open, err := l.OpenFrom("hours", closed.Add(1))
	if err != nil || !open.Equal(closed) {
		t.Errorf("open from %v, %v", open, err)
	}
	if before, err := l.OpenFrom("hours", closed); err != nil || !before.IsZero() {
		t.Errorf("closed to what was recorded at the very instant: %v, %v", before, err)
	}
}

// Facts in reverse order, all at once, cost what they cost in order.
func TestReverseOrder(t *testing.T) {
	list := retainer(200_000)
	want := replay(t, config(ledger.Policy{}), list)
	slices.Reverse(list)
	within(t, 10*time.Second, "all at once", func() {
		got := replay(t, config(ledger.Policy{}), list)
		sameAt(t, want, got, benchStart.AddDate(5, 0, 0))
	})
	within(t, 10*time.Second, "one by one", func() { // as much as all that are later, each time
		got := want.Blank()
		for _, e := range list[len(list)-3000:] {
			must(t, got.Post(e))
		}
		sameAt(t, want, got, benchStart.AddDate(0, 2, 0))
	})
}

func sameAt(t *testing.T, want, got *ledger.Ledger, at time.Time) {
	t.Helper()
	a, err1 := want.Balance("hours", at)
	b, err2 := got.Balance("hours", at)
	if !a.Equal(b) || err1 != nil || err2 != nil {
		t.Errorf("at %v: %+v, want %+v, %v %v", at, b, a, err1, err2)
	}
}

// Corrections look at the lots of their grant alone, however many others there are, and a hundred
// thousand voids are no more than that.
func TestManyGrants(t *testing.T) {
	const n = 100_000
	var list []ledger.Entry
	for i := range n {
		id := fmt.Sprint(i)
		at := day0.Add(time.Duration(i) * time.Second)
		list = append(list,
			ledger.Grant{ID: "g" + id, Pool: "hours", Amount: ledger.Time(5), Effective: at},
			ledger.Adjustment{ID: "a" + id, Grant: "g" + id, At: at, Amount: ledger.Time(1)},
			ledger.Extend{ID: "x" + id, Grant: "g" + id, At: at, Expires: at.AddDate(1, 0, 0)},
			ledger.Void{ID: "v" + id, Grant: "g" + id, At: at.Add(time.Second)})
	}
	list = append(list, ledger.Usage{ID: "u", Pool: "hours", From: day0.AddDate(0, 1, 0), Time: 1})
	within(t, 20*time.Second, "posting", func() {
		l := replay(t, config(ledger.Policy{}), list)
		if got := len(l.Outcomes()); got != n { // they lived for ever as it was
			t.Errorf("%d outcomes", got)
		}
		e, err := l.Explain("u")
		if err != nil || len(e.Candidates) > ledger.MaxCandidates {
			t.Errorf("%d candidates, %v", len(e.Candidates), err)
		}
	})
}

// Lots that are sent to and fro a hundred thousand times are all there in the end, and a late fact
// is worked in.
func TestToAndFro(t *testing.T) {
	const n = 100_000
	list := []ledger.Entry{ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(n), Effective: day0, Recorded: day0.Add(-1)}}
	for i := range n {
		x := ledger.Transfer{ID: fmt.Sprint("t", i), Pool: "hours", To: "other", At: day0.Add(time.Duration(i+1) * time.Second)}
		if i%2 == 1 {
			x.Pool, x.To = x.To, x.Pool
		}
		list = append(list, x)
	}
	within(t, 20*time.Second, "posting", func() {
		l := replay(t, both(ledger.Policy{}), list)
		must(t, l.Post(ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: 10}))
		b, err := l.Balance("hours", day0.AddDate(1, 0, 0))
		if err != nil || !b.Left.Equal(ledger.Time(n-10)) {
			t.Errorf("%+v, %v", b, err)
		}
	})
}

// What does not fit into the other pool stays where it is: nothing is lost.
func TestTransferOfTooMuch(t *testing.T) {
	half := ledger.Time(1 << 62)
	twice := func(id, pool string) ledger.Grant { // two lots, as only recurring grants give more than half the range
		return ledger.Grant{ID: id, Pool: pool, Amount: ledger.Time(1 << 61), Effective: day0, Every: monthly, Expires: day0.AddDate(0, 3, 0), Roll: ledger.Rollover{Share: ledger.Percent(100)}}
	}
	at := day0.AddDate(0, 2, 15)
	l := replay(t, both(ledger.Policy{}), []ledger.Entry{
		twice("a", "hours"), twice("b", "other"), ledger.Transfer{ID: "t", Pool: "hours", To: "other", At: at},
	})
	a, err1 := l.Balance("hours", at)
	b, err2 := l.Balance("other", at)
	if err := errors.Join(err1, err2); err != nil || a.Left.Sign() < 0 || b.Left.Sign() < 0 || a.Left.Add(b.Left.Sub(half)).Sub(half).Sign() < 0 {
		t.Errorf("%v and %v, %v", a.Left, b.Left, err)
	}
	if list, err := l.Outcome("t"); err != nil || len(list) != 0 && list[0].Code != ledger.TransferredLess {
		t.Errorf("%v, %v", list, err)
	}
}
