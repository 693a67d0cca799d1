package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

// small is a contract on a document written in a test: what it says beside version, id,
// currency and zone. It starts on 1 May 2026, UTC, if the document has no other zone.
func small(t testing.TB, doc, patch string) *contract.Contract {
	t.Helper()
	c, err := trySmall(t, doc, contract.Config{ID: "c", Plan: "x", Start: day("2026-05-01")}, patch)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func trySmall(t rapidT, doc string, cfg contract.Config, patch string) (*contract.Contract, error) {
	t.Helper()
	text := `{"version": 1, "id": "x"`
	if !strings.Contains(doc, `"currency"`) {
		text += `, "currency": "USD"`
	}
	if !strings.Contains(doc, `"zone"`) {
		text += `, "zone": "UTC"`
	}
	if strings.TrimSpace(doc) != "" {
		text += ", " + doc
	}
	r, err := contract.NewRegistry([][]byte{[]byte(text + "}")}, nil, time.LoadLocation)
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	if patch != "" {
		if cfg.Patch, err = contract.ParsePatch(patch); err != nil {
			t.Fatalf("%v\n%s", err, patch)
		}
	}
	return r.Contract(cfg)
}

// account is what follows from a journal up to a day.
func account(t testing.TB, c *contract.Contract, j contract.Journal, until string) *contract.Account {
	t.Helper()
	a, err := c.Account(j, day(until))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// invoice is the invoice of the nth billing period of an account.
func invoice(t testing.TB, a *contract.Account, n int) contract.Closed {
	t.Helper()
	got, err := a.Close(a.Periods()[n])
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// owed is the sum of the invoices of all periods of an account.
func owed(t testing.TB, a *contract.Account) string {
	t.Helper()
	sum := decimal.Zero
	for n := range a.Periods() {
		sum = sum.Add(invoice(t, a, n).Total)
	}
	return sum.StringFixed(2)
}

// billed are the times billed for the pieces of entries, in order, and their credits.
func billed(t testing.TB, a *contract.Account, entries ...string) (billed, credit string) {
	t.Helper()
	var b, c []string
	for _, id := range entries {
		x, err := a.Explain(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range x.Pieces {
			b = append(b, exact.DurationText(p.Billed))
			c = append(c, exact.DurationText(p.Credit))
		}
	}
	return strings.Join(b, " "), strings.Join(c, " ")
}

// statement is that of a pool in the nth period.
func statement(t testing.TB, a *contract.Account, n int, pool string) ledger.Statement {
	t.Helper()
	for _, s := range invoice(t, a, n).Statements {
		if s.Pool == pool {
			return s
		}
	}
	t.Fatalf("no statement of %s", pool)
	return ledger.Statement{}
}

// work is an entry of UTC clock times: "E1 2026-05-04T10:00 50m", then facts "kind=travel";
// a fact "ticket", "visit", "worker", "estimate" or "level" is that field of the entry.
func entry(text string) contract.Entry {
	f := strings.Fields(text)
	e := contract.Entry{ID: f[0], From: at(f[1] + ":00Z")}
	d, err := exact.ParseDuration(f[2])
	if err != nil {
		panic(err)
	}
	e.To = e.From.Add(d)
	for _, fact := range f[3:] {
		name, value, _ := strings.Cut(fact, "=")
		switch name {
		case "ticket":
			e.Ticket = value
		case "visit":
			e.Visit = value
		case "worker":
			e.Worker = value
		case "recorded":
			e.Recorded = at(value + ":00Z")
		case "estimate":
			e.Estimate = estimate(value)
		case "untimed":
			e.To, e.Time = time.Time{}, exact.Duration(d)
		case "level":
			if err := e.Level.UnmarshalText([]byte(value)); err != nil {
				panic(err)
			}
		default:
			if e.Facts == nil {
				e.Facts = contract.Facts{}
			}
			e.Facts[name] = value
		}
	}
	return e
}

func entries(texts ...string) (list []contract.Entry) {
	for _, t := range texts {
		list = append(list, entry(t))
	}
	return list
}

func order(id, item, when string) contract.Order {
	return contract.Order{ID: id, Item: item, At: at(when + ":00Z")}
}

func closing(id, from, to, when string) contract.Closing {
	return contract.Closing{ID: id, Period: contract.Period{From: day(from), To: day(to)}, At: at(when + ":00Z")}
}

func dump(t testing.TB, a *contract.Account) {
	t.Helper()
	for n := range a.Periods() {
		for _, l := range invoice(t, a, n).Lines {
			t.Log(n, fmt.Sprintf("%s code=%s as=%s waits=%s worked=%v billed=%v credit=%v amount=%v", l.ID, l.Code, l.As, l.Waits, l.Worked, l.Billed, l.Credit, l.Amount))
		}
	}
}

// local are entries of clock times that are so many hours ahead of UTC.
func local(ahead int, texts ...string) []contract.Entry {
	list := entries(texts...)
	for i := range list {
		shift := -time.Duration(ahead) * time.Hour
		list[i].From, list[i].To = list[i].From.Add(shift), list[i].To.Add(shift)
		if list[i].Time != 0 {
			list[i].To = time.Time{}
		}
	}
	return list
}
