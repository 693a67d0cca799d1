package calendar

import (
	"errors"
	"fmt"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Fault is one thing wrong with what was handed in:
//
//	Path string // where, from the top of the value: "week[1].hours"; empty for the whole of it
//	Code string // what kind of fault, the same in every version: "unknown_holidays"
//	Text string // what is wrong, in words
type Fault = strict.Fault

// An Error lists every fault found in one value, and unwraps to [ErrInvalid]:
//
//	What   string  // what was read or made: "calendar: config"
//	Faults []Fault // at least one, in the order found
type Error = strict.Error

// ErrInvalid is what every [Error] unwraps to: something handed in cannot be used as it is.
var ErrInvalid = strict.ErrInvalid

// ErrNeverOpen says that the calendar has no open time in the direction asked: none at
// all, or none for [MaxRun].
var ErrNeverOpen = errors.New("calendar: never open")

// ErrNeverCloses says that the calendar has no closed time in the direction asked: none at
// all, or none for [MaxRun].
var ErrNeverCloses = errors.New("calendar: never closes")

// ErrBeyondData is what every [DataError] unwraps to: the answer depends on days that the
// calendar's holiday tables and overrides do not speak for.
var ErrBeyondData = errors.New("calendar: beyond the data")

// A DataError says that a question reaches beyond what the calendar's data covers.
type DataError struct {
	At    time.Time // the instant asked about, or the last one searched
	From  time.Time // the data cover from this instant ...
	Until time.Time // ... up to but not including this one
}

// Error says which instant lies outside which bounds.
func (e *DataError) Error() string {
	return fmt.Sprintf("%v: %s is not within %s to %s", ErrBeyondData,
		e.At.Format(time.RFC3339), e.From.Format(time.RFC3339), e.Until.Format(time.RFC3339))
}

// Unwrap returns [ErrBeyondData].
func (e *DataError) Unwrap() error { return ErrBeyondData }

// invalid returns an [*Error] with one fault.
func invalid(what, code, format string, args ...any) error {
	var fs strict.Faults
	fs.Add("", code, format, args...)
	return fs.Err(what)
}
