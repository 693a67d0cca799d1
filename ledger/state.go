package ledger

import "slices"

// open is a lot that has something left.
type open struct {
	left   int64
	lot    int32
	scoped bool
}

// owed is something a usage still waits for.
type owed struct {
	fact int
	qty  int64
}

// state is what the next step depends on, besides the lists.
type state struct {
	now     int64 // all that happens before is done
	due     int64 // when something happens that is no fact, or now
	done    int   // rows
	started int   // grants
	raised  bool  // there is more than before, of which debt is to be repaid
	topped  int64 // when a bundle was last granted
	forgave int   // number of the move up to which overage was forgiven
	sums    sums
	per     period
	open    []open // in the order they are drawn
	agenda  agenda
	owed    []owed // debt, oldest first
	again   []owed // what was burned of a lot that is void, to be burned again
	waiting set    // grants that begin when they are paid
	paid    set    // grants paid before they began
	dead    set    // grants that are void

	extended []extension // in the order they were made
}

// A set holds numbers of entries, in order.
type set []int

func (s set) has(fact int) bool {
	_, ok := slices.BinarySearch(s, fact)
	return ok
}

func (s *set) add(fact int) {
	if i, ok := slices.BinarySearch(*s, fact); !ok {
		*s = slices.Insert(*s, i, fact)
	}
}

func (s *set) remove(fact int) bool {
	i, ok := slices.BinarySearch(*s, fact)
	if ok {
		*s = slices.Delete(*s, i, i+1)
	}
	return ok
}
