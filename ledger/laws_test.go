package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 1, 29, 0, 0, 0, 0, time.UTC)

// drawInstant draws an instant that many others share, near the ends of months.
func drawInstant(t *rapid.T, name string) time.Time {
	return day0.Add(time.Duration(rapid.IntRange(0, 240).Draw(t, name)) * 12 * time.Hour)
}

func drawGrant(t *rapid.T, id string) ledger.Grant {
	g := ledger.Grant{ID: id, Pool: "hours", Amount: ledger.Time(time.Duration(rapid.IntRange(0, 12).Draw(t, "amount"))), Effective: drawInstant(t, "effective")}
	g.Priority = rapid.IntRange(0, 1).Draw(t, "priority")
	if rapid.IntRange(0, 3).Draw(t, "scoped") == 0 {
		g.Scope = []string{"a"}
	}
	if rapid.Bool().Draw(t, "expires") {
		g.Expires = g.Effective.Add(time.Duration(rapid.IntRange(1, 160).Draw(t, "for")) * 12 * time.Hour)
	}
	g.Owing = rapid.IntRange(0, 5).Draw(t, "owing") == 0
	if rapid.Bool().Draw(t, "recurring") {
		g.Every = calendar.Every{N: rapid.IntRange(1, 2).Draw(t, "n"), Unit: rapid.SampledFrom([]calendar.Unit{"month", "week", "day"}).Draw(t, "unit")}
		if g.Every.Unit == "day" {
			g.Every.N += 6
		}
		if rapid.Bool().Draw(t, "anchored") {
			g.Anchor = g.Effective.Add(time.Duration(rapid.IntRange(-40, 40).Draw(t, "anchor")) * 12 * time.Hour)
		}
	}
	switch rapid.IntRange(0, 3).Draw(t, "ends") {
	case 0:
		g.Keep.Most = ledger.Time(time.Duration(rapid.IntRange(1, 10).Draw(t, "most")))
		g.Keep.Least = ledger.Time(min(g.Keep.Most.Duration(), time.Duration(rapid.IntRange(0, 6).Draw(t, "least"))))
	case 1, 2:
		g.Roll = drawRoll(t, g.Every)
	}
	return g
}

func drawRoll(t *rapid.T, every calendar.Every) ledger.Rollover {
	r := ledger.Rollover{Share: ledger.Percent(rapid.SampledFrom([]int{100, 100, 50, 30}).Draw(t, "share"))}
	r.Of = rapid.SampledFrom([]ledger.Basis{"", ledger.OfRest, ledger.OfOriginal}).Draw(t, "of")
	bounds := []ledger.Part{{}, {}, ledger.Percent(50), ledger.Percent(150), ledger.Fixed(ledger.Time(5)), ledger.Fixed(ledger.Time(0))}
	r.Cap = rapid.SampledFrom(bounds).Draw(t, "cap")
	r.Total = rapid.SampledFrom(bounds).Draw(t, "total")
	r.Series = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "series")
	if rapid.IntRange(0, 3).Draw(t, "until") == 0 {
		r.Until = drawInstant(t, "carried until")
	}
	if rapid.IntRange(0, 4).Draw(t, "more") == 0 {
		r.MoreThan = ledger.Time(6)
	}
	switch rapid.IntRange(0, 2).Draw(t, "lives") {
	case 0:
		r.Lives = calendar.Every{N: rapid.IntRange(1, 45).Draw(t, "days"), Unit: "day"}
	case 1:
		r.Lives = calendar.Every{N: rapid.IntRange(1, 3).Draw(t, "months"), Unit: "month"}
		if every.Unit == "month" {
			r.Lives.N *= every.N
		} else if !every.IsZero() {
			r.Lives = calendar.Every{N: 30, Unit: "day"}
		}
	}
	return r
}

