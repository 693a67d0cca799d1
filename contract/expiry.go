package contract

import (
	"fmt"
	"maps"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
	"github.com/retainer-go/retainer/priority"
)

// expiry returns when a lot ends that says so: an until from its grant, its order or its
// use, moved on while the plan says so. Zero is never, or not yet known.
func (a *Account) expiry(t *Terms, g Grant, id string, p Period) time.Time {
	if g.Expires.From() == EventFirstUse || g.Expires.From() == EventLastUse {
		if g.Roll == nil {
			return time.Time{} // see lifetime
		}
		return a.learned[id] // what is carried is carried at an end that the ledger knows
	}
	end, err := g.Expires.End(p.From, a.edgesOf(t))
	if err != nil {
		return time.Time{}
	}
	last := calendar.DateIn(a.until, a.c.zone())
	for range maxPeriods {
		if g.Extend.To.IsZero() || end.After(last) {
			break
		}
		f := priority.Facts{"has": priority.Set(a.has(end.In(a.c.zone()))...)}
		maps.Copy(f, t.facts)
		if !g.Extend.When.Holds(f) {
			break
		}
		next, err := g.Extend.To.End(end, a.edgesOf(t))
		if err != nil || !next.After(end) {
			break
		}
		end = next
	}
	return end.In(a.c.zone())
}

func (a *Account) edgesOf(t *Terms) Edges {
	e, err := a.c.edgesIn(a.c.stageBy(t, a.c.cfg.Start))
	if err != nil {
		return Edges{Period: a.c.periods(t)}
	}
	return e
}

// A lifetime is how long a lot lives that ends by its use: for ever until it is used, and from
// then on as long as the use gives it. Nobody knows that before the use, and it stays known: what
// was drawn before does not depend on it, nor does it change when a use is taken back whose
// period is closed.
type lifetime struct {
	*grant
	lives []life
}

// A life is what a use gave a lot.
type life struct{ at, end time.Time }

// byUse reports whether it is its use that says when the lot ends.
func (g *grant) byUse() bool {
	from := g.def.Expires.From()
	return g.amount.Sign() > 0 && (from == EventFirstUse || from == EventLastUse)
}

// unused returns what makes lots live for ever that end by their use.
func (a *Account) unused() (list []ledger.Entry) {
	a.lifetimes, a.fresh = map[string]*lifetime{}, nil
	for i := range a.grants {
		g := &a.grants[i]
		if !g.byUse() {
			continue
		}
		l := &lifetime{grant: g}
		a.lifetimes[g.id], a.fresh = l, append(a.fresh, l)
		if g.expires.IsZero() {
			list = append(list, ledger.Extend{ID: "unused/" + g.id, Grant: g.id, At: g.from, Recorded: g.from, While: "it is not used"})
		}
	}
	return list
}

// repaid notes of the lots that begin by an instant whether they were used as they began: for
// what had been borrowed.
func (a *Account) repaid(at time.Time) error {
	for len(a.fresh) > 0 && !a.fresh[0].from.After(at) {
		l := a.fresh[0]
		a.fresh = a.fresh[1:]
		lots, err := a.ledger.Lots(l.pool, l.from)
		if err != nil {
			return err
		}
		for _, lot := range lots {
			if lot.Grant == l.id && lot.Left.Add(a.takenOff(l)).Compare(lot.Amount) < 0 {
				if err := a.use(l, l.from); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// takenOff returns what grants below nothing took of a lot as it began: a fee paid in hours is no
// use of them.
func (a *Account) takenOff(l *lifetime) (sum ledger.Quantity) {
	for i := range a.grants {
		g := &a.grants[i]
		if g.amount.Sign() >= 0 || g.pool != l.pool || g.from.After(l.from) {
			continue
		}
		posting, err := a.ledger.Posting(g.id, l.from)
		if err != nil {
			continue
		}
		for _, d := range posting.Draws {
			if d.Lot == l.id {
				sum = sum.Add(d.Quantity)
			}
		}
	}
	return sum
}

// postUse posts a usage, and what it gives to the lots that it draws from.
func (a *Account) postUse(u ledger.Usage) error {
	if err := a.ledger.Post(u); err != nil || len(a.lifetimes) == 0 {
		return err
	}
	posting, err := a.ledger.Posting(u.ID, u.From)
	if err != nil {
		return err
	}
	for _, d := range posting.Draws {
		if l := a.lifetimes[grantOf(d.Lot)]; l != nil {
			if err := a.use(l, u.From); err != nil {
				return err
			}
		}
	}
	return nil
}

// use lets a lot live as long as its use at an instant says, from just after it.
func (a *Account) use(l *lifetime, at time.Time) error {
	n := len(l.lives)
	if n > 0 && l.def.Expires.From() == EventFirstUse {
		return nil
	}
	day, err := l.def.Expires.End(calendar.DateIn(at, a.c.zone()), a.edgesOf(l.terms))
	end := day.In(a.c.zone())
	if err != nil || n > 0 && !end.After(l.lives[n-1].end) {
		return nil
	}
	l.lives = append(l.lives, life{at, end})
	if !l.expires.IsZero() {
		return nil
	}
	from := at.Add(1)
	return a.ledger.Post(ledger.Extend{ID: fmt.Sprintf("used/%s/%v", l.id, day), Grant: l.id, At: from, Recorded: from, Expires: end})
}
