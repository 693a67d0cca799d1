package priority

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// Facts are what is known about a piece of work, by name: how it came in ("channel"),
// where it is done ("place"), what it affects ("impact"), whether it was planned. A name
// that is not there is a fact that nobody stated, which is not the same as false: see
// [Condition.Eval].
//
// The names are the plan's; the usual ones are
//
//	words   kind channel place role class impact urgency asset user level
//	flags   reported planned production conflict
//	times   needed (wanted within) ahead (notice before an appointment) size age
//	sets    during (calendars open at the time) has (what else the customer bought)
//	events  contacts (since the report or the last change of level)
//	tables  left (what is left, by pool)
//
// A name that begins with $ is a parameter of the contract, and a fact like any other.
type Facts map[string]Value

// Nearest merges facts stated at several places, the nearest first (the entry, then its
// ticket, then the contract): each fact is taken from the first that states it.
func Nearest(facts ...Facts) Facts {
	all := Facts{}
	for _, f := range facts {
		for name, v := range f {
			if all[name].kind == none && v.kind != none {
				all[name] = v
			}
		}
	}
	return all
}

// A Value is what one fact says: a word, a flag, a number, a time, a set of words, a
// series of events, or a table of numbers or times. The zero Value says nothing, as if
// the fact had not been stated. Values do not change once made.
type Value struct {
	kind  kind
	words []string        // the word, or the set, sorted
	flag  bool            //
	num   decimal.Decimal //
	time  time.Duration   //
	times []time.Duration // events, sorted
	table map[string]Value
}

type kind uint8

const (
	none kind = iota
	word
	flag
	number
	length
	set
	events
	table
)

var kindNames = [...]string{"nothing", "a word", "a flag", "a number", "a time", "a set of words", "a series of events", "a table"}

func (k kind) String() string { return kindNames[k] }

// Word returns the value of a fact such as the place of work: "onsite".
func Word(s string) Value { return Value{kind: word, words: []string{s}} }

// Flag returns the value of a fact that holds or does not: planned work.
func Flag(b bool) Value { return Value{kind: flag, flag: b} }

// Number returns the value of a counted fact: the number of seats.
func Number(n decimal.Decimal) Value { return Value{kind: number, num: n} }

// Time returns the value of a fact that is a length of time: wanted within 45 minutes.
// Where a fact is counted in civil days (the age of a contract), state 24 hours a day.
func Time(d time.Duration) Value { return Value{kind: length, time: d} }

// Set returns the value of a fact that holds several words at once, or none: the
// calendars open at the time of the work.
func Set(words ...string) Value {
	words = slices.Clone(words)
	slices.Sort(words)
	return Value{kind: set, words: slices.Compact(words)}
}

// Events returns the value of a fact that is a series of events, counted from start: the
// customer's contacts since the report, or since the last change of level. Events before
// start do not count.
func Events(start time.Time, at ...time.Time) Value {
	v := Value{kind: events}
	for _, t := range at {
		if since := t.Sub(start); since >= 0 {
			v.times = append(v.times, since)
		}
	}
	slices.Sort(v.times)
	return v
}

// Table returns the value of a fact that is a number or a time for each of several
// names: what is left, by pool.
func Table(rows map[string]Value) Value { return Value{kind: table, table: maps.Clone(rows)} }

// Equal reports whether v and w say the same.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && slices.Equal(v.words, w.words) && v.flag == w.flag && v.num.Equal(w.num) &&
		v.time == w.time && slices.Equal(v.times, w.times) && maps.EqualFunc(v.table, w.table, Value.Equal)
}

// String returns the value for people: "onsite", "true", "45m", "{office, phone}".
func (v Value) String() string {
	switch v.kind {
	case word:
		return v.words[0]
	case flag:
		return fmt.Sprint(v.flag)
	case number:
		return exact.Text(v.num, 0)
	case length:
		return exact.DurationText(v.time)
	case set:
		return "{" + strings.Join(v.words, ", ") + "}"
	case events:
		return fmt.Sprintf("%d events", len(v.times))
	case table:
		var rows []string
		for _, name := range slices.Sorted(maps.Keys(v.table)) {
			rows = append(rows, name+": "+v.table[name].String())
		}
		return "{" + strings.Join(rows, ", ") + "}"
	}
	return ""
}
