package ledger

import "time"

// AsKnown returns the ledger as it was known at an instant: of the entries that were recorded by
// then, and no others. It gives each statement as it was told then, and why, to whoever asks months
// later. It is a ledger of its own, and costs what [Replay] of those entries does.
//
// An entry that names another (a [Reversal] its usage) is known once both are. The error is
// that of Replay; a ledger that was made of all its entries gives none.
func (l *Ledger) AsKnown(at time.Time) (*Ledger, error) {
	now := ask(at)
	return l.only(func(e Entry) bool {
		recorded, _ := instant(e.Head().Recorded)
		return recorded <= now
	})
}

// only returns the ledger of the entries that keep says, but for those that name one which is not kept.
func (l *Ledger) only(keep func(Entry) bool) (*Ledger, error) {
	const unknown, in, out = 0, 1, 2
	state := make([]byte, l.Len())
	list := make([]Entry, 0, l.Len())
	var path []int
	for fact := range state {
		path = path[:0]
		is := byte(in) // also where entries name each other in a ring
		for f := fact; f >= 0; {
			if state[f] != unknown {
				is = state[f]
				break
			}
			if path = append(path, f); !keep(l.entry(f)) {
				is = out
				break
			}
			state[f] = in
			f = -1
			if name := named(l.entry(path[len(path)-1])); name != "" {
				f = l.fact(name)
			}
		}
		for _, f := range path {
			state[f] = is
		}
		if is == in {
			list = append(list, l.entry(fact))
		}
	}
	b := l.Blank()
	if err := b.Post(list...); err != nil {
		return nil, err
	}
	return b, nil
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
