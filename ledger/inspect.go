package ledger

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// inspect checks an entry by itself, and returns its ID, its pool if it has one of its own, and
// what it adds to the figures of that pool.
func (l *Ledger) inspect(e Entry) (id string, pool int, qty int64, err error) {
	if u, ok := e.(Usage); ok {
		return l.inspectUsage(&u)
	}
	if g, ok := e.(Grant); ok {
		pool, err = l.inspectGrant(&g)
		return g.ID, pool, g.Amount.n, err
	}
	var fs strict.Faults
	pool = -1
	name, at := "", "at"
	switch x := e.(type) {
	case Reset:
		id, name = x.ID, x.Pool
		pool = l.index(x.Pool)
	case Adjustment:
		id = x.ID
		if x.Amount.IsZero() {
			fs.Add("amount", "missing", "an adjustment of nothing")
		}
		required(&fs, "grant", x.Grant)
	case Void:
		id = x.ID
		required(&fs, "grant", x.Grant)
	case Payment:
		id = x.ID
		required(&fs, "grant", x.Grant)
	case Reversal:
		id = x.ID
		required(&fs, "usage", x.Usage)
		notBelow(&fs, x.Amount)
	case Approval:
		id = x.ID
		required(&fs, "usage", x.Usage)
		notBelow(&fs, x.Amount)
	case Extend:
		id = x.ID
		required(&fs, "grant", x.Grant)
		if x.Expires.IsZero() {
			required(&fs, "while", x.While)
		} else {
			checkInstant(&fs, "expires", x.Expires)
		}
	case Transfer:
		return l.inspectTransfer(&x)
	case Close:
		id, name, at = x.ID, x.Pool, "until"
	case Reopen:
		id, name, at = x.ID, x.Pool, "from"
	default:
		return "", -1, 0, faultAt("", "no_entry", "%T is no entry", e)
	}
	h := e.Head()
	required(&fs, "id", id)
	checkInstant(&fs, at, h.At)
	if h.Recorded.IsZero() == h.At.IsZero() || h.Type == TypeReopen { // else said already
		checkInstant(&fs, "recorded", h.Recorded)
	}
	if !fs.None() {
		return id, pool, qty, fs.Err("ledger: " + string(h.Type))
	}
	if l.index(name) < 0 && (h.Type == TypeReset || name != "") {
		return id, pool, qty, &NotFoundError{"pool", name, "pool"}
	}
	return id, pool, qty, nil
}

// inspectTransfer is inspect for a transfer.
func (l *Ledger) inspectTransfer(t *Transfer) (id string, pool int, qty int64, err error) {
	out, in := l.index(t.Pool), l.index(t.To)
	switch {
	case out < 0:
		return t.ID, -1, 0, &NotFoundError{"pool", t.Pool, "pool"}
	case in < 0:
		return t.ID, -1, 0, &NotFoundError{"pool", t.To, "to"}
	}
	var fs strict.Faults
	required(&fs, "id", t.ID)
	checkInstant(&fs, "at", t.At)
	checkInstant(&fs, "recorded", since(t.Recorded, t.At))
	a, b := l.pools[out].t, l.pools[in].t
	checkAmount(&fs, "amount", t.Amount, a.clock)
	switch {
	case out == in:
		fs.Add("to", "same_pool", "moves nothing: both pools are %.80q", t.To)
	case a.pool.Unit != b.pool.Unit && !(a.clock && b.clock):
		fs.Add("to", "wrong_unit", "the pools count different things")
	}
	return t.ID, -1, 0, fs.Err("ledger: transfer")
}

func notBelow(fs *strict.Faults, q Quantity) {
	if q.n < 0 {
		fs.Add("amount", "negative", "%v is below zero", q)
	}
}

// inspectGrant is inspect for a grant.
func (l *Ledger) inspectGrant(g *Grant) (pool int, err error) {
	if pool = l.index(g.Pool); pool < 0 {
		return pool, &NotFoundError{"pool", g.Pool, "pool"}
	}
	var fs strict.Faults
	required(&fs, "id", g.ID)
	checkInstant(&fs, "effective", g.Effective)
	checkInstant(&fs, "recorded", since(g.Recorded, g.Effective))
	g.check(&fs, l.pools[pool].t.clock)
	return pool, fs.Err("ledger: grant")
}

// inspectUsage is inspect for a usage.
func (l *Ledger) inspectUsage(u *Usage) (id string, pool int, qty int64, err error) {
	if pool = l.index(u.Pool); pool < 0 {
		return u.ID, pool, 0, &NotFoundError{"pool", u.Pool, "pool"}
	}
	t := l.pools[pool].t
	if !u.sound(t.clock) {
		var fs strict.Faults
		u.check(&fs, t.clock)
		return u.ID, pool, 0, fs.Err("ledger: usage")
	}
	qty, _, _, err = t.measure(u)
	return u.ID, pool, qty, err
}

// sound reports whether check would find nothing.
func (u *Usage) sound(clock bool) bool {
	_, from := instant(u.From)
	recorded := u.Recorded.IsZero()
	if !recorded {
		_, recorded = instant(u.Recorded)
	}
	return u.ID != "" && from && recorded && u.Time >= 0 && u.Norm >= 0 && u.Billed >= 0 && u.Amount.n >= 0 &&
		(u.Amount.n == 0 || u.Amount.clock == clock) && (u.Weight == decimal.Decimal{} || u.Weight.Sign() >= 0 && exact.Fits(u.Weight)) &&
		(u.Level == 0 || u.Level.IsValid())
}

