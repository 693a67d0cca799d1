package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

// kept is a small ledger with something of everything that a snapshot holds.
func kept(t testing.TB) *ledger.Ledger {
	pol := ledger.Policy{Mode: ledger.ModeAsk, Alerts: []ledger.Alert{{Used: ledger.Percent(50)}}}
	l, err := ledger.Replay(both(pol), time.LoadLocation, []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(10), Effective: day0, Every: monthly, Roll: ledger.Rollover{Share: ledger.Percent(50)}},
		ledger.Grant{ID: "old", Pool: "hours", Amount: ledger.Time(3), Effective: day0, Expires: day0.AddDate(0, 0, 3)},
		ledger.Grant{ID: "gone", Pool: "other", Amount: ledger.Time(3), Effective: day0, Expires: day0.AddDate(0, 0, 3)},
		ledger.Usage{ID: "u", Pool: "hours", From: day0.Add(time.Hour), Time: 16, Note: "private"},
		ledger.Transfer{ID: "t", Pool: "hours", To: "other", At: day0.AddDate(0, 1, 0), Amount: ledger.Time(2)},
		ledger.Close{ID: "c", Until: day0.AddDate(0, 0, 10), Recorded: day0.AddDate(0, 0, 12)},
		ledger.Void{ID: "v", Grant: "late", At: day0.AddDate(0, 0, 5)},
		ledger.Grant{ID: "late", Pool: "hours", Amount: ledger.Time(3), Effective: day0.AddDate(0, 3, 0)},
	})
	must(t, err)
	return l
}

// A snapshot of version 1 is read ever after, and gives the same ledger.
func TestSnapshotGolden(t *testing.T) {
	l := kept(t)
	cut := day0.AddDate(0, 2, 0)
	s, err := l.Snapshot(cut)
	must(t, err)
	text, err := json.Marshal(s)
	must(t, err)
	golden(t, filepath.Join("v1", "snapshot.json"), append(text, '\n'))
	first, err := os.ReadFile(filepath.Join("testdata", "v1", "snapshot.json"))
	must(t, err)
	var read ledger.Snapshot
	must(t, json.Unmarshal(first, &read))
	got, err := ledger.Resume(l.Config(), time.LoadLocation, read)
	must(t, err)
	sameFrom(t, l, got, cut, cut.AddDate(0, 2, 0))
}

// A snapshot with any other byte is an error, and so is one of another configuration.
func TestSnapshotTampered(t *testing.T) {
	l := kept(t)
	s, err := l.Snapshot(day0.AddDate(0, 2, 0))
	must(t, err)
	text, err := json.Marshal(s)
	must(t, err)
	for i := range text {
		for _, b := range []byte{text[i] ^ 1, ' '} {
			if b == text[i] {
				continue
			}
			bad := append([]byte{}, text...)
			bad[i] = b
			var read ledger.Snapshot
			if err := json.Unmarshal(bad, &read); err == nil && !read.Equal(s) {
				t.Fatalf("byte %d was %q, is %q, and nobody saw", i, text[i], b)
			} else if err != nil && json.Valid(bad) && !errors.Is(err, ledger.ErrInvalid) {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
	}
	if _, err := ledger.Resume(both(ledger.Policy{}), time.LoadLocation, s); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("another configuration: %v", err)
	}
	if _, err := ledger.Resume(l.Config(), time.LoadLocation, ledger.Snapshot{}); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("no snapshot: %v", err)
	}
}

// Questions about the time before say so, with the instant; so do entries.
func TestBeforeSnapshot(t *testing.T) {
	cut := day0.AddDate(0, 2, 0)
	l, _ := resumed(t, kept(t), cut)
	early := cut.Add(-1)
	_, err1 := l.Balance("hours", early)
	_, err2 := l.Lots("hours", early)
	_, err3 := l.Statement("hours", early, cut)
	_, err4 := l.Posting("u", early)
	_, err5 := l.Alerts("hours", early, cut)
	_, err6 := l.Forecast("hours", cut, cut.AddDate(0, 1, 0), 1)
	_, err7 := l.Snapshot(early)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		var b *ledger.BeforeError
		if !errors.As(err, &b) || !b.At.Equal(early) || !b.Snapshot.Equal(cut) || b.Error() == "" {
			t.Errorf("question %d: %v", i+1, err)
		}
	}
	for _, e := range []ledger.Entry{
		ledger.Usage{ID: "new", Pool: "hours", From: day0.AddDate(0, 0, 20), Time: 1},
		ledger.Void{ID: "new2", Grant: "gone", At: cut},
		ledger.Usage{ID: "v", Pool: "hours", From: cut, Time: 1}, // its ID is taken
		ledger.Close{ID: "new3", Until: day0.AddDate(0, 0, 8), Recorded: day0},
	} {
		if err := l.Post(e); !errors.Is(err, ledger.ErrBefore) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if err := l.Post(ledger.Void{ID: "new4", Grant: "never there", At: cut}); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("what never was: %v", err)
	}
	if err := l.Post(ledger.Reversal{ID: "back", Usage: "u", At: cut, Amount: ledger.Time(1)}, ledger.Approval{ID: "ok", Usage: "u", At: cut}); err != nil {
		t.Errorf("a usage that waits still: %v", err)
	}
}

