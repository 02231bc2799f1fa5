package orderweb

import (
	"time"

	"preau/internal/core/history"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// What pages of an order show alike: a line as it stands, with what was ordered where that is otherwise (R234).

// ArticleCell is what a line is of.
func ArticleCell(t *i18n.T, l order.Line) ui.Parts {
	out := ui.Parts{ui.Text(l.Article.Title), ui.Sub(joined(t.S(msg.Reference, "reference", l.Article.Reference), l.Article.Unit))}
	if l.AgreedReference != "" {
		out = append(out, ui.Sub(t.S(msg.ReplacedBy, "title", l.AgreedTitle, "reference", l.AgreedReference)))
	}
	if l.PromisedOn != "" {
		out = append(out, ui.Sub(t.S(msg.PromisedFor, "day", dayOf(t, l.PromisedOn))))
	}
	return out
}

// QuantityCell is how much is to come.
func QuantityCell(t *i18n.T, l order.Line) ui.Parts {
	out := ui.Parts{ui.Text(t.Number(l.Expected()))}
	if l.Expected() != l.Quantity {
		out = append(out, ui.Sub(t.S(msg.WasOrdered, "value", t.Number(l.Quantity))))
	}
	return out
}

// PriceCell is what a unit costs without VAT.
func PriceCell(t *i18n.T, l order.Line) ui.Parts {
	out := ui.Parts{ui.NoWrap(price(t, l.Price()))}
	if l.Price() != l.Article.Price {
		out = append(out, ui.Sub(t.S(msg.WasOrdered, "value", price(t, l.Article.Price))))
	}
	return out
}

// Rate is a rate of VAT.
func Rate(t *i18n.T, hundredths int64) string { return rate(t, hundredths) }

// Joined puts texts that are not empty on one line.
func Joined(texts ...string) string { return joined(texts...) }

// talk are the acts by which an order's supplier and who buys answer each other.
var talk = map[string]i18n.Key{
	"ordering.order.acknowledge": msg.DidAcknowledge, "ordering.order.accept": msg.DidAccept, "ordering.order.propose changes": msg.DidPropose,
	"ordering.order.decline": msg.DidDecline, "ordering.order.ask for details": msg.DidAskDetails, "ordering.order.ship": msg.DidShip, "ordering.order.name another day": msg.DidDelay,
	"ordering.order.agree to changes": msg.DidAgree, "ordering.order.dispute changes": msg.DidDispute, "ordering.order.give details": msg.DidSpecify,
	"ordering.order.ask to cancel": msg.DidAskCancel, "ordering.order.agree to cancel": msg.DidLetGo, "ordering.order.keep": msg.DidKeep,
}

// Talk is what an order's supplier and who buys said to each other, the newest first.
func Talk(t *i18n.T, lines []history.Line) ui.Feed {
	var out ui.Feed
	for _, l := range lines {
		if key, known := talk[l.Act]; known {
			out = append(out, did(t, key, l))
		}
	}
	return out
}

// dayOf is a day in words.
func dayOf(t *i18n.T, s string) string {
	at, err := time.ParseInLocation(time.DateOnly, s, t.Zone())
	if err != nil {
		return s
	}
	return t.Date(at)
}

// Day is a day in words.
func Day(t *i18n.T, s string) string { return dayOf(t, s) }

// Totals are what an order costs, delivery and VAT apart.
func Totals(t *i18n.T, total amount.Total, delivery amount.PerRate) ui.Totals {
	return planPage{T: t}.totals(order.Parcel{Total: total, Delivery: delivery})
}
