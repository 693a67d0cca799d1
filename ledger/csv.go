package ledger

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/retainer-go/retainer/internal/strict"
)

// csvColumns are the columns of entries in CSV, in the order they are written. Each but
// "at" is named as the field of JSON is.
var csvColumns = [...]string{
	"type", "id", "pool", "to", "grant", "usage", "at", "recorded", "expires", "time", "norm", "billed", "weight", "amount",
	"level", "kind", "ticket", "scope", "approved", "priority", "cost", "category", "every", "anchor", "roll", "keep",
	"owing", "keep_overage", "ends", "decline", "while", "reason", "note",
}

// ParseCSV reads entries from CSV: a header, then a row for each entry, of whatever type.
//
//	type,id,pool,at,amount,expires,time,scope
//	grant,g1,hours,2026-01-01T00:00:00Z,20h,2027-01-01T00:00:00Z,,phone;remote
//	usage,u1,hours,2026-01-07T09:00:00Z,,,50m,phone
//
// The columns are named as the fields of JSON are, and hold the same texts: times as "1h30m",
// instants in RFC 3339, levels as "P2". Only type and id are needed, and the order is free.
// The exceptions: at is when the entry takes effect, whatever its type calls that; the
// scopes of a grant are joined by semicolons (with a backslash before a semicolon or a
// backslash of their own); roll and keep are their JSON; true and false may be in capitals.
// An empty cell is a field left out. Spaces count.
//
// The entries are those that could be taken. The error, if any, is an [*Error] with the
// faults of every row that could not, "line 12" as the path, where the row begins: a value of
// the wrong form, a cell that the type has no field for, too few cells or too many. With a header
// at fault no row can be taken, and a quote out of place ends the reading, as no one can say
// where rows begin after it. Texts are at most 16 MiB long. Whether an entry is sound is for
// [Ledger.Post] to say.
func ParseCSV(text string) ([]Entry, error) {
	var fs strict.Faults
	var out []Entry
	switch {
	case len(text) > strict.MaxBytes:
		fs.Add("", "too_long", "%d bytes, more than %d", len(text), strict.MaxBytes)
	case !utf8.ValidString(text):
		fs.Add("", "not_utf8", "not valid UTF-8")
	default:
		out = readCSV(keepReturns(strings.TrimPrefix(text, "\uFEFF")), &fs)
	}
	return out, fs.Err("ledger: csv")
}

func readCSV(text string, fs *strict.Faults) []Entry {
	var out []Entry
	var columns []string
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			line := 0
			if bad, ok := err.(*csv.ParseError); ok {
				line = bad.StartLine
				err = bad.Err
			}
			fs.Add(fmt.Sprintf("line %d", line), "not_csv", "%v", err)
			return out
		}
		line, _ := r.FieldPos(0)
		path := fmt.Sprintf("line %d", line)
		if columns == nil {
			columns = slices.Clone(cells)
			if !checkHeader(columns, path, fs) {
				return nil
			}
			continue
		}
		if e := readRow(columns, cells, path, fs); e != nil {
			out = append(out, e)
		}
	}
	if columns == nil {
		fs.Add("", "empty", "has no header such as type,id,pool,at")
	}
	return out
}

// keepReturns doubles the carriage return of each line end within quotes, of which the
// reader takes one off.
func keepReturns(text string) string {
	if !strings.Contains(text, "\r\n") {
		return text
	}
	out, quoted := make([]byte, 0, len(text)+len(text)/16), false
	for i := range len(text) {
		if text[i] == '"' {
			quoted = !quoted
		}
		if quoted && text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			out = append(out, '\r')
		}
		out = append(out, text[i])
	}
	return string(out)
}

func checkHeader(columns []string, path string, fs *strict.Faults) bool {
	n := fs.Len()
	seen := map[string]bool{}
	for _, c := range columns {
		switch {
		case !slices.Contains(csvColumns[:], c):
			fs.Add(path, "unknown_column", "unknown column %.40q", c)
		case seen[c]:
			fs.Add(path, "duplicate_column", "column %q stands twice", c)
		}
		seen[c] = true
	}
	for _, need := range csvColumns[:2] {
		if !seen[need] {
			fs.Add(path, "missing_column", "has no column %q", need)
		}
	}
	return fs.Len() == n
}

