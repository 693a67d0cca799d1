package contract

import (
	"cmp"

	"github.com/retainer-go/retainer/internal/strict"
)

// Check returns an [*Error] with all that is wrong with p: amounts of the wrong kind;
// nothing that costs; a Per that is not above zero; Min above Max; tiers beside a price of
// their own; tiers whose bounds are not above zero, of one kind and ascending; a tier with
// both bounds or, unless it is the last, none. What a parameter hides is not checked. The
// zero Price has no faults.
func (p Price) Check() error {
	c := priceCheck{tier: -1}
	own := p.own()
	c.money("min", p.Min)
	c.money("max", p.Max)
	if order, ok := compareAmounts(p.Min, p.Max); ok && order > 0 {
		c.add("min", "above_max", "the least, %s, is more than the most, %s", p.Min, p.Max)
	}
	switch {
	case p.IsZero():
	case p.Mode > Volume:
		c.add("mode", "bad_word", "there is no such mode")
	case len(p.Tiers) > MaxTiers:
		c.add("tiers", "too_many_tiers", "%d tiers, more than %d", len(p.Tiers), MaxTiers)
	case len(p.Tiers) > 0:
		if !own.isZero() {
			c.add("", "both", "tiers take the place of flat, unit, per and whole: write those in each tier")
		}
		c.tiers(p.Tiers)
	default:
		if p.Mode != Graduated {
			c.add("mode", "no_tiers", "only tiers have a mode")
		}
		c.charge(own)
	}
	return c.fs.Err("contract: price")
}

// A priceCheck gathers the faults of a price, or of one of its tiers.
type priceCheck struct {
	fs   strict.Faults
	tier int  // that is looked at; -1: the price itself
	kind Kind // of bounds and sizes, from the first tier that tells
}

// add notes a fault of a field. Paths are only put together once there is one: a price is
// checked each time that it is used.
func (c *priceCheck) add(field, code, format string, args ...any) {
	if c.tier >= 0 {
		field = strict.Below(strict.At("tiers", c.tier), field)
	}
	c.fs.Add(field, code, format, args...)
}

// tiers notes what is wrong with tiers, each alone and together.
func (c *priceCheck) tiers(tiers []Tier) {
	for i, t := range tiers {
		c.tier = i
		c.charge(t)
		c.size("to", t.To)
		c.size("below", t.Below)
		c.alike("to", t.To)
		c.alike("below", t.Below)
		c.alike("per", t.Per)
		switch {
		case !t.To.IsZero() && !t.Below.IsZero():
			c.add("", "both", "a tier has to or below, not both")
		case t.To.IsZero() && t.Below.IsZero() && i < len(tiers)-1:
			c.add("", "no_bound", "only the last tier may do without to or below")
		}
		if i > 0 {
			c.ascending(tiers[i-1], t)
		}
	}
}

// charge notes what is wrong with what t costs.
func (c *priceCheck) charge(t Tier) {
	c.money("flat", t.Flat)
	c.money("unit", t.Unit)
	c.size("per", t.Per)
	switch {
	case t.Flat.IsZero() && t.Unit.IsZero():
		c.add("", "no_price", "neither flat nor unit: say 0.00 for what is free")
	case t.Whole > WholeFull:
		c.add("whole", "bad_word", "there is no such choice")
	case t.Unit.IsZero() && (!t.Per.IsZero() || t.Whole != WholeNone):
		c.add("", "no_unit", "per and whole are about a unit, and there is none")
	}
}

// ascending notes if tier t does not end after u does. "below 3" ends before "to 3".
func (c *priceCheck) ascending(u, t Tier) {
	before, taken := u.bound()
	end, inside := t.bound()
	if order, ok := compareAmounts(before, end); ok && (order > 0 || order == 0 && (taken || !inside)) {
		c.add("", "not_ascending", "ends at %s, not after the tier before, at %s", end, before)
	}
}

// money notes if a is neither money, nor a percentage, nor a parameter, nor none.
func (c *priceCheck) money(field string, a Amount) {
	if a.kind == KindTime || a.kind == KindCount {
		c.add(field, "wrong_kind", "want money or a percentage, not a %s", a.kind)
	}
}

// size notes if a is neither a time or number above zero, nor a parameter, nor none.
func (c *priceCheck) size(field string, a Amount) {
	switch {
	case a.kind == KindPercent || a.kind == KindCount:
		c.add(field, "wrong_kind", "want a time or a number, not a %s", a.kind)
	case (a.kind == KindTime || a.kind == KindNumber) && a.Sign() <= 0:
		c.add(field, "not_positive", "%s is not above zero", a)
	}
}

// alike notes if a is a time where the tiers so far are by number, or the reverse.
func (c *priceCheck) alike(field string, a Amount) {
	switch {
	case a.kind != KindTime && a.kind != KindNumber:
	case c.kind == 0:
		c.kind = a.kind
	case c.kind != a.kind:
		c.add(field, "wrong_kind", "a %s, where the tiers so far are by %s", a.kind, c.kind)
	}
}

// own returns what p costs without tiers.
func (p Price) own() Tier { return Tier{Flat: p.Flat, Unit: p.Unit, Per: p.Per, Whole: p.Whole} }

func (t Tier) isZero() bool {
	return t.To.IsZero() && t.Below.IsZero() && t.Flat.IsZero() && t.Unit.IsZero() && t.Per.IsZero() && t.Whole == WholeNone
}

// bound returns where t ends, and whether that belongs to it.
func (t Tier) bound() (end Amount, inside bool) {
	if t.To.IsZero() {
		return t.Below, false
	}
	return t.To, true
}

// compareAmounts compares amounts of the same kind, and returns false for others, and for
// parameters.
func compareAmounts(a, b Amount) (int, bool) {
	if a.kind != b.kind || a.kind == 0 || a.param != "" || b.param != "" {
		return 0, false
	}
	return cmp.Or(cmp.Compare(a.time, b.time), a.number.Cmp(b.number)), true
}
