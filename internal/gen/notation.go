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
		text := ""
		for _, u := range []struct {
			unit string
			most int
		}{{"h", 1000}, {"m", 59}, {"s", 59}} {
			if n := rapid.IntRange(0, u.most).Draw(t, u.unit); n > 0 && rapid.Bool().Draw(t, "has "+u.unit) {
				text += fmt.Sprint(n) + u.unit
			}
		}
		if text == "" {
			return "0s"
		}
		return text
	})
}

// Param draws a parameter, one of few, some with the letters of other notations.
func Param() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"$rate", "$a", "$tm_rate", "$s", "$from", "$1h"})
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
