package bare

// A Ledger is the floor of package ledger: one pool of lots in a slice of integers, in the
// order they lapse, burned from the front, and the map of IDs that it takes to
// ignore what is posted twice. It explains nothing and knows no past.
type Ledger struct {
	left, until []int64
	ids         map[string]int32
	over        int64
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger { return &Ledger{ids: map[string]int32{}} }

// Grant adds a lot that lapses no earlier than those before it.
func (l *Ledger) Grant(id string, amount, until int64) {
	if _, ok := l.ids[id]; ok {
		return
	}
	l.ids[id] = int32(len(l.ids))
	l.left, l.until = append(l.left, amount), append(l.until, until)
}

// Use burns amount at an instant, which is no earlier than that of the use before.
func (l *Ledger) Use(id string, at, amount int64) {
	if _, ok := l.ids[id]; ok {
		return
	}
	l.ids[id] = int32(len(l.ids))
	l.lapse(at)
	for len(l.left) > 0 && amount > 0 {
		take := min(l.left[0], amount)
		amount -= take
		if l.left[0] -= take; l.left[0] == 0 {
			l.left, l.until = l.left[1:], l.until[1:]
		}
	}
	l.over += amount
}

func (l *Ledger) lapse(at int64) {
	for len(l.until) > 0 && l.until[0] <= at {
		l.left, l.until = l.left[1:], l.until[1:]
	}
}

// Left returns what is left at an instant, which is no earlier than that of the last use.
func (l *Ledger) Left(at int64) int64 {
	l.lapse(at)
	sum := int64(0)
	for _, n := range l.left {
		sum += n
	}
	return sum
}
