package estimate

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// maxNameRunes is how much of a name is compared: the cost of a comparison is quadratic.
const maxNameRunes = 80

// Nearest returns up to n names of items of the catalogues that come near to the given
// name, nearest first: names that contain it or share its words before names that merely
// look alike, and in the order of the catalogues where two are as near. Of a name, the first
// 80 letters are compared.
func Nearest(name string, n int, catalogues ...*Catalogue) []string {
	return nearest(name, n, func(yield func(string) bool) {
		for _, c := range catalogues {
			for i := 0; c != nil && i < len(c.items); i++ {
				if !yield(c.items[i].Name) {
					return
				}
			}
		}
	})
}

// nearest is Nearest of any names.
func nearest(name string, n int, all iter.Seq[string]) []string {
	type match struct {
		name string
		far  int
	}
	name = clip(name)
	want := []rune(fold(name))
	var matches []match
	for other := range all {
		short := clip(other)
		matches = append(matches, match{other, distance(want, []rune(fold(short)), name, short)})
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(a.far, b.far) })
	var names []string
	for _, m := range matches[:max(0, min(n, len(matches)))] {
		names = append(names, m.name)
	}
	return names
}

// clip returns what of a name is compared.
func clip(name string) string {
	n := 0
	for i := range name {
		if n++; n > maxNameRunes {
			return name[:i]
		}
	}
	return name
}

// distance says how far two names are from each other, in quarters of a letter: the edits
// between them, less for every word they share and for one that holds the other whole.
func distance(a, b []rune, nameA, nameB string) int {
	d := 4 * edits(a, b)
	words := strings.Fields(strings.ToLower(nameB))
	for w := range strings.FieldsSeq(strings.ToLower(nameA)) {
		if slices.Contains(words, w) {
			d -= 4 * len([]rune(w))
		}
	}
	if len(a) > 2 && strings.Contains(string(b), string(a)) {
		d -= 3 * len(b)
	}
	return d
}

// edits returns how many letters must be put in, left out, changed or swapped with their
// neighbour to turn a into b.
func edits(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
