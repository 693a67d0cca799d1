package ledger

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// An Entry is a fact that a ledger is made of: a [Grant], [Usage], [Payment], [Reset],
// [Adjustment], [Void], [Reversal], [Extend], [Transfer], [Approval], [Close] or [Reopen]. Facts are only ever added. What follows from them
// (balances, draws, lapses) is derived, and derived again when a fact comes late.
//
// An entry is identified by its ID, over all kinds and pools of a ledger. Posting it twice
// is the same as once; another entry under the same ID is [ErrConflict]. Notes may differ:
// they are for people, and a host may take them out.
type Entry interface {
	// Head returns what all entries have.
	Head() Head
	same(Entry) bool
}

// A Head is what all entries have, and what a host keeps of each in columns of its own.
type Head struct {
	Type     Type
	ID       string
	At       time.Time // when it takes effect
	Recorded time.Time // when it became known; At where the entry leaves it open
}

// A Type is a kind of entry.
type Type string

// The types of entries.
const (
	TypeGrant      Type = "grant"
	TypeUsage      Type = "usage"
	TypePayment    Type = "payment"
	TypeReset      Type = "reset"
	TypeAdjustment Type = "adjustment"
	TypeVoid       Type = "void"
	TypeReversal   Type = "reversal"
	TypeExtend     Type = "extend"
	TypeTransfer   Type = "transfer"
	TypeApproval   Type = "approval"
	TypeClose      Type = "close"
	TypeReopen     Type = "reopen"
)

// A GrantKind says what kind of grant it is. It changes no balance, only how reports group.
type GrantKind string

// The kinds of grants. The zero GrantKind is a bundle.
const (
	Bundle    GrantKind = "bundle"    // bought
	Allowance GrantKind = "allowance" // comes with each period
	Included  GrantKind = "included"  // comes with something else that is bought
	Promo     GrantKind = "promo"     // given to win a customer
	Goodwill  GrantKind = "goodwill"  // given to keep one
)

// A Grant puts a quantity at the customer's disposal. What comes of it are lots: one, or
// with Every one in each period, and those that are carried over.
type Grant struct {
	ID     string
	Pool   string    // the pool it belongs to
	Kind   GrantKind // none: a bundle
	Amount Quantity  // of each lot; not negative

	Effective time.Time // the first instant at which it can be drawn
	Expires   time.Time // the first instant at which it no longer can; zero: never
	Recorded  time.Time // when it became known; zero: when effective

	Priority int      // what is lower is drawn first
	Scope    []string // only usage of one of these scopes may draw; none: any

	// Cost is what one unit was bought for, in the currency of the contract (an hour has 3,600
	// units of time, but is one here: cost is per hour of time pools). The ledger only compares it.
	Cost     decimal.Decimal
	Category string // such as "paid", "promo"; see [KeyCategory]

	// Every makes the grant a recurring one: at each boundary what is left lapses, or
	// rolls over, and the lot is filled again. The boundaries are counted from Anchor (zero: from
	// Effective) in the zone of the ledger, months with the day kept and clamped: 31 January,
	// 28 February, 31 March. Expires then ends the series and all that was carried.
	Every  calendar.Every
	Anchor time.Time

	Roll  Rollover // what is carried over where a lot ends
	Keep  Clamp    // what a [Reset] leaves
	Owing bool     // usable only once a [Payment] was made (HaloPSA: hours count when invoiced or paid)
	Note  string   // for people
}

// A Usage takes a quantity from a pool: work that was done, an incident that was handled.
//
// What it takes is either stated in Amount, measured and weighed by the host, or follows
// from the time worked by the pool's increment and weights. Work that runs over an expiry
// or a boundary is cut there by the host; the ledger goes by From alone.
type Usage struct {
	ID       string
	Pool     string
	From     time.Time // the start of the work, which decides period and order
	Recorded time.Time // when it was entered; zero: at From

	Time   time.Duration   // worked, as on the clock; never replaced
	Norm   time.Duration   // what the work should take, for pools that count norm hours
	Billed time.Duration   // after rounding; zero: by the pool's increment
	Weight decimal.Decimal // zero: of the level, by the pool's policy; 1 where that has no levels
	Amount Quantity        // what it takes from the pool; zero: Billed × Weight

	Level    priority.Level
	Kind     string // of work: "remote", "travel"
	Ticket   string
	Scope    string // lots with a scope are drawn only by usage of that scope
	Approved bool   // overage of this usage needs no further approval; see [ModeAsk]
	Note     string // for people
}

// A Payment makes a grant that is [Grant.Owing] usable from its instant on.
type Payment struct {
	ID       string
	Grant    string
	At       time.Time
	Recorded time.Time // zero: at At
	Note     string
}

// A Reset is an explicit boundary, outside the periods of any grant: each lot keeps what
// its [Grant.Keep] allows and the rest lapses (or rolls over, by its [Grant.Roll]).
// Overage and debt outstanding until then are forgiven, unless KeepOverage says no.
//
// It is what OpenMeter does at the end of a usage period.
type Reset struct {
	ID          string
	Pool        string
	At          time.Time
	Recorded    time.Time // zero: at At
	KeepOverage bool
	Note        string
}

// An Adjustment adds to the lot of a grant that is open at its instant, or takes from it.
// More than is left cannot be taken: the outcome says how much was.
type Adjustment struct {
	ID       string
	Grant    string // or the [Transfer] that brought the lot
	At       time.Time
	Recorded time.Time // zero: at At
	Amount   Quantity  // signed, not nothing
	Reason   string
	Note     string
}

// A Void ends a grant: what is left of its lots is taken back, and nothing more comes of
// it. What was burned stays burned, or is burned again on other lots, by the pool's policy. A grant
// with nothing left, or voided before, is "nothing to void".
type Void struct {
	ID       string
	Grant    string // or the [Transfer] that brought the lots
	At       time.Time
	Recorded time.Time // zero: at At

	// Ends makes it an end of the lots such as an expiry is: it comes before the boundaries
	// and new lots of its instant. Otherwise it comes after these and before usage.
	Ends bool
	Note string
}

// A Reversal takes back a usage, whole or in part, latest part first: what is not covered
// first, then what was drawn, last lot first. What returns to a lot that has ended lapses
// at once. More than was used cannot be taken back: the outcome says how much was.
type Reversal struct {
	ID       string
	Usage    string
	At       time.Time
	Recorded time.Time // zero: at At
	Amount   Quantity  // zero: all that is left of it
	Note     string
}

// Head implements [Entry].
func (g Grant) Head() Head {
	return Head{TypeGrant, g.ID, g.Effective, since(g.Recorded, g.Effective)}
}

// Head implements [Entry]. At is From.
func (u Usage) Head() Head { return Head{TypeUsage, u.ID, u.From, since(u.Recorded, u.From)} }

// Head implements [Entry].
func (p Payment) Head() Head { return Head{TypePayment, p.ID, p.At, since(p.Recorded, p.At)} }

// Head implements [Entry].
func (r Reset) Head() Head { return Head{TypeReset, r.ID, r.At, since(r.Recorded, r.At)} }

// Head implements [Entry].
func (a Adjustment) Head() Head { return Head{TypeAdjustment, a.ID, a.At, since(a.Recorded, a.At)} }

// Head implements [Entry].
func (v Void) Head() Head { return Head{TypeVoid, v.ID, v.At, since(v.Recorded, v.At)} }

// Head implements [Entry].
func (r Reversal) Head() Head { return Head{TypeReversal, r.ID, r.At, since(r.Recorded, r.At)} }
