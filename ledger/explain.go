package ledger

import (
	"fmt"
	"strings"
	"time"
)

// A Candidate is a lot that a usage could have drawn, or not, and why.
type Candidate struct {
	Lot   string
	Left  Quantity // before the usage
	Taken Quantity
	Why   Reason
	Key   Key    // with [Follows]: the key that put it after the one before
	Text  string // the reason in words: "expires 2026-06-30, after 2026-03-31"
}

// A Reason says where a lot stands among the candidates.
type Reason string

// The reasons.
const (
	First      Reason = "first"       // it is drawn before all others
	Follows    Reason = "follows"     // it is drawn after the one before, by Key
	WrongScope Reason = "wrong_scope" // only usage of other scopes may draw it
	Unpaid     Reason = "unpaid"      // it waits for a payment
	Future     Reason = "not_yet"     // it is not effective yet
	IsVoid     Reason = "void"        // it is voided
)

// A Step is a step from the time worked to what is taken from the pool.
type Step struct {
	Code string // "worked", "norm", "stated", "billed", "weighed", "late"
	Text string // "45m × 2 = 1h30m"
}

// An Explanation says how a usage came to draw what it drew, when it was worked.
type Explanation struct {
	Posting    Posting     // as it was then: what came later is not in it
	Steps      []Step      // from the time worked to the credit
	Candidates []Candidate // lots in the order they are drawn, then those that could not be
	Rest       string      // why the rest is what it is; empty if lots covered all
}

// String returns the explanation in words, a line for each step and lot.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s takes %v", e.Posting.Usage, e.Posting.Credit)
	for _, s := range e.Steps {
		fmt.Fprintf(&b, "\n  %s", s.Text)
	}
	for _, c := range e.Candidates {
		fmt.Fprintf(&b, "\n  %s: %v of %v: %s", c.Lot, c.Taken, c.Left, c.Text)
	}
	if e.Rest != "" {
		fmt.Fprintf(&b, "\n  %s", e.Rest)
	}
	return b.String()
}

// Explain returns how a usage came to draw what it drew: it puts the pool back to the
// instant before and does it again. It is a [*NotFoundError] if there is no such usage.
func (l *Ledger) Explain(usage string) (Explanation, error) {
	u, fact, err := l.usage(usage)
	if err != nil {
		return Explanation{}, err
	}
	p := l.poolOf(u)
	n := p.row(fact)
	if n < 0 {
		_, at := p.placed(u)
		return Explanation{}, &BeforeError{What: "explain", Name: usage, At: p.t.time(at), Snapshot: l.root.at}
	}
	f := p.fork(n)
	for f.st.done < n {
		f.step()
	}
	f.advance(p.rows[n].at, phaseUse)
	e := Explanation{Posting: p.blankPosting(&u), Steps: p.t.steps(&u)}
	if p.late(u) {
		worked, _ := instant(u.sequenced(p.t))
		e.Steps = append(e.Steps, Step{"late", fmt.Sprintf("of %s, counts on %s: the time before it was closed", p.t.day(worked), p.t.day(p.rows[n].at))})
	}
	e.Candidates = f.candidates(&u)
	f.step()
	f.more, f.past = nil, &pool{log: f.past.log, lots: f.past.lots} // what came later is not of interest
	f.fillIn(&e.Posting, fact)
	for i := range e.Candidates {
		c := &e.Candidates[i]
		c.Taken = p.t.q(0)
		for _, d := range e.Posting.Draws {
			if d.Lot == c.Lot && d.Lot != "" {
				c.Taken.n += d.Quantity.n
			}
		}
	}
	e.Rest = p.t.rest(e.Posting)
	return e, nil
}

func (t *terms) steps(u *Usage) []Step {
	credit, billed, weight, _ := t.measure(u)
	if u.Amount.n != 0 {
		return []Step{{"stated", fmt.Sprintf("%v stated", u.Amount)}}
	}
	list := []Step{{"worked", fmt.Sprintf("%v worked", Time(u.Time))}}
	if t.norm && u.Norm > 0 {
		list = append(list, Step{"norm", fmt.Sprintf("%v by the norm", Time(u.Norm))})
	}
	switch {
	case u.Billed > 0:
		list = append(list, Step{"billed", fmt.Sprintf("%v billed, as stated", Time(billed))})
	case !t.Increment.IsZero():
		list = append(list, Step{"billed", fmt.Sprintf("%v billed (%v)", Time(billed), t.Increment.Round)})
	}
	if !weight.IsZero() && credit != int64(billed) {
		list = append(list, Step{"weighed", fmt.Sprintf("%v × %v = %v", Time(billed), weight, t.q(credit))})
	}
	return list
}

