package contract_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/retainer-go/retainer/contract"
)

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// Rows C, D and E. Those of other rooms: C7, C8, C20, C28 to C30 (as due times), C32, C33,
// D3, D4, D9, D10, E1, E10, E18, E22 (as due times), E26 (sla), C31 (the host and sla), D5,
// D6, E4, E15 (report), D16, D21 to D23 (estimate), D18 (report.Advise), E2, E3 (ledger,
// priority). For the close of the month: C2 (licensed seats against users), C11 and C17 as
// decided, C22 (override kept beside the verdict), E21, E23 and E25 as lots.
var requirementsCDE = []requirement{
	{"C1: $225 for the first user, $60 for each other", "websan-base", "465.00 225.00 error", func(a asker) string { return a.seats(5) + " " + a.seats(1) + " " + a.seats(0) }},
	{"C3: $774", "websan-success", "1014.00", func(a asker) string { return a.seats(5) }},
	{"C3: $1164", "websan-winning", "1404.00", func(a asker) string { return a.seats(5) }},
	{"C4: Winning has what Success has", "websan-winning", "how-to: included", func(a asker) string { return a.covered("kind=how-to") }},
	{"C5: unlimited break-fix", "websan-base", "break-fix: included", func(a asker) string { return a.covered("kind=break-fix client_caused=false") }},
	{"C6: how-to on Base is not covered", "websan-base", "how-to: charge approval", func(a asker) string { return a.covered("kind=how-to") }},
	{"C7: 8 hours", "websan-base", "8h business", func(a asker) string { return a.target("", "response") }},
	{"C8: 4 hours", "websan-success", "4h business", func(a asker) string { return a.target("level=P1", "response") }},
	{"C8: 2 hours", "websan-winning", "2h business", func(a asker) string { return a.target("level=P1", "response") }},
	{"C9: an account manager and a coach", "websan-winning", "support-desk account-manager coach", func(a asker) string { return a.names("team") }},
	{"C10: tweaks in business hours up to 1 hour", "websan-winning", "tweak: included 1h ticket true", func(a asker) string {
		c := a.Cover[a.cover("tweak")]
		return fmt.Sprint(a.covered("kind=tweak during=business client_caused=false"), " ", c.UpTo, " ", c.Per[0], " ", c.Whole)
	}},
	{"C10: not outside", "websan-winning", "project: charge estimate", func(a asker) string { return a.covered("kind=tweak during=none client_caused=false") }},
	{"C11: then all of it is time and materials: 95 min are $237.50", "websan-winning", "237.50", func(a asker) string { return a.rate("95m", 0) }},
	{"C12: no Phase 2", "websan-winning", "phase-2: charge estimate", func(a asker) string { return a.covered("kind=phase-2") }},
	{"C13: no design, no advice", "websan-winning", "design: charge estimate", func(a asker) string { return a.covered("kind=architecture") }},
	{"C14: no reports", "websan-winning", "reports: charge estimate", func(a asker) string { return a.covered("kind=power-bi") }},
	{"C15: no hardware, no browsers", "websan-winning", "platform: refuse", func(a asker) string { return a.covered("kind=browser") }},
	{"C16: no custom code, no plug-ins", "websan-winning", "custom-code: refuse", func(a asker) string { return a.covered("kind=plug-in") }},
	{"C17: what the client caused may be charged: it is decided", "websan-winning", "client-caused: charge decision", func(a asker) string {
		return a.covered("kind=break-fix client_caused=true")
	}},
	{"C18: remote only", "websan-winning", "remote-only: refuse", func(a asker) string { return a.covered("kind=break-fix place=onsite") }},
	{"C19: nominated users", "websan-base", "false", func(a asker) string {
		b, err := agree(a.t, a.r, contract.Config{Plan: "websan-base", Contacts: []string{"ann"}}, "")
		return fmt.Sprint(err != nil || b.c.Knows("bob"))
	}},
	{"C21: a trial licence is eligible", "websan-base", "true", func(a asker) string {
		_, err := agree(a.t, a.r, contract.Config{Plan: "websan-base", Class: "trial"}, "")
		return fmt.Sprint(err == nil)
	}},
	{"C23: terms change with a week's notice: announced 2 Nov, from 9 Nov", "websan-base", "ok", func(a asker) string { return a.changed("2026-11-02", "2026-11-09") }},
	{"C23: 8 Nov is too soon", "websan-base", "too short a notice, not before 2026-11-09", func(a asker) string { return a.changed("2026-11-02", "2026-11-08") }},
	{"C24: the provider may end it at any time", "websan-base", "2026-11-10", func(a asker) string { return a.ends(contract.Provider, "2026-11-10") }},
	{"C25: 30 days from 10 Nov: the last day is 10 Dec", "websan-base", "2026-12-10", func(a asker) string { return a.ends(contract.Customer, "2026-11-10") }},
	{"C25: and the end is 11 Dec 00:00", "websan-base", "2026-12-11T00:00:00-05:00", func(a asker) string {
		end, err := a.c.EarliestEnd(contract.Customer, day("2026-11-10"))
		if err != nil {
			return err.Error()
		}
		return end.At.Format("2006-01-02T15:04:05-07:00")
	}},
	{"C26: no refund for December: $1,404.00", "websan-winning", "1404.00", func(a asker) string {
		b, err := agree(a.t, a.r, contract.Config{Plan: "websan-winning", Start: day("2026-10-01"), Notices: []contract.Notice{
			{ID: "n", By: contract.Customer, Given: day("2026-11-10")},
		}}, "")
		if err != nil {
			return err.Error()
		}
		return b.total(users(5), "2026-12-01", "2027-12-01")
	}},
	{"C27: in advance; implementation 100 %", "websan-base", "advance 100%", func(a asker) string { return fmt.Sprint(a.Invoice.Bill, " ", a.item("implementation").Price) }},
	{"C30: 8 am to 6 pm", "websan-base", "08:00-18:00", func(a asker) string { return a.opens("business", "2026-11-20") }},
	{"C30: EST alone is refused", "websan-base", "refused", func(a asker) string {
		if _, err := agree(a.t, a.r, contract.Config{Plan: "websan-base"}, `{"zone": "EST"}`); errors.Is(err, contract.ErrInvalid) && strings.Contains(err.Error(), "America/New_York") {
			return "refused"
		}
		return "taken"
	}},
	{"C34: what the customer owes at the end", "websan-success", "cease-pre-existing-work end", func(a asker) string {
		for _, x := range a.Includes {
			if x.Kind == "obligation" {
				return x.Name + " " + x.At
			}
		}
		return ""
	}},
	{"C35: support starts when it is bought", "websan-base", "225.00", func(a asker) string { return a.total(users(1), "2026-10-01", "2026-11-01") }},
	{"C36: Winning has the portal of Base", "websan-winning", "portal training-videos trial-licence-eligible", func(a asker) string { return a.names("benefit") }},

	{"D1: what is agreed otherwise is listed: 3,000 becomes 2,500", "kit-1-basic", `rates[hour].price: "3000.00" becomes "2500.00"`, func(a asker) string {
		b, err := agree(a.t, a.r, contract.Config{Plan: "kit-1-basic"}, `{"rates": [{"id": "hour", "price": "2500.00"}]}`)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(b.c.Differences(day("2026-10-01"))[0])
	}},
	{"D2: an identifier is unique", "abonent-econom", "true", func(a asker) string {
		_, err := a.c.Schedule(contract.Journal{Payments: []contract.Payment{
			{ID: "x", On: day("2026-10-01"), Periods: 1}, {ID: "x", On: day("2026-10-01"), Periods: 2},
		}}, day("2026-10-01"), day("2026-11-01"))
		return fmt.Sprint(errors.Is(err, contract.ErrInvalid))
	}},
	{"D7: by subscription only", "abonent-econom", "not_eligible", func(a asker) string {
		_, err := agree(a.t, a.r, contract.Config{Plan: "abonent-econom", Class: "one-off"}, "")
		return code(err)
	}},
	{"D8: readiness is paid for: 40,500 = 10,500 + 30,000", "abonent-econom", "40500.00 readiness 10500 work 30000", func(a asker) string {
		s, err := a.c.Schedule(contract.Journal{}, day("2026-10-01"), day("2026-11-01"))
		if err != nil || len(s.Charges) != 2 {
			return fmt.Sprint(s, err)
		}
		return fmt.Sprint(s.Total.StringFixed(2), " ", s.Charges[0].Rule, " ", s.Charges[0].Amount, " ", s.Charges[1].Rule, " ", s.Charges[1].Amount)
	}},
	{"D11: by contract hours lapse", "abonent-econom", "false", func(a asker) string { return a.carries() }},
	{"D12, D13: hours are statistics: nothing is billed or stopped", "abonent-econom", "statistics: included", func(a asker) string {
		c := a.Cover[len(a.Cover)-1]
		return fmt.Sprintf("%s: %s%s", c.ID, c.As, c.Needs)
	}},
	{"D14: in practice they carry, if so agreed", "abonent-econom", "true", func(a asker) string {
		b, err := agree(a.t, a.r, contract.Config{Plan: "abonent-econom", Params: map[string]string{"unused": "carry"}}, "")
		if err != nil {
			return err.Error()
		}
		return b.carries()
	}},
	{"D15: regular substantial excess", "abonent-econom", "110% 2 of 3", func(a asker) string {
		return fmt.Sprint(a.Pools["hours"].Alerts[0].At, " ", a.Pools["hours"].Alerts[0].In)
	}},
	{"D17: a task that is not urgent may wait for the next month, if so agreed", "abonent-econom", "defer approval", func(a asker) string {
		return fmt.Sprint(a.Cover[a.cover("levelling")].As, " ", a.Cover[a.cover("levelling")].Needs)
	}},
	{"D19: the officer hands out the work", "abonent-econom", "support-officer first-free-officer", func(a asker) string { return a.names("team") }},
	{"D20: Premium has a manager of its own", "abonent-premium", "support-officer manager", func(a asker) string { return a.names("team") }},

	{"E5: development is drawn from the hours", "kit-1-basic", "hours: draw", func(a asker) string {
		c := a.Cover[a.cover("hours")]
		return fmt.Sprintf("%s: %s", c.ID, c.As)
	}},
	{"E6: Minimal 10 h", "kit-1-minimal", "10h", func(a asker) string { return a.item("fee").Grants[0].Amount.String() }},
	{"E6: Basic 15 h", "kit-1-basic", "15h", func(a asker) string { return a.item("fee").Grants[0].Amount.String() }},
	{"E6: Optimal 25 h", "kit-1-optimal", "25h", func(a asker) string { return a.item("fee").Grants[0].Amount.String() }},
	{"E6: Extended 40 h", "kit-1-extended", "40h", func(a asker) string { return a.item("fee").Grants[0].Amount.String() }},
	{"E7: at least 3 months: from 1 Oct not before 1 Jan", "kit-1-basic", "2026-12-31", func(a asker) string { return a.ends(contract.Customer, "2026-10-05") }},
	{"E8: monthly, unspent hours lapse", "kit-1-basic", "month true", func(a asker) string {
		return fmt.Sprint(a.item("fee").Every, " ", a.item("fee").Grants[0].Roll == nil)
	}},
	{"E9: more than 6 months 5 %, more than 12 10 %", "kit-1-basic", "0 5 5 10", func(a asker) string {
		return a.discounts(6, 7, 12, 13)
	}},
	{"E10: reaction 2 h, start 4 h, 10/5", "kit-1-basic", "2h office 4h office 09:00-19:00", func(a asker) string {
		return a.target("", "response") + " " + a.target("", "start") + " " + a.opens("office", "2026-11-20")
	}},
	{"E11: a team", "kit-1-basic", "project-manager analyst developer", func(a asker) string { return a.names("team") }},
	{"E12: hours are limited: what is beyond is charged", "kit-1-basic", "over: charge", func(a asker) string {
		c := a.Cover[len(a.Cover)-1]
		return fmt.Sprintf("%s: %s", c.ID, c.As)
	}},
	{"E13: a discount up to 15 %", "kit-1-basic", "15% too_small", func(a asker) string { return a.discount("-15%") + " " + a.discount("-15.01%") }},
	{"E14: e-mail, messengers, phone", "kit-1-basic", "channels: charge decision, hours: draw", func(a asker) string {
		return a.covered("channel=onsite kind=support") + ", " + a.covered("channel=messenger kind=support")
	}},
	{"E16: development of at most 40 h", "kit-1-basic", "refuse 40h ticket true", func(a asker) string {
		c := a.Cover[a.cover("development-cap")]
		return fmt.Sprint(c.As, " ", c.Beyond, " ", c.Per[0], " ", c.Whole)
	}},
	{"E17: Variant 2: 1 month at least", "kit-2-standard", "2026-10-31", func(a asker) string { return a.ends(contract.Customer, "2026-10-05") }},
	{"E17: 3 months and more 10 %", "kit-2-standard", "0 10", func(a asker) string { return a.discounts(2, 3) }},
	{"E17: hours are not limited", "kit-2-standard", "hours: included", func(a asker) string { return a.covered("channel=email kind=support") }},
	{"E18: reaction 1 h, start 3 h", "kit-2-standard", "1h office 3h office", func(a asker) string { return a.target("", "response") + " " + a.target("", "start") }},
	{"E19: a discount up to 50 %", "kit-2-standard", "50% too_small", func(a asker) string { return a.discount("-50%") + " " + a.discount("-50.01%") }},
	{"E20: development without a cap", "kit-2-standard", "development: charge estimate", func(a asker) string { return a.covered("channel=email kind=development") }},
	{"E21: packs of 10, 15, 30, 50 h that do not lapse", "kit-3-optimal", "30h order true", func(a asker) string {
		g := a.item("pack").Grants[0]
		return fmt.Sprint(a.item("pack").Each[0], " ", a.item("pack").Of, " ", a.item("pack").Every.IsZero() && g.Expires.IsZero() && g.Every.IsZero())
	}},
	{"E22: reaction 3 h, start 6 h", "kit-3-basic", "3h office 6h office", func(a asker) string { return a.target("", "response") + " " + a.target("", "start") }},
	{"E23: any number of hours while prepaid ones last", "kit-3-basic", "hours: draw true", func(a asker) string {
		c := a.Cover[a.cover("hours")]
		return fmt.Sprint(c.ID, ": ", c.As, " ", c.UpTo.IsZero() && c.Beyond.IsZero())
	}},
	{"E24: a discount up to 15 %", "kit-3-basic", "15% too_small", func(a asker) string { return a.discount("-15%") + " " + a.discount("-15.01%") }},
	{"E25: development as long as prepaid hours last", "kit-3-basic", "development: draw, short: refuse", func(a asker) string {
		i := a.cover("short")
		return fmt.Sprintf("%s, %s: %s", a.covered("channel=email kind=development"), a.Cover[i].ID, a.Cover[i].As)
	}},
}
