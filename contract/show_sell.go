package contract

import (
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
)

// cost says what things cost: items, hours, and what changes prices afterwards.
func (s *shower) cost() {
	for i, item := range s.plan.Items {
		s.sayRule(SectionCost, "items", i, item.ID, item.When, item.Clause, "item", "name", spoken(item.ID), "text", s.item(item))
	}
	for i, r := range s.plan.Rates {
		text := s.price(r.Price, "time") +
			s.option(len(r.Per) > 0, "per", "per", s.per(r.Per)) +
			s.option(r.Weights != nil && !*r.Weights, "rate.unweighed") +
			s.option(!r.Every.IsZero(), "rate.every", "every", s.every(r.Every)) +
			s.option(r.Tax != "", "tax.class", "class", r.Tax)
		s.sayRule(SectionCost, "rates", i, r.ID, r.When, r.Clause, "rate", "price", text)
	}
	for i, a := range s.plan.Adjust {
		s.sayRule(SectionCost, "adjust", i, a.ID, a.When, a.Clause, "adjust", "name", spoken(a.ID), "text", s.adjust(a))
	}
	if s.plan.Term.Index != (Index{}) {
		x := s.plan.Term.Index
		on := s.phrase("index.anniversary")
		if x.On != "" && x.On != "anniversary" {
			on = s.phrase("index.on", "day", x.On)
		}
		s.say(SectionCost, "term.index", "index", "by", s.amount(x.By, false), "every", s.every(x.Every), "on", on)
	}
}

// item returns what an item costs and how it comes round.
func (s *shower) item(item Item) string {
	of := item.Of
	if len(item.Each) > 0 {
		of = "order"
		if k := item.Each[0].Kind(); k == KindTime || k == KindParam && s.plan.Params[item.Each[0].Param()].Type == ParamTime {
			of = "time"
		}
	}
	text := s.phrase("free")
	if !item.Price.IsZero() {
		text = s.price(item.Price, of)
	}
	if len(item.Each) > 0 {
		var sizes []string
		for _, size := range item.Each {
			sizes = append(sizes, s.amount(size, false))
		}
		code := "item.each"
		if len(sizes) > 1 {
			code = "item.sizes"
		}
		text += s.phrase(code, "sizes", strings.Join(sizes, ", "))
	}
	if !item.Every.IsZero() || item.Of == "" {
		text += ", " + s.every(item.Every)
	}
	return text +
		s.option(item.Of == "order", "item.ordered") +
		s.option(len(item.On) > 0, "item.on", "ids", s.names(item.On)) +
		s.option(len(item.Per) > 0, "per", "per", s.per(item.Per)) +
		s.option(!item.AtLeast.IsZero(), "item.at_least", "n", s.amount(item.AtLeast, false)) +
		s.option(!item.AtMost.IsZero(), "item.at_most", "n", s.amount(item.AtMost, false)) +
		s.option(item.Bill != "", "bill."+string(item.Bill)) +
		s.option(item.Prorate != "" && item.Prorate != ProrateNone, "prorate."+string(item.Prorate)) +
		s.option(item.Tax != "", "tax.class", "class", item.Tax)
}

// adjust returns how an adjustment changes what.
func (s *shower) adjust(a Adjust) string {
	on := s.phrase("adjust.all")
	switch {
	case slices.Contains(a.On, "invoice"):
		on = s.phrase("adjust.invoice")
	case len(a.On) > 0 && !slices.Contains(a.On, "all"):
		on = s.names(a.On)
	}
	var parts []string
	if !a.By.IsZero() {
		parts = append(parts, s.price(a.By, a.Of))
	}
	if !a.Min.IsZero() {
		parts = append(parts, s.phrase("adjust.min", "min", s.amount(a.Min, true)))
	}
	if !a.Max.IsZero() {
		parts = append(parts, s.phrase("adjust.max", "max", s.amount(a.Max, true)))
	}
	return s.phrase("adjust.on", "on", on, "by", strings.Join(parts, ", ")) +
		s.option(len(a.By.Tiers) > 0 && a.Of != "", "adjust.of", "of", s.wordOr("of.", a.Of)) +
		s.option(a.Base == BaseList, "adjust.list") +
		s.option(a.Group != "", "adjust.group", "group", spoken(a.Group))
}

// included says what comes with the plan.
func (s *shower) included() {
	for i, item := range s.plan.Items {
		for _, g := range item.Grants {
			every := g.Every
			if every.IsZero() {
				every = item.Every
			}
			comes := s.phrase("grant.order")
			if !every.IsZero() || item.Of == "" {
				comes = s.every(every)
			}
			s.sayRule(SectionIncluded, "items", i, item.ID, item.When, "", "grant", "item", spoken(item.ID),
				"amount", s.granted(g), "pool", spoken(g.Pool), "every", comes)
		}
	}
	for _, id := range sortedKeys(s.plan.Pools) {
		s.pool(id, s.plan.Pools[id])
	}
	for i, x := range s.plan.Includes {
		s.say(SectionIncluded, strict.At("includes", i), "include."+x.Kind, "name", spoken(x.Name),
			"dedicated", s.option(x.Dedicated, "include.dedicated"), "at", s.option(x.At != "", "include."+x.At))
	}
}

