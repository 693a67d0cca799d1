package priority_test

import (
	"math"
	"math/big"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// piece is a piece of so many minutes at a weight, with keys in pairs.
func piece(m float64, weight string, keys ...string) priority.Piece {
	p := priority.Piece{Time: minutes(m), Keys: map[priority.Group]string{}}
	if weight != "" {
		p.Weight = dec(weight)
	}
	for i := 0; i < len(keys); i += 2 {
		p.Keys[priority.Group(keys[i])] = keys[i+1]
	}
	return p
}

func TestMeasure(t *testing.T) {
	const m = time.Minute
	quarter := priority.Increment{Round: up(15 * m)}
	per := func(in priority.Increment, groups ...priority.Group) priority.Increment {
		in.Per = groups
		return in
	}
	calls := []priority.Piece{
		piece(5, "", "entry", "1", "ticket", "T", "day", "mon"), piece(5, "", "entry", "2", "ticket", "T", "day", "mon"), piece(5, "", "entry", "3", "ticket", "T", "day", "tue"),
	}
	for _, tt := range []struct {
		why    string
		in     priority.Increment
		pieces []priority.Piece
		billed []float64 // minutes
		credit []float64 // minutes; nil: as billed
	}{
		{"AMB-12: three 5-min calls, per entry", quarter, calls, []float64{15, 15, 15}, nil},
		{"AMB-12: per entry, said", per(quarter, "entry"), calls, []float64{15, 15, 15}, nil},
		{"AMB-12: per ticket", per(quarter, "ticket"), calls, []float64{5, 5, 5}, nil},
		{"AMB-12: per ticket and day", per(quarter, "ticket", "day"), calls, []float64{7.5, 7.5, 15}, nil},
		{"AMB-12: per month, a key nobody has: as per entry", per(quarter, "month"), calls, []float64{15, 15, 15}, nil},
		{"AMB-22: 16:55-17:10 over closing, rounded once", quarter, []priority.Piece{piece(5, "", "entry", "1"), piece(10, "", "entry", "1")}, []float64{5, 10}, nil},
		{"AMB-22: each part rounded", per(quarter, "entry", "during"), []priority.Piece{
			piece(5, "1.5", "entry", "1", "during", "office"), piece(10, "2.5", "entry", "1", "during", "night"),
		}, []float64{15, 15}, []float64{22.5, 37.5}},
		{"transoft 16:55-17:10: one rule, first hour whole, 20 + 40", priority.Increment{First: 60 * m, Round: up(15 * m)}, []priority.Piece{piece(5, "", "entry", "1"), piece(10, "", "entry", "1")}, []float64{20, 40}, nil},
		{"cruglobal: 2 + 2 in a cycle, at least 5", priority.Increment{Per: priority.Per{"cycle"}, Min: 5 * m}, []priority.Piece{piece(2, "", "entry", "1", "cycle", "c"), piece(2, "", "entry", "2", "cycle", "c")}, []float64{2.5, 2.5}, nil},
		{"cruglobal: per entry 10", priority.Increment{Min: 5 * m}, []priority.Piece{piece(2, "", "entry", "1"), piece(2, "", "entry", "2")}, []float64{5, 5}, nil},
		{"three of 16 min, 15 per entry: 90", quarter, []priority.Piece{piece(16, "", "entry", "1"), piece(16, "", "entry", "2"), piece(16, "", "entry", "3")}, []float64{30, 30, 30}, nil},
		{"and then 1 h per invoice: 120", priority.Increment{Per: priority.Per{"period"}, Round: up(time.Hour)}, []priority.Piece{piece(30, "", "period", "may"), piece(30, "", "period", "may"), piece(30, "", "period", "may")}, []float64{40, 40, 40}, nil},
		{"three of 16 min, 1 h per invoice alone: 60", priority.Increment{Per: priority.Per{"period"}, Round: up(time.Hour)}, []priority.Piece{piece(16, "", "period", "may"), piece(16, "", "period", "may"), piece(16, "", "period", "may")}, []float64{20, 20, 20}, nil},
		{"two of 65 min in one visit, half hours per visit: 150", priority.Increment{Per: priority.Per{"visit"}, Round: up(30 * m)}, []priority.Piece{piece(65, "", "entry", "1", "visit", "v"), piece(65, "", "entry", "2", "visit", "v")}, []float64{75, 75}, nil},
		{"round first, then weigh: 40 min × 1.5 in half hours is 90", priority.Increment{Round: up(30 * m)}, []priority.Piece{piece(40, "1.5")}, []float64{60}, []float64{90}},
		{"weigh first: 60", priority.Increment{Round: up(30 * m), AfterWeight: true}, []priority.Piece{piece(40, "1.5")}, []float64{40}, []float64{60}},
		{"weigh first, what is shared is the weighted time", priority.Increment{Per: priority.Per{"ticket"}, Round: up(60 * m), AfterWeight: true}, []priority.Piece{
			piece(10, "1", "ticket", "T"), piece(20, "2", "ticket", "T"),
		}, []float64{12, 24}, []float64{12, 48}},
		{"scenario 1, E1 to E8", quarter, []priority.Piece{
			piece(50, "1"), piece(20, "1.5"), piece(35, "2"), piece(100, "2"), piece(125, "1"), piece(40, "2.5"), piece(70, "2.5"), piece(230, "1.5"),
		}, []float64{60, 30, 45, 105, 135, 45, 75, 240}, []float64{60, 45, 90, 210, 135, 112.5, 187.5, 360}},
		{"a fixed time for a group in which nothing was worked: the first has it", priority.Increment{Per: priority.Per{"visit"}, Fixed: 60 * m}, []priority.Piece{piece(0, "2", "visit", "v"), piece(0, "", "visit", "v")}, []float64{60, 0}, []float64{120, 0}},
		{"an entry without a ticket is a group of its own, in one piece or several", per(quarter, "ticket"), []priority.Piece{
			piece(5, "", "entry", "1", "ticket", "T"), piece(5, "", "entry", "2"), piece(10, "", "entry", "2"), piece(5, "", "entry", "3", "ticket", ""), piece(5, "", "entry", "4", "ticket", ""),
			piece(5, ""), piece(5, ""), piece(10, "", "entry", "5", "ticket", "T"),
		}, []float64{5, 5, 10, 15, 15, 15, 15, 10}, nil},
		{"keys are not run together", per(quarter, "ticket", "day"), []priority.Piece{
			piece(5, "", "ticket", "a", "day", "bc"), piece(5, "", "ticket", "ab", "day", "c"), piece(5, "", "ticket", "a1:b", "day", "c"), piece(5, "", "ticket", "a", "day", "b1:c"),
			piece(5, "", "ticket", "x\x00day\x00y", "day", "z"), piece(5, "", "ticket", "x", "day", "y\x00day\x00z"),
		}, []float64{15, 15, 15, 15, 15, 15}, nil},
		{"the name of an entry is not that of a ticket", per(quarter, "ticket"), []priority.Piece{piece(5, "", "ticket", "x"), piece(5, "", "entry", "x")}, []float64{15, 15}, nil},
		{"nothing", quarter, nil, []float64{}, nil},
	} {
		because(t, tt.why)
		got, err := tt.in.Measure(tt.pieces)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		want := make([]priority.Measured, len(tt.pieces))
		for i, b := range tt.billed {
			want[i] = priority.Measured{Worked: tt.pieces[i].Time, Billed: minutes(b), Credit: minutes(b)}
			if tt.credit != nil {
				want[i].Credit = minutes(tt.credit[i])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

// Travel on a LOW ticket is HIGH, per entry: 35 min travel and 60 min remote are $120.00
// and $80.00 (A19).
func TestTravelOnALowTicket(t *testing.T) {
	rates := priority.SaaSTechRates()
	in := priority.Increment{Round: up(15 * time.Minute)}
	got, err := in.Measure([]priority.Piece{piece(35, "2", "entry", "1", "ticket", "T"), piece(60, "1", "entry", "2", "ticket", "T")})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		facts priority.Facts
		level priority.Level
		price string
	}{{with(priority.Facts{"kind": word("travel")}), 2, "120.00"}, {with(nil), 4, "80.00"}} {
		l := priority.SaaSTechRules().Classify(want.facts).Level
		hour, err := rates.PerHour(priority.Work{Level: l}, "per-use")
		if price := rates.Currency().Price(hour, got[i].Billed); err != nil || l != want.level || rates.Currency().Text(price) != want.price {
			t.Errorf("%v: %v at %v, %v; want %v at %s (A19)", got[i].Billed, l, price, err, want.level, want.price)
		}
	}
}

func TestMeasureFaults(t *testing.T) {
	huge := priority.Piece{Time: math.MaxInt64/2 + 1}
	inVisit := func(p priority.Piece, v string) priority.Piece {
		p.Keys = map[priority.Group]string{"visit": v}
		return p
	}
	for _, tt := range []struct {
		name   string
		in     priority.Increment
		pieces []priority.Piece
		want   []string
	}{
		{"all at once", priority.Increment{Min: -1}, []priority.Piece{{}, {Time: -1}, {Time: 1, Weight: dec("-1")}, {Time: -1, Weight: dec("-0.1")}}, []string{
			"increment.min negative", "pieces[1].time negative", "pieces[2].weight not_positive", "pieces[3].time negative", "pieces[3].weight not_positive",
		}},
		{"sums", priority.Increment{Per: priority.Per{"visit"}}, []priority.Piece{
			inVisit(huge, "a"), inVisit(huge, "a"), inVisit(huge, "b"), inVisit(huge, "c"), inVisit(huge, "c"), inVisit(huge, "c"),
		}, []string{"pieces[1] too_long", "pieces[4] too_long"}},
		{"a sum that wraps all the way round", priority.Increment{Per: priority.Per{"visit"}}, []priority.Piece{
			inVisit(priority.Piece{Time: math.MaxInt64}, "a"), inVisit(priority.Piece{Time: math.MaxInt64}, "a"),
		}, []string{"pieces[1] too_long"}},
		{"weights", priority.Increment{}, []priority.Piece{{Time: math.MaxInt64, Weight: dec("1.1")}, {Time: 1, Weight: decimal.New(1, 2_000_000_000)}}, []string{"pieces[0] too_long", "pieces[1] too_long"}},
		{"weights first", priority.Increment{AfterWeight: true}, []priority.Piece{{Time: -1}, {Time: math.MaxInt64, Weight: dec("1.1")}, {Time: 1, Weight: dec("-1")}, {Time: 1, Weight: decimal.New(1, 30)}}, []string{
			"pieces[0].time negative", "pieces[1] too_long", "pieces[2].weight not_positive", "pieces[3] too_long",
		}},
	} {
		got, err := tt.in.Measure(tt.pieces)
		if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" || got != nil {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// drawPieces draws pieces of a few tickets.
func drawPieces(t *rapid.T) (pieces []priority.Piece) {
	for range rapid.IntRange(1, 8).Draw(t, "pieces") {
		p := piece(0, rapid.SampledFrom([]string{"", "1", "1.5", "2", "2.5", "0.333333333"}).Draw(t, "weight"), "ticket", strconv.Itoa(rapid.IntRange(0, 2).Draw(t, "ticket")))
		p.Time = time.Duration(rapid.Int64Range(0, 40).Draw(t, "time")) * 30 * time.Second
		if rapid.Bool().Draw(t, "odd") {
			p.Time += time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "nanoseconds"))
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// The shares of a group sum to what is billed for it, each within a nanosecond of its
// exact part and all before it together the floor of theirs.
func TestMeasureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyIncrement().Draw(t, "increment")
		in.Per = priority.Per{priority.PerTicket}
		pieces := drawPieces(t)
		got, err := in.Measure(pieces)
		if err != nil {
			t.Fatal(err)
		}
		for ticket := range 3 {
			var group []int
			sum := new(big.Rat)
			basis := map[int]*big.Rat{}
			for i, p := range pieces {
				if p.Keys[priority.PerTicket] != strconv.Itoa(ticket) {
					continue
				}
				group = append(group, i)
				basis[i] = ratTime(p.Time)
				if in.AfterWeight {
					basis[i] = nearest(new(big.Rat).Mul(basis[i], weightOf(p)))
				}
				sum.Add(sum, basis[i])
			}
			if len(group) == 0 {
				continue
			}
			total := naiveBilled(in, time.Duration(sum.Num().Int64()))
			given, before := new(big.Rat), new(big.Rat)
			for _, i := range group {
				share := got[i].Billed
				if in.AfterWeight {
					share = got[i].Credit
				}
				given.Add(given, ratTime(share))
				before.Add(before, basis[i])
				want := new(big.Rat).Set(total)
				if sum.Sign() > 0 {
					want.Mul(want, before).Quo(want, sum)
				}
				if floor := new(big.Int).Quo(want.Num(), want.Denom()); given.Cmp(new(big.Rat).SetInt(floor)) != 0 {
					t.Fatalf("%+v: up to piece %d %v is given, want the floor of %v", got, i, given, want)
				}
				checkWeights(t, in, pieces[i], got[i])
			}
			if given.Cmp(total) != 0 {
				t.Fatalf("%+v: together %v, want %v", got, given, total)
			}
		}
	})
}

func weightOf(p priority.Piece) *big.Rat {
	if p.Weight.IsZero() {
		return big.NewRat(1, 1)
	}
	return p.Weight.Rat()
}

// nearest rounds a positive fraction to a whole number, halves up.
func nearest(r *big.Rat) *big.Rat { return naiveRound(priority.HalfUp, r, big.NewRat(1, 1)) }

// checkWeights checks that credit is billed time × weight, or billed time the most that
// weighs no more than the credit.
func checkWeights(t *rapid.T, in priority.Increment, p priority.Piece, got priority.Measured) {
	weighed := new(big.Rat).Mul(ratTime(got.Billed), weightOf(p))
	more := new(big.Rat).Mul(ratTime(got.Billed+1), weightOf(p))
	switch credit := ratTime(got.Credit); {
	case got.Worked != p.Time:
		t.Fatalf("%v worked, not %v", got.Worked, p.Time)
	case !in.AfterWeight && credit.Cmp(nearest(weighed)) != 0:
		t.Fatalf("%+v of %+v: want %v", got, p, weighed)
	case in.AfterWeight && (weighed.Cmp(credit) > 0 || more.Cmp(credit) <= 0):
		t.Fatalf("%+v of %+v: weighs %v", got, p, weighed)
	}
}

// The order of pieces moves a share by a nanosecond at most, and what is billed for a
// group not at all.
func TestPermutedPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyIncrement().Filter(func(in priority.Increment) bool { return in.Fixed == 0 }).Draw(t, "increment")
		in.Per, in.AfterWeight = priority.Per{priority.PerTicket}, false
		pieces := drawPieces(t)
		order := rapid.Permutation(indices(len(pieces))).Draw(t, "order")
		permuted := make([]priority.Piece, len(pieces))
		for k, i := range order {
			permuted[k] = pieces[i]
		}
		a, errA := in.Measure(pieces)
		b, errB := in.Measure(permuted)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		for k, i := range order {
			if d := (a[i].Billed - b[k].Billed).Abs(); d > 1 {
				t.Fatalf("piece %d: %v, and in another order %v", i, a[i].Billed, b[k].Billed)
			}
		}
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
