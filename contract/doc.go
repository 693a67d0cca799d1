// Package contract answers what was agreed and what is owed: plans as documents, the
// pipeline from facts to charges, and invoices.
//
// The room is named here so that the arrows between rooms are held from the first day;
// nothing is exported from it yet.
package contract
