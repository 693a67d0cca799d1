// Package sla answers whether we are in time: response, start of work, next reply, update
// and resolution clocks, derived from a ticket's events under a policy.
//
// A [Policy] says what is promised. [New] puts it together with its calendars and makes an
// [Agreement], which gives each [Ticket] its [Clock]. A clock answers at any instant.
package sla
