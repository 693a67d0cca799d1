package strict_test

import (
	"strings"
	"testing"

	"github.com/retainer-go/retainer/internal/strict"
)

func TestRows(t *testing.T) {
	for _, tt := range []struct{ text, want, faults, why string }{
		{"a,b\n1,2\n", "line 1:a|b line 2:1|2", "", "a header and a row"},
		{"\uFEFFa,b\r\n1,\"x\r\ny\"\r\n", "line 1:a|b line 2:1|x\r\ny", "", "a mark, and line ends that are kept within quotes"},
		{"a,b\n\n\"1\n\",2\n3,4\n", "line 1:a|b line 3:1\n|2 line 5:3|4", "", "the line on which a row begins"},
		{"a,b\n1\n1,2,3\n 1,2\n", "line 1:a|b line 4: 1|2", "line 2 wrong_cells,line 3 wrong_cells", "rows of another length are left out"},
		{"a,b\n1,2\n\"3\"x,4\n5,6\n", "line 1:a|b line 2:1|2", "line 3 not_csv", "nobody can say where rows begin after a stray quote"},
		{"a\n\xff\n", "", "not_utf8", "not UTF-8"},
		{strings.Repeat("x", strict.MaxBytes+1), "", "too_long", "too long"},
		{"", "", "", "nothing"},
	} {
		var fs strict.Faults
		var got []string
		for path, cells := range strict.Rows(tt.text, &fs) {
			got = append(got, path+":"+strings.Join(cells, "|"))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.why, got, tt.want)
		}
		if fs.None() != (tt.faults == "") || !fs.None() && strings.Join(faults(t, fs.Err("csv")), ",") != tt.faults {
			t.Errorf("%s: %v, want %s", tt.why, fs.Err("csv"), tt.faults)
		}
	}
	var fs strict.Faults
	for range strict.Rows("a\n1\n2\n", &fs) {
		break // the rest need not be read
	}
}
