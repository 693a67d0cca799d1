package contract

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// An Amendment changes the terms of a contract from a day on: an upgrade, a downgrade, new
// prices. What it does not name stays. Currency and zone do: an amendment to a plan in another
// is refused. A period that has begun goes on to its end; a minimum term or a price
// lock that it brings or changes is counted from its first day, and an index raises prices from then on.
type Amendment struct {
	ID        string            `json:"id"`
	By        Side              `json:"by"`
	Announced calendar.Date     `json:"announced"`
	From      calendar.Date     `json:"from"`             // the first day on which it holds
	Agreed    bool              `json:"agreed,omitempty"` // by both: no notice is needed
	Plan      string            `json:"plan,omitempty"`
	Edition   string            `json:"edition,omitempty"`
	Params    map[string]string `json:"params,omitempty"` // put over those before
	Patch     Patch             `json:"patch,omitzero"`   // upon what was agreed otherwise before
	Reason    string            `json:"reason,omitempty"`
}

// compare orders amendments by the day from which they hold.
func (a Amendment) compare(b Amendment) int {
	return cmpDates(a.From, b.From, a.Announced, b.Announced, a.ID, b.ID)
}

// places returns where each amendment stands in cfg, in the order in which they hold.
func (cfg Config) places() []string {
	order := make([]int, len(cfg.Amendments))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cfg.Amendments[i].compare(cfg.Amendments[j]) })
	paths := make([]string, len(order))
	for k, i := range order {
		paths[k] = strict.At("amendments", i)
	}
	return paths
}

// checkAmendments notes what is wrong with amendments themselves.
func (cfg Config) checkAmendments(once func(path, id string), fs *strict.Faults) {
	from := map[calendar.Date]string{}
	for i, a := range cfg.Amendments {
		path := strict.At("amendments", i)
		once(path, a.ID)
		oneOf(fs, path+".by", a.By, Customer, Provider)
		switch {
		case a.From.IsZero():
			fs.Add(path+".from", "missing", "it needs the day from which it holds")
		case a.From.Before(cfg.Start):
			fs.Add(path+".from", "before_start", "%v is before the contract starts", a.From)
		case a.Announced.IsZero() && !a.Agreed:
			fs.Add(path+".announced", "missing", "it needs the day on which it was announced")
		}
		if other, taken := from[a.From]; taken && !a.From.IsZero() {
			fs.Add(path+".from", "same_day", "%.80q holds from the same day", other)
		}
		from[a.From] = a.ID
	}
}

// stages finds the terms of the contract, from its start and from each amendment on, and
// notes what is wrong with each of them; paths are those of the amendments.
func (r *Registry) stages(c *Contract, paths []string, p *problems) {
	cfg := c.cfg
	plan, edition, params, patch := cfg.Plan, cfg.Edition, cfg.Params, cfg.Patch
	find := func(on calendar.Date, path string) *document {
		find := r.find
		if edition == "" {
			find = func(plan, _ string) (*document, error) { return r.findOn(plan, on) }
		}
		d, err := find(plan, edition)
		p.note(path, err)
		return d
	}
	add := func(d *document, from calendar.Date, path string) { p.note(path, c.add(r, d, from, params, patch)) }
	d := find(cfg.Start, "")
	if d != nil {
		add(d, cfg.Start, "")
	}
	if len(c.stages) == 0 {
		add = func(d *document, _ calendar.Date, path string) {
			_, err := r.bind(d, params, patch, cmp.Or(cfg.Zone, d.plan.Zone))
			p.note(path, err)
		}
	}
	for i, a := range cfg.Amendments {
		if a.From.IsZero() || a.From.Before(cfg.Start) {
			continue // noted already
		}
		if len(c.stages) > 0 && !a.Announced.IsZero() {
			p.note(paths[i]+".from", c.checkNotice(a))
		}
		if a.Plan != "" {
			plan, edition = a.Plan, a.Edition
		} else if a.Edition != "" {
			edition = a.Edition
		}
		if a.Plan != "" || a.Edition != "" {
			d = find(a.From, paths[i]+".plan")
		}
		if d == nil {
			continue
		}
		params = maps.Clone(params)
		if params == nil {
			params = map[string]string{}
		}
		maps.Copy(params, a.Params)
		maps.DeleteFunc(params, func(name, _ string) bool {
			_, ok := d.plan.Params[name]
			return a.Plan != "" && !ok && a.Params[name] == ""
		})
		patch = patch.With(a.Patch)
		add(d, a.From, paths[i])
	}
}

// add adds a stage. All are counted in one zone, that of the contract or of the plan it starts
// with, and charged in one currency.
func (c *Contract) add(r *Registry, d *document, from calendar.Date, params map[string]string, patch Patch) error {
	zone := c.cfg.Zone
	if zone == "" && d.plan.Zone == "" && len(c.stages) > 0 {
		zone = c.stages[0].terms.plan.Zone
	}
	t, err := r.bind(d, params, patch, zone)
	if err != nil {
		return err
	}
	if len(c.stages) > 0 {
		var fs strict.Faults
		first := c.stages[0].terms.plan
		if first.Currency != t.plan.Currency {
			fs.Add("plan", "other_currency", "the contract is in %v, not %v", first.Currency, t.plan.Currency)
		}
		if first.Zone != t.plan.Zone {
			fs.Add("plan", "other_zone", "the contract is counted in %s, not %s: end it, and begin another", first.Zone, t.plan.Zone)
		}
		if err := fs.Err("contract: amendment"); err != nil {
			return err
		}
	}
	c.stages = append(c.stages, stage{from, t})
	return nil
}

// problems are what is wrong with a contract: faults, and errors of other types.
type problems struct {
	what   string
	faults strict.Faults
	others []error
	seen   map[Fault]bool
}

// note notes an error at a path; a fault that an amendment has from the one before is not
// noted again.
func (p *problems) note(path string, err error) {
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
	case !ok && path == "":
		p.others = append(p.others, fmt.Errorf("%s: %w", p.what, err))
	case !ok:
		p.others = append(p.others, fmt.Errorf("%s: %s: %w", p.what, path, err))
	default:
		if p.seen == nil {
			p.seen = map[Fault]bool{}
		}
		for _, f := range e.Faults {
			if !p.seen[f] {
				p.faults.Add(strict.Below(path, f.Path), f.Code, "%s", f.Text)
			}
			p.seen[f] = true
		}
	}
}

// err returns what was noted: an [*Error], or that and others joined.
func (p *problems) err() error {
	err := p.faults.Err(p.what)
	if len(p.others) == 0 {
		return err
	}
	return errors.Join(append([]error{err}, p.others...)...)
}
