package vectors

import (
	"errors"
	"strings"
	"testing"
)

// What the runner makes of cases that hold, do not, cannot be asked, and are not offered.
func TestRunner(t *testing.T) {
	const file = `{
		"calendars": {
			"noon": {"tz": "UTC", "week": {"mon": [["12:00", "12:00"]]}, "dates": {"2026-11-24": [["06:00", "06:00"]]}},
			"odd": {"tz": "UTC", "week": {"mo": [["09:00", "17:00"]]}},
			"early": {"tz": "UTC", "week": {"mon": [["9:00", "17:00"]]}}
		},
		"cases": [
			{"id": "holds", "calendar": "noon", "op": "between", "args": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-30T00:00:00Z"}, "want": 151200},
			{"id": "whole", "calendar": "noon", "op": "segments", "args": {"from": "2026-11-16T00:00:00Z", "to": "2026-11-20T00:00:00Z"},
			 "want": [["2026-11-16T12:00:00Z", "2026-11-17T12:00:00Z"]]},
			{"id": "fails", "calendar": "noon", "op": "is_open", "args": {"at": "2026-11-16T12:00:00Z"}, "want": false},
			{"id": "peer fails", "calendar": "noon", "op": "add", "args": {"at": "2026-11-16T10:00:00Z", "seconds": 0}, "want": "2026-11-16T13:00:00Z",
			 "convention": true, "why": "add_zero", "want_recommended": "2026-11-16T10:00:00Z"},
			{"id": "peer holds", "calendar": "noon", "op": "add", "args": {"at": "2026-11-16T10:00:00Z", "seconds": 0}, "want": "2026-11-16T12:00:00Z",
			 "convention": true, "why": "add_zero", "want_recommended": "2026-11-16T10:00:00Z"},
			{"id": "odd", "calendar": "odd", "op": "is_open", "args": {"at": "2026-11-16T12:00:00Z"}, "want": false},
			{"id": "early", "calendar": "early", "op": "is_open", "args": {"at": "2026-11-16T12:00:00Z"}, "want": false},
			{"id": "none", "calendar": "none", "op": "is_open", "args": {"at": "2026-11-16T12:00:00Z"}, "want": false},
			{"id": "not offered", "calendar": "noon", "op": "moon", "args": {"at": "2026-11-16T12:00:00Z"}, "want": false},
			{"id": "unreadable", "calendar": "noon", "op": "is_open", "args": {"at": "2026-11-16T12:00:00Z"}, "want": 7},
			{"id": "too fine", "calendar": "noon", "op": "add", "args": {"at": "2026-11-16T12:00:00Z", "seconds": 1e-10}, "want": "2026-11-16T12:00:00Z"}
		]
	}`
	vectors, err := readCalendar([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	holds := map[string]bool{"holds": true, "whole": true, "peer holds": true}
	for _, v := range vectors {
		err := protect(v.run)
		if holds[v.id] != (err == nil) || (v.id == "not offered") != errors.Is(err, errSkip) {
			t.Errorf("%s: %v", v.id, err)
		}
	}
	if err := protect(func() error { panic("x") }); err == nil || err.Error() != "panic: x" {
		t.Error(err)
	}
	if _, err := readCalendar([]byte("x")); err == nil {
		t.Error("read a file that is none")
	}
}

// What the runner of SLA cases makes of those that hold, do not, and are not offered.
func TestSLARunner(t *testing.T) {
	const head = `"calendar": "always", "targets": {"resolution": 3600, "response": null}, "now": "2026-06-01T10:30:00Z",
		"events": [{"at": "2026-06-01T10:00:00Z", "type": "opened"}]`
	const file = `{
		"calendars": {"always": {"tz": "UTC", "week": {"mon": [["00:00", "24:00"]], "tue": [["00:00", "24:00"]]}, "dates": {}}},
		"cases": [
			{"id": "holds", ` + head + `, "want": {"resolution": {"due": "2026-06-01T11:00:00Z", "elapsed_s": 1800, "remaining_s": 1800, "state": "running", "paused": false, "stopped_at": null}}},
			{"id": "none", ` + head + `, "want": {"response": {"due": null, "remaining_s": null, "state": "no_target"}}},
			{"id": "default", ` + head + `, "convention": true, "want": {"resolution": {"state": "met"}}, "want_default": {"resolution": {"state": "running"}}},
			{"id": "both", ` + head + `, "options": {"reopen": "restart"}, "want": {"resolution": {"state": "running"}}, "want_default": {"resolution": {"state": "met"}}},
			{"id": "fails", ` + head + `, "want": {"resolution": {"elapsed_s": 1801, "moon": 1}}},
			{"id": "not offered: field", ` + head + `, "want": {"resolution": {"moon": 1}}},
			{"id": "not offered: convention", ` + head + `, "convention": true, "reason": "full moon", "want": {"resolution": {"state": "met"}}},
			{"id": "not offered: option", ` + head + `, "options": {"moon": "full"}, "want": {"resolution": {"state": "running"}}},
			{"id": "not offered: metric", ` + head + `, "want": {"moon": {"state": "running"}}}
		]
	}`
	vectors, err := readSLA([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	holds := map[string]bool{"holds": true, "none": true, "default": true}
	for _, v := range vectors {
		err := protect(v.run)
		if holds[v.id] != (err == nil) || strings.HasPrefix(v.id, "not offered") != errors.Is(err, errSkip) {
			t.Errorf("%s: %v", v.id, err)
		}
	}
}
