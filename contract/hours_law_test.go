package contract_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"pgregory.net/rapid"
)

// The hours model keeps lots as a list and lets one thing happen after the other: lots end and
// are carried, others begin, debts are repaid, work is drawn, what is taken back returns. All in
// seconds. It shares nothing with the package but the facts.

type hoursRoll struct {
	share, cap, total int // percent, seconds, seconds; 0: none
	lives             int // months; -1: ever
}

type hoursItem struct {
	id, pool string
	amount   int // seconds
	priority int
	days     int // until it expires; 0: with the month, or never
	use      string
	roll     *hoursRoll
}

type hoursLot struct {
	id, grant, pool, series string
	from, to, began         time.Time // to zero: never
	left, amount, priority  int
	carried                 bool
	roll                    *hoursRoll
	use                     string
	days                    int
}

type hoursDraw struct {
	lot *hoursLot // nil: it is debt
	n   int
}

type hoursPiece struct {
	e          *contract.Entry
	from       time.Time
	n, own, in int // of the entry; the periods it was worked and is charged in
	seconds    int
	late       bool
	draws      []*hoursDraw
	debts      []*hoursDebt
	charged    int
	gone       bool     // taken back
	places     []func() // give back what it took of marks
}

type hoursDebt struct {
	pool string
	left int
	p    *hoursPiece
}

type hoursModel struct {
	lots    []*hoursLot
	coming  []*hoursLot // that begin later, in order
	debts   []*hoursDebt
	learnt  map[string]time.Time
	pending []func()
	used    time.Time

	granted, drawn, lapsed map[string]int // by pool and period
	period                 func(time.Time) int
	now                    time.Time
}

func (m *hoursModel) note(table map[string]int, pool string, n int) {
	table[fmt.Sprint(pool, m.period(m.now))] += n
}

func (m *hoursModel) lapse(l *hoursLot, n int) {
	if n > 0 {
		m.note(m.lapsed, l.pool, n)
		l.left -= n
	}
}

// advance lets happen what time brings, up to an instant and at it.
func (m *hoursModel) advance(at time.Time) {
	for {
		next := at.Add(time.Hour)
		for _, l := range m.lots {
			if !l.to.IsZero() && l.to.After(m.now) && l.to.Before(next) {
				next = l.to
			}
		}
		if len(m.coming) > 0 && m.coming[0].from.Before(next) {
			next = m.coming[0].from
		}
		if at.After(m.used) && len(m.pending) > 0 && !m.used.After(m.now) {
			for _, f := range m.pending {
				f()
			}
			m.pending = nil
			continue
		}
		if next.After(at) {
			m.now = at
			return
		}
		m.now = next
		for _, l := range slices.Clone(m.lots) {
			if l.to.Equal(next) {
				m.end(l)
			}
		}
		for len(m.coming) > 0 && m.coming[0].from.Equal(next) {
			l := m.coming[0]
			m.coming = m.coming[1:]
			m.note(m.granted, l.pool, l.amount)
			m.lots = append(m.lots, l)
		}
		m.repay()
	}
}

func (m *hoursModel) end(l *hoursLot) {
	carry := 0
	if r := l.roll; r != nil && !l.carried {
		carry = l.left * r.share / 100
		if r.cap > 0 {
			carry = min(carry, r.cap)
		}
	}
	m.lapse(l, l.left-carry)
	l.left = 0
	if carry == 0 {
		return
	}
	heir := &hoursLot{id: l.id + "@", grant: l.grant, pool: l.pool, series: l.series, from: m.now, began: l.began, left: carry, amount: carry, priority: l.priority, carried: true}
	if l.roll.lives > 0 {
		d := calendar.DateIn(m.now, berlin)
		heir.to = calendar.AddMonths(d, l.roll.lives, d.Day()).In(berlin)
	}
	m.lots = append(m.lots, heir)
	if l.roll.total == 0 {
		return
	}
	sum := 0
	for _, x := range m.lots {
		if x.carried && x.series == l.series {
			sum += x.left
		}
	}
	for _, x := range m.lots {
		if x.carried && x.series == l.series && sum > l.roll.total {
			cut := min(x.left, sum-l.roll.total)
			m.lapse(x, cut)
			sum -= cut
		}
	}
}

