package contract

import (
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// An Item is a price of something counted, which may bring grants of hours with it: a
// fee, a seat, a pack of hours, a call-out, a refund.
type Item struct {
	ID      string             `json:"id"`
	When    priority.Condition `json:"when,omitzero"`
	Clause  string             `json:"clause,omitempty"`
	Of      string             `json:"of,omitempty"` // what is counted; none: the contract itself, once
	On      []string           `json:"on,omitempty"` // items whose money is counted; none: all
	Every   Every              `json:"every,omitzero"`
	Each    Sizes              `json:"each,omitempty"` // size of one unit; several: chosen on order
	AtLeast Amount             `json:"at_least,omitzero"`
	AtMost  Amount             `json:"at_most,omitzero"`
	Price   Price              `json:"price,omitzero"` // none: free
	Per     priority.Per       `json:"per,omitempty"`
	Bill    Bill               `json:"bill,omitempty"` // none: as the invoice says
	Prorate Prorate            `json:"prorate,omitempty"`
	Tax     string             `json:"tax,omitempty"` // the class of its lines, for the host's tax
	Grants  []Grant            `json:"grants,omitempty"`
}

// Sizes are the sizes in which something is sold: "15m", or a list to choose from.
type Sizes []Amount

// A Bill says when something is billed.
type Bill string

// The choices.
const (
	BillAdvance    Bill = "advance"    // at the beginning of its period
	BillArrears    Bill = "arrears"    // at the end of its period, or of the contract if that comes first
	BillCompletion Bill = "completion" // work on the day on which it is done ([Account.DueOn]), items in advance
)

// A Prorate says what part of the money a part of a period costs. It speaks of money only.
type Prorate string

// The choices. The zero Prorate is [ProrateNone].
const (
	ProrateNone  Prorate = "none"  // all of it
	ProrateDay   Prorate = "day"   // by days
	ProrateExact Prorate = "exact" // by the second
	ProrateNext  Prorate = "next"  // what changes counts from the next period on
)

// A Grant is what an item puts at the customer's disposal: whenever it is charged, all of it
// even where the money is for a part of a period, and for seats that come within one, too. What
// is known late comes late, as its money does. What expires by its use lives for ever until the
// use, which stays one if it is taken back after the period was closed in which it counted.
type Grant struct {
	Pool     string `json:"pool"`
	Amount   Amount `json:"amount"`         // per unit counted; a percentage is of the quantity ordered
	Every    Every  `json:"every,omitzero"` // none: the item's
	Expires  Until  `json:"expires,omitzero"`
	Extend   Extend `json:"extend,omitzero"`
	Priority int    `json:"priority,omitempty"`
	Roll     *Roll  `json:"roll,omitempty"` // none: the rest lapses
}

// An Extend moves an expiry on while a condition holds.
type Extend struct {
	When priority.Condition `json:"when,omitzero"`
	To   Until              `json:"to,omitzero"`
}

// A Roll says what is carried over where a lot ends: first the share of the rest, then no
// more than the cap (a percentage is of the lot granted), then no more than the total
// over all that is carried, the oldest trimmed: of all that the item brings into the account by
// this grant, through new terms, seats and orders, a percentage of what of it ends at the time.
type Roll struct {
	When  priority.Condition `json:"when,omitzero"`
	Share Amount             `json:"share,omitzero"` // none: 100%
	Cap   Amount             `json:"cap,omitzero"`
	Total Amount             `json:"total,omitzero"`
	Lives Lives              `json:"lives,omitzero"` // none: one period of the grant, or once more as long as it lived
}

// Lives says how long a carried lot lives: for ever, or until. Only what lives for ever
// is carried again.
type Lives struct {
	Ever  bool
	Until Until
}

// A Rate is a rule that says what an hour of charged work costs.
type Rate struct {
	ID      string             `json:"id,omitempty"`
	When    priority.Condition `json:"when,omitzero"`
	Clause  string             `json:"clause,omitempty"`
	Price   Price              `json:"price"`
	Per     priority.Per       `json:"per,omitempty"`     // the group that a tiered or flat price counts
	Weights *bool              `json:"weights,omitempty"` // false: weights do not raise the price
	Every   Every              `json:"every,omitzero"`    // settled; none: each period
	Tax     string             `json:"tax,omitempty"`     // the class of its lines, for the host's tax
}

// An Adjust changes prices afterwards: a discount, a surcharge, an SLA credit, a floor.
// Each that holds counts, in the order written.
type Adjust struct {
	ID     string             `json:"id"`
	When   priority.Condition `json:"when,omitzero"`
	Clause string             `json:"clause,omitempty"`
	On     []string           `json:"on,omitempty"` // ids, "all" or "invoice"
	By     Price              `json:"by,omitzero"`  // signed
	Of     string             `json:"of,omitempty"` // what By counts; none: the money itself
	Base   Base               `json:"base,omitempty"`
	Group  string             `json:"group,omitempty"` // only the best for the customer of a group counts
	Min    Amount             `json:"min,omitzero"`
	Max    Amount             `json:"max,omitzero"`
}

// A Base says what a percentage is of.
type Base string

// The choices. The zero Base is [BaseRunning].
const (
	BaseRunning Base = "running" // the price as it stands: discounts follow one another
	BaseList    Base = "list"    // the price before any: discounts add up
)

// An SLA is the table of what was promised: for each target the hours in which its clock
// runs and the time within which things happen.
type SLA struct {
	Targets      []Target            `json:"targets,omitempty"`
	Metrics      map[string]Metric   `json:"metrics,omitempty"`
	Pause        map[string][]string `json:"pause,omitempty"` // reason to metrics
	Reclassified string              `json:"reclassified,omitempty"`
	Reopened     string              `json:"reopened,omitempty"`
	Met          string              `json:"met,omitempty"`
	Warn         []string            `json:"warn,omitempty"`
}

// IsZero reports whether s says nothing, as an empty list does.
func (s SLA) IsZero() bool {
	return len(s.Targets)+len(s.Metrics)+len(s.Pause)+len(s.Warn) == 0 && s.Reclassified == "" && s.Reopened == "" && s.Met == ""
}

// A Target is a row of the table. The first that matches a ticket and has a metric decides it.
type Target struct {
	ID     string             `json:"id,omitempty"`
	When   priority.Condition `json:"when,omitzero"`
	Clause string             `json:"clause,omitempty"`
	Clock  string             `json:"clock,omitempty"` // a calendar of the plan
	Within map[string]string  `json:"within"`          // metric to time, or to days
}

// A Metric moves the start and the stops of a clock.
type Metric struct {
	From string   `json:"from,omitempty"` // none: opened
	By   []string `json:"by,omitempty"`
}

// A Term says how long a contract lasts and how it is changed and ended.
type Term struct {
	Eligible   priority.Condition `json:"eligible,omitzero"` // who may have the plan
	Minimum    Until              `json:"minimum,omitzero"`
	PriceLock  Until              `json:"price_lock,omitzero"`
	Renews     Until              `json:"renews,omitzero"`
	Notice     map[Side]Until     `json:"notice,omitempty"`
	PartPeriod PartPeriod         `json:"part_period,omitempty"`
	Changes    Until              `json:"changes,omitzero"` // notice of new terms
	Index      Index              `json:"index,omitzero"`
	Contacts   Amount             `json:"contacts,omitzero"` // how many may be named
}

// IsZero reports whether t says nothing, as an empty map does.
func (t Term) IsZero() bool {
	return len(t.Notice) == 0 && t.Eligible.IsZero() && t.Minimum.IsZero() && t.PriceLock.IsZero() && t.Renews.IsZero() &&
		t.PartPeriod == "" && t.Changes.IsZero() && t.Index == Index{} && t.Contacts.IsZero()
}

// A Side is a party to a contract.
type Side string

// The parties.
const (
	Customer Side = "customer"
	Provider Side = "provider"
)

// A PartPeriod says what is paid back of a period that ends early.
type PartPeriod string

// The choices. The zero PartPeriod pays back the days not served of items that are prorated,
// and nothing of others.
const (
	PartNone    PartPeriod = "none"    // nothing
	PartProrate PartPeriod = "prorate" // the days not served
	PartFull    PartPeriod = "full"    // all of it
)

// An Index raises prices as time goes by.
type Index struct {
	Every Every                  `json:"every,omitzero"`
	On    string                 `json:"on,omitempty"` // MM-DD; none: the anniversary
	By    Amount                 `json:"by,omitzero"`
	Round priority.MoneyRounding `json:"round,omitzero"`
}

// An Invoice says when and how it is billed.
type Invoice struct {
	Every  Every                  `json:"every,omitzero"`   // none: month
	Anchor string                 `json:"anchor,omitempty"` // start, calendar, start drifting, or a day of the month
	Bill   Bill                   `json:"bill,omitempty"`   // of items; none: advance
	Early  Until                  `json:"early,omitzero"`   // issued this long before
	Due    Until                  `json:"due,omitzero"`
	Round  priority.MoneyRounding `json:"round,omitzero"` // none: half-up to the currency
	Tax    Tax                    `json:"tax,omitzero"`
}

// A Tax is a rate, and whether prices hold it.
type Tax struct {
	Rate   Amount      `json:"rate,omitzero"`
	Prices TaxedPrices `json:"prices,omitempty"`
}

// TaxedPrices says whether prices include the tax.
type TaxedPrices string

// The choices. The zero TaxedPrices is [TaxExcluded].
const (
	TaxExcluded TaxedPrices = "exclude"
	TaxIncluded TaxedPrices = "include"
)

// MarshalJSON implements [json.Marshaler]: a string if there is one size.
func (s Sizes) MarshalJSON() ([]byte, error) {
	if len(s) == 1 {
		return strict.Marshal(s[0])
	}
	return strict.Marshal([]Amount(s))
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (s *Sizes) UnmarshalJSON(data []byte) error {
	var one Amount
	var list []Amount
	var err error
	if data[0] == '"' {
		err = strict.Unmarshal(data, &one, "contract: size")
		list = []Amount{one}
	} else {
		err = strict.Unmarshal(data, &list, "contract: sizes")
	}
	if err == nil && (len(list) == 0 || slices.ContainsFunc(list, Amount.IsZero)) {
		err = fault("sizes", "empty", "at least one size is needed")
	}
	if err == nil {
		*s = list
	}
	return err
}

// IsZero reports whether nothing is said.
func (l Lives) IsZero() bool { return l == Lives{} }

// MarshalText implements [encoding.TextMarshaler]: "ever", or an until.
func (l Lives) MarshalText() ([]byte, error) {
	if l.Ever {
		return []byte("ever"), nil
	}
	return l.Until.MarshalText()
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Lives) UnmarshalText(text []byte) error {
	if string(text) == "ever" {
		*l = Lives{Ever: true}
		return nil
	}
	var u Until
	err := u.UnmarshalText(text)
	if err == nil {
		*l = Lives{Until: u}
	}
	return err
}
