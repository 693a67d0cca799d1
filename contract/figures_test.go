package contract_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"pgregory.net/rapid"
)

// shipped returns a registry of the plans of the five sources.
func shipped(t testing.TB) *contract.Registry {
	t.Helper()
	files, err := filepath.Glob("plans/documents/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	var docs [][]byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, data)
	}
	var cfg calendar.Config
	data, err := os.ReadFile("../calendar/testdata/ru-production.json")
	if err == nil {
		err = json.Unmarshal(data, &cfg)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := contract.NewRegistry(docs, cfg.Tables, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

func mustContract(t rapid.TB, r *contract.Registry, cfg contract.Config) *contract.Contract {
	t.Helper()
	if cfg.ID == "" {
		cfg.ID = "c"
	}
	c, err := r.Contract(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func total(t rapid.TB, c *contract.Contract, j contract.Journal, from, to string) string {
	t.Helper()
	s, err := c.Schedule(j, day(from), day(to))
	if err != nil {
		t.Fatal(err)
	}
	return s.Total.StringFixed(2)
}

func at(s string) time.Time {
	tm, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return tm
}

func seats(n int, when string) contract.Reading {
	return reading(fmt.Sprint(n, when), "users", n, when)
}

func reading(id, meter string, n int, when string) contract.Reading {
	r := contract.Reading{ID: id, Meter: meter, At: at(when)}
	if err := r.Value.UnmarshalText(fmt.Append(nil, n)); err != nil {
		panic(err)
	}
	return r
}

// C1, C3: a first user and each additional one, for 1 to 50 users.
func TestWebSanSeats(t *testing.T) {
	r := shipped(t)
	for plan, first := range map[string]int{"websan-base": 225, "websan-success": 774, "websan-winning": 1164} {
		c := mustContract(t, r, contract.Config{Plan: plan, Start: day("2026-11-01"), Params: map[string]string{"tm_rate": "150.00"}})
		for n := 1; n <= 50; n++ {
			j := contract.Journal{Readings: []contract.Reading{seats(n, "2026-10-01T00:00:00Z")}}
			if got, want := total(t, c, j, "2026-11-01", "2026-12-01"), fmt.Sprintf("%d.00", first+60*(n-1)); got != want {
				t.Errorf("%s, %d users: %s, want %s", plan, n, got, want)
			}
		}
		for _, j := range []contract.Journal{{}, {Readings: []contract.Reading{seats(0, "2026-10-01T00:00:00Z")}}} {
			if _, err := c.Schedule(j, day("2026-11-01"), day("2026-12-01")); err == nil {
				t.Errorf("%s: no error without users: %v", plan, j)
			}
		}
	}
}

// AMB-35: a seat added on 16 November.
func TestSeatMidMonth(t *testing.T) {
	r := shipped(t)
	j := contract.Journal{Readings: []contract.Reading{seats(5, "2026-10-01T00:00:00Z"), seats(6, "2026-11-16T05:00:00Z")}}
	for _, tt := range []struct{ prorate, want, why string }{
		{"none", "525.00", "default: a full month, $60.00"},
		{"day", "495.00", "by day: 15 of 30 days, $30.00"},
		{"exact", "495.00", "by the second: half of the month to the hour the clocks gave back"},
		{"next", "465.00", "from the next period: nothing yet"},
	} {
		patch, err := contract.ParsePatch(`{"items": [{"id": "seats", "prorate": "` + tt.prorate + `"}]}`)
		if err != nil {
			t.Fatal(err)
		}
		c := mustContract(t, r, contract.Config{Plan: "websan-base", Start: day("2026-11-01"), Patch: patch, Params: map[string]string{"tm_rate": "150.00"}})
		got := total(t, c, j, "2026-11-01", "2026-12-01")
		if tt.prorate == "exact" { // 360 of 721 hours at 60.00
			tt.want = "494.96"
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s: %s", tt.prorate, got, tt.want, tt.why)
		}
		if got := total(t, c, j, "2026-12-01", "2027-01-01"); got != "525.00" {
			t.Errorf("%s: December %s, want 525.00", tt.prorate, got)
		}
	}
}

// E9, E17, AMB-44 to 47: KIT's prepayment. The figures are those of scenario 2.
func TestKITPrepaid(t *testing.T) {
	r := shipped(t)
	params := map[string]string{"rate": "3000.00", "discount": "-10%"}
	for _, tt := range []struct {
		plan, patch string
		params      map[string]string
		months      int
		want, why   string
	}{
		{"kit-1-basic", "", params, 3, "121500.00", "no discount"},
		{"kit-1-basic", "", params, 6, "243000.00", "more than 6 is strictly more"},
		{"kit-1-basic", "", params, 7, "269325.00", "5 %"},
		{"kit-1-basic", "", params, 12, "461700.00", "still 5 %"},
		{"kit-1-basic", "", params, 13, "473850.00", "10 %"},
		{"kit-1-basic", inclusive, params, 6, "230850.00", "option: 6 counts"},
		{"kit-1-basic", inclusive, params, 7, "269325.00", "option: 5 %"},
		{"kit-1-basic", inclusive, params, 12, "437400.00", "option: 12 counts, 10 %"},
		{"kit-1-basic", inclusive, params, 13, "473850.00", "option: 10 %"},
		{"kit-2-standard", "", map[string]string{"rate": "3000.00", "fee": "100000.00"}, 2, "200000.00", "variant 2: fewer than 3 months"},
		{"kit-2-standard", "", map[string]string{"rate": "3000.00", "fee": "100000.00"}, 3, "270000.00", "variant 2: 3 months and more, 10 %"},
		{"kit-1-basic", `{"adjust": [{"id": "plan-rate", "base": "list"}, {"id": "prepay", "base": "list"}]}`, params, 7, "267750.00", "additive: 7 times 38,250"},
		{"kit-1-basic", `{"adjust": [{"id": "plan-rate", "group": "d"}, {"id": "prepay", "group": "d"}]}`, params, 7, "283500.00", "best of: 7 times 40,500"},
	} {
		cfg := contract.Config{Plan: tt.plan, Start: day("2026-10-01"), Params: tt.params}
		if tt.patch != "" {
			var err error
			if cfg.Patch, err = contract.ParsePatch(tt.patch); err != nil {
				t.Fatal(err)
			}
		}
		c := mustContract(t, r, cfg)
		j := contract.Journal{Payments: []contract.Payment{{ID: "p", On: day("2026-10-01"), Periods: tt.months}}}
		end := calendar.AddMonths(day("2026-10-01"), tt.months, 1)
		s, err := c.Schedule(j, day("2026-10-01"), end)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Total.StringFixed(2); got != tt.want {
			t.Errorf("%s, %d months: %s, want %s: %s\n%v", tt.plan, tt.months, got, tt.want, tt.why, s.Charges)
		}
	}
}

const inclusive = `{"adjust": [{"id": "prepay", "by": {"mode": "volume", "tiers": [{"below": "6", "flat": "0%"}, {"below": "12", "flat": "-5%"}, {"flat": "-10%"}]}}]}`
