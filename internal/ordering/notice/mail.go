// Package notice is what people of an establishment are mailed about orders: who sends them, who asked for what is in them, who receives
// it (1.11).
package notice

import (
	"context"
	"fmt"
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
	"preau/internal/ordering/phone"
)

// The kinds of mail of this room.
const (
	mailCreated   = "ordering.order_created"
	mailCancelled = "ordering.order_cancelled"
	mailGivenBack = "ordering.order_given_back"
	mailDropped   = "ordering.order_dropped" // to who made an order that was cancelled
	mailBounced   = "ordering.order_bounced" // to who sent it
	mailSent      = "ordering.order_sent"    // to the demandeurs
	mailComing    = "ordering.order_coming"  // to the réceptionnistes
	mailPhone     = "ordering.phone_asked"   // to the managers
	mailNobody    = "ordering.order_nobody"  // to the managers and who sent it: nobody receives it (R257)
)

// Mailer tells people about orders (1.11).
type Mailer struct {
	Mail    *notify.Service
	Baskets basket.Mailer
}

// createdMail says to who sends orders that one waits.
type createdMail struct {
	Number, Org, Supplier string
	Gross                 int64
	Over, Instead         bool
	Super                 bool // Instead of superacheteurs: OrgRef is where one is named
	OrgRef                string
}

// ofOrder is what a mail about somebody's articles in an order says.
type ofOrder struct {
	Number, Supplier, By, Reason, Path string
	Articles                           []string
	State                              order.State // where the order came to; empty in mails of long ago
	Sent                               bool        // the supplier had it
	Perhaps                            bool        // the supplier may have it
	Late                               bool        // its server took it when it was cancelled already
	Back                               bool        // its lines wait for who reads
	Shut                               bool        // its establishment is closed: nothing is ordered there
	Lines                              bool        // some of them do not come, and the order stands
	Org, OrgRef                        string
	Instead                            bool   // nobody of the role can be reached: this goes to who names one
	Gone                               bool   // whose basket it is orders there no more
	Owner                              string // whose basket it was, in a mail to who hands it over
	Maker                              string // who made it, in a mail to others who validate
	Super                              bool   // Instead of superacheteurs: OrgRef is where one is named
	Off                                bool   // it comes no more, to who was told that it comes
}

// Kinds are the mails that this room sends to people of the establishments: only to who signed in at least once (R271).
func Kinds() []notify.Kind {
	to := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "ordering", AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailCreated, to(msg.MailCreatedLabel), createdText),
		notify.KindOf(mailCancelled, to(msg.MailCancelledLabel), cancelledText),
		notify.KindOf(mailGivenBack, to(msg.MailGivenBackLabel), givenBackText),
		notify.KindOf(mailDropped, to(msg.MailDroppedLabel), droppedText),
		notify.KindOf(mailBounced, to(msg.MailBouncedLabel), bouncedText),
		notify.KindOf(mailSent, to(msg.MailSentLabel), sentText),
		notify.KindOf(mailComing, to(msg.MailComingLabel), comingText),
		notify.KindOf(mailPhone, to(msg.MailPhoneLabel), phoneText),
		notify.KindOf(mailNobody, to(msg.MailNobodyLabel), nobodyText),
	}
}

func createdText(t *i18n.T, d createdMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailCreatedSubject, "number", d.Number, "org", d.Org)}
	switch {
	case d.Instead:
		text := msg.MailCreatedInstead
		if d.Super {
			text = msg.MailCreatedNoSuper
		}
		c.Blocks = []notify.Block{notify.Paragraph(t.S(text, "org", d.Org, "number", d.Number)), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef)}
		return c
	case d.Over:
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailCreatedOver, "org", d.Org, "supplier", d.Supplier, "amount", i18n.Amount(d.Gross))))
	default:
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailCreatedText, "org", d.Org, "supplier", d.Supplier, "amount", i18n.Amount(d.Gross))))
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailCreatedButton), order.Order{Number: d.Number}.ToSendPath("")))
	return c
}

