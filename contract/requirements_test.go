package contract_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/priority"
)

// A requirement is a row of the requirements that concerns plans and terms: asked of one of
// the shipped plans.
type requirement struct {
	why   string // the row, and what it says
	plan  string
	want  string
	asked func(a asker) string
}

// Rows A and B. Those of other rooms: A2, A4 (intake), A33 to A37 (estimate), B3 (the ledger's
// part), B9, B11, B12, B14, B18 (sla), B13 (nowhere), B15 (priority), B17, B27 (ledger), B19 to
// B23, B29, B30 (report), B24 to B26 (work orders; their rate is asked here), B28 (invoices).
// For the close of the month: A1, A8, A19 as draws, A10 as a verdict, A30 and A31 as lots.
var requirementsAB = []requirement{
	{"A1: time bought is for any kind of task", "saastech", "credit: draw", func(a asker) string { return a.covered("kind=training") }},
	{"A3: per use, due on completion, or bundles", "saastech", "completion 0 days 60.00", func(a asker) string {
		return fmt.Sprint(a.Invoice.Bill, " ", a.Invoice.Due, " ", a.rate("45m", priority.P4))
	}},
	{"A5: a dedicated manager", "saastech", "manager true", func(a asker) string { return fmt.Sprint(a.Includes[0].Name, " ", a.Includes[0].Dedicated) }},
	{"A6: and an assistant", "saastech", "manager assistant", func(a asker) string { return a.names("team") }},
	{"A7: managed contacts", "saastech", "true false", func(a asker) string {
		b, err := agree(a.t, a.r, contract.Config{Plan: "saastech", Contacts: []string{"ann"}}, "")
		return fmt.Sprint(err == nil && b.c.Knows("ann"), err == nil && b.c.Knows("bob"))
	}},
	{"A8: an unreported call is MEDIUM at least: 15 min, $30.00", "saastech", "P3 unreported 15m0s 30.00", func(a asker) string {
		return fmt.Sprint(a.level("channel=phone reported=false impact=none planned=true"), " ", a.billed(10), " ", a.rate("15m", priority.P3))
	}},
	{"A9: help with virtually anything", "saastech", "credit: draw", func(a asker) string { return a.covered("kind=anything place=onsite") }},
	{"A10: a plan must be purchased", "saastech", "true true", func(a asker) string {
		_, none := a.r.Contract(contract.Config{ID: "c", Start: day("2026-10-01")})
		_, other := a.r.Contract(contract.Config{ID: "c", Start: day("2026-10-01"), Plan: "no-such-plan"})
		return fmt.Sprint(errors.Is(none, contract.ErrInvalid), errors.Is(other, contract.ErrNotFound))
	}},
	{"A11: a catalogue of plans: credit-12 is 12 h for $720.00", "saastech", "12h 720.00", func(a asker) string {
		return fmt.Sprint(a.item("credit-12").Grants[0].Amount, " ", a.item("credit-12").Price)
	}},
	{"A12: 3 h each billing term: 36 h a year by the month, 3 h by the year", "saastech", "36 h, 3 h", func(a asker) string {
		var hours []int
		for _, term := range []string{"month", "year"} {
			b, err := agree(a.t, a.r, contract.Config{Plan: "saastech", Has: []string{"managed-workplace"}, Params: map[string]string{"term": term}}, "")
			if err != nil {
				return err.Error()
			}
			s, err := b.c.Schedule(contract.Journal{}, day("2026-10-01"), day("2027-10-01"))
			if err != nil {
				return err.Error()
			}
			hours = append(hours, len(s.Charges)*int(b.item("included").Grants[0].Amount.Time().Hours()))
		}
		return fmt.Sprintf("%d h, %d h", hours[0], hours[1])
	}},
	{"A12: only with a Managed Workplace plan", "saastech", "0.00 []", func(a asker) string {
		s, err := a.c.Schedule(contract.Journal{}, day("2026-10-01"), day("2027-10-01"))
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(s.Total.StringFixed(2), " ", s.Charges)
	}},
	{"A13: kinds that are LOW", "saastech", "P4", func(a asker) string {
		return a.level("kind=migration planned=true reported=true place=remote impact=none channel=ticket during=office")[:2]
	}},
	{"A14: partly impaired is MEDIUM", "saastech", "P3 partial", func(a asker) string { return a.level("impact=partial") }},
	{"A15: the bench is MEDIUM", "saastech", "P3 bench", func(a asker) string { return a.level("place=bench impact=none") }},
	{"A16: a direct contact is MEDIUM", "saastech", "P3 unreported", func(a asker) string { return a.level("channel=phone reported=false impact=none") }},
	{"A17: severely impaired is HIGH", "saastech", "P2 severe", func(a asker) string { return a.level("impact=severe") }},
	{"A18: a service call is HIGH", "saastech", "P2 service-call", func(a asker) string { return a.level("kind=service-call") }},
	{"A19: travel is HIGH: 45 min $120.00 beside 60 min LOW $80.00", "saastech", "P2 travel 120.00 80.00", func(a asker) string {
		return fmt.Sprint(a.level("kind=travel"), " ", a.rate("45m", priority.P2), " ", a.rate("1h", priority.P4))
	}},
	{"A20: within the hour and in conflict is URGENT", "saastech", "P1 at-once", func(a asker) string { return a.level("needed=1h conflict=true impact=none") }},
	{"A20: within the hour alone is not", "saastech", "P4 usable", func(a asker) string { return a.level("needed=1h conflict=false impact=none") }},
	{"A20: 61 minutes are not", "saastech", "P4 usable", func(a asker) string { return a.level("needed=61m conflict=true impact=none") }},
	{"A21: persistent: the third contact within 24 h", "saastech", "P1 persistent", func(a asker) string { return a.persistent("2026-05-14T08:40:00Z") }},
	{"A21: 24 h and a minute are too late", "saastech", "P4 usable", func(a asker) string { return a.persistent("2026-05-14T09:01:00Z") }},
	{"A22: down and wanted within the hour is URGENT", "saastech", "P1 down-now", func(a asker) string { return a.level("impact=down needed=45m") }},
	{"A23: LOW is P4, URGENT is P1", "saastech", "URGENT HIGH MEDIUM LOW", func(a asker) string {
		return fmt.Sprintf("%s %s %s %s", a.Levels.Name(priority.P1), a.Levels.Name(priority.P2), a.Levels.Name(priority.P3), a.Levels.Name(priority.P4))
	}},
	{"A24: a scheduled remote consultation is LOW", "saastech", "P4", func(a asker) string {
		return a.level("place=remote kind=consultation planned=true reported=true impact=none")[:2]
	}},
	{"A25: an unscheduled remote connection is MEDIUM", "saastech", "P3 unscheduled", func(a asker) string {
		return a.level("place=remote planned=false reported=true impact=none during=office")
	}},
	{"A26: planned coding is HIGH", "saastech", "P2 coding", func(a asker) string { return a.level("kind=coding planned=true production=false") }},
	{"A27: unplanned work on a holiday is URGENT", "saastech", "P1 holiday", func(a asker) string { return a.level("planned=false during=holiday") }},
	{"A27: unplanned work off hours is URGENT", "saastech", "P1 off-hours", func(a asker) string { return a.level("planned=false during=none impact=none") }},
	{"A27: booked work off hours is not", "saastech", "P4 usable", func(a asker) string { return a.level("planned=true during=none impact=none") }},
	{"A28: PER USE 80, 120, 160, 200", "saastech", "80.00 120.00 160.00 200.00", func(a asker) string {
		return fmt.Sprint(a.rate("1h", priority.P4), " ", a.rate("1h", priority.P3), " ", a.rate("1h", priority.P2), " ", a.rate("1h", priority.P1))
	}},
	{"A28: the 40 hour column: HIGH is $100.00", "saastech", "100.00", func(a asker) string { return a.column("credit-40", 60, priority.P2) }},
	{"A29: 15 minutes URGENT of the 12 hour column: $37.50; MEDIUM $22.50", "saastech", "37.50 22.50", func(a asker) string {
		return a.column("credit-12", 15, priority.P1) + " " + a.column("credit-12", 15, priority.P3)
	}},
	{"A30: 12 h are 8 h MEDIUM, 6 h HIGH, 4 h 48 URGENT", "saastech", "8h0m0s 6h0m0s 4h48m0s", func(a asker) string {
		return a.hours("12h", priority.P3) + " " + a.hours("12h", priority.P2) + " " + a.hours("12h", priority.P1)
	}},
	{"A31: 40 h are 26 h 40 MEDIUM, 20 h HIGH, 16 h URGENT", "saastech", "26h40m0s 20h0m0s 16h0m0s", func(a asker) string {
		return a.hours("40h", priority.P3) + " " + a.hours("40h", priority.P2) + " " + a.hours("40h", priority.P1)
	}},
	{"A32: to respond and to resolve", "saastech", "1h office, 3 business days office", func(a asker) string {
		return a.target("level=P1", "response") + ", " + a.target("level=P4", "resolution")
	}},
	{"A34: the two catalogues", "saastech", "saastech-web saastech-help-desk", func(a asker) string { return a.names("catalogue") }},
	{"A38: plans as JSON, the same bytes again", "saastech", "true", func(a asker) string {
		data, err := a.MarshalJSON()
		var p contract.Plan
		if err == nil {
			err = p.UnmarshalJSON(data)
		}
		again, _ := p.MarshalJSON()
		return fmt.Sprint(err == nil && string(again) == string(data))
	}},
	{"A39: no hours known, no level by them: reported, not assumed", "saastech", "true", func(a asker) string {
		c := a.Classify.Classify(facts("planned=false impact=none"))
		for _, n := range c.NotEvaluated {
			if n.Rule.ID == "off-hours" {
				return "true"
			}
		}
		return fmt.Sprint(c)
	}},

	{"B1: tickets and e-mail around the clock", "ongoing", "00:00-00:00", func(a asker) string { return a.opens("always", "2026-11-22") }},
	{"B2: 10 hours of phone a month", "ongoing", "10h month", func(a asker) string {
		return fmt.Sprint(a.item("fee").Grants[0].Amount, " ", a.item("fee").Every)
	}},
	{"B2: e-mail draws none of them", "ongoing", "desk: included", func(a asker) string { return a.covered("channel=email in_scope=true") }},
	{"B3: no unexpected expenses: over the ten hours the customer is asked", "ongoing", "phone-over: charge approval", func(a asker) string {
		return fmt.Sprintf("%s: %s %s", a.Cover[2].ID, a.Cover[2].As, a.Cover[2].Needs)
	}},
	{"B4: monitoring is not phone", "ongoing", "desk: included", func(a asker) string { return a.covered("channel=alert in_scope=true") }},
	{"B5: outside the scope, with the clause", "ongoing", "additional: charge estimate; Any requests outside the immediate scope billed at $85/hour", func(a asker) string {
		return a.covered("in_scope=false channel=email") + "; " + a.clause("in_scope=false channel=email")
	}},
	{"B6: $85 an hour: 90 min are $127.50", "ongoing", "127.50", func(a asker) string { return a.rate("90m", 0) }},
	{"B7: unused phone hours do not carry", "ongoing", "true", func(a asker) string { return fmt.Sprint(a.item("fee").Grants[0].Roll == nil) }},
	{"B8: an event at 80 % of the hours", "ongoing", "80% 100%", func(a asker) string {
		return fmt.Sprint(a.Pools["phone"].Alerts[0].At, " ", a.Pools["phone"].Alerts[1].At)
	}},
	{"B10: 1 hour for critical issues, by channel", "ongoing", "1h phone, 1h always", func(a asker) string {
		return a.target("level=P1 channel=voicemail", "response") + ", " + a.target("level=P1 channel=ticket", "response")
	}},
	{"B16: the phone has hours of its own", "ongoing", "09:00-17:00 ", func(a asker) string { return a.opens("phone", "2026-11-20") + " " + a.opens("phone", "2026-11-21") }},
	{"B25: 6.5 h at $85 are $552.50", "ongoing", "552.50", func(a asker) string { return a.rate("6h30m", 0) }},
	{"B26: an estimate is not exceeded without a word", "ongoing", "0% estimate", func(a asker) string {
		return fmt.Sprint(a.Cover[0].Tolerance, " ", a.Cover[0].Needs)
	}},
	{"B29: 7.25 h are $616.25", "ongoing", "616.25", func(a asker) string { return a.rate("7h15m", 0) }},
}

