package contract

import (
	"iter"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/priority"
)

// A stageItem is an item of a stage, by its ID.
type stageItem struct {
	stage int
	item  string
}

// payments returns the payments of periods of an item, by the day on which the period ends:
// so many as each pays, from the one on that holds the day it pays from. Of several that pay
// one period the last counts. None is of an item that terms brought later.
func (s *scheduler) payments(n int, item Item) map[calendar.Date]Payment {
	key := stageItem{n, item.ID}
	if paid, ok := s.paid[key]; ok {
		return paid
	}
	paid := map[calendar.Date]Payment{}
	_, comes := item.Every.Calendar()
	for _, pay := range s.j.Payments {
		if !comes || len(pay.Items) > 0 && !slices.Contains(pay.Items, item.ID) {
			continue
		}
		from, k := pay.From, 0
		if from.IsZero() {
			from = pay.On
		}
		if from.Before(s.comesSince(n, item)) {
			continue // it was paid for what there was then
		}
		for p := range s.periodsOf(n, item, from) {
			if k++; k > pay.Periods {
				break
			}
			paid[p.To] = pay
		}
	}
	if s.paid == nil {
		s.paid = map[stageItem]map[calendar.Date]Payment{}
	}
	s.paid[key] = paid
	return paid
}

// comesSince returns the day of the terms that brought an item of a stage in its rhythm; the
// zero Date if it was there from the start.
func (s *scheduler) comesSince(n int, item Item) calendar.Date {
	for ; n > 0; n-- {
		old, was := s.before(n, item.ID)
		if !was || !old.comesAs(item) {
			return s.c.stages[n].from
		}
		item = old
	}
	return calendar.Date{}
}

// run returns what tells the charges of an item from those of the same ID that terms before had
// in another rhythm, or had dropped: it may have been paid for the same days. Empty if there are none.
func (s *scheduler) run(n int, item Item) string {
	since := s.comesSince(n, item)
	for m := s.c.stageOn(since) - 1; m >= 0; m-- {
		if _, was := s.c.stages[m].terms.item(item.ID); was {
			return "from/" + since.String()
		}
	}
	return ""
}

// billed returns the day on which an item can be billed for a period, and the payment, if
// that was made before the period began. The end of the contract ends the period of what is
// billed in arrears.
func (s *scheduler) billed(n int, item Item, p Period) (calendar.Date, Payment) {
	if t := s.c.stages[n].terms; t.arrears(item) && !item.Every.IsZero() {
		return earlier(p.To, s.end()), Payment{}
	}
	if pay, ok := s.payments(n, item)[p.To]; ok && pay.On.Before(p.From) {
		return pay.On, pay
	}
	return p.From, Payment{}
}

// priceOn returns the day whose prices count for a period: its first, or that on which it was
// paid before it began.
func (s *scheduler) priceOn(n int, item Item, p Period) calendar.Date {
	if on, pay := s.billed(n, item, p); pay.Periods > 0 {
		return on
	}
	return p.From
}

// horizon returns the last day on which a period may begin that is billed before the window
// ends: that of the window, or of the last period paid by then.
func (s *scheduler) horizon(n int, item Item) calendar.Date {
	last := s.window.To
	for end, pay := range s.payments(n, item) {
		if pay.On.Before(s.window.To) && end.After(last) {
			last = end
		}
	}
	return last
}

// orders charges what was ordered: once, or for each period from the order on.
func (s *scheduler) orders(n int, item Item, life Period) {
	_, comes := item.Every.Calendar()
	for _, o := range s.j.Orders {
		day := calendar.DateIn(o.At, s.loc)
		if o.Item != item.ID || !day.Before(life.To) {
			continue
		}
		if !comes {
			if life.Holds(day) || n == 0 {
				s.ordered(n, item, o, Period{day, day.AddDays(1)}, life)
			}
			continue
		}
		every, _ := item.Every.Calendar()
		for p := range s.comings(n, item, every, o, life) {
			if p.From.After(s.window.To) || s.j.over(o, o.from(p, s.loc)) {
				break
			}
			s.ordered(n, item, o, p, life)
		}
	}
}

// comings returns the periods of an order that comes round which begin by the terms of a
// stage: from the one on that holds the day of the order, or else the next.
func (s *scheduler) comings(n int, item Item, every calendar.Every, o Order, life Period) iter.Seq[Period] {
	day := calendar.DateIn(o.At, s.loc)
	return func(yield func(Period) bool) {
		for p := range s.rounds(n, item, every, later(day, life.From)) {
			if !p.From.Before(life.To) || !day.Before(life.To) {
				return
			}
			began := p.From.Before(life.From) && day.Before(life.From) // by the terms before
			next := p.From.Before(day) && item.Prorate == ProrateNext
			if !began && !next && !yield(p) {
				return
			}
		}
	}
}

// from returns when the order counts in a period: from its beginning on, or from the order.
func (o Order) from(p Period, loc *time.Location) time.Time {
	if begin := p.From.In(loc); begin.After(o.At) {
		return begin
	}
	return o.At
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// ordered charges an order, or a period of it, and pays back what is not served of that.
func (s *scheduler) ordered(n int, item Item, o Order, p, life Period) {
	t := s.c.stages[n].terms
	day := calendar.DateIn(o.At, s.loc)
	on, shown := later(p.From, day), p
	billed, cut := on, s.cut(n, item, o, p)
	if item.Every.IsZero() {
		shown = Period{}
	} else {
		billed = s.later(t, item, p, on)
	}
	if !s.wanted(billed) && !s.wanted(cut.on) || s.unsold(o) {
		return
	}
	facts := s.facts(t, item, p)
	if _, asked := facts["has"]; asked && o.At.After(p.From.In(s.loc)) {
		facts["has"] = priority.Set(s.inForce(t, o.At)...)
	}
	size, ok := item.size(o)
	if !ok {
		return // the terms since no longer have the size
	}
	w, text, err := s.worthBy(n, item, sized(size, o.quantity()), p, on, facts)
	if err != nil {
		s.fail(billed, p, item, err)
		return
	}
	charged := w
	if !item.Every.IsZero() {
		charged = s.rest(n, item, w, p, on, o.from(p, s.loc))
	}
	s.add(t, item.ID, ChargeOrder, billed, shown, o.ID, text, charged)
	if cut.part == PartFull {
		w = charged
	}
	s.giveBack(n, item, p, cut, o.ID+"/", w)
}
