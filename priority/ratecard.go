package priority

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// A Commitment is a column of a rate card: what the customer bound himself to.
type Commitment struct {
	ID   string        // "per-use", "credit-12"
	Name string        // "12 hour credit"
	Time time.Duration // of the block that is bought; zero where work is billed as it comes
}

// A Rate is a row of a rate card: what an hour costs under each commitment.
type Rate struct {
	Level Level  // the zero Level: any
	Role  string // empty: any
	Class string // of customer; empty: any

	PerHour []decimal.Decimal // one for each commitment
	PerUnit []decimal.Decimal // as the source states it, zero where it does not; may be nil
}

// RateCardConfig describes a [RateCard].
type RateCardConfig struct {
	Currency    Currency
	Unit        time.Duration // that prices are also quoted for, such as 15 minutes; zero: the hour alone
	Commitments []Commitment
	Rates       []Rate
}

// A RateCard says what an hour costs, by level (and role, and class of customer) and by
// commitment. It does not change once made. Prices per unit are derived from the price of
// the hour; what a source states beside it is only checked.
type RateCard struct {
	cfg RateCardConfig
}

// NewRateCard returns the card that c describes. Faults: no currency, commitment or rate;
// a commitment without an ID or one that stands twice; two rates for the same level, role
// and class; a price that is missing, below zero, or of more than 15 digits before the
// point or 9 after it; a stated unit price that is not the
// hour's price for that time.
func NewRateCard(c RateCardConfig) (*RateCard, error) {
	var fs strict.Faults
	c = c.clone()
	if c.Currency == (Currency{}) {
		fs.Add("currency", "empty", "needs a currency")
	}
	if c.Unit < 0 {
		fs.Add("unit", "negative", "is below zero")
	}
	if len(c.Commitments) == 0 || len(c.Rates) == 0 {
		fs.Add("", "empty", "a rate card needs at least one commitment and one rate")
	}
	for i, m := range c.Commitments {
		path := strict.At("commitments", i)
		switch {
		case m.ID == "":
			fs.Add(path+".id", "empty", "a commitment needs an id")
		case slices.ContainsFunc(c.Commitments[:i], func(n Commitment) bool { return n.ID == m.ID }):
			fs.Add(path+".id", "duplicate_id", "%s stands twice", quote(m.ID))
		}
		if m.Time < 0 {
			fs.Add(path+".time", "negative", "is below zero")
		}
	}
	for i, r := range c.Rates {
		path := strict.At("rates", i)
		if slices.ContainsFunc(c.Rates[:i], r.sameKey) {
			fs.Add(path, "duplicate_rate", "a second rate for the same level, role and class")
		}
		if r.Level > lowest {
			fs.Add(path+".level", "unknown_level", "%v is not a level", r.Level)
		}
		c.checkPrices(r, path, &fs)
	}
	if err := fs.Err("priority: rate card"); err != nil {
		return nil, err
	}
	return &RateCard{c}, nil
}

func (c RateCardConfig) checkPrices(r Rate, path string, fs *strict.Faults) {
	if len(r.PerHour) != len(c.Commitments) {
		fs.Add(path+".per_hour", "not_total", "%d prices for %d commitments", len(r.PerHour), len(c.Commitments))
	}
	if len(r.PerUnit) > 0 && (len(r.PerUnit) != len(r.PerHour) || c.Unit == 0) {
		fs.Add(path+".per_unit", "not_total", "wants a unit and as many prices as per_hour")
		return
	}
	for j, p := range r.PerHour {
		switch {
		case p.IsNegative():
			fs.Add(strict.At(path+".per_hour", j), "negative", "is below zero")
		case !exact.Fits(p):
			fs.Add(strict.At(path+".per_hour", j), "out_of_range", "%s", outOfRange)
			continue
		}
		if len(r.PerUnit) == 0 || r.PerUnit[j].IsZero() {
			continue
		}
		if derived := c.Currency.Price(p, c.Unit); !exact.Fits(r.PerUnit[j]) || !r.PerUnit[j].Equal(derived) {
			fs.Add(strict.At(path+".per_unit", j), "contradiction", "is not %s an hour, which makes %s for %s",
				c.Currency.Text(p), c.Currency.Text(derived), exact.DurationText(c.Unit))
		}
	}
}

func (c RateCardConfig) clone() RateCardConfig {
	c.Commitments, c.Rates = slices.Clone(c.Commitments), slices.Clone(c.Rates)
	for i := range c.Rates {
		r := &c.Rates[i]
		r.PerHour, r.PerUnit = slices.Clone(r.PerHour), slices.Clone(r.PerUnit)
	}
	return c
}

func (r Rate) sameKey(s Rate) bool {
	return r.Level == s.Level && r.Role == s.Role && r.Class == s.Class
}

// Config returns the card as it was described.
func (c *RateCard) Config() RateCardConfig { return c.cfg.clone() }

// Currency returns the currency of every price on the card.
func (c *RateCard) Currency() Currency { return c.cfg.Currency }

// A Work names what a rate is looked up for.
type Work struct {
	Level Level
	Role  string // of who does it
	Class string // of the customer
}

