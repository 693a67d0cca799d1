package estimate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Reading says what a bundle of hours is good for where work has levels of different
// weight. "12 hours" can be read in three ways, and they cost differently.
type Reading string

// The readings. The empty Reading is Pooled.
const (
	Pooled  Reading = "pooled" // hours of the base level, which work burns by its weight; one pool at base prices
	ByLevel Reading = "level"  // hours of the level they were bought at, and good for that level only
	Any     Reading = "any"    // bought at any level: s hours of weight w bring s × w base hours to one pool, rounded half up to the nanosecond
)

// A Bundle is a block of hours that is bought as a whole.
type Bundle struct {
	ID     string          // unique in its offer
	Name   string          // "12-hour credit"; empty: the ID
	Level  priority.Level  // it is bought at; the zero Level is the base level
	Time   time.Duration   // in hours of that level
	Price  decimal.Decimal // of the whole bundle, in the currency of the offer
	Months int             // after which what is left lapses, the month of purchase included; zero: never
}

// OfferConfig describes an [Offer].
type OfferConfig struct {
	Currency priority.Currency
	Scheme   priority.Scheme // levels and weights
	Reading  Reading
	Bundles  []Bundle

	// PerUse is the price of an hour billed as it comes, by level. Pooled and Any need that
	// of the base level alone. Where there is none, everything must be covered by bundles.
	PerUse map[priority.Level]decimal.Decimal
}

// An Offer is what a provider sells: hours as they come and bundles of them. It does not
// change once made. The zero Offer has no levels and sells nothing; make one with [NewOffer],
// [FromRateCard] or from JSON.
type Offer struct {
	cfg   OfferConfig
	pools []pool // one; by level, one for each
}

// MaxBundles is how many bundles an offer may have.
const MaxBundles = 64

// NewOffer returns the offer that c describes. Faults: no levels, an unknown reading, a
// bundle without an ID or with one that stands twice, without time or with more than
// [MaxTime] (weighed, where bundles of several levels share a pool), with a price or months
// below zero, at a level that the scheme lacks (or, pooled, at another than the base); a
// price per use below zero or at an unknown level; more than [MaxBundles] bundles; prices of
// more than 15 digits before the point or 9 after it, or of so many together that they cannot
// be compared exactly.
//
// What has neither a bundle nor a price per use is no fault of the offer: to ask for it is.
func NewOffer(c OfferConfig) (*Offer, error) {
	var fs strict.Faults
	c.Bundles, c.PerUse = slices.Clone(c.Bundles), maps.Clone(c.PerUse)
	c.Reading = cmp.Or(c.Reading, Pooled)
	base := c.Scheme.Base()
	if base == 0 {
		fs.Add("levels", "empty", "an offer needs a scheme of levels")
	}
	if c.Reading != Pooled && c.Reading != ByLevel && c.Reading != Any {
		fs.Add("reading", "unknown_word", "%.40q is none of pooled, level and any", string(c.Reading))
	}
	if len(c.Bundles) > MaxBundles {
		fs.Add("bundles", "too_many", "%d bundles, more than %d", len(c.Bundles), MaxBundles)
		return nil, fs.Err("estimate: offer")
	}
	for i := range c.Bundles {
		b := &c.Bundles[i]
		b.Level = cmp.Or(b.Level, base)
		c.checkBundle(i, base, &fs)
		b.Price = c.price(b.Price, strict.At("bundles", i)+".price", &fs)
	}
	for _, level := range slices.Sorted(maps.Keys(c.PerUse)) {
		path := "per_use." + level.String()
		if _, err := c.Scheme.Weight(level); err != nil {
			fs.Join(path, "unknown_level", err)
		}
		c.PerUse[level] = c.price(c.PerUse[level], path, &fs)
	}
	o := &Offer{cfg: c}
	if fs.None() {
		o.makePools(&fs)
	}
	if err := fs.Err("estimate: offer"); err != nil {
		return nil, err
	}
	return o, nil
}

