package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// told returns the alerts of an account up to a day, "pool threshold when entry left".
func told(t *testing.T, a *contract.Account, until string) string {
	t.Helper()
	list, err := a.Alerts(at("2026-01-01T00:00:00Z"), day(until).In(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range list {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%s %v %s %s%s %v", r.Pool, r.Alert.At, r.At.UTC().Format("01-02T15:04"), r.Entry, r.Lot, r.Left)), " "))
	}
	return strings.Join(lines, "\n")
}

// Thresholds are reached once, by the work that reached them.
func TestAlerts(t *testing.T) {
	const hours = time.Hour
	type entries = []contract.Entry
	const monthly = `{"id": "fee", "every": "month", "price": "100.00", "grants": [{"pool": "hours", "amount": "10h"}]}`
	const block = `{"id": "block", "of": "order", "price": "500.00", "grants": [{"pool": "hours", "amount": "10h", "expires": "90 days"}]}`
	bought := func(on ...string) (list []contract.Order) {
		for i, d := range on {
			list = append(list, contract.Order{ID: fmt.Sprint("o", i), Item: "block", At: at(d + "T00:00:00Z")})
		}
		return list
	}
	for _, tt := range []struct {
		why    string
		item   string
		alerts string
		j      contract.Journal
		want   string
	}{
		{"80% of 10h is 8h: one alert, whatever comes after", monthly, `{"at": "80%"}`, contract.Journal{Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 7*hours, nil), worked("b", "2026-03-03T10:00:00Z", 1*hours, nil), worked("c", "2026-03-04T10:00:00Z", 1*hours, nil)}},
			"hours 80% 03-03T10:00 b 2h"},
		{"each month begins anew", monthly, `{"at": "80%"}`, contract.Journal{Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 8*hours, nil), worked("b", "2026-04-02T10:00:00Z", 8*hours, nil)}},
			"hours 80% 03-02T10:00 a 2h\nhours 80% 04-02T10:00 b 2h"},
		{"what the pool did not cover is used, too", monthly, `{"at": "100%"}, {"at": "110%"}`, contract.Journal{Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 9*hours, nil), worked("b", "2026-03-03T10:00:00Z", 2*hours, nil)}},
			"hours 100% 03-03T10:00 b 0s\nhours 110% 03-03T10:00 b 0s"},
		{"an hour less is no tenth over", monthly, `{"at": "110%"}`, contract.Journal{Entries: entries{worked("a", "2026-03-02T10:00:00Z", 10*hours+59*time.Minute, nil)}}, ""},
		{"a block: what the month began with, then what was bought", block, `{"at": "80%"}`, contract.Journal{Orders: bought("2026-03-01"), Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 5*hours, nil), worked("b", "2026-04-02T10:00:00Z", 4*hours, nil)}},
			"hours 80% 04-02T10:00 b 1h"},
		{"more hours lift it", block, `{"at": "80%"}`, contract.Journal{Orders: bought("2026-03-01", "2026-03-10"), Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 8*hours, nil), worked("b", "2026-03-12T10:00:00Z", 1*hours, nil), worked("c", "2026-03-13T10:00:00Z", 7*hours, nil)}},
			"hours 80% 03-02T10:00 a 2h\nhours 80% 03-13T10:00 c 4h"},
		{"no more than 3h left, and again after more were bought", block, `{"at": "3h left"}`, contract.Journal{Orders: bought("2026-03-01", "2026-03-10"), Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 7*hours, nil), worked("b", "2026-03-12T10:00:00Z", 10*hours, nil)}},
			"hours 3h left 03-02T10:00 a 3h\nhours 3h left 03-12T10:00 b 3h"},
		{"30 days before the end, of what is not used up: 90 days from 1 March are over on 30 May", block, `{"at": "30 days to expiry"}`, contract.Journal{Orders: bought("2026-03-01", "2026-03-10"), Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 10*hours, nil)}},
			"hours 30 days to expiry 05-09T00:00 o1 10h"},
		{"two of three months over", monthly, `{"at": "110%", "in": "2 of 3"}`, contract.Journal{Entries: entries{
			worked("a", "2026-03-02T10:00:00Z", 12*hours, nil), worked("b", "2026-04-02T10:00:00Z", 5*hours, nil), worked("c", "2026-05-02T10:00:00Z", 11*hours, nil), worked("d", "2026-05-03T10:00:00Z", 1*hours, nil)}},
			"hours 110% 05-02T10:00 c 0s"},
		{"one month over in three is none", monthly, `{"at": "110%", "in": "2 of 3"}`, contract.Journal{Entries: entries{worked("a", "2026-03-02T10:00:00Z", 12*hours, nil)}}, ""},
		{"work taken back was not used", monthly, `{"at": "80%"}`, contract.Journal{Entries: entries{worked("a", "2026-03-02T10:00:00Z", 9*hours, nil)},
			Reversals: []contract.Reversal{{ID: "r", Entry: "a", At: at("2026-03-03T00:00:00Z")}}}, ""},
	} {
		c := planned(t, `"pools": {"hours": {"of": "time", "alerts": [`+tt.alerts+`]}}, "rates": [{"id": "hour", "price": "60.00"}],
			"cover": [{"id": "draw", "as": "draw", "from": ["hours"]}], "items": [`+tt.item+`]`, contract.Config{})
		if got := told(t, accounted(t, c, tt.j, "2026-06-10"), "2026-06-10"); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.why, got, tt.want)
		}
	}
}

// SCENARIOS 2: more than a tenth over in at least two of the last three months. One month at
// 115.6 % is none; with 17 h in October there are two.
func TestRegularExcess(t *testing.T) {
	for october, want := range map[time.Duration]string{
		11*time.Hour + 30*time.Minute: "",
		17 * time.Hour:                "hours 110% 11-02T10:00 b 0s",
	} {
		c := mustContract(t, shipped(t), contract.Config{Plan: "kit-1-basic", Start: day("2026-10-01"), Params: map[string]string{"rate": "3000.00", "discount": "-10%"},
			Patch: parsePatch(t, `{"pools": {"hours": {"alerts": [{"at": "110%", "in": "2 of 3"}]}}}`)})
		remote := contract.Facts{"kind": "support", "channel": "email", "place": "remote"}
		j := contract.Journal{Entries: []contract.Entry{
			worked("a", "2026-10-05T10:00:00Z", october, remote),
			worked("b", "2026-11-02T10:00:00Z", 17*time.Hour+20*time.Minute, remote),
			worked("c", "2026-12-07T10:00:00Z", 12*time.Hour+40*time.Minute, remote)}}
		if got := told(t, accounted(t, c, j, "2027-01-01"), "2027-01-01"); got != want {
			t.Errorf("October %v:\n%s\nwant\n%s", october, got, want)
		}
	}
}
