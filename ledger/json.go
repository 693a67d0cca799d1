package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/exact"
	"github.com/retainer-go/retainer/internal/strict"
	"github.com/retainer-go/retainer/priority"
)

type grantJSON struct {
	Type      Type           `json:"type"`
	ID        string         `json:"id"`
	Pool      string         `json:"pool"`
	Kind      GrantKind      `json:"kind,omitempty"`
	Amount    Quantity       `json:"amount"`
	Effective stamp          `json:"effective"`
	Expires   stamp          `json:"expires,omitzero"`
	Recorded  stamp          `json:"recorded,omitzero"`
	Priority  int            `json:"priority,omitempty"`
	Scope     []string       `json:"scope,omitempty"`
	Cost      exact.Decimal  `json:"cost,omitzero"`
	Category  string         `json:"category,omitempty"`
	Every     calendar.Every `json:"every,omitzero"`
	Anchor    stamp          `json:"anchor,omitzero"`
	Roll      rollJSON       `json:"roll,omitzero"`
	Keep      clampJSON      `json:"keep,omitzero"`
	Owing     bool           `json:"owing,omitempty"`
	Note      string         `json:"note,omitempty"`
}

type rollJSON struct {
	Share    Part           `json:"share,omitzero"`
	Of       Basis          `json:"of,omitempty"`
	Cap      Part           `json:"cap,omitzero"`
	Total    Part           `json:"total,omitzero"`
	Lives    calendar.Every `json:"lives,omitzero"`
	If       Condition      `json:"if,omitempty"`
	MoreThan Quantity       `json:"more_than,omitzero"`
	Series   string         `json:"series,omitempty"`
	Until    stamp          `json:"until,omitzero"`
}

type clampJSON struct {
	Least Quantity `json:"least,omitzero"`
	Most  Quantity `json:"most,omitzero"`
}

type usageJSON struct {
	Type     Type           `json:"type"`
	ID       string         `json:"id"`
	Pool     string         `json:"pool"`
	From     stamp          `json:"from"`
	Recorded stamp          `json:"recorded,omitzero"`
	Time     exact.Duration `json:"time,omitzero"`
	Norm     exact.Duration `json:"norm,omitzero"`
	Billed   exact.Duration `json:"billed,omitzero"`
	Weight   exact.Decimal  `json:"weight,omitzero"`
	Amount   Quantity       `json:"amount,omitzero"`
	Level    priority.Level `json:"level,omitzero"`
	Kind     string         `json:"kind,omitempty"`
	Ticket   string         `json:"ticket,omitempty"`
	Scope    string         `json:"scope,omitempty"`
	Approved bool           `json:"approved,omitempty"`
	Note     string         `json:"note,omitempty"`
}

type paymentJSON struct {
	Type     Type   `json:"type"`
	ID       string `json:"id"`
	Grant    string `json:"grant"`
	At       stamp  `json:"at"`
	Recorded stamp  `json:"recorded,omitzero"`
	Note     string `json:"note,omitempty"`
}

type resetJSON struct {
	Type        Type   `json:"type"`
	ID          string `json:"id"`
	Pool        string `json:"pool"`
	At          stamp  `json:"at"`
	Recorded    stamp  `json:"recorded,omitzero"`
	KeepOverage bool   `json:"keep_overage,omitempty"`
	Note        string `json:"note,omitempty"`
}

type adjustmentJSON struct {
	Type     Type     `json:"type"`
	ID       string   `json:"id"`
	Grant    string   `json:"grant"`
	At       stamp    `json:"at"`
	Recorded stamp    `json:"recorded,omitzero"`
	Amount   Quantity `json:"amount"`
	Reason   string   `json:"reason,omitempty"`
	Note     string   `json:"note,omitempty"`
}

type voidJSON struct {
	Type     Type   `json:"type"`
	ID       string `json:"id"`
	Grant    string `json:"grant"`
	At       stamp  `json:"at"`
	Recorded stamp  `json:"recorded,omitzero"`
	Ends     bool   `json:"ends,omitempty"`
	Note     string `json:"note,omitempty"`
}

