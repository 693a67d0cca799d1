package contract

import (
	"slices"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Price is what something counted costs. It is a price per unit, "60.00" or "10%", or
//
//	{"flat": "50.00", "unit": "2.00", "per": "15m", "whole": "started", "min": "50.00"}
//	{"tiers": [{"to": "1", "flat": "225.00"}, {"unit": "60.00"}]}
//
// flat + unit × quantity / per, or, in tiers, the sum of what each tier makes of its part
// of the quantity; in either case at least Min and at most Max. Any amount in it may be a
// parameter. A Price is plain data; [Price.Check] tells whether it makes sense, and
// reading one from text or JSON checks it. The zero Price is none.
//
// A percentage is of the money counted. Where it is not money that is counted, it is of
// the money that the price is set against: see [Quantity.Against].
type Price struct {
	Flat  Amount // money or a percentage
	Unit  Amount // money or a percentage
	Per   Amount // how much Unit is for, more than nothing; none: 1h of time, 1 of all else
	Whole Whole

	Tiers []Tier // instead of the four above
	Mode  Mode

	Min, Max Amount // bounds of the whole
}

// A Tier prices a part of the quantity: in a graduated price what lies between the bound
// of the tier before and its own, in a price by volume all of it, if the quantity does.
// Only the last tier may have no bound; if it has one, more is refused.
type Tier struct {
	To    Amount // its end, which belongs to it
	Below Amount // its end, which belongs to the next tier; instead of To

	Flat  Amount // in a graduated price it falls due once the tier is entered
	Unit  Amount
	Per   Amount
	Whole Whole
}

// Words of the two small sets of choices below, by value.
var (
	wholes = []string{"none", "started", "full"}
	modes  = []string{"graduated", "volume"}
)

// A Whole says whether parts of units count.
type Whole uint8

// The choices. "100.00 per started hour" is WholeStarted.
const (
	WholeNone    Whole = iota // "none": units may be divided; not written
	WholeStarted              // "started": a unit begun counts in full
	WholeFull                 // "full": only units completed count
)

// A Mode says how tiers work together.
type Mode uint8

// The modes.
const (
	Graduated Mode = iota // "graduated": each tier prices its part; not written
	Volume                // "volume": the tier that the quantity lies in prices all of it
)

// String returns w as it is written: "none", "started", "full".
func (w Whole) String() string { return word(wholes, w) }

// MarshalText implements [encoding.TextMarshaler].
func (w Whole) MarshalText() ([]byte, error) { return writeWord(wholes, w) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (w *Whole) UnmarshalText(text []byte) error { return readWord(wholes, w, text) }

// String returns m as it is written: "graduated", "volume".
func (m Mode) String() string { return word(modes, m) }

// MarshalText implements [encoding.TextMarshaler].
func (m Mode) MarshalText() ([]byte, error) { return writeWord(modes, m) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Mode) UnmarshalText(text []byte) error { return readWord(modes, m, text) }

func word[T ~uint8](words []string, v T) string {
	if int(v) < len(words) {
		return words[v]
	}
	return "invalid"
}

func writeWord[T ~uint8](words []string, v T) ([]byte, error) {
	if int(v) >= len(words) {
		return nil, fault("price", "bad_word", "%d is none of %s", v, strings.Join(words, ", "))
	}
	return []byte(words[v]), nil
}

func readWord[T ~uint8](words []string, v *T, text []byte) error {
	i := slices.Index(words, string(text))
	if i < 0 {
		return fault("price", "bad_word", "%s is none of %s", quote(string(text)), strings.Join(words, ", "))
	}
	*v = T(i)
	return nil
}

// MaxTiers is how many tiers a price may have.
const MaxTiers = 100

// ParsePrice reads a price per unit, such as "60.00", "10%" or "$rate", or the JSON of a
// price that is an object. It reports all faults, each with its path.
func ParsePrice(s string) (Price, error) {
	if !strings.HasPrefix(s, "{") {
		unit, err := parseAmount(s)
		if k := unit.kind; err != nil || k == KindTime || k == KindCount {
			return Price{}, fault("price", "bad_price", "%s is no price per unit such as 60.00, 10%% or $rate", quote(s))
		}
		return Price{Unit: unit}, nil
	}
	var j priceJSON
	if err := strict.Unmarshal([]byte(s), &j, "contract: price"); err != nil {
		return Price{}, err
	}
	p := Price{j.Flat, j.Unit, j.Per, j.Whole, nil, j.Mode, j.Min, j.Max}
	for _, t := range j.Tiers {
		p.Tiers = append(p.Tiers, Tier(t))
	}
	if p.IsZero() {
		return Price{}, fault("price", "none", "neither flat, unit nor tiers")
	}
	if err := p.Check(); err != nil {
		return Price{}, err
	}
	return p, nil
}

// MustParsePrice is like [ParsePrice] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParsePrice(s string) Price { return must(ParsePrice(s)) }

type priceJSON struct {
	Mode  Mode       `json:"mode,omitzero"`
	Flat  Amount     `json:"flat,omitzero"`
	Unit  Amount     `json:"unit,omitzero"`
	Per   Amount     `json:"per,omitzero"`
	Whole Whole      `json:"whole,omitzero"`
	Min   Amount     `json:"min,omitzero"`
	Max   Amount     `json:"max,omitzero"`
	Tiers []tierJSON `json:"tiers,omitempty"`
}

type tierJSON struct {
	To    Amount `json:"to,omitzero"`
	Below Amount `json:"below,omitzero"`
	Flat  Amount `json:"flat,omitzero"`
	Unit  Amount `json:"unit,omitzero"`
	Per   Amount `json:"per,omitzero"`
	Whole Whole  `json:"whole,omitzero"`
}

// MarshalJSON implements [json.Marshaler]. The same Price gives the same bytes: a string
// if it is a price per unit and nothing else.
func (p Price) MarshalJSON() ([]byte, error) {
	if p.perUnit() {
		return strict.Marshal(p.Unit)
	}
	j := priceJSON{p.Mode, p.Flat, p.Unit, p.Per, p.Whole, p.Min, p.Max, nil}
	for _, t := range p.Tiers {
		j.Tiers = append(j.Tiers, tierJSON(t))
	}
	return strict.Marshal(j)
}

// perUnit reports whether p is a price per unit and nothing else, or none.
func (p Price) perUnit() bool {
	p.Unit = Amount{}
	return p.IsZero()
}

// UnmarshalJSON implements [json.Unmarshaler]. It is strict, and reports all faults; the
// empty string is the zero Price.
func (p *Price) UnmarshalJSON(data []byte) error {
	s := string(data)
	if data[0] != '{' {
		if err := strict.Unmarshal(data, &s, "contract: price"); err != nil {
			return err
		}
		if strings.HasPrefix(s, "{") { // JSON in a string is no price
			return fault("price", "bad_price", "%s is no price per unit such as 60.00, 10%% or $rate", quote(s))
		}
	}
	return unmarshal(p, []byte(s), ParsePrice)
}

// Params returns the names, without the $, of the parameters in p, sorted, each once.
func (p Price) Params() []string {
	var names []string
	note := func(amounts ...Amount) {
		for _, a := range amounts {
			if a.param != "" {
				names = append(names, a.param)
			}
		}
	}
	note(p.Flat, p.Unit, p.Per, p.Min, p.Max)
	for _, t := range p.Tiers {
		note(t.To, t.Below, t.Flat, t.Unit, t.Per)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// IsZero reports whether p is the zero Price, which is none.
func (p Price) IsZero() bool {
	return p.own().isZero() && p.Min.IsZero() && p.Max.IsZero() && p.Mode == Graduated && len(p.Tiers) == 0
}

// Equal reports whether p and q are written the same.
func (p Price) Equal(q Price) bool { return p.String() == q.String() }

// String returns p as [ParsePrice] reads it; the zero Price is empty.
func (p Price) String() string {
	if p.perUnit() {
		return p.Unit.String()
	}
	data, err := p.MarshalJSON()
	if err != nil {
		return "invalid price"
	}
	return string(data)
}
