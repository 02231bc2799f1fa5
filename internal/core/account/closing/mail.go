package closing

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail about closing. They are security mails: they cannot be switched off.
const (
	MailClosed = "account.closed"
	MailUnused = "account.unused"
)

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(MailClosed, notify.KindOptions{Label: msg.MailClosedLabel, Security: true}, closedMail),
		notify.KindOf(MailUnused, notify.KindOptions{Label: msg.MailUnusedLabel, Security: true}, unusedMail),
	}
}

// closedAccount is what the mail about a closed account is made of.
type closedAccount struct {
	Number int64
	By     string // empty: the person, or the program
	Reason string
	Unused bool
}

// unusedAccount is what a warning is made of.
type unusedAccount struct {
	UserName string
	Used     time.Time
	Ends     time.Time
}

func closedMail(t *i18n.T, d closedAccount, _ notify.Links) notify.Content {
	text := t.S(msg.MailClosedText)
	switch {
	case d.By != "":
		text = t.S(msg.MailClosedBy, "by", d.By)
	case d.Unused:
		text = t.S(msg.MailClosedUnused)
	}
	blocks := []notify.Block{notify.Paragraph(text)}
	if d.Reason != "" {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailSuspendedReason)), notify.Quote(d.Reason))
	}
	blocks = append(blocks, notify.Paragraph(t.S(msg.MailClosedLeft, "n", d.Number)), notify.Paragraph(t.S(msg.MailClosedThen)), notify.Button(t.S(msg.AskContact), account.PathContact))
	return notify.Content{Subject: t.S(msg.MailClosedSubject), Blocks: blocks}
}

func unusedMail(t *i18n.T, d unusedAccount, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailUnusedSubject, "date", t.Date(d.Ends)), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailUnusedText, "used", t.Date(d.Used), "date", t.Date(d.Ends))),
		notify.Facts(notify.Fact{Label: t.S(msg.LabelUserName), Value: d.UserName}),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
		notify.Paragraph(t.S(msg.MailUnusedElse)),
	}}
}

func (s *Service) sendUnused(ctx context.Context, tx *db.Tx, a account.Account, ends time.Time, step string) error {
	d := unusedAccount{UserName: a.OwnName(), Used: lastUseOf(a), Ends: ends}
	return s.send(ctx, tx, a, MailUnused, d, step+" "+strconv.FormatInt(ends.UnixMicro(), 10))
}

func (s *Service) send(ctx context.Context, tx *db.Tx, a account.Account, kind string, data any, occasion string) error {
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: data, Occasion: occasion,
		To:     notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang},
		Object: notify.Object{Kind: account.ObjectKind, ID: a.ID},
	})
}
