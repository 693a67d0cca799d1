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
	t := s.c.Terms(end.LastDay)
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
		q := QuantityOfMoney(s.moneyOf(t, item))
		w, text, ok := s.worth(t, item, q, Period{end.LastDay, after}, facts)
		if ok {
			s.add(t, item.ID, ChargeEnd, after, Period{}, "end", text, w)
		}
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
// the items it names or all.
func (s *scheduler) moneyOf(t *Terms, item Item) Money {
	end := s.c.end.LastDay.AddDays(1)
	term := end
	if edges, err := s.c.edges(end.AddDays(-1)); err == nil {
		if d, err := MustParseUntil("0 days to term-end").End(end, edges); err == nil {
			term = d
		}
	}
	of, single := itemOf(item)
	sum := Money{}
	for _, fee := range t.plan.Items {
		every, comes := fee.Every.Calendar()
		if !comes || !s.schedulable(t, fee) || single && fee.ID != of || len(item.On) > 0 && !slices.Contains(item.On, fee.ID) {
			continue
		}
		for p := range s.c.spans(t, every, s.c.cfg.Start) {
			if !p.From.Before(term) {
				break
			}
			facts := s.facts(t, fee, p)
			if !fee.When.Holds(facts) {
				continue
			}
			level := intOf(0)
			if levels, ok := s.j.levels(fee.Of, p, s.loc); ok {
				level = levels[0].value
			}
			w, _, ok := s.price(t, fee, p, level, facts)
			if !ok {
				return sum
			}
			n, by := s.j.prepaid(fee, p, s.ahead(t, fee))
			served := p.From.Before(end)
			switch {
			case single:
				if p.Holds(end.AddDays(-1)) { // the fee of the last period
					return w.money
				}
			case item.Of == "elapsed" && served:
				sum = sum.Add(w.money)
			case item.Of == "paid" && (served || n > 1 && by.On.Before(end)):
				sum = sum.Add(w.money)
			case item.Of == "remaining" && !served && !(n > 1 && by.On.Before(end)):
				sum = sum.Add(w.money)
			case item.Of == "discounted" && served:
				sum = sum.Add(w.list.Sub(w.money))
			}
		}
	}
	return sum
}
