package contract

import (
	"bytes"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
)

// A Plan is what a support firm sells, as a document: who is covered for what, when work
// is done, how time is measured and weighed, from which pools it is drawn, what things
// cost, what is promised. It is pure data. Its sections are lists of rules, tried from the
// top: the first whose condition holds decides (of weights, items and adjustments each
// that holds counts). What a source leaves open is a parameter, and stands as $name
// wherever an amount, an until, an every or a week may stand.
//
// In JSON it is version 1 of the format, strict and canonical. A document that extends
// another is not a Plan until a [Registry] has merged them.
type Plan struct {
	Version int // of the format: 1

	ID      string        // unique in a registry, with the edition
	Name    string        // as the customer knows it
	Edition string        // a changed price is a new edition
	From    calendar.Date // of the edition: the first day it can be agreed on

	Abstract bool // only there to be extended
	Currency priority.Currency
	Zone     string // IANA name, in which days and months are counted; none: the contract's
	Split    Split

	Params map[string]Param  // what a contract has to say, by name
	Set    map[string]string // parameters fixed here

	Facts     map[string]FactKind // facts that the plan adds to the usual ones
	Calendars map[string]Calendar

	Levels   priority.Scheme
	Classify priority.Rules
	Measure  []Measure
	Weights  []Weight
	Cover    []Cover
	Pools    map[string]Pool
	Items    []Item
	Rates    []Rate
	Adjust   []Adjust
	SLA      SLA
	Term     Term
	Invoice  Invoice
	Includes []Include
}

