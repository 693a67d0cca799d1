package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

func TestLedger(t *testing.T) { runFiles(t, "ledger", readLedger) }

// A number is a number or a string with a number or a fraction in it.
type number string

func (n *number) UnmarshalJSON(data []byte) error {
	*n = number(strings.Trim(string(data), `"`))
	return nil
}

// hours returns n hours; none are nothing.
func (n number) hours() (time.Duration, error) {
	if n == "" {
		return 0, nil
	}
	return nanoseconds(string(n), time.Hour)
}

func (n number) minutes() (time.Duration, error) {
	if n == "" {
		return 0, nil
	}
	return nanoseconds(string(n), time.Minute)
}

type lotForm struct {
	ID       string
	At       time.Time
	Hours    number
	Expires  time.Time
	Priority int
	Seq      *int
	Cost     number
	Category string
	Scope    []string
	Every    string
	Anchor   time.Time
	Rollover *struct {
		Max     number `json:"max_h"`
		Min     number `json:"min_h"`
		Cap     number `json:"cap_h"`
		Percent number `json:"cap_pct"`
		Periods *int
	}
	VoidAt time.Time `json:"void_at"`
}

type roundForm struct {
	Step number `json:"step_min"`
	Mode string
	Min  number `json:"min_min"`
}

type usageForm struct {
	ID, Key, Scope string
	At, Recorded   time.Time
	Hours, Weight  number
	Round          *roundForm
}

type eventForm struct {
	Type, Lot, Usage string
	At               time.Time
	Hours            number
	KeepOverage      bool `json:"preserve_overage"`
}

type ledgerCase struct {
	ID     string
	Policy map[string]json.RawMessage
	Lots   []lotForm
	Usage  []usageForm
	Events []eventForm
	Query  struct{ At time.Time }
	Want   struct {
		Balance  number            `json:"balance_h"`
		ByLot    map[string]number `json:"by_lot"`
		Overage  number            `json:"overage_h"`
		Expired  number            `json:"expired_h"`
		Voided   number            `json:"voided_h"`
		Forgiven number            `json:"forgiven_h"`
		Rejected number            `json:"rejected_h"`
		Burned   number            `json:"burned_h"`
		Errors   []string
		Alloc    map[string]map[string]number
	}
}

func readLedger(data []byte) ([]vector, error) {
	var file map[string]json.RawMessage
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	lists := map[string]func(json.RawMessage) error{
		"cases": run(ledgerCase.check), "periods": run(periodCase.check), "add_months": run(monthsCase.check),
		"rounding": run(roundingCase.check), "rounding_aggregation": run(sumCase.check),
		"clock_rounding": run(clockCase.check), "weight_rounding": run(weightCase.check), "weighted_splits": run(splitCase.check),
		"money": run(moneyCase.check), "proration": run(prorationCase.check),
	}
	var vectors []vector
	for _, name := range slices.Sorted(maps.Keys(file)) {
		var list []json.RawMessage
		if json.Unmarshal(file[name], &list) != nil {
			continue // what describes the file
		}
		check := lists[name]
		for i, raw := range list {
			var head struct{ ID string }
			if err := json.Unmarshal(raw, &head); err != nil || head.ID == "" {
				head.ID = fmt.Sprintf("%s[%d]", name, i)
			}
			vectors = append(vectors, vector{head.ID, func() error {
				if check == nil {
					return skip("no rule for a list of %s", name)
				}
				return check(raw)
			}})
		}
	}
	return vectors, nil
}

// run returns a function that reads a case of a list and checks it.
func run[C any](check func(C) error) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var c C
		if err := json.Unmarshal(raw, &c); err != nil {
			return err
		}
		return check(c)
	}
}

// epoch is before all cases; the n-th thing of a case was recorded n seconds later.
var epoch = time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)

func nth(n int) time.Time { return epoch.Add(time.Duration(n+1) * time.Second) }

