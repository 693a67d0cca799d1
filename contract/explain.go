package contract

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
	"github.com/shopspring/decimal"
)

// An Explanation says what became of an entry, and why, from the clock to the invoice. It is
// data, with a String for people; it is put together when it is asked for.
type Explanation struct {
	Entry  Entry
	Flags  []Flag
	Pieces []PieceExplained // where the entry was cut, in order
	Lines  []Charge         // that it made, in whatever period
}

// A PieceExplained is a part of an entry that lies on one side of every edge.
type PieceExplained struct {
	From     time.Time // in the zone of the contract
	Worked   time.Duration
	During   []string // calendars of the rules that were open; nil: none, or nobody knows
	Period   Period   // that it is charged in; zero: one that is not there yet
	Late     bool     // it became known after its own period was closed
	Class    priority.Classification
	Measured string // the rule that measured it; empty: none, it is billed as worked
	Billed   time.Duration
	Weight   decimal.Decimal
	Credit   time.Duration // billed × weight
	Parts    []PartExplained
}

// A PartExplained is what a rule of the waterfall took of a piece.
type PartExplained struct {
	Part
	Draws []Drawn
	Rate  string // that priced it
	Steps []Line // of the price, before adjustments and rounding
}

// Explain returns what became of an entry. It is a [*NotFoundError] if there is no such
// entry, or it is of a time that was not asked for.
func (a *Account) Explain(entry string) (Explanation, error) {
	w, ok := a.work(entry)
	if !ok || len(w.pieces) == 0 {
		return Explanation{}, &NotFoundError{"entry", entry}
	}
	x := Explanation{Entry: *w.entry, Flags: slices.Clone(w.flags)}
	periods := map[int]bool{}
	for _, p := range w.pieces {
		if p.facts == nil || a.undone(p) {
			continue // taken back before it was charged
		}
		e := PieceExplained{
			From: p.from.In(a.c.zone()), Worked: p.raw, During: slices.Clone(p.during), Late: p.late, Class: p.class,
			Measured: p.measured, Billed: p.billed, Weight: p.weight, Credit: p.credit,
		}
		if p.period < len(a.periods) {
			e.Period = a.periods[p.period]
			periods[p.period] = true
		}
		for _, part := range p.parts {
			var steps []Line
			if part.money != nil {
				steps = slices.Clone(part.money.steps)
			}
			e.Parts = append(e.Parts, PartExplained{part, a.draws(part), part.rate, steps})
		}
		x.Pieces = append(x.Pieces, e)
	}
	var fs strict.Faults
	for n := range a.periods {
		if periods[n] {
			x.Lines = append(x.Lines, a.linesOf(w, n, &fs, func(string, []priority.Missing) {})...)
		}
	}
	a.c.taxClasses(x.Lines)
	return x, fs.Err("contract: explanation")
}

// String returns the explanation in words, a line for each step.
func (x Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s worked", x.Entry.ID, exact.DurationText(x.Entry.worked()))
	if x.Entry.Ticket != "" {
		fmt.Fprintf(&b, " on %s", x.Entry.Ticket)
	}
	b.WriteString("\n")
	for _, f := range x.Flags {
		fmt.Fprintf(&b, "  note: %s\n", f.Text)
	}
	for _, p := range x.Pieces {
		p.write(&b)
	}
	for _, l := range x.Lines {
		if l.As != AsCharge || l.Waits != "" {
			continue
		}
		fmt.Fprintf(&b, "  line %s: %s\n", l.ID, amountText(l.Amount))
		for _, s := range l.Steps {
			fmt.Fprintf(&b, "    %s\n", s.Text)
		}
	}
	return b.String()
}

func (p PieceExplained) write(b *strings.Builder) {
	fmt.Fprintf(b, "  %s, %s: %s\n", p.From.Format("Mon 2006-01-02 15:04"), exact.DurationText(p.Worked), p.Class)
	for _, m := range p.Class.Matches {
		if m.ID != p.Class.Rule {
			fmt.Fprintf(b, "    also %s: %s\n", m.ID, cmp.Or(m.Clause, m.When.String()))
		}
	}
	if p.Late {
		fmt.Fprintf(b, "    came after its period was closed, and counts in %v\n", p.Period)
	}
	if p.Measured != "" {
		fmt.Fprintf(b, "    billed %s by %s\n", exact.DurationText(p.Billed), p.Measured)
	}
	if !p.Weight.Equal(one) {
		fmt.Fprintf(b, "    × %s = %s\n", p.Weight, exact.DurationText(p.Credit))
	}
	for _, part := range p.Parts {
		part.write(b)
	}
}

func (p PartExplained) write(b *strings.Builder) {
	fmt.Fprintf(b, "    %s: %s %s", cmp.Or(p.Rule, "rest"), exact.DurationText(p.Billed), outcomes[p.As])
	switch {
	case p.Waits != "":
		fmt.Fprintf(b, ", waits for %s", waits[p.Waits])
	case !p.Until.IsZero():
		fmt.Fprintf(b, " until %v", calendar.DateIn(p.Until, p.Until.Location()))
	case p.Rate != "":
		fmt.Fprintf(b, " by %s", p.Rate)
	}
	if p.Clause != "" {
		fmt.Fprintf(b, " (%s)", p.Clause)
	}
	b.WriteString("\n")
	for _, d := range p.Draws {
		if d.Borrowed {
			fmt.Fprintf(b, "      %s borrowed from %s\n", d.Quantity, d.Pool)
			continue
		}
		fmt.Fprintf(b, "      %s from %s of %s\n", d.Quantity, d.Lot, d.Pool)
	}
}

var outcomes = map[As]string{
	AsIncluded: "included", AsDraw: "drawn", AsBorrow: "borrowed", AsCharge: "charged", AsDefer: "put off", AsRefuse: "refused",
}

var waits = map[Needs]string{
	NeedsApproval: "the customer's approval", NeedsEstimate: "an estimate to be approved", NeedsDecision: "the provider's decision",
}