func articles(all []string) notify.Block {
	var items []notify.Item
	for _, a := range all {
		items = append(items, notify.Item{Text: a})
	}
	return notify.List(items...)
}

func cancelledText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	if d.Lines {
		return linesText(t, d)
	}
	if d.Owner != "" {
		return leftText(t, d)
	}
	subject, text, then := msg.MailCancelledSubject, msg.MailCancelledText, msg.MailCancelledThen
	switch {
	case d.Perhaps:
		text, then = msg.MailCancelledPerhaps, msg.MailCancelledPerhapsThen
	case d.State == order.Refused:
		subject, text = msg.MailDeclinedSubject, msg.MailDeclinedText
	case d.Sent:
		text = msg.MailLetGoText
	}
	next, button := t.S(then), notify.Button(t.S(msg.MailCancelledButton), d.Path+"/dupliquer")
	switch toBasket := notify.Button(t.S(msg.MailBasketButton), d.Path); {
	case d.Shut:
		next, button = t.S(msg.WhyOrgClosed, "org", d.Org), toBasket
	case d.Gone:
		next, button = t.S(msg.MailCancelledGone, "org", d.Org), toBasket
	}
	return notify.Content{Subject: t.S(subject, "number", d.Number), Blocks: []notify.Block{
		notify.Paragraph(t.S(text, "name", d.By, "supplier", d.Supplier, "n", len(d.Articles))), articles(d.Articles), notify.Quote(d.Reason),
		notify.Paragraph(next), button,
	}}
}

// droppedText says to who made an order that it was cancelled, or refused by its supplier: nothing of it comes back to them (R227).
func droppedText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	subject, text := msg.MailCancelledSubject, msg.MailDroppedText
	switch {
	case d.Perhaps:
		text = msg.MailDroppedPerhaps
	case d.State == order.Refused:
		subject, text = msg.MailDeclinedSubject, msg.MailDroppedDeclined
	case d.Sent:
		text = msg.MailDroppedSent
	}
	return notify.Content{Subject: t.S(subject, "number", d.Number), Blocks: []notify.Block{
		notify.Paragraph(t.S(text, "name", d.By, "supplier", d.Supplier)), notify.Quote(d.Reason), notify.Paragraph(t.S(msg.MailDroppedThen)),
		notify.Button(t.S(msg.MailDroppedButton), order.Order{Number: d.Number}.Path()),
	}}
}

// bouncedText says that an order did not arrive, and waits to be sent again; that it may have arrived; or that it went out though it was
// cancelled.
func bouncedText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	subject, text := msg.MailBouncedSubject, msg.MailBouncedText
	switch {
	case d.Late:
		subject, text = msg.MailLateSubject, msg.MailLateText
	case d.Perhaps:
		subject, text = msg.MailPerhapsSubject, msg.MailPerhapsText
	}
	c := notify.Content{Subject: t.S(subject, "number", d.Number, "supplier", d.Supplier)}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(text, "supplier", d.Supplier, "org", d.Org)))
	if d.Reason != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Reason))
	}
	if d.Instead && !d.Late {
		text := msg.MailBouncedInstead
		if d.Super {
			text = msg.MailBouncedNoSuper
		}
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(text, "org", d.Org)), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef))
		return c
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailBouncedButton), order.Order{Number: d.Number}.ToSendPath("")))
	return c
}

func sentText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSentSubject, "supplier", d.Supplier), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailSentText, "supplier", d.Supplier, "n", len(d.Articles))), articles(d.Articles), notify.Button(t.S(msg.MailBasketButton), d.Path),
	}}
}

func comingText(t *i18n.T, d ofOrder, _ notify.Links) notify.Content {
	if d.Off {
		return offText(t, d)
	}
	return notify.Content{Subject: t.S(msg.MailComingSubject, "number", d.Number, "supplier", d.Supplier), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailComingText, "supplier", d.Supplier)), articles(d.Articles), notify.Button(t.S(msg.MailComingButton), d.Path),
	}}
}