// config returns the rules of a case.
func (c ledgerCase) config() (cfg ledger.Config, after bool, err error) {
	var pol ledger.Policy
	for key, raw := range c.Policy {
		var text string
		var list []string
		if json.Unmarshal(raw, &text) != nil && json.Unmarshal(raw, &list) != nil {
			return cfg, false, skip("no policy %s %s", key, raw)
		}
		switch key + " " + text {
		case "mode overage", "overage bill", "void keep", "sequence worked", "weight_order round_then_weight":
		case "mode hard":
			pol.Mode = ledger.ModeHard
		case "overage debt":
			if pol.Mode == "" { // what is refused owes nothing
				pol.Mode = ledger.ModeDebt
			}
		case "void unwind":
			pol.Voided = ledger.Unwind
		case "sequence entered":
			pol.Sequence = ledger.ByEntry
		case "weight_order weight_then_round":
			after = true
		case "order ":
			for _, k := range list {
				name, ok := map[string]ledger.Key{
					"carry_first": ledger.KeyCarry, "carry_last": ledger.KeyFresh, "at": ledger.KeyEffective, "seq": ledger.KeyRecorded,
					"expires (never last)": ledger.KeyExpires,
				}[k]
				if !ok {
					name = ledger.Key(k)
				}
				pol.Order = append(pol.Order, name)
			}
		default:
			return cfg, false, skip("no policy %s %s", key, raw)
		}
	}
	return ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "hours", Policy: pol}}}, after, nil
}

// grant returns a lot as a grant.
func (f lotForm) grant(position int) (g ledger.Grant, err error) {
	seq := position
	if f.Seq != nil {
		seq = *f.Seq
	}
	g = ledger.Grant{
		ID: f.ID, Pool: "hours", Effective: f.At, Expires: f.Expires, Recorded: nth(seq), Priority: f.Priority,
		Scope: f.Scope, Category: f.Category, Anchor: f.Anchor,
	}
	d, err := f.Hours.hours()
	g.Amount = ledger.Time(d)
	if err == nil && f.Cost != "" {
		g.Cost, err = decimal.NewFromString(string(f.Cost))
	}
	if err == nil && f.Every != "" {
		g.Every, err = calendar.ParseEvery(f.Every)
	}
	r := f.Rollover
	if err != nil || r == nil {
		return g, err
	}
	if r.Max != "" || r.Min != "" {
		most, err1 := r.Max.hours()
		least, err2 := r.Min.hours()
		if r.Max == "" {
			most = 1 << 60
		}
		g.Keep = ledger.Clamp{Least: ledger.Time(least), Most: ledger.Time(most)}
		return g, errors.Join(err1, err2)
	}
	g.Roll.Share = ledger.Percent(100)
	switch {
	case r.Percent != "":
		g.Roll.Total, err = ledger.ParsePart(string(r.Percent) + "%")
	case r.Cap != "":
		d, err = r.Cap.hours()
		g.Roll.Total = ledger.Fixed(ledger.Time(d))
	}
	if r.Periods != nil {
		if *r.Periods == 0 {
			g.Roll = ledger.Rollover{}
		} else {
			g.Roll.Lives = calendar.Every{N: g.Every.N * *r.Periods, Unit: g.Every.Unit}
		}
	}
	return g, err
}

// usage returns a usage, measured and weighed where the case says how.
func (f usageForm) usage(id string, position int, after bool) (u ledger.Usage, err error) {
	u = ledger.Usage{ID: id, Pool: "hours", From: f.At, Recorded: f.Recorded, Scope: f.Scope}
	if u.Time, err = f.Hours.hours(); err != nil {
		return u, err
	}
	if f.Weight != "" {
		if u.Weight, err = decimal.NewFromString(string(f.Weight)); err != nil {
			return u, err
		}
	}
	if f.Round == nil {
		return u, nil
	}
	in, err := f.Round.increment()
	in.AfterWeight = after
	if err != nil {
		return u, err
	}
	m, err := in.Measure([]priority.Piece{{Time: u.Time, Weight: u.Weight}})
	if err == nil {
		u.Billed, u.Amount = m[0].Billed, ledger.Time(m[0].Credit)
	}
	return u, err
}

