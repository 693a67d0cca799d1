package contract

import (
	"bytes"
	"encoding"
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
)

// A cell is where a column of an entry is kept: a text, or a value that has one.
type cell struct {
	column string
	text   *string
	value  interface {
		encoding.TextMarshaler
		encoding.TextUnmarshaler
	}
	zero bool // of a value
}

// cells returns the columns that every entry has, in the order they are written.
func (w *entryJSON) cells() []cell {
	text := func(column string, s *string) cell { return cell{column: column, text: s} }
	return []cell{
		text("id", &w.ID), text("ticket", &w.Ticket), text("worker", &w.Worker),
		{"from", nil, &w.From, w.From.IsZero()}, {"to", nil, &w.To, w.To.IsZero()}, {"time", nil, &w.Time, w.Time == 0},
		{"recorded", nil, &w.Recorded, w.Recorded.IsZero()}, {"level", nil, &w.Level, w.Level == 0},
		text("visit", &w.Visit), text("interaction", &w.Interaction), text("note", &w.Note),
		{"norm", nil, &w.Norm, w.Norm == 0}, {"estimate", nil, &w.Estimate, w.Estimate == 0},
	}
}

// factPrefix stands before the name of a fact that a column of entries has, too.
const factPrefix = "fact:"

// ParseEntriesCSV reads time entries from CSV: a header, then a row for each entry.
//
//	id,ticket,from,to,place,planned
//	E4,T4,2026-05-08T09:45:00-04:00,2026-05-08T11:25:00-04:00,onsite,true
//
// The columns are id, ticket, worker, from, to, time, recorded, level, visit, interaction,
// note, norm and estimate, with the texts that JSON has: instants in RFC 3339, times as
// "1h30m", levels as "P2". Only id and from are needed, and the order is free. Each other
// column is the fact of that name; "fact:level" is one whose name is taken. A flag may be in
// capitals. An empty cell is a field or a fact left out. Spaces count.
//
// The entries are those that could be taken, in order. The error, if any, is an [*Error]
// with the faults of every row that could not, "line 12" as the path, where the row begins.
// With a header at fault no row can be taken. Texts are at most 16 MiB long. Whether
// the entries suit a contract is for [Contract.Account] to say.
func ParseEntriesCSV(text string) ([]Entry, error) {
	var fs strict.Faults
	var columns []string
	var list []Entry
	for path, cells := range strict.Rows(text, &fs) {
		if columns == nil {
			if columns = slices.Clone(cells); !checkColumns(columns, path, &fs) {
				break
			}
			continue
		}
		if e, ok := entryRow(columns, cells, path, &fs); ok {
			list = append(list, e)
		}
	}
	if columns == nil && fs.None() {
		fs.Add("", "empty", "it has no header such as id,from,to")
	}
	return list, fs.Err("contract: csv")
}

// checkColumns notes what is wrong with a header.
func checkColumns(columns []string, path string, fs *strict.Faults) bool {
	n := fs.Len()
	seen := map[string]bool{}
	for _, column := range columns {
		name := strings.TrimPrefix(column, factPrefix)
		near := nearColumn(name)
		switch {
		case seen[column]:
			fs.Add(path, "duplicate_column", "column %.40q stands twice", column)
		case name == column && near != "" && near != column:
			fs.Add(path, "unknown_column", "unknown column %.40q: want %q", column, near)
		case !isName(name):
			fs.Add(path, "unknown_column", "%.40q is neither a column nor the name of a fact", column)
		}
		seen[column] = true
	}
	for _, need := range []string{"id", "from"} {
		if !seen[need] {
			fs.Add(path, "missing_column", "it has no column %q", need)
		}
	}
	return fs.Len() == n
}

// nearColumn returns the column of entries of that name, in whatever case.
func nearColumn(name string) string {
	for _, c := range new(entryJSON).cells() {
		if strings.EqualFold(c.column, name) {
			return c.column
		}
	}
	return ""
}

// entryRow reads one entry, and reports whether it could be taken.
func entryRow(columns, row []string, path string, fs *strict.Faults) (Entry, bool) {
	n := fs.Len()
	var w entryJSON
	own := w.cells()
	for i, column := range columns {
		text := row[i]
		at := slices.IndexFunc(own, func(c cell) bool { return c.column == column })
		switch {
		case text == "" && (column == "id" || column == "from"):
			fs.Add(path, "missing", "%s is missing", column)
		case text == "":
		case at < 0:
			if w.Facts == nil {
				w.Facts = Facts{}
			}
			w.Facts[strings.TrimPrefix(column, factPrefix)] = flagText(text)
		case own[at].text != nil:
			*own[at].text = text
		default:
			if err := own[at].value.UnmarshalText([]byte(text)); err != nil {
				fs.Add(path, "bad_cell", "%s: %v", column, plain(err))
			}
		}
	}
	return w.fact(), fs.Len() == n
}

// flagText returns a flag as a fact has it, where a spreadsheet put it in capitals.
func flagText(text string) string {
	if text == "TRUE" || text == "FALSE" {
		return strings.ToLower(text)
	}
	return text
}

