package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// cover says what becomes of work, rule by rule.
func (s *shower) cover() {
	all := false
	for i, c := range s.plan.Cover {
		text := s.phrase("as."+string(c.As), "pools", s.names(c.From))
		of := func(a Amount) string {
			if a.Kind() == KindPercent || a.Kind() == KindParam && s.plan.Params[a.Param()].Type == ParamPercent {
				return s.phrase("cover.of", "percent", s.amount(a, false), "pools", s.names(c.From))
			}
			return s.amount(a, false)
		}
		if !c.UpTo.IsZero() || !c.Beyond.IsZero() {
			text += s.option(!c.Beyond.IsZero(), "cover.beyond", "mark", of(c.Beyond)) + s.option(!c.UpTo.IsZero(), "cover.upto", "mark", of(c.UpTo)) +
				s.phrase("per", "per", s.per(c.Per))
			if c.Whole && !c.Beyond.IsZero() {
				text += s.phrase("cover.whole.beyond")
			} else if c.Whole {
				text += s.phrase("cover.whole.upto")
			}
		} else if c.Whole {
			text += s.phrase("cover.whole.upto")
		}
		text += s.option(!c.Step.IsZero(), "cover.step", "step", s.amount(c.Step, false))
		if c.Needs != "" {
			text += s.phrase("needs."+string(c.Needs)) + s.option(!c.Tolerance.IsZero(), "needs.tolerance", "tolerance", s.amount(c.Tolerance, false))
		}
		s.sayRule(SectionCover, "cover", i, c.ID, c.When, c.Clause, "cover."+string(c.As), "text", text)
		all = all || c.When.IsZero() && (c.takesAll() || c.As == AsCharge && c.UpTo.IsZero() && c.Beyond.IsZero() && c.Step.IsZero())
	}
	switch {
	case len(s.plan.Cover) == 0:
		s.say(SectionCover, "cover", "cover.all")
	case !all:
		s.say(SectionCover, "cover", "cover.rest")
	}
}

// levels says how urgent work is.
func (s *shower) levels() {
	for d := range s.plan.Levels.Levels() {
		weight := d.Weight.String()
		code := "level"
		if !d.Weight.IsZero() && !d.Weight.Equal(one) {
			code = "level.weight"
		}
		var more []string
		if d.Description != "" {
			more = append(more, d.Description)
		}
		if len(d.Aliases) > 0 {
			more = append(more, s.phrase("level.aliases", "aliases", s.list(d.Aliases)))
		}
		text := ""
		if len(more) > 0 {
			text = s.phrase("level.more", "more", strings.Join(more, "; "))
		}
		s.say(SectionLevels, "levels."+d.Level.String(), code, "level", d.Level.String(), "name", s.plan.Levels.Name(d.Level), "weight", weight, "more", text)
	}
	c := s.plan.Classify.Config()
	for i, r := range c.Rules {
		s.sayRule(SectionLevels, "classify.rules", i, r.ID, r.When, r.Clause, "classify", "level", s.level(r.Level))
	}
	if c.Pick == priority.Highest {
		s.say(SectionLevels, "classify.pick", "classify.highest")
	} else if len(c.Rules) > 1 {
		s.say(SectionLevels, "classify.pick", "classify.first")
	}
	if c.Default.IsValid() {
		s.say(SectionLevels, "classify.default", "classify.default", "level", s.level(c.Default))
	}
}

// level returns a level by its code and name.
func (s *shower) level(l priority.Level) string {
	if n := s.plan.Levels.Name(l); n != "" && n != l.String() {
		return l.String() + " (" + n + ")"
	}
	return l.String()
}

