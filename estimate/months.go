package estimate

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// A Schedule says what to buy month by month.
type Schedule struct {
	Currency priority.Currency
	Months   []Month // one for each that was asked for
	Lapsed   Need    // time that was bought and lapsed, in hours of the pool's level
	Left     Need    // time still there after the last month
	Cost     decimal.Decimal
}

// A Month is what one month of a [Schedule] takes.
type Month struct {
	Need    Need
	Bundles []Count         // bought at the start of the month
	PerUse  []PerUse        // billed as it comes
	Lapsed  Need            // what lapsed at the end of the month
	Cost    decimal.Decimal // of what is bought and billed in the month
}

// String returns the schedule in one line for each month.
func (s Schedule) String() string {
	var b strings.Builder
	for i, m := range s.Months {
		fmt.Fprintf(&b, "month %d: %v, %s\n", i+1, Mix{Bundles: m.Bundles, PerUse: m.PerUse}, s.Currency.Text(m.Cost))
	}
	fmt.Fprintf(&b, "%v %s, %s h lapsed, %s h left", s.Currency, s.Currency.Text(s.Cost),
		HoursText(s.Lapsed.Total()), HoursText(s.Left.Total()))
	return b.String()
}

// MaxMonths is how many months a schedule may have.
const MaxMonths = 120

// Months returns the cheapest way to cover a need for each of several months, exactly,
// where bundles lapse: what is left of a bundle of n months is lost at the end of the n-th
// month, that of the purchase included. What lapses soonest is used first. Of schedules that
// cost the same, the one decides that wastes less time (lapsed, or left in the end), then the
// one of which less lapses, then the one with fewer bundles. Faults are those of [Offer.Quote],
// no months, and more than [MaxMonths] of them; a question that is too large is an error.
func (o *Offer) Months(needs []Need) (Schedule, error) {
	var fs strict.Faults
	if len(needs) == 0 || len(needs) > MaxMonths {
		fs.Add("months", "out_of_range", "%d months, not between 1 and %d", len(needs), MaxMonths)
		return Schedule{}, fs.Err("estimate: months")
	}
	demands := make([][]time.Duration, len(o.pools))
	for m, need := range needs {
		d, err := o.demand(need)
		fs.Join(strict.At("months", m), "invalid", err)
		for i := range d {
			demands[i] = append(demands[i], d[i])
		}
	}
	if err := fs.Err("estimate: months"); err != nil {
		return Schedule{}, err
	}
	s := Schedule{Currency: o.cfg.Currency, Months: make([]Month, len(needs)), Lapsed: Need{}, Left: Need{}}
	for m := range s.Months {
		s.Months[m] = Month{Need: maps.Clone(needs[m]), Lapsed: Need{}}
	}
	for i, p := range o.pools {
		plan, err := p.plan(demands[i])
		if err != nil {
			return Schedule{}, err
		}
		o.enter(&s, p, plan)
	}
	return s, nil
}

// enter writes what a pool takes into the schedule.
func (o *Offer) enter(s *Schedule, p pool, plan []step) {
	covers := make([]cover, len(o.pools))
	i := o.poolOf(p.level)
	for m, st := range plan {
		covers[i] = cover{combo: combo{counts: st.counts}, perUse: st.perUse}
		mix, month := o.mix(covers), &s.Months[m]
		month.Bundles, month.PerUse = append(month.Bundles, mix.Bundles...), append(month.PerUse, mix.PerUse...)
		month.Cost, s.Cost = month.Cost.Add(mix.Cost), s.Cost.Add(mix.Cost)
		if st.lapsed > 0 {
			month.Lapsed[p.level], s.Lapsed[p.level] = st.lapsed, s.Lapsed[p.level]+st.lapsed
		}
		if m == len(plan)-1 && st.left > 0 {
			s.Left[p.level] = st.left
		}
	}
}
