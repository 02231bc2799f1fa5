package supply

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// The kinds of mail of this room.
const (
	mailSupplier = "ordering.supplier_note"     // to the supplier, with a link
	mailAnswered = "ordering.supplier_answered" // to the acheteurs
	mailChanged  = "ordering.lines_changed"     // to the demandeurs
)

// What a note to the supplier is of.
const (
	noteLink     = "link"
	noteReminder = "reminder"
	noteCancel   = "cancel"
	noteAgreed   = "agreed"
	noteDisputed = "disputed"
	noteDetails  = "details"
	noteStop     = "stop"
)

// note is what a mail to the supplier says.
type note struct {
	What                  string
	Link                  string // id
	Number, Org, Supplier string
	Text, By              string
	Agreed, Refused       int
	File                  string // what is attached: the same for programs; empty: nothing
	ReplyTo               string
}

// answered is what a mail to the acheteurs says.
type answered struct {
	Number, Supplier, Org, OrgRef, Text, Path string
	Do                                        order.Act
	Promised                                  string // day
	Unsaid                                    string // address at which the supplier was not told that it is cancelled; Text is what the server said
	Instead                                   bool
}

// changed is what a mail to a demandeur says.
type changed struct {
	Supplier, Path string
	Lines          []changedLine
}

// changedLine is an article of theirs that comes otherwise than ordered; without any price.
type changedLine struct {
	Title, Instead, PromisedOn string
	Was, Is                    int64
}

// Kinds are the mails that this room sends.
func Kinds() []notify.Kind {
	to := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "ordering", AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailSupplier, notify.KindOptions{Label: msg.MailSupplierLabel, Service: "ordering", Operator: true}, supplierText),
		notify.KindOf(mailAnswered, to(msg.MailAnsweredLabel), answeredText),
		notify.KindOf(mailChanged, to(msg.MailChangedLabel), changedText),
	}
}

func versioned(what string, o order.Order) string {
	return what + " " + strconv.FormatInt(o.Version, 10)
}

// tellSupplier mails a supplier at the order's address, with a link of its own.
func (s *Service) tellSupplier(ctx context.Context, tx *db.Tx, o order.Order, n note, occasion string) error {
	link, err := Issue(ctx, tx, s.o.Mail.Links(), o)
	if err != nil {
		return err
	}
	contact, err := contactOf(ctx, tx, o.SentByID, o.SentBy)
	if err != nil {
		return err
	}
	n.Link, n.Number, n.Org, n.Supplier, n.ReplyTo = link, o.Number, o.Org.Name, o.Supplier.Name, contact.Email
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: mailSupplier, To: notify.Recipient{Address: o.SentTo, Name: o.Supplier.Name, Lang: i18n.French}, Data: n,
		Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: occasion,
	})
}

// said are the subjects and texts of the notes.
var said = map[string][2]i18n.Key{
	noteLink: {msg.MailNoteLinkSubject, msg.MailNoteLink}, noteReminder: {msg.MailNoteReminderSubject, msg.MailNoteReminder},
	noteCancel: {msg.MailNoteCancelSubject, msg.MailNoteCancel}, noteAgreed: {msg.MailNoteAgreedSubject, msg.MailNoteAgreed},
	noteDisputed: {msg.MailNoteDisputedSubject, msg.MailNoteDisputed}, noteDetails: {msg.MailNoteDetailsSubject, msg.MailNoteDetails},
	noteStop: {msg.MailNoteStopSubject, msg.MailNoteStop},
}

func supplierText(t *i18n.T, d note, l notify.Links) notify.Content {
	words := said[d.What]
	blocks := []notify.Block{notify.Paragraph(t.S(words[1], "number", d.Number, "org", d.Org, "name", d.By, "agreed", d.Agreed, "refused", d.Refused))}
	if d.Text != "" {
		blocks = append(blocks, notify.Quote(d.Text))
	}
	blocks = append(blocks, notify.Button(t.S(msg.MailNoteButton), order.LinkPath(l, d.Link)), notify.Paragraph(t.S(msg.MailNoteLife)))
	var files []string
	if d.File != "" {
		files, blocks = []string{d.File}, append(blocks, notify.Paragraph(t.S(msg.MailNoteFile)))
	}
	return notify.Content{
		Attachments: files, Subject: t.S(words[0], "number", d.Number, "org", d.Org), Blocks: blocks, ReplyTo: d.ReplyTo, Reason: t.S(msg.MailNoteReason, "org", d.Org),
	}
}

// tellBuyers mails the acheteurs of the establishment what its supplier answered, and the superbuyer who sent the order.
func (s *Service) tellBuyers(ctx context.Context, tx *db.Tx, o order.Order, do order.Act, text string) error {
	return s.tellAll(ctx, tx, o, answered{Text: text, Do: do, Promised: o.PromisedOn})
}

