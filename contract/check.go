package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// check notes everything that keeps the terms from being applied. Their parameters are in.
func (t *Terms) check(fs *strict.Faults) {
	p := &t.plan
	p.checkNames(fs)
	p.checkConditions(fs)
	for i, m := range p.Measure {
		m.check(strict.At("measure", i), fs)
	}
	for i, w := range p.Weights {
		path := strict.At("weights", i)
		if kinds(fs, path+".times", w.Times, KindNumber) && w.Times.Number().IsNegative() {
			fs.Add(path+".times", "negative", "a weight is not below zero")
		}
	}
	for i, c := range p.Cover {
		p.checkCover(c, strict.At("cover", i), fs)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Pools)) {
		p.checkPool(p.Pools[name], strict.Key("pools", name), fs)
	}
	for i, item := range p.Items {
		p.checkItem(item, strict.At("items", i), fs)
	}
	for i, r := range p.Rates {
		fs.Join(strict.At("rates", i)+".per", "invalid", r.Per.Check())
		if r.Price.IsZero() {
			fs.Add(strict.At("rates", i)+".price", "missing", "a rate needs a price")
		}
	}
	for i, a := range p.Adjust {
		p.checkAdjust(a, strict.At("adjust", i), fs)
	}
	t.checkSLA(fs)
	p.checkTerm(fs)
	p.checkInvoice(fs)
}

// checkNames notes names that are none, ids that are missing or stand twice, and words
// that are none of those to choose from.
func (p *Plan) checkNames(fs *strict.Faults) {
	if p.Currency == (priority.Currency{}) && !p.Abstract {
		fs.Add("currency", "missing", "a plan needs a currency")
	}
	oneOf(fs, "split", p.Split, "", SplitBoundary, SplitStart, SplitHighest)
	for _, name := range slices.Sorted(maps.Keys(p.Facts)) {
		path := strict.Key("facts", name)
		fs.Join(path, "bad_name", checkName(name))
		oneOf(fs, path, p.Facts[name], FactFlag, FactWord, FactNumber, FactTime, FactMoney, FactMeter)
		if _, usual := stated[name]; usual || slices.Contains(derived, name) || slices.Contains(counted, name) {
			fs.Add(path, "taken", "%q has its meaning already", name)
		}
	}
	for _, names := range []struct {
		section string
		keys    []string
	}{{"calendars", slices.Collect(maps.Keys(p.Calendars))}, {"pools", slices.Collect(maps.Keys(p.Pools))}} {
		for _, name := range slices.Sorted(slices.Values(names.keys)) {
			fs.Join(strict.Key(names.section, name), "bad_name", checkName(name))
		}
	}
	for i, list := range p.rules() {
		seen := map[string]bool{}
		for _, r := range list {
			switch {
			case r.id == "" && (i == 3 || i == 5):
				fs.Add(r.path+".id", "empty", "it needs an id")
			case r.id != "" && seen[r.id]:
				fs.Add(r.path+".id", "duplicate_id", "%.80q stands twice", r.id)
			case r.id != "":
				fs.Join(r.path+".id", "bad_name", checkName(r.id))
			}
			seen[r.id] = true
		}
	}
	for i, inc := range p.Includes {
		oneOf(fs, strict.At("includes", i)+".kind", inc.Kind, "team", "benefit", "obligation", "catalogue")
		oneOf(fs, strict.At("includes", i)+".at", inc.At, "", "start", "end")
	}
}

// oneOf notes a word that is none of those to choose from.
func oneOf[T ~string](fs *strict.Faults, path string, word T, choices ...T) {
	if slices.Contains(choices, word) {
		return
	}
	var list []string
	for _, c := range choices {
		if c != "" {
			list = append(list, string(c))
		}
	}
	fs.Add(path, "unknown_word", "%.80q is none of %s", string(word), strings.Join(list, ", "))
}

// kinds notes an amount of another kind than its place takes, and reports whether it is
// there and of the right one.
func kinds(fs *strict.Faults, path string, a Amount, want ...Kind) bool {
	if a.IsZero() {
		return false
	}
	if !slices.Contains(want, a.Kind()) {
		var list []string
		for _, k := range want {
			list = append(list, k.String())
		}
		fs.Add(path, "wrong_kind", "%q is of the kind %v, and %s is wanted", a.String(), a.Kind(), strings.Join(list, " or "))
		return false
	}
	return true
}

