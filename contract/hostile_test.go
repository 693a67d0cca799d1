package contract_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/retainer-go/retainer/contract"
)

// bounded runs f and holds it to a time and to memory in all; the bounds are generous, and
// what is hostile would break them by orders of magnitude.
func bounded(t *testing.T, why string, most time.Duration, megabytes uint64, f func() error) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > most {
		t.Errorf("%s: %v", why, took)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > megabytes {
		t.Errorf("%s: %d MB", why, used)
	}
	if err != nil && len(err.Error()) > 1<<20 {
		t.Errorf("%s: an error of %d bytes", why, len(err.Error()))
	}
	return err
}

func list(n int, of string, sep string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(strings.ReplaceAll(of, "%", fmt.Sprint(i)))
	}
	return b.String()
}

const head = `{"version": 1, "id": "p", "currency": "EUR", "zone": "UTC", `

// Documents that mean harm are refused, soon and in little memory.
func TestHostileDocuments(t *testing.T) {
	nine := strings.Repeat("9", 1<<19)
	for _, tt := range []struct{ why, doc string }{
		{"a million rules", head + `"cover": [` + list(1_000_000, `{"as":"charge"}`, ",") + `]}`},
		{"as many as fit, each of them wrong", head + `"cover": [` + list(60_000, `{"as":"x"}`, ",") + `]}`},
		{"rules of one id", head + `"cover": [` + list(30_000, `{"id":"a","as":"charge"}`, ",") + `]}`},
		{"rules in rules", head + `"cover": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`},
		{"objects in objects", strings.Repeat(`{"a":`, 100_000) + `1` + strings.Repeat(`}`, 100_000)},
		{"a condition in a condition", head + `"cover": [{"as": "charge", "when": ` + strings.Repeat(`{"not":`, 100_000) + `{}` + strings.Repeat(`}`, 100_000) + `}]}`},
		{"a condition of many", head + `"cover": [{"as": "charge", "when": {"any": [` + list(60_000, `{"f%":1}`, ",") + `]}}]}`},
		{"members of one name", head + list(60_000, `"name":"%"`, ",") + `}`},
		{"an exponent as a price", head + `"rates": [{"price": "1e999999999"}]}`},
		{"an exponent as a number", head + `"rates": [{"price": 1e999999999}]}`},
		{"an exponent as a version", `{"version": 1e999999999, "id": "p"}`},
		{"an exponent in a tax", head + `"invoice": {"tax": {"rate": "1e999999999%"}}}`},
		{"an exponent in a rounding", head + `"invoice": {"round": "half-up 1e-999999999"}}`},
		{"an exponent in a weight", head + `"levels": {"P1": {"name": "a", "weight": "1e999999999"}}}`},
		{"an exponent in a parameter", head + `"params": {"a": {"type": "number", "default": "1e999999999"}}}`},
		{"an exponent in a condition", head + `"cover": [{"as": "charge", "when": {"size": ">1e999999999"}}]}`},
		{"digits", head + `"rates": [{"price": "` + nine + `"}]}`},
		{"digits after the point", head + `"rates": [{"price": "0.` + nine + `"}]}`},
		{"digits of hours", head + `"measure": [{"per": "entry", "min": "` + nine + `h"}]}`},
		{"units without end", head + `"term": {"minimum": "` + nine + ` months"}}`},
		{"a price every day of the year 9999", head + `"items": [{"id": "a", "every": "` + nine + ` days"}]}`},
		{"tiers", head + `"rates": [{"price": {"tiers": [` + list(30_000, `{"to":"%","unit":"1"}`, ",") + `]}}]}`},
		{"an overlong week", head + `"calendars": {"a": {"week": "Mon ` + list(60_000, `09:00-10:00`, ",") + `"}}}`},
		{"weeks in versions", head + `"calendars": {"a": {"week": [` + list(20_000, `{"from":"2026-01-01","hours":"24/7"}`, ",") + `]}}}`},
		{"an overlong id", `{"version": 1, "id": "` + strings.Repeat("a", 1<<19) + `"}`},
		{"a zone", `{"version": 1, "id": "p", "zone": "` + strings.Repeat("../", 1<<17) + `etc/passwd"}`},
		{"a long parameter in many places", head + `"params": {"a": {"type": "word", "default": "` + strings.Repeat("a", 1<<19) + `"}}, "cover": [` + list(20_000, `{"as":"$a"}`, ",") + `]}`},
		{"a long week in many calendars", head + `"params": {"a": {"type": "week", "default": "Mon ` + list(40_000, `09:00-10:00`, ",") + `"}}, "calendars": {` + list(20_000, `"c%":"$a"`, ",") + `}}`},
		{"a circle of calendars", head + `"calendars": {"a": {"week": "24/7", "union": ["b"]}, "b": {"week": "24/7", "except": ["c"]}, "c": {"week": "24/7", "union": ["a"]}}}`},
		{"a calendar of itself", head + `"calendars": {"a": {"week": "24/7", "union": ["a"]}}}`},
		{"every calendar of every other", head + `"calendars": {` + calendars(60) + `}}`},
		{"it extends itself", `{"version": 1, "id": "p", "extends": "p"}`},
		{"a circle of documents", `[{"version": 1, "id": "p", "extends": "q"}, {"version": 1, "id": "q", "extends": "r"}, {"version": 1, "id": "r", "extends": "p"}]`},
		{"a chain of a thousand", `[{"version":1,"id":"d0","currency":"EUR","zone":"UTC"},` + chain(1000) + `]`},
		{"documents of nothing", `[` + list(1_000_000, `{}`, ",") + `]`},
		{"documents that are none", `[` + list(1_000_000, `7`, ",") + `]`},
		{"documents of one id", `[` + list(20_000, `{"version":1,"id":"p","currency":"EUR","zone":"UTC"}`, ",") + `]`},
		{"white space", strings.Repeat(" ", 20<<20)},
		{"zeros", strings.Repeat("\x00", 20<<20)},
		{"nothing", ""},
		{"half a document", head},
	} {
		t.Run(tt.why, func(t *testing.T) {
			if err := bounded(t, tt.why, 20*time.Second, 2048, func() error { _, err := tryRegistry(t, tt.doc); return err }); !errors.Is(err, contract.ErrInvalid) {
				t.Errorf("%v", err)
			}
		})
	}
}

