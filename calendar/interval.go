package calendar

// An interval is a stretch of time in whole seconds since 1970-01-01 UTC, from from up to
// but not including to. A list of them is in order, without overlap and without two that
// touch, so that each is a maximal stretch of open time.
type interval struct{ from, to int64 }

// push adds to list an interval that begins no earlier than its last, and keeps it maximal.
// An empty interval adds nothing.
func push(list []interval, from, to int64) []interval {
	if from >= to {
		return list
	}
	if n := len(list); n > 0 && from <= list[n-1].to {
		list[n-1].to = max(list[n-1].to, to)
		return list
	}
	return append(list, interval{from, to})
}

// clip cuts list to what lies from lo up to hi, in place.
func clip(list []interval, lo, hi int64) []interval {
	kept := list[:0]
	for _, v := range list {
		kept = push(kept, max(v.from, lo), min(v.to, hi))
	}
	return kept
}

// An operation says whether an instant is in the result, from whether it is in the left and
// in the right operand.
type operation func(left, right bool) bool

func union(left, right bool) bool     { return left || right }
func intersect(left, right bool) bool { return left && right }
func subtract(left, right bool) bool  { return left && !right }

// combine goes over both lists together, from one edge to the next.
func combine(a, b []interval, in operation) []interval {
	var out []interval
	left, right := edges{list: a}, edges{list: b}
	for !left.done() || !right.done() {
		s := min(left.next(), right.next())
		left.pass(s)
		right.pass(s)
		if in(left.in, right.in) {
			out = push(out, s, min(left.next(), right.next()))
		}
	}
	return out
}

// edges walks over the beginnings and ends in a list.
type edges struct {
	list []interval
	i    int
	in   bool // inside list[i]
}

func (e *edges) done() bool { return e.i == len(e.list) }

// next returns the second of the next edge, and one beyond all others after the last.
func (e *edges) next() int64 {
	switch {
	case e.done():
		return maxSecond
	case e.in:
		return e.list[e.i].to
	}
	return e.list[e.i].from
}

// pass steps over the next edge if it is at s.
func (e *edges) pass(s int64) {
	if e.done() || e.next() != s {
		return
	}
	if e.in {
		e.i++
	}
	e.in = !e.in
}
