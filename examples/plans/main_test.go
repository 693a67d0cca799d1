package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract/plans"
)

// runPlans runs the program on a fixed day and returns what it printed.
func runPlans(args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	status = run(args, &out, &errs, calendar.MustParseDate("2026-12-01"))
	return out.String(), errs.String(), status
}

// The whole output is pinned: run the test with UPDATE=1 in the environment to write it anew.
func TestGolden(t *testing.T) {
	firm := "testdata/firm.json"
	tests := map[string][]string{
		"list.txt":      {"list"},
		"list.json":     {"list", "-json"},
		"show.txt":      {"show", "websan-winning"},
		"firm.txt":      {"show", "firm-small", firm},
		"show.json":     {"show", "-json", "firm-small", firm},
		"lint.txt":      {"lint", firm},
		"holidays.txt":  {"lint", firm, "-holidays", "testdata/holidays.json"},
		"lint.json":     {"lint", "-json", firm},
		"websan.txt":    {"price", "websan-base", "-seats", "7", "-months", "12", "-param", "tm_rate=150.00"},
		"kit.txt":       {"price", "kit-1-basic", "-param", "rate=3000.00", "-param", "discount=-10%", "-prepaid", "13", "-months", "13", "-steps"},
		"saastech.json": {"price", "saastech", "-order", "credit-12=2", "-json"},
		"price.txt":     {"price", "firm-small", firm, "-meter", "seats=11", "-months", "2", "-start", "2027-01-15", "-holidays", "testdata/holidays.json"},
	}
	for name, args := range tests {
		got, stderr, status := runPlans(args...)
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
	}
}

// The sources' figures, as the program says them.
func TestPrice(t *testing.T) {
	tests := []struct {
		args       []string
		total, why string
	}{
		{[]string{"websan-base", "-seats", "7", "-months", "12", "-param", "tm_rate=150.00"}, "7020.00", "12 times 225 and 6 times 60"},
		{[]string{"websan-winning", "-seats", "1", "-months", "1", "-param", "tm_rate=150.00"}, "1164.00", "the first user"},
		{[]string{"kit-1-basic", "-param", "rate=3000.00", "-param", "discount=-10%", "-prepaid", "13", "-months", "13"}, "473850.00", "11.7 fees of 40,500"},
		{[]string{"kit-1-basic", "-param", "rate=3000.00", "-param", "discount=-10%", "-prepaid", "12", "-months", "12"}, "461700.00", "11.4 fees of 40,500"},
		{[]string{"saastech", "-order", "credit-40=1", "-order", "credit-12=2"}, "3440.00", "a bundle of 40 hours and two of 12"},
		{[]string{"kit-3-basic", "-param", "rate=3000.00", "-order", "pack=2@15h"}, "90000.00", "two packs of 15 hours, in the size they come in"},
		{[]string{"abonent-econom", "-param", "hours=10h", "-param", "readiness=1000.00", "-param", "work=5000.00", "-months", "2", "-class", "subscriber"}, "12000.00", "readiness and work"},
		{[]string{"ongoing", "-param", "fee=500.00", "-param", "phone_week=24/7", "-months", "3"}, "1500.00", "a fee that the source leaves open"},
		{[]string{"aqltech", "../../contract/testdata/zoo/aqltech.json", "-zone", "America/Chicago", "-param", "hours=50h", "-param", "fee=900.00", "-param", "rate=80.00", "-months", "1"}, "900.00", "a plan of another file, which leaves the zone open"},
	}
	for _, tt := range tests {
		out, stderr, status := runPlans(append([]string{"price", "-json"}, tt.args...)...)
		var got struct {
			Total string `json:"total"`
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || status != ok || got.Total != tt.total || tt.why == "" {
			t.Errorf("%s: %s, want %s; status %d, %s", tt.why, got.Total, tt.total, status, stderr)
		}
	}
}

// All plans can be shown, and all documents of the repository linted.
func TestAll(t *testing.T) {
	for _, id := range plans.IDs() {
		out, stderr, status := runPlans("show", id)
		if status != ok || !strings.Contains(out, "("+id+")") {
			t.Errorf("show %s: status %d, %s", id, status, stderr)
		}
		for line := range strings.Lines(out) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
				t.Errorf("show %s: %d columns: %s", id, n, line)
			}
		}
	}
	for _, pattern := range []string{"../../contract/plans/documents/*.json", "../../contract/testdata/zoo/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		out, stderr, status := runPlans(append([]string{"lint"}, files...)...)
		if status != ok || !strings.HasSuffix(out, "findings\n") {
			t.Errorf("lint %s: status %d, %s", pattern, status, stderr)
		}
	}
}

