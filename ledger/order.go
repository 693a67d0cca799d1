package ledger

import (
	"cmp"
	"slices"

	"github.com/retainer-go/retainer/internal/strict"
)

// A Key is one thing by which lots are put in the order they are drawn in.
type Key string

// The keys. Each says which of two lots is drawn first.
const (
	KeyPriority  Key = "priority"  // the lower [Grant.Priority]
	KeyExpires   Key = "expires"   // the one that ends sooner; an allowance ends at its boundary; never is last
	KeyCarry     Key = "carry"     // carried before fresh
	KeyFresh     Key = "fresh"     // fresh before carried
	KeyEffective Key = "effective" // the one whose grant became effective first
	KeyRecorded  Key = "recorded"  // the one whose grant was recorded first
	KeyID        Key = "id"        // the smaller ID of the grant, then the earlier period, then the fresher lot
	KeyCategory  Key = "category"  // promo, then granted, then any other, then paid: what cost the customer nothing goes first
	KeyCost      Key = "cost"      // the lower [Grant.Cost]
	KeyScope     Key = "scope"     // the narrower scope: fewer scopes, none last
)

// DefaultOrder is the order of a policy that names none: priority, expires, carry,
// effective, recorded, id. OpenMeter's is the same, but for what is carried, which it does not know.
func DefaultOrder() []Key {
	return []Key{KeyPriority, KeyExpires, KeyCarry, KeyEffective, KeyRecorded, KeyID}
}

func checkOrder(fs *strict.Faults, order []Key) {
	if len(order) > MaxKeys {
		fs.Add("order", "too_many", "%d keys, more than %d", len(order), MaxKeys)
		return
	}
	all := []Key{KeyPriority, KeyExpires, KeyCarry, KeyFresh, KeyEffective, KeyRecorded, KeyID, KeyCategory, KeyCost, KeyScope}
	for i, k := range order {
		switch path := strict.At("order", i); {
		case !slices.Contains(all, k):
			fs.Add(path, "unknown_key", "%.40q is none of %q", string(k), all)
		case slices.Contains(order[:i], k):
			fs.Add(path, "duplicate", "%q stands twice", string(k))
		}
	}
}

// compare tells which of two lots is drawn first, and by which key.
func (t *terms) compare(a, b *lot) (int, Key) {
	for _, k := range t.order {
		if c := k.compare(a, b); c != 0 {
			return c, k
		}
	}
	return 0, KeyID // the same lot: the order ends in the ID
}

func (k Key) compare(a, b *lot) int {
	g, h := a.grant, b.grant
	switch k {
	case KeyPriority:
		return cmp.Compare(g.priority, h.priority)
	case KeyExpires:
		return cmp.Compare(a.to, b.to)
	case KeyCarry:
		return cmp.Compare(b.gen, a.gen)
	case KeyFresh:
		return cmp.Compare(a.gen, b.gen)
	case KeyEffective:
		return cmp.Compare(g.effective, h.effective)
	case KeyRecorded:
		return cmp.Compare(g.recorded, h.recorded)
	case KeyCategory:
		return cmp.Compare(rank(g.category), rank(h.category))
	case KeyCost:
		return g.cost.Cmp(h.cost)
	case KeyScope:
		return cmp.Compare(breadth(g.scope), breadth(h.scope))
	}
	return cmp.Or(cmp.Compare(g.id, h.id), cmp.Compare(a.n, b.n), cmp.Compare(b.gen, a.gen))
}

func rank(category string) int {
	switch category {
	case "promo":
		return 0
	case "granted":
		return 1
	case "paid":
		return 3
	}
	return 2
}

func breadth(scope []string) int {
	if len(scope) == 0 {
		return never >> 32 // any scope at all
	}
	return len(scope)
}
