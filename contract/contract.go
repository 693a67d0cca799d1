package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// A Config is a contract as it is written down: a plan, what the plan leaves open, what was
// agreed otherwise, and what was changed since. It is pure data, with JSON of version 1.
type Config struct {
	ID       string
	Customer string
	Class    string // of the customer: the fact "class"

	Plan    string // the id of the plan
	Edition string // of the plan; none: the one that can be agreed on at Start
	Zone    string // in which days are counted, if the plan leaves it open
	Params  map[string]string
	Patch   Patch // what was agreed otherwise

	Start    calendar.Date // the first day
	Pays     Every         // how much is paid at a time: the fact "pays"
	Has      []string      // other plans that the customer has, for the fact "has"
	Contacts []string      // who may ask

	Amendments []Amendment // in any order
	Notices    []Notice
}

// A Notice ends a contract.
type Notice struct {
	ID     string        `json:"id"`
	By     Side          `json:"by"`
	Given  calendar.Date `json:"given"`
	Early  bool          `json:"early,omitempty"` // wanted before the earliest end: at Wanted, for whatever that costs
	Wanted calendar.Date `json:"wanted,omitzero"` // the last day, if later than it need be, or Early
}

// A Contract is what was agreed with a customer. It does not change; it shares its terms
// with all contracts that agreed on the same. Make one with [Registry.Contract].
type Contract struct {
	cfg    Config
	stages []stage // by from
	turns  bool    // not all of them bill by the same cycle
	end    End
}

// A stage is a stretch of a contract with the same terms.
type stage struct {
	from  calendar.Date
	terms *Terms
}

// Limits on a [Config].
const (
	MaxAmendments = 1000
	MaxContacts   = 100_000
)

