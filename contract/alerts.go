package contract

import (
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/ledger"
)

// A Reached says that the threshold of an [Alert] of a pool was reached: what a host tells the
// customer or the account manager, once.
type Reached struct {
	Pool  string // the account: the pool, or "server/web1" of one that is kept for each asset
	Alert Alert
	At    time.Time
	Entry string // whose work did it; empty where a lot ended, or is about to
	Lot   string // that is about to end

	Left ledger.Quantity // in the account then; of a lot that is about to end, in the lot

	// Of a percentage: what was used of the pool in the billing period, work that it no longer
	// covered with it, and what that is measured by: what the pool was granted for the period, or,
	// where that is nothing, what the period began with.
	Used, Given ledger.Quantity
}

// Alerts returns the thresholds of pools that were reached in the time from up to but not including
// to, in order, by the terms in force on the day. A threshold is reached once, until it is
// lifted: a percentage by the next billing period or by more hours, what is left by more hours.
// One that counts only if it is so "2 of 3" times is reached in the period in which that comes true.
func (a *Account) Alerts(from, to time.Time) ([]Reached, error) {
	var list []Reached
	for _, name := range a.alerting() {
		for _, account := range a.accounts[name] {
			w := watcher{Account: a, name: name, account: account, whose: map[string]string{}, periodsOf: map[string][]int{}}
			if err := cmp.Or(w.much(), w.low(to), w.ending(to)); err != nil {
				return nil, err
			}
			list = append(list, w.reached...)
		}
	}
	list = slices.DeleteFunc(list, func(r Reached) bool { return r.At.Before(from) || !r.At.Before(to) })
	slices.SortStableFunc(list, func(x, y Reached) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Pool, y.Pool), cmp.Compare(x.Alert.At.String(), y.Alert.At.String()), cmp.Compare(x.Lot, y.Lot))
	})
	return list, nil
}

