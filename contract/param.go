package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// paramTypes are the types with a text of each, with which a plan is checked where
// neither a default nor a choice gives one.
var paramTypes = map[ParamType]string{
	ParamMoney: "1.00", ParamTime: "1h", ParamPercent: "0%", ParamNumber: "1", ParamPeriod: "month",
	ParamWeek: "Mon-Fri 09:00-17:00", ParamWord: "word",
}

// checkName returns an error if name cannot be that of a parameter, a fact, a calendar or
// a pool: letters, digits, points, underscores and hyphens.
func checkName(name string) error {
	if !isName(name) {
		return fault("name", "bad_name", "%.80q is not a name: letters, digits, _ - and .", name)
	}
	return nil
}

// Check returns an [*Error] if text is nothing that the parameter takes.
func (p Param) Check(text string) error {
	value, err := p.Type.parse(text)
	if err != nil {
		return err
	}
	if len(p.OneOf) > 0 && !slices.ContainsFunc(p.OneOf, func(choice string) bool { return p.Type.same(choice, text) }) {
		return fault("parameter", "not_one_of", "%.80q is none of %s", text, strings.Join(p.OneOf, ", "))
	}
	least, errMin := p.Type.parse(p.Min)
	most, errMax := p.Type.parse(p.Max)
	if errMin == nil && value.LessThan(least) {
		return fault("parameter", "too_small", "%.80q is less than %s", text, p.Min)
	}
	if errMax == nil && value.GreaterThan(most) {
		return fault("parameter", "too_large", "%.80q is more than %s", text, p.Max)
	}
	if step, err := p.Type.parse(p.Step); err == nil {
		if errMin == nil {
			value = value.Sub(least)
		}
		if !value.Mod(step).IsZero() {
			return fault("parameter", "off_step", "%.80q is not a step of %s", text, p.Step)
		}
	}
	return nil
}

// parse reads a text of the type, and returns what it measures: money, a number, the
// hundredths of a percentage, nanoseconds; nothing of the other types.
func (t ParamType) parse(text string) (decimal.Decimal, error) {
	switch t {
	case ParamMoney, ParamNumber:
		return exact.ParseDecimal(text)
	case ParamPercent:
		number, ok := strings.CutSuffix(text, "%")
		if !ok {
			return decimal.Zero, fault("parameter", "bad_percent", "%.80q is not a percentage such as 15%%", text)
		}
		return exact.ParseDecimal(number)
	case ParamTime:
		d, err := exact.ParseDuration(text)
		return decimal.NewFromInt(int64(d)), err
	case ParamPeriod:
		_, err := ParseEvery(text)
		return decimal.Zero, err
	case ParamWeek:
		if text == "24/7" {
			return decimal.Zero, nil
		}
		_, err := calendar.ParseWeek(text)
		return decimal.Zero, err
	case ParamWord:
		return decimal.Zero, checkName(text)
	}
	return decimal.Zero, fault("parameter", "unknown_type", "no parameters are of type %.40q", string(t))
}

// measured reports whether texts of the type have a size, so that there is a least and a most.
func (t ParamType) measured() bool {
	return t == ParamMoney || t == ParamNumber || t == ParamPercent || t == ParamTime
}

// same reports whether two texts of the type say the same.
func (t ParamType) same(a, b string) bool {
	if !t.measured() {
		return a == b
	}
	x, errX := t.parse(a)
	y, errY := t.parse(b)
	return errX == nil && errY == nil && x.Equal(y)
}

// Equal reports whether p and q take the same.
func (p Param) Equal(q Param) bool {
	return p.Type == q.Type && p.Default == q.Default && slices.Equal(p.OneOf, q.OneOf) &&
		p.Min == q.Min && p.Max == q.Max && p.Step == q.Step
}

// checkParams notes what is wrong with the parameters themselves and what the plan sets.
func (p *Plan) checkParams(fs *strict.Faults) {
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		if !isParam(name) {
			fs.Add(strict.Key("params", name), "bad_name", "a parameter is named by letters, digits, _ - and ., a letter first")
		}
		p.Params[name].check(fs, strict.Key("params", name))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Set)) {
		param, ok := p.Params[name]
		if !ok {
			fs.Add(strict.Key("set", name), "unknown_param", "the plan has no such parameter")
			continue
		}
		fs.Join(strict.Key("set", name), "invalid", param.Check(p.Set[name]))
	}
}

