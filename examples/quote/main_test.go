package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/estimate"
)

// runQuote runs the program and returns what it printed.
func runQuote(args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	status = run(args, &out, &errs)
	return out.String(), errs.String(), status
}

// shop is the quote of the issue and of the scenarios.
var shop = []string{"Standard Pages=5", "Minor Pages=3", "ECommerce 2", "ECommerce product pages=20", "Secure Login", "Testing Site"}

// The whole output is pinned: run the test with UPDATE=1 in the environment to write it anew.
func TestGolden(t *testing.T) {
	tests := map[string][]string{
		"sample.txt":    nil,
		"mixed.txt":     {"-read", "level", "Travel Time (Extended)=3", "Secure Login=4", "DBMS Design", "ECommerce 1", "ECommerce 3"},
		"sample.json":   append([]string{"-json"}, shop...),
		"sample.csv":    append([]string{"-csv"}, shop...),
		"list.txt":      {"-list"},
		"catalogue.csv": {"-list", "-csv"},
	}
	for name, args := range tests {
		got, stderr, status := runQuote(args...)
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
			if strings.HasSuffix(name, ".txt") && len([]rune(line)) > 81 {
				t.Errorf("%s: wider than 80 columns: %s", name, line)
			}
		}
	}
}

// summary is the part of the JSON that the tests look at.
type summary struct {
	Hours    string `json:"hours"`
	Billed   string `json:"billed_hours"`
	Currency string `json:"currency"`
	Cost     string `json:"cost"`
	PerUse   string `json:"per_use_hours"`
	Unused   string `json:"unused_hours"`
	Mix      []struct {
		Bundle string `json:"bundle"`
		Hours  string `json:"hours"`
		Count  int    `json:"count"`
		Price  string `json:"price"`
	} `json:"mix"`
	Warnings []string `json:"warnings"`
}

func TestFigures(t *testing.T) {
	tests := []struct {
		args                                       []string
		hours, billed, cost, perUse, unused, mixes string
		why                                        string
	}{
		{shop, "30.73", "30.75", "1980.00", "6.75", "0.00", "2 credit-12", "rounded once on the total"},
		{nil, "30.73", "30.75", "1980.00", "6.75", "0.00", "2 credit-12", "the sample is the same shop"},
		{append([]string{"-round", "line"}, shop...), "30.73", "31.00", "2000.00", "7.00", "0.00", "2 credit-12", "each line; 31 h tie, nothing unused wins"},
		{append([]string{"-round", "unit"}, shop...), "30.73", "31.50", "2000.00", "0.00", "8.50", "1 credit-40", "each unit turns the bundle over"},
		{[]string{"-hours", "37.2", "-level", "LOW"}, "37.20", "37.25", "2000.00", "0.00", "2.75", "1 credit-40", "hours instead of items"},
		{[]string{"-hours", "2", "-level", "P1"}, "2.00", "2.00", "400.00", "5.00", "0.00", "", "2 h URGENT burn 5 base hours at 80"},
		{[]string{"-hours", "12", "-level", "medium", "-read", "level"}, "12.00", "12.00", "1080.00", "0.00", "0.00", "1 credit-12/P3", "a MEDIUM bundle"},
		{[]string{"DBMS Design@6", "saastech-help-desk:Password Reset=3"}, "6.75", "6.75", "540.00", "6.75", "0.00", "", "a figure given, and a catalogue named"},
		{[]string{"Secure Login", "-round", "unit", "Newsletter Signup"}, "3.00", "3.00", "240.00", "3.00", "0.00", "", "flags between items"},
	}
	twoDecimals := regexp.MustCompile(`^\d+\.\d{2}$`)
	for _, tt := range tests {
		out, stderr, status := runQuote(append([]string{"-json"}, tt.args...)...)
		if status != ok || tt.why == "" {
			t.Errorf("%s: status %d: %s", tt.why, status, stderr)
			continue
		}
		var s summary
		if err := json.Unmarshal([]byte(out), &s); err != nil {
			t.Fatal(err)
		}
		var mixes []string
		for _, b := range s.Mix {
			mixes = append(mixes, string('0'+rune(b.Count))+" "+b.Bundle)
			if !twoDecimals.MatchString(b.Hours) || !twoDecimals.MatchString(b.Price) {
				t.Errorf("%s: bundle %+v", tt.why, b)
			}
		}
		got := []string{s.Hours, s.Billed, s.Cost, s.PerUse, s.Unused, strings.Join(mixes, ", "), s.Currency}
		want := []string{tt.hours, tt.billed, tt.cost, tt.perUse, tt.unused, tt.mixes, "USD"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

func TestWarnings(t *testing.T) {
	out, _, status := runQuote("-json", "DBMS Design", "ECommerce 1", "ECommerce 2", "Create Email Accounts")
	var s summary
	if err := json.Unmarshal([]byte(out), &s); err != nil || status != ok {
		t.Fatal(err, status)
	}
	if len(s.Warnings) != 3 {
		t.Errorf("not estimated, alternatives, minutes typed as hours: %q", s.Warnings)
	}
}

// Bad input prints a message and nothing else; a wrong flag is another status.
func TestErrors(t *testing.T) {
	tests := []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"Standrd Pages"}, badInput, `"Standard Pages", "Minor Pages"`},
		{[]string{"Secure Login", "nonsense"}, badInput, `no item "nonsense"; nearest: `},
		{[]string{"Secure Login=0"}, badInput, "is not a quantity"},
		{[]string{"Secure Login=x"}, badInput, "is not a quantity"},
		{[]string{"Secure Login=1000001"}, badInput, "not between 1 and"},
		{[]string{"Secure Login@0"}, badInput, "not a number of hours above zero"},
		{[]string{"saastech-web:Password Reset"}, badInput, "no item"},
		{[]string{""}, badInput, "no item"},
		{[]string{"-hours", "abc"}, badInput, "not a number of hours"},
		{[]string{"-hours", ""}, badInput, "not a number of hours"},
		{[]string{"-hours", "-1"}, badInput, "not a number of hours"},
		{[]string{"-hours", "1e9"}, badInput, "not a number of hours"},
		{[]string{"-hours", "1", "-level", "EXTREME"}, badInput, "no level"},
		{[]string{"-hours", "1", "Secure Login"}, badUsage, "instead of items"},
		{[]string{"-list", "Secure Login"}, badUsage, "takes no items"},
		{[]string{"-round", "day"}, badUsage, "want total, line or unit"},
		{[]string{"-read", "all"}, badUsage, "want pooled, level or any"},
		{[]string{"-json", "-csv"}, badUsage, "exclude each other"},
		{[]string{"-nonsense"}, badUsage, "flag provided but not defined"},
		{[]string{"-"}, badInput, `no item "-"`},
		{[]string{"Secure Login", "-", "-json"}, badInput, `no item "-"`},
		{[]string{"--", "-json"}, badInput, `no item "-json"`},
		{[]string{"ShockWave=17000"}, badInput, "more than 1000000 hours"},
		{[]string{"-hours", "1000000", "-level", "HIGH"}, badInput, "weighs more than 1000000 hours"},
	}
	for _, tt := range tests {
		stdout, stderr, status := runQuote(tt.args...)
		if status != tt.status || stdout != "" || !strings.Contains(stderr, tt.says) {
			t.Errorf("%q: status %d, printed %q, said %q; want status %d and %q", tt.args, status, stdout, stderr, tt.status, tt.says)
		}
	}
	if _, stderr, status := runQuote("-h"); status != ok || !strings.Contains(stderr, "usage: quote") {
		t.Errorf("-h: status %d, %q", status, stderr)
	}
}

