package moving

import (
	"context"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/contact"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail. They are security mails: they cannot be switched off.
const (
	MailOld      = "account.move_old"
	MailNew      = "account.move_new"
	MailDone     = "account.move_done"
	MailEnded    = "account.move_ended"
	MailObjected = "account.move_objected"
)

// The pages of the two links, and of the administration.
const (
	NewPath = "/nouvelle-adresse"
	OldPath = "/opposition"
)

// Path is the administration's page of an account's changes of address.
func Path(number int64) string {
	return "/administration/comptes/" + strconv.FormatInt(number, 10) + "/adresse"
}

// moveMail is what the mails are made of: the change's id, never a secret. The old mailbox, which may be somebody else's by now, and
// the new one, which may be mistyped, read only the beginning of the other's address.
type moveMail struct {
	MoveID   string
	UserName string
	By       string
	Other    string // the other address, shortened
	Until    time.Time
	Number   int64
	Objected bool
}

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions { return notify.KindOptions{Label: label, Security: true} }
	return []notify.Kind{
		notify.KindOf(MailOld, o(msg.MailMoveOldLabel), oldMail),
		notify.KindOf(MailNew, o(msg.MailMoveNewLabel), newMail),
		notify.KindOf(MailDone, o(msg.MailMoveDoneLabel), doneMail),
		notify.KindOf(MailEnded, o(msg.MailMoveEndedLabel), endedMail),
		notify.KindOf(MailObjected, o(msg.MailMoveObjectedLabel), objectedMail),
	}
}

func oldMail(t *i18n.T, d moveMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailMoveOldSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailMoveOldText, "by", d.By, "other", d.Other)),
		facts(t, d.UserName),
		notify.Paragraph(t.S(msg.MailMoveOldObject, "until", t.DateTimeZone(d.Until))),
		notify.Button(t.S(msg.MailMoveOldButton), OldPath+"/"+l.Secret(objectName(d.MoveID))),
		notify.Paragraph(t.S(msg.MailMoveOldElse)),
	}}
}

func newMail(t *i18n.T, d moveMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailMoveNewSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailMoveNewText, "by", d.By, "other", d.Other)),
		facts(t, d.UserName),
		notify.Button(t.S(msg.MailMoveNewButton), NewPath+"/"+l.Secret(confirmName(d.MoveID))),
		notify.Paragraph(t.S(msg.MailMoveNewThen, "until", t.DateTimeZone(d.Until))),
		notify.Paragraph(t.S(msg.MailMoveNewNotYou)),
	}}
}

func doneMail(t *i18n.T, d moveMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailMoveDoneSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailMoveDoneText)),
		facts(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
		notify.Paragraph(t.S(msg.MailExistsForgot)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"),
	}}
}

func endedMail(t *i18n.T, d moveMail, _ notify.Links) notify.Content {
	text := t.S(msg.MailMoveEndedText)
	if d.Objected {
		text = t.S(msg.MailMoveEndedObjected)
	}
	return notify.Content{Subject: t.S(msg.MailMoveEndedSubject), Blocks: []notify.Block{
		notify.Paragraph(text), facts(t, d.UserName),
		notify.Paragraph(t.S(msg.MailMoveEndedThen)), notify.Button(t.S(msg.AskContact), account.PathContact),
	}}
}

func objectedMail(t *i18n.T, d moveMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailMoveObjectedSubject, "name", d.UserName), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailMoveObjectedText, "by", d.By)),
		facts(t, d.UserName),
		notify.Button(t.S(msg.MailMoveObjectedButton), Path(d.Number)),
	}}
}

func facts(t *i18n.T, name string) notify.Block {
	return notify.Facts(notify.Fact{Label: t.S(msg.LabelUserName), Value: name})
}

// short is an address of which its owner recognises the beginning, and a stranger learns nothing to write to.
func short(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	r := []rune(local)
	return string(r[:min(2, len(r))]) + "…@" + domain
}

func (s *Service) tellAsked(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	d := moveMail{MoveID: m.ID, UserName: a.ShownName(), By: m.AskedName, Other: short(m.New), Until: m.Until}
	if err := s.send(ctx, tx, a, m, MailOld, m.Old, d); err != nil {
		return err
	}
	d.Other = short(m.Old)
	return s.send(ctx, tx, a, m, MailNew, m.New, d)
}

// tellDone tells the mailbox that the account now has; the other learns it too, for whoever reads it late.
func (s *Service) tellDone(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	return s.send(ctx, tx, a, m, MailDone, m.New, moveMail{UserName: a.ShownName()})
}

func (s *Service) tellEnded(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	for _, to := range []string{m.Old, m.New} {
		if err := s.send(ctx, tx, a, m, MailEnded, to, moveMail{UserName: a.ShownName(), Objected: m.State == Settled}); err != nil {
			return err
		}
	}
	return nil
}

// tellObjected tells all administrators, by mail and by a message at the desk that waits for them, and can be answered: the
// account is guarded until one has looked. Who filled the desk with messages before keeps nobody from objecting.
func (s *Service) tellObjected(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	t := s.o.Speak(i18n.French)
	_, err := s.o.Desk.ReceiveTx(ctx, tx, access.Actor{At: tx.Now()}, a.Lang, contact.Draft{
		Name: a.DisplayName(), Address: m.Old, Page: Path(a.Number), Reason: codeObjected, Text: t.S(msg.MailMoveObjectedText, "by", m.AskedName),
	})
	if err != nil && !apperr.Is(err, apperr.TooMany) {
		return err
	}
	admins, err := access.Holders(ctx, tx, access.Admin, access.Everywhere)
	if err != nil {
		return err
	}
	d := moveMail{UserName: a.ShownName(), By: m.AskedName, Number: a.Number}
	for _, x := range admins {
		if x.AccountID == a.ID {
			continue
		}
		err := s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: MailObjected, Data: d, Occasion: m.ID, To: notify.Recipient{AccountID: x.AccountID, Address: x.Address, Name: x.Name, Lang: x.Lang},
			Object: notify.Object{Kind: account.ObjectKind, ID: a.ID},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// send writes to one of the mailboxes. The new one is not proven to be the person's: it reads no name.
func (s *Service) send(ctx context.Context, tx *db.Tx, a account.Account, m Move, kind, address string, d moveMail) error {
	to := notify.Recipient{AccountID: a.ID, Address: address, Lang: a.Lang}
	if address == m.Old {
		to.Name = a.DisplayName()
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: d, Occasion: m.ID + " " + string(m.State), To: to, Object: notify.Object{Kind: account.ObjectKind, ID: a.ID},
	})
}
