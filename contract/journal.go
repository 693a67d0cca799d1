package contract

import (
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// A Journal holds the facts of a contract, in any order: what was ordered and called off, what meters
// showed, what was paid ahead or too late, what was worked on which tickets, what was approved or taken
// back, and which periods were closed. Facts are only ever added; everything else follows from them.
type Journal struct {
	Orders   []Order   `json:"orders,omitempty"`
	Readings []Reading `json:"readings,omitempty"`
	Payments []Payment `json:"payments,omitempty"`

	Entries   []Entry    `json:"entries,omitempty"`
	Tickets   []Ticket   `json:"tickets,omitempty"`
	Approvals []Approval `json:"approvals,omitempty"`
	Reversals []Reversal `json:"reversals,omitempty"`
	Closings  []Closing  `json:"closings,omitempty"`

	Cancellations []Cancellation `json:"cancellations,omitempty"`
	Arrears       []Arrear       `json:"arrears,omitempty"`
}

// An Order buys an item.
type Order struct {
	ID       string    `json:"id"`
	Item     string    `json:"item"`
	At       time.Time `json:"at"`
	Quantity Number    `json:"quantity,omitzero"` // the zero Number, which is not the number 0: 1
	Size     Amount    `json:"size,omitzero"`     // of one, where the item comes in several
	For      string    `json:"for,omitempty"`     // the asset or user, where the pool has an account for each
	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: at At
}

// A Reading is what a meter shows from an instant on: seats, devices, spend.
type Reading struct {
	ID    string    `json:"id"`
	Meter string    `json:"meter"`
	At    time.Time `json:"at"`
	Value Number    `json:"value"`

	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: at At
}

// A Payment pays periods ahead, from the one that begins on From or holds it.
type Payment struct {
	ID      string        `json:"id"`
	On      calendar.Date `json:"on"`
	From    calendar.Date `json:"from,omitzero"`   // none: On
	Items   []string      `json:"items,omitempty"` // none: all that come round
	Periods int           `json:"periods"`

	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: on On
}

// maxAhead is how many days before the contract begins something can be ordered or paid.
const maxAhead = 10 * 366

// MaxPrepaid is how many periods one payment can pay.
const MaxPrepaid = 1200

// sorted returns the journal in order, each fact once, with the place of each entry by its ID,
// and notes what is wrong with it.
func (j Journal) sorted(c *Contract, fs *strict.Faults) (Journal, map[string]int) {
	var entries map[string]int
	j.check(c, fs)
	j.Orders, _ = once(j.Orders, "orders", fs, func(a, b Order) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(o Order) string { return o.ID }, Order.equal)
	j.Readings, _ = once(j.Readings, "readings", fs, func(a, b Reading) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(r Reading) string { return r.ID }, Reading.equal)
	j.Payments, _ = once(j.Payments, "payments", fs, func(a, b Payment) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) },
		func(p Payment) string { return p.ID }, Payment.equal)
	j.Entries, entries = once(j.Entries, "entries", fs, func(a, b Entry) int { return byTime(a.From, a.ID, b.From, b.ID) },
		func(e Entry) string { return e.ID }, Entry.equal)
	j.Tickets, _ = once(j.Tickets, "tickets", fs, func(a, b Ticket) int { return byTime(a.Recorded, a.ID, b.Recorded, b.ID) },
		Ticket.record, Ticket.equal)
	j.Approvals, _ = once(j.Approvals, "approvals", fs, func(a, b Approval) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(p Approval) string { return p.ID }, Approval.equal)
	j.Reversals, _ = once(j.Reversals, "reversals", fs, func(a, b Reversal) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(r Reversal) string { return r.ID }, Reversal.equal)
	j.Closings, _ = once(j.Closings, "closings", fs, func(a, b Closing) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(c Closing) string { return c.ID }, Closing.equal)
	j.Cancellations, _ = once(j.Cancellations, "cancellations", fs, func(a, b Cancellation) int { return byTime(a.At, a.ID, b.At, b.ID) },
		func(x Cancellation) string { return x.ID }, Cancellation.equal)
	j.Arrears, _ = once(j.Arrears, "arrears", fs, func(a, b Arrear) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) },
		func(x Arrear) string { return x.ID }, Arrear.equal)
	return j, entries
}

