package contract

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// A Description is a plan in plain words that a customer could read.
type Description struct {
	Plan      string     `json:"plan"` // its id
	Edition   string     `json:"edition,omitempty"`
	Name      string     `json:"name,omitempty"`
	Extends   []string   `json:"extends,omitempty"` // ids, the nearest first
	Sentences []Sentence `json:"sentences"`         // section by section
}

// A Sentence is one thing that a plan says.
type Sentence struct {
	Section Section `json:"section"`
	Code    string  `json:"code"`             // which sentence it is, the same in every language and version
	Path    string  `json:"path,omitempty"`   // of what it is about, rules by their id
	Text    string  `json:"text"`             // in words
	Clause  string  `json:"clause,omitempty"` // the words of the source
	From    string  `json:"from,omitempty"`   // the document that the rule comes from, if it is not the plan's own
}

// Equal reports whether s and t are the same sentence.
func (s Sentence) Equal(t Sentence) bool { return s == t }

// String returns the sentence with its clause in quotation marks and where it comes from.
func (s Sentence) String() string {
	text := s.Text
	if s.Clause != "" {
		text += " “" + s.Clause + "”"
	}
	if s.From != "" {
		text += " [" + s.From + "]"
	}
	return text
}

// A Section is a part of a description.
type Section string

// The sections, in their order.
const (
	SectionCost     Section = "cost"
	SectionIncluded Section = "included"
	SectionCover    Section = "cover"
	SectionCarry    Section = "carry"
	SectionLevels   Section = "levels"
	SectionTime     Section = "time"
	SectionHours    Section = "hours"
	SectionPromise  Section = "promise"
	SectionTerm     Section = "term"
	SectionInvoice  Section = "invoice"
	SectionOpen     Section = "open"
)

var sections = []Section{
	SectionCost, SectionIncluded, SectionCover, SectionCarry, SectionLevels, SectionTime,
	SectionHours, SectionPromise, SectionTerm, SectionInvoice, SectionOpen,
}

// Title returns what the section is headed by: "What it costs".
func (s Section) Title() string { return english.phrase("section." + string(s)) }

// String returns the description as a page of text.
func (d Description) String() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(d.Name + " (" + strings.TrimSpace(d.Plan+" "+d.Edition) + ")"))
	b.WriteString("\n")
	var section Section
	for _, s := range d.Sentences {
		if s.Section != section {
			section = s.Section
			b.WriteString("\n" + section.Title() + "\n")
		}
		b.WriteString("- " + s.String() + "\n")
	}
	return b.String()
}

// Show returns a plan in plain words, in English: what it costs, what is included, what
// happens beyond that, how long hours last, how time is measured and weighed, when one is
// open, what is promised, how long the contract lasts, how it is billed, and what the
// contract still has to say. Parameters that the plan sets are put in; others are "the
// agreed rate". With no edition it is the latest. The error is a [*NotFoundError].
func (r *Registry) Show(id, edition string) (Description, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return Description{}, err
	}
	return r.describe(d, english), nil
}

// describe puts a plan into a language.
func (r *Registry) describe(d *document, lang language) Description {
	values := map[string]string{}
	for name := range d.plan.Params {
		if text, ok := d.plan.Set[name]; ok {
			values[name] = text
		}
	}
	bound, _ := bind(d.tree, "", values).(tree)
	s := &shower{reg: r, doc: d, plan: readPlan(bound, new(strict.Faults)), lang: lang, origins: map[string][]int{}} // the registry has checked it
	s.cost()
	s.included()
	s.cover()
	s.carry()
	s.levels()
	s.time()
	s.hours()
	s.promise()
	s.term()
	s.invoice()
	s.open()
	slices.SortStableFunc(s.said, func(a, b Sentence) int {
		return slices.Index(sections, a.Section) - slices.Index(sections, b.Section)
	})
	return Description{d.id, d.edition, d.plan.Name, slices.Clone(d.chain), s.said}
}

