package ledger

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// A Rollover says what is carried over where a lot ends by its boundary or expiry: first
// the Share, then at most the Cap, then all that is carried of the grant or its series at most the Total,
// of which the oldest is trimmed. What is not carried lapses. A carried lot is a lot of its own
// and does not roll over again. The zero Rollover carries nothing.
//
// A period without any usage rolls over as any other does (alga-psa carries nothing
// then, as it looks for the row that the first usage makes).
type Rollover struct {
	// Share of the lot that may be carried, a percentage: none is nothing at all, and
	// the Rollover is no rollover. Of says of what.
	Share Part

	// Of says what the Share is of. Default: what remains of the lot. PostHog documented both.
	Of Basis

	// Cap bounds what one lot leaves: an amount, or a percentage of the lot's own amount.
	// Default: no cap.
	Cap Part

	// Total bounds what is carried of the grant together, the lot of this boundary included;
	// a percentage is of the amount granted. The oldest carry is trimmed, and lapses. Default: no
	// bound. Autumn bounds the total; on one of its paths it once did not, and a balance grew to
	// eight times the cap.
	Total Part

	// Lives is how long a carried lot lives from the boundary that made it, counted as the
	// boundaries are. Default: for ever (at most until the grant expires).
	Lives calendar.Every

	// If is a condition. Default: none.
	If Condition

	// MoreThan lets only lots of more than this amount roll over: "for plans of more than
	// 40 hours". Default: any amount.
	MoreThan Quantity

	// Series is a name that grants of a pool have in common of which one goes on with what another
	// began: what is carried of all of them together is within the Total of the one that rolls over.
	// Default: the grant by itself.
	Series string

	// Until is when what is carried ends at the latest. Default: Lives alone says.
	Until time.Time
}

// A Basis says what a share is of.
type Basis string

// The bases. The zero Basis is OfRest.
const (
	OfRest     Basis = "rest"     // of what remains
	OfOriginal Basis = "original" // of what was granted; no more than remains is carried
)

// A Condition is what has to be true for a lot to roll over.
type Condition string

// The conditions. The zero Condition is always true.
const (
	IfToppedUp Condition = "topped-up" // a bundle was granted in the pool during the life of the lot
	IfRenewed  Condition = "renewed"   // the grant goes on, or another of its kind begins at that instant
)

// IsZero reports whether nothing is carried over.
func (r Rollover) IsZero() bool { return r.Until.IsZero() && r.Equal(Rollover{}) }

// Equal reports whether r and s are the same rule.
func (r Rollover) Equal(s Rollover) bool {
	return r.Share.Equal(s.Share) && r.Of == s.Of && r.Cap.Equal(s.Cap) && r.Total.Equal(s.Total) &&
		r.Lives == s.Lives && r.If == s.If && r.MoreThan.Equal(s.MoreThan) && r.Series == s.Series && r.Until.Equal(s.Until)
}

// A Clamp bounds what a [Reset] leaves in a lot: at most Most, at least Least. The zero Clamp
// leaves nothing. OpenMeter calls them resetMaxRollover and resetMinRollover.
type Clamp struct {
	Least Quantity // a lot with less is filled up to it
	Most  Quantity // not less than Least
}

// IsZero reports whether nothing is left.
func (c Clamp) IsZero() bool { return c.Least.IsZero() && c.Most.IsZero() }

// Equal reports whether c and d are the same bounds.
func (c Clamp) Equal(d Clamp) bool { return c.Least.Equal(d.Least) && c.Most.Equal(d.Most) }

