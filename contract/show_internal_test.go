package contract

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// everything is a plan that says everything that can be said.
const everything = `[{"version": 1, "id": "everything", "name": "Everything", "edition": "2026", "currency": "USD",
 "split": "start",
 "params": {
   "hours": {"type": "time", "one_of": ["1h", "2h"]}, "rate": {"type": "money", "min": "1.00"}, "most": {"type": "percent", "max": "9%"},
   "n": {"type": "number", "min": "1", "max": "9", "step": "2", "default": "3"}, "every": {"type": "period"}, "week": {"type": "week"}, "mode": {"type": "word"}},
 "facts": {"flag": "flag", "word": "word", "number": "number", "took": "time", "money": "money", "meter": "meter"},
 "calendars": {
   "open": {"week": "$week", "zone": "UTC", "holidays": ["us-federal"], "dates": {"2026-12-24": "09:00-12:00"}, "closed": ["2026-12-31"]},
   "office": {"week": [{"hours": "Mon-Fri 09:00-17:00"}, {"from": "06-01", "hours": "Mon-Fri 08:00-14:00"}], "union": ["open"], "except": ["night"]},
   "night": "Mon-Fri 20:00-08:00"},
 "levels": {"P1": {"name": "urgent", "aliases": ["срочно", "now"], "description": "nothing works", "weight": "2"}, "P2": {}},
 "classify": {"pick": "highest", "default": "P2", "rules": [{"id": "down", "when": {"impact": "down"}, "level": "P1"}]},
 "measure": [
   {"id": "fixed", "when": {"kind": "no-show"}, "per": "visit", "fixed": "2h"},
   {"id": "norm", "when": {"kind": "norm"}, "per": "interaction", "basis": "norm", "round": "down 15m"},
   {"id": "estimate", "when": {"kind": "estimate"}, "per": "cycle", "basis": "estimate", "round": "half-up 15m"},
   {"id": "a", "when": {"kind": "a"}, "per": ["entry", "during"], "round": "half-down 90s"},
   {"id": "b", "when": {"kind": "b"}, "per": ["asset", "user", "role"], "round": "half-even 1m"},
   {"id": "c", "per": ["ticket", "day", "week"], "round": "up 15m", "grace": "5m", "first": "1h", "min": "2h", "free": "10m", "after_weight": true},
   {"id": "d", "pass": 2, "per": "period", "round": "up 1h"}],
 "weights": [{"id": "night", "when": {"during": "night"}, "times": "1.5", "group": "band"}],
 "cover": [
   {"id": "a", "when": {"kind": "a"}, "as": "included", "beyond": "1 ticket", "per": "month"},
   {"id": "b", "as": "draw", "from": ["hours", "cards"], "step": "15m", "clause": "hours first"},
   {"id": "c", "as": "borrow", "from": ["hours"], "upto": "50%", "per": "term"},
   {"id": "d", "as": "defer", "upto": "6 tickets", "beyond": "$n tickets", "per": "contract", "whole": true, "needs": "decision"},
   {"id": "e", "as": "draw", "from": ["hours"], "whole": true, "needs": "approval"},
   {"id": "f", "as": "refuse", "upto": "1h", "per": "ticket", "whole": true},
   {"id": "g", "as": "charge", "when": {"place": "onsite"}, "needs": "estimate", "tolerance": "10%"}],
 "pools": {
   "hours": {"weights": false, "order": ["effective", "id"], "alerts": [{"at": "80%", "in": "2 of 3", "buy": "pack"}, {"at": "3h left"}, {"at": "30 days to expiry"}]},
   "cards": {"unit": "15m", "per": "asset"}, "calls": {"of": "ticket"}, "visits": {"of": "visit"},
   "purse": {"of": "money"}, "bag": {"of": "money", "pays": ["fee"]}},
 "items": [
   {"id": "fee", "every": "month", "price": "$rate", "prorate": "day", "bill": "advance",
    "grants": [{"pool": "hours", "amount": "$hours", "roll": {"when": {"$mode": "carry"}, "share": "50%", "cap": "40%", "total": "10h", "lives": "2 months"}}]},
   {"id": "pack", "of": "order", "each": ["10h", "20h"], "price": "50.00", "bill": "arrears", "prorate": "exact",
    "grants": [{"pool": "hours", "amount": "100%", "expires": "1 year from first-use to month-end", "extend": {"when": {"has": "x"}, "to": "to period-end"}}]},
   {"id": "cards", "of": "order", "each": "4", "every": "$every", "price": "5.00", "bill": "completion", "prorate": "next",
    "grants": [{"pool": "cards", "amount": "50%", "every": "quarter", "roll": {"lives": "ever"}}, {"pool": "cards", "amount": "4"}]},
   {"id": "purse", "of": "order", "price": "90.00", "grants": [{"pool": "purse", "amount": "100.00", "expires": "90 days from order to year-end"}, {"pool": "bag", "amount": "1.00", "expires": "to 01-01"}]},
   {"id": "start", "price": "9.00", "grants": [{"pool": "calls", "amount": "5", "every": "2 weeks", "roll": {}}, {"pool": "visits", "amount": "2", "expires": "2 quarters from last-use to quarter-end"}]},
   {"id": "seats", "of": "meter", "every": "year", "at_least": "2", "at_most": "9",
    "price": {"tiers": [{"to": "1", "flat": "225.00"}, {"below": "5", "unit": "60.00", "whole": "full"}, {"unit": "50.00"}], "max": "900.00"}},
   {"id": "spend", "of": "money", "every": "day", "price": {"mode": "volume", "tiers": [{"to": "10", "unit": "3%"}, {"to": "20", "unit": "2%"}], "min": "5.00"}},
   {"id": "travel", "of": "number", "per": "visit", "price": {"flat": "5.00", "unit": "2.00", "per": "10", "whole": "started"}},
   {"id": "t1", "of": "contract", "price": "1.00"}, {"id": "t2", "of": "time", "price": "1.00", "every": "week"}, {"id": "t3", "of": "ticket", "price": "1.00", "every": "3 years"},
   {"id": "t4", "of": "visit", "tax": "goods"}, {"id": "t4a", "of": "visit", "price": "1.00", "every": "quarter"}, {"id": "t5", "of": "entry", "price": "1.00", "every": "business day"}, {"id": "t6", "of": "cancellation", "price": "1.00", "grants": [{"pool": "hours", "amount": "1h"}]},
   {"id": "t7", "of": "overdue", "price": "1.00"}, {"id": "t8", "of": "paid", "on": ["fee", "seats"], "price": "1%"}, {"id": "t9", "of": "remaining", "price": "1%"},
   {"id": "t10", "of": "elapsed", "price": "1%"}, {"id": "t11", "of": "discounted", "price": "1%"}, {"id": "t12", "of": "lapsed", "price": "1%"},
   {"id": "t13", "of": "breaches", "price": "1.00"}, {"id": "t14", "of": "item:fee", "price": "100%"}, {"id": "t15", "of": "response", "price": "1.00"}],
 "rates": [{"id": "hour", "price": "80.00", "weights": false, "every": "3 months", "per": "ticket"}],
 "adjust": [
   {"id": "prepay", "on": ["fee"], "of": "prepaid", "by": {"mode": "volume", "tiers": [{"to": "6", "unit": "0%"}, {"flat": "-10%"}]}},
   {"id": "kept", "on": ["all"], "of": "attainment", "by": {"tiers": [{"below": "95", "unit": "-0.1%"}, {"flat": "0%"}]}, "base": "list", "group": "credit"},
   {"id": "late", "on": ["hour"], "of": "time", "by": {"tiers": [{"to": "9h", "unit": "-5.00"}, {"unit": "0.00"}]}},
   {"id": "broken", "on": ["fee"], "of": "breaches", "by": {"tiers": [{"to": "9", "unit": "-5%"}, {"flat": "-50%"}]}},
   {"id": "floor", "on": ["invoice"], "min": "100.00", "max": "900.00"}],
 "sla": {"targets": [{"clock": "office", "within": {"response": "1h", "start": "0 business days", "next_reply": "1 business day", "update": "2 business days same time", "resolution": "1 week"}}],
   "metrics": {"response": {"from": "marked:handed-over"}, "start": {"from": "opened"}, "resolution": {"by": ["resolved", "responded"]}},
   "pause": {"waiting-for-parts": ["resolution", "update"]}, "reclassified": "keep", "reopened": "continue", "met": "elapsed", "warn": ["75%", "-30m"]},
 "term": {"eligible": {"class": "client"}, "minimum": "1 quarter", "renews": "month", "price_lock": "1 year to term-end", "changes": "5 business days",
   "notice": {"customer": "30 days inclusive", "provider": "1 day from grant"}, "part_period": "none", "contacts": "4", "index": {"every": "year", "by": "3%", "on": "01-15"}},
 "invoice": {"every": "month", "anchor": "start", "bill": "advance", "early": "10 days from invoice", "due": "14 days", "round": "up 0.05", "tax": {"rate": "20%"}},
 "includes": [{"kind": "team", "name": "manager", "dedicated": true}, {"kind": "benefit", "name": "portal"}, {"kind": "obligation", "name": "handover", "at": "end"},
   {"kind": "obligation", "name": "survey", "at": "start"}, {"kind": "catalogue", "name": "tasks"}]}]`

