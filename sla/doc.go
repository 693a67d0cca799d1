// Package sla answers whether we are in time: when an answer is due, how much time is left,
// what was broken, and why.
//
// A host keeps what happened to a [Ticket] as events, and stores no due time, no pause and no
// state. A [Policy] says what is promised, as data; [New] puts it together with its calendars and
// makes an [Agreement], which gives each ticket its [Clock]. A clock answers at any instant,
// past or to come, from the events up to then:
//
//	Result       how a metric stands: state, elapsed, remaining, due, latest
//	Explain      every stretch of time since opened, whether it counted, and why
//	Cycles       all cycles of a metric, also those that were superseded
//	Breaches     what was broken and when, also if it was forgiven later
//	Warnings     when somebody is to be told
//	NextChange   when to look again: one timer, and no polling
//	Ignored      events that changed nothing, and why
//	Project      what if it were answered, resumed or raised
//
// Answers have a String for people and are written as JSON; what hosts keep (policies, tickets,
// events, outages, credits, and the compliance they have reported) is read too.
//
// Over many tickets [NewBoard] sorts what is to be done, [NewCompliance] says how far promises
// were kept, [Simulate] what another policy would have meant. [NewUptime] measures
// availability from outages, and [Credits] says which share of the fee is given back.
//
// # Metrics
//
//	              starts                            stops                           cycles
//	response      opened                            agent_reply or responded        one
//	start         opened                            work_started                    one
//	next_reply    the oldest unanswered             agent_reply, resolved           many
//	              customer_message
//	update        opened, then each agent_reply     the next agent_reply, resolved  many
//	resolution    opened                            resolved, or closed             one, or more after a restart
//
// [Rules] move what starts and stops a metric, to other events or to milestones
// (marked:handed-over). Resolved ends every clock that runs, and flags as implied what it was not
// about; replies of machines and internal notes end none.
//
// # What counts
//
// A clock counts the instants at which it runs, its calendar is open and no pause that applies to
// its metric holds. Due is the earliest instant at which so much has elapsed as was promised, and
// latest the last one at which a stop is still in time: what is due at closing time may be done
// until the next opening. Met is elapsed ≤ target; no breach begins while the clock stands. [ByDue] judges by the
// due instant instead.
//
// Where a ticket is reclassified the clock keeps what has elapsed, by each calendar that was in force,
// and has the new target; [Reclass] has the other ways. Where it is reopened the
// clock goes on without the time in between; see [Reopen]. An agreed instant (scheduled) stands in place of a target, in
// pauses too, and remaining is then real time. What was promised by a day ([Within]) is
// turned into open time when the clock starts.
//
// # Events are a set
//
// They are sorted by instant, then Seq, then by type in this order: opened, cancelled and merged, reclassified,
// scheduled, reopened, resumed, customer_message, marked, work_started, responded,
// agent_reply, auto_reply, internal_note, paused, resolved, closed; then by ID. The order in which they are
// handed in does not matter, nor whether one is handed in twice. One ID with two contents is [ErrConflict].
//
// The laws that hold between the answers are tested on tickets drawn at random, in zones and at
// times where the clocks change, against a model that walks minute by minute:
//
//	elapsed + remaining = target, where no instant was agreed
//	permuting or repeating events changes nothing, nor do those after the instant asked about
//	segments tile the time from opened to the end, and those that counted sum to elapsed
//	a pause wholly in closed time changes nothing, once it has ended; splitting a pause changes nothing
//	more closed time never makes a clock due earlier
//	a higher target never turns met into breached
//	nothing changes before NextChange, and something does then
//
// # What it is not
//
// It reads no clock, sets no timers and sends nothing. It knows no prices: what a credit is
// worth is for package contract. It does not decide the level of a ticket (package priority
// does) nor when one is open (package calendar), and it does not assign work to people. Vendors' waiting times,
// holds and the like are pauses with a reason, which the host names.
//
// # Cost
//
// A result walks over the events once and asks the calendar some questions, each of which
// costs the same for an hour and for ten years. It does not allocate; explanations do, and
// are made only when asked for. Two results (response and resolution) of a fresh ticket with six events, next to the
// least that can answer (bare, plain integers) and to a walk from event to event over
// cal.BusinessCalendar with its cache (rickar), in ns on one machine; what counts is how they
// compare, which measured by turns comes out between 16.7 and 17.6 for the latter:
//
//	           own     bare    own/bare    rickar    rickar/own
//	status     370      101         3.8     7,065            17.6
//
// and a board over 100 calendars, in ns per ticket with making the clocks and sorting:
//
//	tickets     1,000    1,000,000    ratio
//	board       1,142        3,463      3.0
//
// It is repeated with
//
//	go test ./sla -run '^$' -bench 'Status|Board'
package sla
