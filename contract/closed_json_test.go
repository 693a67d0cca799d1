package contract_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Types without the methods of theirs, so that all fields are compared and not what Equal looks at.
type (
	plainClosed    contract.Closed
	plainCharge    contract.Charge
	plainStatement ledger.Statement
	plainFigures   ledger.Figures
	plainLot       ledger.LotLine
	plainUsage     ledger.UsageLine
	plainLate      ledger.LateLine
)

// sameMoney compares what a Closed holds: all fields of it, values as they compare themselves.
var sameMoney = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b ledger.Quantity) bool { return a.Equal(b) }), cmp.Comparer(func(a, b contract.Amount) bool { return a.Equal(b) }),
	cmp.Transformer("closed", func(c contract.Closed) plainClosed { return plainClosed(c) }),
	cmp.Transformer("charge", func(c contract.Charge) plainCharge { return plainCharge(c) }),
	cmp.Transformer("statement", func(s ledger.Statement) plainStatement { return plainStatement(s) }),
	cmp.Transformer("figures", func(f ledger.Figures) plainFigures { return plainFigures(f) }),
	cmp.Transformer("lot", func(l ledger.LotLine) plainLot { return plainLot(l) }),
	cmp.Transformer("usage", func(l ledger.UsageLine) plainUsage { return plainUsage(l) }),
	cmp.Transformer("late", func(l ledger.LateLine) plainLate { return plainLate(l) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }), cmpopts.EquateEmpty(), cmpopts.EquateComparable(priority.Currency{}, calendar.Date{}),
}

func TestClosedJSON(t *testing.T) {
	j := may()
	patch := `"invoice": {"tax": {"rate": "5%"}, "due": "14 days"}`
	want := closed(t, mayConfig(t, "{"+patch+"}"), j, "2026-05-01", "2026-06-01")
	if len(want.Lines) < 10 || len(want.Statements) == 0 || len(want.Statements[0].Tickets) == 0 || want.Tax.Rate.IsZero() {
		t.Fatalf("too little to be read back: %+v", want)
	}
	want.NotEvaluated = append(want.NotEvaluated, contract.Skipped{Rule: "night", Missing: []priority.Missing{{Fact: "during", Why: "not_stated"}}})
	golden(t, "closed.json", indented(t, want))
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got contract.Closed
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, sameMoney); diff != "" || !want.Equal(got) {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again, err := json.Marshal(got); err != nil || string(again) != string(text) {
		t.Errorf("read back it is other bytes: %v\n%s", err, again)
	}
	got.Lines[3].Amount = got.Lines[3].Amount.Add(decimal.New(1, -2))
	if want.Equal(got) {
		t.Error("a cent makes no difference")
	}
}

