package contract

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
)

// ErrNotice is what a [*NoticeError] unwraps to: it comes sooner than was agreed.
var ErrNotice = errors.New("contract: too short a notice")

// A NoticeError reports terms that are to change, or a contract that is to end, sooner than the terms allow.
type NoticeError struct {
	Wanted   calendar.Date
	Earliest calendar.Date // the first day on which it may hold
	Why      string        // the term that says so: "changes", "price_lock"
}

// Error says what may be when.
func (e *NoticeError) Error() string {
	return fmt.Sprintf("too short a notice: %v, and by %s not before %v", e.Wanted, e.Why, e.Earliest)
}

// Unwrap returns [ErrNotice].
func (e *NoticeError) Unwrap() error { return ErrNotice }

// An End is when a contract ends, and why not before.
type End struct {
	LastDay calendar.Date // of service
	At      time.Time     // the first instant after it: midnight in the zone of the contract
	Why     EndReason     // what decided
	Notice  string        // the ID of the notice, if one was given
	Early   bool          // before the earliest end that the terms allow
}

// IsZero reports whether the contract does not end.
func (e End) IsZero() bool { return e.At.IsZero() }

// An EndReason says what decided when a contract ends. It is stable.
type EndReason string

// The reasons.
const (
	EndByNotice  EndReason = "notice"  // the notice had to be kept
	EndByMinimum EndReason = "minimum" // the minimum term had to be served
	EndByTerm    EndReason = "term"    // the term, which is renewed, runs until then
	EndByWish    EndReason = "wish"    // it was wanted so
)

// firstAfter returns the first day on which the contract is no longer in force if it ends
// as the terms say, and what decided it. A minimum that an amendment brings counts if the
// contract is in force by then.
func (c *Contract) firstAfter(by Side, given calendar.Date) (calendar.Date, EndReason, error) {
	t := c.Terms(given).plan.Term
	after, why := given.AddDays(1), EndByNotice
	notice, stated := t.Notice[by]
	switch {
	case stated:
		edges, err := c.edges(given)
		if err == nil {
			after, err = notice.End(given, edges)
		}
		if err != nil {
			return calendar.Date{}, "", err
		}
	case !t.Renews.IsZero():
		edges, err := c.edges(given)
		if err != nil {
			return calendar.Date{}, "", err
		}
		if end, err := MustParseUntil("0 days to term-end").End(given, edges); err == nil {
			after, why = end, EndByTerm
		}
	}
	if !after.After(given) {
		after = given.AddDays(1) // the day of the notice itself is served
	}
	for n := c.stageOn(given); n < len(c.stages) && (n == 0 || c.stages[n].from.Before(after)); n++ {
		minimum, err := c.minimum(n)
		if err != nil {
			return calendar.Date{}, "", err
		}
		if !after.After(minimum) && minimum.After(c.cfg.Start) {
			after, why = minimum, EndByMinimum
		}
	}
	return after, why, nil
}

// committed returns the day from which the minimum term of a stage is counted.
func (c *Contract) committed(n int) calendar.Date {
	return c.since(n, func(t *Terms) Until { return t.plan.Term.Minimum })
}

// since returns the first day of the first of the stages that have the same term as a stage, without
// another between.
func (c *Contract) since(n int, term func(*Terms) Until) calendar.Date {
	for u := term(c.stages[n].terms); n > 0 && term(c.stages[n-1].terms) == u; {
		n--
	}
	return c.stages[n].from
}

// minimum returns the first day on which the minimum term of a stage has been served, the
// start of the contract if there is none.
func (c *Contract) minimum(n int) (calendar.Date, error) {
	m := c.stages[n].terms.plan.Term.Minimum
	if m.IsZero() {
		return c.cfg.Start, nil
	}
	edges, err := c.edgesIn(n)
	if err != nil {
		return calendar.Date{}, err
	}
	return m.End(c.committed(n), edges)
}

// edges returns the dates of the contract itself, by the terms of a day.
func (c *Contract) edges(on calendar.Date) (Edges, error) { return c.edgesIn(c.stageOn(on)) }

// edgesIn returns the dates of the contract itself, by the terms of a stage.
func (c *Contract) edgesIn(n int) (Edges, error) {
	t, from := c.stages[n].terms, c.cfg.Start
	e := Edges{Period: c.periods(t), Term: Cycle{First: from}, Business: t.business()}
	if c.turns {
		e.changed = c
	}
	if every, ok := t.plan.Term.Renews.Every(); ok {
		e.Term.Every, _ = every.Calendar()
	}
	if m := t.plan.Term.Minimum; !m.IsZero() && m.To() != EdgeTerm {
		from = c.committed(n)
		first, err := m.End(from, e)
		if err != nil {
			return e, err
		}
		e.Term = Cycle{First: first, Every: e.Term.Every, Day: dayAfter(m, from, e.Period)}
	}
	return e, nil
}

