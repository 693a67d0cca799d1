package sla

import (
	"maps"
	"slices"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// MaxTargets and MaxWarnings are limits on a [Policy], beyond which it is refused.
const (
	MaxTargets  = 10_000
	MaxWarnings = 1000
)

// check notes what is wrong with p.
func (p Policy) check(fs *strict.Faults, calendars map[string]*calendar.Calendar) {
	named := func(path, name string) {
		if calendars[name] == nil {
			fs.Add(path, "unknown_calendar", "no calendar is named %.40q", name)
		}
	}
	switch {
	case p.Calendar != "":
		named("calendar", p.Calendar)
	case len(p.Targets) == 0:
		fs.Add("calendar", "no_calendar", "the policy names no calendar, and has no target that does")
	}
	if len(p.Targets) > MaxTargets {
		fs.Add("targets", "too_many", "%d targets, more than %d", len(p.Targets), MaxTargets)
	}
	seen := map[string]bool{}
	for i, t := range p.Targets[:min(len(p.Targets), MaxTargets)] {
		path := strict.At("targets", i)
		if id := p.ruleID(i); seen[id] {
			fs.Add(path+".id", "duplicate_id", "%.40q stands twice", id)
		} else {
			seen[id] = true
		}
		switch {
		case t.Calendar != "":
			named(path+".calendar", t.Calendar)
		case p.Calendar == "":
			fs.Add(path+".calendar", "no_calendar", "neither the target nor the policy names a calendar")
		}
		if len(t.Within) == 0 {
			fs.Add(path+".within", "empty", "a target gives a time for some metric, or \"none\"")
		}
		for _, m := range slices.Sorted(maps.Keys(t.Within)) {
			at := strict.Key(path+".within", m.String())
			checkMetric(fs, at, m)
			if f := t.Within[m].fault(); f != "" {
				fs.Add(at, "bad_target", "%s", f)
			}
		}
	}
	for _, m := range slices.Sorted(maps.Keys(p.Metrics)) {
		at := strict.Key("metrics", m.String())
		checkMetric(fs, at, m)
		p.Metrics[m].check(fs, at, m)
	}
	for _, reason := range slices.Sorted(maps.Keys(p.Pause)) {
		checkMetrics(fs, strict.Key("pause", reason), p.Pause[reason])
	}
	checkWord(fs, "reclassified", p.Reclassified, Keep, Forward, Reset, Prorate)
	checkWord(fs, "reopened", p.Reopened, Continue, Restart, Final)
	checkWord(fs, "met", p.Judge, ByElapsed, ByDue)
	if p.Window < 0 {
		fs.Add("window", "negative", "less than no time to reopen in")
	}
	if len(p.Warn) > MaxWarnings {
		fs.Add("warn", "too_many", "%d warnings, more than %d", len(p.Warn), MaxWarnings)
	}
	for i, w := range p.Warn[:min(len(p.Warn), MaxWarnings)] {
		w.check(fs, strict.At("warn", i))
	}
}

func (r Rules) check(fs *strict.Faults, path string, m Metric) {
	for field, list := range map[string][]Trigger{"from": r.From, "by": r.By} {
		for i, t := range list {
			if f := t.fault(); f == "" && field == "from" && (t.Type == Resolved || t.Type == Closed) {
				fs.Add(strict.At(strict.Below(path, field), i), "bad_trigger", "%v starts no clock, since it ends all of them", t.Type)
			} else if f != "" {
				fs.Add(strict.At(strict.Below(path, field), i), "bad_trigger", "%s", f)
			}
		}
	}
	if r.Opening && m != NextReply {
		fs.Add(strict.Below(path, "opening"), "misplaced", "only next_reply can count the opening message")
	}
	checkWord(fs, strict.Below(path, "reclassified"), r.Reclassified, Keep, Forward, Reset, Prorate)
	checkWord(fs, strict.Below(path, "reopened"), r.Reopened, Continue, Restart, Final)
}

func (w Warning) check(fs *strict.Faults, path string) {
	switch {
	case w.Share != 0 && w.Offset != 0:
		fs.Add(path, "two_points", "both a share and an offset; which is meant?")
	case w.Share < 0 || w.Share > maxPercent:
		fs.Add(path+".at", "bad_share", "a share of the target is more than nothing, and at most %v", maxPercent)
	}
	checkMetrics(fs, path+".metrics", w.Metrics)
}

func checkMetric(fs *strict.Faults, path string, m Metric) {
	if !m.IsValid() {
		fs.Add(path, "unknown_metric", "%v is no metric", m)
	}
}

func checkMetrics(fs *strict.Faults, path string, list []Metric) {
	for i, m := range list {
		checkMetric(fs, strict.At(path, i), m)
	}
}

// checkWord notes a mode that does not exist; the empty one is the default.
func checkWord[W ~string](fs *strict.Faults, path string, w W, known ...W) {
	if w != "" && !slices.Contains(known, w) {
		fs.Add(path, "unknown_word", "%.40q is none of %v", string(w), known)
	}
}

// ruleID returns what explanations call the target at a place in the list.
func (p *Policy) ruleID(i int) string {
	if id := p.Targets[i].ID; id != "" {
		return id
	}
	return strict.At("targets", i)
}

// calendar returns the name of the calendar that the clocks of a target run by.
func (t *Target) calendar(p *Policy) string {
	if t.Calendar != "" {
		return t.Calendar
	}
	return p.Calendar
}

// clone returns a copy of p that shares nothing that can be changed.
func (p Policy) clone() Policy {
	p.Targets = slices.Clone(p.Targets)
	for i := range p.Targets {
		p.Targets[i].Within = maps.Clone(p.Targets[i].Within)
	}
	p.Metrics = maps.Clone(p.Metrics)
	for m, r := range p.Metrics {
		r.From, r.By = slices.Clone(r.From), slices.Clone(r.By)
		p.Metrics[m] = r
	}
	p.Pause = maps.Clone(p.Pause)
	for reason, list := range p.Pause {
		p.Pause[reason] = slices.Clone(list)
	}
	p.Warn = slices.Clone(p.Warn)
	for i := range p.Warn {
		p.Warn[i].Metrics = slices.Clone(p.Warn[i].Metrics)
	}
	return p
}

// Equal reports whether p and q say the same, in the same order.
func (p Policy) Equal(q Policy) bool {
	return p.Calendar == q.Calendar && slices.EqualFunc(p.Targets, q.Targets, Target.Equal) &&
		maps.EqualFunc(p.Metrics, q.Metrics, Rules.Equal) && maps.EqualFunc(p.Pause, q.Pause, slices.Equal) &&
		word(p.Reclassified, Keep) == word(q.Reclassified, Keep) && word(p.Reopened, Continue) == word(q.Reopened, Continue) &&
		p.Window == q.Window && word(p.Judge, ByElapsed) == word(q.Judge, ByElapsed) &&
		slices.EqualFunc(p.Warn, q.Warn, Warning.Equal)
}

// Equal reports whether t and u say the same.
func (t Target) Equal(u Target) bool {
	return t.ID == u.ID && t.When.Equal(u.When) && t.Calendar == u.Calendar && maps.Equal(t.Within, u.Within)
}

// Equal reports whether r and s say the same.
func (r Rules) Equal(s Rules) bool {
	return slices.Equal(r.From, s.From) && slices.Equal(r.By, s.By) && r.Opening == s.Opening &&
		r.Unresolved == s.Unresolved && r.Reclassified == s.Reclassified && r.Reopened == s.Reopened
}

// Equal reports whether w and v say the same.
func (w Warning) Equal(v Warning) bool {
	return w.Name == v.Name && w.Share == v.Share && w.Offset == v.Offset && slices.Equal(w.Metrics, v.Metrics)
}

// word returns w, or the default where it is empty.
func word[W ~string](w, standard W) W {
	if w == "" {
		return standard
	}
	return w
}
