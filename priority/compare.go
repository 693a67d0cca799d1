package priority

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A test is what is asked of one fact: a flag, a word (or a time or number to be equal
// to), or a comparison with a time, a number or a parameter.
type test struct {
	flag   bool // the test is a flag, and want is it
	want   bool
	op     string           // "", "<", "<=", ">", ">="
	text   string           // the operand as written
	param  string           // the operand is this parameter
	time   *time.Duration   // the operand as a time, if it is one
	num    *decimal.Decimal // the operand as a number, if it is one
	within time.Duration    // "in 24h"; zero: however long
}

// parseTest reads a test that is written as a string.
func parseTest(s string) (test, error) {
	x := test{}
	operand := s
	for _, op := range []string{"<=", ">=", "<", ">"} {
		if rest, ok := strings.CutPrefix(s, op); ok {
			x.op, operand = op, rest
			break
		}
	}
	if x.op != "" {
		if n, window, ok := strings.Cut(operand, " in "); ok {
			d, err := parseTime(window)
			if err != nil || d <= 0 {
				return x, fmt.Errorf("%s: want a time after \"in\", such as >=3 in 24h", quote(s))
			}
			operand, x.within = n, d
		}
	}
	if operand == "" || operand == "$" || strings.TrimSpace(operand) != operand {
		return x, fmt.Errorf("%s is not a test: it is empty or has spaces around its value", quote(s))
	}
	x.text = operand
	if strings.HasPrefix(operand, "$") {
		x.param = operand
	} else if d, err := parseTime(operand); err == nil {
		x.time = &d
		if x.op != "" && !strings.Contains(operand, " ") {
			x.text = exact.DurationText(d)
		}
	} else if n, err := exact.ParseDecimal(operand); err == nil {
		x.num = &n
		if x.op != "" {
			x.text = exact.Text(n, 0)
		}
	}
	if x.op != "" && x.param == "" && x.time == nil && x.num == nil {
		return x, fmt.Errorf("%s compares with neither a time, a number nor a $parameter", quote(s))
	}
	if x.within != 0 && x.num == nil && x.param == "" {
		return x, fmt.Errorf("%s: want a number before \"in\", such as >=3 in 24h", quote(s))
	}
	return x, nil
}

// parseTime reads "1h30m", "14 days" and "2 weeks", days at 24 hours.
func parseTime(s string) (time.Duration, error) {
	count, unit, ok := strings.Cut(s, " ")
	if !ok {
		return exact.ParseDuration(s)
	}
	n, err := exact.ParseDecimal(count)
	hours := map[string]int64{"day": 24, "days": 24, "week": 168, "weeks": 168}[unit]
	if err != nil || hours == 0 || !n.IsInteger() || n.Sign() < 0 || n.NumDigits() > 4 {
		return 0, fmt.Errorf("%s is not a time", quote(s))
	}
	return time.Duration(n.IntPart()*hours) * time.Hour, nil
}

// eval asks the test of value v of the named fact.
func (x test) eval(name string, v Value, f Facts) (Outcome, []Missing) {
	if x.flag {
		if v.kind != flag {
			return Unknown, []Missing{{name, wrongKind}}
		}
		return outcome(v.flag == x.want), nil
	}
	want := Value{}
	switch {
	case x.param != "":
		if want = f[x.param]; want.kind == none {
			return Unknown, []Missing{{x.param, notStated}}
		}
	case v.kind == length && x.time != nil:
		want = Time(*x.time)
	case (v.kind == number || v.kind == events) && x.num != nil:
		want = Number(*x.num)
	case (v.kind == word || v.kind == set) && x.op == "":
		want = Word(x.text)
	default:
		return Unknown, []Missing{{name, wrongKind}}
	}
	return x.compare(name, v, want)
}

// compare asks how v stands to want, which is of the same kind or makes no sense.
func (x test) compare(name string, v, want Value) (Outcome, []Missing) {
	var c int
	switch {
	case x.within != 0 && v.kind != events:
		return Unknown, []Missing{{name, wrongKind}} // a bare number says nothing of when
	case v.kind == set && want.kind == word && x.op == "":
		return outcome(slices.Contains(v.words, want.words[0])), nil
	case v.kind == word && want.kind == word && x.op == "":
		return outcome(v.words[0] == want.words[0]), nil
	case v.kind == word && want.kind == set && x.op == "":
		return outcome(slices.Contains(want.words, v.words[0])), nil
	case v.kind == length && want.kind == length:
		c = cmp.Compare(v.time, want.time)
	case v.kind == number && want.kind == number:
		c = v.num.Cmp(want.num)
	case v.kind == events && want.kind == number:
		c = decimal.New(x.count(v.times), 0).Cmp(want.num)
	default:
		return Unknown, []Missing{{name, wrongKind}}
	}
	switch x.op {
	case "<":
		return outcome(c < 0), nil
	case "<=":
		return outcome(c <= 0), nil
	case ">":
		return outcome(c > 0), nil
	case ">=":
		return outcome(c >= 0), nil
	}
	return outcome(c == 0), nil
}

// count returns how many events lie within the time asked for, from the start up to but
// not including its end.
func (x test) count(times []time.Duration) int64 {
	if x.within == 0 {
		return int64(len(times))
	}
	n, _ := slices.BinarySearch(times, x.within)
	return int64(n)
}

func outcome(b bool) Outcome {
	if b {
		return True
	}
	return False
}

func (x test) equal(y test) bool {
	return x.flag == y.flag && x.want == y.want && x.String() == y.String()
}

// String returns the test as it is written.
func (x test) String() string {
	if x.flag {
		return fmt.Sprint(x.want)
	}
	s := x.op + x.text
	if x.within != 0 {
		s += " in " + exact.DurationText(x.within)
	}
	return s
}
