// Package calendar answers when a service desk is open, and counts by it: whether an instant
// is open, how much open time lies between two instants, when so much of it will have
// passed, and which days, months and billing periods instants lie in.
//
// # What is open
//
// A [Config] says it as data: a zone, weekly hours in one or more versions, sets of public
// holidays, single days with hours of their own, closures. [New] checks it and makes a
// [Calendar], which never changes. From then on all that counts is the set of open instants,
// a union of segments, each from its opening up to but not including its closing. Every
// question is a function of that set alone:
//
//	IsOpen        is this instant open?
//	Between       how much open time is there from a to b?
//	Add           the instant with so much open time between it and t, ahead or back
//	RollForward   t if it is open, else the next opening; RollBackward is its mirror image
//	NextOpen ...  the next or previous opening or closing, never t itself
//	Segments      what is open between two instants, in order or the last first
//	Day           what is open on a date and why
//	AddDays ...   counting by days on which anything is open
//	Union ...     what several calendars have open together, whatever their zones
//	Covers        whether the data speak for a stretch of time
//
// The laws that hold between the answers are tested on calendars drawn at random against a
// model that walks minute by minute:
//
//	Between(a, c) = Between(a, b) + Between(b, c)
//	Between(t, Add(t, d)) = d, and no instant nearer to t will do
//	Add(Add(t, a), b) = Add(t, a+b) for a and b of one sign
//	Add(Add(t, d), -d) = RollForward(t) and Add(Add(t, -d), d) = RollBackward(t) for d > 0
//	|A| + |B| = |A or B| + |A and B|
//
// # Clocks
//
// Hours are read off the clock on the wall; time is counted as it passes. So a day of 24
// hours open has 23 or 25 when the clocks change, and 09:00 is 09:00 on every day of the
// year. A time of day that the clocks skip is the instant of the change, and one that they
// show twice is its first showing; see [Date.At]. This holds where midnight is skipped, or a
// whole day, or shown twice, and in every year from 1 to 9999.
//
// Zones are named in the Config and looked up by [New] through a function the caller passes,
// usually [time.LoadLocation]. On machines without zone data import time/tzdata in main.
//
// # Data that ends
//
// A production calendar is known for some years only. A [Table] may say up to which day it is
// complete. IsOpen, Between and Segments go on with the weekly hours beyond it, and answers
// that promise something, as Add and the rolls do, are refused with [ErrBeyondData].
//
// # Text and JSON
//
// Weeks are written "Mon-Fri 08:00-18:00; Sat 10:00-14:00; PH 10:00-12:00"; see [ParseWeek].
// A Config is written as JSON in one way only, version 1 of the format, and read strictly,
// with every fault reported and where it is.
//
// # What it is not
//
// It reads no clock and no files, and knows no targets, pauses or prices. It has no
// recurrence rules beyond weeks, months and years, no calendars but the Gregorian, no leap
// seconds, and no times finer than a second in hours, though instants may be. The public
// holidays built in are those of github.com/rickar/cal: rules, without what a government
// decrees for a single year.
//
// # Cost
//
// A calendar compiles each stretch of time that it is asked about into a table of segments
// with the open time before each, an index of it by day and one by open time, on whole
// seconds with all changes of the clocks resolved. So a question costs the same for an hour
// and for ten years, and does not allocate. At most [MaxWindows] windows of 68 years are
// kept.
//
// On one machine, in ns per question, next to the least that can answer it (bare, a table on
// plain integers) and to cal.BusinessCalendar (rickar, with and without its cache); what
// counts is how they compare:
//
//	                    own     bare    own/bare       rickar  rickar, plain
//	add 4h               29.6     20.2       1.5          2,657         13,785
//	add 3d               23.1     13.3       1.7          5,838         33,087
//	add 1mo              23.1     13.4       1.7         32,336        193,123
//	add 1y               23.3     13.5       1.7        381,416      2,242,100
//	add 10y              24.8     14.2       1.7      4,966,679     22,218,867
//	between 4h           14.9      7.4       2.0          1,348          4,506
//	between 3d           14.5      7.3       2.0          3,291         12,316
//	between 1mo          14.2      7.3       1.9         20,979         85,702
//	between 1y           13.1      7.1       1.9        253,575        993,909
//	between 10y          15.3      8.1       1.9      3,571,564      9,885,798
//	isopen                8.3      4.0       2.1            507            804
//	build 10y         156,812   51,464       3.0              -              -
//
// It is repeated with
//
//	go test ./calendar -run '^$' -bench 'Add|Between|IsOpen|Build'
package calendar