// open are the lots of a pool in the order of draws.
func (m *hoursModel) open(pool string) (list []*hoursLot) {
	for _, l := range m.lots {
		if l.pool == pool && l.left > 0 {
			list = append(list, l)
		}
	}
	end := func(l *hoursLot) int64 {
		if l.to.IsZero() {
			return 1 << 60
		}
		return l.to.Unix()
	}
	rank := func(l *hoursLot) int {
		if l.carried {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(x, y *hoursLot) int {
		return cmp.Or(cmp.Compare(x.priority, y.priority), cmp.Compare(end(x), end(y)), cmp.Compare(rank(x), rank(y)), x.began.Compare(y.began), cmp.Compare(x.grant, y.grant))
	})
	return list
}

func (m *hoursModel) take(pool string, n int, p *hoursPiece) (rest int) {
	for _, l := range m.open(pool) {
		k := min(n, l.left)
		if k == 0 {
			break
		}
		l.left -= k
		n -= k
		m.note(m.drawn, pool, k)
		if p != nil {
			p.draws = append(p.draws, &hoursDraw{l, k})
			m.use(l) // a fee in hours is no use
		}
	}
	return n
}

func (m *hoursModel) use(l *hoursLot) {
	if l.use == "" {
		return
	}
	m.used = m.now
	end := calendar.DateIn(m.now, berlin).AddDays(l.days).In(berlin)
	m.pending = append(m.pending, func() {
		if l.to.IsZero() || l.use == "last-use" && end.After(l.to) {
			l.to = end
			m.learnt[l.id] = end
		}
	})
}

func (m *hoursModel) repay() {
	for _, d := range m.debts {
		d.left = m.take(d.pool, d.left, d.p)
	}
	m.debts = slices.DeleteFunc(m.debts, func(d *hoursDebt) bool { return d.left == 0 })
}

// back gives back what a piece drew.
func (m *hoursModel) back(p *hoursPiece) {
	for _, d := range p.debts {
		d.left = 0
	}
	m.debts = slices.DeleteFunc(m.debts, func(d *hoursDebt) bool { return d.left == 0 })
	for _, d := range p.draws {
		m.note(m.drawn, d.lot.pool, -d.n)
		d.lot.left += d.n
		if !d.lot.to.IsZero() && !d.lot.to.After(m.now) {
			m.lapse(d.lot, d.n)
		}
	}
	m.repay()
}

type hoursRule struct {
	as, per string
	from    []string
	upto    int // minutes
}

func (i hoursItem) grant() string {
	text := fmt.Sprintf(`{"pool": %q, "amount": "%dm", "priority": %d`, i.pool, i.amount/60, i.priority)
	switch {
	case i.use != "":
		text += fmt.Sprintf(`, "expires": "%d days from %s"`, i.days, i.use)
	case i.days > 0:
		text += fmt.Sprintf(`, "expires": "%d days"`, i.days)
	}
	if r := i.roll; r != nil {
		text += fmt.Sprintf(`, "roll": {"share": "%d%%"`, r.share)
		if r.cap > 0 {
			text += fmt.Sprintf(`, "cap": "%dm"`, r.cap/60)
		}
		if r.total > 0 {
			text += fmt.Sprintf(`, "total": "%dm"`, r.total/60)
		}
		lives := "ever"
		if r.lives > 0 {
			lives = fmt.Sprintf("%d months", r.lives)
		}
		text += fmt.Sprintf(`, "lives": %q}`, strings.Replace(lives, "1 months", "1 month", 1))
	}
	return `"grants": [` + text + `}]`
}

func drawHoursItem(t *rapid.T, id string, pack bool) hoursItem {
	pick := func(name string, of ...int) int { return rapid.SampledFrom(of).Draw(t, name) }
	i := hoursItem{id: id, pool: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "pool"), amount: 60 * pick("amount", 60, 120, 240, 40), priority: pick("priority", 0, 0, 0, 1)}
	i.days = pick("days", 0, 0, 10, 31, 45)
	if pack && rapid.IntRange(0, 2).Draw(t, "by use") == 0 {
		i.days, i.use = pick("use days", 5, 20, 31), rapid.SampledFrom([]string{"first-use", "last-use"}).Draw(t, "use")
		return i
	}
	if rapid.Bool().Draw(t, "rolls") && (!pack || i.days > 0) {
		i.roll = &hoursRoll{share: pick("share", 100, 100, 50), cap: 60 * pick("cap", 0, 0, 60), total: 60 * pick("total", 0, 90, 150), lives: pick("lives", -1, 1, 1, 2)}
	}
	return i
}

