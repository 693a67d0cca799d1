package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/retainer-go/retainer/contract"
)

// columns is how wide a page is.
const columns = 80

type planJSON struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Currency string   `json:"currency"`
	Extends  []string `json:"extends"`
	Open     []string `json:"open"` // parameters that the contract has to say
}

// list prints the shipped plans.
func list(w io.Writer, o options) error {
	if len(o.args) > 0 {
		return usageError("list takes no names")
	}
	r, err := load(nil, o)
	if err != nil {
		return err
	}
	var rows []planJSON
	for p := range r.Plans() {
		if p.Abstract {
			continue
		}
		chain, err := r.Chain(p.ID, p.Edition)
		if err != nil {
			return err
		}
		row := planJSON{p.ID, p.Name, p.Currency.Code(), append([]string{}, chain...), []string{}}
		for _, name := range slices.Sorted(maps.Keys(p.Params)) {
			if _, set := p.Set[name]; !set && p.Params[name].Default == "" {
				row.Open = append(row.Open, name)
			}
		}
		rows = append(rows, row)
	}
	if o.json {
		return encode(w, map[string]any{"plans": rows})
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "PLAN\tCURRENCY\tTO BE AGREED\tNAME")
	for _, r := range rows {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", r.ID, r.Currency, strings.Join(r.Open, ", "), r.Name)
	}
	return tw.Flush()
}

// show prints a plan in plain words.
func show(w io.Writer, o options) error {
	if len(o.args) == 0 {
		return usageError("show takes the id of a plan")
	}
	r, err := load(o.args[1:], o)
	if err != nil {
		return err
	}
	d, err := r.Show(o.args[0], "")
	switch {
	case err != nil:
		return err
	case o.json:
		return encode(w, d)
	}
	for line := range strings.Lines(d.String()) {
		wrap(w, strings.TrimSuffix(line, "\n"))
	}
	return nil
}

// wrap prints a line, broken between words where it is wider than a page; what follows is
// indented by two more than the line.
func wrap(w io.Writer, line string) {
	text := strings.TrimLeft(line, " ")
	indent := strings.Repeat(" ", len(line)-len(text))
	if strings.HasPrefix(text, "- ") || indent != "" {
		indent += "  "
	}
	fmt.Fprint(w, line[:len(line)-len(text)])
	width := len(line) - len(text)
	for i, word := range strings.Split(text, " ") {
		n := len([]rune(word))
		switch {
		case i == 0:
		case width+1+n > columns:
			fmt.Fprint(w, "\n"+indent)
			width = len(indent)
		default:
			fmt.Fprint(w, " ")
			width++
		}
		fmt.Fprint(w, word)
		width += n
	}
	fmt.Fprintln(w)
}

type findingsJSON struct {
	Plan     string             `json:"plan"`
	Edition  string             `json:"edition,omitempty"`
	Findings []contract.Finding `json:"findings"`
}

// lint prints the findings of each plan, and those between plans.
func lint(w io.Writer, o options) error {
	if len(o.args) == 0 {
		return usageError("lint takes files")
	}
	r, err := load(o.args, o)
	if err != nil {
		return err
	}
	out := struct {
		Plans   []findingsJSON     `json:"plans"`
		Between []contract.Finding `json:"between"`
	}{Between: append([]contract.Finding{}, r.LintBetween()...)}
	for p := range r.Plans() {
		list, err := r.Lint(p.ID, p.Edition)
		if err != nil {
			return err
		}
		out.Plans = append(out.Plans, findingsJSON{p.ID, p.Edition, append([]contract.Finding{}, list...)})
	}
	if o.json {
		return encode(w, out)
	}
	n := len(out.Between)
	for _, p := range out.Plans {
		n += len(p.Findings)
		if len(p.Findings) == 0 {
			fmt.Fprintf(w, "%s: nothing\n", strings.TrimSpace(p.Plan+" "+p.Edition))
			continue
		}
		fmt.Fprintf(w, "%s:\n", strings.TrimSpace(p.Plan+" "+p.Edition))
		printFindings(w, p.Findings)
	}
	if len(out.Between) > 0 {
		fmt.Fprintln(w, "between plans:")
		printFindings(w, out.Between)
	}
	fmt.Fprintf(w, "%s, %s\n", counted(len(out.Plans), "plan"), counted(n, "finding"))
	return nil
}

func printFindings(w io.Writer, list []contract.Finding) {
	for _, f := range list {
		wrap(w, fmt.Sprintf("  %s: %s", f.Code, f))
	}
}

// counted returns "1 plan", "2 plans".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}