func (r Rollover) check(fs *strict.Faults, clock bool) {
	switch {
	case r.Share.kind == partFixed:
		fs.Add("roll.share", "not_percent", "a share is a percentage; an amount is a cap")
	case r.Share.kind == partPercent && (r.Share.q.n <= 0 || r.Share.q.n > 100*nano):
		fs.Add("roll.share", "out_of_range", "a share is more than 0%% and at most 100%%")
	case r.Share.IsZero() && !r.IsZero():
		fs.Add("roll.share", "missing", "without a share nothing is carried over")
	}
	if r.Of != "" && r.Of != OfRest && r.Of != OfOriginal {
		fs.Add("roll.of", "unknown_basis", "%.40q is neither rest nor original", r.Of)
	}
	if r.If != "" && r.If != IfToppedUp && r.If != IfRenewed {
		fs.Add("roll.if", "unknown_condition", "%.40q is not a condition", r.If)
	}
	checkPart(fs, "roll.cap", r.Cap, clock)
	checkPart(fs, "roll.total", r.Total, clock)
	checkEvery(fs, "roll.lives", r.Lives)
	checkAmount(fs, "roll.more_than", r.MoreThan, clock)
	if !r.Until.IsZero() {
		checkInstant(fs, "roll.until", r.Until)
	}
}

// carry returns how much of a lot that ends with left remaining may be carried over.
func (g *grant) carry(amount, left int64) int64 {
	r := &g.roll
	if r.Share.IsZero() || amount <= r.MoreThan.n && !r.MoreThan.IsZero() {
		return 0
	}
	base := left
	if r.Of == OfOriginal {
		base = amount
	}
	carried := min(left, r.Share.of(base, 0))
	return min(carried, r.Cap.of(amount, carried))
}

// roll ends a lot that still holds left: carries over what its grant allows and lets the rest
// lapse. renewed says that the grant goes on.
func (p *pool) roll(id int32, left int64, renewed bool) {
	l := *p.lot(id)
	g := l.grant
	carried := int64(0)
	switch {
	case l.gen > 0:
	case g.roll.If == IfRenewed && !renewed && !p.renewed(g):
	case g.roll.If == IfToppedUp && (p.st.topped < l.from || p.st.topped == l.from && g.every.IsZero()):
	default:
		carried = g.carry(l.amount, left)
	}
	to := min(p.t.lives(&l, p.st.now), g.until())
	if to <= p.st.now {
		carried = 0
	}
	if left > carried {
		p.note(moveLapse, id, noFact, left-carried)
	}
	if carried == 0 {
		return
	}
	p.note(moveCarryOut, id, noFact, carried)
	heir := p.addLot(lot{grant: g, parent: id, n: l.n, gen: l.gen + 1, from: p.st.now, to: to, amount: carried})
	p.note(moveCarryIn, heir, noFact, carried)
	p.open(heir, carried)
	p.schedule(to, phaseExpiry, heir)
	p.trim(g)
}

// renewed reports whether another grant of that kind begins now.
func (p *pool) renewed(g *grant) bool {
	for _, h := range p.grants[p.st.started:] {
		if h.effective > p.st.now {
			return false
		}
		if h.kind == g.kind {
			return true
		}
	}
	return false
}

// until is when what is carried of the grant ends at the latest.
func (g *grant) until() int64 {
	if g.roll.Until.IsZero() {
		return never
	}
	return number(g.roll.Until, nil)
}

// A series is what is bounded together: a grant, or those of one name.
type series struct {
	alone *grant
	name  string
}

func (g *grant) series() series {
	if g.roll.Series != "" {
		return series{name: g.roll.Series}
	}
	return series{alone: g}
}

// trim lets lapse what the carried lots of the series of g hold together beyond its total, oldest first.
func (p *pool) trim(g *grant) {
	most := g.roll.Total.of(g.amount, never)
	if most == never {
		return
	}
	var carried []int32
	sum := int64(0)
	for _, o := range p.st.open {
		if l := p.lot(o.lot); l.gen > 0 && l.grant.series() == g.series() {
			carried = append(carried, o.lot)
			sum += o.left
		}
	}
	slices.Sort(carried) // the older has the smaller number
	for _, id := range carried {
		if sum <= most {
			return
		}
		cut := min(sum-most, p.left(id))
		p.note(moveLapse, id, noFact, cut)
		p.take(id, cut)
		sum -= cut
	}
}
