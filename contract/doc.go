// Package contract answers what was agreed and what is owed. A program hands it the plans
// that are sold, the contract with a customer and the facts of a month, and gets each time
// entry with its level, the hours it drew and from which lot, and an invoice to the cent, with
// the reason for every step; the same again when it asks twice.
//
// # The documents
//
// All of them are data, with strict JSON of version 1 in which the same value has the same bytes.
//
//   - A [Plan] is what a firm sells: levels, rules that classify and measure work, pools of
//     hours, a waterfall of what covers what, items, rates, adjustments, promises, terms. Plans
//     extend one another, and leave open what a contract has to say. A [Registry] merges and
//     checks them; package plans ships those of five real firms; [Registry.Show] puts one into
//     words, [Registry.Lint] finds what is odd in it.
//   - A [Config] is a contract: a plan, its parameters, what was agreed otherwise (a [Patch]), the
//     first day, amendments and notices. [Registry.Contract] makes a [Contract] of it, which does
//     not change and shares its [Terms] with all that agreed on the same.
//   - A [Journal] holds the facts: orders, meter readings, payments and arrears; time entries and
//     tickets; approvals, cancellations, reversals, and which periods were closed. Facts are only ever added.
//     Entries come as CSV, too ([ParseEntriesCSV]).
//   - A [Closed] is the invoice of a period with its lines and the statements of its pools: what
//     a host stores, and may compare with when it asks again. What it told on the way can be
//     kept, too: a [Verdict] on a request, a [Reached] threshold.
//
// # The pipeline
//
// [Contract.Account] takes the journal through these steps. Each is a function of the facts; nothing
// is kept between runs.
//
//  1. segment: work is cut where calendars open or close, and where periods, lots and terms end;
//  2. classify: rules over facts find the level of each piece ([Entry.Facts], calendars, tickets);
//  3. measure: the time of an entry is rounded once, as its rule says, and shared over its pieces;
//  4. weigh: an hour of an urgent level may take two and a half of a bundle;
//  5. fund: what was bought or comes with a fee becomes lots in a ledger, which lapse and roll over;
//  6. cover: each piece runs down the waterfall: drawn, included, charged, put off, refused ([Part]);
//  7. price: charged time is priced by the first rate that matches;
//  8. itemise: fees, seats, orders and whatever else comes round ([Contract.Schedule]);
//  9. adjust: discounts, surcharges, floors, credits for promises not kept;
//  10. invoice: each line is rounded once; their sum is the total.
//
// [Account.Close] returns the invoice of a period, [Account.Explain] the way of one entry through
// all of this, [Contract.Assess] a verdict on work that is only asked for, [Account.Alerts] which
// thresholds of pools were reached. What becomes known after a period was closed is charged, or
// credited, in the first that is open; hours that it gives back to a pool are for the work from then
// on, and what was charged meanwhile stays charged. [Contract.EarliestEnd] says when a contract ends
// if notice is given, [Contract.Clock] when an answer is due.
//
// # What it is not
//
// It stores nothing, sends nothing, reads no clock and numbers no invoices: IDs of lines follow
// from those of facts, and dates say when a line may be billed. It knows the rate of a tax and
// no law of it. It converts no currencies: a contract has one. It does not judge whether a plan is
// fair.
package contract