func (s *Service) tellAll(ctx context.Context, tx *db.Tx, o order.Order, d answered) error {
	to, instead, err := s.o.Baskets.Reached(ctx, tx, mailAnswered, ordering.Buyer, o.Org.ID, o.Site.ID)
	if err != nil {
		return err
	}
	d.Number, d.Supplier, d.Org, d.OrgRef, d.Path, d.Instead = o.Number, o.Supplier.Name, o.Org.Name, o.Org.Ref, o.Path(), instead
	mailed := false
	for _, h := range to {
		mailed = mailed || h.AccountID == o.SentByID
		if err := s.tellBuyer(ctx, tx, o, notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, d); err != nil {
			return err
		}
	}
	if mailed {
		return nil
	}
	a, err := account.ByID(ctx, tx, o.SentByID)
	if apperr.Is(err, apperr.NotFound) || err == nil && a.State != account.Active {
		return nil
	}
	if err != nil {
		return err
	}
	if still, err := ordering.StillSends(ctx, tx, a.ID, o.Org, false); err != nil || !still {
		return err // who sends there no more reads no more of it
	}
	d.Instead = false
	return s.tellBuyer(ctx, tx, o, notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, d)
}

func (s *Service) tellBuyer(ctx context.Context, tx *db.Tx, o order.Order, to notify.Recipient, d answered) error {
	occasion := versioned(string(d.Do), o)
	if d.Unsaid != "" {
		occasion = "unsaid " + d.Unsaid
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{Kind: mailAnswered, To: to, Data: d, Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: occasion})
}

// answers are what the acheteurs read of each answer.
var answers = map[order.Act]i18n.Key{
	order.Have: msg.MailAnsweredHave, order.Acknowledge: msg.MailAnsweredAcknowledge, order.Accept: msg.MailAnsweredAccept, order.Propose: msg.MailAnsweredPropose, order.Decline: msg.MailAnsweredDecline,
	order.AskDetails: msg.MailAnsweredDetails, order.Ship: msg.MailAnsweredShip, order.Delay: msg.MailAnsweredDelay, order.LetGo: msg.MailAnsweredLetGo, order.Keep: msg.MailAnsweredKeep,
}

func answeredText(t *i18n.T, d answered, _ notify.Links) notify.Content {
	subject, text := msg.MailAnsweredSubject, answers[d.Do]
	if d.Unsaid != "" {
		subject, text = msg.MailUnsaidSubject, msg.MailUnsaidText
	}
	c := notify.Content{Subject: t.S(subject, "number", d.Number, "supplier", d.Supplier)}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(text, "number", d.Number, "supplier", d.Supplier, "org", d.Org, "date", Day(d.Promised), "address", d.Unsaid)))
	if d.Text != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Text))
	}
	if d.Instead {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailAnsweredInstead, "org", d.Org)), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef))
		return c
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailAnsweredButton), d.Path))
	return c
}

// tellOwners mails each demandeur whose articles come otherwise than they stood, in some lines as they were, what is otherwise. Prices are none of
// theirs.
func (s *Service) tellOwners(ctx context.Context, tx *db.Tx, o order.Order, lines []order.Line, cases map[string]basket.Case, deals map[string]order.Deal) error {
	otherwise := map[string]changedLine{}
	for _, l := range lines {
		if d, some := deals[l.ID]; some {
			x := changedLine{Title: l.Article.Title, Was: l.Expected(), Is: d.Quantity}
			if d.Reference != l.AgreedReference || d.Title != l.AgreedTitle {
				x.Instead = cmp.Or(d.Title, l.Article.Title)
			}
			if d.PromisedOn != l.PromisedOn {
				x.PromisedOn = d.PromisedOn
			}
			if x.Was != x.Is || x.Instead != "" || x.PromisedOn != "" {
				otherwise[l.ID] = x
			}
		}
	}
	for _, c := range cases {
		d := changed{Supplier: o.Supplier.Name, Path: c.Path("")}
		for _, l := range c.Lines {
			if x, some := otherwise[l.OrderLine]; some {
				d.Lines = append(d.Lines, x)
			}
		}
		if len(d.Lines) == 0 {
			continue
		}
		if err := s.o.Baskets.Owner(ctx, tx, c, mailChanged, d, versioned(o.ID, o)); err != nil {
			return fmt.Errorf("tell of changes: %w", err)
		}
	}
	return s.o.NotComing(ctx, tx, o, cases, func(l basket.Line) bool {
		x, some := otherwise[l.OrderLine]
		return some && x.Is == 0
	})
}

func changedText(t *i18n.T, d changed, _ notify.Links) notify.Content {
	var items []notify.Item
	for _, l := range d.Lines {
		key := msg.MailChangedLine
		switch {
		case l.Is == 0:
			key = msg.MailChangedNone
		case l.Instead != "":
			key = msg.MailChangedInstead
		case l.Is == l.Was:
			key = msg.MailChangedDay
		}
		if l.Instead != "" && l.Is != l.Was && l.Is > 0 { // both
			items = append(items, notify.Item{Text: t.S(msg.MailChangedLine, "article", l.Title, "was", l.Was, "is", l.Is)})
		}
		note := ""
		if l.PromisedOn != "" {
			note = t.S(msg.MailChangedPromised, "day", Day(l.PromisedOn))
		}
		items = append(items, notify.Item{Text: t.S(key, "article", l.Title, "instead", l.Instead, "was", l.Was, "is", l.Is), Note: note})
	}
	return notify.Content{Subject: t.S(msg.MailChangedSubject, "supplier", d.Supplier), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailChangedText, "supplier", d.Supplier, "n", len(d.Lines))), notify.List(items...), notify.Button(t.S(msg.MailBasketButton), d.Path),
	}}
}