// time says how time is measured and what it counts for.
func (s *shower) time() {
	for i, m := range s.plan.Measure {
		text := s.phrase("measure."+string(basis(m.Basis)), "per", s.per(m.Per))
		if !m.Fixed.IsZero() {
			text = s.phrase("measure.fixed", "per", s.per(m.Per), "fixed", s.amount(m.Fixed, false))
		}
		text += s.option(!m.Free.IsZero(), "measure.free", "free", s.amount(m.Free, false)) +
			s.option(!m.First.IsZero(), "measure.first", "first", s.amount(m.First, false)) +
			s.option(!m.Round.IsZero(), "measure.round", "round", s.rounding(m.Round)) +
			s.option(!m.Grace.IsZero(), "measure.grace", "grace", s.amount(m.Grace, false)) +
			s.option(!m.Min.IsZero(), "measure.min", "min", s.amount(m.Min, false)) +
			s.option(m.AfterWeight, "measure.after_weight") + s.option(m.Pass == 2, "measure.pass")
		s.sayRule(SectionTime, "measure", i, m.ID, m.When, m.Clause, "measure", "text", text)
	}
	if len(s.plan.Measure) == 0 && len(s.plan.Cover)+len(s.plan.Rates) > 0 {
		s.say(SectionTime, "measure", "measure.exact")
	}
	for i, w := range s.plan.Weights {
		s.sayRule(SectionTime, "weights", i, w.ID, w.When, w.Clause, "weight", "times", s.amount(w.Times, false),
			"group", s.option(w.Group != "", "weight.group", "group", spoken(w.Group)))
	}
	switch s.plan.Split {
	case SplitStart, SplitHighest:
		s.say(SectionTime, "split", "split."+string(s.plan.Split))
	}
}

func basis(b Basis) Basis {
	if b == "" {
		return BasisWorked
	}
	return b
}

// hours says when one is open.
func (s *shower) hours() {
	for _, id := range sortedKeys(s.plan.Calendars) {
		c := s.plan.Calendars[id]
		var parts []string
		add := func(wanted bool, code string, pairs ...string) {
			if wanted {
				parts = append(parts, s.phrase(code, pairs...))
			}
		}
		if c.Week.Param != "" {
			parts = append(parts, s.param(c.Week.Param))
		}
		for i, v := range c.Week.Schedule {
			from, _ := v.From.MarshalText()
			if len(from) == 0 || i == 0 && len(c.Week.Schedule) == 1 {
				parts = append(parts, v.Hours.String())
			} else {
				add(true, "hours.from", "from", string(from), "hours", v.Hours.String())
			}
		}
		add(len(c.Holidays) > 0, "hours.holidays", "sets", s.list(c.Holidays))
		for _, d := range slices.SortedFunc(maps.Keys(c.Dates), calendar.Date.Compare) {
			add(true, "hours.date", "date", d.String(), "hours", c.Dates[d].String())
		}
		for _, closed := range c.Closed {
			data, _ := closed.MarshalJSON()
			add(true, "hours.closed", "closed", strings.Trim(string(data), `"`))
		}
		add(len(c.Union) > 0, "hours.union", "names", s.names(c.Union))
		add(len(c.Except) > 0, "hours.except", "names", s.names(c.Except))
		add(c.Zone != "", "hours.zone", "zone", c.Zone)
		s.say(SectionHours, strict.Key("calendars", id), "hours", "name", spoken(id), "text", strings.Join(parts, "; "))
	}
}

// promise says what is promised: the targets, and how their clocks run.
func (s *shower) promise() {
	sla := s.plan.SLA
	for i, t := range sla.Targets {
		var within []string
		for _, m := range metrics {
			if text, ok := t.Within[m]; ok {
				within = append(within, s.phrase("within", "metric", s.phrase("metric."+m), "time", s.within(text)))
			}
		}
		s.sayRule(SectionPromise, "sla.targets", i, t.ID, t.When, t.Clause, "target", "within", s.list(within), "clock", spoken(t.Clock))
	}
	for _, m := range sortedKeys(sla.Metrics) {
		x := sla.Metrics[m]
		by := []string{}
		for _, event := range x.By {
			by = append(by, s.event(event))
		}
		s.say(SectionPromise, strict.Key("sla.metrics", m), "metric", "metric", s.phrase("metric."+m),
			"from", s.option(x.From != "", "metric.from", "event", s.event(x.From)), "by", s.option(len(by) > 0, "metric.by", "events", s.list(by)))
	}
	for _, reason := range sortedKeys(sla.Pause) {
		var list []string
		for _, m := range sla.Pause[reason] {
			list = append(list, s.phrase("metric."+m))
		}
		s.say(SectionPromise, strict.Key("sla.pause", reason), "pause", "reason", spoken(reason), "metrics", s.list(list))
	}
	for _, x := range []struct{ field, word string }{{"reclassified", sla.Reclassified}, {"reopened", sla.Reopened}, {"met", sla.Met}} {
		if x.word != "" {
			s.say(SectionPromise, "sla."+x.field, x.field+"."+x.word)
		}
	}
	if len(sla.Warn) > 0 {
		s.say(SectionPromise, "sla.warn", "warn", "at", s.list(sla.Warn))
	}
}

