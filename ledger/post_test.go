package ledger_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

func credits(s string) ledger.Quantity { return ledger.MustQuantity(s) }

// Bad entries are refused with their ID and the path of each fault, and the ledger stays
// as it was, also where the entry comes with good ones.
func TestPostRefuses(t *testing.T) {
	cfg := ledger.Config{Zone: "UTC", Pools: []ledger.Pool{
		{ID: "hours", Policy: ledger.Policy{Levels: weights(t)}}, {ID: "incidents", Unit: ledger.UnitIncidents},
		{ID: "more hours"},
	}}
	hour := ledger.Time(time.Hour)
	good := ledger.Grant{ID: "g", Pool: "hours", Amount: hour, Effective: day0}
	used := ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: time.Minute, Level: 1}
	half := ledger.Time(math.MaxInt64 / 2)
	for _, tt := range []struct {
		name string
		e    ledger.Entry
		is   error
		path string
		code string
	}{
		{"nothing", nil, ledger.ErrInvalid, "", "no_entry"},
		{"no ID", ledger.Usage{Pool: "hours", From: day0}, ledger.ErrInvalid, "id", "missing"},
		{"negative amount", ledger.Grant{ID: "x", Pool: "hours", Amount: ledger.Time(-1), Effective: day0}, ledger.ErrInvalid, "amount", "negative"},
		{"the most negative amount", ledger.Grant{ID: "x", Pool: "hours", Amount: ledger.Time(math.MinInt64), Effective: day0}, ledger.ErrInvalid, "amount", "negative"},
		{"negative time", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: -1, Level: 1}, ledger.ErrInvalid, "time", "negative"},
		{"negative usage", ledger.Usage{ID: "x", Pool: "hours", From: day0, Amount: ledger.Time(-1), Level: 1}, ledger.ErrInvalid, "amount", "negative"},
		{"negative weight", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: 1, Weight: decimal.New(-1, 0)}, ledger.ErrInvalid, "weight", "not_positive"},
		{"hostile weight", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: 1, Weight: decimal.New(1, 999999999)}, ledger.ErrInvalid, "weight", "out_of_range"},
		{"weighs too much", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: math.MaxInt64, Level: 1}, ledger.ErrInvalid, "time", "too_long"},
		{"no level to weigh by", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: 1, Level: 9}, ledger.ErrInvalid, "level", "unknown_level"},
		{"no level at all", ledger.Usage{ID: "x", Pool: "hours", From: day0, Time: 1}, ledger.ErrInvalid, "level", "unknown_level"},
		{"no instant", ledger.Usage{ID: "x", Pool: "hours", Time: 1, Level: 1}, ledger.ErrInvalid, "from", "missing"},
		{"instant out of range", ledger.Usage{ID: "x", Pool: "hours", From: day0.AddDate(300, 0, 0), Time: 1, Level: 1}, ledger.ErrInvalid, "from", "out_of_range"},
		{"wrong unit", ledger.Grant{ID: "x", Pool: "hours", Amount: credits("2"), Effective: day0}, ledger.ErrInvalid, "amount", "wrong_unit"},
		{"time in a pool of incidents", ledger.Usage{ID: "x", Pool: "incidents", From: day0, Amount: hour}, ledger.ErrInvalid, "amount", "wrong_unit"},
		{"no amount", ledger.Usage{ID: "x", Pool: "incidents", From: day0, Time: 1}, ledger.ErrInvalid, "amount", "missing"},
		{"expires at once", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Expires: day0}, ledger.ErrInvalid, "expires", "not_after"},
		{"no such kind", ledger.Grant{ID: "x", Pool: "hours", Kind: "gift", Amount: hour, Effective: day0}, ledger.ErrInvalid, "kind", "unknown_kind"},
		{"no such period", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Every: calendar.Every{N: 0, Unit: "month"}}, ledger.ErrInvalid, "every", "bad_every"},
		{"anchor without period", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Anchor: day0}, ledger.ErrInvalid, "anchor", "not_recurring"},
		{"share of more than all", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Roll: ledger.Rollover{Share: ledger.Percent(101)}}, ledger.ErrInvalid, "roll.share", "out_of_range"},
		{"cap without share", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Roll: ledger.Rollover{Cap: ledger.Percent(10)}}, ledger.ErrInvalid, "roll.share", "missing"},
		{"least above most", ledger.Grant{ID: "x", Pool: "hours", Amount: hour, Effective: day0, Keep: ledger.Clamp{Least: hour}}, ledger.ErrInvalid, "keep", "most_below_least"},
		{"adjustment of nothing", ledger.Adjustment{ID: "x", Grant: "g", At: day0}, ledger.ErrInvalid, "amount", "missing"},
		{"adjustment in another unit", ledger.Adjustment{ID: "x", Grant: "g", At: day0, Amount: credits("1")}, ledger.ErrInvalid, "amount", "wrong_unit"},
		{"negative reversal", ledger.Reversal{ID: "x", Usage: "u", At: day0, Amount: ledger.Time(-1)}, ledger.ErrInvalid, "amount", "negative"},
		{"negative approval", ledger.Approval{ID: "x", Usage: "u", At: day0, Amount: ledger.Time(-1)}, ledger.ErrInvalid, "amount", "negative"},
		{"approval in another unit", ledger.Approval{ID: "x", Usage: "u", At: day0, Amount: credits("1")}, ledger.ErrInvalid, "amount", "wrong_unit"},
		{"approval of a grant", ledger.Approval{ID: "x", Usage: "g", At: day0}, ledger.ErrNotFound, "usage", ""},
		{"extension without end or condition", ledger.Extend{ID: "x", Grant: "g", At: day0}, ledger.ErrInvalid, "while", "missing"},
		{"extension out of range", ledger.Extend{ID: "x", Grant: "g", At: day0, Expires: day0.AddDate(300, 0, 0)}, ledger.ErrInvalid, "expires", "out_of_range"},
		{"extension of nothing known", ledger.Extend{ID: "x", Grant: "h", At: day0, Expires: day0}, ledger.ErrNotFound, "grant", ""},
		{"transfer to the same pool", ledger.Transfer{ID: "x", Pool: "hours", To: "hours", At: day0}, ledger.ErrInvalid, "to", "same_pool"},
		{"transfer to another unit", ledger.Transfer{ID: "x", Pool: "hours", To: "incidents", At: day0}, ledger.ErrInvalid, "to", "wrong_unit"},
		{"transfer of less than nothing", ledger.Transfer{ID: "x", Pool: "hours", To: "more hours", At: day0, Amount: ledger.Time(-1)}, ledger.ErrInvalid, "amount", "negative"},
		{"transfer from nowhere", ledger.Transfer{ID: "x", Pool: "days", To: "hours", At: day0}, ledger.ErrNotFound, "pool", ""},
		{"transfer to nowhere", ledger.Transfer{ID: "x", Pool: "hours", To: "days", At: day0}, ledger.ErrNotFound, "to", ""},
		{"transfer of another pool's grant", ledger.Transfer{ID: "x", Pool: "more hours", To: "hours", Grant: "g", At: day0}, ledger.ErrInvalid, "grant", "wrong_pool"},
		{"transfer of no grant", ledger.Transfer{ID: "x", Pool: "hours", To: "more hours", Grant: "x", At: day0}, ledger.ErrNotFound, "grant", ""},
		{"close of nowhere", ledger.Close{ID: "x", Pool: "days", Until: day0}, ledger.ErrNotFound, "pool", ""},
		{"close without end", ledger.Close{ID: "x", Recorded: day0}, ledger.ErrInvalid, "until", "missing"},
		{"close out of range", ledger.Close{ID: "x", Until: day0.AddDate(300, 0, 0), Recorded: day0}, ledger.ErrInvalid, "until", "out_of_range"},
		{"reopening that nobody recorded", ledger.Reopen{ID: "x", From: day0}, ledger.ErrInvalid, "recorded", "missing"},
		{"reopening from nowhen", ledger.Reopen{ID: "x", Recorded: day0}, ledger.ErrInvalid, "from", "missing"},
		{"unknown pool", ledger.Usage{ID: "x", Pool: "days", From: day0}, ledger.ErrNotFound, "pool", ""},
		{"unknown pool of a grant", ledger.Grant{ID: "x", Pool: "days", Amount: hour, Effective: day0}, ledger.ErrNotFound, "pool", ""},
		{"unknown pool of a reset", ledger.Reset{ID: "x", Pool: "days", At: day0}, ledger.ErrNotFound, "pool", ""},
		{"unknown grant", ledger.Void{ID: "x", Grant: "h", At: day0}, ledger.ErrNotFound, "grant", ""},
		{"a usage is no grant", ledger.Void{ID: "x", Grant: "u", At: day0}, ledger.ErrNotFound, "grant", ""},
		{"unknown usage", ledger.Reversal{ID: "x", Usage: "v", At: day0}, ledger.ErrNotFound, "usage", ""},
		{"ID taken", ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(time.Minute), Effective: day0}, ledger.ErrConflict, "", ""},
		{"ID taken by another type", ledger.Usage{ID: "g", Pool: "hours", From: day0, Time: 1, Level: 1}, ledger.ErrConflict, "", ""},
		{"too much", ledger.Grant{ID: "x", Pool: "hours", Amount: ledger.Time(math.MaxInt64), Effective: day0}, ledger.ErrOverflow, "", ""},
		{"too much together", ledger.Grant{ID: "x", Pool: "hours", Amount: half, Effective: day0}, ledger.ErrOverflow, "", ""},
		{"too much taken", ledger.Adjustment{ID: "x", Grant: "g", At: day0, Amount: ledger.Time(math.MinInt64)}, ledger.ErrOverflow, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := replay(t, cfg, []ledger.Entry{good, used})
			want, err := l.Statement("hours", day0, day0.AddDate(1, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range [][]ledger.Entry{
				{tt.e}, {ledger.Grant{ID: "more", Pool: "hours", Amount: hour, Effective: day0}, tt.e},
			} {
				err := l.Post(list...)
				if !errors.Is(err, tt.is) {
					t.Fatalf("Post: %v, want %v", err, tt.is)
				}
				e, ok := errors.AsType[*ledger.EntryError](err)
				if !ok || e.Index != len(list)-1 || tt.e != nil && e.ID != tt.e.Head().ID {
					t.Fatalf("Post: %#v does not say which entry", err)
				}
				if !says(err, tt.path, tt.code) {
					t.Errorf("Post: %v, want a fault of path %q and code %q", err, tt.path, tt.code)
				}
				got, err := l.Statement("hours", day0, day0.AddDate(1, 0, 0))
				if diff := cmp.Diff(want, got); diff != "" || err != nil || l.Len() != 2 {
					t.Fatalf("%d entries, %v, changed:\n%s", l.Len(), err, diff)
				}
			}
			if err := l.Post(good, used, good); err != nil || l.Len() != 2 {
				t.Errorf("posting again what is there: %v, %d entries", err, l.Len())
			}
		})
	}
}

