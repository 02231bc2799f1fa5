package notice

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// off mails who receives, and was told that an order comes, that it comes no more (R235).
func (m Mailer) off(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, reason string) error {
	if told, err := wasComing(ctx, tx, o); err != nil || !told {
		return err
	}
	to, instead, err := m.Baskets.Reached(ctx, tx, mailComing, ordering.Receiver, o.Org.ID, o.Site.ID)
	if err != nil || instead { // nobody waits for it
		return err
	}
	d := about(o, who.Name, reason)
	d.Off = true
	return m.all(ctx, tx, o, to, false, mailComing, d, who.ID)
}

// wasComing says whether the supplier's server had taken an order: also of one that came back since.
func wasComing(ctx context.Context, tx *db.Tx, o order.Order) (bool, error) {
	if !o.SentAt.IsZero() {
		return true, nil
	}
	taken, err := history.OfAct(ctx, tx, history.Object{Kind: order.Object, ID: o.ID}, order.Object+"."+string(order.Take), 1)
	return len(taken) > 0, err
}

// offText says that nothing comes, as far as it is known (decision 72).
func offText(t *i18n.T, d ofOrder) notify.Content {
	subject, text := msg.MailOffSubject, msg.MailOffText
	switch {
	case d.Perhaps:
		subject, text = msg.MailOffPerhapsSubject, msg.MailOffPerhaps
	case d.State == order.Refused:
		text = msg.MailOffDeclined
	}
	return notify.Content{Subject: t.S(subject, "number", d.Number, "supplier", d.Supplier), Blocks: []notify.Block{
		notify.Paragraph(t.S(text, "supplier", d.Supplier)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailOffButton), order.ToReceivePath),
	}}
}
