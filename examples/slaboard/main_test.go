package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// now is when the tests are run, as far as the program knows.
var now = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// runBoard runs the program and returns what it printed.
func runBoard(colour bool, args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	status = run(args, console{&out, &errs, now, colour})
	return out.String(), errs.String(), status
}

const answered = "T1 answered 2026-11-02T09:05-05:00"

// The whole output is pinned: run the test with UPDATE=1 in the environment to write it anew.
func TestGolden(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		status int
	}{
		{"board.txt", nil, ok},
		{"board.json", []string{"-json"}, ok},
		{"board-due.txt", []string{"-order", "due"}, ok},
		{"board-thanksgiving.txt", []string{"-at", "2026-11-25T17:45-05:00"}, ok},
		{"explain.txt", []string{"-explain", "T1"}, ok},
		{"explain.json", []string{"-explain", "I1", "-json"}, ok},
		{"explain-holiday.txt", []string{"-explain", "I2", "-at", "2026-11-05T12:30+03:00"}, ok},
		{"explain-levels.txt", []string{"-explain", "S-1042"}, ok},
		{"explain-agreed.txt", []string{"-explain", "S-1031"}, ok},
		{"explain-later.txt", []string{"-explain", "I3"}, ok},
		{"what-if.txt", []string{"-what-if", answered}, ok},
		{"what-if.json", []string{"-json", "-what-if", answered}, ok},
		{"what-if-more.txt", []string{"-what-if", "S-1038 resumed", "-what-if", "S-1042 resolved", "-what-if", "S-1038 raised P1 2026-11-02T09:10-05:00"}, ok},
		{"what-if-nothing.txt", []string{"-what-if", "T1 auto_reply"}, ok},
		{"wide.txt", []string{"testdata/wide.json"}, ok},
		{"wide-what-if.txt", []string{"testdata/wide.json", "-what-if", "заявка 7 answered", "-what-if", "customer-42/website/2026-000000001 resumed"}, ok},
		{"ends.txt", []string{"testdata/ends.json"}, badInput},
		{"ends.json", []string{"testdata/ends.json", "-json"}, badInput},
		{"bad.txt", []string{"testdata/bad.json"}, badInput},
		{"malformed.txt", []string{"testdata/malformed.json"}, badInput},
		{"rules.txt", []string{"testdata/rules.json"}, badInput},
		{"nocalendar.txt", []string{"testdata/nocalendar.json"}, badInput},
	}
	for _, tt := range tests {
		stdout, stderr, status := runBoard(false, tt.args...)
		if status != tt.status {
			t.Errorf("%s: status %d, want %d: %s", tt.name, status, tt.status, stderr)
		}
		if data := strings.HasSuffix(tt.name, ".json"); data && !json.Valid([]byte(stdout)) {
			t.Errorf("%s: not JSON", tt.name)
		} else if !data && !strings.HasPrefix(tt.name, "explain") {
			for line := range strings.Lines(stdout) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
					t.Errorf("%s: %d columns: %s", tt.name, n, line)
				}
			}
		}
		golden(t, tt.name, stdout+stderr)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// On a terminal lines are coloured, and nothing else is different.
