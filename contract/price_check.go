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
	var fs strict.Faults
	own := Tier{Flat: p.Flat, Unit: p.Unit, Per: p.Per, Whole: p.Whole}
	checkMoney(&fs, "min", p.Min)
	checkMoney(&fs, "max", p.Max)
	if c, ok := compareAmounts(p.Min, p.Max); ok && c > 0 {
		fs.Add("min", "above_max", "the least, %s, is more than the most, %s", p.Min, p.Max)
	}
	switch {
	case p.IsZero():
	case p.Mode > Volume:
		fs.Add("mode", "bad_word", "there is no such mode")
	case len(p.Tiers) > MaxTiers:
		fs.Add("tiers", "too_many_tiers", "%d tiers, more than %d", len(p.Tiers), MaxTiers)
	case len(p.Tiers) > 0:
		if own.says() {
			fs.Add("", "both", "tiers take the place of flat, unit, per and whole: write those in each tier")
		}
		p.checkTiers(&fs)
	default:
		if p.Mode != Graduated {
			fs.Add("mode", "no_tiers", "only tiers have a mode")
		}
		own.check(&fs, "")
	}
	return fs.Err("contract: price")
}

// says reports whether anything but bounds is said.
func (t Tier) says() bool {
	return !t.Flat.IsZero() || !t.Unit.IsZero() || !t.Per.IsZero() || t.Whole != WholeNone
}

// check notes what is wrong with a price that has no bounds, in a tier or alone.
func (t Tier) check(fs *strict.Faults, path string) {
	at := func(field string) string { return strict.Below(path, field) }
	checkMoney(fs, at("flat"), t.Flat)
	checkMoney(fs, at("unit"), t.Unit)
	if t.Flat.IsZero() && t.Unit.IsZero() {
		fs.Add(path, "no_price", "neither flat nor unit: say 0.00 for what is free")
	}
	if t.Whole > WholeFull {
		fs.Add(at("whole"), "bad_word", "there is no such choice")
	}
	if t.Unit.IsZero() && (!t.Per.IsZero() || t.Whole != WholeNone) {
		fs.Add(path, "no_unit", "per and whole are about a unit, and there is none")
	}
	checkSize(fs, at("per"), t.Per)
}

// checkTiers notes what is wrong with the tiers, each alone and together.
func (p Price) checkTiers(fs *strict.Faults) {
	var kind Kind // of the bounds and units, from the first that tells
	alike := func(path string, a Amount) {
		switch {
		case a.kind != KindTime && a.kind != KindNumber:
		case kind == 0:
			kind = a.kind
		case kind != a.kind:
			fs.Add(path, "wrong_kind", "a %s, where the tiers so far are of a %s", a.kind, kind)
		}
	}
	for i, t := range p.Tiers {
		path := strict.At("tiers", i)
		t.check(fs, path)
		checkSize(fs, path+".to", t.To)
		checkSize(fs, path+".below", t.Below)
		alike(path+".to", t.To)
		alike(path+".below", t.Below)
		alike(path+".per", t.Per)
		switch bounded := !t.To.IsZero() || !t.Below.IsZero(); {
		case !t.To.IsZero() && !t.Below.IsZero():
			fs.Add(path, "both", "a tier has to or below, not both")
		case !bounded && i < len(p.Tiers)-1:
			fs.Add(path, "no_bound", "only the last tier may do without to or below")
		}
		if i > 0 {
			checkAscending(fs, path, p.Tiers[i-1], t)
		}
	}
}

// checkAscending notes if tier t does not end after u does. "below 3" ends before "to 3".
func checkAscending(fs *strict.Faults, path string, u, t Tier) {
	before, taken := u.bound()
	end, inside := t.bound()
	if c, ok := compareAmounts(before, end); ok && (c > 0 || c == 0 && (taken || !inside)) {
		fs.Add(path, "not_ascending", "ends at %s, not after the tier before, at %s", end, before)
	}
}

// bound returns where t ends, and whether that belongs to it.
func (t Tier) bound() (end Amount, inside bool) {
	if t.To.IsZero() {
		return t.Below, false
	}
	return t.To, true
}

// checkMoney notes if a is neither money, nor a percentage, nor a parameter, nor none.
func checkMoney(fs *strict.Faults, path string, a Amount) {
	if a.kind == KindTime || a.kind == KindCount {
		fs.Add(path, "wrong_kind", "want money or a percentage, not a %s", a.kind)
	}
}

// checkSize notes if a is neither a time or number above zero, nor a parameter, nor none.
func checkSize(fs *strict.Faults, path string, a Amount) {
	switch {
	case a.kind == KindPercent || a.kind == KindCount:
		fs.Add(path, "wrong_kind", "want a time or a number, not a %s", a.kind)
	case a.kind != 0 && a.kind != KindParam && a.Sign() <= 0:
		fs.Add(path, "not_positive", "%s is not above zero", a)
	}
}

// compareAmounts compares amounts of the same kind, and returns false for others, and for
// parameters.
func compareAmounts(a, b Amount) (int, bool) {
	if a.kind != b.kind || a.kind == 0 || a.param != "" || b.param != "" {
		return 0, false
	}
	return cmp.Or(cmp.Compare(a.time, b.time), a.number.Cmp(b.number)), true
}
