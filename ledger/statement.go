package ledger

import (
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/calendar"
)

// Figures are what happened to a pool or a lot in a period. They add up:
//
//	Opening + Granted + CarriedIn + Adjusted + TransferredIn = Drawn + Lapsed + CarriedOut + Voided + TransferredOut + Closing
type Figures struct {
	Opening    Quantity // left when the period began
	Granted    Quantity // by lots that began, and resets that filled up
	CarriedIn  Quantity // from lots that ended
	Adjusted   Quantity // signed
	Drawn      Quantity // by usage, and by debt that was repaid; what reversals gave back is taken off
	Lapsed     Quantity // by expiry, boundary, reset, or beyond what may be carried
	CarriedOut Quantity // to lots that follow
	Voided     Quantity
	Closing    Quantity // left when the period ended: the opening of the next

	TransferredIn  Quantity // from other pools
	TransferredOut Quantity // to other pools
}

// A LotLine is what happened to one lot.
type LotLine struct {
	Lot   string
	Grant string
	Figures
}

// A UsageLine is what usage of one level, kind of work or ticket came to.
type UsageLine struct {
	Name    string        // "P2", "remote", "T-17"; empty where the usage did not say
	Time    time.Duration // worked, of the usage of the period
	Used    Quantity      // credit time, covered or not, reversals taken off
	Drawn   Quantity      // that lots covered; debt repaid counts when it is
	Overage Quantity      // that is billed
}

// A Statement says what happened to a pool in a period. Its Closing is the Opening of the
// next period, whatever the periods are.
type Statement struct {
	Pool   string
	Period calendar.Period // from From up to but not including To

	Figures

	// What no lot covered in the period, reversals taken off.
	Overage Quantity // billed
	Debt    Quantity // that is left to later lots; less what they repaid
	Soft    Quantity // counted only
	Pending Quantity // waits for approval
	Refused Quantity

	Forgiven Quantity // by resets, of overage and debt

	Late []LateLine // what belongs to a closed period, and is posted to this one

	Lots    []LotLine   // that had something, or something happened to, in the order they began
	Levels  []UsageLine // by name
	Kinds   []UsageLine // by name
	Tickets []UsageLine // by name
}

// Statement returns what happened to a pool from an instant up to but not including
// another. It is a [*NotFoundError] if there is no such pool, and an [*Error] if to is not after from.
func (l *Ledger) Statement(pool string, from, to time.Time) (Statement, error) {
	p, err := l.find(pool)
	if err != nil {
		return Statement{}, err
	}
	if !to.After(from) {
		return Statement{}, fault("statement", "not_after", "a period ends after it begins")
	}
	if err := l.since("statement", from); err != nil {
		return Statement{}, err
	}
	lo, hi := ask(from), ask(to)
	if hi > lo {
		hi--
	}
	began := p.at(lo - 1)
	if hi >= p.st.now {
		p = p.at(hi)
	}
	s := statement{pool: p, lots: map[int32]*sums{}, began: began, from: lo, to: hi}
	return s.make(calendar.Period{From: from.In(p.t.loc), To: to.In(p.t.loc)}), nil
}

// A statement is a Statement in the making.
type statement struct {
	*pool
	began    *pool
	from, to int64
	lots     map[int32]*sums
}

func (s *statement) make(period calendar.Period) Statement {
	t := s.t
	first, last := s.firstAfter(s.from-1), s.firstAfter(s.to)
	before, after := s.sumsAt(first), s.sumsAt(last)
	diff := after
	for k := range diff {
		diff[k] -= before[k]
	}
	st := Statement{
		Pool: t.pool.ID, Period: period, Figures: t.figures(&diff, before.left()),
		Overage: t.q(diff[moveOverage] - diff[moveUndoOverage]), Debt: t.q(diff[moveDebt] - diff[moveUndoDebt] - diff[moveRepay]),
		Soft: t.q(diff.soft()), Pending: t.q(diff.pending()), Refused: t.q(diff[moveRefused]), Forgiven: t.q(diff.forgiven()),
	}
	var levels, kinds, tickets lines
	for i := first; i < last; i++ {
		m := s.move(i)
		if m.lot != noLot {
			s.lotSums(m.lot)[m.kind()] += m.qty
		}
		if m.fact() == noFact || !m.kind().ofUsage() {
			continue
		}
		u := s.book.entry(m.fact()).(Usage)
		levels.add(u.Level.String(), m)
		kinds.add(u.Kind, m)
		tickets.add(u.Ticket, m)
	}
	for i := s.place(key{at: s.from}); i < len(s.rows) && s.rows[i].at <= s.to; i++ {
		if u, ok := (*s.book.entries.at(int(s.rows[i].fact()))).(Usage); ok {
			levels.line(u.Level.String()).time += u.Time
			kinds.line(u.Kind).time += u.Time
			tickets.line(u.Ticket).time += u.Time
		}
	}
	st.Lots, st.Late = s.lotLines(), s.lateLines(s.from, s.to)
	st.Levels, st.Kinds, st.Tickets = levels.list(t), kinds.list(t), tickets.list(t)
	return st
}

