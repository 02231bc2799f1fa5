package passkey

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail. They are security mails: they cannot be switched off.
const (
	MailAdded    = "account.passkey_added"
	MailRemoved  = "account.passkey_removed"
	MailDoubtful = "account.passkey_doubtful"
)

type keyMail struct{ Name string }

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	kind := func(name string, label, subject, text i18n.Key) notify.Kind {
		return notify.KindOf(name, notify.KindOptions{Label: label, Security: true}, func(t *i18n.T, d keyMail, _ notify.Links) notify.Content {
			return notify.Content{Subject: t.S(subject), Blocks: []notify.Block{
				notify.Paragraph(t.S(text)), notify.Facts(notify.Fact{Label: t.S(msg.LabelKey), Value: d.Name}),
				notify.Paragraph(t.S(msg.MailNotYou)), notify.Button(t.S(msg.MailSecurity), "/compte/securite"),
				notify.Paragraph(t.S(msg.MailThenReset)), notify.Button(t.S(msg.AskPassword), pathForgot),
			}}
		})
	}
	return []notify.Kind{
		kind(MailAdded, msg.MailAddedLabel, msg.MailAddedSubject, msg.MailAddedText),
		kind(MailRemoved, msg.MailRemovedLabel, msg.MailRemovedSubject, msg.MailRemovedText),
		kind(MailDoubtful, msg.MailDoubtfulLabel, msg.MailDoubtfulSubject, msg.MailDoubtfulText),
	}
}

// tell writes the account's history, and to its mailbox.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, k Key, act, kind string) error {
	line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: act, Data: a.Trace(a.Actor(who))}
	line.Data["passkey"] = k.Name
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: keyMail{Name: k.Name}, Occasion: k.ID,
		To:     notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang},
		Object: notify.Object{Kind: account.ObjectKind, ID: a.ID},
	})
}
