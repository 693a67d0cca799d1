package contract

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// The days from which on, and up to which, hours are looked at.
const lintFrom, lintUntil = "2020-01-01", "2040-01-01"

// An opening is a stretch of time in which the same calendars are open.
type opening struct {
	from, to time.Time
	open     []string // calendars, sorted
}

// maxCalendars is how many calendars of a plan are looked at.
const maxCalendars = 16

// lookAtHours fills in the stretches of the years looked at, in order, and what is open
// together, once. It reports false if that cannot be known: if hours are a parameter that
// nobody has set, or a holiday table is not there.
func (l *linter) lookAtHours() bool {
	names := sortedKeys(l.plan.Calendars)
	if l.opened || len(names) > maxCalendars || slices.ContainsFunc(names, l.uncertain) {
		return l.known
	}
	l.opened, l.known = true, true
	from, until := calendar.MustParseDate(lintFrom).In(l.bound.loc), calendar.MustParseDate(lintUntil).In(l.bound.loc)
	type edge struct {
		at   int64
		name int
	}
	edges := []edge{{until.Unix(), -1}}
	for i, name := range names {
		for s := range l.bound.calendars[name].Segments(from, until) {
			edges = append(edges, edge{s.From.Unix(), i}, edge{s.To.Unix(), i})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.name, b.name)) })
	open, at, sets := make([]bool, len(names)), from, map[string]bool{}
	for _, e := range edges {
		next := time.Unix(e.at, 0).In(l.bound.loc)
		if next.After(at) {
			o := opening{from: at, to: next}
			for i, name := range names {
				if open[i] {
					o.open = append(o.open, name)
				}
			}
			l.openings, at = append(l.openings, o), next
			if key := strings.Join(o.open, " "); !sets[key] {
				sets[key] = true
				l.openSets = append(l.openSets, o.open)
			}
		}
		if e.name >= 0 {
			open[e.name] = !open[e.name]
		}
	}
	return true
}

// uncertain reports whether the hours of a calendar are not known yet.
func (l *linter) uncertain(name string) bool {
	c := l.plan.Calendars[name]
	if p := c.Week.Param; p != "" && l.plan.Set[p] == "" && l.plan.Params[p].Default == "" {
		return true
	}
	return slices.ContainsFunc(c.Holidays, l.noTable)
}

// noTable reports whether there are no holidays of that name yet.
func (l *linter) noTable(holidays string) bool {
	_, own := l.reg.tables[holidays]
	return !own && !builtIn(holidays)
}

// duringValues returns the sets of calendars that are open together at some time, those
// that nobody asks for left out.
func (l *linter) duringValues(words []string) ([]priority.Value, bool) {
	if !l.lookAtHours() {
		return subsets(words)
	}
	var values []priority.Value
	for _, open := range l.openSets {
		values = append(values, priority.Set(slices.DeleteFunc(slices.Clone(open), func(name string) bool { return !slices.Contains(words, name) })...))
	}
	return distinct(values), true
}

// bandsOverlap finds two weights by time of day that are not of one group and hold at once:
// they multiply.
func (l *linter) bandsOverlap(say sayFunc) {
	if !l.lookAtHours() {
		return
	}
	band := func(w Weight) bool { return slices.Contains(w.When.Facts(), "during") }
	for j, b := range l.plan.Weights {
		for i, a := range l.plan.Weights[:j] {
			if !band(a) || !band(b) || a.Group != "" && a.Group == b.Group {
				continue
			}
			f, ok, _ := l.possible([]priority.Condition{a.When, b.When}, nil)
			if !ok {
				continue
			}
			at := slices.IndexFunc(l.openings, func(o opening) bool {
				f := maps.Clone(f)
				f["during"] = priority.Set(o.open...)
				return a.When.Holds(f) && b.When.Holds(f)
			})
			say(rulePath("weights", j, b.ID), "it holds together with %s, as on %s, and multiplies with it, being of another group: %s × %s",
				rulePath("weights", i, a.ID), l.openings[at].from.Format("Monday 2006-01-02 at 15:04"), a.Times, b.Times)
		}
	}
}

// A stretch is a part of the week.
type stretch struct {
	from, to time.Weekday
	start    string // on the clock, "08:00"
	end      string
}

// String returns s as people read it: "Monday 08:00-18:00", "Friday 22:00 to Saturday 06:00".
func (s stretch) String() string {
	if s.from == s.to && s.start < s.end {
		return s.from.String() + " " + s.start + "-" + s.end
	}
	return s.from.String() + " " + s.start + " to " + s.to.String() + " " + s.end
}