// within returns the time of a target: a time, or civil or business days.
func (s *shower) within(text string) string {
	if a, err := ParseAmount(text); err == nil {
		return s.amount(a, false)
	}
	rest, same := strings.CutSuffix(text, " same time")
	if x, ok := parseSpan(rest); ok {
		return s.span(x) + s.option(same, "within.same")
	}
	return text
}

// event returns an event of a ticket in words.
func (s *shower) event(e string) string {
	if mark, ok := strings.CutPrefix(e, "marked:"); ok {
		return s.phrase("event.marked", "name", spoken(mark))
	}
	return s.wordOr("event.", e)
}

// term says how long the contract lasts and how it ends.
func (s *shower) term() {
	t := s.plan.Term
	if !t.Eligible.IsZero() {
		s.say(SectionTerm, "term.eligible", "eligible", "when", t.Eligible.String())
	}
	for _, x := range []struct {
		field string
		until Until
	}{{"minimum", t.Minimum}, {"renews", t.Renews}, {"price_lock", t.PriceLock}, {"changes", t.Changes}} {
		if !x.until.IsZero() {
			s.say(SectionTerm, "term."+x.field, "term."+x.field, "until", s.until(x.until))
		}
	}
	for _, side := range []Side{Customer, Provider} {
		if u, ok := t.Notice[side]; ok {
			s.say(SectionTerm, "term.notice."+string(side), "notice."+string(side), "until", s.until(u))
		}
	}
	if t.PartPeriod != "" {
		s.say(SectionTerm, "term.part_period", "part_period."+string(t.PartPeriod))
	}
	if !t.Contacts.IsZero() {
		s.say(SectionTerm, "term.contacts", "contacts", "n", s.amount(t.Contacts, false))
	}
}

// invoice says when and how it is billed.
func (s *shower) invoice() {
	v := s.plan.Invoice
	if !v.Every.IsZero() || v.Anchor != "" {
		every := v.Every
		if every.IsZero() {
			every = MustParseEvery("month")
		}
		anchor := ""
		if v.Anchor != "" {
			if a, ok := parseAnchor(v.Anchor); ok && a.day > 0 {
				anchor = s.phrase("anchor.day", "day", strings.TrimPrefix(v.Anchor, "day "))
			} else {
				anchor = s.phrase("anchor." + v.Anchor)
			}
		}
		s.say(SectionInvoice, "invoice.every", "invoice", "every", s.every(every), "anchor", anchor)
	}
	if v.Bill != "" {
		s.say(SectionInvoice, "invoice.bill", "invoice.bill."+string(v.Bill))
	}
	if !v.Early.IsZero() {
		s.say(SectionInvoice, "invoice.early", "invoice.early", "until", s.until(v.Early))
	}
	if !v.Due.IsZero() {
		s.say(SectionInvoice, "invoice.due", "invoice.due", "until", s.until(v.Due))
	}
	if !v.Round.IsZero() {
		s.say(SectionInvoice, "invoice.round", "invoice.round", "mode", s.phrase("mode."+string(v.Round.Mode)), "step", v.Round.Step.String())
	}
	if !v.Tax.Rate.IsZero() {
		code := "tax.exclude"
		if v.Tax.Prices == TaxIncluded {
			code = "tax.include"
		}
		s.say(SectionInvoice, "invoice.tax", code, "rate", s.amount(v.Tax.Rate, false))
	}
	s.say(SectionInvoice, "currency", "currency", "currency", s.plan.Currency.Code())
}
