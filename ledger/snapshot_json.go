package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"

	"github.com/retainer-go/retainer/internal/exact"
)

// snapshot is a Snapshot as it is written. Entries are named by their places in Held, Closes after these; lots by their
// places in the pool; moves of the time before count down from the last, which is -1.
type snapshot struct {
	Version int         `json:"version"`
	At      stamp       `json:"at"`
	Config  string      `json:"config"` // hash of its JSON
	Facts   string      `json:"facts"`  // hash
	Count   int         `json:"count"`
	Known   int64       `json:"known"`
	IDs     string      `json:"ids"` // fingerprints, each less the one before, as varints
	Held    []anyEntry  `json:"held"`
	Closes  []anyEntry  `json:"closes"`
	Next    []anyEntry  `json:"next"`
	Pools   []poolState `json:"pools"`
	Sum     string      `json:"sha256"` // of all the rest, as this is written with an empty one
}

type poolState struct {
	Amounts  int64        `json:"amounts"` // what the entries amount to
	Sums     []int64      `json:"sums"`    // of the moves, by kind
	Topped   int64        `json:"topped"`
	Forgave  int          `json:"forgave"`
	Period   []int64      `json:"period"` // from, to, granted, soft, over
	Lots     []lotState   `json:"lots"`
	Open     [][]int64    `json:"open"`   // lot, left
	Agenda   [][]int64    `json:"agenda"` // at, phase, lot
	Owed     [][]int64    `json:"owed"`   // entry, quantity
	Waiting  []int        `json:"waiting"`
	Paid     []int        `json:"paid"` // in Next, -1 and down
	Dead     []int        `json:"dead"`
	Usages   []usageState `json:"usages"`
	Outcomes []saidState  `json:"outcomes"`
	Gifts    [][]int64    `json:"gifts"` // pool, since
	Watch    []watchState `json:"watch,omitempty"`
}

type lotState struct {
	Grant  int          `json:"grant"`
	Life   []int64      `json:"life"` // from, to, the end that it came with
	Amount int64        `json:"amount"`
	Parent int32        `json:"parent"`
	N      int32        `json:"n"`
	Gen    int32        `json:"gen"`
	Came   []grantState `json:"came,omitempty"` // with a transfer, at most one
}

type grantState struct {
	From      string        `json:"from"`
	Effective int64         `json:"effective"`
	Recorded  int64         `json:"recorded"`
	Expires   int64         `json:"expires"`
	Amount    int64         `json:"amount"`
	Priority  int           `json:"priority"`
	Kind      GrantKind     `json:"kind"`
	Cost      exact.Decimal `json:"cost"`
	Category  string        `json:"category"`
	Scope     []string      `json:"scope,omitempty"`
}

type usageState struct {
	Usage int       `json:"usage"`
	Back  int64     `json:"back"`
	Parts [][]int64 `json:"parts"` // kind, lot, move, at, quantity
}

type saidState struct {
	Entry    int   `json:"entry"`
	Code     Code  `json:"code"`
	Quantity int64 `json:"quantity"`
	Ahead    bool  `json:"ahead,omitempty"` // of the last entry
}

type watchState struct {
	Sums    []int64 `json:"sums"`
	Period  []int64 `json:"period"` // from, to
	Base    int64   `json:"base"`
	Used    int64   `json:"used"`
	Reached []bool  `json:"reached"`
}

// anyEntry is an entry in JSON, whatever its type.
type anyEntry struct{ Entry }

func (e anyEntry) MarshalJSON() ([]byte, error) { return marshal(e.Entry) }

func (e *anyEntry) UnmarshalJSON(data []byte) error {
	got, err := ParseEntry(data)
	e.Entry = got
	return err
}

// MaxSnapshot is how long a snapshot may be that is read, in bytes.
const MaxSnapshot = 1 << 28

// MarshalJSON implements [json.Marshaler]. The same snapshot gives the same bytes, and so does that of a ledger that
// was resumed on the way. It is version 1 of the format: the version, the instant, the hashes of the configuration and of the
// facts, then what the ledger had come to, which is for the library alone to read, and the SHA-256 of it all.
func (s Snapshot) MarshalJSON() ([]byte, error) {
	if s.s == nil {
		return nil, fault("snapshot", "missing", "a zero snapshot is of no ledger")
	}
	return marshal(s.s)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly: anything that is not as it was written, to the byte if it means anything, is
// an [*Error], and a snapshot longer than [MaxSnapshot] too. A store may set it otherwise, by white space and the order of keys.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	const what = "ledger: snapshot"
	var j snapshot
	if err := strict.UnmarshalLong(data, &j, what, MaxSnapshot); err != nil {
		return err
	}
	var fs strict.Faults
	checkVersion(&fs, j.Version)
	for _, list := range [][]anyEntry{j.Held, j.Closes, j.Next} {
		if slices.ContainsFunc(list, func(e anyEntry) bool { return e.Entry == nil }) {
			fs.Add("held", "missing", "an entry is missing")
			return fs.Err(what)
		}
	}
	sum, err := j.checksum()
	fs.Join("", "invalid", err)
	if sum != j.Sum {
		fs.Add("sha256", "bad_checksum", "is not that of the snapshot: it was changed since it was made")
	}
	if err := fs.Err(what); err != nil {
		return err
	}
	s.s = &j
	return nil
}

// checksum returns the hash of all but the checksum.
func (j *snapshot) checksum() (string, error) {
	c := *j
	c.Sum = ""
	text, err := marshal(&c)
	return hash(text), err
}

func hash(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

func (c Config) hash() string {
	text, err := json.Marshal(c)
	if err != nil {
		return "" // no ledger is made of one that cannot be written
	}
	return hash(text)
}

// packIDs writes fingerprints in order.
func packIDs(ids []uint64) string {
	var b []byte
	last := uint64(0)
	for _, id := range ids {
		b = binary.AppendUvarint(b, id-last)
		last = id
	}
	return base64.RawStdEncoding.EncodeToString(b)
}

func unpackIDs(text string) ([]uint64, bool) {
	b, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, false
	}
	var ids []uint64
	last := uint64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 || d >= 1<<idBits-last {
			return nil, false
		}
		last += d
		ids = append(ids, last)
		b = b[n:]
	}
	return ids, true
}

// bare returns an entry without its note, and with the instant it was recorded at.
func bare(e Entry) Entry {
	recorded := e.Head().Recorded
	switch x := e.(type) {
	case Grant:
		x.Note, x.Recorded = "", recorded
		return x
	case Usage:
		x.Note, x.Recorded = "", recorded
		return x
	case Payment:
		x.Note, x.Recorded = "", recorded
		return x
	case Reset:
		x.Note, x.Recorded = "", recorded
		return x
	case Adjustment:
		x.Note, x.Recorded = "", recorded
		return x
	case Void:
		x.Note, x.Recorded = "", recorded
		return x
	case Reversal:
		x.Note, x.Recorded = "", recorded
		return x
	case Extend:
		x.Note, x.Recorded = "", recorded
		return x
	case Transfer:
		x.Note, x.Recorded = "", recorded
		return x
	case Approval:
		x.Note, x.Recorded = "", recorded
		return x
	case Close:
		x.Note, x.Recorded = "", recorded
		return x
	case Reopen:
		x.Note, x.Recorded = "", recorded
		return x
	}
	return e
}
