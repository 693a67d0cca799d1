package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/ledger"
	"pgregory.net/rapid"
)

func TestEntriesCSV(t *testing.T) {
	want := everything()
	text, err := ledger.AppendCSV(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "entries.csv", text)
	for name, text := range map[string]string{
		"as written": string(text), "with line ends of another kind": strings.ReplaceAll(string(text), "\n", "\r\n"),
		"with a mark": "\uFEFF" + string(text), "in capitals": strings.ReplaceAll(string(text), ",true", ",TRUE"),
	} {
		got, err := ledger.ParseCSV(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for i, e := range want {
		if u, ok := e.(ledger.Usage); ok {
			u.From = u.From.In(time.FixedZone("", 3600))
			want[i] = u
		}
	}
	if again, err := ledger.AppendCSV([]byte("#"), want); err != nil || string(again) != "#"+string(text) {
		t.Errorf("other bytes for the same instants: %v", err)
	}
}

// All that is wrong is found at once, and what could be taken is there.
func TestCSVRefuses(t *testing.T) {
	const many = `type,id,pool,at,time,amount,priority,owing,scope,roll,grant,every,weight
usage,u1,hours,2026-01-01T00:00:00Z,50m,,,,,,,,
usage,u2,hours,2026-01-01,1.5h,,,,,,,,1e999999999
usage,,hours,2026-01-01T00:00:00Z,50m,,,,,,,,
,u3,hours,2026-01-01T00:00:00Z,50m,,,,,,,,
refund,u4,hours,2026-01-01T00:00:00Z,50m,,,,,,,,
void,v1,hours,2026-01-01T00:00:00Z,50m,,,,,,g,,
usage,u5,hours
usage,u6,hours,2026-01-01T00:00:00Z,50m,,,,,,,,,
grant,g1,hours,2026-01-01T00:00:00Z,,20h,high,yes,a;,[],,fortnight,
grant,g2,hours,2026-01-01T00:00:00Z,,20h,,,"a
\b","{""share"":""-1%""}",,,
grant,g3,hours,2026-01-01T00:00:00Z,,20h,,,a,"{""share"":""1%"",""shares"":1}",,,
grant,g4,hours,2026-01-01T00:00:00Z,,20h,,,a,"{},""note"":""x""",,,
 usage,u7,hours,2026-01-01T00:00:00Z,50m,,,,,,,,
grant,g5,hours,2026-01-01T00:00:00Z,,20h,-1,FALSE,a b;c\;d,{},,1 month,
`
	for _, tt := range []struct {
		text, ids string
		want      []string
	}{
		{many, "u1 g5", []string{
			"line 3 bad_instant at", "line 3 invalid time", "line 3 invalid weight", "line 4 missing id", "line 5 missing type", "line 6 unknown_type type",
			"line 7 unknown_field pool", "line 7 unknown_field time", "line 8 wrong_cells", "line 9 wrong_cells", "line 10 bad_number priority",
			"line 10 bad_truth owing", "line 10 bad_list scope", "line 10 bad_json roll", "line 10 bad_every every", "line 11 bad_list scope",
			"line 11 bad_part roll.share", "line 13 unknown_field roll.shares", "line 14 bad_json roll", "line 15 unknown_type type",
		}},
		{"", "", []string{" empty"}},
		{"type,id,ID,pool,id\nusage,u,,hours,u\n", "", []string{"line 1 unknown_column", "line 1 duplicate_column"}},
		{"id,pool\nu,hours\n", "", []string{"line 1 missing_column"}},
		{"type,id\nvoid,v\nvoid,\"w\" x\nvoid,x\n", "v", []string{"line 3 not_csv"}},
		{"type,id\nvoid,v\xff\n", "", []string{" not_utf8"}},
		{strings.Repeat("x", 16<<20+1), "", []string{" too_long"}},
	} {
		list, err := ledger.ParseCSV(tt.text)
		e, ok := errors.AsType[*ledger.Error](err)
		if !ok {
			t.Fatalf("%.80q: %v", tt.text, err)
		}
		var got, ids []string
		for _, f := range e.Faults {
			line := f.Path + " " + f.Code
			if column, _, ok := strings.Cut(f.Text, ": "); ok {
				line += " " + column
			}
			got = append(got, line)
		}
		for _, e := range list {
			ids = append(ids, e.Head().ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || strings.Join(ids, " ") != tt.ids {
			t.Errorf("%.80q: took %v (-want +got):\n%s\n%v", tt.text, ids, diff, err)
		}
	}
}

func TestAppendCSVRefuses(t *testing.T) {
	out, err := ledger.AppendCSV([]byte("kept"), []ledger.Entry{
		nil, ledger.Void{ID: "v", Note: "\xff"}, ledger.Grant{ID: "g", Scope: []string{"a", ""}}, ledger.Reset{}, ledger.Payment{ID: "p", At: day0.AddDate(3000, 0, 0)},
	})
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok || out != nil {
		t.Fatalf("%q, %v", out, err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{"entries[0] no_entry", "entries[1] not_utf8", "entries[2].scope[1] missing", "entries[3].id missing", "entries[4] out_of_range"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// drawText draws text that CSV has to quote.
func drawText(t *rapid.T, name string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("ab;\\,\"\r\n \t'=\u2028ж\x00.")), 0, 6, -1).Draw(t, name)
}

// Whatever the entries, they come back as they were written.
func TestCSVReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawEntries(t)
		for i, e := range want {
			switch x := e.(type) {
			case ledger.Grant:
				for j := range x.Scope {
					x.Scope[j] = "x" + drawText(t, "scope")
				}
				x.ID, x.Note = "g"+drawText(t, "id"), drawText(t, "note")
				want[i] = x
			case ledger.Usage:
				x.Scope, x.Note, x.Ticket = drawText(t, "scope"), drawText(t, "note"), drawText(t, "ticket")
				want[i] = x
			case ledger.Void:
				x.Note = drawText(t, "note")
				want[i] = x
			}
		}
		text, err := ledger.AppendCSV(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ledger.ParseCSV(string(text))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s\n%s", err, diff, text)
		}
		if again, err := ledger.AppendCSV(nil, slices.Clone(got)); err != nil || string(again) != string(text) {
			t.Fatalf("%v: %s becomes %s", err, text, again)
		}
	})
}

func FuzzParseCSV(f *testing.F) {
	text, err := ledger.AppendCSV(nil, everything())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("type,id,pool,at,time,note\nusage,u,hours,2026-01-01T00:00:00+05:30,50m,\"a\r\nb\"\r\n")
	f.Add("type,id,scope\ngrant,g,a\\;b;c\\\\\nvoid,\"v\nx\"\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ledger.ParseCSV(text)
		if err != nil && !errors.Is(err, ledger.ErrInvalid) {
			t.Fatal(err)
		}
		out, err := ledger.AppendCSV(nil, list)
		if err != nil {
			return // an instant out of range
		}
		again, err := ledger.ParseCSV(string(out))
		if diff := cmp.Diff(list, again); diff != "" || err != nil {
			t.Fatalf("%s does not read back: %v\n%s", out, err, diff)
		}
		if twice, err := ledger.AppendCSV(nil, again); err != nil || string(twice) != string(out) {
			t.Fatalf("%s becomes %s, %v", out, twice, err)
		}
	})
}

func ExampleParseCSV() {
	entries, err := ledger.ParseCSV(`type,id,pool,at,amount,time
grant,g1,hours,2026-01-01T00:00:00Z,20h,
usage,u1,hours,2026-01-07T09:00:00Z,,50m
usage,u2,hours,2026-01-08,,50m
`)
	fmt.Println(len(entries), "entries")
	fmt.Println(err)
	// Output:
	// 2 entries
	// ledger: csv: line 4: at: "2026-01-08" is not an instant such as 2026-11-21T09:30:00Z
}

func ExampleAppendCSV() {
	text, err := ledger.AppendCSV(nil, []ledger.Entry{
		ledger.Usage{ID: "u1", Pool: "hours", From: time.Date(2026, 1, 7, 9, 0, 0, 0, time.UTC), Time: 50 * time.Minute},
	})
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// type,id,pool,to,grant,usage,at,recorded,expires,time,norm,billed,weight,amount,level,kind,ticket,scope,approved,priority,cost,category,every,anchor,roll,keep,owing,keep_overage,ends,decline,while,reason,note
	// usage,u1,hours,,,,2026-01-07T09:00:00Z,,,50m,,,,,,,,,,,,,,,,,,,,,,,
	// <nil>
}
