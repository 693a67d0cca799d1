package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/contract"
)

// A policy is one reading of what a plan leaves to interpretation: a patch of the contract.
type policy struct {
	name, reading string
	patch         string
	rate, cover   string // rules that the plan needs to have for it
	item          string // and what it needs to sell
}

// policies are the readings of SaaSTech's plan. Those without a patch are what it says.
var policies = []policy{
	{name: "overage", reading: "per-use"},
	{name: "overage", reading: "bundle", patch: `{"rates": [{"id": "hour", "price": "60.00"}]}`, rate: "hour", item: "credit-12"},
	{name: "units", reading: "exact"},
	{name: "units", reading: "whole", patch: `{"cover": [{"id": "credit", "step": "15m"}]}`, cover: "credit"},
	{name: "credit", reading: "weighted"},
	{name: "credit", reading: "clock", patch: `{"pools": {"credit": {"weights": false}}}`, cover: "credit"},
	{
		name: "credit", reading: "low-only", cover: "credit",
		patch: `{"pools": {"credit": {"weights": false}}, "cover": [{"id": "credit", "when": {"level": "P4"}}]}`,
	},
}

func (p policy) String() string { return p.name + "=" + p.reading }

func policyNames() []string {
	var names []string
	for _, p := range policies {
		names = append(names, p.String())
	}
	return names
}

func parsePolicy(s string) (policy, error) {
	i := slices.IndexFunc(policies, func(p policy) bool { return p.String() == s })
	if i < 0 {
		return policy{}, fmt.Errorf("want one of %s", strings.Join(policyNames(), ", "))
	}
	return policies[i], nil
}

// apply patches the contract, if the plan has the rules that the policy is about.
func (p policy) apply(cfg *contract.Config, plan contract.Plan) error {
	if p.rate != "" && !slices.ContainsFunc(plan.Rates, func(r contract.Rate) bool { return r.ID == p.rate }) {
		return fmt.Errorf("-policy %v: plan %s has no rate %q", p, plan.ID, p.rate)
	}
	if p.cover != "" && !slices.ContainsFunc(plan.Cover, func(c contract.Cover) bool { return c.ID == p.cover }) {
		return fmt.Errorf("-policy %v: plan %s covers nothing by a rule %q", p, plan.ID, p.cover)
	}
	if p.item != "" && !slices.ContainsFunc(plan.Items, func(i contract.Item) bool { return i.ID == p.item }) {
		return fmt.Errorf("-policy %v: plan %s does not sell %q", p, plan.ID, p.item)
	}
	if p.patch == "" {
		return nil
	}
	patch, err := contract.ParsePatch(p.patch)
	cfg.Patch = cfg.Patch.With(patch)
	return err
}
