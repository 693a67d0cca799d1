package contract_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/sla"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// golden compares what was written with a file: run with UPDATE=1 in the environment to write it anew.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != string(got) {
		t.Errorf("%s: %v; got:\n%s", name, err, got)
	}
}

// indented writes JSON so that people can read it.
func indented(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// fullJournal has every fact, and every field of each.
func fullJournal() contract.Journal {
	later := at("2026-05-30T10:00:00Z")
	return contract.Journal{
		Orders: []contract.Order{
			{ID: "o2", Item: "credit-12", At: at("2026-05-02T00:00:00Z")},
			{
				ID: "o1", Item: "pack", At: at("2026-05-01T00:00:00-04:00"), Quantity: exact.Decimal{D: decimal.RequireFromString("2.50")},
				Size: contract.MustParseAmount("12h"), For: "srv-1", Recorded: later,
			},
		},
		Readings: []contract.Reading{{ID: "r1", Meter: "seats", At: at("2026-05-01T00:00:00Z"), Value: exact.Decimal{D: decimal.NewFromInt(5)}, Recorded: later}},
		Payments: []contract.Payment{{ID: "p1", On: day("2026-05-01"), From: day("2026-06-01"), Items: []string{"fee", "seats"}, Periods: 7, Recorded: later}},
		Entries: []contract.Entry{
			{ID: "e2", From: at("2026-05-04T10:00:00-04:00"), Time: estimate("50m")},
			{
				ID: "e1", Ticket: "t1", Worker: "ann", From: at("2026-05-04T10:00:00-04:00"), To: at("2026-05-04T10:50:00-04:00"), Time: estimate("45m"),
				Recorded: later, Norm: estimate("30m"), Estimate: estimate("1h"), Level: 2,
				Facts: contract.Facts{"planned": "true", "reported": "false", "needed": "1h", "place": "remote", "pages": "3", "level": "P2", "From": "x"},
				Visit: "v1", Interaction: "i1", Note: "a \"note\", over\r\ntwo lines <b>",
			},
		},
		Tickets: []contract.Ticket{{ID: "t1", Facts: contract.Facts{"impact": "down"}, Events: []sla.Event{
			{ID: "b", At: later, Type: sla.Resolved}, {ID: "a", At: at("2026-05-04T09:00:00Z"), Type: sla.Opened, Level: 3},
		}}, {ID: "t1", Facts: contract.Facts{"impact": "degraded"}, Events: []sla.Event{{ID: "c", At: later, Type: sla.Closed}}, Recorded: later}},
		Approvals: []contract.Approval{{ID: "a1", Entry: "e1", Ticket: "t1", Rule: "large", Declined: true, Estimate: estimate("2h"), By: "bob", Reason: "too much", At: later}},
		Reversals: []contract.Reversal{{ID: "v1", Entry: "e1", At: later, Reason: "typed twice"}},
		Closings:  []contract.Closing{{ID: "c1", Period: contract.Period{From: day("2026-05-01"), To: day("2026-06-01")}, At: at("2026-06-02T00:00:00Z")}},
		Cancellations: []contract.Cancellation{{
			ID: "x1", At: at("2026-05-05T08:30:00Z"), Order: "o1", Appointment: at("2026-05-05T10:00:00Z"), Ticket: "t1",
			Facts: contract.Facts{"place": "onsite"}, Recorded: later,
		}},
		Arrears: []contract.Arrear{{ID: "l1", Invoice: day("2026-05-01"), On: day("2026-07-15"), Amount: contract.Number{D: decimal.RequireFromString("250.00")}, Recorded: later}},
	}
}

func TestJournalJSON(t *testing.T) {
	want := fullJournal()
	golden(t, "journal.json", indented(t, want))
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got contract.Journal
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want.Orders)
	slices.Reverse(want.Entries)
	slices.Reverse(want.Tickets[0].Events)
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("in canonical order (-want +got):\n%s", diff)
	}
	twice := fullJournal()
	twice.Entries = append(twice.Entries, twice.Entries...)
	twice.Orders = append(twice.Orders, want.Orders[0])
	for i := range twice.Entries {
		twice.Entries[i].From = twice.Entries[i].From.In(time.FixedZone("", 5*3600))
	}
	if again, err := json.Marshal(twice); err != nil || string(again) != string(text) {
		t.Errorf("facts that stand twice, in another zone, are other bytes: %v\n%s\n%s", err, again, text)
	}
}

// The fields of facts are called in JSON as their tags say, and none is forgotten.
func TestJournalFields(t *testing.T) {
	j := reflect.ValueOf(fullJournal())
	for field, list := range j.Fields() {
		if list.Len() == 0 {
			t.Fatalf("the journal of the test has no %s", field.Name)
		}
		fact := list.Index(list.Len() - 1)
		text, err := json.Marshal(fact.Interface())
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]json.RawMessage
		if err := json.Unmarshal(text, &keys); err != nil {
			t.Fatal(err)
		}
		for f := range fact.NumField() {
			field := fact.Type().Field(f)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if fact.Field(f).IsZero() {
				t.Errorf("%s of the %s of the test is not set", field.Name, fact.Type())
			}
			if _, ok := keys[name]; !ok {
				t.Errorf("%s: no %q in %s", fact.Type(), name, text)
			}
			delete(keys, name)
		}
		if len(keys) > 0 {
			t.Errorf("%s: %v has no field", fact.Type(), keys)
		}
	}
}

func TestJournalRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want, why string }{
		{`{}`, "version unknown_version", "no version"},
		{`{"version":2}`, "version unknown_version", "a version to come"},
		{`{"version":1,"entry":[]}`, "entry unknown_field", "no such list"},
		{`{"version":1,"entries":[{"id":"e","from":"2026-05-04","to":5,"Time":"1h","facts":{"n":3,"p":null}}]}`,
			"entries[0].from bad_instant, entries[0].to wrong_type, entries[0].Time unknown_field, entries[0].facts.n wrong_type, entries[0].facts.p wrong_type", "all faults at once"},
		{`{"version":1,"orders":[{"id":"o","item":"i","at":"2026-05-04T00:00:00Z","quantity":2}]}`, "orders[0].quantity wrong_type", "numbers are strings"},
		{`{"version":1,"tickets":[{"id":"t","events":[{"id":"e","at":"2026-05-04T00:00:00Z","type":"shouted"}]}]}`, "tickets[0].events[0].type unknown_type", "no such event"},
		{`{"version":1} {}`, " not_json", "something follows"},
	} {
		var j contract.Journal
		err := j.UnmarshalJSON([]byte(tt.text))
		if got := faultList(t, err); got != tt.want || tt.why == "" {
			t.Errorf("%s: %s, want %s (%v)", tt.why, got, tt.want, err)
		}
	}
	j := contract.Journal{Entries: []contract.Entry{{ID: "e", From: at("1600-01-01T00:00:00Z")}}}
	if _, err := j.MarshalJSON(); !errors.Is(err, contract.ErrInvalid) {
		t.Errorf("an instant out of range is written: %v", err)
	}
}

// faultList renders the faults of an error as "path code, path code".
func faultList(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*contract.Error](err)
	if !ok {
		t.Fatalf("%v is no *Error", err)
	}
	var list []string
	for _, f := range e.Faults {
		list = append(list, f.Path+" "+f.Code)
	}
	return strings.Join(list, ", ")
}

// drawEntries draws entries as hosts have them, and worse.
func drawEntries(t *rapid.T) []contract.Entry {
	word := rapid.SampledFrom([]string{"", "a", "E1", "two words", "comma, \"quote\"", "line\nend", "cr\r\nlf", "\r", " space ", "ü", "-1h", "=1+1", "TRUE"})
	name := rapid.SampledFrom([]string{"place", "planned", "level", "time", "From", "pages.n", "a-b", "id"})
	value := rapid.SampledFrom([]string{"true", "false", "remote", "45m", "3", "a,b", "x\r\ny", "True"})
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-9e9, 9e9).Draw(t, "s"), rapid.SampledFrom([]int64{0, 1, 999999999}).Draw(t, "ns")).UTC()
	})
	maybe := func(label string) time.Time {
		if rapid.Bool().Draw(t, label) {
			return time.Time{}
		}
		return instant.Draw(t, label)
	}
	length := rapid.SampledFrom([]exact.Duration{0, 1, exact.Duration(time.Minute), exact.Duration(90 * time.Minute), -5})
	var list []contract.Entry
	for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
		e := contract.Entry{
			ID: string(rune('a' + i)), Ticket: word.Draw(t, "ticket"), Worker: word.Draw(t, "worker"), From: instant.Draw(t, "from"),
			To: maybe("to"), Time: length.Draw(t, "time"), Recorded: maybe("recorded"), Norm: length.Draw(t, "norm"),
			Estimate: length.Draw(t, "estimate"), Visit: word.Draw(t, "visit"), Interaction: word.Draw(t, "interaction"), Note: word.Draw(t, "note"),
		}
		e.Level = 0
		if rapid.Bool().Draw(t, "leveled") {
			e.Level = 3
		}
		if facts := rapid.MapOfN(name, value, 0, 4).Draw(t, "facts"); len(facts) > 0 {
			e.Facts = facts
		}
		list = append(list, e)
	}
	return list
}

func TestJournalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := contract.Journal{Entries: drawEntries(t)}
		text, err := j.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		mixed := contract.Journal{Entries: rapid.Permutation(j.Entries).Draw(t, "mixed")}
		if again, err := mixed.MarshalJSON(); err != nil || string(again) != string(text) {
			t.Fatalf("another order, other bytes: %v\n%s\n%s", err, text, again)
		}
		var back contract.Journal
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(j.Entries, func(a, b contract.Entry) int {
			if c := a.From.Compare(b.From); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
		if diff := cmp.Diff(j.Entries, back.Entries); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func FuzzJournal(f *testing.F) {
	text, err := json.Marshal(fullJournal())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"entries":[{"id":"e","from":"2026-05-04T10:00:00+05:30","facts":{"planned":true,"n":"1"}}]}`))
	f.Add([]byte(`{"version":1,"tickets":[{"id":"t","events":[]}],"payments":[{"id":"p","on":"2026-05-01","periods":1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var j, again contract.Journal
		if err := j.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, contract.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		text, err := j.MarshalJSON()
		if err != nil {
			return // an instant out of range
		}
		if err := again.UnmarshalJSON(text); err != nil {
			t.Fatalf("%s does not read back: %v", text, err)
		}
		if twice, err := again.MarshalJSON(); err != nil || string(twice) != string(text) {
			t.Fatalf("%s becomes %s, %v", text, twice, err)
		}
	})
}
