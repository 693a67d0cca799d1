package contract

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// policy returns what the plan promises, as package sla has it, and notes what it cannot take.
func (s SLA) policy(fs *strict.Faults) sla.Policy {
	p := sla.Policy{Reclassified: sla.Reclass(s.Reclassified), Reopened: sla.Reopen(s.Reopened), Judge: sla.Judge(s.Met)}
	for i, t := range s.Targets {
		path := strict.At("sla.targets", i)
		target := sla.Target{ID: t.ID, When: t.When, Calendar: t.Clock, Within: map[sla.Metric]sla.Within{}}
		for _, name := range slices.Sorted(maps.Keys(t.Within)) {
			m, errM := sla.ParseMetric(name)
			w, err := sla.ParseWithin(t.Within[name])
			fs.Join(strict.Key(path+".within", name), "invalid", err)
			if errM == nil && err == nil {
				target.Within[m] = w
			}
		}
		p.Targets = append(p.Targets, target)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Metrics)) {
		path := strict.Key("sla.metrics", name)
		m, err := sla.ParseMetric(name)
		if err != nil {
			continue // noted already
		}
		var r sla.Rules
		triggers := func(field string, texts ...string) (list []sla.Trigger) {
			for _, text := range texts {
				tr, err := sla.ParseTrigger(text)
				fs.Join(path+"."+field, "invalid", err)
				list = append(list, tr)
			}
			return list
		}
		if from := s.Metrics[name].From; from != "" && from != "opened" {
			r.From = triggers("from", from)
		}
		r.By = triggers("by", s.Metrics[name].By...)
		if p.Metrics == nil {
			p.Metrics = map[sla.Metric]sla.Rules{}
		}
		p.Metrics[m] = r
	}
	for reason, names := range s.Pause {
		if p.Pause == nil {
			p.Pause = map[string][]sla.Metric{}
		}
		p.Pause[reason] = []sla.Metric{}
		for _, name := range names {
			if m, err := sla.ParseMetric(name); err == nil {
				p.Pause[reason] = append(p.Pause[reason], m)
			}
		}
	}
	for i, text := range s.Warn {
		p.Warn = append(p.Warn, warning(text, strict.At("sla.warn", i), fs))
	}
	return p
}

// warning reads "75%" or "-30m".
func warning(text, path string, fs *strict.Faults) sla.Warning {
	if strings.HasSuffix(text, "%") {
		share, err := sla.ParsePercent(text)
		fs.Join(path, "invalid", err)
		return sla.Warning{Share: share}
	}
	rest, before := strings.CutPrefix(text, "-")
	d, err := exact.ParseDuration(rest)
	if err != nil {
		fs.Add(path, "bad_warning", "%.40q is neither a share such as 75%% nor an offset such as -30m", text)
	}
	if before {
		d = -d
	}
	return sla.Warning{Offset: d}
}

// Agreement returns what the terms promise; nil if they promise nothing.
func (t *Terms) Agreement() *sla.Agreement { return t.agreement }

// Clock returns the clocks of a ticket, by the terms in force when it was opened: hours and
// promises of one ticket in one place. Facts of the contract and the ticket choose the
// targets, and its level if that was not stated as it was opened; where these depend on what
// was ordered, ask [Account.Clock]. It is a [*NotFoundError] if the terms promise nothing, or
// the ticket was opened after the contract had ended.
func (c *Contract) Clock(t Ticket) (sla.Clock, error) { return c.clock(t, nil) }

// Clock returns the clocks of a ticket as [Contract.Clock] does; the facts that choose the
// targets are those of the account, too: what was in force by an order when it was opened.
func (a *Account) Clock(t Ticket) (sla.Clock, error) {
	return a.c.clock(t, func(_ *Terms, at time.Time) []string { return a.has(at) })
}