// checkBound notes parameters that stand in a document and that it does not define.
func checkBound(v any, key, path string, fs *strict.Faults) {
	switch v := v.(type) {
	case tree:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if slices.Contains(named, key) {
				checkBound(v[name], "", strict.Key(path, name), fs)
			} else if !slices.Contains(free, name) {
				checkBound(v[name], name, strict.Key(path, name), fs)
			}
		}
	case []any:
		for i, value := range v {
			checkBound(value, "", strict.At(path, i), fs)
		}
	case string:
		if strings.HasPrefix(v, "$") {
			fs.Add(path, "unknown_param", "the plan has no parameter %.80q", v)
		}
	}
}

// check notes what is wrong with the parameter itself.
func (p Param) check(fs *strict.Faults, path string) {
	if _, ok := paramTypes[p.Type]; !ok {
		fs.Add(path+".type", "unknown_type", "no parameters are of type %.40q", string(p.Type))
		return
	}
	bounds := []struct{ field, text string }{{"min", p.Min}, {"max", p.Max}, {"step", p.Step}}
	for _, b := range bounds {
		if b.text == "" {
			continue
		}
		value, err := p.Type.parse(b.text)
		switch {
		case !p.Type.measured():
			fs.Add(path+"."+b.field, "no_size", "what is of type %s has no size", p.Type)
		case err != nil:
			fs.Join(path+"."+b.field, "invalid", err)
		case b.field == "step" && !value.IsPositive():
			fs.Add(path+".step", "not_positive", "a step is more than nothing")
		}
	}
	for i, choice := range p.OneOf {
		fs.Join(strict.At(path+".one_of", i), "invalid", p.Check(choice))
	}
	if p.Default != "" {
		fs.Join(path+".default", "invalid", p.Check(p.Default))
	}
}

// sample returns a text that the parameter takes.
func (p Param) sample() string {
	candidates := append([]string{p.Default}, p.OneOf...)
	for _, text := range append(candidates, paramTypes[p.Type], p.Min, p.Max) {
		if text != "" && p.Check(text) == nil {
			return text
		}
	}
	return paramTypes[p.Type]
}

// values returns the text of each parameter of p: of those given, else set by the plan,
// else by default. What is given must be a parameter that the plan does not set.
// Parameters without a text are faults, unless samples stand in for them.
func (p *Plan) values(given map[string]string, samples bool, fs *strict.Faults) map[string]string {
	values := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		param := p.Params[name]
		text, bound := given[name]
		fixed, set := p.Set[name]
		switch {
		case bound && set && !param.Type.same(text, fixed):
			fs.Add(strict.Key("params", name), "fixed", "the plan sets it to %q", fixed)
		case bound:
			fs.Join(strict.Key("params", name), "invalid", param.Check(text))
		case set:
			text = fixed
		case param.Default != "":
			text = param.Default
		case samples:
			text = param.sample()
		default:
			fs.Add(strict.Key("params", name), "missing_param", "the plan leaves it open: a text of type %s is needed", param.Type)
		}
		values[name] = text
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := p.Params[name]; !ok {
			fs.Add(strict.Key("params", name), "unknown_param", "the plan has no such parameter")
		}
	}
	return values
}

// facts returns the parameters as facts, "$hours", as conditions test them.
func paramFacts(params map[string]Param, values map[string]string) priority.Facts {
	facts := priority.Facts{}
	for name, text := range values {
		v, err := params[name].Type.parse(text)
		switch t := params[name].Type; {
		case err != nil:
		case t == ParamTime:
			d, _ := exact.ParseDuration(text)
			facts["$"+name] = priority.Time(d)
		case t.measured():
			facts["$"+name] = priority.Number(v)
		default:
			facts["$"+name] = priority.Word(text)
		}
	}
	return facts
}
