package priority_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"pgregory.net/rapid"
)

func up(step time.Duration) priority.Rounding {
	return priority.Rounding{Mode: priority.Up, Step: step}
}

func TestBilled(t *testing.T) {
	const m = time.Minute
	cliff := priority.Increment{Free: 10 * m, Round: up(15 * m)}
	transoft := priority.Increment{First: 60 * m, Round: up(15 * m)}
	grace := priority.Increment{Round: up(30 * m), Grace: 10 * m}
	nearest := priority.Increment{Round: priority.Rounding{Mode: priority.HalfUp, Step: 15 * m}}
	for _, tt := range []struct {
		in     priority.Increment
		worked float64
		want   float64
		why    string
	}{
		{priority.Increment{}, 12.34, 12.34, "nothing said: to the nanosecond"},
		{priority.Increment{Round: up(15 * m)}, 5, 15, "AMB-12: a call of 5 min is a quarter hour"},
		{priority.Increment{Round: up(15 * m)}, 15, 15, "an exact multiple stays"},
		{priority.Increment{Round: up(15 * m)}, 0, 0, "zero stays zero"},
		{priority.Increment{Round: up(15 * m), Min: 20 * m}, 10, 20, "section 5: step first, then the minimum"},
		{priority.Increment{Round: up(15 * m), Min: 20 * m}, 16, 30, "beyond the minimum the step decides"},
		{priority.Increment{Min: 60 * m}, 0, 0, "no minimum for nothing"},
		{priority.Increment{Min: 60 * m}, 61, 61, "a minimum without a step"},
		{grace, 40, 30, "section 5: grace comes off before the step"},
		{grace, 41, 60, "section 5: one minute more than the grace"},
		{grace, 5, 30, "section 5: at least one step"},
		{grace, 10, 30, "within the grace, and yet one step"},
		{priority.Increment{Round: priority.Rounding{Mode: priority.Down, Step: 15 * m}}, 14, 0, "rounded down there may be nothing"},
		{priority.Increment{Round: priority.Rounding{Mode: priority.Down, Step: 15 * m}, Min: 5 * m}, 14, 5, "but no less than the minimum"},
		{nearest, 7, 0, "AMB-12: nearest"},
		{nearest, 7.5, 15, "AMB-12: nearest, half up"},
		{transoft, 15, 60, "transoft 16:55-17:10: the first hour is billed whole"},
		{transoft, 60, 60, "exactly the first hour"},
		{transoft, 61, 75, "beyond it quarter hours"},
		{transoft, 75, 75, "an exact multiple of them"},
		{priority.Increment{First: 60 * m}, 90, 90, "a first block without steps"},
		{priority.Increment{First: 30 * m, Round: up(15 * m), Grace: 5 * m}, 34, 45, "grace and one step beyond the first block"},
		{priority.Increment{First: 30 * m, Round: up(15 * m), Min: 60 * m}, 31, 60, "the minimum last"},
		{cliff, 10, 0, "free up to and including the mark"},
		{cliff, 11, 15, "and all of it beyond"},
		{priority.Increment{Fixed: 120 * m}, 5, 120, "a fixed time replaces all"},
		{priority.Increment{Fixed: 120 * m}, 500, 120, "more than that too"},
		{priority.Increment{Fixed: 120 * m}, 0, 120, "and no time at all"},
	} {
		because(t, tt.why)
		if got := tt.in.Billed(minutes(tt.worked)); got != minutes(tt.want) {
			t.Errorf("%v min: %v, want %v min (%s)", tt.worked, got, tt.want, tt.why)
		}
		if got := tt.in.Billed(-minutes(tt.worked)); tt.worked > 0 && got != -minutes(tt.want) {
			t.Errorf("-%v min: %v, want -%v min: the mirror image (%s)", tt.worked, got, tt.want, tt.why)
		}
		if err := tt.in.Check(); err != nil {
			t.Errorf("%s: %v", tt.why, err)
		}
	}
	if got := (priority.Increment{Round: up(time.Hour), Min: time.Hour}).Billed(math.MinInt64); got != -math.MaxInt64 {
		t.Errorf("the least there is: %d", got)
	}
	if got := (priority.Increment{First: math.MaxInt64 - 1, Round: up(time.Hour)}).Billed(math.MaxInt64); got != math.MaxInt64 {
		t.Errorf("the most there is: %d", got)
	}
}

