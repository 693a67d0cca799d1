package ledger_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

var update = flag.Bool("update", false, "write the golden files")

// everything is one entry of each type, with nothing left out.
func everything() []ledger.Entry {
	return append(atFirst(),
		ledger.Extend{ID: "x", Grant: "g", At: day0, Recorded: day0, Expires: day0.AddDate(2, 0, 0), While: "on the plan", Note: "n"},
		ledger.Transfer{ID: "t", Pool: "hours", To: "other", Grant: "g", Amount: ledger.Time(90 * time.Minute), At: day0, Recorded: day0, Note: "n"},
		ledger.Approval{ID: "ok", Usage: "u", At: day0, Recorded: day0, Amount: ledger.Time(90 * time.Minute), Decline: true, Note: "n"},
		ledger.Close{ID: "c", Pool: "hours", Until: day0, Recorded: day0.Add(1), Note: "n"},
		ledger.Reopen{ID: "o", Pool: "hours", From: day0, Recorded: day0.Add(2), Note: "n"},
	)
}

// atFirst is one entry of each type that the format had at first.
func atFirst() []ledger.Entry {
	h := ledger.Time(90 * time.Minute)
	return []ledger.Entry{
		ledger.Grant{
			ID: "g", Pool: "hours", Kind: ledger.Allowance, Amount: h, Effective: day0, Expires: day0.AddDate(1, 0, 0), Recorded: day0.Add(-time.Hour),
			Priority: -2, Scope: []string{"phone", "remote"}, Cost: decimal.RequireFromString("60.50"), Category: "paid", Every: monthly,
			Anchor: day0.AddDate(0, 0, 2), Roll: ledger.Rollover{
				Share: ledger.MustPart("50%"), Of: ledger.OfOriginal, Cap: ledger.MustPart("40%"), Total: ledger.Fixed(h),
				Lives: calendar.Every{N: 2, Unit: "month"}, If: ledger.IfToppedUp, MoreThan: h,
			}, Keep: ledger.Clamp{Least: h, Most: h}, Owing: true, Note: "a < b & c",
		},
		ledger.Usage{
			ID: "u", Pool: "hours", From: day0, Recorded: day0.Add(time.Nanosecond), Time: time.Hour, Norm: time.Minute, Billed: 75 * time.Minute,
			Weight: decimal.RequireFromString("1.5"), Amount: h, Level: priority.P2, Kind: "travel", Ticket: "T-1", Scope: "phone", Approved: true, Note: "n",
		},
		ledger.Payment{ID: "p", Grant: "g", At: day0, Recorded: day0, Note: "n"},
		ledger.Reset{ID: "r", Pool: "hours", At: day0, Recorded: day0, KeepOverage: true, Note: "n"},
		ledger.Adjustment{ID: "a", Grant: "g", At: day0, Recorded: day0, Amount: ledger.Time(-1), Reason: "typo", Note: "n"},
		ledger.Void{ID: "v", Grant: "g", At: day0, Recorded: day0, Ends: true, Note: "n"},
		ledger.Reversal{ID: "b", Usage: "u", At: day0, Recorded: day0, Amount: h, Note: "n"},
	}
}

func fullConfig(t testing.TB) ledger.Config {
	return ledger.Config{Zone: "America/New_York", Pools: []ledger.Pool{
		{ID: "hours", Policy: ledger.Policy{
			Order: ledger.DefaultOrder(), Mode: ledger.ModeAsk, FairUse: ledger.Percent(10), Borrow: ledger.MustPart("2h"), Ceiling: ledger.Percent(50),
			Period: monthly, Anchor: day0, Step: ledger.MustQuantity("15m"), Basis: ledger.Norm,
			Increment: priority.Increment{Round: priority.Rounding{Mode: priority.Up, Step: 15 * time.Minute}}, Levels: weights(t),
			FirstPeriod: ledger.Prorate, Voided: ledger.Unwind, Sequence: ledger.ByEntry, Late: ledger.RefuseLate,
			Alerts: []ledger.Alert{{ID: "low", Used: ledger.Percent(80)}, {Left: ledger.MustPart("0s")}},
		}},
		{ID: "calls", Unit: ledger.UnitIncidents},
	}}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil || string(want) != string(got) {
		t.Errorf("%s: %v; got:\n%s", name, err, got)
	}
}

func TestEntriesJSON(t *testing.T) {
	want := everything()
	text, err := ledger.AppendEntries(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "entries.json", text)
	got, err := ledger.ParseEntries(text)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	var u ledger.Usage
	one, err := json.Marshal(want[1])
	if err := errors.Join(err, json.Unmarshal(one, &u)); err != nil || !cmp.Equal(ledger.Entry(u), want[1]) {
		t.Errorf("%v, got %+v", err, u)
	}
	var g ledger.Grant
	if err := json.Unmarshal(one, &g); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("a usage was taken for a grant: %v", err)
	}
	for i, e := range want {
		loc := time.FixedZone("", 3600)
		if u, ok := e.(ledger.Usage); ok {
			u.From = u.From.In(loc)
			want[i] = u
		}
	}
	if again, err := ledger.AppendEntries(nil, want); err != nil || string(again) != string(text) {
		t.Errorf("other bytes for the same instants: %v", err)
	}
}

