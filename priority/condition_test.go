package priority_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
)

// What a Condition promises to be, checked by the compiler. It is no text.
var (
	_ json.Marshaler   = priority.Condition{}
	_ json.Unmarshaler = new(priority.Condition)
	_ fmt.Stringer     = priority.Outcome(0)

	_ encoding.TextMarshaler   = priority.Currency{}
	_ encoding.TextUnmarshaler = new(priority.Currency)
	_ encoding.TextMarshaler   = priority.Rounding{}
	_ encoding.TextUnmarshaler = new(priority.Rounding)
	_ encoding.TextMarshaler   = priority.MoneyRounding{}
	_ encoding.TextUnmarshaler = new(priority.MoneyRounding)
)

// evalFacts are the facts of TestEval; all others are not stated.
var evalFacts = priority.Facts{
	"place": priority.Word("onsite"), "nothing": {}, "planned": priority.Flag(false), "seats": priority.Number(dec("10.0")),
	"needed": priority.Time(time.Hour), "age": priority.Time(15 * 24 * time.Hour), "during": priority.Set("office", "phone"), "has": priority.Set(),
	"contacts": priority.Events(start, start.Add(2*time.Hour), start.Add(24*time.Hour-1), start.Add(24*time.Hour)),
	"left":     priority.Table(map[string]priority.Value{"hours": priority.Time(time.Hour), "calls": priority.Number(dec("0"))}),
	"$limit":   priority.Time(time.Hour), "$place": priority.Word("onsite"), "$n": priority.Number(dec("3")), "$set": priority.Set("onsite", "bench"),
	"1h": priority.Word("1h"), "ten": priority.Word("10"),
}

