package gen

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// The generators of this file draw the notations of plan documents, as text in the one
// spelling in which they are written.

// Number draws a decimal number not below zero, small or large, with up to four places.
func Number() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text := fmt.Sprint(rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, 100_000_000)).Draw(t, "whole"))
		if places := rapid.IntRange(0, 4).Draw(t, "places"); places > 0 {
			text += "." + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), places, places, -1).Draw(t, "fraction")
		}
		return text
	})
}

// TimeText draws a time, "0s" one time in some.
func TimeText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var parts []string
		for _, u := range []struct {
			unit string
			most int
		}{{"h", 1000}, {"m", 59}, {"s", 59}} {
			if n := rapid.IntRange(0, u.most).Draw(t, u.unit); n > 0 && rapid.Bool().Draw(t, "has "+u.unit) {
				parts = append(parts, fmt.Sprint(n)+u.unit)
			}
		}
		if parts == nil {
			return "0s"
		}
		return strings.Join(parts, "")
	})
}

// Param draws a parameter, one of few, some with the letters of other notations.
func Param() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"$rate", "$a", "$tm_rate", "$s", "$from", "$h1"})
}

// AmountText draws an amount of any kind.
func AmountText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		sign := ""
		if rapid.IntRange(0, 3).Draw(t, "sign") == 0 {
			sign = "-"
		}
		signed := func(text string) string {
			if !strings.ContainsAny(text, "123456789") {
				return text
			}
			return sign + text
		}
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			return signed(TimeText().Draw(t, "time"))
		case 1:
			return signed(Number().Draw(t, "percent")) + "%"
		case 2:
			n := rapid.IntRange(0, 12).Draw(t, "tickets")
			return counted(n, "ticket")
		case 3:
			return Param().Draw(t, "param")
		case 4:
			return Param().Draw(t, "param") + " tickets"
		}
		return signed(Number().Draw(t, "number"))
	})
}

func counted(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprint(n, " ", unit, "s")
}

// SpanText draws a count of units of at least least, or a parameter: "month", "12 months".
func SpanText(least int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		unit := rapid.SampledFrom([]string{"day", "business day", "week", "month", "quarter", "year"}).Draw(t, "unit")
		switch rapid.IntRange(0, 5).Draw(t, "form") {
		case 0:
			return unit
		case 1:
			return Param().Draw(t, "param")
		case 2:
			return Param().Draw(t, "param") + " " + unit + "s"
		}
		return counted(rapid.OneOf(rapid.IntRange(least, 24), rapid.IntRange(least, 9999)).Draw(t, "n"), unit)
	})
}

// UntilText draws an until.
func UntilText() *rapid.Generator[string] {
	edges := []string{"month-end", "quarter-end", "year-end", "period-end", "term-end", "01-01", "12-31", "02-28", "04-30", "07-15"}
	events := []string{"grant", "order", "invoice", "first-use", "last-use"}
	return rapid.Custom(func(t *rapid.T) string {
		edge := " to " + rapid.SampledFrom(edges).Draw(t, "edge")
		if rapid.IntRange(0, 4).Draw(t, "edge alone") == 0 {
			return edge[1:]
		}
		text := SpanText(0).Draw(t, "span")
		if rapid.Bool().Draw(t, "named") {
			text += " from " + rapid.SampledFrom(events).Draw(t, "event")
		}
		if rapid.Bool().Draw(t, "moved") {
			text += edge
		}
		if rapid.Bool().Draw(t, "inclusive") {
			text += " inclusive"
		}
		return text
	})
}

// ThresholdText draws a threshold.
func ThresholdText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return SpanText(0).Draw(t, "span") + " to expiry"
		case 1:
			return TimeText().Draw(t, "time") + " left"
		case 2:
			return rapid.OneOf(Number(), Param()).Draw(t, "number") + " left"
		case 3:
			return Param().Draw(t, "param")
		}
		return fmt.Sprint(rapid.IntRange(1, 200).Draw(t, "percent")) + "%"
	})
}

// Mutated draws a text that differs from s in one place, mostly: a character left out, put
// in, put for another or twice, two changed over.
func Mutated(s string) *rapid.Generator[string] {
	const alphabet = "0123456789.-+%$ hmsdaywektorinclusvqSM{}[]\":,\\\u00a0"
	return rapid.Custom(func(t *rapid.T) string {
		r := []rune(s)
		i := rapid.IntRange(0, len(r)).Draw(t, "at")
		c := rapid.SampledFrom([]rune(alphabet)).Draw(t, "rune")
		before, after := string(r[:i]), r[i:]
		switch how := rapid.IntRange(0, 4).Draw(t, "how"); {
		case how == 0 || len(after) == 0:
			return before + string(c) + string(after)
		case how == 1:
			return before + string(after[1:])
		case how == 2:
			return before + string(c) + string(after[1:])
		case how == 3:
			return before + string(after[0]) + string(after)
		case len(after) > 1:
			return before + string(after[1]) + string(after[0]) + string(after[2:])
		}
		return before
	})
}

