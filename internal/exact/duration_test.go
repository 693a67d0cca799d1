package exact_test

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"pgregory.net/rapid"
)

// anyTime draws times of every size, half of them near an edge.
func anyTime() *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		near := rapid.SampledFrom([]time.Duration{0, time.Nanosecond, time.Second, time.Minute, time.Hour, math.MaxInt64, math.MinInt64}).Draw(t, "near")
		if off := time.Duration(rapid.Int64Range(-3, 3).Draw(t, "off")); rapid.Bool().Draw(t, "edge") {
			return near + off // may wrap round, to the other edge
		}
		return time.Duration(rapid.Int64().Draw(t, "any"))
	})
}

// positive draws times that are not negative.
func positive() *rapid.Generator[time.Duration] {
	return rapid.Map(anyTime(), func(d time.Duration) time.Duration { return d & math.MaxInt64 })
}

func TestParseDuration(t *testing.T) {
	for _, tt := range []struct {
		in, out string // out empty: refused
		want    time.Duration
	}{
		{"0s", "0s", 0}, {"0h", "0s", 0}, {"-0s", "0s", 0},
		{"15m", "15m", 15 * time.Minute}, {"90m", "1h30m", 90 * time.Minute}, {"1h30m", "1h30m", 90 * time.Minute},
		{"36s", "36s", 36 * time.Second}, {"0.5s", "0.5s", time.Second / 2}, {"1h0.000000001s", "1h0.000000001s", time.Hour + 1},
		{"100h", "100h", 100 * time.Hour}, {"-1h30m", "-1h30m", -90 * time.Minute}, {"1h61m61s", "2h2m1s", 2*time.Hour + 2*time.Minute + time.Second},
		{"2562047h47m16.854775807s", "2562047h47m16.854775807s", math.MaxInt64},
		{"9223372036.854775807s", "2562047h47m16.854775807s", math.MaxInt64},
		{"-2562047h47m16.854775808s", "-2562047h47m16.854775808s", math.MinInt64},
		{in: ""}, {in: "-"}, {in: "--1h"}, {in: "+1h"}, {in: "1"}, {in: "h"}, {in: "1.5h"}, {in: "1.5m"}, {in: ".5s"}, {in: "5.s"},
		{in: "1m1h"}, {in: "1h1h"}, {in: "1s1m"}, {in: "1d"}, {in: "1ms"}, {in: "1us"}, {in: "1h 30m"}, {in: " 1h"}, {in: "1h-30m"},
		{in: "1e3s"}, {in: "0.0000000001s"}, {in: "PT1H"}, {in: "1:30"},
		{in: "2562047h47m16.854775808s"}, {in: "-2562047h47m16.854775809s"}, {in: "2562048h"}, {in: "9999999999h"},
		{in: "18446744073.999999999s"}, {in: "5124095h34m33.709551616s"}, {in: "99999999999999999999h"},
		{in: strings.Repeat("9", 1_000_000) + "s"},
	} {
		got, err := exact.ParseDuration(tt.in)
		name := tt.in[:min(len(tt.in), 40)]
		if tt.out == "" {
			if err == nil || len(err.Error()) > 200 {
				t.Errorf("ParseDuration(%q) = %v, error %v; want a short error", name, got, err)
			}
			continue
		}
		if err != nil || got != tt.want || exact.DurationText(got) != tt.out {
			t.Errorf("ParseDuration(%q) = %v, %v, written %q; want %v, written %q", name, got, err, exact.DurationText(got), tt.want, tt.out)
		}
	}
	for _, in := range []string{"2562048h", "9999999999h", "18446744073.999999999s", "9999999999999999999999s"} {
		if _, err := exact.ParseDuration(in); err == nil || !strings.Contains(err.Error(), "292 years") {
			t.Errorf("ParseDuration(%q): %v; want it to say that this is too long", in, err)
		}
	}
}

// What is written reads back to the same, for every time there is.
func TestDurationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyTime().Draw(t, "d")
		text := exact.DurationText(d)
		if got, err := exact.ParseDuration(text); err != nil || got != d {
			t.Fatalf("%d ns is written %q and read as %d, %v", int64(d), text, int64(got), err)
		}
		if std, err := time.ParseDuration(text); err != nil || std != d {
			t.Fatalf("%q is %d ns, and to time.ParseDuration %d, %v", text, int64(d), int64(std), err)
		}
	})
}

