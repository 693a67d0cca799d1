package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/retainer-go/retainer/sla"
)

// The colours of a terminal.
const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	dim    = "\x1b[2m"
	plain  = "\x1b[0m"
)

// colour returns the colour of a clock.
func (r row) colour(c sla.Result) string {
	switch {
	case c.State == sla.Breached:
		return red
	case c.Paused || c.Closed:
		return dim
	}
	for _, a := range r.Alerts {
		if a.Metric == c.Metric && a.Cycle == c.Cycle {
			return yellow
		}
	}
	return ""
}

func (v boardView) text(colour bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Board as of %s\n\n", asked(v.at))
	if len(v.rows) > 0 {
		v.table(&b, colour)
	}
	v.foot(&b)
	return b.String()
}

// table prints a line for each clock. Where a line would be wider than a page, the ticket stands
// on a line of its own.
func (v boardView) table(b *strings.Builder, colour bool) {
	lines := [][]string{{"Ticket", "Lvl", "Clock", "Left", "Due", "State"}}
	colours := []string{""}
	for _, r := range v.rows {
		ticket, level := clean(r.Ticket), cmp.Or(r.Level.String(), "-")
		for _, c := range r.Clocks {
			lines = append(lines, []string{ticket, level, word(c.Metric), left(c), due(c), state(c)})
			colours = append(colours, r.colour(c))
			ticket, level = "", ""
		}
	}
	width := make([]int, len(lines[0]))
	total := 2 * (len(width) - 1)
	for i := range width {
		for _, cells := range lines {
			width[i] = max(width[i], utf8.RuneCountInString(cells[i]))
		}
		total += width[i]
	}
	for i, cells := range lines {
		first := pad(cells[0], width[0]) + "  "
		if total > columns {
			if first = ""; cells[0] != "" {
				b.WriteString(cells[0] + "\n")
			}
		}
		right := strings.Repeat(" ", width[3]-utf8.RuneCountInString(cells[3])) + cells[3]
		text := first + pad(cells[1], width[1]) + "  " + pad(cells[2], width[2]) + "  " + right + "  " + pad(cells[4], width[4]) + "  " + cells[5]
		if colour && colours[i] != "" {
			text = colours[i] + text + plain
		}
		b.WriteString(text + "\n")
	}
}

// foot prints what stands below the table: of each clock the last warning alone.
func (v boardView) foot(b *strings.Builder) {
	title := "\nWarnings that have come\n"
	for _, r := range v.rows {
		for i, a := range r.Alerts {
			if slices.ContainsFunc(r.Alerts[i+1:], func(l sla.Alert) bool { return l.Metric == a.Metric && l.Cycle == a.Cycle }) {
				continue
			}
			b.WriteString(title + wrap(fmt.Sprintf("  %s %s, %s: %s", clean(r.Ticket), word(a.Metric), moment(a.At), clean(a.Warning.String()))))
			title = ""
		}
	}
	if len(v.rows) > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "%d on the board, %d done, %d not opened yet", len(v.rows), v.done, v.notOpened)
	if v.unpromised > 0 {
		fmt.Fprintf(b, ", %d open with nothing promised", v.unpromised)
	}
	if n := len(v.fails); n > 0 {
		fmt.Fprintf(b, ", %d not judged", n)
	}
	b.WriteByte('\n')
	if !v.next.IsZero() {
		b.WriteString(wrap(fmt.Sprintf("Look again %s, for %s", moment(v.next), clean(v.nextTicket))))
	}
}

func (v explainView) text(bool) string {
	var list []string
	for _, e := range v.explanations {
		var b strings.Builder
		for line := range strings.Lines(e.String()) {
			b.WriteString(clean(strings.TrimSuffix(line, "\n")) + "\n")
		}
		list = append(list, b.String())
	}
	if len(list) == 0 {
		return fmt.Sprintf("Ticket %s: no clock with a target has started by %s\n", clean(v.ticket), asked(v.at))
	}
	return strings.Join(list, "\n")
}

func (v whatIfView) text(bool) string {
	var b strings.Builder
	for i, p := range v.tickets {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%sAs of %s\n\n", wrap("What if "+clean(strings.Join(p.said, ", "))), asked(v.at))
		p.table(&b)
		for _, i := range p.projection.Ignored {
			b.WriteString("\n" + wrap("That changes nothing: "+clean(i.String())))
		}
		if !p.projection.Next.IsZero() {
			fmt.Fprintf(&b, "\nThen look again %s\n", moment(p.projection.Next))
		}
	}
	return b.String()
}

// table prints before and after side by side.
func (p *projected) table(b *strings.Builder) {
	const clock, side = 10, 33
	line := func(name, before, after string) {
		b.WriteString(strings.TrimRight(pad(name, clock)+"  "+pad(before, side)+"  "+after, " ") + "\n")
	}
	line("Clock", "Now", "Then")
	for i, before := range p.projection.Before {
		after := p.projection.After[i]
		if quiet(before) && quiet(after) {
			continue
		}
		name, then := word(before.Metric), cell(after)
		for i, now := range cell(before) {
			if i == 0 || now != "" || then[i] != "" {
				line(name, now, then[i])
			}
			name = ""
		}
	}
}

// quiet reports whether there is nothing to say of a clock.
func quiet(r sla.Result) bool { return r.Cycle == 0 || r.State == sla.NoTarget }
