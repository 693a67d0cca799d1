package contract_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/contract"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestEntriesCSV(t *testing.T) {
	want := fullJournal().Entries
	for i := range want {
		want[i].From = want[i].From.UTC()
		if !want[i].To.IsZero() {
			want[i].To = want[i].To.UTC()
		}
	}
	text, err := contract.AppendEntriesCSV(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "entries.csv", text)
	for name, text := range map[string]string{
		"as written": string(text), "with a mark": "\uFEFF" + string(text), "flags in capitals": strings.ReplaceAll(string(text), ",true", ",TRUE"),
	} {
		got, err := contract.ParseEntriesCSV(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for i := range want {
		want[i].From = want[i].From.In(time.FixedZone("", 3600))
	}
	if again, err := contract.AppendEntriesCSV([]byte("#"), want); err != nil || string(again) != "#"+string(text) {
		t.Errorf("other bytes for the same instants: %v", err)
	}
}

// All that is wrong is found at once, by line, and what could be taken is there.
func TestEntriesCSVRefuses(t *testing.T) {
	const many = `id,from,time,level,note,place
a,2026-05-04T10:00:00Z,50m,P2,"two
lines",remote
b,2026-05-04,1.5h,P0,,
,2026-05-04T10:00:00Z,50m,,,
c,,,,,
d,2026-05-04T10:00:00Z,50m
e,2026-05-04T10:00:00Z,50m,,,,
f,2026-05-04T10:00:00+02:00,,,,TRUE
`
	for _, tt := range []struct{ text, ids, want, why string }{
		{many, "a f", "line 4 bad_cell, line 4 bad_cell, line 4 bad_cell, line 5 missing, line 6 missing, line 7 wrong_cells, line 8 wrong_cells", "each fault of each row"},
		{"", "", " empty", "nothing"},
		{"id,from,id,From,pl ace,fact:\n", "", "line 1 duplicate_column, line 1 unknown_column, line 1 unknown_column, line 1 unknown_column", "columns"},
		{"ID,to\nx,y\n", "", "line 1 unknown_column, line 1 missing_column, line 1 missing_column", "columns that are needed"},
		{"id,from\na,2026-05-04T10:00:00Z\n\"b\"x,2026-05-04T10:00:00Z\nc,2026-05-04T10:00:00Z\n", "a", "line 3 not_csv", "a stray quote"},
		{"id,from\n\xff,x\n", "", " not_utf8", "not UTF-8"},
	} {
		list, err := contract.ParseEntriesCSV(tt.text)
		var ids []string
		for _, e := range list {
			ids = append(ids, e.ID)
		}
		if got := faultList(t, err); got != tt.want || strings.Join(ids, " ") != tt.ids {
			t.Errorf("%s: took %q: %s, want %s (%v)", tt.why, ids, got, tt.want, err)
		}
	}
	list, err := contract.ParseEntriesCSV("id,from,place,fact:level,fact:place\na,2026-05-04T10:00:00Z,,P2,TRUE\n")
	want := contract.Facts{"level": "P2", "place": "true"}
	if err != nil || cmp.Diff(want, list[0].Facts) != "" {
		t.Errorf("facts %v, want %v: %v", list, want, err)
	}
}

func TestEntriesCSVCannotHold(t *testing.T) {
	from := at("2026-05-04T10:00:00Z")
	for _, tt := range []struct {
		entry contract.Entry
		want  string
	}{
		{contract.Entry{From: from}, "entries[0] missing"},
		{contract.Entry{ID: "a"}, "entries[0] missing"},
		{contract.Entry{ID: "a", From: from, Note: "\xff"}, "entries[0] not_utf8"},
		{contract.Entry{ID: "a", From: from, Level: 12}, "entries[0].level unknown_level"},
		{contract.Entry{ID: "a", From: from, Facts: contract.Facts{"place": ""}}, "entries[0].facts.place not_csv"},
		{contract.Entry{ID: "a", From: from, Facts: contract.Facts{"planned": "TRUE"}}, "entries[0].facts.planned not_csv"},
		{contract.Entry{ID: "a", From: from, Facts: contract.Facts{"two words": "x"}}, "entries[0].facts.two words bad_name"},
		{contract.Entry{ID: "a", From: at("1600-01-01T00:00:00Z")}, "entries[0].from out_of_range"},
	} {
		text, err := contract.AppendEntriesCSV(nil, []contract.Entry{tt.entry})
		if got := faultList(t, err); got != tt.want || text != nil {
			t.Errorf("%+v: %s, want %s", tt.entry, got, tt.want)
		}
	}
}

func TestEntriesCSVLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawEntries(t)
		text, err := contract.AppendEntriesCSV(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := contract.ParseEntriesCSV(string(text))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	})
}

func TestLinesCSV(t *testing.T) {
	discount := `{"adjust": [{"id": "friend", "on": ["hour"], "by": "-10%"}]}` // so that the list price is another
	c := closed(t, mayConfig(t, discount), may(), "2026-05-01", "2026-06-01")
	text, err := contract.AppendLinesCSV(nil, c)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "lines.csv", text)
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != 1+len(c.Lines) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	sum := decimal.Zero
	for _, row := range rows[1:] {
		sum = sum.Add(decimal.RequireFromString(row[18]))
	}
	if rows[0][18] != "amount" || !sum.Equal(c.Total) {
		t.Errorf("the amounts add up to %v, not %v", sum, c.Total)
	}
	c.Lines[0].Note = "\xff"
	if got, err := contract.AppendLinesCSV(nil, c); got != nil || faultList(t, err) != "lines[0] not_utf8" {
		t.Errorf("%v", err)
	}
}

func FuzzEntriesCSV(f *testing.F) {
	text, err := contract.AppendEntriesCSV(nil, fullJournal().Entries)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("id,from,planned\na,2026-05-04T10:00:00+05:30,TRUE\nb,,x\n")
	f.Add("\uFEFFfrom,id,fact:id\r\n2026-05-04T10:00:00Z,a,\"x\r\ny\"\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := contract.ParseEntriesCSV(text)
		if err != nil && !errors.Is(err, contract.ErrInvalid) {
			t.Fatal(err)
		}
		out, err := contract.AppendEntriesCSV(nil, list)
		if err != nil {
			return // an instant out of range
		}
		again, err := contract.ParseEntriesCSV(string(out))
		if diff := cmp.Diff(list, again); diff != "" || err != nil {
			t.Fatalf("%q does not read back: %v\n%s", out, err, diff)
		}
	})
}
