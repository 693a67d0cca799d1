package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

// A page gathers the lines of the text output.
type page struct{ strings.Builder }

// columns is how wide a page is.
const columns = 80

// note prints words after a head, on as many lines as they need, below one another.
func (p *page) note(head, words string) {
	indent := strings.Repeat(" ", min(utf8.RuneCountInString(head), columns/2))
	line, begun := head, strings.TrimSpace(head) != ""
	for word := range strings.FieldsSeq(words) {
		if begun && utf8.RuneCountInString(line+" "+word) > columns {
			p.line(line)
			line, begun = indent, false
		}
		if begun && line != head {
			line += " "
		}
		line, begun = line+word, true
	}
	p.line(line)
}

func (p *page) line(s string) { p.WriteString(strings.TrimRight(s, " ") + "\n") }

// text prints a text that is indented already, its long lines wrapped under themselves.
func (p *page) text(s string) {
	for line := range strings.Lines(s) {
		body := strings.TrimLeft(line, " ")
		p.note(strings.Repeat(" ", len(line)-len(body)), body)
	}
}

// amount prints a text with an amount at the right edge of its last line.
func (p *page) amount(head, words, amount string) {
	var q page
	q.note(head, words)
	text := strings.TrimSuffix(q.String(), "\n")
	last := text[strings.LastIndexByte(text, '\n')+1:]
	room := columns - utf8.RuneCountInString(last) - utf8.RuneCountInString(amount)
	if room < 2 {
		text, room = text+"\n", columns-utf8.RuneCountInString(amount)
	}
	p.line(text + strings.Repeat(" ", max(0, room)) + amount)
}

// text prints the month for people.
func (m month) text(w io.Writer) error {
	var p page
	plan := m.terms.Plan()
	c := m.closed
	p.note("", fmt.Sprintf("%s, contract %s: %s", cmp.Or(c.Customer, c.Contract), c.Contract, cmp.Or(plan.Name, plan.ID)))
	p.note("", fmt.Sprintf("%v to %v, clocks of %v, money in %v", c.Period.From, c.Period.To.AddDays(-1), m.terms.Zone(), c.Currency))
	if diffs := m.contract.Differences(c.Period.From); len(diffs) > 0 {
		p.line("\nAgreed otherwise than in the plan " + plan.ID)
		for _, d := range diffs {
			p.note("  ", d.String())
		}
	}
	m.work(&p)
	m.statements(&p)
	m.invoice(&p)
	_, err := io.WriteString(w, p.String())
	return err
}

// work prints how each entry was classified, measured, weighed and covered.
func (m month) work(p *page) {
	if len(m.entries) == 0 {
		p.line("\nNo work")
		return
	}
	p.line("\nWork                         level    rule: what it says")
	for _, x := range m.entries {
		for _, piece := range x.Pieces {
			id, clause := rule(piece)
			says := cmp.Or(id, "by default")
			if clause != "" {
				says += ": " + clause
			}
			p.note(fmt.Sprintf("  %-8s %-17s %-8s ", x.Entry.ID, piece.From.Format("Mon 02 Jan 15:04"), m.level(piece)), says)
		}
		for _, f := range x.Flags {
			p.note("           mind: ", f.Text)
		}
	}
	var worked, billed, credit time.Duration
	p.line("\nHours     worked   billed × weight    credit  taken by")
	for _, x := range m.entries {
		for _, piece := range x.Pieces {
			worked, billed, credit = worked+piece.Worked, billed+piece.Billed, credit+piece.Credit
			head := hoursRow(x.Entry.ID, piece.Worked, piece.Billed, plain(piece.Weight), piece.Credit)
			for _, taker := range takers(piece) {
				p.note(head, taker)
				head = hoursRow("", 0, 0, "", 0)
			}
		}
	}
	p.line(hoursRow("all", worked, billed, "", credit))
}

// hoursRow returns a row of the table of hours, an empty one without a label.
func hoursRow(label string, worked, billed time.Duration, weight string, credit time.Duration) string {
	row := fmt.Sprintf("  %-6s %8s %8s %8s %9s  ", label, clock(worked), clock(billed), weight, clock(credit))
	if label == "" {
		return strings.Repeat(" ", utf8.RuneCountInString(row))
	}
	return row
}

// takers says what took the parts of a piece.
func takers(p contract.PieceExplained) []string {
	var list []string
	for _, part := range p.Parts {
		for _, d := range part.Draws {
			from := "from " + d.Lot
			if d.Borrowed {
				from = "borrowed from " + d.Pool
			}
			list = append(list, fmt.Sprintf("%v %s", d.Quantity, from))
		}
		if len(part.Draws) > 0 {
			continue
		}
		text := clock(part.Billed) + " " + asWords[part.As]
		if part.Waits != "" {
			text = fmt.Sprintf("%s waits for %s", clock(part.Billed), part.Waits)
		}
		list = append(list, text+" by "+cmp.Or(part.Rule, "default"))
	}
	if len(list) == 0 {
		return []string{"nothing"}
	}
	return list
}

