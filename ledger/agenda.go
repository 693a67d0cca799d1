package ledger

// A phase is a place within an instant: expiry and void of a lot's end, boundaries, new
// lots, their extensions, debt repayment, voids and adjustments, usage, reversals, and then the
// question.
type phase uint8

const (
	phaseExpiry phase = iota
	phaseVoid         // that ends a lot
	phaseBoundary
	phaseGrant
	phaseExtend
	phaseRepay
	phaseCorrect
	phaseUse
	phaseReverse
	phaseEnd
)

// An item is something that time alone brings about: a lot ends (phaseExpiry), the period
// of a recurring grant does (phaseBoundary), the next one begins (phaseGrant).
type item struct {
	at    int64
	lot   int32
	phase phase
}

// agenda is a heap of items, the next one first. Items of lots that are spent or void by
// then stay in it and do nothing.
type agenda []item

func (a item) before(b item) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.phase != b.phase:
		return a.phase < b.phase
	}
	return a.lot < b.lot
}

func (h *agenda) push(it item) {
	*h = append(*h, it)
	s := *h
	for i := len(s) - 1; i > 0; {
		up := (i - 1) / 2
		if !s[i].before(s[up]) {
			return
		}
		s[i], s[up] = s[up], s[i]
		i = up
	}
}

func (h *agenda) pop() item {
	s := *h
	top, last := s[0], len(s)-1
	s[0] = s[last]
	s = s[:last]
	*h = s
	for i := 0; ; {
		next := i
		for _, down := range [...]int{2*i + 1, 2*i + 2} {
			if down < last && s[down].before(s[next]) {
				next = down
			}
		}
		if next == i {
			return top
		}
		s[i], s[next] = s[next], s[i]
		i = next
	}
}

// schedule puts something on the agenda; what never happens is not on it.
func (p *pool) schedule(at int64, ph phase, lot int32) {
	if at < never {
		p.st.agenda.push(item{at, lot, ph})
		p.st.due = min(p.st.due, at)
	}
}

// wake sets when something is due.
func (p *pool) wake() {
	next, ok := p.next()
	switch {
	case p.st.raised:
		p.st.due = p.st.now
	case ok:
		p.st.due = next.at
	default:
		p.st.due = never
	}
}

// next returns the next item of the agenda, or the next grant that begins.
func (p *pool) next() (item, bool) {
	it, ok := item{at: never}, false
	if len(p.st.agenda) > 0 {
		it, ok = p.st.agenda[0], true
	}
	if p.st.started < len(p.grants) {
		if g := p.grants[p.st.started]; g.effective < it.at || g.effective == it.at && phaseGrant < it.phase {
			it, ok = item{g.effective, noLot, phaseGrant}, true
		}
	}
	return it, ok
}

// advance lets happen all that time brings about before the given phase of an instant, and
// makes it now.
func (p *pool) advance(at int64, ph phase) {
	for at >= p.st.due {
		it, ok := p.next()
		if p.st.raised && (!ok || it.at > p.st.now || it.phase > phaseRepay) && (at > p.st.now || ph > phaseRepay) {
			p.st.raised = false
			p.repay()
			p.burnAgain()
			p.wake()
			continue
		}
		if !ok || it.at > at || it.at == at && it.phase >= ph {
			break
		}
		p.st.now = it.at
		switch {
		case it.lot == noLot:
			g := p.grants[p.st.started]
			p.st.started++
			p.begin(g)
		default:
			p.st.agenda.pop()
			p.happen(it)
		}
		p.wake()
	}
	p.st.now = max(p.st.now, at)
}