func TestColour(t *testing.T) {
	got, _, _ := runBoard(true)
	golden(t, "board-colour.txt", got)
	for _, code := range []string{red, yellow, dim, plain} {
		if !strings.Contains(got, code) {
			t.Errorf("%q is not there", code)
		}
		got = strings.ReplaceAll(got, code, "")
	}
	if want, _, _ := runBoard(false); got != want {
		t.Errorf("with colours: %s", cmp.Diff(want, got))
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if colours(file) {
		t.Error("a file has no colours")
	}
	t.Setenv("TERM", "xterm")
	for no, want := range map[string]bool{"": true, "1": false} {
		t.Setenv("NO_COLOR", no)
		null, err := os.Open(os.DevNull) // a device, as a terminal is
		if err != nil {
			t.Fatal(err)
		}
		if got := colours(null); got != want {
			t.Errorf("NO_COLOR=%q: %t", no, got)
		}
		null.Close()
	}
}

// dueOf returns when a clock is due, as the JSON of a what-if that changes nothing has it.
func dueOf(t *testing.T, file, at, ticket, metric string) (due, state, left string) {
	t.Helper()
	out, stderr, status := runBoard(false, "-json", "-at", at, "-what-if", ticket+" internal_note "+at, file)
	var got struct {
		Tickets []struct{ After []clockJSONText }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != ok {
		t.Fatal(err, status, stderr)
	}
	for _, c := range got.Tickets[0].After {
		if c.Metric == metric {
			return c.Due, c.State, c.Remaining
		}
	}
	t.Fatalf("%s has no %s", ticket, metric)
	return
}

type clockJSONText struct{ Metric, State, Due, Remaining string }

// The figures that were worked out by hand for three customers.
func TestFigures(t *testing.T) {
	friday := [2]string{`"holidays": ["us-federal"]`, `"holidays": ["us-federal"], "dates": {"2026-11-27": "closed"}`}
	fixed := [2]string{`"zone": "America/New_York", "week": "Mon-Fri`, `"zone": "UTC-05:00", "week": "Mon-Fri`}
	short := [2]string{`"days": [`, `"days": [{"date": "2026-11-03", "hours": "09:00-18:00"}, `}
	success := [2]string{`"plan": "winning", "level": "P2"`, `"plan": "success", "level": "P2"`}
	base := [2]string{`"plan": "winning", "level": "P2"`, `"plan": "base", "level": "P2"`}
	reply := [2]string{`{"id": "2", "at": "2026-10-30T17:10:05-04:00", "type": "auto_reply"`, `{"id": "2", "at": "2026-11-02T09:05:00-05:00", "type": "agent_reply"`}
	tests := []struct {
		ticket, metric, at string
		edits              [][2]string // of the sample
		due, state, left   string
		why                string
	}{
		{"T1", "response", "2026-11-02T09:00-05:00", nil, "2026-11-02T09:10:00-05:00", "running", "10m", "50 min on Friday, 70 on Monday"},
		{"T1", "response", "2026-11-02T09:00-05:00", [][2]string{success}, "2026-11-02T11:10:00-05:00", "running", "2h10m", "4 h"},
		{"T1", "response", "2026-11-02T09:00-05:00", [][2]string{base}, "2026-11-02T15:10:00-05:00", "running", "6h10m", "8 h"},
		{"T1", "response", "2026-11-02T09:30-05:00", [][2]string{reply}, "2026-11-02T09:10:00-05:00", "met", "5m", "answered at 09:05"},
		{"T1", "response", "2026-11-02T09:30-05:00", [][2]string{reply, fixed}, "2026-11-02T08:10:00-05:00", "breached", "-55m", "EST read as UTC-05:00"},
		{"T2", "response", "2026-11-25T17:45-05:00", nil, "2026-11-27T09:30:00-05:00", "running", "1h45m", "over Thanksgiving"},
		{"T2", "response", "2026-11-25T17:45-05:00", [][2]string{friday}, "2026-11-30T09:30:00-05:00", "running", "1h45m", "and the Friday"},
		{"T3", "response", "2026-03-09T09:00-04:00", nil, "2026-03-09T09:30:00-04:00", "running", "30m", "over the change in spring"},
		{"T3", "response", "2026-03-09T09:00-04:00", [][2]string{fixed}, "2026-03-09T09:30:00-05:00", "running", "1h30m", "EST read as UTC-05:00"},
		{"I1", "response", "2026-10-30T18:00+03:00", nil, "2026-11-02T09:20:00+03:00", "running", "1h20m", "1 h 40 on Friday"},
		{"I1", "start", "2026-10-30T18:00+03:00", nil, "2026-11-02T11:20:00+03:00", "running", "3h20m", "4 h"},
		{"I2", "response", "2026-11-03T18:30+03:00", nil, "2026-11-05T10:00:00+03:00", "running", "1h30m", "over Unity Day"},
		{"I2", "start", "2026-11-03T18:30+03:00", nil, "2026-11-05T12:00:00+03:00", "running", "3h30m", "over Unity Day"},
		{"I2", "response", "2026-11-03T18:30+03:00", [][2]string{short}, "2026-11-05T11:00:00+03:00", "running", "2h", "3 November is a short day"},
		{"I2", "start", "2026-11-03T18:30+03:00", [][2]string{short}, "2026-11-05T13:00:00+03:00", "running", "4h", "3 November is a short day"},
		{"I3", "response", "2026-12-12T15:00+03:00", nil, "2026-12-14T11:00:00+03:00", "running", "2h", "on a Saturday"},
		{"I3", "start", "2026-12-12T15:00+03:00", nil, "2026-12-14T13:00:00+03:00", "running", "4h", "on a Saturday"},
		{"V1", "response", "2026-11-01T01:40-04:00", nil, "2026-11-01T01:30:00-05:00", "running", "50m", "01:30 EDT + 1 h is 01:30 EST"},
		{"V2", "response", "2026-11-01T01:40-04:00", nil, "2026-11-01T01:30:00-05:00", "running", "50m", "00:30 EDT + 2 h is 01:30 EST"},
		{"V3", "response", "2026-03-08T01:40-05:00", nil, "2026-03-08T03:30:00-04:00", "running", "50m", "01:30 EST + 1 h is 03:30 EDT"},
		{"V3", "response", "2026-03-08T12:00-04:00", nil, "2026-03-08T03:30:00-04:00", "breached", "-1m", "called back at 03:31"},
	}
	for _, tt := range tests {
		text := string(sample)
		for _, e := range tt.edits {
			if !strings.Contains(text, e[0]) {
				t.Fatalf("%s: the sample has no %s", tt.why, e[0])
			}
			text = strings.ReplaceAll(text, e[0], e[1])
		}
		file := filepath.Join(t.TempDir(), "desk.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		due, state, left := dueOf(t, file, tt.at, tt.ticket, tt.metric)
		if diff := cmp.Diff([]string{tt.due, tt.state, tt.left}, []string{due, state, left}); diff != "" {
			t.Errorf("%s %s, %s (-want +got):\n%s", tt.ticket, tt.metric, tt.why, diff)
		}
	}
}

// Without an instant anywhere it is now.
func TestNow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.json")
	text := strings.Replace(string(sample), `"at": "2026-11-02T09:00-05:00",`, "", 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, stderr, status := runBoard(false, file); status != ok || !strings.HasPrefix(out, "Board as of Sun 2026-11-22 12:00 +00:00\n") {
		t.Errorf("%d: %s%s", status, out, stderr)
	}
}

// What is typed after -what-if.
func TestWhatIf(t *testing.T) {
	tests := []struct{ said, metric, state, left string }{
		{"T1 answered", "response", "met", "10m"},
		{"T1 called", "response", "met", "10m"},
		{"T1 agent_reply 2026-11-02T09:10:00.5-05:00", "response", "breached", "-0.5s"},
		{"T1 resolved 2026-11-02T14:10Z", "response", "met", "0s"},
		{"T1 cancelled", "response", "void", "10m"},
		{"T1 raised P1", "response", "running", "10m"},
		{"I2 started 2026-11-05T12:00+03:00", "start", "met", "0s"},
		{"S-1038 lowered P4", "resolution", "paused", "29h"},
		{"S-1038 resumed customer", "resolution", "running", "29h"},
		{"S-1043 paused customer", "resolution", "paused", "29h"},
		{"S-1043 paused parts 2026-11-02T09:30-05:00", "resolution", "running", "28h30m"},
		{"S-1031 agreed resolution 2026-11-02T12:00-05:00", "resolution", "running", "3h"},
		{"S-1031 agreed resolution 2026-11-02T12:00-05:00 2026-11-02T10:00-05:00", "resolution", "running", "2h"},
		{"S-1043 wrote", "next_reply", "running", "3h25m"},
		{"T1 marked handed-over", "response", "running", "10m"},
		{"V1 reopened", "response", "met", "10m"},
	}
	for _, tt := range tests {
		out, stderr, status := runBoard(false, "-json", "-what-if", tt.said)
		var got struct {
			Tickets []struct{ After []clockJSONText }
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || status != ok {
			t.Errorf("%s: %d %s", tt.said, status, stderr)
			continue
		}
		found := false
		for _, c := range got.Tickets[0].After {
			if c.Metric == tt.metric {
				found = true
				if c.State != tt.state || c.Remaining != tt.left {
					t.Errorf("%s: %s, %s left; want %s, %s", tt.said, c.State, c.Remaining, tt.state, tt.left)
				}
			}
		}
		if !found {
			t.Errorf("%s: no %s", tt.said, tt.metric)
		}
	}
}

// Bad input prints a message and nothing else; a wrong flag is another status.
func TestErrors(t *testing.T) {
	tests := []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-explain", "T9"}, badInput, `no ticket is "T9"`},
		{[]string{"-explain", ""}, badInput, `no ticket is ""`},
		{[]string{"-what-if", "T9 answered"}, badInput, `no ticket is "T9"`},
		{[]string{"-what-if", "T1"}, badInput, `"T1": what happens?`},
		{[]string{"-what-if", ""}, badInput, `no ticket is ""`},
		{[]string{"-what-if", "T1 "}, badInput, "what happens?"},
		{[]string{"-what-if", "T1 exploded"}, badInput, `"exploded" is nothing that happens to a ticket`},
		{[]string{"-what-if", "T1 answered yesterday"}, badInput, `"yesterday" is not an instant such as`},
		{[]string{"-what-if", "T1 answered 2026-11-02T09:05-05:00 twice"}, badInput, `"twice" is too much`},
		{[]string{"-what-if", "T1 raised"}, badInput, "raised needs a level such as P1"},
		{[]string{"-what-if", "T1 lowered LOW"}, badInput, "lowered needs a level such as P1"},
		{[]string{"-what-if", "T1 agreed resolution"}, badInput, "agreed needs a metric and an instant"},
		{[]string{"-what-if", "T1 agreed 2026-11-02T09:05-05:00"}, badInput, "agreed needs a metric and an instant"},
		{[]string{"-what-if", "T1 marked"}, badInput, "marked needs the name of a milestone"},
		{[]string{"-what-if", "T1 opened"}, badInput, "the ticket was opened by"},
		{[]string{"-what-if", "T1 answered 2026-10-01T09:05-05:00"}, badInput, "before the ticket was opened"},
		{[]string{"nowhere.json"}, badInput, "nowhere.json"},
		{[]string{"testdata"}, badInput, "testdata"},
		{[]string{""}, badInput, "open "},
		{[]string{"main.go"}, badInput, "main.go is not used"},
		{[]string{"a.json", "b.json"}, badUsage, "one file at a time"},
		{[]string{"--", "-json"}, badInput, "-json"},
		{[]string{"-at", "Monday"}, badUsage, `"Monday" is not an instant such as`},
		{[]string{"-at", "2026-11-02T09:00"}, badUsage, "is not an instant such as"},
		{[]string{"-order", "queue"}, badUsage, "want level or due"},
		{[]string{"-explain", "T1", "-what-if", "T1 answered"}, badUsage, "exclude each other"},
		{[]string{"-nonsense"}, badUsage, "flag provided but not defined"},
	}
	for _, tt := range tests {
		stdout, stderr, status := runBoard(false, tt.args...)
		if status != tt.status || stdout != "" || !strings.Contains(stderr, tt.says) {
			t.Errorf("%q: status %d, printed %q, said %q; want status %d and %q", tt.args, status, stdout, stderr, tt.status, tt.says)
		}
	}
	if _, stderr, status := runBoard(false, "-h"); status != ok || !strings.Contains(stderr, "usage: slaboard") {
		t.Errorf("-h: status %d, %q", status, stderr)
	}
}