// granted returns how much a grant is of.
func (s *shower) granted(g Grant) string {
	pool := s.plan.Pools[g.Pool]
	switch {
	case g.Amount.Kind() == KindPercent && g.Amount.Percent().Equal(hundred):
		return s.phrase("grant.all")
	case g.Amount.Kind() == KindPercent:
		return s.phrase("grant.percent", "percent", g.Amount.String())
	case pool.Of == "money":
		return s.amount(g.Amount, true)
	case pool.Of == "" || pool.Of == "time":
		return s.amount(g.Amount, false) + s.option(g.Amount.Kind() == KindNumber, "grant.units")
	}
	return s.amount(g.Amount, false) + " " + s.wordOr("pool.", pool.Of)
}

// pool says how a pool is counted and when a word is given.
func (s *shower) pool(id string, p Pool) {
	path := strict.Key("pools", id)
	if !p.Unit.IsZero() {
		s.say(SectionIncluded, path+".unit", "pool.unit", "pool", spoken(id), "unit", s.amount(p.Unit, false))
	}
	if len(p.Per) > 0 {
		s.say(SectionIncluded, path+".per", "pool.per", "pool", spoken(id), "per", s.per(p.Per))
	}
	if p.Weights != nil && !*p.Weights {
		s.say(SectionIncluded, path+".weights", "pool.unweighed", "pool", spoken(id))
	}
	if p.Of == "money" {
		lines := s.phrase("pool.all")
		if len(p.Pays) > 0 && !slices.Contains(p.Pays, "all") {
			lines = s.names(p.Pays)
		}
		s.say(SectionIncluded, path+".pays", "pool.pays", "pool", spoken(id), "lines", lines)
	}
	if len(p.Order) > 0 {
		var keys []string
		for _, key := range p.Order {
			keys = append(keys, string(key))
		}
		s.say(SectionIncluded, path+".order", "pool.order", "pool", spoken(id), "keys", strings.Join(keys, ", "))
	}
	for i, a := range p.Alerts {
		code, pairs := "alert.used", []string{"pool", spoken(id), "at", s.amount(a.At.Amount(), false)}
		switch a.At.Kind() {
		case ThresholdLeft:
			code = "alert.left"
		case ThresholdExpiry:
			code, pairs = "alert.expiry", []string{"pool", spoken(id), "at", s.span(a.At.span)}
		}
		in := ""
		if k, n, ok := strings.Cut(a.In, " of "); ok {
			in = s.phrase("alert.in", "k", k, "n", n)
		}
		pairs = append(pairs, "in", in, "buy", s.option(a.Buy != "", "alert.buy", "item", spoken(a.Buy)))
		s.say(SectionIncluded, strict.At(path+".alerts", i), code, pairs...)
	}
}

// carry says how long what is granted lasts, and what becomes of the rest.
func (s *shower) carry() {
	for i, item := range s.plan.Items {
		for j, g := range item.Grants {
			every := g.Every
			if every.IsZero() {
				every = item.Every
			}
			pairs := []string{"item", spoken(item.ID), "pool", spoken(g.Pool)}
			path := strict.At(rulePath("items", i, item.ID)+".grants", j)
			switch {
			case !g.Expires.IsZero():
				s.say(SectionCarry, path, "expires.until", append(pairs, "until", s.until(g.Expires))...)
			case every.IsZero():
				s.say(SectionCarry, path, "expires.never", pairs...)
			default:
				s.say(SectionCarry, path, "expires.period", pairs...)
			}
			if !g.Extend.To.IsZero() {
				s.say(SectionCarry, path+".extend", "extend", append(pairs, "when", g.Extend.When.String(), "to", s.until(g.Extend.To))...)
			}
			if g.Roll != nil {
				s.say(SectionCarry, path+".roll", "roll", append(pairs, "text", s.roll(*g.Roll))...)
			} else if !every.IsZero() || !g.Expires.IsZero() {
				s.say(SectionCarry, path, "lapse", pairs...)
			}
		}
	}
}

// roll returns how much is carried over and for how long.
func (s *shower) roll(r Roll) string {
	text := s.phrase("roll.rest")
	if !r.Share.IsZero() && !r.Share.Percent().Equal(hundred) {
		text = s.phrase("roll.share", "share", s.amount(r.Share, false))
	}
	of := func(a Amount) string {
		if a.Kind() == KindPercent {
			return s.phrase("roll.of", "percent", a.String())
		}
		return s.amount(a, false)
	}
	text += s.option(!r.Cap.IsZero(), "roll.cap", "cap", of(r.Cap)) + s.option(!r.Total.IsZero(), "roll.total", "total", of(r.Total))
	switch {
	case r.Lives.Ever:
		text += s.phrase("roll.ever")
	case r.Lives.IsZero():
		text += s.phrase("roll.period")
	default:
		text += s.phrase("roll.lives", "until", s.until(r.Lives.Until))
	}
	return text + s.option(!r.When.IsZero(), "roll.when", "when", r.When.String())
}
