package contract

import (
	"errors"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Fault is one thing wrong with a value handed in. Its Path says where, from the top of
// the value ("cover[2].upto", empty for the whole of it), its Code what kind of fault, the
// same in every version ("unknown_pool"), and its Text the same in words.
type Fault = strict.Fault

// An Error lists every fault of one value, in Faults, and says in What the value was. It
// unwraps to [ErrInvalid].
type Error = strict.Error

var (
	// ErrInvalid is what an [*Error] unwraps to: something handed in cannot be used as it is.
	ErrInvalid = strict.ErrInvalid

	// ErrNotFound is what a [*NotFoundError] unwraps to: a name that nothing has.
	ErrNotFound = errors.New("contract: not found")
)

// A NotFoundError reports a name that nothing has.
type NotFoundError struct {
	What string // what was looked for: "plan", "item"
	Name string // the name as given
}

// Error says what was not found.
func (e *NotFoundError) Error() string { return "contract: no " + e.What + " " + quote(e.Name) }

// Unwrap returns [ErrNotFound].
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// fault returns an [*Error] with a single fault that has no path.
func fault(what, code, format string, args ...any) error {
	var fs strict.Faults
	fs.Add("", code, format, args...)
	return fs.Err("contract: " + what)
}
