package ledger

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A Config describes the pools of a [Ledger]. It is pure data: it may be stored, compared,
// printed and written as JSON, and [New] checks it.
type Config struct {
	Zone  string // in which months and days are counted; see [calendar.ResolveZone]
	Pools []Pool // at least one
}

// A Pool is a bank of one kind of thing: hours, credits, incidents, money.
type Pool struct {
	ID     string // as entries name it
	Unit   Unit   // what it counts; none: time
	Policy Policy // its rules
}

// A Unit is what a pool counts. [UnitTime] is counted in seconds and written "1h30m"; any
// other word ("incidents", "EUR") is counted in ones of it and written "2.5".
type Unit string

// Units that the library has a word for. The zero Unit is UnitTime.
const (
	UnitTime      Unit = "time"
	UnitCredits   Unit = "credits"
	UnitIncidents Unit = "incidents"
	UnitMoney     Unit = "money"
)

// IsTime reports whether the unit is time.
func (u Unit) IsTime() bool { return u == "" || u == UnitTime }

// A Policy holds the rules of a pool on which real contracts differ. The zero Policy is the
// default of each.
type Policy struct {
	// Order is in which order lots are drawn, most important key first; what the keys leave
	// open is decided by the ID. Default: [DefaultOrder]. OpenMeter: priority, expires,
	// effective. Autotask: effective alone, the oldest block first. Stigg: category after
	// expires. Orb: expires, cost.
	Order []Key

	// Mode is what happens to what no lot covers. Default: [ModeOverage]. GLPI's vouchers are
	// hard or billed, voucher by voucher; OpenMeter's and Polar's balances turn negative, which is debt;
	// Kimai's budgets are soft.
	Mode Mode

	// FairUse is how much of each period's uncovered usage is let pass before Mode applies, as
	// soft: a percentage is of what was granted in the period. Default: nothing.
	FairUse Part

	// Borrow is how much may be owed to later lots before Mode applies: debt, which the next
	// lot repays before it can be drawn. A percentage is of what was granted in the period.
	// Default: nothing. Most peers have none; users of Jira service contracts ask for it.
	Borrow Part

	// Ceiling bounds the overage of each period, billed and pending; what is beyond is refused. A
	// percentage is of what was granted in the period. Default: no ceiling.
	Ceiling Part

	// Period and Anchor say what a period is for FairUse, Ceiling, percentages and
	// alerts. Default: all time is one. Anchor zero: months, quarters and years of the civil calendar, weeks
	// from Monday.
	Period calendar.Every
	Anchor time.Time

	// Step lets a usage draw whole steps of billed time only (or of the quantity itself,
	// in pools that are not of time). Default: exact to the billionth, and the rest is not
	// rounded again. Contracts with "whole quarter hours only" leave what is less in the lot.
	Step Quantity

	// Basis is which time counts. Default: [Worked]. A usage without norm hours counts as worked.
	Basis TimeBasis

	// Increment rounds usage that comes without Billed and Amount, entry by entry. Default: to
	// the billionth. Sums over tickets and days are rounded by the host, see
	// [priority.Increment.Measure].
	Increment priority.Increment

	// Levels weigh usage that comes without Weight and Amount: an hour at weight 2 takes two.
	// Default: every hour takes one. A usage whose level is not among them is refused.
	Levels priority.Scheme

	// FirstPeriod is what a recurring grant gives in a first period that Anchor makes
	// short. Default: [Whole].
	FirstPeriod FirstPeriod

	// Voided is what becomes of what was burned of a lot that is voided. Default: [KeepBurned],
	// as OpenMeter and Stripe do; Polar unwinds.
	Voided Voided

	// Sequence is by which instant usage is put in order. Default: [ByWork].
	// ConnectWise draws when time is entered, so that back-dated work stays uncovered.
	Sequence Sequence

	// Late is what becomes of an entry that comes for a period that was closed before it was
	// recorded ([Close]). Default: [NextOpen].
	Late Late

	// Alerts are the thresholds that [Ledger.Alerts] watches. Default: none.
	Alerts []Alert
}

