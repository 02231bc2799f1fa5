package notice

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// givenBackText says that the lines of an order wait again.
func givenBackText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	if d.Back {
		button := notify.Button(t.S(msg.MailConfirmedButton), basket.DeskPath)
		if d.Instead {
			button = notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef)
		}
		return notify.Content{Subject: t.S(msg.MailLateSubject, "number", d.Number, "supplier", d.Supplier), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailLateText, "org", d.Org, "supplier", d.Supplier)), notify.Paragraph(t.S(msg.MailLateBack)), button,
		}}
	}
	if d.Instead {
		return notify.Content{Subject: t.S(msg.MailGivenBackSubject, "number", d.Number), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailGivenBackInstead, "name", d.By, "org", d.Org, "supplier", d.Supplier)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef),
		}}
	}
	text := msg.MailGivenBackText
	if d.Maker != "" {
		text = msg.MailGivenBackOther
	}
	blocks := []notify.Block{notify.Paragraph(t.S(text, "name", d.By, "supplier", d.Supplier, "maker", d.Maker)), notify.Quote(d.Reason)}
	if d.Perhaps {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailGivenBackPerhaps, "name", d.By)))
	}
	subject := msg.MailGivenBackSubject
	if d.Perhaps {
		subject = msg.MailGivenBackKnown
	}
	return notify.Content{Subject: t.S(subject, "number", d.Number), Blocks: append(blocks, notify.Button(t.S(msg.MailConfirmedButton), basket.DeskPath))}
}

// GivenBack mails those who validate there that the lines of an order wait again, as of a basket that is confirmed (R228).
func (m Mailer) GivenBack(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, reason string) error {
	if err := m.off(ctx, tx, who, o, reason); err != nil {
		return err
	}
	return m.validators(ctx, tx, o, about(o, who.Name, reason), who)
}

// validators mails those who validate there that the lines of an order wait; where nobody can be reached, who names one. Who acts is told nothing.
func (m Mailer) validators(ctx context.Context, tx *db.Tx, o order.Order, d ofOrder, who access.Actor) error {
	to, instead, err := m.Baskets.Reached(ctx, tx, mailGivenBack, ordering.Validator, o.Org.ID, o.Site.ID)
	if err != nil {
		return err
	}
	d.Instead = instead
	for _, h := range to {
		if h.AccountID == who.ID && !instead {
			continue
		}
		if d.Maker = o.CreatedBy; h.AccountID == o.CreatedByID {
			d.Maker = ""
		}
		if err := m.send(ctx, tx, h, o, mailGivenBack, d); err != nil {
			return err
		}
	}
	return nil
}
