package priority_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/priority"
)

var start = time.Date(2026, 5, 13, 9, 0, 0, 0, time.UTC)

func TestNearest(t *testing.T) {
	entry := priority.Facts{"place": priority.Word("onsite"), "kind": {}}
	ticket := priority.Facts{"place": priority.Word("remote"), "kind": priority.Word("coding"), "planned": priority.Flag(false)}
	contract := priority.Facts{"planned": priority.Flag(true), "class": priority.Word("gold")}
	want := priority.Facts{
		"place": priority.Word("onsite"), "kind": priority.Word("coding"), "planned": priority.Flag(false), "class": priority.Word("gold"),
	}
	got := priority.Nearest(entry, ticket, nil, contract)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got["place"] = priority.Word("bench")
	if !entry["place"].Equal(priority.Word("onsite")) {
		t.Error("Nearest hands out the caller's map")
	}
	if got := priority.Nearest(); got == nil || len(got) != 0 {
		t.Errorf("Nearest() = %v", got)
	}
}

// values holds one value of each kind and content; TestValues takes every pair of it.
var values = []struct {
	value priority.Value
	text  string
}{
	{priority.Value{}, ""},
	{priority.Word("onsite"), "onsite"},
	{priority.Word(""), ""},
	{priority.Flag(true), "true"},
	{priority.Flag(false), "false"},
	{priority.Number(dec("10.50")), "10.5"},
	{priority.Number(dec("0")), "0"},
	{priority.Time(45 * time.Minute), "45m"},
	{priority.Time(0), "0s"},
	{priority.Set(), "{}"},
	{priority.Set("phone", "office", "phone"), "{office, phone}"},
	{priority.Events(start), "0 events"},
	{priority.Events(start, start.Add(time.Hour), start.Add(-1), start), "2 events"},
	{priority.Events(start, start, start.Add(2*time.Hour)), "2 events"},
	{priority.Table(nil), "{}"},
	{priority.Table(map[string]priority.Value{"hours": priority.Time(time.Hour), "calls": priority.Number(dec("3"))}), "{calls: 3, hours: 1h}"},
	{priority.Table(map[string]priority.Value{"hours": priority.Time(2 * time.Hour)}), "{hours: 2h}"},
}

func TestValues(t *testing.T) {
	for i, a := range values {
		if got := a.value.String(); got != a.text {
			t.Errorf("String() = %q, want %q", got, a.text)
		}
		for j, b := range values {
			if got := a.value.Equal(b.value); got != (i == j) {
				t.Errorf("%q.Equal(%q) = %v", a.text, b.text, got)
			}
		}
	}
	if !priority.Number(dec("1.50")).Equal(priority.Number(dec("1.5"))) {
		t.Error("1.50 is not 1.5")
	}
	if !priority.Set("b", "a", "b").Equal(priority.Set("a", "b")) {
		t.Error("a set has an order")
	}
	other := start.In(time.FixedZone("", 3600))
	if !priority.Events(start, start.Add(1)).Equal(priority.Events(other, other.Add(1))) {
		t.Error("the zone of an instant counts")
	}
}

func TestValuesDoNotChange(t *testing.T) {
	words := []string{"b", "a"}
	rows := map[string]priority.Value{"a": priority.Flag(true)}
	s, tab := priority.Set(words...), priority.Table(rows)
	words[0], words[1] = "x", "y"
	rows["a"], rows["b"] = priority.Flag(false), priority.Flag(false)
	if !s.Equal(priority.Set("a", "b")) || tab.String() != "{a: true}" {
		t.Errorf("they are now %v and %v", s, tab)
	}
}