// check notes what is wrong with each fact, at its place in the journal as it was handed in.
func (j Journal) check(c *Contract, fs *strict.Faults) {
	j.checkCancellations(c, fs)
	j.checkArrears(c, fs)
	for i, o := range j.Orders {
		c.checkOrder(o, strict.At("orders", i), fs)
	}
	for i, r := range j.Readings {
		path := strict.At("readings", i)
		if r.Value.D.IsNegative() {
			fs.Add(path+".value", "negative", "a meter does not show less than nothing")
		}
		if r.At.IsZero() {
			fs.Add(path+".at", "missing", "it needs an instant")
		}
		if c.meter(r.Meter) == "" {
			fs.Add(path+".meter", "unknown_meter", "the plan counts no %.80q", r.Meter)
		}
	}
	for i, y := range j.Approvals {
		path := strict.At("approvals", i)
		if y.Entry == "" && y.Ticket == "" {
			fs.Add(path, "unclear", "it is about neither an entry nor a ticket")
		}
		if y.At.IsZero() {
			fs.Add(path+".at", "missing", "it needs the instant at which it was given")
		}
		if y.Estimate < 0 {
			fs.Add(path+".estimate", "negative", "it is an estimate of less than no time")
		}
		if y.Rule != "" && !slices.ContainsFunc(c.stages, func(s stage) bool { return s.terms.covers(y.Rule) }) {
			fs.Add(path+".rule", "unknown_rule", "no rule of cover is %.80q", y.Rule)
		}
	}
	for i, p := range j.Payments {
		path := strict.At("payments", i)
		if p.Periods < 1 || p.Periods > MaxPrepaid {
			fs.Add(path+".periods", "bad_periods", "%d is not from 1 to %d", p.Periods, MaxPrepaid)
		}
		if p.On.IsZero() {
			fs.Add(path+".on", "missing", "it needs a day")
		} else if c.cfg.Start.DaysSince(p.On) > maxAhead {
			fs.Add(path+".on", "too_early", "%v is more than %d days before the start of the contract", p.On, maxAhead)
		}
		for k, id := range p.Items {
			if !c.sells(id) {
				fs.Add(strict.At(path+".items", k), "unknown_item", "the plan has no %.80q", id)
			}
		}
	}
}

// sells reports whether the contract has an item at any time.
func (c *Contract) sells(id string) bool {
	return slices.ContainsFunc(c.stages, func(s stage) bool { _, ok := s.terms.item(id); return ok })
}

// byTime orders by an instant, then by ID. Few share an instant, so that IDs are seldom compared.
func byTime(a time.Time, id string, b time.Time, other string) int {
	if c := a.Compare(b); c != 0 {
		return c
	}
	return cmp.Compare(id, other)
}

// covers reports whether the terms have a rule of that ID in the waterfall.
func (t *Terms) covers(rule string) bool {
	return slices.ContainsFunc(t.plan.Cover, func(c Cover) bool { return c.ID == rule })
}

// once returns list in order, what stands twice once, with the place of each by its ID, and
// notes facts that share an ID and are not the same.
func once[T any](list []T, path string, fs *strict.Faults, order func(a, b T) int, id func(T) string, same func(a, b T) bool) (kept []T, seen map[string]int) {
	if len(list) == 0 {
		return nil, nil
	}
	seen, kept = make(map[string]int, len(list)), make([]T, 0, len(list))
	for i, fact := range list {
		key := id(fact)
		old, twice := seen[key]
		switch {
		case key == "":
			fs.Add(strict.At(path, i)+".id", "empty", "it needs an id")
		case twice && !same(kept[old], fact):
			fs.Add(strict.At(path, i)+".id", "conflict", "%.80q stands for something else already", key)
		case !twice:
			seen[key] = len(kept)
			kept = append(kept, fact)
		}
	}
	if !slices.IsSortedFunc(kept, order) {
		slices.SortFunc(kept, order)
		for i, fact := range kept {
			seen[id(fact)] = i
		}
	}
	return kept, seen
}

func (o Order) equal(p Order) bool {
	return o.ID == p.ID && o.Item == p.Item && o.At.Equal(p.At) && o.Quantity.D.Equal(p.Quantity.D) && o.Size.Equal(p.Size) &&
		o.For == p.For && o.Recorded.Equal(p.Recorded)
}

func (r Reading) equal(q Reading) bool {
	return r.ID == q.ID && r.Meter == q.Meter && r.At.Equal(q.At) && r.Value.D.Equal(q.Value.D) && r.Recorded.Equal(q.Recorded)
}

func (p Payment) equal(q Payment) bool {
	return p.ID == q.ID && p.On.Equal(q.On) && p.From.Equal(q.From) && p.Periods == q.Periods && slices.Equal(p.Items, q.Items) &&
		p.Recorded.Equal(q.Recorded)
}

// meter returns the kind of a meter of the contract at any time, empty if it has none of that name.
func (c *Contract) meter(name string) FactKind {
	for _, s := range c.stages {
		if kind := s.terms.plan.Facts[name]; kind == FactMeter {
			return kind
		}
	}
	return ""
}

