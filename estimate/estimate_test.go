package estimate_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

const (
	quarter = 15 * time.Minute
	hour    = time.Hour
)

var up15 = priority.Rounding{Mode: priority.Up, Step: quarter}

// hours reads decimal hours.
func hours(s string) time.Duration {
	t, err := estimate.ParseHours(s)
	if err != nil {
		panic(err)
	}
	return t
}

// dec reads a decimal.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// lines looks the items up in both shipped catalogues.
func lines(t testing.TB, quantities map[string]int, order ...string) []estimate.Line {
	t.Helper()
	var ls []estimate.Line
	for _, name := range order {
		it, err := shipped(t, "saastech-web").Lookup(name)
		if err != nil {
			it, err = shipped(t, "saastech-help-desk").Lookup(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		ls = append(ls, estimate.Line{Item: it, Quantity: max(1, quantities[name])})
	}
	return ls
}

// shop is the quote of SCENARIOS 1: 30.73 h.
func shop(t testing.TB) []estimate.Line {
	return lines(t, map[string]int{"Standard Pages": 5, "Minor Pages": 3, "ECommerce product pages": 20},
		"Standard Pages", "Minor Pages", "ECommerce 2", "ECommerce product pages", "Secure Login", "Testing Site")
}

func TestRounding(t *testing.T) {
	tests := []struct {
		scope  estimate.Scope
		billed string
		cost   string
		why    string
	}{
		{"", "30.75", "1980", "AMB-27: once on the total is the default"},
		{estimate.OnTotal, "30.75", "1980", "AMB-27, said"},
		{estimate.PerLine, "31", "2000", "AMB-27: each line; 31 h tie at 2000"},
		{estimate.PerUnit, "31.5", "2000", "AMB-27: each unit; the rounding turns the recommended bundle over"},
	}
	for _, tt := range tests {
		if tt.why == "" {
			t.Fatal("a row without a why")
		}
		e, err := estimate.New(estimate.Config{Lines: shop(t), Round: up15, Scope: tt.scope})
		if err != nil {
			t.Fatal(err)
		}
		if e.Exact != hours("30.73") || e.Billed != hours(tt.billed) {
			t.Errorf("%s: %v, want 30.73 h, billed %s", tt.why, e, tt.billed)
		}
		q, err := offer(t, estimate.Pooled).Quote(e.Need)
		if err != nil || !q.Cost.Equal(dec(tt.cost)) {
			t.Errorf("%s: %v, %v; want %s", tt.why, q, err, tt.cost)
		}
	}
}

func TestLevels(t *testing.T) {
	ls := lines(t, nil, "Travel Time (Extended)", "Password Reset")
	e, err := estimate.New(estimate.Config{Lines: ls, Round: up15})
	if err != nil {
		t.Fatal(err)
	}
	want := estimate.Need{priority.P2: 2 * hour, priority.P4: quarter}
	if diff := cmp.Diff(want, e.Need); diff != "" {
		t.Errorf("A36, default levels: need (-want +got):\n%s", diff)
	}
	ls[0].Level = priority.P1
	e, err = estimate.New(estimate.Config{Lines: ls, Base: priority.P3})
	want = estimate.Need{priority.P1: 2 * hour, priority.P3: quarter}
	if diff := cmp.Diff(want, e.Need); diff != "" || err != nil {
		t.Errorf("a level on the line, and a base: need (-want +got):\n%s%v", diff, err)
	}
	cost, err := e.Cost(priority.SaaSTechRates(), "per-use")
	if err != nil || !cost.Equal(dec("430")) {
		t.Errorf("2 h URGENT and 0.25 h MEDIUM per use cost %v, %v; want 430", cost, err)
	}
	if _, err := e.Cost(priority.SaaSTechRates(), "monthly"); err == nil {
		t.Error("an unknown commitment has a price")
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct {
		lines []estimate.Line
		round priority.Rounding
		want  []string
		why   string
	}{
		{lines(t, nil, "DBMS Design"), up15, []string{"not_estimated 0"}, "AMB-24: 0.00 means nobody estimated it"},
		{lines(t, nil, "ECommerce 1", "ECommerce 3"), up15, []string{"alternatives 1"}, "A37: at most one of the four sizes"},
		{lines(t, nil, "ECommerce 1", "ECommerce 1"), up15, nil, "the same one twice is no contradiction"},
		{lines(t, nil, "Create Email Accounts"), up15, []string{"looks_like_minutes 0"}, "AMB-26: 0.15 h against quarter hours"},
		{lines(t, nil, "Create Email Accounts"), priority.Rounding{}, nil, "without a step there is nothing to compare with"},
		{lines(t, nil, "Standard Pages", "Secure Login"), up15, nil, "1.88 h is an average, not minutes"},
	}
	for _, tt := range tests {
		c := estimate.Config{Lines: tt.lines, Round: tt.round}
		e, err := estimate.New(c)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range c.Warnings() {
			if w.Text == "" {
				t.Errorf("%s: no words", tt.why)
			}
			got = append(got, w.Code+" "+string('0'+rune(w.Line)))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
		if complete := len(tt.want) == 0 || tt.want[0] != "not_estimated 0"; e.Complete() != complete {
			t.Errorf("%s: Complete() = %v", tt.why, !complete)
		}
	}
	ls := lines(t, nil, "DBMS Design")
	ls[0].Each = 6 * hour
	c := estimate.Config{Lines: ls}
	if e, err := estimate.New(c); err != nil || !e.Complete() || e.Billed != 6*hour || len(c.Warnings()) != 0 {
		t.Errorf("a figure given: %+v, %v", e, err)
	}
}

// AMB-26: ten e-mail accounts of 0.15 h are 1.5 h; taken for quarter hours, they are 2.5.
func TestMinutesTypedAsHours(t *testing.T) {
	ls := lines(t, map[string]int{"Create Email Accounts": 10}, "Create Email Accounts")
	e, err := estimate.New(estimate.Config{Lines: ls, Round: up15})
	if err != nil || e.Billed != hours("1.5") {
		t.Errorf("default, as written: %v, %v", e, err)
	}
	ls[0].Each = quarter
	if e, err = estimate.New(estimate.Config{Lines: ls, Round: up15}); err != nil || e.Billed != hours("2.5") {
		t.Errorf("option, as meant: %v, %v", e, err)
	}
}

func TestSurchargesAndSpread(t *testing.T) {
	work := estimate.Line{Item: estimate.Item{Name: "Change", Time: 3 * hour}, Quantity: 1}
	e, err := estimate.New(estimate.Config{
		Lines:      []estimate.Line{work},
		Surcharges: []estimate.Surcharge{{Name: "synchronise the test copy", Fixed: hour / 2}},
	})
	if err != nil || e.Billed != hours("3.5") {
		t.Errorf("D22, fixed: %v, %v; want 3.5 h", e, err)
	}
	e, err = estimate.New(estimate.Config{
		Lines: []estimate.Line{work}, Round: up15,
		Surcharges: []estimate.Surcharge{{Name: "both", Fixed: hour / 4, Share: dec("0.1"), Level: priority.P2}},
	})
	want := estimate.Need{priority.P4: 3 * hour, priority.P2: hours("0.75")}
	if diff := cmp.Diff(want, e.Need); diff != "" || e.Exact != hours("3.55") || err != nil {
		t.Errorf("fixed and share at another level: %v, %v\n%s", e, err, diff)
	}
	work.Low, work.High, work.Quantity = 2*hour, 5*hour, 2
	e, err = estimate.New(estimate.Config{Lines: []estimate.Line{work}, Surcharges: []estimate.Surcharge{{Share: dec("0.5")}}})
	if err != nil || e.Low != 6*hour || e.Billed != 9*hour || e.High != 15*hour {
		t.Errorf("spread: %v, %v; want 9 h (6 to 15)", e, err)
	}
	if got := e.String(); got != "9.00 h, billed 9.00 h (6.00 to 15.00 h)" {
		t.Errorf("String() = %q", got)
	}
}

func TestEstimateFaults(t *testing.T) {
	item := estimate.Item{Name: "x", Time: hour}
	_, err := estimate.New(estimate.Config{
		Scope: "each", Round: priority.Rounding{Mode: priority.Up, Step: -1},
		Lines: []estimate.Line{
			{Item: item},
			{Item: item, Quantity: estimate.MaxQuantity + 1},
			{Item: item, Quantity: 1, Each: -1},
			{Item: item, Quantity: 1, Low: 2 * hour},
			{Item: item, Quantity: 1, High: hour / 2},
			{Item: item, Quantity: 1, Level: 10},
		},
		Surcharges: []estimate.Surcharge{{Fixed: -1}, {Share: dec("-0.1")}, {Level: 10}},
		Base:       10,
	})
	wantFaults(t, err, "base unknown_level", "scope unknown_word", "round out_of_range", "lines[0].quantity out_of_range", "lines[1].quantity out_of_range",
		"lines[2] out_of_range", "lines[3] bad_spread", "lines[4] bad_spread", "lines[5].level unknown_level",
		"surcharges[0] out_of_range", "surcharges[1] out_of_range", "surcharges[2].level unknown_level")
	for _, c := range []estimate.Config{
		{Lines: []estimate.Line{{Item: estimate.Item{Time: estimate.MaxTime}, Quantity: 2}}},
		{Lines: []estimate.Line{{Item: estimate.Item{Time: estimate.MaxTime}, Quantity: 1}, {Item: item, Quantity: 1}}},
		{Lines: []estimate.Line{{Item: item, Quantity: 1, High: estimate.MaxTime}, {Item: item, Quantity: 1, High: estimate.MaxTime}}},
		{Lines: []estimate.Line{{Item: item, Quantity: 1}}, Surcharges: []estimate.Surcharge{{Fixed: estimate.MaxTime}}},
		{Lines: []estimate.Line{{Item: item, Quantity: 1}}, Surcharges: []estimate.Surcharge{{Share: dec("1000000")}}},
		{Lines: []estimate.Line{{Item: item, Quantity: 1}}, Surcharges: []estimate.Surcharge{{Share: decimal.New(math.MaxInt64, 0)}}},
	} {
		_, err := estimate.New(c)
		wantFaults(t, err, "too_long")
	}
}

func TestRoundingFaults(t *testing.T) {
	for why, r := range map[string]priority.Rounding{
		"a mode that does not exist would round down": {Mode: "upp", Step: quarter},
		"a step without a mode rounds nothing":        {Step: quarter},
		"a mode without a step rounds nothing":        {Mode: priority.Up},
	} {
		_, err := estimate.New(estimate.Config{Round: r})
		if e, ok := errors.AsType[*estimate.Error](err); !ok || len(e.Faults) != 1 || e.Faults[0].Path != "round" {
			t.Errorf("%s: %v", why, err)
		}
	}
	_, err := estimate.New(estimate.Config{Lines: []estimate.Line{{Quantity: 1, Item: estimate.Item{Time: hour, NotEstimated: true}}}})
	wantFaults(t, err, "lines[0].item contradiction")
	_, err = estimate.New(estimate.Config{Surcharges: []estimate.Surcharge{{Level: 10, Fixed: -1}}})
	wantFaults(t, err, "surcharges[0].level unknown_level", "surcharges[0] out_of_range")
}

// Steps of many hours: what they round to must fit too, and no sum may come round to the other end.
func TestLongSteps(t *testing.T) {
	line := func(each time.Duration, quantity int, level priority.Level) estimate.Line {
		return estimate.Line{Item: estimate.Item{Name: "x", Time: each}, Quantity: quantity, Level: level}
	}
	almost := estimate.MaxTime - hour
	up := func(step time.Duration) priority.Rounding { return priority.Rounding{Mode: priority.Up, Step: step} }
	for why, c := range map[string]estimate.Config{
		"lines":            {Scope: estimate.PerLine, Round: up(almost), Lines: []estimate.Line{line(1, 1, 0), line(almost+1, 1, 0)}},
		"units":            {Scope: estimate.PerUnit, Round: up(2 * hour), Lines: []estimate.Line{line(1, 1e6, 0)}},
		"the total":        {Round: up(almost), Lines: []estimate.Line{line(almost+1, 1, 0)}},
		"levels together":  {Round: up(almost), Lines: []estimate.Line{line(1, 1, priority.P1), line(1, 1, priority.P2)}},
		"units, one level": {Scope: estimate.PerUnit, Round: up(almost), Lines: []estimate.Line{line(almost, 1, 0), line(1, 1, 0)}},
	} {
		e, err := estimate.New(c)
		if !errors.Is(err, estimate.ErrInvalid) || err.Error() != "estimate: comes to more than 1000000 hours" {
			t.Errorf("%s: %v, %v", why, e, err)
		}
	}
	e, err := estimate.New(estimate.Config{Round: up(2 * hour), Lines: []estimate.Line{line(6*time.Minute, 1e6, 0)}})
	if err != nil || e.Billed != 100_000*hour {
		t.Errorf("a million of 0.1 h, rounded once: %v, %v", e, err)
	}
}

// A level without a rate is the same one whenever it is asked for.
func TestCostNamesTheFirstLevelWithoutARate(t *testing.T) {
	c := priority.SaaSTechRates().Config()
	c.Rates = c.Rates[:1]
	card, err := priority.NewRateCard(c)
	if err != nil {
		t.Fatal(err)
	}
	var e estimate.Estimate
	e.Need = estimate.Need{}
	for level := range priority.Level(10) {
		e.Need[level] = hour
	}
	_, want := e.Cost(card, "per-use")
	for range 20 {
		if _, err := e.Cost(card, "per-use"); err == nil || err.Error() != want.Error() {
			t.Fatalf("now %v, before %v", err, want)
		}
	}
}

// The estimate is the sum of its lines, and rounding wider never bills more.
func TestEstimateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c estimate.Config
		var want time.Duration
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			l := estimate.Line{
				Item: estimate.Item{
					Time:  time.Duration(rapid.Int64Range(0, 4000).Draw(t, "hundredths")) * 36 * time.Second,
					Level: priority.Level(rapid.IntRange(0, 4).Draw(t, "level")),
				},
				Quantity: rapid.IntRange(1, 30).Draw(t, "quantity"),
			}
			for range l.Quantity {
				want += l.Item.Time
			}
			c.Lines = append(c.Lines, l)
		}
		c.Round = up15
		billed := map[estimate.Scope]time.Duration{}
		for _, c.Scope = range []estimate.Scope{estimate.OnTotal, estimate.PerLine, estimate.PerUnit} {
			e, err := estimate.New(c)
			if err != nil {
				t.Fatal(err)
			}
			if e.Exact != want || e.Need.Total() != e.Billed || e.Billed%quarter != 0 || e.Low != e.Billed || e.High != e.Billed {
				t.Fatalf("%s: %+v, want %v exact", c.Scope, e, want)
			}
			billed[c.Scope] = e.Billed
		}
		if want > billed[estimate.OnTotal] || billed[estimate.OnTotal] > billed[estimate.PerLine] || billed[estimate.PerLine] > billed[estimate.PerUnit] {
			t.Fatalf("exact %v, billed %v", want, billed)
		}
	})
}

