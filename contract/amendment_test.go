package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

func amendable(t testing.TB) *contract.Registry {
	t.Helper()
	return registryOf(t,
		[]byte(`{"version": 1, "id": "p", "currency": "EUR", "zone": "Europe/Berlin", "params": {"fee": {"type": "money"}},
			"items": [{"id": "fee", "every": "month", "price": "$fee"}], "term": {"changes": "1 month"}}`),
		[]byte(`{"version": 1, "id": "open", "currency": "EUR", "params": {"hours": {"type": "time"}}, "items": [{"id": "pack", "every": "month", "price": "1.00"}]}`),
		[]byte(`{"version": 1, "id": "paris", "currency": "EUR", "zone": "Europe/Paris"}`),
		[]byte(`{"version": 1, "id": "york", "currency": "USD", "zone": "America/New_York"}`))
}

// Every fault of every amendment is reported at once, each where it stands in the list as it was
// handed in, and those of its own types as what they are. What one leaves wrong is not
// reported of the next again.
func TestAmendmentFaults(t *testing.T) {
	r := amendable(t)
	change := func(id, from string, a contract.Amendment) contract.Amendment {
		a.ID, a.From, a.By = id, day(from), contract.Customer
		a.Agreed = true
		return a
	}
	soon := contract.Amendment{ID: "soon", By: contract.Provider, Announced: day("2026-10-20"), From: day("2026-11-02")}
	cfg := contract.Config{
		ID: "c", Plan: "p", Start: day("2026-10-01"), Params: map[string]string{"fee": "10.00"},
		Amendments: []contract.Amendment{
			change("last", "2027-06-01", contract.Amendment{Plan: "york"}),
			change("none", "2027-03-01", contract.Amendment{Plan: "gold"}),
			soon,
			change("hours", "2027-04-01", contract.Amendment{Plan: "open"}),
			change("again", "2027-05-01", contract.Amendment{Patch: parsePatch(t, `{"name": "Other"}`)}),
			change("bad", "2026-12-01", contract.Amendment{Params: map[string]string{"fee": "ten", "free": "1"}}),
			{ID: "late", By: "nobody", From: day("2026-09-01")},
		},
	}
	_, err := r.Contract(cfg)
	got := paths(err)
	slices.Sort(got)
	want := []string{
		"amendments[0].plan other_currency", "amendments[0].plan other_zone", "amendments[3].params.hours missing_param",
		"amendments[5].params.fee invalid", "amendments[5].params.free unknown_param", "amendments[6].by unknown_word", "amendments[6].from before_start",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"), err)
	}
	var notice *contract.NoticeError
	var missing *contract.NotFoundError
	if !errors.As(err, &notice) || notice.Earliest != day("2026-11-20") || !errors.Is(err, contract.ErrNotice) {
		t.Errorf("too soon: %v", err)
	}
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), `amendments[1].plan: `) || !strings.Contains(err.Error(), `amendments[2].from: `) {
		t.Errorf("no such plan: %v", err)
	}
	if _, err := r.Contract(contract.Config{ID: "c", Plan: "p", Start: day("2026-10-01"), Params: cfg.Params, Amendments: []contract.Amendment{soon}}); !errors.Is(err, contract.ErrNotice) || errors.Is(err, contract.ErrInvalid) {
		t.Errorf("too soon, and nothing else: %v", err)
	}
	cfg.Params = nil
	if _, err := r.Contract(cfg); !slices.Contains(paths(err), "params.fee missing_param") || !slices.Contains(paths(err), "amendments[3].params.hours missing_param") {
		t.Errorf("with faults of the contract itself: %v", paths(err))
	}
}

// A contract is counted in one zone. An amendment to a plan in another is refused: months and days
// would begin twice, or not at all. One that leaves its zone open takes that of the contract.
func TestAmendedZone(t *testing.T) {
	r := amendable(t)
	for plan, want := range map[string]string{"open": "", "paris": "amendments[0].plan other_zone"} {
		a := contract.Amendment{ID: "a", By: contract.Customer, Agreed: true, From: day("2026-11-01"), Plan: plan}
		if plan == "open" {
			a.Params = map[string]string{"hours": "1h"}
		}
		c, err := r.Contract(contract.Config{ID: "c", Plan: "p", Start: day("2026-10-01"), Params: map[string]string{"fee": "10.00"}, Amendments: []contract.Amendment{a}})
		if got := strings.Join(paths(err), " "); got != want {
			t.Errorf("to %s: %q %v, want %q", plan, got, err, want)
		}
		if err == nil && c.Terms(day("2026-11-01")).Zone().String() != "Europe/Berlin" {
			t.Errorf("to %s: %v", plan, c.Terms(day("2026-11-01")).Zone())
		}
	}
	c := mustContract(t, r, contract.Config{Plan: "open", Zone: "Asia/Tokyo", Start: day("2026-10-01"), Params: map[string]string{"hours": "1h"}})
	if got := c.PeriodOn(day("2026-10-01")).From.In(c.Terms(day("2026-10-01")).Zone()); !got.Equal(time.Date(2026, 9, 30, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("the first period begins %v", got)
	}
}
