package sla

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// MarshalJSON implements [encoding/json.Marshaler]: the ticket, its place and its lead.
func (r Row) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Ticket string         `json:"ticket"`
		Queue  int            `json:"queue,omitempty"`
		Level  priority.Level `json:"level,omitzero"`
		Lead   Result         `json:"lead"`
	}{r.Ticket, r.Queue, r.Level, r.Lead})
}

// MarshalJSON implements [encoding/json.Marshaler]: the rows in order, and the text of each failure.
func (b Board) MarshalJSON() ([]byte, error) {
	var failed []string
	for _, err := range b.Failed {
		failed = append(failed, err.Error())
	}
	return strict.Marshal(struct {
		Version int      `json:"version"`
		At      string   `json:"at"`
		Rows    []Row    `json:"rows"`
		Failed  []string `json:"failed,omitempty"`
	}{1, local(b.At), filled(b.Rows), failed})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (p Projection) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version int       `json:"version"`
		Ticket  string    `json:"ticket"`
		At      string    `json:"at"`
		Before  []Result  `json:"before"`
		After   []Result  `json:"after"`
		Ignored []Ignored `json:"ignored,omitempty"`
		Next    string    `json:"next,omitempty"`
	}{1, p.Ticket, local(p.At), filled(p.Before), filled(p.After), p.Ignored, local(p.Next)})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (a Alert) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Metric  Metric  `json:"metric"`
		Cycle   int     `json:"cycle"`
		Warning Warning `json:"warning"`
		At      string  `json:"at,omitempty"`
		Fired   bool    `json:"fired,omitempty"`
	}{a.Metric, a.Cycle, a.Warning, local(a.At), a.Fired})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (b Breach) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Metric Metric         `json:"metric"`
		Cycle  int            `json:"cycle"`
		At     string         `json:"at"`
		Level  priority.Level `json:"level,omitzero"`
		Target exact.Duration `json:"target,omitzero"`
		Agreed string         `json:"agreed,omitempty"`
		Rule   string         `json:"rule,omitempty"`
	}{b.Metric, b.Cycle, local(b.At), b.Level, exact.Duration(b.Target), local(b.Agreed), b.Rule})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (c Comparison) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Ticket string `json:"ticket"`
		Metric Metric `json:"metric"`
		Cycle  int    `json:"cycle"`
		Old    Result `json:"old"`
		New    Result `json:"new"`
	}{c.Ticket, c.Metric, c.Cycle, c.Old, c.New})
}

// MarshalJSON implements [encoding/json.Marshaler].
func (s Simulation) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version     int              `json:"version"`
		At          string           `json:"at"`
		Comparisons []Comparison     `json:"comparisons"`
		Old         map[Metric]Tally `json:"old"`
		New         map[Metric]Tally `json:"new"`
	}{1, local(s.At), filled(s.Comparisons), s.Old, s.New})
}

// A zoned is an instant of a report in JSON: RFC 3339, with the offset it has.
type zoned time.Time

func (z zoned) MarshalText() ([]byte, error) {
	return time.Time(z).AppendFormat(nil, time.RFC3339Nano), nil
}

func (z *zoned) UnmarshalText(text []byte) error {
	err := new(stamp).UnmarshalText(text)
	if err == nil {
		t, _ := time.Parse(time.RFC3339, string(text)) // which stamp could read
		*z = zoned(t)
	}
	return err
}

type spreadJSON struct {
	Count  int            `json:"count"`
	Mean   exact.Duration `json:"mean"`
	Median exact.Duration `json:"median"`
	P90    exact.Duration `json:"p90"`
}

func (s Spread) wire() spreadJSON {
	return spreadJSON{s.Count, exact.Duration(s.Mean), exact.Duration(s.Median), exact.Duration(s.P90)}
}

func (j spreadJSON) spread() Spread {
	return Spread{j.Count, time.Duration(j.Mean), time.Duration(j.Median), time.Duration(j.P90)}
}

// MarshalJSON implements [encoding/json.Marshaler].
func (s Spread) MarshalJSON() ([]byte, error) { return strict.Marshal(s.wire()) }

