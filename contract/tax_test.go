package contract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// Each line has the tax class of what it charges for: the host's tax goes by it.
func TestTaxClass(t *testing.T) {
	c := planned(t, `"rates": [{"id": "hour", "price": "60.00", "tax": "service"}], "cover": [{"id": "all", "as": "charge"}],
		"items": [{"id": "fee", "every": "month", "price": "100.00", "tax": "licence"}, {"id": "disk", "of": "order", "price": "80.00", "tax": "goods"}, {"id": "visit", "of": "visit", "price": "20.00"}]`,
		contract.Config{Amendments: []contract.Amendment{{ID: "a", By: contract.Customer, Announced: day("2026-03-01"), From: day("2026-04-01"), Agreed: true, Patch: parsePatch(t, `{"items": [{"id": "fee", "tax": "reduced"}]}`)}}})
	e := worked("e", "2026-03-02T10:00:00Z", time.Hour, nil)
	e.Visit = "v"
	j := contract.Journal{Entries: []contract.Entry{e}, Orders: []contract.Order{{ID: "o", Item: "disk", At: at("2026-03-05T00:00:00Z")}}}
	a := accounted(t, c, j, "2026-05-01")
	classes := func(lines []contract.Charge) string {
		var list []string
		for _, l := range lines {
			list = append(list, l.Rule+" "+l.Tax)
		}
		return strings.Join(list, ", ")
	}
	for n, want := range []string{"fee licence, all service, visit , disk goods", "fee reduced"} {
		closed, err := a.Close(a.Periods()[n])
		if got := classes(closed.Lines); err != nil || got != want {
			t.Errorf("invoice %d: %s, %v, want %s", n, got, err, want)
		}
	}
	s, err := c.Schedule(j, day("2026-03-01"), day("2026-05-01"))
	if got, want := classes(s.Charges), "fee licence, disk goods, fee reduced"; err != nil || got != want {
		t.Errorf("schedule: %s, %v, want %s", got, err, want)
	}
	x, err := a.Explain("e")
	if got, want := classes(x.Lines), "all service"; err != nil || got != want {
		t.Errorf("explained: %s, %v, want %s", got, err, want)
	}
}