// nobodyMail says that goods will come where nobody can be told.
type nobodyMail struct {
	Number, Supplier, Org, OrgRef string
	Buyer                         bool // to who sent the order
}

func nobodyText(t *i18n.T, d nobodyMail, _ notify.Links) notify.Content {
	text, button := msg.MailNobodyText, notify.Button(t.S(msg.MailNobodyButton), "/acces/"+d.OrgRef)
	if d.Buyer {
		text, button = msg.MailNobodyBuyer, notify.Button(t.S(msg.MailNobodyOrder), order.Order{Number: d.Number}.Path())
	}
	return notify.Content{Subject: t.S(msg.MailNobodySubject, "number", d.Number), Blocks: []notify.Block{
		notify.Paragraph(t.S(text, "supplier", d.Supplier, "number", d.Number, "org", d.Org)), button,
	}}
}

// nobody mails who names a réceptionniste, and who sent the order, that it will come where nobody can be told (R257).
func (m Mailer) nobody(ctx context.Context, tx *db.Tx, o order.Order, givers []access.Holder) error {
	d := nobodyMail{Number: o.Number, Supplier: o.Supplier.Name, Org: o.Org.Name, OrgRef: o.Org.Ref}
	for _, h := range givers {
		if err := m.send(ctx, tx, h, o, mailNobody, d); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(givers, func(h access.Holder) bool { return h.AccountID == o.SentByID }) {
		return nil
	}
	d.Buyer = true
	c := basket.Case{Basket: basket.Basket{ID: o.ID, OwnerID: o.SentByID}}
	return m.Baskets.Owner(ctx, tx, c, mailNobody, d, strconv.FormatInt(o.Version, 10))
}

// phoneMail asks for a telephone.
type phoneMail struct{ By, Place, Path string }

func phoneText(t *i18n.T, d phoneMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailPhoneSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailPhoneText, "name", d.By, "place", d.Place)), notify.Button(t.S(msg.AskPhone), d.Path),
	}}
}

// Phone mails the managers of the establishment, or who names one.
func (m Mailer) Phone(ctx context.Context, tx *db.Tx, who access.Actor, v phone.View) error {
	to, _, err := m.Baskets.Reached(ctx, tx, mailPhone, ordering.Manager, v.Org.ID, "")
	if err != nil {
		return err
	}
	d := phoneMail{By: who.Name, Place: v.Org.Name, Path: phone.Path(v.Org.Ref, v.Site.Ref)}
	if v.Site.Name != "" {
		d.Place = v.Site.Name + ", " + v.Org.Name
	}
	for _, h := range to {
		if err := m.Mail.Send(ctx, tx, notify.Mail{
			Kind: mailPhone, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: notify.Object{Kind: "org", ID: v.Org.ID}, Occasion: v.Site.ID + " " + m.Baskets.Today(tx.Now()),
		}); err != nil {
			return err
		}
	}
	return nil
}

// Created mails the acheteurs of the establishment and, where the order exceeds its maximum amount, the superacheteurs, who alone may
// send it; where nobody can be reached, who names one.
func (m Mailer) Created(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, over bool) error {
	roles := []access.RoleKey{ordering.Buyer}
	if over {
		roles = append(roles, ordering.Superbuyer)
	}
	return m.created(ctx, tx, who, o, over, roles...)
}

