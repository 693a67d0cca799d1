package ledger

import "slices"

// fits reports whether a usage of that scope may draw the lot.
func (p *pool) fits(o *open, scope string) bool {
	return !o.scoped || slices.Contains(p.lot(o.lot).grant.scope, scope)
}

// draw takes up to want from the open lots in their order, and returns what they do not cover.
func (p *pool) draw(k kind, fact int, scope string, want int64) int64 {
	list, spent := p.st.open, false
	for i := range list {
		if want == 0 {
			break
		}
		o := &list[i]
		if !p.fits(o, scope) {
			continue
		}
		take := min(o.left, want)
		o.left -= take
		want -= take
		spent = spent || o.left == 0
		p.note(k, o.lot, fact, take)
	}
	if spent {
		p.st.prune()
	}
	return want
}

// prune takes the spent lots out of the open ones.
func (s *state) prune() {
	for len(s.open) > 0 && s.open[0].left == 0 {
		s.open = s.open[1:]
	}
	if slices.ContainsFunc(s.open, func(o open) bool { return o.left == 0 }) {
		s.open = slices.DeleteFunc(s.open, func(o open) bool { return o.left == 0 })
	}
}

// available returns what a usage of that scope could draw.
func (p *pool) available(scope string) int64 {
	sum := int64(0)
	for i := range p.st.open {
		if o := &p.st.open[i]; p.fits(o, scope) {
			sum += o.left
		}
	}
	return sum
}

// use lets a usage draw the credit that it takes, and deals with what no lot covers.
func (p *pool) use(fact int, u *Usage, credit int64) {
	if p.t.plain {
		if rest := p.draw(moveDraw, fact, u.Scope, credit); rest > 0 {
			p.settle(fact, u, rest, never, never)
		}
		return
	}
	p.touch()
	soft, borrow, ceiling := p.room()
	want := min(credit, p.available(u.Scope))
	if step := p.t.Step.n; step > 0 {
		_, billed, _, _ := p.t.measure(u)
		want = wholeSteps(step, want, int64(billed), credit)
	}
	rest := credit - want
	if p.t.mode == ModeHard && rest > soft && rest-soft > borrow {
		p.note(moveRefused, noLot, fact, credit)
		p.outcome(fact, Refused, credit)
		return
	}
	p.draw(moveDraw, fact, u.Scope, want)
	if take := min(rest, soft); take > 0 {
		p.note(moveSoft, noLot, fact, take)
		p.st.per.soft += take
		rest -= take
	}
	p.settle(fact, u, rest, borrow, ceiling)
}

// room returns how much more may be soft by fair use, be borrowed, and be overage.
func (p *pool) room() (soft, borrow, ceiling int64) {
	per := &p.st.per
	soft = max(0, p.t.FairUse.of(per.granted, 0)-per.soft)
	borrow = max(0, p.t.Borrow.of(per.granted, 0)-p.st.sums.debt())
	ceiling = max(0, p.t.Ceiling.of(per.granted, never)-per.over)
	return soft, borrow, ceiling
}

// settle deals with what is left of a usage that no lot covers.
func (p *pool) settle(fact int, u *Usage, rest, borrow, ceiling int64) {
	if p.t.plain {
		borrow = 0
	}
	if p.t.mode == ModeDebt {
		borrow = never
	}
	if take := min(rest, borrow); take > 0 {
		p.note(moveDebt, noLot, fact, take)
		p.st.owed = append(p.st.owed, owed{fact, take})
		rest -= take
	}
	if rest == 0 {
		return
	}
	switch p.t.mode {
	case ModeSoft:
		p.note(moveSoft, noLot, fact, rest)
		return
	case ModeOverage, ModeAsk:
		k := moveOverage
		if p.t.mode == ModeAsk && !u.Approved {
			k = movePending
		}
		if take := min(rest, ceiling); take > 0 {
			p.note(k, noLot, fact, take)
			p.st.per.over += take
			rest -= take
			if k == movePending {
				p.outcome(fact, Pending, take)
			}
		}
	}
	if rest > 0 {
		p.note(moveRefused, noLot, fact, rest)
		p.outcome(fact, Refused, rest)
	}
}

// wholeSteps returns how much of most is the credit of whole steps of the time billed.
func wholeSteps(step, most, billed, credit int64) int64 {
	if billed <= 0 {
		billed = credit
	}
	if credit == 0 {
		return 0
	}
	n := mulDiv(most, billed, credit) / step
	if most-mulDiv(credit, n*step, billed) > 0 && n < billed/step && mulDiv(credit, (n+1)*step, billed) <= most {
		n++ // the time that most is was rounded down
	}
	return mulDiv(credit, n*step, billed)
}

// repay lets the debt draw, oldest first.
func (p *pool) repay() {
	if len(p.st.owed) == 0 {
		return
	}
	kept := p.st.owed[:0]
	for _, o := range p.st.owed {
		if len(p.st.open) > 0 {
			o.qty = p.drawLater(moveRepay, o)
		}
		if o.qty > 0 {
			kept = append(kept, o)
		}
	}
	p.st.owed = kept
}

// drawLater draws for a usage of the past.
func (p *pool) drawLater(k kind, o owed) (rest int64) {
	u := p.book.entry(o.fact).(Usage)
	rest = o.qty
	list, spent := p.st.open, false
	for i := range list {
		if rest == 0 {
			break
		}
		if l := &list[i]; p.fits(l, u.Scope) {
			take := min(l.left, rest)
			l.left -= take
			rest -= take
			spent = spent || l.left == 0
			p.later(o.fact, p.logLen())
			p.note(k, l.lot, o.fact, take)
		}
	}
	if spent {
		p.st.prune()
	}
	return rest
}

// burnAgain lets what was burned of void lots draw on those there are now.
func (p *pool) burnAgain() {
	list := p.st.again
	p.st.again = nil
	for _, o := range list {
		rest := p.drawLater(moveDraw, o)
		if rest == 0 {
			continue
		}
		u := p.book.entry(o.fact).(Usage)
		p.touch()
		_, borrow, ceiling := p.room()
		n := p.logLen()
		p.settle(o.fact, &u, rest, borrow, ceiling)
		for i := n; i < p.logLen(); i++ {
			p.later(o.fact, i)
		}
	}
}