// No field is forgotten: one that is new in a line or a statement has to be written, too.
func TestClosedFields(t *testing.T) {
	var want, got contract.Closed
	fill(t, reflect.ValueOf(&want).Elem(), "closed")
	text, err := json.Marshal(want)
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	if diff := cmp.Diff(want, got, sameMoney); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// fill sets every field below v to something that is not zero.
func fill(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	values := []any{
		at("2026-05-04T10:00:00Z"), day("2026-05-04"), decimal.RequireFromString("12.34"), ledger.MustQuantity("1h30m"),
		contract.MustParseAmount("20%"), priority.MustParseCurrency("EUR"),
	}
	for _, x := range values {
		if v.Type() == reflect.TypeOf(x) {
			v.Set(reflect.ValueOf(x))
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for f, field := range v.Fields() {
			fill(t, field, path+"."+f.Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), path)
		fill(t, v.Index(1), path)
	case reflect.String:
		v.SetString("usage") // a type of entries, and any other text
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64:
		v.SetInt(1e9)
	case reflect.Uint8:
		v.SetUint(2)
	default:
		t.Fatalf("%s: the test cannot set a %v", path, v.Type())
	}
}

// Each line is what it was when it is read back, credits and late lines too; alone and in an invoice.
func TestClosedLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "harbor/E1/credit/P4", "a \"b\" <c>\n"})
		money := rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, "n"), -rapid.Int32Range(0, 9).Draw(t, "places"))
		})
		c := contract.Closed{
			ID: "i", Contract: "c", Period: contract.Period{From: day("2026-05-01"), To: day("2026-06-01")}, Issued: day("2026-06-01"),
			Currency: priority.MustParseCurrency(rapid.SampledFrom([]string{"USD", "JPY", "KWD"}).Draw(t, "currency")),
		}
		for range rapid.IntRange(0, 3).Draw(t, "lines") {
			l := contract.Charge{
				ID: text.Draw(t, "id"), Rule: text.Draw(t, "rule"), Code: contract.ChargeCredit, On: day("2026-05-04"), Entry: text.Draw(t, "entry"),
				Ticket: text.Draw(t, "ticket"), Level: priority.Level(rapid.IntRange(0, 9).Draw(t, "level")), As: contract.AsCharge,
				Waits: contract.NeedsApproval, Rate: text.Draw(t, "rate"), Credits: text.Draw(t, "credits"), Note: text.Draw(t, "note"),
				Quantity: text.Draw(t, "quantity"), List: money.Draw(t, "list"), Amount: money.Draw(t, "amount"), Period: c.Period,
			}
			for _, d := range []*time.Duration{&l.Worked, &l.Billed, &l.Credit} {
				*d = time.Duration(rapid.Int64().Draw(t, "time"))
			}
			l.Steps = []contract.Line{{Code: "unit", Rule: text.Draw(t, "rule"), Amount: money.Draw(t, "step"), Text: text.Draw(t, "text")}}
			c.Lines, c.Total = append(c.Lines, l), c.Total.Add(l.Amount)
			alone, err := json.Marshal(l)
			var back contract.Charge
			if err == nil {
				err = json.Unmarshal(alone, &back)
			}
			if err != nil || !back.Equal(l) {
				t.Fatalf("%s: %v", alone, err)
			}
		}
		data, err := c.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back contract.Closed
		if err := back.UnmarshalJSON(data); err != nil || !slices.EqualFunc(c.Lines, back.Lines, contract.Charge.Equal) || !c.Total.Equal(back.Total) || !back.Equal(c) {
			t.Fatalf("%s: %v", data, err)
		}
	})
}

func TestClosedRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want, why string }{
		{`{}`, "version unknown_version", "no version"},
		{`{"version":1,"total":12,"lines":[{"worked":"1.5h","level":"P0","amount":"1e99"}],"statements":[{"from":"x","figures":{"opening":"1x"}}]}`,
			"total wrong_type, lines[0].worked invalid, lines[0].level unknown_level, lines[0].amount invalid, statements[0].from bad_instant, statements[0].figures.opening bad_quantity",
			"all faults at once"},
		{`{"version":1,"paid":true}`, "paid unknown_field", "what a host adds is its own"},
	} {
		var c contract.Closed
		if got := faultList(t, c.UnmarshalJSON([]byte(tt.text))); got != tt.want || tt.why == "" {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.want)
		}
	}
}

func FuzzClosed(f *testing.F) {
	c := closed(f, mayConfig(f, ""), may(), "2026-05-01", "2026-06-01")
	c.Lines = c.Lines[len(c.Lines)-2:]
	text, err := json.Marshal(c)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"currency":"JPY","total":"-1000","tax":{"rate":"20%","inside":true,"amount":"1","gross":"2.5"}}`))
	f.Add([]byte(`{"version":1,"statements":[{"pool":"h","figures":{"opening":"-1h","closing":"2.5"},"lots":[{"lot":"a"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, again contract.Closed
		if err := c.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, contract.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		text, err := c.MarshalJSON()
		if err != nil {
			t.Fatalf("%q cannot be written: %v", data, err)
		}
		if err := again.UnmarshalJSON(text); err != nil {
			t.Fatalf("%s does not read back: %v", text, err)
		}
		if twice, err := again.MarshalJSON(); err != nil || string(twice) != string(text) {
			t.Fatalf("%s becomes %s, %v", text, twice, err)
		}
	})
}