// atField is what a type calls the instant it takes effect at.
func atField(t Type) string {
	switch t {
	case TypeGrant:
		return "effective"
	case TypeUsage, TypeReopen:
		return "from"
	case TypeClose:
		return "until"
	}
	return "at"
}

// readRow reads one entry: it is written as JSON, and read as that. It returns nil if there are faults.
func readRow(columns, cells []string, path string, fs *strict.Faults) Entry {
	if len(cells) != len(columns) {
		fs.Add(path, "wrong_cells", "has %d cells where the header has %d", len(cells), len(columns))
		return nil
	}
	n := fs.Len()
	t := Type(cells[slices.Index(columns, "type")])
	doc := []byte{'{'}
	for i, column := range columns {
		cell := cells[i]
		if cell == "" {
			if column == "type" || column == "id" {
				fs.Add(path, "missing", "%s: is missing", column)
			}
			continue
		}
		value, code, text := cellJSON(t, column, cell)
		if value == nil {
			fs.Add(path, code, "%s: %.40q %s", column, cell, text)
			continue
		}
		if column == "at" {
			column = atField(t)
		}
		if len(doc) > 1 {
			doc = append(doc, ',')
		}
		doc = append(strconv.AppendQuote(doc, column), ':')
		doc = append(doc, value...)
	}
	if t == "" {
		return nil
	}
	e, err := ParseEntry(append(doc, '}'))
	if bad, ok := err.(*Error); ok {
		for _, f := range bad.Faults {
			if column, rest, _ := strings.Cut(f.Path, "."); column == atField(t) {
				f.Path = strict.Below("at", rest)
			}
			if f.Code == "unknown_field" && !strings.ContainsAny(f.Path, ".[") {
				f.Text = fmt.Sprintf("an entry of type %s has no such cell", t)
			}
			fs.Add(path, f.Code, "%s", f)
		}
	}
	if fs.Len() > n {
		return nil
	}
	return e
}

// cellJSON returns a cell as JSON, or nil and what is wrong with it.
func cellJSON(t Type, column, cell string) (value []byte, code, text string) {
	switch column {
	case "priority":
		n, err := strconv.Atoi(cell)
		if err != nil {
			return nil, "bad_number", "is not a whole number"
		}
		return strconv.AppendInt(nil, int64(n), 10), "", ""
	case "approved", "owing", "keep_overage", "ends", "decline":
		switch cell {
		case "true", "TRUE":
			return []byte("true"), "", ""
		case "false", "FALSE":
			return []byte("false"), "", ""
		}
		return nil, "bad_truth", "is neither true nor false"
	case "roll", "keep":
		if cell[0] != '{' || !json.Valid([]byte(cell)) {
			return nil, "bad_json", "is no JSON object"
		}
		return []byte(cell), "", ""
	case "scope":
		if t == TypeGrant {
			list, ok := splitScopes(cell)
			if !ok {
				return nil, "bad_list", "is no list of names such as phone;remote"
			}
			return jsonText(list)
		}
	}
	return jsonText(cell)
}

func jsonText[T string | []string](v T) (value []byte, code, text string) {
	value, err := marshal(v)
	if err != nil {
		return nil, "invalid", err.Error()
	}
	return value, "", ""
}

// splitScopes is the inverse of joinScopes.
func splitScopes(cell string) ([]string, bool) {
	var list []string
	var name []byte
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c == ';':
			list, name = append(list, string(name)), nil
		case c == '\\' && (i+1 == len(cell) || cell[i+1] != ';' && cell[i+1] != '\\'):
			return nil, false
		case c == '\\':
			i++
			name = append(name, cell[i])
		default:
			name = append(name, c)
		}
	}
	list = append(list, string(name))
	return list, !slices.Contains(list, "")
}
