package ledger

import "time"

// A Close locks a pool up to an instant: a statement of the time before it that was told once
// is told the same ever after. Whatever is recorded after the close and would take effect
// in that time (usage, grants, reversals, voids: any entry) takes effect at the first instant that is open,
// or is refused, by [Policy.Late].
//
// Whether a period was closed when an entry came is judged by when each was recorded (and all that
// the entry names), and not by the order in which they are posted. What was recorded at the very instant of the close came
// before it. Closing what is closed changes nothing, and of several closes the farthest counts.
//
// A host that closes periods says of every entry when it was Recorded: one that leaves it open is
// recorded when it takes effect, and so never comes late.
//
// As what a pool gives by a [Transfer] is in the statement of another, a pool that has given is
// closed as far as the one it gave to.
type Close struct {
	ID       string
	Pool     string    // the pool it locks; none: all of them
	Until    time.Time // the first instant that stays open: "March" is closed until 1 April, 00:00
	Recorded time.Time // when it was closed; zero: at Until
	Note     string    // for people
}

// A Reopen opens a pool again from an instant on, to entries recorded from then on. What was
// recorded while the period was closed stays where it was posted to. Opening what is open changes
// nothing.
type Reopen struct {
	ID       string
	Pool     string    // none: all of them
	From     time.Time // the first instant that is open again
	Recorded time.Time // when it was opened again; what is recorded at that very instant comes after
	Note     string    // for people
}

// A Late is what becomes of an entry that comes for a period that is closed.
type Late string

// The choices. The zero Late is NextOpen.
const (
	NextOpen   Late = "next"   // it takes effect at the first open instant; [Statement.Late] and [Posting.Late] say so
	RefuseLate Late = "refuse" // it takes no effect; the outcome is [PeriodClosed]
)

// A LateLine is an entry of a statement that belongs to a period that was closed when it was recorded.
type LateLine struct {
	Entry string
	Type  Type
	At    time.Time // when it would have taken effect: the start of the work
	In    time.Time // when it does
}

// Head implements [Entry]. At is Until.
func (c Close) Head() Head { return Head{TypeClose, c.ID, c.Until, since(c.Recorded, c.Until)} }

// Head implements [Entry]. At is From.
func (r Reopen) Head() Head { return Head{TypeReopen, r.ID, r.From, r.Recorded} }

func (c Close) same(e Entry) bool {
	d, ok := e.(Close)
	return ok && sameHead(c, d) && c.Pool == d.Pool
}

func (r Reopen) same(e Entry) bool {
	s, ok := e.(Reopen)
	return ok && sameHead(r, s) && r.Pool == s.Pool
}

// Equal reports whether a and b are the same line.
func (a LateLine) Equal(b LateLine) bool {
	return a.Entry == b.Entry && a.Type == b.Type && a.At.Equal(b.At) && a.In.Equal(b.In)
}

// OpenFrom returns the first instant of a pool that is open to what is recorded at an
// instant: what takes effect before it comes late. The zero Time says that nothing is closed. It
// is a [*NotFoundError] if there is no such pool.
func (l *Ledger) OpenFrom(pool string, recorded time.Time) (time.Time, error) {
	p, err := l.find(pool)
	if err != nil {
		return time.Time{}, err
	}
	if line := p.line(ask(recorded)); line > allOpen {
		return p.t.time(line), nil
	}
	return time.Time{}, nil
}
