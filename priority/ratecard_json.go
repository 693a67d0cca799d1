package priority

import (
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// rateCardJSON is a [RateCard] as it is written. A unit price of "" is not stated.
type rateCardJSON struct {
	Version     int              `json:"version"`
	Currency    Currency         `json:"currency"`
	Unit        exact.Duration   `json:"unit,omitzero"`
	Commitments []commitmentJSON `json:"commitments"`
	Rates       []rateJSON       `json:"rates"`
}

type commitmentJSON struct {
	ID   string         `json:"id"`
	Name string         `json:"name,omitempty"`
	Time exact.Duration `json:"time,omitzero"`
}

type rateJSON struct {
	Level   Level           `json:"level,omitzero"`
	Role    string          `json:"role,omitempty"`
	Class   string          `json:"class,omitempty"`
	PerHour []exact.Decimal `json:"per_hour"`
	PerUnit []optional      `json:"per_unit,omitempty"`
}

// optional is a price or, written "", none.
type optional exact.Decimal

func (o optional) MarshalText() ([]byte, error) {
	if o.D.IsZero() {
		return nil, nil
	}
	return exact.Decimal(o).MarshalText()
}

func (o *optional) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return (*exact.Decimal)(o).UnmarshalText(b)
}

// MarshalJSON implements [json.Marshaler].
func (c RateCard) MarshalJSON() ([]byte, error) {
	places := c.cfg.Currency.Digits()
	j := rateCardJSON{1, c.cfg.Currency, exact.Duration(c.cfg.Unit), []commitmentJSON{}, []rateJSON{}}
	for _, m := range c.cfg.Commitments {
		j.Commitments = append(j.Commitments, commitmentJSON{m.ID, m.Name, exact.Duration(m.Time)})
	}
	for _, r := range c.cfg.Rates {
		row := rateJSON{Level: r.Level, Role: r.Role, Class: r.Class, PerHour: []exact.Decimal{}}
		for _, p := range r.PerHour {
			row.PerHour = append(row.PerHour, exact.Decimal{D: p, Places: places})
		}
		for _, p := range r.PerUnit {
			row.PerUnit = append(row.PerUnit, optional{D: p, Places: places})
		}
		j.Rates = append(j.Rates, row)
	}
	return marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (c *RateCard) UnmarshalJSON(data []byte) error {
	var j rateCardJSON
	if err := strict.Unmarshal(data, &j, "priority: rate card"); err != nil {
		return err
	}
	if j.Version != 1 {
		var fs strict.Faults
		fs.Add("version", "wrong_version", "version %d is not one this library reads (1)", j.Version)
		return fs.Err("priority: rate card")
	}
	cfg := RateCardConfig{Currency: j.Currency, Unit: time.Duration(j.Unit)}
	for _, m := range j.Commitments {
		cfg.Commitments = append(cfg.Commitments, Commitment{m.ID, m.Name, time.Duration(m.Time)})
	}
	for _, r := range j.Rates {
		row := Rate{Level: r.Level, Role: r.Role, Class: r.Class}
		row.PerHour = make([]decimal.Decimal, len(r.PerHour))
		for i, p := range r.PerHour {
			row.PerHour[i] = p.D
		}
		for _, p := range r.PerUnit {
			row.PerUnit = append(row.PerUnit, p.D)
		}
		cfg.Rates = append(cfg.Rates, row)
	}
	got, err := NewRateCard(cfg)
	if err == nil {
		*c = *got
	}
	return err
}
