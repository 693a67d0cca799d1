// Package ledger is a bank of hours: of what was bought or comes with a contract, what is left,
// where the rest went, and what was worked beyond it.
//
// A host keeps facts and posts them as entries: grants, usage, payments, corrections. A
// [Ledger] derives everything else from them: [Ledger.Balance] and [Ledger.Lots] at any instant, past or
// to come; the [Posting] of each usage, with the [Explanation] of which lot gave what and why; the
// [Statement] of any period; what lapses when ([Ledger.Forecast]); which thresholds
// were reached ([Ledger.Alerts]). Nothing is swept by a job, and no clock is read: a lot past its
// expiry cannot be drawn because every question is asked at an instant.
//
// Facts come late, and are corrected. In a period that is open all that follows from it is worked
// out anew, and [Ledger.Moved] says what moved; a period that was closed ([Close]) tells its statement the same
// ever after, and what comes for it later counts in the first open one. [Ledger.AsKnown] tells what
// was known at any instant.
//
// The same entries give the same answers in whatever order they come in, in one call or one by
// one. Everything is exact: a [Quantity] is a whole number of billionths, for time of a second.
//
// The rules on which contracts differ are fields of a [Policy]: which lot is drawn first, what
// becomes of what no lot covers, what rolls over. Credits, incidents and money are counted in
// pools of the same kind.
//
// # Within an instant
//
// What happens at one instant happens in this order: lots end by their expiry, or by a void that
// ends them; resets; boundaries of recurring grants, where the rest lapses or is carried; new lots and
// renewed ones, payments; debt is repaid; adjustments, voids, extensions and transfers; usage; reversals
// and approvals. A question sees all that is at its instant. Where two entries are still alike, the one recorded
// first comes first, and then the smaller ID.
//
// # What it is not
//
// It knows no rates, prices or plans, and cuts no work at opening hours or boundaries: package contract
// does, and posts what is measured and weighed. It stores nothing, and delivers nothing.
package ledger