// No line is wider than a page, and every figure for programs has two decimals, whatever is quoted.
func TestPage(t *testing.T) {
	fields := []string{"hours", "billed_hours", "cost", "per_use_hours", "unused_hours"}
	for _, read := range []string{"pooled", "level", "any"} {
		for _, args := range [][]string{
			{"-hours", "123456.25", "-level", "MEDIUM"}, {"-hours", "400000", "-level", "URGENT"}, {"-hours", "0.000000001"},
			{"Colored/Texture Background", "Custom 404 Error Handler", "Create Email Accounts=7@20m"},
			{"Secure Login=300000", "Travel Time (Extended)=90000"},
		} {
			args = append([]string{"-read", read}, args...)
			out, stderr, status := runQuote(args...)
			if status != ok || stderr != "" {
				t.Errorf("%q: status %d, %s", args, status, stderr)
			}
			for line := range strings.Lines(out) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
					t.Errorf("%q: %d columns: %s", args, n, line)
				}
			}
			out, _, _ = runQuote(append(args, "-json")...)
			var got map[string]any
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			for _, f := range fields {
				if s, _ := got[f].(string); !regexp.MustCompile(`^\d+\.\d{2}$`).MatchString(s) {
					t.Errorf("%q: %s is %v", args, f, got[f])
				}
			}
			out, _, _ = runQuote(append(args, "-csv")...)
			if rows, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil || len(rows) < 5 {
				t.Errorf("%q: %d rows of CSV, %v", args, len(rows), err)
			}
		}
	}
}

func TestNameInTwoCatalogues(t *testing.T) {
	var both []*estimate.Catalogue
	for _, id := range []string{"a", "b"} {
		c, err := estimate.NewCatalogue(id, id, []estimate.Item{{Name: "Training", Time: time.Hour}})
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, c)
	}
	if _, err := lookup("training", both); err == nil || !strings.Contains(err.Error(), "write one as b:training") {
		t.Errorf("which one is meant? %v", err)
	}
	if it, err := lookup("a:training", both); err != nil || it.Name != "Training" {
		t.Errorf("a catalogue named: %v, %v", it, err)
	}
}

func TestList(t *testing.T) {
	out, _, status := runQuote("-list", "-json")
	var got struct {
		Catalogues []struct {
			Name  string `json:"name"`
			Items []struct {
				Section *string `json:"section"`
				Name    string  `json:"name"`
				Hours   *string `json:"hours"`
			} `json:"items"`
		} `json:"catalogues"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != ok || len(got.Catalogues) != 2 {
		t.Fatal(err, status, len(got.Catalogues))
	}
	web, unknown := got.Catalogues[0].Items, 0
	for _, it := range web {
		switch {
		case it.Section == nil:
			t.Errorf("%s has no section field", it.Name)
		case it.Hours == nil:
			unknown++
		case !regexp.MustCompile(`^\d+\.\d{2}$`).MatchString(*it.Hours):
			t.Errorf("%s: %s h", it.Name, *it.Hours)
		}
	}
	if len(web) != 78 || unknown != 16 || len(got.Catalogues[1].Items) != 26 {
		t.Errorf("%d items, %d not estimated; %d items", len(web), unknown, len(got.Catalogues[1].Items))
	}
	out, _, _ = runQuote("-list", "-csv")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 1+78+26 {
		t.Errorf("%d rows of CSV, %v", len(rows), err)
	}
}
