package contract_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
)

// zooWords say what the words of a plan's cases mean to its documents.
type zooWords struct {
	Contract struct {
		Plan, Class, Zone, Start string
		Params                   map[string]string
	}
	Facts  contract.Facts    // of all work
	Meters map[string]string // what they show unless something is given
	At     string            // when work begins; none: 10:00
	Words  map[string]meaning
}

// A meaning is what a key given, "key=value" or a value means.
type meaning struct {
	Term string // what of the plan says it, or why there is nothing to do
	Side bool   // figures of one name are wanted of several documents

	Plan   string // the document
	Params map[string]string
	Pays   string
	Begins string // when the contract does: "then", "with the first", "a month before", "in May", "months before"
	Anchor bool   // the day of the month on which periods begin

	Param string // the parameter that is given,
	As    string // as minutes "m", hours "h", "%", "money"; of an order, as its "size" or "units"
	By    string // divided by
	Meter string // the meter that is read
	Level string

	Work  string         // how it is given: by "entry", "ticket", "cycle" or "month", or their "count"; "none": no time
	Fact  string         // the number that is stated of it
	Each  string         // time of each unit of it; none: a minute
	Visit bool           // it is one visit
	Facts contract.Facts // of the work, or the ticket

	Order string // the item that is ordered
	For   string
	Size  string // of one unit
	Left  string // so many units of this time are left of it

	Event     string // of the ticket
	Prepaid   bool   // so many periods
	Approve   bool
	Until     bool   // the day up to which it is asked
	Notice    bool   // the day on which it is given,
	Early     bool   // for the end of its period
	Ends      bool   // the last day that is wanted
	Changes   bool   // the day from which terms are to change
	Cancels   string // the item that was ordered, from a day on
	Cancelled bool   // an appointment, so long before
	Overdue   bool   // so many days
}

// A trial is a contract and its journal, as a case gives them.
type trial struct {
	t     testing.TB
	words zooWords
	given map[string]any
	plans *contract.Registry

	cfg      contract.Config
	patch    map[string]any
	facts    contract.Facts
	level    string
	saved    int // months that go before the first
	holidays []calendar.Holiday
	j        contract.Journal
	ticket   contract.Ticket
	work     [][]string // entries of each piece of work given
	clock    time.Time  // when the next piece of work begins
	last     calendar.Date

	made    *contract.Contract
	listed  bool // several figures of one name are wanted
	account *contract.Account
}

// inOne are keys whose lists belong to one trial, besides those of work.
var inOne = []string{"lots", "uses", "renewals", "public_holidays"}

// trials returns the contracts of a case: one, or one for each element of the lists given,
// or for each side that figures are wanted of.
func (w zooWords) trials(t testing.TB, plain *contract.Registry, c zooCase) []*trial {
	t.Helper()
	elements := func(key string) []any {
		list, ok := c.Given[key].([]any)
		if work := w.Words[key].Work; !ok || work != "" && work != "count" || slices.Contains(inOne, key) {
			return nil
		}
		return list
	}
	size := 1
	for key := range c.Given {
		size = max(size, len(elements(key)))
	}
	var list []*trial
	for i := range size {
		given := maps.Clone(c.Given)
		for key := range given {
			if e := elements(key); e != nil {
				given[key] = e[i]
			}
		}
		sides := w.sides(c, given)
		if len(sides) == 0 {
			list = append(list, w.trial(t, plain, given))
		}
		for _, side := range sides {
			own := map[string]any{"side": side}
			for key, v := range given {
				if rest, mine := strings.CutPrefix(key, side+"_"); mine {
					own[rest] = v
				} else if !slices.ContainsFunc(sides, func(s string) bool { return strings.HasPrefix(key, s+"_") }) {
					own[key] = v
				}
			}
			list = append(list, w.trial(t, plain, own))
		}
	}
	return list
}

// sides returns the sides that figures are wanted of and that nothing given names.
func (w zooWords) sides(c zooCase, given map[string]any) []string {
	var list []string
	for word, m := range w.Words {
		if m.Side && slices.ContainsFunc(slices.Collect(maps.Values(given)), func(v any) bool { return fmt.Sprint(v) == word }) {
			return nil
		}
		if m.Side && slices.ContainsFunc(slices.Collect(maps.Keys(c.Want)), func(key string) bool { return ofSide(key, word) }) {
			list = append(list, word)
		}
	}
	slices.Sort(list)
	return list
}

