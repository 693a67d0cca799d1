package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/retainer-go/retainer/estimate"
	"github.com/shopspring/decimal"
)

// A page gathers the lines of the text output.
type page struct{ strings.Builder }

// columns is how wide a page is.
const columns = 80

// row prints a line: a label on the left, figures on the right. Long figures take their room
// from the label, and a label that is too long begins in the line above.
func (p *page) row(label string, width int, figures ...string) {
	right := ""
	for _, f := range figures {
		right += fmt.Sprintf(" %12s", f)
	}
	right = strings.TrimRight(right, " ")
	width = min(width, columns-2-utf8.RuneCountInString(right))
	for utf8.RuneCountInString(label) > width {
		i := strings.LastIndex(string([]rune(label)[:width]), " + ")
		if i < 0 {
			break
		}
		p.WriteString("  " + label[:i] + "\n")
		label = label[i+1:]
	}
	gap := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(label)))
	p.WriteString(strings.TrimRight("  "+label+gap+right, " ") + "\n")
}

// note prints a sentence, on as many lines as it needs.
func (p *page) note(text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if strings.TrimSpace(line) != "" && utf8.RuneCountInString("  "+line+" "+word) > columns {
			p.WriteString("  " + line + "\n")
			line = " "
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	p.WriteString("  " + line + "\n")
}

// text prints the quotation for a salesperson.
func (q quotation) text(w io.Writer) error {
	var p page
	q.items(&p)
	p.WriteString("\nCheapest mix\n")
	for _, c := range q.quote.Bundles {
		p.row(fmt.Sprintf("%d × %s at %s", c.N, c.Bundle.Name, dollars(c.Bundle.Price)), 50, dollars(c.Cost))
	}
	for _, u := range q.quote.PerUse {
		p.row(fmt.Sprintf("%s h per use at %s (%s)", estimate.HoursText(u.Time), dollars(u.PerHour), scheme().Name(u.Level)), 50, dollars(u.Cost))
	}
	p.row("Total", 50, dollars(q.quote.Cost))
	p.row("Left unused", 50, estimate.HoursText(q.quote.Unused.Total())+" h")
	if len(q.others) > 0 {
		p.WriteString("\nNext best\n")
		for _, m := range q.others {
			p.row(m.String(), 50, dollars(m.Cost), unused(m))
		}
	}
	if len(q.breakEvens) > 0 {
		fmt.Fprintf(&p, "\nBundles pay from (hours of %s)\n", scheme().Name(q.pool))
		for _, b := range q.breakEvens {
			p.row(b.Mix.String(), 50, dollars(b.Mix.Cost), estimate.HoursText(b.From)+" h")
		}
	}
	if len(q.warnings) > 0 {
		p.WriteString("\nMind\n")
		for _, warning := range q.warnings {
			p.note(warning.String())
		}
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// items prints what is quoted and how its hours are billed.
func (q quotation) items(p *page) {
	p.row("Item", 36, "Level", "Quantity", "Hours")
	for i, l := range q.Lines {
		hours := estimate.HoursText(l.Exact)
		if l.Unknown {
			hours = "not estimated"
		}
		p.row(q.lines[i].Item.Name, 36, scheme().Name(l.Level), fmt.Sprint(q.lines[i].Quantity), hours)
	}
	p.row("Sum", 36, "", "", estimate.HoursText(q.Exact))
	p.row("Billed in quarter hours", 36, "", "", estimate.HoursText(q.Billed))
	if d := q.quote.Demand.Total(); d != q.Billed {
		p.row("Weighed into hours of "+scheme().Name(scheme().Base()), 36, "", "", estimate.HoursText(d))
	}
}

func unused(m estimate.Mix) string {
	if t := m.Unused.Total(); t > 0 {
		return estimate.HoursText(t) + " h over"
	}
	return ""
}

// dollars prints an amount as people write it: $1,980.00.
func dollars(d decimal.Decimal) string {
	text := rates().Currency().Text(d)
	whole, cents, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return "$" + whole + "." + cents
}

// list prints the catalogues.
func list(w io.Writer, o options, catalogues []*estimate.Catalogue) error {
	switch {
	case o.json:
		return listJSON(w, catalogues)
	case o.csv:
		return listCSV(w, catalogues)
	}
	var p page
	for i, c := range catalogues {
		if i > 0 {
			p.WriteByte('\n')
		}
		fmt.Fprintf(&p, "%v, %s h\n", c, estimate.HoursText(c.Total()))
		section := ""
		for it := range c.Items() {
			if it.Section != section {
				section = it.Section
				fmt.Fprintf(&p, " %s\n", section)
			}
			p.row(it.Name, 36, hoursOr(it, "not estimated"))
		}
	}
	_, err := io.WriteString(w, p.String())
	return err
}

func hoursOr(it estimate.Item, unknown string) string {
	if it.NotEstimated {
		return unknown
	}
	return estimate.HoursText(it.Time)
}

// twoDigits returns a time in hours with just two digits, rounded half up.
func twoDigits(t time.Duration) string {
	const hundredth = time.Hour / 100
	return estimate.HoursText((t + hundredth/2) / hundredth * hundredth)
}