// anyIncrement draws increments without a fault.
func anyIncrement() *rapid.Generator[priority.Increment] {
	return rapid.Custom(func(t *rapid.T) priority.Increment {
		length := rapid.Map(rapid.Int64Range(0, 8), func(n int64) time.Duration { return time.Duration(n) * 7 * time.Minute })
		in := priority.Increment{AfterWeight: rapid.Bool().Draw(t, "after weight")}
		if rapid.IntRange(0, 9).Draw(t, "fixed") == 0 {
			in.Fixed = time.Duration(rapid.Int64Range(1, 1e13).Draw(t, "time"))
			return in
		}
		if rapid.IntRange(0, 3).Draw(t, "rounds") > 0 {
			in.Round = priority.Rounding{Mode: rapid.SampledFrom(modes).Draw(t, "mode"), Step: time.Duration(rapid.Int64Range(1, 120).Draw(t, "step")) * 30 * time.Second}
			in.Grace = length.Draw(t, "grace")
		}
		in.First, in.Min, in.Free = length.Draw(t, "first"), length.Draw(t, "min"), length.Draw(t, "free")
		return in
	})
}

// naiveBilled is "Measure, exactly" with fractions.
func naiveBilled(in priority.Increment, d time.Duration) *big.Rat {
	whole := ratTime(d)
	blocks := func(x *big.Rat) *big.Rat {
		if in.Round.IsZero() {
			return x
		}
		x = new(big.Rat).Sub(x, ratTime(in.Grace))
		if x.Sign() < 0 {
			x.SetInt64(0)
		}
		got := naiveRound(in.Round.Mode, x, ratTime(in.Round.Step))
		if in.Round.Mode == priority.Up && got.Sign() == 0 {
			got = ratTime(in.Round.Step)
		}
		return got
	}
	var got *big.Rat
	switch first := ratTime(in.First); {
	case in.Fixed > 0:
		return ratTime(in.Fixed)
	case d == 0 || whole.Cmp(ratTime(in.Free)) <= 0:
		return new(big.Rat)
	case first.Sign() > 0 && whole.Cmp(first) <= 0:
		got = first
	default:
		got = new(big.Rat).Add(first, blocks(new(big.Rat).Sub(whole, first)))
	}
	if least := ratTime(in.Min); got.Cmp(least) < 0 {
		return least
	}
	return got
}

func TestBilledLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyIncrement().Draw(t, "increment")
		if err := in.Check(); err != nil {
			t.Fatal(err)
		}
		d := rapid.OneOf(
			rapid.Map(rapid.Int64Range(0, 1000), func(n int64) time.Duration { return time.Duration(n) * 30 * time.Second }),
			rapid.Map(rapid.Int64Range(0, math.MaxInt64), func(n int64) time.Duration { return time.Duration(n) }),
		).Draw(t, "time")
		got, want := in.Billed(d), naiveBilled(in, d)
		if !want.Num().IsInt64() {
			want.SetInt64(math.MaxInt64)
		}
		if int64(got) != want.Num().Int64() {
			t.Fatalf("%+v of %v: %v, want %v", in, d, got, want)
		}
		if in.Billed(-d) != -got && d > 0 {
			t.Fatalf("%+v of -%v: %v, want -%v", in, d, in.Billed(-d), got)
		}
		if d > in.Free && got < in.Min || d == 0 && in.Fixed == 0 && got != 0 {
			t.Fatalf("%+v of %v: %v", in, d, got)
		}
		if more := d + 30*time.Second; more > d && in.Billed(more) < got {
			t.Fatalf("%+v of %v: %v, and of more %v", in, d, got, in.Billed(more))
		}
	})
}