var asWords = map[contract.As]string{
	contract.AsIncluded: "included", contract.AsDraw: "covered", contract.AsBorrow: "borrowed", contract.AsCharge: "charged",
	contract.AsDefer: "put off", contract.AsRefuse: "refused",
}

// level returns the name of the level of a piece.
func (m month) level(p contract.PieceExplained) string {
	if p.Class.Level == 0 {
		return "-"
	}
	return m.terms.Plan().Levels.Name(p.Class.Level)
}

// statements prints what happened to the lots of each pool.
func (m month) statements(p *page) {
	for _, s := range m.closed.Statements {
		lots := s.Lots
		all := ledger.LotLine{Lot: "all", Figures: s.Figures}
		p.line("\nStatement of " + s.Pool)
		for _, l := range append(lots[:len(lots):len(lots)], all) {
			p.note(fmt.Sprintf("  %-22s ", l.Lot), figures(l.Figures))
		}
		for _, more := range []struct {
			name string
			q    ledger.Quantity
		}{{"overage", s.Overage}, {"debt", s.Debt}, {"pending", s.Pending}, {"refused", s.Refused}, {"forgiven", s.Forgiven}} {
			if !more.q.IsZero() {
				p.line(fmt.Sprintf("  %-22s %v", more.name, more.q))
			}
		}
	}
}

// figures says what happened to a lot: what it had at first and at last, and what there was between.
func figures(f ledger.Figures) string {
	list := []string{fmt.Sprintf("opening %v", f.Opening)}
	for _, x := range []struct {
		name string
		q    ledger.Quantity
	}{
		{"granted", f.Granted}, {"carried in", f.CarriedIn}, {"adjusted", f.Adjusted}, {"drawn", f.Drawn},
		{"lapsed", f.Lapsed}, {"carried out", f.CarriedOut}, {"voided", f.Voided},
		{"transferred in", f.TransferredIn}, {"transferred out", f.TransferredOut},
	} {
		if !x.q.IsZero() {
			list = append(list, fmt.Sprintf("%s %v", x.name, x.q))
		}
	}
	return strings.Join(append(list, fmt.Sprintf("closing %v", f.Closing)), ", ")
}

// invoice prints the lines: what is owed, and what is shown for information.
func (m month) invoice(p *page) {
	c := m.closed
	p.line("\nInvoice " + c.ID)
	for _, l := range c.Lines {
		p.amount(fmt.Sprintf("  %v  ", l.On), m.lineText(l), m.money(l.Amount))
	}
	p.amount("  Total", "", m.money(c.Total))
	if t := c.Tax; !t.Rate.IsZero() {
		where := "on top"
		if t.Inside {
			where = "inside"
		}
		p.amount("  ", fmt.Sprintf("Tax of %v %s", t.Rate, where), m.money(t.Amount))
		p.amount("  To be paid", "", m.money(t.Gross))
	}
	dates := fmt.Sprintf("Issued %v at the earliest", c.Issued)
	if !c.Due.IsZero() {
		dates += fmt.Sprintf(", overdue from %v", c.Due)
	}
	p.note("  ", dates)
	for _, s := range c.NotEvaluated {
		var wants []string
		for _, missing := range s.Missing {
			wants = append(wants, missing.String())
		}
		p.note("  ", fmt.Sprintf("Not evaluated: %s (%s)", s.Rule, strings.Join(wants, ", ")))
	}
}

// lineText says what a line is for, and how its amount came about.
func (m month) lineText(l contract.Charge) string {
	var words []string
	add := func(s string) {
		if s != "" {
			words = append(words, s)
		}
	}
	add(l.Entry)
	if l.Level != 0 {
		add(m.terms.Plan().Levels.Name(l.Level))
	}
	add(cmp.Or(l.Rule, "rest"))
	if l.Code != contract.ChargeItem && l.Code != contract.ChargeOrder && l.Code != contract.ChargeWork {
		add("(" + string(l.Code) + ")")
	}
	if l.Billed != 0 {
		add(clock(l.Billed))
	}
	if l.Credit != l.Billed {
		add("(weighed " + clock(l.Credit) + ")")
	}
	if l.Waits != "" {
		add("waits for " + string(l.Waits))
	} else if l.As != "" && l.As != contract.AsCharge {
		add(asWords[l.As])
	}
	text := strings.Join(words, " ")
	var steps []string
	for _, s := range l.Steps {
		steps = append(steps, s.Text)
	}
	if len(steps) == 1 {
		steps[0] = strings.TrimSuffix(steps[0], " = "+m.closed.Currency.Text(l.Amount))
	}
	if len(steps) > 0 {
		text += ": " + strings.Join(steps, "; ")
	}
	return text
}

// money prints an amount as people write it: $1,980.00.
func (m month) money(d decimal.Decimal) string {
	text, sign := m.closed.Currency.Text(d.Abs()), ""
	if d.IsNegative() {
		sign = "-"
	}
	whole, cents, hasCents := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasCents {
		whole += "." + cents
	}
	if m.closed.Currency.Code() == "USD" {
		return sign + "$" + whole
	}
	return sign + whole + " " + m.closed.Currency.Code()
}

// clock prints a length of time: 1h30m.
func clock(d time.Duration) string { return ledger.Time(d).String() }