// What was written before there were closes, transfers and the like is read as it was.
func TestFirstForms(t *testing.T) {
	read := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join("testdata", "v1", name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	got, err := ledger.ParseEntries(read("entries.json"))
	if diff := cmp.Diff(atFirst(), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	got, err = ledger.ParseCSV(string(read("entries.csv")))
	if diff := cmp.Diff(atFirst(), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	var cfg ledger.Config
	want := fullConfig(t)
	want.Pools[0].Policy.Late = ""
	if err := json.Unmarshal(read("config.json"), &cfg); err != nil || !cfg.Equal(want) {
		t.Errorf("%v, got %+v", err, cfg)
	}
}

func TestConfigJSON(t *testing.T) {
	want := fullConfig(t)
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "config.json", append(text, '\n'))
	var got ledger.Config
	if err := json.Unmarshal(text, &got); err != nil || !got.Equal(want) {
		t.Errorf("%v, got %+v", err, got)
	}
	if _, err := ledger.New(got, time.LoadLocation); err != nil {
		t.Error(err)
	}
	for i, change := range []func(p *ledger.Policy){
		func(p *ledger.Policy) { p.Order = nil }, func(p *ledger.Policy) { p.Mode = "" }, func(p *ledger.Policy) { p.FairUse = ledger.Part{} },
		func(p *ledger.Policy) { p.Borrow = ledger.Percent(2) }, func(p *ledger.Policy) { p.Ceiling = ledger.Percent(2) },
		func(p *ledger.Policy) { p.Period.N = 2 }, func(p *ledger.Policy) { p.Anchor = time.Time{} }, func(p *ledger.Policy) { p.Step = ledger.Quantity{} },
		func(p *ledger.Policy) { p.Basis = "" }, func(p *ledger.Policy) { p.Increment.Min = 1 }, func(p *ledger.Policy) { p.Levels = priority.Scheme{} },
		func(p *ledger.Policy) { p.FirstPeriod = "" }, func(p *ledger.Policy) { p.Voided = "" }, func(p *ledger.Policy) { p.Sequence = "" },
		func(p *ledger.Policy) { p.Alerts = nil }, func(p *ledger.Policy) { p.Late = "" },
	} {
		var other ledger.Config
		if err := json.Unmarshal(text, &other); err != nil {
			t.Fatal(err)
		}
		if change(&other.Pools[0].Policy); other.Equal(want) {
			t.Errorf("change %d is not seen by Equal", i)
		}
	}
}

func TestJSONRefuses(t *testing.T) {
	const u = `{"type":"usage","id":"u","pool":"hours","from":"2026-01-01T00:00:00Z"`
	for _, bad := range []string{
		``, `null`, `[]`, `{}`, `{"type":"refund"}`, u, u + `,"time":90}`, u + `,"time":"1.5h"}`, u + `,"hours":"1h"}`, u + `,"Time":"1h"}`,
		u + `,"time":"1h","time":"1h"}`, u + `,"weight":"1e999999999"}`, u + `,"weight":1.5}`, u + `,"level":"P0"}`, u + `}{}`, u + `,"note":null}`,
		`{"type":"usage","id":"u","from":"2026-01-01"}`, `{"type":"usage","id":"u","from":"2026-01-01T00:00:00"}`, `{"type":"usage","from":null}`,
		`{"type":"grant","roll":{"share":"-1%"}}`, `{"type":"grant","every":"fortnight"}`, `{"type":"void","usage":"u"}`,
	} {
		if e, err := ledger.ParseEntry([]byte(bad)); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%s is %+v, %v", bad, e, err)
		}
	}
	for _, bad := range []string{`{"entries":[]}`, `{"version":2,"entries":[]}`, `{"version":1,"entries":[{}]}`, `{"version":1,"entries":[` + u + `}]}x`} {
		if e, err := ledger.ParseEntries([]byte(bad)); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%s is %+v, %v", bad, e, err)
		}
	}
	for _, bad := range []string{
		`{"zone":"UTC","pools":[]}`, `{"version":2,"zone":"UTC","pools":[]}`, `{"version":1,"zone":"UTC","pools":[{"id":"h","policy":{"modes":"debt"}}]}`,
		`{"version":1,"zone":"UTC","pools":[{"id":"h","policy":{"period":"sometimes"}}]}`,
	} {
		var c ledger.Config
		if err := json.Unmarshal([]byte(bad), &c); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%s is %+v, %v", bad, c, err)
		}
	}
}

