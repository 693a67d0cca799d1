package ledger

import "time"

// An Approval decides on what of a usage waits for approval ([ModeAsk]): it is billed as
// overage from its instant on, or refused if it is a Decline. The part that is not decided on
// goes on waiting; more than waits cannot be approved, and the outcome says how much was.
type Approval struct {
	ID       string
	Usage    string
	At       time.Time
	Recorded time.Time // zero: at At
	Amount   Quantity  // zero: all that waits
	Decline  bool
	Note     string // for people
}

// Head implements [Entry].
func (a Approval) Head() Head { return Head{TypeApproval, a.ID, a.At, since(a.Recorded, a.At)} }

func (a Approval) same(e Entry) bool {
	b, ok := e.(Approval)
	return ok && sameHead(a, b) && a.Usage == b.Usage && a.Amount.Equal(b.Amount) && a.Decline == b.Decline
}

// approve decides on what of a usage is pending.
func (p *pool) approve(a Approval, fact int) {
	usage := p.book.fact(a.Usage)
	want := a.Amount.n
	if want == 0 {
		want = never
	}
	done := int64(0)
	if p.row(usage) < p.st.done { // else it has yet to be worked
		done = min(want, pending(p.folded(usage)))
	}
	if done < want && want != never || done == 0 {
		p.outcome(fact, ApprovedLess, done)
	}
	if done == 0 {
		return
	}
	k := moveOverage
	if a.Decline {
		k = moveRefused
		p.outcome(usage, Refused, done)
	}
	for _, k := range []kind{moveUndoPending, k} {
		p.later(usage, p.logLen())
		p.note(k, noLot, usage, done)
	}
}

// pendingOf returns how much of a usage waits for approval.
func (p *pool) pendingOf(usage int) int64 {
	if p.row(usage) >= p.st.done {
		return 0 // it has yet to be worked
	}
	return pending(p.parts(usage))
}

func pending(list []part) int64 {
	sum := int64(0)
	for _, x := range list {
		if x.kind == movePending {
			sum += x.qty
		}
	}
	return sum
}