// variants are plans with the other choices of single words, each over everything.
var variants = []string{
	`"split": "highest", "abstract": true, "zone": "UTC", "cover": [], "measure": null, "classify": {"pick": "first", "rules": [{"id": "x", "level": "P2"}]}`,
	`"sla": {"reclassified": "forward", "reopened": "restart", "met": "due"}, "term": {"part_period": "prorate", "index": {"on": "anniversary"}}, "invoice": {"anchor": "calendar", "bill": "arrears", "round": "down 0.05", "tax": {"prices": "include"}}`,
	`"sla": {"reclassified": "reset", "reopened": "final"}, "term": {"part_period": "full"}, "invoice": {"anchor": "start drifting", "bill": "completion", "round": "half-up 0.05"}`,
	`"sla": {"reclassified": "prorate"}, "invoice": {"anchor": "day 31", "round": "half-down 0.05"}, "cover": [{"id": "a", "drop": true}]`,
	`"invoice": {"every": "2 days", "round": "half-even 0.05"}, "measure": null, "cover": null, "term": {"renews": "$every", "minimum": "$n months"}`,
	`"invoice": {"every": "2 quarters", "due": "2 weeks to month-end"}, "term": {"renews": "3 years", "changes": "1 business day"}`,
}

// Each text is used, and what it asks for is put in; so in any language.
func TestTexts(t *testing.T) {
	docs := [][]byte{[]byte(everything)}
	for i, v := range variants {
		docs = append(docs, fmt.Appendf(nil, `{"version": 1, "id": "v%d", "extends": "everything", %s}`, i, v))
	}
	r, err := NewRegistry(docs, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	marked := language{} // a language of which it shows where each text went
	for code, text := range english {
		marked[code] = "‹" + code + "›" + text
	}
	used := map[string]bool{}
	for _, d := range r.docs {
		for _, s := range r.describe(d, marked).Sentences {
			used["section."+string(s.Section)] = true
			for _, m := range regexp.MustCompile(`‹[^›]*›`).FindAllString(s.Text, -1) {
				used[strings.ToLower(strings.Trim(m, "‹›"))] = true
			}
			if strings.ContainsAny(s.Text, "{}⟦") {
				t.Errorf("%s %s: %s", d.id, s.Path, s.Text)
			}
		}
	}
	for code := range english {
		if !used[strings.ToLower(code)] {
			t.Errorf("nothing says %s: %q", code, english[code])
		}
	}
}
