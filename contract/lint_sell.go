package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// neverGranted finds pools into which nothing is ever put.
func (l *linter) neverGranted(say sayFunc) {
	for _, name := range sortedKeys(l.plan.Pools) {
		if !l.granted(name) {
			say(strict.Key("pools", name), "no item grants anything to it")
		}
	}
}

// neverDrawn finds pools that are filled and from which nothing is drawn. Pools of money
// pay lines without being drawn.
func (l *linter) neverDrawn(say sayFunc) {
	for _, name := range sortedKeys(l.plan.Pools) {
		drawn := l.plan.Pools[name].Of == "money" || slices.ContainsFunc(l.plan.Cover, func(c Cover) bool {
			return (c.As == AsDraw || c.As == AsBorrow) && slices.Contains(c.From, name)
		})
		if !drawn && l.granted(name) {
			say(strict.Key("pools", name), "what is granted to it is never drawn")
		}
	}
}

func (l *linter) granted(pool string) bool {
	return slices.ContainsFunc(l.plan.Items, func(item Item) bool {
		return slices.ContainsFunc(item.Grants, func(g Grant) bool { return g.Pool == pool })
	})
}

// zeros yields the parameters that are left at a default of nothing.
func (l *linter) zeros(names []string, yield func(name string, p Param)) {
	for _, name := range names {
		p := l.plan.Params[name]
		value, err := p.Type.parse(p.Default)
		if _, set := l.plan.Set[name]; !set && err == nil && p.Type.measured() && value.IsZero() {
			yield(name, p)
		}
	}
}

// discountZero finds a discount left at its default of nothing: what a source calls "up
// to 15%" needs a figure of the plan or the contract.
func (l *linter) discountZero(say sayFunc) {
	for i, a := range l.plan.Adjust {
		l.zeros(a.By.Params(), func(name string, p Param) {
			limit := ""
			if p.Min != "" {
				limit = ": up to " + strings.TrimPrefix(p.Min, "-") + " are allowed, none are given"
			}
			say(rulePath("adjust", i, a.ID)+".by", "the discount $%s is left at %s%s", name, p.Default, limit)
		})
	}
}

// priceZero finds a price left at its default of nothing.
func (l *linter) priceZero(say sayFunc) {
	for i, item := range l.plan.Items {
		l.zeros(item.Price.Params(), func(name string, p Param) {
			say(rulePath("items", i, item.ID)+".price", "the price $%s is left at %s", name, p.Default)
		})
	}
	for i, r := range l.plan.Rates {
		l.zeros(r.Price.Params(), func(name string, p Param) {
			say(rulePath("rates", i, r.ID)+".price", "the price $%s is left at %s", name, p.Default)
		})
	}
}

// noPrice finds things that are counted and cost nothing, and items that do nothing.
func (l *linter) noPrice(say sayFunc) {
	for i, item := range l.plan.Items {
		path := rulePath("items", i, item.ID) + ".price"
		switch {
		case !item.Price.IsZero():
		case item.Of != "":
			say(path, "the source may have left out its price: it is counted by %s, and free", item.Of)
		case len(item.Grants) == 0:
			say(path, "it has neither a price nor a grant")
		}
	}
}

// levelRates returns what an hour of charged work costs at each level that has a rate of
// its own, weights taken into account.
func (l *linter) levelRates() (paths []string, levels []priority.Level, prices []Amount, weighed []bool) {
	for i, r := range l.plan.Rates {
		of := words(r.When, "level")
		if len(of) != 1 || !slices.Equal(r.When.Facts(), []string{"level"}) || !r.Price.perUnit() || r.Price.Unit.Kind() != KindNumber {
			continue
		}
		if level, err := priority.ParseLevel(of[0]); err == nil {
			paths, levels = append(paths, rulePath("rates", i, r.ID)), append(levels, level)
			prices, weighed = append(prices, r.Price.Unit), append(weighed, r.Weights == nil || *r.Weights)
		}
	}
	return paths, levels, prices, weighed
}

// weighedTwice finds rates of a level whose weight raises them again.
func (l *linter) weighedTwice(say sayFunc) {
	paths, levels, _, weighed := l.levelRates()
	for i, level := range levels {
		if w, err := l.plan.Levels.Weight(level); weighed[i] && err == nil && !w.Equal(one) {
			say(paths[i], "it is the price of %v, whose weight of %v raises it again", level, w)
		}
	}
}

