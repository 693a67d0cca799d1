package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// runMonth runs the program and returns what it printed.
func runMonth(args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	status = run(args, &out, &errs)
	return out.String(), errs.String(), status
}

// file writes a file of the test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// sample returns the text of the sample contract.
func sample(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("contract.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The whole output is pinned: run the test with UPDATE=1 in the environment to write it anew.
func TestGolden(t *testing.T) {
	tests := map[string][]string{
		"sample.txt":   nil,
		"sample.json":  {"-json"},
		"sample.csv":   {"-csv"},
		"why-E6.txt":   {"-why", "E6"},
		"why-E8.txt":   {"-why", "E8"},
		"why-E8.json":  {"-why", "E8", "-json"},
		"bundle.txt":   {"-policy", "overage=bundle"},
		"whole.txt":    {"-policy", "units=whole"},
		"clock.txt":    {"-policy", "credit=clock"},
		"low-only.txt": {"-policy", "credit=low-only"},
		"june.txt":     {"-on", "2026-06-10"},
		"own.txt":      {"-plan", "testdata/plan.json", "-contract", "testdata/contract.json", "-entries", "testdata/journal.json"},
	}
	for name, args := range tests {
		got, stderr, status := runMonth(args...)
		if status != ok || stderr != "" {
			t.Errorf("%s: status %d, %s", name, status, stderr)
		}
		file := filepath.Join("testdata", name)
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
		for line := range strings.Lines(got) {
			if strings.HasSuffix(name, ".txt") && len([]rune(strings.TrimSuffix(line, "\n"))) > columns {
				t.Errorf("%s: wider than 80 columns: %s", name, line)
			}
		}
	}
}

// The figures are those of scenario 1, worked out by hand.
func TestFigures(t *testing.T) {
	entries, err := os.ReadFile("entries.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.SplitAfter(string(entries), "\n")
	withoutE8 := file(t, "entries.csv", strings.Join(rows[:8], ""))
	noBundle := file(t, "journal.json", `{"version": 1}`)
	for _, tt := range []struct {
		args        []string
		total, left string
		why         string
	}{
		{nil, "1120.00", "0s", "200 minutes of MEDIUM beyond the credit"},
		{[]string{"-policy", "overage=per-use", "-policy", "units=exact,credit=weighted"}, "1120.00", "0s", "what the plan says, said"},
		{[]string{"-policy", "overage=bundle"}, "1020.00", "0s", "AMB-9: 200 min at $90/h"},
		{[]string{"-policy", "units=whole"}, "1140.00", "15m", "AMB-10: two units drawn, 14 charged"},
		{[]string{"-policy", "credit=clock"}, "720.00", "2h45m", "AMB-7: 735 of 900 min"},
		{[]string{"-policy", "credit=low-only"}, "2060.00", "11h45m", "AMB-7: hours of one tier"},
		{[]string{"-policy", "units=whole,overage=bundle"}, "1035.00", "15m", "210 min at $90/h"},
		{[]string{"-contract", "contract.json", "-entries", "journal.json", "-entries", "entries.csv"}, "1120.00", "0s", "the files of the sample, named"},
		{[]string{"-contract", "contract.json", "-entries", "entries.csv"}, "1120.00", "0s", "the orders of the contract stay"},
		{[]string{"-contract", file(t, "other.json", strings.Replace(sample(t), "harbor", "other", 1))}, "1270.00", "0s", "orders and tickets are those of another contract"},
		{[]string{"-plan", "../../contract/plans/documents/saastech.json"}, "1120.00", "0s", "the shipped plan, named"},
		{[]string{"-entries", withoutE8}, "720.00", "1h", "nothing beyond the credit"},
		{[]string{"-entries", noBundle, "-entries", "entries.csv"}, "1270.00", "0s", "no bundle, and no contacts that make E6 urgent: (1,200 - 67.5 - 180) min at $80/h"},
	} {
		out, stderr, status := runMonth(append([]string{"-json"}, tt.args...)...)
		if status != ok || tt.why == "" {
			t.Errorf("%s: status %d: %s", tt.why, status, stderr)
			continue
		}
		var got struct {
			Total, Currency string
			Lines           []struct{ Amount string }
			Statement       struct {
				Pools []struct{ Figures struct{ Closing string } }
			}
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		sum := decimal.Zero
		for _, l := range got.Lines {
			sum = sum.Add(decimal.RequireFromString(l.Amount))
		}
		if got.Total != tt.total || got.Currency != "USD" || sum.StringFixed(2) != tt.total || got.Statement.Pools[0].Figures.Closing != tt.left {
			t.Errorf("%s: %+v, lines sum to %v, want %s and %s left", tt.why, got, sum, tt.total, tt.left)
		}
	}
}

// Bad input prints a message and nothing else; a wrong flag is another status.
func TestErrors(t *testing.T) {
	header := "id,from,to,place\n"
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-why", "E9"}, badInput, `no entry "E9"; there are E1, E2`},
		{[]string{"-why", ""}, badInput, `no entry ""; there are E1, E2`},
		{[]string{"-on", "2026-04-30"}, badInput, "before the contract starts"},
		{[]string{"-on", "May"}, badInput, "-on May"},
		{[]string{"-entries", "nosuch.csv"}, badInput, "nosuch.csv"},
		{[]string{"-entries", "main.go"}, badInput, "want a file that ends in .json or .csv"},
		{[]string{"-entries", "entries.csv", "-entries", "testdata/sample.csv"}, badInput, "one journal and one table"},
		{[]string{"-entries", "testdata/sample.csv"}, badInput, `line 1: it has no column "id"`},
		{[]string{"-entries", file(t, "e.csv", header+"E1,yesterday,,bench\nE2,2026-05-04T10:00:00Z,2026-05-04T11:00:00Z\n")}, badInput, "line 2: from:"},
		{[]string{"-entries", file(t, "e.csv", header+"E1,2026-05-04T10:00:00Z,2026-05-04T09:00:00Z,bench\n")}, badInput, "less than no time"},
		{[]string{"-entries", file(t, "e.csv", header+"E1,2026-04-04T10:00:00Z,2026-04-04T11:00:00Z,bench\n")}, badInput, "before the contract starts"},
		{[]string{"-entries", file(t, "e.csv", "id,from,to,plaice\nE1,2026-05-04T10:00:00Z,2026-05-04T11:00:00Z,bench\n")}, badInput, "plaice: the plan knows no such fact"},
		{[]string{"-entries", file(t, "j.json", `{"version": 1, "entry": []}`)}, badInput, "entry"},
		{[]string{"-entries", file(t, "j.json", `{"version": 2}`)}, badInput, "version 2 is not known"},
		{[]string{"-contract", file(t, "c.json", `{"version": 1, "id": "c", "plan": "gold", "start": "2026-05-01"}`)}, badInput, `no plan "gold`},
		{[]string{"-contract", file(t, "c.json", `{"version": 1, "id": "c", "plan": "websan-base", "start": "2026-05-01"}`)}, badInput, "tm_rate"},
		{[]string{"-contract", file(t, "c.json", `{`)}, badInput, "unexpected end"},
		{[]string{"-contract", "entries.csv"}, badInput, "ends in .json"},
		{[]string{"-plan", file(t, "p.json", `{"version": 1, "id": "p", "rates": [{"id": "h", "price": "80 dollars"}]}`)}, badInput, "p.json"},
		{[]string{"-plan", "testdata/plan.json", "-contract", "testdata/contract.json", "-policy", "overage=bundle"}, badInput, `no rate "hour"`},
		{[]string{"-plan", file(t, "p.json", `{"version": 1, "id": "mine", "currency": "EUR", "zone": "UTC", "cover": [{"id": "all", "as": "charge"}], "rates": [{"id": "hour", "price": "100.00"}]}`),
			"-contract", file(t, "c.json", `{"version": 1, "id": "c", "plan": "mine", "start": "2026-05-01"}`), "-entries", file(t, "e.csv", header), "-policy", "overage=bundle"}, badInput, `does not sell "credit-12"`},
		{[]string{"-plan", "testdata/plan.json", "-contract", "testdata/contract.json", "-policy", "units=whole"}, badInput, `by a rule "credit"`},
		{[]string{"-policy", "overage=free"}, badUsage, "want one of overage=per-use"},
		{[]string{"-policy", "credit=clock", "-policy", "credit=low-only"}, badUsage, "clock or low-only, not both"},
		{[]string{"-json", "-csv"}, badUsage, "exclude each other"},
		{[]string{"-csv", "-why", "E8"}, badUsage, "-why is printed as text or JSON"},
		{[]string{"entries.csv"}, badUsage, "is no flag"},
		{[]string{"-nonsense"}, badUsage, "flag provided but not defined"},
	} {
		stdout, stderr, status := runMonth(tt.args...)
		if status != tt.status || stdout != "" || !strings.Contains(stderr, tt.says) {
			t.Errorf("%q: status %d, printed %q, said %q; want status %d and %q", tt.args, status, stdout, stderr, tt.status, tt.says)
		}
	}
	if _, stderr, status := runMonth("-h"); status != ok || !strings.Contains(stderr, "usage: month") {
		t.Errorf("-h: status %d, %q", status, stderr)
	}
}

// Every entry is explained, in every reading, and the lines are CSV.
func TestEveryEntry(t *testing.T) {
	for _, p := range policyNames() {
		for _, id := range []string{"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8"} {
			out, stderr, status := runMonth("-policy", p, "-why", id)
			if status != ok || !strings.HasPrefix(out, id+": ") || !strings.Contains(out, "by rule") {
				t.Errorf("%s, %s: status %d, %s, %s", p, id, status, out, stderr)
			}
			for line := range strings.Lines(out) {
				if len([]rune(strings.TrimSuffix(line, "\n"))) > columns {
					t.Errorf("%s: wider than 80 columns: %s", id, line)
				}
			}
		}
		out, _, _ := runMonth("-policy", p, "-csv")
		if rows, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil || len(rows) < 11 {
			t.Errorf("%s: %d rows of CSV, %v", p, len(rows), err)
		}
	}
}
