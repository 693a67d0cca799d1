package priority_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
)

// office is ordinary work: reported by a ticket and planned, in office hours.
var office = priority.Facts{
	"reported": priority.Flag(true), "planned": priority.Flag(true), "channel": priority.Word("portal"), "place": priority.Word("remote"),
	"kind": priority.Word("other"), "impact": priority.Word("none"), "needed": priority.Time(48 * time.Hour), "conflict": priority.Flag(false),
	"production": priority.Flag(false), "contacts": priority.Events(start), "during": priority.Set("office"),
}

// with returns ordinary work with some facts changed; the zero Value takes one away.
func with(changes priority.Facts) priority.Facts { return priority.Nearest(changes, office) }

// without returns ordinary work with facts that nobody stated.
func without(changes priority.Facts, names ...string) priority.Facts {
	f := with(changes)
	for _, name := range names {
		delete(f, name)
	}
	return f
}

func word(s string) priority.Value { return priority.Word(s) }

func within(m float64) priority.Value { return priority.Time(minutes(m)) }

var (
	on, off   = priority.Flag(true), priority.Flag(false)
	closed    = priority.Set()
	holiday   = priority.Set("holiday")
	persisted = priority.Events(start, start.Add(130*time.Minute), start.Add(390*time.Minute), start.Add(23*time.Hour+40*time.Minute))
	tooLate   = priority.Events(start, start.Add(130*time.Minute), start.Add(390*time.Minute), start.Add(24*time.Hour+time.Minute))
)