// What an entry moved is the same after a restart, or said to be before it: overage of usage that is gone, a grant
// that an entry from before names.
func TestMovedAfterSnapshot(t *testing.T) {
	day := func(n int) time.Time { return day0.AddDate(0, 0, n) }
	want := replay(t, both(ledger.Policy{}), []ledger.Entry{
		ledger.Usage{ID: "gone", Pool: "hours", From: day(1), Time: 5},
		ledger.Close{ID: "c", Until: day(9), Recorded: day(9)},
		ledger.Usage{ID: "open", Pool: "other", From: day(9), Recorded: day(10), Time: 7},
		ledger.Transfer{ID: "early", Pool: "other", To: "hours", Grant: "g", At: day(12)},
		ledger.Grant{ID: "g", Pool: "other", Amount: ledger.Time(3), Effective: day(30), Recorded: day(12)},
		ledger.Extend{ID: "x", Grant: "early", At: day(35), Expires: day(50)},
		ledger.Reset{ID: "r1", Pool: "hours", At: day(40)},
		ledger.Reset{ID: "r2", Pool: "other", At: day(41)},
	})
	got, _ := resumed(t, want, day(20))
	for _, tt := range []struct{ entry, want, resumed string }{
		{"r1", "r1 moved 1\n  gone: 0.000000005s overage → 0.000000005s forgiven", ""},
		{"r2", "r2 moved 1\n  open: 0.000000007s overage → 0.000000007s forgiven", "r2 moved 1\n  open: 0.000000007s overage → 0.000000007s forgiven"},
		{"g", "g moved nothing", ""},
		{"open", "open moved nothing", ""},
	} {
		if m, err := want.Moved(tt.entry); err != nil || m.String() != tt.want {
			t.Errorf("replayed: %v, %v, want %s", m, err, tt.want)
		}
		if m, err := got.Moved(tt.entry); tt.resumed == "" && !errors.Is(err, ledger.ErrBefore) || tt.resumed != "" && (err != nil || m.String() != tt.resumed) {
			t.Errorf("resumed: %v, %v, want %s", m, err, tt.resumed)
		}
	}
}

// Hosts can compute the hash of the facts.
func TestSnapshotFacts(t *testing.T) {
	cut := day0.AddDate(0, 2, 0)
	l := kept(t)
	must(t, l.Post(ledger.Usage{ID: "<&>\"ж", Pool: "other", From: day0, Time: 1, Note: "private"}))
	n, sum := 0, []byte{}
	for _, e := range l.Entries() {
		if _, ok := e.(ledger.Close); ok || !e.Head().At.Before(cut) {
			continue
		}
		e = with(e, "", e.Head().Recorded)
		if u, ok := e.(ledger.Usage); ok {
			u.Note = ""
			e = u
		}
		text, err := e.(json.Marshaler).MarshalJSON()
		must(t, err)
		next := sha256.Sum256(append(sum, text...))
		n, sum = n+1, next[:]
	}
	for range 2 {
		s, err := l.Snapshot(cut)
		must(t, err)
		if count, hash := s.Facts(); count != n || hash != hex.EncodeToString(sum) {
			t.Errorf("%d entries, %s, want %d, %x", count, hash, n, sum)
		}
		l, _ = resumed(t, l, cut)
	}
}

// sealed returns a snapshot that was changed with the checksum that it would have.
func sealed(text string) string {
	const key = `"sha256":"`
	i := strings.LastIndex(text, key)
	if i < 0 {
		return text
	}
	text = text[:i+len(key)]
	return fmt.Sprintf(`%s%x"}`, text, sha256.Sum256([]byte(text+`"}`)))
}

