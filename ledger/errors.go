package ledger

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Fault is one thing wrong with a value handed in. Its Path says where, from the top of
// the value ("pools[0].policy.mode"), its Code what kind of fault, the same in every
// version ("unknown_mode"), and its Text the same in words.
type Fault = strict.Fault

// An Error lists every fault of one value, in Faults, and says in What the value was. It
// unwraps to [ErrInvalid].
type Error = strict.Error

var (
	// ErrInvalid is what an [*Error] unwraps to: something handed in cannot be used as it is.
	ErrInvalid = strict.ErrInvalid

	// ErrNotFound is what a [*NotFoundError] unwraps to: a name that nothing has.
	ErrNotFound = errors.New("ledger: not found")

	// ErrConflict says that an ID is taken by an entry with other content. The same content
	// under the same ID is no error: it is taken once.
	ErrConflict = errors.New("ledger: the ID is taken by an entry with other content")

	// ErrOverflow says that the amounts of a pool together would leave the range of a
	// [Quantity], or that the ledger has as many entries as it can hold.
	ErrOverflow = errors.New("ledger: too much to count")
)

// An EntryError says which entry was refused, and why. Nothing of what was posted together
// with it has been taken.
type EntryError struct {
	Index int    // in the list handed in, from 0
	ID    string // of the entry; empty if it has none
	Err   error  // an [*Error], a [*NotFoundError], [ErrConflict] or [ErrOverflow]
}

// Error says which entry was refused, and why.
func (e *EntryError) Error() string { return fmt.Sprintf("entry %.80q: %v", e.ID, e.Err) }

// Unwrap returns the reason.
func (e *EntryError) Unwrap() error { return e.Err }

// A NotFoundError reports a name that nothing has.
type NotFoundError struct {
	What string // what was looked for: "pool", "grant", "usage"
	Name string // the name as given
	Path string // the field that names it: "pool"; empty in answers to questions
}

// Error says what was not found.
func (e *NotFoundError) Error() string {
	text := fmt.Sprintf("no %s %.80q", e.What, e.Name)
	if e.Path != "" {
		return e.Path + ": " + text
	}
	return "ledger: " + text
}

// Unwrap returns [ErrNotFound].
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// The instants of a ledger are counted in nanoseconds, and lie in the years 1678 to 2261.
const (
	never   = math.MaxInt64
	minUnix = -9214560000 // 1678-01-01
	maxUnix = 9214646400  // 2262-01-01
)

// instant returns t as a number, and whether it is in range.
func instant(t time.Time) (int64, bool) {
	if s := t.Unix(); s < minUnix || s >= maxUnix {
		return 0, false
	}
	return t.UnixNano(), true
}

// ask returns the instant a question is about, held at the ends of the range.
func ask(t time.Time) int64 {
	s := t.Unix()
	if s < minUnix {
		return minUnix * nano
	}
	if s >= maxUnix {
		return maxUnix*nano - 1
	}
	return s*nano + int64(t.Nanosecond())
}

// mulDiv returns the floor of a × b / c for a, b >= 0 and c > 0, held at the range.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}
