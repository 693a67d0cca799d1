package ledger_test

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// The model's closes, transfers, extensions and approvals.

func (m *model) add(pool, what string, n int64) { m.sums[pool+" "+what] += n }

// mpools returns the pools that an entry is about.
func (m *model) mpools(e ledger.Entry) []string {
	name := ""
	switch x := e.(type) {
	case ledger.Grant:
		return []string{x.Pool}
	case ledger.Usage:
		return []string{x.Pool}
	case ledger.Reset:
		return []string{x.Pool}
	case ledger.Transfer:
		return []string{x.Pool, x.To}
	case ledger.Payment:
		name = x.Grant
	case ledger.Adjustment:
		name = x.Grant
	case ledger.Void:
		name = x.Grant
	case ledger.Extend:
		name = x.Grant
	case ledger.Reversal:
		name = x.Usage
	case ledger.Approval:
		name = x.Usage
	}
	for _, e := range m.entries {
		switch x := e.(type) {
		case ledger.Transfer:
			if x.ID == name {
				return []string{x.To}
			}
		default:
			if x.Head().ID == name {
				return m.mpools(x)
			}
		}
	}
	return nil
}

// known is when an entry and all that it names were recorded.
func (m *model) known(e ledger.Entry) time.Time {
	at := e.Head().Recorded
	for _, other := range m.entries {
		if other.Head().ID == namedBy(e) {
			if k := m.known(other); k.After(at) {
				at = k
			}
		}
	}
	return at
}

// openFrom is the farthest that the pool and all that it gave to before are closed.
func (m *model) openFrom(pool string, recorded time.Time, but ...string) time.Time {
	open := m.openAlone(pool, recorded)
	but = append(but, pool)
	for _, e := range m.entries {
		if x, ok := e.(ledger.Transfer); ok && x.Pool == pool && m.known(x).Before(recorded) && !slices.Contains(but, x.To) {
			if other := m.openFrom(x.To, recorded, but...); other.After(open) {
				open = other
			}
			but = append(but, x.To)
		}
	}
	return open
}

// openAlone plays all closes and reopenings that come before an entry recorded then.
func (m *model) openAlone(pool string, recorded time.Time) time.Time {
	var list []ledger.Entry
	for _, e := range m.entries {
		switch x := e.(type) {
		case ledger.Close:
			if (x.Pool == "" || x.Pool == pool) && x.Head().Recorded.Before(recorded) {
				list = append(list, x)
			}
		case ledger.Reopen:
			if (x.Pool == "" || x.Pool == pool) && !x.Recorded.After(recorded) {
				list = append(list, x)
			}
		}
	}
	slices.SortFunc(list, func(a, b ledger.Entry) int {
		return cmp.Or(a.Head().Recorded.Compare(b.Head().Recorded), -cmp.Compare(a.Head().Type, b.Head().Type)) // "reopen" first
	})
	var open time.Time
	for _, e := range list {
		switch x := e.(type) {
		case ledger.Close:
			if x.Until.After(open) {
				open = x.Until
			}
		case ledger.Reopen:
			if x.From.Before(open) {
				open = x.From
			}
		}
	}
	return open
}

// at is when an entry takes effect.
func (m *model) at(e ledger.Entry) time.Time {
	if at, ok := m.ats[e.Head().ID]; ok {
		return at
	}
	at := e.Head().At
	for _, pool := range m.mpools(e) {
		if open := m.openFrom(pool, m.known(e)); open.After(at) {
			at = open
		}
	}
	m.ats[e.Head().ID] = at
	return at
}

func (m *model) barred(e ledger.Entry) bool {
	return m.pol.Late == ledger.RefuseLate && m.at(e).After(e.Head().At)
}

func (m *model) extend(x ledger.Extend) {
	for _, l := range m.lots {
		if l.owner.ID != x.Grant || !m.alive(l) {
			continue
		}
		end := x.Expires
		for _, least := range []time.Time{l.first, m.now} {
			if !end.IsZero() && (end.Before(least) || least.IsZero()) {
				end = least
			}
		}
		if l.end = end; end.Equal(m.now) {
			m.lapse(l, l.left)
		}
	}
}

func (m *model) transfer(x ledger.Transfer) {
	n := x.Amount.Duration().Nanoseconds()
	if n == 0 {
		n = 1 << 40
	}
	var to []*mlot
	from := map[*mlot]*mlot{}
	for ; n > 0; n-- {
		var best *mlot
		for _, l := range m.lots {
			if l.left > 0 && l.g.Pool == x.Pool && m.alive(l) && (x.Grant == "" || l.owner.ID == x.Grant) && (best == nil || mfirst(l, best)) {
				best = l
			}
		}
		if best == nil {
			break
		}
		if from[best] == nil {
			g := *best.g
			g.ID, g.Pool, g.Every.N, g.Every.Unit, g.Roll, g.Keep, g.Expires = x.ID, x.To, 0, "", ledger.Rollover{}, ledger.Clamp{}, best.end
			from[best] = &mlot{g: &g, owner: m.grants[x.ID], from: m.now, end: best.end, first: best.end, n: len(to)}
			to = append(to, from[best])
		}
		best.left--
		from[best].left++
		from[best].amount++
		m.add(x.Pool, "out", 1)
		m.add(x.To, "in", 1)
	}
	for _, l := range to {
		if m.lots = append(m.lots, l); l.owner.dead {
			m.add(x.To, "voided", l.left)
			l.left = 0
		}
	}
}

func (m *model) approve(x ledger.Approval) {
	u := m.usages[x.Usage]
	if u == nil {
		return
	}
	n := x.Amount.Duration().Nanoseconds()
	if n == 0 {
		n = 1 << 40
	}
	for _, t := range u.tokens {
		if t.what == "pending" && n > 0 {
			n--
			if t.what = "overage"; x.Decline {
				t.what = "refused"
			}
		}
	}
}

// figures returns what there is of everything in a pool.
func (m *model) figures(pool string) map[string]int64 {
	out := map[string]int64{}
	for k, v := range m.sums {
		if name, ok := strings.CutPrefix(k, pool+" "); ok {
			out[name] += v
		}
	}
	for _, l := range m.lots {
		if l.g.Pool == pool {
			out["left"] += l.left
		}
	}
	for _, t := range m.all() {
		if t.u.Pool == pool {
			out[t.what]++
		}
	}
	delete(out, "back")
	for k, v := range out {
		if v == 0 {
			delete(out, k)
		}
	}
	return out
}
