package ledger_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// The model works token by token: a token is a billionth of a second, and goes from a lot
// to a usage one at a time. It walks over all instants at which anything can happen,
// looks at every lot for each token, and knows no log, no marks and no order of its own.
// It is right because it is too simple to be wrong, and of no use for more than a few hundred tokens.
type model struct {
	pol     ledger.Policy
	lots    []*mlot
	usages  map[string]*musage
	grants  map[string]*mgrant
	sums    map[string]int64
	again   []*mtoken
	debts   int
	now     time.Time
	entries []ledger.Entry
	ats     map[string]time.Time // when entries take effect
}

type mgrant struct {
	ledger.Grant
	at                time.Time // when it becomes effective, with what is closed by then
	begun, paid, dead bool
}

type mlot struct {
	g, owner  *mgrant   // they differ where a transfer brought the lot
	from, end time.Time // end: zero for never
	first     time.Time // the end without any extension
	boundary  bool      // it ends by a boundary, and another follows
	carried   bool
	n         int
	amount    int64
	left      int64
}

type mtoken struct {
	u    *musage
	lot  *mlot
	what string // drawn, overage, debt, soft, pending, refused, forgiven, back
	owed int    // of debt: its place in the order in which it came about
}

type musage struct {
	ledger.Usage
	tokens []*mtoken
}

// mmonths adds months to the anchor the way contracts do.
func mmonths(anchor time.Time, n int) time.Time {
	y, m, d := anchor.Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, anchor.Location())
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, anchor.Location()).Day()
	return time.Date(first.Year(), first.Month(), min(d, last), anchor.Hour(), anchor.Minute(), anchor.Second(), 0, anchor.Location())
}

func mboundary(g *mgrant, k int) time.Time {
	anchor := g.Anchor
	if anchor.IsZero() {
		anchor = g.Effective
	}
	switch g.Every.Unit {
	case "hour":
		return anchor.Add(time.Duration(k*g.Every.N) * time.Hour)
	case "day":
		return anchor.Add(time.Duration(k*g.Every.N) * 24 * time.Hour)
	case "week":
		return anchor.Add(time.Duration(k*g.Every.N) * 7 * 24 * time.Hour)
	case "month":
		return mmonths(anchor, k*g.Every.N)
	case "quarter":
		return mmonths(anchor, 3*k*g.Every.N)
	}
	return mmonths(anchor, 12*k*g.Every.N)
}

// next is the first boundary after t, by looking at all of them.
func mnext(g *mgrant, t time.Time) time.Time {
	k := -3000
	for !mboundary(g, k).After(t) {
		k++
	}
	return mboundary(g, k)
}

func mphase(e ledger.Entry) int {
	switch x := e.(type) {
	case ledger.Void:
		if x.Ends {
			return 0
		}
		return 4
	case ledger.Reset:
		return 1
	case ledger.Payment:
		return 2
	case ledger.Extend:
		return 3
	case ledger.Adjustment, ledger.Transfer:
		return 4
	case ledger.Usage:
		return 5
	case ledger.Reversal, ledger.Approval:
		return 6
	}
	return 9
}

// play runs all that happens at or before until.
func play(pol ledger.Policy, entries []ledger.Entry, until time.Time) *model {
	m := &model{pol: pol, usages: map[string]*musage{}, grants: map[string]*mgrant{}, sums: map[string]int64{}, entries: entries, ats: map[string]time.Time{}}
	for _, e := range entries {
		if g, ok := e.(ledger.Grant); ok {
			m.grants[g.ID] = &mgrant{Grant: g, at: m.at(e)}
		}
		if x, ok := e.(ledger.Transfer); ok {
			m.grants[x.ID] = &mgrant{Grant: ledger.Grant{ID: x.ID, Pool: x.To}, at: m.at(e)}
		}
	}
	for {
		t, ok := m.nextInstant(until)
		if !ok {
			return m
		}
		m.now = t
		m.instant()
	}
}

func (m *model) nextInstant(until time.Time) (time.Time, bool) {
	var best time.Time
	see := func(t time.Time) {
		if !t.IsZero() && t.After(m.now) && !t.After(until) && (best.IsZero() || t.Before(best)) {
			best = t
		}
	}
	for _, e := range m.entries {
		see(m.at(e))
	}
	for _, l := range m.lots {
		see(l.end)
		see(l.first)
	}
	return best, !best.IsZero()
}

