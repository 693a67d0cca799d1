package ledger

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (g *Grant) UnmarshalJSON(data []byte) error { return parseInto(data, g) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (u *Usage) UnmarshalJSON(data []byte) error { return parseInto(data, u) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (p *Payment) UnmarshalJSON(data []byte) error { return parseInto(data, p) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (r *Reset) UnmarshalJSON(data []byte) error { return parseInto(data, r) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (a *Adjustment) UnmarshalJSON(data []byte) error { return parseInto(data, a) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (v *Void) UnmarshalJSON(data []byte) error { return parseInto(data, v) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (r *Reversal) UnmarshalJSON(data []byte) error { return parseInto(data, r) }

// parseInto reads an entry of one type.
func parseInto[E Entry](data []byte, e *E) error {
	got, err := ParseEntry(data)
	if err != nil {
		return err
	}
	entry, ok := got.(E)
	if !ok {
		return faultAt("type", "wrong_type", "%q is another type of entry", string(got.Head().Type))
	}
	*e = entry
	return nil
}

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (x *Extend) UnmarshalJSON(data []byte) error { return parseInto(data, x) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (t *Transfer) UnmarshalJSON(data []byte) error { return parseInto(data, t) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (a *Approval) UnmarshalJSON(data []byte) error { return parseInto(data, a) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (c *Close) UnmarshalJSON(data []byte) error { return parseInto(data, c) }

// UnmarshalJSON implements [json.Unmarshaler], strictly, as [ParseEntry] does; the error is an [*Error].
func (r *Reopen) UnmarshalJSON(data []byte) error { return parseInto(data, r) }
