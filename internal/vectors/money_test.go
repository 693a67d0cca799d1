package vectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A moneyCase is one of several shapes, told apart by the fields that it has.
type moneyCase map[string]json.RawMessage

// said are fields that a runner has nothing to do with.
var said = []string{"id", "source", "what", "why", "trap", "want", "exact"}

// shape returns the names of the fields that count, in order.
func (c moneyCase) shape() string {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(c)), func(name string) bool { return slices.Contains(said, name) })
	return strings.Join(names, " ")
}

// text returns a field, a string or a number, as text.
func (c moneyCase) text(name string) string { return strings.Trim(string(c[name]), `"`) }

// has reports whether all fields of the case are among some, and any of each further list.
func (c moneyCase) has(fields string, needed ...string) bool {
	among := strings.Fields(fields)
	for _, list := range needed {
		any := strings.Fields(list)
		if !slices.ContainsFunc(any, func(name string) bool { return c[name] != nil }) {
			return false
		}
		among = append(among, any...)
	}
	return !slices.ContainsFunc(strings.Fields(c.shape()), func(name string) bool { return !slices.Contains(among, name) })
}

func (c moneyCase) check() error {
	switch {
	case c.has("apply_multiplier multiplier tax_pct want_tax rounding", "hours seconds entries_seconds", "rate overage_rate"):
		return c.work()
	case c.has("", "standard", "type", "value"):
		return c.roleRate()
	case c.has("", "cost_basis", "hours"):
		return c.credits()
	case c.has("", "amount", "discount_pct"):
		return c.discount()
	case c.has("", "lines", "rounding"):
		return c.taxes()
	case c.has("places", "amount"):
		d, err := decimal.NewFromString(c.text("amount"))
		if err != nil {
			return err
		}
		places := 2
		if c["places"] != nil {
			if places, err = strconv.Atoi(c.text("places")); err != nil {
				return err
			}
		}
		return c.is("want", contract.MoneyOf(d).Round(int32(places)))
	}
	return skip("no rule for money of the shape %s", c.shape())
}

// is compares a figure with a field.
func (c moneyCase) is(field string, got decimal.Decimal) error {
	want, err := decimal.NewFromString(c.text(field))
	if err == nil && !got.Equal(want) {
		err = fmt.Errorf("%s is %v, want %v", field, got, want)
	}
	return err
}

// A plan is a plan document, put together here.
type planForm map[string]any

var monthStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// closed returns the invoice of January 2025 of a contract on a plan.
func (p planForm) closed(j contract.Journal) (contract.Closed, error) {
	start, end := calendar.MustParseDate("2025-01-01"), calendar.MustParseDate("2025-02-01")
	c, err := p.contract(start)
	if err != nil {
		return contract.Closed{}, err
	}
	a, err := c.Account(j, end)
	if err != nil {
		return contract.Closed{}, err
	}
	return a.Close(contract.Period{From: start, To: end})
}

func (p planForm) contract(start calendar.Date) (*contract.Contract, error) {
	p["version"], p["id"], p["currency"], p["zone"] = 1, "plan", "USD", "UTC"
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	r, err := contract.NewRegistry([][]byte{data}, nil, time.LoadLocation)
	if err != nil {
		return nil, err
	}
	return r.Contract(contract.Config{ID: "c", Plan: "plan", Start: start})
}

// worked returns an entry of so long.
func worked(id int, d time.Duration) contract.Entry {
	return contract.Entry{ID: fmt.Sprint("e", id), From: monthStart.Add(time.Duration(id+1) * 24 * time.Hour), Time: exact.Duration(d)}
}

// work closes a month with an entry of that time, or several, at that rate. Each is a line.
func (c moneyCase) work() error {
	rate := c.text("rate") + c.text("overage_rate")
	plan := planForm{"rates": []any{map[string]any{"id": "hour", "price": rate}}}
	if m := c.text("multiplier"); m != "" && c.text("apply_multiplier") != "false" {
		plan["weights"] = []any{map[string]any{"id": "role", "times": m}}
	}
	if tax := c.text("tax_pct"); tax != "" {
		plan["invoice"] = map[string]any{"every": "month", "tax": map[string]any{"rate": tax + "%", "prices": "exclude"}}
	}
	var j contract.Journal
	var seconds []number
	switch {
	case c["entries_seconds"] != nil:
		if err := json.Unmarshal(c["entries_seconds"], &seconds); err != nil {
			return err
		}
		switch c.text("rounding") {
		case "line":
		case "total", "sum": // what is priced together is rounded together
			plan["rates"] = []any{map[string]any{"id": "hour", "price": rate, "per": "period"}}
		default:
			return skip("no rounding of money by %s", c.text("rounding"))
		}
	case c["seconds"] != nil:
		seconds = []number{number(c.text("seconds"))}
	}
	for i, s := range seconds {
		d, err := nanoseconds(string(s), time.Second)
		if err != nil {
			return err
		}
		j.Entries = append(j.Entries, worked(i, d))
	}
	if c["hours"] != nil {
		d, err := number(c.text("hours")).hours()
		if err != nil {
			return err
		}
		j.Entries = append(j.Entries, worked(0, d))
	}
	got, err := plan.closed(j)
	if err != nil {
		return err
	}
	if c["want_tax"] != nil {
		if err := c.is("want_tax", got.Tax.Amount); err != nil {
			return err
		}
	}
	return c.is("want", got.Total)
}