func (m *model) sortedGrants() []*mgrant {
	var out []*mgrant
	for _, g := range m.grants {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b *mgrant) int {
		return cmp.Or(a.at.Compare(b.at), a.Head().Recorded.Compare(b.Head().Recorded), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (m *model) facts(phase int) []ledger.Entry {
	var out []ledger.Entry
	for _, e := range m.entries {
		if mphase(e) == phase && m.at(e).Equal(m.now) && (!m.barred(e) || phase == 5) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b ledger.Entry) int {
		return cmp.Or(a.Head().Recorded.Compare(b.Head().Recorded), cmp.Compare(a.Head().ID, b.Head().ID))
	})
	return out
}

func (m *model) instant() {
	for _, l := range slices.Clone(m.lots) { // expiry
		if l.end.Equal(m.now) && (!l.boundary || !l.first.Equal(l.end)) {
			if l.carried || !l.g.Every.IsZero() {
				m.lapse(l, l.left)
			} else {
				m.roll(l)
			}
		}
	}
	for _, e := range m.facts(0) {
		m.void(m.grants[e.(ledger.Void).Grant])
	}
	for _, e := range m.facts(1) {
		m.reset(e.(ledger.Reset))
	}
	var renew []*mlot
	for _, l := range slices.Clone(m.lots) { // boundaries
		if l.first.Equal(m.now) && l.boundary && !l.g.dead {
			if l.end.Equal(m.now) {
				m.roll(l)
			}
			renew = append(renew, l)
		}
	}
	for _, e := range m.facts(2) {
		m.pay(m.grants[e.(ledger.Payment).Grant])
	}
	for _, l := range renew {
		m.begin(l.g, l.n+1, l.g.Amount.Duration().Nanoseconds())
	}
	for _, g := range m.sortedGrants() {
		if g.Grant.Effective.IsZero() || !g.at.Equal(m.now) || g.begun { // of a transfer
			continue
		}
		if m.barred(g.Grant) {
			g.begun, g.dead = true, true
		} else if (!g.Owing || g.paid || g.dead) && (g.Expires.IsZero() || g.Expires.After(m.now)) {
			m.start(g)
		}
	}
	for _, e := range m.facts(3) {
		m.extend(e.(ledger.Extend))
	}
	m.repay()
	for _, e := range m.facts(4) {
		switch x := e.(type) {
		case ledger.Void:
			m.void(m.grants[x.Grant])
		case ledger.Adjustment:
			m.adjust(x)
		case ledger.Transfer:
			m.transfer(x)
		}
		m.repay()
	}
	for _, e := range m.facts(5) {
		m.use(e.(ledger.Usage))
	}
	for _, e := range m.facts(6) {
		switch x := e.(type) {
		case ledger.Reversal:
			m.reverse(x)
		case ledger.Approval:
			m.approve(x)
		}
		m.repay()
	}
}

func (m *model) pay(g *mgrant) {
	if !g.Owing || g.paid || g.begun {
		return
	}
	if g.at.Before(m.now) {
		if !g.dead && (g.Expires.IsZero() || g.Expires.After(m.now)) {
			m.start(g)
		}
	}
	g.paid = true
}

func (m *model) start(g *mgrant) {
	g.begun = true
	amount := g.Amount.Duration().Nanoseconds()
	if !g.Every.IsZero() && m.pol.FirstPeriod == ledger.Prorate {
		to := mnext(g, m.now)
		k := -3000
		for !mboundary(g, k+1).After(m.now) {
			k++
		}
		from := mboundary(g, k)
		amount = amount * int64(to.Sub(m.now)/time.Second) / int64(to.Sub(from)/time.Second)
	}
	m.begin(g, 0, amount)
	if g.dead {
		l := m.lots[len(m.lots)-1]
		m.add(g.Pool, "voided", l.left)
		l.left = 0
	}
}

func (m *model) begin(g *mgrant, n int, amount int64) {
	l := &mlot{g: g, owner: g, from: m.now, end: g.Expires, n: n, amount: amount, left: amount}
	if !g.Every.IsZero() {
		if b := mnext(g, m.now); g.Expires.IsZero() || b.Before(g.Expires) {
			l.end, l.boundary = b, true
		}
	}
	l.first = l.end
	m.lots = append(m.lots, l)
	m.add(g.Pool, "granted", amount)
}

func (m *model) alive(l *mlot) bool {
	return !l.owner.dead && (l.end.IsZero() || l.end.After(m.now))
}

func (m *model) lapse(l *mlot, n int64) {
	l.left -= n
	m.add(l.g.Pool, "lapsed", n)
}

// roll ends what is left of a lot.
func (m *model) roll(l *mlot) {
	r := l.g.Roll
	if l.carried || r.Share.IsZero() || l.left == 0 {
		m.lapse(l, l.left)
		return
	}
	carry := part(r.Share.String(), l.left)
	if r.Of == ledger.OfOriginal {
		carry = min(l.left, part(r.Share.String(), l.amount))
	}
	if !r.Cap.IsZero() {
		carry = min(carry, part(r.Cap.String(), l.amount))
	}
	if r.MoreThan.Sign() > 0 && l.amount <= r.MoreThan.Duration().Nanoseconds() {
		carry = 0
	}
	end := time.Time{}
	if !r.Lives.IsZero() {
		end = m.lives(l)
	}
	if exp := l.g.Expires; !l.g.Every.IsZero() && !exp.IsZero() && (end.IsZero() || exp.Before(end)) {
		end = exp
	}
	if !r.Until.IsZero() && (end.IsZero() || r.Until.Before(end)) {
		end = r.Until
	}
	if !end.IsZero() && !end.After(m.now) {
		carry = 0
	}
	m.lapse(l, l.left-carry)
	if carry == 0 {
		return
	}
	l.left = 0
	m.add(l.g.Pool, "carried", carry)
	m.lots = append(m.lots, &mlot{g: l.g, owner: l.g, from: m.now, end: end, first: end, carried: true, n: l.n, amount: carry, left: carry})
	if r.Total.IsZero() {
		return
	}
	var sum int64
	var list []*mlot
	for _, c := range m.lots {
		same := c.g == l.g || r.Series != "" && c.g.Roll.Series == r.Series && c.g.Pool == l.g.Pool
		if same && c.carried && m.alive(c) {
			sum += c.left
			list = append(list, c)
		}
	}
	for most := part(r.Total.String(), l.g.Amount.Duration().Nanoseconds()); sum > most; sum-- {
		for _, c := range list { // the oldest that has a token
			if c.left > 0 {
				m.lapse(c, 1)
				break
			}
		}
	}
}

// lives is the end of what is carried now. The generator lets lives be a multiple of the
// grant's own period, or days.
func (m *model) lives(l *mlot) time.Time {
	n := l.g.Roll.Lives.N
	if l.g.Roll.Lives.Unit == "day" {
		return m.now.Add(time.Duration(n) * 24 * time.Hour)
	}
	if l.end.Equal(m.now) && !l.g.Every.IsZero() {
		k := -3000
		for mboundary(l.g, k).Before(m.now) {
			k++
		}
		return mboundary(l.g, k+n/l.g.Every.N)
	}
	return mmonths(m.now, n)
}

func part(s string, of int64) int64 {
	var n int64
	percent := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = 10*n + int64(r-'0')
		case r == '%':
			percent = true
		}
	}
	if percent {
		return of * n / 100
	}
	d, err := ledger.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return d.Duration().Nanoseconds()
}

