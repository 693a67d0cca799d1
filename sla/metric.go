package sla

import (
	"fmt"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Metric is one of the things an agreement promises a time for. Each has a clock of its
// own. The zero Metric is none.
type Metric uint8

// The metrics. What starts and stops the clock of each can be moved by [Rules].
const (
	// Response, also called reaction: from opened to the first agent_reply or responded.
	Response Metric = iota + 1

	// Start of work: from opened to work_started.
	Start

	// NextReply: from the oldest unanswered customer_message to the agent_reply that answers
	// it. It has a cycle for each, and all are kept.
	NextReply

	// Update: from opened, and then from each agent_reply, to the next agent_reply. It has
	// a cycle for each, and all are kept.
	Update

	// Resolution: from opened to resolved. A ticket that is closed without being resolved counts
	// as resolved.
	Resolution
)

// numMetrics is how many there are.
const numMetrics = int(Resolution)

// Metrics returns all metrics, in the order reports have them.
func Metrics() []Metric { return []Metric{Response, Start, NextReply, Update, Resolution} }

var metricNames = [...]string{"", "response", "start", "next_reply", "update", "resolution"}

// IsValid reports whether m is one of the five.
func (m Metric) IsValid() bool { return m >= Response && m <= Resolution }

// String returns the name of m: "response", "start", "next_reply", "update", "resolution";
// empty for none.
func (m Metric) String() string { return name(metricNames[:], int(m), "Metric") }

// ParseMetric returns the metric of that name.
func ParseMetric(s string) (Metric, error) {
	i, err := parseName(metricNames[:], s, "metric")
	return Metric(i), err
}

// MarshalText implements [encoding.TextMarshaler].
func (m Metric) MarshalText() ([]byte, error) { return text(metricNames[:], int(m), "metric") }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseMetric] takes.
func (m *Metric) UnmarshalText(text []byte) error {
	got, err := ParseMetric(string(text))
	if err == nil {
		*m = got
	}
	return err
}

// name returns the i-th of the names of a kind of words.
func name(names []string, i int, kind string) string {
	if i >= len(names) {
		return fmt.Sprintf("%s(%d)", kind, i)
	}
	return names[i]
}

// text returns a name for a document: none and unknown ones are refused.
func text(names []string, i int, kind string) ([]byte, error) {
	if i <= 0 || i >= len(names) {
		return nil, invalid("sla: "+kind, "unknown_"+kind, "%d is no %s", i, kind)
	}
	return []byte(names[i]), nil
}

// parseName returns the place of a name.
func parseName(names []string, s, kind string) (int, error) {
	for i, n := range names {
		if n == s && s != "" {
			return i, nil
		}
	}
	return 0, invalid("sla: "+kind, "unknown_"+kind, "%.40q is no %s", s, kind)
}

// invalid returns an [*Error] with one fault.
func invalid(what, code, format string, args ...any) error {
	var fs strict.Faults
	fs.Add("", code, format, args...)
	return fs.Err(what)
}