func TestEval(t *testing.T) {
	const tr, fa, un = priority.True, priority.False, priority.Unknown
	for _, tt := range []struct {
		when string
		want priority.Outcome
		miss string // "fact why", joined by commas
	}{
		{`{}`, tr, ""},
		// Words and sets.
		{`{"place": "onsite"}`, tr, ""},
		{`{"place": "bench"}`, fa, ""},
		{`{"place": "Onsite"}`, fa, ""},
		{`{"place": ["bench", "onsite"]}`, tr, ""},
		{`{"place": ["bench", "remote"]}`, fa, ""},
		{`{"1h": "1h", "ten": ["10"]}`, tr, ""},
		{`{"during": "phone"}`, tr, ""},
		{`{"during": "holiday"}`, fa, ""},
		{`{"has": "monthly"}`, fa, ""},
		{`{"kind": "travel"}`, un, "kind not_stated"},
		{`{"nothing": "x"}`, un, "nothing not_stated"},
		// Flags.
		{`{"planned": false}`, tr, ""},
		{`{"planned": true}`, fa, ""},
		{`{"planned": [true, false]}`, tr, ""},
		{`{"planned": "false"}`, un, "planned wrong_kind"},
		{`{"place": true}`, un, "place wrong_kind"},
		// Times and numbers.
		{`{"needed": "<=1h"}`, tr, ""},
		{`{"needed": "<1h"}`, fa, ""},
		{`{"needed": ">=60m"}`, tr, ""},
		{`{"needed": ">1h"}`, fa, ""},
		{`{"needed": "60m"}`, tr, ""},
		{`{"needed": "61m"}`, fa, ""},
		{`{"needed": ["<30m", ">59m59.999999999s"]}`, tr, ""},
		{`{"needed": "<=1"}`, un, "needed wrong_kind"},
		{`{"needed": "soon"}`, un, "needed wrong_kind"},
		{`{"place": "<=1h"}`, un, "place wrong_kind"},
		{`{"place": ["<=1h", "onsite"]}`, tr, ""},
		{`{"place": ["<=1h", "bench"]}`, un, "place wrong_kind"},
		{`{"during": ">1"}`, un, "during wrong_kind"},
		{`{"seats": "10"}`, tr, ""},
		{`{"seats": "10.000"}`, tr, ""},
		{`{"seats": ">10"}`, fa, ""},
		{`{"seats": ">9.999999999"}`, tr, ""},
		{`{"seats": "<-1"}`, fa, ""},
		{`{"seats": ">1h"}`, un, "seats wrong_kind"},
		{`{"seats": ">=3 in 24h"}`, un, "seats wrong_kind"},
		{`{"needed": "<=$limit in 24h"}`, un, "needed wrong_kind"},
		{`{"age": ">14 days"}`, tr, ""},
		{`{"age": ">15 days"}`, fa, ""},
		{`{"age": ["15 days"]}`, tr, ""},
		{`{"age": ">=2 weeks"}`, tr, ""},
		{`{"age": "<1 week"}`, fa, ""},
		{`{"age": ">1 day"}`, tr, ""},
		// Events: how many, and within what time of the start.
		{`{"contacts": ">=3"}`, tr, ""},
		{`{"contacts": "3"}`, tr, ""},
		{`{"contacts": ">=3 in 24h"}`, fa, ""},
		{`{"contacts": ">=2 in 1 day"}`, tr, ""},
		{`{"contacts": ">=3 in 24h0.000000001s"}`, tr, ""},
		{`{"contacts": "<1 in 2h"}`, tr, ""},
		{`{"contacts": ">=$n in 48h"}`, tr, ""},
		{`{"contacts": ">1h"}`, un, "contacts wrong_kind"},
		{`{"contacts": "many"}`, un, "contacts wrong_kind"},
		{`{"contacts": ">=$limit"}`, un, "contacts wrong_kind"},
		// Tables.
		{`{"left": {"hours": ">=1h"}}`, tr, ""},
		{`{"left": {"hours": ">=1h", "calls": ">0"}}`, fa, ""},
		{`{"left": {"calls": ["0", "1"], "hours": "1h"}}`, tr, ""},
		{`{"left": {"visits": ">0"}}`, un, "left.visits not_stated"},
		{`{"left": {"calls": ">1h"}}`, un, "left.calls wrong_kind"},
		{`{"left": ">1h"}`, un, "left wrong_kind"},
		{`{"place": {"hours": ">1h"}}`, un, "place.hours wrong_kind"},
		{`{"due": {"hours": ">1h"}}`, un, "due.hours not_stated"},
		// Parameters.
		{`{"needed": "<=$limit"}`, tr, ""},
		{`{"needed": "<$limit"}`, fa, ""},
		{`{"needed": "$limit"}`, tr, ""},
		{`{"place": "$place"}`, tr, ""},
		{`{"place": "$set"}`, tr, ""},
		{`{"kind": "$place"}`, un, "kind not_stated"},
		{`{"during": "$place"}`, fa, ""},
		{`{"seats": ">$n"}`, tr, ""},
		{`{"needed": "<=$none"}`, un, "$none not_stated"},
		{`{"needed": "<=$n"}`, un, "needed wrong_kind"},
		{`{"place": "<$place"}`, un, "place wrong_kind"},
		{`{"$limit": ">30m"}`, tr, ""},
		{`{"$none": ">30m"}`, un, "$none not_stated"},
		// Kleene: and, or, not over true, false and unknown.
		{`{"place": "onsite", "planned": false}`, tr, ""},
		{`{"place": "onsite", "planned": true}`, fa, ""},
		{`{"place": "onsite", "kind": "x"}`, un, "kind not_stated"},
		{`{"place": "bench", "kind": "x"}`, fa, ""},
		{`{"kind": "x", "role": "y", "place": true}`, un, "kind not_stated, place wrong_kind, role not_stated"},
		{`{"not": {"place": "onsite"}}`, fa, ""},
		{`{"not": {"place": "bench"}}`, tr, ""},
		{`{"not": {"kind": "x"}}`, un, "kind not_stated"},
		{`{"not": {}}`, fa, ""},
		{`{"not": {"not": {"place": "onsite"}}}`, tr, ""},
		{`{"not": {"place": "bench", "kind": "x"}}`, tr, ""},
		{`{"any": [{"place": "onsite"}, {"planned": false}]}`, tr, ""},
		{`{"any": [{"place": "bench"}, {"planned": false}]}`, tr, ""},
		{`{"any": [{"place": "bench"}, {"planned": true}]}`, fa, ""},
		{`{"any": [{"kind": "x"}, {"place": "onsite"}]}`, tr, ""},
		{`{"any": [{"kind": "x"}, {"place": "bench"}]}`, un, "kind not_stated"},
		{`{"any": [{"kind": "x"}, {"kind": "y"}, {"role": "z"}]}`, un, "kind not_stated, role not_stated"},
		{`{"any": [{}]}`, tr, ""},
		{`{"not": {"any": [{"kind": "x"}, {"place": "bench"}]}}`, un, "kind not_stated"},
		{`{"any": [{"not": {"kind": "x"}}, {"place": "bench"}], "planned": true}`, fa, ""},
	} {
		c, err := priority.ParseCondition(tt.when)
		if err != nil {
			t.Errorf("ParseCondition(%s): %v", tt.when, err)
			continue
		}
		got, missing := c.Eval(evalFacts)
		var miss []string
		for _, m := range missing {
			miss = append(miss, m.Fact+" "+m.Why)
		}
		if diff := cmp.Diff(tt.miss, strings.Join(miss, ", ")); got != tt.want || diff != "" {
			t.Errorf("%s is %v, want %v; missing (-want +got):\n%s", tt.when, got, tt.want, diff)
		}
		if c.Holds(evalFacts) != (got == tr) {
			t.Errorf("%s is %v, and Holds says %v", tt.when, got, c.Holds(evalFacts))
		}
		if back, _ := roundTrip(t, c); !back.Equal(c) || c.String() == "" {
			t.Errorf("%s, %q, is not equal to itself read again", tt.when, c)
		}
	}
}

