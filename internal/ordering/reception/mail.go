package reception

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
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// The kinds of mail of this room.
const (
	mailArrived   = "ordering.lines_arrived"       // to the demandeurs
	mailCorrected = "ordering.reception_corrected" // to the acheteurs
)

// Mailer tells people what came (1.11).
type Mailer struct {
	Mail    *notify.Service
	Baskets basket.Mailer
}

// arrivedMail says to a demandeur what is there.
type arrivedMail struct {
	Supplier, By, Place, Path string
	Articles                  []arrivedArticle
	Ended                     []arrivedArticle // of which the rest is expected no more
	Reason                    string           // why
}

// arrivedArticle is an article of which there is more than before.
type arrivedArticle struct {
	Title              string
	More, Arrived, All int64
}

// correctedMail says to an acheteur that a reception was corrected.
type correctedMail struct {
	Number, By, Reason string
	N                  int64
	Lines              []Difference
	Instead            bool // no acheteur can be reached: this goes to who names one, and who does not see the order
}

// Kinds are the mails that this room sends: only to people who signed in at least once (R271).
func Kinds() []notify.Kind {
	to := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: service, AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailArrived, to(msg.MailArrivedLabel), arrivedText),
		notify.KindOf(mailCorrected, to(msg.MailCorrectedLabel), correctedText),
	}
}

func arrivedText(t *i18n.T, d arrivedMail, _ notify.Links) notify.Content {
	items := make([]notify.Item, len(d.Articles))
	for i, a := range d.Articles {
		items[i].Text = t.S(msg.MailArrivedArticle, "n", a.More, "article", a.Title)
		if a.More < a.All && !slices.Contains(d.Ended, a) {
			items[i].Text = t.S(msg.MailArrivedPart, "n", a.More, "article", a.Title, "arrived", a.Arrived, "all", a.All)
		}
	}
	c := notify.Content{Subject: t.S(msg.MailArrivedSubject, "supplier", d.Supplier)}
	if len(d.Articles) > 0 {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailArrivedText, "n", len(d.Articles), "name", d.By)), notify.List(items...), notify.Paragraph(t.S(msg.MailArrivedFetch, "place", d.Place, "name", d.By)))
	} else {
		c.Subject = t.S(msg.MailEndedSubject, "supplier", d.Supplier)
	}
	if len(d.Ended) > 0 {
		c.Blocks = append(c.Blocks, endedText(t, d)...)
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailArrivedButton), d.Path))
	return c
}

// endedText says of what nothing more comes, why, and what can be done (R246).
func endedText(t *i18n.T, d arrivedMail) []notify.Block {
	items := make([]notify.Item, len(d.Ended))
	for i, a := range d.Ended {
		items[i].Text = t.S(msg.MailEndedArticle, "article", a.Title, "arrived", a.Arrived, "all", a.All)
	}
	return []notify.Block{notify.Paragraph(t.S(msg.MailEndedText, "name", d.By)), notify.List(items...), notify.Quote(d.Reason), notify.Paragraph(t.S(msg.MailEndedThen))}
}

func correctedText(t *i18n.T, d correctedMail, _ notify.Links) notify.Content {
	items := make([]notify.Item, len(d.Lines))
	for i, l := range d.Lines {
		items[i].Text = t.S(msg.MailCorrectedLine, "article", l.Title, "was", l.Was, "is", l.Is)
	}
	c := notify.Content{Subject: t.S(msg.MailCorrectedSubject, "number", d.Number), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailCorrectedText, "name", d.By, "n", d.N, "number", d.Number)), notify.List(items...), notify.Quote(d.Reason),
	}}
	if !d.Instead {
		c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailCorrectedButton), PagePath(d.Number)))
	}
	return c
}

// Arrived mails each demandeur what of theirs is there, where, and who received it (R253): once for each reception.
func (m Mailer) Arrived(ctx context.Context, tx *db.Tx, who access.Actor, a Arrived) error {
	for _, c := range a.Cases {
		d := arrivedMail{Supplier: a.Order.Supplier.Name, By: who.Name, Place: a.Place, Path: c.Path("")}
		for _, l := range c.Lines {
			x := arrivedArticle{Title: l.Article.Title, More: a.More[l.ID], Arrived: l.Arrived, All: l.Granted}
			if x.More > 0 {
				d.Articles = append(d.Articles, x)
			}
			if why, ended := a.Ended[l.ID]; ended {
				d.Ended, d.Reason = append(d.Ended, x), why
			}
		}
		if len(d.Articles)+len(d.Ended) == 0 {
			continue
		}
		if err := m.Baskets.Owner(ctx, tx, c, mailArrived, d, a.Order.ID+" "+strconv.FormatInt(a.N, 10)); err != nil {
			return err
		}
	}
	return nil
}

// Corrected mails the acheteurs of the establishment, and the superacheteur who sent the order (R252).
func (m Mailer) Corrected(ctx context.Context, tx *db.Tx, who access.Actor, c Corrected) error {
	to, instead, err := m.Baskets.Reached(ctx, tx, mailCorrected, ordering.Buyer, c.Order.Org.ID, c.Order.Site.ID)
	if err != nil {
		return err
	}
	d := correctedMail{Number: c.Order.Number, By: who.Name, Reason: c.Reason, N: c.Of, Lines: c.Lines, Instead: instead}
	for _, h := range to {
		if h.AccountID == who.ID {
			continue // they just did it themselves
		}
		if err := m.Mail.Send(ctx, tx, notify.Mail{
			Kind: mailCorrected, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: notify.Object{Kind: order.Object, ID: c.Order.ID}, Occasion: strconv.FormatInt(c.N, 10),
		}); err != nil {
			return err
		}
	}
	by := c.Order.SentByID
	still, err := ordering.StillSends(ctx, tx, by, c.Order.Org, false)
	if err != nil || !still || by == who.ID || slices.ContainsFunc(to, func(h access.Holder) bool { return h.AccountID == by }) {
		return err
	}
	d.Instead = false
	return m.Baskets.Owner(ctx, tx, basket.Case{Basket: basket.Basket{ID: c.Order.ID, OwnerID: by}}, mailCorrected, d, strconv.FormatInt(c.N, 10))
}