type planJSON struct {
	Version   int                 `json:"version"`
	ID        string              `json:"id"`
	Name      string              `json:"name,omitempty"`
	Edition   string              `json:"edition,omitempty"`
	From      calendar.Date       `json:"from,omitzero"`
	Abstract  bool                `json:"abstract,omitempty"`
	Currency  priority.Currency   `json:"currency,omitzero"`
	Zone      string              `json:"zone,omitempty"`
	Split     Split               `json:"split,omitempty"`
	Params    map[string]Param    `json:"params,omitempty"`
	Set       map[string]string   `json:"set,omitempty"`
	Facts     map[string]FactKind `json:"facts,omitempty"`
	Calendars map[string]Calendar `json:"calendars,omitempty"`
	Levels    priority.Scheme     `json:"levels,omitzero"`
	Classify  priority.Rules      `json:"classify,omitzero"`
	Measure   []Measure           `json:"measure,omitempty"`
	Weights   []Weight            `json:"weights,omitempty"`
	Cover     []Cover             `json:"cover,omitempty"`
	Pools     map[string]Pool     `json:"pools,omitempty"`
	Items     []Item              `json:"items,omitempty"`
	Rates     []Rate              `json:"rates,omitempty"`
	Adjust    []Adjust            `json:"adjust,omitempty"`
	SLA       SLA                 `json:"sla,omitzero"`
	Term      Term                `json:"term,omitzero"`
	Invoice   Invoice             `json:"invoice,omitzero"`
	Includes  []Include           `json:"includes,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. The same Plan gives the same bytes.
func (p Plan) MarshalJSON() ([]byte, error) { return strict.Marshal(planJSON(p)) }

// UnmarshalJSON implements [json.Unmarshaler]. It is strict: unknown fields, keys given
// twice or in another case, other versions and malformed texts are faults, all of them in
// one [*Error] with their paths. Whether the sections fit together is for [NewRegistry] to say.
func (p *Plan) UnmarshalJSON(data []byte) error {
	var fs strict.Faults
	var j planJSON
	if len(data) > MaxDocument {
		fs.Add("", "too_long", "%d bytes, more than %d", len(data), MaxDocument)
		return fs.Err("contract: plan")
	}
	fs.Join("", "invalid", strict.Unmarshal(data, &j, "contract: plan"))
	if j.Version != 1 && fs.None() {
		fs.Add("version", "unknown_version", "version %d is not known, 1 is", j.Version)
	}
	if err := fs.Err("contract: plan"); err != nil {
		return err
	}
	*p = Plan(j)
	return nil
}

// Equal reports whether p and q are the same document.
func (p Plan) Equal(q Plan) bool {
	a, errA := p.MarshalJSON()
	b, errB := q.MarshalJSON()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// MaxDocument is the longest document that is read, in bytes: ten times the largest real one.
const MaxDocument = 1 << 20

// A Split says what becomes of work that crosses the edge of a calendar.
type Split string

// The choices. The zero Split is [SplitBoundary].
const (
	SplitBoundary Split = "boundary" // cut there, each piece for itself
	SplitStart    Split = "start"    // whole, as at its start
	SplitHighest  Split = "highest"  // whole, at the most urgent level of its parts
)

// A FactKind is the kind of a fact that a plan declares.
type FactKind string

// The kinds. A meter is a level over time: seats, spend.
const (
	FactFlag   FactKind = "flag"
	FactWord   FactKind = "word"
	FactNumber FactKind = "number"
	FactTime   FactKind = "time"
	FactMoney  FactKind = "money"
	FactMeter  FactKind = "meter"
)

// A Param is what a plan leaves for the contract to say. Without a default it is required.
type Param struct {
	Type    ParamType `json:"type"`
	Default string    `json:"default,omitempty"`
	OneOf   []string  `json:"one_of,omitempty"`
	Min     string    `json:"min,omitempty"`
	Max     string    `json:"max,omitempty"`
	Step    string    `json:"step,omitempty"` // from Min on, or from nothing
}

// A ParamType is the kind of text that a parameter takes.
type ParamType string

// The types.
const (
	ParamMoney   ParamType = "money"   // "85.00"
	ParamTime    ParamType = "time"    // "10h"
	ParamPercent ParamType = "percent" // "-15%"
	ParamNumber  ParamType = "number"  // "6"
	ParamPeriod  ParamType = "period"  // "month", "12 months"
	ParamWeek    ParamType = "week"    // "Mon-Fri 09:00-17:00"
	ParamWord    ParamType = "word"
)

// A Calendar is a set of hours: weekly text such as "Mon-Fri 08:00-18:00" or "24/7", or
// an object with more. In JSON a calendar of nothing but a week is that text.
type Calendar struct {
	Week     Week
	Zone     string   // none: the plan's
	Holidays []string // built in, or tables that the host puts beside the plan
	Dates    map[calendar.Date]calendar.Hours
	Closed   []calendar.Closure
	Union    []string // other calendars of the plan: open when any of them is
	Except   []string // but not when one of these is
}

// A Week is weekly hours, in versions, or a parameter that says them.
type Week struct {
	Schedule calendar.Schedule
	Param    string
}

// A Measure is a rule that says how worked time becomes billed time; see
// [priority.Increment]. The first that matches an entry measures it, once; a rule of a
// second pass then measures what the first gave.
type Measure struct {
	ID          string             `json:"id,omitempty"`
	When        priority.Condition `json:"when,omitzero"`
	Clause      string             `json:"clause,omitempty"` // what the source says, in its words
	Per         priority.Per       `json:"per,omitempty"`
	Round       priority.Rounding  `json:"round,omitzero"`
	Grace       Amount             `json:"grace,omitzero"`
	First       Amount             `json:"first,omitzero"`
	Min         Amount             `json:"min,omitzero"`
	Free        Amount             `json:"free,omitzero"`
	Fixed       Amount             `json:"fixed,omitzero"`
	Basis       Basis              `json:"basis,omitempty"`
	AfterWeight bool               `json:"after_weight,omitempty"`
	Pass        int                `json:"pass,omitempty"` // 1 or 2; none: 1
}

// A Basis says which time is measured.
type Basis string

// The choices. The zero Basis is [BasisWorked].
const (
	BasisWorked   Basis = "worked"
	BasisNorm     Basis = "norm"     // the standard time of the task, [Entry].Norm; none: worked
	BasisEstimate Basis = "estimate" // what was estimated for it, [Entry].Estimate; none: worked
)

// A Weight is a rule that makes an hour count for more, or less. Within a group the
// largest counts; groups multiply. The weights of the levels are the group "level".
type Weight struct {
	ID     string             `json:"id,omitempty"`
	When   priority.Condition `json:"when,omitzero"`
	Clause string             `json:"clause,omitempty"`
	Times  Amount             `json:"times"`
	Group  string             `json:"group,omitempty"` // none: its own
}

// A Cover is a rule of the waterfall that measured work runs down: it takes what it may,
// and lets the rest fall to the next. Scope, allowance, cap, quota, fair use and overage
// are all rules of this one list. Work that falls through is charged.
type Cover struct {
	ID        string             `json:"id,omitempty"`
	When      priority.Condition `json:"when,omitzero"`
	Clause    string             `json:"clause,omitempty"`
	As        As                 `json:"as,omitempty"`
	From      []string           `json:"from,omitempty"` // pools, in order
	UpTo      Amount             `json:"upto,omitzero"`
	Beyond    Amount             `json:"beyond,omitzero"`
	Per       priority.Per       `json:"per,omitempty"` // what UpTo and Beyond count by
	Whole     bool               `json:"whole,omitempty"`
	Step      Amount             `json:"step,omitzero"` // only whole steps are taken
	Needs     Needs              `json:"needs,omitempty"`
	Tolerance Amount             `json:"tolerance,omitzero"` // by which an estimate may be exceeded
}

// An As says what becomes of the work that a rule takes.
type As string

// The outcomes.
const (
	AsIncluded As = "included" // free
	AsDraw     As = "draw"     // from a pool
	AsBorrow   As = "borrow"   // from a pool's next period
	AsCharge   As = "charge"   // for money
	AsDefer    As = "defer"    // later
	AsRefuse   As = "refuse"   // not at all
)

// A Needs says whose word a rule waits for.
type Needs string

// The choices. The zero Needs is nobody's.
const (
	NeedsApproval Needs = "approval" // the customer's
	NeedsEstimate Needs = "estimate" // the customer's, to an estimate
	NeedsDecision Needs = "decision" // the provider's
)

// A Pool holds what was bought or comes with the plan.
type Pool struct {
	Of      string       `json:"of,omitempty"`      // time, money, ticket, visit, or a declared number; none: time
	Unit    Amount       `json:"unit,omitzero"`     // time per unit of a pool of credits; none: 1h
	Per     priority.Per `json:"per,omitempty"`     // an account each
	Weights *bool        `json:"weights,omitempty"` // false counts clock time
	Order   []ledger.Key `json:"order,omitempty"`   // in which lots are drawn; see [ledger.DefaultOrder]
	Alerts  []Alert      `json:"alerts,omitempty"`
	Pays    []string     `json:"pays,omitempty"` // of a money pool: the lines it pays; none: all
}

// An Alert is a threshold of a pool.
type Alert struct {
	At  Threshold `json:"at"`
	In  string    `json:"in,omitempty"`  // "2 of 3": only if so in that many of the last periods
	Buy string    `json:"buy,omitempty"` // the item to offer
}

// An Include is shown to the customer, and never computed.
type Include struct {
	Kind      string `json:"kind"` // team, benefit, obligation, catalogue
	Name      string `json:"name"`
	Dedicated bool   `json:"dedicated,omitempty"`
	At        string `json:"at,omitempty"`
}
