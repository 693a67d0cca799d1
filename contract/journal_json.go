package contract

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

type journalJSON struct {
	Version   int        `json:"version"`
	Orders    []Order    `json:"orders,omitempty"`
	Readings  []Reading  `json:"readings,omitempty"`
	Payments  []Payment  `json:"payments,omitempty"`
	Entries   []Entry    `json:"entries,omitempty"`
	Tickets   []Ticket   `json:"tickets,omitempty"`
	Approvals []Approval `json:"approvals,omitempty"`
	Reversals []Reversal `json:"reversals,omitempty"`
	Closings  []Closing  `json:"closings,omitempty"`

	Cancellations []Cancellation `json:"cancellations,omitempty"`
	Arrears       []Arrear       `json:"arrears,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. It is version 1 of the format: lists of facts, each
// as it is alone, by instant and ID; instants in UTC, times as "1h30m", numbers as strings.
// The same facts give the same bytes, in whatever order they stand and however often.
//
//	{"version":1,
//	 "orders":[{"id":"o1","item":"credit-12","at":"2026-05-01T04:00:00Z"}],
//	 "entries":[{"id":"e1","from":"2026-05-04T14:00:00Z","to":"2026-05-04T14:50:00Z","facts":{"place":"remote","planned":true}}]}
func (j Journal) MarshalJSON() ([]byte, error) {
	return strict.Marshal(journalJSON{
		1, canonical(j.Orders), canonical(j.Readings), canonical(j.Payments), canonical(j.Entries),
		canonical(j.Tickets), canonical(j.Approvals), canonical(j.Reversals), canonical(j.Closings), canonical(j.Cancellations),
		canonical(j.Arrears),
	})
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error] with
// every fault. Whether the facts suit a contract is for [Contract.Account] to say.
func (j *Journal) UnmarshalJSON(data []byte) error {
	var in journalJSON
	if err := strict.Unmarshal(data, &in, "contract: journal"); err != nil {
		return err
	}
	if err := checkVersion(in.Version, "journal"); err != nil {
		return err
	}
	*j = Journal{in.Orders, in.Readings, in.Payments, in.Entries, in.Tickets, in.Approvals, in.Reversals, in.Closings, in.Cancellations, in.Arrears}
	return nil
}

func checkVersion(version int, what string) error {
	if version == 1 {
		return nil
	}
	var fs strict.Faults
	fs.Add("version", "unknown_version", "version %d is not known, 1 is", version)
	return fs.Err("contract: " + what)
}

// A fact is one of a journal, with when it happened and its ID.
type fact interface {
	key() (time.Time, string)
	MarshalJSON() ([]byte, error)
}

// canonical returns facts by instant, ID and text, those that stand twice once.
func canonical[F fact](list []F) []F {
	text := func(f F) []byte {
		data, err := f.MarshalJSON()
		if err != nil {
			return nil // the journal will say so
		}
		return data
	}
	order := func(a, b F) int {
		at, id := a.key()
		bt, ib := b.key()
		if c := cmp.Or(at.Compare(bt), cmp.Compare(id, ib)); c != 0 {
			return c
		}
		return bytes.Compare(text(a), text(b))
	}
	return slices.CompactFunc(slices.SortedStableFunc(slices.Values(list), order), func(a, b F) bool { return order(a, b) == 0 })
}

func (o Order) key() (time.Time, string)    { return o.At, o.ID }
func (r Reading) key() (time.Time, string)  { return r.At, r.ID }
func (p Payment) key() (time.Time, string)  { return p.On.In(time.UTC), p.ID }
func (e Entry) key() (time.Time, string)    { return e.From, e.ID }
func (t Ticket) key() (time.Time, string)   { return t.Recorded, t.ID }
func (a Approval) key() (time.Time, string) { return a.At, a.ID }
func (r Reversal) key() (time.Time, string) { return r.At, r.ID }
func (c Closing) key() (time.Time, string)  { return c.At, c.ID }

// A stamp is an instant in JSON: RFC 3339, in UTC, so that one instant has one text.
type stamp time.Time

func utc(t time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	return stamp(t.UTC())
}

// IsZero reports whether s is no instant.
func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

// MarshalText implements [encoding.TextMarshaler], for the years 1678 to 2261.
func (s stamp) MarshalText() ([]byte, error) {
	t := time.Time(s)
	if y := t.Year(); !s.IsZero() && (y < 1678 || y > 2261) {
		return nil, fault("instant", "out_of_range", "%v is not within the years 1678 to 2261", t)
	}
	return t.AppendFormat(nil, time.RFC3339Nano), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what MarshalText writes, in any zone.
func (s *stamp) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fault("instant", "bad_instant", "%.40q is not an instant such as 2026-11-21T09:30:00Z", text)
	}
	if y := t.UTC().Year(); !t.IsZero() && (y < 1678 || y > 2261) {
		return fault("instant", "out_of_range", "%.40q is not within the years 1678 to 2261", text)
	}
	*s = stamp(t.UTC())
	return nil
}

// MarshalJSON implements [json.Marshaler]: "true" and "false" are written without quotes,
// any other text with them.
func (f Facts) MarshalJSON() ([]byte, error) {
	out := make(map[string]any, len(f))
	for name, text := range f {
		switch text {
		case "true", "false":
			out[name] = text == "true"
		default:
			out[name] = text
		}
	}
	return strict.Marshal(out)
}
