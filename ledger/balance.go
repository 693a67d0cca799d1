package ledger

import "time"

// A Balance is what a pool holds, and what is owed beyond it, at an instant.
type Balance struct {
	Left    Quantity // that can be drawn: never below zero, never of a lot that has ended
	Overage Quantity // to be billed, so far: all there ever was, but for what was reversed or forgiven
	Debt    Quantity // that the next lots will repay
	Pending Quantity // that waits for approval
}

// Equal reports whether a and b are the same figures.
func (a Balance) Equal(b Balance) bool {
	return a.Left.Equal(b.Left) && a.Overage.Equal(b.Overage) && a.Debt.Equal(b.Debt) && a.Pending.Equal(b.Pending)
}

// Balance returns the balance of a pool at an instant, past or to come, with all that
// happens at that instant or before. Of what is to come it knows what has been posted: grants
// that become effective, allowances that are renewed, lots that lapse.
//
// The error is a [*NotFoundError] if there is no such pool.
func (l *Ledger) Balance(pool string, at time.Time) (Balance, error) {
	i := l.index(pool)
	if i < 0 {
		return Balance{}, &NotFoundError{What: "pool", Name: pool}
	}
	if err := l.since("balance", at); err != nil {
		return Balance{}, err
	}
	p, now := l.pools[i], ask(at)
	switch {
	case now < p.st.now:
		s := p.sumsUntil(now)
		return p.t.balance(&s), nil
	case now >= p.st.due:
		s := p.at(now).st.sums
		return p.t.balance(&s), nil
	}
	return p.bal, nil
}

func (t *terms) balance(s *sums) Balance {
	return Balance{t.q(s.left()), t.q(s.overage()), t.q(s.debt()), t.q(s.pending())}
}