type complianceJSON struct {
	Version         int         `json:"version"`
	Metric          Metric      `json:"metric"`
	From            zoned       `json:"from"`
	To              zoned       `json:"to"`
	Attribution     Attribution `json:"attribution"`
	Cycles          Tally       `json:"cycles"`
	Attainment      Percent     `json:"attainment"`
	Business        spreadJSON  `json:"business"`
	Real            spreadJSON  `json:"real"`
	MetTickets      []string    `json:"met_tickets,omitempty"`
	BreachedTickets []string    `json:"breached_tickets,omitempty"`
}

// MarshalJSON implements [encoding/json.Marshaler]. Hosts keep the reports they have sent, so it is read too:
// version 1 of the format.
func (c Compliance) MarshalJSON() ([]byte, error) {
	return strict.Marshal(complianceJSON{1, c.Metric, zoned(c.Period.From), zoned(c.Period.To), word(c.Attribution, ByOutcome), c.Tally, c.Attainment(),
		c.Business.wire(), c.Real.wire(), c.MetTickets, c.BreachedTickets})
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error]. An
// attainment that is not that of the cycles is refused.
func (c *Compliance) UnmarshalJSON(data []byte) error {
	const what = "sla: compliance"
	var j complianceJSON
	if err := strict.Unmarshal(data, &j, what); err != nil {
		return err
	}
	if err := checkVersion(j.Version, what); err != nil {
		return err
	}
	var fs strict.Faults
	checkMetric(&fs, "metric", j.Metric)
	checkWord(&fs, "attribution", j.Attribution, ByOutcome, ByStart, ByStop)
	t := j.Cycles
	if min(t.Met, t.Breached, t.Open, t.Void, t.Unpromised) < 0 {
		fs.Add("cycles", "negative", "fewer cycles than none")
	} else if a := t.Attainment(); a != j.Attainment {
		fs.Add("attainment", "wrong_attainment", "%v is not that of %d met and %d breached, %v", j.Attainment, t.Met, t.Breached, a)
	}
	if err := fs.Err(what); err != nil {
		return err
	}
	*c = Compliance{j.Metric, calendar.Period{From: time.Time(j.From), To: time.Time(j.To)}, j.Attribution, t, j.Business.spread(), j.Real.spread(),
		j.MetTickets, j.BreachedTickets}
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler].
func (u Uptime) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version      int            `json:"version"`
		From         zoned          `json:"from"`
		To           zoned          `json:"to"`
		Total        exact.Duration `json:"total"`
		Down         exact.Duration `json:"down"`
		Availability Percent        `json:"availability"`
	}{1, zoned(u.Period.From), zoned(u.Period.To), exact.Duration(u.Total), exact.Duration(u.Down), u.Availability})
}

type outageJSON struct {
	From     stamp `json:"from"`
	To       stamp `json:"to,omitzero"`
	Excluded bool  `json:"excluded,omitempty"`
}

// MarshalJSON implements [encoding/json.Marshaler]: one outage as an object, for hosts that keep a row for each.
//
//	{"from":"2026-06-10T10:00:00Z","to":"2026-06-10T10:43:12Z","excluded":true}
func (o Outage) MarshalJSON() ([]byte, error) {
	j := outageJSON{From: stamp(o.From), Excluded: o.Excluded}
	if !o.To.IsZero() {
		j.To = stamp(o.To)
	}
	return strict.Marshal(j)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error].
func (o *Outage) UnmarshalJSON(data []byte) error {
	var j outageJSON
	if err := strict.Unmarshal(data, &j, "sla: outage"); err != nil {
		return err
	}
	*o = Outage{time.Time(j.From), time.Time(j.To), j.Excluded}
	return nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error]. Whether
// the table makes sense is for [Credits.Check] to say.
//
//	[{"below":"99.95%","share":"10%"}]
func (c *Credits) UnmarshalJSON(data []byte) error {
	var list []Credit
	err := strict.Unmarshal(data, &list, "sla: credits")
	if err == nil {
		*c = list
	}
	return err
}