// plain returns the text of an error that has a single fault, without what the value was.
func plain(err error) string {
	if e, ok := err.(*Error); ok && len(e.Faults) == 1 {
		return e.Faults[0].String()
	}
	return err.Error()
}

// AppendEntriesCSV appends entries as CSV that [ParseEntriesCSV] reads, in the order given:
// all columns, then one for each fact that any of them has, by name. Instants are in UTC, so
// that the same entries give the same bytes. What CSV cannot hold is an [*Error] with a
// fault for each: an entry without an ID or a beginning, text that is not UTF-8, a fact
// without a name or a text.
func AppendEntriesCSV(b []byte, entries []Entry) ([]byte, error) {
	var fs strict.Faults
	named := map[string]bool{}
	for _, e := range entries {
		for name := range e.Facts {
			named[name] = true
		}
	}
	facts := slices.Sorted(maps.Keys(named))
	var header []string
	for _, c := range new(entryJSON).cells() {
		header = append(header, c.column)
	}
	for _, name := range facts {
		if nearColumn(name) != "" {
			name = factPrefix + name
		}
		header = append(header, name)
	}
	rows := [][]string{header}
	for i, e := range entries {
		rows = append(rows, e.row(facts, strict.At("entries", i), &fs))
	}
	return appendRows(b, rows, &fs)
}

// row returns the cells of an entry, and notes what CSV cannot hold.
func (e Entry) row(facts []string, path string, fs *strict.Faults) []string {
	if e.ID == "" || e.From.IsZero() {
		fs.Add(path, "missing", "it needs an id and an instant at which it began")
	}
	w := entryJSON{
		e.ID, e.Ticket, e.Worker, utc(e.From), utc(e.To), e.Time, utc(e.Recorded), e.Norm, e.Estimate,
		e.Level, e.Facts, e.Visit, e.Interaction, e.Note,
	}
	var row []string
	for _, c := range w.cells() {
		switch {
		case c.text != nil:
			row = append(row, *c.text)
		case c.zero:
			row = append(row, "")
		default:
			text, err := c.value.MarshalText()
			fs.Join(path+"."+c.column, "invalid", err)
			row = append(row, string(text))
		}
	}
	for _, name := range facts {
		text, stated := e.Facts[name]
		switch {
		case stated && !isName(name):
			fs.Add(strict.Key(path+".facts", name), "bad_name", "it is no name of a fact")
		case stated && (text == "" || flagText(text) != text):
			fs.Add(strict.Key(path+".facts", name), "not_csv", "%q would not be read back", text)
		}
		row = append(row, text)
	}
	for _, text := range row {
		if !utf8.ValidString(text) {
			fs.Add(path, "not_utf8", "%.40q is not valid UTF-8", text)
		}
	}
	return row
}

func appendRows(b []byte, rows [][]string, fs *strict.Faults) ([]byte, error) {
	var buf bytes.Buffer
	fs.Join("", "not_written", csv.NewWriter(&buf).WriteAll(rows))
	if err := fs.Err("contract: csv"); err != nil {
		return nil, err
	}
	return append(b, buf.Bytes()...), nil
}

// lineColumns are the columns of invoice lines.
var lineColumns = [...]string{
	"invoice", "line", "code", "on", "from", "to", "rule", "entry", "ticket", "level", "as", "waits",
	"worked", "billed", "credit", "quantity", "rate", "list", "amount", "currency", "tax", "credits", "note",
}

// AppendLinesCSV appends the lines of an invoice as CSV, a row for each, in their order:
//
//	invoice,line,code,on,from,to,rule,entry,...,amount,currency,tax,credits,note
//	harbor/2026-05-01,harbor/E8/per-use/P3,work,2026-05-28,2026-05-01,2026-06-01,per-use,E8,...,400.00,USD,,,
//
// From and to are the period of the line. Money has the digits of the currency, times are
// "1h30m" and empty where there are none. The amounts add up to the total. The same invoice
// gives the same bytes.
func AppendLinesCSV(b []byte, c Closed) ([]byte, error) {
	var fs strict.Faults
	rows := [][]string{lineColumns[:]}
	for i, l := range c.Lines {
		row := []string{
			c.ID, l.ID, string(l.Code), l.On.String(), "", "", l.Rule, l.Entry, l.Ticket, l.Level.String(), string(l.As), string(l.Waits),
			timeCell(l.Worked), timeCell(l.Billed), timeCell(l.Credit), l.Quantity, l.Rate,
			c.Currency.Text(l.List), c.Currency.Text(l.Amount), c.Currency.Code(), l.Tax, l.Credits, l.Note,
		}
		if !l.Period.IsZero() {
			row[4], row[5] = l.Period.From.String(), l.Period.To.String()
		}
		for _, text := range row {
			if !utf8.ValidString(text) {
				fs.Add(strict.At("lines", i), "not_utf8", "%.40q is not valid UTF-8", text)
			}
		}
		rows = append(rows, row)
	}
	return appendRows(b, rows, &fs)
}

func timeCell(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return exact.DurationText(d)
}
