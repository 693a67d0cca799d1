package schema_test

import "regexp"

// An exception is a mutant that is a valid document by nature. Every mutant that an
// exception speaks of has to be accepted, and every other one refused.
type exception struct {
	ops   string                              // separated by spaces
	path  string                              // a regular expression, of the whole path
	patch bool                                // only in a document that extends another
	when  func(v any, in map[string]any) bool // none: always
	why   string

	re *regexp.Regexp
}

func has(field string) func(any, map[string]any) bool {
	return func(_ any, in map[string]any) bool { return in[field] != nil }
}

func lacks(field string) func(any, map[string]any) bool {
	return func(_ any, in map[string]any) bool { return in[field] == nil }
}

func is(field string, value any) func(any, map[string]any) bool {
	return func(_ any, in map[string]any) bool { return in[field] == value }
}

func like(pattern string) func(any, map[string]any) bool {
	re := regexp.MustCompile("^(" + pattern + ")$")
	return func(v any, _ map[string]any) bool { s, ok := v.(string); return ok && re.MatchString(s) }
}

func several(_ any, in map[string]any) bool { return len(in) > 1 }

const (
	rule     = `(classify\.rules|measure|weights|cover|items|rates|adjust|sla\.targets)\[\]`
	sections = `(classify\.rules|measure|weights|cover|items|rates|adjust|sla\.targets|includes)`
	price    = `(items\[\]\.price|rates\[\]\.price|adjust\[\]\.by)`
	words    = `(kind|channel|place|role|class|impact|urgency|asset|user|during|has|pays|breached|\*)`
	sizes    = `(needed|ahead|size|visit_time|age|away|open|prepaid|bought|attainment|contacts|left\.\*)`
	prose    = `(name|edition|levels\.\*\.(name|description|aliases\[\])|calendars\.\*\.closed\[\]\.name|(items|rates)\[\]\.tax|.*\.clause)`
	removed  = "in a patch, null removes what the parent has"
	optional = "the field has a default, or none is needed"
)