// What ParseDuration takes, time.ParseDuration takes, and both read the same.
func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "90m", "36s", "0.5s", "-1h", "1.5h", "18446744073.999999999s", "2562047h47m16.854775807s", "1m1h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := exact.ParseDuration(s)
		if err != nil {
			return
		}
		if std, err := time.ParseDuration(s); err != nil || std != d {
			t.Fatalf("%q is read as %v, and by time as %v, %v", s, d, std, err)
		}
		if back, err := exact.ParseDuration(exact.DurationText(d)); err != nil || back != d {
			t.Fatalf("%q is written %q and read again as %v, %v", s, exact.DurationText(d), back, err)
		}
	})
}

func TestAdd(t *testing.T) {
	if got := exact.Add(math.MinInt64, math.MinInt64); got != math.MinInt64 {
		t.Errorf("Add(MinInt64, MinInt64) = %d", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyTime().Draw(t, "a"), anyTime().Draw(t, "b")
		sum := new(big.Int).Add(big.NewInt(int64(a)), big.NewInt(int64(b)))
		want := time.Duration(math.MaxInt64)
		if sum.IsInt64() {
			want = time.Duration(sum.Int64())
		} else if sum.Sign() < 0 {
			want = math.MinInt64
		}
		if got := exact.Add(a, b); got != want {
			t.Fatalf("Add(%d, %d) = %d, want %d", a, b, got, want)
		}
	})
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		total       time.Duration
		parts, want []time.Duration
		why         string
	}{
		{15, []time.Duration{5, 10}, []time.Duration{5, 10}, "AMB-22: a quarter hour over closing time"},
		{10, []time.Duration{1, 1, 1}, []time.Duration{3, 3, 4}, "cumulative floors: 3 1/3, 6 2/3, 10"},
		{7, []time.Duration{0, 3, 0}, []time.Duration{0, 7, 0}, "a part of nothing gets nothing"},
		{7, []time.Duration{0, 0}, []time.Duration{7, 0}, "nothing worked, but a fixed time billed: the first has it"},
		{0, []time.Duration{4, 5}, []time.Duration{0, 0}, "nothing to share"},
		{7, nil, []time.Duration{}, "nobody to share with"},
		{math.MaxInt64, []time.Duration{math.MaxInt64, math.MaxInt64}, []time.Duration{math.MaxInt64 / 2, math.MaxInt64/2 + 1}, "the largest there are"},
	} {
		if tt.why == "" {
			t.Fatal("a row without a why")
		}
		got := exact.Share(tt.total, tt.parts)
		if len(got) != len(tt.want) {
			t.Fatalf("Share(%v, %v) = %v, want %v (%s)", tt.total, tt.parts, got, tt.want, tt.why)
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("Share(%v, %v) = %v, want %v (%s)", tt.total, tt.parts, got, tt.want, tt.why)
			}
		}
	}
}

// The first k shares are together the floor of their exact sum.
func TestShareLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := positive().Draw(t, "total")
		parts := rapid.SliceOfN(rapid.Map(positive(), func(d time.Duration) time.Duration { return d / 8 }), 1, 8).Draw(t, "parts")
		sum := new(big.Int)
		for _, p := range parts {
			sum.Add(sum, big.NewInt(int64(p)))
		}
		shares := exact.Share(total, parts)
		given, before := new(big.Int), new(big.Int)
		for i, s := range shares {
			given.Add(given, big.NewInt(int64(s)))
			before.Add(before, big.NewInt(int64(parts[i])))
			want := big.NewInt(int64(total))
			if sum.Sign() > 0 {
				want.Mul(want, before).Quo(want, sum)
			}
			if s < 0 || given.Cmp(want) != 0 {
				t.Fatalf("Share(%d, %v) = %v: the first %d are %v, want %v", total, parts, shares, i+1, given, want)
			}
		}
		if given.Cmp(big.NewInt(int64(total))) != 0 {
			t.Fatalf("Share(%d, %v) = %v, together %v", total, parts, shares, given)
		}
		rest := time.Duration(0)
		for _, p := range parts[1:] {
			rest += p
		}
		if got := exact.First(total, parts[0], rest); got != shares[0] {
			t.Fatalf("First(%d, %d, %d) = %v, want %v", total, parts[0], rest, got, shares[0])
		}
	})
}