// persistent returns the level after contacts on 13 May and at another instant.
func (a asker) persistent(third string) string {
	f := facts("impact=none")
	f["contacts"] = priority.Events(at("2026-05-13T09:00:00Z"), at("2026-05-13T11:10:00Z"), at("2026-05-13T15:30:00Z"), at(third))
	c := a.Classify.Classify(f)
	return fmt.Sprintf("%v %s", c.Level, c.Rule)
}

// column returns the price of so many minutes at a level, of the hours that an item brings.
func (a asker) column(item string, minutes int64, l priority.Level) string {
	p, err := a.item(item).Price.Of(contract.QuantityOf(number("1")))
	if err != nil {
		a.t.Fatal(err)
	}
	weight, err := a.Levels.Weight(l)
	if err != nil {
		a.t.Fatal(err)
	}
	all := int64(a.item(item).Grants[0].Amount.Time().Minutes())
	return p.Round(2).Mul(weight).Mul(number(fmt.Sprint(minutes))).DivRound(number(fmt.Sprint(all)), 2).StringFixed(2)
}

// TestRequirements asks each row of the requirements that concerns plans and terms.
func TestRequirements(t *testing.T) {
	r := shipped(t)
	seen := map[string]bool{}
	for _, row := range append(requirementsAB, requirementsCDE...) {
		if seen[row.why] {
			t.Errorf("%s stands twice", row.why)
		}
		seen[row.why] = true
		a, err := agree(t, r, contract.Config{Plan: row.plan}, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := row.asked(a); got != row.want {
			t.Errorf("%s: %s says %q, want %q", row.why, row.plan, got, row.want)
		}
	}
}