func (m *model) reset(r ledger.Reset) {
	for _, l := range slices.Clone(m.lots) {
		if !m.alive(l) || l.g.Pool != r.Pool {
			continue
		}
		least, most := l.g.Keep.Least.Duration().Nanoseconds(), l.g.Keep.Most.Duration().Nanoseconds()
		switch {
		case most == 0:
			m.roll(l)
		case l.left > most:
			m.lapse(l, l.left-most)
		case l.left < least:
			m.add(r.Pool, "granted", least-l.left)
			l.left = least
		}
	}
	if r.KeepOverage {
		return
	}
	for _, u := range m.usages {
		for _, t := range u.tokens {
			if u.Pool != r.Pool {
				continue
			}
			if t.what == "overage" || t.what == "debt" {
				t.what = "forgiven"
			}
		}
	}
}

func (m *model) current(g *mgrant) *mlot {
	var fresh, carried *mlot
	for _, l := range m.lots {
		if l.owner == g && m.alive(l) {
			if l.carried {
				carried = l
			} else {
				fresh = l // the last of them
			}
		}
	}
	if fresh != nil {
		return fresh
	}
	return carried
}

func (m *model) adjust(a ledger.Adjustment) {
	if l := m.current(m.grants[a.Grant]); l != nil {
		n := max(a.Amount.Duration().Nanoseconds(), -l.left)
		l.left += n
		m.add(l.g.Pool, "adjusted", n)
	}
}

func (m *model) void(g *mgrant) {
	if g.dead {
		return
	}
	for _, l := range m.lots {
		if l.owner != g || !m.alive(l) && l.left == 0 {
			continue
		}
		if m.pol.Voided == ledger.Unwind {
			for _, t := range m.all() {
				if t.lot == l && t.what == "drawn" {
					l.left++
					t.lot, t.what = nil, "again"
					m.again = append(m.again, t)
				}
			}
		}
		m.add(g.Pool, "voided", l.left)
		l.left = 0
	}
	g.dead = true
}

