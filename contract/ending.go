package contract

import (
	"slices"

	"github.com/retainer-go/retainer/priority"
)

// ending charges the items of money that the end of a contract moves: paid, remaining,
// elapsed, discounted.
func (s *scheduler) ending() {
	end := s.c.end
	if end.IsZero() {
		return
	}
	after := end.LastDay.AddDays(1)
	n := s.c.stageOn(end.LastDay)
	t := s.c.stages[n].terms
	for _, item := range t.plan.Items {
		kinds := []string{"paid", "remaining", "elapsed", "discounted"}
		if id, fee := itemOf(item); !slices.Contains(kinds, item.Of) && !fee || id == "" && fee {
			continue
		}
		facts := s.facts(t, item, Period{end.LastDay, after})
		word := "regular"
		if end.Early {
			word = "early"
		}
		facts["ending"] = priority.Word(word)
		facts["age"] = s.c.age(s.c.noticed())
		if !s.holds(item, facts) {
			continue
		}
		money, err := s.moneyOf(item)
		var w worth
		var text string
		if err == nil {
			w, text, err = s.worth(n, item, QuantityOfMoney(money), Period{end.LastDay, after}, end.LastDay)
		}
		if err != nil {
			s.fail(after, Period{}, item, err)
			continue
		}
		s.add(t, item.ID, ChargeEnd, after, Period{}, "end", text, w)
	}
}

// itemOf returns the item that an item prices, if it is of "item:ID".
func itemOf(item Item) (string, bool) {
	const prefix = "item:"
	if len(item.Of) > len(prefix) && item.Of[:len(prefix)] == prefix {
		return item.Of[len(prefix):], true
	}
	return "", false
}

// moneyOf returns the money that an item of the end counts: of the fees that came round, over
// the items it names or all. What was paid, served and discounted was charged; what remains
// is what would be, to the end of the term.
func (s *scheduler) moneyOf(item Item) (Money, error) {
	of, single := itemOf(item)
	sum := Money{}
	t := s.c.Terms(s.c.end.LastDay)
	for _, fee := range t.plan.Items {
		_, comes := fee.Every.Calendar()
		if !comes || !s.schedulable(t, fee) || single && fee.ID != of || len(item.On) > 0 && !slices.Contains(item.On, fee.ID) {
			continue
		}
		if single || item.Of == "remaining" {
			m, err := s.unbilled(fee, single)
			if err != nil {
				return sum, err
			}
			sum = sum.Add(m)
			continue
		}
		for _, c := range s.charges {
			if c.Rule != fee.ID {
				continue
			}
			switch served := c.Period.From.Before(s.end()); {
			case item.Of == "paid" && (c.On.Before(s.end()) || c.Code == ChargeRefund && !t.arrears(fee)), item.Of == "elapsed" && served:
				sum = sum.Add(MoneyOf(c.Amount))
			case item.Of == "discounted" && served:
				sum = sum.Add(MoneyOf(c.List.Sub(c.Amount)))
			}
		}
	}
	return sum, nil
}

// unbilled returns what a fee would come to for the periods that begin after the end of the
// contract and before that of its term, but for those paid before; or for the last one that
// was served.
func (s *scheduler) unbilled(fee Item, last bool) (Money, error) {
	end := s.end()
	n := s.c.stageOn(end.AddDays(-1))
	t, from, term := s.c.stages[n].terms, end.AddDays(-1), end
	if edges, err := s.c.edges(from); err == nil && !last {
		if d, err := MustParseUntil("0 days to term-end").End(from, edges); err == nil {
			term = d
		}
	}
	sum := Money{}
	for p := range s.periodsOf(n, fee, from) {
		if !p.From.Before(term) {
			break
		}
		paid := s.payments(n, fee)[p.To]
		if p.From.Before(end) != last || paid.Periods > 0 && paid.On.Before(end) && !last || !fee.When.Holds(s.facts(t, fee, p)) {
			continue
		}
		level, _ := s.level(t, fee, p.From.In(s.loc))
		w, _, err := s.cost(n, fee, p, level, p.From)
		if err != nil {
			return sum, err
		}
		sum = sum.Add(w.money)
	}
	return sum, nil
}
