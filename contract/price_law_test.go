package contract_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
	"github.com/retainer-go/retainer/priority"
)

// A naiveTier is a tier as its JSON says it; times are in hours, and all is rational.
type naiveTier struct{ To, Below, Flat, Unit, Per, Whole string }

type naivePrice struct {
	naiveTier
	Mode, Min, Max string
	Tiers          []naiveTier
}

// ratOf reads a number, a percentage of base, or a time in hours.
func ratOf(s string, base *big.Rat) *big.Rat {
	r := new(big.Rat)
	switch number, percent := strings.CutSuffix(s, "%"); {
	case percent:
		r.SetString(number)
		r.Mul(r, base).Quo(r, big.NewRat(100, 1))
	case strings.ContainsAny(s, "hms"):
		d, _ := time.ParseDuration(s)
		r.SetFrac64(int64(d), int64(time.Hour))
	default:
		r.SetString(s)
	}
	return r
}

// naiveOf is the price of q, a number, money or a time in hours. Percentages are of base,
// and those that are units of each, or, where these are nil, of the money counted. There is
// no price beyond the last tier.
func naiveOf(text string, q, base, each *big.Rat) *big.Rat {
	var p naivePrice
	if text[0] != '{' {
		p.Unit = text
	} else if err := json.Unmarshal([]byte(text), &p); err != nil {
		panic(err)
	}
	if q.Sign() < 0 {
		sum := naiveOf(text, new(big.Rat).Neg(q), base, each)
		if sum == nil {
			return nil
		}
		return sum.Neg(sum)
	}
	if base == nil {
		base = q
	}
	if each == nil {
		each = big.NewRat(1, 1)
	}
	charge := func(t naiveTier, part *big.Rat) *big.Rat {
		sum := ratOf(t.Flat, base)
		if t.Unit != "" {
			units := new(big.Rat).Set(part)
			if t.Per != "" {
				units.Quo(units, ratOf(t.Per, nil))
			}
			if t.Whole != "" {
				floor := new(big.Int).Quo(units.Num(), units.Denom())
				if t.Whole == "started" && !units.IsInt() {
					floor.Add(floor, big.NewInt(1))
				}
				units.SetInt(floor)
			}
			sum.Add(sum, units.Mul(units, ratOf(t.Unit, each)))
		}
		return sum
	}
	sum := new(big.Rat)
	switch {
	case p.Tiers == nil:
		sum = charge(p.naiveTier, q)
	default:
		inside := func(t naiveTier) bool {
			return t.To == "" && t.Below == "" || t.To != "" && q.Cmp(ratOf(t.To, nil)) <= 0 || t.Below != "" && q.Cmp(ratOf(t.Below, nil)) < 0
		}
		k := 0
		for k < len(p.Tiers) && !inside(p.Tiers[k]) {
			k++
		}
		if k == len(p.Tiers) {
			return nil
		}
		if p.Mode == "volume" {
			sum = charge(p.Tiers[k], q)
			break
		}
		end := func(i int) *big.Rat { return ratOf(p.Tiers[i].To+p.Tiers[i].Below, nil) }
		for i := range k + 1 {
			from, to := new(big.Rat), q
			if i > 0 {
				from = end(i - 1)
			}
			if i < k {
				to = end(i)
			}
			sum.Add(sum, charge(p.Tiers[i], new(big.Rat).Sub(to, from)))
		}
	}
	if p.Min != "" && sum.Cmp(ratOf(p.Min, base)) < 0 {
		sum = ratOf(p.Min, base)
	}
	if p.Max != "" && sum.Cmp(ratOf(p.Max, base)) > 0 {
		sum = ratOf(p.Max, base)
	}
	return sum
}

func TestPriceOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		byTime, against := rapid.Bool().Draw(t, "by time"), rapid.Bool().Draw(t, "against")
		money := !byTime && rapid.Bool().Draw(t, "of money")
		text := gen.PriceText(gen.Prices{ByTime: byTime, Signed: true, Percents: money || against}).Draw(t, "price")
		q, exact := drawQuantity(t, byTime, money)
		var base *big.Rat
		if against {
			fee := rapid.Int64Range(-100000, 100000).Draw(t, "fee")
			q, base = q.Against(contract.MoneyOf(decimal.New(fee, -2))), big.NewRat(fee, 100)
		}
		each := base
		if money {
			each = nil // money that is counted keeps its units
		}
		want := naiveOf(text, exact, base, each)
		p := contract.MustParsePrice(text)
		got, err := p.Of(q)
		if want == nil {
			if !errors.Is(err, contract.ErrBeyond) {
				t.Fatalf("%s of %s is %s, %v; want nothing beyond", text, q, got, err)
			}
			return
		}
		if err != nil || rat(got).Cmp(want) != 0 {
			t.Fatalf("%s of %s is %s, %v; want %s", text, q, got, err, want.RatString())
		}
		checkSteps(t, p, q, got)
	})
}

// drawQuantity draws a quantity, often at the bound of a tier or beside it.
func drawQuantity(t *rapid.T, byTime, money bool) (contract.Quantity, *big.Rat) {
	n := rapid.Int64Range(0, 250).Draw(t, "quantity")
	switch {
	case byTime:
		d := time.Duration(n) * time.Minute
		d += time.Duration(rapid.SampledFrom([]int64{0, 0, 1, 7e9, 59e9 + 1}).Draw(t, "beside"))
		return contract.QuantityOfTime(d), big.NewRat(int64(d), int64(time.Hour))
	case money && rapid.Bool().Draw(t, "negative"):
		n = -n
	}
	d := decimal.New(n, 0).Add(decimal.New(rapid.SampledFrom([]int64{0, 0, 1, 50, 333}).Draw(t, "beside"), -3))
	if !money {
		return contract.QuantityOf(d), d.Rat()
	}
	sum := contract.MoneyOf(d)
	if rapid.Bool().Draw(t, "third") { // of an hour, as a line may cost
		sum, _ = contract.MustParsePrice(d.Abs().StringFixed(3)).Of(contract.QuantityOfTime(20 * time.Minute))
	}
	return contract.QuantityOfMoney(sum), rat(sum)
}

// rat returns m as a big.Rat, by way of its text.
func rat(m contract.Money) *big.Rat {
	r, ok := new(big.Rat).SetString(m.String())
	if !ok {
		panic(m.String())
	}
	return r
}

func TestPriceMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		byTime := rapid.Bool().Draw(t, "by time")
		text := gen.PriceText(gen.Prices{ByTime: byTime}).
			Filter(func(s string) bool { return !strings.Contains(s, "volume") }).Draw(t, "price")
		p := contract.MustParsePrice(text)
		a, x := drawQuantity(t, byTime, false)
		b, y := drawQuantity(t, byTime, false)
		if x.Cmp(y) > 0 {
			a, b = b, a
		}
		less, err := p.Of(a)
		more, errMore := p.Of(b)
		if errMore == nil && (err != nil || less.Cmp(more) > 0) {
			t.Fatalf("%s: %s costs %s, %v, and %s costs %s", text, a, less, err, b, more)
		}
	})
}

// TestPriceSplit: what a graduated price makes of a quantity is what it makes of the tiers
// that are full, and the last tier alone of the rest.
func TestPriceSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := gen.PriceText(gen.Prices{Signed: true}).
			Filter(func(s string) bool { return strings.HasPrefix(s, `{"tiers"`) && !strings.Contains(s, "below") }).Draw(t, "price")
		p := contract.MustParsePrice(text)
		q, exact := drawQuantity(t, false, false)
		whole, err := p.Of(q)
		if err != nil {
			t.Skip("beyond")
		}
		k := 0 // tiers that lie below q
		for k < len(p.Tiers)-1 && exact.Cmp(p.Tiers[k].To.Number().Rat()) > 0 {
			k++
		}
		if k == 0 {
			return
		}
		end := p.Tiers[k-1].To.Number()
		full, err := p.Of(contract.QuantityOf(end))
		if err != nil {
			t.Fatal(err)
		}
		last := p.Tiers[k]
		rest := new(big.Rat).Sub(exact, end.Rat())
		alone, err := contract.Price{Flat: last.Flat, Unit: last.Unit, Per: last.Per, Whole: last.Whole}.
			Of(contract.QuantityOf(decimal.RequireFromString(rest.FloatString(9))))
		if err != nil || !full.Add(alone).Equal(whole) {
			t.Fatalf("%s: %s costs %s, but %s up to %s and %s for the rest, %v", text, q, whole, full, end, alone, err)
		}
	})
}

