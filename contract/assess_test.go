package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// What becomes of work that is only asked for, in the shipped plans: the word, what it would
// cost, and the clauses that say so.
func TestAssess(t *testing.T) {
	const hours, min = time.Hour, time.Minute
	noon := at("2026-05-04T12:00:00-04:00") // a Monday
	seated := contract.Journal{Readings: []contract.Reading{seats(5, "2026-05-01T00:00:00Z")}}
	phone := newYork("A 2026-05-04T10:00 9h30m untimed ticket=T channel=phone")
	for _, tt := range []struct {
		why     string
		plan    string
		params  map[string]string
		journal contract.Journal
		request contract.Request
		word    contract.Word
		cost    string
		parts   string
	}{
		{"A1: no hours bought: per use", "saastech", nil, contract.Journal{}, contract.Request{Estimate: 50 * min, Facts: contract.Facts{"place": "bench"}},
			contract.Chargeable, "120.00", "per-use chargeable 1h0m0s"},
		{"A30: an hour of the credit is drawn, the rest is charged", "saastech", nil,
			contract.Journal{Orders: []contract.Order{{ID: "o", Item: "credit-12", At: at("2026-05-01T06:00:00Z")}}, Entries: local(-6, "A 2026-05-04T08:30 11h untimed"+booked)},
			contract.Request{Estimate: 2 * hours, Facts: contract.Facts{"place": "remote", "planned": "true", "reported": "true"}},
			contract.Chargeable, "80.00", "credit covered 1h0m0s, per-use chargeable 1h0m0s"},
		{"B2: within ten hours on the phone", "ongoing", phoneDesk, contract.Journal{}, contract.Request{Estimate: hours, Facts: contract.Facts{"channel": "phone"}},
			contract.Covered, "0.00", "phone covered 1h0m0s"},
		{"B3, AMB-39: half an hour is left; the other half needs a yes, and is 42.50 then", "ongoing", phoneDesk, phone, contract.Request{Ticket: "T", Estimate: hours, Facts: contract.Facts{"channel": "phone"}},
			contract.NeedsApproved, "42.50", "phone covered 30m0s, phone-over needs-approval 30m0s"},
		{"B25: an estimate of 6 h 30 out of scope is 552.50", "ongoing", phoneDesk, contract.Journal{}, contract.Request{Ticket: "W", Estimate: 6*hours + 30*min, Facts: contract.Facts{"in_scope": "false"}},
			contract.NeedsApproved, "552.50", "additional needs-approval 6h30m0s"},
		{"B26: of 6 h 30 approved 6 are worked: an hour more is half approved, half not, and both would cost 85.00", "ongoing", phoneDesk,
			approved(newYork("A 2026-05-04T05:00 6h ticket=W in_scope=false"), "W", "6h30m"), contract.Request{Ticket: "W", Estimate: hours, Facts: contract.Facts{"in_scope": "false"}},
			contract.Chargeable, "85.00", "additional needs-approval 30m0s, additional chargeable 30m0s"},
		{"C6: how-to on Winning", "websan-winning", material, seated, contract.Request{Ticket: "W", Estimate: 3 * hours, Facts: contract.Facts{"kind": "how-to"}},
			contract.Covered, "0.00", "how-to covered 3h0m0s"},
		{"C10: a tweak of 60 minutes", "websan-winning", material, seated, contract.Request{Ticket: "W", Estimate: hours, Facts: contract.Facts{"kind": "tweak"}},
			contract.Tweak, "0.00", "tweak tweak 1h0m0s"},
		{"C11: one of 95 minutes is a project: 237.50, if it is wanted", "websan-winning", material, seated, contract.Request{Ticket: "W", Estimate: 95 * min, Facts: contract.Facts{"kind": "tweak"}},
			contract.NeedsApproved, "237.50", "project needs-approval 1h35m0s"},
		{"C15: hardware is not done", "websan-winning", material, seated, contract.Request{Ticket: "W", Estimate: hours, Facts: contract.Facts{"kind": "hardware"}},
			contract.Excluded, "0.00", "platform excluded 1h0m0s"},
		{"C17: what the client caused may be charged: the provider decides", "websan-winning", material, seated, contract.Request{Ticket: "W", Estimate: hours, Facts: contract.Facts{"kind": "break-fix", "client_caused": "true"}},
			contract.NeedsApproved, "150.00", "client-caused needs-approval 1h0m0s"},
		{"D17: hours are used up and the task can wait", "abonent-econom", map[string]string{"hours": "15h", "readiness": "10500.00", "work": "30000.00", "excess": "level"},
			approved(moscow("A 2026-05-12T10:00 15h untimed ticket=T"), "N", ""), contract.Request{Ticket: "N", At: at("2026-05-14T10:00:00+03:00"), Estimate: 140 * min, Facts: contract.Facts{"urgent": "false"}},
			contract.Deferred, "0.00", "levelling deferred 2h20m0s"},
		{"E25: 55 h of development from a pack of 50", "kit-3-maximum", map[string]string{"rate": "3000.00"},
			contract.Journal{Orders: []contract.Order{{ID: "p", Item: "pack", At: at("2026-05-01T00:00:00+03:00")}}},
			contract.Request{Ticket: "D", Estimate: 55 * hours, Facts: contract.Facts{"kind": "development", "channel": "email"}},
			contract.Excluded, "0.00", "development covered 50h0m0s, short excluded 5h0m0s"},
		{"A10: before the contract starts", "saastech", nil, contract.Journal{}, contract.Request{At: at("2026-04-30T12:00:00-06:00"), Estimate: hours},
			contract.NotEntitled, "0.00", " not-entitled 1h0m0s"},
		{"A10: nor after it has ended", "saastech", nil, contract.Journal{}, contract.Request{At: at("2027-01-01T00:00:00-06:00"), Estimate: hours},
			contract.NotEntitled, "0.00", " not-entitled 1h0m0s"},
	} {
		c := mustContract(t, shipped(t), contract.Config{Plan: tt.plan, Start: day("2026-05-01"), Params: tt.params, Class: "subscriber",
			Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-05-20"), Wanted: day("2026-12-31")}}})
		if tt.request.At.IsZero() {
			tt.request.At = noon
		}
		v, err := c.Assess(tt.journal, tt.request)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		var parts []string
		for _, p := range v.Parts {
			parts = append(parts, p.Rule+" "+string(p.Verdict)+" "+p.Time.String())
		}
		if got := strings.Join(parts, ", "); v.Word() != tt.word || v.Cost.StringFixed(2) != tt.cost || got != tt.parts {
			t.Errorf("%s: %s at %s: %s, want %s at %s: %s", tt.why, v.Word(), v.Cost.StringFixed(2), got, tt.word, tt.cost, tt.parts)
		}
	}
}

// All of a request is assessed, wherever it ends: over the end of a period, over that of the
// contract, or in a period that is closed.
func TestAssess_edges(t *testing.T) {
	hourly := `"rates": [{"id": "hour", "price": "60.00"}]`
	quota := hourly + `, "cover": [{"id": "free", "as": "included", "upto": "30m", "per": "month"}]`
	for _, tt := range []struct{ why, plan, from, parts, cost string }{
		{"an hour on either side of the end of May", hourly, "2026-05-31T23:00:00Z", "chargeable 1h0m0s, chargeable 1h0m0s", "120.00"},
		{"and the half hour of each month", quota, "2026-05-31T23:00:00Z", "tweak 30m0s, chargeable 30m0s, tweak 30m0s, chargeable 30m0s", "60.00"},
		{"to the very end of May", hourly, "2026-05-31T22:00:00Z", "chargeable 2h0m0s", "120.00"},
		{"what outlasts the contract is of its last instant", hourly, "2026-07-31T23:00:00Z", "chargeable 2h0m0s", "120.00"},
		{"April is closed: it would be charged in May", hourly, "2026-04-30T12:00:00Z", "chargeable 2h0m0s", "120.00"},
		{"and with the hour of May", hourly, "2026-04-30T23:00:00Z", "chargeable 1h0m0s, chargeable 1h0m0s", "120.00"},
	} {
		c := planned(t, tt.plan, contract.Config{Start: day("2026-04-01"),
			Notices: []contract.Notice{{ID: "n", By: contract.Customer, Given: day("2026-05-20"), Wanted: day("2026-07-31")}}})
		j := contract.Journal{Closings: []contract.Closing{closing("c", "2026-04-01", "2026-05-01", "2026-05-03T00:00")}}
		v, err := c.Assess(j, contract.Request{At: at(tt.from), Estimate: 2 * time.Hour})
		var parts []string
		for _, p := range v.Parts {
			parts = append(parts, string(p.Verdict)+" "+p.Time.String())
		}
		if got := strings.Join(parts, ", "); err != nil || got != tt.parts || v.Cost.StringFixed(2) != tt.cost {
			t.Errorf("%s: %s, %s, %v; want %s, %s", tt.why, got, v.Cost, err, tt.parts, tt.cost)
		}
	}
}

// What is wrong with a request is said all at once; a request of no time is not "covered".
func TestAssess_badRequest(t *testing.T) {
	c := mustContract(t, shipped(t), contract.Config{Plan: "saastech", Start: day("2026-05-01")})
	for _, tt := range []struct {
		why     string
		request contract.Request
		want    []string
	}{
		{"nothing", contract.Request{}, []string{"at missing", "estimate bad_estimate"}},
		{"no time", contract.Request{At: at("2026-05-04T12:00:00Z")}, []string{"estimate bad_estimate"}},
		{"less than none", contract.Request{At: at("2026-05-04T12:00:00Z"), Estimate: -1}, []string{"estimate bad_estimate"}},
		{"a fact that nobody knows", contract.Request{At: at("2026-05-04T12:00:00Z"), Estimate: 1, Facts: contract.Facts{"colour": "red", "planned": "maybe"}}, []string{"facts.colour unknown_fact", "facts.planned wrong_kind"}},
	} {
		v, err := c.Assess(contract.Journal{}, tt.request)
		got := faults(err)
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || !errors.Is(err, contract.ErrInvalid) || v.Parts != nil {
			t.Errorf("%s: %v, want %v (%v)", tt.why, got, tt.want, err)
		}
	}
	bad := contract.Journal{Reversals: []contract.Reversal{{ID: "r", Entry: "X", At: at("2026-05-02T10:00:00Z")}}}
	if _, err := c.Assess(bad, contract.Request{At: at("2026-05-04T12:00:00Z"), Estimate: 1}); !slices.Equal(faults(err), []string{"reversals[0].entry unknown_entry"}) {
		t.Errorf("a journal with a fault: %v", err)
	}
}

// C22: a verdict set by hand counts, and what the rules said stays beside it.
func TestVerdict_override(t *testing.T) {
	c := mustContract(t, shipped(t), contract.Config{Plan: "websan-winning", Start: day("2026-05-01"), Params: material})
	j := contract.Journal{Readings: []contract.Reading{seats(5, "2026-05-01T00:00:00Z")}}
	v, err := c.Assess(j, contract.Request{Ticket: "W", At: at("2026-05-04T12:00:00-04:00"), Estimate: time.Hour, Facts: contract.Facts{"kind": "hardware"}})
	if err != nil {
		t.Fatal(err)
	}
	by := contract.Override{Verdict: contract.Covered, Actor: "ann", Reason: "a good customer", At: at("2026-05-04T12:05:00-04:00")}
	o, err := v.With(by)
	if err != nil || o.Word() != contract.Covered || o.Parts[0].Verdict != contract.Excluded || v.Word() != contract.Excluded {
		t.Errorf("%s, %s, before %s: %v", o.Word(), o.Parts[0].Verdict, v.Word(), err)
	}
	for _, bad := range []contract.Override{{Verdict: "free", Actor: "ann", Reason: "x"}, {Verdict: contract.Covered, Reason: "x"}, {Verdict: contract.Covered, Actor: "ann"}} {
		if _, err := v.With(bad); !errors.Is(err, contract.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