// calendars returns calendars each of which is made of all before it.
func calendars(n int) string {
	var all []string
	for i := range n {
		var names []string
		for k := range i {
			names = append(names, fmt.Sprintf(`"c%d"`, k), fmt.Sprintf(`"c%d"`, k))
		}
		all = append(all, fmt.Sprintf(`"c%d": {"week": "Mon-Fri 09:00-17:00", "union": [%s], "except": ["none"]}`, i, strings.Join(names, ",")))
	}
	return strings.Join(all, ",")
}

// chain returns documents each of which extends the one before.
func chain(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`{"version":1,"id":"d%d","extends":"d%d"}`, i+1, i))
	}
	return strings.Join(all, ",")
}

// Documents that are large but sound are read in bounded time, too.
func TestLargeDocuments(t *testing.T) {
	for _, tt := range []struct{ why, doc string }{
		{"rules", head + `"cover": [` + list(30_000, `{"id":"r%","as":"charge"}`, ",") + `]}`},
		{"parameters", head + `"params": {` + list(20_000, `"p%":{"type":"word","default":"a"}`, ",") + `}}`},
		{"parameters that are used", head + `"params": {"a": {"type": "money", "default": "1.00"}}, "items": [` + list(18_000, `{"id":"i%","every":"month","price":"$a"}`, ",") + `]}`},
		{"calendars", head + `"calendars": {` + list(5_000, `"c%":"Mon-Fri 09:00-17:00"`, ",") + `}}`},
		{"items of one another", head + `"items": [` + list(10_000, `{"id":"i%","of":"item:i0","every":"month","price":"1.00"}`, ",") + `]}`},
		{"adjustments of everything", head + `"items": [` + list(5_000, `{"id":"i%","every":"month","price":"1.00"}`, ",") + `], "adjust": [{"id": "a", "by": "-1%", "on": [` + list(5_000, `"i%"`, ",") + `]}]}`},
		{"documents", `[{"version":1,"id":"base","currency":"EUR","zone":"UTC"},` + list(9_000, `{"version":1,"id":"d%","extends":"base"}`, ",") + `]`},
	} {
		t.Run(tt.why, func(t *testing.T) {
			if err := bounded(t, tt.why, 30*time.Second, 4096, func() error { _, err := tryRegistry(t, tt.doc); return err }); err != nil {
				t.Errorf("%.300s", err)
			}
		})
	}
}