// A Mode is what happens to what no lot covers.
type Mode string

// The modes. The zero Mode is ModeOverage.
const (
	ModeOverage Mode = "overage" // it is billed
	ModeDebt    Mode = "debt"    // the next lots repay it before they can be drawn, what came about first first
	ModeHard    Mode = "hard"    // the whole usage is refused if it is not all covered
	ModeCap     Mode = "cap"     // what there is is drawn, the rest is refused
	ModeSoft    Mode = "soft"    // it is counted and shown, and never billed: hours as statistics
	ModeAsk     Mode = "ask"     // it is pending until approved, then billed
)

// A TimeBasis is which time of a usage counts.
type TimeBasis string

// The bases. The zero TimeBasis is Worked.
const (
	Worked TimeBasis = "worked" // as on the clock
	Norm   TimeBasis = "norm"   // what the work should take, where that is stated
)

// A FirstPeriod is what a recurring grant gives in a short first period.
type FirstPeriod string

// The choices. The zero FirstPeriod is Whole.
const (
	Whole   FirstPeriod = "whole"   // all of it
	Prorate FirstPeriod = "prorate" // in proportion to the time left in the period, rounded down to a billionth
)

// A Voided is what becomes of what was burned of a lot that is voided.
type Voided string

// The choices. The zero Voided is KeepBurned.
const (
	KeepBurned Voided = "keep"   // it stays burned
	Unwind     Voided = "unwind" // it is burned again, on the other lots there are then
)

// A Sequence is by which instant usage is put in order.
type Sequence string

// The choices. The zero Sequence is ByWork.
const (
	ByWork  Sequence = "worked"   // by the start of the work
	ByEntry Sequence = "recorded" // by when it was recorded: it draws what there is then
)

// Equal reports whether c and d say the same. The order of pools counts.
func (c Config) Equal(d Config) bool {
	return c.Zone == d.Zone && slices.EqualFunc(c.Pools, d.Pools, Pool.Equal)
}

// Equal reports whether p and q are the same pool with the same rules.
func (p Pool) Equal(q Pool) bool {
	return p.ID == q.ID && p.Unit == q.Unit && p.Policy.Equal(q.Policy)
}

// Equal reports whether p and q are the same rules, field by field.
func (p Policy) Equal(q Policy) bool {
	return slices.Equal(p.Order, q.Order) && p.Mode == q.Mode && p.FairUse.Equal(q.FairUse) && p.Borrow.Equal(q.Borrow) &&
		p.Ceiling.Equal(q.Ceiling) && p.Period == q.Period && p.Anchor.Equal(q.Anchor) && p.Step.Equal(q.Step) &&
		p.Basis == q.Basis && sameIncrement(p.Increment, q.Increment) && p.Levels.Equal(q.Levels) &&
		p.FirstPeriod == q.FirstPeriod && p.Voided == q.Voided && p.Sequence == q.Sequence && p.Late == q.Late &&
		slices.EqualFunc(p.Alerts, q.Alerts, Alert.Equal)
}

func sameIncrement(a, b priority.Increment) bool {
	return slices.Equal(a.Per, b.Per) && a.Round == b.Round && a.Grace == b.Grace && a.First == b.First &&
		a.Min == b.Min && a.Free == b.Free && a.Fixed == b.Fixed && a.AfterWeight == b.AfterWeight
}

// MaxPools and MaxKeys bound a Config, beyond which it is refused.
const (
	MaxPools = 1000 // pools, and alerts of one pool
	MaxKeys  = 20   // keys of an order
)