func TestSaaSTechRules(t *testing.T) {
	const low, medium, high, urgent = priority.P4, priority.P3, priority.P2, priority.P1
	for _, tt := range []struct {
		why   string // requirement and phrase
		facts priority.Facts
		want  priority.Level
		rule  string // that decides; empty: the default
	}{
		{"A13 service setups", with(priority.Facts{"kind": word("setup")}), low, "usable"},
		{"A13 configuration changes, nothing else known", priority.Facts{"kind": word("configuration")}, low, "configuration"},
		{"A13 data migration, ticket, remote", with(priority.Facts{"kind": word("migration")}), low, "usable"},
		{"A13 data migration", priority.Facts{"kind": word("migration")}, low, "migration"},
		{"A13 website planning", priority.Facts{"kind": word("website-planning")}, low, "website-planning"},
		{"A13 design for web or print", priority.Facts{"kind": word("design")}, low, "design"},
		{"A13 SEO", priority.Facts{"kind": word("seo")}, low, "seo"},
		{"A13 ad campaign setups", priority.Facts{"kind": word("ads")}, low, "ads"},
		{"A13 analytic setups", priority.Facts{"kind": word("analytics")}, low, "analytics"},
		{"A13 scheduled reviews", priority.Facts{"kind": word("review"), "planned": on}, low, "review"},
		{"A13 planned changes to website, computers", priority.Facts{"kind": word("change"), "planned": on}, low, "planned-change"},
		{"A13 remote on the job training", priority.Facts{"kind": word("training")}, low, "training"},
		{"A13 consultation", priority.Facts{"kind": word("consultation")}, low, "consultation"},
		{"A13 virtual assistant tasks", priority.Facts{"kind": word("assistant")}, low, "assistant"},
		{"A14 broken, but not everything", with(priority.Facts{"impact": word("partial")}), medium, "partial"},
		{"A15 on the bench, service usable", with(priority.Facts{"place": word("bench")}), medium, "bench"},
		{"A16 by phone, neither ticket nor appointment", with(priority.Facts{"channel": word("phone"), "reported": off}), medium, "unreported"},
		{"A16 by text message", with(priority.Facts{"channel": word("text"), "reported": off}), medium, "unreported"},
		{"A16 on site directly", with(priority.Facts{"channel": word("onsite"), "reported": off}), medium, "unreported"},
		{"A16 by phone, but reported before", with(priority.Facts{"channel": word("phone")}), low, "usable"},
		{"A8 an unreported call of LOW impact is at least MEDIUM", with(priority.Facts{"channel": word("phone"), "reported": off, "impact": word("none")}), medium, "unreported"},
		{"A8 and HIGH where the impact is", with(priority.Facts{"channel": word("phone"), "reported": off, "impact": word("severe")}), high, "severe"},
		{"A17 severely impaired", with(priority.Facts{"impact": word("severe")}), high, "severe"},
		{"A18 service call", with(priority.Facts{"kind": word("service-call")}), high, "service-call"},
		{"A19 travel on a LOW ticket", with(priority.Facts{"kind": word("travel")}), high, "travel"},
		{"A20, AMB-18 within the hour and in conflict", with(priority.Facts{"needed": within(60), "conflict": on}), urgent, "at-once"},
		{"A20, AMB-18 within the hour, no conflict, usable", with(priority.Facts{"needed": within(60)}), low, "usable"},
		{"A20 61 minutes", with(priority.Facts{"needed": within(61), "conflict": on}), low, "usable"},
		{"A20 in conflict, but not within the hour", with(priority.Facts{"conflict": on}), low, "usable"},
		{"A21 the third contact within 24 h", with(priority.Facts{"contacts": persisted}), urgent, "persistent"},
		{"A21 the third contact at 09:01 of the next day", with(priority.Facts{"contacts": tooLate}), low, "usable"},
		{"A22 down, wanted in 45 min", with(priority.Facts{"impact": word("down"), "needed": within(45)}), urgent, "down-now"},
		{"A22 down, but there is time", with(priority.Facts{"impact": word("down"), "needed": within(120)}), low, "ticket"},
		{"A24 scheduled remote consultation", with(priority.Facts{"kind": word("consultation")}), low, "usable"},
		{"A24 remote consultation alone", priority.Facts{"kind": word("consultation"), "place": word("remote")}, low, "remote-consultation"},
		{"A24 ticket item", priority.Facts{"reported": on}, low, "ticket"},
		{"A24 scheduled appointment", priority.Facts{"channel": word("appointment")}, low, "appointment"},
		{"A24 remote connection, scheduled", priority.Facts{"place": word("remote"), "planned": on}, low, "remote"},
		{"A25 unscheduled remote connection", with(priority.Facts{"planned": off}), medium, "unscheduled"},
		{"A25 non-ticket item", with(priority.Facts{"reported": off}), medium, "no-ticket"},
		{"A26 on site, scheduled", with(priority.Facts{"place": word("onsite")}), high, "on-site"},
		{"A26 on-site consultation", with(priority.Facts{"place": word("onsite"), "kind": word("consultation")}), high, "on-site"},
		{"A26, AMB-19 planned coding on a ticket", with(priority.Facts{"kind": word("coding")}), high, "coding"},
		{"AMB-19 planned change of content", with(priority.Facts{"kind": word("change")}), low, "usable"},
		{"A27 service unusable", with(priority.Facts{"impact": word("unusable")}), urgent, "unusable"},
		{"A27 coding in production", with(priority.Facts{"kind": word("coding"), "production": on}), urgent, "live-code"},
		{"A27 Mon 25 May 2026 11:00, unplanned", with(priority.Facts{"planned": off, "during": holiday}), urgent, "holiday"},
		{"A27 Tue 26 May 19:30, unplanned", with(priority.Facts{"planned": off, "during": closed}), urgent, "off-hours"},
		{"A27 Tue 26 May 19:30, pre-booked", with(priority.Facts{"during": closed}), low, "usable"},
		{"AMB-16 booked holiday work keeps its level", with(priority.Facts{"during": holiday}), low, "usable"},
		{"AMB-16 booked holiday work on site", with(priority.Facts{"during": holiday, "place": word("onsite")}), high, "on-site"},
		{"AMB-17 two contacts are not persistent", with(priority.Facts{"contacts": priority.Events(start, start.Add(1), start.Add(2))}), low, "usable"},
		{"AMB-20 an unscheduled visit is HIGH by its place", with(priority.Facts{"planned": off, "place": word("onsite")}), high, "on-site"},
		{"AMB-20 and URGENT if another rule says so", with(priority.Facts{"planned": off, "place": word("onsite"), "during": closed}), urgent, "off-hours"},
		{"AMB-21 16:30-17:00, unscheduled remote", with(priority.Facts{"planned": off}), medium, "unscheduled"},
		{"AMB-21 17:00-17:30, unscheduled remote", with(priority.Facts{"planned": off, "during": closed}), urgent, "off-hours"},
		{"nothing known", nil, low, ""},
		{"E1 Mon 4 May, booked appointment, remote", with(priority.Facts{"channel": word("appointment")}), low, "usable"},
		{"E2 Wed 6 May, text to the manager, no ticket", without(priority.Facts{"channel": word("text"), "reported": off}, "place"), medium, "unreported"},
		{"E3 Fri 8 May, drive to site", without(priority.Facts{"kind": word("travel")}, "place"), high, "travel"},
		{"E4 Fri 8 May, scheduled visit", with(priority.Facts{"place": word("onsite")}), high, "on-site"},
		{"E5 Tue 12 May, planned website changes, ticket", without(priority.Facts{"kind": word("change")}, "impact", "reported"), low, "remote"},
		{"E6 Thu 14 May, third contact inside 24 h", with(priority.Facts{"contacts": persisted}), urgent, "persistent"},
		{"E7 Mon 25 May, server down, wanted within the hour", with(priority.Facts{"impact": word("down"), "needed": within(60), "planned": off, "during": holiday}), urgent, "down-now"},
		{"E8 Thu 28 May, laptop on the bench", with(priority.Facts{"place": word("bench"), "kind": word("os-install")}), medium, "bench"},
	} {
		because(t, tt.why)
		rules := priority.SaaSTechRules()
		got := rules.Classify(tt.facts)
		if got.Level != tt.want || got.Rule != tt.rule || (got.Basis == priority.ByRule) != (tt.rule != "") {
			t.Errorf("%s: %v by %q, want %v by %q", tt.why, got.Level, got.Rule, tt.want, tt.rule)
		}
		for r := range rules.All() {
			if matched := slices.ContainsFunc(got.Matches, r.Equal); matched != r.When.Holds(tt.facts) {
				t.Errorf("%s: rule %q is among the matches: %v", tt.why, r.ID, matched)
			}
			if open := slices.ContainsFunc(got.NotEvaluated, func(n priority.NotEvaluated) bool { return n.Rule.Equal(r) }); open {
				if o, _ := r.When.Eval(tt.facts); o != priority.Unknown {
					t.Errorf("%s: rule %q is %v, and reported as not evaluated", tt.why, r.ID, o)
				}
			}
		}
		if len(tt.facts) >= len(office) && !got.Certain() {
			t.Errorf("%s: not certain, for want of %v", tt.why, got.NotEvaluated)
		}
	}
}