// PerHour returns the price of an hour of such work under the commitment with the given
// ID. Of the rates that fit, the one that says most decides: one with a role stands above
// one with a class, and that above one with a level alone (a named specialist costs what he
// costs, at any level). No such commitment or no such rate is a [*NotFoundError].
func (c *RateCard) PerHour(w Work, commitment string) (decimal.Decimal, error) {
	j := slices.IndexFunc(c.cfg.Commitments, func(m Commitment) bool { return m.ID == commitment })
	if j < 0 {
		return decimal.Decimal{}, &NotFoundError{"commitment", commitment}
	}
	best, found := 0, -1
	for i, r := range c.cfg.Rates {
		if r.fits(w) && (found < 0 || r.says() > best) {
			best, found = r.says(), i
		}
	}
	if found < 0 {
		return decimal.Decimal{}, &NotFoundError{"rate", strings.Join(strings.Fields(w.Level.String()+" "+w.Role+" "+w.Class), " ")}
	}
	return c.cfg.Rates[found].PerHour[j], nil
}

func (r Rate) fits(w Work) bool {
	return (r.Level == 0 || r.Level == w.Level) && (r.Role == "" || r.Role == w.Role) && (r.Class == "" || r.Class == w.Class)
}

// says ranks how much a rate says of the work it is for.
func (r Rate) says() (n int) {
	if r.Role != "" {
		n += 4
	}
	if r.Class != "" {
		n += 2
	}
	if r.Level != 0 {
		n++
	}
	return n
}

// PerUnit returns the price of one unit of the card (15 minutes, say), derived from the
// price of the hour and rounded to the digits of the currency. A card without a unit
// prices the hour.
func (c *RateCard) PerUnit(w Work, commitment string) (decimal.Decimal, error) {
	hour, err := c.PerHour(w, commitment)
	if err != nil || c.cfg.Unit == 0 {
		return hour, err
	}
	return c.cfg.Currency.Price(hour, c.cfg.Unit), nil
}

// A Gap is a cell of a rate card whose unit price the source leaves out while it states
// others. Derived is what takes its place.
type Gap struct {
	Level      Level
	Commitment string
	Derived    decimal.Decimal
}

// Gaps returns the cells without a stated unit price on a card that states some.
func (c *RateCard) Gaps() []Gap {
	var gaps []Gap
	for _, r := range c.cfg.Rates {
		for j, p := range r.PerUnit {
			if p.IsZero() && !r.PerHour[j].IsZero() {
				gaps = append(gaps, Gap{r.Level, c.cfg.Commitments[j].ID, c.cfg.Currency.Price(r.PerHour[j], c.cfg.Unit)})
			}
		}
	}
	return gaps
}

// A Ratio is how the prices of one level stand to those of the base level.
type Ratio struct {
	Level  Level
	Weight decimal.Decimal // rounded to nine digits where the ratio is none of a finite decimal
}

// Proportional returns how the levels stand to each other, base (least urgent) first, if
// every commitment prices them in the same proportion: 1 : 1.5 : 2 : 2.5. Only then do
// weighted hours and money come to the same. Otherwise the [*Error] names each cell that
// breaks the proportion. Rates for a role or class are left out.
func (c *RateCard) Proportional() ([]Ratio, error) {
	var rates []Rate
	for _, r := range c.cfg.Rates {
		if r.Level != 0 && r.Role == "" && r.Class == "" {
			rates = append(rates, r)
		}
	}
	if len(rates) == 0 {
		return nil, fault("rate card", "empty", "has no rates by level")
	}
	slices.SortFunc(rates, func(a, b Rate) int { return cmp.Compare(b.Level, a.Level) })
	base := rates[0]
	var fs strict.Faults
	for j, p := range base.PerHour {
		if p.IsZero() {
			fs.Add(c.cell(base, j), "zero", "is zero, so nothing is in proportion to it")
		}
	}
	if fs.None() {
		fs = c.breaks(rates)
	}
	if err := fs.Err("priority: rate card"); err != nil {
		return nil, err
	}
	var ratios []Ratio
	for _, r := range rates {
		ratios = append(ratios, Ratio{r.Level, r.PerHour[0].DivRound(base.PerHour[0], exact.MaxPlaces)})
	}
	return ratios, nil
}

// breaks returns the cells that break the proportion. What is in proportion is measured
// from one row and one column; where a price in these is the odd one out, all the others
// seem to be wrong. So the first two of each are tried, and the fewest breaks count.
func (c *RateCard) breaks(rates []Rate) strict.Faults {
	best := c.breaksFrom(rates, 0, 0)
	for i := range min(2, len(rates)) {
		for j := range min(2, len(c.cfg.Commitments)) {
			if rates[i].PerHour[j].IsZero() {
				continue
			}
			if got := c.breaksFrom(rates, i, j); got.Len() < best.Len() {
				best = got
			}
		}
	}
	return best
}

// breaksFrom returns the cells that are not to the cell of row i in their column what
// their row's cell in column j is to that of row i.
func (c *RateCard) breaksFrom(rates []Rate, i, j int) (fs strict.Faults) {
	text, from := c.cfg.Currency.Text, rates[i].PerHour
	for _, r := range rates {
		for k, p := range r.PerHour {
			if !p.Mul(from[j]).Equal(r.PerHour[j].Mul(from[k])) {
				fs.Add(c.cell(r, k), "not_proportional", "%s : %s is not %s : %s", text(p), text(from[k]), text(r.PerHour[j]), text(from[j]))
			}
		}
	}
	return fs
}

// cell returns the path of a price on the card: "P2.credit-12".
func (c *RateCard) cell(r Rate, j int) string {
	return strict.Key(r.Level.String(), c.cfg.Commitments[j].ID)
}
