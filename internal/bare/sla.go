package bare

// A Clock is the floor of package sla: two clocks of one ticket, response and resolution,
// over one table of hours, with targets by level in open seconds. It explains nothing, checks
// nothing, and takes events that are sorted.
type Clock struct {
	Hours                *Hours
	Response, Resolution [5]int64 // targets by level
}

// A Fact is an event: what happened at which second.
type Fact struct {
	At   int64
	Kind Kind
}

// A Kind is a kind of event; those that are not named here change nothing.
type Kind uint8

// The kinds of events.
const (
	Other Kind = iota
	Opened
	Replied
	Paused
	Resumed
	Resolved
)

// A Status is how a clock stands, in seconds.
type Status struct {
	Elapsed, Remaining, Due, Latest int64
	Paused, Stopped                 bool
}

// Status returns how both clocks stand at a second.
func (c *Clock) Status(facts []Fact, level uint8, at int64) (response, resolution Status) {
	return c.status(facts, Replied, c.Response[level], at), c.status(facts, Resolved, c.Resolution[level], at)
}

func (c *Clock) status(facts []Fact, stop Kind, target, at int64) (s Status) {
	since, reached, end := int64(0), int64(0), at
	count := func(to int64) {
		n := s.Elapsed + c.Hours.Between(since, to)
		if s.Elapsed < target && n >= target {
			reached = c.Hours.Add(since, target-s.Elapsed)
		}
		s.Elapsed = n
	}
	for i := range facts {
		f := &facts[i]
		if f.At > at || s.Stopped {
			break
		}
		switch {
		case f.Kind == Opened:
			since = f.At
		case f.Kind == stop || f.Kind == Resolved:
			if !s.Paused {
				count(f.At)
			}
			s.Paused, s.Stopped, end = false, true, f.At
		case f.Kind == Paused && !s.Paused:
			count(f.At)
			s.Paused = true
		case f.Kind == Resumed && s.Paused:
			s.Paused, since = false, f.At
		}
	}
	if !s.Paused && !s.Stopped {
		count(at)
	}
	s.Remaining = target - s.Elapsed
	switch {
	case reached > 0:
		s.Due = reached
	case !s.Paused:
		s.Due = c.Hours.Add(end, s.Remaining)
	default:
		return s
	}
	s.Latest = max(s.Due, c.Hours.at(s.Due).open)
	return s
}
