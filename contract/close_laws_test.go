package contract_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

const lawsUntil = "2026-09-01"

// lawContract draws a contract; the plan is one that can be agreed on.
func lawContract(t *rapid.T, plan string) *contract.Contract {
	c, err := trySmall(laws{t}, plan, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-11")}, "")
	if err != nil {
		t.Fatalf("%v\n%s", err, plan)
	}
	return c
}

// laws lets a helper of tests fail a law.
type laws struct{ *rapid.T }

func lawAccount(t *rapid.T, c *contract.Contract, j contract.Journal) *contract.Account {
	a, err := c.Account(j, day(lawsUntil))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// drawAccount draws a contract with a journal, some periods closed.
func drawAccount(t *rapid.T) (*contract.Contract, contract.Journal, *contract.Account) {
	c := lawContract(t, drawPlan(t))
	j := drawJournal(t)
	blank := lawAccount(t, c, contract.Journal{Readings: j.Readings[:1]})
	drawMore(t, &j, blank.Periods())
	j.Closings = drawClosings(t, blank.Periods())
	return c, j, lawAccount(t, c, j)
}

func all(t *rapid.T, a *contract.Account) (list []contract.Closed) {
	for _, p := range a.Periods() {
		got, err := a.Close(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, got)
	}
	return list
}

// The total of an invoice is the sum of its lines, and the amount of a line that of its steps; no two
// lines have one ID, and what takes a line back takes back all of it.
func TestLaw_lines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, a := drawAccount(t)
		for _, got := range all(t, a) {
			sum := decimal.Zero
			for _, l := range got.Lines {
				sum = sum.Add(l.Amount)
				steps := decimal.Zero
				for _, s := range l.Steps {
					steps = steps.Add(s.Amount)
					if s.Code == "round" && s.Amount.Abs().GreaterThan(decimal.New(5, -2)) {
						t.Fatalf("%s is rounded by %v", l.ID, s.Amount)
					}
				}
				most := decimal.New(int64(len(l.Steps)), -9) // each is rounded for people
				if l.Rate == "" {
					most = most.Add(decimal.New(5, -3)) // only those of work say how the line was rounded
				}
				if len(l.Steps) > 0 && steps.Sub(l.Amount).Abs().GreaterThan(most) && l.Code != contract.ChargeAdjust {
					t.Fatalf("the steps of %s come to %v, not %v: %v", l.ID, steps, l.Amount, l.Steps)
				}
				if !l.Amount.Equal(l.Amount.Round(2)) {
					t.Fatalf("%s is not rounded: %v", l.ID, l.Amount)
				}
				if l.Credits == "" && l.As != contract.AsCharge && l.Code == contract.ChargeWork && !l.Amount.IsZero() {
					t.Fatalf("%s is %s and costs %v", l.ID, l.As, l.Amount)
				}
			}
			if !sum.Equal(got.Total) {
				t.Fatalf("%v: the lines are %v and the total %v", got.Period, sum, got.Total)
			}
		}
		checkLines(t, a)
	})
}

// Of each piece of an entry the parts are all that is billed, and all of its credit.
func TestLaw_parts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, j, a := drawAccount(t)
		for _, e := range j.Entries {
			x, err := a.Explain(e.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range x.Pieces {
				var billed, credit time.Duration
				for _, part := range p.Parts {
					if part.Billed <= 0 || part.Credit < 0 {
						t.Fatalf("%s: a part of %v, %v", e.ID, part.Billed, part.Credit)
					}
					billed += part.Billed
					credit += part.Credit
				}
				if !p.Period.IsZero() && (billed != p.Billed || credit != p.Credit) {
					t.Fatalf("%s: the parts are %v and %v, of %v and %v", e.ID, billed, credit, p.Billed, p.Credit)
				}
			}
		}
	})
}

// Statements go on where the one before ended; no lot is below zero, and nothing is owed to a
// pool that was not borrowed.
func TestLaw_statements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _, a := drawAccount(t)
		borrows := slices.ContainsFunc(c.Terms(day("2026-05-11")).Plan().Cover, func(r contract.Cover) bool { return r.As == contract.AsBorrow })
		closing := map[string]ledger.Quantity{}
		for _, got := range all(t, a) {
			for _, s := range got.Statements {
				if was, ok := closing[s.Pool]; ok && !was.Equal(s.Opening) {
					t.Fatalf("%v: %s opens with %v after %v", got.Period, s.Pool, s.Opening, was)
				}
				closing[s.Pool] = s.Closing
				if !borrows && s.Debt.Sign() > 0 {
					t.Fatalf("%v: %s owes %v, and nobody borrowed", got.Period, s.Pool, s.Debt)
				}
				for _, l := range s.Lots {
					if l.Closing.Sign() < 0 || l.Opening.Sign() < 0 {
						t.Fatalf("%v: lot %s goes from %v to %v", got.Period, l.Lot, l.Opening, l.Closing)
					}
				}
			}
		}
	})
}

