package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// A sale is what somebody asks the price of.
type sale struct {
	seats, class, zone, start string
	months, prepaid           int
	params, meters, orders    pairs
	steps                     bool
}

// pairs are flags of the form name=value, in the order given.
type pairs [][2]string

func (p *pairs) String() string { return "" }

func (p *pairs) Set(s string) error {
	name, value, found := strings.Cut(s, "=")
	if !found || name == "" || value == "" {
		return fmt.Errorf("want name=value")
	}
	if slices.ContainsFunc(*p, func(pair [2]string) bool { return pair[0] == name }) {
		return fmt.Errorf("%s stands twice", name)
	}
	*p = append(*p, [2]string{name, value})
	return nil
}

func priceFlags(flags *flag.FlagSet, o *options) {
	s := &o.sale
	flags.StringVar(&s.seats, "seats", "", "`number` of what the plan is paid by: seats, users, devices")
	flags.IntVar(&s.months, "months", 12, "`number` of months")
	flags.IntVar(&s.prepaid, "prepaid", 0, "`number` of billing periods paid ahead")
	flags.StringVar(&s.start, "start", "", "first `day` (default today)")
	flags.StringVar(&s.class, "class", "", "`class` of the customer")
	flags.StringVar(&s.zone, "zone", "UTC", "`zone` of a plan that leaves it open")
	flags.Var(&s.params, "param", "what the plan leaves open, as `name=value`; may be repeated")
	flags.Var(&s.meters, "meter", "what a meter shows, as `name=value`; may be repeated")
	flags.Var(&s.orders, "order", "what is ordered on the first day, as `item=quantity` or item=quantity@size; may be repeated")
	flags.BoolVar(&s.steps, "steps", false, "say how each charge comes about")
}

type chargeJSON struct {
	On       string   `json:"on"`
	Rule     string   `json:"rule"`
	From     string   `json:"from,omitempty"`
	To       string   `json:"to,omitempty"`
	Quantity string   `json:"quantity,omitempty"`
	Amount   string   `json:"amount"`
	Steps    []string `json:"steps"`
}