// MaxCandidates bounds how many lots an [Explanation] lists that could not be drawn. The grants
// that begin soonest are listed first of those not effective yet.
const MaxCandidates = 100

// candidates returns the open lots in order, and those that the usage may not draw.
func (p *pool) candidates(u *Usage) []Candidate {
	var can, not []Candidate
	last := int32(noLot)
	for i := range p.st.open {
		o := &p.st.open[i]
		c := Candidate{Lot: p.lotID(o.lot), Left: p.t.q(o.left)}
		switch l := p.lot(o.lot); {
		case !p.fits(o, u.Scope):
			c.Why, c.Text = WrongScope, fmt.Sprintf("only for %s", strings.Join(l.grant.scope, ", "))
			if len(not) < MaxCandidates {
				not = append(not, c)
			}
			continue
		case last == noLot:
			c.Why, c.Text = First, "drawn first"
		default:
			_, k := p.t.compare(p.lot(last), l)
			c.Why, c.Key, c.Text = Follows, k, p.t.decided(k, p.lot(last), l)
		}
		last = o.lot
		can = append(can, c)
	}
	for _, g := range p.grants {
		if len(not) >= MaxCandidates {
			break
		}
		c := Candidate{Lot: g.id, Left: p.t.q(g.amount)}
		switch {
		case g.expires <= p.st.now:
			continue
		case p.st.dead.has(g.fact):
			c.Why, c.Text = IsVoid, "voided"
		case p.st.waiting.has(g.fact):
			c.Why, c.Text = Unpaid, "waits for a payment"
		case g.effective > p.st.now:
			c.Why, c.Text = Future, "effective only from "+p.t.day(g.effective)
		default:
			continue
		}
		not = append(not, c)
	}
	return append(can, not...)
}

// decided says in words why b is drawn after a.
func (t *terms) decided(k Key, a, b *lot) string {
	g, h := a.grant, b.grant
	switch k {
	case KeyPriority:
		return fmt.Sprintf("priority %d, after %d", h.priority, g.priority)
	case KeyExpires:
		return fmt.Sprintf("expires %s, after %s", t.day(b.to), t.day(a.to))
	case KeyCarry:
		return "fresh, after carried"
	case KeyFresh:
		return "carried, after fresh"
	case KeyEffective:
		return fmt.Sprintf("effective %s, after %s", t.day(h.effective), t.day(g.effective))
	case KeyRecorded:
		return fmt.Sprintf("recorded %s, after %s", t.day(h.recorded), t.day(g.recorded))
	case KeyCategory:
		return fmt.Sprintf("category %s, after %s", h.category, g.category)
	case KeyCost:
		return fmt.Sprintf("cost %v, after %v", h.cost, g.cost)
	case KeyScope:
		return "wider scope"
	}
	return "by the ID"
}

// day returns an instant as people write it: the date alone at midnight.
func (t *terms) day(at int64) string {
	if at == never {
		return "never"
	}
	if v := t.time(at); v.Format(time.TimeOnly) == "00:00:00" && at%nano == 0 {
		return v.Format(time.DateOnly)
	}
	return t.time(at).Format(time.RFC3339Nano)
}

// rest says why what lots did not cover became what it became.
func (t *terms) rest(p Posting) string {
	var list []string
	for _, r := range []struct {
		as   Treatment
		text string
	}{
		{Counted, "is counted only"},
		{Borrowed, "is owed to the next lots"},
		{Billed, "is overage"},
		{Awaiting, "waits for approval"},
		{Declined, "is refused"},
	} {
		if q := p.Sum(r.as); q.n > 0 {
			text := fmt.Sprintf("%v %s", q, r.text)
			if work := p.Work(r.as); t.clock && int64(work) != q.n {
				text = fmt.Sprintf("%v, %v of work, %s", q, Time(work), r.text)
			}
			list = append(list, text)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("no lot covers the rest; by mode %s %s", t.mode, strings.Join(list, ", "))
}