func (f roundForm) increment() (in priority.Increment, err error) {
	step, err1 := f.Step.minutes()
	least, err2 := f.Min.minutes()
	mode, ok := map[string]priority.Mode{
		"up": priority.Up, "down": priority.Down, "nearest": priority.HalfUp, "half_up": priority.HalfUp,
		"half_down": priority.HalfDown, "half_even": priority.HalfEven, "none": "", "": "",
	}[f.Mode]
	if !ok {
		return in, skip("no rounding mode is named %s", f.Mode)
	}
	if mode == "" || step == 0 {
		mode, step = "", 0
	}
	return priority.Increment{Round: priority.Rounding{Mode: mode, Step: step}, Min: least}, errors.Join(err1, err2)
}

// entries returns the facts of a case, and the IDs by which the case names its usage.
func (c ledgerCase) entries(after bool) (list []ledger.Entry, names map[string]string, err error) {
	for i, f := range c.Lots {
		g, err := f.grant(i)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, g)
		if !f.VoidAt.IsZero() {
			list = append(list, ledger.Void{ID: "void of " + f.ID, Grant: f.ID, At: f.VoidAt, Ends: true})
		}
	}
	names = map[string]string{} // by our ID
	ids := map[string]string{}  // by name
	keys := map[string]int{}    // where a key stands first
	entered := c.Policy["sequence"] != nil
	for i, f := range c.Usage {
		if first, ok := keys[f.Key]; ok && f.Key != "" { // the same ID: ignored if the content is the same
			if reflect.DeepEqual(f, c.Usage[first]) {
				i = first
			} else {
				continue // a host that takes its keys for IDs is told of the conflict
			}
		} else {
			keys[f.Key] = i
		}
		name := f.ID
		if name == "" {
			name = fmt.Sprintf("u%d", i+1)
		}
		id := fmt.Sprintf("usage %06d", i)
		names[id], ids[name] = name, id
		u, err := f.usage(id, i, after)
		if err != nil {
			return nil, nil, err
		}
		if u.Recorded.IsZero() && !entered {
			u.Recorded = nth(i)
		}
		list = append(list, u)
	}
	for i, f := range c.Events {
		id := fmt.Sprintf("event %06d", i)
		d, err := f.Hours.hours()
		if err != nil {
			return nil, nil, err
		}
		var e ledger.Entry
		switch f.Type {
		case "reset":
			e = ledger.Reset{ID: id, Pool: "hours", At: f.At, Recorded: nth(i), KeepOverage: f.KeepOverage}
		case "void":
			e = ledger.Void{ID: id, Grant: f.Lot, At: f.At, Recorded: nth(i)}
		case "reverse":
			e = ledger.Reversal{ID: id, Usage: ids[f.Usage], At: f.At, Recorded: nth(i), Amount: ledger.Time(d)}
		case "adjust":
			e = ledger.Adjustment{ID: id, Grant: f.Lot, At: f.At, Recorded: nth(i), Amount: ledger.Time(d)}
		default:
			return nil, nil, skip("no entry for an event of type %s", f.Type)
		}
		list = append(list, e)
	}
	return list, names, nil
}

