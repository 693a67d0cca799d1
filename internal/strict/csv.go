package strict

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Rows returns the rows of a CSV text, the header first, each with the path of its faults:
// "line 12", where it begins. It notes what is no CSV: text that is too long or not UTF-8,
// a quote out of place (which ends the reading, as nobody can say where rows begin after it),
// and rows with more or fewer cells than the header, which it leaves out. A byte order mark
// is skipped, and spaces count. The cells are good until the next row.
func Rows(text string, fs *Faults) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		switch {
		case len(text) > MaxBytes:
			fs.Add("", "too_long", "%d bytes, more than %d", len(text), MaxBytes)
			return
		case !utf8.ValidString(text):
			fs.Add("", "not_utf8", "not valid UTF-8")
			return
		}
		r := csv.NewReader(strings.NewReader(keepReturns(strings.TrimPrefix(text, "\uFEFF"))))
		r.FieldsPerRecord, r.ReuseRecord = -1, true
		for columns := 0; ; {
			cells, err := r.Read()
			if err == io.EOF {
				return
			}
			if bad, ok := err.(*csv.ParseError); ok {
				fs.Add(fmt.Sprintf("line %d", bad.StartLine), "not_csv", "%v", bad.Err)
				return
			}
			line, _ := r.FieldPos(0)
			path := fmt.Sprintf("line %d", line)
			switch {
			case columns == 0:
				columns = len(cells)
			case len(cells) != columns:
				fs.Add(path, "wrong_cells", "%d cells, where the header has %d", len(cells), columns)
				continue
			}
			if !yield(path, cells) {
				return
			}
		}
	}
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