// alerting returns the pools that have alerts under any terms, in order.
func (a *Account) alerting() (names []string) {
	for _, s := range a.c.stages {
		for name, pool := range s.terms.plan.Pools {
			if len(pool.Alerts) > 0 && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// lowAlerts returns the alerts of a pool that are about what is left, under any terms, as the
// ledger knows them.
func (a *Account) lowAlerts(name string) (list []ledger.Alert) {
	for _, s := range a.c.stages {
		pool := s.terms.plan.Pools[name]
		for _, alert := range pool.Alerts {
			id, q := alert.At.String(), alert.At.Amount()
			if alert.At.Kind() != ThresholdLeft || slices.ContainsFunc(list, func(x ledger.Alert) bool { return x.ID == id }) {
				continue
			}
			left, _ := quantityOf(pool, amountIn(pool, q, one, Amount{}))
			list = append(list, ledger.Alert{ID: id, Left: ledger.Fixed(left)})
		}
	}
	return list
}

// A watcher follows an account of a pool.
type watcher struct {
	*Account
	name, account string
	whose         map[string]string // entries, by what they drew
	periodsOf     map[string][]int  // in which a threshold was reached
	reached       []Reached
}

// alerts returns the alerts of a kind by the terms in force at an instant.
func (w *watcher) alerts(kind ThresholdKind, at time.Time) []Alert {
	pool := w.c.Terms(calendar.DateIn(at, w.c.zone())).plan.Pools[w.name]
	return slices.DeleteFunc(slices.Clone(pool.Alerts), func(a Alert) bool { return a.At.Kind() != kind })
}

// reach notes that a threshold was reached, if it was so in enough of the last periods.
func (w *watcher) reach(r Reached) {
	r.Pool = w.account
	if k, of, ok := parseKOfN(r.Alert.In); ok {
		key, n := r.Alert.At.String()+" in "+r.Alert.In, w.periodOf(r.At)
		list := slices.DeleteFunc(w.periodsOf[key], func(m int) bool { return m <= n-of })
		told := slices.Contains(list, n)
		if !told {
			list = append(list, n)
		}
		w.periodsOf[key] = list
		if told || len(list) < k {
			return
		}
	}
	w.reached = append(w.reached, r)
}

// A use is something that was drawn from the account or would have been, or was given back.
type use struct {
	at     time.Time
	entry  string
	amount ledger.Quantity
}

// much finds where so much was used of what there was for a period.
func (w *watcher) much() error {
	uses := w.uses()
	for _, p := range w.periods {
		begin, end := p.From.In(w.c.zone()), p.To.In(w.c.zone())
		var used ledger.Quantity
		holds := map[string]bool{}
		for ; len(uses) > 0 && uses[0].at.Before(end); uses = uses[1:] {
			u := uses[0]
			used = used.Add(u.amount)
			b, err := w.ledger.Balance(w.account, u.at)
			if err != nil {
				return err
			}
			given, err := w.given(begin, u.at)
			if err != nil {
				return err
			}
			for _, alert := range w.alerts(ThresholdUsed, u.at) {
				key := alert.At.String() + alert.In
				was := holds[key]
				holds[key] = given.Sign() > 0 && used.Decimal().Mul(hundred).Cmp(given.Decimal().Mul(alert.At.Amount().Percent())) >= 0
				if holds[key] && !was {
					w.reach(Reached{Alert: alert, At: u.at, Entry: u.entry, Left: b.Left, Used: used, Given: given})
				}
			}
		}
	}
	return nil
}

// given returns what percentages are of at an instant of a period.
func (w *watcher) given(begin, at time.Time) (sum ledger.Quantity, err error) {
	for _, g := range w.grants {
		if g.pool == w.account && g.amount.Sign() > 0 && !g.from.Before(begin) && !g.from.After(at) {
			sum = sum.Add(g.amount)
		}
	}
	if sum.IsZero() {
		b, err := w.ledger.Balance(w.account, begin)
		return b.Left, err
	}
	return sum, nil
}

// uses returns what was drawn from the account, and what would have been but for its end, in order.
func (w *watcher) uses() (list []use) {
	for _, work := range w.works {
		for _, p := range work.pieces {
			for _, part := range p.parts {
				if part.usage != "" {
					w.whose[part.usage] = work.entry.ID
				}
			}
			if u := w.beyond(p); !u.amount.IsZero() {
				list = append(list, u)
			}
		}
	}
	granted := map[string]bool{} // what takes off is no use
	for _, g := range w.grants {
		granted[g.id] = true
	}
	drawn := map[string]ledger.Quantity{}
	for _, e := range w.ledger.Entries() {
		switch e := e.(type) {
		case ledger.Usage:
			if e.Pool == w.account && !granted[e.ID] {
				drawn[e.ID] = e.Amount
				list = append(list, use{e.From, w.whose[e.ID], e.Amount})
			}
		case ledger.Reversal:
			if q, ours := drawn[e.Usage]; ours {
				list = append(list, use{e.At, w.whose[e.Usage], ledger.Quantity{}.Sub(q)})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y use) int { return x.at.Compare(y.at) })
	return list
}

// beyond returns what of a piece came to a rule that draws from the account, and was charged or
// let pass after it: of a pool of time.
func (w *watcher) beyond(p *piece) (u use) {
	plan := &p.terms.plan
	pool := plan.Pools[w.name]
	rule := slices.IndexFunc(plan.Cover, func(c Cover) bool {
		return c.As == AsDraw && slices.Contains(c.From, w.name) && c.When.Holds(p.facts)
	})
	if rule < 0 || !pool.time() || w.Account.account(w.name, pool, p) != w.account {
		return u
	}
	for _, part := range p.parts {
		if part.taken || part.rule <= rule || part.usage != "" || part.As != AsCharge && part.As != AsIncluded {
			continue
		}
		amount := part.Credit
		if !pool.weighs() {
			amount = part.Billed
		}
		u = use{part.at, p.entry.ID, u.amount.Add(ledger.Time(amount))}
	}
	return u
}

// low finds where no more than so much was left.
func (w *watcher) low(to time.Time) error {
	crossings, err := w.ledger.Alerts(w.account, w.c.cfg.Start.In(w.c.zone()), to)
	if err != nil {
		return err
	}
	for _, x := range crossings {
		for _, alert := range w.alerts(ThresholdLeft, x.At) {
			if alert.At.String() == x.Alert.ID {
				w.reach(Reached{Alert: alert, At: x.At, Entry: w.whose[x.Entry], Left: x.Left})
			}
		}
	}
	return nil
}

// ending finds where lots that hold something end soon.
func (w *watcher) ending(to time.Time) error {
	type end struct {
		lot string
		at  time.Time
	}
	seen := map[end]bool{}
	for _, when := range w.turns() {
		if !when.Before(to) || len(w.alerts(ThresholdExpiry, when)) == 0 {
			continue
		}
		lots, err := w.ledger.Lots(w.account, when)
		if err != nil {
			return err
		}
		for _, lot := range lots {
			if key := (end{lot.ID, lot.To}); !lot.To.IsZero() && !seen[key] {
				seen[key] = true
				if err := w.soon(lot); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// turns returns the instants at which lots of the account may begin.
func (w *watcher) turns() (list []time.Time) {
	for _, g := range w.grants {
		if g.pool == w.account {
			list = append(list, g.from)
		}
	}
	for _, l := range w.lifetimes {
		for _, life := range l.lives {
			list = append(list, life.at.Add(1))
		}
	}
	list = append(list, w.expiries...)
	for _, p := range w.periods {
		list = append(list, p.From.In(w.c.zone()))
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.CompactFunc(list, time.Time.Equal)
}

// since returns from when on a lot ends when it does: from its beginning, or the use that says so.
func (w *watcher) since(lot ledger.Lot) time.Time {
	if l := w.lifetimes[lot.Grant]; l != nil {
		for _, life := range l.lives {
			if life.end.Equal(lot.To) {
				return life.at
			}
		}
	}
	return lot.From
}

// soon notes the thresholds of the end of a lot that still holds something then.
func (w *watcher) soon(lot ledger.Lot) error {
	last := calendar.DateIn(lot.To.Add(-1), w.c.zone())
	terms := w.c.Terms(last)
	for _, alert := range w.alerts(ThresholdExpiry, lot.From) {
		day, err := alert.At.Before(last.AddDays(1), w.edgesOf(terms).Business)
		if err != nil {
			return err
		}
		at := day.In(w.c.zone())
		if since := w.since(lot); at.Before(since) {
			at = since
		}
		lots, err := w.ledger.Lots(w.account, at.Add(1))
		if err != nil {
			return err
		}
		for _, now := range lots {
			if now.ID == lot.ID && now.To.Equal(lot.To) && now.Left.Sign() > 0 {
				w.reach(Reached{Alert: alert, At: at, Lot: lot.ID, Left: now.Left})
			}
		}
	}
	return nil
}
