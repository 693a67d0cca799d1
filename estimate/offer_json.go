package estimate

import (
	"maps"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// offerJSON is an [Offer] as it is written.
type offerJSON struct {
	Version  int                              `json:"version"`
	Currency priority.Currency                `json:"currency,omitzero"`
	Reading  Reading                          `json:"reading"`
	Levels   priority.Scheme                  `json:"levels"`
	PerUse   map[priority.Level]exact.Decimal `json:"per_use,omitempty"`
	Bundles  []bundleJSON                     `json:"bundles"`
}

type bundleJSON struct {
	ID     string         `json:"id"`
	Name   string         `json:"name,omitempty"`
	Level  priority.Level `json:"level,omitzero"`
	Time   exact.Duration `json:"time"`
	Price  exact.Decimal  `json:"price"`
	Months int            `json:"months,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (o *Offer) MarshalJSON() ([]byte, error) {
	c := o.cfg
	j := offerJSON{1, c.Currency, c.Reading, c.Scheme, map[priority.Level]exact.Decimal{}, []bundleJSON{}}
	for level, price := range c.PerUse {
		j.PerUse[level] = exact.Decimal{D: price, Places: c.Currency.Digits()}
	}
	for _, b := range c.Bundles {
		j.Bundles = append(j.Bundles, bundleJSON{
			b.ID, b.Name, b.Level, exact.Duration(b.Time), exact.Decimal{D: b.Price, Places: c.Currency.Digits()}, b.Months,
		})
	}
	return strict.Marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (o *Offer) UnmarshalJSON(data []byte) error {
	var j offerJSON
	if err := strict.Unmarshal(data, &j, "estimate: offer"); err != nil {
		return err
	}
	if j.Version != 1 {
		return fault("offer", "wrong_version", "version %d is not one this library reads (1)", j.Version)
	}
	c := OfferConfig{Currency: j.Currency, Scheme: j.Levels, Reading: j.Reading, PerUse: map[priority.Level]decimal.Decimal{}}
	for level, price := range j.PerUse {
		c.PerUse[level] = price.D
	}
	for _, b := range j.Bundles {
		c.Bundles = append(c.Bundles, Bundle{b.ID, b.Name, b.Level, time.Duration(b.Time), b.Price.D, b.Months})
	}
	got, err := NewOffer(c)
	if err == nil {
		*o = *got
	}
	return err
}

// Equal reports whether both offers sell the same at the same prices.
func (o *Offer) Equal(p *Offer) bool {
	if o == nil || p == nil {
		return o == p
	}
	a, b := o.cfg, p.cfg
	return a.Currency == b.Currency && a.Reading == b.Reading && a.Scheme.Equal(b.Scheme) &&
		maps.EqualFunc(a.PerUse, b.PerUse, decimal.Decimal.Equal) &&
		slices.EqualFunc(a.Bundles, b.Bundles, Bundle.Equal)
}

// Equal reports whether both bundles are the same.
func (b Bundle) Equal(c Bundle) bool {
	return b.ID == c.ID && b.Name == c.Name && b.Level == c.Level && b.Time == c.Time &&
		b.Price.Equal(c.Price) && b.Months == c.Months
}
