package calendar

// Union returns the calendar that is open when c or any of the others is. It reads dates in
// the zone of c; the others may be of any zone.
//
// The calendars that Union, Intersect and Subtract return are compiled like any other, so
// that they answer as fast. Their data speak for the time that those of all operands do.
func (c *Calendar) Union(others ...*Calendar) *Calendar {
	return c.with(others, union)
}

// Intersect returns the calendar that is open when c and all of the others are.
func (c *Calendar) Intersect(others ...*Calendar) *Calendar {
	return c.with(others, intersect)
}

// Subtract returns the calendar that is open when c is and none of the others are.
func (c *Calendar) Subtract(others ...*Calendar) *Calendar {
	return c.with(others, subtract)
}

// with folds the others into c.
func (c *Calendar) with(others []*Calendar, in operation) *Calendar {
	src := c.src
	for _, o := range others {
		src = combined{src, o.src, in}
	}
	return newCalendar(src, c.loc)
}

// A combined is a source made of two.
type combined struct {
	left, right source
	in          operation
}

func (c combined) open(lo, hi int64) []interval {
	return combine(c.left.open(lo, hi), c.right.open(lo, hi), c.in)
}

// reach asks the operation where it can be open outside the bounds of one operand or both.
func (c combined) reach() (lo, hi int64) {
	a, b := interval{}, interval{}
	a.from, a.to = c.left.reach()
	b.from, b.to = c.right.reach()
	switch {
	case !c.in(true, false): // intersect: where both reach
		lo, hi = max(a.from, b.from), min(a.to, b.to)
	case !c.in(false, true) || b.from >= b.to: // subtract: where the left does
		return a.from, a.to
	case a.from >= a.to:
		return b.from, b.to
	default:
		return min(a.from, b.from), max(a.to, b.to)
	}
	return lo, max(lo, hi)
}

func (c combined) covered() (from, until int64) {
	a, b := c.left.covered()
	x, y := c.right.covered()
	return max(a, x), min(b, y)
}

func (c combined) explain(d Date) Day {
	return Day{Date: d, Rule: RuleCombined, Parts: append(parts(c.left, d), c.right.explain(d))}
}

// parts returns the days of a source's own parts, so that a calendar made of many has a flat
// list of them.
func parts(s source, d Date) []Day {
	if day := s.explain(d); day.Rule != RuleCombined {
		return []Day{day}
	} else {
		return day.Parts
	}
}
