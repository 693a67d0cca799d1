package ledger

import (
	"slices"
	"time"
)

func since(recorded, at time.Time) time.Time {
	if recorded.IsZero() {
		return at
	}
	return recorded
}

func sameHead(a, b Entry) bool {
	x, y := a.Head(), b.Head()
	return x.Type == y.Type && x.ID == y.ID && x.At.Equal(y.At) && x.Recorded.Equal(y.Recorded)
}

func (g Grant) same(e Entry) bool {
	h, ok := e.(Grant)
	return ok && sameHead(g, h) && g.Pool == h.Pool && g.Kind == h.Kind && g.Amount.Equal(h.Amount) &&
		g.Expires.Equal(h.Expires) && g.Priority == h.Priority && slices.Equal(g.Scope, h.Scope) &&
		g.Cost.Equal(h.Cost) && g.Category == h.Category && g.Every == h.Every &&
		g.Anchor.Equal(h.Anchor) && g.Roll.Equal(h.Roll) && g.Keep.Equal(h.Keep) && g.Owing == h.Owing
}

func (u Usage) same(e Entry) bool {
	v, ok := e.(Usage)
	return ok && sameHead(u, v) && u.Pool == v.Pool && u.Time == v.Time && u.Norm == v.Norm && u.Billed == v.Billed &&
		u.Weight.Equal(v.Weight) && u.Amount.Equal(v.Amount) && u.Level == v.Level && u.Kind == v.Kind &&
		u.Ticket == v.Ticket && u.Scope == v.Scope && u.Approved == v.Approved
}

func (p Payment) same(e Entry) bool {
	q, ok := e.(Payment)
	return ok && sameHead(p, q) && p.Grant == q.Grant
}

func (r Reset) same(e Entry) bool {
	s, ok := e.(Reset)
	return ok && sameHead(r, s) && r.Pool == s.Pool && r.KeepOverage == s.KeepOverage
}

func (a Adjustment) same(e Entry) bool {
	b, ok := e.(Adjustment)
	return ok && sameHead(a, b) && a.Grant == b.Grant && a.Amount.Equal(b.Amount) && a.Reason == b.Reason
}

func (v Void) same(e Entry) bool {
	w, ok := e.(Void)
	return ok && sameHead(v, w) && v.Grant == w.Grant && v.Ends == w.Ends
}

func (r Reversal) same(e Entry) bool {
	s, ok := e.(Reversal)
	return ok && sameHead(r, s) && r.Usage == s.Usage && r.Amount.Equal(s.Amount)
}
