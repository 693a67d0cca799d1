package calendar

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// An Edge is where a [Closure] begins or ends: the start of a date in the calendar's zone,
// or an instant. One of the two is given.
type Edge struct {
	Date Date
	At   time.Time
}

// On returns the edge at the start of a date.
func On(d Date) Edge { return Edge{Date: d} }

// IsZero reports whether e is no edge at all.
func (e Edge) IsZero() bool { return e.Date.IsZero() && e.At.IsZero() }

// Equal reports whether e and f are the same date or the same instant.
func (e Edge) Equal(f Edge) bool { return e.Date == f.Date && e.At.Equal(f.At) }

// MarshalText implements [encoding.TextMarshaler]: "2026-12-24", or the instant in UTC as
// "2026-12-24T15:00:00Z".
func (e Edge) MarshalText() ([]byte, error) {
	if e.At.IsZero() {
		return e.Date.MarshalText()
	}
	return e.At.UTC().MarshalText()
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (e *Edge) UnmarshalText(text []byte) error {
	var got Edge
	var err error
	if bytes.ContainsRune(text, 'T') {
		err = got.At.UnmarshalText(text)
	} else {
		err = got.Date.UnmarshalText(text)
	}
	if err != nil || got.IsZero() {
		return invalid("calendar: edge", "bad_edge", "%.60q is neither a date nor an instant", text)
	}
	*e = got
	return nil
}

// instant returns where e lies in loc.
func (e Edge) instant(loc *time.Location) time.Time {
	if e.At.IsZero() {
		return e.Date.In(loc)
	}
	return e.At
}

// A Closure is a stretch of time that is closed whatever the hours say, from From up to but
// not including To. Unlike a day off it cuts shifts in two.
//
// In JSON it is an object, or, if it is one day without a name, that day: "2026-12-24".
type Closure struct {
	From Edge   `json:"from"`
	To   Edge   `json:"to"`
	Name string `json:"name,omitempty"`
}

// CloseDay returns the closure of one date.
func CloseDay(d Date, name string) Closure { return Closure{On(d), On(d.AddDays(1)), name} }

// Equal reports whether c and d are the same closure by the same name.
func (c Closure) Equal(d Closure) bool {
	return c.From.Equal(d.From) && c.To.Equal(d.To) && c.Name == d.Name
}

// A closureJSON is a closure in JSON, without the methods.
type closureJSON struct {
	From Edge   `json:"from"`
	To   Edge   `json:"to"`
	Name string `json:"name,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (c Closure) MarshalJSON() ([]byte, error) {
	if day := c.From.Date; !day.IsZero() && c.Equal(CloseDay(day, "")) {
		return json.Marshal(day)
	}
	return json.Marshal(closureJSON(c))
}

// UnmarshalJSON implements [json.Unmarshaler]. It is strict; see [Config.UnmarshalJSON].
func (c *Closure) UnmarshalJSON(data []byte) error {
	const what = "calendar: closure"
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte{'"'}) {
		var day Date
		if err := strict.Unmarshal(data, &day, what); err != nil {
			return err
		}
		*c = CloseDay(day, "")
		return nil
	}
	var got closureJSON
	if err := strict.Unmarshal(data, &got, what); err != nil {
		return err
	}
	*c = Closure(got)
	return nil
}

// check notes what is wrong with c, below path.
func (c Closure) check(fs *strict.Faults, path string, loc *time.Location) {
	for _, side := range []struct {
		field string
		Edge
	}{{"from", c.From}, {"to", c.To}} {
		switch {
		case side.IsZero():
			fs.Add(strict.Below(path, side.field), "no_edge", "a closure needs a date or an instant here")
			return
		case !side.Date.IsZero() && !side.At.IsZero():
			fs.Add(strict.Below(path, side.field), "two_edges", "both a date and an instant; which is meant?")
			return
		case side.At.Nanosecond() != 0:
			fs.Add(strict.Below(path, side.field), "bad_edge", "%v is not a whole second", side.At)
			return
		}
	}
	if loc != nil && !c.From.instant(loc).Before(c.To.instant(loc)) {
		fs.Add(path, "empty_closure", "ends before it begins, or at once")
	}
}