// all returns the tokens of all usage, in the order of the usage.
func (m *model) all() []*mtoken {
	var list []*musage
	for _, u := range m.usages {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b *musage) int {
		return cmp.Or(m.at(a.Usage).Compare(m.at(b.Usage)), a.Head().Recorded.Compare(b.Head().Recorded), cmp.Compare(a.ID, b.ID))
	})
	var out []*mtoken
	for _, u := range list {
		out = append(out, u.tokens...)
	}
	return out
}

// best returns the lot that the next token comes from.
func (m *model) best(pool, scope string) *mlot {
	var best *mlot
	for _, l := range m.lots {
		if l.left == 0 || l.g.Pool != pool || !m.alive(l) || len(l.g.Scope) > 0 && !slices.Contains(l.g.Scope, scope) {
			continue
		}
		if best == nil || mfirst(l, best) {
			best = l
		}
	}
	return best
}

// mfirst is the default order, said in another way.
func mfirst(a, b *mlot) bool {
	if a.g.Priority != b.g.Priority {
		return a.g.Priority < b.g.Priority
	}
	if !a.end.Equal(b.end) {
		return b.end.IsZero() || !a.end.IsZero() && a.end.Before(b.end)
	}
	if a.carried != b.carried {
		return a.carried
	}
	if !a.g.at.Equal(b.g.at) {
		return a.g.at.Before(b.g.at)
	}
	if x, y := a.g.Head().Recorded, b.g.Head().Recorded; !x.Equal(y) {
		return x.Before(y)
	}
	if a.g.ID != b.g.ID {
		return a.g.ID < b.g.ID
	}
	return a.n < b.n
}

func (m *model) takeOne(t *mtoken) bool {
	l := m.best(t.u.Pool, t.u.Scope)
	if l == nil {
		return false
	}
	l.left--
	t.lot, t.what = l, "drawn"
	i := slices.Index(t.u.tokens, t) // it is now the latest of its usage
	t.u.tokens = append(slices.Delete(t.u.tokens, i, i+1), t)
	return true
}

func (m *model) uncovered(t *mtoken) {
	switch m.pol.Mode {
	case ledger.ModeDebt:
		m.debts++
		t.what, t.owed = "debt", m.debts
	case ledger.ModeHard, ledger.ModeCap:
		t.what = "refused"
	case ledger.ModeSoft:
		t.what = "soft"
	case ledger.ModeAsk:
		if t.what = "pending"; t.u.Approved {
			t.what = "overage"
		}
	default:
		t.what = "overage"
	}
}

func (m *model) use(v ledger.Usage) {
	u := &musage{Usage: v}
	m.usages[v.ID] = u
	for range v.Time.Nanoseconds() {
		u.tokens = append(u.tokens, &mtoken{u: u, what: "new"})
	}
	for _, t := range slices.Clone(u.tokens) {
		if m.barred(v) {
			t.what = "refused"
		} else if !m.takeOne(t) {
			m.uncovered(t)
		}
	}
	if m.pol.Mode == ledger.ModeHard && slices.ContainsFunc(u.tokens, func(t *mtoken) bool { return t.what == "refused" }) {
		for _, t := range u.tokens {
			if t.lot != nil {
				t.lot.left++
			}
			t.lot, t.what = nil, "refused"
		}
	}
}

func (m *model) repay() {
	owed := slices.DeleteFunc(m.all(), func(t *mtoken) bool { return t.what != "debt" })
	slices.SortStableFunc(owed, func(a, b *mtoken) int { return cmp.Compare(a.owed, b.owed) })
	for _, t := range owed {
		m.takeOne(t)
	}
	list := m.again
	m.again = nil
	for _, t := range list {
		if !m.takeOne(t) {
			m.uncovered(t)
			i := slices.Index(t.u.tokens, t)
			t.u.tokens = append(slices.Delete(t.u.tokens, i, i+1), t)
		}
	}
}

func (m *model) reverse(r ledger.Reversal) {
	u := m.usages[r.Usage]
	if u == nil {
		return
	}
	n := r.Amount.Duration().Nanoseconds()
	if n == 0 {
		n = 1 << 40
	}
	for _, what := range []string{"overage", "pending", "debt", "soft", "drawn"} {
		for i := len(u.tokens) - 1; i >= 0 && n > 0; i-- {
			t := u.tokens[i]
			if t.what != what {
				continue
			}
			n--
			t.what = "back"
			if l := t.lot; l != nil {
				t.lot = nil
				if m.alive(l) {
					l.left++
				} else {
					m.add(l.g.Pool, "lapsed", 1)
				}
			}
		}
	}
}
