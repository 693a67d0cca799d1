package priority

import (
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Group names a way to put pieces of work together: all of one ticket, all of one day.
type Group string

// The groups. Interaction and visit are the host's own keys; a cycle runs from the
// (re)opening of a ticket to its resolution; period is the billing period.
const (
	PerEntry       Group = "entry"
	PerDuring      Group = "during" // the calendars open at the time
	PerInteraction Group = "interaction"
	PerVisit       Group = "visit"
	PerCycle       Group = "cycle"
	PerTicket      Group = "ticket"
	PerAsset       Group = "asset"
	PerUser        Group = "user"
	PerRole        Group = "role"
	PerDay         Group = "day"
	PerWeek        Group = "week"
	PerMonth       Group = "month"
	PerPeriod      Group = "period"
	PerTerm        Group = "term"
	PerContract    Group = "contract"
)

var groups = [...]Group{
	PerEntry, PerDuring, PerInteraction, PerVisit, PerCycle, PerTicket, PerAsset, PerUser,
	PerRole, PerDay, PerWeek, PerMonth, PerPeriod, PerTerm, PerContract,
}

// Per is one group or several together: per ticket and day. The empty Per is per entry.
// In JSON it is a string, or a list where there are several.
type Per []Group

// Check returns an [*Error] if a group does not exist or stands twice.
func (p Per) Check() error {
	var fs strict.Faults
	for i, g := range p {
		g.check(strict.At("", i), &fs)
		if slices.Contains(p[:i], g) {
			fs.Add(strict.At("", i), "duplicate_group", "%s stands twice", quote(string(g)))
		}
	}
	return fs.Err("priority: per")
}

func (g Group) check(path string, fs *strict.Faults) {
	if !slices.Contains(groups[:], g) {
		fs.Add(path, "unknown_group", "%s is not a group such as entry, ticket or day", quote(string(g)))
	}
}

// MarshalJSON implements [json.Marshaler].
func (p Per) MarshalJSON() ([]byte, error) {
	if len(p) == 1 {
		return marshal(p[0])
	}
	return marshal(append([]Group{}, p...))
}

// UnmarshalJSON implements [json.Unmarshaler], strictly; the error is an [*Error].
func (p *Per) UnmarshalJSON(data []byte) error {
	var fs strict.Faults
	var got Per
	if len(data) > 0 && data[0] == '[' {
		if fs.Join("", "invalid", strict.Unmarshal(data, (*[]Group)(&got), "")); fs.None() {
			fs.Join("", "invalid", got.Check())
		}
	} else {
		got = make(Per, 1)
		if fs.Join("", "invalid", strict.Unmarshal(data, &got[0], "")); fs.None() {
			got[0].check("", &fs)
		}
	}
	if fs.None() {
		*p = got
	}
	return fs.Err("priority: per")
}
