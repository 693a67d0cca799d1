// Package ledger answers how many hours are left: lots, draws, rollover, lapse, overage
// and statements of prepaid pools.
//
// The room is named here so that the arrows between rooms are held from the first day;
// nothing is exported from it yet.
package ledger
