package plans_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source says where one part of a document comes from: words of the seed and the
// requirement read out of them, a value assumed where the seed is silent and why, a page the
// vendor published elsewhere, or nothing but the structure of the document.
type source struct {
	Quote       string `json:"quote"`
	Requirement string `json:"requirement"`
	Assumed     string `json:"assumed"`
	Vendor      string `json:"vendor"`
	Structure   string `json:"structure"`
}

// sources holds, for each document, the seed it was read from and the source of each part
// by its path; a path speaks for all below it that has none of its own. The document "*"
// speaks for those parts that all documents have.
type sources struct {
	Seeds     map[string]string            `json:"seeds"`
	Documents map[string]map[string]source `json:"documents"`
}

// evidence is what the test looks at: the leaves of each document, and the text of each seed.
type evidence struct {
	sources
	leaves map[string]map[string]any
	seeds  map[string]string
}

// TestSources holds every value of the shipped documents to the document it was read from.
func TestSources(t *testing.T) {
	for _, finding := range read(t).findings() {
		t.Error(finding)
	}
}

// TestSourcesFindings proves that what is missing, misquoted or out of date is found.
func TestSourcesFindings(t *testing.T) {
	for _, tt := range []struct {
		why  string
		harm func(e *evidence)
		want string
	}{
		{"a value that nobody read anywhere", func(e *evidence) { e.leaves["kit"]["term.minimum"] = "2 years" },
			"kit: term.minimum: no source"},
		{"a document that is not in the list", func(e *evidence) { e.leaves["other"] = map[string]any{"id": "other"} },
			"other: no seed"},
		{"an entry whose value is gone", func(e *evidence) {
			delete(e.leaves["ongoing"], "rates.hour.price")
			delete(e.leaves["ongoing"], "rates.hour.id")
			delete(e.leaves["ongoing"], "rates.hour.clause")
		},
			"ongoing: rates.hour: points to nothing"},
		{"an entry for all that is in none", func(e *evidence) { e.Documents["*"]["epoch"] = source{Structure: "of old"} },
			"*: epoch: points to nothing"},
		{"an entry for a document that is gone", func(e *evidence) { e.Documents["gone"] = map[string]source{"id": {Structure: "of old"}} },
			"gone: no such document"},
		{"words that the seed does not have", func(e *evidence) { e.edit("websan-base", "items.seats", "quote", "$226/month") },
			`websan-base: items.seats: the seed does not say "$226/month"`},
		{"a clause that is not the seed's", func(e *evidence) { e.leaves["websan-base"]["cover.break-fix.clause"] = "Limited support" },
			`websan-base: cover.break-fix.clause: the seed does not say "Limited support"`},
		{"a quotation that no requirement stands on", func(e *evidence) { e.edit("websan-base", "items.seats", "requirement", "") },
			"websan-base: items.seats: a quotation and its requirement go together"},
		{"a requirement read out of another seed", func(e *evidence) { e.edit("websan-base", "items.seats", "requirement", "E6") },
			"websan-base: items.seats: E6 is not a requirement of seed C"},
		{"a source of two kinds", func(e *evidence) { e.edit("websan-base", "items.seats", "assumed", "so") },
			"websan-base: items.seats: want one kind of source, got 2"},
		{"a source of no kind", func(e *evidence) { e.Documents["kit"]["zone"] = source{} },
			"kit: zone: want one kind of source, got 0"},
	} {
		e := read(t)
		tt.harm(&e)
		if got := e.findings(); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%s: found %q, want %q alone", tt.why, got, tt.want)
		}
	}
}

// edit changes one field of a source.
func (e *evidence) edit(doc, path, field, to string) {
	s := e.Documents[doc][path]
	switch field {
	case "quote":
		s.Quote = to
	case "requirement":
		s.Requirement = to
	case "assumed":
		s.Assumed = to
	}
	e.Documents[doc][path] = s
}

