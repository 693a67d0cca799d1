package ledger

import "slices"

// pages is a list that grows without being copied, by pages of one size. Only the first
// grows as slices do, so that a short list takes little.
type pages[T any] struct {
	list [][]T // all full but the last
}

const (
	pageBits = 12
	pageSize = 1 << pageBits
)

func (p *pages[T]) len() int {
	k := len(p.list)
	if k == 0 {
		return 0
	}
	return (k-1)<<pageBits + len(p.list[k-1])
}

func (p *pages[T]) at(i int) *T { return &p.list[i>>pageBits][i&(pageSize-1)] }

func (p *pages[T]) add(v T) {
	k := len(p.list) - 1
	if k < 0 || len(p.list[k]) == pageSize {
		p.turn()
		k++
	}
	page := p.list[k]
	if len(page) == cap(page) {
		page = slices.Grow(page, min(3*len(page), pageSize-len(page)))
	}
	p.list[k] = append(page, v)
}

// turn begins a page.
func (p *pages[T]) turn() {
	size := pageSize
	if len(p.list) == 0 {
		size = 32
	}
	p.list = append(p.list, make([]T, 0, size))
}

// cut takes off all from the n-th on.
func (p *pages[T]) cut(n int) {
	if n >= p.len() {
		return
	}
	k, rest := n>>pageBits, n&(pageSize-1)
	clear(p.list[k][rest:])
	p.list[k] = p.list[k][:rest]
	clear(p.list[k+1:])
	p.list = p.list[:k+1]
	if rest == 0 && k > 0 {
		p.list[k] = nil
		p.list = p.list[:k]
	}
}