// Every shipped rule decides in some case, or at least matches where it says no more
// than another of its level.
func TestSaaSTechRulesAreReachable(t *testing.T) {
	for r := range priority.SaaSTechRules().All() {
		only, err := priority.NewRules(priority.RulesConfig{Rules: []priority.Rule{r}})
		if err != nil || r.Clause == "" {
			t.Fatalf("%q: %v", r.ID, err)
		}
		reached := false
		for _, place := range []string{"remote", "onsite", "bench"} {
			for _, kind := range append([]string{"other"}, kinds()...) {
				for _, impact := range []string{"none", "partial", "severe", "down", "unusable"} {
					f := with(priority.Facts{
						"place": word(place), "kind": word(kind), "impact": word(impact), "channel": word("appointment"),
						"contacts": persisted, "needed": within(30), "conflict": on, "production": on,
					})
					for _, during := range []priority.Value{closed, holiday} {
						f["during"] = during
						for _, planned := range []priority.Value{on, off} {
							f["planned"], f["reported"] = planned, planned
							reached = reached || only.Classify(f).Rule == r.ID
							f["channel"] = word("text")
							reached = reached || only.Classify(f).Rule == r.ID
							f["channel"] = word("appointment")
						}
					}
				}
			}
		}
		if !reached {
			t.Errorf("nothing makes rule %q match", r.ID)
		}
	}
}