// dayAfter returns the day of the month on which terms end that follow a minimum: that from which its
// months are counted, or that of the billing periods if it goes on to the end of one; 0, the day on
// which it ends, if it is counted otherwise.
func dayAfter(minimum Until, from calendar.Date, billing Cycle) int {
	count, bare := minimum.Every()
	switch {
	case bare && monthly(count.Unit()):
		return from.Day()
	case minimum.To() == EdgePeriod && monthly(billing.Every.Unit) && !billing.Drifts:
		return billing.Day
	}
	return 0
}

// business returns the calendar whose open days are the business days of the contract: the
// first that a target runs by, else the first by name; none if the plan has none.
func (t *Terms) business() *calendar.Calendar {
	return t.calendars[t.plan.businessDays()]
}

// EarliestEnd returns when the contract ends if a side gives notice on a day: neither
// before the notice is up nor before the minimum term is served. Terms that are renewed
// and know no notice run to their end.
func (c *Contract) EarliestEnd(by Side, given calendar.Date) (End, error) {
	after, why, err := c.firstAfter(by, given)
	if err != nil {
		return End{}, err
	}
	return c.endAt(after, why), nil
}

func (c *Contract) endAt(after calendar.Date, why EndReason) End {
	return End{LastDay: after.AddDays(-1), At: after.In(c.stages[0].terms.loc), Why: why}
}

// MinimumEnd returns the first instant after the minimum term: that of the contract, or the
// last that an amendment brought or changed, which is counted from its first day.
func (c *Contract) MinimumEnd() (time.Time, error) {
	d, err := c.minimum(len(c.stages) - 1)
	if err != nil {
		return time.Time{}, err
	}
	return d.In(c.stages[0].terms.loc), nil
}

// End returns when the contract ends by the notices given, the zero End if none was.
func (c *Contract) End() End { return c.end }

// findEnd returns the end by the notice that ends it first.
func (c *Contract) findEnd() (End, error) {
	var first End
	for _, n := range c.cfg.Notices {
		after, why, err := c.firstAfter(n.By, n.Given)
		if err != nil {
			return End{}, err
		}
		early := false
		if !n.Wanted.IsZero() {
			if wanted := n.Wanted.AddDays(1); wanted.After(after) || n.Early {
				early = wanted.Before(after)
				after, why = wanted, EndByWish
			}
		}
		if after.Before(c.cfg.Start) {
			after = c.cfg.Start
		}
		end := c.endAt(after, why)
		end.Notice, end.Early = n.ID, early
		if first.IsZero() || end.At.Before(first.At) {
			first = end
		}
	}
	return first, nil
}

// checkNotice returns a [*NoticeError] if an amendment comes too soon: one that the provider
// makes alone, before the notice of changes is up or prices are free again.
func (c *Contract) checkNotice(a Amendment) error {
	if a.Agreed || a.By != Provider {
		return nil
	}
	n := c.stageOn(a.Announced)
	if changes := c.stages[n].terms.plan.Term.Changes; !changes.IsZero() {
		edges, err := c.edgesIn(n)
		if err != nil {
			return err
		}
		earliest, err := changes.End(a.Announced, edges)
		if err != nil {
			return err
		}
		if a.From.Before(earliest) {
			return &NoticeError{a.From, earliest, "changes"}
		}
	}
	free, err := c.unlocked(n)
	if err == nil && a.From.Before(free) {
		return &NoticeError{a.From, free, "price_lock"}
	}
	return err
}

// age returns how long the contract has been in force, in days of 24 hours.
func (c *Contract) age(on calendar.Date) priority.Value {
	return priority.Time(time.Duration(on.DaysSince(c.cfg.Start)) * 24 * time.Hour)
}

// pays returns how much is paid at a time: "1 year" is a year.
func (c *Contract) pays() priority.Value {
	if pays := c.cfg.Pays; pays.N() != 1 {
		return priority.Word(pays.String())
	}
	return priority.Word(string(c.cfg.Pays.Unit()))
}

// noticed returns the day on which the notice was given that ends the contract. Rules of the
// end count the age from it, as windows to withdraw do.
func (c *Contract) noticed() calendar.Date {
	for _, n := range c.cfg.Notices {
		if n.ID == c.end.Notice {
			return n.Given
		}
	}
	return c.end.LastDay
}

// Facts returns what the contract itself states on a day: the class of the customer, the
// other plans, the payment cycle, the age of the contract in days of 24 hours, and the
// parameters.
func (c *Contract) Facts(on calendar.Date) priority.Facts {
	f := priority.Facts{"has": priority.Set(c.cfg.Has...)}
	maps.Copy(f, c.Terms(on).facts)
	if c.cfg.Class != "" {
		f["class"] = priority.Word(c.cfg.Class)
	}
	if !c.cfg.Pays.IsZero() {
		f["pays"] = c.pays()
	}
	if !on.Before(c.cfg.Start) {
		f["age"] = c.age(on)
	}
	if !c.end.IsZero() && !on.Before(c.end.LastDay.AddDays(1)) {
		f["away"] = priority.Time(time.Duration(on.DaysSince(c.end.LastDay)-1) * 24 * time.Hour)
	}
	return f
}