// notNegative notes an amount below nothing.
func notNegative(fs *strict.Faults, path string, a Amount) {
	if a.Sign() < 0 {
		fs.Add(path, "negative", "%q is below nothing", a.String())
	}
}

// increment returns the rule as package priority measures with it.
func (m *Measure) increment() priority.Increment {
	return priority.Increment{
		Per: m.Per, Round: m.Round, Grace: m.Grace.Time(), First: m.First.Time(), Min: m.Min.Time(),
		Free: m.Free.Time(), Fixed: m.Fixed.Time(), AfterWeight: m.AfterWeight,
	}
}

func (m Measure) check(path string, fs *strict.Faults) {
	if len(m.Per) == 0 {
		fs.Add(path+".per", "missing", "it needs what is summed before rounding, such as entry or ticket")
	}
	for _, f := range []struct {
		field string
		a     Amount
	}{{"grace", m.Grace}, {"first", m.First}, {"min", m.Min}, {"free", m.Free}, {"fixed", m.Fixed}} {
		kinds(fs, path+"."+f.field, f.a, KindTime)
	}
	fs.Join(path, "invalid", m.increment().Check())
	oneOf(fs, path+".basis", m.Basis, "", BasisWorked, BasisNorm, BasisEstimate)
	if m.Pass < 0 || m.Pass > 2 {
		fs.Add(path+".pass", "unknown_pass", "there are passes 1 and 2, not %d", m.Pass)
	}
}

// checkCover notes what is wrong with a rule of the waterfall.
func (p *Plan) checkCover(c Cover, path string, fs *strict.Faults) {
	oneOf(fs, path+".as", c.As, AsIncluded, AsDraw, AsBorrow, AsCharge, AsDefer, AsRefuse)
	oneOf(fs, path+".needs", c.Needs, "", NeedsApproval, NeedsEstimate, NeedsDecision)
	fs.Join(path+".per", "invalid", c.Per.Check())
	for i, name := range c.From {
		pool, ok := p.Pools[name]
		switch at := strict.At(path+".from", i); {
		case !ok:
			fs.Add(at, "unknown_pool", "no pool is named %.80q", name)
		case pool.Of == "money" && (c.As == AsDraw || c.As == AsBorrow):
			fs.Add(at, "money_pool", "%s holds money, which pays lines and is not drawn by work", name)
		}
	}
	draws := c.As == AsDraw || c.As == AsBorrow
	if draws && len(c.From) == 0 {
		fs.Add(path+".from", "missing", "what is drawn needs a pool")
	}
	for _, m := range []struct {
		field string
		mark  Amount
	}{{"upto", c.UpTo}, {"beyond", c.Beyond}} {
		at := path + "." + m.field
		if !kinds(fs, at, m.mark, KindTime, KindPercent, KindCount) {
			continue
		}
		notNegative(fs, at, m.mark)
		if len(c.Per) == 0 {
			fs.Add(path+".per", "missing", "%s needs what it counts by", m.field)
		}
		if m.mark.Kind() == KindPercent && len(c.From) == 0 {
			fs.Add(path+".from", "missing", "a percentage in %s is of the pools that from names", m.field)
		}
	}
	if kinds(fs, path+".step", c.Step, KindTime) && c.Step.Time() <= 0 {
		fs.Add(path+".step", "not_positive", "a step is more than nothing")
	}
	kinds(fs, path+".tolerance", c.Tolerance, KindPercent)
	notNegative(fs, path+".tolerance", c.Tolerance)
	if !c.Tolerance.IsZero() && c.Needs != NeedsEstimate {
		fs.Add(path+".tolerance", "no_estimate", "a tolerance is of an estimate, and the rule needs none")
	}
}