// TestVolumeAtBound: on its bound, a tier with to prices all, and one with below does not.
func TestVolumeAtBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 50).Draw(t, "bound")
		word := rapid.SampledFrom([]string{"to", "below"}).Draw(t, "word")
		bound := decimal.New(n, 0)
		p := contract.MustParsePrice(`{"mode":"volume","tiers":[{"` + word + `":"` + bound.String() + `","unit":"3.00"},{"unit":"2.00"}]}`)
		price := map[string]int64{"to": 3, "below": 2}[word]
		nano := decimal.New(1, -9)
		for _, tt := range []struct {
			q     decimal.Decimal
			price int64
		}{{bound.Sub(nano), 3}, {bound, price}, {bound.Add(nano), 2}} {
			got, err := p.Of(contract.QuantityOf(tt.q))
			if want := contract.MoneyOf(tt.q.Mul(decimal.New(tt.price, 0))); err != nil || !got.Equal(want) {
				t.Fatalf("%s of %s is %s, %v; want %s", p, tt.q, got, err, want)
			}
		}
	})
}

func TestMoneyOracle(t *testing.T) {
	draw := func(t *rapid.T, label string) (contract.Money, *big.Rat) {
		cents := rapid.Int64Range(-100000, 100000).Draw(t, label)
		m, r := contract.MoneyOf(decimal.New(cents, -2)), big.NewRat(cents, 100)
		if minutes := rapid.Int64Range(0, 100).Draw(t, label+" minutes"); minutes > 0 {
			cost, err := contract.MustParsePrice(decimal.New(cents, -2).String()).Of(contract.QuantityOfTime(time.Duration(minutes) * time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			m, r = cost, r.Mul(r, big.NewRat(minutes, 60))
		}
		return m, r
	}
	rapid.Check(t, func(t *rapid.T) {
		a, x := draw(t, "a")
		b, y := draw(t, "b")
		factor := decimal.New(rapid.Int64Range(-50, 50).Draw(t, "factor"), -1)
		check := func(what string, got contract.Money, want *big.Rat) {
			if rat(got).Cmp(want) != 0 || got.Sign() != want.Sign() || got.IsZero() != (want.Sign() == 0) {
				t.Fatalf("%s and %s: %s is %s, want %s", a, b, what, got, want.RatString())
			}
		}
		check("sum", a.Add(b), new(big.Rat).Add(x, y))
		check("difference", a.Sub(b), new(big.Rat).Sub(x, y))
		check("opposite", a.Neg(), new(big.Rat).Neg(x))
		check("product", a.Mul(factor), new(big.Rat).Mul(x, factor.Rat()))
		if a.Cmp(b) != x.Cmp(y) || a.Equal(b) != (x.Cmp(y) == 0) {
			t.Fatalf("%s and %s compare %d, want %d", a, b, a.Cmp(b), x.Cmp(y))
		}
		// big.Rat rounds its text half away from zero, too.
		places := rapid.Int32Range(0, 4).Draw(t, "places")
		if want := x.FloatString(int(places)); a.Round(places).StringFixed(places) != strings.TrimPrefix(want, minusNothing(want)) {
			t.Fatalf("%s rounds to %s, want %s", a, a.Round(places), want)
		}
		d, ok := a.Decimal()
		if ok && d.Rat().Cmp(x) != 0 || ok != terminates(x) {
			t.Fatalf("%s is the decimal %s, %v", a, d, ok)
		}
		checkRoundBy(t, a, x)
	})
}

// minusNothing returns the minus of "-0.00", which no decimal writes.
func minusNothing(s string) string {
	if strings.HasPrefix(s, "-") && !strings.ContainsAny(s, "123456789") {
		return "-"
	}
	return ""
}

func terminates(x *big.Rat) bool {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(200), nil)
	return ten.Rem(ten, x.Denom()).Sign() == 0
}

// checkRoundBy checks RoundBy by what rounding means: a multiple of the step, less than a
// step away, on the side that the mode says.
func checkRoundBy(t *rapid.T, m contract.Money, x *big.Rat) {
	r := priority.MoneyRounding{
		Mode: rapid.SampledFrom([]priority.Mode{priority.Up, priority.Down, priority.HalfUp, priority.HalfDown, priority.HalfEven}).Draw(t, "mode"),
		Step: rapid.SampledFrom([]decimal.Decimal{decimal.New(1, -2), decimal.New(5, -2), decimal.New(1, 0), decimal.New(1, 2), decimal.New(25, -1)}).Draw(t, "step"),
	}
	got := m.RoundBy(r)
	steps := new(big.Rat).Quo(rat(got), r.Step.Rat())
	exact := new(big.Rat).Quo(x, r.Step.Rat())
	off := new(big.Rat).Sub(steps, exact) // in steps, away from zero if above it
	if x.Sign() < 0 {
		off.Neg(off)
	}
	odd := steps.Num().Bit(0) == 1
	half := big.NewRat(1, 2)
	ok := steps.IsInt()
	switch size := new(big.Rat).Abs(off); r.Mode {
	case priority.Up:
		ok = ok && off.Sign() >= 0 && size.Cmp(big.NewRat(1, 1)) < 0
	case priority.Down:
		ok = ok && off.Sign() <= 0 && size.Cmp(big.NewRat(1, 1)) < 0
	case priority.HalfUp:
		ok = ok && (size.Cmp(half) < 0 || size.Cmp(half) == 0 && off.Sign() > 0)
	case priority.HalfDown:
		ok = ok && (size.Cmp(half) < 0 || size.Cmp(half) == 0 && off.Sign() < 0)
	case priority.HalfEven:
		ok = ok && (size.Cmp(half) < 0 || size.Cmp(half) == 0 && !odd)
	}
	if !ok {
		t.Fatalf("%s rounded %s is %s", m, r, got)
	}
	if same := m.RoundBy(priority.MoneyRounding{}); !same.Equal(m) {
		t.Fatalf("%s not rounded is %s", m, same)
	}
}

// Small sums are reckoned in machine words, others in decimals: both are the same. A sum and
// the same over a denominator that is too large for words come to one.
func TestLaw_smallSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "num"), rapid.Int32Range(-6, 3).Draw(t, "exponent"))
		den := rapid.SampledFrom([]string{"1", "3", "7", "8", "100", "3600000000000", "365", "0.25"}).Draw(t, "den")
		q := contract.QuantityOf(num)
		price := func(scale string) contract.Money {
			var p contract.Price
			if err := p.UnmarshalJSON([]byte(`{"unit": "1", "per": "` + den + `"}`)); err != nil {
				t.Skip(err)
			}
			m, err := p.Of(q)
			if err != nil {
				t.Skip(err)
			}
			return m.Mul(decimal.RequireFromString(scale))
		}
		if num.IsNegative() {
			t.Skip("no number below nothing is priced")
		}
		m := price("1")
		large := price("1e40").Mul(decimal.RequireFromString("1e-40"))
		places := rapid.Int32Range(0, 9).Draw(t, "places")
		if a, b := m.Round(places), large.Round(places); !a.Equal(b) {
			t.Fatalf("%v at %d places is %v, and %v in decimals", m, places, a, b)
		}
		other := contract.MoneyOf(decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "other"), -3))
		if m.Cmp(other) != large.Cmp(other) || other.Cmp(m) != -m.Cmp(other) {
			t.Fatalf("%v against %v is %d, and %d in decimals", m, other, m.Cmp(other), large.Cmp(other))
		}
		// In decimals, whatever it is.
		want := num.DivRound(decimal.RequireFromString(den), places)
		if got := m.Round(places); !got.Equal(want) || got.String() != want.String() {
			t.Fatalf("%v is %v at %d places, want %v", m, got, places, want)
		}
		if d, ok := m.Decimal(); ok && !d.Mul(decimal.RequireFromString(den)).Equal(num) {
			t.Fatalf("%v is said to be %v", m, d)
		}
	})
}