func ofSide(key, side string) bool { return key == side || strings.HasPrefix(key, side+"_") }

// native are keys that mean the same to all plans.
var native = []string{
	"tz", "calendar", "clock_24x7", "opened", "start", "end", "priority", "level", "metric", "target_min", "public_holidays",
}

// meaning returns what a key and its value mean.
func (z *trial) meaning(key string) meaning {
	for _, word := range []string{fmt.Sprintf("%s=%v", key, z.given[key]), key, fmt.Sprint(z.given[key])} {
		if m, ok := z.words.Words[word]; ok {
			return m
		}
	}
	if !slices.Contains(native, key) {
		z.t.Fatalf("nobody says what %s = %v means", key, z.given[key])
	}
	return meaning{}
}

func (w zooWords) trial(t testing.TB, plain *contract.Registry, given map[string]any) *trial {
	t.Helper()
	z := &trial{
		t: t, words: w, given: given, plans: plain, facts: maps.Clone(w.Facts), patch: map[string]any{},
		cfg: contract.Config{
			ID: "zoo", Plan: w.Contract.Plan, Class: w.Contract.Class, Zone: w.Contract.Zone, Params: maps.Clone(w.Contract.Params),
			Start: day(cmp.Or(w.Contract.Start, "2026-03-01")),
		},
		ticket: contract.Ticket{ID: "T", Facts: contract.Facts{}},
	}
	if z.cfg.Params == nil {
		z.cfg.Params = map[string]string{}
	}
	if z.facts == nil {
		z.facts = contract.Facts{}
	}
	keys := slices.Sorted(maps.Keys(given))
	for _, key := range keys {
		z.agreed(key, given[key], z.meaning(key))
	}
	z.make()
	z.clock = z.usual(z.cfg.Start.AddDays(2))
	for _, key := range keys {
		z.happened(key, given[key], z.meaning(key))
	}
	z.read()
	return z
}

// agreed says what a key means to the contract.
func (z *trial) agreed(key string, v any, m meaning) {
	cfg := &z.cfg
	cfg.Plan, z.level = cmp.Or(m.Plan, cfg.Plan), cmp.Or(m.Level, z.level)
	if m.Pays != "" {
		cfg.Pays = contract.MustParseEvery(m.Pays)
	}
	maps.Copy(cfg.Params, m.Params)
	maps.DeleteFunc(cfg.Params, func(_, text string) bool { return text == "" })
	if m.Param != "" {
		n := numeral(v)
		if m.By != "" {
			n = n.DivRound(decimal.RequireFromString(m.By), 9)
		}
		cfg.Params[m.Param] = map[string]string{"m": n.String() + "m", "h": n.String() + "h", "%": n.String() + "%", "money": n.StringFixed(2), "": n.String()}[m.As]
	}
	if m.Work == "" {
		maps.Copy(z.facts, m.Facts)
		maps.Copy(z.ticket.Facts, m.Facts)
	}
	switch m.Begins {
	case "then":
		cfg.Start = dateOf(v)
	case "with the first":
		cfg.Start = dateOf(v.([]any)[0].([]any)[0])
	case "a month before":
		cfg.Start = calendar.AddMonths(dateOf(v), -1, dateOf(v).Day())
	case "in May":
		cfg.Start = day(fmt.Sprintf("2026-05-%v", v))
	case "months before": // of which so much was saved
		z.saved = int(numeral(v).Div(numeral(z.given["monthly_min"])).Ceil().IntPart())
		cfg.Start = calendar.AddMonths(cfg.Start, -z.saved, 1)
	}
	if m.Anchor {
		z.patch["invoice"] = map[string]any{"anchor": fmt.Sprintf("day %v", v)}
	}
	switch key {
	case "tz":
		if cfg.Zone != "" {
			cfg.Zone = v.(string)
		}
	case "public_holidays":
		for _, d := range v.([]any) {
			z.holidays = append(z.holidays, calendar.Holiday{Date: dateOf(d), Name: "holiday"})
		}
	}
}

