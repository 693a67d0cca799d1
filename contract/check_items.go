package contract

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// counted are the things that an item can be of, besides the plan's own meters and
// numbers, "item:ID", and the metrics of the SLA.
var counted = []string{
	"contract", "order", "time", "ticket", "visit", "entry", "cancellation", "overdue",
	"paid", "remaining", "elapsed", "discounted", "lapsed", "breaches",
}

// poolKeys are the keys by which a pool may order its lots.
var poolKeys = []ledger.Key{
	ledger.KeyPriority, ledger.KeyExpires, ledger.KeyCarry, ledger.KeyFresh, ledger.KeyEffective, ledger.KeyRecorded,
	ledger.KeyID, ledger.KeyCategory, ledger.KeyCost, ledger.KeyScope,
}

// metrics are those that a plan can promise; see package sla.
var metrics = []string{"response", "start", "next_reply", "update", "resolution"}

// checkItem notes what is wrong with an item.
func (p *Plan) checkItem(item Item, path string, fs *strict.Faults) {
	p.checkCounted(item.Of, path+".of", fs)
	p.checkIDs(fs, path+".on", item.On)
	fs.Join(path+".per", "invalid", item.Per.Check())
	oneOf(fs, path+".bill", item.Bill, "", BillAdvance, BillArrears, BillCompletion)
	oneOf(fs, path+".prorate", item.Prorate, "", ProrateNone, ProrateDay, ProrateExact, ProrateNext)
	for i, size := range item.Each {
		at := strict.At(path+".each", i)
		if kinds(fs, at, size, KindTime, KindNumber) && size.Sign() <= 0 {
			fs.Add(at, "not_positive", "a size is more than nothing")
		}
	}
	if len(item.Each) > 1 && item.Of != "order" {
		fs.Add(path+".each", "no_choice", "only what is ordered comes in several sizes")
	}
	kinds(fs, path+".at_least", item.AtLeast, KindNumber)
	kinds(fs, path+".at_most", item.AtMost, KindNumber)
	if !item.AtMost.IsZero() && item.AtMost.Number().LessThan(item.AtLeast.Number()) {
		fs.Add(path+".at_most", "below_least", "is less than at_least")
	}
	for i, g := range item.Grants {
		p.checkGrant(item, g, strict.At(path+".grants", i), fs)
	}
}

// checkCounted notes an "of" that counts nothing.
func (p *Plan) checkCounted(of, path string, fs *strict.Faults) {
	if id, ok := strings.CutPrefix(of, "item:"); ok {
		if !slices.ContainsFunc(p.Items, func(x Item) bool { return x.ID == id }) {
			fs.Add(path, "unknown_item", "no item is %.80q", id)
		}
		return
	}
	kind := p.Facts[of]
	if of != "" && !slices.Contains(counted, of) && !slices.Contains(metrics, of) &&
		kind != FactMeter && kind != FactNumber && kind != FactMoney {
		fs.Add(path, "unknown_fact", "%.80q is nothing that can be counted: declare it in facts", of)
	}
}

// checkGrant notes what is wrong with a grant.
func (p *Plan) checkGrant(item Item, g Grant, path string, fs *strict.Faults) {
	pool, ok := p.Pools[g.Pool]
	if !ok {
		fs.Add(path+".pool", "unknown_pool", "no pool is named %.80q", g.Pool)
	}
	switch {
	case g.Amount.IsZero():
		fs.Add(path+".amount", "missing", "a grant needs an amount")
	case pool.Of == "" || pool.Of == "time":
		kinds(fs, path+".amount", g.Amount, KindTime, KindNumber, KindPercent)
	default:
		kinds(fs, path+".amount", g.Amount, KindNumber, KindPercent)
	}
	if g.Amount.Kind() == KindPercent && len(item.Each) == 0 && item.Of == "" {
		fs.Add(path+".amount", "percent_of_nothing", "a percentage is of the quantity, and the item counts none")
	}
	if g.Extend.To.IsZero() != g.Extend.When.IsZero() {
		fs.Add(path+".extend", "half", "an extension needs both when and to")
	}
	if g.Roll == nil {
		return
	}
	for _, f := range []struct {
		field string
		a     Amount
	}{{"share", g.Roll.Share}, {"cap", g.Roll.Cap}, {"total", g.Roll.Total}} {
		at := path + ".roll." + f.field
		if f.field == "share" {
			kinds(fs, at, f.a, KindPercent)
		} else {
			kinds(fs, at, f.a, KindTime, KindNumber, KindPercent)
		}
		notNegative(fs, at, f.a)
	}
	if g.Roll.Share.Percent().GreaterThan(hundred) {
		fs.Add(path+".roll.share", "too_large", "no more than 100%% of the rest can be carried")
	}
}

