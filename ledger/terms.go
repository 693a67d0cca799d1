package ledger

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// terms is a [Pool] ready for use. It does not change and is shared by all ledgers that were made
// of one.
type terms struct {
	Policy
	pool    Pool
	loc     *time.Location
	clock   bool
	order   []Key
	mode    Mode
	limits  []Part // that are counted by the period
	prorate bool
	unwind  bool
	byEntry bool

	refuseLate bool
	norm       bool
	alerts     []Alert
	weighs     bool // by level
	simple     bool // nothing is rounded
	plain      bool // nothing but lots, and overage or debt without a bound
	origin     time.Time
}

func newTerms(p Pool, loc *time.Location) *terms {
	pol := p.Policy
	t := &terms{
		Policy: pol, pool: p, loc: loc, clock: p.Unit.IsTime(), mode: pol.Mode, alerts: pol.Alerts,
		prorate: pol.FirstPeriod == Prorate, unwind: pol.Voided == Unwind, byEntry: pol.Sequence == ByEntry, refuseLate: pol.Late == RefuseLate,
		norm: pol.Basis == Norm, origin: pol.Anchor,
	}
	if t.order = pol.Order; len(t.order) == 0 {
		t.order = DefaultOrder()
	}
	t.order = append(append(make([]Key, 0, len(t.order)+1), t.order...), KeyID) // twice does no harm
	if t.mode == "" {
		t.mode = ModeOverage
	}
	for _, part := range []Part{pol.FairUse, pol.Borrow, pol.Ceiling} {
		if !part.IsZero() {
			t.limits = append(t.limits, part)
		}
	}
	if t.origin.IsZero() {
		t.origin = calendar.MustParseDate("2001-01-01").In(loc) // the first of a month, a year and a week
	}
	t.simple = pol.Increment.IsZero()
	t.weighs = !pol.Levels.Equal(priority.Scheme{})
	t.plain = len(t.limits) == 0 && pol.Step.IsZero() && (t.mode == ModeOverage || t.mode == ModeDebt)
	return t
}

func (t *terms) q(n int64) Quantity { return Quantity{n, t.clock} }

func (t *terms) time(at int64) time.Time { return time.Unix(at/nano, at%nano).In(t.loc) }

func (t *terms) blank() state {
	return state{now: minUnix * nano, due: never, topped: minUnix * nano, per: period{to: minUnix * nano}}
}

// number returns t as the engine counts, and never beyond its range.
func number(t time.Time, err error) int64 {
	if err != nil {
		return never
	}
	if n, ok := instant(t); ok {
		return n
	}
	return never
}

// firstPeriod returns the period of a recurring grant that an instant lies in.
func (t *terms) firstPeriod(g *grant, at int64) (from, to int64) {
	p, err := calendar.PeriodAt(g.anchor, g.every, t.time(at), t.loc)
	if err != nil {
		return at, never
	}
	if from = minUnix * nano; p.From.Unix() >= minUnix {
		from = number(p.From, nil)
	}
	return from, number(p.To, nil)
}

// boundary returns the boundary of a recurring grant after one of its boundaries.
func (t *terms) boundary(g *grant, at int64) int64 {
	_, to := t.firstPeriod(g, at)
	return to
}

// units returns how many months, days or hours a period of one unit has.
func units(u calendar.Unit) (n int, of calendar.Unit) {
	switch u {
	case calendar.UnitYear:
		return 12, calendar.UnitMonth
	case calendar.UnitQuarter:
		return 3, calendar.UnitMonth
	case calendar.UnitWeek:
		return 7, calendar.UnitDay
	}
	return 1, u
}

// lives returns the end of what is carried from l now. Where the boundaries of the grant
// are counted in the same unit as the life, it is counted from their anchor too.
func (t *terms) lives(l *lot, now int64) int64 {
	g := l.grant
	life := g.roll.Lives
	if life.IsZero() {
		return g.end()
	}
	n, unit := units(life.Unit)
	_, of := units(g.every.Unit)
	anchor := t.time(now)
	if !g.every.IsZero() && of == unit && now == l.to {
		anchor = g.anchor
	}
	one := calendar.Every{N: 1, Unit: unit}
	at := steps(anchor, one, t.time(now), t.loc)
	end, err := one.Boundary(anchor, at+n*life.N, t.loc)
	return min(number(end, err), g.end())
}

