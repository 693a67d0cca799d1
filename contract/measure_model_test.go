package contract_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"pgregory.net/rapid"
)

// The model of a month without hours: work is cut at the edges of office hours minute by minute,
// measured in groups, weighed and priced, all in fractions. It shares nothing with the package.

type stepModel struct {
	pass                                 int
	per                                  []string
	mode                                 string
	step, grace, first, least, free, fix int64 // minutes
}

type stepPiece struct {
	entry  *contract.Entry
	office string // open, shut or "" if nobody knows
	billed *big.Rat
	credit *big.Rat
}

func (s stepModel) document(after bool) string {
	text := fmt.Sprintf(`{"id": "m%d", "pass": %d, "per": ["%s"], "after_weight": %v`, s.pass, s.pass, strings.Join(s.per, `", "`), after)
	if s.fix > 0 {
		return text + fmt.Sprintf(`, "fixed": "%dm"}`, s.fix)
	}
	for _, f := range []struct {
		name string
		n    int64
	}{{"grace", s.grace}, {"first", s.first}, {"min", s.least}, {"free", s.free}} {
		if f.n > 0 {
			text += fmt.Sprintf(`, %q: "%dm"`, f.name, f.n)
		}
	}
	return text + fmt.Sprintf(`, "round": "%s %dm"}`, s.mode, s.step)
}

// billed is what so many minutes come to, by the words of the vocabulary.
func (s stepModel) billed(t *big.Rat) *big.Rat {
	min := func(n int64) *big.Rat { return big.NewRat(n, 1) }
	blocks := func(x *big.Rat) *big.Rat {
		x = new(big.Rat).Sub(x, min(s.grace))
		if x.Sign() < 0 {
			x = new(big.Rat)
		}
		n := new(big.Rat).Quo(x, min(s.step))
		whole := new(big.Int).Quo(n.Num(), n.Denom())
		rest := new(big.Rat).Sub(n, new(big.Rat).SetInt(whole))
		half := rest.Cmp(big.NewRat(1, 2))
		if s.mode == "up" && rest.Sign() > 0 || s.mode == "half-up" && half >= 0 || s.mode == "half-even" && (half > 0 || half == 0 && whole.Bit(0) == 1) {
			whole.Add(whole, big.NewInt(1))
		}
		if s.mode == "up" && whole.Sign() == 0 {
			whole = big.NewInt(1)
		}
		return new(big.Rat).Mul(new(big.Rat).SetInt(whole), min(s.step))
	}
	switch {
	case s.fix > 0:
		return min(s.fix)
	case t.Sign() == 0 || t.Cmp(min(s.free)) <= 0:
		return new(big.Rat)
	}
	got := new(big.Rat)
	switch {
	case s.first > 0 && t.Cmp(min(s.first)) <= 0:
		got = min(s.first)
	case s.first > 0:
		got.Add(min(s.first), blocks(new(big.Rat).Sub(t, min(s.first))))
	default:
		got = blocks(t)
	}
	if got.Cmp(min(s.least)) < 0 {
		got = min(s.least)
	}
	return got
}

func (s stepModel) key(p *stepPiece) string {
	var keys []string
	for _, g := range s.per {
		k := map[string]string{
			"entry": p.entry.ID, "ticket": p.entry.Ticket, "visit": p.entry.Visit, "day": p.from().Format(time.DateOnly), "during": p.office,
			"week": fmt.Sprint(p.from().ISOWeek()), "period": "all",
		}[g]
		if k == "" {
			return "entry " + p.entry.ID
		}
		keys = append(keys, k)
	}
	return strings.Join(keys, "/")
}

func (p *stepPiece) from() time.Time { return p.entry.From }

func stepOffice(t time.Time) string {
	if t.Weekday() >= time.Monday && t.Weekday() <= time.Friday && t.Hour() >= 9 && t.Hour() < 17 {
		return "open"
	}
	return "shut"
}

