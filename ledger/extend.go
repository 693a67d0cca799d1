package ledger

import "time"

// An Extend gives the lots of a grant that live at its instant a new expiry: once, or for as long as a
// condition holds that the host states in While. It never makes a lot end before the expiry
// that the lot came with, but it takes back what an earlier Extend gave: that is how a host says
// that the condition no longer holds.
//
// The lots of a recurring grant are renewed at its boundaries all the same. What one of them still
// holds where its extension ends lapses, and does not roll over.
type Extend struct {
	ID       string
	Grant    string // or the [Transfer] that brought the lots
	At       time.Time
	Recorded time.Time // zero: at At
	Expires  time.Time // the new expiry; not after At: at once; zero: none while While holds
	While    string    // the condition; it needs one if Expires is zero
	Note     string    // for people
}

// Head implements [Entry].
func (x Extend) Head() Head { return Head{TypeExtend, x.ID, x.At, since(x.Recorded, x.At)} }

func (x Extend) same(e Entry) bool {
	y, ok := e.(Extend)
	return ok && sameHead(x, y) && x.Grant == y.Grant && x.Expires.Equal(y.Expires) && x.While == y.While
}

// An extension is a new end of a lot, and the one it had.
type extension struct {
	lot int32
	was int64
}

// extend gives the lots of a grant that live a new end.
func (p *pool) extend(x Extend, g *grant, fact int) {
	to := int64(never)
	if !x.Expires.IsZero() {
		to, _ = instant(x.Expires)
	}
	code := LotEnded
	for _, id := range p.lotsOf(g) {
		l := p.lot(id)
		if !p.alive(l) {
			continue
		}
		if end := max(to, l.end, p.st.now); end != l.to {
			p.prolong(id, end, fact)
			code = ""
		} else if code != "" {
			code = NothingToExtend
		}
	}
	if code != "" {
		p.outcome(fact, code, 0)
	}
}

// prolong gives a lot a new end, and its place in the order of draws.
func (p *pool) prolong(id int32, to int64, fact int) {
	left := p.close(id)
	l := p.lot(id)
	p.st.extended = append(p.st.extended, extension{id, l.to})
	l.to = to
	if to == p.st.now {
		if left > 0 {
			p.note(moveLapse, id, fact, left)
		}
		return
	}
	p.open(id, left)
	if to != l.end { // else its end is on the agenda still
		p.schedule(to, phaseExpiry, id)
	}
}

// unextend gives lots the ends back that they had when so many extensions had been made.
func unextend(lots []lot, made []extension, n int) {
	for i := len(made) - 1; i >= n; i-- {
		if x := made[i]; int(x.lot) < len(lots) {
			lots[x.lot].to = x.was
		}
	}
}
