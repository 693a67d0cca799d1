package contract_test

import (
	"strings"
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/sla"
)

// mayConfig is the contract of scenario 1: Harbor Dental, on New York's clocks.
func mayConfig(t testing.TB, patch string) contract.Config {
	t.Helper()
	if patch == "" {
		patch = "{}"
	}
	base := `{"zone": "America/New_York", "calendars": {"office": {"week": "Mon-Fri 09:00-17:00", "holidays": ["us-federal"]}}`
	if rest := strings.TrimPrefix(patch, "{"); rest != "}" {
		base += ", " + rest
	} else {
		base += "}"
	}
	p, err := contract.ParsePatch(base)
	if err != nil {
		t.Fatal(err)
	}
	return contract.Config{
		ID: "harbor", Customer: "Harbor Dental", Plan: "saastech", Start: day("2026-05-01"), Patch: p,
		Has: []string{"managed-workplace"},
	}
}

// may is the journal of scenario 1.
func may() contract.Journal {
	entry := func(id, from, to, ticket string, facts contract.Facts) contract.Entry {
		return contract.Entry{ID: id, Ticket: ticket, From: at(from + ":00-04:00"), To: at(to + ":00-04:00"), Facts: facts}
	}
	return contract.Journal{
		Orders: []contract.Order{{ID: "G2", Item: "credit-12", At: at("2026-05-01T00:00:00-04:00")}},
		Tickets: []contract.Ticket{{ID: "T6", Events: []sla.Event{
			{ID: "o", At: at("2026-05-13T09:00:00-04:00"), Type: sla.Opened},
			{ID: "c1", At: at("2026-05-13T11:10:00-04:00"), Type: sla.CustomerMessage},
			{ID: "c2", At: at("2026-05-13T15:30:00-04:00"), Type: sla.CustomerMessage},
			{ID: "c3", At: at("2026-05-14T08:40:00-04:00"), Type: sla.CustomerMessage},
		}}},
		Entries: []contract.Entry{
			entry("E1", "2026-05-04T10:00", "2026-05-04T10:50", "", contract.Facts{"place": "remote", "planned": "true", "reported": "true"}),
			entry("E2", "2026-05-06T14:20", "2026-05-06T14:40", "", contract.Facts{"channel": "text", "reported": "false"}),
			entry("E3", "2026-05-08T09:10", "2026-05-08T09:45", "", contract.Facts{"kind": "travel", "planned": "true"}),
			entry("E4", "2026-05-08T09:45", "2026-05-08T11:25", "", contract.Facts{"place": "onsite", "planned": "true"}),
			entry("E5", "2026-05-12T09:30", "2026-05-12T11:35", "T5", contract.Facts{"kind": "website-changes", "planned": "true", "reported": "true"}),
			entry("E6", "2026-05-14T09:05", "2026-05-14T09:45", "T6", contract.Facts{"place": "remote", "planned": "true", "reported": "true"}),
			entry("E7", "2026-05-25T11:00", "2026-05-25T12:10", "T7", contract.Facts{"impact": "down", "needed": "1h", "planned": "false", "reported": "true"}),
			entry("E8", "2026-05-28T10:00", "2026-05-28T13:50", "T8", contract.Facts{"place": "bench", "planned": "true", "reported": "true"}),
		},
	}
}

func closed(t testing.TB, cfg contract.Config, j contract.Journal, from, to string) contract.Closed {
	t.Helper()
	c := mustContract(t, shipped(t), cfg)
	a, err := c.Account(j, day(to))
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Close(contract.Period{From: day(from), To: day(to)})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestScenario1(t *testing.T) {
	got := closed(t, mayConfig(t, ""), may(), "2026-05-01", "2026-06-01")
	if got.Total.StringFixed(2) != "1120.00" {
		for _, l := range got.Lines {
			t.Logf("%v %s %v as=%s worked=%v billed=%v credit=%v", l.On, l.Entry, l.Level, l.As, l.Worked, l.Billed, l.Credit)
			t.Log(l)
		}
		t.Errorf("total %v, want 1120.00; not evaluated %v", got.Total, got.NotEvaluated)
	}
}

// The same month under other policies, each a patch of the plan.
func TestScenario1Policies(t *testing.T) {
	order := func(item string, n string) func(*contract.Journal) {
		return func(j *contract.Journal) {
			j.Orders = []contract.Order{{ID: "G2", Item: item, At: at("2026-05-01T00:00:00-04:00")}}
			if err := j.Orders[0].Quantity.UnmarshalText([]byte(n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name, patch string
		change      func(*contract.Journal)
		total, left string
		why         string
	}{
		{"overage at the bundle's column", `{"rates": [{"id": "hour", "price": "60.00"}]}`, nil, "1020.00", "0s", "AMB-9: 200 min at $90/h"},
		{"whole units", `{"cover": [{"id": "credit", "step": "15m"}]}`, nil, "1140.00", "15m", "AMB-10: two units covered, 14 charged"},
		{"clock hours", `{"pools": {"credit": {"weights": false}}}`, nil, "720.00", "2h45m", "AMB-7: 735 of 900 min"},
		{"low only", `{"cover": [{"id": "credit", "when": {"level": "P4"}}], "pools": {"credit": {"weights": false}}}`, nil, "2060.00", "11h45m", "AMB-7: hours of one tier"},
		{"per use", ``, func(j *contract.Journal) { j.Orders = nil }, "1360.00", "0s", "1,600.00 less the 3 hours included"},
		{"40 hours", ``, order("credit-40", "1"), "2000.00", "23h", "1,020 drawn of 2,400"},
		{"2 x 12 hours", ``, order("credit-12", "2"), "1440.00", "7h", "1,020 drawn of 1,440"},
	} {
		j := may()
		if tt.change != nil {
			tt.change(&j)
		}
		got := closed(t, mayConfig(t, tt.patch), j, "2026-05-01", "2026-06-01")
		if got.Total.StringFixed(2) != tt.total {
			t.Errorf("%s: total %v, want %s: %s", tt.name, got.Total, tt.total, tt.why)
		}
		s := got.Statements[0]
		if left := s.Closing.Add(s.Lapsed).Sub(s.Lapsed); left.String() != tt.left {
			t.Errorf("%s: %v left, want %s: %s", tt.name, left, tt.left, tt.why)
		}
	}
}