func kinds() []string {
	return []string{
		"travel", "coding", "service-call", "consultation", "setup", "configuration", "migration", "website-planning", "design",
		"seo", "ads", "analytics", "review", "change", "training", "assistant",
	}
}

// Without a calendar, whether it was off hours is not known: the rules are reported and
// the answer is not certain (A39).
func TestNoCalendar(t *testing.T) {
	got := priority.SaaSTechRules().Classify(without(priority.Facts{"planned": off}, "during"))
	if got.Level != priority.P3 || got.Rule != "unscheduled" || got.Certain() {
		t.Errorf("%v, certain: %v; want P3, not certain", got, got.Certain())
	}
	var open []string
	for _, n := range got.NotEvaluated {
		open = append(open, n.Rule.ID)
		if diff := cmp.Diff([]priority.Missing{{Fact: "during", Why: "not_stated"}}, n.Missing); diff != "" {
			t.Errorf("%s (-want +got):\n%s", n.Rule.ID, diff)
		}
	}
	if diff := cmp.Diff([]string{"holiday", "off-hours"}, open); diff != "" {
		t.Errorf("not evaluated (-want +got):\n%s", diff)
	}
	booked := priority.SaaSTechRules().Classify(without(nil, "during"))
	if booked.Level != priority.P4 || !booked.Certain() {
		t.Errorf("booked work needs no calendar: %v, certain: %v", booked, booked.Certain())
	}
	urgent := priority.SaaSTechRules().Classify(without(priority.Facts{"planned": off, "impact": word("unusable")}, "during"))
	if urgent.Level != priority.P1 || !urgent.Certain() {
		t.Errorf("URGENT cannot become more urgent: %v, certain: %v", urgent, urgent.Certain())
	}
}

// The other readings of the source are edits of the shipped rules.
func TestSaaSTechOptions(t *testing.T) {
	for _, tt := range []struct {
		why, rule, when string
		facts           priority.Facts
		was, now        priority.Level
	}{
		{"AMB-16 holidays always URGENT", "holiday", `{"during": "holiday"}`, with(priority.Facts{"during": holiday}), 4, 1},
		{"AMB-17 two contacts within 12 h", "persistent", `{"contacts": ">=2 in 12h"}`, with(priority.Facts{"contacts": tooLate}), 4, 1},
		{"AMB-17 four contacts", "persistent", `{"contacts": ">=4 in 24h"}`, with(priority.Facts{"contacts": persisted}), 1, 4},
		{"AMB-18 either will do", "at-once", `{"any": [{"needed": "<=1h"}, {"conflict": true}]}`, with(priority.Facts{"needed": within(60)}), 4, 1},
		{"AMB-20 only scheduled visits are HIGH", "on-site", `{"place": "onsite", "planned": true}`, with(priority.Facts{"place": word("onsite"), "planned": off, "impact": word("partial")}), 2, 3},
	} {
		because(t, tt.why)
		cfg := priority.SaaSTechRules().Config()
		i := slices.IndexFunc(cfg.Rules, func(r priority.Rule) bool { return r.ID == tt.rule })
		cfg.Rules[i].When = priority.MustParseCondition(tt.when)
		edited, err := priority.NewRules(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if was, now := priority.SaaSTechRules().Classify(tt.facts).Level, edited.Classify(tt.facts).Level; was != tt.was || now != tt.now {
			t.Errorf("%s: %v, then %v; want %v, then %v", tt.why, was, now, tt.was, tt.now)
		}
	}
}
