package vectors

import (
	"errors"
	"fmt"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// The lists beside the cases of the ledger's files: periods, months, rounding and weights.

type periodCase struct {
	Anchor, At time.Time
	Every      string
	Want       struct{ Start, End time.Time }
}

func (c periodCase) check() error {
	every, err := calendar.ParseEvery(c.Every)
	if err != nil {
		return err
	}
	got, err := calendar.PeriodAt(c.Anchor, every, c.At, time.UTC)
	if err != nil {
		return err
	}
	if want := (calendar.Period{From: c.Want.Start, To: c.Want.End}); !got.Equal(want) {
		return fmt.Errorf("got %v, want %v", got, want)
	}
	return nil
}

type monthsCase struct {
	Anchor, Want calendar.Date
	Months       int
}

func (c monthsCase) check() error {
	if got := calendar.AddMonths(c.Anchor, c.Months, 0); got != c.Want {
		return fmt.Errorf("got %v, want %v", got, c.Want)
	}
	return nil
}

func sameTime(got, want time.Duration, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("got %v, want %v", got, want)
	}
	return err
}

type roundingCase struct {
	roundForm
	Seconds number
	Want    number `json:"want_seconds"`
}

func (c roundingCase) check() error {
	in, err1 := c.increment()
	d, err2 := nanoseconds(string(c.Seconds), time.Second)
	want, err3 := nanoseconds(string(c.Want), time.Second)
	return sameTime(in.Billed(d), want, errors.Join(err1, err2, err3))
}

type sumCase struct {
	roundForm
	Entries []number `json:"entries_min"`
	Per     string
	Want    number `json:"want_min"`
}

func (c sumCase) check() error {
	in, err := c.increment()
	if err != nil {
		return err
	}
	in.Per = priority.Per{priority.Group(c.Per)}
	if err := in.Check(); err != nil {
		return skip("no grouping per %s", c.Per)
	}
	var pieces []priority.Piece
	for i, n := range c.Entries {
		d, err := n.minutes()
		if err != nil {
			return err
		}
		keys := map[priority.Group]string{in.Per[0]: "the same", priority.PerEntry: fmt.Sprint(i)}
		pieces = append(pieces, priority.Piece{Time: d, Keys: keys})
	}
	out, err := in.Measure(pieces)
	var sum time.Duration
	for _, m := range out {
		sum += m.Billed
	}
	want, err2 := c.Want.minutes()
	return sameTime(sum, want, errors.Join(err, err2))
}

type clockCase struct {
	roundForm
	Begin, End string
	Want       struct {
		Begin, End string
		Seconds    number
	}
}

func (c clockCase) check() error {
	in, err := c.increment()
	if err != nil {
		return err
	}
	at := func(s string) time.Duration {
		t, e := calendar.ParseTimeOfDay(s)
		err = errors.Join(err, e)
		return time.Duration(t) * time.Second
	}
	begin, end := in.Round.Round(at(c.Begin)), in.Round.Round(at(c.End))
	want, err2 := nanoseconds(string(c.Want.Seconds), time.Second)
	return errors.Join(sameTime(begin, at(c.Want.Begin), err), sameTime(end, at(c.Want.End), err), sameTime(end-begin, want, err2))
}

type weightCase struct {
	roundForm
	Hours, Weight number
	Order         string
	Want          number `json:"want_hours"`
}

func (c weightCase) check() error {
	in, err1 := c.increment()
	switch c.Order {
	case "", "round_then_weight":
	case "weight_then_round":
		in.AfterWeight = true
	default:
		return skip("no order %s", c.Order)
	}
	d, err2 := c.Hours.hours()
	w, err3 := decimal.NewFromString(string(c.Weight))
	want, err4 := c.Want.hours()
	got, err5 := credit(in, d, w)
	return sameTime(got, want, errors.Join(err1, err2, err3, err4, err5))
}

// credit returns what a time burns at a weight.
func credit(in priority.Increment, d time.Duration, weight decimal.Decimal) (time.Duration, error) {
	if weight.Sign() <= 0 {
		weight = decimal.Decimal{} // counts as 1
	}
	out, err := in.Measure([]priority.Piece{{Time: d, Weight: weight}})
	if err != nil {
		return 0, err
	}
	return out[0].Credit, nil
}

type splitCase struct {
	Inside  number `json:"in_hours_min"`
	Outside number `json:"outside_min"`
	Weight  number `json:"weight_outside"`
	Member  number `json:"member_weight"`
	Rule    string
	Parts   [][2]number
	Want    number `json:"want_burn_min"`
}

func (c splitCase) check() error {
	parts := c.Parts
	if parts == nil {
		outside, member, err := c.weights()
		if err != nil {
			return err
		}
		parts = [][2]number{{c.Inside, number(member.String())}, {c.Outside, number(outside.String())}}
	}
	var sum time.Duration
	for _, p := range parts {
		d, err1 := p[0].minutes()
		w, err2 := decimal.NewFromString(string(p[1]))
		got, err3 := credit(priority.Increment{}, d, w)
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		sum += got
	}
	want, err := c.Want.minutes()
	return sameTime(sum, want, err)
}

// weights returns the weights outside and inside of hours.
func (c splitCase) weights() (outside, member decimal.Decimal, err error) {
	weight := func(n number) decimal.Decimal {
		if n == "" {
			return decimal.Decimal{}
		}
		d, e := decimal.NewFromString(string(n))
		err = errors.Join(err, e)
		return d
	}
	outside, member = weight(c.Weight), weight(c.Member)
	switch c.Rule {
	case "", "max_wins":
		return decimal.Max(outside, member), member, err
	case "multiply", "product":
		if c.Member != "" && member.Sign() > 0 {
			outside = outside.Mul(member)
		}
		return outside, member, err
	}
	return outside, member, skip("no way to combine weights is named %s", c.Rule)
}
