package contract

import (
	"slices"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// Pools returns the accounts that hold what was granted, in order of name: each pool of the
// plan, and of pools that are kept per asset or user one for each, "server/web1".
func (a *Account) Pools() []string { return a.pools() }

// Balance returns what is left in an account of a pool at an instant, and what is owed beyond
// it, by the work up to the end of the account. It is a [*NotFoundError] if there is no such
// account.
func (a *Account) Balance(pool string, at time.Time) (ledger.Balance, error) {
	if !slices.Contains(a.pools(), pool) {
		return ledger.Balance{}, &NotFoundError{"pool", pool}
	}
	return a.ledger.Balance(pool, at)
}

// Lots returns the lots of an account of a pool that are alive at an instant, in the order in
// which work would draw them: what each holds, and when it ends. It is a [*NotFoundError] if
// there is no such account.
func (a *Account) Lots(pool string, at time.Time) ([]ledger.Lot, error) {
	if !slices.Contains(a.pools(), pool) {
		return nil, &NotFoundError{"pool", pool}
	}
	return a.ledger.Lots(pool, at)
}