// make makes the contract.
func (z *trial) make() {
	if len(z.holidays) > 0 {
		z.plans = allPlans(z.t, z.holidays)
	}
	contracted := func() *contract.Contract {
		z.t.Helper()
		data, err := json.Marshal(z.patch)
		if err == nil {
			err = z.cfg.Patch.UnmarshalJSON(data)
		}
		if err != nil {
			z.t.Fatal(err)
		}
		return mustContract(z.t, z.plans, z.cfg)
	}
	z.made = contracted()
	if hours, ok := z.given["calendar"].(map[string]any); ok && len(z.holidays) == 0 {
		z.patch["calendars"] = z.hours(hours)
		z.made = contracted()
	}
	z.last = z.cfg.Start.AddDays(1)
}

// hours returns what the calendars of the plan are by the hours given: all but those that
// are open round the clock.
func (z *trial) hours(given map[string]any) map[string]any {
	spans := func(list any) string {
		var texts []string
		for _, s := range list.([]any) {
			texts = append(texts, fmt.Sprintf("%s-%s", s.([]any)[0], s.([]any)[1]))
		}
		return strings.Join(texts, ",")
	}
	var week []string
	for name, list := range given["week"].(map[string]any) {
		week = append(week, strings.ToUpper(name[:1])+name[1:]+" "+spans(list))
	}
	dates := map[string]any{}
	if extra, ok := given["extra_open"].(map[string]any); ok {
		for d, list := range extra {
			dates[d] = spans(list)
		}
	}
	hours := map[string]any{"week": strings.Join(week, "; "), "holidays": nil}
	if len(dates) > 0 {
		hours["dates"] = dates
	}
	all := map[string]any{}
	terms := z.made.Terms(z.cfg.Start)
	for name := range terms.Plan().Calendars {
		c, err := terms.Calendar(name)
		if err != nil {
			z.t.Fatal(err)
		}
		at := z.cfg.Start.In(terms.Zone())
		if c.Between(at, at.Add(168*time.Hour)) < 168*time.Hour {
			all[name] = hours
		}
	}
	return all
}

// read states what the meters show that nothing given says.
func (z *trial) read() {
	for name, kind := range z.made.Terms(z.cfg.Start).Plan().Facts {
		if kind != contract.FactMeter {
			continue
		}
		r := contract.Reading{ID: name, Meter: name, At: z.cfg.Start.In(z.zone())}
		r.Value.D = numeral(json.Number(cmp.Or(z.words.Meters[name], "0")))
		for key, v := range z.given {
			if z.meaning(key).Meter == name {
				r.Value.D = numeral(v)
			}
		}
		z.j.Readings = append(z.j.Readings, r)
	}
}

// happened says what a key means to the journal.
func (z *trial) happened(key string, v any, m meaning) {
	switch {
	case m.Work != "":
		z.worked(key, v, m)
	case key == "end" && z.given["start"] != nil:
		z.worked("", json.Number("0"), meaning{Work: "entry"})
	case m.Order != "":
		z.order(v, m)
	case m.Begins == "months before":
		spent := numeral(z.given["monthly_min"]).Mul(intD(z.saved)).Sub(numeral(v))
		z.enter(time.Duration(spent.IntPart())*time.Minute, z.facts, "", "")
	case m.Event != "":
		z.event(v, m.Event)
	case key == "opened":
		z.event(v, key)
	case m.Prepaid:
		n := int(numeral(v).IntPart())
		z.j.Payments = append(z.j.Payments, contract.Payment{ID: "paid", On: z.cfg.Start, Periods: n})
		z.until(calendar.AddMonths(z.cfg.Start, n, z.cfg.Start.Day()))
	case m.Cancels != "":
		z.cancel(m.Cancels, dateOf(v))
	case m.Cancelled:
		at := z.usual(z.last)
		z.j.Cancellations = append(z.j.Cancellations, contract.Cancellation{
			ID: "off", Appointment: at, At: at.Add(-time.Duration(numeral(v).IntPart()) * time.Minute), Facts: z.facts,
		})
		z.until(z.last.AddDays(1))
	case m.Until:
		z.until(dateOf(v))
	}
}

