package orderingweb

import (
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

// splitID is where the orders are that went close together, on the page of maximum amounts.
const splitID = "rapprochees"

// splits are the orders that exceed a maximum amount together (R225).
func (p limitsPage) splits() ui.Summary {
	t := p.T
	var out ui.Summary
	for _, s := range p.Splits {
		value := ui.Parts{ui.Text(t.S(msg.SplitSum, "n", len(s.Orders), "sum", t.Cents(int64(s.Sum())), "limit", p.ceiling(s.Ceiling)))}
		for _, o := range s.Orders {
			value = append(value, ui.Sub(t.S(msg.SplitOrder, "number", o.Number, "amount", t.Cents(int64(o.Amount)), "date", i18n.Day(o.SentAt), "by", o.SentBy)))
		}
		out = append(out, ui.Fact{Term: t.S(msg.SplitOf, "org", s.Org.Name, "supplier", s.Supplier), Value: value})
	}
	return out
}

// ceiling is a maximum amount with what is compared with it.
func (p limitsPage) ceiling(c ordering.Ceiling) string {
	key := msg.LimitOnGross
	if c.Net {
		key = msg.LimitOnNet
	}
	return p.T.S(key, "amount", p.T.Cents(int64(c.Amount)))
}
