package contract

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/retainer-go/retainer/sla"
)

// An Entry is a stretch of work: who did what for how long. It is a fact: what is wrong is
// taken back by a [Reversal] and entered again.
type Entry struct {
	ID     string `json:"id"`
	Ticket string `json:"ticket,omitempty"`
	Worker string `json:"worker,omitempty"`

	From     time.Time `json:"from"`              // when it began
	To       time.Time `json:"to,omitzero"`       // when it ended; none: nobody knows, and neither which hours were open
	Time     Duration  `json:"time,omitzero"`     // worked; none: from From to To
	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: at its end
	Norm     Duration  `json:"norm,omitzero"`     // what such work should take
	Estimate Duration  `json:"estimate,omitzero"` // what was estimated

	Level       priority.Level `json:"level,omitzero"` // what it was agreed to be; none: as the rules say
	Facts       Facts          `json:"facts,omitempty"`
	Visit       string         `json:"visit,omitempty"`
	Interaction string         `json:"interaction,omitempty"`
	Note        string         `json:"note,omitempty"` // for people; may be taken out
}

// Facts are facts as a host states them, by name, each as text: a word, "true" or "false",
// a time "45m", a number "12". In JSON a flag may be true or false itself.
type Facts map[string]string

// A Ticket is what is known of a request: facts that hold for all of its work, and what
// happened. What is learned later comes as another Ticket of the same ID, with the instant: its events are
// added, and its facts stand in the place of those before. A period that was closed by then stays as
// it is; where it changes what items and promises come to, the next open one has the difference.
type Ticket struct {
	ID     string      `json:"id"`
	Facts  Facts       `json:"facts,omitempty"`
	Events []sla.Event `json:"events,omitempty"` // opened, messages, reclassified, resolved ...

	Recorded time.Time `json:"recorded,omitzero"` // when it became known; none: ever
}

// An Approval is a yes or a no to work that a rule of the waterfall made wait.
type Approval struct {
	ID       string    `json:"id"`
	Entry    string    `json:"entry,omitempty"`  // that it is about, or
	Ticket   string    `json:"ticket,omitempty"` // all work of
	Rule     string    `json:"rule,omitempty"`   // of the waterfall; none: any that waits
	Declined bool      `json:"declined,omitempty"`
	Estimate Duration  `json:"estimate,omitzero"` // that was approved, for rules that need one
	By       string    `json:"by,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	At       time.Time `json:"at"` // when it was given, and became known
}

// A Reversal takes an entry back.
type Reversal struct {
	ID     string    `json:"id"`
	Entry  string    `json:"entry"`
	At     time.Time `json:"at"` // when it was taken back, and became known
	Reason string    `json:"reason,omitempty"`
}

// A Closing closes a billing period: what was invoiced for it stays. Facts about it that
// become known later are charged, or credited, in the first period that is open.
type Closing struct {
	ID     string    `json:"id"`
	Period Period    `json:"period"`
	At     time.Time `json:"at"` // when it was closed
}

// worked returns how long the work took on the clock.
func (e *Entry) worked() time.Duration {
	if e.Time != 0 || e.To.IsZero() {
		return time.Duration(e.Time)
	}
	return e.To.Sub(e.From)
}

// known returns when the entry became known.
func (e *Entry) known() time.Time {
	switch {
	case !e.Recorded.IsZero():
		return e.Recorded
	case !e.To.IsZero():
		return e.To
	}
	return e.From
}

func (e Entry) equal(f Entry) bool {
	return e.ID == f.ID && e.Ticket == f.Ticket && e.Worker == f.Worker && e.From.Equal(f.From) && e.To.Equal(f.To) &&
		e.Time == f.Time && e.Recorded.Equal(f.Recorded) && e.Norm == f.Norm && e.Estimate == f.Estimate &&
		e.Level == f.Level && maps.Equal(e.Facts, f.Facts) && e.Visit == f.Visit && e.Interaction == f.Interaction
}

// record returns what tells a ticket from others, and from what was told of it at other times.
func (t Ticket) record() string {
	if t.ID == "" || t.Recorded.IsZero() {
		return t.ID
	}
	return t.ID + "@" + t.Recorded.UTC().Format(time.RFC3339Nano)
}

func (t Ticket) equal(u Ticket) bool {
	return t.ID == u.ID && t.Recorded.Equal(u.Recorded) && maps.Equal(t.Facts, u.Facts) && slices.EqualFunc(t.Events, u.Events, sla.Event.Equal)
}

func (a Approval) equal(b Approval) bool {
	return a.ID == b.ID && a.Entry == b.Entry && a.Ticket == b.Ticket && a.Rule == b.Rule && a.Declined == b.Declined &&
		a.Estimate == b.Estimate && a.By == b.By && a.At.Equal(b.At)
}

func (r Reversal) equal(s Reversal) bool {
	return r.ID == s.ID && r.Entry == s.Entry && r.At.Equal(s.At)
}

func (c Closing) equal(d Closing) bool {
	return c.ID == d.ID && c.Period == d.Period && c.At.Equal(d.At)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (f *Facts) UnmarshalJSON(data []byte) error {
	var t map[string]any
	if err := strict.Unmarshal(data, &t, "contract: facts"); err != nil {
		return err
	}
	var fs strict.Faults
	facts := Facts{}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		switch v := t[name].(type) {
		case string:
			facts[name] = v
		case bool:
			facts[name] = strconv.FormatBool(v)
		default:
			fs.Add(strict.Key("", name), "wrong_type", "want a string, true or false")
		}
	}
	if err := fs.Err("contract: facts"); err != nil {
		return err
	}
	*f = facts
	return nil
}

// values returns the facts as conditions test them, and notes those that nobody declared
// or that are of another kind.
func (f Facts) values(p *Plan, path string, fs *strict.Faults) priority.Facts {
	if len(f) == 0 {
		return nil
	}
	out := make(priority.Facts, len(f))
	for name, text := range f {
		kind, usual := stated[name]
		if !usual {
			kind = p.Facts[name]
		}
		v, ok := kind.value(text)
		switch {
		case kind == "":
			if name == "level" {
				out[name] = priority.Word(text)
				continue
			}
			fs.Add(strict.Key(path, name), "unknown_fact", "the plan knows no such fact")
		case !ok:
			fs.Add(strict.Key(path, name), "wrong_kind", "%.80q is not of the kind %s", text, kind)
		default:
			out[name] = v
		}
	}
	return out
}

// value reads the text of a fact.
func (k FactKind) value(text string) (priority.Value, bool) {
	switch k {
	case FactFlag:
		return priority.Flag(text == "true"), text == "true" || text == "false"
	case FactTime:
		d, err := exact.ParseDuration(text)
		return priority.Time(d), err == nil
	case FactNumber, FactMoney, FactMeter:
		n, err := exact.ParseDecimal(text)
		return priority.Number(n), err == nil
	case FactWord:
		return priority.Word(text), text != ""
	}
	return priority.Value{}, false
}