// drawEntries draws facts that stand in each other's way.
func drawEntries(t *rapid.T) []ledger.Entry {
	var list []ledger.Entry
	grants := rapid.IntRange(1, 5).Draw(t, "grants")
	for i := range grants {
		list = append(list, drawGrant(t, fmt.Sprintf("g%d", i)))
	}
	usages := rapid.IntRange(0, 12).Draw(t, "usages")
	for i := range usages {
		u := ledger.Usage{ID: fmt.Sprintf("u%d", i), Pool: "hours", From: drawInstant(t, "from"), Time: time.Duration(rapid.IntRange(0, 9).Draw(t, "time"))}
		u.Scope = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "scope")
		u.Approved = rapid.Bool().Draw(t, "approved")
		list = append(list, u)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "corrections") {
		id, at := fmt.Sprintf("c%d", i), drawInstant(t, "at")
		grant := fmt.Sprintf("g%d", rapid.IntRange(0, grants-1).Draw(t, "grant"))
		switch k := rapid.IntRange(0, 5).Draw(t, "correction"); {
		case k == 0:
			list = append(list, ledger.Reset{ID: id, Pool: "hours", At: at, KeepOverage: rapid.Bool().Draw(t, "keep")})
		case k == 1:
			list = append(list, ledger.Void{ID: id, Grant: grant, At: at, Ends: rapid.Bool().Draw(t, "ends")})
		case k == 2:
			n := rapid.IntRange(1, 8).Draw(t, "adjust") * rapid.SampledFrom([]int{1, -1}).Draw(t, "sign")
			list = append(list, ledger.Adjustment{ID: id, Grant: grant, At: at, Amount: ledger.Time(time.Duration(n))})
		case k == 3:
			list = append(list, ledger.Payment{ID: id, Grant: grant, At: at})
		case usages > 0:
			u := fmt.Sprintf("u%d", rapid.IntRange(0, usages-1).Draw(t, "usage"))
			list = append(list, ledger.Reversal{ID: id, Usage: u, At: at, Amount: ledger.Time(time.Duration(rapid.IntRange(0, 7).Draw(t, "back")))})
		}
	}
	return list
}

func drawPolicy(t *rapid.T) ledger.Policy {
	return ledger.Policy{
		Mode:        rapid.SampledFrom([]ledger.Mode{"", ledger.ModeDebt, ledger.ModeHard, ledger.ModeCap, ledger.ModeSoft, ledger.ModeAsk}).Draw(t, "mode"),
		Voided:      rapid.SampledFrom([]ledger.Voided{"", ledger.Unwind}).Draw(t, "voided"),
		FirstPeriod: rapid.SampledFrom([]ledger.FirstPeriod{"", ledger.Prorate}).Draw(t, "first"),
	}
}

func config(pol ledger.Policy) ledger.Config {
	return ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours", Policy: pol}}}
}

func replay(t interface {
	Helper()
	Fatal(...any)
}, cfg ledger.Config, list []ledger.Entry) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Replay(cfg, time.LoadLocation, list)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// figures returns what the ledger says of an instant, in the model's words.
func figures(t *rapid.T, l *ledger.Ledger, pool string, at time.Time) map[string]int64 {
	b, err := l.Balance(pool, at)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Statement(pool, day0.AddDate(-1, 0, 0), at.Add(1))
	if err != nil {
		t.Fatal(err)
	}
	if !b.Left.Equal(s.Closing) {
		t.Fatalf("at %v %v is left, but %v is the closing", at, b.Left, s.Closing)
	}
	out := map[string]int64{
		"left": b.Left.Duration().Nanoseconds(), "overage": b.Overage.Duration().Nanoseconds(), "debt": b.Debt.Duration().Nanoseconds(),
		"pending": b.Pending.Duration().Nanoseconds(), "soft": s.Soft.Duration().Nanoseconds(), "refused": s.Refused.Duration().Nanoseconds(),
		"forgiven": s.Forgiven.Duration().Nanoseconds(), "granted": s.Granted.Duration().Nanoseconds(), "carried": s.CarriedIn.Duration().Nanoseconds(),
		"adjusted": s.Adjusted.Duration().Nanoseconds(), "lapsed": s.Lapsed.Duration().Nanoseconds(), "voided": s.Voided.Duration().Nanoseconds(),
		"drawn": s.Drawn.Duration().Nanoseconds(), "in": s.TransferredIn.Duration().Nanoseconds(), "out": s.TransferredOut.Duration().Nanoseconds(),
	}
	for k, v := range out {
		if v == 0 {
			delete(out, k)
		}
	}
	return out
}