func TestIncrementFaults(t *testing.T) {
	const m = time.Minute
	for _, tt := range []struct {
		in   priority.Increment
		want []string
	}{
		{priority.Increment{Round: up(-m), Grace: -m, First: -m, Min: -m, Free: -m, Fixed: -m}, []string{
			"round negative", "grace negative", "first negative", "min negative", "free negative", "fixed negative",
		}},
		{priority.Increment{Round: priority.Rounding{Mode: "nearest", Step: m}}, []string{"round bad_rounding"}},
		{priority.Increment{Round: priority.Rounding{Mode: priority.Up}}, []string{"round bad_rounding"}},
		{priority.Increment{Round: priority.Rounding{Step: m}}, []string{"round bad_rounding"}},
		{priority.Increment{Grace: m}, []string{"grace no_rounding"}},
		{priority.Increment{Fixed: m, Min: m}, []string{"fixed replaces_all"}},
		{priority.Increment{Fixed: m, Round: up(m)}, []string{"fixed replaces_all"}},
		{priority.Increment{Fixed: m, First: m}, []string{"fixed replaces_all"}},
		{priority.Increment{Fixed: m, Free: m}, []string{"fixed replaces_all"}},
		{priority.Increment{Per: priority.Per{"ticket", "tickets", "day", "ticket"}, Min: -1}, []string{"per[1] unknown_group", "per[3] duplicate_group", "min negative"}},
	} {
		if diff := cmp.Diff(tt.want, faults(t, tt.in.Check())); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.in, diff)
		}
		if _, err := tt.in.Measure(nil); err == nil {
			t.Errorf("%+v measures", tt.in)
		}
	}
}

func TestIncrementJSON(t *testing.T) {
	const m = time.Minute
	for _, tt := range []struct {
		in   priority.Increment
		want string
	}{
		{priority.Increment{}, `{}`},
		{priority.Increment{Per: priority.Per{priority.PerTicket}, Round: up(15 * m), Grace: 5 * m, Min: 30 * m}, `{"per":"ticket","round":"up 15m","grace":"5m","min":"30m"}`},
		{priority.Increment{Per: priority.Per{"ticket", "day"}, First: 60 * m, Free: m, AfterWeight: true}, `{"per":["ticket","day"],"first":"1h","free":"1m","after_weight":true}`},
		{priority.Increment{Fixed: 90 * m}, `{"fixed":"1h30m"}`},
	} {
		back, data := roundTrip(t, tt.in)
		if diff := cmp.Diff(tt.in, back); diff != "" || data != tt.want || back.IsZero() != (tt.want == `{}`) {
			t.Errorf("written %s, want %s, read (-want +got):\n%s", data, tt.want, diff)
		}
	}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{`{"per": "tickets", "round": "up", "grace": 5, "min": "1.5h", "Free": "1m", "after_weight": "true"}`, []string{
			"per unknown_group", "round bad_rounding", "grace wrong_type", "min invalid", "Free unknown_field", "after_weight wrong_type",
		}},
		{`{"per": ["ticket", "x", "ticket"]}`, []string{"per[1] unknown_group", "per[2] duplicate_group"}},
		{`{"per": ["ticket", 1]}`, []string{"per[1] wrong_type"}},
		{`{"per": 1}`, []string{"per wrong_type"}},
		{`{"per": null}`, []string{"per wrong_type"}},
		{`{"grace": "5m", "min": "-1m"}`, []string{"min negative", "grace no_rounding"}},
	} {
		got := priority.Increment{Min: m}
		if diff := cmp.Diff(tt.want, faults(t, json.Unmarshal([]byte(tt.in), &got))); diff != "" || got.Min != m {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
	for _, p := range []priority.Per{nil, {}, {"day"}, {"entry", "during"}} {
		if back, data := roundTrip(t, p); len(back) != len(p) {
			t.Errorf("%s is read as %v", data, back)
		}
	}
}
