// Package bare holds the least code that can answer the questions of the library's rooms,
// on plain integers and for one fixed case each: the floor that benchmarks measure against.
// Nothing here checks anything, and nothing but benchmarks may use it.
package bare

// Hours is a sorted table of open segments with a day index, for the years compiled and
// whole seconds only.
type Hours struct {
	start  int64 // the second the table begins at, a midnight of UTC
	rows   []row
	byDay  []int32 // for each day of UTC: the first segment that closes after it begins
	byOpen []int32 // for each 2^15 open seconds: the first segment that ends with as many behind it
}

type row struct{ open, close, before int64 }

// A Change of the clocks: from second At on, UTC plus Offset seconds.
type Change struct{ At, Offset int64 }

// NewHours builds the table of the days from first to last, counted from 1970-01-01: open
// from second open to second close of the day on the wall, from Monday to Friday but not on
// holidays, which are in order like the changes.
func NewHours(first, last, open, close int64, holidays []int64, changes []Change) *Hours {
	h := &Hours{start: first * 86400, rows: make([]row, 0, last-first+2), byDay: make([]int32, last-first+2)}
	total := int64(0)
	for day := first; day <= last; day++ {
		for len(changes) > 1 && changes[1].At <= day*86400 {
			changes = changes[1:]
		}
		for len(holidays) > 0 && holidays[0] < day {
			holidays = holidays[1:]
		}
		h.byDay[day-first] = int32(len(h.rows))
		if weekday := (day + 4) % 7; weekday == 0 || weekday == 6 || len(holidays) > 0 && holidays[0] == day {
			continue
		}
		midnight := day*86400 - changes[0].Offset
		h.rows = append(h.rows, row{midnight + open, midnight + close, total})
		total += close - open
	}
	h.byDay[last+1-first] = int32(len(h.rows))
	const never = 1 << 62
	h.rows = append(h.rows, row{never, never, total})
	h.byOpen = make([]int32, total>>15+1)
	i := int32(0)
	for b := range h.byOpen {
		for int(i)+1 < len(h.rows) && h.rows[i+1].before < int64(b)<<15 {
			i++
		}
		h.byOpen[b] = i
	}
	return h
}

// at returns the first segment that closes after second s.
func (h *Hours) at(s int64) *row {
	i := h.byDay[uint64(s-h.start)/86400]
	for h.rows[i].close <= s {
		i++
	}
	return &h.rows[i]
}

// IsOpen reports whether second s is open.
func (h *Hours) IsOpen(s int64) bool { return h.at(s).open <= s }

// Count returns the open seconds before second s.
func (h *Hours) Count(s int64) int64 {
	r := h.at(s)
	return r.before + max(0, s-r.open)
}

// Between returns the open seconds from a to b.
func (h *Hours) Between(a, b int64) int64 { return h.Count(b) - h.Count(a) }

// Add returns the first second with d open seconds, more than none, between it and s.
func (h *Hours) Add(s, d int64) int64 {
	need := h.Count(s) + d
	i := h.byOpen[need>>15]
	for h.rows[i+1].before < need {
		i++
	}
	return h.rows[i].open + need - h.rows[i].before
}