var hundred = decimal.NewFromInt(100)

// checkAdjust notes what is wrong with an adjustment.
func (p *Plan) checkAdjust(a Adjust, path string, fs *strict.Faults) {
	p.checkIDs(fs, path+".on", a.On, "all", "invoice")
	if a.Of != "" {
		of := a.Of
		if of != "prepaid" && of != "attainment" {
			p.checkCounted(of, path+".of", fs)
		}
	}
	oneOf(fs, path+".base", a.Base, "", BaseRunning, BaseList)
	if a.By.IsZero() && a.Min.IsZero() && a.Max.IsZero() {
		fs.Add(path+".by", "missing", "it changes nothing: by, min or max is needed")
	}
	kinds(fs, path+".min", a.Min, KindNumber)
	kinds(fs, path+".max", a.Max, KindNumber)
}

// checkSLA notes what is wrong with the targets.
func (t *Terms) checkSLA(fs *strict.Faults) {
	s := t.plan.SLA
	for i, target := range s.Targets {
		path := strict.At("sla.targets", i)
		c, ok := t.calendars[target.Clock]
		switch {
		case target.Clock == "":
			fs.Add(path+".clock", "missing", "a target needs a calendar")
		case !ok:
			fs.Add(path+".clock", "unknown_calendar", "no calendar is named %.80q", target.Clock)
		case neverOpens(c):
			fs.Add(path+".clock", "never_opens", "%s never opens", target.Clock)
		}
		if len(target.Within) == 0 {
			fs.Add(path+".within", "missing", "a target needs a metric and a time")
		}
		for _, m := range slices.Sorted(maps.Keys(target.Within)) {
			oneOf(fs, strict.Key(path+".within", m), m, metrics...)
		}
	}
	for _, m := range slices.Sorted(maps.Keys(s.Metrics)) {
		oneOf(fs, strict.Key("sla.metrics", m), m, metrics...)
	}
	for _, reason := range slices.Sorted(maps.Keys(s.Pause)) {
		for i, m := range s.Pause[reason] {
			oneOf(fs, strict.At(strict.Key("sla.pause", reason), i), m, metrics...)
		}
	}
	oneOf(fs, "sla.reclassified", s.Reclassified, "", "keep", "forward", "reset", "prorate")
	oneOf(fs, "sla.reopened", s.Reopened, "", "continue", "restart", "final")
	oneOf(fs, "sla.met", s.Met, "", "elapsed", "due")
	if before := fs.Len(); len(s.Targets) > 0 {
		policy := s.policy(fs)
		if fs.Len() > before || before > 0 {
			return
		}
		agreement, err := sla.New(policy, t.calendars)
		fs.Join("sla", "invalid", err)
		t.agreement = agreement
	}
}

// neverOpens reports whether a calendar has no open time at all, near the present at least.
func neverOpens(c *calendar.Calendar) bool {
	there := calendar.MustParseDate("2000-01-01").In(c.Zone())
	_, ahead := c.RollForward(there)
	_, back := c.RollBackward(there)
	return errors.Is(ahead, calendar.ErrNeverOpen) && errors.Is(back, calendar.ErrNeverOpen)
}

// parseKOfN reads "2 of 3".
func parseKOfN(s string) (k, n int, ok bool) {
	a, b, found := strings.Cut(s, " of ")
	k, errK := strconv.Atoi(a)
	n, errN := strconv.Atoi(b)
	ok = found && errK == nil && errN == nil && 1 <= k && k <= n && n <= ledger.MaxPeriods &&
		strconv.Itoa(k) == a && strconv.Itoa(n) == b
	return k, n, ok
}

// An anchor says where billing periods begin: with the contract, with the civil month, or
// on a day of the month.
type anchor struct {
	calendar, drifting bool
	day                int // of the month, or 0
}

// parseAnchor reads the anchor of an invoice.
func parseAnchor(s string) (anchor, bool) {
	switch s {
	case "", "start":
		return anchor{}, true
	case "calendar":
		return anchor{calendar: true}, true
	case "start drifting":
		return anchor{drifting: true}, true
	}
	text, ok := strings.CutPrefix(s, "day ")
	day, err := strconv.Atoi(text)
	return anchor{day: day}, ok && err == nil && 1 <= day && day <= 31 && strconv.Itoa(day) == text
}