func TestCompare(t *testing.T) {
	v, err := estimate.Compare(hour, []time.Duration{hours("0.75"), hours("1.25"), hours("1.60")})
	want := estimate.Variance{Estimated: hour, N: 3, Mean: hours("1.20"), Low: hours("0.75"), High: hours("1.60"), Over: 2000}
	if diff := cmp.Diff(want, v); diff != "" || err != nil {
		t.Errorf("A33 (-want +got):\n%s%v", diff, err)
	}
	if got, want := v.String(), "estimated 1.00 h, took 1.20 h on average of 3 (0.75 to 1.60 h), 20.00 % over"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	v, _ = estimate.Compare(hours("6.5"), []time.Duration{hours("7.25")})
	if v.Over != 1153 {
		t.Errorf("B26: 7.25 h on 6.50 is %d basis points over, want 1153", v.Over)
	}
	v, _ = estimate.Compare(3*hour, []time.Duration{hour})
	if v.Over != -6666 || v.String() != "estimated 3.00 h, took 1.00 h on average of 1 (1.00 to 1.00 h), 66.66 % under" {
		t.Errorf("under: %v", v)
	}
	v, _ = estimate.Compare(0, []time.Duration{1, 2})
	if v.Over != 0 || v.Mean != 2 {
		t.Errorf("no estimate; 1.5 ns rounds half up: %+v", v)
	}
	v, _ = estimate.Compare(1, []time.Duration{estimate.MaxTime})
	if v.Over != math.MaxInt64 {
		t.Errorf("more over than can be said: %d", v.Over)
	}
	_, err = estimate.Compare(-1, nil)
	wantFaults(t, err, "actual empty", "estimated out_of_range")
	_, err = estimate.Compare(1, []time.Duration{1, -1, estimate.MaxTime + 1})
	wantFaults(t, err, "actual[1] out_of_range", "actual[2] out_of_range")
}

