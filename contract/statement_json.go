package contract

import (
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/ledger"
)

type figuresJSON struct {
	Opening    ledger.Quantity `json:"opening"`
	Granted    ledger.Quantity `json:"granted,omitzero"`
	CarriedIn  ledger.Quantity `json:"carried_in,omitzero"`
	Adjusted   ledger.Quantity `json:"adjusted,omitzero"`
	Drawn      ledger.Quantity `json:"drawn,omitzero"`
	Lapsed     ledger.Quantity `json:"lapsed,omitzero"`
	CarriedOut ledger.Quantity `json:"carried_out,omitzero"`
	Voided     ledger.Quantity `json:"voided,omitzero"`
	Closing    ledger.Quantity `json:"closing"`

	TransferredIn  ledger.Quantity `json:"transferred_in,omitzero"`
	TransferredOut ledger.Quantity `json:"transferred_out,omitzero"`
}

type statementJSON struct {
	Pool     string          `json:"pool"`
	From     stamp           `json:"from"`
	To       stamp           `json:"to"`
	Figures  figuresJSON     `json:"figures"`
	Overage  ledger.Quantity `json:"overage,omitzero"`
	Debt     ledger.Quantity `json:"debt,omitzero"`
	Soft     ledger.Quantity `json:"soft,omitzero"`
	Pending  ledger.Quantity `json:"pending,omitzero"`
	Refused  ledger.Quantity `json:"refused,omitzero"`
	Forgiven ledger.Quantity `json:"forgiven,omitzero"`
	Late     []lateJSON      `json:"late,omitempty"`
	Lots     []lotJSON       `json:"lots,omitempty"`
	Levels   []usageLineJSON `json:"levels,omitempty"`
	Kinds    []usageLineJSON `json:"kinds,omitempty"`
	Tickets  []usageLineJSON `json:"tickets,omitempty"`
}

type lateJSON struct {
	Entry string      `json:"entry"`
	Type  ledger.Type `json:"type"`
	At    stamp       `json:"at"`
	In    stamp       `json:"in"`
}

type lotJSON struct {
	Lot     string      `json:"lot"`
	Grant   string      `json:"grant"`
	Figures figuresJSON `json:"figures"`
}

type usageLineJSON struct {
	Name    string          `json:"name"`
	Time    exact.Duration  `json:"time,omitzero"`
	Used    ledger.Quantity `json:"used"`
	Drawn   ledger.Quantity `json:"drawn"`
	Overage ledger.Quantity `json:"overage,omitzero"`
}

func wireStatement(s ledger.Statement) statementJSON {
	w := statementJSON{
		Pool: s.Pool, From: utc(s.Period.From), To: utc(s.Period.To), Figures: figuresJSON(s.Figures),
		Overage: s.Overage, Debt: s.Debt, Soft: s.Soft, Pending: s.Pending, Refused: s.Refused, Forgiven: s.Forgiven,
		Levels: wireUsage(s.Levels), Kinds: wireUsage(s.Kinds), Tickets: wireUsage(s.Tickets),
	}
	for _, l := range s.Late {
		w.Late = append(w.Late, lateJSON{l.Entry, l.Type, utc(l.At), utc(l.In)})
	}
	for _, l := range s.Lots {
		w.Lots = append(w.Lots, lotJSON{l.Lot, l.Grant, figuresJSON(l.Figures)})
	}
	return w
}

func wireUsage(list []ledger.UsageLine) []usageLineJSON {
	var out []usageLineJSON
	for _, l := range list {
		out = append(out, usageLineJSON{l.Name, exact.Duration(l.Time), l.Used, l.Drawn, l.Overage})
	}
	return out
}

func (w statementJSON) statement() ledger.Statement {
	s := ledger.Statement{
		Pool: w.Pool, Period: calendar.Period{From: time.Time(w.From), To: time.Time(w.To)}, Figures: ledger.Figures(w.Figures),
		Overage: w.Overage, Debt: w.Debt, Soft: w.Soft, Pending: w.Pending, Refused: w.Refused, Forgiven: w.Forgiven,
		Levels: readUsage(w.Levels), Kinds: readUsage(w.Kinds), Tickets: readUsage(w.Tickets),
	}
	for _, l := range w.Late {
		s.Late = append(s.Late, ledger.LateLine{Entry: l.Entry, Type: l.Type, At: time.Time(l.At), In: time.Time(l.In)})
	}
	for _, l := range w.Lots {
		s.Lots = append(s.Lots, ledger.LotLine{Lot: l.Lot, Grant: l.Grant, Figures: ledger.Figures(l.Figures)})
	}
	return s
}

func readUsage(list []usageLineJSON) []ledger.UsageLine {
	var out []ledger.UsageLine
	for _, l := range list {
		out = append(out, ledger.UsageLine{Name: l.Name, Time: time.Duration(l.Time), Used: l.Used, Drawn: l.Drawn, Overage: l.Overage})
	}
	return out
}