// checkOrder notes an order of what is not sold, or in a size or number in which it is not.
func (c *Contract) checkOrder(o Order, path string, fs *strict.Faults) {
	day := calendar.DateIn(o.At, c.zone())
	item, ok := c.Terms(day).item(o.Item)
	switch {
	case o.At.IsZero():
		fs.Add(path+".at", "missing", "it needs an instant")
		return
	case c.cfg.Start.DaysSince(day) > maxAhead:
		fs.Add(path+".at", "too_early", "%v is more than %d days before the start of the contract", day, maxAhead)
		return
	case !ok || item.Of != "order":
		fs.Add(path+".item", "unknown_item", "the plan sells no %.80q on %v", o.Item, day)
		return
	case !c.end.IsZero() && day.After(c.end.LastDay):
		fs.Add(path+".at", "after_end", "the contract ends on %v", c.end.LastDay)
		return
	}
	n := o.quantity()
	switch {
	case n.IsNegative():
		fs.Add(path+".quantity", "negative", "is less than nothing")
	case n.IsZero():
		fs.Add(path+".quantity", "zero", "nothing is ordered: what was ordered is called off by a cancellation")
	case !item.AtLeast.IsZero() && n.LessThan(item.AtLeast.Number()):
		fs.Add(path+".quantity", "below_least", "%s is sold from %s on", o.Item, item.AtLeast)
	case !item.AtMost.IsZero() && n.GreaterThan(item.AtMost.Number()):
		fs.Add(path+".quantity", "above_most", "%s is sold up to %s", o.Item, item.AtMost)
	}
	if _, ok := item.size(o); !ok {
		fs.Add(path+".size", "unknown_size", "%s does not come in the size %q", o.Item, o.Size.String())
	}
}

// quantity returns how many units are ordered: one if nobody said, which the number 0 is not.
func (o Order) quantity() decimal.Decimal {
	if o.Quantity == (Number{}) {
		return one
	}
	return o.Quantity.D
}

// size returns the size of one unit of an order, the zero Amount if units have none, and
// whether the item comes in it.
func (i Item) size(o Order) (Amount, bool) {
	switch {
	case len(i.Each) == 0:
		return Amount{}, o.Size.IsZero()
	case o.Size.IsZero():
		return i.Each[0], len(i.Each) == 1
	}
	at := slices.IndexFunc(i.Each, func(a Amount) bool { return sameAmount(a, o.Size) })
	return o.Size, at >= 0
}

// sameAmount reports whether two amounts are of one kind and value, however written.
func sameAmount(a, b Amount) bool {
	return a.Kind() == b.Kind() && a.Time() == b.Time() && a.Number().Equal(b.Number()) && a.Percent().Equal(b.Percent())
}

// item returns the item of an ID.
func (t *Terms) item(id string) (Item, bool) {
	i, ok := t.items[id]
	if !ok {
		return Item{}, false
	}
	return t.plan.Items[i], true
}

// zone returns the zone of the contract: that of the terms it starts with.
func (c *Contract) zone() *time.Location { return c.stages[0].terms.loc }

// a step of a meter: from a day on, so much.
type level struct {
	id    string // of the reading
	from  calendar.Date
	at    time.Time
	value decimal.Decimal
}

// levels returns what a meter shows in a period: at its beginning, and each change within.
// It reports false if nothing was read by the beginning. The journal is in order.
func (j Journal) levels(meter string, p Period, loc *time.Location) ([]level, bool) {
	begin := p.From.In(loc)
	var list []level
	for i := j.before(p.To.In(loc)) - 1; i >= 0; i-- {
		r := j.Readings[i]
		if r.Meter != meter {
			continue
		}
		if !r.At.After(begin) {
			list = append(list, level{r.ID, p.From, begin, r.Value.D})
			break
		}
		list = append(list, level{r.ID, calendar.DateIn(r.At, loc), r.At, r.Value.D})
	}
	slices.Reverse(list)
	return list, len(list) > 0 && list[0].at.Equal(begin)
}

// asKnown returns the orders, readings and payments that were known at an instant; at the
// zero instant all.
func (j Journal) asKnown(at time.Time, loc *time.Location) Journal {
	if at.IsZero() {
		return j
	}
	later := func(recorded, otherwise time.Time) bool {
		if recorded.IsZero() {
			recorded = otherwise
		}
		return recorded.After(at)
	}
	j.Orders = slices.DeleteFunc(slices.Clone(j.Orders), func(o Order) bool { return later(o.Recorded, o.At) })
	j.Readings = slices.DeleteFunc(slices.Clone(j.Readings), func(r Reading) bool { return later(r.Recorded, r.At) })
	j.Payments = slices.DeleteFunc(slices.Clone(j.Payments), func(p Payment) bool { return later(p.Recorded, p.On.In(loc)) })
	j.Cancellations = slices.DeleteFunc(slices.Clone(j.Cancellations), func(x Cancellation) bool {
		there := x.Order == "" || slices.ContainsFunc(j.Orders, func(o Order) bool { return o.ID == x.Order })
		return later(x.Recorded, x.At) || !there
	})
	j.Tickets = j.tickets(at)
	return j
}

// A Duration is a [time.Duration] that is written "1h30m" in JSON: Duration(90*time.Minute).
type Duration = exact.Duration

// A Number is a decimal that is written as a string in JSON: Number{D: decimal.NewFromInt(7)}.
type Number = exact.Decimal

// before returns how many readings were made before an instant. The journal is in order.
func (j Journal) before(at time.Time) int {
	n, _ := slices.BinarySearchFunc(j.Readings, at, func(r Reading, at time.Time) int {
		if r.At.Before(at) {
			return -1
		}
		return 1
	})
	return n
}
