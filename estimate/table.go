package estimate

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/shopspring/decimal"
)

// MaxTable is the longest text of a table or CSV that is read, in bytes.
const MaxTable = 4 << 20

// ParseTable reads items from a table as people paste it: a line for each item, its cells
// between bars, the name first and the hours second.
//
//	Component | Est Time |
//	Standard Pages | 1.88 |
//	Programming | |
//	DBMS Design | 0.00 |
//
// A first line whose second cell is no number is a header; where it has columns named
// Level and Alternatives, those are read too, and others are passed over. Without a header,
// these are the third and the fourth. A row without a figure is a heading for the items below
// it. A figure of 0.00 means not estimated. Empty lines, rules of dashes, and lines that begin
// with # are passed over, and so is a byte order mark. Hours are read by [ParseHours].
//
// The items are those that could be taken. The error, if any, is an [*Error] with a fault
// for every line that could not, "line 12" as its path, such as one with more cells than
// there are columns; or one without a path for a text that is longer than [MaxTable] or not
// UTF-8.
func ParseTable(text string) ([]Item, error) {
	var fs strict.Faults
	t := table{fs: &fs}
	if text = strings.TrimPrefix(text, bom); checkText(text, &fs) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' || strings.Trim(line, "|-: ") == "" {
				continue
			}
			if t.columns == nil {
				t.bars = line[0] == '|'
			}
			if t.bars {
				line = strings.TrimPrefix(line, "|")
			}
			t.row(fmt.Sprintf("line %d", n), strings.Split(line, "|"))
		}
	}
	return t.items, fs.Err("estimate: table")
}

// ParseCSV reads items from CSV with the header section,name,hours,level,alternatives (in
// any order; only name and hours are needed). Hours left empty or 0.00 mean not estimated.
// Items and error are as those of [ParseTable], with the line on which a record begins.
func ParseCSV(text string) ([]Item, error) {
	var fs strict.Faults
	t := table{fs: &fs, named: true}
	if text = strings.TrimPrefix(text, bom); checkText(text, &fs) {
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		for {
			cells, err := r.Read()
			if err == io.EOF {
				break
			}
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				fs.Add(fmt.Sprintf("line %d", bad.StartLine), "not_csv", "%v", bad.Err)
				continue
			}
			line, _ := r.FieldPos(0)
			t.row(fmt.Sprintf("line %d", line), cells)
		}
		if t.columns == nil {
			fs.Add("", "empty", "has no header section,name,hours")
		}
	}
	return t.items, fs.Err("estimate: csv")
}

// bom is the mark that some programs put before a text.
const bom = "\uFEFF"

func checkText(text string, fs *strict.Faults) bool {
	switch {
	case len(text) > MaxTable:
		fs.Add("", "too_long", "%d bytes, more than %d", len(text), MaxTable)
	case !utf8.ValidString(text):
		fs.Add("", "not_utf8", "not valid UTF-8")
	}
	return fs.None()
}

// A table gathers items row by row.
type table struct {
	items   []Item
	section string
	columns map[string]int // name of a column -> its number, once the header was seen
	width   int            // how many columns there are
	bars    bool           // lines begin with a bar
	named   bool           // columns have names, as in CSV; else the first two are name and hours
	fs      *strict.Faults
}

// columnNames says which headers stand for which column.
var columnNames = map[string]string{
	"section": "section", "name": "name", "component": "name", "task": "name", "hours": "hours",
	"est time": "hours", "level": "level", "alternatives": "alternatives",
}