// Lots live, are drawn, carried and repaid as in the model, whatever comes at one instant: the
// ends of months, the changes of the clocks, grants, uses and what comes late.
func TestHoursModel(t *testing.T) { rapid.Check(t, checkHours) }

func checkHours(t *rapid.T) {
	start := calendar.MustParseDate(rapid.SampledFrom([]string{"2026-02-01", "2026-09-01"}).Draw(t, "start"))
	const months = 5
	month := func(n int) calendar.Date { return calendar.AddMonths(start, n, 1) }
	until := month(months)
	instant := func(name string) time.Time {
		n := rapid.IntRange(0, months-1).Draw(t, name+" month")
		d := month(n).AddDays(rapid.SampledFrom([]int{0, 0, 9, 10, 14, 19, 24, 27, 28, 30}).Draw(t, name+" day"))
		minute := rapid.SampledFrom([]int{0, 0, 0, 60, 90, 119, 120, 150, 180, 600, 615, 1380, 1410, 1439}).Draw(t, name+" minute")
		return d.In(berlin).Add(time.Duration(minute) * time.Minute)
	}
	// The plan.
	fees := []hoursItem{drawHoursItem(t, "fee1", false), drawHoursItem(t, "fee2", false)}
	seats := drawHoursItem(t, "seats", false)
	packs := []hoursItem{drawHoursItem(t, "pack1", true), drawHoursItem(t, "pack2", true)}
	debit := hoursItem{id: "debit", pool: "a", amount: -60 * 30}
	var rules []hoursRule
	for range rapid.IntRange(1, 3).Draw(t, "rules") {
		r := hoursRule{as: rapid.SampledFrom([]string{"draw", "draw", "draw", "borrow", "included"}).Draw(t, "as")}
		if r.as != "included" {
			r.from = rapid.SampledFrom([][]string{{"a", "b"}, {"b", "a"}, {"a"}, {"b"}}).Draw(t, "from")
		}
		if r.as != "draw" || rapid.IntRange(0, 2).Draw(t, "marked") == 0 {
			r.upto, r.per = rapid.SampledFrom([]int{30, 60, 100}).Draw(t, "upto"), rapid.SampledFrom([]string{"day", "month", "entry"}).Draw(t, "per")
		}
		rules = append(rules, r)
	}
	var cover []string
	for k, r := range rules {
		text := fmt.Sprintf(`{"id": "r%d", "as": %q`, k, r.as)
		if r.from != nil {
			text += `, "from": ["` + strings.Join(r.from, `", "`) + `"]`
		}
		if r.upto > 0 {
			text += fmt.Sprintf(`, "upto": "%dm", "per": %q`, r.upto, r.per)
		}
		cover = append(cover, text+"}")
	}
	items := []string{`{"id": "seats", "of": "users", "every": "month", ` + seats.grant() + `}`, `{"id": "debit", "of": "order", ` + debit.grant() + `}`}
	for _, i := range fees {
		items = append(items, fmt.Sprintf(`{"id": %q, "every": "month", %s}`, i.id, i.grant()))
	}
	for _, i := range packs {
		items = append(items, fmt.Sprintf(`{"id": %q, "of": "order", %s}`, i.id, i.grant()))
	}
	doc := `"zone": "Europe/Berlin", "facts": {"users": "meter"}, "pools": {"a": {}, "b": {}}, "cover": [` + strings.Join(cover, ", ") + `],
		"rates": [{"id": "hour", "price": "3600.00"}], "items": [` + strings.Join(items, ", ") + `], "invoice": {"anchor": "calendar"}`
	cfg := contract.Config{ID: "c", Plan: "x", Start: start}
	var then *hoursItem
	var turn calendar.Date
	if rapid.Bool().Draw(t, "amended") {
		turn = month(rapid.IntRange(1, 3).Draw(t, "amended in")).AddDays(rapid.SampledFrom([]int{0, 0, 1, 14}).Draw(t, "amended on"))
		patch := `{"items": [{"id": "fee1", "drop": true}]}`
		if rapid.IntRange(0, 2).Draw(t, "dropped") > 0 {
			i := drawHoursItem(t, "fee1", false)
			i.pool = fees[0].pool
			then = &i
			patch = `{"items": [{"id": "fee1", ` + i.grant() + `}]}`
		}
		cfg.Amendments = []contract.Amendment{{ID: "am", By: contract.Customer, Announced: turn, From: turn, Patch: parsePatch(t, patch), Agreed: true}}
	}
	// The facts.
	var j contract.Journal
	j.Readings = []contract.Reading{{ID: "s", Meter: "users", At: start.In(berlin), Value: whole(2)}}
	for k := range rapid.IntRange(0, 2).Draw(t, "readings") {
		j.Readings = append(j.Readings, contract.Reading{ID: fmt.Sprint("s", k), Meter: "users", At: instant("read"), Value: whole(rapid.IntRange(0, 4).Draw(t, "users"))})
	}
	for k := range rapid.IntRange(0, 5).Draw(t, "orders") {
		j.Orders = append(j.Orders, contract.Order{ID: fmt.Sprint("o", k), Item: rapid.SampledFrom([]string{"pack1", "pack1", "pack2", "debit"}).Draw(t, "item"), At: instant("order")})
	}
	var closed [months]time.Time
	for n := range rapid.IntRange(0, months-1).Draw(t, "closed") {
		closed[n] = month(n + 1).In(berlin).Add(time.Duration(rapid.SampledFrom([]int{0, 12, 60}).Draw(t, "closed at")) * time.Hour)
		j.Closings = append(j.Closings, contract.Closing{ID: fmt.Sprint("c", n), Period: contract.Period{From: month(n), To: month(n + 1)}, At: closed[n]})
	}
	for k := range rapid.IntRange(0, 9).Draw(t, "entries") {
		e := contract.Entry{ID: fmt.Sprint("e", k), From: instant("from")}
		e.To = e.From.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 30, 60, 120, 200, 1500}).Draw(t, "for")) * time.Minute)
		if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			e.Recorded = e.To.AddDate(0, 0, rapid.SampledFrom([]int{1, 10, 40}).Draw(t, "late by"))
		}
		j.Entries = append(j.Entries, e)
		if rapid.IntRange(0, 4).Draw(t, "taken back") == 0 {
			known := e.To
			if !e.Recorded.IsZero() {
				known = e.Recorded
			}
			back := known.AddDate(0, 0, rapid.SampledFrom([]int{0, 5, 30, 45}).Draw(t, "back"))
			if back.Before(until.In(berlin)) {
				j.Reversals = append(j.Reversals, contract.Reversal{ID: "x" + e.ID, Entry: e.ID, At: back})
			}
		}
	}
	learnt := map[string]time.Time{}
	var m *hoursModel
	var charged []int
	for range 50 {
		m, charged = hoursRun(start, months, fees, then, turn, seats, packs, rules, j, closed[:], learnt)
		if fmt.Sprint(m.learnt) == fmt.Sprint(learnt) {
			break
		}
		learnt = m.learnt
	}
	c, err := trySmall(laws{t}, doc, cfg, "")
	if err != nil {
		t.Fatal(err, doc)
	}
	a, err := c.Account(j, until)
	if err != nil {
		t.Fatal(err)
	}
	say := func() string {
		var text strings.Builder
		text.WriteString(doc + fmt.Sprintf("\namended %v: ", turn))
		if then != nil {
			text.WriteString(then.grant())
		}
		text.WriteString("\n")
		for _, o := range j.Orders {
			text.WriteString(fmt.Sprintf("order %s %s %v\n", o.ID, o.Item, o.At))
		}
		for _, r := range j.Readings {
			text.WriteString(fmt.Sprintf("reading %v %v\n", r.At, r.Value.D))
		}
		for _, e := range j.Entries {
			text.WriteString(fmt.Sprintf("entry %s %v %v %v\n", e.ID, e.From, e.To, e.Recorded))
		}
		for _, r := range j.Reversals {
			text.WriteString(fmt.Sprintf("reversal %s %v\n", r.Entry, r.At))
		}
		for _, r := range j.Closings {
			text.WriteString(fmt.Sprintf("closing %v %v\n", r.Period, r.At))
		}
		return text.String()
	}
	near := func(x, y int) bool { return max(x-y, y-x) < 20 } // halves of seconds, halved again
	for n, got := range all(t, a) {
		if want := charged[n]; !near(int(got.Total.Round(0).IntPart()), want) {
			t.Fatalf("period %d costs %v, want %d\n%s", n, got.Total, want, say())
		}
		for _, s := range got.Statements {
			key := fmt.Sprint(s.Pool, n)
			if g, d, l := int(s.Granted.Duration()/time.Second), int(s.Drawn.Duration()/time.Second), int(s.Lapsed.Duration()/time.Second); g != m.granted[key] || !near(d, m.drawn[key]) || !near(l, m.lapsed[key]) {
				t.Fatalf("pool %s in period %d: granted %d drawn %d lapsed %d, want %d %d %d\n%s%+v", s.Pool, n, g, d, l, m.granted[key], m.drawn[key], m.lapsed[key], say(), s.Lots)
			}
		}
	}
}