// ofUsage reports whether moves of that kind name a usage.
func (k kind) ofUsage() bool {
	switch k {
	case moveGrant, moveCarryIn, moveCarryOut, moveLapse, moveVoid, moveAdjust, moveForgiveOverage, moveTransferOut, moveTransferIn:
		return false
	}
	return true
}

func (t *terms) figures(d *sums, opening int64) Figures {
	return Figures{
		Opening: t.q(opening), Granted: t.q(d[moveGrant]), CarriedIn: t.q(d[moveCarryIn]), Adjusted: t.q(d[moveAdjust]),
		Drawn: t.q(d.drawn()), Lapsed: t.q(d[moveLapse]), CarriedOut: t.q(d[moveCarryOut]), Voided: t.q(d[moveVoid]),
		Closing: t.q(opening + d.left()), TransferredIn: t.q(d[moveTransferIn]), TransferredOut: t.q(d[moveTransferOut]),
	}
}

func (s *statement) lotSums(id int32) *sums {
	if s.lots[id] == nil {
		s.lots[id] = new(sums)
	}
	return s.lots[id]
}

func (s *statement) lotLines() []LotLine {
	opening := map[int32]int64{}
	for _, o := range s.began.st.open {
		opening[o.lot] = o.left
		s.lotSums(o.lot)
	}
	out := make([]LotLine, 0, len(s.lots))
	ids := make([]int32, 0, len(s.lots))
	for id := range s.lots {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		out = append(out, LotLine{s.lotID(id), s.lot(id).grant.id, s.t.figures(s.lots[id], opening[id])})
	}
	return out
}

// A line is a UsageLine in the making.
type line struct {
	sums
	time time.Duration
}

type lines struct {
	byName map[string]*line
	name   string // of the line that was asked for last, as it mostly is again
	last   *line
}

func (ls *lines) line(name string) *line {
	if ls.last != nil && ls.name == name {
		return ls.last
	}
	if ls.byName == nil {
		ls.byName = map[string]*line{}
	}
	l := ls.byName[name]
	if l == nil {
		l = new(line)
		ls.byName[name] = l
	}
	ls.name, ls.last = name, l
	return l
}

func (ls *lines) add(name string, m *move) { ls.line(name).sums[m.kind()] += m.qty }

func (ls *lines) list(t *terms) []UsageLine {
	out := make([]UsageLine, 0, len(ls.byName))
	for name, l := range ls.byName {
		out = append(out, UsageLine{name, l.time, t.q(l.used()), t.q(l.drawn()), t.q(l.sums[moveOverage] - l.sums[moveUndoOverage])})
	}
	slices.SortFunc(out, func(a, b UsageLine) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Equal reports whether a and b are the same figures.
func (a Figures) Equal(b Figures) bool {
	return a.Opening.Equal(b.Opening) && a.Granted.Equal(b.Granted) && a.CarriedIn.Equal(b.CarriedIn) &&
		a.Adjusted.Equal(b.Adjusted) && a.Drawn.Equal(b.Drawn) && a.Lapsed.Equal(b.Lapsed) &&
		a.CarriedOut.Equal(b.CarriedOut) && a.Voided.Equal(b.Voided) && a.Closing.Equal(b.Closing) &&
		a.TransferredIn.Equal(b.TransferredIn) && a.TransferredOut.Equal(b.TransferredOut)
}

// Equal reports whether a and b are the same line.
func (a LotLine) Equal(b LotLine) bool {
	return a.Lot == b.Lot && a.Grant == b.Grant && a.Figures.Equal(b.Figures)
}

// Equal reports whether a and b are the same line.
func (a UsageLine) Equal(b UsageLine) bool {
	return a.Name == b.Name && a.Time == b.Time && a.Used.Equal(b.Used) && a.Drawn.Equal(b.Drawn) && a.Overage.Equal(b.Overage)
}

// Equal reports whether a and b are the same statement.
func (a Statement) Equal(b Statement) bool {
	return a.Pool == b.Pool && a.Period.Equal(b.Period) && a.Figures.Equal(b.Figures) && a.Overage.Equal(b.Overage) &&
		a.Debt.Equal(b.Debt) && a.Soft.Equal(b.Soft) && a.Pending.Equal(b.Pending) && a.Refused.Equal(b.Refused) &&
		a.Forgiven.Equal(b.Forgiven) && slices.EqualFunc(a.Late, b.Late, LateLine.Equal) && slices.EqualFunc(a.Lots, b.Lots, LotLine.Equal) &&
		slices.EqualFunc(a.Levels, b.Levels, UsageLine.Equal) && slices.EqualFunc(a.Kinds, b.Kinds, UsageLine.Equal) &&
		slices.EqualFunc(a.Tickets, b.Tickets, UsageLine.Equal)
}