// worked adds work, as a list of times or of words and times, or as one of them.
func (z *trial) worked(key string, v any, m meaning) {
	facts := maps.Clone(z.facts)
	maps.Copy(facts, m.Facts)
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	each := time.Minute
	if m.Each != "" {
		each, _ = time.ParseDuration(m.Each)
	}
	visit := ""
	if m.Visit {
		visit = "visit"
	}
	for i, x := range list {
		z.work = append(z.work, nil)
		ticket := fmt.Sprintf("%s-%d", key, i)
		switch m.Work {
		case "none":
			facts[m.Fact] = numeral(x).String()
			z.enter(0, facts, "", visit)
		case "count":
			for n := range int(numeral(x).IntPart()) {
				z.enter(5*time.Minute, facts, fmt.Sprintf("%s-%d", key, n), visit)
			}
		case "cycle":
			z.cycle(i, x.([]any), facts)
		case "month":
			from := calendar.AddMonths(z.cfg.Start, i+z.saved, z.cfg.Start.Day())
			z.clock = z.usual(from.AddDays(4))
			if n := numeral(x).IntPart(); n > 0 {
				z.enter(time.Duration(n)*each, facts, ticket, visit)
			}
			z.until(calendar.AddMonths(from, 1, from.Day()).AddDays(1))
		case "ticket":
			z.enter(time.Duration(numeral(x).IntPart())*each, facts, ticket, visit)
		default:
			z.piece(x, facts, visit)
		}
	}
}

// piece adds a piece of work: its minutes, maybe with its day, its level or a word for it.
func (z *trial) piece(x any, facts contract.Facts, visit string) {
	facts = maps.Clone(facts)
	level := z.level
	if pair, ok := x.([]any); ok {
		word := pair[0].(string)
		if d, err := calendar.ParseDate(word); err == nil {
			z.clock = z.usual(d)
		} else if m, ok := z.words.Words[word]; ok {
			maps.Copy(facts, m.Facts)
		} else {
			z.t.Fatalf("nobody says what %q means", word)
		}
		x = pair[1]
	}
	if object, ok := x.(map[string]any); ok {
		level, x = fmt.Sprint(object["priority"]), object["min"]
	}
	z.level, level = level, z.level
	z.enter(time.Duration(numeral(x).IntPart())*time.Minute, facts, "", visit)
	z.level = level
}

// cycle adds the work between two times that a ticket is resolved.
func (z *trial) cycle(i int, list []any, facts contract.Facts) {
	z.clock = z.clock.Add(time.Hour)
	event := sla.Opened
	if i > 0 {
		event = sla.Reopened
	}
	z.event(z.clock, event.String())
	for _, x := range list {
		z.enter(time.Duration(numeral(x).IntPart())*time.Minute, facts, "T", "")
	}
	z.event(z.clock, sla.Resolved.String())
}

// enter adds an entry. Entries follow one another; what is longer than six hours has no
// clock times.
func (z *trial) enter(d time.Duration, facts contract.Facts, ticket, visit string) {
	if from, ok := z.given["start"].(string); ok && strings.Contains(from, "T") {
		z.clock = z.local(from)
		if to, ok := z.given["end"].(string); ok {
			d = z.local(to).Sub(z.clock)
		}
	}
	e := contract.Entry{ID: fmt.Sprintf("e%03d", len(z.j.Entries)), Ticket: ticket, Visit: visit, From: z.clock, Facts: facts}
	if text := cmp.Or(z.level, givenText(z.given["priority"])); text != "" {
		e.Level = z.levelOf(text)
	}
	if e.To = z.clock.Add(d); d > 6*time.Hour {
		e.To, e.Time = time.Time{}, exact.Duration(d)
	}
	z.clock = z.clock.Add(d)
	z.j.Entries = append(z.j.Entries, e)
	if n := len(z.work); n > 0 {
		z.work[n-1] = append(z.work[n-1], e.ID)
	}
	z.until(calendar.DateIn(z.clock, z.zone()).AddDays(1))
	for key := range z.given {
		if m := z.meaning(key); m.Approve || m.Left != "" {
			z.j.Approvals = append(z.j.Approvals, contract.Approval{ID: "ok-" + e.ID, Entry: e.ID, Estimate: exact.Duration(d), At: e.From})
		}
	}
}

