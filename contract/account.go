package contract

import (
	"errors"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
)

// An Account is what follows from a contract and its journal: what became of each entry,
// what was drawn from which lots, and what is owed for each billing period. It is worked
// out from the facts each time it is asked for; nothing of it has to be stored. Make one
// with [Contract.Account].
type Account struct {
	c       *Contract
	j       Journal
	periods []Period
	begins  []time.Time // of the periods
	ends    []time.Time
	closed  []time.Time    // when each period was closed; zero: it is open
	works   []*work        // by the start of the work, then ID
	entries []work         // of all entries, in order
	places  map[string]int // of each by its ID
	tickets map[string]*ticket
	ledger  *ledger.Ledger
	skipped map[string][]priority.Missing
	until   time.Time
	known   []*Journal // when each period was closed

	paid     [][]Charge // by pools of money, by period
	grants   []grant    // in the order they begin
	expiries []time.Time

	lifetimes map[string]*lifetime // of the grants that end by their use, by ID
	fresh     []*lifetime          // those that have not begun so far, in order
	learned   map[string]time.Time // when each of them ends

	had      map[int64][]string            // what was in force at instants, by the pass before; nil: none is under way
	before   holdings                      // by the pass before
	notSold  map[string]bool               // orders whose condition does not hold
	idle     map[string]map[time.Time]bool // when what is carried ends as it was not used, by item and pool
	accounts map[string][]string           // of each pool, those that facts name

	marks   map[markKey]*mark
	visits  map[string]time.Duration // worked in each visit so far
	drawnAt time.Time                // of the draw before
	turn    time.Duration            // how many draws there were at that instant
	covered map[string]bool          // tickets that a pool of tickets has paid for
	queue   []*piece                 // of the period that is worked on, in order
	waiting []coming                 // to run down the waterfall again, by when

	blocks  blocks
	text    []byte // room to put IDs together in
	extents []extent

	stated   map[string]*known
	profiles map[profileKey]*profile
	unknown  profile // of pieces that were not classified yet

	taken    []takenBack // lines of earlier periods
	measured map[string]*measured
	alone    measured // room for an entry that is measured for itself
	costs    map[costKey]*worth
	priced   map[string]worth // of each rate and group measured together, so far
	wholes   map[wholeKey]map[string]time.Duration
}

// A work is an entry on its way through the pipeline.
type work struct {
	entry    *Entry
	ticket   *ticket
	known    *known // of the facts of the entry
	pieces   []*piece
	reversed *Reversal
	flags    []Flag
}

// A piece is a part of an entry that lies in one period, under the same terms, and on one
// side of every calendar edge.
type piece struct {
	*work
	*profile
	n        int // of the entry, from 0
	terms    *Terms
	own      int // the period that it was worked in
	period   int // that it is charged in
	again    int // how often it has run down the waterfall before
	run      int // its place among all pieces of the entry, those that run down again with them
	late     bool
	from     time.Time
	raw      time.Duration
	billed   time.Duration
	credit   time.Duration // billed × weight
	during   []string
	open     uint64 // the same, as places among those that are watched
	timed    bool   // it is known which calendars were open
	weighed  bool   // credit was measured, and billed follows from it
	measured string // the rule that measured it
	together string // the group that it was measured in, if that is more than its entry
	parts    []Part
	undo     []func() // makes it as if it had never been, for work that comes later; nothing of what is never taken back
}

// measured is what was measured of a group of pieces so far.
type measured struct{ sum, billed time.Duration }

// A ticket is a [Ticket] with what was worked on it.
type ticket struct {
	told                 // all that is known
	all    []told        // by when each became known, told the last
	worked time.Duration // so far, as the pipeline goes
}

// MaxEntries is how many entries a journal may have.
const MaxEntries = 1 << 22