var exceptions = []exception{
	// Texts that stand for themselves.
	{ops: "malformed misspelt", path: prose, why: "prose says what it likes"},
	{ops: "misspelt", path: `id|extends|` + rule + `\.id`, why: "any name will do for a document or a rule"},
	{ops: "misspelt", path: `includes\[\]\.name`, why: "what is included is the vendor's to name"},
	{ops: "misspelt", path: `params\.\*\.(default|one_of\[\])`, when: is("type", "word"), why: "a parameter of words is any word"},
	{ops: "misspelt", path: `set\.\*`, when: like(`[^%]*`), why: "whether a set value is of its parameter's type is for the library to say"},
	{ops: "misspelt", path: `zone`, why: "there is no knowing every zone"},
	{ops: "misspelt", path: `sla\.metrics\.\w+\.(from|by\[\])`, when: like(`marked:.*`), why: "milestones are the vendor's to name"},
	{ops: "misspelt", path: `weights\[\]\.group|adjust\[\]\.group`, why: "groups are named where they are used"},

	// Names of other things, which are for the library to look up.
	{ops: "misspelt", path: `cover\[\]\.from\[\]|items\[\]\.grants\[\]\.pool|pools\.\*\.(alerts\[\]\.buy|pays\[\])`, why: "a pool or an item"},
	{ops: "misspelt", path: `pools\.\*\.of`, when: lacks("pays"), why: "a fact of the document's own"},
	{ops: "misspelt", path: `items\[\]\.(of|on\[\])|adjust\[\]\.(of|on\[\])`, why: "an item, or a fact of the document's own"},
	{ops: "misspelt", path: `sla\.targets\[\]\.clock|calendars\.\*\.(union|except|holidays)\[\]`, why: "a calendar, or a holiday table of the host"},
	{ops: "misspell", path: `(params|facts|calendars|pools|set|sla\.pause)\.\*|when\.left\.\*`, why: "any name will do, if it is the same everywhere"},
	{ops: "misspell", path: `when\.(` + words + `|` + sizes + `|\$|level|ending|planned|reported|left)`,
		why: "the document may have a fact of that name"},
	{ops: "misspelt", path: `.*`, when: like(`\$[^ ]*`), why: "a parameter, for the library to look up"},

	// Conditions.
	{ops: "misspelt", path: `when\.(` + words + `(\[\])?|\$)`, when: like(`[^<>]*`), why: "any word may be the value of a fact"},
	{ops: "list", path: `when\.(` + words + `|` + sizes + `|\$|level)`, when: like(`.*`), why: "any of one"},
	{ops: "text", path: `when\.` + words, why: "a word"},
	{ops: "true", path: `when\.\*`, why: "a fact of the document's own may be a flag"},
	{ops: "drop", path: `when\.(\w+|\*|\$)`, why: "a condition of less, or of nothing"},

	// Lists and objects.
	{ops: "list", path: ``, why: "a family of one"},
	{ops: "list", path: `(measure|cover|items|rates)\[\]\.per|pools\.\*\.per`, when: like(`.*`), why: "one group as a list"},
	{ops: "list", path: `items\[\]\.each`, why: "one size to choose from"},
	{ops: "empty", path: sections, why: "a section of no rules"},
	{ops: "object", path: `(calendars|pools)\.\*|sla\.pause`, patch: true, why: "nothing is merged"},

	// Fields that may be left out.
	{ops: "drop", path: `edition|from|abstract|zone|split`, why: optional},
	{ops: "drop", path: `currency`, when: is("abstract", true), why: "the children of a base have one"},
	{ops: "drop", path: `extends`, when: is("abstract", true), why: "a base whose parts are whole may stand by itself"},
	{ops: "drop", path: `(params|set|facts|calendars|levels|pools)\.\*|calendars\.\*\.dates\.\*|sla\.pause\.\*`, why: "one less"},
	{ops: "drop", path: `params\.\*\.(default|one_of|min|max|step)`, why: optional},
	{ops: "drop", path: `calendars\.\*\.(zone|holidays|closed|except|closed\[\]\.name|week\[\]\.from)`, why: optional},
	{ops: "drop", path: `calendars\.\*\.week`, when: has("dates"), why: "a calendar of single days"},
	{ops: "drop", path: `calendars\.\*\.dates`, why: optional},
	{ops: "drop", path: `levels\.\*\.(name|aliases|description|weight)`, why: optional},
	{ops: "drop", path: `classify\.(pick|default)`, why: optional},
	{ops: "drop", path: rule + `\.(when|clause)`, why: optional},
	{ops: "drop", path: `measure\[\]\.(round|grace|first|min|free|fixed|basis|after_weight|pass)|weights\[\]\.group`, why: optional},
	{ops: "drop", path: `cover\[\]\.(upto|beyond|whole|step|tolerance)`, why: optional},
	{ops: "drop", path: `cover\[\]\.needs`, when: lacks("tolerance"), why: optional},
	{ops: "drop", path: `pools\.\*\.(unit|per|weights|order|alerts|pays|alerts\[\]\.(in|buy))`, why: optional},
	{ops: "drop", path: `items\[\]\.(of|on|every|each|at_least|at_most|price|per|bill|prorate|tax|grants)`, why: optional},
	{ops: "drop", path: `items\[\]\.grants\[\]\.(every|expires|extend|priority|roll|roll\.(share|cap|total|lives|when))`, why: optional},
	{ops: "drop", path: `rates\[\]\.(per|weights|every|tax)|adjust\[\]\.(of|base|group|min|max)`, why: optional},
	{ops: "drop", path: price + `\.(per|whole|mode|min|max|tiers\[\]\.(per|whole))`, why: optional},
	{ops: "drop", path: price + `\.tiers\[\]\.(to|below)`, why: "that only the last tier has no bound is for the library to say"},
	{ops: "drop", path: `sla\.(metrics|pause|reclassified|reopened|met|warn)|sla\.metrics\.\w+`, why: optional},
	{ops: "drop", path: `sla\.metrics\.\w+\.(from|by)`, when: several, why: optional},
	{ops: "drop", path: `sla\.targets\[\]\.id`, when: has("clock"), why: "a target may go by its place"},
	{ops: "drop", path: `sla\.targets\[\]\.within\.\w+`, when: several, why: "one promise less"},
	{ops: "drop", path: `term\.(minimum|price_lock|renews|notice|notice\.\w+|part_period|changes|index|index\.(on|round)|contacts|eligible)`, why: optional},
	{ops: "drop", path: `invoice\.(every|anchor|bill|early|due|round|tax|tax\.prices)`, why: optional},
	{ops: "drop", path: `includes\[\]\.(dedicated|at)`, why: optional},

	// Patches.
	{ops: "drop", path: rule + `\.(level|per|times|as|from|price|on|by|drop|clock|within)`, patch: true, when: has("id"), why: "the parent says it"},
	{ops: "drop", path: `classify\.rules|sla\.targets|params\.\*\.type|pools\.\*\.of`, patch: true, why: "the parent says it"},
	{ops: "null", path: `currency|zone|split|params|set|facts|calendars|levels|classify|measure|weights|cover|pools|items|rates|adjust|sla|term|invoice|includes`,
		patch: true, why: removed},
	{ops: "null", path: `(params|set|facts|calendars|levels|pools)\.\*|params\.\*\.\w+|(classify|sla|term|invoice)\.\w+|sla\.targets\[\]\.within\.\w+`,
		patch: true, why: removed},
	{ops: "null", path: rule + `\.(when|clause|level|per|round|as|from|upto|beyond|whole|needs|of|every|each|price|grants|prorate|on|by|within)`,
		patch: true, when: has("id"), why: removed},
	{ops: "null", path: `sla\.targets\[\]\.(clock|within)`, patch: true, why: removed},
}
