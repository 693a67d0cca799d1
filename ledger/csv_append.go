package ledger

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/retainer-go/retainer/internal/strict"
)

// AppendCSV appends entries as CSV that [ParseCSV] reads, with all columns, in the order given. The
// same entries give the same bytes. What CSV cannot hold is an [*Error] with a fault for each:
// text that is not UTF-8, a scope without a name, an entry without an ID, an instant out of range.
func AppendCSV(b []byte, entries []Entry) ([]byte, error) {
	var fs strict.Faults
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	err := w.Write(csvColumns[:])
	for i, e := range entries {
		cells := csvRow(e, strict.At("entries", i), &fs)
		if err == nil {
			err = w.Write(cells)
		}
	}
	if w.Flush(); err == nil {
		err = w.Error()
	}
	fs.Join("", "not_written", err)
	if err := fs.Err("ledger: csv"); err != nil {
		return nil, err
	}
	return append(b, buf.Bytes()...), nil
}

func csvRow(e Entry, path string, fs *strict.Faults) []string {
	cells := make([]string, len(csvColumns))
	if !checkTexts(e, path, fs) {
		return cells
	}
	text, err := marshal(e)
	var fields map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		fs.Join(path, "invalid", err)
		return cells
	}
	at := atField(e.Head().Type)
	for i, column := range csvColumns {
		if column == "at" {
			column = at
		}
		raw := fields[column]
		if len(raw) == 0 {
			continue
		}
		switch raw[0] {
		case '"':
			err = json.Unmarshal(raw, &cells[i])
		case '[':
			var list []string
			err = json.Unmarshal(raw, &list)
			cells[i] = joinScopes(list)
		default:
			cells[i] = string(raw)
		}
		fs.Join(path, "invalid", err)
	}
	return cells
}

// checkTexts notes what of an entry CSV cannot hold.
func checkTexts(e Entry, path string, fs *strict.Faults) bool {
	n := fs.Len()
	var texts []string
	switch x := e.(type) {
	case Grant:
		texts = append([]string{x.ID, x.Pool, string(x.Kind), x.Category, x.Note}, x.Scope...)
		for i, s := range x.Scope {
			required(fs, strict.At(path+".scope", i), s)
		}
	case Usage:
		texts = []string{x.ID, x.Pool, x.Kind, x.Ticket, x.Scope, x.Note}
	case Payment:
		texts = []string{x.ID, x.Grant, x.Note}
	case Reset:
		texts = []string{x.ID, x.Pool, x.Note}
	case Adjustment:
		texts = []string{x.ID, x.Grant, x.Reason, x.Note}
	case Void:
		texts = []string{x.ID, x.Grant, x.Note}
	case Reversal:
		texts = []string{x.ID, x.Usage, x.Note}
	case Extend:
		texts = []string{x.ID, x.Grant, x.While, x.Note}
	case Transfer:
		texts = []string{x.ID, x.Pool, x.To, x.Grant, x.Note}
	case Approval:
		texts = []string{x.ID, x.Usage, x.Note}
	case Close:
		texts = []string{x.ID, x.Pool, x.Note}
	case Reopen:
		texts = []string{x.ID, x.Pool, x.Note}
	default:
		fs.Add(path, "no_entry", "%T is no entry", e)
		return false
	}
	required(fs, path+".id", texts[0])
	for _, s := range texts {
		if !utf8.ValidString(s) {
			fs.Add(path, "not_utf8", "%.40q is not valid UTF-8", s)
		}
	}
	return fs.Len() == n
}

// joinScopes writes scopes into one cell.
func joinScopes(list []string) string {
	var b strings.Builder
	for i, name := range list {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(strings.NewReplacer(`\`, `\\`, `;`, `\;`).Replace(name))
	}
	return b.String()
}