// Account works out what follows from the contract and its journal, up to but not
// including a day: for the billing periods that begin before it.
//
// The error is an [*Error] with every fault of the journal: an entry before the contract
// starts or after it ends, below zero, or without an end and a time; a fact that the plan
// does not know; two facts of one ID that differ; a reversal of no entry; a closing of no
// billing period. What is only odd is a [Flag] of the entry.
func (c *Contract) Account(j Journal, until calendar.Date) (*Account, error) {
	var fs strict.Faults
	a := &Account{
		c: c, tickets: map[string]*ticket{},
		skipped: map[string][]priority.Missing{}, learned: map[string]time.Time{}, until: until.In(c.zone()),
	}
	a.j, a.places = j.sorted(c, &fs)
	if !until.After(c.cfg.Start) || until.DaysSince(c.cfg.Start) > MaxSchedule {
		fs.Add("until", "bad_period", "%v is not after the start of the contract, by up to %d days", until, MaxSchedule)
		return nil, fs.Err("contract: journal")
	}
	a.findPeriods(until)
	a.close(j, &fs)
	a.known = make([]*Journal, len(a.periods))
	for n, closed := range a.closed {
		if !closed.IsZero() {
			j := a.j.asKnown(closed, c.zone())
			a.known[n] = &j
		}
	}
	a.admit(j, &fs)
	if err := fs.Err("contract: journal"); err != nil {
		return nil, err
	}
	if err := a.goThrough(); err != nil {
		return nil, err
	}
	if err := a.payments(); err != nil {
		return nil, err
	}
	return a, nil
}

// findPeriods lists the billing periods of the contract that begin before a day.
func (a *Account) findPeriods(until calendar.Date) {
	c := a.c
	end := until
	if !c.end.IsZero() && c.end.LastDay.Before(until) {
		end = c.end.LastDay.AddDays(1)
	}
	for p := range c.billing(c.cfg.Start) {
		if !p.From.Before(end) {
			break
		}
		a.periods = append(a.periods, p)
	}
	if len(a.periods) == 0 {
		a.periods = []Period{c.PeriodOn(c.cfg.Start)}
	}
	a.closed = make([]time.Time, len(a.periods))
	for _, p := range a.periods { // each is asked for with each entry
		a.begins = append(a.begins, p.From.In(c.zone()))
		a.ends = append(a.ends, p.To.In(c.zone()))
	}
}

// close notes when each period was closed: the first time counts.
func (a *Account) close(given Journal, fs *strict.Faults) {
	for _, cl := range a.j.Closings {
		path := func() string {
			return place("closings", given.Closings, func(c Closing) string { return c.ID }, cl.ID)
		}
		n := slices.Index(a.periods, cl.Period)
		switch {
		case n < 0 && !cl.Period.From.In(a.c.zone()).Before(a.until):
			// of a period that was not asked for
		case n < 0:
			fs.Add(path()+".period", "no_period", "%v is no billing period of the contract", cl.Period)
		case cl.At.Before(cl.Period.To.In(a.c.zone())):
			fs.Add(path()+".at", "too_early", "%v is not over by then", cl.Period)
		case a.closed[n].IsZero() || cl.At.Before(a.closed[n]):
			a.closed[n] = cl.At
		}
	}
}

// periodOf returns the place of the period that an instant lies in, -1 if in none.
func (a *Account) periodOf(t time.Time) int {
	d := calendar.DateIn(t, a.c.zone())
	n, found := slices.BinarySearchFunc(a.periods, d, func(p Period, d calendar.Date) int { return p.From.Compare(d) })
	if !found {
		n--
	}
	if n < 0 || !a.periods[n].Holds(d) {
		return -1
	}
	return n
}

// open returns the first period from n on that was not closed when something became known.
func (a *Account) open(n int, known time.Time) (int, bool) {
	for i := n; i < len(a.periods); i++ {
		if cl := a.closed[i]; cl.IsZero() || !known.After(cl) {
			return i, i > n
		}
	}
	return -1, true
}

// knownTo returns the journal with the orders, readings and payments that were known when a
// period was closed.
func (a *Account) knownTo(n int) *Journal {
	if n < 0 || n >= len(a.periods) || a.closed[n].IsZero() {
		return &a.j
	}
	return a.known[n]
}

// knownIn returns what was known when the period of a day was closed.
func (a *Account) knownIn(day calendar.Date) *Journal {
	return a.knownTo(a.periodOf(day.In(a.c.zone())))
}

// place returns the path of a fact of an ID in a list as it was handed in.
func place[T any](name string, given []T, id func(T) string, of string) string {
	return strict.At(name, slices.IndexFunc(given, func(x T) bool { return id(x) == of }))
}