func (t *table) row(path string, cells []string) {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if t.columns == nil && t.header(path, cells) {
		return
	}
	cell := func(column string) string {
		if i, ok := t.columns[column]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	it := Item{Section: t.section, Name: cell("name"), Alternatives: cell("alternatives")}
	if t.named {
		it.Section = cell("section")
	}
	var faults strict.Faults
	if it.Name == "" {
		faults.Add(path, "empty", "has no name")
	}
	if i := slices.IndexFunc(cells[min(t.width, len(cells)):], func(c string) bool { return c != "" }); i >= 0 {
		faults.Add(path, "too_many_cells", "%.40q stands in no column", cells[t.width+i])
	}
	faults.Join(path, "invalid", it.Level.UnmarshalText([]byte(cell("level"))))
	hours := cell("hours")
	if hours == "" && !t.named {
		t.section = it.Name
		t.fs.Join("", "", faults.Err(""))
		return
	}
	if hours != "" {
		var err error
		it.Time, err = ParseHours(hours)
		faults.Join(path, "bad_hours", err)
	}
	it.NotEstimated = it.Time == 0
	if !faults.None() {
		t.fs.Join("", "", faults.Err(""))
		return
	}
	t.items = append(t.items, it)
}

// header takes the cells for a header if they are one. A table without names has its
// columns in the usual order.
func (t *table) header(path string, cells []string) bool {
	t.columns, t.width = map[string]int{"name": 0, "hours": 1, "level": 2, "alternatives": 3}, 4
	if !t.named && (len(cells) < 2 || cells[1] == "" || startsNumber(cells[1])) {
		return false
	}
	found := map[string]int{}
	for i, c := range cells {
		column, known := columnNames[strings.ToLower(c)]
		_, twice := found[column]
		switch {
		case known && twice:
			t.fs.Add(path, "duplicate_column", "column %q stands twice", c)
		case known:
			found[column] = i
		case t.named:
			t.fs.Add(path, "unknown_column", "unknown column %.40q", c)
		}
	}
	if t.named {
		for _, need := range []string{"name", "hours"} {
			if _, ok := found[need]; !ok {
				t.fs.Add(path, "missing_column", "has no column %q", need)
			}
		}
	} else {
		found["name"], found["hours"] = 0, 1
	}
	t.columns, t.width = found, len(cells)
	return true
}

func startsNumber(s string) bool { return strings.ContainsAny(s[:1], "-.0123456789") }

// ParseHours reads hours in plain digits with up to nine after the point, such as "1.88", or
// a time with its units, such as "20m", from zero to [MaxTime]. The error is an [*Error].
func ParseHours(s string) (time.Duration, error) {
	t, err := exact.ParseDuration(s)
	if err != nil {
		h, err := exact.ParseDecimal(s)
		if err != nil {
			return 0, fault("hours", "bad_hours", "%v", err)
		}
		if t = -1; !h.IsNegative() && h.Cmp(decimal.New(int64(MaxTime/time.Hour), 0)) <= 0 {
			t = time.Duration(h.Mul(decimal.New(int64(time.Hour), 0)).IntPart()) // whole: there are up to nine digits
		}
	}
	if t < 0 || t > MaxTime {
		return 0, fault("hours", "out_of_range", "%.40q is not between 0 and %d hours", s, MaxTime/time.Hour)
	}
	return t, nil
}

// HoursText returns a time in hours as catalogues write it, with at least two digits after
// the point and as many as it needs: "1.88". What needs more than nine is rounded to nine,
// half away from zero: "0.333333333" for 20 minutes.
func HoursText(t time.Duration) string {
	return exact.Text(decimal.New(int64(t), 0).DivRound(decimal.New(int64(time.Hour), 0), exact.MaxPlaces), 2)
}

// timeText returns a time as [ParseHours] reads it, without loss: in hours where these are
// a number of nine digits, else with its units.
func timeText(t time.Duration) string {
	if t%(time.Hour/1_000_000_000) == 0 {
		return HoursText(t)
	}
	return exact.DurationText(t)
}

// CSV returns the catalogue as [ParseCSV] reads it. Items free of charge are written as
// 0.00 like those that are not estimated: CSV cannot tell them apart, JSON can.
func (c *Catalogue) CSV() string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"section", "name", "hours", "level", "alternatives"}}
	for _, it := range c.items {
		rows = append(rows, []string{it.Section, it.Name, timeText(it.Time), it.Level.String(), it.Alternatives})
	}
	w.WriteAll(rows) // into memory: cannot fail
	return b.String()
}