type reversalJSON struct {
	Type     Type     `json:"type"`
	ID       string   `json:"id"`
	Usage    string   `json:"usage"`
	At       stamp    `json:"at"`
	Recorded stamp    `json:"recorded,omitzero"`
	Amount   Quantity `json:"amount,omitzero"`
	Note     string   `json:"note,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. The same grant gives the same bytes, whatever zone its
// instants are in: a type, then the fields that are not zero. So do all entries.
func (g Grant) MarshalJSON() ([]byte, error) {
	return marshal(grantJSON{
		TypeGrant, g.ID, g.Pool, g.Kind, g.Amount, utc(g.Effective), utc(g.Expires), utc(g.Recorded), g.Priority,
		g.Scope, exact.Decimal{D: g.Cost}, g.Category, g.Every, utc(g.Anchor),
		g.Roll.json(), clampJSON(g.Keep), g.Owing, g.Note,
	})
}

func (r Rollover) json() rollJSON {
	return rollJSON{r.Share, r.Of, r.Cap, r.Total, r.Lives, r.If, r.MoreThan, r.Series, utc(r.Until)}
}

func (j rollJSON) rollover() Rollover {
	return Rollover{j.Share, j.Of, j.Cap, j.Total, j.Lives, j.If, j.MoreThan, j.Series, time.Time(j.Until)}
}

func (j grantJSON) entry() Entry {
	return Grant{
		j.ID, j.Pool, j.Kind, j.Amount, time.Time(j.Effective), time.Time(j.Expires), time.Time(j.Recorded), j.Priority,
		j.Scope, j.Cost.D, j.Category, j.Every, time.Time(j.Anchor),
		j.Roll.rollover(), Clamp(j.Keep), j.Owing, j.Note,
	}
}

func (j usageJSON) entry() Entry {
	return Usage{
		j.ID, j.Pool, time.Time(j.From), time.Time(j.Recorded), time.Duration(j.Time), time.Duration(j.Norm),
		time.Duration(j.Billed), j.Weight.D, j.Amount, j.Level, j.Kind, j.Ticket, j.Scope, j.Approved, j.Note,
	}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (p Payment) MarshalJSON() ([]byte, error) {
	return marshal(paymentJSON{TypePayment, p.ID, p.Grant, utc(p.At), utc(p.Recorded), p.Note})
}

func (j paymentJSON) entry() Entry {
	return Payment{j.ID, j.Grant, time.Time(j.At), time.Time(j.Recorded), j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (r Reset) MarshalJSON() ([]byte, error) {
	return marshal(resetJSON{TypeReset, r.ID, r.Pool, utc(r.At), utc(r.Recorded), r.KeepOverage, r.Note})
}

func (j resetJSON) entry() Entry {
	return Reset{j.ID, j.Pool, time.Time(j.At), time.Time(j.Recorded), j.KeepOverage, j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (a Adjustment) MarshalJSON() ([]byte, error) {
	return marshal(adjustmentJSON{TypeAdjustment, a.ID, a.Grant, utc(a.At), utc(a.Recorded), a.Amount, a.Reason, a.Note})
}

func (j adjustmentJSON) entry() Entry {
	return Adjustment{j.ID, j.Grant, time.Time(j.At), time.Time(j.Recorded), j.Amount, j.Reason, j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (v Void) MarshalJSON() ([]byte, error) {
	return marshal(voidJSON{TypeVoid, v.ID, v.Grant, utc(v.At), utc(v.Recorded), v.Ends, v.Note})
}

func (j voidJSON) entry() Entry {
	return Void{j.ID, j.Grant, time.Time(j.At), time.Time(j.Recorded), j.Ends, j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (r Reversal) MarshalJSON() ([]byte, error) {
	return marshal(reversalJSON{TypeReversal, r.ID, r.Usage, utc(r.At), utc(r.Recorded), r.Amount, r.Note})
}

func (j reversalJSON) entry() Entry {
	return Reversal{j.ID, j.Usage, time.Time(j.At), time.Time(j.Recorded), j.Amount, j.Note}
}

// ParseEntry reads one entry, as its MarshalJSON writes it. It is strict: unknown fields,
// keys given twice or in another case, and malformed values are faults, all of them in one [*Error] with
// their paths. Whether the entry is sound is for [Ledger.Post] to say.
func ParseEntry(data []byte) (Entry, error) {
	var peek struct{ Type Type }
	if len(data) <= strict.MaxBytes {
		if err := json.Unmarshal(data, &peek); err != nil {
			peek.Type = ""
		}
	}
	switch peek.Type {
	case TypeGrant:
		return parse[grantJSON](data)
	case TypeUsage:
		return parse[usageJSON](data)
	case TypePayment:
		return parse[paymentJSON](data)
	case TypeReset:
		return parse[resetJSON](data)
	case TypeAdjustment:
		return parse[adjustmentJSON](data)
	case TypeVoid:
		return parse[voidJSON](data)
	case TypeReversal:
		return parse[reversalJSON](data)
	case TypeExtend:
		return parse[extendJSON](data)
	case TypeTransfer:
		return parse[transferJSON](data)
	case TypeApproval:
		return parse[approvalJSON](data)
	case TypeClose:
		return parse[closeJSON](data)
	case TypeReopen:
		return parse[reopenJSON](data)
	}
	return nil, faultAt("type", "unknown_type", "%.40q is not a type of entry", string(peek.Type))
}

func parse[J interface{ entry() Entry }](data []byte) (Entry, error) {
	var j J
	if err := strict.Unmarshal(data, &j, "ledger: entry"); err != nil {
		return nil, err
	}
	return j.entry(), nil
}

// AppendEntries appends entries as a document that [ParseEntries] reads:
//
//	{"version":1,"entries":[{"type":"usage","id":"u1","pool":"hours","from":"2026-05-04T14:00:00Z","time":"50m"}]}
func AppendEntries(b []byte, entries []Entry) ([]byte, error) {
	b = append(b, `{"version":1,"entries":[`...)
	for i, e := range entries {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		one, err := marshal(e)
		if err != nil {
			return nil, fmt.Errorf("ledger: entries[%d]: %w", i, err)
		}
		b = append(b, one...)
	}
	return append(b, "]}\n"...), nil
}

// ParseEntries reads a document of entries, strictly. The [*Error] lists the faults of all of
// them. Documents are at most 16 MiB long; more is read entry by entry.
func ParseEntries(data []byte) ([]Entry, error) {
	const what = "ledger: entries"
	var doc struct {
		Version int       `json:"version"`
		Entries []rawJSON `json:"entries"`
	}
	if err := strict.Unmarshal(data, &doc, what); err != nil {
		return nil, err
	}
	var fs strict.Faults
	checkVersion(&fs, doc.Version)
	out := make([]Entry, len(doc.Entries))
	for i, raw := range doc.Entries {
		var err error
		out[i], err = ParseEntry(raw)
		fs.Join(strict.At("entries", i), "invalid", err)
	}
	if err := fs.Err(what); err != nil {
		return nil, err
	}
	return out, nil
}
