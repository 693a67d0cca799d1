package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"

	"github.com/retainer-go/retainer/estimate"
)

// quoteJSON is the quotation for a program. Hours and money are strings with two
// decimals; where weighing leaves more of them, the times beside are exact.
type quoteJSON struct {
	Hours       string       `json:"hours"`
	BilledHours string       `json:"billed_hours"`
	Currency    string       `json:"currency"`
	Cost        string       `json:"cost"`
	PerUseHours string       `json:"per_use_hours"`
	PerUseTime  string       `json:"per_use_time"`
	UnusedHours string       `json:"unused_hours"`
	UnusedTime  string       `json:"unused_time"`
	Reading     string       `json:"reading"`
	Mix         []bundleJSON `json:"mix"`
	Items       []lineJSON   `json:"items"`
	Warnings    []string     `json:"warnings"`
}

// bundleJSON is a bundle of the mix: hours and price are those of one.
type bundleJSON struct {
	Bundle string `json:"bundle"`
	Hours  string `json:"hours"`
	Count  int64  `json:"count"`
	Price  string `json:"price"`
	Amount string `json:"amount"` // of all
}

type lineJSON struct {
	Name     string  `json:"name"`
	Level    string  `json:"level"`
	Quantity int     `json:"quantity"`
	Hours    *string `json:"hours"` // of all; null: not estimated
}

func (q quotation) json(w io.Writer) error {
	currency := q.quote.Currency
	perUse := estimate.Need{}
	for _, u := range q.quote.PerUse {
		perUse[u.Level] = u.Time
	}
	j := quoteJSON{
		Hours: twoDigits(q.Exact), BilledHours: twoDigits(q.Billed),
		Currency: currency.Code(), Cost: currency.Text(q.quote.Cost),
		PerUseHours: twoDigits(perUse.Total()), PerUseTime: perUse.Total().String(),
		UnusedHours: twoDigits(q.quote.Unused.Total()), UnusedTime: q.quote.Unused.Total().String(),
		Reading: string(q.quote.Reading), Mix: []bundleJSON{}, Items: []lineJSON{}, Warnings: []string{},
	}
	for _, c := range q.quote.Bundles {
		j.Mix = append(j.Mix, bundleJSON{c.Bundle.ID, twoDigits(c.Bundle.Time), c.N, currency.Text(c.Bundle.Price), currency.Text(c.Cost)})
	}
	for i, l := range q.Lines {
		line := lineJSON{Name: q.lines[i].Item.Name, Level: l.Level.String(), Quantity: q.lines[i].Quantity}
		if !l.Unknown {
			line.Hours = new(twoDigits(l.Exact))
		}
		j.Items = append(j.Items, line)
	}
	for _, warning := range q.warnings {
		j.Warnings = append(j.Warnings, warning.String())
	}
	return encode(w, j)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// csv prints a row for each item, bundle and time per use, and one for the total.
func (q quotation) csv(w io.Writer) error {
	currency := q.quote.Currency
	rows := [][]string{{"kind", "name", "level", "count", "hours", "price", "amount"}}
	for i, l := range q.Lines {
		hours := twoDigits(l.Exact)
		if l.Unknown {
			hours = ""
		}
		rows = append(rows, []string{"item", q.lines[i].Item.Name, l.Level.String(), fmt.Sprint(q.lines[i].Quantity), hours, "", ""})
	}
	rows = append(rows, []string{"billed", "", "", "", twoDigits(q.Billed), "", ""})
	for _, c := range q.quote.Bundles {
		rows = append(rows, []string{"bundle", c.Bundle.ID, c.Bundle.Level.String(), fmt.Sprint(c.N), twoDigits(c.Bundle.Time), currency.Text(c.Bundle.Price), currency.Text(c.Cost)})
	}
	for _, u := range q.quote.PerUse {
		rows = append(rows, []string{"per-use", "", u.Level.String(), "", twoDigits(u.Time), currency.Text(u.PerHour), currency.Text(u.Cost)})
	}
	rows = append(rows,
		[]string{"unused", "", "", "", twoDigits(q.quote.Unused.Total()), "", ""},
		[]string{"total", currency.Code(), "", "", "", "", currency.Text(q.quote.Cost)})
	for _, warning := range q.warnings {
		rows = append(rows, []string{"warning", warning.String(), "", "", "", "", ""})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

type catalogueJSON struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	Items []itemJSON `json:"items"`
}

type itemJSON struct {
	Section string  `json:"section"`
	Name    string  `json:"name"`
	Hours   *string `json:"hours"` // null: not estimated
}

func listJSON(w io.Writer, catalogues []*estimate.Catalogue) error {
	out := struct {
		Catalogues []catalogueJSON `json:"catalogues"`
	}{}
	for _, c := range catalogues {
		j := catalogueJSON{c.ID(), c.Name(), []itemJSON{}}
		for it := range c.Items() {
			row := itemJSON{Section: it.Section, Name: it.Name}
			if !it.NotEstimated {
				row.Hours = new(estimate.HoursText(it.Time))
			}
			j.Items = append(j.Items, row)
		}
		out.Catalogues = append(out.Catalogues, j)
	}
	return encode(w, out)
}

func listCSV(w io.Writer, catalogues []*estimate.Catalogue) error {
	rows := [][]string{{"catalogue", "section", "name", "hours"}}
	for _, c := range catalogues {
		for it := range c.Items() {
			rows = append(rows, []string{c.ID(), it.Section, it.Name, hoursOr(it, "")})
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}