// end is where all that comes of a recurring grant ends. What is carried from a single lot
// outlives its expiry.
func (g *grant) end() int64 {
	if g.every.IsZero() {
		return never
	}
	return g.expires
}

// steps returns how many units there are from anchor to an instant, rounded down.
func steps(anchor time.Time, one calendar.Every, at time.Time, loc *time.Location) int {
	a, b := calendar.DateIn(anchor, loc), calendar.DateIn(at, loc)
	n := b.DaysSince(a)
	switch one.Unit {
	case calendar.UnitHour:
		n = int((at.Unix() - anchor.Unix()) / 3600)
	case calendar.UnitMonth:
		ya, ma, _ := a.Civil()
		yb, mb, _ := b.Civil()
		n = (yb-ya)*12 + int(mb-ma)
	}
	for ; ; n-- { // at most two too many
		if from, err := one.Boundary(anchor, n, loc); err != nil || !from.After(at) {
			return n
		}
	}
}

// A period is a period of the pool, and what happened in it.
type period struct {
	from, to            int64
	granted, soft, over int64
}

// periodAt returns the period of the pool that an instant lies in.
func (t *terms) periodAt(at int64) period {
	all := period{from: minUnix * nano, to: never}
	if t.Period.IsZero() {
		return all
	}
	p, err := calendar.PeriodAt(t.origin, t.Period, t.time(at), t.loc)
	if err != nil {
		return all
	}
	if p.From.Unix() >= minUnix {
		all.from = number(p.From, nil)
	}
	all.to = number(p.To, nil)
	return all
}

// touch makes the period of the pool the one that now lies in.
func (p *pool) touch() {
	if p.st.now >= p.st.per.to {
		p.st.per = p.t.periodAt(p.st.now)
	}
}

// measure returns what a usage takes, and the time it is billed for.
func (t *terms) measure(u *Usage) (credit int64, billed time.Duration, weight decimal.Decimal, err error) {
	worked := u.Time
	if t.norm && u.Norm > 0 {
		worked = u.Norm
	}
	if u.Amount.n != 0 {
		if billed = u.Billed; billed == 0 {
			billed = u.Time
		}
		return u.Amount.n, billed, u.Weight, nil
	}
	if !t.clock {
		return 0, 0, weight, faultAt("amount", "missing", "usage of a pool that is not of time needs an amount")
	}
	if weight = u.Weight; t.weighs && weight.IsZero() {
		if weight, err = t.weight(u.Level); err != nil {
			return 0, 0, weight, err
		}
	}
	if t.simple && u.Billed == 0 && weight.IsZero() {
		return int64(worked), worked, weight, nil
	}
	inc := &t.Increment
	if billed = u.Billed; billed == 0 && !inc.AfterWeight {
		billed = inc.Billed(worked)
	}
	if billed > 0 || !inc.AfterWeight {
		credit, ok := weigh(billed, weight)
		return credit, billed, weight, tooLong(ok)
	}
	raw, ok := weigh(worked, weight)
	credit = int64(inc.Billed(time.Duration(raw)))
	if billed = time.Duration(credit); !weight.IsZero() {
		billed = exact.Unweigh(billed, weight)
	}
	return credit, billed, weight, tooLong(ok)
}

// weigh returns what d burns at a weight; the zero Decimal is 1.
func weigh(d time.Duration, weight decimal.Decimal) (int64, bool) {
	if weight.IsZero() {
		return int64(d), true
	}
	w, ok := exact.Weigh(d, weight)
	return int64(w), ok
}

func tooLong(ok bool) error {
	if ok {
		return nil
	}
	return faultAt("time", "too_long", "weighs more than 292 years")
}

// weight returns the weight of a level by the policy.
func (t *terms) weight(level priority.Level) (decimal.Decimal, error) {
	w, err := t.Levels.Weight(level)
	if err != nil {
		return w, faultAt("level", "unknown_level", "the pool has no level %v to weigh it by", level)
	}
	return w, nil
}