// lotsLeft returns what is left by lot, as the ledger and as the model see it.
func lotsLeft(t *rapid.T, l *ledger.Ledger, m *model, pool string, at time.Time) (got, want map[string]int64) {
	lots, err := l.Lots(pool, at)
	if err != nil {
		t.Fatal(err)
	}
	got, want = map[string]int64{}, map[string]int64{}
	for _, l := range lots {
		if n := l.Left.Duration().Nanoseconds(); n != 0 {
			got[l.ID] += n
		}
	}
	for _, l := range m.lots {
		id := l.g.ID
		if l.n > 0 {
			id += fmt.Sprintf("#%d", l.n+1)
		}
		if l.carried {
			id += "@carry"
		}
		if l.left != 0 && l.g.Pool == pool {
			want[id] += l.left
		}
	}
	return got, want
}

// Whatever the facts, at whatever instant, the ledger and the model agree on every figure and lot.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawPolicy(t), drawEntries(t)
		l := replay(t, config(pol), list)
		for range 3 {
			at := drawInstant(t, "asked").Add(rapid.SampledFrom([]time.Duration{0, 0, -1, 30 * 24 * time.Hour}).Draw(t, "off"))
			asModel(t, pol, list, l, at)
		}
	})
}

// asModel checks that a ledger says what the model says of an instant.
func asModel(t *rapid.T, pol ledger.Policy, list []ledger.Entry, l *ledger.Ledger, at time.Time) {
	t.Helper()
	m := play(pol, list, at)
	for _, p := range l.Config().Pools {
		if diff := cmp.Diff(m.figures(p.ID), figures(t, l, p.ID, at)); diff != "" {
			t.Fatalf("%s at %v (-model +ledger):\n%s", p.ID, at, diff)
		}
		got, want := lotsLeft(t, l, m, p.ID, at)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("lots of %s at %v (-model +ledger):\n%s", p.ID, at, diff)
		}
	}
}

// In whatever order the facts are posted, one by one or in lots, twice or once, the
// answers are the same.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawPolicy(t), drawEntries(t)
		want := replay(t, config(pol), list)
		got := want.Blank()
		mixed := rapid.Permutation(list).Draw(t, "mixed")
		slices.SortStableFunc(mixed, func(a, b ledger.Entry) int { return names(a) - names(b) })
		mixed = append(mixed, mixed[:len(mixed)/2]...) // some of them twice
		for len(mixed) > 0 {
			n := rapid.IntRange(1, min(3, len(mixed))).Draw(t, "at once")
			if err := got.Post(mixed[:n]...); err != nil {
				t.Fatal(err)
			}
			mixed = mixed[n:]
		}
		for range 3 {
			at := drawInstant(t, "asked")
			same(t, want, got, at)
		}
	})
}

// names says whether an entry names another, which has to be there.
func names(e ledger.Entry) int {
	switch e.(type) {
	case ledger.Grant, ledger.Usage, ledger.Reset:
		return 0
	}
	return 1
}

// same checks that two ledgers give the same answers.
func same(t *rapid.T, want, got *ledger.Ledger, at time.Time) {
	t.Helper()
	a, err1 := want.Statement("hours", at.AddDate(0, -1, 0), at)
	b, err2 := got.Statement("hours", at.AddDate(0, -1, 0), at)
	if diff := cmp.Diff(a, b); diff != "" || err1 != nil || err2 != nil {
		t.Fatalf("statement to %v: %v %v (-want +got):\n%s", at, err1, err2, diff)
	}
	x, err1 := want.Lots("hours", at)
	y, err2 := got.Lots("hours", at)
	if diff := cmp.Diff(x, y); diff != "" || err1 != nil || err2 != nil {
		t.Fatalf("lots at %v: %v %v (-want +got):\n%s", at, err1, err2, diff)
	}
	for _, e := range want.Entries() {
		u, ok := e.(ledger.Usage)
		if !ok {
			continue
		}
		p, err1 := want.Posting(u.ID, at)
		q, err2 := got.Posting(u.ID, at)
		if diff := cmp.Diff(p, q); diff != "" || err1 != nil || err2 != nil {
			t.Fatalf("%s at %v: %v %v (-want +got):\n%s", u.ID, at, err1, err2, diff)
		}
	}
	if diff := cmp.Diff(want.Outcomes(), got.Outcomes()); diff != "" {
		t.Fatalf("outcomes (-want +got):\n%s", diff)
	}
}

