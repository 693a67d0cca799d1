package contract_test

import (
	"testing"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
)

func TestParseEvery(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		civil      string // as a calendar.Every, empty if it is none
		why        string
	}{
		{"month", "month", "month", "a unit alone is one"},
		{"1 month", "1 month", "month", "as written"},
		{"1 months", "1 month", "month", "$n months, where n is 1"},
		{"12 months", "12 months", "12 months", "a number of units"},
		{"2 weeks", "2 weeks", "2 weeks", "weeks"},
		{"quarter", "quarter", "quarter", "quarters"},
		{"9999 days", "9999 days", "9999 days", "the most"},
		{"business day", "business day", "", "which days are is for a calendar to say"},
		{"5 business days", "5 business days", "", "two words are one unit"},
		{"$term", "$term", "", "a parameter is not known yet"},
		{"$n months", "$n months", "", "nor is its number"},
		{"$month", "$month", "", "a parameter by the name of a unit"},
	} {
		e, err := contract.ParseEvery(tt.text)
		if err != nil || e.String() != tt.want || e.IsZero() {
			t.Errorf("ParseEvery(%q) = %q, %v; want %q: %s", tt.text, e, err, tt.want, tt.why)
		}
		civil, ok := e.Calendar()
		if civil.String() != tt.civil || ok != (tt.civil != "") {
			t.Errorf("%q is %q, %v for the calendar, want %q: %s", tt.text, civil, ok, tt.civil, tt.why)
		}
		if known := e.Param() == ""; known != (e.N() > 0) {
			t.Errorf("%q counts %d units with parameter %q", tt.text, e.N(), e.Param())
		}
	}
	if zero := (contract.Every{}); !zero.IsZero() || zero.String() != "" {
		t.Error("the zero Every is once, and no text")
	}
}

func TestParseEveryRefuses(t *testing.T) {
	for _, tt := range []struct{ text, why string }{
		{"", "once is no text"}, {"once", "left out, not written"}, {"0 months", "never comes round"}, {"-1 month", "backwards"},
		{"months", "how many?"}, {"12 month", "plural of many"}, {"12months", "no space"}, {"12  months", "two spaces"}, {" month", "space"},
		{"012 months", "zero first"}, {"+2 weeks", "plus"}, {"10000 days", "too many"}, {"99999999999999999999 days", "far too many"},
		{"1.5 months", "a part"}, {"hour", "hours are times"}, {"5 hours", "hours are times"}, {"fortnight", "no unit"}, {"Month", "capital"},
		{"2", "of what?"}, {"businessday", "two words"}, {"business  day", "two spaces"}, {"$", "no name"}, {"$n month", "plural of a parameter"},
		{"$n ", "no unit"}, {"$n hours", "no unit of a plan"}, {"month $n", "backwards"}, {"month to month-end", "an until"},
	} {
		checkRefused(t, tt.text, tt.why, contract.ParseEvery)
	}
}

func TestEveryLaws(t *testing.T) {
	checkNotation(t, gen.SpanText(1), contract.ParseEvery, "1 days", "1 business days", "1 weeks", "1 months", "1 quarters", "1 years")
}

func TestEveryComparable(t *testing.T) {
	a, b := contract.MustParseEvery("2 weeks"), contract.MustParseEvery("2 weeks")
	if a != b || !a.Equal(b) || a.Unit() != calendar.UnitWeek || a.N() != 2 {
		t.Errorf("%v and %v differ", a, b)
	}
	if month := contract.MustParseEvery("month"); month.Equal(contract.MustParseEvery("1 month")) {
		t.Error("month and 1 month are written alike")
	}
}