// admit takes in entries, tickets and reversals.
func (a *Account) admit(given Journal, fs *strict.Faults) {
	if len(a.j.Entries) > MaxEntries {
		fs.Add("entries", "too_many", "%d of them, more than %d", len(a.j.Entries), MaxEntries)
		return
	}
	first, start := &a.c.stages[0].terms.plan, a.c.cfg.Start.In(a.c.zone())
	for _, t := range a.j.Tickets {
		path := func() string {
			return place("tickets", given.Tickets, func(t Ticket) string { return t.ID }, t.ID)
		}
		x := a.tickets[t.ID]
		if x == nil {
			x = &ticket{}
			a.tickets[t.ID] = x
		} else {
			t = x.Ticket.and(t)
		}
		if t.opened() {
			if _, err := a.c.clock(Ticket{ID: t.ID, Events: t.Events}, nil); err != nil && !errors.Is(err, ErrNotFound) {
				fs.Join(path(), "bad_events", err)
			}
		}
		t.Events = slices.CompactFunc(slices.SortedFunc(slices.Values(t.Events), slaEvent.Compare), slaEvent.Equal)
		x.told = told{t, a.state(t.Facts, first, fs, path)}
		x.all = append(x.all, x.told)
	}
	a.entries, a.works = make([]work, len(a.j.Entries)), make([]*work, 0, len(a.j.Entries))
	tickets := block[ticket]{next: len(a.j.Entries) / 4}
	for i := range a.j.Entries {
		e := &a.j.Entries[i]
		path := func() string {
			return place("entries", given.Entries, func(e Entry) string { return e.ID }, e.ID)
		}
		if !a.holds(e, start, path, fs) {
			continue
		}
		w := &a.entries[i]
		w.entry, w.known = e, a.state(e.Facts, &a.c.termsAt(e.From).plan, fs, path)
		if e.Ticket != "" {
			w.ticket = a.tickets[e.Ticket]
			if w.ticket == nil {
				w.ticket = tickets.one()
				w.ticket.ID = e.Ticket
				a.tickets[e.Ticket] = w.ticket
			}
		}
		if e.From.Before(a.until) {
			a.works = append(a.works, w)
		}
	}
	for _, x := range a.j.Approvals {
		if _, ok := a.work(x.Entry); x.Entry != "" && !ok {
			fs.Add(place("approvals", given.Approvals, func(x Approval) string { return x.ID }, x.ID)+".entry", "unknown_entry", "there is no entry %.80q", x.Entry)
		}
	}
	for i := range a.j.Reversals {
		r := &a.j.Reversals[i]
		w, ok := a.work(r.Entry)
		path := func() string {
			return place("reversals", given.Reversals, func(r Reversal) string { return r.ID }, r.ID)
		}
		switch {
		case !ok:
			fs.Add(path()+".entry", "unknown_entry", "there is no entry %.80q", r.Entry)
		case w.entry == nil: // of an entry that has faults
		case r.At.Before(w.entry.known()):
			fs.Add(path()+".at", "too_early", "the entry was not known by then")
		case w.reversed == nil || r.At.Before(w.reversed.At):
			w.reversed = r
		}
	}
	a.flagEntries()
}

// work returns the work of an entry.
func (a *Account) work(entry string) (*work, bool) {
	i, ok := a.places[entry]
	if !ok {
		return nil, false
	}
	return &a.entries[i], true
}

// knows reports whether a plan has a level: any, if it lists none.
func (t *Terms) knows(l priority.Level) bool {
	_, err := t.plan.Levels.Weight(l)
	return err == nil || t.plan.Levels.Equal(priority.Scheme{})
}

// holds reports whether an entry of a contract that started at an instant can be worked with,
// and notes what is wrong with it if not.
func (a *Account) holds(e *Entry, start time.Time, path func() string, fs *strict.Faults) bool {
	switch {
	case e.From.IsZero():
		fs.Add(path()+".from", "missing", "it needs the instant at which it began")
	case e.worked() < 0 || !e.To.IsZero() && e.To.Before(e.From):
		fs.Add(path()+".time", "negative", "it takes less than no time")
	case e.Norm < 0:
		fs.Add(path()+".norm", "negative", "it should take less than no time")
	case e.Estimate < 0:
		fs.Add(path()+".estimate", "negative", "it is estimated at less than no time")
	case e.To.IsZero() && e.Time == 0:
		fs.Add(path()+".to", "missing", "it needs an end or a time")
	case e.From.Before(start):
		fs.Add(path()+".from", "before_start", "it is before the contract starts, on %v", a.c.cfg.Start)
	case !a.c.end.IsZero() && !e.From.Before(a.c.end.At):
		fs.Add(path()+".from", "after_end", "it is after the contract has ended, on %v", a.c.end.LastDay)
	case e.Level != 0 && !a.c.termsAt(e.From).knows(e.Level):
		fs.Add(path()+".level", "unknown_level", "the plan has no level %v", e.Level)
	default:
		return true
	}
	return false
}