// tryForged resumes from a snapshot that was made up, and asks and posts, which may be refused.
func tryForged(t *testing.T, cfg ledger.Config, text, what string) bool {
	var s ledger.Snapshot
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return false
	}
	l, err := ledger.Resume(cfg, time.LoadLocation, s)
	if err != nil {
		if !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
		return false
	}
	at := s.At().AddDate(1, 0, 0)
	for _, pool := range bothPools {
		_, err1 := l.Balance(pool, at)
		_, err2 := l.Lots(pool, at)
		_, err3 := l.Statement(pool, s.At(), at)
		_, err4 := l.Alerts(pool, s.At(), at)
		_, err5 := l.Forecast(pool, s.At().Add(time.Hour), at, time.Hour)
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, e := range l.Entries() {
		_, err1 := l.Posting(e.Head().ID, at)
		_, err2 := l.Explain(e.Head().ID)
		_, err3 := l.Moved(e.Head().ID)
		_ = errors.Join(err1, err2, err3) // of the wrong type, or before
	}
	_ = l.Audit() // says what is wrong, if anything
	n := l.Len()
	if err := l.Post(ledger.Usage{ID: "forged", Pool: "hours", From: at, Time: 5}, ledger.Reset{ID: "forged too", Pool: "hours", At: at}); err != nil || l.Len() != n+2 {
		t.Errorf("%s: %v", what, err)
	}
	if _, err := l.Snapshot(at); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	return true
}

// A snapshot that was changed and sealed again, value by value, is refused or makes a ledger that answers.
func TestSnapshotForged(t *testing.T) {
	l := kept(t)
	s, err := l.Snapshot(day0.AddDate(0, 2, 0))
	must(t, err)
	text, err := json.Marshal(s)
	must(t, err)
	if sealed(string(text)) != string(text) {
		t.Fatal("sealed otherwise")
	}
	taken, all := 0, 0
	for _, x := range []struct {
		pattern string
		to      []string
	}{
		{`-?\b\d+\b`, []string{"0", "1", "-1", "99", "9223372036854775807", "-9223372036854775808"}},
		{`"[^"]*"`, []string{`""`, `"x"`, `"g"`}},
		{`true|false`, []string{"true", "false"}},
		{`\[[^\[\]]*\]`, []string{"[]", "[0]", "[0,0]", "[-1,0,0]", "[[2,5]]", "[[0,0,0]]"}},
	} {
		for _, at := range regexp.MustCompile(x.pattern).FindAllIndex(text, -1) {
			for _, to := range x.to {
				all++
				if tryForged(t, l.Config(), sealed(string(text[:at[0]])+to+string(text[at[1]:])), fmt.Sprintf("%.40s at %d is %s", text[at[0]:at[1]], at[0], to)) {
					taken++
				}
			}
		}
	}
	t.Logf("%d of %d are taken", taken, all)
}

// Whatever is read for a snapshot is refused, or makes a ledger that answers.
func FuzzSnapshot(f *testing.F) {
	for _, name := range []string{"snapshot.json", "entries.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", "v1", name))
		must(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"held":[null],"sha256":""}`))
	cfg := kept(f).Config()
	f.Fuzz(func(t *testing.T, text []byte) {
		tryForged(t, cfg, string(text), "as it is")
		tryForged(t, cfg, sealed(string(text)), "sealed")
	})
}

// A snapshot of a million entries, and one with a thousand closes at one instant.
func TestLargeSnapshots(t *testing.T) {
	list := retainer(1_000_000)
	l := replay(t, config(ledger.Policy{}), list)
	cut := list[len(list)-100].Head().At
	var s ledger.Snapshot
	var text []byte
	within(t, 40*time.Second, "the snapshot of a million entries", func() {
		var err error
		s, err = l.Snapshot(cut)
		must(t, err)
		text, err = json.Marshal(s)
		must(t, err)
	})
	n, hash := s.Facts()
	t.Logf("%d bytes for %d entries, %s", len(text), n, hash)
	within(t, 20*time.Second, "resuming from it", func() {
		var read ledger.Snapshot
		must(t, json.Unmarshal(text, &read))
		got, err := ledger.Resume(l.Config(), time.LoadLocation, read)
		must(t, err)
		must(t, got.Post(list[len(list)-100:]...))
		sameAt(t, l, got, cut.AddDate(1, 0, 0))
	})
	var closes []ledger.Entry
	for i := range 1000 {
		closes = append(closes, ledger.Close{ID: fmt.Sprint("c", i), Until: day0.Add(time.Duration(i)), Recorded: day0.AddDate(0, 1, 0)})
	}
	within(t, 10*time.Second, "a thousand closes", func() {
		got, _ := resumed(t, replay(t, config(ledger.Policy{}), closes), day0.AddDate(0, 2, 0))
		for _, e := range closes {
			must(t, got.Post(e))
		}
		if open, err := got.OpenFrom("hours", day0.AddDate(0, 3, 0)); err != nil || !open.Equal(day0.Add(999)) || got.Len() != 1000 {
			t.Errorf("open from %v, %v", open, err)
		}
	})
}
