package estimate

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Fault is one thing wrong with a value handed in. Its Path says where, from the top of
// the value ("bundles[2].price", empty for the whole), its Code what kind of fault, the
// same in every version ("unknown_field"), and its Text the same in words.
type Fault = strict.Fault

// An Error lists every fault of one value, in Faults, and says in What the value was. It
// unwraps to [ErrInvalid].
type Error = strict.Error

var (
	// ErrInvalid is what an [*Error] unwraps to: something handed in cannot be used as it is.
	ErrInvalid = strict.ErrInvalid

	// ErrNotFound is what a [*NotFoundError] unwraps to: a name that no item or catalogue has.
	ErrNotFound = errors.New("not found")

	// ErrTooLarge is what a [*TooLargeError] unwraps to: the exact answer would take too
	// much time or memory.
	ErrTooLarge = errors.New("too large")
)

// A NotFoundError reports a name that no item of a catalogue has, or no built-in catalogue.
type NotFoundError struct {
	Name string   // as it was asked for
	Near []string // names that come near, nearest first; at most three
	What string   // what was looked for: "item", as where it is empty, or "catalogue"
}

// Error says what was not found and what comes near.
func (e *NotFoundError) Error() string {
	var near []string
	for _, n := range e.Near {
		near = append(near, fmt.Sprintf("%q", n))
	}
	text := fmt.Sprintf("estimate: no %s %.60q", cmp.Or(e.What, "item"), e.Name)
	if len(near) > 0 {
		text += "; nearest: " + strings.Join(near, ", ")
	}
	return text
}

// Unwrap returns [ErrNotFound].
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// A TooLargeError reports a question whose exact answer passes a limit of this package.
type TooLargeError struct {
	What  string // what there is too much of: "steps of 1s up to the demand"
	Limit int    // how much of it there may be
}

// Error says what there is too much of.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("estimate: too large: more than %d %s", e.Limit, e.What)
}

// Unwrap returns [ErrTooLarge].
func (e *TooLargeError) Unwrap() error { return ErrTooLarge }