func says(err error, path, code string) bool {
	if e, ok := errors.AsType[*ledger.Error](err); ok {
		for _, f := range e.Faults {
			if f.Path == path && f.Code == code {
				return true
			}
		}
		return false
	}
	if e, ok := errors.AsType[*ledger.NotFoundError](err); ok {
		return e.Path == path
	}
	return path == ""
}

func TestNoteIsNoContent(t *testing.T) {
	u := ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: time.Minute, Note: "Mrs. Smith"}
	l := replay(t, config(ledger.Policy{}), []ledger.Entry{u})
	u.Note = ""
	if err := l.Post(u); err != nil {
		t.Errorf("a note that was taken out: %v", err)
	}
	u.From = u.From.In(time.FixedZone("", 3600))
	if err := l.Post(u); err != nil {
		t.Errorf("the same instant in another zone: %v", err)
	}
}

// What no lot covers, mode by mode, with the bounds on it.
func TestModes(t *testing.T) {
	type figures struct{ left, overage, debt, soft, pending, refused string }
	for _, tt := range []struct {
		name, why string
		pol       ledger.Policy
		used      string // of 10h
		approved  bool
		want      figures
	}{
		{"overage", "billed by default", ledger.Policy{}, "12h", false, figures{"0s", "2h", "0s", "0s", "0s", "0s"}},
		{"debt", "the next lots repay it", ledger.Policy{Mode: ledger.ModeDebt}, "12h", false, figures{"0s", "0s", "2h", "0s", "0s", "0s"}},
		{"hard", "GLPI: refused whole", ledger.Policy{Mode: ledger.ModeHard}, "12h", false, figures{"10h", "0s", "0s", "0s", "0s", "12h"}},
		{"cap", "what there is is burned", ledger.Policy{Mode: ledger.ModeCap}, "12h", false, figures{"0s", "0s", "0s", "0s", "0s", "2h"}},
		{"soft", "D12: statistics only", ledger.Policy{Mode: ledger.ModeSoft}, "12h", false, figures{"0s", "0s", "0s", "2h", "0s", "0s"}},
		{"ask", "B3, AMB-39: approval before overage", ledger.Policy{Mode: ledger.ModeAsk}, "12h", false, figures{"0s", "0s", "0s", "0s", "2h", "0s"}},
		{"asked", "AMB-39: then it is billed", ledger.Policy{Mode: ledger.ModeAsk}, "12h", true, figures{"0s", "2h", "0s", "0s", "0s", "0s"}},
		{"fair use", "a tenth is let pass", ledger.Policy{FairUse: ledger.Percent(10)}, "12h", false, figures{"0s", "1h", "0s", "1h", "0s", "0s"}},
		{"ceiling", "billed up to half an hour", ledger.Policy{Ceiling: ledger.MustPart("30m")}, "12h", false, figures{"0s", "30m", "0s", "0s", "0s", "1h30m"}},
		{"borrow", "half an hour, then overage", ledger.Policy{Borrow: ledger.Percent(5)}, "12h", false, figures{"0s", "1h30m", "30m", "0s", "0s", "0s"}},
		{"hard within what may be borrowed", "all of it is covered", ledger.Policy{Mode: ledger.ModeHard, Borrow: ledger.MustPart("2h")}, "12h", false, figures{"0s", "0s", "2h", "0s", "0s", "0s"}},
		{"hard beyond what may be borrowed", "none of it", ledger.Policy{Mode: ledger.ModeHard, Borrow: ledger.MustPart("1h59m")}, "12h", false, figures{"10h", "0s", "0s", "0s", "0s", "12h"}},
		{"all three", "1h by fair use, 30m borrowed, 15m billed", ledger.Policy{FairUse: ledger.Percent(10), Borrow: ledger.MustPart("30m"), Ceiling: ledger.MustPart("15m")}, "12h", false, figures{"0s", "15m", "30m", "1h", "0s", "15m"}},
		{"steps", "AMB-10: whole quarters only", ledger.Policy{Step: ledger.MustQuantity("3h")}, "12h", false, figures{"1h", "3h", "0s", "0s", "0s", "0s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := replay(t, config(tt.pol), []ledger.Entry{
				ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(10 * time.Hour), Effective: day0},
				ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: ledger.MustQuantity(tt.used).Duration(), Approved: tt.approved},
			})
			p, err := l.Posting("u", day0)
			if err != nil {
				t.Fatal(err)
			}
			b, err := l.Balance("hours", day0)
			if err != nil {
				t.Fatal(err)
			}
			got := figures{b.Left.String(), b.Overage.String(), b.Debt.String(), p.Sum(ledger.Counted).String(), b.Pending.String(), p.Sum(ledger.Declined).String()}
			if got != tt.want {
				t.Errorf("%s: %+v, want %+v", tt.why, got, tt.want)
			}
		})
	}
}