func TestRederive(t *testing.T) {
	web := shipped(t, "saastech-web")
	got, changes, err := web.Rederive(map[string][]time.Duration{
		"secure login":   {hours("2.5"), hours("2.25"), hours("2.2")},
		"DBMS Design":    {6 * hour, 7 * hour, 8 * hour},
		"Minor Pages":    {hour},
		"Monthly Tips":   {hour, hour, hour},
		"Standard Pages": nil,
	}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) != 2 || changes[0].Item.Name != "Secure Login" || changes[1].Item.Name != "DBMS Design" || changes[0].Variance.N != 3 {
		t.Errorf("changes: %+v", changes)
	}
	for name, want := range map[string]string{"Secure Login": "2.32", "DBMS Design": "7", "Minor Pages": "0.75"} {
		if it, _ := got.Lookup(name); it.Time != hours(want) || it.NotEstimated {
			t.Errorf("%s is now %+v, want %s h", name, it, want)
		}
	}
	if it, _ := web.Lookup("Secure Login"); it.Time != 2*hour {
		t.Error("Rederive changed its receiver")
	}
	_, _, err = web.Rederive(map[string][]time.Duration{"Secure Logon": {hour}, "Minor Pages": {-1}, "setup robot.txt file": {-1}, "a.b": nil}, 1)
	wantFaults(t, err, "Secure Logon not_found", `["a.b"] not_found`, "Minor Pages.actual[0] out_of_range", `["Setup Robot.txt file"].actual[0] out_of_range`)
	// The mean of 18 s, 18 s and 1 ns less is below half a hundredth of an hour, though it rounds to 18 s.
	half := 18 * time.Second
	got, _, err = web.Rederive(map[string][]time.Duration{"Web Cam": {half, half, half - 1}, "Web Ring": {half}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if it, _ := got.Lookup("Web Cam"); it.Time != 0 {
		t.Errorf("rounded twice: %v", it.Time)
	}
	if it, _ := got.Lookup("Web Ring"); it.Time != 36*time.Second {
		t.Errorf("half a hundredth rounds up, not to %v", it.Time)
	}
}