// created mails them, each once.
func (m Mailer) created(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, over bool, roles ...access.RoleKey) error {
	told := map[string]bool{who.ID: true}
	for _, role := range roles {
		to, instead, err := m.Baskets.Reached(ctx, tx, mailCreated, role, o.Org.ID, o.Site.ID)
		if err != nil {
			return err
		}
		d := createdMail{Number: o.Number, Org: o.Org.Name, Supplier: o.Supplier.Name, Gross: int64(o.Gross), Over: over, Instead: instead, OrgRef: o.Org.Ref}
		if d.Super = instead && role == ordering.Superbuyer; d.Super {
			if d.OrgRef, err = ordering.NamerRef(ctx, tx, o.Org.ID); err != nil {
				return err
			}
		}
		for _, h := range to {
			if told[h.AccountID] {
				continue
			}
			told[h.AccountID] = true
			if err := m.send(ctx, tx, h, o, mailCreated, d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m Mailer) send(ctx context.Context, tx *db.Tx, h access.Holder, o order.Order, kind string, data any) error {
	return m.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: data,
		Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: strconv.FormatInt(o.Version, 10),
	})
}

// Cancelled mails each demandeur what of theirs was in the order, with the page that duplicates it (R228), and who made the order; of the
// basket of somebody who orders there no more, who hands it over (R132).
func (m Mailer) Cancelled(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, cases map[string]basket.Case, reason string) error {
	still, err := access.Holders(ctx, tx, ordering.Requester, o.Org.Place())
	if err != nil {
		return err
	}
	for _, c := range cases {
		d := of(o, c, who.Name, reason)
		if len(d.Articles) == 0 {
			continue
		}
		d.Org, d.OrgRef = o.Org.Name, o.Org.Ref
		d.Gone = !slices.ContainsFunc(still, func(h access.Holder) bool { return h.AccountID == c.OwnerID })
		if err := m.Baskets.Owner(ctx, tx, c, mailCancelled, d, o.ID); err != nil {
			return err
		}
		if d.Gone && !d.Shut { // nobody could order it there
			if err := m.left(ctx, tx, o, c, d); err != nil {
				return err
			}
		}
	}
	if err := m.off(ctx, tx, who, o, reason); err != nil {
		return err
	}
	return m.maker(ctx, tx, o, about(o, who.Name, reason), who)
}

// about is what a mail about a whole order says.
func about(o order.Order, by, reason string) ofOrder {
	return ofOrder{Number: o.Number, Supplier: o.Supplier.Name, By: by, Reason: reason, State: o.State, Sent: !o.SentAt.IsZero(), Perhaps: maybe(o), Org: o.Org.Name, OrgRef: o.Org.Ref}
}

// maker mails who made an order that it is no more, as long as they validate there, else those who do. Who acts is told nothing.
func (m Mailer) maker(ctx context.Context, tx *db.Tx, o order.Order, d ofOrder, who access.Actor) error {
	still, err := access.Holders(ctx, tx, ordering.Validator, o.Org.Place())
	if err == nil && o.Site.ID != "" {
		still, err = access.Within(ctx, tx, still, ordering.Validator, o.Org.Place(), access.Site, o.Site.ID)
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(still, func(h access.Holder) bool { return h.AccountID == o.CreatedByID }) {
		if o.CreatedByID == who.ID {
			return nil
		}
		return m.person(ctx, tx, o, o.CreatedByID, mailDropped, d)
	}
	to, instead, err := m.Baskets.Reached(ctx, tx, mailDropped, ordering.Validator, o.Org.ID, o.Site.ID)
	if err != nil || instead { // nothing waits for anybody
		return err
	}
	return m.all(ctx, tx, o, to, instead, mailDropped, d, who.ID)
}

// person mails one person about an order.
func (m Mailer) person(ctx context.Context, tx *db.Tx, o order.Order, accountID, kind string, d ofOrder) error {
	c := basket.Case{Basket: basket.Basket{ID: o.ID, OwnerID: accountID}}
	return m.Baskets.Owner(ctx, tx, c, kind, d, strconv.FormatInt(o.Version, 10))
}

// all mails some people about an order, but one.
func (m Mailer) all(ctx context.Context, tx *db.Tx, o order.Order, to []access.Holder, instead bool, kind string, d ofOrder, but string) error {
	d.Instead = instead
	for _, h := range to {
		if h.AccountID == but && !instead {
			continue
		}
		if err := m.send(ctx, tx, h, o, kind, d); err != nil {
			return err
		}
	}
	return nil
}

// maybe says whether an order that is not with its supplier, as far as anybody knows, may be there all the same.
func maybe(o order.Order) bool { return o.SentAt.IsZero() && len(o.Perhaps()) > 0 }

// Bounced mails who sent an order that it did not arrive, or that nobody knows; where they no longer send there, who does.
func (m Mailer) Bounced(ctx context.Context, tx *db.Tx, o order.Order) error {
	return m.sender(ctx, tx, o, about(o, "", o.Reason))
}

// Late mails them that an order which was cancelled went out all the same; where its lines went back, who would order them again, too.
func (m Mailer) Late(ctx context.Context, tx *db.Tx, o order.Order, back bool) error {
	d := about(o, "", "")
	d.Late = true
	if err := m.sender(ctx, tx, o, d); err != nil || !back {
		return err
	}
	d.Back = true
	o.Version++ // it is another occasion than that on which they got the lines
	return m.validators(ctx, tx, o, d, access.Actor{})
}

// sender mails who sent an order; where they no longer send there, who does.
func (m Mailer) sender(ctx context.Context, tx *db.Tx, o order.Order, d ofOrder) error {
	limits, err := ordering.LimitsOf(ctx, tx, []string{o.Org.ID})
	if err != nil {
		return err
	}
	limit, limited := limits[o.Org.ID]
	over := limited && limit.Exceeded(o.Net, o.Gross)
	still, err := ordering.StillSends(ctx, tx, o.SentByID, o.Org, over)
	if err != nil {
		return err
	}
	if still {
		return m.person(ctx, tx, o, o.SentByID, mailBounced, d)
	}
	role := ordering.Buyer
	if over {
		role = ordering.Superbuyer
	}
	to, instead, err := m.Baskets.Reached(ctx, tx, mailBounced, role, o.Org.ID, o.Site.ID)
	if err != nil {
		return err
	}
	if d.Super = instead && over; d.Super {
		if d.OrgRef, err = ordering.NamerRef(ctx, tx, o.Org.ID); err != nil {
			return err
		}
	}
	return m.all(ctx, tx, o, to, instead, mailBounced, d, "")
}

// Sent mails the demandeurs that their articles are ordered, and the réceptionnistes that they will come (R235).
func (m Mailer) Sent(ctx context.Context, tx *db.Tx, _ access.Actor, o order.Order, cases map[string]basket.Case) error {
	var all []string
	for _, c := range cases {
		d := of(o, c, "", "")
		all = append(all, d.Articles...)
		if err := m.Baskets.Owner(ctx, tx, c, mailSent, d, o.ID); err != nil {
			return err
		}
	}
	to, instead, err := m.Baskets.Reached(ctx, tx, mailComing, ordering.Receiver, o.Org.ID, o.Site.ID)
	if err != nil {
		return err
	}
	if instead {
		return m.nobody(ctx, tx, o, to)
	}
	for _, h := range to {
		if err := m.send(ctx, tx, h, o, mailComing, ofOrder{Number: o.Number, Supplier: o.Supplier.Name, Path: o.ReceivePath(), Articles: all}); err != nil {
			return err
		}
	}
	return nil
}

// of is what of a basket is in an order.
func of(o order.Order, c basket.Case, by, reason string) ofOrder {
	d := ofOrder{Number: o.Number, Supplier: o.Supplier.Name, By: by, Reason: reason, Path: c.Path(""), State: o.State, Sent: !o.SentAt.IsZero(), Perhaps: maybe(o), Shut: c.Closed}
	for _, l := range c.Lines {
		if l.Article.Market == o.Market.Number && l.OrderLine != "" && (l.State == basket.LineOrdered || l.State == basket.LineCancelled) {
			d.Articles = append(d.Articles, fmt.Sprintf("%d × %s", l.Granted, l.Article.Title))
		}
	}
	return d
}
