package ledger

import "time"

// AsKnown returns the ledger as it was known at an instant: of the entries that were recorded by
// then, and no others. It gives each statement as it was told then, and why, to whoever asks months
// later. It is a ledger of its own, and costs what [Replay] of those entries does.
//
// An entry that names another (a [Reversal] its usage) is known once both are. The error is
// that of Replay; a ledger that was made of all its entries gives none.
func (l *Ledger) AsKnown(at time.Time) (*Ledger, error) {
	if err := l.knew(at); err != nil {
		return nil, err
	}
	now := ask(at)
	return l.only(func(e Entry) bool { return l.known(e) <= now })
}

// only returns the ledger of the entries that keep says. It has to keep what these name.
func (l *Ledger) only(keep func(Entry) bool) (*Ledger, error) {
	list := make([]Entry, 0, l.Len())
	b := l.Blank()
	first := 0
	if l.root != nil {
		if err := b.restore(l.root.state.only(keep)); err != nil {
			return nil, err
		}
		first = l.root.held
	}
	for i := first; i < l.entries.len(); i++ {
		if e := l.entry(i); keep(e) {
			list = append(list, e)
		}
	}
	if err := b.Post(list...); err != nil {
		return nil, err
	}
	return b, nil
}

// known returns when an entry was known: when it was recorded, and all that it names.
func (l *Ledger) known(e Entry) int64 {
	recorded := number(e.Head().Recorded, nil)
	for name := named(e); name != ""; name = named(e) {
		e = l.entry(l.fact(name))
		recorded = max(recorded, number(e.Head().Recorded, nil))
	}
	return recorded
}

// named returns the ID that an entry names, empty if it names none.
func named(e Entry) string {
	switch x := e.(type) {
	case Payment:
		return x.Grant
	case Adjustment:
		return x.Grant
	case Void:
		return x.Grant
	case Extend:
		return x.Grant
	case Transfer:
		return x.Grant
	case Reversal:
		return x.Usage
	case Approval:
		return x.Usage
	}
	return ""
}