// hoursRun plays all facts with the ends of lots that a use gives them, as far as they are known.
func hoursRun(start calendar.Date, months int, fees []hoursItem, then *hoursItem, turn calendar.Date, seats hoursItem, packs []hoursItem, rules []hoursRule, j contract.Journal, closed []time.Time, learnt map[string]time.Time) (*hoursModel, []int) {
	month := func(n int) calendar.Date { return calendar.AddMonths(start, n, 1) }
	m := &hoursModel{granted: map[string]int{}, drawn: map[string]int{}, lapsed: map[string]int{}, learnt: map[string]time.Time{}, now: start.In(berlin).Add(-time.Hour)}
	m.period = func(at time.Time) int {
		n := 0
		for n+1 < months+3 && !at.Before(month(n+1).In(berlin)) {
			n++
		}
		return n
	}
	var cuts []time.Time
	lot := func(i hoursItem, id string, from, to time.Time, units int) {
		if units == 0 {
			return
		}
		l := &hoursLot{id: id, grant: id, pool: i.pool, series: i.id + i.pool, from: from, began: from, to: to, left: i.amount * units, amount: i.amount * units, priority: i.priority, roll: i.roll}
		switch {
		case i.use != "":
			l.use, l.days = i.use, i.days
		case i.days > 0:
			l.to = calendar.DateIn(from, berlin).AddDays(i.days).In(berlin)
		}
		if l.roll != nil && l.roll.lives > 0 {
			d := calendar.DateIn(l.to, berlin)
			cuts = append(cuts, calendar.AddMonths(d, l.roll.lives, d.Day()).In(berlin))
		}
		cuts = append(cuts, l.to)
		m.coming = append(m.coming, l)
	}
	readings := slices.Clone(j.Readings)
	slices.SortStableFunc(readings, func(x, y contract.Reading) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	for n := range months + 1 {
		from, to := month(n).In(berlin), month(n+1).In(berlin)
		for k, i := range fees {
			if k == 0 && !turn.IsZero() && !month(n).Before(turn) {
				if then == nil {
					continue
				}
				i = *then
			}
			lot(i, i.id+"/"+month(n).String(), from, to, 1)
		}
		level := 0
		for _, r := range readings {
			if !r.At.After(from) {
				level = int(r.Value.D.IntPart())
			}
		}
		lot(seats, "seats/"+month(n).String(), from, to, level)
		for _, r := range readings {
			if v := int(r.Value.D.IntPart()); r.At.After(from) && r.At.Before(to) && v > level {
				d := calendar.DateIn(r.At, berlin)
				lot(seats, "seats/"+d.String()+"/at/"+r.ID, d.In(berlin), to, v-level)
				level = v
			}
		}
	}
	type debit struct {
		at time.Time
		id string
	}
	var debits []debit
	for _, o := range j.Orders {
		if o.Item == "debit" {
			debits = append(debits, debit{o.At, o.ID})
			continue
		}
		i := packs[0]
		if o.Item == "pack2" {
			i = packs[1]
		}
		lot(i, o.ID, o.At, time.Time{}, 1)
	}
	slices.SortFunc(m.coming, func(x, y *hoursLot) int { return cmp.Or(x.from.Compare(y.from), cmp.Compare(x.id, y.id)) })
	slices.SortFunc(debits, func(x, y debit) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.id, y.id)) })
	for n := range months + 1 {
		cuts = append(cuts, month(n).In(berlin))
	}
	if !turn.IsZero() {
		cuts = append(cuts, turn.In(berlin))
	}
	for _, at := range learnt {
		cuts = append(cuts, at)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	reversed := map[string]time.Time{}
	for _, r := range j.Reversals {
		reversed[r.Entry] = r.At
	}
	open := func(n int, known time.Time) int {
		for n < months && !closed[n].IsZero() && known.After(closed[n]) {
			n++
		}
		return n
	}
	byPeriod := make([][]*hoursPiece, months+1)
	for k := range j.Entries {
		e := &j.Entries[k]
		known := e.To
		if !e.Recorded.IsZero() {
			known = e.Recorded
		}
		from := e.From
		for n := 0; from.Before(e.To); n++ {
			to := e.To
			for _, c := range cuts {
				if c.After(from) && c.Before(to) {
					to = c
				}
			}
			p := &hoursPiece{e: e, from: from, n: n, own: m.period(from), seconds: int(to.Sub(from) / time.Second)}
			from = to
			if p.own >= months {
				continue
			}
			p.in = open(p.own, known)
			p.late = p.in > p.own
			if back, ok := reversed[e.ID]; ok && (p.in >= months || closed[p.in].IsZero() || !back.After(closed[p.in])) {
				continue
			}
			byPeriod[p.in] = append(byPeriod[p.in], p)
		}
	}
	charged := make([]int, months)
	marks := map[string]map[int]bool{} // which seconds of a mark are taken
	var done []*hoursPiece
	for n := range months {
		begin, end := month(n).In(berlin), month(n+1).In(berlin)
		type happening struct {
			at   time.Time
			late bool
			rank int
			from time.Time
			id   string
			n    int
			do   func()
		}
		var list []happening
		for _, p := range done {
			back, ok := reversed[p.e.ID]
			if !ok || p.gone || open(p.in, back) != n {
				continue
			}
			p.gone = true
			charged[n] -= p.charged
			for _, free := range p.places {
				free()
			}
			at := back.Add(1)
			if last := end.Add(-1); at.After(last) {
				at = last
			}
			list = append(list, happening{at: at, rank: 2, id: p.e.ID, do: func() { m.back(p) }})
		}
		for _, d := range debits {
			if m.period(d.at) == n {
				list = append(list, happening{at: d.at, rank: 0, id: d.id, do: func() {
					if rest := m.take("a", 1800, nil); rest > 0 {
						m.debts = append(m.debts, &hoursDebt{"a", rest, nil})
					}
				}})
			}
		}
		for _, p := range byPeriod[n] {
			at := p.from
			if p.late {
				at = begin
			}
			list = append(list, happening{at: at, rank: 1, late: p.late, from: p.from, id: p.e.ID, n: p.n, do: func() {
				left := p.seconds
				for k, r := range rules {
					take := left
					if r.upto > 0 {
						key := fmt.Sprint(k, "/", p.e.ID)
						switch r.per {
						case "day":
							key = fmt.Sprint(k, "/", calendar.DateIn(p.from, berlin))
						case "month":
							key = fmt.Sprint(k, "/", month(p.own))
						}
						if marks[key] == nil {
							marks[key] = map[int]bool{}
						}
						take = 0
						for place, n := 0, left; n > 0; place++ { // the first that are free
							if marks[key][place] {
								continue
							}
							n--
							marks[key][place] = true
							p.places = append(p.places, func() { delete(marks[key], place) })
							if place < r.upto*60 {
								take++
							}
						}
					}
					switch r.as {
					case "included":
						left -= take
					case "draw":
						for _, pool := range r.from {
							rest := m.take(pool, take, p)
							left -= take - rest
							take = rest
						}
					case "borrow":
						left -= take
						if rest := m.take(r.from[0], take, p); rest > 0 {
							d := &hoursDebt{r.from[0], rest, p}
							m.debts = append(m.debts, d)
							p.debts = append(p.debts, d)
						}
					}
				}
				p.charged = left
				charged[n] += left
				done = append(done, p)
			}})
		}
		slices.SortStableFunc(list, func(x, y happening) int {
			late := 0
			if x.late != y.late {
				late = 1
				if x.late {
					late = -1
				}
			}
			return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.rank, y.rank), late, x.from.Compare(y.from), cmp.Compare(x.id, y.id), cmp.Compare(x.n, y.n))
		})
		for _, h := range list {
			m.advance(h.at)
			h.do()
		}
		m.advance(end.Add(-1))
	}
	return m, charged
}
