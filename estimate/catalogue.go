package estimate

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

// MaxTime is the longest time an item or a line may have: about 114 years.
const MaxTime = 1_000_000 * time.Hour

// An Item is a task of a catalogue.
type Item struct {
	Section      string         // the heading it stands under; empty before the first
	Name         string         // unique in its catalogue
	Time         time.Duration  // what one usually takes
	NotEstimated bool           // nobody has said what it takes: Time is zero and means nothing
	Level        priority.Level // of the work; the zero Level is the base level of the plan
	Alternatives string         // a group of which one job takes at most one: the sizes of a shop
}

// A Catalogue is an ordered list of tasks. It does not change once made; make one with
// [NewCatalogue] (of items that [ParseTable] or [ParseCSV] read), from JSON, or take a
// built-in one by [Shipped]. The zero Catalogue is empty.
type Catalogue struct {
	id, name string
	items    []Item
	byName   map[string]int // folded name -> number of the item
}

// NewCatalogue returns a catalogue of the items in their order. Faults: no ID, an item
// whose name has neither letter nor digit, two items of one name (without regard to case,
// spaces and punctuation, so that no look-up is in doubt), a time below zero or above
// [MaxTime], a time on an item that is not estimated, a level other than P1 to P9.
func NewCatalogue(id, name string, items []Item) (*Catalogue, error) {
	var fs strict.Faults
	c := &Catalogue{id, name, slices.Clone(items), map[string]int{}}
	if id == "" {
		fs.Add("id", "empty", "a catalogue needs an id")
	}
	for i, it := range c.items {
		path, key := strict.At("items", i), fold(it.Name)
		first, taken := c.byName[key]
		switch {
		case key == "":
			fs.Add(path+".name", "empty", "an item needs a name, with a letter or a digit")
		case taken:
			fs.Add(path+".name", "duplicate_name", "%q is also the name of items[%d]", it.Name, first)
		default:
			c.byName[key] = i
		}
		switch {
		case it.Time < 0 || it.Time > MaxTime:
			fs.Add(path+".hours", "out_of_range", "an item takes 0 to %d hours", MaxTime/time.Hour)
		case it.NotEstimated && it.Time != 0:
			fs.Add(path+".hours", "contradiction", "an item that is not estimated has no time")
		}
		if it.Level > 9 {
			fs.Add(path+".level", "unknown_level", "%v is not a level", it.Level)
		}
	}
	if err := fs.Err("estimate: catalogue"); err != nil {
		return nil, err
	}
	return c, nil
}

// ID returns the identifier of the catalogue, such as "saastech-web".
func (c *Catalogue) ID() string { return c.id }

// Name returns what people call the catalogue.
func (c *Catalogue) Name() string { return c.name }

// Len returns the number of items.
func (c *Catalogue) Len() int { return len(c.items) }

// Items returns the items in order.
func (c *Catalogue) Items() iter.Seq[Item] { return slices.Values(c.items) }

// Total returns the sum of the times of all items, each once; what is beyond the range of
// time.Duration is held at its end.
func (c *Catalogue) Total() time.Duration {
	var sum time.Duration
	for _, it := range c.items {
		sum = exact.Add(sum, it.Time)
	}
	return sum
}

// ZeroIsFree returns the catalogue with the items that are not estimated as free of
// charge: the other way to read a figure of 0.00.
func (c *Catalogue) ZeroIsFree() *Catalogue {
	d := *c
	d.items = slices.Clone(c.items)
	for i := range d.items {
		d.items[i].NotEstimated = false
	}
	return &d
}

// Lookup returns the item with the given name. The name is taken exactly or, failing
// that, without regard to case, spaces and punctuation; an approximate name is never
// taken for the item but listed in the [*NotFoundError].
func (c *Catalogue) Lookup(name string) (Item, error) {
	if i, ok := c.byName[fold(name)]; ok {
		return c.items[i], nil
	}
	return Item{}, &NotFoundError{Name: name, Near: Nearest(name, 3, c)}
}

// Equal reports whether both catalogues hold the same.
func (c *Catalogue) Equal(d *Catalogue) bool {
	if c == nil || d == nil {
		return c == d
	}
	return c.id == d.id && c.name == d.name && slices.Equal(c.items, d.items)
}

// String returns the name and size of the catalogue.
func (c *Catalogue) String() string { return fmt.Sprintf("%s (%d items)", c.name, len(c.items)) }

// fold brings names that differ only in case, spaces or punctuation to one form.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) || r == '+' || r == '#' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