// clock returns the clocks of a ticket, with what was in force when it was opened.
func (c *Contract) clock(t Ticket, inForce func(t *Terms, at time.Time) []string) (sla.Clock, error) {
	on, opened := c.cfg.Start, c.cfg.Start.In(c.zone())
	for _, ev := range t.Events {
		if ev.Type == sla.Opened {
			on, opened = calendar.DateIn(ev.At, c.zone()), ev.At
		}
	}
	terms := c.Terms(on)
	if c.over(opened) {
		return sla.Clock{}, &NotFoundError{"promise after", c.end.LastDay.String()}
	}
	if terms.agreement == nil {
		return sla.Clock{}, &NotFoundError{"promise in plan", terms.plan.ID}
	}
	var fs strict.Faults
	facts := c.Facts(on)
	if inForce != nil && terms.uses["has"] {
		facts["has"] = priority.Set(inForce(terms, opened)...)
	}
	maps.Copy(facts, t.Facts.values(&terms.plan, "facts", &fs))
	if err := fs.Err("contract: ticket " + quote(t.ID)); err != nil {
		return sla.Clock{}, err
	}
	return terms.agreement.Clock(sla.Ticket{ID: t.ID, Facts: facts, Events: terms.levelled(t.Events, facts)})
}

// levelled returns the events of a ticket with its level: where nobody stated one as it was
// opened, that which the rules make of its facts.
func (t *Terms) levelled(events []sla.Event, facts priority.Facts) []sla.Event {
	unlevelled := func(ev sla.Event) bool { return ev.Type == sla.Opened && ev.Level == 0 }
	i := slices.IndexFunc(events, unlevelled)
	if i < 0 {
		return events
	}
	opened := events[i]
	f := maps.Clone(facts)
	f["contacts"] = priority.Events(opened.At)
	if opened.Channel != "" && f["channel"].Equal(priority.Value{}) {
		f["channel"] = priority.Word(opened.Channel)
	}
	var during []string
	for _, name := range t.watched {
		if t.calendars[name].IsOpen(opened.At) {
			during = append(during, name)
		}
	}
	f["during"] = priority.Set(during...)
	level := t.plan.Classify.Classify(f).Level
	events = slices.Clone(events)
	for i := range events { // it may have been told twice
		if unlevelled(events[i]) {
			events[i].Level = level
		}
	}
	return events
}

// over reports whether the contract has ended by an instant.
func (c *Contract) over(at time.Time) bool { return !c.end.IsZero() && !at.Before(c.end.At) }

// Compliance returns how far the promises were kept in a period, by metric, as known at its
// end. Tickets opened under terms that promise nothing do not count.
func (c *Contract) Compliance(j Journal, p Period) ([]sla.Compliance, error) {
	var failed error
	s := scheduler{c: c, j: j, loc: c.zone(), skipped: map[string][]priority.Missing{}, judges: true}
	clocks := func(yield func(sla.Clock) bool) {
		for _, t := range j.tickets(time.Time{}) {
			if !slices.ContainsFunc(t.Events, func(ev slaEvent) bool { return ev.Type == sla.Opened && !c.over(ev.At) }) {
				continue
			}
			clock, err := c.clock(t, s.inForce)
			switch {
			case errors.Is(err, ErrNotFound):
				continue
			case err != nil:
				failed = err
				return
			case !yield(clock):
				return
			}
		}
	}
	period := calendar.Period{From: p.From.In(c.zone()), To: p.To.In(c.zone())}
	list, err := sla.NewCompliance(iter.Seq[sla.Clock](clocks), period, sla.ByOutcome, period.To)
	if failed != nil {
		err = failed
	}
	return list, err
}

// breached returns the metrics of a ticket that were broken by an instant, as a fact.
func (a *Account) breached(p *piece) (priority.Value, bool) {
	if p.ticket == nil || len(a.told(p).Events) == 0 {
		return priority.Value{}, false
	}
	clock, err := a.Clock(a.told(p).Ticket)
	if err != nil {
		return priority.Value{}, false
	}
	results, err := clock.Results(p.from)
	if err != nil {
		return priority.Value{}, false
	}
	var names []string
	for _, r := range results {
		if r.State == sla.Breached {
			names = append(names, r.Metric.String())
		}
	}
	return priority.Set(names...), true
}
