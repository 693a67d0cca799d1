package estimate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// offer is the shipped rate card, read in one of the three ways.
func offer(t testing.TB, r estimate.Reading) *estimate.Offer {
	t.Helper()
	o, err := estimate.FromRateCard(priority.SaaSTechRates(), priority.SaaSTechScheme(), r)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func low(h string) estimate.Need { return estimate.Need{priority.P4: hours(h)} }

func TestQuote(t *testing.T) {
	mixed := estimate.Need{priority.P4: 10 * hour, priority.P3: 4 * hour, priority.P2: 3 * hour, priority.P1: hour}
	twelves := estimate.Need{priority.P4: 12 * hour, priority.P3: 12 * hour}
	tests := []struct {
		read estimate.Reading
		need estimate.Need
		cost string
		mix  string
		why  string
	}{
		{estimate.Pooled, low("30.75"), "1980", "2 × 12-hour credit + 6.75 h per use", "A35 and SCENARIOS 1"},
		{estimate.Pooled, low("17"), "1120", "1 × 12-hour credit + 5.00 h per use", "SCENARIOS 1, the advisor"},
		{estimate.Pooled, low("72"), "4000", "2 × 40-hour credit", "greedy takes 40 + 12 + 12 + 8 per use and pays 4080"},
		{estimate.Pooled, low("37.25"), "2000", "1 × 40-hour credit", "37.2 h rounded up"},
		{estimate.Pooled, low("31"), "2000", "2 × 12-hour credit + 7.00 h per use", "a tie goes to the mix that leaves nothing unused"},
		{estimate.Pooled, low("0"), "0", "nothing", "no hours, no cost"},
		{estimate.Pooled, nil, "0", "nothing", "no need at all"},
		{estimate.Pooled, estimate.Need{priority.P2: 2 * hour}, "320", "4.00 h per use", "AMB-28: 2 h of travel are 4 h of LOW"},
		{estimate.Pooled, twelves, "1920", "2 × 12-hour credit + 6.00 h per use", "12 + 18 base hours"},
		{estimate.ByLevel, twelves, "1800", "1 × 12-hour credit LOW + 1 × 12-hour credit MEDIUM", "a bundle for each level"},
		{estimate.Any, twelves, "1800", "1 × 12-hour credit URGENT", "12 h at weight 2.5 are 30 base hours"},
		{estimate.Pooled, mixed, "1480", "2 × 12-hour credit + 0.50 h per use", "24.5 base hours"},
		{estimate.ByLevel, mixed, "1880", "1 × 12-hour credit LOW + 1.00 h per use at P1 + 3.00 h per use at P2 + 4.00 h per use at P3", "levels too small for bundles"},
		{estimate.Any, mixed, "1480", "1 × 12-hour credit HIGH + 0.50 h per use", "24 base hours in one bundle"},
		{estimate.Pooled, low("1000000"), "50000000", "25000 × 40-hour credit", "a million hours"},
	}
	for _, tt := range tests {
		q, err := offer(t, tt.read).Quote(tt.need)
		if err != nil || tt.why == "" {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		if !q.Cost.Equal(dec(tt.cost)) || q.Mix.String() != tt.mix {
			t.Errorf("%s (%s): %v, want %s: %s", tt.why, tt.read, q, tt.cost, tt.mix)
		}
	}
}

func TestQuoteSaysWhatItCovers(t *testing.T) {
	need := estimate.Need{priority.P4: 30 * hour, priority.P3: 4 * hour}
	q, err := offer(t, estimate.Pooled).Quote(need)
	if err != nil {
		t.Fatal(err)
	}
	if need[priority.P4] = 0; q.Need[priority.P4] != 30*hour {
		t.Error("the need of the quote changes with the caller's map")
	}
	if diff := cmp.Diff(low("36"), q.Demand); diff != "" {
		t.Errorf("demand (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(low("4"), q.Unused); diff != "" {
		t.Errorf("unused (-want +got):\n%s", diff)
	}
	if got, want := q.String(), "USD 2000.00: 1 × 40-hour credit (4.00 h unused)"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// 30.75 h: the next best are one bundle more, and one larger.
func TestAlternatives(t *testing.T) {
	o := offer(t, estimate.Pooled)
	mixes, err := o.Alternatives(low("30.75"), 6)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range mixes {
		got = append(got, m.Cost.String()+" "+m.String()+", "+estimate.HoursText(m.Unused.Total())+" h unused")
	}
	want := []string{
		"1980 2 × 12-hour credit + 6.75 h per use, 0.00 h unused",
		"2000 1 × 40-hour credit, 9.25 h unused",
		"2160 3 × 12-hour credit, 5.25 h unused",
		"2220 1 × 12-hour credit + 18.75 h per use, 0.00 h unused",
		"2460 30.75 h per use, 0.00 h unused",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mixes (-want +got):\n%s", diff)
	}
	for _, n := range []int{0, estimate.MaxMixes + 1} {
		_, err := o.Alternatives(low("1"), n)
		wantFaults(t, err, "out_of_range")
	}
}

// Mixes of several pools do not share memory, and of those that cost the same and leave the
// same, the one with fewer bundles in all pools comes first.
func TestAlternativesByLevel(t *testing.T) {
	c := estimate.OfferConfig{Reading: estimate.ByLevel, PerUse: map[priority.Level]decimal.Decimal{}}
	var defs []priority.Definition
	need := estimate.Need{}
	for _, level := range []priority.Level{priority.P1, priority.P2, priority.P3, priority.P4} {
		defs = append(defs, priority.Definition{Level: level})
		c.PerUse[level], need[level] = dec("10"), hour
	}
	need[priority.P3], need[priority.P4] = 5*hour, 4*hour
	c.Bundles = []estimate.Bundle{
		{ID: "five", Level: priority.P3, Time: 5 * hour, Price: dec("55")},
		{ID: "two", Level: priority.P4, Time: 2 * hour, Price: dec("22.50")},
	}
	var err error
	if c.Scheme, err = priority.NewScheme(defs); err != nil {
		t.Fatal(err)
	}
	o, err := estimate.NewOffer(c)
	if err != nil {
		t.Fatal(err)
	}
	mixes, err := o.Alternatives(need, 6)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range mixes {
		var text strings.Builder
		text.WriteString(m.Cost.String())
		for _, b := range m.Bundles {
			text.WriteString(fmt.Sprintf(", %d × %s", b.N, b.Bundle.ID))
		}
		got = append(got, text.String())
	}
	want := []string{"110", "112.5, 1 × two", "115, 1 × five", "115, 2 × two", "117.5, 1 × five, 1 × two", "120, 1 × five, 2 × two"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mixes (-want +got):\n%s", diff)
	}
}

// Between the small bundles and the first that is very large lie very many with one to spare.
func TestTooManyToSpare(t *testing.T) {
	c := estimate.OfferConfig{Scheme: one(t)}
	for _, h := range []time.Duration{1, 2, 3, 200} {
		c.Bundles = append(c.Bundles, estimate.Bundle{ID: fmt.Sprint(int(h)), Time: h * hour, Price: decimal.New(int64(min(h, 8)), 0)})
	}
	o, err := estimate.NewOffer(c)
	if err != nil {
		t.Fatal(err)
	}
	if q, err := o.Quote(low("9")); err != nil || q.Mix.String() != "1 × 200" {
		t.Errorf("Quote = %v, %v", q, err)
	}
	_, err = o.Alternatives(low("9"), 20)
	if e, ok := errors.AsType[*estimate.TooLargeError](err); !ok || e.Limit != 400 {
		t.Errorf("Alternatives: %v", err)
	}
}

func TestTies(t *testing.T) {
	mixes, err := offer(t, estimate.Pooled).Ties(low("31"))
	if err != nil || len(mixes) != 2 || mixes[0].String() != "2 × 12-hour credit + 7.00 h per use" || mixes[1].String() != "1 × 40-hour credit" {
		t.Errorf("SCENARIOS 1, each line: tied at 31 h are %v, %v", mixes, err)
	}
	// 1,000 h in bundles of 40, 60, 80 and 100 h at the same price an hour: very many ways.
	if _, err := offer(t, estimate.Any).Ties(low("1000")); !errors.Is(err, estimate.ErrTooLarge) {
		t.Errorf("more ties than can be listed: %v", err)
	}
}

// Eleven hours cost 102 as one bundle, or as two of four hours and three hours per use.
func TestFewerBundlesWinATie(t *testing.T) {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("10")},
		Bundles: []estimate.Bundle{{ID: "four", Time: 4 * hour, Price: dec("36")}, {ID: "eleven", Time: 11 * hour, Price: dec("102")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	mixes, err := o.Ties(low("11"))
	if err != nil || len(mixes) != 2 || mixes[0].String() != "1 × eleven" || mixes[1].String() != "2 × four + 3.00 h per use" {
		t.Errorf("Ties = %v, %v; fewer bundles come first", mixes, err)
	}
	q, err := o.Quote(low("11"))
	if err != nil || q.Mix.String() != "1 × eleven" {
		t.Errorf("Quote = %v, %v; want the mix with fewer bundles", q, err)
	}
}

// Where nothing is needed, awkward sizes are no trouble, neither in the pool of another level.
func TestNoNeedIsNeverTooLarge(t *testing.T) {
	scheme, err := priority.NewScheme([]priority.Definition{{Level: priority.P3}, {Level: priority.P4}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: scheme, Reading: estimate.ByLevel,
		PerUse: map[priority.Level]decimal.Decimal{priority.P3: dec("20"), priority.P4: dec("10")},
		Bundles: []estimate.Bundle{
			{ID: "odd", Level: priority.P3, Time: 1000*hour + 1, Price: dec("50")},
			{ID: "even", Level: priority.P3, Time: 7 * hour, Price: dec("1")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for need, want := range map[time.Duration]string{0: "nothing", hour: "1.00 h per use"} {
		mixes, err := o.Alternatives(estimate.Need{priority.P4: need}, 3)
		if err != nil || len(mixes) != 1 || mixes[0].String() != want {
			t.Errorf("%v at P4: %v, %v; want %s", need, mixes, err, want)
		}
	}
}

func TestBreakEvens(t *testing.T) {
	type row struct{ from, mix, cost string }
	tests := []struct {
		read  estimate.Reading
		level priority.Level
		upTo  string
		want  []row
		why   string
	}{
		{estimate.Pooled, priority.P4, "72", []row{
			{"9.00", "1 × 12-hour credit", "720"}, {"21.00", "2 × 12-hour credit", "1440"},
			{"31.00", "1 × 40-hour credit", "2000"}, {"49.00", "1 × 12-hour credit + 1 × 40-hour credit", "2720"},
			{"61.00", "2 × 12-hour credit + 1 × 40-hour credit", "3440"}, {"71.00", "2 × 40-hour credit", "4000"},
		}, "SCENARIOS 1, and on to 72 h"},
		{estimate.ByLevel, priority.P1, "21", []row{
			{"9.00", "1 × 12-hour credit URGENT", "1800"}, {"21.00", "2 × 12-hour credit URGENT", "3600"},
		}, "prices in proportion break even alike; the end is included"},
		{estimate.Pooled, priority.P4, "8.99", nil, "nothing pays below 9 h"},
	}
	for _, tt := range tests {
		rows, err := offer(t, tt.read).BreakEvens(tt.level, hours(tt.upTo))
		if err != nil {
			t.Fatal(err)
		}
		var got []row
		for _, r := range rows {
			got = append(got, row{estimate.HoursText(r.From), r.Mix.String(), r.Mix.Cost.String()})
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
	rows, _ := offer(t, estimate.Pooled).BreakEvens(priority.P4, 9*hour)
	if got := rows[0].String(); got != "from 9.00 h: 1 × 12-hour credit" {
		t.Errorf("String() = %q", got)
	}
	_, err := offer(t, estimate.ByLevel).BreakEvens(priority.Level(7), hour)
	wantFaults(t, err, "unknown_level")
	_, err = offer(t, estimate.Pooled).BreakEvens(priority.P4, -1)
	wantFaults(t, err, "out_of_range")
}

// A small bundle and a very large one make a long table: it takes one look at each sum.
func TestLongTableOfBreakEvens(t *testing.T) {
	c := estimate.OfferConfig{
		Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("60")},
		Bundles: []estimate.Bundle{
			{ID: "minute", Time: time.Minute, Price: dec("0.99")},
			{ID: "year", Time: 2000 * hour, Price: dec("110000")},
		},
	}
	o, err := estimate.NewOffer(c)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	rows, err := o.BreakEvens(priority.P4, 3000*hour)
	// 110,000 are 111,111.1 minutes of 0.99, and the year takes over from the 111,111th.
	if n := 111_111 + 1 + (3000-2000)*60; err != nil || len(rows) != n || rows[111_111].Mix.String() != "1 × year" {
		t.Errorf("%d rows, want %d; %v", len(rows), n, err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
	c.Bundles[0].Price = decimal.Decimal{}
	if o, err = estimate.NewOffer(c); err != nil {
		t.Fatal(err)
	}
	if rows, err = o.BreakEvens(priority.P4, hour); err != nil || len(rows) != 1 || rows[0].From != 0 || !rows[0].Mix.Cost.IsZero() {
		t.Errorf("what is free pays from the beginning on: %d rows, %v", len(rows), err)
	}
	c.Bundles = []estimate.Bundle{{ID: "all", Time: estimate.MaxTime, Price: dec("4000")}}
	c.PerUse[priority.P4] = dec("0.004")
	if o, err = estimate.NewOffer(c); err != nil {
		t.Fatal(err)
	}
	if rows, err := o.BreakEvens(priority.P4, estimate.MaxTime); len(rows) != 0 || err != nil {
		t.Errorf("no bundle pays: %v, %v", rows, err)
	}
	c.PerUse[priority.P4] = dec("0.004000001")
	if o, err = estimate.NewOffer(c); err != nil {
		t.Fatal(err)
	}
	if rows, err := o.BreakEvens(priority.P4, estimate.MaxTime); len(rows) != 1 || err != nil || rows[0].From < estimate.MaxTime-hour {
		t.Errorf("the longest bundle: %v, %v", rows, err)
	}
}

// The zero Offer has no levels: what is asked of it is an error, and no panic.
func TestZeroOffer(t *testing.T) {
	var o estimate.Offer
	if q, err := o.Quote(nil); err != nil || q.Mix.String() != "nothing" {
		t.Errorf("nothing is needed: %v, %v", q, err)
	}
	_, err := o.Quote(low("1"))
	wantFaults(t, err, "need.P4 unknown_level")
	_, err = o.BreakEvens(priority.P4, hour)
	wantFaults(t, err, "unknown_level")
}

// one is a scheme of a single level.
func one(t testing.TB) priority.Scheme {
	s, err := priority.NewScheme([]priority.Definition{{Level: priority.P4}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWithoutAPricePerUse(t *testing.T) {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Currency: priority.MustParseCurrency("EUR"), Scheme: one(t),
		Bundles: []estimate.Bundle{{ID: "ten", Time: 10 * hour, Price: dec("500")}, {ID: "four", Time: 4 * hour, Price: dec("220")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	q, err := o.Quote(low("11"))
	if err != nil || q.String() != "EUR 660.00: 3 × four (1.00 h unused)" {
		t.Errorf("everything is covered by bundles: %v, %v", q, err)
	}
	_, err = o.BreakEvens(priority.P4, hour)
	wantFaults(t, err, "per_use")
}

func TestWhereBundlesDoNotPay(t *testing.T) {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("50")},
		Bundles: []estimate.Bundle{{ID: "ten", Time: 10 * hour, Price: dec("500")}, {ID: "dear", Time: 4 * hour, Price: dec("220")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	mixes, err := o.Alternatives(low("1000000"), 3)
	if err != nil || mixes[0].String() != "1000000.00 h per use" || mixes[1].String() != "1 × ten + 999990.00 h per use" {
		t.Errorf("a bundle at the price per use is no use: %v, %v", mixes, err)
	}
	if rows, err := o.BreakEvens(priority.P4, 100*hour); rows != nil || err != nil {
		t.Errorf("BreakEvens = %v, %v", rows, err)
	}
	free, err := estimate.NewOffer(estimate.OfferConfig{Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: {}}})
	if err != nil {
		t.Fatal(err)
	}
	if q, err := free.Quote(low("5")); err != nil || q.Mix.String() != "5.00 h per use" || !q.Cost.IsZero() {
		t.Errorf("no bundles and no price: %v, %v", q, err)
	}
}

func TestQuoteFaults(t *testing.T) {
	o := offer(t, estimate.Pooled)
	_, err := o.Quote(estimate.Need{priority.P1: -1, priority.P2: estimate.MaxTime + 1, 7: hour})
	wantFaults(t, err, "need.P1 out_of_range", "need.P2 out_of_range", "need.P7 unknown_level")
	_, err = o.Quote(estimate.Need{priority.P1: estimate.MaxTime})
	wantFaults(t, err, "need out_of_range")
	for _, ask := range []func(estimate.Need) error{
		func(n estimate.Need) error { _, err := o.Alternatives(n, 1); return err },
		func(n estimate.Need) error { _, err := o.Ties(n); return err },
		func(n estimate.Need) error { _, err := o.Months([]estimate.Need{n}); return err },
	} {
		if err := ask(estimate.Need{7: hour}); !errors.Is(err, estimate.ErrInvalid) {
			t.Errorf("an unknown level: %v", err)
		}
	}
	only, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: priority.SaaSTechScheme(), Reading: estimate.ByLevel,
		Bundles: []estimate.Bundle{{ID: "high", Level: priority.P2, Time: hour, Price: dec("100")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = only.Quote(estimate.Need{priority.P1: hour, priority.P2: hour})
	wantFaults(t, err, "need.P1 not_offered")
}

func TestTooLarge(t *testing.T) {
	o, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: dec("100")},
		Bundles: []estimate.Bundle{{ID: "a", Time: 10*hour + 1, Price: dec("500")}, {ID: "b", Time: 7 * hour, Price: dec("400")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	for _, ask := range []func() error{
		func() error { _, err := o.Quote(low("1000")); return err },
		func() error { _, err := o.Ties(low("1000")); return err },
		func() error { _, err := o.BreakEvens(priority.P4, 1000*hour); return err },
		func() error { _, err := o.Months([]estimate.Need{low("100"), low("3")}); return err },
	} {
		err := ask()
		large, ok := errors.AsType[*estimate.TooLargeError](err)
		if !ok || !errors.Is(err, estimate.ErrTooLarge) || large.Error() == "" {
			t.Errorf("sizes with a nanosecond in common: %v", err)
		}
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v to refuse", d)
	}
}

func TestNewOfferFaults(t *testing.T) {
	base := estimate.Bundle{ID: "a", Time: hour, Price: dec("1")}
	_, err := estimate.NewOffer(estimate.OfferConfig{
		Scheme: priority.SaaSTechScheme(), Reading: "pool",
		Bundles: []estimate.Bundle{base, base, {Time: hour}, {ID: "b", Price: dec("-1"), Months: -1}, {ID: "c", Time: hour, Level: 7}},
		PerUse:  map[priority.Level]decimal.Decimal{priority.P4: dec("-1")},
	})
	wantFaults(t, err, "reading unknown_word", "bundles[1].id duplicate_id", "bundles[2].id empty", "bundles[3].time out_of_range",
		"bundles[3].months negative", "bundles[3].price negative", "bundles[4].level unknown_level", "per_use.P4 negative")
	_, err = estimate.NewOffer(estimate.OfferConfig{})
	wantFaults(t, err, "levels empty")
	_, err = estimate.NewOffer(estimate.OfferConfig{
		Scheme: priority.SaaSTechScheme(), PerUse: map[priority.Level]decimal.Decimal{7: dec("1")},
		Bundles: []estimate.Bundle{{ID: "a", Level: priority.P1, Time: hour, Price: dec("1")}},
	})
	wantFaults(t, err, "bundles[0].level not_base", "per_use.P7 unknown_level")
	_, err = estimate.NewOffer(estimate.OfferConfig{Scheme: one(t), Bundles: slices.Repeat([]estimate.Bundle{base}, estimate.MaxBundles+1)})
	wantFaults(t, err, "bundles too_many")
	for _, price := range []decimal.Decimal{dec("0.0000000001"), decimal.New(1, 1_000_000), decimal.New(1, math.MinInt32), dec("99999999999999")} {
		_, err := estimate.NewOffer(estimate.OfferConfig{Scheme: one(t), Bundles: []estimate.Bundle{{ID: "a", Time: hour, Price: price}}})
		wantFaults(t, err, "bundles[0].price out_of_range")
		_, err = estimate.NewOffer(estimate.OfferConfig{Scheme: one(t), PerUse: map[priority.Level]decimal.Decimal{priority.P4: price}})
		wantFaults(t, err, "per_use.P4 out_of_range")
	}
	_, err = estimate.NewOffer(estimate.OfferConfig{
		Scheme: priority.SaaSTechScheme(), Reading: estimate.Any,
		Bundles: []estimate.Bundle{{ID: "a", Level: priority.P1, Time: estimate.MaxTime, Price: dec("1")}},
	})
	wantFaults(t, err, "bundles[0].time out_of_range")
}

// Faults stand in one order, though prices per use come in a map.
func TestNewOfferFaultOrder(t *testing.T) {
	perUse := map[priority.Level]decimal.Decimal{}
	for level := range priority.Level(10) {
		perUse[level] = dec("-1")
	}
	c := estimate.OfferConfig{Scheme: one(t), PerUse: perUse}
	_, want := estimate.NewOffer(c)
	for range 20 {
		if _, err := estimate.NewOffer(c); err.Error() != want.Error() {
			t.Fatalf("now %v, before %v", err, want)
		}
	}
}

// A price is an amount: what exponent it comes with makes no difference.
func TestPricesOfAnyExponent(t *testing.T) {
	for _, price := range []decimal.Decimal{dec("720"), dec("720.000000000000"), decimal.New(72, 1), decimal.New(7200000000000, -10)} {
		c := offer(t, estimate.Pooled).Config()
		c.Bundles[0].Price = price
		c.PerUse[priority.P1] = decimal.New(0, math.MinInt32) // not looked at where levels share a pool
		o, err := estimate.NewOffer(c)
		if err != nil {
			t.Fatal(err)
		}
		if q, err := o.Quote(low("30.75")); err != nil || !q.Cost.Equal(dec("1980")) {
			t.Errorf("at %v (exponent %d): %v, %v", price, price.Exponent(), q, err)
		}
		if !o.Equal(o) {
			t.Error("an offer is not equal to itself")
		}
	}
}

func TestFromRateCardFaults(t *testing.T) {
	c := priority.SaaSTechRates().Config()
	c.Commitments[1].Time = 0
	card, err := priority.NewRateCard(c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = estimate.FromRateCard(card, priority.SaaSTechScheme(), estimate.Pooled)
	wantFaults(t, err, "per_use")
	c.Commitments[1].Time, c.Rates = 12*hour, c.Rates[:2]
	if card, err = priority.NewRateCard(c); err != nil {
		t.Fatal(err)
	}
	if _, err := estimate.FromRateCard(card, priority.SaaSTechScheme(), estimate.Pooled); !errors.Is(err, priority.ErrNotFound) {
		t.Errorf("a level without a rate: %v", err)
	}
}

// What an offer returns is a copy: whoever changes it changes nothing.
func TestOfferIsImmutable(t *testing.T) {
	o := offer(t, estimate.Pooled)
	c := o.Config()
	c.Bundles[0].Price, c.PerUse[priority.P4] = dec("0"), dec("0")
	if q, err := o.Quote(low("30.75")); err != nil || !q.Cost.Equal(dec("1980")) {
		t.Errorf("%v, %v", q, err)
	}
	if got := o.String(); got != "2 bundles, read pooled, in USD" {
		t.Errorf("String() = %q", got)
	}
}

func TestOfferJSON(t *testing.T) {
	golden, err := os.ReadFile("testdata/offer.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	c := offer(t, estimate.Any).Config()
	c.Bundles = c.Bundles[:2]
	c.Bundles[1].Months = 12
	o, err := estimate.NewOffer(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(o)
	if err != nil || string(b) != strings.TrimSpace(string(golden)) {
		t.Errorf("Marshal = %s, %v", b, err)
	}
	var back estimate.Offer
	if err := json.Unmarshal(b, &back); err != nil || !back.Equal(o) {
		t.Errorf("there and back: %v, %v", &back, err)
	}
	if back.Equal(offer(t, estimate.Any)) || !(*estimate.Offer)(nil).Equal(nil) || back.Equal(nil) {
		t.Error("Equal does not tell offers apart")
	}
	for text, want := range map[string]string{
		`{"version":2}`: "wrong_version",
		`{"version":1,"levels":{"P4":{}},"bundles":[{"id":"a","time":1,"price":"1"},{"id":"b","time":"1h","price":"1e9"}]}`: "bundles[0].time wrong_type, bundles[1].price invalid",
		`{"version":1,"levels":{"P4":{}},"bundles":[{"id":"a","time":"0s","price":"1"}]}`:                                   "bundles[0].time out_of_range",
	} {
		var o estimate.Offer
		wantFaults(t, json.Unmarshal([]byte(text), &o), strings.Split(want, ", ")...)
	}
}

func FuzzOfferJSON(f *testing.F) {
	f.Add([]byte(`{"version":1,"currency":"USD","reading":"any","levels":{"P3":{"weight":"1.5"},"P4":{}},"per_use":{"P4":"80"},"bundles":[{"id":"a","level":"P3","time":"12h","price":"720","months":2}]}`))
	f.Add([]byte(`{"version":1,"reading":"","levels":{"P4":{}},"bundles":[{"id":"a","time":"1h","price":"0.000000001"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var o, again estimate.Offer
		if json.Unmarshal(data, &o) != nil {
			return
		}
		out, err := json.Marshal(&o)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil || !again.Equal(&o) {
			t.Fatalf("%s: %v", out, err)
		}
		if second, err := json.Marshal(&again); err != nil || string(second) != string(out) {
			t.Fatalf("%s, then %s, %v", out, second, err)
		}
	})
}
