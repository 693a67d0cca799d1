package vectors

import (
	"errors"
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
