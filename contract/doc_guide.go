/*
# What a plan can say

Forty-one plans of real vendors, with the cases they or we worked out by hand, are the tests of
the model (testdata/zoo); none of them has code of its own. By family, and where a document says it:

	family                                  section and fields
	--------------------------------------  ------------------------------------------------------
	block of hours, credits, incidents      items of "order" with grants; pools: of, unit, per
	  its size, price and discount          each, at_least, at_most, price tiers, adjust
	  when it ends                          grants.expires: from the order, the first or last use,
	                                        to a day of the year; extend while something is in force
	  who may buy more                      when: left, has, class
	  which is drawn first                  cover.from; pools.order; grants.priority
	  reminders, offers                     pools.alerts: at, in, buy (Account.Alerts)
	monthly retainer                        items with every and grants; cover: draw, then charge
	  what is left over                     grants.roll: share, cap, total, lives, when
	  hours of the next month               cover: borrow, upto
	  a cap a day, a week, a request        cover: upto, beyond, per, whole; defer, refuse
	  beyond it: charged, free, stopped     the rule after draw: charge, included, refuse
	  settled by the week or quarter        rates.every
	pay as you go, minimums, call-outs      measure: per, round, grace, first, min, free, fixed, pass
	  by visit, mile, ticket, no-show       items of visit, a declared number, ticket, cancellation
	  a stepped price                       price: tiers, whole; rates.per
	rates by urgency, hour, role            levels, classify, weights, rates: when
	  nights, weekends, holidays            calendars: week, PH, holidays, union, except; when: during
	  where work crosses an hour            split
	per seat, device, share of spend        items of a meter: price tiers, mode, at_least, prorate
	scope, quota, fair use                  cover: included, refuse, needs; beyond "6 tickets", "300%"
	estimates, approval                     cover: needs, tolerance; measure.basis
	promises (SLA)                          sla: targets, metrics, pause, warn, reclassified, reopened
	  credits for promises not kept         adjust of "breaches" or "attainment"; items of "breaches"
	discounts, surcharges, floors           adjust: on, by, of, base, group, min, max
	  paid ahead                            adjust of "prepaid"
	how long, and how it ends               term: minimum, renews, notice, changes, price_lock, index
	  fees and refunds at the end           items of paid, remaining, elapsed, discounted, "item:fee"
	late fees, interest, pay by how long    items of "overdue"; of "response" and other metrics
	when it is billed                       invoice: every, anchor, bill, early, due, round, tax
	editions, tariffs, what is agreed       extends, params, set, edition; Patch, Amendment
	otherwise

What stays with the host: what kind of work something was and where it was done, the keys of visits, the
meters, approvals and decisions, tables of holidays that are not built in, and every figure that a
vendor does not publish, which is a parameter.

# Write down your own plan

From a vendor's web page, or a sheet of paper, to a document that works takes ten minutes. Go through
the page once with five questions, and write the answers as rules; a section about which the page
says nothing is left out.

 1. What does the customer pay for, and when? Each price is a rule of items: a fee that comes round has
    "every", what is bought is of "order", what is counted is of a meter (seats, devices) that
    the plan declares in facts. A price that the page does not give is a parameter: "$fee".
 2. What does it bring? Hours are grants of an item into a pool. Write when they end ("expires"),
    and what is carried over ("roll"); without either they last for the period of the item, or for good.
 3. Which time counts? One rule of measure for each way of work: what is summed ("per"), the step, the
    minimum. If an hour can count for more, write weights, or levels with weights.
 4. What happens to an hour of work? This is cover, a list that each piece runs down from the top: what is
    out of scope first, then what is drawn or included, and last what is beyond it: charged, at the
    first rate that matches, or refused.
 5. What is promised? For each row of the page's table a target: its condition, the calendar by
    which its clock runs, and the times within which something happens.

Then let [Registry.Lint] look for what is odd (a rule that no work can reach, charged work without a
rate, a discount left at nothing), read [Registry.Show] next to the page, and ask for the page's
own worked examples with [Contract.Account] or [Contract.Schedule] until each comes out to the cent.
Quote the page in "clause": it is shown wherever the rule decides.

Three of the commonest families are worked through in the examples of this package:

  - a block of hours, bought ahead and used up within a year: the example BlockOfHours;
  - a monthly retainer with rollover and a rate beyond it: the example MonthlyRetainer;
  - a price per seat with promises: the example PerSeat.
*/
package contract
