package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Snapshot is what a ledger has come to by an instant: enough of it that [Resume], with the entries that
// follow, answers every later question as [Replay] of all entries does. A host keeps it as a cache: whether it is
// there affects what an answer costs, never what it says. One that cannot be used gives an error, and is thrown away.
//
// It stands for the entries that take effect before its instant, and holds of these only what can still be
// named: lots that live (and lots they were carried from) with their grants; what is due of each, by
// expiry, boundary and renewal; debt; usage that drew on lots that live, waits for approval, or was not covered and came
// after the last close; all closes and reopenings; where alerts and limits of the period stand. Of the IDs of all
// others it holds fingerprints of six bytes, so that no entry counts twice. What takes effect at its instant or later, and was posted
// already, stands in it as it is; all notes are left out.
//
// It is JSON, version 1, sealed by a checksum: see [Snapshot.MarshalJSON]. The zero Snapshot is of no ledger.
type Snapshot struct{ s *snapshot }

// At returns the instant of the snapshot: it stands for what takes effect before.
func (s Snapshot) At() time.Time {
	if s.s == nil {
		return time.Time{}
	}
	return time.Time(s.s.At)
}

// Facts returns how many entries the snapshot stands for, closes and reopenings apart, and their hash, which tells
// whether these are the entries that a host has: SHA-256, in hexadecimal, of the hash (32 bytes) of all but the last
// followed by the last as JSON, and so on down to no entries, whose hash is empty. They stand in the order of
// [Ledger.Entries], as their MarshalJSON writes them, without notes, and each with its recorded instant. A ledger that was
// resumed itself gives the same.
func (s Snapshot) Facts() (n int, hash string) {
	if s.s == nil {
		return 0, ""
	}
	return s.s.Count, s.s.Facts
}

// Equal reports whether s and t are the same snapshot.
func (s Snapshot) Equal(t Snapshot) bool {
	if s.s == nil || t.s == nil {
		return s.s == t.s
	}
	return s.s.Sum == t.s.Sum
}

// ErrBefore is what a [*BeforeError] unwraps to.
var ErrBefore = errors.New("ledger: before the snapshot")

// A BeforeError says that something is about the time before the [Snapshot] that a ledger was resumed
// from, which it no longer tells apart: an entry that takes effect then or changes what did, an ID that was used then,
// a question about then. The host replays from an earlier snapshot, or from all entries, and gets the answer.
type BeforeError struct {
	What     string    // "entry", "grant", "usage", or the question: "balance", "statement"
	Name     string    // the ID; empty for a question about an instant
	At       time.Time // replay from a snapshot not after it; zero: from all entries
	Snapshot time.Time // where the ledger begins
}

// Error says what is before the snapshot, and from where to replay.
func (e *BeforeError) Error() string {
	text := "ledger: " + e.What
	if e.Name != "" {
		text += fmt.Sprintf(" %.80q", e.Name)
	}
	from := "from all entries"
	if !e.At.IsZero() {
		text += " of " + e.At.Format(time.RFC3339Nano)
		from = "from a snapshot not after that"
	}
	return fmt.Sprintf("%s is before the snapshot of %s: replay %s", text, e.Snapshot.Format(time.RFC3339Nano), from)
}

// Unwrap returns [ErrBefore].
func (e *BeforeError) Unwrap() error { return ErrBefore }

// Resume returns the ledger that a snapshot is of, to post to it what came since: all that was not posted yet when it
// was made, or all that takes effect at its instant or later; what it has already is ignored. From the instant of the
// snapshot on it answers as a ledger of all entries does. It costs what the snapshot holds, however many
// entries that stands for.
//
// What is about the time before is a [*BeforeError]: questions, and entries that would change it, late ones or ones that name
// what is gone. [Ledger.Entries], [Ledger.Len] and [Ledger.Outcomes] tell of the entries that it still holds.
//
// cfg has to be that of the ledger that the snapshot was made of. The error is an [*Error] with every fault of cfg, or that
// says why the snapshot cannot be used; the host replays then.
func Resume(cfg Config, zones func(name string) (*time.Location, error), s Snapshot) (*Ledger, error) {
	l, err := New(cfg, zones)
	if err != nil {
		return nil, err
	}
	if s.s == nil {
		return nil, fault("snapshot", "missing", "a zero snapshot is of no ledger")
	}
	if err := l.restore(s.s); err != nil {
		return nil, err
	}
	next := make([]Entry, len(s.s.Next))
	for i, e := range s.s.Next {
		next[i] = e.Entry
	}
	if err := l.Post(next...); err != nil {
		return nil, fault("snapshot", "unsound", "%v", err)
	}
	return l, nil
}

