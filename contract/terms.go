package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// Terms are what was agreed: a plan with a text for each of its parameters and whatever a
// contract says otherwise, ready to be applied. They do not change, and all contracts that
// agreed on the same share them. [Registry.Bind] makes them.
type Terms struct {
	plan      Plan // with its parameters put in
	values    map[string]string
	facts     priority.Facts // the parameters, as conditions test them
	diffs     []Difference
	loc       *time.Location
	calendars map[string]*calendar.Calendar
	agreement *sla.Agreement  // nil: nothing is promised
	watched   []string        // calendars that conditions test
	uses      map[string]bool // facts that conditions test
	has       []string        // items that they test for being in force
	asks      map[string]bool // those that conditions on work test
	plain     bool            // adjustments of work count nothing but the money and the time
	taxed     bool            // items or rates have tax classes
	shared    bool            // pieces with the same facts stated are alike
	items     map[string]int  // by ID
}

// Bind returns the terms that come of a plan with these parameters, and of what the patch
// says otherwise. With no edition it is the latest. A plan without a zone gets the one given; one
// with a zone takes no other.
//
// The error is a [*NotFoundError] if there is no such plan, and an [*Error] with every
// fault: a parameter without a text or with one that it does not take, an abstract plan,
// a plan that the patch makes unsound.
func (r *Registry) Bind(id, edition string, params map[string]string, patch Patch, zone string) (*Terms, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return nil, err
	}
	return r.bind(d, params, patch, zone)
}

func (r *Registry) bind(d *document, params map[string]string, patch Patch, zone string) (*Terms, error) {
	key, err := strict.Marshal([]any{d.id, d.edition, params, patch, zone})
	if err != nil {
		return nil, fault("terms", "not_json", "%v", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if t, ok := r.terms[string(key)]; ok {
		return t, nil
	}
	var fs strict.Faults
	if d.plan.Abstract {
		fs.Add("", "abstract", "%s is only there to be extended", d.id)
	}
	merged, plan := d.tree, d.plan
	for _, t := range patch.trees {
		merged = mergeObject(merged, t, "")
	}
	if !patch.IsZero() {
		plan = readPlan(merged, &fs)
	}
	switch {
	case plan.Zone == "" && zone != "":
		merged = maps.Clone(merged)
		merged["zone"] = zone
	case zone != "" && zone != plan.Zone:
		fs.Add("zone", "fixed", "the plan says %s", plan.Zone)
	}
	var t *Terms
	if fs.None() {
		t = r.compile(merged, plan, params, false, &fs)
	}
	if err := fs.Err("contract: terms of " + d.name()); err != nil {
		return nil, err
	}
	t.diffs = compareTrees(bind(d.tree, "", t.values), bind(merged, "", t.values), "")
	if len(r.terms) < MaxTerms {
		r.terms[string(key)] = t
	}
	return t, nil
}

// compile puts the parameters into a merged document and checks what comes of it. With
// samples, parameters that nobody gave get a text that would do.
func (r *Registry) compile(merged tree, plan Plan, params map[string]string, samples bool, fs *strict.Faults) *Terms {
	plan.checkParams(fs)
	t := &Terms{values: plan.values(params, samples, fs)}
	if !fs.None() {
		return nil
	}
	bound, _ := bind(merged, "", t.values).(tree)
	checkBound(bound, "", "", fs)
	if !fs.None() {
		return nil
	}
	t.plan = readPlan(bound, fs)
	if !fs.None() {
		return nil
	}
	t.facts, t.items = paramFacts(plan.Params, t.values), map[string]int{}
	for i, item := range t.plan.Items {
		t.items[item.ID] = i
	}
	zone := t.plan.Zone
	if zone == "" && samples {
		zone = "UTC" // the contract will say
	}
	loc, err := calendar.ResolveZone(zone, r.zones)
	fs.Join("zone", "bad_zone", err)
	if err != nil {
		return nil
	}
	t.loc, t.plan.Zone = loc, zone
	t.calendars = t.plan.calendars(r.tables, r.zones, samples, fs)
	t.check(fs)
	t.watched, t.uses, t.asks = t.plan.watched(), t.plan.uses(), t.plan.asks()
	for _, c := range t.plan.conditions() {
		t.has = append(t.has, words(c.when, "has")...)
	}
	t.shared, t.taxed = t.shares(), t.plan.taxed()
	t.plain = !slices.ContainsFunc(t.plan.Adjust, func(a Adjust) bool { return a.Of != "" && a.Of != "time" && a.ofWork(&t.plan) })
	return t
}

// Plan returns the plan with its parameters put in. It is a copy, and the caller's.
func (t *Terms) Plan() Plan { return t.plan.Copy() }

// Params returns the text of each parameter.
func (t *Terms) Params() map[string]string { return maps.Clone(t.values) }

// Differences returns what a contract says otherwise than its plan, by path, with the
// parameters put in on either side.
func (t *Terms) Differences() []Difference { return slices.Clone(t.diffs) }

// Zone returns the zone in which days and months are counted.
func (t *Terms) Zone() *time.Location { return t.loc }

// Calendar returns a calendar of the plan, or a [*NotFoundError].
func (t *Terms) Calendar(name string) (*calendar.Calendar, error) {
	if c, ok := t.calendars[name]; ok {
		return c, nil
	}
	return nil, &NotFoundError{"calendar", name}
}
