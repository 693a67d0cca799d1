package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// A month is everything that is printed.
type month struct {
	contract *contract.Contract
	terms    *contract.Terms
	policies []policy
	closed   contract.Closed
	entries  []contract.Explanation // of the period, by the start of the work
	account  *contract.Account
	journal  contract.Journal
}

// month closes the billing period.
func (in input) month(o options) (month, error) {
	m := month{policies: o.policies, journal: in.journal}
	plan, err := in.registry.PlanOn(in.config.Plan, in.config.Start)
	if err != nil {
		return m, err
	}
	for _, p := range o.policies {
		if err := p.apply(&in.config, plan); err != nil {
			return m, err
		}
	}
	if m.contract, err = in.registry.Contract(in.config); err != nil {
		return m, err
	}
	period, err := in.period(m.contract, o.on)
	if err != nil {
		return m, err
	}
	until := period.To
	if last := m.contract.PeriodOn(in.lastDay(m.contract)).To; o.why != nil && last.After(until) {
		until = last
	}
	m.terms = m.contract.Terms(period.From)
	if m.account, err = m.contract.Account(in.journal, until); err != nil {
		return m, err
	}
	if m.closed, err = m.account.Close(period); err != nil {
		return m, err
	}
	return m, m.explanations(in.journal.Entries)
}

// explanations finds what became of the entries of the period.
func (m *month) explanations(entries []contract.Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		day := calendar.DateIn(e.From, m.terms.Zone())
		if seen[e.ID] || !m.closed.Period.Holds(day) && !slices.ContainsFunc(m.closed.Lines, func(l contract.Charge) bool { return l.Entry == e.ID }) {
			continue
		}
		seen[e.ID] = true
		x, err := m.account.Explain(e.ID)
		if err != nil {
			return err
		}
		m.entries = append(m.entries, x)
	}
	slices.SortStableFunc(m.entries, func(a, b contract.Explanation) int {
		if c := a.Entry.From.Compare(b.Entry.From); c != 0 {
			return c
		}
		return strings.Compare(a.Entry.ID, b.Entry.ID)
	})
	return nil
}

// explanation returns what became of one entry.
func (m month) explanation(id string) (contract.Explanation, error) {
	x, err := m.account.Explain(id)
	if errors.Is(err, contract.ErrNotFound) {
		var ids []string
		for _, e := range m.journal.Entries {
			ids = append(ids, e.ID)
		}
		slices.Sort(ids)
		if len(ids) > 20 {
			ids = append(ids[:20], "...")
		}
		return x, fmt.Errorf("-why: no entry %q; there are %s", id, strings.Join(ids, ", "))
	}
	return x, err
}

// rule returns the ID of the rule that decided the level of a piece, and what it says.
func rule(p contract.PieceExplained) (id, clause string) {
	for _, r := range p.Class.Matches {
		if r.ID == p.Class.Rule {
			return r.ID, r.Clause
		}
	}
	return p.Class.Rule, ""
}