// checkPool notes what is wrong with a pool.
func (p *Plan) checkPool(pool Pool, path string, fs *strict.Faults) {
	if !slices.Contains([]string{"", "time", "money", "ticket", "visit"}, pool.Of) && p.Facts[pool.Of] != FactNumber {
		fs.Add(path+".of", "unknown_fact", "%.80q is neither time, money, ticket, visit nor a number that the plan declares", pool.Of)
	}
	if kinds(fs, path+".unit", pool.Unit, KindTime) && pool.Unit.Time() <= 0 {
		fs.Add(path+".unit", "not_positive", "a unit is more than nothing")
	}
	fs.Join(path+".per", "invalid", pool.Per.Check())
	for i, key := range pool.Order {
		oneOf(fs, strict.At(path+".order", i), key, poolKeys...)
		if slices.Contains(pool.Order[:i], key) {
			fs.Add(strict.At(path+".order", i), "duplicate_key", "%s stands twice", key)
		}
	}
	for i, a := range pool.Alerts {
		at := strict.At(path+".alerts", i)
		if a.At.IsZero() {
			fs.Add(at+".at", "missing", "an alert needs a threshold")
		}
		if a.In != "" {
			if _, _, ok := parseKOfN(a.In); !ok {
				fs.Add(at+".in", "bad_periods", "%.40q is not of the form 2 of 3", a.In)
			}
		}
		if a.Buy != "" && !slices.ContainsFunc(p.Items, func(i Item) bool { return i.ID == a.Buy && i.Of == "order" }) {
			fs.Add(at+".buy", "unknown_item", "no item that can be ordered is %.80q", a.Buy)
		}
	}
	p.checkIDs(fs, path+".pays", pool.Pays, "all")
	if len(pool.Pays) > 0 && pool.Of != "money" {
		fs.Add(path+".pays", "no_money", "only a pool of money pays")
	}
}

// checkIDs notes ids that no item, rate or adjustment has.
func (p *Plan) checkIDs(fs *strict.Faults, path string, ids []string, more ...string) {
	for i, id := range ids {
		known := slices.Contains(more, id) ||
			slices.ContainsFunc(p.Items, func(x Item) bool { return x.ID == id }) ||
			slices.ContainsFunc(p.Rates, func(x Rate) bool { return x.ID == id })
		if !known {
			fs.Add(strict.At(path, i), "unknown_id", "no item and no rate is %.80q", id)
		}
	}
}

// checkTerm notes what is wrong with the term of the contract.
func (p *Plan) checkTerm(fs *strict.Faults) {
	for _, side := range slices.Sorted(maps.Keys(p.Term.Notice)) {
		oneOf(fs, strict.Key("term.notice", string(side)), side, Customer, Provider)
	}
	oneOf(fs, "term.part_period", p.Term.PartPeriod, "", PartNone, PartProrate, PartFull)
	kinds(fs, "term.contacts", p.Term.Contacts, KindNumber)
	if p.Term.Index != (Index{}) {
		if _, ok := p.Term.Index.Every.Calendar(); !ok {
			fs.Add("term.index.every", "missing", "an index needs how often it raises prices")
		}
		if !kinds(fs, "term.index.by", p.Term.Index.By, KindPercent) {
			fs.Add("term.index.by", "missing", "an index needs a percentage")
		}
		if on := p.Term.Index.On; on != "" && on != "anniversary" {
			if _, err := calendar.ParseDate("2000-" + on); err != nil {
				fs.Add("term.index.on", "bad_day", "%.40q is not a day of the year such as 01-15", on)
			}
		}
	}
}

// checkInvoice notes what is wrong with how it is billed.
func (p *Plan) checkInvoice(fs *strict.Faults) {
	v := p.Invoice
	if !v.Every.IsZero() {
		if _, ok := v.Every.Calendar(); !ok {
			fs.Add("invoice.every", "bad_every", "it cannot be billed every %s", v.Every)
		}
	}
	if _, ok := parseAnchor(v.Anchor); !ok {
		fs.Add("invoice.anchor", "bad_anchor", "%.40q is none of start, calendar, start drifting, day 1 to day 31", v.Anchor)
	}
	oneOf(fs, "invoice.bill", v.Bill, "", BillAdvance, BillArrears, BillCompletion)
	oneOf(fs, "invoice.tax.prices", v.Tax.Prices, "", TaxExcluded, TaxIncluded)
	if kinds(fs, "invoice.tax.rate", v.Tax.Rate, KindPercent) {
		notNegative(fs, "invoice.tax.rate", v.Tax.Rate)
	}
}
