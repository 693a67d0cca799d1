package priority_test

import (
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/retainer-go/retainer/priority"
)

// vectors holds the lists of the shared file that say how time is rounded and weighed.
type vectors struct {
	Rounding []struct {
		ID      string
		Seconds int64
		Step    int64 `json:"step_min"`
		Min     int64 `json:"min_min"`
		Mode    string
		Want    int64 `json:"want_seconds"`
		Why     string
	}
	Aggregation []struct {
		ID      string
		Entries []json.Number `json:"entries_min"`
		Step    int64         `json:"step_min"`
		Min     int64         `json:"min_min"`
		Mode    string
		Per     string
		Want    json.Number `json:"want_min"`
		Why     string
	} `json:"rounding_aggregation"`
	Clock []struct {
		ID         string
		Begin, End string
		Step       int64 `json:"step_min"`
		Mode       string
		Want       struct {
			Begin, End string
			Seconds    int64
		}
		Why string
	} `json:"clock_rounding"`
	Weight []struct {
		ID            string
		Hours, Weight string
		Step          int64 `json:"step_min"`
		Mode, Order   string
		Want          string `json:"want_hours"`
		Why           string
	} `json:"weight_rounding"`
	Splits []struct {
		ID            string
		Parts         [][2]any
		In            int64   `json:"in_hours_min"`
		Outside       int64   `json:"outside_min"`
		WeightOutside float64 `json:"weight_outside"`
		MemberWeight  float64 `json:"member_weight"`
		Rule          string
		Want          json.RawMessage `json:"want_burn_min"`
		Why           string
	} `json:"weighted_splits"`
}

func readVectors(t *testing.T) (v vectors) {
	data, err := os.ReadFile(filepath.Join("..", "internal", "vectors", "testdata", "ledger.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// rounding returns the rounding that the file names.
func rounding(t *testing.T, mode string, step int64) priority.Rounding {
	m, known := map[string]priority.Mode{
		"none": "", "up": priority.Up, "down": priority.Down, "nearest": priority.HalfUp, "half_up": priority.HalfUp, "half_down": priority.HalfDown, "half_even": priority.HalfEven,
	}[mode]
	if !known {
		t.Fatalf("unknown mode %q", mode)
	}
	if m == "" || step == 0 {
		return priority.Rounding{}
	}
	return priority.Rounding{Mode: m, Step: time.Duration(step) * time.Minute}
}

// units reads an amount such as "0.15" or 5/3 of a unit; every one is whole in nanoseconds.
func units(t *testing.T, s string, unit time.Duration) time.Duration {
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.Mul(r, ratTime(unit)).IsInt() {
		t.Fatalf("%q is no amount", s)
	}
	return time.Duration(r.Num().Int64())
}

func TestVectors(t *testing.T) {
	v := readVectors(t)
	ran := 0
	run := func(id, why string, f func(t *testing.T)) {
		ran++
		t.Run(id, func(t *testing.T) {
			because(t, why)
			f(t)
		})
	}
	for _, c := range v.Rounding {
		run(c.ID, c.Why, func(t *testing.T) {
			in := priority.Increment{Round: rounding(t, c.Mode, c.Step), Min: time.Duration(c.Min) * time.Minute}
			if got := in.Billed(time.Duration(c.Seconds) * time.Second); got != time.Duration(c.Want)*time.Second {
				t.Errorf("%d s: %v, want %d s (%s)", c.Seconds, got, c.Want, c.Why)
			}
		})
	}
	for _, c := range v.Aggregation {
		run(c.ID, c.Why, func(t *testing.T) {
			in := priority.Increment{Per: priority.Per{priority.Group(c.Per)}, Round: rounding(t, c.Mode, c.Step), Min: time.Duration(c.Min) * time.Minute}
			var pieces []priority.Piece
			for i, e := range c.Entries {
				p := piece(0, "", "entry", strconv.Itoa(i), "ticket", "T", "day", "D")
				p.Time = units(t, e.String(), time.Minute)
				pieces = append(pieces, p)
			}
			got, err := in.Measure(pieces)
			var sum time.Duration
			for _, m := range got {
				sum += m.Billed
			}
			if want := units(t, c.Want.String(), time.Minute); err != nil || sum != want {
				t.Errorf("%v: %v, %v; want %v (%s)", c.Entries, sum, err, want, c.Why)
			}
		})
	}
	for _, c := range v.Clock {
		run(c.ID, c.Why, func(t *testing.T) {
			r := rounding(t, c.Mode, c.Step)
			begin, end := r.Round(clock(t, c.Begin)), r.Round(clock(t, c.End))
			if begin != clock(t, c.Want.Begin) || end != clock(t, c.Want.End) || end-begin != time.Duration(c.Want.Seconds)*time.Second {
				t.Errorf("%s-%s: %v to %v, want %+v (%s)", c.Begin, c.End, begin, end, c.Want, c.Why)
			}
		})
	}
	for _, c := range v.Weight {
		run(c.ID, c.Why, func(t *testing.T) {
			if !slices.Contains([]string{"weight_then_round", "round_then_weight"}, c.Order) {
				t.Fatalf("unknown order %q", c.Order)
			}
			in := priority.Increment{Round: rounding(t, c.Mode, c.Step), AfterWeight: c.Order == "weight_then_round"}
			got, err := in.Measure([]priority.Piece{{Time: units(t, c.Hours, time.Hour), Weight: dec(c.Weight)}})
			if want := units(t, c.Want, time.Hour); err != nil || got[0].Credit != want {
				t.Errorf("%s h × %s: %v, %v; want %v (%s)", c.Hours, c.Weight, got, err, want, c.Why)
			}
		})
	}
	for _, c := range v.Splits {
		run(c.ID, c.Why, func(t *testing.T) {
			var pieces []priority.Piece
			for _, p := range c.Parts {
				pieces = append(pieces, piece(p[0].(float64), p[1].(string)))
			}
			if c.Parts == nil { // of several weights the largest, and one that is not positive is none: the host's choice
				if c.Rule != "" && c.Rule != "max_wins" {
					t.Fatalf("unknown rule %q", c.Rule)
				}
				member := max(c.MemberWeight, 1)
				outside := max(c.WeightOutside, member)
				pieces = append(pieces, piece(float64(c.In), strconv.FormatFloat(member, 'f', -1, 64)), piece(float64(c.Outside), strconv.FormatFloat(outside, 'f', -1, 64)))
			}
			got, err := priority.Increment{}.Measure(pieces)
			var burned time.Duration
			for _, m := range got {
				burned += m.Credit
			}
			text := string(c.Want)
			if unquoted, err := strconv.Unquote(text); err == nil {
				text = unquoted
			}
			if want := units(t, text, time.Minute); err != nil || burned != want {
				t.Errorf("%v, %v; want %v (%s)", burned, err, want, c.Why)
			}
		})
	}
	if ran < 17 {
		t.Errorf("only %d cases", ran)
	}
}

// clock reads "12:17:35" or "12:15" as the time since midnight.
func clock(t *testing.T, s string) time.Duration {
	layout := "15:04:05"
	if len(s) == 5 {
		layout = "15:04"
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Sub(at.Truncate(24 * time.Hour))
}