// The order in which facts are handed over does not matter, nor how often.
func TestLaw_orderAndRepetition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, j, a := drawAccount(t)
		k := j
		k.Entries = rapid.Permutation(append(slices.Clone(j.Entries), j.Entries...)).Draw(t, "entries")
		k.Orders = rapid.Permutation(append(slices.Clone(j.Orders), j.Orders...)).Draw(t, "orders")
		k.Approvals = rapid.Permutation(append(slices.Clone(j.Approvals), j.Approvals...)).Draw(t, "approvals")
		k.Reversals = rapid.Permutation(append(slices.Clone(j.Reversals), j.Reversals...)).Draw(t, "reversals")
		k.Readings = rapid.Permutation(append(slices.Clone(j.Readings), j.Readings...)).Draw(t, "readings")
		k.Tickets, k.Payments, k.Cancellations, k.Arrears, k.Closings = twice(j.Tickets), twice(j.Payments), twice(j.Cancellations), twice(j.Arrears), twice(j.Closings)
		sameInvoices(t, all(t, a), all(t, lawAccount(t, c, k)))
	})
}

// Closing twice adds nothing: an account gives the same invoice whenever it is asked, and so
// does another of the same facts. A second closing of a period changes nothing.
func TestLaw_closingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, j, a := drawAccount(t)
		first := all(t, a)
		sameInvoices(t, first, all(t, a))
		k := j
		k.Closings = slices.Clone(j.Closings)
		for _, again := range j.Closings {
			again.ID += "-again"
			again.At = again.At.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "later")) * time.Hour)
			k.Closings = append(k.Closings, again)
		}
		sameInvoices(t, first, all(t, lawAccount(t, c, k)))
	})
}

// The invoice and the statements of a closed period are those that were known when it was
// closed: nothing that came later changes them.
func TestLaw_closedStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, j, a := drawAccount(t)
		zone, err := time.LoadLocation(c.Terms(day("2026-05-11")).Plan().Zone)
		if err != nil {
			t.Fatal(err)
		}
		for i, closing := range j.Closings {
			then, err := lawAccount(t, c, asKnown(j, closing.At, zone)).Close(closing.Period)
			if err != nil {
				t.Fatal(err)
			}
			now, err := a.Close(closing.Period)
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 && !j.Closings[i-1].At.Before(closing.At) {
				continue // closed at one instant: what is late for one is late for both
			}
			sameInvoices(t, []contract.Closed{then}, []contract.Closed{now})
		}
	})
}

// An account is done when it is made: any number may ask it at once, and get the same.
func TestAccount_parallel(t *testing.T) {
	c := mustContract(t, shipped(t), mayConfig(t, ""))
	j := may()
	j.Closings = []contract.Closing{closing("c1", "2026-05-01", "2026-06-01", "2026-06-03T00:00")}
	j.Reversals = []contract.Reversal{{ID: "r", Entry: "E8", At: at("2026-06-10T00:00:00Z")}}
	a := account(t, c, j, "2026-08-01")
	want := totals(t, a)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n, p := range a.Periods() {
				got, err := a.Close(p)
				if err != nil || got.Total.StringFixed(2) != want[n] {
					t.Errorf("%v: %v, %v, want %s", p, got.Total, err, want[n])
				}
				if _, err := a.Explain("E8"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func sameInvoices(t *rapid.T, was, now []contract.Closed) {
	t.Helper()
	for i := range was {
		if diff := cmp.Diff(was[i].Lines, now[i].Lines); diff != "" {
			t.Fatalf("lines of %v: %s", was[i].Period, diff)
		}
		if !was[i].Total.Equal(now[i].Total) {
			t.Fatalf("%v is %v, was %v", was[i].Period, now[i].Total, was[i].Total)
		}
		if diff := cmp.Diff(was[i].Statements, now[i].Statements); diff != "" {
			t.Fatalf("statements of %v: %s", was[i].Period, diff)
		}
	}
}

// Nor does it matter with tickets, whose messages make work urgent, and with payments.
func TestClose_orderAndRepetition(t *testing.T) {
	may := may()
	kit := contract.Journal{Payments: []contract.Payment{{ID: "p", On: day("2026-10-01"), Periods: 7}, {ID: "q", On: day("2026-12-01"), From: day("2027-05-01"), Periods: 1}}, Entries: kit(690, 1040, 760).Entries}
	for name, tt := range map[string]struct {
		cfg     contract.Config
		journal contract.Journal
		until   string
	}{
		"tickets":  {mayConfig(t, ""), may, "2026-06-01"},
		"payments": {contract.Config{ID: "k", Plan: "kit-1-basic", Start: day("2026-10-01"), Params: basicRate}, kit, "2027-07-01"},
	} {
		c := mustContract(t, shipped(t), tt.cfg)
		want := account(t, c, tt.journal, tt.until)
		k := contract.Journal{Orders: twice(tt.journal.Orders), Payments: twice(tt.journal.Payments), Entries: twice(tt.journal.Entries), Tickets: twice(tt.journal.Tickets)}
		got := account(t, c, k, tt.until)
		for n := range want.Periods() {
			if diff := cmp.Diff(invoice(t, want, n), invoice(t, got, n), sameMoney); diff != "" {
				t.Errorf("%s, period %d (-once +twice, backwards):\n%s", name, n, diff)
			}
		}
	}
}

// twice returns the list backwards, each element twice.
func twice[F any](list []F) []F {
	both := append(slices.Clone(list), list...)
	slices.Reverse(both)
	return both
}
