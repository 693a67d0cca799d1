package sla

// A list keeps its first few elements in itself, so that what holds it needs no memory
// of its own as long as they suffice.
type list[T any] struct {
	few  [4]T
	more []T
	n    int
}

// at returns the place of element i.
func (l *list[T]) at(i int) *T {
	if i < len(l.few) {
		return &l.few[i]
	}
	return &l.more[i-len(l.few)]
}

// next appends an element and returns its place, for the caller to fill.
func (l *list[T]) next() *T {
	i := l.n
	l.n++
	if i < len(l.few) {
		return &l.few[i]
	}
	var v T
	l.more = append(l.more, v)
	return &l.more[i-len(l.few)]
}

// clear makes the list empty, and lets go of what others may have a copy of.
func (l *list[T]) clear() { l.n, l.more = 0, nil }

// remove takes element i out.
func (l *list[T]) remove(i int) {
	for ; i+1 < l.n; i++ {
		*l.at(i) = *l.at(i + 1)
	}
	if l.n--; l.n >= len(l.few) {
		l.more = l.more[:l.n-len(l.few)]
	}
}
