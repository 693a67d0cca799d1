package main

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/ledger"
	"github.com/shopspring/decimal"
)

// monthJSON is the month for a program. Money and times are strings; lines and statement are
// as contract.Closed writes them.
type monthJSON struct {
	Contract  string          `json:"contract"`
	Customer  string          `json:"customer"`
	Plan      string          `json:"plan"`
	Policies  []string        `json:"policies"`
	Period    contract.Period `json:"period"`
	Currency  string          `json:"currency"`
	Total     string          `json:"total"`
	Gross     string          `json:"gross"` // with what tax comes on top
	Entries   []entryJSON     `json:"entries"`
	Lines     json.RawMessage `json:"lines"`
	Statement statementJSON   `json:"statement"`
}

type statementJSON struct {
	Pools json.RawMessage `json:"pools"`
}

// entryJSON is an entry with the levels, times and draws of its pieces.
type entryJSON struct {
	ID     string      `json:"id"`
	Ticket string      `json:"ticket"`
	Flags  []string    `json:"flags"`
	Pieces []pieceJSON `json:"pieces"`
}

type pieceJSON struct {
	From     string     `json:"from"`
	Level    string     `json:"level"`
	Name     string     `json:"level_name"`
	Rule     string     `json:"rule"`
	Clause   string     `json:"clause"`
	Worked   string     `json:"worked"`
	Billed   string     `json:"billed"`
	Measured string     `json:"measured_by"`
	Weight   string     `json:"weight"`
	Credit   string     `json:"credit"`
	Parts    []partJSON `json:"parts"`
}

type partJSON struct {
	Rule   string     `json:"rule"`
	As     string     `json:"as"`
	Waits  string     `json:"waits,omitempty"`
	Billed string     `json:"billed"`
	Credit string     `json:"credit"`
	Rate   string     `json:"rate,omitempty"`
	Draws  []drawJSON `json:"draws"`
}

type drawJSON struct {
	Pool     string          `json:"pool"`
	Lot      string          `json:"lot"`
	Quantity ledger.Quantity `json:"quantity"`
}

func (m month) json(w io.Writer) error {
	stored, err := json.Marshal(m.closed)
	if err != nil {
		return err
	}
	var closed struct{ Lines, Statements json.RawMessage }
	if err := json.Unmarshal(stored, &closed); err != nil {
		return err
	}
	if closed.Statements == nil {
		closed.Statements = json.RawMessage("[]")
	}
	c := m.closed
	out := monthJSON{
		Contract: c.Contract, Customer: c.Customer, Plan: m.terms.Plan().ID, Policies: []string{}, Period: c.Period,
		Currency: c.Currency.Code(), Total: c.Currency.Text(c.Total), Gross: c.Currency.Text(c.Tax.Gross),
		Entries: []entryJSON{}, Lines: closed.Lines, Statement: statementJSON{closed.Statements},
	}
	for _, p := range m.policies {
		out.Policies = append(out.Policies, p.String())
	}
	for _, x := range m.entries {
		out.Entries = append(out.Entries, m.entry(x))
	}
	return encode(w, out)
}

func (m month) entry(x contract.Explanation) entryJSON {
	e := entryJSON{ID: x.Entry.ID, Ticket: x.Entry.Ticket, Flags: []string{}, Pieces: []pieceJSON{}}
	for _, f := range x.Flags {
		e.Flags = append(e.Flags, f.Text)
	}
	for _, p := range x.Pieces {
		id, clause := rule(p)
		piece := pieceJSON{
			From: p.From.Format("2006-01-02T15:04:05Z07:00"), Level: p.Class.Level.String(), Name: m.level(p), Rule: id, Clause: clause,
			Worked: clock(p.Worked), Billed: clock(p.Billed), Measured: p.Measured, Weight: plain(p.Weight), Credit: clock(p.Credit),
			Parts: []partJSON{},
		}
		for _, part := range p.Parts {
			j := partJSON{
				Rule: part.Rule, As: string(part.As), Waits: string(part.Waits), Billed: clock(part.Billed), Credit: clock(part.Credit),
				Rate: part.Rate, Draws: []drawJSON{},
			}
			for _, d := range part.Draws {
				j.Draws = append(j.Draws, drawJSON{d.Pool, d.Lot, d.Quantity})
			}
			piece.Parts = append(piece.Parts, j)
		}
		e.Pieces = append(e.Pieces, piece)
	}
	return e
}

// explain prints what became of one entry.
func (m month) explain(w io.Writer, o options) error {
	x, err := m.explanation(*o.why)
	if err != nil {
		return err
	}
	if !o.json {
		var p page
		p.text(x.String())
		_, err := io.WriteString(w, p.String())
		return err
	}
	lines := x.Lines
	if lines == nil {
		lines = []contract.Charge{}
	}
	return encode(w, struct {
		Entry entryJSON         `json:"entry"`
		Lines []contract.Charge `json:"lines"`
		Why   []string          `json:"why"`
	}{m.entry(x), lines, strings.Split(strings.TrimSpace(x.String()), "\n")})
}

// csv prints the lines of the invoice.
func (m month) csv(w io.Writer) error {
	text, err := contract.AppendLinesCSV(nil, m.closed)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// plain returns a number in plain digits.
func plain(d decimal.Decimal) string { return d.String() }
