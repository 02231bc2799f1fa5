package federation

import (
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// The kinds of mail. They are security mails: they cannot be switched off.
const (
	MailLinked   = "account.identity_linked"
	MailUnlinked = "account.identity_unlinked"
)

// identityMail is what both are made of.
type identityMail struct {
	Provider string
	Label    string
}

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(MailLinked, notify.KindOptions{Label: msg.MailLinkedLabel, Security: true}, linkedMail),
		notify.KindOf(MailUnlinked, notify.KindOptions{Label: msg.MailUnlinkedLabel, Security: true}, unlinkedMail),
	}
}

func linkedMail(t *i18n.T, d identityMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailLinkedSubject, "name", d.Provider), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailLinkedText, "name", d.Provider)), facts(t, d),
		notify.Paragraph(t.S(msg.MailNotYou)), notify.Button(t.S(msg.MailSecurity), "/compte/securite"),
		notify.Paragraph(t.S(msg.MailThenReset)), notify.Button(t.S(msg.AskPassword), pathForgot),
	}}
}

func unlinkedMail(t *i18n.T, d identityMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailUnlinkedSubject, "name", d.Provider), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailUnlinkedText, "name", d.Provider)), facts(t, d),
		notify.Paragraph(t.S(msg.MailNotYou)), notify.Button(t.S(msg.MailSecurity), "/compte/securite"),
		notify.Paragraph(t.S(msg.MailThenReset)), notify.Button(t.S(msg.AskPassword), pathForgot),
	}}
}

func facts(t *i18n.T, d identityMail) notify.Block {
	return notify.Facts(notify.Fact{Label: t.S(msg.LabelIdentity), Value: d.Label})
}
