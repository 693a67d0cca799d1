package contract_test

import (
	"errors"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/gen"
)

func TestParseThreshold(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		kind       contract.ThresholdKind
		amount     string
		why        string
	}{
		{"80%", "80%", contract.ThresholdUsed, "80%", "used"},
		{"110%", "110%", contract.ThresholdUsed, "110%", "more than there was"},
		{"0.5%", "0.5%", contract.ThresholdUsed, "0.5%", "a part of one"},
		{"3h left", "3h left", contract.ThresholdLeft, "3h", "time"},
		{"90m left", "1h30m left", contract.ThresholdLeft, "1h30m", "in one spelling"},
		{"0h left", "0s left", contract.ThresholdLeft, "0s", "nothing left"},
		{"5 left", "5 left", contract.ThresholdLeft, "5", "tickets, credits, money"},
		{"50.00 left", "50.00 left", contract.ThresholdLeft, "50.00", "money"},
		{"30 days to expiry", "30 days to expiry", contract.ThresholdExpiry, "", "a lot ends"},
		{"month to expiry", "month to expiry", contract.ThresholdExpiry, "", "in a month"},
		{"0 days to expiry", "0 days to expiry", contract.ThresholdExpiry, "", "as it ends"},
		{"2 business days to expiry", "2 business days to expiry", contract.ThresholdExpiry, "", "of a calendar"},
		{"$warn", "$warn", contract.ThresholdParam, "$warn", "all of it is open"},
		{"$h left", "$h left", contract.ThresholdLeft, "$h", "how much is"},
		{"$n days to expiry", "$n days to expiry", contract.ThresholdExpiry, "", "how many are"},
		{"$notice to expiry", "$notice to expiry", contract.ThresholdExpiry, "", "how long before is"},
	} {
		th, err := contract.ParseThreshold(tt.text)
		if err != nil || th.String() != tt.want || th.Kind() != tt.kind || th.Amount().String() != tt.amount {
			t.Errorf("ParseThreshold(%q) = %q of kind %d, %v; want %q of %d: %s", tt.text, th, th.Kind(), err, tt.want, tt.kind, tt.why)
		}
		if open := tt.text[0] == '$'; open != (th.Param() != "") {
			t.Errorf("%q has parameter %q", tt.text, th.Param())
		}
	}
}

func TestParseThresholdRefuses(t *testing.T) {
	for _, tt := range []struct{ text, why string }{
		{"", "nothing"}, {"0%", "reached before anything is used"}, {"-5%", "less than nothing"}, {"-1h left", "overdrawn"}, {"3h", "left, or what?"},
		{"5", "left, or what?"}, {"80% left", "20% is the same; say it one way"}, {"5 tickets left", "5 left"}, {"left", "how much?"},
		{"3h  left", "two spaces"}, {"30 days", "to what?"}, {"30 days to end", "to expiry"}, {"days to expiry", "how many?"}, {" to expiry", "how long?"},
		{"30 days left", "to expiry"}, {"3h to expiry", "days or more"}, {"80 %", "space"}, {"$p%", "a parameter is whole"}, {"$n tickets left", "$n left"},
	} {
		checkRefused(t, tt.text, tt.why, contract.ParseThreshold)
	}
}

func TestThresholdLaws(t *testing.T) {
	checkNotation(t, gen.ThresholdText(), contract.ParseThreshold, "0h left", "0m left",
		"1 days to expiry", "1 business days to expiry", "1 weeks to expiry", "1 months to expiry", "1 quarters to expiry", "1 years to expiry")
}

func TestThresholdBefore(t *testing.T) {
	office, err := calendar.New(calendar.Office("America/New_York", calendar.Span{From: 9 * 3600, To: 17 * 3600}), time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, end, want, why string }{
		{"30 days to expiry", "2026-12-10", "2026-11-10", "thirty days are left, from midnight on"},
		{"0 days to expiry", "2026-12-10", "2026-12-10", "once it has ended"},
		{"1 month to expiry", "2026-03-31", "2026-02-28", "clamped, backwards too"},
		{"quarter to expiry", "2026-12-10", "2026-09-10", "three months"},
		{"2 weeks to expiry", "2026-12-10", "2026-11-26", "fourteen days"},
		{"2 business days to expiry", "2026-12-01", "2026-11-27", "Monday and Friday before a Tuesday"},
	} {
		got, err := contract.MustParseThreshold(tt.text).Before(date(tt.end), office)
		if err != nil || got != date(tt.want) {
			t.Errorf("%s, where it ends on %s: %s, %v; want %s: %s", tt.text, tt.end, got, err, tt.want, tt.why)
		}
	}
	for _, tt := range []struct{ text, end, code string }{
		{"80%", "2026-12-10", "no_expiry"},
		{"30 days to expiry", "", "no_date"},
		{"30 days to expiry", "0001-01-15", "out_of_range"},
		{"1 month to expiry", "0001-01-15", "out_of_range"},
		{"$n days to expiry", "2026-12-10", "unbound"},
		{"2 business days to expiry", "2026-12-10", "no_calendar"},
	} {
		_, err := contract.MustParseThreshold(tt.text).Before(date(tt.end), nil)
		checkCode(t, tt.text, err, tt.code)
	}
}

// date returns the date of a text, the zero Date of none.
func date(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return calendar.MustParseDate(s)
}

// checkCode checks that err is an *Error whose first fault has the code.
func checkCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	e, ok := errors.AsType[*contract.Error](err)
	if !ok || e.Faults[0].Code != code {
		t.Errorf("%s: got %v, want a fault %s", what, err, code)
	}
}
