package sla_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/retainer-go/retainer/sla"
)

// fuzzJSON checks that what is read is written in one way, and what is refused is refused
// with a typed error.
func fuzzJSON[T any](f *testing.F, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, back := new(T), new(T)
		if err := any(v).(json.Unmarshaler).UnmarshalJSON(data); err != nil {
			if !errors.Is(err, sla.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		first, err := any(*v).(json.Marshaler).MarshalJSON()
		if err != nil { // an event without an instant or a type is for Clock to refuse
			return
		}
		if err := any(back).(json.Unmarshaler).UnmarshalJSON(first); err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		second, err := any(*back).(json.Marshaler).MarshalJSON()
		if err != nil || string(first) != string(second) {
			t.Fatalf("%s\nis written again as\n%s, %v", first, second, err)
		}
	})
}

func FuzzPolicy(f *testing.F) {
	fuzzJSON[sla.Policy](f, `{"version":1,"calendar":"always","targets":[{"id":"a","when":{"level":"P1"},"within":{"response":"1h30m","resolution":"2 business days same time","start":"3 days","update":"none"}}]}`,
		`{"version":1,"pause":{"*":[],"customer":["resolution"]},"metrics":{"response":{"from":["marked:x"],"unresolved":true}},"warn":[{"at":"75.5%"},{"at":"-30m"},{"at":"+1h","metrics":["update"]},{"at":"0s"}]}`,
		`{"version":1,"reclassified":"keep","reopened":"final","met":"due","window":"72h"}`)
}

func FuzzTicket(f *testing.F) {
	fuzzJSON[sla.Ticket](f, `{"version":1,"id":"T","queue":1,"facts":{"a":"b","c":true,"d":["x","y"],"e":{"time":"1h"},"f":{"number":"3.50"}},"events":[{"id":"o","at":"2026-06-01T10:00:00Z","type":"opened","level":"P1"}]}`)
}

func FuzzCompliance(f *testing.F) {
	fuzzJSON[sla.Compliance](f, `{"version":1,"metric":"response","from":"2026-06-01T00:00:00-04:00","to":"2026-07-01T00:00:00.5Z","attribution":"outcome","cycles":{"met":2,"breached":1,"open":0,"void":0,"unpromised":0},"attainment":"66.66%","business":{"count":3,"mean":"1h20m","median":"40m","p90":"3h"},"real":{"count":0,"mean":"0s","median":"0s","p90":"0s"},"met_tickets":["a"]}`)
}

func FuzzOutage(f *testing.F) {
	fuzzJSON[sla.Outage](f, `{"from":"2026-06-01T10:00:00+02:00","to":"2026-06-01T10:43:12Z","excluded":true}`, `{"from":"2026-06-01T10:00:00Z"}`)
}

func FuzzEvents(f *testing.F) {
	fuzzJSON[sla.Events](f, `{"version":1,"events":[{"id":"s","at":"2026-06-01T10:00:00.5+02:00","seq":-1,"type":"scheduled","metric":"resolution","until":"2026-06-02T10:00:00Z","note":"x"}]}`)
}

func FuzzWithin(f *testing.F) {
	for _, s := range []string{"8h", "1h30m", "3 days", "1 month", "0 business days", "2 business days same time", "none", "1 business day"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := sla.ParseWithin(s)
		if err != nil {
			if !errors.Is(err, sla.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if back, err := sla.ParseWithin(w.String()); err != nil || back != w {
			t.Fatalf("%q is written %q: %v", s, w, err)
		}
	})
}

// Whatever events a document holds, a clock is either refused or answers.
func FuzzClock(f *testing.F) {
	a := agree(f, hourly(nil), allCalendars(f))
	f.Add([]byte(`{"version":1,"events":[{"id":"o","at":"2026-06-01T10:00:00Z","type":"opened","level":"P1"},{"id":"p","at":"2026-06-01T11:00:00Z","type":"paused"},{"id":"c","at":"2026-06-01T12:00:00Z","type":"reclassified","level":"P2","calendar":"office"}]}`), int64(1780315200))
	f.Fuzz(func(t *testing.T, data []byte, second int64) {
		var events sla.Events
		if events.UnmarshalJSON(data) != nil {
			return
		}
		c, err := a.Clock(sla.Ticket{Events: events})
		if err != nil {
			return
		}
		at := time.Unix(second%(1<<33), 0)
		for _, m := range sla.Metrics() {
			r, err := c.Result(m, at)
			if err != nil {
				t.Fatal(err)
			}
			if r.Promised && r.Agreed.IsZero() && r.Elapsed+r.Remaining != r.Target {
				t.Fatalf("%+v", r)
			}
		}
	})
}