// roleRate charges an hour by a standard rate that a contract has otherwise.
func (c moneyCase) roleRate() error {
	rate := map[string]any{"id": "hour", "price": c.text("standard")}
	plan := planForm{"rates": []any{rate}}
	value := c.text("value")
	switch kind := c.text("type"); kind {
	case "standard":
	case "custom", "fixed":
		rate["price"] = value
	case "multiplier":
		plan["weights"] = []any{map[string]any{"id": "role", "times": value}}
	case "percent":
		plan["adjust"] = []any{map[string]any{"id": "role", "on": []string{"hour"}, "by": value + "%"}}
	case "flat", "amount":
		plan["adjust"] = []any{map[string]any{"id": "role", "on": []string{"hour"}, "by": map[string]any{"flat": value}}}
	default:
		return skip("no rate of the type %s", kind)
	}
	got, err := plan.closed(contract.Journal{Entries: []contract.Entry{worked(0, time.Hour)}})
	if err != nil {
		return err
	}
	return c.is("want", got.Total)
}

// credits orders so many credits at what each costs.
func (c moneyCase) credits() error {
	plan := planForm{
		"pools": map[string]any{"credits": map[string]any{"of": "time"}},
		"cover": []any{map[string]any{"id": "draw", "as": "draw", "from": []string{"credits"}}},
		"items": []any{map[string]any{"id": "credit", "of": "order", "price": c.text("cost_basis"), "grants": []any{map[string]any{"pool": "credits", "amount": "1h"}}}},
	}
	o := contract.Order{ID: "o", Item: "credit", At: monthStart}
	if err := o.Quantity.UnmarshalText([]byte(c.text("hours"))); err != nil {
		return err
	}
	got, err := plan.closed(contract.Journal{Orders: []contract.Order{o}})
	if err != nil {
		return err
	}
	return c.is("want", got.Total)
}

// discount charges a fee less a percentage.
func (c moneyCase) discount() error {
	plan := planForm{
		"items":  []any{map[string]any{"id": "fee", "every": "month", "price": c.text("amount")}},
		"adjust": []any{map[string]any{"id": "off", "on": []string{"fee"}, "by": "-" + c.text("discount_pct") + "%"}},
	}
	got, err := plan.closed(contract.Journal{})
	if err != nil {
		return err
	}
	return c.is("want", got.Total)
}

// taxes sums percentages of lines, each rounded first, or their sum.
func (c moneyCase) taxes() error {
	var lines [][2]number
	if err := json.Unmarshal(c["lines"], &lines); err != nil {
		return err
	}
	var sum contract.Money
	for _, l := range lines {
		net, err := exact.ParseDecimal(string(l[0]))
		if err != nil {
			return err
		}
		var p contract.Price
		if err := p.UnmarshalJSON([]byte(`"` + string(l[1]) + `%"`)); err != nil {
			return err
		}
		tax, err := p.Of(contract.QuantityOfMoney(contract.MoneyOf(net)))
		if err != nil {
			return err
		}
		switch c.text("rounding") {
		case "line":
			tax = contract.MoneyOf(tax.Round(2))
		case "total", "sum", "precise":
		default:
			return skip("no rounding of taxes by %s", c.text("rounding"))
		}
		sum = sum.Add(tax)
	}
	return c.is("want", sum.Round(2))
}

// A prorationCase is a part of the money of a period: what is left of it from an instant on.
type prorationCase struct {
	Amount string
	Start  time.Time `json:"period_start"`
	End    time.Time `json:"period_end"`
	At     time.Time
	Places int
	Want   string
}

// check charges one more of something from that instant on, by the second.
func (c prorationCase) check() error {
	start, end := c.Start.UTC(), c.End.UTC()
	first, last := calendar.DateIn(start, time.UTC), calendar.DateIn(end, time.UTC)
	switch {
	case !start.Equal(first.In(time.UTC)) || !end.Equal(last.In(time.UTC)):
		return skip("no periods of a contract that begin or end within a day")
	case !last.After(first):
		return skip("no periods without a day")
	case strings.HasPrefix(c.Amount, "-"):
		return skip("no meter prices below zero")
	}
	plan := planForm{
		"facts":   map[string]any{"units": "meter"},
		"items":   []any{map[string]any{"id": "unit", "of": "units", "every": fmt.Sprintf("%d days", last.DaysSince(first)), "price": c.Amount, "prorate": "exact"}},
		"invoice": map[string]any{"every": fmt.Sprintf("%d days", last.DaysSince(first)), "round": "half-up 0." + strings.Repeat("0", max(0, c.Places-1)) + "1"},
	}
	k, err := plan.contract(first)
	if err != nil {
		return err
	}
	none := contract.Reading{ID: "none", Meter: "units", At: start.Add(-time.Hour)}
	more := contract.Reading{ID: "one", Meter: "units", At: c.At}
	more.Value.D = decimal.NewFromInt(1)
	readings := []contract.Reading{none, more}
	s, err := k.Schedule(contract.Journal{Readings: readings}, first, last)
	if err != nil {
		return err
	}
	want, err := decimal.NewFromString(c.Want)
	if err == nil && !s.Total.Equal(want) {
		err = fmt.Errorf("the part is %v, want %v", s.Total, want)
	}
	return err
}
