package contract

import "github.com/shopspring/decimal"

// taxClasses notes the classes of lines: that of the rate that priced work, that of the item of
// all else, by the terms in force on the day of the work or when the period of another item began.
func (c *Contract) taxClasses(lines []Charge) {
	said := false
	for _, s := range c.stages {
		said = said || s.terms.taxed
	}
	if !said {
		return
	}
	for i := range lines {
		l := &lines[i]
		on := l.On
		if l.Entry == "" && !l.Period.IsZero() {
			on = l.Period.From
		}
		l.Tax = c.Terms(on).taxClass(l)
	}
}

func (t *Terms) taxClass(l *Charge) string {
	if item, ok := t.item(l.Rule); ok && l.Rate == "" {
		return item.Tax
	}
	for _, r := range t.plan.Rates {
		if l.Rate != "" && r.ID == l.Rate {
			return r.Tax
		}
	}
	return ""
}

// taxed reports whether any item or rate of a plan has a tax class.
func (p *Plan) taxed() bool {
	for _, i := range p.Items {
		if i.Tax != "" {
			return true
		}
	}
	for _, r := range p.Rates {
		if r.Tax != "" {
			return true
		}
	}
	return false
}

// tax returns the tax on a total, rounded once.
func (t *Terms) tax(total decimal.Decimal) TaxAmount {
	v := t.plan.Invoice.Tax
	if v.Rate.IsZero() {
		return TaxAmount{Gross: total}
	}
	x := TaxAmount{Rate: v.Rate, Inside: v.Prices == TaxIncluded, Gross: total}
	m := MoneyOf(total).Mul(v.Rate.Percent())
	if x.Inside {
		x.Amount = t.rounded(m.per(v.Rate.Percent().Add(hundred)))
	} else {
		x.Amount = t.rounded(m.per(hundred))
		x.Gross = total.Add(x.Amount)
	}
	return x
}
