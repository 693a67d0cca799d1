package ledger

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
)

// A Treatment is what became of a part of a usage.
type Treatment string

// The treatments.
const (
	Drawn     Treatment = "drawn"      // from a lot
	Billed    Treatment = "overage"    // billed
	Borrowed  Treatment = "debt"       // owed to the next lots
	Counted   Treatment = "soft"       // counted only
	Awaiting  Treatment = "pending"    // waits for approval
	Declined  Treatment = "refused"    // refused
	Forgiven  Treatment = "forgiven"   // overage or debt that a reset forgave
	TakenBack Treatment = "taken_back" // reversed
)

// A Draw is a part of a usage: what a lot gave, or what none did.
type Draw struct {
	As       Treatment
	Lot      string    // that gave it; empty if none did
	At       time.Time // when: later than the work, if debt was repaid or a lot voided
	Quantity Quantity
	Work     time.Duration // the part of the time billed that it stands for
}

// A Posting is what became of one usage.
type Posting struct {
	Usage  string
	Credit Quantity      // what it takes: time billed × weight, or the amount stated
	Billed time.Duration // the time it is billed for

	From time.Time // the start of the work
	In   time.Time // when it counts: later than From where that was closed ([Posting.Late]), or by [ByEntry]

	// Draws are its parts, in the order they came about. Together they are the Credit, and
	// their work is the time Billed: where a weight leaves a rest, work is shared by cumulative
	// floors.
	Draws []Draw
}

// Sum returns what the parts of one treatment are together.
func (p Posting) Sum(as Treatment) Quantity {
	sum := Quantity{clock: p.Credit.clock}
	for _, d := range p.Draws {
		if d.As == as {
			sum.n += d.Quantity.n
		}
	}
	return sum
}

// Work returns the time that the parts of one treatment stand for.
func (p Posting) Work(as Treatment) time.Duration {
	var sum time.Duration
	for _, d := range p.Draws {
		if d.As == as {
			sum += d.Work
		}
	}
	return sum
}

// Equal reports whether a and b are the same part.
func (a Draw) Equal(b Draw) bool {
	return a.As == b.As && a.Lot == b.Lot && a.At.Equal(b.At) && a.Quantity.Equal(b.Quantity) && a.Work == b.Work
}

// Late reports whether the work belongs to a period that was closed when it was recorded, or the
// pool goes by when it was recorded: whether it counts later than it was worked.
func (p Posting) Late() bool { return p.In.After(p.From) }

// Equal reports whether p and q say the same.
func (p Posting) Equal(q Posting) bool {
	return p.Usage == q.Usage && p.Credit.Equal(q.Credit) && p.Billed == q.Billed && p.From.Equal(q.From) && p.In.Equal(q.In) && slices.EqualFunc(p.Draws, q.Draws, Draw.Equal)
}

// Posting returns what has become of a usage by an instant. It is a [*NotFoundError] if there is
// no such usage; one that is still to be worked has no draws.
func (l *Ledger) Posting(usage string, at time.Time) (Posting, error) {
	u, fact, err := l.usage(usage)
	if err != nil {
		return Posting{}, err
	}
	if err := l.since("posting", at); err != nil {
		return Posting{}, err
	}
	p := l.poolOf(u)
	out := p.blankPosting(&u)
	if f := p.at(ask(at)); f.row(fact) < f.st.done {
		f.fillIn(&out, fact)
	}
	return out, nil
}

// blankPosting is the posting of a usage that is still to be worked.
func (p *pool) blankPosting(u *Usage) Posting {
	credit, billed, _, _ := p.t.measure(u)
	_, in := p.placed(*u)
	return Posting{Usage: u.ID, Credit: p.t.q(credit), Billed: billed, From: u.From.In(p.t.loc), In: p.t.time(in)}
}

func (l *Ledger) usage(id string) (Usage, int, error) {
	if fact := l.fact(id); fact >= 0 {
		if u, ok := l.entry(fact).(Usage); ok {
			return u, fact, nil
		}
	}
	return Usage{}, 0, l.missing("usage", id)
}

func (p *pool) fillIn(out *Posting, fact int) {
	rest := out.Credit.n
	var credits []time.Duration
	whole := p.whole(fact)
	for _, part := range whole.list {
		out.Draws = append(out.Draws, Draw{treatments[part.kind], p.lotID(part.lot), p.t.time(part.at), p.t.q(part.qty), 0})
		credits = append(credits, time.Duration(part.qty))
		rest -= part.qty
	}
	if rest > 0 {
		out.Draws = append(out.Draws, Draw{As: TakenBack, At: p.t.time(whole.back), Quantity: p.t.q(rest)})
		credits = append(credits, time.Duration(rest))
	}
	for i, work := range exact.Share(out.Billed, credits) {
		out.Draws[i].Work = work
	}
}

// treatments are what the kinds of moves are to a usage.
var treatments = map[kind]Treatment{
	moveDraw: Drawn, moveOverage: Billed, moveDebt: Borrowed, moveSoft: Counted, movePending: Awaiting,
	moveRefused: Declined, moveForgiveOverage: Forgiven, moveForgiveDebt: Forgiven,
}
