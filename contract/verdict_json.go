package contract

import (
	"bytes"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type verdictJSON struct {
	Version      int               `json:"version"`
	Verdict      Word              `json:"verdict"` // on the whole
	Parts        []verdictPartJSON `json:"parts"`
	Cost         exact.Decimal     `json:"cost"`
	Class        classJSON         `json:"class,omitzero"`
	NotEvaluated []skippedJSON     `json:"not_evaluated,omitempty"`
	Override     *overrideJSON     `json:"override,omitempty"`
}

type verdictPartJSON struct {
	Verdict Word           `json:"verdict"`
	Rule    string         `json:"rule,omitempty"`
	Clause  string         `json:"clause,omitempty"`
	Time    exact.Duration `json:"time"`
}

type overrideJSON struct {
	Verdict Word   `json:"verdict"`
	Actor   string `json:"actor"`
	Reason  string `json:"reason"`
	At      stamp  `json:"at,omitzero"`
}

type classJSON struct {
	Level        priority.Level     `json:"level,omitzero"`
	Basis        priority.Basis     `json:"basis,omitempty"`
	Rule         string             `json:"rule,omitempty"`
	Pick         priority.Pick      `json:"pick,omitempty"`
	Matches      []priority.Rule    `json:"matches,omitempty"`
	NotEvaluated []notEvaluatedJSON `json:"not_evaluated,omitempty"`
	Override     *levelOverrideJSON `json:"override,omitempty"`
}

// IsZero reports whether nothing was classified; an empty list says nothing.
func (c classJSON) IsZero() bool {
	return c.Level == 0 && c.Basis == "" && c.Rule == "" && c.Pick == "" && len(c.Matches)+len(c.NotEvaluated) == 0 && c.Override == nil
}

type notEvaluatedJSON struct {
	Rule    priority.Rule `json:"rule"`
	Missing []missingJSON `json:"missing"`
	Later   bool          `json:"later,omitempty"`
}

type levelOverrideJSON struct {
	Level  priority.Level `json:"level"`
	Was    priority.Level `json:"was,omitzero"`
	Actor  string         `json:"actor"`
	Reason string         `json:"reason"`
	At     stamp          `json:"at,omitzero"`
}

func wireMissing(list []priority.Missing) []missingJSON {
	out := make([]missingJSON, len(list))
	for i, m := range list {
		out[i] = missingJSON(m)
	}
	return out
}

func missing(list []missingJSON) (out []priority.Missing) {
	for _, m := range list {
		out = append(out, priority.Missing(m))
	}
	return out
}

// MarshalJSON implements [json.Marshaler]: version 1 of the format of a verdict, with what
// decided its level and what was set by hand, for hosts that keep what they told a customer.
// A verdict does not know its currency, so that money has at least two digits after the point.
// The same verdict gives the same bytes.
func (v Verdict) MarshalJSON() ([]byte, error) {
	out := verdictJSON{
		Version: 1, Verdict: v.Word(), Parts: make([]verdictPartJSON, len(v.Parts)), Cost: money(v.Cost, priority.Currency{}),
		Class: classJSON{Level: v.Class.Level, Basis: v.Class.Basis, Rule: v.Class.Rule, Pick: v.Class.Pick, Matches: v.Class.Matches},
	}
	for i, p := range v.Parts {
		out.Parts[i] = verdictPartJSON{p.Verdict, p.Rule, p.Clause, exact.Duration(p.Time)}
	}
	for _, n := range v.Class.NotEvaluated {
		out.Class.NotEvaluated = append(out.Class.NotEvaluated, notEvaluatedJSON{n.Rule, wireMissing(n.Missing), n.Later})
	}
	if o := v.Class.Override; o != nil {
		out.Class.Override = &levelOverrideJSON{o.Level, o.Was, o.Actor, o.Reason, utc(o.At)}
	}
	for _, s := range v.NotEvaluated {
		out.NotEvaluated = append(out.NotEvaluated, skippedJSON{s.Rule, wireMissing(s.Missing)})
	}
	if o := v.Override; o != nil {
		out.Override = &overrideJSON{o.Verdict, o.Actor, o.Reason, utc(o.At)}
	}
	return strict.Marshal(out)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error] with every
// fault. It reads what was written; that the verdict on the whole is not that of the parts is
// a fault.
func (v *Verdict) UnmarshalJSON(data []byte) error {
	var in verdictJSON
	if err := strict.Unmarshal(data, &in, "contract: verdict"); err != nil {
		return err
	}
	if err := checkVersion(in.Version, "verdict"); err != nil {
		return err
	}
	got := Verdict{
		Cost:  in.Cost.D,
		Class: priority.Classification{Level: in.Class.Level, Basis: in.Class.Basis, Rule: in.Class.Rule, Pick: in.Class.Pick, Matches: in.Class.Matches},
	}
	for _, p := range in.Parts {
		got.Parts = append(got.Parts, VerdictPart{p.Verdict, p.Rule, p.Clause, time.Duration(p.Time)})
	}
	for _, n := range in.Class.NotEvaluated {
		got.Class.NotEvaluated = append(got.Class.NotEvaluated, priority.NotEvaluated{Rule: n.Rule, Missing: missing(n.Missing), Later: n.Later})
	}
	if o := in.Class.Override; o != nil {
		got.Class.Override = &priority.Override{Level: o.Level, Was: o.Was, Actor: o.Actor, Reason: o.Reason, At: time.Time(o.At)}
	}
	for _, s := range in.NotEvaluated {
		got.NotEvaluated = append(got.NotEvaluated, Skipped{s.Rule, missing(s.Missing)})
	}
	if o := in.Override; o != nil {
		got.Override = &Override{o.Verdict, o.Actor, o.Reason, time.Time(o.At)}
	}
	if in.Verdict != got.Word() {
		return fault("verdict", "other_verdict", "it is %s, and its parts say %s", quote(string(in.Verdict)), got.Word())
	}
	*v = got
	return nil
}

// Equal reports whether v and w are the same verdict.
func (v Verdict) Equal(w Verdict) bool {
	a, errA := v.MarshalJSON()
	b, errB := w.MarshalJSON()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