// order adds orders of an item: one, or one for each lot, or so many units; what is more
// than so much left is spent.
func (z *trial) order(v any, m meaning) {
	add := func(on calendar.Date, size string, n decimal.Decimal) {
		o := contract.Order{ID: fmt.Sprintf("o%d", len(z.j.Orders)+1), Item: m.Order, At: on.In(z.zone()), For: m.For}
		o.Quantity.D = n
		if size != "" {
			o.Size = contract.MustParseAmount(size)
		}
		z.j.Orders = append(z.j.Orders, o)
		z.until(on.AddDays(1))
	}
	switch {
	case m.Left != "":
		item := z.item(m.Order)
		unit, _ := time.ParseDuration(m.Left)
		add(z.cfg.Start, "", item.AtLeast.Number())
		z.enter(time.Duration(item.AtLeast.Number().Sub(numeral(v)).IntPart())*unit, z.facts, "", "")
	case m.As == "units":
		add(z.last, "", numeral(v))
	case m.As == "size":
		for _, lot := range v.([]any) {
			add(dateOf(lot.([]any)[0]), exact.DurationText(time.Duration(numeral(lot.([]any)[1]).IntPart())*time.Minute), decimal.Zero)
		}
	default:
		size := m.Size
		for key, given := range z.given {
			if z.meaning(key).As == "size" && z.meaning(key).Order == "" {
				size = fmt.Sprint(given)
			}
		}
		add(z.cfg.Start, size, decimal.Zero)
	}
}

// cancel calls off what was ordered.
func (z *trial) cancel(item string, on calendar.Date) {
	for _, o := range z.j.Orders {
		if o.Item == item {
			z.j.Cancellations = append(z.j.Cancellations, contract.Cancellation{ID: "off-" + o.ID, Order: o.ID, At: on.In(z.zone())})
		}
	}
	z.until(on.AddDays(60))
}

// event adds what happened to the ticket: "opened", "marked:escalated".
func (z *trial) event(v any, what string) {
	at, ok := v.(time.Time)
	if !ok {
		at = z.local(v.(string))
	}
	kind, name, _ := strings.Cut(what, ":")
	ev := sla.Event{ID: fmt.Sprint(len(z.ticket.Events)), At: at, Name: name}
	if err := ev.Type.UnmarshalText([]byte(kind)); err != nil {
		z.t.Fatal(err)
	}
	if text := cmp.Or(givenText(z.given["priority"]), givenText(z.given["level"])); ev.Type == sla.Opened && text != "" {
		ev.Level = z.levelOf(text)
	}
	z.ticket.Events = append(z.ticket.Events, ev)
	z.j.Tickets = []contract.Ticket{z.ticket}
}

func (z *trial) zone() *time.Location { return z.made.Terms(z.cfg.Start).Zone() }

// usual returns when work begins on a day.
func (z *trial) usual(d calendar.Date) time.Time {
	return z.local(d.String() + "T" + cmp.Or(z.words.At, "10:00"))
}

// local reads a time of day in the zone of the contract.
func (z *trial) local(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02T15:04", text, z.zone())
	if err != nil {
		z.t.Fatal(err)
	}
	return at
}

// until moves on the day up to which figures are asked.
func (z *trial) until(d calendar.Date) {
	if d.After(z.last) {
		z.last = d
	}
}

// levelOf returns the level of a name.
func (z *trial) levelOf(text string) priority.Level {
	level, err := z.made.Terms(z.cfg.Start).Plan().Levels.Parse(text)
	if err != nil {
		z.t.Fatal(err)
	}
	return level
}

// item returns an item of the plan.
func (z *trial) item(id string) contract.Item {
	for _, item := range z.made.Terms(z.cfg.Start).Plan().Items {
		if item.ID == id {
			return item
		}
	}
	z.t.Fatalf("the plan sells no %q", id)
	return contract.Item{}
}

// dateOf reads a day, or the first of a month.
func dateOf(v any) calendar.Date {
	text := v.(string)
	if len(text) == len("2026-01") {
		text += "-01"
	}
	return day(text[:10])
}

func numeral(v any) decimal.Decimal { return decimal.RequireFromString(fmt.Sprint(v)) }

func intD(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

func givenText(v any) string {
	s, _ := v.(string)
	return s
}