// What each usage takes is accounted for to the billionth, in credit and in work.
func TestEveryUsageAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawPolicy(t), drawEntries(t)
		l, at := replay(t, config(pol), list), drawInstant(t, "asked")
		for _, e := range list {
			u, ok := e.(ledger.Usage)
			if !ok || u.From.After(at) {
				continue
			}
			p, err := l.Posting(u.ID, at)
			if err != nil {
				t.Fatal(err)
			}
			var sum ledger.Quantity
			var work time.Duration
			for _, d := range p.Draws {
				sum, work = sum.Add(d.Quantity), work+d.Work
			}
			if !sum.Equal(p.Credit) || len(p.Draws) > 0 && work != p.Billed {
				t.Fatalf("%s: %v of %v, %v of %v", u.ID, sum, p.Credit, work, p.Billed)
			}
		}
	})
}

// The figures of a statement add up, in all and lot by lot; its closing is the next one's
// opening, and two periods together are the sum of each.
func TestStatementsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol, list := drawPolicy(t), drawEntries(t)
		l := replay(t, config(pol), list)
		cuts := []time.Time{drawInstant(t, "a"), drawInstant(t, "b"), drawInstant(t, "c")}
		slices.SortFunc(cuts, time.Time.Compare)
		if cuts[0].Equal(cuts[1]) || cuts[1].Equal(cuts[2]) {
			t.Skip("no period")
		}
		first, second, both := statement(t, l, cuts[0], cuts[1]), statement(t, l, cuts[1], cuts[2]), statement(t, l, cuts[0], cuts[2])
		if !first.Closing.Equal(second.Opening) {
			t.Fatalf("closes with %v, opens with %v", first.Closing, second.Opening)
		}
		if !both.Drawn.Equal(first.Drawn.Add(second.Drawn)) || !both.Lapsed.Equal(first.Lapsed.Add(second.Lapsed)) {
			t.Fatalf("%+v and %+v are not %+v", first.Figures, second.Figures, both.Figures)
		}
	})
}

func statement(t *rapid.T, l *ledger.Ledger, from, to time.Time) ledger.Statement {
	s, err := l.Statement("hours", from, to)
	if err != nil {
		t.Fatal(err)
	}
	adds := func(f ledger.Figures) bool {
		in := f.Opening.Add(f.Granted).Add(f.CarriedIn).Add(f.Adjusted).Add(f.TransferredIn)
		return in.Equal(f.Drawn.Add(f.Lapsed).Add(f.CarriedOut).Add(f.Voided).Add(f.TransferredOut).Add(f.Closing)) && f.Closing.Sign() >= 0
	}
	var opening, closing, used, levels ledger.Quantity
	for _, line := range s.Lots {
		if !adds(line.Figures) {
			t.Fatalf("lot %s does not add up: %+v", line.Lot, line.Figures)
		}
		opening, closing = opening.Add(line.Opening), closing.Add(line.Closing)
	}
	for i := range s.Levels {
		levels = levels.Add(s.Levels[i].Used)
	}
	for i := range s.Tickets {
		used = used.Add(s.Tickets[i].Used)
	}
	if !adds(s.Figures) || !opening.Equal(s.Opening) || !closing.Equal(s.Closing) || !used.Equal(levels) {
		t.Fatalf("%v does not add up: %+v", s.Period, s)
	}
	return s
}