// Prices says which prices [PriceText] draws.
type Prices struct {
	ByTime   bool // bounds and sizes are times, else numbers
	Signed   bool // money may be less than nothing
	Percents bool // percentages stand where money may
	Params   bool // and so do parameters
}

// PriceText draws a price in the one way in which it is written: per unit as plain text, else
// as JSON. Tiers ascend, and the least is no more than the most.
func PriceText(of Prices) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		p := pricer{t, of}
		var fields []string
		tiers := rapid.IntRange(-2, 5).Draw(t, "tiers")
		if tiers > 0 && rapid.IntRange(0, 2).Draw(t, "volume") == 0 {
			fields = append(fields, `"mode":"volume"`)
		}
		if tiers <= 0 {
			fields = p.charge()
		}
		low, high := rapid.IntRange(0, 300).Draw(t, "min"), rapid.IntRange(0, 500).Draw(t, "over")
		switch rapid.IntRange(0, 3).Draw(t, "bounds") {
		case 0:
			fields = append(fields, fmt.Sprintf(`"min":"%d.00"`, low))
		case 1:
			fields = append(fields, fmt.Sprintf(`"min":"%d.00","max":"%d.00"`, low, low+high))
		}
		if tiers > 0 {
			fields = append(fields, `"tiers":[`+strings.Join(p.tiers(tiers), ",")+"]")
		}
		if len(fields) == 1 && strings.HasPrefix(fields[0], `"unit":`) {
			return strings.Trim(strings.TrimPrefix(fields[0], `"unit":`), `"`)
		}
		return "{" + strings.Join(fields, ",") + "}"
	})
}

type pricer struct {
	t *rapid.T
	Prices
}

// money draws money, a percentage or a parameter.
func (p pricer) money(label string) string {
	kind := rapid.IntRange(0, 9).Draw(p.t, label+" kind")
	text := fmt.Sprintf("%d.%02d", rapid.IntRange(0, 300).Draw(p.t, label), rapid.IntRange(0, 99).Draw(p.t, "cents"))
	switch {
	case kind == 0 && p.Params:
		return Param().Draw(p.t, label)
	case kind == 1 && p.Percents:
		text = fmt.Sprint(rapid.IntRange(0, 30).Draw(p.t, label)) + "%"
	case kind == 2:
		text = "0.01"
	}
	if p.Signed && strings.ContainsAny(text, "123456789") && rapid.Bool().Draw(p.t, "negative") {
		return "-" + text
	}
	return text
}

// charge draws flat, unit, per and whole.
func (p pricer) charge() []string {
	var fields []string
	has := rapid.IntRange(1, 3).Draw(p.t, "charge")
	if has&1 > 0 {
		fields = append(fields, `"flat":"`+p.money("flat")+`"`)
	}
	if has&2 > 0 {
		fields = append(fields, `"unit":"`+p.money("unit")+`"`)
		if per := rapid.IntRange(0, 7).Draw(p.t, "per"); per > 0 && per < 4 {
			fields = append(fields, `"per":"`+p.size(per*7)+`"`)
		}
		if whole := rapid.IntRange(0, 4).Draw(p.t, "whole"); whole < 2 {
			fields = append(fields, `"whole":"`+[]string{"started", "full"}[whole]+`"`)
		}
	}
	return fields
}

// size returns a bound or a unit: a number, or so many minutes.
func (p pricer) size(n int) string {
	if !p.ByTime {
		return fmt.Sprint(n)
	}
	switch {
	case n%60 == 0:
		return fmt.Sprintf("%dh", n/60)
	case n > 60:
		return fmt.Sprintf("%dh%dm", n/60, n%60)
	}
	return fmt.Sprintf("%dm", n)
}

func (p pricer) tiers(n int) []string {
	var tiers []string
	end := 0
	for i := range n {
		var fields []string
		end += rapid.IntRange(1, 40).Draw(p.t, "wide")
		if i < n-1 || rapid.Bool().Draw(p.t, "bounded") {
			word := rapid.SampledFrom([]string{"to", "to", "below"}).Draw(p.t, "bound")
			fields = append(fields, fmt.Sprintf(`"%s":"%s"`, word, p.size(end)))
		}
		tiers = append(tiers, "{"+strings.Join(append(fields, p.charge()...), ",")+"}")
	}
	return tiers
}