// price returns the price in plain digits, whatever exponent it came with.
func (c OfferConfig) price(d decimal.Decimal, path string, fs *strict.Faults) decimal.Decimal {
	switch {
	case d.IsNegative():
		fs.Add(path, "negative", "a price is below zero")
	case !exact.Fits(d):
		fs.Add(path, "out_of_range", "a price has at most %d digits before the point and %d after it", exact.MaxInteger, exact.MaxPlaces)
	default:
		d, _ = exact.ParseDecimal(exact.Text(d, c.Currency.Digits())) // what fits is read again
	}
	return d
}

func (c OfferConfig) checkBundle(i int, base priority.Level, fs *strict.Faults) {
	b, path := c.Bundles[i], strict.At("bundles", i)
	switch {
	case b.ID == "":
		fs.Add(path+".id", "empty", "a bundle needs an id")
	case slices.ContainsFunc(c.Bundles[:i], func(other Bundle) bool { return other.ID == b.ID }):
		fs.Add(path+".id", "duplicate_id", "%.40q stands twice", b.ID)
	}
	if b.Time <= 0 || b.Time > MaxTime {
		fs.Add(path+".time", "out_of_range", "a bundle has more than no time, and at most %d hours", MaxTime/time.Hour)
	}
	if b.Months < 0 {
		fs.Add(path+".months", "negative", "is below zero")
	}
	if _, err := c.Scheme.Weight(b.Level); err != nil {
		fs.Join(path+".level", "unknown_level", err)
	} else if c.Reading == Pooled && b.Level != base {
		fs.Add(path+".level", "not_base", "pooled, a bundle is bought at the base level %v", base)
	}
}

// FromRateCard returns the offer that a rate card makes: the commitment without a time of
// its own is the price per use, every other a bundle of that time at that price per hour;
// pooled at the base level, else at every level of the scheme. A card without exactly one
// commitment for work as it comes, or without a rate for a level, is an error.
func FromRateCard(card *priority.RateCard, scheme priority.Scheme, reading Reading) (*Offer, error) {
	c := OfferConfig{Currency: card.Currency(), Scheme: scheme, Reading: reading, PerUse: map[priority.Level]decimal.Decimal{}}
	perUse := 0
	levels := slices.Collect(scheme.Levels())
	for _, m := range card.Config().Commitments {
		if m.Time == 0 {
			perUse++
		}
		for _, d := range slices.Backward(levels) { // the base level first
			price, err := card.PerHour(priority.Work{Level: d.Level}, m.ID)
			if err != nil {
				return nil, err
			}
			b := Bundle{ID: m.ID, Name: cmp.Or(m.Name, m.ID), Level: d.Level, Time: m.Time, Price: c.Currency.Price(price, m.Time)}
			if reading == ByLevel || reading == Any {
				b.ID, b.Name = b.ID+"/"+d.Level.String(), b.Name+" "+scheme.Name(d.Level)
			}
			switch pooled := reading == "" || reading == Pooled; {
			case m.Time == 0:
				c.PerUse[d.Level] = price
			case !pooled || d.Level == scheme.Base():
				c.Bundles = append(c.Bundles, b)
			}
		}
	}
	if perUse != 1 {
		return nil, fault("offer", "per_use", "%d commitments are without a time of their own; one is, for work as it comes", perUse)
	}
	return NewOffer(c)
}

// Config returns the offer as it was described.
func (o *Offer) Config() OfferConfig {
	c := o.cfg
	c.Bundles, c.PerUse = slices.Clone(c.Bundles), maps.Clone(c.PerUse)
	return c
}

// String returns the offer in one line.
func (o *Offer) String() string {
	return fmt.Sprintf("%d bundles, read %s, in %v", len(o.cfg.Bundles), o.cfg.Reading, o.cfg.Currency)
}
