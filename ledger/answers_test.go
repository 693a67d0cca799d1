package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
)

var monthly = calendar.Every{N: 1, Unit: calendar.UnitMonth}

// phone is 10 hours of phone support a month.
func phone(t testing.TB, alerts []ledger.Alert, usage ...ledger.Entry) *ledger.Ledger {
	jan := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	cfg := ledger.Config{Zone: "UTC", Pools: []ledger.Pool{{ID: "phone", Policy: ledger.Policy{Period: monthly, Alerts: alerts}}}}
	grant := ledger.Grant{ID: "phone", Pool: "phone", Kind: ledger.Allowance, Amount: ledger.Time(10 * time.Hour), Effective: jan, Every: monthly}
	return replay(t, cfg, append(usage, grant))
}

func call(id, from, d string) ledger.Entry {
	at, err := time.Parse("2006-01-02 15:04", from)
	if err != nil {
		panic(err)
	}
	return ledger.Usage{ID: id, Pool: "phone", From: at, Time: ledger.MustQuantity(d).Duration()}
}

func TestAlerts(t *testing.T) {
	jan := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	alerts := []ledger.Alert{{ID: "low", Used: ledger.Percent(80)}, {Used: ledger.Percent(100)}, {Left: ledger.MustPart("3h")}}
	l := phone(t, alerts,
		call("a", "2026-01-05 10:00", "7h"), call("b", "2026-01-06 10:00", "59m"), call("c", "2026-01-07 10:00", "1m"),
		call("d", "2026-01-08 10:00", "1h"), ledger.Reversal{ID: "back", Usage: "d", At: jan.AddDate(0, 0, 8)}, call("e", "2026-01-10 10:00", "3h"),
		call("f", "2026-02-10 10:00", "8h"), call("g", "2026-03-10 10:00", "8h"), // 2 h of February have lapsed
	)
	got, err := l.Alerts("phone", jan, jan.AddDate(0, 3, 0))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, c := range got {
		text = append(text, c.Entry+" "+c.Alert.String())
	}
	want := []string{"a 3h left", "c 80% used", "e 100% used", "f 80% used", "f 3h left", "g 80% used", "g 3h left"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("B8: at 8 h 00 of 10 h, once, until the next month (-want +got):\n%s", diff)
	}
	late, err := l.Alerts("phone", jan.AddDate(0, 1, 0), jan.AddDate(0, 3, 0))
	if err != nil || len(late) != 4 {
		t.Errorf("of February there are %v, %v, want four", late, err)
	}
}

func TestStatementOfPhone(t *testing.T) {
	jan := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := phone(t, nil, call("a", "2026-01-05 10:00", "8h20m"))
	s, err := l.Statement("phone", jan.AddDate(0, 1, 0), jan.AddDate(0, 2, 0))
	if err != nil || s.Lapsed.String() != "1h40m" || s.Granted.String() != "10h" || s.Closing.String() != "10h" {
		t.Errorf("B7: 8 h 20 used, 1 h 40 lapses on the 1st: %+v, %v", s.Figures, err)
	}
	if _, err := l.Statement("phone", jan, jan); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("an empty period: %v", err)
	}
	if _, err := l.Statement("fax", jan, jan.AddDate(0, 1, 0)); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("no such pool: %v", err)
	}
}

