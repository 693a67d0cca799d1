package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

// The zoo: the published terms of 41 support plans with worked cases, in
// testdata/zoo-plans.json. Each plan is a document in testdata/zoo, those of the five sources
// in plans/documents; testdata/zoo-words.json says what the words of a case mean to the plan:
// which document, parameter, meter, item or fact. What is given then makes a contract and a
// journal (zoo_given_test.go), and each figure wanted is asked of them (zoo_want_test.go).
// Nothing in the code knows a plan or a case.

// A zooPlan is a plan of the zoo with its cases.
type zooPlan struct {
	ID    string
	Cases []zooCase
}

// A zooCase is a worked example: what is asked, what is given, what is wanted.
type zooCase struct {
	Op      string
	Given   map[string]any
	Want    map[string]any
	Working string
}

// name returns the case as it stands in testdata/zoo-known.json.
func (p zooPlan) name(i int) string { return fmt.Sprintf("%s/%d", p.ID, i) }

func readZoo(t testing.TB, name string, v any, strictly bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if strictly {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// allPlans returns the registry of all documents, those that are shipped among them. The
// holiday tables that plans name and the library has not built in hold the days given.
func allPlans(t testing.TB, holidays []calendar.Holiday) *contract.Registry {
	t.Helper()
	var texts [][]byte
	for _, pattern := range []string{"plans/documents/*.json", "testdata/zoo/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, data)
		}
	}
	tables := map[string]calendar.Table{}
	for _, name := range []string{"ru-production", "ru-public", "de-provider-state", "fr-reunion"} {
		tables[name] = calendar.Table{Days: holidays}
	}
	r, err := contract.NewRegistry(texts, tables, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestZoo(t *testing.T) {
	var file struct {
		About string
		Plans []zooPlan
	}
	readZoo(t, "zoo-plans.json", &file, false)
	words := map[string]zooWords{}
	readZoo(t, "zoo-words.json", &words, true)
	known := map[string]string{}
	readZoo(t, "zoo-known.json", &known, true)
	if len(known) > 3 {
		t.Errorf("%d cases are listed as known to differ, more than 3", len(known))
	}
	plain := allPlans(t, nil)
	cases, met := 0, map[string]bool{}
	for _, p := range file.Plans {
		w, ok := words[p.ID]
		if !ok {
			t.Errorf("%s: nobody says what its words mean", p.ID)
			continue
		}
		for i, c := range p.Cases {
			cases++
			t.Run(p.name(i), func(t *testing.T) {
				answers := w.answers(t, plain, c)
				faults := c.faults(answers)
				reason, listed := known[p.name(i)]
				met[p.name(i)] = listed
				switch {
				case listed && len(faults) == 0:
					t.Errorf("it passes, and is listed as known to differ: %s", reason)
				case !listed:
					for _, f := range faults {
						t.Error(f)
					}
				}
				c.checkNotices(t, answers)
			})
		}
	}
	if cases != 82 {
		t.Errorf("%d cases, want 82", cases)
	}
	for name := range known {
		if _, ok := met[name]; !ok {
			t.Errorf("zoo-known.json lists %s, and there is no such case", name)
		}
	}
}

// An answer is a figure that was asked of a trial of a case.
type answer struct {
	key    string
	trial  int
	trials int
	got    string // as JSON
	err    error
}

// answers returns what the library says to all that a case wants.
func (w zooWords) answers(t *testing.T, plain *contract.Registry, c zooCase) []answer {
	var list []answer
	trials := w.trials(t, plain, c)
	for i, z := range trials {
		for _, key := range slices.Sorted(maps.Keys(c.Want)) {
			figure, ok := z.figure(key)
			if !ok {
				continue // of another side
			}
			many, listed := c.Want[key].([]any)
			got, err := z.answer(figure, listed && (len(trials) == 1 || len(many) != len(trials)))
			list = append(list, answer{key, i, len(trials), jsonOf(got), err})
		}
	}
	return list
}

// faults returns what differs from what the case wants.
func (c zooCase) faults(answers []answer) []string {
	var faults []string
	asked := map[string]bool{}
	for _, a := range answers {
		asked[a.key] = true
		want := c.Want[a.key]
		if list, ok := want.([]any); ok && a.trials > 1 && len(list) == a.trials {
			want = list[a.trial]
		}
		switch text := jsonOf(want); {
		case a.err != nil:
			faults = append(faults, fmt.Sprintf("%s %d, %s: %v", c.Op, a.trial, a.key, a.err))
		case a.key == "currency" && slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' }), strings.Trim(a.got, `"`)):
			// one of those that the source may mean
		case a.got != text:
			faults = append(faults, fmt.Sprintf("%s %d, %s: %s, want %s: %s", c.Op, a.trial, a.key, a.got, text, c.Working))
		}
	}
	for key := range c.Want {
		if !asked[key] {
			faults = append(faults, fmt.Sprintf("%s, %s: nobody asked", c.Op, key))
		}
	}
	return faults
}

// checkNotices changes each figure wanted, one by one, and reports those whose change nobody notices.
func (c zooCase) checkNotices(t *testing.T, answers []answer) {
	before := len(c.faults(answers))
	var change func(v any, put func(any))
	change = func(v any, put func(any)) {
		switch x := v.(type) {
		case []any:
			for i, element := range x {
				change(element, func(other any) { x[i] = other })
			}
			return
		case bool:
			put(!x)
		default:
			put("other")
		}
		if len(c.faults(answers)) <= before {
			t.Errorf("nobody notices that %v is changed in %v", v, c.Want)
		}
		put(v)
	}
	for key, v := range c.Want {
		change(v, func(other any) { c.Want[key] = other })
	}
}

func jsonOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}
