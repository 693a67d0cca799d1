// Package strict holds what every room needs to read what others wrote: a JSON
// decoder that takes nothing on trust, and the faults it and the constructors report,
// all at once and each with its path.
//
// It knows nothing of support contracts, imports the standard library alone, and is
// not for encoding: what the library writes is written by encoding/json.
package strict

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrInvalid is what every [Error] unwraps to: something handed in cannot be used as it is.
var ErrInvalid = errors.New("invalid")

// A Fault is one thing wrong with what was handed in.
type Fault struct {
	Path string // where, from the top of the value: "rates[2].per_hour"; empty for the whole of it
	Code string // what kind of fault, the same in every version: "unknown_field"
	Text string // what is wrong, in words
}

// String returns the fault as "path: text".
func (f Fault) String() string {
	if f.Path == "" {
		return f.Text
	}
	return f.Path + ": " + f.Text
}

// An Error lists every fault found in one value. It unwraps to [ErrInvalid].
type Error struct {
	What   string  // what was read or made: "priority: scheme"
	Faults []Fault // at least one, in the order found
}

// Error returns all faults on one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.What)
	for i, f := range e.Faults {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// Unwrap returns [ErrInvalid].
func (e *Error) Unwrap() error { return ErrInvalid }

// MaxFaults is how many faults are kept of one value. A hostile document can hold
// millions; nobody reads them.
const MaxFaults = 1000

// Faults gathers what is wrong with one value. The zero Faults is empty and ready.
type Faults struct {
	list []Fault
}

// Add notes a fault at path.
func (fs *Faults) Add(path, code, format string, args ...any) {
	fs.add(Fault{path, code, fmt.Sprintf(format, args...)})
}

func (fs *Faults) add(f Fault) {
	switch {
	case len(fs.list) < MaxFaults:
		fs.list = append(fs.list, f)
	case len(fs.list) == MaxFaults:
		fs.list = append(fs.list, Fault{"", "too_many_faults", fmt.Sprintf("more than %d faults", MaxFaults)})
	}
}

// Join notes err at path: each fault of an [*Error] with its path put below path, any
// other error as one fault of the given code. A nil err notes nothing.
func (fs *Faults) Join(path, code string, err error) {
	if err == nil {
		return
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		fs.add(Fault{path, code, err.Error()})
		return
	}
	for _, f := range e.Faults {
		f.Path = Below(path, f.Path)
		fs.add(f)
	}
}

// Len returns how many faults were noted.
func (fs *Faults) Len() int { return len(fs.list) }

// None reports whether nothing was noted.
func (fs *Faults) None() bool { return len(fs.list) == 0 }

// Err returns what was noted as an [*Error] about what, or nil.
func (fs *Faults) Err(what string) error {
	if fs.None() {
		return nil
	}
	return &Error{What: what, Faults: fs.list}
}

// Below returns the path of something at rest below path.
func Below(path, rest string) string {
	switch {
	case path == "":
		return rest
	case rest == "" || rest[0] == '[':
		return path + rest
	}
	return path + "." + rest
}

// maxKey is the longest name of a member that is shown in a path. A hostile document can
// hold a name of megabytes and a thousand faults below it.
const maxKey = 64

// Key returns the path of the member with that name of the object at path: "path.name".
// A name that others could have meant to mislead (empty, overlong, not printable, with a
// point or a bracket of its own) is quoted, and cut short: path["a.b"].
func Key(path, name string) string {
	odd := func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(".[]\"", r) }
	switch {
	case len(name) > maxKey:
		cut := maxKey
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		return path + "[" + strconv.Quote(name[:cut]) + "...]"
	case name == "" || strings.ContainsFunc(name, odd):
		return path + "[" + strconv.Quote(name) + "]"
	}
	return Below(path, name)
}

// At returns the path of element i of the list at path.
func At(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
