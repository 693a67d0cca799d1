package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// otherWord is a word that no plan uses: of a fact with a value that none of the rules names.
const otherWord = "something else"

// values returns a value of the fact for each way in which its tests can come out.
func (l *linter) values(d dimension) ([]priority.Value, bool) {
	var words []string
	var values []priority.Value
	for _, test := range d.tests {
		switch test := test.(type) {
		case bool:
			values = append(values, priority.Flag(true), priority.Flag(false))
		case string:
			if op, operand := cutOp(test); op != "" {
				values = append(values, around(operand)...)
			} else {
				words = append(words, operand)
			}
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	param := l.plan.Params[strings.TrimPrefix(d.fact, "$")]
	switch {
	case d.fact == "during":
		return l.duringValues(words)
	case slices.Contains(setFacts, d.fact):
		return subsets(words)
	case strings.HasPrefix(d.fact, "$") && len(param.OneOf) > 0:
		values = nil
		for _, choice := range param.OneOf {
			values = append(values, paramFacts(map[string]Param{"p": param}, map[string]string{"p": choice})["$p"])
		}
		words = nil
	case d.fact == "level":
		words = l.levels()
	case d.fact == "ending":
		words = append(words, "early", "regular")
	case len(words) > 0:
		words = append(words, otherWord)
	}
	for _, w := range words {
		values = append(values, priority.Word(w))
		values = append(values, around(w)[:1]...) // "1h" is the time as well
	}
	return distinct(values), true
}

// levels returns the codes of the levels that work can have.
func (l *linter) levels() []string {
	var codes []string
	for def := range l.plan.Levels.Levels() {
		codes = append(codes, def.Level.String())
	}
	for level := priority.P1; len(codes) == 0 || level.IsValid() && len(codes) == int(level-1); level++ {
		codes = append(codes, level.String())
	}
	return codes
}

func distinct(values []priority.Value) []priority.Value {
	var list []priority.Value
	for _, v := range values {
		if !v.Equal(priority.Value{}) && !slices.ContainsFunc(list, v.Equal) {
			list = append(list, v)
		}
	}
	return list
}

// subsets returns every set of the words.
func subsets(words []string) ([]priority.Value, bool) {
	if len(words) > 8 {
		return nil, false
	}
	var list []priority.Value
	for bits := range 1 << len(words) {
		var set []string
		for i, w := range words {
			if bits>>i&1 == 1 {
				set = append(set, w)
			}
		}
		list = append(list, priority.Set(set...))
	}
	return list, true
}

// cutOp cuts a test into its comparison, empty if there is none, and what is compared with.
func cutOp(test string) (op, operand string) {
	for _, op := range []string{"<=", ">=", "<", ">"} {
		if rest, ok := strings.CutPrefix(test, op); ok {
			return op, rest
		}
	}
	return "", test
}

// around returns what an operand is, a bit less and a bit more, whatever kind it is of;
// the zero Value first if it is none that can be compared.
func around(operand string) []priority.Value {
	count, window, events := strings.Cut(operand, " in ")
	if d, ok := parseTestTime(operand); ok {
		return []priority.Value{priority.Time(d), priority.Time(d - 1), priority.Time(d + 1)}
	}
	n, err := exact.ParseDecimal(count)
	if err != nil {
		return []priority.Value{{}}
	}
	if within, ok := parseTestTime(window); events && ok {
		var list []priority.Value
		for _, k := range []int64{n.IntPart(), n.IntPart() - 1, n.IntPart() + 1} {
			list = append(list, eventsBefore(within, k))
		}
		return append(list, eventsBefore(within, 0))
	}
	step := decimal.New(1, n.Exponent())
	return []priority.Value{priority.Number(n), priority.Number(n.Sub(step)), priority.Number(n.Add(step))}
}

// eventsBefore returns n events that lie just within a time, and so outside of any shorter one.
func eventsBefore(within time.Duration, n int64) priority.Value {
	start := time.Unix(0, 0)
	return priority.Events(start, slices.Repeat([]time.Time{start.Add(within - 1)}, int(min(max(n, 0), 100)))...)
}

// parseTestTime reads a time as conditions write it: "1h30m", "14 days", "2 weeks".
func parseTestTime(s string) (time.Duration, bool) {
	count, unit, two := strings.Cut(s, " ")
	if !two {
		d, err := exact.ParseDuration(s)
		return d, err == nil
	}
	n, err := exact.ParseDecimal(count)
	hours := map[string]int64{"day": 24, "days": 24, "week": 168, "weeks": 168}[unit]
	return time.Duration(n.IntPart()*hours) * time.Hour, err == nil && hours > 0
}
