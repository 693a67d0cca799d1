package ledger

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type configJSON struct {
	Version int        `json:"version"`
	Zone    string     `json:"zone"`
	Pools   []poolJSON `json:"pools"`
}

type poolJSON struct {
	ID     string `json:"id"`
	Unit   Unit   `json:"unit,omitempty"`
	Policy Policy `json:"policy,omitzero"`
}

type policyJSON struct {
	Order       []Key              `json:"order,omitempty"`
	Mode        Mode               `json:"mode,omitempty"`
	FairUse     Part               `json:"fair_use,omitzero"`
	Borrow      Part               `json:"borrow,omitzero"`
	Ceiling     Part               `json:"ceiling,omitzero"`
	Period      calendar.Every     `json:"period,omitzero"`
	Anchor      stamp              `json:"anchor,omitzero"`
	Step        Quantity           `json:"step,omitzero"`
	Basis       TimeBasis          `json:"basis,omitempty"`
	Increment   priority.Increment `json:"increment,omitzero"`
	Levels      levelsJSON         `json:"levels,omitzero"`
	FirstPeriod FirstPeriod        `json:"first_period,omitempty"`
	Voided      Voided             `json:"voided,omitempty"`
	Sequence    Sequence           `json:"sequence,omitempty"`
	Late        Late               `json:"late,omitempty"`
	Alerts      []alertJSON        `json:"alerts,omitempty"`
}

// levelsJSON is a scheme that is left out where it has no levels.
type levelsJSON struct{ priority.Scheme }

func (l levelsJSON) IsZero() bool { return l.Equal(priority.Scheme{}) }

type alertJSON struct {
	ID   string `json:"id,omitempty"`
	Used Part   `json:"used,omitzero"`
	Left Part   `json:"left,omitzero"`
}

// MarshalJSON implements [json.Marshaler]. The same Config gives the same bytes. It is version 1
// of the format:
//
//	{"version":1,"zone":"America/New_York","pools":[{"id":"hours","policy":{"mode":"debt"}}]}
func (c Config) MarshalJSON() ([]byte, error) {
	j := configJSON{Version: 1, Zone: c.Zone, Pools: []poolJSON{}}
	for _, p := range c.Pools {
		j.Pools = append(j.Pools, poolJSON(p))
	}
	return marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler]. It is strict: unknown fields, keys given
// twice or in another case, other versions and malformed texts are faults, all of them in one [*Error]
// with their paths. Whether the values fit together is for [New] to say.
func (c *Config) UnmarshalJSON(data []byte) error {
	const what = "ledger: config"
	var j configJSON
	if err := strict.Unmarshal(data, &j, what); err != nil {
		return err
	}
	var fs strict.Faults
	if checkVersion(&fs, j.Version); !fs.None() {
		return fs.Err(what)
	}
	got := Config{Zone: j.Zone}
	for _, p := range j.Pools {
		got.Pools = append(got.Pools, Pool(p))
	}
	*c = got
	return nil
}

// IsZero reports whether p is the default in all.
func (p Policy) IsZero() bool { return p.Equal(Policy{}) }

// MarshalJSON implements [json.Marshaler]: an object of what is not the default.
func (p Policy) MarshalJSON() ([]byte, error) {
	j := policyJSON{
		Order: p.Order, Mode: p.Mode, FairUse: p.FairUse, Borrow: p.Borrow, Ceiling: p.Ceiling, Period: p.Period,
		Anchor: utc(p.Anchor), Step: p.Step, Basis: p.Basis, Increment: p.Increment, FirstPeriod: p.FirstPeriod,
		Voided: p.Voided, Sequence: p.Sequence, Late: p.Late,
	}
	j.Levels.Scheme = p.Levels
	for _, a := range p.Alerts {
		j.Alerts = append(j.Alerts, alertJSON(a))
	}
	return marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (p *Policy) UnmarshalJSON(data []byte) error {
	var j policyJSON
	if err := strict.Unmarshal(data, &j, "ledger: policy"); err != nil {
		return err
	}
	got := Policy{
		Order: j.Order, Mode: j.Mode, FairUse: j.FairUse, Borrow: j.Borrow, Ceiling: j.Ceiling, Period: j.Period,
		Anchor: time.Time(j.Anchor), Step: j.Step, Basis: j.Basis, Increment: j.Increment, FirstPeriod: j.FirstPeriod,
		Voided: j.Voided, Sequence: j.Sequence, Late: j.Late,
	}
	got.Levels = j.Levels.Scheme
	for _, a := range j.Alerts {
		got.Alerts = append(got.Alerts, Alert(a))
	}
	*p = got
	return nil
}
