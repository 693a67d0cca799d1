package estimate

import (
	_ "embed" // the catalogues below
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type catalogueJSON struct {
	Version int        `json:"version"`
	ID      string     `json:"id"`
	Name    string     `json:"name,omitempty"`
	Items   []itemJSON `json:"items"`
}

// itemJSON is an [Item] as it is written; without hours it is not estimated.
type itemJSON struct {
	Section      string         `json:"section,omitempty"`
	Name         string         `json:"name"`
	Hours        *hours         `json:"hours,omitempty"`
	Level        priority.Level `json:"level,omitzero"`
	Alternatives string         `json:"alternatives,omitempty"`
}

// hours is a time written as decimal hours, "1.88", or with its units where these have no end, "20m".
type hours time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (h hours) MarshalText() ([]byte, error) { return []byte(timeText(time.Duration(h))), nil }

func (h *hours) UnmarshalText(b []byte) error {
	t, err := ParseHours(string(b))
	*h = hours(t)
	return err
}

// fault returns an [*Error] with a single fault that has no path.
func fault(what, code, format string, args ...any) error {
	var fs strict.Faults
	fs.Add("", code, format, args...)
	return fs.Err("estimate: " + what)
}

// MarshalJSON implements [json.Marshaler]. Hours are strings as [ParseHours] reads them;
// an item that is not estimated has none.
func (c *Catalogue) MarshalJSON() ([]byte, error) {
	j := catalogueJSON{1, c.id, c.name, []itemJSON{}}
	for _, it := range c.items {
		row := itemJSON{it.Section, it.Name, nil, it.Level, it.Alternatives}
		if !it.NotEstimated {
			row.Hours = (*hours)(&it.Time)
		}
		j.Items = append(j.Items, row)
	}
	return strict.Marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (c *Catalogue) UnmarshalJSON(data []byte) error {
	var j catalogueJSON
	if err := strict.Unmarshal(data, &j, "estimate: catalogue"); err != nil {
		return err
	}
	if j.Version != 1 {
		return fault("catalogue", "wrong_version", "version %d is not one this library reads (1)", j.Version)
	}
	var items []Item
	for _, row := range j.Items {
		it := Item{Section: row.Section, Name: row.Name, Level: row.Level, Alternatives: row.Alternatives}
		if it.NotEstimated = row.Hours == nil; row.Hours != nil {
			it.Time = time.Duration(*row.Hours)
		}
		items = append(items, it)
	}
	got, err := NewCatalogue(j.ID, j.Name, items)
	if err == nil {
		*c = *got
	}
	return err
}

// The built-in catalogues, in the form that [ParseTable] reads.
var (
	//go:embed data/saastech-web.txt
	saastechWeb string
	//go:embed data/saastech-help-desk.txt
	saastechHelpDesk string
)

// ShippedIDs returns the IDs of the built-in catalogues: "saastech-web" (78 items for a
// web site, 356.21 h) and "saastech-help-desk" (26 items, 37.90 h), both as SaaSTech
// published them.
func ShippedIDs() []string { return []string{"saastech-web", "saastech-help-desk"} }

// Shipped returns the built-in catalogue with the given ID, or a [*NotFoundError].
func Shipped(id string) (*Catalogue, error) {
	texts := map[string]struct{ name, text string }{
		"saastech-web":       {"Web Site Hour Estimates", saastechWeb},
		"saastech-help-desk": {"Help Desk / Troubleshooting Hour Estimates", saastechHelpDesk},
	}
	t, ok := texts[id]
	if !ok {
		return nil, &NotFoundError{Name: id, Near: nearest(id, 3, slices.Values(ShippedIDs())), What: "catalogue"}
	}
	items, err := ParseTable(t.text)
	if err != nil {
		return nil, err
	}
	return NewCatalogue(id, t.name, items)
}
