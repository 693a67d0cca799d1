package estimate

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// MaxQuantity is the most of one item that a line may ask for.
const MaxQuantity = 1_000_000

// A Scope says what is rounded to the billing step when hours are estimated.
type Scope string

// The scopes. The empty Scope is OnTotal.
const (
	OnTotal Scope = "total" // once: the sum of the lines, each level's for itself
	PerLine Scope = "line"  // every line
	PerUnit Scope = "unit"  // the time of one, before it is multiplied
)

// A Line asks for a number of one item.
type Line struct {
	Item     Item
	Quantity int            // 1 to [MaxQuantity]
	Each     time.Duration  // for one, in place of the item's time; zero: the item's
	Low      time.Duration  // for one at best; zero: as expected
	High     time.Duration  // for one at worst; zero: as expected
	Level    priority.Level // in place of the item's; the zero Level: the item's
}

// A Surcharge is work on top of all lines, such as synchronising a test copy of a site: a
// fixed time, a share of the lines' time, or both.
type Surcharge struct {
	Name  string
	Fixed time.Duration
	Share decimal.Decimal // of the lines' exact time, 0.10 for ten percent; rounded half up to the nanosecond
	Level priority.Level  // the zero Level: the base
}

// Config describes an [Estimate].
type Config struct {
	Lines      []Line
	Surcharges []Surcharge
	Round      priority.Rounding // the billing step; the zero Rounding leaves hours exact
	Scope      Scope             // what is rounded; OnTotal
	Base       priority.Level    // of lines whose item has none; the zero Level is P4
}

// Need is how much time is wanted at each level.
type Need map[priority.Level]time.Duration

// Total returns the time of all levels together, as on the clock; what is beyond the range
// of time.Duration is held at its end.
func (n Need) Total() time.Duration {
	var sum time.Duration
	for _, t := range n {
		sum = exact.Add(sum, t)
	}
	return sum
}

// An Estimate is what the lines come to.
type Estimate struct {
	Lines      []LineTime    // one for each line of the Config, in order
	Surcharges []LineTime    // one for each surcharge
	Exact      time.Duration // expected, before rounding
	Billed     time.Duration // expected, rounded as the Scope says
	Low, High  time.Duration // at best and at worst, rounded likewise; both Billed where no line has a spread
	Need       Need          // Billed by level
}

// A LineTime is what one line or surcharge comes to.
type LineTime struct {
	Level   priority.Level
	Unknown bool          // not estimated, and no figure given: counted as nothing
	Exact   time.Duration // of the whole quantity, expected, before rounding
	Billed  time.Duration // rounded where the Scope rounds it; otherwise Exact
}

// New adds up the lines. What nobody estimated counts as nothing, so look at
// [Estimate.Complete] and [Config.Warnings] before you send the figure to a customer. Faults:
// a quantity out of range, a time below zero or above [MaxTime], a time for an item that is
// not estimated, a low above the expected or a high below it, a surcharge below zero, a level,
// scope or rounding that does not exist, more than [MaxTime] in all, before or after rounding.
func New(c Config) (Estimate, error) {
	var fs strict.Faults
	c.check(&fs)
	if err := fs.Err("estimate"); err != nil {
		return Estimate{}, err
	}
	mid, ok := c.sum((*Line).expected)
	low, fits := mid, true
	high := mid
	if c.spread() {
		low, _ = c.sum((*Line).low)
		high, fits = c.sum((*Line).high)
	}
	if !ok || !fits {
		fs.Add("", "too_long", "comes to more than %d hours", MaxTime/time.Hour)
		return Estimate{}, fs.Err("estimate")
	}
	e := Estimate{Lines: mid.lines, Surcharges: mid.surcharges, Exact: mid.exact, Need: Need{}}
	e.Billed, e.Low, e.High = mid.billed(), low.billed(), high.billed()
	for level, t := range mid.need {
		if t > 0 {
			e.Need[priority.Level(level)] = t
		}
	}
	return e, nil
}

// Complete reports whether every line had a figure.
func (e Estimate) Complete() bool {
	return !slices.ContainsFunc(e.Lines, func(l LineTime) bool { return l.Unknown })
}

// Cost returns what the billed hours cost under a commitment of the card, in its currency,
// each level priced by the hour and rounded once, half away from zero. No such commitment, or
// no rate for a level, is the card's error.
func (e Estimate) Cost(card *priority.RateCard, commitment string) (decimal.Decimal, error) {
	var sum decimal.Decimal
	var room [16]priority.Level // for the nine there are, and more
	levels := slices.AppendSeq(room[:0], maps.Keys(e.Need))
	slices.SortFunc(levels, priority.Level.Compare) // so that the first error is always the same
	for _, level := range levels {
		rate, err := card.PerHour(priority.Work{Level: level}, commitment)
		if err != nil {
			return decimal.Decimal{}, err
		}
		sum = sum.Add(card.Currency().Price(rate, e.Need[level]))
	}
	return sum, nil
}

// String returns the hours in one line: "30.73 h, billed 30.75 h".
func (e Estimate) String() string {
	s := fmt.Sprintf("%s h, billed %s h", HoursText(e.Exact), HoursText(e.Billed))
	if e.Low != e.Billed || e.High != e.Billed {
		s += fmt.Sprintf(" (%s to %s h)", HoursText(e.Low), HoursText(e.High))
	}
	return s
}

func (l *Line) expected() time.Duration {
	if l.Each != 0 {
		return l.Each
	}
	return l.Item.Time
}

