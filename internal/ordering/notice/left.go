package notice

import (
	"context"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// leftText says to who hands baskets over that one came back to nobody, and what is known of the order; what is in it is none of theirs (1.12).
func leftText(t *i18n.T, d ofOrder) notify.Content {
	button := notify.Button(t.S(msg.MailLeftButton), ordering.LeftPath(d.OrgRef))
	text, then := leftWords(d)
	if d.Instead {
		button = notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef)
	}
	return notify.Content{Subject: t.S(msg.MailLeftSubject, "name", d.Owner, "org", d.Org), Blocks: []notify.Block{
		notify.Paragraph(t.S(text, "name", d.Owner, "org", d.Org, "number", d.Number, "supplier", d.Supplier)), notify.Paragraph(t.S(then, "org", d.Org)), button,
	}}
}

// leftWords are what became of the order, and what to do now: of one that may have arrived nobody orders the same again before they asked
// (decision 72).
func leftWords(d ofOrder) (text, then i18n.Key) {
	text, then = msg.MailLeftText, msg.MailLeftThen
	if d.Instead {
		then = msg.MailLeftInstead
	}
	switch {
	case d.Perhaps && d.Instead:
		return msg.MailLeftPerhaps, msg.MailLeftPerhapsInstead
	case d.Perhaps:
		return msg.MailLeftPerhaps, msg.MailLeftPerhapsThen
	case d.State == order.Refused:
		text = msg.MailLeftDeclined
	case d.Sent:
		text = msg.MailLeftLetGo
	}
	return text, then
}

// left mails the managers, or who names one, that what was cancelled is of the basket of somebody who orders there no more: another demandeur
// can go on with it (R132).
func (m Mailer) left(ctx context.Context, tx *db.Tx, o order.Order, c basket.Case, d ofOrder) error {
	to, instead, err := m.Baskets.Reached(ctx, tx, mailCancelled, ordering.Manager, o.Org.ID, "")
	if err != nil {
		return err
	}
	d = ofOrder{Number: d.Number, Supplier: d.Supplier, Org: d.Org, OrgRef: d.OrgRef, Owner: c.Owner, Instead: instead, State: d.State, Sent: d.Sent, Perhaps: d.Perhaps}
	for _, h := range to {
		if err := m.Mail.Send(ctx, tx, notify.Mail{
			Kind: mailCancelled, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: "left " + c.ID,
		}); err != nil {
			return err
		}
	}
	return nil
}