// A shower puts a plan into words.
type shower struct {
	reg  *Registry
	doc  *document
	plan Plan // with the parameters that it sets
	lang language
	said []Sentence

	origins map[string][]int // by list; see Registry.origins
}

// A language has a text for each code; {name} stands for what is put in.
type language map[string]string

// phrase returns the text of a code with what stands for its names, given in pairs.
func (l language) phrase(code string, pairs ...string) string {
	text, ok := l[code]
	if !ok {
		return "⟦" + code + "⟧"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

func (s *shower) phrase(code string, pairs ...string) string { return s.lang.phrase(code, pairs...) }

// option returns the phrase if it is wanted, and else nothing.
func (s *shower) option(wanted bool, code string, pairs ...string) string {
	if !wanted {
		return ""
	}
	return s.phrase(code, pairs...)
}

// say adds a sentence.
func (s *shower) say(section Section, path, code string, pairs ...string) {
	s.said = append(s.said, Sentence{Section: section, Code: code, Path: path, Text: sentence(s.phrase(code, pairs...))})
}

// sayRule adds a sentence about a rule: with its condition before it, the clause of its
// source, and the document that it comes from.
func (s *shower) sayRule(section Section, list string, i int, id string, when priority.Condition, clause, code string, pairs ...string) {
	text := s.phrase(code, pairs...)
	if !when.IsZero() {
		text = s.phrase("when", "when", when.String(), "text", text)
	}
	x := Sentence{Section: section, Code: code, Path: rulePath(list, i, id), Text: sentence(text), Clause: clause}
	if _, known := s.origins[list]; !known {
		s.origins[list] = s.reg.origins(s.doc, list)
	}
	if n := s.origins[list][i]; n > 0 {
		x.From = s.reg.chain(s.doc)[n].id
	}
	s.said = append(s.said, x)
}

// sentence returns text with a capital at its beginning and a point at its end.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

// list returns words as people read them: "a, b and c".
func (s *shower) list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return s.phrase("list", "first", strings.Join(items[:last], ", "), "last", items[last])
}

// spoken returns an id as people read it.
func spoken(id string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(id) }

func (s *shower) names(ids []string) string {
	var list []string
	for _, id := range ids {
		list = append(list, spoken(id))
	}
	return s.list(list)
}

// wordOr returns the phrase of a word under a prefix, or the word if there is none.
func (s *shower) wordOr(prefix, word string) string {
	if text, ok := s.lang[prefix+word]; ok {
		return text
	}
	return spoken(word)
}

// open says what the contract has to say, and what has to be stated with the work.
func (s *shower) open() {
	for _, id := range sortedKeys(s.plan.Params) {
		p := s.plan.Params[id]
		if _, set := s.plan.Set[id]; set {
			continue
		}
		bounds := ""
		switch {
		case len(p.OneOf) > 0:
			bounds = s.phrase("param.one_of", "choices", strings.Join(p.OneOf, ", "))
		case p.Min != "" && p.Max != "":
			bounds = s.phrase("param.between", "min", p.Min, "max", p.Max)
		case p.Min != "":
			bounds = s.phrase("param.min", "min", p.Min)
		case p.Max != "":
			bounds = s.phrase("param.max", "max", p.Max)
		}
		code := "param.required"
		if p.Default != "" {
			code = "param.default"
		}
		s.say(SectionOpen, strict.Key("params", id), code, "name", spoken(id), "type", s.phrase("type."+string(p.Type)),
			"bounds", bounds+s.option(p.Step != "", "param.step", "step", p.Step), "default", p.Default)
	}
	for _, id := range slices.Sorted(maps.Keys(s.plan.Facts)) {
		s.say(SectionOpen, strict.Key("facts", id), "fact."+string(s.plan.Facts[id]), "name", spoken(id))
	}
	if s.plan.Zone == "" {
		s.say(SectionOpen, "zone", "zone.open")
	} else {
		s.say(SectionOpen, "zone", "zone", "zone", s.plan.Zone)
	}
	if s.plan.Abstract {
		s.say(SectionOpen, "abstract", "abstract")
	}
}
