package calendar

import "math"

// A stretch is the compiled form of a calendar: what is open from second lo up to second
// hi, in a table that answers in a look-up and a step or two whether the question spans an
// hour or ten years. It never changes.
type stretch struct {
	lo, hi int64

	// segs are the open segments in order, closed by one that lies beyond all others.
	segs []segment

	// byDay tells, for every 24 hours of the stretch, the first segment that closes after
	// they begin; byOpen, for every 2^openBits seconds of open time, the first segment that
	// ends with at least as much behind it.
	byDay, byOpen []uint32
	openBits      uint8

	// gap is the closed run before some segment that is longer than MaxRun, if there is one;
	// there is no room for two. Searches may not pass it.
	gap interval
}

// A segment is one row of the table, in seconds since the stretch began.
type segment struct {
	open, close uint32
	before      uint32 // open seconds of the stretch before this segment
}

// newStretch compiles what src has open from second lo up to second hi, which lie less than
// 2^32 seconds apart.
func newStretch(src source, lo, hi int64) *stretch {
	list := src.open(lo, hi)
	st := &stretch{lo: lo, hi: hi, segs: make([]segment, 0, len(list)+1)}
	total := uint32(0)
	closed := lo // since when
	for _, v := range list {
		if v.from-closed > maxRun {
			st.gap = interval{closed, v.from}
		}
		closed = v.to
		st.segs = append(st.segs, segment{uint32(v.from - lo), uint32(v.to - lo), total})
		total += uint32(v.to - v.from)
	}
	st.segs = append(st.segs, segment{math.MaxUint32, math.MaxUint32, total})

	st.byDay = make([]uint32, uint32(hi-lo)/daySecs+1)
	i := uint32(0)
	for day := range st.byDay {
		for st.segs[i].close <= uint32(day)*daySecs {
			i++
		}
		st.byDay[day] = i
	}
	st.openBits = bitsFor(total, len(list))
	st.byOpen = make([]uint32, total>>st.openBits+1)
	i = 0
	for b := range st.byOpen {
		for int(i)+1 < len(st.segs) && st.segs[i+1].before < uint32(b)<<st.openBits {
			i++
		}
		st.byOpen[b] = i
	}
	return st
}

// bitsFor returns how wide buckets have to be for span to need no more than most of them.
func bitsFor(span uint32, most int) uint8 {
	bits := uint8(0)
	for int64(span>>bits) > int64(most) {
		bits++
	}
	return bits
}

// holds reports whether second s lies in the stretch.
func (st *stretch) holds(s int64) bool { return uint64(s-st.lo) < uint64(st.hi-st.lo) }

// gapWithin reports whether a closed run too long to search lies between seconds a and b.
func (st *stretch) gapWithin(a, b int64) bool {
	return st.gap.from < st.gap.to && a <= st.gap.from && st.gap.to <= b
}

// total returns the open seconds of the stretch.
func (st *stretch) total() uint32 { return st.segs[len(st.segs)-1].before }

// at returns the first segment that closes after second o of the stretch.
func (st *stretch) at(o uint32) int {
	i := st.byDay[o/daySecs]
	for st.segs[i].close <= o {
		i++
	}
	return int(i)
}

// count returns the open time of the stretch before n nanoseconds after its second o, in
// seconds and nanoseconds.
func (st *stretch) count(o uint32, n int64) (secs, nanos int64) {
	g := &st.segs[st.at(o)]
	if n != 0 && g.open > o {
		n = 0
	}
	return int64(g.before) + max(0, int64(o)-int64(g.open)), n
}

// earliest returns the first second and nanosecond of the stretch with the given open time,
// more than none, behind it. It reports false if the stretch has less than that.
func (st *stretch) earliest(secs, nanos int64) (second, nano int64, ok bool) {
	need := secs
	if nanos > 0 {
		need++ // the segment has to hold the second that has begun
	}
	if need > int64(st.total()) {
		return 0, 0, false
	}
	return st.second(st.with(need), secs), nanos, true
}

// with returns the first segment that ends with at least so many open seconds, of those of the
// stretch, behind it.
func (st *stretch) with(secs int64) int {
	i := int(st.byOpen[secs>>st.openBits])
	for int64(st.segs[i+1].before) < secs {
		i++
	}
	return i
}

// second returns the second of segment i with so many open seconds behind it.
func (st *stretch) second(i int, secs int64) int64 {
	g := &st.segs[i]
	return st.lo + int64(g.open) + secs - int64(g.before)
}

// latest returns the last second and nanosecond of the stretch with the given open time,
// less than its total, behind it. It reports false if that is negative.
func (st *stretch) latest(secs, nanos int64) (second, nano int64, ok bool) {
	if secs < 0 {
		return 0, 0, false
	}
	return st.second(st.with(secs+1), secs), nanos, true
}

// next returns the first second from s on that is open, or closed, as asked; false if the
// stretch does not tell.
func (st *stretch) next(s int64, open bool) (int64, bool) {
	i := st.at(uint32(s - st.lo))
	g := &st.segs[i]
	from, to := st.lo+int64(g.open), st.lo+int64(g.close)
	switch {
	case open == (from <= s):
		return s, true
	case open:
		return from, i < len(st.segs)-1
	}
	return to, to < st.hi
}

// last returns the end of the last second up to s that is open, or closed, as asked; false
// if the stretch does not tell.
func (st *stretch) last(s int64, open bool) (int64, bool) {
	i := st.at(uint32(s - st.lo))
	from := st.lo + int64(st.segs[i].open)
	switch {
	case open == (from <= s):
		return s + 1, true
	case !open:
		return from, from > st.lo
	case i > 0:
		return st.lo + int64(st.segs[i-1].close), true
	}
	return 0, false
}
