package contract

import (
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// A Request is work that somebody asks for: what it is, when it would be done, and how long
// it would take.
type Request struct {
	Ticket   string
	At       time.Time     // when it would begin
	Estimate time.Duration // how long it would take, more than nothing
	Level    priority.Level
	Facts    Facts
	Events   []sla.Event // of the ticket, if it is there already
}

// A Verdict says what becomes of a request under a contract, part by part.
type Verdict struct {
	Parts []VerdictPart
	Cost  decimal.Decimal         // of what would be charged, adjusted and rounded as it would be; of what waits for a word, once that is given
	Class priority.Classification // of the last piece, where the edge of a calendar cuts the work

	NotEvaluated []Skipped
	Override     *Override
}

// A VerdictPart is what a clause says of a part of the work.
type VerdictPart struct {
	Verdict Word
	Rule    string
	Clause  string
	Time    time.Duration
}

// A Word is a verdict in a word. It is stable.
type Word string

// The verdicts.
const (
	Covered       Word = "covered"        // by the fee or by hours that were bought
	Tweak         Word = "tweak"          // covered up to a limit
	NeedsApproved Word = "needs-approval" // by the customer or the provider
	Chargeable    Word = "chargeable"     // for time and materials
	Excluded      Word = "excluded"       // not done under the contract
	NotEntitled   Word = "not-entitled"   // there is no contract in force for it
	Deferred      Word = "deferred"       // later
)

// An Override is a verdict set by hand, beside what the rules said: support is defined at
// the discretion of the provider (C22).
type Override struct {
	Verdict Word
	Actor   string
	Reason  string
	At      time.Time
}

// With returns the verdict with one set by hand; what the rules said stays. It needs an
// actor and a reason; otherwise the error is an [*Error].
func (v Verdict) With(o Override) (Verdict, error) {
	words := []Word{Covered, Tweak, NeedsApproved, Chargeable, Excluded, NotEntitled, Deferred}
	switch {
	case !slices.Contains(words, o.Verdict):
		return v, fault("override", "unknown_word", "%s is no verdict", quote(string(o.Verdict)))
	case o.Actor == "" || o.Reason == "":
		return v, fault("override", "missing", "it needs who set it and why")
	}
	v.Override = &o
	return v, nil
}

// Word returns the verdict on the whole: that set by hand, else that of the parts that
// asks most of the customer.
func (v Verdict) Word() Word {
	if v.Override != nil {
		return v.Override.Verdict
	}
	for _, w := range []Word{NotEntitled, Excluded, Chargeable, NeedsApproved, Deferred, Tweak} {
		if slices.ContainsFunc(v.Parts, func(p VerdictPart) bool { return p.Verdict == w }) {
			return w
		}
	}
	return Covered
}

// assessed is the ID of the entry that a request is assessed by.
const assessed = "\x00assessed"

// Assess returns what would become of a request: whether it is covered, by which clause,
// and what it would cost. Nothing is recorded. The error is an [*Error] with every fault of
// the request: no instant, no time or less than none, facts that the plan does not know; the
// others are those of [Contract.Account].
func (c *Contract) Assess(j Journal, r Request) (Verdict, error) {
	if err := c.checkRequest(r); err != nil {
		return Verdict{}, err
	}
	day := calendar.DateIn(r.At, c.zone())
	if day.Before(c.cfg.Start) || !c.end.IsZero() && !r.At.Before(c.end.At) {
		return Verdict{Parts: []VerdictPart{{Verdict: NotEntitled, Clause: "no contract is in force", Time: r.Estimate}}}, nil
	}
	j.Entries = append(slices.Clone(j.Entries), Entry{
		ID: assessed, Ticket: r.Ticket, From: r.At, To: r.At.Add(r.Estimate), Recorded: farAway, Estimate: exact.Duration(r.Estimate),
		Level: r.Level, Facts: r.Facts,
	})
	if r.Ticket != "" && len(r.Events) > 0 {
		events := r.Events
		j.Tickets = slices.Clone(j.Tickets)
		for i := range j.Tickets {
			if j.Tickets[i].ID == r.Ticket {
				j.Tickets[i].Events, events = events, nil
			}
		}
		if events != nil {
			j.Tickets = append(j.Tickets, Ticket{ID: r.Ticket, Events: events})
		}
	}
	last := calendar.DateIn(r.At.Add(r.Estimate-1), c.zone())
	if !c.end.IsZero() {
		last = earlier(last, c.end.LastDay)
	}
	v, err := c.assess(j, day, last)
	if err != nil || !slices.ContainsFunc(v.Parts, func(p VerdictPart) bool { return p.Verdict == NeedsApproved }) {
		return v, err
	}
	yes := Approval{ID: assessed, Entry: assessed, At: r.At}
	for _, p := range v.Parts {
		yes.Estimate += exact.Duration(p.Time)
	}
	j.Approvals = append(slices.Clone(j.Approvals), yes)
	agreed, err := c.assess(j, day, last)
	if err != nil {
		return Verdict{}, err
	}
	v.Cost = agreed.Cost
	return v, nil
}

// checkRequest returns what is wrong with a request, if anything.
func (c *Contract) checkRequest(r Request) error {
	var fs strict.Faults
	if r.At.IsZero() {
		fs.Add("at", "missing", "it needs when the work would begin")
	}
	if r.Estimate <= 0 {
		fs.Add("estimate", "bad_estimate", "it needs how long the work would take, more than nothing")
	}
	r.Facts.values(&c.Terms(calendar.DateIn(r.At, c.zone())).plan, "facts", &fs)
	return fs.Err("contract: request")
}

// assess returns the verdict on the entry that stands for a request, from its first day to its last.
func (c *Contract) assess(j Journal, day, last calendar.Date) (Verdict, error) {
	p := c.PeriodOn(last)
	for slices.ContainsFunc(j.Closings, func(cl Closing) bool { return cl.Period == p }) {
		p = c.PeriodOn(p.To) // it would count there
	}
	a, err := c.Account(j, p.To)
	if err != nil {
		return Verdict{}, err
	}
	x, err := a.Explain(assessed)
	if err != nil {
		return Verdict{}, err
	}
	var v Verdict
	for _, p := range x.Pieces {
		v.Class = p.Class
		for _, part := range p.Parts {
			v.Parts = append(v.Parts, VerdictPart{c.verdict(day, part), part.Rule, part.Clause, part.Billed})
		}
	}
	for _, l := range x.Lines {
		v.Cost = v.Cost.Add(l.Amount)
	}
	for rule, missing := range a.skipped {
		v.NotEvaluated = append(v.NotEvaluated, Skipped{rule, missing})
	}
	slices.SortFunc(v.NotEvaluated, func(x, y Skipped) int { return cmp.Compare(x.Rule, y.Rule) })
	return v, nil
}

// verdict returns the word for what a rule made of a part.
func (c *Contract) verdict(day calendar.Date, part PartExplained) Word {
	switch {
	case part.Waits != "":
		return NeedsApproved
	case part.As == AsCharge:
		return Chargeable
	case part.As == AsRefuse:
		return Excluded
	case part.As == AsDefer:
		return Deferred
	}
	cover := c.Terms(day).plan.Cover
	i := slices.IndexFunc(cover, func(r Cover) bool { return r.ID == part.Rule })
	if part.As == AsIncluded && i >= 0 && !cover[i].UpTo.IsZero() {
		return Tweak
	}
	return Covered
}
