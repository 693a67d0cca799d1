package contract

// A block hands out memory that it takes many values at a time: a month has thousands of
// pieces, parts and steps, and to ask for each by itself costs more than to reckon it.
type block[T any] struct {
	room []T
	next int // how many values to take room for when there is none
}

// take returns n zero values in a row, without room for more, and nil for none.
func (b *block[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(b.room) {
		b.room = make([]T, max(n, b.next, 8))
		b.next = len(b.room) / 4 // what was expected is used up: a few more
	}
	list := b.room[:n:n]
	b.room = b.room[n:]
	return list
}

// one returns a zero value.
func (b *block[T]) one() *T { return &b.take(1)[0] }

// blocks is the memory of the work of an account.
type blocks struct {
	pieces block[piece]
	lists  block[*piece]
	parts  block[Part]
}

// blocksFor returns memory for so many entries: most are of one piece, in one part.
func blocksFor(n int) blocks {
	return blocks{block[piece]{next: n}, block[*piece]{next: n}, block[Part]{next: n}}
}