func (l *Line) low() time.Duration {
	if l.Low != 0 {
		return l.Low
	}
	return l.expected()
}

func (l *Line) high() time.Duration {
	if l.High != 0 {
		return l.High
	}
	return l.expected()
}

func (c *Config) spread() bool {
	for i := range c.Lines {
		if c.Lines[i].Low != 0 || c.Lines[i].High != 0 {
			return true
		}
	}
	return false
}

func (l *Line) unknown() bool { return l.Item.NotEstimated && l.Each == 0 }

// level returns the first level that is stated, of line, item, base and P4.
func (c *Config) level(line, item priority.Level) priority.Level {
	switch {
	case line != 0:
		return line
	case item != 0:
		return item
	}
	return cmp.Or(c.Base, priority.P4)
}

// totals are lines and surcharges added up.
type totals struct {
	lines, surcharges []LineTime
	exact             time.Duration
	need              [10]time.Duration // billed, by level
}

func (s *totals) billed() time.Duration {
	var sum time.Duration
	for _, t := range s.need {
		sum = exact.Add(sum, t)
	}
	return sum
}

// add takes in a line and reports whether the totals stay within MaxTime.
func (s *totals) add(t LineTime) bool {
	s.exact, s.need[t.Level] = exact.Add(s.exact, t.Exact), exact.Add(s.need[t.Level], t.Billed)
	return s.exact <= MaxTime && s.need[t.Level] <= MaxTime
}

// sum adds up the lines, the time of one as each says, and the surcharges, and reports
// whether they stay within MaxTime.
func (c *Config) sum(each func(*Line) time.Duration) (totals, bool) {
	s := totals{lines: make([]LineTime, 0, len(c.Lines))}
	for i := range c.Lines {
		l := &c.Lines[i]
		one, billed, n := each(l), time.Duration(0), time.Duration(l.Quantity)
		if c.Scope == PerUnit {
			billed = c.Round.Round(one)
		}
		if hi, lo := bits.Mul64(uint64(max(one, billed)), uint64(n)); hi != 0 || lo > uint64(MaxTime) {
			return s, false
		}
		t := LineTime{c.level(l.Level, l.Item.Level), l.unknown(), one * n, one * n}
		switch c.Scope {
		case PerUnit:
			t.Billed = billed * n
		case PerLine:
			t.Billed = c.Round.Round(t.Exact)
		}
		if s.lines = append(s.lines, t); !s.add(t) {
			return s, false
		}
	}
	base := s.exact
	for _, x := range c.Surcharges {
		share, fits := exact.Weigh(base, x.Share)
		total := exact.Add(share, x.Fixed)
		t := LineTime{c.level(x.Level, 0), false, total, total}
		if c.Scope == PerUnit || c.Scope == PerLine {
			t.Billed = c.Round.Round(total)
		}
		if s.surcharges = append(s.surcharges, t); !fits || total > MaxTime || !s.add(t) {
			return s, false
		}
	}
	if c.Scope == OnTotal || c.Scope == "" {
		for level, t := range s.need {
			s.need[level] = c.Round.Round(t)
		}
	}
	return s, s.billed() <= MaxTime
}

func (c *Config) check(fs *strict.Faults) {
	if c.Base > 9 {
		fs.Add("base", "unknown_level", "%v is not a level", c.Base)
	}
	switch c.Scope {
	case "", OnTotal, PerLine, PerUnit:
	default:
		fs.Add("scope", "unknown_word", "%.40q is none of total, line and unit", string(c.Scope))
	}
	if c.Round.Step < 0 || c.Round.Step > MaxTime {
		fs.Add("round", "out_of_range", "the step is not between 0 and %d hours", MaxTime/time.Hour)
	}
	switch c.Round.Mode {
	case priority.Up, priority.Down, priority.HalfUp, priority.HalfDown, priority.HalfEven, "":
		if (c.Round.Mode == "") != (c.Round.Step == 0) {
			fs.Add("round", "bad_rounding", "has a mode without a step, or a step without a mode")
		}
	default:
		fs.Add("round", "bad_rounding", "%.40q is no mode of rounding", string(c.Round.Mode))
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		path := func() string { return strict.At("lines", i) }
		if l.Quantity < 1 || l.Quantity > MaxQuantity {
			fs.Add(path()+".quantity", "out_of_range", "%d is not between 1 and %d", l.Quantity, MaxQuantity)
		}
		if l.Level > 9 || l.Item.Level > 9 {
			fs.Add(path()+".level", "unknown_level", "is not P1 to P9")
		}
		if l.Each < 0 || l.Low < 0 || l.High < 0 || l.Item.Time < 0 || max(l.Each, l.Low, l.High, l.Item.Time) > MaxTime {
			fs.Add(path(), "out_of_range", "a time is not between 0 and %d hours", MaxTime/time.Hour)
		}
		if l.Item.NotEstimated && l.Item.Time != 0 {
			fs.Add(path()+".item", "contradiction", "an item that is not estimated has no time")
		}
		if l.low() > l.expected() || l.high() < l.expected() {
			fs.Add(path(), "bad_spread", "low, expected and high are not in that order")
		}
	}
	for i, s := range c.Surcharges {
		path := strict.At("surcharges", i)
		if s.Level > 9 {
			fs.Add(path+".level", "unknown_level", "%v is not a level", s.Level)
		}
		if s.Fixed < 0 || s.Fixed > MaxTime || s.Share.IsNegative() {
			fs.Add(path, "out_of_range", "a surcharge is not below zero, and not above %d hours", MaxTime/time.Hour)
		}
	}
}
