package contract

import (
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/ledger"
)

type reachedJSON struct {
	Pool  string          `json:"pool"`
	Alert Alert           `json:"alert"`
	At    stamp           `json:"at"`
	Entry string          `json:"entry,omitempty"`
	Lot   string          `json:"lot,omitempty"`
	Left  ledger.Quantity `json:"left"`
	Used  ledger.Quantity `json:"used,omitzero"`
	Given ledger.Quantity `json:"given,omitzero"`
}

// MarshalJSON implements [json.Marshaler]: an object, for hosts that remember what they told.
// Instants are in UTC, times as "1h30m".
func (r Reached) MarshalJSON() ([]byte, error) {
	return strict.Marshal(reachedJSON{r.Pool, r.Alert, utc(r.At), r.Entry, r.Lot, r.Left, r.Used, r.Given})
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (r *Reached) UnmarshalJSON(data []byte) error {
	var in reachedJSON
	if err := strict.Unmarshal(data, &in, "contract: alert"); err != nil {
		return err
	}
	*r = Reached{in.Pool, in.Alert, time.Time(in.At), in.Entry, in.Lot, in.Left, in.Used, in.Given}
	return nil
}

// Equal reports whether r and s say the same.
func (r Reached) Equal(s Reached) bool {
	return r.Pool == s.Pool && r.Alert.At.Equal(s.Alert.At) && r.Alert.In == s.Alert.In && r.Alert.Buy == s.Alert.Buy && r.At.Equal(s.At) &&
		r.Entry == s.Entry && r.Lot == s.Lot && r.Left.Equal(s.Left) && r.Used.Equal(s.Used) && r.Given.Equal(s.Given)
}
