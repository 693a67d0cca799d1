package priority_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A plain fact is one as the naive evaluator knows it: a string, a bool, an int (also of
// a parameter), a time.Duration, a []string (set), a []time.Duration (events since the
// start) or a map[string]any (table).
type plain map[string]any

func (p plain) facts() priority.Facts {
	f := priority.Facts{}
	for name, v := range p {
		f[name] = plainValue(v)
	}
	return f
}

func plainValue(v any) priority.Value {
	switch v := v.(type) {
	case string:
		return priority.Word(v)
	case bool:
		return priority.Flag(v)
	case int:
		return priority.Number(decimal.New(int64(v), 0))
	case time.Duration:
		return priority.Time(v)
	case []string:
		return priority.Set(v...)
	case []time.Duration:
		var at []time.Time
		for _, d := range v {
			at = append(at, start.Add(d))
		}
		return priority.Events(start, at...)
	}
	rows := map[string]priority.Value{}
	for name, row := range v.(map[string]any) {
		rows[name] = plainValue(row)
	}
	return priority.Table(rows)
}

// naive evaluates a condition as decoded by encoding/json: "yes", "no" or "?".
func naive(cond map[string]any, p plain) string {
	all := "yes"
	for fact, tests := range cond {
		all = naiveAnd(all, naiveTerm(fact, tests, p))
	}
	return all
}

func naiveAnd(a, b string) string {
	switch {
	case a == "no" || b == "no":
		return "no"
	case a == "?" || b == "?":
		return "?"
	}
	return "yes"
}

func naiveNot(a string) string { return map[string]string{"yes": "no", "no": "yes", "?": "?"}[a] }

func naiveOr(a, b string) string { return naiveNot(naiveAnd(naiveNot(a), naiveNot(b))) }

func naiveTerm(fact string, tests any, p plain) string {
	switch {
	case fact == "not":
		return naiveNot(naive(tests.(map[string]any), p))
	case fact == "any":
		some := "no"
		for _, c := range tests.([]any) {
			some = naiveOr(some, naive(c.(map[string]any), p))
		}
		return some
	}
	if rows, ok := tests.(map[string]any); ok {
		all := "yes"
		for row, ts := range rows {
			var v any
			if tab, ok := p[fact].(map[string]any); ok {
				v = tab[row]
			}
			all = naiveAnd(all, naiveTests(v, ts, p))
		}
		return all
	}
	return naiveTests(p[fact], tests, p)
}

func naiveTests(v, tests any, p plain) string {
	list, ok := tests.([]any)
	if !ok {
		list = []any{tests}
	}
	some := "no"
	for _, t := range list {
		some = naiveOr(some, naiveTest(v, t, p))
	}
	return some
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func naiveTest(v, t any, p plain) string {
	if v == nil {
		return "?"
	}
	if want, ok := t.(bool); ok {
		if v, ok := v.(bool); ok {
			return yes(v == want)
		}
		return "?"
	}
	operand := strings.TrimLeft(t.(string), "<>=")
	op := strings.TrimSuffix(t.(string), operand)
	operand, window, windowed := strings.Cut(operand, " in ")
	var want any = operand
	written := operand // empty for a parameter: what it says is not read again
	if strings.HasPrefix(operand, "$") {
		want, written = p[operand], ""
	}
	if events, ok := v.([]time.Duration); ok {
		within, _ := time.ParseDuration(window)
		n := 0
		for _, d := range events {
			if d >= 0 && (!windowed || d < within) {
				n++
			}
		}
		v = n
	} else if windowed {
		return "?"
	}
	order := func(a, b int64) string {
		return yes(map[string]bool{"": a == b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op])
	}
	switch v := v.(type) {
	case string:
		if set, ok := want.([]string); ok && op == "" {
			return yes(slices.Contains(set, v))
		}
		if w, ok := want.(string); ok && op == "" {
			return yes(v == w)
		}
	case []string:
		if w, ok := want.(string); ok && op == "" {
			return yes(slices.Contains(v, w))
		}
	case int:
		if w, ok := want.(int); ok {
			return order(int64(v), int64(w))
		}
		if w, err := strconv.ParseInt(written, 10, 64); err == nil {
			return order(int64(v), w)
		}
	case time.Duration:
		if w, ok := want.(time.Duration); ok {
			return order(int64(v), int64(w))
		}
		if w, err := time.ParseDuration(written); err == nil {
			return order(int64(v), int64(w))
		}
	}
	return "?"
}
