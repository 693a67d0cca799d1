package sla

import (
	"slices"
	"strings"
)

// A Trigger is what starts or stops a clock: a type of event, and of marked which milestone.
// Its text is "agent_reply", or "marked:handed-over".
type Trigger struct {
	Type Type
	Name string // of marked
}

// ParseTrigger reads "agent_reply" or "marked:handed-over".
func ParseTrigger(s string) (Trigger, error) {
	kind, name, _ := strings.Cut(s, ":")
	t, err := ParseType(kind)
	trigger := Trigger{t, name}
	if f := trigger.fault(); err != nil || f != "" || trigger.String() != s {
		return Trigger{}, invalid("sla: trigger", "bad_trigger", "%.40q is no event that starts or stops a clock, such as agent_reply or marked:NAME", s)
	}
	return trigger, nil
}

// String returns t as [ParseTrigger] reads it.
func (t Trigger) String() string {
	if t.Name == "" {
		return t.Type.String()
	}
	return t.Type.String() + ":" + t.Name
}

// MarshalText implements [encoding.TextMarshaler].
func (t Trigger) MarshalText() ([]byte, error) {
	if f := t.fault(); f != "" {
		return nil, invalid("sla: trigger", "bad_trigger", "%s", f)
	}
	return []byte(t.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseTrigger] takes.
func (t *Trigger) UnmarshalText(text []byte) error {
	got, err := ParseTrigger(string(text))
	if err == nil {
		*t = got
	}
	return err
}

// triggers are the types that can start or stop a clock.
const triggers uint32 = 1<<Opened | 1<<CustomerMessage | 1<<Marked | 1<<WorkStarted | 1<<Responded | 1<<AgentReply |
	1<<AutoReply | 1<<InternalNote | 1<<Resolved | 1<<Closed

// fault says what is wrong with t, if anything is.
func (t Trigger) fault() string {
	switch {
	case !t.Type.IsValid() || triggers>>t.Type&1 == 0:
		return t.Type.String() + " starts and stops no clocks"
	case (t.Type == Marked) != (t.Name != ""):
		return "marked, and nothing else, has the name of a milestone"
	}
	return ""
}

// A spec is how the clock of one metric runs.
type spec struct {
	metric Metric
	from   uint32   // the types that start it
	by     uint32   // the types that stop it
	starts []string // of marked: the milestones that do
	stops  []string
	many   bool // it starts again when what starts it comes again
	again  bool // it starts again when it has stopped
	once   bool // it never starts again

	matters uint32 // the types that can change anything about it

	unresolved bool
	reclass    Reclass
	reopening  Reopen
	pauses     map[string]bool // by reason; nil if all pause it
}

// spec returns how the clock of a metric runs.
func (p *Policy) spec(m Metric) spec {
	r := p.Metrics[m]
	s := spec{metric: m, unresolved: r.Unresolved}
	s.reclass = word(r.Reclassified, word(p.Reclassified, Keep))
	s.reopening = word(r.Reopened, word(p.Reopened, Continue))
	s.from, s.by = 1<<Opened, 1<<Resolved|1<<Closed
	switch m {
	case Response:
		s.once, s.by = true, 1<<AgentReply|1<<Responded
	case Start:
		s.once, s.by = true, 1<<WorkStarted
	case NextReply:
		s.from, s.by, s.many = 1<<CustomerMessage, s.by|1<<AgentReply, true
	case Update:
		s.by, s.many, s.again = s.by|1<<AgentReply, true, true
	}
	if len(r.From) > 0 {
		s.from, s.starts = mask(r.From)
	}
	if len(r.By) > 0 {
		s.by, s.stops = mask(r.By)
	}
	if r.Opening {
		s.from |= 1 << Opened
	}
	s.matters = s.from | s.by | 1<<Opened | 1<<Cancelled | 1<<Merged | 1<<Reclassified | 1<<Scheduled | 1<<Reopened |
		1<<Resumed | 1<<Paused | 1<<Resolved | 1<<Closed
	if len(p.Pause) > 0 {
		s.pauses = map[string]bool{AnyReason: true}
		for reason, list := range p.Pause {
			s.pauses[reason] = slices.Contains(list, m)
		}
	}
	return s
}

// mask returns triggers as a set of types, and the milestones of marked.
func mask(list []Trigger) (types uint32, names []string) {
	for _, t := range list {
		types |= 1 << t.Type
		if t.Type == Marked {
			names = append(names, t.Name)
		}
	}
	return types, names
}

// begins reports whether e starts the clock, and ends whether it stops it.
func (s *spec) begins(e *Event) bool { return triggered(s.from, s.starts, e) }
func (s *spec) ends(e *Event) bool   { return triggered(s.by, s.stops, e) }

func triggered(types uint32, names []string, e *Event) bool {
	return types>>e.Type&1 != 0 && (e.Type != Marked || slices.Contains(names, e.Name))
}

// waits reports whether a pause by a reason stops the clock.
func (s *spec) waits(reason string) bool {
	if s.pauses == nil {
		return true
	}
	if w, ok := s.pauses[reason]; ok {
		return w
	}
	return s.pauses[AnyReason]
}