func (c Config) check(fs *strict.Faults) {
	switch n := len(c.Pools); {
	case n == 0:
		fs.Add("pools", "empty", "a ledger needs at least one pool")
	case n > MaxPools:
		fs.Add("pools", "too_many", "%d pools, more than %d", n, MaxPools)
		return
	}
	seen := map[string]bool{}
	for i, p := range c.Pools {
		path := strict.At("pools", i)
		switch {
		case p.ID == "":
			fs.Add(path+".id", "missing", "a pool needs an ID")
		case seen[p.ID]:
			fs.Add(path+".id", "duplicate", "two pools have the ID %.80q", p.ID)
		}
		seen[p.ID] = true
		fs.Join(path+".policy", "invalid", p.Policy.Check(p.Unit))
	}
}

// Check returns an [*Error] with every fault of the rules for a pool of that unit.
func (p Policy) Check(unit Unit) error {
	var fs strict.Faults
	clock := unit.IsTime()
	checkOrder(&fs, p.Order)
	oneOf(&fs, "mode", p.Mode, ModeOverage, ModeDebt, ModeHard, ModeCap, ModeSoft, ModeAsk)
	oneOf(&fs, "basis", p.Basis, Worked, Norm)
	oneOf(&fs, "first_period", p.FirstPeriod, Whole, Prorate)
	oneOf(&fs, "voided", p.Voided, KeepBurned, Unwind)
	oneOf(&fs, "sequence", p.Sequence, ByWork, ByEntry)
	oneOf(&fs, "late", p.Late, NextOpen, RefuseLate)
	checkPart(&fs, "fair_use", p.FairUse, clock)
	checkPart(&fs, "borrow", p.Borrow, clock)
	checkPart(&fs, "ceiling", p.Ceiling, clock)
	checkAmount(&fs, "step", p.Step, clock)
	checkEvery(&fs, "period", p.Period)
	if !p.Anchor.IsZero() {
		if _, ok := instant(p.Anchor); !ok {
			fs.Add("anchor", "out_of_range", "is not within the years 1678 to 2261")
		}
	}
	fs.Join("increment", "invalid", p.Increment.Check())
	if len(p.Increment.Per) > 1 || len(p.Increment.Per) == 1 && p.Increment.Per[0] != priority.PerEntry {
		fs.Add("increment.per", "not_per_entry", "the ledger rounds entry by entry; sums of several are rounded before they are posted")
	}
	if !clock && !p.Increment.IsZero() {
		fs.Add("increment", "not_time", "rounds time, and the pool is not of time")
	}
	if len(p.Alerts) > MaxPools {
		fs.Add("alerts", "too_many", "%d alerts, more than %d", len(p.Alerts), MaxPools)
		return fs.Err("ledger: policy")
	}
	for i, a := range p.Alerts {
		a.check(&fs, strict.At("alerts", i), clock)
	}
	return fs.Err("ledger: policy")
}

func oneOf[T ~string](fs *strict.Faults, path string, got T, known ...T) {
	if got != "" && !slices.Contains(known, got) {
		fs.Add(path, "unknown_"+path, "%.40q is none of %q", string(got), known)
	}
}

func checkPart(fs *strict.Faults, path string, p Part, clock bool) {
	switch {
	case p.q.n < 0:
		fs.Add(path, "negative", "is below zero")
	case p.kind == partFixed && p.q.n != 0 && p.q.clock != clock:
		fs.Add(path, "wrong_unit", "%v is not of the unit of the pool", p)
	}
}

func checkAmount(fs *strict.Faults, path string, q Quantity, clock bool) {
	switch {
	case q.n < 0:
		fs.Add(path, "negative", "%v is below zero", q)
	case q.n != 0 && q.clock != clock:
		fs.Add(path, "wrong_unit", "%v is not of the unit of the pool", q)
	}
}

func checkEvery(fs *strict.Faults, path string, e calendar.Every) {
	if e.IsZero() {
		return
	}
	if _, err := calendar.ParseEvery(e.String()); err != nil {
		fs.Join(path, "bad_every", err)
	}
}
