package contract

import (
	"cmp"
	"strings"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

type configJSON struct {
	Version    int               `json:"version"`
	ID         string            `json:"id"`
	Customer   string            `json:"customer,omitempty"`
	Class      string            `json:"class,omitempty"`
	Plan       string            `json:"plan"`
	Edition    string            `json:"edition,omitempty"`
	Zone       string            `json:"zone,omitempty"`
	Params     map[string]string `json:"params,omitempty"`
	Patch      Patch             `json:"patch,omitzero"`
	Start      calendar.Date     `json:"start"`
	Pays       Every             `json:"pays,omitzero"`
	Has        []string          `json:"has,omitempty"`
	Contacts   []string          `json:"contacts,omitempty"`
	Amendments []Amendment       `json:"amendments,omitempty"`
	Notices    []Notice          `json:"notices,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. The same Config gives the same bytes.
func (cfg Config) MarshalJSON() ([]byte, error) {
	return strict.Marshal(configJSON{
		1, cfg.ID, cfg.Customer, cfg.Class, cfg.Plan, cfg.Edition, cfg.Zone, cfg.Params, cfg.Patch,
		cfg.Start, cfg.Pays, cfg.Has, cfg.Contacts, cfg.Amendments, cfg.Notices,
	})
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (cfg *Config) UnmarshalJSON(data []byte) error {
	var j configJSON
	if err := strict.Unmarshal(data, &j, "contract: contract"); err != nil {
		return err
	}
	if j.Version != 1 {
		var fs strict.Faults
		fs.Add("version", "unknown_version", "version %d is not known, 1 is", j.Version)
		return fs.Err("contract: contract")
	}
	*cfg = Config{
		j.ID, j.Customer, j.Class, j.Plan, j.Edition, j.Zone, j.Params, j.Patch,
		j.Start, j.Pays, j.Has, j.Contacts, j.Amendments, j.Notices,
	}
	return nil
}

func intOf(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

// cmpDates orders by two dates and then an ID.
func cmpDates(a, b, c, d calendar.Date, x, y string) int {
	return cmp.Or(a.Compare(b), c.Compare(d), strings.Compare(x, y))
}