// Contracts and journals that mean harm are refused, or answered in bounded time.
func TestHostileContracts(t *testing.T) {
	r := planOf(t, `"facts": {"users": "meter"}, "items": [{"id": "fee", "every": "day", "price": "1.00"}, {"id": "seats", "of": "users", "every": "day", "prorate": "exact", "price": "0.01"}], "term": {"index": {"every": "day", "by": "0.000000001%"}}`)
	c := mustContract(t, r, contract.Config{Plan: "p", Start: day("0001-01-01")})
	var j contract.Journal
	for i := range 10_000 {
		x := reading(fmt.Sprint(i), "users", i%10, "2026-01-01T00:00:00Z")
		x.At = x.At.Add(time.Duration(i) * 13 * time.Minute)
		j.Readings = append(j.Readings, x)
	}
	j.Readings = append(j.Readings, reading("first", "users", 1, "0001-01-01T00:00:01Z"))
	for i := range 100 {
		j.Payments = append(j.Payments, contract.Payment{ID: fmt.Sprint(i), On: day("2026-01-01"), From: day("2026-01-01").AddDays(i), Periods: contract.MaxPrepaid})
	}
	if err := bounded(t, "ten thousand readings", time.Minute, 16<<10, func() error {
		_, err := c.Schedule(j, day("2026-01-01"), day("2026-02-01"))
		return err
	}); err != nil {
		t.Logf("%.200s", err)
	}
	for _, stretch := range [][2]string{{"2026-01-01", "2226-12-31"}, {"2026-01-01", "2026-01-01"}, {"2026-01-02", "2026-01-01"}, {"0001-01-01", "9999-12-31"}} {
		if _, err := c.Schedule(j, day(stretch[0]), day(stretch[1])); code(err) != "bad_period" {
			t.Errorf("%v: %v", stretch, err)
		}
	}
	big := contract.Config{ID: "c", Plan: "p", Start: day("2026-01-01")}
	for i := range contract.MaxAmendments + 1 {
		big.Amendments = append(big.Amendments, contract.Amendment{ID: fmt.Sprint(i), By: "customer", Agreed: true, From: big.Start.AddDays(i)})
	}
	if _, err := r.Contract(big); code(err) != "too_many" {
		t.Errorf("%d amendments: %v", len(big.Amendments), err)
	}
	for i := range big.Amendments {
		big.Amendments[i].Patch = parsePatch(t, fmt.Sprintf(`{"items": [{"id": "i%d", "every": "day", "price": "%d.00"}]}`, i%10, i))
	}
	big.Amendments = big.Amendments[:contract.MaxAmendments]
	if err := bounded(t, "a thousand amendments", time.Minute, 8<<10, func() error {
		c, err := r.Contract(big)
		if err == nil {
			_, err = c.Schedule(users(1), day("2028-09-01"), day("2028-10-01"))
		}
		return err
	}); err != nil {
		t.Errorf("%.300s", err)
	}
	for _, text := range []string{strings.Repeat("[", 1<<20), `{"a":` + strings.Repeat(`{"a":`, 1<<18), strings.Repeat(" ", 2<<20) + "{}", `{"version": 1}`, `{"id": "q"}`, `{"extends": "q"}`, `{"set": {}}`} {
		if err := bounded(t, "patch", 5*time.Second, 512, func() error { _, err := contract.ParsePatch(text); return err }); !errors.Is(err, contract.ErrInvalid) {
			t.Errorf("a patch %.20q: %v", text, err)
		}
	}
}
