// Package priority answers how urgent a piece of work is and what an hour of it costs.
//
// A [Scheme] names the levels of a plan, from P1 (most urgent) on, each with the weight at
// which it burns prepaid time. [Rules] turn [Facts] about the work (how it came in, where
// it is done, what it affects) into a [Level] and say which rule decided, which others
// matched, and which could not be evaluated because nobody stated a fact; a [Matrix] is
// the classic table of impact and urgency and prints as such rules. The "when" of a rule
// is a [Condition], the same in every rule of this library. An [Increment] turns the time
// worked into the time billed (round up to the quarter hour, one hour minimum), and a
// [RateCard] says what an hour costs at a level under a commitment (per use, 12-hour
// credit, 40-hour credit) in a [Currency].
//
// # What it is not
//
// The package knows no calendar: that it was night or a holiday is a fact here, stated by
// the caller (contract derives it). It keeps no time entries and no balances (that is
// ledger), starts no clocks (sla) and issues no invoices (contract).
//
// # Errors
//
// Whatever is handed in wrongly is reported all at once as an [*Error], each [Fault] with
// its path and a stable code; it unwraps to [ErrInvalid]. A level, commitment or currency
// that is not there unwraps to [ErrNotFound].
package priority
