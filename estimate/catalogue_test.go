package estimate_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/estimate"
	"github.com/retainer-go/retainer/priority"
)

func shipped(t testing.TB, id string) *estimate.Catalogue {
	t.Helper()
	c, err := estimate.Shipped(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The figures are those of the source: REQUIREMENTS A34 and its audit.
func TestShipped(t *testing.T) {
	tests := []struct {
		id                                 string
		items, before, under, notEstimated int
		hours                              string
	}{
		{"saastech-web", 78, 27, 51, 16, "356.21"},
		{"saastech-help-desk", 26, 26, 0, 0, "37.90"},
	}
	for _, tt := range tests {
		c := shipped(t, tt.id)
		var before, under, not int
		for it := range c.Items() {
			switch it.Section {
			case "":
				before++
			case "Programming":
				under++
			default:
				t.Errorf("%s: section %q", it.Name, it.Section)
			}
			if it.NotEstimated {
				not++
			}
		}
		if c.Len() != tt.items || before != tt.before || under != tt.under || not != tt.notEstimated {
			t.Errorf("%s: %d items, %d before the heading, %d under it, %d not estimated", tt.id, c.Len(), before, under, not)
		}
		if got := estimate.HoursText(c.Total()); got != tt.hours {
			t.Errorf("%s: %s h in all, want %s", tt.id, got, tt.hours)
		}
	}
	var ids []string
	for _, tt := range tests {
		ids = append(ids, tt.id)
	}
	if !slices.Equal(ids, estimate.ShippedIDs()) {
		t.Errorf("ShippedIDs() = %v", estimate.ShippedIDs())
	}
	if _, err := estimate.Shipped("saastech"); !errors.Is(err, estimate.ErrNotFound) {
		t.Errorf("Shipped of an unknown ID: %v", err)
	}
}

func TestShippedOrderAndDetails(t *testing.T) {
	web := slices.Collect(shipped(t, "saastech-web").Items())
	for i, want := range map[int]string{0: "Standard Pages", 26: "ShockWave", 27: "Image Randomizer", 77: "Web Server Security"} {
		if web[i].Name != want {
			t.Errorf("web item %d is %q, want %q", i, web[i].Name, want)
		}
	}
	travel, err := shipped(t, "saastech-help-desk").Lookup("Travel Time (Extended)")
	if err != nil || travel.Level != priority.P2 || travel.Time != 2*time.Hour {
		t.Errorf("travel: %+v, %v; A36 wants 2.00 h at HIGH", travel, err)
	}
}

func TestLookup(t *testing.T) {
	web := shipped(t, "saastech-web")
	for _, name := range []string{"Secure Login", "secure login", "  SECURE-LOGIN ", "SecureLogin"} {
		if it, err := web.Lookup(name); err != nil || it.Name != "Secure Login" {
			t.Errorf("Lookup(%q) = %q, %v", name, it.Name, err)
		}
	}
	tests := []struct {
		name string
		near []string
	}{
		{"Standrd Pages", []string{"Standard Pages", "Minor Pages", "ECommerce product pages"}},
		{"ecommerce", []string{"ECommerce 1", "ECommerce 2", "ECommerce 3"}},
		{"login", []string{"Secure Login", "Password Protected Login"}},
		{"Secrue Login", []string{"Secure Login"}},
	}
	for _, tt := range tests {
		_, err := web.Lookup(tt.name)
		nf, ok := errors.AsType[*estimate.NotFoundError](err)
		if !ok || !errors.Is(err, estimate.ErrNotFound) {
			t.Errorf("Lookup(%q): %v", tt.name, err)
			continue
		}
		if len(nf.Near) != 3 || !slices.Equal(nf.Near[:len(tt.near)], tt.near) {
			t.Errorf("near %q: %q, want %q first", tt.name, nf.Near, tt.near)
		}
	}
	long := strings.Repeat("x", 1<<20)
	if _, err := web.Lookup(long); err == nil || len(err.Error()) > 300 {
		t.Error("a name of a megabyte is quoted back, or found")
	}
}

func TestNearest(t *testing.T) {
	web, desk := shipped(t, "saastech-web"), shipped(t, "saastech-help-desk")
	got := estimate.Nearest("Meetings", 2, nil, web, new(estimate.Catalogue), desk)
	if want := []string{"Meetings", "Meetings (Support)"}; !slices.Equal(got, want) {
		t.Errorf("Nearest = %q, want %q", got, want)
	}
	if got := estimate.Nearest("Meetings", -1, web); len(got) != 0 {
		t.Errorf("fewer than none: %q", got)
	}
	if got := estimate.Nearest("Meetings", 1000, desk); len(got) != desk.Len() {
		t.Errorf("all: %d of %d", len(got), desk.Len())
	}
	// Only the beginning of a name is looked at: a text of megabytes costs no more.
	head := strings.Repeat("login ", 14)
	long := strings.Repeat(head, 1<<18)
	start := time.Now()
	if got, want := estimate.Nearest(long, 3, web), estimate.Nearest(head, 3, web); !slices.Equal(got, want) {
		t.Errorf("near %d bytes: %q, near their beginning: %q", len(long), got, want)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
}

func TestUnknownCatalogue(t *testing.T) {
	_, err := estimate.Shipped("saastech-helpdesk")
	want := `estimate: no catalogue "saastech-helpdesk"; nearest: "saastech-help-desk", "saastech-web"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A sum beyond what a time can hold stays at its end.
func TestTotalIsHeldInRange(t *testing.T) {
	c, err := estimate.NewCatalogue("long", "Long jobs", []estimate.Item{
		{Name: "a", Time: estimate.MaxTime}, {Name: "b", Time: estimate.MaxTime}, {Name: "c", Time: estimate.MaxTime},
	})
	if err != nil || c.Total() != math.MaxInt64 || c.Name() != "Long jobs" {
		t.Errorf("%v: %v, %v", c, c.Total(), err)
	}
}

func TestCatalogueEqual(t *testing.T) {
	web, none := shipped(t, "saastech-web"), (*estimate.Catalogue)(nil)
	if !web.Equal(shipped(t, "saastech-web")) || !none.Equal(nil) {
		t.Error("equal catalogues are not")
	}
	if web.Equal(shipped(t, "saastech-help-desk")) || web.Equal(nil) || none.Equal(web) || web.Equal(web.ZeroIsFree()) {
		t.Error("Equal does not tell catalogues apart")
	}
}

func TestNewCatalogueFaults(t *testing.T) {
	_, err := estimate.NewCatalogue("", "", []estimate.Item{
		{Name: "Login", Time: time.Hour},
		{Name: "LOG-in", Time: time.Hour},
		{Name: " - "},
		{Name: "Back", Time: -1},
		{Name: "Long", Time: estimate.MaxTime + 1},
		{Name: "Odd", Time: 1, NotEstimated: true},
		{Name: "Level", Level: 10},
	})
	wantFaults(t, err, "id empty", "items[1].name duplicate_name", "items[2].name empty", "items[3].hours out_of_range",
		"items[4].hours out_of_range", "items[5].hours contradiction", "items[6].level unknown_level")
}

// wantFaults checks paths and codes of an *Error, in order.
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	e, ok := errors.AsType[*estimate.Error](err)
	if !ok || !errors.Is(err, estimate.ErrInvalid) {
		t.Fatalf("error %v is no *Error", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, strings.TrimSpace(f.Path+" "+f.Code))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s\n%v", diff, err)
	}
}

func TestZeroIsFree(t *testing.T) {
	web := shipped(t, "saastech-web")
	free, err := web.ZeroIsFree().Lookup("DBMS Design")
	if err != nil || free.NotEstimated || free.Time != 0 {
		t.Errorf("AMB-24, free: %+v, %v", free, err)
	}
	if it, _ := web.Lookup("DBMS Design"); !it.NotEstimated {
		t.Error("AMB-24, default: DBMS Design counts as estimated; or ZeroIsFree changed its receiver")
	}
}

func TestParseTable(t *testing.T) {
	items, err := estimate.ParseTable(`
# a comment
Task | Est Time | Alternatives | Level |
Spelling | 0.15 | | |
---|---|---|---|
Small | 1 | size |
Later | | |
Large | 10.123456789 | size | P2
Unknown | 0.00 |
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []estimate.Item{
		{Name: "Spelling", Time: 9 * time.Minute},
		{Name: "Small", Time: time.Hour, Alternatives: "size"},
		{Section: "Later", Name: "Large", Time: 10*time.Hour + 444444440400*time.Nanosecond, Alternatives: "size", Level: priority.P2},
		{Section: "Later", Name: "Unknown", NotEstimated: true},
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// What some editors put before a text is no part of it.
func TestByteOrderMark(t *testing.T) {
	items, err := estimate.ParseTable("\uFEFF# a comment\nA | 1\n")
	if err != nil || len(items) != 1 || items[0].Section != "" {
		t.Errorf("a table: %+v, %v", items, err)
	}
	items, err = estimate.ParseCSV("\uFEFFname,hours\nA,1\n")
	if err != nil || len(items) != 1 {
		t.Errorf("CSV: %+v, %v", items, err)
	}
}

func TestTooManyCells(t *testing.T) {
	items, err := estimate.ParseTable("A | 1 | P2 | group | | \nB | 1 | P2 | group | x\n")
	if len(items) != 1 || items[0].Alternatives != "group" {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 2 too_many_cells")
	items, err = estimate.ParseTable("Task | Hours | Remark\nA | 1 | seen\nB | 1 | | x\n")
	if len(items) != 1 {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 3 too_many_cells")
}

func TestParseTableWithBarsOnBothSides(t *testing.T) {
	items, err := estimate.ParseTable("| A | 1 |\n|---|---|\n| | 2 |")
	if len(items) != 1 || items[0].Name != "A" {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 3 empty")
}

// What can be taken is taken, and every line that cannot is named.
func TestParseTableFaults(t *testing.T) {
	items, err := estimate.ParseTable("Good | 1\n | 2\nBad | 1e9\nWorse | -1\nLong | 1000001\nLevel | 1 | P0\nAlso good | 0.5")
	if len(items) != 2 || items[0].Name != "Good" || items[1].Name != "Also good" {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 2 empty", "line 3 bad_hours", "line 4 out_of_range", "line 5 out_of_range", "line 6 unknown_level")
	if _, err := estimate.ParseTable(strings.Repeat("x", estimate.MaxTable+1)); err == nil {
		t.Error("an over-long table is read")
	}
	if _, err := estimate.ParseTable("x\xff | 1"); err == nil {
		t.Error("a table that is not UTF-8 is read")
	}
}

func TestParseCSV(t *testing.T) {
	for _, id := range estimate.ShippedIDs() {
		c := shipped(t, id)
		items, err := estimate.ParseCSV(c.CSV())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(slices.Collect(c.Items()), items); diff != "" {
			t.Errorf("%s there and back (-want +got):\n%s", id, diff)
		}
	}
	items, err := estimate.ParseCSV("hours,name\n1.5,\"Design, web\"\n,Later\nx,Bad\n2,\"Open\n")
	if len(items) != 2 || items[0].Name != "Design, web" || !items[1].NotEstimated {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 4 bad_hours", "line 5 not_csv")
	items, err = estimate.ParseCSV("hours,name\n1.5,Design, web\n2,\"a\"b\n3,Tail,,\n")
	if len(items) != 1 || items[0].Name != "Tail" {
		t.Errorf("took %+v", items)
	}
	wantFaults(t, err, "line 2 too_many_cells", "line 3 not_csv")
	_, err = estimate.ParseCSV("name,price,name\nA,1,B\n")
	wantFaults(t, err, "line 1 unknown_column", "line 1 duplicate_column", "line 1 missing_column")
	_, err = estimate.ParseCSV("")
	wantFaults(t, err, "empty")
}

func TestCatalogueJSON(t *testing.T) {
	golden, err := os.ReadFile("testdata/catalogue.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := estimate.NewCatalogue("web", "Web <&> site", []estimate.Item{
		{Name: "Standard Pages", Time: 6768 * time.Second},
		{Section: "Programming", Name: "Вход", Time: 2 * time.Hour, Level: priority.P2, Alternatives: "login"},
		{Section: "Programming", Name: "DBMS Design", NotEstimated: true},
		{Section: "Programming", Name: "Free"},
		{Section: "Programming", Name: "Third", Time: 20 * time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil || string(b) != strings.TrimSpace(string(golden)) {
		t.Errorf("Marshal = %s, %v\nwant      %s", b, err, golden)
	}
	var back estimate.Catalogue
	if err := json.Unmarshal(b, &back); err != nil || !back.Equal(c) {
		t.Errorf("there and back: %v, %v", &back, err)
	}
	bad := map[string]string{
		`{"version":2,"id":"a","items":[]}`:                                              "wrong_version",
		`{"version":1,"id":"a","items":[{"name":"x","hours":1.5}]}`:                      "items[0].hours wrong_type",
		`{"version":1,"id":"a","items":[{"name":"x","hours":""}]}`:                       "items[0].hours bad_hours",
		`{"version":1,"id":"a","items":[{"name":"x","Hours":"1"}]}`:                      "items[0].Hours unknown_field",
		`{"version":1,"id":"a","items":[{"name":"x","hours":"1e999999999"}],"extra":{}}`: "items[0].hours bad_hours, extra unknown_field",
	}
	for text, want := range bad {
		var c estimate.Catalogue
		err := json.Unmarshal([]byte(text), &c)
		wantFaults(t, err, strings.Split(want, ", ")...)
	}
}

func FuzzParseTable(f *testing.F) {
	for _, s := range []string{"A | 1.88 |", "A | 0\n\n#x\nS | |\nB | 1e9", "Component | Est Time | Level |\nA | 1 | P9", "|||", "a|1|P1|g|x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		items, _ := estimate.ParseTable(s)
		for _, it := range items {
			if it.Name == "" || it.Time < 0 || it.Time > estimate.MaxTime || it.NotEstimated != (it.Time == 0) {
				t.Fatalf("took %+v", it)
			}
		}
		// What is taken, written as CSV, is taken again just so.
		c, err := estimate.NewCatalogue("c", "", items)
		if err != nil {
			return // two of one name
		}
		again, err := estimate.ParseCSV(c.CSV())
		if err != nil {
			t.Fatalf("%v\n%s", err, c.CSV())
		}
		if !slices.EqualFunc(slices.Collect(c.Items()), again, sameItem) {
			t.Fatalf("%+v, again %+v", items, again)
		}
	})
}

// sameItem compares items as CSV can hold them: a carriage return in a cell becomes a new line.
func sameItem(a, b estimate.Item) bool {
	norm := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	a.Section, b.Section, a.Name, b.Name = norm(a.Section), norm(b.Section), norm(a.Name), norm(b.Name)
	a.Alternatives, b.Alternatives = norm(a.Alternatives), norm(b.Alternatives)
	return a == b
}

func FuzzCatalogueJSON(f *testing.F) {
	f.Add([]byte(`{"version":1,"id":"a","items":[{"name":"x","hours":"1.88","level":"P2"},{"section":"s","name":"y"}]}`))
	f.Add([]byte(`{"version":1,"id":"a","items":[{"name":"x","hours":"0.000000001"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c, again estimate.Catalogue
		if json.Unmarshal(b, &c) != nil {
			return
		}
		out, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil || !again.Equal(&c) {
			t.Fatalf("%s: %v", out, err)
		}
	})
}

func FuzzParseCSV(f *testing.F) {
	for _, s := range []string{"name,hours\nA,1.88\n", "section,name,hours,level,alternatives\ns,\"a,b\",0.5,P2,g\n", "\"", "hours,name\n1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		items, _ := estimate.ParseCSV(s)
		for _, it := range items {
			if it.Name == "" || it.Time < 0 || it.Time > estimate.MaxTime || it.NotEstimated != (it.Time == 0) || it.Level > 9 {
				t.Fatalf("took %+v", it)
			}
		}
	})
}

func TestParseHours(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "1.88": 6768 * time.Second, "0.000000001": 3600, "20m": 20 * time.Minute, "1h30m": 90 * time.Minute, "1000000": estimate.MaxTime,
	} {
		if got, err := estimate.ParseHours(text); err != nil || got != want {
			t.Errorf("ParseHours(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for text, code := range map[string]string{"": "bad_hours", "1e9": "bad_hours", "-1": "out_of_range", "1000000.1": "out_of_range", "-20m": "out_of_range", "2000000h": "out_of_range", "-0.1": "out_of_range", "999999999999999.999999999": "out_of_range", "-999999999999999": "out_of_range", "-5124095": "out_of_range", ".5": "bad_hours"} {
		_, err := estimate.ParseHours(text)
		wantFaults(t, err, code)
	}
	if got := estimate.HoursText(20 * time.Minute); got != "0.333333333" {
		t.Errorf("HoursText(20m) = %s", got)
	}
}
