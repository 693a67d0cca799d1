package contract_test

import (
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

// The model goes through a contract minute by minute of billed time, in fractions, with a
// plan that is a struct of its own. It knows levels, weights, steps per entry, ticket or day,
// a list of rules with marks, two pools with lots that expire, are drawn in order and roll
// over, and flat prices. It shares nothing with the package but the facts.

type modelRule struct {
	id, kind     string // kind "": all work
	as           string
	pools        []string
	upto, beyond int // minutes; 0: none
	per          string
	whole        bool
}

type modelPlan struct {
	step, least int    // minutes; 0: none
	per         string // entry, ticket or day
	office      bool   // work off hours is P1
	weights     map[string]*big.Rat
	rules       []modelRule
	weighs      map[string]bool
	allowance   int  // minutes a month into "hours"
	roll        int  // percent of the rest, for a month
	longest     bool // lots that expire later first
	rate        map[string]*big.Rat
}

type modelLot struct {
	id      string
	from    time.Time
	expires time.Time // zero: never
	left    *big.Rat  // minutes
	roll    int
	carry   bool
}

type modelPiece struct {
	entry  *contract.Entry
	from   time.Time
	raw    int // minutes
	level  string
	billed *big.Rat
}

type model struct {
	plan  modelPlan
	lots  map[string][]*modelLot
	marks map[string]*big.Rat // what reached a rule of a group
	money map[string]*big.Rat // of an entry and level and rule and month
	drawn map[string]*big.Rat // by pool and month
}

func modelMinutes(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func (m *model) month(t time.Time) string { return t.Format("2006-01") }

// advance brings the lots up to an instant: what expired is gone, or rolls over.
func (m *model) advance(at time.Time) {
	for name, lots := range m.lots {
		for i := 0; i < len(lots); i++ {
			l := lots[i]
			if l.expires.IsZero() || l.expires.After(at) {
				continue
			}
			if l.roll > 0 && l.left.Sign() > 0 {
				rest := new(big.Rat).Mul(l.left, big.NewRat(int64(l.roll), 100))
				end := l.expires
				lots = append(lots, &modelLot{id: l.id + "@", from: end, expires: time.Date(end.Year(), end.Month()+1, 1, 0, 0, 0, 0, time.UTC), left: rest, carry: true})
			}
			l.left = new(big.Rat)
			l.roll = 0
		}
		m.lots[name] = lots
	}
}

// lotsOf are the lots of a pool that can be drawn at an instant, in order.
func (m *model) lotsOf(pool string, at time.Time) (list []*modelLot) {
	for _, l := range m.lots[pool] {
		if l.left.Sign() > 0 && !l.from.After(at) {
			list = append(list, l)
		}
	}
	never := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	end := func(l *modelLot) time.Time {
		if l.expires.IsZero() {
			return never
		}
		return l.expires
	}
	slices.SortFunc(list, func(a, b *modelLot) int {
		if m.plan.longest {
			if c := a.from.Compare(b.from); c != 0 {
				return c
			}
			return strings.Compare(a.id, b.id)
		}
		if c := end(a).Compare(end(b)); c != 0 {
			return c
		}
		if a.carry != b.carry {
			if a.carry {
				return -1
			}
			return 1
		}
		if c := a.from.Compare(b.from); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
	return list
}

// cut cuts an entry where the office opens or closes, a month or a lot ends, minute
// by minute.
func (m *model) cut(e *contract.Entry, expiries []time.Time) (pieces []*modelPiece) {
	level := func(t time.Time) string {
		open := t.Weekday() >= time.Monday && t.Weekday() <= time.Friday && t.Hour() >= 9 && t.Hour() < 17
		switch {
		case m.plan.office && !open:
			return "P1"
		case e.Facts["kind"] == "b":
			return "P2"
		}
		return "P3"
	}
	side := func(t time.Time) string {
		var s strings.Builder
		s.WriteString(m.month(t))
		open := t.Weekday() >= time.Monday && t.Weekday() <= time.Friday && t.Hour() >= 9 && t.Hour() < 17
		if m.plan.office {
			s.WriteString(fmt.Sprint(open))
		}
		for _, x := range expiries {
			s.WriteString(fmt.Sprint(t.Before(x)))
		}
		return s.String()
	}
	for t := e.From; t.Before(e.To); t = t.Add(time.Minute) {
		if n := len(pieces); n > 0 && side(t) == side(t.Add(-time.Minute)) {
			pieces[n-1].raw++
			continue
		}
		pieces = append(pieces, &modelPiece{entry: e, from: t, raw: 1, level: level(t)})
	}
	return pieces
}

func (m *model) group(p *modelPiece, per string) string {
	switch per {
	case "ticket":
		if p.entry.Ticket != "" {
			return p.entry.Ticket
		}
	case "day":
		return p.from.Format("2006-01-02")
	case "month":
		return m.month(p.from)
	}
	return "entry " + p.entry.ID
}

// run works through all entries.
func (m *model) run(list []contract.Entry) {
	var expiries []time.Time
	for _, lots := range m.lots {
		for _, l := range lots {
			if !l.expires.IsZero() {
				expiries = append(expiries, l.expires)
			}
		}
	}
	var pieces []*modelPiece
	for i := range list {
		pieces = append(pieces, m.cut(&list[i], expiries)...)
	}
	slices.SortFunc(pieces, func(a, b *modelPiece) int {
		if c := a.from.Compare(b.from); c != 0 {
			return c
		}
		return strings.Compare(a.entry.ID, b.entry.ID)
	})
	groups := map[string][]*modelPiece{}
	for _, p := range pieces {
		key := m.month(p.from) + m.group(p, m.plan.per)
		groups[key] = append(groups[key], p)
	}
	for _, g := range groups {
		sum := 0
		for _, p := range g {
			sum += p.raw
		}
		total := sum
		if m.plan.step > 0 {
			total = (sum + m.plan.step - 1) / m.plan.step * m.plan.step
		}
		total = max(total, m.plan.least)
		for _, p := range g {
			p.billed = new(big.Rat).Mul(modelMinutes(total), big.NewRat(int64(p.raw), int64(sum)))
		}
	}
	for _, p := range pieces {
		m.cover(p, pieces)
	}
}

// cover sends a piece down the rules.
func (m *model) cover(p *modelPiece, all []*modelPiece) {
	m.advance(p.from)
	left := new(big.Rat).Set(p.billed)
	for _, r := range m.plan.rules {
		if left.Sign() <= 0 || r.kind != "" && r.kind != p.entry.Facts["kind"] {
			continue
		}
		take := m.share(r, p, left, all)
		if take.Sign() <= 0 {
			continue
		}
		switch r.as {
		case "draw":
			take = m.draw(r, p, take)
		case "charge":
			m.charge(p, r.id, take)
		}
		left.Sub(left, take)
	}
	if left.Sign() > 0 {
		m.charge(p, "charge", left)
	}
}

// share is what lies between the marks of a rule.
func (m *model) share(r modelRule, p *modelPiece, left *big.Rat, all []*modelPiece) *big.Rat {
	if r.upto == 0 && r.beyond == 0 {
		return new(big.Rat).Set(left)
	}
	if r.whole {
		sum := new(big.Rat)
		for _, q := range all {
			same := m.group(q, r.per) == m.group(p, r.per) && (r.kind == "" || r.kind == q.entry.Facts["kind"])
			if same && m.month(q.from) <= m.month(p.from) {
				sum.Add(sum, q.billed)
			}
		}
		if r.upto > 0 && sum.Cmp(modelMinutes(r.upto)) > 0 || r.beyond > 0 && sum.Cmp(modelMinutes(r.beyond)) <= 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Set(left)
	}
	key := r.id + "/" + m.group(p, r.per)
	was := m.marks[key]
	if was == nil {
		was = new(big.Rat)
	}
	now := new(big.Rat).Add(was, left)
	m.marks[key] = now
	lo, hi := was, now
	if r.beyond > 0 && modelMinutes(r.beyond).Cmp(lo) > 0 {
		lo = modelMinutes(r.beyond)
	}
	if r.upto > 0 && modelMinutes(r.upto).Cmp(hi) < 0 {
		hi = modelMinutes(r.upto)
	}
	if hi.Cmp(lo) <= 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Sub(hi, lo)
}

// draw takes what the pools have, and returns how much of the billed time that is.
func (m *model) draw(r modelRule, p *modelPiece, take *big.Rat) *big.Rat {
	done := new(big.Rat)
	for _, pool := range r.pools {
		per := big.NewRat(1, 1)
		if m.plan.weighs[pool] {
			per = m.plan.weights[p.level]
		}
		for _, l := range m.lotsOf(pool, p.from) {
			need := new(big.Rat).Mul(new(big.Rat).Sub(take, done), per)
			if need.Sign() <= 0 {
				break
			}
			if l.left.Cmp(need) < 0 {
				need.Set(l.left)
			}
			l.left.Sub(l.left, need)
			done.Add(done, new(big.Rat).Quo(need, per))
			key := pool + m.month(p.from)
			if m.drawn[key] == nil {
				m.drawn[key] = new(big.Rat)
			}
			m.drawn[key].Add(m.drawn[key], need)
		}
	}
	return done
}

func (m *model) charge(p *modelPiece, rule string, billed *big.Rat) {
	key := m.month(p.from) + "/" + p.entry.ID + "/" + p.level + "/" + rule
	if m.money[key] == nil {
		m.money[key] = new(big.Rat)
	}
	price := new(big.Rat).Mul(m.plan.rate[p.level], m.plan.weights[p.level])
	m.money[key].Add(m.money[key], price.Mul(price, new(big.Rat).Quo(billed, modelMinutes(60))))
}

// document is the plan as the package reads it.
func (p modelPlan) document() string {
	rules := []string{}
	for _, r := range p.rules {
		text := fmt.Sprintf(`{"id": %q, "as": %q`, r.id, r.as)
		if r.kind != "" {
			text += fmt.Sprintf(`, "when": {"kind": %q}`, r.kind)
		}
		if len(r.pools) > 0 {
			text += `, "from": ["` + strings.Join(r.pools, `", "`) + `"]`
		}
		if r.upto > 0 {
			text += fmt.Sprintf(`, "upto": "%dm"`, r.upto)
		}
		if r.beyond > 0 {
			text += fmt.Sprintf(`, "beyond": "%dm"`, r.beyond)
		}
		if r.per != "" {
			text += fmt.Sprintf(`, "per": %q`, r.per)
		}
		rules = append(rules, text+fmt.Sprintf(`, "whole": %v}`, r.whole))
	}
	measure := ""
	if p.step > 0 {
		measure = fmt.Sprintf(`{"id": "m", "per": %q, "round": "up %dm", "min": "%dm"}`, p.per, p.step, max(p.least, 1))
	}
	off := ""
	if p.office {
		off = `{"id": "off", "level": "P1", "when": {"not": {"during": "office"}}}, `
	}
	roll := ""
	if p.roll > 0 {
		roll = fmt.Sprintf(`, "roll": {"share": "%d%%"}`, p.roll)
	}
	order := ""
	if p.longest {
		order = `, "order": ["effective"]`
	}
	var rates strings.Builder
	for _, level := range []string{"P1", "P2", "P3"} {
		rates.WriteString(fmt.Sprintf(`{"id": "r%s", "when": {"level": %q}, "price": %q},`, level, level, p.rate[level].FloatString(2)))
	}
	return `"calendars": {"office": {"week": "Mon-Fri 09:00-17:00"}},
		"levels": {"P1": {"weight": "` + p.weights["P1"].FloatString(2) + `"}, "P2": {"weight": "` + p.weights["P2"].FloatString(2) + `"}, "P3": {"weight": "` + p.weights["P3"].FloatString(2) + `"}},
		"classify": {"default": "P3", "rules": [` + off + `{"id": "b", "level": "P2", "when": {"kind": "b"}}]},
		"measure": [` + measure + `], "cover": [` + strings.Join(rules, ", ") + `],
		"pools": {"hours": {"of": "time", "weights": ` + fmt.Sprint(p.weighs["hours"]) + order + `}, "packs": {"of": "time", "weights": ` + fmt.Sprint(p.weighs["packs"]) + order + `}},
		"items": [{"id": "fee", "every": "month", "grants": [{"pool": "hours", "amount": "` + fmt.Sprint(p.allowance) + `m"` + roll + `}]},
			{"id": "pack", "of": "order", "grants": [{"pool": "packs", "amount": "1h"}]}, {"id": "short", "of": "order", "grants": [{"pool": "packs", "amount": "90m", "expires": "20 days"}]}],
		"rates": [` + strings.TrimSuffix(rates.String(), ",") + `]`
}

func drawModelPlan(t *rapid.T) modelPlan {
	rat := func(name string, choices ...string) *big.Rat {
		r, _ := new(big.Rat).SetString(rapid.SampledFrom(choices).Draw(t, name))
		return r
	}
	p := modelPlan{
		per: rapid.SampledFrom([]string{"entry", "ticket", "day"}).Draw(t, "per"), step: rapid.SampledFrom([]int{0, 5, 15, 60}).Draw(t, "step"),
		office: rapid.Bool().Draw(t, "office"), allowance: rapid.SampledFrom([]int{30, 60, 180}).Draw(t, "allowance"),
		roll: rapid.SampledFrom([]int{0, 0, 50, 100}).Draw(t, "roll"), longest: rapid.Bool().Draw(t, "longest"),
		weights: map[string]*big.Rat{"P1": rat("P1", "2", "1.5", "2.5"), "P2": rat("P2", "1.5", "1", "0.5"), "P3": rat("P3", "1", "1.25")},
		rate:    map[string]*big.Rat{"P1": rat("rate1", "90", "33.33"), "P2": rat("rate2", "80", "47.11"), "P3": rat("rate3", "60", "27.50")},
		weighs:  map[string]bool{"hours": rapid.Bool().Draw(t, "hours weigh"), "packs": rapid.Bool().Draw(t, "packs weigh")},
	}
	if p.step > 0 {
		p.least = rapid.SampledFrom([]int{1, 20, 30}).Draw(t, "least")
	} else {
		p.per = "entry"
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "rules") {
		r := modelRule{id: fmt.Sprint("rule-", i), as: rapid.SampledFrom([]string{"draw", "draw", "included", "charge", "refuse"}).Draw(t, "as"), kind: rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "kind")}
		if r.as == "draw" {
			r.pools = rapid.SampledFrom([][]string{{"hours"}, {"packs"}, {"packs", "hours"}, {"hours", "packs"}}).Draw(t, "from")
		}
		if r.as != "draw" || rapid.Bool().Draw(t, "marked") {
			r.per = rapid.SampledFrom([]string{"ticket", "day", "month", "entry"}).Draw(t, "per")
			if rapid.Bool().Draw(t, "upto") {
				r.upto = rapid.SampledFrom([]int{30, 60, 90}).Draw(t, "upto")
			}
			if r.upto == 0 || rapid.IntRange(0, 3).Draw(t, "both") == 0 {
				r.beyond = rapid.SampledFrom([]int{20, 45, 100}).Draw(t, "beyond")
			}
			// What is whole and crosses the end of a month reaches back, which the model does not.
			r.whole = r.as != "draw" && (r.upto == 0 || r.beyond == 0) && r.per != "ticket" && r.per != "entry" && rapid.Bool().Draw(t, "whole")
		}
		p.rules = append(p.rules, r)
	}
	return p
}

// The package does what the model does: the money of each line, to the cent, and what is
// drawn from each pool in each month.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawModelPlan(t)
		m := model{plan: plan, lots: map[string][]*modelLot{}, marks: map[string]*big.Rat{}, money: map[string]*big.Rat{}, drawn: map[string]*big.Rat{}}
		for month := time.May; month <= time.August; month++ {
			from := time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC)
			m.lots["hours"] = append(m.lots["hours"], &modelLot{
				id: "fee/" + from.Format(time.DateOnly), from: from, expires: from.AddDate(0, 1, 0), left: modelMinutes(plan.allowance), roll: plan.roll,
			})
		}
		var j contract.Journal
		for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
			item := rapid.SampledFrom([]string{"pack", "short"}).Draw(t, "item")
			when := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "ordered"))
			id := fmt.Sprint("o", i)
			j.Orders = append(j.Orders, contract.Order{ID: id, Item: item, At: when})
			l := &modelLot{id: id, from: when, left: modelMinutes(60)}
			if item == "short" {
				l.expires, l.left = when.AddDate(0, 0, 20), modelMinutes(90)
			}
			m.lots["packs"] = append(m.lots["packs"], l)
		}
		for i := range rapid.IntRange(0, 8).Draw(t, "entries") {
			e := contract.Entry{ID: fmt.Sprint("e", i), Ticket: rapid.SampledFrom([]string{"", "T1", "T2"}).Draw(t, "ticket"), Facts: contract.Facts{"kind": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "kind")}}
			e.From = drawInstant(t, "from").UTC()
			e.To = e.From.Add(time.Duration(rapid.SampledFrom([]int{1, 10, 25, 60, 150}).Draw(t, "minutes")) * time.Minute)
			j.Entries = append(j.Entries, e)
		}
		m.run(slices.Clone(j.Entries))
		c, err := trySmall(laws{t}, plan.document(), contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01")}, "")
		if err != nil {
			t.Fatal(err)
		}
		a := lawAccount(t, c, j)
		for _, got := range all(t, a) {
			month := got.Period.From.String()[:7]
			for _, l := range got.Lines {
				if l.As != contract.AsCharge {
					continue
				}
				key := month + "/" + l.Entry + "/" + l.Level.String() + "/" + orCharge(l.Rule)
				m.compare(t, key, l)
			}
			for _, s := range got.Statements {
				want := m.drawn[s.Pool+month]
				if want == nil {
					want = new(big.Rat)
				}
				is := new(big.Rat).SetFrac64(int64(s.Drawn.Duration()), int64(time.Minute))
				if d := new(big.Rat).Sub(is, want); d.Abs(d).Cmp(big.NewRat(1, 1e6)) > 0 {
					dumpLaw(t, a)
					t.Fatalf("%s draws %v in %s, and %s minutes in the model\n%s", s.Pool, s.Drawn, month, want.FloatString(6), plan.document())
				}
			}
		}
		for key, rest := range m.money {
			if rest.Cmp(big.NewRat(1, 100)) > 0 {
				dumpLaw(t, a)
				t.Fatalf("%s is charged %s in the model, and not here\n%s", key, rest.FloatString(4), plan.document())
			}
		}
	})
}

func orCharge(rule string) string {
	if rule == "" {
		return "charge"
	}
	return rule
}

// compare takes a line off what the model charges: both agree to the cent.
func (m *model) compare(t *rapid.T, key string, l contract.Charge) {
	want := m.money[key]
	if want == nil {
		want = new(big.Rat)
	}
	got, _ := new(big.Rat).SetString(l.Amount.String())
	// Half a cent of rounding, and a hair for what is cut to the nanosecond. A line of a group
	// is what it adds to the rounded money of the group: half a cent at either end.
	most := big.NewRat(50001, 1e7)
	if m.plan.per != "entry" {
		most = big.NewRat(100001, 1e7)
	}
	if d := new(big.Rat).Sub(got, want); d.Abs(d).Cmp(most) > 0 {
		t.Fatalf("%s costs %v, and %s in the model; %s\n%s", key, l.Amount, want.FloatString(4), exact.DurationText(l.Billed), m.plan.document())
	}
	delete(m.money, key)
}