// The window of persistent contacts (A21): from the report on, 24 hours, its end not
// part of it.
func TestContacts(t *testing.T) {
	c := priority.MustParseCondition(`{"contacts": ">=3 in 24h"}`)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 5, day, hour, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		third time.Time
		want  priority.Outcome
		why   string
	}{
		{at(14, 8, 40), priority.True, "A21: the third contact 23 h 40 min after the report"},
		{at(14, 9, 1), priority.False, "A21: a minute too late"},
		{at(14, 9, 0), priority.False, "exactly 24 h: the end is not part of the window"},
		{at(14, 9, 0).Add(-1), priority.True, "a nanosecond before the end"},
		{at(13, 9, 0), priority.True, "at the report itself"},
		{at(13, 9, 0).Add(-1), priority.False, "before the report"},
	} {
		because(t, tt.why)
		f := priority.Facts{"contacts": priority.Events(start, tt.third, at(13, 15, 30), at(13, 11, 10))}
		if got, _ := c.Eval(f); got != tt.want {
			t.Errorf("third contact %v: %v, want %v (%s)", tt.third, got, tt.want, tt.why)
		}
	}
}

func TestConditionString(t *testing.T) {
	for _, tt := range []struct{ when, want string }{
		{`{}`, "always"},
		{`{"planned": false, "place": "onsite"}`, "place is onsite and planned is false"},
		{`{"kind": ["travel", "coding"]}`, "kind is travel or coding"},
		{`{"needed": "<=90m"}`, "needed is <=1h30m"},
		{`{"contacts": ">=3 in 1 day"}`, "contacts is >=3 in 24h"},
		{`{"left": {"hours": ">=1h"}}`, "left of hours is >=1h"},
		{`{"not": {"during": "office"}}`, "not (during is office)"},
		{`{"any": [{"express": true}, {"place": "bench", "age": ">2 weeks"}]}`, "(express is true or age is >2 weeks and place is bench)"},
	} {
		if got := priority.MustParseCondition(tt.when).String(); got != tt.want {
			t.Errorf("%s reads %q, want %q", tt.when, got, tt.want)
		}
	}
	for o, want := range map[priority.Outcome]string{0: "false", 1: "unknown", 2: "true", 9: "true"} {
		if o.String() != want {
			t.Errorf("Outcome(%d) reads %q, want %q", uint8(o), o, want)
		}
	}
	if got := (priority.Missing{Fact: "during", Why: "not_stated"}).String(); got != "during was not stated" {
		t.Errorf("%q", got)
	}
	if got := (priority.Missing{Fact: "during", Why: "wrong_kind"}).String(); got != "during is of the wrong kind" {
		t.Errorf("%q", got)
	}
}

func TestConditionFacts(t *testing.T) {
	c := priority.MustParseCondition(`{"place": "x", "left": {"hours": ">1h", "calls": ">$min"}, "$hours": ">40h",
		"not": {"during": "office"}, "any": [{"place": "y"}, {"not": {"kind": ["$kind", "z"]}}]}`)
	want := []string{"$hours", "$kind", "$min", "during", "kind", "left", "place"}
	if diff := cmp.Diff(want, c.Facts()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.IsZero() || !(priority.Condition{}).IsZero() || (priority.Condition{}).Facts() != nil {
		t.Error("IsZero or Facts of the zero Condition")
	}
}