// findings lists what is wrong, by document and path.
func (e evidence) findings() []string {
	var found []string
	add := func(doc, path, format string, args ...any) {
		if path != "" {
			path += ": "
		}
		found = append(found, doc+": "+path+fmt.Sprintf(format, args...))
	}
	for _, doc := range slices.Sorted(maps.Keys(e.leaves)) {
		seed, ok := e.seeds[e.Seeds[doc]]
		if !ok {
			add(doc, "", "no seed")
			continue
		}
		for _, path := range slices.Sorted(maps.Keys(e.leaves[doc])) {
			if !has(e.Documents[doc], path) && !has(e.Documents["*"], path) {
				add(doc, path, "no source")
			}
			if clause, ok := e.leaves[doc][path].(string); ok && last(path) == "clause" && !strings.Contains(seed, fold(clause)) {
				add(doc, path, "the seed does not say %q", clause)
			}
		}
	}
	for _, doc := range slices.Sorted(maps.Keys(e.Documents)) {
		if _, ok := e.leaves[doc]; !ok && doc != "*" {
			add(doc, "", "no such document")
			continue
		}
		for _, path := range slices.Sorted(maps.Keys(e.Documents[doc])) {
			if !e.exists(doc, path) {
				add(doc, path, "points to nothing")
			}
			if fault := e.fault(doc, e.Documents[doc][path]); fault != "" {
				add(doc, path, "%s", fault)
			}
		}
	}
	return found
}

var requirement = regexp.MustCompile(`^[A-E][0-9]+$`)

// fault says what is wrong with a source by itself.
func (e evidence) fault(doc string, s source) string {
	kinds := 0
	for _, text := range []string{s.Quote + s.Requirement, s.Assumed, s.Vendor, s.Structure} {
		if text != "" {
			kinds++
		}
	}
	letter := letterOf(e.Seeds[doc])
	switch {
	case kinds != 1:
		return fmt.Sprintf("want one kind of source, got %d", kinds)
	case (s.Quote == "") != (s.Requirement == ""):
		return "a quotation and its requirement go together"
	case s.Quote != "" && !strings.Contains(e.seeds[e.Seeds[doc]], fold(s.Quote)):
		return fmt.Sprintf("the seed does not say %q", s.Quote)
	case s.Requirement != "" && (!requirement.MatchString(s.Requirement) || s.Requirement[:1] != letter):
		return fmt.Sprintf("%s is not a requirement of seed %s", s.Requirement, letter)
	}
	return ""
}

// exists reports whether the path is a leaf of the document, or leads to some.
func (e evidence) exists(doc, path string) bool {
	if doc == "*" {
		for _, leaves := range e.leaves {
			if _, ok := leaves[path]; ok {
				return true
			}
		}
		return false
	}
	for leaf := range e.leaves[doc] {
		if leaf == path || strings.HasPrefix(leaf, path+".") {
			return true
		}
	}
	return false
}

// has reports whether the path, or one that leads to it, has a source.
func has(list map[string]source, path string) bool {
	for {
		if _, ok := list[path]; ok {
			return true
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return false
		}
		path = path[:i]
	}
}

// letterOf returns the letter by which the requirements name a seed: A is 000.
func letterOf(seed string) string {
	number, _, _ := strings.Cut(seed, "_")
	n, err := strconv.Atoi(number)
	if err != nil {
		return ""
	}
	return string(rune('A' + n))
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// fold puts one space wherever there is white space, however much of it and of what kind.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// read reads the documents, the seeds and the sources.
func read(t *testing.T) evidence {
	t.Helper()
	e := evidence{leaves: map[string]map[string]any{}, seeds: map[string]string{}}
	dec := json.NewDecoder(bytes.NewReader(file(t, "testdata/sources.json")))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e.sources); err != nil {
		t.Fatal(err)
	}
	for _, name := range glob(t, "testdata/seeds/*.txt") {
		e.seeds[filepath.Base(name)] = fold(string(file(t, name)))
	}
	for _, name := range glob(t, "documents/*.json") {
		for _, doc := range documents(t, name) {
			id, _ := doc["id"].(string)
			if e.leaves[id] != nil {
				t.Errorf("%s: a second document %q", name, id)
			}
			e.leaves[id] = map[string]any{}
			leaves(doc, "", e.leaves[id])
		}
	}
	return e
}

// documents reads a file of one document or of a family of them.
func documents(t *testing.T, name string) []map[string]any {
	t.Helper()
	data := file(t, name)
	if !bytes.HasPrefix(data, []byte("[")) {
		data = slices.Concat([]byte("["), data, []byte("]"))
	}
	var list []map[string]any
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return list
}

// leaves writes the leaves of v to the map, by path. An element of a list is called by its
// id if it has one, else by its place.
func leaves(v any, path string, to map[string]any) {
	under := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			leaves(x, under(key), to)
		}
	case []any:
		for i, x := range v {
			key := strconv.Itoa(i)
			if rule, ok := x.(map[string]any); ok {
				if id, ok := rule["id"].(string); ok {
					key = id
				}
			}
			leaves(x, under(key), to)
		}
	default:
		to[path] = v
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(names), err)
	}
	return names
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
