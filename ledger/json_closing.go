package ledger

import "time"

// The forms in JSON of what came after the first entries: these are read and written as all others are.

type extendJSON struct {
	Type     Type   `json:"type"`
	ID       string `json:"id"`
	Grant    string `json:"grant"`
	At       stamp  `json:"at"`
	Recorded stamp  `json:"recorded,omitzero"`
	Expires  stamp  `json:"expires,omitzero"`
	While    string `json:"while,omitempty"`
	Note     string `json:"note,omitempty"`
}

type transferJSON struct {
	Type     Type     `json:"type"`
	ID       string   `json:"id"`
	Pool     string   `json:"pool"`
	To       string   `json:"to"`
	Grant    string   `json:"grant,omitempty"`
	Amount   Quantity `json:"amount,omitzero"`
	At       stamp    `json:"at"`
	Recorded stamp    `json:"recorded,omitzero"`
	Note     string   `json:"note,omitempty"`
}

type approvalJSON struct {
	Type     Type     `json:"type"`
	ID       string   `json:"id"`
	Usage    string   `json:"usage"`
	At       stamp    `json:"at"`
	Recorded stamp    `json:"recorded,omitzero"`
	Amount   Quantity `json:"amount,omitzero"`
	Decline  bool     `json:"decline,omitempty"`
	Note     string   `json:"note,omitempty"`
}

type closeJSON struct {
	Type     Type   `json:"type"`
	ID       string `json:"id"`
	Pool     string `json:"pool,omitempty"`
	Until    stamp  `json:"until"`
	Recorded stamp  `json:"recorded,omitzero"`
	Note     string `json:"note,omitempty"`
}

type reopenJSON struct {
	Type     Type   `json:"type"`
	ID       string `json:"id"`
	Pool     string `json:"pool,omitempty"`
	From     stamp  `json:"from"`
	Recorded stamp  `json:"recorded"`
	Note     string `json:"note,omitempty"`
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (x Extend) MarshalJSON() ([]byte, error) {
	return marshal(extendJSON{TypeExtend, x.ID, x.Grant, utc(x.At), utc(x.Recorded), utc(x.Expires), x.While, x.Note})
}

func (j extendJSON) entry() Entry {
	return Extend{j.ID, j.Grant, time.Time(j.At), time.Time(j.Recorded), time.Time(j.Expires), j.While, j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (t Transfer) MarshalJSON() ([]byte, error) {
	return marshal(transferJSON{TypeTransfer, t.ID, t.Pool, t.To, t.Grant, t.Amount, utc(t.At), utc(t.Recorded), t.Note})
}

func (j transferJSON) entry() Entry {
	return Transfer{j.ID, j.Pool, j.To, j.Grant, j.Amount, time.Time(j.At), time.Time(j.Recorded), j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (a Approval) MarshalJSON() ([]byte, error) {
	return marshal(approvalJSON{TypeApproval, a.ID, a.Usage, utc(a.At), utc(a.Recorded), a.Amount, a.Decline, a.Note})
}

func (j approvalJSON) entry() Entry {
	return Approval{j.ID, j.Usage, time.Time(j.At), time.Time(j.Recorded), j.Amount, j.Decline, j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (c Close) MarshalJSON() ([]byte, error) {
	return marshal(closeJSON{TypeClose, c.ID, c.Pool, utc(c.Until), utc(c.Recorded), c.Note})
}

func (j closeJSON) entry() Entry {
	return Close{j.ID, j.Pool, time.Time(j.Until), time.Time(j.Recorded), j.Note}
}

// MarshalJSON implements [json.Marshaler]; see [Grant.MarshalJSON].
func (r Reopen) MarshalJSON() ([]byte, error) {
	return marshal(reopenJSON{TypeReopen, r.ID, r.Pool, utc(r.From), utc(r.Recorded), r.Note})
}

func (j reopenJSON) entry() Entry {
	return Reopen{j.ID, j.Pool, time.Time(j.From), time.Time(j.Recorded), j.Note}
}