func TestForecast(t *testing.T) {
	jan := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := phone(t, nil, call("a", "2026-01-05 10:00", "2h"), call("b", "2026-01-09 10:00", "3h"))
	got, err := l.Forecast("phone", jan.AddDate(0, 0, 10), jan.AddDate(0, 2, 10), 10*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Forecast{
		At: jan.AddDate(0, 0, 10), Until: jan.AddDate(0, 2, 10), Left: ledger.Time(5 * time.Hour), Pace: ledger.Time(30 * time.Minute),
		Lapses: []ledger.Lapse{
			{At: jan.AddDate(0, 1, 0), Lot: "phone", Quantity: ledger.Time(5 * time.Hour)},
			{At: jan.AddDate(0, 2, 0), Lot: "phone#2", Quantity: ledger.Time(10 * time.Hour)},
		},
		RunsOut: jan.AddDate(0, 0, 20), // ten half hours from the 11th to the 20th, and the 21st has none
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if short, err := l.Forecast("phone", jan.AddDate(0, 0, 10), jan.AddDate(0, 1, 0), 0); err != nil || len(short.Lapses) != 0 {
		t.Errorf("what lapses at the end is not before it: %+v, %v", short.Lapses, err)
	}
	if before, err := l.Balance("phone", jan.AddDate(0, 5, 0)); err != nil || before.Left.String() != "10h" {
		t.Errorf("a forecast changed the ledger: %v, %v", before, err)
	}
}

func TestExplain(t *testing.T) {
	list := may(t)
	list = append(list,
		ledger.Grant{ID: "G3", Pool: "credit", Amount: min2(60), Effective: list[0].Head().At, Scope: []string{"onsite"}},
		ledger.Grant{ID: "G4", Pool: "credit", Amount: min2(60), Effective: list[0].Head().At.AddDate(0, 6, 0)},
		ledger.Grant{ID: "G5", Pool: "credit", Amount: min2(60), Effective: list[0].Head().At, Owing: true},
		ledger.Grant{ID: "G6", Pool: "credit", Amount: min2(60), Effective: list[0].Head().At, Expires: list[0].Head().At.Add(1), Owing: true}, // too late to be paid
	)
	l := replay(t, saastech(t), list)
	e, err := l.Explain("E3")
	if err != nil {
		t.Fatal(err)
	}
	const want = `E3 takes 1h30m
  35m worked
  45m billed (up 15m)
  45m × 2 = 1h30m
  G1: 1h15m of 1h15m: drawn first
  G2: 15m of 12h: expires never, after 2026-06-01
  G3: 0s of 1h: only for onsite
  G5: 0s of 1h: waits for a payment
  G4: 0s of 1h: effective only from 2026-11-01`
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(e.String(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e.Candidates[1].Key != ledger.KeyExpires {
		t.Errorf("decided by %q", e.Candidates[1].Key)
	}
	e, err = l.Explain("E8")
	if err != nil {
		t.Fatal(err)
	}
	if want := "no lot covers the rest; by mode overage 5h, 3h20m of work, is overage"; e.Rest != want {
		t.Errorf("E8: %q, want %q", e.Rest, want)
	}
}

// A usage that a lot of many others competes for is explained as it was, whatever came after.
func TestExplainIsOfThen(t *testing.T) {
	list := may(t)
	list = append(list, ledger.Reversal{ID: "R", Usage: "E3", At: list[9].Head().At})
	l := replay(t, saastech(t), list)
	e, err := l.Explain("E3")
	if err != nil || !e.Posting.Sum(ledger.Drawn).Equal(min2(90)) {
		t.Errorf("%+v, %v", e.Posting, err)
	}
	p, err := l.Posting("E3", list[9].Head().At)
	if err != nil || !p.Sum(ledger.TakenBack).Equal(min2(90)) {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestQuantity(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"1h30m", "1h30m"}, {"90m", "1h30m"}, {"0h", "0s"}, {"2.50", "2.5"}, {"0", "0"}, {"-0.000000001", "-0.000000001"},
		{"9223372036.854775807", "9223372036.854775807"}, {"-9223372036.854775808", "-9223372036.854775808"},
		{"2562047h47m16.854775807s", "2562047h47m16.854775807s"},
	} {
		q, err := ledger.ParseQuantity(tt.text)
		if err != nil || q.String() != tt.want {
			t.Errorf("%s is %v, %v, want %s", tt.text, q, err, tt.want)
		}
	}
	for _, bad := range []string{"", "h", "1d", "1e9", "1e999999999", ".5", "+1", "9223372036.854775808", "1.0000000001", "2562047h47m16.854775808s", "NaN"} {
		if q, err := ledger.ParseQuantity(bad); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%q is %v, %v", bad, q, err)
		}
	}
	most, least := ledger.MustQuantity("9223372036.854775807"), ledger.MustQuantity("-9223372036.854775808")
	if !most.Add(most).Equal(most) || !least.Sub(most).Equal(least) || !most.Sub(least).Equal(most) || !least.Sub(least).IsZero() {
		t.Error("sums are not held at the range")
	}
	if ledger.Time(time.Hour).Equal(ledger.MustQuantity("3600")) || !ledger.Time(0).Equal(ledger.Quantity{}) {
		t.Error("an hour is not 3,600 credits, and nothing is nothing")
	}
}

func TestPart(t *testing.T) {
	for _, s := range []string{"40%", "12.5%", "0%", "20h", "0s", "12.5", ""} {
		var p ledger.Part
		if err := p.UnmarshalText([]byte(s)); err != nil || p.String() != s || p.IsZero() != (s == "") {
			t.Errorf("%q is %v, %v", s, p, err)
		}
	}
	for _, s := range []string{"%", "-1%", "-1h", "1e3%", "40 %", "99999999999999999999%"} {
		if p, err := ledger.ParsePart(s); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%q is %v, %v", s, p, err)
		}
	}
}

// An hourly grant that was never looked at for centuries answers at once, and at the end of the range too.
func TestFarFuture(t *testing.T) {
	l := replay(t, config(ledger.Policy{}), []ledger.Entry{
		ledger.Grant{ID: "g", Pool: "hours", Amount: ledger.Time(time.Hour), Effective: day0, Every: calendar.Every{N: 1, Unit: "year"}},
	})
	for _, year := range []int{1, 1600, 2200, 2261, 9999} {
		b, err := l.Balance("hours", time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC))
		if err != nil || (b.Left.String() == "1h") != (year > 2000) {
			t.Errorf("in %d: %v, %v", year, b, err)
		}
	}
}
