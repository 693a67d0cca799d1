package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

func at(t testing.TB, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	v, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func min2(n float64) ledger.Quantity { return ledger.Time(time.Duration(n * float64(time.Minute))) }

func weights(t testing.TB) priority.Scheme {
	s, err := priority.NewScheme([]priority.Definition{
		{Level: 1, Name: "URGENT", Weight: decimal.RequireFromString("2.5")}, {Level: 2, Name: "HIGH", Weight: decimal.RequireFromString("2")},
		{Level: 3, Name: "MEDIUM", Weight: decimal.RequireFromString("1.5")}, {Level: 4, Name: "LOW"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// may is the month of scenario 1: entries as they were worked, and the two grants.
func may(t testing.TB, scope ...string) []ledger.Entry {
	ny := func(s string) time.Time { return at(t, "America/New_York", "2026-05-"+s) }
	list := []ledger.Entry{
		ledger.Grant{ID: "G1", Pool: "credit", Kind: ledger.Included, Amount: min2(180), Effective: ny("01 00:00"), Expires: ny("31 00:00").AddDate(0, 0, 1), Scope: scope},
		ledger.Grant{ID: "G2", Pool: "credit", Amount: min2(720), Effective: ny("01 00:00"), Scope: scope},
	}
	for _, e := range []struct {
		id, from string
		minutes  int
		level    priority.Level
	}{
		{"E1", "04 10:00", 50, 4},
		{"E2", "06 14:20", 20, 3},
		{"E3", "08 09:10", 35, 2},
		{"E4", "08 09:45", 100, 2},
		{"E5", "12 09:30", 125, 4},
		{"E6", "14 09:05", 40, 1},
		{"E7", "25 11:00", 70, 1},
		{"E8", "28 10:00", 230, 3},
	} {
		list = append(list, ledger.Usage{
			ID: e.id, Pool: "credit", From: ny(e.from), Time: time.Duration(e.minutes) * time.Minute, Level: e.level, Scope: e.level.String(),
		})
	}
	return list
}

func saastech(t testing.TB) ledger.Config {
	return ledger.Config{Zone: "America/New_York", Pools: []ledger.Pool{{ID: "credit", Policy: ledger.Policy{
		Increment: priority.Increment{Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute}}, Levels: weights(t),
	}}}}
}

func TestScenario1(t *testing.T) {
	l := replay(t, saastech(t), may(t))
	end := at(t, "America/New_York", "2026-06-01 00:00")
	for _, tt := range []struct {
		usage      string
		g1, g2     float64
		left1      float64
		left2      float64
		over, work float64
	}{
		{"E1", 60, 0, 120, 720, 0, 0},
		{"E2", 45, 0, 75, 720, 0, 0},
		{"E3", 75, 15, 0, 705, 0, 0},
		{"E4", 0, 210, 0, 495, 0, 0},
		{"E5", 0, 135, 0, 360, 0, 0},
		{"E6", 0, 112.5, 0, 247.5, 0, 0},
		{"E7", 0, 187.5, 0, 60, 0, 0},
		{"E8", 0, 60, 0, 0, 300, 200},
	} {
		p, err := l.Posting(tt.usage, end)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]ledger.Quantity{}
		for _, d := range p.Draws {
			got[d.Lot] = got[d.Lot].Add(d.Quantity)
		}
		if !got["G1"].Equal(min2(tt.g1)) || !got["G2"].Equal(min2(tt.g2)) || !p.Sum(ledger.Billed).Equal(min2(tt.over)) ||
			p.Work(ledger.Billed) != min2(tt.work).Duration() {
			t.Errorf("%s: %+v, want %v of G1, %v of G2, %v over (%v of work)", tt.usage, p, tt.g1, tt.g2, tt.over, tt.work)
		}
		e, err := l.Entry(tt.usage)
		if err != nil {
			t.Fatal(err)
		}
		lots, err := l.Lots("credit", e.Head().At)
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]ledger.Quantity{}
		for _, lot := range lots {
			left[lot.ID] = lot.Left
		}
		if !left["G1"].Equal(min2(tt.left1)) || !left["G2"].Equal(min2(tt.left2)) {
			t.Errorf("after %s: %v left, want %v and %v", tt.usage, left, tt.left1, tt.left2)
		}
	}
	p, err := l.Posting("E3", end)
	if err != nil || p.Draws[0].Work != min2(37.5).Duration() || p.Draws[1].Work != min2(7.5).Duration() {
		t.Errorf("E3 is %+v, %v; want 37.5 minutes of work from G1 and 7.5 from G2", p, err)
	}
}

// The same month under the other policies that speak of hours.
func TestScenario1OtherPolicies(t *testing.T) {
	end := at(t, "America/New_York", "2026-06-01 00:00")
	base := func() (ledger.Config, []ledger.Entry) { return saastech(t), may(t) }
	for _, tt := range []struct {
		name, why string
		change    func(cfg *ledger.Config, list []ledger.Entry) []ledger.Entry
		left      float64
		work      map[string]float64 // of overage, by level
	}{
		{
			name: "whole units", why: "AMB-10: two units of 15 minutes covered, 45 of 60 equivalent minutes",
			change: func(cfg *ledger.Config, list []ledger.Entry) []ledger.Entry {
				cfg.Pools[0].Policy.Step = min2(15)
				return list
			},
			left: 15, work: map[string]float64{"P3": 210},
		},
		{
			name: "clock hours", why: "AMB-7: 12 hours of anything, 735 of 900 minutes used",
			change: func(cfg *ledger.Config, list []ledger.Entry) []ledger.Entry {
				cfg.Pools[0].Policy.Levels = priority.Scheme{}
				return list
			},
			left: 165,
		},
		{
			name: "low only", why: "AMB-7: both lots take LOW alone, in clock hours",
			change: func(cfg *ledger.Config, _ []ledger.Entry) []ledger.Entry {
				cfg.Pools[0].Policy.Levels = priority.Scheme{}
				return may(t, "P4")
			},
			left: 705, work: map[string]float64{"P1": 120, "P2": 150, "P3": 270},
		},
		{
			name: "no bundle", why: "all per use, less the 3 hours included: 1020 of 1200 equivalent minutes",
			change: func(_ *ledger.Config, list []ledger.Entry) []ledger.Entry {
				return append(list[:1:1], list[2:]...)
			},
			left: 0, work: map[string]float64{"P1": 120, "P2": 112.5, "P3": 240, "P4": 135},
		},
		{
			name: "40-hour credit", why: "1,380 equivalent minutes left",
			change: func(_ *ledger.Config, list []ledger.Entry) []ledger.Entry {
				g := list[1].(ledger.Grant)
				g.Amount = ledger.Time(40 * time.Hour)
				list[1] = g
				return list
			},
			left: 1380,
		},
		{
			name: "two 12-hour credits", why: "420 equivalent minutes left",
			change: func(_ *ledger.Config, list []ledger.Entry) []ledger.Entry {
				g := list[1].(ledger.Grant)
				g.ID = "G3"
				return append(list, g)
			},
			left: 420,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg, list := base()
			list = tt.change(&cfg, list)
			l := replay(t, cfg, list)
			b, err := l.Balance("credit", end)
			if err != nil || !b.Left.Equal(min2(tt.left)) {
				t.Errorf("%s: %v left, %v, want %v", tt.why, b.Left, err, tt.left)
			}
			work := map[string]float64{}
			for _, e := range list {
				if u, ok := e.(ledger.Usage); ok {
					p, err := l.Posting(u.ID, end)
					if err != nil {
						t.Fatal(err)
					}
					if w := p.Work(ledger.Billed); w != 0 {
						work[u.Level.String()] += w.Minutes()
					}
				}
			}
			if diff := cmp.Diff(tt.work, work); diff != "" && len(tt.work)+len(work) > 0 {
				t.Errorf("%s: overage by level (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

// TestScenario2 is a quarter of the 15-hour tariff: October 690 minutes, November 1,040, December 760.
func TestScenario2(t *testing.T) {
	const zone = "Europe/Moscow"
	usage := []ledger.Entry{
		ledger.Usage{ID: "oct", Pool: "hours", From: at(t, zone, "2026-10-12 10:00"), Time: 690 * time.Minute},
		ledger.Usage{ID: "nov", Pool: "hours", From: at(t, zone, "2026-11-12 10:00"), Time: 1040 * time.Minute},
		ledger.Usage{ID: "dec", Pool: "hours", From: at(t, zone, "2026-12-12 10:00"), Time: 760 * time.Minute},
	}
	month := calendar.Every{N: 1, Unit: calendar.UnitMonth}
	monthly := ledger.Grant{ID: "tariff", Pool: "hours", Kind: ledger.Allowance, Amount: ledger.Time(15 * time.Hour), Effective: at(t, zone, "2026-10-01 00:00"), Every: month}
	with := func(r ledger.Rollover) ledger.Grant { g := monthly; g.Roll = r; return g }
	packs := []ledger.Entry{}
	for i, id := range []string{"a", "b", "c"} {
		packs = append(packs, ledger.Grant{ID: id, Pool: "hours", Amount: ledger.Time(15 * time.Hour), Effective: at(t, zone, "2026-10-01 00:00").AddDate(0, i, 0)})
	}
	type row struct{ lapsed, carried, over, soft float64 }
	for _, tt := range []struct {
		name, why string
		grants    []ledger.Entry
		mode      ledger.Mode
		want      [3]row // what becomes of each month: at its end lapses, is carried, and was over
		left      float64
	}{
		{"A lapse", "D11, E8: unspent hours lapse after each month", []ledger.Entry{monthly}, "", [3]row{{210, 0, 0, 0}, {0, 0, 140, 0}, {140, 0, 0, 0}}, 900},
		{"B carry over", "D14: what was not used in previous months is", []ledger.Entry{with(ledger.Rollover{Share: ledger.Percent(100)})}, "", [3]row{{0, 210, 0, 0}, {0, 0, 0, 0}, {0, 140, 0, 0}}, 1110}, // 70 of October are still there
		{"C carry over at most 2 h for a month", "D14", []ledger.Entry{with(ledger.Rollover{Share: ledger.Percent(100), Cap: ledger.MustPart("2h"), Lives: month})}, "", [3]row{{90, 120, 0, 0}, {0, 0, 20, 0}, {20, 120, 0, 0}}, 1020},
		{"E statistics only", "D12, D13: hours do not limit", []ledger.Entry{monthly}, ledger.ModeSoft, [3]row{{210, 0, 0, 0}, {0, 0, 0, 140}, {140, 0, 0, 0}}, 900},
		{"F packs without lapse", "E21, E23: 3 h 30 left", packs, "", [3]row{}, 210},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := ledger.Config{Zone: zone, Pools: []ledger.Pool{{ID: "hours", Policy: ledger.Policy{Mode: tt.mode}}}}
			l := replay(t, cfg, append(tt.grants[:len(tt.grants):len(tt.grants)], usage...))
			for i, want := range tt.want {
				from := at(t, zone, "2026-10-01 00:00").AddDate(0, i, 0)
				to := from.AddDate(0, 1, 0)
				in, err1 := l.Statement("hours", from.Add(1), to)
				end, err2 := l.Statement("hours", to, to.Add(1)) // the boundary itself
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				got := row{end.Lapsed.Duration().Minutes(), end.CarriedOut.Duration().Minutes(), in.Overage.Duration().Minutes(), in.Soft.Duration().Minutes()}
				if got != want {
					t.Errorf("%s: month %d is %+v, want %+v", tt.why, i+1, got, want)
				}
			}
			b, err := l.Balance("hours", at(t, zone, "2027-01-01 00:00"))
			if err != nil || !b.Left.Equal(min2(tt.left)) {
				t.Errorf("%s: %v left in January, %v, want %v minutes", tt.why, b.Left, err, tt.left)
			}
		})
	}
}
