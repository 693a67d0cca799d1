package sla

import (
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type policyJSON struct {
	Version      int                  `json:"version"`
	Calendar     string               `json:"calendar,omitempty"`
	Targets      []targetJSON         `json:"targets,omitempty"`
	Metrics      map[Metric]rulesJSON `json:"metrics,omitempty"`
	Pause        map[string][]Metric  `json:"pause,omitempty"`
	Reclassified Reclass              `json:"reclassified,omitempty"`
	Reopened     Reopen               `json:"reopened,omitempty"`
	Window       exact.Duration       `json:"window,omitzero"`
	Judge        Judge                `json:"met,omitempty"`
	Warn         []Warning            `json:"warn,omitempty"`
}

type targetJSON struct {
	ID       string             `json:"id,omitempty"`
	When     priority.Condition `json:"when,omitzero"`
	Calendar string             `json:"calendar,omitempty"`
	Within   map[Metric]Within  `json:"within"`
}

type rulesJSON struct {
	From         []Trigger `json:"from,omitempty"`
	By           []Trigger `json:"by,omitempty"`
	Opening      bool      `json:"opening,omitempty"`
	Unresolved   bool      `json:"unresolved,omitempty"`
	Reclassified Reclass   `json:"reclassified,omitempty"`
	Reopened     Reopen    `json:"reopened,omitempty"`
}

type warningJSON struct {
	Name    string   `json:"name,omitempty"`
	At      point    `json:"at"`
	Metrics []Metric `json:"metrics,omitempty"`
}

// A point is where a warning stands: "75%", "-30m", "+10h", or "0s" for the end itself.
type point struct {
	share  Percent
	offset time.Duration
}

func (p point) MarshalText() ([]byte, error) {
	switch {
	case p.share != 0:
		return p.share.MarshalText()
	case p.offset < 0:
		return []byte("-" + exact.DurationText(-p.offset)), nil
	case p.offset > 0:
		return []byte("+" + exact.DurationText(p.offset)), nil
	}
	return []byte("0s"), nil
}

func (p *point) UnmarshalText(text []byte) error {
	s := string(text)
	if strings.HasSuffix(s, "%") {
		share, err := ParsePercent(s)
		if err == nil && share <= 0 {
			err = invalid("sla: warning", "bad_share", "a share of the target is more than nothing")
		}
		*p = point{share: share}
		return err
	}
	before, early := strings.CutPrefix(s, "-")
	after, late := strings.CutPrefix(before, "+")
	d, err := exact.ParseDuration(after)
	if err != nil || early == late && d != 0 {
		return invalid("sla: warning", "bad_point", "%.40q is neither a share such as 75%% nor an offset such as -30m or +10h", s)
	}
	if early {
		d = -d
	}
	*p = point{offset: d}
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler], as warnings stand in a [Policy]:
//
//	{"name":"tell the team","at":"75%","metrics":["response"]}
func (w Warning) MarshalJSON() ([]byte, error) {
	return strict.Marshal(warningJSON{w.Name, point{w.Share, w.Offset}, w.Metrics})
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], strictly; the error is an [*Error].
func (w *Warning) UnmarshalJSON(data []byte) error {
	var j warningJSON
	if err := strict.Unmarshal(data, &j, "sla: warning"); err != nil {
		return err
	}
	*w = Warning{j.Name, j.At.share, j.At.offset, j.Metrics}
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler]. The same Policy gives the same bytes, and defaults are
// left out. It is version 1 of the format:
//
//	{"version":1,"calendar":"office","targets":[{"when":{"level":"P1"},"within":{"response":"1h"}}],"warn":[{"at":"75%"}]}
func (p Policy) MarshalJSON() ([]byte, error) {
	j := policyJSON{
		Version: 1, Calendar: p.Calendar, Pause: map[string][]Metric{}, Metrics: map[Metric]rulesJSON{},
		Reclassified: unless(p.Reclassified, Keep), Reopened: unless(p.Reopened, Continue), Judge: unless(p.Judge, ByElapsed),
		Window: exact.Duration(p.Window), Warn: p.Warn,
	}
	for _, t := range p.Targets {
		j.Targets = append(j.Targets, targetJSON(t))
	}
	for m, r := range p.Metrics {
		j.Metrics[m] = rulesJSON(r)
	}
	for reason, list := range p.Pause {
		j.Pause[reason] = append([]Metric{}, list...)
	}
	return strict.Marshal(j)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It is strict: unknown fields, keys given
// twice or in another case, other versions and malformed texts are faults, all of them in one [*Error]
// with their paths. Whether the values fit together is for [New] to say.
func (p *Policy) UnmarshalJSON(data []byte) error {
	const what = "sla: policy"
	var j policyJSON
	if err := strict.Unmarshal(data, &j, what); err != nil {
		return err
	}
	if err := checkVersion(j.Version, what); err != nil {
		return err
	}
	got := Policy{
		Calendar: j.Calendar, Pause: j.Pause, Reclassified: j.Reclassified, Reopened: j.Reopened,
		Window: time.Duration(j.Window), Judge: j.Judge, Warn: j.Warn,
	}
	for _, t := range j.Targets {
		got.Targets = append(got.Targets, Target(t))
	}
	for m, r := range j.Metrics {
		if got.Metrics == nil {
			got.Metrics = map[Metric]Rules{}
		}
		got.Metrics[m] = Rules(r)
	}
	*p = got
	return nil
}

// unless returns w, or nothing where it is the default.
func unless[W ~string](w, standard W) W {
	if w == standard {
		return ""
	}
	return w
}

// checkVersion refuses other versions of a format than the first.
func checkVersion(version int, what string) error {
	if version == 1 {
		return nil
	}
	var fs strict.Faults
	fs.Add("version", "unknown_version", "version %d is not known, 1 is", version)
	return fs.Err(what)
}