// All faults of a configuration are found at once, each with its path.
func TestNewRefuses(t *testing.T) {
	cfg := ledger.Config{Zone: "EST", Pools: []ledger.Pool{
		{Policy: ledger.Policy{
			Order: []ledger.Key{"size", ledger.KeyID, ledger.KeyID}, Mode: "free", FairUse: ledger.MustPart("2"), Step: ledger.MustQuantity("-1s"),
			Period: calendar.Every{N: 1, Unit: "fortnight"}, Basis: "x", FirstPeriod: "x", Voided: "x", Sequence: "x", Late: "x",
			Increment: priority.Increment{Per: priority.Per{"ticket"}, Min: -1}, Alerts: []ledger.Alert{{}, {Used: ledger.MustPart("2h")}, {Left: ledger.Percent(2)}},
		}},
		{ID: "a"}, {ID: "a", Unit: "credits", Policy: ledger.Policy{Increment: priority.Increment{Min: 1}, Borrow: ledger.MustPart("2h")}},
	}}
	_, err := ledger.New(cfg, time.LoadLocation)
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"zone ambiguous_zone", "pools[0].id missing", "pools[0].policy.order[0] unknown_key", "pools[0].policy.order[2] duplicate",
		"pools[0].policy.mode unknown_mode", "pools[0].policy.basis unknown_basis", "pools[0].policy.first_period unknown_first_period",
		"pools[0].policy.voided unknown_voided", "pools[0].policy.sequence unknown_sequence", "pools[0].policy.late unknown_late", "pools[0].policy.fair_use wrong_unit",
		"pools[0].policy.step negative", "pools[0].policy.period bad_every", "pools[0].policy.increment.min negative",
		"pools[0].policy.increment.per not_per_entry", "pools[0].policy.alerts[0] one_of", "pools[0].policy.alerts[1].used not_percent",
		"pools[0].policy.alerts[2].left not_amount", "pools[2].id duplicate", "pools[2].policy.borrow wrong_unit", "pools[2].policy.increment not_time",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := ledger.New(ledger.Config{Zone: "UTC"}, nil); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("no pools: %v", err)
	}
}

func FuzzParseEntry(f *testing.F) {
	text, err := ledger.AppendEntries(nil, everything())
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimPrefix(strings.TrimRight(line, ",]}\n")+"}", `{"version":1,"entries":[`)
		f.Add([]byte(line))
	}
	f.Add([]byte(`{"type":"usage","id":"u","pool":"hours","from":"2026-01-01T00:00:00+05:30","time":"50m"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ledger.ParseEntry(data)
		if err != nil {
			if e != nil || !errors.Is(err, ledger.ErrInvalid) {
				t.Fatalf("%v along with %v", e, err)
			}
			return
		}
		text, err := json.Marshal(e)
		if err != nil {
			return // an instant out of range
		}
		again, err := ledger.ParseEntry(text)
		if err != nil {
			t.Fatalf("%s does not read back: %v", text, err)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(text) {
			t.Fatalf("%s becomes %s, %v", text, twice, err)
		}
		l, err := ledger.New(config(ledger.Policy{}), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Post(e); err == nil {
			if err := l.Post(again); err != nil || l.Len() != 1 {
				t.Fatalf("the same entry again: %v", err)
			}
		} else if _, ok := errors.AsType[*ledger.EntryError](err); !ok || l.Len() != 0 {
			t.Fatalf("%v, %d entries", err, l.Len())
		}
	})
}

func FuzzParseEntries(f *testing.F) {
	text, err := ledger.AppendEntries(nil, everything())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"entries":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ledger.ParseEntries(data)
		if err != nil {
			return
		}
		text, err := ledger.AppendEntries(nil, list)
		if err != nil {
			return // an instant out of range
		}
		if again, err := ledger.ParseEntries(text); err != nil || len(again) != len(list) {
			t.Fatalf("%s does not read back: %v", text, err)
		}
	})
}

func FuzzConfig(f *testing.F) {
	text, err := json.Marshal(fullConfig(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"zone":"UTC-05:00","pools":[{"id":"h","unit":"credits"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, d ledger.Config
		if err := json.Unmarshal(data, &c); err != nil {
			return
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &d); err != nil || !c.Equal(d) {
			t.Fatalf("%s does not read back: %v", text, err)
		}
		if _, err := ledger.New(c, nil); err != nil && !errors.Is(err, ledger.ErrInvalid) {
			t.Fatal(err)
		}
	})
}

func FuzzParseQuantity(f *testing.F) {
	for _, s := range []string{"0", "1h30m", "0s", "-0.5", "9223372036.854775807", "1e9", ".5", "h", "0h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ledger.ParseQuantity(s)
		if err != nil {
			return
		}
		if r, err := ledger.ParseQuantity(q.String()); err != nil || r != q {
			t.Fatalf("ParseQuantity(%q) = %v, which reads back as %v, %v", s, q, r, err)
		}
	})
}

func FuzzParsePart(f *testing.F) {
	for _, s := range []string{"40%", "0%", "20h", "12.5", "-1", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ledger.ParsePart(s)
		if err != nil {
			return
		}
		if r, err := ledger.ParsePart(p.String()); err != nil || !r.Equal(p) {
			t.Fatalf("ParsePart(%q) = %v, which reads back as %v, %v", s, p, r, err)
		}
	})
}
