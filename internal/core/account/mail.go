package account

import (
	"context"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// The kinds of mail about accounts. All are security mails: they cannot be switched off (R274).
const (
	MailActivation      = "account.activation"
	MailExists          = "account.exists"
	MailInvitation      = "account.invitation"
	MailReset           = "account.reset"
	MailSignInLink      = "account.signin_link"
	MailPasswordChanged = "account.password_changed"
	MailSuspended       = "account.suspended"
	MailReactivated     = "account.reactivated"
)

// linkMail is what a mail with a one-time link is made of: the token's id, never its secret.
type linkMail struct {
	TokenID  string
	UserName string
	By       string // who invited
	Reminder bool
}

// stateMail is what a mail about the account itself is made of.
type stateMail struct {
	UserName string
	By       string
	Reason   string
}

// MailKinds are what notify.New needs.
func MailKinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions { return notify.KindOptions{Label: label, Security: true} }
	return []notify.Kind{
		notify.KindOf(MailActivation, o(msg.MailActivationLabel), activationMail),
		notify.KindOf(MailExists, o(msg.MailExistsLabel), existsMail),
		notify.KindOf(MailInvitation, o(msg.MailInvitationLabel), invitationMail),
		notify.KindOf(MailReset, o(msg.MailResetLabel), resetMail),
		notify.KindOf(MailSignInLink, o(msg.MailSigninLabel), signInMail),
		notify.KindOf(MailPasswordChanged, o(msg.MailPasswordLabel), passwordMail),
		notify.KindOf(MailSuspended, o(msg.MailSuspendedLabel), suspendedMail),
		notify.KindOf(MailReactivated, o(msg.MailReactivatedLabel), reactivatedMail),
	}
}

func activationMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailActivationSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailActivationText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailActivationButton), ForActivation.path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailActivationOnce)),
		notify.Paragraph(t.S(msg.MailNotYou)),
	}}
}

func existsMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailExistsSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailExistsText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
		notify.Paragraph(t.S(msg.MailExistsForgot)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"),
		notify.Paragraph(t.S(msg.MailExistsNotYou)),
	}}
}

func invitationMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	subject := t.S(msg.MailInvitationSubject)
	if d.Reminder {
		subject = t.S(msg.MailInvitationAgain)
	}
	return notify.Content{Subject: subject, Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailInvitationText, "by", d.By)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailInvitationButton), ForInvitation.path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailInvitationOnce)),
	}}
}

func resetMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailResetSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailResetText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailResetButton), ForReset.path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailResetOnce)),
		notify.Paragraph(t.S(msg.MailResetNotYou)),
	}}
}

func signInMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSigninSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailSigninText)),
		notify.Button(t.S(msg.MailSigninButton), ForSignIn.path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailSigninOnce)),
		notify.Paragraph(t.S(msg.MailSigninNotYou)),
	}}
}

func passwordMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailPasswordSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailPasswordText)),
		userName(t, d.UserName),
		notify.Paragraph(t.S(msg.MailPasswordNotYou)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"),
	}}
}

func suspendedMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailSuspendedText, "by", d.By)), userName(t, d.UserName)}
	if d.Reason != "" {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailSuspendedReason)), notify.Quote(d.Reason))
	}
	blocks = append(blocks, notify.Paragraph(t.S(msg.MailSuspendedThen)), notify.Button(t.S(msg.AskContact), PathContact))
	return notify.Content{Subject: t.S(msg.MailSuspendedSubject), Blocks: blocks}
}

func reactivatedMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailReactivatedSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailReactivatedText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
	}}
}

func userName(t *i18n.T, name string) notify.Block {
	return notify.Facts(notify.Fact{Label: t.S(msg.LabelUserName), Value: name})
}

// mailLink tells the owner about a link that was just issued.
func (s *Service) mailLink(ctx context.Context, tx *db.Tx, a Account, p Purpose, tokenID string) error {
	kinds := map[Purpose]string{ForActivation: MailActivation, ForInvitation: MailInvitation, ForReset: MailReset, ForSignIn: MailSignInLink}
	return s.send(ctx, tx, a, kinds[p], linkMail{TokenID: tokenID, UserName: a.UserName, By: a.StateBy}, tokenID)
}

func (s *Service) sendExists(ctx context.Context, tx *db.Tx, a Account, occasion string) error {
	return s.send(ctx, tx, a, MailExists, stateMail{UserName: a.UserName}, occasion)
}

func (s *Service) sendSuspended(ctx context.Context, tx *db.Tx, a Account, occasion string) error {
	return s.send(ctx, tx, a, MailSuspended, stateMail{UserName: a.UserName, By: a.StateBy, Reason: a.StateReason}, occasion)
}

func (s *Service) sendReactivated(ctx context.Context, tx *db.Tx, a Account) error {
	return s.send(ctx, tx, a, MailReactivated, stateMail{UserName: a.UserName}, id.New())
}

func (s *Service) sendPasswordChanged(ctx context.Context, tx *db.Tx, a Account) error {
	return s.send(ctx, tx, a, MailPasswordChanged, stateMail{UserName: a.UserName}, id.New())
}

func (s *Service) send(ctx context.Context, tx *db.Tx, a Account, kind string, data any, occasion string) error {
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: data, Occasion: occasion,
		To:     notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang},
		Object: notify.Object{Kind: ObjectKind, ID: a.ID},
	})
}
