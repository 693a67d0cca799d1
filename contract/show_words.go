package contract

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// amount returns an amount in words; money where a number is money.
func (s *shower) amount(a Amount, money bool) string {
	switch {
	case a.Kind() == KindCount && a.Param() != "":
		return s.phrase("count", "n", s.param(a.Param()))
	case a.Param() != "":
		return s.param(a.Param())
	case a.Kind() == KindTime:
		return s.duration(a.Time())
	case a.Kind() == KindNumber && money:
		return s.phrase("money", "amount", s.plan.Currency.Text(a.Number()), "currency", s.plan.Currency.Code())
	case a.Kind() == KindCount && a.Number().Equal(one):
		return s.phrase("count.one")
	case a.Kind() == KindCount:
		return s.phrase("count", "n", a.Number().String())
	}
	return a.String()
}

// param returns a parameter in words.
func (s *shower) param(id string) string { return s.phrase("param", "name", spoken(id)) }

// duration returns a time in words: "1 hour 30 minutes".
func (s *shower) duration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	var parts []string
	for _, u := range []struct {
		name string
		of   time.Duration
	}{{"hour", time.Hour}, {"minute", time.Minute}} {
		if n := d / u.of; n > 0 {
			parts = append(parts, s.count(int(n), u.name))
			d -= n * u.of
		}
	}
	if d > 0 || len(parts) == 0 {
		seconds := decimal.New(int64(d), -9).String()
		parts = append(parts, s.phrase("second.n", "n", seconds))
	}
	return sign + strings.Join(parts, " ")
}

// count returns a number of units: "1 hour", "3 business days".
func (s *shower) count(n int, unit string) string {
	if n == 1 {
		return s.phrase(unit + ".one")
	}
	return s.phrase(unit+".n", "n", fmt.Sprint(n))
}

// span returns a span: "1 month", "30 days", "the agreed term".
func (s *shower) span(x span) string {
	switch {
	case x.param != "" && x.unit != "":
		return s.phrase(string(x.unit)+".n", "n", s.param(x.param))
	case x.param != "":
		return s.param(x.param)
	}
	return s.count(x.n, string(x.unit))
}

// every returns how often something comes round: "every month", "once".
func (s *shower) every(e Every) string {
	switch {
	case e.IsZero():
		return s.phrase("once")
	case e.span.param != "" && e.span.unit == "":
		return s.phrase("every.param", "name", spoken(e.span.param))
	case e.span.n == 1 && e.span.param == "":
		return s.phrase("every." + string(e.Unit()))
	}
	return s.phrase("every", "span", s.span(e.span))
}

// until returns an until: "1 year from the first use, to the end of the month".
func (s *shower) until(u Until) string {
	if u.span == (span{}) {
		return s.phrase("until.edge", "edge", s.edge(u.to))
	}
	text := s.span(u.span)
	if u.from != "" {
		text += " " + s.phrase("from."+string(u.from))
	}
	if u.to != "" {
		text += " " + s.phrase("until.to", "edge", s.edge(u.to))
	}
	if u.inclusive {
		text += " " + s.phrase("until.inclusive")
	}
	return text
}

func (s *shower) edge(e Edge) string { return s.wordOr("edge.", string(e)) }

// per returns what something counts by: "ticket and day".
func (s *shower) per(per priority.Per) string {
	var list []string
	for _, g := range per {
		list = append(list, s.phrase("per."+string(g)))
	}
	return s.list(list)
}

// rounding returns a rounding of time: "up to the next 15 minutes".
func (s *shower) rounding(r priority.Rounding) string {
	return s.phrase("round."+string(r.Mode), "step", s.duration(r.Step))
}

// price returns a price in words, of what is counted: "visit", a fact of the plan.
func (s *shower) price(p Price, of string) string {
	text := ""
	if len(p.Tiers) == 0 {
		text = s.tier(Tier{Flat: p.Flat, Unit: p.Unit, Per: p.Per, Whole: p.Whole}, of)
	} else {
		var parts []string
		before := ""
		for _, t := range p.Tiers {
			end, inside := t.bound()
			text := s.tier(t, of)
			switch {
			case end.IsZero() && before == "":
			case end.IsZero():
				text = s.phrase("tier.beyond", "text", text)
			case inside:
				text = s.phrase("tier.to", "end", s.amount(end, false), "text", text)
			default:
				text = s.phrase("tier.below", "end", s.amount(end, false), "text", text)
			}
			before = end.String()
			parts = append(parts, text)
		}
		text = s.phrase("tiers."+p.Mode.String(), "tiers", strings.Join(parts, "; "))
		if end, _ := p.Tiers[len(p.Tiers)-1].bound(); !end.IsZero() {
			text += s.phrase("tiers.end")
		}
	}
	return text + s.option(!p.Min.IsZero(), "price.min", "min", s.amount(p.Min, true)) +
		s.option(!p.Max.IsZero(), "price.max", "max", s.amount(p.Max, true))
}

// tier returns what a tier, or a price without tiers, costs.
func (s *shower) tier(t Tier, of string) string {
	var parts []string
	if !t.Flat.IsZero() && !(t.Flat.Number().IsZero() && t.Flat.Kind() == KindNumber && !t.Unit.IsZero()) {
		parts = append(parts, s.amount(t.Flat, true))
	}
	if !t.Unit.IsZero() {
		text := s.amount(t.Unit, true)
		switch {
		case !t.Per.IsZero():
			text = s.phrase("price.per", "price", text, "per", s.amount(t.Per, false))
		default:
			text = strings.TrimSpace(text + " " + s.unit(of, t.Unit.Kind() == KindPercent))
		}
		if t.Whole != WholeNone {
			text += s.phrase("price." + t.Whole.String())
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, s.phrase("price.and"))
}

// unit returns the words for one of what is counted: "an hour", "for each of users"; for
// a share of it: "of spend".
func (s *shower) unit(of string, share bool) string {
	if id, ok := strings.CutPrefix(of, "item:"); ok {
		return s.phrase("unit.item", "item", spoken(id))
	}
	_, own := s.plan.Facts[of]
	switch {
	case own && share:
		return s.phrase("unit.share", "fact", spoken(of))
	case own:
		return s.phrase("unit.fact", "fact", spoken(of))
	case slices.Contains(metrics, of):
		return s.phrase("unit.metric", "metric", s.phrase("metric."+of))
	}
	return s.phrase("unit." + of)
}