// Work of a month costs what it does in the model, whatever it is measured by.
func TestMeasure_model(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(pass int) stepModel {
			n := func(name string, list ...int64) int64 { return rapid.SampledFrom(list).Draw(t, name) }
			s := stepModel{pass: pass, mode: rapid.SampledFrom([]string{"up", "up", "half-up", "down", "half-even"}).Draw(t, "mode"), step: n("step", 1, 10, 15, 60)}
			s.per = rapid.SampledFrom([][]string{{"entry"}, {"ticket"}, {"visit"}, {"day"}, {"week"}, {"period"}, {"entry", "during"}, {"ticket", "day"}, {"visit", "during"}}).Draw(t, "per")
			s.grace, s.first, s.least, s.free, s.fix = n("grace", 0, 0, 2, 20), n("first", 0, 0, 30, 60), n("min", 0, 0, 20), n("free", 0, 0, 5, 30), n("fixed", 0, 0, 0, 45)
			return s
		}
		steps := []stepModel{draw(1)}
		if rapid.Bool().Draw(t, "twice") {
			steps = append(steps, draw(2))
		}
		after := len(steps) == 1 && rapid.Bool().Draw(t, "after weight")
		double, tiers, dearer := rapid.Bool().Draw(t, "weighs"), rapid.Bool().Draw(t, "tiers"), rapid.Bool().Draw(t, "dearer")
		var docs []string
		for _, s := range steps {
			docs = append(docs, s.document(after))
		}
		plan := `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}}, "measure": [` + strings.Join(docs, ", ") + `], "weights": [`
		if double {
			plan += `{"id": "double", "when": {"not": {"during": "office"}}, "times": "2"}, `
		}
		plan += `{"id": "edge", "when": {"during": "office"}, "times": "1.5"}], "rates": [{"id": "hour", "price": `
		if tiers {
			plan += `{"tiers": [{"to": "1h", "flat": "20.00", "unit": "60.00"}, {"unit": "45.00"}]}, "per": "ticket"}]`
		} else {
			plan += `"60.00"}]`
		}
		if dearer = dearer && !tiers; dearer {
			plan += `, "adjust": [{"id": "off", "on": ["hour"], "when": {"not": {"during": "office"}}, "by": "25%"}]`
		}
		var j contract.Journal
		var pieces []*stepPiece
		for i := range rapid.IntRange(1, 6).Draw(t, "entries") {
			e := contract.Entry{ID: fmt.Sprint("e", i), Ticket: rapid.SampledFrom([]string{"", "T", "U"}).Draw(t, "ticket"), Visit: rapid.SampledFrom([]string{"", "V"}).Draw(t, "visit")}
			e.From = at("2026-05-04T00:00:00Z").AddDate(0, 0, rapid.IntRange(0, 8).Draw(t, "day")).Add(time.Duration(rapid.SampledFrom([]int{0, 8*60 + 50, 9 * 60, 16*60 + 45, 17 * 60, 23*60 + 50}).Draw(t, "minute")) * time.Minute)
			d := rapid.SampledFrom([]int{0, 1, 5, 15, 20, 70}).Draw(t, "minutes")
			e.To = e.From.Add(time.Duration(d) * time.Minute)
			worked := big.NewRat(int64(d), 1)
			switch clock := rapid.IntRange(0, 5).Draw(t, "clock"); {
			case clock == 0 && d > 0:
				e.To, e.Time = time.Time{}, exact.Duration(time.Duration(d)*time.Minute)
			case clock == 1 && d > 1:
				e.Time, worked = exact.Duration(time.Minute), big.NewRat(1, 1)
			}
			j.Entries = append(j.Entries, e)
			copied := e
			if e.To.IsZero() || d == 0 {
				office := ""
				if d == 0 {
					office = stepOffice(e.From)
				}
				pieces = append(pieces, &stepPiece{entry: &copied, office: office, billed: worked})
				continue
			}
			for m := range d {
				office := stepOffice(e.From.Add(time.Duration(m) * time.Minute))
				part := new(big.Rat).Quo(worked, big.NewRat(int64(d), 1))
				if last := len(pieces) - 1; m > 0 && pieces[last].office == office {
					pieces[last].billed.Add(pieces[last].billed, part)
				} else {
					pieces = append(pieces, &stepPiece{entry: &copied, office: office, billed: part})
				}
			}
		}
		weight := func(p *stepPiece) *big.Rat {
			switch {
			case p.office == "open":
				return big.NewRat(3, 2)
			case p.office == "shut" && double:
				return big.NewRat(2, 1)
			}
			return big.NewRat(1, 1)
		}
		slices.SortStableFunc(pieces, func(a, b *stepPiece) int { // where all took no time, the first gets what is fixed
			return cmp.Or(a.from().Compare(b.from()), strings.Compare(a.entry.ID, b.entry.ID))
		})
		for _, s := range steps {
			groups := map[string][]*stepPiece{}
			for _, p := range pieces {
				groups[s.key(p)] = append(groups[s.key(p)], p)
			}
			for _, g := range groups {
				sum := new(big.Rat)
				part := func(p *stepPiece) *big.Rat {
					if after {
						return new(big.Rat).Mul(p.billed, weight(p))
					}
					return p.billed
				}
				for _, p := range g {
					sum.Add(sum, part(p))
				}
				total := s.billed(sum)
				for _, p := range g {
					share := new(big.Rat)
					if sum.Sign() > 0 {
						share.Mul(total, new(big.Rat).Quo(part(p), sum))
					} else if p == g[0] {
						share = total
					}
					if after {
						p.credit = share
					} else {
						p.billed = share
						p.credit = new(big.Rat).Mul(share, weight(p))
					}
				}
			}
		}
		want, tickets := new(big.Rat), map[string]*big.Rat{}
		for _, p := range pieces {
			if tiers {
				key := p.entry.Ticket
				if key == "" {
					key = "entry " + p.entry.ID
				}
				if tickets[key] == nil {
					tickets[key] = new(big.Rat)
				}
				tickets[key].Add(tickets[key], p.credit)
				continue
			}
			money := new(big.Rat).Set(p.credit) // at 60.00 an hour
			if dearer && p.office == "shut" {
				money.Mul(money, big.NewRat(5, 4))
			}
			want.Add(want, money)
		}
		for _, minutes := range tickets {
			if minutes.Sign() == 0 {
				continue
			}
			want.Add(want, big.NewRat(20, 1))
			if beyond := new(big.Rat).Sub(minutes, big.NewRat(60, 1)); beyond.Sign() > 0 {
				want.Add(want, big.NewRat(60, 1)).Add(want, beyond.Mul(beyond, big.NewRat(3, 4)))
			} else {
				want.Add(want, minutes)
			}
		}
		c, err := trySmall(laws{t}, plan, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01")}, "")
		if err != nil {
			t.Fatalf("%v\n%s", err, plan)
		}
		a, err := c.Account(j, day("2026-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := new(big.Rat).SetString(all(t, a)[0].Total.String())
		most := big.NewRat(int64(len(pieces)), 100)
		if d := new(big.Rat).Sub(got, want); d.Abs(d).Cmp(most) > 0 {
			dumpLaw(t, a)
			t.Fatalf("%s, and %s in the model\n%s", got.FloatString(2), want.FloatString(4), plan)
		}
	})
}