// Contract returns the contract that cfg describes.
//
// The error is an [*Error] with every fault: no id, no start, no such plan, parameters that
// are missing or not taken, more contacts than the plan allows, terms of a customer that
// the plan is not for, an amendment to another currency or zone. An amendment that comes before
// its notice is up is a [*NoticeError], a plan that there is not a [*NotFoundError]; with
// others they are joined, each with its path.
func (r *Registry) Contract(cfg Config) (*Contract, error) {
	what := "contract: contract " + quote(cfg.ID)
	p := problems{what: what}
	cfg.check(&p.faults)
	c := &Contract{cfg: cfg.clone()}
	if cfg.Plan != "" && !cfg.Start.IsZero() && len(cfg.Amendments) <= MaxAmendments {
		r.stages(c, cfg.places(), &p)
	}
	if len(c.stages) > 0 {
		c.admits(&p.faults)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	first := c.periods(c.stages[0].terms)
	c.turns = slices.ContainsFunc(c.stages, func(s stage) bool { return c.periods(s.terms) != first })
	for n := range c.stages {
		_, err := c.unlocked(n)
		p.faults.Join("term.price_lock", "no_end", err)
	}
	end, err := c.findEnd()
	p.faults.Join("notices", "no_end", err)
	if err := p.err(); err != nil {
		return nil, err
	}
	c.end = end
	return c, nil
}

// admits notes contacts and a customer that the terms it starts with are not for.
func (c *Contract) admits(fs *strict.Faults) {
	term := c.stages[0].terms.plan.Term
	if n := term.Contacts; !n.IsZero() && n.Number().LessThan(intOf(len(c.cfg.Contacts))) {
		fs.Add("contacts", "too_many", "%d, and the plan allows %s", len(c.cfg.Contacts), n)
	}
	if !term.Eligible.IsZero() && !term.Eligible.Holds(c.Facts(c.cfg.Start)) {
		fs.Add("class", "not_eligible", "the plan is for customers with %s", term.Eligible)
	}
}

func (cfg Config) clone() Config {
	cfg.Params = maps.Clone(cfg.Params)
	cfg.Has = slices.Clone(cfg.Has)
	cfg.Contacts = slices.Clone(cfg.Contacts)
	cfg.Amendments = slices.Clone(cfg.Amendments)
	for i := range cfg.Amendments {
		cfg.Amendments[i].Params = maps.Clone(cfg.Amendments[i].Params)
	}
	cfg.Notices = slices.Clone(cfg.Notices)
	slices.SortStableFunc(cfg.Amendments, Amendment.compare)
	slices.SortFunc(cfg.Notices, func(a, b Notice) int { return cmpDates(a.Given, b.Given, a.Given, b.Given, a.ID, b.ID) })
	return cfg
}

// check notes what is wrong with the contract itself.
func (cfg Config) check(fs *strict.Faults) {
	if cfg.ID == "" {
		fs.Add("id", "empty", "a contract needs an id")
	}
	if cfg.Plan == "" {
		fs.Add("plan", "empty", "a contract needs a plan")
	}
	if cfg.Start.IsZero() {
		fs.Add("start", "missing", "a contract needs a first day")
	}
	if !cfg.Pays.IsZero() {
		if _, ok := cfg.Pays.Calendar(); !ok {
			fs.Add("pays", "bad_every", "%s is no payment cycle", cfg.Pays)
		}
	}
	if len(cfg.Amendments) > MaxAmendments || len(cfg.Notices) > MaxAmendments {
		fs.Add("amendments", "too_many", "%d of them, more than %d", len(cfg.Amendments)+len(cfg.Notices), MaxAmendments)
		return
	}
	if len(cfg.Contacts) > MaxContacts {
		fs.Add("contacts", "too_many", "%d of them, more than %d", len(cfg.Contacts), MaxContacts)
	}
	ids := map[string]bool{}
	once := func(path, id string) {
		switch {
		case id == "":
			fs.Add(path+".id", "empty", "it needs an id")
		case ids[id]:
			fs.Add(path+".id", "duplicate_id", "%.80q stands twice", id)
		}
		ids[id] = true
	}
	cfg.checkAmendments(once, fs)
	for i, n := range cfg.Notices {
		path := strict.At("notices", i)
		once(path, n.ID)
		oneOf(fs, path+".by", n.By, Customer, Provider)
		if n.Given.IsZero() {
			fs.Add(path+".given", "missing", "it needs the day on which it was given")
		}
		if n.Early && n.Wanted.IsZero() {
			fs.Add(path+".wanted", "missing", "an early end needs the last day that is wanted")
		}
	}
}

// stageBy returns which stage of these terms a day lies in or comes after, else the first of them.
func (c *Contract) stageBy(t *Terms, on calendar.Date) int {
	by := -1
	for n, s := range c.stages {
		if s.terms == t && (by < 0 || !s.from.After(on)) {
			by = n
		}
	}
	return max(by, 0)
}

// Config returns the contract as it was written down, amendments and notices by day.
func (c *Contract) Config() Config { return c.cfg.clone() }

// ID returns the contract's ID.
func (c *Contract) ID() string { return c.cfg.ID }

// Terms returns the terms in force on a day; before the contract starts, those it starts with.
func (c *Contract) Terms(on calendar.Date) *Terms { return c.stages[c.stageOn(on)].terms }

// termsAt returns the terms in force at an instant.
func (c *Contract) termsAt(t time.Time) *Terms {
	if len(c.stages) == 1 { // as nearly all have: the day does not matter
		return c.stages[0].terms
	}
	return c.Terms(calendar.DateIn(t, c.zone()))
}

// stageOn returns which stage a day lies in.
func (c *Contract) stageOn(on calendar.Date) int {
	n := len(c.stages) - 1
	for n > 0 && c.stages[n].from.After(on) {
		n--
	}
	return n
}

// Differences returns what is agreed otherwise than in the plan, on a day.
func (c *Contract) Differences(on calendar.Date) []Difference { return c.Terms(on).Differences() }

// Knows reports whether somebody is among the contacts. A contract without contacts knows everybody.
func (c *Contract) Knows(contact string) bool {
	return len(c.cfg.Contacts) == 0 || slices.Contains(c.cfg.Contacts, contact)
}

// zones resolves the one zone of the contract.
func (c *Contract) zones() Zones {
	return func(string) (*time.Location, error) { return c.zone(), nil }
}
