// Package sla answers whether we are in time: response, start of work, next reply, update
// and resolution clocks, derived from a ticket's events under a policy.
//
// The room is named here so that the arrows between rooms are held from the first day;
// nothing is exported from it yet.
package sla