// notProportional finds rates of levels that are not in the proportion of the weights at
// which these levels draw from pools: an hour prepaid and an hour charged then stand
// differently at each level.
func (l *linter) notProportional(say sayFunc) {
	draws := slices.ContainsFunc(l.plan.Cover, func(c Cover) bool { return c.As == AsDraw })
	paths, levels, prices, weighed := l.levelRates()
	if !draws || len(levels) < 2 {
		return
	}
	base := 0
	for i, level := range levels {
		if levels[base].Outranks(level) {
			base = i
		}
	}
	baseWeight, err := l.plan.Levels.Weight(levels[base])
	if err != nil {
		return
	}
	for i, level := range levels {
		w, err := l.plan.Levels.Weight(level)
		price, basePrice := prices[i].Number(), prices[base].Number()
		if weighed[i] {
			price = price.Mul(w)
		}
		if weighed[base] {
			basePrice = basePrice.Mul(baseWeight)
		}
		if err == nil && !price.Mul(baseWeight).Equal(basePrice.Mul(w)) {
			say(paths[i], "an hour of %v costs %v and draws %v hours, one of %v costs %v and draws %v: not in proportion",
				level, price, w, levels[base], basePrice, baseWeight)
		}
	}
}

// livesShort finds carried hours that end before the period does into which they are carried.
func (l *linter) livesShort(say sayFunc) {
	for i, item := range l.bound.plan.Items {
		for j, g := range item.Grants {
			if g.Roll == nil || l.plan.Items[i].Grants[j].Roll.Lives.Until.Param() != "" {
				continue
			}
			every := g.Every
			if every.IsZero() {
				every = item.Every
			}
			period, ok := every.Calendar()
			lives, simple := g.Roll.Lives.Until.Every()
			length, counted := lives.Calendar()
			if ok && simple && counted && l.plan.Items[i].Every.Param()+l.plan.Items[i].Grants[j].Every.Param() == "" && shorter(length, period) {
				path := strict.At(rulePath("items", i, item.ID)+".grants", j) + ".roll.lives"
				say(path, "what is carried lives for %s and the period is %s: it ends before the period can use it up", lives, every)
			}
		}
	}
}

// shorter reports whether a is shorter than b, from the first of any month on.
func shorter(a, b calendar.Every) bool {
	first := calendar.MustParseDate("2023-01-01")
	for month := range 48 {
		start := calendar.AddMonths(first, month, 1).In(time.UTC)
		endA, errA := a.Boundary(start, 1, time.UTC)
		endB, errB := b.Boundary(start, 1, time.UTC)
		if errA == nil && errB == nil && endA.Before(endB) {
			return true
		}
	}
	return false
}

// anchorClamped finds invoices on a day that not every month has.
func (l *linter) anchorClamped(say sayFunc) {
	if a, ok := parseAnchor(l.plan.Invoice.Anchor); ok && a.day >= 29 {
		say("invoice.anchor", "not every month has a day %d: the last day stands in for it", a.day)
	}
}

// unknownCatalogue finds catalogues that are included and not built in.
func (l *linter) unknownCatalogue(say sayFunc) {
	l.catalogues(func(path, name string, c *estimate.Catalogue) {
		if c == nil {
			say(path, "the catalogue %q is not built in: the host has to bring it", name)
		}
	})
}

// notEstimated finds catalogues with tasks that nobody has estimated.
func (l *linter) notEstimated(say sayFunc) {
	l.catalogues(func(path, name string, c *estimate.Catalogue) {
		if c == nil {
			return
		}
		n, first := 0, ""
		for item := range c.Items() {
			if item.NotEstimated {
				if n++; n == 1 {
					first = item.Name
				}
			}
		}
		if n > 0 {
			say(path, "of the %d tasks of %s, nobody has estimated %d, such as %q", c.Len(), name, n, first)
		}
	})
}

func (l *linter) catalogues(yield func(path, name string, c *estimate.Catalogue)) {
	for i, include := range l.plan.Includes {
		if include.Kind == "catalogue" {
			c, err := estimate.Shipped(include.Name)
			if err != nil {
				c = nil
			}
			yield(strict.At("includes", i), include.Name, c)
		}
	}
}