// A root is what a ledger was resumed from.
type root struct {
	state   *snapshot
	at      time.Time
	mark    int64 // the last instant before it
	held    int   // so many entries, the first, are from before
	known   int64 // when the last of the entries before was known
	ids     []uint64
	watches map[string]watch // by pool
}

const idBits = 48

// fingerprint returns what is kept of an ID.
func fingerprint(id string) uint64 {
	h := sha256.Sum256([]byte(id))
	n := uint64(0)
	for _, b := range h[:idBits/8] {
		n = n<<8 | uint64(b)
	}
	return n
}

// knows reports whether an ID was, in all likelihood, that of an entry before.
func (r *root) knows(id string) bool {
	_, ok := slices.BinarySearch(r.ids, fingerprint(id))
	return ok
}

// since refuses questions about the time before the snapshot.
func (l *Ledger) since(what string, at time.Time) error {
	if l.root != nil && at.Before(l.root.at) {
		return &BeforeError{What: what, At: at, Snapshot: l.root.at}
	}
	return nil
}

// knew refuses questions about what was known before all the snapshot stands for was.
func (l *Ledger) knew(at time.Time) error {
	if l.root != nil && ask(at) < l.root.known {
		return &BeforeError{What: "known", At: time.Time{}, Snapshot: l.root.at}
	}
	return nil
}

// begins returns the first instant that the ledger tells of.
func (l *Ledger) begins() int64 {
	if l.root == nil {
		return allOpen
	}
	return l.root.mark
}

// missing returns the error for a name that no entry has.
func (l *Ledger) missing(what, name string) error {
	if l.root != nil && l.fact(name) < 0 && l.root.knows(name) {
		return &BeforeError{What: what, Name: name, Snapshot: l.root.at}
	}
	return &NotFoundError{What: what, Name: name}
}

// newer refuses entries, from the given one on, that take effect before the snapshot, or close
// or open what counted before it. It changes nothing.
func (l *Ledger) newer(posted int) (int, error) {
	if l.root == nil || posted == l.entries.len() {
		return 0, nil
	}
	was := struct {
		locked bool
		locks  [][]lock
		gifts  [][]gift
	}{locked: l.locked}
	for _, p := range l.pools {
		was.locks, was.gifts = append(was.locks, p.locks), append(was.gifts, p.gifts)
		p.locks, p.gifts = slices.Clone(p.locks), slices.Clone(p.gifts)
	}
	defer func() {
		l.locked = was.locked
		for i, p := range l.pools {
			p.locks, p.gifts = was.locks[i], was.gifts[i]
		}
	}()
	at, first := -1, posted
	if l.lockFrom(posted, func(fact int, k lock) {
		if k.reaches(l.root.known) && at < 0 {
			at = fact
		}
	}) {
		first = l.root.held // as some stand elsewhere now
	}
	if at >= 0 {
		return at, &BeforeError{What: "entry", Name: l.id(at), Snapshot: l.root.at}
	}
	for fact := first; fact < l.entries.len(); fact++ {
		e := l.entry(fact)
		p := l.poolOf(e)
		if p == nil {
			continue
		}
		if _, at := p.placed(e); at <= l.root.mark {
			return max(fact, posted), &BeforeError{What: "entry", Name: e.Head().ID, At: p.t.time(at), Snapshot: l.root.at}
		}
	}
	return 0, nil
}
