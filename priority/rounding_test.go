package priority_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestRound(t *testing.T) {
	for _, tt := range []struct {
		in                                 float64 // minutes, steps of 15
		up, down, halfUp, halfDown, toEven float64
		why                                string
	}{
		{0, 0, 0, 0, 0, 0, "zero stays zero"},
		{15, 15, 15, 15, 15, 15, "an exact multiple stays"},
		{150, 150, 150, 150, 150, 150, "ten of them too"},
		{5, 15, 0, 0, 0, 0, "AMB-12: up is the default, nearest and down are the options"},
		{7.5, 15, 0, 15, 0, 0, "exactly half: the even multiple is none"},
		{22.5, 30, 15, 30, 15, 30, "exactly half: the even multiple is the second"},
		{37.5, 45, 30, 45, 30, 30, "exactly half: the even multiple is the second again"},
		{22.499, 30, 15, 15, 15, 15, "less than half"},
		{22.501, 30, 15, 30, 30, 30, "more than half"},
		{-7.5, -15, 0, -15, 0, 0, "on the magnitude"},
		{-22.5, -30, -15, -30, -15, -30, "on the magnitude, so that a reversal cancels"},
		{-5, -15, 0, 0, 0, 0, "up is away from zero"},
	} {
		because(t, tt.why)
		for i, want := range []float64{tt.up, tt.down, tt.halfUp, tt.halfDown, tt.toEven} {
			r := priority.Rounding{Mode: modes[i], Step: 15 * time.Minute}
			if got := r.Round(minutes(tt.in)); got != minutes(want) {
				t.Errorf("%v of %v min: %v, want %v min (%s)", r, tt.in, got, want, tt.why)
			}
			m := priority.MoneyRounding{Mode: modes[i], Step: dec("15")}
			if got := m.Round(decimal.NewFromFloat(tt.in)); !got.Equal(decimal.NewFromFloat(want)) {
				t.Errorf("%v of %v: %v, want %v (%s)", m, tt.in, got, want, tt.why)
			}
		}
	}
	for _, tt := range []struct {
		r        priority.Rounding
		in, want time.Duration
	}{
		{priority.Rounding{}, math.MinInt64, math.MinInt64},
		{priority.Rounding{Mode: priority.Up}, 5, 5},
		{priority.Rounding{Step: time.Hour}, 5, 5},
		{priority.Rounding{Mode: "sideways", Step: 10}, 15, 10},
		{priority.Rounding{Mode: priority.Up, Step: time.Hour}, math.MaxInt64, math.MaxInt64},
		{priority.Rounding{Mode: priority.Up, Step: time.Hour}, math.MinInt64, -math.MaxInt64},
		{priority.Rounding{Mode: priority.HalfUp, Step: math.MaxInt64}, math.MaxInt64/2 + 1, math.MaxInt64},
		{priority.Rounding{Mode: priority.HalfUp, Step: math.MaxInt64}, math.MaxInt64 / 2, 0},
	} {
		if got := tt.r.Round(tt.in); got != tt.want {
			t.Errorf("%+v of %d: %d, want %d", tt.r, tt.in, got, tt.want)
		}
	}
	if got := (priority.MoneyRounding{Mode: priority.Up}).Round(dec("5")); !got.Equal(dec("5")) {
		t.Errorf("without a step: %v", got)
	}
}

// naiveRound rounds d to steps of step, on the magnitude, by fractions.
func naiveRound(m priority.Mode, d, step *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(new(big.Rat).Abs(d), step)
	n := new(big.Int).Quo(q.Num(), q.Denom())
	rest := new(big.Rat).Sub(q, new(big.Rat).SetInt(n))
	half := rest.Cmp(big.NewRat(1, 2))
	if m == priority.Up && rest.Sign() > 0 || m == priority.HalfUp && half >= 0 || m == priority.HalfDown && half > 0 ||
		m == priority.HalfEven && (half > 0 || half == 0 && n.Bit(0) == 1) {
		n.Add(n, big.NewInt(1))
	}
	out := new(big.Rat).Mul(new(big.Rat).SetInt(n), step)
	if d.Sign() < 0 {
		out.Neg(out)
	}
	return out
}

func ratTime(d time.Duration) *big.Rat { return new(big.Rat).SetInt64(int64(d)) }

// Rounded time is what fractions give: a multiple, within one step, on the magnitude,
// and in the order of what was rounded.
func TestRoundLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := priority.Rounding{Mode: rapid.SampledFrom(modes).Draw(t, "mode"), Step: anyStep().Draw(t, "step")}
		d, e := anyTime().Draw(t, "d"), anyTime().Draw(t, "e")
		got := r.Round(d)
		want := naiveRound(r.Mode, ratTime(d), ratTime(r.Step))
		if !new(big.Int).Abs(want.Num()).IsInt64() || d == math.MinInt64 {
			if got != math.MaxInt64 && got != -math.MaxInt64 && d != math.MinInt64 {
				t.Fatalf("%v of %d: %d, want the end of the range", r, d, got)
			}
			return
		}
		if got != time.Duration(want.Num().Int64()) {
			t.Fatalf("%v of %d: %d, want %v", r, d, got, want)
		}
		if got%r.Step != 0 || new(big.Int).Abs(new(big.Int).Sub(big.NewInt(int64(got)), big.NewInt(int64(d)))).Cmp(big.NewInt(int64(r.Step))) >= 0 {
			t.Fatalf("%v of %d: %d", r, d, got)
		}
		if r.Round(got) != got || r.Round(-d) != -got || d == 0 && got != 0 {
			t.Fatalf("%v of %d: %d, again %d, of its reversal %d", r, d, got, r.Round(got), r.Round(-d))
		}
		if d < e && got > r.Round(e) {
			t.Fatalf("%v of %d: %d, of %d: %d", r, d, got, e, r.Round(e))
		}
	})
}

func TestMoneyRoundLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := dec(rapid.SampledFrom([]string{"0.01", "0.05", "1", "0.125", "10", "0.000000001", "3", "7.77"}).Draw(t, "step"))
		r := priority.MoneyRounding{Mode: rapid.SampledFrom(modes).Draw(t, "mode"), Step: step}
		draw := func(name string) decimal.Decimal {
			if rapid.Bool().Draw(t, name+" halves") {
				return step.Mul(decimal.New(rapid.Int64Range(-1000, 1000).Draw(t, name), 0)).Mul(dec("0.5"))
			}
			return decimal.New(rapid.Int64().Draw(t, name), rapid.Int32Range(-12, 3).Draw(t, name+" exp"))
		}
		d, e := draw("d"), draw("e")
		got := r.Round(d)
		if want := naiveRound(r.Mode, d.Rat(), step.Rat()); got.Rat().Cmp(want) != 0 {
			t.Fatalf("%v of %v: %v, want %v", r, d, got, want)
		}
		if !r.Round(got).Equal(got) || !r.Round(d.Neg()).Equal(got.Neg()) || got.Sub(d).Abs().Cmp(step) >= 0 {
			t.Fatalf("%v of %v: %v, again %v, of its reversal %v", r, d, got, r.Round(got), r.Round(d.Neg()))
		}
		if d.LessThan(e) && got.GreaterThan(r.Round(e)) {
			t.Fatalf("%v of %v: %v, of %v: %v", r, d, got, e, r.Round(e))
		}
	})
}

func TestRoundingText(t *testing.T) {
	type wire struct {
		Time  priority.Rounding      `json:"time"`
		Money priority.MoneyRounding `json:"money"`
	}
	for _, w := range []wire{
		{}, {priority.Rounding{Mode: priority.Up, Step: 90 * time.Minute}, priority.MoneyRounding{Mode: priority.HalfEven, Step: dec("0.050")}},
	} {
		back, data := roundTrip(t, w)
		if !back.Time.Equal(w.Time) || !back.Money.Equal(w.Money) || back.Time.IsZero() != w.Time.IsZero() || back.Money.IsZero() != w.Money.IsZero() {
			t.Errorf("%s is not equal", data)
		}
	}
	full := wire{priority.Rounding{Mode: priority.Up, Step: 90 * time.Minute}, priority.MoneyRounding{Mode: priority.HalfDown, Step: dec("0.050")}}
	if _, data := roundTrip(t, full); data != `{"time":"up 1h30m","money":"half-down 0.05"}` {
		t.Errorf("written %s", data)
	}
	for _, s := range []string{"", "up", "up ", " up 15m", "up  15m", "up 15m ", "Up 15m", "nearest 15m", "15m up", "up 0s", "up -15m", "up 1.5h", "up 15", "up 15m half-up 1m", strings.Repeat("x", 1000)} {
		got, err := priority.ParseRounding(s)
		if diff := cmp.Diff([]string{"bad_rounding"}, faults(t, err)); diff != "" || !got.IsZero() || len(err.Error()) > 300 {
			t.Errorf("ParseRounding(%.30q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "up", "up 0", "up 0.00", "up -1", "up 1e-2", "up .01", "half_up 0.01", "half-up  0.01", "half-up 0,01", "half-up 0.0000000001"} {
		got, err := priority.ParseMoneyRounding(s)
		if diff := cmp.Diff([]string{"bad_rounding"}, faults(t, err)); diff != "" || !got.IsZero() {
			t.Errorf("ParseMoneyRounding(%.30q) = %v, %v", s, got, err)
		}
	}
	for _, bad := range []string{`{"time": "up"}`, `{"money": "up"}`, `{"time": 15}`} {
		got := full
		if err := json.Unmarshal([]byte(bad), &got); err == nil || !got.Time.Equal(full.Time) || !got.Money.Equal(full.Money) {
			t.Errorf("%s: %+v, %v", bad, got, err)
		}
	}
	if !(priority.MoneyRounding{Mode: priority.Up, Step: dec("0.10")}).Equal(priority.MoneyRounding{Mode: priority.Up, Step: dec("0.1")}) {
		t.Error("0.10 is not 0.1")
	}
}

func FuzzParseRounding(f *testing.F) {
	for _, s := range []string{"up 15m", "half-even 6m", "down 1h30m", "half-up 0.01", "half-down 0.05", "up 1e9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := priority.ParseRounding(s); err == nil {
			if back, err := priority.ParseRounding(r.String()); err != nil || !back.Equal(r) || r.Step <= 0 {
				t.Fatalf("%q is written %q and read as %v, %v", s, r, back, err)
			}
		}
		if r, err := priority.ParseMoneyRounding(s); err == nil {
			if back, err := priority.ParseMoneyRounding(r.String()); err != nil || !back.Equal(r) || back.String() != r.String() {
				t.Fatalf("%q is written %q and read as %v, %v", s, r, back, err)
			}
		}
	})
}
