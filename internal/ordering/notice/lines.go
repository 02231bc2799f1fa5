package notice

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// linesText says to who hands baskets over that some of one's articles do not come, in an order that stands; which, is none of theirs (1.12).
func linesText(t *i18n.T, d ofOrder) notify.Content {
	then, button := msg.MailLeftThen, notify.Button(t.S(msg.MailLeftButton), ordering.LeftPath(d.OrgRef))
	if d.Instead {
		then, button = msg.MailLeftInstead, notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef)
	}
	return notify.Content{Subject: t.S(msg.MailLeftSubject, "name", d.Owner, "org", d.Org), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailLeftLines, "name", d.Owner, "org", d.Org, "number", d.Number, "supplier", d.Supplier)), notify.Paragraph(t.S(then, "org", d.Org)), button,
	}}
}

// NotComing mails the managers, or who names one, of the baskets of people who order there no more, that some of their lines in an order that
// stands do not come: their demandeurs, who are told as ever, cannot ask for them again (R132).
func (m Mailer) NotComing(ctx context.Context, tx *db.Tx, o order.Order, cases map[string]basket.Case, off func(basket.Line) bool) error {
	still, err := access.Holders(ctx, tx, ordering.Requester, o.Org.Place())
	if err != nil {
		return err
	}
	var gone []basket.Case
	for _, c := range cases {
		there := slices.ContainsFunc(still, func(h access.Holder) bool { return h.AccountID == c.OwnerID })
		if !there && !c.Closed && slices.ContainsFunc(c.Lines, func(l basket.Line) bool { return l.State == basket.LineCancelled && off(l) }) {
			gone = append(gone, c)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	to, instead, err := m.Baskets.Reached(ctx, tx, mailCancelled, ordering.Manager, o.Org.ID, "")
	if err != nil {
		return err
	}
	for _, c := range gone {
		d := ofOrder{Number: o.Number, Supplier: o.Supplier.Name, Org: o.Org.Name, OrgRef: o.Org.Ref, Owner: c.Owner, Lines: true, Instead: instead}
		for _, h := range to {
			if err := m.Mail.Send(ctx, tx, notify.Mail{
				Kind: mailCancelled, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
				Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: "lines left " + c.ID + " " + strconv.FormatInt(c.Version, 10),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
