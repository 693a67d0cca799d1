// Package estimate answers how long work will take and which bundle of hours is cheapest
// to do it with.
//
// A [Catalogue] lists tasks with the hours they usually take; two real ones are built in
// (see [Shipped]). [New] adds up items and quantities into an [Estimate]: exact and
// rounded, and by level; [Config.Warnings] says what it may be wrong about. An [Offer] is what a
// provider sells: time per use and bundles of hours at a lower price. [Offer.Quote] finds
// the cheapest mix of them for a [Need], exactly, with what it leaves unused;
// [Offer.Alternatives] the next best mixes, [Offer.BreakEvens] from how many hours on each
// bundle pays, [Offer.Months] what to buy when where bundles lapse. [Compare] holds the
// estimate against what the work took, and [Catalogue.Rederive] makes new averages of it.
//
// # What it is not
//
// An estimate is no cap and no promise: contract decides what is owed. The package keeps
// no balances (ledger does) and knows nothing of one customer's agreement. Hours are
// time.Duration, exact; money is rounded once for each line of a mix, to the digits of the
// currency, half away from zero; mixes are compared before that rounding.
//
// # Errors
//
// Whatever is handed in wrongly is an [*Error] with every fault and its path, and unwraps
// to [ErrInvalid]. A name that no item has is a [*NotFoundError] with the nearest names. A
// question too large to answer exactly is a [*TooLargeError], never a guess.
package estimate
