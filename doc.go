// Package retainer is the front page of a library for support-contract accounting: what a
// plan sells, which priority a request has, when an answer is due, how many hours were
// burned and from which lot, and what to put on the invoice, each with the reason.
//
// It is for programs that run a helpdesk, a client portal or the back office of a managed
// service provider. The packages do no input or output, read no clock and hold no state of
// their own: a program hands in what was agreed and what happened, asks about an instant,
// and gets an answer that explains itself. The same facts give the same answer on every
// machine.
//
// This package holds no code. Import the rooms below it:
//
//	priority   how urgent is it, and at what rate? Levels, rules, increments, rate cards
//	estimate   how long will it take, and which bundle of hours is cheapest? Catalogues, quotes
//	calendar   when are we open? Business hours in any zone
//	sla        are we in time? Response and resolution clocks
//	ledger     how many hours are left? Lots, draws, rollover, statements
//	contract   what was agreed, and what is owed? Plans, charges, invoices
//
// Time is time.Duration, money is decimal.Decimal in the currency of its document, rounded
// once where the terms say, half away from zero; nothing is a float. Intervals run from
// their start up to but not including their end. What is handed in wrongly comes back as
// an error that lists every fault with its path and a stable code.
//
// Programs that run where there is no zone data, such as small containers, import
// time/tzdata in their main package.
package retainer
