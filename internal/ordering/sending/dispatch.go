package sending

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/pdf"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending/msg"
)

// mailOrder is the mail that carries an order to its supplier. Who gets it has no account, and nobody switches it off.
const mailOrder = "ordering.order_supplier"

// orderMail is what the mail says; the files say the rest. It holds nothing that the sheet has not.
type orderMail struct {
	Order    string // id
	N        int64  // of the sending
	Number   string
	Org      string
	Market   string
	Lines    int
	Delivery string
	Phone    string
	Label    string
	Gross    int64
	GrossOf  string // how it is called
	Contact  Contact
	Free     bool
	Remark   string
	Details  bool
	Again    bool     // it was sent before
	Old      []string // other addresses at which it may have arrived
	Perhaps  bool     // it goes as the copy of one that may have arrived
	Link     string   // id of the link by which the supplier answers; empty in what was sent before there were any
}

// Kinds are the mails that this room sends.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailOrder, notify.KindOptions{Label: msg.MailLabel, Service: string(instance.Ordering), Operator: true}, orderText)}
}

// Dispatch writes down what the order says now, and puts it in the outbox: once for each sending, however often it is asked (R230).
func (s *Service) Dispatch(ctx context.Context, tx *db.Tx, o order.Order, n int64) error {
	if _, err := mail.Address(o.SentTo); err != nil {
		return apperr.ForbiddenErr(badAddress(o))
	}
	again, err := last(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	sheet, err := s.sheet(ctx, tx, o)
	if err != nil {
		return err
	}
	added, err := insert(ctx, tx, o.ID, n, sheet)
	if err != nil || !added {
		return err
	}
	m := notify.Mail{
		Kind: mailOrder, To: notify.Recipient{Address: o.SentTo, Name: sheet.Supplier.Name, Lang: i18n.French},
		Object: notify.Object{Kind: order.Object, ID: o.ID}, Occasion: strconv.FormatInt(n, 10),
	}
	l := letter(o.ID, n, sheet, again > 0)
	if at := o.Perhaps(); len(at) > 0 { // it says that it is the same, as the copy that may be there does (R230)
		l.Again, m.Again = true, strconv.FormatInt(again, 10)
		l.Old = slices.DeleteFunc(at, func(a string) bool { return strings.EqualFold(a, o.SentTo) })
		if l.Perhaps, err = s.o.Mail.Remembers(ctx, tx, m); err != nil {
			return err
		}
	}
	if l.Link, err = s.o.Link(ctx, tx, o); err != nil {
		return err
	}
	m.Data = l
	return s.o.Mail.Send(ctx, tx, m)
}

// sheet is what an order says as it stands.
func (s *Service) sheet(ctx context.Context, tx *db.Tx, o order.Order) (Sheet, error) {
	sheet, err := sheetOf(ctx, tx, o.ID)
	if err != nil {
		return sheet, err
	}
	settings, err := s.o.Settings(ctx)
	if err != nil {
		return sheet, err
	}
	sheet.At, sheet.Net, sheet.Gross = tx.Now(), settings.Amounts.Net(), settings.Amounts.Gross()
	sheet.Operator, sheet.Link = settings.ServiceLine(instance.Ordering), s.o.Mail.Links().URL(o.Path())
	sheet.tidy()
	return sheet, nil
}

func badAddress(o order.Order) apperr.Reason {
	return order.NoAddress(i18n.M(msg.WhyBadAddress, "supplier", o.Supplier.Name, "address", o.SentTo))
}

func letter(orderID string, n int64, s Sheet, again bool) orderMail {
	return orderMail{
		Order: orderID, N: n, Number: s.Number, Org: s.Org.Name, Market: s.Market.Title, Lines: len(s.Lines), Delivery: s.Delivery.oneLine(), Phone: s.Delivery.phone(),
		Label: s.Label, Gross: int64(s.Total().Gross), GrossOf: s.Gross, Contact: s.Contact, Free: s.Free, Remark: s.Remark, Details: s.Details, Again: again,
	}
}

func orderText(t *i18n.T, d orderMail, l notify.Links) notify.Content {
	var b []notify.Block
	say := func(so bool, key i18n.Key, args ...any) {
		if so {
			b = append(b, notify.Paragraph(t.S(key, args...)))
		}
	}
	say(true, msg.MailText, "org", d.Org, "n", d.Lines, "number", d.Number)
	say(d.Again && !d.Perhaps, msg.MailAgain)
	say(len(d.Old) > 0, msg.MailElsewhere, "addresses", t.And(d.Old))
	say(d.Free, msg.MailFree)
	contact := d.Contact.Name
	if d.Contact.Email != "" {
		contact = t.S(msg.MailContactValue, "name", contact, "email", d.Contact.Email)
	}
	facts := []notify.Fact{
		{Label: t.S(msg.MailNumber), Value: d.Number}, {Label: t.S(msg.MailDelivery), Value: d.Delivery}, {Label: t.S(msg.MailPhone), Value: d.Phone},
	}
	if d.Label != "" {
		facts = append(facts, notify.Fact{Label: t.S(msg.Label), Value: d.Label})
	}
	if d.Remark != "" {
		facts = append(facts, notify.Fact{Label: t.S(msg.Remark), Value: d.Remark})
	}
	facts = append(facts, notify.Fact{Label: t.S(msg.MailTotal, "gross", d.GrossOf), Value: t.Cents(d.Gross)}, notify.Fact{Label: t.S(msg.MailContact), Value: contact})
	b = append(b, notify.Facts(facts...))
	say(d.Details, msg.Details)
	if d.Link != "" {
		b = append(b, notify.Button(t.S(msg.MailAnswer), order.LinkPath(l, d.Link)))
	}
	say(d.Link != "", msg.MailAnswerText)
	say(true, msg.MailFiles)
	return notify.Content{
		Subject: t.S(msg.MailSubject, "number", d.Number, "org", d.Org), Blocks: b, ReplyTo: d.Contact.Email, Repeat: t.S(msg.MailRepeat, "number", d.Number),
		Reason: t.S(msg.MailReason, "market", d.Market), Headers: []mail.Header{{Name: "X-Preau-Order", Value: d.Number}},
		Attachments: []string{reference(d.Order, d.N, "pdf"), reference(d.Order, d.N, "xml")},
	}
}

// references of attachments: what they are of, and which file.
const references = "ordering.order"

func reference(orderID string, n int64, ending string) string {
	return strings.Join([]string{references, orderID, strconv.FormatInt(n, 10), ending}, "/")
}

var errReference = errors.New("no such attachment")

// Attach opens a file of a sending for its mail, made now if it is the first time. An order that was cancelled
// since, or that its supplier said to have, goes to nobody.
func (s *Service) Attach(ctx context.Context, ref string) (mail.Attachment, error) {
	f := strings.Split(ref, "/")
	if len(f) == 4 && f[0] == cancelReferences {
		return s.attachCancel(ctx, f[1], f[2])
	}
	if len(f) != 4 || f[0] != references {
		return mail.Attachment{}, fmt.Errorf("%w: %w: %s", notify.ErrUnfit, errReference, ref)
	}
	n, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil {
		return mail.Attachment{}, fmt.Errorf("%w: %w: %s", notify.ErrUnfit, errReference, ref)
	}
	k, err := s.made(ctx, f[1], n)
	if err != nil {
		return mail.Attachment{}, err
	}
	switch {
	case order.State(k.state) == order.Cancelled:
		return mail.Attachment{}, fmt.Errorf("%w: the order was cancelled", notify.ErrUnfit)
	case k.heard:
		return mail.Attachment{}, fmt.Errorf("%w: the supplier has the order", notify.ErrUnfit)
	case !k.last:
		return mail.Attachment{}, fmt.Errorf("%w: the order was sent again since", notify.ErrUnfit)
	}
	if f[3] == "pdf" {
		return mail.Attachment{Name: fileName(orderFile, k.order, "pdf"), MIME: pdf.MediaType, Body: k.files.PDF}, nil
	}
	return mail.Attachment{Name: fileName(orderFile, k.order, "xml"), MIME: ublMedia, Body: k.files.UBL}, nil
}