// What is borrowed is repaid before the next allowance can be drawn: 6 h a month, 400
// minutes worked, and the next month starts with 320.
func TestBorrowed(t *testing.T) {
	month := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	l := replay(t, config(ledger.Policy{Borrow: ledger.Percent(100), Period: month}), []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(6 * time.Hour), Effective: day0, Every: month},
		ledger.Usage{ID: "u", Pool: "hours", From: day0, Time: 400 * time.Minute},
	})
	b, err := l.Balance("hours", day0.AddDate(0, 1, 0))
	if err != nil || !b.Left.Equal(min2(320)) || !b.Debt.IsZero() {
		t.Errorf("%+v, %v, want 320 minutes left", b, err)
	}
}

// A lot of every kind, priority, expiry and cost, in the default order and in others.
func TestDrawOrder(t *testing.T) {
	h := ledger.Time(time.Hour)
	end := func(n int) time.Time { return day0.AddDate(0, 0, n) }
	list := []ledger.Entry{
		ledger.Grant{ID: "bundle", Pool: "hours", Amount: h, Effective: day0.Add(-time.Hour), Cost: decimal.New(60, 0), Category: "paid"},
		ledger.Grant{ID: "allowance", Pool: "hours", Kind: ledger.Allowance, Amount: h, Effective: day0, Every: calendar.Every{N: 1, Unit: "month"}, Category: "granted"},
		ledger.Grant{ID: "included", Pool: "hours", Kind: ledger.Included, Amount: h, Effective: day0, Expires: end(20)},
		ledger.Grant{ID: "promo", Pool: "hours", Kind: ledger.Promo, Amount: h, Effective: day0.Add(-2 * time.Hour), Expires: end(40), Category: "promo"},
		ledger.Grant{ID: "goodwill", Pool: "hours", Kind: ledger.Goodwill, Amount: h, Effective: day0, Priority: -1, Scope: []string{"phone"}},
		ledger.Usage{ID: "u", Pool: "hours", From: day0.Add(time.Hour), Time: 5 * time.Hour, Scope: "phone"},
	}
	for _, tt := range []struct {
		name, why string
		order     []ledger.Key
		want      string
	}{
		{"default", "AMB-29: priority, soonest expiry, an allowance at its boundary, never last", nil, "goodwill included allowance promo bundle"},
		{"oldest first", "Autotask", []ledger.Key{ledger.KeyEffective}, "promo bundle allowance goodwill included"},
		{"free first", "Stigg", []ledger.Key{ledger.KeyCategory}, "promo allowance goodwill included bundle"},
		{"cheapest first", "Orb", []ledger.Key{ledger.KeyCost, ledger.KeyExpires}, "included allowance promo goodwill bundle"},
		{"narrow first", "what nobody else could use", []ledger.Key{ledger.KeyScope, ledger.KeyID}, "goodwill allowance bundle included promo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := replay(t, config(ledger.Policy{Order: tt.order}), list)
			p, err := l.Posting("u", end(1))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range p.Draws {
				got = append(got, d.Lot)
			}
			if diff := cmp.Diff(strings.Fields(tt.want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

// Boundaries are counted from the anchor with its day kept, in the zone of the ledger.
func TestMonthEnds(t *testing.T) {
	for _, zone := range []string{"America/New_York", "Europe/Moscow", "UTC"} {
		for _, tt := range []struct {
			from string
			want string // boundaries
		}{
			{"2026-01-28", "02-28 03-28 04-28 05-28"},
			{"2026-01-29", "02-28 03-29 04-29 05-29"},
			{"2026-01-30", "02-28 03-30 04-30 05-30"},
			{"2026-01-31", "02-28 03-31 04-30 05-31"},
			{"2028-01-31", "02-29 03-31 04-30 05-31"},
		} {
			from := at(t, zone, tt.from+" 00:00")
			l := replay(t, ledger.Config{Zone: zone, Pools: []ledger.Pool{{ID: "hours"}}}, []ledger.Entry{
				ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: from, Every: calendar.Every{N: 1, Unit: "month"}},
			})
			f, err := l.Forecast("hours", from, from.AddDate(0, 4, 15), 0)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, lapse := range f.Lapses {
				if lapse.At.Format("15:04") != "00:00" {
					t.Errorf("%s from %s: lapses at %v", zone, tt.from, lapse.At)
				}
				got = append(got, lapse.At.Format("01-02"))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s from %s: %s, want %s", zone, tt.from, s, tt.want)
			}
		}
	}
}

// The zone of the instants handed in never changes an answer.
func TestZoneOfInstants(t *testing.T) {
	list := may(t)
	want := replay(t, saastech(t), list)
	for i, e := range list {
		loc := time.FixedZone("", 5*3600+1800)
		switch x := e.(type) {
		case ledger.Grant:
			x.Effective = x.Effective.In(loc)
			list[i] = x
		case ledger.Usage:
			x.From = x.From.In(loc)
			list[i] = x
		}
	}
	got := replay(t, saastech(t), list)
	from := at(t, "America/New_York", "2026-05-01 00:00")
	a, err1 := want.Statement("credit", from, from.AddDate(0, 1, 0))
	b, err2 := got.Statement("credit", from.UTC(), from.AddDate(0, 1, 0).UTC())
	if diff := cmp.Diff(a, b); diff != "" || err1 != nil || err2 != nil {
		t.Errorf("%v %v (-want +got):\n%s", err1, err2, diff)
	}
}

// Credits, incidents and money are counted by the same engine.
func TestUnits(t *testing.T) {
	l := replay(t, ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "money", Unit: ledger.UnitMoney}, {ID: "calls", Unit: ledger.UnitIncidents, Policy: ledger.Policy{Mode: ledger.ModeHard}}}}, []ledger.Entry{
		ledger.Grant{ID: "deposit", Pool: "money", Amount: credits("100.00"), Effective: day0},
		ledger.Usage{ID: "invoice", Pool: "money", From: day0, Amount: credits("30.05")},
		ledger.Grant{ID: "six", Pool: "calls", Amount: credits("6"), Effective: day0},
		ledger.Usage{ID: "call", Pool: "calls", From: day0, Amount: credits("1"), Time: time.Hour},
		ledger.Usage{ID: "calls", Pool: "calls", From: day0, Amount: credits("6")},
	})
	for pool, want := range map[string]string{"money": "69.95", "calls": "5"} {
		if b, err := l.Balance(pool, day0); err != nil || b.Left.String() != want {
			t.Errorf("%s: %v left, %v, want %s", pool, b.Left, err, want)
		}
	}
	out := l.Outcomes()
	if len(out) != 1 || out[0].String() != "calls: 6 refused" {
		t.Errorf("outcomes are %v", out)
	}
}

// A level outranks no other here; it only weighs. D16: norm hours count where the policy says so.
func TestNormHours(t *testing.T) {
	l := replay(t, config(ledger.Policy{Basis: ledger.Norm}), []ledger.Entry{
		ledger.Usage{ID: "a", Pool: "hours", From: day0, Time: 50 * time.Minute, Norm: time.Hour},
		ledger.Usage{ID: "b", Pool: "hours", From: day0, Time: 50 * time.Minute},
	})
	if b, err := l.Balance("hours", day0); err != nil || b.Overage.String() != "1h50m" {
		t.Errorf("%v, %v", b.Overage, err)
	}
}

// A grant that is owing counts once it is paid, and not before.
func TestOwing(t *testing.T) {
	l := replay(t, config(ledger.Policy{}), []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: day0, Owing: true},
		ledger.Usage{ID: "early", Pool: "hours", From: day0.Add(time.Hour), Time: time.Minute},
		ledger.Payment{ID: "paid", Grant: "g", At: day0.Add(2 * time.Hour)},
		ledger.Usage{ID: "late", Pool: "hours", From: day0.Add(2 * time.Hour), Time: time.Minute},
		ledger.Payment{ID: "again", Grant: "g", At: day0.Add(3 * time.Hour)},
	})
	b, err := l.Balance("hours", day0.Add(3*time.Hour))
	if err != nil || b.Left.String() != "59m" || b.Overage.String() != "1m" {
		t.Errorf("%+v, %v", b, err)
	}
	if out, err := l.Outcome("again"); err != nil || len(out) != 1 || out[0].Code != ledger.NothingOwing {
		t.Errorf("outcomes are %v, %v", out, err)
	}
}
