package ledger

import (
	"cmp"
	"fmt"
	"slices"
)

// A Code says in what way an entry did not do what it says. It is stable; translate the code.
type Code string

// The codes of outcomes.
const (
	Refused         Code = "refused"           // usage: not covered, and the policy does not bill it
	Pending         Code = "pending"           // usage: not covered, and waits for approval
	NothingToVoid   Code = "nothing_to_void"   // void: the grant is spent, expired or void already
	LotEnded        Code = "lot_ended"         // adjustment, extend, payment: the grant has no lot that lives
	AdjustedLess    Code = "adjusted_less"     // adjustment: more was to be taken than was left
	ReversedLess    Code = "reversed_less"     // reversal: more was to be taken back than there was
	NothingOwing    Code = "nothing_owing"     // payment: the grant does not wait for one
	OverflowStopped Code = "overflow_stopped"  // recurring grant: another lot would be too much to count
	NothingToExtend Code = "nothing_to_extend" // extend: its lots end then, or later, as it is
	TransferredLess Code = "transferred_less"  // transfer: more was to be moved than was left
	ApprovedLess    Code = "approved_less"     // approval: more was to be decided on than waits
	PeriodClosed    Code = "period_closed"     // any entry: it came for a closed period, and the policy refuses it
)

// An Outcome says that an entry did less than it says, or nothing. It depends on the
// other entries, and one that comes late can change it; an [*EntryError] is about the entry itself.
type Outcome struct {
	Entry    string
	Code     Code
	Quantity Quantity // refused, or pending still; else what was done in spite of it
}

// String returns the outcome in words.
func (o Outcome) String() string {
	switch o.Code {
	case Refused:
		return fmt.Sprintf("%s: %v refused", o.Entry, o.Quantity)
	case Pending:
		return fmt.Sprintf("%s: %v pending", o.Entry, o.Quantity)
	case NothingToVoid:
		return o.Entry + ": nothing to void"
	case LotEnded:
		return o.Entry + ": the grant has no lot any more"
	case AdjustedLess:
		return fmt.Sprintf("%s: only %v was left to take", o.Entry, o.Quantity)
	case ReversedLess:
		return fmt.Sprintf("%s: only %v was left to reverse", o.Entry, o.Quantity)
	case NothingOwing:
		return o.Entry + ": the grant does not wait for a payment"
	case OverflowStopped:
		return o.Entry + ": the grant stopped, as another lot would be too much to count"
	case NothingToExtend:
		return o.Entry + ": nothing to extend"
	case TransferredLess:
		return fmt.Sprintf("%s: only %v was left to transfer", o.Entry, o.Quantity)
	case ApprovedLess:
		return fmt.Sprintf("%s: only %v waited for approval", o.Entry, o.Quantity)
	case PeriodClosed:
		return o.Entry + ": the period is closed"
	}
	return o.Entry + ": " + string(o.Code)
}

// Equal reports whether a and b are the same outcome.
func (a Outcome) Equal(b Outcome) bool {
	return a.Entry == b.Entry && a.Code == b.Code && a.Quantity.Equal(b.Quantity)
}

// outcome is an Outcome as it is kept.
type outcome struct {
	fact  int
	code  Code
	qty   int64
	ahead bool // it came between the last entry before the snapshot and the snapshot
}

func (p *pool) outcome(fact int, code Code, qty int64) {
	p.outcomes = append(p.outcomes, outcome{fact: fact, code: code, qty: qty})
}

// said returns the outcomes so far.
func (p *pool) said() []outcome {
	if p.past == nil {
		return p.outcomes
	}
	return slices.Concat(p.past.outcomes[:p.base.outcomes], p.outcomes)
}

// settled returns the pool when its last instant is over: what that raised is drawn by debt, and what a void took back
// is burned again.
func (p *pool) settled() *pool { return p.at(p.st.now) }

// Outcomes returns what the entries posted did not do, by pool and in the order of the entries: all that
// has come of them when the instant of the last entry of the pool is over.
func (l *Ledger) Outcomes() []Outcome {
	var out []Outcome
	for _, p := range l.pools {
		p = p.settled()
		pending := map[int]bool{}
		for _, o := range p.allOutcomes() {
			if p.stands(&o, pending) {
				out = append(out, Outcome{l.id(o.fact), o.code, p.t.q(o.qty)})
			}
		}
	}
	return out
}

// allOutcomes returns what came of the entries, and what will come of grants that are late and
// whose instant is yet to come.
func (p *pool) allOutcomes() []outcome {
	if p.unlocked() {
		return p.said()
	}
	out := slices.Clone(p.said())
	for _, g := range p.grants[p.st.started:] {
		if code := g.fate(); code != "" {
			out = append(out, outcome{fact: g.fact, code: code})
		}
	}
	return out
}

// fate says why nothing comes of a grant that came late: it is refused, or had ended by the first
// open instant.
func (g *grant) fate() Code {
	switch {
	case g.barred:
		return PeriodClosed
	case g.effective >= g.expires:
		return LotEnded
	}
	return ""
}

// stands reports whether an outcome is one still, and says of what is pending how much that is.
func (p *pool) stands(o *outcome, pending map[int]bool) bool {
	if o.ahead && len(p.rows) == 0 {
		return false // nothing was posted that tells that it is so late
	}
	if o.code != Pending {
		return true
	}
	said := pending[o.fact]
	pending[o.fact] = true
	o.qty = p.pendingOf(o.fact)
	return o.qty > 0 && !said
}

// Outcome returns the outcomes of one entry: none, if it did what it says. It is a [*NotFoundError]
// if there is no such entry.
func (l *Ledger) Outcome(id string) ([]Outcome, error) {
	fact := l.fact(id)
	if fact < 0 {
		return nil, l.missing("entry", id)
	}
	var out []Outcome
	for _, p := range l.pools {
		p = p.settled()
		pending := map[int]bool{}
		for _, o := range p.allOutcomes() {
			if o.fact == fact && p.stands(&o, pending) {
				out = append(out, Outcome{id, o.code, p.t.q(o.qty)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Outcome) int { return cmp.Compare(a.Code, b.Code) })
	return out, nil
}
