package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

// A quotation is everything that is printed.
type quotation struct {
	estimate.Estimate
	lines      []estimate.Line
	warnings   []estimate.Warning
	quote      estimate.Quote
	others     []estimate.Mix // the next best
	breakEvens []estimate.BreakEven
	bundles    []estimate.Bundle
	pool       priority.Level // whose break-evens are shown
}

// step is the billing step of the plan.
var step = priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute}

// quote reads the items or hours and prices them.
func quote(o options, catalogues []*estimate.Catalogue) (quotation, error) {
	level, err := o.levelOf()
	if err != nil {
		return quotation{}, err
	}
	lines, err := o.lines(level, catalogues)
	if err != nil {
		return quotation{}, err
	}
	cfg := estimate.Config{Lines: lines, Round: step, Scope: estimate.Scope(o.round)}
	est, err := estimate.New(cfg)
	if err != nil {
		return quotation{}, err
	}
	offer, err := estimate.FromRateCard(rates(), scheme(), estimate.Reading(o.read))
	if err != nil {
		return quotation{}, err
	}
	mixes, err := offer.Alternatives(est.Need, 3)
	if err != nil {
		return quotation{}, err
	}
	q := quotation{Estimate: est, lines: lines, warnings: cfg.Warnings(), others: mixes[1:], bundles: offer.Config().Bundles}
	if q.quote, err = offer.Quote(est.Need); err != nil {
		return quotation{}, err
	}
	q.pool = cmp.Or(level, scheme().Base())
	if o.read != "level" {
		q.pool = scheme().Base()
	}
	q.breakEvens, err = offer.BreakEvens(q.pool, max(80*time.Hour, min(q.quote.Demand.Total(), 200*time.Hour)))
	return q, err
}

// levelOf returns the level that was asked for, or none.
func (o options) levelOf() (priority.Level, error) {
	if o.level == "" {
		return 0, nil
	}
	level, err := scheme().Parse(o.level)
	if err != nil {
		return 0, fmt.Errorf("no level %q; want LOW, MEDIUM, HIGH or URGENT", o.level)
	}
	return level, nil
}

// lines returns what is to be estimated: the hours, the items, or the sample.
func (o options) lines(level priority.Level, catalogues []*estimate.Catalogue) ([]estimate.Line, error) {
	if o.hasHours {
		t, err := parseHours(o.hours)
		if err != nil {
			return nil, err
		}
		return []estimate.Line{{Item: estimate.Item{Name: "Hours", Time: t}, Quantity: 1, Level: level}}, nil
	}
	items := o.items
	if len(items) == 0 {
		items = sample
	}
	var lines []estimate.Line
	var errs []error
	for _, arg := range items {
		line, err := parseLine(arg, catalogues)
		line.Level = level
		lines, errs = append(lines, line), append(errs, err)
	}
	return lines, errors.Join(errs...)
}

// parseLine reads 'ITEM', 'ITEM=QUANTITY', 'ITEM@HOURS' or 'ITEM=QUANTITY@HOURS'. An item
// whose name is in two catalogues is written 'CATALOGUE:ITEM'.
func parseLine(arg string, catalogues []*estimate.Catalogue) (estimate.Line, error) {
	line := estimate.Line{Quantity: 1}
	name, each, hasHours := cutLast(arg, "@")
	if hasHours {
		t, err := parseHours(each)
		if err != nil {
			return line, fmt.Errorf("%q: %w", arg, err)
		}
		line.Each = t
	}
	name, count, hasCount := cutLast(name, "=")
	if hasCount {
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return line, fmt.Errorf("%q: %q is not a quantity: want a whole number from 1", arg, count)
		}
		line.Quantity = n
	}
	item, err := lookup(strings.TrimSpace(name), catalogues)
	line.Item = item
	return line, err
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], strings.TrimSpace(s[i+len(sep):]), true
	}
	return s, "", false
}

// lookup finds the item in all catalogues, or in the one that is named.
func lookup(name string, catalogues []*estimate.Catalogue) (estimate.Item, error) {
	if id, rest, ok := strings.Cut(name, ":"); ok {
		if i := slices.IndexFunc(catalogues, func(c *estimate.Catalogue) bool { return c.ID() == id }); i >= 0 {
			return catalogues[i].Lookup(rest)
		}
	}
	var found []estimate.Item
	id := ""
	for _, c := range catalogues {
		if it, err := c.Lookup(name); err == nil {
			found, id = append(found, it), c.ID()
		}
	}
	switch len(found) {
	case 0:
		return estimate.Item{}, &estimate.NotFoundError{Name: name, Near: estimate.Nearest(name, 3, catalogues...)}
	case 1:
		return found[0], nil
	}
	return estimate.Item{}, fmt.Errorf("%q is in several catalogues: write one as %s:%s", name, id, name)
}

// parseHours reads decimal hours above zero, as catalogues write them.
func parseHours(s string) (time.Duration, error) {
	t, err := estimate.ParseHours(s)
	if err != nil || t == 0 {
		return 0, fmt.Errorf("%q is not a number of hours above zero, such as 37.2", s)
	}
	return t, nil
}
