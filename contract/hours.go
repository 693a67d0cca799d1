package contract

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

type calendarJSON struct {
	Week     Week                             `json:"week,omitzero"`
	Zone     string                           `json:"zone,omitempty"`
	Holidays []string                         `json:"holidays,omitempty"`
	Dates    map[calendar.Date]calendar.Hours `json:"dates,omitempty"`
	Closed   []calendar.Closure               `json:"closed,omitempty"`
	Union    []string                         `json:"union,omitempty"`
	Except   []string                         `json:"except,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (c Calendar) MarshalJSON() ([]byte, error) {
	if c.Zone == "" && len(c.Holidays)+len(c.Dates)+len(c.Closed)+len(c.Union)+len(c.Except) == 0 && !c.Week.IsZero() {
		if text, err := c.Week.MarshalJSON(); err == nil && text[0] == '"' {
			return text, nil
		}
	}
	return strict.Marshal(calendarJSON(c))
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (c *Calendar) UnmarshalJSON(data []byte) error {
	var j calendarJSON
	var err error
	if data[0] == '"' {
		err = j.Week.UnmarshalJSON(data)
	} else {
		err = strict.Unmarshal(data, &j, "contract: calendar")
	}
	if err == nil {
		*c = Calendar(j)
	}
	return err
}

// IsZero reports whether the week says nothing.
func (w Week) IsZero() bool { return w.Schedule == nil && w.Param == "" }

// MarshalJSON implements [json.Marshaler].
func (w Week) MarshalJSON() ([]byte, error) {
	if w.Param != "" {
		return strict.Marshal("$" + w.Param)
	}
	return strict.Marshal(w.Schedule)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (w *Week) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil && strings.HasPrefix(text, "$") {
		if !isParam(text[1:]) {
			return fault("week", "bad_param", "%s is not the name of a parameter", quote(text))
		}
		*w = Week{Param: text[1:]}
		return nil
	}
	var s calendar.Schedule
	if err := s.UnmarshalJSON(data); err != nil {
		return err
	}
	*w = Week{Schedule: s}
	return nil
}

// calendars returns the calendars of p, each made of its own hours and of those that it
// names, with the holiday tables the host has.
//
// Samples leaves out tables that are not there, as the host may bring them later.
func (p *Plan) calendars(tables map[string]calendar.Table, zones Zones, samples bool, fs *strict.Faults) map[string]*calendar.Calendar {
	m := maker{p, tables, zones, samples, map[string]*calendar.Calendar{}, map[string]int{}, fs}
	for _, name := range slices.Sorted(maps.Keys(p.Calendars)) {
		m.make(name, nil)
	}
	return m.made
}

// A maker makes calendars of a plan.
type maker struct {
	plan    *Plan
	tables  map[string]calendar.Table
	zones   Zones
	samples bool
	made    map[string]*calendar.Calendar
	parts   map[string]int // of how many hours each is made
	fs      *strict.Faults
}

// maxParts is of how many hours a calendar can be made, counted each time they are named: a
// calendar asks each of them. Calendars of calendars of calendars soon have more than there are
// atoms.
const maxParts = 100

// Zones looks up a zone by its name. It is usually [time.LoadLocation].
type Zones = func(name string) (*time.Location, error)

// make makes the calendar of the given name, those that it names first; open are those
// that are being made.
func (m *maker) make(name string, open []string) *calendar.Calendar {
	if c, ok := m.made[name]; ok {
		return c
	}
	path := strict.Key("calendars", name)
	def := m.plan.Calendars[name]
	c, err := calendar.New(m.config(def), m.zones)
	m.fs.Join(path, "invalid", err)
	if err != nil {
		c = calendar.Never()
	}
	open = append(open, name)
	parts := 1
	union := m.others(path+".union", def.Union, open, &parts)
	except := m.others(path+".except", def.Except, open, &parts)
	if parts > maxParts {
		m.fs.Add(path, "too_many_parts", "it is made of more than %d hours", maxParts)
		union, except, parts = nil, nil, 1
	}
	if len(union) > 0 {
		c = c.Union(union...)
	}
	if len(except) > 0 {
		c = c.Subtract(except...)
	}
	m.made[name], m.parts[name] = c, parts
	return c
}

// config returns the hours of a calendar's own.
func (m *maker) config(def Calendar) calendar.Config {
	cfg := calendar.Config{Zone: def.Zone, Week: def.Week.Schedule, Dates: def.Dates, Closed: def.Closed}
	if cfg.Zone == "" {
		cfg.Zone = m.plan.Zone
	}
	for _, name := range def.Holidays {
		table, own := m.tables[name]
		if own {
			if cfg.Tables == nil {
				cfg.Tables = map[string]calendar.Table{}
			}
			cfg.Tables[name] = table
		}
		if own || builtIn(name) || !m.samples {
			cfg.Holidays = append(cfg.Holidays, name)
		}
	}
	return cfg
}

// builtIn reports whether package calendar has the holidays of that name.
func builtIn(name string) bool {
	return slices.ContainsFunc(calendar.HolidaySets(), func(s calendar.HolidaySet) bool { return s.Name == name })
}

// others returns the calendars that a calendar is made of besides its own hours, and counts
// their parts.
func (m *maker) others(path string, names, open []string, parts *int) (others []*calendar.Calendar) {
	if len(open) > maxParts || len(names) > maxParts {
		*parts = maxParts + 1
		return nil
	}
	for i, name := range names {
		_, known := m.plan.Calendars[name]
		switch at := strict.At(path, i); {
		case !known:
			m.fs.Add(at, "unknown_calendar", "no calendar is named %.80q", name)
		case slices.Contains(open, name):
			m.fs.Add(at, "circle", "%.80q is made of itself", name)
		default:
			others = append(others, m.make(name, open))
			*parts = min(*parts+m.parts[name], maxParts+1)
		}
	}
	return others
}
