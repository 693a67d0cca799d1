package ledger

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/retainer-go/retainer/internal/strict"
)

// A stamp is an instant in JSON: RFC 3339, in UTC, so that one instant has one text.
type stamp time.Time

func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

func (s stamp) MarshalText() ([]byte, error) { return s.AppendText(nil) }

func (s stamp) AppendText(b []byte) ([]byte, error) {
	if _, ok := instant(time.Time(s)); !ok && !s.IsZero() {
		return b, fault("instant", "out_of_range", "is not within the years 1678 to 2261")
	}
	return time.Time(s).UTC().AppendFormat(b, time.RFC3339Nano), nil
}

func (s *stamp) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fault("instant", "bad_instant", "%.40q is not an instant such as 2026-11-21T09:30:00Z", text)
	}
	*s = stamp(t.UTC())
	return nil
}

func utc(t time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	return stamp(t.UTC())
}

// rawJSON is JSON that is read later.
type rawJSON []byte

func (r *rawJSON) UnmarshalJSON(data []byte) error {
	*r = bytes.Clone(data)
	return nil
}

func checkVersion(fs *strict.Faults, version int) {
	if version != 1 {
		fs.Add("version", "unknown_version", "version %d is not known, 1 is", version)
	}
}

// marshal encodes v as encoding/json does, but leaves <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