func (c ledgerCase) check() error {
	cfg, after, err := c.config()
	if err != nil {
		return err
	}
	list, names, err := c.entries(after)
	if err != nil {
		return err
	}
	l, err := ledger.Replay(cfg, time.LoadLocation, list)
	if err != nil {
		return err
	}
	at := c.Query.At
	b, err := l.Balance("hours", at)
	if err != nil {
		return err
	}
	s, err := l.Statement("hours", epoch, at.Add(1))
	if err != nil {
		return err
	}
	lots, err := l.Lots("hours", at)
	if err != nil {
		return err
	}
	w := c.Want
	errs := []error{
		same("balance", b.Left, w.Balance), same("closing", s.Closing, w.Balance),
		same("overage", b.Overage.Add(b.Debt), w.Overage), same("expired", s.Lapsed, w.Expired),
		same("voided", s.Voided, w.Voided), same("forgiven", s.Forgiven, w.Forgiven),
		same("rejected", s.Refused, w.Rejected), same("burned", s.Drawn, w.Burned),
		sameLots(lots, w.ByLot), c.sameErrors(l, names), c.sameAlloc(l, names),
	}
	return errors.Join(errs...)
}

// same compares a figure with what is wanted; what is not named is nothing, or not asked for.
func same(what string, got ledger.Quantity, want number) error {
	d, err := want.hours()
	if err != nil || got.Duration() == d || want == "" && (what == "balance" || what == "closing" || what == "overage" || what == "expired" || what == "burned") {
		return err
	}
	return fmt.Errorf("%s is %v, want %v", what, got, ledger.Time(d))
}

func sameLots(lots []ledger.Lot, want map[string]number) error {
	got := map[string]ledger.Quantity{}
	for _, l := range lots {
		id := l.Grant
		if l.Generation > 0 {
			id += "@carry"
		}
		got[id] = got[id].Add(l.Left)
	}
	if want == nil {
		return nil
	}
	var errs []error
	for id, n := range want {
		errs = append(errs, same("lot "+id, got[id], n))
		delete(got, id)
	}
	for id, q := range got {
		if !q.IsZero() {
			errs = append(errs, fmt.Errorf("lot %s has %v, and is not asked for", id, q))
		}
	}
	return errors.Join(errs...)
}

func (c ledgerCase) sameErrors(l *ledger.Ledger, names map[string]string) error {
	var got []string
	for _, o := range l.Outcomes() {
		e, err := l.Entry(o.Entry)
		if err != nil {
			return err
		}
		switch {
		case e.Head().At.After(c.Query.At):
		case o.Code == ledger.Refused:
			got = append(got, "rejected "+names[o.Entry])
		case o.Code == ledger.NothingToVoid:
			got = append(got, "void: nothing to void")
		}
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(c.Want.Errors))
	want = slices.DeleteFunc(want, func(s string) bool { // the files have no words for other outcomes
		return !strings.HasPrefix(s, "rejected ") && !strings.HasPrefix(s, "void")
	})
	if !slices.Equal(got, want) {
		return fmt.Errorf("outcomes are %q, want %q", got, want)
	}
	return nil
}

func (c ledgerCase) sameAlloc(l *ledger.Ledger, names map[string]string) error {
	var errs []error
	for id, name := range names {
		want, ok := c.Want.Alloc[name]
		if !ok {
			continue
		}
		p, err := l.Posting(id, c.Query.At)
		if err != nil {
			return err
		}
		got := map[string]ledger.Quantity{}
		for _, d := range p.Draws {
			switch d.As {
			case ledger.Drawn:
				lot, carry := strings.CutSuffix(d.Lot, "@carry")
				lot, _, _ = strings.Cut(lot, "#")
				if _, asked := want[lot+"@carry"]; carry && asked {
					lot += "@carry"
				}
				got[lot] = got[lot].Add(d.Quantity)
			case ledger.Billed, ledger.Borrowed:
				got["__over__"] = got["__over__"].Add(d.Quantity)
			}
		}
		for lot, n := range want {
			errs = append(errs, same(name+" of "+lot, got[lot], n))
			delete(got, lot)
		}
		for lot, q := range got {
			if !q.IsZero() {
				errs = append(errs, fmt.Errorf("%s has %v of %s, which is not asked for", name, q, lot))
			}
		}
	}
	return errors.Join(errs...)
}