// Business days are those of the calendar, which then is of use.
func TestLint_one(t *testing.T) {
	out, stderr, status := runPlans("lint", "../../contract/testdata/zoo/antenna.json")
	if want := "antenna: nothing\n1 plan, 0 findings\n"; status != ok || out != want {
		t.Errorf("status %d, %s%s, want %s", status, out, stderr, want)
	}
}

// Bad input prints a message and nothing else; a wrong command or flag is another status.
func TestErrors(t *testing.T) {
	tests := []struct {
		args   []string
		status int
		says   string
	}{
		{nil, badUsage, "usage: plans list"},
		{[]string{"sell"}, badUsage, `there is no command "sell"`},
		{[]string{"list", "kit"}, badUsage, "list takes no names"},
		{[]string{"show"}, badUsage, "show takes the id of a plan"},
		{[]string{"lint"}, badUsage, "lint takes files"},
		{[]string{"price"}, badUsage, "price takes the id of a plan"},
		{[]string{"price", "saastech", "-months", "0"}, badUsage, "want a number from 1 to 1200"},
		{[]string{"price", "saastech", "-months", "x"}, badUsage, "invalid value"},
		{[]string{"price", "saastech", "-prepaid", "-1"}, badUsage, "not below zero"},
		{[]string{"price", "saastech", "-param", "term"}, badUsage, "want name=value"},
		{[]string{"price", "saastech", "-param", "a=1", "-param", "a=2"}, badUsage, "a stands twice"},
		{[]string{"show", "-nonsense"}, badUsage, "flag provided but not defined"},
		{[]string{"show", "kit-4"}, badInput, `no plan "kit-4"`},
		{[]string{"show", "x", "testdata/nothing.json"}, badInput, "no such file"},
		{[]string{"lint", "testdata/broken.json"}, badInput, "testdata/broken.json: "},
		{[]string{"lint", "testdata/firm.json", "testdata/list.txt"}, badInput, "testdata/list.txt"},
		{[]string{"lint", "testdata/firm.json", "testdata/firm.json"}, badInput, "two documents have this id"},
		{[]string{"lint", "testdata/firm.json", "-holidays", "testdata/list.txt"}, badInput, "-holidays testdata/list.txt"},
		{[]string{"price", "websan-base", "-seats", "7"}, badInput, "params.tm_rate: the plan leaves it open"},
		{[]string{"price", "websan-base", "-param", "tm_rate=1.00"}, badInput, "items.seats: nobody read users by "},
		{[]string{"price", "websan-base", "-param", "tm_rate=1.00"}, badInput, "; say how many by -seats N, or -meter NAME=VALUE\n"},
		{[]string{"price", "websan-base", "-seats", "x", "-param", "tm_rate=1.00"}, badInput, `"x" is not a number`},
		{[]string{"price", "saastech", "-seats", "7"}, badInput, "paid by 0 meters"},
		{[]string{"price", "saastech", "-order", "credit-12=x"}, badInput, `"x" is not a number`},
		{[]string{"price", "saastech", "-order", "credit-13=1"}, badInput, "credit-13"},
		{[]string{"price", "saastech", "-order", "credit-12=1@x"}, badInput, "is not an amount"},
		{[]string{"price", "saastech", "-start", "tomorrow"}, badInput, "-start"},
		{[]string{"price", "saastech", "-meter", "x=1"}, badInput, "the plan counts no"},
		{[]string{"price", "abonent-econom", "-param", "hours=10h", "-param", "readiness=1.00", "-param", "work=1.00"}, badInput, "class is subscriber"},
	}
	for _, tt := range tests {
		stdout, stderr, status := runPlans(tt.args...)
		if status != tt.status || stdout != "" || !strings.Contains(stderr, tt.says) {
			t.Errorf("%q: status %d, printed %q, said %q; want status %d and %q", tt.args, status, stdout, stderr, tt.status, tt.says)
		}
	}
	for _, args := range [][]string{{"-h"}, {"help"}, {"price", "-h"}} {
		if _, stderr, status := runPlans(args...); status != ok || !strings.Contains(stderr, "usage: plans") {
			t.Errorf("%q: status %d, %q", args, status, stderr)
		}
	}
}