// within reports whether s is on one day, and t at the same time of any day or longer.
func (s stretch) within(t stretch) bool {
	return s.from == s.to && t.from == t.to && t.start <= s.start && s.end <= t.end && s.start < s.end
}

// bandsGap finds time that no band covers, of two or more, where other days have one: work
// then counts as if it were in office hours.
func (l *linter) bandsGap(say sayFunc) {
	var bands []Weight
	var names []string
	for i, w := range l.plan.Weights {
		if slices.Equal(w.When.Facts(), []string{"during"}) {
			bands, names = append(bands, w), append(names, rulePath("weights", i, w.ID))
		}
	}
	if len(bands) < 2 || !l.lookAtHours() || !l.spend(len(l.openings)*len(bands)) {
		return
	}
	usual := l.bare(bands)
	base := commonest(usual)
	for i, s := range usual {
		same := func(t stretch) bool { return t.from == t.to && s.from == s.to && t.start == s.start && t.end == s.end }
		if s.within(base) || slices.ContainsFunc(usual[:i], same) {
			continue
		}
		days := ""
		for _, t := range slices.Backward(usual[i+1:]) {
			if same(t) {
				days = ", " + t.from.String() + days
			}
		}
		text := s.String()
		if days != "" {
			text = s.from.String() + days + " " + s.start + "-" + s.end
		}
		say("weights", "%s is in none of the bands %s, unlike the hours around %s-%s of other days",
			text, strings.Join(names, ", "), base.start, base.end)
	}
}

// bare returns the stretches that lie in no band, in the order of the week, as they are in
// most weeks; and not those that a calendar of its own covers, which says that they are meant.
func (l *linter) bare(bands []Weight) []stretch {
	count := map[stretch]int{}
	var from time.Time
	end := func(to time.Time, meant bool) {
		if !from.IsZero() && !meant {
			last := to.Add(-1) // 24:00 is of the day that ends
			count[stretch{from.Weekday(), last.Weekday(), from.Format("15:04"), endOfDay(to.Format("15:04"))}]++
		}
		from = time.Time{}
	}
	meant := true
	for _, o := range l.openings {
		f := priority.Facts{"during": priority.Set(o.open...)}
		if slices.ContainsFunc(bands, func(w Weight) bool { return w.When.Holds(f) }) {
			end(o.from, meant)
			continue
		}
		if from.IsZero() {
			from, meant = o.from, true
		}
		meant = meant && len(o.open) > 0
	}
	weeks := int(l.openings[len(l.openings)-1].to.Sub(l.openings[0].from) / (7 * 24 * time.Hour))
	var usual []stretch
	for s, n := range count {
		if n > weeks/2 {
			usual = append(usual, s)
		}
	}
	slices.SortFunc(usual, func(a, b stretch) int {
		return cmp.Or(cmp.Compare((a.from+6)%7, (b.from+6)%7), cmp.Compare(a.start, b.start))
	})
	return usual
}

func endOfDay(clock string) string {
	if clock == "00:00" {
		return "24:00"
	}
	return clock
}

// commonest returns the stretch that most days have at the same time, of several the first.
func commonest(list []stretch) stretch {
	var best stretch
	most := 0
	for _, s := range list {
		n := 0
		for _, t := range list {
			if s.within(t) && t.within(s) {
				n++
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return best
}

// holidaysMissing finds holidays that the host has to supply.
func (l *linter) holidaysMissing(say sayFunc) {
	l.holidays(func(path, name string, _ calendar.Table) {
		if l.noTable(name) {
			say(path, "the holidays %q are not built in: the host has to supply a table", name)
		}
	})
}

// holidaysEnd finds holiday tables that are known up to some day only.
func (l *linter) holidaysEnd(say sayFunc) {
	l.holidays(func(path, name string, table calendar.Table) {
		if !table.Through.IsZero() {
			say(path, "the holidays %q are known through %v: promises beyond it are refused", name, table.Through)
		}
	})
}

func (l *linter) holidays(yield func(path, name string, table calendar.Table)) {
	for _, c := range sortedKeys(l.plan.Calendars) {
		for i, name := range l.plan.Calendars[c].Holidays {
			yield(strict.At(strict.Key("calendars", c)+".holidays", i), name, l.reg.tables[name])
		}
	}
}
