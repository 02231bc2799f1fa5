package claim

import (
	"context"
	"strconv"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/supply"
)

// The kinds of mail of this room.
const (
	mailSupplier  = "ordering.claim_supplier"
	mailSchool    = "ordering.claim_answered"  // to who receives and who sends
	mailEscalated = "ordering.claim_escalated" // to the purchasing body
)

// letter is what a mail about a claim says.
type letter struct {
	Do               Act
	Number           int64
	Order, Org       string
	Article, Ref     string
	Fault            Fault
	Offer            Offer
	Quantity, Photos int64
	Text, By         string
	Supplier, Link   string // the link's id
	ReplyTo          string
	Instead          bool // to who names a réceptionniste
	OrgRef           string
}

// Kinds are the mails that this room sends.
func Kinds() []notify.Kind {
	to := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "ordering", AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailSupplier, notify.KindOptions{Label: msg.MailSupplierLabel, Service: "ordering", Operator: true}, supplierText),
		notify.KindOf(mailSchool, to(msg.MailSchoolLabel), schoolText),
		notify.KindOf(mailEscalated, to(msg.MailEscalatedLabel), escalatedText),
	}
}

func letterOf(c Case, n Note) letter {
	return letter{
		Do: n.Do, Number: c.Number, Order: c.Order.Number, Org: c.Order.Org.Name, OrgRef: c.Order.Org.Ref, Article: c.Title, Ref: c.Reference, Fault: c.Fault, Offer: c.Offer,
		Quantity: c.Quantity, Text: n.Text, By: n.By, Supplier: c.Order.Supplier.Name,
	}
}

// told are what is said of each act, to the supplier and to the school.
var (
	toldSupplier = map[Act]i18n.Key{
		Make: msg.MailMade, Accept: msg.MailAccepted, Contest: msg.MailContested, Resolve: msg.MailResolved, Escalate: msg.MailWentUp,
		Decide: msg.MailDecided, Withdraw: msg.MailWithdrawn, Say: msg.MailSaid,
	}
	toldSchool = map[Act]i18n.Key{Look: msg.MailLooked, Propose: msg.MailProposed, Decide: msg.MailDecided, Say: msg.MailSaid}
)

func (d letter) facts(t *i18n.T) notify.Block {
	return notify.Facts(
		notify.Fact{Label: t.S(msg.FactOrder), Value: d.Order},
		notify.Fact{Label: t.S(msg.FactArticle), Value: t.S(msg.ArticleOf, "title", d.Article, "reference", d.Ref)},
		notify.Fact{Label: t.S(msg.FactFault), Value: t.S(d.Fault.Label())},
		notify.Fact{Label: t.S(msg.FactQuantity), Value: t.Number(d.Quantity)},
	)
}

func supplierText(t *i18n.T, d letter, l notify.Links) notify.Content {
	subject := msg.MailNewsSubject
	if d.Do == Make {
		subject = msg.MailMadeSubject
	}
	c := notify.Content{
		Subject: t.S(subject, "number", d.Number, "order", d.Order, "org", d.Org), ReplyTo: d.ReplyTo, Reason: t.S(msg.MailSupplierReason, "org", d.Org),
		Blocks: []notify.Block{notify.Paragraph(t.S(toldSupplier[d.Do], "name", d.By, "org", d.Org, "supplier", d.Supplier)), d.facts(t)},
	}
	if d.Text != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Text))
	}
	if d.Photos > 0 {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailPhotos, "n", d.Photos)))
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailAnswer), SupplierPath(order.LinkPath(l, d.Link), d.Number)))
	return c
}

func schoolText(t *i18n.T, d letter, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailSchoolSubject, "number", d.Number, "supplier", d.Supplier)}
	key := toldSchool[d.Do]
	if d.Do == Propose {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(key, "supplier", d.Supplier, "offer", t.S(d.Offer.Label()))))
	} else {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(key, "name", d.By, "supplier", d.Supplier, "org", d.Org)))
	}
	c.Blocks = append(c.Blocks, d.facts(t))
	if d.Text != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Text))
	}
	if d.Instead {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailInstead, "org", d.Org)), notify.Button(t.S(msg.MailInsteadButton), "/acces/"+d.OrgRef))
		return c
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailSee), Claim{Number: d.Number}.Path()))
	return c
}

func escalatedText(t *i18n.T, d letter, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailEscalatedSubject, "number", d.Number, "org", d.Org), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailEscalatedText, "org", d.Org, "supplier", d.Supplier, "name", d.By)), d.facts(t),
	}}
	if d.Text != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Text))
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailDecide), Claim{Number: d.Number}.Path()))
	return c
}

// tell mails those who did not do it: the supplier what the school and the purchasing body do, the school the rest.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, c Case, n Note) error {
	if n.Side != Supplier {
		if err := s.tellSupplier(ctx, tx, c, n, 0); err != nil {
			return err
		}
	}
	if n.Do == Escalate {
		return s.tellCentral(ctx, tx, c, n)
	}
	if n.Side == School {
		return nil
	}
	return s.tellSchool(ctx, tx, who, c, n)
}

// tellSupplier mails the supplier, with a link of its own.
func (s *Service) tellSupplier(ctx context.Context, tx *db.Tx, c Case, n Note, pictures int) error {
	d := letterOf(c, n)
	d.Photos = int64(pictures)
	var err error
	if d.Link, err = supply.Issue(ctx, tx, s.o.Mail.Links(), c.Order); err != nil {
		return err
	}
	a, err := account.ByID(ctx, tx, c.ByID)
	if err == nil && a.State == account.Active {
		d.ReplyTo = a.Email
	}
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return err
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: mailSupplier, To: notify.Recipient{Address: c.Order.SentTo, Name: c.Order.Supplier.Name, Lang: i18n.French}, Data: d,
		Object: notify.Object{Kind: Object, ID: c.ID}, Occasion: occasion(n),
	})
}

func occasion(n Note) string { return strconv.FormatInt(n.N, 10) }

// tellSchool mails who receives in the establishment and who sends its orders.
func (s *Service) tellSchool(ctx context.Context, tx *db.Tx, who access.Actor, c Case, n Note) error {
	done := map[string]bool{who.ID: who.ID != ""}
	for _, role := range []access.RoleKey{ordering.Receiver, ordering.Buyer} {
		to, instead, err := s.o.Baskets.Reached(ctx, tx, mailSchool, role, c.Order.Org.ID, c.Order.Site.ID)
		if err != nil {
			return err
		}
		if instead && role != ordering.Receiver {
			continue
		}
		d := letterOf(c, n)
		d.Instead = instead
		for _, h := range to {
			if done[h.AccountID] {
				continue
			}
			done[h.AccountID] = true
			if err := s.send(ctx, tx, h, mailSchool, c, d, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellCentral mails the purchasing body that a claim waits for it.
func (s *Service) tellCentral(ctx context.Context, tx *db.Tx, c Case, n Note) error {
	to, err := access.Holders(ctx, tx, catalog.Central, access.Everywhere)
	if err != nil {
		return err
	}
	for _, h := range to {
		if err := s.send(ctx, tx, h, mailEscalated, c, letterOf(c, n), n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) send(ctx context.Context, tx *db.Tx, h access.Holder, kind string, c Case, d letter, n Note) error {
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
		Object: notify.Object{Kind: Object, ID: c.ID}, Occasion: occasion(n),
	})
}