func (u *Usage) check(fs *strict.Faults, clock bool) {
	required(fs, "id", u.ID)
	checkInstant(fs, "from", u.From)
	checkInstant(fs, "recorded", since(u.Recorded, u.From))
	for _, f := range []struct {
		path string
		d    time.Duration
	}{{"time", u.Time}, {"norm", u.Norm}, {"billed", u.Billed}} {
		if f.d < 0 {
			fs.Add(f.path, "negative", "%v is below zero", f.d)
		}
	}
	checkAmount(fs, "amount", u.Amount, clock)
	if u.Weight.IsNegative() {
		fs.Add("weight", "not_positive", "a weight is more than zero")
	} else if !exact.Fits(u.Weight) {
		fs.Add("weight", "out_of_range", "has too many digits")
	}
	if u.Level != 0 && !u.Level.IsValid() {
		fs.Add("level", "unknown_level", "%v is not a level", u.Level)
	}
}

func (g *Grant) check(fs *strict.Faults, clock bool) {
	checkAmount(fs, "amount", g.Amount, clock)
	switch g.Kind {
	case "", Bundle, Allowance, Included, Promo, Goodwill:
	default:
		fs.Add("kind", "unknown_kind", "%.40q is not a kind of grant", string(g.Kind))
	}
	if !g.Expires.IsZero() {
		checkInstant(fs, "expires", g.Expires)
		if !g.Expires.After(g.Effective) {
			fs.Add("expires", "not_after", "a grant expires after it becomes effective")
		}
	}
	if !exact.Fits(g.Cost) {
		fs.Add("cost", "out_of_range", "has too many digits")
	}
	for i, s := range g.Scope {
		if s == "" {
			fs.Add(strict.At("scope", i), "missing", "a scope has a name")
		}
	}
	checkEvery(fs, "every", g.Every)
	if !g.Anchor.IsZero() {
		checkInstant(fs, "anchor", g.Anchor)
		if g.Every.IsZero() {
			fs.Add("anchor", "not_recurring", "only a recurring grant has boundaries to anchor")
		}
	}
	g.Roll.check(fs, clock)
	checkAmount(fs, "keep.least", g.Keep.Least, clock)
	checkAmount(fs, "keep.most", g.Keep.Most, clock)
	if g.Keep.Most.n < g.Keep.Least.n {
		fs.Add("keep", "most_below_least", "keeps at most %v, but at least %v", g.Keep.Most, g.Keep.Least)
	}
}

func required(fs *strict.Faults, path, s string) {
	if s == "" {
		fs.Add(path, "missing", "is missing")
	}
}

func checkInstant(fs *strict.Faults, path string, t time.Time) {
	if t.IsZero() {
		fs.Add(path, "missing", "is missing")
	} else if _, ok := instant(t); !ok {
		fs.Add(path, "out_of_range", "%s is not within the years 1678 to 2261", t.UTC().Format(time.RFC3339))
	}
}

func faultAt(path, code, format string, args ...any) error {
	var fs strict.Faults
	fs.Add(path, code, format, args...)
	return fs.Err("ledger: entry")
}

// refer checks that what an entry names is there, and adds what it takes or gives.
func (l *Ledger) refer(e Entry) error {
	what, name := TypeGrant, ""
	amount := Quantity{}
	switch x := e.(type) {
	case Payment:
		name = x.Grant
	case Void:
		name = x.Grant
	case Adjustment:
		name, amount = x.Grant, x.Amount
	case Extend:
		name = x.Grant
	case Reversal:
		what, name, amount = TypeUsage, x.Usage, x.Amount
	case Approval:
		what, name, amount = TypeUsage, x.Usage, x.Amount
	case Transfer:
		if name = x.Grant; name == "" {
			return nil
		}
	default:
		return nil
	}
	i := l.fact(name)
	if i < 0 && l.root != nil && l.root.knows(name) {
		return &BeforeError{What: string(what), Name: name, Snapshot: l.root.at}
	}
	if i < 0 || !names(e, l.entry(i), what) {
		return &NotFoundError{string(what), name, string(what)}
	}
	k := l.index(poolName(l.entry(i)))
	if t, ok := e.(Transfer); ok && k != l.index(t.Pool) {
		return faultAt("grant", "wrong_pool", "%.80q has no lots in the pool %.80q", name, t.Pool)
	}
	if amount.n != 0 && amount.clock != l.pools[k].t.clock {
		return faultAt("amount", "wrong_unit", "%v is not of the unit of the pool", amount)
	}
	if what == TypeGrant && amount.n != 0 {
		const most = 1 << 62
		n := max(amount.n, -amount.n)
		if n < 0 || n > most-l.sums[k] {
			return ErrOverflow
		}
		l.sums[k] += n
	}
	return nil
}

// names reports whether e may name the entry other: a transfer stands for a grant, but for payments and
// other transfers.
func names(e, other Entry, what Type) bool {
	t := other.Head().Type
	of := e.Head().Type
	return t == what || t == TypeTransfer && what == TypeGrant && of != TypePayment && of != TypeTransfer
}

// poolName returns the pool that a usage draws on, or that a grant or a transfer gives to.
func poolName(e Entry) string {
	switch x := e.(type) {
	case Grant:
		return x.Pool
	case Usage:
		return x.Pool
	case Transfer:
		return x.To
	}
	return ""
}