type priceJSON struct {
	Plan     string       `json:"plan"`
	Currency string       `json:"currency"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Charges  []chargeJSON `json:"charges"`
	Total    string       `json:"total"`
	Open     []string     `json:"open"` // what cannot be said before it happens
}

// price prints what a contract costs besides work, charge by charge.
func price(w io.Writer, o options) error {
	switch {
	case len(o.args) == 0:
		return usageError("price takes the id of a plan")
	case o.sale.months < 1 || o.sale.months > 1200:
		return usageError("-months: want a number from 1 to 1200")
	case o.sale.prepaid < 0:
		return usageError("-prepaid: want a number that is not below zero")
	}
	r, err := load(o.args[1:], o)
	if err != nil {
		return err
	}
	out, err := o.sale.price(r, o.args[0], o.today)
	switch {
	case err != nil:
		return err
	case o.json:
		return encode(w, out)
	}
	fmt.Fprintf(w, "%s, from %s up to but not including %s\n\n", out.Plan, out.From, out.To)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	how := ""
	if o.sale.steps {
		how = "\tHOW"
	}
	fmt.Fprintf(tw, "DATE\tITEM\tPERIOD\tQUANTITY\t%s%s\n", out.Currency, how)
	for _, c := range out.Charges {
		if o.sale.steps {
			how = "\t" + strings.Join(c.Steps, "; ")
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s%s\n", c.On, c.Rule, strings.TrimSuffix(c.From+"/"+c.To, "/"), c.Quantity, c.Amount, how)
	}
	fmt.Fprintf(tw, "\t\t\ttotal\t%s\n", out.Total)
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, s := range out.Open {
		wrap(w, "- "+s)
	}
	return nil
}

func (s sale) price(r *contract.Registry, id string, today calendar.Date) (priceJSON, error) {
	start := today
	if s.start != "" {
		if err := start.UnmarshalText([]byte(s.start)); err != nil {
			return priceJSON{}, fmt.Errorf("-start: %v", err)
		}
	}
	cfg := contract.Config{ID: "price", Plan: id, Start: start, Class: s.class, Params: map[string]string{}}
	p, err := r.PlanOn(id, start)
	if err != nil {
		return priceJSON{}, err
	}
	if p.Zone == "" {
		cfg.Zone = s.zone
	}
	for _, pair := range s.params {
		cfg.Params[pair[0]] = pair[1]
	}
	c, err := r.Contract(cfg)
	if err != nil {
		return priceJSON{}, err
	}
	j, err := s.journal(p, c, start)
	if err != nil {
		return priceJSON{}, err
	}
	end := calendar.AddMonths(start, s.months, 0)
	schedule, err := c.Schedule(j, start, end)
	if err != nil {
		return priceJSON{}, unread(err)
	}
	out := priceJSON{
		Plan: id, Currency: schedule.Currency.Code(), From: start.String(), To: end.String(),
		Total: schedule.Currency.Text(schedule.Total), Charges: []chargeJSON{}, Open: []string{},
	}
	for _, c := range schedule.Charges {
		row := chargeJSON{On: c.On.String(), Rule: c.Rule, Quantity: c.Quantity, Amount: schedule.Currency.Text(c.Amount), Steps: []string{}}
		if !c.Period.IsZero() {
			row.From, row.To = c.Period.From.String(), c.Period.To.String()
		}
		for _, step := range c.Steps {
			row.Steps = append(row.Steps, step.Text)
		}
		out.Charges = append(out.Charges, row)
	}
	for _, n := range schedule.NotEvaluated {
		out.Open = append(out.Open, fmt.Sprintf("%s is left out: %v", n.Rule, n.Missing))
	}
	if len(p.Rates) > 0 {
		out.Open = append(out.Open, "charged work comes on top")
	}
	return out, nil
}

// unread says once how to state what meters show, where that is all that is missing.
func unread(err error) error {
	var e *contract.Error
	if !errors.As(err, &e) || slices.ContainsFunc(e.Faults, func(f contract.Fault) bool { return f.Code != "no_reading" }) {
		return err
	}
	return fmt.Errorf("%s: %s; say how many by -seats N, or -meter NAME=VALUE", e.Faults[0].Path, e.Faults[0].Text)
}

// journal returns the facts of the sale: what meters show, what is ordered and paid.
func (s sale) journal(p contract.Plan, c *contract.Contract, start calendar.Date) (contract.Journal, error) {
	var j contract.Journal
	at := start.In(c.Terms(start).Zone())
	meters := slices.Clone(s.meters)
	if s.seats != "" {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(p.Facts)) {
			counted := slices.ContainsFunc(p.Items, func(item contract.Item) bool { return item.Of == name })
			if p.Facts[name] == contract.FactMeter && counted {
				names = append(names, name)
			}
		}
		if len(names) != 1 {
			return j, fmt.Errorf("-seats: %s is paid by %d meters (%s): use -meter name=value", p.ID, len(names), strings.Join(names, ", "))
		}
		meters = append(meters, [2]string{names[0], s.seats})
	}
	for _, m := range meters {
		r := contract.Reading{ID: m[0], Meter: m[0], At: at}
		if err := r.Value.UnmarshalText([]byte(m[1])); err != nil {
			return j, fmt.Errorf("%s: %q is not a number", m[0], m[1])
		}
		j.Readings = append(j.Readings, r)
	}
	for i, pair := range s.orders {
		quantity, size, sized := strings.Cut(pair[1], "@")
		o := contract.Order{ID: "order-" + strconv.Itoa(i+1), Item: pair[0], At: at}
		if err := o.Quantity.UnmarshalText([]byte(quantity)); err != nil {
			return j, fmt.Errorf("%s: %q is not a number", pair[0], quantity)
		}
		if sized {
			var err error
			if o.Size, err = contract.ParseAmount(size); err != nil {
				return j, fmt.Errorf("%s: %w", pair[0], err)
			}
		}
		j.Orders = append(j.Orders, o)
	}
	if s.prepaid > 0 {
		j.Payments = []contract.Payment{{ID: "prepaid", On: start, Periods: s.prepaid}}
	}
	return j, nil
}
