package ledger

import (
	"cmp"
	"slices"
	"time"
)

// A Lapse is what will lapse of a lot if it is not drawn until then.
type Lapse struct {
	At       time.Time
	Lot      string
	Quantity Quantity
}

// A Forecast says what will become of a pool.
type Forecast struct {
	At, Until time.Time
	Left      Quantity // at At
	Lapses    []Lapse  // from At up to but not including Until, if nothing more is used; by instant, then lot

	// Pace is what was used by the day in the window before At, rounded down, and RunsOut the
	// start of the first day, counted from At, that lots would no longer cover whole if it went on. Days are
	// of 24 hours. RunsOut is zero if that is not before Until, or Pace is nothing.
	Pace    Quantity
	RunsOut time.Time
}

// MaxForecast is how far a forecast looks ahead: Until is held at this long after At.
const MaxForecast = 3660 * 24 * time.Hour

// Equal reports whether a and b are the same.
func (a Lapse) Equal(b Lapse) bool {
	return a.At.Equal(b.At) && a.Lot == b.Lot && a.Quantity.Equal(b.Quantity)
}

// Equal reports whether a and b say the same.
func (a Forecast) Equal(b Forecast) bool {
	return a.At.Equal(b.At) && a.Until.Equal(b.Until) && a.Left.Equal(b.Left) && slices.EqualFunc(a.Lapses, b.Lapses, Lapse.Equal) &&
		a.Pace.Equal(b.Pace) && a.RunsOut.Equal(b.RunsOut)
}

// Forecast says what lapses in a pool from at on until an instant, and how long what there
// is, with what is granted meanwhile, would last at the pace of the window before at. Usage that was posted
// for later than at does not count.
//
// The error is a [*NotFoundError] if there is no such pool, and an [*Error] if until is not
// after at or window is below zero.
func (l *Ledger) Forecast(pool string, at, until time.Time, window time.Duration) (Forecast, error) {
	p, err := l.find(pool)
	if err != nil {
		return Forecast{}, err
	}
	if !until.After(at) || window < 0 {
		return Forecast{}, fault("forecast", "not_after", "a forecast ends after it begins, and its window is not below zero")
	}
	if err := l.since("forecast", at.Add(-window)); err != nil {
		return Forecast{}, err
	}
	now, end := ask(at), ask(until)
	if end-now > int64(MaxForecast) || end < now {
		end = now + int64(MaxForecast)
	}
	f := p.from(now)
	out := Forecast{At: p.t.time(now), Until: p.t.time(end), Left: p.t.q(f.st.sums.left())}
	const day = int64(24 * time.Hour)
	if window > 0 {
		before := f.sumsAt(f.firstAfter(now - int64(window)))
		out.Pace = p.t.q(max(0, mulDiv(max(0, f.st.sums.used()-before.used()), day, max(int64(window), 1))))
	}
	n := f.logLen()
	f.advance(end, phaseExpiry)
	for i := n; i < f.logLen(); i++ {
		if m := f.move(i); m.kind() == moveLapse {
			out.Lapses = append(out.Lapses, Lapse{p.t.time(m.at), f.lotID(m.lot), p.t.q(m.qty)})
		}
	}
	slices.SortFunc(out.Lapses, func(a, b Lapse) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Lot, b.Lot)) })
	if out.Pace.n > 0 {
		g := p.from(now)
		for t := now; t < end; t += day {
			g.advance(t, phaseUse)
			if g.draw(moveDraw, noFact, "", out.Pace.n) > 0 {
				out.RunsOut = p.t.time(t)
				break
			}
		}
	}
	return out, nil
}

// from returns a fork of the pool at an instant that goes on without any fact but grants.
func (p *pool) from(at int64) *pool {
	f := p.at(at)
	if f == p {
		f = p.fork(p.st.done)
	}
	return f
}
